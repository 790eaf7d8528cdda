"""A small market for questions about leakage, with referrals and claims that say in a line where a patient went.

A system owns ``home`` and ``sister``; ``one``, ``two`` and ``three`` are members of an IPA, of which the first two
opted in to its contracts for the HMO; ``away`` belongs to nobody. An organizer of unknown model owns ``veiled`` and
``shaded``.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

import medgroup as mg
from medgroup.domain import Credential, Network, Patient, Payer, ReferralEvent, ReferralState, Scope
from medgroup.domain.contracts import ScopeOf
from medgroup.referrals import LeakageRow

FAMILY, HEART, BONES, SKIN = "207Q00000X", "207RC0000X", "207X00000X", "207N00000X"
DAY = date(2026, 3, 2)
ROLES: Mapping[str, tuple[str, str, bool | None]] = {
    "fay": ("home", FAMILY, True),
    "fox": ("home", FAMILY, True),
    "hart": ("home", HEART, True),
    "bo": ("sister", BONES, True),
    "una": ("one", FAMILY, True),
    "uma": ("one", HEART, None),
    "dua": ("two", HEART, True),
    "trin": ("three", HEART, True),
    "ash": ("away", HEART, True),
    "abe": ("away", SKIN, True),
    "vic": ("veiled", FAMILY, True),
    "shay": ("shaded", HEART, True),
}


def _tie(kind: mg.Kind, organizer: str, member: str) -> mg.Affiliation:
    return mg.Affiliation(id=f"{member}-{organizer}", kind=kind, organizer=organizer, member=member)


def facts(**changed: Any) -> mg.Facts:
    """Return the facts, with some roles changed: fields by practitioner."""
    models = {"sys": "ids", "ipa": "ipa"}
    names = ("sys", "ipa", "mystery", "home", "sister", "one", "two", "three", "away", "veiled", "shaded")
    roles = []
    for who, (organization, code, accepting) in ROLES.items():
        stated = {"organization": organization, "specialties": {code}, "accepting": accepting, **changed.get(who, {})}
        roles.append(mg.PractitionerRole(id=f"{who}-role", practitioner=who, **stated))
    return mg.Facts(
        organizations=[mg.Organization(id=name, name=name.title(), model=models.get(name)) for name in names],
        affiliations=[
            *(_tie(mg.Kind.OWNS, "sys", name) for name in ("home", "sister")),
            *(_tie(mg.Kind.OWNS, "mystery", name) for name in ("veiled", "shaded")),
            *(_tie(mg.Kind.MEMBER, "ipa", name) for name in ("one", "two", "three")),
        ],
        elections=[mg.Election(id=f"{name}-in", affiliation=f"{name}-ipa", plans={"hmo"}) for name in ("one", "two")],
        practitioners=[mg.Practitioner(id=who, name=f"Dr. {who.title()}") for who in ROLES],
        practitioner_roles=roles,
        payers=[Payer(id="payer")],
        networks=[Network(id="net", payer="payer")],
        plans=[mg.Plan(id=plan, payer="payer", networks=["net"]) for plan in ("hmo", "ppo")],
        agreements=[
            mg.Agreement(id=f"of-{name}", contractor=name, networks={"net"}) for name in ("sys", "ipa", "away")
        ],
        roster_entries=[
            mg.RosterEntry(id=f"{who}-line", agreement=f"of-{signer}", practitioner=who, billing=ROLES[who][0])
            for who, signer in (("hart", "sys"), ("bo", "sys"), ("dua", "ipa"), ("uma", "ipa"), ("ash", "away"))
        ],
        credentials=[Credential(id=f"{who}-checked", practitioner=who, payer="payer") for who in ROLES],
        scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
        patients=[Patient(id="pat")],
    )


def market(**changed: Any) -> mg.Market:
    """Return the market, with some roles changed."""
    return mg.open_market(facts(**changed))


MARKET = market()


def referral(id: str, issuer: str, code: str, seen: str = "", **stated: Any) -> mg.Referral:
    """Return a referral by a practitioner for a specialty, seen by ``practitioner@organization``, either left out."""
    who, _, billing = seen.partition("@")
    on = stated.setdefault("written", DAY)
    events = [ReferralEvent(state=ReferralState.SENT, on=on)]
    if seen:
        met = ReferralEvent(state=ReferralState.SEEN, on=on, practitioner=who or None, billing=billing or None)
        events.append(met)
    given = {"plan": "hmo", "overrides": frozenset(), **stated}
    return mg.Referral(id=id, patient="pat", issuer=f"{issuer}-role", specialty=code, events=events, **given)


def claims(*rows: Mapping[str, Any], **more: Any) -> pl.DataFrame:
    """Return a frame of claims; what a row leaves out is as in ``row``, or empty."""
    types = {
        "on": pl.Date,
        **dict.fromkeys(("practitioner", "billing", "specialty", "referring", "role", "plan", "patient"), pl.String),
        "allowed": pl.Int64,
        "override": pl.String,
    }
    columns = {name: [one.get(name) for one in rows] for name in types}
    return pl.DataFrame({**columns, **more}, schema_overrides=types)


def row(issuer: str, code: str, seen: str = "", **stated: Any) -> dict[str, Any]:
    """Return a row of claims that says what a referral of the same arguments does."""
    who, _, billing = seen.partition("@")
    given = {"practitioner": who or None, "billing": billing or None, "role": f"{issuer}-role", "specialty": code}
    return {"on": DAY, "plan": "hmo", "override": "none", **given, **stated}


def counts(row: LeakageRow) -> dict[str, int]:
    """Return how many fell into each part."""
    return {one.part.value: one.cases for one in row.parts}


def by_key(rows: Iterable[LeakageRow]) -> dict[Any, LeakageRow]:
    """Return rows by what they are about: the one word, or all."""
    return {next(iter(one.of.values())) if len(one.of) == 1 else tuple(one.of.values()): one for one in rows}
