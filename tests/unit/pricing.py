"""A small market whose contracts are priced: practice ``q`` with an agreement of its own and one of its association.

Codes are invented. ``table`` states amounts, ``medicare-2025`` and ``medicare-2026`` relative values.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

import medgroup as mg
from medgroup.costs import PricedLine, PricedLines, Service
from medgroup.domain import (
    ContractTerms,
    ConversionFactor,
    Credential,
    FeeAmount,
    FeeSchedule,
    Locality,
    Method,
    ModifierPercent,
    Network,
    OrganizationRole,
    OutpatientDepartment,
    Payer,
    PaymentRules,
    PractitionerPercent,
    Rate,
    RelativeValue,
    Scope,
    ScopeOf,
    Setting,
)
from medgroup.values.money import Money
from medgroup.values.period import Period

DAY = date(2026, 3, 2)
FAMILY, NURSE = "207Q00000X", "363LF0000X"


def money(text: str) -> Money:
    return Money.parse(text)


def value(code: str, work: str, office: str, facility: str, malpractice: str, **more: Any) -> RelativeValue:
    rules = PaymentRules(**{key: more.pop(key) for key in list(more) if key not in ("modifier", "cap")})
    return RelativeValue(
        code=code,
        work=work,
        office_expense=office,
        facility_expense=facility,
        malpractice=malpractice,
        rules=rules,
        **more,
    )


VALUES = (
    value("X1001", "1.30", "1.33", "0.57", "0.10", multiple="0", bilateral="0", assistant="0"),
    value("X1002", "1.00", "0.50", "0.50", "0.32"),
    value("X2001", "1.00", "2.00", "2.00", "0.10", components="1"),
    value("X2001", "0.60", "0.30", "0.30", "0.05", modifier="26", components="1"),
    value("X2001", "0.40", "1.70", "1.70", "0.05", modifier="TC", components="1"),
    value("X3001", "9.60", "8.85", "8.85", "1.90", multiple="2", bilateral="1", assistant="2", co_surgeon="2"),
    value("X3002", "3.50", "5.10", "2.70", "0.60", multiple="2", bilateral="3", assistant="1", co_surgeon="0"),
    value("X3003", "2.00", "2.00", "2.00", "0.20", multiple="3", bilateral="2", assistant="0", co_surgeon="1"),
    value("X3003", "1.00", "1.00", "1.00", "0.10", modifier="53", multiple="3"),
    value("X4001", "0.00", "0.00", "0.00", "0.00", status="C"),
    value("X4002", "0.00", "0.00", "0.00", "0.00", status="R"),
    value("X4003", "1.00", "1.00", "1.00", "0.10", status="N"),
    value("X5001", "0.20", "0.20", "0.20", "0.01", status="B"),
    value("X6001", "0.17", "0.26", "0.26", "0.01", status="T"),
    value("X6002", "0.20", "0.26", "0.26", "0.01", status="T"),
)
HERE = Locality(
    contractor="99901", number="01", name="Here", work="1.000", practice_expense="0.964", malpractice="0.731"
)
THERE = Locality(
    contractor="99901", number="99", name="There", work="1.010", practice_expense="1.100", malpractice="1.2"
)
MEDICARE_2025 = FeeSchedule(
    id="medicare-2025",
    series="medicare",
    period=Period(date(2025, 1, 1), date(2026, 1, 1)),
    conversion_factors=[ConversionFactor(amount="32.3465")],
    localities=[HERE, THERE],
    relative_values=VALUES,
)
MEDICARE_2026 = attrs.evolve(
    MEDICARE_2025,
    id="medicare-2026",
    period=Period(date(2026, 1, 1), date(2027, 1, 1)),
    conversion_factors=[
        ConversionFactor(amount="33.4009", qualifying=False),
        ConversionFactor(amount="33.5675", qualifying=True),
    ],
)
TABLE = FeeSchedule(
    id="table",
    amounts=[
        FeeAmount(code="X1001", amount=money("100.00")),
        FeeAmount(code="X1002", setting=Setting.OFFICE, amount=money("80.00")),
        FeeAmount(code="X1002", setting=Setting.FACILITY, amount=money("60.00")),
        FeeAmount(code="X1003", setting=Setting.OFFICE, amount=money("70.00")),
        FeeAmount(code="X3001", amount=money("1000.00"), rules=PaymentRules(multiple="2", bilateral="1")),
        FeeAmount(code="X3002", amount=money("400.00"), rules=PaymentRules(multiple="2")),
        FeeAmount(code="X3003", amount=money("33.33"), rules=PaymentRules(multiple="2")),
    ],
)
SCHEDULES = (MEDICARE_2025, MEDICARE_2026, TABLE)

SURGERY = (
    ModifierPercent(modifiers={"50"}, percent="150"),
    ModifierPercent(modifiers={"80", "81", "82", "AS"}, percent="16"),
    ModifierPercent(modifiers={"62"}, percent="62.5"),
)
NURSES = (PractitionerPercent(taxonomies={"363L", "363A"}, percent="85"),)


def rate(method: Method, **keys: Any) -> Rate:
    return Rate(method=method, **keys)


def percent(of: str = "100", **keys: Any) -> Rate:
    """Return a rate of a percentage of Medicare, of the schedule of the day where nothing else is said."""
    if "schedule" not in keys:
        keys.setdefault("series", "medicare")
        keys.setdefault("qualifying", False)
    return rate(Method.PERCENT_OF_SCHEDULE, percent=of, **keys)


def table(**keys: Any) -> Rate:
    return rate(Method.FEE_TABLE, schedule="table", **keys)


def terms(*rates: Rate, **keys: Any) -> ContractTerms:
    return ContractTerms(rates=rates, **keys)


FACTS = mg.Facts(
    organizations=[
        mg.Organization(id="q", name="Practice Q", model="solo", roles={OrganizationRole.PRACTICE}),
        mg.Organization(id="ipa", name="The IPA", model="ipa"),
        mg.Organization(id="hospital", name="The Hospital", roles={OrganizationRole.FACILITY}),
    ],
    affiliations=[mg.Affiliation(id="q-in-ipa", kind=mg.Kind.MEMBER, organizer="ipa", member="q")],
    elections=[mg.Election(id="q-elects", affiliation="q-in-ipa")],
    practitioners=[mg.Practitioner(id="a", name="Dr. A"), mg.Practitioner(id="n", name="N")],
    practitioner_roles=[
        mg.PractitionerRole(id="a-q", practitioner="a", organization="q", specialties={FAMILY}),
        mg.PractitionerRole(id="n-q", practitioner="n", organization="q", specialties={NURSE}),
    ],
    sites=[
        mg.Site(id="office", organization="q", name="The Office", locality="99901-01"),
        mg.Site(id="ward", organization="hospital", name="The Ward", locality="99901-99"),
    ],
    payers=[Payer(id="x", name="Payer X")],
    networks=[Network(id="n1", payer="x", name="First"), Network(id="n2", payer="x", name="Second")],
    plans=[mg.Plan(id="plan", payer="x", networks=["n1", "n2"], name="The Plan")],
    credentials=[
        Credential(id="a", practitioner="a", payer="x"),
        Credential(id="n", practitioner="n", payer="x"),
    ],
    scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)],
    fee_schedules=SCHEDULES,
)


def agreement(id: str, contractor: str, networks: Iterable[str] = ("n1",), **keys: Any) -> mg.Agreement:
    return mg.Agreement(id=id, contractor=contractor, networks=networks, **keys)


def entry(agreement: str, practitioner: str = "a", **keys: Any) -> mg.RosterEntry:
    return mg.RosterEntry(
        id=f"{agreement}-{practitioner}", agreement=agreement, practitioner=practitioner, billing="q", **keys
    )


def market_of(
    agreements: Iterable[mg.Agreement],
    entries: Iterable[mg.RosterEntry],
    *,
    plugins: Iterable[object] | None = None,
    **changed: Any,
) -> mg.Market:
    """Return the market with some agreements and roster lines, and whole collections changed."""
    facts = attrs.evolve(FACTS, agreements=agreements, roster_entries=entries, **changed)
    if plugins is None:
        return mg.open_market(facts)
    from medgroup.plugins import installed_plugins

    return mg.open_market(facts, plugins=[*installed_plugins(), *plugins])


def under(stated: ContractTerms | None, **changed: Any) -> mg.Market:
    """Return the market in which practice ``q`` has one agreement with some terms."""
    return market_of([agreement("own", "q", terms=stated)], [entry("own"), entry("own", "n")], **changed)


def priced(
    market: mg.Market,
    *services: Service,
    practitioner: str = "a",
    site: str | None = "office",
    on: date = DAY,
) -> PricedLines:
    return mg.price_lines(market, practitioner, "q", "plan", services, site=site, on=on)


def only(answer: PricedLines) -> PricedLine:
    [line] = answer.lines
    return line


def amounts(answer: PricedLines) -> list[str | None]:
    """Return what is allowed for each line."""
    return [None if line.allowed is None else str(line.allowed) for line in answer.lines]


def outpatient(**keys: Any) -> Mapping[str, Any]:
    """Return the sites with the office billed as the hospital's outpatient department."""
    office, ward = FACTS.sites
    department = OutpatientDepartment(hospital="hospital", **keys)
    return {"sites": [attrs.evolve(office, outpatient_department=department), ward]}
