"""Each plugin is a distribution of its own, uses the public interface only, and says in its README what it does."""

import ast
import re
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import medgroup as mg
import medgroup.domain

PLUGINS = Path(__file__).parents[2] / "plugins"
DISTRIBUTIONS = sorted(path.parent for path in PLUGINS.glob("*/pyproject.toml"))
each = pytest.mark.parametrize("plugin", DISTRIBUTIONS, ids=lambda path: path.name)

CODE = re.compile(r"\b(?:SOLO|SS|MS|IDS|IPA|MSO|ACO|CIN)-\d\w?\b")


def sources(plugin: Path) -> list[Path]:
    return sorted(plugin.glob("src/*/*.py"))


@each
def test_the_project_file_says_what_the_distribution_is(plugin: Path) -> None:
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = plugin.name.replace("-", "_")
    assert project["name"] == plugin.name
    assert project["license"] == "Apache-2.0"
    assert project["requires-python"] == ">=3.11"
    assert "medgroup" in project["dependencies"]
    assert list(project["entry-points"]["medgroup.plugins"].values()) == [package]
    assert (plugin / "src" / package / "py.typed").exists()


@each
def test_the_installed_plugin_is_found_by_its_entry_point(plugin: Path) -> None:
    found = {entry.dist.name: entry.value for entry in entry_points(group="medgroup.plugins") if entry.dist is not None}
    assert found[plugin.name] == plugin.name.replace("-", "_")


@each
def test_it_imports_the_public_interface_and_nothing_else_of_medgroup(plugin: Path) -> None:
    public = {"medgroup": set(mg.__all__), "medgroup.domain": set(medgroup.domain.__all__)}
    for path in sources(plugin):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
                if node.module in public:
                    assert {alias.name for alias in node.names} <= public[node.module], path
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mg":
                assert node.attr in mg.__all__, f"{path}: mg.{node.attr}"
                continue
            else:
                continue
            for module in modules:
                own = module.startswith("medgroup_") or module.partition(".")[0] in sys.stdlib_module_names
                assert own or module in public, f"{path}: {module}"


@each
def test_the_readme_tells_of_each_check(plugin: Path) -> None:
    yielded = {code for path in sources(plugin) for code in _codes(path)}
    rows = [line for line in (plugin / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert {code for row in rows for code in CODE.findall(row.split("|")[1])} == yielded


def _codes(path: Path) -> set[str]:
    """Return the codes that stand in a module as whole strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {text for text in texts if CODE.fullmatch(text)}


@pytest.mark.parametrize("model", ["solo", "single-specialty", "multi-specialty", "ids", "ipa", "mso", "aco"])
def test_the_readme_tells_what_the_model_consolidates(model: str) -> None:
    readme = (PLUGINS / f"medgroup-{model}" / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| function | tie | effect | elective |\n|---|---|---|---|\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    told = {
        (tie, function.strip()): (effect, elective == "yes")
        for functions, tie, effect, elective in rows
        for function in functions.split(",")
    }
    effects = mg.open_market(mg.Facts()).models[model].effects()
    assert told == {
        (kind.value, function.value): (effect.value, elective)
        for (kind, function), (effect, elective) in effects.items()
    }
