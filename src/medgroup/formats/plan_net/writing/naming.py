"""Which id each fact bears as a resource.

A fact keeps its id where FHIR takes it and no other resource of the type bears it. Payers, networks and organizations
are resources of one type, and ids of FHIR are short and of few characters, so some facts get another: the nearest
text that FHIR takes, with a digest that no other fact has. The id of the fact then stands among the identifiers of the
resource, and reading gives it back.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import count

from medgroup.domain.facts import Facts
from medgroup.formats.plan_net.codes import OWN_ID
from medgroup.formats.plan_net.elements import Element
from medgroup.formats.plan_net.writing.parts import identifiers

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_NOT_OF_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_DIGEST = 12

#: The type of resource that a fact of each collection is when others refer to it. The first to claim an id keeps it.
_KINDS = {
    "organizations": "Organization",
    "payers": "Organization",
    "networks": "Organization",
    "practitioners": "Practitioner",
    "sites": "Location",
}


class Names:
    """The ids of resources, given once and each to one."""

    def __init__(self, facts: Facts) -> None:
        self._taken: dict[str, set[str]] = defaultdict(set)
        self._logical = {
            collection: {fact.id: self.claim(kind, collection, fact.id) for fact in getattr(facts, collection)}
            for collection, kind in _KINDS.items()
        }

    def claim(self, kind: str, collection: str, identity: str) -> str:
        """Give a resource of a type the id of a fact, or the nearest one that is free."""
        taken = self._taken[kind]
        free = next(one for one in _candidates(collection, identity) if one not in taken)
        taken.add(free)
        return free

    def of(self, collection: str, identity: str) -> str:
        """Return the id of the resource that a fact is."""
        return self._logical[collection][identity]

    def to(self, collection: str, identity: str | None) -> Element | None:
        """Return a reference to the resource that a fact is, None where there is none to refer to."""
        return None if identity is None else self._to(collection, identity)

    def to_all(self, collection: str, ids: Iterable[str]) -> list[Element]:
        """Return references in the order given."""
        return [self._to(collection, identity) for identity in ids]

    def _to(self, collection: str, identity: str) -> Element:
        return {"reference": f"{_KINDS[collection]}/{self.of(collection, identity)}"}


def own(collection: str, identity: str, logical: str) -> list[Element]:
    """Return the identifier that holds the id of a fact, where the id of its resource is another."""
    return [] if logical == identity else own_always(collection, identity)


def own_always(collection: str, identity: str) -> list[Element]:
    """Return the identifier that holds the id of a fact."""
    return identifiers(("", OWN_ID[collection], identity))


def is_logical(identity: str) -> bool:
    """Return whether FHIR takes an id."""
    return _ID.fullmatch(identity) is not None


def _candidates(collection: str, identity: str) -> Iterator[str]:
    if is_logical(identity):
        yield identity
    plain = _NOT_OF_AN_ID.sub("-", identity)[: 64 - _DIGEST - 1]
    for number in count():
        yield f"{plain}-{sha256(f'{collection}/{identity}/{number}'.encode()).hexdigest()[:_DIGEST]}"
