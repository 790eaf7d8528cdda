"""IPA-1 to IPA-6: met, broken, and not to be told; and what members share."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_ipa
from medgroup import Effect, Function, Kind, Severity
from medgroup.domain import AffiliationTerm, Basis, Network, OrganizationRole, Payer, Resource, ResourceKind

DAY = date(2025, 6, 1)
YEAR = mg.Period(date(2025, 1, 1), date(2026, 1, 1))
Found = list[tuple[str, Severity]]


def association() -> mg.Facts:
    """Return the facts of an IPA of two practices that meets every rule."""
    practices = ("east", "west")
    return mg.Facts(
        organizations=[
            mg.Organization(id="ipa", model="ipa", tin="06-0000001", npi="1234567893"),
            mg.Organization(id="east", tin="06-0000002", roles=[OrganizationRole.PRACTICE]),
            mg.Organization(id="west", tin="06-0000003", roles=[OrganizationRole.PRACTICE]),
            mg.Organization(id="rival", model="ipa"),
        ],
        affiliations=[
            mg.Affiliation(id=one, kind=Kind.MEMBER, organizer="ipa", member=one, period=YEAR) for one in practices
        ],
        elections=[mg.Election(id=one, affiliation=one, exclusive=False, period=YEAR) for one in practices],
        practitioners=[mg.Practitioner(id=one) for one in practices],
        practitioner_roles=[mg.PractitionerRole(id=one, practitioner=one, organization=one) for one in practices],
        sites=[mg.Site(id=one, organization=one) for one in practices],
        resources=[Resource(id=one, organization=one, kind=ResourceKind.STAFF) for one in practices],
        payers=[Payer(id="payer")],
        networks=[Network(id="network", payer="payer")],
        plans=[mg.Plan(id="hmo", payer="payer"), mg.Plan(id="ppo", payer="payer")],
    )


def changed(collection: str, id: str, **values: Any) -> mg.Facts:
    """Return the facts with some fields of one fact changed."""
    facts = association()
    rows = [attrs.evolve(row, **values) if row.id == id else row for row in getattr(facts, collection)]
    return attrs.evolve(facts, **{collection: rows})


def without(collection: str, id: str) -> mg.Facts:
    """Return the facts without one."""
    facts = association()
    return attrs.evolve(facts, **{collection: [row for row in getattr(facts, collection) if row.id != id]})


def term(function: Function, effect: Effect = Effect.REPLACES, *, elective: bool = False) -> list[AffiliationTerm]:
    return [AffiliationTerm(functions=[function], effect=effect, elective=elective)]


def found(facts: mg.Facts) -> Found:
    market = mg.open_market(facts, plugins=[medgroup_ipa])
    return [(one.code, one.severity) for one in mg.check_structure(market, "ipa", on=DAY).findings]


def agreement(basis: Basis | None, *, rostered: Iterable[str] = ("east", "west")) -> mg.Facts:
    lines = [
        mg.RosterEntry(id=one, agreement="contract", practitioner=one, billing=one, period=YEAR) for one in rostered
    ]
    return mg.Facts(agreements=[mg.Agreement(id="contract", contractor="ipa", basis=basis)], roster_entries=lines)


def test_two_independent_practices_that_opted_in_are_an_ipa() -> None:
    assert found(association()) == []


def test_the_ipa_is_another_entity_than_its_members() -> None:
    assert found(changed("organizations", "ipa", tin="060000002")) == [("IPA-1", Severity.ERROR)]
    assert found(changed("organizations", "east", npi="1234567893")) == [("IPA-1", Severity.ERROR)]
    assert found(changed("organizations", "ipa", tin=None)) == [("IPA-1", Severity.CANNOT_TELL)]


def test_an_entity_that_is_not_known_names_each_organization_once() -> None:
    for id in ("ipa", "west"):
        market = mg.open_market(changed("organizations", id, tin=None), plugins=[medgroup_ipa])
        findings = mg.check_structure(market, "ipa", on=DAY).findings
        (subjects,) = [one.subjects for one in findings if one.code == "IPA-1"]
        assert subjects == tuple(dict.fromkeys(("organizations/ipa", f"organizations/{id}")))


def test_members_are_two_or_more() -> None:
    facts = without("elections", "west")
    ties = [tie for tie in facts.affiliations if tie.id != "west"]
    assert found(attrs.evolve(facts, affiliations=ties)) == [("IPA-2", Severity.ERROR)]


def test_where_no_membership_is_known_nobody_can_tell() -> None:
    alone = attrs.evolve(association(), affiliations=[], elections=[])
    report = mg.check_structure(mg.open_market(alone, plugins=[medgroup_ipa]), "ipa", on=DAY)
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("IPA-2", Severity.CANNOT_TELL)
    assert finding.message == "Which practices are members of ipa on 2025-06-01 is not known."
    assert "memberships" in finding.remedy


def test_members_have_tins_of_their_own() -> None:
    assert found(changed("organizations", "west", tin="060000002")) == [("IPA-2", Severity.ERROR)]
    assert found(changed("organizations", "west", tin=None)) == [
        ("IPA-1", Severity.CANNOT_TELL),
        ("IPA-2", Severity.CANNOT_TELL),
    ]


@pytest.mark.parametrize("kind", [Kind.OWNS, Kind.MANAGES])
def test_the_ipa_controls_no_practice(kind: Kind) -> None:
    control = mg.Affiliation(id="control", kind=kind, organizer="ipa", member="east")
    assert found(association() + mg.Facts(affiliations=[control])) == [("IPA-3", Severity.ERROR)]


def test_the_ipa_may_own_its_management_company() -> None:
    company = mg.Organization(id="company", roles=[OrganizationRole.MANAGEMENT])
    control = mg.Affiliation(id="control", kind=Kind.OWNS, organizer="ipa", member="company")
    assert found(association() + mg.Facts(organizations=[company], affiliations=[control])) == []


def test_what_an_ipa_controls_may_be_a_practice_where_it_is_not_stated() -> None:
    control = mg.Affiliation(id="control", kind=Kind.MANAGES, organizer="ipa", member="unstated")
    facts = association() + mg.Facts(organizations=[mg.Organization(id="unstated")], affiliations=[control])
    role = mg.PractitionerRole(id="role", practitioner="east", organization="unstated")
    assert found(facts) == [("IPA-3", Severity.CANNOT_TELL)]
    assert found(facts + mg.Facts(practitioner_roles=[role])) == [("IPA-3", Severity.ERROR)]


@pytest.mark.parametrize("function", [Function.RECORDS, Function.STAFFING])
def test_members_keep_their_chart_and_their_staff(function: Function) -> None:
    assert found(changed("affiliations", "east", terms=term(function))) == [("IPA-3", Severity.ERROR)]
    assert found(changed("affiliations", "east", terms=term(function, Effect.CONNECTS))) == []


def test_members_keep_a_site_and_staff() -> None:
    assert found(without("sites", "east")) == [("IPA-3", Severity.CANNOT_TELL)]
    assert found(without("resources", "east")) == [("IPA-3", Severity.CANNOT_TELL)]
    guests = changed("practitioner_roles", "east", sites=["west"])
    theirs = attrs.evolve(guests, sites=[site for site in guests.sites if site.id == "west"])
    assert found(theirs) == [("IPA-3", Severity.ERROR)]


def test_a_site_that_nobody_is_said_to_run_may_be_the_members() -> None:
    facts = changed("practitioner_roles", "east", sites=["stray"])
    stray = [mg.Site(id="stray"), mg.Site(id="west", organization="west")]
    assert found(attrs.evolve(facts, sites=stray)) == [("IPA-3", Severity.CANNOT_TELL)]


def test_of_staff_that_is_given_up_nothing_else_is_asked() -> None:
    facts = changed("affiliations", "east", terms=term(Function.STAFFING))
    assert found(attrs.evolve(facts, resources=without("resources", "east").resources)) == [("IPA-3", Severity.ERROR)]


def test_of_one_member_its_tin_is_asked_for_once() -> None:
    facts = attrs.evolve(changed("organizations", "east", tin=None), elections=without("elections", "west").elections)
    alone = attrs.evolve(facts, affiliations=without("affiliations", "west").affiliations)
    assert found(alone) == [("IPA-1", Severity.CANNOT_TELL), ("IPA-2", Severity.ERROR)]


def test_what_an_ipa_owns_accepts_no_contract_of_a_messenger() -> None:
    company = mg.Facts(
        organizations=[mg.Organization(id="company", roles=[OrganizationRole.MANAGEMENT])],
        affiliations=[mg.Affiliation(id="control", kind=Kind.OWNS, organizer="ipa", member="company")],
    )
    assert found(association() + company + agreement(Basis.MESSENGER, rostered=[])) == []


def test_what_a_manager_was_chosen_for_is_no_other_way_to_contract() -> None:
    manager = mg.Facts(
        affiliations=[mg.Affiliation(id="manages", kind=Kind.MANAGES, organizer="rival", member="east")],
        elections=[mg.Election(id="manages", affiliation="manages")],
    )
    assert found(changed("elections", "east", exclusive=True) + manager) == []


def test_a_role_at_every_site_leaves_open_whose_they_are() -> None:
    facts = attrs.evolve(association(), sites=[mg.Site(id="west", organization="west")])
    assert found(facts) == [("IPA-3", Severity.CANNOT_TELL)]


@pytest.mark.parametrize("period", [None, mg.Period(None, YEAR.end)])
def test_a_membership_of_no_stated_start_has_always_been(period: mg.Period | None) -> None:
    assert found(changed("affiliations", "east", period=period)) == []


def test_a_membership_has_its_plans_and_its_exclusivity() -> None:
    assert found(changed("elections", "east", exclusive=None)) == [("IPA-4", Severity.CANNOT_TELL)]
    assert found(without("elections", "east")) == [("IPA-4", Severity.CANNOT_TELL)]
    assert found(changed("elections", "east", function=Function.PURCHASING)) == [("IPA-4", Severity.CANNOT_TELL)]


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        (["hmo"], ["ppo"], []),
        (["hmo"], ["hmo", "ppo"], [("IPA-4", Severity.ERROR)]),
        (["hmo"], None, [("IPA-4", Severity.ERROR)]),
        (None, ["ppo"], [("IPA-4", Severity.ERROR)]),
    ],
)
def test_what_is_exclusive_is_contracted_nowhere_else(
    here: list[str] | None, there: list[str] | None, expected: Found
) -> None:
    elsewhere = mg.Facts(
        affiliations=[mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="east", period=YEAR)],
        elections=[mg.Election(id="second", affiliation="second", plans=there, period=YEAR)],
    )
    assert found(changed("elections", "east", exclusive=True, plans=here) + elsewhere) == expected


def test_who_is_exclusive_for_all_plans_signs_no_contract_alone() -> None:
    own = mg.Facts(agreements=[mg.Agreement(id="own", contractor="east")])
    assert found(changed("elections", "east", exclusive=True) + own) == [("IPA-4", Severity.ERROR)]
    assert found(changed("elections", "east", exclusive=False) + own) == []


@pytest.mark.parametrize(
    ("covered", "expected"),
    [
        (["network"], [("IPA-4", Severity.ERROR)]),
        (None, [("IPA-4", Severity.ERROR)]),
        (["elsewhere"], []),
    ],
)
def test_who_is_exclusive_for_a_plan_signs_no_contract_for_its_networks(
    covered: list[str] | None, expected: Found
) -> None:
    facts = changed("plans", "hmo", networks=["network"]) + mg.Facts(
        networks=[Network(id="elsewhere", payer="payer")],
        agreements=[mg.Agreement(id="own", contractor="east", networks=covered)],
    )
    elections = [attrs.evolve(row, exclusive=row.id == "east", plans=["hmo"]) for row in facts.elections]
    assert found(attrs.evolve(facts, elections=elections)) == expected


def test_of_a_plan_of_unknown_networks_nobody_can_tell_whether_a_contract_is_for_it() -> None:
    own = mg.Facts(agreements=[mg.Agreement(id="own", contractor="east", networks=["network"])])
    assert found(changed("elections", "east", exclusive=True, plans=["hmo"]) + own) == []


@pytest.mark.parametrize(
    ("basis", "expected"),
    [(Basis.RISK, []), (Basis.INTEGRATION, []), (Basis.MESSENGER, []), (None, [("IPA-5", Severity.CANNOT_TELL)])],
)
def test_joint_contracting_has_a_basis(basis: Basis | None, expected: Found) -> None:
    assert found(association() + agreement(basis)) == expected


def test_a_messenger_binds_only_who_accepted() -> None:
    undecided = without("elections", "east")
    messenger, risk = Basis.MESSENGER, Basis.RISK
    no_election = ("IPA-4", Severity.CANNOT_TELL)
    assert found(undecided + agreement(messenger)) == [no_election, ("IPA-5", Severity.ERROR)]
    assert found(undecided + agreement(messenger, rostered=["west"])) == [no_election]
    assert found(undecided + agreement(messenger, rostered=[])) == [no_election, ("IPA-5", Severity.CANNOT_TELL)]
    assert found(undecided + agreement(risk)) == [no_election]


def test_a_messenger_does_not_contract_by_the_terms_of_membership() -> None:
    joined = changed("affiliations", "east", terms=term(Function.CONTRACTING, Effect.JOINS))
    chosen = changed("affiliations", "east", terms=term(Function.CONTRACTING, Effect.JOINS, elective=True))
    assert found(joined + agreement(Basis.MESSENGER)) == [("IPA-5", Severity.ERROR)]
    assert found(chosen + agreement(Basis.MESSENGER)) == []


def test_the_ipa_bills_for_no_care() -> None:
    role = mg.PractitionerRole(id="own", practitioner="east", organization="ipa")
    contract = agreement(Basis.RISK, rostered=[])
    line = mg.RosterEntry(id="own", agreement="contract", practitioner="east", billing="ipa")
    assert found(association() + mg.Facts(practitioner_roles=[role])) == [("IPA-6", Severity.ERROR)]
    assert found(association() + contract + mg.Facts(roster_entries=[line])) == [("IPA-6", Severity.ERROR)]
    assert found(changed("affiliations", "east", terms=term(Function.BILLING))) == [("IPA-6", Severity.ERROR)]
    assert found(changed("affiliations", "east", terms=term(Function.BILLING, Effect.ACTS_FOR))) == []


def test_members_contract_with_the_ipa_and_keep_all_but_quality() -> None:
    market = mg.open_market(association(), plugins=[medgroup_ipa])
    units = {function: mg.units_of(market, function, "east", on=DAY) for function in Function}
    both = {function for function, found in units.items() if found == {"east", "ipa"}}
    assert both == {Function.CONTRACTING, Function.INCOME, Function.STAFFING}
    assert units[Function.QUALITY] == {"ipa"}
    assert mg.seats(market, Function.RECORDS, "east", on=DAY)[0].channels == ("ipa",)


# Word for word: every finding in full, of organizations that have names. ---------------------------------------------


def opened(facts: mg.Facts) -> mg.Market:
    """Return the market of some facts."""
    return mg.open_market(facts, plugins=[medgroup_ipa])


def named(market: mg.Market) -> mg.Market:
    """Return the market with a name for each organization: ``Group``."""
    rows = [attrs.evolve(one, name=one.id.title()) for one in market.facts.organizations]
    return market.with_facts(attrs.evolve(market.facts, organizations=rows))


def told(market: mg.Market) -> list[dict[str, Any]]:
    """Return what the checks of the model find, as plain values."""
    found = [one for one in mg.check_structure(named(market), "ipa", on=DAY).findings if one.code.startswith("IPA")]
    return [attrs.asdict(one) | {"severity": one.severity.value, "subjects": list(one.subjects)} for one in found]


TOLD: dict[str, Callable[[], mg.Market]] = {
    "no member": lambda: opened(attrs.evolve(association(), affiliations=[], elections=[])),
    "one member": lambda: opened(
        attrs.evolve(without("elections", "west"), affiliations=without("affiliations", "west").affiliations)
    ),
    "one TIN and NPI": lambda: opened(
        attrs.evolve(
            changed("organizations", "west", tin="060000001", npi="1234567893"),
        )
    ),
    "no TIN": lambda: opened(
        attrs.evolve(
            association(),
            organizations=[attrs.evolve(one, tin=None) for one in association().organizations],
        )
    ),
    "members of one TIN": lambda: opened(changed("organizations", "west", tin="060000002")),
    "owns a practice": lambda: opened(
        association()
        + mg.Facts(affiliations=[mg.Affiliation(id="control", kind=Kind.OWNS, organizer="ipa", member="east")])
    ),
    "manages what is not stated": lambda: opened(
        association()
        + mg.Facts(
            organizations=[mg.Organization(id="unstated")],
            affiliations=[mg.Affiliation(id="control", kind=Kind.MANAGES, organizer="ipa", member="unstated")],
        )
    ),
    "chart and staff given up": lambda: opened(
        changed("affiliations", "east", terms=[*term(Function.RECORDS), *term(Function.STAFFING)])
    ),
    "no site": lambda: opened(
        attrs.evolve(
            changed("practitioner_roles", "east", sites=["west"]),
            sites=[site for site in association().sites if site.id == "west"],
        )
    ),
    "site and staff not known": lambda: opened(
        attrs.evolve(without("sites", "east"), resources=without("resources", "east").resources)
    ),
    "nothing elected": lambda: opened(without("elections", "east")),
    "not known whether exclusive": lambda: opened(changed("elections", "east", exclusive=None)),
    "exclusive and elsewhere too": lambda: opened(
        changed("elections", "east", exclusive=True)
        + mg.Facts(
            agreements=[mg.Agreement(id="own", contractor="east")],
            affiliations=[mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="east")],
            elections=[mg.Election(id="second", affiliation="second")],
        )
    ),
    "no basis": lambda: opened(association() + agreement(None)),
    "a messenger binds": lambda: opened(attrs.evolve(association(), elections=[]) + agreement(Basis.MESSENGER)),
    "a messenger without a roster": lambda: opened(
        attrs.evolve(association(), elections=[]) + agreement(Basis.MESSENGER, rostered=[])
    ),
    "bills for care": lambda: opened(
        changed("affiliations", "east", terms=term(Function.BILLING, Effect.JOINS))
        + agreement(Basis.RISK, rostered=[])
        + mg.Facts(
            practitioner_roles=[
                mg.PractitionerRole(id=f"own-{who}", practitioner=who, organization="ipa") for who in ("east", "west")
            ],
            roster_entries=[mg.RosterEntry(id="own", agreement="contract", practitioner="east", billing="ipa")],
        )
    ),
}
#: The findings of each case, in full; ``make told`` writes them anew.
EXPECTED = json.loads((Path(__file__).parent / "told.json").read_text(encoding="utf-8"))


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == TOLD.keys()


@pytest.mark.parametrize("case", TOLD)
def test_what_is_found_is_told_word_for_word(case: str) -> None:
    assert told(TOLD[case]()) == EXPECTED[case]
