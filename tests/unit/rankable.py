"""Markets for referrals in as few words as a case takes, and how their cases ask."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import medgroup as mg
from medgroup import Kind
from medgroup.domain import Coverage, Credential, Network, Patient, Payer, PlanGate, Position, Product, Scope, ScopeOf
from medgroup.plugins import installed_plugins
from medgroup.referrals import Ranking, rank_referrals

DAY = date(2026, 3, 2)
FAMILY, HEART, RHYTHM, BONES = "207Q00000X", "207RC0000X", "207RI0011X", "207X00000X"


def role(practitioner: str, organization: str, specialty: str | None = HEART, **said: Any) -> mg.PractitionerRole:
    """Return the role of somebody at an organization, ``practitioner@organization``."""
    specialties = None if specialty is None else [specialty]
    given = {"id": f"{practitioner}@{organization}", "specialties": specialties, "accepting": True}
    return mg.PractitionerRole(practitioner=practitioner, organization=organization, **{**given, **said})


def tie(kind: Kind, organizer: str, member: str, **said: Any) -> mg.Affiliation:
    """Return a tie between two organizations."""
    return mg.Affiliation(
        id=f"{organizer}-{kind.value}-{member}", kind=kind, organizer=organizer, member=member, **said
    )


def miles_north(miles: float) -> Position:
    """Return a position so many miles north of the place where patients live."""
    return Position(latitude=40 + miles / 69.0933, longitude=-75)


def facts(
    *roles: mg.PractitionerRole,
    models: dict[str, str | None] | None = None,
    ties: Iterable[mg.Affiliation] = (),
    sites: Iterable[mg.Site] = (),
    contracted: Iterable[str] = (),
    complete: bool = True,
    product: Product | None = Product.PPO,
    gates: Iterable[PlanGate] | None = (),
    **more: Any,
) -> mg.Facts:
    """Return the facts of roles, with all that they name.

    Args:
        roles: The roles; whoever refers is ``a@home``.
        models: Models of organizations, by id; organizations named nowhere else are added.
        ties: Ties between organizations.
        sites: Sites.
        contracted: Organizations whose people are in network.
        complete: Whether whoever is not is out of network; else that is not known.
        product: The product of the patient's plan.
        gates: What the plan asks for.
        more: Other collections, and ``plan`` for more fields of the plan.
    """
    given = dict(models or {})
    rows = list(ties)
    named = {one.organization for one in roles} | {one for row in rows for one in (row.organizer, row.member)}
    organizations = [mg.Organization(id=key, model=given.get(key)) for key in sorted(named | given.keys())]
    people = sorted({one.practitioner for one in roles})
    inside = [one for one in roles if one.organization in set(contracted)]
    plan = {"product": product, "gates": gates, "networks": ["net"], **more.pop("plan", {})}
    agreements = {
        one.organization: mg.Agreement(id=f"deal-{one.organization}", contractor=one.organization, networks=["net"])
        for one in inside
    }
    stated: dict[str, Any] = {
        "organizations": organizations,
        "affiliations": rows,
        "practitioners": [mg.Practitioner(id=one) for one in people],
        "practitioner_roles": roles,
        "sites": list(sites),
        "payers": [Payer(id="payer")],
        "networks": [Network(id="net", payer="payer")],
        "plans": [mg.Plan(id="plan", payer="payer", **plan)],
        "agreements": list(agreements.values()),
        "roster_entries": [
            mg.RosterEntry(
                id=f"{one.practitioner}-{one.organization}",
                agreement=f"deal-{one.organization}",
                practitioner=one.practitioner,
                billing=one.organization,
            )
            for one in inside
        ],
        "credentials": [Credential(id=one, practitioner=one, payer="payer") for one in people],
        "scopes": [Scope(id="all", of=ScopeOf.CONTRACTS)] if complete else [],
        "patients": [Patient(id="ann", position=miles_north(0))],
        "coverages": [Coverage(id="ann", patient="ann", plan="plan", pcp="a")],
    }
    return mg.Facts(**{**stated, **more})


@lru_cache(maxsize=1)
def _empty() -> mg.Market:
    """Return the market of no facts, whose plugins every market without rules of its own shares."""
    return mg.open_market(mg.Facts())


def opened(given: mg.Facts, *gates: mg.Gate, models: Iterable[mg.OrganizationalModel] = ()) -> mg.Market:
    """Return the market of facts, with gates and models beside those that are installed."""
    brought = tuple(models)
    if not gates and not brought:
        return _empty().with_facts(given)
    handed = SimpleNamespace(
        __name__="house",
        medgroup_referral_rules=mg.hookimpl(lambda: gates),
        medgroup_models=mg.hookimpl(lambda: brought),
    )
    return mg.open_market(given, plugins=[*_installed(), handed])


@lru_cache(maxsize=1)
def _installed() -> tuple[object, ...]:
    return installed_plugins()


def needed(specialty: str = HEART, **said: Any) -> mg.Referral:
    """Return a referral by ``a@home`` of the patient."""
    given = {"id": "need", "patient": "ann", "issuer": "a@home", "written": DAY, "overrides": ()}
    return mg.Referral(specialty=specialty, **{**given, **said})


def ranked(market: mg.Market, referral: mg.Referral | None = None, **asked: Any) -> Ranking:
    """Rank a referral."""
    return rank_referrals(market, needed() if referral is None else referral, **asked)


def order(ranking: Ranking) -> list[str]:
    """Return the roles that are ranked, in order."""
    return [one.role for one in ranking.ranked]


def places(ranking: Ranking) -> dict[str, tuple[int, str]]:
    """Return place and tier of each role that is ranked."""
    return {one.role: (one.place, one.tier) for one in ranking.ranked}


def refused(ranking: Ranking) -> dict[str, str]:
    """Return the gate that rejects each practitioner who is rejected, by role, or by id where there is none."""
    return {one.role or one.practitioner: one.gate for one in ranking.rejected}
