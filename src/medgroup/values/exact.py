"""Exact numbers: relative values, indices, conversion factors, percentages. Never a float, so nothing is lost."""

import re
from decimal import Decimal
from typing import Any

from attrs import Attribute

from medgroup.errors import InvalidValueError
from medgroup.values.validators import refusal

#: Form of an exact number in a file, where it is a text; a whole number may stand there as a number too.
EXACT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
#: What an exact number is, in words.
AN_EXACT_NUMBER = 'an exact number: a text as "0.85", or a whole number'


def exact(value: Any) -> Decimal:
    """Return a number as given, exactly.

    Args:
        value: A ``Decimal``, a whole number, or a text of digits with or without a point.

    Raises:
        InvalidValueError: It is something else; a float is refused, since 0.1 is none.

    >>> exact("1.20"), exact(85)
    (Decimal('1.20'), Decimal('85'))
    """
    if isinstance(value, Decimal):
        text = f"{value:f}" if value.is_finite() else ""
    elif isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
    else:
        text = value if isinstance(value, str) else ""
    if not EXACT.fullmatch(text):
        raise InvalidValueError(value, AN_EXACT_NUMBER)
    return value if isinstance(value, Decimal) else Decimal(text)


def some_exact(value: Any) -> Decimal | None:
    """Return a number as given, exactly; None stays None."""
    return None if value is None else exact(value)


def exact_text(number: Decimal) -> str:
    """Return a number as text, the same for equal numbers: ``1.20`` is ``1.2``."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def exact_between(low: str, high: str, *, above_low: bool = False, below_high: bool = False) -> Any:
    """Return a validator for an exact number within bounds, or None.

    Args:
        low: The least value.
        high: The greatest value.
        above_low: Whether the least value itself is refused.
        below_high: Whether the greatest value itself is refused.
    """
    least, most = Decimal(low), Decimal(high)
    floor = f"above {low}" if above_low else f"of {low} or more"
    expected = f"a number {floor}, {f'below {high}' if below_high else f'{high} at most'}"

    def check(_: object, attribute: "Attribute[Any]", value: Decimal | None) -> None:
        if value is None:
            return
        if not least <= value <= most or (above_low and value == least) or (below_high and value == most):
            raise refusal(attribute, exact_text(value), expected)

    return check
