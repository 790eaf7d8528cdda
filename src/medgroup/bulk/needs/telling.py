"""What is told of needs that are routed: the columns of ``ROUTES``."""

from typing import Any

from medgroup.bulk.engines import numpy, polars
from medgroup.bulk.needs.columns import ROUTES, Unserved
from medgroup.bulk.needs.distances import NOWHERE
from medgroup.bulk.needs.listing import Listing
from medgroup.bulk.needs.offers import Got

#: What is told of an outcome.
_LABEL = ("tier", "tier_of", "standing", "verdict")


class Told:
    """Who got each need, as it becomes known."""

    def __init__(self, listing: Listing, count: int) -> None:
        np = numpy()
        self._listing = listing
        #: Of each need the option that got it, -1 where none did.
        self._option = np.full(count, -1, dtype="int64")
        self._cell, self._around, self._place, self._away = (np.zeros(count, dtype="int64") for _ in range(4))
        #: Whether anybody is a candidate of each need, and whether any is not rejected.
        self._anybody, self._listed = (np.zeros(count, dtype=bool) for _ in range(2))

    def candidates(self, rows: Any, anybody: Any) -> None:
        """Note whether anybody is a candidate of some needs."""
        self._anybody[rows] = anybody

    def listed(self, rows: Any, listed: Any) -> None:
        """Note whether any candidate of some needs is not rejected."""
        self._listed[rows] = listed

    def got(self, rows: Any, found: Got, place: Any) -> None:
        """Note who got some needs, and the places of these in the order."""
        self._option[rows], self._cell[rows], self._around[rows] = found.option, found.cell, found.around
        self._away[rows], self._place[rows] = found.away, place

    def columns(self) -> Any:
        """Return the columns of ``ROUTES``: a frame of Polars."""
        pl = polars()
        none = self._option < 0
        numbers = pl.DataFrame({"option": self._option, "place": self._place, "away": self._away, "none": none})
        numbers = numbers.select(
            option=pl.when(~pl.col("none")).then("option"),
            place=pl.when(~pl.col("none")).then("place"),
            # By a column, since a constant is multiplied with, which is not the same number.
            miles=pl.when(~pl.col("none") & (pl.col("away") < NOWHERE)).then(
                pl.col("away") / (pl.col("away") * 0 + 100)
            ),
        )
        who = self._listing.options.told.select(pl.all().gather(numbers["option"]))
        found = pl.concat([numbers.drop("option"), who, self._labels(none)], how="horizontal")
        return found.with_columns(self._unserved(none)).select(*ROUTES)

    def _labels(self, none: Any) -> Any:
        """Return the tier, whose it is, the standing and the verdict of who got each need; empty where nobody did."""
        np, pl, listing = numpy(), polars(), self._listing
        circles = np.array([one.number for one in listing.surroundings.every()], dtype="int64")
        cells = int(self._cell.max(initial=0)) + 1
        packed = np.where(none, -1, (circles[self._around] if len(circles) else self._around) * cells + self._cell)
        _, first, back = np.unique(packed, return_index=True, return_inverse=True)
        labels = [(None,) * len(_LABEL) if none[one] else self._label(one) for one in first.tolist()]
        frame = pl.DataFrame(labels, schema=dict.fromkeys(_LABEL, pl.String), orient="row")
        return frame.select(pl.all().gather(pl.Series(back)))

    def _label(self, at: int) -> tuple[str, str | None, str, str]:
        cell = self._listing.outcomes.cell_of(int(self._cell[at]))
        tiers = self._listing.surroundings.around(int(self._around[at])).circle.tiers.rows
        return cell.tier, None if cell.row is None else tiers[cell.row].organization, cell.standing, cell.verdict

    def _unserved(self, none: Any) -> Any:
        """Return why needs are not routed; empty where they are."""
        pl = polars()
        known = pl.DataFrame({"none": none, "listed": self._listed, "anybody": self._anybody})
        why = pl.when(~pl.col("none")).then(pl.lit(None, pl.String))
        why = why.when("listed").then(pl.lit(Unserved.CAPACITY.value))
        why = why.when("anybody").then(pl.lit(Unserved.REJECTED.value)).otherwise(pl.lit(Unserved.NO_CANDIDATE.value))
        return known.select(unserved=why).to_series()
