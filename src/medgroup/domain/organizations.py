"""Organizations, what ties them together, where they work and what they pool."""

import re
from enum import Enum

from attrs import field, frozen

from medgroup.domain.fees import locality_key
from medgroup.domain.fields import (
    Named,
    ShortRepr,
    always,
    between,
    flag,
    not_empty,
    optional_text,
    references,
    some,
    some_ordered,
    text,
    texts,
)
from medgroup.errors import InvalidValueError
from medgroup.rules import Effect, Function, Kind
from medgroup.values import identifiers
from medgroup.values.money import Money
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import all_are, every, is_a, ordered

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class OrganizationRole(Enum):
    """What an organization is in the market; it may be several things."""

    PRACTICE = "practice"
    FACILITY = "facility"
    SYSTEM = "system"
    NETWORK = "network"
    MANAGEMENT = "management"
    PHARMACY = "pharmacy"
    EXCHANGE = "exchange"


@frozen(kw_only=True, repr=False)
class Organization(Named):
    """A legal entity that takes part in care: a practice, a group, a hospital, a system, an IPA.

    Payers and the networks of payers are not organizations.

    Sources: HL7 Plan-Net Organization; 42 CFR 411.352(a).
    """

    id: str = field(validator=text)
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    #: Name of its organizational model; None means not known.
    model: str | None = field(default=None, validator=optional_text)
    #: Taxpayer identification number.
    tin: str | None = field(default=None, validator=identifiers.tin)
    #: National Provider Identifier of type 2.
    npi: str | None = field(default=None, validator=identifiers.npi)
    #: What it is in the market.
    roles: frozenset[OrganizationRole] = field(
        default=frozenset(), converter=every, validator=all_are(OrganizationRole)
    )
    #: Days on which it exists.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))

    @property
    def tin_digits(self) -> str | None:
        """The nine digits of its TIN, which may be stated with a hyphen or without; None where none is stated."""
        return None if self.tin is None else self.tin.replace("-", "")


@frozen(kw_only=True, repr=False)
class AffiliationTerm(ShortRepr):
    """One line of an affiliation's own terms: for its functions it stands in place of the organizer's model.

    Raises:
        InvalidValueError: No function is named.
    """

    #: The functions that the line is about.
    functions: frozenset[Function] = field(converter=every, validator=all_are(Function))
    #: What happens to the member as a unit; None means nothing does.
    effect: Effect | None = field(default=None, validator=is_a(Effect))
    #: Whether the member takes part only while an election is in force.
    elective: bool = field(default=False, validator=flag)

    def __attrs_post_init__(self) -> None:
        if not self.functions:
            raise InvalidValueError([], "one function or more", field="functions")


@frozen(kw_only=True, repr=False)
class Affiliation(ShortRepr):
    """A dated tie of one organization to another.

    Raises:
        InvalidValueError: An organization is tied to itself, or two terms are about one function.

    Sources: HL7 Plan-Net OrganizationAffiliation.
    """

    id: str = field(validator=text)
    #: What the tie is; ``ASSOCIATED`` where its nature is not stated.
    kind: Kind = field(default=Kind.ASSOCIATED, validator=is_a(Kind))
    #: The organization that owns, manages or gathers.
    organizer: str = field(validator=text, metadata=references("organizations"))
    #: The organization that is owned or managed, or that joined.
    member: str = field(validator=text, metadata=references("organizations"))
    #: Share of ownership, above 0 and 1 at most; None means not known.
    share: float | None = field(default=None, validator=between(0, 1, above_low=True))
    #: What this tie does where it differs from the organizer's model.
    terms: tuple[AffiliationTerm, ...] = field(default=(), converter=ordered, validator=all_are(AffiliationTerm))
    #: Days on which the tie holds.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))

    def __attrs_post_init__(self) -> None:
        if self.organizer == self.member:
            raise InvalidValueError(self.member, "another organization than the organizer", field="member")
        named = [function for term in self.terms for function in term.functions]
        twice = sorted({function.value for function in named if named.count(function) > 1})
        if twice:
            raise InvalidValueError(twice, "a list in which each function has one line", field="terms")

    def term_for(self, function: Function) -> AffiliationTerm | None:
        """Return the line of its own terms that is about a function, None where the organizer's model decides."""
        return next((term for term in self.terms if function in term.functions), None)

    def own_effect(self, function: Function) -> Effect | None:
        """Return the effect that its own terms state for a function, None where they state none."""
        term = self.term_for(function)
        return None if term is None else term.effect


@frozen(kw_only=True, repr=False)
class Election(ShortRepr):
    """A member's dated choice to take part in what its organizer offers for one function.

    A practice may opt in to its IPA's contract for one plan, leave it, and stay a member all the while.
    """

    id: str = field(validator=text)
    #: The tie under which the member chooses.
    affiliation: str = field(validator=text, metadata=references("affiliations"))
    #: The function that it opts in to.
    function: Function = field(default=Function.CONTRACTING, validator=is_a(Function))
    #: The plans that it opts in for; None means all.
    plans: frozenset[str] | None = field(
        default=None, converter=some, validator=not_empty, metadata=references("plans")
    )
    #: Whether the member gives up contracting by other ways; None means not known.
    exclusive: bool | None = field(default=None, validator=flag)
    #: Days on which the choice holds.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


@frozen(kw_only=True, repr=False)
class Address(ShortRepr):
    """A postal address."""

    #: Street lines, in order.
    line: tuple[str, ...] = field(default=(), converter=ordered, validator=texts)
    city: str | None = field(default=None, validator=optional_text)
    #: State or territory as stated, most often its two letters.
    state: str | None = field(default=None, validator=optional_text)
    #: ZIP code, five or nine digits as stated.
    postal_code: str | None = field(default=None, validator=optional_text)
    country: str | None = field(default=None, validator=optional_text)


@frozen(kw_only=True, repr=False)
class Position(ShortRepr):
    """A point on the earth in decimal degrees (WGS 84)."""

    latitude: float = field(validator=between(-90, 90))
    longitude: float = field(validator=between(-180, 180))

    def __attrs_post_init__(self) -> None:
        for name in ("latitude", "longitude"):
            if getattr(self, name) is None:
                raise InvalidValueError(None, "a number of degrees", field=name)


class Weekday(Enum):
    """A day of the week, as FHIR names it."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


@frozen(kw_only=True, repr=False)
class Hours(ShortRepr):
    """A stretch of opening hours on some days of the week.

    Raises:
        InvalidValueError: A time is not ``HH:MM``, only one of two times is given, or the close is not after the
            opening.
    """

    #: The days it holds on.
    days: frozenset[Weekday] = field(converter=every, validator=all_are(Weekday))
    #: Local time of opening, ``HH:MM``; None with ``closes`` None means all day.
    opens: str | None = field(default=None)
    #: Local time of closing, ``HH:MM``, 24:00 at most.
    closes: str | None = field(default=None)

    def __attrs_post_init__(self) -> None:
        for name in ("opens", "closes"):
            value = getattr(self, name)
            if value is not None and not _is_time(value):
                raise InvalidValueError(value, "a time of day as 08:30", field=name)
        if (self.opens is None) != (self.closes is None):
            raise InvalidValueError(None, "given with the other (leave out both to mean all day)", field="closes")
        if self.opens is not None and self.closes is not None and self.closes <= self.opens:
            raise InvalidValueError(self.closes, f"a time after {self.opens}", field="closes")


def _is_time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


@frozen(kw_only=True, repr=False)
class OutpatientDepartment(ShortRepr):
    """A site billed as the outpatient department of a hospital.

    The practitioner's line is then paid the facility rate, and the hospital bills a line of its own for the service.

    Sources: 42 CFR 413.65 (provider-based status), 419.48 (departments that are not excepted).
    """

    #: The hospital that bills.
    hospital: str = field(validator=text, metadata=references("organizations"))
    #: Whether the full outpatient rate holds; false for a department off the campus that first billed after
    #: 1 November 2015.
    excepted: bool = field(default=True, validator=is_a(bool))
    #: Days on which it is billed so.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


@frozen(kw_only=True, repr=False)
class Site(Named):
    """A place where care is given, a FHIR Location."""

    id: str = field(validator=text)
    #: The organization that runs it; None means not known.
    organization: str | None = field(default=None, validator=optional_text, metadata=references("organizations"))
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    address: Address | None = field(default=None, validator=is_a(Address))
    position: Position | None = field(default=None, validator=is_a(Position))
    #: Opening hours; None means not known.
    hours: tuple[Hours, ...] | None = field(default=None, converter=some_ordered, validator=all_are(Hours))
    #: What is offered there, in words the market chooses (``imaging``, ``laboratory``); None means not known.
    services: frozenset[str] | None = field(default=None, converter=some, validator=texts)
    #: The building it is in, so that two sites can be told to share one.
    building: str | None = field(default=None, validator=optional_text)
    #: Payment locality of a fee schedule, contractor and number as 03602-21; None means not known.
    locality: str | None = field(default=None, validator=locality_key)
    #: Since when it is billed as the outpatient department of a hospital; None means that it is not.
    outpatient_department: OutpatientDepartment | None = field(default=None, validator=is_a(OutpatientDepartment))


class ResourceKind(Enum):
    """What sort of thing is pooled."""

    STAFF = "staff"
    EQUIPMENT = "equipment"
    FACILITY = "facility"
    SYSTEM = "system"


@frozen(kw_only=True, repr=False)
class Resource(ShortRepr):
    """What an organization pays for and its practitioners share: staff, equipment, rooms, a records system."""

    id: str = field(validator=text)
    #: The organization that pays for it.
    organization: str = field(validator=text, metadata=references("organizations"))
    #: Where it stands; None means nowhere in particular.
    site: str | None = field(default=None, validator=optional_text, metadata=references("sites"))
    kind: ResourceKind | None = field(default=None, validator=is_a(ResourceKind))
    #: How many: FTE of staff, pieces of equipment, square feet of space.
    quantity: float | None = field(default=None, validator=between(0, float("inf")))
    #: Cost of a year.
    cost: Money | None = field(default=None, validator=is_a(Money))
    #: Whether others may use it; None means not known.
    shareable: bool | None = field(default=None, validator=flag)
    #: Days on which the organization has it.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
