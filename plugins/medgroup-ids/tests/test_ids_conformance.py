"""The IDS model keeps the laws of every organizational model, with the law of no state known and of two."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

import medgroup as mg
import medgroup_ids
from medgroup.domain import Address, OrganizationRole
from medgroup.testing import OrganizationalModelConformance
from medgroup_ids import ids_model

SYSTEM = mg.Facts(
    organizations=[
        mg.Organization(id="system", name="System", model="ids", roles=[OrganizationRole.SYSTEM]),
        mg.Organization(id="hospital", name="Hospital", roles=[OrganizationRole.FACILITY]),
        mg.Organization(id="group", name="Group", roles=[OrganizationRole.PRACTICE]),
    ],
    affiliations=[
        mg.Affiliation(
            id=one, kind=mg.Kind.OWNS, organizer="system", member=one, share=1, period=mg.Period(date(2024, 1, 1))
        )
        for one in ("hospital", "group")
    ],
    practitioners=[mg.Practitioner(id=one) for one in ("dr-a", "dr-b")],
    practitioner_roles=[
        mg.PractitionerRole(id=one, practitioner=one, organization=at, relation=mg.Relation.EMPLOYEE)
        for one, at in (("dr-a", "group"), ("dr-b", "hospital"))
    ],
    sites=[mg.Site(id=one, organization=one, address=Address(state="CT")) for one in ("hospital", "group")],
)


def with_one(facts: mg.Facts, collection: str, key: str, **changed: Any) -> mg.Facts:
    """Return facts in which one of a collection is changed."""
    rows = [attrs.evolve(one, **changed) if one.id == key else one for one in getattr(facts, collection)]
    return attrs.evolve(facts, **{collection: rows})


VIOLATIONS = {
    "IDS-1": lambda facts: with_one(facts, "affiliations", "group", share=0.4),
    "IDS-2": lambda facts: with_one(facts, "organizations", "hospital", roles=[OrganizationRole.PHARMACY]),
    "IDS-3": lambda facts: with_one(facts, "practitioner_roles", "dr-a", relation=mg.Relation.OWNER),
}


class TestIds(OrganizationalModelConformance):
    plugin = medgroup_ids
    on = date(2026, 3, 2)
    example = SYSTEM
    violations = VIOLATIONS
    # It takes a table of law that the plugin does not bring.
    undecided = {"IDS-4"}


class WithLaw:
    """A plugin with the model that knows the law of two states."""

    @mg.hookimpl
    def medgroup_models(self) -> Sequence[mg.OrganizationalModel]:
        return [ids_model(employment_allowed=["CT"], employment_barred=["TX"])]


class TestIdsWithTheLawOfTwoStates(OrganizationalModelConformance):
    plugin = WithLaw()
    on = date(2026, 3, 2)
    example = SYSTEM
    violations = {
        **VIOLATIONS,
        "IDS-4": lambda facts: with_one(facts, "sites", "hospital", address=Address(state="TX")),
    }
