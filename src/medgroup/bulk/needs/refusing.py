"""What is refused of needs and capacities before anything is routed: one error that names the column and the row."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import narwhals as nw

from medgroup.bulk.claims.refusing import Wrong, refuse_values
from medgroup.bulk.engines import Engine, Frame, rows_of
from medgroup.costs.services import MOST_UNITS
from medgroup.domain.facts import Facts
from medgroup.errors import InvalidValueError, nearest
from medgroup.values.identifiers import A_TAXONOMY_CODE, is_language_tag, is_taxonomy_code
from medgroup.values.period import Period

#: The columns of needs that hold ids, with their collection.
_IDS = {"patient": "patients", "issuer": "practitioner_roles", "plan": "plans", "preferred": "practitioners"}


def refuse_needs(needs: Frame, facts: Facts, period: Period, engine: Engine) -> None:
    """Refuse needs of which a row holds what it cannot, or two are one.

    Raises:
        InvalidValueError: The first such row by need; its column, its value and what it should be are named.
    """
    refuse_misread(needs, facts, period)
    _refuse_twice(needs, engine)
    _refuse_words(needs, "specialty", is_taxonomy_code, A_TAXONOMY_CODE)
    _refuse_words(needs, "languages", _are_languages, "BCP 47 tags with a space between (es, es-MX)")


def refuse_misread(needs: Frame, facts: Facts, period: Period, *, joined: Engine | None = None) -> None:
    """Refuse needs of which a row would be taken for another than it is; what words are no codes is not looked at.

    Args:
        needs: The needs.
        facts: The facts of the market.
        period: The days that the tables are for.
        joined: The engine of the needs, where what is found is put beside them by their ids; else None.

    Raises:
        InvalidValueError: The first such row by need; its column, its value and what it should be are named.
    """
    refuse_values(needs, _rules(period), ("need",), _at_need)
    if joined is not None:
        _refuse_twice(needs, joined)
    for column, collection in _IDS.items():
        _refuse_strangers(needs, column, collection, facts, "need", _at_need)


def refuse_capacities(capacities: Frame, facts: Facts) -> None:
    """Refuse capacities of which a row holds what it cannot, or two of one practitioner are for the same day.

    Raises:
        InvalidValueError: The first such row by practitioner and start; its column and its value are named.
    """
    one = nw.col
    ends = ~one("start").is_null() & ~one("end").is_null() & (one("end") <= one("start"))
    rules = {
        "practitioner": _is_empty("practitioner"),
        "end": Wrong(ends, "a day after the start (periods are half-open)"),
        "capacity": Wrong(one("capacity").is_null() | (one("capacity") < 0), "a whole number of 0 or more"),
    }
    refuse_values(capacities, rules, ("practitioner", "start"), _at_capacity)
    _refuse_strangers(capacities, "practitioner", "practitioners", facts, "practitioner", _at_capacity)
    rows = sorted(rows_of(capacities).to_dicts(), key=lambda row: (row["practitioner"], _ordinal(row["start"], 0)))
    for before, row in pairwise(rows):
        overlap = _ordinal(row["start"], 0) < _ordinal(before["end"], 1 << 30)
        if row["practitioner"] == before["practitioner"] and overlap:
            raise _overlapping(before, row)


def _overlapping(before: Mapping[str, Any], row: Mapping[str, Any]) -> InvalidValueError:
    """Return the error about a capacity that begins in the days of another of the same practitioner."""
    given = None if row["start"] is None else row["start"].isoformat()
    this = "has no start" if given is None else f"is {given}"
    other = f"ends on {before['end']}" if before["end"] else "has no end"
    problem = f"{this}, and the row before of the same practitioner {other}; give each of their days one row"
    return InvalidValueError(given, "a day after the row before", field=_at_capacity(row, "start"), problem=problem)


def _at_need(row: Mapping[str, Any], name: str) -> str:
    return f"needs: need {row['need']!r}: {name}"


def _at_capacity(row: Mapping[str, Any], name: str) -> str:
    return f"capacity: practitioner {row['practitioner']!r}: {name}"


def _is_empty(name: str) -> Wrong:
    return Wrong(nw.col(name).is_null() | (nw.col(name) == ""), "a text with something in it")


def _rules(period: Period) -> Mapping[str, Wrong]:
    one = nw.col
    lacks = one("latitude").is_null() != one("longitude").is_null()
    degrees = "a number of degrees from {0} to {1}; a need has both latitude and longitude, or neither"
    return {
        **{name: _is_empty(name) for name in ("need", "patient", "issuer", "specialty")},
        "on": Wrong(
            one("on").is_null() | (one("on") < period.start) | (one("on") >= period.end),
            f"a day of the period that the tables are for, {period}",
        ),
        **{name: Wrong(one(name) == "", "a text with something in it, or nothing") for name in ("plan", "preferred")},
        "latitude": Wrong(
            ~one("latitude").is_between(-90, 90) | (lacks & one("latitude").is_null()), degrees.format(-90, 90)
        ),
        "longitude": Wrong(
            ~one("longitude").is_between(-180, 180) | (lacks & one("longitude").is_null()), degrees.format(-180, 180)
        ),
        "visits": Wrong(
            ~one("visits").is_between(1, MOST_UNITS), f"a whole number of 1 or more, {MOST_UNITS} at most, or empty"
        ),
        **{
            name: Wrong((one(name) < 0) | ~(one(name) < 1), "a number from 0 to below 1, or empty")
            for name in ("adherence", "preference")
        },
    }


def _refuse_twice(needs: Frame, engine: Engine) -> None:
    together = engine.repeated(needs, "need")
    for row in [] if together is None else rows_of(together.sort("need").head(1)).to_dicts():
        raise InvalidValueError(
            row["need"], "an id that one need alone has; it stands twice", field=_at_need(row, "need")
        )


def _refuse_words(needs: Frame, column: str, fits: Callable[[str], bool], expected: str) -> None:
    """Refuse a column of words of which one does not fit; each is looked at once, however often it stands there."""
    found = rows_of(needs.select(column).unique())[column].to_list()
    wrong = sorted(value for value in found if value is not None and not fits(value))
    if wrong:
        refuse_values(needs, {column: Wrong(nw.col(column).is_in(wrong), expected)}, ("need",), _at_need)


def _are_languages(text: str) -> bool:
    return all(map(is_language_tag, text.split()))


def _refuse_strangers(
    frame: Frame, column: str, collection: str, facts: Facts, by: str, where: Callable[[Mapping[str, Any], str], str]
) -> None:
    """Refuse ids that no fact of a collection has; the nearest is named, of patients none."""
    known = {fact.id for fact in getattr(facts, collection)}
    found = rows_of(frame.select(column).unique())[column].to_list()
    strangers = sorted(value for value in found if value is not None and value not in known)
    if strangers:
        first = rows_of(frame.filter(nw.col(column).is_in(strangers)).sort(by).head(1)).to_dicts()[0]
        near = None if collection == "patients" else nearest(first[column], known)
        expected = f"the id of one of the market's {collection.replace('_', ' ')}"
        raise InvalidValueError(first[column], expected, field=where(first, column), nearest=near)


def _ordinal(day: Any, otherwise: int) -> int:
    return otherwise if day is None else int(day.toordinal())
