"""Network status of candidates, kept for a plan and a day."""

from datetime import date

from medgroup.domain.payers import Plan
from medgroup.market import Market
from medgroup.network.question import Question
from medgroup.network.routes import IN, UNKNOWN, Contracts, contracted

#: How many pairs of plan and day are kept; a loop over many days would else fill the memory.
_KEPT = 64
#: Practitioner, organization that bills, site, specialty.
Asked = tuple[str, str, str | None, str | None]


class Standings:
    """The words of network status for each plan and day: in, out, or None where it is not known."""

    def __init__(self, market: Market) -> None:
        self._contracts = market.derived(Contracts)
        self._known: dict[tuple[str, date], dict[Asked, str | None]] = {}

    def of(self, plan: Plan, on: date) -> "PlanDay":
        """Return the standings for a plan on a day."""
        key = (plan.id, on)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = {}
        return PlanDay(self._contracts, plan, on, found)


class PlanDay:
    """The standings for one plan on one day."""

    __slots__ = ("_contracts", "_known", "_on", "_plan")

    def __init__(self, contracts: Contracts, plan: Plan, on: date, known: dict[Asked, str | None]) -> None:
        self._contracts = contracts
        self._plan = plan
        self._on = on
        self._known = known

    def word(self, practitioner: str, billing: str, site: str | None, specialty: str | None) -> str | None:
        """Return the word of the status by contract; what begins later is out until it does."""
        key = (practitioner, billing, site, specialty)
        try:
            return self._known[key]
        except KeyError:
            rank = contracted(self._contracts, Question(practitioner, billing, self._plan, site, specialty, self._on))
            word = self._known[key] = "in" if rank == IN else None if rank == UNKNOWN else "out"
            return word
