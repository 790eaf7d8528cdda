"""What patients pay of many lines at once: running sums held between limits, in place of one line after another.

Of amounts that a limit holds down one after another, the one that brings their sum to s takes
``min(s, limit) - min(s - amount, limit)``. Two limits, a patient's and then her family's, are two such steps; so are
the deductible and then the most that is paid in a year.

That is the same as line after line, but for a family in which the most of a year cuts one member's deductible while
another may still meet hers: what is cut off would count for the family here, and in truth does not. ``cut`` tells
such lines, so that their families can be adjudicated line after line.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import narwhals as nw

from medgroup.costs.benefits.plan_terms import NONE

#: Columns that say in whose accumulators a line counts: a family's, for one tier and one plan year.
FAMILY = ("family_account",)
#: The same of a patient.
PATIENT = ("patient_account",)
#: The lines of one visit under one rule, which take one copay.
VISIT = ("patient_account", "claim", "_facility", "rule_number")
#: The columns that ``shared`` looks at beside those that lines are put in order by.
TAKES = (
    *(*FAMILY, *VISIT),
    *("shared_amount", "copay_of_visit", "copay_first", "takes_deductible", "basis_points"),
    *("most_deductible", "most_family_deductible", "most_paid", "most_family_paid"),
)
#: The columns that it adds.
GIVES = ("deductible", "copay", "coinsurance", "owed", "cut")
#: Place of a line among all, in the order in which they are adjudicated.
ORDER = "place"

#: Lines, computed or not.
Lines = TypeVar("Lines", nw.DataFrame[Any], nw.LazyFrame[Any])

_ZERO = nw.lit(0, nw.Int64)


#: Adds ``_upto``: of a column of amounts, the sum up to each line of its group.
Summing = Callable[[Any, str, Sequence[str]], Any]


def by_window(lines: Lines, amount: str, within: Sequence[str]) -> Lines:
    """Add ``_upto`` by a window over the lines, in the order of their places."""
    order = None if isinstance(lines, nw.DataFrame) else ORDER
    # DuckDB sums whole numbers to a wider type, which no table of results holds. The sum is a column of its own, or
    # engines compute it wherever it is named.
    return lines.with_columns(_upto=nw.col(amount).cum_sum().over(*within, order_by=order).cast(nw.Int64))


def taken(lines: Lines, amount: str, limit: str, within: Sequence[str], into: str, summing: Summing) -> Lines:
    """Add what a limit leaves of amounts that come one after another.

    Args:
        lines: The lines; those that are computed already stand in order.
        amount: Column of whole cents, zero or more.
        limit: Column of whole cents, the same in every line of a group, zero or more.
        within: Columns that make a group.
        into: The column that is added.
        summing: How amounts are summed.
    """
    lines = summing(lines, amount, within)
    before, most = nw.col("_upto") - nw.col(amount), nw.col(limit)
    return lines.with_columns(**{into: _lesser(nw.col("_upto"), most) - _lesser(before, most)})


def _lesser(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one < other).then(one).otherwise(other)


class Copays(NamedTuple):
    """Whether any of some lines has a copay before the deductible, and after it; passes over them are saved else."""

    before: bool
    after: bool


def shared(lines: Lines, copays: Copays, summing: Summing = by_window) -> Lines:
    """Add the columns ``deductible``, ``copay``, ``coinsurance``, ``owed`` and ``cut``.

    Args:
        lines: Lines with ``place`` and the accounts; ``shared_amount``, the cents that patient and plan share; how they
            share: ``copay_of_visit``, ``copay_first``, ``takes_deductible``, ``basis_points``; and the limits:
            ``most_deductible``, ``most_family_deductible``, ``most_paid``, ``most_family_paid``.
        copays: Which of them have a copay.
        summing: How amounts are summed.
    """
    lines = lines.with_columns(_left=nw.col("shared_amount"), _copay=_ZERO)
    if copays.before:
        lines = _copaid(lines, nw.col("copay_first"), summing)
    lines = lines.with_columns(_base=nw.when(nw.col("takes_deductible")).then(nw.col("_left")).otherwise(_ZERO))
    lines = taken(lines, "_base", "most_deductible", PATIENT, "_base", summing)
    lines = taken(lines, "_base", "most_family_deductible", FAMILY, "_deductible", summing)
    lines = lines.with_columns(_left=nw.col("_left") - nw.col("_deductible"))
    if copays.after:
        lines = _copaid(lines, ~nw.col("copay_first"), summing)
    lines = lines.with_columns(_coinsurance=(nw.col("_left") * nw.col("basis_points") + 5_000) // 10_000)
    lines = lines.with_columns(_base=nw.col("_deductible") + nw.col("_copay") + nw.col("_coinsurance"))
    lines = taken(lines, "_base", "most_paid", PATIENT, "_base", summing)
    return _held_down(taken(lines, "_base", "most_family_paid", FAMILY, "owed", summing))


def _copaid(lines: Lines, which: nw.Expr, summing: Summing) -> Lines:
    """Take the copays of some lines: lines of one visit take one together."""
    some = which & (nw.col("copay_of_visit") != NONE)
    lines = lines.with_columns(_base=nw.when(some).then(nw.col("_left")).otherwise(_ZERO))
    lines = taken(lines, "_base", "copay_of_visit", VISIT, "_base", summing)
    lines = lines.with_columns(_base=nw.when(some).then(nw.col("_base")).otherwise(_ZERO))
    return lines.with_columns(_copay=nw.col("_copay") + nw.col("_base"), _left=nw.col("_left") - nw.col("_base"))


def _held_down(lines: Lines) -> Lines:
    """Divide what the most of a year leaves: the coinsurance gives way first, and what came first stays longest."""
    owed, deductible, copay = nw.col("owed"), nw.col("_deductible"), nw.col("_copay")
    first = nw.col("copay_first")
    lines = lines.with_columns(
        copay=nw.when(first).then(_lesser(copay, owed)).otherwise(_lesser(copay, owed - _lesser(deductible, owed))),
        deductible=nw.when(first)
        .then(_lesser(deductible, owed - _lesser(copay, owed)))
        .otherwise(_lesser(deductible, owed)),
    )
    return lines.with_columns(
        coinsurance=owed - nw.col("deductible") - nw.col("copay"), cut=nw.col("_deductible") > nw.col("deductible")
    ).drop("_upto", "_left", "_copay", "_base", "_deductible", "_coinsurance")
