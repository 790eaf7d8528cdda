"""A market compiled to tables for needs: who is covered by what, who refers from where, and when any of it changes.

Days are whole numbers from the first of the period, so that what holds on a day is looked up by its place.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any, NamedTuple

from medgroup.bulk.engines import polars
from medgroup.bulk.segments import Numbered, boundaries_of, segments
from medgroup.bulk.tables import Tables
from medgroup.costs.benefits.coverages import CoverageContracts, paying
from medgroup.domain.organizations import Position
from medgroup.domain.patients import Coverage
from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.referrals.ranking.circles import MarketRules
from medgroup.referrals.ranking.colocation import Sites
from medgroup.referrals.ranking.deciding import looked_at_by
from medgroup.referrals.ranking.needs import words_of_issuer
from medgroup.values.period import Period

#: Stand for a plan: that there is none, and that nobody knows which pays first.
NO_PLAN, OVERLAPPING = -1, -2


class Covered(NamedTuple):
    """How a patient is covered on the days of a segment, as far as referrals look at it."""

    #: The number of the plan that pays first, or why there is none.
    plan: int
    #: The primary care practitioners chosen under each plan, by number; a plan is left out where none is.
    chosen: tuple[tuple[int, frozenset[str]], ...]


class Issuer(NamedTuple):
    """A referrer, as far as referrals look at it: those alike are one."""

    organization: str
    sites: tuple[str, ...]
    families: frozenset[str] | None
    #: The words of the columns that rest on who refers, by name.
    words: tuple[tuple[str, str | None], ...]
    #: Where distance is measured from when the patient's home is not known.
    position: Position | None


class State(NamedTuple):
    """What the rows see of an option, whoever refers."""

    specialist: bool | None
    direct: bool | None
    network: str | None
    accepting: str | None
    languages: frozenset[str]
    families: frozenset[str] | None


#: Stands for the state of an option that is not there.
ABSENT = State(None, None, "absent", None, frozenset(), None)


class NeedTables:
    """A market's tables for needs of the days of a period; what needs ask for is worked out once and kept."""

    def __init__(self, tables: Tables) -> None:
        self.market: Market = tables.market
        assert tables.period.start is not None
        assert tables.period.end is not None
        self.period: Period = tables.period
        self.first: date = tables.period.start
        self.days: int = (tables.period.end - tables.period.start).days
        facts = self.market.facts
        self.patients = {one.id: number for number, one in enumerate(facts.patients)}
        self.plans = {one.id: number for number, one in enumerate(facts.plans)}
        self.roles = {one.id: number for number, one in enumerate(facts.practitioner_roles)}
        self.practitioners = {one.id: number for number, one in enumerate(facts.practitioners)}
        self.issuers = Numbered[Issuer]()
        self.covered = Numbered[Covered]()
        #: The states of options by number, the first that of those who are not there.
        self.states = Numbered[State]()
        self.states.number(ABSENT)
        self._sites = self.market.derived(Sites)

    def day(self, number: int) -> date:
        """Return a day by its number."""
        return self.first + timedelta(days=number)

    @cached_property
    def used(self) -> frozenset[str]:
        """The columns that any gate, or a tier of any model, looks at."""
        tiers = [tier for model in self.market.models.values() for tier in model.tiers]
        return self.market.derived(MarketRules).looked_at | looked_at_by(tiers)

    @cached_property
    def epochs(self) -> list[int]:
        """For each day the first of those on which ties, organizations and contracts stand as on it."""
        facts = self.market.facts
        periods = [
            one.period
            for collection in (facts.organizations, facts.affiliations, facts.elections, facts.networks, facts.plans)
            for one in collection
        ]
        periods += [one.period for one in facts.agreements]
        starts = {0, *(self._number(day) for day in boundaries_of(periods) if day and self.period.contains(day))}
        found, held = [], 0
        for number in range(self.days):
            held = number if number in starts else held
            found.append(held)
        return found

    @cached_property
    def issuers_by_day(self) -> Any:
        """The number of the issuer that a role is, by role and day: a column with the days of each role together."""
        pl = polars()
        numbers, lengths = [], []
        for role in self.market.facts.practitioner_roles:
            for start, end, number in segments(self.period, self._boundaries(role), partial(self._issuer, role)):
                numbers.append(number)
                lengths.append((end - start).days)
        runs = pl.DataFrame({"number": numbers, "length": lengths}, schema={"number": pl.Int32, "length": pl.Int64})
        return runs.select(pl.col("number").repeat_by("length").explode()).to_series()

    @cached_property
    def coverages(self) -> tuple[Any, Any]:
        """The days from which patients are covered in a way, as patient times days, and the number of the way."""
        pl = polars()
        keys, numbers = [], []
        by_patient = self.market.derived(CoverageContracts).of_patient
        nobody = self.covered.number(Covered(NO_PLAN, ()))
        for patient, place in self.patients.items():
            held = by_patient.get(patient)
            if held is None:
                keys.append(place * self.days)
                numbers.append(nobody)
                continue
            boundaries = boundaries_of(one.period for one in held)
            for start, _, number in segments(self.period, boundaries, partial(self._covered, held)):
                keys.append(place * self.days + self._number(start))
                numbers.append(number)
        return pl.Series("key", keys, dtype=pl.Int64), pl.Series("covered", numbers, dtype=pl.Int64)

    @cached_property
    def homes(self) -> Any:
        """Where patients live, by their number: latitude and longitude, empty where it is not known."""
        return _positions(one.position for one in self.market.facts.patients)

    def _number(self, day: date) -> int:
        return (day - self.first).days

    def _covered(self, coverages: Iterable[Coverage], on: date) -> int:
        first, after = paying(coverages, on)
        if len(first) != 1:
            return self.covered.number(Covered(OVERLAPPING if first else NO_PLAN, ()))
        chosen: dict[int, set[str]] = {}
        for one in (*first, *after):
            if one.pcp is not None:
                chosen.setdefault(self.plans[one.plan], set()).add(one.pcp)
        plan = self.plans[first[0].plan]
        return self.covered.number(Covered(plan, tuple((key, frozenset(chosen[key])) for key in sorted(chosen))))

    def _issuer(self, role: PractitionerRole, on: date) -> int:
        market, view = self.market, self.market.on(on)
        sites = self._sites.of_role(role, on)
        known = [site for site in sites if site in self._sites.points]
        alone = market.site(known[0]).position if len(known) == len(sites) == 1 else None
        words = tuple(words_of_issuer(market, role, on).items())
        found = Issuer(role.organization, sites, view.family_of(role), words, alone)
        return self.issuers.number(found)

    def _boundaries(self, role: PractitionerRole) -> Iterator[date | None]:
        """Yield the days on which what a referrer is may change."""
        # Whom a referrer is supervised by, and whose sites tell the state, all work for the same organization.
        together = self.market.indexes.roles_by_organization.get(role.organization, NOTHING)
        yield from boundaries_of(
            (self.market.organization(role.organization).period, *(one.period for one in together))
        )


def _positions(found: Iterable[Position | None]) -> Any:
    pl = polars()
    rows = [(None, None) if one is None else (one.latitude, one.longitude) for one in found]
    return pl.DataFrame(rows, schema={"latitude": pl.Float64, "longitude": pl.Float64}, orient="row")
