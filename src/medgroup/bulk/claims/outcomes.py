"""Results by columns: what is allowed, which lines go one after another, and what each party pays."""

from collections.abc import Mapping
from typing import Any, TypeVar

import narwhals as nw

from medgroup.bulk.claims.columns import RESULTS, type_of
from medgroup.bulk.engines import Frame
from medgroup.costs.benefits.claims import Cause, CoverageClass, LineStatus
from medgroup.costs.benefits.plan_terms import OUT
from medgroup.costs.prices.drafts import Pricing
from medgroup.costs.prices.terms import WHOLE
from medgroup.domain.terms import Claim
from medgroup.network.answer import Status
from medgroup.values.period import Period

_COVERED, _NOT_COVERED, _PENDED = (one.value for one in (LineStatus.COVERED, LineStatus.NOT_COVERED, LineStatus.PENDED))
#: Lines, computed or not.
Lines = TypeVar("Lines", nw.DataFrame[Any], nw.LazyFrame[Any])
#: How many tiers a family's account number has room for.
TIERS = 64


#: The columns of a line that is priced and classed, beside its own, with their types.
PREPARED: Mapping[str, Any] = {
    **dict.fromkeys(("family", "member"), nw.Int64),
    **dict.fromkeys(("bill", "plan", "network", "agreement", "roster_entry"), nw.String),
    "network_tier": nw.Int64,
    "class": nw.String,
    "pricing": nw.String,
    "withhold": nw.Int64,
    **dict.fromkeys(("status", "cause", "rule"), nw.String),
    **dict.fromkeys(("allowed", "own_charge", "rule_number", "copay_of_visit"), nw.Int64),
    **dict.fromkeys(("copay_first", "takes_deductible", "free", "mixes", "family_by_line"), nw.Boolean),
    **dict.fromkeys(("basis_points", "tier_of_benefit", "most_deductible", "most_family_deductible"), nw.Int64),
    **dict.fromkeys(("most_paid", "most_family_paid"), nw.Int64),
}
#: The types of the columns of results.
RESULTS_TYPES = {name: type_of(column) for name, column in RESULTS.items()}


def is_by_line() -> nw.Expr:
    """Return whether a line has to be priced and classed by itself, with the others of its bill."""
    col = nw.col
    several = col("_lines_of_bill") > 1
    own = (
        col("by_line")
        | col("by_line_of_table")
        | (col("beside_others") & several)
        | (col("of_units") & (col("units") > 1))
    )
    # Lines that no plan covers, and those that take a bill back, are left to the whole path.
    return own.fill_null(value=True) & (col("family") >= 0) & col("voids").is_null()


def with_allowed(lines: Lines) -> Lines:
    """Add what is allowed for lines that columns price; contract and ledger allow no more than was charged."""
    col, empty = nw.col, nw.lit(None, nw.Int64)
    counted = nw.when(col("of_charge")).then(col("charge")).otherwise(col("units"))
    price = (col("top") * counted * 2 + col("bottom")) // (col("bottom") * 2)
    lines = lines.with_columns(_price=nw.when(col("known") & col("uses_price")).then(price).otherwise(empty))
    less = ~col("charge").is_null() & (col("charge") < col("_price"))
    return lines.with_columns(allowed=nw.when(less).then(col("charge")).otherwise(col("_price"))).drop("_price")


def lacks_charge(contracted: nw.Expr) -> nw.Expr:
    """Return whether a contract prices a line by its charge, which nobody stated."""
    return nw.col("of_charge") & nw.col("charge").is_null() & contracted


def priced(lines: Frame) -> Frame:
    """Add what is allowed for lines that columns price, and what else lines are prepared with."""
    col = nw.col
    no_charge = lacks_charge(~col("agreement").is_null())
    return with_allowed(lines).with_columns(
        own_charge=col("charge"),
        bill=nw.lit(Claim.PROFESSIONAL.value),
        copay_of_visit=col("copay"),
        pricing=nw.when(no_charge).then(nw.lit(Pricing.NO_CHARGE.value)).otherwise(col("pricing")),
        **{"class": col("coverage")},
    )


def with_accounts(lines: Frame) -> Frame:
    """Add the accounts that lines count in, what patient and plan share of them, and their order."""
    col, zero = nw.col, nw.lit(0, nw.Int64)
    is_shared = (col("status") == _COVERED) & ~col("allowed").is_null() & ~col("free")
    return lines.with_columns(
        shared_amount=nw.when(is_shared).then(col("allowed")).otherwise(zero),
        family_account=col("family") * TIERS + col("tier_of_benefit"),
        patient_account=col("member") * TIERS + col("tier_of_benefit"),
        _processed=nw.when(col("processed").is_null()).then(col("on")).otherwise(col("processed")),
        _number=col("number").fill_null(1),
        _facility=(col("bill") == Claim.FACILITY.value).cast(nw.Int64),
    )


def cut_families(lines: Frame) -> Frame:
    """Return the families of which a limit of the year cut somebody's deductible while others may still meet theirs."""
    of_family = lines.group_by("family").agg(
        low=nw.col("member").min(), high=nw.col("member").max(), cut=nw.col("cut").cast(nw.Int64).max()
    )
    return of_family.filter((nw.col("cut") == 1) & (nw.col("low") != nw.col("high"))).select("family")


def with_flags(rows: Lines, contracted: nw.Expr) -> Lines:
    """Add what the results of a line depend on beside amounts; it is known of its combination of terms and service.

    Args:
        rows: Lines, or rows of benefits: with ``status``, ``class``, ``cause`` and ``tier_of_benefit``.
        contracted: Whether a contract prices.
    """
    col = nw.col
    # In network a contract says what a patient owes of what is not covered; where it says nothing, nobody can tell.
    by_contract = (col("class") == CoverageClass.NOT_COVERED.value) & contracted
    in_network = (col("class") == CoverageClass.IN.value) | by_contract
    return rows.with_columns(
        _pays=col("status") == _COVERED,
        _refuses=col("status") == _NOT_COVERED,
        _by_contract=by_contract,
        _lacks_price=in_network & (col("cause") != Cause.PLAN_PERIOD.value),
        _is_out=col("tier_of_benefit") == OUT,
    )


def with_state(lines: Lines) -> Lines:
    """Add whether a line is covered or refused for good, or else waits, and what is owed of it in all."""
    col, empty = nw.col, nw.lit(None, nw.Int64)
    has_allowed = ~col("allowed").is_null()
    beside = nw.when(col("_lacks_price")).then(empty).otherwise(col("own_charge"))
    lines = lines.with_columns(_owed=nw.when(has_allowed).then(col("allowed")).otherwise(beside))
    return lines.with_columns(
        _covered=col("_pays") & has_allowed,
        _refused=col("_refuses") & ~col("_owed").is_null(),
    )


def words(rows: Lines) -> Lines:
    """Add the results that are texts, from the flags and the state."""
    col, nothing = nw.col, nw.lit(None, nw.String)
    no_price, no_charge = (nw.lit(one.value) for one in (Cause.ALLOWED_NOT_KNOWN, Cause.CHARGE_NOT_KNOWN))
    lacking = nw.when(col("_pays") | col("_lacks_price")).then(no_price).otherwise(no_charge)
    waits = nw.when(col("status") == _PENDED).then(col("cause")).otherwise(lacking)
    covered, refused = col("_covered"), col("_refused")
    unsaid = (col("rule") == "") | (refused & col("_by_contract"))
    return rows.with_columns(
        coverage=col("class"),
        cause=nw.when(covered).then(nothing).otherwise(nw.when(refused).then(col("cause")).otherwise(waits)),
        status=nw.when(covered | refused).then(col("status")).otherwise(nw.lit(_PENDED)),
        rule=nw.when(unsaid).then(nothing).otherwise(col("rule")),
    )


def amounts(lines: Lines) -> Lines:
    """Add the results that are amounts, from the flags and the state."""
    col, empty, zero = nw.col, nw.lit(None, nw.Int64), nw.lit(0, nw.Int64)
    covered, refused = col("_covered"), col("_refused")
    settled = covered | refused

    def amount(of_covered: nw.Expr, of_refused: nw.Expr) -> nw.Expr:
        return nw.when(covered).then(of_covered).otherwise(nw.when(refused).then(of_refused).otherwise(empty))

    beyond = col("own_charge") - col("_owed")
    is_out = col("_is_out")
    held = (col("allowed") * col("withhold") * 2 + WHOLE) // (2 * WHOLE)
    return lines.with_columns(
        deductible=amount(col("deductible"), zero),
        copay=amount(col("copay"), zero),
        coinsurance=amount(col("coinsurance"), zero),
        not_covered=amount(zero, col("_owed")),
        plan_paid=amount(col("allowed") - col("owed"), zero),
        patient_owes=amount(col("owed"), col("_owed")),
        written_off=amount(nw.when(is_out).then(zero).otherwise(beyond), beyond),
        balance=amount(nw.when(is_out).then(beyond).otherwise(zero), zero),
        withheld=nw.when(settled & (col("withhold") > 0)).then(held).otherwise(empty),
        allowed=nw.when(settled).then(col("allowed")).otherwise(empty),
    )


#: The cause for which a line waits whose day is none of those that the tables are for.
DAY_OUTSIDE = "day-outside-tables"


def is_within(period: Period) -> nw.Expr:
    """Return whether the day of a line is one of a period with a start and an end; an empty day is none."""
    within = (nw.col("on") >= period.start) & (nw.col("on") < period.end)
    return within.fill_null(value=False)


def outside(lines: Lines) -> Lines:
    """Add the columns of results to lines whose day is none that the tables are for: nothing is known of them."""
    unknown = Status.UNKNOWN.value
    known = {
        "bill": Claim.PROFESSIONAL.value,
        "network": unknown,
        "coverage": CoverageClass.UNKNOWN.value,
        "pricing": Pricing.NETWORK_UNKNOWN.value,
        "status": _PENDED,
        "cause": DAY_OUTSIDE,
    }
    return lines.with_columns(**{name: nw.lit(known.get(name), kind) for name, kind in RESULTS_TYPES.items()})


def outcomes(lines: Frame) -> Frame:
    """Add the columns of results to lines that columns have shared."""
    known = with_state(with_flags(lines, ~nw.col("agreement").is_null()))
    told = words(amounts(known)).with_columns(tier=nw.col("network_tier"))
    return told.with_columns(*(nw.col(name).cast(type_of(column)) for name, column in RESULTS.items()))
