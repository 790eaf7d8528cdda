"""Bad Plan-Net sources: one error that names file, place, field and value, whatever is wrong, never a traceback."""

import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medgroup.errors import FormatError, MedgroupError
from medgroup.formats import plan_net
from medgroup.formats.plan_net import source
from tests.unit.plan_net_resources import (
    EXTENSION,
    Element,
    affiliation,
    concept,
    directory,
    location,
    new_patients,
    organization,
    plan,
    practitioner,
    resource,
    role,
    specialty,
    to,
    written,
)


def refused(path: Path) -> str:
    """Return the one error of a source, as a person sees it, without the folder."""
    with pytest.raises(FormatError) as caught:
        plan_net.read(path)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return str(caught.value).replace(str(path), path.name)


def refused_line(folder: Path, line: str | bytes) -> str:
    """Return the error of a file whose third line is not as it should be."""
    good = [(json.dumps(one) + "\n").encode() for one in directory()[:2]]
    path = folder / "bad.ndjson"
    path.write_bytes(b"".join([*good, line.encode() if isinstance(line, str) else line, b"\n", good[0]]))
    message = refused(path)
    assert message.startswith("bad.ndjson: line 3: ")
    return message.removeprefix("bad.ndjson: line 3: ")


#: Class of mistake, the resource that makes it, and what the error says after the resource's type and id.
OF_AN_ELEMENT = [
    ("name as text", practitioner(name="Ana"), "name: 'Ana' is not a list"),
    ("name as list of texts", practitioner(name=["Ana"]), "name: 'Ana' is not an object"),
    ("given name as text", practitioner(name=[{"given": "Ana"}]), "name.given: 'Ana' is not a list"),
    ("family name as number", practitioner(name=[{"family": 7}]), "name.family: 7 is not a text"),
    (
        "reference as list",
        role(practitioner=["Practitioner/ana"]),
        "practitioner: ['Practitioner/ana'] is not an object",
    ),
    ("reference as text", role(organization="Organization/clinic"), "organization: 'Organization/clinic' is not"),
    ("reference to a number", role(practitioner={"reference": 7}), "practitioner.reference: 7 is not a text"),
    (
        "list of references as one",
        role(location=to("Location", "main")),
        "location: {'reference': 'Location/main'} is not a",
    ),
    ("active as text", practitioner(active="yes"), "active: 'yes' is not true or false"),
    ("status as true", location(status=True), "status: True is not a text"),
    (
        "coding as object",
        organization("o") | {"type": [{"coding": {"code": "fac"}}]},
        "type.coding: {'code': 'fac'} is not",
    ),
    (
        "code as number",
        organization("o") | {"type": [{"coding": [{"code": 3}]}]},
        "type.coding: {'code': 3} is not a coding",
    ),
    ("extension as object", role(extension={}), "extension: {} is not a list"),
    (
        "network as text",
        role(extension=[{"url": EXTENSION + "network-reference", "valueReference": "gold"}]),
        "extension.value",
    ),
    ("specialty as text", role(specialty=["207Q00000X"]), "specialty: '207Q00000X' is not an object"),
    (
        "identifier value as list",
        practitioner(identifier=[{"system": "http://hl7.org/fhir/sid/us-npi", "value": []}]),
        "identifier.value",
    ),
    ("meta as text", role(meta="2025"), "meta: '2025' is not an object"),
    ("last update in words", role(meta={"lastUpdated": "yesterday"}), "meta.lastUpdated: 'yesterday' is not a date as"),
    (
        "impossible date",
        plan(period={"start": "2025-02-30"}),
        "period.start: '2025-02-30' is not a day of the calendar",
    ),
    ("impossible month", plan(period={"end": "2025-13"}), "period.end: '2025-13' is not a day of the calendar"),
    (
        "date in another form",
        role(period={"start": "01/02/2025"}),
        "period.start: '01/02/2025' is not a date as 2025-01-31",
    ),
    ("date as number", role(period={"start": 2025}), "period: 2025 is not a text"),
    (
        "end before start",
        role(period={"start": "2025-05-02", "end": "2025-05-01"}),
        "period.end: '2025-05-01' is not a day on or after the start 2025-05-02",
    ),
    ("period as list", plan(period=[]), "period: [] is not an object"),
    (
        "position without longitude",
        location(position={"latitude": 41.5}),
        "position: {'latitude': 41.5} is not a latitude and a",
    ),
    (
        "position as text",
        location(position={"latitude": "41", "longitude": -72}),
        "position.latitude: '41' is not a number",
    ),
    (
        "position off the globe",
        location(position={"latitude": 141, "longitude": -72}),
        "position.latitude: 141 is not a number of -90 or more, 90 at most",
    ),
    (
        "day of the week misspelt",
        location(hoursOfOperation=[{"daysOfWeek": ["tues"], "allDay": True}]),
        "hoursOfOperation.daysOfWeek: 'tues' is not a day of the week (mon, tue, wed, ",
    ),
    (
        "opening in words",
        location(hoursOfOperation=[{"daysOfWeek": ["mon"], "openingTime": "8am"}]),
        "hoursOfOperation.openingTime: '8am' is not a time of day",
    ),
    ("address as list", location(address=[{"city": "Anytown"}]), "address: [{'city': 'Anytown'}] is not an object"),
    ("qualification as object", practitioner(qualification={}), "qualification: {} is not a list"),
    ("category as object", resource("HealthcareService", "h", category=concept("lab")), "category: {'coding':"),
    ("variant as text", plan(plan=["gold"]), "plan: 'gold' is not an object"),
    (
        "new patients as object",
        role(extension=[new_patients("newpt") | {"extension": {}}]),
        "extension.extension: {} is not a",
    ),
    (
        "participant as true",
        affiliation("a", None, None, participatingOrganization=True),
        "participatingOrganization: True is",
    ),
    ("id of a strange form", resource("Location", "main site"), "Location: id: 'main site' is not an id of letters"),
    ("id as number", {"resourceType": "Location", "id": 7}, "Location: id: 7 is not an id of letters"),
    ("no id", {"resourceType": "Location"}, "Location: id: is missing"),
    ("no type", {"id": "x"}, "resourceType: is missing; a FHIR resource names its type"),
    ("type as list", {"resourceType": ["Location"], "id": "x"}, "resourceType: a list is not a text"),
    ("bundle whose entries are one", {"resourceType": "Bundle", "entry": {}}, "Bundle: entry: {} is not a list"),
]


@pytest.mark.parametrize(
    ("stated", "problem"), [case[1:] for case in OF_AN_ELEMENT], ids=[case[0] for case in OF_AN_ELEMENT]
)
def test_an_element_that_is_not_of_its_type_is_one_error(tmp_path: Path, stated: Element, problem: str) -> None:
    message = refused_line(tmp_path, json.dumps(stated))
    named = f"{stated.get('resourceType')}/{stated.get('id')}: "
    assert message.removeprefix(named).startswith(problem)


#: Class of mistake, the line, and what the error says.
OF_A_LINE: list[tuple[str, str | bytes, str]] = [
    ("cut off", '{"resourceType": "Pract', "column 18: is not JSON: the text that begins here has no closing quote"),
    ("no JSON", "Practitioner,ana", "column 1: is not JSON"),
    ("a trailing comma", '{"id": "x",}', "column "),
    ("two on a line", '{"resourceType": "Endpoint"} {"resourceType": "Endpoint"}', "column 30: "),
    ("a list", "[]", "a list is not a FHIR resource: { ... }"),
    ("null", "null", "null is not a FHIR resource"),
    ("a text", '"Practitioner"', "'Practitioner' is not a FHIR resource"),
    ("not a number", '{"resourceType": "Location", "id": "x", "position": {"latitude": NaN}}', "column "),
    (
        "bytes of another encoding",
        '{"resourceType": "Endpoint", "name": "É"}'.encode("latin-1"),
        "0xc9 at byte 39 of the line is not UTF-8",
    ),
    ("a NUL", b"\0\0\0", "column 1: is not JSON"),
    (
        "half a character",
        '{"resourceType": "Practitioner", "id": "x", "name": [{"text": "\\ud83d"}]}',
        "\\ud83d is half a character",
    ),
    ("deep nesting", '{"resourceType": "Endpoint", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "column "),
    ("a number of many digits", '{"resourceType": "Endpoint", "x": ' + "9" * 10_000 + "}", "column "),
]


@pytest.mark.parametrize(("line", "problem"), [case[1:] for case in OF_A_LINE], ids=[case[0] for case in OF_A_LINE])
def test_a_line_that_is_no_resource_is_one_error(tmp_path: Path, line: str | bytes, problem: str) -> None:
    assert refused_line(tmp_path, line).startswith(problem)


def test_an_entry_of_a_bundle_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_text('{"resourceType": "Bundle", "entry": [{}, {"resource": 7}]}', encoding="utf-8")
    assert refused(path) == "bad.ndjson: line 1 entry[1]: resource: 7 is not an object"


@pytest.mark.parametrize("depth", [90, 300, 900, 960, 980, 990, 1000, 1020, 2000])
def test_nesting_of_any_depth_is_read_or_refused(tmp_path: Path, depth: int) -> None:
    for name in ("name", "telecom", "id"):
        line = f'{{"resourceType": "Practitioner", "{name}": {"[" * depth}{"]" * depth}}}'
        assert len(refused_line(tmp_path, line)) < 400


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (
            b'[{"resourceType": "Endpoint"}]',
            "is not a FHIR resource or Bundle: { ... }; write several resources as *.ndjson",
        ),
        (b'{"resourceType": "Bundle", "entry": [', "line 1 column 38: "),
        (b'{"resourceType": "Endpoint"}\n{"resourceType": "Endpoint"}', "line 2 column 1: nothing may follow"),
        (b'{"a": 1, "a": 2}', "line 1 column 10: the key 'a' stands twice"),
        (b'{"organizations": []}', "resourceType: is missing; a FHIR resource names its type, as Practitioner"),
        ('{"resourceType": "Endpoint"}'.encode("utf-16"), "is UTF-16; save the file as UTF-8"),
        (b'{"resourceType": "Endpoint", "name": "\xc9"}', "byte 38: 0xc9 is not UTF-8"),
        (b'{"resourceType": "Endpoint", "name": "\\udc00"}', "\\udc00 is half a character"),
        (b"\x1f\x8b\x08\x00", "is not a FHIR resource or Bundle"),
    ],
    ids=[
        "empty",
        "blank",
        "an array",
        "cut off",
        "two",
        "a key twice",
        "a market",
        "UTF-16",
        "latin-1",
        "half",
        "gzip",
    ],
)
def test_a_document_that_is_no_resource_is_one_error(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert refused(path).startswith(f"bad.json: {problem}")


@pytest.mark.parametrize("rest", ["", "nonsense", '{"resource": ' + "[" * 200])
def test_a_bundle_is_read_entry_by_entry(tmp_path: Path, rest: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(f'{{"resourceType": "Bundle", "entry": [{{"resource": {{"resourceType": "Location"}}}}, {rest}')
    assert refused(path) == "bad.json: entry[0]: Location: id: is missing"


def test_an_entry_that_is_no_json_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"resourceType": "Bundle", "entry": [{},\n{"resource": }]}')
    assert refused(path) == "bad.json: line 2 column 14: entry[1]: is not JSON: a value is missing here"


def test_a_bundle_that_says_so_only_at_its_end_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    entries = [{"resource": resource} for resource in directory()]
    path.write_text(json.dumps({"entry": entries, "resourceType": "Bundle"}))
    written(tmp_path, directory(), "same.ndjson")
    assert plan_net.read(path) == plan_net.read(tmp_path / "same.ndjson")


def test_a_folder_without_resources_and_a_path_to_nothing_are_errors(tmp_path: Path) -> None:
    assert refused(tmp_path).endswith("holds no *.ndjson or *.json file; subfolders are not read")
    written(tmp_path, directory())
    assert refused(tmp_path / "directory.ndjso") == (
        "directory.ndjso: no such file or folder; did you mean 'directory.ndjson'?"
    )


def test_an_empty_file_of_lines_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").touch()
    assert not any(plan_net.read(tmp_path).facts.counts().values())


@pytest.mark.parametrize("name", ["nonsense.ndjson", "nonsense.json"])
def test_a_long_file_of_nonsense_is_refused_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(200 << 20)
    message = refused(path)
    assert message.startswith(f"{name}: ")
    assert len(message) < 200


def test_a_resource_that_stands_twice_and_differs_is_an_error_that_names_both(tmp_path: Path) -> None:
    written(tmp_path, directory(), "a.ndjson")
    bundle = {"resourceType": "Bundle", "entry": [{}, {"resource": practitioner(name=[{"text": "Another"}])}]}
    written(tmp_path, [bundle], "b.ndjson")
    message = refused(tmp_path)
    assert "b.ndjson: line 1 entry[1]: Practitioner/ana stands twice and differs" in message
    assert "the first is at a.ndjson line 5" in message
    written(tmp_path, [practitioner(active=False)], "b.ndjson")
    assert "b.ndjson: line 1: Practitioner/ana stands twice and differs" in refused(tmp_path)


# fmt: off
VALUES: st.SearchStrategy[object] = st.sampled_from([
    None, True, 0, -1, 1e308, 10**30, "", " ", "x", "2025-02-30", "Organization/", "/", "#", [], [None], [[]], ["x"],
    {}, {"reference": []}, {"coding": [{}]}, {"start": "9999-12-31", "end": "0001"}, [{"coding": ["x"]}], "\u2028",
    "x" * 3000,
])
# fmt: on
RICH = [
    *directory(),
    practitioner("bo", name=[{"use": "official", "given": ["Bo"]}], identifier=[{"system": "x", "value": 7}]),
    role("bo-at-clinic", specialty=[specialty("207Q00000X")], period={"start": "2024", "end": "2025-01"}),
    location("annex", address={"line": ["1 Elm St"]}, position={"latitude": 1, "longitude": 2.5})
    | {"hoursOfOperation": [{"daysOfWeek": ["mon"], "openingTime": "08:00:00", "closingTime": "12:00:00"}]},
    affiliation("tie", "clinic", "hospital", code=[concept("bt")], network=[to("Organization", "gold")]),
    organization("hospital", "fac", partOf=to("Organization", "clinic")),
    resource("HealthcareService", "h", category=[concept("lab")], location=[to("Location", "main")]),
    {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Endpoint"}}]},
]


def _ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [one for key, inner in items for one in [(*way, key), *_ways(inner, (*way, key))]]


WAYS = _ways(RICH)


def error_of(path: Path) -> MedgroupError | None:
    try:
        plan_net.read(path)
    except MedgroupError as error:
        return error
    return None


@given(way=st.sampled_from([way for way in WAYS if len(way) > 1]), value=VALUES)
def test_one_changed_value_of_a_directory_is_read_or_refused_with_file_and_line(
    tmp_path_factory: pytest.TempPathFactory, way: tuple[str | int, ...], value: Any
) -> None:
    changed: Any = copy.deepcopy(RICH)
    holder = changed
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = value
    folder = written(tmp_path_factory.mktemp("changed"), changed)
    error = error_of(folder)
    if error is not None:
        assert isinstance(error, FormatError)
        assert error.source == str(folder / "directory.ndjson")
        assert error.place.startswith("line ")
        assert error.problem


def test_the_standard_library_reads_what_orjson_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("orjson")
    fast = plan_net.read(written(tmp_path, RICH))
    source._fast_decoder.cache_clear()
    monkeypatch.setitem(sys.modules, "orjson", None)
    try:
        assert plan_net.read(tmp_path) == fast
    finally:
        source._fast_decoder.cache_clear()
