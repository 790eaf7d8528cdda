"""The suite for authors of models: what is broken fails the law that it breaks, by name, and nothing else."""

import unittest
from functools import partial
from types import SimpleNamespace

import attrs
import pytest
from attrs import frozen

import medgroup as mg
from medgroup.errors import InvalidValueError, MarketError, PluginError
from medgroup.testing import OrganizationalModelConformance, SpecialtyFamiliesConformance, laws
from medgroup.testing.checked_laws import CHECKED_LAWS
from medgroup.testing.codes import codes_of
from medgroup.testing.companions import USUAL
from medgroup.testing.declared_laws import DECLARED_LAWS
from medgroup.testing.example_laws import EXAMPLE_LAWS
from medgroup.testing.laws import BrokenLaw
from medgroup.testing.suites import laws_of
from tests.conformance import broken
from tests.conformance.broken import broken_laws, clinic, suite

#: Each broken plugin with the tests that it fails.
BROKEN = {
    "nothing": (suite(clinic()), set()),
    "reads today's clock": (
        suite(clinic(broken.reads_the_clock), broken.with_a_lapsed_licence),
        {"test_moving_all_days_changes_nothing"},
    ),
    "takes the first fact there is": (
        suite(clinic(broken.takes_the_first), broken.led_by_an_employee),
        {"test_the_order_of_ids_changes_nothing"},
    ),
    "looks at how ids are spelled": (
        suite(clinic(broken.looks_at_ids), example=broken.with_a_draft_of_three(broken.EXAMPLE)),
        {"test_the_spelling_of_ids_changes_only_ids"},
    ),
    "takes what is missing for no": (
        suite(clinic(broken.takes_missing_for_no), broken.without_a_tin),
        {"test_less_stated_breaks_no_rule"},
    ),
    "reaches other organizations": (
        suite(clinic(broken.reaches_others)),
        {"test_unrelated_facts_change_nothing"},
    ),
    "has tiers that reach nobody": (
        suite(clinic(tiers=broken.IMPOSSIBLE_TIERS)),
        {"test_tiers_reach_who_is_there"},
    ),
    "has a record that is more than data": (
        suite(clinic(kind=broken.Seasonal)),
        {"test_declarations_survive_a_round_trip"},
    ),
    "has a check that cannot be found by name": (
        suite(clinic(broken.made_inside_a_function())),
        {"test_declarations_survive_a_round_trip"},
    ),
    "does something else than it declares": (
        suite(clinic(kind=broken.NeverElective)),
        {"test_seats_do_what_the_record_declares", "test_declarations_survive_a_round_trip"},
    ),
    "emits a code that nothing violates": (
        suite(clinic(broken.finds_two_things)),
        {"test_every_code_has_a_violation"},
    ),
    "names facts that are not there": (
        suite(clinic(broken.names_what_is_not_there)),
        {"test_findings_name_facts_that_are_there"},
    ),
}


@pytest.mark.parametrize("plugin", BROKEN)
def test_a_broken_plugin_fails_the_law_that_it_breaks_and_no_other(plugin: str) -> None:
    tested, expected = BROKEN[plugin]

    failed = broken_laws(tested)

    assert failed.keys() == expected, failed
    assert all("\n  But: " in message and "\n  Mend: " in message for message in failed.values())


def test_every_law_of_the_kit_has_a_test_of_its_own() -> None:
    tested = [law.name for law in laws_of(suite(clinic())).values()]

    assert sorted(tested) == sorted(law.name for law in (*CHECKED_LAWS, *DECLARED_LAWS, *EXAMPLE_LAWS))


def test_every_law_meets_its_case_also_where_a_model_checks_nothing() -> None:
    tested = suite(clinic(checks=()))
    tested.violations = {}

    tested().test_every_law_meets_the_case_that_it_is_about()


def test_a_law_that_meets_no_case_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "AMONG", 40)
    tested = suite(clinic())
    sound = tested.subject()
    # Nobody bears the model, neither in the example nor in a drawn market.
    tested._subject = attrs.evolve(sound, cast=USUAL, example=mg.Facts(), violated={})

    with pytest.raises(AssertionError, match=r"never meet a case .*: .*unrelated_facts_change_nothing"):
        tested().test_every_law_meets_the_case_that_it_is_about()


def test_a_law_that_is_broken_is_not_taken_for_an_empty_one() -> None:
    tested, _ = BROKEN["takes what is missing for no"]

    tested().test_every_law_meets_the_case_that_it_is_about()


def test_a_check_that_keeps_state_fails_when_it_is_asked_again() -> None:
    with pytest.raises(BrokenLaw, match="asked again, in another order, it finds the same") as raised:
        suite(clinic(broken.remembers))().test_asking_again_changes_nothing()  # type: ignore[call-arg]

    assert raised.value.law == "asking_again_changes_nothing"


def test_an_example_with_a_finding_and_a_violation_without_one_fail() -> None:
    swapped = suite(clinic(), lambda facts: broken.EXAMPLE, broken.with_a_third(broken.EXAMPLE))

    failed = broken_laws(swapped)

    assert failed.keys() == {"test_the_valid_example_has_no_finding", "test_each_violation_has_its_own_finding"}
    assert "CL-1 (error) organizations/clinic" in failed["test_the_valid_example_has_no_finding"]


def test_two_suites_have_tests_of_their_own_and_a_subclass_of_one_has_them_too() -> None:
    first = suite(clinic())

    class Second(first):  # type: ignore[misc, valid-type]
        test_tiers_reach_who_is_there = None

    tests = [name for name in dir(Second) if name.startswith("test_")]
    assert all(getattr(first, name) is not getattr(Second, name) for name in tests if "every_law" not in name)
    Second().test_the_order_of_facts_changes_nothing()


def test_a_suite_runs_under_unittest() -> None:
    mixed = type("Mixed", (suite(clinic()), unittest.TestCase), {})

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(mixed).run(result)

    assert (result.testsRun, result.failures, result.errors) == (18, [], [])


@pytest.mark.parametrize(
    ("stated", "error", "message"),
    [
        ({"plugin": None}, InvalidValueError, "Suite.plugin: None is not the module or object"),
        ({"plugin": SimpleNamespace()}, PluginError, "implements no hook"),
        ({"on": "2026-03-02"}, InvalidValueError, "Suite.on: '2026-03-02' is not the day"),
        ({"example": None}, InvalidValueError, "Suite.example: None is not the Facts"),
        (
            {"example": mg.Facts(), "violations": {}},
            InvalidValueError,
            "an organization of the model 'clinic' in force on 2026-03-02",
        ),
        ({"model": "clinc"}, InvalidValueError, "did you mean 'clinic'?"),
        ({"violations": {"CL-1": lambda facts: None}}, InvalidValueError, r"Suite.violations\['CL-1'\]: None is not"),
        ({"violations": {"CL-1": lambda facts: facts + facts}}, MarketError, "the id stands twice"),
    ],
)
def test_what_is_not_stated_as_it_should_be_is_one_error_that_names_it(
    stated: dict[str, object], error: type[Exception], message: str
) -> None:
    tested = suite(clinic())
    for name, value in stated.items():
        setattr(tested, name, value)

    with pytest.raises(error, match=message):
        tested.subject()


def test_a_suite_that_leaves_an_attribute_out_says_so() -> None:
    class Suite(OrganizationalModelConformance):
        plugin = clinic()

    with pytest.raises(InvalidValueError, match=r"Suite.example: None is not the Facts"):
        Suite.subject()


def test_facts_that_are_no_market_are_named_by_where_they_are_stated() -> None:
    tested = suite(clinic(), lambda facts: facts + facts)

    with pytest.raises(MarketError) as raised:
        tested.subject()

    assert raised.value.__notes__ == ["These are the facts of Suite.violations['CL-1']."]


def test_checks_of_every_form_are_read_for_their_codes() -> None:
    bound = partial(broken.finding, code="CL-7")

    assert codes_of([broken.finds_two_things, bound]) == {"CL-1", "CL-2", "CL-7"}


class Families:
    """A plugin with some families."""

    def __init__(self, *families: mg.SpecialtyFamily) -> None:
        self.families = families

    @mg.hookimpl
    def medgroup_specialty_families(self) -> tuple[mg.SpecialtyFamily, ...]:
        return self.families


CARDIOLOGY = mg.SpecialtyFamily(name="cardiology", title="Cardiology", prefixes={"207RC"}, physician=True)
HEART = mg.SpecialtyFamily(name="internal", title="Internal medicine", prefixes={"207R", "207RI0011X"}, physician=True)


@frozen(kw_only=True)
class Ranked(mg.SpecialtyFamily):
    """A family with more in it than a family has."""

    rank: int = 1


#: Each set of families with the tests that it fails.
BROKEN_FAMILIES: dict[str, tuple[tuple[mg.SpecialtyFamily, ...], set[str]]] = {
    "nothing": ((CARDIOLOGY, HEART), set()),
    "a beginning of no code": (
        (CARDIOLOGY, attrs.evolve(HEART, prefixes={"207r"})),
        {"test_every_beginning_begins_a_code"},
    ),
    "no beginning": ((CARDIOLOGY, attrs.evolve(HEART, prefixes=())), {"test_every_beginning_begins_a_code"}),
    "a follower who is a physician": (
        (CARDIOLOGY, attrs.evolve(HEART, follows_supervisor=True)),
        {"test_a_family_says_one_thing"},
    ),
    "more than data": (
        (CARDIOLOGY, Ranked(name="ranked", title="Ranked", prefixes={"2084"})),
        {"test_families_survive_a_round_trip"},
    ),
}


@pytest.mark.parametrize("families", BROKEN_FAMILIES)
def test_broken_families_fail_the_law_that_they_break_and_no_other(families: str) -> None:
    handed, expected = BROKEN_FAMILIES[families]

    class Suite(SpecialtyFamiliesConformance):
        plugin = Families(*handed)
        hypothesis_settings = broken.QUICK

    assert broken_laws(Suite).keys() == expected


def test_a_suite_of_families_needs_some() -> None:
    class Suite(SpecialtyFamiliesConformance):
        plugin = clinic()

    with pytest.raises(InvalidValueError, match=r"Suite.plugin: .* is not a plugin that hands over specialty families"):
        Suite.subject()
