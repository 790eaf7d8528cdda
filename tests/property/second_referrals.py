"""What may happen to a referral, told a second time and otherwise: by the whole history, not by the state alone."""

from collections.abc import Sequence
from datetime import date

from medgroup.domain import Referral, ReferralEvent

ENDED = {"closed", "expired", "cancelled"}
#: What each event needs to have happened before it, as words of the events so far; the last of them stands in front.
OPEN_TO_A_VISIT = {"sent", "authorized", "scheduled", "seen", "report-received"}
WITH_THE_RECIPIENT = {"sent", "authorized", "scheduled"}
ASKED_OF_A_PLAN = {"sent", "scheduled", "seen", "report-received"}


def may_follow(past: Sequence[str], word: str) -> bool:
    """Return whether an event of a word may follow others, whatever the day and what the referral allows."""
    last = past[-1] if past else "drafted"
    seen = "seen" in past
    if last in ENDED or word == "drafted":
        return False
    return {
        "sent": last in {"drafted", "declined", "rerouted"},
        "authorized": last in ASKED_OF_A_PLAN | {"authorized", "denied"},
        "denied": last in ASKED_OF_A_PLAN,
        "scheduled": last in OPEN_TO_A_VISIT,
        "seen": last in OPEN_TO_A_VISIT,
        "report-received": seen and last != "report-received",
        "closed": seen,
        "declined": not seen and last in WITH_THE_RECIPIENT,
        "rerouted": not seen and last not in {"drafted", "rerouted"},
        "cancelled": not seen,
        "expired": not seen,
    }[word]


def visit_allowed(referral: Referral, past: Sequence[ReferralEvent], event: ReferralEvent) -> bool:
    """Return whether a referral allows the visit that an event makes, or is for."""
    made = sum(one.state.value == "seen" for one in past)
    if referral.visits is not None and not referral.standing and made >= referral.visits:
        return False
    day = event.appointment or event.on
    until: date | None = None
    for one in past:
        if one.state.value in {"authorized", "rerouted"}:
            until = one.until
    start, end = referral.period.start, referral.period.end
    known_day = event.state.value == "seen" or event.appointment is not None
    too_early = start is not None and known_day and day < start
    too_late = end is not None and (day >= end or event.on >= end)
    return not too_early and not too_late and (until is None or day < until) and day >= event.on


def has_run_out(referral: Referral, past: Sequence[ReferralEvent], on: date) -> bool:
    """Return whether a referral may have run out by a day."""
    until: date | None = None
    for one in past:
        if one.state.value in {"authorized", "rerouted"}:
            until = one.until
    ends = [day for day in (referral.period.end, until) if day is not None]
    return not ends or min(ends) <= on


def allowed(referral: Referral, event: ReferralEvent) -> bool:
    """Return whether an event may follow those of a referral."""
    past = referral.events
    word = event.state.value
    last = past[-1].on if past else referral.written
    if not may_follow([one.state.value for one in past], word) or event.on < last:
        return False
    if word in {"scheduled", "seen"}:
        return visit_allowed(referral, past, event)
    if word == "authorized":
        return event.until is None or event.until > event.on
    return word != "expired" or has_run_out(referral, past, event.on)
