"""The plain rules of adjudication as somebody would write them in Polars for one market: the yardstick of ``bulk``.

Who is covered, who is in network, what the contract pays, the deductible, the coinsurance, what one person and what a
family pays at most in a year. It checks nothing, knows no other rule, and gives seven columns.
"""

from typing import Any

import polars as pl

from medgroup.bulk import Tables
from medgroup.bulk.claims.deciding import Deciding


class PlainTables:
    """What the program joins: made beforehand, from the tables of the market."""

    def __init__(self, tables: Tables, lines: pl.DataFrame) -> None:
        self.coverages = _frame(tables.coverages, ("patient", "plan", "start", "end", "family", "member"))
        self.paths = _frame(
            [row for row in tables.paths if not row.site],
            ("practitioner", "billing", "plan", "start", "end", "price", "network"),
        )
        self.prices = _prices(tables, lines, self.coverages, self.paths)
        self.plans = _plans(tables)


def adjudicated(lines: pl.DataFrame, tables: PlainTables) -> pl.DataFrame:
    """Return claim and line with what is allowed, and what patient and plan pay of it, in the order of processing."""
    during = pl.col("on").is_between("start", "end", closed="left")
    # Whatever is not needed any more is left behind before the lines are sorted.
    priced = (
        lines.lazy()
        .select(*KEY, "patient", "practitioner", "billing", "on", "processed", "code", "units", "charge")
        .join(tables.coverages.lazy(), on="patient")
        .filter(during)
        .drop("start", "end", "patient")
        .join(tables.paths.lazy(), on=["practitioner", "billing", "plan"])
        .filter(during)
        .drop("start", "end", "practitioner", "billing")
        .with_columns(year=pl.col("on").dt.year().cast(pl.Int64))
        .join(tables.prices.lazy(), on=["price", "code", "year"])
        .drop("price", "code", "year", "on")
        .join(tables.plans.lazy(), on="plan")
        .drop("plan")
        .with_columns(
            allowed=pl.min_horizontal(
                (2 * pl.col("top") * pl.col("units") + pl.col("bottom")) // (2 * pl.col("bottom")), "charge"
            )
        )
        .drop("top", "bottom", "units")
        .sort("family", "processed", *KEY)
    )
    shared = (
        priced.with_columns(_taken("allowed", "deductible_limit", "member", "own"))
        .with_columns(_taken("own", "family_deductible_limit", "family", "deductible"))
        .with_columns(
            owed=pl.col("deductible")
            + ((pl.col("allowed") - pl.col("deductible")) * pl.col("basis_points") + 5_000) // 10_000
        )
        .with_columns(_taken("owed", "most", "member", "own"))
        .with_columns(_taken("own", "family_most", "family", "patient_owes"))
        .with_columns(
            deductible=pl.min_horizontal("deductible", "patient_owes"),
            plan_paid=pl.col("allowed") - pl.col("patient_owes"),
            written_off=pl.col("charge") - pl.col("allowed"),
        )
        .with_columns(coinsurance=pl.col("patient_owes") - pl.col("deductible"))
    )
    return shared.select(*KEY, *GIVES).collect()


#: What a line is known by.
KEY = ("claim", "line")
#: The columns that it adds.
GIVES = ("network", "allowed", "deductible", "coinsurance", "patient_owes", "plan_paid", "written_off")


def _taken(amount: str, limit: str, within: str, name: str) -> pl.Expr:
    upto = pl.col(amount).cum_sum().over(within)
    return (pl.min_horizontal(upto, limit) - pl.min_horizontal(upto - pl.col(amount), limit)).alias(name)


def _frame(rows: Any, names: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame({name: [getattr(row, name) for row in rows] for name in names})


def _plans(tables: Tables) -> pl.DataFrame:
    rows = []
    for plan in tables.market.facts.plans:
        assert plan.benefits is not None
        sharing = (plan.benefits.tiers or ())[0].cost_sharing
        deductible, most, coinsurance = sharing.deductible, sharing.out_of_pocket, sharing.coinsurance
        assert deductible is not None
        assert most is not None
        assert coinsurance is not None
        limits = (deductible.individual, deductible.family, most.individual, most.family)
        rows.append(
            (plan.id, *(limit.cents if limit is not None else 2**60 for limit in limits), int(coinsurance * 10_000))
        )
    names = ["plan", "deductible_limit", "family_deductible_limit", "most", "family_most", "basis_points"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _prices(tables: Tables, lines: pl.DataFrame, coverages: pl.DataFrame, paths: pl.DataFrame) -> pl.DataFrame:
    """Return cents a unit, as a fraction, of each sort of price, code and year that the lines meet."""
    during = pl.col("on").is_between("start", "end", closed="left")
    met = (
        lines.join(coverages, on="patient")
        .filter(during)
        .drop("start", "end")
        .join(paths, on=["practitioner", "billing", "plan"])
        .filter(during)
        .with_columns(year=pl.col("on").dt.year().cast(pl.Int64))
        .unique(["price", "code", "year"], keep="first", maintain_order=True)
    )
    deciding = Deciding(tables)
    rows = [
        (row["price"], row["code"], row["year"], priced.top, priced.bottom)
        for row in met.to_dicts()
        for priced in (deciding.price(row),)
    ]
    return pl.DataFrame(rows, schema=["price", "code", "year", "top", "bottom"], orient="row")
