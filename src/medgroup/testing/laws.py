"""Laws: what each says, what mends a plugin that breaks it, and how one shows that it is not empty."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeVar

from attrs import field, frozen

from medgroup.errors import listed
from medgroup.testing.choices import Choices, seeded

T = TypeVar("T")

#: How many cases about it each law has to meet, within how many that are drawn.
ABOUT_IT, AMONG = 10, 600


class BrokenLaw(AssertionError):
    """A plugin does not do what a law asks of it.

    Attributes:
        law: Name of the law.
        found: What was found.
    """

    def __init__(self, law: "Law", found: str) -> None:
        self.law = law.name
        self.found = found
        super().__init__(f"{law.says}\n  But: {found}\n  Mend: {law.mend}")


class Breach(Exception):
    """What a law found wrong in one case."""


@frozen(kw_only=True)
class Law:
    """Something that holds of every plugin, whatever is drawn."""

    #: Name, as that of the function that holds a case against it.
    name: str
    #: What it says, one sentence.
    says: str
    #: What an author whose plugin breaks it should do.
    mend: str
    #: Draws a case for what is held against the law.
    draw: Callable[[Any, Choices], Any] = field(repr=False)
    #: Holds a case against the law, and returns whether it is one that the law is about.
    holds: Callable[[Any, Any], bool] = field(repr=False)

    def __call__(self, subject: Any, case: Any) -> bool:
        """Return whether a case is one that the law is about.

        Raises:
            BrokenLaw: It does not hold.
        """
        __tracebackhide__ = True
        try:
            return self.holds(subject, case)
        except Breach as breach:
            raise BrokenLaw(self, str(breach)) from None

    def meets_its_case(self, subject: Any) -> bool:
        """Return whether the law soon meets enough of the cases that it is about, or one that breaks it."""
        try:
            return meets_its_case(lambda case: self(subject, case), lambda source: self.draw(subject, source))
        except BrokenLaw:
            return True


def law(says: str, *, mend: str, draw: Callable[[Any, Choices], Any]) -> Callable[[Callable[[Any, Any], bool]], Law]:
    """Make a law of a function that holds one case against it."""
    return lambda holds: Law(name=holds.__name__, says=says, mend=mend, draw=draw, holds=holds)


def claim(holds: bool, found: str) -> None:
    """Claim something of a case, with what is found where it does not hold.

    Raises:
        Breach: It does not hold.
    """
    if not holds:
        raise Breach(found)


def claim_equal(before: Iterable[str], after: Iterable[str], what: str) -> None:
    """Claim that two accounts say the same, line by line.

    Raises:
        Breach: They do not; what is gone and what is new is told.
    """
    old, new = list(before), list(after)
    gone, come = ([line for line in one if line not in other] for one, other in ((old, new), (new, old)))
    parts = [f"{word} {listed(lines, most=3)}" for word, lines in (("gone:", gone), ("new:", come)) if lines]
    claim(old == new, f"{what}: {'; '.join(parts) or 'the same lines in another order'}")


def meets_its_case(law: Callable[[T], bool], draw: Callable[[Choices], T]) -> bool:
    """Return whether a law, which says of each case whether it is about it, soon meets enough of those that are."""
    met = (seed for seed in range(AMONG) if law(draw(seeded(seed))))
    return len(list(islice(met, ABOUT_IT))) == ABOUT_IT
