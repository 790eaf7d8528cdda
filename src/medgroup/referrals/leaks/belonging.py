"""Who belongs with whom, as the denominator of a question about leakage has it."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TypeVar

from medgroup.errors import InvalidValueError, nearest
from medgroup.market import Market
from medgroup.referrals.leaks.epochs import Epochs
from medgroup.referrals.leaks.keys import Keys
from medgroup.referrals.leaks.knowing import Listed, alike, any_of
from medgroup.rules import Function, Kind
from medgroup.structure.reach import Reached, reached

E = TypeVar("E", bound=Enum)


class Denominator(Enum):
    """Whose own a referral is when it stays: the question that every figure of leakage depends on."""

    #: The organization that bills for who refers, with all that bill with its TIN.
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


#: What an organization surely reaches for one function, and what it may reach.
Reach = tuple[frozenset[str], frozenset[str]]
#: What some organizations reach, function by function: one such for each organization.
_Content = tuple[tuple[Reach, ...], ...]


class Belonging:
    """Which organizations of a market belong together under one denominator.

    What organizations reach for a plan on a day is a standing, a whole number: the same for the same reach, so that
    what is asked of it need be found once, however many days and plans it holds for.
    """

    def __init__(self, market: Market, denominator: Denominator) -> None:
        self._market = market
        self._functions, self._kinds = _FOLLOWS[denominator]
        self._epochs = market.derived(Epochs)
        self._reached: dict[tuple[str, str | None, int], tuple[Reached, ...]] = {}
        self._standings: dict[tuple[tuple[str, ...], str | None, tuple[int, ...]], int] = {}
        self._contents = Listed[_Content]()
        self._together: dict[tuple[int, int], bool | None] = {}

    def standing(self, organizations: tuple[str, ...], plan: str | None, on: date) -> int:
        """Return the standing of organizations of which one is meant, and nobody knows which.

        Args:
            organizations: Their ids.
            plan: Id of the plan for which members opted in; None where it is not known.
            on: The day.
        """
        key = (organizations, plan, tuple(self._epochs.of_ties(one, on) for one in organizations))
        if key not in self._standings:
            content = tuple(
                tuple((frozenset(one.surely), one.perhaps) for one in self._of(organization, plan, on))
                for organization in organizations
            )
            self._standings[key] = self._contents.place(content)
        return self._standings[key]

    def together(self, one: int, other: int) -> bool | None:
        """Return whether what has one standing belongs with what has another; None where that is not known."""
        key = (one, other) if one <= other else (other, one)
        if key not in self._together:
            mine, theirs = self._contents.at(one) or (), self._contents.at(other) or ()
            self._together[key] = alike(meet(its, that) for its in mine for that in theirs)
        return self._together[key]

    def unit(self, organizations: tuple[str, ...], plan: str | None, on: date) -> tuple[str, ...]:
        """Return what organizations belong to at the farthest, themselves where it is nothing; sorted."""
        return tuple(sorted({one for key in organizations for one in self._farthest(key, plan, on)}))

    def _farthest(self, organization: str, plan: str | None, on: date) -> set[str]:
        found = [one.farthest for one in self._of(organization, plan, on)]
        most = max(ties for ties, _ in found)
        return {key for ties, keys in found if ties == most for key in keys}

    def _of(self, organization: str, plan: str | None, on: date) -> tuple[Reached, ...]:
        """Return what an organization reaches: its practice, then, for each function, what its ties lead to."""
        key = (organization, plan, self._epochs.of_ties(organization, on))
        if key not in self._reached:
            practice = self._market.derived(Keys).sharing_tin(organization)
            by_ties = (
                reached(self._market, function, organization, on=on, plan=plan, over=self._kinds)
                for function in self._functions
            )
            self._reached[key] = (Reached(dict.fromkeys(practice, 0), frozenset(practice)), *by_ties)
        return self._reached[key]


def meet(mine: Iterable[Reach], theirs: Iterable[Reach]) -> bool | None:
    """Return whether two organizations share a unit of one of the functions; None where that is not known."""
    return any_of(
        True if surely & sure else (None if perhaps & maybe else False)
        for (surely, perhaps), (sure, maybe) in zip(mine, theirs, strict=True)
    )
