"""What each change makes of a market, whole: the facts that go, those that come, and what is said to be assumed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Relation
from medgroup.domain import AffiliationTerm
from medgroup.formats.layouts import documents_of
from medgroup.scenarios import release
from tests.unit.test_restructure import DAY, FACTS, LATER, PRACTICES, SINCE

#: The facts that these changes are about, beside those of all restructurings: owners, terms, and dates to come.
MORE = mg.Facts(
    affiliations=[
        mg.Affiliation(id="north-buys-east", kind=Kind.OWNS, organizer="north", member="east", share=0.5),
        mg.Affiliation(
            id="south-owned",
            kind=Kind.OWNS,
            organizer="holding",
            member="south",
            share=0.4,
            period=mg.Period(LATER),
        ),
        mg.Affiliation(
            id="south-managed",
            kind=Kind.MANAGES,
            organizer="holding",
            member="south",
            period=mg.Period(None, LATER),
            terms=[AffiliationTerm(functions={Function.BILLING}, effect=Effect.ACTS_FOR, elective=True)],
        ),
        mg.Affiliation(id="north-managed", kind=Kind.MANAGES, organizer="holding", member="north"),
    ],
    elections=[
        mg.Election(id="south-billing", affiliation="south-managed", function=Function.BILLING, period=SINCE),
        mg.Election(id="north-purchasing", affiliation="north-in-ipa", function=Function.PURCHASING, plans={"ppo"}),
    ],
    practitioner_roles=[
        mg.PractitionerRole(
            id="cyd-owns", practitioner="cyd", organization="south", relation=Relation.OWNER, specialties={"207Q00000X"}
        ),
        mg.PractitionerRole(
            id="ann-owns", practitioner="ann", organization="north", relation=Relation.OWNER, period=mg.Period(LATER)
        ),
    ],
    agreements=[mg.Agreement(id="south-later", contractor="south", networks={"narrow"}, period=mg.Period(LATER))],
    roster_entries=[
        mg.RosterEntry(id="cyd-later", agreement="south-later", practitioner="cyd", billing="south", plans={"hmo"})
    ],
)
MARKET = mg.open_market(FACTS + MORE)
#: What an association signs.
SIGNED = mg.Agreement(
    id="new-broad", contractor="anyone", networks={"broad"}, period=mg.Period(date(2025, 1, 1), date(2026, 1, 1))
)


def merged(*practices: str, **changed: Any) -> mg.Market:
    """Return the market in which some practices are one group."""
    asked: dict[str, Any] = {"model": "multi-specialty", "name": "Valley Group", "on": DAY} | changed
    return mg.merge(MARKET, practices, **asked)


CHANGES: dict[str, Callable[[], mg.Market]] = {
    "merge": lambda: merged(*PRACTICES),
    "merge without contracts": lambda: merged(*PRACTICES, contracts="none"),
    "merge of one": lambda: merged("North Heart", model="solo", name="Heart & Rhythm (north)!"),
    "merge of an owner and the owned": lambda: merged("north", "east", id="both"),
    "merge later": lambda: merged(*PRACTICES, on=LATER),
    "form an IPA": lambda: mg.form_ipa(MARKET, PRACTICES, name="New Association", on=DAY),
    "form an IPA that signs": lambda: mg.form_ipa(
        MARKET, ["south", "east"], name="New Association", id="ipa-2", on=DAY, agreement=SIGNED, plans=["ppo"]
    ),
    "form a system of members": lambda: mg.form_ipa(MARKET, ["east"], name="Members", on=DAY, model="ids"),
    "buy": lambda: mg.acquire(MARKET, PRACTICES, by="valley-health", on=DAY, owners_become=Relation.EMPLOYEE),
    "buy by one of unknown model": lambda: mg.acquire(MARKET, ["east", "south"], by="holding", on=LATER),
    "buy twice": lambda: mg.acquire(
        mg.acquire(MARKET, ["south"], by="valley-health", on=DAY), ["north", "south"], by="valley-health", on=LATER
    ),
    "release": lambda: release(MARKET, ["north", "South Family", "east"], on=DAY),
    "release later": lambda: release(MARKET, PRACTICES, on=LATER),
}
#: ``make told`` writes this file anew.
EXPECTED = json.loads(Path(__file__).with_name("changes_told.json").read_text(encoding="utf-8"))


def told(after: mg.Market) -> dict[str, Any]:
    """Return what differs from the market before, as a market file has it, and the assumptions."""
    was, now = documents_of(MARKET.facts), documents_of(after.facts)
    gone = {f"{name}/{row['id']}" for name, rows in was.items() for row in rows if row not in now.get(name, ())}
    come = {name: [row for row in rows if row not in was.get(name, ())] for name, rows in now.items()}
    found = {
        "gone": sorted(gone),
        "come": {name: rows for name, rows in come.items() if rows},
        "assumed": list(after.assumptions),
    }
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def test_every_change_is_told_of() -> None:
    assert EXPECTED.keys() == CHANGES.keys()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_of_the_market_what_is_told_and_nothing_else(change: str) -> None:
    assert told(CHANGES[change]()) == EXPECTED[change]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_leaves_models_and_the_market_before_as_they_were(change: str) -> None:
    before = attrs.evolve(MARKET.facts)
    assert CHANGES[change]().models == MARKET.models
    assert MARKET.facts == before
