"""Which organization is the unit for a function, here, today: the question that every other asks first."""

from datetime import date

from attrs import field, frozen

from medgroup.errors import AmbiguousUnitError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.rules import Effect, Function, function_of
from medgroup.structure.ties import Ties
from medgroup.values.period import day_of

#: A unit with its agents, its channels, and the affiliations that lead there.
_Place = tuple[str, list[str], list[str], tuple[str, ...]]


@frozen(kw_only=True)
class Seat:
    """One unit of an organization for a function, and who acts or exchanges data for it there."""

    #: The organization that is the unit.
    unit: str
    #: Organizations that act for the unit, sorted.
    agents: tuple[str, ...] = field(default=())
    #: Organizations that the unit exchanges data through, sorted.
    channels: tuple[str, ...] = field(default=())
    #: The affiliations that lead from the organization asked about to the unit, the first one first.
    via: tuple[str, ...] = field(default=())


def seats(
    market: Market, function: Function | str, organization: str, *, on: date, plan: str | None = None
) -> tuple[Seat, ...]:
    """Return the units of an organization for a function on a day, the nearest first.

    An organizer whose tie REPLACES is the unit in the organization's place; one that JOINS is a unit beside it; one
    that ACTS_FOR or CONNECTS is an agent or a channel of the organization, which stays the unit. The same then holds
    of each organizer. Elective ties count while an election is in force.

    Args:
        market: The market.
        function: The function asked about, or its word (``"billing"``).
        organization: Id, NPI or unique name of an organization; people go through their roles.
        on: The day.
        plan: The plan for which elections count; None counts elections for any plan.

    Returns:
        One seat or more; of several on the same distance, by the ids of the affiliations that lead there.

    Raises:
        UnknownFactError: There is no such organization or plan.
        InvalidValueError: There is no such function, or ``on`` is no day.
    """
    return tuple(
        Seat(unit=unit, agents=tuple(sorted(set(agents))), channels=tuple(sorted(set(channels))), via=via)
        for unit, agents, channels, via in _walked(market, function, organization, on, plan)
    )


def _walked(market: Market, function: Function | str, organization: str, on: date, plan: str | None) -> list[_Place]:
    market_of(market)
    day_of(on)
    wanted = function if isinstance(function, Function) else function_of(function)
    start = market.organization(organization).id
    chosen = None if plan is None else market.plan(plan).id
    ties = market.derived(Ties)
    found: list[_Place] = []
    queue: list[tuple[str, tuple[str, ...]]] = [(start, ())]
    reached = {start}
    for current, via in queue:
        replaced = False
        agents: list[str] = []
        channels: list[str] = []
        for tie in ties.of(current, wanted):
            affiliation = tie.affiliation
            if not affiliation.period.contains(on) or not (tie.elections is None or tie.elected(on, chosen)):
                continue
            organizer = affiliation.organizer
            if tie.effect is Effect.ACTS_FOR:
                agents.append(organizer)
            elif tie.effect is Effect.CONNECTS:
                channels.append(organizer)
            elif tie.effect is not None:
                replaced = replaced or tie.effect is Effect.REPLACES
                if organizer not in reached:
                    reached.add(organizer)
                    queue.append((organizer, (*via, affiliation.id)))
        if not replaced:
            found.append((current, agents, channels, via))
    # Members of each other that each replace the other would leave no unit at all; then the organization stays its own.
    return found or [(start, [], [], ())]


def units_of(
    market: Market, function: Function | str, organization: str, *, on: date, plan: str | None = None
) -> frozenset[str]:
    """Return the ids of the units of an organization for a function on a day; arguments as in ``seats``."""
    return frozenset([place[0] for place in _walked(market, function, organization, on, plan)])


def unit_of(market: Market, function: Function | str, organization: str, *, on: date, plan: str | None = None) -> str:
    """Return the id of the single unit of an organization for a function on a day; arguments as in ``seats``.

    Raises:
        AmbiguousUnitError: There are several; all are named.
    """
    units = units_of(market, function, organization, on=on, plan=plan)
    if len(units) > 1:
        raise AmbiguousUnitError(function_of(function).value, organization, units)
    return next(iter(units))


def together(
    market: Market, function: Function | str, one: str, other: str, *, on: date, plan: str | None = None
) -> bool:
    """Return whether two organizations share a unit for a function on a day; arguments as in ``seats``.

    It is not transitive: two members of one IPA each share a unit with it, and a practice in two IPAs shares one with
    the members of both, which share none with each other.
    """
    units = units_of(market, function, one, on=on, plan=plan)
    return not units.isdisjoint(units_of(market, function, other, on=on, plan=plan))
