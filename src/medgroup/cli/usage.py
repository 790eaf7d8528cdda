"""What is said of a command line that is not understood: one sentence that names the word and what would mend it."""

from collections.abc import Iterable

from cyclopts import CycloptsError
from cyclopts.exceptions import (
    CoercionError,
    ConsumeMultipleError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from medgroup.errors import InvalidValueError, MedgroupError, listed, nearest


def usage_problem(error: CycloptsError) -> str:
    """Return what is wrong with what was typed."""
    if isinstance(error.__cause__, MedgroupError) and error.argument is not None:
        return f"{error.argument.name}: {error.__cause__}"
    return f"{_problem(error)}; see {_command(error)} --help"


def as_option(error: InvalidValueError, arguments: Iterable[str]) -> str:
    """Return what an error says, with the option that was typed where it names an argument of that name."""
    option = f"--{error.field}"
    typed = error.field and any(word.partition("=")[0] == option for word in arguments)
    return f"--{error}" if typed else str(error)


def _problem(error: CycloptsError) -> str:
    option = _unknown_option(error)
    if option is not None:
        return f"{option} is not an option of {_command(error)}{_hint(option, _options(error))}"
    if isinstance(error, UnknownCommandError) and error.unused_tokens:
        word, known = error.unused_tokens[0], _commands(error)
        return f"{word!r} is not a command ({listed(known, most=len(known))}){_hint(word, known)}"
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        return f"{error.unused_tokens[0]!r} is one argument too many"
    if isinstance(error, RepeatArgumentError):
        return _repeated(error)
    if isinstance(error, CoercionError) and error.token is not None and error.target_type in (int, float):
        kind = "a whole number" if error.target_type is int else "a number"
        return f"{error.token.keyword}: {error.token.value!r} is not {kind}"
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return _missing(error, error.argument.name)
    error.verbose = False
    return str(error).strip().rstrip(".")


def _unknown_option(error: CycloptsError) -> str | None:
    if isinstance(error, UnknownOptionError):
        return error.token.keyword or error.token.value
    if not isinstance(error, MissingArgumentError):
        return None
    # An option that is misspelt shows first as the one that is missing.
    known = _options(error)
    words = (word.partition("=")[0] for word in error.unused_tokens or ())
    return next((word for word in words if word.startswith("--") and word not in known), None)


def _repeated(error: RepeatArgumentError) -> str:
    again = error.token.keyword or ""
    typed = {word.partition("=")[0] for word in error.root_input_tokens or ()}
    other = next((name for name in _names_beside(error, again) if name in typed), None)
    return f"{again} stands twice" if other is None else f"{other} and {again} contradict each other"


def _names_beside(error: CycloptsError, option: str) -> list[str]:
    """Return what else the argument of an option may be called: its contrary, as --no-referral of --referral."""
    arguments = () if error.app is None else error.app.assemble_argument_collection()
    return [name for argument in arguments if option in argument.names for name in argument.names if name != option]


def _missing(error: MissingArgumentError, name: str) -> str:
    if not name.startswith("-"):
        # An option that takes several values takes whatever stands behind it, a path as well.
        return f"{name.upper()} is missing, which stands before the options"
    given = error.keyword is not None or isinstance(error, ConsumeMultipleError)
    return f"{name} has no value" if given else f"{name} is missing"


def _command(error: CycloptsError) -> str:
    return " ".join(("medgroup", *(error.command_chain or ())))


def _commands(error: UnknownCommandError) -> list[str]:
    return sorted(name for name in error.app or () if not name.startswith("-"))


def _options(error: CycloptsError) -> list[str]:
    if isinstance(error, UnknownOptionError):
        arguments = error.argument_collection
    elif error.app is not None:
        arguments = error.app.assemble_argument_collection()
    else:
        return []
    return [name for argument in arguments for name in argument.names if name.startswith("-")]


def _hint(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return f"; did you mean {near!r}?" if near else ""
