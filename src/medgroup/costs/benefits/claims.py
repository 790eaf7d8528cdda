"""Lines of claims as they come in, priced, and as they go out, with what each party pays."""

from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from attrs import Attribute, field, frozen

from medgroup.domain.cost_sharing import ServiceCategory
from medgroup.domain.fields import flag, optional_text, some, text, texts, whole_number
from medgroup.errors import InvalidValueError
from medgroup.values import codes
from medgroup.values.money import TOO_MANY_CENTS, Money
from medgroup.values.period import A_DAY, is_day
from medgroup.values.validators import is_a


class CoverageClass(Enum):
    """By which of its terms a plan covers a line, once network, gates and protections have been looked at."""

    #: In network, by one of the plan's tiers.
    IN = "in"
    #: Out of network.
    OUT = "out"
    #: Out of network and protected from a surprise bill, so that it is shared as in network (45 CFR Part 149).
    SURPRISE = "surprise"
    NOT_COVERED = "not-covered"
    #: Nobody can tell.
    UNKNOWN = "unknown"


class LineStatus(Enum):
    """What became of a line."""

    #: The plan covers it, whoever pays.
    COVERED = "covered"
    #: The plan does not cover it; the patient owes it.
    NOT_COVERED = "not-covered"
    #: Something that decides is not known: the line waits, and takes nothing.
    PENDED = "pended"
    #: It takes back what another line took.
    REVERSED = "reversed"


class Cause(Enum):
    """Why a line was not covered, or why it waits."""

    #: Not covered: there is no coverage, or the gates of the plan say so.
    CLASS = "class"
    #: Not covered: the plan is not in force on the day.
    PLAN_PERIOD = "plan-period"
    #: Not covered: the plan covers nothing out of its network.
    OUT_OF_NETWORK = "out-of-network"
    #: Not covered: the plan does not cover the service.
    SERVICE_NOT_COVERED = "service-not-covered"
    #: Not covered: the visits of the plan year are used up.
    VISITS = "visits"
    #: Waits: whether the line is in network, or passes the gates, is not known.
    CLASS_NOT_KNOWN = "class-not-known"
    #: Waits: the plan's benefits are not known, or not those of the tier.
    BENEFITS_NOT_KNOWN = "benefits-not-known"
    #: Waits: whether the plan covers anything out of network is not known.
    OUT_OF_NETWORK_NOT_KNOWN = "out-of-network-not-known"
    #: Waits: how amounts of several tiers, or of both sides of the network's border, count together is not known.
    CROSSING_NOT_KNOWN = "crossing-not-known"
    #: Waits: the allowed amount is not known.
    ALLOWED_NOT_KNOWN = "allowed-not-known"
    #: Waits: what was charged is not known.
    CHARGE_NOT_KNOWN = "charge-not-known"
    #: Waits: which rule of the plan the service falls under is not known.
    SERVICE_NOT_KNOWN = "service-not-known"
    #: Waits: the deductible is not known.
    DEDUCTIBLE_NOT_KNOWN = "deductible-not-known"
    #: Waits: the coinsurance is not known.
    COINSURANCE_NOT_KNOWN = "coinsurance-not-known"
    #: Waits: the limit of the year is not known.
    OUT_OF_POCKET_NOT_KNOWN = "out-of-pocket-not-known"
    #: Waits: whether anyone else is covered with the patient is not known.
    FAMILY_NOT_KNOWN = "family-not-known"
    #: Waits: there is no line to take back.
    NOTHING_TO_REVERSE = "nothing-to-reverse"


def cents_of(value: Any) -> Any:
    """Return an amount as whole cents; what is no Money is left as it is."""
    return value.cents if isinstance(value, Money) else value


def _cents(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and not (type(value) is int and 0 <= value < TOO_MANY_CENTS):
        expected = f"a whole number of cents, zero or more and below {TOO_MANY_CENTS}"
        raise InvalidValueError(value, expected, field=attribute.name)


def _day(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if not is_day(value):
        raise InvalidValueError(value, A_DAY, field=attribute.name)


def _day_or_none(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None:
        _day(None, attribute, value)


def _optional_code(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None:
        codes.service_code(None, attribute, value)


@frozen(kw_only=True)
class ClaimLine:
    """One line of a claim, priced and classed, to be adjudicated.

    Amounts are whole cents for all units of the line; ``Money`` is taken too.

    Raises:
        InvalidValueError: A value is not what its field takes: an amount is negative or no whole number, a day no day.

    Sources: X12 837 2400 (service line).
    """

    #: Id, unique among the lines that are adjudicated together.
    id: str = field(validator=text)
    patient: str = field(validator=text)
    #: A key that those have in common who are covered under one contract.
    family: str = field(validator=text)
    #: Day of service.
    on: date = field(validator=_day)
    #: By which terms the plan covers it.
    coverage: CoverageClass = field(validator=is_a(CoverageClass))
    #: The tier in network, 1 for the plan's first; of a surprise bill the tier whose terms are shared.
    tier: int = field(default=1, validator=whole_number(1))
    #: What sort of service it is; None means not known, but that it is none of preventive care unless ``preventive``
    #: says so.
    category: ServiceCategory | None = field(default=None, validator=is_a(ServiceCategory))
    #: Service code; None means not known.
    code: str | None = field(default=None, validator=_optional_code)
    #: Specialty families of who gave the service; None means not known.
    families: frozenset[str] | None = field(default=None, converter=some, validator=texts)
    #: Whether who gave it gives primary care; None means not known.
    primary_care: bool | None = field(default=None, validator=flag)
    #: Cents that the contract allows, or the plan out of network, or the qualifying payment amount of a surprise bill;
    #: None means not known, and of a line that is not covered that no contract allows anything.
    allowed: int | None = field(default=None, converter=cents_of, validator=_cents)
    #: Cents that were charged; None means not known.
    charge: int | None = field(default=None, converter=cents_of, validator=_cents)
    #: Units billed. Amounts are for all of them, and a copay is for the visit, so that nothing is multiplied by it.
    units: int = field(default=1, validator=whole_number(1))
    #: A key that the lines of one visit have in common, which take one copay and count as one visit; None stands alone.
    visit: str | None = field(default=None, validator=optional_text)
    #: Whether it is preventive care that is free in network (45 CFR 147.130).
    preventive: bool = field(default=False, validator=is_a(bool))
    #: Whether the patient is the only person covered under the contract; None means not known.
    self_only: bool | None = field(default=None, validator=flag)
    #: Day on which the plan processed it; None takes the day of service.
    processed: date | None = field(default=None, validator=_day_or_none)
    #: Place of the line among those processed on one day.
    number: int = field(default=1, validator=whole_number(1))


class CheckedLine(NamedTuple):
    """A claim line whose values are known to be right: the fields of ``ClaimLine``, without its checks.

    What prices and classes bills makes lines by the thousand, of values that it has made itself.
    """

    id: str
    patient: str
    family: str
    on: date
    coverage: CoverageClass
    tier: int
    category: ServiceCategory | None
    code: str | None
    families: frozenset[str] | None
    primary_care: bool | None
    allowed: int | None
    charge: int | None
    units: int
    visit: str | None
    preventive: bool
    self_only: bool | None
    processed: date | None
    number: int


#: A line of a claim, with its checks or without.
AnyLine = ClaimLine | CheckedLine


@frozen(kw_only=True)
class Reversal:
    """Takes back a line that was adjudicated before: all that it took, and nothing else.

    Lines that came between stand as they were adjudicated.

    Sources: X12 837 CLM05-3 (claim frequency 8, void; 7, replacement).
    """

    #: Id, unique among the lines that are adjudicated together.
    id: str = field(validator=text)
    #: The id of the line that is taken back.
    line: str = field(validator=text)
    #: Day on which the plan processed it.
    processed: date = field(validator=_day)
    #: Place among what was processed on one day; it comes before a line of the same place.
    number: int = field(default=1, validator=whole_number(1))


class Used(NamedTuple):
    """What has been used of a tier in a plan year, in cents."""

    #: Deductible of the patient.
    deductible: int
    #: Deductible of the family.
    family_deductible: int
    #: Out of pocket of the patient.
    out_of_pocket: int
    #: Out of pocket of the family.
    family_out_of_pocket: int
    #: What the patient has paid in network by all tiers, which the self-only limit holds down.
    in_network: int


class LineShare(NamedTuple):
    """What each party pays of a line, in cents; an amount that nobody can tell is None."""

    line: str
    status: LineStatus
    #: Why it is not covered or waits; None where it is covered.
    cause: Cause | None
    allowed: int | None
    deductible: int | None
    copay: int | None
    coinsurance: int | None
    #: What the patient owes outside the benefits.
    not_covered: int | None
    plan_paid: int | None
    #: Deductible, copay, coinsurance and what is not covered; a balance bill comes on top.
    patient_owes: int | None
    #: What nobody owes: in network the difference to the charge (CARC 45).
    written_off: int | None
    #: What the practitioner may bill the patient beyond what the plan allows; out of network only.
    balance_billed: int | None
    #: What the limits of the year spared the patient: the plan paid it in her place.
    spared: int | None
    #: What had been used before the line.
    before: Used
    #: What has been used after it.
    after: Used
    #: The name of the rule that shared it; empty for what holds in the whole tier.
    rule: str
