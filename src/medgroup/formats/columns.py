"""Which columns the spreadsheet of a collection has, and what a cell of each means.

A nested record takes a column for each of its fields, with a dot: ``period.start``, ``address.city``; the plain
``start`` and ``end`` serve for the period's. An empty cell is missing. Words of a list stand in one cell, parted by
semicolons. Where a word itself has a semicolon, a bracket at its start or a blank at an end, and where a list is empty
but stated, the cell holds the list as JSON. Lists of records are JSON too, and so is a
record that is there with nothing in it. Blanks, quotes and line breaks in a plain text are kept as they are.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
from attrs import frozen

from medgroup.formats import json_documents
from medgroup.formats.rows import Refused
from medgroup.formats.shapes import is_record, item_type, stated_type
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

    def put(self, value: dict[str, Any], cell: str) -> None:
        """Put what a cell says into a fact of plain values.

        Raises:
            Refused: The cell is to hold JSON and does not, or another column has said it.
        """
        parsed = self.written.parse(cell)
        if parsed is None:
            return
        for key in self.path[:-1]:
            value = value.setdefault(key, {})
            if not isinstance(value, dict):
                raise Refused("", f"{self.path[0]} stands in another column too; fill one of them")
        if self.path[-1] in value:
            raise Refused("", f"{self.path[0]} stands in another column too; fill one of them")
        value[self.path[-1]] = parsed

    def cell(self, value: Any) -> str:
        """Return the cell of a fact of plain values."""
        for key in self.path:
            value = value.get(key) if isinstance(value, dict) else None
        return "" if value is None else self.written.text(value)


def columns_of(kind: type[Any]) -> Mapping[str, Column]:
    """Return the columns that the spreadsheet of a collection is written with, by name, in field order."""
    return {column.name: column for column in _columns(kind, ())}


def readable_columns_of(kind: type[Any]) -> Mapping[str, Column]:
    """Return every column that is read: those written, whole records as JSON, and the plain names of a period."""
    found = dict(columns_of(kind))
    for attribute in attrs.fields(kind):
        found.setdefault(attribute.name, Column(attribute.name, (attribute.name,), _EMPTY_RECORD))
        if attribute.type is Period:
            for name in ("start", "end"):
                found.setdefault(name, Column(name, (attribute.name, name), _TRIMMED))
    return found


def _columns(kind: type[Any], path: tuple[str, ...]) -> Iterator[Column]:
    for attribute in attrs.fields(kind):
        way, stated = (*path, attribute.name), stated_type(attribute.type)
        if is_record(stated):
            yield from _columns(stated, way)
        else:
            yield Column(".".join(way), way, _cell_for(stated))


def _cell_for(stated: Any) -> Cell:
    if stated is str:
        return _TEXT
    if stated is bool:
        return _FLAG
    if stated in (int, float):
        return _NUMBER
    if stated in (date, Decimal, Money) or _is_word(stated):
        return _TRIMMED
    item = item_type(stated)
    return _WORDS if item is str or _is_word(item) else _JSON


def _is_word(stated: Any) -> bool:
    return isinstance(stated, type) and issubclass(stated, Enum)


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
