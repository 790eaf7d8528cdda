"""What one practice opted in to binds it alone, also after it merges with another member of the same association."""

from collections.abc import Iterable, Sequence
from datetime import date

import attrs
import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Status
from medgroup.domain import AffiliationTerm, Credential, Network, Payer, Scope, ScopeOf

DAY, LATER = date(2025, 6, 1), date(2025, 9, 1)
SINCE = mg.Period(date(2024, 1, 1))
PRACTICES = ("north", "south")
PLANS = ("hmo", "ppo", "pos")

FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="north", model="solo"),
        mg.Organization(id="south", model="solo"),
        mg.Organization(id="association", model="ipa"),
    ],
    affiliations=[
        mg.Affiliation(id=f"{one}-in", kind=Kind.MEMBER, organizer="association", member=one, period=SINCE)
        for one in PRACTICES
    ],
    practitioners=[mg.Practitioner(id=key) for key in ("ann", "ben")],
    practitioner_roles=[
        mg.PractitionerRole(id="ann-north", practitioner="ann", organization="north", period=SINCE),
        mg.PractitionerRole(id="ben-south", practitioner="ben", organization="south", period=SINCE),
    ],
    payers=[Payer(id="payer")],
    networks=[Network(id="net", payer="payer"), Network(id="own", payer="payer")],
    plans=[
        *(mg.Plan(id=key, payer="payer", networks=["net"]) for key in PLANS),
        mg.Plan(id="direct", payer="payer", networks=["own"]),
    ],
    agreements=[
        mg.Agreement(id="shared", contractor="association", networks={"net"}, period=SINCE),
        mg.Agreement(id="south-own", contractor="south", networks={"own"}, period=SINCE),
    ],
    roster_entries=[
        mg.RosterEntry(id="ann-line", agreement="shared", practitioner="ann", billing="north", period=SINCE),
        mg.RosterEntry(id="ben-line", agreement="shared", practitioner="ben", billing="south", period=SINCE),
        mg.RosterEntry(id="ben-own", agreement="south-own", practitioner="ben", billing="south", period=SINCE),
    ],
    credentials=[Credential(id=key, practitioner=key, payer="payer", period=SINCE) for key in ("ann", "ben")],
    scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
)


def chose(practice: str, *plans: str, period: mg.Period = SINCE) -> mg.Election:
    """Return what a practice opted in to; no plan means every plan."""
    return mg.Election(id=f"{practice}-chose", affiliation=f"{practice}-in", plans=plans or None, period=period)


def merged(*elections: mg.Election, facts: mg.Facts = FACTS) -> mg.Market:
    """Return the market in which both practices, with these elections, are one group."""
    market = mg.open_market(attrs.evolve(facts, elections=elections))
    return mg.merge(market, PRACTICES, model="multi-specialty", name="Group", on=DAY)


def in_network(market: mg.Market, practitioner: str, on: date = DAY, plans: Iterable[str] = PLANS) -> set[str]:
    """Return the plans that a practitioner is in network for through the group."""
    return {
        plan for plan in plans if mg.network_status(market, practitioner, "group", plan, on=on).contracted is Status.IN
    }


@pytest.mark.parametrize("plan", PLANS)
def test_an_opt_in_for_one_plan_brings_in_who_made_it_and_not_the_colleague(plan: str) -> None:
    group = merged(chose("north", plan))

    assert in_network(group, "ann") == {plan}
    assert in_network(group, "ben") == set()


@pytest.mark.parametrize(
    ("north", "south"),
    [
        (["hmo"], ["ppo"]),
        (["hmo", "pos"], ["pos"]),
        (["hmo"], PLANS),
        (PLANS, ["hmo"]),
    ],
)
def test_each_keeps_the_plans_of_the_own_practice_where_both_opted_in(
    north: Sequence[str], south: Sequence[str]
) -> None:
    group = merged(chose("north", *north), chose("south", *south))

    assert in_network(group, "ann") == set(north)
    assert in_network(group, "ben") == set(south)


def test_a_line_whose_practice_reached_no_plan_ends_with_the_practice() -> None:
    lines = {line.id: line.period for line in merged(chose("north")).facts.roster_entries}

    assert "ben-line@group" not in lines
    assert lines["ben-line"] == mg.Period(SINCE.start, DAY)
    assert lines["ann-line@group"] == mg.Period(DAY)


def test_an_opt_in_that_has_ended_brings_nobody_in() -> None:
    over = chose("south", period=mg.Period(SINCE.start, date(2025, 1, 1)))

    assert in_network(merged(chose("north"), over), "ben") == set()


def test_an_opt_in_that_begins_later_goes_on_being_pending_through_the_group() -> None:
    group = merged(chose("north", "hmo"), chose("south", "ppo", period=mg.Period(LATER)))

    assert mg.network_status(group, "ben", "group", "ppo", on=DAY).contracted is Status.PENDING
    assert in_network(group, "ben", LATER) == {"ppo"}
    assert in_network(group, "ann", LATER) == {"hmo"}


def test_a_line_good_for_every_plan_reached_stays_as_it_is() -> None:
    line = merged(chose("north")).fact("roster_entries", "ann-line@group")

    assert line.plans is None


def test_a_line_for_some_plans_keeps_those_that_its_practice_reached() -> None:
    lines = [attrs.evolve(line, plans={"hmo", "ppo"}) for line in FACTS.roster_entries if line.id == "ann-line"]
    group = merged(chose("north", "ppo", "pos"), facts=attrs.evolve(FACTS, roster_entries=lines))

    assert group.fact("roster_entries", "ann-line@group").plans == {"ppo"}


@pytest.mark.parametrize("elections", [[], [chose("north", "hmo")]], ids=["nobody opted in", "the colleague opted in"])
def test_what_a_practice_signed_itself_passes_unchanged(elections: list[mg.Election]) -> None:
    group = merged(*elections)

    before = next(line for line in FACTS.roster_entries if line.id == "ben-own")
    assert group.fact("roster_entries", "ben-own@group") == attrs.evolve(
        before, id="ben-own@group", agreement="south-own@group", billing="group", period=mg.Period(DAY)
    )
    assert in_network(group, "ben", plans=["direct"]) == {"direct"}


def test_what_a_practice_signed_itself_passes_unchanged_beside_a_plan_of_unknown_networks() -> None:
    unread = attrs.evolve(FACTS, plans=[*FACTS.plans, mg.Plan(id="unread", payer="payer")])

    assert merged(facts=unread).fact("roster_entries", "ben-own@group").plans is None


def with_terms(**effects: Effect | None) -> mg.Facts:
    """Return the facts with terms of a practice's tie about records."""
    ties = [
        attrs.evolve(tie, terms=[AffiliationTerm(functions={Function.RECORDS}, effect=effects[tie.member])])
        if tie.member in effects
        else tie
        for tie in FACTS.affiliations
    ]
    return attrs.evolve(FACTS, affiliations=ties)


def passed_ties(market: mg.Market) -> list[str]:
    """Return the ids of the ties that passed to the group."""
    return [tie.id for tie in market.facts.affiliations if tie.member == "group"]


def test_one_membership_passes_though_the_terms_of_the_two_differ_and_those_dropped_are_named() -> None:
    group = merged(facts=with_terms(north=Effect.REPLACES, south=Effect.JOINS))

    assert passed_ties(group) == ["north-in@group"]
    assert mg.units_of(group, "records", "group", on=DAY) == {"association"}
    (_, dropped) = group.assumptions
    assert "terms" in dropped
    assert "south-in" in dropped
    assert "north-in" not in dropped


def test_equal_terms_pass_and_nothing_is_said_to_be_dropped() -> None:
    group = merged(facts=with_terms(north=Effect.REPLACES, south=Effect.REPLACES))

    assert passed_ties(group) == ["north-in@group"]
    assert len(group.assumptions) == 1


def test_memberships_of_two_associations_both_pass() -> None:
    more = attrs.evolve(
        FACTS,
        organizations=[*FACTS.organizations, mg.Organization(id="other", model="ipa")],
        affiliations=[
            *FACTS.affiliations,
            mg.Affiliation(id="south-other", kind=Kind.MEMBER, organizer="other", member="south", period=SINCE),
        ],
    )

    assert passed_ties(merged(facts=more)) == ["north-in@group", "south-other@group"]
