"""What a market holds, as a shell prints it and as a notebook shows it. No fact is shown, so no patient is."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from medgroup.display import (
    amounts,
    assumed,
    counted,
    element,
    fragment,
    joined,
    marked,
    named,
    number,
    sentence,
    table,
)
from medgroup.errors import listed
from medgroup.values.finding import Finding

if TYPE_CHECKING:
    from medgroup.market.markets import Market
    from medgroup.market.view import DayView


def in_one_line(market: "Market") -> str:
    """Return how many facts, models, findings and assumptions a market has."""
    models, findings = number(len(market.models), "models"), number(len(market.findings), "findings")
    assumptions = f", {number(len(market.assumptions), 'assumptions')}" if market.assumptions else ""
    return f"{counted(market.facts.counts())}; {models}, {findings}{assumptions}"


def in_lines(market: "Market") -> str:
    """Return what a market holds in lines: facts, models, findings by code, assumptions."""
    findings = ", ".join(f"{len(found)} {code}" for code, found in by_code(market.findings).items())
    return "\n".join(
        [
            f"Market: {counted(market.facts.counts())}",
            f"Models: {', '.join(market.models) or 'none'}",
            f"Findings: {findings or 'none'}",
            *(f"Assumed: {assumption}" for assumption in market.assumptions),
        ]
    )


def market_html(market: "Market") -> str:
    """Return what a market holds as a fragment of HTML."""
    models = joined(named(name, model.title) for name, model in market.models.items())
    rows = [
        (code, marked(found[0].severity.value), str(len(found)), sentence(found[0].message, listed(found[0].subjects)))
        for code, found in by_code(market.findings).items()
    ]
    return fragment(
        element("p", element("strong", "Market")),
        amounts(market.facts.counts()),
        element("p", "Models: ", models or "none"),
        table(("code", "weight", "findings", "the first"), rows) if rows else element("p", "No findings."),
        assumed(market.assumptions),
    )


def view_html(view: "DayView") -> str:
    """Return how much of a market is in force on a day as a fragment of HTML."""
    return fragment(
        element("p", element("strong", f"Market on {view.day}"), ", what is in force"),
        amounts(view.counts(), of=view.market.facts.counts()),
        assumed(view.market.assumptions),
    )


def by_code(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """Return findings by their codes, sorted by code."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.code, []).append(finding)
    return dict(sorted(found.items()))
