"""Small files in the layouts of CMS, with invented codes: lines above the header, a header of three lines, notes."""

from collections.abc import Sequence
from pathlib import Path

TITLE = "2025 National Physician Fee Schedule Relative Value File October Release"
#: The columns, each with the key that its cell has in ``row``.
COLUMNS = {
    "HCPCS": "code",
    "MOD": "mod",
    "DESCRIPTION": "",
    "STATUS CODE": "status",
    "WORK RVU": "work",
    "NON-FAC PE RVU": "office",
    "NON-FAC NA INDICATOR": "office_na",
    "FACILITY PE RVU": "facility",
    "FACILITY NA INDICATOR": "facility_na",
    "MP RVU": "mp",
    "NON-FACILITY TOTAL": "office_total",
    "FACILITY TOTAL": "facility_total",
    "PCTC IND": "",
    "GLOB DAYS": "days",
    "MULT PROC": "multiple",
    "BILAT SURG": "",
    "ASST SURG": "",
    "CO- SURG": "",
    "TEAM SURG": "",
    "ENDO BASE": "",
    "CONV FACTOR": "factor",
    "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT": "office_cap",
    "FACILITY PE USED FOR OPPS PAYMENT AMOUNT": "facility_cap",
    "MP USED FOR OPPS PAYMENT AMOUNT": "mp_cap",
}
USUAL = {
    "code": "X1001",
    "status": "A",
    "work": "1.30",
    "office": "1.33",
    "facility": "0.57",
    "mp": "0.10",
    "days": "XXX",
    "multiple": "0",
    "factor": "32.3465",
    **dict.fromkeys(("office_cap", "facility_cap", "mp_cap"), "0.00"),
}
INDICES = (
    "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    "{0} PW GPCI (with 1.0 Floor),{0} PE GPCI,{0} MP GPCI"
)
LOCALITIES = ("10112,AL,00,ALABAMA,1,0.869,0.575", "02102,AK,01,ALASKA*,1.5,1.081,0.592")
NOTES = ('"MAC Assignments as of November 22, 2023",,,,,,', ",,,,,,", "*Work GPCI reflects a 1.5 floor,,,,,,")


def header(columns: Sequence[str] = tuple(COLUMNS)) -> list[str]:
    """Return the header, the words of each column one under the other in three lines."""
    words = [column.split() for column in columns]
    lines = [[" ".join(one[:-2]), one[-2] if len(one) > 1 else "", one[-1]] for one in words]
    return [",".join(cells) for cells in zip(*lines, strict=True)]


def row(code: str = "X1001", mod: str = "", *, columns: Sequence[str] = tuple(COLUMNS), **cells: str) -> str:
    """Return a line of a relative value file; the totals add up unless they are given."""
    held = {**USUAL, "code": code, "mod": mod, **cells}
    for total, expense in (("office_total", "office"), ("facility_total", "facility")):
        if total not in held:
            hundredths = sum(round(float(held[part]) * 100) for part in ("work", expense, "mp"))
            held[total] = f"{hundredths // 100}.{hundredths % 100:02d}"
    return ",".join(held.get(COLUMNS[column], "") for column in columns)


IMAGING = {"work": "1.75", "office": "6.56", "facility": "6.56", "mp": "0.11", "facility_na": "NA"}
CAPPED = {"office_cap": "6.11", "facility_cap": "6.11", "mp_cap": "0.11"}
#: The services of the usual file.
SERVICES: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("X1001",), {}),
    (("X2001",), {**IMAGING, **CAPPED}),
    (("X2001", "26"), {"work": "1.75", "office": "0.63", "facility": "0.63", "mp": "0.08"}),
    (("X3001",), {"work": "9.60", "office": "8.85", "facility": "8.85", "office_na": "NA", "multiple": "2"}),
    (("X4001",), {"work": "0.00", "office": "0.00", "facility": "0.00", "mp": "0.00", "status": "C"}),
)


def value_text(
    rows: Sequence[str] | None = None, *, title: str = TITLE, columns: Sequence[str] = tuple(COLUMNS), head: bool = True
) -> str:
    """Return a relative value file."""
    lines = [row(*key, columns=columns, **cells) for key, cells in SERVICES] if rows is None else list(rows)
    commas = "," * (len(columns) - 3)
    above = [f",,{title}{commas}", f",,RELEASED 09/11/2025{commas}"]
    return "\r\n".join([*above, *(header(columns) if head else ()), *lines]) + "\r\n"


def index_text(rows: Sequence[str] = LOCALITIES, *, year: str = "2025", notes: Sequence[str] = NOTES) -> str:
    """Return a file of indices by locality."""
    head = [f"ADDENDUM E. FINAL CY {year} GPCIs,,,,,,", ",,,,,,", INDICES.format(year)]
    return "\n".join([*head, *rows, *notes]) + "\n"


def written(folder: Path, values: str | bytes | None = None, indices: str | bytes | None = None) -> tuple[Path, Path]:
    """Write the two files and return their paths."""
    paths = folder / "PPRRVU2025.csv", folder / "GPCI2025.csv"
    for path, given, usual in zip(paths, (values, indices), (value_text(), index_text()), strict=True):
        content = usual if given is None else given
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return paths
