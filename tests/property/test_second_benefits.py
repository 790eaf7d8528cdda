"""The ledger against a second implementation, line by line, over thousands of drawn lines."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import given

from medgroup.costs.benefits.annual import ANNUAL_LIMITS
from medgroup.costs.benefits.claims import Cause, ClaimLine, CoverageClass, LineShare, LineStatus, Reversal
from medgroup.costs.benefits.ledger import Ledger
from medgroup.costs.benefits.plan_terms import NO_LIMIT, OUT, LimitRow, PlanTerms, ShareRow, plan_terms
from medgroup.domain.payers import Plan
from medgroup.testing.choices import Choices, Pen, choices, seeded
from tests.property.drawn_benefits import drawn_lines, drawn_plan
from tests.property.second_benefits import Second

#: How many plans are drawn with a seed, and how many lines of each.
PLANS, LINES = 900, 14


def plainly(share: LineShare) -> tuple[Any, ...]:
    return (share.status.value, None if share.cause is None else share.cause.value, *share[3:12])


def compared(source: Choices, count: int) -> Iterator[tuple[Plan, PlanTerms, ClaimLine | Reversal, LineShare]]:
    """Yield every line of a drawn plan with what the ledger makes of it, once the second implementation agrees."""
    pen = Pen(source)
    plan = drawn_plan(pen)
    terms = plan_terms(plan)
    ledger, second = Ledger(terms), Second(plan)
    for line in drawn_lines(pen, count):
        share, expected = ledger.take(line), second.take(line).cents()
        assert plainly(share) == expected, (plan, line)
        yield plan, terms, line, share


@given(choices())
def test_every_amount_of_every_line_is_that_of_the_second_implementation(source: Choices) -> None:
    for _ in compared(source, 8):
        pass


def branches(plan: Plan, terms: PlanTerms, line: ClaimLine | Reversal, share: LineShare) -> Iterator[str]:
    """Yield the branches that a line went through."""
    yield share.status.value
    if share.cause is not None:
        yield share.cause.value
    if isinstance(line, ClaimLine) and share.status is LineStatus.COVERED:
        tier = OUT if line.coverage is CoverageClass.OUT else line.tier
        limits = terms.limits(tier, terms.year_of(line.on), line.self_only)
        row = terms.share((tier, line.category, line.code, line.families, line.primary_care))
        assert row is not None
        yield f"{line.coverage.value} tier {tier}"
        yield f"self-only {line.self_only}"
        yield from of_parts(row, limits, line, share)
        yield from of_limits(limits, share)
        yield from of_the_rest(terms, tier, line, share)


def those_that_hold(branches: Mapping[str, bool | int | None]) -> Iterator[str]:
    return (name for name, holds in branches.items() if holds)


def of_parts(row: ShareRow, limits: LimitRow, line: ClaimLine, share: LineShare) -> Iterator[str]:
    deductible, copay, coinsurance = share.deductible or 0, share.copay or 0, share.coinsurance or 0
    order = "before" if row.copay_first else "after" if row.deductible else "waives"
    left = (share.allowed or 0) - deductible - copay
    full = min(row.copay, share.allowed or 0)
    met = share.after.family_deductible == limits.family_deductible
    return those_that_hold(
        {
            "aggregate deductible": deductible and limits.deductible == NO_LIMIT,
            "embedded deductible": deductible and limits.deductible != NO_LIMIT,
            "family deductible met in the middle of a line": deductible and met and deductible < (share.allowed or 0),
            "floor above the deductible": limits.floor and share.after.deductible > limits.deductible >= 0,
            "floor against a waiver": limits.floor and deductible and not row.deductible,
            f"copay {order}": copay,
            "copay and coinsurance": copay and coinsurance,
            "copay of a visit shared": line.visit is not None and 0 <= copay < full and left and not share.spared,
            "rounded": not share.spared and left * row.coinsurance % 10_000,
            "visits counted": row.visits >= 0,
        }
    )


_ANNUAL_OF_A_FAMILY = {amount.family.cents for amount in ANNUAL_LIMITS.values()}


def of_limits(limits: LimitRow, share: LineShare) -> Iterator[str]:
    if not share.spared:
        return
    room = {
        "individual": limits.out_of_pocket - share.before.out_of_pocket,
        "family": limits.family_out_of_pocket - share.before.family_out_of_pocket,
        "self-only": limits.self_only - share.before.in_network,
    }
    least = min(room.values())
    yield from (f"held down by {whose}" for whose, left in room.items() if left == least)
    if limits.family_out_of_pocket in _ANNUAL_OF_A_FAMILY and room["family"] == least:
        yield "held down by the annual limit of a family"
    yield "in part" if share.patient_owes else "altogether"
    if share.deductible and not share.copay and not share.coinsurance:
        yield "deductible cut"


def of_the_rest(terms: PlanTerms, tier: int, line: ClaimLine, share: LineShare) -> Iterator[str]:
    return those_that_hold(
        {
            "preventive": line.preventive and share.allowed and not share.patient_owes,
            "preventive, grandfathered": line.preventive and tier != OUT and share.patient_owes,
            "balance": share.balance_billed,
            "written off": share.written_off,
            f"crosses from {'out' if tier == OUT else 'in'}": len(terms.counts_to[tier] or ()) > 1
            and share.patient_owes,
            "lesser of charge": share.allowed != line.allowed,
            "charge not known": share.balance_billed is None or share.written_off is None,
        }
    )


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Twelve thousand lines agree, and every branch is met."""
    met = Counter(
        branch for seed in range(PLANS) for outcome in compared(seeded(seed), LINES) for branch in branches(*outcome)
    )
    wanted = {
        *(status.value for status in LineStatus),
        *(cause.value for cause in Cause),
        *(f"{word} tier {tier}" for word in ("in", "surprise") for tier in (1, 2, 3)),
        "out tier 0",
        *(f"self-only {self_only}" for self_only in (True, False, None)),
        "aggregate deductible",
        "embedded deductible",
        "family deductible met in the middle of a line",
        "floor above the deductible",
        "floor against a waiver",
        "copay before",
        "copay after",
        "copay waives",
        "copay and coinsurance",
        "copay of a visit shared",
        "rounded",
        "held down by individual",
        "held down by family",
        "held down by self-only",
        "held down by the annual limit of a family",
        "in part",
        "altogether",
        "deductible cut",
        "preventive",
        "preventive, grandfathered",
        "visits counted",
        "balance",
        "written off",
        "crosses from out",
        "crosses from in",
        "lesser of charge",
        "charge not known",
    }
    assert sorted(branch for branch in wanted if met[branch] < 5) == []
