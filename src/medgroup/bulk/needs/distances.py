"""Distances from needs to options, and options in the order of distance from where needs arise.

Distances are whole hundredths of a mile, measured as a single referral measures them. So that not each is measured of
each need, origins near each other share a cell: from its middle options are put in order once, and no option can be
nearer to an origin of the cell than it is to the middle, less the cell's reach.
"""

from collections.abc import Sequence
from math import pi, sqrt
from typing import Any

from medgroup.bulk.engines import polars
from medgroup.domain.organizations import Position
from medgroup.referrals.ranking.colocation import EARTH_RADIUS_MILES

#: Stands for a distance that is not known: farther than any.
NOWHERE = 1 << 24
#: How many pairs of cell and option there are at most, and how many cells on a side.
_PAIRS, _SIDE = 1_000_000, 64
#: How many needs make a cell worth its while.
_NEEDS = 32
#: How much of a mile's hundredths rounding may hide on both ways together.
_MARGIN = 3


def radians(degrees: Any) -> Any:
    """Return a column of degrees in radians, as Python makes them."""
    return degrees * (pi / 180.0)


def hundredths(latitude: Any, longitude: Any, cosine: Any, other: tuple[Any, Any, Any]) -> Any:
    """Return distances in hundredths of a mile between points, columns in radians; ``NOWHERE`` where one lacks."""
    pl = polars()
    across = ((other[0] - latitude) / 2.0).sin() ** 2
    around = ((other[1] - longitude) / 2.0).sin() ** 2
    half = (across + cosine * other[2] * around).sqrt()
    miles = 2 * EARTH_RADIUS_MILES * half.clip(upper_bound=1.0).arcsin()
    return (miles * 100).round().cast(pl.Int64).fill_null(NOWHERE)


def points(positions: Sequence[Position | None]) -> Any:
    """Return positions as a frame of points in radians."""
    pl = polars()
    rows = [(None, None) if one is None else (one.latitude, one.longitude) for one in positions]
    frame = pl.DataFrame(rows, schema={"lat": pl.Float64, "lon": pl.Float64}, orient="row")
    return in_radians(frame)


def in_radians(frame: Any) -> Any:
    """Return a frame whose columns ``lat`` and ``lon``, in degrees, are in radians, with the cosine of the first."""
    pl = polars()
    frame = frame.with_columns(lat=radians(pl.col("lat")), lon=radians(pl.col("lon")))
    return frame.with_columns(cos=pl.col("lat").cos())


class Cells:
    """Origins in cells of a grid, and options in order of distance from the middle of each."""

    def __init__(self, origins: Any, options: Any) -> None:
        """Put origins in cells.

        Args:
            origins: A frame with ``lat``, ``lon`` and ``cos``, in radians, empty where an origin is not known.
            options: The same of options.
        """
        pl = polars()
        self.count = options.height
        side = max(1, min(_SIDE, int(sqrt(min(_PAIRS / max(self.count, 1), origins.height / _NEEDS)))))
        grid = origins.select("lat", "lon", "cos", row=_step("lat", side), column=_step("lon", side))
        cells = (
            grid.filter(pl.col("lat").is_not_null())
            .group_by("row", "column")
            .agg(
                middle_lat=(pl.col("lat").min() + pl.col("lat").max()) / 2,
                middle_lon=(pl.col("lon").min() + pl.col("lon").max()) / 2,
            )
        )
        cells = cells.with_columns(middle_cos=pl.col("middle_lat").cos()).sort("row", "column").with_row_index("cell")
        self._lost = cells.height
        placed = grid.join(cells, on=["row", "column"], how="left", maintain_order="left")
        middle = (pl.col("middle_lat"), pl.col("middle_lon"), pl.col("middle_cos"))
        away = hundredths(pl.col("lat"), pl.col("lon"), pl.col("cos"), middle)
        placed = placed.select(pl.col("cell").cast(pl.Int64).fill_null(self._lost), away=away)
        #: The cell of each origin; those that are not known are in the last.
        self.of_origin = placed["cell"]
        reach = placed.filter(pl.col("cell") < self._lost).group_by("cell").agg(pl.col("away").max()).sort("cell")
        self._order(cells, reach["away"], options)

    def _order(self, cells: Any, reach: Any, options: Any) -> None:
        pl = polars()
        numbered = options.with_row_index("option").cast({"option": pl.Int64})
        pairs = (
            cells.select(pl.col("cell").cast(pl.Int64), *_MIDDLE).with_columns(reach=reach).join(numbered, how="cross")
        )
        middle = (pl.col("middle_lat"), pl.col("middle_lon"), pl.col("middle_cos"))
        away = hundredths(pl.col("lat"), pl.col("lon"), pl.col("cos"), middle)
        # Sorted as one number: cell, distance, option.
        place = (pl.col("cell") * (1 << 26) + pl.col("away")) * (1 << 24) + pl.col("option")
        pairs = pairs.select("cell", "option", "reach", away=away).with_columns(place=place).sort("place")
        lost = numbered.select(pl.lit(self._lost, pl.Int64).alias("cell"), "option", least=pl.lit(0, pl.Int64))
        least = pl.when(pl.col("away") >= NOWHERE).then(NOWHERE).otherwise(pl.col("away") - pl.col("reach") - _MARGIN)
        whole = pl.concat([pairs.select("cell", "option", least=least.cast(pl.Int64)), lost])
        #: Options of each cell in order, one cell after another, and how near any origin of the cell can be to each.
        self.options = whole["option"]
        self.least = whole["least"]


_MIDDLE = ("middle_lat", "middle_lon", "middle_cos")


def _step(name: str, side: int) -> Any:
    pl = polars()
    low, high = pl.col(name).min(), pl.col(name).max()
    width = pl.when(high > low).then((high - low) / side).otherwise(1.0)
    return ((pl.col(name) - low) / width).floor().clip(0, side - 1).cast(pl.Int64)
