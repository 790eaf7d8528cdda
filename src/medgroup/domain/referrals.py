"""Referrals: who sends a patient where, for what, until when, and what became of it.

No personal detail of a patient is ever shown in a repr, a log or an error.
"""

from datetime import date
from functools import reduce

from attrs import field, frozen

from medgroup.domain.fields import (
    REFERENCE,
    ShortRepr,
    a_day,
    always,
    not_empty,
    optional_text,
    references,
    some,
    text,
    texts,
    whole_number,
)
from medgroup.domain.organizations import Position
from medgroup.domain.permissions import Permission
from medgroup.domain.referral_course import Course
from medgroup.domain.referral_states import ReferralEvent, ReferralState
from medgroup.rules import Override
from medgroup.values import identifiers
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import PERSONAL, all_are, every, is_a, ordered

_PERSONAL = {PERSONAL: True}


@frozen(kw_only=True, repr=False)
class Referral(ShortRepr):
    """A request that somebody else see a patient, and what became of it.

    Raises:
        InvalidValueError: An event cannot follow those before it.

    Sources: FHIR R4 ServiceRequest; 42 CFR 411.351 (referral).
    """

    id: str = field(validator=text)
    patient: str = field(validator=text, metadata=references("patients"))
    #: The role of who refers, which says for which organization.
    issuer: str = field(validator=text, metadata=references("practitioner_roles"))
    #: Taxonomy code of the care that is needed.
    specialty: str = field(validator=[text, identifiers.taxonomy_code], metadata=_PERSONAL)
    #: What it is for, as service codes or words (imaging); None means anything of the specialty.
    services: frozenset[str] | None = field(default=None, converter=some, validator=not_empty, metadata=_PERSONAL)
    #: The plan it is written under; None means that of the coverage which pays first on the day it is written.
    plan: str | None = field(default=None, validator=optional_text, metadata=references("plans"))
    #: The day on which it is written.
    written: date = field(validator=a_day, metadata=_PERSONAL)
    #: Whom it is to; None means anybody of the specialty, in the organization where one is named.
    practitioner: str | None = field(
        default=None, validator=optional_text, metadata={REFERENCE: "practitioners", PERSONAL: True}
    )
    #: The organization it is to; None means any.
    organization: str | None = field(
        default=None, validator=optional_text, metadata={REFERENCE: "organizations", PERSONAL: True}
    )
    #: The practitioners whom the patient prefers.
    preferred: frozenset[str] = field(
        default=frozenset(),
        converter=every,
        validator=texts,
        metadata={REFERENCE: "practitioners", PERSONAL: True},
    )
    #: Languages that she wishes for, as BCP 47 tags.
    languages: frozenset[str] = field(
        default=frozenset(), converter=every, validator=[texts, identifiers.language_tags], metadata=_PERSONAL
    )
    #: Where distance is measured from; None means from where she lives, or else from where the issuer works.
    near: Position | None = field(default=None, validator=is_a(Position), metadata=_PERSONAL)
    #: Why it does not go where an employer or a payer directs it; empty means for no such reason, None means not known.
    overrides: frozenset[Override] | None = field(
        default=None, converter=some, validator=all_are(Override), metadata=_PERSONAL
    )
    #: Visits that it allows; None means any number.
    visits: int | None = field(default=None, validator=whole_number(1, optional=True))
    #: Whether it stands for a course of care, so that visits do not use it up.
    standing: bool = field(default=False, validator=is_a(bool))
    #: Number of the plan's authorization.
    authorization: str | None = field(default=None, validator=optional_text, metadata=_PERSONAL)
    #: Days on which it is good.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period), metadata=_PERSONAL)
    #: What became of it, in the order in which it happened.
    events: tuple[ReferralEvent, ...] = field(
        default=(), converter=ordered, validator=all_are(ReferralEvent), metadata=_PERSONAL
    )

    def __attrs_post_init__(self) -> None:
        course = self.begun()
        for place, event in enumerate(self.events):
            course.refuse(event, f"events[{place}].")
            course = course.after(event)

    @property
    def course(self) -> Course:
        """How far it has come."""
        return reduce(Course.after, self.events, self.begun())

    @property
    def state(self) -> ReferralState:
        """Its state: that of the last event."""
        return self.events[-1].state if self.events else ReferralState.DRAFTED

    @property
    def target(self) -> tuple[str | None, str | None]:
        """The practitioner and the organization that it is to, or goes to now where it was rerouted; None means any."""
        return self.course.target

    def permission(self) -> Permission:
        """Return what it allows: when it is good, for how many visits, and how many were made."""
        return self.course.permission

    def begun(self) -> Course:
        """Return how far it had come when it was written: nowhere."""
        allowed = Permission(
            period=self.period,
            visits=self.visits,
            standing=self.standing,
            number=self.authorization,
            referral=self.id,
        )
        return Course(
            state=ReferralState.DRAFTED,
            on=self.written,
            permission=allowed,
            target=(self.practitioner, self.organization),
        )
