"""The options of a market: every role at every site where it may be held, as columns by number."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from medgroup.bulk.engines import numpy, polars
from medgroup.bulk.needs.distances import points
from medgroup.bulk.needs.tables import NeedTables
from medgroup.bulk.segments import Numbered
from medgroup.market.indexes import NOTHING


class Option(NamedTuple):
    """A role at one of its sites; none where no site is known."""

    role: str
    site: str | None


class Place(NamedTuple):
    """Where options are that a referrer cannot tell apart by where they are: an organization at a site."""

    organization: str
    site: str | None


class Options:
    """Every option of a market, by role and site, numbered; the site that is not known comes first."""

    def __init__(self, tables: NeedTables) -> None:
        self._tables = tables
        run = tables.market.indexes.sites_by_organization
        self.values: list[Option] = []
        for role in tables.market.facts.practitioner_roles:
            held = role.sites or [site.id for site in run.get(role.organization, NOTHING)]
            self.values += [Option(role.id, site) for site in (None, *sorted(held))]
        self.numbers = {one: number for number, one in enumerate(self.values)}
        role_of = tables.market.practitioner_role
        self._roles = [role_of(one.role) for one in self.values]
        places = Numbered[Place]()
        of_options = [
            places.number(Place(role.organization, one.site))
            for one, role in zip(self.values, self._roles, strict=True)
        ]
        #: The places of options, and the number of the place of each.
        self.places: list[Place] = places.values
        self.place = _whole(of_options)

    @cached_property
    def role(self) -> Any:
        """The numbers of the roles."""
        return _whole([self._tables.roles[one.role] for one in self.values])

    @cached_property
    def practitioner(self) -> Any:
        """The numbers of the practitioners."""
        return _whole([self._tables.practitioners[one.practitioner] for one in self._roles])

    @cached_property
    def told(self) -> Any:
        """What is told of the options: a frame of Polars."""
        return polars().DataFrame(
            {
                "role": [one.id for one in self._roles],
                "practitioner": [one.practitioner for one in self._roles],
                "organization": [one.organization for one in self._roles],
                "site": [one.site for one in self.values],
            },
            schema=dict.fromkeys(("role", "practitioner", "organization", "site"), polars().String),
        )

    @cached_property
    def points(self) -> Any:
        """The points of the market's sites, each once, and one for what is nowhere known, the last."""
        sites = self._tables.market.facts.sites
        return points([*(site.position for site in sites), None])

    @cached_property
    def point(self) -> Any:
        """The numbers of the points of the options."""
        sites: Mapping[str | None, int] = {
            site.id: number for number, site in enumerate(self._tables.market.facts.sites)
        }
        return _whole([sites.get(one.site, len(sites)) for one in self.values])


def _whole(values: list[int]) -> Any:
    return numpy().array(values, dtype="int32")
