"""Mutation testing: change the code in thousands of small ways and see whether a test fails each time.

Run by ``make mutation`` with the names of the packages to mutate, or none for all of them; ``--again`` tries only what
no test noticed the last time, and ``--sample=300`` only so many of each package, drawn at random (``--seed=1`` draws
others). Mutants are tried one at a time, or with ``--workers=2`` two. mutmut takes one source tree, and the plugins are
distributions of their own: so each package is laid out in a folder under ``build``, where what is mutated, the rest of
the library and the tests that hold it stand side by side.
"""

import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from tools.mutated import PACKAGES, PROJECT, Package

AGAIN, SAMPLE, SEED, WORKERS = "--again", "--sample=", "--seed=", "--workers="
#: The file that names what is imported before the process forks.
IMPORTED = "imported.txt"
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


#: Prints the name of every mutant of a package.
NAMES = """
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name
for path in walk_mutatable_files():
    for name in mutate_file_contents(str(path), path.read_text("utf-8")).mutant_names:
        print(get_mutant_name(path, name))
"""


def main(arguments: Sequence[str]) -> None:
    """Mutate packages one after another and say of each how many mutants were killed, and which were not."""
    names = [argument for argument in arguments if not argument.startswith("--")]
    size, seed, workers = _stated(arguments, SAMPLE), _stated(arguments, SEED) or 0, _stated(arguments, WORKERS) or 1
    unknown = sorted(set(names) - set(PACKAGES))
    if unknown:
        sys.exit(f"there is no package {unknown[0]!r} to mutate; there are {', '.join(PACKAGES)}")
    for name in names or PACKAGES:
        folder, package = STAGE / name, PACKAGES[name]
        if AGAIN not in arguments:
            shutil.rmtree(folder, ignore_errors=True)
            lay_out(folder, package, package.quick)
            run(folder, [] if size is None else sampled(folder, size, seed), workers)
        left = survivors(folder)
        if left and (package.slow or AGAIN in arguments):
            lay_out(folder, package, (*package.quick, *package.slow))
            run(folder, left, workers)
        report(name, folder)


def _stated(arguments: Sequence[str], option: str) -> int | None:
    return next((int(one.removeprefix(option)) for one in arguments if one.startswith(option)), None)


def lay_out(folder: Path, package: Package, tests: Sequence[str]) -> None:
    """Put the library, the plugins and the tests of a package side by side, and write what mutmut reads."""
    for source in (PROJECT / "src" / "medgroup", *PROJECT.glob("plugins/*/src/*")):
        _copy(source, folder / "src" / source.name)
    _copy(PROJECT / "tests", folder / "tests")
    shutil.copy2(PROJECT / "conftest.py", folder)
    pytest = 'addopts = ["--import-mode=importlib", "-p", "no:cacheprovider"]\npythonpath = ["."]\n'
    mutmut = {
        "source_paths": ["src"],
        "only_mutate": [f"src/{source}" for source in package.sources],
        "pytest_add_cli_args_test_selection": [_laid_out(folder, test) for test in tests],
        "also_copy": ["conftest.py"],
        # The first reads the source of checks, which mutmut writes anew; the others count how often a case is met.
        "pytest_add_cli_args": ["-k", "not read_from_its_checks", "--ignore-glob=*_conformance.py"],
        "track_dependencies": False,
        # A minute at the least: what a fixture takes is not in the time that mutmut expects of a test.
        "timeout_multiplier": 15.0,
        "timeout_constant": 4.0,
        "process_isolation": "forkserver" if package.imported else "fork",
        "forkserver_warmup": "import",
        "preload_modules_file": IMPORTED,
    }
    (folder / IMPORTED).write_text("\n".join(package.imported))
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


def run(folder: Path, mutants: Sequence[str], workers: int) -> None:
    """Let mutmut try some mutants, or with none named all, so many at a time."""
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    mutmut = Path(sys.executable).with_name("mutmut")
    command = [str(mutmut), "run", "--max-children", str(workers), *mutants]
    with (folder / "mutmut.log").open("w") as log:
        done = subprocess.run(command, cwd=folder, env={**os.environ, **VARIABLES}, stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.exit(f"mutmut stopped with exit code {done.returncode}; {folder / 'mutmut.log'} tells why")


def sampled(folder: Path, size: int, seed: int) -> list[str]:
    """Return so many of a package's mutants, drawn at random by a seed; all where there are no more."""
    done = subprocess.run([sys.executable, "-c", NAMES], cwd=folder, capture_output=True, text=True, check=True)
    mutants = sorted(done.stdout.split())
    return mutants if size >= len(mutants) else Random(seed).sample(mutants, size)


def results(folder: Path) -> dict[str, str]:
    """Return the outcome of each mutant by its name."""
    codes: dict[str, int | None] = {}
    for path in sorted(folder.glob("mutants/src/**/*.meta")):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {mutant: _outcome(code) for mutant, code in codes.items() if code is not None}


def survivors(folder: Path) -> list[str]:
    """Return the mutants that no test noticed, by name."""
    return sorted(mutant for mutant, outcome in results(folder).items() if outcome not in NOTICED)


def report(name: str, folder: Path) -> None:
    """Print how many mutants of a package were noticed, and the change that each of the others makes."""
    found = Counter(results(folder).values())
    share = sum(found[outcome] for outcome in NOTICED) / max(1, found.total())
    counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.items()))
    print(f"{name}: {found.total()} mutants, {counted}: {share:.1%} noticed", flush=True)
    for mutant in survivors(folder):
        print(f"  {mutant}", *(f"    {line}" for line in change(folder, mutant)), sep="\n", flush=True)


def _outcome(code: int | None) -> str:
    return next((outcome for outcome, codes in OUTCOMES.items() if code in codes), "undecided")


def change(folder: Path, mutant: str) -> list[str]:
    """Return the lines that a mutant takes out and puts in."""
    module, _, function = mutant.rpartition(".")
    stem = folder / "mutants" / "src" / Path(*module.split("."))
    path = stem.with_suffix(".py") if stem.with_suffix(".py").exists() else stem / "__init__.py"
    original = function.partition("__mutmut_")[0] + "__mutmut_orig"
    lines = path.read_text(encoding="utf-8").splitlines()
    bodies = {
        node.name: lines[node.lineno : node.end_lineno]
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.FunctionDef) and node.name in (original, function)
    }
    compared = difflib.unified_diff(bodies[original], bodies[function], n=0, lineterm="")
    return [line for line in compared if line[:2] not in ("--", "++", "@@")]


if __name__ == "__main__":
    main(sys.argv[1:])
