"""Organization, Location, HealthcareService, PractitionerRole, OrganizationAffiliation and InsurancePlan as drafts."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from medgroup.domain.organizations import Address, Hours, Position, Weekday
from medgroup.errors import InvalidValueError, listed, nearest
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.drafts import (
    AffiliationDraft,
    Draft,
    OrganizationDraft,
    PlanDraft,
    RoleDraft,
    ServiceDraft,
    SiteDraft,
)
from medgroup.formats.plan_net.elements import (
    UNNAMED,
    Element,
    child,
    children,
    codings,
    flag,
    number,
    period,
    reference,
    references,
    stated_on,
    text,
    texts,
    time_of_day,
)
from medgroup.formats.plan_net.elements import codes as codes_of
from medgroup.formats.plan_net.notes import Notes
from medgroup.formats.plan_net.people import npi, own_id, practitioner, taxonomy_codes, tin
from medgroup.values.period import ALWAYS, Period

_COLLECTIONS = {
    "Organization": "organizations",
    "Practitioner": "practitioners",
    "PractitionerRole": "practitioner_roles",
    "OrganizationAffiliation": "affiliations",
    "Location": "sites",
    "InsurancePlan": "plans",
}
#: The systems under which a resource of each type may name the id of its fact.
OWN_SYSTEMS: Mapping[str, frozenset[str]] = {
    **{kind: frozenset({codes.OWN_ID[collection]}) for kind, collection in _COLLECTIONS.items()},
    "Organization": frozenset(codes.OWN_ID[collection] for collection in ("organizations", "payers", "networks")),
    "HealthcareService": frozenset(),
}
_LISTINGS = frozenset({codes.OWN_ID["listings"]})


def subject_of(kind: str, identity: str, types: frozenset[str] = frozenset()) -> str:
    """Return a resource as findings name it: ``collection/id``, or ``type/id`` where it is no fact of its own."""
    collection = _COLLECTIONS.get(kind, kind)
    if types & codes.PAYER_TYPES:
        collection = "payers"
    elif types & codes.NETWORK_TYPES:
        collection = "networks"
    return f"{collection}/{identity}"


def organization(resource: Element, identity: str, notes: Notes) -> OrganizationDraft:
    """Return what an Organization states."""
    types = codes_of(resource, "type")
    subject = subject_of("Organization", identity, types)
    return OrganizationDraft(
        identity,
        text(resource, "name"),
        npi(resource, subject, notes),
        tin(resource, subject, notes),
        types,
        reference(resource, "partOf"),
        _existence(resource),
    )


def location(resource: Element, identity: str, notes: Notes) -> SiteDraft:
    """Return what a Location states."""
    return SiteDraft(
        identity,
        text(resource, "name"),
        reference(resource, "managingOrganization"),
        _address(resource),
        _position(resource),
        _opening(resource, f"sites/{identity}", notes),
    )


def healthcare_service(resource: Element, identity: str, notes: Notes) -> ServiceDraft:
    """Return what a HealthcareService offers, and where."""
    offered = set()
    for concept in children(resource, "category"):
        found = [codes.SERVICES.get(code, code) for _, code in codings([concept], "category.") if code.strip()]
        words = text(concept, "text", "category.")
        offered.update(found or ([] if words is None else [words]))
    return ServiceDraft(identity, frozenset(offered), references(resource, "location"))


def practitioner_role(resource: Element, identity: str, notes: Notes) -> RoleDraft:
    """Return what a PractitionerRole states."""
    subject = f"practitioner_roles/{identity}"
    networks = []
    stated: list[tuple[str | None, bool]] = []
    for extension in children(resource, "extension"):
        url = extension.get("url")
        if url == codes.NETWORK_REFERENCE:
            networks.append(reference(extension, "valueReference", "extension.") or UNNAMED)
        elif url == codes.NEW_PATIENTS:
            stated += _accepting(extension, subject, notes)
    return RoleDraft(
        identity,
        reference(resource, "practitioner"),
        reference(resource, "organization"),
        tuple(networks),
        references(resource, "location"),
        _specialties(resource, subject, notes),
        codes_of(resource, "code"),
        _agreed([takes for network, takes in stated if network is None], subject, notes),
        tuple([(network, takes) for network, takes in stated if network is not None]),
        period(resource),
        stated_on(resource),
        own_id(resource, _LISTINGS),
    )


def organization_affiliation(resource: Element, identity: str, notes: Notes) -> AffiliationDraft:
    """Return what an OrganizationAffiliation states."""
    return AffiliationDraft(
        identity,
        reference(resource, "organization"),
        reference(resource, "participatingOrganization"),
        references(resource, "network"),
        references(resource, "location"),
        _specialties(resource, f"affiliations/{identity}", notes),
        codes_of(resource, "code"),
        period(resource),
        stated_on(resource),
        own_id(resource, _LISTINGS),
    )


def insurance_plan(resource: Element, identity: str, notes: Notes) -> PlanDraft:
    """Return what an InsurancePlan states."""
    variants = children(resource, "plan")
    words = [text(concept, "text", "type.") for concept in children(resource, "type")]
    own = [references(variant, "network", "plan.") for variant in variants]
    own += [references(coverage, "network", "coverage.") for coverage in children(resource, "coverage")]
    concepts = [concept for variant in variants if (concept := child(variant, "type", "plan.")) is not None]
    return PlanDraft(
        identity,
        text(resource, "name"),
        reference(resource, "ownedBy"),
        reference(resource, "administeredBy"),
        references(resource, "network"),
        tuple([networks for networks in own if networks]),
        codes_of(resource, "type"),
        frozenset([word for word in words if word is not None]),
        frozenset([code for _, code in codings(concepts, "plan.type.")]),
        period(resource),
    )


#: What reads a resource of each type. Endpoint is known and has nothing to read.
READERS: Mapping[str, Callable[[Element, str, Notes], Draft]] = {
    "Practitioner": practitioner,
    "PractitionerRole": practitioner_role,
    "Organization": organization,
    "OrganizationAffiliation": organization_affiliation,
    "Location": location,
    "HealthcareService": healthcare_service,
    "InsurancePlan": insurance_plan,
}


def _existence(resource: Element) -> Period:
    for extension in children(resource, "extension"):
        if extension.get("url") == codes.ORGANIZATION_PERIOD:
            return period(extension, "valuePeriod", "extension.")
    return ALWAYS


def _address(resource: Element) -> Address | None:
    address = child(resource, "address")
    if address is None:
        return None
    return Address(
        line=tuple(texts(address, "line", "address.")),
        city=text(address, "city", "address."),
        state=text(address, "state", "address."),
        postal_code=text(address, "postalCode", "address."),
        country=text(address, "country", "address."),
    )


def _position(resource: Element) -> Position | None:
    position = child(resource, "position")
    if position is None:
        return None
    latitude, longitude = number(position, "latitude", "position."), number(position, "longitude", "position.")
    if latitude is None or longitude is None:
        raise InvalidValueError(position, "a latitude and a longitude", field="position")
    try:
        return Position(latitude=latitude, longitude=longitude)
    except InvalidValueError as error:
        raise InvalidValueError(error.value, error.expected, field=f"position.{error.field}") from None


def _opening(resource: Element, subject: str, notes: Notes) -> tuple[Hours, ...] | None:
    kept = []
    for row in children(resource, "hoursOfOperation"):
        days = tuple(texts(row, "daysOfWeek", "hoursOfOperation."))
        whole_day = flag(row, "allDay", "hoursOfOperation.")
        opens = time_of_day(row, "openingTime", "hoursOfOperation.")
        closes = time_of_day(row, "closingTime", "hoursOfOperation.")
        closes = "24:00" if closes == "00:00" else closes
        if days and whole_day:
            kept.append(_hours(days, None, None))
        elif days and opens and closes and opens < closes:
            kept.append(_hours(days, opens, closes))
        else:
            said = f"days {listed(days) or 'not stated'}, {opens or 'no opening time'}, {closes or 'no closing time'}"
            notes.add("plan-net.hours", subject, f"Opening hours were left out: {said}.")
    return tuple(kept) or None


@lru_cache(maxsize=1024)
def _hours(days: tuple[str, ...], opens: str | None, closes: str | None) -> Hours:
    named = {day.value: day for day in Weekday}
    for day in days:
        if day not in named:
            expected = f"a day of the week ({', '.join(named)})"
            raise InvalidValueError(day, expected, field="hoursOfOperation.daysOfWeek", nearest=nearest(day, named))
    return Hours(days=frozenset(named[day] for day in days), opens=opens, closes=closes)


def _specialties(resource: Element, subject: str, notes: Notes) -> frozenset[str] | None:
    concepts = children(resource, "specialty")
    if not concepts:
        return None
    found = frozenset(taxonomy_codes(concepts, "specialty.", subject, notes))
    if not found:
        notes.add("taxonomy.form", subject, "None of its specialties is a code of the NUCC taxonomy.")
    return found


def _accepting(extension: Element, subject: str, notes: Notes) -> list[tuple[str | None, bool]]:
    """Return whether new patients are taken, and from which network; nothing where the code is not known."""
    network, takes = None, None
    for part in children(extension, "extension", "extension."):
        if part.get("url") == "fromNetwork":
            network = reference(part, "valueReference", "extension.extension.")
        elif part.get("url") == "acceptingPatients":
            concept = child(part, "valueCodeableConcept", "extension.extension.")
            for _, code in codings([] if concept is None else [concept], "extension.extension."):
                takes = codes.ACCEPTING.get(code)
                if takes is None:
                    notes.add(
                        "plan-net.unknown-code", subject, f"{code!r} does not say whether new patients are taken."
                    )
    return [] if takes is None else [(network, takes)]


def _agreed(stated: list[bool], subject: str, notes: Notes) -> bool | None:
    if len(set(stated)) > 1:
        notes.add("plan-net.contradiction", subject, "States that new patients are taken and that they are not.")
        return None
    return stated[0] if stated else None
