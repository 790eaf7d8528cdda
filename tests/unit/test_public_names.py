"""Completion shows what is public and nothing else, and help reads as a table of contents."""

import importlib
import pkgutil
import pydoc
import re
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


def test_completion_shows_the_daily_names_and_where_the_others_are() -> None:
    assert set(dir(mg)) - set(mg.__all__) <= set(PUBLIC)
    assert set(mg.__all__) <= set(dir(mg))
    assert [name for name in dir(mg) if not hasattr(mg, name)] == []
    loaded = {name for name in PUBLIC if name in vars(mg)}
    assert loaded <= set(dir(mg))


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
    assert len(groups) == 6
    assert sorted(name for names in named for name in names) == mg.__all__
    assert "Lookups are methods of a market" in contents
