"""IDS-1 to IDS-4: met, broken, and not to be told; and what the system takes over."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_ids
from medgroup import Function, Kind, Relation, Severity
from medgroup.domain import Address, OrganizationRole, Resource, ResourceKind
from medgroup_ids import ids_model
from medgroup_ids.checks import EmploymentLaw, employed_or_exclusive, has_facility, one_system_controls

DAY = date(2025, 6, 1)
FACILITY, PRACTICE, SYSTEM = OrganizationRole.FACILITY, OrganizationRole.PRACTICE, OrganizationRole.SYSTEM
MEMBERS = mg.Reach.MEMBERS
Found = list[tuple[str, Severity]]


class Model:
    """A plugin that hands over one model."""

    def __init__(self, model: mg.OrganizationalModel) -> None:
        self.model = model

    @mg.hookimpl
    def medgroup_models(self) -> tuple[mg.OrganizationalModel, ...]:
        return (self.model,)


def owns(member: str, *, by: str = "system", share: float | None = 1.0) -> mg.Affiliation:
    return mg.Affiliation(id=f"{by}-{member}", kind=Kind.OWNS, organizer=by, member=member, share=share)


def system(
    *ties: mg.Affiliation,
    roles: Iterable[OrganizationRole] = (SYSTEM, FACILITY),
    relation: Relation | None = Relation.EMPLOYEE,
    state: str | None = "CT",
    others: mg.Facts | None = None,
    law: mg.OrganizationalModel | None = None,
) -> mg.Market:
    """Return a system with a hospital, a group of one practitioner, and an owner outside."""
    facts = mg.Facts(
        organizations=[
            mg.Organization(id="system", model="ids", roles=roles),
            mg.Organization(id="group", roles=[PRACTICE]),
            mg.Organization(id="hospital", roles=[FACILITY]),
            mg.Organization(id="outside"),
        ],
        affiliations=ties,
        practitioners=[mg.Practitioner(id="doctor")],
        practitioner_roles=[
            mg.PractitionerRole(id="role", practitioner="doctor", organization="group", relation=relation)
        ],
        sites=[mg.Site(id="office", organization="group", address=Address(state=state))],
    )
    everything = facts if others is None else facts + others
    return mg.open_market(everything, plugins=[Model(law or ids_model(employment_allowed=["CT"]))])


def found(market: mg.Market) -> Found:
    return [(one.code, one.severity) for one in mg.check_structure(market, "system", on=DAY).findings]


def test_a_system_that_owns_a_group_of_employees_is_an_ids() -> None:
    assert found(system(owns("group"))) == []


def test_a_system_that_owns_only_a_hospital_owns_no_group() -> None:
    assert found(system(owns("hospital"))) == [("IDS-1", Severity.ERROR)]


def test_where_no_ownership_is_known_nobody_can_tell_which_groups_it_owns() -> None:
    member = mg.Affiliation(id="joined", kind=Kind.MEMBER, organizer="system", member="group")
    assert found(system()) == [("IDS-1", Severity.CANNOT_TELL)]
    assert found(system(member)) == [("IDS-1", Severity.CANNOT_TELL)]


def test_where_no_ownership_is_known_nobody_can_tell_whether_it_has_a_hospital() -> None:
    report = mg.check_structure(system(roles=[SYSTEM]), "system", on=DAY)
    assert report.passes
    assert [(one.code, one.message) for one in report.findings] == [
        ("IDS-1", "Which groups system owns on 2025-06-01 is not known."),
        ("IDS-2", "Whether system has a facility is not known: nothing is stated that it owns."),
    ]


def test_the_group_may_be_owned_through_the_hospital() -> None:
    assert found(system(owns("hospital"), owns("group", by="hospital"))) == []


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.51, []), (0.5, [("IDS-1", Severity.ERROR)]), (None, [("IDS-1", Severity.CANNOT_TELL)])],
)
def test_the_system_controls_whoever_controls_the_group(share: float | None, expected: Found) -> None:
    assert found(system(owns("hospital", share=share), owns("group", by="hospital"))) == expected


def test_control_passes_along_a_chain_of_owners_and_along_no_other_tie() -> None:
    chain = (owns("hospital"), owns("outside", by="hospital"), owns("group", by="outside"))
    managed = mg.Affiliation(id="manages", kind=Kind.MANAGES, organizer="system", member="outside", share=1.0)

    assert found(system(*chain)) == []
    assert found(system(owns("hospital"), managed, owns("group", by="outside"), owns("group", share=0.0001))) == [
        ("IDS-1", Severity.ERROR)
    ]


@pytest.mark.parametrize(
    ("share", "elsewhere", "expected"),
    [
        (0.51, 0.49, []),
        (0.5, 0.5, [("IDS-1", Severity.ERROR)]),
        (0.8, 0.3, [("IDS-1", Severity.ERROR)]),
        (0.4, 0.6, [("IDS-1", Severity.ERROR)]),
        (None, 0.3, [("IDS-1", Severity.CANNOT_TELL)]),
        (None, None, [("IDS-1", Severity.CANNOT_TELL)]),
        (0.6, None, []),
        (None, 0.5, [("IDS-1", Severity.ERROR)]),
    ],
)
def test_exactly_one_owner_holds_more_than_half(share: float | None, elsewhere: float | None, expected: Found) -> None:
    assert found(system(owns("group", share=share), owns("group", by="outside", share=elsewhere))) == expected


def test_three_tenths_are_no_more_than_their_sum() -> None:
    others = [owns("group", by="outside", share=0.1), owns("group", by="hospital", share=0.2)]
    assert found(system(owns("group", share=0.7), *others)) == []


@pytest.mark.parametrize(
    ("roles", "expected"),
    [([FACILITY], []), ([SYSTEM], [("IDS-2", Severity.ERROR)]), ([], [("IDS-2", Severity.CANNOT_TELL)])],
)
def test_the_system_has_a_facility(roles: list[OrganizationRole], expected: Found) -> None:
    assert found(system(owns("group"), roles=roles)) == expected


def test_a_facility_that_is_not_known_names_each_organization_once() -> None:
    market = system(owns("group"), owns("outside"), roles=[])
    (finding,) = [one for one in mg.check_structure(market, "system", on=DAY).findings if one.code == "IDS-2"]
    assert finding.message == "Whether system has a facility is not known: no role is stated of system, outside."
    assert finding.subjects == ("organizations/outside", "organizations/system")


def test_an_owned_hospital_or_its_rooms_are_the_facility() -> None:
    rooms = mg.Facts(resources=[Resource(id="rooms", organization="system", kind=ResourceKind.FACILITY)])
    office = mg.Facts(resources=[Resource(id="rooms", organization="group", kind=ResourceKind.FACILITY)])
    assert found(system(owns("group"), owns("hospital"), roles=[SYSTEM])) == []
    assert found(system(owns("group"), roles=[SYSTEM], others=rooms)) == []
    assert found(system(owns("group"), roles=[SYSTEM], others=office)) == [("IDS-2", Severity.ERROR)]


@pytest.mark.parametrize(
    ("relation", "share", "expected"),
    [
        (Relation.EMPLOYEE, 1.0, []),
        (Relation.LOCUM, 1.0, []),
        (Relation.OWNER, 1.0, [("IDS-3", Severity.ERROR)]),
        (Relation.OWNER, 0.8, [("IDS-3", Severity.CANNOT_TELL)]),
        (Relation.CONTRACTOR, 1.0, [("IDS-3", Severity.CANNOT_TELL)]),
        (Relation.LEASED, 1.0, [("IDS-3", Severity.CANNOT_TELL)]),
        (None, 1.0, [("IDS-3", Severity.CANNOT_TELL)]),
    ],
)
def test_practitioners_are_employed(relation: Relation | None, share: float, expected: Found) -> None:
    assert found(system(owns("group", share=share), relation=relation)) == expected


def test_a_share_of_one_who_manages_is_no_ownership() -> None:
    manages = mg.Affiliation(id="manages", kind=Kind.MANAGES, organizer="outside", member="group", share=0.2)
    market = system(owns("group", share=0.8), manages, relation=Relation.OWNER)
    assert found(market) == [("IDS-3", Severity.CANNOT_TELL)]


def test_a_contractor_who_works_elsewhere_too_is_not_exclusive() -> None:
    elsewhere = mg.PractitionerRole(id="second", practitioner="doctor", organization="outside")
    market = system(owns("group"), relation=Relation.CONTRACTOR, others=mg.Facts(practitioner_roles=[elsewhere]))
    assert found(market) == [("IDS-3", Severity.ERROR)]


def test_the_system_may_be_the_employer() -> None:
    employed = mg.PractitionerRole(
        id="second", practitioner="doctor", organization="hospital", relation=Relation.EMPLOYEE
    )
    others = mg.Facts(
        practitioner_roles=[employed], sites=[mg.Site(id="ward", organization="hospital", address=Address(state="CT"))]
    )
    assert found(system(owns("group"), owns("hospital"), relation=Relation.CONTRACTOR, others=others)) == []


def test_an_unknown_relation_to_the_system_may_be_employment() -> None:
    others = mg.Facts(
        practitioner_roles=[
            mg.PractitionerRole(id="second", practitioner="doctor", organization="hospital"),
            mg.PractitionerRole(id="third", practitioner="doctor", organization="outside"),
        ]
    )
    market = system(owns("group"), owns("hospital"), relation=Relation.CONTRACTOR, others=others)
    assert found(market) == [("IDS-3", Severity.CANNOT_TELL)]


@pytest.mark.parametrize(
    ("state", "law", "expected"),
    [
        ("CT", ids_model(employment_allowed=["CT"]), []),
        (" ct", ids_model(employment_allowed=["CT"]), []),
        ("CT", ids_model(), [("IDS-4", Severity.CANNOT_TELL)]),
        ("TX", ids_model(employment_barred=["TX"]), [("IDS-4", Severity.CANNOT_TELL)]),
        (None, ids_model(employment_allowed=["CT"]), [("IDS-4", Severity.CANNOT_TELL)]),
    ],
)
def test_whether_a_group_may_employ_depends_on_the_state(
    state: str | None, law: mg.OrganizationalModel, expected: Found
) -> None:
    assert found(system(owns("group"), state=state, law=law)) == expected


@pytest.mark.parametrize(
    ("state", "law", "remedy"),
    [
        (
            "CT",
            ids_model(),
            (
                "Look up whether CT lets hospitals employ physicians, and open the market in Python with "
                "medgroup_ids.ids_model(employment_allowed=['CT']) where it does, "
                "or employment_barred where it does not."
            ),
        ),
        (
            "TX",
            ids_model(employment_barred=["TX"]),
            "Look up whether the group is a foundation or a friendly PC: a market does not state it.",
        ),
        (None, ids_model(employment_allowed=["CT"]), "State the addresses of the sites where they work."),
    ],
)
def test_what_would_tell_whether_a_group_may_employ_is_what_is_missing(
    state: str | None, law: mg.OrganizationalModel, remedy: str
) -> None:
    (finding,) = mg.check_structure(system(owns("group"), state=state, law=law), "system", on=DAY).findings
    assert finding.remedy == remedy


def test_a_hospital_does_not_employ_where_the_state_bars_it() -> None:
    employed = mg.PractitionerRole(
        id="second", practitioner="doctor", organization="hospital", relation=Relation.EMPLOYEE
    )
    others = mg.Facts(
        practitioner_roles=[employed], sites=[mg.Site(id="ward", organization="hospital", address=Address(state="TX"))]
    )
    law = ids_model(employment_allowed=["CT"], employment_barred=["TX"])
    market = system(owns("group"), owns("hospital"), others=others, law=law)
    assert found(market) == [("IDS-4", Severity.ERROR)]


def test_who_holds_two_roles_is_one_practitioner() -> None:
    second = mg.PractitionerRole(id="second", practitioner="doctor", organization="group", relation=Relation.EMPLOYEE)
    market = system(owns("group"), others=mg.Facts(practitioner_roles=[second]), law=ids_model())
    (finding,) = mg.check_structure(market, "system", on=DAY).findings
    assert finding.message.startswith("Whether 1 practitioner of system may be employed")


def test_the_law_is_that_of_the_sites_of_the_role() -> None:
    at_office = mg.PractitionerRole(
        id="role", practitioner="doctor", organization="group", relation=Relation.EMPLOYEE, sites=["office"]
    )
    branch = mg.Site(id="branch", organization="group", address=Address(state="AZ"))
    facts = system(owns("group")).facts + mg.Facts(sites=[branch])
    market = system(owns("group"))
    assert found(market.with_facts(attrs.evolve(facts, practitioner_roles=[at_office]))) == []
    assert found(market.with_facts(facts)) == [("IDS-4", Severity.CANNOT_TELL)]


def test_the_rooms_of_what_the_system_owns_and_is_no_group_are_its_facility() -> None:
    annex = mg.Facts(
        organizations=[mg.Organization(id="annex", roles=[SYSTEM])],
        resources=[Resource(id="rooms", organization="annex", kind=ResourceKind.FACILITY)],
    )
    assert found(system(owns("group"), owns("annex"), roles=[SYSTEM], others=annex)) == []


def test_the_system_is_the_unit_but_for_billing_and_income() -> None:
    facts = system(owns("group")).facts
    market = mg.open_market(facts, plugins=[medgroup_ids])
    units = {function: mg.units_of(market, function, "group", on=DAY) for function in Function}
    assert units.pop(Function.BILLING) == {"group"}
    assert units.pop(Function.INCOME) == {"group", "system"}
    assert set(units.values()) == {frozenset({"system"})}
    assert mg.seats(market, Function.BILLING, "group", on=DAY)[0].agents == ("system",)


# Word for word: every finding in full, of organizations that have names. ---------------------------------------------


def named(market: mg.Market) -> mg.Market:
    """Return the market with a name for each organization: ``Group``."""
    rows = [attrs.evolve(one, name=one.id.title()) for one in market.facts.organizations]
    return market.with_facts(attrs.evolve(market.facts, organizations=rows))


def told(market: mg.Market) -> list[dict[str, Any]]:
    """Return what the checks of the model find, as plain values."""
    found = [one for one in mg.check_structure(named(market), "system", on=DAY).findings if one.code.startswith("IDS")]
    return [attrs.asdict(one) | {"severity": one.severity.value, "subjects": list(one.subjects)} for one in found]


TOLD: dict[str, Callable[[], mg.Market]] = {
    "nothing is owned": lambda: system(roles=[SYSTEM]),
    "no group is owned": lambda: system(owns("hospital"), roles=[SYSTEM], law=ids_model()),
    "shares beyond the whole": lambda: system(owns("group", share=0.8), owns("group", by="outside", share=0.3)),
    "control outside": lambda: system(owns("group", share=0.4), owns("group", by="outside", share=0.6)),
    "a share is missing": lambda: system(owns("group", share=None), owns("group", by="outside", share=0.3)),
    "control by who is perhaps controlled": lambda: system(owns("hospital", share=None), owns("group", by="hospital")),
    "no owner of half": lambda: system(owns("group", share=0.5), owns("group", by="outside", share=0.5)),
    "no owner of half, and a manager": lambda: system(
        owns("group", share=0.5),
        owns("group", by="outside", share=0.5),
        mg.Affiliation(id="manages", kind=Kind.MANAGES, organizer="outside", member="group"),
    ),
    "nothing is known": lambda: system(roles=[]),
    "no facility": lambda: system(owns("group"), roles=[SYSTEM]),
    "a facility perhaps": lambda: system(owns("group"), owns("outside"), roles=[]),
    "owner of what is owned whole": lambda: system(owns("group"), relation=Relation.OWNER),
    "owner of a part": lambda: system(owns("group", share=0.8), relation=Relation.OWNER),
    "contractor": lambda: system(owns("group"), relation=Relation.CONTRACTOR),
    "contractor elsewhere too": lambda: system(
        owns("group"),
        relation=Relation.CONTRACTOR,
        others=mg.Facts(
            practitioners=[mg.Practitioner(id="second")],
            practitioner_roles=[
                mg.PractitionerRole(id="elsewhere", practitioner="doctor", organization="outside"),
                mg.PractitionerRole(id="second", practitioner="second", organization="group"),
                mg.PractitionerRole(id="third", practitioner="second", organization="group"),
            ],
        ),
    ),
    "barred": lambda: system(
        owns("group"),
        owns("hospital"),
        law=ids_model(employment_allowed=["CT"], employment_barred=["TX", "CA", "NY"]),
        others=mg.Facts(
            practitioners=[mg.Practitioner(id="second")],
            practitioner_roles=[
                mg.PractitionerRole(
                    id=f"{who}-ward", practitioner=who, organization="hospital", relation=Relation.EMPLOYEE
                )
                for who in ("doctor", "second")
            ],
            sites=[
                mg.Site(id=f"ward-{state}", organization="hospital", address=Address(state=state))
                for state in ("TX", "CA")
            ],
        ),
    ),
    "of the law nothing is known": lambda: system(
        owns("group"),
        law=ids_model(),
        others=mg.Facts(sites=[mg.Site(id="branch", organization="group", address=Address(state="AZ"))]),
    ),
    "of no state": lambda: system(owns("group"), state=None),
}
#: The findings of each case, in full; ``make told`` writes them anew.
EXPECTED = json.loads((Path(__file__).parent / "told.json").read_text(encoding="utf-8"))


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == TOLD.keys()


@pytest.mark.parametrize("case", TOLD)
def test_what_is_found_is_told_word_for_word(case: str) -> None:
    assert told(TOLD[case]()) == EXPECTED[case]


@pytest.mark.parametrize(
    ("given", "law", "name"),
    [
        ({}, EmploymentLaw(allowed=frozenset(), barred=frozenset()), "ids"),
        (
            {"employment_allowed": ["CT", "NY"], "employment_barred": ["TX"], "name": "mine"},
            EmploymentLaw(allowed=frozenset({"CT", "NY"}), barred=frozenset({"TX"})),
            "mine",
        ),
    ],
    ids=["usual", "other"],
)
def test_the_model_takes_over_all_but_billing_and_income_and_knows_the_law_that_is_given(
    given: dict[str, Any], law: EmploymentLaw, name: str
) -> None:
    replaced = frozenset(Function) - {Function.BILLING, Function.INCOME}

    assert ids_model(**given) == mg.OrganizationalModel(
        name=name,
        title="Integrated delivery system",
        consolidates=(
            mg.Consolidation(over=Kind.OWNS, effect=mg.Effect.REPLACES, functions=replaced),
            mg.Consolidation(over=Kind.OWNS, effect=mg.Effect.ACTS_FOR, functions={Function.BILLING}),
            mg.Consolidation(over=Kind.OWNS, effect=mg.Effect.JOINS, functions={Function.INCOME}),
        ),
        tiers=(
            mg.Tier(name="Employed by the system", reach=MEMBERS, over={Kind.OWNS}, sharing=Function.REFERRAL),
            mg.Tier(
                name="Affiliated with the system", reach=MEMBERS, over={Kind.MANAGES, Kind.MEMBER, Kind.ASSOCIATED}
            ),
            mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
        ),
        checks=(one_system_controls, has_facility, employed_or_exclusive, law),
    )
