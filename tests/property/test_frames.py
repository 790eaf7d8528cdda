"""Laws of data frames: whatever facts go into them come back, by way of every library."""

from typing import Any

import narwhals
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medgroup import formats
from medgroup.domain import Facts
from medgroup.domain.facts import COLLECTIONS
from medgroup.formats.frames import BACKENDS
from medgroup.testing.choices import seeded
from tests.property.drawn_directories import directories, draw_directory
from tests.property.test_market_files import ORGANIZATIONS, PLANS, SITES, by_id

#: Facts of odd texts and documents, which need not make a market.
ODD = st.builds(Facts, organizations=by_id(ORGANIZATIONS), sites=by_id(SITES), plans=by_id(PLANS))


# A frame for every collection in each example, by way of three libraries, takes its time.
@settings(max_examples=settings().max_examples // 2)
@given(st.one_of(directories(), ODD), st.sampled_from(sorted(BACKENDS)))
def test_what_goes_into_frames_comes_back(facts: Facts, backend: str) -> None:
    """from_frames(to_frames(facts)) equals the facts, every collection sorted by id."""
    assert formats.from_frames(formats.to_frames(facts, backend=backend)) == facts.sorted()


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Facts in every collection, and facts that do not stand in the order of their ids."""
    drawn = [draw_directory(seeded(seed)) for seed in range(40)]

    held = {name: sum(bool(rows) for rows in (dict(facts.items())[name] for facts in drawn)) for name in COLLECTIONS}
    assert [name for name, count in held.items() if count < 5] == []
    assert sum(facts != facts.sorted() for facts in drawn) >= 5


@pytest.mark.parametrize("backend", BACKENDS)
def test_frames_of_any_market_have_the_same_columns_of_the_same_types(backend: str) -> None:
    """But for an address or benefits with nothing in them, each of which adds a column."""
    empty = formats.to_frames(Facts(), backend=backend)
    for seed in range(6):
        full = formats.to_frames(draw_directory(seeded(seed)), backend=backend)
        for name in COLLECTIONS:
            added = types(full[name]).items() - types(empty[name]).items()
            assert types(empty[name]).items() <= types(full[name]).items()
            assert {column for column, _ in added} <= {"address", "benefits"}


def types(frame: Any) -> dict[str, str]:
    return {name: str(kind) for name, kind in narwhals.from_native(frame).schema.items()}
