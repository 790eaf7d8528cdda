"""Timing: medians over repeats of what is measured and of its yardstick, in turn, so that drift hits both."""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen


@frozen
class Row:
    """One line of the table."""

    what: str
    seconds: float
    #: What it is held against; empty where it stands alone.
    beside: str = ""
    beside_seconds: float | None = None
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the table."""
        other = "" if self.beside_seconds is None else shown(self.beside_seconds)
        ratio = "" if self.beside_seconds is None else f"{self.seconds / self.beside_seconds:.1f}"
        return (self.what, shown(self.seconds), self.beside, other, ratio, self.note)


def shown(seconds: float) -> str:
    """Return a duration with a unit that reads well."""
    for unit, scale in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def most_memory() -> float:
    """Return the most memory that this process held, in megabytes.

    Where the kernel tells it of the program alone it is read there: what getrusage tells begins with what the process
    held that started this one.
    """
    told = Path("/proc/self/status")
    if told.exists():
        return next(int(line.split()[1]) for line in told.read_text().splitlines() if line.startswith("VmHWM:")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def beside(
    what: Callable[[], object], other: Callable[[], object] | None = None, *, number: int, repeats: int = 9
) -> tuple[float, float | None]:
    """Return the median seconds of one call of each, measured in turn."""
    ours: list[float] = []
    theirs: list[float] = []
    what()
    with _no_collection():
        for _ in range(repeats):
            ours.append(_once(what, number))
            if other is not None:
                theirs.append(_once(other, number))
    return statistics.median(ours), statistics.median(theirs) if theirs else None


def _once(what: Callable[[], object], number: int) -> float:
    start = time.perf_counter()
    for _ in range(number):
        what()
    return (time.perf_counter() - start) / number


@contextmanager
def _no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
