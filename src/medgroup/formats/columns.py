"""Which columns the spreadsheet of a collection has, and what a cell of each means.

A nested record takes a column for each of its fields, with a dot: ``period.start``, ``address.city``; the plain
``start`` and ``end`` serve for the period's. An empty cell is missing. Words of a list stand in one cell, parted by
semicolons. Where a word itself has a semicolon, a bracket at its start or a blank at an end, and where a list is empty
but stated, the cell holds the list as JSON. Lists of records are JSON too, and so is a
record that is there with nothing in it. Blanks, quotes and line breaks in a plain text are kept as they are.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from attrs import frozen

from medgroup.domain.facts import COLLECTIONS
from medgroup.errors import listed, nearest, shown, singular
from medgroup.formats import json_documents
from medgroup.formats.rows import Refused
from medgroup.formats.shapes import is_personal, is_record, is_word, item_type, required_keys, stated_type
from medgroup.values.money import Money
from medgroup.values.period import Period

_NUMERAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


@frozen
class Cell:
    """How one sort of value is written in a cell."""

    #: Gives the plain value of a cell. What it does not understand it leaves a text, for the types to refuse.
    parse: Callable[[str], Any]
    #: Gives the cell of a plain value.
    text: Callable[[Any], str]


@frozen
class Column:
    """One column of a spreadsheet."""

    #: Name in the header.
    name: str
    #: The way from the fact to the value.
    path: tuple[str, ...]
    #: How its values are written.
    written: Cell
    #: The type of its values, as the fact declares it; a record where the cell holds one whole.
    kind: Any

    def put(self, value: dict[str, Any], parsed: Any) -> None:
        """Put a plain value into a fact of plain values; None is none.

        Raises:
            Refused: Another column has said it.
        """
        if parsed is None:
            return
        for key in self.path[:-1]:
            value = value.setdefault(key, {})
            if not isinstance(value, dict):
                raise Refused("", f"{self.path[0]} stands in another column too; fill one of them")
        if self.path[-1] in value:
            raise Refused("", f"{self.path[0]} stands in another column too; fill one of them")
        value[self.path[-1]] = parsed

    def of(self, value: Any) -> Any:
        """Return the plain value that a fact of plain values has here, None where it has none."""
        for key in self.path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def cell(self, value: Any) -> str:
        """Return the cell of a fact of plain values."""
        value = self.of(value)
        return "" if value is None else self.written.text(value)


def columns_of(kind: type[Any]) -> Mapping[str, Column]:
    """Return the columns that the spreadsheet of a collection is written with, by name, in field order."""
    return {column.name: column for column in _columns(kind, ())}


def readable_columns_of(kind: type[Any]) -> Mapping[str, Column]:
    """Return every column that is read: those written, whole records as JSON, and the plain names of a period."""
    found = dict(columns_of(kind))
    for attribute in attrs.fields(kind):
        found.setdefault(attribute.name, Column(attribute.name, (attribute.name,), _EMPTY_RECORD, attribute.type))
        if attribute.type is Period:
            for name in ("start", "end"):
                found.setdefault(name, Column(name, (attribute.name, name), _TRIMMED, date))
    return found


def columns_for(kind: type[Any], values: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Return the columns that facts, as plain values, are written with, in field order.

    A record with nothing in it fills none of its own columns, and is still there: it stands in one for the whole.
    """
    found = dict(columns_of(kind))
    for name, column in readable_columns_of(kind).items():
        if any(value.get(name) == {} for value in values):
            found.setdefault(name, column)
    return list(found.values())


def refuse_other_columns(collection: str, header: Sequence[Column]) -> None:
    """Refuse a header that says one thing twice, or not what makes a fact.

    Raises:
        Refused: With the column's name.
    """
    paths = [column.path for column in header]
    for column in header:
        if paths.count(column.path) > 1:
            raise Refused("", f"the column {column.name!r} stands twice")
    for key in required_keys(COLLECTIONS[collection]):
        if (key,) not in paths:
            raise Refused("", f"the column {key!r} is missing; {singular(collection)} without it is no fact")


def unknown_column(collection: str, name: str, known: Iterable[str]) -> str:
    """Return why a name is not that of a column, with the nearest one that is."""
    known = list(known)
    near = nearest(name, known)
    # A table of patients without a header has a patient in its first line.
    given = shown(name) if near or not is_personal(collection) else "the name given"
    hint = f"did you mean {near!r}?" if near else f"it takes {listed(known, most=len(known))}"
    return f"{given} is not a column of {collection}; {hint}"


def _columns(kind: type[Any], path: tuple[str, ...]) -> Iterator[Column]:
    for attribute in attrs.fields(kind):
        way, stated = (*path, attribute.name), stated_type(attribute.type)
        if is_record(stated):
            yield from _columns(stated, way)
        else:
            yield Column(".".join(way), way, _cell_for(stated), stated)


def _cell_for(stated: Any) -> Cell:
    if stated is str:
        return _TEXT
    if stated is bool:
        return _FLAG
    if stated in (int, float):
        return _NUMBER
    if stated in (date, Decimal, Money) or is_word(stated):
        return _TRIMMED
    item = item_type(stated)
    return _WORDS if item is str or is_word(item) else _JSON


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _flag(cell: str) -> Any:
    # A spreadsheet program turns true into TRUE when it saves.
    return {"true": True, "false": False}.get(cell.strip().lower(), cell.strip() or None)


def _number(cell: str) -> Any:
    text = cell.strip()
    return json_documents.value_of(text) if _NUMERAL.fullmatch(text) else text or None


def _words(cell: str) -> Any:
    if cell.lstrip().startswith("["):
        return json_documents.value_of(cell)
    return [word.strip() for word in cell.split(";") if word.strip()] or None


def _words_text(words: list[str]) -> str:
    plain = all(word and word == word.strip() and ";" not in word and word[0] != "[" for word in words)
    return ";".join(words) if words and plain else _json(words)


def _json_cell(cell: str) -> Any:
    return json_documents.value_of(cell) if cell.strip() else None


_TEXT = Cell(str, str)
_TRIMMED = Cell(lambda cell: cell.strip() or None, str)
_FLAG = Cell(_flag, _json)
_NUMBER = Cell(_number, _json)
_WORDS = Cell(_words, _words_text)
_JSON = Cell(_json_cell, _json)
_EMPTY_RECORD = Cell(_json_cell, lambda value: "" if value else _json(value))
