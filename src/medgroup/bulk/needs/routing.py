"""Needs by the million: each to the first candidate in the order of tiers, standing and distance who has room."""

from collections.abc import Iterator, Mapping
from typing import Any

from medgroup.bulk.engines import Engine, Frame, engine_of, numpy, polars, rows_of
from medgroup.bulk.needs.asking import Chosen
from medgroup.bulk.needs.capacity import Block, first, placed
from medgroup.bulk.needs.columns import CAPACITIES, NEEDS, ROUTES
from medgroup.bulk.needs.distances import Distances
from medgroup.bulk.needs.keys import NEVER
from medgroup.bulk.needs.listing import Listing
from medgroup.bulk.needs.offers import Offers
from medgroup.bulk.needs.refusing import refuse_capacities, refuse_misread, refuse_needs
from medgroup.bulk.needs.rooms import Rooms
from medgroup.bulk.needs.tastes import Tastes
from medgroup.bulk.needs.telling import Told
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
        check: Whether rows of needs are looked at before anything is computed; columns and capacities always are, and
            so is whatever else would be taken for another need.

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
    frame: Frame = checked_columns(engine.lines, NEEDS, field="needs", of="needs", added=ROUTES, library=engine.name)
    if check:
        refuse_needs(frame, tables.market.facts, tables.period, engine)
    rows = rows_of(frame)
    if not check:
        computed_rows = engine_of(rows)
        joined = None if _keeps_order(engine) else computed_rows
        refuse_misread(computed_rows.lines, tables.market.facts, tables.period, joined=joined)
    rooms = None if capacity is None else _capacities(capacity, tables)
    with Listing.of(tables) as listing:
        routing = _Routing(listing, rows, Chosen(tastes, adherence, preference))
        found = routing.anywhere() if rooms is None else routing.first_come(Rooms(listing.tables, rooms), top)
    return engine.given_back(_beside(engine, frame, rows, found))


#: How many pairs of need and option are ordered at once, and how many of needs that have to wait for each other.
_PAIRS, _TOGETHER = 1 << 19, 1 << 22


class _Routing:
    """Needs routed over what is worked out of a market."""

    def __init__(self, listing: Listing, needs: Any, chosen: Chosen) -> None:
        self._needs = needs
        self._asked = asked = listing.asking.of(needs, chosen)
        self._listing = listing
        self._away = Distances(asked.origins, listing.options.points)
        self._told = Told(listing, asked, self._away)

    def anywhere(self) -> Any:
        """Return the columns of ``ROUTES`` where there is room for all."""
        # Needs that arise at one place together, so that its distances are at hand.
        for rows, offers in self._offers(self._asked.origin.argsort(kind="stable")):
            for some in _slices(len(rows), max(1, _PAIRS // max(offers.width, 1))):
                offers.note(some, first(offers.keys(some), NEVER))
            self._told.got(rows, offers)
        return self._told.columns()

    def first_come(self, rooms: Rooms, top: int | None) -> Any:
        """Return the same where practitioners have so much room, and needs go to so many of their candidates."""
        np, order = numpy(), self._order()
        turns = np.empty(len(order), dtype="int64")
        turns[order] = np.arange(len(order))
        groups = list(self._offers(order))
        together = max(1, _TOGETHER // max((offers.width for _, offers in groups), default=1))
        for at in range(0, len(order), together):
            spans = [np.searchsorted(turns[rows], (at, at + together)) for rows, _ in groups]
            some = [np.arange(*span) for span in spans]
            blocks = [
                Block(turns[rows[own]], offers.keys(own, once=True), offers.slots(rooms, own))
                for (rows, offers), own in zip(groups, some, strict=True)
            ]
            found = placed(blocks, self._asked.visits[order], rooms.left, NEVER, top)
            for (_, offers), own, got in zip(groups, some, found, strict=True):
                offers.note(own, got)
        for rows, offers in groups:
            self._told.got(rows, offers)
        return self._told.columns()

    def _offers(self, order: Any) -> Iterator[tuple[Any, Offers]]:
        """Yield the places of the needs of each specialty, in an order, with their offers."""
        np, asked = numpy(), self._asked
        of_order = asked.specialty[order]
        for number, specialty in enumerate(asked.codes):
            rows = order[np.flatnonzero(of_order == number)]
            yield rows, Offers(self._listing, specialty, asked.some(rows), self._away)

    def _order(self) -> Any:
        """Return the places of needs in the order in which they come."""
        return self._needs.select(polars().arg_sort_by("on", "need")).to_series().to_numpy().astype("int64")


def _slices(count: int, length: int) -> Iterator[Any]:
    for at in range(0, count, length):
        yield numpy().arange(at, min(at + length, count))


def _capacities(capacity: Any, tables: Tables) -> Any:
    rows = computed(capacity, CAPACITIES, field="capacity", of="capacities")
    refuse_capacities(engine_of(rows).lines, tables.market.facts)
    return rows


def _keeps_order(engine: Engine) -> bool:
    """Return whether results are put beside needs row by row; else they are joined by the need."""
    return engine.at_once or engine.name == "polars"


def _beside(engine: Engine, frame: Frame, rows: Any, found: Any) -> Frame:
    """Return needs with their results, as the engine holds them."""
    types: Mapping[str, Any] = {name: type_of(column) for name, column in ROUTES.items()}
    if _keeps_order(engine):
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
