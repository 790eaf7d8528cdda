"""The documentation says what the code says, and what it shows on the command line is true."""

import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

import medgroup
from medgroup import (
    costs,
    domain,
    errors,
    formats,
    hookspecs,
    market,
    network,
    referrals,
    scenarios,
    structure,
    testing,
)
from tests.unit.command_line import typed
from tools import doc_tables

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
#: Pages that show commands with what they print.
TRANSCRIPTS = [
    page
    for page in (ROOT / "README.md", *PAGES)
    if re.search(r"^\$ (\w+=\S+ )*medgroup .*\n[^$`]", page.read_text(), re.MULTILINE)
]


def _named(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_table_of_a_page_says_what_the_code_says(page: Path) -> None:
    text = page.read_text()

    assert doc_tables.rewritten(text) == text, "write the tables anew: python -m tools.doc_tables"


def test_market_files_shows_every_key_of_every_fact() -> None:
    page = (DOCS / "market-files.md").read_text()

    shown = set(re.findall(r"<!-- table: (?:collection|record) (\w+) -->", page))

    assert shown == {*domain.COLLECTIONS, *doc_tables.nested_records()}


def test_every_hook_has_a_section_and_every_argument_of_it_is_named_there() -> None:
    page = (DOCS / "hooks.md").read_text()

    sections = re.findall(r"^### (medgroup_\w+)\n\n<!-- table: hook (\w+) -->$", page, re.MULTILINE)

    assert sections == [(hook, hook) for hook in doc_tables.hooks()]
    assert set(doc_tables.hooks()) == {name for name in vars(hookspecs.Hooks) if name.startswith("medgroup_")}


@pytest.mark.parametrize("hook", doc_tables.hooks())
def test_every_hook_says_purpose_when_combined_returns_and_since(hook: str) -> None:
    rows = re.findall(
        r"^\| (\w+) \| \S", doc_tables.rewritten(f"<!-- table: hook {hook} -->\n<!-- end of table -->"), re.MULTILINE
    )

    assert rows == ["purpose", "when", "combined", "returns", "since"]


@pytest.mark.parametrize("hook", doc_tables.hooks())
def test_every_hook_is_tried_by_some_test(hook: str) -> None:
    tests = [*(ROOT / "tests").rglob("*.py"), *ROOT.glob("plugins/*/tests/**/*.py")]

    assert any(f"def {hook}(" in path.read_text() for path in tests)


def test_every_error_has_a_section() -> None:
    page = (DOCS / "errors.md").read_text()

    sections = re.findall(r"^## (\w+Error)$", page, re.MULTILINE)

    kinds = {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.MedgroupError)
    }
    assert sorted(sections) == sorted(kinds)


@pytest.mark.parametrize(
    "module",
    [medgroup, costs, domain, formats, market, network, referrals, scenarios, structure, testing],
    ids=lambda module: module.__name__,
)
def test_every_public_name_stands_in_the_interface_by_purpose(module: ModuleType) -> None:
    listed = re.findall(r"^\.\. auto\w+:: (medgroup[\w.]*)$", (DOCS / "api.md").read_text(), re.MULTILINE)

    shown = [_found(path) for path in listed]

    assert [name for name in module.__all__ if not any(getattr(module, name) is one for one in shown)] == []
    assert len(set(listed)) == len(listed)


def test_the_house_has_the_layers_that_imports_are_held_to() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    drawn = (DOCS / "architecture.md").read_text().split("```text\n")[1].split("```")[0]

    layers = [re.split(r"\s{2,}", line)[0] for line in drawn.splitlines()]

    assert layers == contracts[0]["layers"]


def test_every_picture_and_page_that_the_readme_leads_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)", (ROOT / "README.md").read_text())

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", TRANSCRIPTS, ids=_named)
def test_every_command_prints_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def transcript(example: Example) -> str | None:
        for variables, arguments, shown in _commands(str(example.parsed)):
            with monkeypatch.context() as patch:
                for name, value in variables:
                    patch.setenv(name, value)
                target = Path(arguments.pop()) if ">" in arguments else None
                printed = "".join(typed(capsys, *(word for word in arguments if word != ">"))[1:])
            if target is not None:
                target.write_text(printed)
            strange = _not_printed(shown, printed)
            if strange is not None:
                return f"{arguments} does not print, or not in this place:\n{strange}\nbut:\n{printed}"
        return None

    python = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)
    for example in Sybil(parsers=[python, CodeBlockParser("console", transcript)]).parse(page).examples():
        example.evaluate()


def _found(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _commands(block: str) -> Iterator[tuple[list[list[str]], list[str], str]]:
    """Yield variables, arguments and what is shown of each command that is ours; others are left to the reader."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.replace("\\\n", "").partition("\n")
        words = shlex.split(line, comments=True)
        variables = list(takewhile(lambda word: "=" in word, words))
        program, *arguments = words[len(variables) :]
        if program == "medgroup":
            yield [word.split("=", 1) for word in variables], arguments, shown


def _not_printed(shown: str, printed: str) -> str | None:
    """Return the first line that is shown and not printed after the one before it; a long line may be broken in two."""
    left = " ".join(printed.split())
    for line in shown.splitlines():
        words = " ".join(line.split())
        if words not in ("", "..."):
            _, found, left = left.partition(words)
            if not found:
                return line
    return None
