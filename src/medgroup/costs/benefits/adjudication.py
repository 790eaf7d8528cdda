"""Lines of claims adjudicated together, as one answer."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from attrs import field, frozen

from medgroup.answers import Answer, Reason, plain, plain_fields
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.assumptions import assumptions_of
from medgroup.costs.benefits.claims import Cause, ClaimLine, LineShare, LineStatus, Reversal, Used
from medgroup.costs.benefits.ledger import Ledger
from medgroup.costs.benefits.plan_terms import PlanTerms, plan_terms
from medgroup.costs.benefits.steps import steps_of, steps_of_reversal
from medgroup.domain.payers import Plan
from medgroup.errors import InvalidValueError
from medgroup.values.lists import tuple_of
from medgroup.values.money import Money


@frozen
class UsedAmounts:
    """What somebody has used in a plan year of one tier."""

    deductible: Money
    out_of_pocket: Money


@frozen
class UsedOfTier:
    """What has been used of a tier in a plan year."""

    patient: UsedAmounts
    family: UsedAmounts
    #: What the patient has paid in network by all tiers, which the self-only limit holds down.
    in_network: Money


@frozen(kw_only=True)
class AdjudicatedLine:
    """What each party pays of a line; an amount that nobody can tell is None."""

    line: str
    status: LineStatus
    #: Why it is not covered or waits.
    cause: Cause | None
    #: The name of the rule that shared it; empty for what holds in the whole tier.
    rule: str
    allowed: Money | None
    deductible: Money | None
    copay: Money | None
    coinsurance: Money | None
    #: What the patient owes outside the benefits.
    not_covered: Money | None
    plan_paid: Money | None
    #: Deductible, copay, coinsurance and what is not covered; a balance bill comes on top.
    patient_owes: Money | None
    #: What nobody owes: in network the difference to the charge (CARC 45).
    written_off: Money | None
    #: What may be billed to the patient beyond what the plan allows; out of network only.
    balance_billed: Money | None
    #: What the limits of the year spared the patient.
    spared: Money | None
    #: What had been used of the tier before it.
    before: UsedOfTier
    #: What has been used of the tier after it.
    after: UsedOfTier


class Totals(NamedTuple):
    """What each party pays of all lines together, those that wait left out."""

    plan_paid: Money
    patient_owes: Money
    written_off: Money
    balance_billed: Money


@frozen(kw_only=True, repr=False)
class Adjudication(Answer):
    """What each party pays of some lines under a plan, each given those before it, and what has been used then.

    Sources: 45 CFR 147.130, 147.200, 156.130; 45 CFR Part 149; ACA FAQ XXVII; IRC 223.
    """

    plan: str
    #: The lines in the order in which they were adjudicated.
    lines: tuple[AdjudicatedLine, ...]
    #: What has been used after the last of them, ready to be carried into the next.
    accumulators: tuple[Accumulated, ...]
    assumptions: tuple[str, ...] = ()
    _terms: PlanTerms = field(alias="terms", repr=False, eq=False)
    _taken: tuple[tuple[ClaimLine | Reversal, LineShare], ...] = field(alias="taken", repr=False, eq=False)

    # Made when they are read: most callers read the amounts alone.
    @property
    def because(self) -> tuple[Reason, ...]:  # type: ignore[override]
        """The steps of every line, in the order of the lines."""
        return tuple(reason for line, _ in self._taken for reason in self.steps(line.id))

    @property
    def totals(self) -> Totals:
        """What each party pays of all lines together, those that wait left out."""
        return Totals(*(self._total(name) for name in Totals._fields))

    def line(self, id: str) -> AdjudicatedLine:
        """Return a line.

        Raises:
            InvalidValueError: There is no such line.
        """
        return self.lines[self._place(id)]

    def steps(self, id: str) -> tuple[Reason, ...]:
        """Return why each party pays what it pays of a line, step by step.

        Raises:
            InvalidValueError: There is no such line.
        """
        line, share = self._taken[self._place(id)]
        if isinstance(line, Reversal):
            return steps_of_reversal(share, line.line)
        return steps_of(self._terms, line, share)

    def headline(self) -> str:
        """Return who pays what in one sentence."""
        totals = self.totals
        waiting = sum(line.status is LineStatus.PENDED for line in self.lines)
        balance = f", {totals.balance_billed} may be billed beyond that" if totals.balance_billed.cents else ""
        waits = f"; {waiting} of {_lines(self.lines)} {'waits' if waiting == 1 else 'wait'}" if waiting else ""
        paid = f"{self.plan} pays {totals.plan_paid} and the patient owes {totals.patient_owes}"
        return f"Of {_lines(self.lines)} {paid}{balance}{waits}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, its reasons included."""
        return {**plain_fields(self), "because": plain(self.because)}

    def _place(self, id: str) -> int:
        for place, line in enumerate(self.lines):
            if line.line == id:
                return place
        raise InvalidValueError(id, "the id of an adjudicated line", field="line")

    def _total(self, name: str) -> Money:
        amounts = (getattr(line, name) for line in self.lines)
        return Money(sum(amount.cents for amount in amounts if amount is not None))


def adjudicate_lines(
    plan: Plan | PlanTerms,
    lines: Iterable[ClaimLine | Reversal],
    *,
    carried: Iterable[Accumulated] = (),
    in_order: bool = False,
) -> Adjudication:
    """Return what each party pays of some lines under a plan.

    Args:
        plan: The plan, or its terms as ``plan_terms`` compiled them.
        lines: The lines, priced and classed, and reversals of them.
        carried: What had been used before the first line.
        in_order: Whether the lines stand in the order in which they are to be adjudicated. Otherwise that is the day on
            which they were processed, their number, and their id.

    Returns:
        Every line with what each party pays, and the accumulators afterwards. A line that cannot be adjudicated waits
        and takes nothing; those after it are adjudicated without it.

    Raises:
        InvalidValueError: Two lines have one id, or what is carried in cannot be so under the plan.

    Sources: 45 CFR 147.200 (what deductible, copayment, coinsurance and out-of-pocket limit are).
    """
    terms = plan if isinstance(plan, PlanTerms) else plan_terms(plan)
    ledger = Ledger(terms, carried)
    given = tuple_of(lines, "lines")
    sequence = given if in_order else sorted(given, key=adjudication_order)
    taken = tuple((line, ledger.take(line)) for line in sequence)
    return Adjudication(
        plan=terms.plan.id,
        lines=tuple(_in_dollars(share) for _, share in taken),
        accumulators=ledger.accumulators(),
        assumptions=tuple(assumptions_of(terms, ((one, of) for one, of in taken if isinstance(one, ClaimLine)))),
        terms=terms,
        taken=taken,
    )


def adjudication_order(line: ClaimLine | Reversal) -> tuple[date, int, bool, str]:
    """Return what lines are put in order by: the day on which they were processed, their number, their id.

    A line with no such day goes by its day of service. Of two in one place the reversal comes first.
    """
    is_line = isinstance(line, ClaimLine)
    day = line.processed or line.on if isinstance(line, ClaimLine) else line.processed
    return (day, line.number, is_line, line.id)


def replacement(of: str, line: ClaimLine, *, id: str) -> tuple[Reversal, ClaimLine]:
    """Return the two lines that a replacement is: what takes the earlier line back, and the new line.

    Args:
        of: The id of the line that is replaced.
        line: The line in its place.
        id: An id for the reversal.

    Sources: X12 837 CLM05-3 (claim frequency 7).
    """
    return Reversal(id=id, line=of, processed=line.processed or line.on, number=line.number), line


def _in_dollars(share: LineShare) -> AdjudicatedLine:
    return AdjudicatedLine(
        line=share.line,
        status=share.status,
        cause=share.cause,
        rule=share.rule,
        before=_used(share.before),
        after=_used(share.after),
        **{name: _money(getattr(share, name)) for name in _AMOUNTS},
    )


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def _used(used: Used) -> UsedOfTier:
    return UsedOfTier(
        UsedAmounts(Money(used.deductible), Money(used.out_of_pocket)),
        UsedAmounts(Money(used.family_deductible), Money(used.family_out_of_pocket)),
        Money(used.in_network),
    )


#: The amounts of a line.
_AMOUNTS = LineShare._fields[LineShare._fields.index("allowed") : LineShare._fields.index("before")]


def _lines(lines: Sequence[object]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"
