"""What options of a specialty come to, as a table by the numbers of shape, relation and state."""

from typing import Any

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.outcomes import Outcomes

#: Of what nobody has asked yet.
_UNDECIDED = -1


class Shelf:
    """The cells of a specialty: those that its needs and options met, decided when they are first asked for."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes
        self._shapes, self._relations, self._states = (_Axis() for _ in range(3))
        self._table = numpy().full((0, 0, 0), _UNDECIDED, dtype="int32")

    def places(self, shapes: Any, relations: Any, states: Any) -> tuple[Any, Any, Any]:
        """Return the places of shapes, relations and states, whose sum is that of a cell on the shelf."""
        np = numpy()
        axes = (self._shapes, self._relations, self._states)
        found = [axis.of(numbers) for axis, numbers in zip(axes, (shapes, relations, states), strict=True)]
        sizes = tuple(len(axis) for axis in axes)
        if sizes != self._table.shape:
            grown = np.full(sizes, _UNDECIDED, dtype="int32")
            grown[tuple(map(slice, self._table.shape))] = self._table
            self._table = grown
        kind = "int32" if self._table.size < 1 << 31 else "int64"
        strides = (sizes[1] * sizes[2], sizes[2], 1)
        shape, relation, state = (one.astype(kind) * stride for one, stride in zip(found, strides, strict=True))
        return shape, relation, state

    def cells(self, places: Any) -> Any:
        """Return the numbers of cells by their places on the shelf."""
        np, flat = numpy(), self._table.reshape(-1)
        found = flat[places]
        if found.min(initial=0) == _UNDECIDED:
            asked = np.zeros(flat.shape, dtype=bool)
            asked[places] = True
            lacking = np.flatnonzero(asked & (flat == _UNDECIDED))
            flat[lacking] = self._decided(lacking)
            found = flat[places]
        return found

    def _decided(self, places: Any) -> Any:
        np = numpy()
        axes = (self._shapes, self._relations, self._states)
        numbers = zip(axes, np.unravel_index(places, self._table.shape), strict=True)
        return self._outcomes.cells(*(np.array(axis.values)[at] for axis, at in numbers), preferred=False)


class _Axis:
    """Numbers that were met, each with a place of its own, in the order in which they came."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self._places = numpy().zeros(0, dtype="int32")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.values)

    def of(self, numbers: Any) -> Any:
        """Return the places of some numbers, which they get if they have none."""
        np = numpy()
        lacking = int(numbers.max(initial=-1)) + 1 - len(self._places)
        self._places = np.append(self._places, np.full(max(lacking, 0), -1, dtype="int32"))
        found = self._places[numbers]
        if found.min(initial=0) < 0:
            new = np.unique(numbers[found < 0])
            self._places[new] = np.arange(len(self.values), len(self.values) + len(new))
            self.values += new.tolist()
            found = self._places[numbers]
        return found
