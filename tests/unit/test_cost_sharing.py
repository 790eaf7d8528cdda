"""What a patient owes, in published examples and in cases made for one rule each."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from medgroup.costs.benefits.adjudication import AdjudicatedLine, Adjudication, adjudicate_lines
from medgroup.costs.benefits.claims import Cause, ClaimLine, CoverageClass, LineStatus, Reversal
from medgroup.costs.benefits.display import shown_amount
from medgroup.domain.benefits import Crossing, PlanYear
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.payers import Line, Plan
from medgroup.values.money import Money
from medgroup.values.period import Period
from tests.unit.claims import Dollars, dollars, limit, line, lines, plan, sharing

AGGREGATE = LimitKind.AGGREGATE
IMAGING, PRIMARY, SPECIALIST, THERAPY = (
    ServiceCategory.IMAGING,
    ServiceCategory.PRIMARY,
    ServiceCategory.SPECIALIST,
    ServiceCategory.THERAPY,
)


def owed(given: Plan, *claims: ClaimLine | Reversal) -> list[Dollars]:
    """Return what the patient owes of each line, in dollars, whole where it is."""
    answer = adjudicate_lines(given, claims, in_order=True)
    return [_plainly(one.patient_owes) for one in answer.lines]


def only(given: Plan, claim: ClaimLine) -> AdjudicatedLine:
    return adjudicate_lines(given, [claim]).lines[0]


def parts(one: AdjudicatedLine) -> tuple[Dollars, ...]:
    """Return deductible, copay and coinsurance of a line."""
    return _plainly(one.deductible), _plainly(one.copay), _plainly(one.coinsurance)


def _plainly(amount: Money | None) -> Dollars:
    assert amount is not None
    return str(amount) if amount.cents % 100 else amount.cents // 100


class TestPublishedExamples:
    """COS-01 to COS-09: examples of healthcare.gov, of summaries of benefits, of glossaries."""

    #: healthcare.gov: deductible 3,000, coinsurance 20 %, out-of-pocket limit 6,850, the annual limit of 2016.
    GOVERNMENT = plan(sharing(3000, "0.2", 6850))
    IN_2016 = date(2016, 3, 2)

    def test_deductible_then_a_fifth_of_the_rest(self) -> None:
        one = only(self.GOVERNMENT, line(12_000, on=self.IN_2016))
        assert parts(one) == (3000, 0, 1800)
        assert _plainly(one.patient_owes) == 4800
        assert _plainly(one.plan_paid) == 7200

    def test_no_more_than_the_limit(self) -> None:
        one = only(self.GOVERNMENT, line(30_000, on=self.IN_2016))
        assert _plainly(one.patient_owes) == 6850
        assert _plainly(one.spared) == 3000 + 5400 - 6850

    #: A published summary of benefits: deductible 1,800, coinsurance 20 %.
    SUMMARY = plan(
        sharing(
            1800,
            "0.2",
            6000,
            [
                ServiceRule(category=SPECIALIST, copay=dollars(50)),
                ServiceRule(category=ServiceCategory.DRUGS, deductible=False),
            ],
        )
    )

    def test_peg_is_having_a_baby(self) -> None:
        one = only(self.SUMMARY, line(12_700))
        assert parts(one) == (1800, 0, 2180)
        assert _plainly(one.patient_owes) == 3980

    def test_joe_has_diabetes(self) -> None:
        visits = [line(265, number=number, category=SPECIALIST) for number in range(1, 5)]
        drugs = line(970, number=5, category=ServiceCategory.DRUGS)
        blood = line(75, number=6, category=ServiceCategory.LABORATORY)
        preventive = line(5600 - 4 * 265 - 970 - 75, number=7, preventive=True)
        answer = adjudicate_lines(self.SUMMARY, [*visits, drugs, blood, preventive])
        assert sum(_cents(answer, "deductible")) == 75_00
        assert sum(_cents(answer, "copay")) == 200_00
        assert sum(_cents(answer, "coinsurance")) == 194_00
        assert str(answer.totals.patient_owes) == "469.00"

    def test_what_is_shown_is_rounded_and_what_is_adjudicated_is_not(self) -> None:
        one = only(plan(sharing(2900, "0.2", 8000)), line(12_800))
        assert parts(one) == (2900, 0, 1980)
        shown = [shown_amount(amount) for amount in (one.deductible, one.coinsurance) if amount is not None]
        assert [str(amount) for amount in shown] == ["2900.00", "2000.00"]
        assert shown[0] + shown[1] == dollars(4900)

    @pytest.mark.parametrize(
        ("exact", "shown"),
        [(0, 0), ("4.99", 0), (5, 10), ("94.99", 90), (95, 100), ("99.99", 100), (100, 100), (149, 100), (150, 200)],
    )
    def test_amounts_are_shown_to_the_nearest_ten_below_a_hundred(self, exact: Dollars, shown: Dollars) -> None:
        assert shown_amount(dollars(exact)) == dollars(shown)

    def test_thirty_per_cent_of_an_mri(self) -> None:
        given = plan(sharing(0, "0.2", 9000, [ServiceRule(category=IMAGING, coinsurance=Decimal("0.30"))]))
        assert owed(given, line(3250, category=IMAGING)) == [975]

    def test_an_office_visit_before_and_after_the_deductible(self) -> None:
        assert owed(plan(sharing(100, "0.2", 5000)), *lines(100, 100)) == [100, 20]

    def test_jane_and_her_insurer_share_costs_over_a_year(self) -> None:
        """The uniform glossary: deductible 1,500, coinsurance 20 %, limit 5,000; visits of 125 and of 200."""
        year = [125] * 12 + [75] + [5000, 12_375] + [200]
        answer = adjudicate_lines(plan(sharing(1500, "0.2", 5000)), lines(*year), in_order=True)
        shares = [(_plainly(one.patient_owes), _plainly(one.plan_paid)) for one in answer.lines]
        # All of each visit until 1,500 is met; a fifth after that; nothing once 5,000 is met.
        assert shares[:12] == [(125, 0)] * 12
        assert shares[12:] == [(15, 60), (1000, 4000), (2475, 9900), (10, 190)]
        after = adjudicate_lines(plan(sharing(1500, "0.2", 5000)), lines(*year, 200), in_order=True)
        assert _plainly(after.lines[-1].patient_owes) == 0

    def test_a_copay_of_20_for_a_visit_of_100_before_and_after_the_deductible(self) -> None:
        """healthcare.gov, copayment: the full allowable amount of the visit before the deductible is met, 20 after."""
        rule = ServiceRule(category=PRIMARY, copay=dollars(20), copay_order=CopayOrder.AFTER)
        given = plan(sharing(100, "0", 5000, [rule]))
        assert owed(given, line(100, category=PRIMARY), line(100, number=2, category=PRIMARY)) == [100, 20]

    def test_a_balance_bill_is_for_out_of_network(self) -> None:
        given = plan(sharing(0, "0", 5000), out=sharing(0, "0", 5000))
        outside = only(given, line(70, charge=100, coverage=CoverageClass.OUT))
        inside = only(given, line(70, charge=100))
        assert (outside.balance_billed, outside.written_off) == (dollars(30), dollars(0))
        assert (inside.balance_billed, inside.written_off) == (dollars(0), dollars(30))

    def test_one_member_of_a_family_pays_no_more_than_the_self_only_limit(self) -> None:
        """ACA FAQ XXVII: an aggregate limit of 13,000 in 2016; members with 10,000, 3,000, 3,000 and 3,000."""
        given = plan(sharing(limit(0, 0), "1", Limit(family=dollars(13_000), kind=AGGREGATE)))
        claims = [
            line(amount, number=number, patient=f"member {number}", self_only=False, on=self.IN_2016)
            for number, amount in enumerate((10_000, 3000, 3000, 3000), start=1)
        ]
        assert owed(given, *claims) == [6850, 3000, 3000, 150]

    def test_an_embedded_deductible_is_met_by_one_or_by_all_together(self) -> None:
        """Individual 500 and family 1,000; then 10 %, up to 2,000 and 4,000."""
        given = plan(sharing(limit(500, 1000), "0.1", limit(2000, 4000)))
        claims = [
            line(amount, number=number, patient=patient, self_only=False)
            for number, (patient, amount) in enumerate(
                [("ann", 600), ("ben", 300), ("cleo", 300), ("dan", 100), ("ben", 100)], start=1
            )
        ]
        # Ann: 500 and 10 % of 100. Ben: 300. Cleo: the 200 that the family has left, and 10 % of 100. Then 10 %.
        assert owed(given, *claims) == [510, 300, 210, 10, 10]

    def test_an_aggregate_deductible_is_met_by_all_together_alone(self) -> None:
        """Family deductible 3,500 in network and 7,000 out of it; what is paid on either side counts on both."""
        both = limit(1750, 3500, AGGREGATE), limit(3500, 7000, AGGREGATE)
        given = plan(sharing(both[0], "0.2"), out=sharing(both[1], "0.4"), crossing=Crossing.BOTH)
        claims = [
            line(3500, number=1, self_only=False),
            line(100, number=2, patient="ben", self_only=False),
            line(100, number=3, patient="ben", self_only=False, coverage=CoverageClass.OUT),
        ]
        assert owed(given, *claims) == [3500, 20, 100]


def _cents(answer: Adjudication, name: str) -> list[int]:
    return [getattr(one, name).cents for one in answer.lines]


class TestCopays:
    def test_a_copay_waives_the_deductible_and_takes_the_place_of_coinsurance(self) -> None:
        given = plan(sharing(1000, "0.2", 5000, [ServiceRule(category=PRIMARY, copay=dollars(25))]))
        one = only(given, line(180, category=PRIMARY))
        assert parts(one) == (0, 25, 0)
        assert one.rule == "primary"

    def test_a_copay_is_no_more_than_what_is_allowed(self) -> None:
        given = plan(sharing(0, "0", 5000, [ServiceRule(category=PRIMARY, copay=dollars(25))]))
        assert owed(given, line(20, category=PRIMARY)) == [20]

    def test_a_copay_after_the_deductible_is_taken_of_what_is_left(self) -> None:
        rule = ServiceRule(category=SPECIALIST, copay=dollars(50), copay_order=CopayOrder.AFTER)
        given = plan(sharing(200, "0.2", 5000, [rule]))
        one, other, third = adjudicate_lines(given, lines(180, 60, 120, category=SPECIALIST)).lines
        assert parts(one) == (180, 0, 0)
        assert parts(other) == (20, 40, 0)
        assert parts(third) == (0, 50, 0)

    def test_a_copay_before_the_deductible_leaves_the_rest_to_it(self) -> None:
        rule = ServiceRule(
            category=ServiceCategory.EMERGENCY,
            copay=dollars(250),
            copay_order=CopayOrder.BEFORE,
            coinsurance=Decimal("0.2"),
        )
        given = plan(sharing(500, "0.2", 5000, [rule]))
        one = only(given, line(1750, category=ServiceCategory.EMERGENCY))
        assert parts(one) == (500, 250, 200)

    def test_a_copay_counts_toward_the_limit_and_not_toward_the_deductible(self) -> None:
        given = plan(sharing(100, "0", 120, [ServiceRule(category=PRIMARY, copay=dollars(25))]))
        visit, test = adjudicate_lines(given, [line(80, category=PRIMARY), line(200, number=2)]).lines
        assert visit.after.patient.deductible == dollars(0)
        assert visit.after.patient.out_of_pocket == dollars(25)
        assert parts(test) == (95, 0, 0)

    def test_lines_of_one_visit_take_one_copay(self) -> None:
        given = plan(sharing(0, "0", 5000, [ServiceRule(category=PRIMARY, copay=dollars(25))]))
        assert owed(given, *lines(10, 100, 100, category=PRIMARY, visit="monday")) == [10, 15, 0]
        assert owed(given, *lines(10, 100, category=PRIMARY)) == [10, 25]
        assert owed(given, *lines(0, 100, category=PRIMARY, visit="monday")) == [0, 25]

    def test_a_visit_is_of_one_patient_and_one_rule(self) -> None:
        rules = [ServiceRule(category=PRIMARY, copay=dollars(25)), ServiceRule(category=THERAPY, copay=dollars(40))]
        given = plan(sharing(0, "0", 5000, rules))
        claims = [
            line(100, number=1, category=PRIMARY, visit="monday"),
            line(100, number=2, category=THERAPY, visit="monday"),
            line(100, number=3, category=PRIMARY, visit="monday", patient="ben"),
        ]
        assert owed(given, *claims) == [25, 40, 25]

    def test_units_multiply_nothing(self) -> None:
        given = plan(sharing(0, "0", 5000, [ServiceRule(category=THERAPY, copay=dollars(40))]))
        assert owed(given, line(160, category=THERAPY, units=4)) == [40]


class TestRules:
    def test_the_first_rule_that_holds_decides(self) -> None:
        rules = [
            ServiceRule(codes={"X7000-X7999"}, copay=dollars(300)),
            ServiceRule(families={"cardiology"}, copay=dollars(60)),
            ServiceRule(primary_care=True, copay=dollars(20)),
        ]
        given = plan(sharing(0, "0.5", 5000, rules))
        assert owed(given, line(1000, code="X7000", category=None)) == [300]
        assert owed(given, line(1000, code="X7999", category=None)) == [300]
        assert owed(given, line(1000, code="X8000")) == [60]
        assert owed(given, line(1000, families={"family-medicine"}, primary_care=True)) == [20]
        assert owed(given, line(1000, families={"orthopaedics"})) == [500]

    def test_a_rule_holds_for_what_is_everything_that_it_states(self) -> None:
        rule = ServiceRule(category=IMAGING, codes={"X7001"}, families={"radiology"}, primary_care=False, covered=False)
        given = plan(sharing(0, "0", 5000, [rule]))
        fits = {"category": IMAGING, "code": "X7001", "families": {"radiology"}, "primary_care": False}
        assert only(given, line(100, **fits)).cause is Cause.SERVICE_NOT_COVERED
        for name, other in [
            ("category", PRIMARY),
            ("code", "X7002"),
            ("families", {"cardiology"}),
            ("primary_care", True),
        ]:
            assert only(given, line(100, **{**fits, name: other})).status is LineStatus.COVERED

    @pytest.mark.parametrize("unknown", ["category", "code", "families", "primary_care"])
    def test_a_line_waits_where_it_is_not_known_which_rule_holds(self, unknown: str) -> None:
        rule = ServiceRule(
            category=ServiceCategory.OTHER,
            codes={"X1001"},
            families={"cardiology"},
            primary_care=False,
            copay=dollars(1),
        )
        given = plan(sharing(0, "0", 5000, [rule]))
        assert only(given, line(100, **{unknown: None})).cause is Cause.SERVICE_NOT_KNOWN

    def test_a_rule_may_waive_the_deductible_without_a_copay(self) -> None:
        given = plan(sharing(1000, "0.2", 5000, [ServiceRule(category=THERAPY, deductible=False)]))
        assert parts(only(given, line(100, category=THERAPY))) == (0, 0, 20)

    def test_visits_beyond_those_of_the_year_are_the_patients(self) -> None:
        given = plan(sharing(0, "0.2", 5000, [ServiceRule(category=THERAPY, visits=2)]))
        claims = lines(100, 100, 100, category=THERAPY, charge=150)
        one = adjudicate_lines(given, claims).lines[2]
        assert owed(given, *claims) == [20, 20, 100]
        assert (one.status, one.cause) == (LineStatus.NOT_COVERED, Cause.VISITS)
        assert (one.not_covered, one.written_off) == (dollars(100), dollars(50))
        assert one.after.patient.out_of_pocket == dollars(40)

    def test_lines_of_one_visit_count_once(self) -> None:
        given = plan(sharing(0, "0.2", 5000, [ServiceRule(category=THERAPY, visits=1)]))
        claims = [*lines(100, 100, category=THERAPY, visit="monday"), line(100, number=3, category=THERAPY)]
        assert owed(given, *claims) == [20, 20, 100]

    def test_rules_of_one_name_count_their_visits_together_in_every_tier(self) -> None:
        inside, outside = (ServiceRule(name="therapy", category=THERAPY, visits=2) for _ in range(2))
        given = plan(sharing(0, "0", 5000, [inside]), out=sharing(0, "0", 5000, [outside]))
        claims = [
            line(100, number=1, category=THERAPY),
            line(100, number=2, category=THERAPY, coverage=CoverageClass.OUT),
            line(100, number=3, category=THERAPY),
        ]
        assert owed(given, *claims) == [0, 0, 100]

    def test_a_visit_of_one_patient_is_not_one_of_another_nor_of_another_year(self) -> None:
        given = plan(sharing(0, "0", 5000, [ServiceRule(category=THERAPY, visits=1)]))
        claims = [
            line(100, number=1, category=THERAPY),
            line(100, number=2, category=THERAPY, patient="ben"),
            line(100, number=3, category=THERAPY, on=date(2027, 1, 1)),
        ]
        assert owed(given, *claims) == [0, 0, 0]

    def test_a_service_that_is_not_covered_is_the_patients_at_the_contracts_price(self) -> None:
        given = plan(sharing(0, "0", 5000, [ServiceRule(category=THERAPY, covered=False)]))
        one = only(given, line(80, charge=100, category=THERAPY))
        assert (one.patient_owes, one.written_off, one.plan_paid) == (dollars(80), dollars(20), dollars(0))
        assert (one.balance_billed, one.spared, parts(one)) == (dollars(0), dollars(0), (0, 0, 0))
        assert one.after == one.before

    @pytest.mark.parametrize("coverage", [CoverageClass.OUT, CoverageClass.SURPRISE])
    def test_without_a_contract_it_is_hers_at_the_charge(self, coverage: CoverageClass) -> None:
        terms = sharing(0, "0", 5000, [ServiceRule(category=THERAPY, covered=False)])
        one = only(plan(terms, out=terms), line(80, charge=100, category=THERAPY, coverage=coverage))
        assert (one.patient_owes, one.written_off, one.balance_billed) == (dollars(100), dollars(0), dollars(0))


class TestPreventive:
    TERMS = sharing(1000, "0.2", 5000)

    @pytest.mark.parametrize("said", [{"preventive": True}, {"category": ServiceCategory.PREVENTIVE}])
    @pytest.mark.parametrize("coverage", [CoverageClass.IN, CoverageClass.SURPRISE])
    def test_it_is_free_in_network(self, said: dict[str, Any], coverage: CoverageClass) -> None:
        assert owed(plan(self.TERMS), line(200, coverage=coverage, **said)) == [0]

    def test_it_is_shared_out_of_network_and_in_a_grandfathered_plan(self) -> None:
        assert owed(plan(self.TERMS, out=self.TERMS), line(200, preventive=True, coverage=CoverageClass.OUT)) == [200]
        assert owed(plan(self.TERMS, grandfathered=True), line(200, preventive=True)) == [200]

    def test_its_visits_may_still_be_counted(self) -> None:
        rule = ServiceRule(category=ServiceCategory.PREVENTIVE, visits=1)
        given = plan(sharing(1000, "0.2", 5000, [rule]))
        assert owed(given, *lines(200, 200, category=ServiceCategory.PREVENTIVE)) == [0, 200]


class TestFamilies:
    def test_the_limit_of_the_family_is_met_in_the_middle_of_a_line(self) -> None:
        given = plan(sharing(limit(0, 0), "0.5", limit(1000, 1500)))
        claims = [
            line(2000, number=1, self_only=False),
            line(1400, number=2, patient="ben", self_only=False),
            line(100, number=3, patient="cleo", self_only=False),
        ]
        answer = adjudicate_lines(given, claims)
        assert [_plainly(one.patient_owes) for one in answer.lines] == [1000, 500, 0]
        assert answer.lines[1].after.family.out_of_pocket == dollars(1500)
        assert answer.lines[1].spared == dollars(200)

    def test_who_is_covered_alone_has_the_individual_amounts(self) -> None:
        given = plan(sharing(limit(1000, 2000, AGGREGATE), "0", limit(3000, 6000, AGGREGATE)))
        assert owed(given, line(1500)) == [1000]
        assert owed(given, line(1500, self_only=False)) == [1500]

    def test_an_aggregate_deductible_pays_nobody_before_the_family_meets_it(self) -> None:
        given = plan(sharing(limit(1000, 2000, AGGREGATE), "0.2", limit(3000, 6000)))
        claims = [
            line(1200, number=1, self_only=False),
            line(1200, number=2, patient="ben", self_only=False),
            line(100, number=3, patient="cleo", self_only=False),
        ]
        assert owed(given, *claims) == [1200, 880, 20]

    def test_a_line_waits_where_it_matters_who_else_is_covered(self) -> None:
        aggregate = plan(sharing(limit(1000, 2000, AGGREGATE), "0.2", limit(3000, 6000)))
        embedded = plan(sharing(limit(1000, 2000), "0.2", limit(3000, 6000)))
        assert only(aggregate, line(100, self_only=None)).cause is Cause.DEDUCTIBLE_NOT_KNOWN
        assert owed(embedded, line(100, self_only=None)) == [100]

    def test_another_family_under_the_same_plan_has_limits_of_its_own(self) -> None:
        given = plan(sharing(limit(500, 500), "0", limit(500, 500)))
        claims = [line(500, number=1, self_only=False), line(500, number=2, self_only=False, family="other")]
        assert owed(given, *claims) == [500, 500]

    def test_the_deductible_gives_way_last_to_the_limit_of_the_family(self) -> None:
        given = plan(
            sharing(limit(300, 600), "0.2", limit(400, 400), [ServiceRule(category=PRIMARY, copay=dollars(150))])
        )
        claims = [
            line(200, number=1, category=PRIMARY, self_only=False),
            line(1000, number=2, patient="ben", self_only=False),
        ]
        answer = adjudicate_lines(given, claims)
        assert parts(answer.lines[1]) == (250, 0, 0)
        assert answer.lines[1].after.patient.deductible == dollars(250)


class TestLimitsOfNothing:
    def test_a_limit_of_nothing_leaves_nothing_to_pay(self) -> None:
        given = plan(sharing(limit(0, 0), "0.2", limit(0, 0)))
        assert owed(given, line(100), line(100, number=2, self_only=False)) == [0, 0]
        assert owed(plan(sharing(100, "0.2", 0)), line(100)) == [0]

    def test_a_deductible_of_nothing_is_known(self) -> None:
        assert owed(plan(sharing(limit(0, 0), "0.2", limit(500, 500))), line(100, self_only=False)) == [20]


class TestSelfOnlyLimit:
    def test_it_is_that_of_the_year_in_which_the_plan_year_begins(self) -> None:
        given = plan(sharing(0, "1", None), plan_year=PlanYear(month=7))
        assert owed(given, line(50_000, on=date(2026, 6, 30))) == [9200]
        assert owed(given, line(50_000, on=date(2026, 7, 1))) == [10_600]

    def test_a_plan_may_state_another(self) -> None:
        assert owed(plan(sharing(0, "1", None), self_only_limit=dollars(8000)), line(50_000)) == [8000]

    @pytest.mark.parametrize(
        ("said", "on"),
        [
            ({"grandfathered": True}, date(2026, 3, 2)),
            ({"line": Line.MEDICARE}, date(2026, 3, 2)),
            ({}, date(2015, 3, 2)),
        ],
    )
    def test_it_holds_nothing_down_where_the_law_does_not_reach(self, said: dict[str, Any], on: date) -> None:
        assert owed(plan(sharing(0, "1", None), **said), line(50_000, on=on)) == [50_000]

    def test_it_does_not_reach_out_of_network(self) -> None:
        given = plan(sharing(0, "1", None), out=sharing(0, "1", None))
        assert owed(given, line(50_000, coverage=CoverageClass.OUT), line(50_000, number=2)) == [50_000, 10_600]

    def test_it_is_over_all_tiers_together(self) -> None:
        given = plan(sharing(0, "1", 8000), sharing(0, "1", 9000))
        assert owed(given, line(8000), line(9000, number=2, tier=2)) == [8000, 2600]

    def test_that_of_a_later_year_is_assumed_and_said(self) -> None:
        answer = adjudicate_lines(plan(sharing(0, "1", None)), [line(50_000, on=date(2041, 3, 2))])
        assert answer.totals.patient_owes == dollars(12_000)
        assert answer.assumptions == ("the annual limit of 2041 is not known; that of 2027 stands for it",)

    def test_a_plan_of_unknown_business_is_assumed_to_have_it(self) -> None:
        answer = adjudicate_lines(plan(sharing(0, "1", None), line=None), [line(50_000)])
        assert answer.assumptions == ("plan plan, whose line of business is not known, has the annual limit",)
        assert adjudicate_lines(plan(sharing(0, "1", None), line=None), [line(100)]).assumptions == ()


def _of_three(amount: Dollars, **said: Any) -> list[ClaimLine]:
    """Return a line of each of three members of a family."""
    return [
        line(amount, number=number, patient=patient, self_only=False, **said)
        for number, patient in enumerate(("ann", "ben", "cleo"), start=1)
    ]


class TestAnnualLimitOfAFamily:
    """45 CFR 156.130(a): other than self-only coverage leaves twice the limit of self-only coverage at the most."""

    ABOVE = sharing(0, "1", limit(9000, 30_000))

    def test_a_family_pays_no_more_whatever_the_plan_states(self) -> None:
        answer = adjudicate_lines(plan(self.ABOVE), _of_three(9000))
        assert [one.patient_owes for one in answer.lines] == [dollars(9000), dollars(9000), dollars(3200)]
        assert (
            "The annual limit of 2026 for a family leaves $3200.00 to pay; the plan pays $5800.00 in her place."
            in answer.explain().replace("\n  ", " ")
        )

    def test_that_the_plan_states_more_is_said_before_it_matters(self) -> None:
        (said,) = adjudicate_lines(plan(self.ABOVE), _of_three(10)).assumptions
        assert said == (
            "the out-of-pocket limit of 30000.00 for a family in tier 1 of plan plan is above the annual limit of "
            "2026, which holds in its place"
        )
        assert adjudicate_lines(plan(self.ABOVE), [line(10)]).assumptions == ()
        lawful = sharing(0, "1", limit(9000, 21_200))
        assert adjudicate_lines(plan(lawful), _of_three(10)).assumptions == ()

    def test_a_plan_without_a_limit_for_families_has_that_of_the_law(self) -> None:
        assert owed(plan(sharing(0, "1", None)), *_of_three(9000)) == [9000, 9000, 3200]
        assert owed(plan(sharing(0, "1", Limit(family=dollars(40_000), kind=AGGREGATE))), *_of_three(9000)) == [
            9000,
            9000,
            3200,
        ]

    def test_a_lower_one_of_the_plan_holds(self) -> None:
        assert owed(plan(sharing(0, "1", limit(9000, 20_000))), *_of_three(9000)) == [9000, 9000, 2000]

    @pytest.mark.parametrize("said", [{"grandfathered": True}, {"line": Line.MEDICARE}])
    def test_it_holds_nothing_down_where_the_law_does_not_reach(self, said: dict[str, Any]) -> None:
        answer = adjudicate_lines(plan(self.ABOVE, **said), _of_three(9000))
        assert (answer.totals.patient_owes, answer.assumptions) == (dollars(27_000), ())

    def test_it_does_not_reach_out_of_network(self) -> None:
        given = plan(self.ABOVE, out=sharing(0, "1", limit(9000, 30_000)))
        answer = adjudicate_lines(given, _of_three(9000, coverage=CoverageClass.OUT))
        assert (answer.totals.patient_owes, answer.assumptions) == (dollars(27_000), ())

    def test_of_a_year_that_is_not_known_that_of_another_is_assumed_and_said(self) -> None:
        answer = adjudicate_lines(plan(sharing(0, "1", None)), _of_three(9000, on=date(2041, 3, 2)))
        assert answer.totals.patient_owes == dollars(24_000)
        assert answer.assumptions == ("the annual limit of 2041 is not known; that of 2027 stands for it",)
        below = adjudicate_lines(plan(sharing(0, "1", None)), _of_three(10, on=date(2041, 3, 2)))
        assert below.assumptions == ()

    def test_what_is_not_known_of_a_limit_stays_so(self) -> None:
        assert only(plan(sharing(0, "1", Limit(individual=dollars(9000)))), line(100, self_only=False)).cause is (
            Cause.OUT_OF_POCKET_NOT_KNOWN
        )


class TestPreventiveOrNot:
    def test_out_of_network_it_is_shared_and_not_said_to_be_free(self) -> None:
        given = plan(sharing(100), out=sharing(100))
        answer = adjudicate_lines(given, [line(10, preventive=True, coverage=CoverageClass.OUT)])
        assert answer.totals.patient_owes == dollars(10)
        assert not [reason for reason in answer.because if "free" in reason.statement]

    def test_a_line_of_no_known_category_is_taken_as_none_and_that_is_said(self) -> None:
        given = plan(sharing(100), out=sharing(100))
        unknown = [line(10, number=number, category=None) for number in (1, 2)]
        assert adjudicate_lines(given, unknown[:1]).assumptions == (
            "1 line of no known category is taken as no preventive care",
        )
        assert adjudicate_lines(given, unknown).assumptions == (
            "2 lines of no known category are taken as no preventive care",
        )

    @pytest.mark.parametrize(
        "said",
        [
            {"category": ServiceCategory.OTHER},
            {"preventive": True},
            {"coverage": CoverageClass.OUT},
        ],
    )
    def test_nothing_is_assumed_where_it_changes_nothing(self, said: dict[str, Any]) -> None:
        given = plan(sharing(100), out=sharing(100))
        assert adjudicate_lines(given, [line(10, **{"category": None, **said})]).assumptions == ()

    def test_nor_where_nothing_is_owed_or_nothing_is_free(self) -> None:
        assert adjudicate_lines(plan(sharing(0)), [line(10, category=None)]).assumptions == ()
        assert adjudicate_lines(plan(sharing(100), grandfathered=True), [line(10, category=None)]).assumptions == ()


class TestHighDeductible:
    RULES = (ServiceRule(category=PRIMARY, copay=dollars(25)),)

    def test_nothing_is_paid_before_the_least_deductible_but_preventive_care(self) -> None:
        given = plan(sharing(3000, "0.2", 8000, self.RULES), hdhp=True)
        claims = [
            line(100, number=1, category=PRIMARY),
            line(100, number=2, preventive=True),
            line(1700, number=3, category=PRIMARY),
            line(100, number=4, category=PRIMARY),
            line(100, number=5),
        ]
        # The least deductible of 2026 is 1,700: 100, then 1,600 and the copay of what is left, then copays again.
        assert owed(given, *claims) == [100, 0, 1625, 25, 100]

    def test_a_family_meets_the_familys(self) -> None:
        given = plan(sharing(limit(1700, 3400), "0.2", limit(8000, 16_000), self.RULES), hdhp=True)
        claims = [
            line(3000, number=1, self_only=False),
            line(500, number=2, patient="ben", category=PRIMARY, self_only=False),
        ]
        # 3,000 of one member, whose own deductible is 1,700, are below the 3,400 of the family.
        assert owed(given, *claims) == [3000, 425]

    @pytest.mark.parametrize("hdhp", [False, None])
    def test_what_the_plan_states_holds_where_it_is_no_high_deductible_plan(self, hdhp: bool | None) -> None:
        assert owed(plan(sharing(3000, "0.2", 8000, self.RULES), hdhp=hdhp), line(100, category=PRIMARY)) == [25]

    def test_a_line_waits_where_it_is_not_known_whose_deductible_has_to_be_met(self) -> None:
        given = plan(sharing(limit(1700, 3400), "0.2", limit(8000, 16_000)), hdhp=True)
        assert only(given, line(100, self_only=None)).cause is Cause.FAMILY_NOT_KNOWN
        assert owed(given, line(0, self_only=None)) == [0]

    def test_that_of_a_later_year_is_assumed_and_said(self) -> None:
        answer = adjudicate_lines(plan(sharing(3000, "0.2", 8000), hdhp=True), [line(100, on=date(2040, 3, 2))])
        assert answer.assumptions == ("the least high deductible of 2040 is not known; that of 2027 stands for it",)


class TestTiersAndCrossing:
    OUT = sharing(500, "0.5", 2000)

    @pytest.mark.parametrize(
        ("crossing", "inside", "outside"),
        [
            (Crossing.NONE, 300, 500),
            (Crossing.OUT_TO_IN, 0, 500),
            (Crossing.IN_TO_OUT, 300, 200),
            (Crossing.BOTH, 0, 200),
        ],
    )
    def test_what_is_paid_on_one_side_counts_on_the_other_as_the_plan_says(
        self, crossing: Crossing, inside: int, outside: int
    ) -> None:
        given = plan(sharing(300, "0", 2000), out=self.OUT, crossing=crossing)
        first_out = [line(500, number=1, coverage=CoverageClass.OUT), line(300, number=2)]
        first_in = [line(300, number=1), line(500, number=2, coverage=CoverageClass.OUT)]
        assert owed(given, *first_out)[1] == inside
        assert adjudicate_lines(given, first_in).lines[1].deductible == dollars(outside)

    def test_what_crosses_is_held_down_by_the_limits_of_the_other_side(self) -> None:
        given = plan(sharing(300, "0", 400), out=self.OUT, crossing=Crossing.OUT_TO_IN)
        answer = adjudicate_lines(given, [line(1500, coverage=CoverageClass.OUT)])
        rows = {row.tier: row for row in answer.accumulators if row.patient == "ann"}
        assert (rows[0].deductible, rows[0].out_of_pocket) == (dollars(500), dollars(1000))
        assert (rows[1].deductible, rows[1].out_of_pocket) == (dollars(300), dollars(400))
        assert rows[None].out_of_pocket == dollars(0)

    def test_tiers_count_together_or_apart(self) -> None:
        tiers = sharing(500, "0", 3000), sharing(1500, "0", 6000)
        claims = line(1500, number=1, tier=2), line(500, number=2)
        assert owed(plan(*tiers, shared_tiers=False), *claims) == [1500, 500]
        assert owed(plan(*tiers, shared_tiers=True), *claims) == [1500, 0]

    def test_a_line_waits_where_it_is_not_known_what_counts_together(self) -> None:
        tiers = sharing(500, "0", 3000), sharing(1500, "0", 6000)
        assert only(plan(*tiers, shared_tiers=None), line(100)).cause is Cause.CROSSING_NOT_KNOWN
        given = plan(tiers[0], out=self.OUT, crossing=None)
        assert only(given, line(100, coverage=CoverageClass.OUT)).cause is Cause.CROSSING_NOT_KNOWN
        assert owed(given, line(100)) == [100]

    def test_a_plan_that_covers_nothing_out_of_network_leaves_the_charge(self) -> None:
        one = only(plan(sharing(0, "0", 3000)), line(70, charge=100, coverage=CoverageClass.OUT))
        assert (one.cause, one.patient_owes, one.balance_billed) == (Cause.OUT_OF_NETWORK, dollars(100), dollars(0))

    def test_what_crosses_is_held_down_by_what_the_family_has_used(self) -> None:
        inside = sharing(limit(300, 400), "0", limit(500, 600))
        given = plan(inside, out=sharing(limit(500, 1000), "0.5", limit(2000, 4000)), crossing=Crossing.OUT_TO_IN)
        claims = [
            line(300, number=1, self_only=False),
            line(500, number=2, patient="ben", self_only=False, coverage=CoverageClass.OUT),
        ]
        rows = {(row.patient, row.tier): row for row in adjudicate_lines(given, claims).accumulators}
        assert (rows["ben", 1].deductible, rows["ben", 1].out_of_pocket) == (dollars(100), dollars(300))
        assert (rows[None, 1].deductible, rows[None, 1].out_of_pocket) == (dollars(400), dollars(600))

    def test_what_crosses_to_limits_that_are_not_known_is_held_down_by_the_most_they_can_be(self) -> None:
        inside = sharing(limit(300, 400, AGGREGATE), "0", limit(500, 600))
        given = plan(inside, out=sharing(limit(700, 1000), "0.5", limit(2000, 4000)), crossing=Crossing.OUT_TO_IN)
        answer = adjudicate_lines(given, [line(700, coverage=CoverageClass.OUT, self_only=None)])
        rows = {(row.patient, row.tier): row for row in answer.accumulators}
        assert (rows["ann", 1].deductible, rows["ann", 1].out_of_pocket) == (dollars(400), dollars(500))

    def test_what_crosses_to_a_limit_that_nobody_states_is_not_held_down(self) -> None:
        inside = CostSharing(deductible=Limit(individual=dollars(300)), out_of_pocket=limit(500, 600), coinsurance="0")
        given = plan(inside, out=sharing(limit(700, 1000), "0.5", limit(2000, 4000)), crossing=Crossing.OUT_TO_IN)
        answer = adjudicate_lines(given, [line(700, coverage=CoverageClass.OUT, self_only=False)])
        rows = {(row.patient, row.tier): row for row in answer.accumulators}
        assert rows["ann", 1].deductible == dollars(700)


class TestSurpriseBills:
    TERMS = sharing(100, "0.2", 1000)

    def test_the_patient_shares_the_recognized_amount_as_in_network(self) -> None:
        """NSA: lesser of charge and qualifying payment amount, in-network share and accumulators, no balance bill."""
        given = plan(self.TERMS, out=sharing(5000, "0.5", 9000))
        one = only(given, line(600, charge=2000, coverage=CoverageClass.SURPRISE))
        assert parts(one) == (100, 0, 100)
        assert (one.plan_paid, one.written_off, one.balance_billed) == (dollars(400), dollars(1400), dollars(0))
        assert (one.after.patient.out_of_pocket, one.after.in_network) == (dollars(200), dollars(200))

    def test_a_charge_below_the_qualifying_payment_amount_is_the_recognized_amount(self) -> None:
        one = only(plan(self.TERMS), line(600, charge=350, coverage=CoverageClass.SURPRISE))
        assert (one.allowed, one.patient_owes, one.written_off) == (dollars(350), dollars(150), dollars(0))

    def test_it_is_covered_by_a_plan_that_covers_nothing_else_out_of_network(self) -> None:
        assert owed(plan(self.TERMS), line(100, charge=900, coverage=CoverageClass.SURPRISE)) == [100]

    def test_it_waits_where_the_qualifying_payment_amount_is_not_known(self) -> None:
        one = only(plan(self.TERMS), line(None, charge=900, coverage=CoverageClass.SURPRISE))
        assert one.cause is Cause.ALLOWED_NOT_KNOWN


class TestAllowedAndCharged:
    def test_no_more_is_allowed_than_was_charged(self) -> None:
        one = only(plan(sharing(0, "0.2", 1000)), line(120, charge=100))
        assert (one.allowed, one.patient_owes, one.written_off) == (dollars(100), dollars(20), dollars(0))

    def test_without_a_charge_what_follows_from_it_is_not_known(self) -> None:
        given = plan(sharing(0, "0.2", 1000), out=sharing(0, "0.2", 1000))
        inside = only(given, line(100, charge=None))
        outside = only(given, line(100, charge=None, coverage=CoverageClass.OUT))
        assert (inside.patient_owes, inside.written_off, inside.balance_billed) == (dollars(20), None, dollars(0))
        assert (outside.patient_owes, outside.written_off, outside.balance_billed) == (dollars(20), dollars(0), None)

    def test_half_a_cent_of_coinsurance_is_the_patients(self) -> None:
        one = only(plan(sharing(0, "0.5", 1000)), line("0.01"))
        other = only(plan(sharing(0, "0.4999", 1000)), line("0.01"))
        assert (one.patient_owes, other.patient_owes) == (Money(1), Money(0))

    def test_a_line_of_nothing_costs_nothing_whatever_is_not_known(self) -> None:
        given = plan(sharing(0, "0.5", 1000), hdhp=True)
        assert owed(given, line(0, charge=10)) == [0]


class TestPlanYears:
    def test_limits_begin_anew_with_the_plan_year(self) -> None:
        given = plan(sharing(100, "0", 1000), plan_year=PlanYear(month=7, day=2))
        claims = [
            line(100, number=number, on=on)
            for number, on in enumerate([date(2026, 3, 2), date(2026, 7, 1), date(2026, 7, 2)], start=1)
        ]
        assert owed(given, *claims) == [100, 0, 100]

    def test_the_first_day_there_is_is_in_a_plan_year(self) -> None:
        given = plan(sharing(100, "0", 1000), plan_year=PlanYear(month=7))
        claims = [line(100, number=number, on=on) for number, on in enumerate([date.min, date(1, 7, 1)], start=1)]
        assert owed(given, *claims) == [100, 100]

    def test_a_line_before_the_plan_or_after_it_is_not_covered(self) -> None:
        given = plan(sharing(0, "0", 1000), period=Period(date(2026, 1, 1), date(2026, 3, 1)))
        one = only(given, line(80, charge=100))
        assert (one.cause, one.patient_owes) == (Cause.PLAN_PERIOD, dollars(100))
        assert owed(given, line(80, on=date(2026, 2, 28))) == [0]
