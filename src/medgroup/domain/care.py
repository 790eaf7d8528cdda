"""Care that was given. No personal detail of a patient is ever shown in a repr, a log or an error."""

from datetime import date

from attrs import field, frozen

from medgroup.domain.fields import ShortRepr, a_day, flag, optional_text, text
from medgroup.values import identifiers
from medgroup.values.validators import PERSONAL

_PERSONAL = {PERSONAL: True}


@frozen(kw_only=True, repr=False)
class Encounter(ShortRepr):
    """A visit of a patient, or another service to her, on one day.

    Its ids need not be those of facts: a practitioner may have left the market long ago.

    Sources: FHIR R4 Encounter.
    """

    id: str = field(validator=text)
    patient: str = field(validator=text)
    #: The practitioner who gave the service.
    practitioner: str = field(validator=text)
    #: The organization that billed for it; None means not known.
    billing: str | None = field(default=None, validator=optional_text)
    #: Day of service.
    on: date = field(validator=a_day, metadata=_PERSONAL)
    #: Whether it was a professional service face to face, by video included; a reading of a test alone is none. None
    #: means not known.
    face_to_face: bool | None = field(default=None, validator=flag)
    #: Taxonomy code that the practitioner worked under; None means that of the practitioner's role.
    specialty: str | None = field(default=None, validator=identifiers.taxonomy_code)
