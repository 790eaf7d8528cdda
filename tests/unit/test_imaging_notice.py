"""The notice of alternatives before MRI, CT or PET in the group: who is listed, and what is said of too few.

42 CFR 411.355(b)(7): a list of at least 5 other suppliers within 25 miles of the referrer's office, of all there are
where they are fewer, and of none where there is none; hospitals are no suppliers (42 CFR 400.202).
"""

from datetime import timedelta
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.domain import Line, OrganizationRole, Product
from medgroup.referrals import Ranking
from tests.unit.rankable import DAY, HOME, facts, needed, opened, ranked, role, site

PICTURES = "2085R0202X"


def noticed_market(
    *suppliers: tuple[float, str], hospital: bool = False, line: Line = Line.MEDICARE, **said: Any
) -> mg.Market:
    """Return a group that images, with other suppliers, each of a distance and of what it offers."""
    names = [f"supplier-{place}" for place in range(len(suppliers))]
    roles = [OrganizationRole.FACILITY] if hospital else []
    sites = [
        site("office", 0),
        *(
            site(name, miles, organization=name, services=[what])
            for name, (miles, what) in zip(names, suppliers, strict=True)
        ),
    ]
    given = facts(
        attrs.evolve(HOME, sites=["office"]),
        role("x", "home", PICTURES, sites=["office"]),
        sites=sites,
        organizations=[mg.Organization(id="home"), *(mg.Organization(id=name, roles=roles, **said) for name in names)],
        plan={"line": line, "product": Product.INDEMNITY},
    )
    return opened(given)


def noticed(*suppliers: tuple[float, str], services: Any = ("mri",), **said: Any) -> Ranking:
    """Rank imaging in a group with other suppliers."""
    return ranked(noticed_market(*suppliers, **said), needed(PICTURES, services=services))


def said(ranking: Ranking) -> str:
    return " ".join(reason.statement for reason in ranking.remarks() if "supplier" in reason.statement)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (
            0,
            (
                "The market knows no other supplier of imaging within 25 miles of the referrer's office for the notice "
                "of alternatives, fewer than the 5 that it has to list where there are as many. Where there is none in "
                "truth, the notice is due without a list."
            ),
        ),
        (1, "knows 1 other supplier of imaging"),
        (4, "fewer than the 5 that it has to list where there are as many. Which of them"),
        (5, "for the notice of alternatives. Which of them"),
        (6, "knows 6 other suppliers of imaging"),
    ],
)
def test_the_notice_says_how_many_suppliers_there_are_and_whether_they_are_enough(count: int, words: str) -> None:
    found = noticed(*[(24.9, "MRI")] * count)

    assert len(found.imaging_suppliers) == count
    assert words in said(found)


@pytest.mark.parametrize(("miles", "near"), [(24.9, True), (25.0, True), (25.1, False)])
def test_a_supplier_may_be_25_miles_away(miles: float, near: bool) -> None:
    assert bool(noticed((miles, "mri")).imaging_suppliers) is near


@pytest.mark.parametrize(
    ("offered", "asked", "listed"),
    [
        ("mri", "mri", True),
        ("Open MRI", "mri", True),
        ("MRI", "cardiac MRI", True),
        ("imaging", "mri", True),
        ("radiology", "pet", True),
        # The list is of those who provide the services for which the patient is referred.
        ("ct", "mri", False),
        ("ultrasound", "mri", False),
        ("x-ray", "imaging", False),
        ("ct", "imaging", True),
        ("pet", "70551", True),
    ],
)
def test_who_offers_nothing_of_what_is_asked_for_is_no_supplier_of_it(offered: str, asked: str, listed: bool) -> None:
    assert bool(noticed((3, offered), services=[asked]).imaging_suppliers) is listed


def test_hospitals_are_not_listed() -> None:
    assert noticed((3, "mri"), hospital=True).imaging_suppliers == ()


@pytest.mark.parametrize(
    ("services", "line"),
    [(("mri",), Line.COMMERCIAL), (("x-ray",), Line.MEDICARE), (("imaging",), Line.MEDICARE), (None, Line.MEDICARE)],
)
def test_nothing_is_said_of_no_supplier_where_no_notice_is_known_to_be_due(services: Any, line: Line) -> None:
    assert said(noticed(services=services, line=line)) == ""


def test_a_supplier_exists_on_the_day() -> None:
    given = noticed_market((3, "mri"), period=mg.Period(DAY + timedelta(days=1)))
    asked = needed(PICTURES, services=["mri"])

    assert [bool(ranked(given, asked, on=DAY + timedelta(days=days)).imaging_suppliers) for days in (0, 1)] == [
        False,
        True,
    ]
