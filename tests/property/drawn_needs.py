"""Markets and needs drawn at random: much begins, ends and overlaps within a few days, and much is left unstated."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any, TypeVar

import polars as pl

import medgroup as mg
from medgroup.bulk import NEEDS
from medgroup.domain import (
    Address,
    AffiliationTerm,
    Basis,
    Coverage,
    Credential,
    Election,
    Facts,
    Hours,
    Line,
    Network,
    Organization,
    Patient,
    Payer,
    PlanGate,
    Position,
    Product,
    Qualification,
    Scope,
    ScopeOf,
    Site,
    Weekday,
)
from medgroup.rules import Effect, Function, Kind
from medgroup.values.period import ALWAYS
from tests.unit.bulk_needs import schema

T = TypeVar("T")

PERIOD = mg.Period(date(2026, 1, 1), date(2026, 3, 1))
#: Days on which things begin and end: at both ends of the period, outside it and within.
EDGES = tuple(
    map(
        date.fromisoformat,
        ("2025-06-01", "2026-01-01", "2026-01-02", "2026-01-20", "2026-02-28", "2026-03-01", "2027-01-01"),
    )
)
DAYS = tuple(
    map(date.fromisoformat, ("2026-01-01", "2026-01-02", "2026-01-19", "2026-01-20", "2026-02-27", "2026-02-28"))
)
#: Family medicine, cardiology, one more of it, orthopaedics, radiology, gynaecology, a nurse, and what no family holds.
CODES = ("207Q00000X", "207RC0000X", "207RI0011X", "207X00000X", "2085R0202X", "207V00000X", "363L00000X", "2083P0011X")
FAMILIES = ("family-medicine", "cardiology", "other", "orthopaedic-surgery")
POINTS = (
    Position(latitude=90, longitude=0),
    Position(latitude=-90, longitude=120),
    Position(latitude=0, longitude=180),
    Position(latitude=0, longitude=-180),
    Position(latitude=0.1, longitude=-179.9),
    Position(latitude=41, longitude=-73),
    Position(latitude=41.01, longitude=-73),
    Position(latitude=41.01, longitude=-73),
    Position(latitude=41, longitude=-73.02),
)
#: The models that organizations may bear.
MODEL_NAMES = tuple(f"house-{number}" for number in range(4))
STATES = ("CT", "NY", "TX")
LANGUAGES = ("en", "es", "es-MX", "zh", "pt-BR")
SERVICES = ("imaging", "mri", "laboratory", "lab", "X1001", "physical", "ultrasound")


class Draw:
    """What is drawn with."""

    def __init__(self, seed: object) -> None:
        self.random = Random(str(seed))
        self.one_of = self.random.choice

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def some(self, values: Sequence[T], low: int = 1, high: int | None = None) -> list[T]:
        most = len(values) if high is None else min(high, len(values))
        return self.random.sample(list(values), self.random.randint(min(low, most), most))

    def stated(self, value: T, percent: int = 75) -> T | None:
        return value if self.chance(percent) else None

    def period(self, percent: int = 35) -> mg.Period:
        if not self.chance(percent):
            return ALWAYS
        one, other = sorted(self.random.sample(range(len(EDGES)), 2))
        start, end = self.one_of([(one, other), (one, None), (None, other)])
        return mg.Period(None if start is None else EDGES[start], None if end is None else EDGES[end])


def drawn_facts(seed: object) -> Facts:
    """Return the facts of a small market in which much begins, ends, overlaps and is left unstated."""
    draw = Draw(f"facts {seed}")
    drawn = _Draft(draw)
    collections = {**drawn.organized(), **drawn.contracted(), **drawn.peopled(), **drawn.enrolled()}
    return Facts(**{name: draw.random.sample(rows, len(rows)) for name, rows in collections.items()})


class _Draft:
    """A market while it is drawn."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        count = draw.random.randint
        self.names = [f"org-{number}" for number in range(count(3, 6))]
        self.sites = [f"site-{number}" for number in range(count(2, 6))]
        self.people = [f"dr-{number}" for number in range(count(3, 7))]
        self.patients = [f"patient-{number}" for number in range(4)]
        self.networks = [f"net-{number}" for number in range(2)]
        self.plans = [f"plan-{number}" for number in range(count(1, 4))]
        self.codes = draw.some(CODES, 3, 5)
        self.ties = [self._tie(f"tie-{number}", *draw.random.sample(self.names, 2)) for number in range(count(2, 6))]
        self.agreements = [self._agreement(f"deal-{number}") for number in range(5)]

    def organized(self) -> dict[str, list[Any]]:
        """Return organizations, ties and sites."""
        draw = self.draw
        return {
            "organizations": [
                Organization(id=key, model=draw.stated(draw.one_of(MODEL_NAMES), 85), period=draw.period(25))
                for key in self.names
            ],
            "affiliations": self.ties,
            "elections": [self._election(f"election-{number}") for number in range(4)],
            "sites": [_site(draw, key, self.names) for key in self.sites],
        }

    def contracted(self) -> dict[str, list[Any]]:
        """Return payers with their networks and plans, and contracts."""
        draw = self.draw
        return {
            "payers": [Payer(id="payer")],
            "networks": [Network(id=key, payer="payer", period=draw.period(15)) for key in self.networks],
            "plans": [self._plan(key) for key in self.plans],
            "agreements": self.agreements,
            "roster_entries": [self._line(f"line-{number}") for number in range(40)],
            "credentials": [
                Credential(id=key, practitioner=key, payer="payer", period=draw.period(25))
                for key in draw.some(self.people, 2)
            ],
            "scopes": [self._scope()] * draw.chance(75),
        }

    def peopled(self) -> dict[str, list[Any]]:
        """Return practitioners and their roles."""
        roles = range(self.draw.random.randint(6, 14))
        return {
            "practitioners": [self._practitioner(key) for key in self.people],
            "practitioner_roles": [self._role(f"role-{number}") for number in roles],
        }

    def enrolled(self) -> dict[str, list[Any]]:
        """Return patients and their coverages."""
        draw = self.draw
        coverages = range(draw.random.randint(0, 8))
        return {
            "patients": [Patient(id=key, position=draw.stated(draw.one_of(POINTS), 70)) for key in self.patients],
            "coverages": [self._coverage(f"coverage-{number}") for number in coverages],
        }

    def _tie(self, key: str, organizer: str, member: str) -> mg.Affiliation:
        draw = self.draw
        kinds = [kind for kind in Kind if kind is not Kind.OWNS or organizer < member]
        functions, effect = draw.some(list(Function)), draw.one_of([*Effect, None])
        terms = [AffiliationTerm(functions=functions, effect=effect, elective=draw.chance(30))] * draw.chance(30)
        return mg.Affiliation(
            id=key, kind=draw.one_of(kinds), organizer=organizer, member=member, terms=terms, period=draw.period()
        )

    def _election(self, key: str) -> Election:
        draw = self.draw
        return Election(
            id=key,
            affiliation=draw.one_of(self.ties).id,
            function=draw.one_of([Function.CONTRACTING, *Function]),
            plans=draw.stated(draw.some(self.plans), 40),
            period=draw.period(),
        )

    def _agreement(self, key: str) -> mg.Agreement:
        draw = self.draw
        return mg.Agreement(
            id=key,
            contractor=draw.one_of(self.names),
            networks=draw.stated(draw.some(self.networks)),
            sites=draw.stated(draw.some(self.sites), 15),
            basis=draw.stated(draw.one_of(list(Basis))),
            delegates_credentialing=draw.chance(20),
            period=draw.period(),
        )

    def _plan(self, key: str) -> mg.Plan:
        draw = self.draw
        return mg.Plan(
            id=key,
            payer="payer",
            networks=draw.stated(draw.some(self.networks), 90),
            product=draw.stated(draw.one_of(list(Product)), 85),
            line=draw.stated(draw.one_of(list(Line)), 85),
            gates=draw.stated(draw.some(list(PlanGate), 0)),
            period=draw.period(15),
        )

    def _line(self, key: str) -> mg.RosterEntry:
        draw = self.draw
        return mg.RosterEntry(
            id=key,
            agreement=draw.one_of(self.agreements).id,
            practitioner=draw.one_of(self.people),
            billing=draw.one_of(self.names),
            sites=draw.stated(draw.some(self.sites), 25),
            specialties=draw.stated(draw.some(CODES), 20),
            plans=draw.stated(draw.some(self.plans), 25),
            period=draw.period(),
        )

    def _scope(self) -> Scope:
        draw = self.draw
        networks, organizations = draw.stated(draw.some(self.networks), 40), draw.stated(draw.some(self.names), 60)
        return Scope(id="scope", of=ScopeOf.CONTRACTS, networks=networks, organizations=organizations)

    def _practitioner(self, key: str) -> mg.Practitioner:
        draw = self.draw
        return mg.Practitioner(
            id=key,
            languages=draw.some(LANGUAGES, 0, 2),
            medicare_specialties=draw.stated({"11"}),
            qualifications=[Qualification(code=code, period=draw.period()) for code in draw.some(self.codes, 0, 2)],
        )

    def _role(self, key: str) -> mg.PractitionerRole:
        draw = self.draw
        return mg.PractitionerRole(
            id=key,
            practitioner=draw.one_of(self.people),
            organization=draw.one_of(self.names),
            sites=draw.stated(draw.some(self.sites, 1, draw.one_of([1, 1, 3])), 80),
            specialties=draw.stated(draw.some(self.codes, 1, 2), 85),
            accepting=draw.one_of([True, True, True, True, False, None]),
            supervisor=draw.stated(draw.one_of(self.people), 50),
            period=draw.period(45),
        )

    def _coverage(self, key: str) -> Coverage:
        draw = self.draw
        return Coverage(
            id=key,
            patient=draw.one_of(self.patients),
            plan=draw.one_of(self.plans),
            order=draw.one_of([1, 1, 2, 3]),
            pcp=draw.stated(draw.one_of(self.people), 50),
            period=draw.period(50),
        )


def _site(draw: Draw, key: str, names: Sequence[str]) -> Site:
    hours = [
        Hours(days=draw.some(list(Weekday)), opens=opens, closes="20:00")
        for opens in draw.some(["06:00", "18:00", "19:30"], 0, 1)
    ]
    line, city = draw.one_of(["1 Main Street", "1 Main St, Suite 3", "2 Oak Road"]), draw.stated("Town")
    address = Address(line=[line], city=city, state=draw.stated(draw.one_of(STATES)), postal_code=draw.stated("06001"))
    return Site(
        id=key,
        organization=draw.stated(draw.one_of(names), 70),
        position=draw.stated(draw.one_of(POINTS), 80),
        services=draw.stated(draw.some(SERVICES, 0, 3)),
        building=draw.stated(draw.one_of(["north", "south"]), 40),
        address=draw.stated(address),
        hours=draw.stated(hours),
    )


def drawn_needs(facts: Facts, count: int, seed: object) -> pl.DataFrame:
    """Return needs over a market: every sort of patient, referrer, day, plan, preference, wish and place."""
    return pl.DataFrame(list(_needs(facts, count, Draw(f"needs {seed}"))), schema=schema(NEEDS))


def _needs(facts: Facts, count: int, draw: Draw) -> Iterator[dict[str, Any]]:
    roles, one = facts.practitioner_roles, draw.one_of
    codes = sorted({code for role in roles for code in role.specialties or ()} | {CODES[0]})
    chose = [(one.patient, role) for one in facts.coverages for role in roles if role.practitioner == one.pcp]
    for number in range(count):
        # Now and then a patient is referred by whom she chose for her primary care.
        patient, role = one(chose) if chose and draw.chance(40) else (one(facts.patients).id, one(roles))
        liked = one([role.practitioner, *(other.id for other in facts.practitioners)])
        near = one([None, None, None, *POINTS])
        yield {
            "need": f"need-{number:05d}",
            "patient": patient,
            "on": one(DAYS) if draw.chance(70) else EDGES[1] + timedelta(days=draw.random.randrange(59)),
            "issuer": role.id,
            "specialty": one(codes) if draw.chance(90) else one(CODES),
            "plan": draw.stated(one(facts.plans).id, 30) if facts.plans else None,
            "preferred": draw.stated(liked, 35),
            "services": draw.stated(" ".join(draw.some(SERVICES, 1, 2)), 50),
            "languages": draw.stated(" ".join(draw.some(LANGUAGES, 1, 2)), 50),
            "latitude": None if near is None else near.latitude,
            "longitude": None if near is None else near.longitude,
            "visits": one([None, 1, 2, 5]),
            "adherence": one([None, 0.0, 0.3, 0.999]),
            "preference": one([None, 0.0, 0.3, 0.999]),
        }


def drawn_rooms(facts: Facts, seed: object) -> list[tuple[str, date | None, date | None, int]]:
    """Return capacities of most practitioners, of several stretches of days that touch, or leave days between."""
    draw, found = Draw(f"rooms {seed}"), []
    for one in facts.practitioners:
        cuts = [None, *sorted(draw.some(EDGES, 0, 3)), None]
        found += [(one.id, *pair, draw.one_of([0, 1, 2, 5])) for pair in pairwise(cuts) if draw.chance(75)]
    return draw.random.sample(found, len(found))
