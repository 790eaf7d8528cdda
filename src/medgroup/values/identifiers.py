"""Identifiers of people and organizations in US health care: NPI, TIN, taxonomy code, state."""

import re
from collections.abc import Iterable
from typing import Any

from attrs import Attribute

from medgroup.errors import InvalidValueError, nearest
from medgroup.values.validators import refusal

#: Form of a National Provider Identifier.
NPI = re.compile(r"[0-9]{10}")
#: Form of a taxpayer identification number.
TIN = re.compile(r"[0-9]{2}-?[0-9]{7}")
#: Form of a NUCC provider taxonomy code.
TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
#: What it is, in words.
A_TAXONOMY_CODE = "a taxonomy code of ten characters that ends in X (207Q00000X)"

#: Form of a specialty code of Medicare enrolment.
MEDICARE_SPECIALTY = re.compile(r"[0-9A-Z][0-9]")

# fmt: off
#: Two-letter codes of the states, the District of Columbia and the territories (USPS Publication 28, appendix B).
STATES = frozenset({
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY",
    "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH",
    "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP",
    "PR", "VI", "FM", "MH", "PW",
})
# fmt: on

#: Form of a language tag: a language of two or three letters, and what tells its variants apart (BCP 47).
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[0-9A-Za-z]{1,8})*")
#: What it is, in words.
A_LANGUAGE_TAG = "a BCP 47 tag, which begins with two or three letters (es, es-MX)"


def npi_check_digit_ok(npi: str) -> bool:
    """Return whether the last digit of a ten-digit NPI is its check digit.

    The Luhn formula over the number prefixed with 80840, the card issuer identifier for US health applications.

    Sources: 45 CFR 162.406(a); ISO/IEC 7812-1.

    >>> npi_check_digit_ok("1234567893"), npi_check_digit_ok("1234567890")
    (True, False)
    """
    # The prefix 80840 adds 24 to the sum of the digits of the number itself.
    odd = sum(map(int, npi[1::2]))
    even = sum((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(digit)] for digit in npi[0::2])
    return (24 + odd + even) % 10 == 0


def npi(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the form of an NPI: ten digits. A wrong check digit is a finding, never a refusal."""
    _matches(NPI, "an NPI of ten digits", attribute, value)


def tin(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the form of a taxpayer identification number: nine digits, a hyphen after the second or none."""
    _matches(TIN, "a TIN of nine digits (12-3456789)", attribute, value)


def state(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a two-letter state or territory code."""
    if value is not None and value not in STATES:
        near = nearest(value.upper(), STATES) if isinstance(value, str) else None
        raise InvalidValueError(value, "a two-letter state code", field=attribute.name, nearest=near)


def taxonomy_codes(_: object, attribute: "Attribute[Any]", value: frozenset[str] | None) -> None:
    """Check the form of NUCC provider taxonomy codes: ten characters, the last an X."""
    for code in sorted(value or (), key=repr):
        taxonomy_code(None, attribute, code)


def checked_taxonomy_code(value: object, field: str) -> None:
    """Check an argument that is a taxonomy code, or None.

    Raises:
        InvalidValueError: It is neither.
    """
    if value is not None and not is_taxonomy_code(value):
        raise InvalidValueError(value, A_TAXONOMY_CODE, field=field)


def taxonomy_code(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the form of one NUCC provider taxonomy code: ten characters, the last an X."""
    _matches(TAXONOMY, A_TAXONOMY_CODE, attribute, value)


def medicare_specialties(_: object, attribute: "Attribute[Any]", value: frozenset[str] | None) -> None:
    """Check the form of Medicare specialty codes: two digits, or a letter and a digit."""
    for code in sorted(value or (), key=repr):
        _matches(MEDICARE_SPECIALTY, "a Medicare specialty code of two characters (06)", attribute, code)


def language_tags(_: object, attribute: "Attribute[Any]", value: Iterable[object]) -> None:
    """Check the form of language tags: two or three letters first, and further parts after hyphens."""
    for tag in sorted(value, key=repr):
        _matches(LANGUAGE, A_LANGUAGE_TAG, attribute, tag)


def _matches(pattern: re.Pattern[str], expected: str, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and not (isinstance(value, str) and pattern.fullmatch(value)):
        raise refusal(attribute, value, expected)


def is_taxonomy_code(value: object) -> bool:
    """Return whether a value has the form of a NUCC provider taxonomy code."""
    return isinstance(value, str) and TAXONOMY.fullmatch(value) is not None


def is_language_tag(value: object) -> bool:
    """Return whether a value has the form of a BCP 47 language tag.

    >>> [is_language_tag(word) for word in ("es", "es-MX", "Spanish", "")]
    [True, True, False, False]
    """
    return isinstance(value, str) and LANGUAGE.fullmatch(value) is not None
