"""Markets from files and back."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from medgroup import formats
from medgroup.errors import MarketError
from medgroup.market.markets import Market, market_of, open_market
from medgroup.rules import Kind


def load(
    path: str | os.PathLike[str],
    *,
    plugins: Iterable[object] | None = None,
    associated: Mapping[str, Kind] | None = None,
    complete_listings: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Market:
    """Read a market file, a folder of them, or a Plan-Net folder, and open what it holds.

    Args:
        path: A JSON, YAML or TOML market file, a folder of those or of CSV files, or a folder of Plan-Net resources;
            which it is shows from its content.
        plugins: As in ``open_market``.
        associated: Plan-Net only: organizers whose affiliations of unstated nature are to be read as this kind; each
            becomes an assumption of the market.
        complete_listings: Plan-Net only: whether the directory is to be taken as complete.
        progress: Called now and then with the number of resources read so far.

    Returns:
        The market.

    Raises:
        FormatError: The file cannot be read as facts; the message names file, place, value and mend.
        MarketError: The facts do not make a market; the message names the source, and of market files the lines.
        PluginError: A plugin is broken.
    """
    reading = formats.read(path, associated=associated, complete_listings=complete_listings, progress=progress)
    try:
        return open_market(reading.facts, plugins=plugins, findings=reading.findings, assumptions=reading.assumptions)
    except MarketError as error:
        raise _located(error, Path(path)) from None


def save(market: Market, path: str | os.PathLike[str]) -> None:
    """Write the facts of a market to a ``.json`` or ``.yaml`` file, or to a folder of CSV files.

    Args:
        market: The market; its models and assumptions are not part of the file.
        path: Where to write; what stands there stays whole until the new file is complete.

    Raises:
        FormatError: The file cannot be written.
    """
    formats.write(market_of(market).facts, path)


def _located(error: MarketError, path: Path) -> MarketError:
    """Return an error about the facts of a path with the path named, and with the lines of facts in market files.

    Facts do not remember their lines, so the files are read again; only those who mend one wait for that.
    """
    from medgroup.formats.market_files import places_of
    from medgroup.formats.recognition import source_at

    first, rest = error.problems[: MarketError.SHOWN], error.problems[MarketError.SHOWN :]
    placed = places_of(source_at(path).market, first, by_name=path.is_dir())
    return MarketError([*placed, *rest], source=str(path))
