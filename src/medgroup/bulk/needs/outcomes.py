"""What the rows of referrals come to for needs and options that they cannot tell apart.

Needs of which no row can tell one from another are of one shape. For a shape, options of one state and one relation to
the referrer come to one outcome, which the rows that rank a single referral decide, once for all.
"""

from collections.abc import Callable, Hashable, Mapping
from itertools import product
from typing import Any, NamedTuple

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.circles import Around, Relation
from medgroup.bulk.needs.facets import Combination, Combinations, Facet, Shape
from medgroup.bulk.needs.numbers import distinct, packed
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.referrals.ranking.circles import MarketRules
from medgroup.referrals.ranking.deciding import NETWORK_RANKS, ORDER, Row, looked_at_by, placed
from medgroup.referrals.ranking.holding import Own, row_of_candidate, same_family, speaks, yes_or_no
from medgroup.referrals.ranking.needs import SHARED, Need
from medgroup.rules import Verdict

#: What of a candidate the gates of a plan look at: network status, whether primary care is given, direct access.
_SEEN_BY_PLANS = tuple(product(("in", "out", None), (True, False, None), (True, False, None)))
#: Stands for the place in the order of who is rejected: behind everyone.
REJECTED = (1 << 16) - 1


class Cell(NamedTuple):
    """What options of one state and one relation come to."""

    #: Hops, kind and place of the tier, and the rank of the standing; None where they are rejected.
    key: tuple[int, int, int, int] | None
    #: The place of the tier among those of the referrer; None for the open ones.
    row: int | None
    tier: str
    standing: str
    verdict: str


#: What whoever is not there comes to.
_ABSENT = Cell(None, None, "", "", "")


class Base(NamedTuple):
    """What rows see of who refers, of the patient and of the plan; one need stands for all."""

    need: Need
    around: Around
    #: What the plan covers visits as, whatever it sees of a candidate.
    covered: tuple[object, ...]


class Placing(NamedTuple):
    """The tier that holds an option, and its standing."""

    #: Hops, kind and place of the tier, and the rank of the standing.
    key: tuple[int, int, int, int]
    row: int | None
    tier: str
    standing: str


class Outcomes:
    """The shapes of the needs of a market, and what options come to for them; what repeats is kept."""

    def __init__(self, tables: NeedTables, relations: Numbered[Relation]) -> None:
        self._tables = tables
        self._relations = relations
        self._rules = tables.market.derived(MarketRules)
        self._base_numbers, self._care_numbers = Numbered[Hashable](), Numbered[Hashable]()
        self._bases: list[Base] = []
        self._cares: list[tuple[Mapping[str, str | None], frozenset[str]]] = []
        self._shape_numbers = Numbered[tuple[int, int]]()
        self._shapes: list[Shape] = []
        self._covering: dict[Hashable, tuple[object, ...]] = {}
        self._coverages: dict[tuple[object, ...], str | None] = {}
        of_tiers = looked_at_by(tier for model in tables.market.models.values() for tier in model.tiers)
        self._gates = Facet(self._rules.looked_at, self._gated, tiers=False)
        self._tiers = Facet(of_tiers, self._placed, tiers=True)
        self._cells = Numbered[Cell]()
        self._cells.number(_ABSENT)

    def base(
        self,
        around: Around,
        families: frozenset[str] | None,
        words: Mapping[str, str | None],
        covering: Hashable,
        need: Callable[[], Need],
    ) -> int:
        """Return the number of what rows see of the referrer, the patient and the plan of a need.

        Args:
            around: What surrounds the referrer.
            families: The referrer's specialty families.
            words: The words of all columns but those of the care.
            covering: What tells apart how visits are covered.
            need: Gives the need, which then stands for all.
        """
        used, covered = self._tables.used, self._covered(covering, need)
        seen = (
            around.tiers,
            covered,
            families if "same_family" in used else None,
            tuple(word for name, word in words.items() if name in used),
        )
        number = self._base_numbers.number(seen)
        if number == len(self._bases):
            self._bases.append(Base(need(), around, covered))
        return number

    def care(self, words: Mapping[str, str | None], languages: frozenset[str]) -> int:
        """Return the number of what rows see of the care that a need asks for, and of the languages wished for."""
        used = self._tables.used
        wished = languages if "language" in used else frozenset()
        number = self._care_numbers.number((tuple(word for name, word in words.items() if name in used), wished))
        if number == len(self._cares):
            self._cares.append((words, wished))
        return number

    def shape(self, base: int, care: int) -> int:
        """Return the number of a shape."""
        number = self._shape_numbers.number((base, care))
        if number == len(self._shapes):
            need, around, covered = self._bases[base]
            words, languages = self._cares[care]
            own = tuple(words.get(name, word) for name, word in zip(SHARED, need.words, strict=True))
            self._shapes.append(Shape(need._replace(words=own, languages=languages), around, covered))
        return number

    def cells(self, shape: Any, relation: Any, state: Any, *, preferred: bool) -> Any:
        """Return the numbers of what options come to, for columns of shapes, relations and states by number."""
        found = numpy().zeros(len(state), dtype="int64")
        there = state > 0
        asked = Combinations(
            (self._shapes, shape[there]),
            (self._relations.values, relation[there]),
            (self._tables.states.values, state[there]),
        )
        verdict, place = (facet.of(asked, preferred=preferred) for facet in (self._gates, self._tiers))
        _, back, first = distinct(*packed(verdict, place))
        cells = [
            self._cell(self._gates.values.values[verdict[at]], self._tiers.values.values[place[at]])
            for at in first.tolist()
        ]
        found[there] = numpy().array(cells, dtype="int64")[back]
        return found

    def cell_of(self, number: int) -> Cell:
        """Return a cell by its number."""
        return self._cells.values[number]

    def _order(self) -> Any:
        """Return the place in the order of each cell by number: whoever ties has one."""
        keys = sorted({one.key for one in self._cells.values if one.key is not None})
        places: dict[object, int] = {key: place for place, key in enumerate(keys)}
        return numpy().array([places.get(one.key, REJECTED) for one in self._cells.values], dtype="uint16")

    def orders(self, cells: Any, free: Any) -> Any:
        """Return the places of cells in the order, a row of cells for each need; where tiers do not count all have one.

        Args:
            cells: The numbers of cells.
            free: Whether the nearest is gone to, whatever the tiers: one for each row.
        """
        found = self._order()[cells]
        found[free] = numpy().where(found[free] < REJECTED, 0, REJECTED)
        return found

    def _covered(self, covering: Hashable, need: Callable[[], Need]) -> tuple[object, ...]:
        """Return what a plan covers visits as, whatever it sees of a candidate."""
        found = self._covering.get(covering)
        if found is None:
            own = need()
            verdicts = () if own.plan is None else (own.coverage(*seen, False).verdict for seen in _SEEN_BY_PLANS)
            found = self._covering[covering] = (own.no_plan, *verdicts)
        return found

    def _cell(self, verdict: Verdict | None, placing: Placing) -> int:
        key = None if verdict is Verdict.REJECT else placing.key
        said = "unknown" if verdict is None else verdict.value
        return self._cells.number(Cell(key, placing.row, placing.tier, placing.standing, said))

    def _gated(self, asked: Combination) -> Verdict | None:
        return self._rules.gated(self._row(asked)).verdict

    def _placed(self, asked: Combination) -> Placing:
        tiers, row = asked.shape.around.circle.tiers, self._row(asked)
        tier, _ = placed(tiers, asked.relation.near.reached, dict(zip(ORDER, row, strict=True)))
        at = next((place for place, one in enumerate(tiers.rows) if one is tier), None)
        network = _network(asked)
        key = (tier.hops, tier.kind, tier.tier_index, NETWORK_RANKS[network])
        return Placing(key, at, tier.name, network or "unknown")

    def _row(self, asked: Combination) -> Row:
        (need, _, _), relation, state, preferred = asked
        network = _network(asked)
        own = Own(
            # Whoever refers is left out need by need.
            referrer="no",
            preferred=yes_or_no(preferred),
            network=network,
            coverage=network if need.plan is None else self._coverage(asked),
            accepting=state.accepting,
            established="no",
            language=speaks(need.languages, state.languages),
            same_family=same_family(need.families, state.families),
            directed="none",
        )
        return row_of_candidate(need.words, own, relation.near, relation.spot)

    def _coverage(self, asked: Combination) -> str | None:
        shape, state = asked.shape, asked.state
        key = (shape.covered, state.network, state.specialist, state.direct)
        if key not in self._coverages:
            verdict = shape.need.coverage(state.network, state.specialist, state.direct, False).verdict
            self._coverages[key] = None if verdict is None else verdict.value
        return self._coverages[key]


def _network(asked: Combination) -> str | None:
    """Return the word of network status; where there is no plan, that there is none."""
    need = asked.shape.need
    return asked.state.network if need.plan is not None else "none" if need.no_plan else None
