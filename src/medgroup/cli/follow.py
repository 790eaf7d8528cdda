"""What ``medgroup overdue`` and ``medgroup closing`` ask of referrals that are under way, and how it is laid out."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import medgroup as mg
from medgroup.answers import Table
from medgroup.cli.arguments import Day, EndDay, FirstDay, Json, Market, Reading, TooLate, during
from medgroup.cli.page import Page
from medgroup.cli.reading import opened
from medgroup.cli.results import Result, answered
from medgroup.cli.show import assumptions, reasons

if TYPE_CHECKING:
    from medgroup.referrals import ClosingRate, ClosingRates, Overdue, OverdueReferral


def overdue(market: Market, /, *, on: Day, reading: Reading | None = None, json: Json = False) -> Result:
    """List the referrals that wait too long on a day, the oldest first, and what each waits for."""
    return answered(mg.overdue(opened(market, reading), on=on), _show_overdue, json)


def closing(
    market: Market,
    /,
    *,
    since: FirstDay,
    until: EndDay,
    before: TooLate | None = None,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Say of how many patients a report closed the referral, by practitioner who refers and by unit."""
    found = mg.closing_rate(opened(market, reading), during=during(since, until), before=before)
    return answered(found, _show_closing, json)


def _show_overdue(page: Page, answer: "Overdue") -> None:
    page.line(answer.headline(), "bold")
    if answer.referrals:
        page.line()
        page.table(
            Table("referrals", ("referral", "state", "days", "of", "waits", "by", "to"), tuple(_rows(answer.referrals)))
        )
    assumptions(page, answer)


def _rows(found: "Iterable[OverdueReferral]") -> Iterator[tuple[str, ...]]:
    for one in found:
        days = f"{one.age}" if one.certain else f"up to {one.age}"
        limit = "" if one.limit is None else str(one.limit)
        waits = f"{one.awaits}; it has run out" if one.ran_out else one.awaits
        to = ", ".join(filter(None, (one.practitioner, one.organization))) or "anybody"
        yield one.referral, one.state.value, days, limit, waits, one.issuer, to


def _show_closing(page: Page, answer: "ClosingRates") -> None:
    page.line(answer.headline(), "bold")
    for name, rows in (("referred by", answer.practitioners), ("unit for quality", answer.units)):
        if rows:
            page.line()
            page.table(Table(name, (name, "patients", "closed", "share"), tuple(map(_rate, rows))))
    reasons(page, answer.because)
    assumptions(page, answer)


def _rate(row: "ClosingRate") -> tuple[str, ...]:
    share = "" if row.least is None or row.most is None else _share(row.least, row.most)
    closed = str(row.numerator) if not row.undecided else f"{row.numerator} to {row.numerator + row.undecided}"
    return row.of, str(row.denominator - row.exclusions), closed, share


def _share(least: float, most: float) -> str:
    ends = [f"{round(share * 100, 2):g} %" for share in dict.fromkeys((least, most))]
    return " to ".join(ends)
