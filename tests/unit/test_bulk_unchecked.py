"""Without a look at rows, a line whose day the tables are not for stays, on every engine, and counts for nobody."""

from collections.abc import Callable
from datetime import date
from functools import cache

import polars as pl
import pytest

from medgroup.bulk import adjudicate
from medgroup.bulk.claims import slices
from medgroup.bulk.claims.columns import AMOUNTS
from medgroup.errors import InvalidValueError
from tests.unit.bulk_lines import differing, frame, lines, row, tables

PLACE = pl.int_range(pl.len())
OUTSIDE = pl.col("cause").eq_missing("day-outside-tables")


@cache
def alone() -> pl.DataFrame:
    """Return lines that are alone on their bills, some of them with a day before, after, or none."""
    plain = lines(2_000).filter(pl.len().over("claim") == 1, pl.col("voids").is_null())
    days = {3: date(2024, 12, 31), 4: date(2027, 1, 1), 5: None}
    on = pl.col("on")
    for place, day in days.items():
        on = pl.when(place == PLACE % 40).then(pl.lit(day, pl.Date)).otherwise(on)
    return plain.with_columns(on=on)


def of_duckdb(given: pl.DataFrame) -> pl.DataFrame:
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.from_arrow(given.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return pl.DataFrame(adjudicate(relation, tables(), check=False).to_arrow_table())


ENGINES: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "polars": lambda given: adjudicate(given, tables(), check=False),
    "polars lazy": lambda given: adjudicate(given.lazy(), tables(), check=False).collect(),
    "duckdb": of_duckdb,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_of_a_day_outside_the_tables_stays_and_says_so(engine: str) -> None:
    found = ENGINES[engine](alone())
    outside = found.filter(OUTSIDE)
    expected = alone().filter(PLACE % 40 >= 3, PLACE % 40 <= 5)

    assert expected.height > 60
    assert outside.select("claim", "on").sort("claim").equals(expected.select("claim", "on").sort("claim"))
    assert outside["status"].unique().to_list() == ["pended"]
    assert outside.select(AMOUNTS).null_count().row(0) == (outside.height,) * len(AMOUNTS)
    assert differing(found.filter(~OUTSIDE), adjudicate(alone().filter(within()), tables())) == {}


def within() -> pl.Expr:
    return pl.col("on").is_between(date(2025, 1, 1), date(2026, 12, 31))


def test_lines_come_back_in_the_order_in_which_they_went_in() -> None:
    found = adjudicate(alone(), tables(), check=False)

    assert found.filter(pl.col("bill") == "professional").select(alone().columns).equals(alone())


def test_lines_of_outside_days_stand_in_their_places_where_there_are_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = adjudicate(alone(), tables(), check=False)
    monkeypatch.setattr(slices, "AT_ONCE", 500)
    monkeypatch.setattr(slices, "OF_A_SLICE", 200)

    assert expected.filter(OUTSIDE).height > 60
    assert adjudicate(alone(), tables(), check=False).equals(expected)


def test_lines_of_outside_days_alone_all_stay() -> None:
    found = adjudicate(frame(row(on=None), row(line=2, on=date(2030, 1, 1))), tables(), check=False)

    assert found["cause"].to_list() == ["day-outside-tables"] * 2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("column", "held", "expected"),
    [
        ("patient", "", "'' is not a text with something in it"),
        ("billing", "", "'' is not a text with something in it"),
        ("code", "", "'' is not a service code of five characters, digits and capital letters (X1001)"),
        ("modifiers", "??", "'??' is not a modifier of two characters, digits and capital letters (26)"),
    ],
)
def test_a_line_that_holds_what_it_cannot_is_named_all_the_same(
    engine: str, column: str, held: str, expected: str
) -> None:
    given = frame(row(), row(claim="wrong", line=3, **{column: held}))

    with pytest.raises(InvalidValueError) as raised:
        ENGINES[engine](given)

    assert str(raised.value) == f"lines: claim 'wrong' line 3: {column}: {expected}"
