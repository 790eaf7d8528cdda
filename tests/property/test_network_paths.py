"""The laws of paths and links, each over drawn markets, and each shown to reach the case that it is about."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

import medgroup as mg
from medgroup.domain import (
    Agreement,
    Credential,
    Facts,
    Listing,
    Organization,
    Plan,
    RosterEntry,
)
from medgroup.network import PathKind, Status, Step
from medgroup.testing.choices import Pen
from medgroup.testing.laws import meets_its_case
from tests.property.cases import Case, cases, draw_case


def paths_hang_together(case: Case) -> bool:
    status = case.ask()
    facts = {name: {fact.id: fact for fact in collection} for name, collection in case.facts.items()}
    plan: Plan = facts["plans"][case.question["plan"]]
    keys = [
        (path.kind, path.network, path.agreement, path.affiliations, path.roster_entry, path.listing)
        for path in status.paths
    ]
    assert len(set(keys)) == len(keys)
    for path in status.paths:
        if path.network is not None:
            assert (plan.networks or ())[(path.tier or 0) - 1] == path.network
        if path.agreement is None:
            continue
        agreement = facts["agreements"][path.agreement]
        assert agreement.networks is None or path.network in agreement.networks
        here = case.question["billing"]
        for tie in (facts["affiliations"][key] for key in path.affiliations):
            assert tie.member == here
            here = tie.organizer
        assert here == agreement.contractor
        if path.roster_entry is not None:
            line = facts["roster_entries"][path.roster_entry]
            assert (line.agreement, line.practitioner, line.billing) == (
                path.agreement,
                case.question["practitioner"],
                case.question["billing"],
            )
    return any(path.affiliations and path.roster_entry for path in status.paths)


def links_never_mix_two_lines(case: Case) -> bool:
    status = case.ask()
    for path in status.paths:
        cited = {name for link in path.links for name in link.evidence}
        for collection, own in (
            ("roster_entries", path.roster_entry),
            ("agreements", path.agreement),
            ("listings", path.listing),
        ):
            named = {name.partition("/")[2] for name in cited if name.startswith(f"{collection}/")}
            if own is not None or path.links[-1].status is Status.IN:
                assert named <= {own}
    return len([path for path in status.paths if path.roster_entry is not None]) > 1


def contract_links_stand_in_order(case: Case) -> bool:
    order = list(Step)
    status = case.ask()
    for path in status.paths:
        steps = [link.step for link in path.links]
        assert steps == sorted(steps, key=order.index)
        assert len(set(steps)) == len(steps)
        if path.agreement is not None:
            asked = {Step.SITE: case.question["site"], Step.SPECIALTY: case.question["specialty"]}
            assert {step for step in asked if step in steps} == {
                step for step, value in asked.items() if value is not None
            }
            assert {Step.PLAN, Step.AGREEMENT, Step.BILLING, Step.ROSTER, Step.CREDENTIAL} <= set(steps)
        if path.listing is not None:
            assert {Step.PLAN, Step.LISTED_ORGANIZATION, Step.LISTED_PRACTITIONER, Step.CURRENT} <= set(steps)
    kinds = [path.kind for path in status.paths]
    assert kinds == sorted(kinds, key=list(PathKind).index)
    return status.best.agreement is not None and case.question["site"] is not None


def what_does_not_hold_says_what_would_change_it(case: Case) -> bool:
    status = case.ask()
    for path in status.paths:
        for link in path.links:
            assert link.statement
            assert bool(link.would_change) is (link.status is not Status.IN)
    return any(link.status is Status.PENDING for path in status.paths for link in path.links)


def listings_never_make_anyone_in(case: Case) -> bool:
    stated = [
        Listing(
            id=f"new-{network.id}",
            network=network.id,
            organization=case.question["billing"],
            practitioner=case.question["practitioner"],
            as_of=case.question["on"],
        )
        for network in case.facts.networks
    ]
    before, after = case.ask(), case.ask(case.changed(listings=(*case.facts.listings, *stated)))
    assert (after.contracted, after.overall) == (before.contracted, before.overall)
    assert after.listed >= before.listed
    return after.listed is Status.IN and after.overall is not Status.IN


def more_contracts_never_take_away(case: Case) -> bool:
    pen = Pen(case.choices)
    asked = case.question
    agreement = Agreement(id="new", contractor=asked["billing"], period=pen.period())
    line = RosterEntry(
        id="new",
        agreement=pen.one_of(("new", *(one.id for one in case.facts.agreements))),
        practitioner=asked["practitioner"],
        billing=asked["billing"],
        period=pen.period(),
    )
    vetted = [
        Credential(id=f"new-{one.id}", practitioner=asked["practitioner"], payer=one.id) for one in case.facts.payers
    ]
    more = case.facts + Facts(agreements=[agreement], roster_entries=[line], credentials=vetted[: pen.number(0, 2)])
    before, after = case.ask(), case.ask(more)
    assert after.contracted >= before.contracted
    return after.contracted > before.contracted


def agreement_outlives_a_change_of_owner(case: Case) -> bool:
    """A new owner with a model that replaces the practice in contracting does not undo what the practice signed."""
    before = case.ask()
    own = [path for path in before.paths if path.agreement is not None and not path.affiliations]
    buyer = Organization(id="buyer", model="ids")
    tie = mg.Affiliation(
        id="bought",
        kind=mg.Kind.OWNS,
        organizer="buyer",
        member=case.question["billing"],
        period=mg.Period(date(2025, 1, 2)),
    )
    after = case.ask(case.facts + Facts(organizations=[buyer], affiliations=[tie]))
    assert [path for path in after.paths if path.agreement is not None and not path.affiliations] == own
    assert after.contracted is before.contracted
    return any(path.status is Status.IN for path in own) and case.question["on"] > date(2025, 1, 2)


def continuity_follows_an_end(case: Case) -> bool:
    status = case.ask()
    if status.continuity_until is None:
        return False
    assert status.overall is not Status.IN
    end = status.continuity_until - timedelta(days=90)
    assert end <= case.question["on"]
    dated: tuple[Any, ...] = (*case.facts.agreements, *case.facts.roster_entries, *case.facts.elections)
    assert end in {fact.period.end for fact in dated}
    assert case.ask(on=end - timedelta(days=1)).contracted is Status.IN
    return True


LAWS: dict[str, Callable[[Case], bool]] = {
    law.__name__: law
    for law in (
        paths_hang_together,
        links_never_mix_two_lines,
        contract_links_stand_in_order,
        what_does_not_hold_says_what_would_change_it,
        listings_never_make_anyone_in,
        more_contracts_never_take_away,
        agreement_outlives_a_change_of_owner,
        continuity_follows_an_end,
    )
}


@given(cases())
def test_a_path_carries_the_ids_of_one_way_through_the_facts(case: Case) -> None:
    """One path per (network, agreement, chain of affiliations, roster line) ... and the network's place in the plan."""
    paths_hang_together(case)


@given(cases())
def test_links_never_mix_two_roster_lines(case: Case) -> None:
    """Links never mix two roster lines."""
    links_never_mix_two_lines(case)


@given(cases())
def test_links_stand_in_the_order_of_the_steps(case: Case) -> None:
    """Contract links: plan, agreement, billing, roster, credential, site, specialty. Listing links: ... current."""
    contract_links_stand_in_order(case)


@given(cases())
def test_every_link_says_what_would_change_it(case: Case) -> None:
    """Each link carries status, evidence, a sentence, and what would change it."""
    what_does_not_hold_says_what_would_change_it(case)


@given(cases())
def test_a_listing_never_makes_anyone_in(case: Case) -> None:
    """``overall`` comes from contracts only; a listing never makes it IN."""
    listings_never_make_anyone_in(case)


@given(cases())
def test_more_contracts_never_take_away(case: Case) -> None:
    """The answer is the best path: one more path never makes it worse."""
    more_contracts_never_take_away(case)


@given(cases())
def test_an_agreement_outlives_a_change_of_owner(case: Case) -> None:
    """An agreement outlives a change of owner until its period ends."""
    agreement_outlives_a_change_of_owner(case)


@given(cases())
def test_continuity_runs_90_days_from_an_end(case: Case) -> None:
    """``continuity_until`` is exclusive: 90 days ... from the end where no notice is known."""
    continuity_follows_an_end(case)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], draw_case)
