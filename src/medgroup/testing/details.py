"""What the facts of a drawn market say of themselves beside how they are wired: names, numbers, relations, resources.

Drawn after the wiring, so that a market is the same with details and without.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from medgroup.domain import (
    Address,
    Basis,
    Coverage,
    Facts,
    FeeAmount,
    FeeSchedule,
    Line,
    OrganizationRole,
    Patient,
    Product,
    Qualification,
    Relation,
    Resource,
    ResourceKind,
    Sex,
)
from medgroup.rules import Kind
from medgroup.testing.choices import DAYS, Choices, Pen
from medgroup.testing.referring import draw_referrals
from medgroup.values.identifiers import npi_check_digit_ok
from medgroup.values.money import Money
from medgroup.values.period import Period

#: Taxonomy code of a nurse practitioner, who takes the specialty family of her supervisor.
NURSE = "363L00000X"
#: States of sites and of licences.
STATES = ("CT", "TX", "NY")
#: How many of a hundred times something is left unstated.
UNSTATED = 12


def with_details(facts: Facts, source: Choices) -> Facts:
    """Return drawn facts with what they leave out: much of it stated, some of it left unstated."""
    pen = Pen(source)
    detailed = {
        name: tuple(
            attrs.evolve(fact, **_DETAILS[name](pen, fact, place, facts)) if name in _DETAILS else fact
            for place, fact in enumerate(collection)
        )
        for name, collection in facts.items()
    }
    patients = tuple(_patient(pen, f"patient-{number}") for number in range(1, 1 + pen.number(0, 2)))
    return Facts(
        **{
            **detailed,
            "resources": tuple(_resources(pen, facts)),
            "fee_schedules": tuple(_fee_schedules(pen)),
            "patients": patients,
            "coverages": tuple(_coverages(pen, facts, patients)),
            "referrals": tuple(draw_referrals(pen, facts, patients)),
        }
    )


def _stated(pen: Pen, values: Sequence[Any]) -> Any:
    """Return one of some values, or None where it is left unstated."""
    return None if pen.now_and_then(UNSTATED) else pen.one_of(values)


def _organization(pen: Pen, fact: Any, place: int, _: Facts) -> dict[str, Any]:
    # Now and then two organizations bear one number, which distinct entities do not.
    number = 1 if pen.now_and_then(8) else place + 1
    return {
        "name": _stated(pen, (fact.id.replace("-", " ").title(),)),
        "tin": _stated(pen, (f"06-{number:07d}", f"06{number:07d}")),
        "npi": _stated(pen, (npi_of(1000 + place),)),
        "period": pen.period(6),
        "roles": fact.roles if pen.now_and_then(70) else pen.some_of(tuple(OrganizationRole), low=0),
    }


def _practitioner(pen: Pen, fact: Any, place: int, _: Facts) -> dict[str, Any]:
    licences = () if pen.now_and_then(UNSTATED) else (Qualification(state=pen.one_of(STATES), period=pen.period(20)),)
    return {
        "name": _stated(pen, (f"Dr. {fact.id.title()}",)),
        "npi": _stated(pen, (npi_of(2000 + place),)),
        "qualifications": licences,
        "languages": pen.some_of(("en", "es", "pt"), low=0),
        "medicare_specialties": _stated(pen, (frozenset({"11"}), frozenset({"06", "11"}))),
        "qualifying": _stated(pen, ((Period(DAYS[0]),), (Period(DAYS[0], DAYS[-1]),))),
    }


def _role(pen: Pen, fact: Any, _: int, facts: Facts) -> dict[str, Any]:
    others = [one.id for one in facts.practitioners if one.id != fact.practitioner]
    return {
        "specialties": {NURSE} if pen.now_and_then(10) else fact.specialties,
        "supervisor": pen.one_of(others) if others and pen.now_and_then(25) else None,
        "relation": _stated(pen, (Relation.OWNER, Relation.EMPLOYEE, *Relation)),
        "fte": _stated(pen, (1.0, 0.5)),
        "accepting": _stated(pen, (True, False)),
    }


def _affiliation(pen: Pen, fact: Any, _: int, __: Facts) -> dict[str, Any]:
    return {"share": _stated(pen, (1.0, 0.7, 0.4))} if fact.kind is Kind.OWNS else {}


def _site(pen: Pen, fact: Any, _: int, __: Facts) -> dict[str, Any]:
    return {
        "name": _stated(pen, (fact.id.title(),)),
        "address": _stated(pen, [Address(state=state) for state in STATES]),
        "services": _stated(pen, (frozenset({"imaging"}), frozenset({"laboratory", "imaging"}))),
        "building": _stated(pen, ("north", "south")),
        "locality": _stated(pen, ("99901-01", "99901-99")),
    }


#: What is drawn of a fact of each collection: the fields by name.
_DETAILS: dict[str, Callable[[Pen, Any, int, Facts], dict[str, Any]]] = {
    "organizations": _organization,
    "practitioners": _practitioner,
    "practitioner_roles": _role,
    "affiliations": _affiliation,
    "sites": _site,
    "elections": lambda pen, fact, *_: {"exclusive": _stated(pen, (False, True))},
    "agreements": lambda pen, fact, *_: {"basis": _stated(pen, tuple(Basis))},
    "listings": lambda pen, fact, *_: {"accepting": _stated(pen, (True, False))},
    "payers": lambda pen, fact, *_: {"name": _stated(pen, (fact.id.title(),))},
    "networks": lambda pen, fact, *_: {"name": _stated(pen, (fact.id.title(),))},
    "plans": lambda pen, fact, *_: {
        "name": _stated(pen, (fact.id.title(),)),
        "product": _stated(pen, tuple(Product)),
        "line": _stated(pen, tuple(Line)),
        "hdhp": _stated(pen, (False, True)),
    },
}


def _resources(pen: Pen, facts: Facts) -> Iterator[Resource]:
    number = 0
    for organization in facts.organizations:
        for kind in pen.some_of(tuple(ResourceKind), low=0):
            number += 1
            yield Resource(
                id=f"resource-{number}",
                organization=organization.id,
                kind=_stated(pen, (kind,)),
                quantity=_stated(pen, (1.0, 2.5)),
                cost=_stated(pen, (Money(100_000), Money(5_000_000))),
                shareable=_stated(pen, (True, False)),
                period=pen.period(15),
            )


def _fee_schedules(pen: Pen) -> Iterator[FeeSchedule]:
    # Of no series: one schedule of a series is in force at a time, also where drawn markets are put together.
    for number in range(1, 1 + pen.number(0, 2)):
        prices = pen.some_of((("X1001", 5_000), ("X1002", 7_550)), low=0)
        yield FeeSchedule(
            id=f"schedule-{number}",
            name=_stated(pen, (f"Schedule {number}",)),
            amounts=[FeeAmount(code=code, amount=Money(cents)) for code, cents in prices],
            period=pen.period(30),
        )


def _patient(pen: Pen, key: str) -> Patient:
    return Patient(id=key, birth_date=_stated(pen, DAYS), sex=_stated(pen, tuple(Sex)))


def _coverages(pen: Pen, facts: Facts, patients: Sequence[Patient]) -> Iterator[Coverage]:
    for number, patient in enumerate(patients, start=1):
        yield Coverage(
            id=f"coverage-{number}", patient=patient.id, plan=pen.one_of(facts.plans).id, period=pen.period(40)
        )


def npi_of(number: int) -> str:
    """Return the NPI of a number of eight digits at most: a one before it, the check digit after it.

    >>> npi_of(23456789)
    '1234567893'
    """
    return next(npi for digit in range(10) if npi_check_digit_ok(npi := f"1{number:08d}{digit}"))
