"""Completion shows what is public and nothing else, and help reads as a table of contents."""

import importlib
import pkgutil
import pydoc
import re
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

import medgroup as mg
from tests.unit.test_answers import ANSWERS, DAY, VALLEY

#: The parts of medgroup that are no interface: the command line, how plugins are called, how things are laid out.
INSIDE = frozenset({"cli", "display", "plugins"})
PUBLIC = sorted({module.name for module in pkgutil.iter_modules(mg.__path__)} - INSIDE)
OBJECTS: dict[str, Any] = {**ANSWERS, "Market": VALLEY, "DayView": VALLEY.on(DAY), "Facts": VALLEY.facts}


def part(name: str) -> ModuleType:
    """Return a package or a module of medgroup."""
    return importlib.import_module(f"medgroup.{name}")


@pytest.mark.parametrize("name", PUBLIC)
def test_completion_in_a_package_shows_its_public_names(name: str) -> None:
    module = part(name)

    assert dir(module) == sorted(module.__all__)
    assert [one for one in dir(module) if one.startswith("_") or not hasattr(module, one)] == []


def test_completion_shows_the_daily_names_and_the_parts_that_come_with_them() -> None:
    program = "import medgroup, sys; print(*(name for name in sys.modules if name.startswith('medgroup.')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = {name.split(".")[1] for name in done.stdout.split()}

    assert set(dir(mg)) == {*mg.__all__, *(imported & set(PUBLIC))}
    assert len(dir(mg)) == len(set(dir(mg)))


@pytest.mark.parametrize("shown", OBJECTS.values(), ids=OBJECTS)
def test_completion_on_an_object_shows_its_public_names(shown: Any) -> None:
    names = dir(shown)

    public = {name for kind in type(shown).__mro__ for name in vars(kind) if not name.startswith("_")}
    assert set(names) == public
    assert [name for name in names if not hasattr(shown, name)] == []
    assert names


def test_every_answer_completes_to_what_all_of_them_do() -> None:
    for answer in ANSWERS.values():
        assert {"assumptions", "because", "explain", "headline", "remarks", "to_dict"} <= set(dir(answer))


def test_help_is_a_table_of_contents_by_purpose() -> None:
    shown = pydoc.plain(pydoc.render_doc(mg))
    contents = shown.partition("DESCRIPTION")[2].partition("PACKAGE CONTENTS")[0]

    groups = re.findall(r"^    (\S.*)\n((?:        \S.*\n)+)", contents, re.MULTILINE)
    named = [re.findall(r"^        (\w+) +\S", lines, re.MULTILINE) for _, lines in groups]
    assert len(groups) == 8
    assert sorted(name for names in named for name in names) == mg.__all__
    assert "Lookups are methods of a market" in contents
