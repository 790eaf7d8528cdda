"""Market files: three layouts with one meaning, and a way back to the same bytes."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medgroup import formats
from medgroup.domain.contracts import RosterEntry
from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.domain.organizations import Organization, Resource, Site
from medgroup.domain.payers import Payer
from medgroup.domain.practitioners import PractitionerRole
from medgroup.errors import FormatError, InvalidValueError, MissingExtraError
from medgroup.formats import plan_net
from medgroup.rules import Kind
from medgroup.values.money import Money
from medgroup.values.period import ALWAYS, Period

EVERY_FIELD = Path(__file__).parents[1] / "data" / "every-field.json"
LAYOUTS = ("market.json", "market.yaml", "market.yml", "folder")
AWKWARD_TEXTS = [
    " blank before",
    "blank after ",
    "a;b",
    "a,b",
    'a "quote"',
    "two\nlines",
    "two\r\nlines",
    "carriage\rreturn",
    "[list]",
    "{object}",
    "#comment",
    "key: value",
    "- item",
    "no",
    "Yes",
    "on",
    "null",
    "~",
    "true",
    "1",
    "1.0",
    "1e3",
    "0o17",
    "0x1f",
    "1_000",
    "12:30:45",
    ".inf",
    "2025-01-01",
    "&anchor",
    "*alias",
    "!tag",
    "%",
    "@",
    "`",
    "'",
    "\\",
    "\u2028",
    "\x85",
    "\x7f",
    "\ufeff",
    "\t",
    "é",
    "日本",
    "\U0001f600",
    "=1+1",
    "y",
    "?",
    "a: b #c",
    "trailing:",
]


def every_field() -> Facts:
    return formats.read(EVERY_FIELD).facts


def written(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


def read_text(path: Path, text: str) -> Facts:
    path.write_text(text, encoding="utf-8", newline="")
    return formats.read(path).facts


def test_the_example_uses_every_field_of_every_collection() -> None:
    used = {
        name: {key for fact in json.loads(EVERY_FIELD.read_text(encoding="utf-8"))[name] for key in fact}
        for name in COLLECTIONS
    }
    assert used == {name: {field.name for field in kind.__attrs_attrs__} for name, kind in COLLECTIONS.items()}


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_written_is_read_back_equal_and_written_to_the_same_bytes(tmp_path: Path, name: str) -> None:
    facts = every_field()
    formats.write(facts, tmp_path / name)
    first = written(tmp_path / name)
    back = formats.read(tmp_path / name).facts
    formats.write(back, tmp_path / name)

    assert back == facts.sorted()
    assert written(tmp_path / name) == first


def test_the_example_file_is_laid_out_as_a_file_is_written(tmp_path: Path) -> None:
    formats.write(every_field(), tmp_path / "market.json")
    assert (tmp_path / "market.json").read_bytes() == EVERY_FIELD.read_bytes()


def test_json_has_a_fact_a_line_with_keys_in_field_order_and_no_defaults(tmp_path: Path) -> None:
    entry = RosterEntry(
        id="r", agreement="g", practitioner="p", billing="b", sites=["s2", "s1"], period=Period(date(2025, 1, 1))
    )
    formats.write(Facts(roster_entries=[entry], payers=[Payer(id="z"), Payer(id="a", name="Ä")]), tmp_path / "m.json")
    assert (tmp_path / "m.json").read_text(encoding="utf-8") == (
        "{\n"
        '  "version": 1,\n'
        '  "payers": [\n'
        '    {"id": "a", "name": "Ä"},\n'
        '    {"id": "z"}\n'
        "  ],\n"
        '  "roster_entries": [\n'
        '    {"id": "r", "agreement": "g", "practitioner": "p", "billing": "b", "sites": ["s1", "s2"], '
        '"period": {"start": "2025-01-01", "end": null}}\n'
        "  ]\n"
        "}\n"
    )


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_order_of_facts_changes_no_byte(tmp_path: Path, name: str) -> None:
    facts = every_field()
    formats.write(facts, tmp_path / "one" if name == "folder" else tmp_path / f"one-{name}")
    backwards = Facts(**{collection: reversed(kept) for collection, kept in facts.items()})
    formats.write(backwards, tmp_path / "two" if name == "folder" else tmp_path / f"two-{name}")
    one, two = (written(tmp_path / (which if name == "folder" else f"{which}-{name}")) for which in ("one", "two"))
    assert list(one.values()) == list(two.values())


@pytest.mark.parametrize("text", AWKWARD_TEXTS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_awkward_texts_survive(tmp_path: Path, name: str, text: str) -> None:
    facts = Facts(
        payers=[Payer(id="p", name=None if not text.strip() else text)],
        sites=[Site(id=f"s{text}", services=[f"x{text}", "plain"], name=f"{text}x")],
    )
    formats.write(facts, tmp_path / name)
    assert formats.read(tmp_path / name).facts == facts


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_whole_number_and_its_float_are_equal_bytes(tmp_path: Path, name: str) -> None:
    for fte, folder in ((1, "whole"), (1.0, "float")):
        (tmp_path / folder).mkdir()
        role = PractitionerRole(id="r", practitioner="p", organization="o", fte=fte)
        formats.write(Facts(practitioner_roles=[role]), tmp_path / folder / name)
    assert written(tmp_path / "whole" / name) == written(tmp_path / "float" / name)
    assert formats.read(tmp_path / "float" / name).facts.practitioner_roles[0].fte == 1


def test_no_facts_are_a_market_file_too(tmp_path: Path) -> None:
    formats.write(Facts(), tmp_path / "m.json")
    assert (tmp_path / "m.json").read_text() == '{\n  "version": 1\n}\n'
    assert formats.read(tmp_path / "m.json").facts == Facts()


def test_null_and_missing_say_the_same(tmp_path: Path) -> None:
    with_null = (
        '{"version": null, "payers": null, "organizations": [{"id": "o", "name": null, "period": null, "roles": null}]}'
    )
    facts = read_text(tmp_path / "m.json", with_null)
    assert facts == Facts(organizations=[Organization(id="o")])
    assert facts.organizations[0].period == ALWAYS


def test_money_stays_a_text_of_dollars_and_cents(tmp_path: Path) -> None:
    resource = Resource(id="r", organization="o", cost=Money(10019))
    formats.write(Facts(resources=[resource]), tmp_path / "m.json")
    assert '"cost": "100.19"' in (tmp_path / "m.json").read_text()


def test_yaml_is_read_under_the_core_schema_of_1_2(tmp_path: Path) -> None:
    facts = read_text(
        tmp_path / "m.yaml",
        "payers:\n- {id: no, name: 2025-01-01}\n- id: on\n  name: 1:30\n- {id: 'yes', name: ~}\n"
        "plans:\n- id: p\n  payer: no\n  hdhp: True\n"
        "practitioner_roles:\n- {id: r, practitioner: p, organization: o, fte: .5, sites: [yes, no], supervisor: }\n"
        "coverages:\n- {id: c, patient: p, plan: p, order: 0o17}\n- {id: d, patient: p, plan: p, order: 0x1f}\n"
        "- {id: e, patient: p, plan: p, order: 017}\n- {id: f, patient: p, plan: p, order: +1}\n",
    )
    assert facts.payers == (Payer(id="no", name="2025-01-01"), Payer(id="on", name="1:30"), Payer(id="yes"))
    assert facts.practitioner_roles == (
        PractitionerRole(id="r", practitioner="p", organization="o", fte=0.5, sites=["no", "yes"]),
    )
    assert [coverage.order for coverage in facts.coverages] == [15, 31, 17, 1]
    assert facts.plans[0].hdhp is True


def test_yaml_takes_comments_and_both_ways_to_write_an_object(tmp_path: Path) -> None:
    facts = read_text(tmp_path / "m.yml", "# a market\n---\nversion: 1\npayers: # two\n  - id: a\n  - {id: b}\n...\n")
    assert facts == Facts(payers=[Payer(id="a"), Payer(id="b")])


def test_json_is_yaml(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(EVERY_FIELD.read_bytes())
    assert formats.read(tmp_path / "m.yaml").facts == every_field()


def test_a_file_may_name_its_schema(tmp_path: Path) -> None:
    assert read_text(tmp_path / "m.json", '{"$schema": "market.schema.json", "version": 1}') == Facts()


def test_a_byte_order_mark_and_the_line_ends_of_any_system_are_read(tmp_path: Path) -> None:
    lines = "id,name,period.start", "n1,Näme,2025-01-01", "n2,,"
    for name, end in (("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "organizations.csv").write_bytes(b"\xef\xbb\xbf" + end.join(lines).encode())
        facts = formats.read(folder).facts
        assert facts.organizations == (
            Organization(id="n1", name="Näme", period=Period(date(2025, 1, 1))),
            Organization(id="n2"),
        )
    (tmp_path / "m.json").write_bytes(b'\xef\xbb\xbf{"version": 1}\r\n')
    assert formats.read(tmp_path / "m.json").facts == Facts()


def test_a_spreadsheet_takes_plain_start_and_end_blank_lines_and_what_a_spreadsheet_program_makes_of_true(
    tmp_path: Path,
) -> None:
    facts = read_text(
        tmp_path / "practitioner_roles.csv",
        "id,practitioner,organization,start,end,accepting,specialties,fte\n"
        "r,p,o, 2025-01-01 ,2026-01-01,TRUE,207Q00000X; 208D00000X;,0.50\n,,,,,,,\n\n",
    )
    role = PractitionerRole(
        id="r",
        practitioner="p",
        organization="o",
        accepting=True,
        fte=0.5,
        specialties=["207Q00000X", "208D00000X"],
        period=Period(date(2025, 1, 1), date(2026, 1, 1)),
    )
    assert facts == Facts(practitioner_roles=[role])


def test_a_folder_holds_one_market_in_files_of_any_layout(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"payers": [{"id": "z"}]}')
    (tmp_path / "b.yaml").write_text("payers: [{id: b}]\nnetworks: [{id: n, payer: b}]\n")
    (tmp_path / "payers.csv").write_text("id\nc\n")
    (tmp_path / "README.md").write_text("what it is")
    (tmp_path / ".settings.json").write_text("[]")
    (tmp_path / "older").mkdir()
    facts = formats.read(tmp_path).facts
    assert [payer.id for payer in facts.payers] == ["z", "b", "c"]
    assert facts.counts()["networks"] == 1


def test_a_file_without_a_known_ending_is_told_by_its_content(tmp_path: Path) -> None:
    assert read_text(tmp_path / "market.txt", ' {"payers": [{"id": "a"}]}').payers == (Payer(id="a"),)


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    formats.write(every_field(), str(tmp_path / "m.json"))
    assert formats.read(str(tmp_path / "m.json")).facts == every_field()


def test_a_reading_of_a_market_file_has_no_findings_and_no_assumptions() -> None:
    reading = formats.read(EVERY_FIELD)
    assert (reading.findings, reading.assumptions) == ((), ())


@pytest.mark.parametrize("options", [{"associated": {"valley-ipa": Kind.OWNS}}, {"complete_listings": True}])
def test_options_of_directories_are_refused_for_market_files(options: dict[str, Any]) -> None:
    with pytest.raises(FormatError, match=f"every-field.json: is a market file.*{next(iter(options))} is for FHIR"):
        formats.read(EVERY_FIELD, **options)


def test_yaml_without_pyyaml_names_the_extra_and_json_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats.write(every_field(), tmp_path / "m.yaml")
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingExtraError, match=r"YAML market files needs the extra .*medgroup\[yaml\]"):
        formats.read(tmp_path / "m.yaml")
    assert every_field().payers


# --- writing keeps what stands there ---


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_failed_write_leaves_what_stood_there(tmp_path: Path, name: str) -> None:
    formats.write(every_field(), tmp_path / name)
    before = written(tmp_path / name)
    broken = Facts(payers=[Payer(id="a"), Payer(id="b", name="half \ud800 of a pair")])
    with pytest.raises(FormatError, match="half of a character"):
        formats.write(broken, tmp_path / name)
    assert written(tmp_path / name) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FormatError, match=r"m\.json: cannot be written: Permission denied"):
        formats.write(Facts(), tmp_path / "m.json")


@pytest.mark.parametrize("name", ["m.json", "m.yaml", "m"])
def test_a_missing_parent_is_one_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match="cannot be written: No such file or directory"):
        formats.write(Facts(payers=[Payer(id="a")]), tmp_path / "missing" / name)


def test_the_permissions_of_a_file_are_kept(tmp_path: Path) -> None:
    formats.write(Facts(), tmp_path / "m.json")
    (tmp_path / "m.json").chmod(0o640)
    formats.write(every_field(), tmp_path / "m.json")
    assert (tmp_path / "m.json").stat().st_mode & 0o777 == 0o640


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "m.json").symlink_to(tmp_path / "there" / "real.json")
    formats.write(Facts(), tmp_path / "m.json")
    assert (tmp_path / "m.json").is_symlink()
    assert (tmp_path / "there" / "real.json").is_file()


def test_spreadsheets_of_collections_that_are_empty_now_go_and_other_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "market"
    formats.write(every_field(), folder)
    (folder / "README.md").write_text("keep me")
    formats.write(Facts(payers=[Payer(id="a")]), folder)
    assert sorted(written(folder)) == ["README.md", "payers.csv"]
    assert formats.read(folder).facts == Facts(payers=[Payer(id="a")])
    assert [entry.name for entry in tmp_path.iterdir()] == ["market"]


@pytest.mark.parametrize("stranger", ["more.json", "more.yaml", "pairs.csv"])
def test_a_folder_with_other_market_files_is_not_written_into(tmp_path: Path, stranger: str) -> None:
    (tmp_path / stranger).write_text("{}")
    with pytest.raises(FormatError, match=f"holds {stranger}, which would be read"):
        formats.write(every_field(), tmp_path)


@pytest.mark.parametrize("name", ["m.txt", "m.csv", "m.jsn"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match=f"{name}: cannot be written; name a .json or .yaml file, or a folder"):
        formats.write(Facts(), tmp_path / name)


def test_what_is_no_fact_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="organizations: 'Payer' is not an organization"):
        formats.write(Facts(organizations=[Payer(id="a")]), tmp_path / "m.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a\0b", "x" * 140_000])
def test_a_cell_that_no_spreadsheet_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match="cannot be written as CSV"):
        formats.write(Facts(payers=[Payer(id="p", name=name)]), tmp_path / "folder")


RESOURCES = [
    ("folder/any.ndjson", '{"id": "o1", "resourceType": "Organization", "name": "One"}\n'),
    ("folder/o1.json", '{"resourceType": "Organization", "id": "o1", "name": "One"}'),
    (
        "one.json",
        '{"resourceType": "Bundle", "entry": [{"resource": {"id": "o", "resourceType": "Organization"}}]}',
    ),
    ("one.ndjson", '{"id": "o1", "resourceType": "Organization", "name": "One"}\n'),
]


@pytest.mark.parametrize(("name", "content"), RESOURCES, ids=[row[0] for row in RESOURCES])
def test_resources_are_told_by_content_and_read_as_a_directory(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content)
    path = tmp_path / name.split("/", 1)[0]
    assert formats.read(path) == plan_net.read(path)
    assert formats.read(path, complete_listings=True) == plan_net.read(path, complete_listings=True)
