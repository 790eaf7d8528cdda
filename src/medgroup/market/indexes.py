"""Facts found by what they are about. Each index is built once, when it is first asked for."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from medgroup.domain.contracts import Agreement, Credential, Listing, RosterEntry
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Affiliation, Election, Resource, Site
from medgroup.domain.practitioners import PractitionerRole

F = TypeVar("F")

#: What is found under a key that has nothing.
NOTHING: tuple[Any, ...] = ()


def grouped(facts: Iterable[F], attribute: str) -> Mapping[Any, tuple[F, ...]]:
    """Return facts by the value of one of their fields, in their order; those without a value are left out."""
    groups: dict[Any, list[F]] = {}
    for fact in facts:
        key = getattr(fact, attribute)
        if key is not None:
            groups.setdefault(key, []).append(fact)
    return {key: tuple(group) for key, group in groups.items()}


class Indexes:
    """The indexes of one set of facts."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def affiliations_by_member(self) -> Mapping[str, tuple[Affiliation, ...]]:
        """Ties by the organization that is the member."""
        return grouped(self._facts.affiliations, "member")

    @cached_property
    def affiliations_by_organizer(self) -> Mapping[str, tuple[Affiliation, ...]]:
        """Ties by the organization that is the organizer."""
        return grouped(self._facts.affiliations, "organizer")

    @cached_property
    def elections_by_affiliation(self) -> Mapping[str, tuple[Election, ...]]:
        """Elections by the tie they are made under."""
        return grouped(self._facts.elections, "affiliation")

    @cached_property
    def roles_by_organization(self) -> Mapping[str, tuple[PractitionerRole, ...]]:
        """Roles by the organization that bills."""
        return grouped(self._facts.practitioner_roles, "organization")

    @cached_property
    def roles_by_practitioner(self) -> Mapping[str, tuple[PractitionerRole, ...]]:
        """Roles by practitioner."""
        return grouped(self._facts.practitioner_roles, "practitioner")

    @cached_property
    def sites_by_organization(self) -> Mapping[str, tuple[Site, ...]]:
        """Sites by the organization that runs them."""
        return grouped(self._facts.sites, "organization")

    @cached_property
    def resources_by_organization(self) -> Mapping[str, tuple[Resource, ...]]:
        """Resources by the organization that pays for them."""
        return grouped(self._facts.resources, "organization")

    @cached_property
    def agreements_by_contractor(self) -> Mapping[str, tuple[Agreement, ...]]:
        """Agreements by the organization that signed."""
        return grouped(self._facts.agreements, "contractor")

    @cached_property
    def roster_by_agreement(self) -> Mapping[str, tuple[RosterEntry, ...]]:
        """Roster entries by agreement."""
        return grouped(self._facts.roster_entries, "agreement")

    @cached_property
    def roster_by_billing(self) -> Mapping[str, tuple[RosterEntry, ...]]:
        """Roster entries by the organization that bills."""
        return grouped(self._facts.roster_entries, "billing")

    @cached_property
    def roster_by_person_and_billing(self) -> Mapping[tuple[str, str], tuple[RosterEntry, ...]]:
        """Roster entries by practitioner and the organization that bills."""
        groups: dict[tuple[str, str], list[RosterEntry]] = {}
        for entry in self._facts.roster_entries:
            groups.setdefault((entry.practitioner, entry.billing), []).append(entry)
        return {key: tuple(group) for key, group in groups.items()}

    @cached_property
    def credentials_by_practitioner(self) -> Mapping[str, tuple[Credential, ...]]:
        """Credentials by practitioner."""
        return grouped(self._facts.credentials, "practitioner")

    @cached_property
    def listings_by_practitioner(self) -> Mapping[str, tuple[Listing, ...]]:
        """Listings by practitioner."""
        return grouped(self._facts.listings, "practitioner")

    @cached_property
    def listings_of_organizations(self) -> Mapping[str, tuple[Listing, ...]]:
        """Listings that name an organization and no practitioner, by organization."""
        return grouped((listing for listing in self._facts.listings if listing.practitioner is None), "organization")
