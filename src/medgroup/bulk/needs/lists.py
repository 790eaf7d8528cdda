"""Needs with what their candidates are found by: their class, the buckets of their class, and where they arise."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

from medgroup.bulk.engines import polars
from medgroup.bulk.needs.buckets import Buckets, Label
from medgroup.bulk.needs.distances import in_radians, points
from medgroup.bulk.needs.offers import Offers, Options
from medgroup.bulk.needs.shelves import in_force
from medgroup.bulk.needs.spans import Spans
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.needs.tastes import Tastes, hashed
from medgroup.bulk.segments import Numbered
from medgroup.bulk.tables import Tables

#: How much room the parts of a packed key have.
_PLANS, _KINDS = 1 << 12, 4


class Chosen(NamedTuple):
    """How a need is to be routed."""

    tastes: Tastes | None
    #: Below which draw the order of tiers is kept to, and below which the preference is followed.
    adherence: float
    preference: float


class Listing:
    """What needs ask for, compiled when the first of its sort comes, and kept with the tables of a market."""

    def __init__(self, tables: Tables) -> None:
        self.tables = NeedTables.of(tables)
        self.market = tables.market
        self.buckets = Buckets(self.tables)
        self._bases: dict[int, int] = {}
        self._cares: dict[tuple[str | None, ...], int] = {}
        self._spans = Spans(self.tables, self.buckets)

    @classmethod
    def of(cls, tables: Tables) -> "Listing":
        """Return what is kept with the tables of a market."""
        found = tables.frames.get(cls)
        if found is None:
            found = tables.frames[cls] = cls(tables)
        return cast(Listing, found)

    @cached_property
    def told(self) -> Any:
        """The options as columns of what is told of them, by number."""
        role = self.market.practitioner_role
        roles = [role(one.role) for one in self._spans.options]
        return polars().DataFrame(
            {
                "role": [one.id for one in roles],
                "practitioner": [one.practitioner for one in roles],
                "organization": [one.organization for one in roles],
                "site": [one.site for one in self._spans.options],
            }
        )

    @cached_property
    def _points(self) -> Any:
        sites = self.market.site
        return points([None if one.site is None else sites(one.site).position for one in self._spans.options])

    @cached_property
    def practitioner(self) -> Any:
        """The numbers of the practitioners of the options."""
        pl = polars()
        numbers = self.tables.practitioners
        return pl.Series("practitioner", [numbers[one] for one in self.told["practitioner"]], dtype=pl.Int64)

    def columns(self, tastes: Tastes | None) -> Options:
        """Return the options as columns."""
        pl = polars()
        roles = pl.Series("role", [self.tables.roles[one] for one in self.told["role"]], dtype=pl.Int64)
        # The site that is not known is no other.
        several = pl.DataFrame({"role": roles}).select(several=pl.len().over("role") > 2)["several"]
        if tastes is None:
            return Options(self._points, roles, self.practitioner, several, None, 0.0)
        keys = {one: hashed(tastes.practitioners.get(one, one)) for one in self.tables.practitioners}
        drawn = pl.Series("key", [keys[one] for one in self.told["practitioner"]], dtype=pl.UInt64)
        return Options(self._points, roles, self.practitioner, several, drawn, tastes.miles * 100.0)

    def label(self, specialty: str, bucket: int, option: int, version: int) -> int:
        """Return the number of the label of an option in a bucket of several."""
        return self._spans.shelf(specialty).label(bucket, option, version)

    @property
    def labels(self) -> Sequence[Label]:
        """The labels by number."""
        return self.buckets.labels.values

    def offers(self, needs: Any, chosen: Chosen) -> Iterator[tuple[str, Any, Offers]]:
        """Yield the needs of each specialty with their candidates.

        Args:
            needs: A frame of Polars with the columns of needs.
            chosen: How they are to be routed.

        Yields:
            The specialty, the places of its needs in the frame with whether anybody is a candidate, and the candidates.
        """
        pl = polars()
        whole = self._keyed(needs, chosen)
        columns = self.columns(chosen.tastes)
        for (specialty,), own in whole.sort("turn").group_by("specialty", maintain_order=True):
            of_pool = self._of_pool(specialty, own)
            own_options = pl.Series("option", self._spans.numbers(specialty), dtype=pl.Int64)
            shelf = self._spans.shelf(specialty).columns()
            versions = in_force(self._spans.pool(specialty).segments, len(own_options))
            found = Offers(of_pool, shelf, own_options, versions, columns, several=self._several)
            yield specialty, of_pool.select("turn", "anybody"), found

    @cached_property
    def _several(self) -> bool:
        """Whether somebody of the market has more than one site in a role."""
        return len(self._spans.options) > 2 * len(self.market.facts.practitioner_roles)

    def _keyed(self, needs: Any, chosen: Chosen) -> Any:
        """Return needs with their numbers and their class, and where they arise."""
        pl, tables = polars(), self.tables
        facts = self.market.facts
        days = tables.days
        frame = needs.with_row_index("turn").cast({"turn": pl.Int64})
        frame = _joined(frame, "patient", "_patient", tables.patients)
        frame = _joined(frame, "issuer", "_role", tables.roles)
        frame = _joined(frame, "plan", "_plan", tables.plans)
        frame = _joined(frame, "preferred", "liked", tables.practitioners)
        day = (pl.col("on") - pl.lit(tables.first)).dt.total_days()
        frame = frame.with_columns(day=day)
        keys, ways = tables.coverages
        at = keys.search_sorted(frame["_patient"] * days + frame["day"], side="right").cast(pl.Int64) - 1
        frame = frame.with_columns(
            covered=ways.gather(at),
            who=tables.issuers_by_day.gather(frame["_role"] * days + frame["day"]).cast(pl.Int64),
            epoch=pl.Series(tables.epochs, dtype=pl.Int64).gather(frame["day"]),
            issuer_of=pl.Series(
                [tables.practitioners[one.practitioner] for one in facts.practitioner_roles], dtype=pl.Int64
            ).gather(frame["_role"]),
        )
        frame = self._with_plans(frame)
        frame = self._with_classes(frame)
        return self._with_origins(frame, chosen)

    def _with_plans(self, frame: Any) -> Any:
        """Add the plan that pays, and whether a primary care practitioner is chosen under it, and is the referrer."""
        pl, tables = polars(), self.tables
        ways = tables.covered.values
        plans = pl.Series([way.plan for way in ways], dtype=pl.Int64)
        chosen, sets = [], Numbered[frozenset[str]]()
        for number, way in enumerate(ways):
            chosen += [(number, plan, sets.number(who)) for plan, who in way.chosen]
        of_way = pl.DataFrame(chosen, schema=dict.fromkeys(("covered", "plan_of", "chosen"), pl.Int64), orient="row")
        pairs = [(number, tables.practitioners[one]) for number, who in enumerate(sets.values) for one in sorted(who)]
        of_set = pl.DataFrame(pairs, schema=dict.fromkeys(("chosen", "issuer_of"), pl.Int64), orient="row")
        frame = frame.with_columns(plan_of=pl.coalesce("_plan", plans.gather(frame["covered"])))
        frame = frame.join(of_way, on=["covered", "plan_of"], how="left", maintain_order="left")
        own = of_set.with_columns(own=pl.lit(1, pl.Int64))
        frame = frame.join(own, on=["chosen", "issuer_of"], how="left", maintain_order="left")
        return frame.with_columns(
            kind=pl.col("chosen").is_not_null().cast(pl.Int64) * 2 + pl.col("own").fill_null(0)
        ).drop("chosen", "own")

    def _with_classes(self, frame: Any) -> Any:
        """Add the number of each need's class."""
        pl, tables = polars(), self.tables
        base = ((pl.col("who") * _PLANS + pl.col("plan_of") + 2) * tables.days + pl.col("epoch")) * _KINDS + pl.col(
            "kind"
        )
        frame = frame.with_columns(base=base)
        asked = ("specialty", "services", "languages")
        met = frame.unique(list(asked), keep="any")
        numbers = [self._care(row) for row in met.select(*_REFERRAL).iter_rows(named=True)]
        cares = met.select(*asked).with_columns(care=pl.Series(numbers, dtype=pl.Int64))
        frame = frame.join(cares, on=list(asked), how="left", nulls_equal=True, maintain_order="left")
        met = frame.unique("base", keep="any")
        numbers = [self._base(row) for row in met.select("base", "epoch", *_REFERRAL).iter_rows(named=True)]
        bases = met.select("base", base_of=pl.Series(numbers, dtype=pl.Int64))
        frame = frame.join(bases, on="base", how="left", maintain_order="left")
        met = frame.select("base_of", "care").unique()
        numbers = [self.buckets.class_of(*pair) for pair in met.sort("base_of", "care").iter_rows()]
        classes = met.sort("base_of", "care").with_columns(of_class=pl.Series(numbers, dtype=pl.Int64))
        return frame.join(classes, on=["base_of", "care"], how="left", maintain_order="left")

    def _base(self, row: Mapping[str, Any]) -> int:
        found = self._bases.get(row["base"])
        if found is None:
            found = self._bases[row["base"]] = self.buckets.base_of(self.buckets.need(row), row["epoch"])
        return found

    def _care(self, row: Mapping[str, Any]) -> int:
        key = (row["specialty"], row["services"], row["languages"])
        found = self._cares.get(key)
        if found is None:
            found = self._cares[key] = self.buckets.care_of(self.buckets.need(row))
        return found

    def _with_origins(self, frame: Any, chosen: Chosen) -> Any:
        """Add where needs arise, what is not followed of them, and what tastes are drawn by."""
        pl, tables = polars(), self.tables
        own = [one.position for one in tables.issuers.values]
        sites = pl.DataFrame(
            [(None, None) if one is None else (one.latitude, one.longitude) for one in own],
            schema={"lat": pl.Float64, "lon": pl.Float64},
            orient="row",
        )
        homes, works = tables.homes[frame["_patient"]], sites[frame["who"]]
        frame = frame.with_columns(
            lat=pl.coalesce("latitude", homes["latitude"], works["lat"]),
            lon=pl.coalesce("longitude", homes["longitude"], works["lon"]),
            free=pl.col("adherence").fill_null(0) >= chosen.adherence,
            liked=pl.when(pl.col("preference").fill_null(0) < chosen.preference).then("liked").otherwise(None),
        )
        if chosen.tastes is not None:
            keys = pl.Series([hashed(one) for one in tables.patients], dtype=pl.UInt64)
            frame = frame.with_columns(key=keys.gather(frame["_patient"]))
        kept = [name for name in _KEPT if name in frame.columns]
        return in_radians(frame.select(kept))

    def _of_pool(self, specialty: str, own: Any) -> Any:
        """Return the needs of a specialty with their buckets."""
        pl = polars()
        pool = self._spans.pool(specialty)
        by_plan = {plan: pool.by_day(plan) for plan in sorted(set(own["plan_of"].clip(-1)))}
        begins = {plan: place * self.tables.days for place, plan in enumerate(by_plan)}
        flat = pl.Series([number for numbers in by_plan.values() for number in numbers], dtype=pl.Int64)
        begin = own["plan_of"].clip(-1).replace_strict(begins, return_dtype=pl.Int64)
        own = own.with_columns(segment=flat.gather(begin + own["day"]))
        asked = ("of_class", "plan_of", "free")
        met = own.select("of_class", pl.col("plan_of").clip(-1), "free").unique().sort(asked)
        spans = [self._spans.span(specialty, of_class, plan, free=free) for of_class, plan, free in met.iter_rows()]
        spans = pl.DataFrame(spans, schema=dict.fromkeys(("start", "stop"), pl.Int64), orient="row")
        own = own.with_columns(pl.col("plan_of").clip(-1))
        own = own.join(pl.concat([met, spans], how="horizontal"), on=asked, how="left", maintain_order="left")
        somebody = pl.Series([len(held) > 0 for held in pool.segments], dtype=pl.Boolean)
        own = own.with_columns(anybody=somebody.gather(own["segment"]) | pl.col("liked").is_not_null())
        own = self._with_preferred(specialty, own)
        return own.select(
            "turn",
            "anybody",
            "first",
            "last",
            "start",
            "stop",
            "lat",
            "lon",
            "cos",
            "segment",
            *(("key",) if "key" in own.columns else ()),
            issuer=pl.col("issuer_of"),
            liked=pl.col("liked").fill_null(-1),
        )

    def _with_preferred(self, specialty: str, own: Any) -> Any:
        """Add the buckets of who is preferred."""
        pl = polars()
        rows = own.filter(pl.col("liked").is_not_null())
        found = [
            (turn, *self._spans.span_of_preferred(specialty, *asked))
            for turn, *asked in rows.select("turn", "preferred", "plan_of", "day", "of_class", "free").iter_rows()
        ]
        spans = pl.DataFrame(found, schema=dict.fromkeys(("turn", "first", "last"), pl.Int64), orient="row")
        own = own.join(spans, on="turn", how="left", maintain_order="left")
        return own.with_columns(pl.col("first").fill_null(0), pl.col("last").fill_null(0))


#: What is kept of needs once they have their class and know where they arise.
_KEPT = (
    *("turn", "specialty", "preferred", "plan_of", "day", "of_class", "free", "liked", "issuer_of"),
    *("lat", "lon", "key"),
)
#: The columns of needs that a referral is made of.
_REFERRAL = ("patient", "on", "issuer", "specialty", "plan", "services", "languages")


def _joined(frame: Any, column: str, name: str, numbers: Mapping[str, int]) -> Any:
    """Return a frame with the numbers of what a column names."""
    pl = polars()
    table = pl.DataFrame(
        {column: list(numbers), name: list(numbers.values())}, schema={column: pl.String, name: pl.Int64}
    )
    return frame.join(table, on=column, how="left", maintain_order="left")
