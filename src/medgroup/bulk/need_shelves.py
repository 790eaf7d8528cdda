"""Buckets laid out as columns, so that millions of needs find the options that theirs hold by place."""

from collections.abc import Iterable
from typing import Any

from medgroup.bulk.engines import polars
from medgroup.bulk.need_buckets import Bucket

#: Up to how many options a bucket names one by one; a larger one says of each whether it holds it.
SMALL = 12


class Shelf:
    """The buckets of a pool, each known by its place."""

    def __init__(self, options: int) -> None:
        #: How many bits a bucket takes that says of each option whether it holds it; whole bytes.
        self.width = -(-max(options, 1) // 8) * 8
        #: Of each bucket how many options it names, -1 for a larger one; where these, or its bits, begin; its label, -1
        #: where options of it have several.
        self.counts: list[int] = []
        self.firsts: list[int] = []
        self.labels: list[int] = []
        self._named: list[int] = []
        self._bits = bytearray()
        self._parts: dict[int, tuple[tuple[int, int], ...]] = {}
        self._options: dict[int, tuple[int, ...]] = {}

    def add(
        self, buckets: Iterable[Bucket], options: tuple[int, ...], *, of_pool: bool = True
    ) -> tuple[int, int]:
        """Put buckets on the shelf, one after another, and return where they begin and end.

        Args:
            buckets: The buckets.
            options: The numbers in the market of the options whose bits they hold, in the order of the bits.
            of_pool: Whether these are the options of the pool; those of others are named one by one.
        """
        start = len(self.counts)
        for bucket in buckets:
            if len(bucket.parts) > 1:
                self._parts[len(self.counts)] = bucket.parts
                self._options[len(self.counts)] = options
            self.labels.append(bucket.parts[0][1] if len(bucket.parts) == 1 else -1)
            self._put(bucket.options, options, of_pool=of_pool)
        return start, len(self.counts)

    def label(self, bucket: int, option: int) -> int:
        """Return the label of an option in a bucket of several."""
        bit = 1 << self._options[bucket].index(option)
        return next(label for options, label in self._parts[bucket] if options & bit)

    def columns(self) -> "Columns":
        """Return the buckets as columns."""
        return Columns(self)

    @property
    def named(self) -> list[int]:
        """The options that small buckets name, one bucket after another."""
        return self._named

    @property
    def bits(self) -> bytes:
        """The bits of the larger buckets."""
        return bytes(self._bits)

    def _put(self, held: int, options: tuple[int, ...], *, of_pool: bool) -> None:
        count = held.bit_count()
        if count > SMALL and of_pool:
            self.counts.append(-1)
            self.firsts.append(len(self._bits) * 8)
            self._bits += held.to_bytes(self.width // 8, "little")
            return
        self.counts.append(count)
        self.firsts.append(len(self._named))
        while held:
            lowest = held & -held
            self._named.append(options[lowest.bit_length() - 1])
            held ^= lowest


class Columns:
    """A shelf as columns of Polars."""

    def __init__(self, shelf: Shelf) -> None:
        import pyarrow as pa

        pl = polars()
        self.count = pl.Series("count", shelf.counts, dtype=pl.Int64)
        self.first = pl.Series("first", shelf.firsts, dtype=pl.Int64)
        self.label = pl.Series("label", shelf.labels, dtype=pl.Int64)
        self.named = pl.Series("option", shelf.named, dtype=pl.Int64)
        length = len(shelf.bits) * 8
        self.bits = pl.Series("bit", pa.BooleanArray.from_buffers(pa.bool_(), length, [None, pa.py_buffer(shelf.bits)]))
