"""How much room practitioners have, by slots: stretches of days for which a capacity is given."""

from typing import Any

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.tables import NeedTables


class Rooms:
    """The slots of practitioners, by number, and what room they have left."""

    def __init__(self, tables: NeedTables, rows: Any) -> None:
        """Take capacities.

        Args:
            tables: The market's tables for needs.
            rows: A frame of Polars with the columns of ``CAPACITIES``.
        """
        np = numpy()
        self._days = days = tables.days
        found = []
        for row in rows.iter_rows(named=True):
            who = tables.practitioners[row["practitioner"]]
            start = 0 if row["start"] is None else max((row["start"] - tables.first).days, 0)
            end = days if row["end"] is None else min((row["end"] - tables.first).days, days)
            if start < end:
                found.append((who * days + start, who * days + end, row["capacity"]))
        self._starts, self._ends, self.left = np.array(sorted(found), dtype="int64").reshape(len(found), 3).T.copy()

    def of(self, practitioners: Any, days: Any) -> Any:
        """Return the number of the slot of each practitioner on each day; -1 where there is room for all."""
        np = numpy()
        if not len(self._starts):
            return np.full(np.broadcast(practitioners, days).shape, -1)
        asked = practitioners * self._days + days
        at = np.searchsorted(self._starts, asked, side="right") - 1
        return np.where((at >= 0) & (asked < self._ends[at]), at, -1)
