"""The payers, networks, plans, fee schedules and contract terms of invented markets."""

from datetime import date
from decimal import Decimal

from medgroup.domain.benefits import (
    AllowedOf,
    AllowedOutOfNetwork,
    BenefitDesign,
    BenefitTier,
    CategoryCodes,
    Crossing,
    OutOfNetwork,
)
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.fees import (
    ConversionFactor,
    FeeSchedule,
    Locality,
    PaymentRules,
    RelativeValue,
)
from medgroup.domain.payers import Line, Network, Payer, Plan, PlanGate, Product
from medgroup.domain.terms import Claim, ContractTerms, Method, ModifierPercent, PractitionerPercent, Rate
from medgroup.values.money import Money
from medgroup.values.period import Period

#: How many services the schedules price.
SERVICES = 120
_VISITS, _IMAGING, _PROCEDURES = 12, 40, 80


def _limit(individual: int, family: int, kind: LimitKind = LimitKind.EMBEDDED) -> Limit:
    return Limit(individual=Money(individual * 100), family=Money(family * 100), kind=kind)


def _sharing(deductible: Limit, most: Limit, coinsurance: str, *services: ServiceRule) -> CostSharing:
    return CostSharing(deductible=deductible, out_of_pocket=most, coinsurance=coinsurance, services=services)


_AGGREGATE = LimitKind.AGGREGATE
_IMAGING_CODES = CategoryCodes(category=ServiceCategory.IMAGING, codes={f"X1{_VISITS:03d}-X1{_IMAGING - 1:03d}"})
_OUT = _sharing(_limit(3_000, 6_000), _limit(9_000, 18_000), "0.5")


def _copay(category: ServiceCategory, dollars: int, order: CopayOrder = CopayOrder.WAIVES) -> ServiceRule:
    return ServiceRule(category=category, copay=Money(dollars * 100), copay_order=order)


_HMO = BenefitDesign(
    tiers=[
        BenefitTier(
            cost_sharing=_sharing(
                _limit(0, 0),
                _limit(1_500, 3_000),
                "0.1",
                _copay(ServiceCategory.PRIMARY, 25),
                _copay(ServiceCategory.SPECIALIST, 50),
                ServiceRule(category=ServiceCategory.IMAGING, coinsurance="0.3"),
            )
        )
    ],
    out_of_network=OutOfNetwork(covered=False),
    categories=[_IMAGING_CODES],
)
_PPO = BenefitDesign(
    tiers=[
        BenefitTier(network="select", cost_sharing=_sharing(_limit(500, 1_000), _limit(3_000, 6_000), "0.1")),
        BenefitTier(network="wide", cost_sharing=_sharing(_limit(1_500, 3_000), _limit(6_000, 12_000), "0.3")),
    ],
    shared_tiers=False,
    out_of_network=OutOfNetwork(
        covered=True,
        allowed=AllowedOutOfNetwork(of=AllowedOf.SCHEDULE, percent="140", series="invented"),
        cost_sharing=_OUT,
    ),
    crossing=Crossing.NONE,
    categories=[_IMAGING_CODES],
)
_EPO = BenefitDesign(
    tiers=[
        BenefitTier(
            cost_sharing=_sharing(
                _limit(800, 1_600),
                _limit(2_500, 5_000),
                "0.2",
                _copay(ServiceCategory.PRIMARY, 20, CopayOrder.AFTER),
                _copay(ServiceCategory.EMERGENCY, 250, CopayOrder.BEFORE),
                ServiceRule(category=ServiceCategory.SPECIALIST, codes={"X1000"}, visits=1),
            )
        )
    ],
    out_of_network=OutOfNetwork(covered=False),
    categories=[_IMAGING_CODES],
)
_HDHP = BenefitDesign(
    tiers=[
        BenefitTier(cost_sharing=_sharing(_limit(2_000, 4_000, _AGGREGATE), _limit(5_000, 8_500, _AGGREGATE), "0.2"))
    ],
    out_of_network=OutOfNetwork(
        covered=True, allowed=AllowedOutOfNetwork(of=AllowedOf.CHARGES, percent="70"), cost_sharing=_OUT
    ),
    crossing=Crossing.OUT_TO_IN,
)
# Its most of a year is its deductible, so that a copay before cuts the deductible.
_POS = BenefitDesign(
    tiers=[
        BenefitTier(
            cost_sharing=_sharing(_limit(700, 1_400), _limit(700, 1_400), "0.15", _copay(ServiceCategory.PRIMARY, 15))
        )
    ],
    out_of_network=OutOfNetwork(
        covered=True, allowed=AllowedOutOfNetwork(of=AllowedOf.CHARGES, percent="60"), cost_sharing=_OUT
    ),
    crossing=Crossing.NONE,
)

PAYERS = (Payer(id="first-payer"), Payer(id="second-payer"))
NETWORKS = (
    Network(id="open", payer="second-payer"),
    Network(id="select", payer="first-payer"),
    Network(id="wide", payer="first-payer"),
)


def _plan(name: str, product: Product, networks: list[str], benefits: BenefitDesign | None, *gates: PlanGate) -> Plan:
    return Plan(
        id=name,
        payer="second-payer" if networks == ["open"] else "first-payer",
        networks=networks,
        product=product,
        line=Line.COMMERCIAL,
        hdhp=name == "hdhp",
        gates=gates,
        benefits=benefits,
        period=Period(date(2025, 1, 1)),
    )


PLANS = (
    _plan("epo", Product.EPO, ["open"], _EPO),
    _plan("hdhp", Product.PPO, ["open"], _HDHP),
    _plan("hmo", Product.HMO, ["select"], _HMO, PlanGate.PCP, PlanGate.REFERRAL),
    _plan("pos", Product.POS, ["select"], _POS, PlanGate.REFERRAL),
    _plan("ppo", Product.PPO, ["select", "wide"], _PPO),
    _plan("unstated", Product.PPO, ["wide"], None),
)

#: Plans of plain rules alone: a deductible, a coinsurance, the most of a year, and nothing out of network.
PLAIN_PLANS = tuple(
    _plan(
        name,
        Product.EPO,
        ["open"],
        BenefitDesign(
            tiers=[
                BenefitTier(cost_sharing=_sharing(_limit(deductible, 2 * deductible), _limit(most, 2 * most), share))
            ],
            out_of_network=OutOfNetwork(covered=False),
        ),
    )
    for name, deductible, most, share in (("plain-high", 2_000, 6_000, "0.3"), ("plain-low", 500, 2_500, "0.1"))
)


def generated_schedules() -> tuple[FeeSchedule, ...]:
    """Return the schedules of two years of one series, and one of amounts for what hospitals bill."""
    localities = [
        Locality(contractor="99901", number=number, work=work, practice_expense=expense, malpractice=malpractice)
        for number, work, expense, malpractice in (
            ("01", "1.05", "1.132", "0.9"),
            ("02", "1", "0.964", "0.731"),
            ("99", "1", "0.918", "0.6"),
        )
    ]
    factors = {
        2025: [ConversionFactor(amount="32.3465")],
        2026: [
            ConversionFactor(amount="33.4009", qualifying=False),
            ConversionFactor(amount="33.5675", qualifying=True),
        ],
    }
    return tuple(
        FeeSchedule(
            id=f"invented-{year}",
            series="invented",
            period=Period(date(year, 1, 1), date(year + 1, 1, 1)),
            conversion_factors=of_year,
            localities=localities,
            relative_values=[_value(number) for number in range(SERVICES)],
        )
        for year, of_year in factors.items()
    )


def _value(number: int) -> RelativeValue:
    statuses = {SERVICES - 1: "C", SERVICES - 2: "B", SERVICES - 3: "T", SERVICES - 4: "N"}
    surgical = number >= _PROCEDURES
    return RelativeValue(
        code=f"X1{number:03d}",
        work=Decimal(60 + 7 * number) / 100,
        office_expense=Decimal(80 + 11 * number) / 100,
        facility_expense=Decimal(40 + 5 * number) / 100,
        malpractice=Decimal(6 + number % 9) / 100,
        rules=PaymentRules(
            status=statuses.get(number, "A"),
            multiple="2" if surgical else "0",
            bilateral="1" if surgical else "0",
            assistant="2" if surgical else "1",
        ),
    )


def generated_terms() -> tuple[ContractTerms, ...]:
    """Return what contracts pay: a hospital's with its own bill second, one practitioner's own last."""
    by_kind = (PractitionerPercent(taxonomies={"363L", "363A"}, percent="85"),)
    modifiers = (
        ModifierPercent(modifiers={"50"}, percent="150"),
        ModifierPercent(modifiers={"80", "81", "82", "AS"}, percent="16"),
    )
    several = ("100", "50", "50")

    def of_medicare(percent: str, *more: Rate, lesser: bool = True, withhold: str | None = None) -> ContractTerms:
        rate = Rate(method=Method.PERCENT_OF_SCHEDULE, series="invented", percent=percent, qualifying=False)
        return ContractTerms(
            rates=(rate, *more),
            lesser_of_charge=lesser,
            withhold=withhold,
            practitioners=by_kind,
            modifiers=modifiers,
            multiple_procedures=several,
        )

    outpatient = Rate(
        method=Method.PERCENT_OF_SCHEDULE, claim=Claim.FACILITY, series="invented", percent="210", qualifying=False
    )
    imaging = Rate(
        method=Method.CONVERSION_FACTOR,
        codes={f"X1{_VISITS:03d}-X1{_IMAGING - 1:03d}"},
        series="invented",
        conversion_factor="41.5",
    )
    case = Rate(method=Method.CASE_RATE, codes={f"X1{_PROCEDURES:03d}"}, amount=Money(145_000))
    frozen = Rate(method=Method.PERCENT_OF_SCHEDULE, series="invented", year=2025, percent="118", qualifying=False)
    charges = Rate(method=Method.PERCENT_OF_CHARGES, percent="62.5")
    return (
        of_medicare("108", withhold="0.1"),
        of_medicare("145", outpatient, lesser=False),
        of_medicare("112"),
        of_medicare("120", imaging),
        of_medicare("131.5", case),
        ContractTerms(rates=(frozen,), lesser_of_charge=True, practitioners=by_kind, modifiers=modifiers),
        ContractTerms(rates=(charges,)),
        of_medicare("99", lesser=False),
        ContractTerms(rates=(imaging,)),
        of_medicare("150"),
    )


def plain_terms() -> tuple[ContractTerms, ...]:
    """Return what contracts of plain rules pay: a percentage of the schedule, and no more than was charged."""
    return tuple(
        ContractTerms(
            rates=(Rate(method=Method.PERCENT_OF_SCHEDULE, series="invented", percent=str(percent), qualifying=False),),
            lesser_of_charge=True,
        )
        for percent in range(95, 150, 5)
    )
