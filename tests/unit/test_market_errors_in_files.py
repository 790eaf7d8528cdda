"""Facts of files that each are right and make no market together: the error leads to the lines to mend."""

import json
from pathlib import Path

import pytest

import medgroup as mg
from medgroup.domain import Network
from medgroup.errors import FormatError, MarketError
from medgroup.formats import market_files

PAYERS = "payers:\n- {id: p}\n- {id: q}\n"


def refused(path: Path) -> MarketError:
    """Return the error of a path that holds no market."""
    with pytest.raises(MarketError) as raised:
        mg.load(path)
    return raised.value


def test_a_reference_that_leads_nowhere_is_told_with_file_line_field_value_and_the_nearest_id(tmp_path: Path) -> None:
    file = tmp_path / "market.json"
    file.write_text('{"payers": [\n{"id": "harbor"}],\n"networks": [\n{"id": "n", "payer": "harbour"}]}')

    error = refused(file)

    assert error.source == str(file)
    assert str(error) == (
        f"{file}: the facts do not make a market (1 problem):\n"
        "  line 4: networks/n: payer: no payer has the id 'harbour'; did you mean 'harbor'?"
    )


def test_an_id_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    file = tmp_path / "market.yaml"
    file.write_text(PAYERS + "- {id: p, name: Another}\n")

    assert refused(file).problems == (
        "line 2 and line 4: payers/p: the id stands twice; ids are unique in a collection",
    )


def test_in_a_folder_the_lines_are_told_with_their_files(tmp_path: Path) -> None:
    (tmp_path / "payers.csv").write_text("id\np\nq\n")
    (tmp_path / "more.yaml").write_text("payers:\n- {id: q}\n")

    error = refused(tmp_path)

    assert str(error).startswith(f"{tmp_path}: the facts do not make a market")
    assert error.problems == (
        "more.yaml line 2 and payers.csv line 3: payers/q: the id stands twice; ids are unique in a collection",
    )


def test_ids_that_hold_what_parts_them_from_the_rest_lead_to_their_own_lines(tmp_path: Path) -> None:
    file = tmp_path / "market.json"
    networks = [{"id": "n", "payer": "p"}, {"id": "n: payer", "payer": "x"}]
    rows = ",\n".join(json.dumps(row) for row in networks)
    file.write_text(f'{{"payers": [{{"id": "p"}}], "networks": [\n{rows}]}}')

    assert refused(file).problems == ("line 3: networks/n: payer: payer: no payer has the id 'x'",)


def test_a_circle_of_owners_and_a_model_that_is_not_installed_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "market.yaml"
    file.write_text(
        "organizations:\n- {id: a, model: single_specialty}\n- {id: b}\n"
        "affiliations:\n- {id: t, kind: owns, organizer: a, member: b}\n"
        "- {id: u, kind: owns, organizer: b, member: a}\n"
    )

    model, circle = refused(file).problems

    assert model.startswith("line 2: organizations/a: model: 'single_specialty' is not an installed model")
    assert model.endswith("did you mean 'single-specialty'?")
    assert circle.startswith("affiliations: a circle of owners")


def test_facts_from_python_name_no_file() -> None:
    with pytest.raises(MarketError) as raised:
        mg.open_market(mg.Facts(networks=[Network(id="n", payer="p")]))

    assert raised.value.source == ""
    assert str(raised.value).startswith("the facts do not make a market")


def test_a_file_in_which_many_ids_stand_twice_is_given_up_after_twenty(tmp_path: Path) -> None:
    file = tmp_path / "market.yaml"
    file.write_text("payers:\n" + "- {id: p}\n" * 50 + "- {id: p, nonsense: 1}\n")

    with pytest.raises(FormatError) as raised:
        market_files.read([file])

    lines = str(raised.value).splitlines()
    assert lines[0] == f"{file}: the first 20 problems"
    assert lines[1] == "  line 3: payers[1]: id: 'p' stands twice; ids are unique in a collection"
    assert len(lines) == 21


def test_many_problems_are_all_kept_and_the_first_twenty_have_lines(tmp_path: Path) -> None:
    file = tmp_path / "market.csv.yaml"
    file.write_text("networks:\n" + "".join(f"- {{id: n{number:02}, payer: x}}\n" for number in range(30)))

    problems = refused(file).problems

    assert len(problems) == 30
    assert [problem.startswith("line ") for problem in problems] == [True] * 20 + [False] * 10
