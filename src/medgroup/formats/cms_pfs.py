"""The Medicare physician fee schedule, from the files that CMS publishes: relative values, and indices by locality.

Both are read as CMS lays them out in comma-separated form (PPRRVU, GPCI): with lines above the header and notes below,
and with columns found by name. Descriptions of services are not read, so that none is kept.

Sources: CMS National Physician Fee Schedule Relative Value File and its record layout; 42 CFR 414.22, 414.26.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from medgroup.domain.facts import Facts
from medgroup.domain.fees import ConversionFactor, FeeSchedule, Locality
from medgroup.errors import InvalidValueError, shown
from medgroup.formats.cms_values import INDICES_MARK, NUMBER, VALUES_MARK, ValueFile
from medgroup.formats.headed_tables import HeadedTable, Line
from medgroup.formats.reading import Reading
from medgroup.values.period import Period

__all__ = ["read"]

_YEAR = re.compile(r"\b(20[0-9]{2})\b")
_INDICES = {
    "CONTRACTOR": re.compile(r".*\bCONTRACTOR\b.*|MAC"),
    "STATE": re.compile(r"STATE"),
    "LOCALITY NUMBER": re.compile(r"LOCALITY NUMBER"),
    "LOCALITY NAME": re.compile(r"LOCALITY NAME"),
    "PE GPCI": re.compile(r"([0-9]{4} )?PE GPCI"),
    "MP GPCI": re.compile(r"([0-9]{4} )?MP GPCI"),
}
_WORK_INDEX = {
    True: re.compile(r"([0-9]{4} )?PW GPCI( \(WITH 1\.0 FLOOR\))?"),
    False: re.compile(r"([0-9]{4} )?PW GPCI( \(WITHOUT 1\.0 FLOOR\))?"),
}


def read(
    rvu_file: str | os.PathLike[str],
    gpci_file: str | os.PathLike[str] | None = None,
    *,
    id: str | None = None,
    series: str = "medicare",
    period: Period | None = None,
    conversion_factors: Iterable[ConversionFactor] | None = None,
    work_floor: bool = True,
) -> Reading:
    """Read the physician fee schedule of a year as one fee schedule.

    Args:
        rvu_file: The relative value file, as ``PPRRVU2025_Oct.csv``.
        gpci_file: The geographic practice cost indices by locality, as ``GPCI2025.csv``; None takes 1 everywhere.
        id: Id of the schedule; None takes the series and the year, ``medicare-2025``.
        series: The word that the schedules of several years share.
        period: Days on which it is in force; None takes the year that the file names. A release that replaces another
            within a year is in force from its own day on.
        conversion_factors: What holds in place of the file's own factor, as where it changed within the year.
        work_floor: Whether the indices of work with the floor of 1.0 hold, where the file states both.

    Returns:
        The schedule among the facts. A finding names each service whose components do not add up to the file's own
        totals, facility and non-facility.

    Raises:
        FormatError: A file is not what it should be, is cut off, or is of another year than the other; the message
            names file, line and column.

    Sources: CMS National Physician Fee Schedule Relative Value File, record layout; 42 USC 1395w-4(e)(1)(E) (floor).
    """
    values = ValueFile(Path(rvu_file))
    localities: tuple[Locality, ...] = ()
    if gpci_file is not None:
        localities = tuple(_localities(Path(gpci_file), values.year, work_floor=work_floor))
    rows = tuple(values.rows())
    given = None if conversion_factors is None else tuple(conversion_factors)
    schedule = FeeSchedule(
        id=f"{series}-{values.year}" if id is None else id,
        name=values.title,
        series=series,
        period=Period(date(values.year, 1, 1), date(values.year + 1, 1, 1)) if period is None else period,
        conversion_factors=values.factors() if given is None else given,
        localities=localities,
        relative_values=rows,
    )
    return Reading(facts=Facts(fee_schedules=(schedule,)), findings=values.findings)


def _localities(path: Path, year: int, *, work_floor: bool) -> Iterator[Locality]:
    table = HeadedTable(
        path,
        INDICES_MARK,
        table="a file of indices by locality of CMS (GPCI ... .csv)",
        others={VALUES_MARK: "a relative value file"},
    )
    wanted = {**_INDICES, "PW GPCI": _WORK_INDEX[work_floor]}
    places = table.find(wanted)
    _refuse_another_year(table, year)
    seen: dict[str, int] = {}
    for line in table.data():
        cells = {name: line.cells[place].strip() for name, place in zip(wanted, places, strict=True)}
        if not any(cells[name] for name in ("LOCALITY NUMBER", "PW GPCI", "PE GPCI", "MP GPCI")):
            continue  # a note under the table
        locality = _locality(table, line, cells)
        if locality.key in seen:
            problem = f"{locality.key} stands in line {seen[locality.key]} already"
            raise table.wrong(line.number, "LOCALITY NUMBER", problem)
        seen[locality.key] = line.number
        yield locality


def _refuse_another_year(table: HeadedTable, year: int) -> None:
    for name in ("PW GPCI", "PE GPCI", "MP GPCI"):
        found = _YEAR.search(table.title(name))
        if found and int(found[1]) != year:
            problem = f"the indices are of {found[1]} and the relative values of {year}; take both files of one year"
            raise table.wrong(table.head[table.header].number, name, problem)


def _locality(table: HeadedTable, line: Line, cells: Mapping[str, str]) -> Locality:
    for name in ("PW GPCI", "PE GPCI", "MP GPCI"):
        if not NUMBER.fullmatch(cells[name]):
            raise table.wrong(line.number, name, f"{shown(cells[name])} is not an index as 1.042")
    for name, digits in (("CONTRACTOR", 5), ("LOCALITY NUMBER", 2)):
        if not (cells[name].isascii() and cells[name].isdecimal() and len(cells[name]) <= digits):
            raise table.wrong(line.number, name, f"{shown(cells[name])} is not a number of {digits} digits")
    try:
        # A spreadsheet program that saved the file has lost the zeros in front.
        return Locality(
            contractor=cells["CONTRACTOR"].zfill(5),
            number=cells["LOCALITY NUMBER"].zfill(2),
            name=cells["LOCALITY NAME"].rstrip("*") or None,
            state=cells["STATE"] or None,
            work=Decimal(cells["PW GPCI"]),
            practice_expense=Decimal(cells["PE GPCI"]),
            malpractice=Decimal(cells["MP GPCI"]),
        )
    except InvalidValueError as error:
        column = _COLUMN_OF.get(error.field, error.field)
        raise table.wrong(line.number, column, f"{shown(error.value)} is not {error.expected}") from None


#: The column that each field of a locality comes from, for errors.
_COLUMN_OF = {"work": "PW GPCI", "practice_expense": "PE GPCI", "malpractice": "MP GPCI"}
