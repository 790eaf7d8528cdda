"""Bad market files: one error that names file, place, field, value and mend, whatever is wrong."""

from pathlib import Path

import pytest

from medgroup import formats
from medgroup.errors import FormatError

ROSTER = '{"id": "r4", "agreement": "g", "practitioner": "p", "billing": "b"%s}'
IN_JSON = '{"version": 1,\n "roster_entries": [\n  %s]}'


def refused(path: Path, content: str | bytes) -> str:
    """Return the one error of a file, as a person sees it, without the folder."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FormatError) as caught:
        formats.read(path)
    assert caught.value.source == str(path)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return str(caught.value).replace(str(path), path.name)


def entry(more: str) -> str:
    return IN_JSON % (ROSTER % more)


#: Class of mistake, what is added to a roster entry, and what the error says after the fact's name.
IN_A_FACT = [
    (
        "unknown key",
        ', "color": 1',
        "color: 'color' is not a key of a roster entry; it takes id, agreement, practitioner",
    ),
    (
        "misspelt key",
        ', "specialtes": []',
        "specialtes: 'specialtes' is not a key of a roster entry; did you mean 'specialties'?",
    ),
    (
        "misspelt key inside",
        ', "period": {"strt": null}',
        "period.strt: 'strt' is not a key of a period; did you mean 'start'?",
    ),
    ("number for a text", ', "plans": [7]', "plans[0]: 7 is not a text; put it in quotes"),
    ("truth for a text", ', "plans": [true]', "plans[0]: true is not a text"),
    ("null in a list", ', "plans": [null]', "plans[0]: null is not a text"),
    ("text for a list", ', "plans": "gold"', "plans: 'gold' is not a list"),
    ("object for a list", ', "plans": {"gold": 1}', "plans: an object is not a list"),
    ("empty list", ', "plans": []', "plans: [] is not a list with something in it (leave it out to mean all)"),
    ("blank in a list", ', "plans": [" "]', "plans: ' ' is not a text with something in it"),
    ("taxonomy code", ', "specialties": ["cardio"]', "specialties: 'cardio' is not a taxonomy code of ten characters"),
    ("text for a period", ', "period": "2025"', "period: '2025' is not a period; write an object"),
    ("list for a period", ', "period": ["2025-01-01"]', "period: a list is not a period; write an object"),
    (
        "impossible date",
        ', "period": {"end": "2025-02-30"}',
        "period.end: '2025-02-30' is not a day as 2025-01-31; the calendar has no such day",
    ),
    (
        "date with a time",
        ', "period": {"end": "2025-02-03T00:00:00"}',
        "period.end: '2025-02-03T00:00:00' is not a day as 2025-01-31",
    ),
    ("date as a number", ', "period": {"end": 20250203}', "period.end: 20250203 is not a day as 2025-01-31"),
    (
        "date of another country",
        ', "period": {"end": "02/03/2025"}',
        "period.end: '02/03/2025' is not a day as 2025-01-31",
    ),
    ("week for a date", ', "period": {"end": "2025-W01-1"}', "period.end: '2025-W01-1' is not a day as 2025-01-31"),
    (
        "end before start",
        ', "period": {"start": "2025-02-03", "end": "2025-02-03"}',
        "period.end: '2025-02-03' is not a day after the start 2025-02-03 (periods are half-open)",
    ),
    (
        "half a character",
        ', "plans": ["\\ud800"]',
        "plans[0]: '\\ud800' is not a character; half of a pair stands alone",
    ),
]


@pytest.mark.parametrize(("mistake", "more", "said"), IN_A_FACT, ids=[row[0] for row in IN_A_FACT])
def test_a_mistake_in_a_fact_is_named_with_line_fact_field_and_mend(
    tmp_path: Path, mistake: str, more: str, said: str
) -> None:
    assert refused(tmp_path / "m.json", entry(more)).startswith(f'm.json: line 3: roster_entries[0] (id "r4"): {said}')


@pytest.mark.parametrize(("mistake", "more", "said"), IN_A_FACT, ids=[row[0] for row in IN_A_FACT])
def test_yaml_says_the_same_as_json(tmp_path: Path, mistake: str, more: str, said: str) -> None:
    # Not every parser hands half a character on; those that do not refuse it in their own words.
    if mistake != "half a character":
        assert refused(tmp_path / "m.yaml", entry(more)).startswith(
            f'm.yaml: line 3: roster_entries[0] (id "r4"): {said}'
        )


#: Collection, the fields of a fact, and what the error says.
IN_OTHER_FACTS = [
    ("organizations", '"npi": "12345O7893"', "npi: '12345O7893' is not an NPI of ten digits"),
    ("organizations", '"npi": 1234567893', "npi: 1234567893 is not a text; put it in quotes"),
    ("organizations", '"tin": "12-34567"', "tin: '12-34567' is not a TIN of nine digits (12-3456789)"),
    (
        "organizations",
        '"roles": ["practise"]',
        "roles[0]: 'practise' is not one of practice, facility, system, network, management, pharmacy, exchange; ",
    ),
    ("organizations", '"name": ""', "name: '' is not a text with something in it"),
    (
        "affiliations",
        '"organizer": "a", "member": "b", "kind": "OWNS"',
        "kind: 'OWNS' is not one of owns, manages, member, associated; did you mean 'owns'?",
    ),
    (
        "affiliations",
        '"organizer": "a", "member": "b", "kind": 1',
        "kind: 1 is not one of owns, manages, member, associated",
    ),
    ("affiliations", '"organizer": "a", "member": "b", "share": "0.5"', "share: '0.5' is not a number"),
    ("affiliations", '"organizer": "a", "member": "b", "share": 1.5', "share: 1.5 is not a number above 0, 1 at most"),
    ("affiliations", '"organizer": "a", "member": "b", "share": true', "share: true is not a number"),
    ("affiliations", '"organizer": "a", "member": "a"', "member: 'a' is not another organization than the organizer"),
    (
        "affiliations",
        '"organizer": "a", "member": "b", "terms": [{"functions": []}]',
        "terms[0].functions: [] is not one function or more",
    ),
    (
        "affiliations",
        '"organizer": "a", "member": "b", "terms": [{"effect": "joins"}]',
        "terms[0].functions: is missing",
    ),
    ("affiliations", '"organizer": "a"', "member: is missing"),
    ("affiliations", '"organizer": "a", "member": null', "member: null is not a text"),
    (
        "practitioners",
        '"qualifications": [{"state": "ma"}]',
        "qualifications[0].state: 'ma' is not a two-letter state code; did you mean 'MA'?",
    ),
    (
        "practitioner_roles",
        '"practitioner": "p", "organization": "o", "accepting": 1',
        "accepting: 1 is not true or false",
    ),
    (
        "practitioner_roles",
        '"practitioner": "p", "organization": "o", "accepting": "False"',
        "accepting: 'False' is not true or false",
    ),
    (
        "sites",
        '"position": {"latitude": 91, "longitude": 0}',
        "position.latitude: 91.0 is not a number of -90 or more, 90 at most",
    ),
    ("sites", '"position": {"latitude": 1, "longitude": null}', "position.longitude: null is not a number"),
    (
        "resources",
        '"organization": "o", "cost": 100.19',
        'cost: 100.19 is not dollars and cents in quotes, as "100.19"',
    ),
    ("resources", '"organization": "o", "cost": "100.2"', "cost: '100.2' is not dollars and cents in quotes"),
    ("resources", f'"organization": "o", "cost": "{"9" * 5000}.00"', "cost: '99999"),
    (
        "plans",
        '"payer": "p", "networks": ["n", "n"]',
        "networks: ['n', 'n'] is not a list in which nothing stands twice",
    ),
    (
        "agreements",
        '"contractor": "o", "terms": ' + "[" * 90 + "]" * 90,
        "terms: a list is not contract terms; write an object",
    ),
    ("scopes", '"networks": ["n"]', "of: is missing"),
]


@pytest.mark.parametrize(("collection", "more", "said"), IN_OTHER_FACTS, ids=[row[2][:40] for row in IN_OTHER_FACTS])
def test_values_are_taken_strictly(tmp_path: Path, collection: str, more: str, said: str) -> None:
    text = refused(tmp_path / "m.json", f'{{"{collection}": [{{"id": "x", {more}}}]}}')
    assert text.startswith(f'm.json: line 1: {collection}[0] (id "x"): {said}')


#: Name of the file, its content, and the whole error or its beginning.
WHOLE_FILES = [
    ("m.json", "", "m.json: is empty"),
    ("m.json", " \n\t ", "m.json: is empty"),
    ("m.yaml", "", "m.yaml: is empty"),
    ("m.yaml", "# only: a comment\n", "m.yaml: is empty"),
    ("m.json", b'{"payers": [{"id": "caf\xe9"}]}', "m.json: byte 23: 0xe9 is not UTF-8; save the file as UTF-8"),
    ("m.json", '{"version": 1}'.encode("utf-16"), "m.json: is UTF-16; save the file as UTF-8"),
    ("m.json", b'{"version": 1}\0\0', "m.json: byte 14: is NUL, so the file is no text"),
    ("m.yaml", bytes(range(256)) * 9, "m.yaml: byte 0: is NUL"),
    ("m.json", b"\x89PNG\r\n\x1a\n\xff\xff", "m.json: byte 0: 0x89 is not UTF-8"),
    ("m.json", "[]", "m.json: line 1 column 1: a market file is an object: { ... }"),
    ("m.json", "market", "m.json: line 1 column 1: a market file is an object"),
    ("m.yaml", "- a: 1\n", "m.yaml: line 1 column 1: a market file is an object"),
    ("m.yaml", "just words", "m.yaml: line 1: a market file is an object"),
    ("m.json", '{"payers": [{"id": "a"}', "m.json: line 1 column 24: the file ends in the middle; is it cut off?"),
    (
        "m.json",
        '{"payers": [{"id": "a"',
        "m.json: line 1 column 23: payers[0]: the file ends in the middle; is it cut off?",
    ),
    (
        "m.json",
        '{"payers": [{"id": "a',
        "m.json: line 1 column 20: payers[0]: is not JSON: the text that begins here has no closing quote",
    ),
    (
        "m.json",
        '{"payers": [{"id": "a"} {"id": "b"}]}',
        "m.json: line 1 column 25: is not JSON: a comma or ] is missing here",
    ),
    (
        "m.json",
        '{"payers": [{"id": "a"},\n]}',
        "m.json: line 2 column 1: payers[1]: is not JSON: a value is missing here",
    ),
    ("m.json", '{"payers": [{"id" "a"}]}', "m.json: line 1 column 19: payers[0]: is not JSON: a colon is missing here"),
    ("m.json", '{"payers" []}', "m.json: line 1 column 11: is not JSON: a colon is missing here"),
    ("m.json", "{payers: []}", "m.json: line 1 column 2: is not JSON: a key in double quotes is missing here"),
    ("m.json", '{"payers": []} more', "m.json: line 1 column 16: nothing may follow the end of the document"),
    ("m.json", '{"payers": [{"id": "a\nb"}]}', "m.json: line 1 column 22: payers[0]: is not JSON: a line break"),
    (
        "m.json",
        '{"payers": [{"id": "a",\n "id": "b"}]}',
        "m.json: line 1 column 13: payers[0]: the key 'id' stands twice",
    ),
    ("m.yaml", "payers:\n- id: a\n  id: b\n", "m.yaml: line 3 column 3: payers[0]: the key 'id' stands twice"),
    (
        "m.json",
        '{"payers": [],\n "payers": []}',
        "m.json: line 2 column 2: 'payers' stands twice; put its facts into one list",
    ),
    ("m.yaml", "payers: []\npayers: []\n", "m.yaml: line 2 column 1: 'payers' stands twice"),
    ("m.yaml", "payers:\n- id: é\n  name: a\x07b\n", "m.yaml: line 3 column 10: is not YAML: "),
    (
        "m.yaml",
        "networks:\n- {id: n, payer: p, start: 2025-01-01}\n",
        "m.yaml: line 2: networks[0] (id \"n\"): start: 'start' is not a key of a network; did you mean 'period'?",
    ),
    (
        "m.yaml",
        "plans:\n- {id: a, payer: p, networks: n}\n",
        "m.yaml: line 2: plans[0] (id \"a\"): networks: 'n' is not a list; put it in [ ]",
    ),
    (
        "m.json",
        '{"organisations": []}',
        "m.json: line 1 column 2: 'organisations' is not a collection of facts; did you mean 'organizations'?",
    ),
    (
        "m.yaml",
        "roster-entries: []\n",
        "m.yaml: line 1 column 1: 'roster-entries' is not a collection of facts; did you mean 'roster_entries'?",
    ),
    (
        "m.json",
        '{"doctors": []}',
        "m.json: line 1 column 2: 'doctors' is not a collection of facts; a market file holds organizations, aff",
    ),
    (
        "m.json",
        '{"payers": {"id": "a"}}',
        "m.json: line 1 column 12: payers: an object is not a list of facts; write [ ... ]",
    ),
    ("m.yaml", "payers: acme\n", "m.yaml: line 1 column 9: payers: 'acme' is not a list of facts; write [ ... ]"),
    ("m.json", '{"payers": ["acme"]}', "m.json: line 1: payers[0]: 'acme' is not a payer; write an object"),
    ("m.json", '{"payers": [{"name": "Acme"}]}', "m.json: line 1: payers[0]: id: is missing"),
    ("m.json", '{"payers": [{"id": 7}]}', "m.json: line 1: payers[0]: id: 7 is not a text; put it in quotes"),
    (
        "m.json",
        '{"version": 2}',
        "m.json: line 1 column 2: version: 2 is not the version that is read here, which is 1",
    ),
    ("m.json", '{"version": true}', "m.json: line 1 column 2: version: true is not the version"),
    ("m.yaml", "version: 1.0", "m.yaml: line 1 column 10: version: 1.0 is not the version"),
    (
        "m.json",
        '{"plans": [{"id": "p", "benefits": NaN}]}',
        "m.json: line 1 column 12: plans[0]: NaN is not a number that JSON or a market knows",
    ),
    (
        "m.json",
        '{"plans": [{"id": "p", "benefits": -Infinity}]}',
        "m.json: line 1 column 12: plans[0]: -Infinity is not a number",
    ),
    (
        "m.json",
        '{"plans": [{"id": "p", "benefits": 1e999}]}',
        "m.json: line 1 column 12: plans[0]: '1e999' is not a number",
    ),
    (
        "m.yaml",
        "plans:\n- {id: p, benefits: .nan}\n",
        "m.yaml: line 2 column 21: '.nan' is not a number that a market knows",
    ),
    ("m.yaml", "plans:\n- {id: p, benefits: 1e999}\n", "m.yaml: line 2 column 21: '1e999' is not a number"),
    (
        "m.json",
        '{"plans": [{"id": "p", "benefits": %s}]}' % ("9" * 9999),
        "m.json: line 1 column 12: plans[0]: a number has more than 64 digits",
    ),
    (
        "m.yaml",
        "plans:\n- {id: p, benefits: 0x%s}\n" % ("f" * 9999),
        "m.yaml: line 2 column 21: a number has more than 64 digits",
    ),
    (
        "m.json",
        '{"payers": %s' % ("[" * 100_000),
        "m.json: line 1 column 13: payers[0]: is nested more than 100 levels deep",
    ),
    (
        "m.json",
        '{"plans": [{"id": "p", "benefits": %s' % ('{"a":' * 100_000),
        "m.json: line 1 column 12: plans[0]: is nested more than 100",
    ),
    (
        "m.yaml",
        "payers: %s" % ("[" * 100_000),
        "m.yaml: line 1 column 109: payers[0]: is nested more than 100 levels deep",
    ),
    (
        "m.yaml",
        "payers:\n- &a {id: a}\n- *a\n",
        "m.yaml: line 2 column 3: anchors and aliases (&name, *name) are not read; write the value out",
    ),
    (
        "m.yaml",
        "payers:\n- !!python/object:os.system {id: a}\n",
        "m.yaml: line 2 column 3: tags are not read; leave 'tag:yaml.org,2002:python",
    ),
    ("m.yaml", "payers: []\n---\npayers: []\n", "m.yaml: line 2 column 1: a market file is one document"),
    ("m.yaml", "payers:\n- [a, b]: c\n", "m.yaml: line 2 column 3: a key is a text, not a list or an object"),
    ("m.yaml", "payers:\n- id: a\n name: b\n", "m.yaml: line 3 column 2: is not YAML: "),
    ("m.yaml", 'payers:\n- id: "a\n', "m.yaml: line 3 column 1: is not YAML: "),
    ("m.yaml", "payers:\n- id: a\x01\n", "m.yaml: line 2 column 8: is not YAML: "),
    (
        "m.txt",
        "some words",
        "m.txt: is not a market file, which ends in .json, .yaml, .yml, .toml, .csv, nor a file of FHIR resources",
    ),
]


@pytest.mark.parametrize(("name", "content", "said"), WHOLE_FILES, ids=[str(n) for n in range(len(WHOLE_FILES))])
def test_a_file_that_cannot_be_read_is_one_error(tmp_path: Path, name: str, content: str, said: str) -> None:
    assert refused(tmp_path / name, content).startswith(said)


def test_yaml_names_the_line_of_the_field_itself(tmp_path: Path) -> None:
    entry = "roster_entries:\n- id: r1\n  agreement: g\n  practitioner: p\n  billing: b\n"
    text = f"{entry}  period:\n    start: 2025-01-01\n    end: 2025-02-30\n"
    assert refused(tmp_path / "m.yaml", text).startswith('m.yaml: line 8: roster_entries[0] (id "r1"): period.end: ')


#: Name and content of a spreadsheet, and the error.
SPREADSHEETS = [
    (
        "roster_entry.csv",
        "id\n",
        "roster_entry.csv: 'roster_entry' is not a collection of facts; did you mean roster_entries.csv?",
    ),
    (
        "xyzzy.csv",
        "id\n",
        "xyzzy.csv: 'xyzzy' is not a collection of facts; a spreadsheet is named for what it holds: organizations, aff",
    ),
    ("payers.csv", "id,nmae\n", "payers.csv: line 1 column 2: 'nmae' is not a column of payers; did you mean 'name'?"),
    (
        "payers.csv",
        "id;name\na;b\n",
        "payers.csv: line 1 column 1: the columns are not parted by commas; save the file as CSV with commas",
    ),
    ("payers.csv", "id,id\n", "payers.csv: line 1: the column 'id' stands twice"),
    ("networks.csv", "id,payer,start,period.start\n", "networks.csv: line 1: the column 'start' stands twice"),
    ("networks.csv", "id,name\n", "networks.csv: line 1: the column 'payer' is missing; network without it is no fact"),
    ("payers.csv", "id,name\na,b\nc\n", "payers.csv: line 3: has 1 cells where the header has 2 columns"),
    ("payers.csv", 'id,name\na,"b\n', "payers.csv: line 2: is not CSV: unexpected end of data"),
    ("payers.csv", 'id,name\na,"b"c\n', "payers.csv: line 2: is not CSV: ',' expected after '\"'"),
    ("payers.csv", f"id,name\na,{'b' * 200_000}\n", "payers.csv: line 2: is not CSV: field larger than field limit"),
    ("payers.csv", "id,name\n,b\n", "payers.csv: line 2 column id: payers[0]: id: is missing"),
    ("payers.csv", "", "payers.csv: is empty"),
    (
        "networks.csv",
        'id,payer,name,end\na,p,"two\nlines",\nb,p,c,2025-13-01\n',
        "networks.csv: line 4 column end: networks[1] (id \"b\"): period.end: '2025-13-01' is not a day",
    ),
    (
        "resources.csv",
        "id,organization,quantity\na,o,12 pieces\n",
        "resources.csv: line 2 column quantity: resources[0] (id \"a\"): quantity: '12 pieces' is not a number",
    ),
    (
        "plans.csv",
        "id,payer,hdhp\na,p,yes\n",
        "plans.csv: line 2 column hdhp: plans[0] (id \"a\"): hdhp: 'yes' is not true or false",
    ),
    (
        "plans.csv",
        "id,payer,gates\na,p,pcp;refferal\n",
        "plans.csv: line 2 column gates: plans[0] (id \"a\"): gates[1]: 'refferal' is not one of pcp, referral, author",
    ),
    (
        "plans.csv",
        "id,payer,benefits\na,p,none\n",
        "plans.csv: line 2 column benefits: is not JSON: a value is missing here",
    ),
    (
        "sites.csv",
        "id,address.city,address\na,Here,{}\n",
        "sites.csv: line 2 column address: address stands in another column too",
    ),
    (
        "sites.csv",
        'id,address,address.city\na,"[1]",Here\n',
        "sites.csv: line 2 column address.city: address stands in another column too",
    ),
    (
        "coverages.csv",
        "id,patient,plan,order\na,b,c,1.0\n",
        'coverages.csv: line 2 column order: coverages[0] (id "a"): order: the value given is not a whole number',
    ),
]


@pytest.mark.parametrize(("name", "content", "said"), SPREADSHEETS, ids=[str(n) for n in range(len(SPREADSHEETS))])
def test_a_bad_spreadsheet_is_named_with_line_and_column(tmp_path: Path, name: str, content: str, said: str) -> None:
    assert refused(tmp_path / name, content).startswith(said)


def test_several_problems_are_one_error_that_lists_them_in_order(tmp_path: Path) -> None:
    text = refused(
        tmp_path / "m.json",
        '{"payers": [{"id": "a", "npi": "x"},\n{"id": "b", "name": 1, "nmae": 2}],\n"plans": [{"id": "c"}]}',
    )
    assert text == (
        "m.json: 4 problems\n"
        "  line 1: payers[0] (id \"a\"): npi: 'x' is not an NPI of ten digits\n"
        '  line 2: payers[1] (id "b"): name: 1 is not a text; put it in quotes\n'
        "  line 2: payers[1] (id \"b\"): nmae: 'nmae' is not a key of a payer; did you mean 'name'?\n"
        '  line 3: plans[0] (id "c"): payer: is missing'
    )


def test_the_list_ends_after_twenty_problems(tmp_path: Path) -> None:
    facts = ",\n".join(["{}"] * 100)
    text = refused(tmp_path / "m.json", f'{{"payers": [{facts}, cut off')
    assert text.startswith("m.json: the first 20 problems\n  line 1: payers[0]: id: is missing\n")
    assert text.count("\n") == 20


def test_what_was_wrong_before_a_file_is_cut_off_is_said_too(tmp_path: Path) -> None:
    text = refused(tmp_path / "m.json", '{"payers": [{}, {"id": "b"')
    assert text == (
        "m.json: 2 problems\n  line 1: payers[0]: id: is missing\n"
        "  line 1 column 27: payers[1]: the file ends in the middle; is it cut off?"
    )


def test_a_missing_path_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "market.json").write_text("{}")
    with pytest.raises(FormatError, match=r"markt\.json: no such file or folder; did you mean 'market.json'\?"):
        formats.read(tmp_path / "markt.json")
    with pytest.raises(FormatError, match=r"no such file or folder$"):
        formats.read(tmp_path / "nowhere" / "m.json")
    with pytest.raises(FormatError, match=r"no such file or folder$"):
        formats.read("a\0b")


def test_a_path_that_is_no_file_is_refused() -> None:
    with pytest.raises(FormatError, match="/dev/zero: is neither a file nor a folder"):
        formats.read("/dev/zero")


def test_a_folder_without_market_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing here")
    with pytest.raises(FormatError, match=r"holds no market file .* and no FHIR resources"):
        formats.read(tmp_path)


def test_a_bad_file_in_a_folder_is_named_with_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"payers": []}')
    (tmp_path / "b.csv").write_text("id\n")
    with pytest.raises(FormatError) as caught:
        formats.read(tmp_path)
    assert caught.value.source == str(tmp_path / "b.csv")


def test_a_folder_of_both_sorts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"id": "x", "resourceType": "Organization"}\n')
    (tmp_path / "b.json").write_text('{"payers": []}')
    with pytest.raises(FormatError, match=r"holds FHIR resources \(a.ndjson\) and market files \(b.json\); part them"):
        formats.read(tmp_path)


def test_a_market_file_that_mentions_resource_types_is_a_market_file(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"payers": [{"id": "p", "name": "\\"resourceType\\": \\"InsurancePlan\\""}]}')
    assert formats.read(tmp_path / "m.json").facts.counts()["payers"] == 1


# --- no detail of a patient is in any error ---

SECRET = "Zanzibar"
PATIENT_MISTAKES = [
    '{"patients": [{"id": "p", "household": ["Zanzibar"]}]}',
    '{"patients": [{"id": "p", "birth_date": "Zanzibar"}]}',
    '{"patients": [{"id": "p", "sex": "Zanzibar"}]}',
    '{"patients": [{"id": "p", "name": "Zanzibar"}]}',
    '{"patients": [{"id": "p", "position": {"latitude": "Zanzibar", "longitude": 1}}]}',
    '{"patients": [{"id": "p", "position": "Zanzibar"}]}',
    '{"patients": ["Zanzibar"]}',
    '{"coverages": [{"id": "p", "patient": 1, "plan": "x", "pcp": ["Zanzibar"]}]}',
    '{"coverages": [{"id": "p", "patient": "x", "plan": "x", "order": "Zanzibar"}]}',
]


@pytest.mark.parametrize("ending", ["json", "yaml"])
@pytest.mark.parametrize("content", PATIENT_MISTAKES)
def test_what_is_wrong_of_a_patient_is_said_without_the_value(tmp_path: Path, content: str, ending: str) -> None:
    text = refused(tmp_path / f"m.{ending}", content)
    assert SECRET not in text
    assert "the value given" in text or "name: 'name' is not a key of a patient" in text


def test_the_days_of_a_patient_are_not_shown(tmp_path: Path) -> None:
    coverage = '{"id": "c", "patient": "p", "plan": "x", "period": {"start": "2025-01-05", "end": "2025-01-04"}}'
    text = refused(tmp_path / "m.json", f'{{"coverages": [{coverage}]}}')
    assert text == 'm.json: line 1: coverages[0] (id "c"): period.end: the value given is not a day after the start'


def test_a_near_word_for_a_patient_is_not_shown(tmp_path: Path) -> None:
    text = refused(tmp_path / "m.json", '{"patients": [{"id": "p", "sex": "femal"}]}')
    assert text.endswith("sex: the value given is not one of female, male, other, unknown")


def test_a_spreadsheet_of_patients_without_a_header_shows_none_of_them(tmp_path: Path) -> None:
    text = refused(tmp_path / "patients.csv", "Zanzibar,1980-02-29,female\n")
    assert text.startswith(
        "patients.csv: line 1 column 1: the name given is not a column of patients; it takes id, birth_date"
    )


@pytest.mark.parametrize(
    "content", ['{"patients": [{"id": "p", "household": "Zanzibar', '{"patients": [{"household": "Zanzibar"} x']
)
def test_a_file_of_patients_that_is_cut_off_shows_none_of_them(tmp_path: Path, content: str) -> None:
    assert SECRET not in refused(tmp_path / "m.json", content)


# --- long files of nonsense ---

LONG = 30_000_000


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("m.json", b"\x93\x12\xfe"),
        ("m.json", b"["),
        ("m.json", b"lorem ipsum "),
        ("m.json", b" "),
        ("m.json", b'{"id": 1}\n'),
        ("m.yaml", b"lorem ipsum\n"),
        ("m.yaml", b"["),
        ("m.yaml", b"a: b\n"),
        ("payers.csv", b"lorem ipsum\n"),
        ("payers.csv", b","),
    ],
)
def test_a_long_file_of_nonsense_is_one_error(tmp_path: Path, name: str, unit: bytes) -> None:
    assert len(refused(tmp_path / name, unit * (LONG // len(unit)))) < 5_000


def test_a_long_list_of_nonsense_is_one_error(tmp_path: Path) -> None:
    assert refused(tmp_path / "m.json", b'{"payers": [' + b"1," * (LONG // 2)).startswith(
        "m.json: the first 20 problems"
    )
    assert refused(tmp_path / "m.yaml", b"payers:\n" + b"- a\n" * (LONG // 4)).startswith(
        "m.yaml: the first 20 problems"
    )


@pytest.mark.parametrize("levels", [101, 500, 940, 960, 980, 985, 990, 995, 2000])
@pytest.mark.parametrize("key", ["benefits", "payer", "networks", "color"])
def test_nesting_of_any_depth_is_one_error_wherever_it_stands(tmp_path: Path, levels: int, key: str) -> None:
    nested = "[" * levels + "]" * levels

    refused(tmp_path / "m.json", f'{{"plans": [{{"{key}": {nested}}}]}}')
    refused(tmp_path / "m.yaml", f'{{"plans": [{{"{key}": {nested}}}]}}')
