"""Who may be referred to for a specialty: roles in force, with what is the same for every referral."""

from collections.abc import Iterator, KeysView
from datetime import date
from typing import NamedTuple

from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.referrals.ranking.colocation import Sites
from medgroup.referrals.ranking.needs import direct, specialist

#: How many pools are kept; a loop over many days would else fill the memory.
_KEPT = 512


class Member(NamedTuple):
    """A role that is held on a day, as referrals see it."""

    role: PractitionerRole
    #: Name of the practitioner and of the organization, for people.
    name: str
    organization: str
    #: The sites where it is held, sorted; one None where none is known.
    sites: tuple[str | None, ...]
    #: The taxonomy codes practised in it; None where they are not known.
    codes: frozenset[str] | None
    #: Its specialty families; None where they are not known.
    families: frozenset[str] | None
    #: Languages spoken, as stated, and in lower case; empty means that none is stated.
    spoken: frozenset[str]
    languages: frozenset[str]
    #: The word of whether new patients are taken.
    accepting: str | None


class Wanted(NamedTuple):
    """A member of a pool, with the specialty that it is a candidate for."""

    member: Member
    #: The taxonomy code under which the candidate would be seen; None where it is not known.
    specialty: str | None
    #: Whether that is the code that is needed.
    exact: bool
    specialist: bool | None
    direct: bool | None


class Pools:
    """The candidates of a market by specialty and day; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._sites = market.derived(Sites)
        self._by_code: dict[str, list[PractitionerRole]] = {}
        self._by_family: dict[str, list[PractitionerRole]] = {}
        for role in market.facts.practitioner_roles:
            for code in self._codes(role) or ():
                self._by_code.setdefault(code, []).append(role)
                family = market.families.family_of(code)
                if family is not None:
                    self._by_family.setdefault(family.name, []).append(role)
        self._known: dict[tuple[str, bool, date], tuple[Wanted, ...]] = {}
        self._members: dict[tuple[str, date], Member] = {}

    def of(self, specialty: str, on: date, *, family: bool) -> tuple[Wanted, ...]:
        """Return the roles in force of a specialty on a day, in the order of their ids.

        Args:
            specialty: Taxonomy code.
            on: The day.
            family: Whether other codes of its specialty family serve too.
        """
        key = (specialty, family, on)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
                self._members.clear()
            found = self._known[key] = tuple(self._found(specialty, on, family))
        return found

    @property
    def practised(self) -> KeysView[str]:
        """The taxonomy codes that somebody practises, on whatever day."""
        return self._by_code.keys()

    def named(self, practitioner: str, specialty: str, on: date) -> tuple[Wanted, ...]:
        """Return the roles in force of a practitioner, whatever their specialty."""
        held = self._market.indexes.roles_by_practitioner.get(practitioner, NOTHING)
        return tuple(self._wanted(role, specialty, on) for role in held if role.period.contains(on))

    def _found(self, specialty: str, on: date, family: bool) -> Iterator[Wanted]:
        roles = {role.id: role for role in self._by_code.get(specialty, ())}
        placed = self._market.families.family_of(specialty) if family else None
        if placed is not None:
            roles |= {role.id: role for role in self._by_family.get(placed.name, ())}
        for key in sorted(roles):
            if roles[key].period.contains(on):
                yield self._wanted(roles[key], specialty, on)

    def _wanted(self, role: PractitionerRole, specialty: str, on: date) -> Wanted:
        member = self._member(role, on)
        codes = member.codes
        if codes is None:
            return Wanted(member, None, False, None, None)
        exact = specialty in codes
        used = frozenset({specialty}) if exact else codes
        return Wanted(
            member,
            specialty if exact else next(iter(codes)) if len(codes) == 1 else None,
            exact,
            specialist(self._market, used),
            direct(used),
        )

    def _member(self, role: PractitionerRole, on: date) -> Member:
        key = (role.id, on)
        found = self._members.get(key)
        if found is None:
            found = self._members[key] = self._made(role, on)
        return found

    def _made(self, role: PractitionerRole, on: date) -> Member:
        practitioner = self._market.practitioner(role.practitioner)
        return Member(
            role,
            practitioner.display,
            self._market.name_of("organizations", role.organization),
            self._sites.of_role(role, on) or (None,),
            self._codes(role),
            self._market.on(on).family_of(role),
            practitioner.languages,
            frozenset(one.casefold() for one in practitioner.languages),
            None if role.accepting is None else "yes" if role.accepting else "no",
        )

    def _codes(self, role: PractitionerRole) -> frozenset[str] | None:
        if role.specialties is not None:
            return role.specialties
        stated = self._market.practitioner(role.practitioner).qualifications
        return frozenset(one.code for one in stated if one.code is not None) or None
