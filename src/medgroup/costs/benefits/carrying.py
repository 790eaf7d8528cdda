"""Accumulators that are carried in, checked against the plan and laid out as the books keep them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.plan_terms import NO_LIMIT, OUT, PlanTerms
from medgroup.errors import InvalidValueError
from medgroup.values.money import Money

#: Family, patient and plan year.
Member = tuple[str, str, int]
#: Family and plan year.
Family = tuple[str, int]


class Opening(NamedTuple):
    """What the books open with.

    A list holds, for each tier, the deductible at twice its number and the out of pocket after it; that of a patient
    ends with what she has paid in network by all tiers.
    """

    members: dict[Member, list[int]]
    families: dict[Family, list[int]]
    visits: dict[tuple[Member, str], int]


def opening(terms: PlanTerms, carried: Iterable[Accumulated]) -> Opening:
    """Return what the books open with.

    Raises:
        InvalidValueError: A row stands twice, is of a tier that the plan has not, passes a limit of the plan, or says
            that a family has used less than one of its members.
    """
    rows = tuple(carried)
    found = Opening({}, {}, {})
    if not rows:
        return found
    _refuse_rows(terms, rows)
    width = 2 * len(terms.tiers())
    for row in rows:
        found.families.setdefault((row.family, row.year), [0] * width)
        if row.patient is not None:
            member = (row.family, row.patient, row.year)
            _put(found.members.setdefault(member, [0] * (width + 1)), row)
            found.visits.update({(member, label): count for label, count in row.visits.items()})
    _add_network(terms, rows, found)
    _add_families(rows, found, width)
    return found


def _put(amounts: list[int], row: Accumulated) -> None:
    if row.tier is not None:
        amounts[2 * row.tier] = row.deductible.cents if row.deductible else 0
        amounts[2 * row.tier + 1] = row.out_of_pocket.cents if row.out_of_pocket else 0


def _add_network(terms: PlanTerms, rows: Sequence[Accumulated], found: Opening) -> None:
    """Put in what each patient has paid in network, as stated or else by the tiers."""
    stated = {
        (row.family, row.patient, row.year): row.out_of_pocket.cents
        for row in rows
        if row.tier is None and row.out_of_pocket is not None
    }
    together = max if terms.design.shared_tiers else sum
    for member, amounts in found.members.items():
        by_tier = [amounts[2 * tier + 1] for tier in terms.tiers() if tier != OUT]
        amounts[-1] = stated.get(member, together(by_tier or [0]))


def _add_families(rows: Sequence[Accumulated], found: Opening, width: int) -> None:
    """Put in what each family has used, as stated or else as the sum of its members."""
    stated = {(row.family, row.year, row.tier): row for row in rows if row.patient is None}
    for (family, year), amounts in found.families.items():
        of_members = [own for member, own in found.members.items() if (member[0], member[2]) == (family, year)]
        for place in range(width):
            amounts[place] = sum(own[place] for own in of_members)
        for tier in range(width // 2):
            row = stated.get((family, year, tier))
            if row is not None:
                _put(amounts, row)
                _refuse_less_than_a_member(row, amounts, of_members)


def _refuse_rows(terms: PlanTerms, rows: Sequence[Accumulated]) -> None:
    seen = set()
    for row in rows:
        key = (row.family, row.patient, row.year, row.tier)
        if key in seen:
            raise InvalidValueError(row, "the only accumulator of its patient, year and tier", field="carried")
        seen.add(key)
        if row.tier is not None:
            if row.tier not in terms.tiers():
                expected = f"a tier of plan {terms.plan.id}, which has {len(terms.tiers()) - 1} in network"
                raise InvalidValueError(row.tier, expected, field="tier")
            _refuse_beyond_a_limit(terms, row, row.tier)
        elif row.out_of_pocket is not None:
            _refuse_beyond_the_self_only_limit(terms, row, row.out_of_pocket)


def _refuse_beyond_a_limit(terms: PlanTerms, row: Accumulated, tier: int) -> None:
    bounds = terms.bounds(tier, row.year)
    family = "" if row.patient is not None else "family_"
    for name in ("deductible", "out_of_pocket"):
        amount: Money = getattr(row, name)
        limit = getattr(bounds, family + name)
        if amount.cents > limit:
            raise InvalidValueError(str(amount), f"an amount within the plan's limit of {Money(limit)}", field=name)


def _refuse_beyond_the_self_only_limit(terms: PlanTerms, row: Accumulated, paid: Money) -> None:
    limits = [terms.limits(tier, row.year, None).self_only for tier in terms.tiers() if tier != OUT]
    if paid.cents > min(limits, default=NO_LIMIT):
        expected = f"an amount within the self-only limit of {Money(min(limits))}"
        raise InvalidValueError(str(paid), expected, field="out_of_pocket")


def _refuse_less_than_a_member(row: Accumulated, amounts: Sequence[int], of_members: Sequence[Sequence[int]]) -> None:
    for place, name in enumerate(("deductible", "out_of_pocket"), start=2 * (row.tier or 0)):
        most = max((own[place] for own in of_members), default=0)
        if amounts[place] < most:
            expected = f"an amount of the family of at least {Money(most)}, what one of its members has used"
            raise InvalidValueError(str(Money(amounts[place])), expected, field=name)
