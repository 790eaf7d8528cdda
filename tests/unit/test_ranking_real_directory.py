"""On a real directory every candidate is ranked or rejected with a reason, whoever refers."""

from datetime import date
from pathlib import Path

import pytest

import medgroup as mg
from medgroup.domain import Patient
from medgroup.referrals import Ranking, rank_referrals
from medgroup.referrals.ranking.colocation import miles_between

DAY = date(2020, 9, 1)
#: Needed codes, with how many practise each of them.
NEEDED = {"207RC0000X": 86, "207R00000X": 240, "207X00000X": 64}


@pytest.fixture(scope="module")
def directory(real_data: Path) -> mg.Market:
    """The directory, with one patient."""
    market = mg.load(real_data / "plan-net")
    return market.with_facts(market.facts + mg.Facts(patients=[Patient(id="p")]))


def asked(market: mg.Market, role: mg.PractitionerRole, specialty: str) -> Ranking:
    plan = market.facts.plans[0].id
    need = mg.Referral(id="r", patient="p", issuer=role.id, specialty=specialty, plan=plan, written=DAY, overrides=())
    return rank_referrals(market, need)


@pytest.mark.parametrize("specialty", NEEDED)
def test_for_a_hundred_roles_ranked_and_rejected_are_all_candidates(directory: mg.Market, specialty: str) -> None:
    every = {one.id for one in directory.facts.practitioner_roles if specialty in (one.specialties or ())}
    assert len(every) == NEEDED[specialty]
    by_distance = 0
    for role in directory.facts.practitioner_roles[::20]:
        found = asked(directory, role, specialty)

        told = [one.role for one in found.ranked] + [one.role for one in found.rejected]
        assert (len(told), set(told)) == (len(every), every)
        assert all(one.tier and one.notes for one in found.ranked)
        assert all(one.gate == "referrer" and one.practitioner == role.practitioner for one in found.rejected)
        assert [one.key for one in found.ranked] == sorted(one.key for one in found.ranked)
        by_distance += len({one.miles for one in found.ranked})
    assert by_distance > 100


def test_distance_is_from_the_referrers_only_site(directory: mg.Market) -> None:
    role = directory.facts.practitioner_roles[0]
    own = min(role.sites or ())
    first = asked(directory, role, "207RC0000X").ranked[0]
    here, there = directory.site(own).position, directory.site(first.site or "").position
    assert here is not None
    assert there is not None

    assert first.miles == round(miles_between(here, there), 2)


def test_what_the_directory_does_not_state_is_not_known(directory: mg.Market) -> None:
    first = asked(directory, directory.facts.practitioner_roles[0], "207RC0000X").ranked[0]

    assert (first.standing, first.accepting, first.verdict) == (mg.Status.UNKNOWN, None, None)
    assert first.tier.startswith("In no tier")
