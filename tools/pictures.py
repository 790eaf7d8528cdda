"""The pictures of the documentation that an answer draws: made of the examples of their page, and kept equal by a test.

``python -m tools.pictures`` runs the examples of each page and writes what its answer shows.
"""

import io
import re
import tempfile
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from doctest import DocTestParser
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
#: The pictures by their files, with the page and the name of the picture in its examples.
PICTURES: Mapping[str, tuple[str, str]] = {"leakage.svg": ("measure-leakage-honestly.md", "picture")}


def drawn(file: str) -> str:
    """Return a picture as the examples of its page draw it."""
    page, name = PICTURES[file]
    blocks = re.findall(r"^```python\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    known: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, chdir(folder), redirect_stdout(io.StringIO()):
        for example in DocTestParser().get_examples("\n".join(blocks)):
            exec(example.source, known)
    return f"{known[name]}\n"


def main() -> None:
    """Write every picture."""
    for file in PICTURES:
        (DOCS / "_static" / file).write_text(drawn(file), encoding="utf-8")
        print(f"wrote docs/_static/{file}")


if __name__ == "__main__":
    main()
