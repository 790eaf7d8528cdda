"""Rankings of referrals on a real directory, with status known for the plan and the day; and with what is owed."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

import medgroup as mg
from benchmarks.measure import Row, beside
from medgroup import formats
from medgroup.domain import Coverage, Patient
from medgroup.referrals import Ranking

#: A day on which what the directory states is current.
DAY = date(2020, 9, 1)
CARDIOLOGISTS, INTERNISTS = "207RC0000X", "207R00000X"


def rows(directory: Path) -> Iterator[Row]:
    """Yield what it takes to rank the cardiologists and the internists of a directory, referrer after referrer."""
    if not directory.is_dir():
        print(f"(no directory at {directory}: rankings are left out)")
        return
    facts = formats.read(directory).facts
    plan = facts.plans[0].id
    known = mg.Facts(patients=[Patient(id="p")], coverages=[Coverage(id="c", patient="p", plan=plan)])
    market = mg.open_market(facts + known)
    for specialty, name in ((CARDIOLOGISTS, "86 cardiologists"), (INTERNISTS, "240 internists")):
        ranked, _ = beside(_one_after_another(market, specialty), number=50)
        yield Row(f"rank {name} of a directory", ranked)
    owed, _ = beside(_one_after_another(market, CARDIOLOGISTS, ("X1001@200.00",)), number=50)
    yield Row("the same cardiologists, with what is owed", owed)


def _one_after_another(
    market: mg.Market, specialty: str, services: tuple[str, ...] | None = None
) -> Callable[[], Ranking]:
    roles = [role for role in market.facts.practitioner_roles if role.period.contains(DAY)][:100]
    needs = cycle(
        [
            mg.Referral(id="r", patient="p", issuer=role.id, specialty=specialty, written=DAY, overrides=())
            for role in roles
        ]
    )
    for _ in roles:
        mg.rank_referrals(market, next(needs))
    return lambda: mg.rank_referrals(market, next(needs), services=services)
