"""Facts as a directory of FHIR R4 Plan-Net resources, one file of lines for each type.

What was read comes back: a fact keeps its id, and what the reader takes from an element, the writer puts there. An
element that the profile requires and no fact states says so, with FHIR's data-absent-reason; nothing is invented. What
Plan-Net has no place for is in the report.

Sources: HL7 Da Vinci PDEX Plan-Net 1.2.0; HL7 FHIR R4.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from medgroup.domain.facts import Facts, HoldsFacts, facts_of
from medgroup.domain.references import dangling, indexed_by_id
from medgroup.errors import MarketError
from medgroup.formats import saving
from medgroup.formats.market_files import SUFFIXES
from medgroup.formats.plan_net.codes import ELEMENTS
from medgroup.formats.plan_net.writing.listed import placed
from medgroup.formats.plan_net.writing.naming import Names
from medgroup.formats.plan_net.writing.organizations import locations, networks, organizations, payers, services
from medgroup.formats.plan_net.writing.parts import Resource
from medgroup.formats.plan_net.writing.people import practitioners
from medgroup.formats.plan_net.writing.plans import insurance_plans
from medgroup.formats.plan_net.writing.report import Loss, Losses, Written, absent_elements
from medgroup.formats.plan_net.writing.roles import practitioner_roles
from medgroup.formats.plan_net.writing.ties import Ties, organization_affiliations
from medgroup.formats.rows import Refused

__all__ = ["Loss", "Written", "write"]

#: Endings of files, which a folder that bears one would be taken for.
FILE_SUFFIXES = (*SUFFIXES, ".ndjson", ".jsonl")
#: The files that a directory is written to. No fact becomes an Endpoint.
FILES = {kind: f"{kind}.ndjson" for kind in ELEMENTS if kind != "Endpoint"}


def write(facts: Facts | HoldsFacts, path: str | os.PathLike[str]) -> Written:
    """Write a market as a directory of FHIR R4 Plan-Net resources: a folder with a file of lines for each type.

    Equal facts give equal bytes. Reading the folder gives the same facts, but for what the report names.

    Args:
        facts: A market, or facts that make one.
        path: The folder. What stands there stays whole until the new is complete; one that holds anything but files of
            such resources is refused.

    Returns:
        How many resources were written, what Plan-Net has no place for, and which required elements have no value.

    Raises:
        FormatError: The folder cannot be written, or holds something else.
        MarketError: Ids stand twice or lead nowhere.
        InvalidValueError: What is given is no market and no facts.
    """
    stated = _sorted(facts)
    losses = Losses(stated)
    made: dict[str, list[Resource]] = defaultdict(list)
    for resource in _resources(stated, losses):
        made[resource["resourceType"]].append(resource)
    folder = Path(path)
    with saving.told(folder):
        if folder.suffix.lower() in FILE_SUFFIXES:
            raise Refused("", "cannot be written: a directory is a folder of files; name a folder")
        saving.write_folder(
            folder,
            {FILES[kind]: _lines(resources).encode() for kind, resources in made.items()},
            ours=frozenset(FILES.values()),
            is_read_with_them=lambda name: True,
        )
    return Written(
        path=folder,
        resources={kind: len(made[kind]) for kind in FILES if made[kind]},
        losses=losses.found(),
        absent=absent_elements(made),
    )


def _sorted(given: Facts | HoldsFacts) -> Facts:
    """Return the facts of a market, every collection sorted by id."""
    facts = facts_of(given)
    problems = list(dangling(facts, indexed_by_id(facts)))
    if problems:
        raise MarketError(problems)
    return facts.sorted()


def _resources(facts: Facts, losses: Losses) -> Iterator[Resource]:
    names, ties = Names(facts), Ties(facts)
    listed = placed(facts, ties.others, losses)
    return chain(
        organizations(facts.organizations, ties.wholes, names, losses),
        payers(facts.payers, names),
        networks(facts.networks, names, losses),
        practitioners(facts.practitioners, names, losses),
        practitioner_roles(facts, listed, names, losses),
        organization_affiliations(facts, ties, listed, names, losses),
        locations(facts.sites, names, losses),
        services(facts.sites, names),
        insurance_plans(facts.plans, names, losses),
    )


def _lines(resources: list[Resource]) -> str:
    ordered = sorted(resources, key=lambda resource: str(resource["id"]))
    return "".join(
        f"{json.dumps(one, ensure_ascii=False, separators=(',', ':'), allow_nan=False)}\n" for one in ordered
    )
