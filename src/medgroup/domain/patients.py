"""Patients and what they are covered by. No personal detail of theirs is ever shown in a repr, a log or an error."""

from datetime import date
from enum import Enum

from attrs import field, frozen

from medgroup.domain.fields import REFERENCE, ShortRepr, always, day, optional_text, references, text, whole_number
from medgroup.domain.organizations import Position
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import PERSONAL, is_a

_PERSONAL = {PERSONAL: True}


class Sex(Enum):
    """Administrative sex, as FHIR has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@frozen(kw_only=True, repr=False)
class Patient(ShortRepr):
    """A person who needs care. Her repr shows her id and nothing else."""

    id: str = field(validator=text)
    birth_date: date | None = field(default=None, validator=day, metadata=_PERSONAL)
    sex: Sex | None = field(default=None, validator=is_a(Sex), metadata=_PERSONAL)
    #: Where she lives.
    position: Position | None = field(default=None, validator=is_a(Position), metadata=_PERSONAL)
    #: A word that those who live together share.
    household: str | None = field(default=None, validator=optional_text, metadata=_PERSONAL)


@frozen(kw_only=True, repr=False)
class Coverage(ShortRepr):
    """A patient's dated enrolment in a plan.

    Sources: FHIR R4 Coverage.
    """

    id: str = field(validator=text)
    patient: str = field(validator=text, metadata=references("patients"))
    plan: str = field(validator=text, metadata=references("plans"))
    #: The patient under whose contract she is covered; None means her own.
    subscriber: str | None = field(
        default=None, validator=optional_text, metadata={REFERENCE: "patients", PERSONAL: True}
    )
    #: 1 for the coverage that pays first.
    order: int = field(default=1, validator=whole_number(1))
    #: The primary care practitioner she chose.
    pcp: str | None = field(
        default=None, validator=optional_text, metadata={REFERENCE: "practitioners", PERSONAL: True}
    )
    #: Days on which she is enrolled.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
