"""The same input gives the same bytes, whatever the seed of Python's hashes and the order of facts and plugins.

``make determinism`` compares more cases, the real directories, and several versions of Python.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import medgroup as mg
from tests.property.digests import SUBJECTS, Run, digests

ROOT = Path(__file__).parents[2]
SEEDS = (0, 1, 2, 3, 5, 8, 13, 21, 4_096, 4_294_967_295)
CASES = 8

#: Prints first what shows that the seed took effect, then a digest for each subject.
SCRIPT = (
    "from tests.property.digests import Run, digests\n"
    "print(hash('medgroup'), list(set('abcdef')), sep='|')\n"
    "for name, digest in digests(Run({cases}, order={order})).items():\n"
    "    print(name, digest, sep='|')\n"
)


@pytest.fixture(scope="module")
def plain() -> dict[str, str]:
    """The digests in this process, with facts and plugins in the order in which they come."""
    return digests(Run(CASES))


@pytest.fixture(scope="module")
def seeded_runs() -> list[list[str]]:
    """What processes print under ten seeds of hashes, each with facts and plugins in another order; two at a time."""
    found = []
    for pair in zip(SEEDS[::2], SEEDS[1::2], strict=True):
        running = [_started(seed) for seed in pair]
        found += [process.communicate()[0].splitlines() for process in running]
        assert [process.returncode for process in running] == [0, 0]
    return found


def _started(seed: int) -> subprocess.Popen[str]:
    script = SCRIPT.format(cases=CASES, order=SEEDS.index(seed))
    path = os.pathsep.join([str(ROOT), *sys.path])
    env = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": path}
    return subprocess.Popen([sys.executable, "-c", script], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_ten_seeds_of_hashes_and_orders_give_the_same_bytes(
    plain: dict[str, str], seeded_runs: list[list[str]]
) -> None:
    for lines in seeded_runs:
        assert dict(line.split("|") for line in lines[1:]) == plain


def test_each_seed_took_effect(seeded_runs: list[list[str]]) -> None:
    """Else the comparison says nothing: hashes differ, and so does the order of sets."""
    hashes, orders = zip(*(lines[0].split("|") for lines in seeded_runs), strict=True)
    assert len(set(hashes)) == len(SEEDS)
    assert len(set(orders)) > len(SEEDS) / 2


def test_another_order_of_facts_and_plugins_gives_the_same_bytes(plain: dict[str, str]) -> None:
    assert digests(Run(CASES, order=len(SEEDS))) == plain


def test_another_order_is_another_order() -> None:
    """Else the comparison says nothing."""
    facts = mg.valley().facts
    shuffled = Run(CASES, 1).shuffled(facts)
    moved = [name for name, rows in facts.items() if rows != dict(shuffled.items())[name]]
    assert len(moved) >= 10
    assert all(
        sorted(map(repr, rows)) == sorted(map(repr, dict(facts.items())[name])) for name, rows in shuffled.items()
    )


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_is_told_of(subject: str) -> None:
    """Else two digests of nothing are compared."""
    told = [*SUBJECTS[subject](Run(1))]
    assert len(set(told)) >= 2


def test_digests_tell_one_text_from_another() -> None:
    """Drawn at random, so that no two runs may agree: what is not the same is told apart."""
    noisy = {"noise": lambda run: iter([str(random.random())])}
    assert digests(Run(1), noisy) != digests(Run(1), noisy)
