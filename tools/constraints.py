"""Write constraints.txt: the exact release of everything that set-up installs, the newest that the projects allow.

Run by ``make constraints`` with the folders of the plugins as arguments.
"""

import sys
from pathlib import Path

from tools.environments import clean_environment

PROJECT = Path(__file__).resolve().parent.parent
HEADER = "# Exact releases of everything that set-up installs. Written by `make constraints`; do not edit.\n"


def main(plugins: list[str]) -> None:
    """Install the core with every extra and all plugins into a clean environment and write down what came with them."""
    with clean_environment() as environment:
        environment.install([f"{PROJECT}[dev,bench,mutation]", *(str(PROJECT / plugin) for plugin in plugins)])
        frozen = environment.run("python", "-m", "pip", "freeze").stdout.splitlines()
    # Our own distributions stand there with the folder they were built from.
    pins = sorted((line for line in frozen if "==" in line and not line.startswith("medgroup")), key=str.casefold)
    (PROJECT / "constraints.txt").write_text(HEADER + "".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    print(f"constraints.txt: {len(pins)} releases")


if __name__ == "__main__":
    main(sys.argv[1:])
