"""What the shares of lines rest on that neither the plan nor the lines state."""

from collections.abc import Iterable, Iterator

from medgroup.costs.benefits.claims import AnyLine, CoverageClass, LineShare, LineStatus
from medgroup.costs.benefits.plan_terms import OUT, PlanTerms
from medgroup.display import number
from medgroup.values.money import Money


def assumptions_of(terms: PlanTerms, taken: Iterable[tuple[AnyLine, LineShare]]) -> Iterator[str]:
    """Yield what the shares of some lines of a plan rest on.

    Args:
        terms: The terms that they were adjudicated by.
        taken: The lines, each with what the ledger made of it.
    """
    years: dict[int, bool] = {}
    above: dict[tuple[int, int], Money] = {}
    unsorted = 0
    for line, share in taken:
        if share.status is LineStatus.COVERED:
            year, tier = terms.year_of(line.on), OUT if line.coverage is CoverageClass.OUT else line.tier
            years[year] = years.get(year, False) or _held_by_law(terms, line, share, tier)
            stated = None if line.self_only else terms.family_limit_above_the_law(tier, year)
            if stated is not None:
                above[year, tier] = stated
            unsorted += _taken_as_no_prevention(terms, line, share, tier)
    for year, limited in sorted(years.items()):
        yield from terms.assumptions(year, limited=limited)
    for (year, tier), stated in sorted(above.items()):
        yield (
            f"the out-of-pocket limit of {stated} for a family in tier {tier} of plan {terms.plan.id} is above the "
            f"annual limit of {year}, which holds in its place"
        )
    if unsorted:
        are = "is" if unsorted == 1 else "are"
        yield f"{number(unsorted, 'lines')} of no known category {are} taken as no preventive care"


def _held_by_law(terms: PlanTerms, line: AnyLine, share: LineShare, tier: int) -> bool:
    """Return whether as much has been used as the annual limit lets a patient or a family pay."""
    annual, used = terms.annual_limit(terms.year_of(line.on)), share.after
    if annual is None or tier == OUT:
        return False
    by_one = terms.design.self_only_limit is None and used.in_network >= annual.self_only.cents
    return by_one or (not line.self_only and used.family_out_of_pocket >= annual.family.cents)


def _taken_as_no_prevention(terms: PlanTerms, line: AnyLine, share: LineShare, tier: int) -> bool:
    """Return whether a patient pays for what would be free if it were preventive care, and nobody says what it is."""
    unknown = line.category is None and not line.preventive
    return unknown and tier != OUT and terms.preventive_is_free and bool(share.patient_owes)
