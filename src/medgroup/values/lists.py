"""Values given as a list, taken as a set or a tuple."""

from collections.abc import Iterable
from typing import Any

from medgroup.errors import InvalidValueError


def set_of(values: Iterable[Any], field: str = "") -> frozenset[Any]:
    """Return values as a set; what is no list is refused, under the name of its argument where one is given."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValueError(values, "a list", field=field)
    return values if isinstance(values, frozenset) else frozenset(values)


def tuple_of(values: Iterable[Any], field: str = "") -> tuple[Any, ...]:
    """Return values as a tuple, in the order given; what is no list is refused as in ``set_of``."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValueError(values, "a list", field=field)
    return tuple(values)


def some_set_of(values: Iterable[Any] | None) -> frozenset[Any] | None:
    """Return values as a set; None, which means all, stays None."""
    return None if values is None else set_of(values)


def some_tuple_of(values: Iterable[Any] | None) -> tuple[Any, ...] | None:
    """Return values as a tuple, in the order given; None, which means not known, stays None."""
    return None if values is None else tuple_of(values)
