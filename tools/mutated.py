"""What is mutated together, and the tests that are to notice: the packages of mutation testing."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
COSTS = PROJECT / "src" / "medgroup" / "costs"


#: Of this module only what compares: how often a branch is reached says little of so few questions.
SECOND = "tests/property/test_second_implementation.py"
#: Of this module only what runs in one process.
BROKEN = "tests/unit/test_broken_plugins.py"


#: The modules that tell which referrals left; those that read frames of claims are a package of their own.
LEAKAGE = (
    "belonging",
    "cases",
    "epochs",
    "figures",
    "flows",
    "graph",
    "keys",
    "knowing",
    "layout",
    "leaving",
    "names",
    "parts",
    "picture",
    "sides",
    "supply",
    "taking",
)


#: The laws of leakage that make frames of claims: no process that forks may compute with Polars.
OF_FRAMES = (
    "test_the_order_of_referrals_changes_nothing",
    "test_referrals_and_the_same_as_claims_give_the_same",
)


class Package(NamedTuple):
    """What is mutated together, and the tests that are to notice."""

    #: Modules and folders that are mutated, from ``src`` on.
    sources: tuple[str, ...]
    #: Test modules and folders, from the root of the project on, that are quick: they try every mutant.
    quick: tuple[str, ...]
    #: Those that try only what the quick ones did not notice.
    slow: tuple[str, ...] = ()
    #: Modules that are imported before the process forks, where that process is to have run no test: Polars waits for
    #: ever in a child of a process that has computed with it. With none named, tests are collected and run before.
    imported: tuple[str, ...] = ()


def _plugin(name: str) -> Package:
    return Package(
        (f"{name.replace('-', '_')}/*",), (f"plugins/{name}/tests",), ("tests/conformance/test_models_together.py",)
    )


def _laws(subject: str) -> tuple[str, ...]:
    """Return the laws of a subject, without the test that counts what they meet."""
    module = PROJECT / "tests" / "property" / f"test_{subject}_laws.py"
    names = (node.name for node in ast.parse(module.read_text("utf-8")).body if isinstance(node, ast.FunctionDef))
    return tuple(
        f"tests/property/{module.name}::{name}"
        for name in names
        if name.startswith("test_") and name != "test_every_law_meets_the_case_that_it_is_about"
    )


#: Whole quotes, each step of them from the network to the last cent.
TOLD = "tests/unit/test_quotes_told.py"
#: What holds the costs of a visit together, from the plan to the bill.
_QUOTED = (
    "tests/unit/test_quotes.py",
    TOLD,
    "tests/unit/test_quote_bad_input.py",
    "tests/unit/test_supposing.py",
)


PACKAGES: Mapping[str, Package] = {
    "rules": Package(
        ("medgroup/rules/*",),
        ("tests/unit/test_rules.py", "tests/unit/test_referral_rules.py", "tests/unit/test_structure.py"),
    ),
    "structure": Package(
        ("medgroup/structure/*",),
        (
            "tests/unit/test_structure.py",
            "tests/unit/test_structure_answers.py",
            "tests/unit/test_parties_not_in_force.py",
            "tests/unit/test_plugins_manager.py",
        ),
        (
            "tests/property/test_structure_laws.py",
            f"{SECOND}::test_units_and_seats_agree_with_the_second_implementation",
        ),
    ),
    "plugins": Package(
        ("medgroup/plugins.py",),
        (
            "tests/unit/test_plugins_manager.py",
            "tests/unit/test_hooks.py",
            f"{BROKEN}::test_it_is_one_error_in_python_that_names_it_and_says_what_to_do",
            f"{BROKEN}::test_it_is_blocked_by_its_distribution_or_entry_point_however_that_is_written",
            f"{BROKEN}::test_no_other_name_blocks_it",
            f"{BROKEN}::test_of_several_the_first_by_name_is_named",
            f"{BROKEN}::test_a_distribution_that_states_nothing_of_itself_goes_by_its_entry_point",
            f"{BROKEN}::test_a_distribution_that_states_no_version_is_taken_without",
        ),
    ),
    **{path.parent.name: _plugin(path.parent.name) for path in sorted(PROJECT.glob("plugins/*/pyproject.toml"))},
    "scenarios": Package(
        tuple(f"medgroup/scenarios/{name}.py" for name in ("alternatives", "restructure", "steps", "succession")),
        (
            "tests/unit/test_changes_told.py",
            "tests/unit/test_alternatives.py",
            "tests/unit/test_restructure.py",
            "tests/unit/test_restructure_chains.py",
            "tests/unit/test_merge_opt_ins.py",
            "tests/unit/test_compare.py",
        ),
        ("tests/property/test_restructure_laws.py",),
    ),
    "following": Package(
        (
            *(
                f"medgroup/domain/{name}.py"
                for name in ("permissions", "referral_course", "referral_states", "referrals")
            ),
            "medgroup/referrals/following/*",
            "medgroup/referrals/directed/*",
            "medgroup/referrals/shares.py",
            "medgroup/costs/held.py",
        ),
        (
            "tests/unit/test_referrals.py",
            "tests/unit/test_overdue.py",
            "tests/unit/test_closing.py",
            "tests/unit/test_directed.py",
            "tests/unit/test_directed_preferences.py",
            "tests/unit/test_referral_held.py",
            "tests/unit/test_referral_bad_input.py",
            "tests/unit/test_shares.py",
        ),
        ("tests/property/test_referral_laws.py",),
    ),
    "ranking": Package(
        ("medgroup/referrals/ranking/*",),
        (
            "tests/unit/test_ranking_told.py",
            "tests/unit/test_deciding.py",
            "tests/unit/test_ranking.py",
            "tests/unit/test_ranking_course.py",
            "tests/unit/test_ranking_details.py",
            "tests/unit/test_ranking_tiers.py",
            "tests/unit/test_ranking_gates.py",
            "tests/unit/test_colocation.py",
            "tests/unit/test_comparing_candidates.py",
            "tests/unit/test_directed_candidates.py",
            "tests/unit/test_imaging_notice.py",
            "tests/unit/test_ranking_bad_input.py",
            "tests/unit/test_five_organizations.py",
            "tests/unit/test_bad_input_referrals.py",
        ),
        ("tests/property/test_ranking_laws.py",),
    ),
    "leakage": Package(
        ("medgroup/structure/reach.py", *(f"medgroup/referrals/leaks/{name}.py" for name in LEAKAGE)),
        (
            "tests/unit/test_leakage.py",
            "tests/unit/test_leakage_bad_input.py",
            "tests/unit/test_leakage_details.py",
            "tests/unit/test_reach.py",
            "tests/unit/test_referral_network.py",
            "tests/unit/test_flow_picture.py",
        ),
        tuple(law for law in _laws("leakage") if not law.endswith(OF_FRAMES)),
    ),
    "claims": Package(
        tuple(f"medgroup/referrals/leaks/{name}.py" for name in ("claims", "claim_columns")),
        ("tests/unit/test_leakage_of_claims.py", "tests/unit/test_claims_bad_input.py"),
        _laws("leakage"),
        ("polars", "narwhals", "pandas", "pyarrow", "duckdb", "hypothesis", "medgroup.referrals"),
    ),
    "network": Package(
        ("medgroup/network/*",),
        (
            "tests/unit/test_network_told.py",
            "tests/unit/test_network_details.py",
            "tests/unit/test_network_grid.py",
            "tests/unit/test_network_grid_statements.py",
        ),
        (
            f"{SECOND}::test_every_question_agrees",
            "tests/property/test_network_laws.py",
            "tests/property/test_network_paths.py",
        ),
    ),
    "prices": Package(
        ("medgroup/costs/prices/*",),
        (
            "tests/unit/test_prices.py",
            "tests/unit/test_price_contracts.py",
            "tests/unit/test_price_sentences.py",
            "tests/unit/test_price_bad_input.py",
            "tests/unit/test_medians.py",
            TOLD,
        ),
        _laws("price"),
    ),
    "benefits": Package(
        ("medgroup/costs/benefits/*",),
        (
            "tests/unit/test_accumulators.py",
            "tests/unit/test_benefit_design.py",
            "tests/unit/test_claim_lines.py",
            "tests/unit/test_cost_sharing.py",
            "tests/unit/test_coverages.py",
            "tests/unit/test_decisions.py",
            "tests/unit/test_gates.py",
            "tests/unit/test_plan_terms.py",
            "tests/unit/test_reversals.py",
            "tests/unit/test_surprise_bills.py",
            TOLD,
        ),
        (
            *_laws("benefit"),
            "tests/property/test_second_benefits.py::test_every_amount_of_every_line_is_that_of_the_second_implementation",
        ),
    ),
    "quotes": Package(("medgroup/costs/quotes/*",), _QUOTED, _laws("quote")),
    "costs": Package(
        tuple(f"medgroup/costs/{path.name}" for path in sorted(COSTS.glob("*.py"))),
        ("tests/unit/test_visits.py", *_QUOTED),
        _laws("quote"),
    ),
}
