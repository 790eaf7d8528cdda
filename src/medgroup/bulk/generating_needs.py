"""Invented needs of any size, the same for the same seed, over markets whose people live and work somewhere."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import evolve

from medgroup.bulk.generating import generated_facts
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Organization, OrganizationRole, Position
from medgroup.domain.patients import Patient
from medgroup.domain.practitioners import Practitioner, PractitionerRole
from medgroup.errors import InvalidValueError
from medgroup.values.period import Period

_FIRST_DAY, _DAYS = date(2025, 1, 1), 730
#: What is asked for; most needs ask for nothing in particular.
_SERVICES = (None, "imaging", "mri", "laboratory", "X1001")
_LANGUAGES = (None, "es", "zh", "en es")
#: What spreads numbers evenly over a square (the plastic number's powers), so that nothing need be drawn.
_ACROSS, _UP = 0.7548776662466927, 0.5698402909980532
#: A taxonomy code that nobody practises: undersea and hyperbaric medicine.
_NOBODYS = "2083P0011X"


def generated_referral_facts(*, practitioners: int, families: int, seed: int = 1) -> Facts:
    """Return the facts of an invented market whose sites and patients have positions, most of them.

    It is the market of ``generated_facts``, where moreover two practices of three are of a single specialty, some
    share a position, of some nobody knows whether they have other contracts, some practitioners work at two sites, at
    another one or left during the period, some take no new patients, and some state the languages that they speak.

    Args:
        practitioners: How many practitioners, ten a practice.
        families: How many families are covered, of one to five persons.
        seed: The same seed gives the same facts.

    Raises:
        InvalidValueError: A number is no whole number of one or more.
    """
    facts = generated_facts(practitioners=practitioners, families=families, seed=seed)
    homes: dict[str | None, int] = {}
    for patient in facts.patients:
        homes.setdefault(patient.household, len(homes))
    return evolve(
        facts,
        sites=tuple(
            # Every eighth shares the position of the one before, and of every eleventh nobody knows it.
            evolve(site, position=None if number % 11 == 6 else _position(number - (number % 8 == 5)))
            for number, site in enumerate(facts.sites)
        ),
        patients=tuple(_lives(patient, homes[patient.household]) for patient in facts.patients),
        practitioners=tuple(_speaks(one, number) for number, one in enumerate(facts.practitioners)),
        organizations=tuple(evolve(one, model=_model(one)) for one in facts.organizations),
        practitioner_roles=tuple(_roles(facts.practitioner_roles)),
        scopes=tuple(
            evolve(one, organizations={key for key in one.organizations or () if not key.endswith("3")})
            for one in facts.scopes
        ),
    )


def generated_needs(facts: Facts, count: int, *, seed: int = 1) -> dict[str, list[Any]]:
    """Return the columns of so many needs over a market that ``generated_referral_facts`` gave, of two years.

    Args:
        facts: The facts of the market.
        count: How many needs, one or more.
        seed: The same seed gives the same needs.

    Raises:
        InvalidValueError: The count is no whole number of one or more.
    """
    if type(count) is not int or count < 1:
        raise InvalidValueError(count, "a whole number of 1 or more", field="count")
    draw = Random(seed)
    roles = facts.practitioner_roles
    specialties = sorted({code for role in roles for code in role.specialties or ()})
    plans = [plan.id for plan in facts.plans]
    days = [_FIRST_DAY + timedelta(days=number) for number in range(_DAYS)]
    near = [_position(number) if number else None for number in draw.choices(range(12), [24] + [1] * 11, k=count)]
    return {
        "need": [f"need-{number:08d}" for number in range(count)],
        "patient": draw.choices([patient.id for patient in facts.patients], k=count),
        "on": draw.choices(days, k=count),
        "issuer": draw.choices([role.id for role in roles], k=count),
        "specialty": draw.choices([*specialties, _NOBODYS], [40] * len(specialties) + [1], k=count),
        "plan": draw.choices([None, *plans], [90] + [1] * len(plans), k=count),
        "preferred": [
            None if one < 0 else facts.practitioners[one].id
            for one in draw.choices(range(-1, len(facts.practitioners)), _rarely(len(facts.practitioners)), k=count)
        ],
        "services": draw.choices(_SERVICES, [92, 3, 2, 2, 1], k=count),
        "languages": draw.choices(_LANGUAGES, [88, 8, 2, 2], k=count),
        "latitude": [None if one is None else one.latitude for one in near],
        "longitude": [None if one is None else one.longitude for one in near],
        "visits": draw.choices((1, 2, 3), [90, 7, 3], k=count),
        "adherence": [draw.random() for _ in range(count)],
        "preference": [draw.random() for _ in range(count)],
    }


def _rarely(count: int) -> list[int]:
    """Return weights by which one choice of ten is none of the first."""
    return [9 * count] + [1] * count


def _position(number: int) -> Position:
    return Position(latitude=round(40.5 + (number * _ACROSS) % 1, 6), longitude=round(-74.5 + (number * _UP) % 1, 6))


def _lives(patient: Patient, home: int) -> Patient:
    return patient if home % 9 == 4 else evolve(patient, position=_position(1_000 + home))


def _speaks(practitioner: Practitioner, number: int) -> Practitioner:
    spoken = ((), ("en",), ("en", "es"), ("en", "zh-Hans"))[number % 4]
    return evolve(practitioner, languages=spoken)


def _model(organization: Organization) -> str | None:
    single = OrganizationRole.PRACTICE in organization.roles and int(organization.id[-5:]) % 3
    return "single-specialty" if single else organization.model


def _roles(roles: tuple[PractitionerRole, ...]) -> Iterator[PractitionerRole]:
    home = {role.organization: role.sites or frozenset() for role in roles}
    practices = sorted(home)
    place = {practice: number for number, practice in enumerate(practices)}
    kinds = sorted({code for role in roles for code in role.specialties or ()})
    for number, role in enumerate(roles):
        practice = place[role.organization]
        other = home[practices[(practice + 3) % len(practices)]]
        own = home[role.organization]
        yield evolve(
            role,
            accepting=(True, None, False, True, True, True, True)[number % 7],
            sites=other if number % 23 == 11 else own | other if number % 19 == 8 else own,
            specialties={kinds[practice % len(kinds)]} if practice % 3 else role.specialties,
            period=Period(None, date(2026, 4, 1)) if number % 31 == 17 else Period(),
        )
