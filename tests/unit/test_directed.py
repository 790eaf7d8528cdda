"""Requirements to refer: what they have to say, which referrals count, where they go, and what is not known."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.domain import Override, Referral, ReferralEvent, ReferralState
from medgroup.errors import InvalidValueError, UnknownFactError
from medgroup.referrals import DirectedRatio, DirectedReferralPolicy, advance, check_directed_policy, directed_ratio
from medgroup.values.finding import Severity
from tests.unit.followed import BONE, FACTS, HEART, IMAGE, MONDAY, after, happened, market, referral

WEEKS = mg.Period(date(2026, 2, 1), date(2026, 5, 1))
#: A requirement in which everything is in order.
GOOD: dict[str, Any] = {
    "id": "keep-in",
    "organization": "clinic",
    "target": "system",
    "min_ratio": "0.5",
    "period": mg.Period(date(2026, 1, 1)),
    "writing": True,
    "signed_on": date(2025, 12, 1),
    "compensation_set_on": date(2025, 12, 1),
    "fair_market_value": True,
    "exception": True,
    "yields": list(Override),
    "within_scope": True,
    "reasonably_necessary": True,
    "contingent": False,
}


def policy(**changed: Any) -> DirectedReferralPolicy:
    return DirectedReferralPolicy(**{**GOOD, **changed})


def to(key: str, organization: str | None = None, **stated: Any) -> Referral:
    """Return a referral to an organization that nothing overrides."""
    return referral(key, **{"organization": organization, "overrides": (), **stated})


def asked(*referrals: Referral, during: mg.Period = WEEKS, **changed: Any) -> DirectedRatio:
    return directed_ratio(market(*referrals), policy(**changed), during=during)


def ends(*referrals: Referral, **changed: Any) -> tuple[float | None, float | None, float | None, bool | None]:
    """Return the ratio, its least and most, and whether it is as high as is required."""
    total = asked(*referrals, **changed).total
    return total.ratio, total.least, total.most, total.met


# --- what a requirement has to say ---


def test_a_requirement_that_is_in_order_has_no_finding() -> None:
    assert check_directed_policy(market(), policy(), on=MONDAY) == ()


@pytest.mark.parametrize(
    ("changed", "code", "paragraph"),
    [
        ({"compensation_set_on": date(2026, 1, 2)}, "set-in-advance", "(i)"),
        ({"fair_market_value": False}, "fair-market-value", "(ii)"),
        ({"exception": False}, "exception", "(iii)"),
        ({"signed_on": after(1)}, "signed", "(iv)(A)"),
        ({"yields": [Override.PATIENT_PREFERENCE, Override.INSURER]}, "yields", "(iv)(B)"),
        ({"yields": []}, "yields", "(iv)(B)"),
        ({"within_scope": False}, "scope", "(v)"),
        ({"reasonably_necessary": False}, "necessary", "(v)"),
        ({"contingent": True}, "contingent", "(vi)"),
    ],
)
def test_each_condition_that_is_broken_is_one_finding(changed: dict[str, Any], code: str, paragraph: str) -> None:
    (found,) = check_directed_policy(market(), policy(**changed), on=MONDAY)

    assert (found.code, found.severity) == (f"directed.{code}", Severity.ERROR)
    assert found.source == f"42 CFR 411.354(d)(4){paragraph}"
    assert found.subjects == ("organizations/clinic",)
    assert found.remedy


def test_what_is_not_in_writing_is_not_signed_either() -> None:
    found = check_directed_policy(market(), policy(writing=False), on=MONDAY)

    assert [one.code for one in found] == ["directed.signed", "directed.writing"]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("compensation_set_on", "set-in-advance"),
        ("fair_market_value", "fair-market-value"),
        ("exception", "exception"),
        ("writing", "writing"),
        ("signed_on", "signed"),
        ("yields", "yields"),
        ("within_scope", "scope"),
        ("reasonably_necessary", "necessary"),
        ("contingent", "contingent"),
    ],
)
def test_what_is_not_known_is_neither_kept_nor_broken(key: str, code: str) -> None:
    (found,) = check_directed_policy(market(), policy(**{key: None}), on=MONDAY)

    assert (found.code, found.severity) == (f"directed.{code}", Severity.CANNOT_TELL)


def test_a_signature_that_came_late_is_a_warning_once_it_has_come() -> None:
    found = check_directed_policy(market(), policy(signed_on=date(2026, 2, 1)), on=MONDAY)

    assert [(one.code, one.severity) for one in found] == [("directed.signed-late", Severity.WARNING)]


def test_a_requirement_of_no_known_beginning_is_held_against_the_day() -> None:
    late = policy(period=None, compensation_set_on=after(1))

    assert [one.code for one in check_directed_policy(market(), late, on=MONDAY)] == ["directed.set-in-advance"]
    assert check_directed_policy(market(), late, on=after(1)) == ()


def test_that_a_ratio_may_be_required_is_law_since_2021() -> None:
    old = policy(period=None, signed_on=date(2020, 1, 1), compensation_set_on=date(2020, 1, 1))
    days = (date(2021, 1, 18), date(2021, 1, 19))

    assert [[one.code for one in check_directed_policy(market(), old, on=day)] for day in days] == [
        ["directed.ratio"],
        [],
    ]
    assert check_directed_policy(market(), attrs.evolve(old, min_ratio=1), on=days[0]) == ()


def test_a_requirement_is_checked_on_a_day_on_which_it_is_in_force() -> None:
    with pytest.raises(InvalidValueError, match=r"on: '2025-12-31' is not a day on which the requirement is in force"):
        check_directed_policy(market(), policy(), on=date(2025, 12, 31))


# --- the ratio ---


def test_referrals_to_the_target_over_all_that_count() -> None:
    assert ends(to("a", "system"), to("b", "bones"), to("c", "bones")) == (0.3333, 0.3333, 0.3333, False)
    assert ends(to("a", "system"), to("b", "bones")) == (0.5, 0.5, 0.5, True)


def test_of_nothing_there_is_no_ratio() -> None:
    assert ends() == (None, None, None, None)
    assert ends(to("a", "bones", overrides=[Override.JUDGMENT])) == (None, None, None, None)
    assert asked().headline().startswith("No referral counts towards what keep-in requires")


@pytest.mark.parametrize("override", Override)
def test_an_overridden_referral_is_in_neither_numerator_nor_denominator(override: Override) -> None:
    kept = [to("a", "system"), to("b", "bones")]

    for gone in (to("c", "bones", overrides=[override]), to("c", "system", overrides=[override])):
        total = asked(*kept, gone).total
        assert (total.counted, total.to_target, total.overridden, total.ratio) == (2, 1, 1, 0.5)


def test_an_override_that_is_not_known_leaves_both_ends() -> None:
    elsewhere = to("c", "bones", overrides=None)
    there = to("c", "system", overrides=None)
    kept = [to("a", "system"), to("b", "bones")]

    assert ends(*kept, elsewhere) == (None, 0.3333, 0.5, None)
    assert ends(*kept, there) == (None, 0.5, 0.6667, True)
    assert ends(*kept, elsewhere, attrs.evolve(there, id="d")) == (None, 0.3333, 0.6667, None)


def test_nothing_but_what_may_be_overridden_leaves_it_open_whether_there_is_a_ratio() -> None:
    assert ends(to("a", "system", overrides=None)) == (None, 1.0, 1.0, None)
    assert ends(to("a", "bones", overrides=None)) == (None, 0.0, 0.0, None)


def test_a_preference_for_somebody_else_overrides_whether_or_not_it_is_stated_as_one() -> None:
    preferred: dict[str, Any] = {"practitioner": "dee", "preferred": ["dee"], "specialty": BONE}

    for overrides in (None, ()):
        assert asked(to("a", **preferred, overrides=overrides)).total.overridden == 1


def test_a_preference_for_the_target_or_for_somebody_it_does_not_go_to_overrides_nothing() -> None:
    for practitioner in ("cyd", "dee"):
        assert asked(to("a", practitioner=practitioner, preferred=["cyd"])).total.counted == 1


def test_the_ratio_is_held_against_exactly_what_is_required() -> None:
    third = [to("a", "system"), to("b", "bones"), to("c", "bones")]

    assert ends(*third, min_ratio="0.3333")[3] is True
    assert ends(*third, min_ratio="0.3334")[3] is False


def test_a_requirement_of_no_ratio_is_of_all() -> None:
    stated = {key: value for key, value in GOOD.items() if key != "min_ratio"}
    told = directed_ratio(market(to("a", "system"), to("b", "bones")), DirectedReferralPolicy(**stated), during=WEEKS)

    assert (told.required, told.total.met) == (1.0, False)


# --- what counts ---


@pytest.mark.parametrize(
    ("stated", "changed", "counted"),
    [
        ({}, {}, 1),
        ({"issuer": "dee-bones"}, {}, 0),
        ({"issuer": "dee-bones"}, {"roles": ["dee-bones"]}, 1),
        ({}, {"roles": ["ben-clinic"]}, 0),
        ({}, {"specialties": [HEART]}, 1),
        ({}, {"specialties": [IMAGE]}, 0),
        ({"services": ["echo"]}, {"services": ["echo", "stress"]}, 1),
        ({"services": ["holter"]}, {"services": ["echo"]}, 0),
        ({"written": date(2026, 1, 31)}, {}, 0),
        ({"written": date(2026, 5, 1)}, {}, 0),
        ({}, {"period": mg.Period(after(1))}, 0),
        ({}, {"period": mg.Period(MONDAY)}, 1),
        ({"events": happened("sent", "cancelled")}, {}, 0),
        ({"events": happened("sent", "denied")}, {}, 1),
        ({"practitioner": "ada"}, {}, 0),
        ({"practitioner": "ben"}, {}, 1),
    ],
)
def test_what_a_requirement_is_about(stated: dict[str, Any], changed: dict[str, Any], counted: int) -> None:
    assert asked(to("a", "bones", **stated), **changed).total.counted == counted


def test_a_referral_for_any_service_may_or_may_not_be_for_one_of_those_required() -> None:
    kept = [to("a", "system", services=["echo"]), to("b", "bones", services=["echo"])]

    assert ends(*kept, to("c", "bones"), services=["echo"]) == (None, 0.3333, 0.5, None)


def test_each_practitioner_has_a_ratio_of_their_own() -> None:
    told = asked(to("a", "system"), to("b", "bones", issuer="ben-clinic"), to("c", "system", issuer="ben-clinic"))

    assert [(row.of, row.to_target, row.counted, row.ratio) for row in told.practitioners] == [
        ("ada", 1, 1, 1.0),
        ("ben", 1, 2, 0.5),
    ]
    assert told.total.ratio == 0.6667


# --- where it goes ---


@pytest.mark.parametrize(
    ("named", "there"),
    [
        ({"organization": "system"}, True),
        # The system owns the group and is its unit for referrals.
        ({"organization": "heart"}, True),
        ({"practitioner": "cyd", "organization": "heart"}, True),
        ({"practitioner": "cyd"}, True),
        ({"organization": "bones"}, False),
        ({"practitioner": "dee"}, False),
        # Dr. Eli sees patients for both; the organization says for which.
        ({"practitioner": "eli"}, None),
        ({"practitioner": "eli", "organization": "heart"}, True),
        ({"practitioner": "eli", "organization": "bones"}, False),
        # As an orthopaedist only for one.
        ({"practitioner": "eli", "specialty": BONE}, False),
        ({}, None),
    ],
)
def test_which_units_are_the_target_follows_from_structure_and_roles(named: dict[str, Any], there: bool | None) -> None:
    (row,) = asked(to("a", **named)).referrals

    assert row.to_target is there


def test_what_goes_nowhere_that_is_known_leaves_both_ends() -> None:
    kept = [to("a", "system"), to("b", "bones")]

    assert ends(*kept, to("c")) == (None, 0.3333, 0.6667, None)


def test_a_group_of_the_system_is_not_another_group_of_it() -> None:
    (row,) = asked(to("a", "system"), target="heart").referrals

    assert row.to_target is False


@pytest.mark.parametrize(
    ("plan", "there"),
    [("ppo", True), ("hmo", False), (None, True)],
)
def test_a_member_of_an_association_is_of_its_panel_for_the_plans_it_opted_in_to(plan: str | None, there: bool) -> None:
    """Kim is covered by the PPO, where the referral names no plan."""
    (row,) = asked(to("a", "bones", plan=plan), target="club").referrals

    assert row.to_target is there


def test_of_a_patient_whose_plan_is_not_known_the_panel_is_not_known() -> None:
    (row,) = asked(to("a", "bones", patient="max"), target="club").referrals

    assert row.to_target is None


def test_a_tie_to_an_owner_of_unknown_model_leaves_it_open() -> None:
    (row,) = asked(to("a", "held"), target="holding").referrals

    assert row.to_target is None


def test_a_tie_counts_on_its_days() -> None:
    sold = [
        attrs.evolve(tie, period=mg.Period(None, MONDAY)) if tie.id == "system-heart" else tie
        for tie in FACTS.affiliations
    ]
    facts = attrs.evolve(FACTS, affiliations=sold, referrals=[to("a", "heart"), to("b", "heart", written=after(-1))])
    told = directed_ratio(mg.open_market(facts), policy(), during=WEEKS)

    assert [row.to_target for row in told.referrals] == [False, True]


def test_who_saw_the_patient_tells_where_a_referral_to_anybody_went() -> None:
    anybody = to("a", events=happened("sent"))

    def seen(**by: str) -> bool | None:
        return asked(advance(market(), anybody, "seen", on=after(2), **by)).referrals[0].to_target  # type: ignore[arg-type]

    assert [seen(billing="heart"), seen(billing="bones"), seen(billing="elsewhere")] == [True, False, None]
    assert [seen(practitioner="cyd"), seen(practitioner="nobody"), seen()] == [True, None, None]


def test_a_rerouted_referral_goes_where_it_was_rerouted() -> None:
    rerouted = (
        *happened("sent"),
        ReferralEvent(state=ReferralState.REROUTED, on=after(1), organization="heart"),
    )

    assert asked(to("a", "bones", events=rerouted)).total.to_target == 1


@pytest.mark.parametrize(
    ("named", "there"),
    [
        ({"practitioner": "cyd"}, True),
        ({"practitioner": "eli", "organization": "heart"}, False),
        ({"organization": "heart"}, None),
        ({"organization": "bones"}, False),
        ({}, None),
    ],
)
def test_the_target_may_be_a_practitioner(named: dict[str, Any], there: bool | None) -> None:
    (row,) = asked(to("a", **named), target="cyd").referrals

    assert row.to_target is there


# --- what is refused ---


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"min_ratio": "0"}, "min_ratio: '0' is not an exact number above 0, 1 at most"),
        ({"min_ratio": "1.2"}, "min_ratio: '1.2' is not an exact number above 0, 1 at most"),
        ({"min_ratio": 0.8}, "min_ratio: 0.8 is not an exact number"),
        ({"min_ratio": None}, "min_ratio: None is not an exact number"),
        ({"roles": []}, "roles: .* is not a list with something in it"),
        ({"specialties": ["heart"]}, "specialties: 'heart' is not a taxonomy code"),
        ({"yields": ["insurer"]}, "yields: 'insurer' is not a member of mg.Override; write mg.Override.INSURER"),
        ({"signed_on": "2026-01-01"}, "signed_on: '2026-01-01' is not a day"),
        ({"writing": "yes"}, "writing: 'yes' is not true or false"),
        ({"target": ""}, "target: '' is not a text with something in it"),
    ],
)
def test_a_requirement_that_cannot_be_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidValueError, match=said):
        policy(**changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"organization": "clinc"}, "no organization has the id, NPI or name 'clinc'; did you mean 'clinic'"),
        ({"target": "sistem"}, "no organization has the id, NPI or name 'sistem'; did you mean 'system'"),
        ({"roles": ["ada-clinc"]}, "no practitioner role has the id 'ada-clinc'; did you mean"),
    ],
)
def test_what_a_requirement_names_has_to_be_there(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UnknownFactError, match=said):
        directed_ratio(market(), policy(**changed), during=WEEKS)
    with pytest.raises(UnknownFactError, match=said):
        check_directed_policy(market(), policy(**changed), on=MONDAY)


def test_what_is_no_requirement_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="policy: 'keep-in' is not a DirectedReferralPolicy"):
        directed_ratio(market(), "keep-in", during=WEEKS)  # type: ignore[arg-type]


def test_the_answer_is_told_in_every_way() -> None:
    told = asked(to("a", "system"), to("b", "bones", overrides=None), to("c", "bones", services=["x"]))

    assert told.headline() == (
        "33.33 % to 50 % of the referrals that count went to system, from 2026-02-01 until 2026-05-01: "
        "which may or may not be enough."
    )
    assert (
        "Referral a: goes to the target; nothing overrides it. [referrals/a] (42 CFR 411.354(d)(4))" in told.explain()
    )
    assert "goes elsewhere; whether anything overrides it is not known" in told.explain()
    assert told.to_dict()["total"]["least"] == 0.3333
    assert "goes" not in told._repr_html_()
    assert "to target" in told._repr_html_().replace("_", " ")


def test_the_answer_rests_on_what_the_market_assumes() -> None:
    assumed = market(to("a", "system")).with_facts(market(to("a", "system")).facts, assumptions=["It is so."])

    assert directed_ratio(assumed, policy(), during=WEEKS).assumptions == ("It is so.",)


def test_referrals_may_be_given_in_place_of_those_of_the_market() -> None:
    told = directed_ratio(market(to("a", "bones")), policy(), [to("b", "system")], during=WEEKS)

    assert [row.referral for row in told.referrals] == ["b"]
    assert told.total.of == ""


def test_a_ratio_that_cannot_be_reached_any_more_is_not_met() -> None:
    """Of two that surely count one went elsewhere, and of the other nobody knows where: half at the most."""
    total = asked(to("b", "bones"), to("c"), min_ratio="0.6").total

    assert (total.counted, total.least, total.most, total.met) == (2, 0.0, 0.5, False)


@pytest.mark.parametrize(("required", "said"), [("0.5", "as required"), ("0.6", "below what is required")])
def test_the_headline_says_whether_it_is_enough(required: str, said: str) -> None:
    told = asked(to("a", "system"), to("b", "bones"), min_ratio=required)

    assert told.headline() == (
        f"50 % of the referrals that count went to system, from 2026-02-01 until 2026-05-01: {said}."
    )


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (
            {"overrides": [Override.JUDGMENT], "services": ["echo"]},
            "may or may not go to the target; is overridden",
        ),
        (
            {"organization": "system"},
            "goes to the target; nothing overrides it; whether the requirement is about it is not known",
        ),
    ],
)
def test_what_is_not_known_of_a_referral_is_said(stated: dict[str, Any], said: str) -> None:
    (reason,) = asked(to("a", **stated), services=["echo"]).because

    assert reason.statement == f"Referral a: {said}."


def test_who_billed_and_is_in_no_directory_may_be_where_the_target_works() -> None:
    seen = advance(market(), to("a", events=happened("sent")), "seen", on=after(2), billing="elsewhere")

    assert asked(seen, target="cyd").referrals[0].to_target is None


def test_a_tie_of_unknown_effect_leaves_it_open_on_its_days_alone() -> None:
    def there(period: mg.Period) -> bool | None:
        ties = [attrs.evolve(tie, period=period) if tie.id == "holding-held" else tie for tie in FACTS.affiliations]
        told = directed_ratio(market(to("a", "held"), affiliations=ties), policy(target="holding"), during=WEEKS)
        return told.referrals[0].to_target

    assert [there(mg.Period(None, MONDAY)), there(mg.Period(None, after(1)))] == [False, None]


def test_what_lies_behind_an_election_is_open_once_it_is_made() -> None:
    """Of the association that the group opted in to, nobody knows what it is to its owner."""

    def there(since: date) -> bool | None:
        ties = [
            *FACTS.affiliations,
            attrs.evolve(FACTS.affiliations[0], id="of-club", organizer="holding", member="club"),
        ]
        elected = [attrs.evolve(one, period=mg.Period(since)) for one in FACTS.elections]
        held = market(to("a", "bones"), affiliations=ties, elections=elected)
        return directed_ratio(held, policy(target="holding"), during=WEEKS).referrals[0].to_target

    assert [there(MONDAY), there(after(1))] == [None, False]


@pytest.mark.parametrize(
    ("changed", "on", "remedy"),
    [
        ({"exception": None}, MONDAY, "Name the exception, and have each of its conditions met."),
        ({"signed_on": MONDAY}, MONDAY, "Look at what was required in between."),
        (
            {"period": None, "signed_on": date(2020, 1, 1), "compensation_set_on": date(2020, 1, 1)},
            date(2021, 1, 18),
            "Ask counsel about the days before.",
        ),
    ],
)
def test_what_is_to_be_looked_into_names_who_requires_it_and_what_to_do(
    changed: dict[str, Any], on: date, remedy: str
) -> None:
    (found,) = check_directed_policy(market(), policy(**changed), on=on)

    assert (found.subjects, found.remedy) == (("organizations/clinic",), remedy)


def test_a_requirement_signed_on_its_first_day_was_signed_in_time() -> None:
    assert check_directed_policy(market(), policy(signed_on=date(2026, 1, 1)), on=MONDAY) == ()
