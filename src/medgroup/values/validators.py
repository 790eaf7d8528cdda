"""Converters and validators of fields that hold one type, or several things of one type."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from attrs import Attribute

from medgroup.errors import InvalidValueError

#: Key of a field's metadata that marks personal detail, never shown in a repr, a log or an error.
PERSONAL = "medgroup.personal"


class _Withheld:
    """Stands in for a value that is personal detail."""

    def __repr__(self) -> str:
        return "the value given"


#: What an error holds in place of personal detail.
WITHHELD = _Withheld()


def every(values: Iterable[Any]) -> frozenset[Any]:
    """Return values as a set."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValueError(values, "a list")
    return values if isinstance(values, frozenset) else frozenset(values)


def ordered(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values as a tuple, in the order given."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValueError(values, "a list")
    return tuple(values)


def refusal(attribute: "Attribute[Any]", value: object, expected: str) -> InvalidValueError:
    """Return the error about a field's value, without the value where the field holds personal detail."""
    shown = WITHHELD if attribute.metadata.get(PERSONAL) else value
    return InvalidValueError(shown, expected, field=attribute.name)


def is_a(kind: type[Any]) -> Any:
    """Return a validator for an instance of a type, or for None where the field stands at None when left out."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if not isinstance(value, kind) and (value is not None or attribute.default is not None):
            raise refusal(attribute, value, _described(kind))

    return check


def all_are(kind: type[Any]) -> Any:
    """Return a validator for a list or set whose items are instances of a type, or None."""

    def check(_: object, attribute: "Attribute[Any]", value: Iterable[object] | None) -> None:
        for item in value or ():
            if not isinstance(item, kind):
                raise refusal(attribute, item, _described(kind))

    return check


def is_a_word(_: object, attribute: "Attribute[str]", value: object) -> None:
    """Refuse what is no name for files: lower-case words with hyphens."""
    if not isinstance(value, str) or not value or value != value.lower() or any(c.isspace() for c in value):
        raise refusal(attribute, value, "a lower-case word, with hyphens")


def is_text(_: object, attribute: "Attribute[str]", value: object) -> None:
    """Refuse what is no text, or an empty one where the field cannot be left out."""
    if not isinstance(value, str) or not (value or attribute.default == ""):
        raise refusal(attribute, value, "a text")


def are_texts(_: object, attribute: "Attribute[Any]", value: Iterable[object]) -> None:
    """Refuse a list or set with something in it that is no text, or an empty one."""
    for item in value:
        if not isinstance(item, str) or not item:
            raise refusal(attribute, item, "a text")


def _described(kind: type[Any]) -> str:
    if issubclass(kind, Enum):
        return f"one of {', '.join(member.value for member in kind)} ({kind.__name__})"
    return f"a {kind.__name__}"
