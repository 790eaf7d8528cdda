"""Sentences for the steps of a price, made from what the pricing kept."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from medgroup.answers import Reason
from medgroup.costs.prices.bills import Bill
from medgroup.costs.prices.contracts import Level
from medgroup.costs.prices.drafts import Draft, Percentage, Pricing
from medgroup.costs.prices.schedule_steps import figure_reason, no_price
from medgroup.costs.prices.schedules import NO_FACTOR, Said
from medgroup.costs.prices.terms import WHOLE
from medgroup.domain.fees import NO_RULES, Setting
from medgroup.domain.terms import Claim, Method, Rate
from medgroup.market import Market
from medgroup.network.answer import Status
from medgroup.values.money import Money

_MANUAL = "Medicare Claims Processing Manual (Pub. 100-04) ch. 12"
_LEVELS = {
    Level.PRACTITIONER: "The practitioner's own terms on the roster line come first",
    Level.ENTITY: "The billing organization signed it",
    Level.GROUP: "An organizer signed it for the billing organization",
}
#: What is said of a line that has no price of its own, and what would change it.
_WHY: dict[Pricing, tuple[str, str]] = {
    Pricing.OUT_OF_NETWORK: ("No contract prices it: no network path answers in.", "A path that answers in."),
    Pricing.NETWORK_UNKNOWN: (
        "It is not known which contract prices it: the network status is not known.",
        "What the network status lacks.",
    ),
    Pricing.TERMS_NOT_STATED: ("The terms of {agreement} are not stated.", "The terms of {agreement}."),
    Pricing.NO_RATE: ("{terms} states no rate for it.", "A rate for {code}."),
    Pricing.NO_SCHEDULE: ("The market has no fee schedule {schedule}.", "That schedule."),
    Pricing.IN_CASE: ("It belongs to the case that the case rate pays for on another line.", ""),
    Pricing.WITH_OTHERS: ("{table} pays it only where no other service of the day is paid.", ""),
    Pricing.NOT_PAID: ("{table} pays nothing for modifier {modifier} with this service.", ""),
    Pricing.NO_CHARGE: ("The rate is a percentage of charges, and no charge is stated.", "The charge of the line."),
    Pricing.KIND_UNKNOWN: (
        "The terms pay kinds of practitioners differently, and the specialties of this one are not known.",
        "The taxonomy codes of the practitioner's role.",
    ),
    Pricing.NO_PERCENT: (
        "{terms} states no percentage for modifier {modifier}.",
        "A percentage for modifier {modifier} in the terms.",
    ),
    Pricing.BY_REPORT: (
        "Modifier {modifier} changes the price by what a report says.",
        "A percentage for modifier {modifier} in the terms.",
    ),
}
_SOURCES = {
    Pricing.WITH_OTHERS: "CMS National Physician Fee Schedule Relative Value File, attachment A",
    Pricing.NOT_PAID: _MANUAL,
    Pricing.BY_REPORT: _MANUAL,
}


def reasons(market: Market, rows: Sequence[tuple[int, Bill, Draft]]) -> Iterator[Reason]:
    """Yield which contract prices each bill, then the steps of each line."""
    yield from bill_reasons(market, (bill for _, bill, _ in rows))
    for number, (_, bill, draft) in enumerate(rows, start=1):
        yield from of_line(number, bill, draft, line_reasons(bill, draft))


def bill_reasons(market: Market, bills: Iterable[Bill]) -> Iterator[Reason]:
    """Yield which contract prices the bill of each line, once for each bill."""
    told: set[Claim] = set()
    for bill in bills:
        if bill.claim not in told:
            told.add(bill.claim)
            yield bill_reason(market, bill)


def lead_of(number: int, bill: Bill, draft: Draft) -> str:
    """Return the words before whatever is said of a line among others."""
    return f"Line {number}, {named(bill, draft)}: "


def of_line(number: int, bill: Bill, draft: Draft, found: Iterable[Reason]) -> Iterator[Reason]:
    """Yield steps of a line with the line named before each."""
    lead = lead_of(number, bill, draft)
    for reason in found:
        # By name: ``evolve`` takes several times as long.
        yield Reason(
            statement=lead + reason.statement,
            evidence=reason.evidence,
            source=reason.source,
            would_change=reason.would_change,
        )


def named(bill: Bill, draft: Draft) -> str:
    """Return what a line bills, in words."""
    service = draft.service
    units = f" times {service.units}" if service.units > 1 else ""
    modifiers = f" with {', '.join(service.modifiers)}" if service.modifiers else ""
    whose = " of the facility" if bill.claim is Claim.FACILITY else ""
    return f"{service.code}{modifiers}{units}{whose}"


def bill_reason(market: Market, bill: Bill) -> Reason:
    """Return which contract prices a bill and why that one, or why none does."""
    name = market.name_of("organizations", bill.billing)
    if bill.chosen is None:
        known = "is out of network" if bill.network is Status.OUT else "is of unknown network status"
        return Reason(
            statement=f"No contract prices what {name} bills: it {known}.",
            evidence=(f"organizations/{bill.billing}",),
            would_change="A network path that answers in; network_status names what is missing.",
        )
    route, entry = bill.chosen.route, bill.chosen.entry
    signer = market.name_of("organizations", route.agreement.contractor)
    network = market.name_of("networks", route.network.id)
    evidence = [f"agreements/{route.agreement.id}", f"networks/{route.network.id}"]
    evidence += [f"affiliations/{hop.tie.affiliation.id}" for hop in route.chain]
    evidence += [] if entry is None else [f"roster_entries/{entry.id}"]
    source, goes_on = "the plan's order of networks; then own terms, own agreement, an organizer's agreement", ""
    if bill.network is not Status.IN:
        source, goes_on = "PHSA 2799A-3", " That has ended, and its terms go on for a continuing-care patient."
    return Reason(
        statement=f"Agreement {route.agreement.id} of {signer} prices what {name} bills, in {network}, number "
        f"{route.tier} of the plan's networks. {_LEVELS[bill.chosen.level]}.{goes_on}",
        evidence=tuple(evidence),
        source=source,
    )


def line_reasons(bill: Bill, draft: Draft) -> Iterator[Reason]:
    """Yield the steps of one line."""
    if draft.row is not None and draft.source is not None:
        yield _of_rate(draft.row.rate, draft.source.title, draft.source.evidence)
    if draft.professional_only:
        yield Reason(
            statement="The hospital bills the technical component, so that the professional component alone is priced.",
            source="42 CFR 410.42",
        )
    if draft.figure is not None and draft.table is not None and draft.figure.cents is not None:
        setting = Setting.OFFICE if draft.setting is None else draft.setting
        code = (draft.service.code, draft.component)
        yield figure_reason(draft.table, code, setting, draft.locality, draft.factor or NO_FACTOR, draft.figure)
    if draft.pricing is not Pricing.PRICED:
        yield _why(bill, draft)
        return
    yield from map(_of_percentage, (one for one in draft.percentages if one.what not in ("rate", "charges")))
    if draft.ranks is not None:
        yield _of_ranks(draft.ranks, draft.share)
    yield _together(draft)
    yield from _held_against_charge(draft)
    yield from _held_back(draft)


def _of_rate(rate: Rate, title: str, evidence: str) -> Reason:
    over = rate.schedule if rate.schedule is not None else f"series {rate.series}"
    over += f" as of 1 January {rate.year}" if rate.year is not None else ""
    where = {
        Method.PERCENT_OF_SCHEDULE: f"{rate.percent} % of {over}",
        Method.CONVERSION_FACTOR: f"${rate.conversion_factor} for each relative value unit of {over}",
        Method.FEE_TABLE: f"what {over} says",
        Method.PERCENT_OF_CHARGES: f"{rate.percent} % of charges",
        Method.CASE_RATE: f"${rate.amount} for the case",
    }[rate.method]
    codes = "all codes" if rate.codes is None else ", ".join(sorted(rate.codes))
    return Reason(statement=f"{title} pays {where} for {codes}.", evidence=(evidence,) if "/" in evidence else ())


def _of_percentage(percentage: Percentage) -> Reason:
    percent = _percent(percentage.millionths)
    said = {
        "kind": (f"{percent} % of it for practitioners of this kind.", "42 CFR 414.52, 414.56"),
        "nonexcepted": (f"{percent} % of it at a department that is not excepted.", "42 CFR 419.48"),
    }.get(percentage.what, (f"{percent} % of it for modifier {percentage.what}.", _MANUAL))
    return Reason(statement=said[0], source=said[1])


def _of_ranks(ranks: range, share: int) -> Reason:
    places = f"number {ranks.start + 1}" if len(ranks) == 1 else f"numbers {ranks.start + 1} to {ranks.stop}"
    return Reason(
        statement=f"It is {places} of the procedures of the day, the dearest first: "
        f"{_percent(share)} % of the price of one.",
        source=f"{_MANUAL}, 40.6",
    )


def _together(draft: Draft) -> Reason:
    units = draft.service.units
    counted = f" for {units} units" if units > 1 and draft.figure is not None else ""
    return Reason(statement=f"Together ${Money(draft.price())}{counted}, rounded half up once.")


def _held_against_charge(draft: Draft) -> Iterator[Reason]:
    if draft.row is None or not draft.row.lesser_of_charge:
        return
    charge = draft.charge()
    if charge is None:
        yield Reason(
            statement="The terms allow a lower charge instead, and no charge is stated.",
            would_change="A charge below the price.",
        )
    elif charge < draft.price():
        yield Reason(statement=f"The charge of ${Money(charge)} is lower and is allowed instead.")


def _held_back(draft: Draft) -> Iterator[Reason]:
    share = 0 if draft.source is None else draft.source.terms.withhold
    if share:
        yield Reason(
            statement=f"{_percent(share)} % of what is allowed is held back until a settlement; it stays owed, and is "
            "no write-off.",
            source="X12 claim adjustment reason code 104",
        )


def _percent(millionths: int) -> str:
    return f"{(Decimal(millionths) * 100 / WHOLE).normalize():f}"


def _wanted(rate: Rate) -> str:
    """Return what names the schedule that a rate looks for."""
    if rate.schedule is not None:
        return rate.schedule
    return f"of series {rate.series} in force on {'the day' if rate.year is None else f'1 January {rate.year}'}"


def _why(bill: Bill, draft: Draft) -> Reason:
    if draft.pricing not in _WHY:
        code = (draft.service.code, draft.component)
        rules = NO_RULES if draft.figure is None else draft.figure.rules
        return no_price(draft.table, code, Said(draft.pricing.value), rules, draft.locality)
    statement, change = _WHY[draft.pricing]
    agreement = "" if bill.chosen is None else f"agreement {bill.chosen.route.agreement.id}"
    rate = None if draft.row is None else draft.row.rate
    table = "" if draft.table is None else draft.table.schedule.name or draft.table.schedule.id
    words = {
        "agreement": agreement,
        "terms": draft.source.title if draft.source is not None else f"A{agreement[1:]}",
        "code": draft.service.code,
        "schedule": "" if rate is None else _wanted(rate),
        "table": table,
        "modifier": draft.modifier,
    }
    evidence = [] if draft.table is None else [f"fee_schedules/{draft.table.schedule.id}"]
    evidence += [f"agreements/{bill.chosen.route.agreement.id}"] if bill.chosen is not None and rate is None else []
    return Reason(
        statement=statement.format(**words),
        evidence=tuple(evidence),
        source=_SOURCES.get(draft.pricing, ""),
        would_change=change.format(**words),
    )
