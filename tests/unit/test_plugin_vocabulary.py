"""What the authors of checks write with: how a fact is named, what a tie's own terms say, and what cannot be told."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Severity
from medgroup.domain import COLLECTIONS, Address, AffiliationTerm, Network, Qualification, evidence
from medgroup.errors import InvalidValueError

VALLEY = mg.valley().facts
#: The kinds of fact that may bear a name.
NAMED = [kind for kind in COLLECTIONS.values() if "name" in {field.name for field in attrs.fields(kind)}]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_fact_of_every_collection_is_named_by_collection_and_id(collection: str) -> None:
    """Evidence names a fact as ``collection/id``."""
    rows = dict(VALLEY.items())[collection]

    assert [evidence(row) for row in rows] == [f"{collection}/{row.id}" for row in rows]


def test_the_bundled_market_tries_every_collection() -> None:
    assert [name for name, rows in VALLEY.items() if not rows] == []


@pytest.mark.parametrize("record", [Address(state="CT"), Qualification(state="CT"), "organizations/east", None])
def test_what_is_no_fact_is_no_evidence(record: object) -> None:
    with pytest.raises(InvalidValueError) as raised:
        evidence(record)  # type: ignore[arg-type]

    assert "a fact of organizations, affiliations" in str(raised.value)


@pytest.mark.parametrize("kind", NAMED)
def test_what_may_bear_a_name_is_displayed_by_it_or_by_its_id(kind: type[Any]) -> None:
    needed = {"payer": "payer"} if kind in (Network, mg.Plan) else {}

    assert kind(id="east", **needed).display == "east"
    assert kind(id="east", name="East Practice", **needed).display == "East Practice"


@pytest.mark.parametrize(("stated", "digits"), [("06-0000001", "060000001"), ("060000001", "060000001"), (None, None)])
def test_a_tin_is_the_same_with_a_hyphen_and_without(stated: str | None, digits: str | None) -> None:
    assert mg.Organization(id="east", tin=stated).tin_digits == digits


def test_the_own_terms_of_a_tie_are_found_by_function() -> None:
    joins = AffiliationTerm(functions={Function.CONTRACTING, Function.REFERRAL}, effect=Effect.JOINS, elective=True)
    nothing = AffiliationTerm(functions={Function.QUALITY})
    tie = mg.Affiliation(id="tie", kind=Kind.MEMBER, organizer="net", member="east", terms=[joins, nothing])

    assert {function: tie.term_for(function) for function in Function if tie.term_for(function)} == {
        Function.CONTRACTING: joins,
        Function.REFERRAL: joins,
        Function.QUALITY: nothing,
    }
    assert tie.own_effect(Function.REFERRAL) is Effect.JOINS
    assert tie.own_effect(Function.QUALITY) is None
    assert tie.own_effect(Function.BILLING) is None


def test_what_breaks_a_rule_bears_its_code_its_source_and_each_fact_once() -> None:
    rule = mg.Rule("IPA-1", source="42 CFR 417.1")
    east, ipa = mg.Organization(id="east"), mg.Organization(id="ipa")
    tie = mg.Affiliation(id="east-in-ipa", kind=Kind.MEMBER, organizer="ipa", member="east")

    found = rule.broken("They bear one TIN.", ipa, tie, east, ipa, remedy="Correct one.")

    assert found == mg.Finding(
        code="IPA-1",
        severity=Severity.ERROR,
        subjects=("affiliations/east-in-ipa", "organizations/east", "organizations/ipa"),
        message="They bear one TIN.",
        remedy="Correct one.",
        source="42 CFR 417.1",
    )


def test_a_rule_is_broken_as_an_error_or_as_a_warning_or_cannot_be_told() -> None:
    rule, east = mg.Rule("SOLO-1", source="42 CFR 411.352"), mg.Organization(id="east")

    said = [
        rule.broken("Two.", east, remedy="End one."),
        rule.broken("Owned.", east, remedy="End it.", severity=Severity.WARNING),
        rule.cannot_tell("Nobody is known.", east, remedy="Add one."),
    ]

    assert [one.severity for one in said] == [Severity.ERROR, Severity.WARNING, Severity.CANNOT_TELL]
    assert {(one.code, one.source, one.subjects) for one in said} == {
        ("SOLO-1", "42 CFR 411.352", ("organizations/east",))
    }


DAY = date(2025, 6, 1)
ENDED, BEGINS = mg.Period(None, DAY), mg.Period(DAY)


def seen(*qualifications: Qualification, specialties: list[str] | None = None, **role: Any) -> mg.View:
    """Return the view of a market in which one practitioner works at East, which has a site in each of two states."""
    return mg.open_market(
        mg.Facts(
            organizations=[mg.Organization(id="east")],
            practitioners=[mg.Practitioner(id="hill", qualifications=qualifications)],
            practitioner_roles=[
                mg.PractitionerRole(
                    id="role", practitioner="hill", organization="east", specialties=specialties, **role
                )
            ],
            sites=[
                mg.Site(id="office", organization="east", address=Address(state=" ct")),
                mg.Site(id="branch", organization="east", address=Address(state="NY")),
                mg.Site(id="store", organization="east"),
                mg.Site(id="elsewhere", address=Address(state="TX")),
            ],
        )
    ).on(DAY)


@pytest.mark.parametrize(
    ("specialties", "told"),
    [
        (["207Q00000X"], True),
        (["363L00000X"], False),
        (["363L00000X", "207Q00000X"], True),
        (["363L00000X", "174400000X"], False),
        (["174400000X"], None),
        (None, None),
    ],
)
def test_specialties_tell_whether_a_role_is_a_physicians(specialties: list[str] | None, told: bool | None) -> None:
    view = seen(specialties=specialties)

    assert view.is_physician(view.roles_at("east")[0]) is told


def test_a_role_without_specialties_takes_those_of_the_qualifications() -> None:
    view = seen(Qualification(code="207Q00000X"))

    assert view.is_physician(view.roles_at("east")[0]) is True


@pytest.mark.parametrize(
    ("licences", "anywhere", "in_ct"),
    [
        ([], None, None),
        ([Qualification(code="207Q00000X")], None, None),
        ([Qualification(state="CT", period=BEGINS)], True, True),
        ([Qualification(state="CT", period=ENDED)], False, False),
        ([Qualification(state="CT", period=ENDED), Qualification(state="CT")], True, True),
        ([Qualification(state="CT", period=ENDED), Qualification(state="NY")], True, False),
        ([Qualification(state="NY")], True, None),
    ],
)
def test_a_licence_is_in_force_or_not_or_not_stated(
    licences: list[Qualification], anywhere: bool | None, in_ct: bool | None
) -> None:
    view = seen(*licences)

    assert view.is_licensed("hill") is anywhere
    assert view.is_licensed("hill", "CT") is in_ct


@pytest.mark.parametrize(
    ("sites", "states"), [(None, {"CT", "NY"}), (["office"], {"CT"}), (["store"], set()), (["store", "branch"], {"NY"})]
)
def test_a_role_is_held_in_the_states_of_its_sites(sites: list[str] | None, states: set[str]) -> None:
    view = seen(sites=sites)

    assert view.states_of(view.roles_at("east")[0]) == states
