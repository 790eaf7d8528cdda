"""One organization takes the place of others on a day, collection by collection."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

import attrs

from medgroup.domain.contracts import Agreement, Credential, RosterEntry, Scope, ScopeOf
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Affiliation, Election, Organization, Resource, Site
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import PractitionerRole
from medgroup.errors import listed
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.network.routes import OUT, Completeness, Contracts, billing_standing
from medgroup.rules import Kind
from medgroup.scenarios.steps import handed_on, reissued, since, until, without_orphans

T = TypeVar("T")


class Succession(NamedTuple):
    """Everything that a new organization takes over from the old ones, and what ends with them."""

    market: Market
    #: Ids of the organizations that end.
    old: frozenset[str]
    new: Organization
    on: date
    #: Whether agreements, roster lines and delegated credentials pass.
    pass_contracts: bool

    def facts(self) -> Facts:
        """Return all facts of the market after the succession."""
        facts = self.market.facts
        after = without_orphans(
            attrs.evolve(
                facts,
                organizations=(*self._organizations(facts.organizations), self.new),
                affiliations=_flat(self._affiliation(tie) for tie in facts.affiliations),
                elections=_flat(self._election(one) for one in facts.elections),
                practitioner_roles=_flat(self._role(role) for role in facts.practitioner_roles),
                sites=tuple(self._site(site) for site in facts.sites),
                resources=_flat(self._resource(one) for one in facts.resources),
                agreements=_flat(self._agreement(one) for one in facts.agreements),
                roster_entries=_flat(self._entry(entry) for entry in facts.roster_entries),
                credentials=_flat(self._credential(one) for one in facts.credentials),
                scopes=tuple(self._scope(scope) for scope in facts.scopes),
            )
        )
        return reissued(after, self.new.id, self.on)

    def assumptions(self) -> tuple[str, ...]:
        """Return what the facts after rest on beyond what passes as it is, as sentences."""
        dropped = sorted(
            tie.id
            for tie in self.market.facts.affiliations
            if tie.member in self.old and self._passes(tie) and self._heir(tie).terms != tie.terms
        )
        said = "One tie of the new group stands for several; the terms of these do not pass: "
        return (f"{said}{listed(dropped)}.",) if dropped else ()

    def _organizations(self, organizations: Iterable[Organization]) -> Iterator[Organization]:
        for one in organizations:
            yield from until(one, self.on) if one.id in self.old else (one,)

    def _affiliation(self, tie: Affiliation) -> tuple[Affiliation, ...]:
        within = {tie.member, tie.organizer} & self.old
        if not within:
            return (tie,)
        before = until(tie, self.on)
        if len(within) == 2 or not self._passes(tie):
            return before
        if self._heir(tie) is not tie:
            return before
        side = "member" if tie.member in self.old else "organizer"
        return (*before, *handed_on(tie, self.new.id, self.on, **{side: self.new.id}))

    def _heir(self, tie: Affiliation) -> Affiliation:
        """Return the one tie that passes of those that would be the same for the new organization: the longest."""
        if tie.member not in self.old or not tie.period.contains(self.on):
            return tie
        by_member = self.market.indexes.affiliations_by_member
        same: list[Affiliation] = [
            other
            for one in self.old
            for other in by_member.get(one, NOTHING)
            if (other.kind, other.organizer) == (tie.kind, tie.organizer) and other.period.contains(self.on)
        ]
        return min(same, key=lambda other: (-(other.period.end or date.max).toordinal(), other.id))

    def _passes(self, tie: Affiliation) -> bool:
        """Return whether a tie passes: all but ownership do, and ownership where all of the old have the owner."""
        if tie.kind is not Kind.OWNS or tie.organizer in self.old:
            return True
        by_member = self.market.indexes.affiliations_by_member
        return all(
            any(
                other.kind is Kind.OWNS and other.organizer == tie.organizer and other.period.contains(self.on)
                for other in by_member.get(one, NOTHING)
            )
            for one in self.old
        )

    def _election(self, election: Election) -> tuple[Election, ...]:
        tie = self.market.affiliation(election.affiliation)
        if tie.member not in self.old and tie.organizer not in self.old:
            return (election,)
        passed = handed_on(election, self.new.id, self.on, affiliation=f"{self._heir(tie).id}@{self.new.id}")
        return (*until(election, self.on), *passed)

    def _role(self, role: PractitionerRole) -> tuple[PractitionerRole, ...]:
        if role.organization not in self.old:
            return (role,)
        # A role at "every site of the organization" is at the old practice's sites, before the day, when they still are
        # its own, and after it, when the new group has others too.
        run = self.market.indexes.sites_by_organization.get(role.organization, NOTHING)
        named = attrs.evolve(role, sites=role.sites or frozenset(site.id for site in run) or None)
        return (*until(named, self.on), *handed_on(named, self.new.id, self.on, organization=self.new.id))

    def _site(self, site: Site) -> Site:
        return attrs.evolve(site, organization=self.new.id) if site.organization in self.old else site

    def _resource(self, resource: Resource) -> tuple[Resource, ...]:
        if resource.organization not in self.old:
            return (resource,)
        passed = handed_on(resource, self.new.id, self.on, organization=self.new.id)
        return (*until(resource, self.on), *passed)

    def _agreement(self, agreement: Agreement) -> tuple[Agreement, ...]:
        if agreement.contractor not in self.old:
            return (agreement,)
        before = until(agreement, self.on)
        if not self.pass_contracts:
            return before
        return (*before, *handed_on(agreement, self.new.id, self.on, contractor=self.new.id))

    def _entry(self, entry: RosterEntry) -> tuple[RosterEntry, ...]:
        agreement = self.market.agreement(entry.agreement)
        signed, bills = agreement.contractor in self.old, entry.billing in self.old
        if not signed and not bills:
            return (entry,)
        # A line of an agreement that is gone before the day would refer to nothing.
        before = until(entry, self.on) if not signed or until(agreement, self.on) else ()
        if not self.pass_contracts or (signed and not since(agreement, self.on)):
            return before
        under = f"{entry.agreement}@{self.new.id}" if signed else entry.agreement
        billing = self.new.id if bills else entry.billing
        plans = entry.plans if signed else self._plans_reached(entry, agreement)
        if plans is not None and not plans:
            return before
        return (*before, *handed_on(entry, self.new.id, self.on, agreement=under, billing=billing, plans=plans))

    def _plans_reached(self, entry: RosterEntry, agreement: Agreement) -> frozenset[str] | None:
        """Return the plans of a line for which its practice reached another's agreement on the day; None for all.

        What one practice opted in to does not bind the colleagues it merges with. A reach that begins later, or that
        nobody can tell, stays what it is.
        """
        contracts = self.market.derived(Contracts)
        asked = [plan for plan in self.market.facts.plans if entry.plans is None or plan.id in entry.plans]
        reached = {
            plan.id
            for plan in asked
            for route in contracts.routes(entry.billing, plan).routes
            if route.agreement.id == agreement.id and billing_standing(route.chain, self.on) != OUT
        }
        covering = [plan for plan in asked if self._covers(agreement, plan)]
        return entry.plans if all(plan.id in reached for plan in covering) else frozenset(reached)

    def _covers(self, agreement: Agreement, plan: Plan) -> bool:
        return plan.networks is None or agreement.networks is None or bool(agreement.networks & set(plan.networks))

    def _credential(self, credential: Credential) -> tuple[Credential, ...]:
        if credential.by not in self.old:
            return (credential,)
        before = until(credential, self.on)
        if not self.pass_contracts:
            return before
        return (*before, *handed_on(credential, self.new.id, self.on, by=self.new.id))

    def _scope(self, scope: Scope) -> Scope:
        named = scope.organizations
        if scope.of is not ScopeOf.CONTRACTS or named is None or not named & self.old:
            return scope
        known = self.market.derived(Completeness)
        networks = scope.networks or [network.id for network in self.market.facts.networks]
        if not all(known.complete(ScopeOf.CONTRACTS, one, networks) for one in self.old):
            return scope
        return attrs.evolve(scope, organizations=named | {self.new.id})


def _flat(groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(one for group in groups for one in group)
