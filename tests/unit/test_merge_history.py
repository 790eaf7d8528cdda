"""What a merger leaves as it was: the market on the days before it."""

from datetime import date

import pytest

import medgroup as mg
from medgroup import Severity
from medgroup.domain import Resource, ResourceKind

DAY, BEFORE = date(2025, 6, 1), date(2025, 5, 31)
PRACTICES = ("north", "south")

FACTS = mg.Facts(
    organizations=[
        *(mg.Organization(id=one, tin=f"06-000000{tin}") for tin, one in enumerate(PRACTICES)),
        mg.Organization(id="ipa", model="ipa", tin="06-0000009"),
        mg.Organization(id="hospital"),
    ],
    affiliations=[
        mg.Affiliation(id=one, kind=mg.Kind.MEMBER, organizer="ipa", member=one, period=mg.Period(date(2024, 1, 1)))
        for one in PRACTICES
    ],
    elections=[mg.Election(id=one, affiliation=one, exclusive=False) for one in PRACTICES],
    practitioners=[mg.Practitioner(id="ann"), mg.Practitioner(id="ben")],
    practitioner_roles=[
        mg.PractitionerRole(id="ann", practitioner="ann", organization="north"),
        mg.PractitionerRole(id="ben", practitioner="ben", organization="south", sites={"mall", "ward"}),
    ],
    sites=[
        mg.Site(id="tower", organization="north"),
        mg.Site(id="annex", organization="north"),
        mg.Site(id="mall", organization="south"),
        mg.Site(id="ward", organization="hospital"),
    ],
    resources=[Resource(id=one, organization=one, kind=ResourceKind.STAFF) for one in PRACTICES],
)
MARKET = mg.open_market(FACTS)
MERGED = mg.merge(MARKET, PRACTICES, model="multi-specialty", name="Group", on=DAY)


def sites(market: mg.Market, organization: str, on: date) -> list[str]:
    """Return the ids of the sites of an organization on a day."""
    return [site.id for site in market.on(on).sites_of(organization)]


@pytest.mark.parametrize("practice", PRACTICES)
def test_before_a_merger_each_practice_has_the_sites_it_had(practice: str) -> None:
    assert sites(MERGED, practice, BEFORE) == sites(MARKET, practice, BEFORE)
    assert mg.describe(MERGED, practice, on=BEFORE).sites == mg.describe(MARKET, practice, on=BEFORE).sites


def test_from_the_day_on_the_group_has_them_and_before_it_none() -> None:
    assert sites(MERGED, "group", DAY) == ["annex", "mall", "tower", "ward"]
    assert mg.describe(MERGED, "group", on=DAY).sites == ("annex", "mall", "tower")
    assert sites(MERGED, "group", BEFORE) == []
    assert mg.describe(MERGED, "group", on=BEFORE).sites == ()


def test_before_a_merger_nobody_is_known_to_run_what_the_group_runs_later() -> None:
    run_by = {site.id: site.organization for site in MERGED.on(BEFORE).sites_of("south")}

    assert run_by == {"mall": None, "ward": "hospital"}


def test_whether_a_practice_kept_an_office_before_a_merger_cannot_be_told_and_is_no_error() -> None:
    before = mg.check_structure(MARKET, "ipa", on=BEFORE).findings
    after = mg.check_structure(MERGED, "ipa", on=BEFORE).findings

    assert before == ()
    assert [(finding.code, finding.severity) for finding in after] == [("IPA-3", Severity.CANNOT_TELL)] * 2
