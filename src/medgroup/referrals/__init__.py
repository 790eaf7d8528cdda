"""Referrals: whom they may go to, what became of them, and where they were directed."""

from medgroup.referrals.advancing import advance
from medgroup.referrals.closing import ClosingRate, ClosingRates, closing_rate
from medgroup.referrals.waiting import LIMITS, Overdue, OverdueReferral, overdue

__all__ = [
    "LIMITS",
    "ClosingRate",
    "ClosingRates",
    "Overdue",
    "OverdueReferral",
    "advance",
    "closing_rate",
    "overdue",
]


def __dir__() -> list[str]:
    return __all__
