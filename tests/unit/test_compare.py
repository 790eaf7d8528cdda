"""The same practitioners and contracts under five organizations."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Kind
from medgroup.domain import Credential, Listing, Network, OrganizationRole, Payer, Scope, ScopeOf
from medgroup.errors import InvalidValueError, UnknownFactError

DAY = date(2025, 6, 1)
KEYS = ("as-is", "single-specialty", "multi-specialty", "ipa", "ids")
PRACTICES = ("beat", "care", "heart", "mixed")
CARDIOLOGY, FAMILY, ORTHOPAEDICS = "207RC0000X", "207Q00000X", "207X00000X"
#: A code that no installed plugin has a family for.
HOMELESS = "261QM1300X"
WORK = {"ann": ("heart", CARDIOLOGY), "ben": ("beat", CARDIOLOGY), "cyd": ("care", FAMILY)}


def role(person: str, practice: str, specialty: str | None) -> mg.PractitionerRole:
    """Return a role."""
    return mg.PractitionerRole(
        id=f"{person}-{practice}",
        practitioner=person,
        organization=practice,
        specialties=None if specialty is None else {specialty},
    )


FACTS = mg.Facts(
    organizations=[
        *(mg.Organization(id=key, model="solo", roles={OrganizationRole.PRACTICE}) for key in PRACTICES),
        mg.Organization(id="health", name="Valley Health", model="ids", roles={OrganizationRole.SYSTEM}),
    ],
    practitioners=[mg.Practitioner(id=key) for key in ("ann", "ben", "cyd", "dee", "eli")],
    practitioner_roles=[
        *(role(person, *work) for person, work in WORK.items()),
        role("dee", "mixed", FAMILY),
        role("eli", "mixed", ORTHOPAEDICS),
        role("ann", "mixed", CARDIOLOGY),
    ],
    payers=[Payer(id="payer")],
    networks=[Network(id="broad", payer="payer"), Network(id="narrow", payer="payer")],
    plans=[
        mg.Plan(id="ppo", payer="payer", networks=["broad"]),
        mg.Plan(id="hmo", payer="payer", networks=["narrow"]),
        mg.Plan(id="gone", payer="payer", networks=["broad"], period=mg.Period(None, DAY)),
    ],
    agreements=[
        mg.Agreement(id="heart-broad", contractor="heart", networks={"broad"}),
        mg.Agreement(id="care-all", contractor="care"),
    ],
    roster_entries=[
        mg.RosterEntry(id="ann-broad", agreement="heart-broad", practitioner="ann", billing="heart"),
        mg.RosterEntry(id="cyd-all", agreement="care-all", practitioner="cyd", billing="care"),
    ],
    credentials=[Credential(id=key, practitioner=key, payer="payer") for key in ("ann", "cyd")],
    listings=[Listing(id="ben-listed", network="broad", organization="beat", practitioner="ben", as_of=DAY)],
    scopes=[Scope(id="contracts", of=ScopeOf.CONTRACTS), Scope(id="listings", of=ScopeOf.LISTINGS)],
)
MARKET = mg.open_market(FACTS)
COMPARED = mg.compare(MARKET, PRACTICES, on=DAY)


def compared(facts: mg.Facts, practices: Sequence[str] = PRACTICES, **asked: Any) -> Any:
    """Return a comparison over other facts."""
    return mg.compare(mg.open_market(facts), practices, on=DAY, **asked)


def tied(kind: Kind, organizer: str, *members: str) -> mg.Facts:
    """Return the facts with more ties."""
    ties = [mg.Affiliation(id=f"{one}-{organizer}", kind=kind, organizer=organizer, member=one) for one in members]
    return attrs.evolve(FACTS, affiliations=[*FACTS.affiliations, *ties])


def unbilled(facts: mg.Facts) -> mg.Facts:
    """Return the facts with an organization that nobody bills through."""
    return attrs.evolve(facts, organizations=[*facts.organizations, mg.Organization(id="empty")])


def test_all_five_organizations_are_compared_in_their_order() -> None:
    assert tuple(COMPARED.organizations) == KEYS
    assert COMPARED.practices == PRACTICES


def test_the_people_are_the_same_under_every_organization() -> None:
    assert {outcome.practitioners for outcome in COMPARED.organizations.values()} == {5}
    assert {outcome.pairs for outcome in COMPARED.organizations.values()} == {10}


def test_as_is_everything_is_as_it_is() -> None:
    outcome = COMPARED.organizations["as-is"]

    assert outcome.organizations == PRACTICES
    assert outcome.units["billing"] == PRACTICES
    assert outcome.first_tier_specialties == {"beat": 1, "care": 1, "heart": 1, "mixed": 3}
    assert outcome.assumptions == ()


def test_a_pair_is_in_if_it_is_in_through_any_organization() -> None:
    outcome = COMPARED.organizations["as-is"]

    assert (outcome.in_by_contract, outcome.unknown_by_contract) == (3, 0)
    assert outcome.share_by_contract == 0.3
    assert (outcome.in_by_listing, outcome.share_by_listing) == (1, 0.1)


def test_practices_of_one_family_merge_and_the_others_stay_and_are_named() -> None:
    outcome = COMPARED.organizations["single-specialty"]

    group = next(one for one in outcome.organizations if one not in PRACTICES)
    assert outcome.organizations == tuple(sorted(["care", group, "mixed"]))
    assert "cardiology" in group
    assert set(outcome.left_as_is) == {"care", "mixed"}
    assert "family-medicine" in outcome.left_as_is["care"]
    assert "orthopaedic-surgery" in outcome.left_as_is["mixed"]


def test_a_practice_whose_family_nobody_can_tell_stays_as_it_is() -> None:
    unstated = [role("ben", "beat", None), *(one for one in FACTS.practitioner_roles if one.organization != "beat")]

    outcome = compared(attrs.evolve(FACTS, practitioner_roles=unstated)).organizations["single-specialty"]

    assert set(outcome.left_as_is) == set(PRACTICES)
    assert outcome.organizations == PRACTICES


@pytest.mark.parametrize("specialty", [HOMELESS, None])
def test_practices_whose_codes_no_family_holds_are_not_one_kind(specialty: str | None) -> None:
    roles = [role("ann", "heart", specialty), role("ben", "beat", specialty), role("cyd", "care", specialty)]

    outcome = compared(
        attrs.evolve(FACTS, practitioner_roles=roles), ["heart", "beat", "care"], under=["single-specialty"]
    ).organizations["single-specialty"]

    assert outcome.organizations == ("beat", "care", "heart")
    assert set(outcome.left_as_is.values()) == {"its specialty family cannot be told"}


def test_a_practice_that_holds_one_code_of_no_family_among_others_cannot_be_told() -> None:
    roles = [*FACTS.practitioner_roles, role("dee", "heart", HOMELESS)]

    outcome = compared(attrs.evolve(FACTS, practitioner_roles=roles), under=["single-specialty"])

    left = outcome.organizations["single-specialty"].left_as_is
    assert left["heart"] == "its specialty family cannot be told"


def test_the_families_that_all_of_a_practice_share_are_named_where_they_are_several() -> None:
    both = attrs.evolve(role("ann", "heart", None), specialties={CARDIOLOGY, FAMILY})
    roles = [both, *(one for one in FACTS.practitioner_roles if one.organization != "heart")]

    outcome = compared(attrs.evolve(FACTS, practitioner_roles=roles), under=["single-specialty"])

    left = outcome.organizations["single-specialty"].left_as_is
    assert left["heart"] == "its practitioners share several specialty families: cardiology, family-medicine"


def test_all_practices_make_one_multi_specialty_group() -> None:
    outcome = COMPARED.organizations["multi-specialty"]

    (group,) = outcome.organizations
    assert set(outcome.units.values()) == {(group,)}
    assert outcome.first_tier_specialties == {group: 3}
    assert outcome.in_by_contract == 3


def test_an_association_is_a_unit_for_contracting_and_none_for_billing() -> None:
    outcome = COMPARED.organizations["ipa"]

    assert outcome.organizations == PRACTICES
    assert outcome.units["billing"] == PRACTICES
    assert len(outcome.units["contracting"]) == len(PRACTICES) + 1
    assert len(outcome.units["quality"]) == 1
    assert set(outcome.first_tier_specialties.values()) == {3}
    assert outcome.in_by_contract == COMPARED.organizations["as-is"].in_by_contract


def test_a_system_is_the_unit_but_for_billing() -> None:
    outcome = COMPARED.organizations["ids"]

    assert outcome.units["contracting"] == ("health",)
    assert outcome.units["billing"] == PRACTICES
    assert outcome.units["income"] == tuple(sorted([*PRACTICES, "health"]))
    assert any("Valley Health" in assumption for assumption in outcome.assumptions)


def test_where_there_is_no_system_one_is_assumed_and_said_to_be() -> None:
    without = attrs.evolve(FACTS, organizations=[one for one in FACTS.organizations if one.id != "health"])

    outcome = compared(without, under=["ids"]).organizations["ids"]

    assert len(outcome.units["records"]) == 1
    assert outcome.units["records"] != ("health",)
    assert any("assumed" in assumption for assumption in outcome.assumptions)


def test_the_system_that_is_named_buys() -> None:
    other = mg.Organization(id="other-system", model="ids", roles={OrganizationRole.SYSTEM})
    two = attrs.evolve(FACTS, organizations=[*FACTS.organizations, other])

    assert compared(two, system="other-system", under=["ids"]).organizations["ids"].units["records"] == (
        "other-system",
    )


def test_the_common_owner_is_the_system_and_lets_go_of_the_practices_first() -> None:
    owned = compared(tied(Kind.OWNS, "health", *PRACTICES))

    assert owned.organizations["as-is"].units["records"] == ("health",)
    assert owned.organizations["ipa"].units["records"] == PRACTICES
    assert len(owned.organizations["multi-specialty"].units["records"]) == 1
    assert "health" not in owned.organizations["multi-specialty"].units["records"]
    assert owned.organizations["ids"].units["records"] == ("health",)


@pytest.mark.parametrize("kind", [Kind.OWNS, Kind.MANAGES, Kind.MEMBER])
def test_an_organizer_stands_for_those_it_gathers(kind: Kind) -> None:
    facts = tied(kind, "health", *PRACTICES)

    assert compared(facts, ["health"]).to_dict() == compared(facts).to_dict()


def test_an_association_of_unstated_nature_stands_for_nobody() -> None:
    with pytest.raises(InvalidValueError, match="organizations"):
        compared(tied(Kind.ASSOCIATED, "health", *PRACTICES), ["health"])


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [("empty", "an organization that practitioners bill through"), ("health", "a list with a practice in it")],
)
def test_organizations_that_nobody_bills_through_are_one_error_that_says_how_ties_may_be_read(
    asked: str, wanted: str
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        compared(unbilled(tied(Kind.ASSOCIATED, asked, *PRACTICES)), [asked])

    assert f"['{asked}'] is not {wanted}" in str(raised.value)
    assert f"4 organizations are associated with {asked}" in str(raised.value)
    assert str(raised.value).endswith(f"--associated {asked}=owns")


def test_one_associated_organization_is_counted_as_one() -> None:
    with pytest.raises(InvalidValueError, match="1 organization is associated with empty"):
        compared(unbilled(tied(Kind.ASSOCIATED, "empty", "heart")), ["empty"])


def test_an_empty_organization_without_ties_is_an_error_that_speaks_of_no_ties() -> None:
    with pytest.raises(InvalidValueError, match="bill through") as raised:
        compared(unbilled(FACTS), ["empty"])

    assert "associated" not in str(raised.value)


@pytest.mark.parametrize("model", ["solo", "ipa", "multi-specialty"])
def test_a_system_whose_model_does_nothing_for_those_it_owns_is_refused(model: str) -> None:
    other = mg.Organization(id="other", model=model)
    facts = attrs.evolve(FACTS, organizations=[*FACTS.organizations, other])

    with pytest.raises(InvalidValueError, match=f"system: 'other' is not a system: its model, {model}, does nothing"):
        compared(facts, system="other")


def test_a_system_of_unknown_model_is_taken_for_one() -> None:
    other = mg.Organization(id="other")
    facts = attrs.evolve(FACTS, organizations=[*FACTS.organizations, other])

    assert compared(facts, system="other", under=["ids"]).organizations["ids"].units["records"] == ("other",)


def test_findings_are_those_of_the_organizations_that_are_compared() -> None:
    codes = {key: {finding.code for finding in outcome.findings} for key, outcome in COMPARED.organizations.items()}

    assert "SOLO-1" in codes["as-is"]
    assert "SOLO-1" not in codes["multi-specialty"]
    assert "IPA-2" in codes["ipa"]
    assert "IDS-2" in codes["ids"]


def test_one_practitioner_is_the_same_under_every_group() -> None:
    outcomes = mg.compare(MARKET, ["care"], on=DAY, under=KEYS[:3]).organizations.values()

    assert {tuple(len(units) for units in outcome.units.values()) for outcome in outcomes} == {(1,) * 9}
    assert {(one.practitioners, one.pairs, one.in_by_contract) for one in outcomes} == {(1, 2, 2)}


def test_a_comparison_is_the_same_to_the_byte_whatever_was_compared_before() -> None:
    first = json.dumps(COMPARED.to_dict())

    mg.compare(MARKET, ["care", "heart"], on=date(2025, 7, 1), under=["ids", "ipa"])

    assert json.dumps(mg.compare(MARKET, PRACTICES[::-1], on=DAY).to_dict()) == first


def test_a_comparison_leaves_the_market_as_it_was() -> None:
    assert MARKET.facts == FACTS.sorted()
    assert MARKET.assumptions == ()


def test_a_comparison_is_told_measure_by_measure_and_as_plain_values() -> None:
    document = COMPARED.to_dict()

    assert set(document["organizations"]) == set(KEYS)
    assert document["organizations"]["as-is"]["share_by_contract"] == 0.3
    assert {tuple(row["under"]) for row in document["measures"]} == {KEYS}
    assert len({row["measure"] for row in document["measures"]}) == len(document["measures"])
    assert COMPARED.headline().startswith("4 practices with 5 practitioners on 2025-06-01")
    assert "mixed" in COMPARED.explain()


def test_one_of_each_is_counted_in_the_singular() -> None:
    headline = mg.compare(MARKET, ["care"], on=DAY, under=["as-is"]).headline()

    assert headline == "1 practice with 1 practitioner on 2025-06-01, under 1 organization."


def test_only_what_is_asked_for_is_compared_in_the_order_asked() -> None:
    assert list(compared(FACTS, under=["ipa", "as-is", "ipa"]).organizations) == ["ipa", "as-is"]


@pytest.mark.parametrize(
    ("practices", "asked", "problem", "words"),
    [
        (PRACTICES, {"under": ["ip"]}, InvalidValueError, ["'ip'", "'ipa'"]),
        (PRACTICES, {"under": []}, InvalidValueError, ["under"]),
        ([], {}, InvalidValueError, ["organizations"]),
        ("care", {}, InvalidValueError, ["organizations", "a list"]),
        (["cares"], {}, UnknownFactError, ["'cares'", "'care'"]),
        (PRACTICES, {"system": "helth"}, UnknownFactError, ["'helth'", "'health'"]),
        (["health"], {}, InvalidValueError, ["organizations", "['health']", "a practice"]),
        (["care"], {"system": "care"}, InvalidValueError, ["system", "'care'"]),
        (PRACTICES, {"under": "ids"}, InvalidValueError, ["'ids'", "a list"]),
        (7, {}, InvalidValueError, ["organizations: 7", "a list"]),
    ],
)
def test_a_wrong_word_is_an_error_that_says_what_would_be_right(
    practices: Any, asked: dict[str, Any], problem: type[Exception], words: list[str]
) -> None:
    with pytest.raises(problem) as raised:
        compared(FACTS, practices, **asked)

    assert isinstance(raised.value, mg.MedgroupError)
    assert [word for word in words if word not in str(raised.value)] == []
