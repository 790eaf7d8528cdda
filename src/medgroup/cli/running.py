"""One run of the command line: what was typed in, one answer or one error out, and an exit code."""

import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cyclopts import CycloptsError

from medgroup.cli.app import parse
from medgroup.cli.page import Page, console, printable
from medgroup.cli.results import Result
from medgroup.cli.usage import as_option, usage_problem
from medgroup.errors import FormatError, InvalidValueError, MedgroupError
from medgroup.formats.texts import cannot

#: Exit code of a usage error and of bad input.
BAD_INPUT = 2
#: Exit code of a fault of medgroup itself.
FAULT = 3
#: Exit code after Ctrl-C.
INTERRUPTED = 130
#: What is answered with a page of help, which is printed by nobody but us: the reader may be gone.
_HELP = frozenset({"--help", "-h", "--version"})
#: Environment variable that asks for the traceback of a fault.
TRACEBACK_VARIABLE = "MEDGROUP_TRACEBACK"


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is one message on the standard error."""
    if sys.stdout is None:
        # It was closed before we began: nobody reads.
        sys.stdout = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the encoding of the terminal does not hold is no reason to fail.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _answered(arguments)
    except CycloptsError as error:
        return _refused(usage_problem(error))
    except InvalidValueError as error:
        return _refused(as_option(error, arguments))
    except (MedgroupError, OSError) as error:
        return _refused(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door: a fault is told, and told apart from bad input
        return _fault(error)


def _answered(arguments: Sequence[str]) -> int:
    helped = io.StringIO()
    asks_help = not arguments or not _HELP.isdisjoint(arguments)
    result = parse(arguments, console(helped, terminal=sys.stdout.isatty()) if asks_help else None)
    if result is None:
        _print(helped.getvalue())
        return 0
    _print(_as_json(result) if result.json else _as_text(result))
    return result.code


def _as_json(result: Result) -> str:
    document = result.document()
    return json.dumps(document, indent=2, ensure_ascii=not _prints_unicode(), allow_nan=False) + "\n"


def _as_text(result: Result) -> str:
    page = Page(terminal=sys.stdout.isatty(), unicode=_prints_unicode())
    result.show(page)
    return page.text()


def _prints_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads, as head does, has seen enough; what was found stays found.
        _hush()
    except OSError as error:
        _hush()
        raise FormatError("standard output", "", cannot("written", error)) from None


def _hush() -> None:
    """Lead what is still to be printed to nowhere, so that nothing complains when the program ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _refused(problem: str) -> int:
    lines = "\n".join(printable(line) for line in problem.split("\n"))
    print(f"medgroup: {lines}", file=sys.stderr)
    return BAD_INPUT


def _fault(error: Exception) -> int:
    """Say that medgroup is at fault, without what the error holds: it may be somebody's personal detail."""
    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(error)
        return FAULT
    place = traceback.extract_tb(error.__traceback__)[-1]
    print(
        f"medgroup: a fault of medgroup, not of what you typed: {type(error).__name__} in {place.name} "
        f"({Path(place.filename).name} line {place.lineno}); please report this line and the command, "
        f"and, if you may show it, what {TRACEBACK_VARIABLE}=1 adds",
        file=sys.stderr,
    )
    return FAULT
