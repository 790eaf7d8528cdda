"""What organizations, their ties and their plans in a Plan-Net directory become as facts, and what stays unknown."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medgroup.domain.contracts import Listing
from medgroup.domain.organizations import Hours, Organization, OrganizationRole, Weekday
from medgroup.domain.payers import Line, Network, Payer, Plan, Product
from medgroup.errors import InvalidValueError
from medgroup.formats import plan_net
from medgroup.rules import Kind
from medgroup.values.period import ALWAYS, Period
from tests.unit.plan_net_resources import (
    EXTENSION,
    Element,
    affiliation,
    concept,
    directory,
    found,
    location,
    organization,
    plan,
    reading_of,
    resource,
    role,
    specialty,
    to,
    written,
)


def only_plan(tmp_path: Path, **more: Any) -> Plan:
    (read,) = reading_of(tmp_path, plan(**more)).facts.plans
    return read


class TestOrganizations:
    def test_payers_and_networks_are_no_organizations(self, tmp_path: Path) -> None:
        facts = reading_of(tmp_path).facts
        assert facts.payers == (Payer(id="payer", name="Payer"),)
        assert facts.networks == (Network(id="gold", name="Gold", payer="payer"),)
        assert facts.organizations == (
            Organization(id="clinic", name="Clinic", roles=frozenset({OrganizationRole.PRACTICE})),
        )

    @pytest.mark.parametrize(
        ("types", "roles"),
        [
            (["fac"], {OrganizationRole.FACILITY}),
            (["fac", "prvgrp"], {OrganizationRole.FACILITY, OrganizationRole.PRACTICE}),
            (["atyprv"], set()),
            (["bus"], set()),
            ([], set()),
        ],
    )
    def test_what_an_organization_is_comes_from_its_types(
        self, tmp_path: Path, types: list[str], roles: set[OrganizationRole]
    ) -> None:
        (read,) = reading_of(tmp_path, organization("clinic", *types)).facts.organizations
        assert read.roles == frozenset(roles)
        assert read.model is None

    def test_a_payer_that_also_gives_care_is_both(self, tmp_path: Path) -> None:
        facts = reading_of(tmp_path, organization("payer", "payer", "fac")).facts
        assert [payer.id for payer in facts.payers] == ["payer"]
        assert [group.id for group in facts.organizations] == ["payer", "clinic"]

    def test_tin_npi_and_period_of_an_organization_are_read(self, tmp_path: Path) -> None:
        identifiers = [
            {"system": "urn:oid:2.16.840.1.113883.4.4", "value": "12-3456789"},
            {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"},
        ]
        existence = {"url": EXTENSION + "org-period", "valuePeriod": {"start": "2020"}}
        stated = organization("clinic", "fac", identifier=identifiers, extension=[existence])
        (read,) = reading_of(tmp_path, stated).facts.organizations
        assert (read.tin, read.npi, read.period) == ("12-3456789", "1234567893", Period(date(2020, 1, 1)))
        reading = reading_of(tmp_path, organization("clinic", "fac", identifier=[identifiers[0] | {"value": "12"}]))
        assert found(reading, "tin.form") == [("organizations/clinic",)]

    def test_a_site_has_address_position_hours_and_the_services_that_name_it(self, tmp_path: Path) -> None:
        hours = [
            {"daysOfWeek": ["mon", "tue"], "openingTime": "08:30:00", "closingTime": "17:00:00"},
            {"daysOfWeek": ["sat"], "allDay": True},
            {"daysOfWeek": ["fri"], "openingTime": "18:00:00", "closingTime": "00:00:00"},
        ]
        stated = location(
            name="Main",
            managingOrganization=to("Organization", "clinic"),
            address={"line": ["1 Elm St", ""], "city": "Anytown", "state": "CT", "postalCode": "06000", "country": ""},
            position={"longitude": -72.5, "latitude": 41},
            hoursOfOperation=hours,
        )
        services = [
            resource(
                "HealthcareService", f"service-{code}", category=[concept(code)], location=[to("Location", "main")]
            )
            for code in ("urg", "lab", "own-word")
        ]
        words = resource("HealthcareService", "x", category=[{"text": "Imaging"}], location=[to("Location", "main")])
        (site,) = reading_of(tmp_path, stated, *services, words).facts.sites
        assert (site.name, site.organization, site.building) == ("Main", "clinic", None)
        assert site.address is not None
        assert (site.address.line, site.address.country) == (("1 Elm St",), None)
        assert site.position is not None
        assert (site.position.latitude, site.position.longitude) == (41, -72.5)
        assert site.hours == (
            Hours(days=frozenset({Weekday.MON, Weekday.TUE}), opens="08:30", closes="17:00"),
            Hours(days=frozenset({Weekday.SAT})),
            Hours(days=frozenset({Weekday.FRI}), opens="18:00", closes="24:00"),
        )
        assert site.services == frozenset({"urgent-care", "laboratory", "own-word", "Imaging"})

    @pytest.mark.parametrize(
        "hours",
        [
            {"daysOfWeek": ["mon"]},
            {"daysOfWeek": ["mon"], "openingTime": "08:00:00"},
            {"allDay": True},
            {"daysOfWeek": ["mon"], "openingTime": "22:00:00", "closingTime": "06:00:00"},
        ],
        ids=["no times", "no closing", "no days", "overnight"],
    )
    def test_half_stated_hours_are_a_finding_and_unknown(self, tmp_path: Path, hours: Element) -> None:
        reading = reading_of(tmp_path, location(hoursOfOperation=[hours]))
        assert reading.facts.sites[0].hours is None
        assert found(reading, "plan-net.hours") == [("sites/main",)]

    def test_a_site_managed_by_a_payer_is_a_finding_and_its_organization_unknown(self, tmp_path: Path) -> None:
        reading = reading_of(tmp_path, location(managingOrganization=to("Organization", "payer")))
        assert reading.facts.sites[0].organization is None
        assert found(reading, "plan-net.wrong-target") == [("sites/main",)]

    def test_a_role_at_a_payer_is_a_finding_and_no_role(self, tmp_path: Path) -> None:
        reading = reading_of(tmp_path, role(organization=to("Organization", "payer")))
        assert reading.facts.practitioner_roles == ()
        assert found(reading, "plan-net.wrong-target") == [("practitioner_roles/ana-at-clinic",)]


class TestAffiliations:
    def test_an_affiliation_is_associated_until_its_code_or_the_caller_says_more(self, tmp_path: Path) -> None:
        more = [
            organization("hospital", "fac", name="Hospital"),
            organization("exchange", "atyprv"),
            affiliation("a-bare", "hospital", "clinic", period={"start": "2024-01-01"}),
            affiliation("b-coded", "hospital", "clinic", code=[concept("outpatient")]),
            affiliation("c-member", "exchange", "clinic", code=[concept("bt")]),
        ]
        facts = reading_of(tmp_path, *more).facts
        kinds = {tie.id: tie.kind for tie in facts.affiliations}
        assert kinds == {"a-bare": Kind.ASSOCIATED, "b-coded": Kind.ASSOCIATED, "c-member": Kind.MEMBER}
        assert facts.affiliations[0].period == Period(date(2024, 1, 1))
        reading = plan_net.read(tmp_path, associated={"hospital": Kind.OWNS})
        kinds = {tie.id: tie.kind for tie in reading.facts.affiliations}
        assert kinds == {"a-bare": Kind.OWNS, "b-coded": Kind.OWNS, "c-member": Kind.MEMBER}
        assert reading.assumptions == (
            "2 affiliations organized by hospital (Hospital) read as 'owns', which the directory does not state",
        )

    def test_an_organization_that_organizes_nothing_cannot_be_read_as_owner(self, tmp_path: Path) -> None:
        folder = written(
            tmp_path, [*directory(), organization("hospital", "fac"), affiliation("a", "hospital", "clinic")]
        )
        with pytest.raises(InvalidValueError, match=r"associated: 'hospitl' is not .* did you mean 'hospital'"):
            plan_net.read(folder, associated={"hospitl": Kind.OWNS})
        with pytest.raises(InvalidValueError, match=r"'own' is not a Kind .* did you mean 'owns'\?"):
            plan_net.read(folder, associated={"hospital": "own"})  # type: ignore[dict-item]
        with pytest.raises(InvalidValueError, match="a Kind that states a nature"):
            plan_net.read(folder, associated={"hospital": Kind.ASSOCIATED})

    def test_a_part_of_an_organization_is_tied_to_it_once(self, tmp_path: Path) -> None:
        more = [organization("hospital", "fac"), organization("ward", "fac", partOf=to("Organization", "hospital"))]
        (tie,) = reading_of(tmp_path, *more).facts.affiliations
        assert (tie.id, tie.kind, tie.organizer, tie.member) == ("ward@hospital", Kind.ASSOCIATED, "hospital", "ward")
        stated = affiliation("stated", "hospital", "ward")
        assert [tie.id for tie in reading_of(tmp_path, *more, stated).facts.affiliations] == ["stated"]

    def test_an_affiliation_lists_its_participant_in_each_network(self, tmp_path: Path) -> None:
        stated = affiliation(
            "ana-at-clinic",
            None,
            "clinic",
            network=[to("Organization", "gold")],
            code=[concept("pharmacy")],
            specialty=[specialty("333600000X")],
            location=[to("Location", "main")],
            meta={"lastUpdated": "2025-05"},
        )
        facts = reading_of(tmp_path, stated).facts
        assert facts.affiliations == ()
        assert facts.listings[1] == Listing(
            id="ana-at-clinic@gold@affiliation",
            network="gold",
            organization="clinic",
            sites=frozenset({"main"}),
            specialties=frozenset({"333600000X"}),
            as_of=date(2025, 5, 1),
        )
        assert facts.organizations[0].roles == {OrganizationRole.PRACTICE, OrganizationRole.PHARMACY}

    def test_an_affiliation_with_a_payer_is_a_listing_only(self, tmp_path: Path) -> None:
        reading = reading_of(tmp_path, affiliation("a", "payer", "clinic", network=[to("Organization", "gold")]))
        assert reading.facts.affiliations == ()
        assert [listing.id for listing in reading.facts.listings] == ["ana-at-clinic@gold", "a@gold@affiliation"]

    @pytest.mark.parametrize(
        ("ends", "code"),
        [(("clinic", "clinic"), "plan-net.contradiction"), (("clinic", None), "plan-net.incomplete")],
    )
    def test_an_affiliation_that_ties_nothing_is_a_finding(
        self, tmp_path: Path, ends: tuple[str, str | None], code: str
    ) -> None:
        reading = reading_of(tmp_path, affiliation("a", *ends))
        assert reading.facts.affiliations == ()
        assert found(reading, code) == [("affiliations/a",)]


class TestPlans:
    @pytest.mark.parametrize(
        ("types", "product", "line", "hdhp"),
        [
            ([concept("commppo")], Product.PPO, Line.COMMERCIAL, None),
            ([concept("commhdhp")], None, Line.COMMERCIAL, True),
            ([concept("commepo")], Product.EPO, Line.COMMERCIAL, None),
            ([concept("mediadvhmo")], Product.HMO, Line.MEDICARE_ADVANTAGE, None),
            ([concept("medi")], None, Line.MEDICAID, None),
            ([concept("medicare")], None, Line.MEDICARE, None),
            ([concept("medicare", text="Medicare Advantage")], None, Line.MEDICARE_ADVANTAGE, None),
            ([concept("qhp")], None, Line.COMMERCIAL, None),
            ([concept("pos")], Product.POS, None, None),
            ([concept("tri")], None, None, None),
            ([], None, None, None),
        ],
    )
    def test_product_and_line_come_from_the_type_and_no_plan_has_gates(
        self, tmp_path: Path, types: list[Element], product: Product, line: Line, hdhp: bool | None
    ) -> None:
        read = only_plan(tmp_path, type=types)
        assert (read.product, read.line, read.hdhp) == (product, line, hdhp)
        assert (read.gates, read.benefits) == (None, None)

    @pytest.mark.parametrize("name", ["Bronze HMO", "Bronze Hmo Plan", "hmo (Bronze)"])
    def test_a_name_that_says_another_product_than_the_type_is_a_finding_and_product_and_gates_unknown(
        self, tmp_path: Path, name: str
    ) -> None:
        reading = reading_of(tmp_path, plan(name=name, type=[concept("commppo")]))
        assert (reading.facts.plans[0].product, reading.facts.plans[0].gates) == (None, None)
        assert reading.facts.plans[0].line is Line.COMMERCIAL
        assert found(reading, "plan.product-disagrees") == [("plans/ppo",)]
        agreeing = reading_of(tmp_path, plan(name="HMO/PPO Choice", type=[concept("commppo")]))
        assert agreeing.facts.plans[0].product is Product.PPO
        assert reading_of(tmp_path, plan(name="An HMO")).facts.plans[0].product is None

    @pytest.mark.parametrize(
        ("variants", "hdhp"),
        [(["highdeductible"], True), (["lowdeductible"], False), (["highdeductible", "gold"], None), ([], None)],
    )
    def test_a_high_deductible_is_one_of_every_variant(
        self, tmp_path: Path, variants: list[str], hdhp: bool | None
    ) -> None:
        assert only_plan(tmp_path, plan=[{"type": concept(code)} for code in variants]).hdhp is hdhp

    def test_networks_keep_the_order_of_the_plan(self, tmp_path: Path) -> None:
        silver = organization("a-silver", "ntwk", partOf=to("Organization", "payer"))
        stated = plan(network=[to("Organization", one) for one in ("gold", "a-silver", "gold")], period={"end": "2025"})
        read = reading_of(tmp_path, silver, stated).facts.plans[0]
        assert read.networks == ("gold", "a-silver")
        assert read.period == Period(None, date(2026, 1, 1))

    def test_a_plan_whose_networks_stand_in_its_variants_has_them_if_all_agree(self, tmp_path: Path) -> None:
        silver = organization("silver", "ntwk", partOf=to("Organization", "payer"))
        gold = {"network": [to("Organization", "gold")]}
        assert only_plan(tmp_path, network=[], plan=[gold, gold]).networks == ("gold",)
        reading = reading_of(
            tmp_path, silver, plan(network=[], plan=[gold, {"network": [to("Organization", "silver")]}])
        )
        assert reading.facts.plans[0].networks is None
        assert found(reading, "plan-net.not-kept") == [("plans/ppo",)]

    def test_a_plan_without_owner_is_the_administrators_and_without_either_left_out(self, tmp_path: Path) -> None:
        stated = plan(administeredBy=to("Organization", "payer"))
        del stated["ownedBy"]
        assert reading_of(tmp_path, stated).facts.plans[0].payer == "payer"
        del stated["administeredBy"]
        reading = reading_of(tmp_path, stated)
        assert reading.facts.plans == ()
        assert found(reading, "plan-net.incomplete") == [("plans/ppo",)]

    def test_a_plan_that_names_no_network_has_unknown_networks(self, tmp_path: Path) -> None:
        reading = reading_of(tmp_path, plan(network=[]))
        assert reading.facts.plans[0].networks is None
        assert found(reading, "network.no-plan") == [("networks/gold",)]

    def test_a_type_that_says_nothing_known_is_a_finding(self, tmp_path: Path) -> None:
        assert found(reading_of(tmp_path, plan(type=[concept("hybrid")])), "plan-net.unknown-code") == [("plans/ppo",)]

    def test_a_network_without_payer_is_of_the_payer_of_all_its_plans(self, tmp_path: Path) -> None:
        reading = reading_of(tmp_path, organization("gold", "ntwk", name="Gold"))
        assert [network.payer for network in reading.facts.networks] == ["payer"]
        assert found(reading, "plan-net.network-payer") == [("networks/gold",)]
        (assumed,) = reading.assumptions
        assert assumed.startswith("network gold (Gold) is taken to be of the payer payer, whose plans alone use it")

    def test_a_network_without_payer_and_with_plans_of_several_is_left_out_with_its_listings(
        self, tmp_path: Path
    ) -> None:
        other = [organization("other", "payer"), plan("b", ownedBy=to("Organization", "other"))]
        reading = reading_of(tmp_path, organization("gold", "ntwk"), *other)
        assert (reading.facts.networks, reading.facts.listings, reading.assumptions) == ((), (), ())
        assert {finding.code for finding in reading.findings} == {"plan-net.network-payer"}
        assert [read.networks for read in reading.facts.plans] == [None, None]


@pytest.mark.parametrize(
    ("stated", "days"),
    [
        ({}, ALWAYS),
        ({"start": "2024"}, Period(date(2024, 1, 1))),
        ({"end": "2024-02"}, Period(None, date(2024, 3, 1))),
        ({"end": "2024-12"}, Period(None, date(2025, 1, 1))),
        ({"start": "2024-02-29", "end": "2024-02-29"}, Period(date(2024, 2, 29), date(2024, 3, 1))),
        ({"start": "2024-05-01T23:30:00-05:00"}, Period(date(2024, 5, 1))),
        ({"end": "9999-12-31"}, ALWAYS),
        ({"end": "9999"}, ALWAYS),
        ({"start": "", "end": None}, ALWAYS),
    ],
)
def test_the_end_of_a_fhir_period_is_its_last_day(tmp_path: Path, stated: Element, days: Period) -> None:
    assert only_plan(tmp_path, period=stated).period == days
