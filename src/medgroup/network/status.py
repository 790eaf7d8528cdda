"""Is this practitioner, billing through this organization, in network for this plan on this day, and why."""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from medgroup.domain.contracts import RosterEntry
from medgroup.market import Market
from medgroup.network.answer import STATUSES, Link, NetworkStatus, Path, PathKind, Standing, Status, Step
from medgroup.network.contract_links import gap_links, walk_links
from medgroup.network.listing_links import listing_links
from medgroup.network.listings import Directories, ListingWalk, listed
from medgroup.network.question import Question, asked
from medgroup.network.routes import (
    IN,
    OUT,
    PENDING,
    UNKNOWN,
    Contracts,
    Gap,
    Route,
    Walk,
    contracted,
    entry_standing,
    plan_standing,
    walks,
)
from medgroup.values.period import Period, days_after

#: For how long a continuing-care patient is protected after a contract ends (PHSA 2799A-3(a)(1), (b)).
CONTINUITY_DAYS = 90
#: Tier of a path that stands for what the market does not hold: of equals it comes last.
_LAST = sys.maxsize
#: Ranks of agreement, billing, roster and credential where no agreement covers a network.
_LACKING = (OUT,) * 4


def network_standing(
    market: Market,
    practitioner: str,
    billing: str,
    plan: str,
    *,
    site: str | None = None,
    specialty: str | None = None,
    on: date,
) -> Standing:
    """Return network status without its explanation, several times faster; arguments as in ``network_status``."""
    return standing(market, asked(market, practitioner, billing, plan, site, specialty, on))


def standing(market: Market, question: Question) -> Standing:
    """Return the standing for a question whose keys are resolved."""
    by_contract = contracted(market.derived(Contracts), question)
    by_listing, but_for_age = listed(market.derived(Directories), question)
    overall = OUT if by_contract == PENDING else by_contract
    return Standing(
        overall=STATUSES[overall],
        contracted=STATUSES[by_contract],
        listed=STATUSES[by_listing],
        misdirected=but_for_age and overall == OUT,
    )


def network_status(
    market: Market,
    practitioner: str,
    billing: str,
    plan: str,
    *,
    site: str | None = None,
    specialty: str | None = None,
    on: date,
) -> NetworkStatus:
    """Return whether a practitioner is in network, by contract and by listing, with every link of every path.

    A path leads from the plan through one of its networks, one agreement, one chain of affiliations and one roster
    line to the practitioner; its status is the least of its links', and the answer is the best path. Unless a
    ``Scope`` says that the market holds every contract of the billing organization in every network of the plan, one
    more path stands for those that it may not hold: then the answer is never OUT.

    Args:
        market: The market.
        practitioner: Id, NPI or unique name.
        billing: Id, NPI or unique name of the organization whose TIN bills.
        plan: Id or unique name.
        site: Id or unique name of the site; None asks about no site in particular.
        specialty: Taxonomy code; None asks about no specialty in particular.
        on: Day of service.

    Returns:
        The status with its paths.

    Raises:
        UnknownFactError: There is no such practitioner, organization, plan or site; the nearest is named.
        AmbiguousNameError: A name or NPI leads to several.
        InvalidValueError: The specialty is no taxonomy code.

    Sources: PHSA 2799A-3, 2799A-5; 42 CFR 422.204.
    """
    question = asked(market, practitioner, billing, plan, site, specialty, on)
    by_contract = _sorted(_contract_candidates(market, question))
    by_listing = _sorted(_listing_candidates(market, question))
    contracted_as = by_contract[0].status
    overall = Status.OUT if contracted_as is Status.PENDING else contracted_as
    return NetworkStatus(
        overall=overall,
        contracted=contracted_as,
        listed=by_listing[0].status,
        misdirected=overall is Status.OUT and any(path.but_for_age for path in by_listing),
        continuity_until=None if overall is Status.IN else _continuity_until(market, question),
        paths=(*by_contract, *by_listing),
        practitioner=question.practitioner,
        billing=question.billing,
        plan=question.plan.id,
        site=question.site,
        specialty=question.specialty,
        on=on,
        names=question.names(market),
        assumptions=market.assumptions,
    )


def best_contract_path(market: Market, question: Question) -> Path:
    """Return the best path through contracts, the only one that is put into sentences."""
    return min(_contract_candidates(market, question), key=lambda candidate: candidate.place).path()


class _Candidate(NamedTuple):
    """A path not yet put into sentences, with its place among the others."""

    #: What paths are sorted by: the best status first, then the fewest links that do not hold, then tier and ids.
    place: tuple[object, ...]
    path: Callable[[], Path]


def _place(ranks: Iterable[int], tier: int, *ids: object) -> tuple[object, ...]:
    known = tuple(ranks)
    return (-min(known), sum(rank != IN for rank in known), tier, *ids)


def _contract_candidates(market: Market, question: Question) -> Iterator[_Candidate]:
    contracts = market.derived(Contracts)
    routes = contracts.routes(question.billing, question.plan)
    for walk in walks(contracts, question):
        tier, agreement, chain = walk.route.key()
        entry = None if walk.entry is None else walk.entry.id
        yield _Candidate(
            _place(walk.ranks(), tier, agreement, chain, entry or ""),
            partial(_walk_path, market, contracts, question, walk),
        )
    for gap in routes.gaps:
        rank = plan_standing(question.plan, gap.network, question.on)
        # Where there is no agreement, whatever comes after it is lacking too.
        yield _Candidate(
            _place((rank, *_LACKING), gap.tier, "", (), ""), partial(_gap_path, market, question, gap, rank)
        )
    if routes.other_contracts:
        yield _Candidate(
            _place((UNKNOWN,), _LAST, "", (), ""), partial(market.derived(_OpenPaths).path, question, PathKind.CONTRACT)
        )


def _walk_path(market: Market, contracts: Contracts, question: Question, walk: Walk) -> Path:
    return Path(
        kind=PathKind.CONTRACT,
        status=STATUSES[min(walk.ranks())],
        network=walk.route.network.id,
        tier=walk.route.tier,
        agreement=walk.route.agreement.id,
        affiliations=tuple(hop.tie.affiliation.id for hop in walk.route.chain),
        roster_entry=None if walk.entry is None else walk.entry.id,
        links=tuple(walk_links(market, contracts, question, walk)),
    )


def _gap_path(market: Market, question: Question, gap: Gap, rank: int) -> Path:
    return Path(
        kind=PathKind.CONTRACT,
        status=Status.OUT,
        network=gap.network.id,
        tier=gap.tier,
        links=tuple(gap_links(market, question, gap, rank)),
    )


def _listing_candidates(market: Market, question: Question) -> Iterator[_Candidate]:
    directories = market.derived(Directories)
    walked = tuple(directories.walks(question))
    for walk in (*walked, *directories.near_misses(question, {one.network.id for one in walked})):
        listing = "" if walk.listing is None else walk.listing.id
        yield _Candidate(_place(walk.ranks(), walk.tier, listing), partial(_listing_path, market, question, walk))
    if directories.other_listings(question.billing, question.plan):
        yield _Candidate(
            _place((UNKNOWN,), _LAST, ""), partial(market.derived(_OpenPaths).path, question, PathKind.LISTING)
        )


def _listing_path(market: Market, question: Question, walk: ListingWalk) -> Path:
    return Path(
        kind=PathKind.LISTING,
        status=STATUSES[min(walk.ranks())],
        network=walk.network.id,
        tier=walk.tier,
        listing=None if walk.listing is None else walk.listing.id,
        links=tuple(listing_links(market, question, walk)),
    )


class _OpenPaths:
    """The paths that stand for what a market does not hold; no practitioner and no day is in them, so they are kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._known: dict[tuple[PathKind, str, str], Path] = {}

    def path(self, question: Question, kind: PathKind) -> Path:
        """Return the path of a kind for the plan and the billing organization asked about."""
        key = (kind, question.plan.id, question.billing)
        if key not in self._known:
            link = self._unknown_networks(question) if question.plan.networks is None else self._others(question, kind)
            self._known[key] = Path(kind=kind, status=Status.UNKNOWN, links=(link,))
        return self._known[key]

    def _unknown_networks(self, question: Question) -> Link:
        plan = question.plan
        return Link(
            step=Step.PLAN,
            status=Status.UNKNOWN,
            statement=f"The networks of {plan.display} are not known.",
            evidence=(f"plans/{plan.id}",),
            would_change=f"The networks of plans/{plan.id}.",
        )

    def _others(self, question: Question, kind: PathKind) -> Link:
        by_contract = kind is PathKind.CONTRACT
        what = "contracts" if by_contract else "listings"
        keys = question.plan.networks or ()
        billing = self._market.name_of("organizations", question.billing)
        networks = ", ".join(self._market.name_of("networks", key) for key in keys)
        return Link(
            step=Step.AGREEMENT if by_contract else Step.LISTED_ORGANIZATION,
            status=Status.UNKNOWN,
            statement=f"Other {what} may exist: nothing states that all {what} of {billing} in {networks} are known.",
            evidence=(f"organizations/{question.billing}", *(f"networks/{key}" for key in keys)),
            would_change=f"A scope of {what} over {billing} and every network of the plan.",
        )


def _sorted(candidates: Iterable[_Candidate]) -> tuple[Path, ...]:
    return tuple(candidate.path() for candidate in sorted(candidates, key=lambda candidate: candidate.place))


class Lapsed(NamedTuple):
    """A path that held until an agreement, an election or a roster line ended, and lacks nothing else on the day."""

    route: Route
    entry: RosterEntry | None
    #: The first day on which it did not hold.
    end: date


def lapsed(contracts: Contracts, question: Question) -> Iterator[Lapsed]:
    """Yield the paths that fail only because a contract ended: what continuing-care patients are protected by."""
    for walk in walks(contracts, question):
        end = _ended(question, walk)
        if end is not None and _held_until(contracts, question, walk, end):
            yield Lapsed(walk.route, walk.entry, end)


def _continuity_until(market: Market, question: Question) -> date | None:
    """Return the latest day on which protection ends, over the paths that fail only because a contract ended."""
    ends = [path.end for path in lapsed(market.derived(Contracts), question)]
    return days_after(max(ends), CONTINUITY_DAYS) if ends else None


def _held_until(contracts: Contracts, question: Question, walk: Walk, end: date) -> bool:
    """Return whether a path held on the day before its end: what never held protects nobody when it is over."""
    if end == date.min:
        return False
    last, route = end - timedelta(days=1), walk.route
    return (
        route.standing(question.plan, last) == IN
        and entry_standing(walk.entry, question.plan.id, last) == IN
        and contracts.credential_standing(question.practitioner, route, last) == IN
    )


def _ended(question: Question, walk: Walk) -> date | None:
    """Return the day on which a path ended, or None where it did not end or lacks something else."""
    if min(walk.plan, walk.credential, walk.site, walk.specialty) < IN:
        return None
    ended: list[date | None] = []
    if walk.agreement < IN:
        ended.append(_end(walk.route.agreement.period, question.on))
    if walk.roster < IN:
        covered = walk.entry is not None and (walk.entry.plans is None or question.plan.id in walk.entry.plans)
        ended.append(_end(walk.entry.period, question.on) if walk.entry is not None and covered else None)
    for hop in walk.route.chain:
        if hop.standing(question.on) < IN:
            lapsed = [_end(period, question.on) for period in hop.elected or ()]
            member = hop.tie.effect is not None and hop.tie.affiliation.period.contains(question.on)
            ended.append(max((day for day in lapsed if day is not None), default=None) if member else None)
    known = [day for day in ended if day is not None]
    return min(known) if known and len(known) == len(ended) else None


def _end(period: Period, on: date) -> date | None:
    return period.end if period.ended_by(on) else None
