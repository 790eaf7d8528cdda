"""What descriptions and reports on structure say, word for word, each in one small market."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

import medgroup as mg
from medgroup import Effect, Function, Kind, Severity
from medgroup.domain import AffiliationTerm, Payer
from medgroup.errors import AmbiguousUnitError
from medgroup.structure import StructureReport

DAY, LATER = date(2025, 6, 1), date(2026, 1, 1)
SPRING = mg.Period(date(2025, 3, 1), LATER)


def brings(model: mg.OrganizationalModel, *checks: mg.StructureCheck) -> SimpleNamespace:
    """Return a plugin that brings a model and structure checks."""
    return SimpleNamespace(
        __name__="house",
        medgroup_models=mg.hookimpl(lambda: [model]),
        medgroup_structure_checks=mg.hookimpl(lambda: checks),
    )


SYSTEM = mg.OrganizationalModel(
    name="ids",
    title="System",
    consolidates=(mg.Consolidation(over=Kind.OWNS, effect=Effect.REPLACES, functions={Function.RECORDS}),),
)
FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="clinic", name="Elm Clinic"),
        mg.Organization(id="east", name="East Health", model="ids"),
        mg.Organization(id="west", model="ids"),
        mg.Organization(id="holding", name="Holding"),
        mg.Organization(id="bare"),
    ],
    affiliations=[
        mg.Affiliation(id="a-east", kind=Kind.OWNS, organizer="east", member="clinic", period=SPRING),
        mg.Affiliation(id="b-holding", kind=Kind.MANAGES, organizer="holding", member="clinic"),
        mg.Affiliation(id="c-near", kind=Kind.ASSOCIATED, organizer="west", member="clinic"),
    ],
    practitioners=[mg.Practitioner(id="ann"), mg.Practitioner(id="ben")],
    practitioner_roles=[
        mg.PractitionerRole(id="ann-1", practitioner="ann", organization="clinic"),
        mg.PractitionerRole(id="ann-2", practitioner="ann", organization="clinic"),
        mg.PractitionerRole(id="ben", practitioner="ben", organization="clinic", period=SPRING),
    ],
    sites=[mg.Site(id="north", organization="clinic"), mg.Site(id="south", organization="clinic")],
)


def market(*checks: mg.StructureCheck, facts: mg.Facts = FACTS, assumptions: tuple[str, ...] = ()) -> mg.Market:
    """Return the market, with structure checks of a plugin."""
    return mg.open_market(facts, plugins=[brings(SYSTEM, *checks)], assumptions=assumptions)


def test_a_description_tells_model_ties_people_and_sites() -> None:
    found = mg.describe(market(assumptions=("Something is assumed.",)), "Elm Clinic", on=DAY)

    assert found.headline() == (
        "Elm Clinic: model not known, owned by an ids, managed by an organization of unknown model, "
        "associated with an ids; 2 practitioners."
    )
    assert found.to_dict() == {
        "organization": "clinic",
        "name": "Elm Clinic",
        "labels": [
            "model not known",
            "owned by an ids",
            "managed by an organization of unknown model",
            "associated with an ids",
        ],
        "practitioners": 2,
        "sites": ["north", "south"],
        "because": [
            {
                "statement": "Elm Clinic is owned by East Health, from 2025-03-01 until 2026-01-01.",
                "evidence": ["affiliations/a-east"],
                "source": "",
                "would_change": "",
            },
            {
                "statement": "Elm Clinic is managed by Holding, always.",
                "evidence": ["affiliations/b-holding"],
                "source": "",
                "would_change": "",
            },
            {
                "statement": "Elm Clinic is associated with west, always.",
                "evidence": ["affiliations/c-near"],
                "source": "",
                "would_change": "",
            },
        ],
        "assumptions": ["Something is assumed."],
    }


def test_sites_are_those_run_and_on_a_day_those_that_roles_name_too_unless_another_runs_them() -> None:
    lent = [
        mg.Site(id="borrowed"),
        mg.Site(id="foreign", organization="west"),
    ]
    role = mg.PractitionerRole(
        id="out", practitioner="ben", organization="clinic", sites=["borrowed", "foreign"], period=SPRING
    )
    opened = market(facts=FACTS + mg.Facts(sites=lent, practitioner_roles=[role]))

    assert mg.describe(opened, "clinic").sites == ("north", "south")
    assert mg.describe(opened, "clinic", on=DAY).sites == ("borrowed", "north", "south")
    assert mg.describe(opened, "clinic", on=LATER).sites == ("north", "south")
    assert mg.describe(opened, "west").sites == ("foreign",)


def test_a_description_of_a_day_counts_who_and_what_is_there_on_it() -> None:
    found = mg.describe(market(), "clinic", on=LATER)

    assert found.headline() == (
        "Elm Clinic: model not known, managed by an organization of unknown model, associated with an ids; "
        "1 practitioner."
    )
    assert len(found.because) == 2


def test_a_description_of_no_day_tells_of_whatever_day() -> None:
    found = mg.describe(market(), "clinic")

    assert len(found.because) == 3
    assert found.practitioners == 2


def test_an_organization_without_a_name_goes_by_its_id() -> None:
    assert mg.describe(market(), "bare").headline() == "bare: model not known; 0 practitioners."


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("ids", "an ids"),
        ("ipa", "an ipa"),
        ("aco", "an aco"),
        ("mso", "an mso"),
        ("pho", "a pho"),
        ("bcdf", "a bcdf"),
        ("lmnp", "an lmnp"),
        ("solo", "a solo"),
        ("farm", "a farm"),
        ("multi-specialty", "a multi-specialty"),
        ("organized", "an organized"),
    ],
)
def test_a_model_has_the_article_that_it_is_spoken_with(model: str, said: str) -> None:
    facts = mg.Facts(
        organizations=[mg.Organization(id="clinic"), mg.Organization(id="parent", model=model)],
        affiliations=[mg.Affiliation(id="tie", kind=Kind.OWNS, organizer="parent", member="clinic")],
    )
    opened = mg.open_market(facts, plugins=[brings(mg.OrganizationalModel(name=model, title=model.title()))])

    assert mg.describe(opened, "clinic").labels == ("model not known", f"owned by {said}")


def finds(severity: Severity, **said: str) -> Callable[[mg.View, mg.Organization], Iterator[mg.Finding]]:
    """Return a check that finds one thing of the clinic."""

    def check(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        if organization.id == "clinic":
            yield mg.Finding(
                code="house.rule",
                severity=severity,
                subjects=(f"organizations/{organization.id}",),
                message=f"Looked at {len(view.roles_at(organization.id))} roles.",
                **said,
            )

    return check


def rule(name: str, check: Any) -> mg.StructureCheck:
    """Return a structure check."""
    return mg.StructureCheck(name=name, title="A rule", source="house", check=check)


def test_a_report_tells_what_was_found_with_source_and_remedy() -> None:
    found = mg.check_structure(
        market(
            rule("one", finds(Severity.WARNING, remedy="Do less.", source="House rules 7")),
            assumptions=("Something is assumed.",),
        ),
        "clinic",
        on=DAY,
    )

    unknown = {
        "code": "structure.organizer-model-unknown",
        "severity": "cannot-tell",
        "subjects": ["affiliations/b-holding", "organizations/holding"],
        "message": "What holding does for clinic cannot be told: its model is not known.",
        "remedy": "State the model of organizations/holding, or the terms of the affiliation.",
        "source": "",
    }
    of_the_house = {
        "code": "house.rule",
        "severity": "warning",
        "subjects": ["organizations/clinic"],
        "message": "Looked at 3 roles.",
        "remedy": "Do less.",
        "source": "House rules 7",
    }
    assert found.headline() == "1 organization checked on 2025-06-01: 1 warning, 1 rule that cannot be told."
    assert found.to_dict() == {
        "on": "2025-06-01",
        "organizations": ["clinic"],
        "findings": [of_the_house, unknown],
        "because": [
            {
                "statement": "house.rule (warning): Looked at 3 roles.",
                "evidence": ["organizations/clinic"],
                "source": "House rules 7",
                "would_change": "Do less.",
            },
            {
                "statement": f"{unknown['code']} (cannot-tell): {unknown['message']}",
                "evidence": unknown["subjects"],
                "source": "",
                "would_change": unknown["remedy"],
            },
        ],
        "assumptions": ["Something is assumed."],
    }


def test_where_nothing_is_found_the_report_says_so() -> None:
    found = mg.check_structure(market(), "bare", on=DAY)

    assert found.headline() == "1 organization checked on 2025-06-01: nothing found."
    assert found.passes


def test_what_several_checks_find_alike_stands_once() -> None:
    alike = finds(Severity.INFO)

    found = mg.check_structure(market(rule("one", alike), rule("two", alike)), on=DAY)

    assert [one.code for one in found.findings].count("house.rule") == 1


def several(name: str | None) -> StructureReport:
    """Return the report on a clinic of some name that two systems own."""
    facts = mg.Facts(
        organizations=[
            mg.Organization(id="clinic", name=name),
            mg.Organization(id="east", model="ids"),
            mg.Organization(id="west", model="ids"),
        ],
        affiliations=[
            mg.Affiliation(id=f"tie-{one}", kind=Kind.OWNS, organizer=one, member="clinic") for one in ("east", "west")
        ],
    )
    return mg.check_structure(market(facts=facts), "clinic", on=DAY)


@pytest.mark.parametrize(("name", "called"), [("Elm Clinic", "Elm Clinic"), (None, "clinic")])
def test_several_units_where_one_must_be_are_told_with_what_would_mend_it(name: str | None, called: str) -> None:
    assert several(name).findings == (
        mg.Finding(
            code="structure.several-units",
            severity=Severity.ERROR,
            subjects=("organizations/clinic", "organizations/east", "organizations/west"),
            message=f"{called} has 2 units for records: east, west.",
            remedy="End all but one of the ties that bring a unit, or state their terms.",
        ),
    )


@pytest.mark.parametrize(("name", "called"), [("Elm Clinic", "Elm Clinic"), (None, "clinic")])
def test_an_organization_out_of_force_is_told_with_what_would_help(name: str | None, called: str) -> None:
    facts = mg.Facts(organizations=[mg.Organization(id="clinic", name=name, period=mg.Period(LATER))])

    assert mg.check_structure(market(facts=facts), "clinic", on=DAY).findings == (
        mg.Finding(
            code="structure.not-in-force",
            severity=Severity.INFO,
            subjects=("organizations/clinic",),
            message=f"{called} exists from 2026-01-01, so nothing is checked.",
            remedy="Ask about a day on which it exists.",
        ),
    )


def test_a_check_without_a_name_goes_by_what_it_is() -> None:
    class Unnamed:
        def __call__(self, view: mg.View, organization: mg.Organization) -> list[mg.Finding]:
            raise RuntimeError

        def __repr__(self) -> str:
            return "<a check of ours>"

    with pytest.raises(mg.MedgroupError, match="check <a check of ours> raised RuntimeError"):
        mg.check_structure(market(rule("one", Unnamed())), on=DAY)


def test_together_counts_elections_for_the_plan_asked_about() -> None:
    chosen = AffiliationTerm(functions={Function.CONTRACTING}, effect=Effect.JOINS, elective=True)
    facts = mg.Facts(
        organizations=[mg.Organization(id=one) for one in ("hub", "left", "right")],
        affiliations=[
            mg.Affiliation(id=one, kind=Kind.MEMBER, organizer="hub", member=one, terms=[chosen])
            for one in ("left", "right")
        ],
        elections=[
            mg.Election(id="left-hmo", affiliation="left", plans={"hmo"}),
            mg.Election(id="right-both", affiliation="right"),
        ],
        payers=[Payer(id="payer")],
        plans=[mg.Plan(id=one, payer="payer") for one in ("hmo", "ppo")],
    )
    opened = market(facts=facts)

    def together(one: str, other: str, plan: str | None) -> bool:
        return mg.together(opened, Function.CONTRACTING, one, other, on=DAY, plan=plan)

    for one, other in (("left", "right"), ("right", "left")):
        assert together(one, other, "hmo")
        assert not together(one, other, "ppo")
        assert together(one, other, None)


def test_an_ambiguous_unit_is_told_with_the_organization_and_its_units() -> None:
    joins = AffiliationTerm(functions={Function.RECORDS}, effect=Effect.JOINS)
    facts = mg.Facts(
        organizations=[mg.Organization(id="clinic"), mg.Organization(id="hub")],
        affiliations=[mg.Affiliation(id="tie", kind=Kind.MEMBER, organizer="hub", member="clinic", terms=[joins])],
    )

    with pytest.raises(AmbiguousUnitError) as raised:
        mg.unit_of(market(facts=facts), "records", "clinic", on=DAY)

    assert str(raised.value) == "clinic has 2 units for records: clinic, hub; ask units_of for all of them"
