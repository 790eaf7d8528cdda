"""Accumulators that are carried in, and what of them a plan refuses."""

from datetime import date
from typing import Any

import pytest

from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.adjudication import adjudicate_lines
from medgroup.costs.benefits.claims import Cause
from medgroup.costs.benefits.ledger import Ledger
from medgroup.costs.benefits.plan_terms import plan_terms
from medgroup.domain.cost_sharing import LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.payers import Plan
from medgroup.errors import InvalidValueError
from medgroup.values.money import Money
from tests.unit.claims import DAY, Dollars, dollars, limit, line, plan, sharing

GIVEN = plan(sharing(limit(500, 1000), "0.2", limit(2000, 4000)))


def row(patient: str | None, deductible: Dollars, out_of_pocket: Dollars, **said: Any) -> Accumulated:
    amounts = {"deductible": dollars(deductible), "out_of_pocket": dollars(out_of_pocket)}
    return Accumulated(**{"family": "family", "patient": patient, "year": 2026, "tier": 1, **amounts, **said})


def owed(*carried: Accumulated, allowed: Dollars = 1000, **said: Any) -> Money | None:
    given = said.pop("given", GIVEN)
    claim = line(allowed, **{"self_only": False, **said})
    return adjudicate_lines(given, [claim], carried=carried).lines[0].patient_owes


def test_what_was_used_of_the_deductible_is_not_paid_again() -> None:
    assert owed(row("ann", 400, 400)) == dollars(100 + 180)


def test_what_members_used_adds_up_to_what_the_family_used() -> None:
    assert owed(row("ben", 500, 500), row("cleo", 450, 450)) == dollars(50 + 190)


def test_a_row_of_the_family_goes_before_the_sum_of_its_members() -> None:
    assert owed(row("ben", 500, 500), row(None, 1000, 1000)) == dollars(200)


def test_what_was_paid_in_the_year_holds_down_what_is_owed() -> None:
    assert owed(row("ann", 500, 1950), allowed=1000) == dollars(50)


@pytest.mark.parametrize("other", [{"year": 2025}, {"family": "other"}, {"tier": 0}])
def test_another_year_family_or_tier_counts_nothing(other: dict[str, Any]) -> None:
    given = plan(sharing(limit(500, 1000), "0.2", limit(2000, 4000)), out=sharing(limit(500, 1000)))
    assert owed(row("ann", 400, 400, **other), given=given) == dollars(500 + 100)


def test_visits_are_carried_in() -> None:
    given = plan(sharing(0, "0", 5000, [ServiceRule(name="therapy", category=ServiceCategory.THERAPY, visits=20)]))
    used = Accumulated(family="family", patient="ann", year=2026, visits={"therapy": 20})
    claim = line(100, category=ServiceCategory.THERAPY)
    assert adjudicate_lines(given, [claim], carried=[used]).lines[0].cause is Cause.VISITS


@pytest.mark.parametrize(
    ("shared", "stated", "left"), [(False, None, 2600), (True, None, 5600), (False, 10_000, 600), (True, 0, 10_600)]
)
def test_what_was_paid_in_network_is_as_stated_or_else_by_the_tiers(
    shared: bool, stated: int | None, left: int
) -> None:
    given = plan(*(sharing(limit(0, 0), "1", limit(None, None)) for _ in range(2)), shared_tiers=shared)
    carried = [row("ann", 0, 3000), row("ann", 0, 5000, tier=2)]
    if stated is not None:
        carried.append(Accumulated(family="family", patient="ann", year=2026, out_of_pocket=dollars(stated)))
    assert owed(*carried, given=given, allowed=50_000) == dollars(left)


def test_what_comes_out_goes_in_again() -> None:
    first = adjudicate_lines(GIVEN, [line(300, self_only=False)])
    again = adjudicate_lines(GIVEN, [line(300, self_only=False)], carried=first.accumulators)
    together = adjudicate_lines(GIVEN, [line(300, self_only=False), line(300, number=2, self_only=False)])
    assert again.lines[0].patient_owes == together.lines[1].patient_owes == dollars(220)
    assert again.accumulators == together.accumulators


def test_rows_come_out_in_order_and_without_the_family_in_what_is_shown() -> None:
    answer = adjudicate_lines(GIVEN, [line(300, self_only=False), line(10, number=2, patient="amy", self_only=False)])
    assert [(one.patient, one.tier) for one in answer.accumulators] == [
        (None, 0),
        (None, 1),
        ("amy", None),
        ("amy", 0),
        ("amy", 1),
        ("ann", None),
        ("ann", 0),
        ("ann", 1),
    ]
    assert "family" not in answer.to_dict()["accumulators"][0]
    assert "family" not in repr(answer.accumulators[0])


def test_what_has_been_used_is_laid_out_tier_by_tier_out_of_network_first() -> None:
    terms = plan_terms(plan(sharing(limit(500, 1000)), sharing(limit(500, 1000)), out=sharing(limit(500, 1000))))
    carried = [row("ann", 10, 30), row("ann", 20, 40, tier=2), row("ann", 5, 7, tier=0), row(None, 300, 400)]
    ledger = Ledger(terms, carried)

    own, family = ledger.amounts("family", "ann", DAY)
    assert own == (500, 700, 1000, 3000, 2000, 4000, 7000)
    assert family == (500, 700, 30_000, 40_000, 2000, 4000)
    assert ledger.amounts("family", "ben", DAY) == ((0, 0, 0, 0, 0, 0, 0), family)
    assert ledger.amounts("other", "ann", DAY) == ((0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0))
    assert ledger.amounts("family", "ann", date(2027, 3, 2))[0] == (0, 0, 0, 0, 0, 0, 0)


AGGREGATE = plan(sharing(limit(500, 1000, LimitKind.AGGREGATE), "0.2", limit(2000, 4000, LimitKind.AGGREGATE)))
HIGH = plan(sharing(limit(500, 1000), "0.2", limit(2000, 4000)), hdhp=True)


@pytest.mark.parametrize(
    ("given", "carried", "expected"),
    [
        (GIVEN, [row("ann", "500.01", 600)], "deductible: '500.01' is not an amount within the plan's limit of 500.00"),
        (
            GIVEN,
            [row("ann", 0, "2000.01")],
            "out_of_pocket: '2000.01' is not an amount within the plan's limit of 2000",
        ),
        (GIVEN, [row(None, "1000.01", 2000)], "deductible: '1000.01' is not an amount within the plan's limit of 1000"),
        (GIVEN, [row(None, 0, "4000.01")], "out_of_pocket: '4000.01' is not an amount within the plan's limit of 4000"),
        (AGGREGATE, [row("ann", "1000.01", 1500)], "within the plan's limit of 1000.00"),
        (HIGH, [row("ann", "3400.01", 1500)], "within the plan's limit of 3400.00"),
        (GIVEN, [row("ann", 1, 1, tier=2)], "tier: 2 is not a tier of plan plan, which has 1 in network"),
        (GIVEN, [row("ann", 1, 1), row("ann", 2, 2)], "is not the only accumulator of its patient, year and tier"),
        (
            GIVEN,
            [row("ann", 400, 400), row(None, 300, 400)],
            "deductible: '300.00' is not an amount of the family of at least 400.00, what one of its members has used",
        ),
        (GIVEN, [row("ann", 400, 400), row(None, 400, 300)], "out_of_pocket: '300.00' is not an amount of the family"),
        (
            GIVEN,
            [Accumulated(family="family", patient="ann", year=2026, out_of_pocket=dollars("10600.01"))],
            "out_of_pocket: '10600.01' is not an amount within the self-only limit of 10600.00",
        ),
    ],
)
def test_what_cannot_be_so_under_the_plan_is_refused(given: Any, carried: list[Accumulated], expected: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        adjudicate_lines(given, [], carried=carried)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("given", "carried"),
    [
        (GIVEN, [row("ann", 500, 2000), row(None, 1000, 4000)]),
        (AGGREGATE, [row("ann", 1000, 2000)]),
        (HIGH, [row("ann", 3400, 2000)]),
        (plan(sharing(limit(500, None), "0", limit(None, None))), [row("ann", 500, 99_999)]),
        (GIVEN, [Accumulated(family="family", patient="ann", year=2026, out_of_pocket=dollars(10_600))]),
        (GIVEN, [row("ann", 0, 0, year=1), row("ann", 0, 0, year=9999)]),
        (Plan(id="plan", payer="payer"), [Accumulated(family="f", patient="a", year=2026, out_of_pocket=dollars(1))]),
    ],
)
def test_what_is_at_a_limit_is_not(given: Any, carried: list[Accumulated]) -> None:
    assert adjudicate_lines(given, [], carried=carried).lines == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"year": "2026"}, "year: '2026' is not a calendar year"),
        ({"year": -1}, "year: -1 is not a calendar year"),
        ({"year": 10_000}, "year: 10000 is not a calendar year"),
        ({"tier": -1}, "tier: -1 is not the number of a tier, 0 for out of network"),
        ({"tier": True}, "tier: True is not the number of a tier"),
        ({"deductible": None}, 'deductible: None is not an amount; "0.00" where nothing was used'),
        ({"out_of_pocket": None}, "out_of_pocket: None is not an amount"),
        ({"out_of_pocket": Money(-1)}, "out_of_pocket: '-0.01' is not an amount of zero or more"),
        ({"deductible": 5}, "deductible: 5 is not Money"),
        ({"visits": {"therapy": 1}}, "visits: {'therapy': 1} is not stated without a tier only"),
        ({"tier": None, "deductible": None, "visits": {"therapy": -1}}, "visits: -1 is not a whole number of visits"),
        ({"tier": None}, "deductible: '1.00' is not stated with a tier only"),
        (
            {"tier": None, "deductible": None, "patient": None},
            "patient: None is not the patient of a row without a tier",
        ),
        ({"family": ""}, "family: the value given is not a text with something in it"),
    ],
)
def test_a_row_that_says_nothing_that_can_be_is_refused(said: dict[str, Any], expected: str) -> None:
    right: dict[str, Any] = {"family": "family", "patient": "ann", "year": 2026, "tier": 1}
    right |= {"deductible": dollars(1), "out_of_pocket": dollars(1)}
    with pytest.raises(InvalidValueError) as raised:
        Accumulated(**{**right, **said})
    assert expected in str(raised.value)


def test_a_row_may_say_that_no_visit_was_used() -> None:
    said = Accumulated(family="family", patient="ann", year=2026, visits={"therapy": 0})
    assert said.visits == {"therapy": 0}
