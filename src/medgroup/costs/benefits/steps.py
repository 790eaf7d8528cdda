"""Why each party pays what it pays of a line: a sentence for each step that did something, with the rule it follows."""

from collections.abc import Iterator

from medgroup.answers import Reason
from medgroup.costs.benefits.annual import AnnualAmount
from medgroup.costs.benefits.claims import AnyLine, Cause, CoverageClass, LineShare, LineStatus, Used
from medgroup.costs.benefits.plan_terms import NO_LIMIT, NONE, OUT, LimitRow, PlanTerms, ShareRow
from medgroup.costs.benefits.sharing import is_free
from medgroup.values.money import dollars_and_cents

_DOCUMENT = "plan document"
#: What each class is, and the rule it follows.
_CLASSES = {
    CoverageClass.IN: ("The line is in network, by tier {tier} of the plan.", _DOCUMENT),
    CoverageClass.OUT: ("The line is out of network.", _DOCUMENT),
    CoverageClass.SURPRISE: (
        "The line is out of network and shared as in network, by tier {tier}: the patient is protected.",
        "45 CFR 149.110, 149.120, 149.130",
    ),
    CoverageClass.NOT_COVERED: ("The plan does not cover the visit.", _DOCUMENT),
    CoverageClass.UNKNOWN: ("By which terms the plan covers the line is not known.", ""),
}
#: Why a line is not covered or waits, and what would change it.
_CAUSES = {
    Cause.CLASS: ("The plan pays nothing for a visit that it does not cover.", "A visit that the plan covers."),
    Cause.PLAN_PERIOD: ("The plan is not in force on the day.", "A day on which the plan is in force."),
    Cause.OUT_OF_NETWORK: ("The plan covers nothing out of its network.", "A practitioner who is in network."),
    Cause.SERVICE_NOT_COVERED: ("The plan does not cover the service ({rule}).", ""),
    Cause.VISITS: ("The visits of the plan year that the plan covers are used up ({rule}).", "The next plan year."),
    Cause.CLASS_NOT_KNOWN: (
        "Who pays what of the line waits until that is known.",
        "To say what is not known of network status and of what the plan asks for.",
    ),
    Cause.BENEFITS_NOT_KNOWN: ("The benefits of the plan in this tier are not known.", "To state benefits.tiers."),
    Cause.OUT_OF_NETWORK_NOT_KNOWN: (
        "Whether the plan covers anything out of network is not known.",
        "To state benefits.out_of_network.",
    ),
    Cause.CROSSING_NOT_KNOWN: (
        "Which amounts count together is not known.",
        "To state benefits.shared_tiers and benefits.crossing.",
    ),
    Cause.ALLOWED_NOT_KNOWN: ("What is allowed for the line is not known.", "To know its price."),
    Cause.CHARGE_NOT_KNOWN: ("The patient owes what was charged, and that is not known.", "To know the charge."),
    Cause.SERVICE_NOT_KNOWN: (
        "Which rule of the plan the service falls under is not known.",
        "To know the category, the code and who gave it.",
    ),
    Cause.DEDUCTIBLE_NOT_KNOWN: ("The deductible is not known.", "To state both its amounts and their kind."),
    Cause.COINSURANCE_NOT_KNOWN: ("The coinsurance is not known.", "To state it."),
    Cause.OUT_OF_POCKET_NOT_KNOWN: (
        "The most that is paid out of pocket is not known.",
        "To state both its amounts and their kind.",
    ),
    Cause.FAMILY_NOT_KNOWN: (
        "Whether anyone is covered with the patient is not known.",
        "To know who is covered under the contract.",
    ),
    Cause.NOTHING_TO_REVERSE: ("There is no line of this id to take back.", "The id of a line that stands."),
}


def dollars(cents: int) -> str:
    """Return cents as sentences write them."""
    return f"${dollars_and_cents(cents)}"


def steps_of(terms: PlanTerms, line: AnyLine, share: LineShare) -> tuple[Reason, ...]:
    """Return why each party pays what it pays of a line, step by step.

    Args:
        terms: The terms that the line was adjudicated by.
        line: The line.
        share: What the ledger made of it.
    """
    return tuple(_steps(terms, line, share))


def steps_of_reversal(share: LineShare, line: str) -> tuple[Reason, ...]:
    """Return what a reversal did.

    Args:
        share: What the ledger made of the reversal.
        line: The id of the line that it takes back.
    """
    if share.cause is not None:
        statement, change = _CAUSES[share.cause]
        return (Reason(statement=statement, would_change=change),)
    taken_back = f"Line {line} is taken back, with all that it took; lines after it stand as they were adjudicated."
    return (Reason(statement=taken_back, source="X12 837 CLM05-3"),)


def cause_reason(cause: Cause, rule: str, evidence: tuple[str, ...]) -> Reason:
    """Return why a line is not covered or waits.

    Args:
        cause: The cause.
        rule: The name of the rule that shares the line; empty for the tier's own.
        evidence: The facts that it rests on.
    """
    statement, change = _CAUSES[cause]
    named = statement.format(rule=rule or "the tier's own")
    return Reason(statement=named, evidence=evidence, source=_DOCUMENT, would_change=change)


def _steps(terms: PlanTerms, line: AnyLine, share: LineShare) -> Iterator[Reason]:
    plan = (f"plans/{terms.plan.id}",)
    statement, source = _CLASSES[line.coverage]
    yield Reason(statement=statement.format(tier=line.tier), evidence=plan, source=source)
    if share.cause is not None:
        yield cause_reason(share.cause, share.rule, plan)
    if share.status is LineStatus.COVERED:
        yield from _allowed(line, share)
        yield from _shared(terms, line, share)
    if share.status is not LineStatus.PENDED:
        yield from _outside(line, share)


def _allowed(line: AnyLine, share: LineShare) -> Iterator[Reason]:
    allowed = dollars(share.allowed or 0)
    lesser = ", the lesser of that and the charge" if line.allowed != share.allowed else ""
    if line.coverage is CoverageClass.SURPRISE:
        yield Reason(
            statement=f"{allowed} is the recognized amount, the lesser of charge and qualifying payment amount.",
            source="45 CFR 149.30",
        )
    elif line.coverage is CoverageClass.OUT:
        yield Reason(statement=f"The plan allows {allowed} out of network{lesser}.", source=_DOCUMENT)
    else:
        yield Reason(statement=f"The contract allows {allowed}{lesser}.", source="contract")


def _shared(terms: PlanTerms, line: AnyLine, share: LineShare) -> Iterator[Reason]:
    tier = OUT if line.coverage is CoverageClass.OUT else line.tier
    if is_free(terms, line, tier):
        yield Reason(statement="Preventive care in network is free.", source="45 CFR 147.130")
        return
    row = terms.share((tier, line.category, line.code, line.families, line.primary_care))
    limits = terms.limits(tier, terms.year_of(line.on), line.self_only)
    if row is None:
        return
    if share.rule:
        yield Reason(statement=f"The plan shares it by its rule for {share.rule}.", source=_DOCUMENT)
    yield from _parts(row, limits, share)
    if share.spared:
        annual = None if tier == OUT else terms.annual_limit(terms.year_of(line.on))
        yield _held_down(limits, share.before, share.spared, annual)
    yield from _accumulated(limits, share)


def _parts(row: ShareRow, limits: LimitRow, share: LineShare) -> Iterator[Reason]:
    if share.deductible:
        yield _deductible(row, limits, share)
    elif not row.deductible and not limits.floor:
        yield Reason(statement="The deductible does not apply.", source=_DOCUMENT)
    if row.copay != NONE:
        paid = "" if share.copay == row.copay else f", of which this line takes {dollars(share.copay or 0)}"
        yield Reason(statement=f"The copay is {dollars(row.copay)}, {_order(row)}{paid}.", source=_DOCUMENT)
    if share.coinsurance:
        left = dollars((share.allowed or 0) - (share.deductible or 0) - (share.copay or 0))
        comes_to = ", of which a limit leaves" if share.spared else " comes to"
        yield Reason(
            statement=f"Coinsurance of {row.coinsurance / 100:g} % of {left}{comes_to} {dollars(share.coinsurance)}.",
            source=_DOCUMENT,
        )


def _order(row: ShareRow) -> str:
    if not row.deductible:
        return "in place of the deductible"
    return "before the deductible" if row.copay_first else "after the deductible"


def _deductible(row: ShareRow, limits: LimitRow, share: LineShare) -> Reason:
    before = share.before
    whose = "family" if limits.deductible == NO_LIMIT else "patient"
    used, limit = (
        (before.family_deductible, limits.family_deductible)
        if whose == "family"
        else (before.deductible, limits.deductible)
    )
    if limits.floor and (not row.deductible or used + (share.deductible or 0) > limit):
        return Reason(
            statement=f"{dollars(share.deductible or 0)} goes to the least deductible of a high-deductible plan.",
            source="IRC 223(c)(2)",
        )
    return Reason(
        statement=f"{dollars(share.deductible or 0)} goes to the deductible; of {dollars(limit)} the {whose} had used "
        f"{dollars(used)}.",
        source=_DOCUMENT,
    )


def _held_down(limits: LimitRow, before: Used, spared: int, annual: AnnualAmount | None) -> Reason:
    """Return which limit spared the patient something, the annual limit of the law among them."""
    of_family = "the family's out-of-pocket limit"
    if annual is not None and limits.family_out_of_pocket == annual.family.cents:
        of_family = f"the annual limit of {annual.year} for a family"
    left = {
        "the patient's out-of-pocket limit": limits.out_of_pocket - before.out_of_pocket,
        of_family: limits.family_out_of_pocket - before.family_out_of_pocket,
        "the self-only limit": limits.self_only - before.in_network,
    }
    whose = min(left, key=left.__getitem__)
    source = "ACA FAQ XXVII; 45 CFR 156.130" if whose == "the self-only limit" else "45 CFR 156.130"
    return Reason(
        statement=f"{whose[0].upper()}{whose[1:]} leaves {dollars(max(left[whose], 0))} to pay; "
        f"the plan pays {dollars(spared)} in her place.",
        source=source,
    )


def _accumulated(limits: LimitRow, share: LineShare) -> Iterator[Reason]:
    before, after = share.before, share.after
    if after == before:
        return
    deductible = f"deductible {dollars(before.deductible)} to {dollars(after.deductible)}"
    paid = f"out of pocket {dollars(before.out_of_pocket)} to {dollars(after.out_of_pocket)}"
    if limits.family_out_of_pocket == NO_LIMIT:
        yield Reason(statement=f"Used in the plan year: {deductible}; {paid}.")
    else:
        yield Reason(
            statement=f"Used in the plan year: {deductible} (family {dollars(after.family_deductible)}); "
            f"{paid} (family {dollars(after.family_out_of_pocket)})."
        )


def _outside(line: AnyLine, share: LineShare) -> Iterator[Reason]:
    if share.not_covered:
        yield Reason(statement=f"The patient owes {dollars(share.not_covered)} outside the benefits.")
    if share.written_off:
        surprise = line.coverage is CoverageClass.SURPRISE
        yield Reason(
            statement=f"{dollars(share.written_off)} may not be billed to the patient.",
            source="45 CFR 149.410 to 149.440" if surprise else "contract (CARC 45)",
        )
    if share.balance_billed:
        yield Reason(
            statement=f"{dollars(share.balance_billed)} beyond what the plan allows may be billed to the patient, and "
            "counts toward no limit.",
            source="45 CFR 156.130(c)",
        )
