"""No law of the property tests is empty: each is held to meet the case that it is about."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COUNTING = "test_every_law_meets_the_case_that_it_is_about"


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def is_given(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith("given(") for decorator in function.decorator_list)


def called(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {name.id for name in calls if isinstance(name, ast.Name)}


def laws(path: Path) -> set[str]:
    """Return the names of the functions that stand in LAWS; none where a module has no LAWS."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "LAWS":
            return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return set()


WITH_LAWS = sorted(path for path in HERE.glob("test_*.py") if any(map(is_given, functions(path))))


@pytest.mark.parametrize("path", WITH_LAWS, ids=lambda path: path.stem)
def test_a_module_with_laws_counts_the_cases_that_they_meet(path: Path) -> None:
    assert COUNTING in {function.name for function in functions(path)}


@pytest.mark.parametrize("path", [path for path in WITH_LAWS if laws(path)], ids=lambda path: path.stem)
def test_every_law_over_markets_is_among_those_that_are_counted(path: Path) -> None:
    for function in functions(path):
        if is_given(function):
            assert called(function) & laws(path), function.name
