"""FHIR R4 provider directories of the HL7 Da Vinci Plan-Net profile, read as facts and written of them.

======================= ==========================================================================================
resource                fact
======================= ==========================================================================================
Practitioner            practitioner, with a qualification for each state that a licence is good in
PractitionerRole        practitioner role where it leads to a practitioner and an organization; a listing a network
Organization            payer (``payer``), network (``ntwk``), else organization; ``partOf`` an affiliation
OrganizationAffiliation affiliation where it leads from one organization to another; a listing a network
Location                site
HealthcareService       what it offers, as services of its sites
InsurancePlan           plan
Endpoint                none; counted as a finding
======================= ==========================================================================================

A fact bears the logical id of its resource, or the id that the resource names as the fact's own; a listing is
``role@network`` or ``affiliation@network@affiliation``, and the affiliation of an organization that is part of another
``part@whole``. Nothing is guessed: a code that says nothing is a finding or stays unknown, and what a directory states
of its resources but no fact holds (telecom, gender, hours of roles, addresses of organizations) is not kept.

Sources: HL7 Da Vinci PDEX Plan-Net 1.2.0; HL7 FHIR R4.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from medgroup.domain.contracts import Listing, Scope, ScopeOf
from medgroup.domain.facts import Facts
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import PractitionerRole
from medgroup.errors import InvalidValueError, nearest
from medgroup.formats.plan_net import care, insurance
from medgroup.formats.plan_net.collection import Collection
from medgroup.formats.plan_net.links import Links
from medgroup.formats.plan_net.listings import listings_of_affiliation, listings_of_role
from medgroup.formats.plan_net.notes import CODES, Notes
from medgroup.formats.plan_net.source import resources
from medgroup.formats.plan_net.writing import Loss, Written, write
from medgroup.formats.reading import Reading
from medgroup.rules import Kind

__all__ = ["CODES", "Loss", "Written", "read", "write"]

#: After how many resources progress is told again.
PROGRESS_EVERY = 500


def read(
    path: str | os.PathLike[str],
    *,
    associated: Mapping[str, Kind] | None = None,
    complete_listings: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read a directory of FHIR R4 Plan-Net resources.

    Args:
        path: A folder of ``*.ndjson`` files (one resource a line) and ``*.json`` files (one resource or Bundle each),
            in any mixture, or one such file. Subfolders are not read.
        associated: Organizers whose affiliations of unstated nature are to be read as this kind, by id. Each becomes an
            assumption of the reading.
        complete_listings: Whether the directory is to be taken to hold every listing of its networks, so that what is
            not listed is out. It becomes an assumption, too.
        progress: Called every few hundred resources, and at the end, with the number read so far.

    Returns:
        The facts in the order of the source, the findings under the codes of ``CODES``, and the assumptions.

    Raises:
        FormatError: A file cannot be read, is not FHIR JSON, or holds two resources of one type and id that differ.
        InvalidValueError: ``associated`` names an organization that organizes nothing, or something that is no kind.
    """
    kinds = _kinds(associated or {})
    notes = Notes()
    collection = _collected(Path(path), notes, progress)
    return _Assembly(collection, kinds, notes).reading(complete_listings=complete_listings)


def _kinds(associated: Mapping[str, Kind]) -> Mapping[str, Kind]:
    known = [kind.value for kind in Kind if kind is not Kind.ASSOCIATED]
    if not isinstance(associated, Mapping):
        raise InvalidValueError(associated, "a mapping of ids to kinds", field="associated")
    named: Iterable[object] = associated.values()
    for kind in named:
        if not isinstance(kind, Kind) or kind is Kind.ASSOCIATED:
            near = nearest(kind, known) if isinstance(kind, str) else None
            expected = f"a Kind that states a nature: {', '.join(known)}"
            raise InvalidValueError(kind, expected, field="associated", nearest=near)
    return associated


def _collected(path: Path, notes: Notes, progress: Callable[[int], None] | None) -> Collection:
    collection = Collection(notes)
    count = 0
    for count, resource in enumerate(resources(path), start=1):
        collection.take(resource)
        if progress is not None and count % PROGRESS_EVERY == 0:
            progress(count)
    if progress is not None and count % PROGRESS_EVERY:
        progress(count)
    collection.note_what_was_not_read()
    return collection


class _Assembly:
    """Facts from the drafts of one directory."""

    def __init__(self, collection: Collection, associated: Mapping[str, Kind], notes: Notes) -> None:
        self._drafts = collection.drafts
        self._notes = notes
        self._links = Links(collection.places.keys(), collection.inactive, collection.addresses, notes)
        self._ties = care.Ties(associated, self._links, notes)
        self._roles: list[PractitionerRole] = []
        self._listings: list[Listing] = []

    def reading(self, *, complete_listings: bool) -> Reading:
        """Return the facts with findings and assumptions; what leads to a fact is told before it is followed."""
        drafts, links, notes = self._drafts, self._links, self._notes
        organizations = drafts["Organization"]
        payers = insurance.payers(organizations, links)
        networks, assumed = insurance.networks(organizations, drafts["InsurancePlan"].values(), links, notes)
        groups = care.organizations(organizations, drafts["OrganizationAffiliation"].values(), links)
        for reference, practitioner in drafts["Practitioner"].items():
            links.lead(reference, "practitioners", practitioner.id)
        sites = care.sites(drafts["Location"], drafts["HealthcareService"], links, notes)
        plans = self._plans()
        self._add_roles()
        self._add_ties()
        listed_in = Counter([listing.network for listing in self._listings])
        insurance.note_unused_networks(networks, plans, listed_in, notes)
        facts = Facts(
            organizations=groups,
            affiliations=self._ties.affiliations(),
            practitioners=drafts["Practitioner"].values(),
            practitioner_roles=self._roles,
            sites=sites,
            payers=payers,
            networks=networks,
            plans=plans,
            listings=self._listings,
            scopes=_scopes(complete_listings),
        )
        names = {group.id: group.name for group in groups}
        assumptions = (*self._ties.assumptions(names), *assumed, *_completeness(complete_listings))
        return Reading(facts=facts, findings=notes.findings(), assumptions=assumptions)

    def _plans(self) -> tuple[Plan, ...]:
        found = [insurance.plan_of(draft, self._links, self._notes) for draft in self._drafts["InsurancePlan"].values()]
        return tuple([plan for plan in found if plan is not None])

    def _add_roles(self) -> None:
        links, notes = self._links, self._notes
        for draft in self._drafts["PractitionerRole"].values():
            subject = f"practitioner_roles/{draft.id}"
            practitioner = links.follow(draft.practitioner, "practitioners", subject, "practitioner")
            organization = links.follow(draft.organization, "organizations", subject, "organization")
            places = frozenset(links.follow_all(draft.locations, "sites", subject, "location")) or None
            role = care.practitioner_role(draft, practitioner, organization, places, notes)
            if role is not None:
                self._roles.append(role)
            self._listings += listings_of_role(draft, practitioner, organization, places, links, notes)

    def _add_ties(self) -> None:
        links, notes = self._links, self._notes
        for draft in self._drafts["OrganizationAffiliation"].values():
            subject = f"affiliations/{draft.id}"
            organizer = links.follow(draft.organizer, "organizations", subject, "organization")
            participant = links.follow(draft.participant, "organizations", subject, "participatingOrganization")
            self._ties.tie(draft, organizer, participant)
            self._listings += listings_of_affiliation(draft, participant, links, notes)
        self._ties.tie_parts(self._drafts["Organization"])


def _scopes(complete_listings: bool) -> tuple[Scope, ...]:
    return (Scope(id="complete-listings", of=ScopeOf.LISTINGS),) if complete_listings else ()


def _completeness(complete_listings: bool) -> tuple[str, ...]:
    sentence = "the directory is taken to hold every listing of every network and organization, which it does not state"
    return (sentence,) if complete_listings else ()
