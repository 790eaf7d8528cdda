"""Who belongs with whom, as the denominator of a question about leakage has it."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TypeVar

from medgroup.errors import InvalidValueError, nearest
from medgroup.market import Market
from medgroup.rules import Function, Kind
from medgroup.structure import Reached, reached

E = TypeVar("E", bound=Enum)
#: Collections whose facts change nothing about who belongs with whom, who works where, and who is in network.
_OF_PATIENTS = frozenset({"patients", "coverages", "referrals"})


class Denominator(Enum):
    """Whose own a referral is when it stays: the question that every figure of leakage depends on."""

    #: The organization whose TIN bills for who refers.
    PRACTICE = "practice"
    #: All that share a unit of referral by ties of ownership and management: a group, a system. An IPA is none.
    GROUP = "group"
    #: All that share a unit of referral or of contracting by whatever tie, an IPA's members among them.
    NETWORK = "network"


#: Along which ties, and for which functions, the organizations of a denominator belong together.
_FOLLOWS: dict[Denominator, tuple[tuple[Function, ...], tuple[Kind, ...]]] = {
    Denominator.PRACTICE: ((), ()),
    Denominator.GROUP: ((Function.REFERRAL,), (Kind.OWNS, Kind.MANAGES)),
    Denominator.NETWORK: ((Function.REFERRAL, Function.CONTRACTING), tuple(Kind)),
}


def chosen_of(kind: type[E], word: object, field: str) -> E:
    """Return a member of an enumeration, given itself or its word.

    Raises:
        InvalidValueError: There is no such word; the nearest is named.
    """
    words = [member.value for member in kind]
    try:
        return kind(word)
    except ValueError:
        near = nearest(word, words) if isinstance(word, str) else None
        raise InvalidValueError(word, f"one of {', '.join(words)}", field=field, nearest=near) from None


class Epochs:
    """The stretches of days on which nothing in a market changes but patients."""

    def __init__(self, market: Market) -> None:
        periods = (
            fact.period
            for name, facts in market.facts.items()
            if name not in _OF_PATIENTS
            for fact in facts
            if hasattr(fact, "period")
        )
        days = {day for period in periods for day in (period.start, period.end)}
        self._starts = sorted(day for day in days if day is not None)

    def of(self, day: date) -> int:
        """Return the number of the stretch that a day is in."""
        return bisect_right(self._starts, day)


class Belonging:
    """Which organizations of a market belong together under one denominator."""

    def __init__(self, market: Market, denominator: Denominator) -> None:
        self._market = market
        self._functions, self._kinds = _FOLLOWS[denominator]
        self._epochs = market.derived(Epochs)
        self._reached: dict[tuple[str, str | None, int], tuple[Reached, ...]] = {}

    def together(self, one: str, other: str, plan: str | None, on: date) -> bool | None:
        """Return whether two organizations belong together on a day; None where that is not known.

        Args:
            one: Id of an organization.
            other: Id of another, or of the same.
            plan: Id of the plan for which members opted in; None where it is not known.
            on: The day.
        """
        if one == other:
            return True
        pairs = zip(self._of(one, plan, on), self._of(other, plan, on), strict=True)
        return any_of(mine.meets(theirs) for mine, theirs in pairs)

    def unit(self, organization: str, plan: str | None, on: date) -> tuple[str, ...]:
        """Return what an organization belongs to at the farthest, itself where it belongs to nothing; sorted."""
        found = [one.farthest for one in self._of(organization, plan, on)] or [(0, frozenset({organization}))]
        most = max(ties for ties, _ in found)
        return tuple(sorted({key for ties, keys in found if ties == most for key in keys}))

    def _of(self, organization: str, plan: str | None, on: date) -> tuple[Reached, ...]:
        key = (organization, plan, self._epochs.of(on))
        if key not in self._reached:
            self._reached[key] = tuple(
                reached(self._market, function, organization, on=on, plan=plan, over=self._kinds)
                for function in self._functions
            )
        return self._reached[key]


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether one of several is true, where some may not be known."""
    found: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            found = None
    return found


def all_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether all of several are true, where some may not be known."""
    none = any_of(None if value is None else not value for value in values)
    return None if none is None else not none


def alike(values: Iterable[bool | None]) -> bool | None:
    """Return what several answers have in common; None where they differ or there is none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
