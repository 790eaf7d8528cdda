"""The first candidates of many needs at once: bucket by bucket, and within each the nearest first."""

from typing import Any, NamedTuple

from medgroup.bulk.engines import polars
from medgroup.bulk.needs.distances import Cells, hundredths
from medgroup.bulk.needs.shelves import Columns
from medgroup.bulk.needs.tastes import tastes

#: How many needs are gone through at once, so that memory does not grow with them.
_AT_ONCE = 1 << 16
#: How many of the nearest options of a cell are looked at first, and how many times more where these do not do.
_NEAREST, _MORE = 16, 4


class Options(NamedTuple):
    """The options of a market as columns, by their numbers."""

    #: Columns ``lat``, ``lon`` and ``cos`` in radians, empty where nobody knows where it is.
    points: Any
    #: The numbers of role and practitioner.
    role: Any
    practitioner: Any
    #: Whether the role may be held at another site on the same day.
    several: Any
    #: What the tastes for it are drawn by; None where there are none.
    key: Any
    #: How far tastes reach, in hundredths of a mile.
    spread: float


class Offers:
    """The candidates of needs of one specialty, listed as far as somebody asks."""

    def __init__(self, needs: Any, shelf: Columns, own: Any, versions: Any, options: Options, *, several: bool) -> None:
        """Take the needs.

        Args:
            needs: A frame with a row for each need: ``first`` and ``last``, the buckets of who is preferred; ``start``
                and ``stop``, those of the pool; ``lat``, ``lon`` and ``cos``; ``issuer`` and ``liked``, numbers of
                practitioners who are no candidates of the pool; ``segment``, the number of what is in force on its day;
                and ``key``, what the patient's tastes are drawn by.
            shelf: The buckets.
            own: The numbers of the options of the pool, in the order of their bits.
            versions: The versions of options that are in force, by the number of a segment and then by their places.
            options: The options of the market.
            several: Whether a role may have several options.
        """
        self._needs = needs
        self._shelf = shelf
        self._own = own
        self._versions = versions
        every = polars().Series("place", [None], dtype=polars().Int64).new_from_index(0, options.points.height)
        #: The place in the pool of each option of the market; empty where it is none of the pool.
        self._place = every.scatter(own, range(len(own)))
        self._options = options
        self._several = several
        self._cells = Cells(needs, options.points[own])
        #: The numbers of the labels of the buckets, -1 where options of one have several.
        self.labels = shelf.label

    def listed(self, rows: Any, length: int) -> Any:
        """Return the first so many candidates of some needs, in order.

        Args:
            rows: A column of the places of needs.
            length: How many of each, one or more.

        Returns:
            A frame with ``row``, ``seat``, from 0, ``place``, from 1, ``option``, ``bucket`` and ``away``.
        """
        pl = polars()
        parts = [self._some(rows.slice(at, _AT_ONCE), length) for at in range(0, max(len(rows), 1), _AT_ONCE)]
        return pl.concat(parts)

    def _some(self, rows: Any, length: int) -> Any:
        pl = polars()
        needs = self._needs[rows]
        state = needs.select(
            row=rows, at="first", end="last", then="start", until="stop", wanted=pl.lit(length, pl.Int64)
        )
        found: list[Any] = []
        while True:
            state = _moved(state)
            best = self._of_bucket(state, found)
            found.append(best)
            if not state.height:
                return _first(pl.concat(found)) if length == 1 else _seated(pl.concat(found))
            got = best.group_by("row").len("got")
            state = state.join(got, on="row", how="left", maintain_order="left").with_columns(
                at=pl.col("at") + 1, wanted=pl.col("wanted") - pl.col("got").fill_null(0).cast(pl.Int64)
            )
            state = state.drop("got").filter(pl.col("wanted") > 0)

    def _of_bucket(self, state: Any, before: list[Any]) -> Any:
        """Return the best options of the bucket that each need has come to, as many as are wanted."""
        pl = polars()
        count = self._shelf.count.gather(state["at"])
        small = self._named(state.filter(count >= 0))
        parts = [self._best(small, before), *self._walked(state.filter(count < 0), before)]
        level = pl.lit(len(before), pl.Int64)
        return pl.concat(parts).select("row", "option", "bucket", "away", "far", level=level)

    def _named(self, state: Any) -> Any:
        """Return every option of buckets that name theirs."""
        pl = polars()
        shelf = self._shelf
        first = shelf.first.gather(state["at"])
        rows = state.with_columns(at_named=pl.int_ranges(first, first + shelf.count.gather(state["at"])))
        rows = rows.explode("at_named", empty_as_null=False)
        rows = rows.with_columns(option=shelf.named.gather(rows["at_named"]))
        named = shelf.version.gather(rows["at_named"])
        in_force = (named == self.versions(rows["row"], rows["option"])).fill_null(value=False)
        return self._measured(rows.filter((named < 0) | in_force))

    def versions(self, rows: Any, options: Any) -> Any:
        """Return the versions of options of the market that are in force for needs; empty where there is none."""
        segment = self._needs["segment"].gather(rows)
        return self._versions.gather(segment * len(self._own) + self._place.gather(options))

    def _walked(self, state: Any, before: list[Any]) -> list[Any]:
        """Return the best options of buckets that hold many: of the nearest of its cell, as far as these do."""
        pl = polars()
        found: list[Any] = []
        many, length = self._cells.count, min(_NEAREST, self._cells.count)
        while state.height:
            hits, certain = self._nearest(state, length)
            if certain is not None:
                hits = hits.join(certain, on="row").filter(pl.col("far") < pl.col("certain"))
            best = self._best(hits.select(_MEASURED), before)
            if length >= many:
                return [*found, best]
            counted = state.join(best.group_by("row").len("got"), on="row", how="left", maintain_order="left")
            short = counted["got"].fill_null(0) < counted["wanted"]
            found.append(best.join(state.filter(~short), on="row", how="semi"))
            state = state.filter(short)
            length = min(length * _MORE, many)
        return found

    def _nearest(self, state: Any, length: int) -> tuple[Any, Any]:
        """Return the options that buckets hold of the nearest of each cell, and how near any other may be."""
        pl = polars()
        cells, shelf = self._cells, self._shelf
        begin = cells.of_origin.gather(state["row"]) * cells.count
        segment = self._needs["segment"].gather(state["row"]) * cells.count
        steps = pl.DataFrame({"step": pl.int_range(length, eager=True)})
        columns = {"begin": begin, "bits": shelf.first.gather(state["at"]), "segment": segment}
        pairs = pl.DataFrame(columns).with_row_index("need")
        pairs = pairs.join(steps, how="cross", maintain_order="left")
        option = cells.options.gather(pairs["begin"] + pairs["step"])
        held = shelf.bits.gather(pairs["bits"] + self._versions.gather(pairs["segment"] + option))
        held = held.fill_null(value=False)
        rows = state[pairs["need"].filter(held)]
        hits = self._measured(rows.with_columns(option=self._own.gather(option.filter(held))))
        if length >= cells.count:
            return hits, None
        return hits, state.select("row", certain=cells.least.gather(begin + length))

    def _measured(self, rows: Any) -> Any:
        """Return options with how far they are from the needs, those who are no candidates left out."""
        pl = polars()
        options, needs = self._options, self._needs
        who = options.practitioner.gather(rows["option"])
        issuer, liked = (needs[name].gather(rows["row"]) for name in ("issuer", "liked"))
        rows = rows.filter((who != issuer) & ((who != liked) | (rows["then"] >= 0)))
        at, own = options.points[rows["option"]], needs[rows["row"]]
        there = (at["lat"], at["lon"], at["cos"])
        away = pl.select(away=hundredths(own["lat"], own["lon"], own["cos"], there)).to_series()
        far = away
        if options.key is not None:
            liking = tastes(own["key"], options.key.gather(rows["option"]))
            far = away + pl.select((liking * options.spread).floor().cast(pl.Int64)).to_series()
        return rows.select("row", "wanted", "option", bucket="at").with_columns(away=away, far=far).select(_MEASURED)

    def _best(self, rows: Any, before: list[Any]) -> Any:
        """Return the nearest options of each need, as many as are wanted, a role once."""
        pl = polars()
        rows = rows.sort("row", "far", "option")
        if not rows.height or rows["wanted"].max() == 1:
            # Of whom one is wanted, none was found before.
            return rows.unique("row", keep="first", maintain_order=True)
        if self._several:
            rows = self._once(rows, before)
        return rows.filter(pl.int_range(pl.len()).over("row") < pl.col("wanted"))

    def _once(self, rows: Any, before: list[Any]) -> Any:
        """Return options in order, those left out whose role comes earlier."""
        again = self._of_several(rows)
        first = again.unique(["row", "role"], keep="first", maintain_order=True)
        for one in before:
            first = first.join(self._of_several(one), on=["row", "role"], how="anti", maintain_order="left")
        pl = polars()
        kept = pl.Series("kept", [True]).new_from_index(0, rows.height)
        return rows.filter(kept.scatter(again["at"], values=False).scatter(first["at"], values=True))

    def _of_several(self, rows: Any) -> Any:
        """Return the places, rows and roles of options whose role has several."""
        columns = {"at": polars().int_range(rows.height, eager=True), "row": rows["row"]}
        found = polars().DataFrame({**columns, "role": self._options.role.gather(rows["option"])})
        return found.filter(self._options.several.gather(rows["option"]))


#: What is known of a candidate that is listed.
_SEATED = ("row", "seat", "place", "option", "bucket", "away")
_MEASURED = ("row", "wanted", "option", "bucket", "away", "far")


def _moved(state: Any) -> Any:
    """Return needs that have a bucket left, moved on to those of the pool where they are through with the others."""
    pl = polars()
    over = (pl.col("at") >= pl.col("end")) & (pl.col("then") >= 0)
    return state.with_columns(
        at=pl.when(over).then("then").otherwise("at"),
        end=pl.when(over).then("until").otherwise("end"),
        then=pl.when(over).then(-1).otherwise("then"),
    ).filter(pl.col("at") < pl.col("end"))


def _first(found: Any) -> Any:
    """Return the first candidates, of which there is one each, with their seats and places."""
    one = polars().lit(1, polars().Int64)
    return found.select("row", "option", "bucket", "away", seat=one - 1, place=one).select(_SEATED)


def _seated(found: Any) -> Any:
    """Return candidates in order, with their seats, and their places, which those share who tie."""
    pl = polars()
    found = found.sort("row", "level", "far", "option")
    found = found.with_columns(seat=pl.int_range(pl.len()).over("row"))
    return found.with_columns(place=pl.col("seat").min().over("row", "bucket", "far") + 1).select(_SEATED)
