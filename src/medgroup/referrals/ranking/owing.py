"""What the patient would owe to a candidate: a quote of the services that are to be billed."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.costs.quotes.answer import Quote, quote
from medgroup.costs.quotes.cases import asked_services
from medgroup.costs.quotes.records import WarningKind
from medgroup.costs.services import Service
from medgroup.domain.care import Encounter
from medgroup.market import Market
from medgroup.network import Status
from medgroup.referrals.ranking.holding import Held
from medgroup.referrals.ranking.needs import STATUSES, Need
from medgroup.referrals.ranking.ranked import Ends
from medgroup.values.money import Money

#: What leaves an amount open that no note on network and gates names.
_OF_AMOUNTS = frozenset(
    {
        WarningKind.OVERLAPPING_COVERAGES,
        WarningKind.SITE_UNKNOWN,
        WarningKind.PRICE_UNKNOWN,
        WarningKind.BENEFITS_UNKNOWN,
    }
)


def _nothing() -> Ends:
    return None, None, None


class Owed(NamedTuple):
    """What the patient would owe."""

    owes: Money | None
    #: The least and the most where it is no single number, and what may be billed beyond; what is not known is tried
    #: way by way, so only when asked.
    ends: Callable[[], Ends] = _nothing
    #: What to know of the amount.
    notes: tuple[str, ...] = ()


#: Nobody asked, or the referral's plan is not the one that pays first on the day.
NOTHING_ASKED = Owed(None)


class Owing:
    """Quotes the services of one referral by candidate."""

    def __init__(
        self,
        market: Market,
        need: Need,
        services: Iterable[Service | str],
        history: Iterable[BilledVisit | VoidedVisit | Encounter],
        continuing: frozenset[str],
    ) -> None:
        self._market = market
        self._need = need
        self._services = asked_services(services)
        self._history = tuple(one for one in history if not isinstance(one, Encounter))
        self._continuing = continuing
        first = coverage_on(market, need.referral.patient, on=need.on).plan
        self._pays = first == (None if need.plan is None else need.plan.id)
        # Whether the referral serves as one is for the plan to say: it asks for that of the primary care practitioner.
        self._held = need.course.permission if need.held else need.held

    def of(self, held: Held) -> Owed:
        """Return what the patient would owe to a candidate."""
        if not self._pays:
            return NOTHING_ASKED
        role, need = held.wanted.member.role, self._need
        told = quote(
            self._market,
            patient=need.referral.patient,
            practitioner=role.practitioner,
            billing=role.organization,
            site=held.site,
            services=self._services,
            on=need.on,
            history=self._history,
            referral=self._held,
            authorization=need.authorized,
            continuing=role.practitioner in self._continuing,
        )
        return Owed(told.patient_owes, partial(_ends, told), (*_of_another_status(told.network, held), *_open(told)))


def _ends(told: Quote) -> Ends:
    between = told.range
    if between is None:
        return None, None, told.balance_billed
    return between.low, between.high, between.balance_billed


def _open(told: Quote) -> Iterator[str]:
    """Yield why what is owed, or billed beyond, is no single number, as far as it lies with prices and benefits."""
    if told.patient_owes is None or told.balance_billed is None:
        for one in told.warnings:
            if one.kind in _OF_AMOUNTS:
                yield f"What is owed is left open. {one.statement}"
            elif one.kind is WarningKind.CHARGE_UNKNOWN:
                yield one.statement


def _of_another_status(network: Status | None, held: Held) -> Iterator[str]:
    """Yield that a quote took another network status: a roster line may be for some specialties alone."""
    if network is not None and network is not STATUSES[held.network]:
        yield f"What is owed is quoted for the network status {network.value}, since a bill states no specialty."
