"""Facts as the text of market files.

Equal facts give equal bytes: they are sorted by id, keys are in field order, defaults are left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.errors import InvalidValueError
from medgroup.formats import csv_documents
from medgroup.formats.rows import VERSION
from medgroup.formats.shapes import in_words
from medgroup.formats.structuring import CONVERTER
from medgroup.formats.yaml_documents import means_itself

Documents = Mapping[str, list[dict[str, Any]]]

# What neither YAML 1.1 nor 1.2 takes for anything but the text itself.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*")
_YAML_1_1_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})
# Line breaks and characters that YAML does not print, which JSON leaves as they are.
_UNPRINTABLE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def documents_of(facts: Facts) -> Documents:
    """Return facts as plain values, collection by collection, each sorted by id; empty collections are left out.

    Raises:
        InvalidValueError: A collection holds something that is not one of its facts.
    """
    for name, collection in facts.items():
        for fact in collection:
            if type(fact) is not COLLECTIONS[name]:
                raise InvalidValueError(type(fact).__name__, in_words(COLLECTIONS[name]), field=name)
    return {
        name: [CONVERTER.unstructure(fact) for fact in collection]
        for name, collection in facts.sorted().items()
        if collection
    }


def json_text(documents: Documents) -> str:
    """Return a JSON market file with a fact a line."""
    parts = [f'  "version": {VERSION}']
    for name, facts in documents.items():
        lines = ",\n".join(f"    {_json(fact)}" for fact in facts)
        parts.append(f'  "{name}": [\n{lines}\n  ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def yaml_text(documents: Documents) -> str:
    """Return a YAML market file with a field a line."""
    lines = [f"version: {VERSION}"]
    for name, facts in documents.items():
        lines.append(f"{name}:")
        for fact in facts:
            lines += _begun("- ", _fields(fact))
    return "\n".join(lines) + "\n"


def csv_texts(documents: Documents) -> dict[str, str]:
    """Return the spreadsheets of a market by file name.

    Raises:
        Refused: A text cannot stand in a cell.
    """
    return {f"{name}.csv": csv_documents.text_of(name, facts) for name, facts in documents.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _block(value: Any) -> Iterator[str]:
    """Yield the lines of a value; what has no list or object inside it stands on one line."""
    if _is_flat(value):
        yield _flow(value)
    elif isinstance(value, list):
        for item in value:
            yield from _begun("- ", _block(item))
    else:
        yield from _fields(value)


def _fields(value: Mapping[str, Any]) -> Iterator[str]:
    for key, inner in value.items():
        if _is_flat(inner):
            yield f"{_scalar(key)}: {_flow(inner)}"
        else:
            yield f"{_scalar(key)}:"
            yield from _begun("  ", _block(inner))


def _begun(mark: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield lines behind a mark and, after the first, under it."""
    yield mark + next(lines)
    for line in lines:
        yield " " * len(mark) + line


def _is_flat(value: object) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(item, dict | list) for item in inside)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value) if isinstance(value, str) else _json(value)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and means_itself(text) and text.lower() not in _YAML_1_1_WORDS:
        return text
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", _json(text))
