"""The columns that a data frame has to come with, checked before anything is computed; one error names the column."""

import csv
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from medgroup.errors import FormatError, InvalidValueError, MissingExtraError, listed, nearest
from medgroup.formats.texts import cannot


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    DAY = "day"
    NUMBER = "number"
    FLAG = "true or false"


class Column(NamedTuple):
    """One column of a frame."""

    kind: Kind
    #: Whether it has to be there.
    required: bool
    #: Whether a row may leave it empty.
    nullable: bool
    #: What it holds, in words.
    meaning: str


_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "String",
    Kind.WHOLE: "Int64",
    Kind.DAY: "Date",
    Kind.NUMBER: "Float64",
    Kind.FLAG: "Boolean",
}
_WHOLE = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32")
_FITTING: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("String", "Categorical", "Enum"),
    Kind.WHOLE: _WHOLE,
    Kind.DAY: ("Date",),
    Kind.NUMBER: (*_WHOLE, "Float32", "Float64"),
    Kind.FLAG: ("Boolean",),
}


def type_of(column: Column) -> Any:
    """Return the type of a column that goes out, the same on every engine."""
    import narwhals as nw

    return getattr(nw, _TYPES[column.kind])


#: What stands between the cells of a spreadsheet elsewhere.
_SEPARATORS = (";", "\t", "|")


def checked_columns(
    frame: Any,
    columns: Mapping[str, Column],
    *,
    field: str,
    of: str,
    added: Collection[str] = (),
    library: str = "",
) -> Any:
    """Return a frame with every column that it may have, those left out empty, and none besides.

    Args:
        frame: A frame of Narwhals.
        columns: The columns by name.
        field: What the frame is called in an error: ``lines``.
        of: What its rows are, in words: ``claim lines``.
        added: The columns that are added to them as results.
        library: What the caller's own frame is of, where that is another than Polars: ``pandas``.

    Raises:
        InvalidValueError: A column is missing, is none of these, or holds something else; the nearest is named.
    """
    import narwhals as nw

    schema = frame.collect_schema()
    for name in schema.names():
        if name not in columns:
            raise _no_column(name, columns, field, of, added)
    lacking = [name for name, column in columns.items() if column.required and name not in schema]
    if lacking:
        raise missing_columns(schema.names(), listed(map(repr, lacking)), field=field, several=len(lacking) > 1)
    for name, found in schema.items():
        _refuse_another_type(columns[name], found, name, field, library or frame.implementation.name.lower())
    return frame.select(
        *(
            nw.col(name).cast(type_of(column)) if name in schema else nw.lit(None, type_of(column)).alias(name)
            for name, column in columns.items()
        )
    )


def _no_column(
    name: str, columns: Mapping[str, Column], field: str, of: str, added: Collection[str]
) -> InvalidValueError:
    """Return the error about a column that rows do not have, with its cause where that shows."""
    mark = separator_of(name)
    if mark is not None:
        expected = f"a column of {of}: the cells stand apart by {mark!r}, which is to be named where the file is read"
        return InvalidValueError(name, expected, field=field)
    if name in added:
        expected = f"a column of {of}, but one of the results that are added to them; give the {of} without results"
        return InvalidValueError(name, expected, field=field)
    return InvalidValueError(name, f"a column of {of}", field=field, nearest=nearest(name, columns))


def separator_of(name: str) -> str | None:
    """Return what stands between the names of columns that were read as one; None where they were not."""
    return next((mark for mark in _SEPARATORS if mark in name), None)


def missing_columns(names: Sequence[str], lacking: str, *, field: str, several: bool = False) -> InvalidValueError:
    """Return the error about columns that a frame has to have and has not.

    Args:
        names: The columns that it has.
        lacking: Those that it lacks, in words.
        field: What the frame is called in an error.
        several: Whether it lacks several.
    """
    subject, problem = ("columns", "are missing") if several else ("column", "is missing")
    expected = f"columns with {lacking} among them"
    return InvalidValueError(list(names), expected, field=f"{field}: {subject} {lacking}", problem=problem)


#: How a column is put right, by what the frame is of, from what it holds to what it has to hold.
_FROM_MOMENT, _FROM_TEXT, _FROM_NUMBER = (Kind.DAY, "Datetime"), (Kind.DAY, "String"), (Kind.WHOLE, "Float64")
_FROM_EMPTY = (Kind.TEXT, "Float64")
_CASTS: Mapping[str, Mapping[tuple[Kind, str], str]] = {
    "pandas": {
        **dict.fromkeys((_FROM_MOMENT, _FROM_TEXT), 'pd.to_datetime(frame["{}"]).astype("date32[pyarrow]")'),
        _FROM_NUMBER: 'frame["{}"].astype("Int64")',
        _FROM_EMPTY: 'frame["{}"].astype("string")',
    },
    "polars": {
        _FROM_MOMENT: 'pl.col("{}").cast(pl.Date)',
        _FROM_TEXT: 'pl.col("{}").str.to_date()',
        _FROM_NUMBER: 'pl.col("{}").cast(pl.Int64)',
        _FROM_EMPTY: 'pl.col("{}").cast(pl.String)',
    },
    "pyarrow": {
        **dict.fromkeys((_FROM_MOMENT, _FROM_TEXT), 'table["{}"].cast("date32")'),
        _FROM_NUMBER: 'table["{}"].cast("int64")',
        _FROM_EMPTY: 'table["{}"].cast("string")',
    },
    "duckdb": {
        **dict.fromkeys((_FROM_MOMENT, _FROM_TEXT), 'CAST("{}" AS DATE)'),
        _FROM_NUMBER: 'CAST("{}" AS BIGINT)',
        _FROM_EMPTY: 'CAST("{}" AS VARCHAR)',
    },
    "pyspark": {
        **dict.fromkeys((_FROM_MOMENT, _FROM_TEXT), 'F.col("{}").cast("date")'),
        _FROM_NUMBER: 'F.col("{}").cast("bigint")',
        _FROM_EMPTY: 'F.col("{}").cast("string")',
    },
}


def _refuse_another_type(column: Column, found: Any, name: str, field: str, library: str) -> None:
    import narwhals as nw

    empty = column.nullable and found == nw.Unknown
    if not empty and not any(found == getattr(nw, name) for name in _FITTING[column.kind]):
        kind = column.kind
        casts = _CASTS.get(library, {}).items()
        # What pandas reads as a day is a moment to it, and what it reads as empty a number.
        way = next((way for (to, of), way in casts if to is kind and found == getattr(nw, of)), "")
        cast = f"; cast it: {way.format(name)}" if way else ""
        expected = f"the type of a column of {kind.value}s ({_TYPES[kind]}){cast}"
        raise InvalidValueError(str(found), expected, field=f"{field}: {name}")


def computed(frame: Any, columns: Mapping[str, Column], *, field: str, of: str) -> Any:
    """Return the columns of a caller's frame, whatever library it is of, as a Polars frame.

    Args:
        frame: A frame of Polars, DuckDB, PySpark, pandas, PyArrow or another library that Narwhals reads.
        columns: The columns by name.
        field: What the frame is called in an error.
        of: What its rows are, in words.

    Raises:
        InvalidValueError: It is no frame, or a column is not as it should be.
        MissingExtraError: Narwhals or Polars is not installed.
    """
    try:
        import narwhals as nw
        import polars as pl  # noqa: F401 - what follows computes with it
    except ImportError:
        raise MissingExtraError(f"a data frame of {of}", "bulk") from None
    try:
        known = nw.from_native(frame)
    except TypeError:
        kinds = "a data frame: Polars, DuckDB, PySpark, pandas or PyArrow"
        raise InvalidValueError(type(frame).__name__, kinds, field=field) from None
    except nw.exceptions.DuplicateError:
        raise InvalidValueError(
            type(frame).__name__, "a frame of which no two columns bear one name", field=field
        ) from None
    if isinstance(known, nw.LazyFrame):
        chosen = checked_columns(known, columns, field=field, of=of)
        return chosen.collect("polars").to_native()
    # The columns of pandas that hold empty whole numbers are floats; those of Arrow hold them as they are.
    library = known.implementation.name.lower()
    return checked_columns(nw.from_native(known.to_polars()), columns, field=field, of=of, library=library).to_native()


def suffix_of(path: Path, of: str) -> str:
    """Return the ending of a file of rows, in lower case.

    Raises:
        FormatError: It is neither ``.parquet`` nor ``.csv``.
    """
    suffix = path.suffix.lower()
    if suffix not in (".parquet", ".csv"):
        raise FormatError(str(path), "", f"is no file of {of}; name a .parquet or a .csv file")
    return suffix


def read_file(path: Path, columns: Mapping[str, Column], *, of: str) -> Any:
    """Return the rows of a ``.parquet`` or a ``.csv`` file as a Polars frame, its columns not checked yet.

    Args:
        path: The file.
        columns: The columns that it may have, which say what a spreadsheet holds.
        of: What its rows are, in words.

    Raises:
        FormatError: The file cannot be read, or holds something else than a day, a whole number or a flag where one
            should be; the first such line of its column is named.
        MissingExtraError: Polars is not installed.
    """
    try:
        import polars as pl
    except ImportError:
        raise MissingExtraError(f"a file of {of}", "bulk") from None
    suffix = suffix_of(path, of)
    try:
        # Python says what is wrong with a path in fewer words than Polars.
        path.open("rb").close()
        if suffix == ".parquet":
            return pl.read_parquet(path)
        head = pl.read_csv(path, n_rows=0).columns
        mark = separator_of(head[0])
        if len(head) == 1 and mark is not None:
            raise FormatError(
                str(path), "line 1", f"the columns stand apart by {mark!r}; in a .csv file commas do that"
            )
        known = [name for name in head if name in columns]
        written = [name for name in known if columns[name].kind in _WRITTEN]
        types = {name: pl.String if name in written else getattr(pl, _TYPES[columns[name].kind]) for name in known}
        frame = pl.read_csv(path, schema_overrides=types)
        return frame.with_columns(_as_written(path, frame[name], columns[name]) for name in written)
    except OSError as error:
        raise FormatError(str(path), "", cannot("read", error)) from None
    except pl.exceptions.PolarsError:
        if path.is_file() and not path.stat().st_size:
            raise FormatError(str(path), "", f"is empty; a file of {of} names its columns at least") from None
        # What Polars says may show a value of a patient's row.
        problem = f"cannot be read: it is no such file, or a column holds something else than {of} do"
        raise FormatError(str(path), "", problem) from None


#: How days, whole numbers and flags are written in a spreadsheet: nothing is guessed, since 03/02/2026 is two days, and
#: a spreadsheet program turns true into TRUE when it saves.
_WRITTEN: Mapping[Kind, tuple[str, str]] = {
    Kind.DAY: (r"^\d{4}-\d{2}-\d{2}$", "a day as 2025-01-31"),
    Kind.WHOLE: (r"^[+-]?\d+$", "a whole number"),
    Kind.FLAG: (r"^(?i:true|false)$", "true or false"),
}
#: What is written for a flag elsewhere, and shows nothing personal.
_FLAGS_ELSEWHERE = frozenset({"yes", "no", "y", "n", "t", "f", "1", "0", "x", "on", "off", "-"})


def _as_written(path: Path, texts: Any, column: Column) -> Any:
    """Return a column of texts as days, whole numbers or flags.

    Raises:
        FormatError: One is written otherwise.
    """
    import polars as pl

    (form, expected), name = _WRITTEN[column.kind], texts.name
    texts = texts.str.strip_chars()
    texts = pl.select(pl.when(texts != "").then(texts)).to_series().alias(name)
    found = _parsed(texts, column.kind)
    wrong = (texts.is_not_null() & (found.is_null() | ~texts.str.contains(form))).arg_true()
    if len(wrong):
        given = texts[wrong[0]]
        # Any other value may be personal.
        said = f"{given!r} " if column.kind is Kind.FLAG and given.lower() in _FLAGS_ELSEWHERE else ""
        problem = f"{said}is not {expected}; the column holds: {column.meaning}"
        raise FormatError(str(path), f"line {line_of(path, wrong[0])} column {name}", problem)
    return found


def _parsed(texts: Any, kind: Kind) -> Any:
    import polars as pl

    if kind is Kind.DAY:
        return texts.str.to_date("%Y-%m-%d", strict=False)
    if kind is Kind.FLAG:
        return texts.str.to_lowercase().replace_strict(
            {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
        )
    return texts.cast(pl.Int64, strict=False)


def line_of(path: Path, row: int) -> int:
    """Return the line on which a row of a spreadsheet begins, the header apart; a cell may go over several lines."""
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        reader = csv.reader(lines)
        for _ in islice(reader, row + 1):
            pass
        return reader.line_num + 1
