"""Markets for referrals in as few words as a case takes, and how their cases ask."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import attrs

import medgroup as mg
from medgroup import Kind
from medgroup.domain import (
    Address,
    Coverage,
    Credential,
    Line,
    Network,
    OrganizationRole,
    OutpatientDepartment,
    Patient,
    Payer,
    PlanGate,
    Position,
    Product,
    Scope,
    ScopeOf,
)
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


HOME = role("a", "home", FAMILY)


def site(key: str, miles: float, **said: Any) -> mg.Site:
    """Return a site so many miles from where patients live."""
    return mg.Site(id=key, position=miles_north(miles), **said)


def at(practitioner: str, organization: str, miles: float, **said: Any) -> tuple[mg.PractitionerRole, mg.Site]:
    """Return a role and its own site, so many miles away."""
    key = f"{practitioner}-{organization}-office"
    return role(practitioner, organization, sites=[key], **said), site(key, miles)


def market(*placed: tuple[mg.PractitionerRole, mg.Site], **said: Any) -> mg.Market:
    """Return a market of placed roles beside the one who refers."""
    roles, sites = [one for one, _ in placed], [one for _, one in placed]
    gates, models = said.pop("rules", ()), said.pop("bring", ())
    return opened(facts(HOME, *roles, sites=[*sites, *said.pop("sites", ())], **said), *gates, models=models)


def tiers(name: str, *rows: mg.Tier, **said: Any) -> mg.OrganizationalModel:
    """Return a model of tiers."""
    return mg.OrganizationalModel(name=name, title=name.title(), tiers=rows, **said)


ANYONE = mg.Tier(name="Anyone", reach=mg.Reach.ANYONE)


def members(name: str, *over: Kind, **said: Any) -> mg.Tier:
    """Return a tier of members."""
    return mg.Tier(name=name, reach=mg.Reach.MEMBERS, over=over or {Kind.MEMBER}, **said)


def imaging(line: Line = Line.MEDICARE, **said: Any) -> mg.Market:
    """Return a group with a radiologist of its own, and suppliers of imaging around it."""
    department = OutpatientDepartment(hospital="hospital")
    sites = [
        site("office", 0),
        site("near", 3, organization="one", services=["MRI"], address=Address(line=["1 Road"], city="Town")),
        site("branch", 2, organization="one", services=["imaging"]),
        site("edge", 24.9, organization="two", services=["radiology"]),
        site("beyond", 25.1, organization="three", services=["mri"]),
        site("hospital", 1, organization="hospital", services=["mri"]),
        site("ward", 1, organization="four", services=["mri"], outpatient_department=department),
        site("own", 1, organization="home", services=["mri"]),
        site("nobody", 1, services=["mri"]),
        site("silent", 1, organization="five"),
        site("clinic", 1, organization="six", services=["primary-care"]),
        mg.Site(id="nowhere", organization="seven", services=["mri"]),
    ]  # fmt: skip
    organizations = [
        mg.Organization(id=key, roles=[OrganizationRole.FACILITY] if key == "hospital" else [])
        for key in ("home", "one", "two", "three", "four", "five", "six", "seven", "hospital")
    ]
    return opened(
        facts(
            attrs.evolve(HOME, sites=["office"]),
            role("x", "home", "2085R0202X", sites=["office"]),
            sites=sites,
            organizations=organizations,
            plan={"line": line, "product": Product.INDEMNITY},
            **said,
        )
    )
