"""Half-open periods of days."""

from datetime import date, datetime, timedelta
from typing import TypeGuard

from attrs import Attribute, field, frozen

from medgroup.errors import InvalidValueError

#: What a day is, in words.
A_DAY = "a day (datetime.date)"


def day_of(value: object, field: str = "on") -> date:
    """Return a value that is a day.

    Raises:
        InvalidValueError: It is no ``datetime.date``, or one with a time of day.
    """
    if not is_day(value):
        raise InvalidValueError(value, A_DAY, field=field)
    return value


def is_day(value: object) -> TypeGuard[date]:
    """Return whether a value is a day without a time of day."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _day(_: object, attribute: "Attribute[date | None]", value: object) -> None:
    if value is not None:
        day_of(value, attribute.name)


@frozen(order=True)
class Period:
    """The days from ``start`` on, up to but not including ``end``.

    Every fact that holds for a while carries one. Two periods that share a boundary day never overlap:
    the day belongs to the later one.

    Raises:
        InvalidValueError: ``end`` is not after ``start``.

    >>> spring = Period(date(2025, 3, 1), date(2025, 6, 1))
    >>> spring.contains(date(2025, 3, 1)), spring.contains(date(2025, 6, 1))
    (True, False)
    """

    #: First day; None means since ever.
    start: date | None = field(default=None, validator=_day)
    #: First day after; None means with no end in sight.
    end: date | None = field(default=None, validator=_day)

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise InvalidValueError(
                self.end.isoformat(),
                f"a day after the start {self.start.isoformat()} (periods are half-open)",
                field="end",
            )

    def contains(self, day: date) -> bool:
        """Return whether ``day`` is one of the period's days."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def starts_after(self, day: date) -> bool:
        """Return whether the period has not begun on ``day``."""
        return self.start is not None and day < self.start

    def ended_by(self, day: date) -> bool:
        """Return whether the period is over on ``day``."""
        return self.end is not None and self.end <= day

    def overlaps(self, other: "Period") -> bool:
        """Return whether the two share a day."""
        return not (
            (self.end is not None and other.start is not None and self.end <= other.start)
            or (other.end is not None and self.start is not None and other.end <= self.start)
        )

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days the two share, or None where they share none."""
        if not self.overlaps(other):
            return None
        starts = [day for day in (self.start, other.start) if day is not None]
        ends = [day for day in (self.end, other.end) if day is not None]
        return Period(max(starts, default=None), min(ends, default=None))

    def before(self, day: date) -> "Period | None":
        """Return the part before ``day``, or None where there is none."""
        return self.intersection(Period(None, day))

    def since(self, day: date) -> "Period | None":
        """Return the part from ``day`` on, or None where there is none."""
        return self.intersection(Period(day, None))

    def __str__(self) -> str:
        if self.start is None:
            if self.end is None:
                return "always"
            return f"until {self.end.isoformat()}"
        if self.end is None:
            return f"from {self.start.isoformat()}"
        return f"from {self.start.isoformat()} until {self.end.isoformat()}"


def both_ends(during: object, field: str = "during") -> tuple[date, date]:
    """Return the ends of a period that has both.

    Raises:
        InvalidValueError: It has not, or is no period.
    """
    if not isinstance(during, Period) or during.start is None or during.end is None:
        given = str(during) if isinstance(during, Period) else during
        raise InvalidValueError(given, "a Period with a start and an end", field=field)
    return during.start, during.end


def days_after(day: date, days: int) -> date:
    """Return the day some days after another, the last day there is where that would be beyond it."""
    return day + timedelta(days=days) if (date.max - day).days >= days else date.max


#: Every day there is: what a fact with no stated period holds for.
ALWAYS = Period()
