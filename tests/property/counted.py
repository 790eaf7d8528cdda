"""How a law over drawn values shows that it is not empty: the branches that its examples reach, counted."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

T = TypeVar("T")

#: How many examples are drawn, and how many of them have to reach a branch.
DRAWN, REACHED = 400, 5


def branches(drawn: st.SearchStrategy[T], branch: Callable[[T], str]) -> set[str]:
    """Return the branches that enough of some examples reach, the same ones in every run."""
    met: Counter[str] = Counter()

    @settings(
        max_examples=DRAWN,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def count(value: T) -> None:
        met[branch(value)] += 1

    count()
    return {name for name, count in met.items() if count >= REACHED}
