"""The shape of a line while it is priced: what it rests on, its percentages, and what it comes to.

Sentences about the steps are made elsewhere, from what is kept here.
"""

from datetime import date
from enum import Enum
from typing import NamedTuple

from medgroup.costs.prices.schedules import Factor, Figure, Schedules, ScheduleTable
from medgroup.costs.prices.terms import WHOLE, Row, TermsTable
from medgroup.costs.services import Service
from medgroup.domain.fees import Setting
from medgroup.domain.terms import Claim


class Pricing(Enum):
    """What became of a line. Only the first five have an amount; for the others it is not known."""

    PRICED = "priced"
    #: Nothing is allowed for it: it is paid within other services.
    BUNDLED = "bundled"
    #: Nothing is allowed for it: the amount of its case stands on another line.
    IN_CASE = "in-case"
    #: Nothing is allowed for it, since another service of the day is paid.
    WITH_OTHERS = "with-others"
    #: Nothing is allowed for it: the schedule pays no such helper.
    NOT_PAID = "not-paid"
    OUT_OF_NETWORK = "out-of-network"
    NETWORK_UNKNOWN = "network-unknown"
    TERMS_NOT_STATED = "terms-not-stated"
    NO_RATE = "no-rate"
    NO_SCHEDULE = "no-schedule"
    CONTRACTOR_PRICED = "contractor-priced"
    NOT_UNDER_SCHEDULE = "not-under-schedule"
    NOT_LISTED = "not-listed"
    NO_COMPONENT = "no-component"
    OTHER_SETTING = "other-setting"
    NO_SETTING = "no-setting"
    NO_LOCALITY = "no-locality"
    NO_FACTOR = "no-factor"
    FACTOR_DEPENDS = "factor-depends"
    NO_CHARGE = "no-charge"
    #: The taxonomy codes of the practitioner are not known, and the terms pay by kind.
    KIND_UNKNOWN = "kind-unknown"
    #: The terms state no percentage for a modifier that needs one.
    NO_PERCENT = "no-percent"
    #: A modifier changes the price by what a report says.
    BY_REPORT = "by-report"

    @property
    def is_known(self) -> bool:
        """Whether it has an amount, be it nothing."""
        return self in _KNOWN


_KNOWN = frozenset({Pricing.PRICED, Pricing.BUNDLED, Pricing.IN_CASE, Pricing.WITH_OTHERS, Pricing.NOT_PAID})


class Source(NamedTuple):
    """Terms that may price a line, and where they stand."""

    terms: TermsTable
    #: As ``collection/id``, or the name of the rule of a plugin.
    evidence: str
    #: What they are, for people.
    title: str


class Circumstances(NamedTuple):
    """What all lines of one bill share."""

    claim: Claim
    #: The terms, the first that have a rate for a line price it.
    sources: tuple[Source, ...]
    schedules: Schedules
    #: Where the services are given; None where that is not known and may differ.
    setting: Setting | None
    locality: str | None
    #: Taxonomy codes of the practitioner; None where they are not known.
    taxonomies: frozenset[str] | None
    qualifying: bool | None
    on: date
    #: Whether full outpatient rates hold, for facility lines.
    excepted: bool = True
    #: Whether a hospital bills beside it, for what a facility brings: the technical component is then the hospital's.
    beside_facility: bool = False
    #: The services priced by a schedule before, by what decides: what repeats on many bills is kept. None keeps none.
    drafted: "dict[tuple[object, ...], Draft] | None" = None


class Percentage(NamedTuple):
    """A percentage of a line in millionths, and what it is for: the rate, a kind of practitioner, a modifier."""

    what: str
    millionths: int


class Draft(NamedTuple):
    """A line while it is priced."""

    service: Service
    setting: Setting | None
    pricing: Pricing
    source: Source | None = None
    row: Row | None = None
    table: ScheduleTable | None = None
    figure: Figure | None = None
    component: str | None = None
    locality: str | None = None
    #: Dollars for a relative value unit, of the schedule or of the contract.
    factor: Factor | None = None
    #: Cents of one unit; of the whole line where units do not multiply it.
    base: int = 0
    percentages: tuple[Percentage, ...] = ()
    #: Units in millionths, less what several procedures of one day are reduced by.
    share: int = WHOLE
    #: Places among the procedures of the day, from 0; None where that does not matter.
    ranks: range | None = None
    #: Whether only the professional component is priced, since a hospital bills the technical one.
    professional_only: bool = False
    #: The modifier that stands in the way.
    modifier: str | None = None
    #: The charges of all lines of its case in cents, where it bears the amount of the case and they are known.
    case_charge: int | None = None
    #: Whether it bears the amount of a case of several lines.
    bears_case: bool = False
    #: The price in cents where it was found before.
    cents: int | None = None

    def exact(self) -> tuple[int, int]:
        """Return the price as a numerator and a denominator, in cents."""
        top, bottom = self.base * self.share, WHOLE
        for percentage in self.percentages:
            top *= percentage.millionths
            bottom *= WHOLE
        return top, bottom

    def price(self) -> int:
        """Return the price in cents, rounded half up, before a lower charge is looked at."""
        return half_up(*self.exact()) if self.cents is None else self.cents

    def allowed(self) -> int | None:
        """Return what is allowed in cents, or None where that is not known."""
        if self.pricing is not Pricing.PRICED:
            return 0 if self.pricing in _KNOWN else None
        price = self.price()
        if self.row is None or not self.row.lesser_of_charge:
            return price
        charge = self.charge()
        return charge if charge is not None and charge < price else price

    def charge(self) -> int | None:
        """Return the charge that the price is held against, in cents."""
        if self.bears_case:
            return self.case_charge
        return None if self.service.charge is None else self.service.charge.cents


def half_up(top: int, bottom: int) -> int:
    """Return a fraction of zero or more as the nearest whole number, halves up."""
    return (2 * top + bottom) // (2 * bottom)
