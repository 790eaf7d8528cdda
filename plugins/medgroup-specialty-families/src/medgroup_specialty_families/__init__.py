"""Specialty families for medgroup: which NUCC taxonomy codes are one kind of care."""

from collections.abc import Iterable

import medgroup as mg
from medgroup_specialty_families._data import FOLLOWERS, OTHER_PROFESSIONALS, PHYSICIANS, PRIMARY_CARE

__all__ = ["FAMILIES", "medgroup_specialty_families"]

Row = tuple[str, str, str]


def _families(
    rows: Iterable[Row], *, physician: bool = False, follows_supervisor: bool = False
) -> tuple[mg.SpecialtyFamily, ...]:
    return tuple(
        mg.SpecialtyFamily(
            name=name,
            title=title,
            prefixes=beginnings.split(),
            primary_care=name in PRIMARY_CARE,
            follows_supervisor=follows_supervisor,
            physician=physician,
        )
        for name, title, beginnings in rows
    )


#: Every family: physicians, other professionals, and those who follow their supervisor.
FAMILIES = (
    *_families(PHYSICIANS, physician=True),
    *_families(OTHER_PROFESSIONALS),
    *_families(FOLLOWERS, follows_supervisor=True),
)


@mg.hookimpl
def medgroup_specialty_families() -> tuple[mg.SpecialtyFamily, ...]:
    """Hand over the specialty families."""
    return FAMILIES
