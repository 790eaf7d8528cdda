"""The practitioners of a group on a day, and what the facts say of each."""

from collections.abc import Iterable
from dataclasses import dataclass

import medgroup as mg


@dataclass(frozen=True, kw_only=True)
class Member:
    """One practitioner with a role in force at a group."""

    #: Id of the practitioner.
    practitioner: str
    #: The roles in force at the group, in the order of their ids.
    roles: tuple[mg.PractitionerRole, ...]
    #: Whether a licence is in force; None where none is stated. A qualification of no state is a certificate.
    licensed: bool | None
    #: Whether he or she is a doctor of medicine or osteopathy; None where the stated specialties do not tell.
    physician: bool | None
    #: Specialty families over all roles, so far as they are known.
    families: frozenset[str]
    #: Whether there may be others: one of the roles is of a family that is not known.
    others_possible: bool

    @property
    def evidence(self) -> tuple[str, ...]:
        """The roles as subjects of a finding."""
        return tuple(f"practitioner_roles/{role.id}" for role in self.roles)


def members_of_group(view: mg.View, organization: str) -> tuple[Member, ...]:
    """Return the practitioners with a role in force at an organization, in the order of their ids."""
    roles: dict[str, list[mg.PractitionerRole]] = {}
    for role in view.roles_at(organization):
        roles.setdefault(role.practitioner, []).append(role)
    return tuple(
        Member(
            practitioner=practitioner,
            roles=tuple(held),
            licensed=_licensed(view, practitioner),
            physician=_physician(view, held),
            families=_families(view, held),
            others_possible=any(view.family_of(role) is None for role in held),
        )
        for practitioner, held in sorted(roles.items())
    )


def evidence(members: Iterable[Member]) -> tuple[str, ...]:
    """Return the roles of some members as subjects of a finding."""
    return tuple(subject for member in members for subject in member.evidence)


def shared_families(members: Iterable[Member]) -> frozenset[str]:
    """Return the families that all members whose families are known have in common.

    A member of several families (general internal medicine and cardiology, say) shares each of them.
    """
    known = [member.families for member in members if member.families]
    return frozenset.intersection(*known) if known else frozenset()


def name_of(organization: mg.Organization) -> str:
    """Return the name of an organization for people."""
    return organization.name or organization.id


def subject(organization: mg.Organization) -> str:
    """Return an organization as a subject of a finding."""
    return f"organizations/{organization.id}"


def many(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 practitioner``, ``3 practitioners``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _licensed(view: mg.View, practitioner: str) -> bool | None:
    licences = [row for row in view.practitioner(practitioner).qualifications if row.state is not None]
    return any(licence.period.contains(view.day) for licence in licences) if licences else None


def _physician(view: mg.View, roles: Iterable[mg.PractitionerRole]) -> bool | None:
    stated = [view.specialties_of(role) for role in roles]
    codes = sorted({code for specialties in stated for code in specialties or ()})
    placed = [family for family in map(view.families.family_of, codes) if family is not None]
    if any(family.physician for family in placed):
        return True
    return None if None in stated or not placed else False


def _families(view: mg.View, roles: Iterable[mg.PractitionerRole]) -> frozenset[str]:
    # A code in no family counts as "other", which names no kind of care: two such are neither alike nor different.
    known = view.families.by_name
    return frozenset(name for role in roles for name in view.family_of(role) or () if name in known)
