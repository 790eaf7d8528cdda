"""Converters and validators of fields that hold one type, or several things of one type."""

import sys
from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import Attribute, Converter

from medgroup.errors import InvalidValueError, nearest
from medgroup.values.lists import set_of, tuple_of

#: Key of a field's metadata that marks personal detail, never shown in a repr, a log or an error.
PERSONAL = "medgroup.personal"


#: What a text has to be that says something, in words.
A_TEXT = "a text with something in it"


class _Withheld:
    """Stands in for a value that is personal detail."""

    def __repr__(self) -> str:
        return "the value given"


#: What an error holds in place of personal detail.
WITHHELD = _Withheld()


def refusal(attribute: "Attribute[Any]", value: object, expected: str) -> InvalidValueError:
    """Return the error about a field's value, without the value where the field holds personal detail."""
    shown = WITHHELD if attribute.metadata.get(PERSONAL) else value
    return InvalidValueError(shown, expected, field=attribute.name)


def of_field(convert: Callable[[Any], Any]) -> Any:
    """Return a converter of a field that refuses what the function refuses under the name of the field."""

    def converted(values: Any, attribute: "Attribute[Any]") -> Any:
        try:
            return convert(values)
        except InvalidValueError as refused:
            raise refusal(attribute, values, refused.expected) from None

    return Converter(converted, takes_field=True)


if TYPE_CHECKING:
    # Type checkers take functions alone for converters.
    def every(values: Iterable[Any]) -> frozenset[Any]:
        """Return values as a set."""
        return set_of(values)

    def ordered(values: Iterable[Any]) -> tuple[Any, ...]:
        """Return values as a tuple, in the order given."""
        return tuple_of(values)
else:
    #: Converter of a field that holds a set.
    every = of_field(set_of)
    #: Converter of a field that holds a tuple, in the order given.
    ordered = of_field(tuple_of)


def is_a(kind: type[Any]) -> Any:
    """Return a validator for an instance of a type, or for None where the field stands at None when left out."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if not isinstance(value, kind) and (value is not None or attribute.default is not None):
            raise refusal(attribute, value, _described(kind, attribute, value))

    return check


def all_are(kind: type[Any]) -> Any:
    """Return a validator for a list or set whose items are instances of a type, or None."""

    def check(_: object, attribute: "Attribute[Any]", value: Iterable[object] | None) -> None:
        for item in value or ():
            if not isinstance(item, kind):
                raise refusal(attribute, item, _described(kind, attribute, item))

    return check


def is_a_word(_: object, attribute: "Attribute[str]", value: object) -> None:
    """Refuse what is no name for files: lower-case words with hyphens."""
    if not isinstance(value, str) or not value or value != value.lower() or any(c.isspace() for c in value):
        raise refusal(attribute, value, "a lower-case word, with hyphens")


def is_text(_: object, attribute: "Attribute[str]", value: object) -> None:
    """Refuse what is no text, or an empty one where the field cannot be left out."""
    if not isinstance(value, str) or not (value or attribute.default == ""):
        raise refusal(attribute, value, A_TEXT if attribute.default != "" else "a text")


def are_texts(_: object, attribute: "Attribute[Any]", value: Iterable[object]) -> None:
    """Refuse a list or set with something in it that is no text, or an empty one."""
    for item in value:
        if not isinstance(item, str) or not item:
            raise refusal(attribute, item, A_TEXT)


def a_flag(value: object, field: str) -> None:
    """Refuse an argument that is neither true nor false."""
    if not isinstance(value, bool):
        raise InvalidValueError(value, "true or false", field=field)


def _described(kind: type[Any], attribute: "Attribute[Any]", value: object) -> str:
    if not issubclass(kind, Enum):
        return f"a {kind.__name__}"
    return a_member(kind, None if attribute.metadata.get(PERSONAL) else value)


def a_member(kind: type[Enum], value: object) -> str:
    """Return in words that a member of an enumeration is taken: the one that a word stands for, or else all."""
    name = _written(kind)
    members = {str(member.value): f"{name}.{member.name}" for member in kind}
    meant = nearest(value, members) if isinstance(value, str) else None
    return f"a member of {name}" + (f"; write {members[meant]}" if meant else f": {', '.join(members.values())}")


def _written(kind: type[Any]) -> str:
    """Return how a type is written where ``medgroup`` is imported as ``mg``: by the shortest way there is."""
    parts = kind.__module__.split(".")
    if parts[0] != "medgroup":
        return f"{kind.__module__}.{kind.__name__}"
    # The first package that has it; the last part is its own module.
    ways = (parts[:length] for length in range(1, len(parts) + 1))
    way = next(way for way in ways if getattr(sys.modules[".".join(way)], kind.__name__, None) is kind)
    return ".".join(["mg", *way[1:], kind.__name__])
