"""ACO-1 to ACO-5 and CIN-1: met, broken, and not to be told; and what participants share."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_aco
import medgroup_specialty_families
from medgroup import Effect, Function, Kind, Severity
from medgroup.domain import AffiliationTerm, Basis

DAY = date(2025, 6, 1)
YEAR = mg.Period(date(2025, 1, 1), date(2026, 1, 1))
PLUGINS = [medgroup_aco, medgroup_specialty_families]
ERROR, CANNOT_TELL = Severity.ERROR, Severity.CANNOT_TELL
#: What is said of every ACO: no fact of a market states its beneficiaries and its governing body.
ALWAYS = [("ACO-2", CANNOT_TELL), ("ACO-3", CANNOT_TELL)]
FAMILY_MEDICINE, CARDIOLOGY, NURSE_PRACTITIONER = "207Q00000X", "207RC0000X", "363L00000X"
Found = list[tuple[str, Severity]]


def organization() -> mg.Facts:
    """Return the facts of an ACO of two participants that meets every rule that facts can tell."""
    participants = ("east", "west")
    return mg.Facts(
        organizations=[
            mg.Organization(id="aco", name="Valley ACO", model="aco"),
            mg.Organization(id="rival", model="aco"),
            mg.Organization(id="east", tin="06-0000001"),
            mg.Organization(id="west", tin="06-0000002"),
            mg.Organization(id="outside", tin="06-0000003"),
        ],
        affiliations=[
            mg.Affiliation(id=one, kind=Kind.MEMBER, organizer="aco", member=one, period=YEAR) for one in participants
        ],
        practitioners=[mg.Practitioner(id=one) for one in participants],
        practitioner_roles=[
            mg.PractitionerRole(id=one, practitioner=one, organization=one, specialties=[FAMILY_MEDICINE])
            for one in participants
        ],
    )


def changed(collection: str, id: str, **values: Any) -> mg.Facts:
    """Return the facts with some fields of one fact changed."""
    facts = organization()
    rows = [attrs.evolve(row, **values) if row.id == id else row for row in getattr(facts, collection)]
    return attrs.evolve(facts, **{collection: rows})


def term(function: Function, effect: Effect, *, elective: bool = False) -> list[AffiliationTerm]:
    return [AffiliationTerm(functions=[function], effect=effect, elective=elective)]


def findings(facts: mg.Facts) -> tuple[mg.Finding, ...]:
    return mg.check_structure(mg.open_market(facts, plugins=PLUGINS), "aco", on=DAY).findings


def found(facts: mg.Facts) -> Found:
    """Return the findings but those that are always there."""
    told = [(one.code, one.severity) for one in findings(facts)]
    assert [one for one in told if one in ALWAYS] == ALWAYS
    return [one for one in told if one not in ALWAYS]


def test_two_participants_with_tins_of_their_own_break_no_rule() -> None:
    assert found(organization()) == []


def test_who_bills_under_the_tin_of_a_participant_is_in() -> None:
    """All who bill through a participant TIN are in."""
    facts = changed("organizations", "outside", tin="060000001", name="East Annex")
    joined = mg.Affiliation(id="annex", kind=Kind.MEMBER, organizer="aco", member="outside")

    (finding, *_) = findings(facts)

    assert found(facts) == [("ACO-1", ERROR)]
    assert finding.subjects == ("organizations/aco", "organizations/outside")
    assert found(facts + mg.Facts(affiliations=[joined])) == []


def test_an_organization_that_is_over_bills_under_no_tin() -> None:
    over = changed("organizations", "outside", tin="06-0000001", period=mg.Period(None, DAY))

    assert found(over) == []


def test_an_aco_may_be_one_of_its_participants() -> None:
    assert found(changed("organizations", "aco", tin="06-0000001")) == []


def test_participants_are_known_by_their_tins() -> None:
    (finding, *_) = findings(changed("organizations", "west", tin=None))

    assert (finding.code, finding.severity) == ("ACO-1", CANNOT_TELL)
    assert finding.message == "Who takes part in Valley ACO on 2025-06-01 cannot be told without the TIN of west."
    assert finding.subjects == ("organizations/aco", "organizations/west")


def test_every_participant_without_a_tin_is_named() -> None:
    facts = organization()
    rows = [attrs.evolve(row, tin=None) if row.id in ("east", "west") else row for row in facts.organizations]

    (finding, *_) = findings(attrs.evolve(facts, organizations=rows))

    assert finding.message.endswith(" cannot be told without the TIN of east, west.")


def test_without_a_known_participant_nobody_can_tell() -> None:
    (finding, *_) = findings(attrs.evolve(organization(), affiliations=[]))

    assert (finding.code, finding.severity) == ("ACO-1", CANNOT_TELL)
    assert finding.message == "Who takes part in Valley ACO on 2025-06-01 cannot be told without its participants."


@pytest.mark.parametrize(
    ("specialties", "expected"),
    [
        ([FAMILY_MEDICINE], [("ACO-4", ERROR)]),
        ([CARDIOLOGY, FAMILY_MEDICINE], [("ACO-4", ERROR)]),
        ([CARDIOLOGY], [("ACO-4", CANNOT_TELL)]),
        ([NURSE_PRACTITIONER], [("ACO-4", CANNOT_TELL)]),
        (None, [("ACO-4", CANNOT_TELL)]),
    ],
)
def test_who_bills_primary_care_is_in_one_aco_only(specialties: list[str] | None, expected: Found) -> None:
    second = mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="east", period=YEAR)
    facts = changed("practitioner_roles", "east", specialties=specialties) + mg.Facts(affiliations=[second])

    assert found(facts) == expected
    assert found(changed("practitioner_roles", "east", specialties=specialties)) == []


def test_an_organizer_of_another_model_or_an_aco_left_before_is_no_other_aco() -> None:
    second = mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="east", period=YEAR)
    left = attrs.evolve(second, period=mg.Period(None, DAY))

    assert found(changed("organizations", "rival", model=None) + mg.Facts(affiliations=[second])) == []
    assert found(organization() + mg.Facts(affiliations=[left])) == []


@pytest.mark.parametrize("kind", [Kind.OWNS, Kind.MANAGES, Kind.ASSOCIATED])
def test_only_who_joined_takes_part(kind: Kind) -> None:
    """What an ACO owns, runs or is near to is no participant, nor is it one of another ACO by such a tie."""
    refers = term(Function.REFERRAL, Effect.REPLACES)
    beside = mg.Affiliation(id="beside", kind=kind, organizer="aco", member="outside", period=YEAR, terms=refers)
    elsewhere = mg.Affiliation(id="elsewhere", kind=kind, organizer="rival", member="east", period=YEAR)
    second = mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="outside", period=YEAR)
    outside = changed("organizations", "outside", tin=None) + mg.Facts(
        practitioners=[mg.Practitioner(id="outside")],
        practitioner_roles=[
            mg.PractitionerRole(
                id="outside", practitioner="outside", organization="outside", specialties=[FAMILY_MEDICINE]
            )
        ],
    )

    assert found(outside + mg.Facts(affiliations=[beside, elsewhere, second])) == []


def test_two_ties_to_one_aco_are_one_aco() -> None:
    again = mg.Affiliation(id="again", kind=Kind.MEMBER, organizer="aco", member="east", period=YEAR)

    assert found(organization() + mg.Facts(affiliations=[again])) == []


@pytest.mark.parametrize(
    ("effect", "expected"), [(Effect.REPLACES, [("ACO-5", ERROR)]), (Effect.JOINS, []), (Effect.CONNECTS, [])]
)
def test_the_aco_stands_in_no_participants_place_for_referral(effect: Effect, expected: Found) -> None:
    assert found(changed("affiliations", "east", terms=term(Function.REFERRAL, effect))) == expected


@pytest.mark.parametrize(
    ("basis", "bound", "chosen"),
    [
        (Basis.INTEGRATION, [], []),
        (Basis.RISK, [], []),
        (Basis.MESSENGER, [("CIN-1", ERROR)], []),
        (None, [("CIN-1", CANNOT_TELL)], [("CIN-1", CANNOT_TELL)]),
    ],
)
@pytest.mark.parametrize("effect", [Effect.JOINS, Effect.REPLACES])
def test_contracts_are_joint_only_under_integration_or_risk(
    effect: Effect, basis: Basis | None, bound: Found, chosen: Found
) -> None:
    contract = mg.Facts(agreements=[mg.Agreement(id="contract", contractor="aco", basis=basis)])
    binding = changed("affiliations", "east", terms=term(Function.CONTRACTING, effect))
    elective = changed("affiliations", "east", terms=term(Function.CONTRACTING, effect, elective=True))

    assert found(binding + contract) == bound
    assert found(elective + contract) == chosen
    assert found(organization() + contract) == []
    assert found(binding) == []


def test_participants_share_quality_and_what_is_saved_and_nothing_else_unless_they_choose() -> None:
    """Joined for quality and shared savings only."""
    market = mg.open_market(organization(), plugins=PLUGINS)
    units = {function: mg.units_of(market, function, "east", on=DAY) for function in Function}

    assert {function for function, of in units.items() if of == {"aco"}} == {Function.QUALITY}
    assert {function for function, of in units.items() if of == {"east", "aco"}} == {Function.INCOME}
    assert mg.seats(market, Function.RECORDS, "east", on=DAY)[0].channels == ("aco",)


def test_participants_buy_together_if_they_choose_to() -> None:
    chosen = mg.Election(id="chosen", affiliation="east", function=Function.PURCHASING, period=YEAR)
    market = mg.open_market(organization() + mg.Facts(elections=[chosen]), plugins=PLUGINS)

    assert mg.units_of(market, Function.PURCHASING, "east", on=DAY) == {"east", "aco"}
    assert mg.units_of(market, Function.PURCHASING, "west", on=DAY) == {"west"}


def test_participants_are_preferred_and_anyone_may_be_chosen() -> None:
    """Preferred, never a gate."""
    preferred, anyone = medgroup_aco.ACO.tiers

    assert (preferred.reach, preferred.over, preferred.sharing) == (mg.Reach.MEMBERS, frozenset({Kind.MEMBER}), None)
    assert anyone.reach is mg.Reach.ANYONE


CONTRACT = mg.Facts(agreements=[mg.Agreement(id="cin", contractor="aco", basis=Basis.MESSENGER)])
UNSTATED = mg.Facts(agreements=[mg.Agreement(id="cin", contractor="aco")])
SECOND = mg.Facts(affiliations=[mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="east")])


@pytest.mark.parametrize(
    ("facts", "message", "subjects", "remedy"),
    [
        (
            changed("organizations", "outside", tin="06-0000001"),
            "outside bills under the TIN of a participant of Valley ACO and is not in it.",
            ("organizations/aco", "organizations/outside"),
            "Add its affiliation (member), or correct the TIN.",
        ),
        (
            changed("organizations", "west", tin=None),
            "Who takes part in Valley ACO on 2025-06-01 cannot be told without the TIN of west.",
            ("organizations/aco", "organizations/west"),
            "Add its members, and the TIN of each.",
        ),
        (
            organization() + SECOND,
            "east bills primary care and takes part in another ACO too.",
            ("affiliations/east", "affiliations/second"),
            "End all but one of these affiliations.",
        ),
        (
            changed("practitioner_roles", "east", specialties=None) + SECOND,
            "east may bill primary care and takes part in another ACO too.",
            ("affiliations/east", "affiliations/second"),
            "End all but one of these affiliations.",
        ),
        (
            changed("affiliations", "east", terms=term(Function.REFERRAL, Effect.REPLACES)),
            "By its terms east refers where Valley ACO says.",
            ("affiliations/east",),
            "Take referral out of these terms.",
        ),
        (
            changed("affiliations", "east", terms=term(Function.CONTRACTING, Effect.JOINS)) + CONTRACT,
            "Valley ACO contracts in cin for participants as a messenger, and their terms bind them without asking.",
            ("affiliations/east", "agreements/cin"),
            "State the integration, or make these terms elective.",
        ),
        (
            changed("affiliations", "east", terms=term(Function.CONTRACTING, Effect.JOINS)) + UNSTATED,
            "Valley ACO contracts in cin for participants; whether they are clinically integrated is not known.",
            ("agreements/cin",),
            "State the basis: integration, risk or messenger.",
        ),
    ],
)
def test_a_finding_says_what_it_is_about_and_what_would_mend_it(
    facts: mg.Facts, message: str, subjects: tuple[str, ...], remedy: str
) -> None:
    (finding,) = [one for one in findings(facts) if (one.code, one.severity) not in ALWAYS]

    assert (finding.message, finding.subjects, finding.remedy) == (message, subjects, remedy)


def test_what_no_fact_states_is_said_of_the_aco_itself() -> None:
    told = [(one.message, one.subjects) for one in findings(organization())]

    assert {one.remedy for one in findings(organization())} == {"Hold this rule against the ACO's own papers."}
    assert told == [
        (
            "How many beneficiaries are assigned to Valley ACO on 2025-06-01 is no fact of a market yet.",
            ("organizations/aco",),
        ),
        ("Who governs Valley ACO on 2025-06-01 is no fact of a market yet.", ("organizations/aco",)),
    ]
