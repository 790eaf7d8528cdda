"""Markets and questions drawn at random: market-shaped first, then perturbed.

One generator serves tests that count or compare en masse, over seeded choices, and tests that shrink what fails.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

import attrs

from medgroup.domain import (
    Affiliation,
    AffiliationTerm,
    Agreement,
    Credential,
    CredentialKind,
    Election,
    Facts,
    Listing,
    Network,
    Organization,
    OrganizationRole,
    Payer,
    Plan,
    Practitioner,
    PractitionerRole,
    RosterEntry,
    Scope,
    ScopeOf,
    Site,
)
from medgroup.market import Market
from medgroup.rules import Effect, Function, Kind
from medgroup.testing.choices import DAYS, Choices, Pen, seeded
from medgroup.testing.companions import USUAL, Cast, opened
from medgroup.values.period import ALWAYS

T = TypeVar("T")

#: Family medicine, cardiology, interventional cardiology, and one that no family holds.
SPECIALTIES = ("207Q00000X", "207RC0000X", "207RI0011X", "208D00000X")


def draw_facts(source: Choices, cast: Cast = USUAL) -> Facts:
    """Return the facts of a small market: a few of everything, wired as markets are, then perturbed."""
    return _Draft(Pen(source), cast).facts()


class _Draft:
    """A market while it is drawn."""

    def __init__(self, pen: Pen, cast: Cast) -> None:
        self.pen = pen
        self.cast = cast
        self.payers = ids("payer", pen.number(1, 2))
        self.networks = [
            Network(id=key, payer=pen.one_of(self.payers), period=pen.period(8))
            for key in ids("network", pen.number(1, 3))
        ]
        self.network_ids = [network.id for network in self.networks]
        self.plans = [self._plan(key) for key in ids("plan", pen.number(1, 3))]
        self.practices = ids("practice", pen.number(1, 3))
        self.organizers = ids("organizer", pen.number(1, 3))
        self.organizations = [*map(self._practice, self.practices), *map(self._organizer, self.organizers)]
        self.sites = [
            Site(id=key, organization=pen.one_of([*self.practices, None])) for key in ids("site", pen.number(1, 3))
        ]
        self.site_ids = [site.id for site in self.sites]
        self.people = ids("practitioner", pen.number(1, 3))
        self.affiliations = list(self._affiliations())
        self.agreements = [self._agreement(key) for key in ids("agreement", pen.number(1, 3))]

    def facts(self) -> Facts:
        """Return everything that is drawn."""
        return Facts(
            payers=[Payer(id=key) for key in self.payers],
            networks=self.networks,
            plans=self.plans,
            organizations=self.organizations,
            affiliations=self.affiliations,
            elections=numbered("election", self._elections()),
            sites=self.sites,
            practitioners=[Practitioner(id=key) for key in self.people],
            practitioner_roles=numbered("role", self._roles()),
            agreements=self.agreements,
            roster_entries=numbered("line", self._roster()),
            credentials=numbered("credential", self._credentials()),
            listings=numbered("listing", self._listings()),
            scopes=numbered("scope", self._scopes()),
        )

    def _plan(self, key: str) -> Plan:
        pen = self.pen
        networks = None if pen.now_and_then(5) else pen.some_of(self.network_ids)
        return Plan(id=key, payer=pen.one_of(self.payers), networks=networks, period=pen.period(8))

    def _practice(self, key: str) -> Organization:
        return Organization(id=key, model=self.pen.one_of(self.cast.practices), roles={OrganizationRole.PRACTICE})

    def _organizer(self, key: str) -> Organization:
        return Organization(id=key, model=self.pen.one_of(self.cast.organizers))

    def _affiliations(self) -> Iterator[Affiliation]:
        pen = self.pen
        pairs = [(member, organizer) for member in self.practices for organizer in self.organizers]
        pairs += [(low, high) for index, low in enumerate(self.organizers) for high in self.organizers[index + 1 :]]
        models = {one.id: one.model for one in self.organizations}
        number = 0
        for member, organizer in pairs:
            for _ in range(pen.one_of((1, 1, 0, 2))):
                number += 1
                usual = self.cast.kinds.get(models[organizer] or "", (Kind.MEMBER,))
                kind = usual[0] if len(usual) == 1 else pen.one_of(usual)
                if pen.now_and_then(15):
                    kind = pen.one_of(tuple(Kind))
                circle = kind is not Kind.OWNS and pen.now_and_then(4)
                yield Affiliation(
                    id=f"tie-{number}",
                    kind=kind,
                    organizer=member if circle else organizer,
                    member=organizer if circle else member,
                    terms=self._terms(),
                    period=pen.period(30),
                )

    def _terms(self) -> tuple[AffiliationTerm, ...]:
        pen = self.pen
        if not pen.now_and_then(15):
            return ()
        functions = pen.some_of(tuple(Function))
        if pen.now_and_then(60):
            functions = tuple({*functions, Function.CONTRACTING})
        effect = pen.one_of((*Effect, None))
        return (AffiliationTerm(functions=functions, effect=effect, elective=pen.now_and_then(30)),)

    def _elections(self) -> Iterator[Election]:
        pen = self.pen
        for tie in self.affiliations:
            for _ in range(pen.one_of((1, 1, 0, 2))):
                yield Election(
                    id="?",
                    affiliation=tie.id,
                    function=Function.CONTRACTING if pen.now_and_then(80) else pen.one_of(tuple(Function)),
                    plans=pen.set_or_all([plan.id for plan in self.plans], 35),
                    period=pen.period(50),
                )

    def _roles(self) -> Iterator[PractitionerRole]:
        pen = self.pen
        for person in self.people:
            for _ in range(pen.one_of((1, 1, 2))):
                yield PractitionerRole(
                    id="?",
                    practitioner=person,
                    organization=pen.one_of(self.practices),
                    sites=pen.set_or_all(self.site_ids, 40),
                    specialties=pen.set_or_all(SPECIALTIES, 70),
                    period=pen.period(20),
                )

    def _agreement(self, key: str) -> Agreement:
        pen = self.pen
        return Agreement(
            id=key,
            networks=pen.set_or_all(self.network_ids, 60),
            contractor=pen.one_of((*self.practices, *self.organizers)),
            sites=pen.set_or_all(self.site_ids, 25),
            delegates_credentialing=pen.now_and_then(40),
            period=pen.period(40),
        )

    def _roster(self) -> Iterator[RosterEntry]:
        """Yield lines for most pairs of an agreement and a practitioner, billing through those it may serve."""
        pen = self.pen
        for agreement in self.agreements:
            members = [tie.member for tie in self.affiliations if tie.organizer == agreement.contractor]
            for person in self.people:
                for _ in range(pen.one_of((1, 1, 2, 0))):
                    nearby = pen.now_and_then(90)
                    yield RosterEntry(
                        id="?",
                        agreement=agreement.id,
                        practitioner=person,
                        billing=pen.one_of([agreement.contractor, *members] if nearby else self.practices),
                        sites=pen.set_or_all(self.site_ids, 25),
                        specialties=pen.set_or_all(SPECIALTIES, 25),
                        plans=pen.set_or_all([plan.id for plan in self.plans], 25),
                        period=pen.period(55),
                    )

    def _credentials(self) -> Iterator[Credential]:
        pen = self.pen
        contractors = sorted({agreement.contractor for agreement in self.agreements})
        for person in self.people:
            for payer in self.payers:
                for _ in range(pen.one_of((1, 1, 1, 2, 1, 1, 0))):
                    yield Credential(
                        id="?",
                        practitioner=person,
                        payer=payer,
                        kind=pen.one_of(tuple(CredentialKind)),
                        by=pen.one_of(contractors) if pen.now_and_then(20) else None,
                        period=pen.period(35),
                    )

    def _listings(self) -> Iterator[Listing]:
        pen = self.pen
        for _ in range(pen.number(0, 4)):
            yield Listing(
                id="?",
                network=pen.one_of(self.network_ids),
                organization=None if pen.now_and_then(10) else pen.one_of(self.practices),
                practitioner=None if pen.now_and_then(10) else pen.one_of(self.people),
                sites=pen.set_or_all(self.site_ids, 25),
                specialties=pen.set_or_all(SPECIALTIES, 25),
                as_of=None if pen.now_and_then(10) else pen.one_of(DAYS),
            )

    def _scopes(self) -> Iterator[Scope]:
        pen = self.pen
        everyone = (*self.practices, *self.organizers)
        for of in ScopeOf:
            how = pen.number(0, 9)
            if how < 2:
                continue
            if how < 8:
                yield Scope(id="?", of=of)
                continue
            for _ in range(pen.number(1, 3)):
                yield Scope(
                    id="?",
                    of=of,
                    networks=pen.set_or_all(self.network_ids, 60),
                    organizations=pen.set_or_all(everyone, 60),
                )


def ids(kind: str, count: int) -> list[str]:
    """Return ids of a kind, numbered from 1."""
    return [f"{kind}-{number}" for number in range(1, count + 1)]


def numbered(kind: str, facts: Iterable[T]) -> list[T]:
    """Return facts with ids of a kind, numbered from 1."""
    return [attrs.evolve(fact, id=f"{kind}-{number}") for number, fact in enumerate(facts, start=1)]  # type: ignore[misc]


def every_fact(facts: Facts) -> Iterator[Any]:
    """Yield every fact, collection by collection."""
    return (fact for row in facts.items() for fact in row[1])


def boundary_days(facts: Facts) -> frozenset[date]:
    """Return every day on which a standing may change: starts and ends, the days before, and the ages of listings."""
    days: set[date] = set()
    for fact in every_fact(facts):
        period = getattr(fact, "period", ALWAYS)
        days |= {day for day in (period.start, period.end) if day is not None}
    days |= {day - timedelta(days=1) for day in days}
    stated = {listing.as_of for listing in facts.listings if listing.as_of is not None}
    return frozenset(days | {day + timedelta(days=age) for day in stated for age in (-1, 0, 90, 91)})


def sampled(number: int, *, seed: int = 0) -> Iterator[Market]:
    """Yield so many markets of seeds in a row, the same on each run."""
    for place in range(number):
        yield opened(draw_facts(seeded(seed + place)))
