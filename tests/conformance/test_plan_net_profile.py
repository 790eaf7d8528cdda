"""What is written is FHIR R4, and has what the profiles of Plan-Net require and support."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup import formats
from medgroup.domain import Facts
from medgroup.formats import plan_net
from medgroup.formats.plan_net import codes
from medgroup.testing.choices import seeded
from tests.property.drawn_directories import draw_directory
from tests.property.test_plan_net_written import written

Resource = dict[str, Any]

DRAWN = 40
EVERY_FIELD = Path(__file__).parents[1] / "data" / "every-field.json"

#: The elements that have to be there, by profile, value or data-absent-reason.
REQUIRED = {
    "Practitioner": "identifier active name name.family qualification?code",
    "PractitionerRole": "active",
    "Organization": "active type name address",
    "Network": "active type name partOf",
    "OrganizationAffiliation": "active",
    "Location": "status name",
    "HealthcareService": "active category",
    "InsurancePlan": "status type ownedBy administeredBy network",
}
#: The elements that a server has to be able to give, by profile, of those that facts state.
SUPPORTED = {
    "Practitioner": (
        "identifier.type identifier.value name.text qualification.identifier qualification.code qualification.issuer "
        "qualification.period qualification.extension.practitioner-qualification.status "
        "qualification.extension.practitioner-qualification.whereValid communication"
    ),
    "PractitionerRole": (
        "extension.newpatients.acceptingPatients extension.newpatients.fromNetwork extension.network-reference period "
        "practitioner organization specialty location"
    ),
    "Organization": "extension.org-period identifier.type identifier.value name type partOf",
    "Network": "name partOf",
    "OrganizationAffiliation": "period organization participatingOrganization network code specialty location",
    "Location": (
        "name address.line address.city address.state address.postalCode position managingOrganization "
        "hoursOfOperation.daysOfWeek hoursOfOperation.allDay hoursOfOperation.openingTime hoursOfOperation.closingTime"
    ),
    "HealthcareService": "providedBy category location",
    "InsurancePlan": "type name ownedBy network period plan.type",
}


@pytest.fixture(scope="module")
def model_of() -> Callable[[str], Any]:
    """The models of FHIR R4 by type; R4B differs from it in no type of a directory."""
    found: Callable[[str], Any] = import_module("fhir.resources.R4B").get_fhir_model_class
    return found


def resources(facts: Facts) -> list[Resource]:
    return [json.loads(line) for data in written(facts)[2].values() for line in data.splitlines()]


@cache
def drawn() -> tuple[Resource, ...]:
    """Return the resources of some drawn markets."""
    return tuple(one for seed in range(DRAWN) for one in resources(draw_directory(seeded(seed))))


def profile_of(resource: Resource) -> str:
    (profile,) = resource["meta"]["profile"]
    return str(profile).rpartition("-")[2]


def paths(value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every element, extensions by their names."""
    if isinstance(value, list):
        for item in value:
            yield from paths(item, path)
    elif isinstance(value, dict):
        name = str(value["url"]).rpartition("/")[2] if "url" in value else ""
        path = f"{path}.{name}".strip(".") if name else path
        yield path
        for key, inner in value.items():
            # A part of an extension bears its name below the extension's own.
            below = path if name and key == "extension" else f"{path}.{key.removeprefix('_')}".strip(".")
            yield from paths(inner, below)
    else:
        yield path


@pytest.mark.parametrize("facts", [mg.valley().facts, formats.read(EVERY_FIELD).facts], ids=["valley", "every field"])
def test_a_market_is_written_as_fhir(facts: Facts, model_of: Callable[[str], Any]) -> None:
    for resource in resources(facts):
        model_of(resource["resourceType"]).model_validate(resource)


def test_whatever_market_is_written_as_fhir(model_of: Callable[[str], Any]) -> None:
    for resource in drawn():
        model_of(resource["resourceType"]).model_validate(resource)


@pytest.mark.parametrize("broken", [{"id": "no_id"}, {"colour": "red"}, {"active": []}, {"name": 7}, {"type": {}}])
def test_the_models_refuse_what_is_no_fhir(broken: Resource, model_of: Callable[[str], Any]) -> None:
    good = next(one for one in resources(mg.valley().facts) if one["resourceType"] == "Organization")
    with pytest.raises(ValueError, match="validation error"):
        model_of("Organization").model_validate({**good, **broken})


def test_every_resource_has_what_its_profile_requires() -> None:
    for resource in drawn():
        there = set(paths(resource))
        for required in REQUIRED[profile_of(resource)].split():
            holder, optional, inner = required.partition("?")
            if not optional or holder in there:
                assert f"{holder}.{inner}".strip(".") in there


def test_every_resource_obeys_the_invariants_of_its_profile() -> None:
    for resource in drawn():
        kind = resource["resourceType"]
        if kind == "PractitionerRole":
            assert resource.keys() & {"practitioner", "organization", "healthcareService", "location"}
            networks = [one for one in resource.get("extension", ()) if one["url"] == codes.NETWORK_REFERENCE]
            assert len(networks) <= 1
        elif kind == "OrganizationAffiliation":
            assert resource.keys() & {"organization", "participatingOrganization"}
        elif kind == "InsurancePlan":
            assert len(resource["type"]) == 1


@pytest.mark.parametrize("profile", SUPPORTED)
def test_what_a_profile_supports_is_written_where_a_fact_states_it(profile: str) -> None:
    there = {path for resource in drawn() if profile_of(resource) == profile for path in paths(resource)}

    assert set(SUPPORTED[profile].split()) - there == set()


def test_ids_are_such_as_fhir_takes_and_references_lead_to_them() -> None:
    for seed in range(DRAWN):
        made = resources(draw_directory(seeded(seed)))
        names = [f"{one['resourceType']}/{one['id']}" for one in made]
        led = {one.split('"')[0] for text in map(json.dumps, made) for one in text.split('"reference": "')[1:]}
        assert len(set(names)) == len(names)
        assert [one["id"] for one in made if not re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", one["id"])] == []
        assert led <= set(names)


class TestRealDirectories:
    @pytest.mark.parametrize("name", ["plan-net", "plan-net-examples"])
    def test_one_that_is_read_and_written_is_read_as_the_same_market(
        self, name: str, real_data: Path, tmp_path: Path
    ) -> None:
        facts = plan_net.read(real_data / name).facts

        report = plan_net.write(facts, tmp_path / "again")

        assert report.losses == ()
        assert plan_net.read(tmp_path / "again").facts.sorted() == facts.sorted()

    def test_the_resources_of_the_guide_keep_their_ids(self, real_data: Path, tmp_path: Path) -> None:
        plan_net.write(plan_net.read(real_data / "plan-net-examples").facts, tmp_path / "again")

        before = {
            file.stem
            for file in (real_data / "plan-net-examples").iterdir()
            if file.name[:6] not in ("Endpoi", "Health")
        }
        after = {
            f"{one['resourceType']}-{one['id']}"
            for file in (tmp_path / "again").iterdir()
            for one in map(json.loads, file.read_text().splitlines())
            if one["resourceType"] != "HealthcareService"
        }
        assert before == after

    def test_what_is_written_of_them_is_fhir(
        self, real_data: Path, tmp_path: Path, model_of: Callable[[str], Any]
    ) -> None:
        plan_net.write(plan_net.read(real_data / "plan-net").facts, tmp_path / "again")
        count = 0
        for file in sorted((tmp_path / "again").iterdir()):
            for line in file.read_text().splitlines():
                model_of(file.stem).model_validate_json(line)
                count += 1
        assert count == 5215 - 40
