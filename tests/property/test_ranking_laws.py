"""Laws of rankings: what the order is a function of, and what never changes it."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

import attrs
from hypothesis import given
from hypothesis import strategies as st

import medgroup as mg
from medgroup import Kind
from medgroup.domain import PlanGate, Product
from medgroup.plugins import installed_plugins
from medgroup.referrals import Ranking, rank_referrals
from tests.unit.rankable import BONES, FAMILY, HEART, RHYTHM, facts, miles_north, needed, opened, role, tie

ORGANIZATIONS = ("home", "sister", "ally", "cousin", "stranger")
TIES = (
    tie(Kind.OWNS, "system", "home"),
    tie(Kind.OWNS, "system", "sister"),
    tie(Kind.MEMBER, "system", "ally"),
    tie(Kind.MEMBER, "network", "system"),
    tie(Kind.MEMBER, "network", "cousin"),
)
MODELS = {"home": "multi-specialty", "system": "ids", "network": "aco"}


class Drawn(NamedTuple):
    """One role that may be a candidate."""

    practitioner: str
    organization: str
    miles: int | None
    accepting: bool | None
    specialty: str

    def role(self) -> mg.PractitionerRole:
        sites = None if self.miles is None else [f"site-{self.miles}"]
        return role(self.practitioner, self.organization, self.specialty, accepting=self.accepting, sites=sites)


roles = st.lists(
    st.builds(
        Drawn,
        practitioner=st.sampled_from("bcdefghi"),
        organization=st.sampled_from(ORGANIZATIONS),
        miles=st.none() | st.integers(0, 4),
        accepting=st.none() | st.booleans(),
        specialty=st.sampled_from((HEART, HEART, HEART, RHYTHM, BONES)),
    ),
    max_size=9,
    unique_by=lambda one: (one.practitioner, one.organization),
)
plans = st.fixed_dictionaries(
    {
        "product": st.none() | st.sampled_from(list(Product)),
        "gates": st.none() | st.frozensets(st.sampled_from(list(PlanGate))),
        "contracted": st.frozensets(st.sampled_from(ORGANIZATIONS)),
        "complete": st.booleans(),
    }
)
preferences = st.frozensets(st.sampled_from("bcdefghi"), max_size=2)


def stated(drawn: Sequence[Drawn], **plan: Any) -> mg.Facts:
    """Return the facts of drawn roles; everybody who may be preferred is there, with a role or without."""
    sites = [mg.Site(id=f"site-{miles}", position=miles_north(miles)) for miles in range(5)]
    people = [mg.Practitioner(id=one) for one in "abcdefghi"]
    return facts(
        role("a", "home", FAMILY, sites=["site-0"]),
        *[one.role() for one in drawn],
        models=dict.fromkeys(ORGANIZATIONS, None) | MODELS,
        ties=TIES,
        sites=sites,
        practitioners=people,
        **plan,
    )


def asked(market: mg.Market, preferred: frozenset[str] = frozenset(), **more: Any) -> Ranking:
    return rank_referrals(market, needed(preferred=preferred), **more)


def keys(ranking: Ranking) -> list[tuple[str, object]]:
    return [(one.role, one.key) for one in ranking.ranked]


@given(roles, plans, preferences, st.randoms(use_true_random=False))
def test_the_order_is_a_function_of_the_market_only(
    drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str], random: Random
) -> None:
    """The order is a function of the market only: no order of facts, of plugins or of questions changes it."""
    one = stated(drawn, **plan)
    plugins = list(installed_plugins())
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in one.items()}
    first, again = mg.open_market(one, plugins=plugins), mg.open_market(mg.Facts(**shuffled), plugins=plugins[::-1])
    asked(again, frozenset("b"))

    assert asked(first, preferred) == asked(again, preferred)


@given(roles, plans, preferences, st.data())
def test_adding_a_candidate_never_reorders_the_others(
    drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str], data: st.DataObject
) -> None:
    """Adding a candidate never reorders the others, and changes neither their keys nor who is rejected."""
    kept = [one for one in drawn if data.draw(st.booleans())]
    whole, less = (asked(opened(stated(rows, **plan)), preferred) for rows in (drawn, kept))
    there = {one.role().id for one in kept}

    assert [row for row in keys(whole) if row[0] in there] == keys(less)
    assert {one for one in whole.rejected if one.role in there} == {
        one for one in less.rejected if one.role is not None
    }


@given(roles, plans, preferences)
def test_removing_a_preference_restores_the_order(
    drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str]
) -> None:
    """A preference moves those who are preferred to the front; the rest keep their order, and without it all do."""
    market = opened(stated(drawn, **plan))
    before = asked(market)
    with_preference = asked(market, preferred)

    assert asked(market) == before
    others = [one.role for one in with_preference.ranked if one.practitioner not in preferred]
    assert others == [one.role for one in before.ranked if one.practitioner not in preferred]
    chosen = [one.preferred for one in with_preference.ranked]
    assert chosen == sorted(chosen, reverse=True)
    assert all(one.preferred is (one.practitioner in preferred) for one in with_preference.ranked)


NEVER = (
    {"specialty": "122300000X"},
    {"product": "none"},
    {"network": "none"},
    {"imaging": True},
    {"network": "in", "coverage": "none"},
)


@given(roles, plans, preferences, st.sampled_from(NEVER), st.sampled_from(list(mg.Verdict)))
def test_a_gate_that_never_applies_changes_nothing(
    drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str], when: dict[str, Any], verdict: mg.Verdict
) -> None:
    """A gate row that never applies changes nothing."""
    plan = {**plan, "product": plan["product"] or Product.PPO, "complete": True, "gates": plan["gates"] or ()}
    one = stated(drawn, **plan)
    idle = mg.Gate(name="idle", when=when, verdict=verdict, reason="Never.")

    assert asked(opened(one, idle), preferred) == asked(opened(one), preferred)


@given(roles, plans, preferences, st.booleans())
def test_every_candidate_is_ranked_or_rejected_with_a_reason(
    drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str], family: bool
) -> None:
    """Ranked and rejected are all candidates, each once and each with a reason."""
    found = asked(opened(stated(drawn, **plan)), preferred, family=family)
    wanted = {HEART, RHYTHM} if family else {HEART}
    expected = {one.role().id for one in drawn if one.specialty in wanted or one.practitioner in preferred} | (
        preferred - {one.practitioner for one in drawn}
    )

    named = [one.role for one in found.ranked] + [one.role or one.practitioner for one in found.rejected]
    assert sorted(named) == sorted(expected)
    assert all(one.tier and one.place >= 1 for one in found.ranked)
    assert all(one.gate and one.statement and one.evidence for one in found.rejected)


@given(roles, plans, preferences)
def test_places_follow_the_keys(drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str]) -> None:
    """Keys ascend; equal keys share a place, and a place is one more than the number of those who come before."""
    found = asked(opened(stated(drawn, **plan)), preferred).ranked

    assert [one.key for one in found] == sorted(one.key for one in found)
    assert all(one.place == 1 + sum(other.key < one.key for other in found) for one in found)


@given(roles, plans, preferences)
def test_renaming_every_role_renames_them_and_nothing_else(
    drawn: list[Drawn], plan: dict[str, Any], preferred: frozenset[str]
) -> None:
    """Ids decide no place: those who share one are told in the order of their ids, and that is all."""
    one = stated(drawn, **plan)
    renamed = attrs.evolve(
        one,
        practitioner_roles=[
            row if row.id == "a@home" else attrs.evolve(row, id=f"{99 - number}-{row.id}")
            for number, row in enumerate(one.practitioner_roles)
        ],
    )
    first, second = asked(opened(one), preferred), asked(opened(renamed), preferred)

    assert {row.role: (row.place, row.key) for row in first.ranked} == {
        row.role.partition("-")[2]: (row.place, row.key) for row in second.ranked
    }


@given(roles, plans)
def test_what_is_less_known_never_rejects_more(drawn: list[Drawn], plan: dict[str, Any]) -> None:
    """Unknown is never no: whoever is rejected while less is known is rejected whatever turns out."""
    less = asked(opened(stated(drawn, **{**plan, "complete": False})))
    more = asked(opened(stated(drawn, **{**plan, "complete": True})))

    assert {one.role for one in less.rejected} <= {one.role for one in more.rejected}


def at_random(random: Random) -> tuple[list[Drawn], dict[str, Any], frozenset[str]]:
    """Return roles, a plan and preferences as the laws draw them."""
    pairs = random.sample([(who, at) for who in "bcdefghi" for at in ORGANIZATIONS], random.randint(3, 9))
    drawn = [
        Drawn(
            who, at, random.choice((None, 0, 1, 2)), random.choice((None, True, False)), random.choice((HEART, BONES))
        )
        for who, at in pairs
    ]
    plan = {
        "product": random.choice((None, *Product)),
        "gates": random.choice((None, frozenset(), frozenset({PlanGate.REFERRAL}))),
        "contracted": frozenset(random.sample(ORGANIZATIONS, 2)),
        "complete": random.random() < 0.5,
    }
    return drawn, plan, frozenset(random.sample("bcdefghi", random.randint(0, 1)))


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Rankings have ties, several tiers, each standing, rejections, and preferences that move somebody."""
    met: Counter[str] = Counter()
    for seed in range(60):
        drawn, plan, preferred = at_random(Random(seed))
        market = opened(stated(drawn, **plan))
        before, found = asked(market), asked(market, preferred)
        met["a shared place"] += len({one.place for one in found.ranked}) < len(found.ranked)
        met["several tiers"] += len({one.tier for one in found.ranked}) > 1
        met["somebody rejected"] += bool(found.rejected)
        met["a preference that moves"] += (
            bool(found.ranked) and found.ranked[0].preferred and keys(found) != keys(before)
        )
        met["preferred and no candidate else"] += any(one.role is None for one in found.rejected)
        for one in found.ranked:
            met["no standing" if one.standing is None else one.standing.value] += 1
            met["no distance"] += one.miles is None

    wanted = {"a shared place", "several tiers", "somebody rejected", "a preference that moves", "no distance"}
    wanted |= {"preferred and no candidate else", "in", "out", "unknown"}
    assert {one for one in wanted if met[one] < 3} == set()
