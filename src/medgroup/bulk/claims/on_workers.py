"""Claim lines of a Spark frame, adjudicated on its workers: whole households at a time, by the way that Polars takes.

What takes all lines together is asked of Spark before: whether rows are right, whether an id is one of the market's,
whether a bill that is taken back is there. Lines are then dealt out by household, and each part is a frame of Polars.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from medgroup.bulk.claims.by_line import COLLECTIONS, named, void_of_nothing
from medgroup.bulk.claims.columns import LINES, RESULTS, Kind
from medgroup.bulk.claims.households import households
from medgroup.bulk.claims.refusing import refuse_rows
from medgroup.bulk.claims.slices import slice_by_slice
from medgroup.bulk.engines import Engine, Frame, arrow_of, polars
from medgroup.bulk.tables import Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.errors import MedgroupError

#: About how many lines a part has at most, and at least where there are enough of them.
MOST_OF_A_PART, LEAST_OF_A_PART = 250_000, 10_000
#: How many rows go back to Spark at a time.
_OF_A_BATCH = 50_000
#: The household that a line is dealt out by.
_HOUSEHOLD = "_household"
#: Of which collection the ids of a column are.
_COLLECTION_OF = {column: collection for collection, column in COLLECTIONS.items()}
#: Ids of the market that lines hold: the column and the id, with the household of a patient.
_KNOWN = {"column": "String", "key": "String", _HOUSEHOLD: "Int64"}


def on_workers(frame: Frame, engine: Engine, tables: Tables, carried: Sequence[Accumulated], *, check: bool) -> Any:
    """Return lines of a Spark frame with their results, not computed yet.

    Args:
        frame: The lines, with the columns of ``LINES``.
        engine: Their engine.
        tables: The tables of the market.
        carried: What had been used before the first line.
        check: Whether rows are looked at first.

    Raises:
        InvalidValueError: A row holds what it cannot, an id is none of the market's, or a bill takes back none that the
            lines have.
    """
    if check:
        refuse_rows(frame, tables.period, engine)
    dealing = _Dealing(frame.to_native(), tables)
    lines = dealing.by_household(check=check)
    count, voids = _counted(frame.to_native())
    if check and voids:
        _refuse_voids_of_nothing(lines)
    context = lines.sparkSession.sparkContext
    parts = lines.repartition(_parts(count, context.defaultParallelism), _HOUSEHOLD).select(*LINES)
    adjudicating = partial(_adjudicated, context.broadcast(_Handed(tables, tuple(carried))))
    with _this_python(context):
        return parts.mapInArrow(adjudicating, _schema())


class _Handed(NamedTuple):
    """What every worker is handed once."""

    tables: Tables
    carried: tuple[Accumulated, ...]


class _Dealing:
    """Lines and the households that they are dealt out by."""

    def __init__(self, lines: Any, tables: Tables) -> None:
        self._lines = lines
        self._market = tables.market
        self._households = households(tables.market)

    def by_household(self, *, check: bool) -> Any:
        """Return the lines with the number of the household of each; of a patient whom nobody knows it is empty.

        Raises:
            InvalidValueError: An id is none of the market's; with ``check`` alone.
        """
        from pyspark.sql import functions as of

        strangers = self._strangers(tuple(_COLLECTION_OF) if check else ("patient",))
        if check:
            self._refuse(strangers)
        other = {key: self._household_of(key) for column, key in strangers if column == "patient"}
        patients = self._frame(
            [("patient", key, number) for key, number in {**self._households, **other}.items()]
        ).select(of.col("key").alias("patient"), _HOUSEHOLD)
        return self._lines.join(of.broadcast(patients), on="patient", how="left")

    def _strangers(self, columns: Sequence[str]) -> list[tuple[str, str]]:
        """Return the ids in some columns that no fact has; names and NPIs are among them."""
        from pyspark.sql import functions as of

        known = [
            (column, fact.id, None)
            for column in columns
            for fact in getattr(self._market.facts, _COLLECTION_OF[column])
        ]
        pairs = of.explode(of.array(*(of.struct(of.lit(one).alias("column"), _looked_up(one)) for one in columns)))
        met = self._lines.select(pairs.alias("_pair")).select("_pair.*").filter("key <> ''").distinct()
        found = met.join(of.broadcast(self._frame(known)), on=["column", "key"], how="left_anti").collect()
        return sorted(((row["column"], row["key"]) for row in found), key=lambda one: (columns.index(one[0]), one[1]))

    def _frame(self, rows: Sequence[tuple[str, str, int | None]]) -> Any:
        pl = polars()
        frame = pl.DataFrame(rows, schema={name: getattr(pl, kind) for name, kind in _KNOWN.items()}, orient="row")
        return self._lines.sparkSession.createDataFrame(arrow_of(frame))

    def _refuse(self, strangers: Iterable[tuple[str, str]]) -> None:
        """Refuse the first line of an id that leads nowhere; a name or an NPI may lead to a fact."""
        for column, key in strangers:
            if self._found(column, key) is None:
                row = self._lines.filter(_looked_up(column) == key).sort("claim", "line").first().asDict()
                with named(row):
                    self._market.fact(_COLLECTION_OF[column], key)

    def _household_of(self, key: str) -> int | None:
        patient = self._found("patient", key)
        return None if patient is None else self._households[patient.id]

    def _found(self, column: str, key: str) -> Any:
        try:
            return self._market.fact(_COLLECTION_OF[column], key)
        except MedgroupError:
            return None


def _counted(lines: Any) -> tuple[int, int]:
    """Return how many lines there are, and how many of them take a bill back."""
    from pyspark.sql import functions as of

    count, voids = lines.agg(of.count(of.lit(1)), of.count("voids")).first()
    return count, voids


def _looked_up(column: str) -> Any:
    """Return an id as far as it is looked up: of what takes a bill back the patient's alone is."""
    from pyspark.sql import functions as of

    one = of.col(column)
    return (one if column == "patient" else of.when(of.col("voids").isNull(), one)).alias("key")


def _refuse_voids_of_nothing(lines: Any) -> None:
    """Refuse a line that takes back a bill of which its household has none.

    Raises:
        InvalidValueError: There is one; the nearest bill is named.
    """
    from pyspark.sql import functions as of

    voids = lines.filter(of.col("voids").isNotNull())
    bills = lines.select(of.col("claim").alias("voids"), _HOUSEHOLD)
    for row in voids.join(bills, on=["voids", _HOUSEHOLD], how="left_anti").sort("claim", "line").limit(1).collect():
        own = lines.filter(of.col(_HOUSEHOLD) == row[_HOUSEHOLD]).select("claim").distinct().collect()
        raise void_of_nothing(row.asDict(), sorted(one["claim"] for one in own))


@contextmanager
def _this_python(context: Any) -> Iterator[None]:
    """Let workers on this machine be of this Python, which has what they need, where nobody says of which."""
    stated = context.pythonExec
    if context.master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        context.pythonExec = sys.executable
    try:
        yield
    finally:
        context.pythonExec = stated


def _parts(count: int, at_once: int) -> int:
    """Return into how many parts lines are dealt: enough for all workers, none of them large, few of them small."""
    return max(1, min(at_once, -(-count // LEAST_OF_A_PART)), -(-count // MOST_OF_A_PART))


def _schema() -> str:
    """Return the columns of results as Spark declares them."""
    kinds: Mapping[Kind, str] = {Kind.TEXT: "string", Kind.WHOLE: "bigint", Kind.DAY: "date", Kind.FLAG: "boolean"}
    return ", ".join(f"`{name}` {kinds[column.kind]}" for name, column in {**LINES, **RESULTS}.items())


def _adjudicated(handed: Any, batches: Iterator[Any]) -> Iterator[Any]:
    """Yield the lines of a part with their results; a worker calls it."""
    import pyarrow as pa

    own = list(batches)
    if own:
        lines = polars().from_arrow(pa.Table.from_batches(own))
        found = slice_by_slice(lines, *handed.value)
        yield from arrow_of(found).to_batches(max_chunksize=_OF_A_BATCH)
