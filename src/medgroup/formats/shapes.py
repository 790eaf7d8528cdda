"""What the types of facts say of a document: the keys of a record, what stands in them, whose detail is personal."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_origin

import attrs

from medgroup.domain.facts import COLLECTIONS
from medgroup.values.money import Money
from medgroup.values.validators import PERSONAL


def is_record(kind: Any) -> bool:
    """Return whether a type is a record with keys of its own."""
    return isinstance(kind, type) and attrs.has(kind) and kind is not Money


def stated_type(declared: Any) -> Any:
    """Return the type of what a document states, where None stands for what it leaves out."""
    options = [option for option in get_args(declared) if option is not type(None)]
    return options[0] if type(None) in get_args(declared) else declared


def item_type(declared: Any) -> Any | None:
    """Return the type of the items of a list or set, or None where the type is neither."""
    return get_args(declared)[0] if get_origin(declared) in (frozenset, tuple) else None


def is_word(declared: Any) -> bool:
    """Return whether a type is an enumeration, whose members stand in a document as words."""
    return isinstance(declared, type) and issubclass(declared, Enum)


def required_keys(kind: type[Any]) -> tuple[str, ...]:
    """Return the keys without which there is no fact, in field order."""
    return tuple(attribute.name for attribute in attrs.fields(kind) if attribute.default is attrs.NOTHING)


def keys(kind: type[Any]) -> tuple[str, ...]:
    """Return every key that a record takes, in field order."""
    return tuple(attribute.name for attribute in attrs.fields(kind))


def is_personal(collection: str) -> bool:
    """Return whether the facts of a collection are about patients, so that no error may show what stands in them."""
    return any(attribute.metadata.get(PERSONAL) for attribute in attrs.fields(COLLECTIONS[collection]))


def named(kind: type[Any]) -> str:
    """Return the name of a type in words: ``roster entry``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


def in_words(kind: type[Any]) -> str:
    """Return the name of a type with its article: ``a roster entry``; a plural has none: ``contract terms``."""
    words = named(kind)
    return words if words.endswith("s") else f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def validators_of(attribute: "attrs.Attribute[Any]") -> Iterator[Any]:
    """Yield the validators of a field one by one; attrs keeps several of them in one that stands for all."""
    yield from getattr(attribute.validator, "_validators", (attribute.validator,))
