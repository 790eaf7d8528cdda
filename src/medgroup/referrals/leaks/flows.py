"""Flows of referrals: from the specialties that were needed to those who saw the patients."""

from attrs import frozen

from medgroup.market import Market
from medgroup.referrals.leaks.cases import Cases
from medgroup.referrals.leaks.figures import dollars_of
from medgroup.referrals.leaks.names import Names
from medgroup.referrals.leaks.parts import Part
from medgroup.values.money import Money


@frozen(kw_only=True)
class Flow:
    """The referrals for one specialty that went to one unit, and whether they stayed."""

    #: Taxonomy code that was needed; None where not known.
    specialty: str | None
    specialty_name: str
    #: What who saw the patients belongs to; None where nobody knows who did.
    unit: str | None
    unit_name: str
    #: ``kept``, ``left`` or ``unknown``, as seen from who referred.
    outcome: str
    cases: int
    #: What is known of the amounts, added up; None where none is known.
    dollars: Money | None


def flows_of(market: Market, cases: Cases) -> tuple[Flow, ...]:
    """Return the flows of decided referrals, in the order of specialty, unit and outcome."""
    names = market.derived(Names)
    sums: dict[tuple[str | None, str | None, str], list[int]] = {}
    for counted in cases.grouped(("specialty", "seen_unit", "part")):
        specialty, unit, part = counted.key
        found = sums.setdefault((specialty, unit, Part(part).outcome), [0, 0, 0])
        for place, value in enumerate(counted[1:]):
            found[place] += value
    return tuple(
        Flow(
            specialty=specialty,
            specialty_name=names.of("specialty", specialty),
            unit=unit,
            unit_name=names.of("seen_unit", unit),
            outcome=outcome,
            cases=counts[0],
            dollars=dollars_of(*counts),
        )
        for (specialty, unit, outcome), counts in sums.items()
    )
