"""Amounts that the law sets anew for every year: the annual limit on cost sharing, and the least high deductible."""

from collections.abc import Iterable

from attrs import frozen

from medgroup.values.money import Money


@frozen
class AnnualAmount:
    """What the law sets for plan years that begin in a calendar year, for one person and for more than one."""

    #: The calendar year that the plan year begins in.
    year: int
    #: For self-only coverage.
    self_only: Money
    #: For other than self-only coverage.
    family: Money
    #: Where it was published.
    source: str


def _table(rows: Iterable[tuple[int, int, int, str]]) -> dict[int, AnnualAmount]:
    """Return amounts by year, from rows of years and whole dollars."""
    return {
        year: AnnualAmount(year, Money(100 * self_only), Money(100 * family), source)
        for year, self_only, family, source in rows
    }


#: The most that may be left to a patient in network in a plan year (45 CFR 156.130). The amount for self-only coverage
#: holds for each person of a family as well, for plan years that begin in 2016 or later (ACA FAQ XXVII).
ANNUAL_LIMITS = _table(
    (
        (2016, 6_850, 13_700, "80 FR 10750"),
        (2017, 7_150, 14_300, "81 FR 12204"),
        (2018, 7_350, 14_700, "81 FR 94058"),
        (2019, 7_900, 15_800, "83 FR 16930"),
        (2020, 8_150, 16_300, "84 FR 17454"),
        (2021, 8_550, 17_100, "85 FR 29164"),
        (2022, 8_700, 17_400, "86 FR 24140"),
        (2023, 9_100, 18_200, "CMS guidance of December 2021"),
        (2024, 9_450, 18_900, "CMS guidance of December 2022"),
        (2025, 9_200, 18_400, "CMS guidance of November 2023"),
        (2026, 10_600, 21_200, "90 FR 27074"),
        (2027, 12_000, 24_000, "CMS guidance of January 2026"),
    )
)

#: The least deductible of a high-deductible health plan; nothing but preventive care is paid before it is met.
MINIMUM_DEDUCTIBLES = _table(
    (
        (2016, 1_300, 2_600, "Rev. Proc. 2015-30"),
        (2017, 1_300, 2_600, "Rev. Proc. 2016-28"),
        (2018, 1_350, 2_700, "Rev. Proc. 2018-18"),
        (2019, 1_350, 2_700, "Rev. Proc. 2018-30"),
        (2020, 1_400, 2_800, "Rev. Proc. 2019-25"),
        (2021, 1_400, 2_800, "Rev. Proc. 2020-32"),
        (2022, 1_400, 2_800, "Rev. Proc. 2021-25"),
        (2023, 1_500, 3_000, "Rev. Proc. 2022-24"),
        (2024, 1_600, 3_200, "Rev. Proc. 2023-23"),
        (2025, 1_650, 3_300, "Rev. Proc. 2024-25"),
        (2026, 1_700, 3_400, "Rev. Proc. 2025-19"),
        (2027, 1_750, 3_500, "Rev. Proc. 2026-24"),
    )
)


def nearest_year(year: int, table: dict[int, AnnualAmount]) -> AnnualAmount:
    """Return the amounts of a year, or those of the nearest year that a table holds.

    >>> nearest_year(2026, ANNUAL_LIMITS).self_only
    Money('10600.00')
    """
    return table[min(max(year, min(table)), max(table))]
