"""The No Surprises Act: whom it protects, when consent waives it, and of which amount the patient shares."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from medgroup.costs.benefits.surprise import (
    Care,
    NoticeAndConsent,
    recognized_amount,
    surprise_protection,
)
from medgroup.costs.benefits.surprise_rows import Place
from medgroup.domain.payers import Line, Plan
from medgroup.errors import InvalidValueError
from medgroup.network import Status
from medgroup.values.money import Money
from tests.unit.claims import dollars

PLAN = Plan(id="plan", payer="payer", line=Line.COMMERCIAL)
HOSPITAL: dict[str, Any] = {"place": Place.HOSPITAL, "ancillary": False, "consent": False}


def protected(
    network: Status = Status.OUT, facility: Status | None = Status.IN, plan: Plan = PLAN, **said: Any
) -> bool | None:
    care = Care(**{**HOSPITAL, **said})
    return surprise_protection(plan, care, network=network, facility_network=facility).protected


@pytest.mark.parametrize("place", list(Place))
def test_it_protects_at_facilities_in_network_and_not_in_an_office(place: Place) -> None:
    """out-of-network practitioner at an in-network hospital, outpatient department, CAH or ASC; not an office visit"""
    assert protected(place=place) is (place is not Place.OFFICE)
    assert protected(place=place, facility=Status.OUT) is False
    assert protected(place=place, network=Status.IN) is False


def test_it_protects_in_an_emergency_wherever_it_is() -> None:
    """45 CFR 149.110"""
    for facility in (Status.IN, Status.OUT, None):
        assert protected(emergency=True, facility=facility, consent=True) is True
        assert protected(emergency=True, facility=facility, place=Place.OFFICE) is True
    assert protected(emergency=True, network=Status.IN) is False


def test_it_protects_from_air_ambulances_whatever_was_consented_to() -> None:
    """45 CFR 149.130, 149.440"""
    assert protected(air_ambulance=True, place=None, facility=None, consent=True) is True


def test_consent_waives_it_but_never_for_ancillary_services_or_unforeseen_needs() -> None:
    """45 CFR 149.420(b)"""
    assert protected(consent=True) is False
    assert protected(consent=True, ancillary=True) is True
    assert protected(consent=True, unforeseen=True) is True


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"consent": True, "fit_to_consent": True}, False),
        ({"consent": True, "fit_to_consent": False}, True),
        ({"consent": False, "fit_to_consent": True}, True),
        ({"consent": True, "fit_to_consent": True, "unforeseen": True}, True),
        ({"consent": True, "fit_to_consent": None}, None),
    ],
)
def test_after_stabilization_it_takes_every_condition_to_waive_it(said: dict[str, Any], expected: bool | None) -> None:
    """45 CFR 149.410(b)"""
    assert protected(emergency=True, post_stabilization=True, **said) is expected


@pytest.mark.parametrize("line", [Line.MEDICARE, Line.MEDICARE_ADVANTAGE, Line.MEDICAID])
def test_it_is_not_about_public_programmes(line: Line) -> None:
    assert protected(plan=Plan(id="plan", payer="payer", line=line), emergency=True) is False


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"network": Status.UNKNOWN}, "whether the practitioner is in network"),
        ({"facility": Status.UNKNOWN}, "whether the facility is in network"),
        ({"facility": None}, "whether the facility is in network"),
        ({"place": None}, "where the service is given"),
        ({"consent": None}, "whether she consented after due notice"),
        ({"consent": True, "ancillary": None}, "whether the service is ancillary"),
        ({"plan": Plan(id="plan", payer="payer")}, "which line of business the plan is of"),
    ],
)
def test_what_is_not_known_and_decides_is_asked_for(said: dict[str, Any], missing: str) -> None:
    assert protected(**said) is None
    network, facility = said.get("network", Status.OUT), said.get("facility", Status.IN)
    care = {name: value for name, value in said.items() if name not in ("network", "facility", "plan")}
    asked = surprise_protection(
        said.get("plan", PLAN), Care(**{**HOSPITAL, **care}), network=network, facility_network=facility
    )
    assert asked.missing == (missing,)
    assert missing in asked.headline()
    assert asked.because[0].statement == f"It is not known {missing}."


def test_consent_is_not_asked_for_where_it_would_change_nothing() -> None:
    assert protected(consent=None, ancillary=True) is True
    assert protected(consent=None, place=Place.OFFICE) is False


def test_the_verdict_is_said_with_its_rule() -> None:
    seen = surprise_protection(PLAN, Care(**HOSPITAL), network=Status.OUT, facility_network=Status.IN)
    assert seen.headline() == "The patient is protected from a surprise bill."
    assert (seen.rows, seen.because[0].source) == (("facility-in",), "45 CFR 149.120, 149.420")
    assert seen.to_dict()["protected"] is True
    office = surprise_protection(PLAN, Care(place=Place.OFFICE), network=Status.OUT)
    assert office.headline() == "The patient is not protected from a surprise bill."


EASTERN = timezone(timedelta(hours=-5))
SERVICE = datetime(2026, 3, 20, 10, 0, tzinfo=EASTERN)


def before(hours: float) -> datetime:
    return SERVICE - timedelta(hours=hours)


class TestNotice:
    """45 CFR 149.420: 72 hours before; booked within 72 hours, on the booking day and three hours before"""

    @pytest.mark.parametrize(
        ("booked", "notice", "valid"),
        [
            (500, 72, True),
            (500, 71.99, False),
            (72, 72, True),
            (72, 71, False),
            (71, 71, True),
            (71, 60, True),
            (71, 50, False),
            (9, 9, True),
            (9, 3, True),
            (9, 2.99, False),
            (2, 2, False),
        ],
    )
    def test_it_has_to_be_given_in_time(self, booked: float, notice: float, valid: bool) -> None:
        given = NoticeAndConsent(booked=before(booked), notice=before(notice), service=SERVICE, consented=True)
        assert given.is_valid is valid
        refused = NoticeAndConsent(booked=before(booked), notice=before(notice), service=SERVICE, consented=False)
        assert refused.is_valid is False
        assert protected(consent=given) is not valid

    def test_the_day_is_that_of_the_facility(self) -> None:
        booked = datetime(2026, 3, 19, 23, 30, tzinfo=EASTERN)
        notice = datetime(2026, 3, 20, 4, 45, tzinfo=UTC)
        given = NoticeAndConsent(booked=booked, notice=notice, service=SERVICE, consented=True)
        assert given.is_valid is True

    @pytest.mark.parametrize("moment", [None, "2026-03-20", SERVICE.replace(tzinfo=None), SERVICE.date()])
    def test_times_have_a_time_zone(self, moment: Any) -> None:
        with pytest.raises(InvalidValueError, match=r"notice: .* is not a time with a time zone") as raised:
            NoticeAndConsent(booked=SERVICE, notice=moment, service=SERVICE, consented=True)
        assert raised.value.value is moment

    def test_consent_is_said(self) -> None:
        with pytest.raises(InvalidValueError, match="consented: None is not a bool"):
            NoticeAndConsent(booked=SERVICE, notice=SERVICE, service=SERVICE, consented=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("charge", "qualifying", "law", "recognized"),
    [
        (900, 600, None, 600),
        (500, 600, None, 500),
        (900, 600, 700, 700),
        (None, None, 700, 700),
        (None, 600, None, None),
        (900, None, None, None),
    ],
)
def test_the_recognized_amount_is_set_by_law_or_the_lesser_of_charge_and_median(
    charge: int | None, qualifying: int | None, law: int | None, recognized: int | None
) -> None:
    """45 CFR 149.30"""

    def money(amount: int | None) -> Money | None:
        return None if amount is None else dollars(amount)

    assert recognized_amount(money(charge), money(qualifying), set_by_law=money(law)) == money(recognized)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"place": "hospital"}, "place: 'hospital' is not a member of mg.costs.Place; write mg.costs.Place.HOSPITAL"),
        ({"consent": "yes"}, "consent: 'yes' is not true or false"),
        ({"ancillary": 0}, "ancillary: 0 is not true or false"),
    ],
)
def test_care_that_cannot_be_is_refused(said: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        Care(**said)
    assert expected in str(raised.value)


def test_a_status_is_asked_for() -> None:
    with pytest.raises(InvalidValueError, match="facility_network: 'in' is not a network status"):
        surprise_protection(PLAN, Care(), network=Status.OUT, facility_network="in")  # type: ignore[arg-type]
