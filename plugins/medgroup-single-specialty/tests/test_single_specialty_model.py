"""What the model declares, with the usual bounds and with others."""

from typing import Any

import pytest

import medgroup as mg
from medgroup_single_specialty import EnoughProfessionals, OneEntity, OneFamily, single_specialty_model
from medgroup_single_specialty.checks import care_outside_is_external, statutory_medical_group


@pytest.mark.parametrize(
    ("given", "share", "physicians", "ancillary", "name"),
    [
        ({}, 0.5, 1, frozenset(), "single-specialty"),
        (
            {"physician_share": 0.75, "physicians": 3, "ancillary": ["physical-therapy"], "name": "mine"},
            0.75,
            3,
            frozenset({"physical-therapy"}),
            "mine",
        ),
    ],
    ids=["usual", "other"],
)
def test_the_model_holds_its_groups_to_the_bounds_that_are_given(
    given: dict[str, Any], share: float, physicians: int, ancillary: frozenset[str], name: str
) -> None:
    assert single_specialty_model(**given) == mg.OrganizationalModel(
        name=name,
        title="Single-specialty group",
        tiers=(
            mg.Tier(name="Own family in the group", reach=mg.Reach.ORGANIZATION, when={"same_family": True}),
            mg.Tier(name="Affiliated practices", reach=mg.Reach.MEMBERS, over={mg.Kind.ASSOCIATED}),
            mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
        ),
        checks=(
            EnoughProfessionals(code="SS-1", physician_share=share, physicians=physicians),
            statutory_medical_group,
            OneFamily(ancillary=ancillary),
            OneEntity(code="SS-3"),
            care_outside_is_external,
        ),
    )
