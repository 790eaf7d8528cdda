"""The notebooks of the documentation bear what their code gives, and no more than a reader is to see."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs").glob("*.ipynb"))


def test_every_notebook_bears_what_its_code_gives() -> None:
    check = [sys.executable, "-m", "tools.notebooks", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    assert done.stdout == "", "write the notebooks anew: python -m tools.notebooks"
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_cell_of_a_notebook_ran_once_in_its_place_and_shows_something(path: Path) -> None:
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]

    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert cell["outputs"], cell["source"]
        assert {output["output_type"] for output in cell["outputs"]} <= {"execute_result", "stream"}
        for output in cell["outputs"]:
            assert output.get("name", "stdout") == "stdout"


def test_the_tour_shows_every_kind_of_answer() -> None:
    tour = next(path for path in NOTEBOOKS if path.name == "tour.ipynb").read_text(encoding="utf-8")

    names = ("network_status", "status_timeline", "roster", "describe", "check_structure", "compare", "changes")
    assert [name for name in names if f"mg.{name}(" not in tour] == []
    assert [name for name in ("merge", "form_ipa", "acquire") if f"mg.{name}(" not in tour] == []
