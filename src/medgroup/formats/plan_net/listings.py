"""What a directory states of networks: one listing for each network that a role or an affiliation names."""

from medgroup.domain.contracts import Listing
from medgroup.formats.plan_net.drafts import AffiliationDraft, RoleDraft
from medgroup.formats.plan_net.links import Links
from medgroup.formats.plan_net.notes import Notes


def listings_of_role(
    draft: RoleDraft,
    practitioner: str | None,
    organization: str | None,
    places: frozenset[str] | None,
    links: Links,
    notes: Notes,
) -> list[Listing]:
    """Return what a PractitionerRole lists, with what it leads to. The id is ``role@network``, or its own."""
    if not draft.networks:
        return []
    subject = f"practitioner_roles/{draft.id}"
    networks = links.follow_all(draft.networks, "networks", subject, "network-reference")
    if not networks or _unfit(draft, practitioner or organization, places, subject, notes):
        return []
    accepting = {
        links.follow(reference, "networks", subject, "newpatients"): takes for reference, takes in draft.accepting_from
    }
    only = draft.listing if len(networks) == 1 else None
    return [
        Listing(
            id=only or f"{draft.id}@{network}",
            network=network,
            organization=organization,
            practitioner=practitioner,
            sites=places,
            specialties=draft.specialties or None,
            accepting=accepting.get(network, draft.accepting),
            as_of=draft.as_of,
        )
        for network in networks
    ]


def listings_of_affiliation(
    draft: AffiliationDraft, participant: str | None, links: Links, notes: Notes
) -> list[Listing]:
    """Return what an OrganizationAffiliation lists of its participant.

    The id is ``affiliation@network@affiliation``, or its own.

    An affiliation and a role may bear one id, and no id of FHIR holds an @, so the ending keeps their listings apart.
    """
    if not draft.networks:
        return []
    subject = f"affiliations/{draft.id}"
    places = frozenset(links.follow_all(draft.locations, "sites", subject, "location")) or None
    networks = links.follow_all(draft.networks, "networks", subject, "network")
    if not networks or _unfit(draft, participant, places, subject, notes):
        return []
    only = draft.listing if len(networks) == 1 else None
    return [
        Listing(
            id=only or f"{draft.id}@{network}@affiliation",
            network=network,
            organization=participant,
            sites=places,
            specialties=draft.specialties or None,
            as_of=draft.as_of,
        )
        for network in networks
    ]


def _unfit(
    draft: RoleDraft | AffiliationDraft, who: str | None, places: frozenset[str] | None, subject: str, notes: Notes
) -> bool:
    """Return, with a finding, whether what is listed would say more than the directory does.

    A listing without sites or specialties stands for all of them, and one without practitioner and organization for
    nobody, so one that loses them because they lead nowhere is better left out.
    """
    if who is None:
        problem = "it leads to nobody who could be listed"
    elif draft.locations and not places:
        problem = "none of its locations was read, and without them it would stand for every site"
    elif draft.specialties is not None and not draft.specialties:
        problem = "none of its specialties was read, and without them it would stand for every specialty"
    elif draft.as_of is not None and not draft.period.contains(draft.as_of):
        problem = f"its period ({draft.period}) does not hold on the day of the statement, {draft.as_of}"
    else:
        return False
    notes.add("plan-net.listing-left-out", subject, f"What it says of networks was left out: {problem}.")
    return True
