"""Files written whole or not at all: what stands at the path is kept until the new is complete."""

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.errors import FormatError, listed
from medgroup.formats.layouts import csv_texts, documents_of, json_text, yaml_text
from medgroup.formats.market_files import SUFFIXES, TOML_SUFFIX, YAML_SUFFIXES
from medgroup.formats.rows import Refused
from medgroup.formats.texts import cannot


def write(facts: Facts, path: Path) -> None:
    """Write facts as a JSON or YAML file, or as a folder of spreadsheets.

    Raises:
        FormatError: The path is none of these, or cannot be written; what stood there stands there still.
        InvalidValueError: A collection holds something that is not one of its facts.
    """
    with told(path):
        _write(facts, path)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell whatever cannot be written at a path as one error that names it."""
    try:
        yield
        return
    except Refused as refused:
        problem = refused.problem
    except OSError as error:
        problem = cannot("written", error)
    except UnicodeEncodeError:
        problem = "cannot be written: a text holds half of a character"
    raise FormatError(str(path), "", problem)


def _write(facts: Facts, path: Path) -> None:
    suffix = path.suffix.lower()
    if path.is_dir() or not suffix:
        texts = csv_texts(documents_of(facts))
        ours = [f"{name}.csv" for name in COLLECTIONS]
        files = {name: text.encode() for name, text in texts.items()}
        write_folder(path, files, ours=ours, is_read_with_them=lambda name: Path(name).suffix.lower() in SUFFIXES)
    elif suffix in YAML_SUFFIXES:
        write_file(path, yaml_text(documents_of(facts)).encode())
    elif suffix == ".json":
        write_file(path, json_text(documents_of(facts)).encode())
    else:
        only_read = "; TOML is read, not written" if suffix == TOML_SUFFIX else ""
        raise Refused("", f"cannot be written{only_read}; name a .json or .yaml file, or a folder for spreadsheets")


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; a link is followed, and a file that is replaced keeps its mode.

    Raises:
        OSError: It cannot be written; what stood there stands there still.
    """
    target = Path(os.path.realpath(path))
    with _workshop(target) as workshop:
        fresh = _written(workshop / target.name, data)
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)


def write_folder(
    path: Path, files: Mapping[str, bytes], *, ours: Collection[str], is_read_with_them: Callable[[str], bool]
) -> None:
    """Write the files of a folder all or none, in the place of those that were written there before.

    Args:
        path: The folder; it is made where there is none.
        files: What to write, by name.
        ours: The names of all files that such a folder may have; those that are not written are taken away.
        is_read_with_them: Whether another file of this name would be read together with what is written; then the
            folder is refused. Names that begin with a point belong to programs.

    Raises:
        Refused: Such a file stands there.
        OSError: It cannot be written; what stood there stands there still.
    """
    target = Path(os.path.realpath(path))
    if not target.exists():
        with _workshop(target) as workshop:
            ready = workshop / target.name
            ready.mkdir()
            for name, data in files.items():
                _written(ready / name, data)
            ready.rename(target)
        return
    present = {entry.name for entry in target.iterdir()}
    strangers = sorted(name for name in present.difference(ours) if name[0] != "." and is_read_with_them(name))
    if strangers:
        raise Refused("", f"holds {listed(strangers)}, which would be read with what is written; choose another folder")
    with _workshop(target) as workshop:
        fresh = [_written(workshop / name, data) for name, data in files.items()]
        _exchange(target, fresh, gone=sorted(present.intersection(ours)), kept=workshop / "kept")


def _exchange(target: Path, fresh: Iterable[Path], *, gone: Iterable[str], kept: Path) -> None:
    """Put fresh files in the place of others; if one cannot be moved, put everything back."""
    kept.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in gone:
            moved.append(((target / name).rename(kept / name), target / name))
        for file in fresh:
            moved.append((file.rename(target / file.name), file))
    except OSError:
        for now, before in reversed(moved):
            with suppress(OSError):
                now.replace(before)
        raise


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """Give a folder beside a path, gone afterwards, from which a rename to the path is one step."""
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as name:
        yield Path(name)


def _written(path: Path, data: bytes) -> Path:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path
