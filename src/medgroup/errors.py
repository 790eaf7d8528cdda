"""Every error medgroup raises: one root, leaves that also inherit a builtin.

An error says what is wrong, where, and what the nearest right value is. A doctor out of network, a
broken structure rule or an unknown answer is never an error: those are values with evidence.
"""

from collections.abc import Iterable, Sequence

__all__ = [
    "AmbiguousNameError",
    "AmbiguousUnitError",
    "FormatError",
    "InvalidValueError",
    "MarketError",
    "MedgroupError",
    "MissingExtraError",
    "PluginError",
    "UnknownCodeError",
    "UnknownFactError",
    "UnknownModelError",
]


def __dir__() -> list[str]:
    return __all__


class MedgroupError(Exception):
    """Root of every error that medgroup raises on purpose."""


class InvalidValueError(MedgroupError, ValueError):
    """One value is not what its field takes.

    Attributes:
        field: Name of the field, empty when the value stands alone.
        value: The value as given.
        expected: What the field takes, in words.
        nearest: The nearest right value, or None where nothing is near.
        problem: What is said of the field in place of that its value is not what it takes; empty where that is said.
    """

    def __init__(
        self, value: object, expected: str, *, field: str = "", nearest: str | None = None, problem: str = ""
    ) -> None:
        self.value = value
        self.expected = expected
        self.field = field
        self.nearest = nearest
        self.problem = problem
        subject = f"{field}: " if field else ""
        hint = f"; did you mean {nearest!r}?" if nearest else ""
        super().__init__(f"{field} {problem}" if problem else f"{subject}{shown(value)} is not {expected}{hint}")


class FormatError(MedgroupError, ValueError):
    """A file, a folder or a document cannot be read as facts.

    Attributes:
        source: The file or folder, as given.
        place: Line and column, or the path inside the document; empty for the file as a whole.
        problem: What is wrong there and what would mend it.
    """

    def __init__(self, source: str, place: str, problem: str) -> None:
        self.source = source
        self.place = place
        self.problem = problem
        super().__init__(": ".join(part for part in (source, place, problem) if part))


class MarketError(MedgroupError, ValueError):
    """Facts that each may be right alone do not make a market together.

    Attributes:
        problems: Every problem found, one sentence each, in a stable order.
        source: The file or folder that the facts were read from, as given; empty where they come from Python.
    """

    #: How many problems the message spells out; ``problems`` always holds all of them.
    SHOWN = 20

    def __init__(self, problems: Sequence[str], *, source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        count = len(self.problems)
        shown_lines = [f"  {problem}" for problem in self.problems[: self.SHOWN]]
        if count > self.SHOWN:
            shown_lines.append(f"  ... and {count - self.SHOWN} more")
        head = "1 problem" if count == 1 else f"{count} problems"
        where = f"{source}: " if source else ""
        super().__init__("\n".join([f"{where}the facts do not make a market ({head}):", *shown_lines]))


class UnknownFactError(MedgroupError, LookupError):
    """No fact of a collection has this id, NPI or name.

    Attributes:
        collection: The collection that was searched.
        key: What was asked for.
        nearest: The nearest key that exists, or None.
    """

    def __init__(
        self, collection: str, key: object, *, nearest: str | None = None, keys: str = "id, NPI or name"
    ) -> None:
        """Say what was looked for in vain.

        Args:
            collection: The collection that was searched.
            key: What was asked for.
            nearest: The nearest key that exists, or None.
            keys: What facts of the collection are asked for by, in words.
        """
        self.collection = collection
        self.key = key
        self.nearest = nearest
        hint = f"; did you mean {nearest!r}?" if nearest else ""
        super().__init__(f"no {singular(collection)} has the {keys} {shown(key)}{hint}")


class AmbiguousNameError(MedgroupError, LookupError):
    """Several facts of a collection answer to one name or NPI.

    Attributes:
        collection: The collection that was searched.
        key: What was asked for.
        candidates: The ids that answer to it, sorted.
    """

    def __init__(self, collection: str, key: str, candidates: Iterable[str]) -> None:
        self.collection = collection
        self.key = key
        self.candidates = tuple(sorted(candidates))
        super().__init__(f"{len(self.candidates)} {collection} answer to {key!r}: {listed(self.candidates)}; ask by id")


class AmbiguousUnitError(MedgroupError, LookupError):
    """An organization has several units for a function where one was asked for.

    Attributes:
        function: The function asked about.
        organization: The organization asked about.
        units: Its units, sorted.
    """

    def __init__(self, function: str, organization: str, units: Iterable[str]) -> None:
        self.function = function
        self.organization = organization
        self.units = tuple(sorted(units))
        super().__init__(
            f"{organization} has {len(self.units)} units for {function}: {listed(self.units)}; "
            "ask units_of for all of them"
        )


class UnknownModelError(MedgroupError, LookupError):
    """An organization names a model that no installed plugin hands over.

    Attributes:
        model: The name that was asked for.
        known: The models of the market, sorted: those that are installed, or of the plugins that it was opened with.
    """

    def __init__(self, model: object, known: Iterable[str], *, left_out: bool = False) -> None:
        """Say what is wrong with a model.

        Args:
            model: The name that was asked for.
            known: The models of the market.
            left_out: Whether it is installed, and the market was opened with other plugins.
        """
        self.model = model
        self.known = tuple(sorted(known))
        near = nearest(model, self.known) if isinstance(model, str) else None
        hint = f"did you mean {near!r}?" if near else BRINGS_IT
        problem = f"is not an installed model ({listed(self.known) or 'none is installed'})"
        if left_out:
            problem, hint = not_among(self.known), ALL_PLUGINS
        super().__init__(f"model: {shown(model)} {problem}; {hint}")


class UnknownCodeError(MedgroupError, LookupError):
    """A fee schedule has no such service, modifier or locality.

    Attributes:
        schedule: The schedule that was searched.
        sort: What was asked for: a service code, a modifier or a locality.
        key: The code that was asked for.
        nearest: The nearest that the schedule has, the nearest first.
    """

    def __init__(self, schedule: str, sort: str, key: object, nearest: Iterable[str] = ()) -> None:
        self.schedule = schedule
        self.sort = sort
        self.key = key
        self.nearest = tuple(nearest)
        hint = f"; the nearest: {listed(self.nearest)}" if self.nearest else ""
        super().__init__(f"fee schedule {schedule} has no {sort} {shown(key)}{hint}")


class PluginError(MedgroupError, RuntimeError):
    """A plugin cannot be loaded, or hands over something that is not what the hook takes.

    Attributes:
        plugin: The distribution or the registered name of the plugin; of several that do not go together, all names,
            sorted and separated by commas.
        problem: What is wrong with it.
    """

    def __init__(self, plugin: str, problem: str) -> None:
        self.plugin = plugin
        self.problem = problem
        names = plugin.split(",")
        blocked = " or ".join(f"MEDGROUP_DISABLE_PLUGINS={name}" for name in names)
        one, subject = ("it", "plugin") if len(names) == 1 else ("one of them", "plugins")
        super().__init__(
            f"{subject} {' and '.join(names)}: {problem}; mend or remove {one}, or set {blocked} to go on without it"
        )


class MissingExtraError(MedgroupError, ImportError):
    """A feature needs an extra that is not installed.

    Attributes:
        extra: The extra to install.
    """

    def __init__(self, feature: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f'{feature} needs the extra {extra!r}: pip install "medgroup[{extra}]", or in a clone ".[{extra}]"'
        )


#: What to do about a model that is not there.
BRINGS_IT = "install the plugin that brings it, or take it out of MEDGROUP_DISABLE_PLUGINS if that names it"
#: How the plugins that are installed are handed over beside others.
ALL_PLUGINS = "pass [*installed_plugins(), ...] of medgroup.plugins"


def not_among(models: Iterable[str]) -> str:
    """Return what is wrong with a model that is installed, and of no plugin that a market was opened with."""
    known = ", ".join(sorted(models)) or "none"
    return f"is of no plugin of plugins= (models: {known}), which replaces the installed ones"


def told(problem: BaseException) -> str:
    """Return in one line what somebody else's code raised: its type, and what it says.

    >>> told(KeyError("tin"))
    "KeyError: 'tin'"
    """
    return " ".join(f"{type(problem).__name__}: {problem}".split()).removesuffix(":")


#: From how many letters on a word may be the beginning of a known one.
_A_BEGINNING = 3


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to ``word``, or None where nothing is near."""
    # Imported here: only an error needs it.
    from difflib import get_close_matches

    candidates = sorted(known)
    found = get_close_matches(word, candidates, n=1, cutoff=0.6)
    if found:
        return found[0]
    folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    start = word.casefold()
    begun = (folded[key] for key in sorted(folded) if key.startswith(start)) if len(word) >= _A_BEGINNING else iter(())
    return folded.get(start) or next(begun, None)


def several_nearest(word: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the known words that are near to ``word``, the nearest first."""
    from difflib import get_close_matches

    return tuple(get_close_matches(word, sorted(known), n=most, cutoff=0.6))


def listed(words: Iterable[str], *, most: int = 12) -> str:
    """Return words as one readable list, cut after ``most``."""
    items = list(words)
    tail = [f"... {len(items) - most} more"] if len(items) > most else []
    return ", ".join([*items[:most], *tail])


def shown(value: object, *, most: int = 80) -> str:
    """Return a value as an error shows it: its repr, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= most else f"{text[: most - 3]}..."


def singular(collection: str) -> str:
    """Return the name of one fact of a collection: ``practitioner roles`` gives ``practitioner role``."""
    words = collection.replace("_", " ")
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    return words.removesuffix("s")
