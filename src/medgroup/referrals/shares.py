"""Shares of which part may not be known: a single number only where one is known."""

from fractions import Fraction

from attrs import frozen

from medgroup.display import percent


@frozen(kw_only=True)
class Share:
    """How much of a whole something is, where some of either may not be known.

    What is counted is in the part, in the whole alone, or in neither; of some nobody can tell which. A share of nothing
    is no number, and never zero.
    """

    #: How many are surely in the part, and so in the whole.
    part: int = 0
    #: How many are surely in the whole and not in the part.
    rest: int = 0
    #: How many are surely in the whole, of which nobody can tell whether they are in the part.
    part_or_rest: int = 0
    #: How many are in the part if they are in the whole, of which nobody can tell whether they are.
    part_or_out: int = 0
    #: How many are in the whole alone if they are in it, of which nobody can tell whether they are.
    rest_or_out: int = 0
    #: How many may be in the part, in the whole alone, or in neither.
    any_of_three: int = 0

    @property
    def open(self) -> int:
        """How many there are of which nobody can tell."""
        return self.part_or_rest + self.part_or_out + self.rest_or_out + self.any_of_three

    @property
    def least(self) -> Fraction | None:
        """The least that the share may be wherever it is a number; None where it can be none."""
        surely = self.part + self.rest + self.part_or_rest
        low = _ratio(self.part, surely + self.rest_or_out + self.any_of_three)
        # Nothing but what may be in the part is left: it is all of the share, or there is no share.
        return low if low is not None else _ratio(self.part_or_out, self.part_or_out)

    @property
    def most(self) -> Fraction | None:
        """The most that the share may be wherever it is a number; None where it can be none."""
        part = self.part + self.part_or_rest + self.part_or_out + self.any_of_three
        high = _ratio(part, part + self.rest)
        return high if high is not None else _ratio(0, self.rest_or_out)

    @property
    def known(self) -> Fraction | None:
        """The share, where nothing is left open and it is a share of something."""
        return None if self.open else _ratio(self.part, self.part + self.rest)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def shown_share(share: Fraction | None) -> float | None:
    """Return a share as answers hold it: rounded half up to four decimals; None where there is none.

    >>> shown_share(Fraction(2, 3)), shown_share(None)
    (0.6667, None)
    """
    return None if share is None else int(share * 10_000 + Fraction(1, 2)) / 10_000


def in_percent(share: float | None) -> str:
    """Return a share of four decimals as people read it.

    >>> in_percent(0.6667), in_percent(0.8), in_percent(None)
    ('66.67 %', '80 %', 'no share')
    """
    return "no share" if share is None else percent(share)


def between(least: float | None, most: float | None) -> str:
    """Return the ends of a share as people read them; one where they are the same.

    >>> between(0.5, 0.6667), between(0.5, 0.5)
    ('50 % to 66.67 %', '50 %')
    """
    return in_percent(least) if least == most else f"{in_percent(least)} to {in_percent(most)}"
