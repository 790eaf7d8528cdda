"""What the core imports, and what a plugin may import of it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import medgroup

PROJECT = Path(__file__).parents[2]
#: Packages of plain vocabulary that a plugin may import from besides ``medgroup`` itself.
VOCABULARY = frozenset({"domain", "errors", "hookspecs", "models", "rules", "values"})
EXTRAS = (
    "cyclopts",
    "duckdb",
    "hypothesis",
    "narwhals",
    "networkx",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "rich",
    "yaml",
)


def medgroup_imports_of(source: Path) -> Iterator[str]:
    """The dotted names below ``medgroup`` that a file imports."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("medgroup."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "medgroup":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_public(name: str) -> bool:
    parts = name.split(".")[1:]
    if any(part.startswith("_") for part in parts):
        return False
    return parts[0] in VOCABULARY or (len(parts) == 1 and parts[0] in medgroup.__all__)


def test_core_imports_nothing_of_an_extra() -> None:
    program = f"import sys, medgroup; print(*sorted(set(sys.modules) & set({EXTRAS!r})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_readers_of_one_format_are_there_when_they_are_asked_for() -> None:
    program = (
        "import medgroup.formats as f, sys; assert 'medgroup.formats.cms_pfs' not in sys.modules; "
        "print(f.cms_pfs.read.__module__, f.plan_net.read.__module__, hasattr(f, 'nope'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["medgroup.formats.cms_pfs", "medgroup.formats.plan_net", "False"]


def test_public_names_are_sorted_and_there() -> None:
    assert medgroup.__all__ == sorted(medgroup.__all__)
    assert [name for name in medgroup.__all__ if not hasattr(medgroup, name)] == []


def test_plugins_use_only_the_public_api() -> None:
    sources = sorted(PROJECT.glob("plugins/*/src/**/*.py"))
    beyond = [
        f"{source.relative_to(PROJECT)}: {name}"
        for source in sources
        for name in medgroup_imports_of(source)
        if not is_public(name)
    ]
    assert sources
    assert beyond == []
