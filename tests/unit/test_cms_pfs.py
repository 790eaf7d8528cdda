"""The physician fee schedule from the files of CMS: read by the names of columns, checked against its own totals."""

import csv
import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import medgroup as mg
from medgroup.costs import Said
from medgroup.domain import ConversionFactor, FeeSchedule, Setting
from medgroup.errors import FormatError
from medgroup.formats import cms_pfs
from tests.unit.cms_files import COLUMNS, LOCALITIES, SERVICES, TITLE, index_text, row, value_text, written

ON = date(2025, 3, 3)


def schedule(folder: Path, values: str | None = None, indices: str | None = None) -> FeeSchedule:
    return cms_pfs.read(*written(folder, values, indices)).facts.fee_schedules[0]


def test_a_schedule_bears_the_year_and_the_title_of_its_file(tmp_path: Path) -> None:
    read = schedule(tmp_path)

    assert (read.id, read.series, read.name) == ("medicare-2025", "medicare", TITLE)
    assert read.period == mg.Period(date(2025, 1, 1), date(2026, 1, 1))
    assert read.conversion_factors == (ConversionFactor(amount="32.3465"),)
    assert len(read.relative_values) == len(SERVICES)


def test_columns_are_found_by_name_whatever_their_order(tmp_path: Path) -> None:
    moved = value_text(columns=sorted(COLUMNS))

    assert schedule(tmp_path, moved).relative_values == schedule(tmp_path).relative_values


def test_a_file_of_a_year_without_caps_has_none(tmp_path: Path) -> None:
    before = [column for column in COLUMNS if "OPPS" not in column]

    assert {one.cap for one in schedule(tmp_path, value_text(columns=before)).relative_values} == {None}


def test_descriptions_are_not_kept(tmp_path: Path) -> None:
    described = [row().replace(",,,A,", ",,Words of others\x92,A,", 1)]

    read = cms_pfs.read(*written(tmp_path, value_text(described).encode("cp1252", "replace"))).facts

    assert "Words" not in repr(read.fee_schedules[0].relative_values)


def test_indicators_components_and_caps_are_read(tmp_path: Path) -> None:
    _, imaging, part, surgery, _ = schedule(tmp_path).relative_values

    assert imaging.cap is not None
    assert (str(imaging.cap.office_expense), str(imaging.cap.malpractice)) == ("6.11", "0.11")
    assert imaging.rules.rare_in == {Setting.FACILITY}
    assert (part.modifier, part.cap) == ("26", None)
    assert (surgery.rules.multiple, surgery.rules.global_days) == ("2", "XXX")
    assert surgery.rules.rare_in == {Setting.OFFICE}


def test_zeros_that_a_spreadsheet_program_took_from_localities_are_put_back(tmp_path: Path) -> None:
    read = schedule(
        tmp_path, indices=index_text([line.replace("02102", "2102").replace(",00,", ",0,") for line in LOCALITIES])
    )

    assert [one.key for one in read.localities] == ["10112-00", "02102-01"]
    assert read.localities[1].name == "ALASKA"


def test_notes_under_the_localities_are_passed_over(tmp_path: Path) -> None:
    assert len(schedule(tmp_path).localities) == 2
    assert len(schedule(tmp_path, indices=index_text(notes=())).localities) == 2


@pytest.mark.parametrize(("floor", "work"), [(True, "1"), (False, "0.981")])
def test_the_work_index_with_the_floor_holds_unless_it_is_not_wanted(tmp_path: Path, floor: bool, work: str) -> None:
    head = "MAC,State,Locality Number,Locality Name,2025 PW GPCI (without 1.0 Floor),2025 PW GPCI (with 1.0 Floor)"
    text = f"{head},2025 PE GPCI,2025 MP GPCI\n10112,AL,00,ALABAMA,0.981,1,0.869,0.575\n"
    paths = written(tmp_path, None, text)

    [locality] = cms_pfs.read(*paths, work_floor=floor).facts.fee_schedules[0].localities

    assert str(locality.work) == work


def test_without_indices_they_are_1_everywhere(tmp_path: Path) -> None:
    read = cms_pfs.read(written(tmp_path)[0]).facts.fee_schedules[0]

    assert read.localities == ()
    assert mg.allowed_amount(read, "X1001", setting=Setting.OFFICE, on=ON).amount == mg.Money.parse("88.31")


@pytest.mark.parametrize("stated", ["33.4009", "33.5675"])
def test_of_2026_either_file_gives_both_conversion_factors(tmp_path: Path, stated: str) -> None:
    values = value_text([row(factor=stated)], title=TITLE.replace("2025", "2026"))
    read = schedule(tmp_path, values, index_text(year="2026"))
    on = date(2026, 3, 2)

    prices = [
        mg.allowed_amount(read, "X1001", setting=Setting.OFFICE, locality="10112-00", on=on, qualifying=qualifying)
        for qualifying in (False, True, None)
    ]

    assert [price.amount for price in prices] == [mg.Money.parse("83.95"), mg.Money.parse("84.36"), None]
    assert prices[2].said is Said.FACTOR_DEPENDS


def test_another_factor_of_2026_is_taken_as_it_stands(tmp_path: Path) -> None:
    values = value_text([row(factor="33.0000")], title=TITLE.replace("2025", "2026"))

    assert schedule(tmp_path, values, index_text(year="2026")).conversion_factors == (ConversionFactor(amount="33"),)


def test_conversion_factors_may_be_given_where_they_changed_within_the_year(tmp_path: Path) -> None:
    until, since = mg.Period(None, date(2025, 3, 9)), mg.Period(date(2025, 3, 9))
    given = [ConversionFactor(amount="32", period=until), ConversionFactor(amount="33", period=since)]
    read = cms_pfs.read(written(tmp_path)[0], id="mine", conversion_factors=given).facts.fee_schedules[0]

    before, after = (
        mg.allowed_amount(read, "X1001", setting=Setting.OFFICE, on=on).amount
        for on in (date(2025, 3, 8), date(2025, 3, 9))
    )

    assert (before, after) == (mg.Money.parse("87.36"), mg.Money.parse("90.09"))


def test_totals_that_the_components_do_not_add_up_to_are_findings(tmp_path: Path) -> None:
    rows = [row(office_total="2.74"), row("X1002", "26", facility_total="9.99"), row("X1003")]

    reading = cms_pfs.read(*written(tmp_path, value_text(rows)))

    assert [(one.code, one.subjects) for one in reading.findings] == [
        ("cms-pfs.facility-total", ("relative_values/X1002-26",)),
        ("cms-pfs.non-facility-total", ("relative_values/X1001",)),
    ]
    assert "1.30 + 1.33 + 0.10 is 2.73" in reading.findings[1].message


SUMS = {"office_total": "1.00", "facility_total": "1.00"}
#: What is wrong with the relative values, and what the error says.
BAD_VALUES: dict[str, tuple[str | bytes, str]] = {
    "no such column": (
        value_text().replace("MOD", "MODD"),
        "PPRRVU2025.csv: line 5: has no column 'MOD'; the nearest is 'MODD'",
    ),
    "no header": (value_text(head=False), "PPRRVU2025.csv: is not a relative value file of CMS"),
    "the files swapped": (index_text(), "is a file of indices by locality, not a relative value file"),
    "no year": (value_text(title="Relative values"), "PPRRVU2025.csv: lines 1 to 5: do not name the year"),
    "cut off in a line": (
        value_text()[:-70],
        "PPRRVU2025.csv: line 10: has 4 cells where the header has 24 columns; is the file cut off?",
    ),
    "no number": (value_text([row(work="1.3O", **SUMS)]), "column WORK RVU: '1.3O' is not a number as 1.30"),
    "no number in a cap": (value_text([row(office_cap="x")]), "column NON-FACILITY PE USED FOR OPPS: 'x' is not a"),
    "empty number": (value_text([row(mp="", **SUMS)]), "column MP RVU: '' is not a number"),
    "negative": (value_text([row(work="-1.30", **SUMS)]), "line 6 column WORK RVU: '-1.30' is not a number"),
    "code that lost its zeros": (value_text([row("213")]), "line 6 column HCPCS: '213' is not a service code"),
    "code in small letters": (value_text([row("x1001")]), "line 6 column HCPCS: 'x1001' is not a service code"),
    "modifier": (value_text([row(mod="266")]), "column MOD: '266' is not a modifier of two characters"),
    "status": (value_text([row(status="AA")]), "column STATUS CODE: 'AA' is not a status code"),
    "indicator": (value_text([row(multiple="x")]), "column MULT PROC: 'x' is not an indicator of one digit"),
    "a service twice": (value_text([row(), row()]), "line 7 column HCPCS: X1001 stands in line 6 already"),
    "two factors": (
        value_text([row(), row("X1002", factor="33")]),
        "line 7 column CONV FACTOR: 33 is not the factor of line 6, 32.3465",
    ),
    "no factor": (value_text([row(factor="0.00")]), "PPRRVU2025.csv: states no conversion factor"),
    "not CSV": (value_text([row(), '"X1005']), "PPRRVU2025.csv: line 7: is not CSV"),
    "empty": ("  \n", "PPRRVU2025.csv: is empty"),
    "workbook": (b"PK\x03\x04", "is a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV"),
    "UTF-16": (value_text().encode("utf-16"), "is no text in UTF-8; save it as CSV"),
}
#: What is wrong with the indices, and what the error says.
BAD_INDICES = {
    "the files swapped": (value_text(), "GPCI2025.csv: is a relative value file, not a file of indices"),
    "another year": (
        index_text(year="2024"),
        "line 3 column PW GPCI: the indices are of 2024 and the relative values of 2025",
    ),
    "no index": (index_text(["10112,AL,00,ALABAMA,one,0.8,0.5"]), "column PW GPCI: 'one' is not an index as 1.042"),
    "empty index": (index_text(["10112,AL,00,ALABAMA,1,,0.575"]), "line 4 column PE GPCI: '' is not an index"),
    "index of zero": (index_text(["10112,AL,00,ALABAMA,0,0.8,0.5"]), "PW GPCI: '0' is not an exact number above 0"),
    "contractor": (index_text(["A112,AL,00,ALABAMA,1,0.8,0.5"]), "CONTRACTOR: 'A112' is not a number of 5 digits"),
    "locality": (index_text(["10112,AL,000,ALABAMA,1,0.8,0.5"]), "LOCALITY NUMBER: '000' is not a number of 2 digits"),
    "a locality twice": (
        index_text([*LOCALITIES, LOCALITIES[0]]),
        "line 6 column LOCALITY NUMBER: 10112-00 stands in line 4 already",
    ),
    "no column": (index_text().replace("MP GPCI", "GPCI"), "line 3: has no column 'MP GPCI'"),
    "cut off": (index_text(notes=())[:-10], "line 5: has 6 cells where the header has 7 columns; is the file cut off?"),
}
BAD = [
    *((name, values, None, said) for name, (values, said) in BAD_VALUES.items()),
    *((f"indices: {name}", None, indices, said) for name, (indices, said) in BAD_INDICES.items()),
]


@pytest.mark.parametrize(("values", "indices", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_file_that_is_not_what_it_should_be_is_one_error_with_file_line_and_column(
    tmp_path: Path, values: str | bytes | None, indices: str | None, said: str
) -> None:
    with pytest.raises(FormatError) as caught:
        cms_pfs.read(*written(tmp_path, values, indices))

    assert said in str(caught.value).replace(f"{tmp_path}/", "")
    assert caught.value.__cause__ is None


def test_a_file_that_is_not_there_gets_the_nearest_name(tmp_path: Path) -> None:
    values, indices = written(tmp_path)

    with pytest.raises(FormatError, match=r"no such file or folder; did you mean 'PPRRVU2025\.csv'"):
        cms_pfs.read(values.with_name("PPRRVU2024.csv"), indices)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read: Is a directory"):
        cms_pfs.read(tmp_path, written(tmp_path)[1])


# --- the files of CMS themselves ---


@pytest.fixture(scope="module")
def published(real_data: Path) -> FeeSchedule:
    return cms_pfs.read(*files(real_data)).facts.fee_schedules[0]


def files(real_data: Path) -> tuple[Path, Path]:
    folder = real_data / "cms-pfs-2025"
    return folder / "PPRRVU2025_Oct.csv", folder / "GPCI2025.csv"


def test_every_row_of_2025_adds_up_to_both_of_its_own_totals(real_data: Path) -> None:
    reading = cms_pfs.read(*files(real_data))

    [schedule] = reading.facts.fee_schedules
    assert (len(schedule.relative_values), len(schedule.localities)) == (19_090, 109)
    assert reading.findings == ()
    both = sum(row.office_expense != row.facility_expense for row in schedule.relative_values)
    assert both == 2_139


def test_the_file_is_read_in_less_than_a_second(real_data: Path) -> None:
    def seconds() -> float:
        began = time.process_time()
        cms_pfs.read(*files(real_data))
        return time.process_time() - began

    assert min(seconds() for _ in range(3)) < 1


def test_prices_are_those_of_the_formula_of_cms_in_every_locality(real_data: Path, published: FeeSchedule) -> None:
    """The formula of the record layout, in fractions of whole numbers, over the bare cells of the two files."""
    values, indices = (list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in files(real_data))
    rows = [line for line in values[10:] if line[3] in "ART" and float(line[11]) > 0][::211]
    checked = 0
    for line in rows:
        for place in indices[3:112]:
            key = f"{place[0]}-{place[2]}"
            for setting, expense, cap in ((Setting.OFFICE, 6, 28), (Setting.FACILITY, 8, 29)):
                answer = mg.allowed_amount(
                    published, line[0], modifier=line[1] or None, setting=setting, locality=key, on=ON
                )
                assert answer.amount is not None
                assert answer.amount.cents == _formula(line, place, expense, cap), (line[:2], key, setting)
                checked += 1
    assert checked > 8_000


def _formula(line: list[str], place: list[str], expense: int, cap: int) -> int:
    def paid(*units: str) -> Fraction:
        weighted = sum(Fraction(unit) * Fraction(index) for unit, index in zip(units, place[4:7], strict=True))
        return weighted * Fraction(line[24])

    full = paid(line[5], line[expense], line[10])
    capped = min(full, paid(line[5], line[cap], line[30])) if float(line[cap]) else full
    return int(capped * 100 + Fraction(1, 2))


def test_a_service_that_a_contractor_prices_has_no_price(published: FeeSchedule) -> None:
    row = next(row for row in published.relative_values if row.rules.status == "C")

    answer = mg.allowed_amount(
        published, row.code, modifier=row.modifier, setting=Setting.OFFICE, locality="10112-00", on=ON
    )

    assert (answer.amount, answer.said, answer.limiting_charge) == (None, Said.CONTRACTOR_PRICED, None)


def test_every_service_that_is_paid_has_a_price_and_no_other_has(published: FeeSchedule) -> None:
    said = {
        (row.rules.status, row.work + row.office_expense + row.malpractice > 0): mg.allowed_amount(
            published, row.code, modifier=row.modifier, setting=Setting.OFFICE, locality="national", on=ON
        )
        for row in published.relative_values
    }

    priced = {key for key, answer in said.items() if answer.amount is not None}
    assert priced == {("A", True), ("R", True), ("T", True)}
    assert all(answer.amount is None or answer.amount.cents > 0 for answer in said.values())
