"""A market on one day."""

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from medgroup.display import PublicNames, counted
from medgroup.domain.contracts import Agreement, Credential, Listing, RosterEntry
from medgroup.domain.organizations import Affiliation, Election, Organization, Resource, Site
from medgroup.domain.payers import Network, Payer, Plan
from medgroup.domain.practitioners import Practitioner, PractitionerRole
from medgroup.market.indexes import NOTHING
from medgroup.market.shown import view_html
from medgroup.models import OrganizationalModel
from medgroup.rules import Kind
from medgroup.values.period import ALWAYS, Period
from medgroup.values.specialties import OTHER_FAMILY, Families

if TYPE_CHECKING:
    from medgroup.market.markets import Market


#: Facts that hold for a while.
D = TypeVar(
    "D", Organization, PractitionerRole, Affiliation, Election, Resource, Agreement, RosterEntry, Credential, Plan
)


class DayView(PublicNames):
    """A market on one day: what is in force, found by what it is about. ``market.on(day)`` gives one.

    It is what the checks of organizational models read (``medgroup.models.View``). Every method returns facts in the
    order of their ids.
    """

    __slots__ = ("_day", "_market")

    def __init__(self, market: "Market", day: date) -> None:
        self._market = market
        self._day = day

    @property
    def market(self) -> "Market":
        """The market that is looked at."""
        return self._market

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self._day

    @property
    def families(self) -> Families:
        """The specialty families of the market."""
        return self._market.families

    def counts(self) -> dict[str, int]:
        """Return how many facts of each collection are in force; those without a period always are."""
        return {name: sum(map(self._is_in_force, facts)) for name, facts in self._market.facts.items()}

    def organization(self, key: str) -> Organization:
        """Return the organization with this id, NPI or unique name, in force or not."""
        return self._market.organization(key)

    def practitioner(self, key: str) -> Practitioner:
        """Return the practitioner with this id, NPI or unique name."""
        return self._market.practitioner(key)

    def organizations(self) -> tuple[Organization, ...]:
        """Return the organizations in force."""
        return self._in_force(self._market.facts.organizations)

    def model_of(self, organization: str) -> OrganizationalModel | None:
        """Return the model of an organization, or None where it is not known."""
        return self._market.model_of(organization)

    def roles_at(self, organization: str) -> tuple[PractitionerRole, ...]:
        """Return the roles in force at an organization."""
        return self._in_force(self._market.indexes.roles_by_organization.get(organization, NOTHING))

    def roles_of(self, practitioner: str) -> tuple[PractitionerRole, ...]:
        """Return the roles in force of a practitioner."""
        return self._in_force(self._market.indexes.roles_by_practitioner.get(practitioner, NOTHING))

    def affiliations_of(self, member: str, kind: Kind | None = None) -> tuple[Affiliation, ...]:
        """Return the ties in force in which an organization is the member, all kinds or one."""
        return _of_kind(self._in_force(self._market.indexes.affiliations_by_member.get(member, NOTHING)), kind)

    def members_of(self, organizer: str, kind: Kind | None = None) -> tuple[Affiliation, ...]:
        """Return the ties in force in which an organization is the organizer, all kinds or one."""
        return _of_kind(self._in_force(self._market.indexes.affiliations_by_organizer.get(organizer, NOTHING)), kind)

    def elections_of(self, affiliation: str) -> tuple[Election, ...]:
        """Return the elections in force under a tie."""
        return self._in_force(self._market.indexes.elections_by_affiliation.get(affiliation, NOTHING))

    def sites_of(self, organization: str) -> tuple[Site, ...]:
        """Return the sites that an organization runs, and those that roles in force at it name.

        A site states who runs it as last known. Before that organization begins, nobody is known to run the site.
        """
        run = {site.id: site for site in self._market.indexes.sites_by_organization.get(organization, NOTHING)}
        named = {site: self._market.site(site) for role in self.roles_at(organization) for site in role.sites or ()}
        if self.organization(organization).period.starts_after(self._day):
            run = {}
        both = run | {key: self._run_then(site) for key, site in named.items()}
        return tuple(both[key] for key in sorted(both))

    def _run_then(self, site: Site) -> Site:
        later = site.organization is not None and self.organization(site.organization).period.starts_after(self._day)
        return evolve(site, organization=None) if later else site

    def resources_of(self, organization: str) -> tuple[Resource, ...]:
        """Return the resources in force that an organization pays for."""
        return self._in_force(self._market.indexes.resources_by_organization.get(organization, NOTHING))

    def agreements_of(self, contractor: str) -> tuple[Agreement, ...]:
        """Return the agreements in force that an organization signed."""
        return self._in_force(self._market.indexes.agreements_by_contractor.get(contractor, NOTHING))

    def roster_of(self, agreement: str) -> tuple[RosterEntry, ...]:
        """Return the roster entries in force of an agreement."""
        return self._in_force(self._market.indexes.roster_by_agreement.get(agreement, NOTHING))

    def roster_billing(self, organization: str) -> tuple[RosterEntry, ...]:
        """Return the roster entries in force that bill through an organization."""
        return self._in_force(self._market.indexes.roster_by_billing.get(organization, NOTHING))

    def site(self, key: str) -> Site:
        """Return the site with this id or unique name."""
        return self._market.site(key)

    def payer(self, key: str) -> Payer:
        """Return the payer with this id, NPI or unique name."""
        return self._market.payer(key)

    def network(self, key: str) -> Network:
        """Return the network with this id or unique name, in force or not."""
        return self._market.network(key)

    def plan(self, key: str) -> Plan:
        """Return the plan with this id or unique name, in force or not."""
        return self._market.plan(key)

    def agreement(self, key: str) -> Agreement:
        """Return the agreement with this id, in force or not."""
        return self._market.agreement(key)

    def plans(self) -> tuple[Plan, ...]:
        """Return the plans in force."""
        return self._in_force(self._market.facts.plans)

    def credentials_of(self, practitioner: str) -> tuple[Credential, ...]:
        """Return the credentials in force of a practitioner, with whatever payer."""
        return self._in_force(self._market.indexes.credentials_by_practitioner.get(practitioner, NOTHING))

    def listings_of(self, practitioner: str) -> tuple[Listing, ...]:
        """Return what directories state of a practitioner, of whatever day."""
        return self._market.indexes.listings_by_practitioner.get(practitioner, NOTHING)

    def specialties_of(self, role: PractitionerRole) -> frozenset[str] | None:
        """Return the taxonomy codes practised in a role, or None where they are not known."""
        if role.specialties is not None:
            return role.specialties
        qualifications = self.practitioner(role.practitioner).qualifications
        return frozenset(row.code for row in qualifications if row.code is not None) or None

    def family_of(self, role: PractitionerRole) -> frozenset[str] | None:
        """Return the names of the specialty families of a role, or None where they are not known.

        A code that no family holds counts as ``other``. A nurse practitioner or an assistant takes the families of the
        supervisor's roles at the same organization; without a supervisor in the facts the answer is None.
        """
        return self._families(role, ())

    def is_physician(self, role: PractitionerRole) -> bool | None:
        """Return whether who holds a role is a doctor of medicine or osteopathy (42 CFR 417.1).

        The specialty families of the role's taxonomy codes tell; None where no family holds one of them.
        """
        placed = [self.families.family_of(code) for code in self.specialties_of(role) or ()]
        told = [family.physician for family in placed if family is not None]
        return any(told) if told else None

    def is_licensed(self, practitioner: str, state: str | None = None) -> bool | None:
        """Return whether a licence of a practitioner is in force, in one state or in any.

        A qualification of no state is a certificate, which says nothing; None where no licence of the state is stated.
        """
        stated = [row for row in self.practitioner(practitioner).qualifications if row.state is not None]
        licences = [row for row in stated if state is None or row.state == state]
        return any(row.period.contains(self._day) for row in licences) if licences else None

    def states_of(self, role: PractitionerRole) -> frozenset[str]:
        """Return the states of the sites where a role is held, in capital letters; empty where none is stated."""
        held_at = [site for site in self.sites_of(role.organization) if role.sites is None or site.id in role.sites]
        stated = [site.address.state for site in held_at if site.address is not None]
        return frozenset(state.strip().upper() for state in stated if state is not None)

    def _families(self, role: PractitionerRole, seen: tuple[str, ...]) -> frozenset[str] | None:
        found: set[str] = set()
        codes = self.specialties_of(role)
        for code in codes or ():
            family = self.families.family_of(code)
            if family is None:
                found.add(OTHER_FAMILY)
            elif not family.follows_supervisor:
                found.add(family.name)
            else:
                followed = self._families_of_supervisor(role, seen)
                if followed is None:
                    return None
                found |= followed
        return frozenset(found) or None

    def _families_of_supervisor(self, role: PractitionerRole, seen: tuple[str, ...]) -> frozenset[str] | None:
        if role.supervisor is None or role.supervisor in seen:
            return None
        found: set[str] = set()
        for other in self.roles_of(role.supervisor):
            if other.organization == role.organization:
                found |= self._families(other, (*seen, role.practitioner)) or set()
        return frozenset(found) or None

    def _in_force(self, facts: tuple[D, ...]) -> tuple[D, ...]:
        return tuple(fact for fact in facts if fact.period.contains(self._day))

    def _is_in_force(self, fact: object) -> bool:
        period: Period = getattr(fact, "period", ALWAYS)
        return period.contains(self._day)

    def __repr__(self) -> str:
        return f"<Market on {self._day}: {counted(self.counts())}>"

    def _repr_html_(self) -> str:
        return view_html(self)


def _of_kind(ties: tuple[Affiliation, ...], kind: Kind | None) -> tuple[Affiliation, ...]:
    return ties if kind is None else tuple(tie for tie in ties if tie.kind is kind)
