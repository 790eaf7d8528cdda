"""Every engine, and any count of threads, routes the same needs to the same, in value and in type."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from medgroup.bulk import Tastes, compile, route  # noqa: A004 - the word for it
from medgroup.bulk.needs import distances, numbers, offers, routing
from medgroup.errors import MissingExtraError
from tests.unit.bulk_needs import PERIOD, capacities, differing, needs, tables
from tests.unit.test_bulk_engines import arrow, with_arrow_columns

COUNT = 2_000
ROOMS = capacities(*((f"practitioner-{number:06d}", None, date(2026, 3, 1), number % 9) for number in range(60)))
HOW: dict[str, Any] = {"top": 6, "tastes": Tastes(miles=10), "adherence": 0.8, "preference": 0.9}


@cache
def by_polars() -> pl.DataFrame:
    found: pl.DataFrame = route(needs(COUNT), tables(), capacity=ROOMS, **HOW)
    return found


def test_polars_lazy_gives_what_polars_gives() -> None:
    found = route(needs(COUNT).lazy(), tables(), capacity=ROOMS.lazy(), **HOW)

    assert isinstance(found, pl.LazyFrame)
    assert differing(found.collect(), by_polars()) == {}


def test_duckdb_gives_what_polars_gives() -> None:
    duckdb = pytest.importorskip("duckdb")
    found = route(duckdb.from_arrow(arrow(needs(COUNT))), tables(), capacity=duckdb.from_arrow(arrow(ROOMS)), **HOW)

    assert isinstance(found, duckdb.DuckDBPyRelation)
    assert differing(pl.DataFrame(found.to_arrow_table()), by_polars()) == {}


@pytest.mark.parametrize("made", [pl.DataFrame.to_arrow, with_arrow_columns])
def test_arrow_and_pandas_give_what_polars_gives(made: Callable[[pl.DataFrame], Any]) -> None:
    pytest.importorskip("pandas")
    found = route(made(needs(COUNT)), tables(), capacity=made(ROOMS), **HOW)

    assert type(found) is type(made(ROOMS))
    assert differing(pl.DataFrame(pl.from_pandas(found) if hasattr(found, "iloc") else found), by_polars()) == {}


def test_whatever_is_kept_or_taken_at_once_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Distances and orders that are too many to be kept are worked out again, and needs go in parts: that is all."""
    bounds = {distances: ("_KEPT", "_AT_ONCE"), offers: ("_KEPT", "_AT_ONCE"), numbers: ("_RANGE",)}
    bounds |= {routing: ("_PAIRS", "_TOGETHER")}
    asked = needs(COUNT)
    plain = route(asked, tables())
    for module, names in bounds.items():
        for name in names:
            monkeypatch.setattr(module, name, 1 if name == "_KEPT" else 300)

    assert differing(route(asked, tables()), plain) == {}
    assert differing(route(asked, tables(), capacity=ROOMS, **HOW), by_polars()) == {}


def test_tables_that_were_asked_can_be_handed_to_another_process() -> None:
    """What is kept with them stays behind, and is worked out there again."""
    asked = route(needs(300), tables())
    there = pickle.loads(pickle.dumps(tables()))

    assert there.frames == {}
    assert differing(route(needs(300), there), asked) == {}


def test_without_numpy_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)

    with pytest.raises(
        MissingExtraError,
        match=r'medgroup.bulk, for claim lines and needs by the million, needs the extra .* "medgroup\[bulk\]"',
    ):
        route(needs(3), tables())


def test_threads_that_route_over_the_same_tables_take_turns() -> None:
    """Frames routed at once over tables that were never used go where each of them goes by itself."""
    held = compile(tables().market, PERIOD)
    parts = [needs(COUNT).filter(pl.int_range(pl.len()) % 4 == number) for number in range(4)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda part: route(part, held), parts))
    finally:
        sys.setswitchinterval(before)

    assert differing(pl.concat(found), route(needs(COUNT), tables())) == {}


PROGRAM = """
from hashlib import sha256
from tests.unit.test_bulk_routes_engines import by_polars
import polars as pl
print(pl.thread_pool_size(), sha256(by_polars().write_csv().encode()).hexdigest())
"""


def test_any_count_of_threads_gives_the_same() -> None:
    def said(threads: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    one, three = said("1"), said("3")

    assert (one[0], three[0]) == ("1", "3")
    assert one[1] == three[1]
