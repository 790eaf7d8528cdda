"""Which coverage pays first on a day, and what has to be known beside it."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.costs.benefits.coverages import CoverageStanding, coverage_on
from medgroup.domain.facts import Facts
from medgroup.domain.patients import Coverage, Patient
from medgroup.domain.payers import Payer, Plan
from medgroup.errors import InvalidValueError, UnknownFactError
from medgroup.values.period import Period

DAY = date(2026, 3, 2)


def coverage(id: str, patient: str = "ann", plan: str = "one", **said: Any) -> Coverage:
    return Coverage(id=id, patient=patient, plan=plan, **said)


def standing(*coverages: Coverage, patient: str = "ann", on: date = DAY) -> CoverageStanding:
    market = mg.open_market(
        Facts(
            payers=[Payer(id="payer")],
            plans=[Plan(id=plan, payer="payer") for plan in ("one", "two")],
            patients=[Patient(id=patient) for patient in ("ann", "ben", "cleo")],
            coverages=coverages,
        ),
        plugins=[],
    )
    return coverage_on(market, patient, on=on)


def test_the_coverage_of_the_lowest_order_in_force_pays_first() -> None:
    second, first = coverage("a", plan="two", order=2), coverage("b")
    seen = standing(second, first)
    assert (seen.primary, seen.secondary, seen.plan) == (first, (second,), "one")
    assert seen.pay_after == ("a",)
    assert seen.headline() == "ann is covered by one on 2026-03-02, and 1 more pay after it."
    assert [reason.evidence for reason in seen.because] == [("coverages/b",), ("coverages/a",)]
    assert seen.because[0].statement == "Coverage b is in force and pays first."


def test_the_second_pays_first_where_the_first_is_not_in_force() -> None:
    over = coverage("a", period=Period(None, DAY))
    second = coverage("b", plan="two", order=2)
    assert standing(over, second).primary == second
    assert standing(over, second, on=date(2026, 3, 1)).primary == over


def test_without_a_coverage_in_force_there_is_none() -> None:
    seen = standing(coverage("a", period=Period(None, DAY)), coverage("b", patient="ben"))
    assert (seen.primary, seen.plan, seen.family, seen.self_only, seen.overlapping) == (None, None, None, None, ())
    assert seen.headline() == "ann has no coverage in force on 2026-03-02."
    assert seen.because[0].would_change == "A coverage in force on the day."


def test_of_two_that_claim_to_pay_first_neither_is_taken() -> None:
    seen = standing(coverage("b"), coverage("a", plan="two"), coverage("c", order=2))
    assert (seen.primary, seen.overlapping, seen.pay_after) == (None, ("a", "b"), ())
    assert seen.headline() == "ann has 2 coverages that pay first on 2026-03-02."
    assert "2 coverages of order 1 are in force; which pays first is not known." in seen.explain()
    assert seen.because[0].evidence == ("coverages/a", "coverages/b")


def test_those_who_are_covered_under_one_contract_are_one_family() -> None:
    own, child = coverage("a"), coverage("b", patient="ben", subscriber="ann")
    both = own, child
    assert standing(*both).family == standing(*both, patient="ben").family
    assert standing(*both).self_only is False
    assert standing(*both, patient="ben").self_only is False


@pytest.mark.parametrize(
    "other",
    [
        coverage("b", patient="ben"),
        coverage("b", patient="ben", subscriber="cleo"),
        coverage("b", patient="ben", subscriber="ann", plan="two"),
        coverage("b", patient="ben", subscriber="ann", period=Period(None, DAY)),
    ],
)
def test_who_is_the_only_one_under_her_contract_is_covered_alone(other: Coverage) -> None:
    seen = standing(coverage("a"), other)
    assert seen.self_only is True
    assert seen.family != standing(coverage("a"), other, patient="ben").family or other.period.end == DAY


def test_nothing_personal_is_shown() -> None:
    child = coverage("b", patient="ben", subscriber="cleo", pcp=None)
    seen = standing(child, coverage("c", patient="cleo"), patient="ben")
    assert "cleo" not in seen.explain() + repr(seen) + str(seen.to_dict())
    shown = seen.to_dict()
    assert shown["plan"] == "one"
    assert not {"primary", "secondary", "family"} & shown.keys()


def test_a_secondary_coverage_is_said_in_valley() -> None:
    seen = coverage_on(mg.valley(), "gus", on=DAY)
    assert (seen.plan, seen.pay_after, seen.self_only) == ("harbor-epo", ("gus-ppo",), False)
    assert "Coverage gus-ppo pays after it; what it would pay is not counted." in seen.explain()


def test_a_patient_and_a_day_are_asked_for() -> None:
    with pytest.raises(UnknownFactError):
        standing(patient="dan")
    with pytest.raises(InvalidValueError, match="on: 'today' is not a day"):
        standing(on="today")  # type: ignore[arg-type]


def test_a_patient_who_never_had_a_coverage_has_none() -> None:
    assert standing(coverage("b", patient="ben")).plan is None
