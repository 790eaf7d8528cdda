"""FHIR Plan-Net directories: what a source may look like, where references lead, and the real directories."""

import json
from collections import Counter
from pathlib import Path

import pytest

from medgroup.domain.contracts import Scope, ScopeOf
from medgroup.formats import plan_net
from medgroup.formats.plan_net.codes import ELEMENTS
from medgroup.formats.plan_net.notes import CODES
from medgroup.formats.reading import Reading
from medgroup.market import open_market
from medgroup.rules import Kind
from medgroup.values.finding import Severity
from medgroup.values.identifiers import npi_check_digit_ok
from tests.unit.plan_net_resources import (
    Element,
    affiliation,
    concept,
    directory,
    found,
    in_network,
    location,
    organization,
    plan,
    practitioner,
    reading_of,
    resource,
    role,
    to,
    written,
)


class TestReferences:
    @pytest.mark.parametrize(
        "reference",
        [
            "Organization/clinic",
            "https://fhir.example.org/r4/Organization/clinic",
            "Organization/clinic/_history/3",
            "https://fhir.example.org/r4/Organization/clinic/_history/3",
        ],
    )
    def test_references_may_be_relative_absolute_or_versioned(self, tmp_path: Path, reference: str) -> None:
        facts = reading_of(tmp_path, role(organization={"reference": reference})).facts
        assert facts.practitioner_roles[0].organization == "clinic"

    @pytest.mark.parametrize(
        ("reference", "code"),
        [
            ({"reference": "Location/nowhere"}, "plan-net.dangling-reference"),
            ({"reference": "#contained"}, "plan-net.dangling-reference"),
            ({"display": "Annex"}, "plan-net.dangling-reference"),
            ({"reference": "Organization/clinic"}, "plan-net.wrong-target"),
            ({"reference": "Location/closed"}, "plan-net.inactive-reference"),
        ],
    )
    def test_a_reference_that_leads_nowhere_is_a_finding_and_dropped(
        self, tmp_path: Path, reference: Element, code: str
    ) -> None:
        stated = role(location=[to("Location", "main"), reference])
        reading = reading_of(tmp_path, location("closed", status="suspended"), stated)
        assert reading.facts.practitioner_roles[0].sites == frozenset({"main"})
        assert reading.facts.listings[0].sites == frozenset({"main"})
        assert found(reading, code) == [("practitioner_roles/ana-at-clinic",)]

    def test_a_bundle_is_read_by_its_addresses(self, tmp_path: Path) -> None:
        def entry(number: int, stated: Element) -> Element:
            return {"fullUrl": f"urn:uuid:{number}", "resource": stated}

        resources = [
            {name: value for name, value in one.items() if name != "id"} for one in (practitioner(), *directory()[:3])
        ]
        resources[2]["partOf"] = {"reference": "urn:uuid:1"}
        stated = role(
            practitioner={"reference": "urn:uuid:0"},
            organization={"reference": "urn:uuid:3"},
            extension=[in_network("x") | {"valueReference": {"reference": "urn:uuid:2"}}],
        )
        entries = [entry(number, one) for number, one in enumerate([*resources, stated])]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [*entries, {"request": {}}]}
        (tmp_path / "bundle.json").write_text(json.dumps(bundle, indent=1), encoding="utf-8")
        reading = plan_net.read(tmp_path)
        assert reading.facts.listings[0].id == "ana-at-clinic@2"
        assert reading.facts.practitioner_roles[0].practitioner == "0"
        assert {finding.code for finding in reading.findings} == {"network.no-plan"}


class TestSources:
    def test_lines_documents_and_bundles_of_a_folder_are_read_together(self, tmp_path: Path) -> None:
        payer, gold, clinic, *rest = directory()
        written(tmp_path, [payer], "a.ndjson")
        (tmp_path / "b.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(gold).encode())
        bundle = {"resourceType": "Bundle", "entry": [{"resource": clinic}]}
        written(tmp_path, [bundle, *rest], "c.ndjson")
        (tmp_path / "README.md").write_text("Not a resource.", encoding="utf-8")
        (tmp_path / ".hidden.json").write_text("{", encoding="utf-8")
        (tmp_path / "sub.json").mkdir()
        apart = plan_net.read(tmp_path)
        for file in tmp_path.glob("*.*json"):
            if file.is_file():
                file.unlink()
        assert apart == reading_of(tmp_path)

    def test_one_file_is_a_source_too(self, tmp_path: Path) -> None:
        reading_of(tmp_path)
        assert plan_net.read(str(tmp_path / "directory.ndjson")) == plan_net.read(tmp_path)

    def test_blank_lines_a_byte_order_mark_and_line_ends_of_windows_are_passed_over(self, tmp_path: Path) -> None:
        expected = reading_of(tmp_path)
        lines = (tmp_path / "directory.ndjson").read_bytes().replace(b"\n", b"\r\n\r\n  \n")
        (tmp_path / "directory.ndjson").write_bytes(b"\xef\xbb\xbf" + lines)
        assert plan_net.read(tmp_path) == expected

    def test_the_order_of_resources_changes_only_the_order_of_facts(self, tmp_path: Path) -> None:
        expected = reading_of(tmp_path)
        reading = plan_net.read(written(tmp_path, reversed(directory())))
        assert reading.facts.sorted() == expected.facts.sorted()
        assert reading.findings == expected.findings

    def test_a_resource_that_stands_twice_and_says_the_same_is_one(self, tmp_path: Path) -> None:
        expected = reading_of(tmp_path)
        written(tmp_path, [role(telecom=[]), practitioner(gender="female")], "twice.ndjson")
        assert plan_net.read(tmp_path) == expected

    @pytest.mark.parametrize(
        ("stated", "subject"),
        [
            (practitioner("gone", active=False), "practitioners/gone"),
            (organization("gone", "ntwk", active=False), "networks/gone"),
            (organization("gone", "payer", active=False), "payers/gone"),
            (location("gone", status="inactive"), "sites/gone"),
            (plan("gone", status="retired"), "plans/gone"),
            (resource("HealthcareService", "gone", active=False), "HealthcareService/gone"),
        ],
    )
    def test_what_is_not_active_is_left_out_with_a_finding(self, tmp_path: Path, stated: Element, subject: str) -> None:
        expected = reading_of(tmp_path)
        reading = reading_of(tmp_path, stated)
        assert reading.facts == expected.facts
        assert found(reading, "plan-net.inactive") == [(subject,)]

    def test_types_and_elements_that_are_not_read_are_findings_that_count_them(self, tmp_path: Path) -> None:
        strange = [
            resource("Practitoner", "x"),
            {"resourceType": "Practitoner"},
            resource("Endpoint", "e"),
            resource("HealthcareService", "h", category=[concept("lab")]),
            affiliation("a", None, None, participatingOrganisation=to("Organization", "clinic"), _active={}),
        ]
        reading = plan_net.read(written(tmp_path, [*directory(), *strange]))
        said = {(finding.code, finding.message, finding.remedy) for finding in reading.findings}
        assert {
            ("plan-net.unknown-type", "'Practitoner': 2 not read.", "Did you mean 'Practitioner'?"),
            ("plan-net.not-kept", "Endpoint: 1 read; no fact holds what they state.", ""),
            ("plan-net.not-kept", "HealthcareService: 1 at no location, so at no site; not kept.", ""),
            (
                "plan-net.not-read",
                "OrganizationAffiliation.'participatingOrganisation': 1 not read.",
                "Did you mean 'participatingOrganization'?",
            ),
        } <= said

    def test_any_number_of_unknown_types_makes_a_few_findings(self, tmp_path: Path) -> None:
        reading = plan_net.read(written(tmp_path, [resource(f"Type{number}", "x") for number in range(100)]))
        assert len(reading.findings) == 21
        assert sum(finding.message == "(80 more names): 80 not read." for finding in reading.findings) == 1

    def test_progress_is_told_now_and_then_and_at_the_end(self, tmp_path: Path) -> None:
        told: list[int] = []
        people = [practitioner(str(number)) for number in range(2 * plan_net.PROGRESS_EVERY + 1)]
        plan_net.read(written(tmp_path, people), progress=told.append)
        every = plan_net.PROGRESS_EVERY
        assert told == [every, 2 * every, 2 * every + 1]

    def test_a_directory_is_complete_only_if_the_caller_says_so(self, tmp_path: Path) -> None:
        assert reading_of(tmp_path).facts.scopes == ()
        reading = plan_net.read(tmp_path, complete_listings=True)
        assert reading.facts.scopes == (Scope(id="complete-listings", of=ScopeOf.LISTINGS),)
        assert [("every listing" in said) for said in reading.assumptions] == [True]


@pytest.fixture(scope="module")
def directory_of_new_england(real_data: Path) -> Reading:
    return plan_net.read(real_data / "plan-net")


class TestTheReferenceDirectory:
    def test_it_holds_the_facts_that_it_is_known_for(self, directory_of_new_england: Reading) -> None:
        counts = directory_of_new_england.facts.counts()
        assert {name: count for name, count in counts.items() if count} == {
            "organizations": 164,
            "affiliations": 40,
            "practitioners": 2000,
            "practitioner_roles": 2000,
            "sites": 649,
            "payers": 3,
            "networks": 13,
            "plans": 30,
            "listings": 2000 + 389,
        }

    def test_its_findings_are_nine_plans_four_networks_and_the_endpoints(
        self, directory_of_new_england: Reading
    ) -> None:
        counts = Counter(finding.code for finding in directory_of_new_england.findings)
        assert counts == {"plan.product-disagrees": 9, "network.no-plan": 4, "plan-net.not-kept": 1}
        assert directory_of_new_england.assumptions == ()

    def test_439_roles_are_listed_only_in_networks_that_no_plan_uses(self, directory_of_new_england: Reading) -> None:
        unused = {
            subject.removeprefix("networks/") for (subject,) in found(directory_of_new_england, "network.no-plan")
        }
        networks: dict[str, set[str]] = {}
        for listing in directory_of_new_england.facts.listings:
            if listing.practitioner is not None:
                networks.setdefault(listing.id.partition("@")[0], set()).add(listing.network)
        assert len(networks) == 2000
        assert sum(named <= unused for named in networks.values()) == 439

    def test_a_role_is_listed_in_its_network_on_the_day_of_the_statement(
        self, directory_of_new_england: Reading
    ) -> None:
        facts = directory_of_new_england.facts
        role_id = "plannet-practitionerrole-1230081110"
        (listed,) = [listing for listing in facts.listings if listing.id.startswith(role_id)]
        assert listed.network == "plannet-network-HPID050000"
        assert str(listed.as_of) == "2020-08-17"
        (held,) = [one for one in facts.practitioner_roles if one.id == role_id]
        assert held.practitioner == listed.practitioner == "plannet-practitioner-1230081110"

    def test_1829_npis_have_a_wrong_check_digit(self, directory_of_new_england: Reading) -> None:
        facts = directory_of_new_england.facts
        people = [one.npi for one in facts.practitioners]
        groups = [*(one.npi for one in facts.organizations), *(one.npi for one in facts.payers)]
        wrong = [sum(npi is not None and not npi_check_digit_ok(npi) for npi in npis) for npis in (people, groups)]
        assert wrong == [1785, 44]

    def test_no_plan_has_gates_and_the_medicare_plans_are_of_their_line(
        self, directory_of_new_england: Reading
    ) -> None:
        plans = directory_of_new_england.facts.plans
        assert {(one.gates, one.benefits, one.hdhp) for one in plans} == {(None, None, None)}
        lines = Counter((one.line and one.line.value, one.product and one.product.value) for one in plans)
        assert lines == {("commercial", "ppo"): 18, ("commercial", None): 9, ("medicare-advantage", None): 3}

    def test_a_hospital_may_be_read_as_the_owner_of_the_groups_associated_with_it(self, real_data: Path) -> None:
        hospital = "plannet-organization-1230010000"
        reading = plan_net.read(real_data / "plan-net", associated={hospital: Kind.OWNS})
        kinds = Counter(tie.kind for tie in reading.facts.affiliations)
        assert kinds == {Kind.OWNS: 15, Kind.ASSOCIATED: 25}
        (assumed,) = reading.assumptions
        assert assumed.startswith(f"15 affiliations organized by {hospital} (")

    def test_it_opens_as_a_market(self, directory_of_new_england: Reading) -> None:
        market = open_market(directory_of_new_england.facts, findings=directory_of_new_england.findings)
        assert Counter(finding.code for finding in market.findings)["npi.check-digit"] == 1829


class TestTheExamplesOfTheGuide:
    def test_they_are_read_as_they_stand(self, real_data: Path) -> None:
        reading = plan_net.read(real_data / "plan-net-examples")
        counts = {name: count for name, count in reading.facts.counts().items() if count}
        assert counts == {
            "organizations": 8,
            "affiliations": 4,
            "practitioners": 3,
            "practitioner_roles": 1,
            "sites": 9,
            "payers": 1,
            "networks": 2,
            "plans": 2,
            "listings": 12,
        }
        plans = {one.id: one.networks for one in reading.facts.plans}
        assert plans == {"AcmeQHPBronze": ("AcmeofCTStdNet",), "AcmeQHPGold": ("AcmeofCTStdNet", "AcmeofCTPremNet")}
        ties = {tie.id: tie.kind.value for tie in reading.facts.affiliations}
        assert ties == {
            "BurrClinicAffil": "associated",
            "HartfordOrthopedicAffil": "associated",
            "HamiltonClinic@Hospital": "associated",
            "ConnHIEAffil": "member",
        }
        assert found(reading, "plan-net.incomplete") == [
            (f"practitioner_roles/{one}",)
            for one in ("AnonRole", "CounselorRole1", "HansSoloRole1", "JoeSmithRole2", "JoeSmithRole3")
        ]
        assert found(reading, "plan-net.hours") == [("sites/CancerClinicLoc",)]

    def test_they_open_as_a_market(self, real_data: Path) -> None:
        reading = plan_net.read(real_data / "plan-net-examples", complete_listings=True)
        assert open_market(reading.facts).facts.counts()["listings"] == 12


def test_every_finding_code_has_a_source_and_every_warning_a_remedy() -> None:
    assert all(code.source for code in CODES.values())
    assert all(code.remedy for code in CODES.values() if code.severity is Severity.WARNING)


def test_all_eight_resource_types_of_the_profile_are_known() -> None:
    assert len(ELEMENTS) == 8
