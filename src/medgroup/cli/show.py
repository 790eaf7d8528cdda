"""How each answer stands on a page. What it says comes from the answer; here is only the order and the look."""

from collections.abc import Iterable, Mapping

from medgroup.answers import Answer, Reason, Table, in_words, tables
from medgroup.cli.page import Cell, Page
from medgroup.cli.summaries import Contents, Conversion, Installed, Units, counted_codes
from medgroup.display import spaced
from medgroup.network import Link, NetworkStatus, Roster, Status, Timeline
from medgroup.scenarios import ChangeKind, Changes, Comparison
from medgroup.structure import StructureReport
from medgroup.values.finding import Finding, Severity

#: How many rows of a long table a terminal is shown.
MOST_ROWS = 40
#: The columns of a roster that fit on a terminal.
_ROSTER_ON_TERMINAL = ("practitioner_name", "billing_name", "plan_name", "overall", "listed", "missing")

VERDICTS = {Status.IN: "IN NETWORK", Status.OUT: "OUT OF NETWORK"}
STYLES = {Status.IN: "green", Status.OUT: "red", Status.PENDING: "yellow", Status.UNKNOWN: "yellow"}
_MARKS = {Status.IN: "✓", Status.OUT: "✗", Status.PENDING: "…", Status.UNKNOWN: "?"}
_ASCII_MARKS = {Status.IN: "+", Status.OUT: "x", Status.PENDING: "~", Status.UNKNOWN: "?"}
_CHANGE_STYLES = {ChangeKind.ADDED: "green", ChangeKind.BEGUN: "green", ChangeKind.REMOVED: "red"}
_SEVERITY_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def network(page: Page, status: NetworkStatus) -> None:
    """Lay out a network status: the verdict, the links of the best way, the other ways."""
    page.line(VERDICTS.get(status.overall, "UNKNOWN"), f"bold {STYLES[status.overall]}")
    page.line(status.headline())
    page.line(
        f"By contract: {status.contracted.value}. By directories: {status.listed.value}."
        + (" Misdirected by a directory." if status.misdirected else "")
    )
    page.line()
    page.grid(row for link in status.best.links for row in _link(page, link))
    missing = [link.step.value for link in status.best.links if link.status is not Status.IN]
    if missing:
        page.line()
        page.line(f"Missing: {', '.join(missing)}", "bold")
    # The reasons begin with the links of the best way, which are laid out already.
    reasons(page, status.because[len(status.best.links) :], remedies=False)
    assumptions(page, status)


def _link(page: Page, link: Link) -> Iterable[tuple[Cell, ...]]:
    mark = (_MARKS if page.unicode else _ASCII_MARKS)[link.status]
    cited = f" [{', '.join(link.evidence)}]" if link.evidence else ""
    style = STYLES[link.status]
    yield (
        Cell(f"  {mark}", style),
        Cell(link.step.value),
        Cell(link.status.value, style),
        Cell(link.statement + cited),
    )
    if link.would_change:
        yield (Cell(""), Cell(""), Cell(""), Cell(f"What would change it: {link.would_change}", "dim"))


def roster(page: Page, answer: Roster, *, written: str | None = None) -> None:
    """Lay out a roster: how many of each standing, then the rows; a terminal is shown the first ones."""
    page.line(answer.headline(), "bold")
    reasons(page, answer.because)
    if written is not None:
        page.line(f"Wrote {written}: every row with every column.")
    else:
        for table in tables(answer):
            page.line()
            page.table(_first_rows(_columns(table, _ROSTER_ON_TERMINAL)) if page.terminal else table)
        if page.terminal and len(answer.rows) > MOST_ROWS:
            page.line(f"{len(answer.rows) - MOST_ROWS} rows more; --csv FILE or --json gives them all.")
    assumptions(page, answer)


def _first_rows(table: Table) -> Table:
    return Table(table.title, table.columns, table.rows[:MOST_ROWS])


def _columns(table: Table, names: Iterable[str]) -> Table:
    """Return some columns of a table; ids give way to names, so that the name stands for itself."""
    kept = tuple(names)
    places = [table.columns.index(name) for name in kept]
    columns = tuple(name.removesuffix("_name") for name in kept)
    return Table(table.title, columns, tuple(tuple(row[place] for place in places) for row in table.rows))


def timeline(page: Page, answer: Timeline) -> None:
    """Lay out a timeline: the intervals, then what changes at each boundary."""
    page.line(answer.headline(), "bold")
    for table in tables(answer):
        page.line()
        page.table(_columns(table, (name for name in table.columns if name != "changes")))
    reasons(page, answer.because)
    assumptions(page, answer)


def units(page: Page, answer: Units) -> None:
    """Lay out the units of an organization, a row each."""
    page.line(answer.headline(), "bold")
    page.line()
    rows = tuple(
        (function, seat.unit, ", ".join(seat.agents), ", ".join(seat.channels), ", ".join(seat.via))
        for function, seats in answer.seats.items()
        for seat in seats
    )
    page.table(Table("seats", ("function", "unit", "agents", "channels", "via"), rows))
    assumptions(page, answer)


def check(page: Page, report: StructureReport) -> None:
    """Lay out what the checks found, the heaviest first."""
    page.line(report.headline(), "bold")
    for severity in Severity:
        found = [finding for finding in report.findings if finding.severity is severity]
        if found:
            page.line()
            page.line(
                f"{severity.value.replace('-', ' ')} ({len(found)})",
                f"bold {_SEVERITY_STYLES.get(severity, '')}".strip(),
            )
            for finding in found:
                _finding(page, finding)
    assumptions(page, report)


def _finding(page: Page, finding: Finding) -> None:
    source = f" ({finding.source})" if finding.source else ""
    page.line(f"  {finding.code}: {finding.message} [{', '.join(finding.subjects)}]{source}")
    if finding.remedy:
        page.line(f"    What would mend it: {finding.remedy}", "dim")


def comparison(page: Page, answer: Comparison) -> None:
    """Lay out a comparison: measures down, organizations across, then what each rests on."""
    page.line(answer.headline(), "bold")
    page.line()
    for table in tables(answer):
        page.table(table)
    reasons(page, answer.because)
    _broken(page, answer)
    assumptions(page, answer)


def _broken(page: Page, answer: Comparison) -> None:
    """Name the rules that do not hold under each organization; the table only counts them."""
    for key, outcome in answer.organizations.items():
        for severity in (Severity.ERROR, Severity.WARNING):
            codes = counted_codes(finding for finding in outcome.findings if finding.severity is severity)
            if codes:
                page.line(f"- Under {key}, {severity.value}: {in_words(codes)}.", _SEVERITY_STYLES[severity])


def changes(page: Page, answer: Changes) -> None:
    """Lay out what differs between two markets, collection by collection."""
    page.line(answer.headline(), "bold")
    for one in answer.collections:
        page.line()
        page.line(f"{spaced(one.collection)}: {in_words(one.counts)}", "bold")
        for change in one.changes:
            page.line(f"  {change.statement} [{', '.join(change.evidence)}]", _CHANGE_STYLES.get(change.kind, ""))
    assumptions(page, answer)


def contents(page: Page, answer: Contents) -> None:
    """Lay out what a market holds and what is wrong with its facts."""
    if answer.organization is not None:
        page.line(answer.organization.explain())
        page.line()
    page.line(answer.headline(), "bold")
    if answer.in_force is not None:
        page.line(f"In force on {answer.on}:")
        page.grid(
            (Cell(f"  {spaced(name)}"), Cell(f"{count} of {answer.counts[name]}")) for name, count in _held(answer)
        )
    if answer.findings:
        page.line()
        page.line("Findings:", "bold")
        page.grid(
            (
                Cell(f"  {first.code}"),
                Cell(first.severity.value),
                Cell(str(answer.findings[first.code])),
                Cell(_as_in(first)),
            )
            for first in answer.examples
        )
    # The description of an organization bears the same assumptions.
    if answer.organization is None:
        assumptions(page, answer)


def _held(answer: Contents) -> Iterable[tuple[str, int]]:
    return ((name, count) for name, count in (answer.in_force or {}).items() if answer.counts[name])


def _as_in(finding: Finding) -> str:
    subjects = f"as in {', '.join(finding.subjects)}: " if finding.subjects else ""
    return subjects + finding.message


def installed(page: Page, answer: Installed) -> None:
    """Lay out the plugins and the models."""
    page.line(answer.headline(), "bold")
    for table in tables(answer):
        page.line()
        page.table(table)
    if answer.titles:
        page.line()
        page.table(Table("models", ("model", "title"), tuple(answer.titles.items())))


def conversion(page: Page, answer: Conversion) -> None:
    """Lay out what was written."""
    page.line(answer.headline(), "bold")
    _not_held(page, answer)
    _findings(page, answer.findings)
    assumptions(page, answer)
    if answer.findings or answer.assumptions:
        what = "market file" if answer.resources is None else "directory"
        page.line(f"A {what} holds facts; findings and assumptions are not part of it.")


def _not_held(page: Page, answer: Conversion) -> None:
    """Tell what a directory does not hold of its market, and what it says to be absent."""
    if answer.not_held:
        page.line("Plan-Net has no place for:")
    for loss in answer.not_held:
        page.line(f"- {loss}")
    if answer.absent:
        page.line(f"Required by Plan-Net and stated by no fact, so said to be absent: {in_words(answer.absent)}.")


def _findings(page: Page, counts: Mapping[str, int]) -> None:
    if counts:
        page.line(f"Findings: {in_words(counts)}.")


def reasons(page: Page, steps: Iterable[Reason], *, remedies: bool = True) -> None:
    """Lay out reasons, a line each, with what would change them."""
    for number, reason in enumerate(steps):
        if number == 0:
            page.line()
        cited = f" [{', '.join(reason.evidence)}]" if reason.evidence else ""
        source = f" ({reason.source})" if reason.source else ""
        page.line(f"- {reason.statement}{cited}{source}")
        if remedies and reason.would_change:
            page.line(f"  What would change it: {reason.would_change}", "dim")


def assumptions(page: Page, answer: Answer) -> None:
    """Lay out what was assumed, a line each."""
    if answer.assumptions:
        page.line()
    for assumption in answer.assumptions:
        page.line(f"Assumed: {assumption}", "italic")
