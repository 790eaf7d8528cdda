"""The organizational model ``multi-specialty``: one entity, two kinds of care or more."""

from collections.abc import Iterable

import medgroup as mg
from medgroup_multi_specialty.checks import SeveralFamilies, WithPrimaryCare, first_tier_takes_patients
from medgroup_single_specialty import EnoughProfessionals, OneEntity

__all__ = ["MULTI_SPECIALTY", "medgroup_models", "multi_specialty_model"]


def multi_specialty_model(
    *,
    physician_share: float = 0.5,
    physicians: int = 1,
    ancillary: Iterable[str] = (),
    with_primary_care: bool = False,
    primary_care_also: Iterable[str] = (),
    name: str = "multi-specialty",
) -> mg.OrganizationalModel:
    """Return the model, with other bounds than the usual ones where they are given.

    Args:
        physician_share: The least share of physicians among the practitioners, from 0 to 1.
        physicians: The least number of physicians.
        ancillary: Specialty families that do not count as another kind of care (``physical-therapy``).
        with_primary_care: Whether someone must give primary care (MS-3).
        primary_care_also: Families that count as primary care too (``obstetrics-gynecology`` where PCPs are).
        name: Name of the model in market files.

    Returns:
        The model. It consolidates nothing: the group is its own unit for every function.
    """
    primary_care = (WithPrimaryCare(also=frozenset(primary_care_also)),) if with_primary_care else ()
    return mg.OrganizationalModel(
        name=name,
        title="Multi-specialty group",
        tiers=(
            mg.Tier(name="Own group, same site", reach=mg.Reach.SITE, when={"same_organization": True}),
            mg.Tier(name="Own group", reach=mg.Reach.ORGANIZATION),
            mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
        ),
        checks=(
            EnoughProfessionals(code="MS-1", physician_share=physician_share, physicians=physicians),
            OneEntity(code="MS-1"),
            SeveralFamilies(ancillary=frozenset(ancillary)),
            *primary_care,
            first_tier_takes_patients,
        ),
    )


#: The model with the usual bounds, with or without primary care.
MULTI_SPECIALTY = multi_specialty_model()


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (MULTI_SPECIALTY,)
