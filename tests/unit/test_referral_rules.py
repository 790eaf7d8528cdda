"""Rows that decide referrals: conditions take their closed columns and words, and refuse all else with what is near."""

from types import SimpleNamespace
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain.payers import Line, Product
from medgroup.errors import InvalidValueError, PluginError
from medgroup.referrals.ranking.gate_rows import GATES
from medgroup.rules import COLUMNS, OWN_GATES, Column
from medgroup.rules.conditions import conditions, holds


def gate(**changed: Any) -> mg.Gate:
    """Return a gate with some of its fields changed."""
    declared: dict[str, Any] = {"name": "g", "when": {}, "verdict": mg.Verdict.NOTE, "reason": "So it is."}
    return mg.Gate(**declared | changed)


def tier(when: Any) -> mg.Tier:
    """Return a tier under conditions."""
    return mg.Tier(name="Near", reach=mg.Reach.SITE, when=when)


REFUSED = [
    ({"networc": "in"}, "when: 'networc' is not a column of referral rules; did you mean 'network'?"),
    ({"zzz": "in"}, "when: 'zzz' is not a column of referral rules"),
    ({7: "in"}, "when: 7 is not a column of referral rules"),
    ({None: "in"}, "when: None is not a column of referral rules"),
    ({"network": "inn"}, "when.network: 'inn' is not one of in, out, none; did you mean 'in'?"),
    ({"network": True}, "when.network: True is not one of in, out, none"),
    ({"network": None}, "when.network: None is not one of in, out, none"),
    ({"network": []}, "when.network: [] is not one word or more"),
    ({"network": {"in": True}}, "when.network: {'in': True} is not one of in, out, none"),
    ({"network": ["in", 3]}, "when.network: 3 is not one of in, out, none"),
    ({"accepting": "true"}, "when.accepting: 'true' is not one of yes, no"),
    ({"accepting": 1}, "when.accepting: 1 is not one of yes, no"),
    (
        {"product": "HMO"},
        "when.product: 'HMO' is not one of hmo, ppo, epo, pos, indemnity, none; did you mean 'hmo'?",
    ),
    ({"state": "ct"}, "when.state: 'ct' is not a two-letter state code; did you mean 'CT'?"),
    ({"state": "Connecticut"}, "when.state: 'Connecticut' is not a two-letter state code"),
    (
        {"specialty": "207Q"},
        "when.specialty: '207Q' is not a taxonomy code of ten characters that ends in X (207Q00000X)",
    ),
    (
        {"family": "Cardio"},
        "when.family: 'Cardio' is not the name of a specialty family, a lower-case word with hyphens",
    ),
    (
        {"family": "of heart"},
        "when.family: 'of heart' is not the name of a specialty family, a lower-case word with hyphens",
    ),
    ({"family": ""}, "when.family: '' is not the name of a specialty family, a lower-case word with hyphens"),
    ("network", "when: 'network' is not a mapping of columns to words"),
    (None, "when: None is not a mapping of columns to words"),
    ([("network", "in")], "when: [('network', 'in')] is not a mapping of columns to words"),
]


@pytest.mark.parametrize(("when", "told"), REFUSED)
@pytest.mark.parametrize("made", [lambda when: gate(when=when), tier], ids=["gate", "tier"])
def test_a_column_or_a_word_that_there_is_not_is_refused_with_the_nearest(made: Any, when: Any, told: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        made(when)

    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Two Words"),
        ("name", ""),
        ("name", 3),
        ("verdict", "reject"),
        ("verdict", None),
        ("reason", ""),
        ("reason", None),
        ("yields", {"insurer"}),
        ("yields", "insurer"),
        ("yields", mg.Override.INSURER),
        ("source", None),
        ("would_change", 4),
    ],
)
def test_a_gate_refuses_what_is_none_of_its_sort(field: str, value: Any) -> None:
    with pytest.raises(InvalidValueError) as raised:
        gate(**{field: value})

    assert raised.value.field in (field, "")


def test_conditions_take_words_flags_enumerations_and_several_of_these() -> None:
    given = conditions(
        {
            "network": ["in", "out"],
            "accepting": True,
            "established": False,
            "product": Product.HMO,
            "state": ("CT",),
            "specialty": "207RC0000X",
            "family": "cardiology",
            "same_site": {True, "no"},
        }
    )

    assert {name: sorted(words) for name, words in given.items()} == {
        "network": ["in", "out"],
        "accepting": ["yes"],
        "established": ["no"],
        "product": ["hmo"],
        "state": ["CT"],
        "specialty": ["207RC0000X"],
        "family": ["cardiology"],
        "same_site": ["no", "yes"],
    }


def test_the_words_of_products_and_lines_are_those_of_plans() -> None:
    assert COLUMNS["product"].words == (*(one.value for one in Product), "none")
    assert COLUMNS["line"].words == (*(one.value for one in Line), "none")


def test_every_column_asks_something_of_its_own_and_closed_words_are_told_apart() -> None:
    asked = [column.asks for column in COLUMNS.values()]

    assert len(set(asked)) == len(asked)
    assert all(isinstance(column, Column) and column.asks.strip() for column in COLUMNS.values())
    assert {name for name, column in COLUMNS.items() if column.words is None} == {"specialty", "family"}


@pytest.mark.parametrize(
    ("when", "values", "told"),
    [
        ({}, {}, True),
        ({"network": "in"}, {"network": "in"}, True),
        ({"network": "in"}, {"network": "out"}, False),
        ({"network": "in"}, {"network": None}, None),
        ({"network": "in"}, {}, None),
        ({"network": ["in", "out", "none"]}, {}, True),
        ({"specialty": "207RC0000X"}, {}, None),
        ({"network": "in", "accepting": True}, {"network": None, "accepting": "no"}, False),
        ({"network": "in", "accepting": True}, {"network": "out", "accepting": None}, False),
        ({"network": "in", "accepting": True}, {"network": "in", "accepting": None}, None),
        ({"accepting": [True, False], "network": "in"}, {"network": "in"}, True),
        ({"network": "in", "accepting": [True, False]}, {"accepting": "no"}, None),
    ],
)
def test_conditions_hold_or_not_or_nobody_can_tell(when: Any, values: Any, told: bool | None) -> None:
    assert holds(conditions(when), values) is told


def handing(*gates: mg.Gate, tiers: tuple[mg.Tier, ...] = ()) -> SimpleNamespace:
    """Return a plugin that hands over gates, a model with tiers, and one specialty family."""
    return SimpleNamespace(
        __name__="house",
        medgroup_referral_rules=mg.hookimpl(lambda: gates),
        medgroup_models=mg.hookimpl(lambda: [mg.OrganizationalModel(name="m", title="M", tiers=tiers)]),
        medgroup_specialty_families=mg.hookimpl(
            lambda: [mg.SpecialtyFamily(name="cardiology", title="Heart", prefixes={"207RC"})]
        ),
    )


@pytest.mark.parametrize(
    ("plugin", "told"),
    [
        (
            handing(gate(name="late", when={"family": {"cardiology", "cardiologie"}})),
            "gate 'late': when.family: no plugin hands over the family 'cardiologie'; did you mean 'cardiology'?",
        ),
        (
            handing(tiers=(tier({"family": "zzz"}),)),
            "tier 'Near': when.family: no plugin hands over the family 'zzz'",
        ),
    ],
)
def test_a_family_that_nobody_hands_over_is_refused_at_opening(plugin: SimpleNamespace, told: str) -> None:
    with pytest.raises(PluginError) as raised:
        mg.open_market(mg.Facts(), plugins=[plugin])

    assert (raised.value.plugin, raised.value.problem) == ("house", told)


def test_a_family_that_is_handed_over_or_other_is_taken() -> None:
    given = gate(when={"family": {"cardiology", "other"}})

    assert mg.open_market(mg.Facts(), plugins=[handing(given)]).declared.gates == {"g": given}


def test_a_gate_of_a_plugin_with_a_word_that_there_is_not_is_one_error_that_names_the_plugin() -> None:
    plugin = SimpleNamespace(
        __name__="house", medgroup_referral_rules=mg.hookimpl(lambda: [gate(when={"accepting": "maybe"})])
    )

    with pytest.raises(PluginError) as raised:
        mg.open_market(mg.Facts(), plugins=[plugin])

    assert raised.value.plugin == "house"
    assert "when.accepting: 'maybe' is not one of yes, no" in str(raised.value)


def test_the_names_of_the_packages_own_gates_are_those_that_no_plugin_may_take() -> None:
    assert {one.name for one in GATES} == OWN_GATES

    with pytest.raises(PluginError) as raised:
        mg.open_market(mg.Facts(), plugins=[handing(gate(name="closed-panel"))])

    assert (raised.value.plugin, raised.value.problem) == (
        "house",
        "hands over the Gate 'closed-panel', whose name the package itself has taken",
    )
