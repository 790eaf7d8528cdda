"""Referrals of drawn markets: written as they are, and then led along the states that may follow each other."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from medgroup.domain import TRANSITIONS, Facts, Patient, Referral, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError
from medgroup.rules import Override
from medgroup.testing.choices import DAYS, Pen
from medgroup.testing.drawn import SPECIALTIES

#: The most that happens to a drawn referral.
EVENTS = 7
_S = ReferralState
#: What usually becomes of a referral.
_USUAL = (_S.SENT, _S.SCHEDULED, _S.SEEN, _S.REPORT_RECEIVED)


def draw_referrals(pen: Pen, facts: Facts, patients: Sequence[Patient], most: int = 2) -> Iterator[Referral]:
    """Yield a few referrals of some patients among those who hold the roles of a market."""
    if not patients or not facts.practitioner_roles:
        return
    for number in range(1, 1 + pen.number(0, most)):
        yield _led(pen, _written(pen, f"referral-{number}", facts, patients))


def _written(pen: Pen, key: str, facts: Facts, patients: Sequence[Patient]) -> Referral:
    people = [one.id for one in facts.practitioners]
    return Referral(
        id=key,
        patient=pen.one_of(patients).id,
        issuer=pen.one_of(facts.practitioner_roles).id,
        specialty=pen.one_of(SPECIALTIES),
        services=pen.set_or_all(("imaging", "X1001"), 20),
        plan=pen.one_of([None, *(plan.id for plan in facts.plans)]),
        written=pen.one_of(DAYS),
        practitioner=pen.one_of([None, *people]),
        organization=pen.one_of([None, *(one.id for one in facts.organizations)]),
        preferred=pen.some_of(people) if pen.now_and_then(20) else (),
        overrides=pen.one_of([None, (), *((one,) for one in Override)]),
        visits=pen.one_of((None, 1, 2)),
        standing=pen.now_and_then(10),
        period=pen.period(40),
    )


def _led(pen: Pen, referral: Referral) -> Referral:
    """Return a referral to which some things happened, none of them impossible."""
    for _ in range(pen.number(0, EVENTS)):
        if not referral.course.legal:
            break
        try:
            referral = attrs.evolve(referral, events=(*referral.events, draw_event(pen, referral)))
        except InvalidValueError:
            break
    return referral


def draw_event(pen: Pen, referral: Referral) -> ReferralEvent:
    """Return what may happen next by its state and its day; the referral may still not allow it."""
    legal = referral.course.legal
    open_ = [state for state in legal if TRANSITIONS[state]] or legal
    usual = [state for state in legal if state in _USUAL] or open_
    state = pen.one_of(usual if not pen.now_and_then(50) else open_ if not pen.now_and_then(15) else legal)
    days = [day for day in DAYS if day >= referral.course.on]
    said: dict[ReferralState, dict[str, Any]] = {
        _S.AUTHORIZED: {"until": pen.one_of([None, *days])},
        _S.SCHEDULED: {"appointment": pen.one_of([None, *days])},
        _S.SEEN: {"practitioner": referral.practitioner, "billing": referral.organization},
        _S.REROUTED: {"organization": referral.organization},
    }
    return ReferralEvent(state=state, on=pen.one_of(days), **said.get(state, {}))
