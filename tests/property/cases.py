"""Cases that the property tests share: a question over a market, and a seed for what is done to it."""

import json
from typing import Any

import attrs
from attrs import frozen
from hypothesis import settings
from hypothesis import strategies as st

from medgroup.domain import Facts, Scope, ScopeOf
from medgroup.network import NetworkStatus, network_status
from medgroup.testing.choices import Choices, choices, seeded
from medgroup.testing.companions import opened
from medgroup.testing.drawn import draw_facts, every_fact
from medgroup.testing.questions import draw_question

#: For a law that costs what many others do: a quarter of the profile's examples.
a_few = settings(max_examples=max(10, settings().max_examples // 4))


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
