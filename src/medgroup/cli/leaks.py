"""What ``medgroup leakage`` asks: which referrals left, and why; and how the answer is laid out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attrs import frozen
from cyclopts import Parameter

from medgroup.answers import Table
from medgroup.cli.arguments import EndDay, FirstDay, Reading, path_of
from medgroup.cli.files import new_file
from medgroup.cli.page import Page
from medgroup.cli.reading import opened
from medgroup.cli.results import Result
from medgroup.cli.show import assumptions, reasons
from medgroup.errors import FormatError, InvalidValueError
from medgroup.formats import saving
from medgroup.formats.frame_columns import line_of, read_file
from medgroup.formats.texts import cannot
from medgroup.values.money import Money
from medgroup.values.period import Period

if TYPE_CHECKING:
    # What referrals rest on is large; other commands need not wait for it.
    from medgroup.referrals import Leakage, LeakageRow


@Parameter(name="*")
@frozen(kw_only=True)
class LeakageQuestion:
    """Which referrals are asked about, and who belongs together."""

    claims: Annotated[
        str | None,
        Parameter(
            metavar="FILE",
            help="A .parquet or a .csv file of claims; left out, the referrals of the market are asked about.",
        ),
    ] = None
    denominator: Annotated[
        str, Parameter(metavar="WORD", help="Who belongs together: practice, group or network; group if left out.")
    ] = "group"
    by: Annotated[
        tuple[str, ...],
        Parameter(
            consume_multiple=(1, None),
            json_list=False,
            metavar="WORD",
            help="What the rows are grouped by: unit, practitioner, specialty, plan, month, once or more; unit if left "
            "out.",
        ),
    ] = ("unit",)
    since: FirstDay | None = None
    until: EndDay | None = None
    assume_no_override: Annotated[
        bool,
        Parameter(help="Where nothing says why a referral left, neither patient nor insurer nor judgment was why."),
    ] = False
    assume_accepting: Annotated[bool, Parameter(help="Whoever does not say so takes new patients.")] = False
    svg: Annotated[
        str | None, Parameter(metavar="FILE", help="Write the flows between specialties and units to this SVG file.")
    ] = None
    graphml: Annotated[str | None, Parameter(metavar="FILE", help="Write who refers to whom to this GraphML file.")] = (
        None
    )
    nodes: Annotated[
        str | None,
        Parameter(
            metavar="WORD", help="What its nodes are: practitioner, unit or specialty; practitioner if left out."
        ),
    ] = None


def leaked(source: str, asked: LeakageQuestion, reading: Reading | None, *, force: bool, json: bool) -> Result:
    """Return which referrals left, and write the picture and the graph that are asked for.

    Raises:
        MedgroupError: A word or a row is not what it should be, or a file cannot be read or written.
    """
    from medgroup.referrals import CLAIMS, leakage, referral_network, write_graphml

    targets = _targets(source, asked, force=force)
    market = opened(source, reading)
    claims = None if asked.claims is None else read_file(path_of(asked.claims, "--claims"), CLAIMS, of="claims")
    period = _period(asked)
    with _at_its_line(asked.claims):
        answer = leakage(
            market,
            claims,
            denominator=asked.denominator,
            by=asked.by,
            during=period,
            assume_no_override=asked.assume_no_override,
            assume_accepting=asked.assume_accepting,
        )
    if "graphml" in targets:
        nodes = asked.nodes or "practitioner"
        network = referral_network(market, claims, nodes=nodes, denominator=asked.denominator, during=period)
        write_graphml(network, targets["graphml"])
    if "svg" in targets:
        _write(answer.picture(), targets["svg"])
    written = [given for given in (asked.svg, asked.graphml) if given is not None]
    return Result(document=answer.to_dict, show=lambda page: _show(page, answer, written), json=json)


@contextmanager
def _at_its_line(file: str | None) -> Iterator[None]:
    """Tell a row of claims that holds what it cannot by the line, or else the row, of its file."""
    from medgroup.referrals.leaks.claim_columns import WrongClaim

    try:
        yield
        return
    except WrongClaim as problem:
        wrong = problem
    assert file is not None
    of_lines = file.lower().endswith(".csv")
    place = f"line {line_of(Path(file), wrong.row)}" if of_lines else f"row {wrong.row}"
    raise FormatError(file, f"{place} column {wrong.column}", wrong.said)


def _targets(source: str, asked: LeakageQuestion, *, force: bool) -> dict[str, Path]:
    """Return where the picture and the graph are written, those that are asked for.

    Raises:
        InvalidValueError: It is said what the nodes of a graph are, and none is asked for.
        FormatError: A file cannot be written there.
    """
    if asked.nodes is not None and asked.graphml is None:
        problem = "says what the nodes of the graph are that --graphml writes, and --graphml is missing"
        raise InvalidValueError(asked.nodes, "left out", field="--nodes", problem=problem)
    given = {name: typed for name in ("svg", "graphml") if (typed := getattr(asked, name)) is not None}
    return {
        name: new_file(
            typed,
            f"--{name}",
            force=force,
            reads=(source, asked.claims),
            writes=[given[other] for other in given if other != name],
            ending=f".{name}",
        )
        for name, typed in given.items()
    }


def _period(asked: LeakageQuestion) -> Period | None:
    if asked.since is None and asked.until is None:
        return None
    if asked.since is not None and asked.until is not None and asked.until <= asked.since:
        raise InvalidValueError(asked.until.isoformat(), f"a day after --from {asked.since}", field="--until")
    return Period(asked.since, asked.until)


def _write(picture: str, path: Path) -> None:
    try:
        saving.write_file(path, f"{picture}\n".encode())
    except OSError as error:
        raise FormatError(str(path), "", cannot("written", error)) from None


def _show(page: Page, answer: "Leakage", written: list[str]) -> None:
    page.line(answer.headline(), "bold")
    page.line()
    page.table(_parts(answer))
    if answer.rows:
        page.line()
        page.table(_rows(answer))
    reasons(page, answer.remarks())
    for path in written:
        page.line(f"Wrote {path}.")
    assumptions(page, answer)


def _parts(answer: "Leakage") -> Table:
    rows = tuple(
        (one.part.value, str(one.cases), _dollars(one.dollars, one.without_amount), one.meaning) for one in answer.parts
    )
    return Table("parts", ("part", "cases", "dollars", "meaning"), rows)


#: The columns of the rows after what they are grouped by, and what stands in them.
_COLUMNS = ("cases", "kept", "left", "unknown", "share left", "in scope", "left of these", "avoidable", "dollars left")


def _rows(answer: "Leakage") -> Table:
    return Table("rows", (", ".join(answer.by), *_COLUMNS), tuple(map(_row, answer.rows)))


def _row(row: "LeakageRow") -> tuple[str, ...]:
    shares = (row.share_left, row.share_in_scope, row.share_avoidable)
    left, of_these, avoidable = (_share(share, row.note) for share in shares)
    dollars = _dollars(row.dollars_left, row.without_amount_left)
    counts = (row.cases, row.kept, row.left, row.unknown)
    return (row.name, *map(str, counts), left, str(row.in_scope), of_these, avoidable, dollars)


def _share(share: float | None, note: str) -> str:
    from medgroup.referrals.shares import in_percent

    return in_percent(share) if share is not None else note


def _dollars(amount: Money | None, lacking: int) -> str:
    """Return a sum of dollars: empty where no amount is known, and the least that it may be where some are not."""
    if amount is None:
        return ""
    return f"at least {amount}" if lacking else f"{amount}"
