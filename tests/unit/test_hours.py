"""Opening hours: which times of day a site may state."""

import pytest

from medgroup.domain import Hours, Weekday
from medgroup.errors import InvalidValueError


@pytest.mark.parametrize("times", [("00:00", "24:00"), ("08:30", "12:05"), ("23:58", "23:59")])
def test_a_time_is_two_digits_each_and_midnight_ends_a_day(times: tuple[str, str]) -> None:
    assert Hours(days={Weekday.MON}, opens=times[0], closes=times[1]).closes == times[1]


@pytest.mark.parametrize("opens", ["8:30", "08:60", "24:30", "29:00", "0800", "08:30 ", "0\u0668:30", "-1:30"])
def test_anything_else_is_refused(opens: str) -> None:
    with pytest.raises(InvalidValueError, match="is not a time of day as 08:30"):
        Hours(days={Weekday.MON}, opens=opens, closes="24:00")
