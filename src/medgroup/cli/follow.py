"""What ``medgroup overdue`` and ``medgroup closing`` ask of referrals that are under way, and how it is laid out."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import medgroup as mg
from medgroup.answers import Table
from medgroup.cli.arguments import Day, EndDay, FirstDay, Json, Limits, Market, Reading, TooLate, during
from medgroup.cli.page import Page
from medgroup.cli.reading import opened
from medgroup.cli.results import Result, answered
from medgroup.cli.show import assumptions, reasons
from medgroup.display import percent
from medgroup.domain.referral_states import TRANSITIONS, ReferralState
from medgroup.errors import InvalidValueError, nearest

#: The states in which anything is awaited, which may have a limit.
_AWAITING = tuple(state.value for state in ReferralState if TRANSITIONS[state])
#: What is typed in place of days where a state is to have no limit.
_NO_LIMIT = "none"
#: The most digits that a number of days is typed with.
_MOST_DIGITS = 6

if TYPE_CHECKING:
    from medgroup.referrals import ClosingRate, ClosingRates, Overdue, OverdueReferral


def overdue(
    market: Market,
    /,
    *,
    on: Day,
    limit: Limits = (),
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """List the referrals that wait too long on a day, the oldest first, and what each waits for."""
    limits = _limits(limit)
    return answered(mg.overdue(opened(market, reading), on=on, limits=limits or None), _show_overdue, json)


def _limits(given: Iterable[str]) -> dict[str, int | None]:
    """Return the limits that were typed as ``sent=7``, by state.

    Raises:
        InvalidValueError: One has no state or no number of days, nothing is awaited in the state, or it stands twice.
    """
    found: dict[str, int | None] = {}
    for text in given:
        state, stated, days = text.partition("=")
        if state not in _AWAITING:
            expected = f"one of {', '.join(_AWAITING)}, with the days after it as sent=7"
            raise InvalidValueError(state, expected, field="--limit", nearest=nearest(state, _AWAITING))
        if not stated:
            raise InvalidValueError(
                text, f"a state with its days, as {state}=7, or {state}={_NO_LIMIT}", field="--limit"
            )
        if days != _NO_LIMIT and not (days.isascii() and days.isdecimal() and len(days) <= _MOST_DIGITS):
            raise InvalidValueError(days, f"a whole number of days, or {_NO_LIMIT}", field=f"--limit {state}")
        if state in found:
            raise InvalidValueError(text, "its only limit", field=f"--limit {state}", problem="stands twice")
        found[state] = None if days == _NO_LIMIT else int(days)
    return found


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
    ends = [percent(share) for share in dict.fromkeys((least, most))]
    return " to ".join(ends)
