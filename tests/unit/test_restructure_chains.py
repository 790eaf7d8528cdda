"""Several changes of a market on one day, and purchases of what the buyer owns already."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Relation
from medgroup.domain import AffiliationTerm, OrganizationRole
from medgroup.errors import InvalidValueError
from tests.unit.test_restructure import BEFORE, DAY, LATER, MARKET, PRACTICES, SINCE

OWNED = attrs.evolve(
    MARKET.facts,
    affiliations=[
        mg.Affiliation(
            id="held",
            kind=Kind.OWNS,
            organizer="valley-health",
            member="south",
            share=1.0,
            period=SINCE,
            terms=[AffiliationTerm(functions={Function.RECORDS}, effect=Effect.CONNECTS)],
        )
    ],
    elections=[],
    practitioner_roles=[
        mg.PractitionerRole(
            id="ben-south", practitioner="ben", organization="south", relation=Relation.OWNER, period=SINCE
        ),
        mg.PractitionerRole(
            id="ann-south", practitioner="ann", organization="south", relation=Relation.EMPLOYEE, period=SINCE
        ),
    ],
)


def held(**changed: Any) -> mg.Market:
    """Return the market in which the system owns a practice, with some of the tie changed."""
    return mg.open_market(attrs.evolve(OWNED, affiliations=[attrs.evolve(OWNED.affiliations[0], **changed)]))


def owners(market: mg.Market, on: date = DAY) -> list[mg.Affiliation]:
    """Return the ownership of the practice on a day."""
    return list(market.on(on).affiliations_of("south", Kind.OWNS))


def relations(market: mg.Market, on: date) -> dict[str, Relation | None]:
    """Return what each practitioner of the practice is on a day."""
    return {role.practitioner: role.relation for role in market.on(on).roles_at("south")}


@pytest.mark.parametrize("share", [1.0, None])
def test_what_the_buyer_owns_whole_already_keeps_its_tie_and_the_terms_of_it(share: float | None) -> None:
    market = held(share=share)
    bought = mg.acquire(market, ["south"], by="valley-health", on=DAY)

    assert bought.facts.affiliations == market.facts.affiliations
    (seat, *_) = mg.seats(bought, "records", "south", on=DAY)
    assert (seat.unit, seat.channels) == ("south", ("valley-health",))


def test_what_the_buyer_owned_in_part_it_owns_whole_from_the_day() -> None:
    bought = mg.acquire(held(share=0.4), ["south"], by="valley-health", on=DAY)

    assert [(tie.id, tie.share) for tie in owners(bought, BEFORE)] == [("held", 0.4)]
    assert [(tie.id, tie.share, tie.period) for tie in owners(bought)] == [("south@valley-health", 1.0, mg.Period(DAY))]


def test_who_owned_a_part_beside_the_buyer_owns_none_from_the_day() -> None:
    second = mg.Affiliation(id="second", kind=Kind.OWNS, organizer="holding", member="south", share=0.5, period=SINCE)
    both = mg.open_market(
        attrs.evolve(OWNED, affiliations=[attrs.evolve(OWNED.affiliations[0], share=0.5, terms=[]), second])
    )

    bought = mg.acquire(both, ["south"], by="valley-health", on=DAY)

    assert {tie.organizer for tie in owners(both)} == {"valley-health", "holding"}
    assert [(tie.organizer, tie.share) for tie in owners(bought)] == [("valley-health", 1.0)]


@pytest.mark.parametrize("become", [Relation.EMPLOYEE, None])
def test_the_practitioners_who_owned_a_part_are_owners_until_the_day_and_what_is_said_from_then_on(
    become: Relation | None,
) -> None:
    bought = mg.acquire(held(), ["south"], by="valley-health", on=DAY, owners_become=become)

    assert relations(bought, BEFORE) == {"ben": Relation.OWNER, "ann": Relation.EMPLOYEE}
    assert relations(bought, DAY) == {"ben": become, "ann": Relation.EMPLOYEE}
    assert bought.practitioner_role("ann-south") == held().practitioner_role("ann-south")
    assert any("employee" in said for said in bought.assumptions) is (become is not None)


def test_owners_of_a_group_that_begins_on_the_day_it_is_bought_are_said_to_become_what_they_become() -> None:
    group = mg.merge(held(), ["south"], model="single-specialty", name="Group", on=DAY)

    bought = mg.acquire(group, ["group"], by="valley-health", on=DAY, owners_become=Relation.EMPLOYEE)

    assert {role.relation for role in bought.on(DAY).roles_at("group")} == {Relation.EMPLOYEE}
    assert "employee" in bought.assumptions[-1]


def merge(market: mg.Market) -> mg.Market:
    return mg.merge(market, PRACTICES, model="multi-specialty", name="Group", on=DAY)


def acquire(market: mg.Market) -> mg.Market:
    return mg.acquire(market, ["group"], by="valley-health", on=DAY)


def form_ipa(market: mg.Market) -> mg.Market:
    return mg.form_ipa(market, ["group", "east"], name="New IPA", on=DAY)


@pytest.mark.parametrize("steps", [(merge, acquire, form_ipa), (merge, form_ipa, acquire)])
def test_practices_merge_are_bought_and_join_an_association_on_one_day(
    steps: tuple[Callable[[mg.Market], mg.Market], ...],
) -> None:
    market = MARKET
    for step in steps:
        market = step(market)

    assert [tie.organizer for tie in market.on(DAY).affiliations_of("group", Kind.OWNS)] == ["valley-health"]
    assert {tie.member for tie in market.on(DAY).members_of("new-ipa")} == {"group", "east"}
    assert market.on(BEFORE).affiliations_of("group") == ()
    assert mg.unit_of(market, "records", "group", on=DAY) == "valley-health"
    assert mg.units_of(market, "contracting", "group", on=DAY) >= {"valley-health"}
    assert len(market.assumptions) == len(steps)


def test_an_organization_may_buy_on_the_day_on_which_it_is_founded() -> None:
    founded = mg.Organization(id="new-system", model="ids", roles={OrganizationRole.SYSTEM}, period=mg.Period(DAY))
    market = mg.open_market(attrs.evolve(MARKET.facts, organizations=[*MARKET.facts.organizations, founded]))

    bought = mg.acquire(market, ["south"], by="new-system", on=DAY)

    assert mg.unit_of(bought, Function.RECORDS, "south", on=DAY) == "new-system"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda: mg.merge(merge(MARKET), ["group"], model="solo", name="X", on=DAY),
            ["practices: 'group'", "exists before 2025-06-01 and on it", "it exists from 2025-06-01"],
        ),
        (
            lambda: mg.form_ipa(
                MARKET,
                PRACTICES,
                name="X",
                on=DAY,
                agreement=mg.Agreement(id="over", contractor="x", period=mg.Period(SINCE.start, DAY)),
            ),
            ["agreement.period", "until 2025-06-01", "a period that goes beyond 2025-06-01"],
        ),
        (
            lambda: mg.merge(MARKET, ["south"], model="solo", name="心臓内科", on=DAY),
            ["name: '心臓内科'", "Latin letters", "id="],
        ),
        (lambda: mg.form_ipa(MARKET, ["south"], name="心臓内科", on=DAY), ["name: '心臓内科'", "id="]),
        (lambda: mg.form_ipa(MARKET, ["south"], name="X", on=DAY, plans="hmo"), ["'hmo' is not a list"]),
        (lambda: mg.acquire(MARKET, "south", by="valley-health", on=DAY), ["organizations: 'south'", "a list"]),
        (lambda: mg.acquire(merge(MARKET), ["group"], by="valley-health", on=BEFORE), ["on 2025-05-31", "'group'"]),
    ],
    ids=[
        "to merge what begins on the day",
        "an agreement that has ended",
        "a group without a Latin letter",
        "an association without a Latin letter",
        "one plan for a list",
        "one organization for a list",
        "to buy what does not exist yet",
    ],
)
def test_what_cannot_be_done_is_refused_in_words_that_say_what_can(
    change: Callable[[], mg.Market], words: list[str]
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        change()

    assert [word for word in words if word not in str(raised.value)] == []


def test_a_name_of_another_script_serves_with_an_id() -> None:
    merged = mg.merge(MARKET, ["south"], model="solo", name="心臓内科", id="heart", on=LATER)

    assert merged.organization("心臓内科").id == "heart"
