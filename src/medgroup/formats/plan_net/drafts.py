"""What one resource states, checked, its references not yet followed.

A draft is a plain tuple, so that two copies of one resource are told to be equal or not at no cost.
"""

from datetime import date
from typing import NamedTuple

from medgroup.domain.organizations import Address, Hours, Position
from medgroup.domain.practitioners import Practitioner
from medgroup.values.period import Period


class OrganizationDraft(NamedTuple):
    """What an Organization states: a payer, a network, or one that gives care."""

    id: str
    name: str | None
    npi: str | None
    tin: str | None
    types: frozenset[str]
    part_of: str | None
    period: Period


class SiteDraft(NamedTuple):
    """What a Location states."""

    id: str
    name: str | None
    organization: str | None
    address: Address | None
    position: Position | None
    hours: tuple[Hours, ...] | None


class ServiceDraft(NamedTuple):
    """What a HealthcareService states: what is offered, and where."""

    id: str
    offered: frozenset[str]
    locations: tuple[str, ...]


class RoleDraft(NamedTuple):
    """What a PractitionerRole states."""

    id: str
    practitioner: str | None
    organization: str | None
    networks: tuple[str, ...]
    locations: tuple[str, ...]
    #: Taxonomy codes; None where no specialty is stated, empty where none of those stated is of the taxonomy.
    specialties: frozenset[str] | None
    codes: frozenset[str]
    #: Whether new patients are taken, from whichever network; None where it is not stated.
    accepting: bool | None
    #: Whether new patients are taken from one network each.
    accepting_from: tuple[tuple[str, bool], ...]
    period: Period
    as_of: date | None
    #: The id of the listing that the resource is, where it says that it is one and nothing else.
    listing: str | None


class AffiliationDraft(NamedTuple):
    """What an OrganizationAffiliation states."""

    id: str
    organizer: str | None
    participant: str | None
    networks: tuple[str, ...]
    locations: tuple[str, ...]
    #: As of a role.
    specialties: frozenset[str] | None
    codes: frozenset[str]
    period: Period
    as_of: date | None
    #: As of a role.
    listing: str | None


class PlanDraft(NamedTuple):
    """What an InsurancePlan states."""

    id: str
    name: str | None
    owner: str | None
    administrator: str | None
    networks: tuple[str, ...]
    #: The networks of each variant of cost sharing or coverage that names its own.
    variants: tuple[tuple[str, ...], ...]
    types: frozenset[str]
    #: The types in words.
    words: frozenset[str]
    variant_types: frozenset[str]
    period: Period


#: What a resource becomes before references are followed. A Practitioner refers to nothing and is done at once.
Draft = OrganizationDraft | SiteDraft | ServiceDraft | RoleDraft | AffiliationDraft | PlanDraft | Practitioner
