"""Every engine gives the same results, in value and in type, an empty value being one."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from medgroup.bulk import adjudicate
from tests.unit.bulk_lines import counted, differing, lines, results, tables

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
