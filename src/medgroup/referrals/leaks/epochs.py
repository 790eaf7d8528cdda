"""The stretches of days on which nothing changes that a question looks at, so that it need be asked once for each."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.market.indexes import NOTHING

#: Collections whose facts change nothing about who belongs with whom, who works where, and who is in network.
_OF_PATIENTS = frozenset({"patients", "coverages", "referrals"})
#: Those whose facts may change any network status.
_OF_PLANS = ("plans", "networks", "payers", "scopes", "organizations")


class Epochs:
    """Such stretches of one market, by number."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._every = _bounds(
            fact for name, facts in market.facts.items() if name not in _OF_PATIENTS for fact in facts
        )
        self._of_plans = _bounds(fact for name in _OF_PLANS for fact in getattr(market.facts, name))
        self._of_ties: dict[str, list[date]] = {}
        self._of_work: dict[tuple[str, str], list[date]] = {}

    def of(self, day: date) -> int:
        """Return the stretch of a day on which nothing in the market changes but patients."""
        return bisect_right(self._every, day)

    def of_ties(self, organization: str, day: date) -> int:
        """Return the stretch of a day on which nothing changes in what an organization belongs to."""
        if organization not in self._of_ties:
            self._of_ties[organization] = _bounds(self._ties(self._above(organization)))
        return bisect_right(self._of_ties[organization], day)

    def of_work(self, role: PractitionerRole, day: date) -> int:
        """Return the stretch of a day on which nothing changes in the contracts that a role may be under."""
        key = (role.practitioner, role.organization)
        if key not in self._of_work:
            days = {*_bounds(self._contracts(*key)), *self._of_plans}
            self._of_work[key] = sorted(days)
        return bisect_right(self._of_work[key], day)

    def _above(self, organization: str) -> list[str]:
        """Return an organization with all that it is tied to, on whatever day."""
        found = [organization]
        for current in found:
            for tie in self._market.indexes.affiliations_by_member.get(current, NOTHING):
                if tie.organizer not in found:
                    found.append(tie.organizer)
        return found

    def _ties(self, organizations: Iterable[str]) -> Iterator[Any]:
        indexes = self._market.indexes
        for organization in organizations:
            for tie in indexes.affiliations_by_member.get(organization, NOTHING):
                yield tie
                yield from indexes.elections_by_affiliation.get(tie.id, NOTHING)

    def _contracts(self, practitioner: str, organization: str) -> Iterator[Any]:
        indexes, above = self._market.indexes, self._above(organization)
        yield from self._ties(above)
        yield from indexes.credentials_by_practitioner.get(practitioner, NOTHING)
        yield from indexes.roster_by_person_and_billing.get((practitioner, organization), NOTHING)
        for one in above:
            yield from indexes.agreements_by_contractor.get(one, NOTHING)


def _bounds(facts: Iterable[Any]) -> list[date]:
    """Return the days on which facts begin or are over, in order."""
    periods = [fact.period for fact in facts if hasattr(fact, "period")]
    return sorted({day for period in periods for day in (period.start, period.end) if day is not None})
