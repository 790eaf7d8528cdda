"""The terms of a plan as rows of whole numbers, and the category of a service."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.costs.benefits.annual import ANNUAL_LIMITS, MINIMUM_DEDUCTIBLES, nearest_year
from medgroup.costs.benefits.categories import service_category
from medgroup.costs.benefits.plan_terms import NO_LIMIT, NONE, NOT_KNOWN, OUT, LimitRow, ShareRow, plan_terms
from medgroup.domain.benefits import BenefitDesign, CategoryCodes
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.payers import Plan
from tests.unit.claims import dollars, limit, plan, sharing

AGGREGATE = LimitKind.AGGREGATE


def test_the_limits_of_a_tier_are_a_row_of_cents() -> None:
    terms = plan_terms(plan(sharing(limit(500, 1000), "0.2", limit(2000, 4000, AGGREGATE))))
    assert terms.limits(1, 2026, False) == LimitRow(50_000, 100_000, NO_LIMIT, 400_000, 1_060_000, 0, True)
    assert terms.limits(1, 2026, True) == LimitRow(50_000, NO_LIMIT, 200_000, NO_LIMIT, 1_060_000, 0, False)
    assert terms.limits(1, 2026, None) == LimitRow(50_000, 100_000, NOT_KNOWN, NOT_KNOWN, 1_060_000, 0, True)


@pytest.mark.parametrize(
    ("stated", "alone", "together"),
    [
        (None, (NOT_KNOWN, NOT_KNOWN), (NOT_KNOWN, NOT_KNOWN)),
        (Limit(individual=dollars(5), kind=LimitKind.EMBEDDED), (500, NO_LIMIT), (500, NOT_KNOWN)),
        (Limit(individual=dollars(5), unlimited=True, kind=LimitKind.EMBEDDED), (500, NO_LIMIT), (500, NO_LIMIT)),
        (Limit(family=dollars(9), kind=AGGREGATE), (NOT_KNOWN, NO_LIMIT), (NO_LIMIT, 900)),
        (Limit(individual=dollars(5), family=dollars(9)), (500, NO_LIMIT), (NOT_KNOWN, NOT_KNOWN)),
        (Limit(individual=dollars(5), family=dollars(5)), (500, NO_LIMIT), (500, 500)),
    ],
)
def test_what_is_not_stated_of_a_limit_is_not_known(
    stated: Limit | None, alone: tuple[int, int], together: tuple[int, int]
) -> None:
    terms = plan_terms(plan(CostSharing(deductible=stated)))
    assert terms.limits(1, 2026, True)[:2] == alone
    assert terms.limits(1, 2026, False)[:2] == together


def test_rules_are_rows_of_cents_and_basis_points_in_order() -> None:
    rules = [
        ServiceRule(category=ServiceCategory.PRIMARY, copay=dollars(25)),
        ServiceRule(category=ServiceCategory.EMERGENCY, copay=dollars(250), copay_order=CopayOrder.BEFORE),
        ServiceRule(category=ServiceCategory.THERAPY, coinsurance="0.125", visits=20, deductible=False),
        ServiceRule(category=ServiceCategory.OTHER, covered=False),
    ]
    terms = plan_terms(plan(sharing(500, "0.2", 2000, rules)))
    assert [row for _, row in terms.share_rows(1)] == [
        ShareRow("primary", True, 2500, False, False, 0, NONE),
        ShareRow("emergency", True, 25_000, True, True, 0, NONE),
        ShareRow("therapy", True, NONE, False, False, 1250, 20),
        ShareRow("other", False, NONE, False, True, 2000, NONE),
        ShareRow("", True, NONE, False, True, 2000, NONE),
    ]
    assert [rule for rule, _ in terms.share_rows(1)] == [*rules, None]


def test_tiers_go_by_number_and_by_network() -> None:
    terms = plan_terms(plan(sharing(1), sharing(2), out=sharing(3)))
    assert list(terms.tiers()) == [OUT, 1, 2]
    assert [terms.tier_of(network) for network in ("n1", "n2", "n3")] == [1, 2, None]
    assert plan_terms(plan(sharing(1))).tier_of("whatever") == 1
    assert [terms.limits(tier, 2026, True).deductible for tier in terms.tiers()] == [300, 100, 200]


def test_a_plan_without_benefits_has_no_tier_and_no_word_on_out_of_network() -> None:
    terms = plan_terms(Plan(id="plan", payer="payer"))
    assert (list(terms.tiers()), terms.covers_out_of_network, terms.tier_of("n1")) == ([OUT], None, None)


@pytest.mark.parametrize("table", [ANNUAL_LIMITS, MINIMUM_DEDUCTIBLES])
def test_a_year_that_a_table_has_not_takes_the_nearest(table: Any) -> None:
    assert [nearest_year(year, table).year for year in (1999, 2016, 2021, 2026, 2040)] == [2016, 2016, 2021, 2026, 2027]
    assert sorted(table) == list(range(2016, 2028))
    for amount in table.values():
        assert amount.family.cents == 2 * amount.self_only.cents
        assert amount.source


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ({"preventive": True, "code": "X7001"}, ServiceCategory.PREVENTIVE),
        ({"emergency": True, "code": "X7001"}, ServiceCategory.EMERGENCY),
        ({"code": "X7001", "facility": True}, ServiceCategory.IMAGING),
        ({"code": "X7050", "primary_care": True}, ServiceCategory.LABORATORY),
        ({"code": "X1001", "facility": True, "primary_care": True}, ServiceCategory.FACILITY),
        ({"code": "X1001", "primary_care": True}, ServiceCategory.PRIMARY),
        ({"primary_care": False}, ServiceCategory.SPECIALIST),
        ({"code": "X1001"}, None),
        ({}, None),
    ],
)
def test_a_service_is_what_is_said_of_it_then_of_its_code_then_a_visit(
    said: dict[str, Any], category: ServiceCategory | None
) -> None:
    design = BenefitDesign(
        categories=[
            CategoryCodes(category=ServiceCategory.IMAGING, codes={"X7000-X7049"}),
            CategoryCodes(category=ServiceCategory.LABORATORY, codes={"X7000-X7999"}),
        ]
    )
    assert service_category(design, **said) is category
    if "code" not in said or said["code"] == "X1001":
        assert service_category(None, **said) is category


@pytest.mark.parametrize(
    ("plan_id", "deductible", "coinsurance"),
    [
        ("valley-choice-hmo", 0, 0),
        ("valley-choice-ppo", 50_000, 1000),
        ("harbor-epo", 100_000, 2000),
        ("harbor-hdhp", 200_000, 2000),
    ],
)
def test_every_plan_of_valley_is_known_in_every_tier(plan_id: str, deductible: int, coinsurance: int) -> None:
    valley = mg.valley()
    terms = plan_terms(valley.plan(plan_id))
    networks = valley.plan(plan_id).networks or ()
    assert [terms.tier_of(network) for network in networks] == list(range(1, len(networks) + 1))
    assert terms.limits(1, 2026, True).deductible == deductible
    assert terms.share_rows(1)[-1][1].coinsurance == coinsurance
    assert terms.year_of(date(2026, 3, 2)) == 2026
    for tier in terms.tiers() if terms.covers_out_of_network else range(1, len(networks) + 1):
        for self_only in (True, False):
            assert min(terms.limits(tier, 2026, self_only)) >= 0
        assert terms.counts_to[tier] is not None
        assert all(row.coinsurance >= 0 for _, row in terms.share_rows(tier))
