"""What ``medgroup owe`` asks: what a patient will owe for a visit, with every step; and how the answer is laid out."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from attrs import evolve, frozen
from cyclopts import Parameter

from medgroup import quote
from medgroup.answers import Table
from medgroup.cli.arguments import Billing, Day, Practitioner, Services, Site, typed_service
from medgroup.cli.page import UNKNOWN, Cell, Page
from medgroup.cli.results import Result
from medgroup.cli.show import STYLES, VERDICTS, assumptions, reasons
from medgroup.costs import Quote, QuotedLine, QuotedUse, Service
from medgroup.errors import InvalidValueError
from medgroup.market import Market
from medgroup.network import Status
from medgroup.values.money import Money

#: The columns of the lines, with the words above them.
_AMOUNTS = {
    "charge": "charge",
    "allowed": "allowed",
    "deductible": "deductible",
    "copay": "copay",
    "coinsurance": "coinsurance",
    "not_covered": "not covered",
    "plan_paid": "plan pays",
    "patient_owes": "patient owes",
    "written_off": "written off",
    "balance_billed": "balance bill",
}
#: The columns that stand whatever is in them.
_ALWAYS = frozenset({"charge", "allowed", "plan_paid", "patient_owes"})


@Parameter(name="*")
@frozen(kw_only=True)
class OweQuestion:
    """Whose visit it is, with whom, and what is done."""

    patient: Annotated[str, Parameter(metavar="ID", help="Id of the patient.")]
    practitioner: Practitioner
    service: Services
    billing: Annotated[
        Billing | None,
        Parameter(help="The organization whose TIN bills; left out, the only one for which the practitioner works."),
    ] = None
    site: Site | None = None
    referral: Annotated[
        bool | None,
        Parameter(negative="--no-referral", help="Whether a referral is held; left out, that is not known."),
    ] = None
    authorization: Annotated[
        bool | None,
        Parameter(negative="--no-authorization", help="Whether the plan has authorized it; left out, not known."),
    ] = None
    emergency: Annotated[bool, Parameter(help="It is an emergency.")] = False
    preventive: Annotated[bool, Parameter(help="It is preventive care (45 CFR 147.130).")] = False
    continuing: Annotated[bool, Parameter(help="The patient is under continuing care, and protected still.")] = False
    relied_on_directory: Annotated[bool, Parameter(help="She relied on a directory that was wrong.")] = False
    alternatives: Annotated[bool, Parameter(help="Look for the same services by others in network.")] = False


def owed(market: Market, asked: OweQuestion, on: Day, *, json: bool) -> Result:
    """Return what a patient owes for a visit.

    Raises:
        MedgroupError: A key leads nowhere, or a service is not written as it should be.
    """
    answer = _quoted(market, asked, on)
    return Result(document=answer.to_dict, show=lambda page: _show(page, answer), json=json)


def _quoted(market: Market, asked: OweQuestion, on: Day) -> Quote:
    try:
        return quote(
            market,
            patient=asked.patient,
            practitioner=asked.practitioner,
            billing=asked.billing,
            site=asked.site,
            services=[_service(word, asked) for word in asked.service],
            on=on,
            referral=asked.referral,
            authorization=asked.authorization,
            continuing=asked.continuing,
            relied_on_directory=asked.relied_on_directory,
            alternatives=asked.alternatives,
        )
    except InvalidValueError as error:
        if error.field != "billing" or not error.problem:
            raise
        # What lacks is called as it is typed.
        raise InvalidValueError(None, error.expected, field="--billing", problem=error.problem) from None


def _service(word: str, asked: OweQuestion) -> Service:
    return evolve(typed_service(word), emergency=asked.emergency, preventive=asked.preventive)


def _show(page: Page, answer: Quote) -> None:
    network = answer.network
    if answer.is_open():
        page.line("NOT SETTLED", f"bold {STYLES[Status.UNKNOWN]}")
    elif network is not None:
        page.line(VERDICTS.get(network, "UNKNOWN"), f"bold {STYLES[network]}")
    page.line(answer.headline(), "bold")
    page.line()
    page.table(_lines(answer))
    _ends(page, answer)
    for one in answer.warnings:
        cited = f" [{', '.join(one.evidence)}]" if one.evidence else ""
        page.line(f"! {one.statement}{cited}", "yellow")
        if one.would_change:
            page.line(f"  What would change it: {one.would_change}", "dim")
    if answer.accumulators:
        page.line()
        page.table(_used(answer.accumulators))
    reasons(page, answer.remarks())
    _alternatives(page, answer)
    assumptions(page, answer)


def _lines(answer: Quote) -> Table:
    """Return the lines as a table, with their sums where there are several; a column in which nothing stands is cut."""
    rows = [(_named(line), *(_amount(getattr(line, name)) for name in _AMOUNTS)) for line in answer.lines]
    if len(rows) > 1:
        rows.append(("together", *(_amount(_together(answer, name)) for name in _AMOUNTS)))
    filled = [name in _ALWAYS or any(row[at] != str(Money(0)) for row in rows) for at, name in enumerate(_AMOUNTS, 1)]
    kept = [0, *(place for place, shown in enumerate(filled, start=1) if shown)]
    words = ("line", *_AMOUNTS.values())
    return Table("lines", tuple(words[place] for place in kept), tuple(tuple(row[at] for at in kept) for row in rows))


def _named(line: QuotedLine) -> str:
    code = "-".join((line.code, *line.modifiers))
    units = f":{line.units}" if line.units > 1 else ""
    return f"{line.number} {code}{units}, {line.claim.value}"


def _together(answer: Quote, name: str) -> Money | None:
    amounts = [getattr(line, name) for line in answer.lines]
    known = [amount.cents for amount in amounts if amount is not None]
    return Money(sum(known)) if len(known) == len(amounts) else None


def _amount(amount: Money | None) -> str:
    return UNKNOWN if amount is None else str(amount)


def _ends(page: Page, answer: Quote) -> None:
    if answer.ends:
        page.line()
        page.line("What the patient may owe at either end, and what is supposed there:", "bold")
    for end in answer.ends:
        amount = "without bounds" if end.patient_owes is None else str(end.patient_owes)
        beyond = "" if not (end.balance_billed or Money(0)).cents else f", and {end.balance_billed} billed beyond"
        cited = f" [{', '.join(end.evidence)}]" if end.evidence else ""
        page.line(f"  {end.end.value}: {amount}{beyond}. {end.statement}{cited}")
    if answer.warnings:
        page.line()


def _used(uses: Sequence[QuotedUse]) -> Table:
    rows = (
        (
            f"{one.whose.value}, {'out of network' if one.tier == 0 else f'tier {one.tier}'}, {one.year}",
            f"{one.deductible_before} to {one.deductible_after}",
            _limit(one.deductible_limit),
            f"{one.out_of_pocket_before} to {one.out_of_pocket_after}",
            _limit(one.out_of_pocket_limit),
        )
        for one in uses
    )
    return Table("accumulators", ("used", "deductible", "of", "out of pocket", "of"), tuple(rows))


def _limit(limit: Money | None) -> str:
    return "" if limit is None else str(limit)


def _alternatives(page: Page, answer: Quote) -> None:
    if not answer.alternatives:
        return
    page.line()
    page.line("The same services by others in network:", "bold")
    page.grid(_rows(answer), head=("practitioner", "billing", "site", "patient owes", "saves", "why"))


def _rows(answer: Quote) -> Iterable[tuple[Cell, ...]]:
    for one in answer.alternatives:
        saves = "" if one.saves is None else str(one.saves)
        words = (one.practitioner_name, one.billing_name, one.site or "", _amount(one.patient_owes), saves)
        yield (*map(Cell, words), Cell(one.statement))
