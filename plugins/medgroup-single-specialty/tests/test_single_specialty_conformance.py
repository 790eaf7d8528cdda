"""The single-specialty model keeps the laws of every organizational model."""

from datetime import date
from typing import Any

import attrs

import medgroup as mg
import medgroup_single_specialty
import medgroup_specialty_families
from medgroup.domain import Qualification
from medgroup.testing import OrganizationalModelConformance

CARDIOLOGY, FAMILY_MEDICINE, NURSE_PRACTITIONER = "207RC0000X", "207Q00000X", "363L00000X"


def person(
    key: str, organization: str = "group", specialty: str = CARDIOLOGY, supervisor: str | None = None
) -> mg.Facts:
    """Return a licensed practitioner with a role."""
    role = mg.PractitionerRole(
        id=key,
        practitioner=key,
        organization=organization,
        specialties={specialty},
        relation=mg.Relation.EMPLOYEE,
        supervisor=supervisor,
        period=mg.Period(date(2024, 1, 1)),
    )
    licence = Qualification(state="CT", period=mg.Period(date(2024, 1, 1)))
    return mg.Facts(practitioners=[mg.Practitioner(id=key, qualifications=[licence])], practitioner_roles=[role])


def with_role(facts: mg.Facts, key: str, **changed: Any) -> mg.Facts:
    roles = [attrs.evolve(one, **changed) if one.id == key else one for one in facts.practitioner_roles]
    return attrs.evolve(facts, practitioner_roles=roles)


class TestSingleSpecialty(OrganizationalModelConformance):
    plugin = medgroup_single_specialty
    other_plugins = [medgroup_specialty_families]
    on = date(2026, 3, 2)
    example = (
        mg.Facts(
            organizations=[mg.Organization(id="group", model="single-specialty"), mg.Organization(id="outpost")],
            affiliations=[mg.Affiliation(id="own", kind=mg.Kind.OWNS, organizer="group", member="outpost", share=1)],
        )
        + person("dr-a")
        + person("dr-b")
        + person("dr-c", organization="outpost")
    )
    violations = {
        "SS-1": lambda facts: with_role(facts, "dr-b", period=mg.Period(None, date(2026, 1, 1))),
        # Two physicians of four are half of the group, and no majority.
        "SS-1b": lambda facts: (
            facts
            + person("np-a", specialty=NURSE_PRACTITIONER, supervisor="dr-a")
            + person("np-b", specialty=NURSE_PRACTITIONER, supervisor="dr-b")
        ),
        "SS-2": lambda facts: with_role(facts, "dr-b", specialties={FAMILY_MEDICINE}),
        "SS-3": lambda facts: with_role(facts, "dr-b", relation=mg.Relation.LEASED),
        "SS-4": lambda facts: with_role(facts, "dr-c", specialties={FAMILY_MEDICINE}),
    }
    # The income plan, which makes a medical group of 42 CFR 417.1, is no fact of a market.
    undecided = {"SS-1b"}
