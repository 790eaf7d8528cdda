"""Facts as data frames and back: one frame a collection, with the columns of its spreadsheet, typed.

What a column means is in ``columns``. Here texts and words of enumerations are texts, days are dates, sets are sorted
lists, money is whole cents in a column that ends in ``.cents``, and lists of records and documents kept as stated are
JSON texts. What is missing is null.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from importlib import import_module
from typing import Any

from medgroup.domain.facts import COLLECTIONS, Facts, HoldsFacts, facts_of
from medgroup.errors import FormatError, InvalidValueError, MissingExtraError, listed, nearest, shown
from medgroup.formats.columns import Column, columns_for, readable_columns_of, refuse_other_columns, unknown_column
from medgroup.formats.layouts import documents_of
from medgroup.formats.market_files import add_rows
from medgroup.formats.problems import one_error
from medgroup.formats.rows import Path, Refused, Row
from medgroup.formats.shapes import is_word, item_type
from medgroup.values.money import Money

#: What makes frames, with the extra that brings it.
BACKENDS = {"polars": "frames", "pandas": "pandas", "pyarrow": "pandas"}
_CENTS = ".cents"


def to_frames(facts: Facts | HoldsFacts, *, backend: str = "polars") -> dict[str, Any]:
    """Return each collection as a data frame; see ``formats.to_frames``."""
    if backend not in BACKENDS:
        near = nearest(backend, BACKENDS) if isinstance(backend, str) else None
        raise InvalidValueError(backend, f"one of {listed(BACKENDS)}", field="backend", nearest=near)
    narwhals = _imported("narwhals", "data frames", "frames")
    make = _maker(narwhals, backend)
    try:
        documents = documents_of(facts_of(facts))
        return {name: make(name, documents.get(name, [])) for name in COLLECTIONS}
    except Refused as refused:
        problem = refused.problem
    except UnicodeEncodeError:
        problem = "a text holds half of a character"
    raise FormatError(f"{backend} frames", "", problem)


def from_frames(frames: Mapping[str, Any]) -> Facts:
    """Return the facts of data frames; see ``formats.from_frames``."""
    if not isinstance(frames, Mapping):
        raise InvalidValueError(frames, "frames by collection", field="frames")
    narwhals = _imported("narwhals", "data frames", "frames")
    for name in frames:
        if name not in COLLECTIONS:
            near = nearest(name, COLLECTIONS) if isinstance(name, str) else None
            raise InvalidValueError(name, "a collection of facts", field="frames", nearest=near)
    facts: dict[str, list[Any]] = {name: [] for name in COLLECTIONS}
    known: dict[str, set[str]] = {name: set() for name in COLLECTIONS}
    for name, frame in frames.items():
        _add(name, _columns_in(narwhals, name, frame), facts, known)
    return Facts(**facts)


def _add(
    name: str, stated: Mapping[str, Callable[[], list[Any]]], facts: dict[str, list[Any]], known: dict[str, set[str]]
) -> None:
    source = f"frame {name}"
    try:
        problems = add_rows(_rows(name, stated), facts, known)
    except Refused as refused:
        raise FormatError(source, refused.place, refused.problem) from None
    if problems:
        raise one_error(source, problems)


def _rows(collection: str, stated: Mapping[str, Callable[[], list[Any]]]) -> Iterator[Row]:
    header = _header(collection, list(stated))
    columns = [values() for values in stated.values()]
    for index, cells in enumerate(zip(*columns, strict=True)):
        value: dict[str, Any] = {}
        for name, column, cell in zip(stated, header, cells, strict=True):
            try:
                column.put(value, _plain(column, cell))
            except Refused as refused:
                raise Refused(f"row {index} column {name}", refused.problem) from None
        yield Row(collection, index, value, partial(_place, index, header))


def _header(collection: str, names: Sequence[str]) -> list[Column]:
    known = {_name(column): column for column in readable_columns_of(COLLECTIONS[collection]).values()}
    for place, name in enumerate(names, start=1):
        if name not in known:
            raise Refused(f"column {place}", _unknown(collection, name, known))
    header = [known[name] for name in names]
    refuse_other_columns(collection, header)
    return header


def _unknown(collection: str, name: object, known: Mapping[str, Column]) -> str:
    if not isinstance(name, str):
        return "the name of a column is a text"
    if f"{name}{_CENTS}" in known:
        return f"{shown(name)} holds money, which stands in whole cents in {name + _CENTS!r}"
    return unknown_column(collection, name, known)


def _name(column: Column) -> str:
    """Return what a column is called in a frame: a column of money says that it holds cents."""
    return f"{column.name}{_CENTS}" if column.kind is Money else column.name


def _place(index: int, header: Sequence[Column], path: Path) -> str:
    named = [_name(column) for column in header if column.path == path[: len(column.path)]]
    return f"row {index} column {named[0]}" if named else f"row {index}"


def _plain(column: Column, cell: Any) -> Any:
    """Return what a frame holds in a cell as the plain value of a document; a text means what it means in CSV."""
    if column.kind is Money:
        return _dollars(cell)
    if isinstance(cell, str):
        return column.written.parse(cell) if cell else None
    if _is_missing(cell):
        return None
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and column.kind is int and cell.is_integer():
        # A library without whole numbers that may be missing makes them fractions.
        return int(cell)
    return list(cell) if isinstance(cell, tuple) else cell


def _dollars(cell: Any) -> str | None:
    if _is_missing(cell) or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if not isinstance(cell, int) or isinstance(cell, bool):
        raise Refused("", f"{shown(cell)} is not a whole number of cents")
    return str(Money(cell))


def _is_missing(cell: Any) -> bool:
    # NaN and NaT are not equal to themselves; pandas has a third, whose answer is neither yes nor no.
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float) and cell != cell  # noqa: PLR0124 - only NaN is


def _columns_in(narwhals: Any, name: str, frame: Any) -> Mapping[str, Callable[[], list[Any]]]:
    """Return the columns of a frame by name, each as what gives its values."""
    try:
        known = narwhals.from_native(frame)
    except TypeError:
        raise InvalidValueError(type(frame).__name__, "a data frame", field=f"frames[{name!r}]") from None
    except narwhals.exceptions.DuplicateError:
        raise FormatError(f"frame {name}", "", "two of its columns bear one name") from None
    eager = known.collect() if isinstance(known, narwhals.LazyFrame) else known
    return {column: partial(_values, eager, column) for column in eager.columns}


def _values(frame: Any, column: str) -> list[Any]:
    values: list[Any] = frame[column].to_list()
    return [cell.tolist() if hasattr(cell, "tolist") else cell for cell in values]


def _maker(narwhals: Any, backend: str) -> Callable[[str, Sequence[Mapping[str, Any]]], Any]:
    """Return what makes the frame of a collection of plain values."""
    # The types of Arrow are the only ones of pandas that know days, lists and what is missing.
    pandas = _imported("pandas", "pandas frames", "pandas") if backend == "pandas" else None
    library = "pyarrow" if pandas is not None else backend
    _imported(library, f"{backend} frames", BACKENDS[backend])

    def make(collection: str, values: Sequence[Mapping[str, Any]]) -> Any:
        columns = columns_for(COLLECTIONS[collection], values)
        data = {_name(column): [_typed(column, column.of(value)) for value in values] for column in columns}
        schema = {_name(column): _type(narwhals, column) for column in columns}
        made = narwhals.from_dict(data, schema, backend=library).to_native()
        return made if pandas is None else made.to_pandas(types_mapper=pandas.ArrowDtype)

    return make


def _type(narwhals: Any, column: Column) -> Any:
    types = {bool: narwhals.Boolean, int: narwhals.Int64, float: narwhals.Float64, date: narwhals.Date}
    if column.kind is Money:
        return narwhals.Int64
    if _is_list_of_texts(column):
        return narwhals.List(narwhals.String)
    return types.get(column.kind, narwhals.String)


def _typed(column: Column, value: Any) -> Any:
    """Return the plain value of a document as the column of a frame holds it."""
    if value is None:
        return None
    if column.kind is Money:
        return _of_64_bits(Money.parse(value).cents, column)
    if column.kind is int:
        return _of_64_bits(value, column)
    if column.kind is date:
        return date.fromisoformat(value)
    if column.kind is float:
        return float(value)
    if column.kind in (str, bool) or is_word(column.kind) or _is_list_of_texts(column):
        return value
    return column.written.text(value) or None


def _of_64_bits(number: int, column: Column) -> int:
    if abs(number) >= 1 << 63:
        raise Refused("", f"{_name(column)}: {shown(number)} is more than 64 bits hold")
    return number


def _is_list_of_texts(column: Column) -> bool:
    item = item_type(column.kind)
    return item is str or is_word(item)


def _imported(module: str, feature: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(feature, extra) from None
