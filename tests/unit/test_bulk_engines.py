"""Every engine gives the same results, in value and in type, an empty value being one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from medgroup.bulk import adjudicate
from tests.unit.bulk_lines import counted, differing, lines, results, tables
from tests.unit.command_line import typed

COUNT = counted("MEDGROUP_ENGINE_LINES", 20_000)


def arrow(of: pl.DataFrame) -> Any:
    """Return a frame as an Arrow table of types that every engine reads."""
    return of.to_arrow(compat_level=pl.CompatLevel.oldest())


def test_polars_lazy_gives_what_polars_gives() -> None:
    found = adjudicate(lines(COUNT).lazy(), tables())

    assert isinstance(found, pl.LazyFrame)
    assert differing(found.collect(), results(COUNT)) == {}


def test_duckdb_gives_what_polars_gives() -> None:
    duckdb = pytest.importorskip("duckdb")
    found = adjudicate(duckdb.from_arrow(arrow(lines(COUNT))), tables())

    assert isinstance(found, duckdb.DuckDBPyRelation)
    assert differing(pl.DataFrame(found.to_arrow_table()), results(COUNT)) == {}


def test_pyarrow_gives_what_polars_gives() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    found = adjudicate(lines(COUNT).to_arrow(), tables())

    assert isinstance(found, pyarrow.Table)
    assert differing(pl.DataFrame(found), results(COUNT)) == {}


def with_arrow_columns(of: pl.DataFrame) -> Any:
    return of.to_pandas(use_pyarrow_extension_array=True)


def with_columns_of_its_own(of: pl.DataFrame) -> Any:
    whole = {name: "Int64" for name, kind in of.schema.items() if kind == pl.Int64}
    flags = {name: "boolean" for name, kind in of.schema.items() if kind == pl.Boolean}
    days = {name: "date32[pyarrow]" for name, kind in of.schema.items() if kind == pl.Date}
    return of.to_pandas(use_pyarrow_extension_array=True).astype({**whole, **flags, **days})


@pytest.mark.parametrize("made", [with_arrow_columns, with_columns_of_its_own])
def test_pandas_gives_what_polars_gives(made: Callable[[pl.DataFrame], Any]) -> None:
    pandas = pytest.importorskip("pandas")
    found = adjudicate(made(lines(COUNT)), tables())

    assert isinstance(found, pandas.DataFrame)
    assert str(found["allowed"].dtype) == "int64[pyarrow]"
    assert differing(pl.DataFrame(pl.from_pandas(found)), results(COUNT)) == {}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local Spark; without Java the test skips, or fails where MEDGROUP_REQUIRE_REAL_DATA is set."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        message = "needs Java, which Spark runs on: there is no java on the PATH"
        if os.environ.get("MEDGROUP_REQUIRE_REAL_DATA", "") not in ("", "0"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    building = SparkSession.builder.master("local[2]").appName("medgroup")
    for name, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_spark_gives_what_polars_gives(spark: Any) -> None:
    from pyspark.sql import DataFrame

    found = adjudicate(spark.createDataFrame(arrow(lines(COUNT))), tables())

    assert isinstance(found, DataFrame)
    assert differing(pl.DataFrame(found.toArrow()), results(COUNT)) == {}


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_spark_from_the_command_line_gives_what_polars_gives(
    spark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sizes = ("--practitioners", "20", "--families", "30", "--lines", "200")
    assert typed(capsys, "generate", "market.json", *sizes, "--out", "lines.parquet").code == 0
    for engine in ("polars", "spark"):
        printed = typed(capsys, "adjudicate", "lines.parquet", "market.json", "--out", engine, "--engine", engine)
        assert (printed.code, "Wrote" in printed.out) == (0, True)

    assert Path("spark").is_dir()
    assert differing(pl.read_parquet("spark/*.parquet"), pl.read_parquet("polars")) == {}
