"""``medgroup leakage``: what it prints and writes, and one message for whatever is wrong."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import polars as pl
import pytest

import medgroup as mg
from tests.unit.command_line import answer, typed
from tests.unit.leaking import HEART, MARKET, claims, facts, row
from tests.unit.test_leakage import TEN

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a market of ten referrals and a file of claims."""
    monkeypatch.chdir(tmp_path)
    mg.save(mg.open_market(facts() + mg.Facts(referrals=TEN)), tmp_path / "market.json")
    rows = claims(row("fay", HEART, "hart@home", allowed=100), row("fox", HEART, "ash@away", allowed=300))
    rows.write_parquet(tmp_path / "claims.parquet")
    rows.write_csv(tmp_path / "claims.csv")
    for name in ("old.svg", "old.graphml"):
        (tmp_path / name).write_text("old")
    rows.with_columns(allowed=pl.Series(["1", "180.00"])).write_csv(tmp_path / "cents.csv")
    return tmp_path


def lines_of(out: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines()]


@pytest.mark.usefixtures("here")
def test_the_figures_stand_first_then_parts_rows_and_reasons(capsys: Capture) -> None:
    printed = typed(capsys, "leakage", "market.json", "--by", "practitioner")

    assert (printed.code, printed.err) == (0, "")
    lines = lines_of(printed.out)
    assert lines[0].startswith("Of 10 referrals 4 stayed in the group, 5 left, 1 cannot be told; of the 8 for which")
    assert "avoidable 2 left, although somebody there could have seen the patient" in lines
    head = lines.index("practitioner cases kept left unknown share left in scope left of these avoidable dollars left")
    assert lines[head + 1] == "Dr. Fay 6 4 2 0 too few 5 too few too few"
    assert lines[head + 2] == "Dr. Fox 4 0 3 1 too few 3 too few too few"
    assert any(line.startswith("- Of several causes the first decides") for line in lines)


@pytest.mark.usefixtures("here")
def test_claims_in_either_kind_of_file_give_the_same(capsys: Capture) -> None:
    parquet, csv = (answer(capsys, "leakage", "market.json", "--claims", f"claims.{end}") for end in ("parquet", "csv"))

    assert parquet == csv
    assert parquet["totals"][0]["dollars_left"] == "3.00"
    printed = typed(capsys, "leakage", "market.json", "--claims", "claims.csv")
    assert "sys 2 1 1 0 50 % 2 50 % 50 % 3.00" in [line.lower() for line in lines_of(printed.out)]


@pytest.mark.usefixtures("here")
def test_every_option_reaches_the_question(capsys: Capture) -> None:
    said = answer(
        capsys, "leakage", "market.json", "--denominator", "practice", "--by", "specialty", "month", "--from",
        "2026-03-01", "--until", "2026-04-01", "--assume-no-override", "--assume-accepting",
    )  # fmt: skip
    period = mg.Period(date(2026, 3, 1), date(2026, 4, 1))

    found = mg.leakage(
        mg.load("market.json"), denominator="practice", by=("specialty", "month"), during=period,
        assume_no_override=True, assume_accepting=True,
    )  # fmt: skip
    assert said == found.to_dict()
    assert answer(capsys, "leakage", "market.json", "--until", "2026-03-01")["totals"][0]["cases"] == 0
    assert answer(capsys, "leakage", "market.json", "--from", "2026-03-03")["totals"][0]["cases"] == 0


def test_picture_and_graph_are_written_and_named(here: Path, capsys: Capture) -> None:
    printed = typed(
        capsys, "leakage", "market.json", "--svg", "flows.svg", "--graphml", "who.graphml", "--nodes", "unit"
    )

    assert printed.out.splitlines()[-2:] == ["Wrote flows.svg.", "Wrote who.graphml."]
    found = mg.leakage(mg.load("market.json"))
    assert (here / "flows.svg").read_text() == f"{found.picture()}\n"
    ET.parse(here / "flows.svg")
    graph = nx.read_graphml(here / "who.graphml")
    assert set(graph.nodes) == {"sys", "away"}
    assert graph.graph["denominator"] == "group"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("typed_", "said"),
    [
        (("--denominator", "netwrk"), "--denominator: 'netwrk' is not one of practice, group, network; did you mean"),
        (
            ("--by", "units"),
            "--by: 'units' is not one of unit, practitioner, specialty, plan, month; did you mean 'unit'?",
        ),
        (("--claims", "nowhere.csv"), "nowhere.csv: "),
        (("--claims", "claims.txt"), "claims.txt: is no file of claims; name a .parquet or a .csv file"),
        (("--claims", "market.json"), "market.json: is no file of claims; name a .parquet or a .csv file"),
        (
            ("--claims", "cents.csv"),
            "cents.csv: line 3 column allowed: is not a whole number; the column holds: whole cents",
        ),
        (("--claims", " "), "--claims: ' ' is not a path"),
        (
            ("--from", "2026-03-02", "--until", "2026-03-02"),
            "--until: '2026-03-02' is not a day after --from 2026-03-02",
        ),
        (("--svg", "old.svg"), "old.svg: is there already; name another, or replace it with --force"),
        (("--graphml", "old.graphml"), "old.graphml: is there already; name another, or replace it with --force"),
        (
            ("--nodes", "doctor", "--graphml", "x.graphml"),
            "--nodes: 'doctor' is not one of practitioner, unit, specialty",
        ),
        (("--svg", "no/where.svg"), "no/where.svg: "),
        (
            ("--denominater", "group"),
            "--denominater is not an option of medgroup leakage; did you mean '--denominator'?",
        ),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_code_2(typed_: tuple[str, ...], said: str, capsys: Capture) -> None:
    printed = typed(capsys, "leakage", "market.json", *typed_)

    assert (printed.code, printed.out) == (2, "")
    assert printed.err.startswith(f"medgroup: {said}")
    assert printed.err.count("\n") == 1


def test_a_broken_file_shows_nothing_of_its_rows(here: Path, capsys: Capture) -> None:
    (here / "broken.csv").write_text("on,practitioner,billing,specialty,role,allowed\nsecret,a,b,c,d,e\n")
    printed = typed(capsys, "leakage", "market.json", "--claims", "broken.csv")

    assert printed.code == 2
    assert "secret" not in printed.err


@pytest.mark.parametrize(
    ("column", "wrong", "said"),
    [
        (
            "role",
            "fay-rol",
            "'fay-rol' is not the id of one of the market's practitioner roles; did you mean 'fay-role'?",
        ),
        ("specialty", "207RC", "'207RC' is not a taxonomy code of ten characters"),
    ],
)
def test_a_wrong_row_is_named_by_the_line_of_its_file(
    here: Path, column: str, wrong: str, said: str, capsys: Capture
) -> None:
    rows = pl.read_csv(here / "claims.csv")
    rows = rows.with_columns(pl.Series(column, [rows[column][0], wrong]))
    rows.write_csv("wrong.csv")
    rows.with_columns(pl.col("on").str.to_date()).write_parquet("wrong.parquet")

    for file, place in (("wrong.csv", "line 3"), ("wrong.parquet", "row 1")):
        printed = typed(capsys, "leakage", "market.json", "--claims", file)
        assert printed.code == 2
        assert printed.err.startswith(f"medgroup: {file}: {place} column {column}: {said}")


def test_a_file_with_nothing_or_other_separators_in_it_says_so(here: Path, capsys: Capture) -> None:
    text = (here / "claims.csv").read_text()
    for name, content, said in (
        ("zero.csv", "", "is empty; a file of claims names its columns at least"),
        ("zero.parquet", "", "is empty; a file of claims names its columns at least"),
        ("semi.csv", text.replace(",", ";"), "line 1: the columns stand apart by ';'; in a .csv file commas do that"),
    ):
        (here / name).write_text(content)
        assert typed(capsys, "leakage", "market.json", "--claims", name).err == f"medgroup: {name}: {said}\n"


def test_a_practitioner_whom_nobody_knows_is_named_although_the_biller_is_known(capsys: Capture) -> None:
    mistyped = row("fay", HEART, "heart@home", allowed=1)
    foreign = row("fox", HEART, "nobody@nowhere", allowed=1)
    statements = {one.statement: one for one in mg.leakage(MARKET, claims(mistyped, foreign)).because}

    told = statements[
        "Practitioners whom the market does not hold: heart. Whether their patients stayed is told by who billed."
    ]
    assert told.would_change == "Their ids as the market has them, perhaps hart for heart."
    known = mg.leakage(MARKET, claims(row("fay", HEART, "hart@home", allowed=1), foreign)).because
    assert not any("Practitioners whom" in one.statement for one in known)


def test_force_replaces_what_is_there(here: Path, capsys: Capture) -> None:
    (here / "flows.svg").write_text("old")

    assert typed(capsys, "leakage", "market.json", "--svg", "flows.svg", "--force").code == 0
    assert (here / "flows.svg").read_text().startswith("<svg")


def test_a_market_without_referrals_has_nothing_to_tell(tmp_path: Path, capsys: Capture) -> None:
    mg.save(MARKET, tmp_path / "market.json")
    printed = typed(capsys, "leakage", str(tmp_path / "market.json"))

    assert printed.code == 0
    assert printed.out.startswith("No referral to ask about")
