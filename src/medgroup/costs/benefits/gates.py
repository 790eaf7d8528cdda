"""What a visit is covered as: the gates of a plan, asked of one visit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import Attribute, field, fields, frozen

from medgroup.answers import Answer, Reason
from medgroup.costs.benefits.decisions import Decision, in_short, side_of
from medgroup.costs.benefits.gate_rows import ASKED_OF_A_GATE, GATES, Consequence
from medgroup.domain.fields import flag
from medgroup.domain.payers import Line, Plan, PlanGate, Product
from medgroup.domain.permissions import Permission
from medgroup.network import Status
from medgroup.values.period import day_of

#: What becomes of a visit, in a clause.
_COMES_TO = {
    Consequence.COVERED_IN: "the visit is covered as in network",
    Consequence.COVERED_OUT: "the visit is covered as out of network",
    Consequence.NOT_COVERED: "the visit is not covered",
    Consequence.NEEDS_AUTHORIZATION: "the visit is covered once the plan authorizes it",
}
#: Products that cover nothing out of network by their kind, and those that do.
_COVERS_OUT = {
    Product.HMO: False,
    Product.EPO: False,
    Product.POS: True,
    Product.PPO: True,
    Product.INDEMNITY: True,
}


@frozen(kw_only=True, repr=False)
class CoverageGate(Answer):
    """What a visit is covered as under a plan, and why; a consequence for coverage, never a bar to care."""

    consequence: Consequence
    #: The rows of the gates that decided, or that may hold where nobody can tell.
    rows: tuple[str, ...]
    #: What would have to be known; empty where the gates decide.
    missing: tuple[str, ...]
    plan: str
    on: date
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the consequence in one sentence."""
        if self.consequence is Consequence.UNKNOWN:
            return f"What {self.plan} covers the visit as is not known, since it is not known {in_short(self.missing)}."
        return f"By {self.plan} {_COMES_TO[self.consequence]} on {self.on}."


#: Whether something is held: a permission, yes or no; None means not known.
Held = Permission | bool | None


def _may_be_held(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, Permission):
        flag(None, attribute, value)


@frozen(kw_only=True)
class GateQuestion:
    """What is known of a visit that the gates of a plan look at; None means not known.

    Raises:
        InvalidValueError: A value is neither true nor false nor None, nor a permission where one may be held.
    """

    #: Whether it is an emergency.
    emergency: bool | None = field(default=False, validator=flag)
    #: Whether she is protected from a surprise bill; ``surprise_protection`` tells.
    surprise: bool | None = field(default=False, validator=flag)
    #: Whether she is a continuing-care patient and her protection lasts.
    continuing: bool | None = field(default=False, validator=flag)
    #: Whether she relied on a directory that wrongly listed the practitioner.
    relied_on_directory: bool | None = field(default=False, validator=flag)
    #: Whether the practitioner gives no primary care.
    specialist: bool | None = field(default=None, validator=flag)
    #: Whether she may go there directly: to an obstetrician or a gynaecologist.
    direct: bool | None = field(default=False, validator=flag)
    #: Whether she has chosen a primary care practitioner.
    pcp: bool | None = field(default=None, validator=flag)
    #: The referral that is held, or whether one is.
    referral: Held = field(default=None, validator=_may_be_held)
    #: The authorization that is held, or whether one is.
    authorization: Held = field(default=None, validator=_may_be_held)


def coverage_gate(plan: Plan, visit: GateQuestion, *, network: Status, on: date) -> CoverageGate:
    """Return what a visit is covered as.

    Args:
        plan: The plan that covers the patient.
        visit: What is known of the visit.
        network: Network status of practitioner and billing organization; pending is out.
        on: Day of the visit.

    Returns:
        The consequence and the row that decides; UNKNOWN where something that decides is not known.

    Raises:
        InvalidValueError: The day is no day, or the status no ``Status``.

    Sources: 42 USC 300e, 1395a; 45 CFR 149.110, 149.310; PHSA 2799A-3.

    >>> hmo = Plan(id="p", payer="x", product=Product.HMO, gates={PlanGate.REFERRAL})
    >>> seen = coverage_gate(hmo, GateQuestion(specialist=True, referral=False), network=Status.IN, on=date(2026, 3, 2))
    >>> seen.consequence
    <Consequence.NOT_COVERED: 'not-covered'>
    """
    decision = gate_decision(plan, visit, network=network, on=on)
    return CoverageGate(
        consequence=decision.verdict or Consequence.UNKNOWN,
        rows=decision.names,
        missing=tuple(ASKED_OF_A_GATE[column].question for column in decision.missing),
        plan=plan.id,
        on=on,
        because=tuple(gate_reasons(plan, decision)),
    )


def gate_reasons(plan: Plan, decision: Decision[Consequence]) -> Iterator[Reason]:
    """Yield why the gates of a plan decide as they do."""
    yield from decision.reasons(ASKED_OF_A_GATE, (f"plans/{plan.id}",), _COMES_TO.__getitem__)


def gate_decision(plan: Plan, visit: GateQuestion, *, network: Status, on: date) -> Decision[Consequence]:
    """Return what the gates decide, without the sentences of ``coverage_gate``; arguments as there."""
    day_of(on)
    stated = {attribute.name: getattr(visit, attribute.name) for attribute in fields(GateQuestion)}
    return GATES.decide(
        {
            **{name: _held(value, on) for name, value in stated.items()},
            **{f"asks_{gate.value}": _asks(plan, gate) for gate in PlanGate},
            "network": side_of(network, "network"),
            "product": plan.product,
            "covers_out": _covers_out(plan),
        }
    )


def _asks(plan: Plan, gate: PlanGate) -> bool | None:
    """Return whether a plan asks for something; Medicare itself leaves its patients free to choose (42 USC 1395a)."""
    gates = frozenset() if plan.gates is None and plan.line is Line.MEDICARE else plan.gates
    return None if gates is None else gate in gates


def _covers_out(plan: Plan) -> bool | None:
    """Return whether a plan covers anything out of network, by its benefits or else by its product."""
    if plan.benefits is not None and plan.benefits.out_of_network is not None:
        return plan.benefits.out_of_network.covered
    return None if plan.product is None else _COVERS_OUT[plan.product]


def _held(held: Held, on: date) -> bool | None:
    return held.holds(on) if isinstance(held, Permission) else held
