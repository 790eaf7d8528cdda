"""Organizations that do not exist on a day, and what is in force of them all the same."""

from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup import Kind, Severity, Status
from medgroup.domain import Credential, Network, Payer, Scope, ScopeOf
from medgroup.network import Step

LAST, GONE = date(2025, 5, 31), date(2025, 6, 1)

FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="north", name="North Heart"),
        mg.Organization(id="ipa", name="Valley IPA", model="ipa"),
    ],
    affiliations=[mg.Affiliation(id="north-in-ipa", kind=Kind.MEMBER, organizer="ipa", member="north")],
    elections=[mg.Election(id="north-chose", affiliation="north-in-ipa")],
    practitioners=[mg.Practitioner(id="ann", name="Dr. Ann")],
    practitioner_roles=[mg.PractitionerRole(id="ann-north", practitioner="ann", organization="north")],
    payers=[Payer(id="payer")],
    networks=[Network(id="broad", payer="payer"), Network(id="narrow", payer="payer")],
    plans=[
        mg.Plan(id="hmo", payer="payer", networks=["narrow"]),
        mg.Plan(id="ppo", payer="payer", networks=["broad"]),
    ],
    agreements=[
        mg.Agreement(id="own", networks=["broad"], contractor="north"),
        mg.Agreement(id="joint", networks=["narrow"], contractor="ipa"),
    ],
    roster_entries=[
        mg.RosterEntry(id=one, agreement=one, practitioner="ann", billing="north") for one in ("own", "joint")
    ],
    credentials=[Credential(id="ann", practitioner="ann", payer="payer")],
    scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
)


def without(organization: str, **changed: Any) -> mg.Market:
    """Return the market in which an organization exists until the end of May 2025."""
    known = [
        attrs.evolve(one, period=mg.Period(None, GONE)) if one.id == organization else one
        for one in FACTS.organizations
    ]
    return mg.open_market(attrs.evolve(FACTS, organizations=known, **changed))


def billing(market: mg.Market, plan: str, on: date) -> Any:
    """Return the billing link of the best path."""
    status = mg.network_status(market, "ann", "north", plan, on=on)
    assert status.contracted is Status.IN
    return next(link for link in status.best.links if link.step is Step.BILLING)


@pytest.mark.parametrize(("gone", "plan"), [("north", "ppo"), ("north", "hmo"), ("ipa", "hmo")])
def test_a_contract_of_an_organization_that_is_gone_stands_and_the_answer_says_so(gone: str, plan: str) -> None:
    market = without(gone)
    name = market.name_of("organizations", gone)

    link = billing(market, plan, GONE)

    assert link.statement.endswith(f" {name} exists until 2025-06-01; the agreement stands all the same.")
    assert link.evidence[-1] == f"organizations/{gone}"
    assert mg.network_standing(market, "ann", "north", plan, on=GONE).overall is Status.IN


def test_while_it_exists_the_answer_says_nothing_of_it_whatever_was_asked_before() -> None:
    market = without("north")

    assert "exists" in billing(market, "ppo", GONE).statement
    assert billing(market, "ppo", LAST).statement == "North Heart signed the agreement itself."
    assert "exists" in billing(market, "ppo", GONE).statement


def test_contracts_in_force_of_an_organization_that_is_gone_are_one_finding() -> None:
    market = without("north")

    (finding,) = (
        one for one in mg.check_structure(market, on=GONE).findings if one.code == "structure.party-not-in-force"
    )

    assert finding.severity is Severity.WARNING
    assert finding.subjects == ("agreements/joint", "agreements/own", "organizations/north")
    assert finding.message == (
        "North Heart exists until 2025-06-01, and on 2025-06-01 contracts of it are in force all the same: "
        "1 that it signed, 2 roster entries that bill through it."
    )
    assert finding.remedy == "End them with the organization, or state the one that took them over."
    assert finding in mg.check_structure(market, "north", on=GONE).findings


def test_an_organization_that_exists_or_left_nothing_behind_has_no_such_finding() -> None:
    market = without("north")
    merged = mg.merge(mg.open_market(FACTS), ["north"], model="solo", name="New", on=GONE)

    ended = without("north", agreements=(), roster_entries=())
    # A roster line says nothing of days on which its agreement is over.
    over = without("north", agreements=[attrs.evolve(one, period=mg.Period(None, GONE)) for one in FACTS.agreements])

    for opened, on in ((market, LAST), (mg.open_market(FACTS), GONE), (merged, GONE), (ended, GONE), (over, GONE)):
        assert "structure.party-not-in-force" not in {
            finding.code for finding in mg.check_structure(opened, on=on).findings
        }
