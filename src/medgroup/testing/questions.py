"""Questions about network status, drawn over a market: mostly such as its facts have an answer to."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from medgroup.domain import Facts, Plan, RosterEntry
from medgroup.market import Market
from medgroup.network import NetworkStatus, network_status
from medgroup.testing.choices import DAYS, Choices, Pen, seeded
from medgroup.testing.drawn import SPECIALTIES


@frozen(kw_only=True)
class NetworkQuestion:
    """A question about network status, with the market that it is asked of."""

    #: The market.
    market: Market
    #: Id of the practitioner.
    practitioner: str
    #: Id of the organization whose TIN bills.
    billing: str
    #: Id of the plan.
    plan: str
    #: Id of the site; None asks of no site.
    site: str | None
    #: Taxonomy code; None asks of no specialty.
    specialty: str | None
    #: The day.
    on: date

    def arguments(self) -> dict[str, Any]:
        """Return the question without its market, as the arguments of ``network_status``."""
        names = ("practitioner", "billing", "plan", "site", "specialty", "on")
        return {name: getattr(self, name) for name in names}

    def ask(self) -> NetworkStatus:
        """Return the answer."""
        return network_status(self.market, **self.arguments())


def draw_question(source: Choices, facts: Facts) -> dict[str, Any]:
    """Return the arguments of a question about network status, mostly one that the facts have an answer to."""
    pen = Pen(source)
    line = pen.one_of((*facts.roster_entries, None)) if pen.now_and_then(85) else None
    person = pen.one_of(facts.practitioners).id if line is None else line.practitioner
    billing = pen.one_of(facts.organizations).id if line is None else line.billing
    return {
        "practitioner": person,
        "billing": billing,
        "plan": pen.one_of(_plans_of(facts, line) if pen.now_and_then(80) else facts.plans).id,
        "site": _covered(pen, None if line is None else line.sites, [site.id for site in facts.sites]),
        "specialty": _covered(pen, None if line is None else line.specialties, SPECIALTIES),
        "on": draw_day(source, facts, line),
    }


def _plans_of(facts: Facts, line: RosterEntry | None) -> tuple[Plan, ...]:
    """Return the plans that use a network of a line's agreement, all where there is no line or no such plan."""
    if line is None:
        return facts.plans
    networks = next(one.networks for one in facts.agreements if one.id == line.agreement)
    used = [plan for plan in facts.plans if networks is None or networks & set(plan.networks or ())]
    return tuple(plan for plan in used if line.plans is None or plan.id in line.plans) or facts.plans


def _covered(pen: Pen, covered: frozenset[str] | None, values: Sequence[str]) -> str | None:
    """Return one of some values now and then, mostly one of those covered, and else none."""
    if not pen.now_and_then(40):
        return None
    return pen.one_of(sorted(covered) if covered and pen.now_and_then(80) else values)


def draw_day(source: Choices, facts: Facts, line: RosterEntry | None = None) -> date:
    """Return a day on, before or after which something begins or ends, or some day between.

    Args:
        source: Where choices come from.
        facts: The facts of a market.
        line: The roster line that is asked about, if any; its own first and last days are then drawn more often.
    """
    pen = Pen(source)
    if pen.now_and_then(15):
        return DAYS[0] + timedelta(days=pen.number(-40, 460))
    stated = [listing.as_of for listing in facts.listings if listing.as_of is not None]
    if stated and pen.now_and_then(25):
        return pen.one_of(stated) + timedelta(days=pen.one_of((0, 90, 91, -1)))
    own = [day for day in (line.period.start, line.period.end) if day is not None] if line is not None else []
    if own and pen.now_and_then(60):
        return pen.one_of(own) - timedelta(days=pen.one_of((1, 0, 1)))
    return pen.one_of(DAYS) - timedelta(days=pen.one_of((0, 1)))


def draw_organization(source: Choices, facts: Facts) -> str:
    """Return the id of an organization."""
    return source.one_of(facts.organizations).id


def questions(market: Market, number: int, *, seed: int) -> Iterator[dict[str, Any]]:
    """Yield so many questions over a market, the same on each run."""
    source = seeded(seed)
    for _ in range(number):
        yield draw_question(source, market.facts)
