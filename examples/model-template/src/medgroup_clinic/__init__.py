"""The organizational model ``clinic``: practices that stay their own share one house, its front desk and its staff."""

from collections.abc import Iterator

import medgroup as mg
from medgroup import Effect, Function, Kind

__all__ = ["CLINIC", "medgroup_models"]

#: The rules of the model: a stable code each, and where it comes from.
CLINIC_1 = mg.Rule("CLINIC-1", source="The model itself: two practices or more share the house")
CLINIC_2 = mg.Rule("CLINIC-2", source="42 CFR 424.73 (reassignment)")


def shared_by_several(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """CLINIC-1: two practices or more share it; where none is known, nobody can tell."""
    ties = view.members_of(organization.id, Kind.MEMBER)
    practices = {tie.member for tie in ties}
    if not practices:
        said = f"Who shares {organization.display} on {view.day} is not known."
        yield CLINIC_1.cannot_tell(said, organization, remedy="Add the affiliations (member) of its practices.")
    elif len(practices) < 2:
        said = f"One practice has {organization.display} to itself on {view.day}."
        yield CLINIC_1.broken(said, organization, *ties, remedy="Add the others, or give the house to the practice.")


def bills_for_no_care(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """CLINIC-2: nobody gives care through it; each practice bills under its own TIN."""
    roles = view.roles_at(organization.id)
    if roles:
        said = f"Care is billed through {organization.display} ({len(roles)} roles), which only shares a house."
        yield CLINIC_2.broken(said, organization, *roles, remedy="State these roles at the practices that bill.")


#: The model: what an organization of it does for those tied to it, where they refer, and what must hold.
CLINIC = mg.OrganizationalModel(
    name="clinic",
    title="Clinic",
    consolidates=(
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.ACTS_FOR, functions={Function.SCHEDULING}),
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.STAFFING}),
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.PURCHASING}, elective=True),
    ),
    tiers=(
        mg.Tier(name="In the house", reach=mg.Reach.MEMBERS, over={Kind.MEMBER}),
        mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
    ),
    checks=(shared_by_several, bills_for_no_care),
)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (CLINIC,)
