"""Where a referral should go: patient's choice, then tier, then network, then distance; and why not elsewhere."""

import pickle
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Function, Kind
from medgroup.costs import BilledVisit, Service
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.domain import (
    Address,
    Basis,
    Coverage,
    Encounter,
    Line,
    OrganizationRole,
    OutpatientDepartment,
    Patient,
    PlanGate,
    Position,
    Product,
    Qualification,
    ReferralEvent,
    ReferralState,
)
from medgroup.referrals import Candidate, RankKey
from medgroup.referrals.circles import Chart
from medgroup.referrals.colocation import Travel
from tests.unit.claims import plan, sharing
from tests.unit.rankable import (
    BONES,
    DAY,
    FAMILY,
    HEART,
    RHYTHM,
    facts,
    miles_north,
    needed,
    opened,
    order,
    places,
    ranked,
    refused,
    role,
    tie,
)

HOME = role("a", "home", FAMILY)


def site(key: str, miles: float, **said: Any) -> mg.Site:
    """Return a site so many miles from where patients live."""
    return mg.Site(id=key, position=miles_north(miles), **said)


def at(practitioner: str, organization: str, miles: float, **said: Any) -> tuple[mg.PractitionerRole, mg.Site]:
    """Return a role and its own site, so many miles away."""
    key = f"{practitioner}-{organization}-office"
    return role(practitioner, organization, sites=[key], **said), site(key, miles)


def market(*placed: tuple[mg.PractitionerRole, mg.Site], **said: Any) -> mg.Market:
    """Return a market of placed roles beside the one who refers."""
    roles, sites = [one for one, _ in placed], [one for _, one in placed]
    gates, models = said.pop("rules", ()), said.pop("bring", ())
    return opened(facts(HOME, *roles, sites=[*sites, *said.pop("sites", ())], **said), *gates, models=models)


def tiers(name: str, *rows: mg.Tier, **said: Any) -> mg.OrganizationalModel:
    """Return a model of tiers."""
    return mg.OrganizationalModel(name=name, title=name.title(), tiers=rows, **said)


ANYONE = mg.Tier(name="Anyone", reach=mg.Reach.ANYONE)
SAME = mg.Tier(name="Same house", reach=mg.Reach.ORGANIZATION)


def members(name: str, *over: Kind, **said: Any) -> mg.Tier:
    """Return a tier of members."""
    return mg.Tier(name=name, reach=mg.Reach.MEMBERS, over=over or {Kind.MEMBER}, **said)


# What decides the order.


def test_the_order_is_choice_then_tier_then_network_then_distance() -> None:
    given = market(
        at("far", "home", 9),
        at("near-out", "out", 1),
        at("in", "net", 5),
        at("further-in", "net", 8),
        at("choice", "out", 30),
        models={"home": "multi-specialty"},
        contracted=["home", "net"],
    )

    found = ranked(given, needed(preferred=["choice"]))

    assert order(found) == ["choice@out", "far@home", "in@net", "further-in@net", "near-out@out"]
    assert places(found) == {
        "choice@out": (1, "Open, out of network"),
        "far@home": (2, "Own group"),
        "in@net": (3, "Open, in network"),
        "further-in@net": (4, "Open, in network"),
        "near-out@out": (5, "Open, out of network"),
    }


def test_equal_keys_share_a_place_and_the_next_place_is_left_out() -> None:
    given = market(at("x", "p", 2), at("y", "q", 2), at("z", "r", 3), models={"home": "solo"})

    assert [(one.role, one.place) for one in ranked(given).ranked] == [("x@p", 1), ("y@q", 1), ("z@r", 3)]


def test_unknown_network_status_ranks_below_in_and_above_out() -> None:
    known = {"organizations": ["out"]}
    from medgroup.domain import Scope, ScopeOf

    given = market(
        at("o", "out", 1),
        at("u", "unknown", 2),
        at("i", "in", 3),
        contracted=["in"],
        scopes=[Scope(id="s", of=ScopeOf.CONTRACTS, **known)],
        models={"home": "solo"},
    )

    found = ranked(given)

    assert order(found) == ["i@in", "u@unknown", "o@out"]
    assert [one.standing for one in found.ranked] == [mg.Status.IN, mg.Status.UNKNOWN, mg.Status.OUT]
    assert [one.key.standing for one in found.ranked] == [0, 1, 2]


def test_an_unknown_position_comes_last_within_its_tier_and_not_below_the_next() -> None:
    nowhere = role("n", "net")
    given = opened(
        facts(
            HOME, nowhere, *[one for one, _ in (at("i", "net", 40), at("o", "out", 1))],
            sites=[at("i", "net", 40)[1], at("o", "out", 1)[1]], contracted=["net"], models={"home": "solo"},
        )
    )  # fmt: skip

    found = ranked(given)

    assert order(found) == ["i@net", "n@net", "o@out"]
    assert [one.miles for one in found.ranked] == [40.0, None, 1.0]
    assert found.ranked[1].site == "i-net-office" or found.ranked[1].site is None


def test_the_key_says_what_decided() -> None:
    given = market(at("x", "home", 2), models={"home": "multi-specialty"}, contracted=["home"])
    (one,) = ranked(given, needed(preferred=["x"])).ranked

    assert one.key == RankKey(0, 0, 4, 1, 0, 0, 200)
    assert (one.tier, one.tier_of) == ("Own group", "home")


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


# Gates.


def test_who_refers_is_no_candidate_and_the_reason_is_shown() -> None:
    given = opened(facts(role("a", "home"), role("a", "moonlight"), role("x", "p"), sites=[]))

    found = ranked(given)

    assert order(found) == ["x@p"]
    assert refused(found) == {"a@home": "referrer", "a@moonlight": "referrer"}
    assert found.rejected[0].statement == "This is who refers; a referral goes to somebody else."


def test_who_takes_no_new_patients_is_rejected_unless_she_was_seen_there() -> None:
    given = market(at("x", "p", 1, accepting=False))
    (rejection,) = ranked(given).rejected

    assert (rejection.gate, rejection.would_change) == (
        "closed-panel",
        "A visit of the patient there, or that new patients are taken.",
    )
    seen = Encounter(id="e", patient="ann", practitioner="x", on=date(2025, 3, 2))
    assert order(ranked(given, history=[seen])) == ["x@p"]


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"on": date(2023, 3, 3)}, True),
        ({"on": date(2023, 3, 2)}, False),
        ({"on": DAY}, False),
        ({"on": date(2026, 3, 1)}, True),
        ({"patient": "ben"}, False),
        ({"practitioner": "y"}, False),
        ({"face_to_face": True}, True),
        ({"face_to_face": False}, False),
    ],
)
def test_a_visit_counts_for_three_years(changed: Mapping[str, Any], counts: bool) -> None:
    given = market(at("x", "p", 1, accepting=False))
    seen = Encounter(**{"id": "e", "patient": "ann", "practitioner": "x", "on": date(2025, 3, 2), **changed})

    assert bool(order(ranked(given, history=[seen]))) is counts


def test_a_bill_is_a_visit_too() -> None:
    given = market(at("x", "p", 1, accepting=False))
    bill = BilledVisit(
        id="b", patient="ann", practitioner="x", billing="p", on=date(2025, 3, 2), services=[Service("X1001")]
    )

    assert order(ranked(given, history=[bill])) == ["x@p"]


def test_whether_new_patients_are_taken_may_not_be_known() -> None:
    (one,) = ranked(market(at("x", "p", 1, accepting=None))).ranked

    assert one.verdict is None
    assert one.accepting is None
    assert "It is not known whether new patients are taken, so closed-panel may reject." in one.notes


@pytest.mark.parametrize(
    ("product", "asks", "place", "issued", "told"),
    [
        (Product.HMO, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "a", Consequence.COVERED_IN),
        (Product.HMO, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "b", None),
        (Product.HMO, {PlanGate.PCP, PlanGate.REFERRAL}, "out", "a", None),
        (Product.EPO, set(), "in", "b", Consequence.COVERED_IN),
        (Product.EPO, set(), "out", "a", None),
        (Product.POS, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "a", Consequence.COVERED_IN),
        (Product.POS, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "b", Consequence.COVERED_OUT),
        (Product.POS, {PlanGate.PCP, PlanGate.REFERRAL}, "out", "a", Consequence.COVERED_OUT),
        (Product.PPO, set(), "in", "b", Consequence.COVERED_IN),
        (Product.PPO, set(), "out", "b", Consequence.COVERED_OUT),
        (Product.PPO, {PlanGate.AUTHORIZATION}, "in", "a", Consequence.NEEDS_AUTHORIZATION),
        (Product.INDEMNITY, set(), "out", "b", Consequence.COVERED_OUT),
    ],
)
def test_the_product_decides_what_a_candidate_is_covered_as(
    product: Product, asks: set[PlanGate], place: str, issued: str, told: Consequence | None
) -> None:
    given = market(
        at("x", "in", 1), at("x", "out", 1), at("b", "home", 1, specialties=[FAMILY]),
        contracted=["in"], product=product, gates=asks,
    )  # fmt: skip

    found = ranked(given, needed(issuer=f"{issued}@home"))
    coverage = {one.organization: one.coverage for one in found.ranked}

    assert coverage.get(place) is told
    assert (f"x@{place}" in refused(found)) is (told is None)


@pytest.mark.parametrize(
    ("statement", "source", "product", "issuer"),
    [
        (
            "The plan covers nothing out of its network but emergencies.",
            "plan document; 42 USC 300e",
            Product.EPO,
            "a@home",
        ),
    ],
)
def test_a_rejection_by_coverage_gives_the_sentence_of_the_plans_own_gate(
    statement: str, source: str, product: Product, issuer: str
) -> None:
    (one,) = ranked(market(at("x", "out", 1), product=product), needed(issuer=issuer)).rejected

    assert (one.gate, one.statement, one.source) == ("not-covered", statement, source)
    assert one.would_change == "A practitioner who is in network."
    assert one.evidence == ("practitioner_roles/x@out",)


def test_a_preference_is_ranked_first_and_its_consequence_is_shown() -> None:
    given = market(at("x", "in", 1), at("y", "out", 9), contracted=["in"], product=Product.HMO)

    assert refused(ranked(given)) == {"y@out": "not-covered"}
    found = ranked(given, needed(preferred=["y"]))

    assert order(found) == ["y@out", "x@in"]
    assert found.ranked[0].coverage is Consequence.NOT_COVERED
    assert found.ranked[0].notes[0] == (
        "The plan covers nothing out of its network but emergencies. This gives way to the patient's preference."
    )


def test_a_preference_does_not_open_a_practice_that_takes_nobody() -> None:
    given = market(at("x", "p", 1, accepting=False))

    assert refused(ranked(given, needed(preferred=["x"]))) == {"x@p": "closed-panel"}


def test_under_continuing_care_out_of_network_is_covered_as_in() -> None:
    given = market(at("x", "out", 1), at("y", "out", 2), product=Product.HMO)

    found = ranked(given, continuing=["x"])

    assert [(one.role, one.coverage) for one in found.ranked] == [("x@out", Consequence.COVERED_IN)]
    assert refused(found) == {"y@out": "not-covered"}


def test_obstetric_care_is_direct() -> None:
    asks = {PlanGate.PCP, PlanGate.REFERRAL}
    placed = at("x", "in", 1, specialties=["207V00000X"]), at("b", "home", 1, specialties=[FAMILY])
    given = market(*placed, contracted=["in"], product=Product.HMO, gates=asks)

    (one,) = ranked(given, needed("207V00000X", issuer="b@home")).ranked

    assert one.coverage is Consequence.COVERED_IN


def test_medicare_leaves_free_whom_to_choose_and_asks_who_orders_to_be_enrolled() -> None:
    given = market(at("x", "out", 1), product=Product.INDEMNITY, plan={"line": Line.MEDICARE})
    (one,) = ranked(given).ranked

    assert "Medicare leaves its patients free to choose among all who take part in it." in one.notes
    assert one.verdict is mg.Verdict.NOTE
    (one,) = ranked(given, needed(services=["mri", "laboratory"])).ranked
    for what in ("imaging", "laboratory"):
        assert (
            f"It is not known whether the referrer is enrolled in Medicare, so {what}-order may have something to say."
            in one.notes
        )


def test_of_two_gates_that_hold_the_gravest_decides_and_all_are_told() -> None:
    rules = [
        mg.Gate(
            name="b-reject", when={}, verdict=mg.Verdict.REJECT, reason="No.", source="rule 1", would_change="Yes."
        ),
        mg.Gate(name="a-reject", when={}, verdict=mg.Verdict.REJECT, reason="Never.", source="rule 2"),
        mg.Gate(name="note", when={}, verdict=mg.Verdict.NOTE, reason="Mind."),
    ]

    (one,) = ranked(market(at("x", "p", 1), rules=rules)).rejected

    assert (one.gate, one.also, one.statement, one.source, one.would_change) == (
        "a-reject",
        ("b-reject",),
        "Never.",
        "rule 2",
        "",
    )


def test_two_gates_that_together_hold_whatever_is_not_known_reject() -> None:
    rules = [
        mg.Gate(name="takes", when={"accepting": True}, verdict=mg.Verdict.REJECT, reason="Takes."),
        mg.Gate(name="takes-not", when={"accepting": False}, verdict=mg.Verdict.REJECT, reason="Takes not."),
    ]

    (one,) = ranked(market(at("x", "p", 1, accepting=None), rules=rules)).rejected

    assert (one.gate, one.also) == ("closed-panel", ("takes", "takes-not")) or one.gate == "takes"


@pytest.mark.parametrize(
    ("yields", "said", "proposed"),
    [
        (mg.Override.INSURER, {"overrides": ["insurer"]}, True),
        (mg.Override.INSURER, {"overrides": ["judgment"]}, False),
        (mg.Override.JUDGMENT, {"overrides": ["judgment"]}, True),
        (mg.Override.JUDGMENT, {"overrides": []}, False),
        (mg.Override.PATIENT_PREFERENCE, {"preferred": ["x"]}, True),
        (mg.Override.PATIENT_PREFERENCE, {"preferred": ["y"]}, False),
        (mg.Override.PATIENT_PREFERENCE, {"overrides": ["patient-preference"]}, True),
        (mg.Override.INSURER, {"overrides": None}, True),
    ],
)
def test_a_gate_gives_way_to_what_it_yields_to_and_to_nothing_else(yields: Any, said: Any, proposed: bool) -> None:
    rule = mg.Gate(name="house", when={}, verdict=mg.Verdict.REJECT, reason="No.", yields={yields})
    overrides = said.get("overrides", ())
    stated = None if overrides is None else [mg.Override(one) for one in overrides]
    given = market(at("x", "p", 1), at("y", "p", 2), rules=[rule])

    found = ranked(given, needed(**{**said, "overrides": stated}))

    assert ("x@p" in order(found)) is proposed


def test_a_gate_that_gives_way_says_to_what() -> None:
    rule = mg.Gate(name="house", when={}, verdict=mg.Verdict.REJECT, reason="No.", yields=set(mg.Override))
    given = market(at("x", "p", 1), rules=[rule])

    (one,) = ranked(given, needed(preferred=["x"], overrides=[mg.Override.JUDGMENT])).ranked

    assert "No. This gives way to the patient's preference and the referrer's judgment." in one.notes


# What is known of the referral.


def test_candidates_have_exactly_the_code_or_the_family_where_that_is_asked_for() -> None:
    given = market(at("x", "p", 1), at("y", "p", 2, specialties=[RHYTHM]), at("z", "p", 3, specialties=[BONES]))

    assert order(ranked(given)) == ["x@p"]
    wide = ranked(given, family=True)
    assert order(wide) == ["x@p", "y@p"]
    assert [one.exact for one in wide.ranked] == [True, False]
    assert wide.ranked[1].notes[-1:] == (f"Practises {RHYTHM}; what is needed is {HEART}.",)
    assert "Candidates practise exactly 207RC0000X." in ranked(given).explain()
    assert "or another code of the family Cardiology." in wide.explain()


def test_a_role_without_specialties_has_those_of_the_qualifications() -> None:
    given = opened(
        facts(
            HOME, role("x", "p", None), role("y", "p", None),
            practitioners=[
                mg.Practitioner(id="a"),
                mg.Practitioner(id="x", qualifications=[Qualification(code=HEART)]),
                mg.Practitioner(id="y"),
            ],
        )
    )  # fmt: skip

    assert order(ranked(given)) == ["x@p"]


def test_whom_the_patient_prefers_is_a_candidate_whatever_is_practised_there() -> None:
    given = market(at("x", "p", 9), at("y", "p", 1, specialties=[BONES]), at("z", "p", 2, specialties=[BONES]))

    found = ranked(given, needed(preferred=["y"], practitioner="z"))

    assert order(found) == ["y@p", "z@p", "x@p"]
    assert [one.preferred for one in found.ranked] == [True, False, False]
    assert [one.specialty for one in found.ranked] == [BONES, BONES, HEART]


def test_whom_the_patient_prefers_and_who_holds_no_role_is_rejected_with_that_reason() -> None:
    ended = at("x", "p", 1, period=mg.Period(None, DAY))
    found = ranked(market(ended), needed(preferred=["x"]))

    assert found.ranked == ()
    assert refused(found) == {"x": "no-role"}
    assert found.rejected[0].statement == "Holds no role in force on 2026-03-02, so nobody knows who would bill."
    assert found.headline() == "No candidate for 207RC0000X on 2026-03-02; 1 rejected."


def test_where_a_referral_was_rerouted_to_is_a_candidate() -> None:
    events = [
        ReferralEvent(state=ReferralState.SENT, on=DAY),
        ReferralEvent(state=ReferralState.REROUTED, on=DAY, practitioner="y"),
    ]
    given = market(at("x", "p", 9), at("y", "p", 1, specialties=[BONES]))

    assert order(ranked(given, needed(practitioner="x", events=events))) == ["y@p", "x@p"]


def test_roles_that_are_not_held_on_the_day_are_none() -> None:
    given = market(at("x", "p", 1, period=mg.Period(DAY + timedelta(days=1))))

    assert order(ranked(given)) == []
    assert order(ranked(given, on=DAY + timedelta(days=1))) == ["x@p"]


def test_the_day_is_that_on_which_the_referral_is_written_unless_another_is_asked_about() -> None:
    given = market(at("x", "p", 1))

    assert (ranked(given).on, ranked(given, on=date(2026, 5, 5)).on) == (DAY, date(2026, 5, 5))


@pytest.mark.parametrize(
    ("changed", "origin", "miles"),
    [
        ({"near": miles_north(10)}, "the position that the referral names", 9.0),
        ({}, "where the patient lives", 1.0),
    ],
)
def test_distance_is_measured_from_where_the_referral_says_or_the_patient_lives(
    changed: Any, origin: str, miles: float
) -> None:
    found = ranked(market(at("x", "p", 1)), needed(**changed))

    assert found.ranked[0].miles == pytest.approx(miles, abs=0.02)
    assert f"great-circle miles from {origin}; they are not drive time" in found.explain()


def test_where_the_patients_home_is_not_known_distance_is_measured_from_the_referrers_only_site() -> None:
    refers = attrs.evolve(HOME, sites=["office"])
    for sites, miles in ((["office"], 4.0), (["office", "branch"], None)):
        placed, there = at("x", "p", 1)
        given = opened(
            facts(
                attrs.evolve(refers, sites=sites),
                placed,
                sites=[there, site("office", 5), site("branch", 6)],
                patients=[Patient(id="ann")],
            )
        )

        assert ranked(given).ranked[0].miles == (None if miles is None else pytest.approx(miles, abs=0.02))


def test_a_role_ranks_at_the_site_where_it_ranks_best() -> None:
    two = role("x", "p", sites=["far", "near"])
    given = opened(facts(HOME, two, sites=[site("far", 9), site("near", 2)], models={"home": "solo"}))
    (one,) = ranked(given).ranked
    assert (one.site, one.miles) == ("near", 2.0)

    deals = [mg.Agreement(id="deal", contractor="p", networks=["net"], sites=["far"])]
    lines = [mg.RosterEntry(id="x", agreement="deal", practitioner="x", billing="p")]
    given = opened(facts(HOME, two, sites=[site("far", 9), site("near", 2)], agreements=deals, roster_entries=lines))
    (one,) = ranked(given).ranked
    assert (one.site, one.standing) == ("far", mg.Status.IN)


def test_a_role_that_names_no_site_is_at_all_that_its_organization_runs() -> None:
    given = opened(
        facts(HOME, role("x", "p"), sites=[site("one", 4, organization="p"), site("two", 3, organization="home")])
    )

    assert ranked(given).ranked[0].site == "one"


def test_languages_that_are_wished_for_are_shown_and_decide_nothing() -> None:
    people = [
        mg.Practitioner(id="a"),
        mg.Practitioner(id="x", languages=["en"]),
        mg.Practitioner(id="y", languages=["es-MX", "en"]),
        mg.Practitioner(id="z"),
    ]
    given = market(at("x", "p", 1), at("y", "p", 2), at("z", "p", 3), practitioners=people)

    assert [one.speaks for one in ranked(given).ranked] == [None, None, None]
    found = ranked(given, needed(languages=["ES"]))
    assert [(one.role, one.speaks) for one in found.ranked] == [("x@p", False), ("y@p", True), ("z@p", None)]
    assert found.ranked[1].languages == {"es-MX", "en"}


def test_the_earliest_opening_is_shown_where_it_is_known() -> None:
    found = ranked(market(at("x", "p", 1), at("y", "p", 2)), openings={"y@p": date(2026, 4, 1)})

    assert [one.earliest for one in found.ranked] == [None, date(2026, 4, 1)]


def test_without_a_coverage_there_is_no_network_and_no_gate_of_a_plan() -> None:
    found = ranked(market(at("x", "out", 1), coverages=[], models={"home": "solo"}))
    (one,) = found.ranked

    assert (one.standing, one.coverage, one.tier) == (None, None, "Open, without a plan")
    assert found.plan is None
    assert "No coverage of ann is in force" in found.explain()


def test_where_two_coverages_pay_first_the_network_is_not_known() -> None:
    twice = [Coverage(id=one, patient="ann", plan="plan") for one in ("c1", "c2")]
    found = ranked(market(at("x", "out", 1), coverages=twice))
    (one,) = found.ranked

    assert (one.standing, one.coverage) == (mg.Status.UNKNOWN, None)
    assert "More than one coverage of ann pays first" in found.explain()


def test_the_plan_of_the_referral_comes_before_that_of_the_coverage() -> None:
    plans = [
        mg.Plan(id="plan", payer="payer", networks=["net"], product=Product.PPO, gates=[]),
        mg.Plan(id="other", payer="payer", networks=["net"], product=Product.EPO, gates=[]),
    ]
    given = market(at("x", "out", 1), plans=plans)

    assert (ranked(given).plan, refused(ranked(given))) == ("plan", {})
    found = ranked(given, needed(plan="other"))
    assert (found.plan, refused(found)) == ("other", {"x@out": "not-covered"})


def test_the_chart_is_shared_exchanged_or_sent_along() -> None:
    from medgroup import Effect

    net = mg.OrganizationalModel(
        name="linked",
        title="Linked",
        consolidates=[mg.Consolidation(over=Kind.MEMBER, effect=Effect.CONNECTS, functions={Function.RECORDS})],
    )
    ties = [tie(Kind.MEMBER, "net", one) for one in ("home", "peer")]
    placed = at("x", "home", 1), at("y", "peer", 2), at("z", "else", 3)
    given = market(*placed, ties=ties, models={"net": "linked"}, bring=[net])

    assert {one.role: one.chart for one in ranked(given).ranked} == {
        "x@home": Chart.SHARED,
        "y@peer": Chart.EXCHANGED,
        "z@else": Chart.PACKET,
    }


# The notice of alternatives.


def imaging(line: Line = Line.MEDICARE, **said: Any) -> mg.Market:
    """Return a group with a radiologist of its own, and suppliers of imaging around it."""
    department = OutpatientDepartment(hospital="hospital")
    sites = [
        site("office", 0),
        site("near", 3, organization="one", services=["MRI"], address=Address(line=["1 Road"], city="Town")),
        site("branch", 2, organization="one", services=["imaging"]),
        site("edge", 24.9, organization="two", services=["ct"]),
        site("beyond", 25.1, organization="three", services=["ct"]),
        site("hospital", 1, organization="hospital", services=["mri"]),
        site("ward", 1, organization="four", services=["mri"], outpatient_department=department),
        site("own", 1, organization="home", services=["mri"]),
        site("nobody", 1, services=["mri"]),
        site("silent", 1, organization="five"),
        site("clinic", 1, organization="six", services=["primary-care"]),
        mg.Site(id="nowhere", organization="seven", services=["mri"]),
    ]  # fmt: skip
    organizations = [
        mg.Organization(id=key, roles=[OrganizationRole.FACILITY] if key == "hospital" else [])
        for key in ("home", "one", "two", "three", "four", "five", "six", "seven", "hospital")
    ]
    return opened(
        facts(
            attrs.evolve(HOME, sites=["office"]),
            role("x", "home", "2085R0202X", sites=["office"]),
            sites=sites,
            organizations=organizations,
            plan={"line": line, "product": Product.INDEMNITY},
            **said,
        )
    )


def test_the_notice_lists_other_suppliers_within_25_miles_and_no_hospital() -> None:
    found = ranked(imaging(), needed("2085R0202X", services=["mri"]))

    assert [(one.organization, one.site, one.miles) for one in found.imaging_suppliers] == [
        ("one", "branch", 2.0),
        ("two", "edge", 24.9),
    ]
    (one,) = found.ranked
    assert one.verdict is mg.Verdict.NOTE or one.verdict is None
    assert any("told in writing" in note for note in one.notes)
    assert "fewer than the 5 that it has to list" in found.explain()


@pytest.mark.parametrize(
    ("line", "services", "due"),
    [
        (Line.MEDICARE, ["mri"], "yes"),
        (Line.MEDICARE, ["PET"], "yes"),
        (Line.MEDICARE, ["x-ray"], "no"),
        (Line.MEDICARE, ["imaging"], "maybe"),
        (Line.MEDICARE, ["70551"], "maybe"),
        (Line.MEDICARE, None, "maybe"),
        (Line.COMMERCIAL, ["mri"], "no"),
    ],
)
def test_the_notice_is_due_before_mri_ct_or_pet_under_medicare(line: Line, services: Any, due: str) -> None:
    found = ranked(imaging(line), needed("2085R0202X", services=services))
    notes = " ".join(found.ranked[0].notes)

    told = {"yes": "told in writing" in notes, "maybe": "imaging-alternatives may" in notes}
    assert told == {"yes": due == "yes", "maybe": due == "maybe"}
    assert bool(found.imaging_suppliers) is (due != "no")


def test_for_anything_of_another_specialty_no_imaging_is_asked_for() -> None:
    found = ranked(imaging(), needed(FAMILY, issuer="x@home"))

    assert found.imaging_suppliers == ()


# How it is told.


def test_every_candidate_is_told_with_what_the_ranking_rests_on() -> None:
    placed = at("x", "home", 1), at("y", "out", 2)
    given = market(*placed, product=Product.HMO, contracted=["home"], models={"home": "multi-specialty"})
    found = ranked(given)
    told = found.explain()

    assert found.headline() == ("1 candidate for 207RC0000X on 2026-03-02: first x, home (Own group); 1 rejected.")
    assert "1. x, home: Own group; in network; 1.0 miles. May belong to the nearer tier Own group, same site" in told
    assert "Not y, out: not-covered rejects: The plan covers nothing out of its network but emergencies." in told
    assert "Tier Own group is of home (multi-specialty), which refers." in told
    assert [reason.statement for reason in found.remarks()] == [
        reason.statement for reason in found.because[: len(found.remarks())]
    ]
    assert found.to_dict()["ranked"][0]["key"] == {
        "choice": 1,
        "hops": 0,
        "kind": 4,
        "tier_index": 1,
        "standing": 0,
        "nowhere": 0,
        "hundredths": 100,
    }
    assert len(found.to_dict()["because"]) == len(found.because)
    assert "Own group" in found._repr_html_()


def test_a_tie_on_the_first_place_is_told() -> None:
    given = market(at("x", "p", 2), at("y", "q", 2))

    assert " and 1 more on the first place; 0 rejected." in ranked(given).headline()


def test_a_candidate_holds_what_is_known_of_it() -> None:
    given = market(at("x", "p", 1), contracted=["p"], models={"home": "solo"})
    (one,) = ranked(given).ranked

    assert one == Candidate(
        place=1,
        practitioner="x",
        practitioner_name="x",
        organization="p",
        organization_name="p",
        role="x@p",
        site="x-p-office",
        site_name="x-p-office",
        tier="Open, in network",
        tier_of=None,
        standing=mg.Status.IN,
        coverage=Consequence.COVERED_IN,
        verdict=mg.Verdict.PASS,
        miles=1.0,
        travel=Travel.UNKNOWN,
        chart=Chart.PACKET,
        preferred=False,
        specialty=HEART,
        exact=True,
        accepting=True,
        languages=frozenset(),
        speaks=None,
        same_day_imaging=None,
        same_day_laboratory=None,
        earliest=None,
        owes=None,
        notes=(),
        key=RankKey(1, 1_000, 4, 0, 0, 0, 100),
    )


def test_ends_of_what_is_owed_go_along_to_another_process() -> None:
    placed = at("x", "p", 1), at("y", "p", 2)
    found = ranked(market(*placed, complete=False), services=["X1001@200.00"])
    (first, second), again = found.ranked, pickle.loads(pickle.dumps(found))

    assert (first.owes, first.owes_least, first.owes_most) == (None, mg.Money(0), mg.Money(20_000))
    assert again == found
    assert again.ranked[1].owes_most == second.owes_most
    with pytest.raises(AttributeError, match="'Candidate' object has no attribute 'owed'"):
        _ = first.owed


def test_suppliers_are_told_by_hundredths_of_a_mile() -> None:
    given = imaging()
    moved = attrs.evolve(given.site("branch"), position=Position(latitude=40.0312345, longitude=-75))
    rows = [moved if one.id == "branch" else one for one in given.facts.sites]

    found = ranked(given.with_facts(attrs.evolve(given.facts, sites=rows)), needed("2085R0202X", services=["mri"]))

    assert found.imaging_suppliers[0].miles == 2.16


def test_what_is_owed_under_continuing_care_is_that_in_network() -> None:
    given = market(at("x", "p", 1), product=Product.HMO, plan={"benefits": plan(sharing(coinsurance="0.2")).benefits})

    (kept,) = ranked(given, continuing=["x"], services=["X1001@200.00"]).ranked
    (chosen,) = ranked(given, needed(preferred=["x"]), services=["X1001@200.00"]).ranked

    assert (chosen.owes, chosen.owes_most) == (mg.Money(20_000), None)
    assert (kept.owes, kept.owes_most) == (None, mg.Money(4_000))


def test_an_organization_that_is_yet_to_begin_runs_no_site() -> None:
    begins = [mg.Organization(id="home"), mg.Organization(id="p", period=mg.Period(DAY + timedelta(days=1)))]
    given = opened(facts(HOME, role("x", "p"), sites=[site("one", 4, organization="p")], organizations=begins))

    assert [ranked(given, on=day).ranked[0].site for day in (DAY, DAY + timedelta(days=1))] == [None, "one"]


def test_a_tier_that_hangs_on_what_the_plan_covers_says_what_is_not_known_of_that() -> None:
    first = mg.Tier(name="First", reach=mg.Reach.ORGANIZATION, when={"coverage": "covered-in"})
    given = market(
        at("x", "home", 1), models={"home": "mine"}, bring=[tiers("mine", first, ANYONE)], complete=False, product=None
    )

    (one,) = ranked(given).ranked

    assert one.notes[-1] == (
        "May belong to the nearer tier First: it is not known whether the practitioner is in network or "
        "whether the plan covers anything out of network."
    )


def test_what_is_not_known_of_coverage_is_told_of_each_candidate() -> None:
    nurse = at("n", "in", 2, specialties=["363LF0000X"])
    given = market(at("x", "in", 1), nurse, contracted=["in"], product=Product.HMO, gates=None)

    found = ranked(given, needed(preferred=["n"]))

    told = {one.role: [note for note in one.notes if note.startswith("Whether and how")] for one in found.ranked}
    assert all(told.values())
    assert told["n@in"] != told["x@in"]
