"""``medgroup price``: one code from the files of CMS, and one message for whatever is wrong."""

from pathlib import Path

import pytest

from medgroup.formats import cms_pfs
from tests.unit.cms_files import TITLE, index_text, row, value_text, written
from tests.unit.command_line import Printed, typed

Capture = pytest.CaptureFixture[str]
USUAL = {"code": "X1001", "mac": "10112", "locality": "00", "setting": "office"}


def price(capsys: Capture, files: tuple[Path, Path], *more: str, **options: str) -> Printed:
    given = {"rvu": str(files[0]), "gpci": str(files[1]), **USUAL, **options}
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    return typed(capsys, "price", *words, *more)


def test_the_price_is_a_text_of_dollars_and_cents(tmp_path: Path, capsys: Capture) -> None:
    document = price(capsys, written(tmp_path), "--json").json

    # (1.30 x 1 + 1.33 x 0.869 + 0.10 x 0.575) x 32.3465
    assert document["price"] == "81.30"
    assert document["limiting_charge"] == "88.82"
    assert (document["schedule"], document["locality"], document["on"]) == ("medicare-2025", "10112-00", "2025-01-01")
    assert document["because"][0]["source"].startswith("42 CFR 414.20")


def test_the_text_shows_the_sum(tmp_path: Path, capsys: Capture) -> None:
    printed = price(capsys, written(tmp_path), setting="facility")

    assert printed.code == 0
    assert "X1001 in a facility, locality 10112-00: $59.93 under medicare-2025 on 2025-01-01." in printed.out
    assert "(1.30 x 1 + 0.57 x 0.869 + 0.10 x 0.575) x 32.3465 is $59.93" in printed.out
    assert "may charge $65.47 at most" in printed.out


@pytest.mark.parametrize(("mac", "locality"), [("02102", "01"), ("2102", "1")])
def test_zeros_in_front_may_be_left_out(tmp_path: Path, capsys: Capture, mac: str, locality: str) -> None:
    assert price(capsys, written(tmp_path), "--json", mac=mac, locality=locality).json["price"] == "111.50"


def test_a_component_and_a_cap_are_priced(tmp_path: Path, capsys: Capture) -> None:
    files = written(tmp_path)

    part = price(capsys, files, "--json", code="X2001", modifier="26").json
    whole = price(capsys, files, "--json", code="X2001").json

    assert (part["price"], part["modifier"]) == ("75.80", "26")
    assert (whole["price"], whole["uncapped"]) == ("230.40", "243.05")


def test_a_service_that_a_contractor_prices_has_none_and_that_is_an_answer(tmp_path: Path, capsys: Capture) -> None:
    printed = price(capsys, written(tmp_path), "--json", code="X4001")

    assert printed.code == 0
    assert (printed.json["price"], printed.json["said"]) == (None, "contractor-priced")


def test_from_2026_on_the_factor_of_qualifying_participants_may_be_taken(tmp_path: Path, capsys: Capture) -> None:
    values = value_text([row(factor="33.4009")], title=TITLE.replace("2025", "2026"))
    files = written(tmp_path, values, index_text(year="2026"))

    everybody, qualifying = (
        price(capsys, files, "--json", *more, on="2026-07-01").json["price"] for more in ((), ("--qualifying",))
    )

    assert (everybody, qualifying) == ("83.95", "84.36")


def test_totals_that_do_not_add_up_are_told_beside_the_price(tmp_path: Path, capsys: Capture) -> None:
    files = written(tmp_path, value_text([row(office_total="9.99")]))

    assert "Findings: 1 cms-pfs.non-facility-total." in price(capsys, files).out
    assert price(capsys, files, "--json").json["findings"] == {"cms-pfs.non-facility-total": 1}


#: What was typed, and what the message says.
BAD = {
    "unknown code": ({"code": "X1002"}, "medicare-2025 has no service code 'X1002'; the nearest: X1001, X2001"),
    "code in small letters": ({"code": "x1001"}, "code: 'x1001' is not a service code of five characters"),
    "code that is too short": ({"code": "213"}, "code: '213' is not a service code"),
    "unknown component": ({"modifier": "26"}, "has no X1001 with modifier '26'; the nearest: no modifier"),
    "no whole service": ({"code": "X2001", "modifier": "53"}, "modifier '53'; the nearest: 26, no modifier"),
    "unknown locality": ({"locality": "01"}, "has no locality '10112-01'; the nearest: 10112-00 (ALABAMA)"),
    "unknown contractor": ({"mac": "10113"}, "has no locality '10113-00'; the nearest: 10112-00 (ALABAMA)"),
    "contractor in words": ({"mac": "Alabama"}, "--mac: 'Alabama' is not a number of 5 digits"),
    "locality of three digits": ({"locality": "001"}, "--locality: '001' is not a number of 2 digits"),
    "setting": ({"setting": "ofice"}, "--setting: 'ofice' is not one of office, facility; did you mean 'office'?"),
    "day": ({"on": "2025-02-30"}, "--on: '2025-02-30'"),
    "day of another year": ({"on": "2026-01-01"}, "on: '2026-01-01' is not a day of medicare-2025"),
    "no such file": ({"rvu": "nowhere.csv"}, "nowhere.csv: no such file or folder"),
    "no path": ({"gpci": ""}, "--gpci: '' is not a path"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_message_and_exit_code_2(tmp_path: Path, capsys: Capture, case: str) -> None:
    options, said = BAD[case]

    printed = price(capsys, written(tmp_path), **options)

    assert (printed.code, printed.out) == (2, "")
    assert said in printed.err
    assert printed.err.count("\n") == 1


def test_options_that_are_needed_are_named(capsys: Capture) -> None:
    printed = typed(capsys, "price", "--code", "X1001")

    assert printed.code == 2
    assert "--rvu is missing" in printed.err


def test_swapped_files_are_told(tmp_path: Path, capsys: Capture) -> None:
    values, indices = written(tmp_path)

    printed = price(capsys, (indices, values))

    assert (printed.code, "are two files swapped?" in printed.err) == (2, True)


def test_the_files_of_cms_give_the_prices_that_the_library_gives(real_data: Path, capsys: Capture) -> None:
    folder = real_data / "cms-pfs-2025"
    files = (folder / "PPRRVU2025_Oct.csv", folder / "GPCI2025.csv")
    [schedule] = cms_pfs.read(*files).facts.fee_schedules
    level_two = next(row for row in schedule.relative_values if row.code[0] == "G" and row.rules.status == "A")

    document = price(capsys, files, "--json", code=level_two.code, mac="13202", locality="01").json

    manhattan = next(one for one in schedule.localities if one.key == "13202-01")
    weighted = (
        level_two.work * manhattan.work
        + level_two.office_expense * manhattan.practice_expense
        + level_two.malpractice * manhattan.malpractice
    )
    exact = weighted * schedule.conversion_factors[0].amount
    assert abs(float(document["price"]) - float(exact)) <= 0.005
