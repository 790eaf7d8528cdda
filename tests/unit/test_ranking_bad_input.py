"""What a ranking cannot take is one error that says what is wrong with which argument."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.errors import InvalidValueError, MedgroupError, UnknownFactError
from medgroup.referrals import DirectedReferralPolicy, compare_candidates
from tests.unit.rankable import DAY, FAMILY, HEART, facts, needed, opened, ranked, role

MARKET = opened(facts(role("a", "home", FAMILY), role("x", "p"), role("x", "q"), role("y", "p"), role("a", "other")))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"issuer": "a@hom"}, "no practitioner role has the id 'a@hom'; did you mean 'a@home'?"),
        ({"issuer": "a"}, "no practitioner role"),
        ({"patient": "anna"}, "patient"),
        ({"plan": "plann"}, "did you mean 'plan'?"),
        ({"preferred": ["z"]}, "practitioner"),
        ({"practitioner": "z"}, "practitioner"),
    ],
)
def test_an_id_of_a_referral_that_leads_nowhere_is_told(changed: Any, told: str) -> None:
    with pytest.raises(UnknownFactError) as raised:
        ranked(MARKET, needed(**changed))

    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"on": "2026-03-02"}, "is not a day"),
        ({"on": 3}, "is not a day"),
        ({"history": [3]}, "history: 3 is not a BilledVisit, a VoidedVisit or an Encounter"),
        ({"history": "visit"}, "'visit' is not a list"),
        ({"services": ["no service"]}, "service"),
        ({"services": []}, "service"),
        ({"continuing": ["z"]}, "no practitioner"),
        ({"openings": {"z@p": DAY}}, "no practitioner role"),
        ({"openings": {"x@p": "soon"}}, "is not a day"),
        ({"openings": ["x@p"]}, "openings: ['x@p'] is not a mapping of roles to days"),
        ({"policy": "keep-in"}, "policy: 'keep-in' is not a DirectedReferralPolicy"),
        ({"policy": DirectedReferralPolicy(id="p", organization="hom", target="p")}, "did you mean 'home'?"),
        ({"policy": DirectedReferralPolicy(id="p", organization="home", target="zzz")}, "zzz"),
    ],
)
def test_an_argument_that_is_none_of_its_sort_is_told(asked: Any, told: str) -> None:
    with pytest.raises(MedgroupError) as raised:
        ranked(MARKET, **asked)

    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("given", [None, 3, {"id": "need"}])
def test_what_is_no_referral_is_told(given: Any) -> None:
    with pytest.raises(MedgroupError):
        mg.rank_referrals(MARKET, given)


def test_a_referral_that_the_market_has_not_is_told() -> None:
    with pytest.raises(UnknownFactError):
        mg.rank_referrals(MARKET, "need")


def test_a_referral_of_the_market_is_found_by_its_id() -> None:
    kept = MARKET.with_facts(mg.Facts(**{**dict(MARKET.facts.items()), "referrals": (needed(),)}))

    assert mg.rank_referrals(kept, "need") == ranked(MARKET)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("x@pp", "y@p", "one: 'x@pp' is not a candidate of the ranking; did you mean 'x@p'?"),
        ("y@p", "nobody", "other: 'nobody' is not a candidate of the ranking"),
        ("x", "y@p", "one: 'x' is not the role of one candidate (x@p, x@q are all of this practitioner)"),
        ("y", "y@p", "other: 'y@p' is not another candidate than y"),
        (3, "y", "one: 3 is not a candidate of the ranking"),
    ],
)
def test_what_is_no_candidate_is_not_compared(one: Any, other: Any, told: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        compare_candidates(ranked(MARKET), one, other)

    assert str(raised.value) == told


def test_a_specialty_that_nobody_practises_has_no_candidate() -> None:
    found = ranked(MARKET, needed("2084N0400X"))

    assert (found.ranked, found.rejected) == ((), ())
    assert found.headline() == "No candidate for 2084N0400X on 2026-03-02; 0 rejected."


def test_a_preference_by_npi_or_name_is_one_for_its_practitioner() -> None:
    people = [mg.Practitioner(id="a"), mg.Practitioner(id="x", npi="1234567893", name="Dr. X"), mg.Practitioner(id="y")]
    given = opened(facts(role("a", "home", FAMILY), role("x", "p"), role("y", "p"), practitioners=people))

    for key in ("x", "1234567893", "Dr. X"):
        assert [one.preferred for one in ranked(given, needed(preferred=[key])).ranked] == [True, False]


def test_a_ranking_on_a_day_on_which_nobody_works_is_empty() -> None:
    given = opened(facts(role("a", "home", FAMILY), role("x", "p", period=mg.Period(date(2030, 1, 1)))))

    assert ranked(given, needed(HEART)).ranked == ()
