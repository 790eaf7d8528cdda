"""The records of a ranking: who may be referred to, in which order and why, and who is not proposed and why."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from attrs import field, fields, frozen

from medgroup.answers import ASIDE, Answer, Reason, plain, plain_fields
from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.display import number
from medgroup.network import Status
from medgroup.referrals.ranking.circles import Chart
from medgroup.referrals.ranking.colocation import Travel
from medgroup.rules import Verdict
from medgroup.values.money import Money


@frozen(order=True)
class RankKey:
    """What candidates are ordered by, the first number first; candidates of equal keys share a place."""

    #: 0 where the patient prefers the candidate.
    choice: int
    #: How far up the chain of affiliations the model stands that brings the tier.
    hops: int
    #: The kind of the tie by which the chain comes there: owns, manages, member, associated, none.
    kind: int
    #: The tier's place in its model.
    tier_index: int
    #: 0 in network, 1 not known, 2 out.
    standing: int
    #: 1 where the distance is not known.
    nowhere: int
    #: Distance in hundredths of a mile.
    hundredths: int


#: The least and the most that a patient may owe, and what may be billed to her beyond that.
Ends = tuple[Money | None, Money | None, Money | None]
_ENDS = ("owes_least", "owes_most", "balance_billed")


def _both(ends: Ends) -> Ends:
    return ends


@frozen(kw_only=True)
class Candidate:
    """Somebody to whom the referral may go, with what decided the place."""

    #: 1 for the first; candidates of equal keys share one.
    place: int
    practitioner: str
    practitioner_name: str
    #: The organization that would bill.
    organization: str
    organization_name: str
    #: The site that the candidate is ranked for; None where none is known.
    site: str | None
    site_name: str
    #: The tier that holds the candidate.
    tier: str
    #: Network status by contract; None where no plan is known.
    standing: Status | None
    #: Great-circle distance in miles, which is not drive time; None where a position is not known.
    miles: float | None
    #: What the patient would owe, beyond which a balance bill may come; None where it was not asked for or is not a
    #: single number.
    owes: Money | None
    #: The least and the most where it is not, worked out when they are first read.
    owes_least: Money | None = field(init=False)
    owes_most: Money | None = field(init=False)
    #: What may be billed to her beyond that, out of network only; the most of it where what she would owe is not a
    #: single number, and None where it was not asked for or is not known.
    balance_billed: Money | None = field(init=False)
    #: The earliest opening that the caller knows of.
    earliest: date | None
    #: What the plan would cover the visit as; None where no plan is known.
    coverage: Consequence | None = field(metadata=ASIDE)
    #: The gravest verdict of the gates that hold; None where what is not known decides.
    verdict: Verdict | None = field(metadata=ASIDE)
    #: Whether the patient prefers the candidate.
    preferred: bool
    #: Whether new patients are taken; None means not known.
    accepting: bool | None
    travel: Travel
    #: What of the chart the candidate has at hand.
    chart: Chart = field(metadata=ASIDE)
    #: Languages spoken with patients; empty means that none is stated.
    languages: frozenset[str] = field(metadata=ASIDE)
    #: Whether one of them was wished for; None where nobody can tell, or nothing was wished for.
    speaks: bool | None
    #: What to know before referring there, the gravest first.
    notes: tuple[str, ...]
    #: Whether imaging, and a laboratory, are open in the building on a day of the week on which the site is.
    same_day_imaging: bool | None = field(metadata=ASIDE)
    same_day_laboratory: bool | None = field(metadata=ASIDE)
    #: Taxonomy code under which she would be seen; None where it is not known.
    specialty: str | None = field(metadata=ASIDE)
    #: Whether that is exactly the code that is needed.
    exact: bool = field(metadata=ASIDE)
    role: str = field(metadata=ASIDE)
    #: The organization whose model brings the tier; None for the open ones.
    tier_of: str | None = field(metadata=ASIDE)
    #: What the place was decided by.
    key: RankKey = field(metadata=ASIDE)
    _ends: Callable[[], Ends] = field(alias="ends", default=partial(_both, (None, None, None)), repr=False, eq=False)

    def __getattr__(self, name: str) -> Any:
        if name not in _ENDS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        for end, value in zip(_ENDS, self._ends(), strict=True):
            object.__setattr__(self, end, value)
        return getattr(self, name)

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind the market that ends are worked out in."""
        ends = (self.owes_least, self.owes_most, self.balance_billed)
        told = {attribute.name: getattr(self, attribute.name) for attribute in fields(Candidate)}
        return {**told, "_ends": partial(_both, ends)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


@frozen(kw_only=True)
class Rejection:
    """Somebody who is not proposed, and the gate that says so."""

    practitioner: str
    practitioner_name: str
    #: None where the practitioner holds no role on the day.
    organization: str | None
    organization_name: str
    role: str | None = field(metadata=ASIDE)
    #: The gate that rejects; of several the first by name.
    gate: str
    #: Why.
    statement: str
    #: The facts that it rests on, as ``collection/id``.
    evidence: tuple[str, ...]
    #: Regulation, contract or rule book that it comes from.
    source: str
    would_change: str
    #: The other gates that reject.
    also: tuple[str, ...] = ()


@frozen(kw_only=True)
class ImagingSupplier:
    """Somebody else who supplies imaging near the referrer, for the notice of alternatives.

    A telephone number, which the notice needs too, is no fact of a market.

    Sources: 42 CFR 411.355(b)(7).
    """

    organization: str
    organization_name: str
    site: str
    address: str
    miles: float


@frozen(kw_only=True, repr=False)
class Ranking(Answer):
    """Where a referral should go, why there, and why not elsewhere.

    Every candidate is either ranked or rejected. A gate states a consequence for coverage; it never forbids care.

    Sources: 42 CFR 411.354(d)(4), 411.355(b); 42 USC 300e, 1395a; 45 CFR 149.310; PHSA 2799A-3.
    """

    #: Id of the referral.
    referral: str
    patient: str
    #: The role of who refers.
    issuer: str
    #: The organization that refers.
    organization: str
    #: Taxonomy code of the care that is needed.
    specialty: str
    #: The plan; None where none is known.
    plan: str | None
    on: date
    #: Those to whom it may go, in order.
    ranked: tuple[Candidate, ...]
    #: Those who are not proposed, by name of practitioner and role.
    rejected: tuple[Rejection, ...]
    #: Where imaging may be had elsewhere, where the patient has to be told: the nearest first.
    imaging_suppliers: tuple[ImagingSupplier, ...]
    assumptions: tuple[str, ...] = ()
    _grounds: tuple[Reason, ...] = field(alias="grounds", repr=False)

    @property
    def because(self) -> tuple[Reason, ...]:  # type: ignore[override]
        """Why: what the ranking rests on, then candidate by candidate."""
        return (*self._grounds, *map(_placed, self.ranked), *map(_rejected, self.rejected))

    def remarks(self) -> tuple[Reason, ...]:
        """Return what the ranking rests on; candidates tell the rest."""
        return self._grounds

    def headline(self) -> str:
        """Return who comes first in one sentence."""
        first = [one for one in self.ranked if one.place == 1]
        found = f"{number(len(self.ranked), 'candidates')} for {self.specialty} on {self.on}"
        if not first:
            return f"No candidate for {self.specialty} on {self.on}; {len(self.rejected)} rejected."
        tied = f" and {len(first) - 1} more on the first place" if len(first) > 1 else ""
        return (
            f"{found}: first {first[0].practitioner_name}, {first[0].organization_name} ({first[0].tier}){tied}; "
            f"{len(self.rejected)} rejected."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, its reasons included."""
        return {**plain_fields(self), "because": plain(self.because)}


def _placed(one: Candidate) -> Reason:
    return Reason(
        statement=" ".join(
            (f"{one.place}. {one.practitioner_name}, {one.organization_name}: {'; '.join(_words(one))}.", *one.notes)
        ),
        evidence=(f"practitioner_roles/{one.role}",),
    )


def _words(one: Candidate) -> Iterator[str]:
    if one.preferred:
        yield "the patient's choice"
    yield one.tier
    # The name of a tier that no organization brings says the network status already.
    if one.standing is not None and one.tier_of is not None:
        yield {Status.IN: "in network", Status.UNKNOWN: "network status not known"}.get(one.standing, "out of network")
    yield "distance not known" if one.miles is None else f"{one.miles:.1f} miles"


def _rejected(one: Rejection) -> Reason:
    also = f", and {' and '.join(one.also)} too" if one.also else ""
    where = f", {one.organization_name}" if one.organization_name else ""
    return Reason(
        statement=f"Not {one.practitioner_name}{where}: {one.gate} rejects{also}: {one.statement}",
        evidence=one.evidence,
        source=one.source,
        would_change=one.would_change,
    )
