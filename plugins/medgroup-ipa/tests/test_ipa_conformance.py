"""The IPA model keeps the laws of every organizational model."""

from datetime import date
from typing import Any

import attrs

import medgroup as mg
import medgroup_ipa
from medgroup.domain import Basis, OrganizationRole, Resource, ResourceKind
from medgroup.testing import OrganizationalModelConformance

PRACTICES = ("north", "south")


def with_one(facts: mg.Facts, collection: str, key: str, **changed: Any) -> mg.Facts:
    """Return facts in which one of a collection is changed."""
    rows = [attrs.evolve(one, **changed) if one.id == key else one for one in getattr(facts, collection)]
    return attrs.evolve(facts, **{collection: rows})


def owning_a_practice(facts: mg.Facts) -> mg.Facts:
    owned = mg.Affiliation(id="owned", kind=mg.Kind.OWNS, organizer="ipa", member="north", share=0.6)
    return facts + mg.Facts(affiliations=[owned])


def contracting_otherwise(facts: mg.Facts) -> mg.Facts:
    own = mg.Facts(agreements=[mg.Agreement(id="own", contractor="north")])
    return with_one(facts, "elections", "north", exclusive=True) + own


def binding_who_did_not_accept(facts: mg.Facts) -> mg.Facts:
    kept = [one for one in facts.elections if one.id != "north"]
    return with_one(attrs.evolve(facts, elections=kept), "agreements", "joint", basis=Basis.MESSENGER)


def billing_for_care(facts: mg.Facts) -> mg.Facts:
    return facts + mg.Facts(
        practitioner_roles=[mg.PractitionerRole(id="dr-north-ipa", practitioner="dr-north", organization="ipa")]
    )


class TestIpa(OrganizationalModelConformance):
    plugin = medgroup_ipa
    on = date(2026, 3, 2)
    example = mg.Facts(
        organizations=[
            mg.Organization(id="ipa", name="Association", model="ipa", tin="06-0000001"),
            *(
                mg.Organization(id=one, tin=f"06-000000{number}", roles=[OrganizationRole.PRACTICE])
                for number, one in enumerate(PRACTICES, start=2)
            ),
        ],
        affiliations=[
            mg.Affiliation(id=one, kind=mg.Kind.MEMBER, organizer="ipa", member=one, period=mg.Period(date(2024, 1, 1)))
            for one in PRACTICES
        ],
        elections=[mg.Election(id=one, affiliation=one, exclusive=False) for one in PRACTICES],
        practitioners=[mg.Practitioner(id=f"dr-{one}") for one in PRACTICES],
        practitioner_roles=[
            mg.PractitionerRole(id=f"dr-{one}", practitioner=f"dr-{one}", organization=one) for one in PRACTICES
        ],
        sites=[mg.Site(id=one, organization=one) for one in PRACTICES],
        resources=[Resource(id=one, organization=one, kind=ResourceKind.STAFF) for one in PRACTICES],
        agreements=[mg.Agreement(id="joint", contractor="ipa", basis=Basis.RISK)],
        roster_entries=[
            mg.RosterEntry(id=one, agreement="joint", practitioner=f"dr-{one}", billing=one) for one in PRACTICES
        ],
    )
    violations = {
        "IPA-1": lambda facts: with_one(facts, "organizations", "ipa", tin="06-0000002"),
        "IPA-2": lambda facts: with_one(facts, "organizations", "south", tin="06-0000002"),
        "IPA-3": owning_a_practice,
        "IPA-4": contracting_otherwise,
        "IPA-5": binding_who_did_not_accept,
        "IPA-6": billing_for_care,
    }
