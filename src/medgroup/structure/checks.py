"""Whether organizations are what their models and the structure rules say."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from medgroup.answers import Answer, Reason
from medgroup.display import number
from medgroup.domain.organizations import Organization
from medgroup.errors import PluginError, told
from medgroup.market import DayView, Market
from medgroup.market.markets import market_of
from medgroup.models import Check
from medgroup.rules import SINGLE_UNIT_FUNCTIONS, Function, Kind
from medgroup.structure.seats import units_of
from medgroup.values.finding import Finding, Severity


@frozen(kw_only=True, repr=False)
class StructureReport(Answer):
    """What the checks found of one organization or of all."""

    #: The day that was looked at.
    on: date
    #: The organizations that were checked.
    organizations: tuple[str, ...]
    #: What was found, sorted by code and subject.
    findings: tuple[Finding, ...]
    because: tuple[Reason, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether no rule is broken; what cannot be told does not break one."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def remarks(self) -> tuple[Reason, ...]:
        """Return nothing: the findings tell every reason."""
        return ()

    def headline(self) -> str:
        """Return how many findings of each weight there are."""
        checked = number(len(self.organizations), "organizations")
        counted = Counter(finding.severity for finding in self.findings)
        weights = ", ".join(_weight(severity, counted[severity]) for severity in Severity if counted[severity])
        return f"{checked} checked on {self.on}: {weights or 'nothing found'}."


def _weight(severity: Severity, count: int) -> str:
    if severity is Severity.CANNOT_TELL:
        return f"{number(count, 'rules')} that cannot be told"
    return number(count, "notes" if severity is Severity.INFO else f"{severity.value}s")


def check_structure(market: Market, organization: str | None = None, *, on: date) -> StructureReport:
    """Return what the checks of models and plugins find on a day.

    Each organization in force is held against the checks of its model, the structure checks of all plugins, and the
    rule that billing, records and scheduling have one unit each. One that is not in force is asked for contracts that
    are.

    Args:
        market: The market.
        organization: Id, NPI or unique name; None checks all that are in force.
        on: The day.

    Returns:
        The findings; a rule whose facts are missing gives one of severity CANNOT_TELL.

    Raises:
        UnknownFactError: There is no such organization.
        PluginError: A check of a plugin raised, or yielded something that is no finding.
    """
    market_of(market)
    view = market.on(on)
    asked = view.organizations() if organization is None else (market.organization(organization),)
    found = [row for one in asked for row in _findings(market, view, one)]
    if organization is None:
        gone = (one for one in market.facts.organizations if not one.period.contains(on))
        found += [row for one in gone for row in _contracts_all_the_same(view, one)]
    findings = sorted(found, key=Finding.sort_key)
    return StructureReport(
        on=on,
        organizations=tuple(one.id for one in asked),
        findings=tuple(dict.fromkeys(findings)),
        because=tuple(_reason(finding) for finding in findings),
        assumptions=market.assumptions,
    )


def _findings(market: Market, view: DayView, organization: Organization) -> Iterator[Finding]:
    if not organization.period.contains(view.day):
        yield Finding(
            code="structure.not-in-force",
            severity=Severity.INFO,
            subjects=(f"organizations/{organization.id}",),
            message=f"{organization.display} exists {organization.period}, so nothing is checked.",
            remedy="Ask about a day on which it exists.",
        )
        yield from _contracts_all_the_same(view, organization)
        return
    declared = market.declared
    model = view.model_of(organization.id)
    if model is not None:
        for check in model.checks:
            yield from _run(check, view, organization, declared.origin[model.name])
    for structure_check in declared.structure_checks.values():
        yield from _run(structure_check.check, view, organization, declared.check_origin[structure_check.name])
    yield from _several_units(market, view, organization)
    yield from _unknown_organizers(view, organization)


def _run(check: Check, view: DayView, organization: Organization, brought_by: str) -> Iterable[Finding]:
    name = getattr(check, "__name__", repr(check))
    try:
        results = check(view, organization)
        found = None if results is None else tuple(results)
    except (Exception, SystemExit) as problem:
        where = f"organizations/{organization.id}"
        raise PluginError(brought_by, f"check {name} raised {told(problem)} (on {where})") from problem
    if found is None:
        raise PluginError(brought_by, f"check {name} returned None, not findings")
    for finding in found:
        if not isinstance(finding, Finding):
            raise PluginError(brought_by, f"check {name} yielded {finding!r:.80}, which is no Finding")
    return found


def _several_units(market: Market, view: DayView, organization: Organization) -> Iterator[Finding]:
    for function in Function:
        if function not in SINGLE_UNIT_FUNCTIONS:
            continue
        units = sorted(units_of(market, function, organization.id, on=view.day))
        if len(units) > 1:
            yield Finding(
                code="structure.several-units",
                subjects=(f"organizations/{organization.id}", *(f"organizations/{unit}" for unit in units)),
                message=f"{organization.display} has {len(units)} units for {function.value}: {', '.join(units)}.",
                remedy="End all but one of the ties that bring a unit, or state their terms.",
            )


def _contracts_all_the_same(view: DayView, organization: Organization) -> Iterator[Finding]:
    """Yield a finding where contracts of an organization are in force on a day on which it does not exist."""
    signed = view.agreements_of(organization.id)
    lines = [line for line in view.roster_billing(organization.id) if _in_force(view, line.agreement)]
    if signed or lines:
        yield Finding(
            code="structure.party-not-in-force",
            severity=Severity.WARNING,
            subjects=(
                f"organizations/{organization.id}",
                *(f"agreements/{one}" for one in {one.id for one in signed} | {line.agreement for line in lines}),
            ),
            message=f"{organization.display} exists {organization.period}, and on {view.day} contracts "
            f"of it are in force all the same: {len(signed)} that it signed, {len(lines)} roster entries that bill "
            "through it.",
            remedy="End them with the organization, or state the one that took them over.",
        )


def _in_force(view: DayView, agreement: str) -> bool:
    return view.agreement(agreement).period.contains(view.day)


def _unknown_organizers(view: DayView, organization: Organization) -> Iterator[Finding]:
    for tie in view.affiliations_of(organization.id):
        if tie.kind is not Kind.ASSOCIATED and view.model_of(tie.organizer) is None:
            yield Finding(
                code="structure.organizer-model-unknown",
                severity=Severity.CANNOT_TELL,
                subjects=(f"affiliations/{tie.id}", f"organizations/{tie.organizer}"),
                message=f"What {tie.organizer} does for {organization.id} cannot be told: its model is not known.",
                remedy=f"State the model of organizations/{tie.organizer}, or the terms of the affiliation.",
            )


def _reason(finding: Finding) -> Reason:
    return Reason(
        statement=f"{finding.code} ({finding.severity.value}): {finding.message}",
        evidence=finding.subjects,
        source=finding.source,
        would_change=finding.remedy,
    )
