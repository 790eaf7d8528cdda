"""Referrals: where to, why there, and why not elsewhere."""

from medgroup.referrals.ranked import Candidate, ImagingSupplier, Ranking, RankKey, Rejection
from medgroup.referrals.ranking import rank_referrals

__all__ = [
    "Candidate",
    "ImagingSupplier",
    "RankKey",
    "Ranking",
    "Rejection",
    "rank_referrals",
]


def __dir__() -> list[str]:
    return __all__
