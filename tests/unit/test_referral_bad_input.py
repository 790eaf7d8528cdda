"""Referrals in files that cannot be: each mistake is one message with line, fact and field, and shows no detail."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup import formats
from medgroup.errors import FormatError, MarketError
from tests.unit.command_line import typed
from tests.unit.followed import FACTS

#: A referral of a file, led as far as a visit.
SEEN: dict[str, Any] = {
    "id": "r1",
    "patient": "kim",
    "issuer": "ada-clinic",
    "specialty": "207RC0000X",
    "written": "2026-03-02",
    "visits": 1,
    "period": {"start": "2026-03-02", "end": "2026-06-01"},
    "events": [
        {"state": "sent", "on": "2026-03-03"},
        {"state": "authorized", "on": "2026-03-04", "until": "2026-05-01"},
        {"state": "seen", "on": "2026-03-20"},
    ],
}


def event(*more: dict[str, Any], upto: int = 3) -> dict[str, Any]:
    """Return the keys of a referral with other events after the first few."""
    return {"events": [*SEEN["events"][:upto], *more]}


#: What is wrong, what the referral says in place of what it said, and what the error says of it.
MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("no patient", {"patient": None}, "patient: the value given is not a text"),
    ("no issuer", {"issuer": 7}, "issuer: the value given is not a text; put it in quotes"),
    ("a specialty in words", {"specialty": "cardiology"}, "specialty: the value given is not a taxonomy code"),
    ("no day", {"written": "March"}, "written: the value given is not a day as 2025-01-31"),
    (
        "a day that is none",
        {"written": "2026-02-30"},
        "written: the value given is not a day as 2025-01-31; the",
    ),
    ("no visits", {"visits": 0}, "visits: the value given is not a whole number of 1 or more"),
    ("half a visit", {"visits": 1.5}, "visits: the value given is not a whole number"),
    ("standing in words", {"standing": "yes"}, "standing: the value given is not true or false"),
    ("no services", {"services": []}, "services: the value given is not a list with something in it"),
    (
        "an override of no law",
        {"overrides": ["price"]},
        "overrides[0]: the value given is not one of patient",
    ),
    (
        "a period backwards",
        {"period": {"start": "2026-03-02", "end": "2026-03-01"}},
        "period.end: the value given is not a day after",
    ),
    ("a key that is none", {"visit": 3}, "visit: 'visit' is not a key of a referral; did you mean 'visits'?"),
    (
        "a state that is none",
        event({"state": "saw", "on": "2026-03-21"}),
        "events[3].state: the value given is not one of drafted, sent",
    ),
    ("an event of no day", event({"state": "closed"}), "events[3].on: is missing"),
    ("an event in words", event("closed"), "events[3]: the value given is not a referral event; write an object"),  # type: ignore[arg-type]
    (
        "a key of another event",
        event({"state": "closed", "on": "2026-03-21", "practitioner": "cyd"}),
        "events[3].practitioner: the value given is not a key of this event; it stands where the state is seen",
    ),
    (
        "a state that may not follow",
        event({"state": "cancelled", "on": "2026-03-21"}),
        "events[3].state: the value given is not what may follow seen (authorized, denied, scheduled, seen, report-re",
    ),
    (
        "scheduled when denied",
        event({"state": "denied", "on": "2026-03-04"}, {"state": "scheduled", "on": "2026-03-05"}, upto=1),
        "events[2].state: the value given is not what may follow denied (authorized, rerouted, cancelled, expired)",
    ),
    (
        "seen before it was sent",
        event({"state": "seen", "on": "2026-03-20"}, upto=0),
        "events[0].state: the value given is not what may follow drafted (sent, cancelled, expired)",
    ),
    (
        "a day before the last event",
        event({"state": "closed", "on": "2026-03-19"}),
        "events[3].on: the value given is not a day on or after that of what happened before",
    ),
    (
        "a visit too many",
        event({"state": "seen", "on": "2026-03-21"}),
        "events[3].state: the value given is not what may follow: of the visits that it allows (1) none is left",
    ),
    (
        "a visit after it ran out",
        event({"state": "seen", "on": "2026-06-01"}, upto=1),
        "events[1].on: the value given is not a day on which the referral is good",
    ),
    (
        "a visit after the authorization ran out",
        event({"state": "seen", "on": "2026-05-01"}, upto=2),
        "events[2].on: the value given is not a day on which its authorization is good",
    ),
    (
        "expired while it is good",
        event({"state": "expired", "on": "2026-04-01"}, upto=1),
        "events[1].on: the value given is not a day on which the referral has run out; it is still good",
    ),
]


def written(path: Path, changed: dict[str, Any]) -> Path:
    stated = {key: value for key, value in {**SEEN, **changed}.items() if value is not None}
    path.write_text('{"referrals": [\n' + json.dumps(stated) + "\n]}", encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(FormatError) as raised:
        formats.read(path)
    return str(raised.value).removeprefix(f"{path.parent}/")


def test_the_referral_of_these_files_is_read_as_it_is(tmp_path: Path) -> None:
    (one,) = formats.read(written(tmp_path / "m.json", {})).facts.referrals

    assert (one.state.value, one.permission().left) == ("seen", 0)


@pytest.mark.parametrize(("mistake", "changed", "said"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_named_with_line_referral_and_field(
    tmp_path: Path, mistake: str, changed: dict[str, Any], said: str
) -> None:
    told = refused(written(tmp_path / "m.json", changed))

    expected = "patient: is missing" if mistake == "no patient" else said
    assert told.startswith(f'm.json: line 2: referrals[0] (id "r1"): {expected}')


@pytest.mark.parametrize(("mistake", "changed", "said"), MISTAKES[16:], ids=[row[0] for row in MISTAKES[16:]])
def test_a_spreadsheet_is_refused_what_json_is(
    tmp_path: Path, mistake: str, changed: dict[str, Any], said: str
) -> None:
    row = {**SEEN, **changed}
    cells = {key: row[key] for key in ("id", "patient", "issuer", "specialty", "written", "visits")}
    cells |= {"start": row["period"]["start"], "end": row["period"]["end"], "events": json.dumps(row["events"])}
    with (tmp_path / "referrals.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, cells)
        table.writeheader()
        table.writerow(cells)

    assert said in refused(tmp_path / "referrals.csv")


def test_nothing_of_the_patient_is_in_an_error(tmp_path: Path) -> None:
    for _, changed, _ in MISTAKES:
        told = refused(written(tmp_path / "m.json", changed))
        shown = ("cardiology", "March", "2026-03-2", "2026-06", "2026-05", "price", "saw", "cyd")
        assert [secret for secret in shown if secret in told] == []


REFERENCES: list[tuple[dict[str, Any], str]] = [
    ({"patient": "kam"}, "referrals/r1: patient: no patient has the id given"),
    (
        {"issuer": "ada-clinc"},
        "referrals/r1: issuer: no practitioner role has the id 'ada-clinc'; did you mean 'ada-clinic'?",
    ),
    ({"plan": "pp"}, "referrals/r1: plan: no plan has the id 'pp'; did you mean 'ppo'?"),
    ({"practitioner": "cid"}, "referrals/r1: practitioner: no practitioner has the id given"),
    ({"organization": "hart"}, "referrals/r1: organization: no organization has the id given"),
    ({"preferred": ["cid"]}, "referrals/r1: preferred: no practitioner has the id given"),
]


@pytest.mark.parametrize(("changed", "said"), REFERENCES, ids=[" ".join(row[0]) for row in REFERENCES])
def test_what_a_referral_names_has_to_be_there(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    read = formats.read(written(tmp_path / "m.json", changed)).facts

    with pytest.raises(MarketError) as raised:
        mg.open_market(FACTS + read)

    assert raised.value.problems == (said,)


def test_two_referrals_of_one_id_are_refused(tmp_path: Path) -> None:
    read = formats.read(written(tmp_path / "m.json", {})).facts

    with pytest.raises(MarketError, match="referrals/r1: the id stands twice"):
        mg.open_market(FACTS + read + read)


def test_on_the_command_line_a_referral_that_cannot_be_is_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "m.json", event({"state": "sent", "on": "2026-03-21"}))

    code, out, err = typed(capsys, "check", str(path), "--on", "2026-03-02")

    assert (code, out) == (2, "")
    assert "events[3].state: the value given is not what may follow seen" in err.replace("\n", " ")
    assert "Traceback" not in err
