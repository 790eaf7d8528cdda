"""Columns of whole numbers that stand for what repeats."""

from collections.abc import Mapping
from typing import Any

from medgroup.bulk.engines import numpy, polars

#: Up to how large a range numbers are told apart by a table of all of it, in place of being sorted.
_RANGE = 1 << 22


def numbers_of(column: Any, known: Mapping[str, int]) -> Any:
    """Return the numbers of what a column of texts names, which count from 0; -1 where it names nothing."""
    pl = polars()
    found = column.cast(pl.Enum(list(known)), strict=False).to_physical().cast(pl.Int64)
    return found.fill_null(-1).to_numpy()


def distinct(values: Any, size: int) -> tuple[Any, Any, Any]:
    """Return the distinct ones of whole numbers from 0, in order; the place of each among these; a row of each.

    Args:
        values: The numbers.
        size: What they are below.
    """
    np = numpy()
    if size > _RANGE:
        met, first, back = np.unique(values, return_index=True, return_inverse=True)
        return met, back, first
    rows = np.full(size, -1, dtype="int64")
    rows[values] = np.arange(len(values))
    met = np.flatnonzero(rows >= 0)
    places = np.zeros(size, dtype="int64")
    places[met] = np.arange(len(met))
    return met, places[values], rows[met]


def packed(*parts: Any) -> tuple[Any, int]:
    """Return columns of whole numbers from 0 as one, which has a number for each combination, and what all are below.

    >>> packed(*(numpy().array(part) for part in ([0, 1], [2, 0])))
    (array([2, 3]), 6)
    """
    found, size = 0, 1
    for part in parts:
        most = int(part.max(initial=0)) + 1
        found, size = found * most + part.astype("int64"), size * most
    return found, size
