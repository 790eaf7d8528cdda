"""Referrals: where to and why, what became of them, and where they were directed."""

from medgroup.referrals.advancing import advance
from medgroup.referrals.buildings import InOfficeTest, in_office_tests
from medgroup.referrals.circles import Chart
from medgroup.referrals.closing import ClosingRate, ClosingRates, closing_rate
from medgroup.referrals.colocation import Travel, miles_between
from medgroup.referrals.comparing import CandidateComparison, compare_candidates
from medgroup.referrals.directed_policy import DirectedReferralPolicy, check_directed_policy
from medgroup.referrals.directed_ratio import DirectedRatio, DirectedReferral, DirectedShare, directed_ratio
from medgroup.referrals.ranked import Candidate, ImagingSupplier, Ranking, RankKey, Rejection
from medgroup.referrals.ranking import rank_referrals
from medgroup.referrals.waiting import LIMITS, Overdue, OverdueReferral, overdue

__all__ = [
    "LIMITS",
    "Candidate",
    "CandidateComparison",
    "Chart",
    "ClosingRate",
    "ClosingRates",
    "DirectedRatio",
    "DirectedReferral",
    "DirectedReferralPolicy",
    "DirectedShare",
    "ImagingSupplier",
    "InOfficeTest",
    "Overdue",
    "OverdueReferral",
    "RankKey",
    "Ranking",
    "Rejection",
    "Travel",
    "advance",
    "check_directed_policy",
    "closing_rate",
    "compare_candidates",
    "directed_ratio",
    "in_office_tests",
    "miles_between",
    "overdue",
    "rank_referrals",
]


def __dir__() -> list[str]:
    return __all__
