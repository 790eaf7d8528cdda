"""The records of a plan's benefits: what they refuse, from Python and from a file, and what their words mean."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from medgroup import formats
from medgroup.domain.benefits import (
    AllowedOf,
    AllowedOutOfNetwork,
    BenefitDesign,
    BenefitTier,
    CategoryCodes,
    PlanYear,
)
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, ServiceCategory, ServiceRule, in_ranges
from medgroup.domain.payers import Plan
from medgroup.errors import FormatError, InvalidValueError
from medgroup.values.money import Money
from medgroup.values.period import Period

PRIMARY = ServiceCategory.PRIMARY


def tiers(*networks: str | None) -> dict[str, Any]:
    return {"benefits": BenefitDesign(tiers=[BenefitTier(network=network) for network in networks])}


BAD: list[tuple[Any, dict[str, Any], str]] = [
    (PlanYear, {"month": 13}, "month: 13 is not a month, 1 to 12"),
    (PlanYear, {"month": 0}, "month: 0 is not a whole number of 1 or more"),
    (PlanYear, {"month": "7"}, "month: '7' is not a whole number of 1 or more"),
    (PlanYear, {"month": True}, "month: True is not a whole number of 1 or more"),
    (PlanYear, {"month": 2, "day": 29}, "day: 29 is not a day that month 2 has in every year"),
    (PlanYear, {"month": 4, "day": 31}, "day: 31 is not a day that month 4 has in every year"),
    (PlanYear, {"day": 0}, "day: 0 is not a whole number of 1 or more"),
    (Limit, {}, "individual: None is not an amount; leave the limit out where it is not known"),
    (Limit, {"individual": Money(-1)}, "individual: '-0.01' is not an amount of zero or more"),
    (Limit, {"individual": Money(10**12)}, "individual: '10000000000.00' is not an amount of zero or more, below"),
    (Limit, {"individual": 500}, "individual: 500 is not Money"),
    (Limit, {"family": "500.00"}, "family: '500.00' is not Money"),
    (
        Limit,
        {"individual": Money(20000), "family": Money(19999)},
        "family: '199.99' is not an amount of at least the individual's, 200.00",
    ),
    (Limit, {"individual": Money(1), "unlimited": None}, "unlimited: None is not a bool"),
    (
        Limit,
        {"individual": Money(1), "kind": "embedded"},
        "kind: 'embedded' is not a member of mg.domain.LimitKind",
    ),
    (
        CostSharing,
        {"coinsurance": "1.5"},
        "coinsurance: '1.5' is not an exact number of 0 or more, 1 at most, of four decimals",
    ),
    (CostSharing, {"coinsurance": "-0.1"}, "coinsurance: '-0.1' is not an exact number of 0 or more"),
    (CostSharing, {"coinsurance": 0.2}, "coinsurance: 0.2 is not an exact number"),
    (CostSharing, {"coinsurance": float("nan")}, "coinsurance: nan is not an exact number"),
    (CostSharing, {"coinsurance": Decimal("NaN")}, "is not an exact number"),
    (CostSharing, {"coinsurance": "20%"}, "'20%' is not an exact number"),
    (
        CostSharing,
        {"coinsurance": "0.33333"},
        "coinsurance: '0.33333' is not an exact number of 0 or more, 1 at most, of four decimals",
    ),
    (CostSharing, {"deductible": Money(500)}, "deductible: Money('5.00') is not a Limit"),
    (
        CostSharing,
        {"deductible": Limit(unlimited=True)},
        "unlimited: True is not stated of a deductible without an individual amount",
    ),
    (CostSharing, {"services": ["primary"]}, "services: 'primary' is not a ServiceRule"),
    (ServiceRule, {"copay": Money(1)}, "category: None is not a category, codes, families or primary_care"),
    (
        ServiceRule,
        {"category": "primary"},
        "category: 'primary' is not a member of mg.domain.ServiceCategory",
    ),
    (ServiceRule, {"category": PRIMARY, "copay": Money(-1)}, "copay: '-0.01' is not an amount of zero or more"),
    (ServiceRule, {"category": PRIMARY, "visits": -1}, "visits: -1 is not a whole number of 0 or more"),
    (ServiceRule, {"category": PRIMARY, "visits": True}, "visits: True is not a whole number of 0 or more"),
    (ServiceRule, {"category": PRIMARY, "visits": 1.5}, "visits: 1.5 is not a whole number of 0 or more"),
    (
        ServiceRule,
        {"category": PRIMARY, "covered": False, "copay": Money(1)},
        "covered: False is not true where a copay, a coinsurance or visits are stated",
    ),
    (ServiceRule, {"category": PRIMARY, "covered": False, "visits": 1}, "covered: False is not true"),
    (ServiceRule, {"category": PRIMARY, "covered": False, "coinsurance": "1"}, "covered: False is not true"),
    (
        ServiceRule,
        {"category": PRIMARY, "copay_order": CopayOrder.AFTER},
        "copay_order: 'after' is not stated without a copay",
    ),
    (
        ServiceRule,
        {"category": PRIMARY, "copay": Money(1), "copay_order": CopayOrder.BEFORE, "deductible": False},
        "deductible: False is not true where copay_order is before",
    ),
    (ServiceRule, {"codes": set()}, "codes: [] is not a list with something in it"),
    (
        ServiceRule,
        {"codes": {"x1001"}},
        "codes: 'x1001' is not a service code or a range of them (X1000-X1999); did you",
    ),
    (
        ServiceRule,
        {"codes": {"X2000-X1000"}},
        "is not a range from the lower code to the higher; did you mean 'X1000-X2000'",
    ),
    (ServiceRule, {"codes": {7}}, "codes: 7 is not a text with something in it"),
    (ServiceRule, {"families": set()}, "families: [] is not a list with something in it"),
    (AllowedOutOfNetwork, {"of": AllowedOf.CHARGES, "percent": "0"}, "percent: '0' is not an exact number above 0"),
    (AllowedOutOfNetwork, {"of": AllowedOf.CHARGES, "percent": None}, "None is not an exact number"),
    (
        AllowedOutOfNetwork,
        {"of": AllowedOf.SCHEDULE, "percent": "140"},
        "series: None is not a series of fee schedules",
    ),
    (
        AllowedOutOfNetwork,
        {"of": AllowedOf.CHARGES, "percent": "60", "series": "medicare"},
        "series: 'medicare' is not stated for a share of charges",
    ),
    (CategoryCodes, {"category": PRIMARY, "codes": None}, "None is not a list"),
    (BenefitDesign, {"tiers": []}, "tiers: [] is not a list with something in it (leave it out where it is not known)"),
    (BenefitDesign, {"tiers": ["n1"]}, "tiers: 'n1' is not a BenefitTier"),
    (BenefitDesign, {"self_only_limit": Money(-1)}, "self_only_limit: '-0.01' is not an amount of zero or more"),
    (
        BenefitDesign,
        {"crossing": "both"},
        "crossing: 'both' is not a member of mg.domain.Crossing",
    ),
    (Plan, {"benefits": {}}, "benefits: {} is not a BenefitDesign"),
    (Plan, tiers("n1"), "benefits: 'n1' is not a network of the plan, whose networks are not known"),
    (Plan, {"networks": ["n1"], **tiers("n11")}, "benefits: 'n11' is not a network of the plan; did you mean 'n1'"),
    (
        Plan,
        {"networks": ["n1", "n2"], **tiers("n2", "n1")},
        "benefits: ['n2', 'n1'] is not a list of tiers in the order of the plan's networks ['n1', 'n2']",
    ),
]


@pytest.mark.parametrize(("kind", "said", "expected"), BAD)
def test_what_no_plan_can_say_is_refused(kind: Any, said: dict[str, Any], expected: str) -> None:
    given = {"id": "p", "payer": "q", **said} if kind is Plan else said
    with pytest.raises(InvalidValueError) as raised:
        kind(**given)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        (("n1", "n1"), "tiers: ['n1', 'n1'] is not a list of tiers in which no network stands twice"),
        (("n1", None), "tiers: None is not left out of one of several tiers; name its network"),
    ],
)
def test_a_network_has_one_tier(networks: tuple[str | None, ...], expected: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        tiers(*networks)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("benefits", "expected"),
    [
        ({"deductibel": {}}, "benefits.deductibel: 'deductibel' is not a key of a benefit design"),
        ([], "benefits: a list is not a benefit design; write an object"),
        ({"plan_year": {"month": 13}}, "benefits.plan_year.month: 13 is not a month, 1 to 12"),
        (
            {"tiers": [{"cost_sharing": {"coinsurance": 0.2}}]},
            "benefits.tiers[0].cost_sharing.coinsurance: 0.2 is not an exact number",
        ),
        (
            {"tiers": [{"cost_sharing": {"coinsurance": "1.5"}}]},
            "benefits.tiers[0].cost_sharing.coinsurance: '1.5' is not an exact number of 0 or more, 1 at most",
        ),
        (
            {"tiers": [{"cost_sharing": {"deductible": {"individual": 500}}}]},
            "benefits.tiers[0].cost_sharing.deductible.individual: 500 is not dollars and cents in quotes",
        ),
        (
            {"tiers": [{"cost_sharing": {"deductible": {"individual": "2.00", "family": "1.00"}}}]},
            "cost_sharing.deductible.family: '1.00' is not an amount of at least the individual's, 2.00",
        ),
        (
            {"tiers": [{"cost_sharing": {"services": [{"category": "imagng"}]}}]},
            "services[0].category: 'imagng' is not one of primary, specialist, preventive, laboratory, imaging,",
        ),
        ({"out_of_network": {}}, "benefits.out_of_network.covered: is missing"),
        ({"crossing": "in"}, "benefits.crossing: 'in' is not one of none, out-to-in, in-to-out, both"),
    ],
)
def test_a_file_is_told_where_and_what(tmp_path: Path, benefits: Any, expected: str) -> None:
    file = tmp_path / "m.json"
    file.write_text(json.dumps({"plans": [{"id": "p", "payer": "q", "benefits": benefits}]}))
    with pytest.raises(FormatError) as raised:
        formats.read(file)
    assert f'm.json: line 1: plans[0] (id "p"): {"benefits" if "services" not in expected else ""}' in str(raised.value)
    assert expected in str(raised.value)


def test_equal_designs_are_equal_bytes(tmp_path: Path) -> None:
    for name, coinsurance in (("a.json", "0.20"), ("b.json", "0.2")):
        text = f'{{"tiers": [{{"cost_sharing": {{"coinsurance": "{coinsurance}"}}}}]}}'
        (tmp_path / name).write_text(f'{{"plans": [{{"id": "p", "payer": "q", "benefits": {text}}}]}}')
        formats.write(formats.read(tmp_path / name).facts, tmp_path / f"again-{name}")
    assert (tmp_path / "again-a.json").read_bytes() == (tmp_path / "again-b.json").read_bytes()


@pytest.mark.parametrize(
    ("year", "on", "begins", "ends"),
    [
        (PlanYear(), date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
        (PlanYear(month=7), date(2026, 6, 30), date(2025, 7, 1), date(2026, 7, 1)),
        (PlanYear(month=7), date(2026, 7, 1), date(2026, 7, 1), date(2027, 7, 1)),
        (PlanYear(month=7, day=15), date(2026, 7, 14), date(2025, 7, 15), date(2026, 7, 15)),
        (PlanYear(month=7), date.min, None, date(1, 7, 1)),
        (PlanYear(month=7), date.max, date(9999, 7, 1), None),
    ],
)
def test_a_day_is_in_one_plan_year(year: PlanYear, on: date, begins: date | None, ends: date | None) -> None:
    assert year.containing(on) == Period(begins, ends)


@pytest.mark.parametrize(
    ("rule", "label"),
    [
        (ServiceRule(name="Office visit", category=PRIMARY), "Office visit"),
        (ServiceRule(category=PRIMARY), "primary"),
        (ServiceRule(category=PRIMARY, codes={"X2000", "X1000"}), "primary X1000 X2000"),
        (ServiceRule(families={"cardiology"}, primary_care=False), "cardiology not primary care"),
        (ServiceRule(primary_care=True), "primary care"),
    ],
)
def test_a_rule_without_a_name_is_named_for_what_it_is_about(rule: ServiceRule, label: str) -> None:
    assert rule.label == label


def test_both_ends_of_a_range_are_in_it() -> None:
    ranges = frozenset({"X1001", "X7000-X7999"})
    assert [code for code in ("X1000", "X1001", "X6999", "X7000", "X7999", "X8000") if in_ranges(code, ranges)] == [
        "X1001",
        "X7000",
        "X7999",
    ]


def test_a_rule_may_waive_the_deductible_for_a_copay_twice_said() -> None:
    assert ServiceRule(category=PRIMARY, copay=Money(1), deductible=False).copay_order is CopayOrder.WAIVES
