"""Where candidates work: distance, sites and buildings that they share with a referrer, and what is open there.

Co-location is computed from buildings, hours and services, and is not a flag. Hours of practitioners are no facts, so
whatever rests on them stays unknown.
"""

from datetime import date
from enum import Enum
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from medgroup.domain.organizations import Position, Site
from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.referrals.ranking.buildings import IMAGING, LABORATORY, Building, in_office_tests, offers, open_together

#: Mean radius of the earth in miles (IUGG: 6,371.0088 km).
EARTH_RADIUS_MILES = 3_958.7613


class Travel(Enum):
    """Whether the patient has to go elsewhere, as seen from where she is referred."""

    SAME_SITE = "same-site"
    SAME_BUILDING = "same-building"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


def miles_between(one: Position, other: Position) -> float:
    """Return the great-circle distance in miles; it is not the way by road, nor drive time.

    >>> round(miles_between(Position(latitude=41.0, longitude=-73.0), Position(latitude=42.0, longitude=-73.0)), 1)
    69.1
    """
    return Point.of(one).miles(Point.of(other))


class Point(NamedTuple):
    """A position ready to be measured from: in radians, with the cosine of its latitude."""

    latitude: float
    longitude: float
    cosine: float

    @classmethod
    def of(cls, position: Position) -> "Point":
        """Return a position as a point."""
        latitude = radians(position.latitude)
        return cls(latitude, radians(position.longitude), cos(latitude))

    def miles(self, other: "Point") -> float:
        """Return the great-circle distance to another point (haversine formula)."""
        across = sin((other.latitude - self.latitude) / 2) ** 2
        around = sin((other.longitude - self.longitude) / 2) ** 2
        return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(across + self.cosine * other.cosine * around)))


class Spot(NamedTuple):
    """A site as a referrer's role sees it, in the words of the columns."""

    same_site: str | None
    same_building: str | None
    same_day_imaging: str | None
    same_day_laboratory: str | None
    in_office: str | None
    travel: Travel


#: A site that is not known.
NOWHERE = Spot(None, None, None, None, None, Travel.UNKNOWN)


class Sites:
    """The sites of a market as referrals see them; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self.points = {site.id: Point.of(site.position) for site in market.facts.sites if site.position is not None}
        #: Names for people, by id.
        self.names = {site.id: site.display for site in market.facts.sites}
        self._buildings = {site.id: Building.of(site) for site in market.facts.sites}
        self._spots: dict[tuple[tuple[str, ...], str], Spot] = {}
        self._there: dict[str, Spot] = {}
        self._offered: dict[frozenset[str], tuple[Site, ...]] = {}

    def of_role(self, role: PractitionerRole, on: date) -> tuple[str, ...]:
        """Return the sites where a role is held, sorted; all of the organization where it names none."""
        if role.sites is not None:
            return tuple(sorted(role.sites))
        begun = not self._market.organization(role.organization).period.starts_after(on)
        run = self._market.indexes.sites_by_organization.get(role.organization, NOTHING)
        return tuple(sorted(site.id for site in run)) if begun else ()

    def spot(self, referrers: tuple[str, ...], site: str) -> Spot:
        """Return a site as somebody sees it who refers from some sites."""
        key = (referrers, site)
        found = self._spots.get(key)
        if found is None:
            found = self._spots[key] = self._seen(referrers, site)
        return found

    def at(self, referrers: tuple[str, ...], site: str) -> Spot:
        """Return the same, but for the building and the way, which take a look at all that the referrer works at."""
        there = self._there.get(site)
        if there is None:
            there = self._there[site] = self._alone(self._market.site(site))
        return there._replace(same_site=_word(site in referrers)) if referrers else there

    def _seen(self, referrers: tuple[str, ...], key: str) -> Spot:
        there = self.at(referrers, key)
        if not referrers:
            return there
        here = self._buildings[key]
        own = [True if one == key else here.same(self._buildings[one]) for one in referrers]
        building = True if True in own else None if None in own else False
        return there._replace(same_building=_word(building), travel=_travel(key in referrers, building))

    def _alone(self, site: Site) -> Spot:
        """Return a site as somebody sees it of whom nobody knows where he works."""
        met = {test.met for test in in_office_tests(site)}
        return Spot(
            same_site=None,
            same_building=None,
            same_day_imaging=self._same_day(site, IMAGING),
            same_day_laboratory=self._same_day(site, LABORATORY),
            in_office="no" if met == {False} else None,
            travel=Travel.UNKNOWN,
        )

    def _same_day(self, site: Site, words: frozenset[str]) -> str | None:
        """Return whether something is offered in a site's building on a day of the week on which the site is open."""
        here = self._buildings[site.id]
        told = {self._at_hand(site, here, other, words) for other in self._offering(words)}
        return "yes" if True in told else None if None in told else "no"

    def _at_hand(self, site: Site, here: Building, other: Site, words: frozenset[str]) -> bool | None:
        """Return whether another site, or the same one, offers something in the building while the site is open."""
        same = True if site.id == other.id else here.same(self._buildings[other.id])
        if same is False:
            return False
        told = {same, offers(other, words), open_together(site.hours, other.hours)}
        return False if False in told else None if None in told else True

    def _offering(self, words: frozenset[str]) -> tuple[Site, ...]:
        """Return the sites that offer something, or may."""
        if words not in self._offered:
            sites = self._market.facts.sites
            self._offered[words] = tuple(one for one in sites if offers(one, words) is not False)
        return self._offered[words]


def _word(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _travel(site: bool | None, building: bool | None) -> Travel:
    if site:
        return Travel.SAME_SITE
    if building:
        return Travel.SAME_BUILDING
    return Travel.UNKNOWN if building is None else Travel.ELSEWHERE
