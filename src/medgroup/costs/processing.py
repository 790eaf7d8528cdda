"""Bills processed one after another, from the network to what each party pays of each line.

A bill goes through the coverage of the patient, the network, the contract's price, the plan's gates and the law on
surprise bills, and then through the ledger of the plan, in which each line finds what those before it have used.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from medgroup.costs.allowing import Allowing
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.categories import service_category
from medgroup.costs.benefits.claims import Cause, ClaimLine, LineShare, LineStatus, Reversal, Used
from medgroup.costs.benefits.ledger import Ledger, negated
from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.costs.classing import Class, Classing, Covered
from medgroup.costs.prices.bills import Bill, facility_bill, professional_bill
from medgroup.costs.prices.drafts import Draft, Pricing, half_up
from medgroup.costs.prices.places import NOWHERE, Kinds, roles_at
from medgroup.costs.prices.terms import WHOLE
from medgroup.domain.terms import Claim
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.network.answer import Status
from medgroup.network.question import Question, asked
from medgroup.network.status import standing
from medgroup.values.specialties import OTHER_FAMILY

_UNUSED = Used(0, 0, 0, 0, 0)


class Giver(NamedTuple):
    """Who gives care, as plans look at it; None where it is not known."""

    taxonomies: frozenset[str] | None
    families: frozenset[str] | None
    primary_care: bool | None


class PreparedLine(NamedTuple):
    """One line of a bill, priced and classed, that no ledger has taken yet."""

    #: The place of its service on the bill, 1 for the first.
    number: int
    bill: Bill
    draft: Draft
    classed: Class
    line: ClaimLine


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
    line: ClaimLine | None
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

    def __init__(self, market: Market, carried: Iterable[Accumulated] = (), *, assumed: Status | None = None) -> None:
        """Begin with nothing processed.

        Args:
            market: The market.
            carried: What had been used before the first bill, under the keys of ``coverage_on``.
            assumed: A network status to be taken where it is not known; None takes none.
        """
        self._market = market
        self._carried = tuple(carried)
        self._assumed = assumed
        self._classing = market.derived(Classing)
        self._allowing = market.derived(Allowing)
        self._givers = market.derived(Givers)
        self._ledgers: dict[str, Ledger] = {}
        self._taken: dict[str, tuple[ProcessedLine, ...]] = {}

    def take(self, billed: BilledVisit | VoidedVisit) -> tuple[ProcessedLine, ...]:
        """Process the next bill, or take back one.

        Returns:
            Its lines in order, each followed by the hospital's own where there is one. What is taken back gives the
            amounts of each line, negated.

        Raises:
            UnknownFactError: A key of the bill leads nowhere.
            InvalidValueError: Something of this id was processed before, or the bill to take back was not.
        """
        if billed.id in self._taken:
            raise InvalidValueError(billed.id, "an id that nothing processed before has", field="id")
        lines = self._voided(billed) if isinstance(billed, VoidedVisit) else self._processed(billed)
        self._taken[billed.id] = lines
        return lines

    def accumulators(self, plan: str) -> tuple[Accumulated, ...]:
        """Return what has been used under a plan: of families first, then of patients."""
        ledger = self._ledgers.get(plan)
        return () if ledger is None else ledger.accumulators()

    def _processed(self, visit: BilledVisit) -> tuple[ProcessedLine, ...]:
        covered = self._classing.covered(self._market.patient(visit.patient).id, visit.on)
        if covered.plan is None:
            return tuple(self._uncovered(visit, covered))
        ledger = self._ledger(covered)
        return tuple(
            ProcessedLine(
                one.line.id, one.number, one.bill, one.draft, covered, one.classed, one.line, ledger.take(one.line)
            )
            for one in self.prepared(visit, covered)
        )

    def prepared(self, visit: BilledVisit, covered: Covered) -> Iterator[PreparedLine]:
        """Yield the lines of a bill, priced and classed, before any ledger: nothing is taken.

        Args:
            visit: The bill.
            covered: How the patient is covered; some plan pays first.
        """
        assert covered.plan is not None
        question = asked(self._market, visit.practitioner, visit.billing, covered.plan.id, visit.site, None, visit.on)
        bills = self._bills(visit, question)
        lines = [
            (number, one.claim is Claim.FACILITY, self._line(visit, covered, question, one, place))
            for one in bills
            for place, (number, _) in enumerate(one.lines)
        ]
        yield from (line for _, _, line in sorted(lines, key=lambda row: row[:2]))

    def _bills(self, visit: BilledVisit, question: Question) -> list[Bill]:
        network = self._network(standing(self._market, question).overall)
        bill = professional_bill(self._market, question, visit.services, network)
        department = bill.place.department
        if department is None:
            return [bill]
        facility = facility_bill(self._market, question, visit.services, bill.place, department)
        return [bill, facility._replace(network=self._network(facility.network))]

    def _network(self, status: Status) -> Status:
        return self._assumed if status is Status.UNKNOWN and self._assumed is not None else status

    def _line(self, visit: BilledVisit, covered: Covered, question: Question, bill: Bill, place: int) -> PreparedLine:
        assert covered.plan is not None
        assert covered.terms is not None
        number, draft = bill.lines[place]
        facility = bill.claim is Claim.FACILITY
        of_person = self._givers.of(question.practitioner, question.billing, visit.on)
        classed = self._classing.class_of(
            visit, draft.service, covered, bill.network, bill.place, of_person.taxonomies, of_person.primary_care
        )
        giver = _NOBODY if facility else of_person
        service, terms = draft.service, covered.terms
        tier = None if bill.chosen is None else terms.tier_of(bill.chosen.route.network.id)
        line = ClaimLine(
            id=f"{visit.id}/{number}/facility" if facility else f"{visit.id}/{number}",
            patient=visit.patient,
            family=covered.family,
            on=visit.on,
            coverage=classed.coverage,
            # A network of which the benefits say nothing is a tier that they have not.
            tier=(1 if bill.chosen is None else len(terms.tiers())) if tier is None else tier,
            category=service_category(
                terms.design,
                code=service.code,
                preventive=service.preventive,
                emergency=service.emergency,
                facility=facility,
                primary_care=giver.primary_care,
            ),
            code=service.code,
            families=giver.families,
            primary_care=giver.primary_care,
            allowed=self._allowing.of(visit, covered.plan, bill).cents(place, classed.coverage),
            charge=service.charge,
            units=service.units,
            visit=f"{visit.id}/{bill.claim.value}",
            preventive=service.preventive,
            self_only=covered.self_only,
            processed=visit.processed,
            number=visit.number,
        )
        return PreparedLine(number, bill, draft, classed, line)

    def _ledger(self, covered: Covered) -> Ledger:
        assert covered.plan is not None
        assert covered.terms is not None
        key = covered.plan.id
        found = self._ledgers.get(key)
        if found is None:
            own = [row for row in self._carried if row.family.startswith(f"{key}/")]
            found = self._ledgers[key] = Ledger(covered.terms, own)
        return found

    def _uncovered(self, visit: BilledVisit, covered: Covered) -> Iterator[ProcessedLine]:
        """Yield the lines of a patient whom no plan covers, or of whom nobody can tell which plan does."""
        network = Status.UNKNOWN if covered.overlapping else Status.OUT
        drafts = tuple(
            (number, Draft(one, None, Pricing.TERMS_NOT_STATED)) for number, one in enumerate(visit.services, start=1)
        )
        bill = Bill(Claim.PROFESSIONAL, self._market.organization(visit.billing).id, None, network, NOWHERE, drafts)
        for number, draft in drafts:
            line = f"{visit.id}/{number}"
            charge = None if draft.service.charge is None else draft.service.charge.cents
            share = _waiting(line, Cause.CLASS_NOT_KNOWN) if covered.overlapping else _owed(line, charge)
            yield ProcessedLine(line, number, bill, draft, covered, None, None, share)

    def _voided(self, void: VoidedVisit) -> tuple[ProcessedLine, ...]:
        taken = self._taken.get(void.visit)
        if taken is None:
            raise InvalidValueError(void.visit, "the id of a bill that was processed before", field="visit")
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


class Givers:
    """Who gives care, by practitioner, billing organization and day; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._kinds = market.derived(Kinds)
        self._known: dict[tuple[str, str, date], Giver] = {}

    def of(self, practitioner: str, billing: str, on: date) -> Giver:
        """Return what is known of a practitioner who works for an organization on a day."""
        key = (practitioner, billing, on)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._compiled(practitioner, billing, on)
        return found

    def _compiled(self, practitioner: str, billing: str, on: date) -> Giver:
        taxonomies = self._kinds.of(practitioner, billing, on)
        view, by_name = self._market.on(on), self._market.families.by_name
        roles = [role for role in roles_at(self._market, practitioner, billing) if role.period.contains(on)]
        stated = [view.family_of(role) for role in roles] or [self._of_codes(taxonomies)]
        if None in stated:
            return Giver(taxonomies, None, None)
        families = frozenset[str]().union(*(one for one in stated if one is not None))
        return Giver(taxonomies, families, any(by_name[one].primary_care for one in families if one in by_name))

    def _of_codes(self, taxonomies: frozenset[str] | None) -> frozenset[str] | None:
        if taxonomies is None:
            return None
        found = [self._market.families.family_of(code) for code in taxonomies]
        if any(family is not None and family.follows_supervisor for family in found):
            return None
        return frozenset(OTHER_FAMILY if family is None else family.name for family in found)


_NOBODY = Giver(None, None, None)
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
