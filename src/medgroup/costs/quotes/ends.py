"""The two ends of what a patient may owe where something that decides is not known."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from attrs import evolve

from medgroup.answers import Reason
from medgroup.costs.benefits.claims import Cause, CoverageClass
from medgroup.costs.benefits.steps import cause_reason
from medgroup.costs.billed import BilledVisit
from medgroup.costs.prices.price_steps import lead_of
from medgroup.costs.processing import ProcessedLine, Processing
from medgroup.costs.quotes.cases import Case, replayed, tried
from medgroup.costs.quotes.contracted import ContractedRates
from medgroup.costs.quotes.parts import money
from medgroup.costs.quotes.records import End, OwedRange, QuotedEnd
from medgroup.costs.quotes.supposing import BEYOND, NO_AMOUNT, Chooser, Key, Supposed, settlements, ways
from medgroup.values.money import Money

#: How many ways are tried; of more, no more is said than that she owes something between nothing and the charge.
_MOST_WAYS = 400
#: Of how many ways that come to the same end it is looked at which is told in the fewest words.
_MOST_TOLD = 8


class BothEnds(NamedTuple):
    """Something that is open whatever is taken, as it is told at either end."""

    low: Reason
    high: Reason
    #: Whether anything bounds it.
    bounded: bool

    @classmethod
    def of(cls, why: str, most: int | None) -> "BothEnds":
        """Return that nothing is owed, or the most; None where nothing bounds that."""
        bound = "What is owed may be any amount." if most is None else f"At the most ${Money(most)} is owed."
        low, high = (Reason(statement=f"{why} {said}") for said in ("At the least nothing is owed.", bound))
        return cls(low, high, most is not None)

    def at(self, end: End) -> Reason:
        """Return what is told at an end."""
        return self.low if end is End.LOW else self.high


class Choice(NamedTuple):
    """Which way is taken of something that is not known, before a visit is processed."""

    key: Key
    #: The place of the way among those that there are.
    place: int
    reason: Reason


Choices = tuple[Choice, ...]
Supposals = tuple[tuple[Key | None, Reason], ...]


class Outcome(NamedTuple):
    """What a visit comes to in one way: what the patient owes at least and at most, and what else is known."""

    low: int
    #: None where nothing bounds it.
    high: int | None
    plan_paid: int | None = None
    written_off: int | None = None
    balance_billed: int | None = None
    #: The place of the way that was taken of each thing that may turn out in several.
    taken: Mapping[Key, int] = MappingProxyType({})
    #: What is supposed with that, in order; what follows from several choices has no key.
    supposed: Supposals = ()
    #: What is open even so, at either end.
    left_open: tuple[BothEnds, ...] = ()

    def agrees(self, taken: Mapping[Key, int]) -> bool:
        """Return whether nothing was taken otherwise for it."""
        return all(self.taken.get(key, place) == place for key, place in taken.items())

    def owed(self, end: End) -> int | None:
        """Return what is owed at an end."""
        return self.low if end is End.LOW else self.high

    def open_at(self, end: End) -> tuple[Reason, ...]:
        """Return what is open of an end; of one without bounds, what nothing bounds."""
        unbounded = self.owed(end) is None
        return tuple(one.at(end) for one in self.left_open if not (unbounded and one.bounded))


class Between(NamedTuple):
    """What is told of amounts that are not single numbers."""

    #: The low and the high end; none where every line has its number.
    ends: tuple[QuotedEnd, ...] = ()
    range: OwedRange | None = None


def between(case: Case) -> Between:
    """Return both ends of what the patient may owe, and the range between them."""
    if not case.waits:
        return Between()
    outcomes = [_without_a_plan(case)] if case.covered.plan is None else list(_outcomes(case))
    low, high = (_end(end, outcomes) for end in End)
    return Between(
        (low, high),
        OwedRange(low=low.patient_owes or Money(0), high=high.patient_owes, balance_billed=_most_beyond(outcomes)),
    )


def _most_beyond(outcomes: Sequence[Outcome]) -> Money | None:
    """Return the most that may be billed beyond in any way, which need not be that of an end."""
    billed = [one.balance_billed if one.low == one.high else None for one in outcomes]
    known = [cents for cents in billed if cents is not None]
    return Money(max(known)) if len(known) == len(billed) else None


def _end(end: End, outcomes: Sequence[Outcome]) -> QuotedEnd:
    outcome, said = _plainest(end, outcomes)
    # Where a line has no number even so, the other parties' amounts are not those of this end.
    single = outcome.low == outcome.high
    return QuotedEnd(
        end=end,
        patient_owes=money(outcome.owed(end)),
        plan_paid=money(outcome.plan_paid) if single else None,
        written_off=money(outcome.written_off) if single else None,
        balance_billed=money(outcome.balance_billed) if single else None,
        statement=" ".join(reason.statement for reason in said),
        evidence=tuple(dict.fromkeys(key for reason in said for key in reason.evidence)),
    )


def _plainest(end: End, outcomes: Sequence[Outcome]) -> tuple[Outcome, tuple[Reason, ...]]:
    """Return an outcome at an end, and what makes it: the one of which least is to be said, of some that are there."""
    found = [inf if owed is None else owed for owed in (one.owed(end) for one in outcomes)]
    furthest = min(found) if end is End.LOW else max(found)
    there = [one for one, owed in zip(outcomes, found, strict=True) if owed == furthest]
    told = [(one, tuple(dict.fromkeys(_told(end, one, outcomes)))) for one in there[:_MOST_TOLD]]
    outcome, said = min(told, key=lambda one: len(one[1]))
    return outcome, said or (Reason(statement="What is not known changes nothing here."),)


def _told(end: End, outcome: Outcome, outcomes: Sequence[Outcome]) -> Iterator[Reason]:
    """Yield what makes an end: what has to be taken for it, what follows from that, and what is open even so."""
    needed = _needed(end, outcome, outcomes)
    agreeing = [other for other in outcomes if other.agrees(needed)]
    for key, reason in outcome.supposed:
        if key in needed or (key is None and all((key, reason) in other.supposed for other in agreeing)):
            yield reason
    yield from outcome.open_at(end)


def _needed(end: End, outcome: Outcome, outcomes: Sequence[Outcome]) -> Mapping[Key, int]:
    """Return what has to be taken for an end: without what may turn out either way, and it stays the same."""
    needed, at_end = outcome.taken, (outcome.owed(end), outcome.open_at(end))
    for key in reversed(tuple(outcome.taken)):
        fewer = {name: place for name, place in needed.items() if name != key}
        if all((one.owed(end), one.open_at(end)) == at_end for one in outcomes if one.agrees(fewer)):
            needed = fewer
    return needed


def _outcomes(case: Case) -> Iterator[Outcome]:
    rates = ContractedRates(case.market)
    visits = tuple(_at_each_site(case))
    left = _MOST_WAYS
    for processing, before in _histories(case, rates):
        numbers = count(1)
        for visit, at in visits:
            run = partial(_tried, case, rates, processing, visit, numbers, (*before, *at))
            for _, outcome in ways(run, most=left):
                left -= 1
                yield outcome
            if not left:
                yield _anything(case, "More is not known than can be tried way by way.")
                return


def _tried(
    case: Case,
    rates: ContractedRates,
    processing: Processing,
    visit: BilledVisit,
    numbers: Iterator[int],
    before: Choices,
    chooser: Chooser,
) -> Outcome:
    """Return what a visit comes to where what is not known is as somebody chooses it, under a number of its own."""
    supposed = Supposed(case.market, rates, chooser)
    return _outcome(tried(processing, visit, f"{visit.id} {next(numbers)}", supposed), before, chooser)


def _at_each_site(case: Case) -> Iterator[tuple[BilledVisit, Choices]]:
    """Yield the visit at each site that it may be at, where sites differ in what decides a price."""
    if not case.open_sites:
        yield case.visit, ()
    for place, site in enumerate(case.open_sites):
        name = case.market.name_of("sites", site)
        at = Reason(statement=f"It is at {name}.", evidence=(f"sites/{site}",))
        yield evolve(case.visit, site=site), (Choice(("site",), place, at),)


def _outcome(lines: Sequence[ProcessedLine], before: Choices, chooser: Chooser) -> Outcome:
    low = high = 0
    bounded = True
    left_open = []
    for number, line in enumerate(lines, start=1):
        least, most = _owed(line)
        low += least
        high += most or 0
        bounded = bounded and most is not None
        if line.share.patient_owes is None:
            left_open.append(_left_open(number, line, most))
    shares = [line.share for line in lines]
    return Outcome(
        low,
        high if bounded else None,
        plan_paid=_sum([share.plan_paid for share in shares]),
        written_off=_sum([share.written_off for share in shares]),
        balance_billed=_sum([share.balance_billed for share in shares]),
        taken={one.key: one.place for one in before} | {key: place for key, (place, _) in chooser.chosen.items()},
        supposed=(*((one.key, one.reason) for one in before), *chooser.supposed),
        left_open=tuple(left_open),
    )


def _left_open(number: int, line: ProcessedLine, most: int | None) -> BothEnds:
    """Return why what is owed for a line is open, and what is taken of it at either end."""
    reason = cause_reason(line.share.cause or Cause.CLASS_NOT_KNOWN, line.share.rule, ())
    return BothEnds.of(lead_of(number, line.bill, line.draft) + reason.statement, most)


def _sum(amounts: Sequence[int | None]) -> int | None:
    """Return the sum of amounts, or None where one is not known or has no bounds."""
    known = [amount for amount in amounts if amount is not None and abs(amount) < NO_AMOUNT]
    return sum(known) if len(known) == len(amounts) else None


def _owed(line: ProcessedLine) -> tuple[int, int | None]:
    """Return what is owed at least and at most for a line; None where nothing bounds it."""
    owed, taken = line.share.patient_owes, line.line
    if owed is not None:
        return (owed, owed) if owed < NO_AMOUNT else (NO_AMOUNT, None)
    if taken is None:
        return 0, None
    allowed = taken.allowed if taken.coverage is CoverageClass.IN and taken.allowed != BEYOND else None
    known = [amount for amount in (allowed, taken.charge) if amount is not None]
    return 0, min(known) if known else None


def _without_a_plan(case: Case) -> Outcome:
    """Return what is owed where no plan pays first, or nobody can tell which does."""
    if case.covered.overlapping:
        return _anything(case, "Which coverage pays first is not known.")
    nobody = Chooser(())
    nobody.tell(Reason(statement="No plan pays first."))
    return _outcome(case.lines, (), nobody)


def _anything(case: Case, why: str) -> Outcome:
    """Return that she owes something between nothing and what is charged."""
    charges = [line.draft.service.charge for line in case.lines]
    known = [charge.cents for charge in charges if charge is not None]
    most = sum(known) if len(known) == len(charges) else None
    return Outcome(0, most, left_open=(BothEnds.of(why, most),))


def _histories(case: Case, rates: ContractedRates) -> Iterator[tuple[Processing, Choices]]:
    """Yield what may have been used before: as bills of unknown network wait, and as each way would settle them."""
    terms = case.covered.terms
    if terms is None or not any(one.network for one in case.waiting):
        yield replayed(case, None), ()
        return
    waits = Reason(statement="Earlier bills of unknown network status go on waiting.")
    yield replayed(case, None), (Choice(("history",), 0, waits),)
    for place, settled in enumerate(settlements(len(terms.tiers())), start=1):
        choice = Choice(("history",), place, settled.reason)
        yield replayed(case, Supposed(case.market, rates, settled)), (choice,)
