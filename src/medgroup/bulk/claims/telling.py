"""Results of lines that are places of rows, where Polars computes at once: amounts by columns, texts by combination."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.claims.columns import AMOUNTS
from medgroup.bulk.claims.outcomes import amounts, with_flags, with_state, words
from medgroup.bulk.engines import polars
from medgroup.costs.prices.drafts import Pricing

#: The texts of a row of a path, of a price, and of benefits in a state; each of the first two as it is.
_OF_PATHS = ("network", "agreement", "roster_entry", "network_tier")
_OF_PRICES = ("pricing", "withhold")
_OF_BENEFITS = ("coverage", "status", "cause", "rule")
_FLAGS = ("_pays", "_refuses", "_lacks_price", "_is_out")


class Rows(NamedTuple):
    """The rows that lines are the places of; a line that is priced by itself has rows of its own at their ends."""

    path: Any
    price: Any
    benefit: Any

    @classmethod
    def of(cls, paths: Any, prices: Any, benefits: Any) -> "Rows":
        """Return the rows of paths, prices and benefits as tables hold them."""
        named = benefits.rename({"coverage": "class", "copay": "copay_of_visit"})
        flagged = with_flags(nw.from_native(named), nw.col("contracted")).to_native()
        return cls(paths.select(_OF_PATHS), prices, flagged)

    def with_own(self, lines: Any) -> tuple[Any, "Rows"]:
        """Return lines that are priced by themselves as the places of rows of their own, and all rows."""
        pl = polars()
        flagged = with_flags(nw.from_native(lines), ~nw.col("agreement").is_null()).to_native()
        joined = [
            pl.concat([rows.select(*names), flagged.select(*names)])
            for rows, names in zip(self, (_OF_PATHS, _OF_PRICES, self._of_own(lines)), strict=True)
        ]
        own = {
            name: pl.int_range(rows.height, rows.height + pl.len(), dtype=pl.UInt32)
            for name, rows in zip(self._fields, self, strict=True)
        }
        return lines.with_columns(**own), Rows(*joined)

    def _of_own(self, lines: Any) -> list[str]:
        return [name for name in self.benefit.columns if name in lines.columns or name.startswith("_")]


class Told(NamedTuple):
    """Results of lines: amounts as they are, texts as the places of rows that hold them."""

    #: ``place`` and ``facility``, amounts, and for each key of ``texts`` the place of a row.
    lines: Any
    texts: Mapping[str, Any]


def told(lines: Any, rows: Rows, plans: Sequence[str]) -> Told:
    """Return the results of lines that columns have shared.

    Args:
        lines: Lines with ``place`` and ``facility``, the places of their rows, what is allowed, and what is shared.
        rows: The rows.
        plans: The ids of plans by number.
    """
    pl = polars()
    flags = {name: pl.lit(rows.benefit[name]).gather("benefit") for name in _FLAGS}
    withhold = pl.lit(rows.price["withhold"]).gather("price")
    found = amounts(with_state(nw.from_native(lines.with_columns(withhold=withhold, **flags)))).to_native()
    found = found.select(
        "place",
        "facility",
        *AMOUNTS,
        pl.col("plan", "path").cast(pl.UInt32),
        price=pl.col("price") * 2 + pl.col("no_charge").cast(pl.UInt32),
        benefit=pl.col("benefit") * 3 + pl.col("_covered").cast(pl.UInt32) + 2 * pl.col("_refused").cast(pl.UInt32),
    )
    texts = {
        "plan": pl.DataFrame({"plan": plans}, schema={"plan": pl.String}),
        "path": rows.path.rename({"network_tier": "tier"}),
        "price": _pricing(rows.price),
        "benefit": _in_states(rows.benefit),
    }
    return Told(found, texts)


def told_one_by_one(lines: Any) -> Told:
    """Return results that stand in columns already: each line has rows of its own."""
    pl = polars()
    texts = {
        "plan": lines.select("plan"),
        "path": lines.select("network", "agreement", "roster_entry", "tier"),
        "price": lines.select("pricing"),
        "benefit": lines.select(_OF_BENEFITS),
    }
    own = {name: pl.int_range(pl.len(), dtype=pl.UInt32) for name in texts}
    return Told(lines.select("place", "facility", *AMOUNTS, **own), texts)


def _pricing(prices: Any) -> Any:
    """Return what became of each price: as it is, then where a contract prices by a charge that nobody stated."""
    pl = polars()
    both = pl.concat_list("pricing", pl.lit(Pricing.NO_CHARGE.value)).alias("pricing")
    return prices.select(both).explode("pricing")


def _in_states(benefits: Any) -> Any:
    """Return the texts of benefits, each row thrice: of a line that waits, that is covered, that is refused."""
    pl = polars()
    states = pl.DataFrame({"_covered": [False, True, False], "_refused": [False, False, True]})
    found = words(nw.from_native(benefits.join(states, how="cross", maintain_order="left_right")))
    return found.to_native().select(_OF_BENEFITS)
