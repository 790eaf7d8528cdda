"""Which referrals left those who belong together, worked by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from attrs import evolve

import medgroup as mg
from medgroup.domain import Coverage, ReferralEvent, ReferralState
from medgroup.referrals import FEWEST, Denominator, Leakage, Part, leakage
from tests.unit.leaking import (
    BONES,
    DAY,
    FAMILY,
    HEART,
    MARKET,
    SKIN,
    by_key,
    counts,
    facts,
    market,
    referral,
)

OWN = ("practice", "group", "network")


def part(one: mg.Referral, denominator: str = "group", of: mg.Market = MARKET, **assumed: Any) -> str:
    """Return the word of the part that one referral falls into."""
    [found] = leakage(of, [one], denominator=denominator, **assumed).parts
    return found.part.value


@pytest.mark.parametrize(
    ("issuer", "code", "seen", "expected"),
    [
        ("fay", HEART, "hart@home", ("kept", "kept", "kept")),
        ("fay", BONES, "bo@sister", ("no-specialty", "kept", "kept")),
        ("una", HEART, "dua@two", ("cause-unknown", "cause-unknown", "kept")),
        ("una", HEART, "trin@three", ("cause-unknown", "cause-unknown", "avoidable")),
        ("dua", FAMILY, "fay@home", ("no-specialty", "no-specialty", "avoidable")),
        ("vic", HEART, "shay@shaded", ("no-specialty", "unknown", "unknown")),
        ("fay", HEART, "ash@away", ("avoidable", "avoidable", "avoidable")),
        ("fay", SKIN, "abe@away", ("no-specialty", "no-specialty", "no-specialty")),
    ],
)
def test_who_belongs_together_depends_on_the_denominator(
    issuer: str, code: str, seen: str, expected: Sequence[str]
) -> None:
    # Of a family doctor of the IPA whether the plan would pay is not asked here: she is on no roster.
    one = referral("r", issuer, code, seen)
    found = [part(one, own) for own in OWN]

    assert found[:2] == list(expected[:2])
    assert found[2] == ("plan-or-capacity" if issuer == "dua" else expected[2])


def test_members_of_an_ipa_belong_together_for_the_plans_they_opted_in_to() -> None:
    for plan, expected in (("hmo", "kept"), ("ppo", "plan-or-capacity")):
        assert part(referral("r", "una", HEART, "dua@two", plan=plan), "network") == expected


def test_where_the_plan_is_not_known_an_election_for_some_plans_decides_nothing() -> None:
    assert part(referral("r", "una", HEART, "dua@two", plan=None), "network") == "unknown"
    assert part(referral("r", "una", HEART, "trin@three", plan=None), "network") == "cause-unknown"
    assert part(referral("r", "fay", HEART, "hart@home", plan=None), "network") == "kept"


def test_a_plan_that_is_left_out_is_that_of_the_coverage_that_pays_first() -> None:
    covered = facts() + mg.Facts(coverages=[Coverage(id="c", patient="pat", plan="hmo")])

    assert part(referral("r", "una", HEART, "dua@two", plan=None), "network", mg.open_market(covered)) == "kept"


def test_the_day_on_which_a_referral_is_written_decides_who_belongs() -> None:
    known = facts()
    july = date(2026, 7, 1)
    ties = [evolve(tie, period=mg.Period(july, None)) if tie.member == "sister" else tie for tie in known.affiliations]
    joined = mg.open_market(evolve(known, affiliations=tuple(ties)))

    assert part(referral("r", "fay", BONES, "bo@sister"), of=joined) == "no-specialty"
    assert part(referral("r", "fay", BONES, "bo@sister", written=july), of=joined) == "kept"


JULY = mg.Period(date(2026, 7, 1), None)


@pytest.mark.parametrize(
    ("collection", "key", "one", "before", "after"),
    [
        ("affiliations", "home-sys", referral("r", "fay", BONES, "bo@sister"), "no-specialty", "kept"),
        ("affiliations", "sys-trust", referral("r", "fay", SKIN, "abe@away"), "no-specialty", "kept"),
        ("elections", "two-in", referral("r", "una", HEART, "dua@two"), "cause-unknown", "kept"),
        ("practitioner_roles", "hart-role", referral("r", "fay", HEART, "ash@away"), "no-specialty", "avoidable"),
        ("roster_entries", "hart-line", referral("r", "fay", HEART, "ash@away"), "plan-or-capacity", "avoidable"),
        ("credentials", "hart-checked", referral("r", "fay", HEART, "ash@away"), "plan-or-capacity", "avoidable"),
        ("agreements", "of-sys", referral("r", "fay", HEART, "ash@away"), "plan-or-capacity", "avoidable"),
        ("networks", "net", referral("r", "fay", HEART, "ash@away"), "plan-or-capacity", "avoidable"),
    ],
)
def test_what_begins_in_the_middle_is_looked_at_on_both_sides(
    collection: str, key: str, one: mg.Referral, before: str, after: str
) -> None:
    """Referrals of one question are each asked of their own day, whatever was found for another."""
    known = facts()
    trust = [
        mg.Affiliation(id=f"{member}-trust", kind=mg.Kind.OWNS, organizer="trust", member=member)
        for member in ("sys", "away")
    ]
    known += mg.Facts(organizations=[mg.Organization(id="trust", model="ids")], affiliations=trust)
    if key != "sys-trust":
        known = evolve(known, affiliations=tuple(tie for tie in known.affiliations if tie.id != "sys-trust"))
    begun = [evolve(fact, period=JULY) if fact.id == key else fact for fact in getattr(known, collection)]
    dated = mg.open_market(evolve(known, **{collection: tuple(begun)}))
    later = evolve(one, id="later", written=date(2026, 7, 1), events=_on(one, date(2026, 7, 1)))

    for both in ([one, later], [later, one]):
        rows = leakage(dated, both, denominator="network", by="month").rows
        assert [found.parts[0].part.value for found in rows] == [before, after]


def _on(one: mg.Referral, day: date) -> tuple[ReferralEvent, ...]:
    return tuple(evolve(event, on=day) for event in one.events)


@pytest.mark.parametrize(
    ("changed", "stated", "expected"),
    [
        ({}, {}, "avoidable"),
        ({}, {"overrides": None}, "cause-unknown"),
        ({}, {"overrides": {mg.Override.PATIENT_PREFERENCE}}, "preference"),
        ({}, {"overrides": {mg.Override.INSURER}}, "plan-or-capacity"),
        ({}, {"overrides": {mg.Override.JUDGMENT}}, "judgment"),
        ({}, {"overrides": set(mg.Override)}, "preference"),
        ({}, {"overrides": {mg.Override.INSURER, mg.Override.JUDGMENT}}, "plan-or-capacity"),
        ({}, {"overrides": None, "preferred": {"ash"}}, "preference"),
        ({}, {"preferred": {"ash"}}, "preference"),
        ({}, {"preferred": {"hart"}}, "avoidable"),
        ({"hart": {"accepting": False}}, {}, "plan-or-capacity"),
        ({"hart": {"accepting": False}}, {"overrides": {mg.Override.JUDGMENT}}, "plan-or-capacity"),
        ({"hart": {"accepting": False}}, {"overrides": {mg.Override.PATIENT_PREFERENCE}}, "preference"),
        ({"hart": {"accepting": False}}, {"overrides": None}, "cause-unknown"),
        ({"hart": {"accepting": None}}, {}, "cause-unknown"),
        ({"hart": {"accepting": None}}, {"overrides": {mg.Override.INSURER}}, "plan-or-capacity"),
        ({"hart": {"accepting": None}}, {"overrides": {mg.Override.JUDGMENT}}, "cause-unknown"),
        ({}, {"plan": None}, "cause-unknown"),
        ({"hart": {"specialties": {FAMILY}}}, {}, "no-specialty"),
        ({"hart": {"specialties": {FAMILY}}}, {"overrides": {mg.Override.PATIENT_PREFERENCE}}, "no-specialty"),
        ({"hart": {"specialties": None}}, {}, "specialty-unknown"),
        ({"hart": {"specialties": None}}, {"overrides": {mg.Override.PATIENT_PREFERENCE}}, "specialty-unknown"),
        ({"hart": {"specialties": {FAMILY}}, "fox": {"specialties": None}}, {}, "specialty-unknown"),
        ({"fox": {"specialties": None}}, {}, "avoidable"),
        ({"hart": {"accepting": False}, "fox": {"specialties": None}}, {}, "plan-or-capacity"),
        ({"hart": {"period": mg.Period(None, DAY)}}, {}, "no-specialty"),
        ({"hart": {"period": mg.Period(DAY, None)}}, {}, "avoidable"),
        ({"fox": {"specialties": {HEART}}}, {}, "avoidable"),
        ({"fox": {"specialties": {HEART}}, "hart": {"accepting": False}}, {}, "plan-or-capacity"),
    ],
)
def test_of_several_causes_the_first_decides_and_what_is_not_known_stays_so(
    changed: dict[str, Any], stated: dict[str, Any], expected: str
) -> None:
    """Fox, on no roster, is out of network for every plan; where her specialty is unknown she could not have served."""
    assert part(referral("r", "fay", HEART, "ash@away", **stated), of=market(**changed)) == expected


def test_whoever_refers_is_no_candidate() -> None:
    # Hart is the only one at home; who refers to the same specialty has nobody else there.
    assert part(referral("r", "hart", HEART, "ash@away"), of=market()) == "no-specialty"
    assert part(referral("r", "fay", HEART, "ash@away"), of=market()) == "avoidable"
    # Nobody anywhere practises this.
    assert part(referral("r", "fay", "207V00000X", "abe@away"), of=market()) == "no-specialty"


def test_what_nothing_states_may_be_assumed_and_is_said() -> None:
    silent = referral("r", "fay", HEART, "ash@away", overrides=None)
    unsure = market(hart={"accepting": None})

    assert part(silent, assume_no_override=True) == "avoidable"
    assert part(silent, of=unsure, assume_no_override=True) == "cause-unknown"
    assert part(silent, of=unsure, assume_no_override=True, assume_accepting=True) == "avoidable"
    assert part(evolve(silent, preferred={"ash"}), assume_no_override=True) == "preference"
    assumed = leakage(unsure, [silent], assume_no_override=True, assume_accepting=True).assumptions
    assert [sentence.partition(",")[0] for sentence in assumed] == [
        "Where nothing states why a referral left",
        "Whoever does not state whether new patients are taken takes them.",
    ]
    assert leakage(unsure, [silent]).assumptions == ()


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("", "unknown"),
        ("hart", "kept"),
        ("ash", "avoidable"),
        ("@home", "kept"),
        ("@away", "avoidable"),
        ("nobody@home", "kept"),
        ("hart@away", "avoidable"),
        ("nobody", "avoidable"),
        ("nobody@nowhere", "avoidable"),
        ("hart@nowhere", "avoidable"),
    ],
)
def test_who_billed_decides_and_where_nobody_is_named_where_they_work(seen: str, expected: str) -> None:
    assert part(referral("r", "fay", HEART, seen)) == expected


def test_whoever_works_for_several_is_known_where_all_of_them_say_the_same() -> None:
    known = facts()
    more = [mg.PractitionerRole(id="ash-too", practitioner="ash", organization="home", specialties={HEART})]
    both = mg.open_market(known + mg.Facts(practitioner_roles=more))
    inside = [mg.PractitionerRole(id="hart-too", practitioner="hart", organization="sister", specialties={HEART})]
    same = mg.open_market(known + mg.Facts(practitioner_roles=inside))

    assert part(referral("r", "fay", HEART, "ash"), of=both) == "unknown"
    assert part(referral("r", "fay", HEART, "hart"), of=same) == "kept"
    assert part(referral("r", "fay", HEART, "hart"), "practice", same) == "unknown"


def test_whoever_works_nowhere_on_the_day_is_not_known_to_belong_to_anybody() -> None:
    over = market(ash={"period": mg.Period(None, DAY)})

    assert part(referral("r", "fay", HEART, "ash"), of=over) == "unknown"


def test_the_first_who_saw_the_patient_counts() -> None:
    twice = referral("r", "fay", HEART, "hart@home")
    later = ReferralEvent(state=ReferralState.SEEN, on=date(2026, 4, 1), practitioner="ash", billing="away")

    assert part(evolve(twice, events=(*twice.events, later))) == "kept"


TEN = [
    *(referral(f"k{n}", "fay", HEART, "hart@home") for n in range(4)),
    *(referral(f"a{n}", "fox", HEART, "ash@away") for n in range(2)),
    referral("p", "fay", HEART, "ash@away", overrides={mg.Override.PATIENT_PREFERENCE}),
    referral("s", "fay", SKIN, "abe@away"),
    referral("u", "fox", HEART),
    referral("c", "fox", HEART, "ash@away", overrides=None),
]


def test_figures_worked_by_hand() -> None:
    """Ten referrals: 4 kept, 5 left, 1 unknown; of the 8 in scope 4 left, 2 of them avoidably."""
    amounts = {"k0": mg.Money(100), "k1": mg.Money(50), "a0": mg.Money(300), "s": mg.Money(50), "u": mg.Money(7)}
    total = leakage(MARKET, TEN, amounts=amounts).total

    assert counts(total) == {
        "kept": 4, "no-specialty": 1, "preference": 1, "avoidable": 2, "cause-unknown": 1, "unknown": 1,
    }  # fmt: skip
    assert (total.cases, total.kept, total.left, total.unknown, total.in_scope) == (10, 4, 5, 1, 8)
    assert (total.share_left, total.share_in_scope, total.share_avoidable) == (0.5556, 0.5, 0.25)
    assert (total.least, total.most) == (0.4444, 0.5556)
    assert (total.dollars, total.dollars_left) == (mg.Money(507), mg.Money(350))
    assert (total.share_of_dollars_left, total.share_of_dollars_in_scope) == (None, None)
    assert (total.without_amount, total.without_amount_left) == (5, 3)
    assert [(one.part.value, one.dollars, one.without_amount) for one in total.parts] == [
        ("kept", mg.Money(150), 2),
        ("no-specialty", mg.Money(50), 0),
        ("preference", None, 1),
        ("avoidable", mg.Money(300), 1),
        ("cause-unknown", None, 1),
        ("unknown", mg.Money(7), 0),
    ]
    assert total.note == ""
    assert (total.of, total.name) == ({}, "all")


def test_a_specialty_that_may_or_may_not_be_there_is_in_no_share_of_those_in_scope() -> None:
    unsure = market(hart={"specialties": None})
    seen = [referral(key, who, HEART, "hart@home") for key, who in (("a", "fay"), ("b", "fay"), ("c", "fox"))]
    some = [*seen, referral("s", "fox", HEART, "ash@away")]
    total = leakage(unsure, some).total

    assert counts(total) == {"kept": 3, "specialty-unknown": 1}
    assert (total.left, total.in_scope, total.share_left, total.share_in_scope) == (1, 3, 0.25, 0.0)
    assert (total.least, total.most) == (0.0, 0.25)


def test_nothing_of_nothing_is_no_share() -> None:
    total = leakage(MARKET, []).total

    assert (total.cases, total.dollars) == (0, mg.Money(0))
    assert total.parts == ()
    shares = (total.share_left, total.share_in_scope, total.share_avoidable, total.least, total.most)
    assert shares == (None,) * 5
    assert (total.share_of_dollars_left, total.share_of_dollars_in_scope) == (None, None)


def test_dollars_of_which_none_is_known_are_not_nothing() -> None:
    total = leakage(MARKET, TEN).total

    assert (total.dollars, total.dollars_left, total.without_amount) == (None, None, 10)
    assert total.share_of_dollars_left is None
    assert {one.dollars for one in total.parts} == {None}


def test_shares_of_dollars_worked_by_hand() -> None:
    """Kept 1.50 and left 3.50, of which 0.50 for a specialty that nobody there has."""
    some = [one for one in TEN if one.id in ("k0", "a0", "s")]
    amounts = {"k0": mg.Money(150), "a0": mg.Money(300), "s": mg.Money(50)}
    total = leakage(MARKET, some, amounts=amounts).total

    assert (total.dollars_left, total.without_amount_left) == (mg.Money(350), 0)
    assert (total.share_of_dollars_left, total.share_of_dollars_in_scope) == (0.7, 0.6667)
    without_skin = leakage(MARKET, some, amounts={"k0": mg.Money(150), "a0": mg.Money(300)}).total
    assert (without_skin.dollars_left, without_skin.without_amount_left) == (mg.Money(300), 1)
    assert (without_skin.share_of_dollars_left, without_skin.share_of_dollars_in_scope) == (None, 0.6667)


def test_dollars_that_left_are_not_known_where_only_those_that_stayed_are() -> None:
    some = [referral("k", "fay", HEART, "hart@home"), referral("l", "fox", HEART, "ash@away")]
    total = leakage(MARKET, some, amounts={"k": mg.Money(10_000)}).total

    assert (total.dollars, total.dollars_left) == (mg.Money(10_000), None)
    assert (total.share_of_dollars_left, total.share_of_dollars_in_scope) == (None, None)
    kept = leakage(MARKET, some[:1], amounts={}).total
    assert (kept.dollars, kept.dollars_left) == (None, mg.Money(0))


def of_one_doctor(kept: int, left: int, unknown: int = 0) -> list[mg.Referral]:
    return [
        *(referral(f"k{n}", "fay", HEART, "hart@home") for n in range(kept)),
        *(referral(f"l{n}", "fay", HEART, "ash@away") for n in range(left)),
        *(referral(f"u{n}", "fay", HEART) for n in range(unknown)),
    ]


def test_one_doctor_is_judged_by_eleven_cases_and_not_by_ten() -> None:
    few, enough = of_one_doctor(6, 4, unknown=5), of_one_doctor(6, 5)

    [row] = leakage(MARKET, few, by="practitioner").rows
    assert row.note == "too few"
    assert (row.share_left, row.share_in_scope, row.share_avoidable, row.least, row.most) == (None,) * 5
    assert (row.cases, row.kept, row.left, row.unknown) == (15, 6, 4, 5)
    [row] = leakage(MARKET, enough, by="practitioner").rows
    assert (row.note, row.share_in_scope) == ("", 0.4545)
    assert FEWEST == 11


def test_one_doctor_is_not_judged_by_a_row_of_another_name_either() -> None:
    for by in ("unit", "specialty", "plan", "month"):
        [row] = leakage(MARKET, of_one_doctor(2, 2), by=by).rows
        assert (row.note, row.share_left) == ("too few", None)
    two = [*of_one_doctor(2, 1), referral("x", "fox", HEART, "ash@away")]
    assert leakage(MARKET, two, by="unit").rows[0].share_left == 0.5
    assert leakage(MARKET, of_one_doctor(2, 2)).total.note == "too few"


def test_needs_out_of_scope_do_not_help_to_judge_a_doctor() -> None:
    skin = [referral(f"s{n}", "fay", SKIN, "abe@away") for n in range(11)]
    [row] = leakage(MARKET, [*of_one_doctor(5, 5), *skin], by="practitioner").rows

    assert (row.in_scope, row.share_in_scope, row.least, row.note) == (10, None, None, "too few")
    assert row.share_left == 0.7619


def test_what_is_too_few_is_said_of_the_cases_that_are() -> None:
    skin = [referral(f"s{n}", "fay", SKIN, "abe@away") for n in range(26)]
    answer = leakage(MARKET, [*of_one_doctor(3, 1), *skin], by="practitioner")

    [row] = answer.rows
    assert (row.cases, row.in_scope, row.share_left, row.share_in_scope, row.note) == (30, 4, 0.9, None, "too few")
    assert answer.because[-1].statement == (
        "1 row of one doctor with fewer than 11 cases in scope has no share of those: too few to judge by."
    )
    assert answer.headline().endswith("; too few in scope to judge one doctor.")
    other = [referral("x", "fox", HEART, "hart@home")]
    said = [one.statement for one in leakage(MARKET, [*skin, *of_one_doctor(3, 1), *other], by="practitioner").because]
    assert said[-2:] == [
        "1 row of one doctor with fewer than 11 cases that stayed or left has no share: too few to judge by.",
        "1 row of one doctor with fewer than 11 cases in scope has no share of those: too few to judge by.",
    ]


def test_somebody_with_no_case_in_a_share_hides_no_doctor_behind_it() -> None:
    unseen = referral("x", "fox", HEART)
    [row] = leakage(MARKET, [*of_one_doctor(2, 2), unseen], by="unit").rows
    assert (row.share_left, row.share_in_scope, row.least, row.most, row.note) == (None, None, None, None, "too few")

    skin = [referral(f"s{n}", "fox", SKIN, "abe@away") for n in range(2)]
    [row] = leakage(MARKET, [*of_one_doctor(2, 2), *skin], by="unit").rows
    assert (row.share_left, row.share_in_scope, row.note) == (0.6667, None, "too few")


def test_dollars_do_not_judge_a_doctor_by_few_cases_either() -> None:
    some = of_one_doctor(1, 1)
    total = leakage(MARKET, some, amounts={"k0": mg.Money(1), "l0": mg.Money(1)}).total

    assert (total.share_of_dollars_left, total.share_of_dollars_in_scope) == (None, None)
    assert total.dollars_left == mg.Money(1)


def test_rows_stand_in_order_and_what_is_not_known_last() -> None:
    some = [referral("a", "una", HEART, "dua@two", plan=None), referral("b", "fay", HEART, "hart@home")]
    again = [referral("c", "fay", BONES, "bo@sister", written=date(2026, 1, 31), plan="ppo")]
    found = {by: list(by_key(leakage(MARKET, [*some, *again], by=by).rows)) for by in ("unit", "specialty", "month")}

    assert found == {"unit": ["one", "sys"], "specialty": [HEART, BONES], "month": ["2026-01", "2026-03"]}
    assert [row.of["plan"] for row in leakage(MARKET, [*some, *again], by="plan").rows] == ["hmo", "ppo", None]
    assert leakage(MARKET, [*some, *again], by="plan").rows[2].name == "not known"


@pytest.mark.parametrize(
    ("denominator", "units"),
    [
        ("practice", ["home", "one", "three", "two"]),
        ("group", ["one", "sys", "three", "two"]),
        ("network", ["ipa", "sys", "three"]),
    ],
)
def test_the_unit_of_a_row_is_what_the_referrer_belongs_to_at_the_farthest(denominator: str, units: list[str]) -> None:
    some = [referral(who, who, SKIN, "abe@away") for who in ("fay", "una", "dua", "trin")]
    rows = leakage(MARKET, some, denominator=denominator, by="unit").rows

    assert [row.of["unit"] for row in rows] == sorted(units)


def test_rows_may_be_of_several_words_or_of_none() -> None:
    both = leakage(MARKET, TEN, by=("specialty", "practitioner"))

    assert both.by == ("specialty", "practitioner")
    assert [(tuple(row.of.values()), row.cases) for row in both.rows] == [
        ((SKIN, "fay"), 1), ((HEART, "fay"), 5), ((HEART, "fox"), 4),
    ]  # fmt: skip
    assert both.rows[1].name == "Cardiology 207RC0000X, Dr. Fay"
    assert leakage(MARKET, TEN, by=()).rows == ()
    assert leakage(MARKET, TEN, by=()).total == both.total


def test_a_period_takes_the_referrals_written_in_it() -> None:
    dated = [referral(f"r{n}", "fay", HEART, "hart@home", written=date(2026, n, 1)) for n in (1, 2, 3)]

    found = leakage(MARKET, dated, during=mg.Period(date(2026, 2, 1), date(2026, 3, 1)), by="month")
    assert [row.of["month"] for row in found.rows] == ["2026-02"]
    assert found.during == mg.Period(date(2026, 2, 1), date(2026, 3, 1))


def test_without_cases_those_of_the_market_are_asked_about() -> None:
    held = mg.open_market(facts() + mg.Facts(referrals=TEN))

    assert leakage(held) == leakage(held, TEN) == leakage(held, iter(TEN)) == leakage(held, set(TEN))
    assert mg.leakage(held).total.cases == 10


def test_the_headline_says_what_a_share_is_of() -> None:
    assert leakage(MARKET, TEN).headline() == (
        "Of 10 referrals 4 stayed in the group, 5 left, 1 cannot be told; "
        "of the 8 for which the group has the specialty 50 % left, 25 % avoidably."
    )
    assert leakage(MARKET, []).headline() == "No referral to ask about: nothing left the group, and nothing was kept."
    assert leakage(MARKET, of_one_doctor(1, 0), denominator="practice").headline() == (
        "Of 1 referral 1 stayed in the practice, 0 left, 0 cannot be told; too few to judge one doctor."
    )
    assert (
        leakage(MARKET, [referral("u", "fay", HEART)], denominator="network")
        .headline()
        .startswith("Of 1 referral 0 stayed in the network, 0 left, 1 cannot be told")
    )


def test_the_reasons_state_denominator_precedence_and_what_is_not_known() -> None:
    answer = leakage(MARKET, [*TEN, referral("n", "fay", HEART, "x@nowhere")], by="practitioner")
    said = [one.statement for one in answer.because]

    assert said[0].endswith("by ownership or management; an IPA is no group.")
    assert said[1].startswith("Of several causes the first decides: no specialty, the patient's preference, plan or")
    assert said[2:] == [
        "1 referral was for a specialty that nobody else there has, and is in no share of those in scope.",
        "1 referral: not known who saw the patient, or whether they belong to the referrer.",
        "1 referral: left, and why is not known.",
        "Whoever the market does not hold belongs to nobody in it: nowhere saw patients or billed for it.",
        "2 rows of one doctor with fewer than 11 cases that stayed or left have no share: too few to judge by.",
    ]
    assert answer.because[1].source == "42 CFR 411.354(d)(4)(iv)(B)"


def test_several_needs_out_of_scope_are_counted_in_the_plural() -> None:
    skin = [referral(f"s{n}", "fay", SKIN, "abe@away") for n in range(2)]

    assert leakage(MARKET, skin).because[2].statement == (
        "2 referrals were for a specialty that nobody else there has, and are in no share of those in scope."
    )


def test_the_reasons_of_each_denominator_and_of_rows_that_are_too_few() -> None:
    def said(denominator: str, by: str) -> list[str]:
        return [one.statement for one in leakage(MARKET, TEN, denominator=denominator, by=by).because]

    assert said("practice", "unit")[0] == (
        "Kept is what was seen by whoever bills with the TIN that the referrer's practice bills with."
    )
    assert said("network", "unit")[0] == (
        "Kept is what was seen by whoever shares a unit of referral or of contracting with the referrer's organization "
        "by whatever tie, for the plan of the patient."
    )
    assert said("group", "practitioner")[-1] == (
        "2 rows of one doctor with fewer than 11 cases that stayed or left have no share: too few to judge by."
    )
    priced = leakage(MARKET, TEN, amounts={"k0": mg.Money(1)}).because[-1]
    assert priced.statement == (
        "The amounts of 9 referrals are not known, and in no sum: a sum that lacks one is the least that it may be, "
        "and no share is taken of it."
    )
    assert priced.would_change == "An amount for each."


def test_what_is_not_known_says_what_would_settle_it() -> None:
    unsure = market(hart={"specialties": None})
    some = [referral("s", "fay", HEART, "ash@away"), referral("t", "fox", HEART, "ash@away")]
    told = {one.statement: one.would_change for one in leakage(unsure, some).because if one.would_change}

    assert told == {
        "2 referrals: left, and it is not known whether anybody there has the specialty.": (
            "The specialties of the roles there, and of the need."
        )
    }
    assert {one.would_change for one in leakage(MARKET, TEN).because} == {
        "",
        "An event seen with who saw the patient and who billed, and a plan where members opt in plan by plan.",
        "What is stated of preference, insurer and judgment; the network and the capacity of those there.",
    }


def test_flows_lead_from_what_was_needed_to_what_who_saw_the_patients_belongs_to() -> None:
    flows = leakage(MARKET, TEN, amounts={"k0": mg.Money(100)}).flows

    assert [(one.specialty, one.unit, one.outcome, one.cases, one.dollars) for one in flows] == [
        (SKIN, "away", "left", 1, None),
        (HEART, "away", "left", 4, None),
        (HEART, "sys", "kept", 4, mg.Money(100)),
        (HEART, None, "unknown", 1, None),
    ]
    assert (flows[1].specialty_name, flows[1].unit_name) == ("Cardiology 207RC0000X", "Away")
    assert (flows[3].unit_name, leakage(MARKET, [referral("n", "fay", HEART, "x")]).flows[0].unit) == ("not known", "x")


def test_an_answer_goes_into_plain_values_and_onto_a_page() -> None:
    answer = leakage(MARKET, TEN, by="practitioner")
    page = answer._repr_html_()

    assert answer.to_dict()["totals"][0]["parts"][0]["part"] == "kept"
    assert answer.to_dict()["denominator"] == "group"
    assert answer.picture() in page
    assert isinstance(answer, Leakage)
    assert repr(answer).startswith("<Leakage: Of 10 referrals")


def test_words_and_members_of_enumerations_ask_the_same() -> None:
    assert leakage(MARKET, TEN, denominator=Denominator.NETWORK) == leakage(MARKET, TEN, denominator="network")


def test_which_parts_left_and_which_are_in_scope() -> None:
    assert [one.value for one in Part if not one.left] == ["kept", "unknown"]
    assert [one.value for one in Part if one.in_scope is None] == ["specialty-unknown", "unknown"]
    assert [one.value for one in Part if one.in_scope is False] == ["no-specialty"]
    assert {one.outcome for one in Part if one.left} == {"left"}


def with_tins(**tins: str) -> mg.Market:
    known = facts()
    return mg.open_market(
        evolve(known, organizations=tuple(evolve(one, tin=tins.get(one.id)) for one in known.organizations))
    )


def test_a_tin_serves_for_who_billed_however_it_is_written() -> None:
    one = with_tins(home="12-3456789", away="987654321")

    for seen, expected in (("@123456789", "kept"), ("@12-3456789", "kept"), ("@98-7654321", "avoidable")):
        assert part(referral("r", "fay", HEART, seen), of=one) == expected
    assert part(referral("r", "fay", HEART, "@111111111"), of=one) == "avoidable"
    assert leakage(one, [referral("r", "fay", HEART, "@123456789")]).flows[0].unit == "sys"


def test_organizations_that_bill_with_one_tin_are_one_practice() -> None:
    shared = with_tins(one="12-3456789", two="123456789")

    for own in OWN:
        assert part(referral("r", "una", HEART, "dua@two"), own, shared) == "kept"
        assert part(referral("r", "una", HEART, "@123456789"), own, shared) == "kept"
    [row] = leakage(shared, [referral("r", "una", HEART, "dua@two")], denominator="practice").rows
    assert (row.of, row.name) == ({"unit": "one + two"}, "One + Two")


def test_a_tin_of_several_that_do_not_all_belong_is_not_known() -> None:
    mixed = with_tins(sister="123456789", away="123456789")

    assert part(referral("r", "bo", HEART, "@123456789"), "practice", mixed) == "kept"
    assert part(referral("r", "fay", HEART, "@123456789"), "practice", mixed) == "avoidable"
    assert part(referral("r", "fay", HEART, "@123456789"), "group", mixed) == "unknown"


def test_a_referral_that_was_taken_back_is_no_case() -> None:
    taken_back = referral("b", "fay", HEART)
    taken_back = evolve(taken_back, events=[*taken_back.events, ReferralEvent(state=ReferralState.CANCELLED, on=DAY)])
    found = leakage(MARKET, [referral("a", "fay", HEART), taken_back])

    # The other waits: who will see the patient is not known.
    assert counts(found.total) == {"unknown": 1}
    assert "Cancelled and so no case: 1 referral." in [reason.statement for reason in found.because]
    assert not any("Cancelled" in one.statement for one in leakage(MARKET, [referral("a", "fay", HEART)]).because)
