"""The states of a referral, and which may follow which."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from medgroup.domain.fields import ShortRepr, a_day, day, optional_text
from medgroup.errors import InvalidValueError
from medgroup.values.validators import PERSONAL, WITHHELD, is_a

_PERSONAL = {PERSONAL: True}


class ReferralState(Enum):
    """What has become of a referral.

    Sources: FHIR R4 ServiceRequest and Task; IHE 360X, closed loop referral.
    """

    #: It is written and not yet sent.
    DRAFTED = "drafted"
    #: Whom it is to has been sent it; so has the plan, where it has to authorize.
    SENT = "sent"
    #: The plan authorized it.
    AUTHORIZED = "authorized"
    #: The plan did not authorize it.
    DENIED = "denied"
    #: An appointment was made.
    SCHEDULED = "scheduled"
    #: The patient was seen; each time uses a visit.
    SEEN = "seen"
    #: The report of who saw her reached who referred her.
    REPORT_RECEIVED = "report-received"
    #: Nothing more is awaited.
    CLOSED = "closed"
    #: It ran out before she was seen.
    EXPIRED = "expired"
    #: The patient or who referred her took it back.
    CANCELLED = "cancelled"
    #: Whom it is to did not take it.
    DECLINED = "declined"
    #: It goes to somebody else, who has yet to be sent it.
    REROUTED = "rerouted"


_S = ReferralState
#: What ends a referral under which nobody was seen yet, or sends it elsewhere.
_BEFORE_A_VISIT = (_S.REROUTED, _S.CANCELLED, _S.EXPIRED)
#: What may follow once somebody was seen, whatever else has happened since.
_AFTER_A_VISIT = (_S.REPORT_RECEIVED, _S.CLOSED)
#: The states that may follow each. Nothing leads back to a draft, and nothing follows the last three.
TRANSITIONS: Mapping[ReferralState, tuple[ReferralState, ...]] = {
    _S.DRAFTED: (_S.SENT, _S.CANCELLED, _S.EXPIRED),
    # A plan need not be asked, and a patient may walk in without an appointment.
    _S.SENT: (_S.AUTHORIZED, _S.DENIED, _S.SCHEDULED, _S.SEEN, _S.DECLINED, *_BEFORE_A_VISIT),
    _S.AUTHORIZED: (_S.AUTHORIZED, _S.SCHEDULED, _S.SEEN, *_AFTER_A_VISIT, _S.DECLINED, *_BEFORE_A_VISIT),
    # A plan may change its mind on appeal. Care that it does not cover is given without this referral.
    _S.DENIED: (_S.AUTHORIZED, *_AFTER_A_VISIT, *_BEFORE_A_VISIT),
    # An appointment may be moved, and be made before the plan has answered.
    _S.SCHEDULED: (
        *(_S.AUTHORIZED, _S.DENIED, _S.SCHEDULED, _S.SEEN),
        *(*_AFTER_A_VISIT, _S.DECLINED, *_BEFORE_A_VISIT),
    ),
    # Visits that are left may still be made. A report may come after the referral ran out, or never.
    _S.SEEN: (_S.AUTHORIZED, _S.DENIED, _S.SCHEDULED, _S.SEEN, *_AFTER_A_VISIT),
    _S.REPORT_RECEIVED: (_S.AUTHORIZED, _S.DENIED, _S.SCHEDULED, _S.SEEN, _S.CLOSED),
    _S.DECLINED: (_S.SENT, *_BEFORE_A_VISIT),
    _S.REROUTED: (_S.SENT, _S.CANCELLED, _S.EXPIRED),
    _S.CLOSED: (),
    _S.EXPIRED: (),
    _S.CANCELLED: (),
}

#: The states that take each key of an event; the state and the day stand in every one.
_TAKEN_BY: Mapping[str, tuple[ReferralState, ...]] = {
    "practitioner": (_S.SEEN, _S.REPORT_RECEIVED, _S.REROUTED),
    "billing": (_S.SEEN,),
    "encounter": (_S.SEEN,),
    "organization": (_S.REROUTED,),
    "appointment": (_S.SCHEDULED,),
    "until": (_S.AUTHORIZED,),
}


@frozen(kw_only=True, repr=False)
class ReferralEvent(ShortRepr):
    """What happened to a referral on a day.

    Its ids need not be those of facts: whoever saw the patient may be in no directory.

    Raises:
        InvalidValueError: A key stands in an event of a state that does not take it.
    """

    #: The state that the referral came to.
    state: ReferralState = field(validator=is_a(ReferralState))
    #: The day on which it did.
    on: date = field(validator=a_day, metadata=_PERSONAL)
    #: Who saw the patient, who sent the report, or to whom the referral goes now.
    practitioner: str | None = field(default=None, validator=optional_text, metadata=_PERSONAL)
    #: The organization that bills for the visit at which she was seen.
    billing: str | None = field(default=None, validator=optional_text, metadata=_PERSONAL)
    #: The encounter at which she was seen.
    encounter: str | None = field(default=None, validator=optional_text, metadata=_PERSONAL)
    #: The organization to which the referral goes now.
    organization: str | None = field(default=None, validator=optional_text, metadata=_PERSONAL)
    #: The day of the appointment that was made; None means not known.
    appointment: date | None = field(default=None, validator=day, metadata=_PERSONAL)
    #: The first day on which the authorization no longer holds; None means that none is stated.
    until: date | None = field(default=None, validator=day, metadata=_PERSONAL)

    def __attrs_post_init__(self) -> None:
        for name, states in _TAKEN_BY.items():
            if getattr(self, name) is not None and self.state not in states:
                where = " or ".join(state.value for state in states)
                raise InvalidValueError(
                    WITHHELD, f"a key of this event; it stands where the state is {where}", field=name
                )
