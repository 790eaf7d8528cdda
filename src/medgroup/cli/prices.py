"""What ``medgroup price`` asks: one code of the physician fee schedule, from the files that CMS publishes."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from attrs import frozen
from cyclopts import Parameter, Token

from medgroup.cli.arguments import Day, path_of
from medgroup.cli.page import Page
from medgroup.cli.results import Result
from medgroup.cli.summaries import counted_codes
from medgroup.costs import ScheduledAmount, allowed_amount
from medgroup.domain.fees import Setting
from medgroup.errors import InvalidValueError, nearest
from medgroup.formats import cms_pfs
from medgroup.formats.reading import Reading


def as_setting(_: Any, tokens: Sequence[Token]) -> Setting:
    """Return a setting that was typed.

    Raises:
        InvalidValueError: There is no such setting; the nearest is named.
    """
    words = {setting.value: setting for setting in Setting}
    word = tokens[0].value
    if word not in words:
        raise InvalidValueError(word, f"one of {', '.join(words)}", nearest=nearest(word, words))
    return words[word]


@Parameter(name="*")
@frozen(kw_only=True)
class PriceQuestion:
    """Which service, component, place and day the price is asked of."""

    rvu: Annotated[str, Parameter(metavar="FILE", help="Relative value file of CMS, as PPRRVU2025_Oct.csv.")]
    gpci: Annotated[str, Parameter(metavar="FILE", help="Indices by locality of CMS, as GPCI2025.csv.")]
    code: Annotated[str, Parameter(metavar="CODE", help="Service code, five characters.")]
    modifier: Annotated[
        str | None,
        Parameter(metavar="MOD", help="26 or TC for a component, 53 for a procedure given up; none for the whole."),
    ] = None
    mac: Annotated[str, Parameter(metavar="NUMBER", help="Number of the Medicare contractor, five digits.")]
    locality: Annotated[str, Parameter(metavar="NUMBER", help="Number of the locality, two digits.")]
    setting: Annotated[Setting, Parameter(converter=as_setting, metavar="SETTING", help="office or facility.")]
    on: Annotated[Day | None, Parameter()] = None
    qualifying: Annotated[
        bool,
        Parameter(
            help="Take the conversion factor of qualifying participants in alternative payment models, from 2026 on."
        ),
    ] = False


def priced(asked: PriceQuestion, *, json: bool) -> Result:
    """Return the price of one code.

    Raises:
        MedgroupError: A file is not what it should be, or has no such code, component or locality.
    """
    reading = cms_pfs.read(path_of(asked.rvu, "--rvu"), path_of(asked.gpci, "--gpci"))
    (schedule,) = reading.facts.fee_schedules
    answer = allowed_amount(
        schedule,
        asked.code,
        modifier=asked.modifier or None,
        setting=asked.setting,
        locality=f"{_digits(asked.mac, 5, '--mac')}-{_digits(asked.locality, 2, '--locality')}",
        on=asked.on or schedule.period.start or date.min,
        qualifying=asked.qualifying,
    )
    return Result(
        document=lambda: _document(answer, reading), show=lambda page: _show(page, answer, reading), json=json
    )


def _digits(typed: str, count: int, name: str) -> str:
    """Return a number of some digits; zeros that a spreadsheet program took from its front are put back."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= count):
        raise InvalidValueError(typed, f"a number of {count} digits", field=name)
    return typed.zfill(count)


def _document(answer: ScheduledAmount, reading: Reading) -> dict[str, Any]:
    document = answer.to_dict()
    return {"price": document.pop("amount"), **document, "findings": counted_codes(reading.findings)}


def _show(page: Page, answer: ScheduledAmount, reading: Reading) -> None:
    page.line(answer.headline(), "bold")
    for reason in answer.because:
        page.line(f"- {reason.statement} ({reason.source})" if reason.source else f"- {reason.statement}")
    if answer.not_participating is not None:
        page.line(
            f"- Who does not take part in Medicare is paid ${answer.not_participating} and may charge "
            f"${answer.limiting_charge} at most. (42 CFR 414.48)"
        )
    for code, count in counted_codes(reading.findings).items():
        page.line(f"Findings: {count} {code}.")
