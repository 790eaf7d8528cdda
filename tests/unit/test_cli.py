"""The command line: what each command answers, as text and as JSON, and the exit codes."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

import medgroup as mg
from medgroup import formats
from tests.unit.command_line import DAY, QUESTION, SMALL, answer, small, typed
from tests.unit.plan_net_resources import affiliation, directory, organization, written

PRACTICES = ("lakeside-family", "northside-family", "peak-orthopaedics", "riverbend-cardiology", "summit-heart")
#: Every command that answers, over Valley.
ASKED: dict[str, tuple[str, ...]] = {
    "demo": ("demo",),
    "describe": ("describe", "valley"),
    "describe an organization": ("describe", "valley", "--organization", "valley-ipa", "--on", DAY),
    "network": ("network", "valley", *QUESTION, "--on", DAY),
    "timeline": ("timeline", "valley", *QUESTION, "--from", "2025-01-01", "--until", "2026-01-01"),
    "roster": ("roster", "valley", "--on", DAY),
    "units": ("units", "valley", "summit-heart", "--on", DAY),
    "check": ("check", "valley", "--on", DAY),
    "compare": ("compare", "valley", "--organization", *PRACTICES, "--on", DAY),
    "changes": ("changes", "valley", "valley"),
    "owe": ("owe", "valley", "--patient", "ann", "--practitioner", "dr-okafor", "--service", "X1001", "--on", DAY),
    "refer": (
        *("refer", "valley", "--patient", "ann", "--from", "okafor-northside", "--specialty", "207RC0000X"),
        *("--on", DAY),
    ),
    "overdue": ("overdue", "valley", "--on", DAY),
    "closing": ("closing", "valley", "--from", "2026-01-01", "--until", "2027-01-01"),
    "plugins": ("plugins",),
    "schema": ("schema",),
}
#: The commands that take a directory, as they are asked about a small one.
OF_A_DIRECTORY: dict[str, tuple[str, ...]] = {
    "describe": (),
    "network": ("--practitioner", "ana", "--billing", "clinic", "--plan", "ppo", "--on", DAY),
    "timeline": (
        "--practitioner",
        "ana",
        "--billing",
        "clinic",
        "--plan",
        "ppo",
        "--from",
        DAY,
        "--until",
        "2027-01-01",
    ),
    "roster": ("--on", DAY),
    "units": ("clinic", "--on", DAY),
    "check": ("--on", DAY),
    "compare": ("--organization", "clinic", "--under", "as-is", "--on", DAY),
    "changes": ("directory",),
    "closing": ("--from", "2025-01-01", "--until", "2026-01-01"),
}
#: The links of a way through a contract.
BEST_WAY = ["plan", "agreement", "billing", "roster", "credential"]
#: The commands of the reference page that answer in JSON, each with the answer that is shown there.
DOCUMENTED: dict[str, str] = dict(
    re.findall(
        r"^\$ medgroup ([^\n]+) --json\n```\n\n```json\n(.*?)```$",
        (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8"),
        flags=re.DOTALL | re.MULTILINE,
    )
)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    """A directory in which a clinic is associated to a hospital."""
    folder = tmp_path / "directory"
    folder.mkdir()
    tie = affiliation("tie", "hospital", "clinic")
    return written(folder, [*directory(), organization("hospital", "fac", name="Hospital"), tie])


@pytest.mark.parametrize("command", ASKED)
def test_json_is_one_document_laid_out_for_people_too(capsys: Capture, command: str) -> None:
    printed = typed(capsys, *ASKED[command], "--json")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out == json.dumps(printed.json, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("command", ASKED)
def test_the_same_question_prints_the_same_bytes(capsys: Capture, command: str) -> None:
    assert typed(capsys, *ASKED[command]) == typed(capsys, *ASKED[command])


@pytest.mark.parametrize("command", ASKED)
def test_text_that_goes_elsewhere_than_to_a_terminal_has_no_colour_and_is_not_cut(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    printed = typed(capsys, *ASKED[command])
    assert printed.code == 0
    assert "\x1b" not in printed.out
    assert "…" not in printed.out


def test_describe_counts_collections_and_findings(capsys: Capture, tmp_path: Path) -> None:
    found = answer(capsys, "describe", small(tmp_path))
    assert found["counts"] == {**dict.fromkeys(mg.Facts().counts(), 0), **{k: len(v) for k, v in SMALL.items()}}
    assert found["findings"] == {"npi.check-digit": 1}
    assert found["assumptions"] == []
    assert "organization" not in found


def test_describe_tells_of_an_organization_that_is_asked_for(capsys: Capture) -> None:
    found = answer(capsys, *ASKED["describe an organization"])
    assert found["organization"] == mg.describe(mg.valley(), "valley-ipa", on=date.fromisoformat(DAY)).to_dict()


def test_describe_on_a_day_counts_what_is_in_force(capsys: Capture, tmp_path: Path) -> None:
    ended = [{"id": "clinic", "period": {"end": "2020-01-01"}}, {"id": "hub-east"}, {"id": "hub-west"}]
    found = answer(capsys, "describe", small(tmp_path, organizations=ended), "--on", DAY)
    assert (found["on"], found["in_force"]["organizations"], found["counts"]["organizations"]) == (DAY, 2, 3)
    assert found["in_force"]["practitioners"] == 2


def test_network_answers_in_the_documented_shape(capsys: Capture) -> None:
    found = answer(capsys, *ASKED["network"])
    assert (found["overall"], found["contracted"], found["listed"], found["misdirected"]) == ("in", "in", "in", False)
    assert found["continuity_until"] is None
    links = [link for path in found["paths"] for link in path["links"]]
    assert all(set(link) == {"step", "status", "statement", "evidence", "would_change"} for link in links)
    assert [link["step"] for link in found["paths"][0]["links"]] == BEST_WAY


def test_network_prints_the_verdict_first_and_what_is_missing(capsys: Capture, tmp_path: Path) -> None:
    asked = ("--practitioner", "ben", "--billing", "clinic", "--plan", "ppo", "--on", DAY)
    lines = typed(capsys, "network", small(tmp_path), *asked).out.splitlines()
    assert lines[0] == "OUT OF NETWORK"
    assert lines[1] == f"ben, billing through Clinic, is out of network for ppo on {DAY}."
    assert "Missing: roster, credential" in lines
    marks = [line.split()[:3] for line in lines if line.startswith(("  ✓", "  ✗"))]
    assert ["✓", "plan", "in"] in marks
    assert ["✗", "roster", "out"] in marks


def test_an_npi_or_a_name_serves_in_the_place_of_an_id(capsys: Capture) -> None:
    named = ("--practitioner", "Dr. Ines Okafor", "--billing", "1000000012", "--plan", "Valley Choice HMO")
    assert answer(capsys, "network", "valley", *named, "--on", DAY) == answer(capsys, *ASKED["network"])


def test_timeline_has_an_interval_for_each_standing(capsys: Capture) -> None:
    asked = ("--practitioner", "np-castillo", "--billing", "northside-family", "--plan", "valley-choice-hmo")
    found = answer(capsys, "timeline", "valley", *asked, "--from", DAY, "--until", "2026-05-01")
    assert [one["contracted"] for one in found["intervals"]] == ["pending", "in"]
    assert [one["period"]["start"] for one in found["intervals"]] == [DAY, "2026-04-01"]


def test_units_gives_the_seats_of_every_function(capsys: Capture, tmp_path: Path) -> None:
    found = answer(capsys, "units", small(tmp_path), "clinic", "--on", DAY)
    assert list(found["seats"]) == [function.value for function in mg.Function]
    assert [seat["unit"] for seat in found["seats"]["billing"]] == ["clinic", "hub-east", "hub-west"]
    assert found["seats"]["records"] == [
        {"unit": "clinic", "agents": [], "channels": ["hub-east", "hub-west"], "via": []}
    ]
    assert found["seats"]["scheduling"][0]["agents"] == ["hub-east", "hub-west"]
    assert found["seats"]["billing"][1]["via"] == ["clinic-east"]


def test_units_counts_elections_for_the_plan_that_is_named(capsys: Capture) -> None:
    of_plan = [answer(capsys, *ASKED["units"], "--plan", plan) for plan in ("harbor-epo", "harbor-hdhp")]
    assert [len(found["seats"]["contracting"]) for found in of_plan] == [2, 1]


def test_a_broken_rule_ends_with_1(capsys: Capture, tmp_path: Path) -> None:
    printed = typed(capsys, "check", small(tmp_path), "--on", DAY)
    assert (printed.code, printed.err) == (1, "")
    assert printed.out.index("error (1)") < printed.out.index("cannot tell (")
    assert "structure.several-units" in printed.out


def test_a_broken_rule_ends_with_1_as_json_too(capsys: Capture, tmp_path: Path) -> None:
    printed = typed(capsys, "check", small(tmp_path), "--organization", "clinic", "--on", DAY, "--json")
    assert printed.code == 1
    assert printed.json["passes"] is False
    assert [one["code"] for one in printed.json["findings"] if one["severity"] == "error"] == [
        "structure.several-units"
    ]


def test_what_cannot_be_told_breaks_no_rule(capsys: Capture) -> None:
    printed = typed(capsys, *ASKED["check"], "--json")
    assert printed.code == 0
    assert printed.json["passes"] is True
    assert {one["severity"] for one in printed.json["findings"]} == {"cannot-tell"}


def test_changes_names_what_differs_by_collection(capsys: Capture, tmp_path: Path) -> None:
    before, after = small(tmp_path), tmp_path / "after.json"
    left = [entry for entry in SMALL["roster_entries"] if entry["id"] != "line"]
    after.write_text(json.dumps({**SMALL, "payers": [{"id": "payer", "name": "Payer"}], "roster_entries": left}))
    printed = typed(capsys, "changes", before, after)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.splitlines() == [
        "2 facts differ: 1 changed, 1 removed.",
        "",
        "payers: 1 changed",
        "  Payer payer changes: name was not stated, is Payer. [payers/payer]",
        "",
        "roster entries: 1 removed",
        "  Roster line of Dr. Ada for Clinic under agreement contract is removed. [roster_entries/line]",
    ]
    assert typed(capsys, "changes", before, before).out == "No fact differs.\n"


def test_compare_has_an_outcome_for_each_key_in_the_order_given(capsys: Capture) -> None:
    found = answer(capsys, *ASKED["compare"], "--under", "ids", "as-is", "--under", "ipa")
    assert list(found["organizations"]) == ["ids", "as-is", "ipa"]


def test_several_values_may_stand_behind_one_option_or_behind_several(capsys: Capture) -> None:
    apart = [part for practice in PRACTICES for part in ("--organization", practice)]
    together = typed(capsys, *ASKED["compare"])
    assert typed(capsys, "compare", "valley", *apart, "--on", DAY) == together


def test_compare_prints_measures_down_and_organizations_across(capsys: Capture) -> None:
    lines = typed(capsys, *ASKED["compare"], "--under", "as-is", "ids").out.splitlines()
    head = next(line for line in lines if line.startswith("measure"))
    assert head.split() == ["measure", "as-is", "ids"]
    assert any(line.split() == ["units:", "records", "5", "1"] for line in lines)


def test_a_roster_is_written_as_csv_with_every_row_and_column(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    printed = typed(capsys, *ASKED["roster"], "--csv", path)
    assert printed.code == 0
    assert str(path) in printed.out
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    shown = answer(capsys, *ASKED["roster"])["rows"]
    assert [tuple(row) for row in rows] == [tuple(row) for row in shown]
    assert [row["statement"] for row in rows] == [row["statement"] for row in shown]


def test_a_roster_of_nobody_is_written_with_its_head(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    nobody = small(tmp_path, practitioner_roles=[], roster_entries=[])
    assert typed(capsys, "roster", nobody, "--on", DAY, "--csv", path).code == 0
    assert path.read_text(encoding="utf-8").startswith("practitioner,practitioner_name,billing,")


@pytest.mark.parametrize(
    ("written_by", "name"),
    [(("convert", "valley"), "kept.json"), (("roster", "valley", "--on", DAY, "--csv"), "kept.csv")],
)
def test_a_file_that_is_there_stays_as_it_is_unless_forced(
    capsys: Capture, tmp_path: Path, written_by: tuple[str, ...], name: str
) -> None:
    path = tmp_path / name
    path.write_text("precious", encoding="utf-8")
    refused = typed(capsys, *written_by, path)
    assert refused.code == 2
    assert refused.err == f"medgroup: {path}: is there already; name another, or replace it with --force\n"
    assert path.read_text(encoding="utf-8") == "precious"
    assert typed(capsys, *written_by, path, "--force").code == 0
    assert path.read_text(encoding="utf-8") != "precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_market_goes_through_every_format_and_comes_back_the_same(capsys: Capture, tmp_path: Path) -> None:
    steps = [tmp_path / name for name in ("first.json", "second.yaml", "third", "fourth.json")]
    sources: list[object] = ["valley", *steps]
    for source, target in zip(sources, steps, strict=False):
        found = answer(capsys, "convert", source, target)
        assert found["counts"] == mg.valley().facts.counts()
    assert steps[0].read_bytes() == steps[3].read_bytes()


def test_convert_says_what_it_wrote_and_what_it_found(capsys: Capture, tmp_path: Path) -> None:
    target = tmp_path / "out.yaml"
    printed = typed(capsys, "convert", small(tmp_path), target)
    assert printed.out.startswith(f"Wrote {target} from {tmp_path / 'market.json'}: 3 organizations, 2 affiliations,")
    assert "Findings: 1 npi.check-digit." in printed.out


def test_convert_never_writes_onto_its_source(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "market"
    folder.mkdir()
    typed(capsys, "convert", "valley", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    link = tmp_path / "link"
    link.symlink_to(folder)
    for source, target in (
        (folder, folder),
        (folder, link),
        (folder, folder / "all.json"),
        (folder / "sites.csv", folder),
    ):
        printed = typed(capsys, "convert", source, target, "--force")
        assert printed.code == 2
        assert "is the source" in printed.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_word_for_the_example_gives_way_to_a_path_of_that_name(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert answer(capsys, "describe", "valley")["counts"]["organizations"] == 7
    small(tmp_path).rename(tmp_path / "valley")
    assert answer(capsys, "describe", "valley")["counts"]["organizations"] == 3


@pytest.mark.parametrize("command", OF_A_DIRECTORY)
def test_every_answer_prints_what_it_rests_on(
    capsys: Capture, hospital: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(hospital.parent)
    asked = (command, hospital, *OF_A_DIRECTORY[command], "--associated", "hospital=owns", "--complete-listings")
    assumed = mg.load(hospital, associated={"hospital": mg.Kind.OWNS}, complete_listings=True).assumptions
    assert len(assumed) == 2
    text = typed(capsys, *asked).out
    assert [line for line in text.splitlines() if line.startswith("Assumed: ")] == [
        f"Assumed: {one}" for one in assumed
    ]
    assert answer(capsys, *asked)["assumptions"] == list(assumed)


def test_a_directory_is_converted_with_what_was_assumed(capsys: Capture, hospital: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    found = answer(capsys, "convert", hospital, target, "--associated", "hospital=member")
    assert len(found["assumptions"]) == 1
    assert mg.load(target).affiliation("tie").kind is mg.Kind.MEMBER


def test_plugins_names_every_distribution_with_what_it_brings(capsys: Capture) -> None:
    found = answer(capsys, "plugins")
    assert {"ids", "ipa", "multi-specialty", "single-specialty", "solo"} <= set(found["models"])
    solo = next(one for one in found["plugins"] if one["name"] == "medgroup-solo")
    assert solo["models"] == ["solo"]
    assert solo["checks"] > 0
    assert {one["name"]: one["gates"] for one in found["plugins"] if one["gates"]} == {"medgroup-ipa": 1}
    assert {one["contracting_rules"] for one in found["plugins"]} == {0}
    assert set(found["titles"]) == set(found["models"])


def test_schema_is_that_of_the_formats(capsys: Capture) -> None:
    assert typed(capsys, "schema").json == formats.schema()


def test_every_command_but_two_shows_an_answer_on_its_page() -> None:
    commands = {command.split()[0] for command in (*ASKED, "adjudicate", "convert", "generate")}
    assert commands - {command.split()[0] for command in DOCUMENTED} == {"demo", "schema"}


def test_every_step_of_the_demonstration_can_be_typed(capsys: Capture) -> None:
    steps = answer(capsys, "demo")["steps"]
    assert [step["command"].split()[1] for step in steps] == ["compare", "network", "network", "network", "refer"]
    for step in steps:
        name, *arguments = step["command"].split()
        assert name == "medgroup"
        assert answer(capsys, *arguments) == step["answer"]


def test_the_demonstration_shows_five_organizations_three_answers_and_a_referral(capsys: Capture) -> None:
    compared, inside, outside, misdirected, referred = [step["answer"] for step in answer(capsys, "demo")["steps"]]
    assert list(compared["organizations"]) == ["as-is", "single-specialty", "multi-specialty", "ipa", "ids"]
    assert len(compared["practices"]) == 5
    assert inside["overall"] == "in"
    assert (outside["overall"], outside["misdirected"]) == ("out", False)
    assert next(link["step"] for link in outside["paths"][0]["links"] if link["status"] == "out") == "roster"
    assert (misdirected["overall"], misdirected["misdirected"], misdirected["listed"]) == ("out", True, "unknown")
    links = [link for path in misdirected["paths"] for link in path["links"] if link["step"] == "current"]
    assert "stale" in links[0]["statement"]
    assert [one["practitioner"] for one in referred["ranked"]] == ["dr-tanaka"]
    assert {one["gate"] for one in referred["rejected"]} == {"not-covered"}


def test_the_demonstration_prints_the_command_of_each_step(capsys: Capture) -> None:
    lines = typed(capsys, "demo").out.splitlines()
    commands = [step["command"] for step in answer(capsys, "demo")["steps"]]
    assert [line.removeprefix("$ ") for line in lines if line.startswith("$ ")] == commands


@pytest.mark.parametrize("command", DOCUMENTED)
def test_json_has_the_shape_that_is_documented(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    # The market that the page makes before it compares.
    mg.save(mg.acquire(mg.valley(), ["summit-heart"], by="valley-health", on=date(2026, 7, 1)), "bought.json")
    if command.startswith("adjudicate"):
        # The market and the lines that the page makes first.
        answer(capsys, *next(one for one in DOCUMENTED if one.startswith("generate")).split())
    found, shown = answer(capsys, *command.split()), json.loads(DOCUMENTED[command])

    assert shape(found) == shape(shown)
    assert begins_with(found, shown)


def begins_with(found: object, shown: object) -> bool:
    """Return whether a document says what is shown of it; of a list its first items are."""
    if isinstance(found, dict) and isinstance(shown, dict):
        return all(begins_with(found[key], value) for key, value in shown.items())
    if isinstance(found, list) and isinstance(shown, list):
        return len(shown) <= len(found) and all(map(begins_with, found, shown))
    return found == shown


def shape(value: object) -> object:
    """Return the keys and types of a document, of a list those of its first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return type(value).__name__


def test_help_names_every_command_and_ends_with_0(capsys: Capture) -> None:
    printed = typed(capsys, "--help")
    assert (printed.code, printed.err) == (0, "")
    assert all(f" {command.split()[0]} " in printed.out for command in ASKED)
    assert typed(capsys).out == printed.out


def test_every_command_has_a_page_of_help(capsys: Capture) -> None:
    for command in {command.split()[0] for command in ASKED}:
        printed = typed(capsys, command, "--help")
        assert (printed.code, printed.err) == (0, "")
        assert "--json" in printed.out


def test_version_is_that_of_the_distribution(capsys: Capture) -> None:
    assert typed(capsys, "--version").out == "medgroup 0.1.0\n"


def test_a_name_in_a_file_cannot_speak_to_the_terminal(capsys: Capture, tmp_path: Path) -> None:
    named = [{"id": "clinic", "name": "Cl\x1b[2Jinic\u202e\nIN NETWORK"}, {"id": "hub-east"}, {"id": "hub-west"}]
    path = small(tmp_path, organizations=named)
    for asked in (("units", path, "clinic", "--on", DAY), ("roster", path, "--on", DAY), ("check", path, "--on", DAY)):
        out = typed(capsys, *asked).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "Cl\\x1b[2Jinic\\u202e\\nIN NETWORK" in typed(capsys, "roster", path, "--on", DAY).out


def test_the_hospital_of_a_real_directory_is_compared_as_an_owner(capsys: Capture, real_data: Path) -> None:
    hospital = "plannet-organization-1230010000"
    asked = ("compare", real_data / "plan-net", "--organization", hospital, "--associated", f"{hospital}=owns")
    found = answer(capsys, *asked, "--under", "ids", "--on", "2020-09-01")
    assert found["organizations"]["ids"]["practitioners"] == 595
    assert len(found["assumptions"]) == 1
    assert found["assumptions"][0].startswith(f"15 affiliations organized by {hospital} ")
