"""A sound model, and models that are broken in one way each, as a newcomer might break one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

import attrs
from attrs import field, frozen
from hypothesis import Phase, settings

import medgroup as mg
from medgroup.domain import Qualification
from medgroup.models import Check
from medgroup.rules import Effect, Function, Kind
from medgroup.testing import OrganizationalModelConformance
from medgroup.testing.suites import Conformance, laws_of

DAY = date(2026, 3, 2)
SOURCE = "rule book of the example"


class Plugin:
    """A plugin with one model."""

    def __init__(self, model: mg.OrganizationalModel) -> None:
        self.model = model

    @mg.hookimpl
    def medgroup_models(self) -> Sequence[mg.OrganizationalModel]:
        return [self.model]


def finding(organization: mg.Organization, message: str, code: str = "CL-1", *subjects: str) -> mg.Finding:
    return mg.Finding(
        code=code,
        subjects=subjects or [f"organizations/{organization.id}"],
        message=message,
        remedy="Mend the clinic.",
        source=SOURCE,
    )


def three(view: mg.View, organization: mg.Organization) -> bool:
    return len({role.practitioner for role in view.roles_at(organization.id)}) > 2


def two_at_most(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """Sound: CL-1, a clinic has two practitioners at most."""
    if three(view, organization):
        yield finding(organization, "The clinic has more than two practitioners.")


def reads_the_clock(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    for role in view.roles_at(organization.id):
        for licence in view.practitioner(role.practitioner).qualifications:
            if licence.period.ended_by(date.today()):  # noqa: DTZ011
                yield finding(organization, "A licence has ended.")


def takes_the_first(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    roles = view.roles_at(organization.id)
    if roles and roles[0].relation not in (None, mg.Relation.OWNER):
        yield finding(organization, "The lead of the clinic does not own it.")


def looks_at_ids(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if three(view, organization) and not organization.id.startswith("draft-"):
        yield finding(organization, "The clinic has more than two practitioners.")


def takes_missing_for_no(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if organization.tin is None:
        yield finding(organization, "The clinic has no TIN.")


def reaches_others(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if three(view, organization):
        yield finding(organization, f"It is one of {len(view.organizations())} organizations, and large.")


CALLS = count()


def remembers(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if three(view, organization) and next(CALLS) % 2:
        yield finding(organization, "The clinic has more than two practitioners.")


def finds_two_things(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if three(view, organization):
        yield finding(organization, "The clinic has more than two practitioners.")
    if any(role.relation is mg.Relation.LEASED for role in view.roles_at(organization.id)):
        yield finding(organization, "The clinic leases a practitioner.", "CL-2")


def names_what_is_not_there(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    if three(view, organization):
        yield finding(organization, "The clinic is large.", "CL-1", "organizations/the-clinic")


def made_inside_a_function() -> Check:
    def check(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        yield from two_at_most(view, organization)

    return check


CONSOLIDATES = (
    mg.Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.CONTRACTING}, elective=True),
    mg.Consolidation(over=Kind.MANAGES, effect=Effect.REPLACES, functions={Function.PURCHASING}),
)
TIERS = (
    mg.Tier(name="Panel", reach=mg.Reach.MEMBERS, over={Kind.MEMBER}, sharing=Function.CONTRACTING),
    mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
)
#: Over owned members the model shares nothing, so that none of them meets another.
IMPOSSIBLE_TIERS = (mg.Tier(name="Owned", reach=mg.Reach.MEMBERS, over={Kind.OWNS}, sharing=Function.REFERRAL),)


@frozen(kw_only=True)
class Seasonal(mg.OrganizationalModel):
    """A record with more in it than the record has."""

    closed_in_august: bool = field(default=True)


@frozen(kw_only=True)
class NeverElective(mg.OrganizationalModel):
    """A record that does something else than it declares."""

    def effects(self) -> dict[tuple[Kind, Function], tuple[Effect, bool]]:
        return {key: (effect, False) for key, (effect, _) in super().effects().items()}


def clinic(*checks: Check, kind: type[mg.OrganizationalModel] = mg.OrganizationalModel, **changed: Any) -> Plugin:
    stated: dict[str, Any] = {"consolidates": CONSOLIDATES, "tiers": TIERS, "checks": checks or (two_at_most,)}
    return Plugin(kind(name="clinic", title="Clinic", **{**stated, **changed}))


def person(key: str, organization: str = "clinic", relation: mg.Relation = mg.Relation.OWNER) -> mg.Facts:
    licence = Qualification(state="CT", period=mg.Period(date(2020, 1, 1)))
    role = mg.PractitionerRole(
        id=key,
        practitioner=key,
        organization=organization,
        relation=relation,
        period=mg.Period(date(2024, 1, 1)),
    )
    return mg.Facts(practitioners=[mg.Practitioner(id=key, qualifications=[licence])], practitioner_roles=[role])


#: A clinic of an owner and an employee, and one that is only planned.
EXAMPLE = (
    mg.Facts(
        organizations=[
            mg.Organization(id="clinic", model="clinic", tin="06-0000001"),
            mg.Organization(id="draft-clinic", model="clinic", tin="06-0000002"),
        ]
    )
    + person("dr-a")
    + person("dr-b", relation=mg.Relation.EMPLOYEE)
)


def with_a_third(facts: mg.Facts) -> mg.Facts:
    return facts + person("dr-c")


def with_a_lapsed_licence(facts: mg.Facts) -> mg.Facts:
    lapsed = [Qualification(state="CT", period=mg.Period(None, date(2025, 1, 1)))]
    people = [attrs.evolve(one, qualifications=lapsed) for one in facts.practitioners]
    return attrs.evolve(facts, practitioners=people)


def led_by_an_employee(facts: mg.Facts) -> mg.Facts:
    roles = [attrs.evolve(one, relation=mg.Relation.EMPLOYEE) for one in facts.practitioner_roles]
    return attrs.evolve(facts, practitioner_roles=roles)


def without_a_tin(facts: mg.Facts) -> mg.Facts:
    return attrs.evolve(facts, organizations=[attrs.evolve(one, tin=None) for one in facts.organizations])


def with_a_draft_of_three(facts: mg.Facts) -> mg.Facts:
    return facts + person("dr-d", "draft-clinic") + person("dr-e", "draft-clinic") + person("dr-f", "draft-clinic")


#: Few examples, the same ones in every run; what fails is not made smaller.
QUICK = settings(max_examples=15, derandomize=True, database=None, deadline=None, phases=[Phase.generate])


def suite(
    plugin: Plugin, violate: Callable[[mg.Facts], mg.Facts] = with_a_third, example: mg.Facts = EXAMPLE
) -> type[OrganizationalModelConformance]:
    """Return the suite of a plugin, as quick as it can be and the same in every run."""

    class Suite(OrganizationalModelConformance):
        on = DAY
        violations = {"CL-1": violate}
        hypothesis_settings = QUICK

    Suite.plugin, Suite.example = plugin, example
    return Suite


def broken_laws(tested: type[Conformance]) -> dict[str, str]:
    """Run the test of every law of a suite and return what those that fail say, by the name of the test."""
    failed = {}
    for name in laws_of(tested):
        try:
            getattr(tested(), name)()
        except AssertionError as broken:
            failed[name] = str(broken)
    return failed
