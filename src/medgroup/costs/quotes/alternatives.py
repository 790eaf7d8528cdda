"""The same services by others: who is in network, gives the same kind of care, and what the patient would owe there."""

from collections.abc import Iterator
from typing import NamedTuple

from attrs import evolve

from medgroup.costs.benefits.claims import LineStatus
from medgroup.costs.benefits.gates import Held
from medgroup.costs.billed import BilledVisit
from medgroup.costs.held import held_referral
from medgroup.costs.prices.places import roles_at, sites_of_roles
from medgroup.costs.processing import ProcessedLine, Processing
from medgroup.costs.quotes.cases import Case, replayed, tried
from medgroup.costs.quotes.parts import money, total
from medgroup.costs.quotes.records import QuotedAlternative
from medgroup.costs.quotes.steps import why_it_waits
from medgroup.costs.senders import Giver, Givers, Sender, Senders
from medgroup.domain.permissions import Permission
from medgroup.network.answer import Status
from medgroup.values.money import Money
from medgroup.values.specialties import OTHER_FAMILY


class _Other(NamedTuple):
    """Another practitioner who may give the services, at a site."""

    practitioner: str
    billing: str
    site: str | None
    #: What the two have in common, in words.
    shares: str


def alternatives(case: Case) -> tuple[QuotedAlternative, ...]:
    """Return who else gives the same services in network, the cheapest first, those without an amount last.

    What others charge is not known, and plays no part: no lower charge is allowed instead of a price.
    """
    if case.sender is None:
        return ()
    owed = _may_come_to(case)
    services = [evolve(one, charge=None) for one in case.visit.services]
    visit = evolve(case.visit, services=services)
    processing = replayed(case, None)
    others = enumerate(_others(case, case.sender), start=1)
    found = [_quoted(case, processing, evolve(visit, id=f"{visit.id} by other {n}"), one, owed) for n, one in others]
    return tuple(sorted((one for one in found if one is not None), key=_order))


def _may_come_to(case: Case) -> Money | None:
    """Return what may come to the patient as asked, a balance bill included; None where that is not known."""
    owed, balance = total(case, "patient_owes"), total(case, "balance_billed")
    return None if owed is None or balance is None else owed + balance


def kind_known(case: Case) -> bool:
    """Return whether it is known which kind of care the practitioner gives who is asked about."""
    return case.sender is not None and (
        case.sender.giver.families is not None or case.sender.giver.taxonomies is not None
    )


def _order(one: QuotedAlternative) -> tuple[bool, int, str, str, str]:
    cents = 0 if one.patient_owes is None else one.patient_owes.cents
    return (one.patient_owes is None, cents, one.practitioner, one.billing, one.site or "")


def _others(case: Case, sender: Sender) -> Iterator[_Other]:
    market, on = case.market, case.visit.on
    givers = market.derived(Givers)
    pairs = dict.fromkeys(
        (role.practitioner, role.organization)
        for role in market.facts.practitioner_roles
        if role.period.contains(on) and role.practitioner != sender.question.practitioner
    )
    for practitioner, billing in sorted(pairs):
        shares = _shared(sender.giver, givers.of(practitioner, billing, on))
        if shares:
            roles = [role for role in roles_at(market, practitioner, billing) if role.period.contains(on)]
            for site in sorted(set(sites_of_roles(market, roles, billing))) or (None,):
                yield _Other(practitioner, billing, site, shares)


def _shared(one: Giver, other: Giver) -> str:
    """Return what kind of care two practitioners have in common; nothing where none, or where it is not known."""
    families = ((one.families or frozenset()) & (other.families or frozenset())) - {OTHER_FAMILY}
    # Codes that no family holds are one kind of care where they are the same.
    return ", ".join(sorted(families or (one.taxonomies or frozenset()) & (other.taxonomies or frozenset())))


def _quoted(
    case: Case, processing: Processing, visit: BilledVisit, other: _Other, owed: Money | None
) -> QuotedAlternative | None:
    """Return an alternative, or None where the practitioner is not in network there."""
    plan = case.covered.plan
    assert plan is not None
    sender = case.market.derived(Senders).of(other.practitioner, other.billing, plan, other.site, visit.on)
    chosen = sender.bills[0].head.chosen
    if sender.standing.overall is not Status.IN or chosen is None:
        return None
    theirs = evolve(
        visit,
        practitioner=other.practitioner,
        billing=other.billing,
        site=other.site,
        referral=_referral(case, visit, other),
    )
    lines = tried(processing, theirs, visit.id)
    waiting = next((line for line in lines if line.share.status is LineStatus.PENDED), None)
    amount = None if waiting is not None else sum(line.share.patient_owes or 0 for line in lines)
    paid = None if waiting is not None else sum(line.share.plan_paid or 0 for line in lines)
    evidence = [f"agreements/{chosen.route.agreement.id}"]
    evidence += [] if chosen.entry is None else [f"roster_entries/{chosen.entry.id}"]
    return QuotedAlternative(
        practitioner=other.practitioner,
        practitioner_name=case.market.name_of("practitioners", other.practitioner),
        billing=other.billing,
        billing_name=case.market.name_of("organizations", other.billing),
        site=other.site,
        network=chosen.route.network.id,
        tier=chosen.route.tier,
        agreement=chosen.route.agreement.id,
        patient_owes=money(amount),
        plan_paid=money(paid),
        saves=None if amount is None or owed is None else Money(owed.cents - amount),
        statement=_why(case, other, chosen.route.network.id, waiting),
        evidence=tuple(evidence),
    )


def _referral(case: Case, visit: BilledVisit, other: _Other) -> Held:
    """Return the referral that is held for a visit to another practitioner; one of the market is to whom it is."""
    if not isinstance(visit.referral, Permission) or visit.referral.referral is None:
        return visit.referral
    return held_referral(case.market, visit.patient, other.practitioner, other.billing, visit.services, visit.on)


def _why(case: Case, other: _Other, network: str, waiting: ProcessedLine | None) -> str:
    name = case.market.name_of("networks", network)
    at = "" if other.site is None else f" at {case.market.name_of('sites', other.site)}"
    lead = f"In network by {name}{at}, and of the same kind of care: {other.shares}."
    return lead if waiting is None else f"{lead} What she would owe is not known: {why_it_waits(case, waiting)}"
