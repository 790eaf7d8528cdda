"""What nobody should ask of referrals: one error that names the argument, or an answer that says what is wrong."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

import medgroup as mg
from medgroup.domain import Patient, Position, ReferralState
from medgroup.errors import InvalidValueError, MedgroupError, UnknownFactError
from medgroup.referrals import DirectedReferralPolicy, Ranking

# The types say that most of these are wrong; whoever does not check types learns it here.
ANY: Any = mg
VALLEY, DAY = mg.valley(), date(2026, 3, 2)
YEAR = mg.Period(date(2026, 1, 1), date(2027, 1, 1))
NEED: dict[str, Any] = {
    "id": "heart",
    "patient": "ann",
    "issuer": "okafor-northside",
    "specialty": "207RC0000X",
    "written": DAY,
}
STATES = ", ".join(state.value for state in ReferralState)
AFTER_SENT = "authorized, denied, scheduled, seen, declined, rerouted, cancelled, expired"
MOREAU = "moreau-riverbend, moreau-summit"
Call = Callable[[], object]


def need(**changed: Any) -> mg.Referral:
    """Return the referral of Ann to a cardiologist, with some of its keys changed."""
    return mg.Referral(**NEED | changed)


def ranked(asked: Any = None, market: mg.Market = VALLEY, **more: Any) -> Ranking:
    """Rank the referral of Ann, or another."""
    return mg.rank_referrals(market, need() if asked is None else asked, **more)


def led(*steps: tuple[str, dict[str, Any]], **changed: Any) -> mg.Referral:
    """Return the referral of Ann after what happened to it."""
    referral = need(**changed)
    for state, said in steps:
        referral = mg.advance(VALLEY, referral, state, **{"on": DAY} | said)
    return referral


def policy(**changed: Any) -> DirectedReferralPolicy:
    return DirectedReferralPolicy(**{"id": "p", "organization": "northside-family", "target": "valley-ipa"} | changed)


SENT: tuple[str, dict[str, Any]] = ("sent", {})
REFERRALS: dict[str, tuple[Call, str]] = {
    "specialty a word": (
        lambda: need(specialty="cardiology"),
        "specialty: the value given is not a taxonomy code of ten characters that ends in X (207Q00000X)",
    ),
    "specialty a number": (
        lambda: need(specialty=207),
        "specialty: the value given is not a text with something in it",
    ),
    "written never": (lambda: need(written=None), "written: the value given is not a day (datetime.date)"),
    "written a text": (lambda: need(written="2026-03-02"), "written: the value given is not a day (datetime.date)"),
    "written at an hour": (
        lambda: need(written=datetime(2026, 3, 2, tzinfo=UTC)),
        "written: the value given is not a day (datetime.date)",
    ),
    "services one word": (lambda: need(services="imaging"), "services: the value given is not a list"),
    "services none at all": (
        lambda: need(services=[]),
        "services: [] is not a list with something in it (leave it out to mean all)",
    ),
    "visits none": (lambda: need(visits=0), "visits: 0 is not a whole number of 1 or more"),
    "visits a text": (lambda: need(visits="3"), "visits: '3' is not a whole number of 1 or more"),
    "visits yes": (lambda: need(visits=True), "visits: True is not a whole number of 1 or more"),
    "near two numbers": (lambda: need(near=(43, -107)), "near: the value given is not a Position"),
    "near beyond the pole": (
        lambda: need(near=Position(latitude=100, longitude=0)),
        "latitude: 100 is not a number of -90 or more, 90 at most",
    ),
    "overrides words": (
        lambda: need(overrides=["judgment"]),
        (
            "overrides: the value given is not a member of mg.Override: mg.Override.PATIENT_PREFERENCE, "
            "mg.Override.INSURER, mg.Override.JUDGMENT"
        ),
    ),
    "languages of no tag": (
        lambda: need(languages=["en", "Spanish"]),
        "languages: the value given is not a BCP 47 tag, which begins with two or three letters (es, es-MX)",
    ),
    "languages of an empty part": (
        lambda: need(languages=["es-"]),
        "languages: the value given is not a BCP 47 tag, which begins with two or three letters (es, es-MX)",
    ),
    "languages one word": (lambda: need(languages="es"), "languages: the value given is not a list"),
    "period a text": (lambda: need(period="2026"), "period: the value given is not a Period"),
    "events words": (lambda: need(events=["sent"]), "events: the value given is not a ReferralEvent"),
}
QUESTIONS: dict[str, tuple[Call, str]] = {
    "nobody": (lambda: ranked(need(patient="anne-marie")), "no patient has the id 'anne-marie'"),
    "from no role": (
        lambda: ranked(need(issuer="okafor-northsid")),
        "no practitioner role has the id 'okafor-northsid'; did you mean 'okafor-northside'?",
    ),
    "under no plan": (
        lambda: ranked(need(plan="valley-hmo")),
        "no plan has the id or name 'valley-hmo'; did you mean 'valley-choice-hmo'?",
    ),
    "to nobody": (
        lambda: ranked(need(practitioner="dr-hadad")),
        "no practitioner has the id, NPI or name 'dr-hadad'; did you mean 'dr-haddad'?",
    ),
    "to no organization": (
        lambda: ranked(need(organization="summit-hart")),
        "no organization has the id, NPI or name 'summit-hart'; did you mean 'summit-heart'?",
    ),
    "preferring nobody": (
        lambda: ranked(need(preferred={"dr-hadad"})),
        "no practitioner has the id, NPI or name 'dr-hadad'; did you mean 'dr-haddad'?",
    ),
    "an id that is none": (
        lambda: ranked("kim-to-hart"),
        "no referral has the id 'kim-to-hart'; did you mean 'kim-to-heart'?",
    ),
    "a number for a referral": (
        lambda: ranked(5),
        "referral: 5 is not a Referral, or the id of one in the market",
    ),
    "on a text": (lambda: ranked(on="2026-03-02"), "on: '2026-03-02' is not a day (datetime.date)"),
    "services one text": (
        lambda: ranked(services="X1001"),
        "services: 'X1001' is not a list of services, as [\"X1001\"]",
    ),
    "services none": (lambda: ranked(services=[]), "services: [] is not one service or more"),
    "service of no code": (
        lambda: ranked(services=["X1"]),
        "code: 'X1' is not a service code of five characters, digits and capital letters (X1001)",
    ),
    "history a text": (lambda: ranked(history="x"), "history: 'x' is not a list"),
    "history a number": (
        lambda: ranked(history=[3]),
        "history: 3 is not a BilledVisit, a VoidedVisit or an Encounter",
    ),
    "continuing one id": (
        lambda: ranked(continuing="dr-haddad"),
        "continuing: 'dr-haddad' is not a list of ids of practitioners",
    ),
    "continuing nothing": (
        lambda: ranked(continuing=None),
        "continuing: None is not a list of ids of practitioners",
    ),
    "continuing with nobody": (
        lambda: ranked(continuing=["dr-hadad"]),
        "no practitioner has the id, NPI or name 'dr-hadad'; did you mean 'dr-haddad'?",
    ),
    "openings a list": (
        lambda: ranked(openings=["tanaka-riverbend"]),
        "openings: ['tanaka-riverbend'] is not a mapping of roles to days",
    ),
    "openings of no role": (
        lambda: ranked(openings={"tanaka-riverbnd": DAY}),
        "no practitioner role has the id 'tanaka-riverbnd'; did you mean 'tanaka-riverbend'?",
    ),
    "openings soon": (
        lambda: ranked(openings={"tanaka-riverbend": "soon"}),
        "openings: 'soon' is not a day (datetime.date)",
    ),
    "policy a text": (lambda: ranked(policy="stay"), "policy: 'stay' is not a DirectedReferralPolicy"),
    "policy to nobody": (
        lambda: ranked(policy=policy(target="valley-helth")),
        "no organization has the id, NPI or name 'valley-helth'; did you mean 'valley-health'?",
    ),
    "policy of a rounded share": (
        lambda: policy(min_ratio=0.8),
        'min_ratio: 0.8 is not an exact number above 0, 1 at most, of four decimals at most, as "0.8"',
    ),
    "compared with nobody": (
        lambda: mg.compare_candidates(ranked(), "dr-tanka", "dr-haddad"),
        "one: 'dr-tanka' is not a candidate of the ranking; did you mean 'dr-tanaka'?",
    ),
    "compared with oneself": (
        lambda: mg.compare_candidates(ranked(), "dr-tanaka", "tanaka-riverbend"),
        "other: 'tanaka-riverbend' is not another candidate than dr-tanaka",
    ),
    "compared with one of two": (
        lambda: mg.compare_candidates(ranked(), "dr-moreau", "dr-tanaka"),
        f"one: 'dr-moreau' is not the role of one candidate ({MOREAU} are all of this practitioner)",
    ),
    "compared in no ranking": (
        lambda: ANY.compare_candidates("kim-to-heart", "dr-moreau", "dr-tanaka"),
        "ranking: 'kim-to-heart' is not a Ranking, as rank_referrals gives it",
    ),
}
STEPS: dict[str, tuple[Call, str]] = {
    "a state that is none": (
        lambda: mg.advance(VALLEY, need(), "send", on=DAY),
        f"to: 'send' is not one of {STATES}; did you mean 'sent'?",
    ),
    "seen before it is sent": (
        lambda: mg.advance(VALLEY, need(), "seen", on=DAY),
        "state: 'seen' is not what may follow drafted (sent, cancelled, expired)",
    ),
    "back to a draft": (
        lambda: led(SENT, ("drafted", {})),
        f"state: 'drafted' is not what may follow sent ({AFTER_SENT})",
    ),
    "after it is closed": (
        lambda: mg.advance(VALLEY, "kim-to-heart", "sent", on=DAY),
        "state: 'sent' is not what may follow closed (nothing may)",
    ),
    "before it is written": (
        lambda: led(("sent", {"on": date(2026, 3, 1)})),
        "on: the value given is not a day on or after that of what happened before",
    ),
    "on no day": (lambda: led(("sent", {"on": None})), "on: None is not a day (datetime.date)"),
    "to oneself": (
        lambda: led(SENT, practitioner="dr-okafor"),
        "practitioner: the value given is not anybody but who refers; nobody refers to oneself",
    ),
    "seen by oneself": (
        lambda: led(SENT, ("seen", {"practitioner": "dr-okafor"})),
        "practitioner: the value given is not anybody but who refers; nobody refers to oneself",
    ),
    "rerouted to oneself": (
        lambda: led(SENT, ("rerouted", {"practitioner": "dr-okafor"})),
        "practitioner: the value given is not anybody but who refers; nobody refers to oneself",
    ),
    "sent at an encounter": (
        lambda: led(("sent", {"encounter": "e"})),
        "encounter: the value given is not a key of this event; it stands where the state is seen",
    ),
    "expired while it is good": (
        lambda: led(("expired", {}), period=mg.Period(DAY, date(2026, 9, 1))),
        "on: the value given is not a day on which the referral has run out; it is still good",
    ),
    "seen after it ran out": (
        lambda: led(SENT, ("seen", {"on": date(2026, 4, 1)}), period=mg.Period(DAY, date(2026, 4, 1))),
        "on: the value given is not a day on which the referral is good",
    ),
    "seen after the authorization ran out": (
        lambda: led(SENT, ("authorized", {"until": date(2026, 3, 10)}), ("seen", {"on": date(2026, 3, 10)})),
        "on: the value given is not a day on which its authorization is good",
    ),
    "seen once too often": (
        lambda: led(SENT, ("seen", {}), ("seen", {}), visits=1),
        "state: 'seen' is not what may follow: of the visits that it allows (1) none is left",
    ),
    "authorized for no day": (
        lambda: led(SENT, ("authorized", {"until": DAY})),
        "until: the value given is not a day after that on which it is authorized",
    ),
    "an appointment in the past": (
        lambda: led(SENT, ("scheduled", {"appointment": date(2026, 3, 1)})),
        "appointment: the value given is not a day on or after that on which the appointment is made",
    ),
}
MEASURES: dict[str, tuple[Call, str]] = {
    "overdue on a text": (lambda: ANY.overdue(VALLEY, on="today"), "on: 'today' is not a day (datetime.date)"),
    "limits a list": (lambda: ANY.overdue(VALLEY, on=DAY, limits=["sent"]), "limits: ['sent'] is not days by state"),
    "limits of no state": (
        lambda: mg.overdue(VALLEY, on=DAY, limits={"send": 3}),
        f"limits: 'send' is not one of {STATES}; did you mean 'sent'?",
    ),
    "a limit below zero": (
        lambda: mg.overdue(VALLEY, on=DAY, limits={"sent": -1}),
        "limits.sent: -1 is not a whole number of days of 0 or more, or None",
    ),
    "a limit of what is closed": (
        lambda: mg.overdue(VALLEY, on=DAY, limits={"closed": 1}),
        "limits: 'closed' is not a state in which anything is awaited",
    ),
    "one id for a list": (
        lambda: ANY.overdue(VALLEY, "kim-to-heart", on=DAY),
        "referrals: 'kim-to-heart' is not a list",
    ),
    "one referral twice": (
        lambda: mg.overdue(VALLEY, ["kim-to-heart", "kim-to-heart"], on=DAY),
        "referrals: 'kim-to-heart' is not an id that one referral of the list has; it stands twice",
    ),
    "no end": (
        lambda: mg.closing_rate(VALLEY, during=mg.Period(DAY, None)),
        "during: 'from 2026-03-02' is not a Period with a start and an end",
    ),
    "a year": (lambda: ANY.closing_rate(VALLEY, during=2026), "during: 2026 is not a Period with a start and an end"),
    "too late to count beyond the end": (
        lambda: mg.closing_rate(VALLEY, during=YEAR, before=date(2027, 2, 1)),
        f"before: '2027-02-01' is not a day after the first of the period {YEAR}, its end at most",
    ),
    "encounters that are none": (
        lambda: ANY.closing_rate(VALLEY, during=YEAR, encounters=[1]),
        "encounters: the value given is not an Encounter",
    ),
}
REFUSED = {**REFERRALS, **QUESTIONS, **STEPS, **MEASURES}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_one_error_that_names_the_argument_and_what_would_be_right(call: Call, message: str) -> None:
    with pytest.raises(MedgroupError) as raised:
        call()
    assert isinstance(raised.value, InvalidValueError | UnknownFactError)
    assert str(raised.value) == message


def grounds(ranking: Ranking) -> list[tuple[str, str]]:
    """Return what a ranking rests on: sentences, and what would change them."""
    return [(reason.statement, reason.would_change) for reason in ranking.remarks()]


def test_a_specialty_that_nobody_practises_has_no_candidate_and_names_the_nearest() -> None:
    ranking = ranked(need(specialty="207RC0001X"))

    assert (ranking.ranked, ranking.rejected) == ((), ())
    assert grounds(ranking)[0] == (
        "Candidates practise exactly 207RC0001X. Nobody in the market practises 207RC0001X on any day.",
        "To ask for the whole family of the code. The nearest that somebody does is 207RC0000X.",
    )


def test_a_specialty_that_is_practised_on_another_day_alone_is_not_called_unknown() -> None:
    before_her = date(2011, 1, 1)
    ranking = ranked(need(specialty="363LF0000X"), on=before_her)

    assert (ranking.ranked, ranking.rejected) == ((), ())
    assert "Nobody in the market" not in ranking.explain()


def test_a_role_that_is_not_in_force_is_said() -> None:
    asked = need(issuer="tanaka-riverbend-before-sale")
    said = ("The role of who refers is not in force on 2026-03-02.", "A role of the referrer in force on the day.")

    assert said in grounds(ranked(asked))
    assert said[0] not in ranked(asked, on=date(2025, 3, 3)).explain()


@pytest.mark.parametrize(("on", "good"), [(date(2026, 3, 1), False), (DAY, True), (date(2026, 4, 1), False)])
def test_a_referral_that_is_not_good_on_the_day_says_so_and_is_none_for_the_plan(on: date, good: bool) -> None:
    ranking = ranked(need(period=mg.Period(DAY, date(2026, 4, 1))), on=on)

    said = (f"The referral is not good on {on}.", "A day on which it is good, or a new referral.")
    assert (said in grounds(ranking)) is not good
    # The plan asks for one that is.
    assert bool(ranking.ranked) is good


def test_a_referral_that_has_ended_says_so_from_the_day_on_which_it_did() -> None:
    said = ("The referral has ended: it is closed.", "A new referral.")

    assert said in grounds(ranked("kim-to-heart", on=date(2026, 2, 5)))
    assert said not in grounds(ranked("kim-to-heart", on=date(2026, 2, 4)))


def test_a_referral_that_expired_is_told_once() -> None:
    told = [statement for statement, _ in grounds(ranked("ben-to-heart", on=DAY)) if statement.startswith("The ref")]

    assert told == ["The referral has ended: it is expired."]


@pytest.mark.parametrize("changed", [{"practitioner": "dr-okafor"}, {"preferred": {"dr-okafor"}}])
def test_who_refers_is_no_candidate_whatever_else_may_be_said(changed: dict[str, Any]) -> None:
    own = next(one for one in ranked(need(**changed)).rejected if one.practitioner == "dr-okafor")

    assert (own.gate, own.statement) == ("referrer", "This is who refers; a referral goes to somebody else.")
    assert own.would_change == "An appointment with the referrer, which needs no referral."


@pytest.mark.parametrize("key", ["dr-haddad", "1000000129", "Dr. Sven Haddad"])
def test_whom_the_patient_prefers_may_be_named_as_everywhere_else(key: str) -> None:
    assert [one.practitioner for one in ranked(need(preferred={key})).ranked] == ["dr-haddad", "dr-tanaka"]


def test_whoever_holds_no_role_on_the_day_is_not_proposed() -> None:
    ranking = ranked(need(preferred={"np-castillo"}), on=date(2025, 6, 2))
    gone = next(one for one in ranking.rejected if one.practitioner == "np-castillo")

    assert (gone.gate, gone.role, gone.would_change) == ("no-role", None, "A role in force on the day.")


def test_a_patient_of_whom_nothing_is_known_is_referred_and_what_is_missing_is_said() -> None:
    market = VALLEY.with_facts(
        evolve(
            VALLEY.facts,
            patients=(*VALLEY.facts.patients, Patient(id="somebody")),
            sites=[evolve(site, position=None) for site in VALLEY.facts.sites],
        )
    )
    ranking = ranked(need(patient="somebody"), market)

    assert {one.miles for one in ranking.ranked} == {None}
    assert {one.key.nowhere for one in ranking.ranked} == {1}
    assert (
        "No coverage of somebody is in force on 2026-03-02, so there is no network to be in.",
        "A coverage in force on the day, or a plan that the referral names.",
    ) in grounds(ranking)
    assert (
        "Distances are not known: nothing says where the patient is.",
        "A position of the patient, of the referrer's site, or near which to look.",
    ) in grounds(ranking)


def test_a_requirement_that_binds_somebody_else_changes_nothing() -> None:
    other = policy(organization="peak-orthopaedics")

    assert [one.key for one in ranked(policy=other).ranked] == [one.key for one in ranked().ranked]


def test_a_rule_of_a_column_that_is_none_is_refused_when_it_is_written() -> None:
    with pytest.raises(InvalidValueError) as raised:
        mg.Gate(name="g", when={"netwrok": "in"}, verdict=mg.Verdict.NOTE, reason="So it is.")
    assert str(raised.value) == "when: 'netwrok' is not a column of referral rules; did you mean 'network'?"
