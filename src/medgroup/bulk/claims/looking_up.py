"""A market's tables as columns of Polars in which a line finds its row by numbers, without a join over texts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from medgroup.bulk.claims.columns import typed
from medgroup.bulk.claims.deciding import BenefitRow, PriceRow
from medgroup.bulk.claims.in_order import ROOM
from medgroup.bulk.claims.keys import ITEMS, SERVICE, ItemRow, item_row, refuse_too_many
from medgroup.bulk.engines import polars, polars_frame
from medgroup.bulk.tables import NO_SITE, CoverageRow, PathRow, Tables


class Words:
    """Texts by number, as Polars numbers the categories of an ``Enum``."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = list(dict.fromkeys(words))
        self._kind = polars().Enum(self.words)

    def numbers(self, column: str) -> Any:
        """Return the expression of a column's numbers, empty where a text is none of these."""
        pl = polars()
        return pl.col(column).cast(self._kind, strict=False).to_physical().cast(pl.Int64)

    def learnt(self, texts: Any) -> Any:
        """Return the numbers of a column's texts; those that are met for the first time get the next ones."""
        pl = polars()
        if texts.null_count() == len(texts):
            return pl.repeat(None, len(texts), dtype=pl.Int64, eager=True)
        frame = texts.alias("text").to_frame()
        found = frame.select(self.numbers("text")).to_series()
        if found.null_count() == texts.null_count():
            return found
        self.words += sorted(texts.filter(found.is_null() & texts.is_not_null()).unique())
        self._kind = pl.Enum(self.words)
        return frame.select(self.numbers("text")).to_series()


class Timeline:
    """Rows of a table that are each for some days of a key; those of one key stand together, in the order of days."""

    def __init__(self, keys: Sequence[Any], starts: Sequence[Any]) -> None:
        pl = polars()
        firsts = [place for place, key in enumerate(keys) if not place or key != keys[place - 1]]
        lasts = [*(place - 1 for place in firsts[1:]), len(keys) - 1] if firsts else []
        self.keys = [keys[place] for place in firsts]
        self._starts = pl.Series(starts, dtype=pl.Date)
        self._firsts, self._lasts = (pl.Series(places, dtype=pl.UInt32) for places in (firsts, lasts))
        most = max((last - first for first, last in zip(firsts, lasts, strict=True)), default=0)
        self._steps = [1 << power for power in reversed(range(most.bit_length()))]

    def rows(self, keys: Any, on: Any) -> Any:
        """Return the place of the row that is for a day of a key, empty where the key is; every day has one."""
        pl = polars()
        key, last = pl.col("key"), pl.col("last")
        frame = pl.DataFrame({"key": keys, "on": on})
        if not self._steps:
            return frame.select(pl.lit(self._firsts).gather(key)).to_series()
        frame = frame.select("on", row=pl.lit(self._firsts).gather(key), last=pl.lit(self._lasts).gather(key))
        for step in self._steps:
            # The row in force begins on the day or before, so half of what is left is passed over at a time.
            frame = frame.with_columns(later=pl.min_horizontal(pl.col("row") + pl.lit(step, pl.UInt32), last))
            begun = pl.lit(self._starts).gather(pl.col("later")) <= pl.col("on")
            frame = frame.with_columns(row=pl.when(begun).then("later").otherwise("row"))
        return frame["row"]


class Decided:
    """The rows that combinations come to, by their packed keys; more are learnt as they are met."""

    def __init__(self, known: dict[int, Any], kind: type[Any]) -> None:
        self._known = known
        self._kind = kind
        self.frame: Any
        self._renew()

    def rows(self, keys: Any, decide: Callable[[Any], Iterable[Any]]) -> Any:
        """Return the place in ``frame`` of each key's row.

        Args:
            keys: Packed keys, empty where there is none.
            decide: Gives the rows of the lines at some places, of keys that were not met before.
        """
        pl = polars()
        if len(self._known) != self.frame.height:
            self._renew()
        found = self._found(keys)
        if found.null_count() > keys.null_count():
            new = pl.DataFrame({"key": keys}).with_row_index("place").filter(found.is_null() & keys.is_not_null())
            new = new.unique("key", keep="first", maintain_order=True)
            self._known |= zip(new["key"], decide(new["place"]), strict=True)
            self._renew()
            found = self._found(keys)
        return found

    def _found(self, keys: Any) -> Any:
        frame = keys.alias("key").to_frame()
        return frame.join(self._places, on="key", how="left", maintain_order="left")["place"]

    def _renew(self) -> None:
        pl = polars()
        self._places = pl.DataFrame({"key": list(self._known)}, schema={"key": pl.Int64}).with_row_index("place")
        self.frame = framed(self._kind, list(self._known.values()))


class Lookups:
    """The tables of a market as Polars looks lines up in them; kept with the tables."""

    def __init__(self, tables: Tables) -> None:
        self.coverages = framed(CoverageRow, tables.coverages)
        self.paths = framed(PathRow, tables.paths)
        self._covered = Timeline([row.patient for row in tables.coverages], self.coverages["start"])
        keys = [(row.practitioner, row.billing, row.site, row.plan) for row in tables.paths]
        self._on_path = Timeline(keys, self.paths["start"])
        self._patients = Words(self._covered.keys)
        self.plans = Words(sorted({row.plan for row in tables.coverages if row.plan is not None}))
        self._keys = _Keys(self._on_path.keys, self.plans)
        #: The plan of a row of coverages, by number.
        self.plan_numbers = self.coverages.select(self.plans.numbers("plan")).to_series()
        self.prices = Decided(tables.decided["price"], PriceRow)
        self.benefits = Decided(tables.decided["benefit"], BenefitRow)
        self._items = Decided({}, ItemRow)
        self._words = {name: Words() for name in SERVICE}

    def items(self, lines: Any, tables: Tables) -> Any:
        """Return the columns ``item`` and ``signature`` of lines.

        Raises:
            InvalidValueError: There are more sorts of services than keys have room for.
        """
        pl = polars()
        numbers = pl.DataFrame({name: self._words[name].learnt(lines[name]) for name in SERVICE})
        packed = pl.lit(0, pl.Int64)
        for name in SERVICE:
            packed = packed * ITEMS + (pl.col(name) + 1).fill_null(0)

        def numbered(places: Any) -> list[ItemRow]:
            met = lines.select(pl.col(name).fill_null("") for name in SERVICE)[places].rows()
            return [item_row(tables, one) for one in met]

        rows = self._items.rows(numbers.select(key=packed).to_series(), numbered)
        refuse_too_many(tables)
        return self._items.frame.select("item", "signature")[rows]

    def covered(self, lines: Any) -> Any:
        """Return the places of the rows of coverages that lines stand in, empty where a patient is not known."""
        patients = lines.select(self._patients.numbers("patient")).to_series()
        return self._covered.rows(patients, lines["on"])

    def on_path(self, lines: Any, coverage: Any) -> Any:
        """Return the places of the rows of paths that lines stand in, empty where the table has no such key."""
        keys = lines.select(**self._keys.numbers, plan=self.plan_numbers.gather(coverage))
        return self._on_path.rows(self._keys.places(keys), lines["on"])


def lookups_of(tables: Tables) -> Lookups:
    """Return the lookups of tables, which are made once."""
    if Lookups not in tables.frames:
        tables.frames[Lookups] = Lookups(tables)
    found: Lookups = tables.frames[Lookups]
    return found


class _Keys:
    """The keys of the table of paths, by number."""

    def __init__(self, keys: Sequence[tuple[str, ...]], plans: Words) -> None:
        pl = polars()
        names = ("practitioner", "billing", "site")
        words = {name: Words(key[place] for key in keys) for place, name in enumerate(names)}
        #: The expressions of the numbers of lines, their plans aside.
        self.numbers = {name: of.numbers(name) for name, of in words.items()}
        if NO_SITE in words["site"].words:
            # An empty site is one of the keys.
            nowhere = pl.lit(words["site"].words.index(NO_SITE), pl.Int64)
            self.numbers["site"] = pl.when(pl.col("site").is_null()).then(nowhere).otherwise(self.numbers["site"])
        sizes = [len(of.words) + 1 for of in (*words.values(), plans)]
        self._names = (*names, "plan")
        frame = pl.DataFrame(list(keys), schema=dict.fromkeys(self._names, pl.String), orient="row")
        frame = frame.select(**self.numbers, plan=plans.numbers("plan")).with_row_index("place")
        packed = pl.lit(0, pl.Int64)
        most = 1
        for name, size in zip(self._names, sizes, strict=True):
            packed, most = packed * size + pl.col(name), most * size
        # One number is found sooner than four; where they do not fit one, they are looked up as they are.
        self._packed = {"key": packed} if most < ROOM else {name: pl.col(name) for name in self._names}
        self._table = frame.select("place", **self._packed)

    def places(self, lines: Any) -> Any:
        """Return the number of each line's key, empty where the table has none."""
        on = list(self._packed)
        return lines.select(**self._packed).join(self._table, on=on, how="left", maintain_order="left")["place"]


def framed(kind: type[Any], rows: Sequence[Any]) -> Any:
    """Return rows of a kind as a frame."""
    return polars_frame(*typed(kind, rows))
