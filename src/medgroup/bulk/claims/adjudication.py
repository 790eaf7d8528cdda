"""Claim lines by the million: joined to a market's tables, shared by columns, and line by line where columns cannot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.claims.accumulators import Copays, shared
from medgroup.bulk.claims.by_line import adjudicated, prepared
from medgroup.bulk.claims.columns import LINES, RESULTS, checked, type_of, typed
from medgroup.bulk.claims.deciding import BenefitRow, Deciding, PriceRow
from medgroup.bulk.claims.keys import FILLED, SERVICE, ItemRow, benefit_key, item_row, price_key, refuse_too_many
from medgroup.bulk.claims.on_workers import on_workers
from medgroup.bulk.claims.outcomes import (
    PREPARED,
    RESULTS_TYPES,
    cut_families,
    is_by_line,
    is_within,
    outcomes,
    outside,
    priced,
    with_accounts,
)
from medgroup.bulk.claims.refusing import refuse_rows
from medgroup.bulk.claims.slices import slice_by_slice
from medgroup.bulk.engines import Engine, Frame, engine_of, rows_of
from medgroup.bulk.tables import NO_SITE, CoverageRow, PathRow, Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.claims import LineStatus
from medgroup.costs.benefits.plan_terms import NONE
from medgroup.errors import InvalidValueError
from medgroup.values.lists import tuple_of


def adjudicate(lines: Any, tables: Tables, *, carried: Iterable[Accumulated] = (), check: bool = True) -> Any:
    """Return claim lines with what each party pays of them.

    Takes and gives back a frame of the caller's own kind: Polars (lazy or not), DuckDB, PySpark, pandas or PyArrow. Of
    a lazy frame the result is lazy too; the combinations of terms and services, and the families whose lines columns
    cannot adjudicate, are computed at once. On Spark all of that is left to the workers, and only the look at rows is
    taken at once.

    Args:
        lines: Claim lines, with the columns of ``medgroup.bulk.LINES``.
        tables: The market, compiled for the days of service of the lines.
        carried: What had been used before the first line.
        check: Whether rows are looked at before anything is computed; columns always are.

    Returns:
        Every line with the columns of ``medgroup.bulk.RESULTS``, and a line of its own for what a hospital bills beside
        a practitioner. A line that cannot be adjudicated stays, with a cause.

    Raises:
        InvalidValueError: A column is missing, unknown or of another type; a row holds what it cannot; or a bill cannot
            be processed. The column, the row and the value are named.
        MissingExtraError: Polars is not installed.
    """
    if not isinstance(tables, Tables):
        raise InvalidValueError(type(tables).__name__, "the tables that medgroup.bulk.compile gives", field="tables")
    used = tuple_of(carried, "carried")
    engine = engine_of(lines)
    frame = checked(engine)
    if engine.name == "pyspark":
        return on_workers(frame, engine, tables, used, check=check)
    if check:
        refuse_rows(frame, tables.period, engine)
    if engine.at_once:
        found = slice_by_slice(frame.collect().to_native(), tables, used)
        return engine.given_back(nw.from_native(found.lazy()))
    run = _Run(engine, tables, used)
    if check:
        return engine.given_back(run.result(frame))
    within = is_within(tables.period)
    # Rows that were looked at have no other day.
    rest = outside(frame.filter(~within)).select(*LINES, *RESULTS)
    return engine.given_back(nw.concat([run.result(frame.filter(within)), rest]))


class Parts(NamedTuple):
    """Lines as they part: those that columns share, and the families of those that go one after another."""

    shared: Frame
    by_line: Frame


class _Run:
    """One run over the lines of a frame that DuckDB or Polars computes when it is asked."""

    def __init__(self, engine: Engine, tables: Tables, carried: tuple[Accumulated, ...]) -> None:
        self._engine = engine
        self._tables = tables
        self._carried = carried
        self._deciding = Deciding(tables)

    def result(self, frame: Frame) -> Frame:
        """Return the lines with their results."""
        frame = self._keyed(self._placed(frame), frame).select(*LINES, *_NEEDED)
        frame = self._decided("price", PriceRow, self._deciding.price, frame)
        frame = self._decided("benefit", BenefitRow, self._deciding.benefit, frame)
        frame = self._with_lines_of_bill(frame).with_columns(by_line=is_by_line())
        bills = frame.filter(nw.col("by_line")).select("claim").unique()
        plain = priced(frame.join(bills, on="claim", how="anti")).select(*LINES, *PREPARED)
        lines = nw.concat([plain, self._prepared(frame.join(bills, on="claim", how="semi"))])
        parts = self._parted(lines)
        by_line = _dicts(frame.join(parts.by_line, on="family", how="semi"))
        done = outcomes(parts.shared).select(*LINES, *RESULTS)
        return nw.concat([done, self._made_of(adjudicated(self._tables, by_line, self._carried), RESULTS_TYPES)])

    def _parted(self, lines: Frame) -> Parts:
        """Share lines by columns, and tell the families whose lines have to go one after another."""
        hard = self._hard(lines)
        easy = self._engine.in_order(with_accounts(lines.join(hard, on="family", how="anti")), _ORDER)
        easy = shared(easy, self._copays())
        cut = cut_families(easy)
        return Parts(easy.join(cut, on="family", how="anti"), nw.concat([hard, cut]).unique())

    def _prepared(self, frame: Frame) -> Frame:
        """Return the lines of some bills, priced and classed bill by bill, with those of hospitals."""
        return self._made_of(prepared(self._deciding, _dicts(frame, "family", "member", "plan")), PREPARED)

    def _made_of(self, rows: Iterable[Mapping[str, Any]], more: Mapping[str, Any]) -> Frame:
        """Return rows as a frame, in an order of their own."""
        types = {name: type_of(column) for name, column in LINES.items()} | dict(more)
        found = sorted(rows, key=lambda row: (row["claim"], row["line"], row["bill"]))
        return self._engine.made({name: [row[name] for row in found] for name in types}, types)

    def _with_lines_of_bill(self, frame: Frame) -> Frame:
        """Count the lines of each bill where some price depends on it; a pass over the lines is saved elsewhere."""
        depends = any(row.beside_others for row in self._tables.decided["price"].values())
        count = nw.col("line").count().over("claim").cast(nw.Int64) if depends else nw.lit(1, nw.Int64)
        return frame.with_columns(_lines_of_bill=count)

    def _copays(self) -> Copays:
        rows = [row for row in self._tables.decided["benefit"].values() if row.copay != NONE]
        return Copays(any(row.copay_first for row in rows), any(not row.copay_first for row in rows))

    def _placed(self, frame: Frame) -> Frame:
        """Join the segments of coverage and path that a line is in."""
        frame = self._joined(frame, CoverageRow, self._tables.coverages, ("patient",))
        frame = frame.with_columns(family=nw.col("family").fill_null(-1), _site=nw.col("site").fill_null(NO_SITE))
        keys = {"practitioner": "practitioner", "billing": "billing", "_site": "site", "plan": "plan"}
        return self._joined(frame, PathRow, self._tables.paths, tuple(keys), tuple(keys.values()))

    def _joined(
        self,
        frame: Frame,
        kind: type[Any],
        rows: Sequence[Any],
        left: Sequence[str],
        right: Sequence[str] | None = None,
    ) -> Frame:
        table = self._made(kind, rows)
        joined = frame.join(table, left_on=list(left), right_on=list(right or left), how="left", suffix="_of_table")
        during = (nw.col("start") <= nw.col("on")) & (nw.col("on") < nw.col("end"))
        return joined.filter(nw.col("start").is_null() | during).drop("start", "end")

    def _made(self, kind: type[Any], rows: Sequence[Any], **more: Sequence[int]) -> Frame:
        columns, types = typed(kind, rows)
        return self._engine.made({**columns, **more}, {**types, **dict.fromkeys(more, nw.Int64)})

    def _keyed(self, frame: Frame, lines: Frame) -> Frame:
        """Number services and pack what prices and benefits depend on into one whole number each."""
        filling = [nw.col(name).fill_null("").alias(filled) for name, filled in zip(SERVICE, FILLED, strict=True)]
        distinct = rows_of(lines.select(*SERVICE).unique().select(*filling)).rows()
        rows = [item_row(self._tables, one) for one in sorted(distinct)]
        refuse_too_many(self._tables)
        frame = frame.with_columns(*filling).join(self._made(ItemRow, rows), on=list(FILLED), how="left")
        return frame.with_columns(price_key=price_key(self._tables), benefit_key=benefit_key())

    def _decided(self, name: str, kind: type[Any], decide: Callable[[Mapping[str, Any]], Any], frame: Frame) -> Frame:
        """Join what each combination comes to, worked out for those that are met for the first time."""
        key, known = f"{name}_key", self._tables.decided[name]
        met = frame.filter(~nw.col(key).is_null()).unique(subset=[key], keep="any")
        keys = []
        for row in _dicts(met, key):
            keys.append(row[key])
            if row[key] not in known:
                known[row[key]] = decide(row)
        rows = [known[one] for one in keys]
        return frame.join(self._made(kind, rows, **{key: keys}), on=key, how="left", suffix="_of_table")

    def _hard(self, frame: Frame) -> Frame:
        """Return the families whose lines go one after another, as far as it shows before anything is shared."""
        by_line = nw.col("family_by_line") | (nw.col("family") < 0) | ~nw.col("voids").is_null()
        first = frame.filter(by_line).select("family")
        tiers = frame.filter(nw.col("status") == LineStatus.COVERED.value).group_by("family")
        spread = tiers.agg(
            low=nw.col("tier_of_benefit").min(),
            high=nw.col("tier_of_benefit").max(),
            mixes=nw.col("mixes").cast(nw.Int64).max(),
        )
        mixed = spread.filter((nw.col("mixes") == 1) & (nw.col("low") != nw.col("high"))).select("family")
        parts = [first, mixed]
        if self._carried:
            parts.append(self._carried_families())
        return nw.concat(parts).unique()

    def _carried_families(self) -> Frame:
        numbers = sorted({self._tables.family_number(row.family, row.year) for row in self._carried})
        return self._engine.made({"family": numbers}, {"family": nw.Int64})


#: What lines are put in order by: those of a family together, and within it as the plan processed them.
_ORDER = ("family", "_processed", "_number", "claim", "line", "_facility")


#: What is needed of the segments that a line is in, and of its service.
_NEEDED = (
    *("family", "member", "plan", "network", "agreement", "roster_entry", "network_tier"),
    *("price_key", "benefit_key"),
)


def _dicts(frame: Frame, *more: str) -> list[dict[str, Any]]:
    """Return lines as rows, with every column that they came with and some more."""
    found: list[dict[str, Any]] = rows_of(frame.select(*LINES, *more)).to_dicts()
    return found
