"""Who stands how near to an organization that refers: the tiers that it brings, and whom each of them reaches."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.referrals.ranking.deciding import KINDS, NO_KIND, Decider, Rules, Tiers
from medgroup.referrals.ranking.gate_rows import GATES
from medgroup.rules import Effect, Function, Kind, Tier
from medgroup.structure import seats, units_of
from medgroup.structure.ties import Ties

_LEADING = (None, Effect.REPLACES, Effect.JOINS)
_WORDS = {True: "yes", False: "no", None: None}
#: How many circles are kept; a loop over many days would else fill the memory.
_KEPT = 4_096


class Chart(Enum):
    """What of the patient's chart whoever sees her next has at hand."""

    #: Both organizations keep one chart.
    SHARED = "shared"
    #: Each keeps its own, and the two exchange data.
    EXCHANGED = "exchanged"
    #: Nothing but what is sent along with the referral.
    PACKET = "packet"


class Above(NamedTuple):
    """An organization that a referrer belongs to, or is."""

    organization: str
    #: 0 for the referrer's own.
    hops: int
    #: The kind of the last tie of the way there, as a place in ``KINDS``.
    kind: int


class Nearness(NamedTuple):
    """How near a candidate's organization stands, as far as rows look at it."""

    #: Places among the rows of the tiers of those that reach it.
    reached: frozenset[int]
    same_organization: str
    #: The word of the column; None where a tie that nobody knows enough of may make it otherwise.
    panel: str | None


class Near(NamedTuple):
    """How near a candidate's organization stands."""

    reached: frozenset[int]
    same_organization: str
    panel: str | None
    chart: Chart


class MarketRules(Rules):
    """The gates of a market: those of the package and those that plugins hand over."""

    def __init__(self, market: Market) -> None:
        super().__init__((*GATES, *market.declared.gates.values()))


class UnitsOfDay:
    """The units of organizations for a plan on a day, whoever refers; what repeats is kept."""

    def __init__(self, market: Market, plan: str | None, on: date) -> None:
        self._market = market
        self._plan = plan
        self._on = on
        self._units: dict[tuple[Function, str], frozenset[str]] = {}
        self._exchanging: dict[str, frozenset[str]] = {}
        self._doubts: dict[tuple[Function, str], bool] = {}

    def shared(self, function: Function, one: str, other: str) -> bool:
        """Return whether two organizations share a unit for a function."""
        return not self._of(function, one).isdisjoint(self._of(function, other))

    def surely_shared(self, function: Function, one: str, other: str) -> bool | None:
        """Return whether two organizations share a unit; None where a tie that nobody knows enough of may make them."""
        if self.shared(function, one, other):
            return True
        return None if self._doubtful(function, one) or self._doubtful(function, other) else False

    def chart(self, one: str, other: str) -> Chart:
        """Return what one organization has at hand of the chart of the other."""
        if self.shared(Function.RECORDS, one, other):
            return Chart.SHARED
        apart = self._reachable(one).isdisjoint(self._reachable(other))
        return Chart.PACKET if apart else Chart.EXCHANGED

    def _of(self, function: Function, organization: str) -> frozenset[str]:
        key = (function, organization)
        found = self._units.get(key)
        if found is None:
            found = self._units[key] = units_of(self._market, function, organization, on=self._on, plan=self._plan)
        return found

    def _doubtful(self, function: Function, organization: str) -> bool:
        """Return whether an organization may have more units than are known: an organizer's model is not known."""
        key = (function, organization)
        found = self._doubts.get(key)
        if found is None:
            found = self._doubts[key] = self._has_doubtful_tie(function, organization)
        return found

    def _has_doubtful_tie(self, function: Function, organization: str) -> bool:
        ties, queue = self._market.derived(Ties), [organization]
        for current in queue:
            for tie in ties.of(current, function):
                leads = tie.effect in _LEADING and tie.affiliation.period.contains(self._on)
                if leads and tie.effect is None:
                    return True
                if leads and tie.affiliation.organizer not in queue:
                    queue.append(tie.affiliation.organizer)
        return False

    def _reachable(self, organization: str) -> frozenset[str]:
        """Return the units of an organization for records, and those through which they exchange data."""
        found = self._exchanging.get(organization)
        if found is None:
            sat = seats(self._market, Function.RECORDS, organization, on=self._on, plan=self._plan)
            found = frozenset(one for seat in sat for one in (seat.unit, *seat.channels))
            self._exchanging[organization] = found
        return found


class Circle:
    """What surrounds an organization that refers, for a plan on a day."""

    def __init__(self, market: Market, organization: str, units: UnitsOfDay, on: date) -> None:
        self._market = market
        self._units = units
        self._on = on
        self.organization = organization
        #: The organization itself and those that it belongs to, the nearest first.
        self.chain = tuple(_chain(market, organization, on))
        brought = [(one.hops, one.kind, one.organization, self._tiers(one.organization)) for one in self.chain]
        self.tiers = Tiers.of(brought)
        self.decide = Decider(market.derived(MarketRules), self.tiers)
        self._near: dict[str, Near] = {}

    def near(self, organization: str) -> Near:
        """Return how near an organization stands."""
        found = self._near.get(organization)
        if found is None:
            found = self._near[organization] = self._with_chart(organization)
        return found

    def unknown_models(self) -> Iterator[str]:
        """Yield the organizations of the chain whose model is not known, so that nobody knows whom they look to."""
        for one in self.chain:
            if self._market.organization(one.organization).model is None:
                yield one.organization

    def _tiers(self, organization: str) -> tuple[Tier, ...]:
        model = self._market.model_of(organization)
        return () if model is None else model.tiers

    def nearness(self, other: str) -> Nearness:
        """Return how near an organization stands, as far as rows look at it."""
        same = other == self.organization
        shared = same or self._units.surely_shared(Function.CONTRACTING, self.organization, other)
        return Nearness(frozenset(self._reaching(other)), "yes" if same else "no", _WORDS[shared])

    def _with_chart(self, other: str) -> Near:
        return Near(*self.nearness(other), self._units.chart(self.organization, other))

    def _reaching(self, other: str) -> Iterator[int]:
        for place, held, sharing in self._holding:
            if other in held and (sharing is None or self._units.shared(sharing, self.organization, other)):
                yield place

    @cached_property
    def _holding(self) -> tuple[tuple[int, frozenset[str], Function | None], ...]:
        """The places of the tiers of members, with whom each may hold and what these have to share."""
        declared = {(one.hops, one.kind, one.organization): self._tiers(one.organization) for one in self.chain}
        found = []
        for place, row in enumerate(self.tiers.rows):
            if row.members and row.organization is not None:
                tier = declared[(row.hops, row.kind, row.organization)][row.tier_index]
                # An organizer's members by some ties, and what these own or manage; and itself, where it is above.
                itself = {row.organization} if row.hops else frozenset[str]()
                held = frozenset(_members(self._market, row.organization, tier.over, self._on)) | itself
                found.append((place, held, tier.sharing))
        return tuple(found)


class Circles:
    """The circles of a market; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._known: dict[tuple[str, str | None, date], Circle] = {}
        self._units: dict[tuple[str | None, date], UnitsOfDay] = {}

    def of(self, organization: str, plan: str | None, on: date) -> Circle:
        """Return the circle of an organization for a plan on a day."""
        key = (organization, plan, on)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
                self._units.clear()
            units = self._units.get((plan, on))
            if units is None:
                units = self._units[(plan, on)] = UnitsOfDay(self._market, plan, on)
            found = self._known[key] = Circle(self._market, organization, units, on)
        return found


def _chain(market: Market, organization: str, on: date) -> Iterator[Above]:
    """Yield an organization and all that it belongs to, each at its least distance and by its best tie there."""
    level, seen, hops = {organization: NO_KIND}, {organization}, 0
    while level:
        yield from (Above(one, hops, level[one]) for one in sorted(level))
        found: dict[str, int] = {}
        for member in level:
            for tie in market.indexes.affiliations_by_member.get(member, NOTHING):
                if tie.period.contains(on) and tie.organizer not in seen:
                    kind = KINDS.index(tie.kind)
                    found[tie.organizer] = min(kind, found.get(tie.organizer, NO_KIND))
        seen |= found.keys()
        level, hops = found, hops + 1


def _members(market: Market, organizer: str, over: frozenset[Kind], on: date) -> Iterator[str]:
    """Yield those tied to an organizer in one of some ways, and all that these own or manage in turn."""
    controlled = frozenset({Kind.OWNS, Kind.MANAGES})
    queue, seen = [(organizer, over)], {organizer}
    while queue:
        current, kinds = queue.pop()
        for tie in market.indexes.affiliations_by_organizer.get(current, NOTHING):
            if tie.kind in kinds and tie.period.contains(on) and tie.member not in seen:
                seen.add(tie.member)
                queue.append((tie.member, controlled))
                yield tie.member
