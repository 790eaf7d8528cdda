"""What the command line writes never takes the place of what the same command reads, or writes besides."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.command_line import DAY, small, typed

Capture = pytest.CaptureFixture[str]

#: Every command that writes, with the file that it reads as READ, and its target last.
WRITING = {
    "convert": ("convert", "READ.json"),
    "roster, the market": ("roster", "READ.csv", "--on", DAY, "--csv"),
    "adjudicate, the lines": ("adjudicate", "READ.csv", "market.json", "--out"),
    "adjudicate, the market": ("adjudicate", "lines.csv", "READ.csv", "--out"),
    "leakage, the claims": ("leakage", "valley", "--claims", "READ.svg", "--svg"),
    "leakage, the market": ("leakage", "READ.svg", "--svg"),
    "leakage, the graph": ("leakage", "valley", "--claims", "READ.graphml", "--graphml"),
}


def by_path(read: str) -> str:
    return f"./{read}"


def by_symlink(read: str) -> str:
    link = Path(f"link{Path(read).suffix}")
    link.symlink_to(read)
    return str(link)


def by_hard_link(read: str) -> str:
    link = Path(f"second{Path(read).suffix}")
    os.link(read, link)
    return str(link)


def by_what_the_read_links_to(read: str) -> str:
    moved = Path(f"moved{Path(read).suffix}")
    Path(read).rename(moved)
    Path(read).symlink_to(moved)
    return str(moved)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("another", [by_path, by_symlink, by_hard_link, by_what_the_read_links_to])
def test_force_replaces_no_file_that_the_command_reads(
    command: tuple[str, ...], another: Callable[[str], str], capsys: Capture
) -> None:
    read = next(word for word in command if word.startswith("READ"))
    Path(read).write_text("what is read")
    target = another(read)

    printed = typed(capsys, *command, target, "--force")

    assert (printed.code, printed.out) == (2, "")
    assert printed.err == f"medgroup: {target}: is the source {read}, or part of it; name another target\n"
    assert Path(read).read_text() == "what is read"


@pytest.mark.parametrize("linked", [os.symlink, os.link])
def test_a_file_of_a_folder_that_is_read_is_not_replaced_under_another_name(
    here: Path, linked: Callable[[Path, Path], None], capsys: Capture
) -> None:
    market = small(here)
    (here / "folder").mkdir()
    linked(market.rename(here / "other.csv"), here / "folder" / "market.json")
    before = (here / "other.csv").read_bytes()

    printed = typed(capsys, "roster", "folder", "--on", DAY, "--csv", "other.csv", "--force")

    assert printed.err == "medgroup: other.csv: is the source folder, or part of it; name another target\n"
    assert (here / "other.csv").read_bytes() == before


def test_a_file_beside_what_is_read_is_replaced(here: Path, capsys: Capture) -> None:
    small(here)
    (here / "out.csv").write_text("old")

    assert typed(capsys, "roster", "market.json", "--on", DAY, "--csv", "out.csv", "--force").code == 0
    assert (here / "out.csv").read_text().startswith("practitioner,")


def test_two_files_that_one_command_writes_are_two(here: Path, capsys: Capture) -> None:
    (here / "one.svg").write_text("old")
    (here / "one.graphml").symlink_to("one.svg")

    printed = typed(capsys, "leakage", "valley", "--svg", "one.svg", "--graphml", "one.graphml", "--force")
    assert printed.err == (
        "medgroup: one.svg: is what is written to one.graphml as well, or part of it; name another target\n"
    )
    sizes = ("--practitioners", 20, "--families", 5, "--lines", 10)
    assert typed(capsys, "generate", "made", *sizes, "--out", "made/lines.csv").err == (
        "medgroup: made/lines.csv: is what is written to made as well, or part of it; name another target\n"
    )
    assert not (here / "made").exists()


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        (("leakage", "valley", "--svg"), ".svg"),
        (("leakage", "valley", "--graphml"), ".graphml"),
        (("roster", "valley", "--on", DAY, "--csv"), ".csv"),
    ],
)
def test_a_name_that_promises_something_else_is_refused(
    here: Path, command: tuple[str, ...], ending: str, capsys: Capture
) -> None:
    printed = typed(capsys, *command, "leak.png")

    assert printed.code == 2
    assert printed.err == f"medgroup: leak.png: is no name for what {command[-1]} writes; name a {ending} file\n"
    assert not (here / "leak.png").exists()
    assert typed(capsys, *command, f"leak{ending.upper()}").code == 0


def test_what_nodes_are_is_asked_with_a_graph_alone(capsys: Capture) -> None:
    printed = typed(capsys, "leakage", "valley", "--nodes", "unit")

    assert (printed.code, printed.out) == (2, "")
    assert printed.err == (
        "medgroup: --nodes says what the nodes of the graph are that --graphml writes, and --graphml is missing\n"
    )
