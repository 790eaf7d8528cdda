"""The referral that a market holds for a visit, where nobody has said whether one is held."""

from collections.abc import Mapping
from datetime import date

from attrs import evolve

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.prices.places import Kinds
from medgroup.costs.services import Service
from medgroup.domain.permissions import Permission
from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.market.indexes import NOTHING, grouped

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
    written = market.derived(_by_patient).get(patient, NOTHING)
    if not written:
        return None
    person, organization = market.practitioner(practitioner).id, market.organization(billing).id
    coverage = coverage_on(market, patient, on=on).primary
    for one in written:
        issuer = market.practitioner_role(one.issuer).practitioner
        referred = coverage is None or coverage.pcp in (None, issuer)
        under = one.plan is None or (coverage is not None and one.plan == coverage.plan)
        if referred and under and _is_to(market, one, person, organization, on) and _is_for(one, services):
            permission = _on_the_day(one, on)
            if permission is not None and permission.holds(on):
                return permission
    return None


def _by_patient(market: Market) -> Mapping[str, tuple[Referral, ...]]:
    return grouped(market.facts.referrals, "patient")


def _is_to(market: Market, referral: Referral, person: str, organization: str, on: date) -> bool:
    named, at = referral.target
    if at not in (None, organization) or named not in (None, person):
        return False
    if named is not None:
        return True
    codes = market.derived(Kinds).of(person, organization, on)
    return codes is not None and referral.specialty in codes


def _is_for(referral: Referral, services: tuple[Service, ...]) -> bool:
    return referral.services is None or all(service.code in referral.services for service in services)


def _on_the_day(referral: Referral, on: date) -> Permission | None:
    """Return what a referral allows as the patient comes on a day, or None where it cannot be used then."""
    known = []
    for event in referral.events:
        if event.on > on or (event.on == on and event.state in _BY_THE_VISIT):
            break
        known.append(event)
    then = evolve(referral, events=known)
    usable = referral.written <= on and then.state in _USABLE and then.course.authorized(on)
    return then.permission() if usable else None
