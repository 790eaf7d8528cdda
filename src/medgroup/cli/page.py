"""A page of text: laid out by rich on a terminal, plain and never cut anywhere else."""

import io
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TextIO

from medgroup.answers import Table

if TYPE_CHECKING:
    from rich.console import Console

# Control characters, line separators, marks that turn the direction of writing, halves of characters: whatever would
# let a name in a file speak to the terminal.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

#: What stands for what is not known.
UNKNOWN = "?"
#: Between two columns on a terminal.
_GAP = 2


class Cell(NamedTuple):
    """A piece of text and how it looks on a terminal."""

    text: str
    #: Style of rich; empty for none.
    style: str = ""


Row = Sequence[Cell]


def printable(text: str) -> str:
    """Return text with every character that is not to be printed written as its escape."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Page:
    """What a command has to say, put together before anything is printed."""

    def __init__(self, *, terminal: bool, unicode: bool = True) -> None:
        self._written = io.StringIO()
        self._console = console(self._written) if terminal else None
        #: Whether somebody reads it on a terminal, where long things are better cut.
        self.terminal = terminal
        #: Whether marks beyond ASCII can be printed.
        self.unicode = unicode

    def text(self) -> str:
        """Return what stands on the page."""
        return self._written.getvalue()

    def line(self, text: str = "", style: str = "") -> None:
        """Add a line, or several where the text has line breaks."""
        for part in text.split("\n"):
            if self._console is None:
                self._written.write(f"{printable(part)}\n")
            else:
                self._styled(Cell(part, style))

    def table(self, table: Table) -> None:
        """Add a table with a head."""
        cells = [[Cell(cell) for cell in row] for row in table.rows]
        self.grid(cells, head=[column.replace("_", " ") for column in table.columns])

    def grid(self, rows: Iterable[Row], *, head: Sequence[str] | None = None) -> None:
        """Add rows in columns."""
        lines = [[Cell(printable(cell.text), cell.style) for cell in row] for row in rows]
        if self._console is None:
            self._aligned([[Cell(name) for name in head], *lines] if head else lines)
        elif head and lines:
            self._fitted(lines, head, self._console.width)
        else:
            self._gridded(lines, head)

    def _aligned(self, rows: Sequence[Row]) -> None:
        widths = [max(len(cell.text) for cell in column) for column in zip_longest(*rows, fillvalue=Cell(""))]
        for row in rows:
            padded = [cell.text.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self._written.write(f"{'  '.join(padded).rstrip()}\n")

    def _fitted(self, rows: Sequence[Row], head: Sequence[str], width: int) -> None:
        """Add rows under a head: where a line is too short for every word of them, in parts below one another."""
        columns = _columns(rows, head)
        unknown: list[int] = []
        if len(_parts(columns, width)) > 1:
            unknown = [at for at, (_, *cells) in enumerate(columns) if at and all(one.text == UNKNOWN for one in cells)]
            columns = [column for at, column in enumerate(columns) if at not in unknown]
        for number, part in enumerate(_parts(columns, width)):
            if number:
                self.line()
            names, *lines = zip(*(columns[at] for at in part), strict=True)
            self._gridded(lines, [name.text for name in names])
        if unknown:
            self.line(f"Not known: {', '.join(head[at] for at in unknown)}.")

    def _gridded(self, rows: Sequence[Row], head: Sequence[str] | None) -> None:
        from rich import box
        from rich.table import Table as Grid
        from rich.text import Text

        assert self._console is not None
        columns = _columns(rows, head)
        grid = Grid(
            box=box.SIMPLE_HEAD if head else None, show_header=bool(head), show_edge=False, padding=(0, 1, 0, 0)
        )
        for column, width in zip(columns, _widths(columns, self._console.width), strict=True):
            grid.add_column(Text(column[0].text), overflow="fold", width=width)
        for row in rows:
            grid.add_row(*(Text(cell.text, style=cell.style) for cell in row))
        self._console.print(grid)

    def _styled(self, cell: Cell) -> None:
        from rich.text import Text

        assert self._console is not None
        self._console.print(Text(printable(cell.text), style=cell.style))


def _columns(rows: Sequence[Row], head: Sequence[str] | None) -> list[tuple[Cell, ...]]:
    named = [[Cell(name) for name in head]] if head else []
    return list(zip_longest(*named, *rows, fillvalue=Cell("")))


def _parts(columns: Sequence[Row], width: int) -> list[list[int]]:
    """Return which columns stand together so that no word is broken: all of them, or parts that begin with the first.

    A word that is longer than a line is broken nevertheless.
    """
    needed = [_longest_word(column) + _GAP for column in columns]
    parts = [[0]]
    for place in range(1, len(columns)):
        if len(parts[-1]) > 1 and sum(needed[at] for at in parts[-1]) + needed[place] > width:
            parts.append([0])
        parts[-1].append(place)
    return parts


def _longest_word(column: Row) -> int:
    from rich.cells import cell_len

    return max(cell_len(word) for cell in column for word in ("", *cell.text.split()))


def _widths(columns: Sequence[Row], room: int) -> list[int]:
    """Return how wide each column is to be so that all fit: what is widest gives way, short words are kept whole."""
    from rich.cells import cell_len

    room = max(room - _GAP * len(columns), len(columns))
    widths = [min(room, max(cell_len(cell.text) for cell in column)) for column in columns]
    words = [_longest_word(column) for column in columns]
    while sum(widths) > room and max(widths) > 1:
        wrapped = [place for place, width in enumerate(widths) if width > words[place]]
        widths[max(wrapped or range(len(widths)), key=widths.__getitem__)] -= 1
    return widths


def console(file: TextIO, *, terminal: bool = True) -> "Console":
    """Return what writes to a file as to a terminal, or as to none."""
    from rich.console import Console

    return Console(file=file, force_terminal=terminal, highlight=False, markup=False, emoji=False)
