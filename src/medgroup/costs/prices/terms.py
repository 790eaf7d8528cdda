"""Contract terms compiled into tables: which rate holds for a line, and which percentages.

Percentages are whole numbers of millionths here, so that a line is whole-number arithmetic until it is rounded.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from medgroup.costs.prices.schedules import Factor
from medgroup.domain.fees import PaymentRules, Setting
from medgroup.domain.terms import Claim, CodeRange, ContractTerms, Rate

#: What 100 % is in millionths.
WHOLE = 1_000_000
#: The modifiers that name a component of a service or a procedure that was given up, priced by rows of their own.
COMPONENTS = frozenset({"26", "TC", "53"})
#: The modifiers of an assistant at surgery.
ASSISTANTS = frozenset({"80", "81", "82", "AS"})


class Gate(Enum):
    """What an indicator makes of the percentage that the terms state for a modifier."""

    #: The percentage holds.
    PAID = "paid"
    #: The price of one holds, whatever the percentage.
    AS_ONE = "as-one"
    #: Each side is paid in full.
    EACH = "each"
    #: Nothing is paid.
    NOT_PAID = "not-paid"
    #: Something is paid if documents say why.
    BY_REPORT = "by-report"


_SURGEONS = {"2": Gate.PAID, None: Gate.PAID, "1": Gate.BY_REPORT, "0": Gate.NOT_PAID, "9": Gate.BY_REPORT}
_HELPERS = {"2": Gate.PAID, None: Gate.PAID, "0": Gate.BY_REPORT, "1": Gate.NOT_PAID, "9": Gate.BY_REPORT}
_SIDES = {"1": Gate.PAID, None: Gate.PAID, "0": Gate.AS_ONE, "2": Gate.AS_ONE, "3": Gate.EACH, "9": Gate.BY_REPORT}
#: What the indicators of a service say of each modifier: the name of the indicator, and what each value means.
#: Sources: CMS National Physician Fee Schedule Relative Value File, record layout; Medicare Claims Processing Manual
#: (Pub. 100-04) ch. 12, 20.4.3, 40.7, 40.8.
INDICATORS: Mapping[str, tuple[str, Mapping[str | None, Gate]]] = {
    "50": ("bilateral", _SIDES),
    "62": ("co_surgeon", _SURGEONS),
    **dict.fromkeys(sorted(ASSISTANTS), ("assistant", _HELPERS)),
}
#: Modifiers that change a price by what a report says, unless the terms state a percentage: unusual, reduced or
#: discontinued services, parts of a global package, a team, a return to the operating room.
BY_REPORT = frozenset({"22", "52", "53", "54", "55", "56", "66", "73", "74", "78"})
#: Indicators of procedures that are paid less when others are done the same day.
REDUCED = frozenset({"1", "2", "3"})


class Row(NamedTuple):
    """One rate, compiled."""

    rate: Rate
    #: Its percentage in millionths; the whole where it has none.
    percent: int
    #: Whether a charge below the price is allowed instead.
    lesser_of_charge: bool
    #: The contract's own conversion factor; None where that of the schedule holds.
    factor: Factor | None


def millionths(percent: Decimal) -> int:
    """Return a percentage of four decimals at most in millionths.

    >>> millionths(Decimal("62.5"))
    625000
    """
    return int(percent * 10_000)


def gate_of(modifier: str, rules: PaymentRules) -> Gate | None:
    """Return what the indicators of a service make of a modifier, or None where no indicator is about it."""
    known = INDICATORS.get(modifier)
    if known is None:
        return None
    name, meanings = known
    return meanings.get(getattr(rules, name), Gate.BY_REPORT)


class TermsTable:
    """The terms of one contract, compiled."""

    def __init__(self, terms: ContractTerms) -> None:
        self.terms = terms
        self._rows = {claim: _by_precedence(terms, claim) for claim in Claim}
        # Two dictionaries: the hash of an enumeration is slow.
        self._professional: dict[str, tuple[Row, ...]] = {}
        self._facility: dict[str, tuple[Row, ...]] = {}
        self.modifiers: Mapping[str, int] = {
            modifier: millionths(row.percent) for row in terms.modifiers for modifier in sorted(row.modifiers)
        }
        self._kinds = sorted(
            ((prefix, millionths(row.percent)) for row in terms.practitioners for prefix in row.taxonomies),
            key=lambda kind: (-len(kind[0]), kind[0]),
        )
        self._kind_percents: dict[frozenset[str], int] = {}
        self.multiple: tuple[int, ...] | None = (
            None if terms.multiple_procedures is None else tuple(map(millionths, terms.multiple_procedures))
        )
        self.nonexcepted = WHOLE if terms.nonexcepted_percent is None else millionths(terms.nonexcepted_percent)
        self.withhold = 0 if terms.withhold is None else int(terms.withhold * WHOLE)

    def rates(self, claim: Claim, code: str) -> tuple[Row, ...]:
        """Return the rates for a code in the order in which they come before each other."""
        known = self._professional if claim is Claim.PROFESSIONAL else self._facility
        found = known.get(code)
        if found is None:
            found = known[code] = tuple(row for span, row in self._rows[claim] if span.holds(code))
        return found

    def rate(self, claim: Claim, code: str, component: str | None, setting: Setting | None, on: date) -> Row | None:
        """Return the rate that holds for a line on a day, or None where the terms have none.

        A rate for one setting holds where the setting is known.
        """
        for row in self.rates(claim, code):
            rate = row.rate
            if (
                (rate.modifier is None or rate.modifier == component)
                and (rate.setting is None or rate.setting is setting)
                and rate.period.contains(on)
            ):
                return row
        return None

    @property
    def pays_by_kind(self) -> bool:
        """Whether practitioners of some kinds are paid another percentage than others."""
        return bool(self._kinds)

    def kind_percent(self, taxonomies: frozenset[str] | None) -> int | None:
        """Return what a practitioner with some taxonomy codes is paid, in millionths; None where that is not known."""
        if not self._kinds:
            return WHOLE
        if taxonomies is None:
            return None
        found = self._kind_percents.get(taxonomies)
        if found is None:
            fitting = (
                percent for prefix, percent in self._kinds if any(code.startswith(prefix) for code in taxonomies)
            )
            found = self._kind_percents[taxonomies] = next(fitting, WHOLE)
        return found


def _by_precedence(terms: ContractTerms, claim: Claim) -> tuple[tuple[CodeRange, Row], ...]:
    """Return the rates of a claim by range, the narrowest first.

    Ranges lie in each other or apart, which the terms have checked: of those that hold a code the narrowest is the one
    that begins last and, of those, ends first. Of one range, a rate for a modifier comes before one for all, and then
    one for a setting.
    """
    rows = [_row(terms, rate) for rate in terms.rates if rate.claim is claim]
    # One row for all ranges of a rate: a case is what one row prices.
    rates = [(span, row) for row in rows for span in row.rate.ranges()]
    rates.sort(key=lambda one: (one[0].last, one[1].rate.modifier is None, one[1].rate.setting is None))
    rates.sort(key=lambda one: one[0].first, reverse=True)
    return tuple(rates)


def _row(terms: ContractTerms, rate: Rate) -> Row:
    own = rate.conversion_factor
    return Row(
        rate=rate,
        percent=WHOLE if rate.percent is None else millionths(rate.percent),
        lesser_of_charge=terms.lesser_of_charge if rate.lesser_of_charge is None else rate.lesser_of_charge,
        factor=None if own is None else Factor(own),
    )
