"""YAML text as rows, under the core schema of YAML 1.2: ``no`` is a text, ``2025-01-01`` is a text, ``0o17`` is 15.

Only the parser of PyYAML is used, which gives the events of a document; what a scalar means is decided here, since
PyYAML itself knows YAML 1.1. Anchors, aliases and tags are refused: a market is plain data, and an alias can stand for
a billion values.
"""

import importlib
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, TypeAlias

from medgroup.errors import MissingExtraError, shown
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
from medgroup.formats.texts import HEAD

# PyYAML has no types of its own.
Event: TypeAlias = Any

_NO_OBJECT = "a market file is an object: collections of facts by name"
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def rows(text: str) -> Iterator[Row]:
    """Yield the facts of a YAML market file.

    Raises:
        Refused: The text is not YAML, or not a market file.
        MissingExtraError: PyYAML is not installed.
    """
    try:
        yaml = importlib.import_module("yaml")
    except ImportError:
        raise MissingExtraError("YAML market files", "yaml") from None
    # Without a colon there is no key; prose without end would be read to its end as one text.
    if ":" not in text[:HEAD]:
        raise Refused("line 1", _NO_OBJECT)
    yield from _Document(yaml, text).rows()


def means_itself(text: str) -> bool:
    """Return whether a plain scalar of this text is the text, and neither a number nor a word with a meaning."""
    return text not in _WORDS and not any(
        pattern.fullmatch(text) for pattern in (_WHOLE, _OTHER_BASE, _FRACTION, _ENDLESS)
    )


class _Frame:
    """A list or an object that is being read."""

    __slots__ = ("container", "key", "path")

    def __init__(self, container: dict[str, Any] | list[Any], path: Path) -> None:
        self.container = container
        self.path = path
        self.key: str | None = None

    def take(self, value: object) -> Path:
        """Put a value in its place and return the way to it."""
        if isinstance(self.container, list):
            self.container.append(value)
            return (*self.path, len(self.container) - 1)
        key, self.key = self.key or "", None
        self.container[key] = value
        return (*self.path, key)


class _Document:
    """The events of a YAML text, read one after the other."""

    def __init__(self, yaml: Any, text: str) -> None:
        self._yaml = yaml
        self._text = text
        self._events = iter(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

    def rows(self) -> Iterator[Row]:
        self._next("StreamStartEvent")
        if self._is(self._next(), "StreamEndEvent"):
            raise Refused("", "is empty")
        event = self._next()
        if not self._is(event, "MappingStartEvent"):
            raise Refused(_place(event), _NO_OBJECT)
        seen: set[str] = set()
        while not self._is(event := self._next(), "MappingEndEvent"):
            key = self._key(event)
            refuse_unknown_key(_place(event), key, seen)
            seen.add(key)
            yield from self._collection(key)
        self._next("DocumentEndEvent")
        if not self._is(event := self._next(), "StreamEndEvent"):
            raise Refused(_place(event), "a market file is one document; nothing may follow its end")

    def _collection(self, name: str) -> Iterator[Row]:
        start = self._next()
        if name in ("version", "$schema") or not self._is(start, "SequenceStartEvent"):
            value, _ = self._value(start, name)
            if name == "version":
                refuse_other_version(_place(start), value)
            elif name != "$schema" and value is not None:
                raise not_a_list(_place(start), name, value)
            return
        index = 0
        while not self._is(event := self._next(), "SequenceEndEvent"):
            value, lines = self._value(event, f"{name}[{index}]")
            yield Row(name, index, value, partial(_line, lines))
            index += 1

    def _value(self, event: Event, name: str) -> tuple[Any, dict[Path, int]]:
        """Return the value that begins with an event, and the lines of all that is in it."""
        values: list[Any] = []
        frames = [_Frame(values, ())]
        lines: dict[Path, int] = {(): event.start_mark.line + 1}
        while True:
            frame = frames[-1]
            if self._is(event, "MappingEndEvent", "SequenceEndEvent"):
                frames.pop()
            elif isinstance(frame.container, dict) and frame.key is None:
                frame.key = self._key(event)
                if frame.key in frame.container:
                    raise Refused(f"{_place(event)}: {name}", f"the key {shown(frame.key)} stands twice")
            else:
                value = self._begun(event)
                path = frame.take(value)
                lines[path[1:]] = event.start_mark.line + 1
                if not self._is(event, "ScalarEvent"):
                    frames.append(_Frame(value, path))
            if len(frames) == 1:
                return values[0], lines
            if len(frames) > DEEPEST:
                raise Refused(f"{_place(event)}: {name}", f"is nested more than {DEEPEST} levels deep")
            event = self._next()

    def _begun(self, event: Event) -> Any:
        if self._is(event, "MappingStartEvent"):
            return {}
        if self._is(event, "SequenceStartEvent"):
            return []
        return _scalar(event)

    def _key(self, event: Event) -> str:
        if not self._is(event, "ScalarEvent"):
            raise Refused(_place(event), "a key is a text, not a list or an object")
        return str(event.value)

    def _is(self, event: Event, *names: str) -> bool:
        return type(event).__name__ in names

    def _next(self, expected: str = "") -> Event:
        try:
            event = next(self._events)
        except self._yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"line {mark.line + 1} column {mark.column + 1}" if mark else self._of(error)
            said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
            raise Refused(place, f"is not YAML: {said}") from None
        if getattr(event, "anchor", None):
            raise Refused(_place(event), "anchors and aliases (&name, *name) are not read; write the value out")
        if getattr(event, "tag", None):
            raise Refused(_place(event), f"tags are not read; leave {shown(event.tag)} out")
        return event

    def _of(self, error: Exception) -> str:
        """Return the place of a character that YAML does not allow; the parser counts bytes or characters, as it is."""
        number = getattr(error, "character", None)
        position = self._text.find(chr(number)) if isinstance(number, int) else -1
        if position < 0:
            return ""
        line = self._text.count("\n", 0, position) + 1
        return f"line {line} column {position - self._text.rfind(chr(10), 0, position)}"


def _scalar(event: Event) -> object:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if means_itself(text):
        return text
    if len(text) > LONGEST_NUMBER:
        raise Refused(_place(event), f"a number has more than {LONGEST_NUMBER} digits")
    if _WHOLE.fullmatch(text):
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text[2:], 8 if text[1] == "o" else 16)
    number = float(text) if _FRACTION.fullmatch(text) else float("inf")
    if number in (float("inf"), float("-inf")):
        raise Refused(_place(event), f"{shown(text)} is not a number that a market knows")
    return number


def _place(event: Event) -> str:
    return f"line {event.start_mark.line + 1} column {event.start_mark.column + 1}"


def _line(lines: dict[Path, int], path: Path) -> str:
    """Return the line of a value, or of what it is missing from."""
    while path not in lines:
        path = path[:-1]
    return f"line {lines[path]}"
