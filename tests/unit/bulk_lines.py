"""An invented market compiled to tables, claim lines over it, and frames that are held against each other."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import polars as pl

import medgroup as mg
from medgroup.bulk import LINES, RESULTS, Tables, adjudicate, compile  # noqa: A004 - the word for it
from medgroup.bulk.claims.by_line import adjudicated
from medgroup.bulk.claims.columns import Column, Kind
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.testing import generated_facts, generated_lines

PERIOD = mg.Period(date(2025, 1, 1), date(2027, 1, 1))
#: What a row of results is known by.
KEY = ("claim", "line", "bill")
POLARS: Mapping[Kind, Any] = {Kind.TEXT: pl.String, Kind.WHOLE: pl.Int64, Kind.DAY: pl.Date, Kind.FLAG: pl.Boolean}


def schema(columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return the types of columns in Polars."""
    return {name: POLARS[column.kind] for name, column in columns.items()}


def counted(variable: str, otherwise: int) -> int:
    """Return how many lines a test takes: as many as an environment variable says."""
    return int(os.environ.get(variable) or otherwise)


@cache
def tables(practitioners: int = 200, families: int = 600) -> Tables:
    """Return an invented market, compiled."""
    facts = generated_facts(practitioners=practitioners, families=families, seed=7)
    return compile(mg.open_market(facts), PERIOD)


@cache
def lines(count: int, seed: int = 7) -> pl.DataFrame:
    """Return claim lines over the market of ``tables()``."""
    return pl.DataFrame(generated_lines(tables().market.facts, count, seed=seed), schema=schema(LINES))


@cache
def results(count: int, seed: int = 7) -> pl.DataFrame:
    """Return those lines adjudicated by Polars."""
    found: pl.DataFrame = adjudicate(lines(count, seed), tables())
    return found


def by_line(over: Tables, claim_lines: pl.DataFrame, carried: Iterable[Accumulated] = ()) -> pl.DataFrame:
    """Return lines adjudicated one after another by the path that answers a single question."""
    rows = list(adjudicated(over, claim_lines.to_dicts(), carried))
    return pl.DataFrame(rows, schema={**schema(LINES), **schema(RESULTS)})


def differing(one: pl.DataFrame, other: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the columns in which two results differ in type or value, an empty value being one, with a few rows."""
    assert one.schema == other.schema
    assert one.height == other.height
    one, other = one.sort(KEY), other.sort(KEY)
    found = {}
    for name in one.columns:
        differs = one[name].ne_missing(other[name])
        if differs.any():
            both = one.filter(differs).head(3).with_columns(other[name].filter(differs).head(3).alias("other"))
            found[name] = both.select(*KEY, name, "other").to_dicts()
    return found


def row(**more: Any) -> dict[str, Any]:
    """Return a claim line of the market of ``tables()`` that adjudicates, or one that differs from it."""
    role = tables().market.facts.practitioner_roles[0]
    plain = {
        **dict.fromkeys(LINES),
        "claim": "claim-1",
        "line": 1,
        "patient": "family-0000000-0",
        "practitioner": role.practitioner,
        "billing": role.organization,
        "on": date(2025, 3, 3),
        "code": "X1001",
        "units": 1,
        "charge": 20_000,
        "referral": True,
        "authorization": True,
    }
    return {**plain, **more}


def frame(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Return rows of claim lines as a frame."""
    return pl.DataFrame(list(rows), schema=schema(LINES))


def counts(of: pl.DataFrame, branches: Mapping[str, pl.Expr | Callable[[pl.DataFrame], int]]) -> dict[str, int]:
    """Return how many rows each branch has."""
    return {
        name: branch(of) if callable(branch) else int(of.select(branch.fill_null(value=False).sum()).item())
        for name, branch in branches.items()
    }


def missing(found: Mapping[str, int]) -> Iterable[str]:
    """Return the branches that no row reached."""
    return sorted(name for name, count in found.items() if not count)
