"""How organizations are tied, and what an organizer does for those tied to it."""

from enum import Enum
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.errors import InvalidValueError, nearest
from medgroup.values.validators import all_are, every, is_a


class Kind(Enum):
    """How one organization is tied to another."""

    #: The organizer owns the member, wholly or in part.
    OWNS = "owns"
    #: The organizer runs the member's business under contract, without owning it.
    MANAGES = "manages"
    #: The member joined the organizer by agreement and stays its own owner.
    MEMBER = "member"
    #: The tie is stated and its nature is not. It consolidates nothing.
    ASSOCIATED = "associated"


class Function(Enum):
    """What an organization may do for those who belong to it."""

    CONTRACTING = "contracting"
    BILLING = "billing"
    RECORDS = "records"
    PURCHASING = "purchasing"
    REFERRAL = "referral"
    SCHEDULING = "scheduling"
    QUALITY = "quality"
    INCOME = "income"
    STAFFING = "staffing"


def function_of(word: "Function | str") -> Function:
    """Return the function of a word.

    Raises:
        InvalidValueError: There is no such function; the nearest is named.

    >>> function_of("billing")
    <Function.BILLING: 'billing'>
    """
    words = [function.value for function in Function]
    try:
        return Function(word)
    except ValueError:
        near = nearest(word, words) if isinstance(word, str) else None
        raise InvalidValueError(word, f"one of {', '.join(words)}", field="function", nearest=near) from None


#: The functions that must resolve to one unit: a claim has one TIN, a patient one chart, a visit one calendar.
SINGLE_UNIT_FUNCTIONS = frozenset({Function.BILLING, Function.RECORDS, Function.SCHEDULING})


class Effect(Enum):
    """What happens to the member as a unit of a function."""

    #: The organizer is the unit in the member's place.
    REPLACES = "replaces"
    #: Both are units.
    JOINS = "joins"
    #: The organizer acts as agent; the member stays the unit.
    ACTS_FOR = "acts-for"
    #: The two exchange data; the member stays the unit.
    CONNECTS = "connects"


def _nature_is_stated(_: object, attribute: "Attribute[Kind]", value: Kind) -> None:
    if value is Kind.ASSOCIATED:
        raise InvalidValueError(
            value.value, "a tie whose nature is stated: owns, manages or member", field=attribute.name
        )


def _some(_: object, attribute: "Attribute[Any]", value: frozenset[Function]) -> None:
    if not value:
        raise InvalidValueError([], "one function or more", field=attribute.name)


@frozen(kw_only=True)
class Consolidation:
    """What an organizer does for those tied to it in one way. Stands in the organizer's model.

    Raises:
        InvalidValueError: No function is named, or the tie is ``ASSOCIATED``, which consolidates nothing.
    """

    #: The tie that it holds for.
    over: Kind = field(validator=[is_a(Kind), _nature_is_stated])
    #: What happens to the member as a unit.
    effect: Effect = field(validator=is_a(Effect))
    #: The functions that it is about.
    functions: frozenset[Function] = field(converter=every, validator=[all_are(Function), _some])
    #: Whether a member takes part only while an election is in force.
    elective: bool = field(default=False, validator=is_a(bool))
