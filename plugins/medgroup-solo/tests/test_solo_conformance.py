"""The solo model keeps the laws of every organizational model."""

from datetime import date

import medgroup as mg
import medgroup_solo
from medgroup.testing import OrganizationalModelConformance


def with_a_colleague(facts: mg.Facts) -> mg.Facts:
    return facts + mg.Facts(
        practitioners=[mg.Practitioner(id="dr-b")],
        practitioner_roles=[mg.PractitionerRole(id="dr-b", practitioner="dr-b", organization="practice")],
    )


class TestSolo(OrganizationalModelConformance):
    plugin = medgroup_solo
    on = date(2026, 3, 2)
    example = mg.Facts(
        organizations=[mg.Organization(id="practice", name="Practice", model="solo", tin="06-0000001")],
        practitioners=[mg.Practitioner(id="dr-a", name="Dr. Ada Example")],
        practitioner_roles=[
            mg.PractitionerRole(
                id="dr-a",
                practitioner="dr-a",
                organization="practice",
                relation=mg.Relation.OWNER,
                period=mg.Period(date(2024, 1, 1)),
            )
        ],
    )
    violations = {"SOLO-1": with_a_colleague}
