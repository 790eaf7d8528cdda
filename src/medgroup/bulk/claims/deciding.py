"""What a combination of classes comes to: asked once of the path that answers a single question, and kept as a row.

A line that stands for all of its combination goes through the very functions that price and class one bill. What they
say is put down as whole numbers, so that the same is true of a million lines by arithmetic over columns.
"""

from collections.abc import Iterator, Mapping
from math import gcd
from typing import Any, NamedTuple

from medgroup.bulk.claims.outcomes import TIERS
from medgroup.bulk.claims.refusing import placed
from medgroup.bulk.tables import Tables
from medgroup.costs.allowing import Allowing
from medgroup.costs.benefits.claims import Cause, CheckedLine, CoverageClass, LineStatus
from medgroup.costs.benefits.ledger import REFUSALS, Ledger
from medgroup.costs.benefits.plan_terms import NO_LIMIT, NONE, NOT_KNOWN, OUT, LimitRow, PlanTerms, ShareRow
from medgroup.costs.benefits.sharing import is_free
from medgroup.costs.billed import BilledVisit
from medgroup.costs.classing import Classing, Covered
from medgroup.costs.prices.drafts import Draft, Pricing
from medgroup.costs.prices.lines import is_reducible
from medgroup.costs.prices.terms import WHOLE
from medgroup.costs.processing import PreparedLine, Processing
from medgroup.costs.services import MOST_UNITS, Service
from medgroup.domain.benefits import AllowedOf
from medgroup.domain.terms import Method
from medgroup.errors import InvalidValueError
from medgroup.values.money import TOO_MANY_CENTS, Money

#: The greatest whole number of a column.
_GREATEST = 2**63 - 1


class PriceRow(NamedTuple):
    """How a service is priced: cents are ``(2 top n + bottom) // (2 bottom)``, n its units or the cents charged."""

    pricing: str
    #: Whether an amount is known.
    known: bool
    top: int
    bottom: int
    #: Whether the amount is of the charge, not of units.
    of_charge: bool
    #: Millionths of the allowed amount that the contract holds back.
    withhold: int
    #: Whether the line has to be priced by itself: always, beside other lines of the bill, or for several units.
    by_line: bool
    beside_others: bool
    of_units: bool


class BenefitRow(NamedTuple):
    """How a service is shared, all but its price and what was used before."""

    coverage: str
    #: The status that it has where nothing is lacking.
    status: str
    cause: str | None
    #: Whether a contract prices the line, and whether the price is what the plan allows.
    contracted: bool
    uses_price: bool
    rule: str
    #: The number of the rule within the plan, for lines of one visit.
    rule_number: int
    copay: int
    copay_first: bool
    takes_deductible: bool
    basis_points: int
    #: Whether the patient pays nothing of it.
    free: bool
    #: The tier as the benefits count, 0 out of network.
    tier_of_benefit: int
    most_deductible: int
    most_family_deductible: int
    most_paid: int
    most_family_paid: int
    #: Whether amounts of one tier may count in another.
    mixes: bool
    #: Whether the lines of the family have to be adjudicated one after another.
    family_by_line: bool
    #: Whether the line itself has to be priced and classed by itself.
    by_line: bool


def visit_of(row: Mapping[str, Any], services: list[Service], *, id: str) -> BilledVisit:
    """Return a row of claim lines as the bill that it stands on.

    Raises:
        InvalidValueError: It holds what no bill does; the row and the column are named.
    """
    try:
        return BilledVisit(
            id=id,
            patient=row["patient"],
            practitioner=row["practitioner"],
            billing=row["billing"],
            site=row["site"],
            on=row["on"],
            services=services,
            referral=row["referral"],
            authorization=row["authorization"],
            processed=row["processed"],
            number=row["number"] or 1,
        )
    except InvalidValueError as problem:
        raise _in_row(row, problem) from None


def service_of(row: Mapping[str, Any]) -> Service:
    """Return a row of claim lines as the service that it bills.

    Raises:
        InvalidValueError: It holds what no service does; the row and the column are named.
    """
    try:
        return Service(
            row["code"],
            row["units"],
            tuple((row["modifiers"] or "").split()),
            None if row["charge"] is None else Money(row["charge"]),
            place_of_service=row["place_of_service"],
            emergency=bool(row["emergency"]),
            preventive=bool(row["preventive"]),
        )
    except InvalidValueError as problem:
        raise _in_row(row, problem) from None


def _in_row(row: Mapping[str, Any], problem: InvalidValueError) -> InvalidValueError:
    """Return what is wrong with a value, with the row that it stands in: rows are not always looked at before."""
    return InvalidValueError(problem.value, problem.expected, field=placed(row, problem.field), nearest=problem.nearest)


class Deciding:
    """The decisions of one run, over the tables of a market."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._market = tables.market
        self._processing = Processing(tables.market)
        self._classing = tables.market.derived(Classing)

    def price(self, row: Mapping[str, Any]) -> PriceRow:
        """Return how the service of a line is priced."""
        # One unit and one cent: what they come to is what a unit and a cent are multiplied by.
        prepared = self._prepared({**row, "units": 1, "charge": 1})
        plan = self._classing.covered(row["patient"], row["on"]).plan
        draft, bill = prepared.draft, prepared.bill
        withhold = 0 if draft.source is None or bill.chosen is None else draft.source.terms.withhold
        if bill.chosen is not None or plan is None:
            return _price_row(draft, draft.pricing, withhold)
        out = plan.benefits.out_of_network if plan.benefits is not None else None
        stated = None if out is None else out.allowed
        if stated is None:
            return _unpriced(draft.pricing, known=False)
        if stated.of is AllowedOf.CHARGES:
            top, bottom = int(stated.percent * 10_000), WHOLE
            return _row(draft.pricing, top, bottom, of_charge=True, withhold=0)
        visit = visit_of(row, [draft.service], id="-")
        drafts = self._market.derived(Allowing).drafts_by_schedule(visit, plan, bill, stated.series or "")
        return _price_row(drafts[0], draft.pricing, 0)

    def benefit(self, row: Mapping[str, Any]) -> BenefitRow:
        """Return how the service of a line is shared."""
        prepared = self._prepared({**row, "units": 1, "charge": None})
        return self.shared(prepared, self._classing.covered(row["patient"], row["on"]))

    def lines(self, visit: BilledVisit) -> Iterator[tuple[PreparedLine, BenefitRow]]:
        """Yield the lines of one bill, a hospital's among them, with how each is shared."""
        covered = self._classing.covered(visit.patient, visit.on)
        for prepared in self._processing.prepared(visit, covered):
            yield prepared, self.shared(prepared, covered)

    def shared(self, prepared: PreparedLine, covered: Covered) -> BenefitRow:
        """Return how a line that is priced and classed is shared."""
        # The ledger is handed another class where a price is lacking; that is told by columns, line by line.
        line = prepared.line._replace(coverage=prepared.classed.coverage)
        contracted = prepared.bill.chosen is not None
        terms = covered.terms
        assert terms is not None
        tier = OUT if line.coverage is CoverageClass.OUT else line.tier
        found = Ledger(terms).row_or_cause(line, tier)
        # What a surprise bill allows is a median of contracts; beside an outpatient department a hospital bills too.
        by_line = line.coverage is CoverageClass.SURPRISE or prepared.bill.place.department is not None
        if isinstance(found, Cause):
            row = _uncovered(found, "", tier, line.coverage, contracted=contracted, by_line=by_line)
            if line.coverage is not CoverageClass.NOT_COVERED or not contracted:
                return row
            # Where the contract's price is lacking, the line waits as one in network does, and bears the same rule.
            inside = Ledger(terms).row_or_cause(line._replace(coverage=CoverageClass.IN), tier)
            if isinstance(inside, Cause) or not inside.covered:
                return row._replace(family_by_line=True)
            return row._replace(rule=inside.label)
        if not found.covered:
            cause = Cause.SERVICE_NOT_COVERED
            return _uncovered(cause, found.label, tier, line.coverage, contracted=contracted, by_line=by_line)
        limits = terms.limits(tier, terms.year_of(line.on), line.self_only)
        return BenefitRow(
            coverage=line.coverage.value,
            status=LineStatus.COVERED.value,
            cause=None,
            contracted=contracted,
            uses_price=contracted or line.coverage is CoverageClass.OUT,
            rule=found.label,
            rule_number=self._tables.rules.number((terms.plan.id, found.label)),
            copay=found.copay,
            copay_first=found.copay_first,
            takes_deductible=found.deductible,
            basis_points=max(found.coinsurance, 0),
            free=is_free(terms, line, tier),
            tier_of_benefit=tier,
            most_deductible=max(limits.deductible, 0),
            most_family_deductible=max(limits.family_deductible, 0),
            most_paid=max(min(limits.out_of_pocket, limits.self_only), 0),
            most_family_paid=max(limits.family_out_of_pocket, 0),
            mixes=_mixes(terms, line),
            family_by_line=found.visits != NONE
            or tier >= TIERS
            or not _is_plain(found, limits)
            or _says_otherwise(terms, found),
            by_line=by_line,
        )

    def _prepared(self, row: Mapping[str, Any]) -> PreparedLine:
        visit = visit_of(row, [service_of(row)], id="-")
        covered = self._classing.covered(row["patient"], row["on"])
        return next(iter(self._processing.prepared(visit, covered)))


def _price_row(draft: Draft, pricing: Pricing, withhold: int) -> PriceRow:
    if draft.pricing is not Pricing.PRICED:
        return _unpriced(pricing, withhold, known=draft.pricing.is_known)
    method = None if draft.row is None else draft.row.rate.method
    top, bottom = draft.exact()
    row = _row(
        pricing,
        top,
        bottom,
        of_charge=method is Method.PERCENT_OF_CHARGES,
        withhold=withhold,
    )
    reducible = is_reducible(draft)
    alone = draft.figure is not None and draft.figure.rules.status == "T"
    return row._replace(
        by_line=row.by_line or method is Method.CASE_RATE,
        beside_others=reducible or alone,
        of_units=reducible,
    )


def _row(pricing: Pricing, top: int, bottom: int, *, of_charge: bool, withhold: int) -> PriceRow:
    common = gcd(top, bottom) or 1
    top, bottom = top // common, bottom // common
    most = TOO_MANY_CENTS if of_charge else MOST_UNITS
    # Beyond what a column holds the line is priced by itself.
    fits = 2 * top * most + bottom <= _GREATEST
    return PriceRow(pricing.value, True, top, bottom, of_charge, withhold, not fits, False, False)


def _unpriced(pricing: Pricing, withhold: int = 0, *, known: bool) -> PriceRow:
    return PriceRow(pricing.value, known, 0, 1, False, withhold, False, False, False)


def _uncovered(
    cause: Cause, rule: str, tier: int, coverage: CoverageClass, *, contracted: bool, by_line: bool
) -> BenefitRow:
    """Return the row of a service that the plan does not pay for, or that waits."""
    status = LineStatus.NOT_COVERED if cause in REFUSALS else LineStatus.PENDED
    by_contract = contracted and cause is not Cause.PLAN_PERIOD
    return BenefitRow(
        coverage=coverage.value,
        status=status.value,
        cause=cause.value,
        contracted=contracted,
        uses_price=by_contract and coverage in (CoverageClass.IN, CoverageClass.NOT_COVERED),
        rule=rule,
        rule_number=0,
        copay=NONE,
        copay_first=False,
        takes_deductible=False,
        basis_points=0,
        free=False,
        tier_of_benefit=tier,
        most_deductible=0,
        most_family_deductible=0,
        most_paid=0,
        most_family_paid=0,
        mixes=False,
        family_by_line=False,
        by_line=by_line,
    )


def _is_plain(row: ShareRow, limits: LimitRow) -> bool:
    """Return whether columns can share by a row: all is known, and no least deductible exceeds the plan's own."""
    known = (limits.deductible, limits.family_deductible, limits.out_of_pocket, limits.family_out_of_pocket)
    if min(known) < 0 or row.coinsurance == NOT_KNOWN:
        return False
    if not limits.floor:
        return True
    own = limits.family_deductible if limits.floor_of_family else limits.deductible
    reached = limits.floor != NOT_KNOWN and limits.floor <= own
    alone = limits.deductible == NO_LIMIT or not limits.floor_of_family
    return reached and alone and row.deductible and not row.copay_first


def _says_otherwise(terms: PlanTerms, row: ShareRow) -> bool:
    """Return whether another rule of the same name takes another copay of a visit, which then is one of both."""
    named = (other for tier in terms.tiers() for _, other in terms.share_rows(tier) if other.label == row.label)
    return any((other.copay, other.copay_first) != (row.copay, row.copay_first) for other in named)


def _mixes(terms: PlanTerms, line: CheckedLine) -> bool:
    """Return whether an amount that is paid in one tier may count in another, or for the self-only limit of all."""
    if any(counts is None or len(counts) > 1 for counts in terms.counts_to.values()):
        return True
    year = terms.year_of(line.on)
    inside = [terms.limits(tier, year, line.self_only) for tier in terms.tiers() if tier != OUT]
    most = [min(one.out_of_pocket, one.family_out_of_pocket) for one in inside]
    return len(inside) > 1 and sum(most) > min(one.self_only for one in inside)
