"""The share of referrals that a report closed: per practitioner who refers, per unit, and for all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from attrs import field, frozen

from medgroup.answers import ASIDE, Answer, Reason
from medgroup.domain.care import Encounter
from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.following.chosen import as_it_stood, chosen
from medgroup.referrals.shares import Share, between, shown_share
from medgroup.rules import Function
from medgroup.structure import units_of
from medgroup.values.lists import set_of, tuple_of
from medgroup.values.period import Period, both_ends, day_of
from medgroup.values.validators import WITHHELD

_SOURCE = "eCQM CMS50, Closing the Referral Loop: Receipt of Specialist Report"
#: How many months before the end of the period a referral has to be written, so that a report can come in time.
MONTHS_TO_REPORT = 2
#: States in which a referral is not, or no longer, an order.
_NO_ORDER = (ReferralState.DRAFTED, ReferralState.CANCELLED)


@frozen(kw_only=True)
class ClosingRate:
    """How many patients who were referred had a report come back, counted once each by the first referral."""

    #: The practitioner who refers, or the unit; empty for all together.
    of: str
    #: Patients who were referred, and were seen in the period where encounters are given.
    initial_population: int
    #: The same, before exclusions.
    denominator: int
    #: Those of them who are excluded.
    exclusions: int
    #: Patients of the rest whose first referral a report surely closed.
    numerator: int
    #: Patients with several referrals on their first day, of which a report closed some: which was the first is not
    #: known.
    undecided: int
    #: The share, to four decimals; None where there is nobody, or where somebody is undecided.
    rate: float | None
    #: The least and the most that it may be, to four decimals; None where there is nobody.
    least: float | None
    most: float | None


@frozen(kw_only=True, repr=False)
class ClosingRates(Answer):
    """The share of referrals that a report closed.

    Sources: eCQM CMS50, Closing the Referral Loop: Receipt of Specialist Report.
    """

    during: Period
    #: The first day on which a referral is written too late to count.
    before: date
    total: ClosingRate = field(metadata=ASIDE)
    #: By practitioner who refers, in the order of ids; a patient of two counts for each.
    practitioners: tuple[ClosingRate, ...]
    #: By unit for quality, in the order of ids; a patient of two colleagues counts once.
    units: tuple[ClosingRate, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the share in one sentence."""
        row = self.total
        counted = row.denominator - row.exclusions
        if not counted:
            return f"No referral counts that a report could close, {self.during}."
        share = between(row.least, row.most)
        return f"A report closed the first referral of {row.numerator} of {counted} patients, {share}, {self.during}."


class _Counted(NamedTuple):
    """A referral that counts."""

    referral: Referral
    closed: bool


def closing_rate(
    market: Market,
    referrals: Iterable[Referral | str] | None = None,
    *,
    during: Period,
    before: date | None = None,
    encounters: Iterable[Encounter] | None = None,
    excluded: Iterable[str] = (),
) -> ClosingRates:
    """Return the share of referrals that a report closed.

    Of each patient the first referral in the period counts. One that is a draft or was cancelled is no order and does
    not count, nor does one to who refers. It is closed where, by the end of the period, a report was received of who
    saw the patient or of whom she was referred to.

    Args:
        market: The market.
        referrals: Referrals, or ids of those of the market; None takes all of the market.
        during: The days looked at; both ends must be stated.
        before: The first day on which a referral is written too late to count; None takes two months before the end,
            which leaves out those after 31 October of a calendar year.
        encounters: Visits that make a patient one of the population; None leaves out the question whether she was seen.
        excluded: Ids of patients who are left out whatever became of their referral.

    Returns:
        Shares with numerator, denominator and exclusions; the share of nobody is None.

    Raises:
        InvalidValueError: ``during`` has no start or no end, ``before`` is not in it, or an argument is none of its
            sort.
        UnknownFactError: The market has no such referral.

    Sources: eCQM CMS50, Closing the Referral Loop: Receipt of Specialist Report.

    >>> from medgroup import valley
    >>> of_2026 = closing_rate(valley(), during=Period(date(2026, 1, 1), date(2027, 1, 1)))
    >>> of_2026.total.numerator, of_2026.total.denominator, of_2026.before
    (2, 7, datetime.date(2026, 11, 1))
    """
    market_of(market)
    start, end = both_ends(during)
    last = _before(during, before)
    seen = None if encounters is None else _seen(encounters, during)
    out = set_of(excluded, "excluded")
    counted = [
        _Counted(stood, _closed(stood))
        for one in chosen(market, referrals)
        if start <= one.written < last and (seen is None or one.patient in seen)
        if (stood := as_it_stood(one, end - timedelta(days=1))) is not None and _is_order(market, stood)
    ]
    by_practitioner = _grouped(counted, lambda one: [market.practitioner_role(one.issuer).practitioner])
    by_unit = _grouped(counted, lambda one: _units(market, one))
    return ClosingRates(
        during=during,
        before=last,
        total=_rate("", counted, out),
        practitioners=tuple(_rate(key, rows, out) for key, rows in by_practitioner.items()),
        units=tuple(_rate(key, rows, out) for key, rows in by_unit.items()),
        because=tuple(_reasons(counted, out)),
        assumptions=market.assumptions,
    )


def _is_order(market: Market, referral: Referral) -> bool:
    """Return whether a referral is one, from one practitioner to another, that was sent and not taken back."""
    issuer = market.practitioner_role(referral.issuer).practitioner
    return referral.state not in _NO_ORDER and referral.target[0] != issuer


def _before(during: Period, given: date | None) -> date:
    """Return the first day on which a referral is written too late to count."""
    start, end = both_ends(during)
    last = _months_before(end, MONTHS_TO_REPORT) if given is None else day_of(given, "before")
    if not start < last <= end:
        hint = "" if given is not None else "; two months before its end is none, so give one"
        raise InvalidValueError(
            last.isoformat(), f"a day after the first of the period {during}, its end at most{hint}", field="before"
        )
    return last


def _months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_after - timedelta(days=1)).day))


def _seen(encounters: Iterable[Encounter], during: Period) -> frozenset[str]:
    """Return the patients who had an encounter in a period."""
    given = tuple_of(encounters, "encounters")
    for one in given:
        if not isinstance(one, Encounter):
            raise InvalidValueError(WITHHELD, "an Encounter", field="encounters")
    return frozenset(one.patient for one in given if during.contains(one.on))


def _closed(referral: Referral) -> bool:
    """Return whether a report of who saw the patient, or of whom she was referred to, has been received."""
    seen_by = {event.practitioner for event in referral.events if event.state is ReferralState.SEEN}
    expected = {one for one in (referral.target[0], *seen_by) if one is not None}
    return any(
        event.state is ReferralState.REPORT_RECEIVED
        and (event.practitioner is None or not expected or event.practitioner in expected)
        for event in referral.events
    )


def _units(market: Market, referral: Referral) -> Iterable[str]:
    """Return the units for quality of the organization for which a referral is written."""
    organization = market.practitioner_role(referral.issuer).organization
    return units_of(market, Function.QUALITY, organization, on=referral.written)


def _grouped(counted: Iterable[_Counted], keys: Callable[[Referral], Iterable[str]]) -> Mapping[str, list[_Counted]]:
    """Return what counts by each of its keys, in the order of the keys."""
    found: dict[str, list[_Counted]] = {}
    for one in counted:
        for key in keys(one.referral):
            found.setdefault(key, []).append(one)
    return dict(sorted(found.items()))


def _rate(of: str, counted: Iterable[_Counted], excluded: frozenset[str]) -> ClosingRate:
    first = _first_days(counted)
    kept = [rows for patient, rows in first.items() if patient not in excluded]
    share = Share(
        part=sum(all(row.closed for row in rows) for rows in kept),
        rest=sum(not any(row.closed for row in rows) for rows in kept),
        part_or_rest=sum(len({row.closed for row in rows}) > 1 for rows in kept),
    )
    return ClosingRate(
        of=of,
        initial_population=len(first),
        denominator=len(first),
        exclusions=len(first) - len(kept),
        numerator=share.part,
        undecided=share.part_or_rest,
        rate=shown_share(share.known),
        least=shown_share(share.least),
        most=shown_share(share.most),
    )


def _first_days(counted: Iterable[_Counted]) -> Mapping[str, list[_Counted]]:
    """Return the referrals of each patient that were written on the first day on which any was."""
    found: dict[str, list[_Counted]] = {}
    for one in counted:
        rows = found.get(one.referral.patient)
        if rows is None or one.referral.written < rows[0].referral.written:
            found[one.referral.patient] = [one]
        elif one.referral.written == rows[0].referral.written:
            rows.append(one)
    return found


def _reasons(counted: Iterable[_Counted], excluded: frozenset[str]) -> Iterator[Reason]:
    first = [row for patient, rows in _first_days(counted).items() if patient not in excluded for row in rows]
    for closed, said in ((True, "A report was received for {}."), (False, "No report was received for {}.")):
        ids = tuple(sorted(row.referral.id for row in first if row.closed is closed))
        if ids:
            yield Reason(
                statement=said.format("1 referral" if len(ids) == 1 else f"{len(ids)} referrals"),
                evidence=tuple(f"referrals/{key}" for key in ids),
                source=_SOURCE,
            )
