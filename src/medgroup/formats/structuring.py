"""Plain values to facts and back, strictly: nothing is turned into something else on the way.

``"12"`` is no number, ``1`` is not true, ``1.0`` is no whole number and no key is passed over. What is missing or null
has the default of its field. Sets are sorted lists, days are ISO 8601, money is dollars and cents in quotes,
enumerations are words.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

import attrs
from cattrs import Converter
from cattrs.errors import IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from medgroup.domain import fields
from medgroup.errors import InvalidValueError, listed, nearest
from medgroup.formats.rows import LONGEST_NUMBER
from medgroup.formats.shapes import in_words, is_record, item_type, keys, required_keys, stated_type
from medgroup.values.money import Money
from medgroup.values.period import Period

Hook = Callable[[Any, Any], Any]

_ENDS = frozenset(keys(Period))
_A_DAY = "a day as 2025-01-31"


def _wrong(value: object, expected: str, *, nearest: str | None = None) -> InvalidValueError:
    """Return the error of a value; of a list or an object, which may be deeper than Python can show, only the sort."""
    sort = next((sort for sort in (dict, list) if isinstance(value, sort)), None)
    return InvalidValueError(sort() if sort else value, expected, nearest=nearest)


def _text(value: object, _: Any) -> str:
    if type(value) is not str:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        raise _wrong(value, "a text; put it in quotes" if number else "a text")
    if not value.isascii():
        _refuse_half_characters(value)
    return value


def _refuse_half_characters(text: str) -> None:
    """Refuse half of a surrogate pair, which JSON can write and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidValueError(text[error.start], "a character; half of a pair stands alone") from None


def _flag(value: object, _: Any) -> bool:
    if type(value) is not bool:
        raise _wrong(value, "true or false")
    return value


def _whole_number(value: object, _: Any) -> int:
    if type(value) is not int:
        raise _wrong(value, "a whole number")
    return value


def _number(value: object, _: Any) -> float:
    if type(value) is not int and type(value) is not float:
        raise _wrong(value, "a number")
    return float(value)


def _day(value: object, _: Any) -> date:
    # ``fromisoformat`` also takes weeks, and days without hyphens.
    if type(value) is not str or len(value) != 10 or value[4] != "-" or value[7] != "-":
        raise _wrong(value, _A_DAY)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _wrong(value, f"{_A_DAY}; the calendar has no such day") from None


def _money(value: object, _: Any) -> Money:
    if type(value) is not str or len(value) > LONGEST_NUMBER:
        raise _wrong(value, 'dollars and cents in quotes, as "100.19"')
    return Money.parse(value)


def _exact_number(value: object, _: Any) -> Decimal:
    text = str(value) if type(value) is int else value
    if type(text) is not str or not fields.EXACT.fullmatch(text):
        raise _wrong(value, 'an exact number in quotes, as "0.2", or a whole number')
    return Decimal(text)


def _word_hook(kind: type[Enum]) -> Hook:
    members = {member.value: member for member in kind}
    expected = f"one of {listed(members)}"

    def structure(value: object, _: Any) -> Enum:
        if type(value) is not str:
            raise _wrong(value, expected)
        if value not in members:
            raise _wrong(value, expected, nearest=nearest(value, members))
        return members[value]

    return structure


def _list_hook(kind: Any, converter: Converter) -> Hook:
    item, make = item_type(kind), kind.__origin__
    structure_item = converter.get_structure_hook(item)

    def structure(value: object, _: Any) -> Any:
        if type(value) is not list:
            raise _wrong(value, "a list; put it in [ ]" if type(value) is str else "a list")
        items: list[Any] = []
        errors: list[Exception] = []
        for index, one in enumerate(value):
            try:
                items.append(structure_item(one, item))
            except (InvalidValueError, ExceptionGroup) as error:
                error.add_note(IterableValidationNote("", index, item))
                errors.append(error)
        if errors:
            raise ExceptionGroup("not every item is right", errors)
        return make(items)

    return structure


def _record_hook(kind: type[Any], converter: Converter) -> Hook:
    structure_keys = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )
    optional = frozenset(keys(kind)) - frozenset(required_keys(kind))

    def structure(value: object, _: Any) -> Any:
        if type(value) is not dict:
            raise _wrong(value, f"{in_words(kind)}; write an object")
        if None in value.values():
            value = {key: stated for key, stated in value.items() if stated is not None or key not in optional}
        return structure_keys(value, kind)

    return structure


def _period_hook(converter: Converter) -> Hook:
    structure_keys = _record_hook(Period, converter)
    # The facts of a market share a few periods: each is checked once and kept once.
    known = lru_cache(maxsize=4096)(lambda start, end: structure_keys({"start": start, "end": end}, Period))

    def structure(value: Any, _: Any) -> Any:
        if type(value) is dict and value.keys() <= _ENDS and {str, type(None)}.issuperset(map(type, value.values())):
            return known(value.get("start"), value.get("end"))
        return structure_keys(value, Period)

    return structure


def _shortest(number: float) -> float:
    # 1 and 1.0 are equal facts and must be equal bytes; beyond 2**53 a float has gaps that a whole number has not.
    return int(number) if number == int(number) and abs(number) < 2**53 else number


def _fewest_digits(number: Decimal) -> str:
    # 0.20 and 0.2 are equal facts and must be equal bytes.
    return f"{number.normalize():f}"


def _keys_hook(kind: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    parts = [
        (attribute.name, attribute.default, converter.get_unstructure_hook(stated_type(attribute.type)))
        for attribute in attrs.fields(kind)
    ]

    def unstructure(fact: Any) -> dict[str, Any]:
        stated = ((name, getattr(fact, name), default, unstructure) for name, default, unstructure in parts)
        return {name: unstructure(value) for name, value, default, unstructure in stated if value != default}

    return unstructure


def _sorted_list_hook(kind: Any, converter: Converter) -> Callable[[Any], list[Any]]:
    unstructure_item = converter.get_unstructure_hook(item_type(kind))
    return lambda values: sorted(map(unstructure_item, values))


def _list_of_hook(kind: Any, converter: Converter) -> Callable[[Any], list[Any]]:
    unstructure_item = converter.get_unstructure_hook(item_type(kind))
    return lambda values: list(map(unstructure_item, values))


def _both_ends(period: Period) -> dict[str, str | None]:
    return {name: day and day.isoformat() for name, day in attrs.asdict(period).items()}


def _converter() -> Converter:
    converter = Converter(detailed_validation=True)
    structures: dict[Any, Hook] = {
        str: _text,
        bool: _flag,
        int: _whole_number,
        float: _number,
        date: _day,
        Money: _money,
        Decimal: _exact_number,
    }
    for kind, structure in structures.items():
        converter.register_structure_hook(kind, structure)
    converter.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and issubclass(kind, Enum), _word_hook
    )
    converter.register_structure_hook_factory(lambda kind: item_type(kind) is not None, _list_hook)
    converter.register_structure_hook_factory(is_record, _record_hook)
    converter.register_structure_hook(Period, _period_hook(converter))
    # A null has left its record before its field is looked at.
    converter.register_structure_hook_factory(
        lambda kind: stated_type(kind) is not kind, lambda kind, _: converter.get_structure_hook(stated_type(kind))
    )
    unstructures: dict[Any, Callable[[Any], Any]] = {
        float: _shortest,
        date: date.isoformat,
        Money: str,
        Decimal: _fewest_digits,
        Period: _both_ends,
    }
    converter.register_unstructure_hook_factory(is_record, _keys_hook)
    for kind, unstructure in unstructures.items():
        converter.register_unstructure_hook(kind, unstructure)
    converter.register_unstructure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is frozenset, _sorted_list_hook
    )
    converter.register_unstructure_hook_factory(lambda kind: getattr(kind, "__origin__", None) is tuple, _list_of_hook)
    return converter


#: The one converter between facts and plain values.
CONVERTER = _converter()
