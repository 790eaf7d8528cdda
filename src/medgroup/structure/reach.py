"""How far the ties of an organization reach for a function, and what of it is certain."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from medgroup.market import Market
from medgroup.rules import Effect, Function, Kind
from medgroup.structure.ties import Tie, Ties


class Reached(NamedTuple):
    """The organizations whose unit an organization shares, itself among them."""

    #: Those that it certainly reaches, each with how many ties away it is.
    surely: dict[str, int]
    #: Those that it reaches or may reach.
    perhaps: frozenset[str]

    @property
    def farthest(self) -> tuple[int, frozenset[str]]:
        """How many ties away the farthest are that it certainly reaches, and which they are."""
        most = max(self.surely.values())
        return most, frozenset(key for key, ties in self.surely.items() if ties == most)


def reached(
    market: Market, function: Function, organization: str, *, on: date, plan: str | None, over: Iterable[Kind] = Kind
) -> Reached:
    """Return the organizations that the ties of another lead to, those that REPLACE and those that JOIN.

    Two organizations are ``together`` for a function if and only if they reach a third, or one another. Here what is
    not known stays so: the effect of a tie to an organizer of unknown model, and an election for some plans where the
    plan is not known.

    Args:
        market: The market.
        function: The function.
        organization: Id of the organization.
        on: The day.
        plan: Id of the plan for which elections count; None where it is not known.
        over: The kinds of ties that are followed.
    """
    kinds, ties = frozenset(over), market.derived(Ties)

    def walked(certain: bool) -> dict[str, int]:
        found, queue = {organization: 0}, [organization]
        for current in queue:
            for tie in ties.of(current, function):
                organizer = tie.affiliation.organizer
                if organizer in found or tie.affiliation.kind not in kinds:
                    continue
                holds = _holds(tie, on, plan)
                if holds or (holds is None and not certain):
                    found[organizer] = found[current] + 1
                    queue.append(organizer)
        return found

    return Reached(walked(certain=True), frozenset(walked(certain=False)))


def _holds(tie: Tie, on: date, plan: str | None) -> bool | None:
    """Return whether a tie makes the organizer a unit of its member on a day; None where that is not known."""
    if not tie.affiliation.period.contains(on) or tie.effect in (Effect.ACTS_FOR, Effect.CONNECTS):
        return False
    if tie.effect is None:
        return None
    chosen = [one for one in tie.elections_for(plan) if one.period.contains(on)]
    if tie.elections is None or any(plan is not None or one.plans is None for one in chosen):
        return True
    return None if chosen else False
