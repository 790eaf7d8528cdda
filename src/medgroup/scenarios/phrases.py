"""Facts in words: what a fact is called in a sentence, and its fields with names in place of ids."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from medgroup.answers import in_words
from medgroup.domain.facts import COLLECTIONS
from medgroup.domain.fields import REFERENCE
from medgroup.errors import singular
from medgroup.market import Market
from medgroup.rules import Kind
from medgroup.values.validators import PERSONAL

#: What a fact is called, with its fields in words; a fact of another collection is called by its name or its id.
_CALLED: Mapping[str, str] = {
    "practitioner_roles": "role of {practitioner} at {organization}",
    "resources": "resource {id} of {organization}",
    "agreements": "agreement {id} of {contractor}",
    "roster_entries": "roster line of {practitioner} for {billing} under agreement {agreement}",
    "credentials": "credential of {practitioner} with {payer}",
    "scopes": "scope {id} of {of}",
}
_TIED: Mapping[Kind, str] = {
    Kind.OWNS: "ownership of {member} by {organizer}",
    Kind.MANAGES: "management of {member} by {organizer}",
    Kind.MEMBER: "membership of {member} in {organizer}",
    Kind.ASSOCIATED: "association of {member} with {organizer}",
}


def is_personal(collection: str) -> bool:
    """Return whether the facts of a collection hold personal detail; of those nothing but the id is told."""
    return any(attribute.metadata.get(PERSONAL) for attribute in attrs.fields(COLLECTIONS[collection]))


def called(market: Market, collection: str, fact: Any) -> str:
    """Return what a fact is called in a sentence, with the names of those it is about."""
    if is_personal(collection):
        return f"{singular(collection)} {fact.id}"
    if collection in _SPECIAL:
        return _SPECIAL[collection](market, fact)
    if collection in _CALLED:
        return _CALLED[collection].format_map(fields_in_words(market, fact))
    return getattr(fact, "name", None) or f"{singular(collection)} {fact.id}"


def fields_in_words(market: Market, fact: Any) -> dict[str, str]:
    """Return the fields of a fact in words, with names in place of the ids of other facts."""
    return {
        attribute.name: _named(market, attribute.metadata.get(REFERENCE), getattr(fact, attribute.name))
        for attribute in attrs.fields(type(fact))
    }


def _named(market: Market, collection: str | None, value: Any) -> str:
    if collection is None or value is None or not hasattr(COLLECTIONS[collection], "name"):
        return in_words(value)
    if isinstance(value, str):
        return market.name_of(collection, value)
    names = [market.name_of(collection, key) for key in value]
    return ", ".join(names if isinstance(value, tuple) else sorted(names))


def _tie(market: Market, tie: Any) -> str:
    return _TIED[tie.kind].format_map(fields_in_words(market, tie))


def _election(market: Market, election: Any) -> str:
    tie = fields_in_words(market, market.affiliation(election.affiliation))
    words = fields_in_words(market, election)
    plans = f" for {words['plans']}" if words["plans"] else ""
    return f"election of {words['function']} by {tie['member']} in {tie['organizer']}{plans}"


def _listing(market: Market, listing: Any) -> str:
    words = fields_in_words(market, listing)
    listed = " at ".join(words[name] for name in ("practitioner", "organization") if words[name])
    return f"listing of {listed or 'nobody'} in {words['network']}"


_SPECIAL: Mapping[str, Callable[[Market, Any], str]] = {
    "affiliations": _tie,
    "elections": _election,
    "listings": _listing,
}
