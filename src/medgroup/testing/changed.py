"""Facts changed as a whole, by what their fields say of themselves: other days, other ids, another order."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any

import attrs

from medgroup.domain import COLLECTIONS, Facts
from medgroup.domain.fields import REFERENCE
from medgroup.testing.choices import Choices
from medgroup.testing.drawn import every_fact

#: New ids by old ones, by collection.
Labels = Mapping[str, Mapping[str, str]]


def shifted(value: Any, days: int) -> Any:
    """Return a value with every day in it, however deep, so many days later."""
    if isinstance(value, date):
        return value + timedelta(days=days)
    if isinstance(value, Enum):
        return value
    if attrs.has(type(value)):
        return _rebuilt(value, lambda inner, _: shifted(inner, days))
    if isinstance(value, tuple | frozenset):
        return type(value)(shifted(item, days) for item in value)
    return value


def relabelled(facts: Facts, labels: Labels) -> Facts:
    """Return facts with other ids, and every reference to them changed with them."""
    return Facts(
        **{
            name: [attrs.evolve(_referring(fact, labels), id=labels[name][fact.id]) for fact in collection]
            for name, collection in facts.items()
        }
    )


def relabelled_question(question: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    """Return a question about network status with other ids."""
    homes = {"practitioner": "practitioners", "billing": "organizations", "plan": "plans", "site": "sites"}
    return {
        name: labels[homes[name]][value] if name in homes and value is not None else value
        for name, value in question.items()
    }


def prefixed(facts: Facts, prefix: str) -> Labels:
    """Return labels that put a prefix before every id, which keeps their order."""
    return {name: {fact.id: f"{prefix}{fact.id}" for fact in collection} for name, collection in facts.items()}


def permuted(facts: Facts, source: Choices) -> Labels:
    """Return labels that hand the ids of each collection round, so that their order changes."""
    return {
        name: dict(
            zip((fact.id for fact in collection), shuffled([fact.id for fact in collection], source), strict=True)
        )
        for name, collection in facts.items()
    }


def numbered_labels(facts: Facts) -> Labels:
    """Return labels that number the ids of each collection in their order, all of one spelling."""
    return {
        name: {key: f"n-{place:04d}" for place, key in enumerate(sorted(fact.id for fact in collection))}
        for name, collection in facts.items()
    }


def shuffled_labels(facts: Facts, source: Choices) -> Labels:
    """Return labels of the spelling of ``numbered_labels``, in another order."""
    return {
        name: dict(zip(given, shuffled(list(given.values()), source), strict=True))
        for name, given in numbered_labels(facts).items()
    }


def has_days(facts: Facts) -> bool:
    """Return whether a day is stated anywhere in facts."""
    return bool(shifted(facts, 1) != facts)


def reordered(facts: Facts, source: Choices) -> Facts:
    """Return the same facts with every collection in another order."""
    return Facts(**{name: shuffled(list(collection), source) for name, collection in facts.items()})


def shuffled(values: list[Any], source: Choices) -> list[Any]:
    """Return values in another order."""
    left = list(values)
    return [left.pop(source.number(0, len(left) - 1)) for _ in values]


def with_prefix(text: str, facts: Facts, prefix: str) -> str:
    """Return a text with a prefix before every id of some facts that stands in it as a word."""
    ids = {fact.id for fact in every_fact(facts)}
    word = "|".join(sorted(map(re.escape, ids), key=len, reverse=True))
    return re.sub(rf"(?<![\w-])({word})(?![\w-])", rf"{prefix}\1", text)


def _referring(fact: Any, labels: Labels) -> Any:
    def renamed(value: Any, attribute: "attrs.Attribute[Any]") -> Any:
        collection = attribute.metadata.get(REFERENCE)
        if collection is None or value is None:
            return value
        if isinstance(value, str):
            return labels[collection][value]
        return type(value)(labels[collection][key] for key in value)

    return _rebuilt(fact, renamed)


def _rebuilt(record: Any, change: Callable[[Any, "attrs.Attribute[Any]"], Any]) -> Any:
    values = {field.name: change(getattr(record, field.name), field) for field in attrs.fields(type(record))}
    return type(record)(**values)


def referring_fields() -> set[tuple[str, str]]:
    """Return the fields that refer to other facts, by collection and name."""
    return {
        (name, field.name)
        for name, kind in COLLECTIONS.items()
        for field in attrs.fields(kind)
        if REFERENCE in field.metadata
    }
