"""One need under five organizations: the same people and sites, and five answers.

Three family physicians, a cardiologist and an orthopaedist work at two sites, of which the first has imaging. Ann's HMO
asks for a primary care practitioner and a referral; hers is Dr. A, and she needs a cardiologist.
"""

from datetime import date
from typing import Any, NamedTuple

import pytest

import medgroup as mg
from medgroup import Function, Kind
from medgroup.costs import Visit
from medgroup.domain import (
    AffiliationTerm,
    Basis,
    Coverage,
    Credential,
    Encounter,
    FeeAmount,
    FeeSchedule,
    Method,
    Network,
    OrganizationRole,
    OutpatientDepartment,
    Patient,
    Payer,
    PlanGate,
    Product,
    Scope,
    ScopeOf,
)
from medgroup.domain.terms import Claim
from medgroup.referrals import Ranking, rank_referrals
from medgroup.values.money import Money
from tests.unit.claims import plan as with_benefits
from tests.unit.claims import sharing
from tests.unit.rankable import BONES, DAY, FAMILY, HEART, miles_north

PEOPLE = {"a": FAMILY, "b": FAMILY, "c": FAMILY, "card": HEART, "orth": BONES}
#: Where each works.
SITES = {"a": "s1", "b": "s1", "c": "s2", "card": "s1", "orth": "s2"}
OPEN = mg.Period(date(2025, 1, 1))


class House(NamedTuple):
    """How the five are organized."""

    #: The organization that each bills through.
    billing: dict[str, str]
    models: dict[str, str]
    ties: tuple[mg.Affiliation, ...] = ()
    #: What signed the contract with the plan, the basis, and the percentage of charges that it pays.
    contracts: tuple[tuple[str, Basis | None, int], ...] = ()
    #: The practices of which all contracts are known.
    known: frozenset[str] | None = None
    outpatient: bool = False


def practice(person: str) -> str:
    return f"practice-{person}"


OWN = {person: practice(person) for person in PEOPLE}
#: An association that exchanges no records for its members.
JOINED = tuple(
    mg.Affiliation(
        id=f"{one}-in-ipa",
        kind=Kind.MEMBER,
        organizer="ipa",
        member=one,
        terms=[AffiliationTerm(functions={Function.RECORDS})],
    )
    for one in OWN.values()
)
DOCTORS = {**OWN, "a": "group", "b": "group", "c": "group"}
OWNED = tuple(
    mg.Affiliation(id=f"{one}-owned", kind=Kind.OWNS, organizer="system", member=one, share=1.0)
    for one in ("group", "heart-group")
)

HOUSES = {
    "multi-specialty": House(
        dict.fromkeys(PEOPLE, "group"), {"group": "multi-specialty"}, contracts=(("group", None, 90),)
    ),
    "ipa": House(
        OWN, {"ipa": "ipa", **dict.fromkeys(OWN.values(), "solo")}, JOINED, contracts=(("ipa", Basis.RISK, 80),)
    ),
    "single-specialty": House(
        DOCTORS,
        {"group": "single-specialty", practice("card"): "solo"},
        contracts=(("group", None, 90),),
        known=frozenset({"group"}),
    ),
    "ids": House(
        {**DOCTORS, "card": "heart-group", "orth": "group"},
        {"group": "multi-specialty", "heart-group": "single-specialty", "system": "ids"},
        OWNED,
        contracts=(("system", None, 100),),
        outpatient=True,
    ),
    "solo": House(
        OWN, dict.fromkeys(OWN.values(), "solo"), contracts=tuple((one, None, 70) for one in sorted(OWN.values()))
    ),
}


def market(house: House, *, outpatient: bool | None = None) -> mg.Market:
    """Return the five people under a house."""
    return mg.open_market(
        mg.Facts(
            organizations=_organizations(house),
            affiliations=house.ties,
            elections=[mg.Election(id=f"{tie.id}-all", affiliation=tie.id) for tie in house.ties],
            practitioners=[mg.Practitioner(id=person) for person in PEOPLE],
            practitioner_roles=[
                mg.PractitionerRole(
                    id=f"{person}-role",
                    practitioner=person,
                    organization=house.billing[person],
                    sites=[SITES[person]],
                    specialties=[code],
                    accepting=True,
                )
                for person, code in PEOPLE.items()
            ],
            sites=_sites(house, house.outpatient if outpatient is None else outpatient),
            payers=[Payer(id="payer")],
            networks=[Network(id="n1", payer="payer")],
            plans=[
                with_benefits(sharing(coinsurance="0.2"), product=Product.HMO, gates={PlanGate.PCP, PlanGate.REFERRAL})
            ],
            fee_schedules=[FeeSchedule(id="clinic", amounts=[FeeAmount(code="X1001", amount=Money.parse("100.00"))])],
            agreements=[_agreement(*contract) for contract in house.contracts],
            roster_entries=_lines(house),
            credentials=[Credential(id=person, practitioner=person, payer="payer") for person in PEOPLE],
            scopes=[Scope(id="known", of=ScopeOf.CONTRACTS, organizations=house.known)],
            patients=[Patient(id="ann", position=miles_north(0))],
            coverages=[Coverage(id="ann", patient="ann", plan="plan", pcp="a")],
        )
    )


def _organizations(house: House) -> list[mg.Organization]:
    keys = {*house.billing.values(), *house.models, *(contract[0] for contract in house.contracts)}
    facility = {"system"}
    return [
        mg.Organization(
            id=key,
            model=house.models.get(key),
            roles=[OrganizationRole.FACILITY, OrganizationRole.SYSTEM] if key in facility else [],
        )
        for key in sorted(keys)
    ]


def _sites(house: House, outpatient: bool) -> list[mg.Site]:
    department = OutpatientDepartment(hospital="system") if outpatient else None
    return [
        mg.Site(id="s1", position=miles_north(1), services=["imaging"], outpatient_department=department),
        mg.Site(id="s2", position=miles_north(3), services=[]),
    ]


def _agreement(signer: str, basis: Basis | None, percent: int) -> mg.Agreement:
    pays: list[Any] = [mg.Rate(method=Method.PERCENT_OF_CHARGES, percent=percent)]
    if signer == "system":
        pays.append(mg.Rate(method=Method.FEE_TABLE, schedule="clinic", claim=Claim.FACILITY))
    terms = mg.ContractTerms(rates=pays)
    return mg.Agreement(id=f"deal-{signer}", contractor=signer, networks=["n1"], basis=basis, terms=terms, period=OPEN)


def _lines(house: House) -> list[mg.RosterEntry]:
    signers = {signer for signer, _, _ in house.contracts}
    whole = signers & {"ipa", "system"}
    return [
        mg.RosterEntry(id=f"{person}-line", agreement=f"deal-{signer}", practitioner=person, billing=billing)
        for person, billing in house.billing.items()
        for signer in sorted(whole or {billing} & signers)
    ]


def asked(house: House, **more: Any) -> Ranking:
    need = mg.Referral(id="need", patient="ann", issuer="a-role", specialty=HEART, written=DAY, overrides=())
    return rank_referrals(market(house, **more), need, services=["X1001@200.00"])


def told(house: House) -> tuple[str, str, str | None, str, str]:
    """Return tier, issuer, standing, what is owed and the chart of the first candidate."""
    ranking = asked(house)
    (one,) = ranking.ranked
    standing = None if one.standing is None else one.standing.value
    owed = str(one.owes) if one.owes is not None else f"{one.owes_least} to {one.owes_most}"
    return one.tier, ranking.organization, standing, owed, one.chart.value


EXPECTED = {
    "multi-specialty": ("Own group, same site", "group", "in", "36.00", "shared"),
    "ipa": ("IPA panel", "practice-a", "in", "32.00", "packet"),
    "single-specialty": ("Open, network status not known", "group", "unknown", "36.00 to 200.00", "packet"),
    "ids": ("Employed by the system", "group", "in", "60.00", "shared"),
    "solo": ("Open, in network", "practice-a", "in", "28.00", "packet"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_one_need_has_another_answer_under_each_organization(name: str) -> None:
    assert told(HOUSES[name]) == EXPECTED[name]


def test_no_two_organizations_answer_alike() -> None:
    assert len(set(EXPECTED.values())) == len(EXPECTED) == 5


def test_an_outpatient_department_adds_a_line_and_a_second_share() -> None:
    (with_department,), (without,) = (asked(HOUSES["ids"], outpatient=state).ranked for state in (True, False))

    assert (with_department.owes, without.owes) == (Money.parse("60.00"), Money.parse("40.00"))
    assert with_department.key == without.key


@pytest.mark.parametrize(
    ("name", "partner"), [("multi-specialty", Visit.ESTABLISHED), ("ipa", Visit.NEW), ("solo", Visit.NEW)]
)
def test_the_cardiologist_codes_a_new_visit_and_a_partner_of_the_group_an_established_one(
    name: str, partner: Visit
) -> None:
    house = HOUSES[name]
    given = market(house)
    before = [
        Encounter(
            id="first",
            patient="ann",
            practitioner="a",
            billing=house.billing["a"],
            on=date(2026, 1, 5),
            face_to_face=True,
        )
    ]

    visits = {who: mg.visit_status(given, before, "ann", who, DAY).status for who in ("card", "b")}

    assert visits == {"card": Visit.NEW, "b": partner}


def test_outside_the_single_specialty_group_the_status_is_that_of_the_outside_doctor() -> None:
    house = HOUSES["single-specialty"]
    out = house._replace(known=None)
    contracted = house._replace(contracts=(*house.contracts, (practice("card"), None, 70)))

    assert [one.gate for one in asked(out).rejected] == ["not-covered"]
    assert [(one.tier, str(one.owes)) for one in asked(contracted).ranked] == [("Open, in network", "28.00")]
