"""What is wrong with claim lines is one error that names column, row and value, or a line that says why it waits."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

import medgroup as mg
from medgroup.bulk import LINES, RESULTS, adjudicate, compile, period_of  # noqa: A004 - the word for it
from medgroup.errors import InvalidValueError, MedgroupError
from medgroup.testing import generated_facts, generated_lines
from tests.unit.bulk_lines import frame, row, schema, tables

GOOD = frame(row())
AT = "lines: claim 'claim-1' line 1: "

COLUMNS: dict[str, tuple[Callable[[pl.DataFrame], Any], str]] = {
    "a column that lacks": (lambda good: good.drop("units"), "lines: column 'units' is missing"),
    "a column that is misspelt": (lambda good: good.rename({"charge": "chrage"}), "did you mean 'charge'?"),
    "a column that nobody knows": (
        lambda good: good.with_columns(colour=pl.lit("red")),
        "lines: 'colour' is not a column of claim lines",
    ),
    "whole numbers as text": (lambda good: good.cast({"units": pl.String}), "lines: units: 'String' is not"),
    "cents as fractions": (lambda good: good.cast({"charge": pl.Float64}), "lines: charge: 'Float64' is not"),
    "a charge that is not a number": (
        lambda good: good.with_columns(charge=pl.lit(float("nan"))),
        "lines: charge: 'Float64' is not the type of a column of whole numbers (Int64)",
    ),
    "days as text": (lambda good: good.cast({"on": pl.String}), "lines: on: 'String' is not"),
    "moments for days": (lambda good: good.cast({"on": pl.Datetime}), "is not the type of a column of days (Date)"),
    "numbers as ids": (lambda good: good.with_columns(patient=pl.lit(7)), "lines: patient: 'Int"),
    "flags as text": (lambda good: good.with_columns(emergency=pl.lit("no")), "lines: emergency: 'String' is not"),
    "cents as decimals": (lambda good: good.cast({"charge": pl.Decimal(12, 2)}), "lines: charge: "),
    "no frame": (lambda good: good.to_dicts(), "lines: 'list' is not a data frame"),
    "a single column": (lambda good: good["claim"], "is not a data frame"),
}
ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "no claim": ({"claim": None}, "lines: claim None line 1: claim: None is not a text with something in it"),
    "an empty claim": ({"claim": ""}, "is not a text with something in it"),
    "no line": ({"line": None}, "line: None is not a whole number of 1 or more"),
    "line 0": ({"line": 0}, "line: 0 is not a whole number of 1 or more"),
    "no patient": ({"patient": None}, AT + "patient: None is not a text with something in it"),
    "an unknown patient": ({"patient": "family-0000000-9"}, AT + "patient: 'family-0000000-9' is not the id of one of"),
    "no practitioner": ({"practitioner": None}, AT + "practitioner: None is not"),
    "an unknown practitioner": ({"practitioner": "practitioner-99999"}, "did you mean 'practitioner-000"),
    "no billing organization": ({"billing": ""}, AT + "billing: '' is not"),
    "an unknown billing organization": ({"billing": "practise-00000"}, AT + "billing: 'practise-00000' is not the id"),
    "an unknown site": ({"site": "hospital-sight"}, "did you mean 'hospital-site'?"),
    "no day": ({"on": None}, AT + "on: None is not a day of the period"),
    "a day before the tables": ({"on": date(2024, 12, 31)}, AT + "on: '2024-12-31' is not a day of the period"),
    "a day after the tables": ({"on": date(2027, 1, 1)}, AT + "on: '2027-01-01' is not a day of the period"),
    "no code": ({"code": None}, AT + "code: None is not a service code"),
    "a code in small letters": ({"code": "x1001"}, AT + "code: 'x1001' is not a service code"),
    "a code of four characters": ({"code": "X100"}, AT + "code: 'X100' is not a service code"),
    "a code with a line break": ({"code": "X1001\n"}, "is not a service code"),
    "a modifier of three characters": ({"modifiers": "260"}, AT + "modifiers: '260' is not modifiers"),
    "modifiers with a comma": ({"modifiers": "26,80"}, AT + "modifiers: '26,80' is not modifiers"),
    "one modifier twice": ({"modifiers": "26 26"}, AT + "modifiers: '26 26' is not modifiers"),
    "modifiers that are empty": ({"modifiers": ""}, AT + "modifiers: '' is not modifiers"),
    "no units": ({"units": None}, AT + "units: None is not a whole number of 1 or more"),
    "units 0": ({"units": 0}, AT + "units: 0 is not"),
    "negative units": ({"units": -1}, AT + "units: -1 is not"),
    "a million units": ({"units": 1_000_000}, AT + "units: 1000000 is not"),
    "a negative charge": ({"charge": -1}, AT + "charge: -1 is not whole cents of zero or more"),
    "10^12 cents": ({"charge": 10**12}, AT + "charge: 1000000000000 is not whole cents"),
    "an unknown place of service": ({"place_of_service": "98"}, AT + "place_of_service: '98' is not a place of"),
    "a place in words": ({"place_of_service": "office"}, AT + "place_of_service: 'office' is not a place of"),
    "number 0": ({"number": 0}, AT + "number: 0 is not a whole number of 1 or more, or empty"),
    "the void of no bill": ({"voids": "claim-0"}, AT + "voids: 'claim-0' is not the claim of a bill"),
    "the void of itself": ({"voids": "claim-1"}, "claim-1"),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_a_wrong_column_is_one_error_that_names_it(case: str) -> None:
    change, expected = COLUMNS[case]

    with pytest.raises(InvalidValueError) as refused:
        adjudicate(change(GOOD), tables())

    assert expected in str(refused.value)


@pytest.mark.parametrize("case", ROWS)
def test_a_wrong_row_is_one_error_that_names_claim_line_and_column(case: str) -> None:
    change, expected = ROWS[case]
    good = row(claim="claim-0a", line=1)

    with pytest.raises(InvalidValueError) as refused:
        adjudicate(frame(good, row(**change)), tables())

    assert expected in str(refused.value)


def test_a_line_that_stands_twice_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="claim 'claim-1' line 2: line stands in two rows; number the lines"):
        adjudicate(frame(row(), row(line=2), row(line=2, charge=1)), tables())


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("patient", "family-0000001-0"),
        ("on", date(2025, 3, 4)),
        ("site", "hospital-site"),
        ("referral", False),
        ("processed", date(2025, 4, 1)),
        ("number", 2),
    ],
)
def test_lines_of_one_bill_that_say_two_things_are_refused(column: str, other: Any) -> None:
    with pytest.raises(InvalidValueError, match=f"line 2: {column}: .* is not what line 1 of the bill says"):
        adjudicate(frame(row(), row(line=2, **{column: other})), tables())


def test_the_first_wrong_row_by_claim_and_line_is_named() -> None:
    wrong = [row(claim=f"claim-{number}", units=0) for number in (7, 3, 5)]

    with pytest.raises(InvalidValueError, match="claim 'claim-3' line 1: units"):
        adjudicate(frame(*wrong), tables())


def test_tables_of_another_market_are_told_by_the_ids_that_they_lack() -> None:
    other = compile(mg.valley(), tables().period)

    with pytest.raises(InvalidValueError, match="lines: claim 'claim-1' line 1: patient: 'family-0000000-0' is not"):
        adjudicate(GOOD, other)


@pytest.mark.parametrize("period", [mg.Period(), mg.Period(date(2025, 1, 1)), mg.Period(None, date(2025, 1, 1))])
def test_tables_need_a_first_and_a_last_day(period: mg.Period) -> None:
    with pytest.raises(InvalidValueError, match=r"period: .* is not a period with a start and an end"):
        compile(mg.valley(), period)


DAY = date(2026, 3, 2)


@pytest.mark.parametrize("period", [DAY, (DAY, DAY), None])
def test_what_is_no_period_is_refused(period: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"period: .* is not a Period, as Period\(date\(2026, 1, 1\), date"):
        compile(mg.valley(), period)


@pytest.mark.parametrize("market", ["market.json", None, mg.Facts()])
def test_what_is_no_market_is_refused(market: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"market: .* is not a Market \(medgroup.load makes one of a path"):
        compile(market, mg.Period(DAY, date(2026, 3, 3)))


@pytest.mark.parametrize("given", [None, 3, "tables", mg.valley()])
def test_what_is_no_tables_is_refused(given: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"tables: .* is not the tables that medgroup.bulk.compile gives"):
        adjudicate(GOOD, given)


@pytest.mark.parametrize(("practitioners", "families"), [(0, 1), (1, 0), (True, 1), (2.0, 1)])
def test_a_market_of_nobody_is_refused(practitioners: Any, families: Any) -> None:
    with pytest.raises(InvalidValueError, match="is not a whole number of 1 or more"):
        generated_facts(practitioners=practitioners, families=families)


@pytest.mark.parametrize("count", [0, -1, True, 1.5, "10"])
def test_no_lines_are_refused(count: Any) -> None:
    with pytest.raises(MedgroupError, match=r"count: .* is not a whole number of 1 or more"):
        generated_lines(tables().market.facts, count)


def test_no_lines_give_no_results_of_the_right_types() -> None:
    found = adjudicate(frame(), tables())

    assert found.schema == {**schema(LINES), **schema(RESULTS)}
    assert found.height == 0


def test_columns_that_may_be_left_out_may_be_left_out() -> None:
    needed = [name for name, column in LINES.items() if column.required]
    plain = row(referral=None, authorization=None)

    assert adjudicate(frame(plain).select(needed), tables()).equals(adjudicate(frame(plain), tables()))


def test_narrower_whole_numbers_are_taken() -> None:
    narrow = GOOD.cast({"units": pl.Int8, "line": pl.UInt16, "charge": pl.Int32})

    assert adjudicate(narrow, tables()).equals(adjudicate(GOOD, tables()))


@pytest.mark.parametrize(
    ("change", "status", "cause"),
    [
        ({"code": "X1999"}, "pended", "allowed-not-known"),
        ({"patient": "family-0000049-0"}, "not-covered", "class"),
        ({"patient": "family-0000049-0", "charge": None}, "pended", "charge-not-known"),
        ({"patient": "family-0000005-0"}, "pended", "benefits-not-known"),
        ({"referral": None}, "pended", "class-not-known"),
        ({"referral": False}, "not-covered", "class"),
    ],
)
def test_a_line_that_cannot_be_adjudicated_stays_and_says_why(change: dict[str, Any], status: str, cause: str) -> None:
    # Of a specialist the plan wants a referral.
    base = row(patient="family-0000002-0", practitioner="practitioner-000001")
    (found,) = adjudicate(frame({**base, **change}), tables()).to_dicts()

    assert (found["status"], found["cause"]) == (status, cause)
    assert (found["patient_owes"] is None) == (status == "pended")
    assert found["plan_paid"] in (None, 0)


def test_lines_that_were_adjudicated_are_told_as_such() -> None:
    with pytest.raises(InvalidValueError) as again:
        adjudicate(adjudicate(GOOD, tables()), tables())
    assert str(again.value) == (
        "lines: 'bill' is not a column of claim lines, but one of the results that are added to them; "
        "give the claim lines without results"
    )


def test_no_lines_have_no_period() -> None:
    assert period_of(GOOD) == mg.Period(date(2025, 3, 3), date(2025, 3, 4))
    with pytest.raises(InvalidValueError, match="lines hold no day, so that they have no period"):
        period_of(GOOD.clear())
