"""The organizational model ``single-specialty``: one entity, two professionals or more, one kind of care."""

from collections.abc import Iterable

import medgroup as mg
from medgroup_single_specialty.checks import (
    EnoughProfessionals,
    OneEntity,
    OneFamily,
    care_outside_is_external,
    counted,
    nobody_known,
    statutory_medical_group,
    tally,
    unknown_families,
)
from medgroup_single_specialty.members import (
    Member,
    many,
    members_of_group,
    roles_of,
    shared_families,
)

__all__ = [
    "SINGLE_SPECIALTY",
    "EnoughProfessionals",
    "Member",
    "OneEntity",
    "OneFamily",
    "counted",
    "many",
    "medgroup_models",
    "members_of_group",
    "nobody_known",
    "roles_of",
    "shared_families",
    "single_specialty_model",
    "tally",
    "unknown_families",
]


def single_specialty_model(
    *, physician_share: float = 0.5, physicians: int = 1, ancillary: Iterable[str] = (), name: str = "single-specialty"
) -> mg.OrganizationalModel:
    """Return the model, with other bounds than the usual ones where they are given.

    Args:
        physician_share: The least share of physicians among the practitioners, from 0 to 1.
        physicians: The least number of physicians.
        ancillary: Specialty families that do not count as another kind of care (``physical-therapy``).
        name: Name of the model in market files.

    Returns:
        The model. It consolidates nothing: the group is its own unit for every function.
    """
    return mg.OrganizationalModel(
        name=name,
        title="Single-specialty group",
        tiers=(
            mg.Tier(name="Own family in the group", reach=mg.Reach.ORGANIZATION, when={"same_family": True}),
            mg.Tier(name="Affiliated practices", reach=mg.Reach.MEMBERS, over={mg.Kind.ASSOCIATED}),
            mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
        ),
        checks=(
            EnoughProfessionals(code="SS-1", physician_share=physician_share, physicians=physicians),
            statutory_medical_group,
            OneFamily(ancillary=frozenset(ancillary)),
            OneEntity(code="SS-3"),
            care_outside_is_external,
        ),
    )


#: The model with the usual bounds: one physician or more, and physicians at least half.
SINGLE_SPECIALTY = single_specialty_model()


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (SINGLE_SPECIALTY,)
