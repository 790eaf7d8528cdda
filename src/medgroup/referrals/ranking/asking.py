"""Who the candidates of a referral are, and what is known of the patient with each of them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from medgroup.costs.billed import BilledVisit, VoidedVisit
from medgroup.domain.care import Encounter
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.referrals.ranking.needs import Need
from medgroup.referrals.ranking.pools import Pools, Wanted
from medgroup.referrals.ranking.ranked import Rejection

#: How old a visit may be for the patient to count as established.
ESTABLISHED_YEARS = 3


class Asked(NamedTuple):
    """The candidates of a referral."""

    #: By id of the role.
    wanted: tuple[Wanted, ...]
    #: Ids of the roles that are among them only because the patient prefers, or the referral names, who holds them.
    by_name: frozenset[str]
    #: Those of whom the patient prefers, or whom the referral names, who hold no role on the day.
    without_role: tuple[Rejection, ...]
    preferred: frozenset[str]
    #: Practitioners whom she has seen within three years.
    seen: frozenset[str]
    #: Practitioners under whose continuing care she is.
    continuing: frozenset[str]

    @classmethod
    def of(
        cls,
        market: Market,
        need: Need,
        history: Iterable[BilledVisit | VoidedVisit | Encounter],
        continuing: Iterable[str],
        *,
        family: bool,
    ) -> "Asked":
        """Return the candidates of a referral.

        Raises:
            UnknownFactError: A practitioner under whose continuing care the patient is said to be is none.
            InvalidValueError: What is said of her continuing care is no list.
        """
        referral, pools = need.referral, market.derived(Pools)
        wanted = pools.of(referral.specialty, need.on, family=family)
        named = sorted(need.preferred | need.named)
        without = []
        practising = {one.member.role.id: one for one in wanted} if named else {}
        by_role = dict(practising)
        if named:
            for practitioner in named:
                held = pools.named(practitioner, referral.specialty, need.on)
                by_role |= {one.member.role.id: one for one in held if one.member.role.id not in by_role}
                without += [] if held else [_without_role(market, practitioner, need.on)]
            wanted = tuple(by_role[key] for key in sorted(by_role))
        return cls(
            wanted,
            frozenset(by_role.keys() - practising.keys()),
            tuple(without),
            need.preferred,
            frozenset(_seen(market, need, history)),
            frozenset(market.practitioner(one).id for one in _listed(continuing)),
        )


def _without_role(market: Market, practitioner: str, on: date) -> Rejection:
    return Rejection(
        practitioner=practitioner,
        practitioner_name=market.name_of("practitioners", practitioner),
        organization=None,
        organization_name="",
        role=None,
        gate="no-role",
        statement=f"Holds no role in force on {on}, so nobody knows who would bill.",
        evidence=(f"practitioners/{practitioner}",),
        source="",
        would_change="A role in force on the day.",
    )


def _listed(continuing: object) -> tuple[str, ...]:
    if isinstance(continuing, str) or not isinstance(continuing, Iterable):
        raise InvalidValueError(continuing, "a list of ids of practitioners", field="continuing")
    return tuple(continuing)


def _seen(market: Market, need: Need, history: Iterable[BilledVisit | VoidedVisit | Encounter]) -> Iterator[str]:
    """Yield whom the patient saw before the day, not longer ago than counts."""
    for visit in history:
        if not isinstance(visit, BilledVisit | VoidedVisit | Encounter):
            raise InvalidValueError(visit, "a BilledVisit, a VoidedVisit or an Encounter", field="history")
        if isinstance(visit, VoidedVisit) or visit.patient != need.referral.patient or visit.on >= need.on:
            continue
        if isinstance(visit, Encounter) and visit.face_to_face is False:
            continue
        if _within_years(visit.on, need.on):
            yield market.practitioner(visit.practitioner).id if isinstance(visit, BilledVisit) else visit.practitioner


def _within_years(day: date, on: date) -> bool:
    return (day.year + ESTABLISHED_YEARS, day.month, day.day) > (on.year, on.month, on.day)
