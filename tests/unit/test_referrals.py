"""What may happen to a referral, visit by visit and day by day."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.domain import TRANSITIONS, Permission, Referral, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError, UnknownFactError
from medgroup.referrals import advance
from tests.unit.followed import FACTS, MONDAY, after, happened, market, referral

S = ReferralState
MARKET = market(referral())
LATER = after(30)
SPRING = mg.Period(MONDAY, after(90))


def led(*words: str, of: Referral | None = None) -> Referral:
    """Return a referral that was led through these states, a day each."""
    found = referral() if of is None else of
    for place, word in enumerate(words):
        found = advance(MARKET, found, word, on=after(place))
    return found


def refusal(of: Referral, to: str, on: date = LATER, **said: Any) -> str:
    with pytest.raises(InvalidValueError) as raised:
        advance(MARKET, of, to, on=on, **said)
    return str(raised.value)


@pytest.mark.parametrize(
    "path",
    [
        ("sent", "authorized", "scheduled", "seen", "report-received", "closed"),
        ("sent", "scheduled", "seen", "closed"),
        ("sent", "seen", "report-received"),
        ("sent", "denied", "authorized", "scheduled"),
        ("sent", "denied", "rerouted", "sent", "scheduled"),
        ("sent", "declined", "sent", "scheduled"),
        ("sent", "declined", "rerouted", "sent"),
        ("sent", "scheduled", "scheduled", "seen", "seen", "report-received", "scheduled", "seen"),
        ("sent", "scheduled", "authorized", "seen"),
        ("sent", "seen", "scheduled", "report-received", "closed"),
        ("sent", "seen", "authorized", "closed"),
        ("cancelled",),
        ("expired",),
        ("sent", "expired"),
    ],
    ids=" ".join,
)
def test_a_referral_goes_the_ways_of_the_field(path: tuple[str, ...]) -> None:
    found = led(*path)

    assert found.state.value == path[-1]
    assert [event.state.value for event in found.events] == list(path)


def test_a_referral_without_events_is_a_draft() -> None:
    assert referral().state is S.DRAFTED
    assert referral().course.legal == (S.SENT, S.CANCELLED, S.EXPIRED)


@pytest.mark.parametrize(
    ("path", "to", "legal"),
    [
        ((), "scheduled", "sent, cancelled, expired"),
        ((), "authorized", "sent, cancelled, expired"),
        ((), "drafted", "sent, cancelled, expired"),
        (("sent",), "sent", "authorized, denied, scheduled, seen, declined, rerouted, cancelled, expired"),
        (("sent",), "report-received", "authorized, denied, scheduled, seen, declined, rerouted, cancelled, expired"),
        (("sent", "authorized"), "denied", "authorized, scheduled, seen, declined, rerouted, cancelled, expired"),
        (("sent", "denied"), "scheduled", "authorized, rerouted, cancelled, expired"),
        (("sent", "denied"), "seen", "authorized, rerouted, cancelled, expired"),
        (("sent", "declined"), "scheduled", "sent, rerouted, cancelled, expired"),
        (("sent", "rerouted"), "scheduled", "sent, cancelled, expired"),
        (("sent", "seen"), "cancelled", "authorized, denied, scheduled, seen, report-received, closed"),
        (("sent", "seen", "scheduled"), "declined", "authorized, denied, scheduled, seen, report-received, closed"),
        (("sent", "seen", "denied"), "expired", "authorized, report-received, closed"),
        (("sent", "seen", "closed"), "seen", "nothing may"),
        (("cancelled",), "sent", "nothing may"),
        (("expired",), "sent", "nothing may"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_an_illegal_transition_is_refused_and_the_legal_ones_are_named(
    path: tuple[str, ...], to: str, legal: str
) -> None:
    before = led(*path)

    assert refusal(before, to) == f"state: {to!r} is not what may follow {before.state.value} ({legal})"


def test_a_state_may_be_given_itself_or_by_its_word() -> None:
    assert advance(MARKET, "r", S.SENT, on=MONDAY) == advance(MARKET, referral(), "sent", on=MONDAY)


def test_the_market_keeps_its_own() -> None:
    advance(MARKET, "r", "sent", on=MONDAY)

    assert MARKET.fact("referrals", "r").events == ()


def test_a_word_that_is_no_state_is_refused_with_the_nearest() -> None:
    said = refusal(led("sent"), "schedule")

    assert said.startswith("to: 'schedule' is not one of drafted, sent, ")
    assert said.endswith("did you mean 'scheduled'?")


def test_what_is_no_word_at_all_is_refused_as_a_state() -> None:
    assert refusal(led("sent"), 7).startswith("to: 7 is not one of drafted, sent, ")  # type: ignore[arg-type]


def test_an_unknown_referral_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownFactError, match="no referral has the id 'rr'"):
        advance(MARKET, "rr", "sent", on=MONDAY)


# --- days ---


def test_nothing_happens_before_what_happened_before() -> None:
    sent = led("sent")

    assert refusal(sent, "scheduled", after(-1)) == (
        "on: the value given is not a day on or after that of what happened before"
    )
    assert advance(MARKET, sent, "scheduled", on=MONDAY).course.on == MONDAY


def test_nothing_happens_before_it_is_written() -> None:
    assert "what happened before" in refusal(referral(), "sent", after(-1))


@pytest.mark.parametrize(("days", "good"), [(-1, False), (0, True), (89, True), (90, False), (200, False)])
def test_a_patient_is_seen_while_the_referral_is_good(days: int, good: bool) -> None:
    early = referral(written=after(-10), period=SPRING, events=happened("sent", start=-10))

    if good:
        assert advance(MARKET, early, "seen", on=after(days)).permission().used == 1
    else:
        assert refusal(early, "seen", after(days)) == "on: the value given is not a day on which the referral is good"


@pytest.mark.parametrize(("days", "good"), [(-1, False), (0, True), (89, True), (90, False)])
def test_an_appointment_is_for_a_day_on_which_the_referral_is_good(days: int, good: bool) -> None:
    early = referral(written=after(-10), period=SPRING, events=happened("sent", start=-10))

    if good:
        assert advance(MARKET, early, "scheduled", on=after(-10), appointment=after(days)).state is S.SCHEDULED
    else:
        said = refusal(early, "scheduled", after(-10), appointment=after(days))
        assert said == "appointment: the value given is not a day on which the referral is good"


def test_an_appointment_of_an_unknown_day_may_be_made_before_the_referral_is_good_and_not_after() -> None:
    early = referral(written=after(-10), period=SPRING, events=happened("sent", start=-10))

    assert advance(MARKET, early, "scheduled", on=after(-5)).state is S.SCHEDULED
    assert "on: the value given is not a day on which the referral is good" in refusal(early, "scheduled", after(90))


def test_an_appointment_made_when_the_referral_has_run_out_is_refused() -> None:
    early = referral(period=SPRING, events=happened("sent"))

    assert refusal(early, "scheduled", after(95), appointment=after(96)).startswith("appointment:")


def test_an_appointment_is_not_before_the_day_on_which_it_is_made() -> None:
    assert advance(MARKET, led("sent"), "scheduled", on=after(5), appointment=after(5)).state is S.SCHEDULED
    assert refusal(led("sent"), "scheduled", after(5), appointment=after(4)) == (
        "appointment: the value given is not a day on or after that on which the appointment is made"
    )


@pytest.mark.parametrize(("days", "good"), [(29, True), (30, False)])
def test_an_authorization_holds_until_its_last_day(days: int, good: bool) -> None:
    authorized = advance(MARKET, led("sent"), "authorized", on=after(1), until=after(30))

    if good:
        assert advance(MARKET, authorized, "seen", on=after(days)).state is S.SEEN
        assert advance(MARKET, authorized, "scheduled", on=after(2), appointment=after(days)).state is S.SCHEDULED
    else:
        expected = "the value given is not a day on which its authorization is good"
        assert refusal(authorized, "seen", after(days)) == f"on: {expected}"
        assert refusal(authorized, "scheduled", after(2), appointment=after(days)) == f"appointment: {expected}"


def test_an_authorization_ends_on_its_day_whatever_happens_meanwhile() -> None:
    authorized = advance(MARKET, led("sent"), "authorized", on=after(1), until=after(30))
    booked = advance(MARKET, authorized, "scheduled", on=after(2), appointment=after(20))

    assert "authorization" in refusal(booked, "seen", after(30))


def test_an_authorization_that_is_renewed_holds_again() -> None:
    authorized = advance(MARKET, led("sent"), "authorized", on=after(1), until=after(30))
    renewed = advance(MARKET, authorized, "authorized", on=after(31), until=after(60))

    assert advance(MARKET, renewed, "seen", on=after(59)).state is S.SEEN
    assert "authorization" in refusal(renewed, "seen", after(60))


def test_who_is_sent_a_rerouted_referral_does_not_inherit_the_authorization() -> None:
    authorized = advance(MARKET, led("sent"), "authorized", on=after(1), until=after(30))
    rerouted = advance(MARKET, authorized, "rerouted", on=after(2), practitioner="dee", organization="bones")
    sent = advance(MARKET, rerouted, "sent", on=after(40))

    assert rerouted.target == sent.target == ("dee", "bones")
    assert advance(MARKET, sent, "seen", on=after(41)).state is S.SEEN


def test_a_referral_goes_where_it_was_rerouted_last() -> None:
    named = referral(practitioner="cyd", organization="heart", events=happened("sent"))
    rerouted = advance(MARKET, named, "rerouted", on=after(2), organization="bones")

    assert named.target == ("cyd", "heart")
    assert rerouted.target == (None, "bones")


def test_an_authorization_of_no_day_is_refused() -> None:
    assert refusal(led("sent"), "authorized", after(3), until=after(3)) == (
        "until: the value given is not a day after that on which it is authorized"
    )


@pytest.mark.parametrize(("days", "out"), [(89, False), (90, True)])
def test_a_referral_expires_when_it_has_run_out(days: int, out: bool) -> None:
    sent = referral(period=SPRING, events=happened("sent"))

    if out:
        assert advance(MARKET, sent, "expired", on=after(days)).state is S.EXPIRED
    else:
        assert "it is still good" in refusal(sent, "expired", after(days))


def test_a_referral_expires_with_its_authorization() -> None:
    authorized = advance(MARKET, led("sent"), "authorized", on=after(1), until=after(30))

    assert advance(MARKET, authorized, "expired", on=after(30)).state is S.EXPIRED
    assert "it is still good" in refusal(authorized, "expired", after(29))


def test_a_report_may_come_after_a_referral_has_run_out() -> None:
    seen = referral(period=SPRING, events=happened("sent", "seen"))

    assert advance(MARKET, seen, "report-received", on=after(120)).state is S.REPORT_RECEIVED


# --- visits ---


def test_visits_are_used_one_by_one_until_none_is_left() -> None:
    three = referral(visits=3)
    paths = [("sent",), ("sent", "seen"), ("sent", "seen", "seen"), ("sent", "seen", "seen", "seen")]

    assert [led(*path, of=three).permission().left for path in paths] == [3, 2, 1, 0]
    for to in ("seen", "scheduled"):
        assert refusal(led(*paths[-1], of=three), to) == (
            f"state: {to!r} is not what may follow: of the visits that it allows (3) none is left"
        )


def test_a_standing_referral_is_not_used_up() -> None:
    standing = led("sent", "seen", "seen", of=referral(visits=1, standing=True))

    assert standing.permission() == Permission(visits=1, used=2, standing=True, referral="r")
    assert standing.permission().left is None
    assert standing.permission().holds(MONDAY)


def test_a_permission_holds_on_its_days_with_a_visit_left() -> None:
    one = referral(visits=1, period=SPRING, authorization="A-1", events=happened("sent"))

    assert one.permission() == Permission(period=SPRING, visits=1, number="A-1", referral="r")
    assert one.permission().holds(after(89))
    assert not one.permission().holds(after(90))
    assert not led("sent", "seen", of=referral(visits=1, period=SPRING)).permission().holds(MONDAY)


# --- oneself ---


def test_nobody_refers_to_oneself() -> None:
    said = "practitioner: the value given is not anybody but who refers; nobody refers to oneself"

    assert refusal(referral(practitioner="ada"), "sent") == said
    assert refusal(led("sent"), "seen", practitioner="ada") == said
    assert refusal(led("sent"), "rerouted", practitioner="ada") == said


def test_a_referral_to_oneself_can_still_be_taken_back() -> None:
    assert advance(MARKET, referral(practitioner="ada"), "cancelled", on=MONDAY).state is S.CANCELLED


def test_a_referral_to_a_colleague_is_none_to_oneself() -> None:
    assert advance(MARKET, referral(practitioner="ben"), "sent", on=MONDAY).state is S.SENT


def test_a_market_names_the_referrals_to_oneself() -> None:
    found = market(referral("own", practitioner="ada"), referral("other", practitioner="cyd")).findings

    assert [(one.code, one.subjects) for one in found] == [("referral.to-oneself", ("referrals/own",))]


def test_a_market_tells_where_events_hold_ids_of_nobody_without_showing_them() -> None:
    seen = {"state": S.SEEN, "on": MONDAY}
    events = [
        ReferralEvent(state=S.SENT, on=MONDAY),
        ReferralEvent(**seen, practitioner="cyd", billing="bonse"),  # type: ignore[arg-type]
        ReferralEvent(**seen, practitioner="zorblatt"),  # type: ignore[arg-type]
    ]
    found = market(referral("r", visits=2, events=events)).findings

    assert [(one.code, one.severity.value, one.subjects) for one in found] == [
        ("referral.unknown-id", "info", ("referrals/r",)),
    ] * 2
    assert [one.message for one in found] == [
        "Referral r: events[1].billing: no organization has the id given.",
        "Referral r: events[2].practitioner: no practitioner has the id given.",
    ]


def test_events_without_ids_or_with_known_ones_are_no_finding() -> None:
    sent = [ReferralEvent(state=S.SENT, on=MONDAY), ReferralEvent(state=S.SEEN, on=MONDAY, practitioner="cyd")]

    assert market(referral("r", events=sent)).findings == ()


# --- what each event says ---


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("sent", "practitioner"),
        ("scheduled", "billing"),
        ("rerouted", "encounter"),
        ("seen", "organization"),
        ("seen", "appointment"),
        ("sent", "until"),
    ],
)
def test_an_event_says_only_what_its_state_takes(state: str, key: str) -> None:
    value = MONDAY if key in ("appointment", "until") else "x"

    with pytest.raises(InvalidValueError, match=f"^{key}: the value given is not a key of this event; it stands where"):
        ReferralEvent(state=S(state), on=MONDAY, **{key: value})  # type: ignore[arg-type]


def test_the_states_in_which_a_key_stands_are_named() -> None:
    with pytest.raises(InvalidValueError, match=r"it stands where the state is seen or report-received or rerouted$"):
        ReferralEvent(state=S.SENT, on=MONDAY, practitioner="x")


def test_what_happened_stands_in_the_event() -> None:
    seen = advance(MARKET, led("sent"), "seen", on=after(3), practitioner="cyd", billing="heart", encounter="e-1")

    assert seen.events[-1] == ReferralEvent(
        state=S.SEEN, on=after(3), practitioner="cyd", billing="heart", encounter="e-1"
    )


def test_a_repr_shows_whose_it_is_and_no_more_of_the_patient() -> None:
    one = referral(practitioner="dee", services=["x"], period=SPRING, preferred=["dee"], events=happened("sent"))

    assert repr(one) == "Referral(id='r', patient='kim', issuer='ada-clinic')"
    assert repr(one.events[0]) == "ReferralEvent(state=<ReferralState.SENT: 'sent'>)"


def test_every_transition_of_the_table_is_told_by_its_states() -> None:
    assert list(TRANSITIONS) == [
        *(S.DRAFTED, S.SENT, S.AUTHORIZED, S.DENIED, S.SCHEDULED, S.SEEN, S.REPORT_RECEIVED),
        *(S.DECLINED, S.REROUTED, S.CLOSED, S.EXPIRED, S.CANCELLED),
    ]
    assert all(len(set(after)) == len(after) for after in TRANSITIONS.values())


def test_a_market_without_referrals_has_none() -> None:
    assert mg.open_market(attrs.evolve(FACTS)).facts.referrals == ()


def test_a_market_looks_a_referral_up_by_its_id() -> None:
    market = mg.valley()

    assert market.referral("jo-to-rhythm") in market.facts.referrals
    with pytest.raises(UnknownFactError, match="no referral has the id 'jo-to-rythm'; did you mean 'jo-to-rhythm'"):
        market.referral("jo-to-rythm")
