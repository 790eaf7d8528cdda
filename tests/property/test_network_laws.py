"""The laws of network status, each over drawn markets, and each shown to reach the case that it is about."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given

from medgroup.domain import (
    Credential,
    Election,
    Facts,
    Listing,
    Organization,
    Resource,
    RosterEntry,
    Scope,
    ScopeOf,
)
from medgroup.market import open_market
from medgroup.network import NetworkStatus, Status, network_status
from medgroup.rules import Function
from medgroup.testing.changed import (
    permuted,
    prefixed,
    relabelled,
    relabelled_question,
    reordered,
    shifted,
    shuffled,
    with_prefix,
)
from medgroup.testing.choices import Pen, seeded
from medgroup.testing.companions import FAMILIES, MODELS, Handing, opened
from medgroup.testing.drawn import draw_facts
from medgroup.testing.laws import meets_its_case
from medgroup.testing.questions import draw_question
from tests.property.cases import ALL_CONTRACTS, Case, as_bytes, cases, draw_case, verdict

# Each law asserts itself of one case and returns whether the case is one that it is about. ----------------------------


def open_market_is_never_out(case: Case) -> bool:
    open_world = case.ask(case.scoped(ScopeOf.CONTRACTS))
    assert open_world.contracted in (Status.UNKNOWN, Status.IN)
    assert open_world.overall is open_world.contracted
    return case.ask(case.scoped(ScopeOf.CONTRACTS, ALL_CONTRACTS)).contracted in (Status.OUT, Status.PENDING)


def closed_market_is_never_unknown(case: Case) -> bool:
    plans = [plan if plan.networks else attrs.evolve(plan, networks=["network-1"]) for plan in case.facts.plans]
    known = [one if one.model else attrs.evolve(one, model="ipa") for one in case.facts.organizations]
    facts = case.changed(plans=plans, organizations=known)
    open_world = network_status(opened(attrs.evolve(facts, scopes=())), **case.question)
    closed = network_status(opened(attrs.evolve(facts, scopes=[ALL_CONTRACTS])), **case.question)
    assert closed.contracted is not Status.UNKNOWN
    return open_world.contracted is Status.UNKNOWN


def narrowing_only_makes_unknown(case: Case) -> bool:
    pen = Pen(case.choices)
    scopes = list(case.facts.scopes) or [ALL_CONTRACTS]
    place = pen.number(0, len(scopes) - 1)
    of = scopes[place].of
    wide = case.changed(scopes=scopes)
    narrow = case.changed(scopes=[*scopes[:place], *_narrowed(pen, scopes[place], case.facts), *scopes[place + 1 :]])
    before, after = case.ask(wide), case.ask(narrow)
    was, now = (before.contracted, after.contracted) if of is ScopeOf.CONTRACTS else (before.listed, after.listed)
    assert now is was or (was in (Status.OUT, Status.PENDING) and now is Status.UNKNOWN)
    if of is ScopeOf.CONTRACTS:
        assert after.listed is before.listed
    else:
        assert after.contracted is before.contracted
    return now is not was


def _narrowed(pen: Pen, scope: Scope, facts: Facts) -> list[Scope]:
    """Return a scope that says less, or none at all."""
    if pen.now_and_then(30):
        return []
    if pen.now_and_then(50):
        networks = [key for key in sorted(scope.networks or ids_of(facts.networks)) if pen.now_and_then(50)]
        return [attrs.evolve(scope, networks=networks)] if networks else []
    known = sorted(scope.organizations or ids_of(facts.organizations))
    organizations = [key for key in known if pen.now_and_then(50)]
    return [attrs.evolve(scope, organizations=organizations)] if organizations else []


def ids_of(facts: Iterable[Any]) -> set[str]:
    """Return the ids of some facts."""
    return {fact.id for fact in facts}


def facts_of_others_change_nothing(case: Case) -> bool:
    elsewhere = draw_facts(case.choices)
    stranger = relabelled(attrs.evolve(elsewhere, scopes=()), prefixed(elsewhere, "elsewhere-"))
    before, after = case.ask(), case.ask(case.facts + stranger)
    assert as_bytes(after) == as_bytes(before)
    return before.contracted is not Status.UNKNOWN


def facts_that_no_path_needs_change_nothing(case: Case) -> bool:
    asked = case.question
    others = [one.id for one in case.facts.practitioners if one.id != asked["practitioner"]]
    if not others or not case.facts.affiliations:
        return False
    pen = Pen(case.choices)
    other, tie = pen.one_of(others), pen.one_of(case.facts.affiliations)
    agreement = pen.one_of(case.facts.agreements)
    added = Facts(
        roster_entries=[RosterEntry(id="new", agreement=agreement.id, practitioner=other, billing=asked["billing"])],
        credentials=[Credential(id="new", practitioner=other, payer=payer.id) for payer in case.facts.payers[:1]],
        listings=[
            Listing(id="new", network="network-1", organization=asked["billing"], practitioner=other, as_of=asked["on"])
        ],
        elections=[Election(id="new", affiliation=tie.id, function=Function.QUALITY)],
        resources=[Resource(id="new", organization=asked["billing"])],
        organizations=[Organization(id="new")],
    )
    before, after = case.ask(), case.ask(case.facts + added)
    assert as_bytes(after) == as_bytes(before)
    return before.contracted is not Status.UNKNOWN


def shifting_days_shifts_answers(case: Case) -> bool:
    days = Pen(case.choices).one_of((1, -1, 31, 365, -400))
    before, after = case.ask(), case.ask(shifted(case.facts, days), on=case.question["on"] + timedelta(days=days))
    assert verdict(after) == shifted(verdict(before), days)
    assert _structure(after) == _structure(before)
    return before.contracted in (Status.PENDING, Status.IN) or before.continuity_until is not None


def _structure(status: NetworkStatus) -> list[tuple[Any, ...]]:
    """Return the paths without their sentences, which name days."""
    return [
        (*_ids(path), path.tier, [(link.step, link.status, link.evidence) for link in path.links])
        for path in status.paths
    ]


def _ids(path: Any) -> tuple[Any, ...]:
    return (path.kind, path.status, path.network, path.agreement, path.affiliations, path.roster_entry, path.listing)


def relabelling_changes_only_ids(case: Case) -> bool:
    labels = prefixed(case.facts, "zz-")
    before = case.ask()
    after = network_status(opened(relabelled(case.facts, labels)), **relabelled_question(case.question, labels))
    assert as_bytes(after) == with_prefix(as_bytes(before), case.facts, "zz-")
    return before.contracted is not Status.UNKNOWN


def handing_ids_round_changes_only_ids(case: Case) -> bool:
    labels = permuted(case.facts, case.choices)
    before = case.ask()
    after = network_status(opened(relabelled(case.facts, labels)), **relabelled_question(case.question, labels))
    assert verdict(after) == verdict(before)
    statuses = [
        Counter(
            (path.kind, path.status, path.tier, tuple((link.step, link.status) for link in path.links)) for path in p
        )
        for p in (before.paths, after.paths)
    ]
    assert statuses[0] == statuses[1]
    return len(before.paths) > 2


def order_of_facts_changes_nothing(case: Case) -> bool:
    other = reordered(case.facts, case.choices)
    before = case.ask()
    assert as_bytes(case.ask(other)) == as_bytes(before)
    return other != case.facts and len(before.paths) > 2


def order_of_plugins_changes_nothing(case: Case) -> bool:
    plugins = shuffled(
        [*(Handing([one]) for one in MODELS), *(Handing(families=[one]) for one in FAMILIES)], case.choices
    )
    market = open_market(case.facts, plugins=plugins)
    before = case.ask()
    assert market == opened(case.facts)
    assert as_bytes(network_status(market, **case.question)) == as_bytes(before)
    return bool(before.best.affiliations)


def order_of_questions_changes_nothing(case: Case) -> bool:
    market, source = opened(case.facts), case.choices
    asked = [case.question, *(draw_question(source, case.facts) for _ in range(3))]
    first = [as_bytes(network_status(market, **question)) for question in asked]
    again = [as_bytes(network_status(market, **question)) for question in reversed(asked)]
    assert again[::-1] == first
    assert first == [as_bytes(network_status(opened(case.facts), **question)) for question in asked]
    return len(set(first)) > 2


LAWS: dict[str, Callable[[Case], bool]] = {
    law.__name__: law
    for law in (
        open_market_is_never_out,
        closed_market_is_never_unknown,
        narrowing_only_makes_unknown,
        facts_of_others_change_nothing,
        facts_that_no_path_needs_change_nothing,
        shifting_days_shifts_answers,
        relabelling_changes_only_ids,
        handing_ids_round_changes_only_ids,
        order_of_facts_changes_nothing,
        order_of_plugins_changes_nothing,
        order_of_questions_changes_nothing,
    )
}


@given(cases())
def test_with_no_scope_nobody_is_contracted_out(case: Case) -> None:
    """With no Scope nobody is contracted OUT ... an open market never answers PENDING or OUT."""
    open_market_is_never_out(case)


@given(cases())
def test_with_complete_scope_nobody_is_contracted_unknown(case: Case) -> None:
    """With complete Scope nobody is contracted UNKNOWN.

    That is, where the model of every organizer and the networks of every plan are known: what is null answers UNKNOWN.
    """
    closed_market_is_never_unknown(case)


@given(cases())
def test_narrowing_a_scope_only_turns_out_or_pending_into_unknown(case: Case) -> None:
    """Narrowing a Scope only turns OUT or PENDING into UNKNOWN."""
    narrowing_only_makes_unknown(case)


@given(cases())
def test_an_unrelated_market_changes_nothing(case: Case) -> None:
    """An unrelated fact changes nothing."""
    facts_of_others_change_nothing(case)


@given(cases())
def test_an_unrelated_fact_of_the_same_market_changes_nothing(case: Case) -> None:
    """An unrelated fact changes nothing."""
    facts_that_no_path_needs_change_nothing(case)


@given(cases())
def test_shifting_all_dates_shifts_answers(case: Case) -> None:
    """Shifting all dates shifts answers."""
    shifting_days_shifts_answers(case)


@given(cases())
def test_relabelling_ids_changes_only_ids(case: Case) -> None:
    """Relabelling ids changes only ids."""
    relabelling_changes_only_ids(case)


@given(cases())
def test_ids_in_another_order_change_only_ids(case: Case) -> None:
    """Relabelling ids changes only ids, also where their order changes."""
    handing_ids_round_changes_only_ids(case)


@given(cases())
def test_fact_order_changes_nothing(case: Case) -> None:
    """The suite ... permutes plugin and fact order."""
    order_of_facts_changes_nothing(case)


@given(cases())
def test_plugin_order_changes_nothing(case: Case) -> None:
    """The suite ... permutes plugin and fact order."""
    order_of_plugins_changes_nothing(case)


@given(cases())
def test_no_question_changes_the_answer_to_another(case: Case) -> None:
    """Every question is a function: no answer depends on what was asked before."""
    order_of_questions_changes_nothing(case)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], draw_case)


def test_an_unknown_model_or_network_answers_unknown_under_complete_scope() -> None:
    """A plan's rules may be unknown: null answers UNKNOWN, never a guess."""
    reasons = Counter(_unknown_though_complete(draw_case(seeded(seed))) for seed in range(1000))
    assert reasons["networks"] >= 8
    assert reasons["model"] >= 8


def _unknown_though_complete(case: Case) -> str | None:
    status = case.ask(case.scoped(ScopeOf.CONTRACTS, ALL_CONTRACTS))
    if status.contracted is not Status.UNKNOWN:
        return None
    plan = next(plan for plan in case.facts.plans if plan.id == case.question["plan"])
    return "networks" if plan.networks is None else "model"
