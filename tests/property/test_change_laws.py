"""The laws of differences between two markets, over drawn markets and what becomes of them."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from medgroup.domain import COLLECTIONS, Coverage, Facts, Patient, Sex
from medgroup.market import Market
from medgroup.scenarios import Change, ChangeKind, Changes, changes
from medgroup.testing.changed import reordered, shuffled
from medgroup.testing.choices import Choices, Pen, choices
from medgroup.testing.companions import opened
from medgroup.testing.drawn import draw_facts
from medgroup.testing.laws import meets_its_case
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import PERSONAL
from tests.property import test_restructure_laws
from tests.property.cases import a_few

#: Collections that no fact refers to, so that any of theirs may go.
LEAVES = (
    "credentials",
    "elections",
    "listings",
    "practitioner_roles",
    "roster_entries",
    "scopes",
    "coverages",
)
#: How evidence begins that is about a patient.
OF_PATIENTS = ("patients/", "coverages/", "referrals/")
#: What an answer may never show of a patient.
SECRETS = ("1961", "zorblatt", "female")
CAME = (ChangeKind.ADDED, ChangeKind.BEGUN)


@frozen
class Case:
    """The facts of a market before and after, and choices for whatever a law draws besides."""

    before: Facts
    after: Facts
    choices: Choices

    def answer(self) -> Changes:
        """Return the answer that the laws are about."""
        return changes(opened(self.before), opened(self.after))


def draw_case(source: Choices) -> Case:
    """Draw a market with patients, and another that came of it by some changes."""
    facts, pen = draw_facts(source), Pen(source)
    patients = [
        Patient(id=f"patient-{number}", birth_date=date(1961, 7, 19), household="zorblatt", sex=Sex.FEMALE)
        for number in range(pen.number(0, 2))
    ]
    covered = [
        Coverage(id=f"coverage-{one.id}", patient=one.id, plan=pen.one_of(facts.plans).id, period=pen.period())
        for one in patients
    ]
    before = attrs.evolve(facts, patients=patients, coverages=covered)
    return Case(before, changed(before, pen), source)


def changed(facts: Facts, pen: Pen) -> Facts:
    """Return facts of which some went, some came, and some say something else."""
    return Facts(**{name: list(_changed(name, collection, pen)) for name, collection in facts.items()})


def _changed(name: str, collection: tuple[Any, ...], pen: Pen) -> Iterator[Any]:
    for fact in collection:
        if name not in LEAVES or not pen.now_and_then(15):
            yield attrs.evolve(fact, **_other_values(fact, pen))
        if name in LEAVES and pen.now_and_then(20):
            yield attrs.evolve(fact, id=f"{fact.id}@{pen.one_of(('new', 'later'))}")


def _other_values(fact: Any, pen: Pen) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if hasattr(fact, "period") and pen.now_and_then(30):
        values["period"] = pen.period(80)
    if hasattr(fact, "name") and pen.now_and_then(30):
        values["name"] = pen.one_of(("Alder", "Birch"))
    if hasattr(fact, "household") and pen.now_and_then(60):
        values |= {"household": f"{fact.household}-moved", "sex": None}
    return values


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a market before and after."""
    return draw_case(draw(choices()))


def every(facts: Facts) -> dict[str, Any]:
    """Return every fact as evidence names it."""
    return {f"{name}/{fact.id}": fact for name, collection in facts.items() for fact in collection}


def kinds(answer: Changes) -> set[ChangeKind]:
    """Return the kinds of changes that there are."""
    return {change.kind for change in answer.changes}


# Each law asserts itself of one case and returns whether the case is one that it is about. ----------------------------


def exactly_what_differs_is_named(case: Case) -> bool:
    old, new, answer = every(case.before), every(case.after), case.answer()
    named = [key for change in answer.changes for key in change.evidence]
    assert len(named) == len(set(named))
    assert set(named) == {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    for change in answer.changes:
        (key,) = change.evidence
        assert (key not in old) is (change.kind in CAME)
        assert (key not in new) is (change.kind is ChangeKind.REMOVED)
    collections = [one.collection for one in answer.collections]
    assert collections == [name for name in COLLECTIONS if name in collections]
    for one in answer.collections:
        assert all(change.evidence[0].startswith(f"{one.collection}/") for change in one.changes)
        assert sum(one.counts.values()) == len(one.changes)
    return kinds(answer) == set(ChangeKind)


def fields_are_those_that_differ(case: Case) -> bool:
    old, new, answer = every(case.before), every(case.after), case.answer()
    found = set()
    for change in answer.changes:
        (key,) = change.evidence
        personal = key.startswith(OF_PATIENTS)
        if change.kind in (ChangeKind.CHANGED, ChangeKind.ENDED) and not personal:
            differ = {name for name in attrs.asdict(old[key]) if getattr(old[key], name) != getattr(new[key], name)}
            assert {row.field for row in change.fields} == differ
            assert all(row.before != row.after and row.statement in change.statement for row in _told(change))
            found |= differ
        if personal:
            assert change.fields == ()
            assert change.on is None
    return {"period", "name"} <= found


def _told(change: Change) -> list[Any]:
    return list(change.fields) if change.kind is ChangeKind.CHANGED else []


def applied_in_any_order_they_give_the_market_after(case: Case) -> bool:
    new, answer = every(case.after), case.answer()
    apply = shuffled(list(answer.changes), case.choices)
    result = every(case.before)
    for change in apply:
        (key,) = change.evidence
        if change.kind is ChangeKind.REMOVED:
            del result[key]
        else:
            result[key] = new[key]
    assert result == new
    return [change.evidence for change in apply] != [change.evidence for change in answer.changes]


def the_order_of_facts_is_no_change(case: Case) -> bool:
    mixed = reordered(case.before, case.choices)
    assert changes(opened(case.before), opened(mixed)).changes == ()
    other = changes(opened(mixed), opened(reordered(case.after, case.choices)))
    assert json.dumps(other.to_dict()) == json.dumps(case.answer().to_dict())
    return mixed != case.before


def a_market_does_not_differ_from_itself(case: Case) -> bool:
    market = opened(case.before)
    for other in (market, opened(case.before), market.with_facts(case.before, assumptions=["The moon is cheese."])):
        answer = changes(market, other)
        assert (answer.changes, answer.collections, answer.because) == ((), (), ())
        assert answer.headline() == "No fact differs."
        assert answer.assumptions == other.assumptions
    return len(every(case.before)) > 25


def backwards_the_same_facts_differ(case: Case) -> bool:
    there, back = case.answer(), changes(opened(case.after), opened(case.before))
    came = {change.evidence for change in there.changes if change.kind in CAME}
    assert {change.evidence for change in there.changes} == {change.evidence for change in back.changes}
    assert came == {change.evidence for change in back.changes if change.kind is ChangeKind.REMOVED}
    return bool(came)


def days_are_those_of_the_facts(case: Case) -> bool:
    old, new, answer = every(case.before), every(case.after), case.answer()
    for change in answer.changes:
        (key,) = change.evidence
        if change.kind is ChangeKind.BEGUN:
            assert new[key].period.start == change.on
        elif change.kind is ChangeKind.ENDED:
            assert change.on is not None
            assert not new[key].period.contains(change.on)
            assert old[key].period.contains(change.on)
            assert new[key].period.contains(change.on - timedelta(days=1))
            assert attrs.evolve(old[key], period=new[key].period) == new[key]
        else:
            assert change.on is None
        assert change.on is None or str(change.on) in change.statement
    return {ChangeKind.BEGUN, ChangeKind.ENDED} <= kinds(answer)


def nothing_of_a_patient_is_told_but_the_id(case: Case) -> bool:
    answer = case.answer()
    for told in (answer.explain(), json.dumps(answer.to_dict()), answer._repr_html_(), repr(answer)):
        assert [secret for secret in SECRETS if secret in told] == []
    personal = [
        change for change in answer.changes if change.evidence[0].startswith(("patients/", "coverages/", "referrals/"))
    ]
    for change in personal:
        assert not any(
            plan.id in change.statement or (plan.name or plan.id) in change.statement for plan in case.after.plans
        )
    return {change.kind for change in personal} >= {ChangeKind.CHANGED, ChangeKind.REMOVED}


def a_restructuring_changes_nothing_before_its_day(case: test_restructure_laws.Case) -> bool:
    market = test_restructure_laws.with_newcomer(case)
    found = set()
    for change in test_restructure_laws.CHANGES.values():
        answer = changes(market, change(market, case))
        for one in answer.changes:
            assert one.on is None or one.on >= case.on
            assert not (one.kind is ChangeKind.REMOVED and _held_before(market, one, case.on))
        found |= kinds(answer)
    return {ChangeKind.BEGUN, ChangeKind.CHANGED, ChangeKind.ENDED} <= found


def _held_before(market: Market, change: Change, day: date) -> bool:
    """Return whether a fact held on some day before, and what it is part of did too: it goes with that."""
    fact = every(market.facts)[change.evidence[0]]
    held: Period | None = getattr(fact, "period", ALWAYS)
    for whole in ("affiliation", "agreement"):
        if held is not None and hasattr(fact, whole):
            held = held.intersection(market.fact(f"{whole}s", getattr(fact, whole)).period)
    return held is not None and held.before(day) is not None


LAWS: dict[str, Callable[[Case], bool]] = {
    law.__name__: law
    for law in (
        exactly_what_differs_is_named,
        fields_are_those_that_differ,
        applied_in_any_order_they_give_the_market_after,
        the_order_of_facts_is_no_change,
        a_market_does_not_differ_from_itself,
        backwards_the_same_facts_differ,
        days_are_those_of_the_facts,
        nothing_of_a_patient_is_told_but_the_id,
    )
}


@given(cases())
def test_exactly_the_facts_that_differ_are_named(case: Case) -> None:
    """``changes(a, b)`` names exactly the facts that differ, each once, by collection."""
    exactly_what_differs_is_named(case)


@given(cases())
@a_few
def test_exactly_the_fields_that_differ_are_named(case: Case) -> None:
    """A fact that says something else is told field by field."""
    fields_are_those_that_differ(case)


@given(cases())
@a_few
def test_changes_applied_in_any_order_give_the_market_after(case: Case) -> None:
    """Changes say all there is to do, and the order of doing it does not matter."""
    applied_in_any_order_they_give_the_market_after(case)


@given(cases())
@a_few
def test_the_order_of_facts_is_no_change(case: Case) -> None:
    """The order of facts never matters."""
    the_order_of_facts_is_no_change(case)


@given(cases())
@a_few
def test_a_market_does_not_differ_from_itself(case: Case) -> None:
    """``changes(m, m)`` is empty; what is assumed is no fact."""
    a_market_does_not_differ_from_itself(case)


@given(cases())
@a_few
def test_backwards_the_same_facts_differ(case: Case) -> None:
    """What comes one way goes the other."""
    backwards_the_same_facts_differ(case)


@given(cases())
@a_few
def test_days_are_those_on_which_a_fact_begins_or_ends(case: Case) -> None:
    """Periods are half-open: a fact that ends on a day held on the day before, and no longer on it."""
    days_are_those_of_the_facts(case)


@given(cases())
@a_few
def test_nothing_of_a_patient_is_told_but_the_id(case: Case) -> None:
    """No error, log or ``repr`` shows more of a patient than an id; no answer does."""
    nothing_of_a_patient_is_told_but_the_id(case)


@given(test_restructure_laws.cases())
@a_few
def test_a_restructuring_changes_nothing_before_its_day(case: test_restructure_laws.Case) -> None:
    """History is kept: what ends, ends on the day of the change, and what begins, begins then."""
    a_restructuring_changes_nothing_before_its_day(case)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], draw_case)


def test_restructurings_meet_the_case_that_they_are_about() -> None:
    assert meets_its_case(a_restructuring_changes_nothing_before_its_day, test_restructure_laws.draw_case)


def test_what_is_personal_is_known_to_the_laws() -> None:
    personal = {
        name
        for name, kind in COLLECTIONS.items()
        if any(attribute.metadata.get(PERSONAL) for attribute in attrs.fields(kind))
    }
    assert personal == {"patients", "coverages", "referrals"}
