"""Worked quotes over Valley, to the cent: what each sum comes from stands beside it.

Prices rest on the invented Medicare schedule of 2026 at locality 99901-01, with indices 1, 0.964 and 0.731 and 33.4009
dollars a unit: X1001 in an office is (1.6 + 1.54 x 0.964 + 0.15 x 0.731) x 33.4009 = 106.69, in a facility 79.00.
"""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.costs import (
    BilledVisit,
    Cause,
    Consequence,
    CoverageClass,
    LineStatus,
    Permission,
    Pricing,
    Quote,
    QuotedLine,
    VoidedVisit,
    WarningKind,
)
from medgroup.domain.terms import Claim
from medgroup.values.money import Money

VALLEY = mg.valley()
DAY = date(2026, 3, 2)
#: A day on which Riverbend's office is an outpatient department of Valley Health, and its own contract has ended.
LATER = date(2026, 7, 6)


def asked(patient: str, practitioner: str, *services: Any, **more: Any) -> Quote:
    """Return a quote over Valley."""
    return mg.quote(VALLEY, patient=patient, practitioner=practitioner, services=services, **{"on": DAY, **more})


def only(quote: Quote) -> QuotedLine:
    [line] = quote.lines
    return line


def amounts(line: QuotedLine | Quote, *names: str) -> list[str | None]:
    """Return amounts by name, in words; None stays None."""
    return [None if (amount := getattr(line, name)) is None else str(amount) for name in names]


def shares(line: QuotedLine) -> list[str | None]:
    """Return what the patient pays of a line: deductible, copay, coinsurance, not covered."""
    return amounts(line, "deductible", "copay", "coinsurance", "not_covered")


def parties(line: QuotedLine | Quote) -> list[str | None]:
    """Return what each party pays: plan, patient, nobody, and the patient beyond that."""
    return amounts(line, "plan_paid", "patient_owes", "written_off", "balance_billed")


def kinds(quote: Quote) -> list[WarningKind]:
    return [one.kind for one in quote.warnings]


# The HMO --------------------------------------------------------------------------------------------------------------


def test_a_visit_to_primary_care_costs_the_copay_of_the_hmo() -> None:
    quote = asked("ann", "dr-okafor", "X1001@200.00")

    # 108 % of 106.69 is 115.2252; 10 % of 115.23 is held back.
    assert quote.network is mg.Status.IN
    assert amounts(quote, "charged", "allowed", "withheld") == ["200.00", "115.23", "11.52"]
    assert shares(only(quote)) == ["0.00", "25.00", "0.00", "0.00"]
    assert parties(quote) == ["90.23", "25.00", "84.77", "0.00"]
    assert quote.range is None
    assert kinds(quote) == [WarningKind.WITHHELD]
    assert quote.headline() == (
        "ann owes $25.00 for 1 line of Dr. Ines Okafor, Northside Family Medicine, in network on 2026-03-02; "
        "Valley Choice HMO pays $90.23."
    )


def test_a_specialist_of_the_hmo_costs_another_copay_where_a_referral_is_held() -> None:
    quote = asked("ann", "dr-tanaka", "X2001@900.00", site="riverbend-office", referral=True)

    # (1.46 + 4.22 x 0.964 + 0.06 x 0.731) x the contract's own 36.50 is 203.37581.
    assert amounts(only(quote), "allowed") == ["203.38"]
    assert parties(quote) == ["153.38", "50.00", "696.62", "0.00"]
    assert only(quote).agreement == "riverbend-choice"
    assert only(quote).gate is Consequence.COVERED_IN


def test_without_a_referral_the_hmo_covers_no_specialist_and_the_contract_still_binds() -> None:
    quote = asked("ann", "dr-tanaka", "X2001@900.00", site="riverbend-office", referral=False)

    assert only(quote).status is LineStatus.NOT_COVERED
    assert only(quote).gate is Consequence.NOT_COVERED
    assert shares(only(quote)) == ["0.00", "0.00", "0.00", "203.38"]
    assert parties(quote) == ["0.00", "203.38", "696.62", "0.00"]


def test_where_it_is_not_said_whether_a_referral_is_held_both_consequences_are_told() -> None:
    quote = asked("ann", "dr-tanaka", "X2001@900.00", site="riverbend-office")

    assert quote.patient_owes is None
    assert quote.range == mg.costs.OwedRange(low=money("50.00"), high=money("203.38"), balance_billed=money("0.00"))
    assert [end.statement for end in quote.ends] == [
        "A referral is held. The visit is in network, and nothing that the plan asks for is missing.",
        "No referral is held. The plan asks for a referral by the primary care practitioner, and there is none.",
    ]
    assert kinds(quote) == [WarningKind.GATE_UNKNOWN]
    assert quote.warnings[0].statement == "Line 1, X2001: it is not known whether a referral is held."
    assert quote.warnings[0].would_change == "To say whether a referral is held."
    assert quote.is_open()
    assert only(quote).cause is Cause.CLASS_NOT_KNOWN


def test_a_referral_counts_on_the_days_on_which_it_is_good() -> None:
    def owes(referral: Permission) -> list[str | None]:
        return parties(asked("ann", "dr-tanaka", "X2001@900.00", site="riverbend-office", referral=referral))

    assert owes(Permission(visits=1))[1] == "50.00"
    assert owes(Permission(visits=1, used=1))[1] == "203.38"
    assert owes(Permission(period=mg.Period(date(2026, 4, 1))))[1] == "203.38"


def test_a_doctor_whom_a_directory_wrongly_lists_is_not_covered_and_three_ways_out_are_told() -> None:
    quote = asked("ann", "dr-haddad", "X2001@600.00", referral=True)

    assert quote.network is mg.Status.OUT
    assert parties(quote) == ["0.00", "600.00", "0.00", "0.00"]
    assert kinds(quote) == [WarningKind.LISTING_MISDIRECTS, WarningKind.CONTINUITY]
    assert "until 2026-04-01, that day not included" in quote.warnings[1].statement


def test_protection_is_spoken_of_until_its_last_day() -> None:
    last, first_without = (
        asked("ann", "dr-haddad", "X1001", on=date(2026, month, day)) for month, day in ((3, 31), (4, 1))
    )

    assert WarningKind.CONTINUITY in kinds(last)
    assert WarningKind.CONTINUITY not in kinds(first_without)


def test_care_that_goes_on_is_priced_by_the_contract_that_has_ended() -> None:
    """PHSA 2799A-3(a)(1): under the same terms and conditions as would have applied had the contract not ended"""
    quote = asked("ann", "dr-haddad", "X1001@600.00", referral=False, continuing=True)

    # 108 % of 106.69, as in network; the practitioner may bill no more.
    assert (quote.network, only(quote).coverage) == (mg.Status.OUT, CoverageClass.IN)
    assert amounts(only(quote), "allowed", "withheld") == ["115.23", "11.52"]
    assert parties(quote) == ["65.23", "50.00", "484.77", "0.00"]
    assert only(quote).agreement == "ipa-choice"
    assert quote.range is None
    assert WarningKind.CONTINUITY not in kinds(quote)
    (which,) = (one for one in quote.because if one.statement.startswith("Agreement ipa-choice of Valley IPA prices"))
    assert which.statement.endswith("That has ended, and its terms go on for a continuing-care patient.")
    assert (which.source, "elections/summit-hmo" in str(quote.because)) == ("PHSA 2799A-3", True)


def test_the_contract_that_ended_last_goes_on() -> None:
    facts = VALLEY.facts
    earlier = attrs.evolve(
        facts.agreements[[one.id for one in facts.agreements].index("ipa-choice")],
        id="a-earlier",
        period=mg.Period(None, date(2025, 6, 1)),
    )
    entries = [one for one in facts.roster_entries if one.practitioner == "dr-haddad" and one.agreement == "ipa-choice"]
    market = VALLEY.with_facts(
        attrs.evolve(
            facts,
            agreements=[*facts.agreements, earlier],
            roster_entries=[
                *facts.roster_entries,
                *(attrs.evolve(one, id=f"a-{one.id}", agreement="a-earlier") for one in entries),
            ],
        )
    )
    quote = mg.quote(
        market, patient="ann", practitioner="dr-haddad", services=["X1001"], referral=True, continuing=True, on=DAY
    )

    assert only(quote).agreement == "ipa-choice"


def test_where_no_contract_has_ended_there_is_none_to_go_on() -> None:
    quote = asked("eve", "dr-lindqvist", "X1001@200.00", continuing=True)

    assert (only(quote).coverage, only(quote).cause) == (CoverageClass.IN, Cause.ALLOWED_NOT_KNOWN)
    assert only(quote).agreement is None


def test_of_a_directory_that_was_wrong_the_share_is_known_and_what_is_allowed_is_not() -> None:
    """PHSA 2799A-5(b) speaks of the patient's share alone."""
    quote = asked("ann", "dr-haddad", "X1001@600.00", referral=True, relied_on_directory=True)

    assert only(quote).coverage is CoverageClass.IN
    assert only(quote).cause is Cause.ALLOWED_NOT_KNOWN
    # The copay, whatever is allowed, but for nothing.
    assert quote.range == mg.costs.OwedRange(low=money("0.00"), high=money("50.00"), balance_billed=money("0.00"))


# The PPO --------------------------------------------------------------------------------------------------------------


def test_the_first_tier_of_the_ppo_takes_its_deductible_and_then_its_share() -> None:
    first = asked("kim", "dr-haddad", "X2002@1500.00")
    second = asked("kim", "dr-haddad", "X2002@1500.00", history=[billed("h", "kim", "dr-haddad", "X2002@1500.00")])
    third = asked(
        "kim",
        "dr-haddad",
        "X2002@1500.00",
        history=[billed(f"h{n}", "kim", "dr-haddad", "X2002@1500.00") for n in range(3)],
    )

    # The cap on imaging: (1.8 + 6.13 x 0.964 + 0.13 x 0.731) x 33.4009 = 260.67, 108 % of which is 281.5236.
    assert shares(only(first)) == ["281.52", "0.00", "0.00", "0.00"]
    # 500.00 less 281.52 is 218.48; 10 % of the 63.04 beyond is 6.304.
    assert shares(only(second)) == ["218.48", "0.00", "6.30", "0.00"]
    assert shares(only(third)) == ["0.00", "0.00", "28.15", "0.00"]


def test_at_an_outpatient_department_the_hospital_has_a_line_and_a_share_of_its_own() -> None:
    quote = asked("kim", "dr-tanaka", "X1001@300.00", site="riverbend-office", on=LATER)

    # 145 % of 79.00, and 40 % of 128.40, since the department is not excepted.
    professional, facility = quote.lines
    assert [professional.claim, facility.claim] == [Claim.PROFESSIONAL, Claim.FACILITY]
    assert amounts(professional, "charge", "allowed") == ["300.00", "114.55"]
    assert amounts(facility, "charge", "allowed") == [None, "51.36"]
    assert parties(professional) == ["0.00", "114.55", "185.45", "0.00"]
    assert parties(facility) == ["0.00", "51.36", None, "0.00"]
    assert parties(quote) == ["0.00", "165.91", None, "0.00"]
    assert kinds(quote) == [WarningKind.LISTING_STALE, WarningKind.FACILITY_LINE]


def test_out_of_network_the_ppo_allows_a_share_of_medicare_and_the_rest_may_be_billed() -> None:
    quote = asked("kim", "dr-petrov", "X1001@300.00")

    # 140 % of 106.69 is 149.366.
    assert only(quote).coverage is CoverageClass.OUT
    assert amounts(only(quote), "allowed") == ["149.37"]
    assert parties(quote) == ["0.00", "149.37", "0.00", "150.63"]
    assert kinds(quote) == [WarningKind.LISTING_MISDIRECTS, WarningKind.BALANCE_BILL]
    assert "and may be billed $150.63 beyond" in quote.headline()


def test_out_of_network_without_a_charge_what_may_be_billed_beyond_is_not_known() -> None:
    quote = asked("kim", "dr-petrov", "X1001")

    assert parties(quote) == ["0.00", "149.37", "0.00", None]
    assert WarningKind.CHARGE_UNKNOWN in kinds(quote)


# The EPO --------------------------------------------------------------------------------------------------------------


def test_the_epo_pays_nothing_before_its_deductible_is_met_and_a_second_coverage_is_warned_of() -> None:
    quote = asked("gus", "dr-okafor", "X1001@200.00")

    # 112 % of 106.69 is 119.4928.
    assert parties(quote) == ["0.00", "119.49", "80.51", "0.00"]
    assert kinds(quote) == [WarningKind.SECONDARY_COVERAGE]
    assert quote.warnings[0].evidence == ("coverages/gus-ppo",)
    assert [(one.whose.value, str(one.deductible_after)) for one in quote.accumulators] == [
        ("patient", "119.49"),
        ("family", "119.49"),
    ]


def test_out_of_its_network_the_epo_covers_nothing() -> None:
    quote = asked("eve", "dr-lindqvist", "X1001@200.00")

    assert (quote.network, only(quote).gate) == (mg.Status.OUT, Consequence.NOT_COVERED)
    assert parties(quote) == ["0.00", "200.00", "0.00", "0.00"]


def test_where_nobody_can_tell_the_network_there_is_no_number_and_both_ends_are_explained() -> None:
    quote = asked("eve", "dr-petrov", "X1001@300.00")

    # In network the least that Harbor Mutual has contracted is 112 % of 106.69; out of network the charge is owed.
    assert quote.network is mg.Status.UNKNOWN
    assert parties(quote) == [None, None, None, None]
    assert quote.range == mg.costs.OwedRange(low=money("119.49"), high=money("300.00"), balance_billed=money("0.00"))
    low, high = quote.ends
    assert low.statement == (
        "The practitioner, billing through Riverbend Cardiology, is in network. "
        "The lowest of 3 rates that Harbor Mutual has contracted for X1001: $119.49."
    )
    assert low.evidence == ("organizations/riverbend-cardiology", "agreements/ipa-harbor")
    assert high.statement == (
        "The practitioner, billing through Riverbend Cardiology, is out of network. "
        "The plan covers nothing out of its network but emergencies."
    )
    assert kinds(quote) == [WarningKind.NETWORK_UNKNOWN]
    assert quote.headline().startswith("eve owes between $119.49 and $300.00 for 1 line of Dr. Ngozi Petrov")


def test_where_no_role_is_known_each_end_says_what_is_taken_of_it_and_what_is_missing_is_named() -> None:
    quote = asked("ann", "dr-brandt", "X1001@200.00", billing="northside-family")

    assert quote.range == mg.costs.OwedRange(low=money("0.00"), high=money("200.00"), balance_billed=money("0.00"))
    assert [end.statement for end in quote.ends] == [
        (
            "The service is given at a facility and the facility is in network. "
            "The patient is protected from a surprise bill, and shares the cost as in network. "
            "What is allowed for X1001 is not known: at the least nothing."
        ),
        "The service is given in an office. The plan covers nothing out of its network but emergencies.",
    ]
    assert kinds(quote)[0] is WarningKind.ROLE_UNKNOWN
    assert quote.warnings[0].statement == (
        "No role of Dr. Leilani Brandt at Northside Family Medicine is in force on 2026-03-02: "
        "it would say at which sites patients are seen there, and for which kind of care."
    )
    assert quote.warnings[0].evidence == ("practitioners/dr-brandt", "organizations/northside-family")


def test_what_turns_out_either_way_and_changes_no_end_is_not_told() -> None:
    quote = asked("finn", "dr-brandt", "X1001@200.00", billing="northside-family")

    # Protected or not, the charge may be all that is allowed, and the deductible takes it whole.
    assert quote.ends[1].statement == "What is allowed for X1001 is not known: at the most it is the charge of $200.00."


def test_where_the_charge_is_owed_and_none_is_stated_both_ends_say_so() -> None:
    quote = asked("ann", "dr-haddad", "X1001")

    why = (
        "The plan covers nothing out of its network but emergencies. "
        "Line 1, X1001: The patient owes what was charged, and that is not known. "
    )
    assert quote.network is mg.Status.OUT
    assert [(end.patient_owes, end.statement) for end in quote.ends] == [
        (money("0.00"), why + "At the least nothing is owed."),
        (None, why + "What is owed may be any amount."),
    ]
    assert quote.warnings[-1].statement == "Line 1, X1001: no charge is stated, and the patient owes what is charged."


def test_without_a_plan_what_is_charged_is_owed_as_far_as_it_is_stated() -> None:
    quote = asked("lee", "dr-haddad", "X1001@200.00", "X1002", on=date(2024, 5, 2), billing="summit-heart")

    assert quote.range is not None
    assert (quote.range.low, quote.range.high) == (money("200.00"), None)
    assert quote.ends[0].statement == (
        "No plan pays first. Line 2, X1002: The patient owes what was charged, and that is not known. "
        "At the least nothing is owed."
    )


def test_in_an_emergency_the_unknown_network_matters_less() -> None:
    emergency = mg.Service("X1003", 1, (), money("600.00"), emergency=True)
    quote = asked("eve", "dr-iyer", emergency)

    # 94.35 in a facility: 112 % is 105.67 and 145 % 136.81; the median of 112, 118 and 145 % lies between.
    assert quote.range == mg.costs.OwedRange(low=money("105.67"), high=money("136.81"), balance_billed=money("0.00"))


def test_an_emergency_out_of_network_is_shared_as_in_network_and_nobody_bills_the_rest() -> None:
    emergency = mg.Service("X1003", 1, (), money("600.00"), emergency=True)
    quote = asked("kim", "dr-iyer", emergency)

    # The median of 101.90 (108 % of 94.35), 109.45 (116 %), 136.81 (145 %) and 100.51 (110 % of 91.37 of 2025).
    assert (quote.network, only(quote).coverage) == (mg.Status.OUT, CoverageClass.SURPRISE)
    assert amounts(only(quote), "allowed") == ["105.68"]
    assert parties(quote) == ["0.00", "105.68", "494.32", "0.00"]
    assert any("45 CFR 149.140" in reason.source for reason in quote.steps(1))


def test_in_an_emergency_at_an_office_the_rates_for_an_office_are_measured() -> None:
    emergency = mg.Service("X1001", 1, (), money("600.00"), place_of_service="11", emergency=True)
    quote = asked("kim", "dr-petrov", emergency)

    # The median of 112.97 (110 % of 102.70 of 2025), 115.23 (108 % of 106.69), 123.76 (116 %) and 154.70 (145 %).
    assert only(quote).coverage is CoverageClass.SURPRISE
    assert amounts(only(quote), "allowed") == ["119.50"]


def test_out_of_network_at_a_site_that_is_not_known_whether_the_law_protects_is_open() -> None:
    facts = VALLEY.facts
    entries = [one for one in facts.roster_entries if one.practitioner != "dr-tanaka"]
    market = VALLEY.with_facts(attrs.evolve(facts, roster_entries=entries))
    quote = mg.quote(market, patient="kim", practitioner="dr-tanaka", services=["X1001@300.00"], on=DAY)

    assert (quote.network, only(quote).setting) == (mg.Status.OUT, None)
    assert WarningKind.SITE_UNKNOWN in kinds(quote)
    # At the hospital, which is in network, 87.31 is recognized; at the office nobody knows what the plan allows.
    assert quote.range == mg.costs.OwedRange(low=money("0.00"), high=money("300.00"), balance_billed=money("300.00"))
    at_hospital = mg.quote(
        market, patient="kim", practitioner="dr-tanaka", services=["X1001@300.00"], site="hospital-east", on=DAY
    )
    assert (only(at_hospital).coverage, at_hospital.patient_owes) == (CoverageClass.SURPRISE, money("87.31"))


def test_an_air_ambulance_out_of_network_is_shared_as_in_network() -> None:
    """45 CFR 149.130"""
    ambulance = mg.Service("X1001", 1, (), money("600.00"), place_of_service="42")

    assert only(asked("kim", "dr-petrov", ambulance)).coverage is CoverageClass.SURPRISE


@pytest.mark.parametrize(
    ("sites", "coverage"), [(None, CoverageClass.SURPRISE), ({"riverbend-office"}, CoverageClass.OUT)]
)
def test_the_law_protects_where_the_facility_takes_part(sites: set[str] | None, coverage: CoverageClass) -> None:
    facts = VALLEY.facts
    agreements = [
        attrs.evolve(one, sites=sites) if one.contractor == "valley-health" else one for one in facts.agreements
    ]
    market = VALLEY.with_facts(attrs.evolve(facts, agreements=agreements))
    quote = mg.quote(market, patient="kim", practitioner="dr-iyer", services=["X1001@300.00"], on=DAY)

    assert only(quote).coverage is coverage


# The HDHP -------------------------------------------------------------------------------------------------------------


def test_a_family_fills_one_deductible_of_the_hdhp() -> None:
    before = [
        billed("ivo-1", "ivo", "dr-novak", "X3001@4000.00", on=date(2026, 1, 20)),
        billed("jo-1", "jo", "dr-novak", "X3001@4000.00", on=date(2026, 2, 3)),
    ]
    quote = asked("hana", "dr-novak", "X3001@4000.00", "X3002@900.00", history=before)

    # A case rate of 1,450.00, and 118 % of 296.41. Of the family's 4,000.00 the others used 2,900.00.
    surgery, small = quote.lines
    assert amounts(quote, "allowed") == ["1799.76"]
    assert shares(surgery) == ["1100.00", "0.00", "70.00", "0.00"]
    assert shares(small) == ["0.00", "0.00", "69.95", "0.00"]
    assert parties(quote) == ["559.81", "1239.95", "3100.24", "0.00"]
    family = [one for one in quote.accumulators if (one.whose.value, one.tier) == ("family", 1)]
    assert [amounts(one, "deductible_before", "deductible_after", "deductible_limit") for one in family] == [  # type: ignore[arg-type]
        ["2900.00", "4000.00", "4000.00"]
    ]


def test_a_bill_that_is_taken_back_gives_its_room_back() -> None:
    before = [
        billed("jo-1", "jo", "dr-novak", "X3001@4000.00", on=date(2026, 2, 3)),
        VoidedVisit(id="ivo-back", visit="ivo-1", processed=date(2026, 2, 10)),
        billed("ivo-1", "ivo", "dr-novak", "X3001@4000.00", on=date(2026, 1, 20)),
    ]
    quote = asked("hana", "dr-novak", "X3001@4000.00", "X3002@900.00", history=before)

    assert parties(quote)[1] == "1799.76"


def test_preventive_care_is_free_before_any_deductible() -> None:
    quote = asked("hana", "dr-brandt", mg.Service("X1100", 1, (), money("180.00"), preventive=True))

    assert parties(quote)[1] == "0.00"


# Coverage and history -------------------------------------------------------------------------------------------------


def test_whom_no_plan_covers_owes_the_charge_and_no_network_is_told() -> None:
    quote = asked("lee", "dr-okafor", "X1001@200.00", on=date(2024, 5, 2))

    assert (quote.plan, quote.network, quote.network_status(), quote.used()) == (None, None, None, ())
    assert parties(quote) == ["0.00", "200.00", "0.00", "0.00"]
    assert kinds(quote) == [WarningKind.NO_COVERAGE]
    assert quote.headline() == (
        "lee owes $200.00 for 1 line of Dr. Ines Okafor, Northside Family Medicine, on 2024-05-02: no plan pays first."
    )


def test_a_bill_that_was_processed_later_is_left_out_and_named() -> None:
    later = billed("next-week", "kim", "dr-haddad", "X2002@1500.00", on=date(2026, 3, 1), processed=date(2026, 3, 9))
    quote = asked("kim", "dr-haddad", "X2002@1500.00", history=[later])

    assert shares(only(quote))[0] == "281.52"
    assert kinds(quote) == [WarningKind.WITHHELD, WarningKind.HISTORY_LATER]
    assert "Bill next-week" in quote.warnings[-1].statement


def test_processed_later_it_comes_after_what_was_processed_by_then() -> None:
    between = billed("next-week", "kim", "dr-haddad", "X2002@1500.00", on=date(2026, 3, 1), processed=date(2026, 3, 9))
    quote = asked("kim", "dr-haddad", "X2002@1500.00", history=[between], processed=date(2026, 3, 20))

    assert shares(only(quote))[0] == "218.48"


def test_a_bill_of_the_history_that_waits_takes_nothing_and_is_named() -> None:
    waiting = billed("unknown", "eve", "dr-petrov", "X2001@900.00", on=date(2026, 2, 2), billing="riverbend-cardiology")
    quote = asked("eve", "dr-okafor", "X1001@200.00", history=[waiting])

    assert parties(quote)[1] == "119.49"
    assert kinds(quote) == [WarningKind.HISTORY_WAITS]


def test_the_ends_hold_whatever_becomes_of_a_bill_that_waits() -> None:
    waiting = billed(
        "unknown", "eve", "dr-petrov", "X3001@9000.00", on=date(2026, 2, 2), billing="riverbend-cardiology"
    )
    quote = asked("eve", "dr-petrov", "X1001@300.00", history=[waiting])

    # Were the first bill in network, its deductible would be met by the least rate: 20 % of 119.49 is 23.898.
    assert quote.range == mg.costs.OwedRange(low=money("23.90"), high=money("300.00"), balance_billed=money("0.00"))
    assert quote.ends[0].statement.startswith("Earlier bills of unknown network status are in network")


def test_what_is_carried_in_stands_for_the_bills() -> None:
    first = asked("kim", "dr-haddad", "X2002@1500.00")
    second = asked("kim", "dr-haddad", "X2002@1500.00", carried=first.used())

    assert shares(only(second)) == ["218.48", "0.00", "6.30", "0.00"]
    assert first.assumptions == (
        "nothing had been used of the plan year 2026: no bill before the visit and no accumulator is given",
    )
    assert second.assumptions == ()


def test_a_price_that_a_contractor_sets_is_between_nothing_and_the_charge() -> None:
    quote = asked("kim", "dr-haddad", "X4001@300.00")

    assert only(quote).pricing is Pricing.CONTRACTOR_PRICED
    assert quote.range == mg.costs.OwedRange(low=money("0.00"), high=money("300.00"), balance_billed=money("0.00"))
    assert kinds(quote) == [WarningKind.PRICE_UNKNOWN]


def test_without_a_charge_the_limit_of_the_year_is_the_bound() -> None:
    quote = asked("ann", "dr-okafor", "X4001")

    # Any amount may be allowed, and the copay is all that the plan leaves of it.
    assert quote.range == mg.costs.OwedRange(low=money("0.00"), high=money("25.00"), balance_billed=money("0.00"))
    assert [end.plan_paid for end in quote.ends] == [money("0.00"), None]


def test_where_the_sites_of_a_practitioner_differ_each_is_tried() -> None:
    quote = asked("ann", "dr-tanaka", "X1001@300.00", referral=True)

    # At the office 50.00; at the hospital he is out of network, and the charge is owed.
    assert quote.range == mg.costs.OwedRange(low=money("50.00"), high=money("300.00"), balance_billed=money("0.00"))
    assert [end.statement for end in quote.ends] == [
        "It is at Riverbend Office.",
        "It is at Valley Hospital East. The plan covers nothing out of its network but emergencies.",
    ]
    assert WarningKind.SITE_UNKNOWN in kinds(quote)


def test_where_a_site_may_be_an_outpatient_department_there_is_no_number() -> None:
    quote = asked("kim", "dr-tanaka", "X1001@300.00", on=LATER)

    assert quote.patient_owes is None
    assert quote.range is not None
    # 145 % of 77.95 at Valley Hospital East, or both lines at the office.
    assert (quote.range.low, quote.range.high) == (money("113.03"), money("165.91"))


# Alternatives ---------------------------------------------------------------------------------------------------------


def test_alternatives_are_of_the_same_kind_in_network_and_the_cheapest_comes_first() -> None:
    quote = asked("kim", "dr-petrov", "X1001@300.00", alternatives=True)

    # 110 % of 102.70 of 2025; 145 % of 77.95 in the second tier; 108 % of 106.69. Asked were 149.37 and 150.63 beyond.
    assert [(one.practitioner, one.site, str(one.patient_owes), str(one.saves)) for one in quote.alternatives] == [
        ("dr-tanaka", "riverbend-office", "112.97", "187.03"),
        ("dr-tanaka", "hospital-east", "113.03", "186.97"),
        ("dr-haddad", "mill-street-heart", "115.23", "184.77"),
        ("dr-moreau", "mill-street-heart", "115.23", "184.77"),
    ]
    assert quote.alternatives[0].statement == (
        "In network by Valley Choice Select at Riverbend Office, and of the same kind of care: cardiology."
    )


def test_alternatives_whose_amount_is_not_known_come_last_and_say_why() -> None:
    quote = asked("finn", "dr-tanaka", "X4001@300.00", site="riverbend-office", alternatives=True)

    assert {one.patient_owes for one in quote.alternatives} == {None}
    assert quote.alternatives[0].statement.endswith(
        "What she would owe is not known: Invented Medicare schedule 2026 states no price: the contractor prices it "
        "case by case."
    )


def test_nobody_is_an_alternative_where_the_kind_of_care_is_not_known() -> None:
    facts = VALLEY.facts
    without = mg.Facts(
        **{
            name: [mg.Practitioner(id=one.id, name=one.name) if one.id == "dr-haddad" else one for one in rows]
            if name == "practitioners"
            else rows
            for name, rows in facts.items()
        }
    )
    quote = mg.quote(
        VALLEY.with_facts(without),
        patient="kim",
        practitioner="dr-haddad",
        services=["X1001"],
        on=DAY,
        alternatives=True,
    )

    assert quote.alternatives == ()
    assert WarningKind.NO_ALTERNATIVES in kinds(quote)


# The answer -----------------------------------------------------------------------------------------------------------


def test_the_only_organization_that_a_practitioner_works_for_bills() -> None:
    assert asked("ann", "dr-okafor", "X1001").billing == "northside-family"
    assert asked("ann", "1000000087", "X1001").practitioner == "dr-okafor"


def test_a_quote_tells_network_status_and_the_steps_of_each_line_on_demand() -> None:
    quote = asked("kim", "dr-tanaka", "X1001@300.00", site="riverbend-office", on=LATER)

    status = quote.network_status()
    assert status == mg.network_status(
        VALLEY, "dr-tanaka", "riverbend-cardiology", "valley-choice-ppo", site="riverbend-office", on=LATER
    )
    statements = [reason.statement for reason in quote.because]
    assert [f"Line 2, X1001 of the facility: {reason.statement}" for reason in quote.steps(2)] == statements[
        -len(quote.steps(2)) :
    ]
    assert sum(one.startswith("Agreement health-all of Valley Health prices") for one in statements) == 2


def test_the_links_told_are_those_of_the_contract_that_prices_the_visit() -> None:
    quote = asked("kim", "dr-haddad", "X1001@200.00")

    assert only(quote).agreement == "ipa-choice"
    assert "billing in: Summit Heart Group is a member of Valley IPA" in quote.explain()


def test_the_links_told_are_those_of_the_roster_line_that_prices_though_another_comes_first() -> None:
    facts = VALLEY.facts
    (line,) = (one for one in facts.roster_entries if one.id == "ipa-choice-okafor")
    (agreement,) = (one for one in facts.agreements if one.id == "ipa-choice")
    own = attrs.evolve(line, id="z-own", terms=agreement.terms)
    market = VALLEY.with_facts(attrs.evolve(facts, roster_entries=[*facts.roster_entries, own]))
    quote = mg.quote(market, patient="ann", practitioner="dr-okafor", services=["X1001"], on=DAY)

    assert only(quote).agreement == "ipa-choice"
    (roster,) = (one for one in quote.because if one.statement.startswith("roster in"))
    assert roster.evidence == ("roster_entries/z-own",)


def test_two_sides_of_a_visit_take_one_copay() -> None:
    quote = asked("ann", "dr-okafor", "X1001:2@250.00", "X1002@150.00")

    assert [shares(line)[1] for line in quote.lines] == ["25.00", "0.00"]


def money(text: str) -> Money:
    return Money.parse(text)


def billed(
    id: str, patient: str, practitioner: str, *services: str, on: date = date(2026, 2, 2), **more: Any
) -> BilledVisit:
    """Return a bill of the history."""
    more.setdefault("billing", VALLEY.on(on).roles_of(practitioner)[0].organization)
    return BilledVisit(
        id=id,
        patient=patient,
        practitioner=practitioner,
        services=[mg.costs.service_of(one) for one in services],
        on=on,
        **more,
    )


def test_a_code_that_the_schedule_does_not_list_is_told_with_the_nearest_that_it_lists() -> None:
    mistyped, foreign = asked("ann", "dr-okafor", "X1O01"), asked("ann", "dr-okafor", "99213")

    said = "Invented Medicare schedule 2026 does not list it"
    assert mistyped.warnings[0].statement.endswith(f"{said}; the nearest that it lists: X1001, X2001, X1100.")
    # Five characters that have nothing in common with any code are no slip of the pen.
    assert foreign.warnings[0].statement.endswith(f"{said}.")


def test_a_page_of_an_open_quote_bears_no_badge_of_a_settled_one() -> None:
    def badge(quote: Quote) -> str:
        return quote._repr_html_().partition("<p><b")[2].partition("</b>")[0].partition(">")[2]

    heart = asked("ann", "dr-tanaka", "X2001@900.00", site="riverbend-office")
    assert (heart.network, badge(heart)) == (mg.Status.IN, "? unknown")
    assert badge(asked("ann", "dr-okafor", "X1001@200.00")) == "✓ in"


def test_the_headline_of_an_open_quote_names_what_may_be_billed_beyond() -> None:
    """Out of network, of a rate that depends on who qualifies: the charge is owed or billed beyond, or in part."""
    quote = asked("kim", "dr-moreau", "X1002@250.00", billing="riverbend-cardiology")

    assert quote.headline() == (
        "kim owes between $0.00 and $250.00, and may be billed up to $250.00 beyond, for 1 line of Dr. Hiroko Moreau, "
        "Riverbend Cardiology, out of network for Valley Choice PPO on 2026-03-02."
    )
    # Without a charge nobody knows how much that is.
    assert ", and what may be billed beyond is not known, for" in asked("kim", "dr-petrov", "X1001").headline()
    assert "beyond" not in asked("ann", "dr-tanaka", "X2001@900.00", site="riverbend-office").headline()


def test_the_services_of_a_bill_may_be_words_as_those_of_a_quote() -> None:
    stated: dict[str, Any] = {
        "id": "bill",
        "patient": "kim",
        "practitioner": "dr-haddad",
        "billing": "summit-heart",
        "on": DAY,
    }
    read = mg.Service("X1001", charge=money("200.00"))

    for services in (["X1001@200.00"], ("X1001@200.00",), [read]):
        assert BilledVisit(services=services, **stated).services == (read,)
