"""The notebooks of the documentation: executed, and written so that the same code gives the same bytes.

``python -m tools.notebooks`` executes every notebook and writes it with what its code gives; with ``--check`` it writes
nothing, and names the notebooks that bear something else.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "docs"


def executed(text: str) -> str:
    """Return the text of a notebook with the output of its code in place of what it bears."""
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder, _elsewhere(folder):
        NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            record_timing=False,
            # What is printed comes in pieces that differ from run to run.
            coalesce_streams=True,
            # What the kernel has to say for itself is no concern of whoever runs this.
            extra_arguments=["--log-level=ERROR"],
        ).execute(cwd=folder)
    # The kernel writes down which Python it was; that is no part of what is shown.
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
    written: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return f"{written.rstrip()}\n"


@contextmanager
def _elsewhere(folder: str) -> Iterator[None]:
    """Let the kernel keep its files in a folder that goes, not with the settings of whoever runs this."""
    before = dict(os.environ)
    os.environ |= {"IPYTHONDIR": folder, "JUPYTER_RUNTIME_DIR": folder, "JUPYTER_CONFIG_DIR": folder}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def main(arguments: list[str]) -> int:
    """Write every notebook anew, or say which would change; return the exit code."""
    changed = []
    for path in sorted(FOLDER.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        fresh = executed(text)
        if fresh != text:
            changed.append(path.name)
            if "--check" not in arguments:
                path.write_text(fresh, encoding="utf-8")
    if changed:
        print(f"{'would change' if '--check' in arguments else 'wrote'}: {', '.join(changed)}")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
