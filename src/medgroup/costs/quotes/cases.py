"""What a quote is made of: the visit, the bills before it, and what processing them gives."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from attrs import evolve

from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.claims import LineStatus
from medgroup.costs.benefits.coverages import CoverageContracts
from medgroup.costs.billed import BilledVisit, VoidedVisit, processing_order
from medgroup.costs.classing import Classing, Covered
from medgroup.costs.processing import ProcessedLine, Processing, Supposing
from medgroup.costs.senders import Sender, Senders
from medgroup.costs.services import Service, service_of
from medgroup.errors import InvalidValueError, MedgroupError, listed
from medgroup.market import Market
from medgroup.network.answer import Status
from medgroup.values.validators import WITHHELD

T = TypeVar("T")

Billed = BilledVisit | VoidedVisit
#: What a patient and the family have used, as ``Ledger.amounts`` lays it out.
Amounts = tuple[tuple[int, ...], tuple[int, ...]]


class Past(NamedTuple):
    """The bills before a visit, as far as they matter for it."""

    #: In the order in which they were processed.
    bills: tuple[Billed, ...] = ()
    #: Ids of those that were processed later.
    later: tuple[str, ...] = ()


_NOTHING_BEFORE = Past()


class Waiting(NamedTuple):
    """A bill of which some line waits."""

    id: str
    #: Whether it waits because network status is not known.
    network: bool


class Case(NamedTuple):
    """A visit that is asked about, processed after the bills before it."""

    market: Market
    visit: BilledVisit
    covered: Covered
    lines: tuple[ProcessedLine, ...]
    past: Past
    #: The bills before it of which some line waits.
    waiting: tuple[Waiting, ...]
    carried: tuple[Accumulated, ...]
    #: What had been used before the visit; None where nothing came before it.
    before: Amounts | None
    #: Whether alternatives are asked for.
    alternatives: bool
    #: Whether there is no single number: some line waits, or it is not known whether a hospital bills as well.
    waits: bool

    def processed(self) -> Processing:
        """Return a processing that has taken the bills before the visit, and the visit."""
        processing = replayed(self, None)
        processing.take(self.visit)
        return processing

    @property
    def sender(self) -> Sender | None:
        """Who sends the bills of the visit; None where no plan pays first."""
        visit, plan = self.visit, self.covered.plan
        if plan is None:
            return None
        return self.market.derived(Senders).of(visit.practitioner, visit.billing, plan, visit.site, visit.on)

    @property
    def open_sites(self) -> tuple[str, ...]:
        """The sites that the visit may be at, where none is named and they differ in what decides a price."""
        return _open_sites(self.lines)


def case_of(
    market: Market,
    visit: BilledVisit,
    history: Iterable[Billed],
    carried: Iterable[Accumulated],
    *,
    alternatives: bool,
) -> Case:
    """Return a visit, processed after the bills before it.

    Raises:
        UnknownFactError: A key of the visit leads nowhere.
        InvalidValueError: A bill of the history cannot be processed, or what is carried in is of no contract.
    """
    covered = market.derived(Classing).covered(visit.patient, visit.on)
    rows = _several(carried, "carried", "a list of Accumulated")
    if rows:
        _refuse_rows_of_no_contract(market, rows)
    past = past_of(market, covered, visit, history)
    if past.bills:
        visit = _under_a_free_id(visit, past)
    processing = Processing(market, rows)
    waiting: tuple[Waiting, ...] = ()
    before = None
    if covered.plan is not None and (rows or past.bills):
        waiting = tuple(_replayed(processing, past.bills))
        before = processing.amounts(covered, visit.patient, visit.on)
    lines = processing.last(visit)
    waits = _waits(market, lines)
    return Case(market, visit, covered, lines, past, waiting, rows, before, alternatives, waits)


def _waits(market: Market, lines: Sequence[ProcessedLine]) -> bool:
    for line in lines:
        if line.share.status is LineStatus.PENDED:
            return True
    sites = _open_sites(lines)
    return bool(sites) and any(market.site(site).outpatient_department is not None for site in sites)


def _open_sites(lines: Sequence[ProcessedLine]) -> tuple[str, ...]:
    place = lines[0].bill.place
    differ = place.setting is None or place.locality is None
    return place.sites if differ and len(place.sites) > 1 else ()


def replayed(case: Case, supposing: Supposing | None) -> Processing:
    """Return a processing that has taken the bills before a visit.

    Args:
        case: The case.
        supposing: What is taken of those that wait for network status; None takes nothing.
    """
    processing = Processing(case.market, case.carried)
    open_ = {one.id for one in case.waiting if one.network}
    for billed in case.past.bills:
        processing.take(billed, supposing if billed.id in open_ else None)
    return processing


def tried(
    processing: Processing, visit: BilledVisit, id: str, supposing: Supposing | None = None
) -> tuple[ProcessedLine, ...]:
    """Process a visit under another id and take it back, which restores what had been used exactly."""
    under = evolve(visit, id=id)
    lines = processing.take(under, supposing)
    processing.take(VoidedVisit(id=f"{id}, back", visit=id, processed=visit.processed or visit.on))
    return lines


def past_of(market: Market, covered: Covered, visit: BilledVisit, history: Iterable[Billed]) -> Past:
    """Return the bills of a history that matter for a visit: those of the family that were processed by then.

    Bills of patients under other contracts are passed over, with what takes them back: no answer depends on them.
    """
    bills = _several(history, "history", "a list of bills")
    if not bills:
        return _NOTHING_BEFORE
    for one in bills:
        if not isinstance(one, BilledVisit | VoidedVisit):
            raise InvalidValueError(one, "a BilledVisit or a VoidedVisit", field="history")
    members = market.derived(CoverageContracts).under(covered.family)
    others = {one.id for one in bills if isinstance(one, BilledVisit) and one.patient not in members}
    own = [one for one in bills if (one.id if isinstance(one, BilledVisit) else one.visit) not in others]
    last = visit.processed or visit.on
    own.sort(key=processing_order)
    kept = tuple(one for one in own if processing_order(one)[0] <= last)
    return Past(kept, tuple(one.id for one in own[len(kept) :]))


def asked_services(services: Iterable[Service | str]) -> tuple[Service, ...]:
    """Return services, those that are written in words read.

    Raises:
        InvalidValueError: There is none, or one is not written as it should be.
    """
    found = _several(services, "services", 'a list of services, as ["X1001"]')
    return tuple([service_of(one) if isinstance(one, str) else one for one in found])


def only_billing(market: Market, practitioner: str, on: date) -> str:
    """Return the one organization for which a practitioner works on a day.

    Raises:
        UnknownFactError: There is no such practitioner.
        InvalidValueError: There is none, or there are several; they are named.
    """
    known = market.practitioner(practitioner).id
    found = sorted({role.organization for role in market.on(on).roles_of(known)})
    if len(found) != 1:
        works = f"{known} works for {listed(found)}" if found else f"{known} has no role in force"
        expected = f"enough: {works} on {on}; name who bills"
        raise InvalidValueError(None, expected, field="billing", problem=f"is missing: {works} on {on}; name who bills")
    return found[0]


def _several(values: Iterable[T], field: str, expected: str) -> tuple[T, ...]:
    # The check for whatever can be gone through is slow, and nearly all are tuples or lists.
    if type(values) is tuple:
        return values
    if type(values) is not list and (isinstance(values, str) or not isinstance(values, Iterable)):
        raise InvalidValueError(values, expected, field=field)
    return tuple(values)


def _under_a_free_id(visit: BilledVisit, past: Past) -> BilledVisit:
    """Return a visit under an id with which that of no bill before it begins."""
    id = visit.id
    while any(one.id.startswith(id) for one in past.bills):
        id += "'"
    return visit if id == visit.id else evolve(visit, id=id)


def _replayed(processing: Processing, bills: Iterable[Billed]) -> Iterator[Waiting]:
    """Process bills and yield those of which some line waits.

    Raises:
        InvalidValueError: One of them cannot be processed.
    """
    for billed in bills:
        try:
            lines = processing.take(billed)
        except MedgroupError as problem:
            raise InvalidValueError(billed.id, f"a bill that can be processed: {problem}", field="history") from None
        waiting = [one for one in lines if one.share.status is LineStatus.PENDED]
        if waiting and isinstance(billed, BilledVisit):
            yield Waiting(billed.id, any(one.bill.network is Status.UNKNOWN for one in waiting))


def _refuse_rows_of_no_contract(market: Market, rows: Iterable[Accumulated]) -> None:
    contracts = market.derived(CoverageContracts)
    for row in rows:
        if not isinstance(row, Accumulated):
            raise InvalidValueError(row, "an Accumulated", field="carried")
        if not contracts.under(row.family):
            expected = "the key of a contract that some patient is covered under, as coverage_on gives it"
            raise InvalidValueError(WITHHELD, expected, field="carried: family")
