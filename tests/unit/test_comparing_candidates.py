"""Why one candidate comes before another, and what would change that."""

from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Kind
from medgroup.domain import Product
from medgroup.referrals import CandidateComparison, compare_candidates
from tests.unit.rankable import DAY, FAMILY, facts, miles_north, needed, opened, ranked, role, tie

NEARNESS = "how near the organization stands whose model brings the tier decides."
HOME = role("a", "home", FAMILY)


def market(**said: Any) -> mg.Market:
    """Return four candidates: of the house, in network near and far, and out of network."""
    placed = {"house": ("home", 9), "near": ("net", 1), "far": ("net", 2), "out": ("out", 1), "lost": ("net", None)}
    roles = [
        role(one, organization, sites=None if miles is None else [f"{one}-site"])
        for one, (organization, miles) in placed.items()
    ]
    sites = [
        mg.Site(id=f"{one}-site", position=miles_north(miles))
        for one, (_, miles) in placed.items()
        if miles is not None
    ]
    people = [mg.Practitioner(id=one, name=f"Dr. {one.title()}") for one in placed] + [mg.Practitioner(id="a")]
    given = facts(
        HOME, *roles, sites=sites, practitioners=people, contracted=["home", "net"], models={"home": "multi-specialty"},
        **said,
    )  # fmt: skip
    return opened(attrs.evolve(given, sites=sites))


def compared(one: str, other: str, **said: Any) -> CandidateComparison:
    plan = {key: said.pop(key) for key in ("product",) if key in said}
    return compare_candidates(ranked(market(**plan), needed(**said)), one, other)


@pytest.mark.parametrize(
    ("first", "second", "said", "decided", "headline", "reason", "change"),
    [
        (
            "near", "far", {}, "hundredths",
            "Dr. Near, net comes before Dr. Far, net by distance.",
            "Dr. Near is 1.00 miles away, Dr. Far 2.00.",
            "A site of Dr. Far nearer than that, or another place to measure from.",
        ),
        (
            "far", "out", {}, "tier_index",
            "Dr. Far, net comes before Dr. Out, out by the order of tiers.",
            "Dr. Far is in the tier Open, in network, Dr. Out in Open, out of network: the order of tiers decides.",
            "A tie, a site or a contract that puts Dr. Out into Open, in network or a nearer tier.",
        ),
        (
            "house", "near", {}, "hops",
            ("Dr. House, home comes before Dr. Near, net by "
            "how near the organization stands whose model brings the tier."),
            "Dr. House is in the tier Own group, Dr. Near in Open, in network: " + NEARNESS,
            "A tie, a site or a contract that puts Dr. Near into Own group or a nearer tier.",
        ),
        (
            "out", "house", {"preferred": ["out"]}, "choice",
            "Dr. Out, out comes before Dr. House, home by the patient's choice.",
            "The patient prefers Dr. Out.",
            "That she prefers Dr. House too, or nobody.",
        ),
        (
            "far", "lost", {}, "nowhere",
            "Dr. Far, net comes before Dr. Lost, net by whether the distance is known.",
            "The distance to Dr. Lost is not known.",
            "The position of the candidate's site.",
        ),
    ],
)  # fmt: skip
def test_the_first_number_that_differs_decides_and_what_would_change_it_is_told(
    first: str, second: str, said: Any, decided: str, headline: str, reason: str, change: str
) -> None:
    for pair in ((first, second), (second, first)):
        found = compared(*pair, **said)

        assert (found.first, found.second) == (f"{first}@{_of(first)}", f"{second}@{_of(second)}")
        assert (found.decided_by, found.tied, found.headline()) == (decided, False, headline)
        assert (found.because[0].statement, found.because[0].would_change) == (reason, change)
        assert found.because[0].evidence == (f"practitioner_roles/{found.first}", f"practitioner_roles/{found.second}")
        assert found.on == DAY


def _of(practitioner: str) -> str:
    return {"house": "home", "out": "out"}.get(practitioner, "net")


def test_every_number_that_differs_is_told() -> None:
    assert [reason.statement for reason in compared("far", "out").because] == [
        "Dr. Far is in the tier Open, in network, Dr. Out in Open, out of network: the order of tiers decides.",
        "Dr. Far is in network, Dr. Out out of network.",
        "Dr. Far is 2.00 miles away, Dr. Out 1.00.",
    ]


def test_who_is_rejected_comes_after_with_the_gate_and_what_would_change_it() -> None:
    found = compared("out", "near", product=Product.EPO)

    assert (found.first, found.decided_by, found.tied) == ("near@net", None, False)
    assert found.headline() == (
        "Dr. Out is not proposed: not-covered: The plan covers nothing out of its network but emergencies."
    )
    assert found.because[0].would_change == "A practitioner who is in network."
    assert found.because[0].source == "plan document; 42 USC 300e"


def test_two_who_are_rejected_are_each_told_why() -> None:
    given = opened(facts(HOME, role("x", "p"), role("y", "p"), product=Product.EPO))
    found = compare_candidates(ranked(given), "x", "y")

    assert len(found.because) == 2
    assert not found.tied


def test_equal_keys_share_a_place() -> None:
    given = opened(facts(HOME, role("x", "p"), role("y", "p")))
    found = compare_candidates(ranked(given), "y", "x")

    assert (found.decided_by, found.tied) == (None, True)
    assert found.headline() == "y, p and x, p share a place."
    assert found.because[0].statement == "Choice, tier, network status and distance are all equal."


def test_network_status_decides_within_a_tier() -> None:
    ties = [tie(Kind.MEMBER, "aco", one) for one in ("home", "p", "q")]
    given = opened(facts(HOME, role("x", "p"), role("y", "q"), ties=ties, models={"aco": "aco"}, contracted=["q"]))
    found = compare_candidates(ranked(given), "x", "y")

    assert (found.first, found.decided_by) == ("y@q", "standing")
    assert found.because[0].statement == "y is in network, x out of network."
    assert found.because[0].would_change == "A contract by which x is in network on the day."


def test_a_comparison_is_an_answer() -> None:
    found = compared("near", "far")

    assert found.to_dict()["decided_by"] == "hundredths"
    assert "Dr. Near" in found.explain()
    assert "Dr. Near" in found._repr_html_()


def test_who_is_rejected_is_compared_by_the_gate_alone() -> None:
    found = compare_candidates(ranked(opened(facts(HOME, role("x", "p"), role("y", "p", accepting=False)))), "x", "y")

    assert [(one.statement, one.evidence) for one in found.because] == [
        (
            "y is not proposed: closed-panel: Takes no new patients, and no visit of the patient there is known.",
            ("practitioner_roles/y@p",),
        )
    ]


def test_a_network_status_that_is_not_known_comes_after_one_that_is_in() -> None:
    ties = [tie(Kind.MEMBER, "aco", one) for one in ("home", "p", "q")]
    given = facts(
        HOME, role("x", "p"), role("y", "q"), ties=ties, models={"aco": "aco"}, contracted=["q"], complete=False
    )
    found = compare_candidates(ranked(opened(given)), "x", "y")

    assert [one.statement for one in found.because] == ["y is in network, x of unknown network status."]


def test_a_comparison_rests_on_what_the_market_assumes() -> None:
    given = opened(facts(HOME, role("x", "p"), role("y", "p")))
    assumed = given.with_facts(given.facts, assumptions=["It is so."])

    assert compare_candidates(ranked(assumed), "x", "y").assumptions == ("It is so.",)
