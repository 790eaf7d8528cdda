"""SS-1, SS-1b, SS-2, SS-3 and SS-4: met, broken, and not to be told."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_single_specialty
from medgroup import Severity
from medgroup.domain import Qualification, Resource, ResourceKind
from medgroup_single_specialty import single_specialty_model

DAY = date(2025, 6, 1)
CARDIOLOGY, RHYTHM, FAMILY_MEDICINE = "207RC0000X", "207RC0001X", "207Q00000X"
NURSE_PRACTITIONER, PHYSICAL_THERAPY, SPECIALIST = "363L00000X", "225100000X", "174400000X"
LICENCE = (Qualification(state="CT", number="1"),)
CERTIFICATE = (Qualification(issuer="American Board of Internal Medicine"),)
EXPIRED = (Qualification(state="CT", number="1", period=mg.Period(None, DAY)),)


class Families:
    """Four families, enough for these tests."""

    @mg.hookimpl
    def medgroup_specialty_families(self) -> tuple[mg.SpecialtyFamily, ...]:
        return (
            mg.SpecialtyFamily(name="cardiology", title="Cardiology", prefixes={"207RC00"}, physician=True),
            mg.SpecialtyFamily(
                name="family-medicine", title="Family medicine", prefixes={"207Q"}, physician=True, primary_care=True
            ),
            mg.SpecialtyFamily(name="physical-therapy", title="Physical therapy", prefixes={"2251"}),
            mg.SpecialtyFamily(name="advanced", title="Nurses", prefixes={"363L"}, follows_supervisor=True),
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
    *codes: str,
    organization: str = "group",
    licence: tuple[Qualification, ...] = LICENCE,
    relation: mg.Relation | None = mg.Relation.OWNER,
    supervisor: str | None = None,
) -> mg.Facts:
    role = mg.PractitionerRole(
        id=id,
        practitioner=id,
        organization=organization,
        specialties=codes or None,
        relation=relation,
        supervisor=supervisor,
    )
    return mg.Facts(practitioners=[mg.Practitioner(id=id, qualifications=licence)], practitioner_roles=[role])


def group(*parts: mg.Facts, plugins: Iterable[object] = (medgroup_single_specialty,)) -> mg.Market:
    facts = mg.Facts(organizations=[mg.Organization(id="group", model="single-specialty"), mg.Organization(id="other")])
    for part in parts:
        facts += part
    return mg.open_market(facts, plugins=[*plugins, Families()])


def found(market: mg.Market) -> list[tuple[str, Severity]]:
    """Return what is found but for SS-1b, which has tests of its own."""
    findings = mg.check_structure(market, "group", on=DAY).findings
    return [(one.code, one.severity) for one in findings if one.code != "SS-1b"]


def shape(market: mg.Market) -> list[mg.Finding]:
    return [one for one in mg.check_structure(market, "group", on=DAY).findings if one.code == "SS-1b"]


def test_two_licensed_physicians_of_one_family_are_a_single_specialty_group() -> None:
    assert found(group(person("a", CARDIOLOGY), person("b", RHYTHM))) == []


def test_one_known_practitioner_is_no_group() -> None:
    assert found(group(person("a", CARDIOLOGY))) == [("SS-1", Severity.ERROR)]


def test_where_no_role_is_known_nobody_can_tell() -> None:
    report = mg.check_structure(group(), "group", on=DAY)
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("SS-1", Severity.CANNOT_TELL)
    assert finding.message == "Who practises at group on 2025-06-01 is not known."
    assert "roles" in finding.remedy


def test_an_expired_licence_does_not_count() -> None:
    market = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=EXPIRED))
    assert found(market) == [("SS-1", Severity.ERROR)]


def test_without_a_stated_licence_nobody_can_tell() -> None:
    market = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=()))
    assert found(market) == [("SS-1", Severity.CANNOT_TELL)]


def with_second_role(key: str, *codes: str, organization: str = "group") -> mg.Facts:
    role = mg.PractitionerRole(
        id=f"{key}-2",
        practitioner=key,
        organization=organization,
        specialties=codes or None,
        relation=mg.Relation.OWNER,
    )
    return mg.Facts(practitioner_roles=[role])


def test_a_role_of_unknown_specialty_may_bring_the_family_that_is_shared() -> None:
    apart = (person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE))
    assert found(group(*apart)) == [("SS-2", Severity.ERROR)]
    assert found(group(*apart, with_second_role("a"))) == [("SS-2", Severity.CANNOT_TELL)]
    assert found(group(*apart, with_second_role("a", FAMILY_MEDICINE))) == []


def test_a_role_of_unknown_specialty_may_be_that_of_a_physician() -> None:
    therapists = (person("a", PHYSICAL_THERAPY), person("b", PHYSICAL_THERAPY))
    assert found(group(*therapists)) == [("SS-1", Severity.ERROR)]
    assert ("SS-1", Severity.CANNOT_TELL) in found(group(*therapists, with_second_role("a")))


def test_a_role_of_unknown_specialty_may_be_inside_the_family() -> None:
    own = mg.Facts(
        affiliations=[mg.Affiliation(id="own", kind=mg.Kind.OWNS, organizer="group", member="other", share=1)]
    )
    cardiologists = (person("a", CARDIOLOGY), person("b", CARDIOLOGY))
    outside = person("c", FAMILY_MEDICINE, organization="other")
    unclear = with_second_role("c", organization="other")
    assert found(group(*cardiologists, own, outside)) == [("SS-4", Severity.ERROR)]
    assert found(group(*cardiologists, own, outside, unclear)) == [("SS-4", Severity.CANNOT_TELL)]


def test_a_certificate_is_no_licence() -> None:
    certified = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=CERTIFICATE))
    both = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=CERTIFICATE + LICENCE))
    expired = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=CERTIFICATE + EXPIRED))
    assert found(certified) == [("SS-1", Severity.CANNOT_TELL)]
    assert found(both) == []
    assert found(expired) == [("SS-1", Severity.ERROR)]


def test_an_expired_certificate_is_no_lost_licence() -> None:
    lapsed = (Qualification(issuer="Board", period=mg.Period(None, DAY)),)
    market = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=lapsed))
    assert found(market) == [("SS-1", Severity.CANNOT_TELL)]
    assert "which practitioners are licensed physicians" in shape(market)[0].message


def test_physicians_are_half_or_more() -> None:
    half = group(person("a", CARDIOLOGY), person("n", NURSE_PRACTITIONER, supervisor="a"))
    third = group(
        person("a", CARDIOLOGY),
        person("n", NURSE_PRACTITIONER, supervisor="a"),
        person("m", NURSE_PRACTITIONER, supervisor="a"),
    )
    assert (found(half), found(third)) == ([], [("SS-1", Severity.ERROR)])


def test_a_specialty_in_no_family_leaves_open_who_is_a_physician() -> None:
    market = group(person("a", CARDIOLOGY), person("b", SPECIALIST), person("c", SPECIALIST))
    assert found(market) == [("SS-1", Severity.CANNOT_TELL), ("SS-2", Severity.CANNOT_TELL)]


def test_the_share_of_physicians_can_be_asked_for() -> None:
    strict = Model(single_specialty_model(physician_share=2 / 3))
    parts = [person("a", CARDIOLOGY), person("b", CARDIOLOGY), person("n", NURSE_PRACTITIONER, supervisor="a")]
    assert found(group(*parts, plugins=[strict])) == []
    parts.append(person("m", NURSE_PRACTITIONER, supervisor="a"))
    assert found(group(*parts, plugins=[strict])) == [("SS-1", Severity.ERROR)]


def test_two_families_are_not_one_kind_of_care() -> None:
    market = group(person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE))
    report = mg.check_structure(market, "group", on=DAY)
    assert found(market) == [("SS-2", Severity.ERROR)]
    assert "cardiology 1, family-medicine 1" in next(one.message for one in report.findings if one.code == "SS-2")


def test_a_second_specialty_beside_the_shared_one_does_no_harm() -> None:
    assert found(group(person("a", CARDIOLOGY, FAMILY_MEDICINE), person("b", CARDIOLOGY))) == []


def test_a_nurse_practitioner_is_of_the_supervisors_family() -> None:
    parts = [person("a", CARDIOLOGY), person("b", CARDIOLOGY)]
    assert found(group(*parts, person("n", NURSE_PRACTITIONER, supervisor="a"))) == []
    assert found(group(*parts, person("n", NURSE_PRACTITIONER))) == [("SS-2", Severity.CANNOT_TELL)]


def test_a_family_may_be_ancillary() -> None:
    parts = [person("a", CARDIOLOGY), person("b", CARDIOLOGY), person("t", PHYSICAL_THERAPY)]
    lenient = Model(single_specialty_model(ancillary=["physical-therapy"]))
    assert found(group(*parts)) == [("SS-2", Severity.ERROR)]
    assert found(group(*parts, plugins=[lenient])) == []


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (mg.Relation.OWNER, []),
        (mg.Relation.EMPLOYEE, []),
        (mg.Relation.CONTRACTOR, []),
        (mg.Relation.LOCUM, []),
        (mg.Relation.LEASED, [("SS-3", Severity.ERROR)]),
        (None, [("SS-3", Severity.CANNOT_TELL)]),
    ],
)
def test_everyone_has_a_relation_to_the_entity(
    relation: mg.Relation | None, expected: list[tuple[str, Severity]]
) -> None:
    assert found(group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, relation=relation))) == expected


@pytest.mark.parametrize(
    ("code", "share", "expected"),
    [
        (CARDIOLOGY, 1.0, []),
        (FAMILY_MEDICINE, 0.5, []),
        (FAMILY_MEDICINE, 0.6, [("SS-4", Severity.ERROR)]),
        (FAMILY_MEDICINE, None, [("SS-4", Severity.CANNOT_TELL)]),
        (SPECIALIST, 1.0, [("SS-4", Severity.CANNOT_TELL)]),
    ],
)
def test_care_outside_the_family_is_not_the_groups_own(
    code: str, share: float | None, expected: list[tuple[str, Severity]]
) -> None:
    tie = mg.Affiliation(id="tie", kind=mg.Kind.OWNS, organizer="group", member="other", share=share)
    market = group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        person("c", code, organization="other"),
        mg.Facts(affiliations=[tie]),
    )
    assert [one for one in found(market) if one[0].startswith("SS")] == expected


def test_what_is_outside_cannot_be_told_where_the_groups_own_family_is_not() -> None:
    tie = mg.Affiliation(id="tie", kind=mg.Kind.OWNS, organizer="group", member="other", share=1.0)
    market = group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        person("c", NURSE_PRACTITIONER),
        person("d", FAMILY_MEDICINE, organization="other"),
        mg.Facts(affiliations=[tie]),
    )
    assert found(market) == [("SS-2", Severity.CANNOT_TELL), ("SS-4", Severity.CANNOT_TELL)]


def owns(id: str, member: str, *, kind: mg.Kind = mg.Kind.OWNS) -> mg.Affiliation:
    return mg.Affiliation(id=id, kind=kind, organizer="group", member=member, share=1.0)


def test_only_what_the_group_owns_is_its_own() -> None:
    manages = attrs.evolve(owns("tie", "other", kind=mg.Kind.MANAGES), share=None)
    market = group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        person("c", FAMILY_MEDICINE, organization="other"),
        mg.Facts(affiliations=[manages]),
    )
    assert found(market) == []


def test_care_outside_is_found_behind_care_of_the_same_family() -> None:
    market = group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        person("c", CARDIOLOGY, organization="second"),
        person("d", FAMILY_MEDICINE, organization="other"),
        mg.Facts(
            organizations=[mg.Organization(id="second")],
            affiliations=[owns("a-second", "second"), owns("b-other", "other")],
        ),
    )
    assert found(market) == [("SS-4", Severity.ERROR)]


def test_where_the_group_has_no_family_nothing_is_outside_it() -> None:
    market = group(
        person("a", SPECIALIST),
        person("b", SPECIALIST),
        person("c", FAMILY_MEDICINE, organization="other"),
        mg.Facts(affiliations=[owns("tie", "other")]),
    )
    assert {code for code, _ in found(market)} == {"SS-1", "SS-2"}


def test_half_physicians_are_a_group_but_no_statutory_medical_group() -> None:
    market = group(person("a", CARDIOLOGY), person("n", NURSE_PRACTITIONER, supervisor="a"))
    assert [one.severity for one in shape(market)] == [Severity.WARNING]
    assert mg.check_structure(market, "group", on=DAY).passes


def test_the_statutory_shape_cannot_be_told_without_the_income_plan() -> None:
    shared = [
        Resource(id=kind.value, organization="group", kind=kind)
        for kind in (ResourceKind.STAFF, ResourceKind.EQUIPMENT, ResourceKind.SYSTEM)
    ]
    bare = shape(group(person("a", CARDIOLOGY), person("b", CARDIOLOGY)))[0]
    stated = shape(group(person("a", CARDIOLOGY), person("b", CARDIOLOGY), mg.Facts(resources=shared)))[0]
    assert (bare.severity, stated.severity) == (Severity.CANNOT_TELL, Severity.CANNOT_TELL)
    assert "staff" in bare.message
    assert "staff" not in stated.message
    assert "income" in stated.message
    income = "Look up in its papers how income is paid out: a market states no income plan, so this finding stays."
    assert stated.remedy == income
    assert bare.remedy == f"Add resources of the group for what it shares (kind: system, equipment, staff). {income}"


def test_licences_that_are_not_stated_leave_the_majority_open() -> None:
    finding = shape(group(person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=())))[0]
    assert finding.severity is Severity.CANNOT_TELL
    assert "which practitioners are licensed physicians" in finding.message
    assert finding.remedy.startswith("State the licences and the taxonomy codes of its practitioners. ")


def test_the_group_is_its_own_unit_for_every_function() -> None:
    market = group(person("a", CARDIOLOGY), person("b", CARDIOLOGY))
    assert {mg.unit_of(market, function, "group", on=DAY) for function in mg.Function} == {"group"}


# Word for word: every finding in full, of organizations that have names. ---------------------------------------------


OWNS_OTHER = mg.Affiliation(id="tie", kind=mg.Kind.OWNS, organizer="group", member="other")


def named(market: mg.Market) -> mg.Market:
    """Return the market with a name for each organization: ``Group``."""
    rows = [attrs.evolve(one, name=one.id.title()) for one in market.facts.organizations]
    return market.with_facts(attrs.evolve(market.facts, organizations=rows))


def told(market: mg.Market) -> list[dict[str, Any]]:
    """Return what the checks of the model find, as plain values."""
    found = [one for one in mg.check_structure(named(market), "group", on=DAY).findings if one.code.startswith("SS")]
    return [attrs.asdict(one) | {"severity": one.severity.value, "subjects": list(one.subjects)} for one in found]


TOLD: dict[str, Callable[[], mg.Market]] = {
    "nobody is known": group,
    "two of one family": lambda: group(person("a", CARDIOLOGY), person("b", RHYTHM)),
    "one": lambda: group(person("a", CARDIOLOGY)),
    "one, and one of unknown licence": lambda: group(
        person("a", CARDIOLOGY), person("b", CARDIOLOGY, licence=()), person("c", CARDIOLOGY, licence=EXPIRED)
    ),
    "at most one": lambda: group(person("a", CARDIOLOGY, licence=()), person("b", CARDIOLOGY, licence=EXPIRED)),
    "few physicians": lambda: group(
        person("a", CARDIOLOGY),
        person("m", NURSE_PRACTITIONER, supervisor="a"),
        person("n", NURSE_PRACTITIONER, supervisor="a"),
    ),
    "physicians perhaps": lambda: group(person("a", CARDIOLOGY), person("b", SPECIALIST), person("c", SPECIALIST)),
    "three physicians asked for": lambda: group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        plugins=[Model(single_specialty_model(physicians=3, physician_share=0.25))],
    ),
    "two families": lambda: group(
        person("a", FAMILY_MEDICINE), person("b", CARDIOLOGY), person("c", CARDIOLOGY), person("d", PHYSICAL_THERAPY)
    ),
    "two families, the later one more frequent": lambda: group(
        person("a", CARDIOLOGY), person("b", FAMILY_MEDICINE), person("c", FAMILY_MEDICINE)
    ),
    "leased and unknown relations": lambda: group(
        person("a", CARDIOLOGY, relation=mg.Relation.LEASED),
        person("b", CARDIOLOGY, relation=None),
        person("c", CARDIOLOGY, relation=None),
    ),
    "controls care outside": lambda: group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        person("c", FAMILY_MEDICINE, organization="other"),
        mg.Facts(affiliations=[attrs.evolve(OWNS_OTHER, share=1.0)]),
    ),
    "may control care outside": lambda: group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY),
        person("c", FAMILY_MEDICINE, organization="other"),
        mg.Facts(affiliations=[OWNS_OTHER]),
    ),
    "resources of some kinds": lambda: group(
        person("a", CARDIOLOGY),
        person("b", CARDIOLOGY, licence=()),
        mg.Facts(resources=[Resource(id="chart", organization="group", kind=ResourceKind.SYSTEM)]),
    ),
}
#: The findings of each case, in full; ``make told`` writes them anew.
EXPECTED = json.loads((Path(__file__).parent / "told.json").read_text(encoding="utf-8"))


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == TOLD.keys()


@pytest.mark.parametrize("case", TOLD)
def test_what_is_found_is_told_word_for_word(case: str) -> None:
    assert told(TOLD[case]()) == EXPECTED[case]
