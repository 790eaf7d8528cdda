"""Claim lines: what they refuse, and how they are explained."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from medgroup.costs.benefits.adjudication import adjudicate_lines
from medgroup.costs.benefits.claims import ClaimLine, CoverageClass, Reversal
from medgroup.domain.cost_sharing import CopayOrder, LimitKind, ServiceCategory, ServiceRule
from medgroup.errors import InvalidValueError
from medgroup.values.money import Money
from tests.unit.claims import DAY, dollars, limit, line, lines, plan, sharing

BAD: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "id: '' is not a text with something in it"),
    ({"patient": None}, "patient: None is not a text"),
    ({"family": 7}, "family: 7 is not a text"),
    ({"on": "2026-03-02"}, "on: '2026-03-02' is not a day (datetime.date)"),
    ({"on": datetime(2026, 3, 2, tzinfo=UTC)}, "is not a day (datetime.date)"),
    ({"on": None}, "on: None is not a day"),
    ({"coverage": "in"}, "coverage: 'in' is not a member of mg.costs.CoverageClass; write mg.costs.CoverageClass.IN"),
    ({"tier": 0}, "tier: 0 is not a whole number of 1 or more"),
    ({"tier": None}, "tier: None is not a whole number"),
    (
        {"category": "imagng"},
        "category: 'imagng' is not a member of mg.domain.ServiceCategory; write",
    ),
    ({"code": "99213x"}, "code: '99213x' is not a service code of five characters"),
    ({"code": "x1001"}, "did you mean 'X1001'"),
    ({"families": "cardiology"}, "'cardiology' is not a list"),
    ({"families": {7}}, "families: 7 is not a text"),
    ({"primary_care": "yes"}, "primary_care: 'yes' is not true or false"),
    ({"allowed": -1}, "allowed: -1 is not a whole number of cents, zero or more and below 1000000000000"),
    ({"allowed": Money(-1)}, "allowed: -1 is not a whole number of cents"),
    ({"allowed": 10**12}, "allowed: 1000000000000 is not a whole number of cents"),
    ({"charge": 10**12}, "charge: 1000000000000 is not a whole number of cents"),
    ({"charge": float("nan")}, "charge: nan is not a whole number of cents"),
    ({"charge": 100.0}, "charge: 100.0 is not a whole number of cents"),
    ({"charge": "100.19"}, "charge: '100.19' is not a whole number of cents"),
    ({"charge": True}, "charge: True is not a whole number of cents"),
    ({"units": 0}, "units: 0 is not a whole number of 1 or more"),
    ({"units": -2}, "units: -2 is not a whole number of 1 or more"),
    ({"units": 1.5}, "units: 1.5 is not a whole number of 1 or more"),
    ({"visit": ""}, "visit: '' is not a text with something in it"),
    ({"preventive": None}, "preventive: None is not a bool"),
    ({"self_only": 1}, "self_only: 1 is not true or false"),
    ({"processed": "later"}, "processed: 'later' is not a day"),
    ({"number": 0}, "number: 0 is not a whole number of 1 or more"),
]


@pytest.mark.parametrize(("said", "expected"), BAD, ids=[str(said)[:40] for said, _ in BAD])
def test_what_no_line_can_say_is_refused(said: dict[str, Any], expected: str) -> None:
    right = {"id": "a", "patient": "ann", "family": "f", "on": DAY, "coverage": CoverageClass.IN}
    with pytest.raises(InvalidValueError) as raised:
        ClaimLine(**{**right, **said})
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"line": ""}, "line: '' is not a text"),
        ({"processed": None}, "processed: None is not a day"),
        ({"number": True}, "number: True is not a whole number of 1 or more"),
    ],
)
def test_what_no_reversal_can_say_is_refused(said: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        Reversal(**{"id": "void", "line": "a", "processed": DAY, **said})
    assert expected in str(raised.value)


def test_money_and_cents_say_the_same() -> None:
    said: dict[str, Any] = {"patient": "ann", "family": "f", "on": DAY, "coverage": CoverageClass.IN}
    assert ClaimLine(id="a", allowed=Money(100), charge=Money(200), **said) == ClaimLine(
        id="a", allowed=100, charge=200, **said
    )


AFTER = ServiceRule(primary_care=False, copay=dollars(50), copay_order=CopayOrder.AFTER, coinsurance=Decimal("0.2"))


def statements(given: Any, *claims: Any) -> list[str]:
    answer = adjudicate_lines(given, claims, in_order=True)
    return [reason.statement for reason in answer.steps(claims[-1].id)]


def test_every_step_of_a_line_is_a_sentence_with_its_rule() -> None:
    rule = ServiceRule(category=ServiceCategory.SPECIALIST, copay=dollars(50), copay_order=CopayOrder.AFTER)
    given = plan(sharing(limit(500, 1000), "0.2", limit(2000, 4000), [rule]))
    first = line(480, number=1, self_only=False)
    claim = line(120, number=2, charge=200, category=ServiceCategory.SPECIALIST, self_only=False)
    answer = adjudicate_lines(given, [first, claim])
    assert [(reason.statement, reason.source) for reason in answer.steps("line 2")] == [
        ("The line is in network, by tier 1 of the plan.", "plan document"),
        ("The contract allows $120.00.", "contract"),
        ("The plan shares it by its rule for specialist.", "plan document"),
        ("$20.00 goes to the deductible; of $500.00 the patient had used $480.00.", "plan document"),
        ("The copay is $50.00, after the deductible.", "plan document"),
        (
            (
                "Used in the plan year: deductible $480.00 to $500.00 (family $500.00); "
                "out of pocket $480.00 to $550.00 (family $550.00)."
            ),
            "",
        ),
        ("$80.00 may not be billed to the patient.", "contract (CARC 45)"),
    ]
    assert answer.steps("line 2")[0].evidence == ("plans/plan",)


@pytest.mark.parametrize(
    ("given", "claims", "expected"),
    [
        (plan(sharing(0, "0.125", 500)), [line(100)], "Coinsurance of 12.5 % of $100.00 comes to $12.50."),
        (
            plan(
                sharing(
                    100,
                    "0.2",
                    5000,
                    [
                        ServiceRule(
                            primary_care=False, copay=dollars(50), copay_order=CopayOrder.AFTER, coinsurance="0.2"
                        )
                    ],
                )
            ),
            [line(400)],
            "Coinsurance of 20 % of $250.00 comes to $50.00.",
        ),
        (
            plan(sharing(limit(0, 0), "0.2", limit(100, 150))),
            [line(400, self_only=False), line(400, number=2, self_only=False)],
            "The patient's out-of-pocket limit leaves $20.00 to pay; the plan pays $60.00 in her place.",
        ),
        (
            plan(sharing(0, "0.2", 10)),
            [line(100)],
            "Coinsurance of 20 % of $100.00, of which a limit leaves $10.00.",
        ),
        (
            plan(sharing(0, "0.2", 10)),
            [line(100)],
            "The patient's out-of-pocket limit leaves $10.00 to pay; the plan pays $10.00 in her place.",
        ),
        (
            plan(sharing(limit(0, 0), "0.2", limit(50, 60))),
            [line(200, self_only=False), line(400, number=2, patient="ben", self_only=False)],
            "The family's out-of-pocket limit leaves $20.00 to pay; the plan pays $60.00 in her place.",
        ),
        (
            plan(sharing(0, "1", None)),
            [line(20_000)],
            "The self-only limit leaves $10600.00 to pay; the plan pays $9400.00 in her place.",
        ),
        (
            plan(sharing(0, "1", None)),
            [line(10_000), line(10_000, number=2)],
            "The self-only limit leaves $600.00 to pay; the plan pays $9400.00 in her place.",
        ),
        (
            plan(sharing(0), out=sharing(limit(0, 0), "1", limit(20_000, 21_200))),
            [
                line(20_000, self_only=False, coverage=CoverageClass.OUT),
                line(2000, number=2, patient="ben", self_only=False, coverage=CoverageClass.OUT),
            ],
            "The family's out-of-pocket limit leaves $1200.00 to pay; the plan pays $800.00 in her place.",
        ),
        (
            plan(sharing(limit(100, 200, LimitKind.AGGREGATE))),
            [line(150, self_only=False)],
            "$150.00 goes to the deductible; of $200.00 the family had used $0.00.",
        ),
        (
            plan(sharing(3000, "0", 8000, [ServiceRule(primary_care=False, copay=dollars(25))]), hdhp=True),
            [line(100)],
            "$100.00 goes to the least deductible of a high-deductible plan.",
        ),
        (
            plan(sharing(3000, "0", 8000, [ServiceRule(primary_care=False, deductible=False)])),
            [line(100)],
            "The deductible does not apply.",
        ),
        (
            plan(sharing(0, "0", 8000, [ServiceRule(primary_care=False, copay=dollars(25))])),
            lines(10, 100, visit="monday"),
            "The copay is $25.00, in place of the deductible, of which this line takes $15.00.",
        ),
        (
            plan(
                sharing(
                    0,
                    "0",
                    8000,
                    [ServiceRule(primary_care=False, copay=dollars(25), copay_order=CopayOrder.BEFORE)],
                )
            ),
            [line(100)],
            "The copay is $25.00, before the deductible.",
        ),
        (plan(sharing(0)), [line(100, charge=90)], "The contract allows $90.00, the lesser of that and the charge."),
        (
            plan(sharing(0), out=sharing(0)),
            [line(70, charge=100, coverage=CoverageClass.OUT)],
            "The plan allows $70.00 out of network.",
        ),
        (
            plan(sharing(0), out=sharing(0)),
            [line(70, charge=100, coverage=CoverageClass.OUT)],
            "$30.00 beyond what the plan allows may be billed to the patient, and counts toward no limit.",
        ),
        (
            plan(sharing(0)),
            [line(70, charge=100, coverage=CoverageClass.SURPRISE)],
            "$70.00 is the recognized amount, the lesser of charge and qualifying payment amount.",
        ),
        (plan(sharing(500)), [line(70, preventive=True)], "Preventive care in network is free."),
        (
            plan(sharing(0, services=[ServiceRule(primary_care=False, covered=False)])),
            [line(100)],
            "The plan does not cover the service (not primary care).",
        ),
        (
            plan(sharing(0)),
            [line(100, coverage=CoverageClass.NOT_COVERED)],
            "The patient owes $100.00 outside the benefits.",
        ),
        (
            plan(sharing(500)),
            [line(100), Reversal(id="void", line="line 1", processed=DAY)],
            "Line line 1 is taken back, with all that it took; lines after it stand as they were adjudicated.",
        ),
        (
            plan(sharing(500)),
            [Reversal(id="void", line="nowhere", processed=DAY)],
            "There is no line of this id to take back.",
        ),
        (
            plan(sharing(500), period=None),
            [line(100, on=date(2026, 3, 2), coverage=CoverageClass.UNKNOWN)],
            "By which terms the plan covers the line is not known.",
        ),
    ],
)
def test_what_decides_a_line_is_said(given: Any, claims: list[Any], expected: str) -> None:
    assert expected in statements(given, *claims)


def test_what_a_line_waits_for_is_said_with_what_would_change_it() -> None:
    answer = adjudicate_lines(plan(sharing(500)), [line(None)])
    assert [(reason.statement, reason.would_change) for reason in answer.because] == [
        ("The line is in network, by tier 1 of the plan.", ""),
        ("What is allowed for the line is not known.", "To know its price."),
    ]


def test_a_line_that_is_not_there_is_no_line_of_the_answer() -> None:
    answer = adjudicate_lines(plan(sharing(500)), [line(100)])
    with pytest.raises(InvalidValueError, match="line: 'line 2' is not the id of an adjudicated line"):
        answer.steps("line 2")


def test_an_answer_is_plain_values_and_a_page() -> None:
    answer = adjudicate_lines(plan(sharing(limit(500, 1000))), [line(600, self_only=False)])
    shown = answer.to_dict()
    assert shown["plan"] == "plan"
    assert shown["lines"][0]["patient_owes"] == "500.00"
    assert shown["lines"][0]["after"]["family"] == {"deductible": "500.00", "out_of_pocket": "500.00"}
    assert shown["because"][0]["statement"] == "The line is in network, by tier 1 of the plan."
    assert "<small>patient owes </small>500.00" in answer._repr_html_()
    assert repr(answer) == "<Adjudication: Of 1 line plan pays 100.00 and the patient owes 500.00.>"


@pytest.mark.parametrize(
    ("given", "amount", "source"),
    [
        (plan(sharing(0, "1", None)), 20_000, "ACA FAQ XXVII; 45 CFR 156.130"),
        (plan(sharing(0, "1", 10)), 20, "45 CFR 156.130"),
    ],
)
def test_a_limit_that_spares_something_names_its_rule(given: Any, amount: int, source: str) -> None:
    (held,) = (one for one in adjudicate_lines(given, [line(amount)]).because if "in her place" in one.statement)
    assert held.source == source


def test_of_a_line_that_the_plan_does_not_pay_what_had_been_used_of_its_tier_is_told() -> None:
    given = plan(sharing(500), out=sharing(500))
    paid = line(300, number=1)
    refused = adjudicate_lines(given, [paid, line(100, number=2, coverage=CoverageClass.NOT_COVERED)]).lines[1]
    assert refused.before.patient.deductible == refused.after.patient.deductible == dollars(300)


def test_what_is_taken_back_is_told_with_its_rule() -> None:
    back = Reversal(id="back", line="line 1", processed=DAY, number=2)
    (step,) = adjudicate_lines(plan(sharing(0)), [line(100), back]).steps("back")
    assert step.source == "X12 837 CLM05-3"
    assert step.statement == (
        "Line line 1 is taken back, with all that it took; lines after it stand as they were adjudicated."
    )
