"""What whoever relies on a quote should know first: what is not known, what is left out, what may come on top."""

from collections.abc import Iterable, Iterator, Sequence

from medgroup.costs.benefits.claims import Cause, LineStatus
from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.benefits.gate_rows import ASKED_OF_A_GATE, Consequence
from medgroup.costs.benefits.steps import cause_reason
from medgroup.costs.benefits.surprise_rows import ASKED_OF_A_SURPRISE
from medgroup.costs.prices.places import roles_at
from medgroup.costs.prices.price_steps import lead_of
from medgroup.costs.processing import ProcessedLine
from medgroup.costs.quotes.alternatives import kind_known
from medgroup.costs.quotes.cases import Case
from medgroup.costs.quotes.records import QuoteWarning, WarningKind
from medgroup.costs.quotes.steps import price_reason
from medgroup.display import series
from medgroup.domain.terms import Claim
from medgroup.errors import listed
from medgroup.network.answer import NetworkStatus, PathKind, Status
from medgroup.values.money import Money

#: Causes that say that network, gates or protection are not known, and that a price or a charge is not: each has a
#: warning of its own.
_TOLD = frozenset({Cause.CLASS_NOT_KNOWN, Cause.ALLOWED_NOT_KNOWN, Cause.CHARGE_NOT_KNOWN})


#: What hangs on a charge where she does not owe it whole.
_OF_THE_CHARGE = "what is written off or billed beyond the allowed amount depends on it"

_ORDER = {kind: place for place, kind in enumerate(WarningKind)}


def warnings(case: Case, status: NetworkStatus | None) -> tuple[QuoteWarning, ...]:
    """Return what a case warns of, the gravest first; arguments as in ``steps.reasons``."""
    found = [*_of_coverage(case), *_of_bills(case), *_of_lines(case), *_of_history(case)]
    if status is not None:
        found += _of_network(case, status)
    if case.alternatives:
        found += _of_alternatives(case)
    return tuple(sorted(found, key=lambda one: _ORDER[one.kind])) if len(found) > 1 else tuple(found)


def _of_coverage(case: Case) -> Iterator[QuoteWarning]:
    covered, visit = case.covered, case.visit
    if covered.overlapping:
        overlapping = coverage_on(case.market, visit.patient, on=visit.on).overlapping
        yield QuoteWarning(
            kind=WarningKind.OVERLAPPING_COVERAGES,
            statement=f"{len(overlapping)} coverages of {visit.patient} claim to pay first on {visit.on}.",
            evidence=tuple(f"coverages/{one}" for one in overlapping),
            would_change="Coverages of different order, or periods that do not overlap.",
        )
    elif covered.plan is None:
        yield QuoteWarning(
            kind=WarningKind.NO_COVERAGE,
            statement=f"No coverage of {visit.patient} is in force on {visit.on}: the charge is owed.",
            source="45 CFR 149.610 (good faith estimate for the uninsured)",
            would_change="A coverage in force on the day.",
        )
    if covered.pay_after:
        yield QuoteWarning(
            kind=WarningKind.SECONDARY_COVERAGE,
            statement=f"{_after_the_first(covered.pay_after)} not counted, so that the patient may owe less.",
            evidence=tuple(f"coverages/{one}" for one in covered.pay_after),
            source="NAIC Model 120 (coordination of benefits)",
        )


def _after_the_first(coverages: Sequence[str]) -> str:
    pays, it = ("pays", "it") if len(coverages) == 1 else ("pay", "they")
    return f"{series(coverages)} {pays} after the first coverage; what {it} would pay is"


def _of_network(case: Case, status: NetworkStatus) -> Iterator[QuoteWarning]:
    if status.overall is Status.UNKNOWN:
        missing = status.best.missing
        yield QuoteWarning(
            kind=WarningKind.NETWORK_UNKNOWN,
            statement=f"It is not known whether {status.names[0]}, billing through {status.names[1]}, is in network.",
            evidence=() if missing is None else missing.evidence,
            would_change="" if missing is None else missing.would_change,
        )
    stale = [path for path in status.paths if path.kind is PathKind.LISTING and path.but_for_age]
    if status.misdirected:
        yield QuoteWarning(
            kind=WarningKind.LISTING_MISDIRECTS,
            statement=f"A directory says that {status.names[0]} is in network, and the contracts say not; a patient "
            "who relied on it pays the in-network share.",
            evidence=tuple(f"listings/{path.listing}" for path in stale),
            source="PHSA 2799A-5(b)",
            would_change="To say that she relied on it.",
        )
    elif old := [path for path in stale if path.status is not Status.IN]:
        yield QuoteWarning(
            kind=WarningKind.LISTING_STALE,
            statement=f"A directory lists {status.names[0]}, and was not verified within 90 days of {status.on}.",
            evidence=tuple(f"listings/{path.listing}" for path in old),
            source="PHSA 2799A-5(a)(2)",
        )
    until = status.continuity_until
    if until is not None and status.on < until and case.visit.continuing is not True:
        yield QuoteWarning(
            kind=WarningKind.CONTINUITY,
            statement=f"A continuing-care patient is covered as in network until {until}, that day not included.",
            source="PHSA 2799A-3",
            would_change="To say that she is one.",
        )


def _of_bills(case: Case) -> Iterator[QuoteWarning]:
    yield from _of_roles(case)
    sites = case.open_sites
    if sites:
        yield QuoteWarning(
            kind=WarningKind.SITE_UNKNOWN,
            statement=f"The visit may be at {series(sites, 'or')}, and what decides a price differs between them.",
            evidence=tuple(f"sites/{one}" for one in sites),
            would_change="The site.",
        )
    told: set[str] = set()
    for line in case.lines:
        if line.bill.claim is Claim.FACILITY and line.bill.billing not in told:
            told.add(line.bill.billing)
            yield _facility(case, line)


def _of_roles(case: Case) -> Iterator[QuoteWarning]:
    """Yield that no role is in force, where something is open: one would say much of what is asked."""
    sender, on = case.sender, case.visit.on
    if sender is None or not case.waits:
        return
    asked = sender.question
    if any(role.period.contains(on) for role in roles_at(case.market, asked.practitioner, asked.billing)):
        return
    who, where, _ = asked.names(case.market)
    yield QuoteWarning(
        kind=WarningKind.ROLE_UNKNOWN,
        statement=f"No role of {who} at {where} is in force on {on}: it would say at which sites patients are seen "
        "there, and for which kind of care.",
        evidence=(f"practitioners/{asked.practitioner}", f"organizations/{asked.billing}"),
        would_change=f"A role of {who} at {where} on the day.",
    )


def _facility(case: Case, line: ProcessedLine) -> QuoteWarning:
    bill = line.bill
    name = case.market.name_of("organizations", bill.billing)
    said = {Status.IN: "in network", Status.OUT: "out of network"}.get(bill.network, "of unknown network status")
    return QuoteWarning(
        kind=WarningKind.FACILITY_LINE,
        statement=f"The site is an outpatient department of {name}, which is {said} and bills beside the practitioner: "
        "each service has a second line with a share of its own. What it charges is not known.",
        evidence=(f"organizations/{bill.billing}", *(f"sites/{site}" for site in bill.place.sites)),
        source="42 CFR 413.65",
    )


def _of_lines(case: Case) -> Iterator[QuoteWarning]:
    for number, line in enumerate(case.lines, start=1):
        lead = lead_of(number, line.bill, line.draft)
        yield from _of_gates(case, line, lead)
        yield from _of_amounts(case, line, lead)
        cause = line.share.cause
        if line.share.status is LineStatus.PENDED and cause is not None and cause not in _TOLD:
            evidence = () if case.covered.plan is None else (f"plans/{case.covered.plan.id}",)
            reason = cause_reason(cause, line.share.rule, evidence)
            yield QuoteWarning(
                kind=WarningKind.BENEFITS_UNKNOWN,
                statement=lead + reason.statement,
                evidence=evidence,
                would_change=reason.would_change,
            )


def _of_gates(case: Case, line: ProcessedLine, lead: str) -> Iterator[QuoteWarning]:
    classed, plan = line.classed, case.covered.plan
    if classed is None or plan is None:
        return
    if classed.consequence is Consequence.NEEDS_AUTHORIZATION:
        yield QuoteWarning(
            kind=WarningKind.NEEDS_AUTHORIZATION,
            statement=f"{lead}the plan covers it once it authorizes it.",
            evidence=(f"plans/{plan.id}",),
            would_change="An authorization that is good on the day.",
        )
    # That network status is not known has a warning of its own, and what protection lacks is named itself.
    missing = [ASKED_OF_A_GATE[one].question for one in classed.gate.missing if one not in ("network", "surprise")]
    if classed.surprise is not None:
        missing += [ASKED_OF_A_SURPRISE[one].question for one in classed.surprise.missing if one != "network"]
    if missing:
        questions = list(dict.fromkeys(missing))
        yield QuoteWarning(
            kind=WarningKind.GATE_UNKNOWN,
            statement=f"{lead}it is not known {series(questions, 'or')}.",
            evidence=(f"plans/{plan.id}",),
            would_change=f"To say {series(questions)}.",
        )


def _of_amounts(case: Case, line: ProcessedLine, lead: str) -> Iterator[QuoteWarning]:
    share, draft = line.share, line.draft
    if share.cause is Cause.ALLOWED_NOT_KNOWN:
        last = price_reason(case, line)
        yield QuoteWarning(
            kind=WarningKind.PRICE_UNKNOWN,
            statement=f"{lead}what is allowed for it is not known. {last.statement}",
            evidence=last.evidence,
            source=last.source,
            would_change=last.would_change,
        )
    if draft.service.charge is None and line.bill.claim is Claim.PROFESSIONAL:
        owed = "the patient owes what is charged" if share.cause is Cause.CHARGE_NOT_KNOWN else _OF_THE_CHARGE
        yield QuoteWarning(
            kind=WarningKind.CHARGE_UNKNOWN,
            statement=f"{lead}no charge is stated, and {owed}.",
            would_change="The charge of the line.",
        )
    if share.balance_billed:
        yield QuoteWarning(
            kind=WarningKind.BALANCE_BILL,
            statement=f"{lead}${Money(share.balance_billed)} beyond what the plan allows may be billed to the patient, "
            "and counts toward no limit.",
            source="45 CFR 156.130(c)",
        )
    if line.withheld:
        yield QuoteWarning(
            kind=WarningKind.WITHHELD,
            statement=f"{lead}the contract holds back ${Money(line.withheld)} of what is allowed until a settlement; "
            "it stays owed to who bills.",
            evidence=() if draft.source is None or "/" not in draft.source.evidence else (draft.source.evidence,),
            source="X12 claim adjustment reason code 104",
        )


def _of_history(case: Case) -> Iterator[QuoteWarning]:
    waiting = [one.id for one in case.waiting]
    if waiting:
        yield QuoteWarning(
            kind=WarningKind.HISTORY_WAITS,
            statement=f"{_of(waiting)} {listed(waiting)} of the history: some line waits, since something that "
            "decides is not known; what it would have used is not counted.",
            would_change="To know what it lacks.",
        )
    if case.past.later:
        yield QuoteWarning(
            kind=WarningKind.HISTORY_LATER,
            statement=f"{_of(case.past.later)} {listed(case.past.later)} of the history: processed after "
            f"{case.visit.processed or case.visit.on}, and left out.",
        )


def _of(bills: Iterable[str]) -> str:
    return "Bill" if len(list(bills)) == 1 else "Bills"


def _of_alternatives(case: Case) -> Iterator[QuoteWarning]:
    if case.sender is None or kind_known(case):
        return
    yield QuoteWarning(
        kind=WarningKind.NO_ALTERNATIVES,
        statement="Which kind of care the practitioner gives is not known, so that nobody is known to give the same.",
        evidence=(f"practitioners/{case.sender.question.practitioner}",),
        would_change="The taxonomy codes of the practitioner's role.",
    )
