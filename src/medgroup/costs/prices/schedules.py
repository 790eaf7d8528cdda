"""Fee schedules compiled into tables: what one unit of a service is paid, looked up by code, modifier and setting.

A price of a schedule is what the schedule would publish: whole cents, rounded half up once, after the whole sum.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from operator import ne
from typing import NamedTuple

from attrs import frozen

from medgroup.domain.fees import (
    NO_RULES,
    FeeAmount,
    FeeSchedule,
    Locality,
    PaymentRules,
    RelativeValue,
    Setting,
)
from medgroup.domain.terms import NATIONAL, Rate
from medgroup.market import Market
from medgroup.values.money import Money


class Said(Enum):
    """What a schedule says of a service, or why it says no price."""

    PRICED = "priced"
    #: Paid within other services, so that nothing is paid for it alone.
    BUNDLED = "bundled"
    #: The contractor prices it case by case.
    CONTRACTOR_PRICED = "contractor-priced"
    #: Listed, and not paid under the schedule.
    NOT_UNDER_SCHEDULE = "not-under-schedule"
    NOT_LISTED = "not-listed"
    #: Listed, and not the component that the modifier names.
    NO_COMPONENT = "no-component"
    #: Listed for the other setting only.
    OTHER_SETTING = "other-setting"
    NO_LOCALITY = "no-locality"
    NO_FACTOR = "no-factor"
    #: Two conversion factors hold, and it is not known which.
    FACTOR_DEPENDS = "factor-depends"
    #: The setting is not known, and the price depends on it.
    NO_SETTING = "no-setting"


#: What becomes of a service by its status code: those that are not here are not paid under the schedule. A and R are
#: priced where they have relative values; T too, unless something else is billed that day.
#: Sources: CMS National Physician Fee Schedule Relative Value File, attachment A.
STATUS: Mapping[str, Said] = {
    "A": Said.PRICED,
    "R": Said.PRICED,
    "T": Said.PRICED,
    "B": Said.BUNDLED,
    "C": Said.CONTRACTOR_PRICED,
}

_NATIONAL_INDICES = (Decimal(1), Decimal(1), Decimal(1))


@frozen(eq=False)
class Factor:
    """Dollars for a relative value unit, of a schedule or of a contract; equal to itself alone, and so a fast key."""

    #: None where there is none, or it is not known which.
    amount: Decimal | None
    #: Why there is none.
    said: Said = Said.PRICED
    #: The same without the cap on imaging; None where no cap goes with it, as with a contract's own factor.
    uncapped: "Factor | None" = None


NO_FACTOR = Factor(None, Said.NO_FACTOR)
_FACTOR_DEPENDS = Factor(None, Said.FACTOR_DEPENDS)


class Figure(NamedTuple):
    """What a schedule pays for one unit."""

    said: Said
    #: Whole cents; None where it says no price.
    cents: int | None
    rules: PaymentRules
    #: Whether the cap on imaging made the price.
    capped: bool = False


class ScheduleTable:
    """One fee schedule, compiled."""

    def __init__(self, schedule: FeeSchedule) -> None:
        self.schedule = schedule
        self.values: dict[tuple[str, str | None], RelativeValue] = {
            (row.code, row.modifier): row for row in schedule.relative_values
        }
        self.amounts: dict[tuple[str, str | None, Setting], FeeAmount] = {
            (row.code, row.modifier, setting): row
            for row in schedule.amounts
            for setting in (Setting if row.setting is None else (row.setting,))
        }
        self.localities: dict[str, Locality] = {one.key: one for one in schedule.localities}
        self._factors = [
            (one.period, one.qualifying, Factor(one.amount, uncapped=Factor(one.amount)))
            for one in schedule.conversion_factors
        ]
        self._figures: dict[tuple[object, ...], Figure] = {}

    def _keys(self) -> Iterator[tuple[str, str | None]]:
        yield from self.values
        yield from ((code, modifier) for code, modifier, _ in self.amounts)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every service code that is listed."""
        return frozenset(code for code, _ in self._keys())

    def near(self, code: str) -> list[tuple[str, int]]:
        """Return three codes with how many characters are other in each, those with fewest first.

        Of those that differ in as many, the nearest in their order come first.
        """
        ordered = sorted(self.codes)
        place = bisect(ordered, code)
        apart = {one: (sum(map(ne, one, code)), abs(at - place), one) for at, one in enumerate(ordered)}
        return [(one, apart[one][0]) for one in sorted(ordered, key=apart.__getitem__)[:3]]

    def components(self, code: str) -> frozenset[str]:
        """Return the modifiers that a service is listed with."""
        return frozenset(modifier for listed, modifier in self._keys() if listed == code and modifier is not None)

    def lists(self, code: str, modifier: str | None) -> bool:
        """Return whether a service with a modifier is listed, in whatever setting."""
        return (code, modifier) in self.values or any((code, modifier, one) in self.amounts for one in Setting)

    def figure(
        self, code: str, modifier: str | None, setting: Setting | None, locality: str | None, factor: Factor
    ) -> Figure:
        """Return what one unit is paid.

        Args:
            code: Service code.
            modifier: The component, or None for the whole service.
            setting: Where it is given; None where that is not known, and then both settings must pay the same.
            locality: Key of the payment locality, ``national``, or None for the only one.
            factor: The conversion factor.
        """
        # The words of the setting, not the setting: the hash of an enumeration is slow.
        key = (code, modifier, setting and setting._value_, locality, factor)
        found = self._figures.get(key)
        if found is None:
            found = self._figures[key] = self._computed(code, modifier, setting, locality, factor)
        return found

    def _computed(
        self, code: str, modifier: str | None, setting: Setting | None, locality: str | None, factor: Factor
    ) -> Figure:
        if setting is None:
            office, facility = (self.figure(code, modifier, one, locality, factor) for one in Setting)
            return office if office == facility else Figure(Said.NO_SETTING, None, office.rules)
        amount = self.amounts.get((code, modifier, setting))
        if amount is not None:
            return _by_status(amount.rules) or Figure(Said.PRICED, amount.amount.cents, amount.rules)
        row = self.values.get((code, modifier))
        if row is None:
            return Figure(self._why_not(code, modifier), None, NO_RULES)
        unpaid = _by_status(row.rules)
        if unpaid is not None:
            return unpaid
        units = self.units(row, setting, locality)
        if units is None:
            return Figure(Said.NO_LOCALITY, None, row.rules)
        if units == 0:
            return Figure(Said.CONTRACTOR_PRICED, None, row.rules)
        if factor.amount is None:
            return Figure(factor.said, None, row.rules)
        cap = None if factor.uncapped is None else self.cap(row, setting, locality)
        capped = cap is not None and cap < units
        paid = cap if cap is not None and capped else units
        return Figure(Said.PRICED, Money.rounded(paid * factor.amount).cents, row.rules, capped)

    def _why_not(self, code: str, modifier: str | None) -> Said:
        if self.lists(code, modifier):
            return Said.OTHER_SETTING
        return Said.NO_COMPONENT if code in self.codes else Said.NOT_LISTED

    def units(self, row: RelativeValue, setting: Setting, locality: str | None) -> Decimal | None:
        """Return the relative value units of a service, each weighted by its index; None where no locality is known."""
        indices = self.indices(locality)
        if indices is None:
            return None
        expense = row.office_expense if setting is Setting.OFFICE else row.facility_expense
        return row.work * indices[0] + expense * indices[1] + row.malpractice * indices[2]

    def cap(self, row: RelativeValue, setting: Setting, locality: str | None) -> Decimal | None:
        """Return the most units that are paid for imaging, weighted as the others; None where there is no cap."""
        indices = self.indices(locality)
        if row.cap is None or indices is None:
            return None
        expense = row.cap.office_expense if setting is Setting.OFFICE else row.cap.facility_expense
        return row.work * indices[0] + expense * indices[1] + row.cap.malpractice * indices[2]

    def indices(self, locality: str | None) -> tuple[Decimal, Decimal, Decimal] | None:
        """Return the indices of work, practice expense and malpractice; None where the locality is not known."""
        if locality == NATIONAL or not self.localities:
            return _NATIONAL_INDICES
        if locality is None and len(self.localities) == 1:
            locality = next(iter(self.localities))
        found = self.localities.get(locality or "")
        return None if found is None else (found.work, found.practice_expense, found.malpractice)

    def factor(self, on: date, qualifying: bool | None) -> Factor:
        """Return the conversion factor of a day.

        Args:
            on: The day.
            qualifying: Whether that of qualifying participants is asked for; None where that is not known.
        """
        fitting = None
        for period, which, factor in self._factors:
            if (which is None or qualifying is None or which is qualifying) and period.contains(on):
                if which is None or qualifying is not None:
                    return factor
                fitting = factor
        return NO_FACTOR if fitting is None else _FACTOR_DEPENDS


def _by_status(rules: PaymentRules) -> Figure | None:
    """Return why a service of a status has no price, or None where it is priced."""
    said = STATUS.get(rules.status, Said.NOT_UNDER_SCHEDULE)
    return None if said is Said.PRICED else Figure(said, None, rules)


class Schedules:
    """The fee schedules of a market, compiled when first asked for."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._tables: dict[str, ScheduleTable] = {}
        self._series: dict[str, list[FeeSchedule]] = {}
        for schedule in market.facts.fee_schedules:
            if schedule.series is not None:
                self._series.setdefault(schedule.series, []).append(schedule)

    def table(self, schedule: str) -> ScheduleTable | None:
        """Return a schedule by its id, or None where the market has none."""
        found = self._tables.get(schedule)
        if found is None:
            stated = next((one for one in self._market.facts.fee_schedules if one.id == schedule), None)
            if stated is None:
                return None
            found = self._tables[schedule] = ScheduleTable(stated)
        return found

    def of(self, rate: Rate, on: date) -> ScheduleTable | None:
        """Return the schedule that a rate is over on a day, or None where the market has none.

        A schedule that a rate names holds whatever the day; of a series holds that in force on the day, or on the first
        day of the year that the rate is frozen to.
        """
        if rate.schedule is not None:
            return self.table(rate.schedule)
        day = on if rate.year is None else date(rate.year, 1, 1)
        for schedule in self._series.get(rate.series or "", ()):
            if schedule.period.contains(day):
                return self.table(schedule.id)
        return None

    def day_of(self, rate: Rate, table: ScheduleTable, on: date) -> date:
        """Return the day whose conversion factor holds: a frozen schedule keeps that of its own days."""
        if table.schedule.period.contains(on):
            return on
        return date(rate.year, 1, 1) if rate.year is not None else table.schedule.period.start or on
