"""The example market that comes with the package: it is what its page says, and every case in it is there."""

import re
import shlex
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

import medgroup as mg
from medgroup import formats
from medgroup.cli import main
from medgroup.domain import ReferralState
from medgroup.domain.organizations import OrganizationRole
from medgroup.domain.payers import PlanGate, Product
from medgroup.values.identifiers import npi_check_digit_ok

TODAY = date(2026, 3, 2)
PAGE = Path(__file__).parents[2] / "docs" / "valley.md"
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """Return the commands of the page that only show something, each with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(BLOCKS).splitlines():
        if line.startswith("$ medgroup "):
            found.append((line.removeprefix("$ medgroup "), []))
        else:
            found[-1][1].append(line)
    return [(command, printed) for command, printed in found if not command.startswith("convert")]


@pytest.fixture(scope="module")
def valley() -> mg.Market:
    return mg.valley()


def test_its_file_is_laid_out_as_it_would_be_written(tmp_path: Path) -> None:
    stored = files("medgroup") / "data" / "valley.json"
    written = tmp_path / "valley.json"
    formats.write(mg.valley().facts, written)
    assert written.read_bytes() == stored.read_bytes()


def test_it_is_read_in_ten_minutes() -> None:
    lines = (files("medgroup") / "data" / "valley.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 220


def test_ids_are_words(valley: mg.Market) -> None:
    odd = [fact.id for _, facts in valley.facts.items() for fact in facts if not re.fullmatch(r"[a-z0-9-]+", fact.id)]
    assert odd == []


def test_its_numbers_are_right_in_form_and_plainly_invented(valley: mg.Market) -> None:
    npis = [organization.npi or "" for organization in valley.facts.organizations]
    npis += [practitioner.npi or "" for practitioner in valley.facts.practitioners]
    assert all(re.fullmatch(r"1000000[0-9]{3}", npi) and npi_check_digit_ok(npi) for npi in npis)
    tins = [organization.tin or "" for organization in valley.facts.organizations]
    assert all(tin.startswith("00-") for tin in tins)
    assert len({*npis, *tins}) == len(npis) + len(tins)
    assert valley.findings == ()


def test_five_practices_of_three_specialties_one_of_them_solo(valley: mg.Market) -> None:
    practices = [one for one in valley.facts.organizations if OrganizationRole.PRACTICE in one.roles]
    assert Counter(one.model for one in practices) == {"single-specialty": 4, "solo": 1}
    view = valley.on(TODAY)
    families = {name for one in practices for role in view.roles_at(one.id) for name in view.family_of(role) or ()}
    assert families == {"family-medicine", "cardiology", "orthopaedic-surgery"}


def test_a_system_with_two_sites_and_an_association_that_owns_nobody(valley: mg.Market) -> None:
    view = valley.on(TODAY)
    system = view.organization("valley-health")
    assert system.model == "ids"
    assert system.roles == frozenset({OrganizationRole.SYSTEM, OrganizationRole.FACILITY})
    assert [site.id for site in valley.facts.sites if site.organization == "valley-health"] == [
        "hospital-central",
        "hospital-east",
    ]
    assert [tie.member for tie in view.members_of("valley-health", mg.Kind.OWNS)] == ["riverbend-cardiology"]
    assert len(view.members_of("valley-ipa", mg.Kind.MEMBER)) == 4
    assert view.members_of("valley-ipa", mg.Kind.OWNS) == ()


def test_two_payers_with_four_plans_over_three_networks(valley: mg.Market) -> None:
    facts = valley.facts
    assert (len(facts.payers), len(facts.networks), len(facts.plans)) == (2, 3, 4)
    assert {plan.product for plan in facts.plans} == {Product.HMO, Product.PPO, Product.EPO}
    assert [plan.id for plan in facts.plans if plan.hdhp] == ["harbor-hdhp"]
    assert valley.plan("valley-choice-hmo").gates == frozenset({PlanGate.PCP, PlanGate.REFERRAL})
    assert valley.plan("valley-choice-ppo").networks == ("choice-select", "choice-wide")


def test_a_dozen_patients_in_four_households(valley: mg.Market) -> None:
    households = Counter(patient.household for patient in valley.facts.patients)
    assert sorted(households.values()) == [2, 3, 3, 4]
    current = [coverage for coverage in valley.facts.coverages if coverage.period.contains(TODAY)]
    covered = Counter(coverage.patient for coverage in current)
    assert covered.keys() == {patient.id for patient in valley.facts.patients}
    assert [patient for patient, count in covered.items() if count == 2] == ["gus"]
    plan_of = {coverage.patient: coverage.plan for coverage in current if coverage.subscriber is None}
    assert all(plan_of[coverage.subscriber] == coverage.plan for coverage in current if coverage.subscriber)


def test_who_needs_a_primary_care_doctor_has_chosen_one_in_network(valley: mg.Market) -> None:
    chosen = [one for one in valley.facts.coverages if one.plan == "valley-choice-hmo" and one.period.contains(TODAY)]
    for coverage in chosen:
        assert coverage.pcp is not None
        [role] = valley.on(TODAY).roles_of(coverage.pcp)
        standing = mg.network_standing(valley, coverage.pcp, role.organization, coverage.plan, on=TODAY)
        assert standing.overall is mg.Status.IN


def test_cardiology_and_imaging_are_in_the_building_of_a_family_practice(valley: mg.Market) -> None:
    shared = [site for site in valley.facts.sites if site.building == "mill-street-12"]
    assert {site.organization for site in shared} == {"northside-family", "summit-heart"}
    assert {service for site in shared for service in site.services or ()} == {
        "cardiology",
        "imaging",
        "laboratory",
        "primary-care",
    }


def test_no_structure_rule_is_broken(valley: mg.Market) -> None:
    report = mg.check_structure(valley, on=TODAY)
    assert {finding.severity for finding in report.findings} == {mg.Severity.CANNOT_TELL}


def test_every_standing_and_every_missing_link_occurs(valley: mg.Market) -> None:
    rows = mg.roster(valley, on=TODAY).rows
    assert {row.contracted for row in rows} == set(mg.Status)
    assert {row.listed for row in rows} == {mg.Status.IN, mg.Status.UNKNOWN, mg.Status.OUT}
    assert {row.missing.value for row in rows if row.missing} == {"agreement", "billing", "roster", "credential"}
    stale = [row for row in rows if row.misdirected and row.listed is mg.Status.UNKNOWN]
    assert {row.practitioner for row in stale} == {"dr-petrov"}


def test_the_association_has_one_that_left_a_plan_and_one_that_never_opted_in(valley: mg.Market) -> None:
    def contracts(practice: str, plan: str, day: date) -> bool:
        return "valley-ipa" in mg.units_of(valley, mg.Function.CONTRACTING, practice, on=day, plan=plan)

    last_year = date(2025, 12, 31)
    assert contracts("northside-family", "harbor-epo", TODAY)
    assert not contracts("northside-family", "harbor-hdhp", TODAY)
    assert contracts("summit-heart", "valley-choice-hmo", last_year)
    assert not contracts("summit-heart", "valley-choice-hmo", TODAY)
    assert contracts("summit-heart", "valley-choice-ppo", TODAY)
    assert not any(contracts("peak-orthopaedics", plan.id, TODAY) for plan in valley.facts.plans)


def test_its_referrals_show_what_may_become_of_one(valley: mg.Market) -> None:
    states = {one.id: one.state for one in valley.facts.referrals}
    assert set(states.values()) == set(ReferralState) - {
        *(ReferralState.AUTHORIZED, ReferralState.CANCELLED, ReferralState.REROUTED)
    }
    seen_at = {
        one.id: event.billing
        for one in valley.facts.referrals
        for event in one.events
        if event.state is ReferralState.SEEN
    }
    kept, left = seen_at["kim-to-heart"], seen_at["finn-to-heart"]
    assert kept is not None
    assert left is not None
    assert mg.together(valley, mg.Function.QUALITY, "northside-family", kept, on=TODAY) is True
    assert mg.together(valley, mg.Function.QUALITY, "northside-family", left, on=TODAY) is False
    finn = next(one for one in valley.facts.referrals if one.id == "finn-to-heart")
    assert (finn.preferred, finn.overrides) == (frozenset({"dr-tanaka"}), frozenset({mg.Override.PATIENT_PREFERENCE}))
    assert states["ben-to-heart"] is ReferralState.EXPIRED
    assert mg.overdue(valley, on=TODAY).referrals[0].referral == "finn-to-bones"


@pytest.mark.parametrize("plan", ["valley-choice-hmo", "valley-choice-ppo", "harbor-epo", "harbor-hdhp"])
def test_each_plan_has_an_order_of_its_own(valley: mg.Market, plan: str) -> None:
    def order(plan: str) -> list[str]:
        need = mg.Referral(
            id="r", patient="kim", issuer="okafor-northside", specialty="207RC0000X", plan=plan, written=TODAY
        )
        return [one.role for one in mg.rank_referrals(valley, need).ranked]

    assert [other.id for other in valley.facts.plans if order(other.id) == order(plan)] == [plan]


def test_the_page_names_every_organization_practitioner_plan_network_and_patient(valley: mg.Market) -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = ("organizations", "practitioners", "plans", "networks", "patients", "referrals")
    missing = [fact.id for name in named for fact in getattr(valley.facts, name) if f"`{fact.id}`" not in page]
    assert missing == []


@pytest.mark.parametrize(("command", "printed"), commands(), ids=[command for command, _ in commands()])
def test_every_command_on_the_page_prints_what_the_page_says(
    command: str, printed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed
    assert main(shlex.split(command)) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    lines = iter(captured.out.splitlines())
    for expected in printed:
        assert any(expected in line for line in lines), f"not printed, or not in this place: {expected}"
