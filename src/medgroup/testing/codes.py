"""Which codes checks can emit, read from the checks themselves: a code that no example meets is seen too."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any

from medgroup.models import Rule

#: Forms of a code: ``IPA-2``, ``SS-1b``, ``npi.check-digit``.
CODE = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+[a-z]?|[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")


def codes_of(checks: Iterable[object]) -> frozenset[str]:
    """Return the texts in the form of a code that checks, and what they call of their own packages, hold."""
    chosen = tuple(checks)
    walk = _Walk({_home(check) for check in chosen})
    for check in chosen:
        walk.value(check)
    return frozenset(text for text in walk.texts if CODE.fullmatch(text))


def _home(value: Any) -> str:
    if isinstance(value, partial):
        return _home(value.func)
    module = getattr(value, "__module__", None) or type(value).__module__
    return str(module).partition(".")[0]


class _Walk:
    """Collects texts, from a check through whatever it refers to in the packages that the checks are of."""

    def __init__(self, homes: set[str]) -> None:
        self.homes = homes
        self.texts: set[str] = set()
        self.seen: list[object] = []

    def value(self, value: Any) -> None:
        """Walk a value: a text, a container, a function, a class, or an object with a call of its own."""
        if isinstance(value, str):
            self.texts.add(value)
        elif not any(value is one for one in self.seen):
            self.seen.append(value)
            for part in self._parts(value):
                self.value(part)

    def _parts(self, value: Any) -> Iterator[Any]:
        if isinstance(value, Mapping):
            yield from (*value.keys(), *value.values())
        elif isinstance(value, tuple | list | set | frozenset):
            yield from value
        elif isinstance(value, partial):
            yield from (value.func, *value.args, *value.keywords.values())
        elif isinstance(value, CodeType):
            yield from value.co_consts
        elif isinstance(value, Rule):
            yield value.code
        elif isinstance(value, MethodType):
            yield from (value.__func__, value.__self__)
        elif _home(value) in self.homes:
            yield from self._of_own(value)

    def _of_own(self, value: Any) -> Iterator[Any]:
        if isinstance(value, FunctionType):
            yield from (value.__code__, value.__defaults__ or (), value.__kwdefaults__ or {})
            yield from (value.__globals__[name] for name in _names(value.__code__) if name in value.__globals__)
            yield from (cell.cell_contents for cell in value.__closure__ or ())
        elif isinstance(value, type):
            yield from (part for part in vars(value).values() if isinstance(part, FunctionType | property | str))
        elif isinstance(value, property):
            yield value.fget
        else:
            yield type(value)
            yield from _fields(value)


def _names(code: CodeType) -> set[str]:
    """Return the names that some code uses, and the code inside it."""
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return {*code.co_names}.union(*map(_names, inner))


def _fields(value: Any) -> Iterator[Any]:
    """Yield what the fields of an object hold, with slots and without."""
    yield from getattr(value, "__dict__", {}).values()
    for kind in type(value).__mro__:
        slots = vars(kind).get("__slots__", ())
        yield from (getattr(value, name, None) for name in ((slots,) if isinstance(slots, str) else slots))
