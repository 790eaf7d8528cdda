"""Money in whole US cents."""

import re
from collections.abc import Mapping
from decimal import Decimal

from attrs import Attribute, field, frozen

from medgroup.errors import InvalidValueError

#: Form of an amount in a file.
DOLLARS_AND_CENTS = re.compile(r"-?[0-9]+\.[0-9]{2}")
#: No amount of a line or of a plan is as large, in cents: whatever is computed of one then fits into 64 bits.
TOO_MANY_CENTS = 10**12


def _whole(_: object, attribute: "Attribute[int]", value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidValueError(value, "a whole number of cents", field=attribute.name)


@frozen(order=True, repr=False)
class Money:
    """An amount of US dollars, held as whole cents, never as a float.

    >>> Money.parse("100.19") + Money(1)
    Money('100.20')
    """

    #: Whole cents; negative amounts are allowed.
    cents: int = field(validator=_whole)

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Return the amount written as dollars and cents, ``"100.19"``.

        Raises:
            InvalidValueError: The text is not digits, a point and two digits.
        """
        if not isinstance(text, str) or not DOLLARS_AND_CENTS.fullmatch(text):
            raise InvalidValueError(text, 'dollars and cents in quotes, as "100.19"')
        return cls(int(text.replace(".", "")))

    @classmethod
    def rounded(cls, dollars: Decimal) -> "Money":
        """Return an exact amount of dollars rounded once to cents, halves away from zero."""
        from decimal import ROUND_HALF_UP

        return cls(int((dollars * 100).to_integral_value(rounding=ROUND_HALF_UP)))

    def split(self, weights: Mapping[str, int]) -> dict[str, "Money"]:
        """Return the amount divided in proportion to weights, to the cent, with nothing lost.

        Shares are rounded down and the cents left over go to the largest remainders, ties by key.

        Args:
            weights: Non-negative whole weights by key; at least one is positive.

        Returns:
            A share for each key, in key order; the shares add up to the amount.

        Raises:
            InvalidValueError: A weight is negative, or all are zero.

        >>> Money.parse("1.00").split({"a": 1, "b": 1, "c": 1})
        {'a': Money('0.34'), 'b': Money('0.33'), 'c': Money('0.33')}
        """
        total = sum(weights.values())
        if total <= 0 or any(weight < 0 for weight in weights.values()):
            raise InvalidValueError(dict(weights), "weights of zero or more, one of them positive", field="weights")
        sign = -1 if self.cents < 0 else 1
        parts = {key: divmod(abs(self.cents) * weights[key], total) for key in sorted(weights)}
        left = abs(self.cents) - sum(share for share, _ in parts.values())
        first = set(sorted(parts, key=lambda key: (-parts[key][1], key))[:left])
        return {key: Money(sign * (share + (key in first))) for key, (share, _) in parts.items()}

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __str__(self) -> str:
        return dollars_and_cents(self.cents)

    def __repr__(self) -> str:
        return f"Money('{self}')"


def dollars_and_cents(cents: int) -> str:
    """Return whole cents as dollars and cents.

    >>> dollars_and_cents(10019)
    '100.19'
    """
    if cents < 0:
        return f"-{-cents // 100}.{-cents % 100:02d}"
    return f"{cents // 100}.{cents % 100:02d}"
