"""Laws that the models of this repository keep together, in markets that hold all of them."""

from datetime import date
from itertools import permutations
from random import Random

import attrs
import pytest

import medgroup as mg
import medgroup_aco
import medgroup_ids
import medgroup_ipa
import medgroup_mso
import medgroup_multi_specialty
import medgroup_single_specialty
import medgroup_solo
import medgroup_specialty_families
from medgroup import Finding, Severity
from medgroup.testing.codes import codes_of
from tests.conformance.structures import DAY, GROUPS, chance_market, with_less_stated

PLUGINS = (
    medgroup_aco,
    medgroup_ids,
    medgroup_ipa,
    medgroup_mso,
    medgroup_multi_specialty,
    medgroup_single_specialty,
    medgroup_solo,
    medgroup_specialty_families,
)

OPENED = mg.open_market(mg.Facts(), plugins=PLUGINS)
#: Markets, each with what is found in it.
Drawn = list[tuple[mg.Facts, tuple[Finding, ...]]]

ERROR, WARNING, CANNOT_TELL = Severity.ERROR, Severity.WARNING, Severity.CANNOT_TELL


def findings(market: mg.Market) -> tuple[Finding, ...]:
    """Return what the checks of the models find, without the findings of the core."""
    found = mg.check_structure(market, on=DAY).findings
    return tuple(one for one in found if not one.code.startswith("structure."))


@pytest.fixture(scope="module")
def markets() -> Drawn:
    """Many small markets, each with what is found in it."""
    drawn = [chance_market(Random(seed)) for seed in range(400)]
    return [(facts, findings(OPENED.with_facts(facts))) for facts in drawn]


def test_the_markets_bring_out_every_finding_but_those_that_need_a_table_of_law(
    markets: Drawn,
) -> None:
    met = {(one.code, one.severity) for _, found in markets for one in found}
    codes = {"IDS-1", "IDS-2", "IDS-3", "IPA-1", "IPA-2", "IPA-3", "IPA-4", "IPA-5", "MS-1", "MS-2", "MSO-1"}
    codes |= {"ACO-1", "ACO-4", "CIN-1", "SS-1", "SS-2", "SS-3", "SS-4"}
    assert met == {
        *((code, severity) for code in codes for severity in (ERROR, CANNOT_TELL)),
        *((code, severity) for code in ("MS-4", "SS-1b") for severity in (WARNING, CANNOT_TELL)),
        *((code, CANNOT_TELL) for code in ("ACO-2", "ACO-3", "IDS-4", "MSO-3", "MSO-5")),
        *((code, ERROR) for code in ("ACO-5", "IPA-6", "MSO-2", "MSO-4")),
        ("SOLO-1", CANNOT_TELL),
        ("SOLO-1", ERROR),
        ("SOLO-1", WARNING),
    }


def test_a_finding_names_facts_that_are_there_its_rule_and_what_would_mend_it(
    markets: Drawn,
) -> None:
    for facts, found in markets:
        known = {f"{collection}/{fact.id}" for collection, rows in facts.items() for fact in rows}
        for finding in found:
            assert finding.subjects
            assert set(finding.subjects) <= known
            assert finding.message.endswith(".")
            assert finding.remedy
            assert finding.source


def test_what_is_left_unstated_breaks_no_rule(markets: Drawn) -> None:
    """A check whose facts are missing answers "cannot tell"."""
    for seed, (facts, found) in enumerate(markets):
        for turn in range(3):
            less = findings(OPENED.with_facts(with_less_stated(facts, Random(seed * 3 + turn))))
            broken = {one.code for one in less if one.severity is ERROR}
            assert broken <= {one.code for one in found if one.severity is ERROR}, f"seed {seed}, turn {turn}"


@pytest.mark.parametrize("model", OPENED.models)
def test_an_organization_of_which_nothing_else_is_stated_breaks_no_rule(model: str) -> None:
    alone = findings(OPENED.with_facts(mg.Facts(organizations=[mg.Organization(id="a", model=model)])))
    assert {one.severity for one in alone} == {CANNOT_TELL}


def test_neither_the_order_of_plugins_nor_of_facts_matters(
    markets: Drawn,
) -> None:
    for seed, (facts, found) in enumerate(markets[:60]):
        random = Random(seed)
        shuffled = {name: random.sample(rows, len(rows)) for name, rows in facts.items()}
        plugins = random.sample(PLUGINS, len(PLUGINS))
        assert findings(mg.open_market(attrs.evolve(facts, **shuffled), plugins=plugins)) == found


def test_a_roster_of_known_families_is_of_one_specialty_or_of_several(
    markets: Drawn,
) -> None:
    """The same roster validates under one model only."""
    for facts, _ in markets[:150]:
        single, multi = (_severities(facts, model, code) for model, code in MODELS)
        for group in {role.organization for role in facts.practitioner_roles} & set(GROUPS):
            answers = {single.get(group), multi.get(group)}
            assert answers in ({ERROR, None}, {CANNOT_TELL})


#: Each model that counts families, with the code it reports under.
MODELS = (("single-specialty", "SS-2"), ("multi-specialty", "MS-2"))


def _severities(facts: mg.Facts, model: str, code: str) -> dict[str, Severity]:
    """Return what a check says of the groups if both are of a model."""
    rows = [attrs.evolve(one, model=model) if one.id in GROUPS else one for one in facts.organizations]
    return {
        group: one.severity
        for one in findings(OPENED.with_facts(attrs.evolve(facts, organizations=rows)))
        for group in GROUPS
        if one.code == code and f"organizations/{group}" in one.subjects
    }


@pytest.mark.parametrize("model", OPENED.models)
def test_the_codes_that_a_model_can_emit_are_read_from_its_checks(model: str) -> None:
    """Every code that the checks can emit is seen, also one that no example meets."""
    assert codes_of(OPENED.models[model].checks) == CODES_OF[model]


#: The codes of each model, but of those that only a model with bounds of its own emits.
CODES_OF = {
    "aco": {"ACO-1", "ACO-2", "ACO-3", "ACO-4", "ACO-5", "CIN-1"},
    "ids": {"IDS-1", "IDS-2", "IDS-3", "IDS-4"},
    "ipa": {"IPA-1", "IPA-2", "IPA-3", "IPA-4", "IPA-5", "IPA-6"},
    "mso": {"MSO-1", "MSO-2", "MSO-3", "MSO-4", "MSO-5"},
    "multi-specialty": {"MS-1", "MS-2", "MS-4"},
    "single-specialty": {"SS-1", "SS-1b", "SS-2", "SS-3", "SS-4"},
    "solo": {"SOLO-1"},
}


def test_plugins_hand_over_seven_models_in_any_order() -> None:
    for order in list(permutations(PLUGINS))[::4999]:
        models = mg.open_market(mg.Facts(), plugins=order).models
        assert list(models) == ["aco", "ids", "ipa", "mso", "multi-specialty", "single-specialty", "solo"]


def test_the_example_market_breaks_no_rule_of_the_models_it_holds() -> None:
    """By the first of February 2026 the sale and the new colleagues of the example are in force."""
    valley = mg.valley()
    found = mg.check_structure(valley, on=date(2026, 2, 1)).findings
    assert {one.model for one in valley.facts.organizations} <= set(valley.models)
    assert [one for one in found if one.severity is ERROR] == []
