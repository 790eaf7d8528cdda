"""Everyone whose amounts count together is of one household, so that lines may be dealt out by it."""

from collections import defaultdict

from medgroup.bulk.claims.households import households
from tests.unit.bulk_lines import tables


def test_the_patients_of_one_family_account_are_of_one_household() -> None:
    """No line's answer depends on another family: of one family's account all lines are in one part."""
    found = households(tables().market)
    by_family = defaultdict(set)
    for row in tables().coverages:
        by_family[row.family].add(row.patient)
    del by_family[-1]

    assert {len({found[patient] for patient in together}) for together in by_family.values()} == {1}
    assert any(len(together) > 1 for together in by_family.values())
    assert set(found) == {patient.id for patient in tables().market.facts.patients}
    assert len(set(found.values())) > len(found) // 5
