"""Referrals follow the roles of who writes them when practices merge or are bought."""

from datetime import date

import attrs
import pytest

import medgroup as mg
from medgroup.domain import Patient, Referral

DAY, BEFORE, LATER = date(2025, 6, 1), date(2025, 5, 31), date(2025, 9, 1)
HEART = "207RC0000X"


def market(*, begins: date | None = None) -> mg.Market:
    """Return a market whose one doctor refers before the day, on it and after."""
    return mg.open_market(
        mg.Facts(
            organizations=[
                mg.Organization(id="north", name="North", model="solo"),
                mg.Organization(id="system", model="ids"),
            ],
            practitioners=[mg.Practitioner(id="ann")],
            practitioner_roles=[
                mg.PractitionerRole(
                    id="ann-north",
                    practitioner="ann",
                    organization="north",
                    relation=mg.Relation.OWNER,
                    period=mg.Period(begins),
                )
            ],
            patients=[Patient(id="kim")],
            referrals=[
                Referral(id=key, patient="kim", issuer="ann-north", specialty=HEART, written=day)
                for key, day in (("before", BEFORE), ("on", DAY), ("after", LATER))
            ],
        )
    )


def merged(before: mg.Market) -> mg.Market:
    return mg.merge(before, ["north"], model="solo", name="Group", on=DAY)


def bought(before: mg.Market) -> mg.Market:
    return mg.acquire(before, ["north"], by="system", on=DAY, owners_become=mg.Relation.EMPLOYEE)


def issuers(after: mg.Market) -> dict[str, str]:
    return {one.id: one.issuer for one in after.facts.referrals}


@pytest.mark.parametrize(("changed", "to"), [(merged, "group"), (bought, "system")])
def test_what_is_written_from_the_day_on_is_issued_in_the_role_handed_on(changed: object, to: str) -> None:
    after = changed(market())  # type: ignore[operator]

    assert issuers(after) == {"before": "ann-north", "on": f"ann-north@{to}", "after": f"ann-north@{to}"}


@pytest.mark.parametrize(("changed", "to"), [(merged, "group"), (bought, "system")])
def test_no_referral_is_left_with_a_role_that_is_there_no_longer(changed: object, to: str) -> None:
    after = changed(market(begins=LATER))  # type: ignore[operator]

    assert set(issuers(after).values()) == {f"ann-north@{to}"}


def test_nothing_else_of_a_referral_changes() -> None:
    before = market()

    for was, one in zip(before.facts.referrals, merged(before).facts.referrals, strict=True):
        assert attrs.evolve(one, issuer=was.issuer) == was
