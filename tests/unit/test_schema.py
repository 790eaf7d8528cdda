"""The JSON Schema of market files: made from the types, and as strict as the reader about keys, types and words."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from medgroup import formats
from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.errors import FormatError
from medgroup.values import identifiers

EVERY_FIELD = Path(__file__).parents[1] / "data" / "every-field.json"
VALLEY = files("medgroup") / "data" / "valley.json"
SCHEMA = formats.schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_valid_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_it_is_plain_json_and_the_same_each_time() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA == formats.schema()


def test_it_takes_every_field_of_every_collection() -> None:
    VALIDATOR.validate(json.loads(EVERY_FIELD.read_text(encoding="utf-8")))


def test_it_takes_the_bundled_market() -> None:
    VALIDATOR.validate(json.loads(VALLEY.read_text(encoding="utf-8")))


@pytest.mark.parametrize("source", ["every field", "no facts"])
def test_it_takes_what_is_written(tmp_path: Path, source: str) -> None:
    facts = formats.read(EVERY_FIELD).facts if source == "every field" else Facts()
    formats.write(facts, tmp_path / "m.json")
    VALIDATOR.validate(json.loads((tmp_path / "m.json").read_text(encoding="utf-8")))


def test_it_names_every_collection_and_every_key() -> None:
    assert [name for name in SCHEMA["properties"] if name not in ("$schema", "version")] == list(COLLECTIONS)
    for name, kind in COLLECTIONS.items():
        record = SCHEMA["$defs"][kind.__name__]
        assert SCHEMA["properties"][name]["items"] == {"$ref": f"#/$defs/{kind.__name__}"}
        assert list(record["properties"]) == [field.name for field in attrs.fields(kind)]


def test_every_record_is_closed_and_described_and_requires_what_has_no_default() -> None:
    for record in SCHEMA["$defs"].values():
        assert record["additionalProperties"] is False
        assert record["description"].endswith(".")
    assert SCHEMA["$defs"]["RosterEntry"]["required"] == ["id", "agreement", "practitioner", "billing"]
    assert SCHEMA["$defs"]["Period"]["required"] == []


def test_fields_are_described_by_the_comments_of_their_source_in_the_words_of_a_file() -> None:
    entry = SCHEMA["$defs"]["RosterEntry"]["properties"]
    assert entry["billing"]["description"] == "The organization whose TIN bills."
    assert entry["plans"]["description"] == "Plans that the line is good for; null means all."


def test_the_form_of_identifiers_comes_from_where_they_are_checked() -> None:
    organization = SCHEMA["$defs"]["Organization"]["properties"]
    assert organization["npi"]["pattern"] == f"^(?:{identifiers.NPI.pattern})$"
    assert organization["tin"]["pattern"] == f"^(?:{identifiers.TIN.pattern})$"
    items = SCHEMA["$defs"]["RosterEntry"]["properties"]["specialties"]["items"]
    assert items["pattern"] == f"^(?:{identifiers.TAXONOMY.pattern})$"


BAD = [
    {"organisations": []},
    {"version": 2},
    {"version": "1"},
    {"payers": {}},
    {"payers": ["acme"]},
    {"payers": [{}]},
    {"payers": [{"id": None}]},
    {"payers": [{"id": " "}]},
    {"payers": [{"id": "a", "nmae": "b"}]},
    {"payers": [{"id": "a", "npi": 1234567893}]},
    {"payers": [{"id": "a", "npi": "12345O7893"}]},
    {"organizations": [{"id": "a", "roles": ["practise"]}]},
    {"organizations": [{"id": "a", "roles": "practice"}]},
    {"organizations": [{"id": "a", "period": {"start": "01/02/2025"}}]},
    {"organizations": [{"id": "a", "period": {"strt": "2025-01-02"}}]},
    {"affiliations": [{"id": "a", "organizer": "b"}]},
    {"affiliations": [{"id": "a", "organizer": "b", "member": "c", "kind": "OWNS"}]},
    {"practitioners": [{"id": "a", "qualifications": [{"state": "Massachusetts"}]}]},
    {"practitioner_roles": [{"id": "a", "practitioner": "b", "organization": "c", "specialties": []}]},
    {"practitioner_roles": [{"id": "a", "practitioner": "b", "organization": "c", "specialties": ["cardiology"]}]},
    {"practitioner_roles": [{"id": "a", "practitioner": "b", "organization": "c", "accepting": "False"}]},
    {"sites": [{"id": "a", "position": {"latitude": 1}}]},
    {"resources": [{"id": "a", "organization": "b", "cost": 100.19}]},
    {"plans": [{"id": "a", "payer": "b", "networks": ["n", "n"]}]},
    {"scopes": [{"id": "a", "of": None}]},
    {"coverages": [{"id": "a", "patient": "b", "plan": "c", "order": 1.5}]},
]


@pytest.mark.parametrize("document", BAD, ids=[json.dumps(document)[:60] for document in BAD])
def test_it_refuses_what_the_reader_refuses(tmp_path: Path, document: dict[str, Any]) -> None:
    (tmp_path / "m.json").write_text(json.dumps(document))
    with pytest.raises(FormatError):
        formats.read(tmp_path / "m.json")
    assert not VALIDATOR.is_valid(document)


GOOD = [
    {},
    {"$schema": "https://example.org/market.schema.json", "version": None, "payers": None},
    {"organizations": [{"id": "a", "name": None, "roles": None, "period": None, "tin": None}]},
    {"affiliations": [{"id": "a", "organizer": "b", "member": "c", "kind": None, "share": 1}]},
    {"practitioners": [{"id": "a", "qualifications": [{"state": None}], "languages": []}]},
    {"plans": [{"id": "a", "payer": "b", "gates": [], "benefits": {"tiers": None}, "hdhp": None, "product": None}]},
    {"agreements": [{"id": "a", "contractor": "b", "terms": {"rates": None, "withhold": "0.1"}}]},
    {"roster_entries": [{"id": "a", "agreement": "b", "practitioner": "c", "billing": "d", "terms": None}]},
    {"sites": [{"id": "a", "hours": [], "services": [], "address": None, "position": None}]},
]


@pytest.mark.parametrize("document", GOOD, ids=[json.dumps(document)[:60] for document in GOOD])
def test_it_takes_what_the_reader_takes(tmp_path: Path, document: dict[str, Any]) -> None:
    (tmp_path / "m.json").write_text(json.dumps(document))
    formats.read(tmp_path / "m.json")
    VALIDATOR.validate(document)
