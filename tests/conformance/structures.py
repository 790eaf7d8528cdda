"""Small markets of every organizational model, made by chance with much left unstated."""

from datetime import date
from random import Random
from typing import Any

import attrs

import medgroup as mg
from medgroup.domain import Address, AffiliationTerm, Basis, OrganizationRole, Qualification, Resource, ResourceKind

DAY = date(2025, 6, 1)
#: Two groups of any model, a system, an IPA, a management company and two accountable care organizations.
GROUPS, SYSTEM, IPA, COMPANY, ACOS = ("group-a", "group-b"), "system", "the-ipa", "company", ("aco-a", "aco-b")
ORGANIZATIONS = (*GROUPS, SYSTEM, IPA, COMPANY, *ACOS)
PEOPLE = ("ann", "ben", "cyd")
TINS = (None, "06-0000001", "060000001", "06-0000002", "06-0000003")
#: Whether something is licensed, expired, or not stated.
LICENCES = ((Qualification(state="CT"),), (Qualification(state="CT", period=mg.Period(None, DAY)),), ())
#: Cardiology twice, family medicine, both, a nurse practitioner, a code of no family, and nothing.
SPECIALTIES = (
    ["207RC0000X"],
    ["207RC0001X"],
    ["207Q00000X"],
    ["207RC0000X", "207Q00000X"],
    ["363L00000X"],
    ["174400000X"],
    None,
)


def chance_market(random: Random) -> mg.Facts:
    """Return the facts of a market: two groups that may be owned, managed or members, and people who work there."""
    ties = _ties(random)
    return mg.Facts(
        organizations=_organizations(random),
        affiliations=ties,
        elections=[
            mg.Election(id=tie.id, affiliation=tie.id, exclusive=random.choice((True, False, None)))
            for tie in ties
            if random.random() < 0.6
        ],
        practitioners=[
            mg.Practitioner(id=one, qualifications=random.choices(LICENCES, (8, 1, 1))[0]) for one in PEOPLE
        ],
        practitioner_roles=_roles(random),
        sites=[
            mg.Site(
                id=one,
                organization=random.choice((None, one, IPA)),
                address=Address(state=random.choice((None, "CT", "TX"))),
            )
            for one in GROUPS
        ],
        resources=[
            Resource(id=one, organization=one, kind=random.choice((None, ResourceKind.STAFF, ResourceKind.FACILITY)))
            for one in (*GROUPS, SYSTEM)
        ],
        agreements=[
            mg.Agreement(id=one, contractor=one, basis=random.choice((None, Basis.MESSENGER, Basis.RISK)))
            for one in (*random.sample(GROUPS, random.randrange(3)), IPA, ACOS[0])
        ],
        roster_entries=[
            mg.RosterEntry(id=one, agreement=IPA, practitioner=PEOPLE[0], billing=one)
            for one in random.sample((*GROUPS, IPA, COMPANY), random.randrange(3))
        ],
    )


def _organizations(random: Random) -> list[mg.Organization]:
    kinds = ("solo", "single-specialty", "multi-specialty")
    return [
        *(
            mg.Organization(
                id=one,
                model=random.choice(kinds),
                tin=random.choice(TINS),
                roles=random.choice(((), (OrganizationRole.PRACTICE,))),
            )
            for one in GROUPS
        ),
        mg.Organization(
            id=SYSTEM,
            model="ids",
            roles=random.choice(((), (OrganizationRole.SYSTEM,), (OrganizationRole.FACILITY,))),
        ),
        mg.Organization(id=IPA, model="ipa", tin=random.choice(TINS)),
        mg.Organization(id=COMPANY, model="mso"),
        *(mg.Organization(id=one, model="aco", tin=random.choice(TINS)) for one in ACOS),
    ]


def _ties(random: Random) -> list[mg.Affiliation]:
    usual = {SYSTEM: mg.Kind.OWNS, GROUPS[0]: mg.Kind.OWNS, COMPANY: mg.Kind.MANAGES}
    pairs = [GROUPS, *((organizer, group) for organizer in (SYSTEM, IPA, COMPANY, *ACOS) for group in GROUPS)]
    return [
        mg.Affiliation(
            id=f"{organizer}-{member}",
            kind=random.choice((*[usual.get(organizer, mg.Kind.MEMBER)] * 2, *mg.Kind)),
            organizer=organizer,
            member=member,
            share=random.choice((None, 0.4, 0.7, 1.0)),
            terms=_terms(random),
            period=random.choice((mg.Period(), mg.Period(DAY), mg.Period(None, DAY))),
        )
        for organizer, member in pairs
        if random.random() < 0.7
    ]


def _terms(random: Random) -> list[AffiliationTerm]:
    """Return most often no terms, else one line about a few functions."""
    effect, functions = random.choice((None, *mg.Effect)), random.sample(tuple(mg.Function), 3)
    line = AffiliationTerm(functions=functions, effect=effect, elective=random.choice((True, False)))
    return [line] if random.random() < 0.25 else []


def _roles(random: Random) -> list[mg.PractitionerRole]:
    return [
        mg.PractitionerRole(
            id=f"{practitioner}-{organization}",
            practitioner=practitioner,
            organization=organization,
            sites=random.choice((None, ["group-a"], ["group-b"])),
            specialties=random.choices(SPECIALTIES, (4, 2, 2, 1, 1, 1, 1))[0],
            relation=random.choice((None, mg.Relation.OWNER, mg.Relation.EMPLOYEE, *mg.Relation)),
            accepting=random.choice((True, False, None)),
            supervisor=random.choice((None, *PEOPLE)),
        )
        for practitioner in PEOPLE
        for organization in sorted({random.choice((*GROUPS, *GROUPS, *ORGANIZATIONS)) for _ in range(2)})
    ]


#: What a fact may leave out, and what it then holds.
UNSTATED: tuple[tuple[str, str, Any], ...] = (
    ("organizations", "tin", None),
    ("affiliations", "share", None),
    ("elections", "exclusive", None),
    ("agreements", "basis", None),
    ("practitioners", "qualifications", ()),
    ("practitioner_roles", "specialties", None),
    ("practitioner_roles", "relation", None),
    ("practitioner_roles", "supervisor", None),
    ("sites", "address", None),
)


def with_less_stated(facts: mg.Facts, random: Random) -> mg.Facts:
    """Return the same facts with one field of one of them left out."""
    collection, name, empty = random.choice(UNSTATED)
    rows = list(getattr(facts, collection))
    if rows:
        chosen = random.randrange(len(rows))
        rows[chosen] = attrs.evolve(rows[chosen], **{name: empty})
    return attrs.evolve(facts, **{collection: rows})
