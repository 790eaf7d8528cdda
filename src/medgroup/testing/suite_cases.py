"""The cases that a plugin is held to its laws in: its example, what violates it, and drawn markets."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from medgroup.domain import Facts
from medgroup.testing.choices import Choices, Pen, seeded
from medgroup.testing.drawn import draw_facts, every_fact
from medgroup.testing.questions import draw_day, draw_question
from medgroup.testing.subjects import Subject
from medgroup.testing.unstated import with_less_stated


@frozen(kw_only=True, repr=False)
class SuiteCase:
    """Facts, a day, and a seed for what is done to them."""

    #: The facts.
    facts: Facts
    #: The day.
    on: date
    #: Seed of what is done to them.
    seed: int
    #: Where the facts come from, for people; empty where they are drawn.
    origin: str = ""

    @property
    def choices(self) -> Choices:
        """Where changes are drawn from."""
        return seeded(self.seed)

    def __repr__(self) -> str:
        told = self.origin or "\n  ".join(["drawn facts:", *map(repr, every_fact(self.facts))])
        return f"<on {self.on}, seed {self.seed}, {told}>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """Show a case as its repr does; Hypothesis would print every field of every fact."""
        printer.text(repr(self))


@frozen(kw_only=True, repr=False)
class AskedCase(SuiteCase):
    """Drawn facts, and a question about network status."""

    #: The arguments of the question.
    question: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"{super().__repr__()} asked {dict(self.question)}"


def draw_case(subject: Subject, source: Choices) -> SuiteCase:
    """Draw the example, one that violates it, one with less stated, or a market in which many bear the model."""
    pen = Pen(source)
    kind = pen.one_of(("example", "violated", "violated", "unstated", "drawn"))
    if kind == "drawn":
        facts = subject.drawn(source)
        return SuiteCase(facts=facts, on=draw_day(source, facts), seed=pen.number(0, 9999))
    facts, origin = subject.example, f"the example of {subject.suite}"
    if kind != "example" and subject.violated:
        code = pen.one_of(sorted(subject.violated))
        facts, origin = subject.violated[code], f"{origin} with {code} violated"
    if kind == "unstated":
        facts, origin = with_less_stated(facts, pen), f"{origin} and less stated"
    return SuiteCase(facts=facts, on=subject.on, seed=pen.number(0, 9999), origin=origin)


def draw_example(subject: Subject, source: Choices) -> SuiteCase:
    """Draw what is done to the example."""
    seed = Pen(source).number(0, 9999)
    return SuiteCase(facts=subject.example, on=subject.on, seed=seed, origin=f"the example of {subject.suite}")


def draw_asked(subject: Subject, source: Choices) -> AskedCase:
    """Draw a market in which many bear the model, and a question about network status."""
    facts = draw_facts(source, subject.cast)
    question = draw_question(source, facts)
    return AskedCase(facts=facts, on=question["on"], seed=source.number(0, 9999), question=question)
