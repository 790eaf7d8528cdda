"""A requirement to refer rejects who is outside it, and gives way to the patient, the insurer and the physician."""

from datetime import date, timedelta
from typing import Any

import pytest

import medgroup as mg
from medgroup import Kind, Override
from medgroup.domain import ReferralEvent, ReferralState
from medgroup.referrals import DirectedReferralPolicy, Ranking
from tests.unit.rankable import BONES, DAY, FAMILY, HEART, facts, needed, opened, ranked, refused, role, tie

OWNED = [tie(Kind.OWNS, "system", one) for one in ("home", "sister")]


def policy(**said: Any) -> DirectedReferralPolicy:
    """Return a requirement of ``home`` to refer within the system."""
    return DirectedReferralPolicy(**{"id": "keep-in", "organization": "home", "target": "system", **said})


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def asked(given: DirectedReferralPolicy | None = None, **said: Any) -> Ranking:
    market = opened(
        facts(
            role("a", "home", FAMILY), role("x", "sister"), role("y", "out"), ties=OWNED,
            models={"system": "ids", "home": "multi-specialty"},
        )
    )  # fmt: skip
    return ranked(market, needed(**said), policy=policy() if given is None else given)


def test_who_is_outside_the_target_is_rejected_with_the_regulation() -> None:
    found = asked()

    assert refused(found) == {"y@out": "directed"}
    assert found.rejected[0].source == "42 CFR 411.354(d)(4)"
    assert [one.role for one in found.ranked] == ["x@sister"]
    assert "The requirement keep-in directs this referral to system." in found.explain()


@pytest.mark.parametrize(
    "said",
    [
        {"preferred": ["y"]},
        {"overrides": [Override.INSURER]},
        {"overrides": [Override.JUDGMENT]},
        {"overrides": [Override.INSURER, Override.JUDGMENT]},
    ],
)
def test_it_gives_way_to_each_of_the_three(said: Any) -> None:
    found = asked(**said)

    assert refused(found) == {}
    notes = next(one for one in found.ranked if one.role == "y@out").notes
    assert any(note.startswith("The referrer is required to refer elsewhere. This gives way to ") for note in notes)


def test_a_preference_for_somebody_else_does_not_open_the_way_to_others() -> None:
    assert refused(asked(preferred=["x"])) == {"y@out": "directed"}


def test_whom_she_prefers_is_known_where_that_is_stated_as_a_reason_too() -> None:
    assert refused(asked(preferred=["x"], overrides=[Override.PATIENT_PREFERENCE])) == {"y@out": "directed"}


def test_overrides_that_are_not_known_leave_it_open() -> None:
    found = asked(overrides=None)

    assert refused(found) == {}
    assert {one.role: one.verdict for one in found.ranked}["y@out"] is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"organization": "sister"}, "is not about this referral."),
        ({"roles": ["x@sister"]}, "is not about this referral."),
        ({"specialties": [BONES]}, "is not about this referral."),
        ({"period": mg.Period(None, DAY)}, "is not about this referral."),
        ({"writing": False}, "is not held against anybody: directed.signed, directed.writing."),
        ({"signed_on": date(2027, 1, 1)}, "is not held against anybody: directed.signed."),
        ({"contingent": True}, "is not held against anybody: directed.contingent."),
    ],
)
def test_a_requirement_that_is_not_about_it_or_may_not_be_made_rejects_nobody(changed: Any, said: str) -> None:
    found = asked(policy(**changed))

    assert refused(found) == {}
    assert f"The requirement keep-in {said}" in found.explain()


@pytest.mark.parametrize("changed", [{}, {"roles": ["a@home"]}, {"specialties": [HEART]}, {"writing": True}])
def test_a_requirement_that_is_about_it_rejects(changed: Any) -> None:
    assert refused(asked(policy(**changed))) == {"y@out": "directed"}


def test_where_the_services_are_not_known_it_may_be_about_it() -> None:
    found = asked(policy(services={"imaging"}))

    assert refused(found) == {}
    assert {one.role: one.verdict for one in found.ranked} == {"x@sister": mg.Verdict.NOTE, "y@out": None}
    assert "may be about this referral" in found.explain()
    assert refused(asked(policy(services={"imaging"}), services=["imaging"])) == {"y@out": "directed"}


def test_the_target_may_be_one_practitioner() -> None:
    found = asked(policy(target="y"))

    assert refused(found) == {"x@sister": "directed"}
    assert [(one.role, one.verdict) for one in found.ranked] == [("y@out", mg.Verdict.NOTE)]


def test_without_a_requirement_nothing_is_directed() -> None:
    market = opened(facts(role("a", "home", FAMILY), role("y", "out")))

    assert "requirement" not in ranked(market).explain()


def test_what_is_not_known_of_the_reasons_to_which_it_gives_way_is_said() -> None:
    notes = next(one for one in asked(overrides=None).ranked if one.role == "y@out").notes

    assert notes[-1] == (
        "The referrer is required to refer elsewhere. It is not known whether the insurer determines who gives the "
        "care or whether the referrer judged somebody else to be in the patient's best interest, to which that would "
        "give way."
    )


def test_who_is_of_the_target_is_so_on_the_day_that_is_looked_at() -> None:
    later = [tie(Kind.OWNS, "system", "home"), tie(Kind.OWNS, "system", "sister", period=mg.Period(after(5)))]
    given = opened(
        facts(
            role("a", "home", FAMILY), role("x", "sister"), role("y", "out"), ties=later,
            models={"system": "ids", "home": "multi-specialty"},
        )
    )  # fmt: skip

    def rejected(days: int, **said: Any) -> set[str]:
        return set(refused(ranked(given, needed(**said), on=after(days), policy=policy())))

    assert [rejected(0), rejected(5)] == [{"x@sister", "y@out"}, {"y@out"}]
    # What has happened to it before the day changes nothing.
    sent = ReferralEvent(state=ReferralState.SENT, on=after(1))
    assert [rejected(days, events=[sent]) for days in (0, 5)] == [{"x@sister", "y@out"}, {"y@out"}]


@pytest.mark.parametrize(("days", "binds"), [(5, False), (6, True)])
def test_a_requirement_binds_from_its_first_day_on_whenever_the_referral_was_written(days: int, binds: bool) -> None:
    given = opened(facts(role("a", "home", FAMILY), role("y", "out")))
    found = ranked(given, on=after(days), policy=policy(target="home", period=mg.Period(after(6))))

    assert refused(found) == ({"y@out": "directed"} if binds else {})
