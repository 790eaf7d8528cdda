"""An installed plugin that is broken is one error that names its distribution; blocked, it breaks nothing."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import medgroup as mg
from medgroup.errors import PluginError
from medgroup.plugins import DISABLE_VARIABLE, installed_plugins
from tests.unit.broken_plugins import MARKET, ON_CHECKING, ON_OPENING, install
from tests.unit.command_line import DAY, process, typed

NAME = "acme-clinics"
INSTALLED = ["aco", "ids", "ipa", "mso", "multi-specialty", "single-specialty", "solo"]
BROKEN = ON_OPENING | ON_CHECKING
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder before all others that modules are found in, with a market file."""
    (tmp_path / "market.json").write_text(MARKET)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop(NAME.replace("-", "_"), None)


def opened_and_checked() -> mg.Market:
    market = mg.open_market(mg.Facts(organizations=[mg.Organization(id="clinic", model="solo")]))
    mg.check_structure(market, on=date(2025, 6, 1))
    return market


@pytest.mark.parametrize("broken", BROKEN)
def test_it_is_one_error_in_python_that_names_it_and_says_what_to_do(folder: Path, broken: str) -> None:
    source, problem = BROKEN[broken]
    install(folder, NAME, source)

    with pytest.raises(PluginError) as raised:
        opened_and_checked()

    assert NAME in raised.value.plugin.split(",")
    assert problem in raised.value.problem
    assert "mend or remove" in str(raised.value)
    assert f"MEDGROUP_DISABLE_PLUGINS={NAME}" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("broken", BROKEN)
def test_it_is_one_error_on_the_command_line_with_exit_code_2(folder: Path, broken: str) -> None:
    source, problem = BROKEN[broken]
    install(folder, NAME, source)

    done = process("check", folder / "market.json", "--on", DAY, path=folder)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("medgroup: plugin")
    assert problem in done.stderr
    assert f"MEDGROUP_DISABLE_PLUGINS={NAME}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("broken", BROKEN)
def test_once_blocked_it_never_breaks_the_others(
    folder: Path, broken: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    install(folder, NAME, BROKEN[broken][0])
    monkeypatch.setenv(DISABLE_VARIABLE, NAME)

    assert list(opened_and_checked().models) == INSTALLED
    assert typed(capsys, "check", folder / "market.json", "--on", DAY).err == ""
    assert typed(capsys, "plugins").err == ""


@pytest.mark.parametrize("command", ["plugins", "demo"])
@pytest.mark.parametrize("broken", ON_OPENING)
def test_every_command_that_opens_a_market_tells_of_it(
    folder: Path, broken: str, command: str, capsys: Capture
) -> None:
    source, problem = ON_OPENING[broken]
    install(folder, NAME, source)

    printed = typed(capsys, command)

    assert (printed.code, printed.out) == (2, "")
    assert problem in printed.err


@pytest.mark.parametrize(
    "blocked",
    [
        NAME,
        "ACME-Clinics",
        "acme_clinics",
        "acme.-clinics",
        f",{NAME}",
        f"{NAME} , {NAME}-entry,",
        f"{NAME}-entry",
        "Acme_Clinics_Entry",
    ],
)
def test_it_is_blocked_by_its_distribution_or_entry_point_however_that_is_written(
    folder: Path, blocked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(folder, NAME, "raise RuntimeError\n")
    monkeypatch.setenv(DISABLE_VARIABLE, blocked)

    assert list(opened_and_checked().models) == INSTALLED


@pytest.mark.parametrize("nothing", ["", ",", " , "])
def test_where_none_is_named_none_is_blocked(folder: Path, nothing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, NAME, "raise RuntimeError\n")
    monkeypatch.setenv(DISABLE_VARIABLE, nothing)

    with pytest.raises(PluginError):
        opened_and_checked()


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("clinics", "; did you mean 'acme-clinics'?"),
        ("else", ""),
        ("acme-clinics-2", "; did you mean 'acme-clinics'?"),
        ("Acme_Clinic", "; did you mean 'acme-clinics'?"),
        ("medgroup-idss", "; did you mean 'medgroup-ids'?"),
        ("*", ""),
    ],
)
def test_a_name_that_would_block_nothing_is_refused_with_the_nearest_that_would(
    folder: Path, other: str, near: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    install(folder, NAME, "raise RuntimeError\n")
    monkeypatch.setenv(DISABLE_VARIABLE, f"{NAME},{other}")

    printed = typed(capsys, "check", folder / "market.json", "--on", DAY)

    assert (printed.code, printed.out) == (2, "")
    assert printed.err == (
        f"medgroup: MEDGROUP_DISABLE_PLUGINS: {other!r} is not the name of an installed plugin (acme-clinics, "
        "medgroup-aco, medgroup-ids, medgroup-ipa, medgroup-mso, medgroup-multi-specialty, medgroup-single-specialty, "
        f"medgroup-solo, medgroup-specialty-families){near}\n"
    )


def test_of_several_the_first_by_name_is_named(folder: Path) -> None:
    for name in ("zeta-clinics", "alpha-clinics", "medgroup-broken"):
        install(folder, name, "raise RuntimeError\n")

    with pytest.raises(PluginError) as raised:
        opened_and_checked()

    assert raised.value.plugin == "alpha-clinics"


def test_a_distribution_that_states_nothing_of_itself_goes_by_its_entry_point(folder: Path) -> None:
    install(folder, NAME, "raise RuntimeError\n")
    (folder / "acme_clinics-3.1.dist-info" / "METADATA").unlink()

    with pytest.raises(PluginError) as raised:
        opened_and_checked()

    assert raised.value.plugin == f"{NAME}-entry"


def test_a_distribution_that_states_no_version_is_taken_without(folder: Path) -> None:
    install(folder, NAME, "@mg.hookimpl\ndef medgroup_models():\n    return []\n")
    (folder / "acme_clinics-3.1.dist-info" / "METADATA").unlink()

    (found,) = (one for one in installed_plugins() if one.name == f"{NAME}-entry")

    assert found.version == ""
