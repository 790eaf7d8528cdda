"""The laws of units and seats, each over drawn markets, and each shown to reach the case that it is about."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from medgroup.domain import Affiliation, AffiliationTerm, Election, Facts, Organization
from medgroup.errors import AmbiguousUnitError
from medgroup.market import Market, open_market
from medgroup.rules import SINGLE_UNIT_FUNCTIONS, Effect, Function, Kind
from medgroup.structure import check_structure, describe, seats, together, unit_of, units_of
from medgroup.structure.ties import Ties
from medgroup.testing.changed import permuted, prefixed, relabelled, reordered, shifted, shuffled
from medgroup.testing.choices import Choices, Pen, choices, seeded
from medgroup.testing.companions import MODELS, Handing, opened
from medgroup.testing.drawn import draw_facts, every_fact
from medgroup.testing.laws import meets_its_case
from medgroup.testing.questions import draw_day, draw_organization
from medgroup.values.period import ALWAYS, Period


@frozen
class Case:
    """A question about the units of an organization, and a seed for what is done to its market."""

    facts: Facts
    function: Function
    organization: str
    other: str
    on: date
    plan: str | None
    seed: int

    @property
    def choices(self) -> Choices:
        """Where changes are drawn from."""
        return seeded(self.seed)

    def units(self, facts: Facts | None = None, organization: str | None = None) -> frozenset[str]:
        """Return the units asked about, of other facts or of another organization."""
        market = opened(self.facts if facts is None else facts)
        return units_of(market, self.function, organization or self.organization, on=self.on, plan=self.plan)

    def seats(self, facts: Facts | None = None) -> list[tuple[Any, ...]]:
        """Return the seats asked about as plain tuples."""
        market = opened(self.facts if facts is None else facts)
        return plain(market, self.function, self.organization, self.on, self.plan)

    def with_tie(
        self, effect: Effect | None, *, elective: bool = False, elections: Iterable[Election] = (), **changed: Any
    ) -> Facts:
        """Return the facts with a tie to an organizer of its own, that does one thing for the function asked about."""
        tie = Affiliation(
            id="new-tie",
            kind=changed.pop("kind", Kind.MEMBER),
            organizer="new",
            member=changed.pop("member", self.organization),
            terms=[AffiliationTerm(functions={self.function}, effect=effect, elective=elective)],
            **changed,
        )
        return self.facts + Facts(organizations=[Organization(id="new")], affiliations=[tie], elections=elections)

    def __repr__(self) -> str:
        asked = f"{self.function.value} of {self.organization} (and {self.other}) on {self.on}, plan {self.plan}"
        return "\n  ".join([f"Case({asked}, seed={self.seed}, of", *map(repr, every_fact(self.facts))]) + ")"


def plain(market: Market, function: Function, organization: str, on: date, plan: str | None) -> list[tuple[Any, ...]]:
    """Return the seats of an organization as plain tuples."""
    return [attrs.astuple(seat) for seat in seats(market, function, organization, on=on, plan=plan)]


def draw_case(source: Choices) -> Case:
    """Draw a question about units; mostly about contracting, where elections matter."""
    facts = draw_facts(source)
    pen = Pen(source)
    function = Function.CONTRACTING if pen.now_and_then(40) else pen.one_of(tuple(Function))
    return Case(
        facts,
        function,
        draw_organization(source, facts),
        draw_organization(source, facts),
        draw_day(source, facts),
        pen.one_of([None, *(plan.id for plan in facts.plans)]),
        pen.number(0, 255),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw questions about units."""
    return draw_case(draw(choices()))


def reached(case: Case) -> set[str]:
    """Return the organizations that a chain of ties of any day and effect leads to, and the one asked about."""
    found, before = {case.organization}, 0
    while len(found) > before:
        before = len(found)
        found |= {tie.organizer for tie in case.facts.affiliations if tie.member in found}
    return found


# Each law asserts itself of one case and returns whether the case is one that it is about. ----------------------------


def replaces_removes_the_member(case: Case) -> bool:
    before, after = case.units(), case.units(case.with_tie(Effect.REPLACES))
    assert after == before - {case.organization} | {"new"}
    return case.organization in before


def is_a_unit_for_want_of_another(case: Case, facts: Facts | None = None) -> bool:
    """Return whether all that the ties of an organization lead to replace each other in a circle.

    An organizer of its own that replaces it is then the one unit, and nobody was one before.
    """
    ties = opened(case.facts if facts is None else facts).derived(Ties).of(case.organization, case.function)
    return case.organization in case.units(facts) and any(
        tie.effect is Effect.REPLACES and tie.affiliation.period.contains(case.on) and tie.elected(case.on, case.plan)
        for tie in ties
    )


def joins_keeps_both(case: Case) -> bool:
    if is_a_unit_for_want_of_another(case):
        return False
    before, after = case.units(), case.units(case.with_tie(Effect.JOINS))
    assert after == before | {"new"}
    return case.organization in before and len(before) > 1


def agents_and_channels_change_no_unit(case: Case) -> bool:
    if is_a_unit_for_want_of_another(case):
        return False
    before = case.seats()
    for effect, column in ((Effect.ACTS_FOR, 1), (Effect.CONNECTS, 2)):
        after = case.seats(case.with_tie(effect))
        assert [seat[0] for seat in after] == [seat[0] for seat in before]
        own = [seat for seat in after if seat[0] == case.organization]
        assert all("new" in seat[column] for seat in own)
        assert [seat for seat in after if seat not in own] == [seat for seat in before if seat[0] != case.organization]
    return case.organization in {seat[0] for seat in before} and len(before) > 1


def ties_of_others_change_nothing(case: Case) -> bool:
    others = sorted({one.id for one in case.facts.organizations} - reached(case))
    if not others:
        return False
    pen = Pen(case.choices)
    member, effect = pen.one_of(others), pen.one_of(tuple(Effect))
    facts = case.with_tie(effect, member=member)
    assert case.seats(facts) == case.seats()
    upwards = Affiliation(
        id="tie-x",
        kind=Kind.MEMBER,
        organizer=case.organization,
        member=member,
        terms=[AffiliationTerm(functions=frozenset(Function), effect=effect)],
    )
    assert case.seats(case.facts + Facts(affiliations=[upwards])) == case.seats()
    return case.units(facts, member) != case.units(organization=member)


def together_is_reflexive_and_symmetric(case: Case) -> bool:
    market = opened(case.facts)

    def shared(one: str, other: str) -> bool:
        return together(market, case.function, one, other, on=case.on, plan=case.plan)

    assert shared(case.organization, case.organization)
    assert shared(case.organization, case.other) is shared(case.other, case.organization)
    assert shared(case.organization, case.other) is bool(case.units() & case.units(organization=case.other))
    return case.organization != case.other and shared(case.organization, case.other)


def terms_stand_in_place_of_the_model(case: Case) -> bool:
    pen = Pen(case.choices)
    ties = [tie for tie in case.facts.affiliations if tie.member == case.organization]
    if not ties:
        return False
    tie = pen.one_of(ties)
    others = [one for one in case.facts.affiliations if one is not tie]
    nothing = AffiliationTerm(functions={case.function}, effect=None)
    silenced = attrs.evolve(case.facts, affiliations=[*others, attrs.evolve(tie, terms=[nothing])])
    elections = [one for one in case.facts.elections if one.affiliation != tie.id]
    without = attrs.evolve(case.facts, affiliations=others, elections=elections)
    assert case.seats(silenced) == case.seats(without)
    joining = AffiliationTerm(functions={case.function}, effect=Effect.JOINS)
    # No tie is turned into one of ownership, which might close a circle of owners; then there would be no market.
    kinds = [kind for kind in Kind if kind is not Kind.OWNS]
    stated = attrs.evolve(tie, terms=[joining], kind=tie.kind if tie.kind is Kind.OWNS else pen.one_of(kinds))
    if tie.period.contains(case.on) and not is_a_unit_for_want_of_another(case, silenced):
        units = case.units(attrs.evolve(case.facts, affiliations=[*others, stated]))
        assert units >= case.units(silenced)
    return case.seats() != case.seats(silenced)


def elective_ties_count_while_elected(case: Case) -> bool:
    pen = Pen(case.choices)
    period = pen.period(90)
    plans = None if case.plan is None or pen.now_and_then(50) else {pen.one_of(case.facts.plans).id}
    function = case.function if pen.now_and_then(80) else pen.one_of(tuple(Function))
    election = Election(id="new", affiliation="new-tie", function=function, plans=plans, period=period)
    elected = (
        period.contains(case.on)
        and function is case.function
        and (case.plan is None or plans is None or case.plan in plans)
    )
    after = case.units(case.with_tie(Effect.JOINS, elective=True, elections=[election]))
    assert ("new" in after) is elected
    assert case.units(case.with_tie(Effect.JOINS, elective=True)) == case.units()
    return elected and period != ALWAYS


def ties_count_on_the_days_they_hold(case: Case) -> bool:
    period = Pen(case.choices).period(95)
    after = case.units(case.with_tie(Effect.JOINS, period=period))
    assert ("new" in after) is period.contains(case.on)
    return case.on in (period.start, period.end)


def associated_ties_consolidate_nothing(case: Case) -> bool:
    if case.other == case.organization:
        return False
    tie = Affiliation(id="new-tie", kind=Kind.ASSOCIATED, organizer=case.other, member=case.organization)
    assert case.seats(case.facts + Facts(affiliations=[tie])) == case.seats()
    return case.other not in case.units()


def seats_agree_with_units(case: Case) -> bool:
    market = opened(case.facts)
    found = seats(market, case.function, case.organization, on=case.on, plan=case.plan)
    ids = [seat.unit for seat in found]
    assert len(set(ids)) == len(ids) >= 1
    assert units_of(market, case.function, case.organization, on=case.on, plan=case.plan) == set(ids)
    assert [len(seat.via) for seat in found] == sorted(len(seat.via) for seat in found)
    for seat in found:
        here = case.organization
        for tie in map(market.affiliation, seat.via):
            assert tie.member == here
            assert tie.period.contains(case.on)
            here = tie.organizer
        assert here == seat.unit
    if len(ids) == 1:
        assert unit_of(market, case.function, case.organization, on=case.on, plan=case.plan) == ids[0]
    else:
        with pytest.raises(AmbiguousUnitError) as raised:
            unit_of(market, case.function, case.organization, on=case.on, plan=case.plan)
        assert raised.value.units == tuple(sorted(ids))
    return len(ids) > 1


def shifting_days_shifts_units(case: Case) -> bool:
    days = Pen(case.choices).one_of((1, -1, 31, 365, -400))
    market = opened(shifted(case.facts, days))
    later = plain(market, case.function, case.organization, case.on + timedelta(days=days), case.plan)
    assert later == case.seats()
    return case.units() != {case.organization}


def relabelling_changes_only_ids(case: Case) -> bool:
    for labels in (prefixed(case.facts, "zz-"), permuted(case.facts, case.choices)):
        market = opened(relabelled(case.facts, labels))
        plan = None if case.plan is None else labels["plans"][case.plan]
        units = units_of(market, case.function, labels["organizations"][case.organization], on=case.on, plan=plan)
        assert units == {labels["organizations"][unit] for unit in case.units()}
    return case.units() != {case.organization}


def order_changes_nothing(case: Case) -> bool:
    other = reordered(case.facts, case.choices)
    plugins = shuffled([Handing([one]) for one in MODELS], case.choices)
    market = open_market(other, plugins=plugins)
    assert plain(market, case.function, case.organization, case.on, case.plan) == case.seats()
    before, after = opened(case.facts), opened(other)
    for one in (None, case.organization):
        findings = [check_structure(market, one, on=case.on).to_dict() for market in (before, after)]
        assert json.dumps(findings[0]) == json.dumps(findings[1])
    described = [describe(market, case.organization, on=case.on).to_dict() for market in (before, after)]
    assert json.dumps(described[0]) == json.dumps(described[1])
    return len(case.seats()) > 1


def several_units_are_found_where_one_must_be(case: Case) -> bool:
    findings = [
        finding
        for finding in check_structure(opened(case.facts), case.organization, on=case.on).findings
        if finding.code == "structure.several-units"
    ]
    market = opened(case.facts)
    several = [
        function
        for function in sorted(SINGLE_UNIT_FUNCTIONS, key=lambda one: one.value)
        if len(units_of(market, function, case.organization, on=case.on)) > 1
    ]
    assert len(findings) == len(several)
    assert all(any(function.value in finding.message for finding in findings) for function in several)
    return bool(several)


def unknown_models_of_organizers_are_named(case: Case) -> bool:
    market = opened(case.facts)
    report = check_structure(market, case.organization, on=case.on)
    named = {row.subjects for row in report.findings if row.code == "structure.organizer-model-unknown"}
    unknown = {
        (f"affiliations/{tie.id}", f"organizations/{tie.organizer}")
        for tie in market.on(case.on).affiliations_of(case.organization)
        if tie.kind is not Kind.ASSOCIATED and market.organization(tie.organizer).model is None
    }
    assert named == unknown
    return bool(unknown)


LAWS: dict[str, Callable[[Case], bool]] = {
    law.__name__: law
    for law in (
        replaces_removes_the_member,
        joins_keeps_both,
        agents_and_channels_change_no_unit,
        ties_of_others_change_nothing,
        together_is_reflexive_and_symmetric,
        terms_stand_in_place_of_the_model,
        elective_ties_count_while_elected,
        ties_count_on_the_days_they_hold,
        associated_ties_consolidate_nothing,
        seats_agree_with_units,
        shifting_days_shifts_units,
        relabelling_changes_only_ids,
        order_changes_nothing,
        several_units_are_found_where_one_must_be,
        unknown_models_of_organizers_are_named,
    )
}


@given(cases())
def test_an_organizer_that_replaces_is_the_unit_in_the_members_place(case: Case) -> None:
    """REPLACES: the organizer is the unit."""
    replaces_removes_the_member(case)


@given(cases())
def test_an_organizer_that_joins_is_a_unit_beside_the_member(case: Case) -> None:
    """JOINS: both are."""
    joins_keeps_both(case)


@given(cases())
def test_agents_and_channels_are_no_units(case: Case) -> None:
    """ACTS_FOR: agent, the member stays the unit. CONNECTS: data exchange only."""
    agents_and_channels_change_no_unit(case)


@given(cases())
def test_ties_of_others_change_nothing(case: Case) -> None:
    """``seats`` follows affiliations upwards from the organization asked about, and no others."""
    ties_of_others_change_nothing(case)


@given(cases())
def test_together_is_reflexive_and_symmetric(case: Case) -> None:
    """``together`` means their units intersect."""
    together_is_reflexive_and_symmetric(case)


@given(cases())
def test_terms_override_what_the_model_says(case: Case) -> None:
    """``terms`` override what the organizer's model says."""
    terms_stand_in_place_of_the_model(case)


@given(cases())
def test_an_elective_tie_needs_an_election_in_force(case: Case) -> None:
    """Elective: needs an Election in force; an IPA member opts in per plan."""
    elective_ties_count_while_elected(case)


@given(cases())
def test_a_tie_counts_on_the_days_of_its_period(case: Case) -> None:
    """Periods are half-open."""
    ties_count_on_the_days_they_hold(case)


@given(cases())
def test_an_associated_tie_consolidates_nothing(case: Case) -> None:
    """``associated``: stated, nature unstated; consolidates nothing."""
    associated_ties_consolidate_nothing(case)


@given(cases())
def test_seats_units_and_unit_agree(case: Case) -> None:
    """``seats``, nearest first; ``units_of`` gives the set of units, ``unit_of`` the single one or an error."""
    seats_agree_with_units(case)


@given(cases())
def test_shifting_all_dates_shifts_units(case: Case) -> None:
    """Shifting all dates shifts answers."""
    shifting_days_shifts_units(case)


@given(cases())
def test_relabelling_ids_changes_only_ids(case: Case) -> None:
    """Relabelling ids changes only ids."""
    relabelling_changes_only_ids(case)


@given(cases())
def test_fact_and_plugin_order_change_nothing(case: Case) -> None:
    """The suite ... permutes plugin and fact order."""
    order_changes_nothing(case)


@given(cases())
def test_billing_records_and_scheduling_have_one_seat_else_a_finding(case: Case) -> None:
    """BILLING, RECORDS and SCHEDULING must resolve to one seat, else a Finding."""
    several_units_are_found_where_one_must_be(case)


@given(cases())
def test_an_organizer_of_unknown_model_is_a_finding(case: Case) -> None:
    """``model`` null means not known."""
    unknown_models_of_organizers_are_named(case)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], draw_case)


def test_together_is_not_transitive() -> None:
    """``together`` is not transitive: nothing partitions by it."""
    clinics = [Organization(id=key) for key in ("north", "between", "south")]
    associations = [Organization(id=key, model="ipa") for key in ("ipa-1", "ipa-2")]
    pairs = (("north", "ipa-1"), ("between", "ipa-1"), ("between", "ipa-2"), ("south", "ipa-2"))
    facts = Facts(
        organizations=[*clinics, *associations],
        affiliations=[Affiliation(id=f"{a}@{b}", kind=Kind.MEMBER, member=a, organizer=b) for a, b in pairs],
        elections=[Election(id=f"{a}@{b}", affiliation=f"{a}@{b}", period=Period(date(2025, 1, 1))) for a, b in pairs],
    )
    market = opened(facts)

    def shared(one: str, other: str) -> bool:
        return together(market, Function.CONTRACTING, one, other, on=date(2025, 1, 1))

    assert shared("north", "between")
    assert shared("between", "south")
    assert not shared("north", "south")
