"""A market as a value: what it takes for a day and a key, how it is copied, and how far a chain in it may go."""

import copy
import json
import pickle
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup import Kind, Status
from medgroup.domain import Credential, Network, Payer, Scope, ScopeOf
from medgroup.errors import InvalidValueError
from medgroup.scenarios import release
from tests.unit.command_line import answer

DAY = date(2026, 3, 2)
VALLEY = mg.valley()
ASKED = ("dr-okafor", "northside-family", "valley-choice-hmo")
TWO = ("northside-family", "riverbend-cardiology")

# Days -----------------------------------------------------------------------------------------------------------------

ON_A_DAY: dict[str, Callable[[Any], object]] = {
    "on": VALLEY.on,
    "seats": lambda on: mg.seats(VALLEY, "records", TWO[0], on=on),
    "units_of": lambda on: mg.units_of(VALLEY, "records", TWO[0], on=on),
    "unit_of": lambda on: mg.unit_of(VALLEY, "records", TWO[0], on=on),
    "together": lambda on: mg.together(VALLEY, "records", *TWO, on=on),
    "describe": lambda on: mg.describe(VALLEY, TWO[0], on=on),
    "check_structure": lambda on: mg.check_structure(VALLEY, on=on),
    "check_structure of one": lambda on: mg.check_structure(VALLEY, TWO[0], on=on),
    "network_status": lambda on: mg.network_status(VALLEY, *ASKED, on=on),
    "network_standing": lambda on: mg.network_standing(VALLEY, *ASKED, on=on),
    "roster": lambda on: mg.roster(VALLEY, on=on),
    "roster of a plan": lambda on: mg.roster(VALLEY, on=on, plan=ASKED[2]),
    "compare": lambda on: mg.compare(VALLEY, TWO, on=on),
    "merge": lambda on: mg.merge(VALLEY, TWO, model="multi-specialty", name="X", on=on),
    "form_ipa": lambda on: mg.form_ipa(VALLEY, TWO, name="X", on=on),
    "acquire": lambda on: mg.acquire(VALLEY, TWO[:1], by=TWO[1], on=on),
    "release": lambda on: release(VALLEY, TWO, on=on),
}


@pytest.mark.parametrize("on", ["2026-03-02", 20260302, datetime(2026, 3, 2, tzinfo=UTC), False], ids=repr)
@pytest.mark.parametrize("ask", ON_A_DAY.values(), ids=ON_A_DAY)
def test_what_is_no_day_is_refused_wherever_a_day_is_asked_for(ask: Callable[[Any], object], on: object) -> None:
    with pytest.raises(InvalidValueError, match=r"^on: .* is not a day \(datetime.date\)$"):
        ask(on)


@pytest.mark.parametrize("ask", [ask for name, ask in ON_A_DAY.items() if name != "describe"])
def test_nothing_is_no_day_either(ask: Callable[[Any], object]) -> None:
    with pytest.raises(InvalidValueError, match="on: None"):
        ask(None)


@pytest.mark.parametrize("ask", ON_A_DAY.values(), ids=ON_A_DAY)
def test_a_day_is_taken_wherever_a_day_is_asked_for(ask: Callable[[Any], object]) -> None:
    assert ask(DAY) is not None


@pytest.mark.parametrize("key", [None, 7, ["northside-family"]])
def test_a_key_that_is_no_text_is_one_error_that_says_what_keys_are(key: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"organization: .* is not an id, an NPI or a name"):
        mg.describe(VALLEY, key)


def test_a_market_is_made_of_facts_only() -> None:
    document: Any = {"organizations": []}

    with pytest.raises(InvalidValueError, match=r"facts: .* is not Facts"):
        mg.open_market(document)


# Copies ---------------------------------------------------------------------------------------------------------------


def pickled(market: mg.Market) -> Any:
    return pickle.loads(pickle.dumps(market))


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy], ids=["pickled", "copied"])
@pytest.mark.parametrize("used", [False, True], ids=["new", "asked before"])
def test_a_copy_is_equal_and_answers_the_same(copied: Callable[[mg.Market], mg.Market], used: bool) -> None:
    market = mg.merge(mg.valley(), TWO, model="multi-specialty", name="Group", on=DAY)
    if used:
        mg.roster(market, on=DAY)

    other = copied(market)

    assert other is not market
    assert other == market
    assert other.assumptions == market.assumptions
    assert other.findings == market.findings
    assert list(other.models) == list(market.models)
    assert mg.roster(other, on=DAY) == mg.roster(market, on=DAY)
    assert mg.check_structure(other, on=DAY) == mg.check_structure(market, on=DAY)
    assert mg.describe(other, "group", on=DAY) == mg.describe(market, "group", on=DAY)


def test_a_market_that_was_asked_pickles_no_larger_than_a_new_one() -> None:
    market = mg.valley()
    size = len(pickle.dumps(market))

    mg.roster(market, on=DAY)

    assert len(pickle.dumps(market)) == size


# Long and broad markets -----------------------------------------------------------------------------------------------

LINKS = 1_200


def contracting(signer: str, ties: list[mg.Affiliation], organizations: list[mg.Organization]) -> mg.Facts:
    """Return a market in which Ann bills through the clinic, and one organization signed."""
    return mg.Facts(
        organizations=[mg.Organization(id="clinic", model="solo"), *organizations],
        affiliations=ties,
        practitioners=[mg.Practitioner(id="ann")],
        payers=[Payer(id="payer")],
        networks=[Network(id="net", payer="payer")],
        plans=[mg.Plan(id="ppo", payer="payer", networks=["net"])],
        agreements=[mg.Agreement(id="contract", contractor=signer)],
        roster_entries=[mg.RosterEntry(id="line", agreement="contract", practitioner="ann", billing="clinic")],
        credentials=[Credential(id="ann", practitioner="ann", payer="payer")],
        scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
    )


def chain_of_owners(links: int) -> mg.Facts:
    """Return a market in which the clinic's owner has an owner, and so on; the last of them signed."""
    ids = ["clinic", *(f"owner-{number}" for number in range(links))]
    ties = [
        mg.Affiliation(id=f"{owner}-owns", kind=Kind.OWNS, organizer=owner, member=owned)
        for owned, owner in pairwise(ids)
    ]
    return contracting(ids[-1], ties, [mg.Organization(id=one, model="ids") for one in ids[1:]])


def test_a_chain_of_many_owners_is_followed_to_the_one_that_signed() -> None:
    market = mg.open_market(chain_of_owners(LINKS))

    status = mg.network_status(market, "ann", "clinic", "ppo", on=DAY)

    assert status.overall is Status.IN
    assert len(status.best.affiliations) == LINKS
    assert mg.network_standing(market, "ann", "clinic", "ppo", on=DAY).overall is Status.IN
    assert mg.unit_of(market, "records", "clinic", on=DAY) == f"owner-{LINKS - 1}"


def test_the_command_follows_a_chain_of_many_owners_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "chain.json"
    mg.save(mg.open_market(chain_of_owners(LINKS)), path)

    asked = ("--practitioner", "ann", "--billing", "clinic", "--plan", "ppo", "--on", DAY.isoformat())
    told = answer(capsys, "network", path, *asked)

    assert told["overall"] == "in"
    assert json.dumps(told).count("-owns") >= LINKS


def test_ties_that_lead_to_nobody_who_signed_are_not_walked() -> None:
    layers = [("clinic",), *((f"left-{number}", f"right-{number}") for number in range(20))]
    ties = [
        mg.Affiliation(id=f"{member}-in-{ipa}", kind=Kind.MEMBER, organizer=ipa, member=member)
        for members, associations in pairwise(layers)
        for member in members
        for ipa in associations
    ]
    organizations = [mg.Organization(id=ipa, model="ipa") for layer in layers[1:] for ipa in layer]
    market = mg.open_market(contracting("clinic", ties, organizations))

    begun = time.perf_counter()
    status = mg.network_status(market, "ann", "clinic", "ppo", on=DAY)

    # A million ways lead up; to walk them takes a hundred times as long as this.
    assert time.perf_counter() - begun < 1
    assert status.overall is Status.IN
    assert status.best.affiliations == ()
