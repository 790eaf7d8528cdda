"""Public strategies: markets, facts and questions as Hypothesis draws and shrinks them.

Every market is market-shaped first (practices, those who own or gather them, payers with networks and plans, contracts
with rosters), then perturbed: ties that are not as usual, things left unstated, boundaries that meet.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from medgroup.domain import COLLECTIONS, Affiliation, Facts, Organization, Practitioner, PractitionerRole, Referral
from medgroup.market import Market, open_market
from medgroup.models import OrganizationalModel
from medgroup.rules import COLUMNS, Consolidation, Effect, Function, Kind, Reach, Tier
from medgroup.testing.choices import Choices, choices_for_parts
from medgroup.testing.companions import USUAL, Cast, accompanied, opened
from medgroup.testing.details import with_details
from medgroup.testing.drawn import draw_facts
from medgroup.testing.questions import NetworkQuestion, draw_question
from medgroup.values.money import Money
from medgroup.values.period import Period

T = TypeVar("T")

#: How many bytes the choices of a market with details take at most, or nearly so.
_ENOUGH = 900


def facts(*, plugins: Iterable[object] | None = None) -> st.SearchStrategy[Facts]:
    """Return a strategy for the facts of small markets.

    Args:
        plugins: Modules or objects with hook implementations; about half of the organizations that their models are
            for bear them. None draws models of the usual shapes, none of which needs a plugin that is installed.

    Returns:
        Facts that always make a market; no reference leads nowhere.

    Raises:
        PluginError: A plugin is broken.
    """
    return _facts_of(_cast_of(plugins))


def markets(*, plugins: Iterable[object] | None = None) -> st.SearchStrategy[Market]:
    """Return a strategy for small markets, opened.

    Args:
        plugins: As in ``facts``; the market has their models, and others of the usual shapes.

    Returns:
        Markets.

    Raises:
        PluginError: A plugin is broken.
    """
    if plugins is None:
        return facts().map(opened)
    own = tuple(plugins)
    empty = open_market(Facts(), plugins=accompanied(own))
    return facts(plugins=own).map(empty.with_facts)


def network_questions(*, market: Market | None = None) -> st.SearchStrategy[NetworkQuestion]:
    """Return a strategy for questions about network status, mostly such as the facts have an answer to.

    Args:
        market: The market to ask, with a practitioner, an organization and a plan at least; None draws one.

    Returns:
        Questions; ``ask()`` answers one.
    """
    drawn = markets() if market is None else st.just(market)
    return st.builds(_question, drawn, choices_for_parts(40))


def organizations(*, plugins: Iterable[object] | None = None) -> st.SearchStrategy[Organization]:
    """Return a strategy for organizations, as they stand in a market; ``plugins`` as in ``facts``."""
    return cast(st.SearchStrategy[Organization], _some("organizations", _cast_of(plugins)))


def affiliations(*, plugins: Iterable[object] | None = None) -> st.SearchStrategy[Affiliation]:
    """Return a strategy for ties between organizations, as they stand in a market; ``plugins`` as in ``facts``."""
    return cast(st.SearchStrategy[Affiliation], _some("affiliations", _cast_of(plugins)))


def practitioners() -> st.SearchStrategy[Practitioner]:
    """Return a strategy for practitioners, as they stand in a market."""
    return cast(st.SearchStrategy[Practitioner], _some("practitioners", USUAL))


def practitioner_roles() -> st.SearchStrategy[PractitionerRole]:
    """Return a strategy for the roles of practitioners, as they stand in a market."""
    return cast(st.SearchStrategy[PractitionerRole], _some("practitioner_roles", USUAL))


def referrals() -> st.SearchStrategy[Referral]:
    """Return a strategy for referrals and what became of them, as they stand in a market."""
    return cast(st.SearchStrategy[Referral], _some("referrals", USUAL))


def periods() -> st.SearchStrategy[Period]:
    """Return a strategy for half-open periods, with and without a beginning and an end."""
    days = st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1))
    return st.tuples(days, days).map(_in_order).filter(lambda pair: None in pair or pair[0] != pair[1]).map(_period)


def amounts() -> st.SearchStrategy[Money]:
    """Return a strategy for amounts of money, negative ones among them."""
    return st.integers(-(10**9), 10**9).map(Money)


def organizational_models() -> st.SearchStrategy[OrganizationalModel]:
    """Return a strategy for organizational models without checks: what they consolidate, and their tiers."""
    return st.builds(
        OrganizationalModel,
        name=st.from_regex(r"[a-z]{2,8}(-[a-z]{2,8})?", fullmatch=True),
        title=st.just("Drawn model"),
        consolidates=_consolidations(),
        tiers=st.lists(tiers(), max_size=3),
    )


def tiers() -> st.SearchStrategy[Tier]:
    """Return a strategy for referral tiers."""
    near = st.sampled_from([reach for reach in Reach if reach is not Reach.MEMBERS])
    members = st.builds(
        Tier,
        name=st.just("Members"),
        reach=st.just(Reach.MEMBERS),
        over=st.frozensets(st.sampled_from(list(Kind)), min_size=1),
        sharing=st.none() | st.sampled_from(list(Function)),
        when=_conditions(),
    )
    return st.builds(Tier, name=st.just("Near"), reach=near, when=_conditions()) | members


def _conditions() -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """Return a strategy for conditions over the columns whose words are closed, most often none."""
    closed = {name: st.sampled_from(column.words) for name, column in COLUMNS.items() if column.words is not None}
    one = st.sampled_from(sorted(closed)).flatmap(
        lambda name: st.frozensets(closed[name], min_size=1).map(lambda words: {name: words})
    )
    return st.just({}) | one


def strategy_of(kind: type[T]) -> st.SearchStrategy[T]:
    """Return the strategy for a type of medgroup, as ``hypothesis.strategies.from_type`` has it.

    Raises:
        KeyError: There is none for the type; ``REGISTERED`` holds those that have one.
    """
    return cast(st.SearchStrategy[T], REGISTERED[kind]())


def _consolidations() -> st.SearchStrategy[list[Consolidation]]:
    """Draw rows of which no two are about one function over one tie."""
    stated = [kind for kind in Kind if kind is not Kind.ASSOCIATED]
    cells = st.dictionaries(
        st.tuples(st.sampled_from(stated), st.sampled_from(list(Function))),
        st.tuples(st.sampled_from(list(Effect)), st.booleans()),
        max_size=6,
    )
    return cells.map(
        lambda drawn: [
            Consolidation(over=over, effect=effect, functions={function}, elective=elective)
            for (over, function), (effect, elective) in drawn.items()
        ]
    )


def _cast_of(plugins: Iterable[object] | None) -> Cast:
    drawn = USUAL
    if plugins is not None:
        for model in open_market(Facts(), plugins=plugins).models.values():
            drawn = drawn.with_model(model)
    return drawn


def _facts_of(drawn: Cast) -> st.SearchStrategy[Facts]:
    return choices_for_parts(_ENOUGH).map(partial(_detailed, drawn))


def _detailed(drawn: Cast, source: Choices) -> Facts:
    return with_details(draw_facts(source, drawn), source)


def _some(collection: str, drawn: Cast) -> st.SearchStrategy[Any]:
    """Draw one fact of a collection of a drawn market that holds one."""
    return _facts_of(drawn).map(lambda held: getattr(held, collection)).filter(bool).flatmap(st.sampled_from)


def _question(market: Market, source: Choices) -> NetworkQuestion:
    return NetworkQuestion(market=market, **draw_question(source, market.facts))


def _in_order(pair: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    start, end = pair
    return (end, start) if start is not None and end is not None and end < start else pair


def _period(pair: tuple[date | None, date | None]) -> Period:
    return Period(*pair)


#: The types that ``from_type`` knows, with what makes the strategy of each.
REGISTERED: Mapping[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    Market: markets,
    Facts: facts,
    Period: periods,
    Money: amounts,
    OrganizationalModel: organizational_models,
    Tier: tiers,
    Consolidation: lambda: _consolidations().filter(bool).flatmap(st.sampled_from),
    **{kind: partial(_some, name, USUAL) for name, kind in COLLECTIONS.items()},
}
