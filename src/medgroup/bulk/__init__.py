"""Questions by the million: a market compiled to tables; claim lines adjudicated and needs routed, on any engine."""

from medgroup.errors import MissingExtraError

try:
    import narwhals  # noqa: F401 - all that follows needs it
except ImportError:
    raise MissingExtraError("medgroup.bulk, for claim lines and needs by the million,", "bulk") from None

from medgroup.bulk.claims.adjudication import adjudicate
from medgroup.bulk.claims.columns import LINES, RESULTS
from medgroup.bulk.files import period_of
from medgroup.bulk.needs.columns import CAPACITIES, NEEDS, ROUTES, Unserved
from medgroup.bulk.needs.routing import route
from medgroup.bulk.needs.tastes import Tastes, taste
from medgroup.bulk.tables import Tables, compile  # noqa: A004 - the word for it

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
