"""Claim lines by the million beside the same plain rules by hand, and beside other engines."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl

import medgroup as mg
from benchmarks import by_hand_polars
from benchmarks.measure import Row
from medgroup import bulk
from medgroup.bulk.by_line import adjudicated
from medgroup.bulk.engines import arrow_of
from medgroup.testing import generated_facts, generated_lines

PERIOD = mg.Period(date(2025, 1, 1), date(2027, 1, 1))
_TYPES: dict[str, Any] = {"text": pl.String, "whole number": pl.Int64, "day": pl.Date, "true or false": pl.Boolean}


def plain(count: int) -> tuple[bulk.Tables, pl.DataFrame]:
    """Return an invented market of plain rules, compiled, and claim lines over it."""
    facts = generated_facts(practitioners=1_000, families=max(count // 50, 1), plain=True)
    schema = {name: _TYPES[column.kind.value] for name, column in bulk.LINES.items()}
    lines = pl.DataFrame(generated_lines(facts, count, plain=True), schema=schema)
    return bulk.compile(mg.open_market(facts), PERIOD), lines


def several(lines: pl.DataFrame, times: int) -> pl.DataFrame:
    """Return so many times the lines, each time under other claims."""
    return pl.concat([lines.with_columns(claim=pl.col("claim") + f"-{number}") for number in range(times)])


def agree(tables: bulk.Tables, lines: pl.DataFrame) -> bool:
    """Return whether the program by hand and ours say the same of plain lines."""
    key = ["claim", "line"]
    ours = bulk.adjudicate(lines, tables).sort(key).select(by_hand_polars.GIVES)
    theirs = by_hand_polars.adjudicated(lines, by_hand_polars.PlainTables(tables, lines)).sort(key)
    return bool(ours.equals(theirs.select(by_hand_polars.GIVES)))


def rows(count: int = 1_000_000, repeats: int = 5) -> Iterator[Row]:
    """Yield the measurements; what is compared is run in turn."""
    tables, lines = plain(count)
    by_hand = by_hand_polars.PlainTables(tables, lines)
    bulk.adjudicate(lines, tables)
    pairs = [
        (_timed(lambda: bulk.adjudicate(lines, tables)), _timed(lambda: by_hand_polars.adjudicated(lines, by_hand)))
        for _ in range(repeats)
    ]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    what = f"adjudicate {count:,} plain claim lines"
    yield Row(what, ours, "the same rules by hand in Polars", theirs, f"by hand {count / theirs / 1e6:.2f} M lines/s")
    unchecked = _timed(lambda: bulk.adjudicate(lines, tables, check=False))
    yield Row(f"{what}, rows not looked at", unchecked, "the same rules by hand in Polars", theirs)
    grown = _grown(count)
    yield Row(f"adjudicate {5 * count:,} plain claim lines", grown[0], what, ours, f"peak {grown[1]:.0f} MB")
    yield from _engines(tables, lines, ours, what)


def _engines(tables: bulk.Tables, lines: pl.DataFrame, ours: float, what: str) -> Iterator[Row]:
    import duckdb

    relation = duckdb.from_arrow(arrow_of(lines))
    took = _timed(lambda: bulk.adjudicate(relation, tables).to_arrow_table())
    yield Row(f"{what}, DuckDB", took, what, ours)
    few = lines.head(20_000).to_dicts()
    took = _timed(lambda: list(adjudicated(tables, few, ()))) / len(few)
    yield Row("a claim line by the path of a single question", took, "a line by columns", ours / lines.height)


def _grown(count: int) -> tuple[float, float]:
    """Return the seconds and the megabytes that five times the lines take, in a process of their own."""
    program = f"from benchmarks import claim_lines; claim_lines.print_growth({count})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def print_growth(count: int) -> None:
    """Print the seconds that five times the lines take, and the most memory of this process, in megabytes."""
    tables, lines = plain(count)
    lines = several(lines, 5)
    took = _timed(lambda: bulk.adjudicate(lines, tables))
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start
