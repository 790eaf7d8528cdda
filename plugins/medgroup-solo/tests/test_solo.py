"""SOLO-1 on a practice of one, of two and of nobody known, and on one that a system owns."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
import medgroup_solo
from medgroup import Severity

DAY = date(2025, 6, 1)


def practice(people: int, *, affiliations: tuple[mg.Affiliation, ...] = ()) -> mg.Market:
    ids = [f"doctor-{number}" for number in range(people)]
    facts = mg.Facts(
        organizations=[mg.Organization(id="practice", model="solo"), mg.Organization(id="system")],
        practitioners=[mg.Practitioner(id=one) for one in ids],
        practitioner_roles=[mg.PractitionerRole(id=one, practitioner=one, organization="practice") for one in ids],
        affiliations=affiliations,
    )
    return mg.open_market(facts, plugins=[medgroup_solo])


def found(market: mg.Market) -> list[tuple[str, Severity]]:
    report = mg.check_structure(market, "practice", on=DAY)
    return [(finding.code, finding.severity) for finding in report.findings if finding.code.startswith("SOLO")]


def test_a_practice_of_one_is_solo() -> None:
    assert found(practice(1)) == []


@pytest.mark.parametrize("people", [2, 3])
def test_a_practice_of_more_is_not(people: int) -> None:
    assert found(practice(people)) == [("SOLO-1", Severity.ERROR)]


def test_where_no_role_is_known_nobody_can_tell() -> None:
    report = mg.check_structure(practice(0), "practice", on=DAY)
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("SOLO-1", Severity.CANNOT_TELL)
    assert finding.message == "Who practises at practice on 2025-06-01 is not known."
    assert "role" in finding.remedy
    assert report.passes


def test_where_every_role_has_ended_nobody_can_tell() -> None:
    market = practice(1)
    ended = [attrs.evolve(role, period=mg.Period(None, DAY)) for role in market.facts.practitioner_roles]
    assert found(market.with_facts(attrs.evolve(market.facts, practitioner_roles=ended))) == [
        ("SOLO-1", Severity.CANNOT_TELL)
    ]


def test_only_roles_in_force_count() -> None:
    market = practice(2)
    left = mg.Period(None, DAY)
    roles = market.facts.practitioner_roles
    ended = mg.PractitionerRole(id="doctor-0", practitioner="doctor-0", organization="practice", period=left)
    facts = mg.Facts(
        organizations=market.facts.organizations,
        practitioners=market.facts.practitioners,
        practitioner_roles=[ended, *roles[1:]],
    )
    assert found(market.with_facts(facts)) == []


def test_one_that_another_organization_owns_is_no_baseline() -> None:
    owned = mg.Affiliation(id="owned", kind=mg.Kind.OWNS, organizer="system", member="practice")
    assert found(practice(1, affiliations=(owned,))) == [("SOLO-1", Severity.WARNING)]


def test_membership_leaves_it_solo() -> None:
    joined = mg.Affiliation(id="joined", kind=mg.Kind.MEMBER, organizer="system", member="practice")
    assert found(practice(1, affiliations=(joined,))) == []


def test_the_practice_is_its_own_unit_for_every_function() -> None:
    market = practice(1)
    assert {mg.unit_of(market, function, "practice", on=DAY) for function in mg.Function} == {"practice"}


# Word for word: every finding in full, of organizations that have names. ---------------------------------------------


def named(market: mg.Market) -> mg.Market:
    """Return the market with a name for each organization: ``Group``."""
    rows = [attrs.evolve(one, name=one.id.title()) for one in market.facts.organizations]
    return market.with_facts(attrs.evolve(market.facts, organizations=rows))


def told(market: mg.Market) -> list[dict[str, Any]]:
    """Return what the checks of the model find, as plain values."""
    findings = mg.check_structure(named(market), "practice", on=DAY).findings
    found = [one for one in findings if one.code.startswith("SOLO")]
    return [attrs.asdict(one) | {"severity": one.severity.value, "subjects": list(one.subjects)} for one in found]


TOLD: dict[str, Callable[[], mg.Market]] = {
    "nobody is known": lambda: practice(0),
    "two": lambda: practice(2),
    "owned": lambda: practice(
        1, affiliations=(mg.Affiliation(id="owned", kind=mg.Kind.OWNS, organizer="system", member="practice"),)
    ),
}
#: The findings of each case, in full; ``make told`` writes them anew.
EXPECTED = json.loads((Path(__file__).parent / "told.json").read_text(encoding="utf-8"))


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == TOLD.keys()


@pytest.mark.parametrize("case", TOLD)
def test_what_is_found_is_told_word_for_word(case: str) -> None:
    assert told(TOLD[case]()) == EXPECTED[case]
