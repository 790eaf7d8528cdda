"""The families place every code of a person, in the way the README says."""

import csv
import json
from collections import Counter
from pathlib import Path

import attrs
import pytest

import medgroup as mg
import medgroup_specialty_families
from medgroup_specialty_families import FAMILIES, _families

OPENED = mg.open_market(mg.Facts(), plugins=[medgroup_specialty_families])


def family_of(code: str) -> str:
    family = OPENED.families.family_of(code)
    return "other" if family is None else family.name


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("207RC0000X", "cardiology"),
        ("207RC0001X", "cardiology"),
        ("207RI0011X", "cardiology"),
        ("207RA0001X", "cardiology"),
        ("2080P0202X", "cardiology"),
        ("207RC0200X", "pulmonary-critical-care"),
        ("207RA0000X", "internal-medicine"),
        ("207QG0300X", "geriatrics"),
        ("208000000X", "pediatrics"),
        ("2080N0001X", "neonatology"),
        ("2084P0800X", "psychiatry"),
        ("2084N0400X", "neurology"),
        ("2085R0202X", "radiology"),
        ("2085R0001X", "radiation-oncology"),
        ("103T00000X", "behavioral-health"),
        ("225100000X", "physical-therapy"),
        ("225X00000X", "occupational-therapy"),
        ("174400000X", "other"),
        ("390200000X", "other"),
    ],
)
def test_a_code_is_placed(code: str, family: str) -> None:
    assert family_of(code) == family


def test_a_row_of_the_data_makes_a_family() -> None:
    row, other = ("family-medicine", "Family medicine", "207Q 208D"), ("podiatry", "Podiatry", "213E")
    made = mg.SpecialtyFamily(
        name="family-medicine", title="Family medicine", prefixes={"207Q", "208D"}, primary_care=True
    )
    plain = mg.SpecialtyFamily(name="podiatry", title="Podiatry", prefixes={"213E"})

    assert _families([row, other]) == (made, plain)
    assert _families([row], physician=True) == (attrs.evolve(made, physician=True),)
    assert _families([other], follows_supervisor=True) == (attrs.evolve(plain, follows_supervisor=True),)


def test_primary_care_is_four_families() -> None:
    assert {family.name for family in FAMILIES if family.primary_care} == {
        "family-medicine",
        "geriatrics",
        "internal-medicine",
        "pediatrics",
    }


@pytest.mark.parametrize("code", ["363L00000X", "363LF0000X", "363A00000X", "367500000X", "163W00000X"])
def test_nurses_and_assistants_follow_their_supervisor(code: str) -> None:
    family = OPENED.families.family_of(code)
    assert family is not None
    assert family.follows_supervisor
    assert not family.physician


def test_no_family_is_both_a_physicians_and_a_followers() -> None:
    assert not [family.name for family in FAMILIES if family.physician and family.follows_supervisor]


#: Beginnings of the codes that are not for people: agencies, facilities, suppliers, groups ...
NOT_PEOPLE = ("193", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "38")

OTHERS = (
    "171000000X 1710I1002X 1710I1003X 171R00000X 171W00000X 171WH0202X 171WV0202X 172A00000X 173000000X 173F00000X "
    "174200000X 174400000X 1744G0900X 1744P3200X 1744R1102X 1744R1103X 174M00000X 174MM1900X 174V00000X 176P00000X "
    "177F00000X 390200000X"
)
#: Codes of people that name no kind of care: specialists unnamed, the military, students, veterinarians ...
UNPLACED = frozenset(OTHERS.split())


@pytest.fixture(scope="module")
def codes(real_data: Path) -> list[str]:
    """The codes of people, of the whole code set."""
    with (real_data / "nucc" / "taxonomy.csv").open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines) if not row["code"].startswith(NOT_PEOPLE)]


def test_every_person_of_the_code_set_has_a_family_or_is_a_known_other(codes: list[str]) -> None:
    assert len(codes) > 600
    assert {code for code in codes if family_of(code) == "other"} == UNPLACED


def test_physicians_are_the_codes_that_begin_with_20(codes: list[str]) -> None:
    physicians = {code for code in codes if (family := OPENED.families.family_of(code)) and family.physician}
    # The one exception is a geneticist with a doctorate in philosophy, in the same part of the code set.
    assert physicians == {code for code in codes if code.startswith("20")} - {"207SG0205X"}


def test_no_beginning_is_idle(codes: list[str]) -> None:
    idle = {
        beginning
        for family in FAMILIES
        for beginning in family.prefixes
        if not any(code.startswith(beginning) and family_of(code) == family.name for code in codes)
    }
    assert idle == set()


def test_all_real_roles_have_a_family_a_supervisor_to_follow_or_are_other(real_data: Path) -> None:
    placed: Counter[str] = Counter()
    with (real_data / "plan-net" / "PractitionerRole.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            for specialty in json.loads(line)["specialty"]:
                family = OPENED.families.family_of(specialty["coding"][0]["code"])
                follows = family is not None and family.follows_supervisor
                placed["other" if family is None else "follower" if follows else "family"] += 1
    assert placed == {"family": 1737, "follower": 196, "other": 67}
