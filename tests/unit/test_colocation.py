"""Whether two sites share a building, what is open there on one day, and how far away it is: computed, not flagged."""

from math import pi
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import Address, Hours, OrganizationRole, Position, Weekday
from medgroup.referrals.ranking.buildings import Building, in_office_tests, open_minutes
from medgroup.referrals.ranking.colocation import EARTH_RADIUS_MILES, Sites, Travel, miles_between
from tests.unit.rankable import DAY, role

MONDAY = [Hours(days=[Weekday.MON], opens="08:00", closes="17:00")]
TUESDAY = [Hours(days=[Weekday.TUE], opens="08:00", closes="17:00")]


def site(key: str, **said: Any) -> mg.Site:
    return mg.Site(id=key, **said)


def address(
    line: str | None, city: str | None = "Town", state: str | None = "CT", code: str | None = "06101"
) -> Address:
    return Address(line=() if line is None else (line,), city=city, state=state, postal_code=code)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"building": "b"}, {"building": "b"}, True),
        ({"building": "b"}, {"building": "c"}, False),
        ({"building": "b"}, {}, None),
        ({}, {}, None),
        ({"address": address("1 Road")}, {"address": address("1 Road")}, True),
        ({"address": address("1 Road")}, {"address": address("1  road.")}, True),
        ({"address": address("1 Road, Suite 4")}, {"address": address("1 Road")}, True),
        ({"address": address("1 Road Ste 4")}, {"address": address("1 Road #5")}, True),
        ({"address": address("1 Road Bldg A")}, {"address": address("1 Road Bldg B")}, False),
        # One street may be written in several ways.
        ({"address": address("1 N. Main Street")}, {"address": address("1 North Main St")}, True),
        ({"address": address("1 Elm Av")}, {"address": address("1 Elm Avenue, Suite 2")}, True),
        ({"address": address("1 Elm Ave")}, {"address": address("1 Elm St")}, False),
        # What one of the two does not state tells nothing; something has to say where the street is.
        ({"address": address("1 Road", code=None)}, {"address": address("1 Road")}, True),
        ({"address": address("1 Road", city=None, state=None)}, {"address": address("1 Road")}, True),
        ({"address": address("1 Road", state=None, code=None)}, {"address": address("1 Road")}, None),
        ({"address": address("1 Road", None, None, None)}, {"address": address("1 Road")}, None),
        ({"address": address("1 Road", None, None, None)}, {"address": address("2 Road")}, False),
        ({"address": address("1 Road")}, {"address": address("2 Road")}, False),
        ({"address": address("1 Road")}, {"address": address("1 Road", city="Village")}, False),
        ({"address": address("1 Road")}, {"address": address("1 Road", state="NY")}, False),
        ({"address": address("1 Road", code="061011234")}, {"address": address("1 Road")}, True),
        ({"address": address("1 Road")}, {"address": address("1 Road", code="06102")}, False),
        ({"address": address("1 Road")}, {"address": address(None)}, None),
        ({"address": address("1 Road"), "building": "b"}, {"address": address("1 Road")}, True),
        ({"address": address("1 Road"), "building": "b"}, {"address": address("1 Road"), "building": "c"}, False),
    ],
)
def test_one_building_is_one_that_is_stated_or_one_street_address(one: Any, other: Any, told: bool | None) -> None:
    first, second = Building.of(site("one", **one)), Building.of(site("two", **other))

    assert first.same(second) is told
    assert second.same(first) is told


def told(*sites: mg.Site, near: str = "office", referrers: tuple[str, ...] = ()) -> Any:
    """Return a site as somebody sees it who refers from some sites."""
    return mg.open_market(mg.Facts(sites=sites), plugins=[]).derived(Sites).spot(referrers, near)


@pytest.mark.parametrize(
    ("own", "others", "word"),
    [
        ({"services": ["imaging"], "hours": MONDAY}, [], "yes"),
        ({"services": ["Imaging"], "hours": MONDAY}, [], "yes"),
        ({"services": ["mri"], "hours": MONDAY}, [], "yes"),
        ({"services": ["primary-care"], "hours": MONDAY}, [], "no"),
        ({"services": None, "hours": MONDAY}, [], None),
        ({"services": ["imaging"], "hours": None}, [], None),
        ({"services": [], "hours": MONDAY}, [{"services": ["imaging"], "hours": MONDAY}], "yes"),
        ({"services": [], "hours": MONDAY}, [{"services": ["imaging"], "hours": TUESDAY}], "no"),
        ({"services": [], "hours": MONDAY}, [{"services": ["imaging"], "hours": None}], None),
        ({"services": [], "hours": MONDAY}, [{"services": None, "hours": MONDAY}], None),
        ({"services": [], "hours": MONDAY}, [{"services": None, "hours": TUESDAY}], "no"),
        ({"services": [], "hours": MONDAY}, [{"services": ["imaging"], "hours": MONDAY, "building": "c"}], "no"),
        ({"services": [], "hours": MONDAY}, [{"services": ["imaging"], "hours": MONDAY, "building": None}], None),
        ({"services": [], "hours": MONDAY}, [{"hours": MONDAY}, {"services": ["ct"], "hours": MONDAY}], "yes"),
    ],
)  # fmt: skip
def test_imaging_on_the_same_day_is_a_matter_of_building_hours_and_services(
    own: Any, others: Any, word: str | None
) -> None:
    rows = [site("office", building="b", **own)]
    rows += [site(f"other-{number}", **{"building": "b", **one}) for number, one in enumerate(others)]

    assert told(*rows).same_day_imaging == word
    laboratory = {"imaging": "laboratory", "Imaging": "Laboratory", "mri": "lab", "ct": "pathology"}
    again = [
        mg.Site(
            id=one.id,
            building=one.building,
            hours=one.hours,
            services=None if one.services is None else [laboratory.get(word, word) for word in one.services],
        )
        for one in rows
    ]
    assert told(*again).same_day_laboratory == word


@pytest.mark.parametrize(
    ("referrers", "same", "building", "travel"),
    [
        (("office",), "yes", "yes", Travel.SAME_SITE),
        (("floor-2",), "no", "yes", Travel.SAME_BUILDING),
        (("elsewhere",), "no", "no", Travel.ELSEWHERE),
        (("nowhere",), "no", None, Travel.UNKNOWN),
        ((), None, None, Travel.UNKNOWN),
        (("elsewhere", "floor-2"), "no", "yes", Travel.SAME_BUILDING),
        (("elsewhere", "nowhere"), "no", None, Travel.UNKNOWN),
        (("elsewhere", "office"), "yes", "yes", Travel.SAME_SITE),
    ],
)
def test_a_site_is_seen_from_where_the_referrer_works(
    referrers: tuple[str, ...], same: str | None, building: str | None, travel: Travel
) -> None:
    rows = [
        site("office", building="b"),
        site("floor-2", building="b"),
        site("elsewhere", building="c"),
        site("nowhere"),
    ]
    seen = told(*rows, referrers=referrers)

    assert (seen.same_site, seen.same_building, seen.travel) == (same, building, travel)


@pytest.mark.parametrize(
    ("opens", "closes", "days", "met"),
    [
        ("08:00", "15:00", 5, [None, None, None]),
        ("08:00", "14:59", 5, [False, None, None]),
        ("08:00", "16:00", 1, [False, None, None]),
        ("08:00", "15:59", 1, [False, False, False]),
        (None, None, 7, [None, None, None]),
        (None, None, 1, [False, None, None]),
    ],
)
def test_an_office_that_is_open_too_little_meets_no_test_and_else_physicians_hours_decide(
    opens: str | None, closes: str | None, days: int, met: list[bool | None]
) -> None:
    open_ = site("office", hours=[Hours(days=list(Weekday)[:days], opens=opens, closes=closes)])

    assert [test.met for test in in_office_tests(open_)] == met
    assert told(open_).in_office == ("no" if met == [False] * 3 else None)


def test_the_tests_are_those_of_the_regulation() -> None:
    found = [(one.paragraph, one.open_hours, one.physician_hours, one.met) for one in in_office_tests(site("office"))]

    assert found == [("A", 35, 30, None), ("B", 8, 6, None), ("C", 8, 6, None)]


def test_hours_that_overlap_count_once_and_those_apart_add_up() -> None:
    def hours(opens: str, closes: str, *days: Weekday) -> Hours:
        return Hours(days=days, opens=opens, closes=closes)

    rows = [
        hours("08:00", "12:00", Weekday.MON, Weekday.TUE),
        hours("11:00", "13:30", Weekday.MON),
        hours("09:00", "10:00", Weekday.MON),
        hours("15:00", "16:00", Weekday.MON),
        hours("22:00", "24:00", Weekday.SUN),
    ]

    assert open_minutes(rows) == {Weekday.MON: 390, Weekday.TUE: 240, Weekday.SUN: 120}
    assert open_minutes([]) == {}


@pytest.mark.parametrize(
    ("one", "other", "miles"),
    [
        ((0, 0), (0, 180), pi * EARTH_RADIUS_MILES),
        ((90, 0), (-90, 77), pi * EARTH_RADIUS_MILES),
        ((0, 0), (0, 1), 69.0934),
        ((60, 0), (60, 1), 34.5456),
        ((41.8090, -71.4118), (42.3601, -71.0589), 42.16),
        ((10, 10), (10, 10), 0),
    ],
)
def test_distance_is_that_of_the_great_circle(one: Any, other: Any, miles: float) -> None:
    first, second = (Position(latitude=latitude, longitude=longitude) for latitude, longitude in (one, other))

    assert miles_between(first, second) == pytest.approx(miles, rel=1e-4, abs=1e-9)
    assert miles_between(first, second) == miles_between(second, first)


def test_the_radius_is_the_mean_of_the_earth() -> None:
    assert pytest.approx(6371.0088 / 1.609344, abs=1e-3) == EARTH_RADIUS_MILES


def test_a_role_is_at_the_sites_that_it_names_or_at_all_of_an_organization_that_exists() -> None:
    begins = mg.Organization(id="p", roles=[OrganizationRole.PRACTICE], period=mg.Period(DAY))
    facts = mg.Facts(
        organizations=[begins],
        practitioners=[mg.Practitioner(id="x")],
        sites=[site("b", organization="p"), site("a", organization="p"), site("c")],
    )
    sites = mg.open_market(facts, plugins=[]).derived(Sites)

    assert sites.of_role(role("x", "p", sites=["c", "b"]), DAY) == ("b", "c")
    assert sites.of_role(role("x", "p"), DAY) == ("a", "b")
    assert sites.of_role(role("x", "p"), DAY.replace(year=2020)) == ()


def test_a_site_that_says_nothing_of_its_building_is_in_that_of_its_own() -> None:
    assert told(site("office", services=["imaging"], hours=MONDAY)).same_day_imaging == "yes"
    seen = told(site("office"), referrers=("office",))
    assert (seen.same_site, seen.same_building, seen.travel) == ("yes", "yes", Travel.SAME_SITE)


def test_an_office_without_times_is_open_all_day() -> None:
    assert open_minutes([Hours(days=[Weekday.MON])]) == {Weekday.MON: 24 * 60}
