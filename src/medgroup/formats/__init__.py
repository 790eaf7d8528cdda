"""Facts from files and back: market files in JSON, YAML, TOML and CSV, FHIR Plan-Net directories, data frames."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medgroup.domain.facts import Facts, HoldsFacts
from medgroup.errors import FormatError, InvalidValueError
from medgroup.formats.reading import Reading
from medgroup.rules import Kind

if TYPE_CHECKING:
    from medgroup.formats import cms_pfs as cms_pfs
    from medgroup.formats import plan_net as plan_net

__all__ = ["Reading", "from_frames", "read", "schema", "to_frames", "write"]


def __dir__() -> list[str]:
    return __all__


# The modules behind these functions bring cattrs, which a program that reads no file need not wait for.


def __getattr__(name: str) -> object:
    """Return a reader of one format, imported when it is first asked for."""
    if name not in ("cms_pfs", "plan_net"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module(f"{__name__}.{name}")


def read(
    path: str | os.PathLike[str],
    *,
    associated: Mapping[str, Kind] | None = None,
    complete_listings: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read the facts that a file or a folder holds; what sort it is shows from its content.

    Args:
        path: A JSON, YAML or TOML market file, a spreadsheet named for its collection (``roster_entries.csv``), a
            folder of such files, or a file or folder of FHIR Plan-Net resources. In a folder, other files are passed
            over.
        associated: Plan-Net only: organizers whose affiliations of unstated nature are to be read as this kind.
        complete_listings: Plan-Net only: whether the directory is to be taken as complete.
        progress: Called now and then with the number of resources read so far; market files are read without a call.

    Returns:
        The facts, in the order of the source, and for a directory what is wrong with it and what was assumed.

    Raises:
        FormatError: The path cannot be read as facts; the message names file, line, field, value and mend.
        InvalidValueError: ``path`` is no path, or ``associated`` names what a directory does not hold.
        MissingExtraError: A file is YAML and PyYAML is not installed.
    """
    from medgroup.formats import market_files
    from medgroup.formats.recognition import source_at

    if not isinstance(path, str | os.PathLike):
        raise InvalidValueError(path, "a path", field="path")
    source = source_at(Path(path))
    if source.is_plan_net:
        from medgroup.formats import plan_net

        return plan_net.read(path, associated=associated, complete_listings=complete_listings, progress=progress)
    if associated or complete_listings:
        option = "associated" if associated else "complete_listings"
        raise FormatError(
            str(path), "", f"is a market file, which states all it means; {option} is for FHIR Plan-Net resources only"
        )
    return Reading(facts=market_files.read(source.market))


def write(facts: Facts, path: str | os.PathLike[str]) -> None:
    """Write facts to a ``.json`` or ``.yaml`` file, or to a folder of spreadsheets, one a collection.

    Equal facts give equal bytes, and what is read back is equal: every collection is sorted by id.

    Args:
        facts: The facts.
        path: Where to write. What stands there stays whole until the new is complete; in a folder, only the
            spreadsheets of collections are replaced.

    Raises:
        FormatError: The path cannot be written, or would be read with something else that stands there.
        InvalidValueError: A collection holds something that is not one of its facts.
    """
    from medgroup.formats import saving

    saving.write(facts, Path(path))


def to_frames(facts: Facts | HoldsFacts, *, backend: str = "polars") -> dict[str, Any]:
    """Return each collection as a data frame, empty ones included, with its facts sorted by id.

    Args:
        facts: A market, or facts.
        backend: What makes the frames: ``polars``, ``pyarrow``, or ``pandas``, whose columns are then of the types of
            Arrow.

    Returns:
        Frames by collection.

    Raises:
        FormatError: A frame cannot hold a value: half of a character, or more than 64 bits.
        InvalidValueError: There is no such backend, or a collection holds something that is not one of its facts.
        MissingExtraError: Narwhals or the backend is not installed.
    """
    from medgroup.formats import frames

    return frames.to_frames(facts, backend=backend)


def from_frames(frames: Mapping[str, Any]) -> Facts:
    """Return the facts of data frames.

    Args:
        frames: Frames by collection, of any library that Narwhals knows; a lazy one is collected. A collection may be
            left out, and so may every column but the id and the references that make the fact.

    Returns:
        The facts, in the order of the frames.

    Raises:
        FormatError: A frame cannot be read as facts; up to twenty problems of the first such frame are named, each
            with its row (from 0), column and value.
        InvalidValueError: A name is not that of a collection, or what stands under it is no frame.
        MissingExtraError: Narwhals is not installed.
    """
    from medgroup.formats import frames as reader

    return reader.from_frames(frames)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a market file, draft 2020-12, made from the types of the facts."""
    from medgroup.formats import schemas

    return schemas.schema()
