"""MSO-1 to MSO-5: met, broken, and not to be told; and for what the company is an agent."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_mso
import medgroup_specialty_families
from medgroup import Effect, Function, Kind, Relation, Severity, Status
from medgroup.domain import Address, AffiliationTerm, Network, Payer, Qualification, Scope, ScopeOf

DAY = date(2025, 6, 1)
YEAR = mg.Period(date(2025, 1, 1), date(2026, 1, 1))
BEFORE = mg.Period(None, DAY)
PLUGINS = [medgroup_mso, medgroup_specialty_families]
ERROR, CANNOT_TELL = Severity.ERROR, Severity.CANNOT_TELL
#: What is said of every company: no fact of a market states its fee or its hold on the owners.
ALWAYS = [("MSO-3", CANNOT_TELL), ("MSO-5", CANNOT_TELL)]
Found = list[tuple[str, Severity]]


def company() -> mg.Facts:
    """Return the facts of a company that manages one practice and meets every rule that facts can tell."""
    return mg.Facts(
        organizations=[mg.Organization(id="desk", name="Front Desk", model="mso"), mg.Organization(id="east")],
        affiliations=[mg.Affiliation(id="managed", kind=Kind.MANAGES, organizer="desk", member="east", period=YEAR)],
        practitioners=[
            mg.Practitioner(id="hill", name="Dr. Hill", qualifications=[Qualification(state="CT")]),
            mg.Practitioner(id="lake", qualifications=[Qualification(state="CT")]),
        ],
        practitioner_roles=[
            mg.PractitionerRole(
                id="hill", practitioner="hill", organization="east", specialties=["207Q00000X"], relation=Relation.OWNER
            ),
            mg.PractitionerRole(id="lake", practitioner="lake", organization="east", relation=Relation.EMPLOYEE),
        ],
        sites=[mg.Site(id="office", organization="east", address=Address(state="CT"))],
    )


def changed(collection: str, id: str, **values: Any) -> mg.Facts:
    """Return the facts with some fields of one fact changed."""
    facts = company()
    rows = [attrs.evolve(row, **values) if row.id == id else row for row in getattr(facts, collection)]
    return attrs.evolve(facts, **{collection: rows})


def term(function: Function, effect: Effect = Effect.REPLACES) -> list[AffiliationTerm]:
    return [AffiliationTerm(functions=[function], effect=effect)]


def findings(facts: mg.Facts) -> tuple[mg.Finding, ...]:
    return mg.check_structure(mg.open_market(facts, plugins=PLUGINS), "desk", on=DAY).findings


def found(facts: mg.Facts) -> Found:
    """Return the findings but those that are always there."""
    told = [(one.code, one.severity) for one in findings(facts)]
    assert [one for one in told if one in ALWAYS] == ALWAYS
    return [one for one in told if one not in ALWAYS]


def test_a_practice_of_a_licensed_physician_under_a_management_company_breaks_no_rule() -> None:
    assert found(company()) == []


@pytest.mark.parametrize(
    ("specialties", "expected"),
    [
        (["207Q00000X"], []),
        (["363L00000X"], [("MSO-1", ERROR)]),
        (["363L00000X", "207Q00000X"], []),
        (["174400000X"], [("MSO-1", CANNOT_TELL)]),
        (None, [("MSO-1", CANNOT_TELL)]),
    ],
)
def test_owners_are_physicians(specialties: list[str] | None, expected: Found) -> None:
    assert found(changed("practitioner_roles", "hill", specialties=specialties)) == expected


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ([Qualification(state="CT")], []),
        ([Qualification(state="CT", period=BEFORE)], [("MSO-1", ERROR)]),
        ([Qualification(state="CT", period=BEFORE), Qualification(state="CT", period=mg.Period(DAY))], []),
        ([Qualification(state="TX")], [("MSO-1", CANNOT_TELL)]),
        ([Qualification(code="207Q00000X")], [("MSO-1", CANNOT_TELL)]),
        ([], [("MSO-1", CANNOT_TELL)]),
    ],
)
def test_owners_are_licensed_in_the_state_of_the_practice(licences: list[Qualification], expected: Found) -> None:
    assert found(changed("practitioners", "hill", qualifications=licences)) == expected


@pytest.mark.parametrize("address", [None, Address(), Address(state="TX")])
def test_where_the_state_of_a_practice_is_not_known_or_another_nobody_can_tell(address: Address | None) -> None:
    assert found(changed("sites", "office", address=address)) == [("MSO-1", CANNOT_TELL)]


def test_a_licence_in_one_of_several_states_is_enough_and_one_that_ended_in_one_tells_nothing() -> None:
    branch = mg.Facts(sites=[mg.Site(id="branch", organization="east", address=Address(state="TX"))])
    ended = changed("practitioners", "hill", qualifications=[Qualification(state="TX", period=BEFORE)])

    assert found(company() + branch) == []
    assert found(ended + branch) == [("MSO-1", CANNOT_TELL)]


def test_who_is_no_owner_need_be_no_physician() -> None:
    assert found(changed("practitioner_roles", "lake", specialties=["363L00000X"])) == []


def test_without_a_known_owner_nobody_can_tell() -> None:
    (finding, *_) = findings(changed("practitioner_roles", "hill", relation=None))

    assert (finding.code, finding.severity) == ("MSO-1", CANNOT_TELL)
    assert finding.message == "Who owns east on 2025-06-01 is not known."


def test_without_a_known_practice_nobody_can_tell() -> None:
    (finding, *_) = findings(attrs.evolve(company(), affiliations=[]))

    assert (finding.code, finding.severity) == ("MSO-1", CANNOT_TELL)
    assert finding.message == "Which practices Front Desk manages on 2025-06-01 is not known."


def test_what_is_found_of_an_owner_is_said_by_name() -> None:
    (finding, *_) = findings(changed("practitioner_roles", "hill", specialties=["363L00000X"]))

    assert finding.message == "Dr. Hill owns east and is not a physician."
    assert finding.subjects == ("organizations/east", "practitioner_roles/hill")


def test_the_company_owns_no_practice_whether_it_manages_it_or_not() -> None:
    owned = mg.Affiliation(id="owned", kind=Kind.OWNS, organizer="desk", member="east")

    assert found(company() + mg.Facts(affiliations=[owned])) == [("MSO-1", ERROR)]
    assert found(attrs.evolve(company(), affiliations=[owned])) == [("MSO-1", ERROR)]


def test_the_company_may_own_what_gives_no_care() -> None:
    laundry = mg.Facts(
        organizations=[mg.Organization(id="laundry")],
        affiliations=[mg.Affiliation(id="owned", kind=Kind.OWNS, organizer="desk", member="laundry")],
    )

    assert found(company() + laundry) == []


def test_whose_another_owner_is_nobody_can_tell() -> None:
    holding = mg.Facts(
        organizations=[mg.Organization(id="holding")],
        affiliations=[mg.Affiliation(id="owned", kind=Kind.OWNS, organizer="holding", member="east")],
    )

    assert found(company() + holding) == [("MSO-1", CANNOT_TELL)]


def test_the_company_has_no_clinicians() -> None:
    role = mg.PractitionerRole(id="own", practitioner="lake", organization="desk")

    assert found(company() + mg.Facts(practitioner_roles=[role])) == [("MSO-2", ERROR)]


@pytest.mark.parametrize("function", Function)
def test_terms_may_not_move_clinical_functions_nor_billing_to_the_company(function: Function) -> None:
    expected = {
        Function.RECORDS: [("MSO-2", ERROR)],
        Function.REFERRAL: [("MSO-2", ERROR)],
        Function.QUALITY: [("MSO-2", ERROR)],
        Function.STAFFING: [("MSO-2", ERROR)],
        Function.BILLING: [("MSO-4", ERROR)],
    }

    assert found(changed("affiliations", "managed", terms=term(function))) == expected.get(function, [])
    assert found(changed("affiliations", "managed", terms=term(function, Effect.ACTS_FOR))) == []


def test_no_roster_line_bills_through_the_company() -> None:
    contract = mg.Facts(
        agreements=[mg.Agreement(id="contract", contractor="east")],
        roster_entries=[mg.RosterEntry(id="line", agreement="contract", practitioner="hill", billing="desk")],
    )

    assert found(company() + contract) == [("MSO-4", ERROR)]
    assert found(changed("affiliations", "managed", terms=term(Function.BILLING, Effect.JOINS))) == [("MSO-4", ERROR)]


def test_what_is_found_of_billing_counts_terms_and_lines_and_names_them() -> None:
    facts = changed("affiliations", "managed", terms=term(Function.BILLING))
    contract = mg.Facts(
        agreements=[mg.Agreement(id="contract", contractor="east")],
        roster_entries=[mg.RosterEntry(id="line", agreement="contract", practitioner="hill", billing="desk")],
    )

    (finding,) = (one for one in findings(facts + contract) if one.code == "MSO-4")

    assert finding.message == "Front Desk bills in its own name, by terms or roster lines (2)."
    assert finding.subjects == ("affiliations/managed", "organizations/desk", "roster_entries/line")


def test_what_no_fact_states_says_where_to_look() -> None:
    said = [(one.code, one.message, one.remedy) for one in findings(company())]

    assert said == [
        (code, f"{asked} Front Desk is no fact of a market yet.", "Hold this rule against the management agreements.")
        for code, asked in (("MSO-3", "What practices pay"), ("MSO-5", "Whether owners may be replaced at the will of"))
    ]


def test_a_practice_that_only_joined_the_company_is_not_one_that_it_runs() -> None:
    joined = changed("affiliations", "managed", kind=Kind.MEMBER)

    (finding, *_) = findings(joined)

    assert finding.message == "Which practices Front Desk manages on 2025-06-01 is not known."


def test_the_company_is_an_agent_and_the_unit_only_of_what_is_bought() -> None:
    market = mg.open_market(company(), plugins=PLUGINS)
    seats = {function: mg.seats(market, function, "east", on=DAY) for function in Function}

    assert {function for function, (seat,) in seats.items() if seat.unit == "desk"} == {Function.PURCHASING}
    assert {function for function, (seat,) in seats.items() if seat.agents == ("desk",)} == {
        Function.CONTRACTING,
        Function.BILLING,
        Function.SCHEDULING,
        Function.STAFFING,
    }


def test_an_agreement_that_only_the_agent_signed_puts_no_practice_in_network() -> None:
    """It negotiates as an agent, and the practice signs."""
    contract = mg.Facts(
        payers=[Payer(id="payer")],
        networks=[Network(id="network", payer="payer")],
        plans=[mg.Plan(id="ppo", payer="payer", networks=["network"])],
        scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
    )

    def standing(contractor: str) -> Status:
        lines = mg.Facts(
            agreements=[mg.Agreement(id="contract", contractor=contractor)],
            roster_entries=[mg.RosterEntry(id="line", agreement="contract", practitioner="hill", billing="east")],
        )
        market = mg.open_market(company() + contract + lines, plugins=PLUGINS)
        links = mg.network_status(market, "hill", "east", "ppo", on=DAY).best.links
        return {link.step.value: link.status for link in links}["billing"]

    assert standing("east") is Status.IN
    assert standing("desk") is Status.OUT


OWNED = mg.Facts(affiliations=[mg.Affiliation(id="owned", kind=Kind.OWNS, organizer="desk", member="east")])
OWN_ROLE = mg.Facts(practitioner_roles=[mg.PractitionerRole(id="own", practitioner="lake", organization="desk")])


@pytest.mark.parametrize(
    ("facts", "message", "subjects", "remedy"),
    [
        (
            changed("practitioner_roles", "hill", specialties=None),
            "Dr. Hill owns east and is not known to be a physician.",
            ("organizations/east", "practitioner_roles/hill"),
            "Mend the role, its specialties, the licences or the addresses.",
        ),
        (
            changed("practitioners", "hill", qualifications=[Qualification(state="CT", period=BEFORE)]),
            "Dr. Hill owns east and is not licensed in its state.",
            ("organizations/east", "practitioner_roles/hill"),
            "Mend the role, its specialties, the licences or the addresses.",
        ),
        (
            company() + OWNED,
            "Front Desk owns east; physicians have to.",
            ("affiliations/owned", "organizations/east"),
            "End this ownership, and state the roles of the owners.",
        ),
        (
            changed("practitioner_roles", "hill", relation=None),
            "Who owns east on 2025-06-01 is not known.",
            ("organizations/east",),
            "State the roles of its owners.",
        ),
        (
            attrs.evolve(company(), affiliations=[]),
            "Which practices Front Desk manages on 2025-06-01 is not known.",
            ("organizations/desk",),
            "Add its affiliations (manages).",
        ),
        (
            company() + OWN_ROLE,
            "Front Desk, a management company, has clinicians of its own (1).",
            ("organizations/desk", "practitioner_roles/own"),
            "State these roles at the practice that bills.",
        ),
        (
            changed("affiliations", "managed", terms=[*term(Function.RECORDS), *term(Function.QUALITY)]),
            "By its terms east gives up records, quality.",
            ("affiliations/managed",),
            "Take these functions out of the terms.",
        ),
        (
            changed("affiliations", "managed", terms=term(Function.BILLING)),
            "Front Desk bills in its own name, by terms or roster lines (1).",
            ("affiliations/managed", "organizations/desk"),
            "Name the practice whose TIN bills.",
        ),
    ],
)
def test_a_finding_says_what_it_is_about_and_what_would_mend_it(
    facts: mg.Facts, message: str, subjects: tuple[str, ...], remedy: str
) -> None:
    (finding,) = [one for one in findings(facts) if (one.code, one.severity) not in ALWAYS]

    assert (finding.message, finding.subjects, finding.remedy) == (message, subjects, remedy)


def test_what_no_fact_states_is_said_of_the_company_itself() -> None:
    told = [(one.message, one.subjects) for one in findings(company())]

    assert told == [
        ("What practices pay Front Desk is no fact of a market yet.", ("organizations/desk",)),
        (
            "Whether owners may be replaced at the will of Front Desk is no fact of a market yet.",
            ("organizations/desk",),
        ),
    ]
