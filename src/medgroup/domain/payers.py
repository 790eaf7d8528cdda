"""Payers, their networks of contracted practitioners, and the plans that use them."""

from enum import Enum
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.benefits import BenefitDesign
from medgroup.domain.fields import (
    Named,
    always,
    distinct,
    flag,
    not_empty_or_unknown,
    optional_text,
    references,
    some,
    some_ordered,
    text,
)
from medgroup.errors import InvalidValueError, nearest
from medgroup.values import identifiers
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import all_are, is_a


@frozen(kw_only=True, repr=False)
class Payer(Named):
    """Who pays for care under contract: an insurer, a public programme, an employer."""

    id: str = field(validator=text)
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    #: National Provider Identifier, where a directory states one.
    npi: str | None = field(default=None, validator=identifiers.npi)


@frozen(kw_only=True, repr=False)
class Network(Named):
    """A set of contracts of one payer that plans use by name.

    Sources: HL7 Plan-Net Network.
    """

    id: str = field(validator=text)
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    payer: str = field(validator=text, metadata=references("payers"))
    #: Days on which it exists.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


class Product(Enum):
    """The kind of insurance, which decides what a patient must do to be covered.

    Sources: 42 USC 300e (HMO); NAIC model acts.
    """

    HMO = "hmo"
    PPO = "ppo"
    EPO = "epo"
    POS = "pos"
    INDEMNITY = "indemnity"


class Line(Enum):
    """The line of business."""

    COMMERCIAL = "commercial"
    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare-advantage"
    MEDICAID = "medicaid"


class PlanGate(Enum):
    """What a plan asks for before it covers a visit to a specialist."""

    #: A primary care practitioner must be chosen.
    PCP = "pcp"
    #: That practitioner must refer.
    REFERRAL = "referral"
    #: The plan must authorize.
    AUTHORIZATION = "authorization"


def _tiers_of_the_plan(plan: "Plan", attribute: "Attribute[Any]", design: BenefitDesign | None) -> None:
    """Check that the tiers of a plan's benefits are by networks of the plan, in its order."""
    named = [tier.network for tier in design.tiers or () if tier.network is not None] if design else []
    known = plan.networks or ()
    for network in named:
        if network not in known:
            expected = "a network of the plan" if known else "a network of the plan, whose networks are not known"
            raise InvalidValueError(network, expected, field=attribute.name, nearest=nearest(network, known))
    if named != [network for network in known if network in named]:
        raise InvalidValueError(
            named, f"a list of tiers in the order of the plan's networks {list(known)}", field=attribute.name
        )


@frozen(kw_only=True, repr=False)
class Plan(Named):
    """What a patient is enrolled in: a product over networks, in their order of preference.

    Its rules may be unknown; then an answer that rests on them is unknown too.

    Sources: HL7 Plan-Net InsurancePlan; IRC 223(c)(2) (high-deductible overlay).
    """

    id: str = field(validator=text)
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    payer: str = field(validator=text, metadata=references("payers"))
    #: Networks in the plan's order, the best tier first; None means not known.
    networks: tuple[str, ...] | None = field(
        default=None,
        converter=some_ordered,
        validator=[not_empty_or_unknown, distinct],
        metadata=references("networks"),
    )
    product: Product | None = field(default=None, validator=is_a(Product))
    line: Line | None = field(default=None, validator=is_a(Line))
    #: Whether it is a high-deductible plan, an overlay on any product; None means not known.
    hdhp: bool | None = field(default=None, validator=flag)
    #: What must happen before a specialist is covered; None means not known, empty means nothing.
    gates: frozenset[PlanGate] | None = field(default=None, converter=some, validator=all_are(PlanGate))
    #: What it leaves to the patient; None means not known.
    benefits: BenefitDesign | None = field(default=None, validator=[is_a(BenefitDesign), _tiers_of_the_plan])
    #: Days on which the plan is in force.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
