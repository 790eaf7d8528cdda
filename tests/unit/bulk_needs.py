"""An invented market compiled to tables, needs over it, and the same needs ranked one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

import medgroup as mg
from medgroup.bulk import CAPACITIES, NEEDS, ROUTES, Tables, compile, route, taste  # noqa: A004 - the word for it
from medgroup.bulk.generating_needs import generated_needs, generated_referral_facts
from medgroup.bulk.needs.tastes import Tastes
from medgroup.domain import Position, Referral
from medgroup.formats.frame_columns import Column, Kind
from medgroup.plugins import installed_plugins
from medgroup.referrals import Candidate, Ranking, rank_referrals

PERIOD = mg.Period(date(2025, 1, 1), date(2027, 1, 1))
#: The first of a stretch of days on which the market stands as it does, and some before and in between.
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2025-01-01",
        "2025-03-15",
        "2025-06-01",
        "2025-09-30",
        "2025-12-31",
        "2026-01-01",
        "2026-03-31",
        "2026-04-01",
        "2026-07-01",
        "2026-08-31",
        "2026-09-01",
        "2026-12-31",
    )
)
POLARS: Mapping[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.WHOLE: pl.Int64,
    Kind.DAY: pl.Date,
    Kind.NUMBER: pl.Float64,
    Kind.FLAG: pl.Boolean,
}
#: What is told of a candidate and of a routed need alike.
TOLD = ("role", "practitioner", "organization", "site", "tier", "tier_of", "place", "standing", "verdict", "miles")


def schema(columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return the types of columns in Polars."""
    return {name: POLARS[column.kind] for name, column in columns.items()}


@cache
def tables(practitioners: int = 60, families: int = 150) -> Tables:
    """Return an invented market with every model that is installed, compiled."""
    facts = generated_referral_facts(practitioners=practitioners, families=families, seed=7)
    return compile(mg.open_market(facts, plugins=installed_plugins()), PERIOD)


@cache
def needs(count: int, seed: int = 7) -> pl.DataFrame:
    """Return needs over the market of ``tables()``, of few days, so that ranking them one by one takes not too long."""
    drawn = generated_needs(tables().market.facts, count, seed=seed)
    drawn["on"] = [DAYS[day.toordinal() % len(DAYS)] for day in drawn["on"]]
    return pl.DataFrame(drawn, schema=schema(NEEDS))


@cache
def routed(count: int, seed: int = 7) -> pl.DataFrame:
    """Return those needs routed by Polars."""
    found: pl.DataFrame = route(needs(count, seed), tables())
    return found


def row(**more: Any) -> dict[str, Any]:
    """Return a need of the market of ``tables()``, or one that differs from it."""
    facts = tables().market.facts
    plain = {
        **dict.fromkeys(NEEDS),
        "need": "need-1",
        "patient": facts.patients[0].id,
        "on": date(2025, 3, 3),
        "issuer": facts.practitioner_roles[0].id,
        "specialty": "207RC0000X",
    }
    return {**plain, **more}


def frame(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Return rows of needs as a frame."""
    return pl.DataFrame(list(rows), schema=schema(NEEDS))


def capacities(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Return practitioners with start, end and capacity as a frame."""
    return pl.DataFrame(list(rows), schema=schema(CAPACITIES), orient="row")


def ranking(need: Mapping[str, Any], *, preferred: bool = True, of: mg.Market | None = None) -> Ranking:
    """Return a need ranked by the path of a single referral, in the market of ``tables()`` or another."""
    near = need["latitude"] is not None
    referral = Referral(
        id=need["need"],
        patient=need["patient"],
        issuer=need["issuer"],
        specialty=need["specialty"],
        plan=need["plan"],
        written=need["on"],
        services=need["services"].split() if need["services"] else None,
        languages=need["languages"].split() if need["languages"] else (),
        preferred=[need["preferred"]] if preferred and need["preferred"] else (),
        near=Position(latitude=need["latitude"], longitude=need["longitude"]) if near else None,
    )
    return rank_referrals(of or tables().market, referral)


def told(candidate: Candidate) -> tuple[Any, ...]:
    """Return what routing tells of a candidate."""
    standing = "none" if candidate.standing is None else candidate.standing.value
    verdict = "unknown" if candidate.verdict is None else candidate.verdict.value
    one = candidate
    return (
        *(one.role, one.practitioner, one.organization, one.site, one.tier, one.tier_of),
        *(one.place, standing, verdict, one.miles),
    )


def unserved(ranked: Ranking) -> str:
    """Return why a need is not routed."""
    return "capacity" if ranked.ranked else "rejected" if ranked.rejected else "no-candidate"


def serial(
    of: pl.DataFrame,
    rooms: Sequence[tuple[str, date | None, date | None, int]],
    top: int | None,
    *,
    ranked: Mapping[str, Ranking] | None = None,
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield needs with what becomes of them in a loop: one after another, each to the first candidate with room."""
    load = [0] * len(rooms)
    for need in sorted(of.to_dicts(), key=lambda one: (one["on"], one["need"])):
        found = ranking(need) if ranked is None else ranked[need["need"]]
        slots = ((one, _slot(rooms, one.practitioner, need["on"])) for one in found.ranked[:top])
        got = next((pair for pair in slots if pair[1] is None or load[pair[1]] < rooms[pair[1]][3]), None)
        if got is None:
            yield need["need"], (*(None,) * len(TOLD), unserved(found))
            continue
        if got[1] is not None:
            load[got[1]] += need["visits"] or 1
        yield need["need"], (*told(got[0]), None)


def liked(need: Mapping[str, Any], candidate: Candidate, tastes: Tastes) -> tuple[int, int]:
    """Return whether a candidate's distance is known, and the hundredths of a mile that it counts for a taste."""
    key = tastes.practitioners.get(candidate.practitioner, candidate.practitioner)
    return candidate.key.nowhere, candidate.key.hundredths + int(taste(need["patient"], key) * tastes.miles * 100.0)


def differing(one: pl.DataFrame, other: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the columns in which two results differ in type or value, an empty value being one, with a few rows."""
    assert one.schema == other.schema
    assert one.height == other.height
    one, other = one.sort("need"), other.sort("need")
    found = {}
    for name in ("need", *ROUTES):
        differs = one[name].ne_missing(other[name])
        if differs.any():
            both = one.filter(differs).head(3).with_columns(other[name].filter(differs).head(3).alias("other"))
            found[name] = both.select("need", name, "other").to_dicts()
    return found


def counts(of: pl.DataFrame, branches: Mapping[str, pl.Expr]) -> dict[str, int]:
    """Return how many rows each branch has."""
    return {name: int(of.select(branch.fill_null(value=False).sum()).item()) for name, branch in branches.items()}


def _slot(rooms: Iterable[tuple[str, date | None, date | None, int]], practitioner: str, on: date) -> int | None:
    for number, (who, start, end, _) in enumerate(rooms):
        if who == practitioner and (start is None or start <= on) and (end is None or on < end):
            return number
    return None
