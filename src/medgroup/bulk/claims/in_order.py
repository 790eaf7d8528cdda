"""Lines put in the order in which they are adjudicated, and amounts summed along it, where Polars computes at once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.claims.accumulators import FAMILY, PATIENT, by_window
from medgroup.bulk.engines import polars

#: The greatest number that numbers are packed below.
ROOM = 2**62


def order_of(frame: Any, ties: Callable[[Any], Any] | None = None) -> Any:
    """Return the places of rows in the order of all columns of a frame, then of others where those tie.

    Args:
        frame: Columns of whole numbers that are never empty.
        ties: Gives the rows at some places with the columns that decide between rows that are else alike; without it
            the earlier place is first.
    """
    pl = polars()
    sizes = _sizes(frame)
    most = frame.height
    for _, size in sizes:
        most *= size
    if most < ROOM:
        # A whole number that bears its place is sorted in half the time that a sort which moves places takes.
        packed = pl.lit(0, pl.Int64)
        for name, (least, size) in zip(frame.columns, sizes, strict=True):
            packed = packed * size + (pl.col(name).cast(pl.Int64) - least)
        placed = frame.select(key=packed * frame.height + pl.int_range(pl.len())).to_series().sort()
        found = pl.DataFrame({"key": placed // frame.height, "place": placed % frame.height})
    else:
        found = frame.with_row_index("place").sort(*frame.columns, "place")
    keys = found.drop("place")
    places = found["place"].cast(pl.UInt32)
    return places if ties is None else _untied(places, keys, ties)


def inverse(order: Any) -> Any:
    """Return for each row the place that it has in an order of places."""
    pl = polars()
    places = pl.int_range(len(order), dtype=pl.UInt32, eager=True)
    return pl.repeat(0, len(order), dtype=pl.UInt32, eager=True).scatter(order, places)


def _sizes(frame: Any) -> list[tuple[int, int]]:
    """Return of each column its least number, and how many there are from it to the greatest."""
    pl = polars()
    least = frame.select(pl.all().min().cast(pl.Int64)).row(0)
    greatest = frame.select(pl.all().max().cast(pl.Int64)).row(0)
    return [(low or 0, (high or 0) - (low or 0) + 1) for low, high in zip(least, greatest, strict=True)]


def _untied(places: Any, keys: Any, ties: Callable[[Any], Any]) -> Any:
    """Return places in order, those of equal keys among themselves by what decides between them."""
    pl = polars()
    same = keys.select(pl.all_horizontal(pl.all() == pl.all().shift()).fill_null(value=False)).to_series()
    tied = (same | same.shift(-1, fill_value=False)).arg_true()
    if not len(tied):
        return places
    # Rows of equal keys come in the order of their places, and a sort that keeps order leaves them so.
    own = places.gather(tied)
    rows = ties(own)
    grouped = rows.with_columns(_group=(~same).cum_sum().gather(tied), _place=own)
    ordered = grouped.select(pl.col("_place").sort_by("_group", *rows.columns, maintain_order=True))
    return places.scatter(tied, ordered.to_series())


class _Group(NamedTuple):
    """Rows whose amounts are summed together."""

    #: The order in which rows of one group stand together, and the place of each row in it; None where they do.
    order: Any
    back: Any
    #: For each row in that order the place of the first of its group.
    first: Any

    def sums(self, values: Any) -> Any:
        """Return the sum of values up to each row of its group."""
        values = values if self.order is None else values.gather(self.order)
        # Whole numbers of 64 bits wrap around, so that a difference of sums is right if it fits, whatever they are.
        upto = values.cum_sum()
        upto = upto - (upto - values).gather(self.first)
        return upto if self.back is None else upto.gather(self.back)


class Sums:
    """Sums of amounts up to each of some lines, which stand in order, those of one family's account together."""

    def __init__(self, lines: Any) -> None:
        order = order_of(lines.select(*PATIENT))
        accounts = lines[PATIENT[0]].gather(order)
        self._groups: dict[Sequence[str], _Group] = {
            FAMILY: _Group(None, None, _firsts(lines[FAMILY[0]])),
            PATIENT: _Group(order, inverse(order), _firsts(accounts)),
        }

    def __call__(self, lines: nw.DataFrame[Any], amount: str, within: Sequence[str]) -> nw.DataFrame[Any]:
        """Add the sums of a column as ``_upto``."""
        group = self._groups.get(tuple(within))
        if group is None:
            return by_window(lines, amount, within)
        native = lines.to_native()
        return nw.from_native(native.with_columns(_upto=group.sums(native[amount])), eager_only=True)


def _firsts(accounts: Any) -> Any:
    """Return for each row the place of the first row of its account; those of one account stand together."""
    pl = polars()
    account = pl.col("account")
    starts = pl.when(account != account.shift()).then(pl.int_range(pl.len(), dtype=pl.UInt32)).fill_null(0)
    return accounts.alias("account").to_frame().select(starts.cum_max()).to_series()
