"""Details of a ranking: what is told of codes, gates and coverage, what would be owed, and who stands near."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve

import medgroup as mg
from medgroup import Function, Kind
from medgroup.costs import BilledVisit, service_of
from medgroup.domain import (
    Address,
    Basis,
    Coverage,
    Encounter,
    PlanGate,
    Product,
    ReferralEvent,
    ReferralState,
)
from medgroup.referrals import DirectedReferralPolicy, rank_referrals
from medgroup.referrals.ranking.circles import Chart, Circles
from medgroup.referrals.ranking.deciding import KINDS
from medgroup.referrals.ranking.needs import SHARED, need_of, specialist
from medgroup.referrals.ranking.pools import Pools
from medgroup.values.specialties import OTHER_FAMILY
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
    market,
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

ASKS = (PlanGate.PCP, PlanGate.REFERRAL)
SHARED_COST = {"benefits": plan(sharing(coinsurance="0.2")).benefits}


def test_who_is_preferred_and_holds_no_role_bills_for_nobody_by_no_rule() -> None:
    found = ranked(
        opened(facts(HOME, practitioners=[mg.Practitioner(id="a"), mg.Practitioner(id="x")])), needed(preferred=["x"])
    )

    assert (found.rejected[0].organization_name, found.rejected[0].source) == ("", "")


def test_a_family_that_nobody_practises_has_no_candidate() -> None:
    assert ranked(market(at("x", "p", 1, specialties=[BONES])), family=True).ranked == ()


def test_who_practises_several_codes_is_seen_under_the_one_that_is_needed() -> None:
    several = at("x", "p", 1, specialties=[HEART, "207Q00000X", "207V00000X"])
    (wanted,) = market(several).derived(Pools).of(HEART, DAY, family=False)

    # A family doctor gives primary care, and an obstetrician may be seen directly; a cardiologist is neither.
    assert (wanted.specialty, wanted.exact, wanted.specialist, wanted.direct) == (HEART, True, True, False)


def test_who_is_preferred_and_practises_several_other_codes_is_seen_under_none_that_is_known() -> None:
    (one,) = ranked(market(at("x", "p", 1, specialties=[BONES, RHYTHM])), needed(preferred=["x"])).ranked

    assert (one.specialty, one.exact) == (None, False)
    assert (
        one.notes[-1]
        == f"Practises {RHYTHM}, {BONES}; what is needed is {HEART}. A candidate only because the patient prefers them."
    )


def test_whoever_gives_primary_care_under_one_of_several_codes_is_no_specialist() -> None:
    given = market()

    assert [specialist(given, codes) for codes in (["207Q00000X"], [HEART], ["999999999X"], [HEART, "207Q00000X"])] == [
        *(False, True, None),
        False,
    ]


def test_every_gate_that_rejects_is_named() -> None:
    requirement = DirectedReferralPolicy(id="keep-in", organization="home", target="q")
    given = market(at("x", "p", 1, accepting=False), at("y", "q", 2), product=Product.EPO)
    found = ranked(given, policy=requirement)

    assert [reason.statement for reason in found.because[-2:]] == [
        (
            "Not x, p: closed-panel rejects, and directed and not-covered too: "
            "Takes no new patients, and no visit of the patient there is known."
        ),
        "Not y, q: not-covered rejects: The plan covers nothing out of its network but emergencies.",
    ]


def test_where_one_of_two_rows_rejects_both_are_told_with_what_would_change_them() -> None:
    """Nobody knows the network, and whoever refers is not whom the patient chose: the plan pays for it in no way."""
    given = market(
        at("x", "p", 1),
        complete=False,
        product=Product.HMO,
        gates=ASKS,
        practitioners=[mg.Practitioner(id=one) for one in ("a", "b", "x")],
        coverages=[Coverage(id="ann", patient="ann", plan="plan", pcp="b")],
    )
    (one,) = ranked(given).rejected

    assert one.statement == (
        "The plan covers nothing out of its network but emergencies. The plan asks for a referral by the primary care "
        "practitioner, and there is none."
    )
    assert one.source == "plan document; 42 USC 300e"
    assert one.would_change == "A practitioner who is in network.; A referral that is good on the day."


def test_what_is_not_known_of_coverage_is_told_of_each_who_is_preferred() -> None:
    other = at("n", "in", 2, specialties=["999999999X"])
    given = market(at("x", "in", 1), other, contracted=["in"], product=Product.HMO, gates=None)
    first, second = ranked(given, needed(preferred=["n", "x"])).ranked

    assert first.notes == (
        (
            "Whether and how the plan covers the visit is not known, since it is not known whether the plan asks for "
            "an authorization."
        ),
    )
    assert second.notes[0] == (
        "Whether and how the plan covers the visit is not known, since it is not known whether the practitioner gives "
        "primary care or whether the plan asks for an authorization."
    )


def test_a_gate_that_hangs_on_coverage_says_what_is_not_known_of_that() -> None:
    gate = mg.Gate(
        name="house", when={"coverage": "covered-in"}, verdict=mg.Verdict.NOTE, reason="Of the house.", source="house"
    )
    (one,) = ranked(market(at("x", "p", 1), rules=[gate], complete=False, product=None)).ranked

    assert one.notes[-1] == (
        "It is not known whether the practitioner is in network or whether the plan covers anything out of network, so "
        "that the gate house may have something to say."
    )


# What the patient would owe.


def most(given: mg.Market, **said: Any) -> mg.Money | None:
    """Return the most that the patient may owe to the only candidate for what is charged 100 dollars."""
    (one,) = ranked(given, needed(**said), services=["X1001@100.00"]).ranked
    assert one.owes is None
    return one.owes_most


def test_what_is_owed_follows_from_whether_the_referral_is_held() -> None:
    def by(**coverage: Any) -> mg.Money | None:
        covered = [Coverage(id="ann", patient="ann", plan="plan", **coverage)]
        return most(
            market(
                at("x", "p", 1), contracted=["p"], product=Product.HMO, gates=ASKS, plan=SHARED_COST, coverages=covered
            )
        )

    assert [by(pcp="a"), by()] == [mg.Money(2_000), mg.Money(10_000)]


def test_a_referral_by_another_than_the_primary_care_practitioner_is_none_to_the_plan() -> None:
    """The POS plan then covers the visit as out of network, where it pays half."""
    benefits = plan(sharing(coinsurance="0.2"), out=sharing(coinsurance="0.5")).benefits

    def by(pcp: str) -> mg.Money | None:
        return most(
            market(
                at("x", "p", 1),
                contracted=["p"],
                product=Product.POS,
                gates=ASKS,
                plan={"benefits": benefits},
                practitioners=[mg.Practitioner(id=one) for one in ("a", "b", "x")],
                coverages=[Coverage(id="ann", patient="ann", plan="plan", pcp=pcp)],
            )
        )

    assert [by("a"), by("b")] == [mg.Money(2_000), mg.Money(5_000)]


def test_what_is_owed_follows_from_whether_the_plan_authorized_it() -> None:
    given = market(at("x", "p", 1), contracted=["p"], gates=[PlanGate.AUTHORIZATION], plan=SHARED_COST)

    assert [most(given, authorization="A-1"), most(given)] == [mg.Money(2_000), mg.Money(10_000)]


def test_what_is_owed_without_a_plan_is_what_is_charged() -> None:
    (one,) = ranked(market(at("x", "p", 1), coverages=[]), services=["X1001@100.00"]).ranked

    assert (one.standing, one.owes, one.owes_most) == (None, mg.Money(10_000), None)


def test_what_was_billed_before_has_used_up_the_deductible() -> None:
    before = BilledVisit(
        id="h",
        patient="kim",
        practitioner="dr-haddad",
        billing="summit-heart",
        services=[service_of("X2002@1500.00")],
        on=date(2026, 2, 2),
    )

    def owed(*history: BilledVisit) -> mg.Money | None:
        found = rank_referrals(mg.valley(), "kim-to-heart", on=DAY, services=["X2002@1500.00"], history=history)
        return next(one.owes for one in found.ranked if one.role == "haddad-summit")

    assert [owed(), owed(before)] == [mg.Money(28_152), mg.Money(22_478)]


# Who stands near.


def test_who_owns_a_practice_that_manages_it_in_turn_is_counted_once() -> None:
    ties = [
        *(tie(Kind.MEMBER, "aco", one) for one in ("home", "one")),
        tie(Kind.OWNS, "one", "two"),
        tie(Kind.MANAGES, "two", "one"),
    ]
    given = opened(facts(HOME, role("x", "two"), ties=ties, models={"aco": "aco"}))

    assert places(ranked(given)) == {"x@two": (1, "ACO participants, preferred")}


@pytest.mark.parametrize(("period", "panel"), [(mg.Period(None, DAY), "no"), (None, None)])
def test_a_tie_that_has_ended_leads_to_nobody_whose_model_is_not_known(period: Any, panel: str | None) -> None:
    ties = [tie(Kind.MEMBER, "old", "home", period=period), tie(Kind.OWNS, "veiled", "old")]
    given = opened(facts(HOME, role("x", "p"), ties=ties, models={"old": "ipa"}))

    assert given.derived(Circles).of("home", "plan", DAY).near("p").panel == panel


@pytest.mark.parametrize(("plans", "chart"), [("plan", Chart.EXCHANGED), ("other", Chart.PACKET)])
def test_a_chart_is_exchanged_for_the_plans_for_which_that_was_chosen(plans: str, chart: Chart) -> None:
    links = mg.Consolidation(over=Kind.MEMBER, effect=mg.Effect.CONNECTS, functions={Function.RECORDS}, elective=True)
    ties = [tie(Kind.MEMBER, "net", one) for one in ("home", "p")]
    chosen = [mg.Election(id=one.id, affiliation=one.id, function=Function.RECORDS, plans=[plans]) for one in ties]
    given = market(
        at("x", "p", 1),
        ties=ties,
        models={"net": "linked"},
        bring=[tiers("linked", ANYONE, consolidates=[links])],
        elections=chosen,
        plans=[mg.Plan(id=one, payer="payer", networks=["net"]) for one in ("plan", "other")],
    )

    assert given.derived(Circles).of("home", "plan", DAY).near("p").chart is chart


def test_of_several_ties_to_one_organization_the_best_counts() -> None:
    ties = [tie(kind, "sys", "home") for kind in (Kind.MANAGES, Kind.MEMBER)]
    given = opened(facts(HOME, role("x", "p"), ties=ties, models={"sys": "mso"}))
    chain = given.derived(Circles).of("home", "plan", DAY).chain

    assert [(one.organization, KINDS[one.kind]) for one in chain if one.hops] == [("sys", Kind.MANAGES)]


def test_of_two_who_stand_alike_the_first_by_id_brings_the_tier() -> None:
    """The tiers of the other come first by name."""
    ties = [tie(Kind.MEMBER, above, one) for above in ("one", "two") for one in ("home", "p")]
    late, early = (mg.Tier(name=name, reach=mg.Reach.MEMBERS, over={Kind.MEMBER}) for name in ("Z", "A"))
    models = {"one": "late", "two": "early"}
    bring = [tiers("late", late, ANYONE), tiers("early", early, ANYONE)]
    (one,) = ranked(market(at("x", "p", 1), ties=ties, models=models, bring=bring)).ranked

    assert (one.tier, one.tier_of) == ("Z", "one")


def test_a_roster_line_for_some_specialties_is_for_no_other() -> None:
    lines = [
        mg.RosterEntry(id="x", agreement="deal-p", practitioner="x", billing="p", specialties=[BONES]),
    ]
    given = market(at("x", "p", 1, specialties=[HEART, BONES]), contracted=["p"], roster_entries=lines)

    assert [ranked(given, needed(code)).ranked[0].standing for code in (HEART, BONES)] == [
        mg.Status.OUT,
        mg.Status.IN,
    ]


def test_what_keeps_a_referral_from_being_used_names_its_facts_and_what_would_change_it() -> None:
    over = evolve(HOME, period=mg.Period(None, date(2026, 5, 1)))
    late = ranked(opened(facts(over, role("x", "p"))), on=date(2026, 5, 1)).remarks()[1]
    seen = (ReferralState.SENT, ReferralState.SEEN)
    once = needed(visits=1, events=[ReferralEvent(state=state, on=DAY) for state in seen])
    used_up = ranked(market(at("x", "p", 1)), once, on=date(2026, 3, 3)).remarks()[1]

    assert (late.statement, late.evidence, late.would_change) == (
        "The role of who refers is not in force on 2026-05-01.",
        ("practitioner_roles/a@home",),
        "A role of the referrer in force on the day.",
    )
    assert (used_up.statement, used_up.would_change) == (
        "No visit is left that the referral allows.",
        "A new referral.",
    )


def test_a_code_that_is_near_to_none_that_is_practised_has_no_nearest() -> None:
    ground = ranked(market(at("x", "p", 1)), needed("999999999X")).remarks()[0]

    assert ground.would_change == "To ask for the whole family of the code."


# Whom the patient has seen, and whom she prefers.


def seen(practitioner: str = "x", **said: Any) -> Encounter:
    given = {"id": f"e-{practitioner}", "patient": "ann", "on": date(2025, 3, 2)}
    return Encounter(practitioner=practitioner, **{**given, **said})


def test_visits_that_do_not_count_hide_none_that_do() -> None:
    given = market(at("x", "p", 1, accepting=False))

    for idle in (seen(patient="ben"), seen(face_to_face=False), seen(on=date(2019, 1, 1))):
        assert order(ranked(given, history=[idle, evolve(seen(), id="counts")])) == ["x@p"]


def test_a_bill_may_name_its_practitioner_by_npi() -> None:
    people = [mg.Practitioner(id="a"), mg.Practitioner(id="x", npi="1234567893")]
    given = market(at("x", "p", 1, accepting=False), practitioners=people)
    bill = BilledVisit(
        id="b",
        patient="ann",
        practitioner="1234567893",
        billing="p",
        services=[service_of("X1001@100.00")],
        on=date(2025, 3, 2),
    )

    assert order(ranked(given, history=[bill])) == ["x@p"]


def test_each_of_whom_she_prefers_who_holds_no_role_is_told() -> None:
    over = mg.Period(None, DAY)
    given = market(at("x", "p", 1, period=over), at("y", "p", 2), at("z", "p", 3, period=over))

    found = ranked(given, needed(preferred=["x", "y", "z"]))

    assert (order(found), refused(found)) == (["y@p"], {"x": "no-role", "z": "no-role"})


def test_a_candidate_stands_at_a_site_where_no_gate_rejects() -> None:
    """The nearer of two sites is not the one that the referrer works at, which the house asks for."""
    gate = mg.Gate(
        name="house", when={"same_site": "no"}, verdict=mg.Verdict.REJECT, reason="Of the house.", source="house"
    )
    two = role("x", "home", sites=["far", "near"])
    given = facts(evolve(HOME, sites=["far"]), two, sites=[site("far", 9), site("near", 2)])
    (one,) = ranked(opened(given, gate)).ranked

    assert (one.site, one.miles) == ("far", 9.0)


# What all candidates of a referral share.


def words(given: mg.Market, **said: Any) -> dict[str, str | None]:
    """Return what is known of a referral, column by column."""
    referral = needed(**said)
    return dict(zip(SHARED, need_of(given, referral, DAY).words, strict=True))


@pytest.mark.parametrize(
    ("states", "word"),
    [(["CT"], "CT"), (["ct", "CT"], "CT"), (["CT", "NY"], None), (["XX"], None), ([], None)],
)
def test_the_state_is_that_of_all_sites_of_the_referrer(states: list[str], word: str | None) -> None:
    sites = [mg.Site(id=f"s{n}", organization="home", address=Address(state=one)) for n, one in enumerate(states)]

    assert words(opened(facts(HOME, sites=sites)))["state"] == word


def test_the_basis_is_known_where_nobody_contracts_or_all_who_do_say_the_same() -> None:
    def basis(*stated: Basis, complete: bool = True) -> str | None:
        ties = [tie(Kind.MEMBER, f"ipa-{one.value}", "home") for one in stated]
        deals = [
            mg.Agreement(id=f"deal-{one.value}", contractor=f"ipa-{one.value}", networks=["net"], basis=one)
            for one in stated
        ]
        given = facts(
            HOME,
            ties=ties,
            models={f"ipa-{one.value}": "ipa" for one in stated},
            elections=[mg.Election(id=one.id, affiliation=one.id) for one in ties],
            agreements=deals,
            complete=complete,
        )
        return words(opened(given))["basis"]

    assert [basis(), basis(complete=False), basis(Basis.RISK), basis(Basis.RISK, Basis.INTEGRATION)] == [
        *("none", None),
        *("risk", None),
    ]


def test_what_a_radiologist_is_asked_for_is_imaging_of_a_sort_that_may_not_be_known() -> None:
    found = words(opened(facts(HOME)), specialty="2085R0202X")

    assert [found[name] for name in ("imaging", "advanced_imaging", "laboratory")] == [None, None, "no"]


@pytest.mark.parametrize(("codes", "word"), [(None, None), (["08"], "yes")])
def test_whoever_states_a_medicare_specialty_is_enrolled(codes: Any, word: str | None) -> None:
    people = [mg.Practitioner(id="a", medicare_specialties=codes)]

    assert words(opened(facts(HOME, practitioners=people)))["referrer_enrolled"] == word


def test_a_code_that_nobody_places_is_of_no_family_that_is_known() -> None:
    assert words(opened(facts(HOME)), specialty="999999999X")["family"] == OTHER_FAMILY


def test_the_referrer_works_at_the_sites_that_the_organization_runs_on_the_day() -> None:
    begins = [mg.Organization(id="home", period=mg.Period(DAY))]
    given = opened(facts(HOME, sites=[site("office", 1, organization="home")], organizations=begins))

    assert [need_of(given, needed(), day).sites for day in (date(2026, 3, 1), DAY)] == [(), ("office",)]


def test_a_ranking_rests_on_what_the_market_assumes() -> None:
    given = market(at("x", "p", 1))

    assert ranked(given.with_facts(given.facts, assumptions=["It is so."])).assumptions == ("It is so.",)
