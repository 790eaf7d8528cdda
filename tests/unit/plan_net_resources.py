"""Small Plan-Net resources for tests: each complete by itself, with what a test is about put in its place."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from medgroup.formats import plan_net
from medgroup.formats.reading import Reading

Element = dict[str, Any]

EXTENSION = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/"
TAXONOMY = "http://nucc.org/provider-taxonomy"


def to(kind: str, identity: str) -> Element:
    return {"reference": f"{kind}/{identity}"}


def concept(code: str, system: str = "http://example.org/codes", **more: Any) -> Element:
    return {"coding": [{"system": system, "code": code}], **more}


def specialty(code: str) -> Element:
    return concept(code, TAXONOMY)


def in_network(identity: str) -> Element:
    return {"url": EXTENSION + "network-reference", "valueReference": to("Organization", identity)}


def new_patients(code: str, network: str | None = None) -> Element:
    parts: list[Element] = [{"url": "acceptingPatients", "valueCodeableConcept": concept(code)}]
    if network is not None:
        parts.append({"url": "fromNetwork", "valueReference": to("Organization", network)})
    return {"url": EXTENSION + "newpatients", "extension": parts}


def resource(kind: str, identity: str, **more: Any) -> Element:
    return {"resourceType": kind, "id": identity, **more}


def organization(identity: str, *types: str, **more: Any) -> Element:
    return resource("Organization", identity, type=[concept(code) for code in types], **more)


def practitioner(identity: str = "ana", **more: Any) -> Element:
    return resource("Practitioner", identity, **more)


def role(identity: str = "ana-at-clinic", **more: Any) -> Element:
    stated: Element = {
        "meta": {"lastUpdated": "2025-03-04T23:59:59-05:00"},
        "practitioner": to("Practitioner", "ana"),
        "organization": to("Organization", "clinic"),
        "extension": [in_network("gold")],
    }
    return resource("PractitionerRole", identity, **(stated | more))


def affiliation(identity: str, organizer: str | None, participant: str | None, **more: Any) -> Element:
    ends = {"organization": organizer, "participatingOrganization": participant}
    stated = {name: to("Organization", end) for name, end in ends.items() if end is not None}
    return resource("OrganizationAffiliation", identity, **(stated | more))


def location(identity: str = "main", **more: Any) -> Element:
    return resource("Location", identity, **more)


def plan(identity: str = "ppo", **more: Any) -> Element:
    stated: Element = {"ownedBy": to("Organization", "payer"), "network": [to("Organization", "gold")]}
    return resource("InsurancePlan", identity, **(stated | more))


def directory() -> list[Element]:
    """A payer with a network and a plan, a clinic, and a practitioner of the clinic who is listed in the network."""
    return [
        organization("payer", "payer", name="Payer"),
        organization("gold", "ntwk", name="Gold", partOf=to("Organization", "payer")),
        organization("clinic", "prvgrp", name="Clinic"),
        location(managingOrganization=to("Organization", "clinic")),
        practitioner(),
        role(),
        plan(),
    ]


def written(folder: Path, resources: Iterable[Element], name: str = "directory.ndjson") -> Path:
    (folder / name).write_text("".join(json.dumps(one) + "\n" for one in resources), encoding="utf-8")
    return folder


def reading_of(folder: Path, *more: Element, without: str = "") -> Reading:
    """Read the directory with more resources; one of the same type and id takes the place of the directory's own."""
    named = {(one["resourceType"], one["id"]): one for one in (*directory(), *more)}
    return plan_net.read(written(folder, [one for one in named.values() if one["id"] != without]))


def found(reading: Reading, code: str) -> list[tuple[str, ...]]:
    """Return the subjects of each finding of a code."""
    return [finding.subjects for finding in reading.findings if finding.code == code]
