"""Answers about network status, timelines and rosters, whole: every path, link, sentence, evidence and mend."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.errors import InvalidValueError
from tests.unit.grid import CARDIOLOGY, FAMILY_MEDICINE, A, B, C, Changes, Opener, ask, opener, since
from tests.unit.test_network_grid import ROWS, under_the_owners_agreement
from tests.unit.test_network_grid_statements import LISTED, OPEN, listed_at

TIERED: Changes = {"plans/ppo-1": {"networks": ["n1", "n2"]}}
ENDED: Changes = {"agreements/g-both": since("2025-01-01", "2025-10-01")}
NAMELESS: Changes = {
    "organizations/g": {"name": None},
    "practitioners/a": {"name": None},
    "plans/ppo-1": {"name": None},
    "networks/n2": {"name": None},
    "payers/x": {"name": None},
}
SECOND_IPA: Changes = {
    "organizations/other": {"name": "The Other", "model": "ipa"},
    "affiliations/q-in-other": {"kind": "member", "organizer": "other", "member": "q"},
    "elections/q-other": {"affiliation": "q-in-other", "plans": ["ppo-1"], **since("2024-01-01", "2024-06-01")},
    "elections/q-other-later": {"affiliation": "q-in-other", **since("2026-01-01")},
    "agreements/other-n1": {"contractor": "other", "networks": ["n1"]},
    "roster_entries/c-other": {"agreement": "other-n1", "practitioner": "c", "billing": "q", **since("2026-03-01")},
}
UP_AND_UP: Changes = {
    "affiliations/ipa-in-system": {"kind": "owns", "organizer": "system", "member": "ipa", "share": 1.0},
    "agreements/system": {"contractor": "system", "networks": None},
    "roster_entries/c-system": {"agreement": "system", "practitioner": "c", "billing": "q"},
}
BY_DELEGATE: Changes = {
    "credentials/a": None,
    "credentials/a-by-g": {"practitioner": "a", "payer": "x", "kind": "provisional", "by": "g"},
    "credentials/a-by-ipa": {"practitioner": "a", "payer": "x", "by": "ipa"},
}

#: Changes, a question with its day, and what else is asked: the rows of the grid, and more.
ASKED: dict[str, tuple[Changes, str, dict[str, str]]] = {
    **{name: (changes, question, {}) for name, (changes, question, _) in ROWS.items()},
    "everything holds": ({}, f"{A} 2025-04-01", {"site": "s1", "specialty": FAMILY_MEDICINE}),
    "nothing has a name": ({**NAMELESS, **LISTED}, A, {"site": "s1"}),
    "nothing has a name, nothing holds": (
        {**NAMELESS, **LISTED, "roster_entries/a": None, "credentials/a": None},
        A,
        {"site": "s2"},
    ),
    "a second network of the plan": (TIERED, A, {}),
    "a network without an agreement": ({**TIERED, "agreements/g-both": {"networks": ["n1"]}}, A, {}),
    "no agreement at all": ({"agreements/g-both": None, "roster_entries/a": None, "roster_entries/b": None}, A, {}),
    "an agreement for another network": ({"agreements/g-both": {"networks": ["n1"]}}, A, {}),
    "a plan of networks that nobody knows": ({"plans/ppo-1": {"networks": None}, "scopes/contracts": None}, A, {}),
    "plan and network both over": (
        {"plans/ppo-1": since(None, "2025-02-01"), "networks/n2": since("2026-01-01")},
        A,
        {},
    ),
    "another site and another specialty": (
        {
            "roster_entries/a": {"sites": ["s1", "s2"], "specialties": [CARDIOLOGY]},
            "agreements/g-both": {"sites": ["s1"]},
        },
        A,
        {"site": "s3", "specialty": FAMILY_MEDICINE},
    ),
    "a line for other plans": ({"roster_entries/a": {"plans": ["hmo-1"]}}, A, {}),
    "two lines, one of them over": (
        {
            "roster_entries/a-late": {
                "agreement": "g-both",
                "practitioner": "a",
                "billing": "g",
                "sites": ["s3"],
                **since("2025-06-01"),
            }
        },
        A,
        {"site": "s3"},
    ),
    "two associations": (SECOND_IPA, C, {}),
    "two associations, of which one was chosen and one may be": (SECOND_IPA, f"{C} 2025-11-15", {"site": "s1"}),
    "two ways that hold, in the order of their agreements": (
        {
            "organizations/other": {"name": "The Other", "model": "ipa"},
            "affiliations/z-in-other": {
                "kind": "member",
                "organizer": "other",
                "member": "q",
                "terms": [{"functions": ["contracting"], "effect": "joins"}],
            },
            "agreements/a-first": {"contractor": "other", "networks": ["n1"]},
            "roster_entries/c-first": {"agreement": "a-first", "practitioner": "c", "billing": "q"},
        },
        C,
        {},
    ),
    "an owner above the association": (UP_AND_UP, C, {}),
    "a tie of unstated nature that contracts": (
        {
            "affiliations/q-in-ipa": {
                "kind": "associated",
                "terms": [{"functions": ["contracting"], "effect": "joins"}],
            }
        },
        C,
        {},
    ),
    "a party that is gone": ({"organizations/g": since(None, "2025-03-01")}, A, {}),
    "an association that is gone": ({"organizations/ipa": since(None, "2025-03-01")}, C, {}),
    "an owner of unknown model": (under_the_owners_agreement(share=1.0), f"{A} 2025-08-01", {}),
    "a delegate that delegates": ({**BY_DELEGATE, "agreements/g-both": {"delegates_credentialing": True}}, A, {}),
    "a delegate of others": (BY_DELEGATE, A, {}),
    "an agreement that ended": (ENDED, f"{A} 2025-11-15", {}),
    "an agreement that ended long ago": ({**ENDED, **LISTED}, f"{A} 2026-06-15", {"site": "s1"}),
    "listed and in": (LISTED, A, {"site": "s1"}),
    "listed and out": ({**LISTED, "roster_entries/a": None}, A, {"site": "s1", "specialty": CARDIOLOGY}),
    "listed long ago": (LISTED, f"{A} 2025-12-01", {}),
    "listed later": (LISTED, f"{A} 2025-01-15", {}),
    "listed nobody knows when": (listed_at(as_of=None), A, {}),
    "listed at no organization": (listed_at(organization=None), A, {}),
    "listed elsewhere": (
        listed_at(organization="moonlight", specialties=[CARDIOLOGY]),
        A,
        {"specialty": FAMILY_MEDICINE},
    ),
    "not listed": (LISTED, B, {}),
    "in a directory that may lack some": ({**LISTED, "scopes/listings": None}, B, {}),
    "listed in the other network of the plan": ({**TIERED, **LISTED}, A, {}),
    "open": (OPEN, A, {}),
    "open in two networks": ({**OPEN, **TIERED, "roster_entries/a": None}, A, {}),
    "open, and listed": ({**OPEN, **LISTED, "roster_entries/a": None}, A, {"site": "s1"}),
}

#: Changes, a question, a stretch of days, and what else is asked.
TIMELINES: dict[str, tuple[Changes, str, tuple[str, str], dict[str, str]]] = {
    "from pending to in": ({}, B, ("2025-01-01", "2025-07-01"), {}),
    "listed for a while": ({**LISTED, **ENDED}, A, ("2024-12-01", "2026-02-01"), {"site": "s1"}),
    "two associations": (SECOND_IPA, C, ("2024-01-01", "2026-12-01"), {"specialty": FAMILY_MEDICINE}),
    "from one network to the other": (
        {
            **TIERED,
            "networks/n1": since(None, "2025-06-01"),
            "plans/ppo-1": {"networks": ["n1", "n2"], **since("2025-02-01")},
        },
        A,
        ("2025-01-01", "2026-01-01"),
        {},
    ),
    "bought": (under_the_owners_agreement(share=1.0), A, ("2025-06-01", "2025-09-01"), {}),
    "at a site that takes no part": ({}, B, ("2025-04-15", "2025-06-01"), {"site": "s1"}),
    "at a site that the line leaves out": ({}, A, ("2024-12-15", "2025-02-01"), {"site": "s3"}),
    "in a specialty that the line leaves out": (
        {"roster_entries/a": {"specialties": [CARDIOLOGY]}},
        A,
        ("2024-12-15", "2025-02-01"),
        {"specialty": FAMILY_MEDICINE},
    ),
    "nothing changes": ({}, A, ("2025-03-01", "2025-03-02"), {}),
}

#: Changes, a day, and a plan.
ROSTERS: dict[str, tuple[Changes, str, str | None]] = {
    "all plans": ({**SECOND_IPA, **LISTED}, "2025-04-01", None),
    "one plan": (TIERED, "2025-05-01", "ppo-1"),
    "nobody knows": ({**OPEN, "plans/ppo-1": {"networks": None}}, "2025-04-01", None),
}


def told(open_with: Opener) -> dict[str, Callable[[], Any]]:
    """Return what is told of each case, as plain values."""
    return {
        **{f"status: {name}": partial(_status, open_with, *case) for name, case in ASKED.items()},
        **{f"timeline: {name}": partial(_timeline, open_with, *case) for name, case in TIMELINES.items()},
        **{f"roster: {name}": partial(_roster, open_with, *case) for name, case in ROSTERS.items()},
    }


def _status(open_with: Opener, changes: Changes, question: str, asked: Mapping[str, str]) -> Any:
    *keys, on = question.split() if len(question.split()) == 4 else [*question.split(), "2025-04-01"]
    answer = ask(open_with(changes), " ".join(keys), on, **asked)
    document = answer.to_dict()
    return {
        "headline": answer.headline(),
        "repr": repr(answer),
        "verdict": _line({name: value for name, value in document.items() if name not in ("paths", "because")}),
        "paths": [_path(path) for path in document["paths"]],
        "because": [_line(reason) for reason in document["because"]],
    }


def _timeline(
    open_with: Opener, changes: Changes, question: str, days: tuple[str, str], asked: Mapping[str, str]
) -> Any:
    during = mg.Period(*map(date.fromisoformat, days))
    answer = mg.status_timeline(open_with(changes), *question.split(), during=during, **asked)
    document = answer.to_dict()
    return {
        "headline": answer.headline(),
        "asked": _line({name: value for name, value in document.items() if name not in ("intervals", "because")}),
        "intervals": [_line(interval) for interval in document["intervals"]],
        "because": [_line(reason) for reason in document["because"]],
    }


def _roster(open_with: Opener, changes: Changes, on: str, plan: str | None) -> Any:
    answer = mg.roster(open_with(changes), on=date.fromisoformat(on), plan=plan)
    document = answer.to_dict()
    lists = {name: [_line(row) for row in rows] for name, rows in document.items() if isinstance(rows, list)}
    return {"headline": answer.headline(), **document, **lists}


def _path(path: dict[str, Any]) -> dict[str, Any]:
    links = path.pop("links")
    return {"path": _line(path), "links": [_line(link) for link in links]}


def _line(row: Any) -> Any:
    """Return a record as one line: what it says of each field, but for those that say nothing."""
    if not isinstance(row, dict):
        return row
    return " | ".join(f"{name}: {value}" for name, value in row.items() if value not in (None, "", [], {}))


#: ``make told`` writes this file anew.
EXPECTED = json.loads(Path(__file__).with_name("network_told.json").read_text(encoding="utf-8"))
CASES = tuple(told(opener(Path())))


def test_every_case_is_told_of() -> None:
    assert EXPECTED.keys() == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_an_answer_says_what_is_told_and_nothing_else(tmp_path: Path, case: str) -> None:
    found = told(opener(tmp_path))[case]()

    assert json.loads(json.dumps(found)) == EXPECTED[case]


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ((None, date(2025, 1, 1)), "until 2025-01-01"),
        ((date(2025, 1, 1), None), "from 2025-01-01"),
        ((None, None), "always"),
    ],
)
def test_a_timeline_takes_a_stretch_with_both_ends(
    tmp_path: Path, days: tuple[date | None, date | None], shown: str
) -> None:
    with pytest.raises(InvalidValueError) as raised:
        mg.status_timeline(opener(tmp_path)({}), *A.split(), during=mg.Period(*days))

    assert str(raised.value) == f"during: '{shown}' is not a Period with a start and an end"
    assert raised.value.field == "during"


@pytest.mark.parametrize("code", ["cardiology", "207RC0000", "", 7])
def test_a_specialty_is_a_taxonomy_code(tmp_path: Path, code: Any) -> None:
    market = opener(tmp_path)({})

    for ask_it in (mg.network_status, mg.network_standing):
        with pytest.raises(InvalidValueError) as raised:
            ask_it(market, *A.split(), specialty=code, on=date(2025, 4, 1))
        assert raised.value.field == "specialty"
        assert raised.value.value == code
