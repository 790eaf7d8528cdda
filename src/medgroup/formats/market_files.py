"""Market files: JSON, YAML, TOML and CSV to facts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.errors import InvalidValueError, listed, nearest, shown
from medgroup.formats import csv_documents, json_documents, toml_documents, yaml_documents
from medgroup.formats.problems import MOST, Problem, one_error, problems_of, refusal, stands_twice
from medgroup.formats.rows import Refused, Row
from medgroup.formats.structuring import CONVERTER
from medgroup.formats.texts import text_of

YAML_SUFFIXES = (".yaml", ".yml")
TOML_SUFFIX = ".toml"
SUFFIXES = (".json", *YAML_SUFFIXES, TOML_SUFFIX, ".csv")


def read(files: Iterable[Path]) -> Facts:
    """Return the facts of market files, one file after the other.

    Raises:
        FormatError: A file cannot be read as facts; up to twenty problems of the first such file are named.
        MissingExtraError: A file is YAML and PyYAML is not installed.
    """
    facts: dict[str, list[Any]] = {name: [] for name in COLLECTIONS}
    known: dict[str, set[str]] = {name: set() for name in COLLECTIONS}
    for file in files:
        problems = add_rows(_rows(file), facts, known)
        if problems:
            raise one_error(str(file), problems)
    return Facts(**facts)


def places_of(files: Iterable[Path], problems: Sequence[str], *, by_name: bool) -> list[str]:
    """Return problems that begin with a fact, ``collection/id: ...``, with the lines before it where the fact stands.

    Args:
        files: The market files that the facts were read from.
        problems: What is wrong with the facts together.
        by_name: Whether a line is told with the name of its file.
    """
    # An id may hold what parts it from the rest, so the longest that stands in a file is the one that is meant.
    begun = [[problem[: found.start()] for found in re.finditer(": ", problem)] for problem in problems]
    places: dict[str, list[str]] = {subject: [] for subjects in begun for subject in subjects}
    for file in files:
        for row in _rows(file):
            subject = f"{row.collection}/{row.value['id']}" if isinstance(row.value, dict) else ""
            if subject in places:
                places[subject].append(f"{file.name} {row.line(())}" if by_name else row.line(()))
    found = [next((places[one] for one in reversed(subjects) if places[one]), []) for subjects in begun]
    return [
        ": ".join([" and ".join(lines), problem]) if lines else problem
        for lines, problem in zip(found, problems, strict=True)
    ]


def add_rows(rows: Iterable[Row], facts: dict[str, list[Any]], known: dict[str, set[str]]) -> list[Problem]:
    """Add the facts of some rows to those read before, by collection, and return what is wrong with them.

    An id that stands twice is told when the market is opened, with all others; a file in which many do is no market,
    and reading ends there.
    """
    structures = {name: CONVERTER.get_structure_hook(kind) for name, kind in COLLECTIONS.items()}
    problems: list[Problem] = []
    repeated: list[Problem] = []
    try:
        for row in rows:
            try:
                fact = structures[row.collection](row.value, COLLECTIONS[row.collection])
            except (InvalidValueError, ExceptionGroup) as error:
                problems += problems_of(row, error)
            else:
                facts[row.collection].append(fact)
                if fact.id in known[row.collection]:
                    repeated.append(stands_twice(row, fact.id))
                known[row.collection].add(fact.id)
            if len(problems) >= MOST or len(repeated) >= MOST:
                break
    except Refused as refused:
        problems.append(refusal(refused))
    return problems or (repeated if len(repeated) >= MOST else [])


def _rows(file: Path) -> Iterator[Row]:
    suffix = file.suffix.lower()
    if suffix == ".csv":
        collection = _collection_of(file)
        yield from csv_documents.rows(text_of(file), collection)
    elif suffix in YAML_SUFFIXES:
        yield from yaml_documents.rows(text_of(file))
    elif suffix == TOML_SUFFIX:
        yield from toml_documents.rows(text_of(file))
    else:
        yield from json_documents.rows(text_of(file))


def _collection_of(file: Path) -> str:
    if file.stem not in COLLECTIONS:
        near = nearest(file.stem, COLLECTIONS)
        hint = (
            f"did you mean {near}.csv?"
            if near
            else f"a spreadsheet is named for what it holds: {listed(COLLECTIONS, most=99)}"
        )
        raise Refused("", f"{shown(file.stem)} is not a collection of facts; {hint}")
    return file.stem
