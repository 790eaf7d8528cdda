"""Organization, Location and HealthcareService: who gives care, who pays, and where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from medgroup.domain.organizations import Affiliation, Hours, Organization, OrganizationRole, Site, Weekday
from medgroup.domain.payers import Network, Payer
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.elements import Element
from medgroup.formats.plan_net.writing.naming import Names, own
from medgroup.formats.plan_net.writing.parts import (
    Resource,
    absent,
    concept,
    identifiers,
    is_before_all_days,
    named,
    period,
    resource,
)
from medgroup.formats.plan_net.writing.report import Losses
from medgroup.values.period import Period

#: The type that states each role of an organization.
_TYPES: Mapping[OrganizationRole, tuple[str, str]] = {
    OrganizationRole.PRACTICE: (codes.ORGANIZATION_TYPES, "prvgrp"),
    OrganizationRole.FACILITY: (codes.ORGANIZATION_TYPES, "fac"),
    OrganizationRole.PHARMACY: (codes.AFFILIATION_ROLES, "pharmacy"),
    OrganizationRole.EXCHANGE: (codes.HL7_ORGANIZATION_ROLES, "HIE/HIO"),
}
_CATEGORIES = {word: code for code, word in codes.SERVICES.items()}


def organizations(
    facts: Iterable[Organization], wholes: Mapping[str, Affiliation], names: Names, losses: Losses
) -> Iterator[Resource]:
    """Yield the organizations, those that are part of another with it."""
    for fact in facts:
        if not fact.roles <= _TYPES.keys():
            losses.add("organizations", "roles", fact.id)
        if is_before_all_days(fact.period):
            losses.add("organizations", "period", fact.id)
        whole = wholes.get(fact.id)
        yield _organization(
            names,
            "organizations",
            fact,
            extension=_existence(fact.period),
            type=[concept(*of) for role, of in _TYPES.items() if role in fact.roles] or [absent()],
            part_of=None if whole is None else names.to("organizations", whole.organizer),
            tin=fact.tin,
            npi=fact.npi,
        )


def payers(facts: Iterable[Payer], names: Names) -> Iterator[Resource]:
    """Yield the payers."""
    for fact in facts:
        yield _organization(names, "payers", fact, type=[concept(codes.ORGANIZATION_TYPES, "payer")], npi=fact.npi)


def networks(facts: Iterable[Network], names: Names, losses: Losses) -> Iterator[Resource]:
    """Yield the networks, each a part of its payer."""
    for fact in facts:
        if is_before_all_days(fact.period):
            losses.add("networks", "period", fact.id)
        logical = names.of("networks", fact.id)
        yield resource(
            "Organization",
            logical,
            profile="Network",
            extension=_existence(fact.period),
            identifier=own("networks", fact.id, logical),
            active=True,
            type=[concept(codes.ORGANIZATION_TYPES, "ntwk")],
            **named(fact.name),
            partOf=names.to("payers", fact.payer),
        )


def locations(facts: Iterable[Site], names: Names, losses: Losses) -> Iterator[Resource]:
    """Yield the sites."""
    for fact in facts:
        logical = names.of("sites", fact.id)
        if fact.services is not None and not fact.services:
            losses.add("sites", "services", fact.id)
        if fact.hours is not None and not (fact.hours and all(row.days for row in fact.hours)):
            losses.add("sites", "hours", fact.id)
        yield resource(
            "Location",
            logical,
            identifier=own("sites", fact.id, logical),
            status="active",
            **named(fact.name),
            address=_address(fact),
            position=_position(fact),
            managingOrganization=names.to("organizations", fact.organization),
            hoursOfOperation=[_opening(row) for row in fact.hours or () if row.days],
        )


def services(facts: Iterable[Site], names: Names) -> Iterator[Resource]:
    """Yield a service for each word of the sites of one organization, at every site that offers it."""
    offered: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for fact in facts:
        for word in fact.services or ():
            offered[fact.organization, word].append(fact.id)
    for (organization, word), sites in sorted(offered.items(), key=lambda item: (item[0][0] or "", item[0][1])):
        known = _CATEGORIES.get(word)
        yield resource(
            "HealthcareService",
            names.claim("HealthcareService", "services", f"{organization}.{word}" if organization else word),
            active=True,
            providedBy=names.to("organizations", organization),
            category=[{"text": word} if known is None else concept(codes.SERVICE_CATEGORIES, known)],
            location=names.to_all("sites", sites),
        )


def _organization(
    names: Names,
    collection: str,
    fact: Organization | Payer,
    *,
    type: list[Element],  # noqa: A002 - FHIR's name of the element
    npi: str | None,
    tin: str | None = None,
    extension: list[Element] | None = None,
    part_of: Element | None = None,
) -> Resource:
    """Return an organization of its own. No fact holds an address of one, which the profile requires."""
    logical = names.of(collection, fact.id)
    stated = identifiers(("NPI", codes.NPI, npi), ("TAX", codes.TIN, tin))
    return resource(
        "Organization",
        logical,
        extension=extension,
        identifier=[*own(collection, fact.id, logical), *stated],
        active=True,
        type=type,
        **named(fact.name),
        address=[absent("unsupported")],
        partOf=part_of,
    )


def _existence(held: Period) -> list[Element]:
    days = period(held)
    return [{"url": codes.ORGANIZATION_PERIOD, "valuePeriod": days}] if days else []


def _address(fact: Site) -> Element | None:
    address = fact.address
    if address is None:
        return None
    stated = {
        "line": list(address.line),
        "city": address.city,
        "state": address.state,
        "postalCode": address.postal_code,
        "country": address.country,
    }
    return {name: value for name, value in stated.items() if value} or absent()


def _position(fact: Site) -> Element | None:
    if fact.position is None:
        return None
    # 3 and 3.0 are one position and have to be the same bytes.
    degrees = {"longitude": fact.position.longitude, "latitude": fact.position.latitude}
    return {name: int(value) if value == int(value) else value for name, value in degrees.items()}


def _opening(row: Hours) -> Element:
    days: Element = {"daysOfWeek": [day.value for day in Weekday if day in row.days]}
    if row.opens is None or row.closes is None:
        return {**days, "allDay": True}
    # FHIR's day ends at 00:00, which the reader takes back as 24:00.
    closes = "00:00" if row.closes == "24:00" else row.closes
    return {**days, "openingTime": f"{row.opens}:00", "closingTime": f"{closes}:00"}
