"""What the command line writes: nothing that is there already is lost."""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from medgroup.answers import tables
from medgroup.cli.arguments import Reading, path_of
from medgroup.cli.reading import opened
from medgroup.cli.summaries import Conversion, counted_codes
from medgroup.errors import FormatError, InvalidValueError, nearest
from medgroup.formats import plan_net, saving
from medgroup.formats.texts import cannot
from medgroup.market import save
from medgroup.network import Roster, RosterRow

#: What a market is written as where the ending of the target does not tell.
FORMS = ("plan-net",)


def converted(
    source: str, target: str, reading: Reading | None, *, to: str | None = None, force: bool = False
) -> Conversion:
    """Read a market, open it, and write it.

    Args:
        source: Where it is read.
        target: Where it is written.
        reading: How a directory is to be read.
        to: One of ``FORMS``; None where the ending of the target tells.
        force: Whether what is there already may be replaced.

    Raises:
        InvalidValueError: There is no such form.
        FormatError: The target is the source or part of it, is there already and is not to be replaced, or cannot be
            written.
        MedgroupError: The source cannot be read, or is no market.
    """
    if to is not None and to not in FORMS:
        raise InvalidValueError(to, f"a form to write ({', '.join(FORMS)})", field="--to", nearest=nearest(to, FORMS))
    _ = path_of(source, "SOURCE")
    path = new_file(target, "TARGET", force=force, reads=(source,))
    market = opened(source, reading)
    written: dict[str, Any] = {}
    if to is None:
        save(market, path)
    else:
        report = plan_net.write(market, path)
        written = {"resources": report.resources, "not_held": report.losses, "absent": report.absent}
    return Conversion(
        source=source,
        target=target,
        counts=market.facts.counts(),
        findings=counted_codes(market.findings),
        assumptions=market.assumptions,
        **written,
    )


def new_file(
    typed: str,
    name: str,
    *,
    force: bool,
    reads: Iterable[str | None] = (),
    writes: Iterable[str | None] = (),
    ending: str = "",
) -> Path:
    """Return where to write; a file that is there, or a folder with something in it, only where it may be replaced.

    Args:
        typed: The path that was typed.
        name: What it was typed for.
        force: Whether what is there may be replaced.
        reads: The paths that the same command reads; None is none.
        writes: The paths that it writes besides; None is none.
        ending: How the name of what is written has to end; empty where the ending is looked at elsewhere.

    Raises:
        InvalidValueError: The path is empty.
        FormatError: It ends otherwise, is one of the paths that are read or written besides, holds one or stands in
            one, or something is there that is not to be replaced.
    """
    path = path_of(typed, name)
    if ending and path.suffix.lower() != ending:
        raise FormatError(typed, "", f"is no name for what {name} writes; name a {ending} file")
    for source in map(Path, filter(None, reads)):
        if source.exists() and _touches(path, source):
            raise FormatError(typed, "", f"is the source {source}, or part of it; name another target")
    for other in filter(None, writes):
        if _touches(path, Path(other)):
            raise FormatError(typed, "", f"is what is written to {other} as well, or part of it; name another target")
    if not force and path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise FormatError(typed, "", "is there already; name another, or replace it with --force")
    return path


def write_rows(answer: Roster, path: Path) -> None:
    """Write the rows of a roster as a spreadsheet with a head.

    Raises:
        FormatError: The file cannot be written; what stood there stands there still.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(attribute.name for attribute in attrs.fields(RosterRow))
    for table in tables(answer):
        writer.writerows(table.rows)
    try:
        saving.write_file(path, text.getvalue().encode())
    except OSError as error:
        raise FormatError(str(path), "", cannot("written", error)) from None


def _touches(target: Path, other: Path) -> bool:
    """Return whether a target is another path, holds it or stands in it: the other would be lost or changed."""
    here, there = Path(os.path.realpath(other)), Path(os.path.realpath(target))
    return here == there or here in there.parents or there in here.parents or _linked(target, other)


def _linked(target: Path, other: Path) -> bool:
    """Return whether a file is another, or one of the files of a folder, under a second name."""
    if not target.is_file():
        return False
    files = other.rglob("*") if other.is_dir() else (other,)
    return any(file.is_file() and file.samefile(target) for file in files)
