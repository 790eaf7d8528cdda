"""What a visit is covered as: the gates of each product, and what goes before them."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.costs.benefits.gates import CoverageGate, GateQuestion, coverage_gate
from medgroup.domain import Permission
from medgroup.domain.benefits import BenefitDesign, OutOfNetwork
from medgroup.domain.payers import Line, Plan, PlanGate, Product
from medgroup.errors import InvalidValueError
from medgroup.network import Status
from medgroup.values.period import Period

DAY = date(2026, 3, 2)
IN, OUT, NONE, AUTHORIZE, UNKNOWN = (
    Consequence.COVERED_IN,
    Consequence.COVERED_OUT,
    Consequence.NOT_COVERED,
    Consequence.NEEDS_AUTHORIZATION,
    Consequence.UNKNOWN,
)
#: What each product asks for before a specialist is covered, as it usually does.
GATES: dict[Product, set[PlanGate]] = {
    Product.HMO: {PlanGate.PCP, PlanGate.REFERRAL},
    Product.POS: {PlanGate.PCP, PlanGate.REFERRAL},
    Product.EPO: set(),
    Product.PPO: set(),
    Product.INDEMNITY: set(),
}
EVERYTHING: dict[str, Any] = {"pcp": True, "referral": True, "authorization": True}
NOTHING: dict[str, Any] = {"pcp": False, "referral": False, "authorization": False}


def plan(product: Product | None, **said: Any) -> Plan:
    gates = GATES[product] if product else set()
    return Plan(id="plan", payer="payer", product=product, **{"gates": gates, **said})


def gate(given: Plan, network: Status = Status.IN, **said: Any) -> CoverageGate:
    return coverage_gate(given, GateQuestion(**{"specialist": True, **said}), network=network, on=DAY)


@pytest.mark.parametrize(
    ("product", "without", "outside"),
    [
        (Product.HMO, NONE, NONE),
        (Product.POS, OUT, OUT),
        (Product.EPO, IN, NONE),
        (Product.PPO, IN, OUT),
        (Product.INDEMNITY, IN, OUT),
    ],
)
def test_each_product_has_its_gates(product: Product, without: Consequence, outside: Consequence) -> None:
    """42 USC 300e; NAIC model acts: PCP, referral, and what is covered out of network"""
    given = plan(product)
    assert gate(given, **EVERYTHING).consequence is IN
    assert gate(given, **NOTHING).consequence is without
    assert gate(given, Status.OUT, **NOTHING).consequence is outside
    assert gate(given, Status.PENDING, **EVERYTHING).consequence is outside


@pytest.mark.parametrize("missing", ["pcp", "referral"])
def test_one_missing_thing_closes_a_gate_that_asks_for_it(missing: str) -> None:
    said = {**EVERYTHING, missing: False}
    closed = gate(plan(Product.HMO), **said)
    assert (closed.consequence, closed.rows) == (NONE, (f"{missing}-none",))
    assert closed.because[0].would_change
    assert gate(plan(Product.HMO, gates=set()), **said).consequence is IN


def test_an_authorization_is_needed_on_both_sides_of_the_network() -> None:
    given = plan(Product.PPO, gates={PlanGate.AUTHORIZATION})
    assert gate(given, **NOTHING).consequence is AUTHORIZE
    assert gate(given, Status.OUT, **NOTHING).consequence is AUTHORIZE
    assert gate(given, authorization=True).consequence is IN
    assert gate(given, Status.OUT, authorization=True).consequence is OUT


@pytest.mark.parametrize("said", [{"specialist": False}, {"direct": True}])
def test_primary_care_and_direct_access_pass_every_gate(said: dict[str, Any]) -> None:
    """45 CFR 149.310"""
    given = plan(Product.HMO, gates=set(PlanGate))
    assert gate(given, **NOTHING, **said).consequence is IN
    assert gate(given, Status.OUT, **NOTHING, **said).consequence is NONE


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ({"emergency": True}, "emergency"),
        ({"surprise": True}, "surprise"),
        ({"continuing": True}, "continuity"),
        ({"relied_on_directory": True}, "directory"),
    ],
)
def test_what_protects_the_patient_goes_before_the_gates(said: dict[str, Any], row: str) -> None:
    """45 CFR 149.110; PHSA 2799A-3, 2799A-5(b)"""
    passed = gate(plan(Product.HMO, gates=set(PlanGate)), Status.OUT, **NOTHING, **said)
    assert (passed.consequence, passed.rows) == (IN, (row,))
    assert passed.because[0].source


def test_an_emergency_needs_no_network() -> None:
    assert gate(plan(None, gates=None), Status.UNKNOWN, emergency=True).consequence is IN


@pytest.mark.parametrize(
    ("network", "said", "missing"),
    [
        (Status.UNKNOWN, {}, "whether the practitioner is in network"),
        (Status.IN, {"specialist": None}, "whether the practitioner gives primary care"),
        (Status.IN, {"pcp": None}, "whether she has chosen a primary care practitioner"),
        (Status.IN, {"referral": None}, "whether a referral is held"),
    ],
)
def test_what_is_not_known_and_decides_is_asked_for(network: Status, said: dict[str, Any], missing: str) -> None:
    held = EVERYTHING if network is Status.UNKNOWN else {**NOTHING, "pcp": True, "referral": True}
    known = {**held, **said} if "specialist" not in said else {**NOTHING, **said}
    asked = gate(plan(Product.HMO), network, **known)
    assert asked.consequence is UNKNOWN
    assert missing in asked.missing
    assert missing in asked.because[0].statement
    assert missing in asked.headline()


def test_gates_that_are_not_known_matter_only_where_something_is_missing() -> None:
    given = plan(Product.HMO, gates=None)
    assert gate(given, **NOTHING).consequence is UNKNOWN
    assert gate(given, **EVERYTHING).consequence is IN
    assert gate(given, **NOTHING, specialist=False).consequence is IN


def test_medicare_leaves_its_patients_free_to_choose() -> None:
    """42 USC 1395a"""
    given = plan(None, gates=None, line=Line.MEDICARE)
    assert gate(given, **NOTHING).consequence is IN
    assert gate(plan(None, gates=None, line=Line.MEDICARE_ADVANTAGE), **NOTHING).consequence is UNKNOWN


@pytest.mark.parametrize(("covered", "expected"), [(True, OUT), (False, NONE)])
@pytest.mark.parametrize("product", [Product.HMO, Product.PPO, None])
def test_what_the_benefits_say_of_out_of_network_goes_before_the_product(
    product: Product | None, covered: bool, expected: Consequence
) -> None:
    benefits = BenefitDesign(out_of_network=OutOfNetwork(covered=covered))
    assert gate(plan(product, benefits=benefits), Status.OUT, **EVERYTHING).consequence is expected


def test_a_plan_of_unknown_product_is_unknown_out_of_network() -> None:
    asked = gate(plan(None), Status.OUT, **EVERYTHING)
    assert asked.consequence is UNKNOWN
    assert asked.missing == ("whether the plan covers anything out of network",)


class TestPermissions:
    @pytest.mark.parametrize(
        ("permission", "holds"),
        [
            (Permission(), True),
            (Permission(visits=3, used=2), True),
            (Permission(visits=3, used=3), False),
            (Permission(visits=0), False),
            (Permission(visits=3, used=3, standing=True), True),
            (Permission(period=Period(DAY, None)), True),
            (Permission(period=Period(None, DAY)), False),
            (Permission(period=Period(None, DAY), standing=True), False),
        ],
    )
    def test_one_holds_on_its_days_while_visits_are_left(self, permission: Permission, holds: bool) -> None:
        assert permission.holds(DAY) is holds
        seen = gate(plan(Product.HMO), **{**EVERYTHING, "referral": permission})
        assert seen.consequence is (IN if holds else NONE)

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"visits": -1}, "visits: -1 is not a whole number of 0 or more"),
            ({"used": None}, "used: None is not a whole number of 0 or more"),
            ({"standing": "yes"}, "standing: 'yes' is not a bool"),
            ({"period": "2026"}, "period: '2026' is not a Period"),
        ],
    )
    def test_one_that_cannot_be_is_refused(self, said: dict[str, Any], expected: str) -> None:
        with pytest.raises(InvalidValueError) as raised:
            Permission(**said)
        assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"referral": "yes"}, "referral: 'yes' is not true or false"),
        ({"authorization": 1}, "authorization: 1 is not true or false"),
        ({"emergency": "no"}, "emergency: 'no' is not true or false"),
        ({"pcp": "dr-okafor"}, "pcp: 'dr-okafor' is not true or false"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(said: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        GateQuestion(**said)
    assert expected in str(raised.value)


def test_a_status_and_a_day_are_asked_for() -> None:
    with pytest.raises(InvalidValueError, match="network: 'in' is not a network status"):
        coverage_gate(plan(Product.HMO), GateQuestion(), network="in", on=DAY)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="on: 'today' is not a day"):
        coverage_gate(plan(Product.HMO), GateQuestion(), network=Status.IN, on="today")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (EVERYTHING, "covered as in network"),
        (NOTHING, "not covered"),
    ],
)
def test_the_consequence_is_said_in_a_sentence(said: dict[str, Any], expected: str) -> None:
    seen = gate(mg.valley().plan("valley-choice-hmo"), **said)
    assert seen.headline() == f"By valley-choice-hmo the visit is {expected} on 2026-03-02."
    assert seen.because[0].evidence == ("plans/valley-choice-hmo",)
    assert seen.to_dict()["consequence"] == seen.consequence.value
    assert "bars" not in seen.explain()
