"""Organizations that give care, their sites, the ties between them, and the people who work for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from medgroup.domain.organizations import Affiliation, Organization, OrganizationRole, Site
from medgroup.domain.practitioners import PractitionerRole
from medgroup.errors import InvalidValueError, listed, nearest
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.drafts import AffiliationDraft, OrganizationDraft, RoleDraft, ServiceDraft, SiteDraft
from medgroup.formats.plan_net.links import Links
from medgroup.formats.plan_net.notes import Notes
from medgroup.rules import Kind


def organizations(
    drafts: Mapping[str, OrganizationDraft], affiliations: Iterable[AffiliationDraft], links: Links
) -> tuple[Organization, ...]:
    """Return the organizations that are more than a payer or a network. What model they are of is not stated."""
    stated: dict[str, set[OrganizationRole]] = defaultdict(set)
    for affiliation in affiliations:
        if affiliation.participant is not None:
            stated[links.plain(affiliation.participant)] |= _roles(affiliation.codes, codes.PARTICIPANT_ROLES)
    found = []
    for reference, draft in drafts.items():
        if not draft.types or draft.types - codes.PAYER_TYPES - codes.NETWORK_TYPES:
            links.lead(reference, "organizations", draft.id)
            roles = frozenset(_roles(draft.types, codes.ORGANIZATION_ROLES) | stated[reference])
            found.append(
                Organization(
                    id=draft.id, name=draft.name, tin=draft.tin, npi=draft.npi, roles=roles, period=draft.period
                )
            )
    return tuple(found)


def sites(
    drafts: Mapping[str, SiteDraft], services: Mapping[str, ServiceDraft], links: Links, notes: Notes
) -> tuple[Site, ...]:
    """Return the locations, with what the services that name them offer there."""
    for reference, draft in drafts.items():
        links.lead(reference, "sites", draft.id)
    offered = _offered(services, links, notes)
    return tuple(
        [
            Site(
                id=draft.id,
                name=draft.name,
                organization=links.follow(
                    draft.organization, "organizations", f"sites/{draft.id}", "managingOrganization"
                ),
                address=draft.address,
                position=draft.position,
                hours=draft.hours,
                services=offered.get(draft.id),
            )
            for draft in drafts.values()
        ]
    )


def practitioner_role(
    draft: RoleDraft, practitioner: str | None, organization: str | None, places: frozenset[str] | None, notes: Notes
) -> PractitionerRole | None:
    """Return the role that a PractitionerRole states, or None, with a finding, where it states no work of a person.

    Args:
        draft: What the resource states.
        practitioner: The practitioner that it leads to.
        organization: The organization that it leads to.
        places: The sites that it leads to; None where it leads to none.
        notes: Where findings go.
    """
    if draft.listing is not None:
        return None
    if practitioner is None or organization is None:
        lacking = [
            name for name, one in (("practitioner", practitioner), ("organization", organization)) if one is None
        ]
        message = f"Leads to no {' and no '.join(lacking)}, so it is no role of a person at an organization."
        notes.add("plan-net.incomplete", f"practitioner_roles/{draft.id}", message)
        return None
    if draft.codes and draft.codes <= codes.NOT_WORK:
        message = "States admitting privileges or membership, not work for the organization; it was left out."
        notes.add("plan-net.not-work", f"practitioner_roles/{draft.id}", message)
        return None
    return PractitionerRole(
        id=draft.id,
        practitioner=practitioner,
        organization=organization,
        sites=places,
        specialties=draft.specialties or None,
        accepting=draft.accepting,
        period=draft.period,
    )


class Ties:
    """The affiliations of one reading, and how the caller has those of unstated nature read."""

    def __init__(self, associated: Mapping[str, Kind], links: Links, notes: Notes) -> None:
        self._associated = associated
        self._links = links
        self._notes = notes
        self._found: list[Affiliation] = []
        self._unstated: dict[str, int] = defaultdict(int)

    def tie(self, draft: AffiliationDraft, organizer: str | None, member: str | None) -> None:
        """Add the tie that an OrganizationAffiliation states, if it states one."""
        if draft.listing is not None:
            return
        if organizer is not None and organizer == member:
            message = "The organization and the participating organization are one; it was left out."
            self._notes.add("plan-net.contradiction", f"affiliations/{draft.id}", message)
        elif organizer is not None and member is not None:
            kind = Kind.MEMBER if draft.codes & codes.MEMBERSHIP else self._read(organizer)
            self._found.append(
                Affiliation(id=draft.id, kind=kind, organizer=organizer, member=member, period=draft.period)
            )
        elif not draft.networks:
            message = "Does not lead from one organization to another, nor to a network; it was left out."
            self._notes.add("plan-net.incomplete", f"affiliations/{draft.id}", message)

    def tie_parts(self, drafts: Mapping[str, OrganizationDraft]) -> None:
        """Add a tie of unstated nature for each organization that is part of another, if none is there yet."""
        tied = {(tie.organizer, tie.member) for tie in self._found}
        for reference, draft in drafts.items():
            if draft.part_of is None or self._links.leads(reference, "organizations") is None:
                continue
            organizer = self._links.follow(draft.part_of, "organizations", f"organizations/{draft.id}", "partOf")
            if organizer is not None and organizer != draft.id and (organizer, draft.id) not in tied:
                # No id of FHIR holds an @, so this one is free.
                identity = f"{draft.id}@{organizer}"
                self._found.append(
                    Affiliation(id=identity, kind=self._read(organizer), organizer=organizer, member=draft.id)
                )

    def affiliations(self) -> tuple[Affiliation, ...]:
        """Return the ties.

        Raises:
            InvalidValueError: The caller named an organization that organizes no tie of unstated nature.
        """
        for organizer in sorted(self._associated):
            if organizer not in self._unstated:
                known = sorted(self._unstated)
                expected = f"an organization that gathers others in a way not stated ({listed(known) or 'none does'})"
                raise InvalidValueError(organizer, expected, field="associated", nearest=nearest(organizer, known))
        return tuple(self._found)

    def assumptions(self, names: Mapping[str, str | None]) -> Iterator[str]:
        """Yield what the caller chose, one sentence an organizer."""
        for organizer, kind in sorted(self._associated.items()):
            count = self._unstated[organizer]
            name = names.get(organizer)
            who = organizer if name is None else f"{organizer} ({name})"
            ties = "1 affiliation" if count == 1 else f"{count} affiliations"
            yield f"{ties} organized by {who} read as {kind.value!r}, which the directory does not state"

    def _read(self, organizer: str) -> Kind:
        self._unstated[organizer] += 1
        return self._associated.get(organizer, Kind.ASSOCIATED)


def _roles(stated: frozenset[str], table: Mapping[str, OrganizationRole]) -> set[OrganizationRole]:
    return {table[code] for code in stated if code in table}


def _offered(services: Mapping[str, ServiceDraft], links: Links, notes: Notes) -> Mapping[str, set[str]]:
    offered: dict[str, set[str]] = defaultdict(set)
    nowhere = 0
    for reference, service in services.items():
        if service.offered:
            for site in links.follow_all(service.locations, "sites", reference, "location"):
                offered[site] |= service.offered
            nowhere += not service.locations
    if nowhere:
        notes.add("plan-net.not-kept", "", f"HealthcareService: {nowhere} at no location, so at no site; not kept.")
    return offered
