"""What a fact may leave out, and still be the same fact: what is left out is not known."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from medgroup.domain import COLLECTIONS, Facts
from medgroup.testing.choices import Pen

#: The fields of each collection that are not known where they are left out. Not among them: a field that says
#: something when it is left out (no period is always, no sites are all of them), and what an organization is.
UNSTATED: Mapping[str, tuple[str, ...]] = {
    "organizations": ("name", "tin", "npi"),
    "affiliations": ("share",),
    "elections": ("exclusive",),
    "practitioners": ("name", "npi", "qualifications", "languages", "medicare_specialties", "qualifying"),
    "practitioner_roles": ("specialties", "relation", "fte", "accepting", "supervisor"),
    "sites": ("organization", "name", "address", "position", "hours", "services", "building", "locality"),
    "resources": ("kind", "quantity", "cost", "shareable"),
    "payers": ("name", "npi"),
    "networks": ("name",),
    "fee_schedules": ("name",),
    "plans": ("name", "networks", "product", "line", "hdhp", "gates", "benefits"),
    "agreements": ("basis", "terms"),
    "listings": ("accepting", "as_of"),
    "referrals": ("overrides",),
    "patients": ("birth_date", "sex", "position", "household"),
}


def stated(facts: Facts) -> Iterator[tuple[str, int, str]]:
    """Yield every field that says something and could be left out: collection, place of the fact, name."""
    for collection, names in UNSTATED.items():
        for place, fact in enumerate(getattr(facts, collection)):
            for name in names:
                if getattr(fact, name) not in (None, (), frozenset()) and not _stands_elsewhere(facts, fact, name):
                    yield collection, place, name


def _stands_elsewhere(facts: Facts, fact: Any, name: str) -> bool:
    """Return whether another statement takes a field's place: for specialties, the codes of licences."""
    if name != "specialties":
        return False
    held = [row for one in facts.practitioners if one.id == fact.practitioner for row in one.qualifications]
    return any(row.code is not None for row in held)


def with_less_stated(facts: Facts, pen: Pen) -> Facts:
    """Return facts with one field or a few of them left out."""
    told = list(stated(facts))
    for collection, place, name in pen.some_of(told)[: pen.number(1, 3)] if told else ():
        facts = without(facts, collection, place, name)
    return facts


def without(facts: Facts, collection: str, place: int, name: str) -> Facts:
    """Return facts in which one field of one of them is left out."""
    rows = list(getattr(facts, collection))
    unstated = attrs.fields_dict(COLLECTIONS[collection])[name].default
    rows[place] = attrs.evolve(rows[place], **{name: unstated})
    changed: dict[str, Any] = {collection: rows}
    return attrs.evolve(facts, **changed)
