"""The terms of a contract: what it pays for which services, by which method."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from itertools import takewhile
from typing import Any, NamedTuple

from attrs import Attribute, field, frozen

from medgroup.domain.cost_sharing import code_ranges
from medgroup.domain.fees import LOCALITY, Setting, series_word
from medgroup.domain.fields import (
    ShortRepr,
    always,
    amount,
    exact,
    exact_between,
    flag,
    not_empty,
    optional_text,
    references,
    some,
    texts,
)
from medgroup.errors import InvalidValueError
from medgroup.values import codes as forms
from medgroup.values.lists import tuple_of
from medgroup.values.money import Money
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import all_are, every, is_a, ordered, refusal

#: The word of a rate whose relative values no locality weights.
NATIONAL = "national"

_PERCENT = exact_between("0", "10000", above_low=True)


class Method(Enum):
    """How a rate comes to a price."""

    #: A percentage of what a schedule pays.
    PERCENT_OF_SCHEDULE = "percent-of-schedule"
    #: The contract's own dollars for each relative value unit of a schedule.
    CONVERSION_FACTOR = "conversion-factor"
    #: What a schedule of amounts says.
    FEE_TABLE = "fee-table"
    #: A percentage of what was charged.
    PERCENT_OF_CHARGES = "percent-of-charges"
    #: One amount for everything on the bill that the rate is for.
    CASE_RATE = "case-rate"


class Claim(Enum):
    """Whose bill a line stands on."""

    #: The practitioner's.
    PROFESSIONAL = "professional"
    #: The hospital's own, for a site that is billed as its outpatient department.
    FACILITY = "facility"


#: The keys that say which schedule a rate is over; a frozen year goes with a series.
_SCHEDULE = ("schedule", "series", "year")
#: What each method needs, and what it may have beside that; every other key of the list is refused.
_NEEDS: Mapping[Method, tuple[frozenset[str], frozenset[str]]] = {
    Method.PERCENT_OF_SCHEDULE: (frozenset({"percent"}), frozenset({*_SCHEDULE, "locality", "qualifying"})),
    Method.CONVERSION_FACTOR: (frozenset({"conversion_factor"}), frozenset({*_SCHEDULE, "locality"})),
    Method.FEE_TABLE: (frozenset(), frozenset({*_SCHEDULE, "locality", "qualifying"})),
    Method.PERCENT_OF_CHARGES: (frozenset({"percent"}), frozenset()),
    Method.CASE_RATE: (frozenset({"amount"}), frozenset()),
}
_OF_METHODS = (*_SCHEDULE, "percent", "conversion_factor", "amount", "locality", "qualifying")
#: The methods that price a service by a schedule.
OVER_A_SCHEDULE = frozenset(method for method, (_, may) in _NEEDS.items() if "schedule" in may)


class CodeRange(NamedTuple):
    """The service codes from one to another, both included."""

    first: str
    last: str

    @classmethod
    def of(cls, stated: str) -> "CodeRange":
        """Return the range of a code or of two with a hyphen."""
        first, _, last = stated.partition("-")
        return cls(first, last or first)

    def holds(self, code: str) -> bool:
        """Return whether a code is in it."""
        return self.first <= code <= self.last

    def within(self, other: "CodeRange") -> bool:
        """Return whether every code of it is in another."""
        return other.first <= self.first and self.last <= other.last

    def apart_from(self, other: "CodeRange") -> bool:
        """Return whether the two share no code."""
        return self.last < other.first or other.last < self.first

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}-{self.last}"


#: Every code there is.
EVERY_CODE = CodeRange("00000", "ZZZZZ")


def rate_locality(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the locality of a rate, or None."""
    if value is not None and value != NATIONAL and not (isinstance(value, str) and LOCALITY.fullmatch(value)):
        raise refusal(attribute, value, f"a payment locality, contractor and number as 03602-21, or {NATIONAL}")


def _year(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and not (isinstance(value, int) and not isinstance(value, bool) and 1992 <= value <= 2999):
        raise refusal(attribute, value, "a year, 1992 or later")


@frozen(kw_only=True, repr=False)
class Rate(ShortRepr):
    """One row of what a contract pays: for which services, and by which method.

    Where several rows are for one line, that with the narrowest range of codes holds; of one range, that for the line's
    modifier; of those, that for its setting. The order of rows never matters.

    Raises:
        InvalidValueError: The method lacks what it needs or has what it does not take, or no schedule is named.
    """

    method: Method = field(validator=[is_a(Method)])
    #: Service codes and ranges of them, X1001 or X1000-X1999; None means all.
    codes: frozenset[str] | None = field(default=None, converter=some, validator=[not_empty, code_ranges])
    #: The component that it is for, 26, TC or 53; None means whatever the component.
    modifier: str | None = field(default=None, validator=forms.modifier)
    #: Where the service is given; None means in both settings.
    setting: Setting | None = field(default=None, validator=is_a(Setting))
    #: Whose bill it is for.
    claim: Claim = field(default=Claim.PROFESSIONAL, validator=is_a(Claim))
    #: A schedule of its own year, which stays the same: the contract is frozen to it.
    schedule: str | None = field(default=None, validator=optional_text, metadata=references("fee_schedules"))
    #: The word of a series: the schedule of it that is in force on the day of service, unless a year is given.
    series: str | None = field(default=None, validator=series_word)
    #: The year whose schedule of the series stays the basis, that in force on its first day.
    year: int | None = field(default=None, validator=_year)
    #: Per cent of the schedule, or of charges.
    percent: Decimal | None = field(default=None, converter=exact, validator=_PERCENT)
    #: Dollars for a relative value unit.
    conversion_factor: Decimal | None = field(
        default=None, converter=exact, validator=exact_between("0", "100000", above_low=True)
    )
    #: The amount of a case rate.
    amount: Money | None = field(default=None, validator=amount)
    #: The locality whose indices hold wherever the service is given, or national for none; None means that of the site.
    locality: str | None = field(default=None, validator=rate_locality)
    #: Which conversion factor holds where the schedule has two; None means that of the practitioner.
    qualifying: bool | None = field(default=None, validator=flag)
    #: Whether a lower charge is allowed instead; None means as the terms say.
    lesser_of_charge: bool | None = field(default=None, validator=flag)
    #: Days on which the row holds.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))

    def __attrs_post_init__(self) -> None:
        needs, may = _NEEDS[self.method]
        for name in _OF_METHODS:
            given = getattr(self, name)
            if name in needs and given is None:
                raise InvalidValueError(None, f"what {self.method.value} needs", field=name)
            if name not in needs and name not in may and given is not None:
                shown = str(given) if isinstance(given, Money | Decimal) else given
                raise InvalidValueError(shown, f"a key of {self.method.value}; leave it out", field=name)
        if self.method in OVER_A_SCHEDULE:
            if (self.schedule is None) == (self.series is None):
                raise InvalidValueError(
                    self.schedule, "a schedule where there is no series, or the other way round", field="schedule"
                )
            if self.year is not None and self.series is None:
                raise InvalidValueError(self.year, "given with a series; a schedule has its own year", field="year")

    def ranges(self) -> tuple[CodeRange, ...]:
        """Return the ranges of codes that it is for, sorted."""
        return (EVERY_CODE,) if self.codes is None else tuple(sorted(map(CodeRange.of, self.codes)))


def _prefixes(_: object, attribute: "Attribute[Any]", value: frozenset[object]) -> None:
    texts(None, attribute, value)
    if not value:
        raise refusal(attribute, [], "one beginning of a taxonomy code or more")


@frozen(kw_only=True, repr=False)
class PractitionerPercent(ShortRepr):
    """What practitioners of a kind are paid, in per cent of the price from a schedule.

    Sources: 42 CFR 414.52, 414.56 (85 % for physician assistants, nurse practitioners, clinical nurse specialists).
    """

    #: Beginnings of the taxonomy codes of the kind: 363L for nurse practitioners, 363A for physician assistants.
    taxonomies: frozenset[str] = field(converter=every, validator=_prefixes)
    #: Per cent of the price.
    percent: Decimal = field(converter=exact, validator=_PERCENT)


def modifier_set(_: object, attribute: "Attribute[Any]", value: frozenset[object]) -> None:
    """Check a set of modifiers."""
    if not value:
        raise refusal(attribute, [], "one modifier or more")
    forms.modifiers(None, attribute, tuple(sorted(value, key=repr)))


@frozen(kw_only=True, repr=False)
class ModifierPercent(ShortRepr):
    """What a line with one of some modifiers is paid, in per cent of the price from a schedule.

    Sources: Medicare Claims Processing Manual (Pub. 100-04) ch. 12, 20.4.3 (assistants), 40.7 (bilateral procedures),
    40.8 (co-surgeons).
    """

    #: The modifiers: 50 for both sides; 80, 81, 82 and AS for an assistant; 62 for one of two surgeons.
    modifiers: frozenset[str] = field(converter=every, validator=modifier_set)
    #: Per cent of the price.
    percent: Decimal = field(converter=exact, validator=_PERCENT)


def _some_percents(values: Any) -> tuple[Decimal, ...] | None:
    return None if values is None else tuple(map(exact, tuple_of(values, "multiple_procedures")))


def _percents(_: object, attribute: "Attribute[Any]", value: tuple[Decimal, ...] | None) -> None:
    if value is not None and not value:
        raise refusal(attribute, [], "a list with something in it (leave it out to pay each in full)")
    for percent in value or ():
        exact_between("0", "100")(None, attribute, percent)
    if value is not None and list(value) != sorted(value, reverse=True):
        raise refusal(attribute, list(map(str, value)), "a list in which no percentage rises")


@frozen(kw_only=True, repr=False)
class ContractTerms(ShortRepr):
    """What a contract pays.

    Raises:
        InvalidValueError: Two rates of one bill and one time are for the same codes, modifier and setting, or for
            ranges of codes that cross; or two percentages are for one modifier or one taxonomy.
    """

    #: What it pays for which services.
    rates: tuple[Rate, ...] = field(default=(), converter=ordered, validator=all_are(Rate))
    #: Whether a charge lower than the price is allowed instead.
    lesser_of_charge: bool = field(default=False, validator=is_a(bool))
    #: Share of the allowed amount that is held back until a settlement, above 0 and below 1; None means none.
    withhold: Decimal | None = field(
        default=None,
        converter=exact,
        validator=exact_between("0", "1", above_low=True, below_high=True),
    )
    #: What practitioners of some kinds are paid; others are paid in full.
    practitioners: tuple[PractitionerPercent, ...] = field(
        default=(), converter=ordered, validator=all_are(PractitionerPercent)
    )
    #: What lines with some modifiers are paid.
    modifiers: tuple[ModifierPercent, ...] = field(default=(), converter=ordered, validator=all_are(ModifierPercent))
    #: Per cent of the first, second ... of several procedures of one day, the dearest first; the last holds for all
    #: that follow. None means that each is paid in full.
    multiple_procedures: tuple[Decimal, ...] | None = field(default=None, converter=_some_percents, validator=_percents)
    #: Per cent of a facility line's price at an outpatient department that is not excepted (42 CFR 419.48); None means
    #: that it is paid in full.
    nonexcepted_percent: Decimal | None = field(default=None, converter=exact, validator=_PERCENT)

    def __attrs_post_init__(self) -> None:
        rows = sorted(((span, rate) for rate in self.rates for span in rate.ranges()), key=lambda row: row[0])
        for place, (span, rate) in enumerate(rows):
            reaching = takewhile(lambda row: row[0].first <= span.last, rows[place + 1 :])  # noqa: B023 - used at once
            for other_span, other in reaching:
                _refuse_a_tie(span, rate, other_span, other)
        _refuse_what_stands_twice("modifiers", (key for row in self.modifiers for key in row.modifiers))
        _refuse_what_stands_twice("practitioners", (key for row in self.practitioners for key in row.taxonomies))


def _refuse_what_stands_twice(name: str, keys: Iterator[str]) -> None:
    seen: set[str] = set()
    for key in sorted(keys):
        if key in seen:
            raise InvalidValueError(key, "given one percentage; it has two", field=name)
        seen.add(key)


def _refuse_a_tie(span: CodeRange, rate: Rate, other_span: CodeRange, other: Rate) -> None:
    """Refuse two rows of which neither would come before the other for some line."""
    if rate.claim is not other.claim or span.apart_from(other_span) or not rate.period.overlaps(other.period):
        return
    if not span.within(other_span) and not other_span.within(span):
        expected = f"a range that lies in {other_span} or apart from it; split it where they cross"
        raise InvalidValueError(str(span), expected, field="rates")
    alike = rate.modifier == other.modifier and rate.setting is other.setting
    if span == other_span and alike:
        raise InvalidValueError(
            str(span), "priced once on a day for one modifier and one setting; two rates are for it", field="rates"
        )
