"""Choices of whatever is drawn, read from a stream of bytes.

A seeded stream is for tests that count or compare en masse. One that Hypothesis draws, as one value, shrinks choice
by choice, at a tenth of the price of as many draws.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, count, repeat
from typing import TypeVar

from hypothesis import strategies as st

from medgroup.values.period import ALWAYS, Period

T = TypeVar("T")

#: The few days on which things begin and end, so that boundaries are met often.
DAYS = (date(2025, 1, 1), date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 30), date(2025, 9, 1), date(2026, 1, 1))

#: How many bytes a drawn market and question use at most, or nearly so; what is beyond reads as zero.
ENOUGH = 600


class Choices:
    """A stream of bytes that choices are read from; the lower the byte, the simpler the choice."""

    def __init__(self, source: Iterable[int]) -> None:
        self._bytes = chain(source, repeat(0))

    def number(self, low: int, high: int) -> int:
        """Return a number between two, both included."""
        span = high - low + 1
        if span <= 256:
            return low + (next(self._bytes) * span >> 8)
        return low + ((next(self._bytes) << 8 | next(self._bytes)) * span >> 16)

    def one_of(self, values: Sequence[T]) -> T:
        """Return one of some values; the simplest stands first."""
        return values[self.number(0, len(values) - 1)]


def seeded(seed: int) -> Choices:
    """Return choices without end that are the same for the same seed."""
    generator = random.Random(seed)
    return Choices(byte for _ in count() for byte in generator.randbytes(256))


def choices(enough: int = ENOUGH) -> st.SearchStrategy[Choices]:
    """Draw choices, so many bytes of them, that Hypothesis shrinks: each towards its simplest value."""
    return st.binary(min_size=enough, max_size=enough).map(Choices)


def choices_for_parts(enough: int = ENOUGH) -> st.SearchStrategy[Choices]:
    """Draw choices for one of several things that a test draws, so that the simplest of each takes few bytes."""
    few, all_of_them = st.binary(max_size=40), st.binary(min_size=enough, max_size=enough)
    return st.sampled_from([few, *[all_of_them] * 7]).flatmap(lambda drawn: drawn).map(Choices)


class Pen:
    """What the generator draws with: small habits over choices."""

    def __init__(self, source: Choices) -> None:
        self.number = source.number
        self.one_of = source.one_of

    def now_and_then(self, percent: int) -> bool:
        """Return true in about so many of a hundred cases; no is the simpler answer."""
        return self.number(0, 99) >= 100 - percent

    def some_of(self, values: Sequence[T], low: int = 1) -> tuple[T, ...]:
        """Return some of some values, each once, in an order of its own."""
        left = list(values)
        count = self.number(min(low, len(left)), len(left))
        return tuple(left.pop(self.number(0, len(left) - 1)) for _ in range(count))

    def set_or_all(self, values: Sequence[T], percent: int) -> frozenset[T] | None:
        """Return a set of some values in so many of a hundred cases, else None, which means all."""
        return frozenset(self.some_of(values)) if values and self.now_and_then(percent) else None

    def period(self, percent: int = 55) -> Period:
        """Return a period with boundaries in ``DAYS`` in so many of a hundred cases, else always."""
        if not self.now_and_then(percent):
            return ALWAYS
        start = self.number(-1, len(DAYS) - 1)
        end = len(DAYS) if start >= 0 and self.now_and_then(40) else self.number(start + 1, len(DAYS))
        return Period(DAYS[start] if start >= 0 else None, DAYS[end] if end < len(DAYS) else None)
