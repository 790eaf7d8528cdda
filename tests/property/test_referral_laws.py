"""The laws of referrals: what may happen to one, how long it waits, how many a report closes, where they go."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from medgroup import formats
from medgroup.domain import (
    TRANSITIONS,
    Facts,
    Organization,
    Override,
    Patient,
    Practitioner,
    PractitionerRole,
    Referral,
    ReferralEvent,
    ReferralState,
)
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.referrals import DirectedReferralPolicy, advance, closing_rate, directed_ratio, overdue
from medgroup.referrals.shares import Share
from medgroup.testing.changed import relabelled, shifted, with_prefix
from medgroup.testing.choices import DAYS, Choices, Pen, choices_for_parts, seeded
from medgroup.testing.companions import opened
from medgroup.testing.details import with_details
from medgroup.testing.drawn import draw_facts
from medgroup.testing.referring import draw_referrals
from medgroup.values.period import Period
from tests.property.cases import a_few
from tests.property.second_referrals import allowed

S = ReferralState
TAKES = {
    S.SCHEDULED: "appointment",
    S.AUTHORIZED: "until",
}
PATIENTS = tuple(Patient(id=f"patient-{number}") for number in (1, 2))
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))


@frozen
class Case:
    """A market with referrals, and a seed for what is done to it."""

    facts: Facts
    seed: int

    @property
    def market(self) -> Market:
        return opened(self.facts)

    @property
    def pen(self) -> Pen:
        return Pen(seeded(self.seed))


def draw_case(source: Choices) -> Case:
    """Draw a market with several referrals."""
    facts = draw_facts(source)
    pen = Pen(source)
    return Case(
        attrs.evolve(facts, patients=PATIENTS, referrals=draw_referrals(pen, facts, PATIENTS, most=6)),
        source.number(0, 255),
    )


def cases() -> st.SearchStrategy[Case]:
    return choices_for_parts(900).map(draw_case)


def counted(number: int = 300) -> Iterator[Case]:
    """Yield cases of seeds in a row, for laws that say how often they are met."""
    return (draw_case(seeded(seed)) for seed in range(number))


# --- what may happen ---


def drawn_event(pen: Pen, referral: Referral, on: date) -> ReferralEvent:
    """Draw what may happen and what may not: any state, and days that meet."""
    open_ = [state for state in referral.course.legal if TRANSITIONS[state]]
    state = pen.one_of(open_ if open_ and pen.now_and_then(75) else tuple(ReferralState))
    days = DAYS if pen.now_and_then(10) else [one for one in DAYS if one > on]
    said: dict[str, Any] = {TAKES[state]: pen.one_of([None, *days])} if state in TAKES else {}
    return ReferralEvent(state=state, on=on if pen.now_and_then(80) else pen.one_of(DAYS), **said)


def drawn_referral(pen: Pen) -> Referral:
    return Referral(
        id="r",
        patient="kim",
        issuer="job",
        specialty="207RC0000X",
        written=pen.one_of(DAYS[:2]),
        visits=pen.one_of((None, 1, 2)),
        standing=pen.now_and_then(20),
        period=pen.period(50),
    )


CLINIC = opened(
    Facts(
        organizations=[Organization(id="clinic")],
        practitioners=[Practitioner(id="ada")],
        practitioner_roles=[PractitionerRole(id="job", practitioner="ada", organization="clinic")],
        patients=[Patient(id="kim")],
    )
)


def tries(source: Choices) -> Iterator[tuple[Referral, ReferralEvent]]:
    """Yield a referral with each thing that is to happen to it next; it goes on with what may."""
    pen = Pen(source)
    referral = drawn_referral(pen)
    for _ in range(pen.number(1, 12)):
        days = [one for one in DAYS if one >= referral.course.on]
        day = pen.one_of(days[:2])
        event = drawn_event(pen, referral, day)
        yield referral, event
        if allowed(referral, event):
            referral = attrs.evolve(referral, events=(*referral.events, event))


def advanced(referral: Referral, event: ReferralEvent) -> Referral:
    return advance(CLINIC, referral, event.state, on=event.on, appointment=event.appointment, until=event.until)


@given(choices_for_parts(120))
def test_what_may_happen_is_what_a_second_account_says(source: Choices) -> None:
    """No path reaches a state that may not follow, and none that may is refused."""
    for referral, event in tries(source):
        if allowed(referral, event):
            assert advanced(referral, event).state is event.state
        else:
            with pytest.raises(InvalidValueError):
                advanced(referral, event)


@given(choices_for_parts(120))
def test_a_referral_that_is_made_with_its_events_is_one_that_was_led_there(source: Choices) -> None:
    """What is refused of a referral that is led on is refused of one that is read, and nothing else is."""
    for referral, event in tries(source):
        if allowed(referral, event):
            made = attrs.evolve(referral, events=(*referral.events, event))
            assert made == advanced(referral, event)
            assert attrs.evolve(made, events=made.events[:-1]) == referral
        else:
            with pytest.raises(InvalidValueError, match=rf"^events\[{len(referral.events)}\]\."):
                attrs.evolve(referral, events=(*referral.events, event))


@given(choices_for_parts(120))
def test_no_more_visits_are_made_than_are_allowed(source: Choices) -> None:
    """Visits used never exceed those allowed, none are made or scheduled when none is left, and days never go back."""
    for referral, event in tries(source):
        permission = referral.permission()
        seen = [one.state for one in referral.events].count(S.SEEN)
        assert permission.used == seen
        if referral.visits is not None and not referral.standing:
            assert seen <= referral.visits
            assert permission.left == referral.visits - seen
            assert event.state not in (S.SEEN, S.SCHEDULED) or permission.left or not allowed(referral, event)
        else:
            assert permission.left is None
        days = [referral.written, *(one.on for one in referral.events)]
        assert days == sorted(days)


@given(choices_for_parts(120))
def test_the_legal_states_are_those_of_the_table_and_every_refusal_names_them(source: Choices) -> None:
    """Illegal transitions are refused with the legal ones named."""
    for referral, event in tries(source):
        legal = referral.course.legal
        assert set(legal) <= set(TRANSITIONS[referral.state])
        if event.state not in legal:
            with pytest.raises(InvalidValueError) as raised:
                advanced(referral, event)
            named = ", ".join(state.value for state in legal) or "nothing may"
            assert f"may follow {referral.state.value} ({named})" in str(raised.value)


def test_walks_reach_every_state_and_every_reason_to_refuse() -> None:
    """The walks of these laws come to every state, and are refused for states, days, visits and dates alike."""
    reached: Counter[Any] = Counter()
    for seed in range(800):
        for referral, event in tries(seeded(seed)):
            reached[referral.state] += 1
            try:
                advanced(referral, event)
            except InvalidValueError as error:
                reached[error.expected.split(" (")[0].split(":")[0]] += 1

    assert {state for state in ReferralState if reached[state] < 5} == set()
    said = {key for key, count in reached.items() if isinstance(key, str) and count >= 5}
    assert {
        "a day on or after that of what happened before",
        "a day on which the referral is good",
        "a day on which its authorization is good",
        "a day on which the referral has run out; it is still good",
        "a day after that on which it is authorized",
        "a day on or after that on which the appointment is made",
        "what may follow",
    } <= said


def test_every_state_but_the_last_leads_on_and_every_state_is_reached() -> None:
    assert set(TRANSITIONS) == set(ReferralState)
    assert {state for state, after in TRANSITIONS.items() if not after} == {S.CLOSED, S.EXPIRED, S.CANCELLED}
    assert {state for after in TRANSITIONS.values() for state in after} == set(ReferralState) - {S.DRAFTED}


# --- files ---


@a_few
@given(cases(), st.sampled_from(["m.json", "m.yaml", "folder"]))
def test_referrals_come_back_from_a_file(case: Case, name: str) -> None:
    """Reading what was written gives equal facts, events in their order among them."""
    with TemporaryDirectory() as there:
        formats.write(case.facts, Path(there) / name)
        assert formats.read(Path(there) / name).facts == case.facts.sorted()


@a_few
@given(cases(), st.integers(-400, 400))
def test_a_referral_is_as_good_so_many_days_later(case: Case, days: int) -> None:
    """Shifting every day shifts what becomes of a referral, and changes nothing else."""
    later = shifted(case.facts, days)

    for was, one in zip(case.facts.referrals, later.referrals, strict=True):
        assert (one.state, one.permission().left) == (was.state, was.permission().left)


# --- how long they wait ---


@a_few
@given(cases(), st.sampled_from(DAYS), st.integers(0, 60))
def test_what_waits_too_long_is_listed_once_the_oldest_first(case: Case, on: date, limit: int) -> None:
    """Every row is beyond its limit or has run out; the rows stand by age, and those of one age by id."""
    limits = {state: limit for state, after in TRANSITIONS.items() if after}
    rows = overdue(case.market, on=on, limits=limits).referrals

    assert [(-row.age, row.referral) for row in rows] == sorted((-row.age, row.referral) for row in rows)
    assert len({row.referral for row in rows}) == len(rows)
    assert all(row.ran_out or row.age > limit for row in rows)
    assert all(TRANSITIONS[row.state] for row in rows)


@a_few
@given(cases(), st.sampled_from(DAYS), st.integers(0, 60))
def test_a_higher_limit_lists_no_more(case: Case, on: date, limit: int) -> None:
    """A limit that is raised takes rows away or leaves them, and none of them changes its age."""
    states = [state for state, after in TRANSITIONS.items() if after]
    low = {one.referral: one.age for one in overdue(case.market, on=on, limits=dict.fromkeys(states, limit)).referrals}
    high = {
        one.referral: one.age for one in overdue(case.market, on=on, limits=dict.fromkeys(states, limit + 7)).referrals
    }

    assert high.items() <= low.items()


@a_few
@given(cases(), st.integers(-400, 400), st.sampled_from(DAYS))
def test_the_list_and_the_rates_are_the_same_so_many_days_later(case: Case, days: int, on: date) -> None:
    """Shifting all dates shifts answers."""
    later = opened(shifted(case.facts, days))
    by = timedelta(days=days)
    assert overdue(later, on=on + by).referrals == overdue(case.market, on=on).referrals
    before, during = date(2025, 10, 1), shifted(YEAR, days)
    assert attrs.evolve(closing_rate(later, during=during, before=before + by), during=YEAR, before=before) == (
        closing_rate(case.market, during=YEAR, before=before)
    )


@a_few
@given(cases(), st.sampled_from(DAYS))
def test_what_happens_afterwards_changes_no_list(case: Case, on: date) -> None:
    """What happened after the day is not looked at."""
    known = [
        attrs.evolve(one, events=[event for event in one.events if event.on <= on])
        for one in case.facts.referrals
        if one.written <= on
    ]

    then = opened(attrs.evolve(case.facts, referrals=known))
    assert overdue(then, on=on).referrals == overdue(case.market, on=on).referrals


# --- how many a report closes ---


@a_few
@given(cases())
def test_a_closing_rate_is_that_of_patients_each_counted_once(case: Case) -> None:
    """The initial population holds the denominator, that the exclusions and the numerator; each patient counts once."""
    answer = closing_rate(case.market, during=YEAR, excluded=["patient-2"])

    for row in (answer.total, *answer.practitioners, *answer.units):
        assert row.initial_population == row.denominator <= len(PATIENTS)
        assert row.numerator + row.undecided <= row.denominator - row.exclusions
        assert (row.least is None) is (row.denominator == row.exclusions)
        assert row.rate is None or row.least == row.rate == row.most
    assert answer.total.denominator <= sum(row.denominator for row in answer.practitioners)
    assert all(row.denominator for row in (*answer.practitioners, *answer.units))


@a_few
@given(cases())
def test_a_report_more_never_lowers_a_rate(case: Case) -> None:
    """Where one more report comes in, no share falls, whoever's it is."""
    reported = [
        attrs.evolve(one, events=(*one.events, ReferralEvent(state=S.REPORT_RECEIVED, on=one.course.on)))
        if S.REPORT_RECEIVED in one.course.legal
        else one
        for one in case.facts.referrals
    ]
    before = closing_rate(case.market, during=YEAR)
    after = closing_rate(opened(attrs.evolve(case.facts, referrals=reported)), during=YEAR)

    for was, row in zip((before.total, *before.practitioners), (after.total, *after.practitioners), strict=True):
        assert was.of == row.of
        assert was.least is None or (row.least or 0) >= was.least


# --- shares of which part is not known ---

COUNTS = st.integers(0, 2)


@given(st.builds(Share, **{field.name: COUNTS for field in attrs.fields(Share)}))
def test_the_ends_of_a_share_are_those_of_all_the_ways_it_can_be(share: Share) -> None:
    """Of all ways in which what is open turns out, the least and the most share are the ends; 0 of 0 is no share."""
    ways = [["part", "rest"]] * share.part_or_rest
    ways += [["part", "out"]] * share.part_or_out
    ways += [["rest", "out"]] * share.rest_or_out
    ways += [["part", "rest", "out"]] * share.any_of_three
    found = set()
    for chosen in product(*ways):
        places = Counter(chosen)
        part, rest = share.part + places["part"], share.rest + places["rest"]
        if part + rest:
            found.add(Fraction(part, part + rest))

    assert share.least == min(found, default=None)
    assert share.most == max(found, default=None)
    assert share.known == (min(found, default=None) if not share.open else None)


# --- where they are directed ---


def policy(case: Case, **changed: Any) -> DirectedReferralPolicy:
    pen = case.pen
    organizations = [one.id for one in case.facts.organizations]
    stated: dict[str, Any] = {
        "id": "policy",
        "organization": pen.one_of(sorted({one.organization for one in case.facts.practitioner_roles})),
        "target": pen.one_of(organizations),
        "min_ratio": "0.5",
        "roles": [one.id for one in case.facts.practitioner_roles],
    }
    return DirectedReferralPolicy(**{**stated, **changed})


def ratio(case: Case, referrals: Any, **changed: Any) -> Any:
    market = opened(attrs.evolve(case.facts, referrals=referrals))
    return directed_ratio(market, policy(case, **changed), during=ALWAYS_BOTH).total


ALWAYS_BOTH = Period(date(2024, 1, 1), date(2027, 1, 1))


def stating(case: Case, overrides: Any) -> list[Referral]:
    """Return the referrals with overrides stated by place: what a function of the place gives."""
    return [attrs.evolve(one, overrides=overrides(place)) for place, one in enumerate(case.facts.referrals)]


@a_few
@given(cases())
def test_overridden_referrals_change_no_ratio(case: Case) -> None:
    """The three overrides remove a referral from numerator and denominator alike."""
    stated = stating(case, lambda place: tuple(Override)[place % 3 : place % 3 + 1] if place % 2 else ())
    kept = [one for one in stated if not one.overrides]

    with_them, without = ratio(case, stated), ratio(case, kept)

    assert attrs.evolve(with_them, overridden=0) == attrs.evolve(without, overridden=0)


@a_few
@given(cases())
def test_to_know_an_override_narrows_the_ends(case: Case) -> None:
    """What is learned of an override leaves the ratio between the ends that it had."""
    unknown = stating(case, lambda place: None if place % 2 else ())
    wide = ratio(case, unknown)
    for known in ((), (Override.INSURER,)):
        narrow = ratio(case, [attrs.evolve(one, overrides=known) if one.overrides is None else one for one in unknown])
        if narrow.least is not None:
            assert wide.least <= narrow.least <= narrow.most <= wide.most
        if wide.met is not None:
            assert narrow.met in (wide.met, None)


@a_few
@given(cases())
def test_an_unknown_override_is_never_a_single_number(case: Case) -> None:
    """Where a referral may be overridden there is no ratio; where nothing is open, there is one, or nothing counts."""
    stated = stating(case, lambda place: None if place % 3 == 0 else ())
    total = ratio(case, stated)

    assert (total.ratio is None) is bool(total.undecided or total.least is None)
    assert total.ratio is None or total.ratio == total.least == total.most


@a_few
@given(cases())
def test_other_ids_change_only_ids(case: Case) -> None:
    """Relabelling practitioners does nothing."""
    labels = {name: {fact.id: f"z-{fact.id}" for fact in rows} for name, rows in case.facts.items()}
    named = [attrs.evolve(one, events=[without_ids(event) for event in one.events]) for one in case.facts.referrals]
    plain = attrs.evolve(case.facts, referrals=named)
    other = opened(relabelled(plain, labels))
    stated = policy(case)
    renamed = attrs.evolve(
        stated,
        organization=f"z-{stated.organization}",
        target=f"z-{stated.target}",
        roles=[f"z-{one}" for one in stated.roles or ()],
    )

    for ask in (
        lambda market, told: directed_ratio(market, told, during=ALWAYS_BOTH),
        lambda market, _: closing_rate(market, during=YEAR),
        lambda market, _: overdue(market, on=DAYS[-1]),
    ):
        before, after = ask(opened(plain), stated).explain(), ask(other, renamed).explain()
        assert with_prefix(before, plain, "z-") == after


def without_ids(event: ReferralEvent) -> ReferralEvent:
    return attrs.evolve(event, practitioner=None, billing=None, organization=None, encounter=None)


@a_few
@given(cases())
def test_a_member_of_the_target_counts_as_the_target(case: Case) -> None:
    """A referral to the target itself goes there, whatever else is known of it."""
    stated = policy(case)
    there = [
        attrs.evolve(one, practitioner=None, organization=stated.target, events=(), overrides=(), preferred=())
        for one in case.facts.referrals
    ]
    total = ratio(case, there)

    assert total.to_target == total.counted
    assert total.ratio == (1.0 if total.counted else None)


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Ratios of each kind, rates of each kind, rows of many states."""
    met: Counter[str] = Counter()
    for case in counted():
        total = directed_ratio(case.market, policy(case), during=ALWAYS_BOTH).total
        met[f"met {total.met}"] += 1
        met["single"] += total.ratio is not None
        met["open"] += total.undecided > 0
        met["overridden"] += total.overridden > 0
        row = closing_rate(case.market, during=YEAR).total
        met["closed"] += row.numerator > 0
        met["not closed"] += row.numerator < row.denominator
        for one in overdue(case.market, on=DAYS[-1]).referrals:
            met[one.state.value] += 1

    wanted = {"met True", "met False", "met None", "single", "open", "overridden", "closed", "not closed"}
    wanted |= {"drafted", "sent", "scheduled", "seen", "rerouted", "authorized", "denied"}
    assert {key for key in wanted if met[key] < 4} == set()


def test_the_details_of_a_drawn_market_hold_referrals() -> None:
    """Markets of the public strategies hold referrals in most states."""
    states: Counter[ReferralState] = Counter()
    for seed in range(400):
        source = seeded(seed)
        states.update(one.state for one in with_details(draw_facts(source), source).referrals)

    assert len([state for state, count in states.items() if count >= 3]) >= 9
