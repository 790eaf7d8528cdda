"""Payers, their networks and their plans."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeVar

from medgroup.domain.payers import Line, Network, Payer, Plan, Product
from medgroup.errors import listed
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.drafts import OrganizationDraft, PlanDraft
from medgroup.formats.plan_net.links import Links
from medgroup.formats.plan_net.notes import Notes

T = TypeVar("T", bound=Enum | bool)

_NAMED_PRODUCT = re.compile(r"\b(?:HMO|PPO|EPO|POS)\b")


def payers(drafts: Mapping[str, OrganizationDraft], links: Links) -> tuple[Payer, ...]:
    """Return the payers among organizations."""
    found = []
    for reference, draft in drafts.items():
        if draft.types & codes.PAYER_TYPES:
            links.lead(reference, "payers", draft.id)
            found.append(Payer(id=draft.id, name=draft.name, npi=draft.npi))
    return tuple(found)


def networks(
    drafts: Mapping[str, OrganizationDraft], plans: Iterable[PlanDraft], links: Links, notes: Notes
) -> tuple[tuple[Network, ...], tuple[str, ...]]:
    """Return the networks among organizations, and what was assumed of their payers.

    Plan-Net asks every network to be part of its payer. Where one is not, and all plans that use it are of one payer,
    that payer is taken, which is an assumption and a finding; else the network is left out.
    """
    users = _payers_by_network(plans, links)
    found, assumptions = [], []
    for reference, draft in drafts.items():
        if not draft.types & codes.NETWORK_TYPES:
            continue
        payer = links.leads(draft.part_of, "payers")
        if payer is None:
            payer = _payer_of_plans(reference, draft, users[reference], links, notes)
            if payer is None:
                continue
            assumptions.append(
                f"network {_named(draft)} is taken to be of the payer {payer}, whose plans alone use it, "
                "which the directory does not state"
            )
        links.lead(reference, "networks", draft.id)
        found.append(Network(id=draft.id, name=draft.name, payer=payer, period=draft.period))
    return tuple(found), tuple(assumptions)


def plan_of(draft: PlanDraft, links: Links, notes: Notes) -> Plan | None:
    """Return the plan that an InsurancePlan states, or None, with a finding, where its payer is not known.

    What a patient must do before a visit is in no element of Plan-Net, so gates and benefits stay unknown.
    """
    subject = f"plans/{draft.id}"
    payer = links.follow(draft.owner, "payers", subject, "ownedBy")
    if payer is None:
        payer = links.follow(draft.administrator, "payers", subject, "administeredBy")
    if payer is None:
        notes.add(
            "plan-net.incomplete", subject, "Neither its owner nor its administrator is a payer; it was left out."
        )
        return None
    unknown = draft.types - codes.PRODUCTS.keys() - codes.LINES.keys() - codes.SILENT_TYPES
    if unknown:
        notes.add(
            "plan-net.unknown-code", subject, f"Its type {listed(sorted(unknown))} says neither product nor line."
        )
    return Plan(
        id=draft.id,
        name=draft.name,
        payer=payer,
        networks=_networks(draft, subject, links, notes) or None,
        product=_product(draft, subject, notes),
        line=_line(draft, subject, notes),
        hdhp=_high_deductible(draft, subject, notes),
        period=draft.period,
    )


def products_named(name: str | None) -> list[str]:
    """Return the products that the name of a plan says it is, in capitals and sorted."""
    return sorted(set(_NAMED_PRODUCT.findall((name or "").upper())))


def note_unused_networks(
    found: Iterable[Network], plans: Iterable[Plan], listed_in: Mapping[str, int], notes: Notes
) -> None:
    """Note each network that no plan uses: what is listed in it answers no question about a plan."""
    used = {network for plan in plans for network in plan.networks or ()}
    for network in found:
        if network.id not in used:
            count = listed_in.get(network.id, 0)
            notes.add("network.no-plan", f"networks/{network.id}", f"No plan uses it; listings in it: {count}.")


def _payers_by_network(plans: Iterable[PlanDraft], links: Links) -> Mapping[str, set[str]]:
    users: dict[str, set[str]] = defaultdict(set)
    for plan in plans:
        payer = links.leads(plan.owner, "payers") or links.leads(plan.administrator, "payers")
        for reference in (*plan.networks, *(network for variant in plan.variants for network in variant)):
            users[links.plain(reference)] |= {payer} if payer is not None else set()
    return users


def _payer_of_plans(
    reference: str, draft: OrganizationDraft, users: set[str], links: Links, notes: Notes
) -> str | None:
    subject = f"networks/{draft.id}"
    links.follow(draft.part_of, "payers", subject, "partOf")
    if len(users) == 1:
        (payer,) = users
        notes.add("plan-net.network-payer", subject, f"States no payer; all plans that use it are of {payer}.")
        return payer
    why = f"the plans that use it are of {listed(sorted(users))}" if users else "no plan of a known payer uses it"
    notes.add(
        "plan-net.network-payer", subject, f"States no payer, and {why}; it was left out with all that is listed in it."
    )
    links.leave_out(reference)
    return None


def _networks(draft: PlanDraft, subject: str, links: Links, notes: Notes) -> tuple[str, ...]:
    own = [links.follow_all(variant, "networks", subject, "plan.network") for variant in draft.variants]
    stated = links.follow_all(draft.networks, "networks", subject, "network")
    if not draft.networks and own and all(networks == own[0] for networks in own):
        return own[0]
    if any(set(networks) != set(stated) for networks in own):
        used = f"kept are {listed(stated)}" if stated else "which of them the plan uses is not known"
        notes.add("plan-net.not-kept", subject, f"Its variants use networks of their own; {used}.")
    return stated


def _product(draft: PlanDraft, subject: str, notes: Notes) -> Product | None:
    coded = _one({codes.PRODUCTS[code] for code in draft.types if code in codes.PRODUCTS}, "products", subject, notes)
    named = products_named(draft.name)
    if coded is None or not named or coded.name in named:
        return coded
    notes.add(
        "plan.product-disagrees",
        subject,
        f"Its name {draft.name!r} says {listed(named)}, its type {coded.name}; the product is not known.",
    )
    return None


def _line(draft: PlanDraft, subject: str, notes: Notes) -> Line | None:
    line = _one({codes.LINES[code] for code in draft.types if code in codes.LINES}, "lines of business", subject, notes)
    # Directories type Medicare Advantage plans ``medicare`` and say the rest in words.
    advantage = any("medicare advantage" in word.casefold() for word in draft.words)
    return Line.MEDICARE_ADVANTAGE if line is Line.MEDICARE and advantage else line


def _high_deductible(draft: PlanDraft, subject: str, notes: Notes) -> bool | None:
    stated = {codes.HIGH_DEDUCTIBLE[code] for code in draft.types if code in codes.HIGH_DEDUCTIBLE}
    if draft.variant_types <= codes.HIGH_DEDUCTIBLE.keys():
        stated |= {codes.HIGH_DEDUCTIBLE[code] for code in draft.variant_types}
    return _one(stated, "deductibles", subject, notes)


def _one(stated: set[T], what: str, subject: str, notes: Notes) -> T | None:
    if len(stated) > 1:
        notes.add("plan-net.contradiction", subject, f"States {len(stated)} {what}; which of them holds is not known.")
        return None
    return next(iter(stated), None)


def _named(draft: OrganizationDraft) -> str:
    return draft.id if draft.name is None else f"{draft.id} ({draft.name})"
