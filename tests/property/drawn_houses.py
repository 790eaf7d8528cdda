"""House rules drawn at random, whose gates and tiers look at every column, or at two alone, so that each decides."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import medgroup as mg
from medgroup.domain import Facts
from medgroup.plugins import installed_plugins
from medgroup.rules import COLUMNS, Effect, Function, Kind, Override, Reach, Tier, Verdict
from tests.property.drawn_needs import CODES, FAMILIES, MODEL_NAMES, STATES, Draw

#: Words of the columns whose words are open, and of states those that sites are in.
WORDS: Mapping[str, Sequence[str]] = {"specialty": CODES, "family": FAMILIES, "state": STATES}


def words_of(name: str) -> Sequence[str]:
    """Return words that a condition of a column may name."""
    return WORDS.get(name) or COLUMNS[name].words or ()


def conditions(draw: Draw, names: Sequence[str]) -> dict[str, list[str]]:
    """Return conditions over some columns."""
    return {name: draw.some(list(words_of(name)), 1, max(1, len(words_of(name)) - 1)) for name in names}


def drawn_gate(draw: Draw, key: str, names: Sequence[str], verdicts: Sequence[Verdict]) -> mg.Gate:
    """Return a gate over some columns."""
    yields = draw.some(list(Override), 0, 1)
    return mg.Gate(name=key, when=conditions(draw, names), verdict=draw.one_of(verdicts), reason="So.", yields=yields)


def drawn_tier(draw: Draw, key: str, names: Sequence[str]) -> Tier:
    """Return a tier over some columns."""
    reach = draw.one_of([Reach.SITE, Reach.ORGANIZATION, Reach.MEMBERS, Reach.MEMBERS, Reach.ANYONE])
    ties: dict[str, Any] = {"over": draw.some(list(Kind)), "sharing": draw.stated(draw.one_of(list(Function)), 30)}
    return Tier(name=key, reach=reach, when=conditions(draw, names), **(ties if reach is Reach.MEMBERS else {}))


#: Houses whose rules look at every column, and those whose rules look at two, a column each in one of them.
WIDE, NARROW = 5, len(COLUMNS) // 2
HOUSES = WIDE + NARROW


def looked_at(number: int) -> tuple[str, ...]:
    """Return the columns that the rules of a house look at."""
    names = Draw("columns").some(list(COLUMNS), len(COLUMNS))
    return tuple(names) if number < WIDE else tuple(names[number - WIDE :: NARROW])


def wide_gates(draw: Draw) -> Iterator[mg.Gate]:
    """Yield a gate for every column, that looks at a few more."""
    # Some houses reject often, some hardly ever.
    verdicts = [*Verdict, *[Verdict.NOTE, Verdict.PASS] * draw.one_of([1, 4, 12])]
    most = draw.one_of([1, 2, 3])
    for number, name in enumerate(COLUMNS):
        more = draw.some([other for other in COLUMNS if other != name], most - 1, most)
        yield drawn_gate(draw, f"gate-{number}", (name, *more), verdicts)


@cache
def house(number: int) -> mg.Market:
    """Return an empty market with the rules of a house."""
    draw, names = Draw(f"rules {number}"), looked_at(number)
    if number < WIDE:
        gates = tuple(wide_gates(draw))
    else:
        gates = tuple(
            drawn_gate(draw, f"gate-{place}", [name], [verdict])
            for place, (name, verdict) in enumerate(zip(names * 2, Verdict, strict=True))
        )
    rows = [drawn_tier(draw, f"Tier {place}", [name]) for place, name in enumerate(names * (1 if number < WIDE else 6))]
    models = [
        mg.OrganizationalModel(
            name=name, title=name.title(), tiers=rows[place::4], consolidates=tuple(_consolidated(draw))
        )
        for place, name in enumerate(MODEL_NAMES)
    ]
    plugin = SimpleNamespace(
        __name__="house",
        medgroup_referral_rules=mg.hookimpl(lambda: gates),
        medgroup_models=mg.hookimpl(lambda: models),
    )
    return mg.open_market(Facts(), plugins=[*installed_plugins(), plugin])


def _consolidated(draw: Draw) -> Iterator[mg.rules.Consolidation]:
    for kind in draw.some([Kind.OWNS, Kind.MEMBER, Kind.MANAGES], 0):
        functions, effect = draw.some(list(Function)), draw.one_of(list(Effect))
        yield mg.rules.Consolidation(over=kind, effect=effect, functions=functions, elective=draw.chance(30))
