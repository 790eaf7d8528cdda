"""The multi-specialty model, asked for primary care too, keeps the laws of every organizational model."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

import medgroup as mg
import medgroup_specialty_families
from medgroup.domain import Qualification
from medgroup.testing import OrganizationalModelConformance
from medgroup_multi_specialty import multi_specialty_model

CARDIOLOGY, FAMILY_MEDICINE, NEUROLOGY = "207RC0000X", "207Q00000X", "2084N0400X"


class WithPrimaryCare:
    """A plugin with the model that asks for primary care."""

    @mg.hookimpl
    def medgroup_models(self) -> Sequence[mg.OrganizationalModel]:
        return [multi_specialty_model(with_primary_care=True)]


def person(key: str, specialty: str) -> mg.Facts:
    """Return a licensed practitioner with a role at the group."""
    role = mg.PractitionerRole(
        id=key,
        practitioner=key,
        organization="group",
        specialties={specialty},
        relation=mg.Relation.OWNER,
        accepting=True,
        period=mg.Period(date(2024, 1, 1)),
    )
    licence = Qualification(state="CT", period=mg.Period(date(2024, 1, 1)))
    return mg.Facts(practitioners=[mg.Practitioner(id=key, qualifications=[licence])], practitioner_roles=[role])


def with_role(facts: mg.Facts, key: str, **changed: Any) -> mg.Facts:
    roles = [attrs.evolve(one, **changed) if one.id == key else one for one in facts.practitioner_roles]
    return attrs.evolve(facts, practitioner_roles=roles)


class TestMultiSpecialty(OrganizationalModelConformance):
    plugin = WithPrimaryCare()
    other_plugins = [medgroup_specialty_families]
    on = date(2026, 3, 2)
    example = (
        mg.Facts(organizations=[mg.Organization(id="group", name="Group", model="multi-specialty")])
        + person("dr-a", CARDIOLOGY)
        + person("dr-b", FAMILY_MEDICINE)
    )
    violations = {
        "MS-1": lambda facts: with_role(facts, "dr-b", relation=mg.Relation.LEASED),
        "MS-2": lambda facts: with_role(facts, "dr-a", specialties={FAMILY_MEDICINE}),
        "MS-3": lambda facts: with_role(facts, "dr-b", specialties={NEUROLOGY}),
        "MS-4": lambda facts: with_role(facts, "dr-a", accepting=False),
    }
