"""What is billed: one service a line."""

import re
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.fields import ShortRepr
from medgroup.errors import InvalidValueError
from medgroup.values import codes
from medgroup.values.money import DOLLARS_AND_CENTS, TOO_MANY_CENTS, Money
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
        raise refusal(attribute, str(value), f"a charge of zero or more, below {Money(TOO_MANY_CENTS)}")


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


#: How a service is written in one word.
_WRITTEN = re.compile(r"(?P<code>[^-:@]*)(?P<modifiers>(?:-[^-:@]*)*)(?::(?P<units>[^:@]*))?(?:@(?P<charge>.*))?")
_FORM = "a service as X1001, X1001:2 for two units, X1001-26 with a modifier, X1001@100.19 with the charge"


def service_of(written: str) -> Service:
    """Return a service that is written in one word: code, modifiers, units, and what is charged for all of them.

    Args:
        written: ``CODE[-MODIFIER]...[:UNITS][@CHARGE]``.

    Raises:
        InvalidValueError: It is not of this form, or a part of it is not what it should be.

    >>> service_of("X1001-26:2@250.00")
    Service(code='X1001', units=2, modifiers=('26',), charge=Money('250.00'))
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise InvalidValueError(written, _FORM)
    code, modifiers, units, charge = found.group("code", "modifiers", "units", "charge")
    if units is not None and not (units.isascii() and units.isdecimal() and len(units) < 9):
        raise InvalidValueError(units, f"a whole number of units in {written}", field="units")
    if charge is not None and not DOLLARS_AND_CENTS.fullmatch(charge):
        whole = f"{charge}.00" if charge.isascii() and charge.isdecimal() else "100.19"
        raise InvalidValueError(charge, f"dollars and cents in {written}, as {code}@{whole}", field="charge")
    return Service(
        code,
        1 if units is None else int(units),
        tuple(modifiers.split("-")[1:]),
        None if charge is None else Money.parse(charge),
    )
