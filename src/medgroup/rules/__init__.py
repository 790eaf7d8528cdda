"""The vocabulary of declarations: what organizational models, and rules of referrals, say in place of code."""

from medgroup.rules.conditions import COLUMNS, Column, Conditions
from medgroup.rules.referring import OWN_GATES, Gate, Override, Reach, Tier, Verdict
from medgroup.rules.ties import SINGLE_UNIT_FUNCTIONS, Consolidation, Effect, Function, Kind, function_of

__all__ = [
    "COLUMNS",
    "OWN_GATES",
    "SINGLE_UNIT_FUNCTIONS",
    "Column",
    "Conditions",
    "Consolidation",
    "Effect",
    "Function",
    "Gate",
    "Kind",
    "Override",
    "Reach",
    "Tier",
    "Verdict",
    "function_of",
]


def __dir__() -> list[str]:
    return __all__
