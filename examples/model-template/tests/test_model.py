"""The model keeps the laws of every model, each of its rules is met and broken, and it does what it declares."""

from datetime import date

import attrs

import medgroup as mg
import medgroup_clinic
from medgroup import Function, Kind, Severity
from medgroup.testing import OrganizationalModelConformance

DAY = date(2026, 3, 2)

#: A market that is valid under the model: two practices share a house.
EXAMPLE = mg.Facts(
    organizations=[
        mg.Organization(id="house", name="Mill House", model="clinic"),
        mg.Organization(id="east", name="East Practice"),
        mg.Organization(id="west", name="West Practice"),
    ],
    affiliations=[
        mg.Affiliation(id=f"{one}-shares", kind=Kind.MEMBER, organizer="house", member=one, period=mg.Period(DAY))
        for one in ("east", "west")
    ],
    elections=[mg.Election(id="east-buys", affiliation="east-shares", function=Function.PURCHASING)],
    practitioners=[mg.Practitioner(id="hill", name="Dr. Hill")],
    practitioner_roles=[mg.PractitionerRole(id="hill-east", practitioner="hill", organization="east")],
)


def left_alone(facts: mg.Facts) -> mg.Facts:
    """Return the facts with one practice in the house, against CLINIC-1."""
    return attrs.evolve(facts, affiliations=[tie for tie in facts.affiliations if tie.member == "east"])


def billed_through(facts: mg.Facts) -> mg.Facts:
    """Return the facts with a role at the house itself, against CLINIC-2."""
    return facts + mg.Facts(
        practitioner_roles=[mg.PractitionerRole(id="hill-house", practitioner="hill", organization="house")]
    )


class TestClinic(OrganizationalModelConformance):
    plugin = medgroup_clinic
    on = DAY
    example = EXAMPLE
    violations = {"CLINIC-1": left_alone, "CLINIC-2": billed_through}


def found(facts: mg.Facts) -> list[tuple[str, Severity]]:
    market = mg.open_market(facts, plugins=[medgroup_clinic])
    return [(one.code, one.severity) for one in mg.check_structure(market, "house", on=DAY).findings]


def test_where_nobody_is_known_to_share_it_nobody_can_tell() -> None:
    assert found(attrs.evolve(EXAMPLE, affiliations=[], elections=[])) == [("CLINIC-1", Severity.CANNOT_TELL)]


def test_practices_share_staff_and_stay_their_own_for_the_rest() -> None:
    market = mg.open_market(EXAMPLE, plugins=[medgroup_clinic])
    shared = {function for function in Function if mg.together(market, function, "east", "west", on=DAY)}

    assert shared == {Function.STAFFING}
    assert mg.seats(market, Function.SCHEDULING, "east", on=DAY)[0].agents == ("house",)
