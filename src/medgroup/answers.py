"""The shape of every answer, and the one renderer that turns answers into text, plain values and HTML."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

import attrs
from attrs import field, frozen

from medgroup.values.money import Money
from medgroup.values.validators import PERSONAL


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Reason:
    """One step of why an answer is what it is."""

    #: What holds, in a plain sentence.
    statement: str
    #: The facts it rests on, as ``collection/id``.
    evidence: tuple[str, ...] = field(default=(), converter=_texts)
    #: The rule it follows from: regulation, standard, contract.
    source: str = ""
    #: What would make it otherwise; empty where nothing need be.
    would_change: str = ""


class Table(NamedTuple):
    """Rows of an answer, ready to be laid out."""

    #: Name of the field that the rows come from.
    title: str
    #: Names of the columns.
    columns: tuple[str, ...]
    #: One tuple of texts a row.
    rows: tuple[tuple[str, ...], ...]


class Answer:
    """What every answer does. An answer is a frozen record with ``because`` and ``assumptions`` among its fields."""

    __slots__ = ()

    #: Why, step by step.
    because: tuple[Reason, ...]
    #: What the caller chose to assume, printed with every result.
    assumptions: tuple[str, ...]

    def headline(self) -> str:
        """Return the verdict in one sentence."""
        return type(self).__name__

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline()}>"

    def explain(self) -> str:
        """Return the answer and its reasons in plain sentences, a line each."""
        return as_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values that JSON can hold; the shape is documented and stable."""
        return plain_fields(self)

    def _repr_html_(self) -> str:
        return as_html(self)


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
    return {
        attribute.name: plain(getattr(record, attribute.name))
        for attribute in attrs.fields(type(record))
        if not attribute.name.startswith("_") and not attribute.metadata.get(PERSONAL)
    }


def as_text(answer: Answer) -> str:
    """Return an answer and its reasons as lines of text."""
    lines = [answer.headline()]
    for reason in answer.because:
        cited = f" [{', '.join(reason.evidence)}]" if reason.evidence else ""
        source = f" ({reason.source})" if reason.source else ""
        lines.append(f"- {reason.statement}{cited}{source}")
        if reason.would_change:
            lines.append(f"  What would change it: {reason.would_change}")
    lines += [f"Assumed: {assumption}" for assumption in answer.assumptions]
    return "\n".join(lines)


def tables(answer: Answer) -> tuple[Table, ...]:
    """Return every field of an answer that holds several records as a table, but its reasons."""
    found = []
    for attribute in attrs.fields(type(answer)):  # type: ignore[arg-type]
        value = getattr(answer, attribute.name)
        if attribute.name == "because" or not isinstance(value, tuple) or not value or not attrs.has(type(value[0])):
            continue
        flat = [_flat(row) for row in value]
        columns = tuple(flat[0])
        found.append(Table(attribute.name, columns, tuple(tuple(row[name] for name in columns) for row in flat)))
    return tuple(found)


def as_html(answer: Answer) -> str:
    """Return an answer as a fragment of HTML, everything escaped."""
    from html import escape

    reasons = "".join(
        f"<li>{escape(reason.statement)}"
        + (f" <small>{escape(', '.join(reason.evidence))}</small>" if reason.evidence else "")
        + (f"<br><em>{escape(reason.would_change)}</em>" if reason.would_change else "")
        + "</li>"
        for reason in answer.because
    )
    assumed = "".join(f"<p><small>Assumed: {escape(text)}</small></p>" for text in answer.assumptions)
    grids = "".join(_grid(table) for table in tables(answer))
    return f"<div><p><strong>{escape(answer.headline())}</strong></p><ul>{reasons}</ul>{grids}{assumed}</div>"


#: How many rows of a table HTML shows; a page of every row of a large market would stop a browser.
SHOWN_ROWS = 200


def _grid(table: Table) -> str:
    from html import escape

    head = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows[:SHOWN_ROWS]
    )
    left = len(table.rows) - SHOWN_ROWS
    caption = escape(table.title) + (f", the first {SHOWN_ROWS} of {len(table.rows)} rows" if left > 0 else "")
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _flat(record: Any) -> dict[str, str]:
    """Return the cells of a record's row; a mapping of plain values gives a cell for each key, deeper ones none."""
    cells: dict[str, str] = {}
    for name, value in plain_fields(record).items():
        if isinstance(value, dict) and not any(isinstance(item, dict | list) for item in value.values()):
            cells |= {key: _cell(item) for key, item in value.items()}
        elif not _nested(value):
            cells[name] = _cell(value)
    return cells


def _nested(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
