"""How one allowed amount is shared between patient and plan, in whole cents."""

from typing import NamedTuple

from medgroup.costs.benefits.claims import AnyLine, Cause, Used
from medgroup.costs.benefits.plan_terms import NOT_KNOWN, OUT, LimitRow, PlanTerms, ShareRow
from medgroup.domain.cost_sharing import ServiceCategory


class Parts(NamedTuple):
    """What a patient pays of an allowed amount, in cents, and what a limit spared her."""

    deductible: int
    copay: int
    coinsurance: int
    #: What the deductible, the copay and the coinsurance come to beyond what she may still pay.
    spared: int


NOTHING = Parts(0, 0, 0, 0)


def is_free(terms: PlanTerms, line: AnyLine, tier: int) -> bool:
    """Return whether a line is preventive care that costs the patient nothing (45 CFR 147.130)."""
    preventive = line.preventive or line.category is ServiceCategory.PREVENTIVE
    return preventive and tier != OUT and terms.preventive_is_free


def parts_of(allowed: int, row: ShareRow, limits: LimitRow, used: Used, copay: int) -> Parts | Cause:
    """Return what a patient pays of an allowed amount.

    The deductible comes before the copay unless the copay comes first; coinsurance is taken of what is left, rounded
    once, half up. Where that is more than the patient may still pay in the year, the coinsurance gives way first.

    Args:
        allowed: Cents that the plan allows.
        row: How the service is shared.
        limits: The limits of the tier.
        used: What has been used of them.
        copay: Cents of copay that the visit still takes, or ``NONE``.

    Returns:
        The parts, or why they cannot be told.

    Sources: 45 CFR 147.200 (glossary); 45 CFR 156.130 (annual limit); IRC 223(c)(2) (high-deductible plans).
    """
    deductible = copaid = 0
    left = allowed
    if limits.floor and left:
        floor = _below_floor(limits, used)
        if floor == NOT_KNOWN:
            return Cause.FAMILY_NOT_KNOWN
        deductible = min(left, floor)
        left -= deductible
    if row.copay_first and copay > 0:
        copaid = min(copay, left)
        left -= copaid
    if row.deductible and left:
        if limits.deductible < 0 or limits.family_deductible < 0:
            return Cause.DEDUCTIBLE_NOT_KNOWN
        room = min(limits.deductible - used.deductible, limits.family_deductible - used.family_deductible) - deductible
        if room > 0:
            more = min(left, room)
            deductible += more
            left -= more
    if copay > 0 and not row.copay_first:
        copaid = min(copay, left)
        left -= copaid
    coinsurance = 0
    if left:
        if row.coinsurance == NOT_KNOWN:
            return Cause.COINSURANCE_NOT_KNOWN
        coinsurance = (left * row.coinsurance + 5_000) // 10_000
    return _held_down(Parts(deductible, copaid, coinsurance, 0), row, limits, used)


def _below_floor(limits: LimitRow, used: Used) -> int:
    """Return how much of the least deductible of a high-deductible plan is not met yet."""
    if limits.floor == NOT_KNOWN:
        return NOT_KNOWN
    return max(0, limits.floor - (used.family_deductible if limits.floor_of_family else used.deductible))


def _held_down(parts: Parts, row: ShareRow, limits: LimitRow, used: Used) -> Parts | Cause:
    """Return parts cut down to what a patient may still pay."""
    deductible, copay, coinsurance, _ = parts
    total = deductible + copay + coinsurance
    if not total:
        return parts
    if limits.out_of_pocket < 0 or limits.family_out_of_pocket < 0:
        return Cause.OUT_OF_POCKET_NOT_KNOWN
    room = min(
        limits.out_of_pocket - used.out_of_pocket,
        limits.family_out_of_pocket - used.family_out_of_pocket,
        limits.self_only - used.in_network,
    )
    if total <= room:
        return parts
    room = max(room, 0)
    if row.copay_first:
        copay = min(copay, room)
        deductible = min(deductible, room - copay)
    else:
        deductible = min(deductible, room)
        copay = min(copay, room - deductible)
    return Parts(deductible, copay, room - deductible - copay, total - room)
