"""Where referrals go: whom to refer to, what became of referrals, and which left those who belong together."""

from medgroup.referrals.belonging import Denominator
from medgroup.referrals.claim_columns import CLAIMS
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
from medgroup.referrals.leakage import Leakage, leakage
from medgroup.referrals.parts import Part

__all__ = [
    "CLAIMS",
    "FEWEST",
    "Denominator",
    "Flow",
    "Leakage",
    "LeakagePart",
    "LeakageRow",
    "NetworkEdge",
    "NetworkNode",
    "NodeKind",
    "Part",
    "ReferralNetwork",
    "leakage",
    "referral_network",
    "to_networkx",
    "write_graphml",
]


def __dir__() -> list[str]:
    return __all__
