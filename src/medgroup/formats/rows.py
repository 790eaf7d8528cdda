"""What every market file is read into first: rows of plain values that know where they stand."""

from collections.abc import Callable, Collection

from attrs import frozen

from medgroup.domain.facts import COLLECTIONS
from medgroup.errors import listed, nearest, shown

#: The way from a fact to a value inside it: keys of objects and places in lists.
Path = tuple[str | int, ...]

#: The version of the layout of market files.
VERSION = 1
#: How deeply lists and objects may stand in each other.
DEEPEST = 100
#: How many characters a number may have; longer ones are no figures of a market.
LONGEST_NUMBER = 64
#: Keys that a market file may have beside its collections; editors find the schema of a file by ``$schema``.
OTHER_KEYS = ("version", "$schema")


class Refused(Exception):
    """A document cannot be read any further. Caught where the file's name is known, and never seen outside.

    Attributes:
        place: Line and column, or the path inside the document.
        problem: What is wrong there.
    """

    def __init__(self, place: str, problem: str) -> None:
        self.place = place
        self.problem = problem
        super().__init__(place, problem)


@frozen
class Row:
    """One fact as plain values, not yet checked."""

    #: The collection that it stands in.
    collection: str
    #: Its place in the collection, from 0.
    index: int
    #: What stands there: an object, if all is well.
    value: object
    #: Gives the line of a value inside the fact, as an error names it.
    line: Callable[[Path], str]


def refuse_unknown_key(place: str, key: str, seen: Collection[str]) -> None:
    """Refuse a key of a market file that is not a collection, or that stood there before."""
    if key in seen:
        raise Refused(place, f"{shown(key)} stands twice; put its facts into one list")
    if key not in COLLECTIONS and key not in OTHER_KEYS:
        near = nearest(key, COLLECTIONS)
        hint = (
            f"did you mean {near!r}?" if near else f"a market file holds {listed(COLLECTIONS, most=len(COLLECTIONS))}"
        )
        raise Refused(place, f"{shown(key)} is not a collection of facts; {hint}")


def refuse_other_version(place: str, value: object) -> None:
    """Refuse a version that this release does not read."""
    if value is not None and (type(value) is not int or value != VERSION):
        raise Refused(place, f"version: {plainly(value)} is not the version that is read here, which is {VERSION}")


def not_a_list(place: str, collection: str, value: object) -> Refused:
    """Return the refusal of a collection that is not a list."""
    return Refused(place, f"{collection}: {plainly(value)} is not a list of facts; write [ ... ]")


def plainly(value: object) -> str:
    """Return a plain value as an error shows it, in the words of a file: ``null``, ``true``, ``a list``."""
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else shown(value)
