"""The laws of small values: periods, money, identifiers, specialty families."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from medgroup.errors import InvalidValueError, MarketError, MedgroupError
from medgroup.values.identifiers import npi_check_digit_ok
from medgroup.values.money import Money
from medgroup.values.period import ALWAYS, Period
from medgroup.values.specialties import Families, SpecialtyFamily
from tests.property.counted import branches

#: Few days, so that boundaries meet.
days = st.integers(0, 12).map(lambda number: date(2025, 1, 1) + timedelta(days=number))
maybe_days = st.none() | days
EVERY_DAY = [date(2024, 12, 31) + timedelta(days=number) for number in range(15)]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw periods, open on either side or both."""
    start, end = draw(maybe_days), draw(maybe_days)
    if start is not None and end is not None and end <= start:
        end = start + timedelta(days=1)
    return Period(start, end)


def days_of(period: Period) -> set[date]:
    """Return the days of a period among those that are looked at."""
    return {day for day in EVERY_DAY if period.contains(day)}


@given(periods(), days)
def test_a_period_holds_from_its_start_up_to_but_not_including_its_end(period: Period, day: date) -> None:
    """Periods are half-open ``[start, end)``."""
    assert period.contains(day) is (
        (period.start is None or day >= period.start) and (period.end is None or day < period.end)
    )
    assert [period.starts_after(day), period.contains(day), period.ended_by(day)].count(True) == 1


@given(periods(), days)
def test_a_period_splits_on_a_day_with_nothing_lost_or_twice(period: Period, day: date) -> None:
    """Two periods that share a boundary day never overlap: the day belongs to the later one."""
    before, since = period.before(day), period.since(day)
    parts = [days_of(part) for part in (before, since) if part is not None]
    assert set().union(*parts) == days_of(period)
    assert sum(map(len, parts)) == len(days_of(period))
    if before is not None and since is not None:
        assert (before.end, since.start) == (day, day)
        assert not before.overlaps(since)
        assert period.contains(day)


@given(periods(), periods())
def test_an_intersection_holds_the_days_that_both_hold(one: Period, other: Period) -> None:
    common = one.intersection(other)
    assert (common is not None) is one.overlaps(other) is other.overlaps(one)
    assert (set() if common is None else days_of(common)) == days_of(one) & days_of(other)
    assert one.overlaps(other) is bool(days_of(one) & days_of(other))
    assert common == other.intersection(one)
    assert one.intersection(ALWAYS) == one


@given(days, days)
def test_a_period_that_ends_before_it_begins_is_refused(start: date, end: date) -> None:
    assume(end <= start)
    with pytest.raises(InvalidValueError, match=end.isoformat()):
        Period(start, end)


@given(st.integers(-(10**15), 10**15))
def test_money_written_is_money_read(cents: int) -> None:
    """Money in JSON is a string of dollars and cents, ``"100.19"``."""
    amount = Money(cents)
    assert Money.parse(str(amount)) == amount
    assert Decimal(str(amount)) * 100 == cents
    assert repr(amount) == f"Money('{amount}')"


@given(st.text(alphabet="0123456789.-+ $,eE", max_size=12) | st.integers(-999, 999).map(Money).map(str))
@example("1e2")
@example("1.5")
@example(".50")
@example("1.005")
@example("+1.00")
@example("1,000.00")
@example("-0.01")
def test_money_reads_dollars_and_cents_and_nothing_else(text: str) -> None:
    dollars, point, cents = text.partition(".")
    if dollars.removeprefix("-").isdecimal() and point and len(cents) == 2 and cents.isdecimal():
        assert Money.parse(text).cents == Decimal(text) * 100
    else:
        with pytest.raises(InvalidValueError) as raised:
            Money.parse(text)
        assert raised.value.value == text


weights = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 1000), min_size=1, max_size=6)


@given(st.integers(-(10**9), 10**9), weights)
def test_a_split_loses_nothing_and_is_fair_to_the_cent(cents: int, weights: dict[str, int]) -> None:
    """Division only by ``split`` (largest remainder, ties by key)."""
    assume(any(weights.values()))
    shares = Money(cents).split(weights)
    total = sum(weights.values())
    assert sum(share.cents for share in shares.values()) == cents
    assert list(shares) == sorted(weights)
    assert all(abs(share.cents * total - cents * weights[key]) < total for key, share in shares.items())
    assert Money(-cents).split(weights) == {key: -share for key, share in shares.items()}
    assert Money(cents).split(dict(reversed(list(weights.items())))) == shares
    assert all(shares[key] == Money(0) for key, weight in weights.items() if weight == 0)


@given(st.integers(0, 10**6), weights)
def test_the_cents_left_over_go_to_the_largest_remainders(cents: int, weights: dict[str, int]) -> None:
    assume(any(weights.values()))
    total = sum(weights.values())
    shares = Money(cents).split(weights)
    extra = {key: shares[key].cents - cents * weights[key] // total for key in weights}
    ranked = sorted(weights, key=lambda key: (-(cents * weights[key] % total), key))
    assert [extra[key] for key in ranked] == sorted(extra.values(), reverse=True)
    assert set(extra.values()) <= {0, 1}


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": 2, "b": -1}])
def test_a_split_by_nothing_or_less_is_refused(weights: dict[str, int]) -> None:
    with pytest.raises(InvalidValueError, match="weights"):
        Money(100).split(weights)


@given(st.decimals(-1000, 1000, places=4))
@example(Decimal("0.005"))
@example(Decimal("-0.005"))
def test_dollars_round_once_half_away_from_zero(dollars: Decimal) -> None:
    amount = Money.rounded(dollars)
    assert abs(Decimal(amount.cents) - dollars * 100) <= Decimal("0.5")
    assert Money.rounded(-dollars) == -amount
    assert Decimal(str(amount)) == dollars.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_money_adds_as_cents_do(one: int, other: int) -> None:
    assert Money(one) + Money(other) == Money(one + other)
    assert Money(one) - Money(other) + Money(other) == Money(one)
    assert (Money(one) < Money(other)) is (one < other)


nine_digits = st.text("0123456789", min_size=9, max_size=9)


def with_check_digit(nine: str) -> str:
    """Return the NPI of nine digits, its check digit computed as ISO/IEC 7812-1 tells it, over the prefix 80840."""
    total = 0
    for place, digit in enumerate(reversed(f"80840{nine}")):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{nine}{-total % 10}"


@given(nine_digits)
def test_one_check_digit_fits_nine_digits(nine: str) -> None:
    """45 CFR 162.406(a): a 10th digit that is a check digit."""
    fitting = [f"{nine}{digit}" for digit in range(10) if npi_check_digit_ok(f"{nine}{digit}")]
    assert fitting == [with_check_digit(nine)]


@given(nine_digits, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(nine: str, place: int, change: int) -> None:
    """The check digit assists in identifying erroneous or invalid NPIs."""
    right = with_check_digit(nine)
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert not npi_check_digit_ok(wrong)


@given(nine_digits, st.integers(0, 8))
def test_two_digits_that_change_places_are_found_but_for_nought_and_nine(nine: str, place: int) -> None:
    right = with_check_digit(nine)
    one, other = right[place], right[place + 1]
    swapped = right[:place] + other + one + right[place + 2 :]
    assert npi_check_digit_ok(swapped) is (one == other or {one, other} == {"0", "9"})


prefixes = st.sets(
    st.sampled_from(["2", "20", "207", "207R", "207RC", "207RI", "208", "36", "363L"]), min_size=1, max_size=4
)


@given(
    st.lists(prefixes, min_size=1, max_size=4),
    st.sampled_from(["207RC0000X", "207R00000X", "363L00000X", "208D00000X"]),
)
def test_the_longest_beginning_that_fits_a_code_decides(sets: list[set[str]], code: str) -> None:
    families = [
        SpecialtyFamily(name=f"family-{number}", title="A family", prefixes=some) for number, some in enumerate(sets)
    ]
    claimed = [prefix for some in sets for prefix in some]
    if len(set(claimed)) < len(claimed):
        with pytest.raises(MarketError, match="both claim"):
            Families.of(families)
        return
    fitting = [
        (len(prefix), family.name) for family in families for prefix in family.prefixes if code.startswith(prefix)
    ]
    found = Families.of(families).family_of(code)
    assert (None if found is None else found.name) == (max(fitting)[1] if fitting else None)
    assert Families.of(reversed(families)).by_name == Families.of(families).by_name


def split_of(drawn: tuple[Period, date]) -> str:
    before, since = drawn[0].before(drawn[1]), drawn[0].since(drawn[1])
    return "both" if before and since else "before" if before else "since"


def read_as(text: str) -> str:
    try:
        return "negative" if Money.parse(text).cents < 0 else "amount"
    except InvalidValueError:
        return "refused"


def left_over(drawn: tuple[int, dict[str, int]]) -> str:
    cents, weights = drawn
    total = sum(weights.values())
    if not total:
        return "nothing to split by"
    return "cents" if any(cents * weight % total for weight in weights.values()) else "none"


def family_of(drawn: tuple[list[set[str]], str]) -> str:
    sets, code = drawn
    claimed = [prefix for some in sets for prefix in some]
    if len(set(claimed)) < len(claimed):
        return "refused"
    return ("none", "one", "the longest of several")[min(2, sum(code.startswith(prefix) for prefix in claimed))]


def swapped(drawn: tuple[str, int]) -> str:
    one, other = list(with_check_digit(drawn[0])[drawn[1] : drawn[1] + 2])
    return "equal" if one == other else "nought and nine" if {one, other} == {"0", "9"} else "found"


codes = st.sampled_from(["207RC0000X", "207R00000X", "363L00000X", "208D00000X"])
#: What laws over values are about, with the branches that their examples have to reach.
BRANCHES: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], str], set[str]]] = {
    "split of a period": (st.tuples(periods(), days), split_of, {"both", "before", "since"}),
    "intersection": (
        st.tuples(periods(), periods()),
        lambda drawn: str(drawn[0].overlaps(drawn[1])),
        {"True", "False"},
    ),
    "order of two days": (st.tuples(days, days), lambda drawn: str(drawn[1] <= drawn[0]), {"True", "False"}),
    "text of an amount": (
        st.text(alphabet="0123456789.-+ $,eE", max_size=12) | st.integers(-999, 999).map(Money).map(str),
        read_as,
        {"amount", "negative", "refused"},
    ),
    "split of an amount": (
        st.tuples(st.integers(0, 10**6), weights),
        left_over,
        {"cents", "none", "nothing to split by"},
    ),
    "digits that change places": (
        st.tuples(nine_digits, st.integers(0, 8)),
        swapped,
        {"equal", "nought and nine", "found"},
    ),
    "family of a code": (
        st.tuples(st.lists(prefixes, min_size=1, max_size=4), codes),
        family_of,
        {"refused", "none", "one", "the longest of several"},
    ),
}


@pytest.mark.parametrize("law", BRANCHES)
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    drawn, branch, expected = BRANCHES[law]

    assert branches(drawn, branch) == expected


def test_every_refusal_of_a_value_is_an_error_of_ours_and_a_value_error() -> None:
    assert issubclass(InvalidValueError, MedgroupError)
    assert issubclass(InvalidValueError, ValueError)
