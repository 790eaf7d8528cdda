"""The candidates of a specialty over the days of a period: who is one when, and in which words the rows see each."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.options import Option, Options
from medgroup.bulk.needs.tables import NeedTables, State
from medgroup.bulk.segments import boundaries_of
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import PractitionerRole
from medgroup.network.question import Question
from medgroup.network.timeline import periods_of
from medgroup.referrals.ranking.pools import Pools, Wanted
from medgroup.referrals.ranking.standings import Standings

#: Stands for a specialty that nobody has.
_NOBODYS = ""


class Words:
    """The words of network status of those who may be candidates, over the days of a period; what repeats is kept."""

    def __init__(self, tables: NeedTables) -> None:
        self._tables = tables
        self._standings = tables.market.derived(Standings)
        self._known: dict[tuple[str, str, str | None, str | None, int], list[tuple[int, str | None]]] = {}

    def of(
        self, role: PractitionerRole, site: str | None, specialty: str | None, plan: int
    ) -> list[tuple[int, str | None]]:
        """Return the words under a plan, each with the number of the first day that it is for, in order."""
        key = (role.practitioner, role.organization, site, specialty, plan)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = list(self._told(role, site, specialty, self._tables.market.facts.plans[plan]))
        return found

    def _told(
        self, role: PractitionerRole, site: str | None, specialty: str | None, plan: Plan
    ) -> Iterator[tuple[int, str | None]]:
        first, period = self._tables.first, self._tables.period
        asked = Question(role.practitioner, role.organization, plan, site, None, first)
        changes = {day for day in boundaries_of(periods_of(self._tables.market, asked)) if day and period.contains(day)}
        for day in sorted({first, *changes}):
            standings = self._standings.of(plan, day)
            yield (day - first).days, standings.word(role.practitioner, role.organization, site, specialty)


class Pool:
    """The options of a specialty, or of everybody for a specialty that is not theirs."""

    def __init__(
        self,
        tables: NeedTables,
        options: Options,
        words: Words,
        roles: Iterable[PractitionerRole],
        held: Callable[[date], Iterable[Wanted]],
    ) -> None:
        self._tables = tables
        self._options = options
        self._words = words
        self._held = held
        self._days = _days(tables, roles)
        #: The stretches of days of all plans: of each option the number of its state, 0 where it is not in force.
        self._stretches: list[Any] = []
        self._known: dict[int, Any] = {}

    @classmethod
    def of_specialty(cls, tables: NeedTables, options: Options, words: Words, specialty: str) -> "Pool":
        """Return the pool of a taxonomy code."""
        pools = tables.market.derived(Pools)
        every = tables.market.facts.practitioner_roles
        return cls(tables, options, words, every, lambda day: pools.of(specialty, day, family=False))

    @classmethod
    def of_others(cls, tables: NeedTables, options: Options, words: Words) -> "Pool":
        """Return everybody as who is preferred for a specialty that is not theirs."""
        pools, every = tables.market.derived(Pools), tables.market.facts.practitioner_roles
        people = sorted({role.practitioner for role in every})
        return cls(
            tables,
            options,
            words,
            every,
            lambda day: (one for who in people for one in pools.named(who, _NOBODYS, day)),
        )

    @cached_property
    def _wanted(self) -> list[tuple[Wanted, ...]]:
        """The candidates of each stretch of days on which the same roles are held."""
        return [tuple(self._held(day)) for day in self._days]

    @cached_property
    def columns(self) -> Any:
        """The numbers of the options of whatever day, in order."""
        numbers = self._options.numbers
        found = {
            numbers[Option(one.member.role.id, site)]
            for wanted in self._wanted
            for one in wanted
            for site in one.member.sites
        }
        return numpy().array(sorted(found), dtype="int32")

    @cached_property
    def places(self) -> Mapping[int, int]:
        """The place of each option by its number."""
        return {int(number): place for place, number in enumerate(self.columns)}

    @cached_property
    def by_practitioner(self) -> Mapping[int, Sequence[int]]:
        """The places of the options of each practitioner, by number."""
        return _grouped(self._options.practitioner[self.columns].tolist())

    @cached_property
    def by_role(self) -> Mapping[int, Sequence[int]]:
        """The places of the options of each role, by number."""
        return _grouped(self._options.role[self.columns].tolist())

    def by_day(self, plan: int) -> Any:
        """Return for each day the number of its stretch under a plan; plans that there are not are one, -1."""
        found = self._known.get(plan)
        if found is None:
            found = self._known[plan] = self._compiled(plan)
        return found

    def stretches_of(self, plans: Any, days: Any) -> Any:
        """Return the numbers of stretches by plan and day, pair by pair."""
        np = numpy()
        met, place = np.unique(plans, return_inverse=True)
        found = np.array([self.by_day(plan) for plan in met.tolist()])
        return found[place, days] if len(found) else place

    def stretches(self) -> Any:
        """Return the stretches of the plans that were asked for: a row of the states of all options for each."""
        np = numpy()
        return np.array(self._stretches, dtype="int32").reshape(len(self._stretches), len(self.columns))

    def _compiled(self, plan: int) -> Any:
        np, days = numpy(), self._tables.days
        runs = list(self._runs(plan))
        cuts = sorted({0, *(start for _, start, _, _ in runs), *(stop for _, _, stop, _ in runs)} - {days})
        at = {day: number for number, day in enumerate([*cuts, days])}
        found = np.zeros((len(cuts), len(self.columns)), dtype="int32")
        for place, start, stop, state in runs:
            found[at[start] : at[stop], place] = state
        begin = len(self._stretches)
        changes = np.append(True, (found[1:] != found[:-1]).any(axis=1))
        self._stretches += list(found[changes])
        of_cuts = begin - 1 + changes.cumsum()
        return np.repeat(of_cuts, np.diff([*cuts, days])).astype("int32")

    def _runs(self, plan: int) -> Iterator[tuple[int, int, int, int]]:
        """Yield the place of an option, the days from and before which it is in a state, and the number of that."""
        tables, numbers = self._tables, self._options.numbers
        starts = [(day - tables.first).days for day in self._days]
        for wanted, start, stop in zip(self._wanted, starts, [*starts[1:], tables.days], strict=True):
            for one in wanted:
                for site in one.member.sites:
                    place = self.places[numbers[Option(one.member.role.id, site)]]
                    for begin, end, word in self._during(one, site, plan, start, stop):
                        yield place, begin, end, tables.states.number(self._state(one, word))

    def _during(
        self, one: Wanted, site: str | None, plan: int, start: int, stop: int
    ) -> Iterator[tuple[int, int, str | None]]:
        """Yield the stretches of some days on which a candidate's network status is the same."""
        if plan < 0:
            yield start, stop, None
            return
        words = self._words.of(one.member.role, site, one.specialty, plan)
        at = bisect_right(words, start, key=lambda told: told[0]) - 1
        ends = [*(day for day, _ in words[at + 1 :]), stop]
        for (day, word), end in zip(words[at:], ends, strict=True):
            if day < stop:
                yield max(day, start), min(end, stop), word

    def _state(self, one: Wanted, word: str | None) -> State:
        """Return what rows see of a candidate, as far as any looks at it."""
        used, member = self._tables.used, one.member
        covered = "coverage" in used
        return State(
            one.specialist if covered else None,
            one.direct if covered else None,
            word,
            member.accepting if "accepting" in used else None,
            member.languages if "language" in used else frozenset(),
            member.families if "same_family" in used else None,
        )


def _grouped(numbers: Iterable[int]) -> Mapping[int, Sequence[int]]:
    """Return the places of each number."""
    found: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        found.setdefault(number, []).append(place)
    return found


def _days(tables: NeedTables, roles: Iterable[PractitionerRole]) -> list[date]:
    """Return the days of the period on which roles or organizations begin or end, and the first."""
    stated = {role.organization: tables.market.organization(role.organization).period for role in roles}
    days = boundaries_of((*stated.values(), *(role.period for role in roles)))
    return sorted({tables.first, *(day for day in days if day is not None and tables.period.contains(day))})
