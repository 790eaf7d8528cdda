"""The market of the network grid, stated as a market file, and how its rows ask it.

Group ``g`` contracts in both networks of payer ``x``; practice ``q`` belongs to an IPA that contracts in the first.
Each row changes the facts that its name speaks of.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.network import NetworkStatus

#: Fields by ``collection/id``; None takes the fact away.
Changes = Mapping[str, Mapping[str, Any] | None]
Opener = Callable[[Changes], mg.Market]

FAMILY_MEDICINE, CARDIOLOGY = "207Q00000X", "207RC0000X"

#: Questions that most rows ask: practitioner, billing organization, plan.
A, B, C = "a g ppo-1", "b g ppo-1", "c q hmo-1"


def since(start: str | None, end: str | None = None) -> dict[str, Any]:
    return {"period": {"start": start, "end": end}}


FACTS: dict[str, dict[str, Any]] = {
    "organizations/g": {"name": "Group G", "tin": "00-0000001"},
    "organizations/q": {"name": "Practice Q", "model": "solo", "tin": "00-0000002"},
    "organizations/moonlight": {"name": "Moonlight", "tin": "00-0000009"},
    "organizations/ipa": {"name": "The IPA", "model": "ipa", "tin": "00-0000003"},
    "organizations/system": {"name": "The System", "model": "ids", "tin": "00-0000004"},
    "affiliations/q-in-ipa": {"kind": "member", "organizer": "ipa", "member": "q", **since("2024-01-01")},
    "elections/q-hmo": {"affiliation": "q-in-ipa", "plans": ["hmo-1"], **since("2025-01-01")},
    "practitioners/a": {"name": "Dr. A", "npi": "1000000012"},
    "practitioners/b": {"name": "Dr. B"},
    "practitioners/c": {"name": "Dr. C"},
    "practitioner_roles/a-g": {"practitioner": "a", "organization": "g", "sites": ["s1", "s2"]},
    "practitioner_roles/a-moonlight": {"practitioner": "a", "organization": "moonlight"},
    "practitioner_roles/b-g": {"practitioner": "b", "organization": "g", **since("2025-03-01")},
    "practitioner_roles/c-q": {"practitioner": "c", "organization": "q"},
    "sites/s1": {"organization": "g", "name": "First Site"},
    "sites/s2": {"organization": "g", "name": "Second Site"},
    "sites/s3": {"organization": "g", "name": "Third Site"},
    "payers/x": {"name": "Payer X"},
    "networks/n1": {"payer": "x", "name": "Network One"},
    "networks/n2": {"payer": "x", "name": "Network Two"},
    "plans/hmo-1": {"payer": "x", "networks": ["n1"], "product": "hmo", "name": "The HMO"},
    "plans/ppo-1": {"payer": "x", "networks": ["n2"], "product": "ppo", "name": "The PPO"},
    "agreements/g-both": {"contractor": "g", "networks": ["n1", "n2"], **since("2025-01-01")},
    "agreements/ipa-n1": {"contractor": "ipa", "networks": ["n1"], **since("2025-01-01")},
    "roster_entries/a": {
        "agreement": "g-both",
        "practitioner": "a",
        "billing": "g",
        "sites": ["s1", "s2"],
        "plans": ["hmo-1", "ppo-1"],
        **since("2025-01-01"),
    },
    "roster_entries/b": {"agreement": "g-both", "practitioner": "b", "billing": "g", **since("2025-05-01")},
    "roster_entries/c": {"agreement": "ipa-n1", "practitioner": "c", "billing": "q", **since("2025-01-01")},
    "credentials/a": {"practitioner": "a", "payer": "x", **since("2024-06-01", "2027-06-01")},
    "credentials/b": {"practitioner": "b", "payer": "x", **since("2025-03-01", "2028-03-01")},
    "credentials/c": {"practitioner": "c", "payer": "x", **since("2024-06-01", "2027-06-01")},
    "scopes/contracts": {"of": "contracts"},
}


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Open the facts, with some of them changed."""
    return opener(tmp_path)


def opener(folder: Path) -> Opener:
    """Return what writes the facts, with some of them changed, to a market file in a folder and opens it."""

    def open_with(changes: Changes) -> mg.Market:
        facts = {**FACTS, **{key: {**FACTS.get(key, {}), **(change or {})} for key, change in changes.items()}}
        document: dict[str, Any] = {"version": 1}
        for key, fields in facts.items():
            if key not in changes or changes[key] is not None:
                collection, _, id = key.partition("/")
                document.setdefault(collection, []).append({"id": id, **fields})
        path = folder / "market.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return mg.load(path)

    return open_with


def ask(
    market: mg.Market, question: str, on: str, *, site: str | None = None, specialty: str | None = None
) -> NetworkStatus:
    """Ask about ``practitioner billing plan`` on a day; the fast path must give the same standing."""
    practitioner, billing, plan = question.split()
    day = date.fromisoformat(on)
    answer = mg.network_status(market, practitioner, billing, plan, site=site, specialty=specialty, on=day)
    brief = mg.network_standing(market, practitioner, billing, plan, site=site, specialty=specialty, on=day)
    assert (brief.overall, brief.contracted, brief.listed, brief.misdirected) == (
        answer.overall,
        answer.contracted,
        answer.listed,
        answer.misdirected,
    )
    return answer


def only_missing(answer: NetworkStatus) -> tuple[str, str]:
    """Return the step and the sentence of the one link that the best path lacks."""
    [link] = [link for link in answer.best.links if link.status is not mg.Status.IN]
    return link.step.value, link.statement
