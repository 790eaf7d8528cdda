"""A market compiled to tables: who is covered when, and by which path who is in network when.

Each table is a total partition of time: for a key that it holds, every day of the period is in exactly one segment. A
line then meets its segment by an equi-join and a filter, one row a line on every engine.
"""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from medgroup.bulk.segments import Numbered, boundaries_of, segments
from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.classing import Classing
from medgroup.costs.prices.bills import place_of
from medgroup.costs.prices.contracts import TermsTables, chosen_for
from medgroup.costs.prices.places import qualifying_on
from medgroup.costs.processing import Giver, Givers
from medgroup.domain.cost_sharing import in_ranges
from medgroup.domain.fees import Setting
from medgroup.domain.payers import Plan
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.market.markets import market_of
from medgroup.network.answer import Status
from medgroup.network.question import Question
from medgroup.network.routes import Contracts
from medgroup.network.status import standing
from medgroup.network.timeline import periods_of
from medgroup.values.period import Period

#: What the days are that tables are for, in words.
_A_PERIOD = "a Period, as Period(date(2026, 1, 1), date(2027, 1, 1))"
#: The key of a line that names no site.
NO_SITE = ""


class CoverageClass(NamedTuple):
    """How a patient is covered on the days of a segment, as far as plans look at it."""

    plan: str | None
    #: The calendar year in which the plan year begins.
    year: int
    self_only: bool | None
    pcp: bool | None
    #: Whether the plan is in force.
    in_force: bool


class PriceClass(NamedTuple):
    """What prices depend on beside the service and the day."""

    status: Status
    #: The number of the terms that price, by what they say; None where no path answers IN.
    terms: int | None
    #: The plan, whose own rule holds out of network; None where a contract prices.
    plan: str | None
    setting: Setting | None
    locality: str | None
    #: Whether a hospital bills beside.
    department: bool
    #: Taxonomy codes of who gives it, where the terms pay by kind.
    taxonomies: frozenset[str] | None
    qualifying: bool | None


class BenefitClass(NamedTuple):
    """What benefits and gates depend on beside the coverage and the service."""

    status: Status
    #: The number of the plan's tier, as the benefits count; None where no path answers IN or the benefits say nothing.
    tier: int | None
    #: Whether a contract prices.
    contracted: bool
    setting: Setting | None
    department: bool
    giver: Giver
    #: Network status of the facility that runs the site.
    facility: Status | None


class CoverageRow(NamedTuple):
    """One row of the table of coverages."""

    patient: str
    start: date
    end: date
    #: The number of the coverage class.
    coverage: int
    #: Numbers of the family's and of the patient's accumulators: of a plan and a plan year.
    family: int
    member: int
    plan: str | None


class PathRow(NamedTuple):
    """One row of the table of paths."""

    practitioner: str
    billing: str
    site: str
    plan: str
    start: date
    end: date
    #: The numbers of the classes of price and of benefits.
    price: int
    benefit: int
    network: str
    agreement: str | None
    roster_entry: str | None
    network_tier: int | None


class Tables:
    """A market's tables for the days of a period; ``compile`` makes them.

    What lines ask for is worked out when the first of its sort comes, and kept.
    """

    def __init__(self, market: Market, period: Period) -> None:
        market_of(market)
        if not isinstance(period, Period):
            raise InvalidValueError(period, _A_PERIOD, field="period")
        if period.start is None or period.end is None:
            raise InvalidValueError(str(period), "a period with a start and an end", field="period")
        self.market = market
        self.period = period
        self.coverage_classes = Numbered[Hashable]()
        self.price_classes = Numbered[Hashable]()
        self.benefit_classes = Numbered[Hashable]()
        self._terms = Numbered[Hashable]()
        self._families = Numbered[Hashable]()
        #: What benefits look at of a service, by number.
        self.signatures = Numbered[Hashable]()
        self._members = Numbered[Hashable]()
        self._classing = market.derived(Classing)
        #: What has been decided of combinations of classes, codes and flags, by their packed key.
        self.decided: dict[str, dict[int, Any]] = {"price": {}, "benefit": {}}
        #: The tables as frames of Polars, by the kind of their rows; and what is compiled beside them, by its own.
        self.frames: dict[type[Any], Any] = {}
        #: Names of rules of plans, by number.
        self.rules = Numbered[Hashable]()
        #: Service codes with their modifiers, by number.
        self.items = Numbered[Hashable]()

    def __repr__(self) -> str:
        """Return what it is and the days that it is for."""
        return f"<Tables: {self.market!r}, {self.period}>"

    def __getstate__(self) -> dict[str, Any]:
        """Leave out, for another process, what it makes for itself."""
        return {**vars(self), "frames": {}}

    @cached_property
    def epochs(self) -> tuple[date, ...]:
        """The days within the period on which some price may change: each begins another epoch."""
        facts = self.market.facts
        stated = [agreement.terms for agreement in facts.agreements] + [entry.terms for entry in facts.roster_entries]
        stated += [rule.terms for rule in self.market.declared.contracting_rules.values()]
        periods = [
            rate.period
            for terms in {id(one): one for one in stated if one is not None}.values()
            for rate in terms.rates
        ]
        for schedule in facts.fee_schedules:
            periods += [schedule.period, *(factor.period for factor in schedule.conversion_factors)]
        return tuple(sorted({day for day in boundaries_of(periods) if day is not None and self.period.contains(day)}))

    @cached_property
    def coverages(self) -> tuple[CoverageRow, ...]:
        """Coverages by patient: every patient, every day of the period."""
        return tuple(row for patient in self.market.facts.patients for row in self._coverages(patient.id))

    @cached_property
    def paths(self) -> tuple[PathRow, ...]:
        """Network paths by practitioner, billing organization, site and plan, of whoever has a role or a line."""
        plans = [
            self.market.plan(plan) for plan in sorted({row.plan for row in self.coverages if row.plan is not None})
        ]
        return tuple(
            row
            for practitioner, billing in self._pairs()
            for site in (NO_SITE, *self._sites(practitioner, billing))
            for plan in plans
            for row in self._paths(practitioner, billing, site, plan)
        )

    def signature(self, item: tuple[str, str, str]) -> int:
        """Return the number of a service's signature: what benefits look at of its code, and its place of service."""
        code, _, place = item
        return self.signatures.number((tuple(in_ranges(code, ranges) for ranges in self._ranges), place))

    def family_number(self, family: str, year: int) -> int:
        """Return the number of a family's accumulators in a plan year."""
        return self._families.number((family, year))

    @cached_property
    def _ranges(self) -> tuple[frozenset[str], ...]:
        """The ranges of codes that the benefits of any plan speak of."""
        found: set[frozenset[str]] = set()
        for plan in self.market.facts.plans:
            design = self._classing.terms(plan).design
            found |= {row.codes for row in design.categories}
            outside = () if design.out_of_network is None else (design.out_of_network.cost_sharing,)
            for sharing in (*(tier.cost_sharing for tier in design.tiers or ()), *outside):
                found |= {rule.codes for rule in sharing.services if rule.codes is not None}
        return tuple(sorted(found, key=sorted))

    def _coverages(self, patient: str) -> Iterator[CoverageRow]:
        own = self._by_patient.get(patient, ())
        under = {one for coverage in own for one in self._together(coverage)}
        boundaries = list(boundaries_of(under))
        for key in sorted({plan for plan, _ in own}):
            boundaries += self._years(self.market.plan(key))
        for start, end, (coverage, family, member, plan) in segments(
            self.period, boundaries, lambda day: self._covered(patient, day)
        ):
            yield CoverageRow(patient, start, end, coverage, family, member, plan)

    @cached_property
    def _by_patient(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.market.facts.coverages:
            found.setdefault(one.patient, []).append((one.plan, one.subscriber or one.patient))
        return found

    @cached_property
    def _under(self) -> dict[tuple[str, str], list[Period]]:
        found: dict[tuple[str, str], list[Period]] = {}
        for one in self.market.facts.coverages:
            found.setdefault((one.plan, one.subscriber or one.patient), []).append(one.period)
        return found

    def _together(self, contract: tuple[str, str]) -> list[Period]:
        return self._under[contract]

    def _years(self, plan: Plan) -> Iterator[date | None]:
        """Yield the days on which a plan's years begin, and those of the plan itself."""
        yield from boundaries_of((plan.period,))
        design = self._classing.terms(plan).design
        day: date | None = self.period.start
        while day is not None and self.period.contains(day):
            year = design.plan_year.containing(day)
            yield year.end
            day = year.end

    def _covered(self, patient: str, on: date) -> tuple[int, int, int, str | None]:
        standing_on = coverage_on(self.market, patient, on=on)
        if standing_on.plan is None:
            none = CoverageClass(None, 0, None, None, bool(standing_on.overlapping))
            return self.coverage_classes.number(none), -1, -1, None
        plan = self.market.plan(standing_on.plan)
        year = self._classing.terms(plan).year_of(on)
        family = standing_on.family
        primary = standing_on.primary
        pcp = None if primary is None or primary.pcp is None else True
        found = CoverageClass(plan.id, year, standing_on.self_only, pcp, plan.period.contains(on))
        return (
            self.coverage_classes.number(found),
            self._families.number((family, year)),
            self._members.number((family, patient, year)),
            plan.id,
        )

    def _pairs(self) -> list[tuple[str, str]]:
        facts = self.market.facts
        roles = {(role.practitioner, role.organization) for role in facts.practitioner_roles}
        return sorted(roles | {(entry.practitioner, entry.billing) for entry in facts.roster_entries})

    def _sites(self, practitioner: str, billing: str) -> list[str]:
        """Return the sites that a practitioner may work at for an organization."""
        held = self.market.indexes.roles_by_practitioner.get(practitioner, NOTHING)
        named = {site for role in held if role.organization == billing for site in role.sites or ()}
        return sorted(named | {site.id for site in self.market.indexes.sites_by_organization.get(billing, NOTHING)})

    def _paths(self, practitioner: str, billing: str, site: str, plan: Plan) -> Iterator[PathRow]:
        assert self.period.start is not None
        question = Question(practitioner, billing, plan, site or None, None, self.period.start)
        for start, end, value in segments(
            self.period, self._path_boundaries(question), lambda on: self._path(question, on)
        ):
            yield PathRow(practitioner, billing, site, plan.id, start, end, *value)

    def _path_boundaries(self, question: Question) -> Iterator[date | None]:
        yield from boundaries_of(periods_of(self.market, question))
        held = self.market.indexes.roles_by_practitioner.get(question.practitioner, NOTHING)
        yield from boundaries_of(role.period for role in held)
        yield from boundaries_of(self.market.practitioner(question.practitioner).qualifying or ())
        for name in self._sites(question.practitioner, question.billing):
            site = self.market.site(name)
            if site.outpatient_department is not None:
                yield from boundaries_of((site.outpatient_department.period,))
            if site.organization is not None:
                yield from boundaries_of(self._facility_periods(site.organization, question.plan))

    def _facility_periods(self, organization: str, plan: Plan) -> Iterable[Period]:
        yield plan.period
        for route in self.market.derived(Contracts).routes(organization, plan).routes:
            yield route.network.period
            yield route.agreement.period
            for hop in route.chain:
                yield hop.tie.affiliation.period
                yield from hop.elected or ()

    def _path(self, question: Question, on: date) -> tuple[int, int, str, str | None, str | None, int | None]:
        asked = question._replace(on=on)
        status = standing(self.market, asked).overall
        place = place_of(self.market, asked)
        department = place.department is not None
        chosen = chosen_for(self.market.derived(Contracts), asked) if status is Status.IN else None
        giver = self.market.derived(Givers).of(asked.practitioner, asked.billing, on)
        terms = tier = kinds = None
        if chosen is not None:
            sources = self.market.derived(TermsTables).sources(chosen)
            # Contracts that say the same price the same.
            terms = self._terms.number(tuple(source.terms.terms for source in sources))
            kinds = giver.taxonomies if any(source.terms.pays_by_kind for source in sources) else None
            tier = self._classing.terms(asked.plan).tier_of(chosen.route.network.id)
        price = PriceClass(
            status=status,
            terms=terms,
            plan=None if chosen is not None else asked.plan.id,
            setting=place.setting,
            locality=place.locality,
            department=department,
            taxonomies=kinds,
            qualifying=qualifying_on(self.market, asked.practitioner, on),
        )
        benefit = BenefitClass(
            status=status,
            tier=tier,
            contracted=chosen is not None,
            setting=place.setting,
            department=department,
            giver=giver,
            facility=None if status is Status.IN else self._classing.facility(place, asked.plan, on),
        )
        return (
            self.price_classes.number(price),
            self.benefit_classes.number(benefit),
            status.value,
            None if chosen is None else chosen.route.agreement.id,
            None if chosen is None or chosen.entry is None else chosen.entry.id,
            None if chosen is None else chosen.route.tier,
        )


def compile(market: Market, period: Period) -> Tables:  # noqa: A001 - the word for it
    """Return a market compiled to tables for the days of a period.

    Args:
        market: The market.
        period: The days of service of the lines that are to be adjudicated; with a start and an end.

    Raises:
        InvalidValueError: It is no market or no period, or the period has no start or no end.
    """
    tables = Tables(market, period)
    _ = tables.coverages, tables.paths, tables.epochs
    return tables
