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
    """Return the names of the functions that stand in LAWS or are counted by themselves; none without LAWS."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "LAWS":
            return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)} | counted_alone(tree)
    return set()


def counted_alone(tree: ast.Module) -> set[str]:
    """Return the names of the laws that ``meets_its_case`` is called for, one by one."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    first = [node.args[0] for node in calls if node.args and ast.unparse(node.func) == "meets_its_case"]
    return {name.id for name in first if isinstance(name, ast.Name)}


WITH_LAWS = sorted(path for path in HERE.glob("test_*.py") if any(map(is_given, functions(path))))


@pytest.mark.parametrize("path", WITH_LAWS, ids=lambda path: path.stem)
def test_a_module_with_laws_counts_the_cases_that_they_meet(path: Path) -> None:
    assert COUNTING in {function.name for function in functions(path)}


@pytest.mark.parametrize("path", [path for path in WITH_LAWS if laws(path)], ids=lambda path: path.stem)
def test_every_law_over_markets_is_among_those_that_are_counted(path: Path) -> None:
    for function in functions(path):
        if is_given(function):
            assert called(function) & laws(path), function.name
