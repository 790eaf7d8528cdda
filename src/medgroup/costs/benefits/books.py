"""The accumulators of a plan while lines are adjudicated: whole cents, by patient, family, plan year and tier."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.carrying import Member, opening
from medgroup.costs.benefits.claims import LineShare, Used
from medgroup.costs.benefits.plan_terms import LimitRow, PlanTerms
from medgroup.values.money import Money


class Added(NamedTuple):
    """What a line added to the accumulators of a tier, the patient's and the family's, in cents."""

    tier: int
    deductible: int
    out_of_pocket: int


class Taken(NamedTuple):
    """What one line took, so that it can be given back exactly, and what became of it."""

    share: LineShare
    member: Member
    tier: int
    #: What it added to each tier that it counts in; empty where it took nothing.
    added: tuple[Added, ...]
    #: What was added to what the patient has paid in network.
    in_network: int
    #: The rule that shared it; empty where neither its visits are counted nor its copay is a visit's.
    label: str
    #: Whether the rule counts visits.
    counts: bool
    #: The visit that the line is part of; None where it is one by itself.
    visit: str | None
    #: Copay taken.
    copay: int


class Books:
    """Every accumulator of one plan, in lists as ``carrying.Opening`` lays them out."""

    __slots__ = ("_families", "_members", "_open", "_terms", "_visits", "_width")

    def __init__(self, terms: PlanTerms, carried: Iterable[Accumulated] = ()) -> None:
        self._terms = terms
        self._width = terms.width
        self._members, self._families, self._visits = opening(terms, carried)
        #: Visits of several lines: the copay that the lines took, and how many of them stand.
        self._open: dict[tuple[Member, str, str], tuple[int, int]] = {}

    def used(self, member: Member, tier: int) -> Used:
        """Return what has been used of a tier."""
        own = self._members.get(member) or self._opened(member)
        family = self._families[member[0], member[2]]
        place = 2 * tier
        return Used(own[place], family[place], own[place + 1], family[place + 1], own[-1])

    def amounts(self, member: Member) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return what a patient and the family have used, laid out as ``carrying.Opening`` has it; opens nothing."""
        own, family = self._members.get(member), self._families.get((member[0], member[2]))
        nothing = (0,) * self._width
        return (*nothing, 0) if own is None else tuple(own), nothing if family is None else tuple(family)

    def visits(self, member: Member, label: str) -> int:
        """Return how many visits of a rule have been used."""
        return self._visits.get((member, label), 0)

    def copay_of_visit(self, member: Member, label: str, visit: str) -> int | None:
        """Return the copay that lines of a visit have taken, or None where none of them stands."""
        found = self._open.get((member, label, visit))
        return None if found is None else found[0]

    def credit(self, member: Member, tier: int, deductible: int, paid: int, limits: LimitRow) -> Added:
        """Return what an amount paid in one tier adds to another, whose limits hold it down."""
        used = self.used(member, tier)
        return Added(
            tier,
            min(
                deductible,
                max(limits.deductible - used.deductible, 0),
                max(limits.family_deductible - used.family_deductible, 0),
            ),
            min(
                paid,
                max(limits.out_of_pocket - used.out_of_pocket, 0),
                max(limits.family_out_of_pocket - used.family_out_of_pocket, 0),
            ),
        )

    def add(self, taken: Taken, sign: int = 1) -> None:
        """Add what a line took, or give it back with the sign -1."""
        own = self._members[taken.member]
        family = self._families[taken.member[0], taken.member[2]]
        for tier, deductible, paid in taken.added:
            for amounts in (own, family):
                amounts[2 * tier] += sign * deductible
                amounts[2 * tier + 1] += sign * paid
        own[-1] += sign * taken.in_network
        if taken.label:
            self._add_visit(taken, sign)

    def rows(self) -> Iterator[Accumulated]:
        """Yield every accumulator: of the families first, then of the patients, each by plan year and tier."""
        for (family, year), amounts in sorted(self._families.items()):
            yield from self._tier_rows(family, None, year, amounts)
        for member, amounts in sorted(self._members.items()):
            family, patient, year = member
            visits = {label: count for (of, label), count in sorted(self._visits.items()) if of == member and count}
            paid = Money(amounts[-1])
            yield Accumulated(family=family, patient=patient, year=year, out_of_pocket=paid, visits=visits)
            yield from self._tier_rows(family, patient, year, amounts)

    def _tier_rows(self, family: str, patient: str | None, year: int, amounts: list[int]) -> Iterator[Accumulated]:
        for tier in self._terms.tiers():
            yield Accumulated(
                family=family,
                patient=patient,
                year=year,
                tier=tier,
                deductible=Money(amounts[2 * tier]),
                out_of_pocket=Money(amounts[2 * tier + 1]),
            )

    def _opened(self, member: Member) -> list[int]:
        """Open the amounts of a patient, and of the family where there are none yet."""
        self._families.setdefault((member[0], member[2]), [0] * self._width)
        return self._members.setdefault(member, [0] * (self._width + 1))

    def _add_visit(self, taken: Taken, sign: int) -> None:
        counter = (taken.member, taken.label)
        others = 0
        if taken.visit is not None:
            key = (*counter, taken.visit)
            copay, lines = self._open.get(key, (0, 0))
            self._open[key] = (copay + sign * taken.copay, lines + sign)
            others = lines + min(sign, 0)
            if not lines + sign:
                del self._open[key]
        # A visit counts from the first of its lines until the last of them is taken back.
        if taken.counts and not others:
            self._visits[counter] = self._visits.get(counter, 0) + sign
