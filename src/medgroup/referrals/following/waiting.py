"""Referrals that wait too long: in which state, for how many days, beyond which limit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from attrs import field, frozen

from medgroup.answers import ASIDE, Answer, Reason
from medgroup.display import counted, number
from medgroup.domain.referral_states import TRANSITIONS, ReferralEvent, ReferralState
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.following.advancing import state_of
from medgroup.referrals.following.chosen import as_it_stood, chosen
from medgroup.values.period import day_of

#: Days by state, or by its word; None for a state sets no limit.
Limits = Mapping[ReferralState, int | None] | Mapping[str, int | None]

_S = ReferralState
#: For how many days a referral may wait in each state where the caller sets no limit. No law sets any of them: they are
#: a practice's own, and every answer that rests on one of them says so. An appointment waits from its own day on.
LIMITS: Mapping[ReferralState, int] = MappingProxyType(
    {
        _S.DRAFTED: 3,
        _S.SENT: 14,
        _S.AUTHORIZED: 14,
        _S.DENIED: 14,
        _S.SCHEDULED: 7,
        _S.SEEN: 30,
        _S.REPORT_RECEIVED: 14,
        _S.DECLINED: 7,
        _S.REROUTED: 3,
    }
)
#: What is awaited in each state, for people.
_AWAITED = {
    _S.DRAFTED: "to be sent",
    _S.SENT: "to be answered",
    _S.AUTHORIZED: "for an appointment",
    _S.DENIED: "for an appeal, or for somebody else",
    _S.SCHEDULED: "for word that she was seen",
    _S.SEEN: "for the report",
    _S.REPORT_RECEIVED: "to be closed",
    _S.DECLINED: "to be sent to somebody else",
    _S.REROUTED: "to be sent",
}


@frozen(kw_only=True)
class OverdueReferral:
    """One referral that waits too long."""

    referral: str
    state: ReferralState
    #: For how many days it has waited.
    age: int
    #: For how many it may; None where it is listed for having run out alone.
    limit: int | None
    #: What it waits for.
    awaits: str
    patient: str
    #: The practitioner who refers.
    issuer: str
    #: The practitioner and the organization that it is to; None means any.
    practitioner: str | None
    organization: str | None
    #: Whether its period, or its authorization, has run out with nobody seen.
    ran_out: bool
    #: Whether it surely waits too long; no where the day of the appointment is not known.
    certain: bool


@frozen(kw_only=True, repr=False)
class Overdue(Answer):
    """The referrals that wait too long on a day, the oldest first."""

    on: date
    referrals: tuple[OverdueReferral, ...]
    #: How many were looked at: those that were written by the day, and those that have ended among them.
    looked_at: int
    #: The limits, in days, by state.
    limits: Mapping[ReferralState, int] = field(metadata=ASIDE)
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def by_state(self) -> dict[ReferralState, tuple[OverdueReferral, ...]]:
        """The rows of each state that has any, the oldest first, in the order of the states."""
        rows = {state: tuple(one for one in self.referrals if one.state is state) for state in ReferralState}
        return {state: found for state, found in rows.items() if found}

    def remarks(self) -> tuple[Reason, ...]:
        """Return nothing: the rows tell all."""
        return ()

    def headline(self) -> str:
        """Return how many wait too long, by state."""
        if not self.looked_at:
            return f"No referral had been written by {self.on}, so none waited too long."
        found = Counter(one.state for one in self.referrals)
        parts = ", ".join(f"{found[state]} {state.value}" for state in ReferralState if found[state])
        of = f"of {counted({'referrals': self.looked_at})}"
        return f"{len(self.referrals)} {of} waited too long on {self.on}{f': {parts}' if parts else ''}."


def overdue(
    market: Market,
    referrals: Iterable[Referral | str] | None = None,
    *,
    on: date,
    limits: Limits | None = None,
) -> Overdue:
    """Return the referrals that wait too long in their state, the oldest first.

    A referral waits from the day of its last event, and from the day of the appointment where one is made; one more
    day than the limit is too long. One whose period or authorization has run out before anybody was seen is listed
    whatever its age. What happened after the day is not looked at.

    Args:
        market: The market.
        referrals: Referrals, or ids of those of the market; None takes all of the market.
        on: The day.
        limits: Days by state, or by its word, in place of those of ``LIMITS``; None for a state sets none.

    Returns:
        The rows, those of one age in the order of their ids.

    Raises:
        InvalidValueError: A limit is no whole number of zero or more, its state is none that waits for anything, or
            ``on`` is no day.
        UnknownFactError: The market has no such referral.

    >>> from medgroup import valley
    >>> for one in overdue(valley(), on=date(2026, 3, 2)).referrals:
    ...     print(one.referral, one.state.value, one.age, "of", one.limit)
    finn-to-bones sent 41 of 14
    cleo-to-bones denied 21 of 14
    ivo-to-heart drafted 4 of 3
    """
    market_of(market)
    day_of(on)
    given = _limits(limits)
    asked = chosen(market, referrals)
    rows = sorted(
        (row for one in asked for row in _rows(market, one, on, given)), key=lambda row: (-row.age, row.referral)
    )
    defaults = [state for state in given if limits is None or state not in {state_of(key, "limits") for key in limits}]
    said = f"Limits of medgroup's own, in days: {', '.join(f'{one.value} {given[one]}' for one in defaults)}."
    return Overdue(
        on=on,
        referrals=tuple(rows),
        looked_at=sum(as_it_stood(one, on) is not None for one in asked),
        limits=given,
        because=tuple(_reason(row) for row in rows),
        assumptions=(*market.assumptions, *((said,) if defaults else ())),
    )


def _limits(given: Limits | None) -> dict[ReferralState, int]:
    """Return the limits of all states that have one, in the order of the states."""
    if given is not None and not isinstance(given, Mapping):
        raise InvalidValueError(given, "days by state", field="limits")
    own = {state_of(key, "limits"): days for key, days in (given or {}).items()}
    for state, days in own.items():
        if not TRANSITIONS[state]:
            raise InvalidValueError(state.value, "a state in which anything is awaited", field="limits")
        if days is not None and (type(days) is not int or days < 0):
            raise InvalidValueError(days, "a whole number of days of 0 or more, or None", field=f"limits.{state.value}")
    both = {**LIMITS, **own}
    return {state: days for state in ReferralState if (days := both.get(state)) is not None}


def _rows(
    market: Market, referral: Referral, on: date, limits: Mapping[ReferralState, int]
) -> Iterator[OverdueReferral]:
    stood = as_it_stood(referral, on)
    if stood is None or not TRANSITIONS[stood.state]:
        return
    course = stood.course
    since, certain = _waits_since(stood.events[-1]) if stood.events else (stood.written, True)
    age, limit = max(0, (on - since).days), limits.get(stood.state)
    ran_out = not course.permission.used and (stood.period.ended_by(on) or not course.authorized(on))
    too_long = limit is not None and age > limit
    if too_long or ran_out:
        practitioner, organization = stood.target
        yield OverdueReferral(
            referral=stood.id,
            state=stood.state,
            age=age,
            limit=limit if too_long else None,
            awaits=_AWAITED[stood.state],
            patient=stood.patient,
            issuer=market.practitioner_role(stood.issuer).practitioner,
            practitioner=practitioner,
            organization=organization,
            ran_out=ran_out,
            certain=certain or ran_out,
        )


def _waits_since(event: ReferralEvent) -> tuple[date, bool]:
    """Return since when a referral waits, and whether that is known."""
    if event.state is not _S.SCHEDULED:
        return event.on, True
    return (event.on, False) if event.appointment is None else (event.appointment, True)


def _reason(row: OverdueReferral) -> Reason:
    beyond = "" if row.limit is None else f", {row.age - row.limit} more than it may,"
    out = "; it has run out" if row.ran_out else ""
    doubt = "" if row.certain else "; the day of the appointment is not known"
    return Reason(
        statement=f"Referral {row.referral} has waited {number(row.age, 'days')}{beyond} {row.awaits}{out}{doubt}.",
        evidence=(f"referrals/{row.referral}",),
    )
