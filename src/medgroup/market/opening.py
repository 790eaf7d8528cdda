"""What makes facts a market.

Ids are unique, references lead somewhere, owners form no circle, and one schedule of a series is in force at a time.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.domain.fees import FeeSchedule
from medgroup.domain.fields import REFERENCE
from medgroup.domain.organizations import Affiliation
from medgroup.domain.references import ById, dangling
from medgroup.errors import ALL_PLUGINS, BRINGS_IT, MarketError, MedgroupError, nearest, not_among, shown, singular
from medgroup.formats.shapes import is_record, item_type, stated_type
from medgroup.plugins import declarations, installed_plugins
from medgroup.rules import Kind


def _nested_references(kind: type[Any], way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the ways to the ids that stand in the records inside a fact, with the collection that each id lives in."""
    for attribute in attrs.fields(kind):
        here = (*way, attribute.name)
        if way and REFERENCE in attribute.metadata:
            yield here, attribute.metadata[REFERENCE]
        stated = stated_type(attribute.type)
        inside = item_type(stated) or stated
        if is_record(inside):
            yield from _nested_references(inside, here)


#: The ways to ids inside the records of each collection's facts, with the collection that the ids live in.
_NESTED: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    name: tuple(_nested_references(kind)) for name, kind in COLLECTIONS.items()
}


def refuse_what_is_no_market(facts: Facts, by_id: ById, models: Iterable[str]) -> None:
    """Refuse facts that refer to nothing, name a model that is not installed, or cannot all be so at once.

    Raises:
        MarketError: With every such problem, collection by collection.
    """
    problems = [
        *dangling(facts, by_id),
        *_dangling_inside(facts, by_id),
        *_unknown_models(facts, tuple(models)),
        *_circles_of_owners(facts.affiliations),
        *_schedules_at_once(facts.fee_schedules),
    ]
    if problems:
        raise MarketError(problems)


def _dangling_inside(facts: Facts, by_id: ById) -> Iterator[str]:
    for name, collection in facts.items():
        for way, target in _NESTED[name]:
            for fact in collection:
                for key in _values_at(fact, way):
                    if key not in by_id[target]:
                        near = nearest(key, by_id[target])
                        hint = f"; did you mean {near!r}?" if near else ""
                        yield f"{name}/{fact.id}: {'.'.join(way)}: no {singular(target)} has the id {shown(key)}{hint}"


def _values_at(record: Any, way: tuple[str, ...]) -> Iterator[Any]:
    """Yield what stands at the end of a way through records and tuples of them."""
    value = getattr(record, way[0])
    if value is None:
        return
    if len(way) == 1:
        yield value
        return
    for inside in value if isinstance(value, tuple) else (value,):
        yield from _values_at(inside, way[1:])


def _schedules_at_once(schedules: Iterable[FeeSchedule]) -> Iterator[str]:
    known = [one for one in schedules if one.series is not None]
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            if one.series == other.series and one.period.overlaps(other.period):
                yield (
                    f"fee_schedules/{other.id}: period: {other.period} overlaps that of fee_schedules/{one.id}, "
                    f"{one.period}; one schedule of a series ({one.series}) is in force at a time"
                )


def _unknown_models(facts: Facts, models: tuple[str, ...]) -> Iterator[str]:
    unknown = [one for one in facts.organizations if one.model is not None and one.model not in models]
    left_out = installed_models() if unknown else frozenset()
    known = ", ".join(sorted(models)) or "none"
    for organization in unknown:
        model = str(organization.model)
        near = nearest(model, models)
        problem = f"is not an installed model (installed: {known})"
        hint = f"did you mean {near!r}?" if near else BRINGS_IT
        if model in left_out:
            problem, hint = not_among(models), ALL_PLUGINS
        yield f"organizations/{organization.id}: model: {shown(model)} {problem}; {hint}"


def installed_models() -> frozenset[str]:
    """Return the names of the models of the installed plugins; of none where these cannot be found out."""
    try:
        return frozenset(declarations(installed_plugins()).models)
    except MedgroupError:
        return frozenset()


def _circles_of_owners(affiliations: Iterable[Affiliation]) -> Iterator[str]:
    owned = [tie for tie in affiliations if tie.kind is Kind.OWNS]
    if _circle(owned) is None:
        return
    starts = sorted({tie.period.start for tie in owned if tie.period.start is not None})
    reported: set[frozenset[str]] = set()
    for day in (None, *starts):
        in_force = [tie for tie in owned if (tie.period.start is None if day is None else tie.period.contains(day))]
        circle = _circle(in_force)
        if circle is not None and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            since = f" from {day} on" if day is not None else ""
            chain = " owns ".join([*circle, circle[0]])
            yield f"affiliations: a circle of owners{since}: {chain}; end or remove one of these ties"


def _circle(ties: Iterable[Affiliation]) -> tuple[str, ...] | None:
    """Return the organizations of one circle of owners, the first by id, or None where there is none."""
    owns: dict[str, list[str]] = {}
    for tie in ties:
        owns.setdefault(tie.organizer, []).append(tie.member)
    done: set[str] = set()
    for root in sorted(owns):
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(root, False)]
        while stack:
            organization, leaving = stack.pop()
            if leaving:
                done.add(path.pop())
            elif organization in path:
                return tuple(path[path.index(organization) :])
            elif organization not in done:
                path.append(organization)
                stack.append((organization, True))
                stack += [(member, False) for member in sorted(owns.get(organization, ()), reverse=True)]
    return None
