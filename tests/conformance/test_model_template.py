"""The template of a model: a copy, renamed, is a plugin that passes its own tests; and the tutorial shows its code."""

import importlib
import re
import runpy
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.testing import OrganizationalModelConformance

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "examples" / "model-template"
TUTORIAL = ROOT / "docs" / "write-a-model.md"
#: A new name, the package and the constant that come of it.
NAMES = [("hospice", "medgroup_hospice", "HOSPICE"), ("night-clinic", "medgroup_night_clinic", "NIGHT_CLINIC")]


def renamed(folder: Path, name: str) -> Path:
    """Return a copy of the template in a folder, renamed by its own script."""
    copy = shutil.copytree(TEMPLATE, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    runpy.run_path(str(copy / "rename.py"))["main"](name)
    return copy


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file of a folder, by its path in it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(params=NAMES, ids=lambda names: names[0])
def names(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_one_command_renames_every_file_and_is_gone(tmp_path: Path, names: tuple[str, str, str]) -> None:
    name, package, _ = names
    copy = renamed(tmp_path, name)

    before, after = texts(TEMPLATE), texts(copy)

    assert set(after) == {path.replace("medgroup_clinic", package) for path in before} - {"rename.py"}
    left = [re.sub("(?i)night[-_ ]?clinic", "", text) for text in (*after, *after.values())]
    assert [text for text in left if "clinic" in text.casefold()] == []
    assert "rename" not in after["README.md"]


def test_the_renamed_copy_is_a_distribution_with_an_entry_point(tmp_path: Path, names: tuple[str, str, str]) -> None:
    name, package, _ = names
    project = tomllib.loads((renamed(tmp_path, name) / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["name"] == f"medgroup-{name}"
    assert project["entry-points"] == {"medgroup.plugins": {name: package}}


def test_the_renamed_copy_brings_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str, str]
) -> None:
    name, package, constant = names
    monkeypatch.syspath_prepend(renamed(tmp_path, name) / "src")

    plugin = importlib.import_module(package)

    assert dict(mg.open_market(mg.Facts(), plugins=[plugin]).models) == {name: getattr(plugin, constant)}


def test_the_renamed_copy_passes_its_own_tests_the_laws_of_every_model_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = renamed(tmp_path, "night-shift")
    monkeypatch.syspath_prepend(copy / "src")
    ran = Passed()

    ended = pytest.main(["-q", "-p", "no:cacheprovider", "--import-mode=importlib", str(copy / "tests")], plugins=[ran])

    assert ended == pytest.ExitCode.OK
    laws = {name for name in vars(OrganizationalModelConformance) if name.startswith("test_")}
    assert laws <= {name.rpartition("TestNightShift::")[2] for name in ran.passed}


class Passed:
    """Gathers the tests that a run of pytest passes."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a test that was called and passed."""
        if report.when == "call" and report.passed:
            self.passed.append(report.nodeid)


@pytest.mark.parametrize("name", ["", "Hospice", "night clinic", "night_clinic", "-x", "x-", "9x", "x--y", "../x"])
def test_a_name_that_is_no_word_is_refused_before_anything_is_renamed(tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(TEMPLATE, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))

    with pytest.raises(SystemExit) as raised:
        runpy.run_path(str(copy / "rename.py"))["main"](name)

    assert repr(name) in str(raised.value)
    assert texts(copy) == texts(TEMPLATE)


@pytest.mark.parametrize("path", ["src/medgroup_clinic/__init__.py", "pyproject.toml", "tests/test_model.py"])
def test_the_tutorial_shows_the_code_of_the_template_and_no_other(path: str) -> None:
    blocks = re.findall(rf"<!-- file: {path} -->\n```\w+\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)

    shown = [line for block in blocks for line in block.splitlines() if line.strip()]

    template = (TEMPLATE / path).read_text(encoding="utf-8")
    assert shown == [line for line in template.splitlines() if line.strip()]
