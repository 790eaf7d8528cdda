"""New or established: what a patient is to who sees her, from the visits that she had.

Three things make a visit count: it was face to face, it is no older than three years, and it was with the same
practitioner, or with a colleague of the same group and exactly the same specialty. Each holds, does not, or is not
known; one visit that surely counts settles it, and one that may count leaves it open.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import NamedTuple

from attrs import Attribute, evolve, field, frozen

from medgroup.answers import Answer, Reason
from medgroup.costs.specialties import Specialties, SpecialtyBy
from medgroup.display import number
from medgroup.domain.care import Encounter
from medgroup.domain.practitioners import Practitioner
from medgroup.errors import InvalidValueError, UnknownFactError, nearest
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.rules import Function
from medgroup.structure import units_of
from medgroup.values.identifiers import checked_taxonomy_code
from medgroup.values.lists import tuple_of
from medgroup.values.period import day_of
from medgroup.values.validators import WITHHELD, is_a

_SOURCE = "CPT evaluation and management guidelines; Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 30.6.7"
_FACE = "whether it was face to face"
_COMPLETE = "The history given is all that the patient had."


def _years(_: object, attribute: "Attribute[int]", value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidValueError(value, "a whole number of years, 1 or more", field=attribute.name)


class Visit(Enum):
    """What a patient is to who sees her."""

    NEW = "new"
    ESTABLISHED = "established"
    #: A visit that may count leaves it open.
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class VisitRules:
    """How a payer tells a new patient from an established one; ``attrs.evolve`` makes a variant of one.

    Sources: CPT evaluation and management guidelines; Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 30.6.7.
    """

    #: Name of the variant.
    name: str
    #: What exactly the same specialty means.
    specialty: SpecialtyBy = field(validator=is_a(SpecialtyBy))
    #: Whether a nurse practitioner or an assistant counts as of the specialty worked in, that of who supervises.
    assistants_as_supervisor: bool = field(validator=is_a(bool))
    #: For how many years a visit counts.
    years: int = field(default=3, validator=_years)
    #: Whether a visit exactly so many years ago still counts.
    anniversary_counts: bool = field(default=True, validator=is_a(bool))
    #: Whether the visits of an organization that has become part of the group since count as the group's.
    predecessors: bool = field(default=False, validator=is_a(bool))


#: The guidelines of CPT: specialty and subspecialty, assistants with who supervises them.
CPT = VisitRules(name="cpt", specialty=SpecialtyBy.TAXONOMY, assistants_as_supervisor=True)
#: Medicare: the specialty of enrolment, that of assistants their own.
MEDICARE = VisitRules(name="medicare", specialty=SpecialtyBy.ENROLMENT, assistants_as_supervisor=False)
_VARIANTS = {rules.name: rules for rules in (CPT, MEDICARE)}


@frozen(kw_only=True, repr=False)
class VisitStatus(Answer):
    """Whether a patient is new or established to a practitioner on a day, and which visit makes it so.

    Sources: CPT evaluation and management guidelines; Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 30.6.7.
    """

    status: Visit
    #: Name of the rules.
    variant: str
    patient: str
    practitioner: str
    #: The organizations whose TIN may bill for the visit, sorted.
    billing: tuple[str, ...]
    #: The groups that they are on the day, sorted.
    groups: tuple[str, ...]
    on: date
    #: The visit that settles it; None where none does.
    decided_by: str | None
    because: tuple[Reason, ...]
    #: Name of the practitioner, for people.
    practitioner_name: str
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the verdict in one sentence."""
        said = {Visit.UNKNOWN: "not known to be new or established"}.get(self.status, self.status.value)
        return f"Patient {self.patient} is {said} for {self.practitioner_name} on {self.on} ({self.variant})."


class _Asked(NamedTuple):
    """A question with every key resolved."""

    practitioner: Practitioner
    on: date
    rules: VisitRules
    specialty: str | None


class _Counted(NamedTuple):
    """One visit held against the rules."""

    encounter: Encounter
    #: Whether it counts; None where that is not known.
    counts: bool | None
    reason: Reason


def visit_status(
    market: Market,
    history: Iterable[Encounter],
    patient: str,
    practitioner: str,
    on: date,
    *,
    billing: str | None = None,
    specialty: str | None = None,
    variant: VisitRules | str = CPT,
) -> VisitStatus:
    """Return whether a patient is new or established to a practitioner on a day.

    The group is the unit of the billing organization for billing: doctors of one group share it, members of an IPA do
    not. A practitioner takes his own patients along to another group; colleagues' patients he does not.

    Args:
        market: The market.
        history: Every visit that the patient had, taken as complete; those of other patients, and those on the day or
            later, are passed over.
        patient: Id of the patient, in the market or in the history.
        practitioner: Id, NPI or unique name of who sees the patient.
        on: Day of the visit.
        billing: Id, NPI or unique name of the organization whose TIN bills; None takes those at which the practitioner
            holds a role on the day, as far as they agree.
        specialty: Taxonomy code that the practitioner works under; None takes that of the role.
        variant: ``cpt``, ``medicare``, or rules of one's own.

    Returns:
        The status with the visit that settles it; unknown where a visit may count.

    Raises:
        UnknownFactError: There is no such practitioner, organization or patient.
        InvalidValueError: An argument is none of its sort.

    Sources: CPT evaluation and management guidelines; Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 30.6.7.
    """
    market_of(market)
    checked_taxonomy_code(specialty, "specialty")
    rules = _rules(variant)
    known = market.practitioner(practitioner)
    billed = market.derived(_organizations)
    visits = [evolve(one, billing=billed.get(one.billing, one.billing)) for one in _visits(market, history, patient)]
    asked = _Asked(known, day_of(on), rules, specialty)
    billings = (market.organization(billing).id,) if billing is not None else _billings(market, known.id, on)
    counted = [_counted(market, asked, billings, visit) for visit in visits if _in_window(visit.on, on, rules)]
    settled = next((one for one in counted if one.counts), None)
    open_ = [one for one in counted if one.counts is None]
    status = Visit.ESTABLISHED if settled else Visit.UNKNOWN if open_ else Visit.NEW
    return VisitStatus(
        status=status,
        variant=rules.name,
        patient=patient,
        practitioner=known.id,
        billing=billings,
        groups=tuple(sorted(_groups(market, billings, on))),
        on=on,
        decided_by=None if settled is None else settled.encounter.id,
        because=tuple(_reasons(settled, open_, counted, rules)),
        practitioner_name=known.display,
        assumptions=(*market.assumptions, _COMPLETE),
    )


def _rules(variant: VisitRules | str) -> VisitRules:
    if isinstance(variant, VisitRules):
        return variant
    if not isinstance(variant, str) or variant not in _VARIANTS:
        near = nearest(variant, _VARIANTS) if isinstance(variant, str) else None
        raise InvalidValueError(variant, "cpt, medicare or VisitRules", field="variant", nearest=near)
    return _VARIANTS[variant]


def _visits(market: Market, history: Iterable[Encounter], patient: str) -> list[Encounter]:
    """Return the visits of a patient, the latest first.

    Raises:
        InvalidValueError: The history holds something else than encounters.
        UnknownFactError: Neither market nor history know the patient.
    """
    seen = tuple_of(history, "history")
    if not all(isinstance(one, Encounter) for one in seen):
        raise InvalidValueError(WITHHELD, "a list of Encounter", field="history")
    own = [one for one in seen if one.patient == patient]
    if not own and patient not in {one.id for one in market.facts.patients}:
        raise UnknownFactError("patients", patient, keys="id")
    return sorted(own, key=lambda one: (-one.on.toordinal(), one.id))


def _billings(market: Market, practitioner: str, on: date) -> tuple[str, ...]:
    return tuple(sorted({role.organization for role in market.on(on).roles_of(practitioner)}))


def _groups(market: Market, organizations: Iterable[str], on: date) -> frozenset[str]:
    return frozenset().union(*(units_of(market, Function.BILLING, one, on=on) for one in organizations))


def _in_window(visit: date, on: date, rules: VisitRules) -> bool:
    last = _years_after(visit, rules.years)
    return visit < on and (on <= last if rules.anniversary_counts else on < last)


def _years_after(day: date, years: int) -> date:
    """Return the same day so many years later; of 29 February, the last of that month."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _counted(market: Market, asked: _Asked, billings: tuple[str, ...], visit: Encounter) -> _Counted:
    if visit.face_to_face is False:
        return _said(visit, False, "was not face to face; a reading alone makes nobody a patient.")
    face = "" if visit.face_to_face else " It is not stated that it was face to face."
    own = visit.practitioner in (asked.practitioner.id, asked.practitioner.npi)
    if own:
        counts = None if face else True
        return _said(visit, counts, f"was with the same practitioner, whatever the group.{face}", _FACE)
    same_group = _same_group(market, asked, billings, visit)
    if same_group is False:
        return _said(visit, False, "was with a colleague of another group.")
    same = market.derived(Specialties).same(
        (asked.practitioner.id, billings, asked.specialty, asked.on),
        (visit.practitioner, () if visit.billing is None else (visit.billing,), visit.specialty, visit.on),
        by=asked.rules.specialty,
        as_supervisor=asked.rules.assistants_as_supervisor,
    )
    if same is False:
        return _said(visit, False, "was with a colleague of another specialty.")
    lacking = [word for word, holds in (("group", same_group), ("specialty", same)) if holds is None]
    if lacking or face:
        missing = f" Whether it was of the same {' and the same '.join(lacking)} is not known." if lacking else ""
        lacks = [_group_lacks(visit)] if same_group is None else []
        lacks += ["the specialties of both practitioners"] if same is None else []
        lacks += [_FACE] if face else []
        return _said(visit, None, f"may have been with a colleague who counts.{missing}{face}", *lacks)
    return _said(visit, True, "was with a colleague of the same group and the same specialty.")


def _same_group(market: Market, asked: _Asked, billings: tuple[str, ...], visit: Encounter) -> bool | None:
    """Return whether a visit was billed by the group, or None where it depends or is not known."""
    if visit.billing is None or not billings:
        return None
    day = asked.on if asked.rules.predecessors else visit.on
    known = visit.billing in market.derived(_organizations)
    theirs = units_of(market, Function.BILLING, visit.billing, on=day) if known else frozenset({visit.billing})
    same = {not theirs.isdisjoint(units_of(market, Function.BILLING, one, on=asked.on)) for one in billings}
    return same.pop() if len(same) == 1 else None


def _organizations(market: Market) -> Mapping[str | None, str]:
    """Return the ids of organizations by id and by NPI."""
    by_npi: dict[str | None, str] = {one.npi: one.id for one in market.facts.organizations if one.npi is not None}
    return by_npi | {one.id: one.id for one in market.facts.organizations}


def _group_lacks(visit: Encounter) -> str:
    """Return what would tell whether a visit was of the group."""
    return "the organization that billed that visit" if visit.billing is None else "the organization that bills today"


def _said(visit: Encounter, counts: bool | None, statement: str, *lacking: str) -> _Counted:
    change = ", ".join(lacking)
    reason = Reason(
        statement=f"The visit of {visit.on} {statement}",
        evidence=(f"encounters/{visit.id}",),
        source=_SOURCE,
        would_change=f"{change[0].upper()}{change[1:]}." if counts is None else "",
    )
    return _Counted(visit, counts, reason)


def _reasons(
    settled: _Counted | None, open_: list[_Counted], counted: list[_Counted], rules: VisitRules
) -> Iterator[Reason]:
    if settled is not None:
        yield settled.reason
        return
    yield from (one.reason for one in (open_ or counted))
    if not counted:
        yield Reason(
            statement=f"No visit of the last {number(rules.years, 'years')} is in the history.",
            source=_SOURCE,
        )
