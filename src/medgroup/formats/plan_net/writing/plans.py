"""InsurancePlan: what patients are enrolled in."""

from collections.abc import Iterable, Iterator, Mapping

from medgroup.domain.payers import Line, Plan, Product
from medgroup.formats.plan_net import codes
from medgroup.formats.plan_net.elements import Element
from medgroup.formats.plan_net.insurance import products_named
from medgroup.formats.plan_net.writing.naming import Names, own
from medgroup.formats.plan_net.writing.parts import (
    Resource,
    absent,
    concept,
    is_before_all_days,
    named,
    period,
    resource,
)
from medgroup.formats.plan_net.writing.report import Losses

#: The product type that says just this of line and product.
_TYPES: Mapping[tuple[Line | None, Product | None], str] = {
    (Line.COMMERCIAL, Product.PPO): "commppo",
    (Line.COMMERCIAL, Product.POS): "commpos",
    (Line.COMMERCIAL, Product.HMO): "commhmo",
    (Line.COMMERCIAL, Product.EPO): "commepo",
    (Line.MEDICAID, Product.HMO): "medihmo",
    (Line.MEDICAID, None): "medi",
    (Line.MEDICARE_ADVANTAGE, Product.HMO): "mediadvhmo",
    (Line.MEDICARE_ADVANTAGE, None): "mediadv",
}


def insurance_plans(facts: Iterable[Plan], names: Names, losses: Losses) -> Iterator[Resource]:
    """Yield the plans. Who administers one is no fact, though the profile requires it."""
    for fact in facts:
        logical = names.claim("InsurancePlan", "plans", fact.id)
        says = products_named(fact.name)
        if fact.product is not None and says and fact.product.name not in says:
            losses.add("plans", "product", fact.id)
        if is_before_all_days(fact.period):
            losses.add("plans", "period", fact.id)
        yield resource(
            "InsurancePlan",
            logical,
            identifier=own("plans", fact.id, logical),
            status="active",
            type=[_type(fact)],
            **named(fact.name),
            period=period(fact.period),
            ownedBy=names.to("payers", fact.payer),
            administeredBy=absent(),
            network=names.to_all("networks", fact.networks or ()) or [absent()],
            plan=_cost_sharing(fact.hdhp),
        )


def _type(fact: Plan) -> Element:
    """Return the one concept that a plan has as its type: a code of Plan-Net, and words for what that leaves unsaid."""
    line, product = fact.line, fact.product
    codings: list[Element] = []

    def say(system: str, code: str) -> None:
        codings.extend(concept(system, code)["coding"])

    if (line, product, fact.hdhp) == (Line.COMMERCIAL, None, True):
        return concept(codes.PRODUCT_TYPES, "commhdhp")
    if (line, product) in _TYPES:
        return concept(codes.PRODUCT_TYPES, _TYPES[line, product])
    if (line, None) in _TYPES:
        say(codes.PRODUCT_TYPES, _TYPES[line, None])
    elif line is not None:
        say(codes.OWN_LINES, line.value)
    if product is not None:
        say(codes.OWN_PRODUCTS, product.value)
    return {"coding": codings} if codings else absent()


def _cost_sharing(hdhp: bool | None) -> list[Element]:
    if hdhp is None:
        return []
    return [{"type": concept(codes.COST_SHARING, "highdeductible" if hdhp else "lowdeductible")}]
