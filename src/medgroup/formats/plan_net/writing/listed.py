"""Which resource each listing stands in.

A listing that was read of a role or an affiliation bears its id, so that it goes back to it, if all else that they
share is the same; any other is a resource of its own, which holds the id of the listing among its identifiers.
Plan-Net has one network for a role and any number for an affiliation.

Sources: HL7 Da Vinci PDEX Plan-Net 1.2.0, PractitionerRole (network-reference, 0..1) and OrganizationAffiliation.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from medgroup.domain.contracts import Listing
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Affiliation
from medgroup.domain.practitioners import PractitionerRole
from medgroup.formats.plan_net.writing.naming import is_logical
from medgroup.formats.plan_net.writing.report import Losses
from medgroup.values.period import Period


@frozen
class Placed:
    """Listings by the resource that they stand in."""

    #: By the id of a role, or of a PractitionerRole that is no role of the market.
    with_roles: dict[str, Listing] = field(factory=dict)
    #: By the id of an affiliation, or of an OrganizationAffiliation that is no affiliation of the market.
    with_ties: dict[str, list[Listing]] = field(factory=dict)
    #: Those that are a resource of their own.
    alone: list[Listing] = field(factory=list)


def placed(facts: Facts, ties: Iterable[Affiliation], losses: Losses) -> Placed:
    """Return where each listing goes.

    Args:
        facts: All facts, sorted by id.
        ties: The affiliations that become resources of their own.
        losses: Where listings go that are of nobody.
    """
    roles = {role.id: role for role in facts.practitioner_roles}
    known = {tie.id: tie for tie in ties}
    found = Placed()
    for listing in facts.listings:
        if listing.practitioner is None and listing.organization is None:
            losses.add("listings", "", listing.id)
        elif not (_goes_with_a_tie(listing, known, found) or _goes_with_a_role(listing, roles, found)):
            found.alone.append(listing)
    return found


def is_of_an_organization(listing: Listing) -> bool:
    """Return whether an OrganizationAffiliation can state a listing: it knows no practitioner and no new patients."""
    return listing.practitioner is None and listing.accepting is None


def _goes_with_a_role(listing: Listing, roles: Mapping[str, PractitionerRole], found: Placed) -> bool:
    source = _source(listing, "")
    if source is None or source in found.with_roles:
        return False
    role = roles.get(source)
    if role is not None:
        fits = _who_and_where(role) == _who_and_where(listing) and _is_stated_in(role.period, listing.as_of)
        # What the role says of new patients holds for every network that does not say otherwise.
        fits = fits and (listing.accepting is not None or role.accepting is None)
    else:
        # One with both would be read as a role.
        fits = is_logical(source) and (listing.practitioner is None or listing.organization is None)
    if fits:
        found.with_roles[source] = listing
    return fits


def _goes_with_a_tie(listing: Listing, ties: Mapping[str, Affiliation], found: Placed) -> bool:
    source = _source(listing, "@affiliation") if is_of_an_organization(listing) else None
    if source is None:
        return False
    tie = ties.get(source)
    fits = is_logical(source)
    if tie is not None:
        fits = tie.member == listing.organization and _is_stated_in(tie.period, listing.as_of)
    others = found.with_ties.get(source, ())
    if not fits or any(_statement(other) != _statement(listing) for other in others):
        return False
    found.with_ties.setdefault(source, []).append(listing)
    return True


def _source(listing: Listing, ending: str) -> str | None:
    """Return the id of what a listing was read of, as its own id says it."""
    ending = f"@{listing.network}{ending}"
    return listing.id.removesuffix(ending) or None if listing.id.endswith(ending) else None


def _who_and_where(fact: Listing | PractitionerRole) -> tuple[Any, ...]:
    return (fact.practitioner, fact.organization, fact.sites, fact.specialties)


def _statement(listing: Listing) -> tuple[Any, ...]:
    return (*_who_and_where(listing), listing.as_of)


def _is_stated_in(held: Period, as_of: date | None) -> bool:
    return as_of is None or held.contains(as_of)
