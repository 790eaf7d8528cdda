"""Needs by columns go where ranking each of them says, and capacities are filled as by a loop.

``MEDGROUP_NEEDS`` sets how many needs are ranked one by one.
"""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medgroup.bulk import NEEDS, ROUTES, Tastes, route
from medgroup.bulk.needs.capacity import Block, placed
from medgroup.referrals import Candidate
from tests.unit.bulk_lines import counted, missing
from tests.unit.bulk_needs import (
    TOLD,
    capacities,
    counts,
    differing,
    liked,
    needs,
    ranking,
    routed,
    serial,
    tables,
    told,
    unserved,
)

COUNT = counted("MEDGROUP_NEEDS", 8_000)

BRANCHES = {
    **{
        f"tier {tier}": pl.col("tier") == tier
        for tier in (
            "Own group, same site",
            "Own group",
            "Own family in the group",
            "IPA panel",
            "Open, in network",
            "Open, out of network",
            "Open, network status not known",
            "Open, without a plan",
        )
    },
    **{f"standing {one}": pl.col("standing") == one for one in ("in", "out", "unknown", "none")},
    **{f"verdict {one}": pl.col("verdict") == one for one in ("pass", "note", "authorize", "unknown")},
    **{f"unserved {one}": pl.col("unserved") == one for one in ("rejected", "no-candidate")},
    "goes where the patient prefers": pl.col("practitioner") == pl.col("preferred"),
    "does not go where the patient prefers": pl.col("practitioner") != pl.col("preferred"),
    "names its plan": pl.col("plan").is_not_null() & pl.col("role").is_not_null(),
    "asks for a service": pl.col("services").is_not_null() & pl.col("role").is_not_null(),
    "wishes for a language": pl.col("languages").is_not_null() & pl.col("role").is_not_null(),
    "arises elsewhere than at home": pl.col("latitude").is_not_null() & pl.col("role").is_not_null(),
    "distance not known": pl.col("miles").is_null() & pl.col("role").is_not_null(),
    "a tier of an organization above": pl.col("tier_of").is_in(["association", "hospital"]),
}


def few() -> pl.DataFrame:
    """Return the first of the needs, for what takes longer."""
    return needs(COUNT).head(600)


def test_a_need_goes_where_ranking_it_says() -> None:
    """Scalar ranking is bulk routing with capacity infinite: the same role, site, tier, place, standing and miles."""
    wrong = []
    for need in routed(COUNT).to_dicts():
        ranked = ranking(need)
        first = (*told(ranked.ranked[0]), None) if ranked.ranked else (*(None,) * len(TOLD), unserved(ranked))
        found = tuple(need[name] for name in (*TOLD, "unserved"))
        if first != found:
            wrong.append((need["need"], first, found))

    assert wrong[:3] == []
    assert routed(COUNT).select(*NEEDS).equals(needs(COUNT))


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """The needs that are compared meet every kind of tier, standing, verdict and reason to stay unserved."""
    found = counts(routed(COUNT), BRANCHES)

    assert missing(found) == [], found


def rooms_of(seed: int) -> list[tuple[str, date | None, date | None, int]]:
    """Return capacities of most practitioners for two stretches of days; in between there is room for all."""
    draw = Random(seed)
    found: list[tuple[str, date | None, date | None, int]] = []
    for one in tables().market.facts.practitioners:
        if draw.random() < 0.9:
            found.append((one.id, None, date(2025, 9, 1), draw.choice((0, 1, 3, 6))))
            found.append((one.id, date(2025, 12, 1), None, draw.choice((0, 2, 5, 9))))
    return found


@pytest.mark.parametrize("top", [None, 3])
def test_capacity_in_rounds_is_the_serial_loop(top: int | None) -> None:
    """First come, first served: rounds give every need what a loop gives that takes needs one after another."""
    rooms = rooms_of(3)
    found = route(few(), tables(), capacity=capacities(*rooms), top=top)
    by_loop = dict(serial(few(), rooms, top))
    by_rounds = {one["need"]: tuple(one[name] for name in (*TOLD, "unserved")) for one in found.to_dicts()}

    assert by_rounds == by_loop
    assert found.filter(pl.col("place") > 2).height > 5
    assert found.filter(pl.col("unserved") == "capacity").height > 0


def by_loop(visits: Sequence[int], rooms: Sequence[int], lists: Sequence[Sequence[int | None]], top: int | None) -> Any:
    """Return the seat that each need gets in a loop."""
    load, found = [0] * len(rooms), {}
    for turn, slots in enumerate(lists):
        for seat, slot in enumerate(slots[:top]):
            if slot is None or load[slot] < rooms[slot]:
                found[turn] = seat
                if slot is not None:
                    load[slot] += visits[turn]
                break
    return found


SLOTS = st.lists(st.sampled_from([None, 0, 1, 2, 3]), unique=True, max_size=5)


@given(
    st.lists(st.tuples(st.integers(1, 3), SLOTS), min_size=1, max_size=40),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.sampled_from([None, 1, 2, 3]),
)
def test_rounds_are_the_loop_whatever_is_proposed(
    drawn: list[tuple[int, list[int | None]]], rooms: list[int], top: int | None
) -> None:
    """For any lists, visits and rooms, deferred acceptance in rounds comes to the loop."""
    visits, lists = [one for one, _ in drawn], [slots for _, slots in drawn]
    never, width = 9, 5
    keys = np.full((len(lists), width), never)
    slots = np.full((len(lists), width), -1)
    for turn, own in enumerate(lists):
        # Columns are in no order of their own.
        columns = [(turn + seat) % width for seat in range(len(own))]
        keys[turn, columns] = range(len(own))
        slots[turn, columns] = [-1 if slot is None else slot for slot in own]
    # Needs of several specialties come in turn.
    parts = [np.flatnonzero(np.arange(len(lists)) % 3 == number) for number in range(3)]
    blocks = [Block(own, keys[own], slots[own]) for own in parts]
    found = placed(blocks, np.array(visits), np.array(rooms), never, top)
    seats = {
        turn: keys[turn, column]
        for own, got in zip(parts, found, strict=True)
        for turn, column in zip(own.tolist(), got.column.tolist(), strict=True)
        if column >= 0
    }

    assert seats == by_loop(visits, rooms, lists, top)


def order(one: Candidate) -> tuple[int, ...]:
    """Return what orders a candidate but for the distance."""
    return (one.key.choice, one.key.hops, one.key.kind, one.key.tier_index, one.key.standing)


def nearest_first(one: Candidate) -> tuple[Any, ...]:
    """Return what orders a candidate where tiers and standing do not count."""
    return (one.key.choice, one.key.nowhere, one.key.hundredths, one.role)


def roles_of_several_sites() -> set[str]:
    """Return the roles that are held at several sites."""
    return {role.id for role in tables().market.facts.practitioner_roles if len(role.sites or ()) > 1}


def test_tastes_order_those_who_tie_but_for_their_distance() -> None:
    """With tastes a need goes to the first by choice, tier and standing, then by miles and what its taste adds."""
    tastes = Tastes(miles=40, practitioners={"practitioner-000003": "practitioner-000017"})
    found = route(few(), tables(), tastes=tastes)

    for need in found.to_dicts():
        ranked = ranking(need).ranked

        def key(one: Candidate, of: Any = need) -> tuple[Any, ...]:
            return (*order(one), *liked(of, one, tastes), one.role)

        first = min(ranked, key=key, default=None)
        assert need["role"] == (None if first is None else first.role)
    assert differing(found, routed(COUNT).head(few().height)).keys() >= {"role", "miles"}


def test_whoever_does_not_keep_to_the_tiers_goes_to_the_nearest() -> None:
    """A need whose draw is not below the adherence goes to the nearest who is not rejected; the others do not move."""
    found = route(few(), tables(), adherence=0.5)
    keeps = pl.col("adherence") < 0.5
    away = found.filter(~keeps)

    assert differing(found.filter(keeps), routed(COUNT).head(few().height).filter(keeps)) == {}
    for need in away.to_dicts():
        ranked = ranking(need).ranked
        nearest = min(ranked, key=nearest_first, default=None)
        # Ranking shows a role at the site where it ranks best, and another of its sites may be nearer.
        if nearest is None or need["role"] not in roles_of_several_sites():
            assert need["role"] == (None if nearest is None else nearest.role)
        else:
            assert nearest.miles is None or need["miles"] <= nearest.miles
    assert "tier" in differing(away, routed(COUNT).head(few().height).filter(~keeps))


def test_a_preference_that_is_not_followed_is_none() -> None:
    """A need whose draw is not below the share of preferences goes where it would go without one."""
    found = route(few(), tables(), preference=0.5)
    follows = pl.col("preference") < 0.5
    without = route(few().with_columns(preferred=pl.lit(None, pl.String)), tables())

    assert differing(found.filter(follows), routed(COUNT).head(few().height).filter(follows)) == {}
    assert differing(found.filter(~follows), without.filter(~follows)) == {}


def test_the_order_of_rows_decides_nothing() -> None:
    """Permuted, needs go to the same, with capacities too; and they come back in the order in which they went in."""
    mixed = few().sample(fraction=1, shuffle=True, seed=5)
    rooms = capacities(*rooms_of(3))
    found = route(mixed, tables(), capacity=rooms.sample(fraction=1, shuffle=True, seed=6))

    assert differing(found, route(few(), tables(), capacity=rooms)) == {}
    assert found.select(*NEEDS).equals(mixed)


def test_no_need_depends_on_another_where_there_is_room_for_all() -> None:
    """Without capacities, some needs alone go where they go among all."""
    some = pl.col("need").hash(3) % 7 == 0

    assert differing(route(needs(COUNT).filter(some), tables()), routed(COUNT).filter(some)) == {}


def test_the_types_are_those_that_are_documented() -> None:
    """Every need comes back with its columns and those of routes, in their order."""
    assert routed(COUNT).columns == [*NEEDS, *ROUTES]
    assert routed(COUNT)["miles"].dtype == pl.Float64
