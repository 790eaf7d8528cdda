"""The markets that a comparison is over: what is studied, how each comes about, and what is refused, word for word."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Kind
from medgroup.domain import OrganizationRole
from medgroup.errors import InvalidValueError
from medgroup.scenarios import release
from medgroup.scenarios.alternatives import ALTERNATIVES, Alternative, Studied, studied
from tests.unit.test_changes_told import MARKET as CHANGED
from tests.unit.test_changes_told import SIGNED
from tests.unit.test_compare import CARDIOLOGY, DAY, FACTS, FAMILY, HOMELESS, MARKET, PRACTICES, role, tied, unbilled
from tests.unit.test_restructure import LATER


def study(facts: mg.Facts = FACTS, asked: Iterable[str] = PRACTICES, system: str | None = None) -> Studied:
    """Return what a comparison over some facts is about."""
    return studied(mg.open_market(facts), asked, system=system, on=DAY)


def under(key: str, facts: mg.Facts = FACTS, asked: Iterable[str] = PRACTICES) -> Alternative:
    """Return the market under one organization."""
    return ALTERNATIVES[key](study(facts, asked))


def others(*added: mg.Organization, without: Iterable[str] = ()) -> mg.Facts:
    """Return the facts with organizations added and taken out."""
    kept = [one for one in FACTS.organizations if one.id not in without]
    return attrs.evolve(FACTS, organizations=[*kept, *added])


def manages(organizer: str, member: str) -> mg.Affiliation:
    """Return a tie by which one organization manages another."""
    return mg.Affiliation(id=f"{organizer}-manages-{member}", kind=Kind.MANAGES, organizer=organizer, member=member)


# What is studied ------------------------------------------------------------------------------------------------------


def test_practices_are_studied_once_by_id_with_the_system_beside_them() -> None:
    about = study(asked=["mixed", "care", "mixed", "health"])

    assert (about.practices, about.system, about.on) == (("care", "mixed"), "health", DAY)


def test_an_organizer_through_whom_people_bill_is_studied_with_those_it_gathers() -> None:
    facts = tied(Kind.MEMBER, "heart", "beat", "care") + mg.Facts(affiliations=[manages("care", "mixed")])

    assert study(facts, ["heart"]).practices == PRACTICES


def test_members_of_each_other_are_studied_once_each() -> None:
    facts = tied(Kind.MEMBER, "heart", "beat") + mg.Facts(affiliations=[manages("beat", "heart")])

    assert study(facts, ["heart"]).practices == ("beat", "heart")


def test_who_is_asked_about_twice_keeps_nobody_else_from_being_studied() -> None:
    assert study(tied(Kind.MEMBER, "heart", "beat", "mixed"), ["beat", "heart"]).practices == (
        "beat",
        "heart",
        "mixed",
    )


def test_an_associated_organization_is_not_studied_with_who_it_is_associated_to() -> None:
    assert study(tied(Kind.ASSOCIATED, "heart", "beat"), ["heart"]).practices == ("heart",)


@pytest.mark.parametrize(
    ("facts", "system"),
    [
        (others(without=["health"]), None),
        (others(mg.Organization(id="second", model="ids", roles={OrganizationRole.SYSTEM})), None),
        (
            attrs.evolve(
                tied(Kind.OWNS, "owner", *PRACTICES), organizations=others(mg.Organization(id="owner")).organizations
            ),
            "owner",
        ),
        (
            attrs.evolve(
                tied(Kind.OWNS, "owner", "heart", "beat"),
                organizations=others(mg.Organization(id="owner")).organizations,
            ),
            "health",
        ),
        (
            attrs.evolve(
                tied(Kind.MANAGES, "owner", *PRACTICES), organizations=others(mg.Organization(id="owner")).organizations
            ),
            "health",
        ),
    ],
    ids=["none", "two", "a common owner", "an owner of some", "a common manager"],
)
def test_the_system_is_the_common_owner_or_the_only_one_in_that_role(facts: mg.Facts, system: str | None) -> None:
    assert study(facts).system == system


# How each market comes about ------------------------------------------------------------------------------------------


def left(facts: mg.Facts, asked: Iterable[str] = PRACTICES) -> Mapping[str, str]:
    """Return the practices that stay as they are where those of one specialty merge, with the reasons."""
    return under("single-specialty", facts, asked).left


def working(*roles: mg.PractitionerRole) -> mg.Facts:
    """Return the facts with other roles."""
    return attrs.evolve(FACTS, practitioner_roles=roles)


def test_as_is_is_the_market_itself() -> None:
    about = study()

    assert ALTERNATIVES["as-is"](about) == Alternative(about.market, PRACTICES)


def test_practices_of_one_family_make_a_group_of_it() -> None:
    alternative = under("single-specialty")
    group = alternative.market.organization("compared-single-specialty-cardiology")

    assert alternative.organizations == ("care", group.id, "mixed")
    assert (group.name, group.model) == ("Single-specialty group (cardiology)", "single-specialty")
    assert group.period == mg.Period(DAY)
    assert alternative.left == {
        "care": "no other practice is of family-medicine",
        "mixed": "it is mixed: cardiology, family-medicine, orthopaedic-surgery",
    }


def test_a_practice_that_cannot_be_placed_is_left_with_the_reason() -> None:
    both = attrs.evolve(role("ann", "heart", CARDIOLOGY), specialties={CARDIOLOGY, FAMILY})
    again = attrs.evolve(both, id="ann-again", practitioner="cyd")

    assert left(working(both, again, role("ben", "beat", HOMELESS), role("dee", "care", None))) == {
        "beat": "its specialty family cannot be told",
        "care": "its specialty family cannot be told",
        "heart": "its practitioners share several specialty families: cardiology, family-medicine",
        "mixed": "its specialty family cannot be told",
    }


def test_a_practice_with_one_code_of_no_family_cannot_be_told() -> None:
    roles = [role("ann", "heart", CARDIOLOGY), role("ben", "heart", HOMELESS), role("cyd", "beat", CARDIOLOGY)]

    assert left(working(*roles), ["heart", "beat"]) == {
        "heart": "its specialty family cannot be told",
        "beat": "no other practice is of cardiology",
    }


def test_practices_of_two_families_make_two_groups() -> None:
    alternative = under(
        "single-specialty",
        working(
            role("ann", "heart", CARDIOLOGY),
            role("ben", "beat", CARDIOLOGY),
            role("cyd", "care", FAMILY),
            role("dee", "mixed", FAMILY),
        ),
    )

    groups = ("compared-single-specialty-cardiology", "compared-single-specialty-family-medicine")
    assert (alternative.organizations, alternative.left) == (groups, {})
    assert all(alternative.market.organization(one).model == "single-specialty" for one in groups)


def test_all_make_one_multi_specialty_group() -> None:
    alternative = under("multi-specialty")
    group = alternative.market.organization("compared-multi-specialty")

    assert alternative.organizations == (group.id,)
    assert (group.name, group.model, group.period) == ("Multi-specialty group", "multi-specialty", mg.Period(DAY))


def test_all_join_an_association_of_their_own() -> None:
    alternative = under("ipa")
    association = alternative.market.organization("compared-ipa")

    assert alternative.organizations == PRACTICES
    assert (association.name, association.model) == ("Independent practice association", "ipa")
    assert association.period == mg.Period(DAY)
    assert [tie.member for tie in alternative.market.on(DAY).members_of(association.id)] == list(PRACTICES)
    assert alternative.market.facts.agreements == MARKET.facts.agreements


def test_a_system_buys_all_and_owners_become_employees() -> None:
    owner = attrs.evolve(role("ann", "heart", CARDIOLOGY), relation=mg.Relation.OWNER)
    alternative = under("ids", working(owner, role("ben", "beat", CARDIOLOGY)), ["heart", "beat"])

    assert alternative.organizations == ("beat", "heart")
    assert [tie.member for tie in alternative.market.on(DAY).members_of("health", Kind.OWNS)] == ["beat", "heart"]
    assert [one.relation for one in alternative.market.on(DAY).roles_at("heart")] == [mg.Relation.EMPLOYEE]


def test_a_system_that_is_not_there_is_assumed_with_a_hospital() -> None:
    alternative = under("ids", others(without=["health"]))
    system = alternative.market.organization("compared-system")

    assert (system.name, system.model) == ("Health system", "ids")
    assert system.roles == {OrganizationRole.SYSTEM, OrganizationRole.FACILITY}
    assert alternative.market.assumptions == (
        "The market names no system that would buy the practices; one with a hospital is assumed.",
        f"Bought by Health system on {DAY}: {', '.join(PRACTICES)}.",
    )


@pytest.mark.parametrize("key", ["single-specialty", "multi-specialty", "ipa"])
def test_an_owner_lets_go_of_the_practices_first(key: str) -> None:
    alternative = under(key, tied(Kind.OWNS, "health", *PRACTICES))

    assert alternative.market.on(DAY).members_of("health", Kind.OWNS) == ()


# What is refused ------------------------------------------------------------------------------------------------------


OVER = mg.Period(None, LATER)
READ = "; {} associated with {}, and to read such ties as ownership is an assumption to state: --associated {}=owns"
BILLED = "an organization that practitioners bill through on 2025-06-01, or one that owns, manages or gathers such"
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a text": (lambda: study(asked="care"), "organizations: 'care' is not a list of organizations"),
    "a number": (lambda: study(asked=7), "organizations: 7 is not a list of organizations"),  # type: ignore[arg-type]
    "nothing": (lambda: study(asked=()), "organizations: [] is not one organization or more"),
    "the system alone": (
        lambda: study(asked=["health"]),
        "organizations: ['health'] is not a list with a practice in it, beside the system, on 2025-06-01",
    ),
    "nobody bills": (lambda: study(unbilled(FACTS), ["empty"]), f"organizations: ['empty'] is not {BILLED}"),
    "ties that may be read": (
        lambda: study(unbilled(tied(Kind.ASSOCIATED, "empty", "heart", "beat")), ["empty"]),
        f"organizations: ['empty'] is not {BILLED}" + READ.format("2 organizations are", "empty", "empty"),
    ),
    "ties of another nature": (
        lambda: study(
            attrs.evolve(
                unbilled(FACTS),
                organizations=[*unbilled(FACTS).organizations, mg.Organization(id="shell")],
                affiliations=[mg.Affiliation(id="owned", kind=Kind.OWNS, organizer="empty", member="shell")],
            ),
            ["empty"],
        ),
        f"organizations: ['empty'] is not {BILLED}",
    ),
    "one tie that may be read": (
        lambda: study(unbilled(tied(Kind.ASSOCIATED, "empty", "heart")), ["empty"]),
        f"organizations: ['empty'] is not {BILLED}" + READ.format("1 organization is", "empty", "empty"),
    ),
    "ties of the system that may be read": (
        lambda: study(tied(Kind.ASSOCIATED, "health", "heart"), ["health"]),
        "organizations: ['health'] is not a list with a practice in it, beside the system, on 2025-06-01"
        + READ.format("1 organization is", "health", "health"),
    ),
    "a system that owns nobody": (
        lambda: study(system="care"),
        "system: 'care' is not a system: its model, solo, does nothing for those it owns",
    ),
    "to pass what": (
        lambda: mg.merge(MARKET, PRACTICES, model="solo", name="X", on=DAY, contracts="pas"),
        "contracts: 'pas' is not 'pass' or 'none'; did you mean 'pass'?",
    ),
    "to pass no word": (
        lambda: mg.merge(MARKET, PRACTICES, model="solo", name="X", on=DAY, contracts=None),  # type: ignore[arg-type]
        "contracts: None is not 'pass' or 'none'; did you mean 'none'?",
    ),
    "no practice": (
        lambda: mg.merge(MARKET, [], model="solo", name="X", on=DAY),
        "practices: [] is not one organization or more",
    ),
    "one practice for a list": (
        lambda: mg.merge(MARKET, "care", model="solo", name="X", on=DAY),
        "practices: 'care' is not a list of organizations",
    ),
    "no list": (
        lambda: release(MARKET, 7, on=DAY),  # type: ignore[arg-type]
        "organizations: 7 is not a list of organizations",
    ),
    "an id that is taken": (
        lambda: mg.merge(MARKET, ["care"], model="solo", name="X", id="heart", on=DAY),
        "id: 'heart' is not an id that no organization has yet (give one with id=)",
    ),
    "a name that is taken": (
        lambda: mg.form_ipa(MARKET, ["care"], name=" Heart. ", on=DAY),
        "id: 'heart' is not an id that no organization has yet (give one with id=)",
    ),
    "a name without a letter": (
        lambda: mg.form_ipa(MARKET, ["care"], name="--", on=DAY),
        "name: '--' is not a name with Latin letters or digits to make an id of (or give id=)",
    ),
    "begins on the day": (
        lambda: mg.merge(under("multi-specialty").market, ["compared-multi-specialty"], model="solo", name="X", on=DAY),
        (
            "practices: 'compared-multi-specialty' is not an organization that exists before 2025-06-01 and on it "
            "(it exists from 2025-06-01)"
        ),
    ),
    "ended on the day": (
        lambda: mg.acquire(under("multi-specialty").market, ["care"], by="health", on=DAY),
        "organizations: 'care' is not an organization that exists on 2025-06-01 (it exists until 2025-06-01)",
    ),
    "a buyer that ended": (
        lambda: mg.acquire(under("multi-specialty").market, ["compared-multi-specialty"], by="care", on=DAY),
        "by: 'care' is not an organization that exists on 2025-06-01 (it exists until 2025-06-01)",
    ),
    "a buyer of itself": (
        lambda: mg.acquire(MARKET, ["care", "heart"], by="heart", on=DAY),
        "by: 'heart' is not another organization than those bought",
    ),
    "an association of nobody": (
        lambda: mg.form_ipa(MARKET, [], name="X", on=DAY),
        "practices: [] is not one organization or more",
    ),
    "what is no agreement": (
        lambda: mg.form_ipa(MARKET, ["care"], name="X", on=DAY, agreement="care-all"),  # type: ignore[arg-type]
        "agreement: 'care-all' is not an Agreement",
    ),
    "an agreement that is over": (
        lambda: mg.form_ipa(CHANGED, ["east"], name="X", on=LATER, agreement=attrs.evolve(SIGNED, period=OVER)),
        "agreement.period: 'until 2025-09-01' is not a period that goes beyond 2025-09-01",
    ),
    "no day": (
        lambda: mg.merge(MARKET, ["care"], model="solo", name="X", on="2025-06-01"),  # type: ignore[arg-type]
        "on: '2025-06-01' is not a day",
    ),
}


@pytest.mark.parametrize("change", REFUSED)
def test_what_is_refused_is_told_word_for_word(change: str) -> None:
    attempt, told = REFUSED[change]

    with pytest.raises(InvalidValueError) as raised:
        attempt()

    assert str(raised.value).startswith(told)
    assert raised.value.field == told.partition(":")[0]
    if change != "no day":
        assert str(raised.value) == told


def test_a_name_makes_an_id_of_its_letters_and_digits() -> None:
    market: Any = mg.merge(MARKET, ["care"], model="solo", name="  Heart & Care, 2nd (North) ", on=DAY)

    assert market.organization("heart-care-2nd-north").name == "  Heart & Care, 2nd (North) "


def test_a_tie_gets_the_first_number_that_makes_its_id_free() -> None:
    taken = [
        mg.Affiliation(id=key, kind=Kind.ASSOCIATED, organizer="health", member="care")
        for key in ("care@health", "care@health-2")
    ]
    market = mg.open_market(attrs.evolve(FACTS, affiliations=taken))

    bought = mg.acquire(market, ["care", "heart"], by="health", on=DAY)

    assert {tie.id for tie in bought.on(DAY).members_of("health", Kind.OWNS)} == {"care@health-3", "heart@health"}
