"""Answers that may not be known, and values by their places."""

from collections.abc import Iterable
from typing import Generic, TypeVar

V = TypeVar("V")
#: The place of nothing.
NOWHERE = -1


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether one of several is true, where some may not be known."""
    found: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            found = None
    return found


def all_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether all of several are true, where some may not be known."""
    found: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def alike(values: Iterable[bool | None]) -> bool | None:
    """Return what several answers have in common; None where they differ or there is none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


class Listed(Generic[V]):
    """Values by their places, each once."""

    def __init__(self, values: Iterable[V] = ()) -> None:
        self._values = list(values)
        self._places = {value: place for place, value in enumerate(self._values)}

    def place(self, value: V | None) -> int:
        """Return the place of a value, which is added where it is new; that of nothing is -1."""
        if value is None:
            return NOWHERE
        place = self._places.setdefault(value, len(self._values))
        if place == len(self._values):
            self._values.append(value)
        return place

    def at(self, place: int) -> V | None:
        """Return the value at a place."""
        return None if place == NOWHERE else self._values[place]
