"""Where services are given, as prices ask it: the setting, the payment locality, and who bills for a facility."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from medgroup.domain.fees import Setting
from medgroup.domain.organizations import OrganizationRole, OutpatientDepartment, Site
from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.values.period import Period


class ServicePlace(NamedTuple):
    """Where services are given, as far as it is known."""

    #: None where it is not known, or may be either.
    setting: Setting | None
    #: Key of the payment locality; None where it is not known.
    locality: str | None
    #: Whose outpatient department it is billed as on the day; None where it is none.
    department: OutpatientDepartment | None
    #: The sites that it may be, sorted; several where none is named and the practitioner works at several.
    sites: tuple[str, ...]


#: A place of which nothing is known.
NOWHERE = ServicePlace(None, None, None, ())


class Places:
    """The sites of a market as places."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._facilities = frozenset(
            one.id
            for one in market.facts.organizations
            if OrganizationRole.FACILITY in one.roles and OrganizationRole.PRACTICE not in one.roles
        )

    def of_site(self, site: Site, on: date) -> ServicePlace:
        """Return a site as a place on a day: an office, unless it is a facility's or billed as one."""
        department = site.outpatient_department
        if department is not None and not department.period.contains(on):
            department = None
        facility = department is not None or site.organization in self._facilities
        return ServicePlace(Setting.FACILITY if facility else Setting.OFFICE, site.locality, department, (site.id,))

    def named(self, site: str, on: date) -> ServicePlace:
        """Return the site of an id as a place."""
        return self.of_site(self._market.site(site), on)

    def usual(self, practitioner: str, billing: str, on: date) -> ServicePlace:
        """Return where a practitioner works for an organization, as far as all sites that it may be agree."""
        roles = [role for role in roles_at(self._market, practitioner, billing) if role.period.contains(on)]
        sites = sorted(set(sites_of_roles(self._market, roles, billing)))
        places = [self.named(site, on) for site in sites]
        if not places:
            return NOWHERE
        settings, localities = {one.setting for one in places}, {one.locality for one in places}
        departments = {one.department for one in places}
        alike = len(departments) == 1
        return ServicePlace(
            places[0].setting if len(settings) == 1 and alike else None,
            places[0].locality if len(localities) == 1 else None,
            places[0].department if alike else None,
            tuple(sites),
        )


class Kinds:
    """The taxonomy codes that practitioners work under, by the organization that bills."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._known: dict[tuple[str, str], tuple[tuple[Period, frozenset[str] | None], ...]] = {}

    def of(self, practitioner: str, billing: str, on: date) -> frozenset[str] | None:
        """Return the codes that a practitioner works under for an organization on a day, or None where not known.

        Those of the roles in force there; where a role states none, or there is no role, those of qualifications.
        """
        key = (practitioner, billing)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(self._compiled(practitioner, billing))
        stated = [codes for period, codes in found if period.contains(on)]
        if len(stated) == 1:
            return stated[0]
        if not stated:
            return self.qualified_for(practitioner)
        known = [codes for codes in stated if codes is not None]
        return frozenset().union(*known) if len(known) == len(stated) else None

    def qualified_for(self, practitioner: str) -> frozenset[str] | None:
        """Return the taxonomy codes of a practitioner's qualifications, or None where none is stated."""
        stated = self._market.practitioner(practitioner).qualifications
        return frozenset(one.code for one in stated if one.code is not None) or None

    def _compiled(self, practitioner: str, billing: str) -> Iterator[tuple[Period, frozenset[str] | None]]:
        for role in roles_at(self._market, practitioner, billing):
            yield role.period, self.qualified_for(practitioner) if role.specialties is None else role.specialties


def sites_of_roles(market: Market, roles: Iterable[PractitionerRole], billing: str) -> Iterator[str]:
    """Yield the sites of roles at an organization; a role that names none is at every site that it runs."""
    for role in roles:
        if role.sites is not None:
            yield from role.sites
            continue
        yield from (site.id for site in market.indexes.sites_by_organization.get(billing, NOTHING))


def roles_at(market: Market, practitioner: str, billing: str) -> list[PractitionerRole]:
    """Return the roles of a practitioner at an organization, of whatever day."""
    held = market.indexes.roles_by_practitioner.get(practitioner, NOTHING)
    return [role for role in held if role.organization == billing]


def qualifying_on(market: Market, practitioner: str, on: date) -> bool | None:
    """Return whether a practitioner is a qualifying participant on a day, or None where that is not known."""
    periods = market.practitioner(practitioner).qualifying
    return None if periods is None else any(period.contains(on) for period in periods)
