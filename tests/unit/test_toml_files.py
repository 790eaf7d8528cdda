"""TOML market files: what they say, and what is said of one that is wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import medgroup as mg
from medgroup import formats
from medgroup.errors import FormatError
from tests.property.test_market_files import read

TEXT = """
version = 1

[[organizations]]
id = "north"
name = "North Clinic"
roles = ["practice"]
period = {start = 2019-01-01, end = 2026-07-01}

[[organizations]]
id = "south"

[[sites]]
id = "mill-street"
organization = "north"
position = {latitude = 43, longitude = -107.5}

[sites.address]
line = ["1 Mill Street"]
city = "Larkwater"

[[sites.hours]]
days = ["mon", "tue"]
opens = "08:00"
closes = "17:00"

[[resources]]
id = "records"
organization = "north"
cost = "14500.00"
period.start = "2025-01-01"
"""
SAME = {
    "version": 1,
    "organizations": [
        {
            "id": "north",
            "name": "North Clinic",
            "roles": ["practice"],
            "period": {"start": "2019-01-01", "end": "2026-07-01"},
        },
        {"id": "south"},
    ],
    "sites": [
        {
            "id": "mill-street",
            "organization": "north",
            "position": {"latitude": 43, "longitude": -107.5},
            "address": {"line": ["1 Mill Street"], "city": "Larkwater"},
            "hours": [{"days": ["mon", "tue"], "opens": "08:00", "closes": "17:00"}],
        }
    ],
    "resources": [{"id": "records", "organization": "north", "cost": "14500.00", "period": {"start": "2025-01-01"}}],
}


def written(folder: Path, text: str) -> Path:
    path = folder / "market.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_toml_file_says_what_a_json_file_says(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(SAME))
    assert formats.read(written(tmp_path, TEXT)).facts == formats.read(other).facts
    assert mg.load(tmp_path / "market.toml").site("mill-street").organization == "north"


def test_it_stands_in_a_folder_beside_others(tmp_path: Path) -> None:
    written(tmp_path, TEXT)
    (tmp_path / "payers.csv").write_text("id\nacme\n")
    assert formats.read(tmp_path).facts.counts()["payers"] == 1
    assert formats.read(tmp_path).facts.counts()["organizations"] == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("name =", "naem ="), "line 4: organizations.0. .id \"north\".: naem: .* did you mean 'name'"),
        (TEXT.replace('id = "south"', "id = 7"), "line 10: organizations.1.: id: 7 is not a text"),
        (TEXT.replace("2019-01-01", "2019-01-01T08:00:00"), "period.start: '2019-01-01T08:00:00' is not a day"),
        ('organizations = [{id = "a"}, {id = "b", naem = "c"}]', 'toml: organizations.1. .id "b".: naem: '),
        ("[[organisations]]", "'organisations' is not a collection of facts; did you mean 'organizations'"),
        ("organizations = 7", "organizations: 7 is not a list of facts"),
        ("[organizations]", "organizations: an object is not a list of facts"),
        ("version = 2", "version: 2 is not the version that is read here"),
        ("a = = b", "line 1 column 5: is not TOML: invalid value"),
        ("a =", "the end: is not TOML: invalid value"),
        ('a = "b"\na = "c"', "the end: is not TOML: cannot overwrite a value"),
        ("[[sites]]\nid = nan", r"sites\[0\].id: nan is not a number that a market knows"),
        ("[[sites]]\nid = " + "9" * 65, r"sites\[0\].id: a number has more than 64 digits"),
        ("[[sites]]\nid = " + "9" * 5_000, "a number has more than 64 digits"),
        ("a = " + "[" * 5_000 + "]" * 5_000, "is nested more than 100 levels deep"),
        ("\n", "is empty"),
    ],
    ids=range(16),
)
def test_what_is_wrong_is_one_error_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(FormatError, match=said) as caught:
        formats.read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert caught.value.__cause__ is None


@given(st.integers(0, len(TEXT)), st.integers(0, 3), st.sampled_from(['"', "\n", "[", "]", "=", "2", "\ud7ff", "{"]))
def test_a_file_that_is_corrupted_anywhere_is_one_error_or_harmless(start: int, gone: int, new: str) -> None:
    read("market.toml", (TEXT[:start] + new + TEXT[start + gone :]).encode())


def test_toml_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be written; TOML is read, not written; name a"):
        mg.save(mg.valley(), tmp_path / "market.toml")
    assert list(tmp_path.iterdir()) == []
