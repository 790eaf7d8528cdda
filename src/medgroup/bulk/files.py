"""Claim lines in files: read for an engine, and results written whole or not at all."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import narwhals as nw

from medgroup.bulk.claims.columns import LINES, RESULTS, Kind, checked
from medgroup.bulk.engines import Frame, arrow_of, engine_of, polars, rows_of
from medgroup.bulk.needs.columns import NEEDS, ROUTES
from medgroup.errors import FormatError, InvalidValueError, MedgroupError, MissingExtraError, nearest
from medgroup.formats.frame_columns import checked_columns, read_file, suffix_of
from medgroup.formats.texts import cannot
from medgroup.values.period import Period

#: How Spark runs where nobody says on which cluster: in this process, with few parts, and without pages or bars of its
#: own. What is stated otherwise stays.
ON_ONE_MACHINE = {
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
#: What a worker of Spark says of lines that cannot be adjudicated, in the trace that it ends with.
_OF_A_WORKER = re.compile(r"^medgroup\.errors\.\w+: (.+)$", re.MULTILINE)
#: The engines that files of lines are read for.
ENGINES = ("polars", "duckdb", "spark")


def read_lines(path: Path, engine: str = "polars") -> Any:
    """Return the claim lines of a ``.parquet`` or a ``.csv`` file as a frame of an engine.

    Raises:
        FormatError: The file cannot be read.
        InvalidValueError: There is no such engine.
        MissingExtraError: The engine is not installed.
    """
    if engine not in ENGINES:
        raise InvalidValueError(
            engine, f"one of {', '.join(ENGINES)}", field="engine", nearest=nearest(engine, ENGINES)
        )
    frame = read_file(path, LINES, of="claim lines")
    if engine == "polars":
        return frame
    return _in_duckdb(frame) if engine == "duckdb" else _in_spark(frame)


def write_results(found: Any, path: Path) -> None:
    """Write what ``adjudicate`` gave as a ``.parquet`` or a ``.csv`` file, or as a folder of them from Spark.

    It is written whole or not at all.

    Raises:
        FormatError: The path is neither, or cannot be written.
    """
    of_spark = not hasattr(found, "write_parquet")
    spreadsheet = results_suffix(path, folder=of_spark) == ".csv"
    try:
        with _beside(path) as fresh:
            if of_spark:
                _write_from_spark(found, fresh, path, spreadsheet=spreadsheet)
            else:
                _ = found.write_csv(str(fresh)) if spreadsheet else found.write_parquet(str(fresh))
    except OSError as error:
        raise FormatError(str(path), "", cannot("written", error)) from None


def results_suffix(path: Path, *, folder: bool) -> str:
    """Return what results are written as: the ending of the path; a folder, which Spark writes, needs none.

    Raises:
        FormatError: It is neither ``.parquet`` nor ``.csv``.
    """
    return ".parquet" if folder and not path.suffix else suffix_of(path, "results")


def read_results(path: Path) -> Any:
    """Return results that were written, a file or a folder of them, as a lazy frame of Polars."""
    pl = polars()
    suffix = results_suffix(path, folder=path.is_dir())
    files = path / f"*{suffix}" if path.is_dir() else path
    if suffix == ".parquet":
        return pl.scan_parquet(files)
    types = _types()
    return pl.scan_csv(files, schema_overrides={name: types[of.kind] for name, of in {**LINES, **RESULTS}.items()})


def _write_from_spark(found: Any, fresh: Path, path: Path, *, spreadsheet: bool) -> None:
    """Write what Spark computes; what ended its work is told without its trace."""
    from pyspark.errors import PySparkException

    try:
        _ = found.write.csv(str(fresh), header=True) if spreadsheet else found.write.parquet(str(fresh))
    except PySparkException as problem:
        ours = _OF_A_WORKER.search(str(problem))
        if ours:
            raise MedgroupError(ours[1]) from None
        raise FormatError(str(path), "", f"cannot be written: Spark stopped with {type(problem).__name__}") from None


def write_lines(columns: Mapping[str, Any], path: Path) -> None:
    """Write columns of claim lines as a ``.parquet`` or a ``.csv`` file.

    Raises:
        FormatError: The path is neither, or cannot be written.
    """
    pl = polars()
    frame = pl.DataFrame(dict(columns), schema={name: _types()[column.kind] for name, column in LINES.items()})
    try:
        with _beside(path) as fresh:
            frame.write_csv(fresh) if suffix_of(path, "claim lines") == ".csv" else frame.write_parquet(fresh)
    except OSError as error:
        raise FormatError(str(path), "", cannot("written", error)) from None


def period_of(rows: Any) -> Period:
    """Return the days of claim lines or of needs, from the first to the last, for ``compile``.

    Args:
        rows: Claim lines, with the columns of ``medgroup.bulk.LINES``; or needs, with those of ``medgroup.bulk.NEEDS``.

    Raises:
        InvalidValueError: A column is missing, unknown or of another type; or no row has a day.
    """
    on = nw.col("on")
    field, frame = _lines_or_needs(rows)
    first, last = rows_of(frame.select(first=on.min(), last=on.max())).row(0)
    if first is None:
        raise InvalidValueError(None, "rows", field=field, problem="hold no day, so that they have no period")
    return Period(first, last + timedelta(days=1))


def _lines_or_needs(rows: Any) -> tuple[str, Frame]:
    """Return what rows are called and their columns, checked; those with an id of a need are needs."""
    engine = engine_of(rows, "rows")
    if "need" in engine.lines.collect_schema().names():
        needs: Frame = checked_columns(
            engine.lines, NEEDS, field="needs", of="needs", added=ROUTES, library=engine.name
        )
        return "needs", needs
    return "lines", checked(engine)


def _types() -> Mapping[Kind, Any]:
    pl = polars()
    return {Kind.TEXT: pl.String, Kind.WHOLE: pl.Int64, Kind.DAY: pl.Date, Kind.FLAG: pl.Boolean}


def _in_duckdb(frame: Any) -> Any:
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("adjudicating lines in DuckDB", "duckdb") from None
    return duckdb.from_arrow(arrow_of(frame))


def _in_spark(frame: Any) -> Any:
    try:
        from pyspark import SparkConf
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError("adjudicating lines on Spark", "spark") from None
    stated = SparkConf()
    for name, value in ON_ONE_MACHINE.items() if not stated.contains("spark.master") else ():
        stated.setIfMissing(name, value)
    session = SparkSession.builder.appName("medgroup").config(conf=stated).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session.createDataFrame(arrow_of(frame))


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a path in a folder of its own beside the target, and put what is written there in its place."""
    workshop = Path(mkdtemp(prefix=".medgroup-", dir=path.resolve().parent))
    try:
        fresh = workshop / path.name
        yield fresh
        if path.is_dir():
            os.replace(path, workshop / "before")  # noqa: PTH105 - a folder gives way to what is new
        os.replace(fresh, path)  # noqa: PTH105 - as everywhere that a file is put in place
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
