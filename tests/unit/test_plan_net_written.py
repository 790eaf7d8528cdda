"""Directories that are written: what becomes of each fact, what is reported, and what stands in the folder."""

import json
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import (
    Affiliation,
    Facts,
    Hours,
    Line,
    Listing,
    Network,
    Organization,
    OrganizationRole,
    Payer,
    Plan,
    Position,
    Practitioner,
    PractitionerRole,
    Product,
    Site,
)
from medgroup.errors import FormatError, InvalidValueError, MarketError
from medgroup.formats import plan_net
from medgroup.rules import Kind
from medgroup.values.period import Period
from tests.unit.plan_net_resources import EXTENSION, Element, directory, plan, role, written

DAY = date(2026, 2, 16)
OWN = "urn:x-medgroup:practitioner_roles"
PAYER = Payer(id="acme")
NETWORK = Network(id="gold", payer="acme")
CLINIC = Organization(id="clinic")
ADA = Practitioner(id="ada", npi="1234567893")
ROLE = PractitionerRole(id="ada-clinic", practitioner="ada", organization="clinic", accepting=True)


def market_of(**more: Any) -> Facts:
    """Return a payer with a network, a clinic, and a practitioner, with more in the place of what it names."""
    stated: dict[str, Any] = {
        "payers": [PAYER],
        "networks": [NETWORK],
        "organizations": [CLINIC],
        "practitioners": [ADA],
        "practitioner_roles": [ROLE],
    }
    return Facts(**(stated | more))


def resources(folder: Path, facts: Facts) -> dict[str, dict[str, Element]]:
    """Write facts and return the resources by type and id."""
    plan_net.write(facts, folder / "written")
    found: dict[str, dict[str, Element]] = {}
    for file in (folder / "written").glob("*.ndjson"):
        found[file.stem] = {one["id"]: one for one in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    return found


def back(folder: Path, **how: Any) -> Facts:
    return plan_net.read(folder / "written", **how).facts.sorted()


class TestIds:
    def test_a_payer_a_network_and_an_organization_of_one_id_are_three_resources(self, tmp_path: Path) -> None:
        facts = Facts(
            payers=[Payer(id="acme")],
            networks=[Network(id="acme", payer="acme")],
            organizations=[Organization(id="acme")],
        )

        found = resources(tmp_path, facts)["Organization"]

        assert len(found) == 3
        assert "acme" in found
        assert back(tmp_path) == facts

    @pytest.mark.parametrize("identity", ["a_b", "two words", "Ä", "x" * 65, "a/b", "a@b"])
    def test_an_id_that_fhir_does_not_take_stands_among_the_identifiers(self, identity: str, tmp_path: Path) -> None:
        facts = market_of(
            practitioners=[Practitioner(id=identity, npi="1234567893")],
            practitioner_roles=[PractitionerRole(id=identity, practitioner=identity, organization="clinic")],
        )

        (found,) = resources(tmp_path, facts)["Practitioner"].values()

        assert found["id"] != identity
        assert found["identifier"][0] == {"system": "urn:x-medgroup:practitioners", "value": identity}
        assert back(tmp_path) == facts

    @pytest.mark.parametrize("identity", ["Ada", "a.b-C", "7", "x" * 64])
    def test_any_other_id_is_kept(self, identity: str, tmp_path: Path) -> None:
        found = resources(tmp_path, Facts(payers=[Payer(id=identity)]))["Organization"]
        assert list(found) == [identity]
        assert "identifier" not in found[identity]

    def test_one_more_fact_changes_the_id_of_no_other_resource(self, tmp_path: Path) -> None:
        (first,) = resources(tmp_path, Facts(organizations=[Organization(id="a b")]))["Organization"]
        more = resources(tmp_path, Facts(organizations=[Organization(id="a b"), Organization(id="a-b")]))
        assert set(more["Organization"]) == {first, "a-b"}

    @pytest.mark.parametrize("identifier", ["x", 7, [7], ["x"], [{"system": {}}], [{"system": OWN}], [{"value": "x"}]])
    def test_identifiers_that_name_no_fact_change_nothing(self, identifier: Any, tmp_path: Path) -> None:
        stated = [one for one in directory() if one["resourceType"] != "PractitionerRole"]
        reading = plan_net.read(written(tmp_path, [*stated, role(identifier=identifier)]))
        assert [one.id for one in reading.facts.practitioner_roles] == ["ana-at-clinic"]

    def test_an_identifier_that_is_no_text_is_one_error(self, tmp_path: Path) -> None:
        stated = role(identifier=[{"system": OWN, "value": 7}])
        with pytest.raises(FormatError, match=r"PractitionerRole/ana-at-clinic: identifier\.value: 7 is not a text"):
            plan_net.read(written(tmp_path, [stated]))

    def test_a_practitioner_without_an_npi_is_identified_by_the_id_of_the_market(self, tmp_path: Path) -> None:
        facts = market_of(practitioners=[Practitioner(id="ada")])
        found = resources(tmp_path, facts)["Practitioner"]["ada"]
        assert [one["value"] for one in found["identifier"]] == ["ada"]


class TestListings:
    def listing(self, **more: Any) -> Listing:
        stated: dict[str, Any] = {
            "id": "ada-clinic@gold",
            "network": "gold",
            "practitioner": "ada",
            "organization": "clinic",
            "accepting": True,
            "as_of": DAY,
        }
        return Listing(**(stated | more))

    def test_a_listing_that_was_read_of_a_role_goes_back_to_it(self, tmp_path: Path) -> None:
        found = resources(tmp_path, market_of(listings=[self.listing()]))["PractitionerRole"]
        assert list(found) == ["ada-clinic"]
        assert found["ada-clinic"]["meta"]["lastUpdated"] == "2026-02-16T00:00:00Z"
        assert [one["url"].removeprefix(EXTENSION) for one in found["ada-clinic"]["extension"]] == [
            "newpatients",
            "network-reference",
        ]

    def test_what_a_network_says_otherwise_of_new_patients_is_said_from_it(self, tmp_path: Path) -> None:
        facts = market_of(listings=[self.listing(accepting=False)])
        extensions = resources(tmp_path, facts)["PractitionerRole"]["ada-clinic"]["extension"]
        assert [part["url"] for part in extensions[2]["extension"]] == ["acceptingPatients", "fromNetwork"]
        assert back(tmp_path) == facts

    @pytest.mark.parametrize(
        "differs",
        [
            {"id": "of-ada"},
            {"id": "ada-clinic@silver"},
            {"specialties": ["207Q00000X"]},
            {"sites": ["main"]},
            {"accepting": None},
            {"as_of": date(2019, 1, 1)},
        ],
        ids=str,
    )
    def test_one_that_shares_less_is_a_resource_of_its_own(self, differs: dict[str, Any], tmp_path: Path) -> None:
        role = PractitionerRole(
            id="ada-clinic",
            practitioner="ada",
            organization="clinic",
            accepting=True,
            period=Period(date(2020, 1, 1)),
        )
        facts = market_of(
            practitioner_roles=[role], sites=[Site(id="main", name="Main")], listings=[self.listing(**differs)]
        )

        found = resources(tmp_path, facts)["PractitionerRole"]

        assert len(found) == 2
        assert back(tmp_path) == facts

    def test_a_role_states_one_network_and_each_further_one_is_a_resource(self, tmp_path: Path) -> None:
        facts = market_of(
            networks=[NETWORK, Network(id="silver", payer="acme")],
            listings=[self.listing(), self.listing(id="ada-clinic@silver", network="silver")],
        )
        assert len(resources(tmp_path, facts)["PractitionerRole"]) == 2
        assert back(tmp_path) == facts

    def test_an_organization_is_listed_by_an_affiliation_in_all_its_networks(self, tmp_path: Path) -> None:
        silver = Network(id="silver", payer="acme")
        facts = market_of(
            networks=[NETWORK, silver],
            listings=[
                Listing(id=f"shop@{one.id}@affiliation", network=one.id, organization="clinic", as_of=DAY)
                for one in (NETWORK, silver)
            ],
        )
        (found,) = resources(tmp_path, facts)["OrganizationAffiliation"].values()
        assert found["id"] == "shop"
        assert [one["reference"] for one in found["network"]] == ["Organization/gold", "Organization/silver"]
        assert back(tmp_path) == facts

    def test_one_of_another_organization_is_not_listed_with_the_tie(self, tmp_path: Path) -> None:
        tie = Affiliation(id="tie", organizer="hospital", member="clinic")
        facts = market_of(
            organizations=[CLINIC, Organization(id="hospital")],
            affiliations=[tie],
            listings=[Listing(id="tie@gold@affiliation", network="gold", organization="hospital")],
        )
        found = resources(tmp_path, facts)["OrganizationAffiliation"]
        assert len(found) == 2
        assert "network" not in found["tie"]
        assert back(tmp_path) == facts

    def test_a_pharmacy_is_listed_as_one(self, tmp_path: Path) -> None:
        shop = Organization(id="shop", roles={OrganizationRole.PHARMACY})
        listing = Listing(id="shop@gold@affiliation", network="gold", organization="shop")
        facts = market_of(organizations=[CLINIC, shop], listings=[listing])
        (found,) = resources(tmp_path, facts)["OrganizationAffiliation"].values()
        assert [one["coding"][0]["code"] for one in found["code"]] == ["pharmacy"]

    def test_one_of_nobody_is_reported(self, tmp_path: Path) -> None:
        report = plan_net.write(market_of(listings=[Listing(id="nobody", network="gold")]), tmp_path / "written")
        (loss,) = report.losses
        assert (loss.collection, loss.field, loss.ids, loss.count) == ("listings", "", ("nobody",), 1)
        assert str(loss) == "1 listing: It names neither a practitioner nor an organization."


class TestTies:
    def market(self, kind: Kind, identity: str = "tie", period: Period | None = None) -> Facts:
        tie = Affiliation(id=identity, kind=kind, organizer="hospital", member="clinic", period=period)
        return Facts(organizations=[CLINIC, Organization(id="hospital")], affiliations=[tie])

    def test_membership_has_a_code(self, tmp_path: Path) -> None:
        facts = self.market(Kind.MEMBER)
        assert resources(tmp_path, facts)["OrganizationAffiliation"]["tie"]["code"][0]["coding"][0]["code"] == "bt"
        assert back(tmp_path) == facts

    def test_ownership_has_none_and_comes_back_where_the_organizer_is_named(self, tmp_path: Path) -> None:
        facts = self.market(Kind.OWNS)
        report = plan_net.write(facts, tmp_path / "written")
        assert [(loss.field, loss.ids) for loss in report.losses] == [("kind", ("tie",))]
        assert back(tmp_path, associated={"hospital": Kind.OWNS}) == facts

    def test_one_that_was_read_of_a_part_goes_back_to_it(self, tmp_path: Path) -> None:
        found = resources(tmp_path, self.market(Kind.ASSOCIATED, "clinic@hospital"))
        assert found["Organization"]["clinic"]["partOf"] == {"reference": "Organization/hospital"}
        assert "OrganizationAffiliation" not in found

    def test_a_part_with_a_period_is_an_affiliation(self, tmp_path: Path) -> None:
        facts = self.market(Kind.ASSOCIATED, "clinic@hospital", Period(DAY))
        assert "partOf" not in resources(tmp_path, facts)["Organization"]["clinic"]
        assert back(tmp_path) == facts

    def test_one_organization_is_part_of_one_and_tied_to_the_others(self, tmp_path: Path) -> None:
        ties = [Affiliation(id=f"clinic@{one}", organizer=one, member="clinic") for one in ("east", "west")]
        facts = Facts(organizations=[CLINIC, Organization(id="east"), Organization(id="west")], affiliations=ties)
        found = resources(tmp_path, facts)
        assert found["Organization"]["clinic"]["partOf"] == {"reference": "Organization/east"}
        assert len(found["OrganizationAffiliation"]) == 1
        assert back(tmp_path) == facts

    def test_the_last_day_is_the_day_before_the_end(self, tmp_path: Path) -> None:
        facts = self.market(Kind.MEMBER, period=Period(date(2025, 1, 1), date(2026, 1, 1)))
        found = resources(tmp_path, facts)["OrganizationAffiliation"]["tie"]
        assert found["period"] == {"start": "2025-01-01", "end": "2025-12-31"}


class TestPlans:
    @pytest.mark.parametrize(
        ("line", "sort", "hdhp"), [*product((None, *Line), (None, *Product), (None, True, False))], ids=str
    )
    def test_every_line_product_and_deductible_comes_back(
        self, line: Line | None, sort: Product | None, hdhp: bool | None, tmp_path: Path
    ) -> None:
        facts = Facts(payers=[PAYER], plans=[Plan(id="plan", payer="acme", line=line, product=sort, hdhp=hdhp)])
        found = resources(tmp_path, facts)["InsurancePlan"]["plan"]
        assert len(found["type"]) == 1
        assert back(tmp_path) == facts

    def test_a_name_that_says_another_product_is_reported_and_the_type_is_written(self, tmp_path: Path) -> None:
        facts = Facts(payers=[PAYER], plans=[Plan(id="p", payer="acme", name="Gold HMO", product=Product.PPO)])
        report = plan_net.write(facts, tmp_path / "written")
        assert [(loss.collection, loss.field) for loss in report.losses] == [("plans", "product")]
        (finding,) = plan_net.read(tmp_path / "written").findings
        assert finding.code == "plan.product-disagrees"


class TestWhatIsAbsent:
    def test_it_is_counted_by_element(self, tmp_path: Path) -> None:
        report = plan_net.write(market_of(), tmp_path / "written")
        assert report.absent == {
            "Organization.address": 2,
            "Organization.name": 3,
            "Organization.type": 1,
            "Practitioner.name.family": 1,
        }
        assert report.resources == {"Practitioner": 1, "PractitionerRole": 1, "Organization": 3}

    def test_a_reference_that_is_said_to_be_absent_is_no_finding(self, tmp_path: Path) -> None:
        absent = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}]}
        stated = [one for one in directory() if one["id"] != "ppo"]
        reading = plan_net.read(written(tmp_path, [*stated, plan(administeredBy=absent, network=[absent])]))
        assert reading.facts.plans[0].networks is None
        assert {finding.code for finding in reading.findings} == {"network.no-plan"}

    @pytest.mark.parametrize(
        "site",
        [
            Site(id="main", name="Main", hours=()),
            Site(id="main", name="Main", services=frozenset()),
            Site(id="main", name="Main", hours=(Hours(days=frozenset()),)),
        ],
        ids=str,
    )
    def test_what_fhir_cannot_say_of_a_site_is_reported(self, site: Site, tmp_path: Path) -> None:
        report = plan_net.write(Facts(sites=[site]), tmp_path / "written")
        assert [loss.collection for loss in report.losses] == ["sites"]
        assert back(tmp_path).sites == (Site(id="main", name="Main"),)

    def test_a_pharmacy_is_one_by_its_type(self, tmp_path: Path) -> None:
        roles = {OrganizationRole.PHARMACY, OrganizationRole.EXCHANGE}
        facts = Facts(organizations=[Organization(id="shop", name="Shop", roles=roles)])
        resources(tmp_path, facts)
        assert back(tmp_path) == facts


class TestTheFolder:
    def test_resources_stand_in_the_order_of_their_ids(self, tmp_path: Path) -> None:
        found = resources(tmp_path, market_of(payers=[Payer(id="acme"), Payer(id="zenith")]))["Organization"]
        assert list(found) == ["acme", "clinic", "gold", "zenith"]

    def test_equal_positions_are_equal_bytes(self, tmp_path: Path) -> None:
        for number, degrees in enumerate((43, 43.0)):
            site = Site(id="main", position=Position(latitude=degrees, longitude=-107.5))
            plan_net.write(Facts(sites=[site]), tmp_path / str(number))
        assert (tmp_path / "0" / "Location.ndjson").read_bytes() == (tmp_path / "1" / "Location.ndjson").read_bytes()

    def test_a_market_is_taken_as_well_as_its_facts(self, tmp_path: Path) -> None:
        plan_net.write(mg.valley(), tmp_path / "market")
        plan_net.write(mg.valley().facts, tmp_path / "facts")
        files = sorted(file.name for file in (tmp_path / "facts").iterdir())
        assert [(tmp_path / "market" / name).read_bytes() for name in files] == [
            (tmp_path / "facts" / name).read_bytes() for name in files
        ]

    def test_what_is_no_longer_written_is_taken_away(self, tmp_path: Path) -> None:
        resources(tmp_path, market_of())
        (tmp_path / "written" / ".notes").write_text("mine")
        resources(tmp_path, Facts(payers=[PAYER]))
        assert sorted(file.name for file in (tmp_path / "written").iterdir()) == [".notes", "Organization.ndjson"]

    @pytest.mark.parametrize("name", ["notes.txt", "Endpoint.ndjson", "market.json"])
    def test_a_folder_that_holds_anything_else_is_refused_and_left_as_it_is(self, name: str, tmp_path: Path) -> None:
        resources(tmp_path, market_of())
        (tmp_path / "written" / name).write_text("{}")
        before = {file.name: file.read_bytes() for file in (tmp_path / "written").iterdir()}

        with pytest.raises(FormatError, match=f"holds {name}"):
            plan_net.write(mg.valley(), tmp_path / "written")

        assert {file.name: file.read_bytes() for file in (tmp_path / "written").iterdir()} == before

    @pytest.mark.parametrize("name", ["market.json", "directory.ndjson", "sites.csv"])
    def test_a_path_that_names_a_file_is_refused(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="name a folder"):
            plan_net.write(market_of(), tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    def test_half_a_character_is_refused_and_what_stood_there_stands(self, tmp_path: Path) -> None:
        resources(tmp_path, market_of())
        with pytest.raises(FormatError, match="half of a character"):
            plan_net.write(Facts(payers=[Payer(id="acme", name="\ud800")]), tmp_path / "written")
        assert back(tmp_path) == market_of()

    def test_facts_that_make_no_market_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(MarketError, match="networks/gold: payer: no payer has the id 'acme'"):
            plan_net.write(Facts(networks=[NETWORK]), tmp_path / "written")
        with pytest.raises(MarketError, match="stands twice"):
            plan_net.write(Facts(payers=[PAYER, PAYER]), tmp_path / "written")
        with pytest.raises(InvalidValueError, match="facts: 7 is not a market, or Facts"):
            plan_net.write(7, tmp_path / "written")  # type: ignore[arg-type]
        assert list(tmp_path.iterdir()) == []
