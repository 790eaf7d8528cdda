"""The MSO model keeps the laws of every organizational model."""

from datetime import date

import attrs

import medgroup as mg
import medgroup_mso
import medgroup_specialty_families
from medgroup import Effect, Function, Kind
from medgroup.domain import Address, AffiliationTerm, Qualification
from medgroup.testing import OrganizationalModelConformance

PRACTICES = ("east", "west")


def owned_by_the_company(facts: mg.Facts) -> mg.Facts:
    owned = mg.Affiliation(id="owned", kind=Kind.OWNS, organizer="desk", member="east")
    return facts + mg.Facts(affiliations=[owned])


def with_clinicians(facts: mg.Facts) -> mg.Facts:
    role = mg.PractitionerRole(id="dr-east-desk", practitioner="dr-east", organization="desk")
    return facts + mg.Facts(practitioner_roles=[role])


def billing_in_its_own_name(facts: mg.Facts) -> mg.Facts:
    first, *others = facts.affiliations
    terms = [AffiliationTerm(functions=[Function.BILLING], effect=Effect.REPLACES)]
    return attrs.evolve(facts, affiliations=[attrs.evolve(first, terms=terms), *others])


class TestMso(OrganizationalModelConformance):
    plugin = medgroup_mso
    other_plugins = (medgroup_specialty_families,)
    on = date(2026, 3, 2)
    example = mg.Facts(
        organizations=[
            mg.Organization(id="desk", name="Front Desk", model="mso"),
            *(mg.Organization(id=one) for one in PRACTICES),
        ],
        affiliations=[
            mg.Affiliation(id=one, kind=Kind.MANAGES, organizer="desk", member=one, period=mg.Period(date(2024, 1, 1)))
            for one in PRACTICES
        ],
        practitioners=[
            mg.Practitioner(id=f"dr-{one}", qualifications=[Qualification(state="CT")]) for one in PRACTICES
        ],
        practitioner_roles=[
            mg.PractitionerRole(
                id=f"dr-{one}",
                practitioner=f"dr-{one}",
                organization=one,
                specialties=["207Q00000X"],
                relation=mg.Relation.OWNER,
            )
            for one in PRACTICES
        ],
        sites=[mg.Site(id=one, organization=one, address=Address(state="CT")) for one in PRACTICES],
    )
    violations = {"MSO-1": owned_by_the_company, "MSO-2": with_clinicians, "MSO-4": billing_in_its_own_name}
    undecided = ("MSO-3", "MSO-5")
