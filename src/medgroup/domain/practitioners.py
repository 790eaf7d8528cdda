"""Practitioners, their licences, and the organizations they bill through."""

from enum import Enum

from attrs import field, frozen

from medgroup.domain.fields import (
    Named,
    ShortRepr,
    always,
    between,
    flag,
    not_empty,
    optional_text,
    references,
    some,
    some_ordered,
    text,
    texts,
)
from medgroup.values import identifiers
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import all_are, every, is_a, ordered


@frozen(kw_only=True, repr=False)
class Qualification(ShortRepr):
    """A licence to practise in a state, or a certificate."""

    #: State that granted the licence; None for a certificate that is good everywhere.
    state: str | None = field(default=None, validator=identifiers.state)
    #: Number of the licence.
    number: str | None = field(default=None, validator=optional_text)
    #: Taxonomy code of what the holder may do.
    code: str | None = field(default=None, validator=identifiers.taxonomy_code)
    #: Who granted it.
    issuer: str | None = field(default=None, validator=optional_text)
    #: Days on which it is good.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


@frozen(kw_only=True, repr=False)
class Practitioner(Named):
    """A person who gives care.

    Sources: HL7 Plan-Net Practitioner; 45 CFR 162.406 (NPI).
    """

    id: str = field(validator=text)
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    #: National Provider Identifier of type 1.
    npi: str | None = field(default=None, validator=identifiers.npi)
    #: Licences and certificates; empty means that none is stated.
    qualifications: tuple[Qualification, ...] = field(default=(), converter=ordered, validator=all_are(Qualification))
    #: Languages spoken with patients, as BCP 47 tags.
    languages: frozenset[str] = field(default=frozenset(), converter=every, validator=texts)
    #: Specialty codes of the practitioner's Medicare enrolment, two characters each; None means not known.
    medicare_specialties: frozenset[str] | None = field(
        default=None, converter=some, validator=[not_empty, identifiers.medicare_specialties]
    )
    #: Days on which the practitioner is a qualifying participant in an alternative payment model; empty means never,
    #: None means not known.
    qualifying: tuple[Period, ...] | None = field(default=None, converter=some_ordered, validator=all_are(Period))


class Relation(Enum):
    """What a practitioner is to the organization, which decides who counts as a member (42 CFR 411.351)."""

    OWNER = "owner"
    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    LOCUM = "locum"
    LEASED = "leased"


@frozen(kw_only=True, repr=False)
class PractitionerRole(ShortRepr):
    """A practitioner's dated work for the organization whose TIN bills for it.

    Sources: HL7 Plan-Net PractitionerRole; 42 CFR 424.73 (reassignment).
    """

    id: str = field(validator=text)
    practitioner: str = field(validator=text, metadata=references("practitioners"))
    #: The organization that bills.
    organization: str = field(validator=text, metadata=references("organizations"))
    #: Where the practitioner works; None means at every site of the organization.
    sites: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("sites")
    )
    #: Taxonomy codes practised in this role; None means all that the practitioner is qualified for.
    specialties: frozenset[str] | None = field(
        default=None, converter=some, validator=[not_empty, identifiers.taxonomy_codes]
    )
    relation: Relation | None = field(default=None, validator=is_a(Relation))
    #: Full-time equivalents.
    fte: float | None = field(default=None, validator=between(0, 2, above_low=True))
    #: Whether new patients are taken; None means not known.
    accepting: bool | None = field(default=None, validator=flag)
    #: The practitioner who supervises; a nurse practitioner or an assistant takes that one's specialty family.
    supervisor: str | None = field(default=None, validator=optional_text, metadata=references("practitioners"))
    #: Days on which the role is held.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
