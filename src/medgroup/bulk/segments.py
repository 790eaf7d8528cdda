"""Time cut into segments on which nothing changes, so that a line meets exactly one by an equi-join and a filter."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

from medgroup.values.period import Period

V = TypeVar("V", bound=Hashable)


def segments(
    within: Period, boundaries: Iterable[date | None], value: Callable[[date], V]
) -> Iterator[tuple[date, date, V]]:
    """Yield the segments of a period with what holds on each, gaps included; equal neighbours are one.

    Args:
        within: The days that are cut, with a start and an end.
        boundaries: Days on which something may change; None, and days outside, cut nothing.
        value: Gives what holds on a day.
    """
    assert within.start is not None
    assert within.end is not None
    days = sorted({within.start, *(day for day in boundaries if day is not None and within.contains(day))})
    start, held = days[0], value(days[0])
    for day in days[1:]:
        found = value(day)
        if found != held:
            yield start, day, held
            start, held = day, found
    yield start, within.end, held


def boundaries_of(periods: Iterable[Period]) -> Iterator[date | None]:
    """Yield the first days of periods and the first days after them."""
    for period in periods:
        yield period.start
        yield period.end


class Numbered(Generic[V]):
    """Values by number, each once: a table holds the number."""

    def __init__(self) -> None:
        self.values: list[V] = []
        self._numbers: dict[V, int] = {}

    def number(self, value: V) -> int:
        """Return the number of a value, a new one for a new value."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found
