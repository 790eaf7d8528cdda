"""Codes of what is billed: services, modifiers and places of service, checked by their form alone.

No list of service codes comes with the package: the codes of a market are those of its fee schedules.
"""

import re
from typing import Any

from attrs import Attribute

from medgroup.errors import InvalidValueError
from medgroup.values.validators import refusal

#: Form of a service code, HCPCS level I or II.
SERVICE = re.compile(r"[0-9A-Z]{5}")
#: Form of a modifier.
MODIFIER = re.compile(r"[0-9A-Z]{2}")
#: Form of a code or of a range of codes.
SERVICES = re.compile(rf"{SERVICE.pattern}(-{SERVICE.pattern})?")

A_SERVICE = "a service code of five characters, digits and capital letters (X1001)"
A_MODIFIER = "a modifier of two characters, digits and capital letters (26)"
A_RANGE = "a service code or a range of them (X1000-X1999)"

# fmt: off
#: Places of service where the facility bears the expense of the practice, so that the facility rate holds.
#: Sources: Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 20.4.2 and ch. 26, 10.5.
FACILITY_PLACES = frozenset({
    "02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61",
})
#: The other places of service.
OFFICE_PLACES = frozenset({
    "01", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "20",
    "25", "27", "32", "33", "49", "50", "54", "55", "57", "58", "60", "62", "65", "66", "71", "72", "81", "99",
})
# fmt: on
#: Every place of service code of CMS.
PLACES = FACILITY_PLACES | OFFICE_PLACES


def service_code(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the form of a service code; one in small letters gets the right one named."""
    if not isinstance(value, str) or not SERVICE.fullmatch(value):
        raise wrong_code(value, SERVICE, A_SERVICE, attribute.name)


def modifier(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the form of one modifier, or None."""
    if value is not None and (not isinstance(value, str) or not MODIFIER.fullmatch(value)):
        raise wrong_code(value, MODIFIER, A_MODIFIER, attribute.name)


def modifiers(_: object, attribute: "Attribute[Any]", value: tuple[object, ...]) -> None:
    """Check the form of a line's modifiers; none stands twice."""
    for item in value:
        if item is None:
            raise refusal(attribute, item, A_MODIFIER)
        modifier(None, attribute, item)
    if len(set(value)) != len(value):
        raise refusal(attribute, list(value), "a list in which no modifier stands twice")


def place_of_service(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a place of service, or None."""
    if value is not None and value not in PLACES:
        near = f"0{value}" if isinstance(value, str) and f"0{value}" in PLACES else None
        expected = "a place of service code of CMS, two digits (11 is an office, 22 a hospital's outpatient department)"
        raise InvalidValueError(value, expected, field=attribute.name, nearest=near)


def wrong_code(value: object, pattern: re.Pattern[str], expected: str, field: str) -> InvalidValueError:
    """Return the error of a code of the wrong form; one that only has blanks or small letters gets the right one."""
    fixed = value.strip().upper() if isinstance(value, str) else ""
    return InvalidValueError(value, expected, field=field, nearest=fixed if pattern.fullmatch(fixed) else None)
