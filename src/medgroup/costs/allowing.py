"""What a plan allows for a bill: by contract, by its own rule out of network, by law on a surprise bill."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from medgroup.costs.benefits.claims import CoverageClass
from medgroup.costs.billed import BilledVisit
from medgroup.costs.prices.bills import Bill, drafts_under
from medgroup.costs.prices.drafts import Draft, Source, half_up
from medgroup.costs.prices.medians import MedianRate, median_contracted_rate
from medgroup.costs.prices.terms import WHOLE, TermsTable, millionths
from medgroup.costs.services import Service
from medgroup.domain.benefits import AllowedOf
from medgroup.domain.fees import Setting
from medgroup.domain.payers import Plan
from medgroup.domain.terms import Claim, ContractTerms, Method, Rate
from medgroup.market import Market


class Allowing:
    """The amounts that plans allow; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._sources: dict[str, Source] = {}
        self._medians: dict[tuple[object, ...], int | None] = {}

    def of(self, visit: BilledVisit, plan: Plan, bill: Bill) -> "BillAllowance":
        """Return what a plan allows for the lines of one bill."""
        return BillAllowance(self, visit, plan, bill)

    def source(self, plan: Plan, series: str) -> Source:
        """Return the share of a fee schedule that a plan allows out of its network, as terms."""
        found = self._sources.get(plan.id)
        if found is None:
            out = plan.benefits.out_of_network if plan.benefits is not None else None
            percent = out.allowed.percent if out is not None and out.allowed is not None else None
            rate = Rate(method=Method.PERCENT_OF_SCHEDULE, series=series, percent=percent)
            table = TermsTable(ContractTerms(rates=(rate,)))
            found = self._sources[plan.id] = Source(table, f"plans/{plan.id}", f"Out of network, {plan.display}")
        return found

    def qualifying(self, plan: Plan, bill: Bill, draft: Draft, on: date) -> int | None:
        """Return the qualifying payment amount of a line in cents, or None where no contracted rate is known."""
        service = draft.service
        key = (plan.id, service.code, service.modifiers, draft.setting, bill.place.locality, bill.claim, on)
        if key not in self._medians:
            median = self.median(plan, bill, draft, on)
            self._medians[key] = None if median.amount is None else median.amount.cents
        found = self._medians[key]
        return None if found is None else found * service.units

    def median(self, plan: Plan, bill: Bill, draft: Draft, on: date) -> MedianRate:
        """Return the median contracted rate of one unit of a line, with every rate."""
        return median_contracted_rate(
            self._market,
            plan.id,
            Service(draft.service.code, 1, draft.service.modifiers),
            setting=draft.setting or Setting.FACILITY,
            locality=bill.place.locality,
            claim=bill.claim,
            on=on,
        )

    def drafts_by_schedule(self, visit: BilledVisit, plan: Plan, bill: Bill, series: str) -> list[Draft]:
        """Return each line of a practitioner's bill as a share of a fee schedule prices it."""
        return drafts_under(
            self._market,
            (self.source(plan, series),),
            self._market.practitioner(visit.practitioner).id,
            self._market.organization(visit.billing).id,
            bill.place,
            [draft.service for _, draft in bill.lines],
            visit.on,
        )


class BillAllowance:
    """What a plan allows for the lines of one bill, by the class of each."""

    def __init__(self, allowing: Allowing, visit: BilledVisit, plan: Plan, bill: Bill) -> None:
        self._allowing = allowing
        self._visit = visit
        self._plan = plan
        self._bill = bill

    def cents(self, place: int, coverage: CoverageClass) -> int | None:
        """Return what is allowed for the line at a place of the bill, from 0; None where it is not known."""
        draft = self._bill.lines[place][1]
        if coverage is CoverageClass.SURPRISE:
            return self._allowing.qualifying(self._plan, self._bill, draft, self._visit.on)
        if coverage is CoverageClass.OUT and self._bill.chosen is None:
            return self._out_of_network[place]
        return draft.allowed()

    @cached_property
    def _out_of_network(self) -> Sequence[int | None]:
        """What the plan allows out of its network for each line."""
        drafts = [draft for _, draft in self._bill.lines]
        out = self._plan.benefits.out_of_network if self._plan.benefits is not None else None
        stated = None if out is None else out.allowed
        if stated is None:
            return [None] * len(drafts)
        if stated.of is AllowedOf.CHARGES:
            share = millionths(stated.percent)
            charges = [draft.service.charge for draft in drafts]
            return [None if charge is None else half_up(charge.cents * share, WHOLE) for charge in charges]
        if self._bill.claim is Claim.FACILITY or stated.series is None:
            return [None] * len(drafts)
        by_schedule = self._allowing.drafts_by_schedule(self._visit, self._plan, self._bill, stated.series)
        return [draft.allowed() for draft in by_schedule]
