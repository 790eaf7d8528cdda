"""Which coverage of a patient pays first on a day, who is covered with her, and which others there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from attrs import field, frozen

from medgroup.answers import Answer, Reason
from medgroup.domain.patients import Coverage
from medgroup.market import Market
from medgroup.market.indexes import NOTHING, grouped
from medgroup.market.markets import market_of
from medgroup.values.period import day_of
from medgroup.values.validators import PERSONAL


@frozen(kw_only=True, repr=False)
class CoverageStanding(Answer):
    """The coverage of a patient that pays first on a day, and what else has to be known of it.

    Sources: FHIR R4 Coverage (order); NAIC Model 120 (coordination of benefits).
    """

    patient: str
    on: date
    #: The coverage that pays first; None where none is in force, or where two claim to.
    primary: Coverage | None = field(metadata={PERSONAL: True})
    #: The other coverages in force, in their order; what they pay is not counted here.
    secondary: tuple[Coverage, ...] = field(metadata={PERSONAL: True})
    #: The coverages that claim to pay first where more than one does.
    overlapping: tuple[str, ...]
    #: The key that those have in common who are covered under the contract of the first.
    family: str | None = field(metadata={PERSONAL: True})
    #: Whether she is the only one covered under it; None where no coverage pays first.
    self_only: bool | None
    #: Id of the plan that pays first.
    plan: str | None
    #: Ids of the coverages that pay after it.
    pay_after: tuple[str, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the verdict in one sentence."""
        if self.overlapping:
            return f"{self.patient} has {len(self.overlapping)} coverages that pay first on {self.on}."
        if self.plan is None:
            return f"{self.patient} has no coverage in force on {self.on}."
        after = f", and {len(self.pay_after)} more pay after it" if self.pay_after else ""
        return f"{self.patient} is covered by {self.plan} on {self.on}{after}."


def coverage_on(market: Market, patient: str, *, on: date) -> CoverageStanding:
    """Return the coverage of a patient that pays first on a day.

    Args:
        market: The market.
        patient: Id of the patient.
        on: The day.

    Returns:
        The coverage of the lowest order in force, those that pay after it, and whether others are covered under its
        contract. Where two of one order are in force, neither is taken.

    Raises:
        UnknownFactError: There is no such patient.

    >>> from medgroup import valley
    >>> coverage_on(valley(), "gus", on=date(2026, 3, 2)).pay_after
    ('gus-ppo',)
    """
    market_of(market)
    day_of(on)
    index = market.derived(CoverageContracts)
    person = market.patient(patient).id
    first, secondary = paying(index.of_patient.get(person, NOTHING), on)
    primary = first[0] if len(first) == 1 else None
    return CoverageStanding(
        patient=person,
        on=on,
        primary=primary,
        secondary=secondary,
        overlapping=tuple(one.id for one in first) if len(first) > 1 else (),
        family=None if primary is None else _contract(primary),
        self_only=None if primary is None else index.members(primary, on) == {person},
        plan=None if primary is None else primary.plan,
        pay_after=tuple(one.id for one in secondary),
        because=tuple(_reasons(first, secondary, on)),
    )


class Paying(NamedTuple):
    """Coverages of one patient in force on a day."""

    #: Those of the lowest order: one, none, or several of which nobody knows which pays first.
    first: tuple[Coverage, ...]
    #: Those that pay after it, in their order; none where nobody knows.
    after: tuple[Coverage, ...]


def paying(coverages: Iterable[Coverage], on: date) -> Paying:
    """Return which coverages of a patient pay first on a day, and which after."""
    in_force = sorted(
        (one for one in coverages if one.period.contains(on)),
        key=lambda one: (one.order, one.id),
    )
    first = tuple(one for one in in_force if one.order == in_force[0].order)
    return Paying(first, tuple(in_force[1:]) if len(first) == 1 else ())


class CoverageContracts:
    """Coverages by patient, and by the contract that they are under."""

    def __init__(self, market: Market) -> None:
        coverages = market.facts.coverages
        self.of_patient: Mapping[str, tuple[Coverage, ...]] = grouped(coverages, "patient")
        self._under: dict[str, list[Coverage]] = {}
        for coverage in coverages:
            self._under.setdefault(_contract(coverage), []).append(coverage)

    def under(self, contract: str) -> frozenset[str]:
        """Return the patients who are covered under a contract, on whatever day; none where there is no such one."""
        return frozenset(one.patient for one in self._under.get(contract, NOTHING))

    def members(self, coverage: Coverage, on: date) -> set[str]:
        """Return the patients who are covered under the contract of a coverage on a day."""
        return {one.patient for one in self._under[_contract(coverage)] if one.period.contains(on)}


def _contract(coverage: Coverage) -> str:
    """Return the key of the contract that a coverage is under: the plan's, with its subscriber."""
    return f"{coverage.plan}/{coverage.subscriber or coverage.patient}"


def _reasons(first: Sequence[Coverage], secondary: tuple[Coverage, ...], on: date) -> Iterator[Reason]:
    evidence = tuple(f"coverages/{one.id}" for one in first)
    if not first:
        yield Reason(statement=f"No coverage is in force on {on}.", would_change="A coverage in force on the day.")
    elif len(first) > 1:
        yield Reason(
            statement=f"{len(first)} coverages of order {first[0].order} are in force; which pays first is not known.",
            evidence=evidence,
            would_change="Coverages of different order, or periods that do not overlap.",
        )
    else:
        yield Reason(statement=f"Coverage {first[0].id} is in force and pays first.", evidence=evidence)
    for one in secondary:
        yield Reason(
            statement=f"Coverage {one.id} pays after it; what it would pay is not counted.",
            evidence=(f"coverages/{one.id}",),
            source="NAIC Model 120 (coordination of benefits)",
        )
