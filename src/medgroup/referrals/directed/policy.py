"""A requirement to refer to one provider: what it says, and whether it is one that may be made."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attrs import field, frozen

from medgroup.domain.fields import (
    ShortRepr,
    always,
    day,
    exact,
    exact_between,
    flag,
    not_empty,
    some,
    text,
)
from medgroup.domain.organizations import Organization
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.models import Rule
from medgroup.rules import Override
from medgroup.values import identifiers
from medgroup.values.finding import Finding, Severity
from medgroup.values.period import ALWAYS, Period, day_of
from medgroup.values.validators import all_are, is_a

#: The first day on which a percentage or ratio may be required in so many words (85 FR 77492).
RATIO_SINCE = date(2021, 1, 19)
_CITED = "42 CFR 411.354(d)(4)"


@frozen(kw_only=True, repr=False)
class DirectedReferralPolicy(ShortRepr):
    """A requirement of an employer, a contract or a payer that physicians refer to a particular provider.

    What of it is not known is None, and then not held against it.

    Sources: 42 CFR 411.354(d)(4).
    """

    id: str = field(validator=text)
    #: Id of the organization that requires it of the practitioners who work for it.
    organization: str = field(validator=text)
    #: Id of the organization, or of the practitioner, to whom they are to refer.
    target: str = field(validator=text)
    #: The least share of the referrals that must go there, as an exact number: ``"0.8"``.
    min_ratio: Decimal = field(default=Decimal(1), converter=exact, validator=exact_between("0", "1", above_low=True))
    #: Ids of the roles that it binds; None means all at the organization.
    roles: frozenset[str] | None = field(default=None, converter=some, validator=not_empty)
    #: Taxonomy codes of the care that it is about; None means all.
    specialties: frozenset[str] | None = field(
        default=None, converter=some, validator=[not_empty, identifiers.taxonomy_codes]
    )
    #: Services that it is about, in the words of referrals; None means all.
    services: frozenset[str] | None = field(default=None, converter=some, validator=not_empty)
    #: Days on which it is in force.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
    #: Whether it is set out in writing.
    writing: bool | None = field(default=None, validator=flag)
    #: The day on which the last of the parties signed; None means not known.
    signed_on: date | None = field(default=None, validator=day)
    #: The day on which the compensation, or its formula, was set for as long as the arrangement lasts.
    compensation_set_on: date | None = field(default=None, validator=day)
    #: Whether the compensation is of fair market value.
    fair_market_value: bool | None = field(default=None, validator=flag)
    #: Whether the arrangement otherwise satisfies an exception of 411.355 or 411.357.
    exception: bool | None = field(default=None, validator=flag)
    #: What it gives way to.
    yields: frozenset[Override] | None = field(default=None, converter=some, validator=all_are(Override))
    #: Whether the referrals relate solely to services within the scope of the employment or contract.
    within_scope: bool | None = field(default=None, validator=flag)
    #: Whether it is reasonably necessary to the legitimate business purposes of the arrangement.
    reasonably_necessary: bool | None = field(default=None, validator=flag)
    #: Whether the arrangement or the amount paid under it is contingent on the number or value of the referrals.
    contingent: bool | None = field(default=None, validator=flag)


class _Condition(NamedTuple):
    """One thing that must hold of a requirement."""

    rule: Rule
    #: Whether it holds; None where it is not known.
    holds: Callable[[DirectedReferralPolicy, date], bool | None]
    broken: str
    unknown: str
    remedy: str


def _named(code: str, paragraph: str) -> Rule:
    return Rule(f"directed.{code}", source=f"{_CITED}{paragraph}")


def _from(policy: DirectedReferralPolicy, on: date) -> date:
    """Return the day from which a requirement has to be in order: that on which it began, where it is stated."""
    return policy.period.start or on


def _by(stated: date | None, on: date) -> bool | None:
    return None if stated is None else stated <= on


def _signed(policy: DirectedReferralPolicy, on: date) -> bool | None:
    return False if policy.writing is False else _by(policy.signed_on, on)


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


#: What the regulation asks of a requirement, in its order.
_CONDITIONS = (
    _Condition(
        _named("set-in-advance", "(i)"),
        lambda policy, on: _by(policy.compensation_set_on, _from(policy, on)),
        "The compensation was set after the requirement began.",
        "It is not known when the compensation was set.",
        "Set the compensation, or its formula, before it is earned, and change it for the future alone.",
    ),
    _Condition(
        _named("fair-market-value", "(ii)"),
        lambda policy, _: policy.fair_market_value,
        "The compensation is not of fair market value.",
        "It is not known whether the compensation is of fair market value.",
        "Pay what the physician's services are worth, with a valuation on file.",
    ),
    _Condition(
        _named("exception", "(iii)"),
        lambda policy, _: policy.exception,
        "The arrangement satisfies no exception.",
        "It is not known whether the arrangement satisfies an exception of 411.355 or 411.357.",
        "Name the exception, and have each of its conditions met.",
    ),
    _Condition(
        _named("writing", "(iv)(A)"),
        lambda policy, _: policy.writing,
        "The requirement is not set out in writing.",
        "It is not known whether the requirement is set out in writing.",
        "Set it out in writing.",
    ),
    _Condition(
        _named("signed", "(iv)(A)"),
        _signed,
        "The requirement is not signed by the parties on the day.",
        "It is not known when the parties signed.",
        "Have the parties sign before it is required.",
    ),
    _Condition(
        _named("yields", "(iv)(B)"),
        lambda policy, _: None if policy.yields is None else policy.yields == frozenset(Override),
        "The requirement does not give way to the patient's preference, the insurer's determination and the "
        "physician's judgment alike.",
        "It is not known to what the requirement gives way.",
        "Let it give way to each of the three.",
    ),
    _Condition(
        _named("scope", "(v)"),
        lambda policy, _: policy.within_scope,
        "The requirement reaches services outside the scope of the employment or contract.",
        "It is not known whether the requirement keeps within the scope of the employment or contract.",
        "Limit it to services that the physician gives under the arrangement.",
    ),
    _Condition(
        _named("necessary", "(v)"),
        lambda policy, _: policy.reasonably_necessary,
        "The requirement is not reasonably necessary to the purposes of the arrangement.",
        "It is not known whether the requirement is reasonably necessary.",
        "State the business purpose that it serves.",
    ),
    _Condition(
        _named("contingent", "(vi)"),
        lambda policy, _: _not(policy.contingent),
        "The arrangement, or what is paid under it, is contingent on the number or value of referrals.",
        "It is not known whether anything is contingent on the number or value of referrals.",
        "Require a percentage or ratio at most, and let neither the arrangement nor the pay hang on it.",
    ),
)
_RATIO = _named("ratio", "(vi)")
_LATE = _named("signed-late", "(iv)(A)")


def check_directed_policy(market: Market, policy: DirectedReferralPolicy, *, on: date) -> tuple[Finding, ...]:
    """Return what the regulation finds wanting in a requirement to refer, on a day.

    Args:
        market: The market.
        policy: The requirement.
        on: The day; one on which the requirement is in force.

    Returns:
        A finding for each condition that is broken, and one of severity CANNOT_TELL for each of which the facts are
        missing, in the order of their codes; none where all of them hold.

    Raises:
        UnknownFactError: The market has no such organization, role or target.
        InvalidValueError: The requirement is not in force on the day, or an argument is none of its sort.

    Sources: 42 CFR 411.354(d)(4).

    >>> from medgroup import valley
    >>> policy = DirectedReferralPolicy(
    ...     id="p", organization="riverbend-cardiology", target="valley-health", writing=True, contingent=True
    ... )
    >>> [
    ...     found.code
    ...     for found in check_directed_policy(valley(), policy, on=date(2026, 3, 2))
    ...     if found.severity.value == "error"
    ... ]
    ['directed.contingent']
    """
    market_of(market)
    employer = resolved(market, policy).organization
    if not policy.period.contains(day_of(on)):
        raise InvalidValueError(
            on.isoformat(), f"a day on which the requirement is in force ({policy.period})", field="on"
        )
    found = [*_broken(policy, employer, on), *_remarked(policy, employer, on)]
    return tuple(sorted(found, key=Finding.sort_key))


class Resolved(NamedTuple):
    """The facts that a requirement names."""

    organization: Organization
    #: Id of the organization that is the target; None where it is a practitioner.
    target_organization: str | None
    target_practitioner: str | None


def resolved(market: Market, policy: object) -> Resolved:
    """Return the facts that a requirement names.

    Raises:
        InvalidValueError: It is none.
        UnknownFactError: The market has no such organization, role or target.
    """
    if not isinstance(policy, DirectedReferralPolicy):
        raise InvalidValueError(policy, "a DirectedReferralPolicy", field="policy")
    for role in sorted(policy.roles or ()):
        market.practitioner_role(role)
    employer = market.organization(policy.organization)
    people = {one.id for one in market.facts.practitioners}
    is_person = policy.target in people and policy.target not in {one.id for one in market.facts.organizations}
    if is_person:
        return Resolved(employer, None, policy.target)
    return Resolved(employer, market.organization(policy.target).id, None)


def _broken(policy: DirectedReferralPolicy, employer: Organization, on: date) -> Iterator[Finding]:
    for condition in _CONDITIONS:
        holds = condition.holds(policy, on)
        if holds is None:
            yield condition.rule.cannot_tell(condition.unknown, employer, remedy=condition.remedy)
        elif not holds:
            yield condition.rule.broken(condition.broken, employer, remedy=condition.remedy)


def _remarked(policy: DirectedReferralPolicy, employer: Organization, on: date) -> Iterator[Finding]:
    """Yield what is no condition of the day and yet to be looked into."""
    start, signed = policy.period.start, policy.signed_on
    if start is not None and signed is not None and start < signed <= on:
        yield _LATE.broken(
            f"The requirement began on {start} and was signed on {signed}.",
            employer,
            remedy="Look at what was required in between.",
            severity=Severity.WARNING,
        )
    if on < RATIO_SINCE and policy.min_ratio < 1:
        yield _RATIO.cannot_tell(
            f"That a ratio may be required is said in so many words from {RATIO_SINCE} on.",
            employer,
            remedy="Ask counsel about the days before.",
        )
