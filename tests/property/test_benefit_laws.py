"""Laws of cost sharing, over drawn plans and lines."""

from typing import Any

import attrs
from hypothesis import given

from medgroup.costs.benefits.adjudication import Adjudication, adjudicate_lines
from medgroup.costs.benefits.claims import ClaimLine, CoverageClass, LineShare, LineStatus, Reversal
from medgroup.costs.benefits.ledger import Ledger
from medgroup.costs.benefits.plan_terms import OUT, PlanTerms, plan_terms
from medgroup.domain.benefits import BenefitDesign, BenefitTier
from medgroup.domain.cost_sharing import ServiceCategory
from medgroup.domain.payers import Plan
from medgroup.testing.choices import Choices, Pen, choices, seeded
from tests.property.drawn_benefits import drawn_line, drawn_lines, drawn_plan

Taken = list[tuple[ClaimLine | Reversal, LineShare]]


def drawn(source: Choices, count: int = 10) -> tuple[Plan, list[ClaimLine | Reversal]]:
    pen = Pen(source)
    return drawn_plan(pen), drawn_lines(pen, count)


def taken(plan: Plan, lines: list[ClaimLine | Reversal]) -> tuple[PlanTerms, Taken]:
    terms = plan_terms(plan)
    ledger = Ledger(terms)
    return terms, [(line, ledger.take(line)) for line in lines]


def tier_of(line: ClaimLine) -> int:
    return OUT if line.coverage is CoverageClass.OUT else line.tier


@given(choices())
def test_what_each_party_pays_adds_up_to_the_charge(source: Choices) -> None:
    """patient + plan + written off + balance = charge on every line"""
    _, lines = taken(*drawn(source))
    charges = {line.id: line.charge for line, _ in lines if isinstance(line, ClaimLine)}
    for line, share in lines:
        of, sign = (line.id, 1) if isinstance(line, ClaimLine) else (line.line, -1)
        parts = (share.plan_paid, share.patient_owes, share.written_off, share.balance_billed)
        if share.status is LineStatus.PENDED or share.patient_owes is None:
            assert share[3:13] == (None,) * 10
        elif charges[of] is None:
            assert parts.count(None) == 1
        else:
            assert sum(part or 0 for part in parts) == sign * (charges[of] or 0)
            assert None not in parts


@given(choices())
def test_no_part_is_negative_and_the_patient_owes_its_sum(source: Choices) -> None:
    """cost sharing never negative"""
    for _, share in taken(*drawn(source))[1]:
        if share.status in (LineStatus.COVERED, LineStatus.NOT_COVERED):
            assert all(part is None or part >= 0 for part in share[3:13])
        if share.patient_owes is not None:
            parts = (share.deductible, share.copay, share.coinsurance, share.not_covered)
            assert share.patient_owes == sum(part or 0 for part in parts)


@given(choices())
def test_a_balance_is_billed_out_of_network_only(source: Choices) -> None:
    """balance > 0 only out of network"""
    for line, share in taken(*drawn(source))[1]:
        if isinstance(line, ClaimLine) and share.balance_billed:
            assert line.coverage is CoverageClass.OUT


@given(choices())
def test_nobody_pays_more_in_a_year_than_the_plan_and_the_law_let_them(source: Choices) -> None:
    """out-of-pocket never above the individual nor the family limit nor the self-only limit"""
    terms, lines = taken(*drawn(source))
    for line, share in lines:
        if isinstance(line, ClaimLine) and share.status is LineStatus.COVERED and share.patient_owes:
            limits = terms.limits(tier_of(line), terms.year_of(line.on), line.self_only)
            assert share.after.out_of_pocket <= limits.out_of_pocket
            assert share.after.family_out_of_pocket <= limits.family_out_of_pocket
            assert share.after.in_network <= limits.self_only or line.coverage is CoverageClass.OUT
            if share.deductible:
                assert share.after.deductible <= max(limits.deductible, limits.floor)
                assert share.after.family_deductible <= max(limits.family_deductible, limits.floor)


@given(choices())
def test_accumulators_never_fall_but_by_reversal(source: Choices) -> None:
    """accumulators monotone except by reversal"""
    for line, share in taken(*drawn(source))[1]:
        rises = [after - before for before, after in zip(share.before, share.after, strict=True)]
        if isinstance(line, Reversal):
            assert all(rise <= 0 for rise in rises)
        else:
            assert all(rise >= 0 for rise in rises)
            assert rises[0] <= rises[2]
            assert rises[2] == (share.patient_owes if share.status is LineStatus.COVERED else 0)


@given(choices())
def test_taking_a_line_back_leaves_the_accumulators_as_if_it_had_never_been(source: Choices) -> None:
    """a reversal restores them: it gives back exactly what the line took"""
    plan, lines = drawn(source)
    terms = plan_terms(plan)
    ledger = Ledger(terms)
    for line in lines[:-1]:
        ledger.take(line)
    last = lines[-1]
    if isinstance(last, Reversal):
        return
    before = ledger.accumulators()
    share = ledger.take(last)
    back = ledger.take(Reversal(id="back", line=last.id, processed=last.on))
    after = {key(row): row for row in ledger.accumulators()}
    assert [after[key(row)] for row in before] == list(before)
    assert (back.before, back.after) == (share.after, share.before)
    assert [one is None or one == -(other or 0) for one, other in zip(back[3:13], share[3:13], strict=True)] == [
        True
    ] * 10


def key(row: object) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in ("family", "patient", "year", "tier"))


@given(choices())
def test_taking_every_line_back_in_any_order_leaves_nothing(source: Choices) -> None:
    pen = Pen(source)
    plan, terms = (plan := drawn_plan(pen)), plan_terms(plan)
    lines = [line for line in drawn_lines(pen, 8) if isinstance(line, ClaimLine)]
    ledger = Ledger(terms)
    for line in lines:
        ledger.take(line)
    while lines:
        line = lines.pop(pen.number(0, len(lines) - 1))
        ledger.take(Reversal(id=f"back {line.id}", line=line.id, processed=line.on))
    for row in ledger.accumulators():
        amounts = [amount.cents for amount in (row.deductible, row.out_of_pocket) if amount is not None]
        assert not any(amounts)
        assert not row.visits


@given(choices())
def test_no_line_depends_on_another_family(source: Choices) -> None:
    """no line's answer depends on another family"""
    plan, lines = drawn(source)
    families = {line.id: line.family for line in lines if isinstance(line, ClaimLine)}

    def own(line: ClaimLine | Reversal) -> bool:
        while isinstance(line, Reversal):
            found = [other for other in lines if other.id == line.line]
            if not found or found[0] is line:
                return False
            line = found[0]
        return families[line.id] == "f1"

    alone = {line.id: share for line, share in taken(plan, [line for line in lines if own(line)])[1]}
    together = {line.id: share for line, share in taken(plan, lines)[1] if own(line)}
    assert alone == together


@given(choices())
def test_the_order_in_which_lines_are_given_does_not_matter(source: Choices) -> None:
    """adjudication order: processed date, then line number"""
    pen = Pen(source)
    plan = drawn_plan(pen)
    lines = drawn_lines(pen, 8)
    shuffled = [lines[place] for place in pen.some_of(tuple(range(len(lines))), len(lines))]
    first, second = adjudicate_lines(plan, lines), adjudicate_lines(plan, shuffled)
    assert first.to_dict() == second.to_dict()


@given(choices())
def test_what_is_carried_out_is_carried_in_exactly(source: Choices) -> None:
    """carried-in accumulators: lines adjudicated in two parts come to the same as in one"""
    pen = Pen(source)
    plan = drawn_plan(pen)
    self_only: dict[str, bool | None] = {"f1": pen.now_and_then(30), "f2": False}
    lines = [attrs.evolve(drawn_line(pen, number, self_only), visit=None) for number in range(8)]
    whole = adjudicate_lines(plan, lines, in_order=True)
    first = adjudicate_lines(plan, lines[:4], in_order=True)
    second = adjudicate_lines(plan, lines[4:], carried=first.accumulators, in_order=True)
    assert first.lines + second.lines == whole.lines
    assert second.accumulators == whole.accumulators


@given(choices())
def test_where_less_is_known_a_line_is_the_same_or_waits(source: Choices) -> None:
    """Unknown is an answer: never turn missing data into yes or no"""
    pen = Pen(source)
    plan = drawn_plan(pen)
    line = drawn_line(pen, 1, {"f1": pen.now_and_then(30), "f2": False})
    parts = ("category", "code", "families", "primary_care", "self_only", "allowed")
    less_of_line = pen.one_of(parts if line.coverage is not CoverageClass.NOT_COVERED else parts[:-1])
    if line.category is ServiceCategory.PREVENTIVE:
        # That care is preventive is a statement of its own, which stands where its category is not known.
        line = attrs.evolve(line, preventive=True)
    known = Ledger(plan_terms(plan)).take(line)
    nothing: dict[str, Any] = {less_of_line: None}
    for less, of_line in ((plan, attrs.evolve(line, **nothing)), (less_known(pen, plan), line)):
        share = Ledger(plan_terms(less)).take(of_line)
        assert share.status is LineStatus.PENDED or share[:13] == known[:13], less_of_line


def less_known(pen: Pen, plan: Plan) -> Plan:
    """Return a plan of whose benefits less is stated."""
    design = plan.benefits
    if design is None or design.tiers is None:
        return plan
    forgotten = pen.one_of(("benefits", "out_of_network", "crossing", "shared_tiers", "deductible", "coinsurance"))
    if forgotten == "benefits":
        return attrs.evolve(plan, benefits=None)
    if forgotten in ("deductible", "coinsurance"):
        return attrs.evolve(plan, benefits=_forgetting(design, design.tiers, forgotten))
    nothing: dict[str, Any] = {forgotten: None}
    return attrs.evolve(plan, benefits=attrs.evolve(design, **nothing))


def _forgetting(design: BenefitDesign, tiers: tuple[BenefitTier, ...], name: str) -> BenefitDesign:
    nothing: dict[str, Any] = {name: None}
    return attrs.evolve(
        design,
        tiers=[attrs.evolve(tier, cost_sharing=attrs.evolve(tier.cost_sharing, **nothing)) for tier in tiers],
    )


@given(choices())
def test_every_line_can_be_explained_and_no_family_is_named(source: Choices) -> None:
    """steps (Reason with the rule and its source) on demand"""
    plan, lines = drawn(source)
    answer: Adjudication = adjudicate_lines(plan, lines)
    assert all(answer.steps(line.id) for line in lines)
    assert len(answer.because) >= len(lines)
    assert '"family": "f' not in str(answer.to_dict()).replace("'", '"')
    assert answer.explain().startswith(f"Of {len(lines)} lines ")


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Not one of the laws holds of nothing: what they look at is drawn often."""
    shares = [pair for seed in range(90) for pair in taken(*drawn(seeded(seed)))[1]]
    statuses = {status: sum(share.status is status for _, share in shares) for status in LineStatus}
    assert min(statuses.values()) >= 20, statuses
    assert sum(bool(share.balance_billed) for _, share in shares) >= 10
    assert sum(bool(share.spared) for _, share in shares) >= 20
    assert sum(bool(share.deductible) for _, share in shares) >= 20
