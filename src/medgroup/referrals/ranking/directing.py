"""A requirement to refer, held against the candidates of a referral."""

from datetime import date

from attrs import evolve

from medgroup.answers import Reason
from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.referrals.directed.policy import DirectedReferralPolicy, check_directed_policy, resolved
from medgroup.referrals.directed.ratio import about
from medgroup.referrals.directed.target import Target
from medgroup.referrals.ranking.needs import Need
from medgroup.values.finding import Severity

_SOURCE = "42 CFR 411.354(d)(4)"


class Directing:
    """Says of each candidate what a requirement to refer says: nothing, within it, outside it, or nobody can tell.

    A requirement that breaks a condition of the regulation is not held against anybody.
    """

    def __init__(self, market: Market, need: Need, policy: DirectedReferralPolicy | None) -> None:
        self._need = need
        self._of_organization: dict[str, bool | None] = {}
        self._binds: bool | None = False
        self.reason: Reason | None = None
        if policy is not None:
            named = resolved(market, policy)
            self._person = named.target_practitioner
            self._target = Target(market, named.target_organization, named.target_practitioner)
            self._binds, self.reason = _binding(market, need, policy, named.organization.id)

    def word(self, role: PractitionerRole) -> str | None:
        """Return the word of the column ``directed`` for a candidate."""
        if self._binds is False:
            return "none"
        goes = self._goes(role)
        if goes:
            return "within"
        return None if goes is None or self._binds is None else "outside"

    def _goes(self, role: PractitionerRole) -> bool | None:
        """Return whether a candidate is the target, or of it."""
        if self._person is not None:
            return role.practitioner == self._person
        key = role.organization
        if key not in self._of_organization:
            given = self._need.referral
            there = evolve(given, practitioner=None, organization=key, events=(), written=self._need.on)
            self._of_organization[key] = self._target.of(there)
        return self._of_organization[key]


def _binding(market: Market, need: Need, policy: DirectedReferralPolicy, employer: str) -> tuple[bool | None, Reason]:
    """Return whether a requirement binds the referrer for this care, and why."""
    issuer, on = need.issuer, need.on
    bound = issuer.organization == employer if policy.roles is None else issuer.id in policy.roles
    in_scope = about(policy, evolve(need.referral, written=on, events=()))
    if not bound or in_scope is False:
        return False, _reason(policy, "is not about this referral.")
    broken = _broken(market, policy, on)
    if broken:
        return False, _reason(policy, f"is not held against anybody: {', '.join(broken)}.")
    if in_scope is None:
        return None, _reason(policy, "may be about this referral: it does not say for which services it is.")
    return True, _reason(policy, f"directs this referral to {policy.target}.")


def _broken(market: Market, policy: DirectedReferralPolicy, on: date) -> list[str]:
    found = check_directed_policy(market, policy, on=on)
    return sorted({finding.code for finding in found if finding.severity is Severity.ERROR})


def _reason(policy: DirectedReferralPolicy, said: str) -> Reason:
    return Reason(
        statement=f"The requirement {policy.id} {said}",
        evidence=(f"organizations/{policy.organization}",),
        source=_SOURCE,
    )
