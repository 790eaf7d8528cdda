"""Lines that columns cannot adjudicate: they go one after another through the path that answers a single question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from medgroup.bulk.claims.deciding import BenefitRow, Deciding, service_of, visit_of
from medgroup.bulk.claims.outcomes import PREPARED
from medgroup.bulk.claims.refusing import placed, refuse_discord
from medgroup.bulk.tables import Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.claims import CoverageClass, LineStatus
from medgroup.costs.billed import BilledVisit, VoidedVisit, processing_order
from medgroup.costs.processing import PreparedLine, ProcessedLine, Processing
from medgroup.errors import InvalidValueError, MedgroupError, UnknownFactError, nearest

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
        own = bills[billed.id]
        _refuse_void_of_nothing(billed, own, bills)
        with named(own[0]):
            lines = processing.take(billed)
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
        with named(of[0]):
            lines = list(deciding.lines(visit))
        for line, benefit in lines:
            yield {**of[line.number - 1], **_shared(line, benefit)}


def _refuse_void_of_nothing(billed: BilledVisit | VoidedVisit, own: Sequence[Row], bills: Mapping[str, object]) -> None:
    """Refuse a bill that takes back one that is not among the lines of the family."""
    if isinstance(billed, VoidedVisit) and billed.visit not in bills:
        raise void_of_nothing(own[0], bills)


def void_of_nothing(row: Row, bills: Iterable[str]) -> InvalidValueError:
    """Return the error that tells of a line that it takes back none of some bills."""
    expected = "the claim of a bill of the same family among the lines"
    voided = row["voids"]
    return InvalidValueError(voided, expected, field=placed(row, "voids"), nearest=nearest(voided, bills))


def _by_claim(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows by bill, each bill's in the order of its lines."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["claim"], []).append(row)
    return {claim: sorted(of, key=lambda row: row["line"]) for claim, of in sorted(found.items())}


#: The columns that hold ids of a collection.
COLLECTIONS = {"patients": "patient", "practitioners": "practitioner", "organizations": "billing", "sites": "site"}


@contextmanager
def named(row: Row) -> Iterator[None]:
    """Name the bill, and the column where it is known, in what is wrong with a bill."""
    try:
        yield
    except UnknownFactError as problem:
        column = COLLECTIONS.get(problem.collection, "claim")
        expected = f"the id of one of the market's {problem.collection}"
        raise InvalidValueError(problem.key, expected, field=placed(row, column), nearest=problem.nearest) from None
    except MedgroupError as problem:
        field = f"lines: claim {row['claim']!r}"
        raise InvalidValueError(row["claim"], f"a bill that can be processed: {problem}", field=field) from None


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


def _billed(claim: str, rows: Sequence[Row]) -> BilledVisit | VoidedVisit:
    refuse_discord(list(rows))
    head = rows[0]
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
