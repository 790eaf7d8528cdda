"""Claim lines adjudicated one after another: what each party pays of a line, given all that came before it.

The steps of a line: what class it is of (0), what is allowed (1), preventive care (2), copay (3), deductible (4),
coinsurance (5), the most that is paid in a year (6), what stays outside (7), the accumulators (8).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.books import Added, Books, Taken
from medgroup.costs.benefits.carrying import Member
from medgroup.costs.benefits.claims import AnyLine, Cause, CoverageClass, LineShare, LineStatus, Reversal, Used
from medgroup.costs.benefits.plan_terms import NONE, OUT, PlanTerms, ShareRow
from medgroup.costs.benefits.sharing import NOTHING, is_free, parts_of
from medgroup.errors import InvalidValueError

_UNUSED = Used(0, 0, 0, 0, 0)
_FIRST_AMOUNT = LineShare._fields.index("allowed")
_BEFORE = LineShare._fields.index("before")
_UNKNOWN = (None,) * (_BEFORE - _FIRST_AMOUNT)


class Ledger:
    """The claims of one plan, adjudicated in the order in which they are given; ``take`` takes the next.

    A line that cannot be adjudicated waits and takes nothing; those after it are adjudicated without it. No answer
    depends on the lines of another family.
    """

    __slots__ = ("_books", "_kept", "_terms")

    def __init__(self, terms: PlanTerms, carried: Iterable[Accumulated] = ()) -> None:
        """Open a ledger.

        Args:
            terms: The terms of the plan.
            carried: What has been used before the first line.

        Raises:
            InvalidValueError: What is carried in cannot be so under the plan.
        """
        self._terms = terms
        self._books = Books(terms, carried)
        #: Lines by id; None once a line has been taken back.
        self._kept: dict[str, Taken | None] = {}

    def take(self, line: AnyLine | Reversal, *, last: bool = False) -> LineShare:
        """Adjudicate the next line.

        Args:
            line: The line, or what takes one back.
            last: Whether nothing comes after it, so that nothing need be kept of it.

        Returns:
            What each party pays. A reversal gives the amounts of the line that it takes back, negated.

        Raises:
            InvalidValueError: A line of this id was taken before.
        """
        if line.id in self._kept:
            raise InvalidValueError(line.id, "an id that no line before it has", field="id")
        if isinstance(line, Reversal):
            return self._give_back(line)
        member = (line.family, line.patient, self._terms.year_of(line.on))
        tier = OUT if line.coverage is CoverageClass.OUT else line.tier
        row = self.row_or_cause(line, tier)
        if isinstance(row, Cause):
            return self._outside(line, member, tier, row)
        return self._shared(line, member, tier, row, last=last)

    def accumulators(self) -> tuple[Accumulated, ...]:
        """Return what has been used: of families first, then of patients."""
        return tuple(self._books.rows())

    def amounts(self, family: str, patient: str, on: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return what a patient and the family have used in the plan year of a day, in cents.

        Returns:
            Twice deductible and out of pocket tier by tier, out of network first; the patient's end with what she has
            paid in network by all tiers.
        """
        return self._books.amounts((family, patient, self._terms.year_of(on)))

    def row_or_cause(self, line: AnyLine, tier: int) -> ShareRow | Cause:
        """Return how the plan shares a line, or why it does not or cannot be told to (step 0)."""
        terms = self._terms
        if line.coverage is CoverageClass.UNKNOWN:
            return Cause.CLASS_NOT_KNOWN
        if line.coverage is CoverageClass.NOT_COVERED:
            return Cause.CLASS
        if not terms.plan.period.contains(line.on):
            return Cause.PLAN_PERIOD
        if tier == OUT and not terms.covers_out_of_network:
            return Cause.OUT_OF_NETWORK_NOT_KNOWN if terms.covers_out_of_network is None else Cause.OUT_OF_NETWORK
        if tier not in terms.counts_to:
            return Cause.BENEFITS_NOT_KNOWN
        if terms.counts_to[tier] is None:
            return Cause.CROSSING_NOT_KNOWN
        row = terms.share((tier, line.category, line.code, line.families, line.primary_care))
        return Cause.SERVICE_NOT_KNOWN if row is None else row

    def _shared(self, line: AnyLine, member: Member, tier: int, row: ShareRow, *, last: bool) -> LineShare:
        if not row.covered:
            return self._outside(line, member, tier, Cause.SERVICE_NOT_COVERED, row)
        copay = row.copay
        if row.visits != NONE or line.visit is not None:
            before = self._books.copay_of_visit(member, row.label, line.visit) if line.visit is not None else None
            if before is None and row.visits != NONE and self._books.visits(member, row.label) >= row.visits:
                return self._outside(line, member, tier, Cause.VISITS, row)
            if copay != NONE:
                copay = max(copay - (before or 0), 0)
        allowed = _lesser(line.allowed, line.charge)
        if allowed is None:
            return self._outside(line, member, tier, Cause.ALLOWED_NOT_KNOWN, row)
        used = self._books.used(member, tier)
        free = is_free(self._terms, line, tier)
        limits = self._terms.limits(tier, member[2], line.self_only)
        parts = NOTHING if free else parts_of(allowed, row, limits, used, copay)
        if isinstance(parts, Cause):
            return self._outside(line, member, tier, parts, row)
        deductible, copaid, coinsurance, spared = parts
        owed = deductible + copaid + coinsurance
        beyond = None if line.charge is None else line.charge - allowed
        share = LineShare(
            line.id,
            LineStatus.COVERED,
            None,
            allowed,
            deductible,
            copaid,
            coinsurance,
            0,
            allowed - owed,
            owed,
            beyond if tier != OUT else 0,
            beyond if tier == OUT else 0,
            spared,
            used,
            _after(used, deductible, owed, tier),
            row.label,
        )
        if not last:
            self._keep(share, line, member, tier, row)
        return share

    def _keep(self, share: LineShare, line: AnyLine, member: Member, tier: int, row: ShareRow) -> None:
        """Add what a line takes to the accumulators (step 8), and keep it so that it can be given back."""
        deductible, owed = share.deductible or 0, share.patient_owes or 0
        added: tuple[Added, ...] = (Added(tier, deductible, owed),)
        others = self._terms.counts_to[tier] or ()
        if len(others) > 1:
            added += tuple(self._credit(line, member, other, deductible, owed) for other in others if other != tier)
        counts = row.visits != NONE
        tracked = counts or (line.visit is not None and row.copay != NONE)
        taken = Taken(
            share,
            member,
            tier,
            added,
            owed if tier != OUT else 0,
            row.label if tracked else "",
            counts,
            line.visit,
            share.copay or 0,
        )
        self._books.add(taken)
        self._kept[line.id] = taken

    def _credit(self, line: AnyLine, member: Member, tier: int, deductible: int, owed: int) -> Added:
        limits = self._terms.limits(tier, member[2], line.self_only)
        if min(limits) < 0:
            limits = self._terms.bounds(tier, member[2])
        return self._books.credit(member, tier, deductible, owed, limits)

    def _outside(
        self, line: AnyLine, member: Member, tier: int, cause: Cause, row: ShareRow | None = None
    ) -> LineShare:
        """Return the share of a line that the plan does not pay (step 7), or that waits."""
        known = tier if tier in self._terms.counts_to else OUT
        used = self._books.used(member, known)
        label = row.label if row is not None else ""
        amounts = _not_covered(line, cause) if cause in REFUSALS else cause
        if isinstance(amounts, Cause):
            share = LineShare._make((line.id, LineStatus.PENDED, amounts, *_UNKNOWN, used, used, label))
        else:
            share = LineShare._make((line.id, LineStatus.NOT_COVERED, cause, *amounts, used, used, label))
        self._kept[line.id] = Taken(share, member, known, (), 0, "", False, None, 0)
        return share

    def _give_back(self, reversal: Reversal) -> LineShare:
        kept = self._kept.get(reversal.line)
        if kept is None:
            self._kept[reversal.id] = None
            waits = (reversal.id, LineStatus.PENDED, Cause.NOTHING_TO_REVERSE, *_UNKNOWN, _UNUSED, _UNUSED, "")
            return LineShare._make(waits)
        before = self._books.used(kept.member, kept.tier)
        self._books.add(kept, -1)
        self._kept[reversal.line] = self._kept[reversal.id] = None
        amounts = negated(kept.share[_FIRST_AMOUNT:_BEFORE])
        after = self._books.used(kept.member, kept.tier)
        return LineShare._make((reversal.id, LineStatus.REVERSED, None, *amounts, before, after, kept.share.rule))


#: Why a line is not covered; every other cause makes it wait.
REFUSALS = frozenset({Cause.CLASS, Cause.PLAN_PERIOD, Cause.OUT_OF_NETWORK, Cause.SERVICE_NOT_COVERED, Cause.VISITS})


def negated(amounts: Iterable[Any]) -> Iterator[int | None]:
    """Return amounts with the other sign; one that nobody can tell stays None."""
    return (None if amount is None else -amount for amount in amounts)


def _after(used: Used, deductible: int, owed: int, tier: int) -> Used:
    own, family, paid, family_paid, in_network = used
    inside = owed if tier != OUT else 0
    return Used(own + deductible, family + deductible, paid + owed, family_paid + owed, in_network + inside)


#: The classes whose allowed amount a contract states.
_CONTRACTED = frozenset({CoverageClass.IN, CoverageClass.NOT_COVERED})


def _lesser(allowed: int | None, charge: int | None) -> int | None:
    """Return what is allowed, and no more than was charged (step 1)."""
    return charge if allowed is not None and charge is not None and charge < allowed else allowed


def _not_covered(line: AnyLine, cause: Cause) -> tuple[int | None, ...] | Cause:
    """Return the amounts of a line that is not covered, or what of them is not known.

    Under a contract the patient owes what it allows, and nobody the rest; without one she owes the charge. A line whose
    class is not covered is under a contract where it states what that allows.
    """
    allowed = None
    if cause is not Cause.PLAN_PERIOD and line.coverage in _CONTRACTED:
        allowed = _lesser(line.allowed, line.charge)
        if allowed is None and line.coverage is CoverageClass.IN:
            return Cause.ALLOWED_NOT_KNOWN
    owed = line.charge if allowed is None else allowed
    if owed is None:
        return Cause.CHARGE_NOT_KNOWN
    written_off = None if line.charge is None else line.charge - owed
    return allowed, 0, 0, 0, owed, 0, owed, written_off, 0, 0
