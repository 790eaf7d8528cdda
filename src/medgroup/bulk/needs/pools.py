"""The candidates of a specialty over the days of a period: who is one when, and in which words the rows see each.

A candidate at a site is an option. Options that the rows cannot tell apart on a day, whoever refers, are of one state;
so a set of options is one whole number, a bit each, and rows are asked of states in place of options.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered, boundaries_of
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import PractitionerRole
from medgroup.network.question import Question
from medgroup.network.timeline import periods_of
from medgroup.referrals.ranking.pools import Pools, Wanted
from medgroup.referrals.ranking.standings import Standings

#: Stands for a specialty that nobody has.
_NOBODYS = ""


class State(NamedTuple):
    """What the rows see of an option, whoever refers."""

    specialist: bool | None
    direct: bool | None
    network: str | None
    accepting: str | None
    languages: frozenset[str]
    families: frozenset[str] | None

    def seen_as(self, *, by_family: bool, by_language: bool) -> "State":
        """Return it as far as families and languages tell states apart."""
        found = self if by_family else self._replace(families=None)
        return found if by_language else found._replace(languages=frozenset())


class Option(NamedTuple):
    """A role at one of its sites; none where no site is known."""

    role: str
    site: str | None


class Version(NamedTuple):
    """An option in a state."""

    #: The place of the option.
    place: int
    state: State
    #: How many states the option has before this one; the bits of versions of one rank are a layer.
    rank: int
    #: A day on which it is in force.
    day: date


class Under:
    """The options of a pool under a plan: each in every state that it has on some day."""

    def __init__(self, plan: Plan | None, count: int) -> None:
        self.plan = plan
        self._count = count
        self._versions: dict[tuple[int, State], Version] = {}
        self._ranks = [0] * count
        self._by_bit: dict[int, Version] = {}
        self._seen: dict[tuple[bool, bool], tuple[tuple[int, int, int], ...]] = {}

    @property
    def width(self) -> int:
        """How many bits versions take: those of one rank after those of the rank before."""
        return self._count * max(self._ranks, default=1)

    def bit(self, version: Version) -> int:
        """Return the place of a version among all."""
        return version.rank * self._count + version.place

    def version(self, bit: int) -> Version:
        """Return a version by its place among all."""
        return self._by_bit[bit]

    def of(self, place: int, state: State, day: date) -> int:
        """Return the place of an option in a state among all versions."""
        found = self._versions.get((place, state))
        if found is None:
            found = self._versions[place, state] = Version(place, state, self._ranks[place], day)
            self._ranks[place] += 1
            self._by_bit[self.bit(found)] = found
        return self.bit(found)

    def seen(
        self, numbers: Numbered[Hashable], *, by_family: bool, by_language: bool
    ) -> tuple[tuple[int, int, int], ...]:
        """Return the options by the number of their state, as far as families and languages tell them apart.

        Returns:
            Of each state and rank the number, by how many bits the rank is shifted, and the options.
        """
        key = (by_family, by_language)
        found = self._seen.get(key)
        if found is None:
            merged: dict[tuple[int, int], int] = {}
            for version in self._versions.values():
                state = version.state.seen_as(by_family=by_family, by_language=by_language)
                of_state = (numbers.number(state), version.rank * self._count)
                merged[of_state] = merged.get(of_state, 0) | 1 << version.place
            found = self._seen[key] = tuple((*of_state, options) for of_state, options in merged.items())
        return found


class Pool:
    """The options of a specialty, or of everybody for a specialty that is not theirs."""

    def __init__(
        self,
        tables: NeedTables,
        roles: Iterable[PractitionerRole],
        held: Callable[[date], Iterable[Wanted]],
    ) -> None:
        self._tables = tables
        self._held = held
        self._days = _days(tables, roles)
        #: The segments of all plans: of each option in force, by its place, the place of its version among all.
        self.segments: list[dict[int, int]] = []
        self._known: dict[int, tuple[Under, list[int]]] = {}
        self._wanted: dict[date, dict[str, Wanted]] = {}

    @classmethod
    def of_specialty(cls, tables: NeedTables, specialty: str) -> "Pool":
        """Return the pool of a taxonomy code."""
        pools = tables.market.derived(Pools)
        every = tables.market.facts.practitioner_roles
        return cls(tables, every, lambda day: pools.of(specialty, day, family=False))

    @classmethod
    def of_others(cls, tables: NeedTables) -> "Pool":
        """Return everybody as who is preferred for a specialty that is not theirs."""
        pools, every = tables.market.derived(Pools), tables.market.facts.practitioner_roles
        people = sorted({role.practitioner for role in every})
        return cls(tables, every, lambda day: (one for who in people for one in pools.named(who, _NOBODYS, day)))

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Every option of whatever day, by role and site."""
        found = {
            Option(one.member.role.id, site)
            for day in self._days
            for one in self.wanted(day).values()
            for site in one.member.sites
        }
        return tuple(sorted(found, key=lambda one: (one.role, one.site or "")))

    @cached_property
    def places(self) -> Mapping[Option, int]:
        """The place of each option."""
        return {one: place for place, one in enumerate(self.options)}

    @cached_property
    def by_practitioner(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the options of each practitioner."""
        found: dict[str, list[int]] = {}
        for place, option in enumerate(self.options):
            who = self._tables.market.practitioner_role(option.role).practitioner
            found.setdefault(who, []).append(place)
        return {who: tuple(places) for who, places in found.items()}

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that have options."""
        return frozenset(one.role for one in self.options)

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str | None], int]:
        """The options by organization and site."""
        found: dict[tuple[str, str | None], int] = {}
        for place, option in enumerate(self.options):
            key = (self._tables.market.practitioner_role(option.role).organization, option.site)
            found[key] = found.get(key, 0) | 1 << place
        return found

    def wanted(self, day: date) -> dict[str, Wanted]:
        """Return the candidates of a day by role."""
        since = self._days[bisect_right(self._days, day) - 1]
        found = self._wanted.get(since)
        if found is None:
            found = self._wanted[since] = {one.member.role.id: one for one in self._held(since)}
        return found

    def by_day(self, plan: int) -> list[int]:
        """Return for each day the number of its segment under a plan; plans that there are not are one."""
        return self._of_plan(plan)[1]

    def under(self, plan: int) -> Under:
        """Return the options under a plan; plans that there are not are one."""
        return self._of_plan(plan)[0]

    def _of_plan(self, plan: int) -> tuple[Under, list[int]]:
        key = max(plan, -1)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._compiled(None if key < 0 else self._tables.market.facts.plans[key])
        return found

    def _compiled(self, plan: Plan | None) -> tuple[Under, list[int]]:
        tables = self._tables
        days = self._days if plan is None else sorted({*self._days, *self._changes(plan)})
        starts = [(day - tables.first).days for day in days]
        under = Under(plan, len(self.options))
        found: list[int] = []
        held: dict[int, int] | None = None
        for day, start, end in zip(days, starts, [*starts[1:], tables.days], strict=True):
            versions = {place: under.of(place, state, day) for place, state in self._states(plan, day)}
            if versions != held:
                held = versions
                self.segments.append(versions)
            found += [len(self.segments) - 1] * (end - start)
        return under, found

    def _changes(self, plan: Plan) -> Iterator[date]:
        """Yield the days of the period on which network status of an option may change."""
        market, period = self._tables.market, self._tables.period
        for option in self.options:
            role = market.practitioner_role(option.role)
            asked = Question(role.practitioner, role.organization, plan, option.site, None, self._tables.first)
            for day in boundaries_of(periods_of(market, asked)):
                if day is not None and period.contains(day):
                    yield day

    def _states(self, plan: Plan | None, day: date) -> Iterator[tuple[int, State]]:
        """Yield the options in force on a day, by their places, with their states."""
        standings = None if plan is None else self._tables.market.derived(Standings).of(plan, day)
        for one in self.wanted(day).values():
            member, role = one.member, one.member.role
            for site in member.sites:
                network = None
                if standings is not None:
                    network = standings.word(role.practitioner, role.organization, site, one.specialty)
                state = State(one.specialist, one.direct, network, member.accepting, member.languages, member.families)
                yield self.places[Option(role.id, site)], state


def places(options: int) -> Iterator[int]:
    """Yield the places of the options whose bits are set, from 0."""
    while options:
        lowest = options & -options
        yield lowest.bit_length() - 1
        options ^= lowest


def _days(tables: NeedTables, roles: Iterable[PractitionerRole]) -> list[date]:
    """Return the days of the period on which roles or organizations begin or end, and the first."""
    stated = {role.organization: tables.market.organization(role.organization).period for role in roles}
    days = boundaries_of((*stated.values(), *(role.period for role in roles)))
    return sorted({tables.first, *(day for day in days if day is not None and tables.period.contains(day))})
