"""Tastes are drawn of keys alone, evenly, below 1, and by columns as one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from medgroup.bulk import Tastes, route, taste
from medgroup.bulk.needs.tastes import hashed, tastes
from tests.unit.bulk_needs import differing, needs, tables

KEYS = st.text(max_size=12)


def test_a_taste_is_the_same_ever_after() -> None:
    assert taste("ann", "dr-okafor") == 0.9592040531890855
    assert taste("", "") == 0.044663758550697374


@given(st.lists(st.tuples(KEYS, KEYS), min_size=1))
def test_tastes_by_columns_are_those_one_by_one(pairs: list[tuple[str, str]]) -> None:
    hashes = [(hashed(patient), hashed(practitioner)) for patient, practitioner in pairs]
    patients, practitioners = np.array(hashes, dtype="uint64").T
    found = tastes(patients, practitioners).tolist()

    assert found == [taste(*pair) for pair in pairs]
    assert all(0 <= one < 1 for one in found)


def test_tastes_are_spread_evenly() -> None:
    found = sorted(taste(f"patient-{number}", f"practitioner-{number % 7}") for number in range(2_000))

    assert all(abs(one - place / 2_000) < 0.04 for place, one in enumerate(found))


def test_whose_key_lasts_keeps_its_tastes() -> None:
    """A practitioner who bears another's key is liked as the other is."""
    swapped = Tastes(miles=20, practitioners={"practitioner-000001": "practitioner-000001"})

    assert (
        differing(route(needs(300), tables(), tastes=swapped), route(needs(300), tables(), tastes=Tastes(miles=20)))
        == {}
    )


def test_tastes_that_reach_no_mile_change_nothing() -> None:
    assert differing(route(needs(300), tables(), tastes=Tastes(miles=0)), route(needs(300), tables())) == {}
