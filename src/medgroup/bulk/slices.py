"""Lines adjudicated a slice of families at a time, so that what is held is the results and the work of one slice."""

from collections.abc import Iterator, Sequence
from typing import Any

from medgroup.bulk.at_once import AtOnce
from medgroup.bulk.columns import RESULTS
from medgroup.bulk.engines import polars
from medgroup.bulk.looking_up import lookups_of
from medgroup.bulk.tables import Tables
from medgroup.bulk.telling import TOLD
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.domain.terms import Claim

#: About how many lines a slice has.
OF_A_SLICE = 1_000_000


def slice_by_slice(lines: Any, tables: Tables, carried: Sequence[Accumulated]) -> Any:
    """Return lines with their results, in the order in which they came; a hospital's after the one of its bill.

    Args:
        lines: A frame of Polars with the columns of ``LINES``.
        tables: The tables of the market.
        carried: What had been used before the first line.
    """
    pl = polars()
    found = [_results(lines, places, tables, carried) for places in _slices(lines, tables)]
    places = pl.concat([part.drop_in_place("place") for part in found])
    facility = pl.concat([part.drop_in_place("facility") for part in found])
    order = _order(places, facility)
    # Column by column, so that what was found is not held twice.
    told = {name: _joined([part.drop_in_place(name) for part in found], order) for name in TOLD}
    if facility.any():
        bills = pl.Series([Claim.PROFESSIONAL.value, Claim.FACILITY.value])
        lines = lines[_ordered(places, order)]
        told["bill"] = bills.gather(_ordered(facility, order).cast(pl.UInt32))
    else:
        told["bill"] = pl.lit(Claim.PROFESSIONAL.value)
    return lines.with_columns(**{name: told[name] for name in RESULTS})


def _slices(lines: Any, tables: Tables) -> Iterator[Any]:
    """Yield the places of the lines of each slice; all lines of a family are in one, those of no family too."""
    count = -(-lines.height // OF_A_SLICE)
    if count < 2:
        yield None
        return
    lookups = lookups_of(tables)
    of_lines = lookups.coverages["family"].gather(lookups.covered(lines)).fill_null(-1) % count
    for number in range(count):
        yield (of_lines == number).arg_true()


def _results(lines: Any, places: Any, tables: Tables, carried: Sequence[Accumulated]) -> Any:
    if places is None:
        return AtOnce(lines, tables, carried).results()
    found = AtOnce(lines[places], tables, carried).results()
    return found.with_columns(place=places.gather(found["place"]))


def _order(places: Any, facility: Any) -> Any:
    """Return the order in which results stand beside their lines; None where they do."""
    pl = polars()
    key = places.cast(pl.Int64) * 2 + facility.cast(pl.Int64)
    return None if key.is_sorted() else key.arg_sort()


def _joined(parts: Sequence[Any], order: Any) -> Any:
    """Return a column of all slices in order; one that is empty throughout takes no room."""
    pl = polars()
    column = pl.concat(parts)
    return pl.lit(None, column.dtype) if column.null_count() == len(column) else _ordered(column, order)


def _ordered(column: Any, order: Any) -> Any:
    return column if order is None else column.gather(order)
