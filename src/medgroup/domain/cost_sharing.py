"""What a patient pays of what is allowed: deductible, copay, coinsurance, and the most of a year."""

from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.fields import (
    ShortRepr,
    amount,
    exact,
    exact_between,
    flag,
    not_empty,
    optional_text,
    some,
    whole_number,
)
from medgroup.errors import InvalidValueError
from medgroup.values import codes
from medgroup.values.money import Money
from medgroup.values.validators import all_are, is_a, ordered


class ServiceCategory(Enum):
    """A row of a summary of benefits and coverage: what sort of service it is that a patient shares the cost of.

    Sources: 45 CFR 147.200 (common medical events).
    """

    #: A visit to a practitioner who gives primary care.
    PRIMARY = "primary"
    #: A visit to any other practitioner.
    SPECIALIST = "specialist"
    #: Preventive care, screening, immunization.
    PREVENTIVE = "preventive"
    #: Diagnostic tests: X-rays, blood work.
    LABORATORY = "laboratory"
    #: Advanced imaging: CT, PET, MRI.
    IMAGING = "imaging"
    #: Prescription drugs.
    DRUGS = "drugs"
    #: The fee of a facility for outpatient care.
    FACILITY = "facility"
    #: The fee of a facility for a stay.
    INPATIENT = "inpatient"
    #: The fees of physicians and surgeons for surgery or a stay.
    SURGERY = "surgery"
    #: Emergency room care.
    EMERGENCY = "emergency"
    #: Emergency transportation by air or by road.
    AMBULANCE = "ambulance"
    URGENT_CARE = "urgent-care"
    #: Mental health, behavioural health and substance use.
    MENTAL_HEALTH = "mental-health"
    #: Pregnancy and childbirth.
    MATERNITY = "maternity"
    #: Rehabilitation and habilitation.
    THERAPY = "therapy"
    HOME_HEALTH = "home-health"
    #: Durable medical equipment.
    EQUIPMENT = "equipment"
    #: What is in no other row.
    OTHER = "other"


class LimitKind(Enum):
    """How the amount of a family and the amount of each of its members go together.

    Sources: healthcare.gov glossary (embedded deductible); IRS Notice 2004-2.
    """

    #: Each member has the individual amount, and all members together have that of the family.
    EMBEDDED = "embedded"
    #: The family has one amount; the individual one is that of coverage for one person alone.
    AGGREGATE = "aggregate"


class CopayOrder(Enum):
    """How a copay and the deductible go together."""

    #: The copay is all there is: the deductible does not apply.
    WAIVES = "waives"
    #: The deductible first; the copay on what is left.
    AFTER = "after"
    #: The copay first; the deductible on what is left.
    BEFORE = "before"


#: The patient's share of a cost.
_A_SHARE = exact_between("0", "1")


def code_ranges(_: object, attribute: "Attribute[Any]", value: frozenset[object] | None) -> None:
    """Check the form of service codes and of ranges of them, from the lower code to the higher."""
    for item in sorted(value or (), key=repr):
        if not isinstance(item, str) or not codes.SERVICES.fullmatch(item):
            raise codes.wrong_code(item, codes.SERVICES, codes.A_RANGE, attribute.name)
        first, _dash, last = item.partition("-")
        if last and last < first:
            expected = "a range from the lower code to the higher"
            raise InvalidValueError(item, expected, field=attribute.name, nearest=f"{last}-{first}")


def in_ranges(code: str, ranges: frozenset[str]) -> bool:
    """Return whether a service code is one of some codes and ranges, both ends of a range included.

    >>> in_ranges("X7050", frozenset({"X1001", "X7000-X7999"}))
    True
    """
    return any(first <= code <= (last or first) for first, _, last in (item.partition("-") for item in ranges))


@frozen(kw_only=True, repr=False)
class Limit(ShortRepr):
    """An amount of a plan year: a deductible, or the most that is paid out of pocket.

    Raises:
        InvalidValueError: Nothing is stated, an amount is negative, or the family's is below the individual's.
    """

    #: The amount of one person; null means not known.
    individual: Money | None = field(default=None, validator=amount)
    #: The amount of a family; null means not known.
    family: Money | None = field(default=None, validator=amount)
    #: Whether there is no more than what is stated here, so that an amount left out is without limit.
    unlimited: bool = field(default=False, validator=is_a(bool))
    #: How the two amounts go together where more than one person is covered; null means not known.
    kind: LimitKind | None = field(default=None, validator=is_a(LimitKind))

    def __attrs_post_init__(self) -> None:
        if self.individual is None and self.family is None and not self.unlimited:
            raise InvalidValueError(
                None, "an amount; leave the limit out where it is not known, or state unlimited", field="individual"
            )
        if self.individual is not None and self.family is not None and self.family < self.individual:
            expected = f"an amount of at least the individual's, {self.individual}"
            raise InvalidValueError(str(self.family), expected, field="family")


@frozen(kw_only=True, repr=False)
class ServiceRule(ShortRepr):
    """How the cost of some services is shared where that differs from the rest of the tier.

    It holds for the services that are everything it states: of the category, with one of the codes, given by one of the
    families, or by primary care. Of several rules the first that holds decides.

    Raises:
        InvalidValueError: It says of no service that it is about it, or two of its parts contradict each other.
    """

    #: Name for people; null takes the category or the codes. Rules of one name count their visits together.
    name: str | None = field(default=None, validator=optional_text)
    #: The category of the services; null means any.
    category: ServiceCategory | None = field(default=None, validator=is_a(ServiceCategory))
    #: Service codes and ranges of them; null means any.
    codes: frozenset[str] | None = field(default=None, converter=some, validator=[not_empty, code_ranges])
    #: Specialty families of who gives them; null means any.
    families: frozenset[str] | None = field(default=None, converter=some, validator=not_empty)
    #: Whether who gives them gives primary care; null means either.
    primary_care: bool | None = field(default=None, validator=flag)
    #: Whether the plan covers them.
    covered: bool = field(default=True, validator=is_a(bool))
    #: What the patient pays of each visit; null means that there is no copay.
    copay: Money | None = field(default=None, validator=amount)
    #: How the copay and the deductible go together.
    copay_order: CopayOrder = field(default=CopayOrder.WAIVES, validator=is_a(CopayOrder))
    #: The patient's share of what is left; null takes the tier's, or none where there is a copay.
    coinsurance: Decimal | None = field(default=None, converter=exact, validator=_A_SHARE)
    #: Whether the deductible applies where there is no copay.
    deductible: bool = field(default=True, validator=is_a(bool))
    #: How many visits of a plan year are covered; null means any number.
    visits: int | None = field(default=None, validator=whole_number(0, optional=True))

    def __attrs_post_init__(self) -> None:
        if (self.category, self.codes, self.families, self.primary_care) == (None, None, None, None):
            raise InvalidValueError(None, "a category, codes, families or primary_care", field="category")
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        if not self.covered and (self.copay, self.coinsurance, self.visits) != (None, None, None):
            raise InvalidValueError(False, "true where a copay, a coinsurance or visits are stated", field="covered")
        if self.copay is None and self.copay_order is not CopayOrder.WAIVES:
            raise InvalidValueError(self.copay_order.value, "stated without a copay", field="copay_order")
        if self.copay is not None and not self.deductible and self.copay_order is not CopayOrder.WAIVES:
            raise InvalidValueError(False, f"true where copay_order is {self.copay_order.value}", field="deductible")

    @property
    def label(self) -> str:
        """The name of the rule, or what it is about."""
        if self.name is not None:
            return self.name
        parts = [self.category.value] if self.category else []
        parts += sorted((self.codes or frozenset()) | (self.families or frozenset()))
        if self.primary_care is not None:
            parts.append("primary care" if self.primary_care else "not primary care")
        return " ".join(parts)


@frozen(kw_only=True, repr=False)
class CostSharing(ShortRepr):
    """What a patient pays of what is allowed, in one tier of a plan or out of its network.

    Raises:
        InvalidValueError: The deductible has no limit, so that the plan would never pay.
    """

    #: What is paid before the plan pays; null means not known, an amount of "0.00" that there is none.
    deductible: Limit | None = field(default=None, validator=is_a(Limit))
    #: The most that is paid in a plan year; null means not known.
    out_of_pocket: Limit | None = field(default=None, validator=is_a(Limit))
    #: The patient's share of what is allowed beyond the deductible; null means not known.
    coinsurance: Decimal | None = field(default=None, converter=exact, validator=_A_SHARE)
    #: Where services differ from that; of several rules that hold, the first decides.
    services: tuple[ServiceRule, ...] = field(default=(), converter=ordered, validator=all_are(ServiceRule))

    def __attrs_post_init__(self) -> None:
        if self.deductible is not None and self.deductible.unlimited and self.deductible.individual is None:
            raise InvalidValueError(True, "stated of a deductible without an individual amount", field="unlimited")
