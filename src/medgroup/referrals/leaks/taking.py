"""What a question about referrals is asked of: those of the market, some that are given, or a frame of claims."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from medgroup.domain.referrals import Referral
from medgroup.errors import InvalidValueError, nearest
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.leaks.belonging import Denominator
from medgroup.referrals.leaks.cases import Assumed, Cases, Deciding, ReferralCases
from medgroup.values.money import Money
from medgroup.values.period import Period


def decided_cases(
    market: Market,
    cases: Any,
    denominator: Denominator,
    period: Period | None,
    assumed: Assumed,
    amounts: Mapping[str, Money] | None,
) -> Cases:
    """Return referrals decided under a denominator.

    Raises:
        InvalidValueError: What is given is no market, no period, neither referrals nor a frame, or holds
            what it cannot.
    """
    market_of(market)
    if period is not None and not isinstance(period, Period):
        raise InvalidValueError(period, "a Period, or None for all days", field="during")
    deciding = Deciding(market, denominator, assumed)
    if cases is None or isinstance(cases, list | tuple | set | frozenset | Iterator):
        given = list(_referrals(market.facts.referrals if cases is None else cases))
        known = _amounts(amounts, given)
        chosen = [one for one in given if period is None or period.contains(one.written)]
        return ReferralCases(market, chosen, deciding, assumed, known)
    if amounts is not None:
        raise InvalidValueError(amounts, "left out with a frame, whose column allowed holds amounts", field="amounts")
    from medgroup.referrals.leaks.claims import ClaimCases

    return ClaimCases(market, cases, deciding, assumed, period)


def _referrals(given: Iterable[Any]) -> Iterator[Referral]:
    seen: set[str] = set()
    for place, one in enumerate(given):
        if not isinstance(one, Referral):
            raise InvalidValueError(one, "a Referral", field=f"cases[{place}]")
        if one.id in seen:
            raise InvalidValueError(one.id, "the id of one referral among those given", field=f"cases[{place}]")
        seen.add(one.id)
        yield one


def _amounts(amounts: Mapping[str, Money] | None, referrals: Iterable[Referral]) -> Mapping[str, Money]:
    if amounts is None:
        return {}
    if not isinstance(amounts, Mapping):
        raise InvalidValueError(amounts, "Money by the id of a referral", field="amounts")
    known = {one.id for one in referrals}
    for key, amount in amounts.items():
        if key not in known:
            near = nearest(key, known) if isinstance(key, str) else None
            raise InvalidValueError(key, "the id of one of the referrals", field="amounts", nearest=near)
        if not isinstance(amount, Money) or amount.cents < 0:
            raise InvalidValueError(amount, "Money of zero or more", field=f"amounts[{key!r}]")
    return amounts
