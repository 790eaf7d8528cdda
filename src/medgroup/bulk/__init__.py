"""Questions by the million: a market compiled to tables, and claim lines adjudicated by columns on any engine."""

from medgroup.bulk.adjudication import adjudicate
from medgroup.bulk.columns import LINES, RESULTS
from medgroup.bulk.tables import Tables, compile  # noqa: A004 - the word for it

__all__ = ["LINES", "RESULTS", "Tables", "adjudicate", "compile"]


def __dir__() -> list[str]:
    return __all__
