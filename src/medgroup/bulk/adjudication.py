"""Claim lines by the million: joined to a market's tables, shared by columns, and line by line where columns cannot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.accumulators import GIVES, TAKES, shared
from medgroup.bulk.by_line import adjudicated, prepared
from medgroup.bulk.columns import LINES, RESULTS, checked, type_of
from medgroup.bulk.deciding import BenefitRow, Deciding, PriceRow
from medgroup.bulk.engines import Engine, Frame, engine_of, rows_of
from medgroup.bulk.outcomes import PREPARED, cut_families, is_by_line, outcomes, priced, with_accounts
from medgroup.bulk.refusing import refuse_rows
from medgroup.bulk.tables import NO_SITE, CoverageRow, PathRow, Tables
from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.claims import LineStatus
from medgroup.costs.benefits.plan_terms import NONE
from medgroup.domain.terms import Claim
from medgroup.errors import InvalidValueError

#: The types of columns by the annotations of the rows that they come from.
_TYPES: Mapping[str, Any] = {"str": nw.String, "int": nw.Int64, "bool": nw.Boolean, "date": nw.Date}
#: The order of the lines that came in, for frames that have one.
_PLACE = "_row"
#: How much room the parts of a packed key have.
_ITEMS, _EPOCHS, _BENEFITS, _SIGNATURES, _FLAGS = 1 << 20, 1 << 8, 1 << 20, 1 << 14, 36


def adjudicate(lines: Any, tables: Tables, *, carried: Iterable[Accumulated] = (), check: bool = True) -> Any:
    """Return claim lines with what each party pays of them.

    Takes and gives back a frame of the caller's own kind: Polars (lazy or not), DuckDB, PySpark, pandas or PyArrow. Of
    a lazy frame the result is lazy too; the combinations of terms and services, and the families whose lines columns
    cannot adjudicate, are computed at once.

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
    engine = engine_of(lines)
    frame = checked(engine.lines)
    if check:
        refuse_rows(frame, tables.period, engine)
    run = _Run(engine, tables, tuple(carried))
    return engine.given_back(run.result(frame))


class Parts(NamedTuple):
    """Lines as they part: those that columns share, and the families of the others."""

    shared: Frame
    #: Families whose lines go one after another.
    by_line: Frame
    #: Those among them of which it showed only while they were shared.
    cut: Frame


class _Run:
    """One run over the lines of one frame."""

    def __init__(self, engine: Engine, tables: Tables, carried: tuple[Accumulated, ...]) -> None:
        self._engine = engine
        self._tables = tables
        self._carried = carried
        self._deciding = Deciding(tables)
        #: The lines as they came; where rows have places, what is computed leaves most columns behind.
        self._source: Frame
        self._kept = _COMPUTED if engine.settles else tuple(LINES)

    def result(self, frame: Frame) -> Frame:
        """Return the lines with their results, in the order in which they came where they came in one."""
        self._source = self._engine.numbered(frame, _PLACE) if self._engine.settles else frame
        frame = self._settled(self._keyed(self._placed(self._source)).select(*self._kept, *_NEEDED))
        frame = self._decided("price", PriceRow, self._deciding.price, frame)
        frame = self._decided("benefit", BenefitRow, self._deciding.benefit, frame)
        frame = self._with_lines_of_bill(frame).with_columns(by_line=is_by_line())
        if not self._engine.settles:
            # Polars joins the few columns that each use of it needs sooner than it makes all of them.
            frame = self._settled(frame)
        bills = self._settled(frame.filter(nw.col("by_line")).select("claim").unique())
        plain = priced(self._without(frame, bills, "claim")).select(*self._kept, *PREPARED)
        lines = self._settled(nw.concat([plain, self._prepared(frame.join(bills, on="claim", how="semi"))]))
        parts = self.parted(lines)
        by_line = self._dicts(frame.join(parts.by_line, on="family", how="semi"))
        done = outcomes(parts.shared).select(*self._kept, *RESULTS)
        both = nw.concat([done, self._made_of(adjudicated(self._tables, by_line, self._carried), RESULTS_TYPES)])
        if not self._engine.settles:
            return both
        # A hospital's line comes after the one beside which it is billed.
        after = (nw.col("bill") == Claim.FACILITY.value).cast(nw.Int64)
        in_place = both.select(_PLACE, *RESULTS, _after=nw.col(_PLACE) * 2 + after).sort("_after").drop("_after")
        return self._engine.widened(self._source, in_place, _PLACE)

    def parted(self, lines: Frame) -> "Parts":
        """Share lines by columns, and tell the families whose lines have to go one after another."""
        hard = self._settled(self._hard(lines))
        easy = self._engine.in_order(
            with_accounts(self._without(lines, hard, "family")),
            _ORDER,
            TAKES,
            GIVES,
            lambda frame: shared(frame, **self._copays()),
        )
        cut = self._settled(cut_families(easy))
        return Parts(self._without(easy, cut, "family"), nw.concat([hard, cut]).unique(), cut)

    def _without(self, frame: Frame, keys: Frame, on: str) -> Frame:
        """Return the rows whose key is not among some keys; the frame itself where there is seen to be no key."""
        if self._engine.settles and not rows_of(keys).height:
            return frame
        return frame.join(keys, on=on, how="anti")

    def _prepared(self, frame: Frame) -> Frame:
        """Return the lines of some bills, priced and classed bill by bill, with those of hospitals."""
        return self._made_of(prepared(self._deciding, self._dicts(frame, "family", "member", "plan")), PREPARED)

    def _dicts(self, frame: Frame, *more: str) -> list[dict[str, Any]]:
        """Return lines as rows, with every column that they came with and some more."""
        found: list[dict[str, Any]] = rows_of(self._whole(frame, *more)).to_dicts()
        return found

    def _whole(self, frame: Frame, *more: str) -> Frame:
        """Return lines with every column that they came with and some more."""
        if not self._engine.settles:
            return frame.select(*LINES, *more)
        return self._source.join(frame.select(_PLACE, *more), on=_PLACE)

    def _made_of(self, rows: Iterable[Mapping[str, Any]], more: Mapping[str, Any]) -> Frame:
        """Return rows as a frame, in an order of their own."""
        types = {name: type_of(LINES[name]) if name in LINES else nw.Int64 for name in self._kept} | dict(more)
        found = sorted(rows, key=lambda row: (row["claim"], row["line"], row["bill"]))
        return self._engine.made({name: [row[name] for row in found] for name in types}, types)

    def _with_lines_of_bill(self, frame: Frame) -> Frame:
        """Count the lines of each bill where some price depends on it; a pass over the lines is saved elsewhere."""
        depends = any(row.beside_others for row in self._tables.decided["price"].values())
        count = nw.col("line").count().over("claim").cast(nw.Int64) if depends else nw.lit(1, nw.Int64)
        return frame.with_columns(_lines_of_bill=count)

    def _copays(self) -> dict[str, bool]:
        rows = self._tables.decided["benefit"].values()
        return {
            "copays": any(row.copay != NONE and not row.copay_first for row in rows),
            "copays_first": any(row.copay != NONE and row.copay_first for row in rows),
        }

    def _settled(self, frame: Frame) -> Frame:
        return self._engine.settled(frame)

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
        table = self._kept_table(kind, rows)
        joined = frame.join(table, left_on=list(left), right_on=list(right or left), how="left", suffix="_of_table")
        during = (nw.col("start") <= nw.col("on")) & (nw.col("on") < nw.col("end"))
        return joined.filter(nw.col("start").is_null() | during).drop("start", "end")

    def _kept_table(self, kind: type[Any], rows: Sequence[Any]) -> Frame:
        """Return a table of the market as a frame; Polars takes it from the tables, where it is kept."""
        if not self._engine.settles:
            return self._made(kind, rows)
        if kind not in self._tables.frames:
            self._tables.frames[kind] = self._made(kind, rows)
        kept: Frame = self._tables.frames[kind]
        return kept

    def _made(self, kind: type[Any], rows: Sequence[Any], **more: Sequence[Any]) -> Frame:
        names = kind._fields
        columns = _columns(rows, names)
        types = {name: _type(kind.__annotations__[name]) for name in names}
        return self._engine.made({**columns, **more}, {**types, **dict.fromkeys(more, nw.Int64)})

    def _keyed(self, frame: Frame) -> Frame:
        """Number services and pack what prices and benefits depend on into one whole number each."""
        services = ("code", "modifiers", "place_of_service")
        names = [f"_{name}" for name in services]
        filling = [nw.col(name).fill_null("").alias(f"_{name}") for name in services]
        filled = frame.with_columns(*filling)
        distinct = rows_of(self._source.select(*services).unique().select(*filling)).rows()
        rows = [(*one, self._tables.items.number(one), self._tables.signature(one)) for one in sorted(distinct)]
        self._refuse_too_many()
        types = {**dict.fromkeys(names, nw.String), "item": nw.Int64, "signature": nw.Int64}
        table = self._engine.made(_columns(rows, types), types)
        frame = filled.join(table, on=names, how="left")
        return frame.with_columns(price_key=self._price_key(), benefit_key=_benefit_key())

    def _refuse_too_many(self) -> None:
        """Refuse more sorts of services, days or terms than a packed key has room for."""
        tables = self._tables
        for what, count, room in (
            ("services with modifiers and places", len(tables.items.values), _ITEMS),
            ("days on which prices change", len(tables.epochs), _EPOCHS - 1),
            ("sorts of benefits", len(tables.benefit_classes.values), _BENEFITS),
            ("sorts of services in benefits", len(tables.signatures.values), _SIGNATURES),
        ):
            if count > room:
                raise InvalidValueError(count, f"a count of {what} up to {room}; adjudicate fewer lines at once")

    def _price_key(self) -> nw.Expr:
        epoch = nw.lit(0, nw.Int64)
        for day in self._tables.epochs:
            epoch = epoch + (nw.col("on") >= day).cast(nw.Int64)
        return (nw.col("price") * _ITEMS + nw.col("item")) * _EPOCHS + epoch

    def _decided(self, name: str, kind: type[Any], decide: Callable[[Mapping[str, Any]], Any], frame: Frame) -> Frame:
        """Join what each combination comes to, worked out for those that are met for the first time."""
        key, known = f"{name}_key", self._tables.decided[name]
        met = frame.filter(~nw.col(key).is_null()).unique(subset=[key], keep="any")
        keys = []
        for row in self._dicts(met, key):
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


#: The columns of lines that are computed with.
_COMPUTED = ("claim", "line", "on", "processed", "number", "voids", "units", "charge", _PLACE)
#: What is needed of the segments that a line is in, and of its service.
_NEEDED = (
    *("family", "member", "plan", "network", "agreement", "roster_entry", "network_tier"),
    *("price_key", "benefit_key"),
)


#: The types of the columns of results.
RESULTS_TYPES = {name: type_of(column) for name, column in RESULTS.items()}


def _columns(rows: Sequence[Sequence[Any]], names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """Return rows as columns, empty ones where there is no row."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _benefit_key() -> nw.Expr:
    def digit(name: str, *, unknown: bool) -> nw.Expr:
        flag = nw.col(name).cast(nw.Int64)
        return flag.fill_null(2 if unknown else 0)

    flags = (digit("emergency", unknown=False) * 2 + digit("preventive", unknown=False)) * 9
    flags = flags + digit("referral", unknown=True) * 3 + digit("authorization", unknown=True)
    first = nw.col("coverage") * _BENEFITS + nw.col("benefit")
    return (first * _SIGNATURES + nw.col("signature")) * _FLAGS + flags


def _type(annotation: Any) -> Any:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return _TYPES[name.split(" ")[0].split("[")[0]] if name in _TYPES else _TYPES[str(annotation).split(" ")[0]]
