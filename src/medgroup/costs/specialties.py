"""Whether two practitioners are of exactly the same specialty, as the rules of new and established patients ask it."""

from datetime import date
from enum import Enum

from medgroup.costs.prices.places import Kinds
from medgroup.domain.practitioners import Practitioner
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.values.specialties import OTHER_FAMILY

#: A practitioner at work: id or NPI, the organizations that may bill, the taxonomy code stated, the day.
AtWork = tuple[str, tuple[str, ...], str | None, date]


class SpecialtyBy(Enum):
    """What exactly the same specialty means."""

    #: The same taxonomy code: specialty and subspecialty.
    TAXONOMY = "taxonomy"
    #: The same specialty code of Medicare enrolment.
    ENROLMENT = "enrolment"


class Specialties:
    """The specialties of a market's practitioners, compared."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._people: dict[str, Practitioner] = {}
        for person in market.facts.practitioners:
            self._people[person.id] = person
            if person.npi is not None:
                self._people.setdefault(person.npi, person)

    def same(self, one: AtWork, other: AtWork, *, by: SpecialtyBy, as_supervisor: bool) -> bool | None:
        """Return whether two practitioners at work are of the same specialty, or None where that is not known.

        Args:
            one: A practitioner at work.
            other: Another.
            by: What the same specialty means.
            as_supervisor: Whether who follows a supervisor is of the supervisor's specialty.
        """
        codes = self._codes(one, as_supervisor), self._codes(other, as_supervisor)
        if by is SpecialtyBy.TAXONOMY:
            return _alike(*codes)
        enrolled = self._enrolled(one[0]), self._enrolled(other[0])
        return self._by_family(*codes) if None in enrolled else _alike(*enrolled)

    def _enrolled(self, person: str) -> frozenset[str] | None:
        known = self._people.get(person)
        return None if known is None else known.medicare_specialties

    def _by_family(self, one: frozenset[str] | None, other: frozenset[str] | None) -> bool | None:
        """Return what taxonomy codes tell of enrolment: one code is one specialty, two families are two."""
        if _alike(one, other):
            return True
        families = self._families(one), self._families(other)
        if None in families or OTHER_FAMILY in {name for names in families for name in names or ()}:
            return None
        return False if _alike(*families) is False else None

    def _families(self, codes: frozenset[str] | None) -> frozenset[str] | None:
        if codes is None:
            return None
        found = (self._market.families.family_of(code) for code in codes)
        return frozenset(OTHER_FAMILY if family is None else family.name for family in found)

    def _codes(self, at_work: AtWork, as_supervisor: bool) -> frozenset[str] | None:
        key, billings, stated, on = at_work
        person = self._people.get(key)
        if stated is not None:
            codes: frozenset[str] | None = frozenset({stated})
        elif person is None:
            return None
        else:
            codes = self._worked(person, billings, on)
        if not as_supervisor or not self._follow(codes):
            return codes
        return None if person is None else self._supervisors(person, billings, on)

    def _worked(self, person: Practitioner, billings: tuple[str, ...], on: date) -> frozenset[str] | None:
        kinds = self._market.derived(Kinds)
        found = [kinds.of(person.id, billing, on) for billing in billings] or [kinds.qualified_for(person.id)]
        known = [codes for codes in found if codes is not None]
        return frozenset().union(*known) if len(known) == len(found) else None

    def _follow(self, codes: frozenset[str] | None) -> bool:
        """Return whether some codes are all of who takes the specialty of a supervisor."""
        families = [self._market.families.family_of(code) for code in codes or ()]
        return bool(families) and all(family is not None and family.follows_supervisor for family in families)

    def _supervisors(self, person: Practitioner, billings: tuple[str, ...], on: date) -> frozenset[str] | None:
        """Return the codes of who supervises somebody, or None where nobody is known to."""
        supervised = [
            role
            for role in self._market.indexes.roles_by_practitioner.get(person.id, NOTHING)
            if role.organization in billings and role.period.contains(on)
        ]
        found: set[str] = set()
        for role in supervised:
            above = None if role.supervisor is None else self._people.get(role.supervisor)
            codes = None if above is None else self._worked(above, (role.organization,), on)
            if codes is None:
                return None
            found |= codes
        return frozenset(found) or None


def _alike(one: frozenset[str] | None, other: frozenset[str] | None) -> bool | None:
    """Return whether two sets of codes mean one specialty; where they share only some, nobody knows which was meant."""
    if one is None or other is None:
        return None
    if one == other:
        return True
    return False if one.isdisjoint(other) else None
