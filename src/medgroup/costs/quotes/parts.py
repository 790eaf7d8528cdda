"""The parts of a quote that are amounts: its lines, their sums, and what has been used before and after."""

from collections.abc import Iterator

from medgroup.costs.benefits.assumptions import assumptions_of
from medgroup.costs.benefits.claims import CoverageClass
from medgroup.costs.benefits.plan_terms import NO_LIMIT, OUT, LimitRow
from medgroup.costs.processing import ProcessedLine
from medgroup.costs.quotes.cases import Amounts, Case
from medgroup.costs.quotes.records import QuotedLine, QuotedUse, Whose
from medgroup.values.money import Money


def money(cents: int | None) -> Money | None:
    """Return cents as money; what is not known stays so."""
    return None if cents is None else Money(cents)


def total(case: Case, name: str) -> Money | None:
    """Return the sum of one amount over all lines, or None where that of one is not known."""
    if case.waits:
        return None
    cents = 0
    for line in case.lines:
        amount = getattr(line.share, name)
        if amount is None:
            return None
        cents += amount
    return Money(cents)


def charged(case: Case) -> Money | None:
    """Return what is charged for all services, or None where the charge of one is not stated."""
    charges = [service.charge for service in case.visit.services]
    known = [charge.cents for charge in charges if charge is not None]
    return Money(sum(known)) if len(known) == len(charges) else None


def withheld(case: Case) -> Money | None:
    """Return what the contracts hold back of all lines; None where they hold nothing, or it is not known."""
    held = [amount for line in case.lines if (amount := line.withheld) is not None]
    return Money(sum(held)) if held else None


def lines(case: Case) -> tuple[QuotedLine, ...]:
    """Return the lines of a case."""
    return tuple(_line(number, line) for number, line in enumerate(case.lines, start=1))


def _line(number: int, line: ProcessedLine) -> QuotedLine:
    draft, bill, share, classed = line.draft, line.bill, line.share, line.classed
    service, chosen = draft.service, bill.chosen
    without_a_plan = CoverageClass.UNKNOWN if line.covered.overlapping else CoverageClass.NOT_COVERED
    return QuotedLine(
        number=number,
        service=line.number,
        code=service.code,
        units=service.units,
        modifiers=service.modifiers,
        claim=bill.claim,
        billing=bill.billing,
        network=bill.network,
        coverage=without_a_plan if classed is None else classed.coverage,
        gate=None if classed is None else classed.consequence,
        status=share.status,
        cause=share.cause,
        charge=service.charge,
        allowed=money(share.allowed),
        deductible=money(share.deductible),
        copay=money(share.copay),
        coinsurance=money(share.coinsurance),
        not_covered=money(share.not_covered),
        plan_paid=money(share.plan_paid),
        patient_owes=money(share.patient_owes),
        written_off=money(share.written_off),
        balance_billed=money(share.balance_billed),
        withheld=money(line.withheld),
        spared=money(share.spared),
        rule=share.rule,
        pricing=draft.pricing,
        setting=draft.setting,
        agreement=None if chosen is None else chosen.route.agreement.id,
        terms=None if draft.source is None else draft.source.evidence,
        schedule=None if draft.table is None else draft.table.schedule.id,
    )


def accumulators(case: Case) -> tuple[QuotedUse, ...]:
    """Return what has been used of each tier, of the patient and of the family where others are covered with her."""
    if case.covered.plan is None:
        return ()
    after = case.processed().amounts(case.covered, case.visit.patient, case.visit.on)
    before = case.before or ((0,) * len(after[0]), (0,) * len(after[1]))
    return tuple(_uses(case, before, after))


def _uses(case: Case, before: Amounts, after: Amounts) -> Iterator[QuotedUse]:
    terms, alone = case.covered.terms, case.covered.self_only
    assert terms is not None
    year = terms.year_of(case.visit.on)
    of_whom = (Whose.PATIENT,) if alone else (Whose.PATIENT, Whose.FAMILY)
    # Out of network comes first in the books, and last to people.
    outside = () if terms.covers_out_of_network is False else (OUT,)
    tiers = (*(tier for tier in terms.tiers() if tier != OUT), *outside)
    for place, whose in enumerate(of_whom):
        for tier in tiers:
            deductible, out_of_pocket = _limits(terms.limits(tier, year, alone), whose)
            yield QuotedUse(
                whose=whose,
                year=year,
                tier=tier,
                deductible_before=Money(before[place][2 * tier]),
                deductible_after=Money(after[place][2 * tier]),
                deductible_limit=deductible,
                out_of_pocket_before=Money(before[place][2 * tier + 1]),
                out_of_pocket_after=Money(after[place][2 * tier + 1]),
                out_of_pocket_limit=out_of_pocket,
            )


def _limits(row: LimitRow, whose: Whose) -> tuple[Money | None, Money | None]:
    deductible, most = row.deductible, row.out_of_pocket
    if whose is Whose.FAMILY:
        deductible, most = row.family_deductible, row.family_out_of_pocket
    # Of a high-deductible plan at least the least deductible is met first, whatever the plan says.
    return _limit(max(deductible, row.floor) if deductible >= 0 else deductible), _limit(most)


def _limit(cents: int) -> Money | None:
    return Money(cents) if 0 <= cents < NO_LIMIT else None


def names(case: Case) -> tuple[str, str, str]:
    """Return the names of practitioner, billing organization and plan, for people; no plan has an empty one."""
    market, plan = case.market, case.covered.plan
    practitioner, billing = market.practitioner(case.visit.practitioner), market.organization(case.visit.billing)
    return (
        practitioner.display,
        billing.display,
        "" if plan is None else plan.display,
    )


def assumptions(case: Case) -> Iterator[str]:
    """Yield what a case rests on that no fact states."""
    yield from case.market.assumptions
    terms = case.covered.terms
    if terms is None:
        return
    year = terms.year_of(case.visit.on)
    if not case.past.bills and not case.carried:
        yield f"nothing had been used of the plan year {year}: no bill before the visit and no accumulator is given"
    yield from assumptions_of(terms, ((one.line, one.share) for one in case.lines if one.line is not None))
