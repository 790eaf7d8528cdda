"""What is refused says what to write instead: the member, the cast of the frame, what takes a bill back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

import medgroup as mg
from medgroup import bulk
from medgroup.costs.billed import processing_order
from medgroup.domain import Setting
from medgroup.errors import InvalidValueError

DAY = date(2026, 3, 2)
TABLES = bulk.compile(mg.valley(), mg.Period(date(2026, 1, 1), date(2027, 1, 1)))
REFERRAL = {"id": "r", "patient": "ann", "issuer": "okafor-northside", "specialty": "207RC0000X", "written": DAY}
LINES: dict[str, list[Any]] = {
    "claim": ["c-1", "c-2"],
    "line": [1, 1],
    "patient": ["ann", "ann"],
    "practitioner": ["dr-okafor", "dr-okafor"],
    "billing": ["northside-family", "northside-family"],
    "on": [DAY, DAY],
    "code": ["X1001", "X1001"],
    "units": [1, 1],
    "charge": [20_000, 20_000],
}
PANDAS: dict[str, tuple[dict[str, Any], str]] = {
    "moments": (
        {"on": pd.to_datetime(["2026-03-02", "2026-03-02"])},
        'pd.to_datetime(frame["on"]).astype("date32[pyarrow]")',
    ),
    "days as texts": ({"on": ["2026-03-02", "2026-03-02"]}, 'pd.to_datetime(frame["on"]).astype("date32[pyarrow]")'),
    "a charge that is missing": ({"charge": [20_000, None]}, 'frame["charge"].astype("Int64")'),
    "texts that are all NaN": ({"site": [float("nan")] * 2}, 'frame["site"].astype("string")'),
}
POLARS: dict[str, tuple[dict[str, list[Any]], str]] = {
    "moments": ({"on": [datetime(2026, 3, 2)] * 2}, 'pl.col("on").cast(pl.Date)'),  # noqa: DTZ001 - it has no zone
    "days as texts": ({"on": ["2026-03-02"] * 2}, 'pl.col("on").str.to_date()'),
    "floats": ({"charge": [20_000.0, None]}, 'pl.col("charge").cast(pl.Int64)'),
}


def refused(call: Callable[[], object]) -> str:
    """Return what a call is refused with."""
    with pytest.raises(InvalidValueError) as raised:
        call()
    return str(raised.value)


def test_a_word_for_a_member_names_the_member_wherever_it_is_exported() -> None:
    gate = {"name": "x", "when": {}, "reason": "x"}

    assert refused(lambda: mg.Gate(**gate | {"verdict": "note"})).endswith("write mg.Verdict.NOTE")  # type: ignore[arg-type]
    assert refused(lambda: mg.Rate(method="case-rate")).endswith("write mg.domain.Method.CASE_RATE")  # type: ignore[arg-type]
    assert mg.domain.Setting is Setting


@pytest.mark.parametrize("field", ["preferred", "languages", "overrides", "services"])
def test_what_is_no_list_is_refused_by_the_name_of_its_field_and_not_shown(field: str) -> None:
    said = refused(lambda: mg.Referral(**REFERRAL | {field: "secret"}))  # type: ignore[arg-type]

    assert said == f"{field}: the value given is not a list"


@pytest.mark.parametrize("name", sorted(PANDAS))
def test_the_cast_that_is_told_mends_a_pandas_frame(name: str) -> None:
    changed, cast = PANDAS[name]
    frame = pd.DataFrame(LINES | changed)
    if "on" not in changed:
        frame["on"] = pd.to_datetime(frame["on"]).astype("date32[pyarrow]")

    assert refused(lambda: bulk.adjudicate(frame, TABLES)).endswith(f"; cast it: {cast}")
    frame[next(iter(changed))] = eval(cast, {"pd": pd, "frame": frame})
    assert len(bulk.adjudicate(frame, TABLES)) == 2


def test_the_cast_that_is_told_mends_an_empty_pandas_frame_of_days() -> None:
    frame = pd.DataFrame(LINES).head(0)

    assert refused(lambda: bulk.adjudicate(frame, TABLES)).endswith(f"; cast it: {PANDAS['moments'][1]}")
    frame["on"] = pd.to_datetime(frame["on"]).astype("date32[pyarrow]")
    assert len(bulk.adjudicate(frame, TABLES)) == 0


@pytest.mark.parametrize("name", sorted(POLARS))
def test_the_cast_that_is_told_mends_a_polars_frame(name: str) -> None:
    changed, cast = POLARS[name]
    frame = pl.DataFrame(LINES | changed)

    assert refused(lambda: bulk.adjudicate(frame, TABLES)).endswith(f"; cast it: {cast}")
    mended = frame.with_columns(eval(cast, {"pl": pl}))
    assert bulk.adjudicate(mended, TABLES).height == 2


def test_arguments_of_no_sort_are_refused_by_name() -> None:
    lines = pl.DataFrame(LINES)
    need = mg.Referral(**REFERRAL)  # type: ignore[arg-type]
    visit: Any = {"patient": "ann", "practitioner": "dr-okafor", "services": ["X1001"], "on": DAY}
    anything: Any = "yes"

    assert refused(lambda: bulk.adjudicate(lines, TABLES, carried=3)) == "carried: 3 is not a list"  # type: ignore[arg-type]
    assert refused(lambda: bulk.taste("ann", None)) == "practitioner: None is not the text of an id"  # type: ignore[arg-type]
    assert refused(lambda: processing_order("b")).startswith("'str' is not a BilledVisit")  # type: ignore[arg-type]
    assert refused(lambda: mg.rank_referrals(mg.valley(), need, family=anything)).startswith("family: 'yes' is not")
    assert refused(lambda: mg.quote(mg.valley(), alternatives=anything, **visit)).startswith("alternatives: 'yes' is")


def test_a_bill_of_the_same_day_is_taken_back_with_the_number_that_the_error_names() -> None:
    back = pl.DataFrame(LINES).head(1).with_columns(claim=pl.lit("v-1"), voids=pl.lit("c-1"))
    lines = pl.concat([pl.DataFrame(LINES).head(1), back], how="diagonal")
    second = lines.with_columns(number=pl.when(pl.col("voids").is_null()).then(1).otherwise(2))

    assert "a higher number" in refused(lambda: bulk.adjudicate(lines, TABLES))
    assert bulk.adjudicate(second, TABLES)["patient_owes"].sum() == 0


def test_tables_say_what_they_are_of() -> None:
    assert repr(TABLES).startswith("<Tables: <Market: ")
