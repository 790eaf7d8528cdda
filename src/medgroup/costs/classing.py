"""By which of its terms a plan covers a service: coverage, network, surprise bills and gates, decided together."""

from datetime import date
from typing import NamedTuple

from medgroup.costs.benefits.claims import CoverageClass
from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.benefits.decisions import Decision
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.costs.benefits.gates import GateQuestion, gate_decision
from medgroup.costs.benefits.plan_terms import PlanTerms, plan_terms
from medgroup.costs.benefits.surprise import Care, surprise_decision
from medgroup.costs.benefits.surprise_rows import Place
from medgroup.costs.billed import BilledVisit
from medgroup.costs.prices.places import ServicePlace
from medgroup.costs.services import Service
from medgroup.domain.fees import Setting
from medgroup.domain.payers import Plan
from medgroup.market import Market
from medgroup.network.answer import Status
from medgroup.network.routes import IN, Contracts, site_standing

#: What the places of service mean to the law on surprise bills; the others are offices, or no facility of that law.
_PLACES = {
    "19": Place.HOSPITAL_OUTPATIENT,
    "21": Place.HOSPITAL,
    "22": Place.HOSPITAL_OUTPATIENT,
    "23": Place.HOSPITAL,
    "24": Place.AMBULATORY_SURGICAL_CENTER,
}
_SETTINGS = {Setting.FACILITY: Place.HOSPITAL, Setting.OFFICE: Place.OFFICE}
#: Place of service of transport by air or water.
_AIR_AMBULANCE = "42"
#: Specialties that a patient may go to directly (45 CFR 149.310): obstetrics and gynaecology.
_DIRECT = "207V"


class Covered(NamedTuple):
    """How a patient is covered on a day, as far as it matters for what she owes."""

    #: None where no coverage pays first.
    plan: Plan | None
    terms: PlanTerms | None
    family: str
    self_only: bool | None
    #: Whether she has chosen a primary care practitioner.
    pcp: bool | None
    #: Id of that practitioner; None where none is stated.
    chosen: str | None
    #: Whether more than one coverage claims to pay first.
    overlapping: bool
    #: Ids of the coverages that pay after the first.
    pay_after: tuple[str, ...]


class Class(NamedTuple):
    """By which terms a service is covered, and what decided."""

    coverage: CoverageClass
    gate: Decision[Consequence]
    #: None where the practitioner is in network.
    surprise: Decision[bool] | None

    @property
    def consequence(self) -> Consequence:
        """What the gates come to."""
        return self.gate.verdict or Consequence.UNKNOWN


class Classing:
    """The classes of a market's services; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._contracts = market.derived(Contracts)
        self._covered: dict[tuple[str, date], Covered] = {}
        self._terms: dict[str, PlanTerms] = {}
        self._facilities: dict[tuple[str, str, date], Status] = {}

    def covered(self, patient: str, on: date) -> Covered:
        """Return how a patient is covered on a day.

        Raises:
            UnknownFactError: There is no such patient.
        """
        key = (patient, on)
        found = self._covered.get(key)
        if found is None:
            found = self._covered[key] = self._coverage(patient, on)
        return found

    def terms(self, plan: Plan) -> PlanTerms:
        """Return the terms of a plan, compiled."""
        found = self._terms.get(plan.id)
        if found is None:
            found = self._terms[plan.id] = plan_terms(plan)
        return found

    def class_of(
        self,
        visit: BilledVisit,
        service: Service,
        covered: Covered,
        network: Status,
        place: ServicePlace,
        taxonomies: frozenset[str] | None,
        primary_care: bool | None,
    ) -> Class:
        """Return by which terms a service is covered.

        Args:
            visit: The bill that it stands on.
            service: The service.
            covered: How the patient is covered; some plan pays first.
            network: Network status of who bills.
            place: Where it is given.
            taxonomies: Taxonomy codes of who gives it; None means not known.
            primary_care: Whether who gives it gives primary care; None means not known.
        """
        plan = covered.plan
        assert plan is not None
        surprise = None
        protected: bool | None = False
        if network is not Status.IN:
            surprise = surprise_decision(
                plan,
                self._care(visit, service, place),
                network=network,
                facility_network=self.facility(place, plan, visit.on),
            )
            protected = surprise.verdict
        gate = gate_decision(
            plan,
            GateQuestion(
                emergency=service.emergency,
                surprise=protected,
                continuing=visit.continuing,
                relied_on_directory=visit.relied_on_directory,
                specialist=None if primary_care is None else not primary_care,
                direct=None if taxonomies is None else any(code.startswith(_DIRECT) for code in taxonomies),
                pcp=covered.pcp,
                referral=visit.referral,
                authorization=visit.authorization,
            ),
            network=network,
            on=visit.on,
        )
        # Of an unknown network the contract is unknown too, and with it the amount, whatever the gates say.
        known = network is not Status.UNKNOWN
        return Class(class_under(gate.verdict, protected) if known else CoverageClass.UNKNOWN, gate, surprise)

    def _coverage(self, patient: str, on: date) -> Covered:
        standing = coverage_on(self._market, patient, on=on)
        primary = standing.primary
        plan = None if primary is None else self._market.plan(primary.plan)
        return Covered(
            plan=plan,
            terms=None if plan is None else self.terms(plan),
            family=standing.family or "",
            self_only=standing.self_only,
            # A plan of which no choice is stated may know one that the market does not.
            pcp=None if primary is None or primary.pcp is None else True,
            chosen=None if primary is None else primary.pcp,
            overlapping=bool(standing.overlapping),
            pay_after=standing.pay_after,
        )

    def _care(self, visit: BilledVisit, service: Service, place: ServicePlace) -> Care:
        return Care(
            place=_care_place(service, place),
            emergency=service.emergency,
            air_ambulance=service.place_of_service == _AIR_AMBULANCE,
            consent=visit.consent,
        )

    def facility(self, place: ServicePlace, plan: Plan, on: date) -> Status | None:
        """Return the network status of the facility that runs the site, or None where it is not known which that is."""
        if len(place.sites) != 1:
            return None
        site = place.sites[0]
        key = (site, plan.id, on)
        if key not in self._facilities:
            found = self._facility_status(site, place, plan, on)
            if found is None:
                return None
            self._facilities[key] = found
        return self._facilities[key]

    def _facility_status(self, site: str, place: ServicePlace, plan: Plan, on: date) -> Status | None:
        runs = place.department.hospital if place.department is not None else self._market.site(site).organization
        if runs is None:
            return None
        known = self._contracts.routes(runs, plan)
        for route in known.routes:
            if route.standing(plan, on) == IN and site_standing(site, route.agreement, None) == IN:
                return Status.IN
        return Status.UNKNOWN if known.other_contracts else Status.OUT


def _care_place(service: Service, place: ServicePlace) -> Place | None:
    if service.place_of_service is not None:
        return _PLACES.get(service.place_of_service, Place.OFFICE)
    if place.department is not None:
        return Place.HOSPITAL_OUTPATIENT
    return None if place.setting is None else _SETTINGS[place.setting]


_CLASSES = {
    Consequence.COVERED_OUT: CoverageClass.OUT,
    Consequence.NOT_COVERED: CoverageClass.NOT_COVERED,
    Consequence.NEEDS_AUTHORIZATION: CoverageClass.UNKNOWN,
    Consequence.UNKNOWN: CoverageClass.UNKNOWN,
}


def class_under(consequence: Consequence | None, protected: bool | None) -> CoverageClass:
    """Return by which terms a service is covered under what the gates come to; None means not known."""
    if consequence is Consequence.COVERED_IN:
        return CoverageClass.SURPRISE if protected else CoverageClass.IN
    return _CLASSES[consequence or Consequence.UNKNOWN]
