"""Elements of FHIR JSON, made of what facts hold."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from medgroup.formats.plan_net.codes import DATA_ABSENT
from medgroup.formats.plan_net.elements import Element
from medgroup.values.period import Period

#: A resource as plain values, its keys in the order in which they are written.
Resource = dict[str, Any]

_PROFILE = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/plannet-"
_V2_IDENTIFIERS = "http://terminology.hl7.org/CodeSystem/v2-0203"
_CODE = re.compile(r"\S+( \S+)*")


def resource(kind: str, logical: str, *, profile: str = "", as_of: date | None = None, **elements: Any) -> Resource:
    """Return a resource of the elements that have something in them.

    Args:
        kind: Its type.
        logical: Its id.
        profile: The ending of its profile's name, where that is not the type.
        as_of: The day on which it was last updated; None where no fact knows it.
        elements: Its elements, in order. A name that is a word of Python ends in an underscore.
    """
    meta: Element = {} if as_of is None else {"lastUpdated": f"{as_of.isoformat()}T00:00:00Z"}
    meta["profile"] = [_PROFILE + (profile or kind)]
    made: Resource = {"resourceType": kind, "id": logical, "meta": meta}
    made.update((name, value) for name, value in elements.items() if value not in (None, [], {}))
    return made


def absent(reason: str = "unknown") -> Element:
    """Return an element that says why it has no value: ``unknown``, or ``unsupported`` where no fact could hold one.

    Sources: FHIR R4, extension data-absent-reason.
    """
    return {"extension": [{"url": DATA_ABSENT, "valueCode": reason}]}


def named(name: str | None) -> Element:
    """Return the element ``name`` of a resource that has to have one."""
    return {"_name": absent()} if name is None else {"name": name}


def concept(system: str, code: str) -> Element:
    """Return a concept of one coding."""
    return {"coding": [{"system": system, "code": code}]}


def concepts(system: str, codes: Iterable[str] | None) -> list[Element]:
    """Return a concept for each code, in the order of the codes."""
    return [concept(system, code) for code in sorted(codes or ())]


def identifiers(*stated: tuple[str, str, str | None]) -> list[Element]:
    """Return an identifier for each type, system and value that has a value. An empty type is left out."""
    made: list[Element] = []
    for kind, system, value in stated:
        if value is not None:
            typed: Element = {"type": concept(_V2_IDENTIFIERS, kind)} if kind else {}
            made.append({**typed, "system": system, "value": value})
    return made


def is_code(text: str) -> bool:
    """Return whether a text may stand as a code of FHIR: no blank at its ends, and no two beside each other."""
    return _CODE.fullmatch(text) is not None


def period(held: Period) -> Element:
    """Return half-open days as FHIR's period, whose end is its last day; nothing where the days are all there are."""
    made: Element = {}
    if held.start is not None:
        made["start"] = held.start.isoformat()
    if held.end is not None:
        made["end"] = (held.end if is_before_all_days(held) else held.end - timedelta(days=1)).isoformat()
    return made


def is_before_all_days(held: Period) -> bool:
    """Return whether a period is over before the first day that the calendar knows, which no last day can say."""
    return held.end == date.min
