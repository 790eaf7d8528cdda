"""A patient's preference takes a referral out of the ratio wherever the facts say that it went by it.

42 CFR 411.354(d)(4)(iv)(B)(1): a requirement gives way where the patient expresses a preference for somebody else.
"""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import ReferralEvent, ReferralState
from medgroup.referrals import DirectedReferralPolicy, directed_ratio
from tests.unit.rankable import DAY, HOME, facts, needed, opened, role, tie

MARKET = opened(
    facts(HOME, role("x", "one"), role("y", "two"), models={"sys": "ids"}, ties=[tie(mg.Kind.OWNS, "sys", "one")])
)
YEAR = mg.Period(date(2026, 1, 1), date(2027, 1, 1))


def asked(referral: mg.Referral, **changed: Any) -> Any:
    policy = DirectedReferralPolicy(**{"id": "p", "organization": "home", "target": "sys", **changed})
    return directed_ratio(MARKET, policy, [referral], during=YEAR)


def seen(practitioner: str | None, billing: str) -> tuple[ReferralEvent, ...]:
    return (
        ReferralEvent(state=ReferralState.SENT, on=DAY),
        ReferralEvent(state=ReferralState.SEEN, on=DAY, practitioner=practitioner, billing=billing),
    )


@pytest.mark.parametrize(
    ("stated", "overridden"),
    [
        ({"practitioner": "y", "preferred": ["y"]}, True),
        # Nobody was named, and whom she prefers saw her.
        ({"events": seen("y", "two"), "preferred": ["y"]}, True),
        ({"events": seen("y", "two"), "preferred": ["x"]}, False),
        # Somebody of an organization, of whom she prefers one: it may be that one.
        ({"organization": "two", "preferred": ["y"]}, None),
        ({"events": seen(None, "two"), "preferred": ["y"]}, None),
        ({"organization": "two", "preferred": ["x"]}, False),
        ({"organization": "two"}, False),
        # It went where it was directed: what she prefers is no reason against.
        ({"practitioner": "x", "preferred": ["x"]}, False),
        # Where it went nobody knows.
        ({"preferred": ["y"]}, None),
    ],
)
def test_whether_a_preference_overrides_follows_from_whom_the_patient_came_to(
    stated: dict[str, Any], overridden: bool | None
) -> None:
    (row,) = asked(needed(**stated)).referrals

    assert row.overridden is overridden


def test_where_nothing_surely_counts_the_headline_gives_no_share() -> None:
    found = asked(needed(organization="two", overrides=None))

    assert (found.total.counted, found.total.undecided, found.total.ratio) == (0, 1, None)
    assert found.headline() == (
        "Nobody can tell whether any referral counts towards what p requires, from 2026-01-01 until 2027-01-01: "
        "1 referral may."
    )


def test_services_are_compared_whatever_their_case() -> None:
    assert asked(needed(practitioner="x", services=["MRI"]), services=["mri"]).total.counted == 1
    assert asked(needed(practitioner="x", services=["MRI"]), services=["ct"]).total.counted == 0
