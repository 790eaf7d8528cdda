"""OrganizationAffiliation: what ties organizations, and which of them are listed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from medgroup.domain.contracts import Listing
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Affiliation, OrganizationRole
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.elements import Element
from medgroup.formats.plan_net.writing.listed import Placed, is_of_an_organization
from medgroup.formats.plan_net.writing.naming import Names, own, own_always
from medgroup.formats.plan_net.writing.parts import Resource, concept, concepts, is_before_all_days, period, resource
from medgroup.formats.plan_net.writing.report import Losses
from medgroup.rules import Kind
from medgroup.values.period import ALWAYS

#: The code that states a role of the participating organization.
_PLAYED = {
    OrganizationRole.PHARMACY: (codes.AFFILIATION_ROLES, "pharmacy"),
    OrganizationRole.EXCHANGE: (codes.HL7_ORGANIZATION_ROLES, "HIE/HIO"),
}


class Ties:
    """The affiliations of a market: parts of a whole, and ties that are resources."""

    def __init__(self, facts: Facts) -> None:
        #: By the id of an organization, the tie that says what it is part of.
        self.wholes: dict[str, Affiliation] = {}
        #: The ties that are resources of their own.
        self.others: list[Affiliation] = []
        pairs = Counter((tie.organizer, tie.member) for tie in facts.affiliations)
        for tie in facts.affiliations:
            if _is_a_part(tie) and pairs[tie.organizer, tie.member] == 1 and tie.member not in self.wholes:
                self.wholes[tie.member] = tie
            else:
                self.others.append(tie)


def _is_a_part(tie: Affiliation) -> bool:
    """Return whether a tie may be what the reader makes of an organization's ``partOf``."""
    return tie.id == f"{tie.member}@{tie.organizer}" and tie.kind is not Kind.MEMBER and tie.period == ALWAYS


def organization_affiliations(
    facts: Facts, ties: Ties, placed: Placed, names: Names, losses: Losses
) -> Iterator[Resource]:
    """Yield the ties, each with the listings that go with it, then the listings of organizations that go with none."""
    _note_what_is_lost(facts, losses)
    played = {
        one.id: [concept(*of) for role, of in _PLAYED.items() if role in one.roles] for one in facts.organizations
    }
    for tie in ties.others:
        logical = names.claim("OrganizationAffiliation", "affiliations", tie.id)
        mine = own("affiliations", tie.id, logical)
        yield _resource(logical, mine, tie, placed.with_ties.get(tie.id, ()), names, played)
    known = {tie.id for tie in ties.others}
    for source, listings in placed.with_ties.items():
        if source not in known:
            logical = names.claim("OrganizationAffiliation", "affiliations", source)
            yield _resource(logical, [], None, listings, names, played)
    for listing in placed.alone:
        if is_of_an_organization(listing):
            logical = names.claim("OrganizationAffiliation", "listings", listing.id)
            yield _resource(logical, own_always("listings", listing.id), None, [listing], names, played)


def _note_what_is_lost(facts: Facts, losses: Losses) -> None:
    for tie in facts.affiliations:
        if tie.kind in (Kind.OWNS, Kind.MANAGES):
            losses.add("affiliations", "kind", tie.id)
        if is_before_all_days(tie.period):
            losses.add("affiliations", "period", tie.id)


def _resource(
    logical: str,
    identifier: list[Element],
    tie: Affiliation | None,
    listings: Sequence[Listing],
    names: Names,
    played: dict[str, list[Element]],
) -> Resource:
    """Return a tie, what is listed with it, or both; what is listed with it is stated alike, but for the network."""
    first = listings[0] if listings else None
    organizer, kind, held = (None, None, ALWAYS) if tie is None else (tie.organizer, tie.kind, tie.period)
    member = listings[0].organization if tie is None else tie.member
    membership = [concept(codes.AFFILIATION_ROLES, "bt")] if kind is Kind.MEMBER else []
    return resource(
        "OrganizationAffiliation",
        logical,
        as_of=None if first is None else first.as_of,
        identifier=identifier,
        active=True,
        period=period(held),
        organization=names.to("organizations", organizer),
        participatingOrganization=names.to("organizations", member),
        network=names.to_all("networks", [listing.network for listing in listings]),
        code=[*membership, *played.get(member or "", ())],
        specialty=concepts(codes.TAXONOMY[0], None if first is None else first.specialties),
        location=names.to_all("sites", sorted((None if first is None else first.sites) or ())),
    )
