"""Spreadsheets as rows and back: CSV text with one collection in it.

Commas part the cells, double quotes hold what has commas, quotes or line breaks; a byte order mark and the line ends
of any system are read. What a cell means is in ``columns``.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from medgroup.domain.facts import COLLECTIONS
from medgroup.formats.columns import Column, columns_for, readable_columns_of, refuse_other_columns, unknown_column
from medgroup.formats.rows import Path, Refused, Row

#: The longest cell that Python's reader takes.
_LONGEST_CELL = csv.field_size_limit()
#: The longest line that is read: every column of the widest collection filled to the limit.
_LONGEST_LINE = 20 * _LONGEST_CELL
_LINE = re.compile(rf"[^\r\n]{{0,{_LONGEST_LINE}}}(\r\n|\r|\n)?")


def rows(text: str, collection: str) -> Iterator[Row]:
    """Yield the facts of a spreadsheet.

    Raises:
        Refused: The text is not CSV, its header names what is no field, or a line has another number of cells.
    """
    records = _records(text)
    _, names = next(records)
    header = _header(collection, [name.strip() for name in names])
    index = 0
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise Refused(f"line {number}", f"has {len(cells)} cells where the header has {len(header)} columns")
        yield Row(collection, index, _value(number, header, cells), partial(_place, number, header))
        index += 1


def text_of(collection: str, values: Sequence[Mapping[str, Any]]) -> str:
    """Return facts, as plain values, as the text of a spreadsheet with every column of their collection.

    Raises:
        Refused: A cell would be longer than a reader takes, or holds a NUL.
    """
    columns = columns_for(COLLECTIONS[collection], values)
    lines = [[column.name for column in columns], *([column.cell(value) for column in columns] for value in values)]
    return "".join(f"{','.join(map(_quoted, line))}\n" for line in lines)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number, where it begins, and its cells."""
    reader = csv.reader(_lines_of(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(f"line {number}", f"is not CSV: {error}") from None
        yield number, cells


def _lines_of(text: str) -> Iterator[str]:
    for found in _LINE.finditer(text):
        if found[1] is None and found.end() < len(text):
            raise csv.Error(f"a line is longer than {_LONGEST_LINE} characters")
        if found[0]:
            yield found[0]


def _header(collection: str, names: list[str]) -> list[Column]:
    known = readable_columns_of(COLLECTIONS[collection])
    for place, name in enumerate(names, start=1):
        if name not in known:
            raise Refused(f"line 1 column {place}", _unknown(collection, name, known))
    header = [known[name] for name in names]
    try:
        refuse_other_columns(collection, header)
    except Refused as refused:
        raise Refused("line 1", refused.problem) from None
    return header


def _unknown(collection: str, name: str, known: Mapping[str, Column]) -> str:
    if any(mark in name for mark in ";\t|"):
        return "the columns are not parted by commas; save the file as CSV with commas"
    return unknown_column(collection, name, known)


def _value(number: int, header: list[Column], cells: list[str]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for column, cell in zip(header, cells, strict=True):
        if cell:
            try:
                column.put(value, column.written.parse(cell))
            except Refused as refused:
                raise Refused(f"line {number} column {column.name}", refused.problem) from None
    return value


def _place(number: int, header: list[Column], path: Path) -> str:
    named = [column.name for column in header if column.path == path[: len(column.path)]]
    return f"line {number} column {named[0]}" if named else f"line {number}"


def _quoted(cell: str) -> str:
    if "\0" in cell or len(cell) > _LONGEST_CELL:
        raise Refused("", f"a cell with a NUL, or of more than {_LONGEST_CELL} characters, cannot be written as CSV")
    if any(mark in cell for mark in ',"\r\n') or cell != cell.strip():
        return f'"{cell.replace(chr(34), chr(34) * 2)}"'
    return cell
