"""How many referrals went where they were to go: the ratio that a requirement to refer may ask for.

What a patient prefers, an insurer determines or a physician judges takes a referral out of the ratio altogether. Where
nobody can tell whether it does, whether a referral is one that the requirement is about, or where it went, the ratio
has two ends.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from attrs import frozen

from medgroup.answers import Answer, Reason
from medgroup.display import number
from medgroup.domain.referral_states import ReferralState
from medgroup.domain.referrals import Referral
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.directed.policy import DirectedReferralPolicy, resolved
from medgroup.referrals.directed.target import Target, agreed, seen_by
from medgroup.referrals.following.chosen import chosen
from medgroup.referrals.shares import Share, between, shown_share
from medgroup.values.period import Period, both_ends

_SOURCE = "42 CFR 411.354(d)(4)"


@frozen(kw_only=True)
class DirectedReferral:
    """One referral held against a requirement; None stands for what nobody can tell."""

    referral: str
    #: The practitioner who refers.
    practitioner: str
    #: Whether the requirement is about it.
    in_scope: bool | None
    #: Whether it goes to the target.
    to_target: bool | None
    #: Whether the requirement gives way in its case.
    overridden: bool | None


@frozen(kw_only=True)
class DirectedShare:
    """The ratio of one practitioner, or of all together."""

    #: The practitioner who refers; empty for all together.
    of: str
    #: Referrals that surely count.
    counted: int
    #: Those of them that surely went to the target.
    to_target: int
    #: Referrals that the requirement is about, and gives way to.
    overridden: int
    #: Referrals of which nobody can tell whether they count, or where they went.
    undecided: int
    #: The ratio, to four decimals; None where nothing counts, and where anything is undecided.
    ratio: float | None
    #: The least and the most that it may be, to four decimals; None where nothing can count.
    least: float | None
    most: float | None
    #: Whether it is as high as is required, whatever turns out; None where that is not known, or nothing counts.
    met: bool | None


@frozen(kw_only=True, repr=False)
class DirectedRatio(Answer):
    """How many referrals went where a requirement directs them.

    Sources: 42 CFR 411.354(d)(4).
    """

    policy: str
    target: str
    during: Period
    #: The ratio that is required.
    required: float
    total: DirectedShare
    #: By practitioner, in the order of ids; a requirement is of each of them.
    practitioners: tuple[DirectedShare, ...]
    #: The referrals of the days that the requirement is or may be about, in the order of ids.
    referrals: tuple[DirectedReferral, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def remarks(self) -> tuple[Reason, ...]:
        """Return nothing: the rows tell all."""
        return ()

    def headline(self) -> str:
        """Return the ratio in one sentence."""
        row = self.total
        if row.least is None:
            return f"No referral counts towards what {self.policy} requires, {self.during}."
        if not row.counted:
            return (
                f"Nobody can tell whether any referral counts towards what {self.policy} requires, {self.during}: "
                f"{number(row.undecided, 'referrals')} may."
            )
        against = {True: "as required", False: "below what is required", None: "which may or may not be enough"}
        ratio = between(row.least, row.most)
        return f"{ratio} of the referrals that count went to {self.target}, {self.during}: {against[row.met]}."


class _Place(Enum):
    """Where a referral may count."""

    PART = "part"
    REST = "rest"
    OUT = "out"


#: What each set of places is called in a share; a referral that is surely out is in none.
_NAMES = {
    frozenset({_Place.PART}): "part",
    frozenset({_Place.REST}): "rest",
    frozenset({_Place.PART, _Place.REST}): "part_or_rest",
    frozenset({_Place.PART, _Place.OUT}): "part_or_out",
    frozenset({_Place.REST, _Place.OUT}): "rest_or_out",
    frozenset(_Place): "any_of_three",
}


class _Row(NamedTuple):
    """A referral with what is known of it."""

    told: DirectedReferral
    places: frozenset[_Place]


def directed_ratio(
    market: Market,
    policy: DirectedReferralPolicy,
    referrals: Iterable[Referral | str] | None = None,
    *,
    during: Period,
) -> DirectedRatio:
    """Return how many of the referrals that a requirement is about went where it directs them.

    A referral counts where it was written while the requirement was in force, by somebody whom it binds, for care that
    it is about, and where nothing overrides it: overridden ones are in neither numerator nor denominator. One that was
    cancelled does not count, nor does one to who refers: what a physician does himself is no referral of his. A
    referral goes to the target where the organization that it names is the target, or has the target among its units
    for referrals on the day; where it names a practitioner alone, the roles on the day tell.

    Args:
        market: The market.
        policy: The requirement.
        referrals: Referrals, or ids of those of the market; None takes all of the market.
        during: The days looked at; both ends must be stated.

    Returns:
        The ratio for all together and of each practitioner, with both ends where it is not known. Of nothing there is
        no ratio.

    Raises:
        UnknownFactError: The market has no such organization, role, target or referral.
        InvalidValueError: ``during`` has no start or no end, or an argument is none of its sort.

    Sources: 42 CFR 411.351 (referral), 411.354(d)(4).

    >>> from datetime import date
    >>> from medgroup import valley
    >>> policy = DirectedReferralPolicy(
    ...     id="keep-in", organization="riverbend-cardiology", target="valley-health", min_ratio="0.6"
    ... )
    >>> found = directed_ratio(valley(), policy, during=Period(date(2026, 1, 1), date(2026, 4, 1)))
    >>> found.total.counted, found.total.overridden, found.total.least, found.total.most, found.total.met
    (2, 1, 0.6667, 1.0, True)
    """
    market_of(market)
    both_ends(during)
    named = resolved(market, policy)
    target = Target(market, named.target_organization, named.target_practitioner)
    rows = [
        row
        for one in chosen(market, referrals)
        if during.contains(one.written) and (row := _row(market, policy, named.organization.id, target, one))
    ]
    people = sorted({row.told.practitioner for row in rows})
    return DirectedRatio(
        policy=policy.id,
        target=policy.target,
        during=during,
        required=float(policy.min_ratio),
        total=_share("", rows, policy.min_ratio),
        practitioners=tuple(
            _share(person, [row for row in rows if row.told.practitioner == person], policy.min_ratio)
            for person in people
        ),
        referrals=tuple(row.told for row in rows),
        because=tuple(
            Reason(statement=_said(row.told), evidence=(f"referrals/{row.told.referral}",), source=_SOURCE)
            for row in rows
        ),
        assumptions=market.assumptions,
    )


def _row(
    market: Market, policy: DirectedReferralPolicy, employer: str, target: Target, referral: Referral
) -> _Row | None:
    """Return a referral held against a requirement, or None where that is surely not about it."""
    role = market.practitioner_role(referral.issuer)
    bound = role.organization == employer if policy.roles is None else role.id in policy.roles
    in_scope = about(policy, referral)
    # What a physician does himself is no referral of his (42 CFR 411.351).
    none = referral.state is ReferralState.CANCELLED or referral.target[0] == role.practitioner
    if not bound or in_scope is False or none:
        return None
    to_target = target.of(referral)
    ways = tuple(_ways(referral, to_target, _is_preferred(market, referral)))
    told = DirectedReferral(
        referral=referral.id,
        practitioner=role.practitioner,
        in_scope=in_scope,
        to_target=to_target,
        overridden=agreed(overridden for _, overridden in ways),
    )
    places = {_Place.OUT if overridden else _Place.PART if goes else _Place.REST for goes, overridden in ways} | (
        set() if in_scope else {_Place.OUT}
    )
    return _Row(told, frozenset(places))


def about(policy: DirectedReferralPolicy, referral: Referral) -> bool | None:
    """Return whether a requirement is about the care that a referral is for."""
    if not policy.period.contains(referral.written):
        return False
    if policy.specialties is not None and referral.specialty not in policy.specialties:
        return False
    if policy.services is None:
        return True
    # A referral for anything of the specialty may come to be for one of the services, or for another.
    if referral.services is None:
        return None
    return not frozenset(map(str.casefold, policy.services)).isdisjoint(map(str.casefold, referral.services))


def _is_preferred(market: Market, referral: Referral) -> bool | None:
    """Return whether a referral goes to somebody whom the patient prefers; None where it may."""
    if not referral.preferred:
        return False
    practitioner, organization = referral.target
    if practitioner is None and organization is None:
        practitioner, organization = seen_by(referral)
    if practitioner is not None:
        return practitioner in referral.preferred
    view = market.on(referral.written)
    there = {role.organization for who in referral.preferred for role in view.roles_of(who)}
    return None if organization is None or organization in there else False


def _ways(referral: Referral, to_target: bool | None, preferred: bool | None) -> Iterator[tuple[bool, bool]]:
    """Yield the ways in which it can be: whether a referral goes to the target, and whether it is overridden."""
    for goes in (True, False) if to_target is None else (to_target,):
        # A preference for somebody else is an override whether or not it is stated as one.
        instead = False if goes else preferred
        surely = bool(referral.overrides) or instead is True
        open_ = (False, True) if referral.overrides is None or instead is None else (False,)
        yield from ((goes, overridden) for overridden in ((True,) if surely else open_))


def _share(of: str, rows: Iterable[_Row], required: Decimal) -> DirectedShare:
    asked = list(rows)
    share = _counted(asked)
    return DirectedShare(
        of=of,
        counted=share.part + share.rest + share.part_or_rest,
        to_target=share.part,
        overridden=sum(row.told.overridden is True for row in asked),
        undecided=share.open,
        ratio=shown_share(share.known),
        least=shown_share(share.least),
        most=shown_share(share.most),
        met=_met(share, Fraction(required)),
    )


def _counted(rows: Iterable[_Row]) -> Share:
    """Return the share that referrals come to, each by the places where it may count."""
    found = Counter(row.places for row in rows)
    return Share(**{name: found[places] for places, name in _NAMES.items()})


def _met(share: Share, required: Fraction) -> bool | None:
    """Return whether a share is as high as is required, whatever turns out; None where there may be no share."""
    least, most = share.least, share.most
    if least is None or most is None or not share.part + share.rest + share.part_or_rest:
        return None
    return True if least >= required else False if most < required else None


def _said(row: DirectedReferral) -> str:
    def either(value: bool | None, yes: str, no: str, unknown: str) -> str:
        return unknown if value is None else yes if value else no

    parts = (
        either(row.to_target, "goes to the target", "goes elsewhere", "may or may not go to the target"),
        either(row.overridden, "is overridden", "nothing overrides it", "whether anything overrides it is not known"),
        either(row.in_scope, "", "", "whether the requirement is about it is not known"),
    )
    return f"Referral {row.referral}: {'; '.join(part for part in parts if part)}."
