"""Plans, lines and accumulators drawn so that every branch of cost sharing is met, and limits often."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from medgroup.costs.benefits.claims import ClaimLine, CoverageClass, Reversal
from medgroup.domain.benefits import (
    AllowedOf,
    AllowedOutOfNetwork,
    BenefitDesign,
    BenefitTier,
    CategoryCodes,
    Crossing,
    OutOfNetwork,
    PlanYear,
)
from medgroup.domain.cost_sharing import (
    CopayOrder,
    CostSharing,
    Limit,
    LimitKind,
    ServiceCategory,
    ServiceRule,
)
from medgroup.domain.payers import Line, Plan
from medgroup.testing.choices import Pen
from medgroup.values.money import Money
from medgroup.values.period import ALWAYS, Period

#: Few amounts, in cents, so that they meet limits exactly and by a cent.
AMOUNTS = (0, 1, 99, 2_500, 5_000, 10_000, 10_001, 33_333, 50_000, 100_000, 250_000, 1_000_000, 3_000_000)
COPAYS = (0, 1, 2_500, 5_000, 10_000, 60_000)
SHARES = ("0", "0.2", "0.5", "0.3333", "1", "0.0001", "0.1")
CATEGORIES = (
    ServiceCategory.PRIMARY,
    ServiceCategory.SPECIALIST,
    ServiceCategory.IMAGING,
    ServiceCategory.THERAPY,
    ServiceCategory.PREVENTIVE,
)
CODES = ("X1001", "X1002", "X2000", "X9999")
FAMILIES = ("cardiology", "orthopaedics")
#: Both sides of the first day of a plan year that begins in January or July.
DAYS = (date(2026, 3, 2), date(2026, 6, 30), date(2026, 7, 1), date(2025, 12, 31), date(2026, 1, 1), date(2031, 2, 3))


def drawn_limit(pen: Pen, amounts: Sequence[int]) -> Limit | None:
    """Draw a limit; now and then one that is not known, in whole or in part."""
    if pen.now_and_then(3):
        return None
    first, second = sorted((pen.one_of(amounts), pen.one_of(amounts)))
    individual, family = Money(first), Money(second)
    kind = None if pen.now_and_then(5) else pen.one_of(tuple(LimitKind))
    if pen.now_and_then(10):
        return Limit(individual=individual, unlimited=pen.one_of((True, False)), kind=kind)
    if pen.now_and_then(5):
        return Limit(family=family, kind=kind)
    return Limit(individual=individual, family=family, kind=kind)


def drawn_rule(pen: Pen) -> ServiceRule:
    """Draw a rule about some services."""
    about: dict[str, Any] = {"category": pen.one_of(CATEGORIES)}
    if pen.now_and_then(20):
        about = pen.one_of(
            (
                {"codes": {"X1001", "X2000-X2999"}},
                {"families": {"cardiology"}},
                {"primary_care": True},
                {"category": ServiceCategory.THERAPY, "codes": {"X1000-X1999"}, "primary_care": False},
            )
        )
    if pen.now_and_then(8):
        return ServiceRule(covered=False, **about)
    visits = pen.number(0, 3) if pen.now_and_then(25) else None
    coinsurance = pen.one_of(SHARES) if pen.now_and_then(30) else None
    name = "therapies" if visits is not None and pen.now_and_then(30) else None
    if pen.now_and_then(60):
        order = pen.one_of(tuple(CopayOrder))
        copay = Money(pen.one_of(COPAYS))
        return ServiceRule(name=name, copay=copay, copay_order=order, coinsurance=coinsurance, visits=visits, **about)
    applies = not pen.now_and_then(40)
    return ServiceRule(name=name, deductible=applies, coinsurance=coinsurance, visits=visits, **about)


def drawn_sharing(pen: Pen) -> CostSharing:
    """Draw what a patient pays in one tier; now and then so much that the limits of the law alone hold it down."""
    if pen.now_and_then(25):
        most = Limit(individual=Money(AMOUNTS[-1]), family=Money(AMOUNTS[-1]), kind=pen.one_of(tuple(LimitKind)))
        return CostSharing(deductible=Limit(individual=Money(0), family=Money(0)), out_of_pocket=most, coinsurance="1")
    deductible = drawn_limit(pen, AMOUNTS[:10])
    if deductible is not None and deductible.unlimited and deductible.individual is None:
        deductible = None
    return CostSharing(
        deductible=deductible,
        out_of_pocket=Limit(unlimited=True) if pen.now_and_then(4) else drawn_limit(pen, AMOUNTS[3:]),
        coinsurance=None if pen.now_and_then(3) else pen.one_of(SHARES),
        services=[drawn_rule(pen) for _ in range(pen.number(0, 4))],
    )


def drawn_out_of_network(pen: Pen) -> OutOfNetwork | None:
    """Draw what a plan does out of network."""
    if pen.now_and_then(5):
        return None
    if pen.now_and_then(25):
        return OutOfNetwork(covered=False)
    allowed = AllowedOutOfNetwork(of=AllowedOf.CHARGES, percent=60)
    return OutOfNetwork(covered=True, allowed=allowed, cost_sharing=drawn_sharing(pen))


def drawn_design(pen: Pen) -> BenefitDesign:
    """Draw the benefits of a plan."""
    names: tuple[str | None, ...] = ("n1", "n2", "n3")[: pen.number(1, 3)] if pen.now_and_then(50) else (None,)
    return BenefitDesign(
        plan_year=PlanYear(month=pen.one_of((1, 7))),
        tiers=None
        if pen.now_and_then(3)
        else [BenefitTier(network=name, cost_sharing=drawn_sharing(pen)) for name in names],
        shared_tiers=None if pen.now_and_then(10) else pen.one_of((True, False)),
        out_of_network=drawn_out_of_network(pen),
        crossing=None if pen.now_and_then(8) else pen.one_of(tuple(Crossing)),
        categories=[CategoryCodes(category=ServiceCategory.IMAGING, codes={"X2000-X2999"})],
        self_only_limit=Money(pen.one_of(AMOUNTS[4:])) if pen.now_and_then(30) else None,
        grandfathered=pen.now_and_then(15),
    )


def drawn_plan(pen: Pen) -> Plan:
    """Draw a plan; now and then one whose benefits are not known."""
    return Plan(
        id="plan",
        payer="payer",
        networks=("n1", "n2", "n3"),
        line=pen.one_of((Line.COMMERCIAL, None, Line.MEDICARE_ADVANTAGE)),
        hdhp=pen.one_of((False, None, True)),
        benefits=None if pen.now_and_then(2) else drawn_design(pen),
        period=Period(date(2026, 1, 1), None) if pen.now_and_then(8) else ALWAYS,
    )


def drawn_line(pen: Pen, number: int, self_only: dict[str, bool | None]) -> ClaimLine:
    """Draw a line of one of two families, of which one may be a single person."""
    family = pen.one_of(("f1", "f2"))
    patient = pen.one_of(("ann", "ben", "cleo")) if not self_only[family] else "solo"
    # Some are dear enough for a family to meet the limit of the law.
    amounts = AMOUNTS if not pen.now_and_then(25) else AMOUNTS[-2:]
    charge = pen.one_of(amounts) if not pen.now_and_then(8) else None
    allowed = pen.one_of(amounts) if not pen.now_and_then(8) else None
    coverage = CoverageClass.IN
    if pen.now_and_then(45):
        coverage = pen.one_of(tuple(CoverageClass))
    return ClaimLine(
        id=f"l{number}",
        patient=patient,
        family=family,
        on=pen.one_of(DAYS[:2]) if not pen.now_and_then(25) else pen.one_of(DAYS),
        coverage=coverage,
        tier=1 if not pen.now_and_then(35) else pen.number(1, 3),
        category=pen.one_of(CATEGORIES) if not pen.now_and_then(6) else None,
        code=pen.one_of(CODES) if not pen.now_and_then(6) else None,
        families={pen.one_of(FAMILIES)} if not pen.now_and_then(6) else None,
        primary_care=pen.one_of((True, False)) if not pen.now_and_then(6) else None,
        allowed=allowed,
        charge=charge,
        visit=pen.one_of(("v1", "v2")) if pen.now_and_then(25) else None,
        preventive=pen.now_and_then(8),
        self_only=self_only[family] if not pen.now_and_then(5) else None,
        processed=DAYS[0] + timedelta(days=pen.number(0, 2)) if pen.now_and_then(20) else None,
        number=pen.number(1, 3),
    )


def drawn_lines(pen: Pen, count: int) -> list[ClaimLine | Reversal]:
    """Draw lines in order, some of them taken back by a later one."""
    self_only: dict[str, bool | None] = {"f1": pen.now_and_then(30), "f2": False}
    lines: list[ClaimLine | Reversal] = []
    for number in range(count):
        if lines and pen.now_and_then(12):
            back = pen.one_of(lines).id if not pen.now_and_then(5) else "nowhere"
            lines.append(Reversal(id=f"l{number}", line=back, processed=DAYS[0]))
        else:
            lines.append(drawn_line(pen, number, self_only))
    return lines
