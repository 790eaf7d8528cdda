"""The market: facts, models and indexes, opened once; and its views on a day."""

from medgroup.market.bundled import valley
from medgroup.market.files import load, save
from medgroup.market.markets import Market, open_market
from medgroup.market.view import DayView

__all__ = ["DayView", "Market", "load", "open_market", "save", "valley"]


def __dir__() -> list[str]:
    return __all__
