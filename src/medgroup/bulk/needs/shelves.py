"""Buckets laid out as columns, so that millions of needs find the options that theirs hold by place."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from medgroup.bulk.engines import polars
from medgroup.bulk.needs.pools import places

#: Up to how many options a bucket names one by one; a larger one says of each whether it holds it.
_SMALL = 12


class Shelf:
    """The buckets of a pool, each known by its place."""

    def __init__(self, options: Sequence[int]) -> None:
        """Begin with no bucket.

        Args:
            options: The numbers in the market of the options of the pool, in the order of their places.
        """
        self._options = options
        #: Of each bucket how many versions it names, -1 for a larger one; where these, or its bits, begin; its label,
        #: -1 where versions of it have several.
        self._counts: list[int] = []
        self._firsts: list[int] = []
        self._labels: list[int] = []
        #: The options that are named, and as which version; -1 for those that are there for the day.
        self._named: list[int] = []
        self._versions: list[int] = []
        self._bits = bytearray()
        self._mixed: dict[int, Callable[[int, int], int]] = {}

    def __len__(self) -> int:
        """Return how many buckets there are."""
        return len(self._counts)

    def put(self, told: Mapping[int, int], width: int) -> None:
        """Put a bucket of the pool on the shelf: its versions by the number of their label, a bit each.

        Args:
            told: The versions.
            width: How many versions there are, in the bucket or not.
        """
        held = 0
        for options in told.values():
            held |= options
        if len(told) > 1:
            parts = dict(told)
            self._mixed[len(self)] = lambda _, version: next(
                label for label, options in parts.items() if options >> version & 1
            )
        self._labels.append(next(iter(told)) if len(told) == 1 else -1)
        if held.bit_count() <= _SMALL:
            versions = list(places(held))
            self._name([self._options[one % len(self._options)] for one in versions], versions)
            return
        self._counts.append(-1)
        self._firsts.append(len(self._bits) * 8)
        self._bits += held.to_bytes(-(-width // 8), "little")

    def name(self, labels: Mapping[int, int]) -> None:
        """Put a bucket on the shelf that names options for a day: their numbers with the numbers of their labels."""
        several = len(set(labels.values())) > 1
        if several:
            parts = dict(labels)
            self._mixed[len(self)] = lambda option, _: parts[option]
        self._labels.append(-1 if several else next(iter(labels.values())))
        self._name(sorted(labels), [-1] * len(labels))

    def _name(self, options: Sequence[int], versions: Sequence[int]) -> None:
        self._counts.append(len(options))
        self._firsts.append(len(self._named))
        self._named += options
        self._versions += versions

    def label(self, bucket: int, option: int, version: int) -> int:
        """Return the number of the label of an option, in a bucket whose options have several."""
        return self._mixed[bucket](option, version)

    def columns(self) -> "Columns":
        """Return the buckets as columns."""
        lists = (self._counts, self._firsts, self._labels, self._named, self._versions)
        return Columns(*lists, bytes(self._bits))


class Columns:
    """A shelf as columns of Polars."""

    def __init__(
        self,
        counts: list[int],
        firsts: list[int],
        labels: list[int],
        named: list[int],
        versions: list[int],
        bits: bytes,
    ) -> None:
        pl = polars()
        self.count, self.first, self.label, self.named, self.version = (
            pl.Series(name, values, dtype=pl.Int64)
            for name, values in (
                *(("count", counts), ("first", firsts), ("label", labels)),
                *(("option", named), ("version", versions)),
            )
        )
        self.bits = _column(bits)


def in_force(segments: Sequence[Mapping[int, int]], count: int) -> Any:
    """Return of each segment, and of each option by its place, the version in force; empty where none is: a column."""
    found = [held.get(place) for held in segments for place in range(count)]
    return polars().Series("version", found, dtype=polars().Int64)


def _column(bits: bytes) -> Any:
    """Return bits as a column."""
    import pyarrow as pa

    held: Any = pa.BooleanArray.from_buffers(pa.bool_(), len(bits) * 8, [None, pa.py_buffer(bits)])
    return polars().Series("bit", held)
