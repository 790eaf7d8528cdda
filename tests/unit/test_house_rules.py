"""A rule of one's own, written as a plugin of a few lines over the view of a market on a day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from types import SimpleNamespace

import medgroup as mg
from medgroup.plugins import installed_plugins

DAY = date(2026, 3, 2)
VALLEY = mg.valley()


def all_are_credentialed(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """Every rostered practitioner is credentialed with the payers of the agreement's networks."""
    for agreement in view.agreements_of(organization.id):
        wanted = {view.network(network).payer for network in agreement.networks or ()}
        for line in view.roster_of(agreement.id):
            held = {credential.payer for credential in view.credentials_of(line.practitioner)}
            for payer in sorted(wanted - held):
                name, missing = view.practitioner(line.practitioner).name, view.payer(payer).name
                yield mg.Finding(
                    code="house.not-credentialed",
                    subjects=(f"roster_entries/{line.id}",),
                    message=f"{name} has no credential with {missing}.",
                )


@mg.hookimpl
def medgroup_structure_checks() -> Sequence[mg.StructureCheck]:
    return [mg.StructureCheck(name="credentialed", title="Credentialed", source="house", check=all_are_credentialed)]


PLUGIN = SimpleNamespace(__name__="house", medgroup_structure_checks=medgroup_structure_checks)


def broken(facts: mg.Facts, on: date = DAY) -> set[str]:
    """Return the roster lines that break the rule."""
    market = mg.open_market(facts, plugins=[*installed_plugins(), PLUGIN])
    findings = mg.check_structure(market, on=on).findings
    return {finding.subjects[0] for finding in findings if finding.code == "house.not-credentialed"}


def expected(facts: mg.Facts, on: date = DAY) -> set[str]:
    """Return them counted from the facts alone."""
    payer_of = {network.id: network.payer for network in facts.networks}
    networks = {one.id: one.networks or () for one in facts.agreements if one.period.contains(on)}
    held = {(one.practitioner, one.payer) for one in facts.credentials if one.period.contains(on)}
    return {
        f"roster_entries/{line.id}"
        for line in facts.roster_entries
        for network in networks.get(line.agreement, ())
        if line.period.contains(on) and (line.practitioner, payer_of[network]) not in held
    }


def test_a_house_rule_finds_every_rostered_practitioner_without_a_credential_and_no_other() -> None:
    for day in (DAY, DAY - timedelta(days=400), DAY + timedelta(days=900)):
        assert broken(VALLEY.facts, day) == expected(VALLEY.facts, day)
    without = mg.Facts(**{name: rows for name, rows in VALLEY.facts.items() if name != "credentials"})

    in_force = {f"roster_entries/{line.id}" for line in VALLEY.facts.roster_entries if line.period.contains(DAY)}
    assert broken(without) == expected(without)
    assert expected(without) <= in_force
    assert expected(without)


def test_the_view_of_a_day_holds_what_a_rule_about_plans_and_directories_asks() -> None:
    view: mg.View = VALLEY.on(DAY)
    facts = VALLEY.facts

    assert view.plans() == tuple(plan for plan in facts.plans if plan.period.contains(DAY))
    for plan in facts.plans:
        assert view.plan(plan.id) == plan
        assert view.payer(plan.payer) == VALLEY.payer(plan.payer)
        assert [view.network(network).id for network in plan.networks or ()] == list(plan.networks or ())
    for site in facts.sites:
        assert view.site(site.id) == site
    for one in facts.practitioners:
        assert view.credentials_of(one.id) == tuple(
            row for row in facts.credentials if row.practitioner == one.id and row.period.contains(DAY)
        )
        assert view.listings_of(one.id) == tuple(row for row in facts.listings if row.practitioner == one.id)


def test_a_plan_that_is_over_is_not_among_those_of_the_day_and_can_still_be_asked_for() -> None:
    over = mg.Plan(id="over", payer=VALLEY.facts.payers[0].id, period=mg.Period(None, DAY))
    market = VALLEY.with_facts(VALLEY.facts + mg.Facts(plans=[over]))

    assert over not in market.on(DAY).plans()
    assert over in market.on(DAY - timedelta(days=1)).plans()
    assert market.on(DAY).plan("over") == over
