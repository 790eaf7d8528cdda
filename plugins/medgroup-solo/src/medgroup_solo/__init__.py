"""The organizational model ``solo``: one practitioner in a practice of his or her own, the baseline of comparisons."""

from collections.abc import Iterator

import medgroup as mg

__all__ = ["SOLO", "medgroup_models", "one_practitioner", "own_entity"]

SOLO_1 = mg.Rule("SOLO-1", source="42 CFR 411.352(b) (a group practice takes two physicians or more)")


def one_practitioner(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """SOLO-1: exactly one practitioner; where no role is known, nobody can tell."""
    roles = view.roles_at(organization.id)
    people = {role.practitioner for role in roles}
    if not people:
        yield SOLO_1.cannot_tell(
            f"Who practises at {organization.display} on {view.day} is not known.",
            organization,
            remedy="Add the practitioner and the role held there, with its period.",
        )
    elif len(people) > 1:
        yield SOLO_1.broken(
            f"{organization.display} has {len(people)} practitioners on {view.day}; a solo practice has exactly one.",
            organization,
            *roles,
            remedy="State the model of a group, or end the roles of the others.",
        )


def own_entity(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """SOLO-1: every function rests with the practice, which an owner other than the practitioner takes over."""
    for tie in view.affiliations_of(organization.id, mg.Kind.OWNS):
        yield SOLO_1.broken(
            f"{organization.display} is owned by {tie.organizer}, so that not every function "
            "rests with the practice; it is no baseline for a comparison with practices on their own.",
            organization,
            tie,
            remedy="State the model that it has become, or end the ownership.",
            severity=mg.Severity.WARNING,
        )


#: The model. It consolidates nothing: the practice is its own unit for every function.
SOLO = mg.OrganizationalModel(
    name="solo",
    title="Solo practice",
    tiers=(mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),),
    checks=(one_practitioner, own_entity),
)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (SOLO,)
