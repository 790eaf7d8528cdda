"""What every test of the repository shares: examples in the documentation that run, and where the real data lies."""

import os
from collections.abc import Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers import myst, rest

PROJECT = Path(__file__).parent

#: Pages: every fenced Python block runs, the blocks of one page in one namespace, in a folder of the page's own.
pages = Sybil(
    parsers=[myst.PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), myst.SkipParser()],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md", "plugins/*/README.md"],
    fixtures=["page_folder"],
)

#: Docstrings: every example runs, with the names of its module at hand. Before Python 3.13 two stars match one folder.
docstrings = Sybil(
    parsers=[rest.DocTestParser(optionflags=ELLIPSIS)],
    patterns=["src/*/*.py", "src/*/*/*.py", "src/*/*/*/*.py", "plugins/*/src/*/*.py"],
    document_types={".py": PythonDocStringDocument},
)

pytest_collect_file = (pages + docstrings).pytest()


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the examples of a page in an empty folder, so that one may write a file and the next may read it."""
    folder = tmp_path_factory.mktemp("page")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real directories and tables, none of which is part of the repository.

    A test that asks for it skips where the folder is absent, or fails where MEDGROUP_REQUIRE_REAL_DATA is set.
    """
    stated = os.environ.get("MEDGROUP_REAL_DATA")
    folder = Path(stated) if stated else PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        message = f"needs the real data: there is no folder {folder} (MEDGROUP_REAL_DATA names another)"
        if os.environ.get("MEDGROUP_REQUIRE_REAL_DATA", "") not in ("", "0"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return folder
