"""Nothing that a patient would not want told is in an error, whether raised in code or when a market is opened."""

import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import Coverage, Patient, Payer, Referral, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError, MarketError

# What must not be shown; it stands here so that no traceback shows it as a line of a test.
SECRET = "zorblatt"
DEGREES = 912.345678
MOMENT = datetime(1961, 7, 19, 4, 5, tzinfo=UTC)
SECRETS = (SECRET, "912.3", "1961", "7, 19", "19610719")


def patient(**fields: Any) -> Patient:
    """Return a patient."""
    return Patient(id="patient-1", **fields)


def coverage(**fields: Any) -> Coverage:
    """Return a coverage."""
    return Coverage(**{"id": "coverage-1", "patient": "patient-1", "plan": "ppo"} | fields)


def referral(**fields: Any) -> Referral:
    """Return a referral."""
    needed: dict[str, Any] = {"id": "referral-1", "patient": "patient-1", "issuer": "role-1", "specialty": "207RC0000X"}
    return Referral(**needed | {"written": date(2026, 3, 2)} | fields)


def event(**fields: Any) -> ReferralEvent:
    """Return what happened to a referral."""
    needed: dict[str, Any] = {"state": ReferralState.SEEN, "on": date(2026, 3, 2)}
    return ReferralEvent(**needed | fields)


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        (referral, "specialty", SECRET),
        (referral, "written", MOMENT),
        (referral, "services", (19610719,)),
        (referral, "practitioner", (SECRET,)),
        (referral, "organization", 19610719),
        (referral, "preferred", (19610719,)),
        (referral, "languages", ((SECRET,),)),
        (referral, "near", (DEGREES, DEGREES)),
        (referral, "overrides", (SECRET,)),
        (referral, "authorization", 19610719),
        (referral, "period", SECRET),
        (referral, "events", (SECRET,)),
        (event, "on", MOMENT),
        (event, "practitioner", (SECRET,)),
        (event, "billing", (SECRET,)),
        (event, "encounter", 19610719),
        (event, "appointment", MOMENT),
        (event, "until", SECRET),
        (patient, "birth_date", SECRET),
        (patient, "birth_date", 19610719),
        (patient, "birth_date", MOMENT),
        (patient, "sex", SECRET),
        (patient, "position", SECRET),
        (patient, "position", (DEGREES, DEGREES)),
        (patient, "household", (SECRET,)),
        (patient, "household", 19610719),
        (coverage, "subscriber", (SECRET,)),
        (coverage, "subscriber", 19610719),
        (coverage, "pcp", (SECRET,)),
        (coverage, "pcp", 19610719),
    ],
)
def test_an_error_about_personal_detail_names_the_field_and_keeps_the_value(
    record: Callable[..., object], field: str, value: object
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        record(**{field: value})

    error = raised.value
    told = "".join(traceback.format_exception(error))
    assert error.field == field
    assert str(error).startswith(f"{field}: the value given is not ")
    assert error.__cause__ is None
    shown = [told, str(error), repr(error), repr(error.value), *map(repr, error.args)]
    assert [secret for secret in SECRETS for text in shown if secret in text] == []


@pytest.mark.parametrize("field", ["services", "preferred", "languages", "overrides", "events"])
def test_what_is_no_list_is_refused_without_being_shown(field: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        referral(**{field: SECRET})

    assert SECRET not in str(raised.value)


def test_what_is_not_personal_is_shown_so_that_it_can_be_mended() -> None:
    with pytest.raises(InvalidValueError, match="order: 0 is not a whole number of 1 or more"):
        coverage(order=0)


@pytest.mark.parametrize(
    "record",
    [
        patient(household=SECRET),
        coverage(subscriber=SECRET, pcp=SECRET),
        referral(practitioner=SECRET, services=[SECRET], preferred=[SECRET], authorization=SECRET),
        event(practitioner=SECRET, encounter=SECRET),
    ],
)
def test_a_repr_shows_no_personal_detail(record: object) -> None:
    assert SECRET not in repr(record)


def problem(**fields: str) -> str:
    """Return the one problem of a market whose coverage refers to something that is not there."""
    facts = mg.Facts(
        patients=[patient(), Patient(id=f"{SECRET}-known")],
        practitioners=[mg.Practitioner(id=f"{SECRET}-doctor")],
        payers=[Payer(id="payer")],
        plans=[mg.Plan(id="ppo", payer="payer")],
        coverages=[coverage(**fields)],
    )
    with pytest.raises(MarketError) as raised:
        mg.open_market(facts)
    (told,) = raised.value.problems
    assert told in str(raised.value)
    return told


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("subscriber", f"{SECRET}-know", "patient"),
        ("patient", f"{SECRET}-know", "patient"),
        ("pcp", f"{SECRET}-docto", "practitioner"),
    ],
)
def test_a_coverage_that_leads_nowhere_is_named_without_whom_it_is_about_or_who_is_near(
    field: str, value: str, kind: str
) -> None:
    told = problem(**{field: value})

    assert told == f"coverages/coverage-1: {field}: no {kind} has the id given"


def test_a_coverage_in_a_plan_that_is_not_there_names_the_plan_and_the_nearest() -> None:
    assert problem(plan="ppoo") == "coverages/coverage-1: plan: no plan has the id 'ppoo'; did you mean 'ppo'?"


def test_asking_for_a_patient_who_is_not_there_tells_nobody_who_is() -> None:
    market = mg.open_market(mg.Facts(patients=[Patient(id=f"{SECRET}-known", birth_date=date(1961, 7, 19))]))

    with pytest.raises(mg.MedgroupError) as raised:
        market.patient("known")

    assert SECRET not in str(raised.value)
