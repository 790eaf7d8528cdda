"""The share of referrals that a report closes, held against the published test cases of the measure CMS50."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.domain import Encounter, Patient, Referral, ReferralEvent, ReferralState
from medgroup.referrals import ClosingRate, closing_rate

#: An encounter of the cases that the value sets of the measure do not hold: a visit to an emergency department.
EMERGENCY = "4525004"
#: Statuses of a request that is an order.
ORDERS = ("active", "completed")
HEART = "207RC0000X"
CASES = 15


@pytest.fixture(scope="module")
def cases(real_data: Path) -> list[Path]:
    """The folders of the cases, one for each patient."""
    return sorted(path for path in (real_data / "referral-loop").iterdir() if path.is_dir())


def resources(case: Path, kind: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(case.glob(f"{kind}-*.json"))]


def day(stated: str) -> date:
    return date.fromisoformat(stated[:10])


def what_happened(case: Path, request: dict[str, Any]) -> Iterator[ReferralEvent]:
    """Yield what the tasks of a request tell: it was sent, and a consult note that is completed was received."""
    yield ReferralEvent(state=ReferralState.SENT, on=day(request["authoredOn"]))
    for task in resources(case, "Task"):
        of = [one["reference"] for one in task.get("basedOn", ())]
        if task["status"] == "completed" and f"ServiceRequest/{request['id']}" in of:
            yield ReferralEvent(state=ReferralState.SEEN, on=day(task["executionPeriod"]["start"]))
            yield ReferralEvent(state=ReferralState.REPORT_RECEIVED, on=day(task["executionPeriod"]["end"]))


def referrals(case: Path) -> list[Referral]:
    return [
        Referral(
            id=request["id"],
            patient=case.name,
            issuer="doctor-clinic",
            specialty=HEART,
            written=day(request["authoredOn"]),
            events=tuple(what_happened(case, request)),
        )
        for request in resources(case, "ServiceRequest")
        if request["status"] in ORDERS and request["intent"] == "order"
    ]


def encounters(case: Path) -> Iterator[Encounter]:
    """Yield the encounters of a case that the measure asks for; the test of a psychologist is one."""
    for one in resources(case, "Encounter"):
        if one["type"][0]["coding"][0]["code"] != EMERGENCY:
            yield Encounter(id=one["id"], patient=case.name, practitioner="doctor", on=day(one["period"]["start"]))
    for one in resources(case, "Procedure"):
        yield Encounter(id=one["id"], patient=case.name, practitioner="doctor", on=day(one["performedDateTime"]))


def expected(case: Path) -> tuple[mg.Period, dict[str, int]]:
    """Return the period of the measure, and how many there are of each population."""
    (report,) = resources(case, "MeasureReport")
    counts = {
        row["code"]["coding"][0]["code"]: row["count"] for group in report["group"] for row in group["population"]
    }
    # The end of a period in FHIR is its last day.
    last = day(report["period"]["end"])
    return mg.Period(day(report["period"]["start"]), date(last.year + 1, 1, 1)), counts


def rated(folders: list[Path], during: mg.Period) -> ClosingRate:
    market = mg.open_market(
        mg.Facts(
            organizations=[mg.Organization(id="clinic")],
            practitioners=[mg.Practitioner(id="doctor")],
            practitioner_roles=[mg.PractitionerRole(id="doctor-clinic", practitioner="doctor", organization="clinic")],
            patients=[Patient(id=case.name) for case in folders],
            referrals=[one for case in folders for one in referrals(case)],
        )
    )
    seen = [one for case in folders for one in encounters(case)]
    answer = closing_rate(market, during=during, encounters=seen)
    assert answer.practitioners == () or [row.of for row in answer.practitioners] == ["doctor"]
    return answer.total


def populations(rate: ClosingRate) -> dict[str, int]:
    return {
        "initial-population": rate.initial_population,
        "denominator": rate.denominator,
        "numerator": rate.numerator,
    }


def test_every_case_has_the_populations_of_its_report(cases: list[Path]) -> None:
    """Initial population, denominator and numerator are those that the measure's authors expect, case by case."""
    assert len(cases) == CASES
    told = {case.name: populations(rated([case], expected(case)[0])) for case in cases}

    assert told == {case.name: expected(case)[1] for case in cases}


def test_together_they_add_up(cases: list[Path]) -> None:
    (during,) = {expected(case)[0] for case in cases}
    sums = [sum(expected(case)[1][name] for case in cases) for name in ("denominator", "numerator")]

    rate = rated(cases, during)

    assert [rate.denominator, rate.numerator] == sums
    assert rate.rate == round(sums[1] / sums[0], 4)
    assert rate.undecided == 0
