"""What is told of needs that are routed: the columns of ``ROUTES``."""

from typing import Any

from medgroup.bulk.engines import numpy, polars
from medgroup.bulk.needs.asking import Asked
from medgroup.bulk.needs.columns import ROUTES, Unserved
from medgroup.bulk.needs.distances import NOWHERE, Distances
from medgroup.bulk.needs.listing import Listing
from medgroup.bulk.needs.offers import Offers

#: What is told of an outcome.
_LABEL = ("tier", "tier_of", "standing", "verdict")


class Told:
    """Who got each need, as it becomes known."""

    def __init__(self, listing: Listing, asked: Asked, away: Distances) -> None:
        np, count = numpy(), len(asked.day)
        self._listing = listing
        self._asked = asked
        self._away = away
        #: Of each need the option that got it, -1 where none did.
        self._option = np.full(count, -1, dtype="int64")
        self._cell, self._place = (np.zeros(count, dtype="int64") for _ in range(2))
        #: Whether anybody is a candidate of each need, and whether any is not rejected.
        self._anybody, self._listed = (np.zeros(count, dtype=bool) for _ in range(2))

    def got(self, rows: Any, offers: Offers) -> None:
        """Note what the needs of a specialty got, by their places among all."""
        self._anybody[rows], self._listed[rows] = offers.anybody, offers.placed.listed
        self._place[rows] = offers.placed.place
        found = offers.got()
        at = rows[found.row]
        self._option[at], self._cell[at] = found.option, found.cell

    def columns(self) -> Any:
        """Return the columns of ``ROUTES``: a frame of Polars."""
        pl = polars()
        none = self._option < 0
        away = self._away.between(self._asked.origin, self._listing.options.point[self._option])
        numbers = pl.DataFrame({"option": self._option, "place": self._place, "away": away, "none": none})
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
        circle = circles[self._asked.around] if len(circles) else self._asked.around
        packed = np.where(none, -1, circle * cells + self._cell)
        _, first, back = np.unique(packed, return_index=True, return_inverse=True)
        labels = [(None,) * len(_LABEL) if none[one] else self._label(one) for one in first.tolist()]
        frame = pl.DataFrame(labels, schema=dict.fromkeys(_LABEL, pl.String), orient="row")
        return frame.select(pl.all().gather(pl.Series(back)))

    def _label(self, at: int) -> tuple[str, str | None, str, str]:
        cell = self._listing.outcomes.cell_of(int(self._cell[at]))
        tiers = self._listing.surroundings.around(int(self._asked.around[at])).circle.tiers.rows
        return cell.tier, None if cell.row is None else tiers[cell.row].organization, cell.standing, cell.verdict

    def _unserved(self, none: Any) -> Any:
        """Return why needs are not routed; empty where they are."""
        pl = polars()
        known = pl.DataFrame({"none": none, "listed": self._listed, "anybody": self._anybody})
        why = pl.when(~pl.col("none")).then(pl.lit(None, pl.String))
        why = why.when("listed").then(pl.lit(Unserved.CAPACITY.value))
        why = why.when("anybody").then(pl.lit(Unserved.REJECTED.value)).otherwise(pl.lit(Unserved.NO_CANDIDATE.value))
        return known.select(unserved=why).to_series()
