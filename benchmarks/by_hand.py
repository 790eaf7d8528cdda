"""The least that any program could do for the same answers: plain dicts, no evidence, no explanation."""

from collections.abc import Callable
from datetime import date
from typing import Any

from medgroup import Market
from medgroup.domain import Facts


def ids(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return each collection by id: what opening cannot do without."""
    return {name: {fact.id: fact for fact in collection} for name, collection in facts.items()}


def status(market: Market, plan: str, on: date) -> Callable[[str, str], bool]:
    """Return a function that tells in network or not for agreements that the practice signed itself."""
    facts = market.facts
    (network,) = market.plan(plan).networks or ()
    payer = {network.id: network.payer for network in facts.networks}
    covering = {a.id: a for a in facts.agreements if a.networks is not None and network in a.networks}
    lines: dict[tuple[str, str], list[Any]] = {}
    for entry in facts.roster_entries:
        lines.setdefault((entry.practitioner, entry.billing), []).append(entry)
    credentials = {(one.practitioner, one.payer): one for one in facts.credentials}

    def in_network(practitioner: str, billing: str) -> bool:
        for entry in lines.get((practitioner, billing), ()):
            agreement = covering.get(entry.agreement)
            if agreement is None or agreement.contractor != billing:
                continue
            credential = credentials.get((practitioner, payer[network]))
            if credential is None:
                continue
            if all(one.period.contains(on) for one in (agreement, entry, credential)):
                return True
        return False

    return in_network


def units(market: Market) -> Callable[[str], set[str]]:
    """Return a function that looks the units of an organization up in a table made beforehand."""
    table = {one.id: {one.id} for one in market.facts.organizations}
    return table.__getitem__
