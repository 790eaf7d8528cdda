"""How facts refer to each other: ids by collection, ids that stand twice, ids that lead nowhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.domain.fields import REFERENCE
from medgroup.errors import MarketError, nearest, shown, singular
from medgroup.values.validators import PERSONAL

#: The fields of each collection that hold ids, with the collection that the ids live in.
_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (attribute.name, attribute.metadata[REFERENCE])
        for attribute in attrs.fields(kind)
        if REFERENCE in attribute.metadata
    )
    for name, kind in COLLECTIONS.items()
}

#: The fields of each collection that are personal detail.
_PERSONAL: dict[str, frozenset[str]] = {
    name: frozenset(attribute.name for attribute in attrs.fields(kind) if attribute.metadata.get(PERSONAL))
    for name, kind in COLLECTIONS.items()
}

ById = Mapping[str, Mapping[str, Any]]


def indexed_by_id(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return each collection's facts by id.

    Raises:
        MarketError: A collection holds something that is not one of its facts, or an id twice.
    """
    problems: list[str] = []
    by_id: dict[str, dict[str, Any]] = {}
    for name, collection in facts.items():
        strangers = sorted({kind.__name__ for kind in map(type, collection) if kind is not COLLECTIONS[name]})
        if strangers:
            problems.append(f"{name} takes {COLLECTIONS[name].__name__}, not {', '.join(strangers)}")
            continue
        by_id[name] = {fact.id: fact for fact in collection}
        if len(by_id[name]) != len(collection):
            problems += _duplicates(name, collection)
    if problems:
        raise MarketError(problems)
    return by_id


def dangling(facts: Facts, by_id: ById) -> Iterator[str]:
    """Yield what is wrong with each id that leads to no fact, in a sentence, with the nearest id that does."""
    for name, collection in facts.items():
        for attribute, target in _REFERENCES[name]:
            missing = _referred(collection, attribute) - by_id[target].keys()
            if missing:
                yield from _where_missing(name, collection, attribute, target, missing, by_id[target])


def _duplicates(name: str, collection: Iterable[Any]) -> Iterator[str]:
    seen: set[str] = set()
    for fact in sorted(collection, key=lambda fact: fact.id):
        if fact.id in seen:
            yield f"{name}/{fact.id}: the id stands twice; ids are unique in a collection"
        seen.add(fact.id)


def _referred(collection: Iterable[Any], attribute: str) -> set[str]:
    values = {getattr(fact, attribute) for fact in collection}
    values.discard(None)
    if values and not isinstance(next(iter(values)), str):
        return set().union(*values)
    return values


def _where_missing(
    name: str, collection: Iterable[Any], attribute: str, target: str, missing: set[str], known: Mapping[str, Any]
) -> Iterator[str]:
    # What stands for a patient, or is hers, may be personal detail, and the id of another patient is no help.
    personal = target == "patients" or attribute in _PERSONAL[name]
    for fact in collection:
        value = getattr(fact, attribute)
        referred = () if value is None else (value,) if isinstance(value, str) else sorted(value)
        for key in referred:
            if key in missing:
                near = None if personal else nearest(key, known)
                hint = f"; did you mean {near!r}?" if near else ""
                given = "given" if personal else shown(key)
                yield f"{name}/{fact.id}: {attribute}: no {singular(target)} has the id {given}{hint}"
