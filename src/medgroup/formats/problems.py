"""What is wrong with the facts of a file, gathered into one error that says it so that it can be mended."""

import re
from collections.abc import Iterable, Iterator

from attrs import frozen
from cattrs.errors import AttributeValidationNote, ClassValidationError, ForbiddenExtraKeysError, IterableValidationNote

from medgroup.domain.facts import COLLECTIONS
from medgroup.errors import FormatError, InvalidValueError, listed, nearest, shown
from medgroup.formats.rows import Path, Refused, Row, plainly
from medgroup.formats.shapes import in_words, is_personal, keys
from medgroup.values.period import Period

#: How many problems of a file one error names; reading stops there.
MOST = 20


@frozen
class Problem:
    """One thing that is wrong with a file."""

    #: Line, fact and field.
    place: str
    #: What is wrong there and what would mend it.
    statement: str


def problems_of(row: Row, error: Exception) -> Iterator[Problem]:
    """Yield what an error of the converter says of a fact, with the place of each problem."""
    fact = f"{row.collection}[{row.index}]"
    if isinstance(row.value, dict) and isinstance(row.value.get("id"), str):
        fact += f' (id "{row.value["id"]}")'
    for path, leaf, kind in _leaves(error, (), COLLECTIONS[row.collection]):
        for way, statement in _statements(path, leaf, kind, personal=is_personal(row.collection)):
            parts = (row.line(way), fact, _written(way))
            yield Problem(": ".join(part for part in parts if part), statement)


def stands_twice(row: Row, identity: str) -> Problem:
    """Return that the id of a fact stands in its collection already, as a problem."""
    place = f"{row.line(())}: {row.collection}[{row.index}]"
    return Problem(place, f"id: {shown(identity)} stands twice; ids are unique in a collection")


def refusal(refused: Refused) -> Problem:
    """Return why a document cannot be read further, as a problem."""
    return Problem(refused.place, refused.problem)


def one_error(source: str, problems: list[Problem]) -> FormatError:
    """Return one error that names every problem of a file."""
    if len(problems) == 1:
        return FormatError(source, problems[0].place, problems[0].statement)
    lines = [f"  {problem.place}: {problem.statement}" for problem in problems[:MOST]]
    more = len(problems) >= MOST
    head = f"the first {MOST} problems" if more else f"{len(problems)} problems"
    return FormatError(source, "", "\n".join([head, *lines]))


def _leaves(error: Exception, path: Path, kind: type) -> Iterator[tuple[Path, Exception, type]]:
    """Yield the errors that an error is made of, each with the way to it and the record that it stands in."""
    if not isinstance(error, ExceptionGroup):
        yield path, error, kind
        return
    inside = error.cl if isinstance(error, ClassValidationError) else kind
    for part in error.exceptions:
        yield from _leaves(part, path + _step(part), inside)


def _step(error: BaseException) -> Path:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _statements(path: Path, error: Exception, kind: type, *, personal: bool) -> Iterator[tuple[Path, str]]:
    """Yield what one error says, with the way to what it is about."""
    if isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            near = _near(key, error.cl)
            hint = f"did you mean {near!r}?" if near else f"it takes {listed(keys(error.cl))}"
            yield (*path, key), f"{shown(key)} is not a key of {in_words(error.cl)}; {hint}"
    elif isinstance(error, KeyError):
        yield path, "is missing"
    elif isinstance(error, InvalidValueError):
        yield (*path, error.field) if error.field else path, _invalid(error, kind, personal=personal)
    else:
        yield path, f"cannot be read as part of {in_words(kind)}"


def _near(key: str, kind: type) -> str | None:
    """Return the key that was meant; ``start`` and ``end`` stand inside ``period``, though columns of a spreadsheet."""
    if key in keys(Period) and "period" in keys(kind):
        return "period"
    return nearest(key, keys(kind))


def _invalid(error: InvalidValueError, kind: type, *, personal: bool) -> str:
    if personal:
        # What is expected of an end names the start, which is as personal.
        expected = "a day after the start" if kind is Period and error.field else error.expected
        return f"the value given is not {expected}"
    from_validator = bool(error.field)
    value = shown(error.value) if from_validator and isinstance(error.value, list) else plainly(error.value)
    hint = f"; did you mean {error.nearest!r}?" if error.nearest else ""
    return f"{value} is not {error.expected}{hint}"


def _written(path: Iterable[str | int]) -> str:
    """Return a way as an error writes it: ``qualifications[0].state``."""
    return re.sub(r"^\.", "", "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path))
