"""A small market that refers: a clinic and its doctors, a group under a system, an association, and patients."""

from datetime import date, timedelta
from typing import Any

import attrs

import medgroup as mg
from medgroup import Function, Kind
from medgroup.domain import Coverage, Patient, Payer, Referral, ReferralEvent, ReferralState

HEART, BONE, IMAGE, FAMILY = "207RC0000X", "207X00000X", "2085R0202X", "207Q00000X"
MONDAY = date(2026, 3, 2)

FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="clinic", model="single-specialty"),
        mg.Organization(id="heart", model="single-specialty"),
        mg.Organization(id="system", model="ids"),
        mg.Organization(id="club", model="ipa"),
        mg.Organization(id="bones", model="single-specialty"),
        mg.Organization(id="holding"),
        mg.Organization(id="held", model="single-specialty"),
    ],
    affiliations=[
        mg.Affiliation(id="system-heart", kind=Kind.OWNS, organizer="system", member="heart"),
        mg.Affiliation(id="club-bones", kind=Kind.MEMBER, organizer="club", member="bones"),
        mg.Affiliation(id="club-clinic", kind=Kind.MEMBER, organizer="club", member="clinic"),
        mg.Affiliation(id="holding-held", kind=Kind.OWNS, organizer="holding", member="held"),
    ],
    elections=[
        mg.Election(id="bones-ppo", affiliation="club-bones", function=Function.REFERRAL, plans=["ppo"]),
        mg.Election(id="clinic-ppo", affiliation="club-clinic", function=Function.REFERRAL, plans=["ppo"]),
    ],
    practitioners=[mg.Practitioner(id=key) for key in ("ada", "ben", "cyd", "dee", "eli", "fay")],
    practitioner_roles=[
        mg.PractitionerRole(id="ada-clinic", practitioner="ada", organization="clinic", specialties=[FAMILY]),
        mg.PractitionerRole(id="ben-clinic", practitioner="ben", organization="clinic", specialties=[FAMILY]),
        mg.PractitionerRole(id="cyd-heart", practitioner="cyd", organization="heart", specialties=[HEART]),
        mg.PractitionerRole(id="dee-bones", practitioner="dee", organization="bones", specialties=[BONE]),
        mg.PractitionerRole(id="eli-heart", practitioner="eli", organization="heart", specialties=[HEART]),
        mg.PractitionerRole(id="eli-bones", practitioner="eli", organization="bones", specialties=[HEART, BONE]),
        mg.PractitionerRole(id="fay-held", practitioner="fay", organization="held", specialties=[HEART]),
    ],
    payers=[Payer(id="payer")],
    plans=[mg.Plan(id="ppo", payer="payer"), mg.Plan(id="hmo", payer="payer")],
    patients=[Patient(id=key) for key in ("kim", "lee", "max")],
    coverages=[
        Coverage(id="kim-ppo", patient="kim", plan="ppo"),
        Coverage(id="lee-hmo", patient="lee", plan="hmo"),
    ],
)


def market(*referrals: Referral, **changed: Any) -> mg.Market:
    """Return the market with some referrals."""
    return mg.open_market(attrs.evolve(FACTS, referrals=referrals, **changed))


def referral(id: str = "r", **stated: Any) -> Referral:
    """Return a referral of Kim by Dr. Ada for cardiology."""
    return Referral(
        **{"id": id, "patient": "kim", "issuer": "ada-clinic", "specialty": HEART, "written": MONDAY, **stated}
    )


def after(days: int) -> date:
    """Return the day so many days after the Monday on which referrals are written."""
    return MONDAY + timedelta(days=days)


def happened(*words: str, start: int = 0) -> tuple[ReferralEvent, ...]:
    """Return events in these states, a day apart, the first so many days after the Monday."""
    return tuple(ReferralEvent(state=ReferralState(word), on=after(start + place)) for place, word in enumerate(words))
