"""Who is insured together, over all contracts and years: lines that no adjudication may part."""

from medgroup.market import Market


def households(market: Market) -> dict[str, int]:
    """Return the number of each patient's household.

    Two patients are of one household where they are ever covered under one subscriber, whatever the plan, and where a
    third is of the household of both. No line's answer depends on a line of another household, and no bill takes back
    one of another.

    Args:
        market: The market.
    """
    heads = {patient.id: patient.id for patient in market.facts.patients}

    def head(patient: str) -> str:
        while heads[patient] != patient:
            heads[patient] = patient = heads[heads[patient]]
        return patient

    for coverage in market.facts.coverages:
        both = head(coverage.patient), head(coverage.subscriber or coverage.patient)
        heads[max(both)] = min(both)
    numbers: dict[str, int] = {}
    return {patient: numbers.setdefault(head(patient), len(numbers)) for patient in sorted(heads)}
