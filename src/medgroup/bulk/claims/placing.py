"""The rows of a market's tables that lines stand in, where Polars computes at once: found a run of lines at a time."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import narwhals as nw

from medgroup.bulk.claims.deciding import Deciding
from medgroup.bulk.claims.keys import FLAG_COLUMNS, benefit_key, price_key
from medgroup.bulk.claims.looking_up import lookups_of
from medgroup.bulk.engines import polars
from medgroup.bulk.tables import Tables

#: How many lines are looked up at once: what is held while they are does not grow with the lines.
OF_A_RUN = 500_000


def placed(lines: Any, tables: Tables) -> Any:
    """Return for each line the places of its rows of coverages, paths, prices and benefits, empty where it has none.

    Combinations that are met for the first time are decided, so that the tables hold every row when this returns.

    Args:
        lines: A frame of Polars with the columns of ``LINES``, of days that the tables are for.
        tables: The tables of the market.
    """
    pl, deciding = polars(), Deciding(tables)
    starts = range(0, max(lines.height, 1), OF_A_RUN)
    runs = [_placed(lines.slice(start, OF_A_RUN), tables, deciding) for start in starts]
    return pl.concat(runs, rechunk=True)


def _placed(lines: Any, tables: Tables, deciding: Deciding) -> Any:
    pl, lookups = polars(), lookups_of(tables)
    coverage = lookups.covered(lines)
    path = lookups.on_path(lines, coverage)
    classes = pl.DataFrame({"at": coverage, "path": path}).select(
        coverage=pl.lit(lookups.coverages["coverage"]).gather("at"),
        **{name: pl.lit(lookups.paths[name]).gather("path") for name in ("price", "benefit")},
    )
    beside = lines.select("on", *FLAG_COLUMNS)
    keyed = nw.from_native(pl.concat([classes, lookups.items(lines, tables), beside], how="horizontal"))
    keys = keyed.select(price=price_key(tables), benefit=benefit_key()).to_native()
    price = lookups.prices.rows(keys["price"], _of_places(lines, deciding.price))
    benefit = lookups.benefits.rows(keys["benefit"], _of_places(lines, deciding.benefit))
    return pl.DataFrame({"coverage": coverage, "path": path, "price": price, "benefit": benefit})


def _of_places(lines: Any, decide: Callable[[Mapping[str, Any]], Any]) -> Callable[[Any], Iterable[Any]]:
    return lambda places: [decide(row) for row in lines[places].to_dicts()]
