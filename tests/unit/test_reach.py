"""How far the ties of an organization reach for a function: of which kinds, how many ties away, and how surely."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup import Function, Kind
from medgroup.structure.reach import reached

DAY = date(2026, 3, 2)
MODELS = {"ipa": "ipa", "system": "ids", "trust": "ids"}


def market(*ties: tuple[Kind, str, str], elected: Any = ("ppo",)) -> mg.Market:
    """Return a market of ties, in which members opted in to referrals for some plans."""
    made = [
        mg.Affiliation(id=f"{number}-{organizer}", kind=kind, organizer=organizer, member=member)
        for number, (kind, organizer, member) in enumerate(ties)
    ]
    names = sorted({one for _, *both in ties for one in both})
    chosen = [
        mg.Election(id=tie.id, affiliation=tie.id, function=Function.REFERRAL, plans=elected)
        for tie in made
        if tie.kind is Kind.MEMBER
    ]
    plans = [mg.Plan(id=one, payer="payer") for one in ("ppo", "hmo")]
    return mg.open_market(
        mg.Facts(
            organizations=[mg.Organization(id=name, model=MODELS.get(name)) for name in names],
            affiliations=made,
            elections=chosen,
            payers=[mg.domain.Payer(id="payer")],
            plans=plans,
        )
    )


def surely(of: mg.Market, organization: str = "own", plan: str | None = "ppo", **over: Any) -> dict[str, int]:
    return reached(of, Function.REFERRAL, organization, on=DAY, plan=plan, **over).surely


CHAIN = ((Kind.MEMBER, "ipa", "own"), (Kind.OWNS, "system", "own"), (Kind.OWNS, "trust", "system"))


def test_each_is_as_many_ties_away_as_lead_there() -> None:
    assert surely(market(*CHAIN)) == {"own": 0, "ipa": 1, "system": 1, "trust": 2}
    assert reached(market(*CHAIN), Function.REFERRAL, "own", on=DAY, plan="ppo").farthest == (2, frozenset({"trust"}))


def test_ties_of_other_kinds_are_passed_over_and_hide_none_of_those_asked_for() -> None:
    assert surely(market(*CHAIN), over=(Kind.OWNS, Kind.MANAGES)) == {"own": 0, "system": 1, "trust": 2}


def test_whoever_is_reached_by_two_ways_is_as_near_as_by_the_shorter() -> None:
    assert surely(market(*CHAIN, (Kind.OWNS, "trust", "own"))) == {"own": 0, "ipa": 1, "system": 1, "trust": 1}


@pytest.mark.parametrize(("plan", "sure", "perhaps"), [("ppo", True, True), ("hmo", False, False), (None, False, True)])
def test_an_election_for_some_plans_leaves_open_what_holds_for_a_plan_that_is_not_known(
    plan: str | None, sure: bool, perhaps: bool
) -> None:
    found = reached(market(*CHAIN), Function.REFERRAL, "own", on=DAY, plan=plan)

    assert ("ipa" in found.surely, "ipa" in found.perhaps) == (sure, perhaps)
