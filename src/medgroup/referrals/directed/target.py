"""Whether a referral goes to a particular provider, as far as the market tells."""

from collections.abc import Iterable
from datetime import date

from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.referrals.following.chosen import plan_of
from medgroup.rules import Effect, Function
from medgroup.structure import units_of
from medgroup.structure.ties import Ties

_LEADING = (None, Effect.REPLACES, Effect.JOINS)


class Target:
    """The organization, or the practitioner, that referrals are directed to."""

    def __init__(self, market: Market, organization: str | None, practitioner: str | None) -> None:
        self._market = market
        self._organization = organization
        self._practitioner = practitioner
        self._known = {one.id for one in market.facts.organizations}

    def of(self, referral: Referral) -> bool | None:
        """Return whether a referral goes there: by whom it names, or else by who saw the patient."""
        practitioner, organization = referral.target
        if practitioner is None and organization is None:
            practitioner, organization = seen_by(referral)
        if self._practitioner is not None:
            return self._is_person(practitioner, organization, referral.written)
        if organization is not None:
            return self._holds(organization, referral)
        if practitioner is None:
            return None
        return agreed(self._holds(one, referral) for one in self._at(practitioner, referral))

    def _is_person(self, practitioner: str | None, organization: str | None, on: date) -> bool | None:
        """Return whether the target is the practitioner, or may be: one who works at the organization named."""
        if practitioner is not None:
            return practitioner == self._practitioner
        if organization is None or organization not in self._known:
            return None
        at = {role.practitioner for role in self._market.on(on).roles_at(organization)}
        return None if self._practitioner in at else False

    def _at(self, practitioner: str, referral: Referral) -> list[str]:
        """Return the organizations for which a practitioner may see the patient: of the specialty where roles say."""
        every = self._market.indexes.roles_by_practitioner.get(practitioner, NOTHING)
        roles = [role for role in every if role.period.contains(referral.written)]
        of_specialty = [role for role in roles if role.specialties is None or referral.specialty in role.specialties]
        return sorted({role.organization for role in of_specialty or roles})

    def _holds(self, organization: str, referral: Referral) -> bool | None:
        """Return whether an organization is the target or has it among its units for referrals."""
        if organization == self._organization:
            return True
        if organization not in self._known:
            return None
        on = referral.written
        plan = plan_of(self._market, referral)
        # Members of an association opt in plan by plan: where the plan is not known, all of them have to agree.
        plans = (plan,) if plan else tuple(one.id for one in self._market.facts.plans) or (None,)
        held = agreed(self._is_unit(organization, on, one) for one in plans)
        return None if held is False and self._may_be_unit(organization, on) else held

    def _is_unit(self, organization: str, on: date, plan: str | None) -> bool:
        return self._organization in units_of(self._market, Function.REFERRAL, organization, on=on, plan=plan)

    def _may_be_unit(self, organization: str, on: date) -> bool:
        """Return whether the target may be among the units, by a tie of which nobody knows what it does."""
        ties = self._market.derived(Ties)
        queue = [(organization, False)]
        for current, doubtful in queue:
            for tie in ties.of(current, Function.REFERRAL):
                place = (tie.affiliation.organizer, doubtful or tie.effect is None)
                leads = tie.effect in _LEADING and tie.affiliation.period.contains(on) and tie.elected(on, None)
                if leads and place not in queue:
                    queue.append(place)
        return (self._organization, True) in queue


def seen_by(referral: Referral) -> tuple[str | None, str | None]:
    """Return who saw the patient first, and the organization that billed for it."""
    for event in referral.events:
        if event.state is ReferralState.SEEN:
            return event.practitioner, event.billing
    return None, None


def agreed(answers: Iterable[bool | None]) -> bool | None:
    """Return what all answers agree on; None where they do not, or where there is none."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None
