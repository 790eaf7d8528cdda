"""Directories on the command line: what is written, and what is told of it."""

from pathlib import Path

import pytest

import medgroup as mg
from tests.unit.command_line import answer, small, typed

Capture = pytest.CaptureFixture[str]


def test_a_market_is_written_as_a_directory_and_what_has_no_place_is_told(capsys: Capture, tmp_path: Path) -> None:
    target = tmp_path / "directory"

    printed = typed(capsys, "convert", "valley", target, "--to", "plan-net")

    assert printed.code == 0
    assert printed.out.startswith(f"Wrote {target} from valley: 12 Practitioner, 25 PractitionerRole, 12 Organization,")
    assert "\nPlan-Net has no place for:\n- model of 7 organizations: Plan-Net names no" in printed.out
    assert "\n- 5 agreements: A directory states who is listed, not what was contracted.\n" in printed.out
    assert "said to be absent: 4 InsurancePlan.administeredBy, 9 Organization.address," in printed.out
    assert answer(capsys, "describe", target)["counts"]["listings"] == len(mg.valley().facts.listings)


def test_the_report_is_json_too(capsys: Capture, tmp_path: Path) -> None:
    found = answer(capsys, "convert", "valley", tmp_path / "directory", "--to", "plan-net")

    assert found["resources"]["InsurancePlan"] == 4
    assert {
        "collection": "affiliations",
        "field": "share",
        "ids": ["health-owns-riverbend"],
        "why": "No element holds it.",
    } in found["not_held"]
    assert found["absent"]["Organization.address"] == 9


def test_what_is_told_of_a_market_file_says_nothing_of_directories(capsys: Capture, tmp_path: Path) -> None:
    found = answer(capsys, "convert", "valley", tmp_path / "valley.json")
    assert found.keys() == {"source", "target", "counts", "findings", "assumptions"}


def test_findings_and_assumptions_are_no_part_of_a_directory(capsys: Capture, tmp_path: Path) -> None:
    printed = typed(capsys, "convert", small(tmp_path), tmp_path / "directory", "--to", "plan-net")
    assert printed.out.endswith("A directory holds facts; findings and assumptions are not part of it.\n")


def test_a_directory_goes_into_no_folder_that_holds_anything_else(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("precious")

    for more in ((), ("--force",)):
        printed = typed(capsys, "convert", "valley", folder, "--to", "plan-net", *more)
        assert printed.code == 2
        assert printed.err.startswith(f"medgroup: {folder}: ")

    assert [file.name for file in folder.iterdir()] == ["notes.txt"]


def test_a_directory_that_was_written_is_replaced_where_that_is_asked_for(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    typed(capsys, "convert", "valley", folder, "--to", "plan-net")

    assert typed(capsys, "convert", small(tmp_path), folder, "--to", "plan-net").code == 2
    assert typed(capsys, "convert", small(tmp_path), folder, "--to", "plan-net", "--force").code == 0

    assert {one.id for one in mg.load(folder).facts.practitioners} == {"ada", "ben"}
