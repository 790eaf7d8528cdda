"""The median of a payer's contracted rates, which the No Surprises Act measures a patient's share by."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from medgroup.answers import Answer, Reason
from medgroup.costs.prices.bills import checked
from medgroup.costs.prices.contracts import TermsTables
from medgroup.costs.prices.drafts import Circumstances, Draft, Pricing, Source, half_up
from medgroup.costs.prices.lines import priced
from medgroup.costs.prices.schedules import Schedules
from medgroup.costs.services import Service
from medgroup.domain.contracts import Agreement, RosterEntry
from medgroup.domain.fees import Setting
from medgroup.domain.fields import exact
from medgroup.domain.payers import Plan
from medgroup.domain.terms import Claim
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.market.markets import market_of
from medgroup.values.money import Money
from medgroup.values.period import day_of
from medgroup.values.validators import a_member

#: How many contracted rates are sufficient information (45 CFR 149.140(a)(15)).
SUFFICIENT = 3


@frozen(kw_only=True)
class ContractedRate:
    """The rate of one contract for one unit: one data point."""

    agreement: str
    #: The roster line, where a practitioner's own rate under the contract is another.
    roster_entry: str | None
    #: What became of it.
    pricing: Pricing
    #: The rate; None where it is not known, and then it is no data point.
    amount: Money | None


@frozen(kw_only=True, repr=False)
class MedianRate(Answer):
    """The median of the rates that a payer has contracted for a service.

    Sources: 45 CFR 149.140(b) (calculation of the median contracted rate).
    """

    #: The median, indexed; None where no rate is known.
    amount: Money | None
    #: Whether there are the three rates or more that the rule calls sufficient.
    sufficient: bool
    #: Whether the rate of every contract is known.
    complete: bool
    payer: str
    plan: str
    code: str
    modifiers: tuple[str, ...]
    setting: Setting
    locality: str | None
    on: date
    #: One for each contract, and for each other rate of a practitioner's own, the lowest first.
    rates: tuple[ContractedRate, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the median in one sentence."""
        known = sum(rate.amount is not None for rate in self.rates)
        median = "not known" if self.amount is None else f"${self.amount}"
        count = "1 rate" if known == 1 else f"{known} rates"
        return f"The median contracted rate of {self.payer} for {self.code} on {self.on} is {median}, of {count}."


def median_contracted_rate(
    market: Market,
    plan: str,
    service: Service | str,
    *,
    setting: Setting = Setting.FACILITY,
    locality: str | None = None,
    claim: Claim = Claim.PROFESSIONAL,
    index: Decimal | str | int = 1,
    on: date,
) -> MedianRate:
    """Return the median of the rates that a plan's payer has contracted for one unit of a service.

    Each contract is one data point, whatever the number of its practitioners or claims; a rate that a practitioner has
    under a contract for himself is a data point of its own where it is another. Of an even number of rates, the two in
    the middle are averaged.

    Args:
        market: The market.
        plan: Id or unique name. Its payer's contracts count, in networks that plans of its line use: its insurance
            market. Where its line is not known, all networks of the payer do.
        service: The service, or its code; one unit of it is asked about.
        setting: Where it is given.
        locality: Payment locality of the geographic region, for rates over a schedule that has several.
        claim: Whose bill: the practitioner's, or a facility's.
        index: What the median is multiplied by, as the increase of the consumer price index since the base year.
        on: The day whose contracts count; 31 January 2019 is the day of the rule.

    Returns:
        The median with every rate; what is not known is named and left out.

    Raises:
        UnknownFactError: There is no such plan.
        InvalidValueError: A value is none of its sort.

    Sources: 45 CFR 149.140(b), (c).
    """
    market_of(market)
    known = market.plan(plan)
    asked = Service(service) if isinstance(service, str) else checked([service])[0]
    factor = _index(index)
    among = _among(market, setting, locality, claim, day_of(on))
    rates = sorted(_rates(market, agreements_of(market, known, on), evolve(asked, units=1), among), key=_order)
    amounts = [rate.amount.cents for rate in rates if rate.amount is not None]
    return MedianRate(
        amount=_median(amounts, factor),
        sufficient=len(amounts) >= SUFFICIENT,
        complete=len(amounts) == len(rates),
        payer=known.payer,
        plan=known.id,
        code=asked.code,
        modifiers=asked.modifiers,
        setting=setting,
        locality=locality,
        on=on,
        rates=tuple(rates),
        because=tuple(_reasons(rates, amounts, factor)),
        assumptions=market.assumptions,
    )


def _index(index: Decimal | str | int) -> Decimal:
    found = exact(index)
    if not isinstance(found, Decimal) or not found.is_finite() or not 0 < found <= 100:
        raise InvalidValueError(index, 'an exact number above 0, 100 at most, as "1.0649"', field="index")
    return found


def _among(market: Market, setting: Setting, locality: str | None, claim: Claim, on: date) -> Circumstances:
    if not isinstance(setting, Setting):
        raise InvalidValueError(setting, a_member(Setting, setting), field="setting")
    return Circumstances(
        claim=claim,
        sources=(),
        schedules=market.derived(Schedules),
        setting=setting,
        locality=locality,
        # The rate of those whom no percentage is for: doctors.
        taxonomies=frozenset(),
        qualifying=None,
        on=on,
    )


def agreements_of(market: Market, plan: Plan, on: date) -> Iterator[Agreement]:
    """Yield the agreements in force of the insurance market that a plan is in."""
    networks = {network.id for network in market.facts.networks if network.payer == plan.payer}
    if plan.line is not None:
        networks &= {key for one in market.facts.plans if one.line is plan.line for key in one.networks or ()}
    for agreement in market.facts.agreements:
        covers = bool(networks) if agreement.networks is None else not networks.isdisjoint(agreement.networks)
        if covers and agreement.period.contains(on):
            yield agreement


def _rates(
    market: Market, agreements: Iterator[Agreement], service: Service, among: Circumstances
) -> Iterator[ContractedRate]:
    tables = market.derived(TermsTables)
    for agreement in agreements:
        first = _rate(agreement, None, tables.of(agreement, None), service, among)
        yield first
        told = {first.amount}
        for entry in market.indexes.roster_by_agreement.get(agreement.id, NOTHING):
            if entry.terms is not None and entry.period.contains(among.on):
                rate = _rate(agreement, entry, tables.of(agreement, entry), service, among)
                if rate.amount not in told:
                    told.add(rate.amount)
                    yield rate


def _rate(
    agreement: Agreement, entry: RosterEntry | None, sources: tuple[Source, ...], service: Service, among: Circumstances
) -> ContractedRate:
    draft = priced([service], among._replace(sources=sources))[0]
    return ContractedRate(
        agreement=agreement.id,
        roster_entry=None if entry is None else entry.id,
        pricing=draft.pricing,
        amount=_amount(draft),
    )


def _amount(draft: Draft) -> Money | None:
    return Money(draft.price()) if draft.pricing is Pricing.PRICED else None


def _order(rate: ContractedRate) -> tuple[bool, int, str, str]:
    cents = 0 if rate.amount is None else rate.amount.cents
    return (rate.amount is None, cents, rate.agreement, rate.roster_entry or "")


def _median(amounts: Sequence[int], index: Decimal) -> Money | None:
    if not amounts:
        return None
    middle = len(amounts) // 2
    twice = 2 * amounts[middle] if len(amounts) % 2 else amounts[middle - 1] + amounts[middle]
    top, bottom = index.as_integer_ratio()
    return Money(half_up(twice * top, 2 * bottom))


def _reasons(rates: Sequence[ContractedRate], amounts: Sequence[int], index: Decimal) -> Iterator[Reason]:
    if amounts:
        middle = "the one in the middle" if len(amounts) % 2 else "the mean of the two in the middle"
        indexed = f", times {index}" if index != 1 else ""
        count = "1 contracted rate" if len(amounts) == 1 else f"{len(amounts)} contracted rates"
        yield Reason(
            statement=f"Of {count}, {', '.join(f'${Money(one)}' for one in amounts)}, "
            f"{middle}{indexed}, rounded half up once.",
            evidence=tuple(_evidence(rate) for rate in rates if rate.amount is not None),
            source="45 CFR 149.140(b)(1)",
        )
    if len(amounts) < SUFFICIENT:
        yield Reason(
            statement=f"Fewer than {SUFFICIENT} contracted rates are no sufficient information; the amount then comes "
            "from a database of others' rates.",
            source="45 CFR 149.140(a)(15), (c)(3)",
            would_change=f"{SUFFICIENT} contracts or more with a rate for the service.",
        )
    unknown = [rate for rate in rates if rate.amount is None]
    if unknown:
        yield Reason(
            statement="Left out, since their rates are not known: "
            + ", ".join(f"{_evidence(rate)} ({rate.pricing.value})" for rate in unknown)
            + ".",
            evidence=tuple(_evidence(rate) for rate in unknown),
            would_change="Terms that price the service.",
        )


def _evidence(rate: ContractedRate) -> str:
    return f"agreements/{rate.agreement}" if rate.roster_entry is None else f"roster_entries/{rate.roster_entry}"
