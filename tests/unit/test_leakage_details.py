"""Details of leakage: whom keys and sides lead to, what parts and reasons say, and which ties hold a group together."""

import pytest
from attrs import evolve

import medgroup as mg
from medgroup.errors import InvalidValueError, UnknownFactError
from medgroup.referrals import Denominator, Part, leakage
from medgroup.referrals.leaks.cases import Assumed, Deciding
from medgroup.referrals.leaks.keys import Keys
from medgroup.referrals.leaks.knowing import NOWHERE, Listed
from medgroup.referrals.leaks.sides import Referrer, Sides
from tests.unit.leaking import BONES, DAY, FAMILY, HEART, MARKET, counts, facts, market, referral
from tests.unit.test_leakage import part


def test_each_who_saw_a_patient_is_looked_up_where_nobody_is_named_who_billed() -> None:
    both = [referral("a", "fay", HEART, "hart"), referral("b", "fay", HEART, "ash")]

    for some in (both, both[::-1]):
        assert counts(leakage(MARKET, some).total) == {"kept": 1, "avoidable": 1}


def test_whoever_refers_is_known_by_what_they_do_on_the_day() -> None:
    known = facts()
    more = [mg.PractitionerRole(id="fay-too", practitioner="fay", organization="sister", specialties={BONES})]
    sides = Sides(mg.open_market(known + mg.Facts(practitioner_roles=more)))

    assert sides.referrer(None, "fox", DAY) == Referrer("fox", ("home",), FAMILY)
    assert sides.referrer(None, "fay", DAY) == Referrer("fay", ("home", "sister"), f"{FAMILY} + {BONES}")
    assert sides.referrer(None, None, DAY) == Referrer()
    with pytest.raises(UnknownFactError, match="no practitioner has the id, NPI or name 'fey'"):
        sides.referrer(None, "fey", DAY)


def test_a_tin_is_known_however_it_is_written_and_one_that_nobody_bills_with_is_nobodys() -> None:
    known = facts()
    billing = [evolve(one, tin="12-3456789") if one.id in ("home", "away") else one for one in known.organizations]
    keys = Keys(mg.open_market(evolve(known, organizations=tuple(billing))))

    assert keys.of_tin("123456789") == keys.of_tin("12-3456789") == ("away", "home")
    assert keys.of_tin("98-7654321") == ()


def test_a_roster_line_for_some_specialties_helps_with_no_other() -> None:
    known = facts()
    lines = [evolve(one, specialties={BONES}) if one.id == "hart-line" else one for one in known.roster_entries]
    bones_alone = mg.open_market(evolve(known, roster_entries=tuple(lines)))

    assert part(referral("r", "fay", HEART, "ash@away"), of=bones_alone) == "plan-or-capacity"
    assert part(referral("r", "fay", HEART, "ash@away"), of=market()) == "avoidable"


def test_whoever_was_never_checked_is_out_of_network_and_no_error() -> None:
    known = facts(hart={"specialties": {FAMILY}})
    new = mg.Facts(
        practitioners=[mg.Practitioner(id="new", name="Dr. New")],
        practitioner_roles=[
            mg.PractitionerRole(id="new-role", practitioner="new", organization="home", specialties={HEART})
        ],
    )

    one = referral("r", "fay", HEART, "ash@away")
    assert part(one, of=mg.open_market(known + new), assume_accepting=True) == "plan-or-capacity"


def test_each_part_says_what_it_is() -> None:
    [one] = leakage(MARKET, [referral("r", "fay", HEART, "hart@home")]).parts

    assert (one.part, one.meaning) == (Part.KEPT, "seen by somebody who belongs to the referrer")


def test_what_is_assumed_is_said_in_whole_sentences() -> None:
    found = leakage(MARKET, [], assume_no_override=True, assume_accepting=True)

    assert found.assumptions == (
        (
            "Where nothing states why a referral left, neither the patient's preference nor the insurer nor the "
            "referrer's judgment was the reason."
        ),
        "Whoever does not state whether new patients are taken takes them.",
    )


def test_each_reason_has_its_source_and_what_would_change_it() -> None:
    away = [referral(f"r{n}", "fay", HEART, f"x@place-{n}") for n in range(7)]
    said = {one.statement: one for one in leakage(MARKET, away, by="practitioner").because}

    cause = said[
        "Of several causes the first decides: no specialty, the patient's preference, plan or capacity, the referrer's "
        "judgment; what is left then was avoidable."
    ]
    assert cause.source == "42 CFR 411.354(d)(4)(iv)(B)"
    (strangers,) = [one for text, one in said.items() if text.startswith("Whoever the market does not hold")]
    assert strangers.statement == (
        "Whoever the market does not hold belongs to nobody in it: place-0, place-1, place-2, place-3, place-4, ... 2 "
        "more saw patients or billed for it."
    )
    assert strangers.would_change == "Those among them that belong to an organization of the market, as facts."
    few = said["1 row of one doctor with fewer than 11 cases that stayed or left has no share: too few to judge by."]
    assert few.source == "CMS cell size suppression policy"


@pytest.mark.parametrize(("known", "said"), [(0, []), (1, ["1 referral"]), (2, [])])
def test_amounts_are_said_to_be_missing_where_some_are(known: int, said: list[str]) -> None:
    two = [referral(key, "fay", HEART, "hart@home") for key in ("a", "b")]
    amounts = {one.id: mg.Money(1) for one in two[:known]}
    found = [one.statement for one in leakage(MARKET, two, amounts=amounts).because]

    assert [one for one in found if one.startswith("The amounts of")] == [
        f"The amounts of {count} are not known, and in no sum: a sum that lacks one is the least that it may be, and "
        "no share is taken of it."
        for count in said
    ]


def test_keys_are_ids_npis_and_names() -> None:
    known = facts()
    numbered = [evolve(one, npi="1000000012") if one.id == "home" else one for one in known.organizations]
    keys = Keys(mg.open_market(evolve(known, organizations=tuple(numbered))))

    assert [keys.id_of("organizations", key) for key in ("home", "Home", "1000000012", "hom")] == [
        *("home", "home", "home"),
        None,
    ]


def test_facts_without_npi_or_name_are_known_by_their_ids() -> None:
    keys = Keys(market())

    assert [keys.id_of(*key) for key in (("plans", "hmo"), ("patients", "pat"), ("plans", "hmoo"))] == [
        *("hmo", "pat"),
        None,
    ]


def test_whoever_bills_for_himself_is_shown_by_name_and_a_code_that_nobody_places_by_itself() -> None:
    (flow,) = leakage(MARKET, [referral("r", "fay", "999999999X", "ash@ash")]).flows

    assert (flow.specialty_name, flow.unit, flow.unit_name) == ("999999999X", "ash", "Dr. Ash")


def test_what_stands_nowhere_is_nothing_however_many_values_there_are() -> None:
    listed = Listed(["a", "b"])

    assert [listed.at(place) for place in (NOWHERE, 0, 1)] == [None, "a", "b"]
    assert [listed.place(value) for value in (None, "b", "c", "c")] == [NOWHERE, 1, 2, 2]


def test_a_group_is_held_together_by_owners_and_managers_alone_whatever_its_members_chose() -> None:
    known = facts()
    chosen = [
        mg.Election(id=f"{one}-refers", affiliation=f"{one}-ipa", function=mg.Function.REFERRAL)
        for one in ("one", "two")
    ]
    joined = mg.open_market(evolve(known, elections=(*known.elections, *chosen)))
    one = referral("r", "una", HEART, "dua@two")

    assert [part(one, own, joined) for own in ("group", "network")] == ["cause-unknown", "kept"]


def test_who_saw_the_patients_is_shown_by_what_they_belong_to_for_the_plan() -> None:
    one = referral("r", "una", HEART, "dua@two")
    found = [leakage(MARKET, [evolve(one, plan=plan)], denominator="network").flows for plan in ("hmo", "ppo")]

    assert [flow.unit for (flow,) in found] == ["ipa", "two"]


def test_whoever_works_nowhere_stands_nowhere() -> None:
    deciding = Deciding(market(), Denominator.GROUP, Assumed(override=None, accepting=None))

    assert (deciding.standing((), "hmo", DAY), deciding.unit((), "hmo", DAY)) == (NOWHERE, None)
    assert deciding.kept(NOWHERE, deciding.standing(("home",), "hmo", DAY), outside=True) is None


def test_amounts_of_nothing_are_amounts_and_a_wrong_id_is_told_with_the_nearest() -> None:
    first = referral("first", "fay", HEART, "hart@home")

    assert leakage(MARKET, [first], amounts={"first": mg.Money(0)}).total.dollars == mg.Money(0)
    with pytest.raises(InvalidValueError, match=r"amounts: 'frist' is not .*; did you mean 'first'\?$"):
        leakage(MARKET, [first], amounts={"frist": mg.Money(1)})


def test_a_page_shows_shares_in_per_cent_and_a_code_once() -> None:
    seen = [referral("a", "fay", HEART, "hart@home"), referral("b", "fox", HEART, "ash@away")]
    seen.append(referral("c", "fox", HEART, "hart@home"))
    answer = leakage(MARKET, seen, by="specialty")

    page = answer._repr_html_().rpartition("</svg>")[2]
    assert answer.rows[0].share_in_scope == 0.3333
    assert "33.33 %" in page
    assert "0.3333" not in page
    # Of the one row, and of all flows, each with its name.
    assert page.count(HEART) == page.count(f"Cardiology {HEART}") == 2
    assert "sys" in leakage(MARKET, seen, by="unit")._repr_html_().rpartition("</svg>")[2]
