"""What the rows of referrals come to for needs that are alike: options in buckets, and buckets in their order.

Needs of which no row can tell one from another are of one class. For a class, options of one state and one relation to the
referrer come to one outcome, which the path that ranks a single referral decides, of one of them for all. Options that
tie but for their distance are a bucket; the buckets of a class follow each other in the order of tiers and standing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from attrs import evolve

from medgroup.bulk.need_pools import Pool, Segment
from medgroup.bulk.need_tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.referrals.asking import Asked
from medgroup.referrals.circles import Circle, Circles, Near
from medgroup.referrals.colocation import NOWHERE, Sites, Spot
from medgroup.referrals.deciding import YIELDING
from medgroup.referrals.directing import Directing
from medgroup.referrals.holding import Held, Holding
from medgroup.referrals.needs import SHARED, Need, need_of
from medgroup.rules import Verdict

#: The columns of rules that rest on the care that is asked for alone.
_OF_CARE = frozenset({"specialty", "family", "imaging", "advanced_imaging", "laboratory"})
#: Stands for the referrer: whoever it is, is left out need by need.
_NOBODY = "nobody in particular"


class Relation(NamedTuple):
    """How an option stands to a referrer, as the rows see it."""

    near: Near
    spot: Spot


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
    label: int


class Bucket(NamedTuple):
    """Options that tie but for their distance, a bit each, with what is told of which."""

    options: int
    parts: tuple[tuple[int, int], ...]


class NeedClass:
    """Needs that no row can tell apart."""

    def __init__(self, need: Need, circle: Circle, key: tuple[object, ...]) -> None:
        self.need = need
        self.circle = circle
        #: What relations to the referrer depend on.
        self.around = key[:4]
        self.cells: dict[tuple[int, int, bool], Cell] = {}


class Buckets:
    """The classes of needs of a market, and their buckets; what repeats is kept."""

    def __init__(self, tables: NeedTables) -> None:
        self._tables = tables
        self._market: Market = tables.market
        self._sites = self._market.derived(Sites)
        self.classes: list[NeedClass] = []
        self.labels = Numbered()
        self._numbers: dict[tuple[object, ...], int] = {}
        self._relations = Numbered()
        self._related_to: dict[tuple[object, ...], tuple[tuple[int, int], ...]] = {}
        self._used: dict[Circle, frozenset[str]] = {}

    def need(self, row: Mapping[str, object]) -> Need:
        """Return what all candidates of a need share, whoever refers in particular."""
        referral = Referral(
            id="need",
            patient=row["patient"],
            issuer=row["issuer"],
            specialty=row["specialty"],
            services=frozenset(str(row["services"]).split()) if row["services"] else None,
            languages=str(row["languages"] or "").split(),
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
        plan = None if base.plan is None else base.plan.id
        circle = self._market.derived(Circles).of(base.issuer.organization, plan, self._tables.day(epoch))
        used = self._used_by(circle)
        words = tuple(
            of_care if name in _OF_CARE else own
            for name, own, of_care in zip(SHARED, base.words, care.words, strict=True)
        )
        need = base._replace(words=words, languages=care.languages)
        key = (
            base.issuer.organization,
            plan,
            epoch,
            base.sites,
            base.no_plan,
            *(word for name, word in zip(SHARED, words, strict=True) if name in used),
            base.pcp,
            base.from_pcp,
            base.authorized,
            base.families if "same_family" in used else None,
            care.languages,
        )
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.classes)
            self.classes.append(NeedClass(need, circle, key))
        return found

    def of(self, number: int, pool: Pool, segment: Segment, *, preferred: bool, free: bool) -> Iterator[Bucket]:
        """Yield the buckets of a class on the days of a segment, in order.

        Args:
            number: The number of the class.
            pool: The options.
            segment: The days, with the options in force on them by state.
            preferred: Whether the patient prefers these options.
            free: Whether options are ordered by distance alone.
        """
        of_class = self.classes[number]
        states = segment.states if of_class.need.languages else segment.plain
        found: dict[tuple[int, ...], list[tuple[int, int]]] = {}
        for relation, related in self._related(of_class, pool):
            for state, held in states:
                options = related & held
                if options:
                    cell = self._cell(of_class, relation, state, preferred, pool, segment.day, options)
                    if cell.key is not None:
                        found.setdefault(() if free else cell.key, []).append((options, cell.label))
        for key in sorted(found):
            yield Bucket(_union(options for options, _ in found[key]), tuple(_merged(found[key])))

    def _cell(
        self,
        of_class: NeedClass,
        relation: int,
        state: int,
        preferred: bool,
        pool: Pool,
        day: date,
        options: int,
    ) -> Cell:
        key = (relation, state, preferred)
        found = of_class.cells.get(key)
        if found is None:
            option = pool.options[(options & -options).bit_length() - 1]
            wanted = pool.wanted(day)[option.role]
            liked = frozenset({wanted.member.role.practitioner} if preferred else ())
            need = of_class.need._replace(on=day)
            asked = Asked((), (), liked, frozenset(), frozenset())
            holding = Holding(self._market, need, asked, of_class.circle, Directing(self._market, need, None))
            found = of_class.cells[key] = self._decided(holding.at(wanted, option.site))
        return found

    def _decided(self, held: Held) -> Cell:
        outcome = held.outcome
        label = Label(
            outcome.tier.name,
            outcome.tier.organization,
            held.network or "unknown",
            "unknown" if outcome.verdict is None else outcome.verdict.value,
        )
        _, hops, kind, index, standing, *_ = held.key
        key = None if outcome.verdict is Verdict.REJECT else (hops, kind, index, standing)
        return Cell(key, self.labels.number(label))

    def _related(self, of_class: NeedClass, pool: Pool) -> tuple[tuple[int, int], ...]:
        """Return the options of a pool by how they stand to a referrer."""
        key = (*of_class.around, id(pool))
        found = self._related_to.get(key)
        if found is None:
            sites = of_class.need.sites
            by_relation: dict[int, int] = {}
            for (organization, site), options in pool.by_place.items():
                spot = NOWHERE if site is None else self._sites.spot(sites, site)
                relation = self._relations.number(Relation(of_class.circle.near(organization), spot))
                by_relation[relation] = by_relation.get(relation, 0) | options
            found = self._related_to[key] = tuple(by_relation.items())
        return found

    def _used_by(self, circle: Circle) -> frozenset[str]:
        """Return the columns that any gate or tier looks at."""
        found = self._used.get(circle)
        if found is None:
            gates = circle.decide.rules.gates
            whens = [*(gate.when for gate in gates), *(row.when for row in circle.tiers.rows), *circle.tiers.anyone]
            yielding = {YIELDING[override] for gate in gates for override in gate.yields}
            found = self._used[circle] = frozenset(name for when in whens for name in when) | yielding
        return found


def _union(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _merged(parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield parts, those told alike as one."""
    found: dict[int, int] = {}
    for options, label in parts:
        found[label] = found.get(label, 0) | options
    yield from ((options, label) for label, options in sorted(found.items()))
