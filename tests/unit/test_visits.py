"""New or established: by the group that bills and exactly the same specialty, in the variants of CPT and Medicare."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.costs import CPT, MEDICARE, Visit, VisitStatus
from medgroup.domain import Encounter, Patient
from medgroup.errors import InvalidValueError, UnknownFactError

DAY = date(2026, 3, 2)
FAMILY, CARDIOLOGY, INTERVENTIONAL, NURSE = "207Q00000X", "207RC0000X", "207RI0011X", "363LF0000X"
PEOPLE = {
    "a": ("group", FAMILY, "08"),
    "b": ("group", FAMILY, "08"),
    "c": ("group", CARDIOLOGY, "06"),
    "i": ("group", INTERVENTIONAL, "06"),
    "q": ("practice", FAMILY, "08"),
    "r": ("other", FAMILY, "08"),
}
FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="group", model="single-specialty", npi="1000000012"),
        mg.Organization(id="practice", model="solo"),
        mg.Organization(id="other", model="solo"),
        mg.Organization(id="ipa", model="ipa"),
        mg.Organization(id="system", model="ids"),
    ],
    affiliations=[
        mg.Affiliation(id=f"{member}-in-ipa", kind=mg.Kind.MEMBER, organizer="ipa", member=member)
        for member in ("practice", "other")
    ],
    practitioners=[
        *(
            mg.Practitioner(id=key, name=f"Dr. {key.upper()}", medicare_specialties={code})
            for key, (_, _, code) in PEOPLE.items()
        ),
        mg.Practitioner(id="n", name="N", medicare_specialties={"50"}, npi="1000000020"),
    ],
    practitioner_roles=[
        *(
            mg.PractitionerRole(id=f"{key}-role", practitioner=key, organization=group, specialties={taxonomy})
            for key, (group, taxonomy, _) in PEOPLE.items()
        ),
        mg.PractitionerRole(id="n-role", practitioner="n", organization="group", specialties={NURSE}, supervisor="c"),
    ],
    patients=[Patient(id="ann")],
)
MARKET = mg.open_market(FACTS)


def visit(practitioner: str, on: date = date(2025, 3, 3), **keys: Any) -> Encounter:
    billing = PEOPLE[practitioner][0] if practitioner in PEOPLE else "group"
    stated: dict[str, Any] = {"billing": billing, "face_to_face": True, **keys}
    return Encounter(id="e", patient="ann", practitioner=practitioner, on=on, **stated)


def status(
    practitioner: str, *history: Encounter, variant: Any = "cpt", market: mg.Market = MARKET, **keys: Any
) -> VisitStatus:
    return mg.visit_status(market, history, "ann", practitioner, DAY, variant=variant, **keys)


def both(practitioner: str, *history: Encounter, **keys: Any) -> tuple[Visit, Visit]:
    """Return what the patient is by CPT and by Medicare."""
    cpt, medicare = (status(practitioner, *history, variant=name, **keys).status for name in ("cpt", "medicare"))
    return cpt, medicare


NEW, ESTABLISHED, UNKNOWN = Visit.NEW, Visit.ESTABLISHED, Visit.UNKNOWN


def test_a_doctor_takes_own_patients_along_to_another_practice() -> None:
    """NVE-01: the own doctor moved to another practice, less than three years ago."""
    assert both("a", visit("a", billing="old-practice")) == (ESTABLISHED, ESTABLISHED)


def test_a_patient_of_a_colleague_of_the_group_and_specialty_is_established() -> None:
    """NVE-02: another colleague of the practice and of the same specialty, less than three years ago."""
    assert both("b", visit("a")) == (ESTABLISHED, ESTABLISHED)


def test_a_patient_whom_nobody_of_the_specialty_saw_for_three_years_is_new() -> None:
    """NVE-03: not seen by anybody of that specialty in the practice for three years."""
    assert both("a", visit("a", date(2023, 3, 1)), visit("c")) == (NEW, NEW)
    assert both("a") == (NEW, NEW)


def test_a_subspecialty_is_another_specialty_for_cpt_and_the_same_for_medicare_where_enrolment_is() -> None:
    """NVE-07."""
    assert both("i", visit("c")) == (NEW, ESTABLISHED)


def test_doctors_of_one_association_are_strangers_to_each_others_patients_and_those_of_one_group_are_not() -> None:
    assert both("q", visit("r")) == (NEW, NEW)
    assert both("a", visit("b")) == (ESTABLISHED, ESTABLISHED)


def test_the_group_is_the_unit_for_billing() -> None:
    together = [
        mg.Affiliation(
            id=f"system-owns-{member}",
            kind=mg.Kind.OWNS,
            organizer="system",
            member=member,
            terms=[mg.domain.AffiliationTerm(functions={mg.Function.BILLING}, effect=mg.Effect.REPLACES)],
        )
        for member in ("practice", "other")
    ]
    merged = mg.open_market(attrs.evolve(FACTS, affiliations=together))

    answer = status("q", visit("r"), market=merged)

    assert (answer.status, answer.groups) == (ESTABLISHED, ("system",))


def test_colleagues_who_move_together_do_not_share_what_they_did_before() -> None:
    assert both("b", visit("a", billing="old-practice")) == (NEW, NEW)


def test_visits_of_a_practice_before_it_joined_count_only_where_that_is_wanted() -> None:
    since = mg.Period(date(2025, 9, 1))
    tie = mg.Affiliation(
        id="joined",
        kind=mg.Kind.OWNS,
        organizer="group",
        member="practice",
        terms=[mg.domain.AffiliationTerm(functions={mg.Function.BILLING}, effect=mg.Effect.REPLACES)],
        period=since,
    )
    market = mg.open_market(attrs.evolve(FACTS, affiliations=[tie]))
    before = visit("q", date(2025, 6, 2))

    assert status("a", before, market=market).status is NEW
    assert status("a", before, market=market, variant=attrs.evolve(CPT, predecessors=True)).status is ESTABLISHED
    assert status("a", visit("q", date(2025, 9, 1)), market=market).status is ESTABLISHED


@pytest.mark.parametrize(
    ("seen", "counting", "not_counting"),
    [
        (date(2023, 3, 2), ESTABLISHED, NEW),
        (date(2023, 3, 3), ESTABLISHED, ESTABLISHED),
        (date(2023, 3, 1), NEW, NEW),
        (date(2026, 3, 1), ESTABLISHED, ESTABLISHED),
        (date(2026, 3, 2), NEW, NEW),
        (date(2026, 3, 3), NEW, NEW),
    ],
)
def test_three_years_end_with_the_anniversary_which_counts_unless_it_is_not_to(
    seen: date, counting: Visit, not_counting: Visit
) -> None:
    strict = attrs.evolve(MEDICARE, anniversary_counts=False)

    assert status("a", visit("a", seen), variant=MEDICARE).status is counting
    assert status("a", visit("a", seen), variant=strict).status is not_counting


@pytest.mark.parametrize(("on", "expected"), [(date(2027, 2, 28), ESTABLISHED), (date(2027, 3, 1), NEW)])
def test_a_leap_days_anniversary_is_the_last_of_february(on: date, expected: Visit) -> None:
    answer = mg.visit_status(MARKET, [visit("a", date(2024, 2, 29))], "ann", "a", on)

    assert answer.status is expected


def test_a_window_beyond_the_calendar_stays_open() -> None:
    for_ever = attrs.evolve(CPT, years=9_000)

    assert status("a", visit("a", date(1901, 1, 1)), variant=for_ever).status is ESTABLISHED


def test_a_reading_alone_makes_nobody_a_patient() -> None:
    assert both("a", visit("a", face_to_face=False), visit("b", face_to_face=False)) == (NEW, NEW)


def test_a_visit_of_which_it_is_not_stated_that_it_was_face_to_face_leaves_it_open() -> None:
    assert both("a", visit("a", face_to_face=None)) == (UNKNOWN, UNKNOWN)
    assert both("a", visit("b", face_to_face=None)) == (UNKNOWN, UNKNOWN)
    assert both("a", visit("a", face_to_face=None), visit("b", date(2024, 6, 3))) == (ESTABLISHED, ESTABLISHED)
    assert both("a", visit("c", face_to_face=None)) == (NEW, NEW)


def test_a_nurse_practitioner_is_of_the_specialty_worked_in_for_cpt_and_of_her_own_for_medicare() -> None:
    assert both("c", visit("n")) == (ESTABLISHED, NEW)
    assert both("n", visit("c")) == (ESTABLISHED, NEW)
    assert status("c", visit("n"), variant=attrs.evolve(CPT, assistants_as_supervisor=False)).status is NEW
    assert both("n", visit("1000000020")) == (ESTABLISHED, ESTABLISHED)
    assert both("c", visit("1000000020")) == (ESTABLISHED, NEW)


def test_without_a_supervisor_the_specialty_that_a_nurse_works_in_is_not_known() -> None:
    roles = [attrs.evolve(role, supervisor=None) for role in FACTS.practitioner_roles]
    market = mg.open_market(attrs.evolve(FACTS, practitioner_roles=roles))

    assert both("c", visit("n"), market=market) == (UNKNOWN, NEW)


def test_a_nurse_with_two_supervisors_is_of_neither_specialty_for_sure() -> None:
    second = mg.PractitionerRole(
        id="n-too", practitioner="n", organization="group", specialties={NURSE}, supervisor="a"
    )
    market = mg.open_market(attrs.evolve(FACTS, practitioner_roles=[*FACTS.practitioner_roles, second]))

    # Family medicine is one of the two that the nurse works in; for a doctor of a third specialty nothing is shared.
    assert [status(one, visit("n"), market=market).status for one in ("a", "c", "i")] == [UNKNOWN, UNKNOWN, NEW]


def test_the_specialty_is_that_of_the_role_in_force_on_the_day_of_each_visit() -> None:
    once, now = (
        mg.PractitionerRole(
            id=f"b-{taxonomy}", practitioner="b", organization="group", specialties={taxonomy}, period=period
        )
        for taxonomy, period in (
            (CARDIOLOGY, mg.Period(None, date(2026, 1, 1))),
            (FAMILY, mg.Period(date(2026, 1, 1), None)),
        )
    )
    roles = [role for role in FACTS.practitioner_roles if role.practitioner != "b"]
    market = mg.open_market(attrs.evolve(FACTS, practitioner_roles=[*roles, once, now]))

    seen = visit("b", date(2025, 3, 3))
    assert [status(one, seen, market=market).status for one in ("a", "c")] == [NEW, ESTABLISHED]
    assert status("b", visit("a"), market=market).status is ESTABLISHED


def test_an_encounter_may_state_the_specialty_and_then_nobody_need_be_known() -> None:
    gone = visit("long-gone", specialty=FAMILY)

    assert both("a", gone) == (ESTABLISHED, ESTABLISHED)
    assert both("c", gone) == (NEW, NEW)
    assert both("a", attrs.evolve(gone, specialty=None)) == (UNKNOWN, UNKNOWN)


def test_what_is_not_known_of_enrolment_leaves_it_open_within_a_family_of_specialties() -> None:
    people = [attrs.evolve(person, medicare_specialties=None) for person in FACTS.practitioners]
    market = mg.open_market(attrs.evolve(FACTS, practitioners=people))

    assert status("i", visit("c"), market=market, variant="medicare").status is UNKNOWN
    assert status("b", visit("a"), market=market, variant="medicare").status is ESTABLISHED
    assert status("a", visit("c"), market=market, variant="medicare").status is NEW


def test_a_taxonomy_code_of_no_family_tells_nothing_of_enrolment() -> None:
    people = [attrs.evolve(person, medicare_specialties=None) for person in FACTS.practitioners]
    market = mg.open_market(attrs.evolve(FACTS, practitioners=people))
    seen = visit("gone", billing="group", specialty="390200000X")

    assert status("a", seen, market=market, variant="medicare").status is UNKNOWN
    assert status("a", attrs.evolve(seen, specialty=None), market=market, variant="medicare").status is UNKNOWN


def test_two_designations_of_which_one_is_shared_leave_it_open() -> None:
    two = attrs.evolve(FACTS.practitioners[0], medicare_specialties={"08", "93"})
    market = mg.open_market(attrs.evolve(FACTS, practitioners=[two, *FACTS.practitioners[1:]]))

    assert status("b", visit("a"), market=market, variant="medicare").status is UNKNOWN


def test_who_bills_may_be_named_where_a_practitioner_works_at_two_places() -> None:
    second = mg.PractitionerRole(id="a-there", practitioner="a", organization="other", specialties={FAMILY})
    market = mg.open_market(attrs.evolve(FACTS, practitioner_roles=[*FACTS.practitioner_roles, second]))
    history = visit("r")

    assert status("a", history, market=market).status is UNKNOWN
    assert status("a", history, market=market, billing="other").status is ESTABLISHED
    assert status("a", history, market=market, billing="group").status is NEW


def test_an_organization_may_be_named_by_its_npi_and_one_that_is_not_stated_leaves_it_open() -> None:
    assert both("a", visit("b", billing="1000000012")) == (ESTABLISHED, ESTABLISHED)
    assert both("a", visit("b", billing=None)) == (UNKNOWN, UNKNOWN)


def test_the_latest_visit_that_counts_settles_it() -> None:
    seen = [
        attrs.evolve(visit("a", date(2024, 1, 9)), id="first"),
        attrs.evolve(visit("b", date(2025, 1, 9)), id="second"),
        attrs.evolve(visit("c", date(2025, 9, 9)), id="third"),
    ]

    answers = [status("a", *order) for order in (seen, seen[::-1])]

    assert {answer.decided_by for answer in answers} == {"second"}
    assert answers[0].because[0].evidence == ("encounters/second",)
    assert answers[0] == answers[1]


def test_the_answer_says_that_the_history_is_taken_as_complete() -> None:
    answer = status("a")

    assert answer.assumptions[-1] == "The history given is all that the patient had."
    assert answer.headline() == "Patient ann is new for Dr. A on 2026-03-02 (cpt)."
    assert "No visit of the last 3 years" in answer.explain()
    assert answer.to_dict()["status"] == "new"


def test_what_would_settle_an_open_visit_is_told() -> None:
    [reason] = status("a", visit("long-gone")).because

    assert reason.statement.endswith("Whether it was of the same specialty is not known.")
    assert reason.would_change == "The specialties of both practitioners."


OF_ONE = "was with the same practitioner, whatever the group."
MAYBE = "may have been with a colleague who counts."
NOT_STATED = "It is not stated that it was face to face."


@pytest.mark.parametrize(
    ("practitioner", "seen", "statement", "change"),
    [
        ("a", visit("a"), OF_ONE, ""),
        ("a", visit("a", face_to_face=None), f"{OF_ONE} {NOT_STATED}", "Whether it was face to face."),
        ("a", visit("b"), "was with a colleague of the same group and the same specialty.", ""),
        ("a", visit("b", face_to_face=None), f"{MAYBE} {NOT_STATED}", "Whether it was face to face."),
        ("a", visit("b", billing="other"), "was with a colleague of another group.", ""),
        ("a", visit("c"), "was with a colleague of another specialty.", ""),
        ("a", visit("a", face_to_face=False), "was not face to face; a reading alone makes nobody a patient.", ""),
        (
            "a",
            visit("b", billing=None, specialty=FAMILY),
            f"{MAYBE} Whether it was of the same group is not known.",
            "The organization that billed that visit.",
        ),
        (
            "a",
            visit("gone", billing=None, face_to_face=None),
            f"{MAYBE} Whether it was of the same group and the same specialty is not known. {NOT_STATED}",
            (
                "The organization that billed that visit, the specialties of both practitioners, "
                "whether it was face to face."
            ),
        ),
        (
            "nowhere",
            visit("b", specialty=FAMILY),
            f"{MAYBE} Whether it was of the same group and the same specialty is not known.",
            "The organization that bills today, the specialties of both practitioners.",
        ),
    ],
)
def test_the_reason_of_a_visit_reads_so(practitioner: str, seen: Encounter, statement: str, change: str) -> None:
    market = mg.open_market(
        attrs.evolve(FACTS, practitioners=[*FACTS.practitioners, mg.Practitioner(id="nowhere", name="Dr. Nowhere")])
    )

    answer = status(practitioner, seen, market=market)

    assert [(reason.statement, reason.would_change) for reason in answer.because] == [
        (f"The visit of 2025-03-03 {statement}", change)
    ]
    assert answer.because[0].evidence == ("encounters/e",)
    assert answer.because[0].source == (
        "CPT evaluation and management guidelines; Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 30.6.7"
    )


def test_what_an_open_answer_reads_like() -> None:
    answer = status("a", visit("a", face_to_face=None), visit("c"))

    assert answer.headline() == "Patient ann is not known to be new or established for Dr. A on 2026-03-02 (cpt)."
    assert len(answer.because) == 1
    assert answer.decided_by is None


@pytest.mark.parametrize("history", [(), (visit("a"),), (visit("c"),), (visit("long-gone"),)])
def test_every_reason_names_the_rule(history: tuple[Encounter, ...]) -> None:
    reasons = status("a", *history).because

    assert [one.source.partition(";")[0] for one in reasons] == ["CPT evaluation and management guidelines"] * len(
        reasons
    )
    assert reasons


def test_visits_of_other_patients_are_passed_over() -> None:
    other = attrs.evolve(visit("a"), patient="ben")

    assert both("a", other) == (NEW, NEW)


def test_a_patient_whom_only_the_history_knows_is_a_patient() -> None:
    answer = mg.visit_status(MARKET, [attrs.evolve(visit("a"), patient="ben")], "ben", "a", DAY)

    assert answer.status is ESTABLISHED


def bad(*, error: type[Exception], said: str, **keys: Any) -> tuple[type[Exception], str, dict[str, Any]]:
    return error, said, keys


@pytest.mark.parametrize(
    ("error", "said", "keys"),
    [
        bad(error=UnknownFactError, said="no patient has the id", patient="nobody"),
        bad(error=UnknownFactError, said="no practitioner has", practitioner="z"),
        bad(error=UnknownFactError, said="no organization has", billing="grup"),
        bad(
            error=InvalidValueError,
            said="variant: 'medicar' is not cpt, medicare or VisitRules; did you mean 'medicare'",
            variant="medicar",
        ),
        bad(error=InvalidValueError, said="on: '2026-03-02' is not a day", on="2026-03-02"),
        bad(error=InvalidValueError, said="history: the value given is not a list of Encounter", history=["ann"]),
        bad(error=InvalidValueError, said="specialty: 'cardio' is not a taxonomy code", specialty="cardio"),
    ],
)
def test_an_argument_that_is_none_of_its_sort_is_one_error(
    error: type[Exception], said: str, keys: dict[str, Any]
) -> None:
    asked: dict[str, Any] = {"history": [], "patient": "ann", "practitioner": "a", "on": DAY} | keys

    with pytest.raises(error, match=rf"(?<!\w){said}"):
        mg.visit_status(MARKET, **asked)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"on": "2025-01-01"}, "on: the value given is not a day"),
        ({"face_to_face": "yes"}, "face_to_face: 'yes' is not true or false"),
        ({"specialty": "FP"}, "specialty: 'FP' is not a taxonomy code"),
        ({"patient": ""}, "patient: '' is not a text"),
    ],
)
def test_an_encounter_that_is_none_is_refused_without_what_is_personal(keys: dict[str, Any], said: str) -> None:
    stated: dict[str, Any] = {"id": "e", "patient": "ann", "practitioner": "a", "on": DAY} | keys

    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        Encounter(**stated)


def test_rules_may_count_one_year() -> None:
    one_year = attrs.evolve(CPT, years=1)

    assert status("a", visit("a", date(2025, 3, 2)), variant=one_year).status is ESTABLISHED
    assert status("a", visit("a", date(2025, 3, 1)), variant=one_year).status is NEW


@pytest.mark.parametrize("years", [0, -3, True, 2.5])
def test_rules_count_whole_years(years: Any) -> None:
    with pytest.raises(InvalidValueError, match=rf"years: {years} is not a whole number of years, 1 or more"):
        attrs.evolve(CPT, years=years)


def test_an_encounter_shows_no_day_of_a_patient() -> None:
    shown: Iterable[str] = (repr(visit("a")), str(visit("a")))

    assert all("2025" not in text for text in shown)
