"""What the rows of referrals come to for needs that are alike: options in buckets, and buckets in their order.

Needs of which no row can tell one from another are of one class. For a class, options of one state and one relation to
the referrer come to one outcome, which the path that ranks a single referral decides, of one of them for all. Options
that tie but for their distance are a bucket; the buckets of a class follow each other by tier and standing.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

from attrs import evolve

from medgroup.bulk.needs.circles import Around, Surroundings
from medgroup.bulk.needs.pools import Pool, Segment
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.domain.referrals import Referral
from medgroup.referrals.ranking.asking import Asked
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
        self.labels = Numbered()
        self._numbers: dict[tuple[object, ...], int] = {}
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

    def class_of(self, base: Need, care: Need, epoch: int) -> int:
        """Return the number of a need's class.

        Args:
            base: The need, as far as it rests on the referrer, the patient and the plan.
            care: A need of which the same care is asked for.
            epoch: The first of the days on which ties and contracts stand as on its own.
        """
        around = self._surroundings.of(base, epoch)
        words = tuple(
            of_care if name in _OF_CARE else own
            for name, own, of_care in zip(SHARED, base.words, care.words, strict=True)
        )
        families = base.families if "same_family" in around.used else None
        languages = care.languages if "language" in around.used else frozenset()
        shape = (
            around.tiers,
            self._covered(base),
            families,
            languages,
            *(word for name, word in zip(SHARED, words, strict=True) if name in around.used),
        )
        key = (around.number, *shape)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.classes)
            need = base._replace(words=words, languages=care.languages)
            known = self._shapes.get(shape)
            if known is None:
                known = self._shapes[shape] = Shape(by_family=families is not None, by_language=bool(languages))
            self.classes.append(NeedClass(need, around, known, {}))
        return found

    def _covered(self, need: Need) -> tuple[object, ...]:
        """Return what a plan covers visits as, whatever it sees of a candidate."""
        plan = None if need.plan is None else need.plan.id
        key = (plan, need.no_plan, need.pcp, need.from_pcp, need.authorized)
        found = self._covering.get(key)
        if found is None:
            verdicts = () if plan is None else (need.coverage(*seen, False).verdict for seen in _SEEN_BY_PLANS)
            found = self._covering[key] = (need.no_plan, *verdicts)
        return found

    def of(
        self, number: int, pool: Pool, segment: Segment, meant: int, *, preferred: bool, free: bool
    ) -> dict[tuple[int, ...], dict[int, int]]:
        """Return the buckets of a class on the days of a segment: by what they are ordered by, options by their label.

        Args:
            number: The number of the class.
            pool: The options.
            segment: The days, with the options in force on them by state.
            meant: The options that are meant, a bit each.
            preferred: Whether the patient prefers them.
            free: Whether options are ordered by distance alone.
        """
        of_class = self.classes[number]
        shape = of_class.shape
        found: dict[tuple[int, ...], dict[int, int]] = {}
        states = segment.seen(self._tables.states, by_family=shape.by_family, by_language=shape.by_language)
        for relation, related in self._surroundings.related(of_class.around, pool):
            among = related & meant
            for state, in_force in states if among else ():
                options = among & in_force
                if options:
                    key = (relation, state, preferred)
                    cell = shape.cells.get(key)
                    if cell is None:
                        cell = shape.cells[key] = self._decided(of_class, pool, segment, options, preferred=preferred)
                    if cell.key is not None:
                        told = found.setdefault(() if free else cell.key, {})
                        label = self._label(of_class, cell)
                        told[label] = told.get(label, 0) | options
        return found

    def _decided(self, of_class: NeedClass, pool: Pool, segment: Segment, options: int, *, preferred: bool) -> Cell:
        """Return what the path of a single referral decides of the first of some options."""
        option = pool.options[(options & -options).bit_length() - 1]
        wanted = pool.wanted(segment.day)[option.role]
        liked = frozenset({wanted.member.role.practitioner} if preferred else ())
        need = of_class.need._replace(on=segment.day, plan=segment.plan)
        asked = Asked((), (), liked, frozenset(), frozenset())
        circle = of_class.around.circle
        held = Holding(self._market, need, asked, circle, Directing(self._market, need, None)).at(wanted, option.site)
        row = next((place for place, one in enumerate(circle.tiers.rows) if one is held.outcome.tier), None)
        return _cell(held, row)

    def _label(self, of_class: NeedClass, cell: Cell) -> int:
        """Return the number of what is told of a cell."""
        found = of_class.labels.get(cell)
        if found is None:
            rows = of_class.around.circle.tiers.rows
            label = cell.label if cell.row is None else cell.label._replace(tier_of=rows[cell.row].organization)
            found = of_class.labels[cell] = self.labels.number(label)
        return found


def _cell(held: Held, row: int | None) -> Cell:
    outcome = held.outcome
    verdict = "unknown" if outcome.verdict is None else outcome.verdict.value
    label = Label(outcome.tier.name, None, held.network or "unknown", verdict)
    _, hops, kind, index, standing, *_ = held.key
    return Cell(None if outcome.verdict is Verdict.REJECT else (hops, kind, index, standing), row, label)
