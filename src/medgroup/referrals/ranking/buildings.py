"""What is told of a site by itself: its building, what it offers, and for how long it is open.

Hours of practitioners are no facts, so whatever rests on them stays unknown.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attrs import frozen

from medgroup.domain.organizations import Hours, Site, Weekday

#: What sites that offer imaging, or a laboratory, say of their services.
ADVANCED_IMAGING = frozenset({"mri", "ct", "pet"})
#: Words for imaging that do not say of which sort it is.
ANY_IMAGING = frozenset({"imaging", "radiology"})
IMAGING = frozenset({"x-ray", "ultrasound"}) | ANY_IMAGING | ADVANCED_IMAGING
LABORATORY = frozenset({"laboratory", "lab", "pathology"})
_DAY = 24 * 60
_PART = re.compile(r"[^\W_]+")
#: What follows a street address to tell where in its building a site is.
_WITHIN = re.compile(r",|#|\b(?:suite|ste|floor|fl|unit|room|rm)\b", re.IGNORECASE)

#: What words of a street address are shortened to (USPS Publication 28, appendices B and C1), the usual ones.
_SHORT = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "road": "rd",
    "boulevard": "blvd",
    "drive": "dr",
    "lane": "ln",
    "court": "ct",
    "place": "pl",
    "parkway": "pkwy",
    "highway": "hwy",
    "square": "sq",
    "terrace": "ter",
    "circle": "cir",
    "trail": "trl",
    "turnpike": "tpke",
    "plaza": "plz",
    "center": "ctr",
    "building": "bldg",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
}


class Building(NamedTuple):
    """What tells in which building a site is."""

    #: As stated; None where it is not.
    stated: str | None
    #: The street line of the address with its city, state and ZIP code, those that are not stated empty; None where no
    #: street is stated.
    street: tuple[str, ...] | None

    @classmethod
    def of(cls, site: Site) -> "Building":
        """Return what tells in which building a site is."""
        address = site.address
        if address is None or not address.line:
            return cls(site.building, None)
        parts = (_WITHIN.split(address.line[0])[0], address.city or "", address.state or "", address.postal_code or "")
        line, *rest, code = (part.casefold().replace(".", "").split() for part in parts)
        street = " ".join(_SHORT.get(word, word) for word in line)
        return cls(site.building, (street, *map(" ".join, rest), "".join(code)[:5]))

    def same(self, other: "Building") -> bool | None:
        """Return whether two sites are in one building; None where that is not known.

        Stated buildings tell, else addresses: one street address is one building (42 CFR 411.351).
        """
        if self.stated is not None and other.stated is not None:
            return self.stated == other.stated
        if self.street is None or other.street is None:
            return None
        if self.street[0] != other.street[0]:
            return False
        if any(one != that for one, that in zip(self.street, other.street, strict=True) if one and that):
            return False
        # A ZIP code tells where a street is, or a city with its state.
        _, city, state, code = (bool(one and that) for one, that in zip(self.street, other.street, strict=True))
        return True if code or (city and state) else None


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
    minutes = None if site.hours is None else sum(open_minutes(site.hours).values())
    return tuple(
        InOfficeTest(
            paragraph=paragraph,
            open_hours=hours,
            physician_hours=physicians,
            met=False if minutes is not None and minutes < 60 * hours else None,
        )
        for paragraph, hours, physicians in _TESTS
    )


def terms(services: Iterable[str]) -> frozenset[str]:
    """Return what services are named by, in lower case: each whole, and each word in it.

    >>> sorted(terms(["Cardiac MRI", "PET/CT"]))
    ['cardiac', 'cardiac mri', 'ct', 'mri', 'pet', 'pet/ct']
    """
    named = [service.casefold() for service in services]
    return frozenset(named).union(*map(_PART.findall, named))


def offers(site: Site, words: frozenset[str]) -> bool | None:
    """Return whether a site says that it offers something; None where it says nothing of its services."""
    return None if site.services is None else not words.isdisjoint(terms(site.services))


def open_together(one: Sequence[Hours] | None, other: Sequence[Hours] | None) -> bool | None:
    """Return whether two sites are open on one day of the week; None where hours are not known."""
    if one is None or other is None:
        return None
    return not open_minutes(one).keys().isdisjoint(open_minutes(other).keys())


def open_minutes(hours: Iterable[Hours]) -> dict[Weekday, int]:
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
