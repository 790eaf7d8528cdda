"""The demonstration: a comparison, three questions and a referral over the example market, each as it can be typed."""

import shlex
from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from medgroup.cli.page import Page
from medgroup.cli.results import Result

#: The day that is looked at.
DAY = "2026-03-02"
PRACTICES = ("lakeside-family", "northside-family", "peak-orthopaedics", "riverbend-cardiology", "summit-heart")


@frozen
class Step:
    """One thing that is shown."""

    #: What it shows, in one sentence.
    sentence: str
    #: What to type after ``medgroup``.
    arguments: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command as it is typed."""
        return shlex.join(("medgroup", *self.arguments))


def _asked(practitioner: str, billing: str, plan: str) -> tuple[str, ...]:
    question = ("--practitioner", practitioner, "--billing", billing, "--plan", plan)
    return ("network", "valley", *question, "--on", DAY)


STEPS = (
    Step(
        "Five practices of one valley as they are, merged by specialty, merged into one, in an IPA, and owned by the "
        "hospital system: the same people and contracts, five organizations.",
        ("compare", "valley", "--organization", *PRACTICES, "--on", DAY),
    ),
    Step(
        "A family doctor is in network: her practice signed nothing itself, its IPA did.",
        _asked("dr-okafor", "northside-family", "valley-choice-hmo"),
    ),
    Step(
        "A cardiologist is out of network: her group takes part in the contract, and nobody put her on its roster.",
        _asked("dr-moreau", "summit-heart", "harbor-epo"),
    ),
    Step(
        "A directory that nobody brought up to date sends patients to a doctor who is out of network.",
        _asked("dr-petrov", "riverbend-cardiology", "valley-choice-hmo"),
    ),
    Step(
        "A family doctor refers a patient of the HMO to a cardiologist: whom to, and why to none of the others.",
        (
            *("refer", "valley", "--patient", "ann", "--from", "okafor-northside", "--specialty", "207RC0000X"),
            *("--on", DAY),
        ),
    ),
)


def demonstration(parse: Callable[[Sequence[str]], Result | None], *, json: bool) -> Result:
    """Run every step as if it had been typed and return what each answers.

    Args:
        parse: Runs a command line and returns its result.
        json: Whether JSON was asked for.
    """
    shown = [(step, result) for step in STEPS if (result := parse(step.arguments)) is not None]

    def document() -> dict[str, Any]:
        return {
            "steps": [
                {"sentence": step.sentence, "command": step.command, "answer": result.document()}
                for step, result in shown
            ]
        }

    def show(page: Page) -> None:
        for number, (step, result) in enumerate(shown, start=1):
            page.line(f"{number}. {step.sentence}", "bold")
            page.line(f"$ {step.command}", "cyan")
            page.line()
            result.show(page)
            page.line()
        page.line("The valley is invented. Ask of a market of your own: medgroup describe MARKET, or medgroup --help.")
        page.line("In a clone it is .venv/bin/medgroup.")

    return Result(document=document, show=show, json=json)
