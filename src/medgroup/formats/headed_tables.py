"""Tables as agencies publish them: CSV with lines above the header, a header of several lines, notes below.

Columns are found by name, so that neither their order nor what stands above matters.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from medgroup.errors import FormatError, nearest, shown
from medgroup.formats.rows import Refused
from medgroup.formats.texts import cannot, missing

#: How far down a header is looked for.
_DEEPEST_HEADER = 60
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """One line of a table."""

    #: Its number in the file, from 1.
    number: int
    cells: list[str]


class Columns(NamedTuple):
    """Where the columns of a table stand."""

    source: str
    #: The line of the header that stands right above the data.
    line: int
    #: The place of each column that was asked for, by name; those that may be missing and are have none.
    places: Mapping[str, int]
    #: How many columns the table has.
    width: int

    def wrong(self, number: int, name: str, problem: str) -> FormatError:
        """Return the error of a cell."""
        return FormatError(self.source, f"line {number} column {name}", problem)


def lines_of(path: Path) -> list[Line]:
    """Return the lines of a CSV file.

    Raises:
        FormatError: The file cannot be read, is empty, or is no CSV.
    """
    try:
        return list(_lines(_text_of(path)))
    except Refused as refused:
        raise FormatError(str(path), refused.place, refused.problem) from None


def _text_of(path: Path) -> str:
    if not path.exists():
        raise Refused("", missing(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("", cannot("read", error)) from None
    if data[:2] == b"PK":
        raise Refused("", "is a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV")
    if data.startswith(_UTF16) or b"\0" in data:
        raise Refused("", "is no text in UTF-8; save it as CSV")
    if not data.strip():
        raise Refused("", "is empty")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Descriptions, which are not read, may have the quotes and dashes of Windows in them.
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(f"line {number}", f"is not CSV: {error}") from None
        yield Line(number, cells)


def header_of(source: str, lines: Sequence[Line], mark: str, *, table: str, others: Mapping[str, str]) -> int:
    """Return the place of the last line of the header, in which a cell says a word.

    Args:
        source: The file.
        lines: Its lines.
        mark: The word, in capital letters.
        table: What the file should be.
        others: The words of tables that are easily taken for it, with what they are.

    Raises:
        FormatError: No line of the beginning says the word; a table of another sort is told.
    """
    said = {_name(cell): place for place, line in enumerate(lines[:_DEEPEST_HEADER]) for cell in line.cells}
    if mark in said:
        return said[mark]
    taken = next((what for word, what in others.items() if word in said), None)
    problem = f"is {taken}, not {table}; are two files swapped?" if taken else f"is not {table}: no cell says {mark}"
    raise FormatError(source, "", problem)


def columns_of(
    source: str, lines: Sequence[Line], header: int, wanted: Mapping[str, re.Pattern[str]], optional: frozenset[str]
) -> Columns:
    """Return where columns stand, each by the pattern that its name matches.

    The name of a column is what its cells in the last lines of the header say together, however many those are.

    Raises:
        FormatError: A column is missing; the nearest name is shown.
    """
    width = len(lines[header].cells)
    names = [list(_names(lines[: header + 1], place)) for place in range(width)]
    places: dict[str, int] = {}
    for name, pattern in wanted.items():
        found = [place for place in range(width) if any(pattern.fullmatch(known) for known in names[place])]
        if found:
            places[name] = found[0]
        elif name not in optional:
            raise FormatError(source, f"line {lines[header].number}", _missing_column(name, names))
    return Columns(source, lines[header].number, places, width)


def _missing_column(name: str, names: Sequence[Sequence[str]]) -> str:
    known = [several[-1] for several in names if several]
    near = nearest(name, known)
    hint = f"the nearest is {shown(near)}" if near else "is it another file?"
    return f"has no column {shown(name)}; {hint}"


def _names(lines: Sequence[Line], place: int) -> Iterator[str]:
    """Yield the name of a column as its last cell says it, then with the cell above, and so on."""
    said = ""
    for line in reversed(lines):
        cell = line.cells[place] if place < len(line.cells) else ""
        said = f"{_name(cell)} {said}".strip()
        yield _name(said)


def _name(text: str) -> str:
    return re.sub(r"\s*-\s*", "-", " ".join(text.upper().split()))


def data_of(columns: Columns, lines: Sequence[Line], header: int) -> Iterator[Line]:
    """Yield the lines under the header that have something in them.

    Raises:
        FormatError: A line has another number of cells than the header.
    """
    for line in lines[header + 1 :]:
        if len(line.cells) == columns.width:
            if any(line.cells):
                yield line
        elif any(cell.strip() for cell in line.cells):
            problem = f"has {len(line.cells)} cells where the header has {columns.width} columns; is the file cut off?"
            raise FormatError(columns.source, f"line {line.number}", problem)
