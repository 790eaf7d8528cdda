"""First come, first served, in rounds: every need proposes, and who has too little room keeps the earliest.

A round takes whole columns. Whoever is turned away proposes to the next candidate in the round after, until nobody is
turned away (deferred acceptance; Gale and Shapley 1962). Since all who have room put needs in one order, that of their
days, it comes to what a loop comes to that takes needs one after another and gives each the first candidate with room.
"""

from collections.abc import Callable, Sequence
from typing import Any

from medgroup.bulk.engines import polars

#: How many candidates are listed of a need that is turned away for the first time, and how many times more after that.
_LISTED, _GROWS = 32, 4
#: The turn from which on a slot with room has none.
_NEVER = 1 << 62
#: Gives the first so many candidates of some needs, a column of turns: by turn and in order, with ``turn``, ``seat``,
#: which counts from 0 for each, ``slot``, empty where there is room for all, and whatever else is known.
Offers = Callable[[Any, int], Any]


def placed(visits: Sequence[int], rooms: Sequence[int], offers: Offers, top: int | None, first: Any = None) -> Any:
    """Return which candidate each need gets: one row of what ``offers`` gives for each that gets one, by turn.

    Args:
        visits: How much room each need takes, in the order in which they come; their turns are their places in it.
        rooms: How much room there is, by the number of a slot.
        offers: Gives candidates.
        top: To how many candidates a need may propose; None for all.
        first: The first candidate of every need, where it is known.
    """
    return _Rounds(visits, rooms, offers, top, first).run()


class _Rounds:
    """The rounds over some needs."""

    def __init__(
        self, visits: Sequence[int], rooms: Sequence[int], offers: Offers, top: int | None, first: Any
    ) -> None:
        pl = polars()
        self._pl = pl
        self._visits = pl.Series("visits", visits, dtype=pl.Int64)
        self._rooms = pl.Series("room", rooms, dtype=pl.Int64)
        self._offers = offers
        self._top = top
        self._turns = pl.Series("turn", range(len(self._visits)), dtype=pl.Int64)
        first = offers(self._turns, 1) if first is None else first
        #: The turn from which on a slot has no room; it only ever falls.
        self._closed = pl.Series("closed", [_NEVER if room > 0 else 0 for room in rooms], dtype=pl.Int64)
        #: How many candidates were listed of each need, and whether there are no more.
        self._lengths = pl.Series("length", [1], dtype=pl.Int64).new_from_index(0, len(self._visits))
        self._ended = ~self._turns.is_in(first["turn"].implode()) | (top == 1)
        #: What was listed, candidates of a need after each other; and for each need where the next stands, and where
        #: they end.
        self._parts = [first]
        self._slots = first["slot"].cast(pl.Int64)
        # A column is changed where it stands, so each needs its own.
        nowhere, after = (pl.Series("at", [0], dtype=pl.Int64).new_from_index(0, len(self._visits)) for _ in range(2))
        at = pl.Series("at", range(first.height), dtype=pl.Int64)
        self._next = nowhere.scatter(first["turn"], at)
        self._stop = after.scatter(first["turn"], at + 1)

    def run(self) -> Any:
        """Let needs propose until nobody is turned away who has a candidate left."""
        pl = self._pl
        asking = self._asking(self._turns)
        settled, held = [], asking.clear()
        while asking.height:
            settled.append(asking.filter(pl.col("slot").is_null()))
            held, turned_away = self._round(held, asking.filter(pl.col("slot").is_not_null()))
            asking = self._asking(turned_away)
        found = pl.concat([held, *settled]).sort("turn")
        return pl.concat(self._parts)[found["at"]]

    def _round(self, held: Any, proposed: Any) -> tuple[Any, Any]:
        """Return who is held after some have proposed, and the turns of those who are turned away."""
        pl = self._pl
        touched = proposed["slot"].unique()
        among = pl.col("slot").is_in(touched.implode())
        both = pl.concat([held.filter(among), proposed]).sort("slot", "turn")
        of_turn = self._visits.gather(both["turn"])
        both = both.with_columns(_visits=of_turn, _room=self._rooms.gather(both["slot"]))
        before = pl.col("_visits").cum_sum().over("slot") - pl.col("_visits")
        both = both.with_columns(_kept=before < pl.col("_room"))
        kept = both.filter("_kept")
        self._close(kept)
        kept = kept.drop("_visits", "_room", "_kept")
        return pl.concat([held.filter(~among), kept]), both.filter(~pl.col("_kept"))["turn"]

    def _close(self, kept: Any) -> None:
        """Note from which turn on slots have no room, now that these are held."""
        pl = self._pl
        full = kept.group_by("slot").agg(pl.col("_visits").sum(), pl.col("_room").first(), pl.col("turn").max())
        full = full.filter(pl.col("_visits") >= pl.col("_room"))
        self._closed = self._closed.scatter(full["slot"], full["turn"] + 1)

    def _asking(self, turns: Any) -> Any:
        """Return the first candidate of each of some needs that has room for it, as far as there is one."""
        pl = self._pl
        found = []
        while True:
            at = self._next.gather(turns)
            left = at < self._stop.gather(turns)
            ended = turns.filter(~left)
            turns, at = turns.filter(left), at.filter(left)
            slot = self._slots.gather(at)
            is_open = (self._closed.gather(slot) > turns).fill_null(value=True)
            self._next = self._next.scatter(turns, at + 1)
            asking = pl.DataFrame({"turn": turns, "slot": slot, "at": at})
            found.append(asking.filter(is_open))
            more = ended.filter(~self._ended.gather(ended))
            turns = turns.filter(~is_open)
            if len(more):
                self._list(more)
                turns = pl.concat([turns, more])
            if not len(turns):
                return pl.concat(found)

    def _list(self, turns: Any) -> None:
        """List more candidates of some needs."""
        pl = self._pl
        of_length = pl.DataFrame({"turn": turns, "length": self._lengths.gather(turns)})
        for (length,), group in sorted(of_length.partition_by("length", as_dict=True).items()):
            longer = _LISTED if length == 1 else length * _GROWS
            longer = longer if self._top is None else min(longer, self._top)
            more = self._offers(group["turn"], longer).filter(pl.col("seat") >= length)
            last = more.filter(pl.col("seat") == longer - 1)["turn"]
            ended = ~group["turn"].is_in(last.implode()) | (longer == self._top)
            self._lengths = self._lengths.scatter(group["turn"], longer)
            self._ended = self._ended.scatter(group["turn"], ended)
            self._add(more)

    def _add(self, more: Any) -> None:
        """Add candidates to what is listed."""
        pl = self._pl
        more = more.sort("turn", "seat")
        begin = len(self._slots)
        self._parts.append(more)
        self._slots = pl.concat([self._slots, more["slot"].cast(pl.Int64)], rechunk=True)
        spans = more.with_row_index("_at").group_by("turn").agg(first=pl.col("_at").min(), count=pl.len())
        first = spans["first"].cast(pl.Int64) + begin
        self._next = self._next.scatter(spans["turn"], first)
        self._stop = self._stop.scatter(spans["turn"], first + spans["count"].cast(pl.Int64))
