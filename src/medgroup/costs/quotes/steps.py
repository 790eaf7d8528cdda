"""Why a visit costs what it costs: every step from the coverage to the last cent, with the rule that made it."""

from collections.abc import Iterator

from medgroup.answers import Reason
from medgroup.costs.allowing import Allowing
from medgroup.costs.benefits.claims import Cause, CoverageClass
from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.benefits.gates import Held, gate_reasons
from medgroup.costs.benefits.steps import cause_reason, steps_of
from medgroup.costs.benefits.surprise import surprise_reasons
from medgroup.costs.prices.price_steps import bill_reasons, line_reasons, of_line
from medgroup.costs.processing import ProcessedLine
from medgroup.costs.quotes.cases import Case
from medgroup.display import number
from medgroup.domain.benefits import AllowedOf, AllowedOutOfNetwork
from medgroup.domain.permissions import Permission
from medgroup.domain.terms import Claim
from medgroup.network.answer import NetworkStatus, Path, link_reason


def reasons(case: Case, status: NetworkStatus | None) -> Iterator[Reason]:
    """Yield every step: the coverage, the links to the network, which contract prices what, then line by line.

    Args:
        case: The case.
        status: Network status of the practitioner with its paths; None where no plan pays first.
    """
    yield from coverage_on(case.market, case.visit.patient, on=case.visit.on).because
    yield from _of_a_referral(case.visit.referral)
    if status is not None:
        yield from (link_reason(link) for link in priced_path(case, status).links)
        yield from status.remarks()
        yield from bill_reasons(case.market, (line.bill for line in case.lines))
    for place, line in enumerate(case.lines, start=1):
        yield from of_line(place, line.bill, line.draft, line_steps(case, line))


def priced_path(case: Case, status: NetworkStatus) -> Path:
    """Return the path whose contract prices the practitioner's bill; where none does, the best one."""
    chosen = case.lines[0].bill.chosen
    if chosen is None:
        return status.best
    chain = tuple(hop.tie.affiliation.id for hop in chosen.route.chain)
    entry = None if chosen.entry is None else chosen.entry.id
    wanted = (chosen.route.network.id, chosen.route.agreement.id, chain, entry)
    found = (
        path for path in status.paths if (path.network, path.agreement, path.affiliations, path.roster_entry) == wanted
    )
    return next(found, status.best)


def line_steps(case: Case, line: ProcessedLine) -> Iterator[Reason]:
    """Yield the steps of one line: its price, the gates, the law on surprise bills, the benefits."""
    plan, terms, classed = case.covered.plan, case.covered.terms, line.classed
    if plan is None or terms is None or classed is None or line.line is None:
        yield _without_a_plan(case, line)
        return
    if line.bill.chosen is not None or classed.coverage not in _MEASURED:
        yield from line_reasons(line.bill, line.draft)
    if classed.surprise is not None:
        yield from surprise_reasons(plan, classed.surprise)
    yield from gate_reasons(plan, classed.gate)
    if line.bill.chosen is None:
        yield from _measured(case, line, classed.coverage)
    yield from steps_of(terms, line.line._replace(coverage=classed.coverage), line.share)


def price_reason(case: Case, line: ProcessedLine) -> Reason:
    """Return the last step of the price of a line: where there is no price, why."""
    measured = line.classed is not None and line.bill.chosen is None and line.classed.coverage in _MEASURED
    found = list(_measured(case, line, line.classed.coverage)) if measured and line.classed is not None else []
    *_, last = found or line_reasons(line.bill, line.draft)
    return last


def why_it_waits(case: Case, line: ProcessedLine) -> str:
    """Return why a line waits, in a sentence."""
    cause, plan, classed = line.share.cause, case.covered.plan, line.classed
    if cause is Cause.ALLOWED_NOT_KNOWN:
        return price_reason(case, line).statement
    if cause is Cause.CLASS_NOT_KNOWN and plan is not None and classed is not None:
        return next(gate_reasons(plan, classed.gate)).statement
    return cause_reason(cause or Cause.CLASS_NOT_KNOWN, line.share.rule, ()).statement


def _of_a_referral(held: Held) -> Iterator[Reason]:
    """Yield which referral of the market is the one that is held, where it is one."""
    if isinstance(held, Permission) and held.referral is not None:
        left = "any number of visits" if held.left is None else number(held.left, "visits")
        yield Reason(
            statement=f"Referral {held.referral} is held: it is good {held.period}, with {left} left.",
            evidence=(f"referrals/{held.referral}",),
        )


def _without_a_plan(case: Case, line: ProcessedLine) -> Reason:
    charge = line.draft.service.charge
    if case.covered.overlapping:
        return Reason(
            statement="It waits: which coverage pays first is not known.",
            would_change="Coverages of different order, or periods that do not overlap.",
        )
    if charge is None:
        return Reason(
            statement="No plan covers it, so that the charge is owed, and no charge is stated.",
            would_change="The charge of the line.",
        )
    return Reason(statement=f"No plan covers it: the patient owes the charge of ${charge}.")


#: The classes that have a measure of their own where no contract prices a line.
_MEASURED = frozenset({CoverageClass.OUT, CoverageClass.SURPRISE})


def _measured(case: Case, line: ProcessedLine, coverage: CoverageClass) -> Iterator[Reason]:
    """Yield what a line that no contract prices is measured by: a median of contracted rates, or the plan's rule."""
    plan = case.covered.plan
    assert plan is not None
    if coverage is CoverageClass.SURPRISE:
        median = case.market.derived(Allowing).median(plan, line.bill, line.draft, case.visit.on)
        yield from median.because
        units = line.draft.service.units
        times = f" It is taken {units} times." if units > 1 else ""
        yield Reason(statement=f"{median.headline()}{times}", source="45 CFR 149.140")
    elif coverage is CoverageClass.OUT:
        out = None if plan.benefits is None else plan.benefits.out_of_network
        stated = None if out is None else out.allowed
        if stated is None:
            yield Reason(
                statement="What the plan allows out of its network is not stated.",
                evidence=(f"plans/{plan.id}",),
                would_change="To state benefits.out_of_network.allowed.",
            )
        else:
            yield from _allowed_by_the_plan(case, line, stated)


def _allowed_by_the_plan(case: Case, line: ProcessedLine, stated: AllowedOutOfNetwork) -> Iterator[Reason]:
    plan = case.covered.plan
    assert plan is not None
    evidence = (f"plans/{plan.id}",)
    if stated.of is AllowedOf.CHARGES or stated.series is None:
        unknown = "" if line.draft.service.charge is not None else " No charge is stated."
        yield Reason(
            statement=f"Out of network the plan allows {stated.percent:f} % of charges.{unknown}",
            evidence=evidence,
            source="plan document",
            would_change="The charge of the line." if unknown else "",
        )
        return
    if line.bill.claim is Claim.FACILITY:
        yield Reason(
            statement="Out of network the plan measures by a schedule for practitioners; what it allows a hospital is "
            "not stated.",
            evidence=evidence,
            would_change="A contract of the hospital.",
        )
        return
    drafts = case.market.derived(Allowing).drafts_by_schedule(case.visit, plan, line.bill, stated.series)
    place = next(place for place, (number, _) in enumerate(line.bill.lines) if number == line.number)
    yield from line_reasons(line.bill, drafts[place])
