"""What ``medgroup adjudicate`` and ``medgroup generate`` do: files of claim lines in, files of results out."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from medgroup.answers import Answer, Reason
from medgroup.cli.arguments import Reading, path_of
from medgroup.cli.files import new_file
from medgroup.cli.page import Cell, Page
from medgroup.cli.reading import opened, watched
from medgroup.display import counted, number
from medgroup.errors import FormatError
from medgroup.formats.frame_columns import suffix_of
from medgroup.values.money import Money

#: The amounts that are added up.
_TOTALS = ("allowed", "plan_paid", "patient_owes", "written_off", "balance")


@frozen(kw_only=True)
class Outcome:
    """How many lines came to one status for one cause."""

    status: str
    cause: str | None
    lines: int


@frozen(kw_only=True)
class Adjudication(Answer):
    """Claim lines that were adjudicated and written, counted and added up."""

    source: str
    market: str
    target: str
    engine: str
    #: How many claim lines were read, and how many were written with those of hospitals.
    read: int
    written: int
    #: How many came to what, most first.
    outcomes: tuple[Outcome, ...]
    #: What the lines whose amounts are known add up to.
    totals: Mapping[str, Money]
    because: tuple[Reason, ...] = ()
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what was written."""
        of_hospitals = self.written - self.read
        besides = f", and {of_hospitals:,} that hospitals bill beside them" if of_hospitals else ""
        return f"Wrote {self.target}: {self.read:,} lines of {self.source} over {self.market}{besides}."


@frozen(kw_only=True)
class Generation(Answer):
    """An invented market with claim lines, written to files."""

    target: str
    out: str
    seed: int
    lines: int
    #: How many facts of each collection were written.
    counts: Mapping[str, int]
    because: tuple[Reason, ...] = field(default=())
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what was written."""
        return f"Wrote {self.target} and {self.out}, {number(self.lines, 'claim lines')} of seed {self.seed}."


def adjudicated(
    lines: str, market: str, out: str, engine: str, reading: Reading | None, *, force: bool
) -> Adjudication:
    """Adjudicate the claim lines of a file and write them with their results.

    Raises:
        MedgroupError: A file cannot be read or written, or holds what it cannot.
    """
    from medgroup.bulk import adjudicate, compile, period_of  # noqa: A004 - the word for it
    from medgroup.bulk.files import read_lines, results_suffix, write_results

    source, target = path_of(lines, "LINES"), new_file(out, "--out", force=force, reads=(lines, market))
    results_suffix(target, folder=engine == "spark")
    with watched() as say:
        tell = say or (lambda text: None)
        tell(f"Reading {lines}")
        frame = read_lines(source, engine)
        period = period_of(frame)
    chosen = opened(market, reading)
    with watched() as say:
        tell = say or (lambda text: None)
        tell(f"Compiling {market} for {period}")
        tables = compile(chosen, period)
        tell(f"Adjudicating {lines}, then writing {out}")
        write_results(adjudicate(frame, tables), target)
        tell(f"Adding up {out}")
        return Adjudication(
            source=lines,
            market=market,
            target=out,
            engine=engine,
            assumptions=chosen.assumptions,
            **_summary(target),
        )


def _summary(path: Any) -> dict[str, Any]:
    """Return the counts and the totals of results that were written."""
    import polars as pl

    from medgroup.bulk.files import read_results

    written = read_results(path)
    outcomes = written.group_by("status", "cause").agg(lines=pl.len()).collect()
    totals = written.select(pl.col(*_TOTALS).sum()).collect().row(0, named=True)
    by_bill = dict(written.group_by("bill").agg(pl.len()).collect().iter_rows())
    found = sorted(outcomes.iter_rows(named=True), key=lambda one: (-one["lines"], one["status"], one["cause"] or ""))
    return {
        "read": by_bill.get("professional", 0),
        "written": sum(by_bill.values()),
        "outcomes": tuple(Outcome(**one) for one in found),
        "totals": {name: Money(cents) for name, cents in totals.items()},
    }


def show_adjudication(page: Page, answer: Adjudication) -> None:
    """Lay out the counts and the totals."""
    page.line(answer.headline(), "bold")
    rows = [[Cell(one.status), Cell(one.cause or ""), Cell(f"{one.lines:,}")] for one in answer.outcomes]
    page.grid(rows, head=("status", "cause", "lines"))
    page.grid([[Cell(name.replace("_", " ")), Cell(_grouped(amount))] for name, amount in answer.totals.items()])
    for assumption in answer.assumptions:
        page.line(f"Assumed: {assumption}")


def generated(target: str, out: str, sizes: Mapping[str, int], *, force: bool) -> Generation:
    """Write an invented market and claim lines over it.

    Raises:
        MedgroupError: A number is not what it should be, or a file cannot be written.
    """
    from medgroup import formats
    from medgroup.bulk.files import write_lines
    from medgroup.bulk.generating import generated_facts, generated_lines

    market = new_file(target, "TARGET", force=force)
    lines = new_file(out, "--out", force=force, writes=(target,))
    # Looked at before anything is written, so that no market is left behind without its lines.
    suffix_of(lines, "claim lines")
    if not lines.resolve().parent.is_dir():
        raise FormatError(out, "", "cannot be written: there is no such folder")
    seed = sizes["seed"]
    facts = generated_facts(practitioners=sizes["practitioners"], families=sizes["families"], seed=seed)
    columns = generated_lines(facts, sizes["lines"], seed=seed)
    formats.write(facts, market)
    write_lines(columns, lines)
    return Generation(target=target, out=out, seed=seed, lines=sizes["lines"], counts=facts.counts())


def show_generation(page: Page, answer: Generation) -> None:
    """Lay out what was written."""
    page.line(answer.headline(), "bold")
    page.line(f"{counted(answer.counts)}.")


def _grouped(amount: Money) -> str:
    """Return an amount of many digits as it is read: ``$122,581,702.44``."""
    dollars, cents = str(amount).split(".")
    return f"{'-' if amount.cents < 0 else ''}${int(dollars.lstrip('-')):,}.{cents}"
