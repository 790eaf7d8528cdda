"""Whether a need could have been met among those who belong to the referrer: who has the specialty, and was there."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from medgroup.domain.practitioners import PractitionerRole
from medgroup.market import Market
from medgroup.network import Status, network_standing
from medgroup.referrals.leaks.belonging import Belonging
from medgroup.referrals.leaks.epochs import Epochs
from medgroup.referrals.leaks.knowing import NOWHERE, Listed, all_of, any_of

_IN_NETWORK: Mapping[Status, bool | None] = {Status.IN: True, Status.UNKNOWN: None}


class Supply(NamedTuple):
    """What those who belong to the referrer could have done for a need."""

    #: Whether somebody else among them has the specialty; None where that is not known.
    held: bool | None
    #: Whether one of those is in network for the plan and takes new patients; None where that is not known.
    available: bool | None


#: Where nobody asked, or nobody can tell.
NOT_KNOWN = Supply(None, None)


class RolesBySpecialty:
    """The roles of a market by the codes practised in them."""

    def __init__(self, market: Market) -> None:
        view = market.on(date.min)
        self._by_code: dict[str, list[PractitionerRole]] = {}
        self._people: dict[str | None, frozenset[str]] = {}
        #: The roles of which no code is known.
        self.unstated: list[PractitionerRole] = []
        for role in market.facts.practitioner_roles:
            codes = view.specialties_of(role)
            if codes is None:
                self.unstated.append(role)
            for code in codes or ():
                self._by_code.setdefault(code, []).append(role)

    def practised(self, code: str | None, practitioner: str | None) -> bool:
        """Return whether a practitioner is among the candidates for a code on some day."""
        return practitioner is not None and practitioner in self._people_of(code)

    def _people_of(self, code: str | None) -> frozenset[str]:
        if code not in self._people:
            roles = (*self._by_code.get(code or "", ()), *self.unstated)
            self._people[code] = frozenset(role.practitioner for role in roles)
        return self._people[code]

    def of(self, code: str) -> list[PractitionerRole]:
        """Return the roles in which a code is practised, of whatever day."""
        return self._by_code.get(code, [])


class _Candidate(NamedTuple):
    """A role in which a need may be met."""

    practitioner: str
    #: Whether the specialty is practised in it; None where that is not known.
    held: bool | None
    #: Whether it is in network for the plan and takes new patients; None where that is not known.
    ready: bool | None


#: Candidates by the standing of their organizations.
_Pool = tuple[tuple[int, tuple[_Candidate, ...]], ...]


class Supplies:
    """Supply for needs under one denominator, each looked up once.

    The candidates for a specialty and a plan on a day are a pool, a whole number: the same for the same candidates.
    """

    def __init__(self, market: Market, belonging: Belonging, *, accepting: bool | None) -> None:
        self._market = market
        self._belonging = belonging
        #: What a role counts as that does not say whether new patients are taken.
        self._accepting = accepting
        self._epochs = market.derived(Epochs)
        self._pools: dict[tuple[str, str | None, int], int] = {}
        self._contents = Listed[_Pool]()
        self._ready_then: dict[tuple[str, str, str | None, int], bool | None] = {}
        self._found: dict[tuple[int, int, str | None], Supply] = {}

    def pool(self, specialty: str | None, plan: str | None, on: date) -> int:
        """Return the pool of candidates for a specialty and a plan on a day; that of no specialty is nowhere."""
        if specialty is None:
            return NOWHERE
        key = (specialty, plan, self._epochs.of(on))
        if key not in self._pools:
            self._pools[key] = self._contents.place(self._pooled(specialty, plan, on))
        return self._pools[key]

    def of(self, standing: int, pool: int, but: str | None) -> Supply:
        """Return what the candidates of a pool could have done who belong with a standing.

        Args:
            standing: That of the referrer's organizations.
            pool: The candidates.
            but: Id of the referrer, who is none of them; None where not known, or where it makes no difference.
        """
        key = (standing, pool, but)
        if key not in self._found:
            self._found[key] = self._looked_up(*key)
        return self._found[key]

    def _looked_up(self, standing: int, pool: int, but: str | None) -> Supply:
        groups = self._contents.at(pool)
        if groups is None:
            return NOT_KNOWN
        found: list[tuple[bool | None, bool | None]] = []
        for its, candidates in groups:
            together = self._belonging.together(standing, its)
            if together is not False:
                # What is not known of either is not known of both; neither is ever false.
                found.extend((one.held and together, one.ready) for one in candidates if one.practitioner != but)
        return Supply(any_of(held for held, _ in found), any_of(map(all_of, found)))

    def _pooled(self, specialty: str, plan: str | None, on: date) -> _Pool:
        """Return the candidates for a specialty and a plan on a day, by the standing of their organizations."""
        roles = self._market.derived(RolesBySpecialty)
        groups: dict[int, list[_Candidate]] = {}
        for known, group in ((True, roles.of(specialty)), (None, roles.unstated)):
            for role in group:
                if role.period.contains(on):
                    standing = self._belonging.standing((role.organization,), plan, on)
                    candidate = _Candidate(role.practitioner, known, self._ready(role, specialty, plan, on))
                    groups.setdefault(standing, []).append(candidate)
        return tuple((standing, tuple(group)) for standing, group in groups.items())

    def _ready(self, role: PractitionerRole, specialty: str, plan: str | None, on: date) -> bool | None:
        key = (role.id, specialty, plan, self._epochs.of_work(role, on))
        if key not in self._ready_then:
            accepts = self._accepting if role.accepting is None else role.accepting
            # Whoever takes nobody new need not be asked for the network.
            in_network = accepts is not False and self._in_network(role, specialty, plan, on)
            self._ready_then[key] = all_of((accepts, in_network))
        return self._ready_then[key]

    def _in_network(self, role: PractitionerRole, specialty: str, plan: str | None, on: date) -> bool | None:
        if plan is None:
            return None
        standing = network_standing(
            self._market, role.practitioner, role.organization, plan, specialty=specialty, on=on
        )
        return _IN_NETWORK.get(standing.overall, False)
