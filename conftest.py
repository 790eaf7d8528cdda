"""What every test of the repository shares: examples in the documentation that run, where the real data lies, and how
much Hypothesis looks for, chosen by HYPOTHESIS_PROFILE.

``default`` draws new examples each time, ``ci`` the same ones in every run, ``nightly`` many new ones, and ``mutation``
few, the same ones in every run, without looking for the smallest that fails. No profile keeps a database: a failure
prints what reproduces it. None has a deadline or asks how long drawing takes: that measures how busy the machine is.
"""

import os
from collections.abc import Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers import myst, rest

PROJECT = Path(__file__).parent

settings.register_profile(
    "default", database=None, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("nightly", settings.get_profile("default"), max_examples=5_000)
settings.register_profile(
    "mutation", settings.get_profile("ci"), max_examples=40, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

#: Pages: every fenced Python block runs, the blocks of one page in one namespace, in a folder of the page's own.
pages = Sybil(
    parsers=[myst.PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), myst.SkipParser()],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md", "plugins/*/README.md"],
    fixtures=["page_folder"],
)

#: Docstrings: every example runs, with the names of its module at hand.
docstrings = Sybil(
    parsers=[rest.DocTestParser(optionflags=ELLIPSIS)],
    # Patterns are matched from the end of a path and know no ``**``: each depth has one of its own.
    patterns=[f"{top}{'/*' * depth}.py" for top in ("src", "plugins/*/src") for depth in range(2, 6)],
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
