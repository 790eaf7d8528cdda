"""The command line as tests type it, and a small market without a model that anybody would have to install."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from medgroup.cli import main

DAY = "2026-03-02"
#: A question of Valley that is answered with IN.
QUESTION = ("--practitioner", "dr-okafor", "--billing", "northside-family", "--plan", "valley-choice-hmo")

#: A clinic of two doctors with one contract; its two hubs both do its billing, which no clinic may have done twice.
SMALL: dict[str, Any] = {
    "organizations": [{"id": "clinic", "name": "Clinic"}, {"id": "hub-east"}, {"id": "hub-west"}],
    "affiliations": [
        {
            "id": f"clinic-{hub}",
            "kind": "member",
            "organizer": f"hub-{hub}",
            "member": "clinic",
            "terms": [
                {"functions": ["billing"], "effect": "joins"},
                {"functions": ["records"], "effect": "connects"},
                {"functions": ["scheduling"], "effect": "acts-for"},
            ],
        }
        for hub in ("east", "west")
    ],
    "practitioners": [{"id": "ada", "name": "Dr. Ada", "npi": "1000000012"}, {"id": "ben", "npi": "1000000001"}],
    "practitioner_roles": [
        {"id": "ada-clinic", "practitioner": "ada", "organization": "clinic"},
        {"id": "ben-clinic", "practitioner": "ben", "organization": "clinic"},
    ],
    "payers": [{"id": "payer"}],
    "networks": [{"id": "gold", "payer": "payer"}],
    "plans": [{"id": "ppo", "payer": "payer", "networks": ["gold"]}],
    "agreements": [{"id": "contract", "contractor": "clinic", "networks": ["gold"]}],
    "roster_entries": [{"id": "line", "agreement": "contract", "practitioner": "ada", "billing": "clinic"}],
    "credentials": [{"id": "ada-payer", "practitioner": "ada", "payer": "payer"}],
    "scopes": [{"id": "all", "of": "contracts"}],
}


class Printed(NamedTuple):
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on the standard output, which holds nothing else."""
        assert self.out.endswith("\n")
        return json.loads(self.out)


def typed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Printed:
    """Type ``medgroup`` with arguments, in this process."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    return Printed(code, *capsys.readouterr())


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """Return what a command answers as JSON."""
    printed = typed(capsys, *arguments, "--json")
    assert printed.err == ""
    return printed.json


def small(folder: Path, **changed: object) -> Path:
    """Write the small market, with some of its collections changed."""
    path = folder / "market.json"
    path.write_text(json.dumps(SMALL | changed), encoding="utf-8")
    return path


def program(*arguments: object) -> list[str]:
    """Return the command as another process runs it."""
    return [sys.executable, "-m", "medgroup.cli", *map(str, arguments)]


def process(*arguments: object, path: Path | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run ``medgroup`` in a process of its own, with a folder put before all others that modules are found in."""
    return subprocess.run(
        program(*arguments), capture_output=True, text=True, check=False, env=environment(path), timeout=60, **more
    )


def environment(path: Path | None = None) -> dict[str, str]:
    """Return the environment of a process, with a folder put before all others that modules are found in."""
    found = dict(os.environ)
    if path is not None:
        found["PYTHONPATH"] = os.pathsep.join([str(path), *filter(None, [found.get("PYTHONPATH")])])
    return found


def plugin(folder: Path, source: str) -> Path:
    """Install a plugin into a folder, as an index would: a module, and a distribution that names it."""
    (folder / "odd_plugin.py").write_text(source, encoding="utf-8")
    about = folder / "medgroup_odd-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: medgroup-odd\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[medgroup.plugins]\nodd = odd_plugin\n", encoding="utf-8")
    return folder
