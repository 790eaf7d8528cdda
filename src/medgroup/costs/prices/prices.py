"""What is allowed for the services of a visit: which contract prices them, and what each line comes to."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from medgroup.answers import Answer, Reason, plain, plain_fields
from medgroup.costs.prices.bills import Bill, checked, facility_bill, professional_bill
from medgroup.costs.prices.contracts import Level
from medgroup.costs.prices.drafts import Draft, Pricing, half_up
from medgroup.costs.prices.terms import WHOLE
from medgroup.costs.services import Service
from medgroup.domain.fees import Setting
from medgroup.domain.terms import Claim, Method
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.network.answer import Standing, Status
from medgroup.network.question import Question, asked
from medgroup.network.status import standing
from medgroup.values.money import Money


@frozen(kw_only=True)
class PricedLine:
    """One line of a bill and what is allowed for it."""

    #: Its place in the answer, 1 for the first.
    number: int
    #: The place of its service among those asked about, 1 for the first; a facility line has that of the service too.
    service: int
    #: Whose bill it stands on.
    claim: Claim
    #: The organization that bills.
    billing: str
    code: str
    modifiers: tuple[str, ...]
    units: int
    charge: Money | None
    #: Where it is given; None where that is not known.
    setting: Setting | None
    #: What became of it.
    pricing: Pricing
    #: What is allowed; None where that is not known, never zero for it.
    allowed: Money | None
    #: What of that is held back until a settlement: owed to who bills, and no write-off. None where none is.
    withheld: Money | None
    #: How its rate comes to a price; None where no rate is known.
    method: Method | None
    #: Network status of who bills: by contract, for facilities without a roster.
    network: Status
    #: The agreement that prices it; None where no path answers IN.
    agreement: str | None
    #: Where its rate stands, as ``collection/id`` or the name of a plugin's rule; None where no rate is known.
    terms: str | None
    #: The fee schedule that it is priced by, if any.
    schedule: str | None


@frozen(kw_only=True, repr=False)
class PricedLines(Answer):
    """What is allowed for the services of one practitioner, billing organization, plan, place and day.

    Sources: 42 CFR 414.20 to 414.26 (physician fee schedule); Medicare Claims Processing Manual (Pub. 100-04) ch. 12.
    """

    practitioner: str
    billing: str
    plan: str
    site: str | None
    on: date
    #: Network status without its explanation.
    standing: Standing
    #: The network whose contract prices the practitioner's lines; None where no path answers IN.
    network: str | None
    #: Its place in the plan, 1 for the first.
    tier: int | None
    agreement: str | None
    #: The roster line, where the practitioner's own terms stand on it or not; None where no path answers IN.
    roster_entry: str | None
    #: On which level the terms stand; None where no path answers IN.
    level: Level | None
    #: The lines in the order of the services, each followed by its facility line where there is one.
    lines: tuple[PricedLine, ...]
    #: Names of practitioner, billing organization and plan, for people.
    names: tuple[str, str, str]
    assumptions: tuple[str, ...] = ()
    _market: Market = field(alias="market", repr=False, eq=False)
    #: The number of the service, the bill and the draft of each line.
    _rows: tuple[tuple[int, Bill, Draft], ...] = field(alias="rows", repr=False, eq=False)

    @property
    def allowed(self) -> Money | None:
        """What is allowed for all lines together; None where that of one is not known."""
        amounts = [line.allowed for line in self.lines]
        return Money(sum(one.cents for one in amounts if one is not None)) if None not in amounts else None

    # Made when they are read: most callers read the lines alone.
    @property
    def because(self) -> tuple[Reason, ...]:  # type: ignore[override]
        """Which contract prices the lines, and each step of each line."""
        from medgroup.costs.prices.price_steps import reasons

        return tuple(reasons(self._market, self._rows))

    def steps(self, number: int) -> tuple[Reason, ...]:
        """Return the steps of one line, by its number.

        Raises:
            InvalidValueError: There is no line of this number.
        """
        from medgroup.costs.prices.price_steps import line_reasons

        if not 1 <= number <= len(self.lines):
            raise InvalidValueError(number, f"the number of a line, 1 to {len(self.lines)}", field="number")
        _, bill, draft = self._rows[number - 1]
        return tuple(line_reasons(bill, draft))

    def headline(self) -> str:
        """Return what is allowed in one sentence."""
        practitioner, billing, plan = self.names
        said = "Not known what is" if self.allowed is None else f"${self.allowed}"
        count = "1 line" if len(self.lines) == 1 else f"{len(self.lines)} lines"
        return f"{said} allowed for {count} of {practitioner}, billing through {billing}, under {plan} on {self.on}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, its sum and its reasons included."""
        return {**plain_fields(self), "allowed": plain(self.allowed), "because": plain(self.because)}


def price_lines(
    market: Market,
    practitioner: str,
    billing: str,
    plan: str,
    services: Iterable[Service],
    *,
    site: str | None = None,
    specialty: str | None = None,
    on: date,
) -> PricedLines:
    """Return what is allowed for services by the contract whose network path answers IN.

    Of several paths that answer IN, the plan's order of networks decides; in one network, a practitioner's own terms
    come before the agreement that the billing organization signed, and that before one of its organizer. Where the site
    is billed as the outpatient department of a hospital, each service has a second line, the hospital's, under the
    hospital's own contract. What is not known, such as a price that a contractor sets, is None with a reason.

    Args:
        market: The market, with the fee schedules that its contracts speak of.
        practitioner: Id, NPI or unique name.
        billing: Id, NPI or unique name of the organization whose TIN bills.
        plan: Id or unique name.
        services: What is billed for one patient and one day, in the order of the bill.
        site: Id or unique name; None takes where the practitioner works for the organization, as far as it makes no
            difference.
        specialty: Taxonomy code; None asks about no specialty in particular.
        on: Day of service.

    Returns:
        The lines, priced; steps and reasons are made when they are read.

    Raises:
        UnknownFactError: There is no such practitioner, organization, plan or site; the nearest is named.
        AmbiguousNameError: A name or NPI leads to several.
        InvalidValueError: A service is no ``Service``, or another value is none of its sort.
    """
    market_of(market)
    billed = checked(services)
    question = asked(market, practitioner, billing, plan, site, specialty, on)
    return priced_lines(market, question, billed, standing(market, question))


def priced_lines(market: Market, question: Question, billed: Sequence[Service], brief: Standing) -> PricedLines:
    """Return the lines of a question whose keys are resolved and whose standing is known."""
    bill = professional_bill(market, question, billed, brief.overall)
    bills = [bill]
    if bill.place.department is not None:
        bills.append(facility_bill(market, question, billed, bill.place, bill.place.department))
    rows = [(number, one, draft) for one in bills for number, draft in one.lines]
    if len(bills) > 1:
        rows.sort(key=lambda row: row[0])
    chosen = bill.chosen
    return PricedLines(
        practitioner=question.practitioner,
        billing=question.billing,
        plan=question.plan.id,
        site=question.site,
        on=question.on,
        standing=brief,
        network=None if chosen is None else chosen.route.network.id,
        tier=None if chosen is None else chosen.route.tier,
        agreement=None if chosen is None else chosen.route.agreement.id,
        roster_entry=None if chosen is None or chosen.entry is None else chosen.entry.id,
        level=None if chosen is None else chosen.level,
        lines=tuple(_line(place, *row) for place, row in enumerate(rows, start=1)),
        names=question.names(market),
        assumptions=market.assumptions,
        market=market,
        rows=tuple(rows),
    )


def _line(number: int, service: int, bill: Bill, draft: Draft) -> PricedLine:
    cents = draft.allowed()
    billed, row, source = draft.service, draft.row, draft.source
    share = 0 if source is None or cents is None else source.terms.withhold
    return PricedLine(
        number=number,
        service=service,
        claim=bill.claim,
        billing=bill.billing,
        code=billed.code,
        modifiers=billed.modifiers,
        units=billed.units,
        charge=billed.charge,
        setting=draft.setting,
        pricing=draft.pricing,
        allowed=None if cents is None else Money(cents),
        withheld=Money(half_up((cents or 0) * share, WHOLE)) if share else None,
        method=None if row is None else row.rate.method,
        network=bill.network,
        agreement=None if bill.chosen is None else bill.chosen.route.agreement.id,
        terms=None if source is None else source.evidence,
        schedule=None if draft.table is None else draft.table.schedule.id,
    )
