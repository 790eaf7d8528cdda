"""Needs by the million: each to the first candidate in the order of tiers, standing and distance who has room."""

from collections.abc import Mapping
from typing import Any

from medgroup.bulk.engines import Engine, Frame, engine_of, polars, rows_of
from medgroup.bulk.needs.capacity import placed
from medgroup.bulk.needs.columns import CAPACITIES, NEEDS, ROUTES, Unserved
from medgroup.bulk.needs.distances import NOWHERE
from medgroup.bulk.needs.lists import Chosen, Listing
from medgroup.bulk.needs.refusing import refuse_capacities, refuse_needs
from medgroup.bulk.needs.tastes import Tastes
from medgroup.bulk.tables import Tables
from medgroup.errors import InvalidValueError
from medgroup.formats.frame_columns import checked_columns, computed, type_of


def route(
    needs: Any,
    tables: Tables,
    *,
    capacity: Any = None,
    top: int | None = None,
    tastes: Tastes | None = None,
    adherence: float = 1,
    preference: float = 1,
    check: bool = True,
) -> Any:
    """Return needs with where each of them goes.

    Each goes to the first candidate, in the order in which ``medgroup.rank_referrals`` ranks them, who has room. Needs
    come in the order of their days, and of their ids on one day. Takes and gives back a frame of the caller's own kind:
    Polars (lazy or not), DuckDB, PySpark, pandas or PyArrow.

    Args:
        needs: Needs, with the columns of ``medgroup.bulk.NEEDS``.
        tables: The market, compiled for the days of the needs.
        capacity: How much room practitioners have, a frame of any of these kinds with the columns of
            ``medgroup.bulk.CAPACITIES``; whoever is not in it, and on days that are not, has room for all. None leaves
            everyone room.
        top: To how many of its candidates a need may go; None for all.
        tastes: How far the tastes of patients for practitioners reach; None for not at all.
        adherence: The share of needs that keep to the order of tiers and standing; the others go to the nearest who is
            not rejected. A need keeps to it where what was drawn for it is below.
        preference: The share of needs whose patient's preference is followed.
        check: Whether rows are looked at before anything is computed; columns always are.

    Returns:
        Every need with the columns of ``medgroup.bulk.ROUTES``. A need that is not routed stays, with why.

    Raises:
        InvalidValueError: A column is missing, unknown or of another type, or a row holds what it cannot. The column,
            the row and the value are named.
        MissingExtraError: Polars is not installed.
    """
    if not isinstance(tables, Tables):
        raise InvalidValueError(type(tables).__name__, "the tables that medgroup.bulk.compile gives", field="tables")
    _refuse_arguments(top, tastes, adherence, preference)
    engine = engine_of(needs, "needs")
    frame: Frame = checked_columns(engine.lines, NEEDS, field="needs", of="needs")
    if check:
        refuse_needs(frame, tables.market.facts, tables.period, engine)
    rooms = None if capacity is None else _capacities(capacity, tables, check=check)
    rows = rows_of(frame)
    found = _Routed(Listing.of(tables), Chosen(tastes, adherence, preference)).of(rows, rooms, top)
    return engine.given_back(_beside(engine, frame, rows, found))


#: How many needs are routed at once, so that memory does not grow with them: the earlier first, since nobody who comes
#: later takes their room. Where there is too little room, many candidates of each are listed.
_AT_ONCE, _WITH_ROOMS = 1 << 17, 1 << 16


class _Routed:
    """Needs routed over the tables of a market."""

    def __init__(self, listing: Listing, chosen: Chosen) -> None:
        self._listing = listing
        self._chosen = chosen

    def of(self, rows: Any, rooms: Any, top: int | None) -> Any:
        """Return the columns of ``ROUTES``, in the order of the rows."""
        pl = polars()
        order = rows.select("on", "need").with_row_index("_row").sort("on", "need")["_row"]
        slots = _Slots(self._listing, rooms)
        length = _AT_ONCE if rooms is None else _WITH_ROOMS
        parts = [self._some(rows[order.slice(at, length)], slots, top) for at in range(0, max(rows.height, 1), length)]
        return pl.concat(parts)[order.arg_sort()]

    def _some(self, ordered: Any, slots: "_Slots", top: int | None) -> Any:
        """Return the columns of ``ROUTES`` of some needs in order; what room they take is taken from the slots."""
        pl = polars()
        groups = list(self._listing.offers(ordered, self._chosen))
        days = (ordered["on"] - self._listing.tables.first).dt.total_days()
        lists = _Lists(groups, slots, self._listing.practitioner, days)
        first = lists(pl.Series("turn", range(ordered.height), dtype=pl.Int64), 1)
        visits = ordered["visits"].fill_null(1)
        got = placed(visits, slots.rooms, lists, top, first) if len(slots.rooms) else first
        slots.take(got["slot"], visits.gather(got["turn"]))
        told = self._told(got, groups).select("turn", *list(ROUTES)[:-1])
        whole = pl.DataFrame({"turn": pl.int_range(ordered.height, eager=True)}).join(
            told, on="turn", how="left", maintain_order="left"
        )
        why = _why(whole, first, groups)
        return whole.with_columns(why.alias("unserved")).select(*ROUTES)

    def _told(self, got: Any, groups: list[Any]) -> Any:
        """Return what is told of who got a need."""
        pl, listing = polars(), self._listing
        got = pl.concat(
            [self._labelled(got.filter(pl.col("group") == number), groups[number]) for number in range(len(groups))]
            or [got.with_columns(label=pl.lit(0, pl.Int64))]
        )
        labels = pl.DataFrame(
            [tuple(one) for one in listing.labels],
            schema=dict.fromkeys(("tier", "tier_of", "standing", "verdict"), pl.String),
            orient="row",
        )
        who, said = listing.told[got["option"]], labels[got["label"]]
        # By a column, since a constant is multiplied with, which is not the same number.
        miles = pl.when(pl.col("away") < NOWHERE).then(pl.col("away") / (pl.col("away") * 0 + 100))
        return pl.concat([got.select("turn", "place", miles=miles), who, said], how="horizontal")

    def _labelled(self, got: Any, group: tuple[str, Any, Any]) -> Any:
        pl = polars()
        specialty, _, offers = group
        label = offers.labels.gather(got["bucket"])
        got = got.with_columns(label=label)
        mixed = got.filter(pl.col("label") < 0).select("turn", "row", "bucket", "option")
        if not mixed.height:
            return got
        asked = ("bucket", "option", "version")
        mixed = mixed.with_columns(version=offers.versions(mixed["row"], mixed["option"]))
        met = mixed.select(asked).unique()
        found = [self._listing.label(specialty, *one) for one in met.iter_rows()]
        met = met.with_columns(own=pl.Series(found, dtype=pl.Int64))
        own = mixed.join(met, on=asked, how="left", nulls_equal=True).select("turn", "own")
        got = got.join(own, on="turn", how="left", maintain_order="left")
        return got.with_columns(label=pl.coalesce("own", "label")).drop("own")


class _Slots:
    """The rooms of practitioners, by number."""

    def __init__(self, listing: Listing, rooms: Any) -> None:
        pl = polars()
        days = listing.tables.days
        columns = dict.fromkeys(("key", "end", "room", "who"), pl.Int64)
        found = []
        for row in [] if rooms is None else rooms.iter_rows(named=True):
            who = listing.tables.practitioners[row["practitioner"]]
            start = 0 if row["start"] is None else max((row["start"] - listing.tables.first).days, 0)
            end = days if row["end"] is None else (row["end"] - listing.tables.first).days
            if start < min(end, days):
                found.append((who * days + start, min(end, days), row["capacity"], who))
        frame = pl.DataFrame(sorted(found), schema=columns, orient="row")
        self._frame, self._days = frame, days
        self.rooms = frame["room"]

    def take(self, slots: Any, visits: Any) -> None:
        """Take visits from the room of some slots, empty where there is room for all."""
        pl = polars()
        taken = pl.DataFrame({"slot": slots, "visits": visits}).drop_nulls("slot").group_by("slot").sum()
        if taken.height:
            at = taken["slot"].cast(pl.Int64)
            self.rooms = self.rooms.scatter(at, self.rooms.gather(at) - taken["visits"])

    def of(self, practitioners: Any, days: Any) -> Any:
        """Return the number of the slot of each practitioner on each day; empty where there is room for all."""
        pl = polars()
        if not self._frame.height:
            return pl.Series("slot", [None], dtype=pl.Int64).new_from_index(0, len(practitioners))
        at = self._frame["key"].search_sorted(practitioners * self._days + days, side="right").cast(pl.Int64) - 1
        own = self._frame[at.clip(0)]
        held = (at >= 0) & (own["who"] == practitioners) & (days < own["end"])
        return pl.select(slot=pl.when(held).then(at)).to_series()


class _Lists:
    """The candidates of all needs, by turn."""

    def __init__(self, groups: list[Any], slots: _Slots, practitioner: Any, days: Any) -> None:
        pl = polars()
        self._groups = groups
        self._slots = slots
        self._practitioner = practitioner
        self._days = days
        parts = [
            own.select("turn", group=pl.lit(number, pl.Int64), row=pl.int_range(pl.len()))
            for number, (_, own, _) in enumerate(groups)
        ]
        empty = pl.DataFrame(schema=dict.fromkeys(("turn", "group", "row"), pl.Int64))
        self._where = pl.concat([empty, *parts]).sort("turn")

    def __call__(self, turns: Any, length: int) -> Any:
        """Return the first so many candidates of some needs, by turn and in order."""
        pl = polars()
        where = self._where[turns]
        parts = []
        for number, (_, own, offers) in enumerate(self._groups):
            rows = where.filter(pl.col("group") == number)["row"]
            if len(rows):
                found = offers.listed(rows, length)
                parts.append(found.with_columns(turn=own["turn"].gather(found["row"]), group=pl.lit(number, pl.Int64)))
        columns = ("row", "seat", "option", "bucket", "away", "place", "turn", "group")
        empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.Int64))
        found = pl.concat([empty, *(one.select(columns) for one in parts)]).sort("turn", "seat")
        who, days = self._practitioner.gather(found["option"]), self._days.gather(found["turn"])
        return found.with_columns(slot=self._slots.of(who, days))


def _why(whole: Any, first: Any, groups: list[Any]) -> Any:
    """Return why needs are not routed, by turn; empty where they are."""
    pl = polars()
    empty = pl.DataFrame(schema={"turn": pl.Int64, "anybody": pl.Boolean})
    anybody = pl.concat([empty, *(own.select("turn", "anybody") for _, own, _ in groups)]).sort("turn")["anybody"]
    listed = whole["turn"].is_in(first["turn"].implode())
    why = pl.when(whole["role"].is_not_null()).then(pl.lit(None, pl.String))
    why = why.when(listed).then(pl.lit(Unserved.CAPACITY.value))
    why = why.when(anybody).then(pl.lit(Unserved.REJECTED.value)).otherwise(pl.lit(Unserved.NO_CANDIDATE.value))
    return pl.select(why.alias("unserved")).to_series()


def _capacities(capacity: Any, tables: Tables, *, check: bool) -> Any:
    rows = computed(capacity, CAPACITIES, field="capacity", of="capacities")
    if check:
        refuse_capacities(engine_of(rows).lines, tables.market.facts)
    return rows


def _beside(engine: Engine, frame: Frame, rows: Any, found: Any) -> Frame:
    """Return needs with their results, as the engine holds them."""
    types: Mapping[str, Any] = {name: type_of(column) for name, column in ROUTES.items()}
    if engine.at_once or engine.name == "polars":
        whole: Frame = engine_of(polars().concat([rows, found], how="horizontal").lazy(), "needs").lines
        return whole
    own = engine.made({"need": rows["need"], **found.to_dict()}, {"need": type_of(NEEDS["need"]), **types})
    return frame.join(own, on="need", how="left")


def _refuse_arguments(top: object, tastes: object, adherence: object, preference: object) -> None:
    if top is not None and (type(top) is not int or top < 1):
        raise InvalidValueError(top, "a whole number of 1 or more, or None", field="top")
    if tastes is not None and not isinstance(tastes, Tastes):
        raise InvalidValueError(type(tastes).__name__, "medgroup.bulk.Tastes, or None", field="tastes")
    for name, share in (("adherence", adherence), ("preference", preference)):
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise InvalidValueError(share, "a share from 0 to 1", field=name)
