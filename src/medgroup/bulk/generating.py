"""Invented markets and claim lines of any size, the same for the same seed, that reach every branch of adjudication.

Nothing in them is real: names are numbers, and service codes are of no code set.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import evolve

from medgroup.bulk.generated_plans import (
    NETWORKS,
    PAYERS,
    PLAIN_PLANS,
    PLANS,
    generated_schedules,
    generated_terms,
    plain_terms,
)
from medgroup.domain.contracts import Agreement, Basis, Credential, RosterEntry, Scope, ScopeOf
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import (
    Affiliation,
    Election,
    Organization,
    OrganizationRole,
    OutpatientDepartment,
    Site,
)
from medgroup.domain.patients import Coverage, Patient
from medgroup.domain.practitioners import Practitioner, PractitionerRole
from medgroup.errors import InvalidValueError
from medgroup.rules import Kind
from medgroup.values.period import Period

#: Practitioners of one practice.
_COLLEAGUES = 10
#: Taxonomy codes: family medicine, cardiology, obstetrics, orthopaedics, nurse practitioners.
_SPECIALTIES = ("207Q00000X", "207RC0000X", "207V00000X", "207X00000X", "363LF0000X")
_FIRST_DAY, _LAST_DAY = date(2025, 1, 1), date(2027, 1, 1)


def generated_facts(*, practitioners: int, families: int, seed: int = 1, plain: bool = False) -> Facts:
    """Return the facts of an invented market.

    Args:
        practitioners: How many practitioners, ten a practice.
        families: How many families are covered, of one to five persons.
        seed: The same seed gives the same facts.
        plain: Whether plans and contracts are of the plainest rules alone, for measurements: a percentage of the
            schedule, a deductible, a coinsurance and the most of a year.

    Raises:
        InvalidValueError: A number is no whole number of one or more.
    """
    for name, value in (("practitioners", practitioners), ("families", families)):
        if type(value) is not int or value < 1:
            raise InvalidValueError(value, "a whole number of 1 or more", field=name)
    return _Draft(Random(seed), practitioners, families, plain=plain).facts()


class _Draft:
    """A market while it is drawn."""

    def __init__(self, draw: Random, practitioners: int, families: int, *, plain: bool) -> None:
        self.draw = draw
        self.plain = plain
        self.plans = PLAIN_PLANS if plain else PLANS
        self.terms = plain_terms() if plain else generated_terms()
        self.people = [f"practitioner-{number:06d}" for number in range(practitioners)]
        self.practices = [
            f"practice-{number:05d}" for number in range((practitioners + _COLLEAGUES - 1) // _COLLEAGUES)
        ]
        self.home = {person: self.practices[number // _COLLEAGUES] for number, person in enumerate(self.people)}
        #: Every third practice contracts through the association, and every seventh is owned by the hospital.
        self.members = [] if plain else self.practices[1::3]
        self.owned = [] if plain else [one for one in self.practices[3::7] if one not in self.members]
        self.families = families

    def facts(self) -> Facts:
        """Return everything that is drawn."""
        agreements = tuple(self._agreements())
        patients, coverages = self._patients()
        return Facts(
            organizations=tuple(self._organizations()),
            affiliations=tuple(self._affiliations()),
            elections=tuple(self._elections()),
            practitioners=tuple(Practitioner(id=one) for one in self.people),
            practitioner_roles=tuple(self._roles()),
            sites=tuple(self._sites()),
            payers=PAYERS,
            networks=NETWORKS,
            plans=self.plans,
            fee_schedules=generated_schedules(),
            agreements=agreements,
            roster_entries=tuple(self._roster(agreements)),
            credentials=tuple(self._credentials()),
            scopes=tuple(self._scopes()),
            patients=tuple(patients),
            coverages=tuple(coverages),
        )

    def _organizations(self) -> Iterator[Organization]:
        yield Organization(id="association", model="ipa", roles={OrganizationRole.NETWORK})
        yield Organization(id="hospital", model="ids", roles={OrganizationRole.FACILITY, OrganizationRole.SYSTEM})
        for one in self.practices:
            yield Organization(id=one, model="multi-specialty", roles={OrganizationRole.PRACTICE})

    def _affiliations(self) -> Iterator[Affiliation]:
        for one in self.members:
            yield Affiliation(id=f"{one}-joined", kind=Kind.MEMBER, organizer="association", member=one)
        for one in self.owned:
            yield Affiliation(id=f"{one}-owned", kind=Kind.OWNS, organizer="hospital", member=one, share=1.0)

    def _elections(self) -> Iterator[Election]:
        for number, one in enumerate(self.members):
            plans = None if number % 4 else {"hmo", "ppo"}
            period = Period(_FIRST_DAY, date(2026, 1, 1)) if number % 9 == 0 else Period(_FIRST_DAY)
            yield Election(id=f"{one}-elects", affiliation=f"{one}-joined", plans=plans, period=period)

    def _roles(self) -> Iterator[PractitionerRole]:
        for number, person in enumerate(self.people):
            specialty = _SPECIALTIES[number % len(_SPECIALTIES)]
            supervisor = self.people[number - 1] if specialty.startswith("363") else None
            yield PractitionerRole(
                id=f"{person}-works",
                practitioner=person,
                organization=self.home[person],
                sites={f"{self.home[person]}-site"},
                specialties={specialty},
                supervisor=supervisor,
            )

    def _sites(self) -> Iterator[Site]:
        yield Site(id="hospital-site", organization="hospital", locality="99901-01")
        department = OutpatientDepartment(hospital="hospital", period=Period(date(2026, 1, 1)))
        for number, one in enumerate(self.practices):
            yield Site(
                id=f"{one}-site",
                organization=one,
                locality=f"99901-{('01', '02', '99')[number % 3]}",
                outpatient_department=department if one in self.owned and number % 2 else None,
            )

    def _agreements(self) -> Iterator[Agreement]:
        terms = self.terms
        for network in NETWORKS:
            yield Agreement(
                id=f"association/{network.id}",
                contractor="association",
                networks={network.id},
                basis=Basis.RISK,
                terms=terms[0],
            )
            yield Agreement(id=f"hospital/{network.id}", contractor="hospital", networks={network.id}, terms=terms[1])
        for number, practice in enumerate(self.practices):
            for place, network in enumerate(NETWORKS):
                if practice in self.members or practice in self.owned or ((number + place) % 5 == 4 and not self.plain):
                    continue
                ends = number % 11 == 7 and not self.plain
                yield Agreement(
                    id=f"{practice}/{network.id}",
                    contractor=practice,
                    networks={network.id},
                    terms=None
                    if number % 23 == 19 and not self.plain
                    else terms[2 + (number + place) % (len(terms) - 2)],
                    period=Period(_FIRST_DAY, date(2026, 7, 1)) if ends else Period(_FIRST_DAY),
                )

    def _roster(self, agreements: Sequence[Agreement]) -> Iterator[RosterEntry]:
        signed: dict[str, list[str]] = {}
        for one in agreements:
            signed.setdefault(one.contractor, []).append(one.id)
        organizer = {**dict.fromkeys(self.members, "association"), **dict.fromkeys(self.owned, "hospital")}
        own_terms = self.terms[-1]
        for number, person in enumerate(self.people):
            practice = self.home[person]
            for agreement in signed.get(organizer.get(practice, practice), ()):
                if number % 17 == 13 and not self.plain:
                    continue
                begins = date(2025, 1 + number % 12, 1) if number % 5 == 2 and not self.plain else None
                yield RosterEntry(
                    id=f"{person}@{agreement}",
                    agreement=agreement,
                    practitioner=person,
                    billing=practice,
                    terms=own_terms if number % 29 == 3 else None,
                    period=Period(begins),
                )

    def _credentials(self) -> Iterator[Credential]:
        for number, person in enumerate(self.people):
            for payer in PAYERS:
                period = Period(None, date(2026, 9, 1)) if number % 13 == 5 and not self.plain else Period()
                yield Credential(id=f"{person}/{payer.id}", practitioner=person, payer=payer.id, period=period)

    def _scopes(self) -> Iterator[Scope]:
        """Yield that every contract is known but those of every tenth practice, of whom absence says nothing."""
        known = {one for number, one in enumerate(self.practices) if number % 10 != 9} | {"association", "hospital"}
        yield Scope(id="contracts", of=ScopeOf.CONTRACTS, organizations=known)

    def _patients(self) -> tuple[list[Patient], list[Coverage]]:
        patients: list[Patient] = []
        coverages: list[Coverage] = []
        plans = [plan.id for plan in self.plans]
        for number in range(self.families):
            household = f"family-{number:07d}"
            size = self.draw.choice((1, 1, 2, 3, 4, 5))
            plan = plans[number % len(plans)]
            other = plans[(number + 1) % len(plans)]
            for member in range(size):
                patient = f"{household}-{member}"
                patients.append(Patient(id=patient, household=household))
                if number % 50 == 49 and not self.plain:
                    continue
                head = None if member == 0 else f"{household}-0"
                until = date(2026, 1, 1) if number % 12 == 11 and not self.plain else None
                pcp = self.people[number % len(self.people)] if number % 7 else None
                own = Coverage(
                    id=patient, patient=patient, plan=plan, subscriber=head, pcp=pcp, period=Period(_FIRST_DAY, until)
                )
                coverages.append(own)
                if until is not None:
                    coverages.append(evolve(own, id=f"{patient}-after", plan=other, period=Period(until)))
                elif number % 40 == 7 and not self.plain:
                    coverages.append(evolve(own, id=f"{patient}-second", plan=other, order=2))
        return patients, coverages


def generated_lines(facts: Facts, count: int, *, seed: int = 1, plain: bool = False) -> dict[str, list[Any]]:
    """Return the columns of so many claim lines over a market that ``generated_facts`` gave, day by day of two years.

    Args:
        facts: The facts of the market.
        count: How many lines, one or more.
        seed: The same seed gives the same lines.
        plain: Whether every bill is of one service without modifiers and never taken back, for measurements.

    Raises:
        InvalidValueError: The count is no whole number of one or more.
    """
    if type(count) is not int or count < 1:
        raise InvalidValueError(count, "a whole number of 1 or more", field="count")
    columns = _Lines(Random(seed), facts).columns(count)
    return _plainly(columns) if plain else columns


class _Lines:
    """Claim lines while they are drawn, column by column."""

    def __init__(self, draw: Random, facts: Facts) -> None:
        self.draw = draw
        self.patients = [patient.id for patient in facts.patients]
        self.roles = [(role.practitioner, role.organization) for role in facts.practitioner_roles]
        # The last is of no schedule.
        self.codes = [*(row.code for row in facts.fee_schedules[0].relative_values), "X1999"]

    def columns(self, count: int) -> dict[str, list[Any]]:
        """Return the columns of ``LINES``."""
        draw = self.draw
        sizes: list[int] = []
        while (total := sum(sizes)) < count:
            sizes += draw.choices((1, 2, 3), (8, 2, 1), k=max((count - total) // 2, 1))
        claims = [number for number, size in enumerate(sizes) for _ in range(size)][:count]
        places = [place for size in sizes for place in range(1, size + 1)][:count]
        bills = self._bills(claims[-1] + 1)
        columns: dict[str, list[Any]] = {name: [values[one] for one in claims] for name, values in bills.items()}
        columns |= {
            "line": places,
            # The first codes are visits, which are most of what is billed.
            "code": draw.choices(self.codes, [9] * 12 + [1] * (len(self.codes) - 12), k=count),
            "modifiers": draw.choices((None, "26", "50", "80"), (96, 2, 1, 1), k=count),
            "units": draw.choices((1, 2, 3), (95, 4, 1), k=count),
            "charge": [None if one < 500 else one for one in draw.choices(range(-600, 60_000), k=count)],
            "place_of_service": draw.choices((None, "11", "22"), (90, 8, 2), k=count),
            "emergency": draw.choices((False, True), (99, 1), k=count),
            "preventive": draw.choices((False, True), (97, 3), k=count),
        }
        return self._with_voids(columns)

    def _bills(self, count: int) -> dict[str, list[Any]]:
        draw = self.draw
        days = [_FIRST_DAY + timedelta(days=number) for number in range((_LAST_DAY - _FIRST_DAY).days)]
        on = draw.choices(days, k=count)
        roles = draw.choices(self.roles, k=count)
        later = draw.choices(range(45), k=count)
        at_hospital = draw.choices((None, "hospital-site"), (98, 2), k=count)
        return {
            "claim": [f"claim-{number:08d}" for number in range(count)],
            "patient": draw.choices(self.patients, k=count),
            "practitioner": [practitioner for practitioner, _ in roles],
            "billing": [billing for _, billing in roles],
            "site": at_hospital,
            "on": on,
            "referral": draw.choices((True, False, None), (90, 7, 3), k=count),
            "authorization": draw.choices((True, False, None), (80, 10, 10), k=count),
            "processed": [day + timedelta(days=days_after) for day, days_after in zip(on, later, strict=True)],
            "number": [1] * count,
            "voids": [None] * count,
        }

    def _with_voids(self, columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Let a few bills of one line be taken back by the last lines."""
        claims = columns["claim"]
        alone = [
            place
            for place, claim in enumerate(claims[:-1])
            if columns["line"][place] == 1 == columns["line"][place + 1]
        ]
        count = min(len(claims) // 400, len(alone) // 2)
        for place, voided in zip(range(len(claims) - count, len(claims)), self.draw.sample(alone, count), strict=True):
            if voided >= len(claims) - count:
                continue
            for values in columns.values():
                values[place] = values[voided]
            columns["claim"][place] = f"void-{claims[voided]}"
            columns["voids"][place] = claims[voided]
            columns["processed"][place] = columns["processed"][voided] + timedelta(days=30)
        return columns


def _plainly(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return columns of lines as those of bills of one plain service each."""
    count = len(columns["claim"])
    empty = ("modifiers", "site", "place_of_service", "emergency", "preventive", "referral", "authorization", "voids")
    return {
        **columns,
        **{name: [None] * count for name in empty},
        "claim": [f"claim-{number:08d}" for number in range(count)],
        "line": [1] * count,
        # The services of which nothing but their price matters.
        "code": [code if code < "X1080" else "X1000" for code in columns["code"]],
        "charge": [one or 500 for one in columns["charge"]],
    }
