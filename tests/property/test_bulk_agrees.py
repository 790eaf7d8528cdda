"""Claim lines by columns come to what the path that answers a single question says of each, on every column.

``MEDGROUP_LINES`` sets how many lines are compared.
"""

from datetime import date
from functools import cache

import narwhals as nw
import polars as pl

from medgroup.bulk import RESULTS, adjudicate
from medgroup.bulk.claims.at_once import AtOnce, Parts, Slice
from medgroup.bulk.claims.columns import AMOUNTS
from medgroup.bulk.claims.placing import placed
from medgroup.bulk.claims.telling import Rows
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.coverages import coverage_on
from medgroup.values.money import Money
from tests.unit.bulk_lines import KEY, by_line, counted, counts, differing, lines, missing, results, tables

COUNT = counted("MEDGROUP_LINES", 12_000)
COVERED = pl.col("status") == "covered"


class Recorded(AtOnce):
    """A run that keeps which families a limit of the year cut."""

    cut: pl.DataFrame

    def parted(self, lines: pl.DataFrame, rows: Rows) -> Parts:
        parts = super().parted(lines, rows)
        self.cut = parts.cut
        return parts


@cache
def cut_patients() -> tuple[str, ...]:
    """Return the patients of the families that parted only while lines were shared."""
    whole = Slice(lines(COUNT), placed(lines(COUNT), tables()), lambda: lines(COUNT))
    run = Recorded(whole, tables(), ())
    run.results()
    cut = set(run.cut["family"])
    return tuple(sorted({row.patient for row in tables().coverages if row.family in cut}))


@cache
def pointwise() -> pl.DataFrame:
    """Return the lines adjudicated one after another."""
    return by_line(tables(), lines(COUNT))


BRANCHES = {
    **{f"plan {plan}": pl.col("plan") == plan for plan in ("epo", "hdhp", "hmo", "pos", "ppo", "unstated")},
    **{f"tier {tier}": pl.col("tier") == tier for tier in (1, 2)},
    **{f"coverage {one}": pl.col("coverage") == one for one in ("in", "out", "surprise", "not-covered", "unknown")},
    **{f"network {one}": pl.col("network") == one for one in ("in", "out", "unknown")},
    **{f"status {one}": pl.col("status") == one for one in ("covered", "not-covered", "pended", "reversed")},
    **{
        f"cause {one}": pl.col("cause") == one
        for one in (
            "allowed-not-known",
            "benefits-not-known",
            "charge-not-known",
            "class",
            "class-not-known",
            "out-of-network-not-known",
            "visits",
        )
    },
    **{
        f"price {one}": pl.col("pricing") == one
        for one in (
            "priced",
            "bundled",
            "with-others",
            "no-rate",
            "not-listed",
            "terms-not-stated",
            "no-charge",
            "contractor-priced",
            "not-under-schedule",
            "out-of-network",
            "network-unknown",
        )
    },
    "hospital's own line": pl.col("bill") == "facility",
    "no coverage": pl.col("plan").is_null(),
    "a referral that lacks": (pl.col("cause") == "class") & ~pl.col("referral") & (pl.col("network") == "in"),
    "emergency": pl.col("emergency") & COVERED,
    "preventive": pl.col("preventive") & COVERED & (pl.col("patient_owes") == 0),
    "copay": pl.col("copay") > 0,
    "deductible": pl.col("deductible") > 0,
    "coinsurance": pl.col("coinsurance") > 0,
    "withhold": pl.col("withheld") > 0,
    "balance": pl.col("balance") > 0,
    "several units": pl.col("units") > 1,
    "several lines on a bill": pl.col("line") > 1,
    "carries a modifier": pl.col("modifiers").is_not_null() & COVERED,
    "one person is the family": pl.col("patient").str.ends_with("-0") & COVERED,
    "another of the family": ~pl.col("patient").str.ends_with("-0") & COVERED,
    "a limit of the year is reached": COVERED
    & (pl.col("allowed") > 0)
    & (pl.col("patient_owes") == 0)
    & ~pl.col("preventive"),
    "a limit of the year cuts a line": COVERED
    & (pl.col("plan") == "hmo")
    & (pl.col("copay") > 0)
    & ~pl.col("copay").is_in([2_500, 5_000])
    & (pl.col("copay") < pl.col("allowed")),
    "a family that columns cannot share": pl.col("patient").is_in(list(cut_patients())),
}


def test_point_and_bulk_agree_on_every_column() -> None:
    """For every line, the columns say what the path that answers a single question says, in value and type."""
    assert differing(results(COUNT), pointwise()) == {}
    assert results(COUNT).height >= COUNT


def test_every_branch_is_reached() -> None:
    """The lines that are compared meet every product, tier, class, cause, price and limit."""
    found = counts(results(COUNT), BRANCHES)

    assert missing(found) == [], found


def test_who_pays_adds_up_to_the_charge() -> None:
    """What the patient owes, the plan pays, nobody owes and may be billed beyond is what was charged."""
    known = results(COUNT).filter(pl.col("patient_owes").is_not_null() & pl.col("charge").is_not_null())
    sign = pl.when(pl.col("status") == "reversed").then(-1).otherwise(1)
    parts = pl.sum_horizontal("patient_owes", "plan_paid", "written_off", "balance")
    mine = known.filter(pl.col("bill") == "professional")

    assert mine.filter(parts != sign * pl.col("charge")).height == 0
    assert mine.height > COUNT // 2


def test_what_a_patient_owes_is_its_parts() -> None:
    """Deductible, copay, coinsurance and what is not covered make what the patient owes; of what waits all lack."""
    found = results(COUNT)
    parts = pl.sum_horizontal("deductible", "copay", "coinsurance", "not_covered")
    owed = found.filter(pl.col("patient_owes").is_not_null())
    waits = found.filter(pl.col("status") == "pended")

    assert owed.filter(parts != pl.col("patient_owes")).height == 0
    assert waits.filter(pl.any_horizontal(pl.col(*AMOUNTS).is_not_null())).height == 0
    assert waits.filter(pl.col("cause").is_null()).height == 0
    assert not found.filter(pl.col("status") != "reversed").select((pl.col(*AMOUNTS) < 0).any()).row(0).count(True)


def test_no_answer_depends_on_another_family() -> None:
    """Lines of some families come to the same where the lines of all others are left out."""
    some = pl.col("patient").str.slice(0, 14).hash(3) % 3 == 0
    few = adjudicate(lines(COUNT).filter(some), tables())

    assert differing(few, results(COUNT).filter(some)) == {}
    assert 0 < few.height < COUNT // 2


def test_what_is_carried_in_counts_as_at_the_point() -> None:
    """What had been used before the first line counts for its family, and for no other."""
    few = lines(2_000)
    covered = [row for row in tables().coverages if row.plan == "ppo"]
    patients = sorted({row.patient for row in covered})[:40]
    carried = [
        Accumulated(
            family=coverage_on(tables().market, patient, on=date(2025, 6, 1)).family or "",
            patient=patient,
            year=2025,
            tier=1,
            deductible=Money(50_000),
            out_of_pocket=Money(200_000),
        )
        for patient in patients
    ]
    own = pl.col("patient").is_in(patients)
    found = adjudicate(few, tables(), carried=carried)
    without = adjudicate(few, tables())

    assert differing(found, by_line(tables(), few, carried)) == {}
    assert "deductible" in differing(found.filter(own), without.filter(own))
    assert differing(found.filter(pl.col("plan") != "ppo"), without.filter(pl.col("plan") != "ppo")) == {}


def test_the_order_of_rows_decides_nothing() -> None:
    """Permuted, the lines come to the same; and they come back in the order in which they went in."""
    mixed = lines(COUNT).sample(fraction=1, shuffle=True, seed=5)
    found = adjudicate(mixed, tables())

    assert differing(found, results(COUNT)) == {}
    assert found.filter(pl.col("bill") == "professional").select(mixed.columns).equals(mixed)


def test_a_hospitals_line_follows_the_line_of_its_bill() -> None:
    """A line of a hospital stands after the one beside which it is billed, and is the only one that is added."""
    found = results(COUNT).with_row_index()
    own = found.filter(pl.col("bill") == "facility")
    before = found.filter(pl.col("index").is_in((own["index"] - 1).implode()))

    assert own.select("claim", "line").equals(before.select("claim", "line"))
    assert before["bill"].unique().to_list() == ["professional"]
    assert found.height == COUNT + own.height
    assert found.select(*KEY).is_duplicated().sum() == 0


def test_the_types_are_those_that_are_documented() -> None:
    """Every column has the type of the schema, amounts whole cents of 64 bits."""
    types = nw.from_native(results(COUNT)).schema

    assert all(types[name] == nw.Int64 for name in AMOUNTS)
    assert list(results(COUNT).columns[-len(RESULTS) :]) == list(RESULTS)
