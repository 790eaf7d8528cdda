"""Try the built wheels in clean environments: the core alone, with the command line and every plugin, with a new model.

Run by ``make smoke`` with the folder of the wheels as argument.
"""

import json
import shutil
import sys
from pathlib import Path

from tools.environments import Environment, clean_environment

PROJECT = Path(__file__).resolve().parent.parent
CONSTRAINTS = PROJECT / "constraints.txt"
#: What a copy of the template is renamed to.
NEW_MODEL = "night-shift"
#: The models that the plugins of this repository hand over, at the least.
MODELS = frozenset({"solo", "single-specialty", "multi-specialty", "ids", "ipa", "mso", "aco"})
#: What a core install brings besides medgroup itself.
CORE = frozenset({"attrs", "cattrs", "pluggy", "typing-extensions"})
#: What comes with every virtual environment.
TOOLS = frozenset({"pip", "setuptools", "wheel"})
INSTALLED = (
    "from importlib.metadata import distributions as d; print(*(i.metadata['Name'].replace('_', '-') for i in d()))"
)


def main(folder: Path) -> None:
    """Install the wheels, try them, and stop at the first thing that does not hold."""
    core = next(folder.glob("medgroup-*.whl")).resolve()
    plugins = [wheel.resolve() for wheel in sorted(folder.glob("medgroup_*.whl"))]
    with clean_environment() as environment:
        environment.install([str(core)], constraints=CONSTRAINTS)
        try_core(environment)
    with clean_environment() as environment:
        environment.install([f"{core}[cli]", *map(str, plugins)], constraints=CONSTRAINTS)
        try_everything(environment)
    with clean_environment() as environment:
        try_template(environment, core)
    print(f"the core alone, with {len(plugins)} plugins, and with a renamed copy of the template: all three work")


def try_core(environment: Environment) -> None:
    """The core needs three distributions, imports, and says in one line what its command line lacks."""
    installed = set(run(environment, "python", "-c", INSTALLED).split()) - TOOLS - {"medgroup"}
    expect(installed <= CORE, f"a core install brings {sorted(installed - CORE)} besides {sorted(CORE)}")
    run(environment, "python", "-W", "error", "-c", "import medgroup")
    missing = "try:\n import medgroup.testing\nexcept ImportError as error:\n print(error)"
    said = run(environment, "python", "-c", missing).strip()
    expect('pip install "medgroup[testing]"' in said, f"import medgroup.testing, without the extra, says: {said}")
    for arguments in ((), ("--help",), ("demo",)):
        done = environment.run("medgroup", *arguments)
        shown = " ".join(("medgroup", *arguments))
        expect(done.returncode == 2, f"{shown}, without the extra cli, ends with {done.returncode} and not with 2")
        lines = (done.stdout + done.stderr).splitlines()
        expect(
            len(lines) == 1 and 'pip install "medgroup[cli]"' in lines[0],
            f"{shown}, without the extra cli, says: {lines}",
        )


def try_everything(environment: Environment) -> None:
    """The command line finds every model and answers from the bundled market; the types are there to be checked."""
    found = set(json.loads(run(environment, "medgroup", "plugins", "--json"))["models"])
    expect(found >= MODELS, f"medgroup plugins --json misses {sorted(MODELS - found)}")
    json.loads(run(environment, "medgroup", "schema"))
    expect(len(run(environment, "medgroup", "demo").splitlines()) > 10, "medgroup demo says next to nothing")
    typed = "import importlib.resources as r; print(r.files('medgroup').joinpath('py.typed').is_file())"
    expect(run(environment, "python", "-c", typed).strip() == "True", "the wheel of the core has no py.typed")


def try_template(environment: Environment, core: Path) -> None:
    """A copy of the template, renamed, is installed, found, and passes its own tests beside the core."""
    copy = environment.folder / "template"
    shutil.copytree(PROJECT / "examples" / "model-template", copy, ignore=shutil.ignore_patterns("__pycache__"))
    run(environment, "python", str(copy / "rename.py"), NEW_MODEL)
    environment.install([f"{core}[cli,testing]", f"{copy}[test]"], constraints=CONSTRAINTS)
    found = json.loads(run(environment, "medgroup", "plugins", "--json"))
    brought = {one["name"]: one["models"] for one in found["plugins"]}
    expect(brought == {f"medgroup-{NEW_MODEL}": [NEW_MODEL]}, f"a renamed copy of the template brings {brought}")
    ran = run(environment, "python", "-m", "pytest", "-v", "-p", "no:cacheprovider", str(copy / "tests"))
    expect("TestNightShift" in ran, "the conformance suite of a renamed copy of the template did not run")
    print(ran.splitlines()[-1])


def run(environment: Environment, command: str, *arguments: str) -> str:
    """Run a command that has to succeed and return what it prints."""
    done = environment.run(command, *arguments)
    expect(
        done.returncode == 0,
        f"{command} {' '.join(arguments)} ends with {done.returncode}:\n{done.stdout}{done.stderr}",
    )
    return done.stdout


def expect(holds: bool, complaint: str) -> None:
    """Stop the script with a complaint unless something holds."""
    if not holds:
        sys.exit(f"smoke: {complaint}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
