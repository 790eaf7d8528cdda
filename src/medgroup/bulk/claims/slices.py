"""Lines adjudicated a slice of families at a time, so that what is held is the results and the work of one slice."""

from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw

from medgroup.bulk.claims.at_once import AtOnce, Slice
from medgroup.bulk.claims.columns import AMOUNTS, RESULTS
from medgroup.bulk.claims.in_order import inverse, order_of
from medgroup.bulk.claims.looking_up import lookups_of
from medgroup.bulk.claims.outcomes import is_within, outside
from medgroup.bulk.claims.placing import placed
from medgroup.bulk.claims.telling import Told, told_one_by_one
from medgroup.bulk.engines import polars
from medgroup.bulk.tables import Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.domain.terms import Claim

#: How many lines are adjudicated at once, and about how many a slice has where there are more.
AT_ONCE, OF_A_SLICE = 1_500_000, 500_000


def slice_by_slice(lines: Any, tables: Tables, carried: Sequence[Accumulated]) -> Any:
    """Return lines with their results, in the order in which they came; a hospital's after the one of its bill.

    Args:
        lines: A frame of Polars with the columns of ``LINES``.
        tables: The tables of the market.
        carried: What had been used before the first line.
    """
    pl = polars()
    # A column that is empty throughout costs nothing from here on.
    lean = lines.with_columns(pl.lit(None, one.dtype).alias(one.name) for one in lines if one.null_count() == len(one))
    within = nw.from_native(lean).select(within=is_within(tables.period)).to_native()["within"]
    if within.all():
        return _in_place(lines, [told for own in _slices(lean, tables, carried) for told in own])
    found = [_at(within.arg_true(), told) for own in _slices(lean.filter(within), tables, carried) for told in own]
    rest = outside(nw.from_native(lean.filter(~within))).to_native()
    rest = rest.with_row_index("place").with_columns(facility=pl.lit(value=False))
    return _in_place(lines, [*found, _at((~within).arg_true(), told_one_by_one(rest))])


def _at(places: Any, told: Told) -> Told:
    """Return results of some lines with the places that these have among all."""
    return told._replace(lines=told.lines.with_columns(place=places.gather(told.lines["place"])))


def _slices(lines: Any, tables: Tables, carried: Sequence[Accumulated]) -> Iterator[list[Told]]:
    """Yield the results of each slice; all lines of a family are in one, those of no family too."""
    where = placed(lines, tables)
    if lines.height <= AT_ONCE:
        yield AtOnce(Slice(lines, where, lambda: lines), tables, carried).results()
        return
    where = where.with_row_index("place")
    count = -(-lines.height // OF_A_SLICE)
    of_families = (lookups_of(tables).coverages["family"].fill_null(-1) % count).cast(polars().UInt32)
    of_lines = of_families.gather(where["coverage"]).fill_null(-1 % count)
    for number in range(count):
        own = Slice.of(lines, where, of_lines == number)
        for told in AtOnce(own, tables, carried).results():
            yield [_at(own.placed["place"], told._replace(lines=_narrow(told.lines)))]


def _narrow(lines: Any) -> Any:
    """Return lines with each column of amounts in as few bytes as hold it, while other slices are adjudicated."""
    return lines.with_columns(lines[name].shrink_dtype() for name in AMOUNTS)


def _in_place(lines: Any, found: Sequence[Told]) -> Any:
    """Return results beside the lines that they are of, in the order in which those came."""
    pl = polars()
    parts = [told.lines for told in found]
    places, facility = _column(parts, "place"), _column(parts, "facility")
    order = _order(lines.height, places, facility)
    # Column by column, so that nothing is held twice.
    columns = {name: _brief(_column(parts, name), order).cast(pl.Int64) for name in AMOUNTS}
    if facility.any():
        lines = lines[_ordered(places, order)]
    bill = pl.when(_brief(facility, order)).then(pl.lit(Claim.FACILITY.value))
    columns["bill"] = bill.otherwise(pl.lit(Claim.PROFESSIONAL.value))
    for kind in found[0].texts:
        rows, firsts = _stacked([told.texts[kind] for told in found])
        for part, first in zip(parts, firsts, strict=True):
            part.replace_column(part.get_column_index(kind), part[kind] + first)
        columns |= _texts(rows, _ordered(_column(parts, kind), order))
    return lines.with_columns(**{name: columns[name] for name in RESULTS})


def _column(parts: Sequence[Any], name: str) -> Any:
    """Return a column of all parts, which have it no more; as narrow as holds all of it."""
    found = [part.drop_in_place(name).to_frame() for part in parts]
    return polars().concat(found, how="vertical_relaxed").to_series()


def _stacked(several: Sequence[Any]) -> tuple[Any, list[int]]:
    """Return frames of rows as one, and the place in it of the first row of each; those that are alike stand once."""
    stacked, firsts = [several[0]], [0]
    for rows in several[1:]:
        alike = rows.equals(several[0])
        firsts.append(0 if alike else sum(one.height for one in stacked))
        stacked += [] if alike else [rows]
    return polars().concat(stacked, rechunk=True), firsts


def _order(height: int, places: Any, facility: Any) -> Any:
    """Return the order in which results stand beside their lines; None where they do."""
    pl = polars()
    if len(places) == height and not facility.any():
        return None if places.is_sorted() else inverse(places)
    return order_of(pl.DataFrame({"place": places, "facility": facility}))


def _texts(rows: Any, places: Any) -> dict[str, Any]:
    """Return the columns of rows by the places of lines."""
    pl = polars()
    met = pl.repeat(False, rows.height, eager=True).scatter(places.drop_nulls(), True)
    alike = {one.name for one in rows.filter(met) if one.n_unique() == 1 and not places.null_count()}
    return {one.name: _brief(one.filter(met)) if one.name in alike else one.gather(places) for one in rows}


def _brief(column: Any, order: Any = None) -> Any:
    """Return a column in an order; one that says the same throughout is in any, and takes no room."""
    pl = polars()
    if not len(column) or column.null_count() == len(column):
        return pl.lit(None, column.dtype)
    alike = not column.null_count() and column.min() == column.max()
    return pl.lit(column[0], column.dtype) if alike else _ordered(column, order)


def _ordered(column: Any, order: Any) -> Any:
    return column if order is None else column.gather(order)
