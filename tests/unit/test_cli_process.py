"""The command line as a process: pipes, terminals, signals, and what it says when it cannot go on."""

import json
import os
import pty
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from medgroup.cli import main
from tests.unit.command_line import DAY, environment, plugin, process, program, small
from tests.unit.plan_net_resources import directory, written

COMPARE = ("compare", "valley", "--organization", "valley-ipa", "riverbend-cardiology", "--on", DAY)


def test_a_terminal_of_another_encoding_is_answered_too(tmp_path: Path) -> None:
    named = [{"id": "clinic", "name": "Täler"}, {"id": "hub-east"}, {"id": "hub-west"}]
    asked = ("units", small(tmp_path, organizations=named), "clinic", "--on", DAY)
    ascii_only = {**environment(), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(program(*asked), capture_output=True, env=ascii_only, check=True)
    assert b"Units of T\\xe4ler" in done.stdout
    done = subprocess.run(program(*asked, "--json"), capture_output=True, env=ascii_only, check=True)
    assert json.loads(done.stdout)["name"] == "Täler"


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    for arguments in ("demo", "--help", "schema"):
        with subprocess.Popen(program(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            running.stdout.close()
            assert running.stderr.read() == b""
            assert running.wait(60) == 0


def test_a_broken_rule_stays_broken_when_the_reader_is_gone(tmp_path: Path) -> None:
    asked = program("check", small(tmp_path), "--on", DAY)
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.wait(60) == 1


@pytest.mark.parametrize("arguments", [("describe", "valley"), ("describe", "valley", "--json"), ("demo",)])
def test_a_program_without_a_standard_error_answers_as_with_one(arguments: tuple[str, ...]) -> None:
    closed = ["sh", "-c", 'exec "$0" "$@" 2>&-', *program(*arguments)]
    done = subprocess.run(closed, stdout=subprocess.PIPE, text=True, check=False, env=environment(), timeout=60)
    assert done.returncode == 0
    assert done.stdout == process(*arguments).stdout != ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_one_error() -> None:
    for arguments in ("demo", "--help"):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(program(arguments), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr == "medgroup: standard output: cannot be written: No space left on device\n"


def test_ctrl_c_ends_with_130_and_says_nothing(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    plugin(tmp_path, f"import pathlib, time\npathlib.Path({str(ready)!r}).touch()\ntime.sleep(60)\n")
    with subprocess.Popen(
        program("demo"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    ) as running:
        until = time.monotonic() + 30
        while not ready.exists() and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.communicate(timeout=30) == (b"", b"")
    assert running.returncode == 130


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path) -> None:
    gone = "raise ModuleNotFoundError('No module named cyclopts', name='cyclopts')"
    (tmp_path / "cyclopts.py").write_text(gone, encoding="utf-8")
    done = process("demo", path=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == 'medgroup: the command line needs the extra \'cli\': pip install "medgroup[cli]", or in a clone ".[cli]"\n'
    )


def test_without_the_extra_what_is_invented_or_adjudicated_by_the_million_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "narwhals.py").write_text("raise ImportError", encoding="utf-8")
    sizes = ("--practitioners", "2", "--families", "2", "--lines", "2")
    done = process("generate", tmp_path / "m.json", *sizes, "--out", tmp_path / "l.csv", path=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "medgroup: medgroup.bulk, for claim lines and needs by the million, needs the extra 'bulk': "
        'pip install "medgroup[bulk]", or in a clone ".[bulk]"\n'
    )


def test_a_fault_is_told_apart_from_bad_input_and_shows_no_detail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = _Closed()
    monkeypatch.setattr("sys.stdout", closed)
    code = main(["plugins"])
    err = capsys.readouterr().err
    assert code == 3
    assert err.startswith(
        "medgroup: a fault of medgroup, not of what you typed: ValueError in isatty (test_cli_process.py line "
    )
    assert len(err.splitlines()) == 1
    assert "secret" not in err
    monkeypatch.setenv("MEDGROUP_TRACEBACK", "1")
    assert main(["plugins"]) == 3
    assert "ValueError: secret" in capsys.readouterr().err


def test_a_terminal_is_shown_colours_and_how_far_reading_is(tmp_path: Path) -> None:
    asked = ("--practitioner", "ana", "--billing", "clinic", "--plan", "ppo", "--on", DAY)
    shown = _on_a_terminal("network", written(tmp_path, directory()), *asked, columns=80)
    assert "\x1b[1;33mUNKNOWN" in shown
    assert "Reading" in shown


def test_a_table_on_a_terminal_keeps_every_column_within_its_width() -> None:
    lines = _uncoloured(_on_a_terminal(*COMPARE, columns=80)).splitlines()
    head = next(line for line in lines if line.startswith("measure"))
    assert head.split() == ["measure", "as-is", "single-specialty", "multi-specialty", "ipa", "ids"]
    narrow = _uncoloured(_on_a_terminal("units", "valley", "summit-heart", "--on", DAY, columns=24)).splitlines()
    assert max(map(len, lines)) <= 80
    assert max(map(len, narrow)) <= 24


def test_a_long_roster_is_cut_on_a_terminal_and_says_where_the_rest_is() -> None:
    shown = _uncoloured(_on_a_terminal("roster", "valley", "--on", DAY, columns=200))
    assert "12 rows more; --csv FILE or --json gives them all." in shown


class _Closed:
    """A standard output that fails in a way that nobody foresaw."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        raise ValueError("secret")


def _on_a_terminal(*arguments: object, columns: int) -> str:
    """Return what a command prints on a terminal, errors among it."""
    ours, theirs = pty.openpty()
    size = {"COLUMNS": str(columns), "LINES": "50", "TERM": "xterm"}
    env = {name: value for name, value in environment().items() if name not in ("NO_COLOR", "TERM")} | size
    with subprocess.Popen(program(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=env):
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def _uncoloured(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
