"""How long a Plan-Net directory takes to read: ``python -m benchmarks.plan_net_read [FOLDER]``.

Reading is measured beside what no reader can do without, decoding the same lines, and beside the models of
fhir.resources where they are installed, which validate more: every element, whether it becomes a fact or not.
"""

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, beside
from medgroup.formats import plan_net


def main(folder: Path) -> None:
    lines = [line for path in sorted(folder.glob("*.ndjson")) for line in path.read_bytes().splitlines() if line]
    print(f"{len(lines):,} resources, {sum(map(len, lines)) / 1e6:.1f} MB")

    def decode() -> None:
        for line in lines:
            json.loads(line)

    ours, decoding = beside(lambda: plan_net.read(folder), decode, number=1, repeats=7)
    print(*Row("read", ours, "json.loads of the same lines", decoding).cells(), sep=" | ")
    model_of = _models()
    if model_of is None:
        print("fhir.resources is not installed: nothing to measure beside")
        return

    def validate() -> None:
        for line in lines:
            document = json.loads(line)
            try:
                model_of(document["resourceType"]).model_validate(document)
            except ValueError:
                # Pydantic's error is one: the directory gives numbers where FHIR wants texts.
                continue

    ours, validating = beside(lambda: plan_net.read(folder), validate, number=1, repeats=3)
    print(*Row("read", ours, "fhir.resources", validating, "it validates more").cells(), sep=" | ")


def _models() -> Callable[[str], Any] | None:
    try:
        found: Callable[[str], Any] = import_module("fhir.resources.R4B").get_fhir_model_class
    except ImportError:
        return None
    return found


if __name__ == "__main__":
    data = Path(os.environ.get("MEDGROUP_REAL_DATA", "../shared/data"))
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else data / "plan-net")
