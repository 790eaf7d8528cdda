"""Clean virtual environments, made outside the project and thrown away after use."""

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class Environment:
    """A virtual environment in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scripts = folder / ("Scripts" if os.name == "nt" else "bin")

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in its folder, where no source tree can be imported by accident."""
        return subprocess.run(
            [str(self.scripts / command), *arguments],
            cwd=self.folder,
            env=_clean(os.environ),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def install(self, requirements: Sequence[str], *, constraints: Path | None = None) -> None:
        """Install requirements, and stop the script with pip's own words where that fails."""
        pinned = [] if constraints is None else ["--constraint", str(constraints)]
        done = self.run("python", "-m", "pip", "--disable-pip-version-check", "install", "-qq", *pinned, *requirements)
        if done.returncode:
            sys.exit(f"pip install {' '.join(requirements)} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def clean_environment() -> Iterator[Environment]:
    """Make a virtual environment with nothing but pip in it, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="medgroup-") as folder:
        venv.create(folder, with_pip=True)
        yield Environment(Path(folder))


def _clean(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those that lead back to the source tree or change what medgroup does."""
    return {
        name: value
        for name, value in variables.items()
        if not name.startswith(("PYTHON", "MEDGROUP_")) and name != "VIRTUAL_ENV"
    }
