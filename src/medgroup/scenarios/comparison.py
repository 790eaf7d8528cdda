"""The same practitioners and contracts under several organizations: the structural comparison."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from medgroup.answers import Answer, Reason, plain_fields
from medgroup.errors import InvalidValueError, nearest
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.network import Status, network_standing
from medgroup.rules import Function
from medgroup.scenarios.alternatives import ALTERNATIVES, Alternative, Studied, studied
from medgroup.structure import check_structure, together, units_of
from medgroup.values.finding import Finding, Severity
from medgroup.values.lists import tuple_of


@frozen(kw_only=True)
class Outcome:
    """What holds under one organization."""

    #: How many practitioners are studied.
    practitioners: int
    #: The organizations that they bill through.
    organizations: tuple[str, ...]
    #: The units of those organizations, by function.
    units: Mapping[str, tuple[str, ...]]
    #: Taxonomy codes within the first referral tier, the organizations that share a referral unit, by organization.
    first_tier_specialties: Mapping[str, int]
    #: Pairs of a practitioner and a plan in force.
    pairs: int
    #: Pairs in network by contract, and pairs that nobody can tell.
    in_by_contract: int
    unknown_by_contract: int
    #: Pairs in network by what directories state.
    in_by_listing: int
    #: What the structure checks find of these organizations and of those they are tied to.
    findings: tuple[Finding, ...]
    #: Practices that stay as they are where others are regrouped, with the reason.
    left_as_is: Mapping[str, str]
    #: What the market under this organization rests on.
    assumptions: tuple[str, ...]

    @property
    def share_by_contract(self) -> float | None:
        """Share of pairs in network by contract; None where there is no pair."""
        return self.in_by_contract / self.pairs if self.pairs else None

    @property
    def share_by_listing(self) -> float | None:
        """Share of pairs in network by what directories state; None where there is no pair."""
        return self.in_by_listing / self.pairs if self.pairs else None


@frozen(kw_only=True)
class Measure:
    """One measure under every organization."""

    measure: str
    #: The value under each organization, by its key.
    under: Mapping[str, str]


@frozen(kw_only=True, repr=False)
class Comparison(Answer):
    """The same practitioners under several organizations."""

    on: date
    #: The practices that are compared.
    practices: tuple[str, ...]
    #: What holds under each organization, by its key.
    organizations: Mapping[str, Outcome]
    #: The same, measure by measure.
    measures: tuple[Measure, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what is compared."""
        first = next(iter(self.organizations.values()))
        practices = "1 practice" if len(self.practices) == 1 else f"{len(self.practices)} practices"
        count = len(self.organizations)
        organizations = "1 organization" if count == 1 else f"{count} organizations"
        people = "1 practitioner" if first.practitioners == 1 else f"{first.practitioners} practitioners"
        return f"{practices} with {people} on {self.on}, under {organizations}."

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values; each outcome also gives its shares."""
        document = plain_fields(self)
        for key, outcome in self.organizations.items():
            document["organizations"][key] |= {
                "share_by_contract": outcome.share_by_contract,
                "share_by_listing": outcome.share_by_listing,
            }
        return document


def compare(
    market: Market,
    organizations: Iterable[str],
    *,
    under: Iterable[str] | None = None,
    on: date,
    system: str | None = None,
) -> Comparison:
    """Return what holds for practices under several organizations, with the same people, contracts and directories.

    Under ``as-is`` they stay as they are; under ``single-specialty`` practices of one family merge and a mixed one
    stays and is named; under ``multi-specialty`` all merge; under ``ipa`` they form an association without a contract
    of its own; under ``ids`` a system buys them. For the middle three, owners let go of them first.

    Args:
        market: The market as it is.
        organizations: Ids, NPIs or unique names of practices; an organizer stands for those it owns, manages or
            gathers.
        under: Keys of the organizations to compare; None takes all five.
        on: The day of the change, and the day that is looked at.
        system: The system that would buy them; None takes their common owner or the market's only system, or assumes
            one.

    Returns:
        The comparison; ``organizations`` holds an outcome for each key, in the order given.

    Raises:
        UnknownFactError: A key leads to no organization.
        InvalidValueError: A key of ``under`` is not known, or a practice begins on the day itself.
    """
    market_of(market)
    keys = tuple(ALTERNATIVES) if under is None else tuple(dict.fromkeys(tuple_of(under, "under")))
    for key in keys:
        if key not in ALTERNATIVES:
            raise InvalidValueError(
                key, f"one of {', '.join(ALTERNATIVES)}", field="under", nearest=nearest(str(key), ALTERNATIVES)
            )
    if not keys:
        raise InvalidValueError([], "one organization or more to compare", field="under")
    about = studied(market, organizations, system=system, on=on)
    outcomes = {key: _outcome(about, ALTERNATIVES[key](about)) for key in keys}
    return Comparison(
        on=on,
        practices=about.practices,
        organizations=outcomes,
        measures=tuple(_measures(outcomes)),
        because=tuple(_reasons(outcomes, shown=set(market.assumptions))),
        assumptions=market.assumptions,
    )


def _outcome(about: Studied, under: Alternative) -> Outcome:
    market, on = under.market, about.on
    view = market.on(on)
    billing = {one: view.roles_at(one) for one in under.organizations}
    people = sorted({role.practitioner for roles in billing.values() for role in roles})
    places = {
        person: [one for one, roles in billing.items() if any(r.practitioner == person for r in roles)]
        for person in people
    }
    standings = [
        [network_standing(market, person, one, plan.id, on=on) for one in places[person]]
        for person in people
        for plan in market.facts.plans
        if plan.period.contains(on)
    ]
    contracted = [max(standing.contracted for standing in pair) for pair in standings]
    units = {
        function.value: tuple(
            sorted({unit for one in under.organizations for unit in units_of(market, function, one, on=on)})
        )
        for function in Function
    }
    return Outcome(
        practitioners=len(people),
        organizations=under.organizations,
        units=units,
        first_tier_specialties={one: _specialties_near(under, one, on) for one in under.organizations},
        pairs=len(standings),
        in_by_contract=contracted.count(Status.IN),
        unknown_by_contract=contracted.count(Status.UNKNOWN),
        in_by_listing=[max(standing.listed for standing in pair) for pair in standings].count(Status.IN),
        findings=tuple(_findings(market, {*under.organizations, *(one for row in units.values() for one in row)}, on)),
        left_as_is=dict(under.left),
        assumptions=market.assumptions,
    )


def _specialties_near(under: Alternative, organization: str, on: date) -> int:
    view = under.market.on(on)
    near = [
        one.id for one in view.organizations() if together(under.market, Function.REFERRAL, organization, one.id, on=on)
    ]
    return len({code for one in near for role in view.roles_at(one) for code in view.specialties_of(role) or ()})


def _findings(market: Market, organizations: Iterable[str], on: date) -> Iterator[Finding]:
    found = {finding for one in sorted(organizations) for finding in check_structure(market, one, on=on).findings}
    yield from sorted(found, key=Finding.sort_key)


def _measures(outcomes: Mapping[str, Outcome]) -> Iterator[Measure]:
    def row(measure: str, value: Any) -> Measure:
        return Measure(measure=measure, under={key: str(value(outcome)) for key, outcome in outcomes.items()})

    yield row("practitioners", lambda outcome: outcome.practitioners)
    yield row("organizations billed through", lambda outcome: len(outcome.organizations))
    for function in Function:
        yield row(f"units: {function.value}", lambda outcome, name=function.value: len(outcome.units[name]))
    yield row("specialties in the first referral tier", lambda outcome: _range(outcome.first_tier_specialties.values()))
    yield row("in network by contract", lambda outcome: _share(outcome.in_by_contract, outcome.pairs))
    yield row("network status unknown", lambda outcome: _share(outcome.unknown_by_contract, outcome.pairs))
    yield row("in network by listing", lambda outcome: _share(outcome.in_by_listing, outcome.pairs))
    for severity in (Severity.ERROR, Severity.WARNING, Severity.CANNOT_TELL):
        yield row(
            f"structure findings: {severity.value}",
            lambda outcome, weight=severity: sum(finding.severity is weight for finding in outcome.findings),
        )


def _range(counts: Iterable[int]) -> str:
    known = sorted(counts)
    return str(known[0]) if known[0] == known[-1] else f"{known[0]} to {known[-1]}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part // whole}%)" if whole else "")


def _reasons(outcomes: Mapping[str, Outcome], *, shown: set[str]) -> Iterator[Reason]:
    """Say what each organization rests on, beyond what is already shown with every result."""
    for key, outcome in outcomes.items():
        for assumption in outcome.assumptions:
            if assumption not in shown:
                shown.add(assumption)
                yield Reason(statement=f"Under {key}: {assumption}")
        for practice, reason in sorted(outcome.left_as_is.items()):
            yield Reason(
                statement=f"Under {key}: {practice} stays as it is; {reason}.", evidence=(f"organizations/{practice}",)
            )
