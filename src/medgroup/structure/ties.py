"""What each tie between organizations does for each function, compiled once for a market."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from medgroup.domain.organizations import Affiliation, Election
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.rules import Effect, Function, Kind


class Tie(NamedTuple):
    """What one affiliation does to its member as a unit of one function."""

    affiliation: Affiliation
    #: The effect; None means that it is not known, because the organizer's model is not.
    effect: Effect | None
    #: The elections under it for the function, of whatever day; None where none is needed.
    elections: tuple[Election, ...] | None

    def elected(self, on: date, plan: str | None) -> bool:
        """Return whether an election is in force, for a plan or, with None, for any; true where none is needed."""
        return self.elections is None or any(one.period.contains(on) for one in self.elections_for(plan))

    def elections_for(self, plan: str | None) -> Iterator[Election]:
        """Yield the elections that count for a plan or, with None, for any; of whatever day."""
        for election in self.elections or ():
            if plan is None or election.plans is None or plan in election.plans:
                yield election


class Ties:
    """All ties of a market by member and function."""

    def __init__(self, market: Market) -> None:
        self._market = market
        effects = {name: model.effects() for name, model in market.models.items()}
        found: dict[tuple[str, Function], list[Tie]] = {}
        for affiliation in market.facts.affiliations:
            model = market.organization(affiliation.organizer).model
            of_model = None if model is None else effects[model]
            for function in Function:
                tie = self._tie(affiliation, function, of_model)
                if tie is not None:
                    found.setdefault((affiliation.member, function), []).append(tie)
        self._by_member = {key: tuple(ties) for key, ties in found.items()}

    def of(self, member: str, function: Function) -> tuple[Tie, ...]:
        """Return the ties of a member that do something, or nobody knows what, for a function; of whatever day."""
        return self._by_member.get((member, function), NOTHING)

    def _tie(
        self,
        affiliation: Affiliation,
        function: Function,
        of_model: Mapping[tuple[Kind, Function], tuple[Effect, bool]] | None,
    ) -> Tie | None:
        term = affiliation.term_for(function)
        if term is not None:
            return None if term.effect is None else self._made(affiliation, function, term.effect, term.elective)
        if affiliation.kind is Kind.ASSOCIATED:
            return None
        if of_model is None:
            return Tie(affiliation=affiliation, effect=None, elections=None)
        row = of_model.get((affiliation.kind, function))
        return None if row is None else self._made(affiliation, function, *row)

    def _made(self, affiliation: Affiliation, function: Function, effect: Effect, elective: bool) -> Tie:
        elections = None
        if elective:
            under = self._market.indexes.elections_by_affiliation.get(affiliation.id, NOTHING)
            elections = tuple(election for election in under if election.function is function)
        return Tie(affiliation=affiliation, effect=effect, elections=elections)
