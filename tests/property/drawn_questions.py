"""Questions about network status, drawn over a market: mostly such as its facts have an answer to."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from attrs import frozen
from hypothesis import strategies as st

from medgroup.domain import Facts, Plan, RosterEntry, Scope, ScopeOf
from medgroup.market import Market
from medgroup.network import NetworkStatus, network_status
from tests.property.choices import DAYS, Choices, Pen, choices, seeded
from tests.property.drawn import SPECIALTIES, draw_facts, every_fact
from tests.property.drawn_models import opened


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


@frozen
class Case:
    """A question over a market, and a seed for what is done to it."""

    facts: Facts
    question: dict[str, Any]
    seed: int

    @property
    def choices(self) -> Choices:
        """Where changes are drawn from."""
        return seeded(self.seed)

    def ask(self, facts: Facts | None = None, **changed: Any) -> NetworkStatus:
        """Ask the question, of other facts or with something in it changed."""
        return network_status(opened(self.facts if facts is None else facts), **{**self.question, **changed})

    def changed(self, **collections: Any) -> Facts:
        """Return the facts with some collections changed."""
        return attrs.evolve(self.facts, **collections)

    def scoped(self, of: ScopeOf, *scopes: Scope) -> Facts:
        """Return the facts with these scopes of a kind in place of what they have."""
        return self.changed(scopes=(*(scope for scope in self.facts.scopes if scope.of is not of), *scopes))

    def __repr__(self) -> str:
        facts = "\n".join(f"  {fact!r}" for fact in every_fact(self.facts))
        return f"Case({self.question}, seed={self.seed}, of\n{facts})"


def draw_case(source: Choices) -> Case:
    """Draw a question over a market."""
    facts = draw_facts(source)
    return Case(facts, draw_question(source, facts), source.number(0, 255))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw questions over markets."""
    return draw_case(draw(choices()))


ALL_CONTRACTS = Scope(id="all-contracts", of=ScopeOf.CONTRACTS)


def as_bytes(status: NetworkStatus) -> str:
    """Return an answer as the text of its JSON."""
    return json.dumps(status.to_dict())


def verdict(status: NetworkStatus) -> tuple[Any, ...]:
    """Return what an answer comes down to."""
    return (status.overall, status.contracted, status.listed, status.misdirected, status.continuity_until)
