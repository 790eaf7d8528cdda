"""The command line: ``medgroup``. The only part of the package that prints."""

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 answered, 1 a rule broken, 2 bad input, 3 a fault of medgroup.

    Args:
        arguments: What stands after ``medgroup``; None takes it from the process.
    """
    # Without the extra there is one line that says what to install, so nothing of it is imported before this.
    try:
        from medgroup.cli.running import run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "medgroup":
            raise
        from medgroup.errors import MissingExtraError

        print(f"medgroup: {MissingExtraError('the command line', 'cli')}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return run(list(sys.argv[1:] if arguments is None else arguments))
