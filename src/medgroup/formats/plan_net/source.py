"""The files of a directory as a stream of resources, each with the place it stands at."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from medgroup.errors import FormatError, InvalidValueError
from medgroup.formats import json_documents
from medgroup.formats.plan_net.elements import Element, child, children, text
from medgroup.formats.rows import Refused, plainly
from medgroup.formats.texts import cannot, head_of, missing, text_of

#: The most bytes that one line may have: 64 MiB. A longer one is no resource.
LONGEST_LINE = 1 << 26
#: What is wrong with a value that cannot even be shown.
TOO_DEEP = "lists and objects stand in each other too deeply for a FHIR resource"

_BOM = b"\xef\xbb\xbf"
_SUFFIXES = (".json", ".jsonl", ".ndjson")


class Place(NamedTuple):
    """Where a resource stands."""

    file: Path
    #: Its line in a file of lines, from 1; 0 where the file is one document.
    line: int
    #: Its entry in a bundle, from 0; -1 where it is in none.
    entry: int = -1

    def error(self, problem: str) -> FormatError:
        """Return an error at this place."""
        return FormatError(str(self.file), self._inside(), problem)

    def named(self) -> str:
        """Return the place in words: the file's name, the line, the entry."""
        return " ".join(part for part in (self.file.name, self._inside()) if part)

    def _inside(self) -> str:
        line = f"line {self.line}" if self.line else ""
        entry = f"entry[{self.entry}]" if self.entry >= 0 else ""
        return " ".join(part for part in (line, entry) if part)


class Resource(NamedTuple):
    """A resource as it came."""

    place: Place
    kind: str
    element: Element
    #: The address that a bundle gives it; None where it stands in none, or the bundle gives none.
    address: str | None = None


def resources(path: Path) -> Iterator[Resource]:
    """Yield the resources of a folder, or of one file, file by file in the order of their names.

    A file of lines is read line by line, and a bundle gives up each entry as it is read.

    Raises:
        FormatError: There is nothing to read, or something is not a FHIR resource in UTF-8 JSON.
    """
    for file in _files(path):
        yield from _document(file) if file.suffix.lower() == ".json" else _lines(file)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise FormatError(str(path), "", missing(path))
    try:
        if not path.is_dir():
            return [path]
        entries = sorted(path.iterdir())
    except OSError as error:
        raise FormatError(str(path), "", cannot("read", error)) from None
    # Names that begin with a point belong to programs.
    found = [file for file in entries if file.suffix.lower() in _SUFFIXES and file.name[0] != "." and file.is_file()]
    if not found:
        raise FormatError(str(path), "", "holds no *.ndjson or *.json file; subfolders are not read")
    return found


def _lines(file: Path) -> Iterator[Resource]:
    number = 0
    decoded = _fast_decoder()
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), start=1):
                place = Place(file, number)
                if len(line) == LONGEST_LINE:
                    raise place.error(f"is longer than {LONGEST_LINE >> 20} MiB, so it is no resource")
                text = line.removeprefix(_BOM) if number == 1 else line
                try:
                    value = decoded(text)
                except (ValueError, RecursionError):
                    value = _strictly(text, place)
                if b"\\" in text and b"\\u" in text:
                    _refuse_half_characters(value, place)
                if value is not None or text.strip():
                    yield from _resources(value, place)
    except OSError as error:
        raise FormatError(str(file), f"line {number + 1}" if number else "", cannot("read", error)) from None


@cache
def _fast_decoder() -> Callable[[bytes], Any]:
    """Return what decodes a line: orjson where it is installed, else the standard library. Both give the same values.

    What raises a ``ValueError`` in either is decoded again by the strict decoder of market files, which says why.
    """
    try:
        decode: Callable[[bytes], Any] = import_module("orjson").loads
    except ImportError:
        return _decoded
    return decode


def _decoded(line: bytes) -> Any:
    text = line.decode()
    value, end = _DECODER.raw_decode(text)
    if end < len(text) - 1 and not text[end:].isspace():
        raise ValueError(text[end:])
    return value


def _strictly(line: bytes, place: Place) -> Any:
    """Say what is wrong with a line that the fast decoder does not take; a blank one is nothing."""
    try:
        text = line.decode().rstrip()
        return json_documents.value_of(text) if text else None
    except UnicodeDecodeError as error:
        where = f"0x{line[error.start]:02x} at byte {error.start + 1} of the line"
        raise place.error(f"{where} is not UTF-8; save the file as UTF-8") from None
    except Refused as refused:
        raise place.error(f"{refused.place.removeprefix('line 1 ')}: {refused.problem}") from None


def _document(file: Path) -> Iterator[Resource]:
    place = Place(file, 0)
    # Nonsense is refused by its first byte, however long it is; what is empty or UTF-16 is told by ``text_of``.
    if head_of(file).lstrip()[:1] not in (b"{", b"", b"\xff", b"\xfe"):
        raise place.error("is not a FHIR resource or Bundle: { ... }; write several resources as *.ndjson, one a line")
    try:
        yield from _parts(text_of(file), place)
    except Refused as refused:
        raise FormatError(str(file), refused.place, refused.problem) from None


def _parts(document: str, place: Place) -> Iterator[Resource]:
    """Yield the resource that a document is, or those of a bundle, entry by entry."""
    escaped = "\\u" in document
    whole: Element = {}
    for key, number, value in json_documents.parts_of(document, "entry"):
        at = place if number is None else place._replace(entry=number)
        if escaped:
            _refuse_half_characters(value, at)
        if number is None:
            whole[key] = value
        elif whole.get("resourceType") == "Bundle":
            yield from _entry(value, at)
        else:
            # What this is will be said only later.
            whole.setdefault(key, []).append(value)
    yield from _resources(whole, place)


def _resources(value: object, place: Place) -> Iterable[Resource]:
    if not isinstance(value, dict):
        raise place.error(f"{plainly(value)} is not a FHIR resource: {{ ... }}")
    kind = _kind(value, place)
    return (Resource(place, kind, value),) if kind != "Bundle" else _entries(value, place)


def _entries(bundle: Element, place: Place) -> Iterator[Resource]:
    try:
        entries = children(bundle, "entry")
    except InvalidValueError as error:
        raise place.error(f"Bundle: {error}") from None
    except RecursionError:
        raise place.error(TOO_DEEP) from None
    for number, entry in enumerate(entries):
        yield from _entry(entry, place._replace(entry=number))


def _entry(entry: object, place: Place) -> Iterator[Resource]:
    if not isinstance(entry, dict):
        raise place.error(f"{plainly(entry)} is not an object")
    try:
        address, resource = text(entry, "fullUrl"), child(entry, "resource")
    except InvalidValueError as error:
        raise place.error(str(error)) from None
    except RecursionError:
        raise place.error(TOO_DEEP) from None
    # What has been read is let go, so that a long bundle does not stay beside its facts.
    entry.clear()
    if resource is not None:
        yield Resource(place, _kind(resource, place), resource, address)


def _refuse_half_characters(value: object, place: Place) -> None:
    """Refuse an escape of half a character, which JSON takes and no file can be written with."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise place.error(f"{half} is half a character; write both halves, or the character itself") from None
    except RecursionError:
        raise place.error(TOO_DEEP) from None


def _kind(resource: Element, place: Place) -> str:
    kind = resource.get("resourceType")
    if type(kind) is str and kind.strip():
        return kind
    problem = "is missing" if kind is None else f"{plainly(kind)} is not a text"
    raise place.error(f"resourceType: {problem}; a FHIR resource names its type, as Practitioner")


def _endless(text: str) -> NoReturn:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_constant=_endless)
