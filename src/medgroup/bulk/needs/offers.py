"""Who may take the needs of a specialty: for each need and each option one number, by which options are ordered.

The number is the place of tier and standing, then how far it is. Options of the pool have a column each; after them
come those of whoever the patient prefers, whose numbers are before all others.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.asking import Asked
from medgroup.bulk.needs.capacity import Placed
from medgroup.bulk.needs.distances import Distances
from medgroup.bulk.needs.keys import NEVER, keys_of
from medgroup.bulk.needs.likings import liking_of
from medgroup.bulk.needs.listing import Listing
from medgroup.bulk.needs.numbers import distinct, packed
from medgroup.bulk.needs.rooms import Rooms

#: How many places in the order are kept, and how many are looked up at once.
_KEPT, _AT_ONCE = 1 << 26, 1 << 20


class Got(NamedTuple):
    """The options that needs get: arrays of the same length."""

    #: The places of the needs among those of the specialty.
    row: Any
    option: Any
    cell: Any


class Offers:
    """The options of the needs of one specialty."""

    def __init__(self, listing: Listing, specialty: str, asked: Asked, away: Distances) -> None:
        """Take needs.

        Args:
            listing: What is worked out of the market.
            specialty: Their taxonomy code.
            asked: The needs by number, all of the specialty.
            away: The distances of their origins to the points of the market.
        """
        self._listing = listing
        self._asked = asked
        self._pool = pool = listing.pool(specialty)
        self._shelf = listing.shelf(specialty)
        self._count = len(pool.columns)
        self._who = listing.options.practitioner[pool.columns]
        self._away = away
        self._far = away.to(listing.options.point[pool.columns])
        self._stretch = pool.stretches_of(asked.plan, asked.day)
        relations = listing.surroundings.rows()[:, listing.options.place[pool.columns]]
        self._places = self._shelf.places(asked.shape, relations, pool.stretches())
        self._liking = liking_of(listing, pool, asked, away)
        self._columns = self._padded(pool.by_practitioner, len(listing.tables.practitioners))
        roles = [columns for columns in pool.by_role.values() if len(columns) > 1]
        self._several = self._padded(dict(enumerate(roles)), len(roles))[:-1]
        self._span, self._orders = self._kept()
        #: What is noted of the needs.
        self.placed = Placed(*(numpy().zeros(len(asked.day), dtype=kind) for kind in ("int64", "int64", "bool")))

    @property
    def anybody(self) -> Any:
        """Whether anybody is a candidate of each need, rejected or not."""
        somebody = (self._pool.stretches() > 0).any(axis=1)
        return somebody[self._stretch] | (self._asked.liked >= 0)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self._count + int(self._liking.key.shape[1])

    def keys(self, rows: Any, *, once: bool = False) -> Any:
        """Return the numbers by which options are ordered: a row for each of some needs, by their places.

        Args:
            rows: The places of the needs.
            once: Whether a role of several options is to have a number where it is first alone.
        """
        np, asked = numpy(), self._asked
        found = np.empty((len(rows), self.width + 1), dtype="int64")
        own, rest = found[:, : self._count], found[:, self._count :]
        keys_of(self._order(rows), self._far.of(asked.origin[rows]), out=own)
        if asked.tasting is not None:
            own += asked.tasting.of(rows[:, None], self._who)
        rest[:] = NEVER
        for who in (asked.issuer[rows], asked.liked[rows]):
            # The last column is for those who have fewer options than others, or none.
            found[np.arange(len(rows))[:, None], self._columns[who]] = NEVER
        at = self._liking.at[rows]
        rest[at >= 0, :-1] = self._liking.key[at[at >= 0]]
        if once and len(self._several):
            several = found[:, self._several]
            first = several.argmin(axis=2)[..., None] == np.arange(self._several.shape[1])
            found[:, self._several] = np.where(first, several, NEVER)
        return found[:, :-1]

    def slots(self, rooms: Rooms, rows: Any) -> Any:
        """Return whose room options take: the numbers of slots, -1 where there is room for all; a row for each need."""
        np, days = numpy(), self._asked.day[rows]
        found = np.empty((len(rows), self.width), dtype="int32")
        met, back = np.unique(days, return_inverse=True)
        found[:, : self._count] = rooms.of(self._who, met[:, None]).astype("int32")[back]
        # Whoever is preferred is one person, at whatever site.
        liked = self._asked.liked[rows]
        found[:, self._count :] = np.where(liked >= 0, rooms.of(np.maximum(liked, 0), days), -1)[:, None]
        return found

    def note(self, rows: Any, found: Placed) -> None:
        """Note what some needs get."""
        for own, more in zip(self.placed, found, strict=True):
            own[rows] = more

    def got(self) -> Got:
        """Return the options of the needs that get one."""
        np, asked, columns = numpy(), self._asked, self.placed.column
        option, cell = (np.empty(len(columns), dtype="int64") for _ in range(2))
        own = np.flatnonzero((columns >= 0) & (columns < self._count))
        at = columns[own]
        shape, relation, state = self._places
        option[own] = self._pool.columns[at]
        cell[own] = self._shelf.cells(shape[own] + relation[asked.around[own], at] + state[self._stretch[own], at])
        rest = np.flatnonzero(columns >= self._count)
        like, at = self._liking.at[rest], columns[rest] - self._count
        option[rest], cell[rest] = self._liking.option[like, at], self._liking.cell[like, at]
        rows = np.flatnonzero(columns >= 0)
        return Got(rows, option[rows], cell[rows])

    def _kept(self) -> tuple[Any, Any]:
        """Return the span of each need and the orders of spans, None where these are too many to be kept.

        Needs of one span are of one shape, as seen from one referrer's surroundings on one stretch of days.
        """
        np, asked = numpy(), self._asked
        _, span, first = distinct(*packed(asked.around, asked.shape, self._stretch, asked.free))
        if len(first) * self._count > _KEPT:
            return span, None
        orders = np.empty((len(first), self._count), dtype="uint16")
        step = max(1, _AT_ONCE // max(self._count, 1))
        for at in range(0, len(first), step):
            orders[at : at + step] = self._ordered(first[at : at + step])
        return span, orders

    def _order(self, rows: Any) -> Any:
        """Return the place in the order of the options of the pool for some needs, a row each."""
        return self._ordered(rows) if self._orders is None else self._orders.take(self._span[rows], axis=0)

    def _ordered(self, rows: Any) -> Any:
        asked = self._asked
        shape, relation, state = self._places
        cells = self._shelf.cells(shape[rows][:, None] + relation[asked.around[rows]] + state[self._stretch[rows]])
        return self._listing.outcomes.orders(cells, asked.free[rows])

    def _padded(self, columns: Mapping[int, Sequence[int]], count: int) -> Any:
        """Return columns by number, a row each; one that there is not stands for what they lack.

        The last row is for nobody, who has the number -1.
        """
        most = max(map(len, columns.values()), default=0)
        found = numpy().full((count + 1, most), self.width, dtype="int64")
        for number, own in columns.items():
            found[number, : len(own)] = own
        return found
