"""Every hook is documented, typed and tried; what plugins hand over reaches the market, whatever their order."""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import get_type_hints

import pytest
from pluggy import PluginManager

import medgroup as mg
from medgroup import hookspecs
from medgroup.domain import Credential, Method, Network, Patient, Payer, Product, Scope, ScopeOf
from medgroup.errors import PluginError

DAY = date(2026, 3, 2)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    over, effect = mg.Kind.MANAGES, mg.Effect.ACTS_FOR
    row = mg.Consolidation(over=over, effect=effect, functions={mg.Function.BILLING})
    return (mg.OrganizationalModel(name="mso", title="Management company", consolidates=(row,)),)


def states_no_tin(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if organization.tin is None:
        yield mg.Finding(code="house.tin", subjects=(f"organizations/{organization.id}",), message="No TIN is stated.")


@mg.hookimpl
def medgroup_structure_checks() -> tuple[mg.StructureCheck, ...]:
    return (mg.StructureCheck(name="house-tin", title="A TIN is stated", source="house", check=states_no_tin),)


@mg.hookimpl
def medgroup_specialty_families() -> tuple[mg.SpecialtyFamily, ...]:
    return (mg.SpecialtyFamily(name="cardiology", title="Cardiology", prefixes={"207RC"}, physician=True),)


@mg.hookimpl
def medgroup_contracting_rules() -> tuple[mg.ContractingRule, ...]:
    rate = mg.Rate(method=Method.PERCENT_OF_CHARGES, percent="80")
    terms = mg.ContractTerms(rates=[rate])
    return (mg.ContractingRule(name="manual", title="Charges at 80 %", source="payer's manual", terms=terms),)


@mg.hookimpl
def medgroup_referral_rules() -> tuple[mg.Gate, ...]:
    return (mg.Gate(name="house", when={"network": "out"}, verdict=mg.Verdict.REJECT, reason="A house rule."),)


MODELS = SimpleNamespace(__name__="models", medgroup_models=medgroup_models)
CHECKS = SimpleNamespace(__name__="checks", medgroup_structure_checks=medgroup_structure_checks)
FAMILIES = SimpleNamespace(__name__="families", medgroup_specialty_families=medgroup_specialty_families)
RULES = SimpleNamespace(__name__="rules", medgroup_contracting_rules=medgroup_contracting_rules)
GATES = SimpleNamespace(__name__="gates", medgroup_referral_rules=medgroup_referral_rules)
FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="clinic", tin="12-3456789"),
        mg.Organization(id="desk", model="mso"),
    ],
    affiliations=[mg.Affiliation(id="managed", kind=mg.Kind.MANAGES, organizer="desk", member="clinic")],
)


def test_a_model_that_is_handed_over_decides_what_its_organizations_do() -> None:
    market = mg.open_market(FACTS, plugins=[MODELS])

    (seat,) = mg.seats(market, mg.Function.BILLING, "clinic", on=DAY)

    assert (seat.unit, seat.agents) == ("clinic", ("desk",))


def test_a_structure_check_that_is_handed_over_runs_for_organizations_of_every_model() -> None:
    market = mg.open_market(FACTS, plugins=[MODELS, CHECKS])

    findings = mg.check_structure(market, on=DAY).findings

    assert [(finding.code, finding.subjects) for finding in findings] == [("house.tin", ("organizations/desk",))]


def test_a_specialty_family_that_is_handed_over_places_its_codes() -> None:
    market = mg.open_market(mg.Facts(), plugins=[FAMILIES])

    family = market.families.family_of("207RC0000X")

    assert family is not None
    assert family.name == "cardiology"


def test_a_contracting_rule_that_is_handed_over_prices_what_no_agreement_does() -> None:
    facts = mg.Facts(
        organizations=[mg.Organization(id="clinic")],
        practitioners=[mg.Practitioner(id="ada")],
        payers=[Payer(id="payer")],
        networks=[Network(id="net", payer="payer")],
        plans=[mg.Plan(id="plan", payer="payer", networks=["net"])],
        agreements=[mg.Agreement(id="deal", contractor="clinic")],
        roster_entries=[mg.RosterEntry(id="line", agreement="deal", practitioner="ada", billing="clinic")],
        credentials=[Credential(id="ada", practitioner="ada", payer="payer")],
    )
    service = mg.Service("X1001", charge=mg.Money.parse("100.00"), place_of_service="11")

    without, priced = (
        mg.price_lines(mg.open_market(facts, plugins=plugins), "ada", "clinic", "plan", [service], on=DAY)
        for plugins in ([], [RULES])
    )

    assert (without.allowed, priced.allowed) == (None, mg.Money.parse("80.00"))
    assert priced.lines[0].terms == "manual"


def test_a_gate_that_is_handed_over_decides_of_candidates() -> None:
    facts = mg.Facts(
        organizations=[mg.Organization(id="clinic"), mg.Organization(id="other")],
        practitioners=[mg.Practitioner(id="ada"), mg.Practitioner(id="bea")],
        practitioner_roles=[
            mg.PractitionerRole(id="ada", practitioner="ada", organization="clinic"),
            mg.PractitionerRole(id="bea", practitioner="bea", organization="other", specialties=["207RC0000X"]),
        ],
        payers=[Payer(id="payer")],
        networks=[Network(id="net", payer="payer")],
        plans=[mg.Plan(id="plan", payer="payer", networks=["net"], product=Product.PPO, gates=[])],
        scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
        patients=[Patient(id="ann")],
    )
    need = mg.Referral(id="r", patient="ann", issuer="ada", specialty="207RC0000X", plan="plan", written=DAY)

    without, rejected = (
        mg.rank_referrals(mg.open_market(facts, plugins=plugins), need).rejected for plugins in ([], [GATES])
    )

    assert without == ()
    assert [(one.role, one.gate, one.statement) for one in rejected] == [("bea", "house", "A house rule.")]


def test_the_order_of_plugins_does_not_matter() -> None:
    plugins = [MODELS, CHECKS, FAMILIES, RULES, GATES]

    one, other = mg.open_market(FACTS, plugins=plugins), mg.open_market(FACTS, plugins=plugins[::-1])

    assert one == other
    assert mg.check_structure(one, on=DAY) == mg.check_structure(other, on=DAY)


@pytest.mark.parametrize("plugin", [MODELS, CHECKS, FAMILIES, RULES, GATES], ids=lambda plugin: plugin.__name__)
def test_two_plugins_that_hand_over_one_name_are_an_error_that_names_both(plugin: SimpleNamespace) -> None:
    twin = SimpleNamespace(**{**vars(plugin), "__name__": "twin"})

    with pytest.raises(PluginError) as caught:
        mg.open_market(mg.Facts(), plugins=[plugin, twin])

    assert caught.value.plugin == ",".join(sorted((plugin.__name__, "twin")))


#: The test that tries each hook.
TRIED: dict[str, Callable[[], None]] = {
    "medgroup_models": test_a_model_that_is_handed_over_decides_what_its_organizations_do,
    "medgroup_structure_checks": test_a_structure_check_that_is_handed_over_runs_for_organizations_of_every_model,
    "medgroup_specialty_families": test_a_specialty_family_that_is_handed_over_places_its_codes,
    "medgroup_referral_rules": test_a_gate_that_is_handed_over_decides_of_candidates,
    "medgroup_contracting_rules": test_a_contracting_rule_that_is_handed_over_prices_what_no_agreement_does,
}


def specified() -> list[str]:
    """Return the names of the hooks as pluggy finds them."""
    manager = PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    return sorted(vars(manager.hook))


HOOKS = [name for name in specified() if not name.startswith("_")]


def test_every_hook_is_tried_by_a_test_of_its_own() -> None:
    assert sorted(TRIED) == HOOKS
    assert len(set(TRIED.values())) == len(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_tells_its_purpose_when_it_is_called_and_how_results_combine(hook: str) -> None:
    told = inspect.getdoc(getattr(hookspecs, hook)) or ""
    parameters = list(inspect.signature(getattr(hookspecs, hook)).parameters)

    sections = re.findall(r"^(\w+):\n    \S", told, re.MULTILINE)

    assert sections == ["Purpose", "When", "Combined", *(["Args"] if parameters else []), "Returns", "Since"]
    assert all(re.search(rf"^    {name}: \S", told, re.MULTILINE) for name in parameters)


@pytest.mark.parametrize("hook", HOOKS)
def test_no_argument_of_a_hook_has_a_default(hook: str) -> None:
    parameters = inspect.signature(getattr(hookspecs, hook)).parameters.values()

    assert all(one.default is inspect.Parameter.empty for one in parameters)


@pytest.mark.parametrize("hook", HOOKS)
def test_no_hook_stops_at_the_first_result(hook: str) -> None:
    options = getattr(getattr(hookspecs, hook), f"{hookspecs.PROJECT}_spec")

    assert not options["firstresult"]
    assert not options["historic"]


def test_the_typed_protocol_has_the_hooks_and_nothing_else() -> None:
    assert sorted(name for name in vars(hookspecs.Hooks) if not name.startswith("_")) == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_the_typed_protocol_takes_what_the_hook_takes_and_gives_a_list_of_what_it_returns(hook: str) -> None:
    asked, called = getattr(hookspecs, hook), getattr(hookspecs.Hooks, hook)
    types, seen = get_type_hints(asked), get_type_hints(called)

    assert ["self", *inspect.signature(asked).parameters] == list(inspect.signature(called).parameters)
    assert seen.pop("return") == list[types.pop("return")]  # type: ignore[misc]
    assert seen == types
