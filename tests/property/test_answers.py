"""The laws of answers: every one is plain values, sentences and HTML, and rests on facts that exist."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given

from medgroup.answers import Answer
from medgroup.domain import Facts
from medgroup.market import Market
from medgroup.network import NetworkStatus, PathKind, Status, network_standing, network_status, roster, status_timeline
from medgroup.scenarios import changes, compare
from medgroup.structure import check_structure, describe
from medgroup.testing.choices import Pen
from medgroup.testing.companions import opened
from medgroup.testing.drawn import boundary_days
from medgroup.testing.laws import meets_its_case
from medgroup.values.period import Period
from tests.property.cases import Case, a_few, cases, draw_case

#: A year that most drawn boundaries fall in.
YEAR = Period(date(2025, 1, 1), date(2026, 1, 2))
#: A name that would break out of HTML if it were not escaped.
NASTY = '<script>alert("&")</script>'


def answers(market: Market, case: Case) -> Iterator[Answer]:
    """Yield one answer of every question."""
    asked = case.question
    yield network_status(market, **asked)
    yield timeline(market, case)
    yield roster(market, on=asked["on"])
    yield describe(market, asked["billing"], on=asked["on"])
    yield check_structure(market, on=asked["on"])
    staffed = [one.organization for one in case.facts.practitioner_roles if one.period.contains(asked["on"])]
    if staffed:
        yield compare(market, staffed, on=asked["on"], under=["as-is"])
    yield changes(opened(Facts()), market)


def timeline(market: Market, case: Case) -> Any:
    """Return the timeline of the question of a case over a year."""
    asked = {name: value for name, value in case.question.items() if name != "on"}
    return status_timeline(market, **asked, during=YEAR)


def evidence(document: Any) -> Iterator[str]:
    """Yield all evidence in plain values, however deep."""
    if isinstance(document, Mapping):
        yield from (name for key in ("evidence", "subjects") for name in document.get(key, ()))
        for value in document.values():
            yield from evidence(value)
    elif isinstance(document, list):
        for item in document:
            yield from evidence(item)


def known(facts: Facts) -> set[str]:
    """Return every fact as evidence names it."""
    return {f"{name}/{fact.id}" for name, collection in facts.items() for fact in collection}


# Each law asserts itself of one case and returns whether the case is one that it is about. ----------------------------


def answers_are_plain_values(case: Case) -> bool:
    market = opened(case.facts)
    for answer in answers(market, case):
        document = answer.to_dict()
        assert json.loads(json.dumps(document, allow_nan=False)) == document
        names = {field.name for field in attrs.fields(type(answer)) if not field.name.startswith("_")}  # type: ignore[arg-type]
        assert names <= document.keys()
    return len(network_status(market, **case.question).paths) > 3


def evidence_is_of_facts_that_exist(case: Case) -> bool:
    market, cited = opened(case.facts), set()
    for answer in answers(market, case):
        found = set(evidence(answer.to_dict()))
        assert found <= known(market.facts)
        cited |= found
    return len({name.partition("/")[0] for name in cited}) > 6


def reasons_are_sentences_and_all_are_told(case: Case) -> bool:
    changes = 0
    for answer in answers(opened(case.facts), case):
        told = answer.explain()
        assert answer.headline() == told.splitlines()[0]
        for reason in answer.because:
            assert reason.statement
            assert reason.statement in told
            assert reason.would_change in told
            changes += bool(reason.would_change)
        assert "\n\n" not in told
    return changes > 3


def html_is_escaped_and_well_formed(case: Case) -> bool:
    named = {
        name: [attrs.evolve(fact, name=f"{NASTY} {fact.id}") if hasattr(fact, "name") else fact for fact in collection]
        for name, collection in case.facts.items()
    }
    shown = [answer._repr_html_() for answer in answers(opened(Facts(**named)), case)]
    for page in shown:
        assert "<script" not in page
        _Balanced().check(page)
    return sum(escape(NASTY) in page for page in shown) > 2


def html_tells_every_reason_that_is_not_cut(case: Case) -> bool:
    whole = 0
    for answer in answers(opened(case.facts), case):
        page = answer._repr_html_()
        told = unescape(re.sub(r"<[^>]+>", "", page))
        assert answer.headline() in told
        if "the first" not in page and " more<" not in page:
            whole += bool(answer.because)
            for reason in answer.because:
                assert all(key in told for key in reason.evidence)
                assert reason.would_change in told
                assert reason.source in told
    return whole > 3


class _Balanced(HTMLParser):
    """Checks that every element that is opened is closed, in order."""

    def check(self, page: str) -> None:
        """Read a page."""
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that is opened."""
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one."""
        assert self.open.pop() == tag


def reprs_are_short_and_say_the_verdict(case: Case) -> bool:
    status = network_status(opened(case.facts), **case.question)
    assert repr(status).startswith(f"<NetworkStatus {status.overall.value}: ")
    assert len(repr(status)) < 300
    return status.overall is not Status.UNKNOWN


def the_first_reasons_are_the_links_of_the_best_path(case: Case) -> bool:
    status = network_status(opened(case.facts), **case.question)
    told = [reason.statement for reason in status.because[: len(status.best.links)]]
    assert told == [f"{link.step.value} {link.status.value}: {link.statement}" for link in status.best.links]
    others = [path for path in status.paths[1:] if path.kind is PathKind.CONTRACT and path.missing is not None]
    assert sum(reason.statement.startswith("Another way") for reason in status.because) == len(others)
    directory = [reason for reason in status.because if reason.statement.startswith("A directory states otherwise")]
    assert bool(directory) is status.misdirected
    assert any("protected until" in reason.statement for reason in status.because) is (
        status.continuity_until is not None
    )
    return status.misdirected


def intervals_agree_with_every_day(case: Case) -> bool:
    market = opened(case.facts)
    found = timeline(market, case)
    intervals = found.intervals
    assert intervals[0].period.start == YEAR.start
    assert intervals[-1].period.end == YEAR.end
    for one, other in pairwise(intervals):
        assert one.period.end == other.period.start
        assert _differs(one, other)
        assert other.changes
    for day in sorted(boundary_days(case.facts)):
        if YEAR.contains(day):
            (interval,) = [one for one in intervals if one.period.contains(day)]
            assert _standing(interval) == _standing(network_standing(market, **{**case.question, "on": day}))
    return len({interval.contracted for interval in intervals}) > 2


def _standing(answer: Any) -> tuple[Any, ...]:
    return (answer.overall, answer.contracted, answer.listed, answer.misdirected)


def _differs(one: Any, other: Any) -> bool:
    names = [field.name for field in attrs.fields(type(one)) if field.name not in ("period", "changes")]
    return any(getattr(one, name) != getattr(other, name) for name in names)


def intervals_agree_with_any_day(case: Case) -> bool:
    market, pen = opened(case.facts), Pen(case.choices)
    found = timeline(market, case).intervals
    for _ in range(5):
        day = date(2025, 1, 1) + timedelta(days=pen.number(0, 365))
        (interval,) = [one for one in found if one.period.contains(day)]
        status = network_status(market, **{**case.question, "on": day})
        assert _standing(interval) == _standing(status)
        assert interval.network == (status.best.network if status.overall is Status.IN else None)
    return len(found) > 2


def rows_agree_with_network_status(case: Case) -> bool:
    market, on = opened(case.facts), case.question["on"]
    rows = roster(market, on=on).rows
    assert [(row.practitioner, row.billing, row.plan) for row in rows] == sorted(
        {(row.practitioner, row.billing, row.plan) for row in rows}
    )
    for row in rows:
        status: NetworkStatus = network_status(market, row.practitioner, row.billing, row.plan, on=on)
        assert _standing(row) == _standing(status)
        missing = status.best.missing
        assert (row.missing, row.statement) == ((None, "") if missing is None else (missing.step, missing.statement))
    present = {
        (role.practitioner, role.organization) for role in case.facts.practitioner_roles if role.period.contains(on)
    }
    plans = {plan.id for plan in case.facts.plans if plan.period.contains(on)}
    shown = {(row.practitioner, row.billing) for row in rows}
    assert present <= shown or not plans
    for plan in plans:
        assert roster(market, on=on, plan=plan).rows == tuple(row for row in rows if row.plan == plan)
    return len({row.contracted for row in rows}) > 2


def assumptions_are_printed_with_every_answer(case: Case) -> bool:
    assumed = "The moon is made of cheese."
    market = opened(case.facts).with_facts(case.facts, assumptions=[assumed])
    for answer in answers(market, case):
        assert assumed in answer.assumptions
        assert f"Assumed: {assumed}" in answer.explain()
        assert assumed in json.dumps(answer.to_dict())
        assert assumed in answer._repr_html_()
    return len({*map(type, answers(market, case))}) > 5


LAWS: dict[str, Callable[[Case], bool]] = {
    law.__name__: law
    for law in (
        answers_are_plain_values,
        evidence_is_of_facts_that_exist,
        reasons_are_sentences_and_all_are_told,
        html_is_escaped_and_well_formed,
        html_tells_every_reason_that_is_not_cut,
        reprs_are_short_and_say_the_verdict,
        the_first_reasons_are_the_links_of_the_best_path,
        intervals_agree_with_every_day,
        intervals_agree_with_any_day,
        rows_agree_with_network_status,
        assumptions_are_printed_with_every_answer,
    )
}


@given(cases())
@a_few
def test_an_answer_is_plain_values_with_every_field(case: Case) -> None:
    """``to_dict()``: plain values that JSON can hold."""
    answers_are_plain_values(case)


@given(cases())
@a_few
def test_evidence_names_facts_that_exist(case: Case) -> None:
    """Evidence is written ``collection/id``."""
    evidence_is_of_facts_that_exist(case)


@given(cases())
@a_few
def test_an_answer_explains_itself_in_sentences(case: Case) -> None:
    """``because``, a tuple of Reason; ``explain()`` in plain sentences."""
    reasons_are_sentences_and_all_are_told(case)


@given(cases())
@a_few
def test_html_is_escaped_and_every_element_is_closed(case: Case) -> None:
    """``_repr_html_`` for every answer, escaped."""
    html_is_escaped_and_well_formed(case)


@given(cases())
@a_few
def test_html_tells_every_reason_that_is_not_cut(case: Case) -> None:
    """One renderer: the verdict, each link and finding with its evidence, and what would change it."""
    html_tells_every_reason_that_is_not_cut(case)


@given(cases())
@a_few
def test_a_repr_is_short_and_says_the_verdict(case: Case) -> None:
    """A good ``repr``."""
    reprs_are_short_and_say_the_verdict(case)


@given(cases())
@a_few
def test_the_reasons_begin_with_the_best_path(case: Case) -> None:
    """Each link carries a sentence; the answer is the best path."""
    the_first_reasons_are_the_links_of_the_best_path(case)


@given(cases())
@a_few
def test_intervals_agree_with_network_standing_on_boundary_days(case: Case) -> None:
    """``status_timeline``: the intervals of a year and what changes at each boundary."""
    intervals_agree_with_every_day(case)


@given(cases())
@a_few
def test_intervals_agree_with_network_standing_on_any_day(case: Case) -> None:
    """``status_timeline``: the intervals of a year and what changes at each boundary."""
    intervals_agree_with_any_day(case)


@given(cases())
@a_few
def test_rows_of_a_roster_agree_with_network_status(case: Case) -> None:
    """``roster``: every (practitioner, billing, plan) with its status and first missing link."""
    rows_agree_with_network_status(case)


@given(cases())
@a_few
def test_assumptions_are_printed_with_every_answer(case: Case) -> None:
    """An assumption of the caller is printed with every result."""
    assumptions_are_printed_with_every_answer(case)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], draw_case)
