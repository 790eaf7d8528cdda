"""Practitioner resources, and the identifiers and specialty codes that organizations and roles state alike."""

from attrs import Attribute, fields

from medgroup.domain.organizations import Organization
from medgroup.domain.practitioners import Practitioner, Qualification
from medgroup.errors import InvalidValueError, listed
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.elements import Element, child, children, codings, period, text, texts, written
from medgroup.formats.plan_net.notes import Notes
from medgroup.values import identifiers

_NPI = fields(Organization).npi
_TIN = fields(Organization).tin

#: Which of several names to take: the official one first; one not of these uses stands between.
_USES = {"official": 0, "usual": 1, "maiden": 3, "old": 4}


def practitioner(resource: Element, identity: str, notes: Notes) -> Practitioner:
    """Return the person that a Practitioner states."""
    subject = f"practitioners/{identity}"
    qualifications: list[Qualification] = []
    for stated in children(resource, "qualification"):
        qualifications += _qualifications(stated, subject, notes)
    languages = codings(children(resource, "communication"), "communication.")
    return Practitioner(
        id=identity,
        name=_name(resource),
        npi=npi(resource, subject, notes),
        qualifications=tuple(qualifications),
        languages=frozenset([code for _, code in languages]),
    )


def npi(resource: Element, subject: str, notes: Notes) -> str | None:
    """Return the NPI among the identifiers of a resource; one of wrong form is a finding and None."""
    return _identifier(resource, codes.NPI, _NPI, subject, notes)


def tin(resource: Element, subject: str, notes: Notes) -> str | None:
    """Return the TIN among the identifiers of a resource; one of wrong form is a finding and None."""
    return _identifier(resource, codes.TIN, _TIN, subject, notes)


def own_id(resource: Element, systems: frozenset[str]) -> str | None:
    """Return the id of the fact that a resource names as its own, under one of these systems, None where it names none.

    Whatever else stands among the identifiers is not looked at.
    """
    stated = resource.get("identifier")
    for identifier in stated if type(stated) is list else ():
        system = identifier.get("system") if type(identifier) is dict else None
        if type(system) is str and system in systems:
            return text(identifier, "value", "identifier.")
    return None


def taxonomy_codes(concepts: list[Element], within: str, subject: str, notes: Notes) -> list[str]:
    """Return the codes of the NUCC taxonomy in some concepts; one of wrong form is a finding and left out."""
    found = []
    for system, code in codings(concepts, within):
        if system not in codes.TAXONOMY:
            continue
        if identifiers.is_taxonomy_code(code):
            found.append(code)
        else:
            notes.add("taxonomy.form", subject, f"{within}coding.code: {code!r} is not a taxonomy code.")
    return found


def _identifier(
    resource: Element, system: str, attribute: "Attribute[str | None]", subject: str, notes: Notes
) -> str | None:
    good: list[str] = []
    for identifier in children(resource, "identifier"):
        if identifier.get("system") != system or identifier.get("use") == "old":
            continue
        value = written(identifier, "value", "identifier.")
        try:
            (identifiers.npi if attribute is _NPI else identifiers.tin)(None, attribute, value)
        except InvalidValueError as error:
            notes.add(f"{attribute.name}.form", subject, f"{error}.")
        else:
            if value is not None and value not in good:
                good.append(value)
    if len(good) > 1:
        message = f"States {listed(good)} as its {attribute.name}; the first is kept."
        notes.add("plan-net.contradiction", subject, message)
    return good[0] if good else None


def _name(resource: Element) -> str | None:
    names = children(resource, "name")
    if not names:
        return None
    name = names[0] if len(names) == 1 else min(names, key=_rank)
    stated = text(name, "text", "name.")
    if stated is not None:
        return stated
    parts = texts(name, "given", "name.")
    family = text(name, "family", "name.")
    if family is not None:
        parts.append(family)
    return " ".join(parts) or None


def _rank(name: Element) -> int:
    return _USES.get(text(name, "use", "name.") or "", 2)


def _qualifications(stated: Element, subject: str, notes: Notes) -> list[Qualification]:
    """Return a licence once for each state that it is good in."""
    status, places = _standing(stated)
    states = [place for place in places if place in identifiers.STATES]
    concept = child(stated, "code", "qualification.")
    found = [] if concept is None else taxonomy_codes([concept], "qualification.code.", subject, notes)
    code = found[0] if found else None
    issuer = child(stated, "issuer", "qualification.")
    grantor = None if issuer is None else text(issuer, "display", "qualification.issuer.")
    number = _number(stated)
    if status is not None and status != "active":
        problem = f"is {status}, not active"
    elif places and not states:
        problem = f"is valid in {listed(places)}, no state of the US"
    elif not (states or code or grantor or number):
        problem = "states no state, taxonomy code, number or issuer"
    else:
        held = period(stated, "period", "qualification.")
        return [
            Qualification(state=state, number=number, code=code, issuer=grantor, period=held)
            for state in states or (None,)
        ]
    named = "A qualification" if number is None else f"The qualification {number}"
    notes.add("plan-net.qualification", subject, f"{named} {problem}; it was left out.")
    return []


def _standing(stated: Element) -> tuple[str | None, list[str]]:
    """Return the status of a qualification, and the codes of the places where it is valid."""
    status: str | None = None
    places: list[str] = []
    for extension in children(stated, "extension", "qualification."):
        if extension.get("url") != codes.PRACTITIONER_QUALIFICATION:
            continue
        for part in children(extension, "extension", "qualification.extension."):
            url = part.get("url")
            if url == "status":
                status = text(part, "valueCode", "qualification.extension.")
            elif url == "whereValid":
                place = child(part, "valueCodeableConcept", "qualification.extension.")
                found = [] if place is None else codings([place], "qualification.extension.")
                # A place without a code is one that is not known, not everywhere.
                places += [code for _, code in found] or ["a place without a code"]
    return status, places


def _number(stated: Element) -> str | None:
    for identifier in children(stated, "identifier", "qualification."):
        number = written(identifier, "value", "qualification.identifier.")
        if number is not None:
            return number
    return None
