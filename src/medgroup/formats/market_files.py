"""Market files: JSON, YAML, TOML and CSV to facts."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.errors import InvalidValueError, listed, nearest, shown
from medgroup.formats import csv_documents, json_documents, toml_documents, yaml_documents
from medgroup.formats.problems import MOST, Problem, one_error, problems_of, refusal
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
    for file in files:
        problems = add_rows(_rows(file), facts)
        if problems:
            raise one_error(str(file), problems)
    return Facts(**facts)


def add_rows(rows: Iterable[Row], facts: dict[str, list[Any]]) -> list[Problem]:
    """Add the facts of some rows to those read before, by collection, and return what is wrong with them."""
    structures = {name: CONVERTER.get_structure_hook(kind) for name, kind in COLLECTIONS.items()}
    problems: list[Problem] = []
    try:
        for row in rows:
            try:
                facts[row.collection].append(structures[row.collection](row.value, COLLECTIONS[row.collection]))
            except (InvalidValueError, ExceptionGroup) as error:
                problems += problems_of(row, error)
                if len(problems) >= MOST:
                    break
    except Refused as refused:
        problems.append(refusal(refused))
    return problems


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
