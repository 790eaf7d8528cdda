"""What all candidates of a referral share: the plan, who refers from where, what is asked for, what was wished."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.costs.benefits.decisions import Decision
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.costs.benefits.gates import GateQuestion, gate_decision
from medgroup.costs.held import course_on
from medgroup.domain.organizations import Position
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import PractitionerRole
from medgroup.domain.referral_course import Course
from medgroup.domain.referral_states import TRANSITIONS, ReferralState
from medgroup.domain.referrals import Referral
from medgroup.errors import UnknownFactError
from medgroup.market import Market
from medgroup.network import Status
from medgroup.network.routes import IN, Contracts, Route
from medgroup.referrals.ranking.buildings import ADVANCED_IMAGING, ANY_IMAGING, IMAGING, LABORATORY, terms
from medgroup.referrals.ranking.colocation import Point, Sites
from medgroup.rules import COLUMNS, Override
from medgroup.values.specialties import OTHER_FAMILY

#: The columns that all candidates of a referral share, in their order.
SHARED = tuple(name for name, column in COLUMNS.items() if not column.of_candidate)
#: Specialties that a patient may go to directly (45 CFR 149.310): obstetrics and gynaecology.
_DIRECT = "207V"
#: Beginnings of the taxonomy codes of diagnostic radiology, whose services are imaging unless they are named.
_RADIOLOGY = ("2085",)
_WORDS = {True: "yes", False: "no", None: None}
#: What tells whether the plan's authorization is held.
_OF_AUTHORIZATION = frozenset({ReferralState.AUTHORIZED, ReferralState.DENIED, ReferralState.REROUTED})
#: The status of each word of the column ``network``; where there is no plan there is none.
STATUSES = {"in": Status.IN, "out": Status.OUT, None: Status.UNKNOWN, "none": None}


class Need(NamedTuple):
    """A referral with every key resolved, ready to be held against candidates."""

    referral: Referral
    on: date
    #: How far the referral had come as the patient comes on the day.
    course: Course
    issuer: PractitionerRole
    #: The practitioners whom the patient prefers, and the one whom the referral names, or nobody.
    preferred: frozenset[str]
    named: frozenset[str]
    #: Whether it goes, by what has happened to it, to somebody whom the market does not hold.
    elsewhere: bool
    #: The sites that the referrer works at, sorted.
    sites: tuple[str, ...]
    #: None where no plan is known to pay.
    plan: Plan | None
    #: Whether it is known that there is no plan.
    no_plan: bool
    #: Whether the patient chose a primary care practitioner.
    pcp: bool | None
    from_pcp: bool | None
    #: Where distance is measured from, and what that is; None where it is not known.
    origin: Point | None
    origin_is: str
    #: The words of the columns that all candidates share, in their order.
    words: tuple[str | None, ...]
    #: The referrer's own specialty families; None where they are not known.
    families: frozenset[str] | None
    #: The patient's wish, in lower case.
    languages: frozenset[str]
    authorized: bool

    @property
    def held(self) -> bool | None:
        """Whether it is a referral as plans ask for: by her primary care practitioner, and good with a visit left."""
        good = TRANSITIONS[self.course.state] and self.course.permission.holds(self.on)
        return self.from_pcp if good else False

    def coverage(
        self, network: str | None, specialist: bool | None, direct: bool | None, continuing: bool
    ) -> Decision[Consequence]:
        """Return what the gates of the plan, which there is, come to for a candidate.

        Args:
            network: The word of the network status.
            specialist: Whether the candidate gives no primary care.
            direct: Whether the patient may go there directly.
            continuing: Whether she is under the candidate's continuing care.
        """
        plan = self.plan
        assert plan is not None
        visit = GateQuestion(
            specialist=specialist,
            direct=direct,
            continuing=continuing,
            pcp=self.pcp,
            referral=self.held,
            authorization=self.authorized,
        )
        return gate_decision(plan, visit, network=STATUSES[network] or Status.UNKNOWN, on=self.on)


def need_of(market: Market, referral: Referral, on: date) -> Need:
    """Return a referral with every key resolved.

    Raises:
        UnknownFactError: There is no such role, patient, plan, practitioner or organization; the nearest is named.
    """
    issuer = market.practitioner_role(referral.issuer)
    patient = market.patient(referral.patient)
    preferred = frozenset(market.practitioner(key).id for key in sorted(referral.preferred))
    named, elsewhere = _named(market, referral)
    covered = coverage_on(market, patient.id, on=on)
    plan = covered.plan if referral.plan is None else market.plan(referral.plan).id
    under = [one for one in (covered.primary, *covered.secondary) if one is not None and one.plan == plan]
    chosen = {one.pcp for one in under if one.pcp is not None}
    sites = market.derived(Sites).of_role(issuer, on)
    origin, origin_is = _origin(market, referral, patient.position, sites)
    from_pcp = issuer.practitioner in chosen if chosen else None
    # Nobody's coverage is known to be complete: where none is stated, only a statement that it is her own would tell.
    known = market.plan(plan) if plan is not None else None
    return Need(
        referral=referral,
        on=on,
        course=course_on(referral, on) or referral.begun(),
        issuer=issuer,
        preferred=preferred,
        named=named,
        elsewhere=elsewhere,
        sites=sites,
        plan=known,
        no_plan=known is None and not covered.overlapping,
        pcp=True if chosen else None,
        from_pcp=from_pcp,
        origin=origin,
        origin_is=origin_is,
        words=in_order(
            words_of_issuer(market, issuer, on)
            | words_of_plan(market, issuer.organization, known, overlapping=bool(covered.overlapping), on=on)
            | words_of_care(market, referral)
            | words_of_course(referral, on)
            | word_of_pcp(from_pcp)
        ),
        families=market.on(on).family_of(issuer),
        languages=frozenset(one.casefold() for one in referral.languages),
        authorized=_authorized(referral, on),
    )


def specialist(market: Market, codes: Iterable[str]) -> bool | None:
    """Return whether who works under some codes gives no primary care; None where nobody places a code."""
    families = [market.families.family_of(code) for code in codes]
    if any(family is not None and family.primary_care for family in families):
        return False
    return None if None in families or any(one is not None and one.follows_supervisor for one in families) else True


def direct(codes: Iterable[str]) -> bool:
    """Return whether a patient may go directly to who works under some codes."""
    return any(code.startswith(_DIRECT) for code in codes)


def _named(market: Market, referral: Referral) -> tuple[frozenset[str], bool]:
    """Return the practitioner whom a referral names, and whether it goes to somebody whom the market does not hold.

    Raises:
        UnknownFactError: The referral was written to somebody whom the market does not hold. Events may name anybody.
    """
    practitioner, organization = referral.target
    named, elsewhere = frozenset[str](), False
    try:
        if practitioner is not None:
            named = frozenset({market.practitioner(practitioner).id})
        if organization is not None:
            market.organization(organization)
    except UnknownFactError:
        if referral.target == (referral.practitioner, referral.organization):
            raise
        elsewhere = True
    return named, elsewhere


def _authorized(referral: Referral, on: date) -> bool:
    """Return whether the plan's authorization is held as the patient comes on a day."""
    told = [event.state for event in referral.events if event.on <= on and event.state in _OF_AUTHORIZATION]
    if set(told) <= {ReferralState.REROUTED}:
        return referral.authorization is not None
    course = course_on(referral, on)
    # Whoever it was rerouted to since needs one of their own.
    return told[-1] is ReferralState.AUTHORIZED and course is not None and course.authorized(on)


def _origin(
    market: Market, referral: Referral, home: Position | None, sites: tuple[str, ...]
) -> tuple[Point | None, str]:
    if referral.near is not None:
        return Point.of(referral.near), "the position that the referral names"
    if home is not None:
        return Point.of(home), "where the patient lives"
    points = market.derived(Sites).points
    known = [site for site in sites if site in points]
    if len(known) == len(sites) == 1:
        return points[known[0]], f"the referrer's site {market.name_of('sites', known[0])}"
    return None, ""


def words_of_issuer(market: Market, issuer: PractitionerRole, on: date) -> dict[str, str | None]:
    """Return the words of the columns that rest on who refers."""
    states = sorted(market.on(on).states_of(issuer))
    enrolled = market.practitioner(issuer.practitioner).medicare_specialties
    return {
        "state": states[0] if len(states) == 1 and states[0] in (COLUMNS["state"].words or ()) else None,
        "referrer_enrolled": None if enrolled is None else "yes",
    }


def words_of_plan(
    market: Market, organization: str, plan: Plan | None, *, overlapping: bool, on: date
) -> dict[str, str | None]:
    """Return the words of the columns that rest on the plan, and on how an organization contracts for it.

    Args:
        market: The market.
        organization: Id of the referrer's organization.
        plan: The plan that pays; None where none is known to.
        overlapping: Whether nobody knows which of several pays.
        on: The day.
    """
    if plan is None:
        return dict.fromkeys(("product", "line", "basis"), None if overlapping else "none")
    return {
        "product": None if plan.product is None else plan.product.value,
        "line": None if plan.line is None else plan.line.value,
        "basis": _basis(market, organization, plan, on),
    }


def words_of_care(market: Market, referral: Referral) -> dict[str, str | None]:
    """Return the words of the columns that rest on the care that is asked for."""
    family = market.families.family_of(referral.specialty)
    return {
        "specialty": referral.specialty,
        "family": OTHER_FAMILY if family is None else family.name,
        "imaging": _asked_for(referral, IMAGING, imaging=True),
        "advanced_imaging": _asked_for(referral, ADVANCED_IMAGING, imaging=True),
        "laboratory": _asked_for(referral, LABORATORY, imaging=False),
    }


def words_of_course(referral: Referral, on: date) -> dict[str, str | None]:
    """Return the words of the columns that rest on what has become of a referral, and on who overrides what."""
    overrides = referral.overrides
    return {
        "authorized": _WORDS[_authorized(referral, on)],
        "insurer": None if overrides is None else _WORDS[Override.INSURER in overrides],
        "judgment": None if overrides is None else _WORDS[Override.JUDGMENT in overrides],
    }


def word_of_pcp(from_pcp: bool | None) -> dict[str, str | None]:
    """Return the word of whether the patient's primary care practitioner refers."""
    return {"from_pcp": _WORDS[from_pcp]}


def in_order(words: Mapping[str, str | None]) -> tuple[str | None, ...]:
    """Return the words of the columns that all candidates share, in their order."""
    return tuple(words[name] for name in SHARED)


def _basis(market: Market, organization: str, plan: Plan, on: date) -> str | None:
    """Return on what basis somebody contracts for an organization; where it does so itself there is none."""
    known = market.derived(Contracts).routes(organization, plan)
    routes = [route for route in known.routes if route.standing(plan, on) == IN]
    if not routes:
        return None if known.other_contracts else "none"
    stated = {_basis_of(route) for route in routes}
    return stated.pop() if len(stated) == 1 else None


def _basis_of(route: Route) -> str | None:
    basis = route.agreement.basis
    return basis.value if basis is not None else None if route.chain else "none"


def _asked_for(referral: Referral, words: frozenset[str], *, imaging: bool) -> str | None:
    """Return whether a referral asks for something; codes of services are not told apart, so they leave it open."""
    named = referral.services
    if named is None:
        return None if imaging and referral.specialty.startswith(_RADIOLOGY) else "no"
    asked = terms(named)
    if not asked.isdisjoint(words):
        return "yes"
    # Imaging of no sort in particular may be MRI, CT or PET.
    vague = words is ADVANCED_IMAGING and not asked.isdisjoint(ANY_IMAGING)
    return None if vague or any(any(map(str.isdigit, one)) for one in asked) else "no"
