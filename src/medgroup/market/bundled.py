"""The example market that comes with the package."""

from medgroup.market.files import load
from medgroup.market.markets import Market


def valley() -> Market:
    """Return Valley, an invented market small enough to read in ten minutes.

    Five small practices of three specialties, a hospital system with two sites, two payers with four plans over three
    networks, an IPA with dated elections, a dozen patients in families.

    >>> valley().organization("valley-ipa").model
    'ipa'
    """
    from importlib.resources import as_file, files

    with as_file(files("medgroup") / "data" / "valley.json") as path:
        return load(path)
