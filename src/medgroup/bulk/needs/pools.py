"""The candidates of a specialty over the days of a period: who is one when, and in which words the rows see each.

A candidate at a site is an option. Options that the rows cannot tell apart on a day, whoever refers, are of one state;
so a set of options is one whole number, a bit each, and rows are asked of states in place of options.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
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


class Option(NamedTuple):
    """A role at one of its sites; none where no site is known."""

    role: str
    site: str | None


class Segment:
    """Days on which no option changes its state under a plan; options may begin and end in between."""

    def __init__(self, plan: Plan | None) -> None:
        self.plan = plan
        #: The options that are ever in force by their state, a bit each.
        self.states: dict[State, int] = {}
        #: All of them, and those that begin on a day, by the day.
        self._held = 0
        self._begun: list[tuple[date, int]] = []
        self._seen: dict[tuple[bool, bool], tuple[tuple[int, int], ...]] = {}
        self._by_place: dict[tuple[bool, bool], dict[int, int]] = {}

    def took(self, day: date, states: Mapping[State, int]) -> bool:
        """Add a day on which options have some states, unless one of them has another on a day before."""
        if any(options & self._held & ~self.states.get(state, 0) for state, options in states.items()):
            return False
        begun = 0
        for state, options in states.items():
            begun |= options & ~self._held
            self.states[state] = self.states.get(state, 0) | options
        self._held |= begun
        if begun:
            self._begun.append((day, begun))
        return True

    def day_of(self, option: int) -> date:
        """Return a day on which an option, a bit, is in force."""
        return next(day for day, begun in self._begun if begun & option)

    def seen(self, numbers: Numbered, *, by_family: bool, by_language: bool) -> tuple[tuple[int, int], ...]:
        """Return the options by the number of their state, as far as families and languages tell them apart."""
        key = (by_family, by_language)
        found = self._seen.get(key)
        if found is None:
            merged: dict[State, int] = {}
            for state, options in self.states.items():
                seen = state if by_family else state._replace(families=None)
                seen = seen if by_language else seen._replace(languages=frozenset())
                merged[seen] = merged.get(seen, 0) | options
            found = self._seen[key] = tuple((numbers.number(state), options) for state, options in merged.items())
        return found

    def state_of(self, place: int, numbers: Numbered, *, by_family: bool, by_language: bool) -> int | None:
        """Return the number of the state of one option by its place, as ``seen`` gives it; None where it has none."""
        key = (by_family, by_language)
        found = self._by_place.get(key)
        if found is None:
            seen = self.seen(numbers, by_family=by_family, by_language=by_language)
            found = self._by_place[key] = {at: state for state, options in seen for at in places(options)}
        return found.get(place)


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
        #: The segments of all plans; and by plan for each day the number of its segment.
        self.segments: list[Segment] = []
        self._known: dict[int, list[int]] = {}
        self._wanted: dict[date, dict[str, Wanted]] = {}
        self._presences = Numbered()

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
    def bits(self) -> Mapping[Option, int]:
        """The bit of each option."""
        return {one: 1 << number for number, one in enumerate(self.options)}

    @cached_property
    def by_practitioner(self) -> Mapping[str, int]:
        """The options of each practitioner."""
        found: dict[str, int] = {}
        for option, bit in self.bits.items():
            who = self._tables.market.practitioner_role(option.role).practitioner
            found[who] = found.get(who, 0) | bit
        return found

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that have options."""
        return frozenset(one.role for one in self.options)

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str | None], int]:
        """The options by organization and site."""
        found: dict[tuple[str, str | None], int] = {}
        for option, bit in self.bits.items():
            key = (self._tables.market.practitioner_role(option.role).organization, option.site)
            found[key] = found.get(key, 0) | bit
        return found

    def wanted(self, day: date) -> dict[str, Wanted]:
        """Return the candidates of a day by role."""
        since = self._days[bisect_right(self._days, day) - 1]
        found = self._wanted.get(since)
        if found is None:
            found = self._wanted[since] = {one.member.role.id: one for one in self._held(since)}
        return found

    @cached_property
    def presence_by_day(self) -> list[int]:
        """For each day the number of the options that are in force on it."""
        ends = [(day - self._tables.first).days for day in self._days[1:]]
        found: list[int] = []
        for day, end in zip(self._days, [*ends, self._tables.days], strict=True):
            options = 0
            for one in self.wanted(day).values():
                for site in one.member.sites:
                    options |= self.bits[Option(one.member.role.id, site)]
            found += [self._presences.number(options)] * (end - len(found))
        return found

    @property
    def present(self) -> list[int]:
        """The options in force, a bit each, by the number that a day has."""
        return self._presences.values  # type: ignore[return-value]

    def by_day(self, plan: int) -> list[int]:
        """Return for each day the number of its segment under a plan; plans that there are not are one."""
        key = max(plan, -1)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._compiled(None if key < 0 else self._tables.market.facts.plans[key])
        return found

    def _compiled(self, plan: Plan | None) -> list[int]:
        tables = self._tables
        days = self._days if plan is None else sorted({*self._days, *self._changes(plan)})
        starts = [(day - tables.first).days for day in days]
        found: list[int] = []
        self.segments.append(Segment(plan))
        for day, start, end in zip(days, starts, [*starts[1:], tables.days], strict=True):
            states = self._states(plan, day)
            if not self.segments[-1].took(day, states):
                self.segments.append(Segment(plan))
                self.segments[-1].took(day, states)
            found += [len(self.segments) - 1] * (end - start)
        return found

    def _changes(self, plan: Plan) -> Iterator[date]:
        """Yield the days of the period on which network status of an option may change."""
        market, period = self._tables.market, self._tables.period
        for option in self.options:
            role = market.practitioner_role(option.role)
            asked = Question(role.practitioner, role.organization, plan, option.site, None, self._tables.first)
            for day in boundaries_of(periods_of(market, asked)):
                if day is not None and period.contains(day):
                    yield day

    def _states(self, plan: Plan | None, day: date) -> dict[State, int]:
        standings = None if plan is None else self._tables.market.derived(Standings).of(plan, day)
        found: dict[State, int] = {}
        for one in self.wanted(day).values():
            member, role = one.member, one.member.role
            for site in member.sites:
                network = None
                if standings is not None:
                    network = standings.word(role.practitioner, role.organization, site, one.specialty)
                state = State(one.specialist, one.direct, network, member.accepting, member.languages, member.families)
                found[state] = found.get(state, 0) | self.bits[Option(role.id, site)]
        return found


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
