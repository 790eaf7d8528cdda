"""Directories: what they state of a practitioner at an organization, and how each link of it stands on a day."""

from collections.abc import Container, Iterator
from datetime import date
from typing import NamedTuple

from medgroup.domain.contracts import Listing, ScopeOf
from medgroup.domain.payers import Network, Plan
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.network.question import Question
from medgroup.network.routes import IN, OUT, UNKNOWN, Completeness, plan_standing

#: For how long a directory's statement counts: payers verify theirs at least every 90 days (PHSA 2799A-5(a)(2)).
CURRENT_DAYS = 90


class ListingWalk(NamedTuple):
    """One listing held against a question: the rank of each link. Without a listing, none of the network fits."""

    network: Network
    #: The network's place in the plan, 1 for the first.
    tier: int
    listing: Listing | None
    plan: int
    organization: int
    practitioner: int
    site: int
    specialty: int
    current: int

    def ranks(self) -> tuple[int, ...]:
        """Return the ranks of the links, in the order of the steps."""
        return (self.plan, self.organization, self.practitioner, self.site, self.specialty, self.current)

    def in_but_for_age(self) -> bool:
        """Return whether every link but ``current`` holds."""
        return self.listing is not None and min(self.ranks()[:-1]) == IN


def current_standing(as_of: date | None, on: date) -> int:
    """Return IN within 90 days of the day of the statement; UNKNOWN before, after, or where that day is not known."""
    if as_of is None:
        return UNKNOWN
    return IN if 0 <= (on - as_of).days <= CURRENT_DAYS else UNKNOWN


class Directories:
    """The listings of a market, by what a question asks. Built once for a market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._completeness = market.derived(Completeness)

    def other_listings(self, billing: str, plan: Plan) -> bool:
        """Return whether listings may exist that the market does not hold."""
        return plan.networks is None or not self._completeness.complete(ScopeOf.LISTINGS, billing, plan.networks)

    def walks(self, question: Question) -> Iterator[ListingWalk]:
        """Hold the listings of the plan's networks that name the practitioner against a question."""
        tiers = question.plan.networks or ()
        for listing in self._market.indexes.listings_by_practitioner.get(question.practitioner, NOTHING):
            if listing.network in tiers:
                yield self._walk(question, tiers.index(listing.network) + 1, listing)

    def near_misses(self, question: Question, named: Container[str]) -> Iterator[ListingWalk]:
        """Yield what falls short in each network that no listing names: the organization listed alone, or nothing."""
        tiers = question.plan.networks or ()
        alone = self._market.indexes.listings_of_organizations.get(question.billing, NOTHING)
        for tier, network in enumerate(tiers, start=1):
            if network in named:
                continue
            found = [self._walk(question, tier, listing) for listing in alone if listing.network == network]
            yield from found or [self._nothing(question, tier, network)]

    def _walk(self, question: Question, tier: int, listing: Listing) -> ListingWalk:
        network = self._market.network(listing.network)
        organization = IN if listing.organization == question.billing else OUT
        return ListingWalk(
            network,
            tier,
            listing,
            plan_standing(question.plan, network, question.on),
            UNKNOWN if listing.organization is None else organization,
            IN if listing.practitioner == question.practitioner else OUT,
            _names(listing.sites, question.site),
            _names(listing.specialties, question.specialty),
            current_standing(listing.as_of, question.on),
        )

    def _nothing(self, question: Question, tier: int, network_id: str) -> ListingWalk:
        network = self._market.network(network_id)
        standing = plan_standing(question.plan, network, question.on)
        return ListingWalk(network, tier, None, standing, OUT, OUT, IN, IN, IN)


def listed(directories: Directories, question: Question) -> tuple[int, bool]:
    """Return the rank of the best listing, and whether one holds but for its age."""
    best = UNKNOWN if directories.other_listings(question.billing, question.plan) else OUT
    but_for_age = False
    for walk in directories.walks(question):
        best = max(best, min(walk.ranks()))
        but_for_age = but_for_age or walk.in_but_for_age()
    return best, but_for_age


def _names(stated: frozenset[str] | None, asked: str | None) -> int:
    return IN if asked is None or stated is None or asked in stated else OUT
