"""A quote finds the referral that the market holds, where nobody says whether one is held."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.costs import Consequence, Permission, service_of
from medgroup.costs.held import course_on, held_referral
from medgroup.domain import PlanGate, Referral, ReferralEvent, ReferralState
from medgroup.referrals import advance
from tests.unit.followed import BONE, HEART, MONDAY, after, happened, market, referral

SERVICES = (service_of("X1001@100.00"),)
SENT = happened("sent")
DAY = after(10)


def held(*referrals: Referral, on: date = DAY, **asked: Any) -> Permission | None:
    given = {"patient": "kim", "practitioner": "cyd", "billing": "heart", "services": SERVICES, **asked}
    return held_referral(market(*referrals), on=on, **given)


def is_held(on: date = DAY, **stated: Any) -> bool:
    return held(referral(**{"events": SENT, **stated}), on=on) is not None


def test_a_referral_that_is_sent_is_held() -> None:
    assert held(referral(events=SENT, visits=2)) == Permission(visits=2, referral="r")


def test_a_market_without_referrals_holds_none() -> None:
    assert held() is None
    assert held(referral(patient="lee", events=SENT)) is None


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ((), False),
        (("sent",), True),
        (("sent", "authorized"), True),
        (("sent", "denied"), False),
        (("sent", "scheduled"), True),
        (("sent", "seen"), True),
        (("sent", "seen", "report-received"), True),
        (("sent", "seen", "closed"), False),
        (("sent", "declined"), False),
        (("sent", "rerouted"), False),
        (("cancelled",), False),
        (("expired",), False),
    ],
)
def test_it_is_held_in_the_states_in_which_it_may_be_used(path: tuple[str, ...], good: bool) -> None:
    assert is_held(events=happened(*path)) is good


@pytest.mark.parametrize(
    ("named", "good"),
    [
        ({}, True),
        ({"practitioner": "cyd"}, True),
        ({"practitioner": "cyd", "organization": "heart"}, True),
        ({"organization": "heart"}, True),
        ({"practitioner": "eli"}, False),
        ({"organization": "bones"}, False),
        ({"practitioner": "cyd", "organization": "bones"}, False),
        ({"specialty": BONE}, False),
        ({"specialty": BONE, "organization": "heart"}, False),
        # Who is named is named, whatever the specialty.
        ({"specialty": BONE, "practitioner": "cyd"}, True),
        ({"services": ["X1001"]}, True),
        ({"services": ["X1001", "X1002"]}, True),
        ({"services": ["imaging"]}, False),
        ({"plan": "ppo"}, True),
        ({"plan": "hmo"}, False),
        ({"written": after(11), "events": happened("sent", start=11)}, False),
    ],
)
def test_it_is_held_for_whom_and_for_what_it_is(named: dict[str, Any], good: bool) -> None:
    assert is_held(**named) is good


@pytest.mark.parametrize(("days", "good"), [(0, True), (29, True), (30, False)])
def test_it_is_held_while_it_is_good(days: int, good: bool) -> None:
    assert is_held(on=after(days), period=mg.Period(MONDAY, after(30))) is good


@pytest.mark.parametrize(("days", "good"), [(29, True), (30, False)])
def test_it_is_held_while_its_authorization_is_good(days: int, good: bool) -> None:
    authorized = (*SENT, ReferralEvent(state=ReferralState.AUTHORIZED, on=after(1), until=after(30)))

    assert is_held(on=after(days), events=authorized) is good


def test_it_is_held_with_a_visit_left_and_the_visit_of_the_day_is_still_to_be_made() -> None:
    one = referral(visits=1, events=SENT)
    seen = advance(market(), one, "seen", on=DAY)

    assert held(seen, on=DAY) == Permission(visits=1, referral="r")
    assert held(seen, on=after(11)) is None


def test_it_is_held_for_whom_it_is_to_on_the_day() -> None:
    """It was to Dr. Cyd until the twentieth day, and to the orthopaedists from the day on which they were sent it."""
    moved = (
        *SENT,
        ReferralEvent(state=ReferralState.REROUTED, on=after(20), practitioner="dee", organization="bones"),
        ReferralEvent(state=ReferralState.SENT, on=after(22)),
    )
    one = referral(practitioner="cyd", organization="heart", events=moved)
    days = (19, 20, 21, 22, 23)

    assert [held(one, on=after(day)) is not None for day in days] == [True, False, False, False, False]
    assert [held(one, on=after(day), practitioner="dee", billing="bones") is not None for day in days] == [
        *(False, False, False),
        *(True, True),
    ]


def test_a_patient_may_be_seen_on_the_day_on_which_it_is_sent() -> None:
    walked_in = (*SENT, ReferralEvent(state=ReferralState.SEEN, on=MONDAY))

    assert is_held(on=MONDAY, events=walked_in, visits=1)
    assert not is_held(on=after(1), events=walked_in, visits=1)


def test_it_is_held_where_the_doctor_whom_she_chose_issued_it() -> None:
    def by(pcp: str | None) -> bool:
        chosen = [attrs.evolve(one, pcp=pcp) for one in market().facts.coverages]
        of = market(referral(events=SENT), coverages=chosen)
        return held_referral(of, "kim", "cyd", "heart", SERVICES, DAY) is not None

    assert [by("ada"), by(None), by("ben")] == [True, True, False]


def test_of_several_the_first_is_taken() -> None:
    found = held(referral("b", events=SENT), referral("a", events=SENT), referral("0", events=()))

    assert found is not None
    assert found.referral == "a"


def test_whoever_is_covered_by_nobody_may_hold_one_all_the_same() -> None:
    assert held(referral(patient="max", events=SENT), patient="max") is not None
    assert held(referral(patient="max", events=SENT, plan="ppo"), patient="max") is None


def test_it_is_held_for_who_is_of_the_specialty_on_the_day() -> None:
    """Dr. Cyd leaves the group on the twentieth day."""
    roles = [
        attrs.evolve(role, period=mg.Period(None, after(20))) if role.id == "cyd-heart" else role
        for role in market().facts.practitioner_roles
    ]
    of = market(referral(events=SENT), practitioner_roles=roles)

    assert [held_referral(of, "kim", "cyd", "heart", SERVICES, after(day)) is not None for day in (19, 20)] == [
        True,
        False,
    ]


def test_how_far_one_has_come_as_the_patient_comes_on_a_day() -> None:
    one = referral(visits=2, events=happened("sent", "seen", start=1))

    def stood(days: int) -> tuple[ReferralState, int] | None:
        course = course_on(one, after(days))
        return None if course is None else (course.state, course.permission.used)

    assert [stood(days) for days in range(-1, 4)] == [
        None,
        (ReferralState.DRAFTED, 0),
        (ReferralState.SENT, 0),
        (ReferralState.SENT, 0),
        (ReferralState.SEEN, 1),
    ]


# --- in a quote ---

VALLEY = mg.valley()
HEART_VISIT: dict[str, Any] = {
    "practitioner": "dr-tanaka",
    "billing": "riverbend-cardiology",
    "site": "riverbend-office",
    "services": ["X1001@200.00"],
    "on": date(2026, 3, 2),
}


def test_a_quote_says_which_referral_is_held() -> None:
    """Lee's doctor referred him to Dr. Tanaka, and of three visits two are left."""
    quote = mg.quote(VALLEY, patient="lee", **HEART_VISIT)

    assert quote.patient_owes == mg.quote(VALLEY, patient="lee", referral=True, **HEART_VISIT).patient_owes
    assert quote.patient_owes is not None
    (reason,) = [one for one in quote.because if one.evidence == ("referrals/lee-to-heart",)]
    assert reason.statement == (
        "Referral lee-to-heart is held: it is good from 2026-01-15 until 2026-07-15, with 2 visits left."
    )


def test_what_the_caller_says_comes_before_what_the_market_holds() -> None:
    quote = mg.quote(VALLEY, patient="lee", referral=False, **HEART_VISIT)

    assert quote.lines[0].gate is Consequence.NOT_COVERED
    assert not any("referrals/" in one for reason in quote.because for one in reason.evidence)


def test_where_the_market_does_not_say_it_stays_unknown() -> None:
    """Ben's doctor wrote no referral that the market holds."""
    quote = mg.quote(VALLEY, patient="ben", **HEART_VISIT)

    assert quote.patient_owes is None
    assert quote.lines[0].gate is Consequence.UNKNOWN
    assert HEART in {one.specialty for one in VALLEY.facts.referrals}


def test_a_referral_to_one_doctor_is_none_to_another() -> None:
    """Kim's is to Dr. Tanaka; whether one is held for anybody else is not known."""
    facts = VALLEY.facts
    asking = [attrs.evolve(plan, gates=[PlanGate.REFERRAL]) for plan in facts.plans]
    (own,) = [one for one in facts.referrals if one.id == "lee-to-heart"]
    hers = attrs.evolve(own, id="kims", patient="kim", plan=None, period=None)
    asked = VALLEY.with_facts(attrs.evolve(facts, plans=asking, referrals=[hers]))

    found = mg.quote(asked, patient="kim", alternatives=True, **HEART_VISIT)
    given = mg.quote(asked, patient="kim", alternatives=True, referral=True, **HEART_VISIT)

    assert found.patient_owes == given.patient_owes is not None
    assert [one.practitioner for one in found.alternatives] == ["dr-haddad", "dr-moreau"]
    assert all("whether a referral is held" in one.statement for one in found.alternatives)
    assert all(one.patient_owes is not None for one in given.alternatives)
