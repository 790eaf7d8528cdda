"""Compare what medgroup says and writes, to the byte, across versions of Python, seeds of hashes, and orders of input.

Run by ``make determinism`` with interpreters as arguments, as commands or paths. What is compared are the digests of
``tests.property.digests``. Each version gets an environment of its own under ``build``, with the releases that
``constraints.txt`` pins; an interpreter that is not there is skipped, and said to be.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
STAGE = PROJECT / "build" / "determinism"
SEEDS = (0, 1, 2, 3, 5, 8, 13, 21, 4_096, 4_294_967_295)
CASES = 200
#: What the digests need besides medgroup and its plugins.
NEEDED = ("hypothesis", "pytest")
VERSION = "import platform, sys; print(sys.version_info >= (3, 11), platform.python_version())"


class Interpreter(NamedTuple):
    """One version of Python, ready to run."""

    version: str
    python: Path


def main(commands: Sequence[str]) -> None:
    """Compare the running interpreter with all others that are found, and stop where two differ."""
    ours = Interpreter(_version(sys.executable) or "", Path(sys.executable))
    interpreters = {ours.version: ours} | {one.version: one for one in _found(commands, ours)}
    runs = {
        f"Python {one.version}, seed {seed}, order {order}": _digests(one, seed, order)
        for one in interpreters.values()
        for order, seed in enumerate(SEEDS)
    }
    expected = next(iter(runs.values()))
    different = [name for name, found in runs.items() if found != expected]
    for name in different:
        subjects = [line.partition(":")[0] for line, same in zip(runs[name], expected, strict=True) if line != same]
        print(f"{name}: another digest of {', '.join(subjects)}")
    if different:
        sys.exit(1)
    compared = ", ".join(interpreters)
    real = "with" if (PROJECT.parent / "shared" / "data" / "plan-net").is_dir() else "without"
    print(*expected, sep="\n")
    print(
        f"the same bytes in {len(runs)} runs: Python {compared}; {len(SEEDS)} seeds and orders each; {real} real data"
    )
    if len(interpreters) == 1:
        print("skipped: no second version of Python was found; name one with PYTHONS=")


def _found(commands: Sequence[str], ours: Interpreter) -> Iterator[Interpreter]:
    for command in commands:
        version = _version(command)
        if version is None:
            print(f"skipped: {command} is not here, or is older than 3.11")
        elif version != ours.version:
            yield Interpreter(version, _environment(command, version))


def _version(command: str) -> str | None:
    """Return the version of an interpreter that runs here and is new enough."""
    try:
        done = subprocess.run([command, "-c", VERSION], capture_output=True, text=True, check=False)
    except OSError:
        return None
    enough, _, version = done.stdout.strip().partition(" ")
    return version if done.returncode == 0 and enough == "True" else None


def _environment(command: str, version: str) -> Path:
    """Return the interpreter of an environment with medgroup, its plugins and what the digests need."""
    folder = STAGE / version
    python = folder / "bin" / "python"
    ready = folder / "ready"
    projects = [
        PROJECT / "pyproject.toml",
        PROJECT / "constraints.txt",
        *sorted(PROJECT.glob("plugins/*/pyproject.toml")),
    ]
    if not ready.exists() or ready.stat().st_mtime < max(path.stat().st_mtime for path in projects):
        print(f"installing medgroup under Python {version} ...")
        subprocess.run([command, "-m", "venv", "--clear", folder], check=True)
        constraints = str(PROJECT / "constraints.txt")
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "-c", constraints]
        plugins = [path.parent for path in projects[2:]]
        editable = [part for one in (f"{PROJECT}[cli,fhir]", *plugins) for part in ("--editable", str(one))]
        subprocess.run([*pip, "hatchling", "editables", *NEEDED], check=True)
        subprocess.run([*pip, "--no-build-isolation", *editable], check=True)
        ready.touch()
    return python


def _digests(interpreter: Interpreter, seed: int, order: int) -> list[str]:
    """Return the lines that one run prints."""
    arguments = ["-m", "tests.property.digests", "--cases", str(CASES), "--order", str(order), "--real"]
    env = {**os.environ, "PYTHONHASHSEED": str(seed)}
    command = [str(interpreter.python), *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Python {interpreter.version} failed:\n{done.stderr}")
    return done.stdout.splitlines()


if __name__ == "__main__":
    main(sys.argv[1:])
