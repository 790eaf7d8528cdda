"""Laws of market files: whatever is corrupted, one error names it; whatever is written comes back."""

import json
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from medgroup import formats
from medgroup.domain.contracts import Agreement
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Address, Organization, OrganizationRole, Site
from medgroup.domain.payers import Payer, Plan, PlanGate
from medgroup.domain.terms import ContractTerms, Method, Rate
from medgroup.errors import FormatError, MedgroupError
from medgroup.formats.reading import Reading
from tests.property.counted import branches

TEXT = (Path(__file__).parents[1] / "data" / "every-field.json").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = json.loads(TEXT)
VALIDATOR = Draft202012Validator(formats.schema())
WORDS = {
    "kind",
    "function",
    "functions",
    "effect",
    "relation",
    "roles",
    "product",
    "line",
    "gates",
    "basis",
    "of",
    "days",
    "sex",
    "category",
    "copay_order",
    "crossing",
    "method",
    "setting",
    "claim",
    "rare_in",
}
#: Keys of exact numbers, which are texts in a file and may be whole numbers.
EXACT = {
    "coinsurance",
    "percent",
    "withhold",
    "conversion_factor",
    "multiple_procedures",
    "nonexcepted_percent",
    "work",
    "office_expense",
    "facility_expense",
    "practice_expense",
    "malpractice",
}
DAYS = {"start", "end", "birth_date", "as_of"}
SOME_VALUES = ["text", "", 7, 1.5, True, [], {}, ["x"], {"x": 1}]

Path_ = tuple[str | int, ...]


def ways(value: Any, way: Path_ = ()) -> list[Path_]:
    """Return the way to every value of the document."""
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [way, *(found for key, item in inside for found in ways(item, (*way, key)))]


def at(document: Any, way: Path_) -> Any:
    for key in way:
        document = document[key]
    return document


def key_of(way: Path_) -> str:
    return next(key for key in reversed(way) if isinstance(key, str))


def is_exact(way: Path_) -> bool:
    return key_of(way) in EXACT or (way[:1] == ("fee_schedules",) and way[-1] == "amount" and "amounts" not in way)


WAYS = ways(DOCUMENT)
VALUES = [way for way in WAYS if way]
OBJECTS = [way for way in WAYS if isinstance(at(DOCUMENT, way), dict)]
FACTS = [way for way in WAYS if len(way) == 2]
KEYS = [way for way in WAYS if way and isinstance(way[-1], str)]
ENUMERATED = [
    way for way in VALUES if key_of(way) in WORDS and "address" not in way and isinstance(at(DOCUMENT, way), str)
]
DATED = [way for way in VALUES if way[-1] in DAYS and isinstance(at(DOCUMENT, way), str)]
PERIODS = [way for way in VALUES if way[-1] == "period"]
NPIS = [way for way in VALUES if way[-1] == "npi"]
REQUIRED = (
    "id",
    "organizer",
    "member",
    "affiliation",
    "practitioner",
    "organization",
    "agreement",
    "billing",
    "contractor",
    "patient",
)


def one_letter_less(word: str, place: int) -> str:
    place %= len(word)
    return word[:place] + word[place + 1 :]


#: The ways in which a field is corrupted.
SORTS = {"type", "unknown key", "misspelt key", "misspelt word", "day", "removed", "period", "npi"}


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[str, dict[str, Any], str]:
    """Draw how one field is corrupted, the document that has it, and a word that the error must have."""
    document = deepcopy(DOCUMENT)
    sort = draw(st.sampled_from(sorted(SORTS)))
    place = draw(st.integers(0, 30))
    if sort == "type":
        way = draw(st.sampled_from(VALUES))
        number = (int, float)
        was = at(document, way)
        others = [
            value
            for value in SOME_VALUES
            if type(value) is not type(was)
            and not (type(value) in number and (type(was) in number or (is_exact(way) and type(value) is int)))
        ]
        at(document, way[:-1])[way[-1]] = draw(st.sampled_from(others))
        return sort, document, key_of(way)
    if sort == "unknown key":
        at(document, draw(st.sampled_from(OBJECTS)))["color"] = draw(st.sampled_from(SOME_VALUES))
        return sort, document, "color"
    if sort == "misspelt key":
        way = draw(st.sampled_from(KEYS))
        record = at(document, way[:-1])
        key = one_letter_less(str(way[-1]), place)
        record[key] = record.pop(way[-1])
        return sort, document, key
    if sort == "removed":
        way = draw(st.sampled_from(FACTS))
        key = draw(st.sampled_from([key for key in REQUIRED if key in at(document, way)][:2]))
        if way[0] in ("sites", "listings", "affiliations", "referrals") and key in ("organization", "practitioner"):
            key = "id"
        del at(document, way)[key]
        return sort, document, key
    if sort == "period":
        at(document, draw(st.sampled_from(PERIODS))).update(
            start="2025-01-02", end="2025-01-0" + draw(st.sampled_from("12"))
        )
        return sort, document, "end"
    way = draw(st.sampled_from({"misspelt word": ENUMERATED, "day": DATED, "npi": NPIS}[sort]))
    was = at(document, way)
    new = {
        "misspelt word": one_letter_less(was, place),
        "day": ["2025-02-30", "2025-13-01", "yesterday", "2025-1-1", "2025-01-01T00:00", "20250101", "\u0662025-01-01"][
            place % 7
        ],
        "npi": was[: place % 10] + "O" + was[place % 10 + 1 :],
    }[sort]
    at(document, way[:-1])[way[-1]] = new
    return sort, document, key_of(way)


def read(name: str, content: bytes) -> Reading | MedgroupError:
    """Return what reading gives or the one error that it raises; any other exception goes through."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            return formats.read(file)
        except MedgroupError as error:
            refusal = error
        assert str(file) in str(refusal)
        assert refusal.__cause__ is None
        assert refusal.__context__ is None
        return refusal


@given(st.sampled_from(["m.json", "m.json", "m.yaml"]), corrupted())
def test_a_corrupted_field_is_one_error_that_names_it(name: str, drawn: tuple[str, dict[str, Any], str]) -> None:
    sort, document, word = drawn
    error = read(name, json.dumps(document, indent=1).encode())
    assert isinstance(error, FormatError), sort
    assert word in str(error)
    # What a patient's word is near to would give the word away.
    if sort == "misspelt word" and "the value given" not in str(error):
        assert "did you mean" in str(error)


@given(corrupted())
def test_the_schema_refuses_every_corrupted_key_type_word_and_form(drawn: tuple[str, dict[str, Any], str]) -> None:
    sort, document, _ = drawn
    # That one day is after another, or in the calendar, is more than a schema can say.
    if sort not in ("period", "day"):
        assert not VALIDATOR.is_valid(document)


@given(st.integers(0, len(TEXT.rstrip()) - 1))
def test_a_file_that_is_cut_off_anywhere_is_one_error(end: int) -> None:
    assert isinstance(read("m.json", TEXT[:end].encode()), FormatError)


LAYOUTS: dict[str, bytes] = {}
with TemporaryDirectory() as there:
    for layout in ("m.json", "m.yaml", "folder"):
        formats.write(formats.read(Path(__file__).parents[1] / "data" / "every-field.json").facts, Path(there) / layout)
    LAYOUTS = {file.name: file.read_bytes() for file in sorted(Path(there).rglob("*.*"))}


@given(st.sampled_from(sorted(LAYOUTS)), st.data())
def test_random_bytes_anywhere_are_one_error_or_harmless(name: str, data: st.DataObject) -> None:
    content = LAYOUTS[name]
    start = data.draw(st.integers(0, len(content)), label="start")
    gone = data.draw(st.integers(0, 3), label="bytes removed")
    new = data.draw(
        st.binary(max_size=3) | st.sampled_from([b'"', b"\n", b",", b"]", b"}", b": ", b"- ", b"\xff", b"\0", b"[["])
    )
    read(name, content[:start] + new + content[start + gone :])


@given(
    st.sampled_from(["m.json", "m.yaml", "payers.csv", "sites.csv"]),
    st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
)
def test_a_file_of_anything_is_one_error_or_harmless(name: str, content: bytes) -> None:
    read(name, content)


def harm(drawn: tuple[str, int, int, bytes]) -> str:
    """Return what becomes of a file of which some bytes are others."""
    name, start, gone, new = drawn
    content = LAYOUTS[name]
    start %= len(content)
    found = read(name, content[:start] + new + content[start + gone :])
    return "refused" if isinstance(found, MedgroupError) else "harmless"


def test_every_law_meets_the_case_that_it_is_about() -> None:
    bytes_changed = st.tuples(st.just("m.json"), st.integers(0, 10**6), st.integers(0, 3), st.binary(max_size=3))

    assert branches(corrupted(), lambda drawn: drawn[0]) == SORTS
    assert branches(bytes_changed, harm) == {"refused", "harmless"}


# --- the way there and back ---

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8).filter(
    str.strip
)
ORGANIZATIONS = st.builds(
    Organization, id=NAMES, name=st.none() | NAMES, roles=st.sets(st.sampled_from(OrganizationRole))
)
SITES = st.builds(
    Site,
    id=NAMES,
    services=st.none() | st.sets(NAMES, max_size=3),
    address=st.none() | st.builds(Address, line=st.lists(NAMES, max_size=2), city=st.none() | NAMES),
)
PLANS = st.builds(
    Plan,
    id=NAMES,
    payer=NAMES,
    networks=st.none() | st.lists(NAMES, min_size=1, max_size=3, unique=True),
    gates=st.none() | st.sets(st.sampled_from(PlanGate)),
)
EXACT_NUMBERS = st.decimals("0.0001", 1000, places=4, allow_nan=False)
RATES = st.builds(
    Rate, method=st.just(Method.PERCENT_OF_CHARGES), percent=EXACT_NUMBERS, codes=st.just({"X1001", "X2000-X2999"})
)
AGREEMENTS = st.builds(
    Agreement,
    id=NAMES,
    contractor=NAMES,
    terms=st.none()
    | st.builds(
        ContractTerms,
        rates=st.lists(RATES, max_size=1),
        lesser_of_charge=st.booleans(),
        nonexcepted_percent=st.none() | EXACT_NUMBERS,
    ),
)


def by_id(facts: Any) -> Any:
    return st.lists(facts, max_size=3, unique_by=lambda fact: fact.id)


@given(
    st.sampled_from(["m.json", "m.yaml", "m"]),
    st.builds(
        Facts,
        organizations=by_id(ORGANIZATIONS),
        sites=by_id(SITES),
        plans=by_id(PLANS),
        agreements=by_id(AGREEMENTS),
        payers=st.just([Payer(id="p")]),
    ),
)
def test_what_is_written_is_what_is_read(name: str, facts: Facts) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        formats.write(facts, path)
        assert formats.read(path).facts == facts.sorted()
