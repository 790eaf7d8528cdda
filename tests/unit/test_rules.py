"""Declarations and values take what they say they take, and refuse a word or a number that only looks like it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Reach
from medgroup.errors import InvalidValueError
from medgroup.rules import function_of

START = date(2025, 1, 1)


def consolidation(**changed: Any) -> mg.Consolidation:
    """Return a declaration with some of its fields changed."""
    declared: dict[str, Any] = {"over": Kind.OWNS, "effect": Effect.REPLACES, "functions": {Function.RECORDS}}
    return mg.Consolidation(**declared | changed)


def tier(**changed: Any) -> mg.Tier:
    """Return a tier with some of its fields changed."""
    declared: dict[str, Any] = {"name": "Panel", "reach": Reach.MEMBERS, "over": {Kind.MEMBER}}
    return mg.Tier(**declared | changed)


def model(**declared: Any) -> mg.OrganizationalModel:
    """Return a model."""
    return mg.OrganizationalModel(name="mine", title="Mine", **declared)


@pytest.mark.parametrize(
    ("declare", "field", "value", "words"),
    [
        (consolidation, "over", "owns", ["over: 'owns' is not a member of mg.Kind; write mg.Kind.OWNS"]),
        (consolidation, "over", None, ["None", "mg.Kind.OWNS, mg.Kind.MANAGES"]),
        (consolidation, "effect", "joins", ["'joins'", "write mg.Effect.JOINS"]),
        (consolidation, "effect", None, ["None", "mg.Effect: mg.Effect.REPLACES"]),
        (consolidation, "functions", {"billing"}, ["'billing'", "write mg.Function.BILLING"]),
        (consolidation, "functions", "billing", ["functions: 'billing' is not a list"]),
        (consolidation, "functions", Function.BILLING, ["a list"]),
        (tier, "reach", "members", ["reach: 'members' is not a member of mg.Reach; write mg.Reach.MEMBERS"]),
        (tier, "reach", None, ["None", "mg.Reach.MEMBERS, mg.Reach.ANYONE"]),
        (tier, "over", {"member"}, ["'member'", "write mg.Kind.MEMBER"]),
        (tier, "over", "member", ["'member'", "a list"]),
        (tier, "sharing", "records", ["'records'", "write mg.Function.RECORDS"]),
        (model, "consolidates", ["billing"], ["'billing'", "a Consolidation"]),
        (model, "consolidates", consolidation(), ["a list"]),
        (model, "tiers", [consolidation()], ["a Tier"]),
    ],
)
def test_a_declaration_takes_enumerations_and_no_words(
    declare: Callable[..., object], field: str, value: object, words: list[str]
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        declare(**{field: value})

    assert [word for word in words if word not in str(raised.value)] == []


def test_a_declaration_of_enumerations_stands() -> None:
    assert consolidation().functions == {Function.RECORDS}
    assert consolidation(functions=[Function.BILLING, Function.BILLING]).functions == {Function.BILLING}
    assert tier(sharing=Function.RECORDS).over == {Kind.MEMBER}
    assert tier().sharing is None


@pytest.mark.parametrize("cents", ["100", 1.0, True, None])
def test_money_is_whole_cents_and_nothing_else(cents: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"cents: .* is not a whole number of cents"):
        mg.Money(cents)


@pytest.mark.parametrize("text", ["100", "1,000.00", "$1.00", 1, None])
def test_money_is_read_from_dollars_and_cents_only(text: Any) -> None:
    with pytest.raises(InvalidValueError, match="dollars and cents"):
        mg.Money.parse(text)


@pytest.mark.parametrize("day", ["2025-01-01", 20250101, datetime(2025, 1, 1, tzinfo=UTC), False])
@pytest.mark.parametrize("field", ["start", "end"])
def test_a_period_runs_from_day_to_day_and_nothing_else(field: str, day: Any) -> None:
    with pytest.raises(InvalidValueError, match="is not a day") as raised:
        mg.Period(**{field: day})

    assert raised.value.field == field


@pytest.mark.parametrize(
    ("fact", "fields"),
    [
        (mg.Affiliation, {"id": "tie", "organizer": "one", "member": "two", "kind": None}),
        (mg.Affiliation, {"id": "tie", "organizer": "one", "member": "two", "kind": "owns"}),
        (mg.Affiliation, {"id": "tie", "organizer": "one", "member": "two", "period": "2025"}),
        (mg.Election, {"id": "chose", "affiliation": "tie", "function": None}),
    ],
)
def test_a_fact_takes_enumerations_and_periods_and_no_words(fact: Callable[..., object], fields: Any) -> None:
    with pytest.raises(InvalidValueError):
        fact(**fields)


def test_what_a_fact_leaves_open_may_be_none() -> None:
    role = mg.PractitionerRole(id="role", practitioner="ann", organization="one", relation=None)

    assert role.relation is None
    assert mg.Organization(id="one", period=mg.Period(START)).model is None


@pytest.mark.parametrize(
    ("declare", "changed", "told"),
    [
        (
            consolidation,
            {"over": Kind.ASSOCIATED},
            "over: 'associated' is not a tie whose nature is stated: owns, manages or member",
        ),
        (consolidation, {"functions": []}, "functions: [] is not one function or more"),
        (tier, {"over": ()}, "over is []: with reach MEMBERS name one tie or more, as over={mg.Kind.MEMBER}"),
        (
            tier,
            {"reach": Reach.SITE, "over": {Kind.OWNS, Kind.MEMBER}},
            (
                "over is ['member', 'owns'], and ties are named with reach MEMBERS alone: "
                "leave it out, or write that reach"
            ),
        ),
    ],
)
def test_a_declaration_whose_parts_do_not_go_together_is_told_in_full(
    declare: Callable[..., object], changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        declare(**changed)

    assert str(raised.value) == told
    assert raised.value.field == told.split(maxsplit=1)[0].rstrip(":")


WORDS = "contracting, billing, records, purchasing, referral, scheduling, quality, income, staffing"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("biling", f"function: 'biling' is not one of {WORDS}; did you mean 'billing'?"),
        ("moonlighting", f"function: 'moonlighting' is not one of {WORDS}"),
        (7, f"function: 7 is not one of {WORDS}"),
        (None, f"function: None is not one of {WORDS}"),
    ],
)
def test_what_is_no_function_is_told_with_all_that_are(word: Any, told: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        function_of(word)

    assert str(raised.value) == told


@pytest.mark.parametrize("function", Function)
def test_a_function_is_found_by_its_word_and_is_itself(function: Function) -> None:
    assert function_of(function.value) is function_of(function) is function
