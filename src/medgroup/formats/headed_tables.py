"""Tables as agencies publish them: CSV with lines above the header, a header of several lines, notes below.

Columns are found by name, so that neither their order nor what stands above matters.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
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


class HeadedTable:
    """A CSV file with lines above its header. What is below the header is read once, as it is asked for.

    Attributes:
        source: The file.
        head: Its first lines.
        header: The place among them of the last line of the header.

    Raises:
        FormatError: The file cannot be read, is empty, is no CSV, or is another table.
    """

    def __init__(self, path: Path, mark: str, *, table: str, others: Mapping[str, str]) -> None:
        """Find the header of a file.

        Args:
            path: The file.
            mark: What a cell of the last line of the header says, in capital letters.
            table: What the file should be.
            others: What cells of tables say that are easily taken for it, with what those are.
        """
        self.source = str(path)
        try:
            text = _text_of(path)
        except Refused as refused:
            raise FormatError(self.source, refused.place, refused.problem) from None
        self._lines = self._read(text)
        self.head = list(islice(self._lines, _DEEPEST_HEADER))
        self.header = self._found(mark, table, others)
        self._width = len(self.head[self.header].cells)
        self._places: dict[str, int] = {}

    def _read(self, text: str) -> Iterator[Line]:
        reader = csv.reader(text.splitlines(keepends=True), strict=True)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise FormatError(self.source, f"line {number}", f"is not CSV: {error}") from None
            yield Line(number, cells)

    def _found(self, mark: str, table: str, others: Mapping[str, str]) -> int:
        said = {_name(cell): place for place, line in enumerate(self.head) for cell in line.cells}
        if mark in said:
            return said[mark]
        taken = next((what for word, what in others.items() if word in said), None)
        swapped = f"is {taken}, not {table}; are two files swapped?"
        raise FormatError(self.source, "", swapped if taken else f"is not {table}: no cell says {mark}")

    def find(self, wanted: Mapping[str, re.Pattern[str]], *, optional: frozenset[str] = frozenset()) -> list[int]:
        """Return the place of each column, found by the pattern that its name matches.

        The name of a column is what its cells in the last lines of the header say together, however many those are.

        Args:
            wanted: A pattern for each column.
            optional: Those that may be missing; their place is behind the last cell.

        Raises:
            FormatError: A column is missing; the nearest name is shown.
        """
        names = [list(_names(self.head[: self.header + 1], place)) for place in range(self._width)]
        for name, pattern in wanted.items():
            found = [place for place, known in enumerate(names) if any(map(pattern.fullmatch, known))]
            if not found and name not in optional:
                raise FormatError(self.source, f"line {self.head[self.header].number}", _missing_column(name, names))
            self._places[name] = found[0] if found else self._width
        return [self._places[name] for name in wanted]

    def title(self, name: str) -> str:
        """Return what the last line of the header says of a column."""
        return self.head[self.header].cells[self._places[name]]

    def data(self) -> Iterator[Line]:
        """Yield the lines under the header that have something in them.

        Raises:
            FormatError: A line has another number of cells than the header.
        """
        width = self._width
        for line in chain(self.head[self.header + 1 :], self._lines):
            if len(line.cells) == width:
                if any(line.cells):
                    yield line
            elif any(cell.strip() for cell in line.cells):
                problem = f"has {len(line.cells)} cells where the header has {width} columns; is the file cut off?"
                raise FormatError(self.source, f"line {line.number}", problem)

    def wrong(self, number: int, name: str, problem: str) -> FormatError:
        """Return the error of a cell."""
        return FormatError(self.source, f"line {number} column {name}", problem)


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
