"""What some rows come to, by what they look at: the gates of a market, or the tiers of its models.

Rows look at few of the words of a need, of a relation and of an option's state. Those that they cannot tell apart have
one number, so that rows are asked of each combination that is met once.
"""

from collections.abc import Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.circles import Around, Relation
from medgroup.bulk.needs.numbers import distinct, packed
from medgroup.bulk.needs.tables import State
from medgroup.bulk.segments import Numbered
from medgroup.referrals.ranking.needs import SHARED, Need

V = TypeVar("V", bound=Hashable)


class Shape(NamedTuple):
    """What rows see of needs that they cannot tell apart; one of the needs stands for all."""

    need: Need
    around: Around
    #: What the plan covers visits as, whatever it sees of a candidate.
    covered: tuple[object, ...]


class Combination(NamedTuple):
    """What rows see of a need and an option."""

    shape: Shape
    relation: Relation
    state: State
    preferred: bool


class Combinations(NamedTuple):
    """Columns of combinations: the values that there are, and which of them each has by number."""

    shapes: tuple[list[Shape], Any]
    relations: tuple[list[Relation], Any]
    states: tuple[list[State], Any]

    def one(self, at: int, *, preferred: bool) -> Combination:
        """Return a combination by its place."""
        (shapes, shape), (relations, relation), (states, state) = self
        return Combination(shapes[shape[at]], relations[relation[at]], states[state[at]], preferred)


class Facet(Generic[V]):
    """What rows that look at some columns come to."""

    def __init__(self, columns: frozenset[str], decide: Callable[[Combination], V], *, tiers: bool) -> None:
        """Take what decides.

        Args:
            columns: The columns that the rows look at.
            decide: Asks the rows.
            tiers: Whether they are those of tiers, which look at the referrer's tiers and at whom these reach.
        """
        self._columns = columns
        self._decide = decide
        self._tiers = tiers
        self._shapes = _Seen(self._of_shape)
        self._relations = _Seen(self._of_relation)
        self._states = _Seen(self._of_state)
        self._known: dict[tuple[int, ...], int] = {}
        #: What rows came to, by number.
        self.values = Numbered[V]()

    def of(self, asked: Combinations, *, preferred: bool) -> Any:
        """Return the numbers of what rows come to for some combinations."""
        seen = (self._shapes.of(*asked.shapes), self._relations.of(*asked.relations), self._states.of(*asked.states))
        _, back, first = distinct(*packed(*seen))
        found = []
        for at, *key in zip(first.tolist(), *(one[first].tolist() for one in seen), strict=True):
            number = self._known.get((*key, preferred))
            if number is None:
                number = self.values.number(self._decide(asked.one(at, preferred=preferred)))
                self._known[(*key, preferred)] = number
            found.append(number)
        return numpy().array(found, dtype="int64")[back]

    def _of_shape(self, shape: Shape) -> Hashable:
        need, columns = shape.need, self._columns
        return (
            tuple(word for name, word in zip(SHARED, need.words, strict=True) if name in columns),
            shape.covered if "coverage" in columns else (need.plan is None, need.no_plan),
            need.families if "same_family" in columns else None,
            need.languages if "language" in columns else None,
            shape.around.tiers if self._tiers else None,
        )

    def _of_relation(self, relation: Relation) -> Hashable:
        words = relation.near._asdict() | relation.spot._asdict()
        reached = words.pop("reached")
        seen = tuple(word for name, word in words.items() if name in self._columns)
        return (reached if self._tiers else None, seen)

    def _of_state(self, state: State) -> Hashable:
        covered = "coverage" in self._columns
        return (
            state.network,
            (state.specialist, state.direct) if covered else None,
            state.accepting if "accepting" in self._columns else None,
            state.languages if "language" in self._columns else None,
            state.families if "same_family" in self._columns else None,
        )


class _Seen:
    """Values by the number of what is seen of them, in the order of their own numbers."""

    def __init__(self, seen: Callable[[Any], Hashable]) -> None:
        self._seen = seen
        self._numbers = Numbered[Hashable]()
        self._of: list[int] = []

    def of(self, values: list[Any], numbers: Any) -> Any:
        """Return the numbers of what is seen of values, by the numbers of these."""
        self._of += [self._numbers.number(self._seen(one)) for one in values[len(self._of) :]]
        return numpy().array(self._of, dtype="int64")[numbers]
