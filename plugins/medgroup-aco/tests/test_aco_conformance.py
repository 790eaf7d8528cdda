"""The ACO model keeps the laws of every organizational model."""

from datetime import date
from typing import Any

import attrs

import medgroup as mg
import medgroup_aco
import medgroup_specialty_families
from medgroup import Effect, Function, Kind
from medgroup.domain import AffiliationTerm, Basis
from medgroup.testing import OrganizationalModelConformance

PARTICIPANTS = ("east", "west")


def with_terms(facts: mg.Facts, function: Function, effect: Effect) -> mg.Facts:
    """Return facts in which the first participant has terms of its own."""
    first, *others = facts.affiliations
    terms = [AffiliationTerm(functions=[function], effect=effect)]
    return attrs.evolve(facts, affiliations=[attrs.evolve(first, terms=terms), *others])


def with_part_of_a_tin(facts: mg.Facts) -> mg.Facts:
    return facts + mg.Facts(organizations=[mg.Organization(id="annex", tin="060000001")])


def in_two_acos(facts: mg.Facts) -> mg.Facts:
    return facts + mg.Facts(
        organizations=[mg.Organization(id="rival", model="aco")],
        affiliations=[mg.Affiliation(id="second", kind=Kind.MEMBER, organizer="rival", member="east")],
    )


def contracting_without_integration(facts: mg.Facts) -> mg.Facts:
    joint: dict[str, Any] = {"agreements": [attrs.evolve(facts.agreements[0], basis=Basis.MESSENGER)]}
    return attrs.evolve(with_terms(facts, Function.CONTRACTING, Effect.JOINS), **joint)


class TestAco(OrganizationalModelConformance):
    plugin = medgroup_aco
    other_plugins = (medgroup_specialty_families,)
    on = date(2026, 3, 2)
    example = mg.Facts(
        organizations=[
            mg.Organization(id="aco", name="Valley ACO", model="aco"),
            *(mg.Organization(id=one, tin=f"06-000000{number}") for number, one in enumerate(PARTICIPANTS, start=1)),
        ],
        affiliations=[
            mg.Affiliation(id=one, kind=Kind.MEMBER, organizer="aco", member=one, period=mg.Period(date(2024, 1, 1)))
            for one in PARTICIPANTS
        ],
        elections=[mg.Election(id="east-buys", affiliation="east", function=Function.PURCHASING)],
        practitioners=[mg.Practitioner(id=one) for one in PARTICIPANTS],
        practitioner_roles=[
            mg.PractitionerRole(id=one, practitioner=one, organization=one, specialties=["207Q00000X"])
            for one in PARTICIPANTS
        ],
        agreements=[mg.Agreement(id="savings", contractor="aco", basis=Basis.RISK)],
    )
    violations = {
        "ACO-1": with_part_of_a_tin,
        "ACO-4": in_two_acos,
        "ACO-5": lambda facts: with_terms(facts, Function.REFERRAL, Effect.REPLACES),
        "CIN-1": contracting_without_integration,
    }
    undecided = ("ACO-2", "ACO-3")
