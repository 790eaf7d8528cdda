"""What surrounds those who refer, and how options stand to it; what rows cannot tell apart is one number."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from medgroup.bulk.needs.pools import Pool
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered, boundaries_of
from medgroup.referrals.ranking.circles import Circle, Circles, MarketRules
from medgroup.referrals.ranking.colocation import NOWHERE, Sites
from medgroup.referrals.ranking.deciding import YIELDING, Rules
from medgroup.referrals.ranking.needs import Need
from medgroup.rules import Function
from medgroup.structure import units_of


class Around(NamedTuple):
    """What surrounds a referrer."""

    number: int
    circle: Circle
    sites: tuple[str, ...]
    #: The columns that any gate or tier looks at.
    used: frozenset[str]
    #: The tiers, but for whose they are.
    tiers: int


class Surroundings:
    """The surroundings of a market's referrers; what repeats is kept."""

    def __init__(self, tables: NeedTables) -> None:
        self._tables = tables
        self._market = tables.market
        self._sites = self._market.derived(Sites)
        self._known: dict[tuple[str, int, tuple[str, ...]], Around] = {}
        self._circles: dict[tuple[str, int], tuple[Circle, frozenset[str], int]] = {}
        self._ties = Numbered[Hashable]()
        self._standing: dict[tuple[str | None, date], int] = {}
        self._tiers, self._nearness, self._spots, self._relations = (Numbered[Hashable]() for _ in range(4))
        self._spot_of: dict[tuple[tuple[str, ...], str | None], int] = {}
        self._related: dict[tuple[int, Pool], tuple[tuple[int, int], ...]] = {}
        models = self._market.models.values()
        shared = {tier.sharing for model in models for tier in model.tiers if tier.sharing is not None}
        self._functions = sorted({Function.CONTRACTING, *shared}, key=lambda one: one.value)
        facts = self._market.facts
        stated = [one.period for one in facts.affiliations] + [one.period for one in facts.elections]
        stated += [one.period for one in facts.organizations]
        changes = {day for day in boundaries_of(stated) if day is not None}
        self._changes = sorted(day for day in changes if tables.period.contains(day))

    @cached_property
    def used(self) -> frozenset[str]:
        """The columns that any gate, or a tier of any model, looks at."""
        tiers = [tier.when for model in self._market.models.values() for tier in model.tiers]
        return _used_by_gates(self._market.derived(MarketRules)).union(*tiers)

    def of(self, need: Need, epoch: int) -> Around:
        """Return what surrounds who refers.

        Args:
            need: The need.
            epoch: The first of the days on which ties stand as on its own.
        """
        plan = None if need.plan is None else need.plan.id
        ties = self._ties_of(plan, self._tables.day(epoch))
        key = (need.issuer.organization, ties, need.sites)
        found = self._known.get(key)
        if found is None:
            circle, used, tiers = self._circle(need.issuer.organization, ties, plan, self._tables.day(epoch))
            found = self._known[key] = Around(len(self._known), circle, need.sites, used, tiers)
        return found

    def related(self, around: Around, pool: Pool) -> tuple[tuple[int, int], ...]:
        """Return the options of a pool, a bit each, by the number of their relation to a referrer."""
        key = (around.number, pool)
        found = self._related.get(key)
        if found is None:
            by_relation: dict[int, int] = {}
            near: dict[str, int] = {}
            for (organization, site), options in pool.by_place.items():
                if organization not in near:
                    stands = around.circle.near(organization)
                    told = (stands.reached, stands.same_organization, stands.panel)
                    near[organization] = self._nearness.number(told)
                relation = self._relations.number((near[organization], self._spot(around.sites, site)))
                by_relation[relation] = by_relation.get(relation, 0) | options
            found = self._related[key] = tuple(by_relation.items())
        return found

    def relation(self, around: Around, pool: Pool, place: int) -> int:
        """Return the number of the relation of an option, by its place, to a referrer."""
        return next(number for number, options in self.related(around, pool) if options >> place & 1)

    def _spot(self, sites: tuple[str, ...], site: str | None) -> int:
        key = (sites, site)
        found = self._spot_of.get(key)
        if found is None:
            spot = NOWHERE if site is None else self._sites.spot(sites, site)
            # How far the patient has to go is told, and no row looks at it.
            found = self._spot_of[key] = self._spots.number(tuple(spot)[:-1])
        return found

    def _ties_of(self, plan: str | None, on: date) -> int:
        """Return the number of how organizations are tied for a plan on a day, whoever refers."""
        since = max((day for day in self._changes if day <= on), default=self._tables.first)
        found = self._standing.get((plan, since))
        if found is None:
            found = self._standing[plan, since] = self._ties.number(tuple(self._tied(plan, since)))
        return found

    def _tied(self, plan: str | None, on: date) -> Iterator[object]:
        facts = self._market.facts
        yield tuple(tie.id for tie in facts.affiliations if tie.period.contains(on))
        for organization in facts.organizations:
            for function in self._functions:
                yield units_of(self._market, function, organization.id, on=on, plan=plan)

    def _circle(self, organization: str, ties: int, plan: str | None, on: date) -> tuple[Circle, frozenset[str], int]:
        found = self._circles.get((organization, ties))
        if found is None:
            circle = self._market.derived(Circles).of(organization, plan, on)
            rows = tuple(
                (row.hops, row.kind, row.tier_index, row.name, _told(row.when), row.members)
                for row in circle.tiers.rows
            )
            tiers = self._tiers.number((rows, tuple(map(_told, circle.tiers.anyone))))
            found = self._circles[organization, ties] = (circle, _used_by(circle), tiers)
        return found


def _told(when: Mapping[str, frozenset[str]]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(sorted(when.items()))


def _used_by(circle: Circle) -> frozenset[str]:
    """Return the columns that any gate or tier looks at."""
    tiers = [*(row.when for row in circle.tiers.rows), *circle.tiers.anyone]
    return _used_by_gates(circle.decide.rules).union(*tiers)


def _used_by_gates(rules: Rules) -> frozenset[str]:
    yielding = {YIELDING[override] for gate in rules.gates for override in gate.yields}
    return frozenset(yielding).union(*(gate.when for gate in rules.gates))
