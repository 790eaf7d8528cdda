"""Markets drawn for what a directory can hold, cannot hold, and holds in a way of its own."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from medgroup.domain import (
    Address,
    BenefitDesign,
    Coverage,
    Facts,
    FeeSchedule,
    Hours,
    Line,
    Listing,
    OrganizationRole,
    OutpatientDepartment,
    Patient,
    PlanGate,
    Position,
    Product,
    Qualification,
    Relation,
    Resource,
    Weekday,
)
from medgroup.formats.plan_net.codes import SERVICES
from medgroup.testing.changed import relabelled
from medgroup.testing.choices import DAYS, Choices, Pen
from medgroup.testing.drawn import SPECIALTIES, draw_facts
from medgroup.testing.referring import draw_referrals
from medgroup.values.period import ALWAYS, Period

T = TypeVar("T")

#: How many bytes a drawn directory uses at most, or nearly so.
ENOUGH = 1_200
#: Names as people write them, and a few that nobody should.
NAMES = ("Mill Street", "Täler & Söhne", 'The "Old" One', " two  blanks ", "line\nbreak", "\\u0041", "名")
PLAN_NAMES = (*NAMES, "Gold HMO", "Silver PPO", "HMO or PPO", "EPOS")
#: A period that no last day can say, and the last ones that there are.
PERIODS = (ALWAYS, Period(None, date.min), Period(date.min, date.max), Period(date.max), Period(DAYS[0], DAYS[1]))


def draw_directory(source: Choices) -> Facts:
    """Return the facts of a market with everything that a directory may say of it."""
    pen = Pen(source)
    facts = _dressed(draw_facts(source), pen)
    facts = relabelled(facts, {name: _labels([fact.id for fact in rows], pen) for name, rows in facts.items()})
    return _with_ids_of_a_reader(_with_a_department(facts, pen), pen)


def _with_a_department(facts: Facts, pen: Pen) -> Facts:
    """Return facts of which the first site is now and then a hospital's outpatient department."""
    if not facts.sites or not pen.now_and_then(30):
        return facts
    department = OutpatientDepartment(hospital=facts.organizations[0].id)
    first = attrs.evolve(facts.sites[0], outpatient_department=department)
    return attrs.evolve(facts, sites=(first, *facts.sites[1:]))


def directories() -> st.SearchStrategy[Facts]:
    """Draw the facts of markets for directories, which take more choices than others."""
    return st.binary(min_size=ENOUGH, max_size=ENOUGH).map(lambda drawn: draw_directory(Choices(drawn)))


def _dressed(facts: Facts, pen: Pen) -> Facts:
    """Return facts with every field filled now and then."""
    sites = [site.id for site in facts.sites]
    people = [one.id for one in facts.practitioners]
    schedules = [FeeSchedule(id="fees", period=pen.one_of(PERIODS))] if pen.now_and_then(30) else []
    resources = [Resource(id="desk", organization=facts.organizations[0].id)] if pen.now_and_then(30) else []
    return attrs.evolve(
        facts,
        fee_schedules=schedules,
        organizations=[_some(one, pen, **_organization(pen)) for one in facts.organizations],
        affiliations=[_some(one, pen, share=0.5, period=pen.one_of(PERIODS)) for one in facts.affiliations],
        practitioners=[_some(one, pen, **_practitioner(pen)) for one in facts.practitioners],
        practitioner_roles=[
            _some(
                one,
                pen,
                relation=Relation.OWNER,
                fte=0.5,
                accepting=pen.one_of((True, False)),
                supervisor=pen.one_of(people),
                period=pen.one_of(PERIODS),
            )
            for one in facts.practitioner_roles
        ],
        sites=[_some(one, pen, **_site(pen)) for one in facts.sites],
        payers=[_some(one, pen, name=pen.one_of(NAMES), npi="1234567893") for one in facts.payers],
        networks=[_some(one, pen, name=pen.one_of(NAMES), period=pen.one_of(PERIODS)) for one in facts.networks],
        plans=[_some(one, pen, **_plan(pen)) for one in facts.plans],
        listings=[
            _some(one, pen, accepting=pen.one_of((True, False)), sites=pen.set_or_all(sites, 30))
            for one in facts.listings
        ],
        resources=resources,
        patients=[Patient(id="pat")],
        coverages=[Coverage(id="pat-covered", patient="pat", plan=facts.plans[0].id)] if pen.now_and_then(30) else [],
        referrals=draw_referrals(pen, facts, [Patient(id="pat")]),
    )


def _some(fact: T, pen: Pen, **values: Any) -> T:
    """Return a fact with some of these values in the place of its own."""
    return attrs.evolve(fact, **{name: value for name, value in values.items() if pen.now_and_then(40)})  # type: ignore[misc]


def _organization(pen: Pen) -> dict[str, Any]:
    return {
        "name": pen.one_of(NAMES),
        "tin": pen.one_of(("12-3456789", "123456789")),
        "npi": "1234567893",
        "roles": frozenset(pen.some_of(tuple(OrganizationRole))),
        "period": pen.one_of(PERIODS),
    }


def _practitioner(pen: Pen) -> dict[str, Any]:
    return {
        "medicare_specialties": frozenset({"11"}),
        "qualifying": (Period(),),
        "name": pen.one_of(NAMES),
        "npi": "1234567893",
        "languages": frozenset(pen.some_of(("en", "es", "pt-BR", " odd", "two  blanks"))),
        "qualifications": tuple(_qualification(pen) for _ in range(pen.number(0, 2))),
    }


def _qualification(pen: Pen) -> Qualification:
    values = {
        "state": pen.one_of(("WY", "CT")),
        "number": pen.one_of(("0017", " a b ")),
        "code": pen.one_of(SPECIALTIES),
        "issuer": pen.one_of(NAMES),
    }
    return _some(Qualification(), pen, **values, period=pen.one_of(PERIODS))


def _site(pen: Pen) -> dict[str, Any]:
    address = {"line": ("1 Mill Street", "Floor 2"), "city": "Larkwater", "state": "WY", "postal_code": "00001"}
    hours = [
        Hours(days=pen.some_of(tuple(Weekday), low=0), opens="00:00", closes="24:00"),
        Hours(days=pen.some_of(tuple(Weekday), low=0)),
        Hours(days={Weekday.MON}, opens="08:30", closes="12:05"),
    ]
    words = (*SERVICES, *SERVICES.values(), "imaging", "with  blanks ")
    return {
        "name": pen.one_of(NAMES),
        "address": _some(Address(), pen, **address, country="US"),
        "position": Position(latitude=pen.one_of((43, 42.5, -1e-07)), longitude=-107),
        "hours": pen.some_of(hours, low=0),
        "services": frozenset(pen.some_of(words)[: pen.number(0, 3)]),
        "building": "mill-12",
        "locality": "99901-01",
    }


def _plan(pen: Pen) -> dict[str, Any]:
    return {
        "name": pen.one_of(PLAN_NAMES),
        "product": pen.one_of(tuple(Product)),
        "line": pen.one_of(tuple(Line)),
        "hdhp": pen.one_of((True, False)),
        "gates": frozenset(pen.some_of(tuple(PlanGate), low=0)),
        "benefits": BenefitDesign(),
        "period": pen.one_of(PERIODS),
    }


def _labels(ids: list[str], pen: Pen) -> dict[str, str]:
    """Return an id for each, some of them such as FHIR does not take or such as other collections have, too."""
    forms = ("{}", "{}", "one-{}", "under_{}", "{} with blanks", "ä/{}", "x" * 80 + "{}", "a.b@{}")
    found: dict[str, str] = {}
    for number, one in enumerate(ids):
        label = pen.one_of(forms).format(number if pen.now_and_then(30) else one)
        found[one] = label if label not in found.values() else one
    return found


def _with_ids_of_a_reader(facts: Facts, pen: Pen) -> Facts:
    """Return facts some of whose affiliations and listings bear the ids that a reader gives them."""
    taken: dict[str, set[str]] = defaultdict(set)
    for name, rows in facts.items():
        taken[name] = {fact.id for fact in rows}
    ties = {
        tie.id: {tie.id: f"{tie.member}@{tie.organizer}"}
        for tie in facts.affiliations
        if pen.now_and_then(40) and f"{tie.member}@{tie.organizer}" not in taken["affiliations"]
    }
    labels = {name: {fact.id: fact.id for fact in rows} for name, rows in facts.items()}
    seen: set[str] = set()
    for old, new in ties.items():
        if new[old] not in seen:
            seen.add(new[old])
            labels["affiliations"][old] = new[old]
    facts = relabelled(facts, labels)
    listings = {listing.id: listing for listing in facts.listings}
    for listing in _read_of_roles_and_ties(facts, pen):
        listings.setdefault(listing.id, listing)
    return attrs.evolve(facts, listings=tuple(listings.values()))


def _read_of_roles_and_ties(facts: Facts, pen: Pen) -> Iterator[Listing]:
    for role in facts.practitioner_roles:
        for network in facts.networks:
            if pen.now_and_then(30):
                listing = Listing(
                    id=f"{role.id}@{network.id}",
                    network=network.id,
                    practitioner=role.practitioner,
                    organization=role.organization,
                    sites=role.sites,
                    specialties=role.specialties,
                    accepting=role.accepting,
                    as_of=pen.one_of((None, *DAYS)),
                )
                # What the resource and the listing do not share, and one that is of no role.
                yield (
                    _some(listing, pen, accepting=pen.one_of((None, True, False))) if pen.now_and_then(50) else listing
                )
                yield _some(attrs.evolve(listing, id=f"other-{listing.id}"), pen, practitioner=None, organization=None)
    for tie in facts.affiliations:
        for network in facts.networks:
            if pen.now_and_then(30):
                for source in (tie.id, f"other-{tie.id}"):
                    yield Listing(
                        id=f"{source}@{network.id}@affiliation",
                        network=network.id,
                        organization=tie.member,
                        specialties=pen.set_or_all(SPECIALTIES, 20),
                        as_of=pen.one_of((None, DAYS[2])),
                    )
