"""Laws about what a model declares: the market does what the record says, and the record is data."""

import pickle
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from medgroup.domain import Affiliation, Election, Facts, Organization, Payer, Plan, Scope, ScopeOf
from medgroup.errors import listed
from medgroup.market import Market
from medgroup.models import OrganizationalModel
from medgroup.network import Status, network_standing
from medgroup.rules import Consolidation, Effect, Function, Kind, Reach, Tier
from medgroup.structure import Seat, seats, together
from medgroup.testing.choices import Pen
from medgroup.testing.laws import Breach, claim, law
from medgroup.testing.round_trips import from_plain, plain, without_checks
from medgroup.testing.subjects import Subject
from medgroup.testing.suite_cases import AskedCase, SuiteCase, draw_asked, draw_case
from medgroup.values.period import ALWAYS, Period, days_after

#: Ids of what is put into a market to be looked at; no author uses them.
ORGANIZER, ASKED, OTHER = "conformance-organizer", "conformance-plan", "conformance-other-plan"


def member(kind: Kind, number: int = 1) -> str:
    """Return the id of a member that is tied by a kind."""
    return f"conformance-{kind.value}-{number}"


def organized(
    model: OrganizationalModel, *, period: Period = ALWAYS, plans: frozenset[str] | None = None, elected: bool = True
) -> Facts:
    """Return an organizer of a model with two members for each kind of tie.

    Args:
        model: The model.
        period: Days on which the ties hold.
        plans: The plans that members elect for; None means all.
        elected: Whether they elect at all.
    """
    ties = [
        Affiliation(id=member(kind, number), kind=kind, organizer=ORGANIZER, member=member(kind, number), period=period)
        for kind in Kind
        for number in (1, 2)
    ]
    elections = [
        Election(id=f"{tie.id}-{function.value}", affiliation=tie.id, function=function, plans=plans)
        for tie in ties
        for function in Function
        if elected
    ]
    return Facts(
        organizations=[Organization(id=ORGANIZER, model=model.name), *(Organization(id=tie.id) for tie in ties)],
        affiliations=ties,
        elections=elections,
        payers=[Payer(id="conformance-payer")],
        plans=[Plan(id=key, payer="conformance-payer") for key in (ASKED, OTHER)],
    )


@law(
    "Consolidation: seats() does what the record declares, over every kind of tie and every function.",
    mend="declare what the model does in `consolidates` and nowhere else: no subclass of OrganizationalModel, and no "
    "effects() of its own.",
    draw=draw_case,
)
def seats_do_what_the_record_declares(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law, with an organizer of the model and members of every kind."""
    pen = Pen(case.choices)
    period = pen.one_of((ALWAYS, *_around(case.on)))
    plan, plans = pen.one_of((None, ASKED)), pen.one_of((None, frozenset({ASKED}), frozenset({OTHER})))
    elects = pen.now_and_then(70)
    facts = case.facts + organized(subject.model, period=period, plans=plans, elected=elects)
    market = subject.opened(facts)
    elected = elects and (plan is None or plans is None or plan in plans)
    met = set()
    for kind, function, row in _cells(subject.model):
        counts = row is not None and period.contains(case.on) and (elected or not row.elective)
        effect = row.effect if row is not None and counts else None
        found = seats(market, function, member(kind), on=case.on, plan=plan)
        expected = _expected(kind, effect)
        said = f"declares {row}" if row is not None else "declares nothing"
        claim(
            found == expected,
            f"of a member tied by {kind.value}, for {function.value}, the record {said}; so it has {expected} and not "
            f"{found} (elected: {elected}, the tie {'holds' if period.contains(case.on) else 'is over or not begun'})",
        )
        met |= {effect} - {None}
    return met == {row.effect for row in subject.model.consolidates} and period.contains(case.on)


def _around(on: date) -> Iterator[Period]:
    """Yield periods that begin or end on a day or the one after."""
    for day in (on, days_after(on, 1)):
        yield from (Period(day), Period(None, day))


def _cells(model: OrganizationalModel) -> Iterator[tuple[Kind, Function, Consolidation | None]]:
    """Yield every kind of tie and function, with the row of the record that is about both."""
    for kind in Kind:
        for function in Function:
            rows = [row for row in model.consolidates if row.over is kind and function in row.functions]
            yield kind, function, rows[0] if rows else None


def _expected(kind: Kind, effect: Effect | None) -> tuple[Seat, ...]:
    own, there = Seat(unit=member(kind)), Seat(unit=ORGANIZER, via=(member(kind),))
    expected: Mapping[Effect | None, tuple[Seat, ...]] = {
        Effect.REPLACES: (there,),
        Effect.JOINS: (own, there),
        Effect.ACTS_FOR: (attrs.evolve(own, agents=(ORGANIZER,)),),
        Effect.CONNECTS: (attrs.evolve(own, channels=(ORGANIZER,)),),
    }
    return expected.get(effect, (own,))


@law(
    "Open world: where no scope says that all contracts are known, nobody is contracted OUT.",
    mend="declare what the model does in `consolidates` and nowhere else.",
    draw=draw_asked,
)
def an_open_market_is_never_out(subject: Subject, case: AskedCase) -> bool:
    """Hold a question against the law."""
    standing = _contracted(subject, attrs.evolve(case.facts, scopes=()), case)
    claim(standing in (Status.UNKNOWN, Status.IN), f"the answer is {standing.value}")
    return standing is Status.UNKNOWN


@law(
    "Closed world: where all contracts, models and networks are known, nobody's contract is UNKNOWN.",
    mend="declare what the model does in `consolidates` and nowhere else.",
    draw=draw_asked,
)
def a_closed_market_is_never_unknown(subject: Subject, case: AskedCase) -> bool:
    """Hold a question against the law."""
    network = case.facts.networks[0].id
    facts = attrs.evolve(
        case.facts,
        plans=[one if one.networks else attrs.evolve(one, networks=[network]) for one in case.facts.plans],
        organizations=[
            one if one.model else attrs.evolve(one, model=subject.model.name) for one in case.facts.organizations
        ],
        scopes=[Scope(id="conformance-all", of=ScopeOf.CONTRACTS)],
    )
    standing = _contracted(subject, facts, case)
    claim(standing is not Status.UNKNOWN, "the answer is unknown")
    return standing is not Status.IN


def _contracted(subject: Subject, facts: Facts, case: AskedCase) -> Status:
    return network_standing(subject.opened(facts), **case.question).contracted


@law(
    "Tiers: each tier reaches somebody that the tiers before it do not, and nobody who is not there.",
    mend="let a tier with reach MEMBERS name ties that a member can have, and share a function only that the model "
    "JOINS or REPLACES over one of these ties; put a tier with reach ANYONE last.",
    draw=draw_case,
)
def tiers_reach_who_is_there(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law, with an organizer of the model and members of every kind."""
    tiers = subject.model.tiers
    names = [tier.name for tier in tiers]
    claim(all(isinstance(name, str) and name.strip() for name in names), f"a tier has no name: {names}")
    claim(len(set(names)) == len(names), f"two tiers have one name: {listed(names)}")
    anyone = [place for place, tier in enumerate(tiers, start=1) if tier.reach is Reach.ANYONE]
    claim(anyone in ([], [len(tiers)]), f"after a tier that reaches anyone, no other reaches anybody new: {names}")
    market = subject.opened(case.facts + organized(subject.model))
    there = {one.id for one in market.on(case.on).organizations()}
    for tier in tiers:
        if tier.reach is Reach.MEMBERS:
            _reaches_members(market, tier, there, case.on)
    return bool(subject.bearers(case.facts))


def _reaches_members(market: Market, tier: Tier, there: set[str], on: date) -> None:
    found = {other for kind in tier.over for other in reached(market, tier, ORGANIZER, member(kind), on=on)}
    claim(found <= there, f"the tier {tier.name!r} reaches {sorted(found - there)}, which is not there")
    ties = listed(sorted(kind.value for kind in tier.over))
    shared = "" if tier.sharing is None else f" and shares the unit of {tier.sharing.value}"
    claim(bool(found), f"the tier {tier.name!r} reaches nobody: no member tied by {ties} meets another{shared}")


def reached(market: Market, tier: Tier, organizer: str, referrer: str, *, on: date) -> frozenset[str]:
    """Return the organizations that a tier with reach MEMBERS holds for one that refers, itself left out.

    Args:
        market: The market.
        tier: The tier.
        organizer: The organization of the model that the tier is of.
        referrer: Who refers.
        on: The day.
    """
    others = {tie.member for tie in market.on(on).members_of(organizer) if tie.kind in tier.over} - {referrer}
    return frozenset(
        one for one in others if tier.sharing is None or together(market, tier.sharing, referrer, one, on=on)
    )


@law(
    "Declarations are data: a record becomes plain values and the same record again, and its checks are found by name.",
    mend="hand over a plain OrganizationalModel with texts for its names; define each check at the top of a module (a "
    "function, or a frozen record that is called), not as a lambda or inside a function.",
    draw=draw_case,
)
def declarations_survive_a_round_trip(subject: Subject, case: SuiteCase) -> bool:
    """Hold the record, and parts of it, against the law."""
    pen = Pen(case.choices)
    model = without_checks(subject.model)
    rows, tiers = pen.some_of(model.consolidates, low=0), pen.some_of(model.tiers, low=0)
    for record in (model, attrs.evolve(model, consolidates=rows, tiers=tiers)):
        again = _again(record)
        claim(again == record, f"what comes back from plain values is {again!r} and not {record!r}")
    for check in subject.model.checks:
        _found_by_name(check)
    return True


def _again(model: OrganizationalModel) -> OrganizationalModel:
    # Whatever a stranger's record makes of this, it is no plain value.
    try:
        return from_plain(plain(model))
    except Exception as problem:
        raise Breach(f"{model!r} is no plain value: {type(problem).__name__}: {problem}") from problem


def _found_by_name(check: object) -> None:
    """Claim that a check can be sent to another process, as a market can."""
    try:
        pickle.loads(pickle.dumps(check))
    except Exception as problem:
        name = getattr(check, "__qualname__", repr(check))
        raise Breach(f"the check {name} is not found by its name: {problem}") from problem


DECLARED_LAWS = (
    seats_do_what_the_record_declares,
    an_open_market_is_never_out,
    a_closed_market_is_never_unknown,
    tiers_reach_who_is_there,
    declarations_survive_a_round_trip,
)
