"""Questions by the million: a market compiled to tables; claim lines adjudicated and needs routed, on any engine."""

from medgroup.errors import MissingExtraError

try:
    import narwhals  # noqa: F401 - all that follows needs it
except ImportError:
    raise MissingExtraError("adjudicating lines by the million", "bulk") from None

from medgroup.bulk.adjudication import adjudicate
from medgroup.bulk.columns import LINES, RESULTS
from medgroup.bulk.files import period_of
from medgroup.bulk.need_columns import CAPACITIES, NEEDS, ROUTES, Unserved
from medgroup.bulk.routing import route
from medgroup.bulk.tables import Tables, compile  # noqa: A004 - the word for it
from medgroup.bulk.tastes import Tastes, taste

__all__ = [
    "CAPACITIES",
    "LINES",
    "NEEDS",
    "RESULTS",
    "ROUTES",
    "Tables",
    "Tastes",
    "Unserved",
    "adjudicate",
    "compile",
    "period_of",
    "route",
    "taste",
]


def __dir__() -> list[str]:
    return __all__
