"""How far a referral has come, and what may happen to it next."""

from datetime import date
from typing import NoReturn

from attrs import evolve, frozen

from medgroup.domain.permissions import Permission
from medgroup.domain.referral_states import TRANSITIONS, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError, listed
from medgroup.values.validators import WITHHELD

_S = ReferralState
#: What is no longer possible once the patient was seen, and what is not possible before.
_BARRED_AFTER_A_VISIT = frozenset({_S.DECLINED, _S.REROUTED, _S.CANCELLED, _S.EXPIRED})
_BARRED_BEFORE_A_VISIT = frozenset({_S.REPORT_RECEIVED, _S.CLOSED})


@frozen(kw_only=True)
class Course:
    """How far a referral has come.

    Its days are personal; whoever shows one shows more of a patient than an id.
    """

    state: ReferralState
    #: The day of the last event, or the one on which it was written.
    on: date
    #: What it allows, and how many visits were made.
    permission: Permission
    #: The first day on which the authorization no longer holds; None where none is stated.
    until: date | None = None
    #: The practitioner and the organization that it is to, or goes to now where it was rerouted; None means any.
    target: tuple[str | None, str | None] = (None, None)

    @property
    def legal(self) -> tuple[ReferralState, ...]:
        """The states that may follow, in the order of ``TRANSITIONS``."""
        barred = _BARRED_AFTER_A_VISIT if self.permission.used else _BARRED_BEFORE_A_VISIT
        return tuple(state for state in TRANSITIONS[self.state] if state not in barred)

    def authorized(self, on: date) -> bool:
        """Return whether no authorization has run out by a day."""
        return self.until is None or on < self.until

    def after(self, event: ReferralEvent) -> "Course":
        """Return how far it has come once something has happened."""
        seen, moved = event.state is _S.SEEN, event.state is _S.REROUTED
        return Course(
            state=event.state,
            on=event.on,
            permission=evolve(self.permission, used=self.permission.used + 1) if seen else self.permission,
            # Who is sent the referral next needs an authorization of their own.
            until=event.until if moved or event.state is _S.AUTHORIZED else self.until,
            target=(event.practitioner, event.organization) if moved else self.target,
        )

    def refuse(self, event: ReferralEvent, where: str = "") -> None:
        """Refuse what cannot happen next.

        Args:
            event: What is to happen.
            where: The way to the event, before the name of its field.

        Raises:
            InvalidValueError: The state may not follow, the day is before that of the last event, a visit is not
                allowed, or a referral is said to have run out that has not.
        """
        if event.state not in self.legal:
            follows = f"what may follow {self.state.value}"
            legal = listed(state.value for state in self.legal) or "nothing may"
            raise InvalidValueError(event.state.value, f"{follows} ({legal})", field=f"{where}state")
        if event.on < self.on:
            _refuse_day(f"{where}on", "a day on or after that of what happened before")
        if event.state in (_S.SCHEDULED, _S.SEEN):
            self._refuse_visit(event, where)
        if event.state is _S.AUTHORIZED and event.until is not None and event.until <= event.on:
            _refuse_day(f"{where}until", "a day after that on which it is authorized")
        if event.state is _S.EXPIRED and not self._has_run_out(event.on):
            _refuse_day(f"{where}on", "a day on which the referral has run out; it is still good")

    def _refuse_visit(self, event: ReferralEvent, where: str) -> None:
        """Refuse a visit, or an appointment for one, that the referral does not allow."""
        if self.permission.left == 0:
            used = f"what may follow: of the visits that it allows ({self.permission.visits}) none is left"
            raise InvalidValueError(event.state.value, used, field=f"{where}state")
        if event.appointment is not None and event.appointment < event.on:
            _refuse_day(f"{where}appointment", "a day on or after that on which the appointment is made")
        period = self.permission.period
        of_visit, field = (event.on, "on") if event.appointment is None else (event.appointment, "appointment")
        # An appointment may be made before the referral is good; on which day it is for may not be known.
        early = period.starts_after(of_visit) and (event.state is _S.SEEN or event.appointment is not None)
        if early or period.ended_by(of_visit) or period.ended_by(event.on):
            _refuse_day(f"{where}{field}", "a day on which the referral is good")
        if not self.authorized(of_visit):
            _refuse_day(f"{where}{field}", "a day on which its authorization is good")

    def _has_run_out(self, on: date) -> bool:
        """Return whether it may have run out by a day: it has, or nobody has said when it does."""
        end = self.permission.period.end
        return (end is None and self.until is None) or self.permission.period.ended_by(on) or not self.authorized(on)


def _refuse_day(field: str, expected: str) -> NoReturn:
    raise InvalidValueError(WITHHELD, expected, field=field)
