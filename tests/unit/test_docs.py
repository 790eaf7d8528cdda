"""The documentation says what the code says, and what it shows on the command line is true."""

import importlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

import medgroup
from medgroup import cli, domain, errors, formats, hookspecs, market, network, scenarios, structure
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


def test_every_error_has_a_section() -> None:
    page = (DOCS / "errors.md").read_text()

    sections = re.findall(r"^## (\w+Error)$", page, re.MULTILINE)

    kinds = {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.MedgroupError)
    }
    assert sorted(sections) == sorted(kinds)


@pytest.mark.parametrize(
    "module", [medgroup, domain, formats, market, network, scenarios, structure], ids=lambda module: module.__name__
)
def test_every_public_name_stands_in_the_interface_by_purpose(module: ModuleType) -> None:
    listed = re.findall(r"^\.\. auto\w+:: (medgroup[\w.]*)$", (DOCS / "api.md").read_text(), re.MULTILINE)

    shown = [_found(path) for path in listed]

    assert [name for name in module.__all__ if not any(getattr(module, name) is one for one in shown)] == []
    assert len(set(listed)) == len(listed)


def test_every_picture_and_page_that_the_readme_leads_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)", (ROOT / "README.md").read_text())

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", TRANSCRIPTS, ids=_named)
def test_every_command_prints_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    python = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)
    document = Sybil(parsers=[python, CodeBlockParser("console", _transcript)]).parse(page)

    for example in document.examples():
        example.evaluate()


def _found(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _transcript(example: Example) -> str | None:
    """Run each command of a block that is one of ours; those of other programs are left to the reader."""
    for block in re.split(r"^\$ ", str(example.parsed), flags=re.MULTILINE)[1:]:
        typed, _, shown = block.replace("\\\n", "").partition("\n")
        words = shlex.split(typed, comments=True)
        variables = list(takewhile(lambda word: "=" in word, words))
        command = words[len(variables) :]
        if command[0] != "medgroup":
            continue
        with _environment(dict(word.split("=", 1) for word in variables)):
            printed = _run(command[1:])
        strange = _not_printed(shown, printed)
        if strange:
            return f"$ {typed}\ndoes not print, or not in this place,\n{strange}\nbut\n{printed}"
    return None


def _not_printed(shown: str, printed: str) -> str | None:
    """Return the first line that is shown and not printed after the one before; long lines may be broken, others left out."""
    left = " ".join(printed.split())
    for line in shown.splitlines():
        words = " ".join(line.split())
        if words != "...":
            _, found, left = left.partition(words)
            if not found and words:
                return line
    return None


def _run(arguments: list[str]) -> str:
    target = None
    if ">" in arguments:
        arguments, target = arguments[: arguments.index(">")], Path(arguments[-1])
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(out):
        cli.main(arguments)
    out.flush()
    printed = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    if target is not None:
        target.write_text(printed)
        return ""
    return printed


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
