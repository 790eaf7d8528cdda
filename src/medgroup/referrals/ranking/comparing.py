"""Why one candidate comes before another, and what would change that."""

from collections.abc import Iterator
from datetime import date

from attrs import astuple, frozen

from medgroup.answers import Answer, Reason
from medgroup.errors import InvalidValueError, nearest
from medgroup.referrals.ranking.ranked import Candidate, Ranking, Rejection

#: What each number of a key stands for, in order.
_SAID = {
    "choice": "the patient's choice",
    "hops": "how near the organization stands whose model brings the tier",
    "kind": "the kind of tie to the organization whose model brings the tier",
    "tier_index": "the order of tiers",
    "standing": "network status",
    "nowhere": "whether the distance is known",
    "hundredths": "distance",
}


#: Comes after every key.
_LAST = (2,)
_OF_TIER = ("hops", "kind", "tier_index")


@frozen(kw_only=True, repr=False)
class CandidateComparison(Answer):
    """Why one candidate comes before another, and what would change that."""

    #: The role of the one who comes first, or of the first asked about where they share a place.
    first: str
    second: str
    first_name: str
    second_name: str
    #: The number of the key that decides; None where they share a place, or one is rejected.
    decided_by: str | None
    #: Whether they share a place.
    tied: bool
    on: date
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return who comes first in one sentence."""
        if self.tied:
            return f"{self.first_name} and {self.second_name} share a place."
        if self.decided_by is None:
            return self.because[0].statement
        return f"{self.first_name} comes before {self.second_name} by {_SAID[self.decided_by]}."


def compare_candidates(ranking: Ranking, one: str, other: str) -> CandidateComparison:
    """Return why one candidate of a ranking comes before another, and what would change that.

    Args:
        ranking: The ranking.
        one: Id of a role; that of a practitioner serves where one role of his or hers is ranked or rejected.
        other: Another.

    Returns:
        The comparison. Its reasons hold every number of the keys that differs, the one that decides first.

    Raises:
        InvalidValueError: A key leads to no candidate, or to several, or both to one.

    >>> import medgroup as mg
    >>> from medgroup.referrals import rank_referrals
    >>> ranking = rank_referrals(mg.valley(), "kim-to-heart")
    >>> compare_candidates(ranking, "tanaka-riverbend", "haddad-summit").decided_by
    'hops'
    """
    if not isinstance(ranking, Ranking):
        raise InvalidValueError(ranking, "a Ranking, as rank_referrals gives it", field="ranking")
    found = [_of(ranking, one, "one"), _of(ranking, other, "other")]
    if found[0] == found[1]:
        raise InvalidValueError(other, f"another candidate than {one}", field="other")
    first, second = sorted(found, key=lambda one: astuple(one.key) if isinstance(one, Candidate) else _LAST)
    differing = list(_differing(first, second))
    return CandidateComparison(
        first=_role(first),
        second=_role(second),
        first_name=f"{first.practitioner_name}, {first.organization_name}",
        second_name=f"{second.practitioner_name}, {second.organization_name}",
        decided_by=differing[0] if differing else None,
        tied=isinstance(second, Candidate) and not differing,
        on=ranking.on,
        because=tuple(_reasons(first, second, differing)),
        assumptions=ranking.assumptions,
    )


def _of(ranking: Ranking, key: str, field: str) -> Candidate | Rejection:
    everyone: tuple[Candidate | Rejection, ...] = (*ranking.ranked, *ranking.rejected)
    found = [one for one in everyone if one.role == key] or [one for one in everyone if one.practitioner == key]
    if len(found) == 1:
        return found[0]
    if found:
        roles = ", ".join(_role(one) for one in found)
        raise InvalidValueError(key, f"the role of one candidate ({roles} are all of this practitioner)", field=field)
    known = {word for one in everyone for word in (one.role, one.practitioner) if word is not None}
    near = nearest(key, known) if isinstance(key, str) else None
    raise InvalidValueError(key, "a candidate of the ranking", field=field, nearest=near)


def _role(one: Candidate | Rejection) -> str:
    return one.role or one.practitioner


def _differing(first: Candidate | Rejection, second: Candidate | Rejection) -> Iterator[str]:
    if isinstance(first, Candidate) and isinstance(second, Candidate):
        differ = [name for name in _SAID if getattr(first.key, name) != getattr(second.key, name)]
        # Of the three numbers of a tier the first that differs tells all that there is to tell.
        of_tier = [name for name in differ if name in _OF_TIER]
        yield from (name for name in differ if name not in of_tier[1:])


def _reasons(first: Candidate | Rejection, second: Candidate | Rejection, differing: list[str]) -> Iterator[Reason]:
    for one in (first, second):
        if isinstance(one, Rejection):
            yield Reason(
                statement=f"{one.practitioner_name} is not proposed: {one.gate}: {one.statement}",
                evidence=one.evidence,
                source=one.source,
                would_change=one.would_change,
            )
    if isinstance(first, Candidate) and isinstance(second, Candidate):
        for name in differing:
            yield _difference(name, first, second)
        if not differing:
            yield Reason(
                statement="Choice, tier, network status and distance are all equal.", evidence=_both(first, second)
            )


def _difference(name: str, first: Candidate, second: Candidate) -> Reason:
    one, other = first.practitioner_name, second.practitioner_name
    if name == "choice":
        said, change = f"The patient prefers {one}.", f"That she prefers {other} too, or nobody."
    elif name == "standing":
        said = f"{one} is {_standing(first)}, {other} {_standing(second)}."
        change = f"A contract by which {other} is in network on the day."
    elif name in _OF_TIER:
        said = f"{one} is in the tier {first.tier}, {other} in {second.tier}: {_SAID[name]} decides."
        change = f"A tie, a site or a contract that puts {other} into {first.tier} or a nearer tier."
    elif first.miles is None or second.miles is None:
        said, change = f"The distance to {other} is not known.", "The position of the candidate's site."
    else:
        said = f"{one} is {first.miles:.2f} miles away, {other} {second.miles:.2f}."
        change = f"A site of {other} nearer than that, or another place to measure from."
    # A number that speaks for the second already need not change.
    wanted = change if getattr(first.key, name) < getattr(second.key, name) else ""
    return Reason(statement=said, evidence=_both(first, second), would_change=wanted)


def _standing(one: Candidate) -> str:
    if one.standing is None:
        return "without a plan"
    return {"in": "in network", "unknown": "of unknown network status"}.get(one.standing.value, "out of network")


def _both(first: Candidate, second: Candidate) -> tuple[str, ...]:
    return (f"practitioner_roles/{first.role}", f"practitioner_roles/{second.role}")
