"""Exact numbers: relative values, indices, conversion factors, percentages. Never a float, so nothing is lost."""

import re
from decimal import Decimal
from typing import Any

from attrs import Attribute

from medgroup.values.validators import refusal

#: Form of an exact number in a file, where it is a text; a whole number may stand there as a number too.
EXACT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
#: The least difference between two exact numbers: prices are whole-number arithmetic over such numbers.
FINEST = Decimal("0.0001")
#: What an exact number is, in words.
AN_EXACT_NUMBER = 'an exact number: a text as "0.85", or a whole number'


def exact(value: Any) -> Any:
    """Return a number as given, exactly; None, and what is no number, is left for the validator to tell.

    Args:
        value: A ``Decimal``, a whole number, or a text of digits with or without a point; a float is none, since 0.1
            is not exact.

    >>> exact("1.20"), exact(85)
    (Decimal('1.20'), Decimal('85'))
    """
    if type(value) is int or (isinstance(value, str) and EXACT.fullmatch(value)):
        return Decimal(value)
    return value


def exact_text(number: Decimal) -> str:
    """Return a number as text, the same for equal numbers: ``1.20`` is ``1.2``."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def exact_between(low: str, high: str, *, above_low: bool = False, below_high: bool = False) -> Any:
    """Return a validator for an exact number of four decimals at most, or None where the field may be left out.

    Args:
        low: The least value.
        high: The greatest value.
        above_low: Whether the least value itself is refused.
        below_high: Whether the greatest value itself is refused.
    """
    least, most = Decimal(low), Decimal(high)
    floor = f"above {low}" if above_low else f"of {low} or more"
    expected = f"{AN_EXACT_NUMBER}, {floor}, {f'below {high}' if below_high else f'{high} at most'}"

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, Decimal) or not value.is_finite() or not least <= value <= most:
            raise refusal(attribute, _shown(value), expected)
        if (above_low and value == least) or (below_high and value == most):
            raise refusal(attribute, _shown(value), expected)
        if value % FINEST:
            raise refusal(attribute, _shown(value), "a number of four decimals at most")

    return check


def _shown(value: object) -> object:
    return exact_text(value) if isinstance(value, Decimal) and value.is_finite() else value
