"""The referral that a market holds for a visit, where nobody has said whether one is held."""

from bisect import bisect_right
from datetime import date
from functools import reduce
from itertools import groupby, takewhile
from typing import NamedTuple

from medgroup.costs.classing import Classing
from medgroup.costs.prices.places import Kinds
from medgroup.costs.services import Service
from medgroup.domain.permissions import Permission
from medgroup.domain.referral_course import Course
from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.market.indexes import grouped
from medgroup.values.period import days_after

_S = ReferralState
#: The states in which a referral may be used.
_USABLE = frozenset({_S.SENT, _S.AUTHORIZED, _S.SCHEDULED, _S.SEEN, _S.REPORT_RECEIVED})
#: What becomes of a referral by the visit itself, and is not yet so when its coverage is asked about.
_BY_THE_VISIT = frozenset({_S.SEEN, _S.REPORT_RECEIVED, _S.CLOSED})


def held_referral(
    market: Market, patient: str, practitioner: str, billing: str, services: tuple[Service, ...], on: date
) -> Permission | None:
    """Return what a referral of the market allows that is surely good for a visit; None where none surely is.

    One is that has been sent, has not run out and has a visit left on the day; is to this practitioner, or to nobody
    else in the organization that bills and of the specialty; is for these services; is written under the plan that
    pays first, where it names one; and is issued by the primary care practitioner whom the patient chose, where her
    coverage names one. Of several the first by id is taken.

    Args:
        market: The market.
        patient: Id of the patient.
        practitioner: Id, NPI or unique name of who sees her.
        billing: Id, NPI or unique name of the organization whose TIN bills.
        services: What is billed.
        on: Day of the visit.
    """
    return market.derived(HeldReferrals).permission(patient, practitioner, billing, services, on)


def course_on(referral: Referral, on: date) -> Course | None:
    """Return how far a referral had come as the patient comes on a day; None where it was not written yet.

    What a visit of that day makes of it is not yet so.
    """
    return _Written(referral, referral.issuer, *_courses(referral)).course(on)


class _Written(NamedTuple):
    """A referral, compiled: who issued it, and how far it had come from which days on."""

    referral: Referral
    issuer: str
    #: Days, sorted, each with how far it had come as the patient comes then.
    days: tuple[date, ...]
    courses: tuple[Course, ...]

    def course(self, on: date) -> Course | None:
        """Return how far it had come as the patient comes on a day; None where it was not written yet."""
        place = bisect_right(self.days, on)
        return self.courses[place - 1] if place else None


class HeldReferrals:
    """The referrals of a market, as visits ask about them; each is compiled when it is first asked for."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._of_patient = grouped(market.facts.referrals, "patient")
        self._written: dict[str, tuple[_Written, ...]] = {}

    def permission(
        self, patient: str, practitioner: str, billing: str, services: tuple[Service, ...], on: date
    ) -> Permission | None:
        """Return what is held for a visit; arguments and result as of ``held_referral``."""
        if patient not in self._of_patient:
            return None
        market = self._market
        person, organization = market.practitioner(practitioner).id, market.organization(billing).id
        covered = market.derived(Classing).covered(patient, on)
        plan = None if covered.plan is None else covered.plan.id
        for one in self._of(patient):
            course = one.course(on)
            usable = course is not None and course.state in _USABLE and course.authorized(on)
            if course is None or not usable or not course.permission.holds(on):
                continue
            referred = covered.chosen in (None, one.issuer) and one.referral.plan in (None, plan)
            if referred and self._is_to(one.referral, course, person, organization, on) and _is_for(one, services):
                return course.permission
        return None

    def _of(self, patient: str) -> tuple[_Written, ...]:
        found = self._written.get(patient)
        if found is None:
            issuer = self._market.practitioner_role
            found = self._written[patient] = tuple(
                _Written(one, issuer(one.issuer).practitioner, *_courses(one)) for one in self._of_patient[patient]
            )
        return found

    def _is_to(self, referral: Referral, course: Course, person: str, organization: str, on: date) -> bool:
        named, at = course.target
        if at not in (None, organization) or named not in (None, person):
            return False
        if named is not None:
            return True
        codes = self._market.derived(Kinds).of(person, organization, on)
        return codes is not None and referral.specialty in codes


def _is_for(one: _Written, services: tuple[Service, ...]) -> bool:
    named = one.referral.services
    return named is None or all(service.code in named for service in services)


def _courses(referral: Referral) -> tuple[tuple[date, ...], tuple[Course, ...]]:
    """Return how far a referral had come on each day on which something happened, and on the day after it."""
    course = referral.begun()
    found = [(referral.written, course)]
    for on, happened in groupby(referral.events, key=lambda event: event.on):
        events = list(happened)
        before = list(takewhile(lambda event: event.state not in _BY_THE_VISIT, events))
        found.append((on, reduce(Course.after, before, course)))
        course = reduce(Course.after, events, course)
        found.append((days_after(on, 1), course))
    return tuple(day for day, _ in found), tuple(one for _, one in found)
