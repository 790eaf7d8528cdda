"""Which visits of a frame of claims left those who belong together, worked by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve

import medgroup as mg
from medgroup.domain import Coverage
from medgroup.referrals import NodeKind, leakage, referral_network
from medgroup.referrals.leaks.leaving import GROUPINGS
from tests.unit.leaking import (
    BONES,
    DAY,
    FAMILY,
    HEART,
    MARKET,
    SKIN,
    claims,
    counts,
    facts,
    market,
    referral,
    row,
)
from tests.unit.test_referral_network import AMOUNTS, SOME


def test_rows_of_one_visit_are_one_case_with_their_amounts_together() -> None:
    visit = row("fay", HEART, "ash@away", patient="p1", allowed=100)
    found = leakage(MARKET, claims(visit, {**visit, "allowed": 50}, {**visit, "on": date(2026, 3, 3), "allowed": None}))

    assert (found.total.cases, found.total.dollars_left) == (2, mg.Money(150))
    assert "3 rows of claims are 2 visits; each is one case." in [one.statement for one in found.because]
    assert found.total.without_amount == 1
    anonymous = leakage(MARKET, claims({**visit, "patient": None}, {**visit, "patient": None}))
    assert anonymous.total.cases == 2
    assert not any("visits" in one.statement for one in anonymous.because)


def test_of_the_rows_of_one_visit_the_reason_that_decides_soonest_holds() -> None:
    def found(*words: str | None) -> str:
        visits = [row("fay", HEART, "ash@away", patient="p1", override=word) for word in words]
        [one] = leakage(MARKET, claims(*visits)).parts
        return one.part.value

    assert found("none", "judgment") == "judgment"
    assert found("insurer", "patient-preference", "none") == "preference"
    assert found("judgment", "insurer") == "plan-or-capacity"
    assert found(None, "none") == "avoidable"
    assert found(None, None) == "cause-unknown"


def test_whoever_referred_is_known_by_a_role_or_by_where_they_work() -> None:
    by_name = {**row("fay", HEART, "hart@home"), "role": None}
    both = {**row("fay", HEART, "hart@home"), "referring": "ash"}

    assert counts(leakage(MARKET, claims({**by_name, "referring": "fay"})).total) == {"kept": 1}
    assert counts(leakage(MARKET, claims(both)).total) == {"kept": 1}
    assert counts(leakage(MARKET, claims(by_name)).total) == {"unknown": 1}
    assert leakage(MARKET, claims(by_name), by="practitioner").rows[0].name == "not known"


def test_npis_serve_as_well_as_ids() -> None:
    known = facts()
    people = [evolve(one, npi="1234567893") if one.id == "hart" else one for one in known.practitioners]
    places = [evolve(one, npi="1000000012") if one.id == "home" else one for one in known.organizations]
    numbered = mg.open_market(evolve(known, practitioners=tuple(people), organizations=tuple(places)))
    found = leakage(numbered, claims(row("fay", HEART, "1234567893@1000000012"), row("fox", HEART, "1234567893")))

    assert counts(found.total) == {"kept": 2}
    assert mg.referral_network(numbered, claims(row("fay", HEART, "1234567893"))).edges[0].target == "hart"


def test_a_plan_that_claims_leave_out_is_that_of_the_coverage_that_pays_first() -> None:
    held = mg.open_market(facts() + mg.Facts(coverages=[Coverage(id="c", patient="pat", plan="hmo")]))
    silent = {**row("una", HEART, "dua@two"), "plan": None}

    assert counts(leakage(held, claims({**silent, "patient": "pat"}), denominator="network").total) == {"kept": 1}
    assert counts(leakage(held, claims({**silent, "patient": "x"}), denominator="network").total) == {"unknown": 1}
    assert counts(leakage(held, claims(silent), denominator="network").total) == {"unknown": 1}
    assert leakage(held, claims({**silent, "patient": "pat"}), by="plan").rows[0].of == {"plan": "hmo"}


def test_claims_with_a_plan_and_claims_without_stand_in_one_frame() -> None:
    held = mg.open_market(facts() + mg.Facts(coverages=[Coverage(id="c", patient="pat", plan="hmo")]))
    seen = row("fay", HEART, "hart@home")
    mixed = claims(
        {**seen, "plan": "ppo"},
        {**seen, "plan": "ppo", "patient": "pat"},
        {**seen, "plan": None, "patient": "pat"},
        {**seen, "plan": None, "patient": "x"},
        {**seen, "plan": None},
    )

    assert [(one.of["plan"], one.cases) for one in leakage(held, mixed, by="plan").rows] == [
        ("hmo", 1),
        ("ppo", 2),
        (None, 2),
    ]


def test_claims_of_a_period_are_those_of_its_days() -> None:
    days = claims(*({**row("fay", HEART, "hart@home"), "on": date(2026, n, 1)} for n in (1, 2, 3)))

    for period, months in (
        (mg.Period(date(2026, 2, 1), date(2026, 3, 1)), ["2026-02"]),
        (mg.Period(date(2026, 2, 1), None), ["2026-02", "2026-03"]),
        (mg.Period(None, date(2026, 2, 1)), ["2026-01"]),
    ):
        assert [one.of["month"] for one in leakage(MARKET, days, during=period, by="month").rows] == months


def test_claims_need_no_more_columns_than_they_have_to() -> None:
    least = claims(row("fay", HEART, "hart@home")).select("on", "practitioner", "billing", "specialty", "role")

    assert counts(leakage(MARKET, least).total) == {"kept": 1}
    assert counts(leakage(MARKET, claims()).total) == {}


@pytest.mark.parametrize("kind", ["lazy", "pandas", "pyarrow", "duckdb", "categorical"])
def test_a_frame_of_any_kind_gives_the_same(kind: str) -> None:
    frame = claims(
        *(row(who, HEART, seen, allowed=n) for n, (who, seen) in enumerate([("fay", "hart@home"), ("una", "@x")]))
    )
    made: dict[str, Any] = {
        "lazy": frame.lazy,
        "pandas": lambda: frame.to_pandas(use_pyarrow_extension_array=True),
        "pyarrow": lambda: frame.to_arrow(compat_level=pl.CompatLevel.oldest()),
        "duckdb": lambda: __import__("duckdb").from_arrow(frame.to_arrow(compat_level=pl.CompatLevel.oldest())),
        "categorical": lambda: frame.with_columns(pl.col("billing").cast(pl.Categorical)),
    }

    assert leakage(MARKET, made[kind]()) == leakage(MARKET, frame)


def test_claims_tie_the_same() -> None:
    rows = claims(row("fay", HEART, "hart@home", allowed=100), row("fay", HEART, "hart@home", allowed=50))

    assert referral_network(MARKET, rows).edges == referral_network(MARKET, SOME[:2], amounts=AMOUNTS).edges


#: Visits that differ in all that decides: day, both sides, specialty, plan, and what stands against keeping them.
VISITS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("fay", HEART, "hart@home", {}),
    ("fay", HEART, "ash@away", {"override": "insurer"}),
    ("fay", BONES, "bo@sister", {"on": date(2026, 5, 4)}),
    ("fay", HEART, "hart@home", {"on": date(2026, 7, 1)}),
    # Whoever refers is no candidate of her own.
    ("hart", HEART, "ash@away", {}),
    ("fox", HEART, "zed@nowhere", {}),
    ("fox", HEART, "zed", {"override": None}),
    ("una", HEART, "dua@two", {"plan": "ppo"}),
    ("una", HEART, "trin@three", {}),
    ("dua", FAMILY, "fay@home", {"override": "judgment"}),
    ("vic", HEART, "shay@shaded", {"override": None}),
    ("abe", SKIN, "@away", {"override": "patient-preference"}),
    ("fay", SKIN, "", {}),
]


def as_referral(id: str, issuer: str, code: str, seen: str, **stated: Any) -> mg.Referral:
    """Return a referral that says what a row of claims does."""
    word = stated.pop("override", "none")
    overrides = None if word is None else frozenset(one for one in mg.Override if one.value == word)
    return referral(id, issuer, code, seen, written=stated.pop("on", DAY), overrides=overrides, **stated)


@pytest.mark.parametrize("own", ["practice", "group", "network"])
def test_claims_are_decided_as_the_referrals_that_say_the_same(own: str) -> None:
    """Dr. Hart leaves in July, so that who could have seen a patient differs from day to day."""
    dated = market(hart={"period": mg.Period(None, date(2026, 7, 1))})
    rows = claims(*(row(*visit[:3], **visit[3]) for visit in VISITS))
    same = [as_referral(f"r{n}", *visit[:3], **visit[3]) for n, visit in enumerate(VISITS)]

    assert leakage(dated, rows, denominator=own, by=GROUPINGS) == leakage(dated, same, denominator=own, by=GROUPINGS)
    for nodes in NodeKind:
        network = referral_network(dated, same, nodes=nodes, denominator=own)
        assert referral_network(dated, rows, nodes=nodes, denominator=own) == network
