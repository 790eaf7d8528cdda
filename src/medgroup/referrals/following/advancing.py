"""What happens to a referral next: one event more, refused where it cannot be."""

from datetime import date

from attrs import evolve

from medgroup.domain.referral_states import ReferralEvent, ReferralState
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError, nearest
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.values.period import day_of
from medgroup.values.validators import WITHHELD

_BY_WORD = {state.value: state for state in ReferralState}
#: What ends a referral that ought not to be.
_ENDS = (ReferralState.CANCELLED, ReferralState.EXPIRED, ReferralState.CLOSED)


def advance(  # noqa: PLR0913 - an event is this many things, all of them named
    market: Market,
    referral: Referral | str,
    to: ReferralState | str,
    *,
    on: date,
    practitioner: str | None = None,
    billing: str | None = None,
    encounter: str | None = None,
    organization: str | None = None,
    appointment: date | None = None,
    until: date | None = None,
) -> Referral:
    """Return a referral to which one thing more has happened.

    Args:
        market: The market.
        referral: The referral, or the id of one of the market.
        to: The state that it comes to, or its word (``"seen"``).
        on: The day on which it does.
        practitioner: Who saw the patient, who sent the report, or to whom the referral goes now.
        billing: The organization that bills for the visit at which she was seen.
        encounter: The encounter at which she was seen.
        organization: The organization to which the referral goes now.
        appointment: The day of the appointment that was made.
        until: The first day on which the authorization no longer holds.

    Returns:
        The referral with the event after those that it has; the market keeps its own.

    Raises:
        InvalidValueError: The state may not follow (those that may are named), the day is before that of the last
            event, the referral or its authorization has run out or no visit is left where one is scheduled or made,
            or who refers would see the patient herself.
        UnknownFactError: The market has no such referral, or no such role of who refers.

    Sources: FHIR R4 Task; IHE 360X.

    >>> from medgroup import valley
    >>> sent = advance(valley(), "ivo-to-heart", "sent", on=date(2026, 3, 2))
    >>> sent.state, [state.value for state in sent.course.legal][:3]
    (<ReferralState.SENT: 'sent'>, ['authorized', 'denied', 'scheduled'])
    """
    market_of(market)
    found = referral_of(market, referral)
    event = ReferralEvent(
        state=state_of(to, "to"),
        on=day_of(on),
        practitioner=practitioner,
        billing=billing,
        encounter=encounter,
        organization=organization,
        appointment=appointment,
        until=until,
    )
    found.course.refuse(event)
    after = evolve(found, events=(*found.events, event))
    if event.state not in _ENDS:
        _refuse_oneself(market, after, practitioner)
    return after


def referral_of(market: Market, referral: Referral | str) -> Referral:
    """Return a referral that is given itself, or by the id that it has in a market.

    Raises:
        UnknownFactError: The market has none of this id.
        InvalidValueError: It is neither.
    """
    if isinstance(referral, Referral):
        return referral
    if not isinstance(referral, str):
        raise InvalidValueError(referral, "a Referral, or the id of one in the market", field="referral")
    found: Referral = market.fact("referrals", referral)
    return found


def state_of(state: object, field: str) -> ReferralState:
    """Return a state that is given itself or by its word.

    Raises:
        InvalidValueError: There is no such state; the nearest is named.
    """
    if isinstance(state, ReferralState):
        return state
    if isinstance(state, str) and state in _BY_WORD:
        return _BY_WORD[state]
    near = nearest(state, _BY_WORD) if isinstance(state, str) else None
    raise InvalidValueError(state, f"one of {', '.join(_BY_WORD)}", field=field, nearest=near)


def _refuse_oneself(market: Market, referral: Referral, seen_by: str | None) -> None:
    """Refuse a referral that leads back to who refers."""
    issuer = market.practitioner_role(referral.issuer).practitioner
    if issuer in (referral.target[0], seen_by):
        raise InvalidValueError(WITHHELD, "anybody but who refers; nobody refers to oneself", field="practitioner")
