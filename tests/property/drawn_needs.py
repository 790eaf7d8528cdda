"""Markets, house rules and needs drawn at random, so that every column of a row is looked at, and decides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from types import SimpleNamespace
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
from medgroup.plugins import installed_plugins
from medgroup.rules import COLUMNS, Effect, Function, Kind, Override, Reach, Tier, Verdict
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
    one, some, stated, chance = draw.one_of, draw.some, draw.stated, draw.chance
    names = [f"org-{number}" for number in range(draw.random.randint(3, 6))]
    sites = [f"site-{number}" for number in range(draw.random.randint(2, 6))]
    people = [f"dr-{number}" for number in range(draw.random.randint(3, 7))]
    patients = [f"patient-{number}" for number in range(4)]
    networks = [f"net-{number}" for number in range(2)]
    plans = [f"plan-{number}" for number in range(draw.random.randint(1, 4))]
    codes = some(CODES, 3, 5)
    ties = [
        mg.Affiliation(
            id=f"tie-{number}",
            kind=one([kind for kind in Kind if kind is not Kind.OWNS or pair[0] < pair[1]]),
            organizer=pair[0],
            member=pair[1],
            terms=[AffiliationTerm(functions=some(list(Function)), effect=one([*Effect, None]), elective=chance(30))]
            * chance(30),
            period=draw.period(),
        )
        for number in range(draw.random.randint(2, 6))
        for pair in [draw.random.sample(names, 2)]
    ]
    agreements = [
        mg.Agreement(
            id=f"deal-{number}",
            contractor=one(names),
            networks=stated(some(networks)),
            sites=stated(some(sites), 15),
            basis=stated(one(list(Basis))),
            delegates_credentialing=chance(20),
            period=draw.period(),
        )
        for number in range(5)
    ]
    facts = Facts(
        payers=[Payer(id="payer")],
        networks=[Network(id=key, payer="payer", period=draw.period(15)) for key in networks],
        plans=[
            mg.Plan(
                id=key,
                payer="payer",
                networks=stated(some(networks), 90),
                product=stated(one(list(Product)), 85),
                line=stated(one(list(Line)), 85),
                gates=stated(some(list(PlanGate), 0)),
                period=draw.period(15),
            )
            for key in plans
        ],
        organizations=[
            Organization(id=key, model=stated(one(MODEL_NAMES), 85), period=draw.period(25)) for key in names
        ],
        affiliations=ties,
        elections=[
            Election(
                id=f"election-{number}",
                affiliation=one(ties).id,
                function=one([Function.CONTRACTING, *Function]),
                plans=stated(some(plans), 40),
                period=draw.period(),
            )
            for number in range(4)
        ],
        sites=[_site(draw, key, names) for key in sites],
        practitioners=[
            mg.Practitioner(
                id=key,
                languages=some(LANGUAGES, 0, 2),
                medicare_specialties=stated({"11"}),
                qualifications=[Qualification(code=code, period=draw.period()) for code in some(codes, 0, 2)],
            )
            for key in people
        ],
        practitioner_roles=[
            mg.PractitionerRole(
                id=f"role-{number}",
                practitioner=one(people),
                organization=one(names),
                sites=stated(some(sites, 1, one([1, 1, 3])), 80),
                specialties=stated(some(codes, 1, 2), 85),
                accepting=one([True, True, True, True, False, None]),
                supervisor=stated(one(people), 50),
                period=draw.period(45),
            )
            for number in range(draw.random.randint(6, 14))
        ],
        agreements=agreements,
        roster_entries=[
            mg.RosterEntry(
                id=f"line-{number}",
                agreement=one(agreements).id,
                practitioner=one(people),
                billing=one(names),
                sites=stated(some(sites), 25),
                specialties=stated(some(CODES), 20),
                plans=stated(some(plans), 25),
                period=draw.period(),
            )
            for number in range(40)
        ],
        credentials=[
            Credential(id=key, practitioner=key, payer="payer", period=draw.period(25)) for key in some(people, 2)
        ],
        scopes=[
            Scope(
                id="scope",
                of=ScopeOf.CONTRACTS,
                networks=stated(some(networks), 40),
                organizations=stated(some(names), 60),
            )
        ]
        * chance(75),
        patients=[Patient(id=key, position=stated(one(POINTS), 70)) for key in patients],
        coverages=[
            Coverage(
                id=f"coverage-{number}",
                patient=one(patients),
                plan=one(plans),
                order=one([1, 1, 2, 3]),
                pcp=stated(one(people), 50),
                period=draw.period(50),
            )
            for number in range(draw.random.randint(0, 8))
        ],
    )
    return Facts(**{name: draw.random.sample(rows, len(rows)) for name, rows in facts.items()})


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


#: Words of the columns whose words are open, and of states those that sites are in.
WORDS: Mapping[str, Sequence[str]] = {"specialty": CODES, "family": FAMILIES, "state": STATES}


def words_of(name: str) -> Sequence[str]:
    """Return words that a condition of a column may name."""
    return WORDS.get(name) or COLUMNS[name].words or ()


def conditions(draw: Draw, names: Sequence[str]) -> dict[str, list[str]]:
    """Return conditions over some columns."""
    return {name: draw.some(list(words_of(name)), 1, max(1, len(words_of(name)) - 1)) for name in names}


def drawn_gate(draw: Draw, key: str, names: Sequence[str], verdicts: Sequence[Verdict]) -> mg.Gate:
    """Return a gate over some columns."""
    yields = draw.some(list(Override), 0, 1)
    return mg.Gate(name=key, when=conditions(draw, names), verdict=draw.one_of(verdicts), reason="So.", yields=yields)


def drawn_tier(draw: Draw, key: str, names: Sequence[str]) -> Tier:
    """Return a tier over some columns."""
    reach = draw.one_of([Reach.SITE, Reach.ORGANIZATION, Reach.MEMBERS, Reach.MEMBERS, Reach.ANYONE])
    ties: dict[str, Any] = {"over": draw.some(list(Kind)), "sharing": draw.stated(draw.one_of(list(Function)), 30)}
    return Tier(name=key, reach=reach, when=conditions(draw, names), **(ties if reach is Reach.MEMBERS else {}))


MODEL_NAMES = tuple(f"house-{number}" for number in range(4))
#: Houses whose rules look at every column, and those whose rules look at two, a column each in one of them.
WIDE, NARROW = 5, len(COLUMNS) // 2
HOUSES = WIDE + NARROW


def looked_at(number: int) -> tuple[str, ...]:
    """Return the columns that the rules of a house look at."""
    names = Draw("columns").some(list(COLUMNS), len(COLUMNS))
    return tuple(names) if number < WIDE else tuple(names[number - WIDE :: NARROW])


def wide_gates(draw: Draw) -> Iterator[mg.Gate]:
    """Yield a gate for every column, that looks at a few more."""
    # Some houses reject often, some hardly ever.
    verdicts = [*Verdict, *[Verdict.NOTE, Verdict.PASS] * draw.one_of([1, 4, 12])]
    most = draw.one_of([1, 2, 3])
    for number, name in enumerate(COLUMNS):
        more = draw.some([other for other in COLUMNS if other != name], most - 1, most)
        yield drawn_gate(draw, f"gate-{number}", (name, *more), verdicts)


@cache
def house(number: int) -> mg.Market:
    """Return an empty market with the rules of a house."""
    draw, names = Draw(f"rules {number}"), looked_at(number)
    if number < WIDE:
        gates = tuple(wide_gates(draw))
    else:
        gates = tuple(
            drawn_gate(draw, f"gate-{place}", [name], [verdict])
            for place, (name, verdict) in enumerate(zip(names * 2, Verdict, strict=True))
        )
    rows = [drawn_tier(draw, f"Tier {place}", [name]) for place, name in enumerate(names * (1 if number < WIDE else 6))]
    models = [
        mg.OrganizationalModel(
            name=name, title=name.title(), tiers=rows[place::4], consolidates=tuple(_consolidated(draw))
        )
        for place, name in enumerate(MODEL_NAMES)
    ]
    plugin = SimpleNamespace(
        __name__="house",
        medgroup_referral_rules=mg.hookimpl(lambda: gates),
        medgroup_models=mg.hookimpl(lambda: models),
    )
    return mg.open_market(Facts(), plugins=[*installed_plugins(), plugin])


def _consolidated(draw: Draw) -> Iterator[mg.rules.Consolidation]:
    for kind in draw.some([Kind.OWNS, Kind.MEMBER, Kind.MANAGES], 0):
        functions, effect = draw.some(list(Function)), draw.one_of(list(Effect))
        yield mg.rules.Consolidation(over=kind, effect=effect, functions=functions, elective=draw.chance(30))


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
