"""Where a referral should go, why there, and why not elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import date

from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.costs.services import Service
from medgroup.domain.care import Encounter
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.directed.policy import DirectedReferralPolicy
from medgroup.referrals.following.advancing import referral_of
from medgroup.referrals.ranking.asking import Asked
from medgroup.referrals.ranking.circles import Circles
from medgroup.referrals.ranking.directing import Directing
from medgroup.referrals.ranking.grounds import grounds_of
from medgroup.referrals.ranking.holding import Holding
from medgroup.referrals.ranking.needs import need_of
from medgroup.referrals.ranking.notices import imaging_suppliers
from medgroup.referrals.ranking.owing import Owing
from medgroup.referrals.ranking.ranked import Ranking
from medgroup.referrals.ranking.records import Recorder
from medgroup.values.lists import tuple_of
from medgroup.values.period import day_of
from medgroup.values.validators import a_flag


def rank_referrals(  # noqa: PLR0913 - a ranking is asked for in this many ways, all of them named
    market: Market,
    referral: Referral | str,
    *,
    on: date | None = None,
    family: bool = False,
    services: Iterable[Service | str] | None = None,
    history: Iterable[BilledVisit | VoidedVisit | Encounter] = (),
    continuing: Iterable[str] = (),
    openings: Mapping[str, date] | None = None,
    policy: DirectedReferralPolicy | None = None,
) -> Ranking:
    """Return where a referral should go: every candidate ranked with reasons, or rejected with the gate that says so.

    Candidates are the roles in force with the needed specialty, and those of whom the patient prefers or whom the
    referral names, whatever their specialty. They are ordered by the patient's choice, then by the tier that holds
    them, then by network status, then by distance; those of whom all of that is equal share a place. The order is a
    function of the market and the referral alone, and no candidate changes the order of others.

    Args:
        market: The market.
        referral: The referral, or the id of one in the market.
        on: The day that is looked at; None takes the day on which it is written.
        family: Whether other codes of the needed code's specialty family serve too. As it stands, exactly the code that
            is needed does: who asks for an electrophysiologist is not served by any cardiologist.
        services: What will be billed, to show what the patient would owe to each; None leaves that out.
        history: What was billed and the encounters that are known, of this patient: whom she has seen is established
            there, and what was billed has used up her limits.
        continuing: Ids of practitioners under whose continuing care she is, and protected (PHSA 2799A-3).
        openings: The earliest opening of a role, by its id.
        policy: A requirement to refer to somebody in particular, which gives way to the patient's preference, the
            insurer's determination and the referrer's judgment.

    Returns:
        The ranking.

    Raises:
        UnknownFactError: There is no such referral, or one of its ids leads nowhere; the nearest is named.
        InvalidValueError: The day is no day, or a service or another argument is not what it should be.

    Sources: 42 CFR 411.354(d)(4), 411.355(b); 42 USC 300e, 1395a; 45 CFR 149.310; PHSA 2799A-3.

    >>> import medgroup as mg
    >>> from medgroup.domain import Referral
    >>> need = {"patient": "ann", "issuer": "okafor-northside", "specialty": "207RC0000X"}
    >>> rank_referrals(mg.valley(), Referral(id="r", written=date(2026, 3, 2), **need)).ranked[0].practitioner
    'dr-tanaka'
    """
    market_of(market)
    asked = referral_of(market, referral)
    day = asked.written if on is None else day_of(on)
    a_flag(family, "family")
    known = tuple_of(history, "history")
    need = need_of(market, asked, day)
    question = Asked.of(market, need, known, continuing, family=family)
    plan = None if need.plan is None else need.plan.id
    circle = market.derived(Circles).of(need.issuer.organization, plan, day)
    directing = Directing(market, need, policy)
    found = list(Holding(market, need, question, circle, directing).all())
    owing = None if services is None else Owing(market, need, services, known, question.continuing)
    recorder = Recorder(market, need, _openings(market, openings or {}), owing, question.by_name)
    suppliers = imaging_suppliers(market, need)
    rejected = [*question.without_role, *(recorder.rejection(one) for one in found if one.outcome.rejected)]
    return Ranking(
        referral=asked.id,
        patient=asked.patient,
        issuer=need.issuer.id,
        organization=need.issuer.organization,
        specialty=asked.specialty,
        plan=plan,
        on=day,
        ranked=tuple(recorder.candidates(one for one in found if not one.outcome.rejected)),
        rejected=tuple(sorted(rejected, key=lambda one: (one.practitioner_name, one.practitioner, one.role or ""))),
        imaging_suppliers=suppliers,
        assumptions=market.assumptions,
        grounds=tuple(grounds_of(market, need, question, circle, suppliers, directing.reason, family=family)),
    )


def _openings(market: Market, openings: object) -> dict[str, date]:
    """Return openings by role, refused where one is of no role or no day."""
    if not isinstance(openings, Mapping):
        raise InvalidValueError(openings, "a mapping of roles to days", field="openings")
    return {market.practitioner_role(role).id: day_of(day, "openings") for role, day in openings.items()}
