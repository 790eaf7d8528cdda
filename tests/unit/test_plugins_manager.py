"""Plugins are found, called once, and put together; a broken one is one clear error that names it."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pluggy import HookimplMarker

import medgroup as mg
from medgroup.errors import InvalidValueError, MarketError, PluginError
from medgroup.plugins import DISABLE_VARIABLE, Plugin, as_plugins, installed_plugins
from medgroup.scenarios import acquire, compare, form_ipa, merge
from tests.unit.broken_plugins import install

DAY = date(2025, 6, 1)
INSTALLED = ["aco", "ids", "ipa", "mso", "multi-specialty", "single-specialty", "solo"]


def model(name: str, **declared: Any) -> mg.OrganizationalModel:
    """Return a model."""
    return mg.OrganizationalModel(name=name, title=name.title(), **declared)


def plugin(name: str, **hooks: Callable[..., Any]) -> SimpleNamespace:
    """Return a plugin with these hooks, marked as such."""
    return SimpleNamespace(__name__=name, **{hook: mg.hookimpl(function) for hook, function in hooks.items()})


def refused(*plugins: object) -> PluginError:
    """Return the error that opening a market with some plugins raises."""
    with pytest.raises(PluginError) as raised:
        mg.open_market(mg.Facts(), plugins=plugins)
    return raised.value


GOOD = plugin("good", medgroup_models=lambda: [model("good")])


def raising() -> list[mg.OrganizationalModel]:
    message = "no licence"
    raise RuntimeError(message)


def stopping() -> list[mg.OrganizationalModel]:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("hooks", "problem"),
    [
        ({"medgroup_model": raising}, "there is no hook 'medgroup_model' (did you mean 'medgroup_models'?)"),
        ({"medgroup_models": raising}, "medgroup_models raised RuntimeError: no licence"),
        ({"medgroup_models": lambda: "solo"}, "medgroup_models returned 'solo', not a sequence of OrganizationalModel"),
        ({"medgroup_models": lambda: 7}, "medgroup_models returned 7, not a sequence of OrganizationalModel"),
        ({"medgroup_models": lambda: {1: 2}}, "medgroup_models returned {1: 2}, not a sequence of"),
        ({"medgroup_models": lambda: iter([])}, "not a sequence of OrganizationalModel"),
        ({"medgroup_models": lambda: None}, "medgroup_models returned None, not a sequence of OrganizationalModel"),
        ({"medgroup_models": lambda: ["solo"]}, "medgroup_models handed over 'solo', which is no OrganizationalModel"),
        ({"medgroup_structure_checks": lambda: [model("x")]}, "which is no StructureCheck"),
        ({"medgroup_specialty_families": lambda: [model("x")]}, "which is no SpecialtyFamily"),
        ({"medgroup_models": lambda plan: []}, "medgroup_models takes plan, and the hook has no such argument"),
        ({"medgroup_models": lambda plan, day: []}, "medgroup_models takes day, plan, and the hook has no such"),
        ({"medgroup_models": stopping}, "medgroup_models raised SystemExit: 3"),
        ({"medgroup_models": lambda: [model("UPPER")]}, "medgroup_models raised InvalidValueError: name: 'UPPER' is"),
    ],
    ids=[
        "misspelt",
        "raises",
        "returns a text",
        "returns a number",
        "returns a mapping",
        "returns an iterator",
        "returns nothing",
        "hands over a text",
        "hands over a model for a check",
        "hands over a model for a family",
        "takes an argument that there is not",
        "takes several that there are not",
        "stops the program",
        "declares what cannot be",
    ],
)
def test_a_broken_plugin_is_one_error_that_names_it_and_says_what_to_do(
    hooks: dict[str, Callable[..., Any]], problem: str
) -> None:
    error = refused(GOOD, plugin("broken", **hooks))

    assert error.plugin == "broken"
    assert problem in error.problem
    assert str(error).startswith("plugin broken: ")
    assert "MEDGROUP_DISABLE_PLUGINS=broken" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("option", ["wrapper", "hookwrapper"])
def test_a_wrapper_is_refused(option: str) -> None:
    def medgroup_models() -> Iterator[None]:
        yield

    mark = HookimplMarker("medgroup")
    marked = mark(medgroup_models, wrapper=option == "wrapper", hookwrapper=option == "hookwrapper")
    wrapping = SimpleNamespace(__name__="wrapping", medgroup_models=marked)

    error = refused(GOOD, wrapping)

    assert error.plugin == "wrapping"
    assert error.problem == "medgroup_models is a wrapper, and hooks of medgroup take none"


def test_a_wrapper_that_is_none_is_refused_in_the_words_of_pluggy() -> None:
    def medgroup_models() -> list[Any]:
        return []

    marked = HookimplMarker("medgroup")(medgroup_models, wrapper=True)
    error = refused(SimpleNamespace(__name__="wrapping", medgroup_models=marked))

    assert error.problem == "Declared as wrapper=True or hookwrapper=True but function is not a generator function"


def test_a_hook_that_is_near_none_is_told_without_a_guess() -> None:
    assert refused(plugin("odd", medgroup_of_telephone_calls_at_night=raising)).problem == (
        "there is no hook 'medgroup_of_telephone_calls_at_night'"
    )


@pytest.mark.parametrize("given", ["medgroup_solo", 7, None])
def test_what_is_no_list_of_plugins_is_told_with_what_is(given: Any) -> None:
    with pytest.raises(InvalidValueError) as raised:
        as_plugins(given)

    assert str(raised.value) == (f"plugins: {given!r} is not a list of modules or objects with hook implementations")
    assert raised.value.field == "plugins"


def test_two_models_of_one_name_are_an_error_that_names_both_plugins() -> None:
    error = refused(GOOD, plugin("zeta", medgroup_models=lambda: [model("other"), model("good")]))

    assert error.plugin == "good,zeta"
    assert "'good'" in error.problem


def test_one_plugin_that_hands_over_a_model_twice_is_an_error_that_names_it() -> None:
    error = refused(plugin("twice", medgroup_models=lambda: [model("x"), model("x")]))

    assert error.plugin == "twice"
    assert error.problem == "hands over twice the OrganizationalModel 'x'"


def test_of_several_plugins_that_do_not_go_together_any_may_be_blocked() -> None:
    error = refused(GOOD, plugin("zeta", medgroup_models=lambda: [model("good")]))

    assert str(error) == (
        "plugins good and zeta: both hand over the OrganizationalModel 'good'; mend or remove one of them, or set "
        "MEDGROUP_DISABLE_PLUGINS=good or MEDGROUP_DISABLE_PLUGINS=zeta to go on without it"
    )


def test_a_function_with_the_name_of_a_hook_that_is_not_marked_is_an_error_and_not_passed_over() -> None:
    half = SimpleNamespace(
        __name__="half", medgroup_models=GOOD.medgroup_models, medgroup_structure_checks=lambda: ["never called"]
    )

    assert refused(half).problem == "medgroup_structure_checks is not marked; mark it with medgroup.hookimpl"


def test_a_plugin_without_a_hook_is_an_error() -> None:
    assert refused(plugin("idle")).problem == "implements no hook; mark its functions with medgroup.hookimpl"


def test_of_several_broken_plugins_the_same_one_is_named_in_every_order() -> None:
    broken = [plugin(name, medgroup_models=raising) for name in ("alpha", "beta", "gamma")]

    assert {refused(*order).plugin for order in permutations(broken)} == {"alpha"}


def family(name: str, *prefixes: str) -> mg.SpecialtyFamily:
    """Return a specialty family."""
    return mg.SpecialtyFamily(name=name, title=name.title(), prefixes=prefixes)


@pytest.mark.parametrize(
    "clashing",
    [family("heart", "207RI"), family("cardiology", "207RC")],
    ids=["one name", "one beginning"],
)
def test_two_families_that_clash_are_an_error_that_names_their_plugins_and_no_other(
    clashing: mg.SpecialtyFamily,
) -> None:
    error = refused(
        plugin("bystander", medgroup_specialty_families=lambda: [family("family-medicine", "207Q")]),
        plugin("one", medgroup_specialty_families=lambda: [family("heart", "207RC")]),
        plugin("two", medgroup_specialty_families=lambda: [clashing]),
    )

    assert error.plugin == "one,two"
    assert "heart" in error.problem


def test_every_clash_of_families_is_told_at_once() -> None:
    error = refused(
        plugin("one", medgroup_specialty_families=lambda: [family("heart", "207RC", "207RI")]),
        plugin("two", medgroup_specialty_families=lambda: [family("cardiology", "207RC", "207RI")]),
    )

    assert error.problem == (
        "the families 'cardiology' and 'heart' both claim 207RC; the families 'cardiology' and 'heart' both claim 207RI"
    )


def test_no_plugin_may_call_a_family_other() -> None:
    assert refused(plugin("odd", medgroup_specialty_families=lambda: [family("other", "2")])).plugin == "odd"


def failing(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    yield from ()
    message = f"nothing known of {organization.id}"
    raise KeyError(message)


def stopping_check(view: mg.View, organization: mg.Organization) -> Any:
    raise SystemExit(3)


def wordy(view: mg.View, organization: mg.Organization) -> Any:
    return ["all is well"]


def forgetful(view: mg.View, organization: mg.Organization) -> Any:
    return None


def shouting(view: mg.View, organization: mg.Organization) -> Any:
    yield mg.Finding(code="house.rule", severity="loud", message="No.")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        (failing, "check failing raised KeyError: 'nothing known of clinic' (on organizations/clinic)"),
        (stopping_check, "check stopping_check raised SystemExit: 3 (on organizations/clinic)"),
        (wordy, "check wordy yielded 'all is well', which is no Finding"),
        (forgetful, "check forgetful returned None, not findings"),
        (
            shouting,
            (
                "check shouting raised InvalidValueError: severity: 'loud' is not a member of mg.Severity: "
                "mg.Severity.ERROR, mg.Severity.WARNING, mg.Severity.INFO, mg.Severity.CANNOT_TELL "
                "(on organizations/clinic)"
            ),
        ),
    ],
)
@pytest.mark.parametrize("by", ["model", "structure check"])
def test_a_check_that_breaks_is_an_error_that_names_its_plugin(check: Any, problem: str, by: str) -> None:
    checks = [mg.StructureCheck(name="house-rule", title="A rule", source="house", check=check)]
    bringing = {
        "model": plugin("author", medgroup_models=lambda: [model("x", checks=[check])]),
        "structure check": plugin(
            "author", medgroup_models=lambda: [model("x")], medgroup_structure_checks=lambda: checks
        ),
    }[by]
    market = mg.open_market(mg.Facts(organizations=[mg.Organization(id="clinic", model="x")]), plugins=[bringing, GOOD])

    with pytest.raises(PluginError) as raised:
        mg.check_structure(market, on=DAY)

    assert raised.value.plugin == "author"
    assert raised.value.problem == problem


def test_an_installed_distribution_is_found_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = "@mg.hookimpl\ndef medgroup_models():\n    return [mg.OrganizationalModel(name='acme', title='Acme')]\n"
    install(tmp_path, "acme-found", hook)
    monkeypatch.syspath_prepend(tmp_path)

    found = {one.name: one.version for one in installed_plugins()}
    market = mg.open_market(mg.Facts(organizations=[mg.Organization(id="clinic", model="acme")]))

    assert found["acme-found"] == "3.1"
    assert list(found) == sorted(found)
    assert market.declared.origin["acme"] == "acme-found"


def test_a_blocked_distribution_hands_over_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DISABLE_VARIABLE, "medgroup-ipa , medgroup-solo")

    left = [name for name in INSTALLED if name not in ("ipa", "solo")]
    assert list(mg.open_market(mg.Facts()).models) == left


def test_plugins_handed_over_in_code_stand_in_place_of_those_installed() -> None:
    market = mg.open_market(mg.Facts(), plugins=[Plugin("mine", GOOD)])

    assert list(market.models) == ["good"]
    assert market.declared.origin["good"] == "mine"


def test_a_module_an_object_and_a_plugin_go_by_their_names() -> None:
    class Clinics:
        """A plugin."""

    assert [one.name for one in as_plugins([pytest, Clinics(), Plugin("mine", GOOD), GOOD])] == [
        "pytest",
        "Clinics",
        "mine",
        "good",
    ]


def test_every_order_of_plugins_opens_the_same_market() -> None:
    plugins = [
        GOOD,
        plugin("alpha", medgroup_models=lambda: [model("z"), model("a")]),
        plugin("beta", medgroup_specialty_families=lambda: [family("heart", "207RC"), family("care", "207Q")]),
    ]
    facts = mg.Facts(organizations=[mg.Organization(id="clinic", model="z")])

    markets = [mg.open_market(facts, plugins=order) for order in permutations(plugins)]

    assert all(market == markets[0] for market in markets)
    assert {tuple(market.models) for market in markets} == {("a", "good", "z")}
    assert {tuple(market.families.by_name) for market in markets} == {("care", "heart")}


def test_hooks_are_called_once_when_a_market_is_opened_and_never_again() -> None:
    calls: list[str] = []

    def counted(name: str, handed: list[Any]) -> Callable[[], list[Any]]:
        def hook() -> list[Any]:
            calls.append(name)
            return handed

        return hook

    names = ("solo", "single-specialty", "multi-specialty", "ipa", "ids")
    counting = plugin(
        "counting",
        medgroup_models=counted("models", [model(name) for name in names]),
        medgroup_structure_checks=counted("checks", []),
        medgroup_specialty_families=counted("families", []),
    )
    facts = mg.Facts(
        organizations=[mg.Organization(id="one"), mg.Organization(id="two"), mg.Organization(id="system", model="ids")],
        practitioners=[mg.Practitioner(id="ann")],
        practitioner_roles=[mg.PractitionerRole(id="role", practitioner="ann", organization="one")],
    )

    market = mg.open_market(facts, plugins=[counting])
    assert sorted(calls) == ["checks", "families", "models"]

    group = merge(market, ["one", "two"], model="multi-specialty", name="Group", on=DAY)
    form_ipa(market, ["one", "two"], name="Association", on=DAY)
    acquire(market, ["one"], by="system", on=DAY)
    compare(market, ["one", "two"], on=DAY)
    mg.check_structure(group, on=DAY)
    market.with_facts(facts)
    assert len(calls) == 3

    mg.open_market(facts, plugins=[counting])
    assert len(calls) == 6


def test_a_model_whose_plugin_is_installed_but_not_handed_over_is_told_as_such() -> None:
    house = mg.Facts(organizations=[mg.Organization(id="east", name="East", model="solo")])

    with pytest.raises(MarketError) as raised:
        mg.open_market(house, plugins=[GOOD])
    assert str(raised.value).endswith(
        "organizations/east: model: 'solo' is of no plugin of plugins= (models: good), which replaces the installed "
        "ones; pass [*installed_plugins(), ...] of medgroup.plugins"
    )
    assert "solo" in mg.open_market(house, plugins=[*installed_plugins(), GOOD]).models


def test_a_model_of_no_plugin_at_all_is_to_be_installed() -> None:
    house = mg.Facts(organizations=[mg.Organization(id="east", name="East", model="franchise")])

    with pytest.raises(MarketError, match=r"\(installed: good\); install the plugin that brings it"):
        mg.open_market(house, plugins=[GOOD])
