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


def members_of_group(view: mg.View, organization: str) -> tuple[Member, ...]:
    """Return the practitioners with a role in force at an organization, in the order of their ids."""
    roles: dict[str, list[mg.PractitionerRole]] = {}
    for role in view.roles_at(organization):
        roles.setdefault(role.practitioner, []).append(role)
    return tuple(
        Member(
            practitioner=practitioner,
            roles=tuple(held),
            licensed=view.is_licensed(practitioner),
            physician=_physician(view, held),
            families=_families(view, held),
            others_possible=any(view.family_of(role) is None for role in held),
        )
        for practitioner, held in sorted(roles.items())
    )


def roles_of(members: Iterable[Member]) -> tuple[mg.PractitionerRole, ...]:
    """Return the roles of some members."""
    return tuple(role for member in members for role in member.roles)


def shared_families(members: Iterable[Member]) -> frozenset[str]:
    """Return the families that all members whose families are known have in common.

    A member of several families (general internal medicine and cardiology, say) shares each of them.
    """
    known = [member.families for member in members if member.families]
    return frozenset.intersection(*known) if known else frozenset()


def many(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 practitioner``, ``3 practitioners``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _physician(view: mg.View, roles: Iterable[mg.PractitionerRole]) -> bool | None:
    told = {view.is_physician(role) for role in roles}
    if True in told:
        return True
    return None if None in told else False


def _families(view: mg.View, roles: Iterable[mg.PractitionerRole]) -> frozenset[str]:
    # A code in no family counts as "other", which names no kind of care: two such are neither alike nor different.
    known = view.families.by_name
    return frozenset(name for role in roles for name in view.family_of(role) or () if name in known)
