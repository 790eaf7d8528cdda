"""Mutation testing: change the code in thousands of small ways and see whether a test fails each time.

Run by ``make mutation`` with the names of the packages to mutate, or none for all of them. mutmut takes one source
tree, and the plugins are distributions of their own: so each package is laid out anew in a folder under ``build``,
where what is mutated, the rest of the library and the tests that hold it stand side by side. A run that is stopped
goes on where it was; ``make clean`` forgets it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
STAGE = PROJECT / "build" / "mutation"
#: How much the property tests look for, and how many questions the second implementation is asked, for one mutant.
VARIABLES = {"HYPOTHESIS_PROFILE": "mutation", "MEDGROUP_QUESTIONS": "1000"}
#: What mutmut's exit codes mean; with any other a mutant is undecided.
OUTCOMES: Mapping[str, tuple[int, ...]] = {
    "killed": (1, 3),
    "timed out": (36, 24, -24, 152, 255),
    "survived": (0,),
    "met by no test": (5, 33),
}
#: The outcomes in which the tests noticed the change: one failed, or did not end.
NOTICED = ("killed", "timed out")


#: Of this module only what compares: how often a branch is reached says little of so few questions.
SECOND = "tests/property/test_second_implementation.py"
#: Of this module only what runs in one process.
BROKEN = "tests/unit/test_broken_plugins.py"


class Package(NamedTuple):
    """What is mutated together, and the tests that are to notice."""

    #: Modules and folders that are mutated, from ``src`` on.
    sources: tuple[str, ...]
    #: Test modules and folders, from the root of the project on.
    tests: tuple[str, ...]


def _plugin(name: str) -> Package:
    tests = (f"plugins/{name}/tests", "tests/conformance/structures.py", "tests/conformance/test_models_together.py")
    return Package((f"{name.replace('-', '_')}/*",), tests)


PACKAGES: Mapping[str, Package] = {
    "rules": Package(("medgroup/rules.py",), ("tests/unit/test_rules.py", "tests/unit/test_structure.py")),
    "structure": Package(
        ("medgroup/structure/*",),
        (
            "tests/unit/test_structure.py",
            "tests/unit/test_hooks.py",
            "tests/unit/test_plugins_manager.py",
            "tests/property/test_structure_laws.py",
            f"{SECOND}::test_units_and_seats_agree_with_the_second_implementation",
        ),
    ),
    "plugins": Package(("medgroup/plugins.py",), ("tests/unit/test_plugins_manager.py", "tests/unit/test_hooks.py")),
    **{path.parent.name: _plugin(path.parent.name) for path in sorted(PROJECT.glob("plugins/*/pyproject.toml"))},
    "scenarios": Package(
        tuple(f"medgroup/scenarios/{name}.py" for name in ("alternatives", "changes", "restructure", "succession")),
        (
            "tests/unit/test_restructure.py",
            "tests/unit/test_restructure_chains.py",
            "tests/unit/test_merge_opt_ins.py",
            "tests/unit/test_compare.py",
            "tests/property/test_restructure_laws.py",
        ),
    ),
    "network": Package(
        ("medgroup/network/*",),
        (
            "tests/unit/test_network_grid.py",
            "tests/unit/test_network_grid_statements.py",
            "tests/property/test_network_laws.py",
            "tests/property/test_network_paths.py",
            f"{SECOND}::test_every_question_agrees",
        ),
    ),
}


def main(names: Sequence[str]) -> None:
    """Mutate packages one after another and say of each how many mutants were killed, and which were not."""
    unknown = sorted(set(names) - set(PACKAGES))
    if unknown:
        sys.exit(f"there is no package {unknown[0]!r} to mutate; there are {', '.join(PACKAGES)}")
    for name in names or PACKAGES:
        folder = STAGE / name
        lay_out(folder, PACKAGES[name])
        run(folder)
        report(name, results(folder))


def lay_out(folder: Path, package: Package) -> None:
    """Put the library, the plugins and the tests of a package side by side, and write what mutmut reads."""
    for source in (PROJECT / "src" / "medgroup", *PROJECT.glob("plugins/*/src/*")):
        _copy(source, folder / "src" / source.name)
    _copy(PROJECT / "tests", folder / "tests")
    tests = [_laid_out(folder, test) for test in package.tests]
    pytest = 'addopts = ["--import-mode=importlib", "-p", "no:cacheprovider"]\npythonpath = ["."]\n'
    mutmut = {
        "source_paths": ["src"],
        "only_mutate": [f"src/{source}" for source in package.sources],
        "pytest_add_cli_args_test_selection": tests,
        "track_dependencies": False,
        "timeout_multiplier": 10.0,
    }
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in mutmut.items())
    (folder / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\n{pytest}\n[tool.mutmut]\n{lines}")


def _laid_out(folder: Path, test: str) -> str:
    """Return where a test stands in the folder; the tests of a plugin go among the others, which mutmut copies."""
    if not test.startswith("plugins/"):
        return test
    place = f"tests/{test}"
    _copy(PROJECT / test, folder / place)
    return place


def _copy(source: Path, target: Path) -> None:
    """Copy a folder with the times of its files, by which mutmut tells what has changed."""
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def run(folder: Path) -> None:
    """Let mutmut try every mutant that is not yet decided, one at a time."""
    mutmut = Path(sys.executable).with_name("mutmut")
    done = subprocess.run([mutmut, "run", "--max-children", "1"], cwd=folder, env=_environment(), check=False)
    if done.returncode:
        sys.exit(f"mutmut stopped with exit code {done.returncode} in {folder}")


def _environment() -> dict[str, str]:
    return {**os.environ, **VARIABLES}


def results(folder: Path) -> dict[str, int | None]:
    """Return mutmut's exit code for each mutant by its name; None where it is not decided."""
    found: dict[str, int | None] = {}
    for path in sorted(folder.glob("mutants/src/**/*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def report(name: str, codes: Mapping[str, int | None]) -> None:
    """Print how many mutants of a package were killed, and the change that each of the others makes."""
    found = Counter(_outcome(code) for code in codes.values())
    share = (found["killed"] + found["timed out"]) / max(1, len(codes))
    counted = ", ".join(f"{found[outcome]} {outcome}" for outcome in OUTCOMES if found[outcome])
    print(f"{name}: {len(codes)} mutants, {counted}: {share:.1%} noticed", flush=True)
    for mutant in sorted(mutant for mutant, code in codes.items() if _outcome(code) not in NOTICED):
        print(f"  {mutant} ({_outcome(codes[mutant])})")
        print(*(f"    {line}" for line in _change(STAGE / name, mutant)), sep="\n", flush=True)


def _outcome(code: int | None) -> str:
    return next((outcome for outcome, codes in OUTCOMES.items() if code in codes), "undecided")


def _change(folder: Path, mutant: str) -> Iterable[str]:
    """Return the lines that a mutant takes out and puts in."""
    mutmut = Path(sys.executable).with_name("mutmut")
    shown = subprocess.run([mutmut, "show", mutant], cwd=folder, capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]


if __name__ == "__main__":
    main(sys.argv[1:])
