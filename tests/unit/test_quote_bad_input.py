"""What a quote cannot take: one clear error each, which names the field, the value, and what would be right."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

import medgroup as mg
from medgroup.costs import Accumulated, BilledVisit, Service, VoidedVisit, service_of
from medgroup.domain import Coverage, Patient
from medgroup.values.money import Money

VALLEY = mg.valley()
DAY = date(2026, 3, 2)
USUAL: dict[str, Any] = {
    "patient": "ann",
    "practitioner": "dr-okafor",
    "billing": "northside-family",
    "services": ["X1001"],
    "on": DAY,
}
BILL = BilledVisit(
    id="before",
    patient="ann",
    practitioner="dr-okafor",
    billing="northside-family",
    services=[Service("X1001")],
    on=date(2026, 2, 2),
)
ROW: dict[str, Any] = {
    "family": "valley-choice-hmo/ann",
    "patient": "ann",
    "year": 2026,
    "tier": 1,
    "deductible": Money(0),
    "out_of_pocket": Money(10_000),
}


def bill(**changed: Any) -> BilledVisit:
    """Return a bill of the history."""
    names = ("id", "patient", "practitioner", "billing", "services", "on")
    return BilledVisit(**{name: getattr(BILL, name) for name in names} | changed)


def refused(**changed: Any) -> str:
    """Return the error of a quote as a text."""
    with pytest.raises(mg.MedgroupError) as raised:
        mg.quote(VALLEY, **{**USUAL, **changed})
    return str(raised.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"patient": "anne"}, "no patient has the id 'anne'"),
        ({"patient": None}, "patient: None is not an id"),
        ({"practitioner": "dr-okafr"}, "did you mean 'dr-okafor'?"),
        ({"practitioner": 7}, "practitioner: 7 is not a text"),
        ({"practitioner": None, "billing": None}, "practitioner: None is not an id, an NPI or a name"),
        ({"billing": "nowhere"}, "no organization has the id, NPI or name 'nowhere'"),
        (
            {"billing": None, "practitioner": "dr-moreau"},
            "billing is missing: dr-moreau works for riverbend-cardiology, summit-heart on 2026-03-02",
        ),
        ({"billing": None, "on": date(2001, 1, 1)}, "dr-okafor has no role in force on 2001-01-01"),
        ({"billing": None, "on": "2026-03-02"}, "on: '2026-03-02' is not a day (datetime.date)"),
        ({"site": "mill-stret-family"}, "did you mean 'mill-street-family'?"),
        ({"on": "2026-03-02"}, "on: '2026-03-02' is not a day (datetime.date)"),
        ({"on": datetime(2026, 3, 2, 9)}, "is not a day (datetime.date)"),  # noqa: DTZ001 - a time is what is refused
        ({"on": None}, "on: None is not a day (datetime.date)"),
        ({"processed": 20260302}, "processed: 20260302 is not a day (datetime.date)"),
        ({"services": []}, "services: [] is not one service or more"),
        ({"services": "X1001"}, "services: 'X1001' is not a list of services, as [\"X1001\"]"),
        ({"services": Service("X1001")}, "is not a list of services"),
        ({"services": [7]}, "services: 7 is not a Service"),
        ({"services": None}, "services: None is not a list of services"),
        ({"services": ["X100"]}, "code: 'X100' is not "),
        ({"services": ["X1001:-1"]}, "units: '-1' is not a whole number of units in X1001:-1"),
        ({"referral": "yes"}, "referral: 'yes' is not true or false"),
        ({"authorization": 1}, "authorization: 1 is not true or false"),
        ({"continuing": "no"}, "continuing: 'no' is not true or false"),
        ({"relied_on_directory": 0}, "relied_on_directory: 0 is not true or false"),
        ({"consent": "signed"}, "consent: 'signed' is not true or false"),
        ({"history": ["before"]}, "history: 'before' is not a BilledVisit or a VoidedVisit"),
        ({"history": BILL}, "is not a list of bills"),
        ({"history": [BILL, BILL]}, "history: 'before' is not a bill that can be processed: id: 'before' is not an id"),
        ({"history": [bill(practitioner="dr-nobody")]}, "history: 'before' is not a bill that can be processed: no "),
        ({"history": [bill(site="nowhere")]}, "no site has the id or name 'nowhere'"),
        (
            {"history": [VoidedVisit(id="void", visit="befor", processed=DAY)]},
            "visit: 'befor' is not the id of a bill that was processed before",
        ),
        (
            {"history": [BILL, VoidedVisit(id="void", visit="before", processed=date(2026, 1, 1))]},
            "visit: 'before' is not the id of a bill that was processed before; of one day and number what takes a ",
        ),
        ({"carried": [ROW]}, "carried: {'family': 'valley-choice-hmo/ann'"),
        ({"carried": [ROW]}, "is not an Accumulated"),
        ({"carried": Accumulated(**ROW)}, "carried: "),
        ({"carried": Accumulated(**ROW)}, "is not a list of Accumulated"),
        (
            {"carried": [Accumulated(**ROW | {"family": "ann"})]},
            "carried: family: the value given is not the key of a ",
        ),
        ({"carried": [Accumulated(**ROW), Accumulated(**ROW)]}, "is not the only accumulator of its patient"),
        ({"carried": [Accumulated(**ROW | {"tier": 2})]}, "tier: 2 is not a tier of plan valley-choice-hmo"),
        (
            {"carried": [Accumulated(**ROW | {"out_of_pocket": Money(900_000)})]},
            "out_of_pocket: '9000.00' is not an amount within the plan's limit of 4000.00",
        ),
    ],
)
def test_what_cannot_be_taken_is_one_error_that_names_it(changed: dict[str, Any], message: str) -> None:
    assert message in refused(**changed)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Service("X1001", -1), "units: -1 is not a whole number of 1 or more"),
        (lambda: Service("X1001", 1.0), "units: 1.0 is not a whole number"),  # type: ignore[arg-type]
        (lambda: Service("X1001", 1, (), Money(10**12)), "charge: '10000000000.00' is not a charge"),
        (lambda: Service("X1001", 1, (), Decimal("NaN")), "charge: Decimal('NaN') is not Money"),  # type: ignore[arg-type]
        (lambda: Service("X1001", 1, (), float("nan")), "charge: nan is not Money"),  # type: ignore[arg-type]
        (lambda: service_of("X1001:1:1"), "'X1001:1:1' is not a service as X1001"),
        (lambda: service_of("X1001@1.00@2.00"), "charge: '1.00@2.00' is not dollars and cents"),
        (lambda: service_of("X1001--26"), "modifiers: "),
        (lambda: bill(services=Service("X1001")), "services: Service(code='X1001'"),
        (lambda: bill(services=Service("X1001")), " is not a list of services"),
        (lambda: bill(number=0), "number: 0 is not a whole number of 1 or more"),
        (lambda: bill(id=""), "id: '' is not a text with something in it"),
        (lambda: VoidedVisit(id="v", visit="b", processed=None), "processed: None is not a day"),  # type: ignore[arg-type]
    ],
)
def test_what_is_billed_is_checked_when_it_is_stated(make: Any, message: str) -> None:
    with pytest.raises(mg.MedgroupError) as raised:
        make()

    assert message in str(raised.value)


def test_the_number_of_a_line_is_one_that_there_is() -> None:
    quote = mg.quote(VALLEY, **USUAL)

    for number in (0, 2, True, "1"):
        with pytest.raises(mg.MedgroupError, match="is not the number of a line, 1 to 1"):
            quote.steps(number)  # type: ignore[arg-type]


# What makes no error is a line with its reason. -----------------------------------------------------------------------


def lines(facts: mg.Facts | None = None, **changed: Any) -> list[tuple[str, str | None, str | None]]:
    """Return status, cause and what the patient owes of each line of a quote."""
    market = VALLEY if facts is None else VALLEY.with_facts(facts)
    quote = mg.quote(market, **{**USUAL, **changed})
    return [
        (
            line.status.value,
            None if line.cause is None else line.cause.value,
            None if line.patient_owes is None else str(line.patient_owes),
        )
        for line in quote.lines
    ]


def changed(collection: str, **fields: Any) -> mg.Facts:
    """Return the facts of Valley with the first fact of a collection that has the id changed."""
    import attrs

    id = fields.pop("id")
    rows = [attrs.evolve(row, **fields) if row.id == id else row for row in getattr(VALLEY.facts, collection)]
    return attrs.evolve(VALLEY.facts, **{collection: rows})


def test_a_code_that_no_contract_prices_waits() -> None:
    assert lines(services=["X9999@100.00"]) == [("pended", "allowed-not-known", None)]


def test_a_plan_without_benefits_waits() -> None:
    assert lines(changed("plans", id="valley-choice-hmo", benefits=None)) == [("pended", "benefits-not-known", None)]


def test_a_day_before_the_plan_and_no_coverage_is_owed() -> None:
    facts = changed("plans", id="valley-choice-hmo", period=mg.Period(date(2027, 1, 1)))

    assert lines(facts, services=["X1001@200.00"]) == [("not-covered", "class", "200.00")]


def test_overlapping_coverages_wait_and_the_charge_bounds_what_is_owed() -> None:
    import attrs

    again = Coverage(id="ann-again", patient="ann", plan="valley-choice-ppo")
    facts = attrs.evolve(VALLEY.facts, coverages=[*VALLEY.facts.coverages, again])
    quote = mg.quote(VALLEY.with_facts(facts), **{**USUAL, "services": ["X1001@200.00"]})

    assert [(line.status.value, line.coverage.value) for line in quote.lines] == [("pended", "unknown")]
    assert quote.range == mg.costs.OwedRange(low=Money(0), high=Money(20_000), balance_billed=None)
    assert [one.kind.value for one in quote.warnings] == ["overlapping-coverages"]
    assert quote.warnings[0].evidence == ("coverages/ann-again", "coverages/ann-hmo")


def test_terms_that_are_not_stated_wait() -> None:
    quote = mg.quote(VALLEY.with_facts(changed("agreements", id="ipa-choice", terms=None)), **USUAL)

    assert quote.lines[0].pricing.value == "terms-not-stated"
    assert [one.kind.value for one in quote.warnings] == ["price-unknown", "charge-unknown"]


def test_no_error_about_a_patient_shows_more_than_the_id() -> None:
    import attrs

    secret = Patient(id="zorblatt-known", household="zorblatt")
    market = VALLEY.with_facts(attrs.evolve(VALLEY.facts, patients=[*VALLEY.facts.patients, secret]))

    with pytest.raises(mg.MedgroupError) as raised:
        mg.quote(market, **{**USUAL, "patient": "zorblatt"})
    assert "zorblatt-known" not in str(raised.value)
