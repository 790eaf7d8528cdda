"""What changes when practices merge, form an IPA, or are bought: restructured markets, and markets compared."""

from medgroup.scenarios.comparison import Comparison, Outcome, compare
from medgroup.scenarios.differences import Change, ChangedCollection, ChangeKind, Changes, FieldChange, changes
from medgroup.scenarios.restructure import acquire, form_ipa, merge, release

__all__ = [
    "Change",
    "ChangeKind",
    "ChangedCollection",
    "Changes",
    "Comparison",
    "FieldChange",
    "Outcome",
    "acquire",
    "changes",
    "compare",
    "form_ipa",
    "merge",
    "release",
]


def __dir__() -> list[str]:
    return __all__
