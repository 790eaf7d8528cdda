"""Order, sums, segments and slices, where Polars computes at once, hold to what is written the long way."""

from collections.abc import Sequence
from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import claim_lines
from medgroup.bulk import adjudicate
from medgroup.bulk.claims import looking_up, placing, slices
from medgroup.bulk.claims.accumulators import FAMILY, PATIENT, by_window
from medgroup.bulk.claims.in_order import Sums, inverse, order_of
from medgroup.bulk.claims.looking_up import Timeline, Words
from tests.unit.bulk_lines import lines, results, tables

#: Numbers that are packed into one, and numbers that have no room in one.
NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([-(2**62), 2**62, 2**40]))
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from("abc")), max_size=30)


@given(ROWS)
def test_rows_are_ordered_by_whole_numbers_then_by_what_decides_between_ties(
    rows: Sequence[tuple[int, int, str]],
) -> None:
    """The order is that of tuples, whether or not the numbers have room in one."""
    frame = pl.DataFrame(rows, schema={"one": pl.Int64, "two": pl.Int64, "text": pl.String}, orient="row")
    order = order_of(frame.select("one", "two"), lambda places: frame.select("text")[places])
    expected = sorted(range(len(rows)), key=lambda place: (*rows[place], place))

    assert order.to_list() == expected
    assert [order[place] for place in inverse(order).to_list()] == list(range(len(rows))) or not rows


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2**60)), min_size=1, max_size=40))
def test_sums_are_those_of_windows(rows: Sequence[tuple[int, int, int]]) -> None:
    """Sums up to each line of an account are those of a window, however great the amounts of others."""
    rows = sorted(rows, key=lambda row: row[0])
    accounts = {"family_account": [family for family, _, _ in rows], "patient_account": [f * 4 + p for f, p, _ in rows]}
    frame = pl.DataFrame({**accounts, "amount": [amount for _, _, amount in rows]})
    sums = Sums(frame)
    whole = nw.from_native(frame, eager_only=True)
    for within in (FAMILY, PATIENT):
        assert sums(whole, "amount", within).to_native().equals(by_window(whole, "amount", within).to_native())


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 9])
def test_a_day_meets_the_row_that_is_in_force(count: int) -> None:
    first = date(2025, 1, 1)
    starts = [first + timedelta(days=10 * number) for number in range(count)]
    timeline = Timeline(["a"] * count + ["b"], [*starts, first])
    days = [first + timedelta(days=number) for number in range(10 * count + 5)]
    found = timeline.rows(pl.Series([0] * len(days) + [1, None], dtype=pl.Int64), pl.Series([*days, first, first]))

    expected = [max(place for place, start in enumerate(starts) if start <= day) for day in days]
    assert found.to_list() == [*expected, count, None]


def test_texts_that_are_new_get_the_next_numbers() -> None:
    words = Words(["b", "a"])

    assert words.learnt(pl.Series(["a", "d", None, "c"])).to_list() == [1, 3, None, 2]
    assert words.learnt(pl.Series(["c", "b"])).to_list() == [2, 0]


@pytest.mark.parametrize("run", [700, 10_000])
def test_lines_come_to_the_same_slice_by_slice(run: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of families, each with hospitals, bills taken back and lines priced by themselves."""
    expected = results(6_000)
    monkeypatch.setattr(slices, "AT_ONCE", 1_000)
    monkeypatch.setattr(slices, "OF_A_SLICE", 400)
    monkeypatch.setattr(placing, "OF_A_RUN", run)
    # Nothing is known of what combinations come to, so that each run meets some for the first time.
    monkeypatch.setattr(tables(), "frames", {})
    monkeypatch.setattr(tables(), "decided", {"price": {}, "benefit": {}})

    assert adjudicate(lines(6_000), tables()).equals(expected)


def test_lines_of_many_pieces_come_to_the_same_slice_by_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of many row groups is a frame of many pieces."""
    pieces = pl.concat([lines(6_000).slice(start, 300) for start in range(0, 6_000, 300)])
    expected = results(6_000)
    monkeypatch.setattr(slices, "AT_ONCE", 1_000)
    monkeypatch.setattr(slices, "OF_A_SLICE", 2_000)

    assert pieces.n_chunks() == 20
    assert adjudicate(pieces, tables()).equals(expected)


def test_plain_lines_in_order_come_to_the_same_slice_by_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of lines without a hospital's, results that are alike throughout stand in every slice alike."""
    over, plain = claim_lines.plain(3_000)
    expected = adjudicate(plain, over)
    monkeypatch.setattr(slices, "AT_ONCE", 1_000)
    monkeypatch.setattr(slices, "OF_A_SLICE", 400)

    assert expected["bill"].unique().to_list() == ["professional"]
    assert adjudicate(plain, over).equals(expected)


def test_keys_that_do_not_fit_one_number_are_found_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "ROOM", 10)
    monkeypatch.setattr(tables(), "frames", {})

    assert adjudicate(lines(2_000), tables()).equals(results(2_000))
