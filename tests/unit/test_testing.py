"""The strategies: what is drawn is sound and rich, Hypothesis knows the types, and nothing is imported too early."""

import ast
import inspect
import re
import subprocess
import sys
from collections import Counter
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import _medgroup_hypothesis
import medgroup as mg
import medgroup_ipa
from medgroup import domain
from medgroup.domain import COLLECTIONS
from medgroup.network import network_status
from medgroup.testing import (
    affiliations,
    facts,
    markets,
    network_questions,
    organizations,
    practitioner_roles,
    practitioners,
)
from medgroup.testing.choices import seeded
from medgroup.testing.companions import PLUGIN, USUAL, accompanied
from medgroup.testing.details import with_details
from medgroup.testing.drawn import draw_facts
from medgroup.testing.strategies import REGISTERED
from medgroup.testing.unstated import UNSTATED, stated

few = settings(max_examples=15, derandomize=True, database=None, deadline=None, phases=[Phase.generate])


def run(program: str) -> str:
    """Run a program in an interpreter of its own, every warning an error, and return what it prints."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("kind", REGISTERED, ids=lambda kind: kind.__name__)
def test_from_type_draws_every_type_of_medgroup(kind: type[Any]) -> None:
    @few
    @given(st.from_type(kind))
    def drawn(value: Any) -> None:
        assert type(value) is kind

    drawn()


def test_hypothesis_is_told_of_every_type_that_has_a_strategy() -> None:
    named = {
        getattr(sys.modules[module], name) for module, names in _medgroup_hypothesis.TYPES.items() for name in names
    }

    assert named | {*COLLECTIONS.values()} == {*REGISTERED}


@pytest.mark.parametrize("first", ["hypothesis", "medgroup"])
def test_from_type_knows_the_types_without_the_kit_being_imported(first: str) -> None:
    program = f"""
import {first}, sys
print("medgroup" in sys.modules, "medgroup.testing" in sys.modules)
import hypothesis, medgroup as mg
from hypothesis import strategies as st
print(type(hypothesis.find(st.from_type(mg.Market), lambda market: True)).__name__)
print(type(mg.__spec__.loader).__name__, any("medgroup" in type(one).__module__ for one in sys.meta_path))
"""
    loaded = "False False" if first == "hypothesis" else "True False"

    assert run(program).splitlines() == [loaded, "Market", "SourceFileLoader False"]


def test_without_hypothesis_there_is_one_line_that_names_the_extra() -> None:
    program = """
import sys
sys.modules["hypothesis"] = None
try:
    import medgroup.testing
except ImportError as error:
    print(type(error).__name__, error, sep=": ")
"""

    assert run(program) == (
        "MissingExtraError: medgroup.testing needs the extra 'testing': pip install \"medgroup[testing]\", "
        'or in a clone ".[testing]"'
    )


@few
@given(markets(), facts(plugins=[medgroup_ipa]))
def test_what_is_drawn_makes_a_market(market: mg.Market, drawn: mg.Facts) -> None:
    assert market.with_facts(market.facts) == market
    assert mg.open_market(market.facts, plugins=[PLUGIN]) == market
    assert mg.open_market(drawn, plugins=accompanied([medgroup_ipa])).facts == drawn.sorted()


@few
@given(markets(plugins=[medgroup_ipa]))
def test_a_market_of_plugins_has_their_models_and_others(market: mg.Market) -> None:
    assert market.models["ipa"] is medgroup_ipa.IPA
    assert {"solo", "ids", "pho"} <= set(market.models)


def test_half_of_those_whom_a_model_is_for_bear_it() -> None:
    group = mg.OrganizationalModel(name="group", title="Group")
    for model, kind in ((medgroup_ipa.IPA, "organizer"), (group, "practice")):
        drawn = [draw_facts(seeded(seed), USUAL.with_model(model)) for seed in range(60)]
        bearers = [one.id for held in drawn for one in held.organizations if one.model == model.name]
        others = [one.id for held in drawn for one in held.organizations if one.id.startswith(kind)]
        assert all(one.startswith(kind) for one in bearers)
        assert 0.4 < len(bearers) / len(others) < 0.6


@few
@given(network_questions())
def test_a_question_is_one_that_its_market_answers(question: Any) -> None:
    assert question.ask() == network_status(question.market, **question.arguments())


@few
@given(network_questions(market=mg.valley()))
def test_questions_may_be_asked_of_a_market_at_hand(question: Any) -> None:
    assert question.ask().on == question.on


@few
@given(
    organizations(plugins=[medgroup_ipa]), affiliations(plugins=[medgroup_ipa]), practitioners(), practitioner_roles()
)
def test_single_facts_are_as_they_stand_in_a_market(
    organization: mg.Organization, tie: mg.Affiliation, person: mg.Practitioner, role: mg.PractitionerRole
) -> None:
    assert organization.id.partition("-")[0] in ("practice", "organizer")
    assert tie.organizer != tie.member
    assert person.id.startswith("practitioner-")
    assert role.practitioner.startswith("practitioner-")


def test_details_state_every_field_and_leave_every_field_unstated() -> None:
    counted: Counter[tuple[str, str, bool]] = Counter()
    for seed in range(120):
        source = seeded(seed)
        drawn = with_details(draw_facts(source), source)
        told = {(collection, place, name) for collection, place, name in stated(drawn)}
        for collection, names in UNSTATED.items():
            for place in range(len(getattr(drawn, collection))):
                counted.update((collection, name, (collection, place, name) in told) for name in names)
    #: Not drawn yet: no check or question reads them.
    left_out = {"position", "hours", "gates", "benefits", "terms", "household"}

    for collection, names in UNSTATED.items():
        for name in set(names) - left_out:
            if (collection, name) != ("payers", "npi"):
                assert counted[collection, name, True], (collection, name)
                assert counted[collection, name, False], (collection, name)


def test_details_change_nothing_about_how_a_market_is_wired() -> None:
    for seed in range(20):
        source = seeded(seed)
        bare = draw_facts(seeded(seed))
        detailed = with_details(draw_facts(source), source)
        assert [tie.id for tie in detailed.affiliations] == [tie.id for tie in bare.affiliations]
        assert detailed.roster_entries == bare.roster_entries
        assert detailed.credentials == bare.credentials
        assert detailed.scopes == bare.scopes


def unknown_when_left_out() -> set[tuple[str, str]]:
    """Return the fields whose comment says that None means not known or not stated, by collection and name."""
    found = set()
    for collection, kind in COLLECTIONS.items():
        source = inspect.getsource(kind)
        comments = re.findall(r"((?:    #: .*\n)+)    (\w+): ", source)
        found |= {(collection, name) for text, name in comments if re.search(r"not (known|stated)|unknown", text)}
    return found


def test_what_the_domain_says_is_unknown_when_left_out_may_be_left_out() -> None:
    table = {(collection, name) for collection, names in UNSTATED.items() for name in names}
    # An organization whose model is not known bears none, and a tie of unstated nature is another tie.
    otherwise = {("organizations", "model"), ("affiliations", "kind")}

    assert unknown_when_left_out() - otherwise <= table
    assert all(name in attrs.fields_dict(COLLECTIONS[collection]) for collection, name in table)


def test_the_registration_imports_nothing_of_the_package_when_it_is_loaded() -> None:
    tree = ast.parse(inspect.getsource(_medgroup_hypothesis))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]

    assert not any("medgroup" in ast.unparse(node) or "hypothesis" in ast.unparse(node) for node in top)
    assert domain.COLLECTIONS is COLLECTIONS


def test_invented_markets_and_lines_are_there_and_wait_for_their_first_use() -> None:
    heavy = "sorted({'narwhals', 'polars', 'pyarrow'} & set(sys.modules))"
    program = (
        f"import sys, medgroup.testing as t; before = {heavy}; "
        "facts = t.generated_facts(practitioners=20, families=10, seed=3); "
        "lines = t.generated_lines(facts, 50, seed=3); "
        "print(before, len(facts.practitioners), len(lines['claim']), 'polars' in sys.modules, hasattr(t, 'nope'))"
    )

    assert run(program) == "[] 20 50 False False"


def test_the_same_seed_gives_the_same_market_and_lines() -> None:
    from medgroup.testing import generated_facts, generated_lines

    one, again = (generated_facts(practitioners=20, families=10, seed=3) for _ in range(2))
    assert one == again
    assert generated_lines(one, 50, seed=3) == generated_lines(again, 50, seed=3)
    assert generated_lines(one, 50, seed=3) != generated_lines(one, 50, seed=4)
