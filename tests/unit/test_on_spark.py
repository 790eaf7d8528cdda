"""Spark gives what Polars gives, in value and in type, of claim lines and of needs."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from medgroup.bulk import adjudicate, compile, route  # noqa: A004 - the word for it
from medgroup.bulk.claims import on_workers
from medgroup.bulk.files import write_results
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.coverages import coverage_on
from medgroup.errors import InvalidValueError, MedgroupError
from medgroup.values.money import Money
from tests.unit.bulk_lines import PERIOD, differing, frame, lines, results, row, tables
from tests.unit.bulk_needs import differing as differing_routes
from tests.unit.bulk_needs import needs
from tests.unit.bulk_needs import tables as tables_of_needs
from tests.unit.command_line import typed
from tests.unit.test_bulk_engines import COUNT, arrow
from tests.unit.test_bulk_routes_engines import COUNT as NEEDS
from tests.unit.test_bulk_routes_engines import HOW, ROOMS, by_polars

#: What Spark warns of.
NOISE = ("FutureWarning", "DeprecationWarning", "ResourceWarning", "pytest.PytestUnraisableExceptionWarning")


def quiet(test: Callable[..., None]) -> Callable[..., None]:
    """Let what Spark warns of pass."""
    found: Callable[..., None] = pytest.mark.filterwarnings(*(f"ignore::{one}" for one in NOISE))(test)
    return found


#: Lines beside a good one, by what is wrong with them.
WRONG: dict[str, list[dict[str, Any]]] = {
    "units 0": [{"units": 0}],
    "an unknown patient": [{"patient": "family-0000000-9"}],
    "an unknown practitioner": [{"practitioner": "practitioner-99999"}],
    "an unknown site": [{"site": "hospital-sight"}],
    "a line that stands twice": [{}, {}],
    "lines that say two things": [{}, {"line": 2, "referral": False}],
    "the void of no bill": [{"voids": "claim-0"}],
}


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


@quiet
def test_spark_gives_what_polars_gives(spark: Any) -> None:
    from pyspark.sql import DataFrame

    found = adjudicate(spark.createDataFrame(arrow(lines(COUNT))), tables())

    assert isinstance(found, DataFrame)
    assert differing(pl.DataFrame(found.toArrow()), results(COUNT)) == {}


@quiet
def test_lines_dealt_out_in_many_parts_give_what_they_give_together(
    spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line's answer depends on another family, so that it is the same whoever else is in its part."""
    monkeypatch.setattr(on_workers, "MOST_OF_A_PART", 300)
    few = lines(2_000)
    plan = next(one for one in tables().coverages if one.plan == "ppo")
    used = Accumulated(
        family=coverage_on(tables().market, plan.patient, on=plan.start).family or "",
        patient=plan.patient,
        year=2025,
        tier=1,
        deductible=Money(50_000),
        out_of_pocket=Money(200_000),
    )
    found = adjudicate(spark.createDataFrame(arrow(few)), tables(), carried=[used])
    polars = adjudicate(few, tables(), carried=[used])

    assert found.rdd.getNumPartitions() == 7
    assert differing(pl.DataFrame(found.toArrow()), polars) == {}
    assert differing(polars, adjudicate(few, tables())) != {}


@quiet
def test_spark_without_a_look_at_rows_keeps_lines_of_days_outside(spark: Any) -> None:
    given = frame(
        row(), row(claim="claim-2", on=None), row(claim="claim-3", on=date(2030, 1, 1), practitioner="nobody")
    )
    found = adjudicate(spark.createDataFrame(arrow(given)), tables(), check=False)

    assert differing(pl.DataFrame(found.toArrow()), adjudicate(given, tables(), check=False)) == {}


@quiet
def test_spark_takes_names_as_polars_does(spark: Any) -> None:
    facts = tables().market.facts
    first, *others = facts.practitioners
    named = evolve(facts, practitioners=[evolve(first, name="Somebody"), *others])
    over = compile(tables().market.with_facts(named), PERIOD)
    given = frame(row(practitioner="Somebody"), row(claim="claim-2"))
    found = adjudicate(spark.createDataFrame(arrow(given)), over)

    assert differing(pl.DataFrame(found.toArrow()), adjudicate(given, over)) == {}


@quiet
@pytest.mark.parametrize("case", WRONG)
def test_spark_refuses_what_polars_refuses_before_anything_is_computed(spark: Any, case: str) -> None:
    given = frame(row(claim="good"), *(row(**change) for change in WRONG[case]))
    with pytest.raises(InvalidValueError) as expected:
        adjudicate(given, tables())
    with pytest.raises(InvalidValueError) as refused:
        adjudicate(spark.createDataFrame(arrow(given)), tables())

    assert (refused.value.field, refused.value.value) == (expected.value.field, expected.value.value)
    assert refused.value.expected == expected.value.expected


@quiet
def test_what_a_worker_cannot_adjudicate_is_told_without_its_trace(spark: Any, tmp_path: Path) -> None:
    found = adjudicate(spark.createDataFrame(arrow(frame(row(voids="claim-1")))), tables())
    with pytest.raises(MedgroupError, match=r"^lines: claim 'claim-1'[^\n]*$"):
        write_results(found, tmp_path / "results")

    assert list(tmp_path.iterdir()) == []


@quiet
def test_spark_from_the_command_line_gives_what_polars_gives(
    spark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sizes = ("--practitioners", "20", "--families", "30", "--lines", "200")
    assert typed(capsys, "generate", "market.json", *sizes, "--out", "lines.parquet").code == 0
    for engine, out in (("polars", "polars.parquet"), ("spark", "spark")):
        printed = typed(capsys, "adjudicate", "lines.parquet", "market.json", "--out", out, "--engine", engine)
        assert (printed.code, "Wrote" in printed.out) == (0, True)

    assert Path("spark").is_dir()
    assert differing(pl.read_parquet("spark/*.parquet"), pl.read_parquet("polars.parquet")) == {}


@quiet
def test_spark_routes_needs_where_polars_does(spark: Any) -> None:
    found = route(spark.createDataFrame(arrow(needs(NEEDS))), tables_of_needs(), capacity=ROOMS, **HOW)

    assert differing_routes(pl.DataFrame(found.toArrow()), by_polars()) == {}
