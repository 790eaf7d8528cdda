"""Which contract prices a bill: it follows from the network path that answers IN.

The plan's networks come first, in their order. In one network, a practitioner's own terms come before those of the
agreement that the billing organization signed itself, and those before an agreement that an organizer signed for it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from typing import NamedTuple

from medgroup.costs.prices.drafts import Source
from medgroup.costs.prices.terms import TermsTable
from medgroup.domain.contracts import Agreement, RosterEntry
from medgroup.domain.payers import Plan
from medgroup.domain.terms import ContractTerms
from medgroup.market import Market
from medgroup.models import ContractingRule
from medgroup.network.question import Question
from medgroup.network.routes import IN, Contracts, Route, in_force, site_standing
from medgroup.network.status import lapsed


class Level(Enum):
    """On which level the terms of a price stand, the one that comes first first."""

    #: The practitioner's own, on the roster line.
    PRACTITIONER = "practitioner"
    #: Of the agreement that the billing organization signed itself.
    ENTITY = "entity"
    #: Of an agreement that an organizer signed for it.
    GROUP = "group"


_PLACES = {level: place for place, level in enumerate(Level)}


class Chosen(NamedTuple):
    """The path whose contract prices a bill."""

    route: Route
    #: The roster line; None for a facility, which stands on no roster.
    entry: RosterEntry | None
    level: Level

    def place(self) -> tuple[object, ...]:
        """Return what paths are sorted by: the plan's order of networks, then the level, then ids."""
        tier, agreement, chain = self.route.key()
        return (tier, _PLACES[self.level], agreement, chain, "" if self.entry is None else self.entry.id)


class TermsTables:
    """The terms of a market's contracts, compiled when first asked for, with what plugins add."""

    def __init__(self, market: Market) -> None:
        self._rules = [
            (rule, Source(TermsTable(rule.terms), rule.name, f"Rule {rule.name} ({rule.title})"))
            for rule in market.declared.contracting_rules.values()
        ]
        self._tables: dict[str, tuple[Source, ...]] = {}

    def sources(self, chosen: Chosen) -> tuple[Source, ...]:
        """Return the terms that may price a line under a contract, the first that have a rate for it price it."""
        return self.of(chosen.route.agreement, chosen.entry)

    def of(self, agreement: Agreement, entry: RosterEntry | None) -> tuple[Source, ...]:
        """Return the terms that may price a line under an agreement, with the practitioner's own on a roster line."""
        key = agreement.id if entry is None or entry.terms is None else f"{agreement.id}/{entry.id}"
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = tuple(self._stated(agreement, entry))
        return found

    def _stated(self, agreement: Agreement, entry: RosterEntry | None) -> Iterator[Source]:
        yield from self._added(agreement, before=True)
        if entry is not None and entry.terms is not None:
            yield _source("roster_entries", entry.id, entry.terms)
        if agreement.terms is not None:
            yield _source("agreements", agreement.id, agreement.terms)
        yield from self._added(agreement, before=False)

    def _added(self, agreement: Agreement, *, before: bool) -> Iterator[Source]:
        return (source for rule, source in self._rules if rule.before is before and _is_for(rule, agreement))


def _source(collection: str, key: str, terms: ContractTerms) -> Source:
    what = "Roster line" if collection == "roster_entries" else "Agreement"
    return Source(TermsTable(terms), f"{collection}/{key}", f"{what} {key}")


def _is_for(rule: ContractingRule, agreement: Agreement) -> bool:
    if rule.agreements is not None and agreement.id not in rule.agreements:
        return False
    if rule.networks is None or agreement.networks is None:
        return True
    return not rule.networks.isdisjoint(agreement.networks)


def chosen_for(contracts: Contracts, question: Question) -> Chosen | None:
    """Return the path that prices what a practitioner bills, or None where no path answers IN."""
    return _first(_of_entry(route, entry) for route, entry in in_force(contracts, question))


def former_for(contracts: Contracts, question: Question) -> Chosen | None:
    """Return the path that prices what a practitioner bills for a continuing-care patient once a contract has ended.

    The patient goes on under the terms that would have applied if it had not. Of several it is the one that ended last.

    Sources: PHSA 2799A-3(a)(1).
    """
    ended = list(lapsed(contracts, question))
    last = max((path.end for path in ended), default=None)
    return _first(_of_entry(path.route, path.entry) for path in ended if path.end == last)


def chosen_for_facility(contracts: Contracts, facility: str, plan: Plan, site: str | None, on: date) -> Chosen | None:
    """Return the path that prices what a facility bills, or None where no agreement of it is in force for the plan."""
    return _first(
        Chosen(route, None, _level(route))
        for route in contracts.routes(facility, plan).routes
        if route.standing(plan, on) == IN and site_standing(site, route.agreement, None) == IN
    )


def _of_entry(route: Route, entry: RosterEntry | None) -> Chosen:
    own = entry is not None and entry.terms is not None
    return Chosen(route, entry, Level.PRACTITIONER if own else _level(route))


def _level(route: Route) -> Level:
    return Level.GROUP if route.chain else Level.ENTITY


def _first(paths: Iterable[Chosen]) -> Chosen | None:
    known = list(paths)
    if len(known) < 2:
        return known[0] if known else None
    return min(known, key=Chosen.place)
