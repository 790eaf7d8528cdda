"""Fee schedules: what is paid for a service, as relative values with geographic indices or as plain amounts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.domain.fields import Named, ShortRepr, always, amount, exact, exact_between, flag, optional_text, text
from medgroup.errors import InvalidValueError
from medgroup.values import codes
from medgroup.values.money import Money
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import all_are, every, is_a, ordered, refusal

#: Form of a payment locality: the five digits of a Medicare contractor and the two of the locality.
LOCALITY = re.compile(r"[0-9]{5}-[0-9]{2}")
#: Form of a word that the schedules of several years share.
SERIES = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Form of an indicator of a payment rule.
INDICATOR = re.compile(r"[0-9]")
#: Form of a status code.
STATUS = re.compile(r"[A-Z]")

_RELATIVE_VALUE = exact_between("0", "99999")
_INDEX = exact_between("0", "10", above_low=True)


class Setting(Enum):
    """Whose expense a practice is at: the practice's own, or that of the facility it works in (42 CFR 414.22(b))."""

    #: The office of the practice, or any place that is no facility.
    OFFICE = "office"
    #: A hospital, its outpatient department, an ambulatory surgical centre, a skilled nursing facility.
    FACILITY = "facility"


def locality_key(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the form of a payment locality, or None."""
    if value is not None and not (isinstance(value, str) and LOCALITY.fullmatch(value)):
        raise refusal(attribute, value, "a payment locality, contractor and number as 03602-21")


def series_word(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check the word of a series, or None."""
    if value is not None and not (isinstance(value, str) and SERIES.fullmatch(value)):
        raise refusal(attribute, value, "a lower-case word, with hyphens (medicare)")


def indicator(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check an indicator of a payment rule, or None."""
    if value is not None and not (isinstance(value, str) and INDICATOR.fullmatch(value)):
        raise refusal(attribute, value, "an indicator of one digit, in quotes")


def status_code(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a status code."""
    if not (isinstance(value, str) and STATUS.fullmatch(value)):
        raise refusal(attribute, value, "a status code of one capital letter")


def _digits(count: int) -> Any:
    pattern = re.compile(rf"[0-9]{{{count}}}")

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if not (isinstance(value, str) and pattern.fullmatch(value)):
            raise refusal(attribute, value, f"{count} digits, in quotes")

    return check


@frozen(kw_only=True, repr=False)
class PaymentRules(ShortRepr):
    """How a service is paid beyond its price: the indicators of the physician fee schedule.

    Sources: CMS National Physician Fee Schedule Relative Value File, record layout.
    """

    #: Whether and how it is paid: A, R and T by its relative values, C as the contractor prices it, B within other
    #: services; others are not paid under the schedule.
    status: str = field(default="A", validator=status_code)
    #: Settings in which the service is rarely or never given.
    rare_in: frozenset[Setting] = field(default=frozenset(), converter=every, validator=all_are(Setting))
    #: Days around a procedure that its price includes: 000, 010 or 090, or MMM, XXX, YYY or ZZZ.
    global_days: str | None = field(default=None, validator=optional_text)
    #: How its professional and its technical component are told apart.
    components: str | None = field(default=None, validator=indicator)
    #: What several procedures of one day are paid: 2 and 3 are reduced. None means not stated.
    multiple: str | None = field(default=None, validator=indicator)
    #: What both sides are paid: 1 takes the percentage for both, 3 is paid for each. None means not stated.
    bilateral: str | None = field(default=None, validator=indicator)
    #: Whether an assistant is paid: 2 is, 0 with documentation, 1 is not. None means not stated.
    assistant: str | None = field(default=None, validator=indicator)
    #: Whether two surgeons are paid: 2 are, 1 with documentation, 0 are not. None means not stated.
    co_surgeon: str | None = field(default=None, validator=indicator)
    #: Whether a team is paid: 1 and 2 are, by report. None means not stated.
    team: str | None = field(default=None, validator=indicator)


#: What holds where no rules are stated.
NO_RULES = PaymentRules()


def _rules(rules: PaymentRules | None) -> PaymentRules:
    return NO_RULES if rules is None else rules


@frozen(kw_only=True, repr=False)
class Cap(ShortRepr):
    """The relative value units that the outpatient rate of hospitals comes to, which imaging is never paid more than.

    Sources: section 5102(b) of the Deficit Reduction Act of 2005; 42 CFR 414.22(b)(5).
    """

    #: Units of practice expense in an office.
    office_expense: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)
    #: Units of practice expense in a facility.
    facility_expense: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)
    #: Units of malpractice expense.
    malpractice: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)


@frozen(kw_only=True, repr=False)
class RelativeValue(ShortRepr):
    """The relative value units of one service, and the rules of payment that go with it.

    Sources: 42 CFR 414.22; CMS National Physician Fee Schedule Relative Value File, record layout.
    """

    #: Service code, five characters.
    code: str = field(validator=codes.service_code)
    #: 26 for the professional component, TC for the technical one, 53 for a procedure that was given up; None for the
    #: whole service.
    modifier: str | None = field(default=None, validator=codes.modifier)
    #: Units of work.
    work: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)
    #: Units of practice expense in an office.
    office_expense: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)
    #: Units of practice expense in a facility.
    facility_expense: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)
    #: Units of malpractice expense.
    malpractice: Decimal = field(converter=exact, validator=_RELATIVE_VALUE)
    #: What caps the price of imaging; None where no cap applies.
    cap: Cap | None = field(default=None, validator=is_a(Cap))
    #: How it is paid.
    rules: PaymentRules = field(default=NO_RULES, converter=_rules, validator=is_a(PaymentRules))


@frozen(kw_only=True, repr=False)
class Locality(ShortRepr):
    """A payment locality: what work, practice expense and malpractice cost there, against the country.

    Sources: 42 CFR 414.26; 42 USC 1395w-4(e).
    """

    #: Number of the Medicare contractor, five digits.
    contractor: str = field(validator=_digits(5))
    #: Number of the locality, two digits.
    number: str = field(validator=_digits(2))
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    #: State or territory as stated.
    state: str | None = field(default=None, validator=optional_text)
    #: Index of work.
    work: Decimal = field(converter=exact, validator=_INDEX)
    #: Index of practice expense.
    practice_expense: Decimal = field(converter=exact, validator=_INDEX)
    #: Index of malpractice expense.
    malpractice: Decimal = field(converter=exact, validator=_INDEX)

    @property
    def key(self) -> str:
        """Contractor and number, as a site names its locality: ``03602-21``."""
        return f"{self.contractor}-{self.number}"


@frozen(kw_only=True, repr=False)
class ConversionFactor(ShortRepr):
    """What one relative value unit is paid.

    Sources: 42 USC 1395w-4(d); from 2026 one factor for qualifying participants in alternative payment models and
    another for everybody else.
    """

    #: Dollars for a unit.
    amount: Decimal = field(converter=exact, validator=exact_between("0", "100000", above_low=True))
    #: Whether it is the factor of qualifying participants in alternative payment models; None
    #: where there is one for all.
    qualifying: bool | None = field(default=None, validator=flag)
    #: Days on which it holds, within those of the schedule.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))


@frozen(kw_only=True, repr=False)
class FeeAmount(ShortRepr):
    """The price of one service as an amount."""

    #: Service code, five characters.
    code: str = field(validator=codes.service_code)
    #: 26, TC or 53 as in relative values; None for the whole service.
    modifier: str | None = field(default=None, validator=codes.modifier)
    #: Where it holds; None means in both settings.
    setting: Setting | None = field(default=None, validator=is_a(Setting))
    #: Price of one unit.
    amount: Money = field(validator=[is_a(Money), amount])
    #: How it is paid.
    rules: PaymentRules = field(default=NO_RULES, converter=_rules, validator=is_a(PaymentRules))


def _once(what: str, keys: Iterable[tuple[object, ...]], field_name: str) -> None:
    """Refuse keys of which one stands twice."""
    counted = Counter(keys)
    twice = sorted(" ".join(filter(None, map(_word, key))) for key, count in counted.items() if count > 1)
    if twice:
        raise InvalidValueError(twice[0], f"given once; {what} stands there twice", field=field_name)


def _word(part: object) -> str:
    return str(part.value) if isinstance(part, Enum) else "" if part is None else str(part)


@frozen(kw_only=True, repr=False)
class FeeSchedule(Named):
    """A fee schedule in force for a while: prices by service, of a public programme or of a payer.

    A price comes from the amounts where the service stands among them, else from relative values, which are weighted
    by the indices of a locality and multiplied by a conversion factor.

    Raises:
        InvalidValueError: A service, a locality or an amount stands twice, or two conversion factors hold on one day.

    Sources: 42 CFR 414.20 to 414.26.
    """

    id: str = field(validator=text)
    #: Name for people.
    name: str | None = field(default=None, validator=optional_text)
    #: A word that the schedules of several years share, so that a contract can follow them: medicare.
    series: str | None = field(default=None, validator=series_word)
    #: Days on which it is in force.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
    #: What one relative value unit is paid; needed where there are relative values.
    conversion_factors: tuple[ConversionFactor, ...] = field(
        default=(), converter=ordered, validator=all_are(ConversionFactor)
    )
    #: Payment localities; empty means that the indices are 1 everywhere.
    localities: tuple[Locality, ...] = field(default=(), converter=ordered, validator=all_are(Locality))
    #: Relative values by service.
    relative_values: tuple[RelativeValue, ...] = field(default=(), converter=ordered, validator=all_are(RelativeValue))
    #: Plain amounts by service, which stand in place of relative values.
    amounts: tuple[FeeAmount, ...] = field(default=(), converter=ordered, validator=all_are(FeeAmount))

    def __attrs_post_init__(self) -> None:
        _once("a locality", ((one.key,) for one in self.localities), "localities")
        _once("a service", ((row.code, row.modifier) for row in self.relative_values), "relative_values")
        _once("a service", _priced(self.amounts), "amounts")
        _refuse_two_factors_on_a_day(self.conversion_factors)

    def __repr__(self) -> str:
        counts = (
            (len(self.relative_values), "relative values"),
            (len(self.amounts), "amounts"),
            (len(self.localities), "localities"),
        )
        held = ", ".join(f"{count} {what}" for count, what in counts if count)
        return f"<FeeSchedule {self.id}, {self.period}: {held or 'nothing priced'}>"


def _priced(amounts: Iterable[FeeAmount]) -> Iterator[tuple[object, ...]]:
    """Yield what each amount prices, setting by setting."""
    for row in amounts:
        for setting in Setting if row.setting is None else (row.setting,):
            yield row.code, row.modifier, setting


def _refuse_two_factors_on_a_day(factors: tuple[ConversionFactor, ...]) -> None:
    for place, one in enumerate(factors):
        for other in factors[place + 1 :]:
            alike = None in (one.qualifying, other.qualifying) or one.qualifying == other.qualifying
            if alike and one.period.overlaps(other.period):
                raise InvalidValueError(
                    str(other.amount),
                    f"the only factor of its days; {one.amount} holds {one.period} too",
                    field="conversion_factors",
                )
