"""Small changes of facts that restructurings are made of: what ends on a day, what begins, under which id."""

import re
from collections.abc import Container, Iterable
from datetime import date
from typing import Any, TypeVar

import attrs

from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Organization
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.values.period import day_of

F = TypeVar("F")


def until(fact: F, on: date) -> tuple[F, ...]:
    """Return the part of a dated fact before a day, none where it begins on that day or later."""
    return _part(fact, fact.period.before(on))  # type: ignore[attr-defined]


def since(fact: F, on: date) -> tuple[F, ...]:
    """Return the part of a dated fact from a day on, none where it has ended."""
    return _part(fact, fact.period.since(on))  # type: ignore[attr-defined]


def _part(fact: Any, period: Any) -> tuple[Any, ...]:
    return () if period is None else (attrs.evolve(fact, period=period),)


def handed_on(fact: Any, to: str, on: date, **changed: Any) -> tuple[Any, ...]:
    """Return the part of a fact from a day on as a new fact, with an id made of the old one's and the new holder's."""
    return tuple(attrs.evolve(part, id=f"{fact.id}@{to}", **changed) for part in since(fact, on))


def in_force(
    market: Market, keys: Iterable[str], on: date, field: str, *, before: bool = False
) -> tuple[Organization, ...]:
    """Return the organizations of some keys, each once, in the order of their ids.

    Args:
        market: The market.
        keys: Ids, NPIs or unique names.
        on: The day.
        field: Name of the argument, for errors.
        before: Whether they must exist before the day too, because they end on it.

    Raises:
        UnknownFactError: A key leads to no organization.
        InvalidValueError: There is no key, an organization does not exist then, or ``on`` is no day.
    """
    day_of(on)
    if isinstance(keys, str) or not isinstance(keys, Iterable):
        raise InvalidValueError(keys, "a list of organizations", field=field)
    found = {one.id: one for one in map(market.organization, keys)}
    if not found:
        raise InvalidValueError([], "one organization or more", field=field)
    for one in found.values():
        if not one.period.contains(on) or (before and one.period.start == on):
            when = f"before {on} and on it" if before else f"on {on}"
            raise InvalidValueError(one.id, f"an organization that exists {when} (it exists {one.period})", field=field)
    return tuple(found[key] for key in sorted(found))


def new_id(market: Market, name: str, given: str | None) -> str:
    """Return the id of a new organization: the one given, or one made of its name.

    Raises:
        InvalidValueError: An organization has it already, or the name has nothing to make an id of.
    """
    made = given or re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-")
    taken = {one.id for one in market.facts.organizations}
    if not made:
        raise InvalidValueError(
            name, "a name with Latin letters or digits to make an id of (or give id=)", field="name"
        )
    if made in taken:
        raise InvalidValueError(made, "an id that no organization has yet (give one with id=)", field="id")
    return made


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return an id that is not taken: the one wanted, or that with the first number that makes it so."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def without_orphans(facts: Facts) -> Facts:
    """Return facts without the elections of affiliations that are no longer there."""
    known = {tie.id for tie in facts.affiliations}
    return attrs.evolve(facts, elections=[one for one in facts.elections if one.affiliation in known])


def reissued(facts: Facts, to: str, on: date) -> Facts:
    """Return facts with the referrals that are written from a day on issued in the roles handed on to a new holder.

    So are those of roles that begin on that day or later, which are there no longer.
    """
    roles = {role.id for role in facts.practitioner_roles}

    def issuer(one: Referral) -> str:
        passed = f"{one.issuer}@{to}"
        return passed if passed in roles and (one.written >= on or one.issuer not in roles) else one.issuer

    return attrs.evolve(facts, referrals=[attrs.evolve(one, issuer=issuer(one)) for one in facts.referrals])
