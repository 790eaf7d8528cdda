"""Changes between two markets in words, each kind and each collection in the smallest market that shows it."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.domain import (
    COLLECTIONS,
    Address,
    Coverage,
    Credential,
    Listing,
    Network,
    Patient,
    Payer,
    Referral,
    Resource,
    Scope,
    ScopeOf,
)
from medgroup.errors import InvalidValueError
from medgroup.scenarios import ChangeKind

JANUARY, JULY, OCTOBER = date(2026, 1, 1), date(2026, 7, 1), date(2026, 10, 1)
#: A fact of every collection.
FACTS = mg.Facts(
    organizations=[mg.Organization(id="clinic", name="Clinic"), mg.Organization(id="club", name="Club", model="ipa")],
    affiliations=[mg.Affiliation(id="tie", kind=mg.Kind.MEMBER, organizer="club", member="clinic")],
    elections=[mg.Election(id="choice", affiliation="tie", plans=["ppo"])],
    practitioners=[mg.Practitioner(id="ada", name="Dr. Ada"), mg.Practitioner(id="ben")],
    practitioner_roles=[mg.PractitionerRole(id="job", practitioner="ada", organization="clinic")],
    sites=[mg.Site(id="office", name="Office", organization="clinic")],
    resources=[Resource(id="desk", organization="clinic")],
    payers=[Payer(id="payer", name="Payer")],
    networks=[Network(id="gold", name="Gold", payer="payer")],
    plans=[mg.Plan(id="ppo", name="Gold PPO", payer="payer", networks=["gold"])],
    fee_schedules=[mg.FeeSchedule(id="fees", name="Fees of 2026")],
    agreements=[mg.Agreement(id="deal", contractor="club", networks=["gold"])],
    roster_entries=[mg.RosterEntry(id="line", agreement="deal", practitioner="ada", billing="clinic")],
    credentials=[Credential(id="vetted", practitioner="ada", payer="payer")],
    listings=[Listing(id="listed", network="gold", organization="clinic", practitioner="ada")],
    scopes=[Scope(id="all", of=ScopeOf.CONTRACTS, organizations=["clinic"])],
    patients=[Patient(id="kim")],
    coverages=[Coverage(id="card", patient="kim", plan="ppo")],
    referrals=[Referral(id="to-heart", patient="kim", issuer="job", specialty="207RC0000X", written=JANUARY)],
)
EMPTY = mg.open_market(mg.Facts())


def told(before: mg.Facts, after: mg.Facts) -> list[str]:
    """Return what differs, in sentences."""
    answer = mg.changes(EMPTY.with_facts(before), EMPTY.with_facts(after))
    return [change.statement for change in answer.changes]


def one(collection: str, **changed: Any) -> mg.Facts:
    """Return the facts with the first one of a collection changed."""
    first, *others = getattr(FACTS, collection)
    return attrs.evolve(FACTS, **{collection: [attrs.evolve(first, **changed), *others]})


def test_every_collection_has_its_words() -> None:
    assert [name for name, facts in FACTS.items() if not facts] == []
    assert told(mg.Facts(), FACTS) == [
        "Clinic is added.",
        "Club is added.",
        "Membership of Clinic in Club is added.",
        "Election of contracting by Clinic in Club for Gold PPO is added.",
        "Dr. Ada is added.",
        "Practitioner ben is added.",
        "Role of Dr. Ada at Clinic is added.",
        "Office is added.",
        "Resource desk of Clinic is added.",
        "Payer is added.",
        "Gold is added.",
        "Gold PPO is added.",
        "Fees of 2026 is added.",
        "Agreement deal of Club is added.",
        "Roster line of Dr. Ada for Clinic under agreement deal is added.",
        "Credential of Dr. Ada with Payer is added.",
        "Listing of Dr. Ada at Clinic in Gold is added.",
        "Scope all of contracts is added.",
        "Patient kim is added.",
        "Coverage card is added.",
        "Referral to-heart is added.",
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (mg.Kind.OWNS, "Ownership of Clinic by Club"),
        (mg.Kind.MANAGES, "Management of Clinic by Club"),
        (mg.Kind.ASSOCIATED, "Association of Clinic with Club"),
    ],
)
def test_every_tie_has_its_words(kind: mg.Kind, words: str) -> None:
    after = one("affiliations", kind=kind)

    assert f"{words} is added." in told(mg.Facts(), after)


def test_a_listing_names_whom_it_names() -> None:
    after = [
        Listing(id="of-clinic", network="gold", organization="clinic"),
        Listing(id="of-ada", network="gold", practitioner="ada"),
        Listing(id="of-nobody", network="gold"),
    ]

    assert told(attrs.evolve(FACTS, listings=()), attrs.evolve(FACTS, listings=after)) == [
        "Listing of Dr. Ada in Gold is added.",
        "Listing of Clinic in Gold is added.",
        "Listing of nobody in Gold is added.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((None, None), (None, JULY), "ends on 2026-07-01."),
        ((JANUARY, OCTOBER), (JANUARY, JULY), "ends on 2026-07-01 and no longer on 2026-10-01."),
        ((None, JULY), (None, OCTOBER), "changes: period was until 2026-07-01, is until 2026-10-01."),
        ((None, JULY), (None, None), "changes: period was until 2026-07-01, is always."),
        ((None, None), (JANUARY, JULY), "changes: period was always, is from 2026-01-01 until 2026-07-01."),
        ((JULY, None), (JANUARY, OCTOBER), "changes: period was from 2026-07-01, is from 2026-01-01 until 2026-10-01."),
    ],
)
def test_a_period_that_differs_is_an_end_or_a_change(before: Any, after: Any, words: str) -> None:
    was, becomes = (one("practitioner_roles", period=mg.Period(*days)) for days in (before, after))

    assert told(was, becomes) == [f"Role of Dr. Ada at Clinic {words}"]


@pytest.mark.parametrize(
    ("days", "added", "removed"),
    [
        ((None, None), "is added.", "is removed."),
        ((None, JULY), "is added, until 2026-07-01.", "is removed; it was stated until 2026-07-01."),
        ((JULY, None), "begins on 2026-07-01.", "is removed; it was stated from 2026-07-01."),
        (
            (JANUARY, JULY),
            "begins on 2026-01-01, until 2026-07-01.",
            "is removed; it was stated from 2026-01-01 until 2026-07-01.",
        ),
    ],
)
def test_what_comes_and_goes_bears_its_days(days: Any, added: str, removed: str) -> None:
    without, having = attrs.evolve(FACTS, credentials=()), one("credentials", period=mg.Period(*days))

    assert told(without, having) == [f"Credential of Dr. Ada with Payer {added}"]
    assert told(having, without) == [f"Credential of Dr. Ada with Payer {removed}"]


def test_a_fact_that_ends_and_says_something_else_too_has_changed() -> None:
    after = one("practitioner_roles", period=mg.Period(None, JULY), fte=0.5)
    (change,) = mg.changes(EMPTY.with_facts(FACTS), EMPTY.with_facts(after)).changes

    assert change.kind is ChangeKind.CHANGED
    assert change.on is None
    assert [(row.field, row.before, row.after) for row in change.fields] == [
        ("fte", "", "0.5"),
        ("period", "always", "until 2026-07-01"),
    ]


def test_fields_are_told_with_names_words_and_what_was_not_stated() -> None:
    address = Address(line=["1 Mill Street", "Floor 2"], city="Larkwater")
    after = one("sites", organization="club", address=address, services=["x-ray", "laboratory"])

    (said,) = told(FACTS, after)
    assert said.startswith("Office changes: organization was Clinic, is Club; ")
    assert "address was not stated, is 1 Mill Street, Floor 2, Larkwater" in said


def test_a_set_that_differs_tells_what_came_and_what_went() -> None:
    def after(*organizations: str) -> mg.Facts:
        return one("scopes", organizations=organizations)

    assert told(FACTS, after("clinic", "club")) == ["Scope all of contracts changes: organizations now with Club."]
    assert told(after("clinic", "club"), FACTS) == ["Scope all of contracts changes: organizations without Club."]
    assert told(FACTS, after("club")) == [
        "Scope all of contracts changes: organizations now with Club, without Clinic."
    ]
    assert told(FACTS, one("scopes", organizations=None)) == [
        "Scope all of contracts changes: organizations was Clinic, is not stated."
    ]


def test_a_long_value_is_cut_in_the_sentence_and_whole_in_the_field() -> None:
    after = one("payers", name="P" * 200)
    (change,) = mg.changes(EMPTY.with_facts(FACTS), EMPTY.with_facts(after)).changes

    assert change.statement == f"Payer changes: name was Payer, is {'P' * 77}...."
    assert change.fields[0].after == "P" * 200


def continued(ended: mg.Period, begun: mg.Period, *, id: str = "job@club") -> list[str]:
    """Return what is told of a role that ends, and another that its id says goes on from it."""
    job = attrs.evolve(FACTS.practitioner_roles[0], period=ended)
    new = attrs.evolve(job, id=id, organization="club", relation=mg.Relation.EMPLOYEE, period=begun)
    return told(FACTS, attrs.evolve(FACTS, practitioner_roles=[job, new]))


def test_a_fact_that_goes_on_from_one_that_ends_tells_what_it_says_otherwise() -> None:
    assert continued(mg.Period(None, JULY), mg.Period(JULY)) == [
        "Role of Dr. Ada at Clinic ends on 2026-07-01.",
        (
            "Role of Dr. Ada at Club begins on 2026-07-01, in place of job: "
            "organization was Clinic, is Club; relation was not stated, is employee."
        ),
    ]


@pytest.mark.parametrize(
    ("ended", "begun", "id"),
    [
        (mg.Period(None, JULY), mg.Period(OCTOBER), "job@club"),
        (mg.Period(None, JULY), mg.Period(JULY), "work@club"),
        (mg.Period(None, JULY), mg.Period(JULY), "job-2"),
        (mg.Period(), mg.Period(JULY), "job@club"),
    ],
)
def test_a_fact_goes_on_from_one_of_its_id_that_ends_on_its_first_day_and_no_other(
    ended: mg.Period, begun: mg.Period, id: str
) -> None:
    assert not any("in place of" in statement for statement in continued(ended, begun, id=id))


def test_a_fact_may_go_on_from_one_that_is_gone() -> None:
    job = attrs.evolve(FACTS.practitioner_roles[0], period=mg.Period(JULY))
    before = attrs.evolve(FACTS, practitioner_roles=[job], referrals=[])
    after = attrs.evolve(before, practitioner_roles=[attrs.evolve(job, id="job@club", organization="club")])

    assert told(before, after)[1] == (
        "Role of Dr. Ada at Club begins on 2026-07-01, in place of job: organization was Clinic, is Club."
    )


def test_a_change_of_one_fact_is_one_fact_that_differs() -> None:
    answer = mg.changes(EMPTY.with_facts(FACTS), EMPTY.with_facts(one("payers", name="Other")))

    assert answer.headline() == "1 fact differs: 1 changed."
    assert [(one.collection, dict(one.counts)) for one in answer.collections] == [("payers", {"changed": 1})]


def test_what_either_market_rests_on_is_assumed_once() -> None:
    one = EMPTY.with_facts(FACTS, assumptions=["First.", "Second."])
    other = EMPTY.with_facts(FACTS, assumptions=["Second.", "Third."])

    assert mg.changes(one, other).assumptions == ("First.", "Second.", "Third.")


@pytest.mark.parametrize("field", ["before", "after"])
def test_what_is_no_market_is_refused_by_the_name_of_the_argument(field: str) -> None:
    with pytest.raises(InvalidValueError, match=rf"^{field}: .* is not a Market \(medgroup.load makes one of a path"):
        mg.changes(**{"before": EMPTY, "after": EMPTY} | {field: FACTS})  # type: ignore[arg-type]


def test_a_market_of_nothing_has_lost_everything() -> None:
    answer = mg.changes(EMPTY.with_facts(FACTS), EMPTY)

    assert {change.kind for change in answer.changes} == {ChangeKind.REMOVED}
    assert [one.collection for one in answer.collections] == list(COLLECTIONS)
