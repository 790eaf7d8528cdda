"""The one number that orders an option for a need: the place of tier and standing, then how far it is."""

from typing import Any

from medgroup.bulk.engines import numpy
from medgroup.bulk.needs.outcomes import REJECTED

#: How many bits how far it is takes: a distance that is not known, and all that a taste may add.
_FAR = 26
#: The number from which on nobody is proposed.
NEVER = REJECTED << _FAR
#: By how much whoever is preferred is before the others.
BEFORE = 1 << 44


def keys_of(orders: Any, far: Any, out: Any = None) -> Any:
    """Return the numbers of options by their places in the order, and by how far they count, in hundredths of a mile.

    Args:
        orders: The places, an array.
        far: The distances, an array of the same shape.
        out: Where to put them; None makes an array for them.
    """
    found = numpy().multiply(orders, 1 << _FAR, out=out, dtype="int64")
    found += far
    return found
