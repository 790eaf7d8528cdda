"""PractitionerRole: who works where, and who is listed."""

from collections.abc import Iterator
from datetime import date

from medgroup.domain.contracts import Listing
from medgroup.domain.facts import Facts
from medgroup.domain.practitioners import PractitionerRole
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.elements import Element
from medgroup.formats.plan_net.writing.listed import Placed, is_of_an_organization
from medgroup.formats.plan_net.writing.naming import Names, own, own_always
from medgroup.formats.plan_net.writing.parts import Resource, concept, concepts, is_before_all_days, period, resource
from medgroup.formats.plan_net.writing.report import Losses
from medgroup.values.period import ALWAYS, Period


def practitioner_roles(facts: Facts, placed: Placed, names: Names, losses: Losses) -> Iterator[Resource]:
    """Yield the roles, each with the listing that goes with it, then the listings that go with none."""
    for role in facts.practitioner_roles:
        if is_before_all_days(role.period):
            losses.add("practitioner_roles", "period", role.id)
        yield _role(role, placed.with_roles.get(role.id), names)
    known = {role.id for role in facts.practitioner_roles}
    for source, listing in placed.with_roles.items():
        if source not in known:
            yield _listing(listing, names.claim("PractitionerRole", "practitioner_roles", source), [], names)
    for listing in placed.alone:
        if not is_of_an_organization(listing):
            logical = names.claim("PractitionerRole", "listings", listing.id)
            yield _listing(listing, logical, own_always("listings", listing.id), names)


def _role(role: PractitionerRole, listing: Listing | None, names: Names) -> Resource:
    logical = names.claim("PractitionerRole", "practitioner_roles", role.id)
    extension = [] if role.accepting is None else [_new_patients(role.accepting)]
    as_of = None
    if listing is not None:
        extension += _in_network(listing, role.accepting, names)
        as_of = listing.as_of
    mine = own("practitioner_roles", role.id, logical)
    return _resource(role, logical, mine, extension, as_of, names, role.period)


def _listing(listing: Listing, logical: str, identifier: list[Element], names: Names) -> Resource:
    return _resource(listing, logical, identifier, _in_network(listing, None, names), listing.as_of, names)


def _resource(
    fact: PractitionerRole | Listing,
    logical: str,
    identifier: list[Element],
    extension: list[Element],
    as_of: date | None,
    names: Names,
    held: Period = ALWAYS,
) -> Resource:
    return resource(
        "PractitionerRole",
        logical,
        as_of=as_of,
        extension=extension,
        identifier=identifier,
        active=True,
        period=period(held),
        practitioner=names.to("practitioners", fact.practitioner),
        organization=names.to("organizations", fact.organization),
        specialty=concepts(codes.TAXONOMY[0], fact.specialties),
        location=names.to_all("sites", sorted(fact.sites or ())),
    )


def _in_network(listing: Listing, general: bool | None, names: Names) -> list[Element]:
    """Return the network, and whether new patients are taken from it where that is not what is said in general."""
    network = names.to("networks", listing.network)
    made: list[Element] = [{"url": codes.NETWORK_REFERENCE, "valueReference": network}]
    if listing.accepting is not None and listing.accepting is not general:
        made.append(_new_patients(listing.accepting, network))
    return made


def _new_patients(accepting: bool, network: Element | None = None) -> Element:
    code = concept(codes.NEW_PATIENTS_CODES, "newpt" if accepting else "nopt")
    parts: list[Element] = [{"url": "acceptingPatients", "valueCodeableConcept": code}]
    if network is not None:
        parts.append({"url": "fromNetwork", "valueReference": network})
    return {"extension": parts, "url": codes.NEW_PATIENTS}
