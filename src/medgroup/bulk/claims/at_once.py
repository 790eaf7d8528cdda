"""Claim lines adjudicated where Polars computes at once: what is alike for many lines is found by number, not joined.

A line is the places of three rows, of a path, a price and benefits, and its own amounts. Texts are taken from these
rows when everything else is known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.claims.accumulators import GIVES, Copays, shared
from medgroup.bulk.claims.by_line import adjudicated, prepared
from medgroup.bulk.claims.columns import LINES, type_of
from medgroup.bulk.claims.deciding import Deciding
from medgroup.bulk.claims.in_order import Sums, inverse, order_of
from medgroup.bulk.claims.looking_up import lookups_of
from medgroup.bulk.claims.outcomes import PREPARED, RESULTS_TYPES, TIERS, is_by_line, lacks_charge, with_allowed
from medgroup.bulk.claims.telling import Rows, Told, told, told_one_by_one
from medgroup.bulk.engines import polars, polars_frame
from medgroup.bulk.tables import Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.plan_terms import NONE
from medgroup.domain.terms import Claim

#: The columns that lines come with and that amounts take.
TAKES = ("claim", "line", "on", "units", "charge", "processed", "number", "voids")
#: What a line bears beside the places of its rows.
_OWN = ("place", "facility", "family", "member", "plan", "allowed", "own_charge", "no_charge")
#: What sharing takes of a row of benefits.
_SHARES = (
    *("copay_of_visit", "copay_first", "takes_deductible", "basis_points", "rule_number"),
    *("most_deductible", "most_family_deductible", "most_paid", "most_family_paid"),
)


class Slice(NamedTuple):
    """The lines of whole families."""

    #: The columns of ``TAKES``.
    lines: Any
    #: For each line the places of its rows in the tables.
    placed: Any
    #: Gives the lines with every column, which few of them need.
    whole: Callable[[], Any]

    @classmethod
    def of(cls, lines: Any, placed: Any, own: Any) -> "Slice":
        """Return those of some lines, beside the places of their rows, for which a column says true."""
        # Each step takes lines out by their places, which is quick where a column is of one piece.
        taken = lines.select(TAKES).filter(own).rechunk()
        return cls(taken, placed.filter(own), lambda: lines.filter(own))


class Parts(NamedTuple):
    """Lines as they part: those that columns share, and the families of the others."""

    shared: Any
    #: Families whose lines go one after another.
    by_line: Any
    #: Those among them of which it showed only while they were shared.
    cut: Any


class AtOnce:
    """One run over the lines of whole families, in a frame of Polars."""

    def __init__(self, own: Slice, tables: Tables, carried: Sequence[Accumulated]) -> None:
        self._own = own
        self._source = own.lines
        self._tables = tables
        self._carried = carried
        self._deciding = Deciding(tables)
        self._lookups = lookups_of(tables)
        #: The family of each line, -1 where nobody is known to be covered.
        self._families: Any

    def results(self) -> list[Told]:
        """Return the results of every line: of those that columns share, then of the others."""
        lines, rows = self._priced(self._numbered())
        parts = self.parted(lines, rows)
        found = [told(parts.shared, rows, self._lookups.plans.words)]
        if parts.by_line.height:
            found.append(told_one_by_one(self._one_after_another(parts.by_line)))
        return found

    def _numbered(self) -> Any:
        """Return lines as numbers: the places of their rows, and their family, member and plan."""
        pl, lookups = polars(), self._lookups
        family, member = (lookups.coverages[name] for name in ("family", "member"))
        found = self._own.placed.select(
            *Rows._fields,
            place=pl.int_range(pl.len(), dtype=pl.UInt32),
            family=pl.lit(family).gather("coverage").fill_null(-1),
            member=pl.lit(member).gather("coverage"),
            plan=pl.lit(lookups.plan_numbers).gather("coverage"),
        )
        self._families = found["family"]
        return found

    def _priced(self, lines: Any) -> tuple[Any, Rows]:
        """Return lines with what is allowed, and the rows that they are the places of."""
        lookups = self._lookups
        rows = Rows.of(lookups.paths, lookups.prices.frame, lookups.benefits.frame)
        alone = self._priced_alone(lines)
        if alone is None:
            return self._by_columns(lines, rows), rows
        together = self._by_columns(lines.filter(~alone), rows)
        own, rows = rows.with_own(self._prepared(lines.filter(alone)))
        return polars().concat([together, own.select(together.columns)]), rows

    def _priced_alone(self, lines: Any) -> Any:
        """Return which lines stand on bills that are priced bill by bill; None where no line does."""
        pl, lookups = polars(), self._lookups
        price, benefit = lookups.prices.frame, lookups.benefits.frame
        several = pl.len().over("claim").cast(pl.Int64) if price["beside_others"].any() else pl.lit(1, pl.Int64)
        beside = self._source.select("units", "voids", _lines_of_bill=several)
        frame = pl.concat([lines.select("family", "price", "benefit"), beside], how="horizontal").with_columns(
            **{name: pl.lit(price[name]).gather("price") for name in ("by_line", "beside_others", "of_units")},
            by_line_of_table=pl.lit(benefit["by_line"]).gather("benefit"),
        )
        alone = nw.from_native(frame).select(alone=is_by_line()).to_native()["alone"]
        claims = self._source["claim"]
        return claims.is_in(claims.filter(alone).unique().implode()) if alone.any() else None

    def _by_columns(self, lines: Any, rows: Rows) -> Any:
        """Add what is allowed to lines that columns price."""
        pl = polars()
        frame = pl.concat([lines, self._of_source(lines, "charge", "units")], how="horizontal").with_columns(
            facility=pl.lit(value=False),
            **{name: pl.lit(rows.price[name]).gather("price") for name in ("known", "top", "bottom", "of_charge")},
            **{name: pl.lit(rows.benefit[name]).gather("benefit") for name in ("uses_price", "contracted")},
        )
        found = with_allowed(nw.from_native(frame)).with_columns(
            own_charge="charge", no_charge=lacks_charge(nw.col("contracted"))
        )
        return found.to_native().select(*_OWN, *Rows._fields)

    def _of_source(self, lines: Any, *names: str) -> Any:
        """Return columns of the lines as they came, beside lines."""
        own, places = self._source.select(names), lines["place"]
        stand = len(places) == own.height and (places == polars().int_range(own.height, eager=True)).all()
        return own if stand else own[places]

    def _prepared(self, lines: Any) -> Any:
        """Return the lines of some bills, priced and classed bill by bill, with those of hospitals."""
        pl = polars()
        whole = pl.concat(
            [self._own.whole()[lines["place"]], lines.select("place", "family", "member", "plan")], how="horizontal"
        )
        types = {**PREPARED, **dict.fromkeys(("place", "plan"), nw.Int64)}
        found = made(prepared(self._deciding, whole.to_dicts()), types)
        return found.with_columns(
            pl.col("place").cast(pl.UInt32),
            facility=pl.col("bill") == Claim.FACILITY.value,
            no_charge=pl.lit(value=False),
        )

    def parted(self, lines: Any, rows: Rows) -> Parts:
        """Share lines by columns, and tell the families whose lines have to go one after another."""
        hard = self._hard(lines, rows)
        lines = _without(lines, hard)
        found = self._shared(lines, rows)
        cut = _cut(lines, found["cut"])
        done = polars().concat([lines, found.drop("cut")], how="horizontal")
        return Parts(_without(done, cut), polars().concat([hard, cut]), cut)

    def _hard(self, lines: Any, rows: Rows) -> Any:
        """Return the families whose lines go one after another, as far as it shows before anything is shared."""
        pl = polars()
        family, benefits = pl.col("family"), rows.benefit
        found = [lines.filter(family < 0)] if (lines["family"].min() or 0) < 0 else []
        if self._source["voids"].null_count() < self._source.height:
            found.append(lines.filter(self._of_source(lines, "voids").to_series().is_not_null()))
        if benefits["family_by_line"].any():
            found.append(lines.filter(pl.lit(benefits["family_by_line"]).gather("benefit")))
        paying = benefits.filter("_pays")
        if paying["mixes"].any() and paying["tier_of_benefit"].n_unique() > 1:
            found.append(_mixed(lines, benefits))
        numbers = {self._tables.family_number(row.family, row.year) for row in self._carried}
        carried = pl.DataFrame({"family": sorted(numbers)}, schema={"family": pl.Int64})
        return pl.concat([carried, *(some.select("family") for some in found)]).unique() if found else carried

    def _shared(self, lines: Any, rows: Rows) -> Any:
        """Return what patient and plan share of each line."""
        pl, benefits = polars(), rows.benefit
        tier = pl.lit(benefits["tier_of_benefit"]).gather("benefit")
        first = benefits.filter(pl.col("copay_of_visit") != NONE)["copay_first"]
        copays = Copays(bool(first.any()), not first.all())
        order = self._order(lines, tier)
        ordered = lines.select("allowed", "family", "member", "benefit")[order]
        is_shared = pl.lit(benefits["_pays"] & ~benefits["free"]).gather("benefit") & pl.col("allowed").is_not_null()
        ordered = ordered.select(
            family_account=pl.col("family") * TIERS + tier,
            patient_account=pl.col("member") * TIERS + tier,
            shared_amount=pl.when(is_shared).then("allowed").otherwise(0),
            **{name: pl.lit(benefits[name]).gather("benefit") for name in _SHARES},
        )
        if any(copays):
            visits = lines.select(claim=self._of_source(lines, "claim").to_series(), _facility="facility")
            ordered = pl.concat([ordered, visits[order]], how="horizontal")
        found = shared(nw.from_native(ordered, eager_only=True), copays, Sums(ordered))
        return found.to_native().select(GIVES)[inverse(order)]

    def _order(self, lines: Any, tier: Any) -> Any:
        """Return the order of lines: those of a family's account together, and within it as the plan processed them."""
        pl = polars()
        days = self._of_source(lines, "on", "processed", "number")
        keys = pl.concat([lines.select("family", "benefit"), days], how="horizontal").select(
            family_account=pl.col("family") * TIERS + tier,
            _processed=pl.coalesce("processed", "on").to_physical(),
            _number=pl.col("number").fill_null(1),
        )
        bills = lines.select("place", "facility")
        return order_of(keys, lambda places: self._deciding_columns(bills[places]))

    def _deciding_columns(self, lines: Any) -> Any:
        """Return what decides between lines of one family and day: claim, line, and the hospital's after the other."""
        return self._source.select("claim", "line")[lines["place"]].with_columns(lines["facility"])

    def _one_after_another(self, families: Any) -> Any:
        """Return the lines of some families as the path of a single question adjudicates them."""
        pl = polars()
        whole = self._own.whole().with_row_index("place").filter(self._families.is_in(families["family"].implode()))
        found = made(adjudicated(self._tables, whole.to_dicts(), self._carried), {**RESULTS_TYPES, "place": nw.Int64})
        return found.with_columns(pl.col("place").cast(pl.UInt32), facility=pl.col("bill") == Claim.FACILITY.value)


def _without(lines: Any, families: Any) -> Any:
    """Return the lines that are of none of some families."""
    pl = polars()
    return lines.filter(~pl.col("family").is_in(families["family"].implode())) if families.height else lines


def _mixed(lines: Any, benefits: Any) -> Any:
    """Return the families with lines of several tiers of which the amounts of one may count in another."""
    pl = polars()
    taken = {name: pl.lit(benefits[name]).gather("benefit") for name in ("tier_of_benefit", "mixes", "_pays")}
    of_family = lines.select("family", **taken).filter("_pays").group_by("family")
    tiers = pl.col("tier_of_benefit")
    return of_family.agg(mixes=pl.col("mixes").any(), several=tiers.min() != tiers.max()).filter("mixes", "several")


def _cut(lines: Any, cut: Any) -> Any:
    """Return the families of which a limit of the year cut somebody's deductible while others may still meet theirs."""
    pl = polars()
    if not cut.any():
        return lines.select("family").clear()
    of_family = lines.select("family", "member", cut=cut).group_by("family")
    member = pl.col("member")
    found = of_family.agg(pl.col("cut").any(), several=member.min() != member.max())
    return found.filter("cut", "several").select("family")


def made(rows: Iterable[Mapping[str, Any]], more: Mapping[str, Any]) -> Any:
    """Return rows as a frame of Polars."""
    types = {**{name: type_of(column) for name, column in LINES.items()}, **more}
    found = list(rows)
    return polars_frame({name: [row[name] for row in found] for name in types}, types)
