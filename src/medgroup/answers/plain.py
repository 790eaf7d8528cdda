"""An answer, or any record, as plain values and as tables of texts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

import attrs

from medgroup.display import percent
from medgroup.values.money import Money
from medgroup.values.period import Period
from medgroup.values.validators import PERSONAL

#: Metadata of a field that plain values tell and a page leaves out, where it would crowd out what people read.
ASIDE = {"medgroup.aside": True}
#: Metadata of a field that holds a share of one, which a page shows in per cent.
SHARE = {"medgroup.share": True}


class Table(NamedTuple):
    """Rows of an answer, ready to be laid out."""

    #: Name of the field that the rows come from.
    title: str
    #: Names of the columns.
    columns: tuple[str, ...]
    #: One tuple of texts a row.
    rows: tuple[tuple[str, ...], ...]


def shown_fields(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of a record's fields, private and personal ones left out."""
    for attribute in attrs.fields(type(record)):
        if not attribute.name.startswith("_") and not attribute.metadata.get(PERSONAL):
            yield attribute.name, getattr(record, attribute.name)


def page_fields(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of the fields that a page shows, shares in per cent."""
    aside, shares = (
        {attribute.name for attribute in attrs.fields(type(record)) if mark.keys() <= attribute.metadata.keys()}
        for mark in (ASIDE, SHARE)
    )
    for name, value in shown_fields(record):
        if name not in aside:
            yield name, percent(value) if name in shares and value is not None else value


def are_records(value: Any) -> bool:
    """Return whether a value is several records, one or more."""
    return isinstance(value, tuple) and bool(value) and is_record(value[0])


def is_record(value: Any) -> bool:
    """Return whether a value has fields to be told one by one; money and periods are told as one."""
    return attrs.has(type(value)) and not isinstance(value, Money | Period)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: days as ISO text, enumerations as words, money as dollars and cents."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return plain_fields(value)


def plain_fields(record: Any) -> dict[str, Any]:
    """Return the fields of a record as plain values, private and personal ones left out."""
    return {name: plain(value) for name, value in shown_fields(record)}


def in_words(value: Any) -> str:
    """Return a value as people read it: yes and no, words, days, lists with commas; nothing for None.

    >>> in_words(frozenset({"b", "a"})), in_words(True), in_words({"begun": 2}), in_words(None)
    ('a, b', 'yes', '2 begun', '')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return in_words(value.value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{in_words(item)} {in_words(key)}" for key, item in value.items())
    if isinstance(value, frozenset | list | set | tuple):
        items = [in_words(item) for item in value]
        return ", ".join(items if isinstance(value, list | tuple) else sorted(items))
    if is_record(value):
        return ", ".join(words for _, item in shown_fields(value) if (words := in_words(item)))
    return "" if value is None else str(value)


def tables(answer: Any) -> tuple[Table, ...]:
    """Return every field of an answer that holds several records as a table, but its reasons."""
    found = []
    for name, value in shown_fields(answer):
        if name == "because" or not are_records(value):
            continue
        flat = [_flat(row) for row in value]
        columns = tuple(flat[0])
        found.append(Table(name, columns, tuple(tuple(row[column] for column in columns) for row in flat)))
    return tuple(found)


def _flat(record: Any) -> dict[str, str]:
    """Return the cells of a record's row; a mapping of plain values gives a cell for each key, deeper ones none."""
    cells: dict[str, str] = {}
    for name, value in plain_fields(record).items():
        if isinstance(value, dict) and not any(isinstance(item, dict | list) for item in value.values()):
            cells |= {key: in_words(item) for key, item in value.items()}
        elif not _nested(value):
            cells[name] = in_words(value)
    return cells


def _nested(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value))
