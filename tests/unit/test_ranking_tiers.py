"""Whom an organization looks to first: tiers of every level that it belongs to, with their conditions."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Function, Kind
from medgroup.domain import (
    Basis,
    Line,
    Product,
)
from medgroup.referrals.ranking.colocation import Travel
from tests.unit.rankable import (
    ANYONE,
    BONES,
    DAY,
    HEART,
    HOME,
    RHYTHM,
    at,
    facts,
    market,
    members,
    needed,
    opened,
    places,
    ranked,
    role,
    site,
    tie,
    tiers,
)

# Two levels: a group inside a system inside a network. Distance, kind and index each decide a case.

NETWORK = tiers("alliance", members("Alliance, first"), members("Alliance, second", Kind.ASSOCIATED), ANYONE)
SYSTEM = tiers("house", members("System, owned", Kind.OWNS), members("System, allied", Kind.MEMBER), ANYONE)
CLUB = tiers("club", members("Club"), ANYONE)
TWO_LEVELS = {
    "ties": [
        tie(Kind.OWNS, "system", "home"),
        tie(Kind.OWNS, "system", "sister"),
        tie(Kind.MEMBER, "system", "ally"),
        tie(Kind.MEMBER, "network", "system"),
        tie(Kind.MEMBER, "network", "cousin"),
        tie(Kind.ASSOCIATED, "network", "guest"),
        tie(Kind.MEMBER, "club", "home"),
        tie(Kind.MEMBER, "club", "fellow"),
    ],
    "models": {"home": "solo", "system": "house", "network": "alliance", "club": "club"},
    "bring": [NETWORK, SYSTEM, CLUB],
}
#: Who stands where: hops, kind of the tie on the way up, place in the model.
LEVELS = {
    "sister": (1, 0, 0, "System, owned"),
    "ally": (1, 0, 1, "System, allied"),
    "fellow": (1, 2, 0, "Club"),
    "cousin": (2, 2, 0, "Alliance, first"),
    "guest": (2, 2, 1, "Alliance, second"),
    "stranger": (1_000, 4, 2, "Open, out of network"),
}


def two_levels(*organizations: str) -> mg.Market:
    """Return the two levels with a cardiologist at each of some organizations, the first the furthest away."""
    placed = [at("dr", one, len(organizations) - number) for number, one in enumerate(organizations)]
    return market(*placed, **TWO_LEVELS)


def test_a_group_inside_a_system_inside_a_network_looks_level_by_level() -> None:
    found = ranked(two_levels(*LEVELS))

    assert {
        one.organization: (one.key.hops, one.key.kind, one.key.tier_index, one.tier) for one in found.ranked
    } == LEVELS
    assert [one.organization for one in found.ranked] == list(LEVELS)


@pytest.mark.parametrize(
    ("nearer", "further", "decides"),
    [
        ("fellow", "cousin", "hops"),
        ("ally", "cousin", "hops"),
        ("guest", "stranger", "hops"),
        ("ally", "fellow", "kind"),
        ("sister", "fellow", "kind"),
        ("sister", "ally", "tier_index"),
        ("cousin", "guest", "tier_index"),
    ],
)
def test_distance_kind_and_index_each_decide(nearer: str, further: str, decides: str) -> None:
    found = ranked(two_levels(nearer, further))

    assert [one.organization for one in found.ranked] == [nearer, further]
    assert mg.compare_candidates(found, f"dr@{nearer}", f"dr@{further}").decided_by == decides


def test_of_two_ways_up_the_shorter_and_of_two_ties_the_closer_count() -> None:
    ties = [
        tie(Kind.MEMBER, "top", "home"),
        tie(Kind.OWNS, "top", "home"),
        tie(Kind.OWNS, "middle", "home"),
        tie(Kind.OWNS, "top", "middle"),
        tie(Kind.MEMBER, "top", "other"),
    ]
    given = market(at("x", "other", 1), ties=ties, models={"top": "alliance"}, bring=[NETWORK])

    (one,) = ranked(given).ranked

    assert (one.key.hops, one.key.kind, one.tier) == (1, 0, "Alliance, first")


def test_a_chain_that_runs_in_a_circle_ends() -> None:
    ties = [tie(Kind.MEMBER, "one", "home"), tie(Kind.MEMBER, "home", "one")]
    given = market(at("x", "one", 1), ties=ties, models={"one": "alliance"}, bring=[NETWORK])

    assert [one.tier for one in ranked(given).ranked] == ["Alliance, first"]


@pytest.mark.parametrize("kind", [Kind.OWNS, Kind.MANAGES])
def test_what_a_member_owns_or_manages_is_among_the_members_and_what_joined_it_is_not(kind: Kind) -> None:
    ties = [
        tie(Kind.MEMBER, "net", "home"),
        tie(Kind.MEMBER, "net", "parent"),
        tie(kind, "parent", "child"),
        tie(kind, "child", "grandchild"),
        tie(Kind.MEMBER, "parent", "friend"),
    ]
    placed = [at("x", one, 1) for one in ("child", "grandchild", "friend", "parent")]
    given = market(*placed, ties=ties, models={"net": "alliance"}, bring=[NETWORK])

    assert {one.organization: one.tier for one in ranked(given).ranked} == {
        "child": "Alliance, first",
        "grandchild": "Alliance, first",
        "parent": "Alliance, first",
        "friend": "Open, out of network",
    }


def test_whom_the_organizer_itself_employs_is_among_its_members_and_the_groups_own_are_not_by_its_own_model() -> None:
    ties = [tie(Kind.OWNS, "system", "home"), tie(Kind.MEMBER, "home", "branch")]
    own = tiers("own", members("Branches"), ANYONE)
    given = market(
        at("x", "system", 1), at("y", "branch", 1), at("z", "home", 1), ties=ties,
        models={"system": "house", "home": "own"}, bring=[SYSTEM, own],
    )  # fmt: skip

    assert {one.organization: (one.tier, one.key.hops) for one in ranked(given).ranked} == {
        "branch": ("Branches", 0),
        "system": ("System, owned", 1),
        "home": ("System, owned", 1),
    }


def test_ties_that_are_over_bring_nobody_near() -> None:
    over = mg.Period(None, DAY)
    for ended in range(2):
        ties = [
            tie(Kind.MEMBER, "net", one, **({"period": over} if number == ended else {}))
            for number, one in enumerate(("home", "other"))
        ]
        given = market(at("x", "other", 1), ties=ties, models={"net": "alliance"}, bring=[NETWORK])

        assert {one.key.hops for one in ranked(given).ranked} == {1_000}
        assert [one.tier for one in ranked(given, on=DAY - timedelta(days=1)).ranked] == ["Alliance, first"]


def test_a_tier_that_shares_a_function_holds_those_alone_who_share_its_unit() -> None:
    joins = mg.Consolidation(over=Kind.MEMBER, effect=mg.Effect.JOINS, functions={Function.CONTRACTING}, elective=True)
    panel = tiers("panel", members("Panel", sharing=Function.CONTRACTING), ANYONE, consolidates=[joins])
    ties = [tie(Kind.MEMBER, "net", one) for one in ("home", "elected", "stays-out", "other-plan")]
    chosen = [
        mg.Election(id="h", affiliation="net-member-home"),
        mg.Election(id="e", affiliation="net-member-elected", plans=["plan"]),
        mg.Election(id="o", affiliation="net-member-other-plan", plans=["other"]),
    ]
    placed = [at("x", one, 1) for one in ("elected", "stays-out", "other-plan")]
    plans = [
        mg.Plan(id=one, payer="payer", networks=["net"], product=Product.PPO, gates=[]) for one in ("plan", "other")
    ]
    given = market(
        *placed, ties=ties, models={"net": "panel", "home": "solo"}, bring=[panel], elections=chosen, plans=plans
    )

    assert {one.organization: one.tier for one in ranked(given).ranked} == {
        "elected": "Panel",
        "stays-out": "Open, out of network",
        "other-plan": "Open, out of network",
    }


# Conditions of tiers.


def conditional(**when: Any) -> dict[str, Any]:
    """Return a market's organization whose first tier has a condition."""
    first = mg.Tier(name="First", reach=mg.Reach.ORGANIZATION, when=when)
    return {"models": {"home": "mine"}, "bring": [tiers("mine", first, ANYONE)], "contracted": ["home"]}


@pytest.mark.parametrize(
    ("when", "said", "tier"),
    [
        ({"accepting": True}, {"accepting": True}, "First"),
        ({"network": "in"}, {}, "First"),
        ({"network": "out"}, {}, "Open, in network"),
        ({"specialty": HEART}, {}, "First"),
        ({"specialty": BONES}, {}, "Open, in network"),
        ({"family": "cardiology"}, {}, "First"),
        ({"same_family": True}, {}, "Open, in network"),
        ({"same_organization": False}, {}, "Open, in network"),
        ({"product": "ppo", "line": ["commercial", "medicaid"]}, {}, "First"),
        ({"product": ["hmo", "epo"]}, {}, "Open, in network"),
        ({"from_pcp": True}, {}, "First"),
        ({"referrer": False, "preferred": False}, {}, "First"),
        ({"coverage": "covered-in"}, {}, "First"),
        ({"imaging": False, "laboratory": False, "advanced_imaging": False}, {}, "First"),
        ({"authorized": True}, {}, "Open, in network"),
        ({"insurer": False, "judgment": False}, {}, "First"),
        ({"language": True}, {}, "First"),
        ({"panel": True}, {}, "First"),
        ({"directed": "none"}, {}, "First"),
        ({"established": False}, {}, "First"),
        ({"basis": "risk"}, {}, "Open, in network"),
    ],
)
def test_a_tier_holds_whom_its_conditions_hold(when: Any, said: Any, tier: str) -> None:
    (one,) = ranked(market(at("x", "home", 1, **said), plan={"line": Line.COMMERCIAL}, **conditional(**when))).ranked

    assert one.tier == tier
    assert not [note for note in one.notes if "nearer tier" in note]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"accepting": True}, {"accepting": None}),
        ({"same_site": True}, {}),
        ({"state": "CT"}, {}),
        ({"referrer_enrolled": True}, {}),
        ({"in_office": True}, {}),
    ],
)
def test_a_condition_that_nobody_can_tell_leaves_the_tier_open_and_says_so(when: Any, said: Any) -> None:
    (one,) = ranked(market(at("x", "home", 1, **said), **conditional(**when))).ranked

    assert one.tier == "Open, in network"
    assert any(note.startswith("May belong to the nearer tier First: it is not known ") for note in one.notes)


def test_a_tier_of_the_site_holds_who_works_there_for_whatever_organization() -> None:
    here = tiers("here", mg.Tier(name="Here", reach=mg.Reach.SITE), ANYONE)
    refers = attrs.evolve(HOME, sites=["shared"])
    given = opened(
        facts(
            refers,
            role("x", "home", sites=["shared"]),
            role("y", "tenant", sites=["shared"]),
            role("z", "home", sites=["branch"]),
            sites=[site("shared", 5), site("branch", 1)],
            models={"home": "here"},
        ),
        models=[here],
    )

    assert {one.role: (one.tier, one.travel) for one in ranked(given).ranked} == {
        "x@home": ("Here", Travel.SAME_SITE),
        "y@tenant": ("Here", Travel.SAME_SITE),
        "z@home": ("Open, out of network", Travel.UNKNOWN),
    }


def test_the_multi_specialty_group_keeps_its_site_to_itself() -> None:
    given = opened(
        facts(
            attrs.evolve(HOME, sites=["shared"]),
            role("x", "home", sites=["shared"]),
            role("y", "tenant", sites=["shared"]),
            role("z", "home", sites=["branch"]),
            sites=[site("shared", 5), site("branch", 1)],
            models={"home": "multi-specialty"},
        )
    )

    assert {one.role: one.tier for one in ranked(given).ranked} == {
        "x@home": "Own group, same site",
        "z@home": "Own group",
        "y@tenant": "Open, out of network",
    }


def test_whoever_is_in_no_tier_of_any_model_comes_after_all() -> None:
    given = market(at("x", "p", 1), at("y", "q", 2), contracted=["q"], models={"home": None})

    found = ranked(given)

    assert places(found) == {"y@q": (1, "In no tier, in network"), "x@p": (2, "In no tier, out of network")}
    assert "The model of home is not known" in found.explain()


def test_a_tier_of_everyone_with_conditions_holds_those_whom_they_hold() -> None:
    only = tiers("only", mg.Tier(name="Anyone", reach=mg.Reach.ANYONE, when={"accepting": True}))
    given = market(
        at("x", "p", 9), at("y", "p", 1, accepting=None), contracted=["p"], models={"home": "only"}, bring=[only]
    )

    assert places(ranked(given)) == {"x@p": (1, "Open, in network"), "y@p": (2, "In no tier, in network")}


# The models of the package.


def risk(basis: Basis | None, **said: Any) -> mg.Market:
    """Return an association in which ``home`` and ``peer`` take part, and a practice with a contract of its own."""
    ties = [tie(Kind.MEMBER, "ipa", one) for one in ("home", "peer")]
    deals = [
        mg.Agreement(id="deal-ipa", contractor="ipa", networks=["net"], basis=basis),
        mg.Agreement(id="deal-alone", contractor="alone", networks=["net"]),
    ]
    lines = [
        mg.RosterEntry(id=one, agreement=deal, practitioner="x", billing=one)
        for one, deal in (("home", "deal-ipa"), ("peer", "deal-ipa"), ("alone", "deal-alone"))
    ]
    return market(
        at("x", "peer", 9),
        at("x", "alone", 1),
        ties=ties,
        models={"ipa": "ipa", "home": "solo"},
        elections=[mg.Election(id=one.id, affiliation=one.id) for one in ties],
        agreements=deals,
        roster_entries=lines,
        **{"product": Product.HMO, **said},
    )


@pytest.mark.parametrize(
    ("basis", "first", "tier", "outside"),
    [
        (Basis.RISK, "x@peer", "IPA panel", mg.Verdict.AUTHORIZE),
        (Basis.INTEGRATION, "x@peer", "IPA panel", mg.Verdict.PASS),
        (Basis.MESSENGER, "x@alone", "Open, in network", mg.Verdict.PASS),
        (None, "x@alone", "Open, in network", None),
    ],
)
def test_the_basis_of_the_agreement_tells_whether_the_panel_comes_first(
    basis: Basis | None, first: str, tier: str, outside: mg.Verdict | None
) -> None:
    found = ranked(risk(basis))

    assert (found.ranked[0].role, found.ranked[0].tier) == (first, tier)
    assert {one.role: one.verdict for one in found.ranked} == {"x@peer": mg.Verdict.PASS, "x@alone": outside}


def test_who_may_go_anywhere_needs_no_authorization_of_the_association() -> None:
    assert {one.verdict for one in ranked(risk(Basis.RISK, product=Product.PPO)).ranked} == {mg.Verdict.PASS}
    assert mg.Verdict.AUTHORIZE in {one.verdict for one in ranked(risk(Basis.RISK, product=Product.POS)).ranked}


def test_an_authorization_that_is_held_opens_the_way_outside_the_panel() -> None:
    found = ranked(risk(Basis.RISK), needed(authorization="A-1"))

    assert {one.verdict for one in found.ranked} == {mg.Verdict.PASS}


def test_a_single_specialty_group_keeps_its_own_family_and_refers_the_rest_outside() -> None:
    heart = role("a", "home", HEART)
    given = opened(
        facts(
            heart, role("x", "home", RHYTHM), role("y", "home", BONES), role("z", "friends", RHYTHM),
            ties=[tie(Kind.ASSOCIATED, "home", "friends")], models={"home": "single-specialty"}, sites=[],
        )
    )  # fmt: skip

    assert {one.role: one.tier for one in ranked(given, needed(RHYTHM)).ranked} == {
        "x@home": "Own family in the group",
        "z@friends": "Affiliated practices",
    }
    assert {one.role: one.tier for one in ranked(given, needed(BONES)).ranked} == {"y@home": "Open, out of network"}


def test_an_accountable_care_organization_prefers_and_does_not_bar() -> None:
    ties = [tie(Kind.MEMBER, "aco", one) for one in ("home", "peer")]
    given = market(at("x", "peer", 9), at("y", "else", 1), ties=ties, models={"aco": "aco", "home": "solo"})

    assert places(ranked(given)) == {
        "x@peer": (1, "ACO participants, preferred"),
        "y@else": (2, "Open, out of network"),
    }


def test_a_management_company_directs_no_referral() -> None:
    ties = [tie(Kind.MANAGES, "mso", one) for one in ("home", "peer")]
    given = market(at("x", "peer", 9), at("y", "else", 1), ties=ties, models={"mso": "mso", "home": "solo"})

    assert places(ranked(given)) == {"y@else": (1, "Open, out of network"), "x@peer": (2, "Open, out of network")}


def test_a_system_looks_to_its_own_before_its_affiliates_before_anyone() -> None:
    ties = [
        tie(Kind.OWNS, "ids", "home"),
        tie(Kind.OWNS, "ids", "sister"),
        tie(Kind.MEMBER, "ids", "affiliate"),
    ]
    placed = [at("x", one, miles) for one, miles in (("else", 1), ("affiliate", 2), ("sister", 3), ("home", 4))]
    given = market(*placed, ties=ties, models={"ids": "ids", "home": "multi-specialty"})

    assert [(one.organization, one.tier) for one in ranked(given).ranked] == [
        ("home", "Own group"),
        ("sister", "Employed by the system"),
        ("affiliate", "Affiliated with the system"),
        ("else", "Open, out of network"),
    ]
