"""Everyone's network status on a day: what a network manager asks each morning."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from medgroup.answers import Answer, Reason
from medgroup.display import number
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.network.answer import Status, Step
from medgroup.network.question import Question
from medgroup.network.status import best_contract_path, standing
from medgroup.values.period import day_of


@frozen(kw_only=True)
class RosterRow:
    """One practitioner billing through one organization, for one plan."""

    practitioner: str
    practitioner_name: str
    billing: str
    billing_name: str
    plan: str
    plan_name: str
    overall: Status
    contracted: Status
    listed: Status
    misdirected: bool
    #: The first link of the best path that does not hold; None where all hold.
    missing: Step | None
    #: That link in a sentence; empty where all hold.
    statement: str


@frozen(kw_only=True, repr=False)
class Roster(Answer):
    """Network status of everyone for one plan or for all, a row each."""

    on: date
    #: The plan asked about; None for all.
    plan: str | None
    #: Sorted by practitioner, billing organization and plan.
    rows: tuple[RosterRow, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return how many rows there are of each standing."""
        counted = Counter(row.overall for row in self.rows)
        said = ", ".join(f"{counted[status]} {status.value}" for status in Status if counted[status])
        rows = "1 row" if len(self.rows) == 1 else f"{len(self.rows)} rows"
        return f"{rows} on {self.on}: {said or 'nobody to show'}."


def roster(market: Market, *, on: date, plan: str | None = None) -> Roster:
    """Return the network status of every practitioner, billing organization and plan on a day, with what is missing.

    Whoever holds a role in force, stands on a roster line that has not ended, or is named with an organization by a
    directory has a row; a plan has rows on the days it is in force.

    Args:
        market: The market.
        on: The day.
        plan: Id or unique name; None takes every plan in force.

    Returns:
        The rows, sorted by practitioner, billing organization and plan.

    Raises:
        UnknownFactError: There is no such plan.
        InvalidValueError: ``on`` is no day.
    """
    market_of(market)
    day_of(on)
    plans = [one for one in market.facts.plans if one.period.contains(on)] if plan is None else [market.plan(plan)]
    rows = tuple(
        _row(market, Question(practitioner, billing, one, None, None, on))
        for practitioner, billing in sorted(set(_pairs(market, on)))
        for one in plans
    )
    lacking = Counter(row.missing for row in rows if row.missing is not None)
    return Roster(
        on=on,
        plan=None if plan is None else plans[0].id,
        rows=rows,
        because=tuple(
            Reason(statement=f"In {number(lacking[step], 'rows')} what is missing first is the {step.value}.")
            for step in Step
            if lacking[step]
        ),
        assumptions=market.assumptions,
    )


def _pairs(market: Market, on: date) -> Iterator[tuple[str, str]]:
    for role in market.facts.practitioner_roles:
        if role.period.contains(on):
            yield role.practitioner, role.organization
    for entry in market.facts.roster_entries:
        if not entry.period.ended_by(on):
            yield entry.practitioner, entry.billing
    for listing in market.facts.listings:
        if listing.practitioner is not None and listing.organization is not None:
            yield listing.practitioner, listing.organization


def _row(market: Market, question: Question) -> RosterRow:
    brief = standing(market, question)
    missing = None if brief.contracted is Status.IN else best_contract_path(market, question).missing
    return RosterRow(
        practitioner=question.practitioner,
        practitioner_name=market.name_of("practitioners", question.practitioner),
        billing=question.billing,
        billing_name=market.name_of("organizations", question.billing),
        plan=question.plan.id,
        plan_name=question.plan.display,
        overall=brief.overall,
        contracted=brief.contracted,
        listed=brief.listed,
        misdirected=brief.misdirected,
        missing=None if missing is None else missing.step,
        statement="" if missing is None else missing.statement,
    )
