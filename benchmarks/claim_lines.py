"""Claim lines by the million beside the same plain rules by hand, and beside other engines."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import polars as pl

import medgroup as mg
from benchmarks import by_hand_polars
from benchmarks.measure import Row, most_memory
from medgroup import bulk
from medgroup.bulk.claims.by_line import adjudicated
from medgroup.bulk.engines import arrow_of
from medgroup.bulk.files import ON_ONE_MACHINE
from medgroup.testing import generated_facts, generated_lines

PERIOD = mg.Period(date(2025, 1, 1), date(2027, 1, 1))
_TYPES: dict[str, Any] = {"text": pl.String, "whole number": pl.Int64, "day": pl.Date, "true or false": pl.Boolean}


def compiled(count: int) -> tuple[bulk.Tables, mg.domain.Facts]:
    """Return an invented market of plain rules for so many lines, compiled, and its facts."""
    facts = generated_facts(practitioners=1_000, families=max(count // 50, 1), plain=True)
    return bulk.compile(mg.open_market(facts), PERIOD), facts


def plain(count: int) -> tuple[bulk.Tables, pl.DataFrame]:
    """Return an invented market of plain rules, compiled, and claim lines over it."""
    tables, facts = compiled(count)
    schema = {name: _TYPES[column.kind.value] for name, column in bulk.LINES.items()}
    return tables, pl.DataFrame(generated_lines(facts, count, plain=True), schema=schema)


def several(lines: pl.DataFrame, times: int) -> pl.DataFrame:
    """Return so many times the lines, each time under other claims."""
    return pl.concat([lines.with_columns(claim=pl.col("claim") + f"-{number}") for number in range(times)])


def agree(tables: bulk.Tables, lines: pl.DataFrame) -> bool:
    """Return whether the program by hand and ours say the same of plain lines."""
    key = ["claim", "line"]
    ours = bulk.adjudicate(lines, tables).sort(key).select(by_hand_polars.GIVES)
    theirs = by_hand_polars.adjudicated(lines, by_hand_polars.PlainTables(tables, lines)).sort(key)
    return bool(ours.equals(theirs.select(by_hand_polars.GIVES)))


def rows(count: int = 1_000_000, repeats: int = 7) -> Iterator[Row]:
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
    with TemporaryDirectory() as folder:
        one, five = Path(folder) / "one.parquet", Path(folder) / "five.parquet"
        lines.write_parquet(one)
        several(lines, 5).write_parquet(five)
        first, grown = (_by_itself(count, path) for path in (one, five))
        yield Row(
            f"adjudicate {5 * count:,} plain claim lines of a Parquet file, in a process of its own",
            grown.seconds,
            f"{count:,} of them, in another",
            first.seconds,
            f"peak {grown.most:.0f} MB, {grown.before:.0f} MB of it before",
        )
        yield from _engines(tables, lines, one, ours, what)


def _engines(tables: bulk.Tables, lines: pl.DataFrame, path: Path, ours: float, what: str) -> Iterator[Row]:
    import duckdb

    relation = duckdb.from_arrow(arrow_of(lines))
    took = _timed(lambda: bulk.adjudicate(relation, tables).to_arrow_table())
    yield Row(f"{what}, DuckDB", took, what, ours)
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        print("Spark is left out: it needs Java, and there is no java on the PATH", file=sys.stderr)
    else:
        yield Row(f"{what}, Spark on this machine", _on_spark(tables, path), what, ours)
    few = lines.head(20_000).to_dicts()
    took = _timed(lambda: list(adjudicated(tables, few, ()))) / len(few)
    yield Row("a claim line by the path of a single question", took, "a line by columns", ours / lines.height)


def _on_spark(tables: bulk.Tables, path: Path) -> float:
    """Return the seconds that a local Spark takes for the lines of a file, started already, results thrown away."""
    from pyspark.sql import SparkSession

    building = SparkSession.builder.appName("medgroup").config("spark.driver.memory", "4g")
    for name, value in ON_ONE_MACHINE.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    found = session.read.parquet(str(path))
    found.count()
    try:
        return _timed(lambda: bulk.adjudicate(found, tables).write.format("noop").mode("overwrite").save())
    finally:
        session.stop()


class Taken(NamedTuple):
    """What a run in a process of its own took."""

    seconds: float
    #: Megabytes of the process at most, and before the lines were adjudicated: the market, its tables and the lines.
    most: float
    before: float


def _by_itself(count: int, path: Path) -> Taken:
    """Return what adjudicating the lines of a file takes in a process that makes and reads nothing else."""
    program = f"from benchmarks import claim_lines; claim_lines.print_taken({count}, {str(path)!r})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return Taken(*(float(figure) for figure in done.stdout.split()))


def print_taken(count: int, path: str) -> None:
    """Print the seconds that the lines of a file take over the market of so many, and the most memory, in megabytes.

    What combinations come to is known from the first of the lines, as it is wherever figures are held against these.
    """
    tables = compiled(count)[0]
    lines = pl.read_parquet(path)
    before = most_memory()
    bulk.adjudicate(lines.head(count), tables)
    took = _timed(lambda: bulk.adjudicate(lines, tables))
    print(took, most_memory(), before)


def _timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start
