"""Lines that columns cannot adjudicate: they go one after another through the path that answers a single question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from medgroup.bulk.columns import LINES
from medgroup.bulk.deciding import BenefitRow, Deciding, service_of, visit_of
from medgroup.bulk.outcomes import PREPARED
from medgroup.bulk.tables import Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.claims import CoverageClass, LineStatus
from medgroup.costs.billed import BilledVisit, VoidedVisit, processing_order
from medgroup.costs.processing import PreparedLine, ProcessedLine, Processing
from medgroup.errors import InvalidValueError, MedgroupError

Row = Mapping[str, Any]


def adjudicated(tables: Tables, rows: Iterable[Row], carried: Iterable[Accumulated]) -> Iterator[dict[str, Any]]:
    """Yield rows of claim lines with their results, those of hospitals among them.

    Args:
        tables: The tables of the market.
        rows: The lines of whole families, in any order.
        carried: What had been used before the first line.

    Raises:
        InvalidValueError: A bill cannot be processed: a key of it leads nowhere, its lines say different things, or it
            takes back a bill that is not there.
    """
    processing = Processing(tables.market, carried)
    bills = _by_claim(rows)
    for billed in sorted((_billed(claim, of) for claim, of in bills.items()), key=processing_order):
        with _named(billed.id):
            lines = processing.take(billed)
        own = bills[billed.id]
        # The lines of a bill that is taken back are known by the places that they have there.
        first = own if isinstance(billed, BilledVisit) else bills[billed.visit]
        by_line = {row["line"]: row for row in own}
        for line in lines:
            shown = by_line.get(first[line.number - 1]["line"])
            if shown is not None:
                yield {**shown, **_results(line)}


def prepared(deciding: Deciding, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Yield the lines of whole bills, priced and classed bill by bill, with how each is shared.

    Raises:
        InvalidValueError: A bill cannot be priced or classed; it is named.
    """
    for claim, of in _by_claim(rows).items():
        visit = _billed(claim, of)
        assert isinstance(visit, BilledVisit)
        with _named(claim):
            lines = list(deciding.lines(visit))
        for line, benefit in lines:
            yield {**of[line.number - 1], **_shared(line, benefit)}


def _by_claim(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows by bill, each bill's in the order of its lines."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["claim"], []).append(row)
    return {claim: sorted(of, key=lambda row: row["line"]) for claim, of in sorted(found.items())}


@contextmanager
def _named(claim: str) -> Iterator[None]:
    """Name the bill in what is wrong with it."""
    try:
        yield
    except MedgroupError as problem:
        raise InvalidValueError(claim, f"a bill that can be processed: {problem}", field="lines: claim") from None


def _shared(line: PreparedLine, benefit: BenefitRow) -> dict[str, Any]:
    chosen, claimed = line.bill.chosen, line.line
    holds = benefit.status == LineStatus.COVERED.value or benefit.uses_price
    allowed = claimed.allowed if holds else None
    source = line.draft.source
    return {
        "bill": line.bill.claim.value,
        "network": line.bill.network.value,
        "agreement": None if chosen is None else chosen.route.agreement.id,
        "roster_entry": None if chosen is None or chosen.entry is None else chosen.entry.id,
        "network_tier": None if chosen is None else chosen.route.tier,
        "class": benefit.coverage,
        "pricing": line.draft.pricing.value,
        "withhold": 0 if source is None or chosen is None else source.terms.withhold,
        "allowed": claimed.charge if allowed and claimed.charge is not None and claimed.charge < allowed else allowed,
        "own_charge": claimed.charge,
        "copay_of_visit": benefit.copay,
        **{name: getattr(benefit, name) for name in _OF_BENEFITS},
    }


#: What a line takes from its row of benefits as it is.
_OF_BENEFITS = tuple(name for name in PREPARED if name in BenefitRow._fields)


#: What all lines of a bill have in common.
_OF_A_BILL = tuple(
    name
    for name in LINES
    if name not in ("line", "code", "modifiers", "units", "charge", "place_of_service", "emergency", "preventive")
)


def _billed(claim: str, rows: Sequence[Row]) -> BilledVisit | VoidedVisit:
    head = rows[0]
    for row in rows[1:]:
        for name in _OF_A_BILL:
            if row[name] != head[name]:
                place = f"lines: claim {claim!r} line {row['line']}: {name}"
                raise InvalidValueError(
                    row[name], f"what line {head['line']} of the bill says: {head[name]}", field=place
                )
    if head["voids"] is not None:
        processed = head["processed"] or head["on"]
        return VoidedVisit(id=claim, visit=head["voids"], processed=processed, number=head["number"] or 1)
    return visit_of(head, [service_of(row) for row in rows], id=claim)


def _results(line: ProcessedLine) -> dict[str, Any]:
    share, chosen = line.share, line.bill.chosen
    without_a_plan = CoverageClass.UNKNOWN if line.covered.overlapping else CoverageClass.NOT_COVERED
    return {
        "bill": line.bill.claim.value,
        "plan": None if line.covered.plan is None else line.covered.plan.id,
        "network": line.bill.network.value,
        "agreement": None if chosen is None else chosen.route.agreement.id,
        "roster_entry": None if chosen is None or chosen.entry is None else chosen.entry.id,
        "tier": None if chosen is None else chosen.route.tier,
        "coverage": (without_a_plan if line.classed is None else line.classed.coverage).value,
        "pricing": line.draft.pricing.value,
        "status": share.status.value,
        "cause": None if share.cause is None else share.cause.value,
        "rule": share.rule or None,
        "allowed": share.allowed,
        "deductible": share.deductible,
        "copay": share.copay,
        "coinsurance": share.coinsurance,
        "not_covered": share.not_covered,
        "plan_paid": share.plan_paid,
        "patient_owes": share.patient_owes,
        "written_off": share.written_off,
        "balance": share.balance_billed,
        "withheld": line.withheld,
    }
