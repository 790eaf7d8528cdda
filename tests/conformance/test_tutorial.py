"""The tutorial "test a model": its model passes its suite, and its mistake fails as the page says."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from medgroup.testing import OrganizationalModelConformance
from tests.conformance.broken import QUICK, broken_laws

PAGE = (Path(__file__).parents[2] / "docs" / "test-a-model.md").read_text(encoding="utf-8")


def block(mark: str) -> str:
    """Return the code block under a mark of the page."""
    found = re.search(rf"<!-- {re.escape(mark)} -->\n(?:<!-- skip: next -->\n)?```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, mark
    return found[1]


def module(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import a text of the page as a module."""
    file = folder / f"{name}.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, made)
    spec.loader.exec_module(made)
    return made


def suite(folder: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> type[OrganizationalModelConformance]:
    module(folder, "clinic", model, monkeypatch)
    stated: type[OrganizationalModelConformance] = module(
        folder, "test_clinic", block("file: test_clinic.py"), monkeypatch
    ).TestClinic
    return stated


def test_the_model_of_the_tutorial_passes_the_suite_of_the_tutorial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tested = suite(tmp_path, block("file: clinic.py"), monkeypatch)

    assert broken_laws(tested) == {}
    tested().test_every_law_meets_the_case_that_it_is_about()


def test_the_mistake_of_the_tutorial_fails_one_law_and_says_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = block("file: clinic.py")
    begins = sound.index("def somebody_practises")
    mistake = block("instead of: somebody_practises")
    text = f"from datetime import date\n{sound[:begins]}{mistake}\n\n{sound[sound.index('def takes_walk_ins') :]}"

    class Tested(suite(tmp_path, text, monkeypatch)):  # type: ignore[misc]
        hypothesis_settings = QUICK

    failed = broken_laws(Tested)

    assert failed.keys() == {"test_moving_all_days_changes_nothing"}
    assert failed["test_moving_all_days_changes_nothing"].splitlines()[::2] == block("what it says").splitlines()[::2]


def test_the_suite_of_the_tutorial_takes_less_than_thirty_lines() -> None:
    assert len(block("file: test_clinic.py").partition("class TestClinic")[2].splitlines()) < 30


def test_the_page_tells_how_many_tests_there_are_and_of_every_attribute() -> None:
    tests = [name for name in dir(OrganizationalModelConformance) if name.startswith("test_")]
    told = set(re.findall(r"`(\w+)`", " ".join(_first_cells())))

    assert f"{len(tests)} passed" in PAGE
    assert told == {name for name in _attributes() if not name.startswith("_")}


def _first_cells() -> Iterator[str]:
    table = PAGE.partition("| attribute |")[2].partition("\n\n")[0]
    return (line.split("|")[1] for line in table.splitlines()[2:])


def _attributes() -> set[str]:
    return {name for kind in OrganizationalModelConformance.__mro__ for name in vars(kind).get("__annotations__", {})}
