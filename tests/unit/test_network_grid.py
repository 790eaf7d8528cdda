"""The network grid by contract: who is in, for which plan, on which day, and which link somebody else lacks."""

from datetime import date
from typing import Any

import pytest

import medgroup as mg
from medgroup.network import PathKind, Step
from tests.unit.grid import (
    CARDIOLOGY,
    FACTS,
    FAMILY_MEDICINE,
    A,
    B,
    C,
    Changes,
    Opener,
    ask,
    only_missing,
    opened,
    since,
)

__all__ = ["opened"]

# Published rows -----------------------------------------------------------------------------------


def test_nws_01_a_rostered_practitioner_at_a_participating_site_is_in_by_every_link(opened: Opener) -> None:
    answer = ask(opened({}), "a g ppo-1", "2025-04-01", site="s1")
    assert (answer.overall.value, answer.contracted.value) == ("in", "in")
    assert [link.status for link in answer.best.links] == [mg.Status.IN] * 6
    assert answer.best.missing is None


def test_nws_02_a_roster_line_that_starts_later_is_pending_and_shows_as_out(opened: Opener) -> None:
    answer = ask(opened({}), "b g ppo-1", "2025-04-01", site="s1")
    assert (answer.overall.value, answer.contracted.value) == ("out", "pending")
    step, sentence = only_missing(answer)
    assert step == "roster"
    assert "roster line of Dr. B for Group G starts only on 2025-05-01" in sentence
    assert sentence in answer.explain()


def test_nws_03_the_roster_line_counts_from_its_first_day(opened: Opener) -> None:
    answer = ask(opened({}), "b g ppo-1", "2025-05-01", site="s1")
    assert (answer.overall.value, answer.contracted.value) == ("in", "in")


@pytest.mark.parametrize("plan", ["hmo-1", "ppo-1"])
@pytest.mark.parametrize("on", ["2024-01-01", "2025-04-01", "2026-06-01"])
def test_nws_04_billing_through_an_entity_without_an_agreement_is_out_on_any_day(
    opened: Opener, plan: str, on: str
) -> None:
    answer = ask(opened({}), f"a moonlight {plan}", on)
    assert (answer.overall.value, answer.contracted.value) == ("out", "out")
    assert answer.best.missing is not None
    assert answer.best.missing.step is Step.AGREEMENT
    assert "Moonlight has no agreement" in answer.best.missing.statement
    assert "Moonlight signed no agreement" in answer.explain()
    assert answer.continuity_until is None


def test_nws_05_a_site_that_does_not_take_part_is_out(opened: Opener) -> None:
    answer = ask(opened({}), "a g ppo-1", "2025-04-01", site="s3")
    assert (answer.overall.value, answer.contracted.value) == ("out", "out")
    step, sentence = only_missing(answer)
    assert step == "site"
    assert "Third Site does not take part" in sentence


def test_nws_06_a_member_that_opted_in_is_in_through_its_ipa_and_out_where_the_network_is_not_covered(
    opened: Opener,
) -> None:
    market = opened({})
    through = ask(market, "c q hmo-1", "2025-04-01")
    assert (through.overall.value, through.contracted.value) == ("in", "in")
    assert (through.best.agreement, through.best.affiliations) == ("ipa-n1", ("q-in-ipa",))
    other = ask(market, "c q ppo-1", "2025-04-01")
    assert (other.overall.value, other.contracted.value) == ("out", "out")
    step, sentence = only_missing(other)
    assert step == "agreement"
    assert "No agreement that Practice Q has covers Network Two" in sentence


# Further rows of the same rules -------------------------------------------------------------------


def bought(**fields: Any) -> Changes:
    return {
        "affiliations/system-owns-g": {
            "kind": "owns",
            "organizer": "system",
            "member": "g",
            **since("2025-07-01"),
            **fields,
        }
    }


def under_the_owners_agreement(**fields: Any) -> Changes:
    return {
        **bought(**fields),
        "agreements/g-both": None,
        "agreements/system": {"contractor": "system", "networks": ["n1", "n2"], **since("2025-01-01")},
        "roster_entries/a": {"agreement": "system"},
        "roster_entries/b": None,
    }


NOT_ELECTED: Changes = {"elections/q-hmo": None}

#: Changes, question with its day (2025-04-01 unless another is named), and what is expected: the standing by contract,
#: and where it is not in, the first missing link with words of its sentence.
ROWS: dict[str, tuple[Changes, str, str]] = {
    "the agreement is pending the day before it starts": (
        {},
        f"{A} 2024-12-31",
        "pending, agreement: starts only on 2025-01-01",
    ),
    "the agreement counts from its first day": ({}, f"{A} 2025-01-01", "in"),
    "the credential counts on its last day": ({}, f"{A} 2027-05-31", "in"),
    "the credential is gone on the day it ends": ({}, f"{A} 2027-06-01", "out, credential: ended on 2027-06-01"),
    "a credential that starts later is pending": (
        {"credentials/a": since("2025-06-01")},
        A,
        "pending, credential: starts only on 2025-06-01",
    ),
    "nobody is in without a credential": (
        {"credentials/a": None},
        A,
        "out, credential: No credential of Dr. A with Payer X",
    ),
    "a credential of another payer does not count": (
        {"payers/y": {}, "credentials/a": {"payer": "y"}},
        A,
        "out, credential: with Payer X",
    ),
    "a provisional credential counts": ({"credentials/a": {"kind": "provisional"}}, A, "in"),
    "a provisional credential counts no longer than its period": (
        {"credentials/a": {"kind": "provisional", **since("2025-01-01", "2025-03-01")}},
        A,
        "out, credential: provisional credential of Dr. A with Payer X ended on 2025-03-01",
    ),
    "a delegate's credential counts under its own agreement that delegates": (
        {"credentials/c": {"by": "ipa"}, "agreements/ipa-n1": {"delegates_credentialing": True}},
        C,
        "in",
    ),
    "a delegate's credential does not count where its agreement does not delegate": (
        {"credentials/c": {"by": "ipa"}},
        C,
        "out, credential: counts for agreement ipa-n1",
    ),
    "a delegate's credential does not count under another's agreement that delegates": (
        {"credentials/a": {"by": "ipa"}, "agreements/g-both": {"delegates_credentialing": True}},
        A,
        "out, credential: counts for agreement g-both",
    ),
    "a practitioner who is not on the roster is out though the group is in": (
        {"roster_entries/a": None},
        A,
        "out, roster: Dr. A is not on the roster of agreement g-both for Group G",
    ),
    "a roster line for another billing organization does not count": (
        {"agreements/moonlight": {"contractor": "moonlight", "networks": ["n2"]}},
        "a moonlight ppo-1",
        "out, roster: not on the roster of agreement moonlight for Moonlight",
    ),
    "a roster line for another plan does not count": (
        {"roster_entries/a": {"plans": ["hmo-1"]}},
        A,
        "out, roster: good for The HMO only",
    ),
    "a roster line without plans is good for all": ({"roster_entries/a": {"plans": None}}, A, "in"),
    "a retro-dated roster line counts from the day it states": ({"roster_entries/b": since("2025-03-01")}, B, "in"),
    "a roster line older than its agreement counts only with the agreement": (
        {"roster_entries/a": since("2024-01-01")},
        f"{A} 2024-12-31",
        "pending, agreement: starts only on 2025-01-01",
    ),
    "no role is needed where a roster line stands": ({"practitioner_roles/a-g": None}, A, "in"),
    "an agreement without networks covers all": (
        {"agreements/ipa-n1": {"networks": None}, "elections/q-hmo": {"plans": None}},
        "c q ppo-1",
        "in",
    ),
    "a member without an election is out": (
        NOT_ELECTED,
        C,
        "out, billing: Practice Q is a member of The IPA and has not opted in to its contracts for The HMO",
    ),
    "an election for another plan does not count": (
        {"elections/q-hmo": {"plans": ["ppo-1"]}},
        C,
        "out, billing: has not opted in to its contracts for The HMO",
    ),
    "an election for another function does not count": (
        {"elections/q-hmo": {"function": "purchasing"}},
        C,
        "out, billing: has not opted in",
    ),
    "an election that starts later is pending": (
        {"elections/q-hmo": since("2025-06-01")},
        C,
        "pending, billing: from 2025-06-01",
    ),
    "an election that ended is out though the membership goes on": (
        {"elections/q-hmo": since("2025-01-01", "2025-03-01")},
        C,
        "out, billing: had opted in to its contracts for The HMO only from 2025-01-01 until 2025-03-01",
    ),
    "a membership that ended is out though the election goes on": (
        {"affiliations/q-in-ipa": since("2024-01-01", "2025-03-01")},
        C,
        "out, billing: Practice Q is a member of The IPA only from 2024-01-01 until 2025-03-01",
    ),
    "a membership that starts later is pending": (
        {"affiliations/q-in-ipa": since("2025-06-01")},
        C,
        "pending, billing: only from 2025-06-01",
    ),
    "the owner's agreement is reached where ownership replaces": (
        under_the_owners_agreement(),
        f"{A} 2025-07-01",
        "in",
    ),
    "the owner's agreement is pending before the purchase": (
        under_the_owners_agreement(),
        f"{A} 2025-06-30",
        "pending, billing: Group G is owned by The System only from 2025-07-01",
    ),
    "an agreement signed before the purchase outlives it": (bought(), f"{A} 2025-12-31", "in"),
    "an agreement signed before the purchase ends with its own period": (
        {**bought(), "agreements/g-both": since("2025-01-01", "2026-01-01")},
        f"{A} 2026-01-01",
        "out, agreement: ended on 2026-01-01",
    ),
    "terms of a tie may say that it replaces nothing": (
        under_the_owners_agreement(terms=[{"functions": ["contracting"]}]),
        f"{A} 2025-08-01",
        "out, agreement: Group G has no agreement for Network Two",
    ),
    "an agent does not contract for whom it acts": (
        {"affiliations/q-in-ipa": {"terms": [{"functions": ["contracting"], "effect": "acts-for"}]}},
        C,
        "out, agreement: Practice Q has no agreement for Network One",
    ),
    "an exchange of data does not contract": (
        {"affiliations/q-in-ipa": {"terms": [{"functions": ["contracting"], "effect": "connects"}]}},
        C,
        "out, agreement: Practice Q has no agreement for Network One",
    ),
    "an association whose nature is not stated does not contract": (
        {"affiliations/q-in-ipa": {"kind": "associated"}, **NOT_ELECTED},
        C,
        "out, agreement: Practice Q has no agreement for Network One",
    ),
    "an organizer of unknown model leaves the answer open": (
        {"organizations/ipa": {"model": None}},
        C,
        "unknown, billing: whose model is not known",
    ),
    "terms of a tie stand in for an unknown model": (
        {
            "organizations/ipa": {"model": None},
            "affiliations/q-in-ipa": {"terms": [{"functions": ["contracting"], "effect": "joins"}]},
            **NOT_ELECTED,
        },
        C,
        "in",
    ),
    "terms of a tie may ask for an election that the model does not": (
        under_the_owners_agreement(terms=[{"functions": ["contracting"], "effect": "replaces", "elective": True}]),
        f"{A} 2025-08-01",
        "out, billing: Group G is owned by The System and has not opted in",
    ),
    "a practice reaches the agreement of an IPA that its own IPA belongs to": (
        {
            "organizations/super": {"model": "ipa", "name": "The Super IPA"},
            "affiliations/ipa-in-super": {"kind": "member", "organizer": "super", "member": "ipa"},
            "elections/ipa-hmo": {"affiliation": "ipa-in-super"},
            "agreements/ipa-n1": {"contractor": "super"},
        },
        C,
        "in",
    ),
    "a plan whose networks are not known leaves the answer open": (
        {"plans/ppo-1": {"networks": None}},
        A,
        "unknown, plan: The networks of The PPO are not known",
    ),
    "a plan that has ended uses no network": (
        {"plans/ppo-1": since("2024-01-01", "2025-04-01")},
        A,
        "out, plan: The PPO ended on 2025-04-01",
    ),
    "a plan that starts later is pending": (
        {"plans/ppo-1": since("2025-05-01")},
        A,
        "pending, plan: The PPO starts only on 2025-05-01",
    ),
    "a network that has ended is used by no plan": (
        {"networks/n2": since(None, "2025-03-01")},
        A,
        "out, plan: Network Two ended on 2025-03-01",
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_contract_rows(opened: Opener, row: str) -> None:
    changes, question, expected = ROWS[row]
    asked, on = question.split()[:3], (question.split()[3:] or ["2025-04-01"])[0]
    standing, _, missing = expected.partition(", ")
    step, _, words = missing.partition(": ")
    answer = ask(opened(changes), " ".join(asked), on)
    assert answer.contracted.value == standing
    assert answer.overall.value == ("out" if standing == "pending" else standing)
    found = answer.best.missing
    assert (found.step.value if found else "") == step
    if found is not None:
        assert words in found.statement
        assert found.would_change
        assert words in answer.explain()


# Sites and specialties ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry_sites", "agreement_sites", "expected"),
    [(None, None, "in"), (["s3"], None, "in"), (None, ["s3"], "in"), (None, ["s1"], "out"), (["s3"], ["s1"], "out")],
)
def test_a_site_takes_part_only_where_roster_line_and_agreement_both_cover_it(
    opened: Opener, entry_sites: list[str] | None, agreement_sites: list[str] | None, expected: str
) -> None:
    changes: Changes = {"roster_entries/a": {"sites": entry_sites}, "agreements/g-both": {"sites": agreement_sites}}
    answer = ask(opened(changes), A, "2025-04-01", site="s3")
    assert (answer.overall.value, answer.contracted.value) == (expected, expected)


@pytest.mark.parametrize(("covered", "expected"), [(None, "in"), ([CARDIOLOGY], "in"), ([FAMILY_MEDICINE], "out")])
def test_a_specialty_takes_part_where_the_roster_line_covers_it(
    opened: Opener, covered: list[str] | None, expected: str
) -> None:
    answer = ask(opened({"roster_entries/a": {"specialties": covered}}), A, "2025-04-01", specialty=CARDIOLOGY)
    assert answer.overall.value == expected
    if expected == "out":
        assert only_missing(answer)[0] == "specialty"


def test_links_never_mix_two_roster_lines(opened: Opener) -> None:
    market = opened(
        {
            "roster_entries/a": {"sites": ["s1"], "specialties": [FAMILY_MEDICINE]},
            "roster_entries/a-heart": {**FACTS["roster_entries/a"], "sites": ["s2"], "specialties": [CARDIOLOGY]},
        }
    )
    mixed = ask(market, A, "2025-04-01", site="s1", specialty=CARDIOLOGY)
    assert mixed.overall is mg.Status.OUT
    assert {path.roster_entry for path in mixed.paths if path.kind is PathKind.CONTRACT} == {"a", "a-heart"}
    whole = ask(market, A, "2025-04-01", site="s2", specialty=CARDIOLOGY)
    assert (whole.overall, whole.best.roster_entry) == (mg.Status.IN, "a-heart")


def test_something_pending_beside_something_out_is_out(opened: Opener) -> None:
    answer = ask(opened({"roster_entries/b": {"sites": ["s1"]}}), B, "2025-04-01", site="s3")
    assert (answer.contracted, answer.best.status) == (mg.Status.OUT, mg.Status.OUT)


# Tiered plans -------------------------------------------------------------------------------------


def test_a_tiered_plan_reports_the_best_tier_that_is_in(opened: Opener) -> None:
    answer = ask(opened({"plans/ppo-1": {"networks": ["n2", "n1"]}}), A, "2025-04-01")
    assert (answer.overall, answer.best.network, answer.best.tier) == (mg.Status.IN, "n2", 1)
    assert [(path.network, path.tier) for path in answer.paths if path.kind is PathKind.CONTRACT] == [
        ("n2", 1),
        ("n1", 2),
    ]


def test_a_tiered_plan_may_be_in_by_its_second_network_alone(opened: Opener) -> None:
    market = opened({"plans/ppo-1": {"networks": ["n1", "n2"]}, "agreements/g-both": {"networks": ["n2"]}})
    answer = ask(market, A, "2025-04-01")
    assert (answer.overall, answer.best.network, answer.best.tier) == (mg.Status.IN, "n2", 2)
    [first] = [path for path in answer.paths if path.tier == 1 and path.kind is PathKind.CONTRACT]
    assert (first.status, first.missing and first.missing.step) == (mg.Status.OUT, Step.AGREEMENT)


def test_a_path_carries_the_facts_it_goes_through(opened: Opener) -> None:
    answer = ask(opened(under_the_owners_agreement()), A, "2025-08-01")
    best = answer.best
    assert (best.network, best.agreement, best.affiliations, best.roster_entry) == (
        "n2",
        "system",
        ("system-owns-g",),
        "a",
    )
    assert "affiliations/system-owns-g" in {fact for link in best.links for fact in link.evidence}


def test_a_practitioner_is_found_by_npi_and_name(opened: Opener) -> None:
    market = opened({})
    day = date(2025, 4, 1)
    assert mg.network_status(market, "1000000012", "Group G", "The PPO", on=day) == ask(market, A, "2025-04-01")
