"""Needs over drawn markets go where ranking says, under house rules whose gates and tiers look at every column.

``MEDGROUP_ROUTED_MARKETS`` sets how many markets are drawn.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

import medgroup as mg
from medgroup.bulk import Tables, compile, route  # noqa: A004 - the word for it
from medgroup.referrals import Ranking
from medgroup.rules import COLUMNS
from tests.property.drawn_houses import HOUSES, house, looked_at
from tests.property.drawn_needs import MODEL_NAMES, PERIOD, drawn_facts, drawn_needs, drawn_rooms
from tests.unit.bulk_lines import counted
from tests.unit.bulk_needs import TOLD, capacities, differing, ranking, serial, told, unserved

MARKETS = counted("MEDGROUP_ROUTED_MARKETS", 60)
NEEDS_EACH = 60


@cache
def tables(seed: int) -> Tables:
    """Return a drawn market, with the rules of a house, compiled."""
    return compile(house(seed % HOUSES).with_facts(drawn_facts(seed)), PERIOD)


@cache
def needs(seed: int) -> pl.DataFrame:
    return drawn_needs(tables(seed).market.facts, NEEDS_EACH, seed)


@cache
def routed(seed: int) -> pl.DataFrame:
    found: pl.DataFrame = route(needs(seed), tables(seed))
    return found


@cache
def ranked(seed: int) -> Mapping[str, Ranking]:
    """Return the needs of a market ranked one by one."""
    return {need["need"]: ranking(need, of=tables(seed).market) for need in needs(seed).to_dicts()}


def as_told(of: Ranking) -> tuple[Any, ...]:
    return (*told(of.ranked[0]), None) if of.ranked else (*(None,) * len(TOLD), unserved(of))


def by_need(of: pl.DataFrame) -> dict[str, tuple[Any, ...]]:
    return {one["need"]: tuple(one[name] for name in (*TOLD, "unserved")) for one in of.to_dicts()}


def test_rules_of_houses_look_at_every_column() -> None:
    """A gate and a tier of every wide house look at every column, and those of one narrow house look at each alone."""
    narrow: Counter[str] = Counter()
    for number in range(HOUSES):
        market = house(number)
        tiers = [tier for model in market.models.values() if model.name in MODEL_NAMES for tier in model.tiers]
        by_gates = {
            name for gate in market.declared.gates.values() for name in gate.when if gate.name.startswith("gate-")
        }
        by_tiers = {name for tier in tiers for name in tier.when}
        narrow.update(by_gates & by_tiers if len(by_gates) == 2 else ())

        assert by_gates == by_tiers == set(looked_at(number))
    assert narrow == dict.fromkeys(COLUMNS, 1)


@pytest.mark.parametrize("number", range(HOUSES))
def test_whatever_rules_look_at_a_need_goes_where_ranking_it_says(number: int) -> None:
    """Scalar ranking is bulk routing, over many markets and under rules that look at every column."""
    for seed in range(number, MARKETS, HOUSES):
        assert (seed, by_need(routed(seed))) == (seed, {key: as_told(one) for key, one in ranked(seed).items()})


@pytest.mark.parametrize("number", range(HOUSES))
def test_capacity_in_rounds_is_the_serial_loop_in_every_market(number: int) -> None:
    """First come, first served: rounds give every need what a loop gives, whatever periods and capacities there are."""
    for seed in range(number, MARKETS, HOUSES):
        for top in (None, 1, 2):
            rooms = drawn_rooms(tables(seed).market.facts, (seed, top))
            found = route(needs(seed), tables(seed), capacity=capacities(*rooms), top=top)
            loop = dict(serial(needs(seed), rooms, top, ranked=ranked(seed)))

            assert (seed, by_need(found)) == (seed, loop)


def test_what_is_kept_of_needs_and_days_changes_nothing() -> None:
    """Tables of one day, or of more, and those that other needs were routed over, route needs to the same."""
    for seed in range(0, MARKETS, 5):
        market, plain = tables(seed).market, needs(seed)
        parts = [plain.filter(pl.int_range(pl.len()) % 3 == number) for number in (2, 0, 1)]
        used = compile(
            market, mg.Period(None if PERIOD.start is None else PERIOD.start - timedelta(days=500), PERIOD.end)
        )
        day = plain["on"][0]
        alone = compile(market, mg.Period(day, day + timedelta(days=1)))
        on = pl.col("on") == day

        assert differing(pl.concat([route(part, used) for part in parts]), routed(seed)) == {}
        assert differing(route(plain.filter(on), alone), routed(seed).filter(on)) == {}


def test_drawn_markets_meet_every_sort_of_outcome() -> None:
    """Tiers of models and open ones, every standing, verdict and reason to stay unserved are met, and often."""
    found: Counter[str] = Counter()
    for seed in range(MARKETS):
        for one in routed(seed).to_dicts():
            kind = "none" if one["tier"] is None else one["tier"].split()[0]
            found.update([f"tier {kind}", f"standing {one['standing']}", f"verdict {one['verdict']}"])
            found[f"unserved {one['unserved']}"] += 1
            found["preferred"] += one["practitioner"] is not None and one["practitioner"] == one["preferred"]
    expected = (
        *("tier Tier", "tier Open,", "tier In", "standing in", "standing out", "standing unknown", "standing none"),
        *("verdict pass", "verdict note", "verdict authorize", "verdict unknown", "unserved rejected"),
        *("unserved no-candidate", "unserved None", "preferred"),
    )

    assert {one: found[one] for one in expected if found[one] < MARKETS // 20} == {}
