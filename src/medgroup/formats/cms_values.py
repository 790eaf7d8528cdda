"""Relative value files of CMS: the header found, the rows read, the totals held against the components."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from pathlib import Path

from medgroup.domain.fees import Cap, ConversionFactor, PaymentRules, RelativeValue, Setting
from medgroup.errors import FormatError, InvalidValueError, shown
from medgroup.formats.headed_tables import HeadedTable
from medgroup.values.finding import Finding, Severity

#: The conversion factors of years that have two: of everybody, and of qualifying participants in alternative payment
#: models. Sources: CMS-1832-F (physician fee schedule of 2026, final rule).
TWO_FACTORS: Mapping[int, tuple[Decimal, Decimal]] = {2026: (Decimal("33.4009"), Decimal("33.5675"))}

#: The cells by which the two files of CMS are told.
VALUES_MARK, INDICES_MARK = "HCPCS", "LOCALITY NUMBER"
#: Form of a number in a file of CMS.
NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?|\.[0-9]{1,4}")
_TITLE = re.compile(r"\b((?:19|20)[0-9]{2}) National Physician Fee Schedule Relative Value File.*", re.IGNORECASE)
_RARE = {"NA": True, "": False}


def _exactly(*names: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(re.escape(name)) for name in names}


#: The columns that are read, each by the pattern of its name.
_KEY = _exactly("HCPCS", "MOD")
_UNITS = {
    **_exactly("WORK RVU"),
    "NON-FAC PE RVU": re.compile(r"NON-FAC(ILITY)? PE RVU"),
    **_exactly("FACILITY PE RVU", "MP RVU", "NON-FACILITY TOTAL", "FACILITY TOTAL", "CONV FACTOR"),
}
_RULES = {
    **_exactly("STATUS CODE"),
    "NON-FAC NA INDICATOR": re.compile(r"NON-FAC(ILITY)? NA INDICATOR"),
    **_exactly("FACILITY NA INDICATOR", "GLOB DAYS", "PCTC IND", "MULT PROC", "BILAT SURG", "ASST SURG", "CO-SURG"),
    **_exactly("TEAM SURG"),
}
_CAPS = {
    "NON-FACILITY PE USED FOR OPPS": re.compile(r"NON-FAC(ILITY)? PE USED FOR OPPS PAYMENT AMOUNT"),
    "FACILITY PE USED FOR OPPS": re.compile(r"FACILITY PE USED FOR OPPS PAYMENT AMOUNT"),
    "MP USED FOR OPPS": re.compile(r"MP USED FOR OPPS PAYMENT AMOUNT"),
}
_COLUMNS = {**_KEY, **_UNITS, **_RULES, **_CAPS}
_FACTOR = list(_COLUMNS).index("CONV FACTOR")
#: The column that each field of a record comes from, for errors.
_COLUMN_OF = {
    "code": "HCPCS",
    "modifier": "MOD",
    "work": "WORK RVU",
    "office_expense": "NON-FAC PE RVU",
    "facility_expense": "FACILITY PE RVU",
    "malpractice": "MP RVU",
    "status": "STATUS CODE",
    "global_days": "GLOB DAYS",
    "components": "PCTC IND",
    "multiple": "MULT PROC",
    "bilateral": "BILAT SURG",
    "assistant": "ASST SURG",
    "co_surgeon": "CO-SURG",
    "team": "TEAM SURG",
}


class _NoNumber(Exception):
    """A cell that should hold a number does not."""


class _Numbers(dict[str, Decimal]):
    """The numbers of cells: a file has few that differ."""

    def __missing__(self, cell: str) -> Decimal:
        if not NUMBER.fullmatch(cell):
            raise _NoNumber
        return self.setdefault(cell, Decimal(cell))


class ValueFile:
    """A relative value file, its header found and nothing below it read yet.

    Raises:
        FormatError: It is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._table = HeadedTable(
            path,
            VALUES_MARK,
            table="a relative value file of CMS (PPRRVU ... .csv)",
            others={INDICES_MARK: "a file of indices by locality"},
        )
        self._places = self._table.find(_COLUMNS, optional=frozenset(_CAPS))
        #: What the file calls itself, and its year.
        self.title, self.year = self._titled()
        #: What is wrong with its totals; complete when its rows are read.
        self.findings: list[Finding] = []
        self._numbers = _Numbers()
        self._rules: dict[tuple[str, ...], PaymentRules] = {}
        self._caps: dict[tuple[str, ...], Cap | None] = {}
        self._factor: tuple[str, int] | None = None

    def _titled(self) -> tuple[str, int]:
        above = self._table.head[: self._table.header]
        for line in above:
            for cell in line.cells:
                found = _TITLE.search(cell)
                if found:
                    return " ".join(found[0].split()), int(found[1])
        problem = "do not name the year, as in '2025 National Physician Fee Schedule Relative Value File'"
        raise FormatError(self._table.source, f"lines 1 to {len(above) + 1}", problem)

    def factors(self) -> tuple[ConversionFactor, ...]:
        """Return the conversion factors, both where the year has two and the file states one of them."""
        if self._factor is None:
            raise FormatError(self._table.source, "", "states no conversion factor; give one with conversion_factors")
        stated = self._numbers[self._factor[0]]
        both = TWO_FACTORS.get(self.year)
        if both is None or stated not in both:
            return (ConversionFactor(amount=stated),)
        return tuple(
            ConversionFactor(amount=amount, qualifying=which) for which, amount in zip((False, True), both, strict=True)
        )

    def rows(self) -> Iterator[RelativeValue]:
        """Yield the relative values, and note what is wrong with the totals."""
        cells_of = itemgetter(*self._places)
        seen: dict[tuple[str, str], int] = {}
        for number, cells in self._table.data():
            # The place of a column that the file has not is behind the last cell.
            cells.append("")
            row = list(map(str.strip, cells_of(cells)))
            key = (row[0], row[1])
            if key in seen:
                problem = f"{' '.join(key).strip()} stands in line {seen[key]} already"
                raise self._table.wrong(number, "HCPCS", problem)
            seen[key] = number
            try:
                yield self._row(row)
            except (_NoNumber, InvalidValueError) as error:
                raise self._wrong(number, row, error) from None
            if self._factor is None or row[_FACTOR] != self._factor[0]:
                self._note_factor(number, row[_FACTOR])

    def _row(self, row: Sequence[str]) -> RelativeValue:
        code, modifier, *units = row[:9]
        work, office, facility, malpractice, office_total, facility_total, _ = map(self._numbers.__getitem__, units)
        shared = work + malpractice
        if shared + office != office_total or shared + facility != facility_total:
            self.findings += _not_adding_up(code, modifier, (work, office, facility, malpractice), row[6:8])
        return RelativeValue(
            code=code,
            modifier=modifier or None,
            work=work,
            office_expense=office,
            facility_expense=facility,
            malpractice=malpractice,
            cap=self._cap(tuple(row[19:])),
            rules=self._rules_of(tuple(row[9:19])),
        )

    def _cap(self, cells: tuple[str, ...]) -> Cap | None:
        if cells not in self._caps:
            units = [self._numbers[cell] for cell in cells] if any(cells) else []
            none = not any(units)
            self._caps[cells] = (
                None if none else Cap(office_expense=units[0], facility_expense=units[1], malpractice=units[2])
            )
        return self._caps[cells]

    def _rules_of(self, cells: tuple[str, ...]) -> PaymentRules:
        if cells not in self._rules:
            status, office, facility, days, components, multiple, bilateral, assistant, co_surgeon, team = cells
            rare = ((Setting.OFFICE, office), (Setting.FACILITY, facility))
            self._rules[cells] = PaymentRules(
                status=status,
                rare_in=(setting for setting, cell in rare if _RARE.get(cell, False)),
                global_days=days or None,
                components=components or None,
                multiple=multiple or None,
                bilateral=bilateral or None,
                assistant=assistant or None,
                co_surgeon=co_surgeon or None,
                team=team or None,
            )
        return self._rules[cells]

    def _wrong(self, number: int, row: Sequence[str], error: Exception) -> FormatError:
        if isinstance(error, InvalidValueError):
            problem = f"{shown(error.value)} is not {error.expected}"
            return self._table.wrong(number, _COLUMN_OF.get(error.field, error.field), problem)
        held = {name: cell for name, cell in zip(_COLUMNS, row, strict=True) if name in _UNITS or name in _CAPS}
        name, cell = next((name, cell) for name, cell in held.items() if not NUMBER.fullmatch(cell))
        return self._table.wrong(number, name, f"{shown(cell)} is not a number as 1.30")

    def _note_factor(self, number: int, cell: str) -> None:
        """Keep the conversion factor, which is the same in every line that has one."""
        factor = self._numbers[cell]
        if not factor:
            return
        if self._factor is not None and factor != self._numbers[self._factor[0]]:
            first, at = self._factor
            problem = f"{cell} is not the factor of line {at}, {first}; give those that hold with conversion_factors"
            raise self._table.wrong(number, "CONV FACTOR", problem)
        self._factor = (cell, number)


def _not_adding_up(code: str, modifier: str, units: tuple[Decimal, ...], totals: Sequence[str]) -> Iterator[Finding]:
    work, office, facility, malpractice = units
    for name, expense, total in (("non-facility", office, totals[0]), ("facility", facility, totals[1])):
        if work + expense + malpractice != Decimal(total):
            yield Finding(
                code=f"cms-pfs.{name}-total",
                severity=Severity.WARNING,
                subjects=(f"relative_values/{f'{code}-{modifier}' if modifier else code}",),
                message=f"{work} + {expense} + {malpractice} is {work + expense + malpractice}, "
                f"and the file's {name} total {total}.",
                remedy="Take the file anew from CMS; prices come from the components.",
                source="CMS National Physician Fee Schedule Relative Value File, record layout",
            )
