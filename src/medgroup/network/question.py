"""A question about network status, with every key resolved to an id."""

from datetime import date
from typing import NamedTuple

from medgroup.domain.payers import Plan
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.values.identifiers import checked_taxonomy_code
from medgroup.values.period import day_of


class Question(NamedTuple):
    """Practitioner, billing organization, plan, site, specialty and day, all known to exist."""

    practitioner: str
    billing: str
    plan: Plan
    site: str | None
    specialty: str | None
    on: date

    def names(self, market: Market) -> tuple[str, str, str]:
        """Return the names of practitioner, billing organization and plan, for people."""
        return (
            market.name_of("practitioners", self.practitioner),
            market.name_of("organizations", self.billing),
            self.plan.display,
        )


def asked(
    market: Market, practitioner: str, billing: str, plan: str, site: str | None, specialty: str | None, on: date
) -> Question:
    """Return the question with ids in place of NPIs and names.

    Raises:
        UnknownFactError: A key leads nowhere; the nearest is named.
        AmbiguousNameError: A key leads to several facts.
        InvalidValueError: The specialty is no taxonomy code, or the day no day.
    """
    market_of(market)
    checked_taxonomy_code(specialty, "specialty")
    day_of(on)
    return Question(
        market.practitioner(practitioner).id,
        market.organization(billing).id,
        market.plan(plan),
        None if site is None else market.site(site).id,
        specialty,
        on,
    )
