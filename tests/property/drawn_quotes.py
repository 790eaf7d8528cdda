"""Markets with prices and benefits, and visits with bills before them, drawn so that some of it is not known."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import attrs

import medgroup as mg
from medgroup.costs import BilledVisit, Service, VoidedVisit
from medgroup.domain import (
    Claim,
    ContractTerms,
    Coverage,
    Credential,
    Method,
    Network,
    OrganizationRole,
    OutpatientDepartment,
    Patient,
    Payer,
    PlanGate,
    Product,
    Rate,
    Scope,
    ScopeOf,
)
from medgroup.domain.benefits import (
    AllowedOf,
    AllowedOutOfNetwork,
    BenefitDesign,
    BenefitTier,
    Crossing,
    OutOfNetwork,
    PlanYear,
)
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.payers import Line
from medgroup.testing.choices import Pen
from tests.property.drawn_benefits import drawn_design
from tests.unit.pricing import FAMILY, NURSE, NURSES, SCHEDULES, SURGERY, percent, table

DAY = date(2026, 3, 2)
OTHER, GYN = "207RC0000X", "207V00000X"
CODES = ("X1001", "X1002", "X2001", "X3002", "X4001", "X5001", "X9999")
CHARGES = (None, 0, 5_000, 20_000, 30_000, 45_000, 100_000)
BILLINGS = ("q", "r")
PEOPLE = ("a", "b", "n")
#: Who is visited, the nurse seldom: of her without a supervisor little is known.
VISITED = ("a", "a", "a", "b", "b", "n")
HELD = (True, True, False, None)
VALLEY = mg.valley()


class Drawn(NamedTuple):
    """A market, the arguments of a quote in it, and the bills before it."""

    facts: mg.Facts
    asked: Mapping[str, Any]
    history: tuple[BilledVisit | VoidedVisit, ...]

    @property
    def market(self) -> mg.Market:
        return mg.open_market(self.facts)

    def quote(self, market: mg.Market | None = None, **changed: Any) -> mg.costs.Quote:
        """Return the quote, of another market or with other arguments where they are given."""
        return mg.quote(market or self.market, **{**self.asked, "history": self.history, **changed})


def drawn_terms(pen: Pen, *, stated: bool) -> ContractTerms | None:
    """Draw what a contract pays; now and then what nobody stated."""
    if not stated and pen.now_and_then(6):
        return None
    rates = [pen.one_of((percent("100"), percent("120"), percent("87.5"), percent("240")))]
    if not stated and pen.now_and_then(20):
        rates = [table()]
    if stated or pen.now_and_then(70):
        rates.append(percent(pen.one_of(("150", "60")), claim=Claim.FACILITY))
    if pen.now_and_then(25):
        rates.append(Rate(method=Method.CASE_RATE, codes={"X3002"}, amount=mg.Money(40_000)))
    if pen.now_and_then(20):
        rates.append(Rate(method=Method.PERCENT_OF_CHARGES, codes={"X4001"}, percent="60"))
    return ContractTerms(
        rates=rates if stated or not pen.now_and_then(3) else rates[1:],
        lesser_of_charge=pen.now_and_then(50),
        withhold="0.1" if pen.now_and_then(20) else None,
        practitioners=NURSES if pen.now_and_then(30) else (),
        modifiers=SURGERY,
    )


def drawn_benefits(pen: Pen, *, stated: bool) -> BenefitDesign:
    """Draw the benefits of a plan; of those that are stated, whatever decides a share is."""
    if not stated:
        return drawn_design(pen)
    named = pen.now_and_then(40)
    return BenefitDesign(
        plan_year=PlanYear(month=pen.one_of((1, 7))),
        tiers=[
            BenefitTier(network=one, cost_sharing=_stated(pen)) for one in (("n1", "n2", "n3") if named else (None,))
        ],
        shared_tiers=pen.now_and_then(50),
        out_of_network=OutOfNetwork(
            covered=pen.now_and_then(60),
            allowed=AllowedOutOfNetwork(of=AllowedOf.CHARGES, percent=60) if pen.now_and_then(85) else None,
            cost_sharing=_stated(pen),
        ),
        crossing=pen.one_of(tuple(Crossing)),
    )


def _stated(pen: Pen) -> CostSharing:
    limits = [
        Limit(individual=mg.Money(low), family=mg.Money(2 * low), kind=pen.one_of(tuple(LimitKind)))
        for low in (pen.one_of((0, 5_000, 20_000)), pen.one_of((10_000, 30_000, 100_000)))
    ]
    rules = [
        ServiceRule(
            category=one, copay=mg.Money(pen.one_of((0, 2_500, 6_000))), copay_order=pen.one_of(tuple(CopayOrder))
        )
        for one in (ServiceCategory.PRIMARY, ServiceCategory.SPECIALIST)
        if pen.now_and_then(50)
    ]
    return CostSharing(
        deductible=limits[0], out_of_pocket=limits[1], coinsurance=pen.one_of(("0", "0.2", "0.5", "1")), services=rules
    )


def drawn_plan(pen: Pen, *, stated: bool) -> mg.Plan:
    """Draw a plan of three networks."""
    design = drawn_benefits(pen, stated=stated)
    out = design.out_of_network
    if out is not None and out.covered and pen.now_and_then(40):
        by_schedule = AllowedOutOfNetwork(of=AllowedOf.SCHEDULE, percent=110, series="medicare")
        design = attrs.evolve(design, out_of_network=attrs.evolve(out, allowed=by_schedule))
    unknown = pen.now_and_then(4)
    if unknown and any(tier.network is not None for tier in design.tiers or ()):
        design = attrs.evolve(design, tiers=None)
    return mg.Plan(
        id="plan",
        payer="x",
        networks=None if unknown else ("n1", "n2", "n3"),
        product=None if pen.now_and_then(4) else pen.one_of(tuple(Product)),
        line=None if pen.now_and_then(8) else pen.one_of((Line.COMMERCIAL, Line.COMMERCIAL, Line.MEDICARE_ADVANTAGE)),
        hdhp=pen.now_and_then(15),
        gates=None if pen.now_and_then(5) else pen.some_of(tuple(PlanGate), 0) if pen.now_and_then(60) else (),
        benefits=None if not stated and pen.now_and_then(4) else design,
    )


def drawn_case(pen: Pen, *, stated: bool = False) -> Drawn:
    """Draw a market, a visit, and the bills before it; where benefits are stated, nothing of them is left open."""
    plan = drawn_plan(pen, stated=stated)
    agreements = [
        _agreement(pen, f"{of}-{number}", of, stated=stated)
        for of in ("q", "r", "ipa", "hospital")
        for number in range(pen.number(0, 2))
    ]
    entries = [
        mg.RosterEntry(id=f"{one.id}-{person}-{billing}", agreement=one.id, practitioner=person, billing=billing)
        for one in agreements
        for person in PEOPLE
        for billing in BILLINGS
        if pen.now_and_then(55)
    ]
    facts = mg.Facts(
        organizations=[
            mg.Organization(id="q", roles={OrganizationRole.PRACTICE}),
            mg.Organization(id="r", roles={OrganizationRole.PRACTICE}),
            mg.Organization(id="ipa", model="ipa"),
            mg.Organization(id="hospital", roles={OrganizationRole.FACILITY}),
        ],
        affiliations=[mg.Affiliation(id="q-in-ipa", kind=mg.Kind.MEMBER, organizer="ipa", member="q")],
        elections=[mg.Election(id="q-elects", affiliation="q-in-ipa")],
        practitioners=[
            mg.Practitioner(id="a", qualifying=()),
            mg.Practitioner(id="b", qualifying=() if stated or pen.now_and_then(70) else None),
            mg.Practitioner(id="n"),
        ],
        practitioner_roles=[
            mg.PractitionerRole(id=f"{person}-{billing}", practitioner=person, organization=billing, specialties=kinds)
            for person, kinds in (
                ("a", {pen.one_of((FAMILY, OTHER, GYN))}),
                ("b", {OTHER} if stated or not pen.now_and_then(15) else None),
                ("n", {NURSE}),
            )
            for billing in BILLINGS
        ],
        sites=[
            _office(pen),
            mg.Site(id="ward", organization="hospital", locality="99901-99"),
            mg.Site(id="room", organization="r", locality="99901-01"),
            *_second_office(pen),
        ],
        payers=[Payer(id="x")],
        networks=[Network(id=name, payer="x") for name in ("n1", "n2", "n3")],
        plans=[plan],
        agreements=agreements,
        roster_entries=entries,
        credentials=[Credential(id=one, practitioner=one, payer="x") for one in PEOPLE],
        scopes=[Scope(id="all", of=ScopeOf.CONTRACTS)] if pen.now_and_then(55) else [],
        patients=[Patient(id="p"), Patient(id="s"), Patient(id="z")],
        coverages=_coverages(pen),
        fee_schedules=SCHEDULES,
    )
    asked = drawn_visit(pen, stated=stated)
    return Drawn(facts, {"patient": "p", "on": DAY, **asked}, drawn_history(pen, stated=stated))


def drawn_visit(pen: Pen, *, stated: bool) -> dict[str, Any]:
    """Draw who is visited, where, and what is done."""
    return {
        "practitioner": pen.one_of(VISITED[:5] if stated else VISITED),
        "billing": pen.one_of(BILLINGS),
        "site": pen.one_of(("office", "office", None, "ward")),
        "services": tuple(drawn_service(pen, stated=stated) for _ in range(pen.one_of((1, 1, 2, 3)))),
        "referral": pen.one_of(HELD),
        "authorization": pen.one_of(HELD),
        "continuing": pen.now_and_then(8),
        "consent": pen.one_of((False, None, True)) if pen.now_and_then(20) else False,
    }


def drawn_service(pen: Pen, *, stated: bool) -> Service:
    """Draw one line of a bill."""
    charge = pen.one_of(CHARGES[1:] if stated else CHARGES) if pen.now_and_then(60) else 30_000
    return Service(
        pen.one_of(CODES[:4] if stated else CODES) if pen.now_and_then(20) else pen.one_of(CODES[:2]),
        pen.one_of((1, 1, 1, 2)),
        ("50",) if pen.now_and_then(6) else (),
        None if charge is None else mg.Money(charge),
        place_of_service=pen.one_of((None, None, None, "11", "21")),
        emergency=pen.now_and_then(8),
        preventive=pen.now_and_then(5),
    )


def drawn_history(pen: Pen, *, stated: bool) -> tuple[BilledVisit | VoidedVisit, ...]:
    """Draw bills before the visit, of the patient, of the family and of somebody else; some are taken back."""
    bills: list[BilledVisit | VoidedVisit] = []
    for number in range(pen.number(0, 3)):
        bill = BilledVisit(
            id=f"h{number}",
            patient=pen.one_of(("p", "p", "s", "z")),
            on=DAY - timedelta(days=pen.number(1, 40)),
            **drawn_visit(pen, stated=stated),
        )
        bills.append(bill)
        if pen.now_and_then(15):
            bills.append(VoidedVisit(id=f"v{number}", visit=bill.id, processed=DAY))
    return tuple(bills)


def _agreement(pen: Pen, id: str, of: str, *, stated: bool) -> mg.Agreement:
    networks = pen.some_of(("n1", "n2", "n3")) if pen.now_and_then(70) else None
    return mg.Agreement(id=id, contractor=of, networks=networks, terms=drawn_terms(pen, stated=stated))


def _office(pen: Pen) -> mg.Site:
    department = OutpatientDepartment(hospital="hospital") if pen.now_and_then(20) else None
    return mg.Site(id="office", organization="q", locality="99901-01", outpatient_department=department)


def _second_office(pen: Pen) -> list[mg.Site]:
    if not pen.now_and_then(15):
        return []
    department = OutpatientDepartment(hospital="hospital") if pen.now_and_then(50) else None
    return [mg.Site(id="annex", organization="q", locality="99901-99", outpatient_department=department)]


def _coverages(pen: Pen) -> list[Coverage]:
    pcp = "a" if pen.now_and_then(60) else None
    found = [Coverage(id="p", patient="p", plan="plan", pcp=pcp)]
    if pen.now_and_then(60):
        found.append(Coverage(id="s", patient="s", plan="plan", subscriber="p"))
    if pen.now_and_then(30):
        found.append(Coverage(id="z", patient="z", plan="plan"))
    if pen.now_and_then(4):
        found.append(Coverage(id="p-again", patient="p", plan="plan"))
    if pen.now_and_then(10):
        found.append(Coverage(id="p-second", patient="p", plan="plan", order=2))
    return found


def settled(pen: Pen, drawn: Drawn, quote: mg.costs.Quote) -> Drawn:
    """Return a case in which things are known that were not: each in one of the ways in which it may turn out."""
    asked = dict(drawn.asked)
    for name in ("referral", "authorization", "consent"):
        if asked[name] is None:
            asked[name] = pen.one_of((True, False))
    if asked["site"] is None:
        asked["site"] = pen.one_of(
            [site.id for site in drawn.facts.sites if site.organization == asked["billing"]] or [None]
        )
    facts = drawn.facts
    if not drawn.history:
        # What is not known of a plan would settle bills before the visit as well; those stay as they wait.
        (plan,) = facts.plans
        plan = attrs.evolve(
            plan,
            product=plan.product or pen.one_of(tuple(Product)),
            line=plan.line or pen.one_of((Line.COMMERCIAL, Line.MEDICARE_ADVANTAGE)),
            gates=pen.some_of(tuple(PlanGate), 0) if plan.gates is None else plan.gates,
            networks=plan.networks or pen.some_of(("n1", "n2", "n3")),
        )
        facts = attrs.evolve(facts, plans=[plan])
    if not facts.scopes:
        open_ = {line.billing for line in quote.lines if line.network is mg.Status.UNKNOWN}
        facts = _contracts_known(pen, facts, asked, sorted(open_))
    return Drawn(facts, asked, drawn.history)


def _contracts_known(pen: Pen, facts: mg.Facts, asked: Mapping[str, Any], contractors: Sequence[str]) -> mg.Facts:
    """Return facts that hold every contract: of who was of unknown status, often one that pays as another does."""
    agreements, entries = list(facts.agreements), list(facts.roster_entries)
    for contractor in contractors:
        if facts.agreements and pen.now_and_then(60):
            terms = pen.one_of(facts.agreements).terms
            new = mg.Agreement(
                id=f"new-{contractor}", contractor=contractor, networks=pen.some_of(("n1", "n2", "n3")), terms=terms
            )
            agreements.append(new)
            entries.append(
                mg.RosterEntry(
                    id=new.id, agreement=new.id, practitioner=asked["practitioner"], billing=asked["billing"]
                )
            )
    scopes = [Scope(id="all", of=ScopeOf.CONTRACTS)]
    return attrs.evolve(facts, agreements=agreements, roster_entries=entries, scopes=scopes)


def of_valley(pen: Pen, on: date) -> tuple[dict[str, Any], list[BilledVisit | VoidedVisit]]:
    """Draw a visit in Valley and bills before it: of any patient with any practitioner, some taken back."""
    asked = _in_valley(pen, on)
    bills: list[BilledVisit | VoidedVisit] = []
    for number in range(pen.number(0, 5)):
        day = on - timedelta(days=3 * number + pen.number(2, 3))
        bill = BilledVisit(id=f"h{number}", **_in_valley(pen, day))
        bills.append(bill)
        if pen.now_and_then(25):
            # Nothing comes between: what comes between stands as it was adjudicated.
            bills.append(VoidedVisit(id=f"v{number}", visit=bill.id, processed=day + timedelta(days=1)))
    return asked, bills


def _in_valley(pen: Pen, on: date) -> dict[str, Any]:
    role = pen.one_of([one for one in VALLEY.facts.practitioner_roles if one.period.contains(on)])
    charge = pen.one_of((None, 20_000, 30_000, 250_000))
    codes = pen.some_of(("X1001", "X1002", "X1003", "X2001", "X2002", "X3001", "X3002", "X4001"))[:2]
    services = [
        Service(one, 1, (), None if charge is None else mg.Money(charge), emergency=pen.now_and_then(10))
        for one in codes
    ]
    return {
        "patient": pen.one_of(VALLEY.facts.patients).id,
        "practitioner": role.practitioner,
        "billing": role.organization,
        "site": pen.one_of([None, *(site.id for site in VALLEY.on(on).sites_of(role.organization))]),
        "services": services,
        "on": on,
        "referral": pen.one_of(HELD),
    }
