"""What one fee schedule allows for one unit of a service."""

from collections import deque
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from medgroup.answers import Answer, Reason
from medgroup.costs.prices.drafts import half_up
from medgroup.costs.prices.schedule_steps import figure_reason, no_price
from medgroup.costs.prices.schedules import Factor, Figure, Said, ScheduleTable
from medgroup.domain.fees import FeeSchedule, Setting
from medgroup.domain.terms import NATIONAL
from medgroup.errors import InvalidValueError, UnknownCodeError, several_nearest
from medgroup.values import codes
from medgroup.values.money import Money
from medgroup.values.period import day_of
from medgroup.values.validators import a_member

#: What a practitioner who does not take part is paid of the schedule, and may charge at most, in per cent of it.
#: Sources: 42 USC 1395w-4(a)(3), 1395w-4(g)(2); 42 CFR 414.48.
NOT_PARTICIPATING, LIMITING_CHARGE = 9_500, 10_925


@frozen(kw_only=True, repr=False)
class ScheduledAmount(Answer):
    """What a fee schedule allows for one unit of a service, and the sum that it comes from.

    Sources: 42 CFR 414.20 to 414.26; 42 CFR 414.48 (limiting charge).
    """

    #: What is allowed; None where the schedule states no price, never zero for it.
    amount: Money | None
    #: What is allowed to a practitioner who does not take part in Medicare, 95 %.
    not_participating: Money | None
    #: The most that such a practitioner may charge, 115 % of that.
    limiting_charge: Money | None
    #: The price before the cap on imaging, where the cap is lower.
    uncapped: Money | None
    #: What the schedule says.
    said: Said
    #: Status code of the service.
    status: str
    schedule: str
    code: str
    modifier: str | None
    setting: Setting
    #: Contractor and number of the payment locality, or ``national``.
    locality: str
    on: date
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the price in one sentence."""
        price = "no price" if self.amount is None else f"${self.amount}"
        modifier = f"-{self.modifier}" if self.modifier else ""
        where = "in an office" if self.setting is Setting.OFFICE else "in a facility"
        return f"{self.code}{modifier} {where}, locality {self.locality}: {price} under {self.schedule} on {self.on}."


def allowed_amount(
    schedule: FeeSchedule,
    code: str,
    *,
    modifier: str | None = None,
    setting: Setting,
    locality: str | None = None,
    on: date,
    qualifying: bool | None = None,
) -> ScheduledAmount:
    """Return what a fee schedule allows for one unit of a service.

    The sum is exact and is rounded once, half up, to the cent: work, practice expense of the setting and malpractice,
    each times its index, together times the conversion factor. Where the cap on imaging is lower, it holds.

    Args:
        schedule: The fee schedule; its period must contain ``on``.
        code: Service code, five characters, without a modifier.
        modifier: 26 or TC for a component, 53 for a procedure that was given up; None for the whole service.
        setting: Office or facility, which picks the practice expense.
        locality: Payment locality as ``03602-21``; ``national`` for indices of 1; None where the schedule has one
            locality or none.
        on: Day of service.
        qualifying: Whether the factor of qualifying participants in alternative payment models holds, where there are
            two; None where that is not known.

    Returns:
        The amount, with the sum; the amount is None where the schedule states no price.

    Raises:
        UnknownCodeError: The schedule has no such service, component or locality; the nearest are named.
        InvalidValueError: The day is not in the schedule's period, or an argument is none of its sort.

    Sources: 42 CFR 414.20, 414.22, 414.26.

    >>> import medgroup as mg
    >>> schedule = mg.valley().fee_schedule("medicare-2025")
    >>> answer = allowed_amount(schedule, "X1002", setting=Setting.OFFICE, locality="99901-01", on=date(2025, 3, 3))
    >>> answer.amount
    Money('85.89')
    """
    table = _table(schedule)
    _check(table, code, modifier, setting, on)
    place = NATIONAL if (found := _locality(table, locality)) is None else found
    factor = table.factor(on, qualifying)
    figure = table.figure(code, modifier, setting, place, factor)
    amount = None if figure.cents is None else Money(figure.cents)
    return ScheduledAmount(
        amount=amount,
        not_participating=_part(amount, NOT_PARTICIPATING),
        limiting_charge=_part(amount, LIMITING_CHARGE),
        uncapped=_uncapped(table, code, modifier, setting, place, factor) if figure.capped else None,
        said=figure.said,
        status=figure.rules.status,
        schedule=schedule.id,
        code=code,
        modifier=modifier,
        setting=setting,
        locality=place,
        on=on,
        because=tuple(_reasons(table, (code, modifier), setting, place, factor, figure)),
    )


def _reasons(
    table: ScheduleTable,
    code: tuple[str, str | None],
    setting: Setting,
    locality: str,
    factor: Factor,
    figure: Figure,
) -> Iterator[Reason]:
    if figure.cents is None:
        yield no_price(table, code, figure.said, figure.rules, locality)
        return
    yield figure_reason(table, code, setting, locality, factor, figure)
    if figure.capped:
        full = table.figure(*code, setting, locality, factor.uncapped or factor)
        yield figure_reason(table, code, setting, locality, factor, full)


#: The schedules asked about last, compiled: a loop over the codes of one compiles it once.
_RECENT: deque[ScheduleTable] = deque(maxlen=4)


def _table(schedule: FeeSchedule) -> ScheduleTable:
    if not isinstance(schedule, FeeSchedule):
        raise InvalidValueError(schedule, "a FeeSchedule", field="schedule")
    for table in tuple(_RECENT):
        if table.schedule is schedule:
            return table
    table = ScheduleTable(schedule)
    _RECENT.append(table)
    return table


def _check(table: ScheduleTable, code: str, modifier: str | None, setting: Setting, on: date) -> None:
    schedule = table.schedule
    if not isinstance(code, str) or not codes.SERVICE.fullmatch(code):
        raise codes.wrong_code(code, codes.SERVICE, codes.A_SERVICE, "code")
    if not isinstance(setting, Setting):
        raise InvalidValueError(setting, a_member(Setting, setting), field="setting")
    if not schedule.period.contains(day_of(on)):
        raise InvalidValueError(on.isoformat(), f"a day of {schedule.id}, {schedule.period}", field="on")
    if code not in table.codes:
        raise UnknownCodeError(schedule.id, "service code", code, [one for one, _ in table.near(code)])
    if not table.lists(code, modifier):
        known = sorted(table.components(code))
        whole = ["no modifier"] if table.lists(code, None) else []
        raise UnknownCodeError(schedule.id, f"{code} with modifier", modifier, [*known, *whole])


def _locality(table: ScheduleTable, locality: str | None) -> str | None:
    """Return the key of the locality whose indices hold, or None where those of the whole country do."""
    known = table.localities
    if locality is None and len(known) == 1:
        return next(iter(known))
    if locality == NATIONAL or not known:
        return None if locality in (None, NATIONAL) else _unknown(table, locality)
    return locality if locality in known else _unknown(table, locality)


def _unknown(table: ScheduleTable, locality: str | None) -> str:
    """Refuse a locality; the nearest are those of the contractor, else those that look alike.

    Raises:
        UnknownCodeError: Always.
    """
    keys = sorted(table.localities)
    contractor = str(locality).partition("-")[0]
    near = [key for key in keys if key.startswith(f"{contractor}-")] or several_nearest(str(locality), keys)
    raise UnknownCodeError(
        table.schedule.id, "locality", locality, [f"{key} ({table.localities[key].name})" for key in near]
    )


def _part(amount: Money | None, hundredths: int) -> Money | None:
    """Return a percentage of an amount, given in hundredths of a per cent."""
    return None if amount is None else Money(half_up(amount.cents * hundredths, 10_000))


def _uncapped(
    table: ScheduleTable, code: str, modifier: str | None, setting: Setting, locality: str | None, factor: Factor
) -> Money | None:
    cents = table.figure(code, modifier, setting, locality, factor.uncapped or factor).cents
    return None if cents is None else Money(cents)
