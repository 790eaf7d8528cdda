"""Bad input at the command line: one error on the standard error that names what is wrong, and exit code 2."""

import json
import re
from pathlib import Path

import pytest

from tests.unit.command_line import DAY, QUESTION, SMALL, plugin, process, small, typed
from tests.unit.plan_net_resources import affiliation, directory, organization, written

NETWORK = ("network", "valley", *QUESTION)
COMPARE = ("compare", "valley", "--organization", "summit-heart", "--on", DAY)
OWED = ("owe", "valley", "--patient", "ann", "--practitioner", "dr-okafor", "--service", "X1001", "--on", DAY)
HEART = ("--specialty", "207RC0000X", "--plan", "valley-choice-hmo", "--on", DAY)
Capture = pytest.CaptureFixture[str]

#: What was typed, and what the error has to name.
USAGE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unknown command": (("networks", "valley"), ("'networks' is not a command", "did you mean 'network'?")),
    "unknown command, nothing near": (("frob",), ("'frob' is not a command", "describe", "medgroup --help")),
    "empty command": (("",), ("'' is not a command",)),
    "unknown option": (
        (*NETWORK, "--on", DAY, "--sight", "x"),
        ("--sight is not an option of medgroup network", "did you mean '--site'?"),
    ),
    "misspelt option that is needed": ((*NETWORK, "--onn", DAY), ("--onn is not an option", "did you mean '--on'?")),
    "option of another command": (("demo", "--csv", "x"), ("--csv is not an option of medgroup demo",)),
    "negated flag": (("describe", "valley", "--no-json"), ("--no-json is not an option",)),
    "flag with a value": (("describe", "valley", "--json=maybe"), ("--json", "maybe")),
    "missing day": (NETWORK, ("--on is missing", "medgroup network --help")),
    "missing practitioner": (
        ("network", "valley", "--billing", "x", "--plan", "y", "--on", DAY),
        ("--practitioner is missing",),
    ),
    "missing organization": (("compare", "valley", "--on", DAY), ("--organization is missing",)),
    "missing market": (("describe",), ("MARKET is missing",)),
    "missing market to compare with": (("changes", "valley"), ("AFTER is missing",)),
    "missing target": (("convert", "valley"), ("TARGET is missing",)),
    "market behind an option that takes several": (
        ("compare", "--organization", "summit-heart", "valley", "--on", DAY),
        ("MARKET is missing", "before the options"),
    ),
    "option without a value": ((*NETWORK, "--on"), ("--on has no value",)),
    "several values, none given": (
        ("compare", "valley", "--organization", "--on", DAY),
        ("--organization has no value",),
    ),
    "one argument too many": (("describe", "valley", "extra"), ("'extra' is one argument too many",)),
    "option twice": ((*NETWORK, "--on", DAY, "--on", DAY), ("--on stands twice",)),
    "an option and its contrary": (
        (*OWED, "--referral", "--no-referral"),
        ("--referral and --no-referral contradict each other; see medgroup owe --help",),
    ),
    "its contrary first": ((*OWED, "--no-referral", "--referral"), ("--no-referral and --referral contradict",)),
    "a flag twice": ((*OWED, "--referral", "--referral"), ("--referral stands twice",)),
}

VALUES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "day that does not exist": ((*NETWORK, "--on", "2025-02-30"), ("--on: '2025-02-30'", "no such day")),
    "day in words": ((*NETWORK, "--on", "today"), ("--on: 'today'", "2025-01-31")),
    "day without hyphens": ((*NETWORK, "--on", "20260302"), ("--on: '20260302'", "2025-01-31")),
    "day with a time": ((*NETWORK, "--on", "2026-03-02T00:00"), ("--on: '2026-03-02T00:00'",)),
    "end before start": (
        ("timeline", "valley", *QUESTION, "--from", DAY, "--until", "2026-01-01"),
        ("--until: '2026-01-01'", f"--from {DAY}"),
    ),
    "empty stretch of days": (("timeline", "valley", *QUESTION, "--from", DAY, "--until", DAY), ("--until", DAY)),
    "unknown practitioner": (
        (*NETWORK[:2], "--practitioner", "dr-okafr", *NETWORK[4:], "--on", DAY),
        ("no practitioner", "'dr-okafr'", "did you mean 'dr-okafor'?"),
    ),
    "unknown plan": (("roster", "valley", "--on", DAY, "--plan", "harbor-epos"), ("no plan", "'harbor-epo'")),
    "unknown site": ((*NETWORK, "--on", DAY, "--site", "nowhere"), ("no site", "'nowhere'")),
    "not a taxonomy code": ((*NETWORK, "--on", DAY, "--specialty", "207"), ("specialty: '207'", "207Q00000X")),
    "unknown organization": (("units", "valley", "summit-hart", "--on", DAY), ("'summit-hart'", "'summit-heart'")),
    "unknown organization to describe": (("describe", "valley", "--organization", "x"), ("no organization", "'x'")),
    "unknown organization to check": (
        ("check", "valley", "--organization", "x", "--on", DAY),
        ("no organization", "'x'"),
    ),
    "unknown key to compare under": ((*COMPARE, "--under", "idss"), ("under: 'idss'", "did you mean 'ids'?")),
    "unknown system": ((*COMPARE, "--system", "valley-helth"), ("'valley-helth'", "'valley-health'")),
    "associated without a tie": (("describe", "valley", "--associated", "foo"), ("--associated: 'foo'", "ID=owns")),
    "associated without an id": (("describe", "valley", "--associated", "=owns"), ("--associated: '=owns'", "ID=owns")),
    "associated as nobody knows what": (
        ("describe", "valley", "--associated", "x=own"),
        ("--associated x: 'own'", "owns, manages, member", "did you mean 'owns'?"),
    ),
    "associated as it is stated": (
        ("describe", "valley", "--associated", "x=associated"),
        ("'associated' is not one of owns, manages, member",),
    ),
    "associated twice": (
        ("describe", "valley", "--associated", "x=owns", "--associated", "x=member"),
        ("--associated: 'x=member'", "owns"),
    ),
    "assumption about a market file": (("describe", "valley", "--complete-listings"), ("Plan-Net",)),
    "empty market": (("describe", ""), ("MARKET: ''",)),
    "empty target": (("convert", "valley", ""), ("TARGET: ''",)),
    "empty csv": (("roster", "valley", "--on", DAY, "--csv", " "), ("--csv: ' '",)),
    "no such file": (("describe", "/nowhere/at-all.json"), ("/nowhere/at-all.json: no such file",)),
    "misspelt example": (("describe", "vally"), ("vally: no such file", "did you mean 'valley'?")),
    "target of no known kind": (("convert", "valley", "/tmp/medgroup.txt"), ("/tmp/medgroup.txt", ".json or .yaml")),
    "target in no folder": (("convert", "valley", "/nowhere/at/all.json"), ("/nowhere/at/all.json", "No such file")),
    "form that is none": (("convert", "valley", "/tmp/x", "--to", "plannet"), ("--to: 'plannet'", "'plan-net'?")),
    "directory named as a file": (
        ("convert", "valley", "/tmp/medgroup-x.json", "--to", "plan-net"),
        ("name a folder",),
    ),
    "csv in no folder": (
        ("roster", "valley", "--on", DAY, "--csv", "/nowhere/r.csv"),
        ("/nowhere/r.csv", "No such file"),
    ),
}


def refused(capsys: Capture, *arguments: object) -> str:
    """Return the one error of a command that takes nothing of what it was given."""
    printed = typed(capsys, *arguments)
    assert printed.code == 2
    assert printed.out == ""
    assert re.findall(r"^medgroup: ", printed.err, flags=re.MULTILINE) == ["medgroup: "]
    assert printed.err.startswith("medgroup: ")
    assert "Traceback" not in printed.err
    return printed.err


@pytest.mark.parametrize("case", USAGE)
def test_what_is_not_understood_is_named_with_what_would_be(capsys: Capture, case: str) -> None:
    arguments, named = USAGE[case]
    err = refused(capsys, *arguments)
    assert len(err.splitlines()) == 1
    assert [words for words in named if words not in err] == []


@pytest.mark.parametrize("case", VALUES)
def test_a_value_that_is_not_what_is_asked_for_is_named_with_its_place(capsys: Capture, case: str) -> None:
    arguments, named = VALUES[case]
    err = refused(capsys, *arguments)
    assert len(err.splitlines()) == 1
    assert [words for words in named if words not in err] == []


@pytest.mark.parametrize("case", [case for case in (*USAGE, *VALUES) if case != "flag with a value"])
def test_an_error_is_the_same_where_json_is_asked_for(capsys: Capture, case: str) -> None:
    (command, *arguments), _ = (USAGE | VALUES)[case]
    assert refused(capsys, command, "--json", *arguments) == refused(capsys, command, *arguments)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param(b'{"organizations": [', ("line 1",), id="truncated"),
        pytest.param(b"\x00\x01\x02" * 1000, ("market.json",), id="nonsense"),
        pytest.param(b"", ("is empty",), id="empty"),
        pytest.param('{"organizations": []}'.encode("utf-16"), ("UTF-16",), id="utf-16"),
        pytest.param(b'{"organisations": []}', ("organisations", "organizations"), id="unknown collection"),
        pytest.param(b'{"sites": [{"id": 7}]}', ("sites[0]", "7"), id="wrong type"),
        pytest.param(b'{"plans": [{"id": "p", "payer": "nobody"}]}', ("plans/p", "nobody"), id="dangling id"),
        pytest.param(b'{"payers": [{"id": "p"}, {"id": "p"}]}', ("payers/p",), id="duplicate id"),
        pytest.param(b'{"organizations": [{"id": "o", "model": "soloo"}]}', ("'soloo'", "'solo'"), id="unknown model"),
        pytest.param(b"[" * 100_000, ("market.json",), id="deep nesting"),
    ],
)
def test_a_file_that_is_no_market_is_refused_by_every_command(
    capsys: Capture, tmp_path: Path, content: bytes, named: tuple[str, ...]
) -> None:
    path = tmp_path / "market.json"
    path.write_bytes(content)
    err = refused(capsys, "describe", path)
    assert [words for words in named if words not in err] == []
    assert refused(capsys, "roster", path, "--on", DAY) == err
    assert refused(capsys, "changes", "valley", path) == err
    assert refused(capsys, "convert", path, tmp_path / "out.json") == err
    assert not (tmp_path / "out.json").exists()


def test_every_problem_of_a_market_is_listed_in_one_error(capsys: Capture, tmp_path: Path) -> None:
    lost = [{"id": f"role-{n}", "practitioner": f"nobody-{n}", "organization": "clinic"} for n in range(3)]
    err = refused(capsys, "check", small(tmp_path, practitioner_roles=lost), "--on", DAY)
    assert [n for n in range(3) if f"nobody-{n}" not in err] == []


def test_an_empty_folder_is_refused(capsys: Capture, tmp_path: Path) -> None:
    assert str(tmp_path) in refused(capsys, "describe", tmp_path)


def test_a_directory_with_a_broken_line_is_refused_with_its_line(capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "directory.ndjson"
    written(tmp_path, directory())
    file.write_text(file.read_text(encoding="utf-8") + '{"resourceType": "Location"', encoding="utf-8")
    assert f"{file}: line {len(directory()) + 1}" in refused(capsys, "describe", tmp_path)


def test_an_organizer_that_is_not_one_is_named(capsys: Capture, tmp_path: Path) -> None:
    tie = affiliation("tie", "hospital", "clinic")
    folder = written(tmp_path, [*directory(), organization("hospital", "fac"), tie])
    err = refused(capsys, "describe", folder, "--associated", "hospitl=owns")
    assert "'hospitl'" in err
    assert "hospital" in err.replace("hospitl", "")


def test_no_personal_detail_of_a_patient_is_in_an_error(capsys: Capture, tmp_path: Path) -> None:
    patients = [{"id": "p", "birth_date": "1981-13-20", "sex": "femle", "household": "elm-4"}]
    err = refused(capsys, "describe", small(tmp_path, patients=patients))
    assert 'patients[0] (id "p")' in err
    assert not {"1981-13-20", "femle", "elm-4"} & set(re.findall(r"[\w-]+", err))


def test_a_path_cannot_speak_to_the_terminal(capsys: Capture) -> None:
    assert "\x1b" not in refused(capsys, "describe", "/nowhere/\x1b[2J")


def test_a_name_of_several_is_answered_with_their_ids(capsys: Capture, tmp_path: Path) -> None:
    twins = [{"id": "ada", "name": "Dr. Ada"}, {"id": "ben", "name": "Dr. Ada"}]
    asked = ("--practitioner", "Dr. Ada", "--billing", "clinic", "--plan", "ppo", "--on", DAY)
    err = refused(capsys, "network", small(tmp_path, practitioners=twins), *asked)
    assert "ada, ben" in err


def test_a_folder_with_something_in_it_is_no_target(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert "--force" in refused(capsys, "convert", "valley", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_target_that_is_a_folder_is_no_spreadsheet_of_a_roster(capsys: Capture, tmp_path: Path) -> None:
    assert str(tmp_path) in refused(capsys, "roster", "valley", "--on", DAY, "--csv", tmp_path, "--force")
    assert tmp_path.is_dir()


def test_an_existing_file_is_refused_before_anything_is_read(capsys: Capture, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.touch()
    assert "is there already" in refused(capsys, "roster", tmp_path / "no-market.json", "--on", DAY, "--csv", there)


def test_a_broken_plugin_is_one_error_that_names_its_distribution(tmp_path: Path) -> None:
    done = process("plugins", path=plugin(tmp_path, "raise RuntimeError('on purpose')"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("medgroup: plugin medgroup-odd: cannot be imported (RuntimeError: on purpose)")
    assert len(done.stderr.splitlines()) == 1


def test_a_process_refuses_as_this_one_does(tmp_path: Path) -> None:
    done = process("describe", small(tmp_path, plans=[{"id": "ppo", "payer": "payr"}]))
    assert (done.returncode, done.stdout) == (2, "")
    assert "'payer'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_small_market_itself_is_right(capsys: Capture, tmp_path: Path) -> None:
    assert typed(capsys, "describe", small(tmp_path)).code == 0
    assert json.loads((tmp_path / "market.json").read_text(encoding="utf-8")) == SMALL


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("leakage", "valley", "--denominator", "netwrk"), "--denominator: 'netwrk' is not one of"),
        (("leakage", "valley", "--by=units"), "--by: 'units' is not one of"),
        (
            ("closing", "valley", "--from", "2026-01-01", "--until", "2026-03-02", "--before", "2027-01-01"),
            "--before: '2027-01-01' is not",
        ),
        (
            ("generate", "m.json", "--practitioners", 0, "--families", 1, "--lines", 1, "--out", "l.csv"),
            "--practitioners: 0 is not",
        ),
        (
            ("refer", "valley", "--referral", "x", "--on", DAY, "--limit", "x"),
            "--limit: 'x' is not a whole number; see medgroup refer --help\n",
        ),
        (
            ("overdue", "valley", "--on", DAY, "--limit", "sent"),
            "--limit: 'sent' is not a state with its days, as sent=7, or sent=none\n",
        ),
        (
            ("network", "valley", *QUESTION, "--on", DAY, "--site", "mill"),
            "no site has the id or name 'mill'; did you mean 'mill-street-family'?\n",
        ),
        (
            ("refer", "valley", "--from", "dr-okafor", *HEART, "--near", "43.0"),
            "--near: '43.0' is not a position as 43.01,-107.50, or the id or name of a site\n",
        ),
        (
            ("refer", "valley", "--from", "dr-nobody", *HEART),
            "--from: 'dr-nobody' is not the id of a practitioner role, or the id, NPI or name of a practitioner",
        ),
    ],
)
def test_a_message_names_the_option_as_it_is_typed(
    arguments: tuple[object, ...], said: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(capsys, *arguments).removeprefix("medgroup: ").startswith(said)


def test_an_engine_is_refused_by_the_name_of_its_option(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, "adjudicate", "l.csv", "valley", "--out", "o.csv", "--engine", "pandas")
    assert said.startswith("medgroup: --engine: 'pandas' is not one of polars, duckdb, spark")
