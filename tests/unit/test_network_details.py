"""Finer points of network status: which ways hold, what each link says of several, listings, timelines and rosters."""

from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from typing import Any

import pytest

import medgroup as mg
from medgroup.errors import InvalidValueError
from medgroup.network import PathKind, Step, Timeline
from medgroup.network.question import asked
from medgroup.network.routes import Contracts, in_force
from tests.unit.grid import CARDIOLOGY, FACTS, FAMILY_MEDICINE, A, B, C, Changes, Opener, ask, opened, since
from tests.unit.test_network_grid_statements import LISTED, listed_at
from tests.unit.test_network_told import UP_AND_UP

__all__ = ["opened"]

DAY = date(2025, 4, 1)
#: A second agreement of the group that covers every network, and comes first by its id.
TWO_AGREEMENTS: Changes = {
    "agreements/a-all": {"contractor": "g"},
    "roster_entries/a-by-all": {"agreement": "a-all", "practitioner": "a", "billing": "g"},
}
NO_ROLES: Changes = {key: None for key in FACTS if key.startswith("practitioner_roles/")}
NO_LINES: Changes = {key: None for key in FACTS if key.startswith("roster_entries/")}

# Ways that hold -----------------------------------------------------------------------------------


def _asked(market: mg.Market) -> Iterator[dict[str, Any]]:
    """Yield what may be asked of the grid, in each combination."""
    days = [date(2024, 12, 31), DAY, date(2025, 6, 1), date(2027, 7, 1)]
    for practitioner, billing, plan, site, specialty, on in product(
        "abc", "gq", market.facts.plans, (None, "s1", "s3"), (None, CARDIOLOGY), days
    ):
        yield {
            "practitioner": practitioner,
            "billing": billing,
            "plan": plan.id,
            "site": site,
            "specialty": specialty,
            "on": on,
        }


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"agreements/g-both": {"sites": ["s1"], **since("2025-01-01", "2025-05-01")}},
        {"credentials/a": since("2024-06-01", "2025-03-01"), "roster_entries/a": since(None)},
        {"roster_entries/a": {"specialties": [FAMILY_MEDICINE], "plans": ["hmo-1"]}},
        TWO_AGREEMENTS,
    ],
    ids=[
        "as it stands",
        "an agreement of one site that ends",
        "a credential that ends",
        "a line of one specialty and one plan",
        "two agreements",
    ],
)
def test_the_ways_in_force_are_the_paths_that_answer_in(opened: Opener, changes: Changes) -> None:
    market = opened(changes)
    for question in _asked(market):
        paths = mg.network_status(market, **question).paths
        good = [path for path in paths if path.kind is PathKind.CONTRACT and path.status is mg.Status.IN]
        found = in_force(market.derived(Contracts), asked(market, **question))
        assert [(*route.key(), entry.id) for route, entry in found] == [
            (path.tier, path.agreement, path.affiliations, path.roster_entry) for path in good
        ]


def test_ways_come_in_the_order_of_their_agreements(opened: Opener) -> None:
    market = opened(TWO_AGREEMENTS)
    contracts = market.derived(Contracts)

    assert [route.agreement.id for route in contracts.routes("g", market.plan("ppo-1")).routes] == ["a-all", "g-both"]


@pytest.mark.parametrize(
    "changes",
    [
        {"roster_entries/a-by-all": None},
        {
            "credentials/a": {"by": "g"},
            "agreements/g-both": {"delegates_credentialing": True},
        },
    ],
    ids=["no roster line", "no credential that counts"],
)
def test_a_way_that_fails_does_not_hide_the_next_that_holds(opened: Opener, changes: Changes) -> None:
    answer = ask(opened({**TWO_AGREEMENTS, **changes}), A, "2025-04-01")

    assert (answer.overall, answer.best.agreement) == (mg.Status.IN, "g-both")
    assert [path.status for path in answer.paths if path.agreement == "a-all"] == [mg.Status.OUT]


def test_an_association_of_associations_is_reached_whoever_else_signed(opened: Opener) -> None:
    above: Changes = {
        "organizations/super": {"model": "ipa", "name": "The Super IPA"},
        "affiliations/ipa-in-super": {"kind": "member", "organizer": "super", "member": "ipa"},
        "elections/ipa-hmo": {"affiliation": "ipa-in-super"},
        "agreements/ipa-n1": {"contractor": "super"},
        "organizations/zenith": {"name": "Zenith"},
        "agreements/zenith": {"contractor": "zenith", "networks": ["n1"]},
    }
    answer = ask(opened(above), C, "2025-04-01")

    assert (answer.overall, answer.best.affiliations) == (mg.Status.IN, ("q-in-ipa", "ipa-in-super"))


def test_associations_that_are_members_of_each_other_are_passed_once(opened: Opener) -> None:
    circle: Changes = {
        "organizations/other": {"model": "ipa"},
        "affiliations/ipa-in-other": {"kind": "member", "organizer": "other", "member": "ipa"},
        "affiliations/other-in-ipa": {"kind": "member", "organizer": "ipa", "member": "other"},
        "agreements/other-n1": {"contractor": "other", "networks": ["n1"]},
    }
    # Not more than a few are looked at, so that a circle that is walked for ever fails at once.
    chains = islice(opened(circle).derived(Contracts)._chains("q", "hmo-1"), 10)

    assert [organization for organization, _ in chains] == ["q", "ipa", "other"]


# What links say -----------------------------------------------------------------------------------


def test_two_ties_that_fail_are_each_said_to_be_mended(opened: Opener) -> None:
    later: Changes = {
        **UP_AND_UP,
        "affiliations/q-in-ipa": since("2025-06-01"),
        "affiliations/ipa-in-system": {**(UP_AND_UP["affiliations/ipa-in-system"] or {}), **since("2025-07-01")},
    }
    answer = ask(opened(later), C, "2025-04-01")
    [path] = [path for path in answer.paths if path.agreement == "system"]
    [billing] = [link for link in path.links if link.step is Step.BILLING]

    assert billing.would_change == (
        "A tie of Practice Q to The IPA in force on the day. A tie of The IPA to The System in force on the day."
    )


def _missing(market: mg.Market, question: str, **asked: Any) -> tuple[str, str]:
    """Return what the first link that does not hold says, and what would change it."""
    link = ask(market, question, "2025-04-01", **asked).best.missing
    assert link is not None
    return link.statement, link.would_change


def test_of_several_elections_each_is_told(opened: Opener) -> None:
    twice: Changes = {
        "elections/q-hmo": since("2025-01-01", "2025-02-01"),
        "elections/q-later": {"affiliation": "q-in-ipa", **since("2024-01-01", "2024-06-01")},
    }
    said, _ = _missing(opened(twice), C)

    assert said == (
        "Practice Q is a member of The IPA and had opted in to its contracts for The HMO only "
        "from 2025-01-01 until 2025-02-01; from 2024-01-01 until 2024-06-01."
    )


def test_only_what_leaves_a_site_out_is_named(opened: Opener) -> None:
    assert _missing(opened({"agreements/g-both": {"sites": ["s1"]}}), A, site="s2") == (
        "Second Site does not take part: agreements/g-both covers First Site.",
        "Second Site added to agreements/g-both.",
    )


def test_a_line_names_every_plan_that_it_is_good_for(opened: Opener) -> None:
    plans: Changes = {
        "plans/epo-1": {"payer": "x", "networks": ["n2"], "name": "The EPO"},
        "roster_entries/a": {"plans": ["hmo-1", "epo-1"]},
    }
    said, _ = _missing(opened(plans), A)

    assert said == "The roster line of Dr. A for Group G is good for The EPO, The HMO only."


# Listings -----------------------------------------------------------------------------------------


def _listing_paths(answer: Any) -> list[Any]:
    return [path for path in answer.paths if path.kind is PathKind.LISTING]


@pytest.mark.parametrize(("organizations", "expected"), [(["g"], "out"), (["q"], "unknown")])
def test_who_is_not_listed_is_out_where_a_scope_names_the_organization(
    opened: Opener, organizations: list[str], expected: str
) -> None:
    complete: Changes = {**LISTED, "scopes/listings": {"of": "listings", "organizations": organizations}}

    assert ask(opened(complete), B, "2025-04-01").listed.value == expected


def test_an_organization_that_is_listed_alone_is_told_where_the_practitioner_is_not(opened: Opener) -> None:
    [path] = _listing_paths(ask(opened(listed_at(practitioner=None)), A, "2025-04-01"))

    assert (path.listing, path.status) == ("a", mg.Status.OUT)
    assert [link.statement for link in path.links[1:3]] == [
        "Group G is listed in Network Two.",
        "The listing in Network Two does not name Dr. A.",
    ]


def test_each_network_that_no_listing_names_is_told(opened: Opener) -> None:
    market = opened({**LISTED, "plans/ppo-1": {"networks": ["n2", "n1"]}})
    paths = _listing_paths(ask(market, A, "2025-04-01", site="s1"))

    assert [(path.network, path.listing) for path in paths] == [("n2", "a"), ("n1", None)]


def test_a_listing_of_another_specialty_misdirects_nobody(opened: Opener) -> None:
    market = opened({**listed_at(specialties=[CARDIOLOGY]), "roster_entries/a": None})

    assert [ask(market, A, "2025-04-01", specialty=code).misdirected for code in (CARDIOLOGY, FAMILY_MEDICINE)] == [
        True,
        False,
    ]


def test_what_a_listing_lacks_is_told_with_the_facts_it_rests_on(opened: Opener) -> None:
    market = opened({**LISTED, "plans/ppo-1": since(None, "2025-03-15")})
    [reason] = ask(market, A, "2025-04-01").remarks()

    assert reason.statement == (
        "Directories alone say out. The PPO does not use Network Two on 2025-04-01: The PPO ended on 2025-03-15."
    )
    assert reason.evidence == ("plans/ppo-1", "networks/n2")


def test_remarks_are_the_reasons_that_no_path_tells(opened: Opener) -> None:
    ended: Changes = {**LISTED, "agreements/g-both": since("2025-01-01", "2025-03-15")}
    answer = ask(opened(ended), A, "2025-04-01", site="s1")

    assert [reason.source for reason in answer.remarks()] == ["PHSA 2799A-5(b)", "PHSA 2799A-3"]
    assert answer.because[-2:] == answer.remarks()


# Timelines ----------------------------------------------------------------------------------------


def _timeline(market: mg.Market, question: str, start: date, end: date, **asked: Any) -> Timeline:
    return mg.status_timeline(market, *question.split(), during=mg.Period(start, end), **asked)


def test_a_timeline_turns_where_a_credential_ends(opened: Opener) -> None:
    market = opened({"credentials/a": since("2024-06-01", "2025-06-01")})
    answer = _timeline(market, A, date(2025, 3, 1), date(2025, 9, 1))

    assert [(one.period.start, one.overall.value) for one in answer.intervals] == [
        (date(2025, 3, 1), "in"),
        (date(2025, 6, 1), "out"),
    ]


def test_a_change_is_told_from_the_day_before(opened: Opener) -> None:
    one_day: Changes = {"roster_entries/a": since("2025-05-01", "2025-05-02")}
    answer = _timeline(opened(one_day), A, date(2025, 4, 1), date(2025, 6, 1))

    assert [one.changes for one in answer.intervals] == [
        (),
        ("roster pending to in: The roster line of Dr. A for Group G is in force, from 2025-05-01 until 2025-05-02.",),
        ("roster in to out: The roster line of Dr. A for Group G ended on 2025-05-02.",),
    ]


def test_what_changes_by_contract_is_told_before_what_directories_say(opened: Opener) -> None:
    both: Changes = {**LISTED, "agreements/g-both": since("2025-03-01")}
    _, turned = _timeline(opened(both), A, date(2025, 2, 1), date(2025, 4, 1)).intervals

    assert [change.partition(":")[0] for change in turned.changes] == [
        "agreement pending to in",
        "current unknown to in",
    ]


def test_a_listing_of_unknown_day_turns_no_timeline(opened: Opener) -> None:
    answer = _timeline(opened(listed_at(as_of=None)), A, date(2025, 2, 1), date(2025, 4, 1))

    assert [(one.overall.value, one.listed.value) for one in answer.intervals] == [("in", "unknown")]


@pytest.mark.parametrize("during", [2025, None, date(2025, 1, 1)])
def test_a_timeline_names_the_value_that_is_no_period(opened: Opener, during: Any) -> None:
    with pytest.raises(InvalidValueError) as raised:
        mg.status_timeline(opened({}), *A.split(), during=during)

    assert raised.value.value is during


# Rosters ------------------------------------------------------------------------------------------


def _rows(market: mg.Market, **asked: Any) -> list[tuple[str, str, str]]:
    return [(row.practitioner, row.billing, row.plan) for row in mg.roster(market, on=DAY, **asked).rows]


def test_a_roster_line_that_has_not_ended_has_a_row_without_a_role(opened: Opener) -> None:
    market = opened({**NO_ROLES, "roster_entries/c": since("2025-01-01", "2025-04-01")})

    assert _rows(market, plan="ppo-1") == [("a", "g", "ppo-1"), ("b", "g", "ppo-1")]


def test_a_listing_of_a_practitioner_at_an_organization_has_a_row_and_one_of_either_has_none(opened: Opener) -> None:
    listings: Changes = {
        "listings/both": {"network": "n2", "practitioner": "a", "organization": "moonlight"},
        "listings/organization": {"network": "n2", "organization": "q"},
        "listings/practitioner": {"network": "n2", "practitioner": "b"},
    }

    assert _rows(opened({**NO_ROLES, **NO_LINES, **listings}), plan="ppo-1") == [("a", "moonlight", "ppo-1")]


def test_a_plan_has_rows_while_it_is_in_force(opened: Opener) -> None:
    market = opened({**NO_ROLES, "plans/ppo-1": since("2025-01-01", "2025-04-01"), "plans/hmo-1": since("2025-04-01")})

    assert {plan for _, _, plan in _rows(market)} == {"hmo-1"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({**NO_ROLES, **NO_LINES}, "0 rows on 2025-04-01: nobody to show."),
        (
            {**NO_ROLES, **NO_LINES, "roster_entries/a": FACTS["roster_entries/a"]},
            "1 row on 2025-04-01: 1 in.",
        ),
        ({**NO_ROLES, "roster_entries/c": None}, "2 rows on 2025-04-01: 1 out, 1 in."),
    ],
)
def test_a_roster_says_how_many_rows_it_has(opened: Opener, changes: Changes, said: str) -> None:
    assert mg.roster(opened(changes), on=DAY, plan="ppo-1").headline() == said


# Assumptions --------------------------------------------------------------------------------------


def test_every_answer_bears_what_the_market_was_told_to_assume(opened: Opener) -> None:
    plain = opened({})
    market = plain.with_facts(plain.facts, assumptions=["Every tie is current."])
    answers = (
        ask(market, A, "2025-04-01"),
        _timeline(market, A, date(2025, 2, 1), date(2025, 4, 1)),
        mg.roster(market, on=DAY),
    )

    assert [answer.assumptions for answer in answers] == [("Every tie is current.",)] * 3
