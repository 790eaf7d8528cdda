"""Referrals that wait too long: by state, by age, beyond which limit."""

from datetime import date, timedelta
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import Referral, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError
from medgroup.referrals import LIMITS, advance, overdue
from tests.unit.followed import MONDAY, after, happened, market, referral

S = ReferralState


def rows(*referrals: Referral, days: int, **limits: Any) -> list[tuple[Any, ...]]:
    """Return who waits too long so many days after the Monday: id, state, age, limit."""
    answer = overdue(market(*referrals), on=after(days), limits=limits or None)
    return [(one.referral, one.state.value, one.age, one.limit) for one in answer.referrals]


@pytest.mark.parametrize(("days", "listed"), [(14, False), (15, True)])
def test_one_day_more_than_the_limit_is_too_long(days: int, listed: bool) -> None:
    assert bool(rows(referral(events=happened("sent")), days=days)) is listed


@pytest.mark.parametrize("state", [state for state in LIMITS if state is not S.SCHEDULED])
def test_each_state_has_its_limit(state: ReferralState) -> None:
    paths = {
        S.DRAFTED: (),
        S.SENT: ("sent",),
        S.AUTHORIZED: ("sent", "authorized"),
        S.DENIED: ("sent", "denied"),
        S.SEEN: ("sent", "seen"),
        S.REPORT_RECEIVED: ("sent", "seen", "report-received"),
        S.DECLINED: ("sent", "declined"),
        S.REROUTED: ("sent", "rerouted"),
    }
    one = referral(events=happened(*paths[state]))
    waited = max(0, len(paths[state]) - 1)

    assert rows(one, days=waited + LIMITS[state]) == []
    assert rows(one, days=waited + LIMITS[state] + 1) == [("r", state.value, LIMITS[state] + 1, LIMITS[state])]


@pytest.mark.parametrize("path", [("cancelled",), ("sent", "seen", "closed"), ("expired",)])
def test_nothing_is_awaited_of_one_that_has_ended(path: tuple[str, ...]) -> None:
    assert rows(referral(events=happened(*path)), days=900) == []


def test_an_appointment_waits_from_its_own_day_on() -> None:
    sent = referral(events=happened("sent"))
    booked = advance(market(), sent, "scheduled", on=after(1), appointment=after(60))

    assert rows(booked, days=67) == []
    assert rows(booked, days=68) == [("r", "scheduled", 8, 7)]
    assert rows(booked, days=5) == []


def test_an_appointment_of_an_unknown_day_is_listed_as_uncertain() -> None:
    booked = referral(events=happened("sent", "scheduled"))
    (row,) = overdue(market(booked), on=after(9)).referrals

    assert (row.age, row.certain) == (8, False)
    assert (
        overdue(market(booked), on=after(9)).because[0].statement.endswith("the day of the appointment is not known.")
    )


def test_the_oldest_stands_first_and_those_of_one_age_by_id() -> None:
    listed = rows(
        referral("c", events=happened("sent")),
        referral("b", events=happened("sent")),
        referral("a", events=happened("sent", start=3)),
        days=30,
    )

    assert [row[0] for row in listed] == ["b", "c", "a"]
    assert [row[2] for row in listed] == [30, 30, 27]


def test_rows_are_found_by_state() -> None:
    answer = overdue(market(referral("a"), referral("b", events=happened("sent"))), on=after(40))

    assert {state: [row.referral for row in found] for state, found in answer.by_state.items()} == {
        S.DRAFTED: ["a"],
        S.SENT: ["b"],
    }
    assert answer.headline() == "2 of 2 referrals waited too long on 2026-04-11: 1 drafted, 1 sent."


def test_what_has_run_out_is_listed_whatever_its_age() -> None:
    spring = mg.Period(MONDAY, after(5))

    assert rows(referral(period=spring, events=happened("sent")), days=4) == []
    assert rows(referral(period=spring, events=happened("sent")), days=5) == [("r", "sent", 5, None)]
    answer = overdue(market(referral(period=spring, events=happened("sent"))), on=after(5))
    (row,), (reason,) = answer.referrals, answer.because
    assert (row.ran_out, row.certain) == (True, True)
    assert reason.statement == "Referral r has waited 5 days to be answered; it has run out."


def test_an_authorization_that_ran_out_is_listed_and_a_patient_who_was_seen_is_not() -> None:
    until = after(10)
    authorized = (
        *happened("sent"),
        ReferralEvent(state=S.AUTHORIZED, on=after(1), until=until),
    )
    seen = (*authorized, ReferralEvent(state=S.SEEN, on=after(2)))

    assert rows(referral(events=authorized), days=10) == [("r", "authorized", 9, None)]
    assert rows(referral(events=seen), days=10) == []


def test_what_happened_after_the_day_is_not_looked_at() -> None:
    closed = referral(events=happened("sent", "seen", "closed", start=20))

    assert rows(closed, days=10) == [("r", "drafted", 10, 3)]


def test_a_referral_that_is_not_written_yet_waits_for_nothing() -> None:
    assert rows(referral(written=after(50)), days=20) == []


@pytest.mark.parametrize("key", [S.SENT, "sent"])
def test_a_limit_of_ones_own_takes_the_place_of_that_of_the_state(key: object) -> None:
    one = market(referral(events=happened("sent")))

    assert overdue(one, on=after(3), limits={key: 2}).referrals[0].limit == 2  # type: ignore[arg-type]
    assert overdue(one, on=after(30), limits={key: None}).referrals == ()  # type: ignore[arg-type]


def test_a_limit_of_none_still_lists_what_has_run_out() -> None:
    one = referral(period=mg.Period(MONDAY, after(5)), events=happened("sent"))

    assert rows(one, days=30, sent=None) == [("r", "sent", 30, None)]


def test_limits_that_nobody_stated_are_among_the_assumptions() -> None:
    one = market(referral())
    awaiting = dict.fromkeys(LIMITS, 5)

    assert overdue(one, on=MONDAY).assumptions[-1].startswith("Limits of medgroup's own, in days: drafted 3, sent 14,")
    assert "sent" not in overdue(one, on=MONDAY, limits={S.SENT: 5}).assumptions[-1]
    assert overdue(one, on=MONDAY, limits=awaiting).assumptions == ()


def test_referrals_may_be_given_themselves_or_by_id() -> None:
    held = market(referral("a"), referral("b"))

    assert [row.referral for row in overdue(held, ["b"], on=after(9)).referrals] == ["b"]
    assert [row.referral for row in overdue(held, [referral("x")], on=after(9)).referrals] == ["x"]
    assert overdue(held, [], on=after(9)).headline() == (
        "No referral had been written by 2026-03-11, so none waited too long."
    )


def test_referrals_that_were_not_written_yet_are_not_counted() -> None:
    held = market(referral("a"))
    written = held.facts.referrals[0].written

    before = overdue(held, on=written - timedelta(days=1))
    assert (before.looked_at, overdue(held, on=written).looked_at) == (0, 1)
    assert before.headline().startswith("No referral had been written by")


def test_a_row_says_who_refers_whom_to_whom() -> None:
    (row,) = overdue(market(referral(practitioner="cyd", organization="heart")), on=after(9)).referrals

    assert (row.patient, row.issuer, row.practitioner, row.organization) == ("kim", "ada", "cyd", "heart")


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"sen": 3}, "limits: 'sen' is not one of drafted, sent, .*did you mean 'sent'"),
        ({"closed": 3}, "limits: 'closed' is not a state in which anything is awaited"),
        ({"sent": -1}, "limits.sent: -1 is not a whole number of days of 0 or more, or None"),
        ({"sent": 1.5}, "limits.sent: 1.5 is not a whole number of days"),
        ({"sent": True}, "limits.sent: True is not a whole number of days"),
        (3, "limits: 3 is not days by state"),
    ],
)
def test_a_limit_that_is_none_is_refused(limits: Any, said: str) -> None:
    with pytest.raises(InvalidValueError, match=said):
        overdue(market(), on=MONDAY, limits=limits)


def test_a_referral_given_twice_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="referrals: 'a' is not an id that one referral"):
        overdue(market(referral("a")), ["a", referral("a")], on=MONDAY)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="on: '2026-03-02' is not a day"):
        overdue(market(), on="2026-03-02")  # type: ignore[arg-type]


def test_the_answer_is_told_in_every_way() -> None:
    answer = overdue(market(referral("a")), on=date(2026, 3, 9))

    assert answer.explain().splitlines()[0] == "1 of 1 referral waited too long on 2026-03-09: 1 drafted."
    assert "- Referral a has waited 7 days, 4 more than it may, to be sent. [referrals/a]" in answer.explain()
    assert answer.to_dict()["referrals"][0]["awaits"] == "to be sent"
    assert "to be sent" in answer._repr_html_()


def test_what_is_sent_on_the_day_on_which_it_has_run_out_has_waited_no_day() -> None:
    late = referral(period=mg.Period(MONDAY, after(5)), events=happened("sent", start=5))
    (row,) = overdue(market(late), on=after(5)).referrals

    assert (row.age, row.limit, row.ran_out) == (0, None, True)


def test_only_the_day_of_an_appointment_makes_a_wait_uncertain() -> None:
    booked = ReferralEvent(state=S.SCHEDULED, on=after(1), appointment=after(2))
    held = market(referral("a", events=happened("sent")), referral("b", events=(*happened("sent"), booked)))

    assert [(row.referral, row.certain) for row in overdue(held, on=after(30)).referrals] == [("a", True), ("b", True)]
    assert [one.statement for one in overdue(held, on=after(30)).because] == [
        "Referral a has waited 30 days, 16 more than it may, to be answered.",
        "Referral b has waited 28 days, 21 more than it may, for word that she was seen.",
    ]


def test_the_limits_that_were_held_against_are_told() -> None:
    assert overdue(market(), on=MONDAY, limits={"sent": 5, "seen": None}).limits == {
        **{state: days for state, days in LIMITS.items() if state is not S.SEEN},
        S.SENT: 5,
    }


def test_what_is_no_referral_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"^referral: 7 is not a Referral, or the id of one in the market$"):
        overdue(market(), [7], on=MONDAY)  # type: ignore[list-item]
