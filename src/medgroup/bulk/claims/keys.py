"""What prices and benefits of a line depend on, packed into one whole number each."""

from typing import NamedTuple

import narwhals as nw

from medgroup.bulk.tables import Tables
from medgroup.errors import InvalidValueError

#: How much room the parts of a packed key have.
ITEMS, EPOCHS, BENEFITS, SIGNATURES, FLAGS = 1 << 20, 1 << 8, 1 << 20, 1 << 14, 36
#: The columns that are packed beside the numbers of the tables.
FLAG_COLUMNS = ("emergency", "preventive", "referral", "authorization")


class ItemRow(NamedTuple):
    """A service with its modifiers and its place, empty texts where there is none: its numbers in keys."""

    filled_code: str
    filled_modifiers: str
    filled_place: str
    item: int
    signature: int


#: The columns of lines that make a service, and those of its row.
SERVICE, FILLED = ("code", "modifiers", "place_of_service"), ItemRow._fields[:3]


def item_row(tables: Tables, service: tuple[str, str, str]) -> ItemRow:
    """Return the row of a service."""
    return ItemRow(*service, tables.items.number(service), tables.signature(service))


def refuse_too_many(tables: Tables) -> None:
    """Refuse more sorts of services, days or terms than a packed key has room for.

    Raises:
        InvalidValueError: There are more.
    """
    for what, count, room in (
        ("services with modifiers and places", len(tables.items.values), ITEMS),
        ("days on which prices change", len(tables.epochs), EPOCHS - 1),
        ("sorts of benefits", len(tables.benefit_classes.values), BENEFITS),
        ("sorts of services in benefits", len(tables.signatures.values), SIGNATURES),
    ):
        if count > room:
            raise InvalidValueError(count, f"a count of {what} up to {room}; adjudicate fewer lines at once")


def price_key(tables: Tables) -> nw.Expr:
    """Return what a price depends on: the class of the path (``price``), the service (``item``), and the day."""
    epoch = nw.lit(0, nw.Int64)
    for day in tables.epochs:
        epoch = epoch + (nw.col("on") >= day).cast(nw.Int64)
    return (nw.col("price") * ITEMS + nw.col("item")) * EPOCHS + epoch


def benefit_key() -> nw.Expr:
    """Return what benefits depend on: the classes of coverage and path, the ``signature`` of the service, and flags."""

    def digit(name: str, *, unknown: bool) -> nw.Expr:
        flag = nw.col(name).cast(nw.Int64)
        return flag.fill_null(2 if unknown else 0)

    flags = (digit("emergency", unknown=False) * 2 + digit("preventive", unknown=False)) * 9
    flags = flags + digit("referral", unknown=True) * 3 + digit("authorization", unknown=True)
    first = nw.col("coverage") * BENEFITS + nw.col("benefit")
    return (first * SIGNATURES + nw.col("signature")) * FLAGS + flags
