"""The benefits of a plan as flat tables of whole numbers: one line and a million are shared by the same rows."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from medgroup.costs.benefits.annual import ANNUAL_LIMITS, MINIMUM_DEDUCTIBLES, AnnualAmount, nearest_year
from medgroup.domain.benefits import BenefitDesign, Crossing
from medgroup.domain.cost_sharing import (
    CopayOrder,
    CostSharing,
    Limit,
    LimitKind,
    ServiceCategory,
    ServiceRule,
    in_ranges,
)
from medgroup.domain.payers import Line, Plan
from medgroup.values.money import Money

#: The number of the tier that stands for out of network; those in network count from 1.
OUT = 0
#: Stands for an amount that has no limit, in cents.
NO_LIMIT = 10**15
#: Stands for an amount or a share that is not known.
NOT_KNOWN = -1
#: Stands for a copay or a number of visits that there is none of.
NONE = -1


class LimitRow(NamedTuple):
    """The limits of one tier in one plan year, in cents, for a patient who is covered alone or with others.

    A family has no limit of its own where the patient is covered alone, and a patient none where the family's limit is
    an aggregate one, so that what is left is always the lesser of two differences.
    """

    #: Deductible of a patient.
    deductible: int
    #: Deductible of a family.
    family_deductible: int
    #: The most that a patient pays.
    out_of_pocket: int
    #: The most that a family pays.
    family_out_of_pocket: int
    #: The most that a patient pays in network by all tiers together.
    self_only: int
    #: Before this much of the deductible is met, the plan pays nothing but preventive care (IRC 223); 0 without.
    floor: int
    #: Whether it is the family's deductible that has to meet the floor.
    floor_of_family: bool


class ShareRow(NamedTuple):
    """How some services of one tier are shared."""

    #: The rule's name; empty for what holds in the whole tier.
    label: str
    covered: bool
    #: Cents of each visit, or ``NONE``.
    copay: int
    #: Whether the copay comes before the deductible.
    copay_first: bool
    #: Whether the deductible applies.
    deductible: bool
    #: The patient's share of what is left, in basis points (hundredths of a per cent), or ``NOT_KNOWN``.
    coinsurance: int
    #: Visits of a plan year, or ``NONE`` for any number.
    visits: int


#: What decides which rule a line falls under: tier, category, code, families and primary care of who gave the service.
Service = tuple[int, ServiceCategory | None, str | None, frozenset[str] | None, bool | None]


class PlanTerms:
    """What a plan shares and how, compiled from its benefits; ``plan_terms`` makes it.

    Tiers go by number: 1 for the first in network, ``OUT`` for out of network.
    """

    __slots__ = (
        "_limits",
        "_rules",
        "_shares",
        "_sharings",
        "_whole",
        "_years",
        "counts_to",
        "design",
        "plan",
        "preventive_is_free",
        "width",
    )

    def __init__(self, plan: Plan) -> None:
        #: The plan.
        self.plan = plan
        #: Its benefits; where they are not known, none of whose parts is known.
        self.design = design = plan.benefits or BenefitDesign()
        #: Whether preventive care in network is free.
        self.preventive_is_free = not design.grandfathered
        #: How many amounts there are of a family: deductible and out of pocket of each tier.
        self.width = 2 * len(self.tiers())
        #: The tiers in which an amount that is paid in a tier counts; None where that is not known.
        self.counts_to = {tier: _counts_to(design, tier) for tier in self.tiers()}
        self._sharings = {tier: _sharing(design, tier) for tier in self.tiers()}
        self._whole = {tier: _whole(sharing) for tier, sharing in self._sharings.items()}
        self._rules = {tier: _rules(sharing, self._whole[tier]) for tier, sharing in self._sharings.items()}
        self._years: dict[date, int] = {}
        self._limits: dict[tuple[int, int, bool | None], LimitRow] = {}
        self._shares: dict[Service, ShareRow | None] = {}

    def tiers(self) -> range:
        """Return the numbers of the tiers whose terms are known, ``OUT`` among them."""
        return range(OUT, len(self.design.tiers or ()) + 1)

    def tier_of(self, network: str) -> int | None:
        """Return the number of the tier of a network, or None where the benefits say nothing of it."""
        for number, tier in enumerate(self.design.tiers or (), start=1):
            if tier.network is None or tier.network == network:
                return number
        return None

    @property
    def covers_out_of_network(self) -> bool | None:
        """Whether the plan covers anything out of network; None where that is not known."""
        return None if self.design.out_of_network is None else self.design.out_of_network.covered

    def year_of(self, on: date) -> int:
        """Return the calendar year in which the plan year of a day begins."""
        year = self._years.get(on)
        if year is None:
            year = self._years[on] = self.design.plan_year.year_of(on)
        return year

    def limits(self, tier: int, year: int, self_only: bool | None) -> LimitRow:
        """Return the limits of a tier in the plan year that begins in a calendar year.

        Args:
            tier: The number of the tier.
            year: The calendar year in which the plan year begins.
            self_only: Whether the patient is covered alone; None means not known.
        """
        key = (tier, year, self_only)
        row = self._limits.get(key)
        if row is None:
            row = self._limits[key] = self._compiled(tier, year, self_only)
        return row

    def bounds(self, tier: int, year: int) -> LimitRow:
        """Return the most that each limit of a tier can be, whoever is covered; one not known holds nothing down."""
        alone, together = (self.limits(tier, year, self_only) for self_only in (True, False))
        floor = max(alone.floor, together.floor)
        return alone._replace(
            deductible=_most(alone.deductible, min(together.deductible, together.family_deductible), floor),
            family_deductible=_most(alone.deductible, together.family_deductible, floor),
            out_of_pocket=_most(alone.out_of_pocket, min(together.out_of_pocket, together.family_out_of_pocket)),
            family_out_of_pocket=_most(alone.out_of_pocket, together.family_out_of_pocket),
        )

    def annual_limit(self, year: int) -> AnnualAmount | None:
        """Return the most that the law lets the plan leave to its patients in network; None where it sets no limit.

        Args:
            year: The calendar year in which the plan year begins.
        """
        subject = self.plan.line in (Line.COMMERCIAL, None) and not self.design.grandfathered
        return nearest_year(year, ANNUAL_LIMITS) if subject and year >= min(ANNUAL_LIMITS) else None

    def family_limit_above_the_law(self, tier: int, year: int) -> Money | None:
        """Return what the plan states as the most that a family pays, where the annual limit holds in its place.

        Args:
            tier: The number of the tier.
            year: The calendar year in which the plan year begins.
        """
        stated, annual = self._sharings[tier].out_of_pocket, self.annual_limit(year)
        if tier == OUT or annual is None or stated is None or stated.family is None:
            return None
        return stated.family if stated.family > annual.family else None

    def share(self, service: Service) -> ShareRow | None:
        """Return how a service is shared, or None where what decides is not known."""
        try:
            return self._shares[service]
        except KeyError:
            found = self._shares[service] = self._decided(service)
            return found

    def share_rows(self, tier: int) -> tuple[tuple[ServiceRule | None, ShareRow], ...]:
        """Return the rules of a tier with their rows, in order; the last, with no rule, is for every other service."""
        return (*self._rules[tier], (None, self._whole[tier]))

    def assumptions(self, year: int, *, limited: bool) -> Iterator[str]:
        """Yield what the limits of a year rest on that neither the plan nor a table states.

        Args:
            year: The calendar year in which the plan year begins.
            limited: Whether the annual limit held down what somebody paid.
        """
        if limited:
            yield from _stands_in("annual limit", nearest_year(year, ANNUAL_LIMITS).year, year)
            if self.plan.line is None:
                yield f"plan {self.plan.id}, whose line of business is not known, has the annual limit"
        if self.plan.hdhp:
            yield from _stands_in("least high deductible", nearest_year(year, MINIMUM_DEDUCTIBLES).year, year)

    def _compiled(self, tier: int, year: int, self_only: bool | None) -> LimitRow:
        sharing = self._sharings[tier]
        own, of_family = _limit_of(sharing.deductible, self_only)
        most, most_of_family = _limit_of(sharing.out_of_pocket, self_only)
        annual = None if tier == OUT else self.annual_limit(year)
        if annual is not None and not self_only:
            most_of_family = min(most_of_family, annual.family.cents)
        return LimitRow(
            deductible=own,
            family_deductible=of_family,
            out_of_pocket=most,
            family_out_of_pocket=most_of_family,
            self_only=NO_LIMIT if tier == OUT else self._self_only_limit(annual),
            floor=self._floor(year, self_only),
            floor_of_family=not self_only,
        )

    def _self_only_limit(self, annual: AnnualAmount | None) -> int:
        stated = self.design.self_only_limit
        if stated is not None:
            return stated.cents
        return NO_LIMIT if annual is None else annual.self_only.cents

    def _floor(self, year: int, self_only: bool | None) -> int:
        if not self.plan.hdhp:
            return 0
        least = nearest_year(year, MINIMUM_DEDUCTIBLES)
        if self_only is None:
            return NOT_KNOWN
        return least.self_only.cents if self_only else least.family.cents

    def _decided(self, service: Service) -> ShareRow | None:
        for rule, row in self._rules[service[0]]:
            holds = _holds(rule, service)
            if holds is not False:
                return row if holds else None
        return self._whole[service[0]]


def plan_terms(plan: Plan) -> PlanTerms:
    """Return the terms of a plan, compiled; make them once and share many lines by them."""
    return PlanTerms(plan)


def _sharing(design: BenefitDesign, tier: int) -> CostSharing:
    if tier != OUT and design.tiers is not None:
        return design.tiers[tier - 1].cost_sharing
    return CostSharing() if design.out_of_network is None else design.out_of_network.cost_sharing


def _counts_to(design: BenefitDesign, tier: int) -> tuple[int, ...] | None:
    inside = tuple(range(1, len(design.tiers or ()) + 1))
    if tier == OUT:
        if design.crossing is None and inside:
            return None
        return (OUT, *(inside if design.crossing in (Crossing.OUT_TO_IN, Crossing.BOTH) else ()))
    if design.shared_tiers is None and len(inside) > 1:
        return None
    outside = (OUT,) if design.crossing in (Crossing.IN_TO_OUT, Crossing.BOTH) else ()
    return (tier, *(other for other in inside if other != tier and design.shared_tiers), *outside)


def _limit_of(limit: Limit | None, self_only: bool | None) -> tuple[int, int]:
    """Return what a patient and what a family has a limit of."""
    if limit is None:
        return NOT_KNOWN, NOT_KNOWN
    individual, family = (_cents(amount, limit) for amount in (limit.individual, limit.family))
    if self_only:
        return individual, NO_LIMIT
    if limit.kind is LimitKind.AGGREGATE and self_only is not None:
        return NO_LIMIT, family
    if limit.kind is LimitKind.EMBEDDED or individual == family:
        return individual, family
    return NOT_KNOWN, NOT_KNOWN


def _most(*limits: int) -> int:
    return NO_LIMIT if min(limits) < 0 else max(limits)


def _cents(amount: Money | None, limit: Limit) -> int:
    if amount is not None:
        return amount.cents
    return NO_LIMIT if limit.unlimited else NOT_KNOWN


def _whole(sharing: CostSharing) -> ShareRow:
    return ShareRow("", True, NONE, False, True, _basis_points(sharing), NONE)


def _rules(sharing: CostSharing, whole: ShareRow) -> tuple[tuple[ServiceRule, ShareRow], ...]:
    return tuple((rule, _row(rule, whole.coinsurance)) for rule in sharing.services)


def _row(rule: ServiceRule, coinsurance: int) -> ShareRow:
    copaid = rule.copay is not None
    return ShareRow(
        label=rule.label,
        covered=rule.covered,
        copay=NONE if rule.copay is None else rule.copay.cents,
        copay_first=rule.copay_order is CopayOrder.BEFORE,
        deductible=rule.copay_order is not CopayOrder.WAIVES if copaid else rule.deductible,
        coinsurance=(0 if copaid else coinsurance) if rule.coinsurance is None else _basis_points(rule),
        visits=NONE if rule.visits is None else rule.visits,
    )


def _basis_points(stated: CostSharing | ServiceRule) -> int:
    return NOT_KNOWN if stated.coinsurance is None else int(stated.coinsurance * 10_000)


def _holds(rule: ServiceRule, service: Service) -> bool | None:
    """Return whether a rule is about a service; None where it is not known."""
    _, category, code, families, primary_care = service
    parts = (
        None if category is None else category is rule.category,
        None if code is None else in_ranges(code, rule.codes or frozenset()),
        None if families is None else bool(families & (rule.families or frozenset())),
        None if primary_care is None else primary_care is rule.primary_care,
    )
    stated = (rule.category, rule.codes, rule.families, rule.primary_care)
    asked = [part for part, asks in zip(parts, stated, strict=True) if asks is not None]
    if False in asked:
        return False
    return None if None in asked else True


def _stands_in(what: str, of: int, year: int) -> Iterator[str]:
    if of != year:
        yield f"the {what} of {year} is not known; that of {of} stands for it"
