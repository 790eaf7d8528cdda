"""A second implementation of network status, units and seats, as simple as can be and slow.

Written from the words of the design alone. It shares no code with ``medgroup.network`` and ``medgroup.structure``, has
no index, and enumerates everything: all networks, all agreements, all simple chains of affiliations, all roster lines,
all credentials. Where the two disagree, one of them is wrong.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from medgroup.domain import Affiliation, Agreement, Election, Facts, Listing, Network, Plan, RosterEntry, ScopeOf
from medgroup.models import OrganizationalModel
from medgroup.rules import Effect, Function, Kind
from medgroup.values.period import Period

#: The order of statuses, the least first.
OUT, PENDING, UNKNOWN, IN = "out", "pending", "unknown", "in"
ORDER = (OUT, PENDING, UNKNOWN, IN)
NINETY_DAYS = timedelta(days=90)

Models = Mapping[str, OrganizationalModel]


class Question(NamedTuple):
    """What is asked."""

    practitioner: str
    billing: str
    plan: str
    site: str | None
    specialty: str | None
    on: date


class Verdict(NamedTuple):
    """What is answered."""

    overall: str
    contracted: str
    listed: str
    misdirected: bool
    continuity_until: date | None


def worst(*statuses: str) -> str:
    """Return the least status."""
    return min(statuses, key=ORDER.index)


def best(*statuses: str) -> str:
    """Return the greatest status, OUT where there is none."""
    return max((OUT, *statuses), key=ORDER.index)


def dated(period: Period, on: date) -> str:
    """Return how a dated fact stands: it holds, it starts later, or it is over."""
    if period.start is not None and on < period.start:
        return PENDING
    if period.end is not None and on >= period.end:
        return OUT
    return IN


def names(allowed: Any, one: str | None) -> bool:
    """Return whether a set, where None means all, has what is asked about; nothing asked about is always there."""
    return allowed is None or one is None or one in allowed


def find(collection: tuple[Any, ...], key: str) -> Any:
    """Return the fact with an id."""
    return next(fact for fact in collection if fact.id == key)


# What a tie does ------------------------------------------------------------------------------------------------------


def effect(facts: Facts, models: Models, tie: Affiliation, function: Function) -> tuple[str, bool]:
    """Return what a tie does to its member (an effect's value, ``nothing`` or ``not known``), and if elective."""
    for term in tie.terms:
        if function in term.functions:
            return ("nothing" if term.effect is None else term.effect.value, term.elective)
    if tie.kind is Kind.ASSOCIATED:
        return ("nothing", False)
    model = find(facts.organizations, tie.organizer).model
    if model is None:
        return ("not known", False)
    for row in models[model].consolidates:
        if row.over is tie.kind and function in row.functions:
            return (row.effect.value, row.elective)
    return ("nothing", False)


def choices(facts: Facts, tie: Affiliation, function: Function, plan: str | None) -> list[Election]:
    """Return the elections under a tie for a function and a plan."""
    return [
        election
        for election in facts.elections
        if election.affiliation == tie.id and election.function is function and names(election.plans, plan)
    ]


# Network status -------------------------------------------------------------------------------------------------------


class Way(NamedTuple):
    """One path through contracts, with the status of each of its links."""

    network: str
    agreement: Agreement
    chain: tuple[Affiliation, ...]
    entry: RosterEntry | None
    plan_link: str
    agreement_link: str
    hops: tuple[str, ...]
    roster_link: str
    credential_link: str
    site_link: str
    specialty_link: str

    def status(self) -> str:
        """Return the least of its links' statuses."""
        return worst(*self[4:6], *self.hops, *self[7:])


def answer(facts: Facts, models: Models, question: Question) -> tuple[Verdict, list[Way]]:
    """Return network status as the words of the design have it, and the paths through contracts."""
    plan: Plan = find(facts.plans, question.plan)
    ways = list(contract_ways(facts, models, question))
    contracted = best(*(way.status() for way in ways), *open_world(facts, question, ScopeOf.CONTRACTS))
    overall = OUT if contracted == PENDING else contracted
    stated = list(listing_ways(facts, question, plan))
    listed = best(
        *(worst(*links, current) for links, current in stated), *open_world(facts, question, ScopeOf.LISTINGS)
    )
    relied_on = any(worst(*links) == IN for links, _ in stated)
    until = continuity(facts, models, question, ways)
    return Verdict(overall, contracted, listed, relied_on and overall == OUT, until), ways


def contract_ways(facts: Facts, models: Models, question: Question) -> Iterator[Way]:
    """Yield one path per (network, agreement, chain of affiliations, roster line), and those without a line."""
    plan: Plan = find(facts.plans, question.plan)
    on = question.on
    for key in plan.networks or ():
        network: Network = find(facts.networks, key)
        for agreement in facts.agreements:
            if not names(agreement.networks, network.id):
                continue
            lines: list[RosterEntry | None] = [
                entry
                for entry in facts.roster_entries
                if (entry.agreement, entry.practitioner, entry.billing)
                == (agreement.id, question.practitioner, question.billing)
            ]
            for chain in chains(facts, models, question.billing, agreement.contractor):
                for entry in lines or [None]:
                    yield Way(
                        network=network.id,
                        agreement=agreement,
                        chain=chain,
                        entry=entry,
                        plan_link=worst(dated(plan.period, on), dated(network.period, on)),
                        agreement_link=dated(agreement.period, on),
                        hops=tuple(hop(facts, models, tie, question) for tie in chain),
                        roster_link=roster_link(entry, question),
                        credential_link=credential_link(facts, agreement, network, question),
                        site_link=IN if on_site(agreement, entry, question) else OUT,
                        specialty_link=IN if entry is None or names(entry.specialties, question.specialty) else OUT,
                    )


def chains(facts: Facts, models: Models, start: str, goal: str) -> Iterator[tuple[Affiliation, ...]]:
    """Yield every chain from one organization to another, by ties of whatever day, that meets no organization twice."""

    def walk(here: str, met: tuple[str, ...], ties: tuple[Affiliation, ...]) -> Iterator[tuple[Affiliation, ...]]:
        if here == goal:
            yield ties
            return
        for tie in facts.affiliations:
            does, _ = effect(facts, models, tie, Function.CONTRACTING)
            if tie.member == here and tie.organizer not in met and does in ("replaces", "joins", "not known"):
                yield from walk(tie.organizer, (*met, tie.organizer), (*ties, tie))

    yield from walk(start, (start,), ())


def hop(facts: Facts, models: Models, tie: Affiliation, question: Question) -> str:
    """Return how one tie of a chain stands."""
    does, elective = effect(facts, models, tie, Function.CONTRACTING)
    known = UNKNOWN if does == "not known" else IN
    elected = IN
    if elective:
        under = choices(facts, tie, Function.CONTRACTING, question.plan)
        elected = best(*(dated(election.period, question.on) for election in under))
    return worst(known, dated(tie.period, question.on), elected)


def roster_link(entry: RosterEntry | None, question: Question) -> str:
    """Return how a roster line stands, OUT where there is none or it is for other plans."""
    if entry is None or not names(entry.plans, question.plan):
        return OUT
    return dated(entry.period, question.on)


def credential_link(facts: Facts, agreement: Agreement, network: Network, question: Question) -> str:
    """Return the best credential with the network's payer; a delegate's counts for its own delegating agreement."""
    return best(
        *(
            dated(credential.period, question.on)
            for credential in facts.credentials
            if credential.practitioner == question.practitioner
            and credential.payer == network.payer
            and (credential.by is None or (credential.by == agreement.contractor and agreement.delegates_credentialing))
        )
    )


def on_site(agreement: Agreement, entry: RosterEntry | None, question: Question) -> bool:
    """Return whether both the agreement and its line take in the site."""
    return names(agreement.sites, question.site) and (entry is None or names(entry.sites, question.site))


def open_world(facts: Facts, question: Question, of: ScopeOf) -> list[str]:
    """Return an UNKNOWN path unless scopes cover the billing organization and every network of the plan."""
    plan: Plan = find(facts.plans, question.plan)
    if plan.networks is None:
        return [UNKNOWN]
    for network in plan.networks:
        covering = [
            scope
            for scope in facts.scopes
            if scope.of is of and names(scope.networks, network) and names(scope.organizations, question.billing)
        ]
        if not covering:
            return [UNKNOWN]
    return []


def continuity(facts: Facts, models: Models, question: Question, ways: list[Way]) -> date | None:
    """Return 90 days from the end of the contract, the latest over paths that lack nothing else than what has ended."""
    if any(way.status() == IN for way in ways):
        return None
    ends = [
        end
        for way in ways
        if (end := ended(facts, models, question, way)) is not None and held_before(facts, models, question, way, end)
    ]
    return max(ends) + NINETY_DAYS if ends else None


def held_before(facts: Facts, models: Models, question: Question, way: Way, end: date) -> bool:
    """Return whether one path was in network on the day before it ended."""
    if end == date.min:
        return False
    then = question._replace(on=end - timedelta(days=1))
    return any(other[:4] == way[:4] and other.status() == IN for other in contract_ways(facts, models, then))


def ended(facts: Facts, models: Models, question: Question, way: Way) -> date | None:
    """Return the first day on which one path lacked something, or None where something else than an end is missing."""
    if worst(way.plan_link, way.credential_link, way.site_link, way.specialty_link) != IN:
        return None
    ends: list[date | None] = []
    if way.agreement_link != IN:
        ends.append(way.agreement.period.end if way.agreement_link == OUT else None)
    if way.roster_link != IN:
        over = way.entry is not None and names(way.entry.plans, question.plan) and way.roster_link == OUT
        ends.append(way.entry.period.end if over and way.entry is not None else None)
    for tie, status in zip(way.chain, way.hops, strict=True):
        if status != IN:
            ends.append(end_of_election(facts, models, question, tie))
    if not ends or None in ends:
        return None
    return min(end for end in ends if end is not None)


def end_of_election(facts: Facts, models: Models, question: Question, tie: Affiliation) -> date | None:
    """Return the last end of an election under a tie that itself still holds, or None."""
    does, _ = effect(facts, models, tie, Function.CONTRACTING)
    if does == "not known" or dated(tie.period, question.on) != IN:
        return None
    under = choices(facts, tie, Function.CONTRACTING, question.plan)
    ends = [election.period.end for election in under if dated(election.period, question.on) == OUT]
    return max((end for end in ends if end is not None), default=None)


def listing_ways(facts: Facts, question: Question, plan: Plan) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield for each listing of a network of the plan its links, and apart from them whether it is current."""
    for key in plan.networks or ():
        network: Network = find(facts.networks, key)
        for listing in facts.listings:
            if listing.network != network.id:
                continue
            links = (
                worst(dated(plan.period, question.on), dated(network.period, question.on)),
                at_organization(listing, question.billing),
                IN if listing.practitioner == question.practitioner else OUT,
                IN if names(listing.sites, question.site) else OUT,
                IN if names(listing.specialties, question.specialty) else OUT,
            )
            yield links, current(listing, question.on)


def at_organization(listing: Listing, billing: str) -> str:
    """Return whether a listing names the organization; one that names none leaves open where the practitioner is."""
    if listing.organization is None:
        return UNKNOWN
    return IN if listing.organization == billing else OUT


def current(listing: Listing, on: date) -> str:
    """Return whether a listing was stated within 90 days; what is said later, or nobody knows when, tells nothing."""
    if listing.as_of is None or listing.as_of > on:
        return UNKNOWN
    return IN if on - listing.as_of <= NINETY_DAYS else UNKNOWN


# Units and seats ------------------------------------------------------------------------------------------------------


class Chair(NamedTuple):
    """One unit of an organization, who acts and who exchanges data for it, and the ties that lead there."""

    unit: str
    agents: tuple[str, ...]
    channels: tuple[str, ...]
    via: tuple[str, ...]


def chairs(
    facts: Facts, models: Models, function: Function, organization: str, on: date, plan: str | None
) -> list[Chair]:
    """Return the units of an organization for a function on a day, the nearest first."""

    def doing(member: str, *wanted: Effect) -> list[Affiliation]:
        found = []
        for tie in facts.affiliations:
            does, elective = effect(facts, models, tie, function)
            elected = not elective or any(dated(one.period, on) == IN for one in choices(facts, tie, function, plan))
            if (
                tie.member == member
                and dated(tie.period, on) == IN
                and elected
                and does in [one.value for one in wanted]
            ):
                found.append(tie)
        return found

    def walk(here: str, met: tuple[str, ...], via: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield here, via
        for tie in doing(here, Effect.REPLACES, Effect.JOINS):
            if tie.organizer not in met:
                yield from walk(tie.organizer, (*met, tie.organizer), (*via, tie.id))

    nearest: dict[str, tuple[str, ...]] = {}
    for unit, via in walk(organization, (organization,), ()):
        if unit not in nearest or (len(via), via) < (len(nearest[unit]), nearest[unit]):
            nearest[unit] = via
    found = [
        Chair(
            unit=unit,
            agents=tuple(sorted({tie.organizer for tie in doing(unit, Effect.ACTS_FOR)})),
            channels=tuple(sorted({tie.organizer for tie in doing(unit, Effect.CONNECTS)})),
            via=via,
        )
        for unit, via in sorted(nearest.items(), key=lambda item: (len(item[1]), item[1]))
        if not doing(unit, Effect.REPLACES)
    ]
    return found or [Chair(organization, (), (), ())]
