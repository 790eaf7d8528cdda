"""What a path holds: market files or FHIR resources, told by content."""

import json
import re
from pathlib import Path

from attrs import frozen

from medgroup.domain.facts import COLLECTIONS
from medgroup.errors import FormatError, listed
from medgroup.formats.market_files import SUFFIXES, TOML_SUFFIX, YAML_SUFFIXES
from medgroup.formats.rows import OTHER_KEYS
from medgroup.formats.texts import cannot, head_of, missing

_FHIR_SUFFIXES = (".json", ".ndjson", ".jsonl")
_RESOURCE_TYPE = re.compile(rb'"resourceType"\s*:\s*"')
_FIRST_KEY = re.compile(rb'\s*\{\s*("(?:[^"\\]|\\.)*")\s*:')
_MARKET_KEYS = frozenset((*COLLECTIONS, *OTHER_KEYS))
_YAML_COLLECTION = re.compile(rf"^({'|'.join(COLLECTIONS)})\s*:".encode(), re.MULTILINE)
_TOML_COLLECTION = re.compile(rf"^\s*(\[\[\s*)?({'|'.join(COLLECTIONS)})\s*(=|\]\])".encode(), re.MULTILINE)


@frozen
class Source:
    """The files to read at a path."""

    #: Market files, in the order of their names.
    market: tuple[Path, ...]
    #: Whether the path holds FHIR resources instead.
    is_plan_net: bool = False


def source_at(path: Path) -> Source:
    """Return what a path holds.

    Raises:
        FormatError: There is no such path, it cannot be read, or it holds neither facts nor resources, or both.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return _file(path)
        problem = "is neither a file nor a folder" if path.exists() else missing(path)
    except OSError as error:
        problem = cannot("read", error)
    raise FormatError(str(path), "", problem)


def _file(path: Path) -> Source:
    if _holds_resources(path):
        return Source((), is_plan_net=True)
    suffix = path.suffix.lower()
    if suffix in SUFFIXES or head_of(path).lstrip().startswith(b"{"):
        return Source((path,))
    raise FormatError(
        str(path), "", f"is not a market file, which ends in {listed(SUFFIXES)}, nor a file of FHIR resources"
    )


def _folder(path: Path) -> Source:
    # Names that begin with a point belong to programs: editors, version control, the desktop.
    files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    resources = [file for file in files if _holds_resources(file)]
    if resources:
        stranger = next((file for file in files if file not in resources and _is_market_file(file)), None)
        if stranger is None:
            return Source((), is_plan_net=True)
        raise FormatError(
            str(path), "", f"holds FHIR resources ({resources[0].name}) and market files ({stranger.name}); part them"
        )
    market = tuple(file for file in files if file.suffix.lower() in SUFFIXES)
    if not market:
        raise FormatError(
            str(path), "", f"holds no market file ({listed(SUFFIXES)}) and no FHIR resources (.ndjson, .json)"
        )
    return Source(market)


def _holds_resources(file: Path) -> bool:
    if file.suffix.lower() not in _FHIR_SUFFIXES:
        return False
    head = head_of(file)
    return _first_key(head) not in _MARKET_KEYS and _RESOURCE_TYPE.search(head) is not None


def _is_market_file(file: Path) -> bool:
    """Return whether a file is surely of a market; beside FHIR resources other documents may lie about."""
    suffix = file.suffix.lower()
    if suffix == ".csv":
        return file.stem in COLLECTIONS
    head = head_of(file)
    if suffix in YAML_SUFFIXES:
        return _YAML_COLLECTION.search(head) is not None
    if suffix == TOML_SUFFIX:
        return _TOML_COLLECTION.search(head) is not None
    return suffix == ".json" and _first_key(head) in _MARKET_KEYS


def _first_key(head: bytes) -> str | None:
    found = _FIRST_KEY.match(head)
    try:
        return str(json.loads(found[1])) if found else None
    except ValueError:
        return None
