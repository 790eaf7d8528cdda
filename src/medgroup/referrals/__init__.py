"""Referrals: where to and why, what became of them, which left, and where they were directed."""

from medgroup.referrals.advancing import advance
from medgroup.referrals.belonging import Denominator
from medgroup.referrals.buildings import InOfficeTest, in_office_tests
from medgroup.referrals.circles import Chart
from medgroup.referrals.claim_columns import CLAIMS
from medgroup.referrals.closing import ClosingRate, ClosingRates, closing_rate
from medgroup.referrals.colocation import Travel, miles_between
from medgroup.referrals.comparing import CandidateComparison, compare_candidates
from medgroup.referrals.directed_policy import DirectedReferralPolicy, check_directed_policy
from medgroup.referrals.directed_ratio import DirectedRatio, DirectedReferral, DirectedShare, directed_ratio
from medgroup.referrals.figures import FEWEST, LeakagePart, LeakageRow
from medgroup.referrals.flows import Flow
from medgroup.referrals.graph import (
    NetworkEdge,
    NetworkNode,
    NodeKind,
    ReferralNetwork,
    referral_network,
    to_networkx,
    write_graphml,
)
from medgroup.referrals.leaving import Leakage, leakage
from medgroup.referrals.parts import Part
from medgroup.referrals.ranked import Candidate, ImagingSupplier, Ranking, RankKey, Rejection
from medgroup.referrals.ranking import rank_referrals
from medgroup.referrals.waiting import LIMITS, Overdue, OverdueReferral, overdue

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
