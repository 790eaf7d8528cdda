"""First come, first served, in rounds: every need proposes, and who has too little room keeps the earliest.

A round takes whole columns. Whoever is turned away proposes to the next candidate in the round after, until nobody is
turned away (deferred acceptance; Gale and Shapley 1962). Since all who have room put needs in one order, that of their
days, it comes to what a loop comes to that takes needs one after another and gives each the first candidate with room.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from medgroup.bulk.engines import numpy

#: The turn from which on a slot with room has none.
_OPEN = 1 << 62


class Block(NamedTuple):
    """Needs with what their candidates are ordered by: the lower the earlier, and of equals the column before."""

    #: The turns of the needs, a column of whole numbers.
    turns: Any
    #: A row for each need and a column for each candidate.
    keys: Any
    #: The slot of whose room each candidate takes; -1 where there is room for all.
    slots: Any


class Placed(NamedTuple):
    """Which candidate the needs of a block get."""

    #: The column; -1 where none is got.
    column: Any
    #: The place among all that the need may go to, from 1; those share one who tie.
    place: Any
    #: Whether there is any candidate.
    listed: Any


def first(keys: Any, never: int) -> Placed:
    """Return the first candidate of each need, where there is room for all; a row of keys for each."""
    np = numpy()
    column = keys.argmin(axis=1) if keys.shape[1] else np.zeros(len(keys), dtype="int64")
    goes = keys[np.arange(len(keys)), column] < never if keys.shape[1] else np.zeros(len(keys), dtype=bool)
    return Placed(np.where(goes, column, -1), goes.astype("int64"), goes)


def placed(blocks: Sequence[Block], visits: Any, rooms: Any, never: int, top: int | None = None) -> list[Placed]:
    """Return which candidate each need gets.

    Args:
        blocks: The needs, each in one block.
        visits: How much room each need takes, by its turn.
        rooms: How much room there is, by the number of a slot; what needs take is taken from it.
        never: The key from which on a candidate is none.
        top: To how many candidates a need may propose; None for all.
    """
    return _Rounds(blocks, visits, rooms, never, top).run()


class _Rounds:
    """The rounds over some needs."""

    def __init__(self, blocks: Sequence[Block], visits: Any, rooms: Any, never: int, top: int | None) -> None:
        np = numpy()
        self._np = np
        self._blocks = blocks
        self._visits = visits
        self._rooms = rooms
        self._never = never
        self._top = top
        #: The turn from which on a slot has no room, which only ever falls; the last is for who has room for all.
        self._closed = np.append(np.where(rooms > 0, _OPEN, 0), _OPEN)
        self._found = [first(block.keys, never) for block in blocks]

    def run(self) -> list[Placed]:
        """Let needs propose until nobody is turned away who has a candidate left."""
        np = self._np
        held = np.zeros((0, 4), dtype="int64")
        asking = [np.arange(len(block.turns)) for block in self._blocks]
        while sum(map(len, asking)):
            proposed = np.concatenate([self._propose(number, rows) for number, rows in enumerate(asking)])
            held, away = self._round(held, proposed)
            asking = [away[away[:, 2] == number, 3] for number in range(len(self._blocks))]
        np.subtract.at(self._rooms, held[:, 0], self._visits[held[:, 1]])
        return self._found

    def _propose(self, number: int, rows: Any) -> Any:
        """Let some needs of a block go to their first candidate with room.

        Returns:
            Slot, turn, block and row of those that there is not room for all.
        """
        np, block, found = self._np, self._blocks[number], self._found[number]
        keys, slots, turns = block.keys[rows], block.slots[rows], block.turns[rows]
        every = np.arange(len(rows))
        if not keys.shape[1]:
            return np.zeros((0, 4), dtype="int64")
        open_keys = np.where(self._closed[slots] > turns[:, None], keys, self._never)
        column = open_keys.argmin(axis=1)
        key = open_keys[every, column]
        before = (keys < key[:, None]).sum(axis=1)
        goes = key < self._never
        if self._top is not None:
            equals = (keys == key[:, None]) & (np.arange(keys.shape[1]) < column[:, None])
            goes &= before + equals.sum(axis=1) < self._top
        found.column[rows] = np.where(goes, column, -1)
        found.place[rows] = before + 1
        slot = slots[every, column]
        held = goes & (slot >= 0)
        return np.stack([slot, turns, np.full(len(rows), number), rows], axis=1)[held].astype("int64")

    def _round(self, held: Any, proposed: Any) -> tuple[Any, Any]:
        """Return who is held after some have proposed, and those who are turned away."""
        np = self._np
        touched = np.zeros(len(self._rooms), dtype=bool)
        touched[proposed[:, 0]] = True
        among = touched[held[:, 0]]
        both = np.concatenate([held[among], proposed])
        both = both[np.lexsort((both[:, 1], both[:, 0]))]
        slot, visits = both[:, 0], self._visits[both[:, 1]]
        upto = visits.cumsum() - visits
        first = np.flatnonzero(np.append(True, slot[1:] != slot[:-1])) if len(slot) else np.zeros(0, dtype="int64")
        before = upto - np.repeat(upto[first], np.diff(np.append(first, len(slot))))
        kept = before < self._rooms[slot]
        self._close(both[kept], (before + visits)[kept])
        return np.concatenate([held[~among], both[kept]]), both[~kept]

    def _close(self, kept: Any, upto: Any) -> None:
        """Note from which turn on slots have no room, now that these are held."""
        # Those of a slot stand in the order of their turns, so that the last of it has all that is taken.
        full = upto >= self._rooms[kept[:, 0]]
        self._closed[kept[full, 0]] = kept[full, 1] + 1
