"""Where the buckets of classes stand: those of a specialty's pool, and those of who is preferred."""

from collections.abc import Iterator
from functools import cached_property

from medgroup.bulk.needs.buckets import Buckets
from medgroup.bulk.needs.pools import Option, Pool
from medgroup.bulk.needs.pools import places as places_of
from medgroup.bulk.needs.shelves import Shelf
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.market.indexes import NOTHING


class Spans:
    """The shelves of a market's specialties; where the buckets of a class begin and end on them."""

    def __init__(self, tables: NeedTables, buckets: Buckets) -> None:
        self._tables = tables
        self._buckets = buckets
        self._pools: dict[str, Pool] = {}
        self._shelves: dict[str, Shelf] = {}
        #: By specialty, class and plan, and whether the order is that of distance alone.
        self._known: dict[tuple[str, int, int, bool], tuple[int, int]] = {}
        self._of_preferred: dict[tuple[object, ...], tuple[int, int]] = {}
        self._asked: dict[tuple[object, ...], tuple[int, int]] = {}

    @cached_property
    def options(self) -> dict[Option, int]:
        """Every role at every site where it may be held, and at none known, by role and site, numbered."""
        run = self._tables.market.indexes.sites_by_organization
        found = Numbered[Option]()
        for role in self._tables.market.facts.practitioner_roles:
            held = role.sites or [site.id for site in run.get(role.organization, NOTHING)]
            for site in (None, *sorted(held)):
                found.number(Option(role.id, site))
        return {one: number for number, one in enumerate(found.values)}

    def pool(self, specialty: str) -> Pool:
        """Return the pool of a specialty."""
        found = self._pools.get(specialty)
        if found is None:
            found = self._pools[specialty] = Pool.of_specialty(self._tables, specialty)
        return found

    def shelf(self, specialty: str) -> Shelf:
        """Return the shelf of a specialty."""
        found = self._shelves.get(specialty)
        if found is None:
            found = self._shelves[specialty] = Shelf(self.numbers(specialty))
        return found

    def numbers(self, specialty: str) -> list[int]:
        """Return the numbers of the options of a specialty's pool, in the order of their bits."""
        return [self.options[one] for one in self.pool(specialty).options]

    def span(self, specialty: str, of_class: int, plan: int, *, free: bool) -> tuple[int, int]:
        """Return where the buckets of a class begin and end for the pool under a plan."""
        key = (specialty, of_class, plan, free)
        found = self._known.get(key)
        if found is None:
            pool, shelf = self.pool(specialty), self.shelf(specialty)
            under = pool.under(plan)
            start = len(shelf)
            held = self._buckets.of(of_class, pool, under, free=free)
            for one in sorted(held):
                shelf.put(held[one], under.width)
            found = self._known[key] = (start, len(shelf))
        return found

    def span_of_preferred(
        self, specialty: str, preferred: str, plan: int, day: int, of_class: int, free: bool
    ) -> tuple[int, int]:
        """Return where the buckets of who is preferred begin and end: those of the specialty's pool, and all others."""
        days = (self.pool(specialty).by_day(plan)[day], self._others.by_day(plan)[day])
        asked = (specialty, preferred, of_class, plan, days, free)
        found = self._asked.get(asked)
        if found is None:
            found = self._asked[asked] = self._placed_preferred(specialty, preferred, plan, day, of_class, free)
        return found

    def _placed_preferred(
        self, specialty: str, preferred: str, plan: int, day: int, of_class: int, free: bool
    ) -> tuple[int, int]:
        versions = tuple(tuple(self._versions(specialty, among, preferred, plan, day)) for among in (True, False))
        key = (specialty, preferred, of_class, plan, versions, free)
        found = self._of_preferred.get(key)
        if found is None:
            shelf = self.shelf(specialty)
            named: dict[tuple[int, ...], dict[int, int]] = {}
            for pool, own in zip((self.pool(specialty), self._others), versions, strict=True):
                under = pool.under(plan)
                held = self._buckets.of_preferred(of_class, pool, under, own, free=free) if own else {}
                for key_of_bucket, told in held.items():
                    of_bucket = named.setdefault(key_of_bucket, {})
                    for label, bits in told.items():
                        options = (pool.options[under.version(bit).place] for bit in places_of(bits))
                        of_bucket |= {self.options[one]: label for one in options}
            start = len(shelf)
            for one in sorted(named):
                shelf.name(named[one])
            found = self._of_preferred[key] = (start, len(shelf))
        return found

    def _versions(self, specialty: str, of_pool: bool, preferred: str, plan: int, day: int) -> Iterator[int]:
        """Yield the versions that somebody's options have on a day: those of the pool, or of the others."""
        pool = self.pool(specialty)
        among = pool if of_pool else self._others
        held = among.segments[among.by_day(plan)[day]]
        for place in among.by_practitioner.get(preferred, ()):
            if place in held and (of_pool or among.options[place].role not in pool.roles):
                yield held[place]

    @cached_property
    def _others(self) -> Pool:
        """Everybody, as who is preferred for a specialty that is not theirs."""
        return Pool.of_others(self._tables)
