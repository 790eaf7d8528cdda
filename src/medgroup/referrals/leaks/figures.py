"""The figures of leakage: cases and dollars by part, and shares that say of what they are shares."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from medgroup.answers import SHARE
from medgroup.domain.fields import ShortRepr
from medgroup.referrals.leaks.cases import Counted
from medgroup.referrals.leaks.parts import MEANINGS, Part
from medgroup.referrals.shares import Share, shown_share
from medgroup.values.money import Money

#: From how many cases of one doctor on shares are given: cells of 1 to 10 are suppressed by CMS.
FEWEST = 11
#: What stands in a row of fewer.
TOO_FEW = "too few"


@frozen(kw_only=True)
class LeakagePart:
    """How many referrals fell into one part, and what they came to."""

    part: Part
    cases: int
    #: What is known of their amounts, added up; None where none is known.
    dollars: Money | None
    #: Of how many of them the amount is not known.
    without_amount: int
    #: What the part is, in words.
    meaning: str


@frozen(kw_only=True, repr=False)
class LeakageRow(ShortRepr):
    """Leakage in numbers: of all referrals, or of those of one unit, practitioner, specialty, plan or month.

    Shares are rounded to four decimals. A share of nothing is None, and so is one that would judge one doctor by fewer
    than ``FEWEST`` cases: where all cases of the row are his, or all of those that the share is of. A sum that lacks an
    amount is the least that it may be.
    """

    #: What the row is about: the id under each of the words that were grouped by; None where it is not known.
    of: Mapping[str, str | None]
    #: The same for people.
    name: str
    #: Referrals: kept, left and unknown together.
    cases: int
    kept: int
    left: int
    #: Neither kept nor left: nobody knows who saw the patient, or whether they belong to the referrer.
    unknown: int
    #: Of all that were kept or left, the share that left.
    share_left: float | None = field(metadata=SHARE)
    #: Those kept or left for which somebody who belongs to the referrer has the specialty.
    in_scope: int
    #: Of these the share that left.
    share_in_scope: float | None = field(metadata=SHARE)
    #: Of these the share that left although somebody was there for it, and for no other cause.
    share_avoidable: float | None = field(metadata=SHARE)
    #: The least and the most that ``share_in_scope`` may be, whatever is not known turns out to be.
    least: float | None = field(metadata=SHARE)
    most: float | None = field(metadata=SHARE)
    #: What is known of the amounts, added up; None where none is known.
    dollars: Money | None
    #: The same of those that left.
    dollars_left: Money | None
    #: Of the dollars that were kept or left, the share that left; None where one of the amounts is not known.
    share_of_dollars_left: float | None = field(metadata=SHARE)
    #: The same of those in scope.
    share_of_dollars_in_scope: float | None = field(metadata=SHARE)
    #: Of how many referrals the amount is not known.
    without_amount: int
    #: Of how many of those that left.
    without_amount_left: int
    #: ``too few`` where a share would judge one doctor by fewer than ``FEWEST`` cases; otherwise empty.
    note: str
    #: Every part that occurs, the kept first.
    parts: tuple[LeakagePart, ...]


class Sums:
    """Cases, cents and missing amounts by part, and whose cases they are."""

    def __init__(self) -> None:
        self._by_part = {part: [0, 0, 0] for part in Part}
        self._doctors: dict[Part, set[str]] = {part: set() for part in Part}

    def add(self, part: Part, doctor: str | None, counted: Counted) -> None:
        """Add referrals of one doctor that fell into one part."""
        for place, value in enumerate((counted.cases, counted.cents, counted.without_amount)):
            self._by_part[part][place] += value
        if doctor is not None:
            self._doctors[part].add(doctor)

    def row(self, of: Mapping[str, str | None], name: str) -> LeakageRow:
        """Return the figures of what a row is about."""
        every = tuple(Part)
        left = tuple(part for part in Part if part.left)
        known = (Part.KEPT, *left)
        inside = tuple(part for part in known if part.in_scope)
        gone = tuple(part for part in inside if part.left)
        in_scope, gone_cases = self.cases(inside), self.cases(gone)
        told, judged = self._may_judge(known), self._may_judge(inside)
        ends = Share(
            part=gone_cases,
            rest=self.cases((Part.KEPT,)),
            part_or_out=self.cases((Part.SPECIALTY_UNKNOWN,)),
            any_of_three=self.cases((Part.UNKNOWN,)),
        )
        return LeakageRow(
            of=of,
            name=name,
            cases=self.cases(every),
            kept=self.cases((Part.KEPT,)),
            left=self.cases(left),
            unknown=self.cases((Part.UNKNOWN,)),
            share_left=_share(self.cases(left), self.cases(known), told),
            in_scope=in_scope,
            share_in_scope=_share(gone_cases, in_scope, judged),
            share_avoidable=_share(self.cases((Part.AVOIDABLE,)), in_scope, judged),
            least=shown_share(ends.least) if judged else None,
            most=shown_share(ends.most) if judged else None,
            dollars=self.dollars(every),
            dollars_left=self.dollars(left),
            share_of_dollars_left=self._share_of_dollars(left, known, told),
            share_of_dollars_in_scope=self._share_of_dollars(gone, inside, judged),
            without_amount=self.without_amount(every),
            without_amount_left=self.without_amount(left),
            note="" if judged and told else TOO_FEW,
            parts=tuple(self._part(part) for part in every if self.cases((part,))),
        )

    def cases(self, parts: Iterable[Part]) -> int:
        """Return how many fell into some parts."""
        return sum(self._by_part[part][0] for part in parts)

    def cents(self, parts: Iterable[Part]) -> int:
        """Return what is known of their amounts, in cents."""
        return sum(self._by_part[part][1] for part in parts)

    def without_amount(self, parts: Iterable[Part]) -> int:
        """Return of how many the amount is not known."""
        return sum(self._by_part[part][2] for part in parts)

    def dollars(self, parts: tuple[Part, ...]) -> Money | None:
        """Return what is known of their amounts; None where there are some and no amount is known."""
        return dollars_of(self.cases(parts), self.cents(parts), self.without_amount(parts))

    def _may_judge(self, parts: tuple[Part, ...]) -> bool:
        """Return whether a share of some parts judges no doctor by few cases, even where others' are in the row."""
        of_one = any(self._doctors_of(some) == 1 for some in (tuple(Part), parts))
        return not of_one or self.cases(parts) >= FEWEST

    def _doctors_of(self, parts: tuple[Part, ...]) -> int:
        return len(set().union(*(self._doctors[part] for part in parts)))

    def _share_of_dollars(self, part: tuple[Part, ...], whole: tuple[Part, ...], told: bool) -> float | None:
        return _share(self.cents(part), self.cents(whole), told and not self.without_amount(whole))

    def _part(self, part: Part) -> LeakagePart:
        cases, cents, without = self._by_part[part]
        return LeakagePart(
            part=part,
            cases=cases,
            dollars=dollars_of(cases, cents, without),
            without_amount=without,
            meaning=MEANINGS[part],
        )


def dollars_of(cases: int, cents: int, without_amount: int) -> Money | None:
    """Return what is known of the amounts of some cases; None where there are some and no amount is known."""
    return None if cases and without_amount == cases else Money(cents)


def _share(part: int, whole: int, told: bool) -> float | None:
    return shown_share(Fraction(part, whole)) if whole and told else None
