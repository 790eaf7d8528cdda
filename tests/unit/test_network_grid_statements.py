"""The network grid by statement: what absence means, how long continuing care is protected, what directories say."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.network import PathKind
from tests.unit.grid import A, B, C, Changes, Opener, ask, opened, since

__all__ = ["opened"]

# Completeness -------------------------------------------------------------------------------------

OPEN: Changes = {"scopes/contracts": None}


@pytest.mark.parametrize(
    ("question", "on", "site"),
    [
        (A, "2025-04-01", "s3"),
        (B, "2025-04-01", None),
        ("a moonlight ppo-1", "2025-04-01", None),
        ("c q ppo-1", "2025-04-01", None),
        (A, "2027-06-01", None),
    ],
)
def test_without_a_scope_nobody_is_out_or_pending(opened: Opener, question: str, on: str, site: str | None) -> None:
    answer = ask(opened(OPEN), question, on, site=site)
    assert (answer.overall, answer.contracted) == (mg.Status.UNKNOWN, mg.Status.UNKNOWN)
    assert "Other contracts may exist" in answer.explain()


def test_without_a_scope_a_contract_that_is_known_still_says_in(opened: Opener) -> None:
    assert ask(opened(OPEN), A, "2025-04-01").overall is mg.Status.IN


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([{"of": "contracts", "networks": ["n1"]}], "unknown"),
        ([{"of": "contracts", "networks": ["n1"]}, {"of": "contracts", "networks": ["n2"]}], "out"),
        ([{"of": "contracts", "networks": ["n1", "n2"], "organizations": ["g", "q"]}], "unknown"),
        ([{"of": "contracts", "organizations": ["moonlight"]}], "out"),
        ([{"of": "contracts", "organizations": ["g"]}], "unknown"),
        ([{"of": "contracts", "networks": ["n1", "n2"]}], "out"),
        ([{"of": "listings"}], "unknown"),
    ],
    ids=[
        "one of two networks",
        "each network",
        "other organizations",
        "this organization",
        "another organization in every network",
        "both networks at once",
        "listings only",
    ],
)
def test_absence_means_no_only_where_scopes_cover_the_organization_and_every_network(
    opened: Opener, scopes: list[dict[str, Any]], expected: str
) -> None:
    stated: Changes = {f"scopes/{number}": scope for number, scope in enumerate(scopes)}
    market = opened({**OPEN, "plans/ppo-1": {"networks": ["n1", "n2"]}, **stated})
    answer = ask(market, "a moonlight ppo-1", "2025-04-01")
    assert (answer.overall.value, answer.contracted.value) == (expected, expected)


# Continuity ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "question", "until"),
    [
        ({"agreements/g-both": since("2025-01-01", "2025-10-01")}, A, "2025-12-30"),
        ({"elections/q-hmo": since("2025-01-01", "2025-10-01")}, C, "2025-12-30"),
        ({"roster_entries/a": since("2025-01-01", "2025-10-01")}, A, "2025-12-30"),
        ({"affiliations/q-in-ipa": since("2024-01-01", "2025-10-01")}, C, None),
        (
            {
                "affiliations/q-in-ipa": since("2024-01-01", "2025-10-01"),
                "elections/q-hmo": since("2025-01-01", "2025-10-01"),
            },
            C,
            None,
        ),
        ({"credentials/a": since("2024-06-01", "2025-10-01")}, A, None),
        (
            {"roster_entries/a": since("2025-01-01", "2025-10-01"), "credentials/a": since("2024-06-01", "2025-10-01")},
            A,
            None,
        ),
        (
            {
                "roster_entries/a": since("2025-01-01", "2025-05-01"),
                "agreements/g-both": since("2025-06-01", "2025-10-01"),
            },
            A,
            None,
        ),
        ({"agreements/g-both": since("2025-01-01", "2025-10-01"), "credentials/a": since("2025-11-01")}, A, None),
        ({"agreements/g-both": since("2025-09-30", "2025-10-01")}, A, "2025-12-30"),
        ({"agreements/g-both": since(None, "0001-01-01")}, A, None),
        (
            {"agreements/g-both": since("2025-01-01", "2025-10-01"), "plans/ppo-1": since(None, "2025-11-01")},
            A,
            None,
        ),
        (
            {
                "agreements/ipa-n1": since("2025-01-01", "2025-10-01"),
                "affiliations/q-in-ipa": since("2024-01-01", "2025-11-01"),
            },
            C,
            None,
        ),
        ({"agreements/g-both": since("2026-01-01")}, A, None),
        ({"roster_entries/a": None}, A, None),
        ({}, A, None),
    ],
    ids=[
        "the agreement ended",
        "the election ended",
        "the roster line ended",
        "the membership ended",
        "membership and election ended",
        "the credential ended",
        "roster line and credential ended",
        "the roster line ended before the agreement began",
        "credentialed only after the agreement ended",
        "an agreement of one day ended",
        "an agreement that ended before all days",
        "the plan ended after the agreement",
        "the membership ended after the agreement",
        "the agreement has not begun",
        "never on the roster",
        "still in network",
    ],
)
def test_continuing_care_runs_ninety_days_from_the_end_of_agreement_election_or_roster_line_only(
    opened: Opener, changes: Changes, question: str, until: str | None
) -> None:
    answer = ask(opened(changes), question, "2025-11-15")
    assert answer.continuity_until == (until and date.fromisoformat(until))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2025-10-01", "is protected until 2025-12-30"),
        ("2025-12-29", "is protected until 2025-12-30"),
        ("2025-12-30", "was protected until 2025-12-30"),
        ("2026-02-01", "was protected until 2025-12-30"),
    ],
)
def test_continuing_care_that_is_over_is_told_in_the_past_tense(opened: Opener, on: str, said: str) -> None:
    answer = ask(opened({"agreements/g-both": since("2025-01-01", "2025-10-01")}), A, on)
    assert f"A continuing-care patient {said}, that day not included." in answer.explain()


# Listings -----------------------------------------------------------------------------------------

LISTED: Changes = {
    "listings/a": {"network": "n2", "organization": "g", "practitioner": "a", "sites": ["s1"], "as_of": "2025-03-01"},
    "scopes/listings": {"of": "listings"},
}


def listed_at(**fields: Any) -> Changes:
    return {**LISTED, "listings/a": {**(LISTED["listings/a"] or {}), **fields}}


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2025-02-28", "unknown"), ("2025-03-01", "in"), ("2025-05-30", "in"), ("2025-05-31", "unknown")],
    ids=["the day before", "the day itself", "day 90", "day 91"],
)
def test_a_listing_is_current_for_ninety_days_from_the_day_it_was_stated(
    opened: Opener, on: str, expected: str
) -> None:
    assert ask(opened(LISTED), A, on).listed.value == expected


def test_a_listing_of_unknown_day_is_never_current(opened: Opener) -> None:
    answer = ask(opened(listed_at(as_of=None)), A, "2025-04-01")
    assert (answer.listed, answer.overall) == (mg.Status.UNKNOWN, mg.Status.IN)


def test_a_listing_never_makes_anyone_in(opened: Opener) -> None:
    complete = ask(opened({**LISTED, "roster_entries/a": None}), A, "2025-04-01")
    assert (complete.listed, complete.overall, complete.contracted) == (mg.Status.IN, mg.Status.OUT, mg.Status.OUT)
    open_market = ask(opened({**LISTED, **OPEN, "roster_entries/a": None}), A, "2025-04-01")
    assert (open_market.listed, open_market.overall) == (mg.Status.IN, mg.Status.UNKNOWN)


def test_a_listing_that_names_no_organization_leaves_open_whether_it_means_this_one(opened: Opener) -> None:
    assert ask(opened(listed_at(organization=None)), A, "2025-04-01").listed is mg.Status.UNKNOWN
    assert ask(opened(listed_at(organization="moonlight")), A, "2025-04-01").listed is mg.Status.OUT


def test_who_is_not_listed_is_out_of_a_complete_directory_and_unknown_in_an_open_one(opened: Opener) -> None:
    assert ask(opened(LISTED), B, "2025-06-01").listed is mg.Status.OUT
    assert ask(opened({**LISTED, "scopes/listings": None}), B, "2025-06-01").listed is mg.Status.UNKNOWN


def sentences(market: mg.Market, question: str, **asked: Any) -> set[str]:
    """Return what directories lack, in sentences."""
    paths = ask(market, question, "2025-04-01", **asked).paths
    listings = [path for path in paths if path.kind is PathKind.LISTING]
    return {link.statement for path in listings for link in path.links if link.status is mg.Status.OUT}


@pytest.mark.parametrize(
    ("changes", "question", "site", "said"),
    [
        (listed_at(organization="moonlight"), A, None, "The listing in Network Two does not name Group G."),
        (LISTED, A, "s2", "The listing in Network Two does not name Second Site."),
    ],
    ids=["another organization", "another site"],
)
def test_a_listing_of_something_else_does_not_name_what_is_asked_about(
    opened: Opener, changes: Changes, question: str, site: str | None, said: str
) -> None:
    assert sentences(opened(changes), question, site=site) == {said}


def test_who_is_in_no_listing_is_not_listed(opened: Opener) -> None:
    assert "Dr. B is not listed in Network Two." in sentences(opened(LISTED), B)


@pytest.mark.parametrize(
    ("changes", "site", "on", "expected"),
    [
        (LISTED, "s1", "2025-04-01", True),
        (LISTED, "s1", "2025-12-01", True),
        (LISTED, "s2", "2025-04-01", False),
        (listed_at(organization="moonlight"), "s1", "2025-04-01", False),
        (listed_at(organization=None), "s1", "2025-04-01", False),
        (listed_at(network="n1"), "s1", "2025-04-01", False),
        ({**LISTED, **OPEN}, "s1", "2025-04-01", False),
    ],
    ids=[
        "listed and out",
        "stale and out",
        "another site",
        "another organization",
        "no organization named",
        "another network",
        "unknown by contract",
    ],
)
def test_a_directory_misdirects_where_it_says_in_but_for_its_age_and_contracts_say_out(
    opened: Opener, changes: Changes, site: str, on: str, expected: bool
) -> None:
    answer = ask(opened({**changes, "roster_entries/a": None}), A, on, site=site)
    assert answer.misdirected is expected
    assert ("PHSA 2799A-5(b)" in answer.explain()) is expected


def test_a_directory_that_agrees_with_the_contract_does_not_misdirect(opened: Opener) -> None:
    answer = ask(opened(LISTED), A, "2025-04-01", site="s1")
    assert (answer.overall, answer.listed, answer.misdirected) == (mg.Status.IN, mg.Status.IN, False)


def test_a_pending_contract_that_a_directory_already_lists_misdirects(opened: Opener) -> None:
    market = opened(listed_at(practitioner="b", sites=None))
    answer = ask(market, B, "2025-04-01")
    assert (answer.contracted, answer.listed, answer.misdirected) == (mg.Status.PENDING, mg.Status.IN, True)
