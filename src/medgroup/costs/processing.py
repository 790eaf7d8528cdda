"""Bills processed one after another, from the network to what each party pays of each line.

A bill goes through the coverage of the patient, the network, the contract's price, the plan's gates and the law on
surprise bills, and then through the ledger of the plan, in which each line finds what those before it have used.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple, Protocol

from medgroup.costs.allowing import Allowing, BillAllowance
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.categories import service_category
from medgroup.costs.benefits.claims import (
    Cause,
    CheckedLine,
    CoverageClass,
    LineShare,
    LineStatus,
    Reversal,
    Used,
)
from medgroup.costs.benefits.ledger import Ledger, negated
from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.costs.classing import Class, Classing, Covered
from medgroup.costs.prices.bills import Bill, billed_under
from medgroup.costs.prices.drafts import Draft, Pricing, half_up
from medgroup.costs.prices.places import NOWHERE
from medgroup.costs.prices.terms import WHOLE
from medgroup.costs.senders import Giver, Givers, Sender, Senders, SentBill, keep
from medgroup.costs.services import Service
from medgroup.domain.terms import Claim
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.network.answer import Status

__all__ = ["Giver", "Givers", "PreparedLine", "ProcessedLine", "Processing", "Supposing"]

_UNUSED = Used(0, 0, 0, 0, 0)
_number = attrgetter("number")


class PreparedLine(NamedTuple):
    """One line of a bill, priced and classed, that no ledger has taken yet."""

    #: The place of its service on the bill, 1 for the first.
    number: int
    bill: Bill
    draft: Draft
    classed: Class
    line: CheckedLine


class Supposing(Protocol):
    """What is taken where something is not known, to see what a bill may come to."""

    def bill(self, sent: SentBill) -> SentBill:
        """Return a bill with what is supposed of its sender."""
        ...

    def line(
        self, prepared: PreparedLine, sent: SentBill, covered: Covered, allowance: BillAllowance, place: int
    ) -> PreparedLine:
        """Return a line with what is supposed of it.

        Args:
            prepared: The line.
            sent: The bill that it stands on.
            covered: How the patient is covered.
            allowance: What the plan allows for the lines of the bill.
            place: Its place among them, from 0.
        """
        ...


class ProcessedLine(NamedTuple):
    """One line of a bill with what became of it."""

    #: The bill's id, the place of the service and, for a hospital's own line, the word facility.
    id: str
    #: The place of its service on the bill, 1 for the first.
    number: int
    bill: Bill
    draft: Draft
    covered: Covered
    #: None where no coverage pays first.
    classed: Class | None
    #: What the ledger took; None where there is no plan.
    line: CheckedLine | None
    share: LineShare

    @property
    def withheld(self) -> int | None:
        """Cents of the allowed amount that the contract holds back; None where it holds nothing."""
        source, allowed = self.draft.source, self.share.allowed
        if source is None or not source.terms.withhold or allowed is None or self.bill.chosen is None:
            return None
        return half_up(allowed * source.terms.withhold, WHOLE)


class Processing:
    """The bills of a market, processed in the order in which they are given; ``take`` takes the next."""

    def __init__(self, market: Market, carried: Iterable[Accumulated] = ()) -> None:
        """Begin with nothing processed.

        Args:
            market: The market.
            carried: What had been used before the first bill, under the keys of ``coverage_on``.
        """
        self._market = market
        self._carried = tuple(carried)
        self._classing = market.derived(Classing)
        self._allowing = market.derived(Allowing)
        self._senders = market.derived(Senders)
        self._ledgers: dict[str, Ledger] = {}
        self._taken: dict[str, tuple[ProcessedLine, ...]] = {}

    def take(self, billed: BilledVisit | VoidedVisit, supposing: Supposing | None = None) -> tuple[ProcessedLine, ...]:
        """Process the next bill, or take back one.

        Args:
            billed: The bill, or what takes one back.
            supposing: What is taken where something is not known; None takes nothing, and the line waits.

        Returns:
            Its lines in order, each followed by the hospital's own where there is one. What is taken back gives the
            amounts of each line, negated.

        Raises:
            UnknownFactError: A key of the bill leads nowhere.
            InvalidValueError: Something of this id was processed before, or the bill to take back was not.
        """
        if billed.id in self._taken:
            raise InvalidValueError(billed.id, "an id that nothing processed before has", field="id")
        lines = self._voided(billed) if isinstance(billed, VoidedVisit) else self._processed(billed, supposing)
        self._taken[billed.id] = lines
        return lines

    def amounts(self, covered: Covered, patient: str, on: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return what a patient and the family have used by now, as ``Ledger.amounts`` does; some plan pays first."""
        return self._ledger(covered).amounts(covered.family, patient, on)

    def last(self, visit: BilledVisit) -> tuple[ProcessedLine, ...]:
        """Process a bill after which none comes, and return its lines as ``take`` does."""
        return self._processed(visit, None, last=True)

    def accumulators(self, plan: str) -> tuple[Accumulated, ...]:
        """Return what has been used under a plan: of families first, then of patients."""
        ledger = self._ledgers.get(plan)
        return () if ledger is None else ledger.accumulators()

    def _processed(
        self, visit: BilledVisit, supposing: Supposing | None, *, last: bool = False
    ) -> tuple[ProcessedLine, ...]:
        covered = self._classing.covered(visit.patient, visit.on)
        if covered.plan is None:
            return tuple(self._uncovered(visit, covered))
        take, prepared = self._ledger(covered).take, self.prepared(visit, covered, supposing)
        left = len(prepared)
        lines = []
        for number, bill, draft, classed, line in prepared:
            left -= 1
            share = take(line, last=last and not left)
            lines.append(ProcessedLine(line.id, number, bill, draft, covered, classed, line, share))
        return tuple(lines)

    def prepared(
        self, visit: BilledVisit, covered: Covered, supposing: Supposing | None = None
    ) -> Sequence[PreparedLine]:
        """Return the lines of a bill, priced and classed, before any ledger: nothing is taken.

        Args:
            visit: The bill.
            covered: How the patient is covered; some plan pays first.
            supposing: What is taken where something is not known.
        """
        plan = covered.plan
        assert plan is not None
        sender = self._senders.of(visit.practitioner, visit.billing, plan, visit.site, visit.on)
        lines = [line for sent in sender.bills for line in self._lines(visit, covered, sender, sent, supposing)]
        if len(sender.bills) > 1:
            # The order of equals is kept: the practitioner's line stays before the hospital's.
            lines.sort(key=_number)
        return lines

    def _lines(
        self, visit: BilledVisit, covered: Covered, sender: Sender, sent: SentBill, supposing: Supposing | None
    ) -> Iterator[PreparedLine]:
        assert covered.plan is not None
        if supposing is not None:
            sent = supposing.bill(sent)
        if visit.continuing and sent.head.network is Status.OUT and sent.head.claim is Claim.PROFESSIONAL:
            sent = sender.former or sent
        bill = billed_under(sent.head, visit.services)
        allowance = self._allowing.of(visit, covered.plan, bill)
        for place, (number, draft) in enumerate(bill.lines):
            classed = self._class_of(visit, draft.service, covered, sender, sent)
            allowed = allowance.cents(place, classed.coverage)
            line = _line(visit, covered, sent, (number, draft.service), classed.coverage, allowed)
            prepared = PreparedLine(number, bill, draft, classed, line)
            yield prepared if supposing is None else supposing.line(prepared, sent, covered, allowance, place)

    def _class_of(
        self, visit: BilledVisit, service: Service, covered: Covered, sender: Sender, sent: SentBill
    ) -> Class:
        key = (
            service.emergency,
            service.place_of_service,
            covered.pcp,
            visit.referral,
            visit.authorization,
            visit.continuing,
            visit.relied_on_directory,
            visit.consent,
        )
        found = sent.classes.get(key)
        if found is None:
            head, (taxonomies, _, primary_care) = sent.head, sender.giver
            found = self._classing.class_of(visit, service, covered, head.network, head.place, taxonomies, primary_care)
            keep(sent.classes, key, found)
        return found

    def _ledger(self, covered: Covered) -> Ledger:
        assert covered.plan is not None
        assert covered.terms is not None
        key = covered.plan.id
        found = self._ledgers.get(key)
        if found is None:
            carried = self._carried and [row for row in self._carried if row.family.startswith(f"{key}/")]
            found = self._ledgers[key] = Ledger(covered.terms, carried)
        return found

    def _uncovered(self, visit: BilledVisit, covered: Covered) -> Iterator[ProcessedLine]:
        """Yield the lines of a patient whom no plan covers, or of whom nobody can tell which plan does."""
        network = Status.UNKNOWN if covered.overlapping else Status.OUT
        drafts = tuple(
            (number, Draft(one, None, Pricing.TERMS_NOT_STATED)) for number, one in enumerate(visit.services, start=1)
        )
        # Whoever bills has to be somebody, and the site one, covered or not.
        self._market.practitioner(visit.practitioner)
        if visit.site is not None:
            self._market.site(visit.site)
        bill = Bill(Claim.PROFESSIONAL, self._market.organization(visit.billing).id, None, network, NOWHERE, drafts)
        for number, draft in drafts:
            line = f"{visit.id}/{number}"
            charge = None if draft.service.charge is None else draft.service.charge.cents
            share = _waiting(line, Cause.CLASS_NOT_KNOWN) if covered.overlapping else _owed(line, charge)
            yield ProcessedLine(line, number, bill, draft, covered, None, None, share)

    def _voided(self, void: VoidedVisit) -> tuple[ProcessedLine, ...]:
        taken = self._taken.get(void.visit)
        if taken is None:
            expected = (
                "the id of a bill that was processed before; of one day and number what takes a bill back comes first, "
                "so give it a later processed, or on the same day a higher number"
            )
            raise InvalidValueError(void.visit, expected, field="visit")
        return tuple(self._reversed(void, one) for one in taken)

    def _reversed(self, void: VoidedVisit, taken: ProcessedLine) -> ProcessedLine:
        id = f"{void.id}/{taken.id.removeprefix(void.visit).lstrip('/')}"
        if taken.line is None:
            amounts = negated(tuple(taken.share)[_AMOUNTS])
            share = LineShare._make((id, LineStatus.REVERSED, None, *amounts, _UNUSED, _UNUSED, ""))
        else:
            reversal = Reversal(id=id, line=taken.id, processed=void.processed, number=void.number)
            share = self._ledger(taken.covered).take(reversal)
        return taken._replace(id=id, share=share)


def _line(
    visit: BilledVisit,
    covered: Covered,
    sent: SentBill,
    service: tuple[int, Service],
    coverage: CoverageClass,
    allowed: int | None,
) -> CheckedLine:
    """Return what the ledger takes of a service, given with its number on the bill."""
    assert covered.terms is not None
    number, billed = service
    facility = sent.head.claim is Claim.FACILITY
    _, families, primary_care = sent.giver
    if coverage is CoverageClass.NOT_COVERED and allowed is None and sent.head.chosen is not None:
        # What the contract allows is owed, and it is not known: the line waits for it, as one in network does.
        coverage = CoverageClass.IN
    # By place: lines are made by the thousand.
    return CheckedLine(
        f"{visit.id}/{number}/facility" if facility else f"{visit.id}/{number}",
        visit.patient,
        covered.family,
        visit.on,
        coverage,
        sent.tier,
        service_category(
            covered.terms.design,
            code=billed.code,
            preventive=billed.preventive,
            emergency=billed.emergency,
            facility=facility,
            primary_care=primary_care,
        ),
        billed.code,
        families,
        primary_care,
        allowed,
        None if billed.charge is None else billed.charge.cents,
        billed.units,
        f"{visit.id}/facility" if facility else f"{visit.id}/professional",
        billed.preventive,
        covered.self_only,
        visit.processed,
        visit.number,
    )


_AMOUNTS = slice(LineShare._fields.index("allowed"), LineShare._fields.index("before"))


def _owed(line: str, charge: int | None) -> LineShare:
    """Return the share of a line that no plan covers: the patient owes the charge."""
    if charge is None:
        return _waiting(line, Cause.CHARGE_NOT_KNOWN)
    amounts = (None, 0, 0, 0, charge, 0, charge, 0, 0, 0)
    return LineShare._make((line, LineStatus.NOT_COVERED, Cause.CLASS, *amounts, _UNUSED, _UNUSED, ""))


def _waiting(line: str, cause: Cause) -> LineShare:
    unknown = (None,) * (_AMOUNTS.stop - _AMOUNTS.start)
    return LineShare._make((line, LineStatus.PENDED, cause, *unknown, _UNUSED, _UNUSED, ""))
