"""The share of referrals that a report closes: who counts, what closes, what is not known."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import Encounter, Referral, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError
from medgroup.referrals import ClosingRate, advance, closing_rate
from tests.unit.followed import after, happened, market, referral

YEAR = mg.Period(date(2026, 1, 1), date(2027, 1, 1))
CLOSED = happened("sent", "seen", "report-received")


def rate(*referrals: Referral, **asked: Any) -> ClosingRate:
    return closing_rate(market(*referrals), **{"during": YEAR, **asked}).total


def counts(row: ClosingRate) -> tuple[int, int, int]:
    return row.numerator, row.denominator, row.exclusions


def test_a_report_closes_a_referral_and_nothing_else_does() -> None:
    assert counts(rate(referral(events=CLOSED))) == (1, 1, 0)
    assert counts(rate(referral(events=happened("sent", "seen", "closed")))) == (0, 1, 0)
    assert counts(rate(referral(events=happened("sent", "seen")))) == (0, 1, 0)


def test_the_rate_of_nobody_is_none_and_never_zero() -> None:
    row = rate()

    assert (row.rate, row.least, row.most) == (None, None, None)
    assert closing_rate(market(), during=YEAR).headline().startswith("No referral counts that a report could close")


def test_a_rate_is_given_to_four_decimals_and_counts_stand_beside_it() -> None:
    held = [referral(key, patient=key, events=CLOSED) for key in ("kim", "lee")]
    row = rate(*held, referral("max", patient="max", events=happened("sent")))

    assert (row.rate, row.numerator, row.denominator) == (0.6667, 2, 3)


@pytest.mark.parametrize("path", [(), ("cancelled",), ("sent", "cancelled")])
def test_what_is_no_order_does_not_count(path: tuple[str, ...]) -> None:
    assert rate(referral(events=happened(*path))).denominator == 0


@pytest.mark.parametrize(
    "path", [("sent", "denied"), ("sent", "declined"), ("sent", "rerouted"), ("sent", "expired"), ("sent", "scheduled")]
)
def test_a_referral_that_led_nowhere_counts_as_not_closed(path: tuple[str, ...]) -> None:
    assert counts(rate(referral(events=happened(*path)))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 10, 31), True),
        (date(2026, 11, 1), False),
        (date(2026, 12, 31), False),
    ],
)
def test_a_referral_counts_that_is_written_in_time_for_a_report(written: date, counts: bool) -> None:
    sent = ReferralEvent(state=ReferralState.SENT, on=written)

    assert bool(rate(referral(written=written, events=[sent])).denominator) is counts


def test_a_report_after_the_end_of_the_period_is_too_late() -> None:
    days = (date(2026, 10, 1), date(2026, 12, 1), date(2027, 1, 1))
    states = (ReferralState.SENT, ReferralState.SEEN, ReferralState.REPORT_RECEIVED)
    events = [ReferralEvent(state=state, on=day) for state, day in zip(states, days, strict=True)]
    late = referral(written=days[0], events=events)
    in_time = referral(written=days[0], events=[*events[:2], ReferralEvent(state=states[2], on=date(2026, 12, 31))])

    assert counts(rate(late)) == (0, 1, 0)
    assert counts(rate(in_time)) == (1, 1, 0)


def test_only_the_first_referral_of_a_patient_counts() -> None:
    open_first = referral("first", events=happened("sent"))
    closed_later = referral("later", written=after(1), events=happened("sent", "seen", "report-received", start=1))

    assert counts(rate(open_first, closed_later)) == (0, 1, 0)


def test_a_referral_to_oneself_is_none() -> None:
    assert rate(referral(practitioner="ada", events=CLOSED)).denominator == 0
    assert rate(referral(practitioner="ben", events=CLOSED)).denominator == 1


def test_a_draft_is_not_the_first_referral() -> None:
    closed = referral("z", written=after(1), events=happened("sent", "seen", "report-received", start=1))

    assert counts(rate(referral("a"), closed)) == (1, 1, 0)


def test_of_two_on_one_day_with_different_ends_nobody_knows_which_was_the_first() -> None:
    row = rate(referral("a", events=CLOSED), referral("b", events=happened("sent")))

    assert (row.numerator, row.undecided, row.denominator) == (0, 1, 1)
    assert (row.rate, row.least, row.most) == (None, 0.0, 1.0)


def test_of_two_on_one_day_with_the_same_end_it_does_not_matter() -> None:
    assert rate(referral("a", events=CLOSED), referral("b", events=CLOSED)).rate == 1.0


def test_patients_who_were_not_seen_are_no_part_of_the_population() -> None:
    def seen(on: date) -> Iterable[Encounter]:
        return [Encounter(id="e", patient="kim", practitioner="ada", on=on)]

    sent = referral(events=happened("sent"))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]

    assert [rate(sent, encounters=seen(day)).initial_population for day in days] == [0, 1, 1, 0]
    assert rate(sent, encounters=[]).initial_population == 0
    assert rate(sent).initial_population == 1


def test_the_excluded_are_in_the_denominator_and_not_in_the_rate() -> None:
    held = [
        referral("a", events=CLOSED),
        referral("b", patient="lee", events=happened("sent")),
    ]

    assert counts(rate(*held, excluded=["kim"])) == (0, 2, 1)
    assert rate(*held, excluded=["kim"]).rate == 0.0
    assert rate(*held, excluded=["kim", "lee"]).rate is None


def test_a_patient_of_two_doctors_counts_for_each_and_once_for_the_unit() -> None:
    held = (
        referral("a", events=CLOSED),
        referral("b", issuer="ben-clinic", written=after(1), events=happened("sent", start=1)),
    )
    answer = closing_rate(market(*held), during=YEAR)

    assert [(row.of, row.numerator, row.denominator) for row in answer.practitioners] == [("ada", 1, 1), ("ben", 0, 1)]
    assert [(row.of, row.numerator, row.denominator) for row in answer.units] == [("club", 1, 1)]
    assert (answer.total.numerator, answer.total.denominator) == (1, 1)


def test_a_report_of_somebody_else_closes_nothing() -> None:
    to_cyd = referral(practitioner="cyd", events=happened("sent", "seen"))

    def reported(by: str | None) -> Referral:
        return advance(market(), to_cyd, "report-received", on=after(9), practitioner=by)

    assert [rate(reported(by)).numerator for by in ("cyd", None, "dee")] == [1, 1, 0]


def test_a_report_of_who_saw_the_patient_closes_it_whoever_it_was_to() -> None:
    seen = advance(
        market(), referral(practitioner="cyd", events=happened("sent")), "seen", on=after(2), practitioner="eli"
    )

    assert rate(advance(market(), seen, "report-received", on=after(9), practitioner="eli")).numerator == 1


def test_the_last_day_may_be_stated() -> None:
    sent = referral(events=happened("sent"))

    assert rate(sent, before=after(0)).denominator == 0
    assert rate(sent, before=after(1)).denominator == 1


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 11, 1)),
        (date(2025, 7, 1), date(2026, 7, 1), date(2026, 5, 1)),
        (date(2025, 3, 1), date(2026, 3, 1), date(2026, 1, 1)),
        (date(2025, 5, 1), date(2026, 4, 30), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 4, 1), date(2026, 2, 1)),
    ],
)
def test_a_referral_is_in_time_two_months_before_the_end(start: date, end: date, before: date) -> None:
    assert closing_rate(market(), during=mg.Period(start, end)).before == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"during": mg.Period(date(2026, 1, 1))}, "during: 'from 2026-01-01' is not a Period with a start and an end"),
        ({"during": 2026}, "during: 2026 is not a Period with a start and an end"),
        (
            {"during": mg.Period(date(2026, 1, 1), date(2026, 3, 1))},
            "before: '2026-01-01' is not a day after the first of the period .*; two months before its end is none",
        ),
        (
            {"before": date(2026, 1, 1)},
            "before: '2026-01-01' is not a day after the first of the period from",
        ),
        (
            {"before": date(2027, 1, 2)},
            "before: '2027-01-02' is not a day after the first of the period from",
        ),
        ({"before": "2026"}, "before: '2026' is not a day"),
        ({"encounters": ["kim"]}, "encounters: the value given is not an Encounter"),
        ({"excluded": "kim"}, "'kim' is not a list"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=said):
        closing_rate(market(), **{"during": YEAR, **asked})


def test_the_answer_says_which_referrals_are_closed_and_which_are_not() -> None:
    held = (referral("a", events=CLOSED), referral("b", patient="lee", events=happened("sent")))
    answer = closing_rate(market(*held), during=YEAR)

    assert answer.headline() == (
        "A report closed the first referral of 1 of 2 patients, 50 %, from 2026-01-01 until 2027-01-01."
    )
    assert {one.source for one in answer.because} == {
        "eCQM CMS50, Closing the Referral Loop: Receipt of Specialist Report"
    }
    assert [(one.statement, one.evidence) for one in answer.because] == [
        ("A report was received for 1 referral.", ("referrals/a",)),
        ("No report was received for 1 referral.", ("referrals/b",)),
    ]


def test_the_first_two_months_before_an_end_in_february_are_december() -> None:
    february = mg.Period(date(2025, 3, 1), date(2026, 2, 1))

    assert closing_rate(market(), during=february).before == date(2025, 12, 1)


def test_referrals_of_the_last_day_count_where_that_is_asked_for() -> None:
    day = date(2026, 12, 31)
    sent = referral(written=day, events=[ReferralEvent(state=ReferralState.SENT, on=day)])

    assert rate(sent, before=date(2027, 1, 1)).denominator == 1


def test_only_where_no_day_is_given_is_one_asked_for() -> None:
    def said(start: date, before: date | None) -> str:
        with pytest.raises(InvalidValueError) as raised:
            closing_rate(market(), during=mg.Period(start, date(2026, 3, 1)), before=before)
        return str(raised.value)

    refused = "is not a day after the first of the period from 2026-01-01 until 2026-03-01, its end at most"
    assert said(date(2026, 1, 1), date(2026, 4, 1)) == f"before: '2026-04-01' {refused}"
    assert said(date(2026, 1, 1), None) == (
        f"before: '2026-01-01' {refused}; two months before its end is none, so give one"
    )


def test_the_excluded_are_not_among_the_patients_of_the_headline() -> None:
    held = market(referral("a", events=CLOSED), referral("b", patient="lee", events=CLOSED))

    assert (
        closing_rate(held, during=YEAR, excluded=["lee"])
        .headline()
        .startswith("A report closed the first referral of 1 of 1 patients, 100 %,")
    )


def test_several_referrals_that_were_closed_are_counted_in_one_sentence() -> None:
    held = market(referral("a", events=CLOSED), referral("b", patient="lee", events=CLOSED))

    assert [one.statement for one in closing_rate(held, during=YEAR).because] == [
        "A report was received for 2 referrals."
    ]


def test_the_rate_may_be_of_referrals_in_place_of_those_of_the_market() -> None:
    held = market(referral("a", events=happened("sent")))
    assumed = held.with_facts(held.facts, assumptions=["It is so."])
    found = closing_rate(assumed, [referral("b", events=CLOSED)], during=YEAR)

    assert (counts(found.total), found.total.of) == ((1, 1, 0), "")
    assert found.because[0].evidence == ("referrals/b",)
    assert found.assumptions == ("It is so.",)
