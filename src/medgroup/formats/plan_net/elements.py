"""Elements of FHIR JSON, each taken out under its type or refused with its path and value."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NoReturn

from medgroup.errors import InvalidValueError
from medgroup.formats.plan_net.codes import DATA_ABSENT
from medgroup.values.period import ALWAYS, Period

#: A FHIR object as JSON gives it.
Element = dict[str, Any]

#: What ``reference`` returns where an element names its target in words or by identifier only.
UNNAMED = ""

_NONE: list[Any] = []
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\d\d:\d\d\S*)?)?)?", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?", re.ASCII)


def text(holder: Element, key: str, within: str = "") -> str | None:
    """Return a text, or None where there is none or it is blank.

    Args:
        holder: The object that the element stands in.
        key: The element's name.
        within: Path of ``holder`` with a point after it, for errors.

    Raises:
        InvalidValueError: The element is no text.
    """
    value = holder.get(key)
    if type(value) is str:
        return value if value.strip() else None
    return None if value is None else _refuse(value, "a text", within + key)


def written(holder: Element, key: str, within: str = "") -> str | None:
    """Return a text or a whole number as a text: identifiers stand in directories as either."""
    value = holder.get(key)
    if type(value) is str and value.strip():
        return value
    return str(value) if type(value) is int else text(holder, key, within)


def texts(holder: Element, key: str, within: str = "") -> list[str]:
    """Return a list of texts without those that are null or blank."""
    found: list[str] = []
    for value in _list(holder, key, within):
        if type(value) is str:
            if value.strip():
                found.append(value)
        elif value is not None:
            _refuse(value, "a text", within + key)
    return found


def flag(holder: Element, key: str, within: str = "") -> bool | None:
    """Return true, false, or None where there is no such element."""
    value = holder.get(key)
    return value if value is None or type(value) is bool else _refuse(value, "true or false", within + key)


def number(holder: Element, key: str, within: str = "") -> float | None:
    """Return a number, or None where there is none."""
    value = holder.get(key)
    return value if value is None or type(value) in (float, int) else _refuse(value, "a number", within + key)


def child(holder: Element, key: str, within: str = "") -> Element | None:
    """Return an object, or None where there is none."""
    value: Element | None = holder.get(key)
    return value if value is None or type(value) is dict else _refuse(value, "an object", within + key)


def children(holder: Element, key: str, within: str = "") -> list[Element]:
    """Return a list of objects, empty where there is none."""
    values = holder.get(key)
    if values is None:
        return _NONE
    if type(values) is not list:
        _refuse(values, "a list", within + key)
    for value in values:
        if type(value) is not dict:
            _refuse(value, "an object", within + key)
    return values


def reference(holder: Element, key: str, within: str = "") -> str | None:
    """Return where a reference leads, ``UNNAMED`` where it does not say, None where there is none or it is absent."""
    value = holder.get(key)
    if value is None:
        return None
    if type(value) is not dict:
        _refuse(value, "an object", within + key)
    return None if "reference" not in value and _is_absent(value) else _target(value, within + key)


def references(holder: Element, key: str, within: str = "") -> tuple[str, ...]:
    """Return where the references of a list lead, in its order."""
    stated = children(holder, key, within)
    return tuple([_target(one, within + key) for one in stated if "reference" in one or not _is_absent(one)])


def codings(concepts: list[Element], within: str) -> list[tuple[str | None, str]]:
    """Return the system and the code of each coding of some concepts; codings without a code say nothing."""
    found = []
    for concept in concepts:
        stated = concept.get("coding")
        if stated is None:
            continue
        if type(stated) is not list:
            _refuse(stated, "a list", within + "coding")
        for coding in stated:
            if type(coding) is not dict:
                _refuse(coding, "an object", within + "coding")
            code, system = coding.get("code"), coding.get("system")
            if not (code is None or type(code) is str) or not (system is None or type(system) is str):
                _refuse(coding, "a coding of texts", within + "coding")
            if code:
                found.append((system, code))
    return found


def codes(holder: Element, key: str) -> frozenset[str]:
    """Return the codes of a list of concepts, whatever their systems."""
    concepts = children(holder, key)
    return frozenset([code for _, code in codings(concepts, key + ".")]) if concepts else frozenset()


def period(holder: Element, key: str = "period", within: str = "") -> Period:
    """Return a period as half-open days, every day where there is none.

    FHIR's end is inclusive, so ours is the day after; a year or a month stands for its first day as a start and for its
    last as an end. The last day that the calendar knows, 9999-12-31, stands for no end.

    Sources: FHIR R4, 2.24.0.10 (Period), 2.24.0.1 (date, dateTime).
    """
    value = child(holder, key, within)
    if value is None:
        return ALWAYS
    start, end = value.get("start"), value.get("end")
    for stated in (start, end):
        if not (stated is None or type(stated) is str):
            _refuse(stated, "a text", f"{within}{key}")
    return _days(start or None, end or None, within + key)


def stated_on(resource: Element) -> date | None:
    """Return the day on which a resource was last updated, or None where it does not say."""
    meta = child(resource, "meta")
    stated = None if meta is None else text(meta, "lastUpdated", "meta.")
    return None if stated is None else _first_day(stated, "meta.lastUpdated")


def time_of_day(holder: Element, key: str, within: str) -> str | None:
    """Return a time as ``HH:MM``, seconds cut off, or None where there is none."""
    value = text(holder, key, within)
    if value is None:
        return None
    match = _TIME.fullmatch(value)
    return match[1] if match else _refuse(value, "a time of day as 08:30:00", within + key)


@lru_cache(maxsize=8192)
def _days(start: str | None, end: str | None, path: str) -> Period:
    first = None if start is None else _first_day(start, path + ".start")
    after = None if end is None else _day_after(end, path + ".end")
    if first is not None and after is not None and after <= first:
        _refuse(end, f"a day on or after the start {start}", path + ".end")
    return Period(first, after)


@lru_cache(maxsize=8192)
def _first_day(stated: str, path: str) -> date:
    year, month, day = _parts(stated, path)
    return _calendar_day(stated, path, year, month or 1, day or 1)


@lru_cache(maxsize=8192)
def _day_after(stated: str, path: str) -> date | None:
    year, month, day = _parts(stated, path)
    first = _calendar_day(stated, path, year, month or 1, day or 1)
    if day is not None:
        return None if first == date.max else first + timedelta(days=1)
    if month is not None and month < 12:
        return date(year, month + 1, 1)
    return None if year == date.max.year else date(year + 1, 1, 1)


def _is_absent(value: Element) -> bool:
    """Return whether an element says of itself that what belongs there is not known."""
    return any(extension.get("url") == DATA_ABSENT for extension in children(value, "extension"))


def _target(value: Element, path: str) -> str:
    target = value.get("reference")
    if type(target) is str:
        return target
    return UNNAMED if target is None else _refuse(target, "a text", path + ".reference")


def _parts(stated: str, path: str) -> tuple[int, int | None, int | None]:
    match = _DATE.fullmatch(stated)
    if match is None:
        _refuse(stated, "a date as 2025-01-31, 2025-01 or 2025", path)
    year, month, day = match.groups()
    return int(year), None if month is None else int(month), None if day is None else int(day)


def _calendar_day(stated: str, path: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        _refuse(stated, "a day of the calendar", path)


def _list(holder: Element, key: str, within: str) -> list[Any]:
    value = holder.get(key)
    if type(value) is list:
        return value
    return _NONE if value is None else _refuse(value, "a list", within + key)


def _refuse(value: object, expected: str, path: str) -> NoReturn:
    raise InvalidValueError(value, expected, field=path)
