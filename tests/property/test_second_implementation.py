"""Network status, units and seats against a second implementation, over thousands of drawn questions.

In each market one question is asked on every boundary day: each day on which something begins or ends or a listing
comes of age, and each day before. The others are drawn freely. ``make nightly`` asks a million.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import Factory, define

from medgroup.market import Market
from medgroup.network import NetworkStatus, PathKind, Status, network_standing, network_status
from medgroup.network.question import asked
from medgroup.network.routes import Contracts, in_force
from medgroup.rules import Function
from medgroup.structure import seats, together, unit_of, units_of
from medgroup.testing.choices import DAYS, Pen, seeded
from medgroup.testing.companions import MODELS_BY_NAME
from medgroup.testing.drawn import boundary_days, sampled
from medgroup.testing.questions import draw_day, draw_organization, questions
from tests.property import second

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
#: How many questions are asked, at least.
QUESTIONS = int(os.environ.get("MEDGROUP_QUESTIONS", "1000000" if NIGHTLY else "20000"))
#: How many questions of each market are drawn freely.
PER_MARKET = 30
#: How many disagreements are kept to be shown.
SHOWN = 5


@define
class Tally:
    """What one run over all questions came to."""

    asked: int = 0
    markets: int = 0
    #: How many boundary days the markets have, how many of those were asked about, and by how many questions.
    boundaries: int = 0
    met: int = 0
    on_boundary: int = 0
    contracted: Counter[Status] = Factory(Counter)
    reached: Counter[str] = Factory(Counter)
    #: The claims that failed, with the market's seed and the question.
    broken: dict[str, list[Any]] = Factory(dict)

    def claim(self, name: str, holds: bool, *shown: Any) -> None:
        """Note a claim that does not hold."""
        if not holds and len(self.broken.setdefault(name, [])) < SHOWN:
            self.broken[name].append(shown)

    def __str__(self) -> str:
        shares = ", ".join(f"{status.value} {self.contracted[status] / self.asked:.1%}" for status in Status)
        broken = sum(map(len, self.broken.values()))
        return (
            f"{self.asked:,} questions of {self.markets:,} markets, {self.on_boundary / self.asked:.1%} of them on "
            f"{self.met:,} of {self.boundaries:,} boundary days: {broken} disagreements; contracted {shares}"
        )


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Tally:
    """Ask every question of both implementations."""
    tally, began = Tally(), time.monotonic()
    for seed, market in enumerate(sampled(QUESTIONS)):
        _ask(tally, market, seed)
        if tally.asked >= QUESTIONS:
            break
    if NIGHTLY:
        _tell(request.config, f"\n{tally}; {time.monotonic() - began:.0f} seconds")
    return tally


def _tell(config: pytest.Config, text: str) -> None:
    """Print a figure that is read after the run, though what tests print is not shown."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(text, flush=True)


def _ask(tally: Tally, market: Market, seed: int) -> None:
    boundaries = boundary_days(market.facts)
    days: set[date] = set()
    for question in _questions(market, sorted(boundaries), seed):
        status = network_status(market, **question)
        expected, ways = second.answer(market.facts, MODELS_BY_NAME, second.Question(**question))
        days.add(question["on"])
        tally.asked += 1
        tally.on_boundary += question["on"] in boundaries
        tally.contracted[status.contracted] += 1
        tally.claim("second implementation", _verdict(status) == expected, seed, question, status, expected)
        tally.claim("standing", _brief(network_standing(market, **question)) == _brief(status), seed, question)
        tally.claim("routes in force", _in_force(market, question) == _good(ways), seed, question)
        _claims_about_paths(tally, status, seed, question)
        tally.reached.update(_reached(status, expected, ways))
    tally.markets += 1
    tally.boundaries += len(boundaries)
    tally.met += len(boundaries & days)


def _questions(market: Market, boundaries: list[date], seed: int) -> Iterator[dict[str, Any]]:
    """Yield a question on each boundary day, and as many drawn freely as each market is asked."""
    drawn = questions(market, PER_MARKET + len(boundaries), seed=seed)
    for day in boundaries:
        yield {**next(drawn), "on": day}
    yield from drawn


def _in_force(market: Market, question: dict[str, Any]) -> set[tuple[str, str, tuple[str, ...], str]]:
    """Return network, agreement, chain and roster line of each route under which every link holds."""
    found = in_force(market.derived(Contracts), asked(market, **question))
    return {(route.network.id, *route.key()[1:], entry.id) for route, entry in found}


def _good(ways: list[second.Way]) -> set[tuple[str, str, tuple[str, ...], str]]:
    """Return the same of each way of the second implementation that holds."""
    return {
        (way.network, way.agreement.id, tuple(tie.id for tie in way.chain), way.entry.id)
        for way in ways
        if way.entry is not None and way.status() == second.IN
    }


def _verdict(status: NetworkStatus) -> second.Verdict:
    return second.Verdict(
        status.overall.value, status.contracted.value, status.listed.value, status.misdirected, status.continuity_until
    )


def _brief(status: Any) -> tuple[Status, Status, Status, bool]:
    return (status.overall, status.contracted, status.listed, status.misdirected)


def _claims_about_paths(tally: Tally, status: NetworkStatus, *shown: Any) -> None:
    for path in status.paths:
        tally.claim("a path is its least link", path.status is min(link.status for link in path.links), *shown, path)
        failing = [link for link in path.links if link.status is not Status.IN]
        tally.claim("missing is the first", path.missing is (failing[0] if failing else None), *shown, path)
    by_contract = [path.status for path in status.paths if path.kind is PathKind.CONTRACT]
    by_listing = [path.status for path in status.paths if path.kind is PathKind.LISTING]
    tally.claim("contracted is the best path", status.contracted is max(by_contract), *shown)
    tally.claim("listed is the best listing", status.listed is max(by_listing), *shown)
    tally.claim("the best path stands first", status.paths[0].status is status.contracted, *shown)


def _reached(status: NetworkStatus, expected: second.Verdict, ways: list[second.Way]) -> set[str]:
    """Return the branches that a question reached, by name."""
    good = [way for way in ways if way.status() == second.IN]
    found = {f"listed {expected.listed}"}
    found |= {"in by a chain" for way in good if way.chain}
    found |= {"in by a chain of two" for way in good if len(way.chain) > 1}
    found |= {"in by its own signature" for way in good if not way.chain}
    found |= {"in by a second network only"} if good and status.best.tier != 1 else set()
    found |= {f"pending {step}" for step in _pending_steps(status)}
    found |= {"misdirected"} if expected.misdirected else set()
    if expected.continuity_until is not None:
        found |= {f"continuity after {step}" for way in ways for step in _over(way)}
    return found | {"organizer unknown" for way in ways if second.UNKNOWN in way.hops}


def _pending_steps(status: NetworkStatus) -> set[str]:
    return {link.step.value for link in status.best.links if link.status is Status.PENDING}


def _over(way: second.Way) -> set[str]:
    links = {"agreement": way.agreement_link, "roster": way.roster_link, "election": second.worst(second.IN, *way.hops)}
    return {step for step, status in links.items() if status == second.OUT}


@pytest.mark.parametrize(
    "claim",
    [
        "second implementation",
        "standing",
        "routes in force",
        "a path is its least link",
        "missing is the first",
        "contracted is the best path",
        "listed is the best listing",
        "the best path stands first",
    ],
)
def test_every_question_agrees(tally: Tally, claim: str) -> None:
    assert tally.asked >= QUESTIONS
    assert not tally.broken.get(claim)


def test_no_claim_goes_unread(tally: Tally) -> None:
    assert not tally.broken


@pytest.mark.parametrize("status", list(Status))
def test_every_standing_makes_a_tenth_of_the_questions(tally: Tally, status: Status) -> None:
    assert tally.contracted[status] >= tally.asked / 10


def test_every_boundary_day_of_every_market_is_asked_about(tally: Tally) -> None:
    assert tally.met == tally.boundaries
    assert tally.boundaries >= 10 * tally.markets


def test_most_questions_are_about_boundary_days(tally: Tally) -> None:
    assert tally.on_boundary >= tally.asked / 2


def test_a_verdict_changes_on_boundary_days_only() -> None:
    """Else a day on which something changes could go unasked."""
    changes = 0
    for seed, market in enumerate(sampled(100)):
        boundaries = boundary_days(market.facts)
        for question in questions(market, 2, seed=seed):
            before = None
            for day in (DAYS[0] + timedelta(days=number) for number in range(-3, 500)):
                verdict = _brief(network_standing(market, **{**question, "on": day}))
                if before not in (None, verdict):
                    assert day in boundaries, (seed, question, day)
                    changes += 1
                before = verdict
    assert changes >= 100


@pytest.mark.parametrize(
    "branch",
    [
        "in by its own signature",
        "in by a chain",
        "in by a chain of two",
        "in by a second network only",
        "organizer unknown",
        "misdirected",
        "pending plan",
        "pending agreement",
        "pending billing",
        "pending roster",
        "pending credential",
        "continuity after agreement",
        "continuity after roster",
        "continuity after election",
        "listed in",
        "listed out",
        "listed pending",
        "listed unknown",
    ],
)
def test_every_branch_is_reached(tally: Tally, branch: str) -> None:
    assert tally.reached[branch] >= tally.asked / 1000


def test_units_and_seats_agree_with_the_second_implementation() -> None:
    several = replaced = agents = channels = far = 0
    for seed, market in enumerate(sampled(QUESTIONS // 50)):
        source = seeded(seed)
        pen = Pen(source)
        for _ in range(20):
            one, other = draw_organization(source, market.facts), draw_organization(source, market.facts)
            function, on = pen.one_of(tuple(Function)), draw_day(source, market.facts)
            plan = pen.one_of([None, *(plan.id for plan in market.facts.plans)])
            arguments: dict[str, Any] = {"on": on, "plan": plan}
            found = seats(market, function, one, **arguments)
            expected = second.chairs(market.facts, MODELS_BY_NAME, function, one, on, plan)
            assert [(seat.unit, seat.agents, seat.channels, seat.via) for seat in found] == expected, (seed, one)
            units = {chair.unit for chair in expected}
            assert units_of(market, function, one, **arguments) == units
            if len(units) == 1:
                assert unit_of(market, function, one, **arguments) in units
            others = {chair.unit for chair in second.chairs(market.facts, MODELS_BY_NAME, function, other, on, plan)}
            assert together(market, function, one, other, **arguments) is bool(units & others)
            several += len(units) > 1
            replaced += one not in units
            agents += any(chair.agents for chair in expected)
            channels += any(chair.channels for chair in expected)
            far += any(len(chair.via) > 1 for chair in expected)
    assert min(several, replaced, agents, channels, far) >= QUESTIONS / 1000
