"""Referrals decided one by one: each with both its sides and the part that it falls into."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.display import number
from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.referrals.leaks.belonging import Belonging, Denominator
from medgroup.referrals.leaks.knowing import NOWHERE
from medgroup.referrals.leaks.parts import Circumstances, Part, Reasons, part_of
from medgroup.referrals.leaks.sides import Referrer, Seen, Sides, in_one
from medgroup.referrals.leaks.supply import NOT_KNOWN, RolesBySpecialty, Supplies, Supply
from medgroup.rules import Override
from medgroup.values.money import Money


class Assumed(NamedTuple):
    """What the caller takes for granted where nothing states it."""

    #: Whether a reason stood against keeping a referral: the patient's preference, the insurer's determination or the
    #: referrer's judgment. None leaves it open.
    override: bool | None
    #: Whether a practitioner takes new patients; None leaves it open.
    accepting: bool | None

    def reasons(self, overrides: Collection[Override] | None) -> Reasons:
        """Return which of the reasons stood against keeping a referral, by what is stated of it."""
        if overrides is None:
            return Reasons(self.override, self.override, self.override)
        return Reasons(
            *(one in overrides for one in (Override.PATIENT_PREFERENCE, Override.INSURER, Override.JUDGMENT))
        )

    def sentences(self) -> Iterator[str]:
        """Yield what is assumed, a sentence each."""
        if self.override is not None:
            yield (
                "Where nothing states why a referral left, neither the patient's preference nor the insurer nor the "
                "referrer's judgment was the reason."
            )
        if self.accepting is not None:
            yield "Whoever does not state whether new patients are taken takes them."


class Decided(NamedTuple):
    """One referral, decided; ids, and None for what is not known."""

    #: What the referrer belongs to under the denominator.
    unit: str | None
    #: Who referred.
    practitioner: str | None
    #: The referrer's own specialty.
    referrer_specialty: str | None
    #: The specialty that was needed.
    specialty: str | None
    plan: str | None
    #: The month, ``2026-03``.
    month: str | None
    #: Who saw the patient.
    seen_practitioner: str | None
    #: What who saw her belongs to.
    seen_unit: str | None
    #: The word of the part that it falls into.
    part: str


class Counted(NamedTuple):
    """Referrals that agree in what they are grouped by."""

    key: tuple[str | None, ...]
    cases: int
    #: What is known of their amounts, added up.
    cents: int
    #: Of how many the amount is not known.
    without_amount: int


class Cases(Protocol):
    """Referrals decided, however many they are."""

    @property
    def told(self) -> Sequence[str]:
        """What has to be said of where they come from, a sentence each."""
        ...

    @property
    def unlisted(self) -> frozenset[str]:
        """Who saw patients or billed for it, and is not held by the market."""
        ...

    @property
    def strangers(self) -> frozenset[str]:
        """Who saw patients for somebody whom the market holds, and is not held by it."""
        ...

    def grouped(self, names: Sequence[str]) -> list[Counted]:
        """Return how many there are of each combination of some fields of ``Decided``, in the order of these."""
        ...


class Deciding:
    """Decides what became of referrals in a market, each question to it once."""

    def __init__(self, market: Market, denominator: Denominator, assumed: Assumed) -> None:
        self._roles = market.derived(RolesBySpecialty)
        self._belonging = Belonging(market, denominator)
        self._supplies = Supplies(market, self._belonging, accepting=assumed.accepting)

    def standing(self, organizations: tuple[str, ...] | None, plan: str | None, on: date) -> int:
        """Return the standing of organizations of which one is meant; nowhere where none is known."""
        return self._belonging.standing(organizations, plan, on) if organizations else NOWHERE

    def kept(self, own: int, seen: int, outside: bool) -> bool | None:
        """Return whether who saw a patient belongs to the referrer; None where that is not known.

        Args:
            own: The standing of the referrer.
            seen: The standing of who saw the patient.
            outside: Whether that is somebody whom the market does not hold.
        """
        if own == NOWHERE or (seen == NOWHERE and not outside):
            return None
        return False if outside else self._belonging.together(own, seen)

    def pool(self, specialty: str | None, plan: str | None, on: date) -> int:
        """Return the candidates for a specialty and a plan on a day."""
        return self._supplies.pool(specialty, plan, on)

    def supply(self, own: int, pool: int, but: str | None) -> Supply:
        """Return what the candidates of a pool could have done who belong to the referrer, but for the referrer."""
        return self._supplies.of(own, pool, but)

    def among(self, practitioner: str | None, specialty: str | None) -> str | None:
        """Return a referrer who is among the candidates for a specialty; None for any other."""
        return practitioner if self._roles.practised(specialty, practitioner) else None

    def unit(self, organizations: tuple[str, ...] | None, plan: str | None, on: date) -> str | None:
        """Return what organizations belong to, in one name; None where there is none."""
        return in_one(self._belonging.unit(organizations, plan, on)) if organizations else None


class ReferralCases:
    """Referrals of a market, decided one after another."""

    def __init__(
        self,
        market: Market,
        referrals: Iterable[Referral],
        deciding: Deciding,
        assumed: Assumed,
        amounts: Mapping[str, Money],
    ) -> None:
        self._market = market
        self._sides = Sides(market)
        self._deciding = deciding
        self._assumed = assumed
        given = list(referrals)
        # Nobody was seen under one that was taken back, so that it neither stayed nor left.
        cases = [one for one in given if one.state is not ReferralState.CANCELLED]
        self._rows = [(self._decided(one), amounts.get(one.id)) for one in cases]
        #: How many of the referrals are no cases.
        self.told = _cancelled(len(given) - len(cases))

    @property
    def unlisted(self) -> frozenset[str]:
        """Who saw patients or billed for it, and is not held by the market."""
        return frozenset(self._sides.unlisted)

    @property
    def strangers(self) -> frozenset[str]:
        """Who saw patients for somebody whom the market holds, and is not held by it."""
        return frozenset(self._sides.strangers)

    def grouped(self, names: Sequence[str]) -> list[Counted]:
        """Return how many there are of each combination of some fields of ``Decided``."""
        places = [Decided._fields.index(name) for name in names]
        found: dict[tuple[str | None, ...], list[int]] = {}
        for row, amount in self._rows:
            sums = found.setdefault(tuple(row[place] for place in places), [0, 0, 0])
            sums[0] += 1
            sums[1] += 0 if amount is None else amount.cents
            sums[2] += amount is None
        return in_order(Counted(key, *sums) for key, sums in found.items())

    def _decided(self, referral: Referral) -> Decided:
        on, plan = referral.written, self._plan(referral)
        referrer = self._sides.referrer(referral.issuer, None, on)
        seen = self._seen(referral)
        return Decided(
            unit=self._deciding.unit(referrer.organizations, plan, on),
            practitioner=referrer.practitioner,
            referrer_specialty=referrer.specialty,
            specialty=referral.specialty,
            plan=plan,
            month=f"{on:%Y-%m}",
            seen_practitioner=seen.practitioner,
            seen_unit=self._deciding.unit(seen.organizations, plan, on) or seen.outside,
            part=self._part(referral, referrer, seen, plan).value,
        )

    def _part(self, referral: Referral, referrer: Referrer, seen: Seen, plan: str | None) -> Part:
        deciding, on = self._deciding, referral.written
        own = deciding.standing(referrer.organizations, plan, on)
        kept = deciding.kept(own, deciding.standing(seen.organizations, plan, on), seen.outside is not None)
        supply = NOT_KNOWN
        if kept is False:
            pool = deciding.pool(referral.specialty, plan, on)
            supply = deciding.supply(own, pool, deciding.among(referrer.practitioner, referral.specialty))
        why = self._assumed.reasons(referral.overrides)
        # Whoever saw the patient whom she had named saw her because she did.
        named = seen.practitioner in referral.preferred
        return part_of(Circumstances(kept, supply, why._replace(preference=True) if named else why))

    def _seen(self, referral: Referral) -> Seen:
        """Return who saw the patient first, and where they worked on that day."""
        for event in referral.events:
            if event.state is ReferralState.SEEN:
                return self._sides.seen(event.practitioner, event.billing, event.on)
        return Seen()

    def _plan(self, referral: Referral) -> str | None:
        if referral.plan is not None:
            return self._market.plan(referral.plan).id
        return coverage_on(self._market, referral.patient, on=referral.written).plan


def _cancelled(count: int) -> tuple[str, ...]:
    return (f"Cancelled and so no case: {number(count, 'referrals')}.",) if count else ()


def in_order(counted: Iterable[Counted]) -> list[Counted]:
    """Return counts in the order of what they are grouped by, what is not known last."""
    return sorted(counted, key=lambda one: [(part is None, part or "") for part in one.key])
