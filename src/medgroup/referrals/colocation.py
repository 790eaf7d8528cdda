"""Where candidates work: distance, sites and buildings that they share with a referrer, and what is open there.

Co-location is computed from buildings, hours and services, and is not a flag. Hours of practitioners are no facts, so
whatever rests on them stays unknown.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from attrs import frozen

from medgroup.domain.organizations import Hours, Position, Site, Weekday
from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.market.indexes import NOTHING

#: Mean radius of the earth in miles (IUGG: 6,371.0088 km).
EARTH_RADIUS_MILES = 3_958.7613
#: What sites that offer imaging, or a laboratory, say of their services.
IMAGING = frozenset({"imaging", "radiology", "x-ray", "ultrasound", "mri", "ct", "pet"})
ADVANCED_IMAGING = frozenset({"mri", "ct", "pet"})
LABORATORY = frozenset({"laboratory", "lab", "pathology"})
_DAY = 24 * 60


class Travel(Enum):
    """Whether the patient has to go elsewhere, as seen from where she is referred."""

    SAME_SITE = "same-site"
    SAME_BUILDING = "same-building"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class InOfficeTest:
    """One of the three tests of where a service counts as given in the same building.

    Sources: 42 CFR 411.355(b)(2)(i).
    """

    #: The paragraph: A, B or C.
    paragraph: str
    #: Hours a week that the office has to be open.
    open_hours: int
    #: Hours a week that physicians have to practise there; no fact says how many they do.
    physician_hours: int
    #: Whether it is met: no where the office is not open for long enough, else None, since physicians' hours decide.
    met: bool | None


#: Paragraph, hours open a week, hours of physicians a week.
_TESTS = (("A", 35, 30), ("B", 8, 6), ("C", 8, 6))


def in_office_tests(site: Site) -> tuple[InOfficeTest, ...]:
    """Return the three tests of a site as far as the facts go, in the order of the paragraphs.

    Sources: 42 CFR 411.355(b)(2)(i).

    >>> from medgroup.domain import Hours, Weekday
    >>> office = Site(id="s", hours=[Hours(days=[Weekday.MON], opens="08:00", closes="20:00")])
    >>> [(test.paragraph, test.met) for test in in_office_tests(office)]
    [('A', False), ('B', None), ('C', None)]
    """
    minutes = None if site.hours is None else sum(_open(site.hours).values())
    return tuple(
        InOfficeTest(
            paragraph=paragraph,
            open_hours=hours,
            physician_hours=physicians,
            met=False if minutes is not None and minutes < 60 * hours else None,
        )
        for paragraph, hours, physicians in _TESTS
    )


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
        self._spots: dict[tuple[tuple[str, ...], str], Spot] = {}
        self._open_there: dict[str, tuple[str | None, str | None]] = {}
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

    def _seen(self, referrers: tuple[str, ...], key: str) -> Spot:
        site = self._market.site(key)
        same = None if not referrers else key in referrers
        own = [same_building(self._market.site(one), site) for one in referrers]
        building = True if any(own) else None if None in own or not own else False
        imaging, laboratory = self._what_is_open(site)
        met = [test.met for test in in_office_tests(site)]
        return Spot(
            _word(same),
            _word(building),
            imaging,
            laboratory,
            "no" if set(met) == {False} else None,
            _travel(same, building),
        )

    def _what_is_open(self, site: Site) -> tuple[str | None, str | None]:
        found = self._open_there.get(site.id)
        if found is None:
            found = self._open_there[site.id] = (self._same_day(site, IMAGING), self._same_day(site, LABORATORY))
        return found

    def _same_day(self, site: Site, words: frozenset[str]) -> str | None:
        """Return whether something is offered in a site's building on a day of the week on which the site is open."""
        told = {_at_hand(site, other, words) for other in self._offering(words)}
        return "yes" if True in told else None if None in told else "no"

    def _offering(self, words: frozenset[str]) -> tuple[Site, ...]:
        """Return the sites that offer something, or may."""
        if words not in self._offered:
            sites = self._market.facts.sites
            self._offered[words] = tuple(one for one in sites if _offers(one, words) is not False)
        return self._offered[words]


def same_building(one: Site, other: Site) -> bool | None:
    """Return whether two sites are in one building; None where that is not known.

    Stated buildings tell, else addresses: one street address is one building, as 42 CFR 411.351 has it.
    """
    if one.id == other.id:
        return True
    if one.building is not None and other.building is not None:
        return one.building == other.building
    here, there = _street(one), _street(other)
    return None if here is None or there is None else here == there


def _street(site: Site) -> tuple[str, ...] | None:
    """Return the street line of an address with its city and state, as far as it is stated."""
    address = site.address
    if address is None or not address.line:
        return None
    parts = (address.line[0], address.city or "", address.state or "", (address.postal_code or "")[:5])
    return tuple(" ".join(part.casefold().replace(".", "").split()) for part in parts)


def _offers(site: Site, words: frozenset[str]) -> bool | None:
    return None if site.services is None else not words.isdisjoint(map(str.casefold, site.services))


def _at_hand(site: Site, other: Site, words: frozenset[str]) -> bool | None:
    """Return whether another site, or the same one, offers something in the building while the site is open."""
    told = {same_building(site, other), _offers(other, words)}
    if False not in told:
        told.add(_overlap(site.hours, other.hours))
    return False if False in told else None if None in told else True


def _overlap(one: Sequence[Hours] | None, other: Sequence[Hours] | None) -> bool | None:
    """Return whether two sites are open on one day of the week; None where hours are not known."""
    if one is None or other is None:
        return None
    return not _open(one).keys().isdisjoint(_open(other).keys())


def _open(hours: Iterable[Hours]) -> dict[Weekday, int]:
    """Return for how many minutes a site is open on each day of the week on which it is; overlaps count once."""
    stretches: dict[Weekday, list[tuple[int, int]]] = {}
    for row in hours:
        stretch = (0, _DAY) if row.opens is None or row.closes is None else (_minute(row.opens), _minute(row.closes))
        for day in row.days:
            stretches.setdefault(day, []).append(stretch)
    return {day: _covered(found) for day, found in stretches.items()}


def _covered(stretches: list[tuple[int, int]]) -> int:
    total, until = 0, 0
    for start, end in sorted(stretches):
        total += max(0, end - max(start, until))
        until = max(until, end)
    return total


def _minute(time: str) -> int:
    return 60 * int(time[:2]) + int(time[3:])


def _word(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _travel(site: bool | None, building: bool | None) -> Travel:
    if site:
        return Travel.SAME_SITE
    if building:
        return Travel.SAME_BUILDING
    return Travel.UNKNOWN if building is None else Travel.ELSEWHERE
