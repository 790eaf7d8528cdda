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
            options: The numbers in the market of the options of the pool, in the order of their bits.
        """
        self._options = options
        self._place = {option: place for place, option in enumerate(options)}
        #: How many bytes a bucket takes that says of each option whether it holds it.
        self._width = -(-max(len(options), 1) // 8)
        #: Of each bucket how many options it names, -1 for a larger one; where these, or its bits, begin; its label, -1
        #: where options of it have several.
        self._counts: list[int] = []
        self._firsts: list[int] = []
        self._labels: list[int] = []
        self._named: list[int] = []
        self._bits = bytearray()
        self._mixed: dict[int, Callable[[int], int]] = {}
        self._known: dict[tuple[int, int], int] = {}

    def __len__(self) -> int:
        """Return how many buckets there are."""
        return len(self._counts)

    def put(self, told: Mapping[int, int]) -> None:
        """Put a bucket of the pool on the shelf: its options by the number of their label, a bit each."""
        held = 0
        for options in told.values():
            held |= options
        if held.bit_count() <= _SMALL:
            self.name({self._options[bit]: label for label, options in told.items() for bit in places(options)})
            return
        if len(told) > 1:
            parts = dict(told)
            self._mixed[len(self)] = lambda option: next(
                label for label, options in parts.items() if options >> self._place[option] & 1
            )
        self._counts.append(-1)
        self._firsts.append(len(self._bits) * 8)
        self._labels.append(next(iter(told)) if len(told) == 1 else -1)
        self._bits += held.to_bytes(self._width, "little")

    def name(self, labels: Mapping[int, int]) -> None:
        """Put a bucket on the shelf that names its options: their numbers with the numbers of their labels."""
        several = len(set(labels.values())) > 1
        if several:
            self._mixed[len(self)] = dict(labels).__getitem__
        self._counts.append(len(labels))
        self._firsts.append(len(self._named))
        self._labels.append(-1 if several else next(iter(labels.values())))
        self._named += sorted(labels)

    def label(self, bucket: int, option: int) -> int:
        """Return the number of the label of an option, in a bucket whose options have several."""
        key = (bucket, option)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._mixed[bucket](option)
        return found

    def columns(self) -> "Columns":
        """Return the buckets as columns."""
        return Columns(self._counts, self._firsts, self._labels, self._named, bytes(self._bits))


class Columns:
    """A shelf as columns of Polars."""

    def __init__(self, counts: list[int], firsts: list[int], labels: list[int], named: list[int], bits: bytes) -> None:
        pl = polars()
        self.count, self.first, self.label, self.named = (
            pl.Series(name, values, dtype=pl.Int64)
            for name, values in (("count", counts), ("first", firsts), ("label", labels), ("option", named))
        )
        self.bits = _column(bits)


def in_force(present: Sequence[int], count: int) -> Any:
    """Return for each number of a presence, and each place of an option, whether the option is in force: a column."""
    width = -(-max(count, 1) // 8)
    whole = _column(b"".join(options.to_bytes(width, "little") for options in present))
    return polars().concat(
        [whole.slice(number * width * 8, count) for number in range(len(present))] or [whole], rechunk=True
    )


def _column(bits: bytes) -> Any:
    """Return bits as a column."""
    import pyarrow as pa

    held: Any = pa.BooleanArray.from_buffers(pa.bool_(), len(bits) * 8, [None, pa.py_buffer(bits)])
    return polars().Series("bit", held)
