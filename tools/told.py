"""Write anew what some tests hold medgroup to, word for word: findings, changes, standings, quotes, rankings.

Run by ``make told`` after a change of wording or of outcome. The difference is what is to be reviewed: these files say
what medgroup says now, right or wrong.
"""

import importlib.util
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
#: The tests of a plugin that have a file of findings beside them.
FINDINGS = sorted(path.parent for path in PROJECT.glob("plugins/*/tests/told.json"))
CHANGES = PROJECT / "tests" / "unit" / "changes_told.json"
RANKING = PROJECT / "tests" / "unit" / "ranking_told.json"
NETWORK = PROJECT / "tests" / "unit" / "network_told.json"
QUOTES = PROJECT / "tests" / "unit" / "quotes_told.json"
FLOWS = PROJECT / "tests" / "unit" / "flows_told.json"


def main() -> None:
    """Write every file."""
    sys.path.insert(0, str(PROJECT))
    for tests in FINDINGS:
        plugin = tests.parent.name.removeprefix("medgroup-").replace("-", "_")
        module = _module(tests / f"test_{plugin}.py")
        _write(tests / "told.json", {case: module.told(market()) for case, market in module.TOLD.items()})
    module = _module(CHANGES.with_name("test_changes_told.py"))
    _write(CHANGES, {case: module.told(change()) for case, change in module.CHANGES.items()})
    module = _module(FLOWS.with_name("test_flow_picture.py"))
    _write(FLOWS, module.told())
    module = _module(NETWORK.with_name("test_network_told.py"))
    with tempfile.TemporaryDirectory() as folder:
        answers = module.told(module.opener(Path(folder)))
        _write(NETWORK, {case: answer() for case, answer in answers.items()})
    module = _module(QUOTES.with_name("test_quotes_told.py"))
    _write(QUOTES, {case: answer() for case, answer in module.told().items()})
    _ranked()


def _ranked() -> None:
    if not RANKING.exists():
        RANKING.write_text("{}")
    module = _module(RANKING.with_name("test_ranking_told.py"))
    _write(RANKING, {case: module.told(answer()) for case, answer in module.CASES.items()})


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(_laid_out(document) + "\n", encoding="utf-8")
    print(path.relative_to(PROJECT))


def _laid_out(value: Any, indent: int = 0) -> str:
    """Return a document as JSON text in which a row stands on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or (len(flat) <= 400 and indent > 4):
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(key)}: {_laid_out(item, indent + 2)}" for key, item in value.items()]
    else:
        items = [f"{inner}{_laid_out(item, indent + 2)}" for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(items) + f"\n{' ' * indent}{closing}"


if __name__ == "__main__":
    main()
