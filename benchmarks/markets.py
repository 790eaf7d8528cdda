"""Markets to measure on, of any size, the same every time."""

import random
from datetime import date

from medgroup.domain import (
    Agreement,
    Credential,
    Facts,
    Network,
    Organization,
    Payer,
    Plan,
    Practitioner,
    PractitionerRole,
    RosterEntry,
    Scope,
    ScopeOf,
)
from medgroup.values.period import Period

#: Agreements on which each practitioner has a roster line.
LINES_EACH = 20


def large_facts(practitioners: int, *, seed: int = 7) -> Facts:
    """Return a market of one practice for ten practitioners, each practitioner on twenty rosters."""
    draw = random.Random(seed)
    start = Period(date(2025, 1, 1))
    payers = [f"payer-{number}" for number in range(5)]
    networks = [f"network-{number:02d}" for number in range(LINES_EACH)]
    practices = [f"practice-{number:05d}" for number in range(practitioners // 10)]
    people = [f"practitioner-{number:06d}" for number in range(practitioners)]
    home = {person: practices[number // 10] for number, person in enumerate(people)}
    return Facts(
        organizations=[Organization(id=one) for one in practices],
        practitioners=[Practitioner(id=one) for one in people],
        practitioner_roles=[
            PractitionerRole(id=f"role-{one}", practitioner=one, organization=home[one]) for one in people
        ],
        payers=[Payer(id=one) for one in payers],
        networks=[Network(id=one, payer=payers[place % 5]) for place, one in enumerate(networks)],
        plans=[
            Plan(id=f"plan-{place:02d}", payer=payers[place % 5], networks=[one]) for place, one in enumerate(networks)
        ],
        agreements=[
            Agreement(id=f"{practice}/{network}", contractor=practice, networks={network}, period=start)
            for practice in practices
            for network in networks
        ],
        roster_entries=[
            RosterEntry(
                id=f"{person}/{network}",
                agreement=f"{home[person]}/{network}",
                practitioner=person,
                billing=home[person],
                period=Period(date(2025, draw.randint(1, 12), 1)),
            )
            for person in people
            for network in networks
        ],
        credentials=[
            Credential(id=f"{person}/{payer}", practitioner=person, payer=payer)
            for person in people
            for payer in payers
        ],
        scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
    )
