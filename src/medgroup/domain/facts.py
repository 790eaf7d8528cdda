"""All collections of facts together."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, get_args

import attrs
from attrs import field, frozen

from medgroup.display import PublicNames, amounts, counted, element, fragment
from medgroup.domain.contracts import Agreement, Credential, Listing, RosterEntry, Scope
from medgroup.domain.fees import FeeSchedule
from medgroup.domain.organizations import Affiliation, Election, Organization, Resource, Site
from medgroup.domain.patients import Coverage, Patient
from medgroup.domain.payers import Network, Payer, Plan
from medgroup.domain.practitioners import Practitioner, PractitionerRole
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError
from medgroup.values.validators import ordered


class Fact(Protocol):
    """What every fact has."""

    @property
    def id(self) -> str:
        """Id, unique in the fact's collection."""
        ...


class HoldsFacts(Protocol):
    """What has facts: a market."""

    @property
    def facts(self) -> "Facts":
        """The facts."""
        ...


@frozen(kw_only=True, repr=False)
class Facts(PublicNames):
    """Every fact of a market, one tuple a collection. Evidence names a fact as ``collection/id``."""

    organizations: tuple[Organization, ...] = field(default=(), converter=ordered)
    affiliations: tuple[Affiliation, ...] = field(default=(), converter=ordered)
    elections: tuple[Election, ...] = field(default=(), converter=ordered)
    practitioners: tuple[Practitioner, ...] = field(default=(), converter=ordered)
    practitioner_roles: tuple[PractitionerRole, ...] = field(default=(), converter=ordered)
    sites: tuple[Site, ...] = field(default=(), converter=ordered)
    resources: tuple[Resource, ...] = field(default=(), converter=ordered)
    payers: tuple[Payer, ...] = field(default=(), converter=ordered)
    networks: tuple[Network, ...] = field(default=(), converter=ordered)
    plans: tuple[Plan, ...] = field(default=(), converter=ordered)
    fee_schedules: tuple[FeeSchedule, ...] = field(default=(), converter=ordered)
    agreements: tuple[Agreement, ...] = field(default=(), converter=ordered)
    roster_entries: tuple[RosterEntry, ...] = field(default=(), converter=ordered)
    credentials: tuple[Credential, ...] = field(default=(), converter=ordered)
    listings: tuple[Listing, ...] = field(default=(), converter=ordered)
    scopes: tuple[Scope, ...] = field(default=(), converter=ordered)
    patients: tuple[Patient, ...] = field(default=(), converter=ordered)
    coverages: tuple[Coverage, ...] = field(default=(), converter=ordered)
    referrals: tuple[Referral, ...] = field(default=(), converter=ordered)

    def items(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Yield each collection's name and facts, in the order of the fields."""
        for name in COLLECTIONS:
            yield name, getattr(self, name)

    def counts(self) -> dict[str, int]:
        """Return how many facts each collection holds, empty ones included."""
        return {name: len(facts) for name, facts in self.items()}

    def sorted(self) -> "Facts":
        """Return the same facts, every collection sorted by id."""
        return Facts(**{name: _by_id(facts) for name, facts in self.items()})

    def __add__(self, other: "Facts") -> "Facts":
        return Facts(**{name: facts + getattr(other, name) for name, facts in self.items()})

    def __repr__(self) -> str:
        return f"<Facts: {counted(self.counts())}>"

    def _repr_html_(self) -> str:
        return fragment(element("p", element("strong", "Facts")), amounts(self.counts()))


def facts_of(given: Facts | HoldsFacts) -> Facts:
    """Return the facts of a market, or the facts that are given.

    Raises:
        InvalidValueError: What is given is neither.
    """
    facts = given if isinstance(given, Facts) else getattr(given, "facts", None)
    if not isinstance(facts, Facts):
        raise InvalidValueError(given, "a market, or Facts", field="facts")
    return facts


def _by_id(facts: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(facts, key=lambda fact: fact.id))


#: The type of each collection's facts, in the order of the fields of ``Facts``.
COLLECTIONS: dict[str, type[Any]] = {
    attribute.name: get_args(attribute.type)[0] for attribute in attrs.fields(attrs.resolve_types(Facts))
}

_COLLECTION_OF: dict[type[Any], str] = {kind: name for name, kind in COLLECTIONS.items()}


def evidence(fact: Fact) -> str:
    """Return a fact as evidence and the subjects of findings name it: ``collection/id``.

    Raises:
        InvalidValueError: It is of no collection, as a record that stands inside a fact is.

    >>> evidence(PractitionerRole(id="hill-east", practitioner="hill", organization="east"))
    'practitioner_roles/hill-east'
    """
    collection = _COLLECTION_OF.get(type(fact))
    if collection is None:
        raise InvalidValueError(fact, f"a fact of {', '.join(COLLECTIONS)}")
    return f"{collection}/{fact.id}"
