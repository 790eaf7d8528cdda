"""MS-1, MS-2, MS-3 and MS-4: met, broken, and not to be told."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_multi_specialty
from medgroup import Severity
from medgroup.domain import Qualification
from medgroup_multi_specialty import multi_specialty_model
from medgroup_multi_specialty.checks import SeveralFamilies, WithPrimaryCare, first_tier_takes_patients
from medgroup_single_specialty import EnoughProfessionals, OneEntity

DAY = date(2025, 6, 1)
CARDIOLOGY, ORTHOPAEDICS, FAMILY_MEDICINE, OBSTETRICS = "207RC0000X", "207X00000X", "207Q00000X", "207V00000X"
PHYSICAL_THERAPY, SPECIALIST = "225100000X", "174400000X"


class Families:
    """Five families, enough for these tests."""

    @mg.hookimpl
    def medgroup_specialty_families(self) -> tuple[mg.SpecialtyFamily, ...]:
        return (
            mg.SpecialtyFamily(name="cardiology", title="Cardiology", prefixes={"207RC00"}, physician=True),
            mg.SpecialtyFamily(name="orthopaedic-surgery", title="Bones", prefixes={"207X"}, physician=True),
            mg.SpecialtyFamily(name="obstetrics-gynecology", title="Women", prefixes={"207V"}, physician=True),
            mg.SpecialtyFamily(
                name="family-medicine", title="Family medicine", prefixes={"207Q"}, physician=True, primary_care=True
            ),
            mg.SpecialtyFamily(name="physical-therapy", title="Physical therapy", prefixes={"2251"}),
        )


class Model:
    """A plugin that hands over one model."""

    def __init__(self, model: mg.OrganizationalModel) -> None:
        self.model = model

    @mg.hookimpl
    def medgroup_models(self) -> tuple[mg.OrganizationalModel, ...]:
        return (self.model,)


def person(
    id: str,
    code: str,
    *,
    licensed: bool | None = True,
    relation: mg.Relation | None = mg.Relation.OWNER,
    accepting: bool | None = True,
) -> mg.Facts:
    period = mg.Period() if licensed else mg.Period(None, DAY)
    qualifications = () if licensed is None else (Qualification(state="CT", number="1", period=period),)
    role = mg.PractitionerRole(
        id=id, practitioner=id, organization="group", specialties=[code], relation=relation, accepting=accepting
    )
    return mg.Facts(practitioners=[mg.Practitioner(id=id, qualifications=qualifications)], practitioner_roles=[role])


def shared(id: str, *codes: str) -> mg.Facts:
    """Return a person of several specialties."""
    facts = person(id, codes[0])
    return attrs.evolve(facts, practitioner_roles=[attrs.evolve(facts.practitioner_roles[0], specialties=set(codes))])


def group(*parts: mg.Facts, plugin: object = medgroup_multi_specialty) -> mg.Market:
    facts = mg.Facts(organizations=[mg.Organization(id="group", model="multi-specialty")])
    for part in parts:
        facts += part
    return mg.open_market(facts, plugins=[plugin, Families()])


def found(*parts: mg.Facts, plugin: object = medgroup_multi_specialty) -> list[tuple[str, Severity]]:
    market = group(*parts, plugin=plugin)
    return [(one.code, one.severity) for one in mg.check_structure(market, "group", on=DAY).findings]


def test_two_licensed_physicians_of_two_families_are_a_multi_specialty_group() -> None:
    assert found(person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE)) == []


@pytest.mark.parametrize(
    ("licensed", "expected"), [(False, [("MS-1", Severity.ERROR)]), (None, [("MS-1", Severity.CANNOT_TELL)])]
)
def test_two_are_licensed(licensed: bool | None, expected: list[tuple[str, Severity]]) -> None:
    assert found(person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE, licensed=licensed)) == expected


def test_one_known_practitioner_is_no_group() -> None:
    assert ("MS-1", Severity.ERROR) in found(person("a", CARDIOLOGY))


def test_where_no_role_is_known_nobody_can_tell() -> None:
    asking = Model(multi_specialty_model(with_primary_care=True))
    assert found() == [("MS-1", Severity.CANNOT_TELL)]
    assert found(plugin=asking) == [("MS-1", Severity.CANNOT_TELL), ("MS-3", Severity.CANNOT_TELL)]


def test_a_certificate_is_no_licence() -> None:
    certified = mg.Practitioner(id="b", qualifications=[Qualification(issuer="Board")])
    facts = attrs.evolve(person("b", FAMILY_MEDICINE), practitioners=[certified])
    assert found(person("a", CARDIOLOGY), facts) == [("MS-1", Severity.CANNOT_TELL)]


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (mg.Relation.EMPLOYEE, []),
        (mg.Relation.LEASED, [("MS-1", Severity.ERROR)]),
        (None, [("MS-1", Severity.CANNOT_TELL)]),
    ],
)
def test_everyone_has_a_relation_to_the_entity(
    relation: mg.Relation | None, expected: list[tuple[str, Severity]]
) -> None:
    assert found(person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE, relation=relation)) == expected


def test_one_family_is_not_several() -> None:
    assert found(person("a", CARDIOLOGY), person("b", CARDIOLOGY)) == [("MS-2", Severity.ERROR)]


def test_a_specialty_in_no_family_leaves_open_whether_there_are_several() -> None:
    one_known = found(person("a", CARDIOLOGY), person("b", CARDIOLOGY), person("c", SPECIALIST))
    two_known = found(person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE), person("c", SPECIALIST))
    assert (one_known, two_known) == ([("MS-2", Severity.CANNOT_TELL)], [])


def test_an_ancillary_family_makes_no_second_kind_of_care() -> None:
    parts = [person("a", ORTHOPAEDICS), person("b", ORTHOPAEDICS), person("t", PHYSICAL_THERAPY)]
    strict = Model(multi_specialty_model(ancillary=["physical-therapy"]))
    assert found(*parts) == []
    assert found(*parts, plugin=strict) == [("MS-2", Severity.ERROR)]


def test_primary_care_is_asked_for_only_where_the_model_says_so() -> None:
    parts = [person("a", CARDIOLOGY), person("b", ORTHOPAEDICS)]
    asking = Model(multi_specialty_model(with_primary_care=True))
    assert found(*parts) == []
    assert found(*parts, plugin=asking) == [("MS-3", Severity.ERROR)]
    assert found(*parts, person("c", FAMILY_MEDICINE), plugin=asking) == []
    assert found(*parts, person("c", SPECIALIST), plugin=asking) == [("MS-3", Severity.CANNOT_TELL)]


def test_obstetricians_count_as_primary_care_where_they_are_chosen() -> None:
    parts = [person("a", CARDIOLOGY), person("b", OBSTETRICS)]
    chosen = Model(multi_specialty_model(with_primary_care=True, primary_care_also=["obstetrics-gynecology"]))
    assert found(*parts, plugin=Model(multi_specialty_model(with_primary_care=True))) == [("MS-3", Severity.ERROR)]
    assert found(*parts, plugin=chosen) == []


@pytest.mark.parametrize(
    ("accepting", "expected"),
    [
        ((True, False), []),
        ((False, False), [("MS-4", Severity.WARNING)]),
        ((None, False), [("MS-4", Severity.CANNOT_TELL)]),
    ],
)
def test_a_specialist_of_the_group_takes_its_referrals(
    accepting: tuple[bool | None, bool | None], expected: list[tuple[str, Severity]]
) -> None:
    cardiologists = [
        person(f"c{number}", CARDIOLOGY, accepting=open_to_new) for number, open_to_new in enumerate(accepting)
    ]
    assert found(person("f", FAMILY_MEDICINE, accepting=False), *cardiologists) == expected


def test_a_role_of_unknown_specialty_may_be_one_of_primary_care_or_the_family_that_is_shared() -> None:
    plugin = Model(multi_specialty_model(with_primary_care=True))
    apart = (person("a", CARDIOLOGY), person("b", ORTHOPAEDICS))
    unclear = mg.Facts(
        practitioner_roles=[
            mg.PractitionerRole(id="a-2", practitioner="a", organization="group", relation=mg.Relation.OWNER)
        ]
    )
    assert found(*apart, plugin=plugin) == [("MS-3", Severity.ERROR)]
    assert found(*apart, unclear, plugin=plugin) == [("MS-2", Severity.CANNOT_TELL), ("MS-3", Severity.CANNOT_TELL)]


# Word for word: every finding in full, of organizations that have names. ---------------------------------------------


ASKING = Model(multi_specialty_model(with_primary_care=True))


def named(market: mg.Market) -> mg.Market:
    """Return the market with a name for each organization: ``Group``."""
    rows = [attrs.evolve(one, name=one.id.title()) for one in market.facts.organizations]
    return market.with_facts(attrs.evolve(market.facts, organizations=rows))


def told(market: mg.Market) -> list[dict[str, Any]]:
    """Return what the checks of the model find, as plain values."""
    found = [one for one in mg.check_structure(named(market), "group", on=DAY).findings if one.code.startswith("MS")]
    return [attrs.asdict(one) | {"severity": one.severity.value, "subjects": list(one.subjects)} for one in found]


TOLD: dict[str, Callable[[], mg.Market]] = {
    "nobody is known": lambda: group(plugin=ASKING),
    "one family": lambda: group(person("a", CARDIOLOGY), person("b", CARDIOLOGY)),
    "two families that all share": lambda: group(
        shared("a", CARDIOLOGY, ORTHOPAEDICS), shared("b", CARDIOLOGY, ORTHOPAEDICS)
    ),
    "a family that is not known": lambda: group(
        person("a", CARDIOLOGY), person("b", CARDIOLOGY), person("c", SPECIALIST)
    ),
    "nobody gives primary care": lambda: group(
        person("a", CARDIOLOGY), person("b", ORTHOPAEDICS), person("c", CARDIOLOGY), plugin=ASKING
    ),
    "primary care perhaps": lambda: group(
        person("a", CARDIOLOGY), person("b", ORTHOPAEDICS), person("c", SPECIALIST), plugin=ASKING
    ),
    "nobody takes new patients": lambda: group(
        person("a", CARDIOLOGY, accepting=False),
        person("b", CARDIOLOGY, accepting=False),
        person("c", ORTHOPAEDICS, accepting=False),
        person("d", FAMILY_MEDICINE, accepting=False),
    ),
    "who takes new patients is not known": lambda: group(
        person("a", CARDIOLOGY, accepting=None),
        person("b", ORTHOPAEDICS, accepting=None),
        person("c", ORTHOPAEDICS, accepting=False),
        person("d", FAMILY_MEDICINE, accepting=None),
    ),
    "not licensed and leased": lambda: group(
        person("a", CARDIOLOGY, licensed=False), person("b", FAMILY_MEDICINE, relation=mg.Relation.LEASED)
    ),
}
#: The findings of each case, in full; ``make told`` writes them anew.
EXPECTED = json.loads((Path(__file__).parent / "told.json").read_text(encoding="utf-8"))


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == TOLD.keys()


@pytest.mark.parametrize("case", TOLD)
def test_what_is_found_is_told_word_for_word(case: str) -> None:
    assert told(TOLD[case]()) == EXPECTED[case]


TIERS = (
    mg.Tier(name="Own group, same site", reach=mg.Reach.SITE, when={"same_organization": True}),
    mg.Tier(name="Own group", reach=mg.Reach.ORGANIZATION),
    mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
)


def test_the_usual_model_asks_for_one_physician_and_half_and_for_no_primary_care() -> None:
    assert multi_specialty_model() == mg.OrganizationalModel(
        name="multi-specialty",
        title="Multi-specialty group",
        tiers=TIERS,
        checks=(
            EnoughProfessionals(code="MS-1", physician_share=0.5, physicians=1),
            OneEntity(code="MS-1"),
            SeveralFamilies(ancillary=frozenset()),
            first_tier_takes_patients,
        ),
    )


def test_a_model_of_other_bounds_holds_its_groups_to_them() -> None:
    made = multi_specialty_model(
        physician_share=0.75,
        physicians=3,
        ancillary=["physical-therapy"],
        with_primary_care=True,
        primary_care_also=["obstetrics-gynecology"],
        name="mine",
    )

    assert made == mg.OrganizationalModel(
        name="mine",
        title="Multi-specialty group",
        tiers=TIERS,
        checks=(
            EnoughProfessionals(code="MS-1", physician_share=0.75, physicians=3),
            OneEntity(code="MS-1"),
            SeveralFamilies(ancillary=frozenset({"physical-therapy"})),
            WithPrimaryCare(also=frozenset({"obstetrics-gynecology"})),
            first_tier_takes_patients,
        ),
    )
