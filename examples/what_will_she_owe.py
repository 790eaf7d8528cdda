"""What will these patients owe at the desk, and what should the desk tell them first?

You learn that one call answers for an HMO, a PPO, an EPO and a high-deductible plan, that bills before the visit count,
and that where something is not known there are two ends instead of a number.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import medgroup as mg

DAY = date(2026, 3, 2)
#: From this day on Riverbend's office is billed as an outpatient department of Valley Health.
LATER = date(2026, 7, 6)

EMERGENCY = mg.Service("X1003", charge=mg.Money.parse("600.00"), emergency=True)
KNEE_OF_IVO = mg.BilledVisit(
    id="ivo-knee",
    patient="ivo",
    practitioner="dr-novak",
    billing="peak-orthopaedics",
    services=[mg.Service("X3001", charge=mg.Money.parse("4000.00"))],
    on=date(2026, 1, 20),
)

#: What the desk is asked: a sentence, and the visit.
ASKED: Mapping[str, Mapping[str, Any]] = {
    "HMO: Ann sees her family doctor": {
        "patient": "ann",
        "practitioner": "dr-okafor",
        "services": ["X1001@200.00"],
    },
    "HMO: Ann sees a cardiologist, and nobody said whether she has a referral": {
        "patient": "ann",
        "practitioner": "dr-tanaka",
        "site": "riverbend-office",
        "services": ["X2001@900.00"],
    },
    "PPO: Kim sees a doctor whom a directory wrongly lists": {
        "patient": "kim",
        "practitioner": "dr-petrov",
        "services": ["X1001@300.00"],
        "alternatives": True,
    },
    "PPO: the same office as a hospital's outpatient department": {
        "patient": "kim",
        "practitioner": "dr-tanaka",
        "site": "riverbend-office",
        "services": ["X1001@300.00"],
        "on": LATER,
    },
    "PPO: an emergency, out of network": {
        "patient": "kim",
        "practitioner": "dr-iyer",
        "services": [EMERGENCY],
    },
    "EPO: a network of which not every contract is known": {
        "patient": "eve",
        "practitioner": "dr-petrov",
        "services": ["X1001@300.00"],
    },
    "EPO: a child with two coverages": {
        "patient": "gus",
        "practitioner": "dr-okafor",
        "services": ["X1001@200.00"],
    },
    "HDHP: Hana's knee, after Ivo's": {
        "patient": "hana",
        "practitioner": "dr-novak",
        "services": ["X3001@4000.00", "X3002@900.00"],
        "history": [KNEE_OF_IVO],
    },
}


def shown(amount: mg.Money | None) -> str:
    """Return an amount as it stands in a column; a mark where it is not known."""
    return f"{'?' if amount is None else str(amount):>8}"


def tell(quote: mg.costs.Quote) -> None:
    """Print what the desk would say."""
    print(f"  {quote.headline()}")
    for line in quote.lines:
        allowed, plan, patient = map(shown, (line.allowed, line.plan_paid, line.patient_owes))
        print(f"  {line.code} {line.claim.value:12} allowed {allowed}  plan {plan}  patient {patient}")
    for end in quote.ends:
        print(f"  {end.end.value:4} {end.patient_owes}: {end.statement}")
    for warning in quote.warnings:
        print(f"  ! {warning.statement}")
    for other in quote.alternatives[:2]:
        print(f"  > {other.practitioner_name} at {other.site}: {other.patient_owes}, {other.saves} less")


def main() -> None:
    valley = mg.valley()
    for title, asked in ASKED.items():
        print(f"\n{title}")
        tell(mg.quote(valley, **{"on": DAY, **asked}))

    print("\nWhy Ann owes 25 dollars, step by step:")
    print(mg.quote(valley, on=DAY, **ASKED["HMO: Ann sees her family doctor"]).explain())


if __name__ == "__main__":
    main()
