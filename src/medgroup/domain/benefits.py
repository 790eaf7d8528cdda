"""The design of a plan's benefits, as its document states it: its years, its tiers, and what is out of network."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.cost_sharing import CostSharing, ServiceCategory, code_ranges
from medgroup.domain.fields import (
    ShortRepr,
    amount,
    exact,
    exact_between,
    filled_or_unknown,
    flag,
    not_empty,
    optional_text,
    references,
    some_ordered,
    whole_number,
)
from medgroup.errors import InvalidValueError
from medgroup.values.money import Money
from medgroup.values.period import Period
from medgroup.values.validators import all_are, every, is_a, ordered


class Crossing(Enum):
    """Which amounts, paid on one side of the network's border, count on the other side too."""

    NONE = "none"
    #: What is paid out of network counts in network as well.
    OUT_TO_IN = "out-to-in"
    #: What is paid in network counts out of network as well.
    IN_TO_OUT = "in-to-out"
    BOTH = "both"


class AllowedOf(Enum):
    """What a plan measures the allowed amount of an out-of-network service by."""

    #: What the practitioner charges.
    CHARGES = "charges"
    #: The price of a fee schedule.
    SCHEDULE = "schedule"


@frozen(kw_only=True, repr=False)
class PlanYear(ShortRepr):
    """The day of the calendar on which a plan's years begin, and accumulators with them.

    >>> PlanYear(month=7).containing(date(2026, 3, 2))
    Period(start=datetime.date(2025, 7, 1), end=datetime.date(2026, 7, 1))
    """

    #: Month, 1 to 12.
    month: int = field(default=1, validator=whole_number(1))
    #: Day of the month; one that every year has.
    day: int = field(default=1, validator=whole_number(1))

    def __attrs_post_init__(self) -> None:
        if self.month > 12:
            raise InvalidValueError(self.month, "a month, 1 to 12", field="month")
        try:
            date(2025, self.month, self.day)
        except (ValueError, OverflowError):
            expected = f"a day that month {self.month} has in every year"
            raise InvalidValueError(self.day, expected, field="day") from None

    def containing(self, on: date) -> Period:
        """Return the plan year that a day is in."""
        year = self.year_of(on)
        return Period(self._begun_in(year), self._begun_in(year + 1))

    def year_of(self, on: date) -> int:
        """Return the calendar year in which the plan year of a day begins."""
        return on.year if (on.month, on.day) >= (self.month, self.day) else on.year - 1

    def _begun_in(self, year: int) -> date | None:
        return date(year, self.month, self.day) if date.min.year <= year <= date.max.year else None


_NOT_KNOWN = CostSharing()


@frozen(kw_only=True, repr=False)
class BenefitTier(ShortRepr):
    """What a patient pays in network, by one network of the plan or by any of them."""

    #: The network; null means every network of the plan.
    network: str | None = field(default=None, validator=optional_text, metadata=references("networks"))
    #: What the patient pays.
    cost_sharing: CostSharing = field(default=_NOT_KNOWN, validator=is_a(CostSharing))


@frozen(kw_only=True, repr=False)
class AllowedOutOfNetwork(ShortRepr):
    """What a plan allows for a service out of its network.

    Raises:
        InvalidValueError: A series is named for a share of charges, or none for a share of a schedule.
    """

    #: What it is measured by.
    of: AllowedOf = field(validator=[is_a(AllowedOf)])
    #: How many per cent of that are allowed.
    percent: Decimal = field(converter=exact, validator=exact_between("0", "10000", above_low=True))
    #: The word of the series of fee schedules that prices it on the day of service.
    series: str | None = field(default=None, validator=optional_text)

    def __attrs_post_init__(self) -> None:
        if (self.series is None) is (self.of is AllowedOf.SCHEDULE):
            expected = "a series of fee schedules" if self.series is None else "stated for a share of charges"
            raise InvalidValueError(self.series, expected, field="series")


@frozen(kw_only=True, repr=False)
class OutOfNetwork(ShortRepr):
    """What a plan does out of its network, emergencies and surprise bills apart."""

    #: Whether it covers anything there.
    covered: bool = field(validator=[is_a(bool)])
    #: What it allows; null means not known.
    allowed: AllowedOutOfNetwork | None = field(default=None, validator=is_a(AllowedOutOfNetwork))
    #: What the patient pays of what is allowed.
    cost_sharing: CostSharing = field(default=_NOT_KNOWN, validator=is_a(CostSharing))


@frozen(kw_only=True, repr=False)
class CategoryCodes(ShortRepr):
    """Which service codes a plan puts in a category."""

    category: ServiceCategory = field(validator=[is_a(ServiceCategory)])
    #: Service codes and ranges of them.
    codes: frozenset[str] = field(converter=every, validator=[not_empty, code_ranges])


def _one_tier_a_network(_: object, attribute: "Attribute[Any]", value: tuple[BenefitTier, ...] | None) -> None:
    named = [tier.network for tier in value or ()]
    if None in named and len(named) > 1:
        raise InvalidValueError(None, "left out of one of several tiers; name its network", field=attribute.name)
    if len(set(named)) != len(named):
        raise InvalidValueError(named, "a list of tiers in which no network stands twice", field=attribute.name)


@frozen(kw_only=True, repr=False)
class BenefitDesign(ShortRepr):
    """The benefits of a plan: what it leaves to the patient in each tier and out of network, year by year.

    Sources: 45 CFR 147.200 (summary of benefits and coverage); 45 CFR 156.130 (annual limit).
    """

    #: When its years begin.
    plan_year: PlanYear = field(default=PlanYear(), validator=is_a(PlanYear))
    #: The tiers in network, in the order of the plan's networks; null means not known.
    tiers: tuple[BenefitTier, ...] | None = field(
        default=None,
        converter=some_ordered,
        validator=[filled_or_unknown, all_are(BenefitTier), _one_tier_a_network],
    )
    #: Whether what is paid in one tier counts in the others too; null means not known, and with one tier nothing.
    shared_tiers: bool | None = field(default=None, validator=flag)
    #: What it does out of network; null means not known.
    out_of_network: OutOfNetwork | None = field(default=None, validator=is_a(OutOfNetwork))
    #: Which amounts count on both sides of the network's border; null means not known.
    crossing: Crossing | None = field(default=None, validator=is_a(Crossing))
    #: Which codes are in which category, the first that holds; any other service is a visit to who gives it.
    categories: tuple[CategoryCodes, ...] = field(default=(), converter=ordered, validator=all_are(CategoryCodes))
    #: The most that one person pays in network, whatever the family's limit; null takes the annual limit of the year.
    self_only_limit: Money | None = field(default=None, validator=amount)
    #: Whether it is free of the annual limit and of preventive care at no cost (45 CFR 147.140).
    grandfathered: bool = field(default=False, validator=is_a(bool))
