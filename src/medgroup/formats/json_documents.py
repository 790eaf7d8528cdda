"""JSON text as rows, one fact at a time, so that a long file of nonsense is never held as values."""

import json
import math
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NoReturn

from medgroup.errors import shown
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

#: What the parser says, in the words of a person who mends a file.
_SAID = {
    "Expecting value": "a value is missing here",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing here",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing here",
    "Unterminated string starting at": "the text that begins here has no closing quote",
    "Invalid control character at": "a line break, or another control character, stands in a text",
}
_NO_BLANK = re.compile(r"[^ \t\n\r]")


class _NotPlain(Exception):
    """JSON that Python takes and a market file does not: a key twice, a number without end."""


def rows(text: str) -> Iterator[Row]:
    """Yield the facts of a JSON market file.

    Raises:
        Refused: The text is not JSON, or not a market file.
    """
    yield from _Document(text).rows()


def value_of(text: str) -> Any:
    """Return the value that a JSON text holds, under the rules of a market file.

    Raises:
        Refused: The text is not JSON.
    """
    document = _Document(text)
    value = document.value()
    document.refuse_more()
    return value


def parts_of(text: str, item_by_item: str) -> Iterator[tuple[str, int | None, Any]]:
    """Yield the keys of a JSON object with their values, and the list under one of them item by item, with its place.

    Raises:
        Refused: The text is not JSON, or not an object.
    """
    yield from _Document(text).parts(item_by_item)


class _Document:
    """A JSON text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def rows(self) -> Iterator[Row]:
        if self._next() != "{":
            self._refuse("a market file is an object: { ... }")
        seen: set[str] = set()
        for start in self._items("}"):
            place, key = self._place(start), self._key()
            refuse_unknown_key(place, key, seen)
            seen.add(key)
            if key == "version":
                refuse_other_version(place, self.value())
            elif key == "$schema":
                self.value()
            else:
                yield from self._collection(key)
        self.refuse_more()

    def parts(self, item_by_item: str) -> Iterator[tuple[str, int | None, Any]]:
        if self._next() != "{":
            self._refuse("is not an object: { ... }")
        seen: set[str] = set()
        for start in self._items("}"):
            place, key = self._place(start), self._key()
            if key in seen:
                raise Refused(place, f"the key {shown(key)} stands twice")
            seen.add(key)
            if key == item_by_item and self._next() == "[":
                for index, _ in enumerate(self._items("]")):
                    yield key, index, self.value(f"{key}[{index}]")
            else:
                yield key, None, self.value()
        self.refuse_more()

    def value(self, name: str = "") -> Any:
        """Read one value. ``name`` says which, for errors."""
        self._next()
        start = self._position
        try:
            value, self._position = _DECODER.raw_decode(self._text, start)
            return value
        except json.JSONDecodeError as error:
            place, problem = error.pos, f"is not JSON: {_SAID.get(error.msg, error.msg)}"
        except RecursionError:
            place, problem = start, f"is nested more than {DEEPEST} levels deep"
        except _NotPlain as error:
            place, problem = start, str(error)
        raise self._refusal(problem, place, name)

    def refuse_more(self) -> None:
        """Refuse text after the end."""
        if self._next():
            self._refuse("nothing may follow the end of the document")

    def _collection(self, name: str) -> Iterator[Row]:
        if self._next() != "[":
            start = self._position
            value = self.value()
            if value is None:
                return
            raise not_a_list(self._place(start), name, value)
        for index, place in enumerate(self._items("]")):
            yield Row(name, index, self.value(f"{name}[{index}]"), partial(self._line, place))

    def _items(self, closing: str) -> Iterator[int]:
        """Yield the position of each item of the list or object that begins here; the caller reads the item."""
        self._position += 1
        if self._next() == closing:
            self._position += 1
            return
        while True:
            self._next()
            yield self._position
            found = self._next()
            if found not in (",", closing):
                self._refuse(f"is not JSON: a comma or {closing} is missing here")
            self._position += 1
            if found == closing:
                return

    def _key(self) -> str:
        if self._next() != '"':
            self._refuse("is not JSON: a key in double quotes is missing here")
        key = self.value()
        if self._next() != ":":
            self._refuse("is not JSON: a colon is missing here")
        self._position += 1
        return str(key)

    def _next(self) -> str:
        """Go to the next character that is no blank and return it, an empty text at the end."""
        here = self._text[self._position : self._position + 1]
        if here and here not in " \t\n\r":
            return here
        found = _NO_BLANK.search(self._text, self._position)
        self._position = found.start() if found else len(self._text)
        return self._text[self._position : self._position + 1]

    def _refuse(self, problem: str) -> NoReturn:
        raise self._refusal(problem, self._position, "")

    def _refusal(self, problem: str, position: int, name: str) -> Refused:
        if position >= len(self._text):
            problem = "the file ends in the middle; is it cut off?"
        return Refused(": ".join(part for part in (self._place(position), name) if part), problem)

    def _place(self, position: int) -> str:
        column = position - self._text.rfind("\n", 0, position)
        return f"{self._line(position, ())} column {column}"

    def _line(self, position: int, _: Path) -> str:
        return f"line {self._text.count(chr(10), 0, position) + 1}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _NotPlain(f"the key {shown(next(key for key in keys if keys.count(key) > 1))} stands twice")
    return found


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _NotPlain(f"a number has more than {LONGEST_NUMBER} digits")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        _endless(shown(text))
    return number


def _endless(text: str) -> NoReturn:
    raise _NotPlain(f"{text} is not a number that JSON or a market knows")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole_number, parse_float=_number, parse_constant=_endless
)
