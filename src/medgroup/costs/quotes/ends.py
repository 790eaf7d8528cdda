"""The two ends of what a patient may owe where something that decides is not known."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from attrs import evolve

from medgroup.answers import Reason
from medgroup.costs.benefits.claims import CoverageClass
from medgroup.costs.billed import BilledVisit
from medgroup.costs.processing import ProcessedLine, Processing
from medgroup.costs.quotes.cases import Case, replayed, tried
from medgroup.costs.quotes.contracted import ContractedRates
from medgroup.costs.quotes.parts import money
from medgroup.costs.quotes.records import End, OwedRange, QuotedEnd
from medgroup.costs.quotes.supposing import BEYOND, NO_AMOUNT, Chooser, Supposed, settlements, ways
from medgroup.values.money import Money

#: How many ways are tried; of more, no more is said than that she owes something between nothing and the charge.
_MOST_WAYS = 400


class Outcome(NamedTuple):
    """What a visit comes to in one way: what the patient owes at least and at most, and what else is known."""

    low: int
    #: None where nothing bounds it.
    high: int | None
    plan_paid: int | None
    written_off: int | None
    balance_billed: int | None
    supposed: tuple[Reason, ...]


def range_of(ends: Sequence[QuotedEnd]) -> OwedRange | None:
    """Return the range between two ends; None where there is a single number."""
    if not ends:
        return None
    low, high = ends
    balances = [end.balance_billed for end in ends]
    known = [one for one in balances if one is not None]
    return OwedRange(
        low=low.patient_owes or Money(0),
        high=high.patient_owes,
        balance_billed=max(known) if len(known) == len(balances) else None,
    )


def ends_of(case: Case) -> tuple[QuotedEnd, ...]:
    """Return the low and the high end of what the patient may owe; none where every line has its number."""
    if not case.waits:
        return ()
    outcomes = [_anything(case, _why_no_plan(case))] if case.covered.plan is None else list(_outcomes(case))
    low = min(outcomes, key=lambda one: one.low)
    high = max(outcomes, key=lambda one: float("inf") if one.high is None else one.high)
    return (_end(End.LOW, low, low.low), _end(End.HIGH, high, high.high))


def _end(end: End, outcome: Outcome, owed: int | None) -> QuotedEnd:
    # Where a line has no number even so, the other parties' amounts are not those of this end.
    single = outcome.low == outcome.high
    said = outcome.supposed or (Reason(statement="What is not known changes nothing here."),)
    return QuotedEnd(
        end=end,
        patient_owes=money(owed),
        plan_paid=money(outcome.plan_paid) if single else None,
        written_off=money(outcome.written_off) if single else None,
        balance_billed=money(outcome.balance_billed) if single else None,
        statement=" ".join(reason.statement for reason in said),
        evidence=tuple(dict.fromkeys(key for reason in said for key in reason.evidence)),
    )


def _outcomes(case: Case) -> Iterator[Outcome]:
    rates = ContractedRates(case.market)
    visits = tuple(_at_each_site(case))
    left = _MOST_WAYS
    for processing, before in _histories(case, rates):
        numbers = count(1)
        for visit in visits:
            at = () if len(visits) == 1 else (_at(case, visit),)

            def run(chooser: Chooser, visit: BilledVisit = visit, taken: Processing = processing) -> Outcome:
                supposed = Supposed(case.market, rates, chooser)
                lines = tried(taken, visit, f"{visit.id} {next(numbers)}", supposed)  # noqa: B023 - run within the loop
                return _outcome(lines, (*before, *at, *chooser.supposed))  # noqa: B023 - as above

            for _, outcome in ways(run, most=left):
                left -= 1
                yield outcome
            if not left:
                yield _anything(case, "More is not known than can be tried way by way.")
                return


def _at_each_site(case: Case) -> Iterator[BilledVisit]:
    """Yield the visit at each site that it may be at, where sites differ in what decides a price."""
    yield from [evolve(case.visit, site=site) for site in case.open_sites] or [case.visit]


def _at(case: Case, visit: BilledVisit) -> Reason:
    assert visit.site is not None
    return Reason(statement=f"It is at {case.market.name_of('sites', visit.site)}.", evidence=(f"sites/{visit.site}",))


def _outcome(lines: Sequence[ProcessedLine], supposed: tuple[Reason, ...]) -> Outcome:
    low = high = 0
    bounded = True
    for line in lines:
        least, most = _owed(line)
        low += least
        high += most or 0
        bounded = bounded and most is not None
    shares = [line.share for line in lines]
    return Outcome(
        low,
        high if bounded else None,
        plan_paid=_sum([share.plan_paid for share in shares]),
        written_off=_sum([share.written_off for share in shares]),
        balance_billed=_sum([share.balance_billed for share in shares]),
        supposed=supposed,
    )


def _sum(amounts: Sequence[int | None]) -> int | None:
    """Return the sum of amounts, or None where one is not known or has no bounds."""
    known = [amount for amount in amounts if amount is not None and abs(amount) < NO_AMOUNT]
    return sum(known) if len(known) == len(amounts) else None


def _owed(line: ProcessedLine) -> tuple[int, int | None]:
    """Return what is owed at least and at most for a line; None where nothing bounds it."""
    owed, taken = line.share.patient_owes, line.line
    if owed is not None:
        return (owed, owed) if owed < NO_AMOUNT else (0, None)
    if taken is None:
        return 0, None
    allowed = taken.allowed if taken.coverage is CoverageClass.IN and taken.allowed != BEYOND else None
    known = [amount for amount in (allowed, taken.charge) if amount is not None]
    return 0, min(known) if known else None


def _why_no_plan(case: Case) -> str:
    return "Which coverage pays first is not known." if case.covered.overlapping else "No plan pays first."


def _anything(case: Case, why: str) -> Outcome:
    """Return that she owes something between nothing and what is charged."""
    charges = [line.draft.service.charge for line in case.lines]
    known = [charge.cents for charge in charges if charge is not None]
    most = sum(known) if len(known) == len(charges) else None
    bound = "The charge is not stated." if most is None else f"No more is owed than the charge of ${Money(most)}."
    return Outcome(0, most, None, None, None, (Reason(statement=f"{why} {bound}"),))


def _histories(case: Case, rates: ContractedRates) -> Iterator[tuple[Processing, tuple[Reason, ...]]]:
    """Yield what may have been used before: as bills of unknown network wait, and as each way would settle them."""
    yield replayed(case, None), ()
    terms = case.covered.terms
    if terms is not None and any(one.network for one in case.waiting):
        for settled in settlements(len(terms.tiers())):
            yield replayed(case, Supposed(case.market, rates, settled)), (settled.reason,)
