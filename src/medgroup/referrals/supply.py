"""Whether a need could have been met among those who belong to the referrer: who has the specialty, and was there."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.network import Status, network_standing
from medgroup.referrals.belonging import Belonging, Epochs, alike, all_of, any_of

_IN_NETWORK: Mapping[Status, bool | None] = {Status.IN: True, Status.UNKNOWN: None}


class Supply(NamedTuple):
    """What those who belong to the referrer could have done for a need."""

    #: Whether somebody else among them has the specialty; None where that is not known.
    held: bool | None
    #: Whether one of those is in network for the plan and takes new patients; None where that is not known.
    available: bool | None


#: Where nobody asked, or nobody can tell.
NOT_KNOWN = Supply(None, None)


class Need(NamedTuple):
    """What is needed, by whose referral."""

    #: Id of who refers, who is no candidate; None where not known.
    practitioner: str | None
    #: Ids of the organizations that the referral may have been made for.
    organizations: tuple[str, ...]
    #: Taxonomy code; None where not known.
    specialty: str | None
    #: Id of the plan; None where not known.
    plan: str | None


class RolesBySpecialty:
    """The roles of a market by the codes practised in them."""

    def __init__(self, market: Market) -> None:
        view = market.on(date.min)
        self._by_code: dict[str, list[PractitionerRole]] = {}
        #: The roles of which no code is known.
        self.unstated: list[PractitionerRole] = []
        for role in market.facts.practitioner_roles:
            codes = view.specialties_of(role)
            if codes is None:
                self.unstated.append(role)
            for code in codes or ():
                self._by_code.setdefault(code, []).append(role)

    def of(self, code: str) -> list[PractitionerRole]:
        """Return the roles in which a code is practised, of whatever day."""
        return self._by_code.get(code, [])


class Supplies:
    """Supply for needs under one denominator, each looked up once."""

    def __init__(self, market: Market, belonging: Belonging, *, accepting: bool | None) -> None:
        self._market = market
        self._belonging = belonging
        #: What a role counts as that does not say whether new patients are taken.
        self._accepting = accepting
        self._epochs = market.derived(Epochs)
        self._found: dict[tuple[Need, int], Supply] = {}
        self._networks: dict[tuple[str, str, str, str, int], bool | None] = {}

    def of(self, need: Need, on: date) -> Supply:
        """Return the supply for a need on a day."""
        key = (need, self._epochs.of(on))
        if key not in self._found:
            self._found[key] = self._looked_up(need, on)
        return self._found[key]

    def _looked_up(self, need: Need, on: date) -> Supply:
        if need.specialty is None:
            return NOT_KNOWN
        candidates = list(self._candidates(need, on))
        held = any_of(member for _, member in candidates)
        if not held:
            return Supply(held, held)
        return Supply(held, any_of(self._available(role, member, need, on) for role, member in candidates))

    def _available(self, role: PractitionerRole, member: bool | None, need: Need, on: date) -> bool | None:
        """Return whether who holds a role could have met a need; its network is asked for only where that matters."""
        ready = all_of((member, self._accepting if role.accepting is None else role.accepting))
        return ready if ready is False else all_of((ready, self._in_network(role, need, on)))

    def _candidates(self, need: Need, on: date) -> Iterator[tuple[PractitionerRole, bool | None]]:
        """Yield the roles of others that may meet a need, with whether they certainly do."""
        roles = self._market.derived(RolesBySpecialty)
        assert need.specialty is not None
        for known, group in ((True, roles.of(need.specialty)), (None, roles.unstated)):
            for role in group:
                if role.practitioner == need.practitioner or not role.period.contains(on):
                    continue
                member = alike(
                    self._belonging.together(mine, role.organization, need.plan, on) for mine in need.organizations
                )
                if member is not False:
                    yield role, member and known

    def _in_network(self, role: PractitionerRole, need: Need, on: date) -> bool | None:
        if need.plan is None or need.specialty is None:
            return None
        key = (role.practitioner, role.organization, need.plan, need.specialty, self._epochs.of(on))
        if key not in self._networks:
            standing = network_standing(
                self._market, role.practitioner, role.organization, need.plan, specialty=need.specialty, on=on
            )
            self._networks[key] = _IN_NETWORK.get(standing.overall, False)
        return self._networks[key]
