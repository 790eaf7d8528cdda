"""TOML text as rows. What stands in it without quotes, days, is read as the text of a market file."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from math import isfinite
from typing import Any

from medgroup.formats.rows import (
    DEEPEST,
    LONGEST_NUMBER,
    Path,
    Refused,
    Row,
    not_a_list,
    refuse_other_version,
    refuse_unknown_key,
)

_SAID = re.compile(r"(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
_TOO_LONG = f"a number has more than {LONGEST_NUMBER} digits"
_HEADING = re.compile(r"^[ \t]*\[\[[ \t]*(\w+)[ \t]*\]\]", re.MULTILINE)


def rows(text: str) -> Iterator[Row]:
    """Yield the facts of a TOML market file.

    Raises:
        Refused: The text is not TOML, or not a market file.
    """
    lines = _headings(text)
    seen: set[str] = set()
    for key, value in _document(text).items():
        refuse_unknown_key("", key, seen)
        seen.add(key)
        if key == "version":
            refuse_other_version("", value)
        elif key != "$schema":
            if not isinstance(value, list):
                raise not_a_list("", key, value)
            # Facts may also stand in one list, on no line of their own.
            known = lines.get(key, []) if len(lines.get(key, ())) == len(value) else []
            for index, fact in enumerate(value):
                yield Row(key, index, fact, partial(_line, known[index] if known else None))


def _document(text: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = _plain(tomllib.loads(text), "")
    except RecursionError:
        raise Refused("", f"is nested more than {DEEPEST} levels deep") from None
    except ValueError as error:
        raise _refusal(str(error)) from None
    return document


def _refusal(said: str) -> Refused:
    """Return what the parser says as a refusal."""
    known = _SAID.fullmatch(said)
    if known is None:
        # The parser has a place for all it says itself, and Python none for a number that it does not take.
        return Refused("", _TOO_LONG)
    place = f"line {known['line']} column {known['column']}" if known["line"] else "the end"
    return Refused(place, f"is not TOML: {known['problem'][:1].lower()}{known['problem'][1:]}")


def _plain(value: Any, place: str) -> Any:
    """Return a value of TOML as a plain one: a day, or a time of day, as its text."""
    if isinstance(value, dict):
        return {key: _plain(inner, f"{place}.{key}".strip(".")) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if type(value) is int and abs(value) >= 10**LONGEST_NUMBER:
        raise Refused(place, _TOO_LONG)
    if isinstance(value, float) and not isfinite(value):
        raise Refused(place, f"{value} is not a number that a market knows")
    return value


def _headings(text: str) -> dict[str, list[int]]:
    """Return the lines of the headings of facts, by collection."""
    found: dict[str, list[int]] = {}
    for heading in _HEADING.finditer(text):
        found.setdefault(heading[1], []).append(text.count("\n", 0, heading.start(1)) + 1)
    return found


def _line(line: int | None, _: Path) -> str:
    """Return the line of the heading of a fact, where it has one."""
    return "" if line is None else f"line {line}"
