"""Prices under contract terms: each method, each percentage, and what is not known and stays so."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.costs import Pricing, Service
from medgroup.domain import ContractTerms, ConversionFactor, FeeAmount, FeeSchedule, Method, RelativeValue, Setting
from medgroup.errors import InvalidValueError
from medgroup.network import Status
from medgroup.values.period import Period
from tests.unit.pricing import (
    DAY,
    FACTS,
    MEDICARE_2025,
    MEDICARE_2026,
    NURSE,
    NURSES,
    SCHEDULES,
    SURGERY,
    TABLE,
    amounts,
    money,
    only,
    outpatient,
    percent,
    priced,
    rate,
    table,
    terms,
    under,
    value,
)

# --- published cases ---

#: Two visits by the national relative values of 2023, under invented codes.
NATIONAL_2023 = FeeSchedule(
    id="national-2023",
    period=Period(date(2023, 1, 1), date(2024, 1, 1)),
    conversion_factors=[ConversionFactor(amount="33.8872")],
    relative_values=[
        value("X0213", "1.30", "1.28", "0.55", "0.10"),
        value("X0203", "1.60", "1.58", "0.67", "0.15"),
        value("X0182", "0.97", "0.75", "0.40", "0.10"),
    ],
)


def national(*services: Service, **stated: Any) -> list[str | None]:
    """Return the prices of services under a rate over the national values of 2023."""
    market = under(terms(**stated), fee_schedules=[*SCHEDULES, NATIONAL_2023])
    return amounts(priced(market, *services))


def test_a_total_of_1_82_at_38_00_for_a_unit_is_69_16() -> None:
    """RBR-02."""
    own = ContractTerms(rates=[rate(Method.CONVERSION_FACTOR, schedule="national-2023", conversion_factor="38.00")])
    market = under(own, fee_schedules=[*SCHEDULES, NATIONAL_2023])

    assert amounts(priced(market, Service("X0182"))) == ["69.16"]


def test_two_visits_of_2023_are_90_82_and_112_84_and_differ_by_22_02() -> None:
    """RBR-03."""
    on = date(2023, 6, 1)

    established = mg.allowed_amount(NATIONAL_2023, "X0213", setting=Setting.OFFICE, on=on).amount
    new = mg.allowed_amount(NATIONAL_2023, "X0203", setting=Setting.OFFICE, on=on).amount

    assert (established, new) == (money("90.82"), money("112.84"))
    assert established is not None
    assert new is not None
    assert new - established == money("22.02")


def test_120_percent_of_90_82_is_108_98_and_a_charge_of_105_is_allowed_instead() -> None:
    """RBR-04."""
    rates = [percent("120", schedule="national-2023")]
    market = under(ContractTerms(rates=rates, lesser_of_charge=True), fee_schedules=[*SCHEDULES, NATIONAL_2023])

    answer = priced(
        market,
        Service("X0213"),
        Service("X0213", charge=money("150.00")),
        Service("X0213", charge=money("105.00")),
    )

    assert amounts(answer) == ["108.98", "108.98", "105.00"]


# --- methods ---


def test_a_price_is_the_weighted_sum_times_the_factor_rounded_once() -> None:
    answer = mg.allowed_amount(MEDICARE_2025, "X1001", setting=Setting.OFFICE, locality="99901-01", on=date(2025, 2, 3))

    # (1.30 x 1 + 1.33 x 0.964 + 0.10 x 0.731) x 32.3465 = 85.887...; rounding each product would give 85.89 too,
    # and rounding them to cents before the factor 85.90.
    assert answer.amount == money("85.89")
    assert "(1.30 x 1.000 + 1.33 x 0.964 + 0.10 x 0.731) x 32.3465" in answer.because[0].statement


def test_each_setting_has_its_own_practice_expense() -> None:
    market = under(terms(percent()))

    office, facility = (only(priced(market, Service("X1001"), site=site)) for site in ("office", "ward"))

    assert (office.setting, facility.setting) == (Setting.OFFICE, Setting.FACILITY)
    assert (str(office.allowed), str(facility.allowed)) == ("88.69", "68.81")


@pytest.mark.parametrize(("place", "allowed"), [("11", "88.69"), ("10", "88.69"), ("22", "64.22"), ("02", "64.22")])
def test_a_place_of_service_says_the_setting_whatever_the_site(place: str, allowed: str) -> None:
    answer = priced(under(terms(percent())), Service("X1001", place_of_service=place))

    assert amounts(answer) == [allowed]


@pytest.mark.parametrize(
    ("keys", "allowed", "schedule"),
    [
        ({}, "96.48", "medicare-2026"),
        ({"qualifying": True}, "96.96", "medicare-2026"),
        ({"year": 2025}, "92.76", "medicare-2025"),
        ({"schedule": "medicare-2025", "locality": "99901-99"}, "101.17", "medicare-2025"),
        ({"schedule": "medicare-2025", "locality": "national"}, "95.37", "medicare-2025"),
    ],
    ids=["rolling", "qualifying", "frozen to a year", "frozen to a schedule", "national"],
)
def test_a_percentage_is_of_the_schedule_of_the_day_or_of_one_that_stays(
    keys: dict[str, Any], allowed: str, schedule: str
) -> None:
    moved = attrs.evolve(MEDICARE_2026, relative_values=(value("X1001", "1.30", "1.35", "0.57", "0.10"),))
    market = under(terms(percent("108", **keys)), fee_schedules=[MEDICARE_2025, moved, TABLE])

    line = only(priced(market, Service("X1001")))

    assert (str(line.allowed), line.schedule) == (allowed, schedule)


def test_a_rate_frozen_to_a_year_is_over_the_schedule_of_its_first_day() -> None:
    first_day = Period(date(2025, 1, 1), date(2025, 1, 2))
    moved = (value("X1001", "1.00", "1.00", "1.00", "0.10"),)
    january = attrs.evolve(MEDICARE_2025, id="january", period=first_day, relative_values=moved)
    later = attrs.evolve(MEDICARE_2025, id="later", period=Period(date(2025, 1, 2), date(2026, 1, 1)))
    market = under(terms(percent(year=2025)), fee_schedules=[later, january, MEDICARE_2026])

    line = only(priced(market, Service("X1001")))

    assert (line.schedule, str(line.allowed)) == ("january", "65.89")


@pytest.mark.parametrize("keys", [{"schedule": "medicare-2025"}, {"year": 2025}], ids=["named", "of a year"])
def test_a_frozen_schedule_keeps_the_conversion_factor_of_its_first_day(keys: dict[str, Any]) -> None:
    factors = [
        ConversionFactor(amount="40.00", period=Period(date(2025, 7, 1))),
        ConversionFactor(amount="35.00", period=Period(date(2025, 1, 2), date(2025, 7, 1))),
        ConversionFactor(amount="30.00", period=Period(None, date(2025, 1, 2))),
    ]
    market = under(
        terms(percent(**keys)),
        fee_schedules=[attrs.evolve(MEDICARE_2025, conversion_factors=factors)],
    )

    prices = [amounts(priced(market, Service("X1001"), on=on)) for on in (DAY, date(2025, 7, 1))]

    assert prices == [["79.66"], ["106.21"]]


def test_units_multiply_the_price_before_it_is_rounded() -> None:
    market = under(terms(table(), percent("33.33", codes={"X1002"}, schedule="table")))

    # 33.33 % of 80.00 is 26.664: two units are 53.328, not twice 26.66.
    assert amounts(priced(market, Service("X1001", 3), Service("X1002", 2))) == ["300.00", "53.33"]


def test_a_percentage_of_charges_needs_a_charge_and_takes_no_units() -> None:
    market = under(terms(rate(Method.PERCENT_OF_CHARGES, percent="62.5")))

    answer = priced(market, Service("X9999", 4, charge=money("200.01")), Service("X9999"))

    assert amounts(answer) == ["125.01", None]
    assert [line.pricing for line in answer.lines] == [Pricing.PRICED, Pricing.NO_CHARGE]


def test_a_case_rate_is_paid_once_for_all_of_its_lines() -> None:
    market = under(terms(table(), rate(Method.CASE_RATE, codes={"X3000-X3999"}, amount=money("1450.00"))))

    answer = priced(market, Service("X1001"), Service("X3002", 2), Service("X3001"))

    assert amounts(answer) == ["100.00", "1450.00", "0.00"]
    assert [line.pricing for line in answer.lines] == [Pricing.PRICED, Pricing.PRICED, Pricing.IN_CASE]


def test_a_case_rate_for_several_ranges_of_codes_is_one_case() -> None:
    case = rate(Method.CASE_RATE, codes={"X1001", "X3000-X3001", "X3003"}, amount=money("1450.00"))

    answer = priced(under(terms(table(), case)), Service("X3003"), Service("X1001"), Service("X3002"))

    assert amounts(answer) == ["1450.00", "0.00", "400.00"]


def test_a_case_rate_is_held_against_the_charges_of_all_of_its_lines() -> None:
    case = rate(Method.CASE_RATE, codes={"X3000-X3999"}, amount=money("1450.00"))
    market = under(terms(case, lesser_of_charge=True))
    dear, cheap = money("1000.00"), money("400.00")

    both = priced(market, Service("X3001", charge=dear), Service("X3002", charge=cheap))
    more = priced(market, Service("X3001", charge=dear), Service("X3002", charge=dear))
    one_not_known = priced(market, Service("X3001", charge=dear), Service("X3002"))

    assert amounts(both) == ["1400.00", "0.00"]
    assert amounts(more) == ["1450.00", "0.00"]
    assert amounts(one_not_known) == ["1450.00", "0.00"]


def test_an_own_conversion_factor_holds_for_its_range_of_codes_and_knows_no_cap() -> None:
    cap = mg.domain.Cap(office_expense="0.50", facility_expense="0.50", malpractice="0.05")
    capped = attrs.evolve(value("X2002", "1.00", "2.00", "2.00", "0.10"), cap=cap)
    schedule = attrs.evolve(MEDICARE_2026, relative_values=(*MEDICARE_2026.relative_values, capped))
    own = rate(Method.CONVERSION_FACTOR, codes={"X2000-X2999"}, series="medicare", conversion_factor="40")
    market = under(terms(percent(), own), fee_schedules=[schedule])

    assert amounts(priced(market, Service("X2002"), Service("X1001"))) == ["120.04", "88.69"]
    assert amounts(priced(under(terms(percent()), fee_schedules=[schedule]), Service("X2002"))) == ["50.72"]


# --- percentages ---


def test_a_nurse_practitioner_is_paid_85_percent_and_a_doctor_in_full() -> None:
    market = under(terms(table(), practitioners=NURSES))

    doctor, nurse = (amounts(priced(market, Service("X1001"), practitioner=one)) for one in ("a", "n"))

    assert (doctor, nurse) == (["100.00"], ["85.00"])


def test_an_assistant_is_paid_16_percent_and_a_nurse_85_of_that() -> None:
    market = under(terms(percent(), practitioners=NURSES, modifiers=SURGERY))
    full = only(priced(market, Service("X3001")))
    assert full.allowed == money("652.00")

    doctor = priced(market, Service("X3001", modifiers=["80"]))
    nurse = priced(market, Service("X3001", modifiers=["AS"]), practitioner="n")

    assert (amounts(doctor), amounts(nurse)) == (["104.32"], ["88.67"])


@pytest.mark.parametrize(
    ("code", "modifier", "pricing", "share"),
    [
        ("X3001", "50", Pricing.PRICED, "150"),
        ("X3002", "50", Pricing.PRICED, "200"),
        ("X3003", "50", Pricing.PRICED, "100"),
        ("X1001", "50", Pricing.PRICED, "100"),
        ("X3001", "62", Pricing.PRICED, "62.5"),
        ("X3002", "62", Pricing.NOT_PAID, "0"),
        ("X3003", "62", Pricing.BY_REPORT, None),
        ("X3001", "82", Pricing.PRICED, "16"),
        ("X3002", "82", Pricing.NOT_PAID, "0"),
        ("X3003", "82", Pricing.BY_REPORT, None),
        ("X1002", "82", Pricing.PRICED, "16"),
        ("X3001", "22", Pricing.BY_REPORT, None),
        ("X3001", "53", Pricing.BY_REPORT, None),
        ("X3001", "66", Pricing.BY_REPORT, None),
        ("X3001", "59", Pricing.PRICED, "100"),
    ],
)
def test_indicators_of_the_schedule_say_what_a_modifier_does(
    code: str, modifier: str, pricing: Pricing, share: str | None
) -> None:
    market = under(terms(percent("1000", locality="national"), modifiers=SURGERY))
    whole = only(priced(market, Service(code))).allowed
    assert whole is not None

    line = only(priced(market, Service(code, modifiers=[modifier])))

    assert line.pricing is pricing
    if share is None:
        assert line.allowed is None
    else:
        assert line.allowed == mg.Money.rounded(Decimal(share) * whole.cents / 10_000)


@pytest.mark.parametrize("modifier", ["22", "52", "53", "54", "55", "56", "66", "73", "74", "78"])
def test_what_a_report_decides_has_no_price_unless_the_terms_state_a_percentage(modifier: str) -> None:
    stated = mg.domain.ModifierPercent(modifiers={modifier}, percent="50")
    service = Service("X1001", modifiers=[modifier])

    line = only(priced(under(terms(table())), service))

    assert (line.pricing, line.allowed) == (Pricing.BY_REPORT, None)
    assert amounts(priced(under(terms(table(), modifiers=[stated])), service)) == ["50.00"]


def test_a_percentage_of_charges_takes_what_is_held_back_where_it_is_known() -> None:
    market = under(terms(rate(Method.PERCENT_OF_CHARGES, percent="50"), withhold="0.1"))

    answer = priced(market, Service("X1001", charge=money("30.00")), Service("X1001"))

    assert [(line.allowed, line.withheld) for line in answer.lines] == [(money("15.00"), money("1.50")), (None, None)]


@pytest.mark.parametrize("modifier", ["50", "62", "80"])
def test_a_modifier_that_needs_a_percentage_has_no_price_where_the_terms_state_none(modifier: str) -> None:
    line = only(priced(under(terms(percent())), Service("X3001", modifiers=[modifier])))

    assert (line.pricing, line.allowed) == (Pricing.NO_PERCENT, None)


def test_terms_may_state_a_percentage_for_any_modifier() -> None:
    half = mg.domain.ModifierPercent(modifiers={"52", "22"}, percent="50")

    assert amounts(priced(under(terms(table(), modifiers=[half])), Service("X1001", modifiers=["52"]))) == ["50.00"]


@pytest.mark.parametrize(
    ("modifier", "allowed"), [(None, "100.24"), ("26", "30.92"), ("TC", "69.32")], ids=["whole", "26", "TC"]
)
def test_components_are_priced_by_rows_of_their_own(modifier: str | None, allowed: str) -> None:
    service = Service("X2001", modifiers=[] if modifier is None else [modifier])
    market = under(terms(percent(locality="99901-01")))

    assert only(priced(market, service)).allowed == money(allowed)


def test_a_component_that_the_schedule_does_not_list_has_no_price() -> None:
    line = only(priced(under(terms(percent())), Service("X1001", modifiers=["TC"])))

    assert (line.pricing, line.allowed) == (Pricing.NO_COMPONENT, None)


def test_a_procedure_given_up_has_a_row_of_its_own_or_goes_by_report() -> None:
    answer = priced(under(terms(percent())), Service("X3003", modifiers=["53"]), Service("X3001", modifiers=["53"]))

    assert [line.pricing for line in answer.lines] == [Pricing.PRICED, Pricing.BY_REPORT]
    assert answer.lines[0].allowed == money("68.04")


def test_of_several_procedures_the_dearest_is_paid_in_full_and_the_others_half() -> None:
    market = under(terms(table(), multiple_procedures=["100", "50", "50"]))

    answer = priced(market, Service("X3002"), Service("X1001"), Service("X3001"), Service("X3003"))

    assert amounts(answer) == ["200.00", "100.00", "1000.00", "16.67"]


def test_the_last_percentage_holds_for_all_procedures_that_follow() -> None:
    market = under(terms(table(), multiple_procedures=["100", "50", "25"]))

    answer = priced(market, Service("X3002", 4), Service("X3001"))

    assert amounts(answer) == ["500.00", "1000.00"]


def test_several_procedures_are_paid_in_full_where_the_terms_say_nothing_of_them() -> None:
    assert amounts(priced(under(terms(table())), Service("X3002"), Service("X3001"))) == ["400.00", "1000.00"]


def test_both_sides_count_as_one_procedure_of_their_price() -> None:
    market = under(terms(table(), modifiers=SURGERY, multiple_procedures=["100", "50"]))

    answer = priced(market, Service("X3001", modifiers=["50"]), Service("X3002"))

    assert amounts(answer) == ["1500.00", "200.00"]


def test_a_withhold_is_told_beside_what_is_allowed_and_is_no_less_allowed() -> None:
    line = only(priced(under(terms(table(), withhold="0.125")), Service("X1001")))

    assert (line.allowed, line.withheld) == (money("100.00"), money("12.50"))


# --- what a schedule does not price ---


def test_what_becomes_of_a_line_is_told_in_these_words() -> None:
    nothing_is_owed = ["bundled", "in-case", "with-others", "not-paid"]
    unknown = [
        "out-of-network",
        "network-unknown",
        "terms-not-stated",
        "no-rate",
        "no-schedule",
        "contractor-priced",
        "not-under-schedule",
        "not-listed",
        "no-component",
        "other-setting",
        "no-setting",
        "no-locality",
        "no-factor",
        "factor-depends",
        "no-charge",
        "kind-unknown",
        "no-percent",
        "by-report",
    ]

    assert [one.value for one in Pricing if one.is_known] == ["priced", *nothing_is_owed]
    assert [one.value for one in Pricing if not one.is_known] == unknown


@pytest.mark.parametrize(
    ("code", "pricing"),
    [
        ("X4001", Pricing.CONTRACTOR_PRICED),
        ("X4002", Pricing.CONTRACTOR_PRICED),
        ("X4003", Pricing.NOT_UNDER_SCHEDULE),
        ("X9999", Pricing.NOT_LISTED),
    ],
)
def test_what_a_schedule_states_no_price_of_is_not_known_and_not_zero(code: str, pricing: Pricing) -> None:
    answer = priced(under(terms(percent())), Service("X1001"), Service(code))

    assert (answer.lines[1].pricing, answer.lines[1].allowed) == (pricing, None)
    assert answer.allowed is None
    assert answer.steps(2)[-1].would_change


def test_what_is_paid_within_other_services_is_allowed_nothing_and_says_so() -> None:
    line = only(answer := priced(under(terms(percent())), Service("X5001")))

    assert (line.pricing, line.allowed) == (Pricing.BUNDLED, money("0.00"))
    assert "paid within other services" in answer.explain()


def test_an_injection_is_paid_only_where_nothing_else_of_the_day_is() -> None:
    market = under(terms(percent()))

    alone = priced(market, Service("X6001"), Service("X6002"), Service("X5001"))
    beside = priced(market, Service("X6001"), Service("X1001"))

    assert [line.pricing for line in alone.lines] == [Pricing.PRICED, Pricing.PRICED, Pricing.BUNDLED]
    assert [line.pricing for line in beside.lines] == [Pricing.WITH_OTHERS, Pricing.PRICED]
    assert amounts(beside) == ["0.00", "88.69"]


def test_a_carve_out_prices_what_the_schedule_does_not() -> None:
    market = under(terms(percent(), rate(Method.PERCENT_OF_CHARGES, codes={"X4001"}, percent="80")))

    assert amounts(priced(market, Service("X4001", charge=money("50.00")))) == ["40.00"]


# --- what is not known ---


def test_terms_that_are_not_stated_give_no_price() -> None:
    line = only(priced(under(None), Service("X1001")))

    assert (line.pricing, line.allowed, line.network) == (Pricing.TERMS_NOT_STATED, None, Status.IN)


def test_terms_without_a_rate_for_a_code_give_no_price() -> None:
    line = only(priced(under(terms(table(codes={"X1002"}))), Service("X1001")))

    assert (line.pricing, line.allowed) == (Pricing.NO_RATE, None)


@pytest.mark.parametrize(
    "stated",
    [percent(series="medicaid"), percent(year=2019), percent("100", series="medicare", qualifying=None)],
    ids=["no such series", "no schedule that year", "which factor"],
)
def test_a_schedule_or_a_factor_that_is_not_there_gives_no_price(stated: mg.Rate) -> None:
    line = only(priced(under(terms(stated)), Service("X1001")))

    assert line.pricing in (Pricing.NO_SCHEDULE, Pricing.FACTOR_DEPENDS)
    assert line.allowed is None


def test_the_factor_is_that_of_the_practitioner_where_it_is_known() -> None:
    doctor, nurse = FACTS.practitioners
    both = [attrs.evolve(doctor, qualifying=[Period(date(2026, 1, 1))]), attrs.evolve(nurse, qualifying=[])]
    market = under(terms(percent("100", qualifying=None)), practitioners=both)

    assert amounts(priced(market, Service("X1001"))) == ["89.13"]
    assert amounts(priced(market, Service("X1001"), practitioner="n")) == ["88.69"]


def test_an_unknown_kind_of_practitioner_has_no_price_where_kinds_are_paid_differently() -> None:
    roles = [attrs.evolve(role, specialties=None) for role in FACTS.practitioner_roles]

    by_kind = only(priced(under(terms(table(), practitioners=NURSES), practitioner_roles=roles), Service("X1001")))
    alike = only(priced(under(terms(table()), practitioner_roles=roles), Service("X1001")))

    assert (by_kind.pricing, by_kind.allowed) == (Pricing.KIND_UNKNOWN, None)
    assert alike.allowed == money("100.00")


def test_where_no_site_is_named_the_sites_of_the_practitioner_are_taken_as_far_as_they_agree() -> None:
    role = attrs.evolve(FACTS.practitioner_roles[0], sites={"office", "ward"})
    market = under(terms(table()), practitioner_roles=[role, FACTS.practitioner_roles[1]])

    everywhere = priced(market, Service("X1001"), Service("X1002"), Service("X1002", place_of_service="11"), site=None)
    at_the_office = priced(under(terms(table())), Service("X1002"), site=None)

    assert amounts(everywhere) == ["100.00", None, "80.00"]
    assert everywhere.lines[1].pricing is Pricing.NO_SETTING
    assert amounts(at_the_office) == ["80.00"]


def test_where_no_site_is_named_the_locality_is_known_as_far_as_the_sites_agree() -> None:
    role = attrs.evolve(FACTS.practitioner_roles[0], sites={"office", "ward"})
    roles = [role, FACTS.practitioner_roles[1]]
    visit = Service("X1001", place_of_service="11")
    office, ward = FACTS.sites
    alike = under(terms(percent()), practitioner_roles=roles, sites=[office, attrs.evolve(ward, locality="99901-01")])

    apart = only(priced(under(terms(percent()), practitioner_roles=roles), visit, site=None))

    assert (apart.pricing, apart.allowed) == (Pricing.NO_LOCALITY, None)
    assert amounts(priced(alike, visit, site=None)) == ["88.69"]


def test_a_practice_of_which_no_site_is_known_has_no_setting_and_no_locality() -> None:
    nowhere = under(terms(table()), sites=[attrs.evolve(site, organization=None) for site in FACTS.sites])

    answer = priced(nowhere, Service("X1001"), Service("X1002"), site=None)

    assert amounts(answer) == ["100.00", None]
    assert answer.steps(2)[-1].would_change == "A site, or a place of service (11 for an office)."


def test_of_two_roles_at_one_practice_both_say_where_and_as_what_somebody_works() -> None:
    first, nurse = FACTS.practitioner_roles
    there = attrs.evolve(first, id="a-q-too", sites={"ward"}, specialties={NURSE})
    not_known = attrs.evolve(there, specialties=None)
    kinds = terms(table(), practitioners=NURSES)

    both = priced(under(kinds, practitioner_roles=[first, there, nurse]), Service("X1001"), site=None)
    neither = priced(under(kinds, practitioner_roles=[first, not_known, nurse]), Service("X1001"), site=None)

    assert amounts(both) == ["85.00"]
    assert only(both).setting is None
    assert only(neither).pricing is Pricing.KIND_UNKNOWN


def test_who_has_no_role_works_as_what_qualifications_say() -> None:
    doctor, nurse = FACTS.practitioners
    qualified = attrs.evolve(doctor, qualifications=[mg.domain.Qualification(code=NURSE)])
    market = under(terms(table(), practitioners=NURSES), practitioners=[qualified, nurse], practitioner_roles=[])

    assert amounts(priced(market, Service("X1001"))) == ["85.00"]


def test_a_site_whose_locality_is_not_known_has_no_price_by_locality() -> None:
    sites = [attrs.evolve(site, locality=None) for site in FACTS.sites]
    one_place = attrs.evolve(MEDICARE_2026, localities=MEDICARE_2026.localities[:1])

    several = only(priced(under(terms(percent()), sites=sites), Service("X1001")))
    single = only(priced(under(terms(percent()), sites=sites, fee_schedules=[one_place]), Service("X1001")))

    assert (several.pricing, several.allowed) == (Pricing.NO_LOCALITY, None)
    assert single.allowed == money("88.69")


def test_a_rate_for_one_setting_holds_only_where_the_setting_is_known() -> None:
    market = under(terms(table(), percent("200", setting=Setting.FACILITY, schedule="table")))
    role = attrs.evolve(FACTS.practitioner_roles[0], sites={"office", "ward"})
    either = under(
        terms(table(), percent("200", setting=Setting.FACILITY, schedule="table")),
        practitioner_roles=[role, FACTS.practitioner_roles[1]],
    )

    assert amounts(priced(market, Service("X1001"))) == ["100.00"]
    assert amounts(priced(market, Service("X1001"), site="ward")) == ["200.00"]
    assert only(priced(either, Service("X1001"), site=None)).pricing is Pricing.NO_SETTING


def test_an_amount_for_the_other_setting_only_is_no_price() -> None:
    line = only(priced(under(terms(table())), Service("X1003"), site="ward"))

    assert (line.pricing, line.allowed) == (Pricing.OTHER_SETTING, None)


# --- outpatient departments ---


def department(facility: ContractTerms | None, **keys: Any) -> mg.Market:
    """Return the market in which the office is a department of the hospital, which has an agreement of its own."""
    own = mg.Agreement(id="own", contractor="q", networks=["n1"], terms=terms(percent()))
    theirs = mg.Agreement(id="theirs", contractor="hospital", networks=["n2"], terms=facility)
    facts = attrs.evolve(
        FACTS,
        agreements=[own, theirs],
        roster_entries=[mg.RosterEntry(id="own-a", agreement="own", practitioner="a", billing="q")],
        **outpatient(**keys),
    )
    return mg.open_market(facts)


def test_an_outpatient_department_adds_a_facility_line_and_pays_the_practitioner_the_facility_rate() -> None:
    market = department(terms(table(claim=mg.domain.Claim.FACILITY), percent("500")))

    answer = priced(market, Service("X1001", charge=money("300.00")))

    assert [(line.claim.value, line.billing, line.network) for line in answer.lines] == [
        ("professional", "q", Status.IN),
        ("facility", "hospital", Status.IN),
    ]
    assert amounts(answer) == ["64.22", "100.00"]
    assert [line.charge for line in answer.lines] == [money("300.00"), None]
    assert answer.allowed == money("164.22")


def test_a_site_is_a_department_on_the_days_of_its_period_only() -> None:
    market = department(terms(table(claim=mg.domain.Claim.FACILITY)), period=Period(date(2026, 7, 1)))

    before, after = (priced(market, Service("X1001"), on=on) for on in (date(2026, 6, 30), date(2026, 7, 1)))

    assert (amounts(before), amounts(after)) == (["88.69"], ["64.22", "100.00"])


def test_a_department_that_is_not_excepted_is_paid_the_percentage_of_the_terms() -> None:
    facility = terms(table(claim=mg.domain.Claim.FACILITY), nonexcepted_percent="40")

    excepted, other = (priced(department(facility, excepted=is_so), Service("X1001")) for is_so in (True, False))

    assert (amounts(excepted), amounts(other)) == (["64.22", "100.00"], ["64.22", "40.00"])


def test_beside_a_facility_line_only_the_professional_component_is_priced() -> None:
    market = department(terms(rate(Method.CASE_RATE, claim=mg.domain.Claim.FACILITY, amount=money("300.00"))))
    component = only(priced(under(terms(percent(locality="99901-01"))), Service("X2001", modifiers=["26"])))

    answer = priced(market, Service("X2001"))

    assert [line.allowed for line in answer.lines] == [component.allowed, money("300.00")]
    assert "technical component" in answer.steps(1)[1].statement


def test_an_office_place_of_service_and_an_assistant_have_no_facility_line() -> None:
    market = department(terms(table(claim=mg.domain.Claim.FACILITY)))

    office = priced(market, Service("X1001", place_of_service="11"))
    assistant = priced(market, Service("X3001", modifiers=["80"]))

    assert [len(answer.lines) for answer in (office, assistant)] == [1, 1]
    assert amounts(office) == ["88.69"]


def test_a_hospital_without_a_contract_leaves_the_facility_line_without_a_price() -> None:
    market = department(None)
    facts = attrs.evolve(market.facts, agreements=market.facts.agreements[:1])

    out = priced(market.with_facts(facts), Service("X1001"))
    unknown = priced(market.with_facts(attrs.evolve(facts, scopes=[])), Service("X1001"))
    not_stated = priced(market, Service("X1001"))

    assert amounts(out) == amounts(unknown) == amounts(not_stated) == ["64.22", None]
    assert [answer.lines[1].pricing for answer in (out, unknown, not_stated)] == [
        Pricing.OUT_OF_NETWORK,
        Pricing.NETWORK_UNKNOWN,
        Pricing.TERMS_NOT_STATED,
    ]


# --- the answer ---


def test_lines_stand_in_the_order_of_services_each_with_its_facility_line() -> None:
    answer = priced(department(terms(table(claim=mg.domain.Claim.FACILITY))), Service("X1002"), Service("X1001", 2))

    assert [(line.number, line.service, line.code, line.claim.value) for line in answer.lines] == [
        (1, 1, "X1002", "professional"),
        (2, 1, "X1002", "facility"),
        (3, 2, "X1001", "professional"),
        (4, 2, "X1001", "facility"),
    ]


def test_every_step_of_a_line_is_told_with_its_evidence() -> None:
    stated = terms(percent("108"), practitioners=NURSES, withhold="0.1", lesser_of_charge=True)
    answer = priced(under(stated), Service("X1001", 2, charge=money("150.00")), practitioner="n")

    statements = [step.statement for step in answer.steps(1)]

    assert answer.lines[0].allowed == money("150.00")
    assert statements[0] == "Agreement own pays 108 % of series medicare for all codes."
    assert statements[2:] == [
        "85 % of it for practitioners of this kind.",
        "Together $162.83 for 2 units, rounded half up once.",
        "The charge of $150.00 is lower and is allowed instead.",
        "10 % of what is allowed is held back until a settlement; it stays owed, and is no write-off.",
    ]
    assert answer.steps(1)[1].evidence == ("fee_schedules/medicare-2026",)
    assert answer.because[0].evidence == ("agreements/own", "networks/n1", "roster_entries/own-n")


def test_the_places_of_several_procedures_are_told() -> None:
    stated = terms(table(), modifiers=SURGERY, multiple_procedures=["100", "50"])

    answer = priced(under(stated), Service("X3002", 2), Service("X3001", modifiers=["50"]))

    assert [step.statement for step in answer.steps(1)][2:] == [
        "It is numbers 2 to 3 of the procedures of the day, the dearest first: 100 % of the price of one.",
        "Together $400.00 for 2 units, rounded half up once.",
    ]
    assert [step.statement for step in answer.steps(2)][2:4] == [
        "150 % of it for modifier 50.",
        "It is number 1 of the procedures of the day, the dearest first: 100 % of the price of one.",
    ]


def test_a_charge_that_is_not_lower_is_not_told() -> None:
    stated = terms(table(), lesser_of_charge=True)
    answer = priced(under(stated), Service("X1001", charge=money("100.00")), Service("X1001"))

    assert [len(answer.steps(number)) for number in (1, 2)] == [3, 4]
    assert answer.steps(2)[-1].would_change == "A charge below the price."


def test_an_answer_goes_into_json_and_html() -> None:
    answer = priced(under(terms(table())), Service("X1001"), Service("X4001"))

    document = answer.to_dict()

    assert document["allowed"] is None
    assert [line["allowed"] for line in document["lines"]] == ["100.00", None]
    assert document["because"][0]["statement"] in answer.explain()
    assert "X4001" in answer._repr_html_()
    assert answer.headline().startswith("Not known what is allowed for 2 lines of Dr. A")
    assert repr(answer) == f"<PricedLines: {answer.headline()}>"


def test_a_line_that_is_not_there_has_no_steps() -> None:
    answer = priced(under(terms(table())), Service("X1001"))

    with pytest.raises(InvalidValueError, match="2 is not the number of a line, 1 to 1"):
        answer.steps(2)


def test_who_is_out_of_network_has_no_price_by_contract() -> None:
    market = under(terms(table()))
    nobody = market.with_facts(attrs.evolve(market.facts, roster_entries=[]))
    perhaps = market.with_facts(attrs.evolve(market.facts, roster_entries=[], scopes=[]))

    out, unknown = (priced(one, Service("X1001")) for one in (nobody, perhaps))

    assert [only(answer).pricing for answer in (out, unknown)] == [Pricing.OUT_OF_NETWORK, Pricing.NETWORK_UNKNOWN]
    assert (out.agreement, out.level, only(out).allowed) == (None, None, None)
    assert "out of network" in out.because[0].statement


def test_a_cap_on_imaging_holds_where_it_is_lower() -> None:
    row = attrs.evolve(
        RelativeValue(code="X2009", work="1", office_expense="6", facility_expense="6", malpractice="0.1"),
        cap=mg.domain.Cap(office_expense="5", facility_expense="7", malpractice="0.1"),
    )
    schedule = attrs.evolve(MEDICARE_2025, relative_values=[row])
    on = date(2025, 2, 3)

    office, facility = (
        mg.allowed_amount(schedule, "X2009", setting=setting, locality="national", on=on) for setting in Setting
    )

    assert (office.amount, office.uncapped) == (money("197.31"), money("229.66"))
    assert (facility.amount, facility.uncapped) == (money("229.66"), None)
    assert "cap on imaging" in office.because[0].statement


def test_who_does_not_take_part_is_paid_95_percent_and_may_charge_115_of_that() -> None:
    answer = mg.allowed_amount(TABLE, "X1001", setting=Setting.OFFICE, on=DAY)

    assert (answer.not_participating, answer.limiting_charge) == (money("95.00"), money("109.25"))


def test_the_limiting_charge_is_taken_of_the_amount_and_rounded_once() -> None:
    """CMS's look-up of a locality shows 90.08 with a limiting charge of 98.41; 115 % of the rounded 85.58 is 98.42."""
    published = attrs.evolve(TABLE, amounts=[FeeAmount(code="X1001", amount=money("90.08"))])
    answer = mg.allowed_amount(published, "X1001", setting=Setting.OFFICE, on=DAY)

    assert (answer.not_participating, answer.limiting_charge) == (money("85.58"), money("98.41"))
