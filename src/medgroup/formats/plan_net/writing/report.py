"""What writing a directory gives back: what was written, and what Plan-Net has no place for, with the reason."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from medgroup.domain.facts import Facts
from medgroup.errors import singular
from medgroup.formats.plan_net.codes import DATA_ABSENT
from medgroup.formats.plan_net.writing.parts import Resource

_ON_ONE = "No element holds it."
_NO_CONTRACTS = "A directory states who is listed, not what was contracted."
_NO_PATIENTS = "A directory is about those who give care and holds nothing of patients."
_CALENDAR = "It is over before the calendar's first day, which FHIR cannot say; written as its first day."

#: Why a fact, or one field of it (an empty name is the fact as a whole), is not held, or not always.
WHY: Mapping[tuple[str, str], str] = {
    ("organizations", "model"): "Plan-Net names no organizational model.",
    ("organizations", "roles"): "Plan-Net has codes for practice, facility, pharmacy and exchange, for no other role.",
    ("organizations", "period"): _CALENDAR,
    ("affiliations", "kind"): (
        "Plan-Net has a code for membership and none for ownership or management; when reading, name the organizer as "
        "associated."
    ),
    ("affiliations", "share"): _ON_ONE,
    ("affiliations", "terms"): _ON_ONE,
    ("affiliations", "period"): _CALENDAR,
    ("elections", ""): _NO_CONTRACTS,
    ("practitioners", "qualifications"): (
        "One with no state, code, number or issuer says nothing, and one that is over before the calendar cannot be "
        "dated."
    ),
    ("practitioners", "languages"): "One of them is not a code.",
    ("practitioners", "medicare_specialties"): _ON_ONE,
    ("practitioners", "qualifying"): _ON_ONE,
    ("practitioner_roles", "relation"): _ON_ONE,
    ("practitioner_roles", "fte"): _ON_ONE,
    ("practitioner_roles", "supervisor"): _ON_ONE,
    ("practitioner_roles", "period"): _CALENDAR,
    ("sites", "hours"): "FHIR cannot say that a site is never open, nor hours of no day.",
    ("sites", "services"): "FHIR cannot say that nothing is offered.",
    ("sites", "building"): "The profile knows a building as a place of its own, not by a word.",
    ("sites", "locality"): _ON_ONE,
    ("sites", "outpatient_department"): _ON_ONE,
    ("resources", ""): "A directory does not say what an organization pays for.",
    ("networks", "period"): _CALENDAR,
    ("fee_schedules", ""): "A directory states no prices.",
    ("plans", "product"): "Its name says another product, so that a reader of both knows neither.",
    ("plans", "gates"): _ON_ONE,
    ("plans", "benefits"): "A directory names a plan, and does not say what it leaves to the patient.",
    ("plans", "period"): _CALENDAR,
    ("agreements", ""): _NO_CONTRACTS,
    ("roster_entries", ""): _NO_CONTRACTS,
    ("credentials", ""): "A directory does not state what a payer has verified.",
    ("listings", ""): "It names neither a practitioner nor an organization.",
    ("scopes", ""): "A directory does not say how complete it is; say it when reading, with complete_listings.",
    ("patients", ""): _NO_PATIENTS,
    ("coverages", ""): _NO_PATIENTS,
    ("referrals", ""): _NO_PATIENTS,
}

#: Collections that have no place at all, and fields that have none whatever stands in them.
_NEVER = tuple(key for key, why in WHY.items() if not key[1] and key[0] != "listings")
_NEVER_FIELDS = tuple(
    (name, field)
    for name, fields in {
        "organizations": ("model",),
        "affiliations": ("share", "terms"),
        "practitioners": ("medicare_specialties", "qualifying"),
        "practitioner_roles": ("relation", "fte", "supervisor"),
        "sites": ("building", "locality", "outpatient_department"),
        "plans": ("gates", "benefits"),
    }.items()
    for field in fields
)


@frozen(kw_only=True)
class Loss:
    """What a directory does not hold of some facts of one collection, so that reading it does not give it back."""

    #: The collection.
    collection: str
    #: The field; empty where the facts as a whole are not held.
    field: str
    #: Ids of the facts, sorted.
    ids: tuple[str, ...]
    #: Why there is no place for it, one sentence.
    why: str

    @property
    def count(self) -> int:
        """How many facts it concerns."""
        return len(self.ids)

    def __str__(self) -> str:
        noun = self.collection.replace("_", " ")
        facts = f"{self.count} {singular(noun) if self.count == 1 else noun}"
        what = f"{self.field} of {facts}" if self.field else facts
        return f"{what}: {self.why}"


@frozen(kw_only=True)
class Written:
    """A directory that was written."""

    #: The folder.
    path: Path
    #: How many resources of each type were written, by type.
    resources: Mapping[str, int]
    #: What is not held, in the order of collections and fields.
    losses: tuple[Loss, ...]
    #: How many elements that Plan-Net requires say, in place of a value, why there is none; by path.
    absent: Mapping[str, int]


class Losses:
    """What is not held, collected while resources are made."""

    def __init__(self, facts: Facts) -> None:
        self._ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, _ in _NEVER:
            self._ids[name, ""] = {fact.id for fact in getattr(facts, name)}
        for name, field in _NEVER_FIELDS:
            self._ids[name, field] = {fact.id for fact in getattr(facts, name) if _is_stated(fact, field)}

    def add(self, collection: str, field: str, identity: str) -> None:
        """Add a field of a fact, or with an empty name a fact."""
        self._ids[collection, field].add(identity)

    def found(self) -> tuple[Loss, ...]:
        """Return what was collected, in the order of ``WHY``."""
        return tuple(
            Loss(collection=name, field=field, ids=tuple(sorted(self._ids[name, field])), why=why)
            for (name, field), why in WHY.items()
            if self._ids[name, field]
        )


def absent_elements(resources: Mapping[str, list[Resource]]) -> Mapping[str, int]:
    """Return how many elements say that their value is absent, by path, sorted."""
    found = Counter(path for kind, made in resources.items() for one in made for path in _absent(one, kind))
    return dict(sorted(found.items()))


def _is_stated(fact: Any, field: str) -> bool:
    return bool(getattr(fact, field) != getattr(attrs.fields(type(fact)), field).default)


def _absent(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _absent(item, path)
    elif isinstance(value, dict):
        if value.get("url") == DATA_ABSENT:
            yield path.removesuffix(".extension")
        for key, inner in value.items():
            if isinstance(inner, list | dict):
                yield from _absent(inner, f"{path}.{key.removeprefix('_')}")
