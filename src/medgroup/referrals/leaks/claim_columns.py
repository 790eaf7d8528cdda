"""The columns of claims that tell where patients went, and what is refused of their rows."""

from collections.abc import Callable, Mapping
from typing import Any

from medgroup.errors import InvalidValueError, nearest
from medgroup.formats.frame_columns import Column, Kind, computed, missing_columns
from medgroup.rules import Override
from medgroup.values.identifiers import A_TAXONOMY_CODE, is_taxonomy_code
from medgroup.values.money import TOO_MANY_CENTS

#: The columns of claims, by name.
CLAIMS: Mapping[str, Column] = {
    "on": Column(Kind.DAY, True, False, "day of service"),
    "practitioner": Column(Kind.TEXT, True, True, "id or NPI of who saw the patient; empty is not known"),
    "billing": Column(Kind.TEXT, True, True, "id, NPI or TIN of who billed; empty takes where that practitioner works"),
    "specialty": Column(Kind.TEXT, True, True, "taxonomy code of the care that was needed; empty is not known"),
    "referring": Column(Kind.TEXT, False, True, "id or NPI of who referred; empty is not known"),
    "role": Column(
        Kind.TEXT,
        False,
        True,
        "id of the role in which she did, which decides over referring; empty takes all of the day",
    ),
    "plan": Column(Kind.TEXT, False, True, "id of the plan; empty takes the patient's coverage that pays first"),
    "patient": Column(Kind.TEXT, False, True, "id of the patient; empty makes a case of the row alone"),
    "allowed": Column(Kind.WHOLE, False, True, "whole cents that are allowed; empty is not known"),
    "override": Column(
        Kind.TEXT, False, True, "why it left: patient-preference, insurer, judgment or none; empty is not known"
    ),
}
#: The word for no reason among those of ``Override``.
NONE = "none"
#: The words of that column, those that decide sooner later.
OVERRIDES = (NONE, Override.JUDGMENT.value, Override.INSURER.value, Override.PATIENT_PREFERENCE.value)
#: Columns of which one has to be there.
_WHO_REFERRED = ("role", "referring")


class WrongClaim(InvalidValueError):
    """A row of claims holds what it cannot.

    Attributes:
        row: The row, from 0.
        column: The name of the column.
        said: What is wrong there, without the place.
    """

    def __init__(self, row: int, column: str, value: Any, expected: str, near: str | None) -> None:
        super().__init__(value, expected, field=f"claims: row {row}: {column}", nearest=near)
        self.row = row
        self.column = column
        self.said = str(InvalidValueError(value, expected, nearest=near))


def read_claims(frame: Any) -> Any:
    """Return claims as a Polars frame with the columns of ``CLAIMS``, every row looked at.

    Raises:
        InvalidValueError: A column is missing, unknown or of another type, or a row holds what it cannot: the first
            such row by its number, from 0, is named with its column.
        MissingExtraError: Narwhals or Polars is not installed.
    """
    claims = computed(frame, CLAIMS, field="claims", of="claims")
    if not set(_WHO_REFERRED) & set(_names_of(frame)):
        raise missing_columns(_names_of(frame), " or ".join(map(repr, _WHO_REFERRED)), field="claims")
    problems = [(first, place, name) for place, name in enumerate(CLAIMS) if (first := _first_wrong(claims, name)) >= 0]
    if problems:
        row, _, name = min(problems)
        raise refusal(row, name, claims[name][row], _EXPECTED[name])
    return claims


def refusal(row: int, name: str, value: Any, expected: str, *, near: str | None = None) -> WrongClaim:
    """Return the error about what one row holds in one column."""
    if near is None and name == "override" and isinstance(value, str):
        near = nearest(value, OVERRIDES)
    return WrongClaim(row, name, value, expected, near)


def _names_of(frame: Any) -> list[str]:
    import narwhals as nw

    found: list[str] = nw.from_native(frame).collect_schema().names()
    return found


_AN_ID = "an id that is not empty; leave out what is not known (null)"
_EXPECTED: Mapping[str, str] = {
    **dict.fromkeys(("practitioner", "billing", "referring", "role", "plan", "patient"), _AN_ID),
    "on": "a day",
    "specialty": A_TAXONOMY_CODE,
    "allowed": f"whole cents of zero or more, below {TOO_MANY_CENTS}",
    "override": f"one of {', '.join(sorted(OVERRIDES))}",
}
#: Whether a text of a column is what it should be; of the others it need not be empty alone.
_FITS: Mapping[str, Callable[[str], bool]] = {"specialty": is_taxonomy_code, "override": OVERRIDES.__contains__}


def _first_wrong(claims: Any, name: str) -> int:
    """Return the number of the first row that holds in a column what it cannot; -1 where none does."""
    import polars as pl

    column, kind = claims[name], CLAIMS[name].kind
    if kind is Kind.DAY:
        wrong = column.is_null()
    elif kind is Kind.WHOLE:
        wrong = (column < 0) | (column >= TOO_MANY_CENTS)
    else:
        fits = _FITS.get(name, bool)
        wrong = column.is_in([text for text in column.unique().drop_nulls() if not fits(text)])
    places = wrong.fill_null(value=False).arg_true()
    assert isinstance(places, pl.Series)
    return int(places[0]) if len(places) else -1
