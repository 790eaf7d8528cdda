"""How a law shows that it is not empty: it meets the case that it is about."""

from collections.abc import Callable
from itertools import islice
from typing import TypeVar

from medgroup.testing.choices import Choices, seeded

T = TypeVar("T")

#: How many cases about it each law has to meet, within how many that are drawn.
ABOUT_IT, AMONG = 10, 600


def meets_its_case(law: Callable[[T], bool], draw: Callable[[Choices], T]) -> bool:
    """Return whether a law, which says of each case whether it is about it, soon meets enough of those that are."""
    met = (seed for seed in range(AMONG) if law(draw(seeded(seed))))
    return len(list(islice(met, ABOUT_IT))) == ABOUT_IT
