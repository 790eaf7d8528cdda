"""Lines adjudicated a slice of families at a time, so that what is held is the results and the work of one slice."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from medgroup.bulk.at_once import AtOnce
from medgroup.bulk.columns import AMOUNTS, RESULTS
from medgroup.bulk.engines import polars
from medgroup.bulk.looking_up import lookups_of
from medgroup.bulk.tables import Tables
from medgroup.bulk.telling import Told
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.domain.terms import Claim

#: About how many lines a slice has.
OF_A_SLICE = 500_000


def slice_by_slice(lines: Any, tables: Tables, carried: Sequence[Accumulated]) -> Any:
    """Return lines with their results, in the order in which they came; a hospital's after the one of its bill.

    Args:
        lines: A frame of Polars with the columns of ``LINES``.
        tables: The tables of the market.
        carried: What had been used before the first line.
    """
    found = [told for own in _slices(lines, tables) for told in _results(lines, own, tables, carried)]
    return _in_place(lines, found)


def _slices(lines: Any, tables: Tables) -> Iterator[Any]:
    """Yield which lines are of each slice, None for all; all lines of a family are in one, those of no family too."""
    count = -(-lines.height // OF_A_SLICE)
    if count < 2:
        yield None
        return
    lookups = lookups_of(tables)
    of_lines = lookups.coverages["family"].gather(lookups.covered(lines)).fill_null(-1) % count
    for number in range(count):
        yield of_lines == number


def _results(lines: Any, own: Any, tables: Tables, carried: Sequence[Accumulated]) -> list[Told]:
    if own is None:
        return AtOnce(lines, tables, carried).results()
    places = own.arg_true()
    return [
        told._replace(lines=_narrow(told.lines).with_columns(place=places.gather(told.lines["place"])))
        for told in AtOnce(lines.filter(own), tables, carried).results()
    ]


def _narrow(lines: Any) -> Any:
    """Return lines with each column of amounts in as few bytes as hold it, while other slices are adjudicated."""
    return lines.with_columns(lines[name].shrink_dtype() for name in AMOUNTS)


def _in_place(lines: Any, found: Sequence[Told]) -> Any:
    """Return results beside the lines that they are of, in the order in which those came."""
    pl = polars()
    parts = [told.lines for told in found]
    places, facility = _column(parts, "place"), _column(parts, "facility")
    order = _order(places, facility)
    # Column by column, so that nothing is held twice.
    columns = {name: _brief(_ordered(_column(parts, name, pl.Int64), order)) for name in AMOUNTS}
    bills = pl.DataFrame({"bill": [Claim.PROFESSIONAL.value, Claim.FACILITY.value]})
    facility = _ordered(facility, order)
    if facility.any():
        lines = lines[_ordered(places, order)]
    columns |= _texts(bills, facility.cast(pl.UInt32))
    for kind in found[0].texts:
        rows = pl.concat([told.texts[kind] for told in found])
        # The rows of one slice stand after those of the one before.
        heights = accumulate((told.texts[kind].height for told in found[:-1]), initial=0)
        for part, height in zip(parts, heights, strict=True):
            part.replace_column(part.get_column_index(kind), part[kind] + height)
        columns |= _texts(rows, _ordered(_column(parts, kind), order))
    return lines.with_columns(**{name: columns[name] for name in RESULTS})


def _column(parts: Sequence[Any], name: str, kind: Any = None) -> Any:
    """Return a column of all parts, which have it no more."""
    found = [part.drop_in_place(name) for part in parts]
    return polars().concat(found if kind is None else [column.cast(kind) for column in found])


def _order(places: Any, facility: Any) -> Any:
    """Return the order in which results stand beside their lines; None where they do."""
    key = places.cast(polars().Int64) * 2 + facility.cast(polars().Int64)
    return None if key.is_sorted() else key.arg_sort()


def _texts(rows: Any, places: Any) -> dict[str, Any]:
    """Return the columns of rows by the places of lines."""
    pl = polars()
    met = pl.repeat(False, rows.height, eager=True).scatter(places.drop_nulls(), True)
    alike = {one.name for one in rows.filter(met) if one.n_unique() == 1 and not places.null_count()}
    return {one.name: _brief(one.filter(met)) if one.name in alike else one.gather(places) for one in rows}


def _brief(column: Any) -> Any:
    """Return a column; one that says the same throughout takes no room."""
    pl = polars()
    if not len(column) or column.null_count() == len(column):
        return pl.lit(None, column.dtype)
    alike = not column.null_count() and column.min() == column.max()
    return pl.lit(column[0], column.dtype) if alike else column


def _ordered(column: Any, order: Any) -> Any:
    return column if order is None else column.gather(order)
