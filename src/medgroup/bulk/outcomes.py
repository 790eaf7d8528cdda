"""Results by columns: what is allowed, which lines go one after another, and what each party pays."""

import narwhals as nw

from medgroup.bulk.columns import RESULTS, type_of
from medgroup.bulk.engines import Frame
from medgroup.costs.benefits.claims import Cause, LineStatus
from medgroup.costs.benefits.plan_terms import OUT
from medgroup.costs.prices.drafts import Pricing
from medgroup.costs.prices.terms import WHOLE
from medgroup.domain.terms import Claim

_COVERED, _NOT_COVERED, _PENDED = (one.value for one in (LineStatus.COVERED, LineStatus.NOT_COVERED, LineStatus.PENDED))
#: How many tiers a family's account number has room for.
_TIERS = 64


def is_by_line() -> nw.Expr:
    """Return whether a line itself has to go through the path that answers a single question."""
    col = nw.col
    unknown = col("by_line").is_null() | col("by_line_of_table").is_null()
    several = col("_lines_of_bill") > 1
    own = (
        col("by_line")
        | col("by_line_of_table")
        | (col("beside_others") & several)
        | (col("of_units") & (col("units") > 1))
    )
    return unknown | own | ~col("voids").is_null()


def with_amounts(lines: Frame) -> Frame:
    """Add what is allowed, the accounts that it counts in, and the limits of these."""
    col, empty = nw.col, nw.lit(None, nw.Int64)
    counted = nw.when(col("of_charge")).then(col("charge")).otherwise(col("units"))
    price = (col("top") * counted * 2 + col("bottom")) // (col("bottom") * 2)
    lines = lines.with_columns(_price=nw.when(col("known") & col("uses_price")).then(price).otherwise(empty))
    # Contract and ledger alike allow no more than was charged; without a clause in the contract the ledger still does.
    lines = lines.with_columns(
        allowed=nw.when(~col("charge").is_null() & (col("charge") < col("_price")))
        .then(col("charge"))
        .otherwise(col("_price"))
    )
    is_shared = (col("status") == _COVERED) & ~col("allowed").is_null() & ~col("free")
    account = col("family") * _TIERS + col("tier_of_benefit")
    return lines.with_columns(
        shared_amount=nw.when(is_shared).then(col("allowed")).otherwise(nw.lit(0, nw.Int64)),
        family_account=account,
        patient_account=col("member") * _TIERS + col("tier_of_benefit"),
        copay_of_visit=col("copay"),
        _processed=nw.when(col("processed").is_null()).then(col("on")).otherwise(col("processed")),
        _number=col("number").fill_null(1),
    )


def cut_families(lines: Frame) -> Frame:
    """Return the families of which a limit of the year cut somebody's deductible while others may still meet theirs."""
    of_family = lines.group_by("family").agg(
        low=nw.col("member").min(), high=nw.col("member").max(), cut=nw.col("cut").cast(nw.Int64).max()
    )
    return of_family.filter((nw.col("cut") == 1) & (nw.col("low") != nw.col("high"))).select("family")


def outcomes(lines: Frame) -> Frame:
    """Add the columns of results to lines that columns have shared."""
    col, empty, zero = nw.col, nw.lit(None, nw.Int64), nw.lit(0, nw.Int64)
    covered = (col("status") == _COVERED) & ~col("allowed").is_null()
    owed = nw.when(~col("allowed").is_null()).then(col("allowed")).otherwise(col("charge"))
    refused = (col("status") == _NOT_COVERED) & ~owed.is_null()
    settled = covered | refused

    def amount(of_covered: nw.Expr, of_refused: nw.Expr) -> nw.Expr:
        return nw.when(covered).then(of_covered).otherwise(nw.when(refused).then(of_refused).otherwise(empty))

    lacking = nw.when(col("status") == _COVERED).then(nw.lit(Cause.ALLOWED_NOT_KNOWN.value))
    waits = (
        nw.when(col("status") == _PENDED)
        .then(col("cause"))
        .otherwise(lacking.otherwise(nw.lit(Cause.CHARGE_NOT_KNOWN.value)))
    )
    beyond = col("charge") - owed
    out = col("tier_of_benefit") == OUT
    held = (col("allowed") * col("withhold") * 2 + WHOLE) // (2 * WHOLE)
    no_charge = col("of_charge") & col("charge").is_null() & ~col("agreement").is_null()
    allowed = nw.when(settled).then(col("allowed")).otherwise(empty)
    return lines.with_columns(
        bill=nw.lit(Claim.PROFESSIONAL.value),
        coverage=col("coverage_of_table"),
        pricing=nw.when(no_charge).then(nw.lit(Pricing.NO_CHARGE.value)).otherwise(col("pricing")),
        tier=col("network_tier"),
        cause=nw.when(covered)
        .then(nw.lit(None, nw.String))
        .otherwise(nw.when(refused).then(col("cause")).otherwise(waits)),
        status=nw.when(settled).then(col("status")).otherwise(nw.lit(_PENDED)),
        rule=nw.when(col("rule") == "").then(nw.lit(None, nw.String)).otherwise(col("rule")),
        deductible=amount(col("deductible"), zero),
        copay=amount(col("copay"), zero),
        coinsurance=amount(col("coinsurance"), zero),
        not_covered=amount(zero, owed),
        plan_paid=amount(col("allowed") - col("owed"), zero),
        patient_owes=amount(col("owed"), owed),
        written_off=amount(nw.when(out).then(zero).otherwise(beyond), beyond),
        balance=amount(nw.when(out).then(beyond).otherwise(zero), zero),
        withheld=nw.when(settled & (col("withhold") > 0)).then(held).otherwise(empty),
        allowed=allowed,
    ).with_columns(*(nw.col(name).cast(type_of(column)) for name, column in RESULTS.items()))
