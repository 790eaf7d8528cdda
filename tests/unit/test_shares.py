"""Shares as answers hold them and as people read them."""

from fractions import Fraction

import pytest

from medgroup.referrals.shares import between, in_percent, shown_share


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, None),
        (Fraction(0), 0.0),
        (Fraction(1), 1.0),
        (Fraction(1, 3), 0.3333),
        (Fraction(2, 3), 0.6667),
        # Half of the last decimal goes up.
        (Fraction(33_335, 100_000), 0.3334),
        (Fraction(33_334, 100_000), 0.3333),
    ],
)
def test_a_share_is_held_to_four_decimals(share: Fraction | None, shown: float | None) -> None:
    assert shown_share(share) == shown


def test_a_share_is_read_in_percent_and_no_share_in_words() -> None:
    assert [in_percent(share) for share in (0.0, 0.3333, 0.8, 1.0)] == ["0 %", "33.33 %", "80 %", "100 %"]
    assert in_percent(None) == between(None, None) == "no share"
