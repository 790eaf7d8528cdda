"""Questions by the million: a market compiled to tables, and claim lines adjudicated by columns on any engine."""

from medgroup.errors import MissingExtraError

try:
    import narwhals  # noqa: F401 - all that follows needs it
except ImportError:
    raise MissingExtraError("adjudicating lines by the million", "bulk") from None

from medgroup.bulk.adjudication import adjudicate
from medgroup.bulk.columns import LINES, RESULTS
from medgroup.bulk.files import period_of
from medgroup.bulk.tables import Tables, compile  # noqa: A004 - the word for it

__all__ = ["LINES", "RESULTS", "Tables", "adjudicate", "compile", "period_of"]


def __dir__() -> list[str]:
    return __all__
