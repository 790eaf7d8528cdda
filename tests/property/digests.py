"""Digests of everything that medgroup says and writes, over drawn markets, the example market and directories.

Run as ``python -m tests.property.digests`` it prints one line for each subject, so that two runs can be compared: under
another seed of Python's hashes, with facts and plugins in another order, by another version of Python.
"""

import argparse
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random

import attrs
from attrs import frozen

import medgroup as mg
from medgroup import formats
from medgroup.cli import main
from medgroup.domain import Facts
from medgroup.errors import MedgroupError
from medgroup.market import Market
from medgroup.plugins import installed_plugins
from medgroup.rules import Kind
from medgroup.testing.choices import seeded
from medgroup.testing.companions import opened
from medgroup.testing.drawn import every_fact
from tests.conformance.structures import DAY, chance_market
from tests.property import test_answers, test_restructure_laws
from tests.property.cases import draw_case
from tests.unit.plan_net_resources import affiliation, directory, organization, written
from tests.unit.test_cli import ASKED, OF_A_DIRECTORY

#: What is typed in vain, each in a way of its own.
BAD_INPUT = (
    ("describe", "nowhere.json"),
    ("network", "valley"),
    ("units", "valley", "sumit-heart", "--on", "2026-03-02"),
)


@frozen
class Run:
    """What a run covers, and the order in which it takes facts and plugins."""

    #: How many cases are drawn of each kind.
    cases: int
    #: 0 keeps facts and plugins as they come; any other number puts them in an order of its own.
    order: int = 0
    #: Folders of real directories to read besides the small one.
    directories: tuple[Path, ...] = ()

    def shuffled(self, facts: Facts) -> Facts:
        """Return the same facts in the order of this run."""
        if not self.order:
            return facts
        random = Random(self.order)
        return attrs.evolve(facts, **{name: random.sample(rows, len(rows)) for name, rows in facts.items()})

    def opened(self, facts: Facts) -> Market:
        """Return a market of facts under the installed plugins, both in the order of this run."""
        plugins = list(installed_plugins())
        if self.order:
            Random(self.order).shuffle(plugins)
        return mg.open_market(self.shuffled(facts), plugins=plugins)


def answers(run: Run) -> Iterator[str]:
    """Yield what every question says of drawn markets, in each of its forms."""
    for seed in range(run.cases):
        case = draw_case(seeded(seed))
        for answer in test_answers.answers(opened(run.shuffled(case.facts)), case):
            yield from (json.dumps(answer.to_dict()), answer.explain(), answer._repr_html_(), repr(answer))


def restructured(run: Run) -> Iterator[str]:
    """Yield the facts and assumptions of drawn markets after each change."""
    for seed in range(run.cases):
        practices = test_restructure_laws.draw_case(seeded(seed))
        market = opened(run.shuffled(test_restructure_laws.with_newcomer(practices).facts))
        for change in test_restructure_laws.CHANGES.values():
            changed = change(market, practices)
            yield from (*map(repr, every_fact(changed.facts)), *changed.assumptions)


def checked(run: Run) -> Iterator[str]:
    """Yield what the checks of the installed plugins find, and what organizations are."""
    for seed in range(run.cases * 2):
        market = run.opened(chance_market(Random(seed)))
        report = mg.check_structure(market, on=DAY)
        yield from (json.dumps(report.to_dict()), report.explain())
        for one in market.facts.organizations:
            yield mg.describe(market, one.id, on=DAY).explain()
            yield from (repr(mg.seats(market, function, one.id, on=DAY)) for function in mg.Function)


def saved(run: Run) -> Iterator[str]:
    """Yield the text of every file that drawn markets and the example market are saved as."""
    markets = [run.opened(mg.valley().facts)]
    markets += [opened(run.shuffled(draw_case(seeded(seed)).facts)) for seed in range(run.cases)]
    with tempfile.TemporaryDirectory() as folder:
        for number, market in enumerate(markets):
            for target in (f"{number}.json", f"{number}.yaml", f"{number}-csv"):
                mg.save(market, Path(folder) / target)
        for path in sorted(Path(folder).rglob("*.*")):
            yield f"{path.relative_to(folder)}\n{path.read_text(encoding='utf-8')}"


def read(run: Run) -> Iterator[str]:
    """Yield what directories in Plan-Net are read as: facts, findings and assumptions."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (_small_directory(Path(folder)), *run.directories):
            reading = formats.read(path, associated={"hospital": Kind.OWNS} if path.name == "directory" else None)
            yield from map(repr, every_fact(reading.facts))
            yield from (*map(repr, reading.findings), *reading.assumptions)
            yield from map(repr, every_fact(run.opened(reading.facts).facts))


def printed(run: Run) -> Iterator[str]:
    """Yield what every command prints, as text and as JSON, what it converts, and what it says of bad input."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        formats.write(run.shuffled(mg.valley().facts), Path("shuffled.json"))
        _small_directory(Path(folder))
        yield from (_typed(*arguments) for arguments in ASKED.values())
        yield from (_typed(*_over(arguments, "shuffled.json"), "--json") for arguments in ASKED.values())
        yield from (_typed(command, "directory", *more, "--json") for command, more in OF_A_DIRECTORY.items())
        yield from (_typed(*arguments) for arguments in BAD_INPUT)
        yield from (_typed("convert", "shuffled.json", "again.yaml", "--json"), Path("again.yaml").read_text("utf-8"))


def refused(run: Run) -> Iterator[str]:
    """Yield the errors about facts that do not make a market, and about questions that lead nowhere."""
    for seed in range(run.cases):
        facts = draw_case(seeded(seed)).facts
        twice = attrs.evolve(facts, organizations=facts.organizations * 2, practitioners=facts.practitioners * 2)
        dangling = attrs.evolve(facts, practitioners=(), networks=(), sites=())
        for wrong in (twice, dangling):
            try:
                run.opened(wrong)
            except MedgroupError as error:
                yield str(error)


#: What is told of, by name.
SUBJECTS: Mapping[str, Callable[[Run], Iterable[str]]] = {
    "answers": answers,
    "restructured markets": restructured,
    "checks": checked,
    "market files": saved,
    "Plan-Net": read,
    "command line": printed,
    "errors": refused,
}


def digests(run: Run, subjects: Mapping[str, Callable[[Run], Iterable[str]]] = SUBJECTS) -> dict[str, str]:
    """Return one digest for each subject."""
    found = {}
    for name, subject in subjects.items():
        digest = hashlib.sha256()
        for number, text in enumerate(subject(run)):
            digest.update(f"{number} {text}\n".encode())
        found[name] = digest.hexdigest()
    return found


def _small_directory(folder: Path) -> Path:
    place = folder / "directory"
    place.mkdir(exist_ok=True)
    tie = affiliation("tie", "hospital", "clinic")
    return written(place, [*directory(), organization("hospital", "fac", name="Hospital"), tie])


def _over(arguments: tuple[str, ...], market: str) -> tuple[str, ...]:
    return tuple(market if argument == "valley" else argument for argument in arguments)


def _typed(*arguments: str) -> str:
    """Return what a command prints, errors among it, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return f"{code}\n{out.getvalue()}\n{err.getvalue()}"


def _directories() -> tuple[Path, ...]:
    """Return the real directories that are at hand."""
    stated = os.environ.get("MEDGROUP_REAL_DATA")
    folder = Path(stated) if stated else Path(__file__).parents[3] / "shared" / "data"
    return tuple(path for path in (folder / "plan-net",) if path.is_dir())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--order", type=int, default=0)
    parser.add_argument("--real", action="store_true", help="read the real directories too")
    typed = parser.parse_args()
    for name, digest in digests(Run(typed.cases, typed.order, _directories() if typed.real else ())).items():
        print(f"{name}: {digest}")
