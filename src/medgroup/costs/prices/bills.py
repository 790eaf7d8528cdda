"""The bills of a visit: the practitioner's, and that of the hospital whose outpatient department the site is."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from medgroup.costs.prices.contracts import Chosen, TermsTables, chosen_for, chosen_for_facility, former_for
from medgroup.costs.prices.drafts import Circumstances, Draft, Pricing, Source
from medgroup.costs.prices.lines import priced
from medgroup.costs.prices.places import Kinds, Places, ServicePlace, qualifying_on
from medgroup.costs.prices.schedules import Schedules
from medgroup.costs.prices.terms import ASSISTANTS, COMPONENTS
from medgroup.costs.services import Service
from medgroup.domain.fees import Setting
from medgroup.domain.organizations import OutpatientDepartment
from medgroup.domain.terms import Claim
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.network.answer import Status
from medgroup.network.question import Question
from medgroup.network.routes import Contracts
from medgroup.values.codes import OFFICE_PLACES
from medgroup.values.lists import tuple_of


class Bill(NamedTuple):
    """One bill: who sends it, whose contract prices it, and its lines."""

    claim: Claim
    #: The organization that bills.
    billing: str
    #: The path whose contract prices it; None where none answers IN, nor has ended for a continuing-care patient.
    chosen: Chosen | None
    network: Status
    place: ServicePlace
    #: Its lines, each with the number of its service, 1 for the first.
    lines: tuple[tuple[int, Draft], ...]


def checked(services: Iterable[Service]) -> tuple[Service, ...]:
    """Return services as a tuple.

    Raises:
        InvalidValueError: There is none, or something is no ``Service``.
    """
    billed = tuple_of(services, "services")
    if not billed:
        raise InvalidValueError([], "one service or more", field="services")
    for one in billed:
        if not isinstance(one, Service):
            raise InvalidValueError(one, 'a Service, as Service("X1001")', field="services")
    return billed


def place_of(market: Market, question: Question) -> ServicePlace:
    """Return where the services of a question are given, as far as it is known."""
    places = market.derived(Places)
    if question.site is None:
        return places.usual(question.practitioner, question.billing, question.on)
    return places.named(question.site, question.on)


class BillHead(NamedTuple):
    """A bill before its services are known: who sends it, from where, and whose contract prices it."""

    claim: Claim
    billing: str
    #: The path whose contract prices it; None where none answers IN.
    chosen: Chosen | None
    network: Status
    place: ServicePlace
    #: What its lines are priced among; None where no contract prices them.
    among: Circumstances | None


def professional_head(market: Market, question: Question, network: Status) -> BillHead:
    """Return the head of a practitioner's bill, whose network status is known."""
    chosen = chosen_for(market.derived(Contracts), question) if network is Status.IN else None
    return _professional_head(market, question, network, chosen)


def former_head(market: Market, question: Question) -> BillHead | None:
    """Return the head of a practitioner's bill for a continuing-care patient; None where no contract has ended."""
    chosen = former_for(market.derived(Contracts), question)
    return None if chosen is None else _professional_head(market, question, Status.OUT, chosen)


def _professional_head(market: Market, question: Question, network: Status, chosen: Chosen | None) -> BillHead:
    place = place_of(market, question)
    among = None
    if chosen is not None:
        sources = market.derived(TermsTables).sources(chosen)
        among = circumstances(market, sources, question.practitioner, question.billing, place, question.on)
        among = among._replace(drafted={})
    return BillHead(Claim.PROFESSIONAL, question.billing, chosen, network, place, among)


def facility_head(
    market: Market, question: Question, place: ServicePlace, department: OutpatientDepartment
) -> BillHead:
    """Return the head of the bill of the hospital whose outpatient department a site is."""
    contracts, hospital = market.derived(Contracts), department.hospital
    site = place.sites[0] if len(place.sites) == 1 else None
    chosen = chosen_for_facility(contracts, hospital, question.plan, site, question.on)
    if chosen is None:
        open_ended = contracts.routes(hospital, question.plan).other_contracts
        network = Status.UNKNOWN if open_ended else Status.OUT
        return BillHead(Claim.FACILITY, hospital, None, network, place, None)
    sources = market.derived(TermsTables).sources(chosen)
    among = facility_circumstances(market, sources, place, department, question.on)._replace(drafted={})
    return BillHead(Claim.FACILITY, hospital, chosen, Status.IN, place, among)


def billed_under(head: BillHead, billed: Sequence[Service]) -> Bill:
    """Return the bill of some services, which the contract of its head prices where there is one.

    The charges of a hospital are not known: those of the services are the practitioner's.
    """
    claim, billing, chosen, network, place, among = head
    numbers: Iterable[int] = range(1, len(billed) + 1)
    if claim is Claim.FACILITY:
        own = [(number, _of_facility(one)) for number, one in enumerate(billed, start=1) if _has_facility_line(one)]
        numbers, billed = [number for number, _ in own], [one for _, one in own]
    if among is None:
        setting = Setting.FACILITY if claim is Claim.FACILITY else place.setting
        pricing = _UNPRICED.get(network, Pricing.OUT_OF_NETWORK)
        drafts = [Draft(one, setting, pricing) for one in billed]
    else:
        drafts = priced(billed, among)
    return Bill(claim, billing, chosen, network, place, tuple(zip(numbers, drafts, strict=True)))


def professional_bill(market: Market, question: Question, billed: Sequence[Service], network: Status) -> Bill:
    """Return the bill of the practitioner, whose network status is known."""
    return billed_under(professional_head(market, question, network), billed)


_UNPRICED = {Status.UNKNOWN: Pricing.NETWORK_UNKNOWN}


def circumstances(
    market: Market, sources: tuple[Source, ...], practitioner: str, billing: str, place: ServicePlace, on: date
) -> Circumstances:
    """Return what all lines of a practitioner's bill share under some terms, whatever the network."""
    by_kind = any(source.terms.pays_by_kind for source in sources)
    return Circumstances(
        claim=Claim.PROFESSIONAL,
        sources=sources,
        schedules=market.derived(Schedules),
        setting=place.setting,
        locality=place.locality,
        taxonomies=market.derived(Kinds).of(practitioner, billing, on) if by_kind else None,
        qualifying=qualifying_on(market, practitioner, on),
        on=on,
        beside_facility=place.department is not None,
    )


def facility_circumstances(
    market: Market, sources: tuple[Source, ...], place: ServicePlace, department: OutpatientDepartment, on: date
) -> Circumstances:
    """Return what all lines of a hospital's bill share under some terms, whatever the network."""
    return Circumstances(
        claim=Claim.FACILITY,
        sources=sources,
        schedules=market.derived(Schedules),
        setting=Setting.FACILITY,
        locality=place.locality,
        taxonomies=None,
        qualifying=None,
        on=on,
        excepted=department.excepted,
    )


def drafts_under(
    market: Market,
    sources: tuple[Source, ...],
    practitioner: str,
    billing: str,
    place: ServicePlace,
    billed: Sequence[Service],
    on: date,
) -> list[Draft]:
    """Return what a practitioner's services come to under some terms, whatever the network."""
    return priced(billed, circumstances(market, sources, practitioner, billing, place, on))


def facility_bill(
    market: Market, question: Question, billed: Sequence[Service], place: ServicePlace, department: OutpatientDepartment
) -> Bill:
    """Return the bill of the hospital for services at a site that is its outpatient department.

    Its charges are not known: those of the services are the practitioner's.
    """
    return billed_under(facility_head(market, question, place, department), billed)


def _has_facility_line(service: Service) -> bool:
    """Return whether a hospital bills beside a practitioner: not in an office, and not again for an assistant."""
    return service.place_of_service not in OFFICE_PLACES and ASSISTANTS.isdisjoint(service.modifiers)


def _of_facility(service: Service) -> Service:
    return Service(
        service.code,
        service.units,
        [modifier for modifier in service.modifiers if modifier not in COMPONENTS],
        emergency=service.emergency,
        preventive=service.preventive,
    )
