"""What the fields of facts share: converters, validators, references, and a short repr."""

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from attrs import NOTHING, Attribute, fields

from medgroup.errors import InvalidValueError
from medgroup.values.lists import some_set_of, some_tuple_of
from medgroup.values.money import TOO_MANY_CENTS, Money
from medgroup.values.period import A_DAY, ALWAYS, Period, is_day
from medgroup.values.validators import A_TEXT, PERSONAL, of_field, refusal

#: Key of a field's metadata that names the collection its ids live in.
REFERENCE = "medgroup.reference"
#: Form of an exact number in a file: a text, so that no float comes between.
EXACT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_FOUR_DECIMALS = Decimal("0.0001")


def references(collection: str) -> Mapping[str, str]:
    """Return the metadata of a field that holds one id, or a set of ids, of a collection."""
    return {REFERENCE: collection}


if TYPE_CHECKING:
    # Type checkers take functions alone for converters.
    def some(values: Iterable[Any] | None) -> frozenset[Any] | None:
        """Return values as a set; None, which means all, stays None."""

    def some_ordered(values: Iterable[Any] | None) -> tuple[Any, ...] | None:
        """Return values as a tuple, in the order given; None, which means not known, stays None."""
else:
    #: Converter of a field that holds a set; None, which means all, stays None.
    some = of_field(some_set_of)
    #: Converter of a field that holds a tuple, in the order given; None, which means not known, stays None.
    some_ordered = of_field(some_tuple_of)


def exact(value: Any) -> Any:
    """Return an exact number given as a text, a whole number or a Decimal; what is none of these is left as it is."""
    if isinstance(value, str) and EXACT.fullmatch(value):
        return Decimal(value)
    return Decimal(value) if type(value) is int else value


def always(period: Period | None) -> Period:
    """Return the period; None, where none is stated, means always."""
    return ALWAYS if period is None else period


def text(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a required text: a string with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise refusal(attribute, value, A_TEXT)


def optional_text(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a text or None."""
    if value is not None:
        text(None, attribute, value)


def texts(_: object, attribute: "Attribute[Any]", value: Iterable[object] | None) -> None:
    """Check that every item is a text."""
    for item in value or ():
        text(None, attribute, item)


def not_empty(_: object, attribute: "Attribute[Any]", value: Iterable[object] | None) -> None:
    """Check a set of texts where None means all (of a plan: not known), so that an empty one says nothing."""
    if value is None:
        return
    if not value:
        raise InvalidValueError([], "a list with something in it (leave it out to mean all)", field=attribute.name)
    texts(None, attribute, value)


def not_empty_or_unknown(_: object, attribute: "Attribute[Any]", value: Iterable[object] | None) -> None:
    """Check a list of texts where None means not known, so that an empty one says nothing."""
    filled_or_unknown(None, attribute, value)
    texts(None, attribute, value)


def filled_or_unknown(_: object, attribute: "Attribute[Any]", value: Iterable[object] | None) -> None:
    """Check a list where None means not known, so that an empty one says nothing."""
    if value is not None and not value:
        raise refusal(attribute, [], "a list with something in it (leave it out where it is not known)")


def distinct(_: object, attribute: "Attribute[Any]", value: tuple[object, ...] | None) -> None:
    """Check that no item of an ordered list stands there twice."""
    if value is not None and len(set(value)) != len(value):
        raise InvalidValueError(list(value), "a list in which nothing stands twice", field=attribute.name)


def a_day(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a required day."""
    if not is_day(value):
        raise refusal(attribute, value, A_DAY)


def day(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check a day or None."""
    if value is not None:
        a_day(None, attribute, value)


def flag(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check true, false or None."""
    if value is not None and not isinstance(value, bool):
        raise refusal(attribute, value, "true or false")


def amount(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """Check an amount of money that somebody pays, or None."""
    if value is None:
        return
    if not isinstance(value, Money):
        raise refusal(attribute, value, 'Money, as Money.parse("100.19")')
    if not 0 <= value.cents < TOO_MANY_CENTS:
        raise refusal(attribute, str(value), f"an amount of zero or more, below {Money(TOO_MANY_CENTS)}")


def whole_number(least: int, *, optional: bool = False) -> Any:
    """Return a validator for a whole number.

    Args:
        least: The least value.
        optional: Whether None is taken as well.
    """

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if not (optional and value is None) and (type(value) is not int or value < least):
            raise refusal(attribute, value, f"a whole number of {least} or more")

    return check


def exact_between(low: str, high: str, *, above_low: bool = False, below_high: bool = False) -> Any:
    """Return a validator for an exact number of four decimals at most, or None where that is the default.

    Args:
        low: The least value.
        high: The greatest value.
        above_low: Whether the least value itself is refused.
        below_high: Whether the greatest value itself is refused.
    """
    least, most = Decimal(low), Decimal(high)
    floor = f"above {low}" if above_low else f"of {low} or more"
    ceiling = f"below {high}" if below_high else f"{high} at most"
    example = next((one for one in ("1.5", "0.8") if least < Decimal(one) < most), high)
    expected = f'an exact number {floor}, {ceiling}, of four decimals at most, as "{example}"'

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, Decimal) or not value.is_finite() or not least <= value <= most:
            raise refusal(attribute, _plain(value), expected)
        if value != value.quantize(_FOUR_DECIMALS) or (above_low and value == least) or (below_high and value == most):
            raise refusal(attribute, _plain(value), expected)

    return check


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def between(low: float, high: float, *, above_low: bool = False) -> Any:
    """Return a validator for a number within bounds, or None.

    Args:
        low: The least value.
        high: The greatest value.
        above_low: Whether the least value itself is refused.
    """
    floor = f"above {low:g}" if above_low else f"of {low:g} or more"
    ceiling = "" if math.isinf(high) else f", {high:g} at most"

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value is None:
            return
        within = (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and low <= value <= high
            and not (above_low and value == low)
            and abs(value) != math.inf
        )
        if not within:
            raise refusal(attribute, value, f"a number {floor}{ceiling}")

    return check


def _ordered_repr(value: object) -> str:
    """Return the repr of a value, that of a set in order, so that it is the same in every run."""
    return f"{{{', '.join(sorted(map(repr, value)))}}}" if isinstance(value, frozenset) and value else repr(value)


class ShortRepr:
    """Gives a record a repr of the fields that say something: no default is shown, nor any personal detail."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = [
            f"{attribute.name}={_ordered_repr(getattr(self, attribute.name))}"
            for attribute in fields(type(self))  # type: ignore[arg-type]
            if not attribute.metadata.get(PERSONAL)
            and (attribute.default is NOTHING or getattr(self, attribute.name) != attribute.default)
        ]
        return f"{type(self).__name__}({', '.join(shown)})"


class _HasName(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str | None: ...


class Named(ShortRepr):
    """Gives a record that may bear a name something to be called by, whether or not the name is stated."""

    __slots__ = ()

    @property
    def display(self: _HasName) -> str:
        """Its name for people, or its id where no name is stated."""
        return self.name or self.id
