"""Referrals: where to and why, what became of them, which left, and where they were directed."""

from medgroup.referrals.directed.policy import DirectedReferralPolicy, check_directed_policy
from medgroup.referrals.directed.ratio import DirectedRatio, DirectedReferral, DirectedShare, directed_ratio
from medgroup.referrals.following.advancing import advance
from medgroup.referrals.following.closing import ClosingRate, ClosingRates, closing_rate
from medgroup.referrals.following.waiting import LIMITS, Overdue, OverdueReferral, overdue
from medgroup.referrals.leaks.belonging import Denominator
from medgroup.referrals.leaks.claim_columns import CLAIMS
from medgroup.referrals.leaks.figures import FEWEST, LeakagePart, LeakageRow
from medgroup.referrals.leaks.flows import Flow
from medgroup.referrals.leaks.graph import (
    NetworkEdge,
    NetworkNode,
    NodeKind,
    ReferralNetwork,
    referral_network,
    to_networkx,
    write_graphml,
)
from medgroup.referrals.leaks.leaving import Leakage, leakage
from medgroup.referrals.leaks.parts import Part
from medgroup.referrals.ranking.buildings import InOfficeTest, in_office_tests
from medgroup.referrals.ranking.circles import Chart
from medgroup.referrals.ranking.colocation import Travel, miles_between
from medgroup.referrals.ranking.comparing import CandidateComparison, compare_candidates
from medgroup.referrals.ranking.ranked import Candidate, ImagingSupplier, Ranking, RankKey, Rejection
from medgroup.referrals.ranking.ranking import rank_referrals

__all__ = [
    "CLAIMS",
    "FEWEST",
    "LIMITS",
    "Candidate",
    "CandidateComparison",
    "Chart",
    "ClosingRate",
    "ClosingRates",
    "Denominator",
    "DirectedRatio",
    "DirectedReferral",
    "DirectedReferralPolicy",
    "DirectedShare",
    "Flow",
    "ImagingSupplier",
    "InOfficeTest",
    "Leakage",
    "LeakagePart",
    "LeakageRow",
    "NetworkEdge",
    "NetworkNode",
    "NodeKind",
    "Overdue",
    "OverdueReferral",
    "Part",
    "RankKey",
    "Ranking",
    "ReferralNetwork",
    "Rejection",
    "Travel",
    "advance",
    "check_directed_policy",
    "closing_rate",
    "compare_candidates",
    "directed_ratio",
    "in_office_tests",
    "leakage",
    "miles_between",
    "overdue",
    "rank_referrals",
    "referral_network",
    "to_networkx",
    "write_graphml",
]


def __dir__() -> list[str]:
    return __all__
