"""What people and their roles in a Plan-Net directory become as facts, and what stays unknown."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medgroup.domain.contracts import Listing
from medgroup.domain.practitioners import Practitioner, Qualification
from medgroup.values.period import Period
from tests.unit.plan_net_resources import (
    EXTENSION,
    TAXONOMY,
    Element,
    concept,
    found,
    in_network,
    location,
    new_patients,
    organization,
    practitioner,
    reading_of,
    role,
    specialty,
    to,
)


def only_listing(tmp_path: Path, *more: Element) -> Listing:
    (listing,) = reading_of(tmp_path, *more).facts.listings
    return listing


def only_practitioner(tmp_path: Path, **more: Any) -> Practitioner:
    (read,) = reading_of(tmp_path, practitioner(**more)).facts.practitioners
    return read


class TestPeopleAndRoles:
    def test_a_role_is_one_fact_and_one_listing_for_each_network_that_it_names(self, tmp_path: Path) -> None:
        silver = organization("silver", "ntwk", partOf=to("Organization", "payer"))
        stated = role(
            extension=[in_network("gold"), in_network("silver"), in_network("gold")],
            location=[to("Location", "main"), to("Location", "annex")],
            specialty=[specialty("207Q00000X"), specialty("207R00000X")],
            period={"start": "2024-02", "end": "2025-12-31"},
        )
        facts = reading_of(tmp_path, silver, location("annex"), stated).facts
        (read,) = facts.practitioner_roles
        assert (read.id, read.practitioner, read.organization) == ("ana-at-clinic", "ana", "clinic")
        assert read.sites == frozenset({"main", "annex"})
        assert read.specialties == frozenset({"207Q00000X", "207R00000X"})
        assert read.period == Period(date(2024, 2, 1), date(2026, 1, 1))
        assert [listing.id for listing in facts.listings] == ["ana-at-clinic@gold", "ana-at-clinic@silver"]
        for listing in facts.listings:
            assert (listing.practitioner, listing.organization) == ("ana", "clinic")
            assert (listing.sites, listing.specialties) == (read.sites, read.specialties)
            assert listing.as_of == date(2025, 3, 4)

    def test_a_role_in_no_network_is_not_listed(self, tmp_path: Path) -> None:
        facts = reading_of(tmp_path, role(extension=[])).facts
        assert [len(facts.practitioner_roles), len(facts.listings)] == [1, 0]

    @pytest.mark.parametrize("missing", ["practitioner", "organization"])
    def test_a_role_without_one_of_its_ends_is_a_finding_and_lists_what_it_states(
        self, tmp_path: Path, missing: str
    ) -> None:
        stated = role()
        del stated[missing]
        reading = reading_of(tmp_path, stated)
        assert reading.facts.practitioner_roles == ()
        assert found(reading, "plan-net.incomplete") == [("practitioner_roles/ana-at-clinic",)]
        (listing,) = reading.facts.listings
        assert getattr(listing, missing) is None
        assert {listing.practitioner, listing.organization} - {None} == {"ana", "clinic"} - {
            {"practitioner": "ana", "organization": "clinic"}[missing]
        }

    def test_admitting_privileges_are_no_work_for_the_hospital(self, tmp_path: Path) -> None:
        reading = reading_of(tmp_path, role(code=[concept("ap")]))
        assert reading.facts.practitioner_roles == ()
        assert found(reading, "plan-net.not-work") == [("practitioner_roles/ana-at-clinic",)]
        assert len(reading_of(tmp_path, role(code=[concept("ap"), concept("ph")])).facts.practitioner_roles) == 1

    @pytest.mark.parametrize(
        ("code", "taken"), [("newpt", True), ("nopt", False), ("existptonly", False), ("existptfam", False)]
    )
    def test_whether_new_patients_are_taken_is_read_for_the_role_and_its_listings(
        self, tmp_path: Path, code: str, taken: bool
    ) -> None:
        facts = reading_of(tmp_path, role(extension=[in_network("gold"), new_patients(code)])).facts
        assert facts.practitioner_roles[0].accepting is taken
        assert facts.listings[0].accepting is taken

    def test_whether_new_patients_are_taken_may_differ_by_network(self, tmp_path: Path) -> None:
        silver = organization("silver", "ntwk", partOf=to("Organization", "payer"))
        extensions = [in_network("gold"), in_network("silver"), new_patients("newpt"), new_patients("nopt", "silver")]
        facts = reading_of(tmp_path, silver, role(extension=extensions)).facts
        assert {listing.network: listing.accepting for listing in facts.listings} == {"gold": True, "silver": False}
        assert facts.practitioner_roles[0].accepting is True

    def test_whether_new_patients_are_taken_is_unknown_where_nothing_or_both_is_stated(self, tmp_path: Path) -> None:
        assert only_listing(tmp_path).accepting is None
        both = role(extension=[in_network("gold"), new_patients("newpt"), new_patients("nopt")])
        reading = reading_of(tmp_path, both)
        assert reading.facts.listings[0].accepting is None
        assert found(reading, "plan-net.contradiction") == [("practitioner_roles/ana-at-clinic",)]
        reading = reading_of(tmp_path, role(extension=[in_network("gold"), new_patients("maybe")]))
        assert reading.facts.listings[0].accepting is None
        assert found(reading, "plan-net.unknown-code") == [("practitioner_roles/ana-at-clinic",)]

    def test_a_listing_whose_statement_bears_no_date_has_none(self, tmp_path: Path) -> None:
        assert only_listing(tmp_path, role(meta={"versionId": "1"})).as_of is None

    @pytest.mark.parametrize(
        "stated",
        [
            {"location": [to("Location", "nowhere")]},
            {"specialty": [concept("394814009", "http://snomed.info/sct")]},
            {"period": {"end": "2024-12-31"}},
        ],
        ids=["sites", "specialties", "period"],
    )
    def test_a_listing_that_would_say_more_than_the_directory_is_left_out(
        self, tmp_path: Path, stated: Element
    ) -> None:
        reading = reading_of(tmp_path, role(**stated))
        assert reading.facts.listings == ()
        assert found(reading, "plan-net.listing-left-out") == [("practitioner_roles/ana-at-clinic",)]
        assert len(reading.facts.practitioner_roles) == 1

    def test_the_official_name_is_the_name(self, tmp_path: Path) -> None:
        names = [{"use": "old", "text": "Ana Old"}, {"use": "official", "given": ["Ana", None, "B."], "family": "New"}]
        assert only_practitioner(tmp_path, name=names).name == "Ana B. New"
        assert only_practitioner(tmp_path, name=[{"text": "Ana New, MD", "family": "New"}]).name == "Ana New, MD"
        assert only_practitioner(tmp_path, name=[{"use": "official"}]).name is None

    @pytest.mark.parametrize(
        ("values", "npi", "code"),
        [
            (["1234567893"], "1234567893", ""),
            ([1234567893], "1234567893", ""),
            (["1234567890"], "1234567890", ""),
            (["12345678"], None, "npi.form"),
            (["12345o7893"], None, "npi.form"),
            (["1234567893", "1679576722"], "1234567893", "plan-net.contradiction"),
        ],
    )
    def test_an_npi_of_wrong_form_is_a_finding_and_its_check_digit_is_left_to_the_market(
        self, tmp_path: Path, values: list[Any], npi: str | None, code: str
    ) -> None:
        stated = [{"system": "http://hl7.org/fhir/sid/us-npi", "value": value} for value in values]
        reading = reading_of(tmp_path, practitioner(identifier=[{"system": "x", "value": 7}, *stated]))
        assert reading.facts.practitioners[0].npi == npi
        assert [finding.code for finding in reading.findings] == [code] * bool(code)

    def test_a_licence_is_a_qualification_for_each_state_that_it_is_good_in(self, tmp_path: Path) -> None:
        places = [{"url": "whereValid", "valueCodeableConcept": concept(state)} for state in ("CT", "MA")]
        standing = {"url": EXTENSION + "practitioner-qualification", "extension": [*places, status("active")]}
        stated = {
            "extension": [standing],
            "identifier": [{"value": 2291}],
            "code": specialty("207Q00000X"),
            "issuer": {"display": "Board"},
            "period": {"start": "2024-06-05", "end": "2027-06-05"},
        }
        held = Period(date(2024, 6, 5), date(2027, 6, 6))
        assert only_practitioner(tmp_path, qualification=[stated]).qualifications == tuple(
            Qualification(state=state, number="2291", code="207Q00000X", issuer="Board", period=held)
            for state in ("CT", "MA")
        )

    @pytest.mark.parametrize(
        "parts",
        [
            [{"url": "status", "valueCode": "revoked"}],
            [{"url": "whereValid", "valueCodeableConcept": concept("Ontario")}],
            [{"url": "whereValid", "valueReference": to("Location", "main")}],
        ],
        ids=["revoked", "abroad", "a place, not a state"],
    )
    def test_a_licence_that_is_not_active_or_good_in_no_known_state_is_a_finding(
        self, tmp_path: Path, parts: list[Element]
    ) -> None:
        extension = {"url": EXTENSION + "practitioner-qualification", "extension": parts}
        reading = reading_of(
            tmp_path, practitioner(qualification=[{"extension": [extension], "identifier": [{"value": "7"}]}])
        )
        assert reading.facts.practitioners[0].qualifications == ()
        assert found(reading, "plan-net.qualification") == [("practitioners/ana",)]

    def test_languages_are_tags(self, tmp_path: Path) -> None:
        spoken = [concept("en", "urn:ietf:bcp:47"), concept("zh", "urn:ietf:bcp:47"), {"text": "Elvish"}]
        assert only_practitioner(tmp_path, communication=spoken).languages == {"en", "zh"}


def status(code: str) -> Element:
    return {"url": "status", "valueCode": code}


def test_taxonomy_codes_of_other_systems_are_not_read(tmp_path: Path) -> None:
    both = {"coding": [{"system": "x", "code": "207Q00000X"}, {"system": TAXONOMY, "code": "207R00000X"}]}
    assert only_listing(tmp_path, role(specialty=[both])).specialties == frozenset({"207R00000X"})
    reading = reading_of(tmp_path, role(specialty=[specialty("207R00000X"), specialty("207")]))
    assert reading.facts.listings[0].specialties == frozenset({"207R00000X"})
    assert found(reading, "taxonomy.form") == [("practitioner_roles/ana-at-clinic",)]
