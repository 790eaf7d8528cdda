"""An answer as a notebook shows it: the verdict, what it is about, its records, its reasons, what was assumed.

The layout follows from what the fields hold, so that a question need know nothing of it: several records are a table,
records that hold records a table each, and all else stands in a line below the verdict. A record that has a sentence
bears its evidence under it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from medgroup.answers.answer import Answer, Reason
from medgroup.answers.plain import are_records, in_words, is_record, page_fields
from medgroup.display import (
    MARKS,
    SHOWN_ROWS,
    Html,
    assumed,
    element,
    fragment,
    joined,
    marked,
    named,
    number,
    sentence,
    spaced,
    table,
)
from medgroup.errors import listed

#: How many records that hold records are shown.
_SHOWN_GROUPS = 20
#: How many columns fit on a page; a record alone that has more is shown as words side by side.
_MOST_COLUMNS = 12
#: The field that holds sentences about the whole of its record.
_NOTES = "notes"
#: The fields that hold a sentence, and what stands under it, with what it is introduced by.
_SENTENCES = ("statement", "message")
_UNDER_IT = {
    "evidence": "",
    "subjects": "",
    "source": "Source: ",
    "would_change": "What would change it: ",
    "remedy": "What would mend it: ",
}


def as_html(answer: Answer) -> str:
    """Return an answer as a fragment of HTML, everything escaped."""
    headline = answer.headline()
    fields = {name: value for name, value in _fields(answer).items() if name not in ("because", "assumptions")}
    verdict = None if answer.is_open() else next((name for name, value in fields.items() if _mark(value)), None)
    word = "unknown" if answer.is_open() else "" if verdict is None else in_words(fields.pop(verdict))
    badge = [marked(word), Html(" ")] if word else []
    held = {name: value for name, value in fields.items() if are_records(value) or isinstance(value, Mapping)}
    about = [
        named(name, marked(_words(value)))
        for name, value in fields.items()
        if name not in held and in_words(value) and not _said(value, headline)
    ]
    return fragment(
        element("p", *badge, element("strong", headline)),
        *([element("p", *about)] if about else []),
        *([Html(picture)] if (picture := answer.picture()) else []),
        *(part for name, value in held.items() for part in _records(name, value)),
        *_reasons(answer.remarks()),
        assumed(answer.assumptions),
    )


def _fields(record: Any) -> dict[str, Any]:
    return dict(page_fields(record)) if is_record(record) else {}


def _words(value: Any) -> str:
    """Return a value in words, of a long list the first ones and how many there are besides."""
    return listed(map(in_words, value)) if isinstance(value, tuple) else in_words(value)


def _mark(value: Any) -> bool:
    """Return whether a value is a standing, which is shown as a badge."""
    return isinstance(value, Enum) and value.value in MARKS


def _said(value: Any, headline: str) -> bool:
    """Return whether the headline says a text, a day, or every text of a list already."""
    if isinstance(value, bool | int | float | Enum):
        return False
    return all(in_words(item) in headline for item in (value if isinstance(value, tuple) else (value,)))


def _reasons(reasons: Sequence[Reason]) -> Iterator[Html]:
    if reasons:
        left = len(reasons) - SHOWN_ROWS
        more = [element("li", f"{number(left, 'reasons')} more")] if left > 0 else []
        yield element("ul", *(element("li", _sentence(_fields(one))) for one in reasons[:SHOWN_ROWS]), *more)


def _records(name: str, value: Any) -> Iterator[Html]:
    """Yield what shows a field that holds several records, or a mapping."""
    if isinstance(value, Mapping):
        flat = [(in_words(key), in_words(item)) for key, item in value.items() if _is_plain(item)]
        if flat:
            yield table((name, ""), flat)
    elif len(value) == 1 and _is_wide(value[0]):
        yield element("p", element("strong", f"{spaced(name)} "), *_side_by_side(value[0]))
    elif any(are_records(inner) for row in value[:SHOWN_ROWS] for inner in _fields(row).values()):
        yield from _groups(name, value)
    else:
        yield _table(value, caption=name)


def _is_wide(record: Any) -> bool:
    """Return whether a record fills more columns than fit, none of them with a sentence, which needs its cell."""
    fields = {name: value for name, value in _fields(record).items() if in_words(value)}
    sentences = any(name in fields for name in _SENTENCES)
    lists = any(are_records(value) or isinstance(value, Mapping) for value in fields.values())
    return len(fields) > _MOST_COLUMNS and not sentences and not lists


def _side_by_side(record: Any) -> Iterator[Html]:
    for name, value in _fields(record).items():
        if in_words(value):
            yield named(name, marked(_words(value)))


def _is_plain(value: Any) -> bool:
    return not are_records(value) and not isinstance(value, Mapping) and not is_record(value)


def _groups(name: str, records: Sequence[Any]) -> Iterator[Html]:
    """Yield records that hold records, a table each under what is said of it.

    Where each has a standing they stand side by side, the best first, and all but that are folded; else those beyond a
    pageful of rows are.
    """
    rows = 0
    for place, record in enumerate(records[:_SHOWN_GROUPS]):
        fields = _fields(record)
        inner = {key: value for key, value in fields.items() if are_records(value)}
        folded = place > 0 and (rows >= SHOWN_ROWS or any(map(_mark, fields.values())))
        rows += sum(map(len, inner.values()))
        summary = element("summary", *_summary(fields, inner))
        yield element("details", summary, *map(_table, inner.values()), kind="" if folded else "open")
    left = len(records) - _SHOWN_GROUPS
    if left > 0:
        yield element("p", element("small", f"{number(left, name)} more"))


def _summary(fields: Mapping[str, Any], inner: Iterable[str]) -> Iterator[Html]:
    """Yield what is said of a record above its table: its standing, then all else that is one word or several."""
    called = in_words(fields.get("name"))
    shown = {
        name: value
        for name, value in fields.items()
        if name not in inner and in_words(value) and not (isinstance(value, Mapping) and _named_in(value, called))
    }
    yield from (joined([marked(in_words(value))]) for value in shown.values() if _mark(value))
    for name, value in shown.items():
        if isinstance(value, Enum | str) and not _mark(value) and name in ("kind", "collection"):
            yield joined([element("span", element("strong", spaced(in_words(value)))), Html(" ")])
        elif not _mark(value):
            yield named("" if isinstance(value, Mapping) else name, _words(value))


def _named_in(ids: Mapping[Any, Any], name: str) -> bool:
    """Return whether a name says every id of a mapping already, each as a word of its own."""
    said = {"", *name.replace(",", " ").split()}
    return all(in_words(item) in said for item in ids.values())


def _table(records: Sequence[Any], caption: str = "") -> Html:
    """Return records as a table: a column for each field that says something, under its caption what all rows share.

    Notes, which are as long as they are, stand under their row and not in a column, so that the table fits on a page.
    """
    shown = [_cells(record) for record in records[:SHOWN_ROWS]]
    notes = [row.pop(_NOTES, "") for row in shown]
    said = {name for row in shown for name, cell in row.items() if cell}
    columns = dict.fromkeys(name for row in shown for name in row if name in said)
    shared = _shared(records[0], shown) if caption and 1 < len(shown) == len(records) else {}
    kept = [name for name in columns if name not in shared]
    rows: list[Sequence[str]] = [[row.get(name, "") for name in kept] for row in shown]
    above = joined(["In every row: ", *(named(*one) for one in shared.items())]) if shared else ""
    # What is cut is counted, and not laid out.
    return table(kept, [*rows, *([()] * (len(records) - len(rows)))], caption=caption, shared=above, under=notes)


def _shared(first: Any, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the cells that all rows have in common; a sentence or a standing stays in its row."""
    stay = {name for name, value in _fields(first).items() if name in _SENTENCES or _mark(value)}
    return {
        name: cell
        for name, cell in rows[0].items()
        if cell and name not in stay and all(row.get(name) == cell for row in rows)
    }


def _cells(record: Any) -> dict[str, str]:
    """Return the cells of a record: a name with its id under it, a sentence with its evidence, lists line by line."""
    fields = _fields(record)
    cells: dict[str, str] = {}
    for name, value in fields.items():
        if name in _SENTENCES:
            cells[name] = element("div", _sentence(fields)) if value else ""
        elif name.removesuffix("_name") != name and name.removesuffix("_name") in fields:
            key = name.removesuffix("_name")
            # A name that ends with the id says it already.
            words, under = in_words(value), cells[key]
            cells[key] = sentence(words) if words.endswith(f" {under}") else sentence(words, under)
        elif isinstance(value, Mapping):
            cells |= {str(key): in_words(item) for key, item in value.items()}
        elif not are_records(value) and (name not in _UNDER_IT or not any(one in fields for one in _SENTENCES)):
            cells[name] = _cell(value)
    return cells


def _cell(value: Any) -> str:
    if not isinstance(value, tuple) or len(value) < 2:
        return marked(_words(value))
    left = len(value) - SHOWN_ROWS
    more = [f"{left} more"] if left > 0 else []
    return joined(element("div", marked(word)) for word in (*map(in_words, value[:SHOWN_ROWS]), *more))


def _sentence(fields: Mapping[str, Any]) -> Html:
    """Return the sentence of a record with what it rests on and what would change it, in small type."""
    said = next(fields[name] for name in _SENTENCES if name in fields)
    under = ((lead, _words(fields.get(name))) for name, lead in _UNDER_IT.items())
    return sentence(said, *(words and lead + words for lead, words in under))
