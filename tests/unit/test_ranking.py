"""Where a referral should go: patient's choice, then tier, then network, then distance; and how it is told."""

import pickle
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Function, Kind
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.domain import (
    Coverage,
    Patient,
    Position,
    Product,
    Qualification,
    ReferralEvent,
    ReferralState,
    Scope,
    ScopeOf,
)
from medgroup.referrals import Candidate, RankKey
from medgroup.referrals.ranking.circles import Chart
from medgroup.referrals.ranking.colocation import Travel
from tests.unit.claims import plan, sharing
from tests.unit.rankable import (
    ANYONE,
    BONES,
    DAY,
    HEART,
    HOME,
    RHYTHM,
    at,
    facts,
    imaging,
    market,
    miles_north,
    needed,
    opened,
    order,
    places,
    ranked,
    refused,
    role,
    site,
    tie,
    tiers,
)

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
    given = market(
        at("o", "out", 1),
        at("u", "unknown", 2),
        at("i", "in", 3),
        contracted=["in"],
        scopes=[Scope(id="s", of=ScopeOf.CONTRACTS, organizations=["out"])],
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
    net = mg.OrganizationalModel(
        name="linked",
        title="Linked",
        consolidates=[mg.Consolidation(over=Kind.MEMBER, effect=mg.Effect.CONNECTS, functions={Function.RECORDS})],
    )
    ties = [tie(Kind.MEMBER, "net", one) for one in ("home", "peer")]
    placed = at("x", "home", 1), at("y", "peer", 2), at("z", "else", 3)
    given = market(*placed, ties=ties, models={"net": "linked"}, bring=[net])

    assert {one.role: one.chart for one in ranked(given).ranked} == {
        "x@home": Chart.SHARED,
        "y@peer": Chart.EXCHANGED,
        "z@else": Chart.PACKET,
    }


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


def test_who_is_preferred_and_holds_no_role_is_told_by_name_alone() -> None:
    found = ranked(
        opened(facts(HOME, practitioners=[mg.Practitioner(id="a"), mg.Practitioner(id="x")])), needed(preferred=["x"])
    )

    assert found.because[-1].statement == (
        "Not x: no-role rejects: Holds no role in force on 2026-03-02, so nobody knows who would bill."
    )
    assert found.because[-1].would_change == "A role in force on the day."
    assert found.because[-1].evidence == ("practitioners/x",)


def test_who_is_preferred_may_practise_nobody_knows_what() -> None:
    (one,) = ranked(market(at("x", "p", 1, specialties=None)), needed(preferred=["x"])).ranked

    assert (one.practitioner, one.specialty, one.exact) == ("x", None, False)
    assert one.notes[-1] == (
        f"Practises a specialty that is not known; what is needed is {HEART}. "
        "A candidate only because the patient prefers them."
    )
