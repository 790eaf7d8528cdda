"""What fee schedules, terms, services and questions about prices refuse: one error that says what is wrong."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import formats
from medgroup.costs import Service
from medgroup.domain import (
    Cap,
    ContractTerms,
    ConversionFactor,
    FeeAmount,
    FeeSchedule,
    Locality,
    Method,
    ModifierPercent,
    OutpatientDepartment,
    PaymentRules,
    PractitionerPercent,
    Rate,
    RelativeValue,
    Setting,
)
from medgroup.errors import FormatError, InvalidValueError, MarketError, UnknownCodeError
from medgroup.values.money import Money
from medgroup.values.period import Period
from tests.unit.pricing import DAY, FACTS, MEDICARE_2025, TABLE, agreement, money, percent, table, terms, under

PERCENT, CHARGES, CASE = Method.PERCENT_OF_SCHEDULE, Method.PERCENT_OF_CHARGES, Method.CASE_RATE


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"code": "x1001"}, "code: 'x1001' is not a service code.*did you mean 'X1001'"),
        ({"code": "X101"}, "code: 'X101' is not a service code of five characters"),
        ({"code": 12345}, "code: 12345 is not a service code"),
        ({"units": 0}, "units: 0 is not a whole number of 1 or more"),
        ({"units": -1}, "units: -1 is not a whole number of 1 or more"),
        ({"units": 1.5}, "units: 1.5 is not a whole number"),
        ({"units": True}, "units: True is not a whole number"),
        ({"units": 10**6}, "units: 1000000 is not a whole number of 1 or more, 999999 at most"),
        ({"modifiers": "26"}, "'26' is not a list"),
        ({"modifiers": ["2"]}, "modifiers: '2' is not a modifier of two characters"),
        ({"modifiers": ["tc"]}, "modifiers: 'tc' is not a modifier.*did you mean 'TC'"),
        ({"modifiers": ["26", "26"]}, "modifiers: .* is not a list in which no modifier stands twice"),
        ({"modifiers": [None]}, "modifiers: None is not a modifier"),
        ({"charge": 100}, "charge: 100 is not Money"),
        ({"charge": float("nan")}, "charge: nan is not Money"),
        ({"charge": Money(-1)}, "charge: .* is not a charge of zero or more"),
        ({"charge": Money(10**12)}, "charge: .* is not a charge of zero or more, below 10000000000.00"),
        ({"place_of_service": "1"}, "place_of_service: '1' is not a place of service.*did you mean '01'"),
        ({"place_of_service": "98"}, "place_of_service: '98' is not a place of service code of CMS"),
        ({"emergency": "yes"}, "emergency: 'yes' is not a bool"),
    ],
)
def test_a_service_that_is_none(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        Service(**{"code": "X1001", **keys})


def test_a_service_is_one_unit_of_which_nothing_else_is_said() -> None:
    shown = attrs.asdict(Service("X1001"))

    assert shown == {
        "code": "X1001",
        "units": 1,
        "modifiers": (),
        "charge": None,
        "place_of_service": None,
        "emergency": False,
        "preventive": False,
    }
    assert Service("X1001", 999_999, charge=Money(0)).charge == Money(0)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            {"method": "percent"},
            "method: 'percent' is not a member of mg.domain.Method",
        ),
        ({"method": PERCENT, "series": "medicare"}, "percent: None is not what percent-of-schedule needs"),
        ({"method": PERCENT, "percent": "100"}, "schedule: None is not a schedule where there is no series"),
        (
            {"method": PERCENT, "percent": "100", "series": "m", "schedule": "s"},
            "schedule: 's' is not a schedule where",
        ),
        ({"method": PERCENT, "percent": "0", "series": "m"}, "percent: '0' is not an exact number above 0"),
        ({"method": PERCENT, "percent": "1e2", "series": "m"}, "percent: '1e2' is not an exact number"),
        ({"method": PERCENT, "percent": 1.08, "series": "m"}, "percent: 1.08 is not an exact number"),
        ({"method": PERCENT, "percent": "1.00001", "series": "m"}, "of four decimals at most"),
        ({"method": PERCENT, "percent": "1", "series": "Medicare"}, "series: 'Medicare' is not a lower-case word"),
        ({"method": PERCENT, "percent": "1", "schedule": "s", "year": 2025}, "year: 2025 is not given with a series"),
        ({"method": PERCENT, "percent": "1", "series": "m", "year": 25}, "year: 25 is not a year, 1992 or later"),
        ({"method": PERCENT, "percent": "1", "series": "m", "amount": money("1.00")}, "amount: '1.00' is not a key of"),
        (
            {"method": PERCENT, "percent": "1", "series": "m", "locality": "01"},
            "locality: '01' is not a payment locality",
        ),
        ({"method": CHARGES, "percent": "80", "series": "m"}, "series: 'm' is not a key of percent-of-charges"),
        ({"method": CASE}, "amount: None is not what case-rate needs"),
        ({"method": CASE, "amount": Money(-5)}, "amount: '-0.05' is not an amount of zero or more"),
        ({"method": CASE, "amount": Money(10**12)}, "amount: '10000000000.00' is not an amount of zero or more"),
        ({"method": CASE, "amount": "1.00"}, "amount: '1.00' is not Money"),
        ({"method": CASE, "amount": money("1.00"), "codes": []}, "codes: \\[\\] is not a list with something in it"),
        ({"method": CASE, "amount": money("1.00"), "codes": ["X1"]}, "codes: 'X1' is not a service code or a range"),
        (
            {"method": CASE, "amount": money("1.00"), "codes": ["X2000-X1000"]},
            "codes: 'X2000-X1000' is not a range from the lower code to the higher.*did you mean 'X1000-X2000'",
        ),
        ({"method": CASE, "amount": money("1.00"), "modifier": "tc"}, "modifier: 'tc' is not a modifier"),
        (
            {"method": CASE, "amount": money("1.00"), "setting": "office"},
            "setting: 'office' is not .*; write mg.domain.Setting.OFFICE",
        ),
    ],
)
def test_a_rate_that_is_none(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        Rate(**keys)


def case(*codes: str, **keys: Any) -> Rate:
    return Rate(method=CASE, amount=money("1.00"), codes=codes or None, **keys)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"rates": [case(), case()]}, "rates: '00000-ZZZZZ' is not priced once on a day"),
        ({"rates": [case("X1001"), case("X1001", "X1002")]}, "rates: 'X1001' is not priced once on a day"),
        ({"rates": [case("X1000-X1500"), case("X1400-X1900")]}, "rates: 'X1000-X1500' is not a range that lies in"),
        ({"rates": [case("X1000-X1500"), case("X1400-X1900", modifier="26")]}, "split it where they cross"),
        ({"rates": ["all"]}, "rates: 'all' is not a Rate"),
        ({"withhold": "1"}, "withhold: '1' is not an exact number above 0, below 1"),
        ({"withhold": "-0.1"}, "withhold: '-0.1' is not an exact number above 0"),
        ({"withhold": 0.1}, "withhold: 0.1 is not an exact number"),
        ({"multiple_procedures": []}, "multiple_procedures: \\[\\] is not a list with something in it"),
        ({"multiple_procedures": ["50", "100"]}, "is not a list in which no percentage rises"),
        (
            {"multiple_procedures": ["150", "50"]},
            "multiple_procedures: '150' is not an exact number of 0 or more, 100 at",
        ),
        ({"lesser_of_charge": "yes"}, "lesser_of_charge: 'yes' is not a bool"),
        (
            {
                "modifiers": [
                    ModifierPercent(modifiers={"50"}, percent=150),
                    ModifierPercent(modifiers={"50"}, percent=1),
                ]
            },
            "modifiers: '50' is not given one percentage; it has two",
        ),
        (
            {"practitioners": [PractitionerPercent(taxonomies={"363L"}, percent=85)] * 2},
            "practitioners: '363L' is not given one percentage",
        ),
    ],
)
def test_terms_that_are_none(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        ContractTerms(**keys)


def test_rates_that_tie_on_no_day_or_no_bill_go_together() -> None:
    until, since = Period(None, date(2026, 1, 1)), Period(date(2026, 1, 1))
    claim = mg.domain.Claim.FACILITY

    stated = ContractTerms(rates=[case("X1001", period=until), case("X1001", period=since), case("X1001", claim=claim)])

    assert len(stated.rates) == 3


ROW: dict[str, Any] = {
    "code": "X1001",
    "work": "1",
    "office_expense": "1",
    "facility_expense": "1",
    "malpractice": "0.1",
}
CAP: dict[str, Any] = {"office_expense": "1", "facility_expense": "1", "malpractice": "0.1"}
PLACE: dict[str, Any] = {
    "contractor": "99901",
    "number": "01",
    "work": "1",
    "practice_expense": "1",
    "malpractice": "1",
}


@pytest.mark.parametrize(
    ("kind", "keys", "said"),
    [
        (RelativeValue, {**ROW, "work": "-1"}, "work: '-1' is not an exact number of 0 or more"),
        (RelativeValue, {**ROW, "work": 1.3}, "work: 1.3 is not an exact number"),
        (RelativeValue, {**ROW, "work": None}, "work: None is not an exact number"),
        (RelativeValue, {**ROW, "code": "x"}, "code: 'x' is not a service code"),
        (RelativeValue, {**ROW, "rules": "A"}, "rules: 'A' is not a PaymentRules"),
        (PaymentRules, {"status": "active"}, "status: 'active' is not a status code of one capital letter"),
        (PaymentRules, {"multiple": 2}, "multiple: 2 is not an indicator of one digit, in quotes"),
        (PractitionerPercent, {"taxonomies": [], "percent": 85}, "taxonomies: \\[\\] is not one beginning"),
        (PractitionerPercent, {"taxonomies": ["363L"], "percent": 0}, "percent: '0' is not an exact number above 0"),
        (ModifierPercent, {"modifiers": [], "percent": 85}, "modifiers: \\[\\] is not one modifier or more"),
        (ModifierPercent, {"modifiers": ["x"], "percent": 85}, "modifiers: 'x' is not a modifier"),
        (Cap, {**CAP, "office_expense": "x"}, "office_expense: 'x' is not an exact number"),
        (Locality, {**PLACE, "contractor": "9990"}, "contractor: '9990' is not 5 digits, in quotes"),
        (Locality, {**PLACE, "number": 1}, "number: 1 is not 2 digits, in quotes"),
        (Locality, {**PLACE, "work": "0"}, "work: '0' is not an exact number above 0"),
        (ConversionFactor, {"amount": "0"}, "amount: '0' is not an exact number above 0"),
        (ConversionFactor, {"amount": "32.34655"}, "of four decimals at most"),
        (FeeAmount, {"code": "X1001", "amount": Money(-1)}, "amount: '-0.01' is not an amount of zero or more"),
        (FeeAmount, {"code": "X1001", "amount": None}, "amount: None is not a Money"),
        (OutpatientDepartment, {"hospital": ""}, "hospital: '' is not a text"),
        (mg.Site, {"id": "s", "locality": "1-1"}, "locality: '1-1' is not a payment locality"),
        (mg.Practitioner, {"id": "p", "medicare_specialties": {"family"}}, "'family' is not a Medicare specialty"),
        (mg.Practitioner, {"id": "p", "medicare_specialties": set()}, "is not a list with something in it"),
    ],
)
def test_a_part_of_a_schedule_that_is_none(kind: type[Any], keys: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        kind(**keys)


AMOUNT = FeeAmount(code="X1001", amount=money("1.00"))
OFFICE = attrs.evolve(AMOUNT, setting=Setting.OFFICE)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"relative_values": [RelativeValue(**ROW)] * 2}, "relative_values: 'X1001' is not given once"),
        ({"amounts": [AMOUNT, OFFICE]}, "amounts: 'X1001 office' is not given once"),
        ({"localities": [Locality(**PLACE)] * 2}, "localities: '99901-01' is not given once"),
        (
            {"conversion_factors": [ConversionFactor(amount="32"), ConversionFactor(amount="33", qualifying=True)]},
            "conversion_factors: '33' is not the only factor of its days; 32 holds always too",
        ),
        ({"series": "Medicare 2025"}, "series: 'Medicare 2025' is not a lower-case word"),
        ({"amounts": ["X1001"]}, "amounts: 'X1001' is not a FeeAmount"),
    ],
)
def test_a_schedule_that_is_none(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        FeeSchedule(id="s", **keys)


# --- files ---


@pytest.mark.parametrize(
    ("collection", "fact", "said"),
    [
        (
            "agreements",
            {"terms": {"rates": [{"method": "percent-of-medicare", "percent": 110}]}},
            "terms.rates[0].method: 'percent-of-medicare' is not one of percent-of-schedule",
        ),
        (
            "agreements",
            {"terms": {"rates": [{"method": "percent-of-charges", "percent": 1.1}]}},
            'terms.rates[0].percent: 1.1 is not an exact number in quotes, as "0.2", or a whole number',
        ),
        ("agreements", {"terms": {"percent_of_medicare": 110}}, "'percent_of_medicare' is not a key of contract terms"),
        ("agreements", {"terms": {"withold": "0.1"}}, "did you mean 'withhold'?"),
        ("agreements", {"terms": "110 %"}, "terms: '110 %' is not contract terms; write an object"),
        (
            "fee_schedules",
            {"relative_values": [{"code": "X1001", "work": "1"}]},
            "relative_values[0].office_expense: is missing",
        ),
        (
            "fee_schedules",
            {"amounts": [{"code": "X1001", "amount": 100.19}]},
            "amounts[0].amount: 100.19 is not dollars",
        ),
        ("sites", {"outpatient_department": {"excepted": True}}, "outpatient_department.hospital: is missing"),
    ],
)
def test_a_market_file_with_it_is_one_error(tmp_path: Path, collection: str, fact: dict[str, Any], said: str) -> None:
    required = {"agreements": {"contractor": "q"}}.get(collection, {})
    path = tmp_path / "m.json"
    path.write_text(json.dumps({collection: [{"id": "one", **required, **fact}]}))

    with pytest.raises(FormatError) as caught:
        formats.read(path)

    assert said in str(caught.value)


def test_terms_of_any_layout_come_back_equal(tmp_path: Path) -> None:
    facts = attrs.evolve(FACTS, agreements=[agreement("own", "q", terms=terms(percent("108.50"), withhold="0.10"))])

    for name in ("m.json", "m.yaml", "folder"):
        formats.write(facts, tmp_path / name)
        assert formats.read(tmp_path / name).facts == facts.sorted()


def test_ids_inside_terms_and_sites_must_lead_somewhere() -> None:
    wrong = agreement("own", "q", terms=terms(attrs.evolve(table(), schedule="tabel")))
    site = mg.Site(id="s", outpatient_department=OutpatientDepartment(hospital="hospitl"))

    with pytest.raises(MarketError) as caught:
        mg.open_market(attrs.evolve(FACTS, agreements=[wrong], sites=[*FACTS.sites, site]))

    assert caught.value.problems == (
        "sites/s: outpatient_department.hospital: no organization has the id 'hospitl'; did you mean 'hospital'?",
        "agreements/own: terms.rates.schedule: no fee schedule has the id 'tabel'; did you mean 'table'?",
    )


def test_two_schedules_of_a_series_at_once_make_no_market() -> None:
    twin = attrs.evolve(MEDICARE_2025, id="medicare-again", period=Period(date(2025, 7, 1)))

    with pytest.raises(MarketError, match="one schedule of a series \\(medicare\\) is in force at a time"):
        mg.open_market(attrs.evolve(FACTS, fee_schedules=[MEDICARE_2025, twin]))


# --- questions ---


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ([], "services: \\[\\] is not one service or more"),
        ("X1001", "'X1001' is not a list"),
        (Service("X1001"), "is not a list"),
        (["X1001"], "services: 'X1001' is not a Service, as Service\\(\"X1001\"\\)"),
        ([None], "services: None is not a Service"),
    ],
)
def test_services_that_are_none(services: Any, said: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"(?<!\w){said}"):
        mg.price_lines(under(terms(table())), "a", "q", "plan", services, on=DAY)


@pytest.mark.parametrize(
    ("keys", "error", "said"),
    [
        ({"code": "X9999"}, UnknownCodeError, "fee schedule table has no service code 'X9999'; the nearest: X"),
        ({"code": "x1001"}, InvalidValueError, "code: 'x1001' is not a service code.*did you mean 'X1001'"),
        ({"modifier": "26"}, UnknownCodeError, "has no X1001 with modifier '26'; the nearest: no modifier"),
        (
            {"setting": "office"},
            InvalidValueError,
            "setting: 'office' is not .*; write mg.domain.Setting.OFFICE",
        ),
        ({"locality": "99901-01"}, UnknownCodeError, "fee schedule table has no locality '99901-01'"),
        ({"on": "2026"}, InvalidValueError, "on: '2026' is not a day"),
        ({"schedule": "table"}, InvalidValueError, "schedule: 'table' is not a FeeSchedule"),
    ],
)
def test_an_amount_that_a_schedule_cannot_be_asked(keys: dict[str, Any], error: type[Exception], said: str) -> None:
    asked = {"schedule": TABLE, "code": "X1001", "setting": Setting.OFFICE, "on": DAY, **keys}

    with pytest.raises(error, match=rf"(?<!\w){said}"):
        mg.allowed_amount(asked.pop("schedule"), asked.pop("code"), **asked)


def test_a_locality_that_a_schedule_has_not_gets_none_of_another_contractor_though_it_reads_alike() -> None:
    here, there = MEDICARE_2025.localities
    apart = attrs.evolve(MEDICARE_2025, localities=[here, attrs.evolve(there, contractor="99902", number="02")])

    with pytest.raises(UnknownCodeError, match=r"'99901-02'; the nearest: 99901-01 \(Here\)$"):
        mg.allowed_amount(apart, "X1001", setting=Setting.OFFICE, locality="99901-02", on=date(2025, 1, 1))


def test_the_codes_that_differ_least_are_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match=r"'X3009'; the nearest: X3003, X3002, X3001$"):
        mg.allowed_amount(TABLE, "X3009", setting=Setting.OFFICE, on=DAY)


def test_a_day_outside_a_schedule_is_named_with_the_days_that_it_is_for() -> None:
    with pytest.raises(
        InvalidValueError, match="on: '2026-01-01' is not a day of medicare-2025, from 2025-01-01 until "
    ):
        mg.allowed_amount(MEDICARE_2025, "X1001", setting=Setting.OFFICE, locality="99901-01", on=date(2026, 1, 1))


def test_a_locality_that_a_schedule_has_not_gets_those_of_its_contractor() -> None:
    with pytest.raises(
        UnknownCodeError, match=r"'99901-02'; the nearest: 99901-01 \(Here\), 99901-99 \(There\)"
    ) as caught:
        mg.allowed_amount(MEDICARE_2025, "X1001", setting=Setting.OFFICE, locality="99901-02", on=date(2025, 1, 1))

    assert isinstance(caught.value, LookupError)
    with pytest.raises(UnknownCodeError, match="has no locality None"):
        mg.allowed_amount(MEDICARE_2025, "X1001", setting=Setting.OFFICE, on=date(2025, 1, 1))
