"""Distances from where needs arise to options, in whole hundredths of a mile, as a single referral measures them."""

from collections.abc import Sequence
from math import pi
from typing import Any

from medgroup.bulk.engines import numpy, polars
from medgroup.domain.organizations import Position
from medgroup.referrals.ranking.colocation import EARTH_RADIUS_MILES

#: Stands for a distance that is not known: farther than any.
NOWHERE = 1 << 24
#: How many distances are measured at once, and up to how many are kept.
_AT_ONCE, _KEPT = 1 << 20, 1 << 24


def hundredths(latitude: Any, longitude: Any, cosine: Any, other: tuple[Any, Any, Any]) -> Any:
    """Return distances in hundredths of a mile between points, columns in radians; ``NOWHERE`` where one lacks."""
    pl = polars()
    across = ((other[0] - latitude) / 2.0).sin() ** 2
    around = ((other[1] - longitude) / 2.0).sin() ** 2
    half = (across + cosine * other[2] * around).sqrt()
    miles = 2 * EARTH_RADIUS_MILES * half.clip(upper_bound=1.0).arcsin()
    return (miles * 100).round().cast(pl.Int32).fill_null(NOWHERE)


def points(positions: Sequence[Position | None]) -> Any:
    """Return positions as a frame of points in radians."""
    pl = polars()
    rows = [(None, None) if one is None else (one.latitude, one.longitude) for one in positions]
    frame = pl.DataFrame(rows, schema={"lat": pl.Float64, "lon": pl.Float64}, orient="row")
    return in_radians(frame)


def in_radians(frame: Any) -> Any:
    """Return a frame whose columns ``lat`` and ``lon``, in degrees, are in radians, with the cosine of the first."""
    pl = polars()
    # As Python makes them.
    frame = frame.with_columns(lat=pl.col("lat") * (pi / 180.0), lon=pl.col("lon") * (pi / 180.0))
    return frame.with_columns(cos=pl.col("lat").cos())


class Distances:
    """The distances from origins to points, each measured once where all of them can be kept."""

    def __init__(self, origins: Any, there: Any, whole: Any = None) -> None:
        """Take origins and points: frames with ``lat``, ``lon`` and ``cos``, in radians, empty where not known."""
        self._origins = origins
        self._there = there
        self._whole = whole
        if whole is None and origins.height * there.height <= _KEPT:
            self._whole = self._measured(numpy().arange(origins.height))

    def to(self, points: Any) -> "Distances":
        """Return the distances to some of the points, by their numbers."""
        whole = None if self._whole is None else self._whole.take(points, axis=1)
        return Distances(self._origins, self._there[points], whole)

    def of(self, origins: Any) -> Any:
        """Return the distances from some origins, by their numbers, to all points: a row for each."""
        if self._whole is not None:
            return self._whole.take(origins, axis=0)
        met, back = numpy().unique(origins, return_inverse=True)
        return self._measured(met)[back]

    def between(self, origins: Any, points: Any) -> Any:
        """Return the distances from origins to points, pair by pair."""
        own, there = self._origins[origins], self._there[points]
        away = hundredths(own["lat"], own["lon"], own["cos"], (there["lat"], there["lon"], there["cos"]))
        return polars().select(away).to_series().to_numpy()

    def _measured(self, origins: Any) -> Any:
        np, count = numpy(), self._there.height
        step = max(1, _AT_ONCE // max(count, 1))
        found = np.empty((len(origins), count), dtype="int32")
        for at in range(0, len(origins), step):
            own = origins[at : at + step]
            pairs = self.between(np.repeat(own, count), np.tile(np.arange(count), len(own)))
            found[at : at + step] = pairs.reshape(len(own), count)
        return found
