"""Contracts: the routes from a plan to a billing organization, and how each link of a route stands on a day.

Ranks stand in for statuses (OUT 0, PENDING 1, UNKNOWN 2, IN 3), so that a question about status alone costs a few
comparisons. Explanations are built elsewhere from the same ranks.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from medgroup.domain.contracts import Agreement, Credential, RosterEntry, ScopeOf
from medgroup.domain.payers import Network, Plan
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.network.question import Question
from medgroup.rules import Effect, Function
from medgroup.structure.ties import Tie, Ties
from medgroup.values.period import Period

OUT, PENDING, UNKNOWN, IN = range(4)


def standing_of(period: Period, on: date) -> int:
    """Return IN on the days of a period, PENDING before them, OUT after."""
    start, end = period.start, period.end
    if start is not None and on < start:
        return PENDING
    return IN if end is None or on < end else OUT


def best_of(periods: Iterable[Period], on: date) -> int:
    """Return the best standing among periods, OUT where there is none."""
    best = OUT
    for period in periods:
        standing = standing_of(period, on)
        if standing == IN:
            return IN
        best = max(best, standing)
    return best


class Hop(NamedTuple):
    """One affiliation on the way from the billing organization to the one that signed."""

    tie: Tie
    #: Periods of the elections that count for the plan; None where none is needed.
    elected: tuple[Period, ...] | None

    def standing(self, on: date) -> int:
        """Return how the hop stands on a day; UNKNOWN where nobody knows what the organizer does."""
        standing = standing_of(self.tie.affiliation.period, on)
        if self.tie.effect is None:
            return min(standing, UNKNOWN)
        if standing == OUT or self.elected is None:
            return standing
        return min(standing, best_of(self.elected, on))


class Route(NamedTuple):
    """A way from a plan to a billing organization: a network, an agreement that covers it, a chain of affiliations."""

    network: Network
    #: The network's place in the plan, 1 for the first.
    tier: int
    agreement: Agreement
    #: Empty where the billing organization signed the agreement itself.
    chain: tuple[Hop, ...]

    def standing(self, plan: Plan, on: date) -> int:
        """Return how the links that do not depend on the practitioner stand together on a day."""
        rank = min(plan_standing(plan, self.network, on), standing_of(self.agreement.period, on))
        return min(rank, billing_standing(self.chain, on)) if self.chain else rank

    def key(self) -> tuple[int, str, tuple[str, ...]]:
        """Return what routes are sorted by."""
        return (self.tier, self.agreement.id, tuple(hop.tie.affiliation.id for hop in self.chain))


class Gap(NamedTuple):
    """A network of the plan that no agreement within the billing organization's reach covers."""

    network: Network
    tier: int
    #: The agreements within reach, none of which covers the network.
    reached: tuple[Agreement, ...]


class Routes(NamedTuple):
    """What a plan and a billing organization decide about contracts, whatever the day and the practitioner."""

    routes: tuple[Route, ...]
    gaps: tuple[Gap, ...]
    #: Whether contracts may exist that the market does not hold.
    other_contracts: bool


class Contracts:
    """The contracts of a market, by what a question asks. Built once for a market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._ties = market.derived(Ties)
        self._reaching = self._signers_and_those_who_reach_one()
        self._routes: dict[tuple[str, str], Routes] = {}
        self._entries: dict[tuple[str, str, str], list[RosterEntry]] = {}
        for entry in market.facts.roster_entries:
            self._entries.setdefault((entry.agreement, entry.practitioner, entry.billing), []).append(entry)
        self._signed: dict[tuple[str, str | None], list[Agreement]] = {}
        for agreement in market.facts.agreements:
            for network in (None,) if agreement.networks is None else agreement.networks:
                self._signed.setdefault((agreement.contractor, network), []).append(agreement)
        self._credentials: dict[tuple[str, str], list[Credential]] = {}
        for credential in market.facts.credentials:
            self._credentials.setdefault((credential.practitioner, credential.payer), []).append(credential)

    def routes(self, billing: str, plan: Plan) -> Routes:
        """Return the routes from a plan to a billing organization, of whatever day."""
        key = (billing, plan.id)
        found = self._routes.get(key)
        if found is None:
            found = self._routes[key] = self._compiled(billing, plan)
        return found

    def entries(self, agreement: str, question: Question) -> Sequence[RosterEntry]:
        """Return the roster lines of an agreement for the practitioner and the billing organization asked about."""
        return self._entries.get((agreement, question.practitioner, question.billing), NOTHING)

    def credentials(self, practitioner: str, route: Route) -> tuple[Credential, ...]:
        """Return the credentials that count under a route: the payer's, and the delegate's own where it delegates."""
        agreement = route.agreement
        delegate = agreement.contractor if agreement.delegates_credentialing else None
        known = self.credentials_of(practitioner, route.network.payer)
        return tuple(one for one in known if one.by is None or one.by == delegate)

    def credentials_of(self, practitioner: str, payer: str) -> Sequence[Credential]:
        """Return the credentials of a practitioner with a payer, whoever gave them."""
        return self._credentials.get((practitioner, payer), NOTHING)

    def credential_standing(self, practitioner: str, route: Route, on: date) -> int:
        """Return how the best credential that counts under a route stands; OUT where there is none."""
        return best_of([one.period for one in self.credentials(practitioner, route)], on)

    def _compiled(self, billing: str, plan: Plan) -> Routes:
        if plan.networks is None:
            return Routes((), (), True)
        chains = tuple(self._chains(billing, plan.id))
        routes: list[Route] = []
        gaps: list[Gap] = []
        for tier, network_id in enumerate(plan.networks, start=1):
            network = self._market.network(network_id)
            covering = [
                Route(network, tier, agreement, chain)
                for signer, chain in chains
                for agreement in (
                    *self._signed.get((signer, network_id), NOTHING),
                    *self._signed.get((signer, None), NOTHING),
                )
            ]
            routes += covering
            if not covering:
                gaps.append(Gap(network, tier, self._within_reach(signer for signer, _ in chains)))
        if len(routes) > 1:
            routes.sort(key=Route.key)
        complete = self._market.derived(Completeness).complete(ScopeOf.CONTRACTS, billing, plan.networks)
        return Routes(tuple(routes), tuple(gaps), not complete)

    def _within_reach(self, signers: Iterable[str]) -> tuple[Agreement, ...]:
        signed = self._market.indexes.agreements_by_contractor
        within = {one.id: one for signer in signers for one in signed.get(signer, NOTHING)}
        return tuple(within[key] for key in sorted(within))

    def _chains(self, billing: str, plan: str) -> Iterator[tuple[str, tuple[Hop, ...]]]:
        """Yield every way from the billing organization to one that signed, or may reach one, without a circle."""
        stack: list[tuple[str, tuple[Hop, ...], frozenset[str]]] = [(billing, (), frozenset({billing}))]
        while stack:
            organization, chain, passed = stack.pop()
            yield organization, chain
            for tie in self._ties.of(organization, Function.CONTRACTING):
                organizer = tie.affiliation.organizer
                if organizer not in passed and organizer in self._reaching and _contracts(tie):
                    hop = Hop(tie, _elected(tie, plan))
                    stack.append((organizer, (*chain, hop), passed | {organizer}))

    def _signers_and_those_who_reach_one(self) -> set[str]:
        members = self._market.indexes.affiliations_by_member
        found = set(self._market.indexes.agreements_by_contractor)
        below: dict[str, set[str]] = {}
        for member in members:
            for tie in self._ties.of(member, Function.CONTRACTING):
                if _contracts(tie):
                    below.setdefault(tie.affiliation.organizer, set()).add(member)
        queue = sorted(found)
        while queue:
            new = below.get(queue.pop(), set()) - found
            found |= new
            queue += sorted(new)
        return found


class Completeness:
    """What the scopes of a market say of how complete it is."""

    def __init__(self, market: Market) -> None:
        self._scopes = {of: tuple(scope for scope in market.facts.scopes if scope.of is of) for of in ScopeOf}
        self._whole = {
            of: any(scope.networks is None and scope.organizations is None for scope in scopes)
            for of, scopes in self._scopes.items()
        }

    def complete(self, of: ScopeOf, organization: str, networks: Iterable[str]) -> bool:
        """Return whether everything is known of an organization in every one of some networks."""
        scopes = self._scopes[of]
        if self._whole[of] or not scopes:
            return self._whole[of]
        about = [scope for scope in scopes if scope.organizations is None or organization in scope.organizations]
        return all(any(scope.networks is None or network in scope.networks for scope in about) for network in networks)


def plan_standing(plan: Plan, network: Network, on: date) -> int:
    """Return how the plan's use of a network stands on a day."""
    return min(standing_of(plan.period, on), standing_of(network.period, on))


def billing_standing(chain: tuple[Hop, ...], on: date) -> int:
    """Return how the chain from the billing organization to the signer stands; IN where it signed itself."""
    return min((hop.standing(on) for hop in chain), default=IN)


def entry_standing(entry: RosterEntry | None, plan: str, on: date) -> int:
    """Return how a roster line stands for a plan; OUT where there is none."""
    if entry is None or (entry.plans is not None and plan not in entry.plans):
        return OUT
    return standing_of(entry.period, on)


def site_standing(site: str | None, agreement: Agreement, entry: RosterEntry | None) -> int:
    """Return whether the site asked about takes part; IN where none is asked about."""
    if site is None:
        return IN
    of_agreement = agreement.sites is None or site in agreement.sites
    of_entry = entry is None or entry.sites is None or site in entry.sites
    return IN if of_agreement and of_entry else OUT


def specialty_standing(specialty: str | None, entry: RosterEntry | None) -> int:
    """Return whether the line covers the specialty asked about; IN where none is asked about."""
    if specialty is None or entry is None or entry.specialties is None or specialty in entry.specialties:
        return IN
    return OUT


class Walk(NamedTuple):
    """One route walked for a practitioner on a day: the rank of each link, with at most one roster line."""

    route: Route
    entry: RosterEntry | None
    plan: int
    agreement: int
    billing: int
    roster: int
    credential: int
    site: int
    specialty: int

    def ranks(self) -> tuple[int, ...]:
        """Return the ranks of the links, in the order of the steps."""
        return (self.plan, self.agreement, self.billing, self.roster, self.credential, self.site, self.specialty)


def walks(contracts: Contracts, question: Question) -> Iterator[Walk]:
    """Walk every route for a question, one walk for each roster line, or one without where there is none."""
    on = question.on
    for route in contracts.routes(question.billing, question.plan).routes:
        plan = plan_standing(question.plan, route.network, on)
        agreement = standing_of(route.agreement.period, on)
        billing = billing_standing(route.chain, on)
        credential = contracts.credential_standing(question.practitioner, route, on)
        for entry in contracts.entries(route.agreement.id, question) or (None,):
            yield Walk(
                route,
                entry,
                plan,
                agreement,
                billing,
                entry_standing(entry, question.plan.id, on),
                credential,
                site_standing(question.site, route.agreement, entry),
                specialty_standing(question.specialty, entry),
            )


def contracted(contracts: Contracts, question: Question) -> int:
    """Return the rank of the best path through contracts: the links of ``walks``, given up where one fails."""
    known = contracts.routes(question.billing, question.plan)
    best = UNKNOWN if known.other_contracts else OUT
    on = question.on
    for route in known.routes:
        rank = route.standing(question.plan, on)
        if rank <= best:
            continue
        rank = min(rank, contracts.credential_standing(question.practitioner, route, on))
        if rank <= best:
            continue
        for entry in contracts.entries(route.agreement.id, question):
            covered = min(
                site_standing(question.site, route.agreement, entry), specialty_standing(question.specialty, entry)
            )
            best = max(best, min(rank, covered, entry_standing(entry, question.plan.id, on)))
        if best == IN:
            break
    return best


def in_force(contracts: Contracts, question: Question) -> Iterator[tuple[Route, RosterEntry]]:
    """Yield each route, with each roster line, under which every link holds: the paths that answer IN."""
    on, plan = question.on, question.plan
    for route in contracts.routes(question.billing, plan).routes:
        if route.standing(plan, on) == IN and contracts.credential_standing(question.practitioner, route, on) == IN:
            for entry in contracts.entries(route.agreement.id, question):
                covered = min(
                    site_standing(question.site, route.agreement, entry), specialty_standing(question.specialty, entry)
                )
                if min(covered, entry_standing(entry, plan.id, on)) == IN:
                    yield route, entry


def _contracts(tie: Tie) -> bool:
    """Return whether the organizer of a tie contracts for the member, or may for all that is known."""
    return tie.effect in (Effect.REPLACES, Effect.JOINS, None)


def _elected(tie: Tie, plan: str) -> tuple[Period, ...] | None:
    if tie.elections is None:
        return None
    return tuple(election.period for election in tie.elections_for(plan))
