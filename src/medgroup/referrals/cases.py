"""Referrals decided one by one: each with both its sides and the part that it falls into."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Override, Referral
from medgroup.market import Market
from medgroup.referrals.belonging import Belonging, Denominator, alike
from medgroup.referrals.parts import Circumstances, Part, Reasons, part_of
from medgroup.referrals.sides import Referrer, Seen, Sides, in_one
from medgroup.referrals.supply import NOT_KNOWN, Need, Supplies, Supply
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
    #: The organization that it was for.
    organization: str | None
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

    def grouped(self, names: Sequence[str]) -> list[Counted]:
        """Return how many there are of each combination of some fields of ``Decided``, in the order of these."""
        ...


class Deciding:
    """Decides what became of referrals in a market, each question to it once."""

    def __init__(self, market: Market, denominator: Denominator, assumed: Assumed) -> None:
        self._belonging = Belonging(market, denominator)
        self._supplies = Supplies(market, self._belonging, accepting=assumed.accepting)

    def kept(
        self, organizations: tuple[str, ...], seen: tuple[str, ...] | None, plan: str | None, on: date
    ) -> bool | None:
        """Return whether who saw a patient belongs to the referrer; None where that is not known."""
        if not organizations or seen is None:
            return None
        if not seen:
            return False
        return alike(self._belonging.together(mine, its, plan, on) for mine in organizations for its in seen)

    def supply(self, need: Need, on: date) -> Supply:
        """Return what those who belong to the referrer could have done."""
        return self._supplies.of(need, on)

    def unit(self, organizations: tuple[str, ...], plan: str | None, on: date) -> str | None:
        """Return what some organizations belong to, in one name; None where there is no organization."""
        return in_one({one for key in organizations for one in self._belonging.unit(key, plan, on)})

    def seen_unit(self, seen: Seen, plan: str | None, on: date) -> str | None:
        """Return what who saw a patient belongs to, or what stands for whom the market does not hold."""
        if seen.organizations:
            return self.unit(seen.organizations, plan, on)
        return seen.organization or (seen.practitioner if seen.organizations == () else None)


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
        self._rows = [(self._decided(one), amounts.get(one.id)) for one in referrals]
        #: Nothing has to be said: a referral is a referral.
        self.told: tuple[str, ...] = ()

    @property
    def unlisted(self) -> frozenset[str]:
        """Who saw patients or billed for it, and is not held by the market."""
        return frozenset(self._sides.unlisted)

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
        on = referral.written
        referrer = self._sides.referrer(referral.issuer, None, on)
        seen = self._seen(referral)
        plan = self._plan(referral)
        return Decided(
            unit=self._deciding.unit(referrer.organizations, plan, on),
            practitioner=referrer.practitioner,
            organization=in_one(referrer.organizations),
            referrer_specialty=referrer.specialty,
            specialty=referral.specialty,
            plan=plan,
            month=f"{on:%Y-%m}",
            seen_practitioner=seen.practitioner,
            seen_unit=self._deciding.seen_unit(seen, plan, on),
            part=self._part(referral, referrer, seen, plan).value,
        )

    def _part(self, referral: Referral, referrer: Referrer, seen: Seen, plan: str | None) -> Part:
        kept = self._deciding.kept(referrer.organizations, seen.organizations, plan, referral.written)
        supply = NOT_KNOWN
        if kept is False:
            need = Need(referrer.practitioner, referrer.organizations, referral.specialty, plan)
            supply = self._deciding.supply(need, referral.written)
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


def in_order(counted: Iterable[Counted]) -> list[Counted]:
    """Return counts in the order of what they are grouped by, what is not known last."""
    return sorted(counted, key=lambda one: [(part is None, part or "") for part in one.key])
