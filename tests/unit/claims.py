"""Plans and claim lines in as few words as a case takes; amounts are dollars."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from medgroup.costs.benefits.claims import ClaimLine, CoverageClass
from medgroup.domain.benefits import BenefitDesign, BenefitTier, Crossing, OutOfNetwork
from medgroup.domain.cost_sharing import CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.payers import Line, Plan
from medgroup.values.money import Money

DAY = date(2026, 3, 2)

Dollars = int | str


def dollars(amount: Dollars) -> Money:
    """Return dollars, whole or with cents, as money."""
    return Money(100 * amount) if isinstance(amount, int) else Money.parse(amount)


def limit(individual: Dollars | None, family: Dollars | None = None, kind: LimitKind = LimitKind.EMBEDDED) -> Limit:
    """Return a limit; without an amount of the family, one for a person who is covered alone."""
    return Limit(
        individual=None if individual is None else dollars(individual),
        family=None if family is None else dollars(family),
        unlimited=None in (individual, family),
        kind=kind,
    )


def sharing(
    deductible: Limit | Dollars = 0,
    coinsurance: str = "0",
    out_of_pocket: Limit | Dollars | None = None,
    services: Iterable[ServiceRule] = (),
) -> CostSharing:
    """Return what a patient pays in a tier; without a most, it has none."""
    return CostSharing(
        deductible=deductible if isinstance(deductible, Limit) else limit(deductible),
        out_of_pocket=out_of_pocket if isinstance(out_of_pocket, Limit) else limit(out_of_pocket),
        coinsurance=coinsurance,
        services=tuple(services),
    )


def plan(*tiers: CostSharing, out: CostSharing | None = None, **said: Any) -> Plan:
    """Return a commercial plan of some tiers, which covers what is out of network where its terms there are given.

    What is said of the plan itself goes to it, anything else to its benefits.
    """
    of_plan = {name: said.pop(name) for name in ("line", "hdhp", "period", "product", "gates") if name in said}
    networks = tuple(f"n{number}" for number, _ in enumerate(tiers, start=1))
    named = networks if len(tiers) > 1 else (None,)
    design = BenefitDesign(
        tiers=[BenefitTier(network=name, cost_sharing=terms) for name, terms in zip(named, tiers, strict=True)],
        out_of_network=OutOfNetwork(covered=False) if out is None else OutOfNetwork(covered=True, cost_sharing=out),
        **{"crossing": Crossing.NONE, "shared_tiers": False, **said},
    )
    return Plan(id="plan", payer="payer", networks=networks, benefits=design, **{"line": Line.COMMERCIAL, **of_plan})


def line(allowed: Dollars | None, **said: Any) -> ClaimLine:
    """Return a line in network for a patient who is covered alone, charged what is allowed unless it says otherwise."""
    number = said.pop("number", 1)
    charge = said.pop("charge", allowed)
    return ClaimLine(
        **{
            "id": f"line {number}",
            "patient": "ann",
            "family": "family",
            "on": DAY,
            "coverage": CoverageClass.IN,
            "category": ServiceCategory.OTHER,
            "code": "X1001",
            "families": {"cardiology"},
            "primary_care": False,
            "allowed": None if allowed is None else dollars(allowed),
            "charge": None if charge is None else dollars(charge),
            "self_only": True,
            "number": number,
            **said,
        }
    )


def lines(*allowed: Dollars, **said: Any) -> list[ClaimLine]:
    """Return lines, one after another, of these allowed amounts."""
    return [line(amount, number=number, **said) for number, amount in enumerate(allowed, start=1)]
