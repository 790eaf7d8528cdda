"""One candidate is decided by a row of words and nothing else, and what is not known matters only where it decides."""

import itertools
from random import Random
from typing import Any

import pytest

import medgroup as mg
from medgroup import Kind, Override, Verdict
from medgroup.referrals.ranking.deciding import (
    KINDS,
    NO_KIND,
    OPEN_HOPS,
    ORDER,
    Decider,
    Rules,
    Tiers,
    placed,
    rank_key,
    row_of,
)
from medgroup.referrals.ranking.gate_rows import GATES
from medgroup.rules import COLUMNS

#: A row in which nothing stands in the way.
CLEAR = {
    "specialty": "207RC0000X",
    "family": "cardiology",
    "state": "CT",
    "product": "ppo",
    "line": "commercial",
    "basis": "none",
    "from_pcp": "yes",
    "imaging": "no",
    "advanced_imaging": "no",
    "laboratory": "no",
    "referrer_enrolled": "yes",
    "authorized": "no",
    "insurer": "no",
    "judgment": "no",
    "referrer": "no",
    "preferred": "no",
    "network": "in",
    "coverage": "covered-in",
    "accepting": "yes",
    "established": "no",
    "language": "yes",
    "same_family": "no",
    "same_organization": "no",
    "same_site": "no",
    "same_building": "no",
    "same_day_imaging": "no",
    "same_day_laboratory": "no",
    "in_office": "no",
    "panel": "no",
    "directed": "none",
}
UNENROLLED = {"line": "medicare", "referrer_enrolled": "no"}
NO_TIERS = Tiers((), ({},))


def verdict(*gates: mg.Gate, **words: Any) -> Any:
    """Return what a clear row with some other words comes to."""
    return Decider(Rules(gates or GATES), NO_TIERS)(frozenset(), row_of({**CLEAR, **words}))


def test_a_clear_row_names_every_column_and_passes() -> None:
    assert tuple(CLEAR) == ORDER == tuple(COLUMNS)
    assert (verdict().verdict, verdict().held, verdict().undecided, verdict().missing) == (Verdict.PASS, (), (), ())


@pytest.mark.parametrize(
    ("words", "expected", "held"),
    [
        ({"referrer": "yes"}, Verdict.REJECT, ["referrer"]),
        ({"coverage": "not-covered"}, Verdict.REJECT, ["not-covered"]),
        ({"coverage": "not-covered", "preferred": "yes"}, Verdict.PASS, []),
        ({"coverage": "needs-authorization"}, Verdict.AUTHORIZE, ["needs-authorization"]),
        ({"coverage": "covered-out"}, Verdict.NOTE, ["covered-out"]),
        ({"coverage": "none"}, Verdict.PASS, []),
        ({"accepting": "no"}, Verdict.REJECT, ["closed-panel"]),
        ({"accepting": "no", "established": "yes"}, Verdict.PASS, []),
        ({"directed": "outside"}, Verdict.REJECT, ["directed"]),
        ({"directed": "within"}, Verdict.PASS, []),
        ({"directed": "outside", "preferred": "yes"}, Verdict.PASS, []),
        ({"directed": "outside", "insurer": "yes"}, Verdict.PASS, []),
        ({"directed": "outside", "judgment": "yes"}, Verdict.PASS, []),
        ({"line": "medicare"}, Verdict.PASS, ["medicare-choice"]),
        ({**UNENROLLED, "imaging": "yes"}, Verdict.NOTE, ["imaging-order", "medicare-choice"]),
        ({**UNENROLLED, "laboratory": "yes"}, Verdict.NOTE, ["laboratory-order", "medicare-choice"]),
        ({"line": "medicare", "referrer_enrolled": "no"}, Verdict.PASS, ["medicare-choice"]),
        (
            {"line": "medicare", "advanced_imaging": "yes", "same_organization": "yes"},
            Verdict.NOTE,
            ["imaging-alternatives", "medicare-choice"],
        ),
        ({"line": "medicare-advantage", "advanced_imaging": "yes", "same_organization": "yes"}, Verdict.PASS, []),
        ({"line": "medicare", "advanced_imaging": "yes"}, Verdict.PASS, ["medicare-choice"]),
        ({"referrer": "yes", "coverage": "covered-out"}, Verdict.REJECT, ["referrer", "covered-out"]),
    ],
)  # fmt: skip
def test_each_gate_of_the_package_holds_where_it_says(words: Any, expected: Verdict, held: list[str]) -> None:
    outcome = verdict(**words)

    assert (outcome.verdict, [gate.name for gate in outcome.held]) == (expected, held)
    assert outcome.rejected is (expected is Verdict.REJECT)


@pytest.mark.parametrize(
    ("words", "missing", "undecided"),
    [
        ({"coverage": None}, {"coverage"}, ["not-covered", "needs-authorization", "covered-out"]),
        ({"accepting": None}, {"accepting"}, ["closed-panel"]),
        ({"directed": None}, {"directed"}, ["directed"]),
        ({"directed": "outside", "insurer": None}, {"insurer"}, ["directed"]),
        ({"directed": "outside", "insurer": None, "judgment": None}, {"insurer", "judgment"}, ["directed"]),
        ({"accepting": None, "established": "yes"}, set(), []),
        ({"directed": None, "preferred": "yes"}, set(), []),
    ],
)
def test_what_is_not_known_leaves_open_what_it_decides(words: Any, missing: set[str], undecided: list[str]) -> None:
    outcome = verdict(**words)

    assert set(outcome.missing) == missing
    assert [gate.name for gate in outcome.undecided] == undecided
    assert outcome.verdict is (None if missing else Verdict.PASS)
    assert not outcome.rejected


def test_a_verdict_is_given_if_and_only_if_whatever_may_be_known_gives_it() -> None:
    """Unknown is an answer: it is given where two ways of completing what is known decide otherwise, and only there."""
    random = Random(11)
    rules = Rules(GATES)
    asked = sorted({column for gate in GATES for column in gate.when} | {"insurer", "judgment", "preferred"})
    undecided = 0
    for _ in range(400):
        words = {**CLEAR, **{name: random.choice(COLUMNS[name].words or ("x",)) for name in asked}}
        hidden = random.sample(asked, random.randint(0, 3))
        known = {**words, **dict.fromkeys(hidden)}
        completions = (
            {**words, **dict(zip(hidden, chosen, strict=True))}
            for chosen in itertools.product(*(COLUMNS[name].words or () for name in hidden))
        )
        verdicts = {rules.decide(one)[0] for one in completions}
        told, missing = rules.decide(known)
        assert (told, bool(missing)) == ((verdicts.pop(), False) if len(verdicts) == 1 else (None, True))
        undecided += told is None
    assert 40 <= undecided <= 360


def test_a_code_or_a_family_that_no_gate_names_is_any_other() -> None:
    when = {"specialty": "207RC0000X", "family": ["cardiology", "other"]}
    gate = mg.Gate(name="heart", when=when, verdict=Verdict.REJECT, reason="No.")

    assert verdict(gate).verdict is Verdict.REJECT
    assert verdict(gate, specialty="207X00000X").verdict is Verdict.PASS
    assert verdict(gate, family="dermatology").verdict is Verdict.PASS
    assert verdict(gate, family="other").verdict is Verdict.REJECT


def test_gates_are_told_the_gravest_first_and_then_by_name() -> None:
    named = [
        ("b", Verdict.NOTE),
        ("a", Verdict.NOTE),
        ("d", Verdict.PASS),
        ("c", Verdict.REJECT),
        ("e", Verdict.AUTHORIZE),
    ]
    rules = Rules([mg.Gate(name=name, when={}, verdict=told, reason="So.") for name, told in named])

    assert [gate.name for gate in rules.gates] == ["c", "e", "a", "b", "d"]


def test_a_gate_that_yields_to_what_it_asks_for_never_holds() -> None:
    gate = mg.Gate(name="odd", when={"insurer": True}, verdict=Verdict.REJECT, reason="No.", yields={Override.INSURER})

    assert [verdict(gate, insurer=word).verdict for word in ("yes", "no", None)] == [Verdict.PASS] * 3


def test_an_outcome_is_kept_and_is_the_same_record() -> None:
    decide = Decider(Rules(GATES), NO_TIERS)
    row = row_of(CLEAR)

    assert decide(frozenset(), row) is decide(frozenset(), row)
    assert decide(frozenset(), row) == Decider(Rules(GATES), NO_TIERS)(frozenset(), row)


def test_what_is_left_out_of_a_row_is_not_known() -> None:
    assert row_of({"network": "in"}) == tuple("in" if name == "network" else None for name in ORDER)


# Tiers.

SITE = mg.Tier(name="Site", reach=mg.Reach.SITE)
HOUSE = mg.Tier(name="House", reach=mg.Reach.ORGANIZATION)
MEMBERS = mg.Tier(name="Members", reach=mg.Reach.MEMBERS, over={Kind.MEMBER}, when={"network": "in"})
NOT_KNOWN = {"same_site": None, "same_organization": None, "network": None}
ANYONE = mg.Tier(name="Anyone", reach=mg.Reach.ANYONE)


def test_tiers_stand_in_the_order_of_distance_kind_and_place() -> None:
    tiers = Tiers.of(
        [
            (2, 0, "top", (MEMBERS,)),
            (1, 2, "club", (HOUSE, MEMBERS)),
            (1, 0, "owner", (SITE, ANYONE, MEMBERS)),
            (0, NO_KIND, "home", (HOUSE,)),
        ]
    )

    assert [(row.hops, row.kind, row.tier_index, row.organization, row.members) for row in tiers.rows] == [
        (0, 4, 0, "home", False),
        (1, 0, 0, "owner", False),
        (1, 0, 2, "owner", True),
        (1, 2, 0, "club", False),
        (1, 2, 1, "club", True),
        (2, 0, 0, "top", True),
    ]
    assert tiers.anyone == ({},)
    assert KINDS == (Kind.OWNS, Kind.MANAGES, Kind.MEMBER, Kind.ASSOCIATED)


@pytest.mark.parametrize(
    ("reached", "words", "tier", "possible"),
    [
        ({2}, {"same_site": "yes", "same_organization": "yes"}, "Site", []),
        ({2}, {"same_organization": "yes"}, "House", []),
        ({2}, {}, "Members", []),
        (set(), {}, "Open, in network", []),
        ({2}, {"network": "out"}, "Open, out of network", []),
        ({2}, {"network": None}, "Open, network status not known", ["Members"]),
        (set(), {"network": None}, "Open, network status not known", []),
        ({2}, {"same_site": None}, "Members", ["Site"]),
        ({2}, NOT_KNOWN, "Open, network status not known", ["Site", "House", "Members"]),
        (set(), {"network": "none"}, "Open, without a plan", []),
    ],
)  # fmt: skip
def test_the_first_tier_that_holds_is_the_candidates(
    reached: set[int], words: Any, tier: str, possible: list[str]
) -> None:
    tiers = Tiers.of([(0, NO_KIND, "home", (SITE, HOUSE, MEMBERS, ANYONE))])

    found, open_ = placed(tiers, frozenset(reached), {**CLEAR, **words})

    assert (found.name, [row.name for row in open_]) == (tier, possible)


@pytest.mark.parametrize(
    ("network", "declared", "index"),
    [("in", 0, 0), ("none", 0, 0), (None, 0, 1), ("out", 0, 2), ("in", 1, 4), (None, 1, 5), ("out", 1, 6)],
)
def test_the_open_tiers_come_last_and_in_the_order_of_network_status(
    network: str | None, declared: int, index: int
) -> None:
    tiers = Tiers((), ({},) if not declared else ())

    row, _ = placed(tiers, frozenset(), {**CLEAR, "network": network})

    assert (row.hops, row.kind, row.tier_index, row.organization) == (OPEN_HOPS, NO_KIND, index, None)


def test_a_tier_whose_condition_denies_its_reach_holds_nobody() -> None:
    odd = mg.Tier(name="Odd", reach=mg.Reach.SITE, when={"same_site": False})
    tiers = Tiers.of([(0, NO_KIND, "home", (odd, ANYONE))])

    found = [placed(tiers, frozenset(), {**CLEAR, "same_site": word}) for word in ("yes", "no", None)]

    assert [(row.name, possible) for row, possible in found] == [("Open, in network", ())] * 3


def test_keys_compare_choice_tier_standing_and_distance_in_this_order() -> None:
    rows = Tiers.of([(0, 4, "home", (HOUSE,)), (1, 0, "o", (MEMBERS,)), (1, 2, "c", (MEMBERS, MEMBERS))]).rows
    ascending = [
        rank_key(True, rows[3], "out", None),
        rank_key(False, rows[0], "out", None),
        rank_key(False, rows[1], "out", None),
        rank_key(False, rows[2], "out", None),
        rank_key(False, rows[3], "in", 900),
        rank_key(False, rows[3], "in", None),
        rank_key(False, rows[3], None, 1),
        rank_key(False, rows[3], None, 2),
        rank_key(False, rows[3], "out", 0),
    ]

    assert ascending == sorted(ascending)
    assert len(set(ascending)) == len(ascending)
    assert rank_key(False, rows[0], "in", 12) == (1, 0, 4, 0, 0, 0, 12)
    assert rank_key(False, rows[0], "none", None) == (1, 0, 4, 0, 0, 1, 0)
