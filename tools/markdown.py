"""What the tables of the documentation are written with."""

import inspect
from collections.abc import Iterable, Sequence
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of a head and rows, each cell on one line."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def summary(kind: Any) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return joined((inspect.getdoc(kind) or "").split("\n\n")[0])


def joined(text: str) -> str:
    """Return a text on one line, its literals in Markdown."""
    return " ".join(text.split()).replace("``", "`")
