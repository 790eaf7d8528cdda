"""The referrals that a question is about, as they stood on a day."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from attrs import evolve

from medgroup.costs.benefits.coverages import coverage_on
from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.referrals.following.advancing import referral_of
from medgroup.values.lists import tuple_of


def chosen(market: Market, referrals: Iterable[Referral | str] | None) -> tuple[Referral, ...]:
    """Return referrals in the order of their ids: those given, or all of a market.

    Raises:
        InvalidValueError: One is given twice, or what is given is no list of referrals.
        UnknownFactError: The market has no referral of an id, or no role of who refers.
    """
    if referrals is None:
        return market.facts.referrals
    found = sorted((referral_of(market, one) for one in tuple_of(referrals, "referrals")), key=lambda one: one.id)
    for one, other in pairwise(found):
        if one.id == other.id:
            raise InvalidValueError(
                one.id, "an id that one referral of the list has; it stands twice", field="referrals"
            )
    for one in found:
        market.practitioner_role(one.issuer)
    return tuple(found)


def plan_of(market: Market, referral: Referral) -> str | None:
    """Return the plan that a referral is written under: the one stated, or that of the coverage which pays first.

    None where no coverage is known, or several claim to pay first.
    """
    return referral.plan or coverage_on(market, referral.patient, on=referral.written).plan


def as_it_stood(referral: Referral, on: date) -> Referral | None:
    """Return a referral with what had happened by a day, that day included; None where it was not written yet."""
    if referral.written > on:
        return None
    known = tuple(event for event in referral.events if event.on <= on)
    return referral if len(known) == len(referral.events) else evolve(referral, events=known)
