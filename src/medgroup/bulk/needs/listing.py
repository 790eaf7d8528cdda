"""What is worked out of a market for needs, when the first of its sort comes, and kept with the market's tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import cast

from medgroup.bulk.needs.asking import Asking
from medgroup.bulk.needs.circles import Surroundings
from medgroup.bulk.needs.options import Options
from medgroup.bulk.needs.outcomes import Outcomes
from medgroup.bulk.needs.pools import Pool, Words
from medgroup.bulk.needs.shelves import Shelf
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.tables import Tables


class _Turn:
    """Under which tables keep the lock of those who work something out."""


class Listing:
    """What needs of a market are routed by; it grows with the needs that come."""

    def __init__(self, tables: Tables) -> None:
        self.tables = NeedTables(tables)
        self.options = Options(self.tables)
        self.surroundings = Surroundings(self.tables, self.options)
        self.outcomes = Outcomes(self.tables, self.surroundings.relations)
        self.asking = Asking(self.tables, self.surroundings, self.outcomes)
        self._words = Words(self.tables)
        self._pools: dict[str, Pool] = {}
        self._shelves: dict[str, Shelf] = {}

    @classmethod
    @contextmanager
    def of(cls, tables: Tables) -> Iterator["Listing"]:
        """Hand over what is kept with the tables of a market, to one thread at a time.

        What was being worked out when something failed may be half there, so all of it is dropped.
        """
        with tables.frames.setdefault(_Turn, Lock()):
            try:
                found = tables.frames.get(cls)
                if found is None:
                    found = tables.frames[cls] = cls(tables)
                yield cast(Listing, found)
            except BaseException:
                tables.frames.pop(cls, None)
                raise

    def pool(self, specialty: str) -> Pool:
        """Return the options of a taxonomy code."""
        found = self._pools.get(specialty)
        if found is None:
            found = self._pools[specialty] = Pool.of_specialty(self.tables, self.options, self._words, specialty)
        return found

    @cached_property
    def others(self) -> Pool:
        """Everybody, as who is preferred for a specialty that is not theirs."""
        return Pool.of_others(self.tables, self.options, self._words)

    def shelf(self, specialty: str) -> Shelf:
        """Return what options come to for the needs of a taxonomy code."""
        found = self._shelves.get(specialty)
        if found is None:
            found = self._shelves[specialty] = Shelf(self.outcomes)
        return found
