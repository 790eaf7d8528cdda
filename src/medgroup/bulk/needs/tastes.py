"""Tastes: how much a patient likes a practitioner, drawn once for the two of them and the same ever after.

A taste is a hash of two keys that last: those of the patient and of the practitioner. So it depends on no order of
rows, no count of threads, no engine and no version of Python, and markets in which the same people are organized
otherwise are compared under the same tastes.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import isfinite
from typing import Any, NamedTuple

from attrs import field, frozen

from medgroup.bulk.engines import numpy
from medgroup.errors import InvalidValueError
from medgroup.values.validators import WITHHELD, is_text

_MASK = (1 << 64) - 1
#: Odd numbers of 64 bits by which keys are spread and mixed (splitmix64).
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
#: As many bits as a float64 holds exactly, so that nothing is rounded up to 1.
_BITS = 53
#: Farther than any two places on the earth are apart, nearly.
_MOST_MILES = 10_000


def taste(patient: str, practitioner: str) -> float:
    """Return the taste of a patient for a practitioner: evenly spread, 0 or more and below 1.

    Raises:
        InvalidValueError: One of them is no text.

    >>> taste("ann", "dr-okafor") == taste("ann", "dr-okafor") != taste("ann", "dr-haddad")
    True
    """
    for name, value in (("patient", patient), ("practitioner", practitioner)):
        if not isinstance(value, str):
            raise InvalidValueError(WITHHELD if name == "patient" else value, "the text of an id", field=name)
    mixed = (hashed(patient) + _STEP * hashed(practitioner)) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
    return float((mixed ^ (mixed >> 31)) >> (64 - _BITS)) / float(1 << _BITS)


def hashed(key: str) -> int:
    """Return 64 bits of a key, evenly spread."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


def tastes(patients: Any, practitioners: Any) -> Any:
    """Return the tastes of pairs: an array, of arrays of what ``hashed`` gives."""
    np = numpy()
    mixed = patients + np.uint64(_STEP) * practitioners
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_SECOND)
    mixed = (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(64 - _BITS)
    return mixed.astype("float64") / float(1 << _BITS)


def _miles(_: object, attribute: Any, value: Any) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not isfinite(value) or not 0 <= value <= _MOST_MILES:
        raise InvalidValueError(value, "miles, from 0 to 10000", field=attribute.name)


def _keys(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _are_keys(_: object, attribute: Any, value: object) -> None:
    if not isinstance(value, dict):
        raise InvalidValueError(value, "a mapping of practitioners to the keys of their tastes", field=attribute.name)
    for one in (*value, *value.values()):
        is_text(None, attribute, one)


@frozen(kw_only=True)
class Tastes:
    """How far tastes reach: the practitioner liked least counts as so many miles farther than the one liked best."""

    #: Miles; of every candidate the taste takes its part.
    miles: float = field(validator=_miles)
    #: The key of a practitioner's tastes, by id, where it is another than the id.
    practitioners: Mapping[str, str] = field(factory=dict, converter=_keys, validator=_are_keys, hash=False)


class Tasting(NamedTuple):
    """How much farther patients' tastes make practitioners."""

    #: What the tastes of each need's patient are drawn by, and what those for each practitioner are.
    patients: Any
    practitioners: Any
    #: How far they reach, in hundredths of a mile.
    spread: float

    @classmethod
    def drawn(cls, found: Tastes, patients: Iterable[str], practitioners: Iterable[str]) -> "Tasting":
        """Return tastes by the numbers of patients and practitioners."""
        np = numpy()
        keys = [hashed(found.practitioners.get(one, one)) for one in practitioners]
        own = np.array([hashed(one) for one in patients], dtype="uint64")
        return cls(own, np.array(keys, dtype="uint64"), found.miles * 100.0)

    def of(self, rows: Any, practitioners: Any) -> Any:
        """Return whole hundredths of a mile that are added, of pairs by number."""
        found = tastes(self.patients[rows], self.practitioners[practitioners])
        return (found * self.spread).astype("int64")
