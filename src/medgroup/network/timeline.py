"""Network status over a stretch of time: the intervals, and what changes at each boundary."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import frozen

from medgroup.answers import Answer, Reason
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.network.answer import Link, NetworkStatus, PathKind, Standing, Status
from medgroup.network.listings import CURRENT_DAYS, Directories
from medgroup.network.question import Question, asked
from medgroup.network.routes import Contracts
from medgroup.network.status import best_contract_path, network_status, standing
from medgroup.values.period import Period, both_ends, days_after


@frozen(kw_only=True)
class Interval:
    """Days in a row on which network status, and the network that it comes from, stay the same."""

    period: Period
    overall: Status
    contracted: Status
    listed: Status
    misdirected: bool
    #: Network of the best path while IN, which decides the tier; None otherwise.
    network: str | None
    #: What changed on its first day, a sentence each; empty for the first interval.
    changes: tuple[str, ...]


@frozen(kw_only=True, repr=False)
class Timeline(Answer):
    """The intervals of network status, in order, without a gap."""

    practitioner: str
    billing: str
    plan: str
    site: str | None
    specialty: str | None
    during: Period
    intervals: tuple[Interval, ...]
    #: Names of practitioner, billing organization and plan, for people.
    names: tuple[str, str, str]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def remarks(self) -> tuple[Reason, ...]:
        """Return nothing: the intervals tell every change."""
        return ()

    def headline(self) -> str:
        """Return the standings in one sentence."""
        practitioner, billing, plan = self.names
        starts = [
            f"{interval.overall.value} from {interval.period.start}"
            for before, interval in zip((None, *self.intervals), self.intervals, strict=False)
            if before is None or before.overall is not interval.overall
        ]
        return f"{practitioner}, billing through {billing}, for {plan}: {', '.join(starts)}, until {self.during.end}."


def status_timeline(
    market: Market,
    practitioner: str,
    billing: str,
    plan: str,
    *,
    site: str | None = None,
    specialty: str | None = None,
    during: Period,
) -> Timeline:
    """Return the intervals of network status during a period, and what changes at each boundary.

    Args:
        market: The market.
        practitioner: Id, NPI or unique name.
        billing: Id, NPI or unique name of the organization whose TIN bills.
        plan: Id or unique name.
        site: Id or unique name of the site; None asks about none in particular.
        specialty: Taxonomy code; None asks about none in particular.
        during: The days looked at; both ends must be stated.

    Returns:
        Intervals in order; two that follow each other differ in standing, or in the network it comes from.

    Raises:
        InvalidValueError: ``during`` has no start or no end.
        UnknownFactError: A key leads nowhere.
    """
    market_of(market)
    start, end = both_ends(during)
    question = asked(market, practitioner, billing, plan, site, specialty, start)
    days = sorted({start, *(day for day in _boundaries(market, question) if during.contains(day))})
    intervals = tuple(_intervals(market, question, days, end))
    return Timeline(
        practitioner=question.practitioner,
        billing=question.billing,
        plan=question.plan.id,
        site=question.site,
        specialty=question.specialty,
        during=during,
        intervals=intervals,
        names=question.names(market),
        because=tuple(
            Reason(statement=f"On {interval.period.start}: {change}")
            for interval in intervals
            for change in interval.changes
        ),
        assumptions=market.assumptions,
    )


def _intervals(market: Market, question: Question, days: list[date], end: date) -> Iterator[Interval]:
    briefs = [_brief(market, _on(question, day)) for day in days]
    firsts = [index for index in range(len(days)) if index == 0 or briefs[index] != briefs[index - 1]]
    for place, index in enumerate(firsts):
        after = days[firsts[place + 1]] if place + 1 < len(firsts) else end
        # Two ways may change in the same words.
        changes = () if index == 0 else tuple(dict.fromkeys(_changes(market, question, days[index])))
        brief, network = briefs[index]
        yield Interval(
            period=Period(days[index], after),
            overall=brief.overall,
            contracted=brief.contracted,
            listed=brief.listed,
            misdirected=brief.misdirected,
            network=network,
            changes=changes,
        )


def _brief(market: Market, question: Question) -> tuple[Standing, str | None]:
    """Return the standing and, while IN, the network of the best path."""
    brief = standing(market, question)
    return brief, best_contract_path(market, question).network if brief.overall is Status.IN else None


def _changes(market: Market, question: Question, day: date) -> Iterator[str]:
    before = _links(_status(market, question, day - timedelta(days=1)))
    for key, link in _links(_status(market, question, day)).items():
        earlier = before.get(key)
        if earlier is not None and earlier.status is not link.status:
            yield f"{link.step.value} {earlier.status.value} to {link.status.value}: {link.statement}"


def _links(status: NetworkStatus) -> dict[tuple[object, ...], Link]:
    """Return every link by what identifies it from one day to another."""
    return {
        (path.kind, path.network, path.agreement, path.affiliations, path.roster_entry, path.listing, link.step): link
        for path in sorted(status.paths, key=lambda path: path.kind is PathKind.LISTING)
        for link in path.links
    }


def _status(market: Market, question: Question, day: date) -> NetworkStatus:
    return network_status(
        market,
        question.practitioner,
        question.billing,
        question.plan.id,
        site=question.site,
        specialty=question.specialty,
        on=day,
    )


def _on(question: Question, day: date) -> Question:
    return Question(question.practitioner, question.billing, question.plan, question.site, question.specialty, day)


def _boundaries(market: Market, question: Question) -> Iterator[date]:
    """Yield every day on which a link of any path may change."""
    for period in periods_of(market, question):
        yield from (day for day in (period.start, period.end) if day is not None)
    for walk in market.derived(Directories).walks(question):
        if walk.listing is not None and walk.listing.as_of is not None:
            yield walk.listing.as_of
            yield days_after(walk.listing.as_of, CURRENT_DAYS + 1)


def periods_of(market: Market, question: Question) -> Iterable[Period]:
    """Yield the periods that decide how a question's paths through contracts stand."""
    contracts = market.derived(Contracts)
    yield question.plan.period
    for network in question.plan.networks or ():
        yield market.network(network).period
    for route in contracts.routes(question.billing, question.plan).routes:
        yield route.agreement.period
        for hop in route.chain:
            yield hop.tie.affiliation.period
            yield from hop.elected or ()
        yield from (entry.period for entry in contracts.entries(route.agreement.id, question))
        yield from (credential.period for credential in contracts.credentials(question.practitioner, route))
