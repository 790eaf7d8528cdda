"""What a payer's contracts would allow for one bill: the bounds of a price whose contract is not known."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from medgroup.answers import Reason
from medgroup.costs.prices.bills import Bill, circumstances, facility_circumstances
from medgroup.costs.prices.contracts import TermsTables
from medgroup.costs.prices.drafts import Circumstances, Source
from medgroup.costs.prices.lines import priced
from medgroup.costs.prices.medians import agreements_of
from medgroup.costs.senders import SentBill
from medgroup.costs.services import Service
from medgroup.domain.terms import Claim
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.network.question import Question
from medgroup.values.money import Money


class RateBounds(NamedTuple):
    """The lowest and the highest that contracts of a payer allow for one line, each with the contract that does."""

    payer: str
    #: How many contracts have a rate for it.
    contracts: int
    low: Money
    lowest: str
    high: Money
    highest: str

    def reason(self, which: str, code: str) -> Reason:
        """Return what is supposed where the lowest, or the highest, is allowed."""
        amount, contract = (self.low, self.lowest) if which == "lowest" else (self.high, self.highest)
        if self.contracts == 1:
            statement = f"The one rate that {self.payer} has contracted for {code}: ${amount}."
        else:
            statement = f"The {which} of {self.contracts} rates that {self.payer} has contracted for {code}: ${amount}."
        return Reason(statement=statement, evidence=(contract,))


class ContractedRates:
    """What each contract of a payer would allow for a bill; what was priced once is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._known: dict[tuple[object, ...], list[tuple[str, list[int | None]]]] = {}

    def of(self, sent: SentBill, bill: Bill, place: int) -> RateBounds | None:
        """Return the bounds for the line at a place of a bill, from 0; None where no contract has a rate for it.

        Args:
            sent: The bill before its services are known.
            bill: The bill.
            place: The place of the line among its lines.
        """
        asked, services = sent.question, tuple(draft.service for _, draft in bill.lines)
        key = (asked.practitioner, asked.billing, asked.plan.id, asked.on, bill.claim, bill.place, services)
        if key not in self._known:
            self._known[key] = list(self._priced(sent, services))
        found = ((amounts[place], evidence) for evidence, amounts in self._known[key])
        known = sorted((cents, evidence) for cents, evidence in found if cents is not None)
        if not known:
            return None
        (low, lowest), (high, highest) = known[0], known[-1]
        payer = self._market.name_of("payers", asked.plan.payer)
        return RateBounds(payer, len(known), Money(low), lowest, Money(high), highest)

    def _priced(self, sent: SentBill, services: Sequence[Service]) -> Iterator[tuple[str, list[int | None]]]:
        """Yield each contract with what it would allow for each line; all lines of a bill are priced together."""
        for evidence, sources in self._sources(sent.question):
            drafts = priced(services, self._among(sent, sources))
            yield evidence, [draft.allowed() for draft in drafts]

    def _sources(self, asked: Question) -> Iterator[tuple[str, tuple[Source, ...]]]:
        tables = self._market.derived(TermsTables)
        for agreement in agreements_of(self._market, asked.plan, asked.on):
            yield f"agreements/{agreement.id}", tables.of(agreement, None)
            for entry in self._market.indexes.roster_by_agreement.get(agreement.id, NOTHING):
                if entry.terms is not None and entry.period.contains(asked.on):
                    yield f"roster_entries/{entry.id}", tables.of(agreement, entry)

    def _among(self, sent: SentBill, sources: tuple[Source, ...]) -> Circumstances:
        asked, place = sent.question, sent.head.place
        if sent.head.claim is Claim.FACILITY and place.department is not None:
            return facility_circumstances(self._market, sources, place, place.department, asked.on)
        return circumstances(self._market, sources, asked.practitioner, asked.billing, place, asked.on)
