"""Rows of a spreadsheet are read as they are written: a day or a number that could be two is refused, not guessed."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from medgroup.errors import FormatError
from medgroup.formats.frame_columns import Column, Kind, read_file

COLUMNS = {
    "on": Column(Kind.DAY, True, True, "a day"),
    "cents": Column(Kind.WHOLE, True, True, "cents"),
    "who": Column(Kind.TEXT, True, True, "an id"),
}


def read(tmp_path: Path, *rows: str) -> pl.DataFrame:
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(("on,cents,who,more", *rows)) + "\n", encoding="utf-8")
    found: pl.DataFrame = read_file(path, COLUMNS, of="rows")
    return found


def test_days_and_numbers_are_read_and_what_is_empty_is_not_known(tmp_path: Path) -> None:
    found = read(tmp_path, "2026-03-02,12,a,x", ",,,", '"","",b,', " 2024-02-29 , -3 ,c,")

    assert found["on"].to_list() == [date(2026, 3, 2), None, None, date(2024, 2, 29)]
    assert found["cents"].to_list() == [12, None, None, -3]
    assert found.schema["on"] == pl.Date
    assert found.schema["cents"] == pl.Int64


def test_a_file_without_rows_has_columns_of_their_types(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert found.height == 0
    assert found.schema == {"on": pl.Date, "cents": pl.Int64, "who": pl.String, "more": pl.String}


@pytest.mark.parametrize(
    "day", ["03/02/2026", "03-02-2026", "2026/03/02", "2026-3-2", "20260302", "2026-02-30", "2026-03-02T00:00", "soon"]
)
def test_a_day_that_is_written_otherwise_is_refused_with_its_line_and_not_shown(tmp_path: Path, day: str) -> None:
    with pytest.raises(FormatError) as refused:
        read(tmp_path, "2026-03-01,1,a,x", f"{day},1,a,x")

    assert (
        str(refused.value)
        == f"{tmp_path / 'rows.csv'}: line 3 column on: is not a day as 2025-01-31; the column holds: a day"
    )


@pytest.mark.parametrize("number", ["12.50", "1e3", "1_000", "$12", "0x1F", "99999999999999999999"])
def test_a_whole_number_that_is_none_is_refused_with_its_line_and_not_shown(tmp_path: Path, number: str) -> None:
    with pytest.raises(FormatError) as refused:
        read(tmp_path, f"2026-03-01,{number},a,x")

    assert (
        str(refused.value)
        == f"{tmp_path / 'rows.csv'}: line 2 column cents: is not a whole number; the column holds: cents"
    )
