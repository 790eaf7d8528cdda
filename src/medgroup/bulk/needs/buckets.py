"""What the rows of referrals come to for needs that are alike: options in buckets, and buckets in their order.

Needs of which no row can tell one from another are of one class. For a class, options of one state and one relation to
the referrer come to one outcome, which the path that ranks a single referral decides, of one of them for all. Options
that tie but for their distance are a bucket; the buckets of a class follow each other by tier and standing.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from attrs import evolve

from medgroup.bulk.needs.circles import Around, Surroundings
from medgroup.bulk.needs.pools import Pool, Under
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.referrals.ranking.asking import Asked
from medgroup.referrals.ranking.deciding import Row
from medgroup.referrals.ranking.directing import Directing
from medgroup.referrals.ranking.holding import Held, Holding
from medgroup.referrals.ranking.needs import SHARED, Need, need_of
from medgroup.rules import Verdict

#: The columns of rules that rest on the care that is asked for alone.
_OF_CARE = frozenset({"specialty", "family", "imaging", "advanced_imaging", "laboratory"})
#: Stands for the referrer: whoever it is, is left out need by need.
_NOBODY = "nobody in particular"
#: What of a candidate the gates of a plan look at: network status, whether primary care is given, direct access.
_SEEN_BY_PLANS = tuple(product(("in", "out", None), (True, False, None), (True, False, None)))


class Label(NamedTuple):
    """What is told of an outcome."""

    tier: str
    tier_of: str | None
    standing: str
    verdict: str


class Cell(NamedTuple):
    """What options of one state and one relation come to."""

    #: Hops, kind and place of the tier, and the rank of the standing; None where they are rejected.
    key: tuple[int, ...] | None
    #: The place of the tier among those of the referrer; None for the open ones.
    row: int | None
    #: What is told, but for whose tier it is.
    label: Label


class Shape:
    """What rows see of needs and of what surrounds who refers, whoever it is."""

    def __init__(self, *, by_family: bool, by_language: bool) -> None:
        #: Whether the families, and the languages, of options tell them apart.
        self.by_family = by_family
        self.by_language = by_language
        self.cells: dict[tuple[int, int, bool], Cell] = {}


class NeedClass(NamedTuple):
    """Needs that no row can tell apart."""

    need: Need
    around: Around
    shape: Shape
    labels: dict[Cell, int]


class Buckets:
    """The classes of needs of a market, and their buckets; what repeats is kept."""

    def __init__(self, tables: NeedTables) -> None:
        self._tables = tables
        self._market = tables.market
        self._surroundings = Surroundings(tables)
        self.classes: list[NeedClass] = []
        self.labels = Numbered[Label]()
        self._numbers: dict[tuple[int, int], int] = {}
        self._base_numbers, self._care_numbers = Numbered[Hashable](), Numbered[Hashable]()
        self._bases: list[tuple[Need, Around]] = []
        self._cares: list[Need] = []
        self._shapes: dict[tuple[object, ...], Shape] = {}
        self._covering: dict[tuple[object, ...], tuple[object, ...]] = {}

    def need(self, row: Mapping[str, Any]) -> Need:
        """Return what all candidates of a need share, whoever refers in particular."""
        referral = Referral(
            id="need",
            patient=row["patient"],
            issuer=row["issuer"],
            specialty=row["specialty"],
            services=(row["services"] or "").split() or None,
            languages=(row["languages"] or "").split(),
            plan=row["plan"],
            written=row["on"],
        )
        found = need_of(self._market, referral, referral.written)
        return found._replace(issuer=evolve(found.issuer, practitioner=_NOBODY))

    def base_of(self, need: Need, epoch: int) -> int:
        """Return the number of what rows see of the referrer, the patient and the plan of a need.

        Args:
            need: The need.
            epoch: The first of the days on which ties and contracts stand as on its own.
        """
        around = self._surroundings.of(need, epoch)
        families = need.families if "same_family" in around.used else None
        words = _looked_at(need.words, around.used - _OF_CARE)
        number = self._base_numbers.number((around.number, self._covered(need), families, words))
        if number == len(self._bases):
            self._bases.append((need, around))
        return number

    def care_of(self, need: Need) -> int:
        """Return the number of what rows see of the care that a need asks for."""
        used = self._surroundings.used
        languages = need.languages if "language" in used else frozenset()
        number = self._care_numbers.number((_looked_at(need.words, used & _OF_CARE), languages))
        if number == len(self._cares):
            self._cares.append(need)
        return number

    def class_of(self, base: int, care: int) -> int:
        """Return the number of the class of needs by the numbers of their base and their care."""
        found = self._numbers.get((base, care))
        if found is None:
            found = self._numbers[base, care] = len(self.classes)
            self.classes.append(self._class(*self._bases[base], self._cares[care]))
        return found

    def _class(self, base: Need, around: Around, care: Need) -> NeedClass:
        words = tuple(
            of_care if name in _OF_CARE else own
            for name, own, of_care in zip(SHARED, base.words, care.words, strict=True)
        )
        families = base.families if "same_family" in around.used else None
        languages = care.languages if "language" in around.used else frozenset()
        key = (around.tiers, self._covered(base), families, languages, _looked_at(words, around.used))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(by_family=families is not None, by_language=bool(languages))
        return NeedClass(base._replace(words=words, languages=care.languages), around, shape, {})

    def _covered(self, need: Need) -> tuple[object, ...]:
        """Return what a plan covers visits as, whatever it sees of a candidate."""
        plan = None if need.plan is None else need.plan.id
        key = (plan, need.no_plan, need.pcp, need.from_pcp, need.authorized)
        found = self._covering.get(key)
        if found is None:
            verdicts = () if plan is None else (need.coverage(*seen, False).verdict for seen in _SEEN_BY_PLANS)
            found = self._covering[key] = (need.no_plan, *verdicts)
        return found

    def of(self, number: int, pool: Pool, under: Under, *, free: bool) -> dict[tuple[int, ...], dict[int, int]]:
        """Return the buckets of a class under a plan: by what they are ordered by, versions of options by their label.

        Args:
            number: The number of the class.
            pool: The options.
            under: The same under the plan.
            free: Whether options are ordered by distance alone.
        """
        of_class = self.classes[number]
        shape, found = of_class.shape, _Told(self, of_class, free=free)
        seen = under.seen(self._tables.states, by_family=shape.by_family, by_language=shape.by_language)
        deciding = _Deciding(self._market, of_class, pool, under, preferred=False)
        for relation, among in self._surroundings.related(of_class.around, pool):
            for state, shift, options in seen:
                held = among & options
                if held:
                    key = (relation, state, False)
                    cell = shape.cells.get(key)
                    if cell is None:
                        first = shift + (held & -held).bit_length() - 1
                        cell = shape.cells[key] = deciding.of(first)
                    found.put(cell, held << shift)
        return found.buckets

    def of_preferred(
        self, number: int, pool: Pool, under: Under, versions: Sequence[int], *, free: bool
    ) -> dict[tuple[int, ...], dict[int, int]]:
        """Return the buckets of some versions of options that the patient prefers; the others as for ``of``."""
        of_class = self.classes[number]
        shape, found = of_class.shape, _Told(self, of_class, free=free)
        deciding = _Deciding(self._market, of_class, pool, under, preferred=True)
        for bit in versions:
            version = under.version(bit)
            state = version.state.seen_as(by_family=shape.by_family, by_language=shape.by_language)
            relation = self._surroundings.relation(of_class.around, pool, version.place)
            key = (relation, self._tables.states.number(state), True)
            cell = shape.cells.get(key)
            if cell is None:
                cell = shape.cells[key] = deciding.of(bit)
            found.put(cell, 1 << bit)
        return found.buckets

    def label(self, of_class: NeedClass, cell: Cell) -> int:
        """Return the number of what is told of a cell."""
        found = of_class.labels.get(cell)
        if found is None:
            rows = of_class.around.circle.tiers.rows
            label = cell.label if cell.row is None else cell.label._replace(tier_of=rows[cell.row].organization)
            found = of_class.labels[cell] = self.labels.number(label)
        return found


def _looked_at(words: Row, columns: frozenset[str]) -> Row:
    """Return the words of the columns that somebody looks at."""
    return tuple(word for name, word in zip(SHARED, words, strict=True) if name in columns)


class _Told:
    """Buckets that come together, by what they are ordered by."""

    def __init__(self, whole: Buckets, of_class: NeedClass, *, free: bool) -> None:
        self._whole = whole
        self._class = of_class
        self._free = free
        self.buckets: dict[tuple[int, ...], dict[int, int]] = {}

    def put(self, cell: Cell, options: int) -> None:
        """Put options where what they come to belongs, unless they are rejected."""
        if cell.key is not None:
            told = self.buckets.setdefault(() if self._free else cell.key, {})
            label = self._whole.label(self._class, cell)
            told[label] = told.get(label, 0) | options


class _Deciding:
    """Decides options under a plan for a class, as the path of a single referral does."""

    def __init__(self, market: Market, of_class: NeedClass, pool: Pool, under: Under, *, preferred: bool) -> None:
        self._market = market
        self._class = of_class
        self._pool = pool
        self._under = under
        self._preferred = preferred
        self._holdings: dict[tuple[date, frozenset[str]], Holding] = {}

    def of(self, bit: int) -> Cell:
        """Return what a version of an option comes to."""
        version = self._under.version(bit)
        option = self._pool.options[version.place]
        wanted = self._pool.wanted(version.day)[option.role]
        liked = frozenset({wanted.member.role.practitioner} if self._preferred else ())
        held = self._holding(version.day, liked).at(wanted, option.site)
        rows = self._class.around.circle.tiers.rows
        return _cell(held, next((place for place, one in enumerate(rows) if one is held.outcome.tier), None))

    def _holding(self, day: date, liked: frozenset[str]) -> Holding:
        found = self._holdings.get((day, liked))
        if found is None:
            need = self._class.need._replace(on=day, plan=self._under.plan)
            asked = Asked((), (), liked, frozenset(), frozenset())
            directing = Directing(self._market, need, None)
            found = Holding(self._market, need, asked, self._class.around.circle, directing)
            self._holdings[day, liked] = found
        return found


def _cell(held: Held, row: int | None) -> Cell:
    outcome = held.outcome
    verdict = "unknown" if outcome.verdict is None else outcome.verdict.value
    label = Label(outcome.tier.name, None, held.network or "unknown", verdict)
    _, hops, kind, index, standing, *_ = held.key
    return Cell(None if outcome.verdict is Verdict.REJECT else (hops, kind, index, standing), row, label)
