"""The options of those whom patients prefer: what they come to, and what orders them before all others."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.asking import Asked
from medgroup.bulk.needs.distances import Distances
from medgroup.bulk.needs.keys import BEFORE, NEVER, keys_of
from medgroup.bulk.needs.listing import Listing
from medgroup.bulk.needs.pools import Pool


class Liking(NamedTuple):
    """The options of those who are preferred, a row for each need that prefers somebody."""

    #: The row of each need, -1 where nobody is preferred.
    at: Any
    #: The options' numbers, those of what they come to, and what they are ordered by.
    option: Any
    cell: Any
    key: Any


def liking_of(listing: Listing, pool: Pool, asked: Asked, away: Distances) -> Liking:
    """Return the options of those whom needs prefer, whether they are of the pool or not.

    Args:
        listing: What is worked out of the market.
        pool: The options of the specialty of the needs.
        asked: The needs by number.
        away: The distances of their origins to the points of the market.
    """
    np, rows = numpy(), numpy().flatnonzero(asked.liked >= 0)
    option = _options(listing, pool, asked.liked[rows])
    some, most = asked.some(rows), option.shape[1]
    each = np.repeat(np.arange(len(rows)), most)
    cell = _cells(listing, pool, some.some(each), option.reshape(-1)).reshape(option.shape)
    key = keys_of(_orders(listing, some, cell), _far(listing, away, some.some(each), option)) - BEFORE
    lacks = (key >= NEVER - BEFORE) | (some.liked == some.issuer)[:, None]
    at = np.full(len(asked.liked), -1, dtype="int64")
    at[rows] = np.arange(len(rows))
    return Liking(at, option, cell, _once(listing, option, np.where(lacks, NEVER, key)))


def _options(listing: Listing, pool: Pool, liked: Any) -> Any:
    """Return the options of each of some practitioners, in order; -1 for what some lack."""
    np = numpy()
    people = {who: sorted(_options_of(listing, pool, who)) for who in np.unique(liked).tolist()}
    held = np.full((len(listing.tables.practitioners), max(map(len, people.values()), default=0)), -1, dtype="int64")
    for who, own in people.items():
        held[who, : len(own)] = own
    return held[liked]


def _options_of(listing: Listing, pool: Pool, who: int) -> Iterable[int]:
    """Yield the options of a practitioner: those of the pool, and of roles that are not in it."""
    yield from pool.columns[list(pool.by_practitioner.get(who, ()))].tolist()
    others = listing.others
    for option in others.columns[list(others.by_practitioner.get(who, ()))].tolist():
        if int(listing.options.role[option]) not in pool.by_role:
            yield option


def _cells(listing: Listing, pool: Pool, asked: Asked, option: Any) -> Any:
    """Return what options of those who are preferred come to; a need for each."""
    relation = listing.surroundings.rows()[asked.around, listing.options.place[option]]
    return listing.outcomes.cells(asked.shape, relation, _states(listing, pool, asked, option), preferred=True)


def _states(listing: Listing, pool: Pool, asked: Asked, option: Any) -> Any:
    """Return the states of options on the days of needs; 0 where they are not there."""
    np = numpy()
    found = np.zeros(len(option), dtype="int64")
    for among in (listing.others, pool):
        if len(among.columns) and len(option):
            place = np.full(len(listing.options.values) + 1, -1, dtype="int64")
            place[among.columns] = np.arange(len(among.columns))
            at, stretch = place[option], among.stretches_of(asked.plan, asked.day)
            found = np.where(at >= 0, among.stretches()[stretch, at], found)
    return found


def _orders(listing: Listing, asked: Asked, cell: Any) -> Any:
    return listing.outcomes.orders(cell, asked.free)


def _far(listing: Listing, away: Distances, asked: Asked, option: Any) -> Any:
    """Return how far each option counts for its need, tastes and all."""
    flat = option.reshape(-1)
    far = away.between(asked.origin, listing.options.point[flat]).astype("int64")
    if asked.tasting is not None:
        far += asked.tasting.of(slice(None), listing.options.practitioner[flat])
    return far.reshape(option.shape)


def _once(listing: Listing, option: Any, key: Any) -> Any:
    """Return keys with each role once, where it is first."""
    np = numpy()
    role = np.where(option < 0, -1, listing.options.role[option])
    for later in range(1, option.shape[1]):
        for place in range(later):
            same = role[:, place] == role[:, later]
            ahead = key[:, place] <= key[:, later]
            key[same & ahead, later] = key[same & ~ahead, place] = NEVER
    return key
