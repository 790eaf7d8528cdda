"""A referral is ranked as it stands on the day: what it allows, what the plan has said, and what is left of it."""

from datetime import date, timedelta
from typing import Any

import pytest

import medgroup as mg
from medgroup.costs import Consequence
from medgroup.domain import PlanGate, Product, ReferralEvent, ReferralState
from tests.unit.rankable import DAY, at, market, needed, ranked, refused

S = ReferralState
ASKS = (PlanGate.PCP, PlanGate.REFERRAL)
HMO = market(at("x", "one", 3), contracted=["one"], product=Product.HMO, gates=ASKS)
ASKED_FIRST = market(at("x", "one", 3), contracted=["one"], gates=[PlanGate.AUTHORIZATION])
SENT = ReferralEvent(state=S.SENT, on=DAY)


def days(count: int) -> date:
    return DAY + timedelta(days=count)


def after(*events: ReferralEvent, **said: Any) -> mg.Referral:
    return needed(events=[SENT, *events], **said)


def told(market_: mg.Market, referral: mg.Referral, on: date) -> list[str]:
    return [reason.statement for reason in ranked(market_, referral, on=on).remarks()]


def seen(on: date) -> ReferralEvent:
    return ReferralEvent(state=S.SEEN, on=on, practitioner="x")


ONCE = after(seen(days(2)), visits=1)


@pytest.mark.parametrize(
    ("referral", "on", "good"),
    [
        (needed(period=mg.Period(DAY, days(5))), days(4), True),
        # Half-open: on the day of the end it is over.
        (needed(period=mg.Period(DAY, days(5))), days(5), False),
        (needed(period=mg.Period(days(1), None)), DAY, False),
        # On the day of the visit itself the visit is not yet made.
        (ONCE, days(2), True),
        (ONCE, days(3), False),
        (after(seen(days(2)), visits=2), days(3), True),
        (after(seen(days(2)), visits=1, standing=True), days(3), True),
        (after(ReferralEvent(state=S.CANCELLED, on=days(2))), days(1), True),
        (after(ReferralEvent(state=S.CANCELLED, on=days(2))), days(2), False),
    ],
)
def test_a_plan_that_asks_for_a_referral_asks_for_one_that_is_good(referral: mg.Referral, on: date, good: bool) -> None:
    found = ranked(HMO, referral, on=on)

    assert refused(found) == ({} if good else {"x@one": "not-covered"})


def test_a_referral_that_is_used_up_says_so() -> None:
    assert "No visit is left that the referral allows." in told(HMO, ONCE, days(3))
    assert "No visit is left that the referral allows." not in told(HMO, ONCE, days(2))


def test_a_day_before_it_is_written_is_said_to_be_one() -> None:
    said = f"The referral is not written yet on {days(-1)}; it is looked at as it is written."

    assert said in told(HMO, needed(), days(-1))
    assert said not in told(HMO, needed(), DAY)


def authorized(on: date, **said: Any) -> ReferralEvent:
    return ReferralEvent(state=S.AUTHORIZED, on=on, **said)


ELSEWHERE = ReferralEvent(state=S.REROUTED, on=days(3), practitioner="x")
LATER = after(authorized(days(2)))
MOVED = after(authorized(days(2)), ELSEWHERE)


@pytest.mark.parametrize(
    ("referral", "on", "held"),
    [
        # What the plan says later it has not yet said.
        (LATER, days(1), False),
        (LATER, days(2), True),
        (after(authorized(DAY, until=days(5))), days(4), True),
        (after(authorized(DAY, until=days(5))), days(5), False),
        # Whoever it goes to now needs an authorization of their own.
        (MOVED, days(2), True),
        (MOVED, days(3), False),
        (after(authorized(days(2)), ELSEWHERE, ReferralEvent(state=S.SENT, on=days(4))), days(4), False),
        (
            after(authorized(days(2)), ELSEWHERE, ReferralEvent(state=S.SENT, on=days(4)), authorized(days(5))),
            days(5),
            True,
        ),
        (needed(authorization="A-1"), DAY, True),
        (after(ELSEWHERE, authorization="A-1"), days(4), True),
        (after(ReferralEvent(state=S.DENIED, on=days(1)), authorization="A-1"), days(1), False),
        (needed(authorization="A-1"), days(-1), True),
    ],
)
def test_an_authorization_counts_from_the_day_on_which_it_is_given_for_whom_it_is_given(
    referral: mg.Referral, on: date, held: bool
) -> None:
    (found,) = ranked(ASKED_FIRST, referral, on=on).ranked

    assert found.coverage is (Consequence.COVERED_IN if held else Consequence.NEEDS_AUTHORIZATION)


@pytest.mark.parametrize("target", [{"practitioner": "stranger"}, {"organization": "elsewhere"}])
def test_who_is_not_in_the_market_may_be_rerouted_to_and_is_told(target: dict[str, Any]) -> None:
    said = "The referral was rerouted to somebody whom the market does not hold, so nothing is said of them."
    moved = after(ReferralEvent(state=S.REROUTED, on=days(1), **target))

    assert said in told(HMO, moved, days(2))
    (reason,) = [one for one in ranked(HMO, moved, on=days(2)).remarks() if one.statement == said]
    assert reason.would_change == "The practitioner, with a role, and the organization that it goes to, as facts."
    assert said not in told(HMO, after(ReferralEvent(state=S.REROUTED, on=days(1), practitioner="x")), days(2))
    with pytest.raises(mg.errors.UnknownFactError):
        ranked(HMO, needed(**target))
