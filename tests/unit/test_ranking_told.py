"""Rankings and comparisons whole: every candidate, note, rejection, reason, evidence and mend, word for word."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Override
from medgroup.answers import Answer
from medgroup.domain import Coverage, Encounter, Line, Product
from medgroup.referrals import DirectedReferralPolicy, Ranking, compare_candidates, rank_referrals
from tests.unit.rankable import FAMILY, facts, needed, opened, role
from tests.unit.test_ranking import imaging

DAY = date(2026, 3, 2)
HEART, RHYTHM, BONES, PICTURES = "207RC0000X", "207RI0011X", "207X00000X", "2085R0202X"
KEEP_IN = DirectedReferralPolicy(
    id="keep-in", organization="riverbend-cardiology", target="valley-health", services={"stress-test"}
)


@lru_cache(maxsize=1)
def valley() -> mg.Market:
    return mg.valley()


def asked(patient: str, issuer: str, specialty: str = HEART, **said: Any) -> Ranking:
    """Rank a referral of Valley; what ``rank_referrals`` takes goes there, and the rest into the referral."""
    options = {name: said.pop(name) for name in ("family", "services", "policy", "history", "openings") if name in said}
    given = {"id": "need", "written": DAY, "overrides": (), **said}
    need = mg.Referral(patient=patient, issuer=issuer, specialty=specialty, **given)
    return rank_referrals(valley(), need, **options)


def quoted(**said: Any) -> Ranking:
    return asked("kim", "okafor-northside", services=["X1002@250.00"], **said)


def silent() -> Ranking:
    """Rank in a market that states next to nothing."""
    given = facts(
        role("a", "home", None, accepting=None), role("x", "p", accepting=None), role("a", "q"),
        product=None, gates=None, complete=False, coverages=[], models={"home": None},
    )  # fmt: skip
    return rank_referrals(opened(given), needed(plan="plan", overrides=None, languages=["es"]))


def twice_covered() -> Ranking:
    given = facts(
        role("a", "home", FAMILY), role("x", "p"),
        coverages=[Coverage(id=one, patient="ann", plan="plan") for one in ("one", "two")],
    )  # fmt: skip
    return rank_referrals(opened(given), needed())


def uncovered() -> Ranking:
    given = facts(role("a", "home", FAMILY), role("x", "p"), coverages=[], patients=[mg.domain.Patient(id="ann")])
    return rank_referrals(opened(given), needed())


def five_suppliers() -> Ranking:
    market = imaging()
    more = [
        attrs.evolve(market.site("near"), id=f"more-{one}", organization=one)
        for one in ("three", "five", "six", "seven")
    ]
    return rank_referrals(market.with_facts(market.facts + mg.Facts(sites=more)), needed(PICTURES, services=["mri"]))


def between(one: str, other: str, **said: Any) -> Answer:
    return compare_candidates(quoted(**said), one, other)


CASES: dict[str, Callable[[], Answer]] = {
    "an HMO": lambda: asked("ann", "okafor-northside"),
    "an HMO, by another than the primary care practitioner": lambda: asked("ann", "brandt-lakeside"),
    "an HMO, with an authorization": lambda: asked("ann", "okafor-northside", authorization="A-1"),
    "an HMO, for who is out of network by choice": lambda: asked("ann", "okafor-northside", preferred={"dr-haddad"}),
    "a PPO, with what is owed": quoted,
    "a PPO, the family": lambda: quoted(family=True, specialty=RHYTHM),
    "a PPO, with openings and a history": lambda: quoted(
        openings={"haddad-summit": date(2026, 3, 9)},
        history=[Encounter(id="e", patient="kim", practitioner="dr-haddad", on=date(2025, 5, 5))],
        languages={"es", "ar"},
        near=mg.domain.Position(latitude=43, longitude=-107.5),
    ),
    "an EPO": lambda: asked("eve", "tanaka-riverbend"),
    "a high-deductible plan, orthopaedics": lambda: asked("hana", "haddad-summit", BONES, services=["X1002@250.00"]),
    "imaging": lambda: asked("hana", "tanaka-riverbend", PICTURES),
    "a requirement": lambda: asked("ivo", "tanaka-riverbend", policy=attrs.evolve(KEEP_IN, services=None)),
    "a requirement that may be about it": lambda: asked("ivo", "tanaka-riverbend", policy=KEEP_IN),
    "a requirement that may not be made": lambda: asked(
        "ivo", "tanaka-riverbend", policy=attrs.evolve(KEEP_IN, services=None, contingent=True)
    ),
    "a requirement of somebody else": lambda: asked("kim", "okafor-northside", policy=KEEP_IN),
    "a requirement that gives way": lambda: asked(
        "ivo",
        "tanaka-riverbend",
        policy=attrs.evolve(KEEP_IN, services=None),
        preferred={"dr-moreau"},
        overrides=[Override.JUDGMENT, Override.INSURER],
    ),
    "who refers has the specialty": lambda: asked("finn", "haddad-summit"),
    "somebody who holds no role": lambda: asked("finn", "haddad-summit", BONES, practitioner="dr-tanaka"),
    "a market that states next to nothing": silent,
    "two coverages that pay first": twice_covered,
    "nothing known of coverage or home": uncovered,
    "a notice with fewer suppliers than five": lambda: rank_referrals(imaging(), needed(PICTURES, services=["mri"])),
    "a notice with five": five_suppliers,
    "Medicare": lambda: rank_referrals(
        opened(
            facts(role("a", "home", FAMILY), role("x", "p"), plan={"line": Line.MEDICARE}, product=Product.INDEMNITY)
        ),
        needed(services=["laboratory", "70551"]),
    ),
    "compared by network": lambda: between("moreau-summit", "haddad-summit"),
    "compared by tier": lambda: between("tanaka-riverbend", "haddad-summit"),
    "compared by choice": lambda: between("tanaka-riverbend", "haddad-summit", preferred={"dr-tanaka"}),
    "compared where they share a place": lambda: between("moreau-riverbend", "petrov-riverbend"),
}
TOLD: Mapping[str, Any] = json.loads((Path(__file__).with_name("ranking_told.json")).read_text(encoding="utf-8"))


def told(answer: Answer) -> dict[str, Any]:
    """Return an answer with its headline."""
    return {"headline": answer.headline(), **answer.to_dict()}


def test_the_file_has_every_case_and_no_other() -> None:
    assert sorted(TOLD) == sorted(CASES)


@pytest.mark.parametrize("case", CASES)
def test_an_answer_is_told_word_for_word(case: str) -> None:
    assert json.loads(json.dumps(told(CASES[case]()))) == TOLD[case]
