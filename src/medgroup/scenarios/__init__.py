"""What changes when practices merge, form an IPA, or are bought: restructured markets, and markets compared."""

from medgroup.scenarios.comparison import Comparison, Outcome, compare
from medgroup.scenarios.restructure import acquire, form_ipa, merge, release

__all__ = ["Comparison", "Outcome", "acquire", "compare", "form_ipa", "merge", "release"]
