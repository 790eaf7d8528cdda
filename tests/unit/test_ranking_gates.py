"""What stands in the way of a candidate, what gives way, and what has to be done first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup import Kind
from medgroup.costs import BilledVisit, Service
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.domain import (
    Encounter,
    Line,
    PlanGate,
    Product,
)
from tests.unit.rankable import (
    DAY,
    FAMILY,
    at,
    facts,
    imaging,
    market,
    needed,
    opened,
    order,
    ranked,
    refused,
    role,
    tie,
)

# Gates.


def test_who_refers_is_no_candidate_and_the_reason_is_shown() -> None:
    given = opened(facts(role("a", "home"), role("a", "moonlight"), role("x", "p"), sites=[]))

    found = ranked(given)

    assert order(found) == ["x@p"]
    assert refused(found) == {"a@home": "referrer", "a@moonlight": "referrer"}
    assert found.rejected[0].statement == "This is who refers; a referral goes to somebody else."


def test_who_takes_no_new_patients_is_rejected_unless_she_was_seen_there() -> None:
    given = market(at("x", "p", 1, accepting=False))
    (rejection,) = ranked(given).rejected

    assert (rejection.gate, rejection.would_change) == (
        "closed-panel",
        "A visit of the patient there, or that new patients are taken.",
    )
    seen = Encounter(id="e", patient="ann", practitioner="x", on=date(2025, 3, 2))
    assert order(ranked(given, history=[seen])) == ["x@p"]


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"on": date(2023, 3, 3)}, True),
        ({"on": date(2023, 3, 2)}, False),
        ({"on": DAY}, False),
        ({"on": date(2026, 3, 1)}, True),
        ({"patient": "ben"}, False),
        ({"practitioner": "y"}, False),
        ({"face_to_face": True}, True),
        ({"face_to_face": False}, False),
    ],
)
def test_a_visit_counts_for_three_years(changed: Mapping[str, Any], counts: bool) -> None:
    given = market(at("x", "p", 1, accepting=False))
    seen = Encounter(**{"id": "e", "patient": "ann", "practitioner": "x", "on": date(2025, 3, 2), **changed})

    assert bool(order(ranked(given, history=[seen]))) is counts


def test_a_bill_is_a_visit_too() -> None:
    given = market(at("x", "p", 1, accepting=False))
    bill = BilledVisit(
        id="b", patient="ann", practitioner="x", billing="p", on=date(2025, 3, 2), services=[Service("X1001")]
    )

    assert order(ranked(given, history=[bill])) == ["x@p"]


def test_whether_new_patients_are_taken_may_not_be_known() -> None:
    (one,) = ranked(market(at("x", "p", 1, accepting=None))).ranked

    assert one.verdict is None
    assert one.accepting is None
    assert "It is not known whether new patients are taken, so that the gate closed-panel may reject." in one.notes


@pytest.mark.parametrize(
    ("product", "asks", "place", "issued", "told"),
    [
        (Product.HMO, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "a", Consequence.COVERED_IN),
        (Product.HMO, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "b", None),
        (Product.HMO, {PlanGate.PCP, PlanGate.REFERRAL}, "out", "a", None),
        (Product.EPO, set(), "in", "b", Consequence.COVERED_IN),
        (Product.EPO, set(), "out", "a", None),
        (Product.POS, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "a", Consequence.COVERED_IN),
        (Product.POS, {PlanGate.PCP, PlanGate.REFERRAL}, "in", "b", Consequence.COVERED_OUT),
        (Product.POS, {PlanGate.PCP, PlanGate.REFERRAL}, "out", "a", Consequence.COVERED_OUT),
        (Product.PPO, set(), "in", "b", Consequence.COVERED_IN),
        (Product.PPO, set(), "out", "b", Consequence.COVERED_OUT),
        (Product.PPO, {PlanGate.AUTHORIZATION}, "in", "a", Consequence.NEEDS_AUTHORIZATION),
        (Product.INDEMNITY, set(), "out", "b", Consequence.COVERED_OUT),
    ],
)
def test_the_product_decides_what_a_candidate_is_covered_as(
    product: Product, asks: set[PlanGate], place: str, issued: str, told: Consequence | None
) -> None:
    given = market(
        at("x", "in", 1), at("x", "out", 1), at("b", "home", 1, specialties=[FAMILY]),
        contracted=["in"], product=product, gates=asks,
    )  # fmt: skip

    found = ranked(given, needed(issuer=f"{issued}@home"))
    coverage = {one.organization: one.coverage for one in found.ranked}

    assert coverage.get(place) is told
    assert (f"x@{place}" in refused(found)) is (told is None)


@pytest.mark.parametrize(
    ("statement", "source", "product", "issuer"),
    [
        (
            "The plan covers nothing out of its network but emergencies.",
            "plan document; 42 USC 300e",
            Product.EPO,
            "a@home",
        ),
    ],
)
def test_a_rejection_by_coverage_gives_the_sentence_of_the_plans_own_gate(
    statement: str, source: str, product: Product, issuer: str
) -> None:
    (one,) = ranked(market(at("x", "out", 1), product=product), needed(issuer=issuer)).rejected

    assert (one.gate, one.statement, one.source) == ("not-covered", statement, source)
    assert one.would_change == "A practitioner who is in network."
    assert one.evidence == ("practitioner_roles/x@out",)


def test_a_preference_is_ranked_first_and_its_consequence_is_shown() -> None:
    given = market(at("x", "in", 1), at("y", "out", 9), contracted=["in"], product=Product.HMO)

    assert refused(ranked(given)) == {"y@out": "not-covered"}
    found = ranked(given, needed(preferred=["y"]))

    assert order(found) == ["y@out", "x@in"]
    assert found.ranked[0].coverage is Consequence.NOT_COVERED
    assert found.ranked[0].notes[0] == (
        "The plan covers nothing out of its network but emergencies. This gives way to the patient's preference."
    )


def test_a_preference_does_not_open_a_practice_that_takes_nobody() -> None:
    given = market(at("x", "p", 1, accepting=False))

    assert refused(ranked(given, needed(preferred=["x"]))) == {"x@p": "closed-panel"}


def test_under_continuing_care_out_of_network_is_covered_as_in() -> None:
    given = market(at("x", "out", 1), at("y", "out", 2), product=Product.HMO)

    found = ranked(given, continuing=["x"])

    assert [(one.role, one.coverage) for one in found.ranked] == [("x@out", Consequence.COVERED_IN)]
    assert refused(found) == {"y@out": "not-covered"}


def test_obstetric_care_is_direct() -> None:
    asks = {PlanGate.PCP, PlanGate.REFERRAL}
    placed = at("x", "in", 1, specialties=["207V00000X"]), at("b", "home", 1, specialties=[FAMILY])
    given = market(*placed, contracted=["in"], product=Product.HMO, gates=asks)

    (one,) = ranked(given, needed("207V00000X", issuer="b@home")).ranked

    assert one.coverage is Consequence.COVERED_IN


def test_medicare_leaves_free_whom_to_choose_and_asks_who_orders_to_be_enrolled() -> None:
    given = market(at("x", "out", 1), product=Product.INDEMNITY, plan={"line": Line.MEDICARE})
    (one,) = ranked(given).ranked

    assert "Medicare leaves its patients free to choose among all who take part in it." in one.notes
    assert one.verdict is mg.Verdict.NOTE
    (one,) = ranked(given, needed(services=["mri", "laboratory"])).ranked
    for what in ("imaging", "laboratory"):
        assert (
            "It is not known whether the referrer is enrolled in Medicare, "
            f"so that the gate {what}-order may have something to say." in one.notes
        )


def test_of_two_gates_that_hold_the_gravest_decides_and_all_are_told() -> None:
    rules = [
        mg.Gate(
            name="b-reject", when={}, verdict=mg.Verdict.REJECT, reason="No.", source="rule 1", would_change="Yes."
        ),
        mg.Gate(name="a-reject", when={}, verdict=mg.Verdict.REJECT, reason="Never.", source="rule 2"),
        mg.Gate(name="note", when={}, verdict=mg.Verdict.NOTE, reason="Mind."),
    ]

    (one,) = ranked(market(at("x", "p", 1), rules=rules)).rejected

    assert (one.gate, one.also, one.statement, one.source, one.would_change) == (
        "a-reject",
        ("b-reject",),
        "Never.",
        "rule 2",
        "",
    )


def test_two_gates_that_together_hold_whatever_is_not_known_reject() -> None:
    rules = [
        mg.Gate(name="takes", when={"accepting": True}, verdict=mg.Verdict.REJECT, reason="Takes."),
        mg.Gate(name="takes-not", when={"accepting": False}, verdict=mg.Verdict.REJECT, reason="Takes not."),
    ]

    (one,) = ranked(market(at("x", "p", 1, accepting=None), rules=rules)).rejected

    assert (one.gate, one.also) == ("closed-panel", ("takes", "takes-not")) or one.gate == "takes"


@pytest.mark.parametrize(
    ("yields", "said", "proposed"),
    [
        (mg.Override.INSURER, {"overrides": ["insurer"]}, True),
        (mg.Override.INSURER, {"overrides": ["judgment"]}, False),
        (mg.Override.JUDGMENT, {"overrides": ["judgment"]}, True),
        (mg.Override.JUDGMENT, {"overrides": []}, False),
        (mg.Override.PATIENT_PREFERENCE, {"preferred": ["x"]}, True),
        (mg.Override.PATIENT_PREFERENCE, {"preferred": ["y"]}, False),
        (mg.Override.PATIENT_PREFERENCE, {"overrides": ["patient-preference"]}, True),
        (mg.Override.INSURER, {"overrides": None}, True),
    ],
)
def test_a_gate_gives_way_to_what_it_yields_to_and_to_nothing_else(yields: Any, said: Any, proposed: bool) -> None:
    rule = mg.Gate(name="house", when={}, verdict=mg.Verdict.REJECT, reason="No.", yields={yields})
    overrides = said.get("overrides", ())
    stated = None if overrides is None else [mg.Override(one) for one in overrides]
    given = market(at("x", "p", 1), at("y", "p", 2), rules=[rule])

    found = ranked(given, needed(**{**said, "overrides": stated}))

    assert ("x@p" in order(found)) is proposed


def test_a_gate_that_gives_way_says_to_what() -> None:
    rule = mg.Gate(name="house", when={}, verdict=mg.Verdict.REJECT, reason="No.", yields=set(mg.Override))
    given = market(at("x", "p", 1), rules=[rule])

    (one,) = ranked(given, needed(preferred=["x"], overrides=[mg.Override.JUDGMENT])).ranked

    assert "No. This gives way to the patient's preference and the referrer's judgment." in one.notes


OUTSIDE = mg.Gate(name="outside", when={"panel": False}, verdict=mg.Verdict.REJECT, reason="Outside the panel.")


@pytest.mark.parametrize(
    ("ties", "model", "told"),
    [
        ([], None, mg.Verdict.REJECT),
        ([tie(Kind.MEMBER, "net", "p")], None, None),
        ([tie(Kind.MEMBER, "net", "home")], None, None),
        ([tie(Kind.OWNS, "ids", "home"), tie(Kind.MEMBER, "net", "ids")], None, None),
        ([tie(Kind.ASSOCIATED, "net", "home")], None, mg.Verdict.REJECT),
        ([tie(Kind.MEMBER, "net", "home", period=mg.Period(None, DAY))], None, mg.Verdict.REJECT),
        ([tie(Kind.MEMBER, "net", "home")], "aco", mg.Verdict.REJECT),
        ([tie(Kind.OWNS, "ids", "home"), tie(Kind.OWNS, "ids", "p")], None, mg.Verdict.PASS),
    ],
)
def test_who_is_on_the_panel_is_not_known_where_an_organizer_of_unknown_model_may_contract(
    ties: Any, model: str | None, told: mg.Verdict | None
) -> None:
    known = {"net": model} if any(one.organizer == "net" for one in ties) else {}
    systems = {"ids": "ids"} if any(one.organizer == "ids" for one in ties) else {}
    given = market(
        at("x", "p", 1), ties=ties, models={"home": "solo", **known, **systems}, contracted=["p"], rules=[OUTSIDE]
    )
    found = ranked(given)

    assert [one.verdict for one in found.ranked] == ([] if told is mg.Verdict.REJECT else [told])
    assert refused(found) == ({"x@p": "outside"} if told is mg.Verdict.REJECT else {})


# The notice of alternatives.


def test_the_notice_lists_other_suppliers_within_25_miles_and_no_hospital() -> None:
    found = ranked(imaging(), needed("2085R0202X", services=["mri"]))

    assert [(one.organization, one.site, one.miles) for one in found.imaging_suppliers] == [
        ("one", "branch", 2.0),
        ("two", "edge", 24.9),
    ]
    (one,) = found.ranked
    assert one.verdict is mg.Verdict.NOTE or one.verdict is None
    assert any("told in writing" in note for note in one.notes)
    assert "fewer than the 5 that it has to list" in found.explain()


@pytest.mark.parametrize(
    ("line", "services", "due"),
    [
        (Line.MEDICARE, ["mri"], "yes"),
        (Line.MEDICARE, ["PET"], "yes"),
        (Line.MEDICARE, ["Cardiac MRI"], "yes"),
        (Line.MEDICARE, ["PET/CT"], "yes"),
        (Line.MEDICARE, ["lower-ct"], "yes"),
        (Line.MEDICARE, ["contact"], "no"),
        (Line.MEDICARE, ["x-ray"], "no"),
        (Line.MEDICARE, ["imaging"], "maybe"),
        (Line.MEDICARE, ["70551"], "maybe"),
        (Line.MEDICARE, None, "maybe"),
        (Line.COMMERCIAL, ["mri"], "no"),
    ],
)
def test_the_notice_is_due_before_mri_ct_or_pet_under_medicare(line: Line, services: Any, due: str) -> None:
    found = ranked(imaging(line), needed("2085R0202X", services=services))
    notes = " ".join(found.ranked[0].notes)

    told = {"yes": "told in writing" in notes, "maybe": "imaging-alternatives may" in notes}
    assert told == {"yes": due == "yes", "maybe": due == "maybe"}
    assert bool(found.imaging_suppliers) is (due != "no")


def test_for_anything_of_another_specialty_no_imaging_is_asked_for() -> None:
    found = ranked(imaging(), needed(FAMILY, issuer="x@home"))

    assert found.imaging_suppliers == ()
