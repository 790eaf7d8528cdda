"""Opening the market that a command is about, with progress for whoever watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from medgroup.cli.arguments import Reading, natures, path_of
from medgroup.errors import FormatError, nearest
from medgroup.market import Market, load

#: The word for the example market.
EXAMPLE = "valley"


def opened(market: str, reading: Reading | None = None) -> Market:
    """Open the market at a path, or the example where the word for it leads to no path.

    Raises:
        MedgroupError: The path cannot be read, or what it holds is no market.
    """
    chosen = reading or Reading()
    associated = natures(chosen.associated)
    with _place(market) as path, _progress(market) as progress:
        return load(path, associated=associated, complete_listings=chosen.complete_listings, progress=progress)


@contextmanager
def _place(market: str) -> Iterator[Path]:
    path = path_of(market, "MARKET")
    if path.exists() or path.name != market:
        yield path
    elif market == EXAMPLE:
        with as_file(files("medgroup") / "data" / "valley.json") as example:
            yield example
    elif nearest(market, (EXAMPLE, *(entry.name for entry in Path().iterdir()))) == EXAMPLE:
        raise FormatError(market, "", f"no such file or folder; did you mean {EXAMPLE!r}?")
    else:
        yield path


@contextmanager
def watched() -> Iterator[Callable[[str], None] | None]:
    """Give what says on a terminal how far things are; it appears with the first word, and leaves nothing behind."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.text import Text

    with ExitStack() as shown:
        status = Console(stderr=True).status("")
        started: list[object] = []

        def say(text: str) -> None:
            if not started:
                started.append(shown.enter_context(status))
            status.update(Text(text))

        yield say


@contextmanager
def _progress(market: str) -> Iterator[Callable[[int], None] | None]:
    with watched() as say:
        yield None if say is None else lambda count: say(f"Reading {market}: {count} resources")
