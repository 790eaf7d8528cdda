"""``medgroup generate`` and ``medgroup adjudicate``: claim lines in files, as they are typed."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from medgroup.bulk import LINES, RESULTS
from medgroup.cli.claim_lines import Adjudication
from tests.unit.bulk_lines import differing, schema
from tests.unit.command_line import answer, typed

Capture = pytest.CaptureFixture[str]
SIZES = ("--practitioners", "20", "--families", "30", "--lines", "200")


@pytest.fixture
def made(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A folder with a market and lines over it, and what was said of them."""
    monkeypatch.chdir(tmp_path)
    return answer(capsys, "generate", "market.json", *SIZES, "--out", "lines.parquet")


def test_a_market_and_lines_are_generated(made: Any) -> None:
    lines = pl.read_parquet("lines.parquet")

    assert (made["target"], made["out"], made["lines"]) == ("market.json", "lines.parquet", 200)
    assert made["counts"]["practitioners"] == 20
    assert lines.schema == schema(LINES)
    assert lines.height == 200


def test_the_same_seed_gives_the_same_files(made: Any, capsys: Capture) -> None:
    typed(capsys, "generate", "again.json", *SIZES, "--out", "again.csv")
    typed(capsys, "generate", "other.json", *SIZES, "--seed", "2", "--out", "other.parquet")

    assert Path("again.json").read_bytes() == Path("market.json").read_bytes()
    assert Path("other.json").read_bytes() != Path("market.json").read_bytes()
    assert not pl.read_parquet("other.parquet").equals(pl.read_parquet("lines.parquet"))


def test_lines_are_adjudicated_counted_and_added_up(made: Any, capsys: Capture) -> None:
    said = answer(capsys, "adjudicate", "lines.parquet", "market.json", "--out", "out.parquet")
    found = pl.read_parquet("out.parquet")

    assert found.schema == {**schema(LINES), **schema(RESULTS)}
    assert said["read"] == 200
    assert said["written"] == found.height == sum(one["lines"] for one in said["outcomes"])
    assert {one["status"] for one in said["outcomes"]} == set(found["status"])
    assert said["totals"]["plan_paid"] == f"{found['plan_paid'].sum() / 100:.2f}"
    assert {one.name for one in Path().iterdir()} == {"market.json", "lines.parquet", "out.parquet"}


def test_a_spreadsheet_and_another_engine_give_the_same(made: Any, capsys: Capture) -> None:
    pl.read_parquet("lines.parquet").write_csv("lines.csv")
    for lines, out, engine in (
        ("lines.parquet", "one.parquet", "polars"),
        ("lines.csv", "two.parquet", "polars"),
        ("lines.csv", "three.parquet", "duckdb"),
    ):
        assert typed(capsys, "adjudicate", lines, "market.json", "--out", out, "--engine", engine).code == 0
    one = pl.read_parquet("one.parquet")

    assert differing(pl.read_parquet("two.parquet"), one) == {}
    assert differing(pl.read_parquet("three.parquet"), one) == {}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_results_are_written_as_the_ending_says(made: Any, capsys: Capture, engine: str) -> None:
    command = ("adjudicate", "lines.parquet", "market.json", "--engine", engine, "--out")
    counted = answer(capsys, *command, "one.parquet")
    said = answer(capsys, *command, "one.csv")
    types = {**schema(LINES), **schema(RESULTS)}

    assert Path("one.csv").read_text(encoding="utf-8").startswith("claim,line,patient,")
    assert differing(pl.read_csv("one.csv", schema_overrides=types), pl.read_parquet("one.parquet")) == {}
    assert {**said, "target": "one.parquet"} == counted


def test_what_is_invented_is_counted_with_its_singular(made: Any, capsys: Capture) -> None:
    sizes = ("--practitioners", "3", "--families", "2", "--lines", "4")
    printed = typed(capsys, "generate", "few.json", *sizes, "--out", "few.csv")

    assert ", 1 scope, " in printed.out
    assert "3 practitioners, " in printed.out


def test_the_page_shows_counts_and_totals(made: Any, capsys: Capture) -> None:
    printed = typed(capsys, "adjudicate", "lines.parquet", "market.json", "--out", "out.parquet")

    assert (printed.code, printed.err) == (0, "")
    found = answer(capsys, "adjudicate", "lines.parquet", "market.json", "--out", "again.parquet")
    assert f"Wrote out.parquet: {found['read']:,} lines of lines.parquet over market.json." in printed.out
    assert "covered" in printed.out
    assert "patient owes" in printed.out


@pytest.mark.parametrize(("written", "besides"), [(1000, ""), (1058, ", and 58 that hospitals bill beside them")])
def test_lines_that_hospitals_bill_are_told_apart_from_those_that_were_read(written: int, besides: str) -> None:
    found = Adjudication(
        source="l.csv", market="m.json", target="out.csv", engine="polars", read=1000, written=written, outcomes=(),
        totals={},
    )  # fmt: skip

    assert found.headline() == f"Wrote out.csv: 1,000 lines of l.csv over m.json{besides}."


def test_what_is_there_is_replaced_only_if_asked(made: Any, capsys: Capture) -> None:
    command = ("adjudicate", "lines.parquet", "market.json", "--out", "out.parquet")
    Path("out.parquet").write_text("mine", encoding="utf-8")

    refused = typed(capsys, *command)
    assert (refused.code, Path("out.parquet").read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in refused.err
    assert typed(capsys, *command, "--force").code == 0
    assert pl.read_parquet("out.parquet").height >= 200


def test_lines_that_are_refused_leave_what_was_there(made: Any, capsys: Capture) -> None:
    pl.read_parquet("lines.parquet").with_columns(units=pl.lit(0)).write_parquet("lines.parquet")
    Path("out.parquet").write_text("mine", encoding="utf-8")

    printed = typed(capsys, "adjudicate", "lines.parquet", "market.json", "--out", "out.parquet", "--force")
    assert printed.code == 2
    assert "units: 0 is not a whole number of 1 or more" in printed.err
    assert Path("out.parquet").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("column", "held", "said"),
    [
        ("charge", "180.00", "is not a whole number; the column holds: whole cents charged for the line"),
        ("on", "yesterday", "is not a day as 2025-01-31; the column holds: day of service"),
        ("emergency", "Ann Moss", "is not true or false; the column holds: whether it was an emergency; empty is no"),
    ],
)
def test_a_wrong_cell_is_named_without_what_it_holds(
    made: Any, capsys: Capture, column: str, held: str, said: str
) -> None:
    lines = pl.read_parquet("lines.parquet").cast({column: pl.String})
    wrong = pl.Series(column, [*lines[column][:6], held, *lines[column][7:-1], held])
    lines.with_columns(wrong).write_csv("wrong.csv")

    printed = typed(capsys, "adjudicate", "wrong.csv", "market.json", "--out", "o.parquet")
    assert printed.code == 2
    assert f"wrong.csv: line 8 column {column}: {said}" in printed.err
    assert held not in printed.err


@pytest.mark.parametrize("held", ["yes", "1", "Y", "no", "0", "x"])
def test_a_flag_that_is_written_otherwise_is_named_with_its_line_and_what_is_taken(
    made: Any, capsys: Capture, held: str
) -> None:
    lines = pl.read_parquet("lines.parquet").cast({"preventive": pl.String})
    # A cell may go over several lines, and a spreadsheet program writes TRUE.
    first = pl.Series("modifiers", ["25\n", *lines["modifiers"][1:]])
    flags = pl.Series("preventive", ["TRUE", "False", held, *lines["preventive"][3:]])
    lines.with_columns(first, flags).write_csv("flags.csv")

    printed = typed(capsys, "adjudicate", "flags.csv", "market.json", "--out", "o.parquet")

    assert (printed.code, printed.out) == (2, "")
    assert printed.err == (
        f"medgroup: flags.csv: line 5 column preventive: {held!r} is not true or false; "
        "the column holds: whether it is preventive care; empty is no\n"
    )


def test_flags_are_read_as_they_are_written_whatever_their_case(made: Any, capsys: Capture) -> None:
    lines = pl.read_parquet("lines.parquet")
    capitals = lines.with_columns(pl.col("emergency", "referral").cast(pl.String).str.to_uppercase())
    capitals.write_csv("capitals.csv")
    lines.write_csv("plain.csv")

    for name in ("capitals", "plain"):
        assert typed(capsys, "adjudicate", f"{name}.csv", "market.json", "--out", f"{name}-out.csv").code == 0
    assert Path("capitals-out.csv").read_bytes() == Path("plain-out.csv").read_bytes()


@pytest.mark.parametrize("out", ["l3.txt", "no/such/l3.csv"])
def test_lines_that_cannot_be_written_leave_no_market_behind(made: Any, capsys: Capture, out: str) -> None:
    refused = typed(capsys, "generate", "g3.json", *SIZES, "--out", out)

    assert (refused.code, Path("g3.json").exists()) == (2, False)
    assert out in refused.err
    assert typed(capsys, "generate", "g3.json", *SIZES, "--out", "l3.csv").code == 0


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("adjudicate", "lines.parquet", "market.json"), "--out"),
        (("adjudicate", "absent.parquet", "market.json", "--out", "o.parquet"), "No such file"),
        (("adjudicate", "market.json", "market.json", "--out", "o.parquet"), "name a .parquet or a .csv file"),
        (("adjudicate", "broken.parquet", "market.json", "--out", "o.parquet"), "broken.parquet: cannot be read"),
        (
            ("adjudicate", "broken.csv", "market.json", "--out", "o.parquet"),
            "broken.csv: line 2 column units: is not a whole number",
        ),
        (("adjudicate", "lines.parquet", "valley", "--out", "o.parquet"), "is not the id of one of"),
        (("adjudicate", "lines.parquet", "market.json", "--out", "o.parquet", "--engine", "duckbd"), "'duckdb'?"),
        (("adjudicate", "lines.parquet", "market.json", "--out", "no/such/o.parquet"), "No such file"),
        (
            ("adjudicate", "lines.parquet", "market.json", "--out", "o.xlsx"),
            "o.xlsx: is no file of results; name a .parquet or a .csv file",
        ),
        (("adjudicate", "lines.parquet", "market.json", "--out", "o"), "o: is no file of results"),
        (("generate", "m.json", *SIZES, "--out", "lines.txt"), "name a .parquet or a .csv file"),
        (("generate", "m.json", *SIZES[:-1], "0", "--out", "l.parquet"), "count: 0 is not a whole number"),
        (("generate", "m.json", *SIZES[:-1], "many", "--out", "l.parquet"), "many"),
    ],
)
def test_what_is_wrong_is_one_message(made: Any, capsys: Capture, command: tuple[str, ...], expected: str) -> None:
    Path("broken.parquet").write_text("claim,line", encoding="utf-8")
    pl.read_parquet("lines.parquet").with_columns(units=pl.lit("many")).write_csv("broken.csv")

    printed = typed(capsys, *command)
    assert (printed.code, printed.out) == (2, "")
    assert expected in printed.err
    assert "Traceback" not in printed.err
