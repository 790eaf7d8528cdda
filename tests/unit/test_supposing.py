"""How what is not known is tried way by way, and what of a market is kept from one bill to the next."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.answers import Reason
from medgroup.costs import Cause, CoverageClass, Service
from medgroup.costs.benefits.claims import CheckedLine, ClaimLine
from medgroup.costs.benefits.gates import gate_decision
from medgroup.costs.benefits.surprise import Care, surprise_decision
from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.costs.classing import Class
from medgroup.costs.processing import Processing
from medgroup.costs.quotes.possible import possible_classes
from medgroup.costs.quotes.supposing import Chooser, Settled, Way, settlements, ways
from medgroup.costs.senders import Givers, Senders, keep
from medgroup.domain.payers import Line, Plan, PlanGate, Product
from medgroup.network.answer import Status

VALLEY = mg.valley()
DAY = date(2026, 3, 2)
VISIT = BilledVisit(
    id="visit",
    patient="kim",
    practitioner="dr-haddad",
    billing="summit-heart",
    services=[Service("X2002", charge=mg.Money(150_000)), Service("X1001", charge=mg.Money(20_000))],
    on=DAY,
)


def way(value: object) -> Way:
    return Way(value, Reason(statement=f"It is {value}."))


def two_things(chooser: Chooser) -> tuple[Any, ...]:
    """Pick one thing, and another that there is only where the first is so."""
    first = chooser.pick(("first",), [way(1), way(2)])
    if first == 1:
        return (first, chooser.pick(("second",), [way("a"), way("b"), way("c")]), chooser.pick(("first",), [way(1)]))
    return (first, chooser.pick(("alone",), [way("only")]))


def test_every_way_is_tried_once_and_those_that_it_opens_with_it() -> None:
    tried = list(ways(two_things, most=100))

    assert [outcome for _, outcome in tried] == [(1, "a", 1), (1, "b", 1), (1, "c", 1), (2, "only")]
    # What can turn out in one way alone is nothing that is supposed.
    assert [[reason.statement for _, reason in chooser.supposed] for chooser, _ in tried] == [
        ["It is 1.", "It is a."],
        ["It is 1.", "It is b."],
        ["It is 1.", "It is c."],
        ["It is 2."],
    ]


def test_no_more_ways_are_tried_than_there_may_be() -> None:
    assert len(list(ways(two_things, most=2))) == 2


def test_bills_before_are_settled_alike_in_every_tier_at_both_ends_or_out_of_network() -> None:
    found = list(settlements(2))

    assert found == [
        Settled(Status.IN, 0, 0),
        Settled(Status.IN, 0, 1),
        Settled(Status.IN, 1, 0),
        Settled(Status.IN, 1, 1),
        Settled(Status.OUT, 0, 0),
    ]
    assert found[3].pick(("tier", "professional"), [way(7), way(8), way(9)]) == 8
    assert found[3].pick(("allowed",), [way(0), way(5)]) == 5
    assert found[3].pick(("tier", "professional"), [way(7)]) == 7
    assert found[2].pick(("tier", "professional"), [way(7), way(8)]) == 8
    assert found[2].pick(("allowed",), [way(0), way(5)]) == 0
    assert found[1].pick(("tier", "professional"), [way(7), way(8)]) == 7
    assert found[4].pick(("network", "professional"), [way(Status.IN), way(Status.OUT)]) is Status.OUT
    assert found[4].pick(("class", "professional"), [way(CoverageClass.IN)]) is CoverageClass.UNKNOWN
    assert found[4].reason.statement == "Earlier bills of unknown network status are out of network."


def classes(network: Status, *, product: Product = Product.HMO, **visit: Any) -> list[CoverageClass]:
    """Return the classes that a visit to a specialist may be of, at a hospital that is in network."""
    plan = Plan(id="p", payer="x", product=product, line=Line.COMMERCIAL, gates=set(PlanGate))
    ancillary = visit.pop("ancillary", False)
    care = Care(place=mg.costs.Place.HOSPITAL, ancillary=ancillary, consent=True, unforeseen=False)
    surprise = (
        None if network is Status.IN else surprise_decision(plan, care, network=network, facility_network=Status.IN)
    )
    asked = mg.costs.GateQuestion(
        surprise=False if surprise is None else surprise.verdict, specialist=True, direct=False, pcp=True, **visit
    )
    gate = gate_decision(plan, asked, network=network, on=DAY)
    return sorted(possible_classes(Class(CoverageClass.UNKNOWN, gate, surprise), network), key=lambda one: one.value)


@pytest.mark.parametrize(
    ("network", "said", "expected"),
    [
        (Status.IN, {"referral": True, "authorization": True}, [CoverageClass.IN]),
        (Status.IN, {"referral": None, "authorization": True}, [CoverageClass.IN, CoverageClass.NOT_COVERED]),
        (Status.IN, {"referral": True, "authorization": False}, [CoverageClass.IN, CoverageClass.NOT_COVERED]),
        (
            Status.IN,
            {"referral": None, "authorization": True, "product": Product.POS},
            [CoverageClass.IN, CoverageClass.OUT],
        ),
        (Status.OUT, {"referral": True, "authorization": True}, [CoverageClass.NOT_COVERED]),
        (
            Status.OUT,
            {"referral": True, "authorization": True, "ancillary": None},
            [CoverageClass.NOT_COVERED, CoverageClass.SURPRISE],
        ),
        (
            Status.OUT,
            {"authorization": False, "product": Product.PPO},
            [CoverageClass.NOT_COVERED, CoverageClass.OUT],
        ),
    ],
)
def test_a_service_may_be_of_the_classes_that_its_open_rows_come_to(
    network: Status, said: dict[str, Any], expected: list[CoverageClass]
) -> None:
    assert classes(network, **said) == expected


def test_a_checked_line_has_the_fields_of_a_claim_line() -> None:
    assert CheckedLine._fields == tuple(field.name for field in attrs.fields(ClaimLine))


def test_what_is_kept_is_forgotten_before_it_fills_the_memory() -> None:
    known: dict[int, int] = {}
    for number in range(25_000):
        assert keep(known, number, number) == number

    assert len(known) == 5_000
    assert keep(known, -1, 7) == 7


def test_a_sender_is_found_once_for_practitioner_plan_site_and_day() -> None:
    senders, plan = Senders(VALLEY), VALLEY.plan("valley-choice-ppo")

    first = senders.of("dr-haddad", "summit-heart", plan, None, DAY)
    assert senders.of("dr-haddad", "summit-heart", plan, None, DAY) is first
    assert senders.of("dr-haddad", "summit-heart", plan, "mill-street-heart", DAY) is not first
    assert (
        senders.of("dr-haddad", "summit-heart", VALLEY.plan("valley-choice-hmo"), None, DAY).standing != first.standing
    )


def test_the_last_bill_has_the_shares_of_any_other_and_leaves_nothing_of_its_last_line() -> None:
    taken, last = Processing(VALLEY), Processing(VALLEY)

    assert last.last(VISIT) == taken.take(VISIT)
    covered = taken.take(attrs.evolve(VISIT, id="again"))[0].covered
    # The first line was kept, since the second had to find it.
    own, _ = last.amounts(covered, "kim", DAY)
    assert own[2:4] == (28_152, 28_152)


def test_a_bill_is_processed_once() -> None:
    processing = Processing(VALLEY)
    processing.take(VISIT)

    with pytest.raises(mg.MedgroupError, match="an id that nothing processed before has"):
        processing.take(VISIT)


def test_in_network_without_a_price_what_the_plan_leaves_uncovered_waits_for_it() -> None:
    (line,) = Processing(VALLEY).take(
        attrs.evolve(
            VISIT,
            patient="ann",
            practitioner="dr-tanaka",
            billing="riverbend-cardiology",
            site="riverbend-office",
            services=[Service("X4001", charge=mg.Money(30_000))],
            referral=False,
        )
    )

    assert line.classed is not None
    assert line.classed.coverage is CoverageClass.NOT_COVERED
    assert (line.share.status.value, line.share.cause and line.share.cause.value) == ("pended", "allowed-not-known")


def test_of_an_unknown_network_a_line_waits_whatever_the_gates_say() -> None:
    (line,) = Processing(VALLEY).take(
        attrs.evolve(
            VISIT,
            patient="eve",
            practitioner="dr-petrov",
            billing="riverbend-cardiology",
            services=[Service("X1001", charge=mg.Money(30_000), emergency=True)],
        )
    )

    assert line.classed is not None
    assert line.classed.consequence.value == "covered-in"
    assert (line.classed.coverage, line.share.status.value) == (CoverageClass.UNKNOWN, "pended")


def test_a_line_that_no_plan_covers_and_of_which_no_charge_is_stated_waits_under_its_own_id() -> None:
    on = date(2024, 5, 2)
    bill = attrs.evolve(VISIT, id="lee", patient="lee", on=on, services=[Service("X1001"), Service("X1002")])
    shares = [line.share for line in Processing(VALLEY).take(bill)]

    assert [(one.line, one.status.value, one.cause) for one in shares] == [
        (f"lee/{number}", "pended", Cause.CHARGE_NOT_KNOWN) for number in (1, 2)
    ]


def test_who_follows_a_supervisor_gives_the_care_of_the_supervisor_and_others_that_of_their_codes() -> None:
    givers = Givers(VALLEY.with_facts(VALLEY.facts))

    nurse = givers.of("np-castillo", "northside-family", DAY)
    assert (nurse.families, nurse.primary_care) == (givers.of("dr-okafor", "northside-family", DAY).families, True)
    # Before the role began, and where there is none, codes are all that is known.
    assert givers.of("np-castillo", "northside-family", date(2026, 1, 4)).families is None
    assert givers.of("dr-okafor", "summit-heart", DAY).families == frozenset({"family-medicine"})


def test_what_no_plan_covers_is_taken_back_by_no_rule() -> None:
    processing = Processing(VALLEY)
    charged = [Service("X1001", charge=mg.Money(20_000))]
    processing.take(attrs.evolve(VISIT, id="lee", patient="lee", on=date(2024, 5, 2), services=charged))
    (back,) = processing.take(VoidedVisit(id="back", visit="lee", processed=DAY))

    assert (back.id, back.share.line, back.share.rule, back.share.patient_owes) == ("back/1", "back/1", "", -20_000)
