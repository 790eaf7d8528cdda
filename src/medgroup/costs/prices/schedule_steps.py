"""Sentences for what a fee schedule pays for one unit: the sum, and what is of note in it."""

from collections.abc import Iterator, Mapping

from medgroup.answers import Reason
from medgroup.costs.prices.schedules import Factor, Figure, Said, ScheduleTable
from medgroup.domain.fees import PaymentRules, RelativeValue, Setting
from medgroup.errors import listed
from medgroup.values.money import Money

_FORMULA = "42 CFR 414.20, 414.22, 414.26"
_CAP = "section 5102(b) of the Deficit Reduction Act of 2005"
_SETTINGS = {Setting.OFFICE: "in an office", Setting.FACILITY: "in a facility"}


#: What is said of a service that a schedule states no price of, and what would change it.
WHY_NOT: Mapping[Said, tuple[str, str]] = {
    Said.BUNDLED: ("{table} pays nothing for it alone: it is paid within other services.", ""),
    Said.CONTRACTOR_PRICED: (
        "{table} states no price: the contractor prices it case by case.",
        "An amount for {code} in the schedule, or a rate of its own.",
    ),
    Said.NOT_UNDER_SCHEDULE: (
        "{table} lists it with status {status} and pays it otherwise or not at all.",
        "A rate for {code} that does not rest on this schedule.",
    ),
    Said.NOT_LISTED: ("{table} does not list it{near}.", "A rate for {code} of another method, or the code mended."),
    Said.NO_COMPONENT: (
        "{table} lists {code}, and not the component {component} of it.",
        "The modifier left out or mended.",
    ),
    Said.OTHER_SETTING: ("{table} has an amount for the other setting only.", "An amount for this setting."),
    Said.NO_SETTING: (
        "It is not known whether it is given in an office or in a facility, and the price depends on it.",
        "A site, or a place of service (11 for an office).",
    ),
    Said.NO_LOCALITY: (
        "{table} pays by locality, and that of the place, {locality}, is not among its own.",
        "The locality of the site, or one in the rate.",
    ),
    Said.NO_FACTOR: ("{table} states no conversion factor for the day.", "A conversion factor for the day."),
    Said.FACTOR_DEPENDS: (
        "{table} has one conversion factor for who qualifies and one for others; which one holds is not known.",
        "The days on which the practitioner qualifies, or the factor named.",
    ),
}
_SOURCES = {
    Said.BUNDLED: "CMS National Physician Fee Schedule Relative Value File, attachment A",
    Said.CONTRACTOR_PRICED: "CMS National Physician Fee Schedule Relative Value File, attachment A",
    Said.NOT_UNDER_SCHEDULE: "CMS National Physician Fee Schedule Relative Value File, attachment A",
    Said.FACTOR_DEPENDS: "42 USC 1395w-4(d)",
}


#: In how many characters a code that was mistyped differs from the one that was meant.
_MISTYPED = 2


def no_price(
    table: ScheduleTable | None, code: tuple[str, str | None], said: Said, rules: PaymentRules, locality: str | None
) -> Reason:
    """Return why no schedule, or the one that was looked in, gives a price of a service."""
    statement, change = WHY_NOT[said]
    candidates = table.near(code[0]) if said is Said.NOT_LISTED and table is not None else ()
    near = [one for one, apart in candidates if apart <= _MISTYPED]
    words = {
        "table": "" if table is None else table.schedule.display,
        "code": code[0],
        "component": code[1],
        "status": rules.status,
        "locality": locality or "which is not known",
        "near": f"; the nearest that it lists: {listed(near)}" if near else "",
    }
    return Reason(
        statement=statement.format(**words),
        evidence=() if table is None else (f"fee_schedules/{table.schedule.id}",),
        source=_SOURCES.get(said, ""),
        would_change=change.format(**words),
    )


def figure_reason(
    table: ScheduleTable,
    code: tuple[str, str | None],
    setting: Setting,
    locality: str | None,
    factor: Factor,
    figure: Figure,
) -> Reason:
    """Return the step that gives the price of a unit of a service, a code with the component of it."""
    schedule = table.schedule
    name = schedule.display
    price = Money(figure.cents or 0)
    row = table.values.get(code)
    if row is None or (*code, setting) in table.amounts:
        said, source = f"{name} states ${price} for a unit {_SETTINGS[setting]}.", ""
    else:
        added_up = _sum(table, row, setting, locality, factor, figure)
        said = f"{name}: {added_up} is ${price} for a unit {_SETTINGS[setting]}."
        said += "".join(f" {note}" for note in _notes(row, setting, figure))
        source = f"{_FORMULA}; {_CAP}" if figure.capped else _FORMULA
    return Reason(statement=said, evidence=(f"fee_schedules/{schedule.id}",), source=source)


def _sum(
    table: ScheduleTable, row: RelativeValue, setting: Setting, locality: str | None, factor: Factor, figure: Figure
) -> str:
    units = row.cap if figure.capped and row.cap is not None else row
    expense = units.office_expense if setting is Setting.OFFICE else units.facility_expense
    work, practice, malpractice = table.indices(locality) or (1, 1, 1)
    parts = f"{row.work} x {work} + {expense} x {practice} + {units.malpractice} x {malpractice}"
    return f"({parts}) x {factor.amount}"


def _notes(row: RelativeValue, setting: Setting, figure: Figure) -> Iterator[str]:
    if figure.capped:
        yield "That is the cap on imaging, which is lower than its own relative values."
    if setting in row.rules.rare_in:
        yield "It is rarely or never given there."
