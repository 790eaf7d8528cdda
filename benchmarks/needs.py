"""Needs by the million, routed with and without capacities, and what more of them take."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl

import medgroup as mg
from benchmarks.measure import Row, most_memory
from medgroup import bulk
from medgroup.bulk.generating_needs import generated_needs, generated_referral_facts
from medgroup.plugins import installed_plugins

PERIOD = mg.Period(date(2025, 1, 1), date(2027, 1, 1))
PRACTITIONERS = 1_000
_TYPES: dict[str, Any] = {"text": pl.String, "whole number": pl.Int64, "day": pl.Date, "number": pl.Float64}


def invented(count: int) -> tuple[bulk.Tables, pl.DataFrame]:
    """Return an invented market, compiled, and needs over it."""
    facts = generated_referral_facts(practitioners=PRACTITIONERS, families=max(count // 50, 1))
    schema = {name: _TYPES[column.kind.value] for name, column in bulk.NEEDS.items()}
    needs = pl.DataFrame(generated_needs(facts, count), schema=schema)
    return bulk.compile(mg.open_market(facts, plugins=installed_plugins()), PERIOD), needs


def several(needs: pl.DataFrame, times: int) -> pl.DataFrame:
    """Return so many times the needs, each time under other ids."""
    return pl.concat([needs.with_columns(need=pl.col("need") + f"-{number}") for number in range(times)])


def rows(count: int = 500_000) -> Iterator[Row]:
    """Yield the measurements, each in a process of its own; beside the seconds stands the processor's time."""
    for times in (1, 4):
        program = f"from benchmarks import needs; needs.print_measured({count}, {times})"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            what, seconds, used, megabytes = line.split("|")
            note = f"processor {float(used):.2f} s, peak {float(megabytes):.0f} MB"
            yield Row(f"{what} {times * count:,} needs over {PRACTITIONERS:,} practitioners", float(seconds), note=note)


def print_measured(count: int, times: int) -> None:
    """Print the seconds that routing takes, the processor's seconds, and the most memory in megabytes.

    The first frame of a market can be routed once; of the others the median is taken.
    """
    tables, needs = invented(count)
    needs = several(needs, times)
    who = [one.id for one in tables.market.facts.practitioners]
    capacity = pl.DataFrame({"practitioner": who, "capacity": [count * times // len(who)] * len(who)})
    measured: dict[str, tuple[int, Callable[[], object]]] = {
        "route, the first frame of a market:": (1, lambda: bulk.route(needs, tables)),
        "route": (5, lambda: bulk.route(needs, tables)),
        "route with capacities, to the first 32 alone,": (
            3,
            lambda: bulk.route(needs, tables, capacity=capacity, top=32),
        ),
    }
    for what, (repeats, run) in measured.items():
        took = sorted(_timed(run) for _ in range(repeats))[repeats // 2]
        print(what, *took, most_memory(), sep="|")


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    start, used = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - used
