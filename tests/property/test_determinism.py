"""The same input gives the same bytes, whatever the seed of Python's hashes."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from medgroup.testing.choices import seeded
from medgroup.testing.companions import opened
from medgroup.testing.drawn import every_fact
from tests.property import test_answers, test_restructure_laws
from tests.property.cases import draw_case

ROOT = Path(__file__).parents[2]
SEEDS = ("0", "1", "4294967295")
CASES = 40


def texts() -> Iterator[str]:
    """Yield all that answers and changed markets say, over some drawn cases."""
    for seed in range(CASES):
        case = draw_case(seeded(seed))
        for answer in test_answers.answers(opened(case.facts), case):
            yield from (json.dumps(answer.to_dict()), answer.explain(), answer._repr_html_(), repr(answer))
        practices = test_restructure_laws.draw_case(seeded(seed))
        market = test_restructure_laws.with_newcomer(practices)
        for change in test_restructure_laws.CHANGES.values():
            changed = change(market, practices)
            yield from (*map(repr, every_fact(changed.facts)), *changed.assumptions)


def digest() -> str:
    """Return a digest of all of it."""
    return hashlib.sha256("\n".join(texts()).encode()).hexdigest()


def test_no_answer_depends_on_the_seed_of_hashes() -> None:
    script = "from tests.property.test_determinism import digest; print(digest())"
    path = os.pathsep.join([str(ROOT), *sys.path])

    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in SEEDS
    }

    assert found == {f"{digest()}\n"}
