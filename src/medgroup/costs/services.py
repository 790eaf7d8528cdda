"""What is billed: one service a line."""

from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.fields import ShortRepr
from medgroup.values import codes
from medgroup.values.money import TOO_MANY_CENTS, Money
from medgroup.values.validators import is_a, ordered, refusal

#: The most units of one line.
MOST_UNITS = 999_999


def _units(_: object, attribute: "Attribute[int]", value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_UNITS:
        raise refusal(attribute, value, f"a whole number of 1 or more, {MOST_UNITS} at most")


def _charge(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is None:
        return
    if not isinstance(value, Money):
        raise refusal(attribute, value, 'Money, as Money.parse("100.19")')
    if not 0 <= value.cents < TOO_MANY_CENTS:
        raise refusal(attribute, value, f"a charge of zero or more, below {Money(TOO_MANY_CENTS)}")


@frozen(repr=False)
class Service(ShortRepr):
    """One line of a bill: a code, how many units of it, and what was charged for all of them.

    Raises:
        InvalidValueError: A code, a modifier or a place of service has the wrong form, the units are not a whole number
            of one or more, or the charge is negative or beyond all measure.

    Sources: X12 837P 2400 SV1.

    >>> Service("X1001", 2, ("26",), Money.parse("250.00"))
    Service(code='X1001', units=2, modifiers=('26',), charge=Money('250.00'))
    """

    #: HCPCS code, five characters.
    code: str = field(validator=codes.service_code)
    #: How many units the line bills.
    units: int = field(default=1, validator=_units)
    #: Modifiers, in the order of the bill; none stands twice.
    modifiers: tuple[str, ...] = field(default=(), converter=ordered, validator=codes.modifiers)
    #: What was charged for the whole line; None means not known.
    charge: Money | None = field(default=None, validator=_charge)
    #: Place of service, two digits; None means that the site says it.
    place_of_service: str | None = field(default=None, validator=codes.place_of_service, kw_only=True)
    #: Whether it was given in an emergency (45 CFR 149.110).
    emergency: bool = field(default=False, validator=is_a(bool), kw_only=True)
    #: Whether it is preventive care that a plan covers without cost sharing (45 CFR 147.130).
    preventive: bool = field(default=False, validator=is_a(bool), kw_only=True)
