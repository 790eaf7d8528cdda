"""The commands. Each one opens what it is about, asks the library, and returns a result."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from attrs import asdict
from cyclopts import App, Parameter

from medgroup import changes as changed
from medgroup import check_structure, network_status, status_timeline
from medgroup import compare as compared
from medgroup import roster as rostered
from medgroup.cli import show, summaries
from medgroup.cli.arguments import (
    After,
    Before,
    Count,
    CsvFile,
    Day,
    EndDay,
    Engine,
    FirstDay,
    Force,
    Form,
    Json,
    Lines,
    Market,
    Organization,
    Organizations,
    Out,
    OutLines,
    Plan,
    Question,
    Reading,
    Seed,
    System,
    Target,
    Under,
    during,
)
from medgroup.cli.follow import closing, overdue
from medgroup.cli.leaks import LeakageQuestion, leaked
from medgroup.cli.owe import OweQuestion, owed
from medgroup.cli.prices import PriceQuestion, priced
from medgroup.cli.reading import opened
from medgroup.cli.refer import refer
from medgroup.cli.results import Result, answered

if TYPE_CHECKING:
    from rich.console import Console


def _version() -> str:
    try:
        return f"medgroup {version('medgroup')}"
    except PackageNotFoundError:
        return "medgroup, not installed"


app = App(
    name="medgroup",
    help="Medical groups as data: who is in network and why, how groups are organized, and what would change.",
    help_format="plaintext",
    version=_version,
    version_format="plaintext",
    default_parameter=Parameter(negative=(), show_default=False),
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)


def parse(arguments: Sequence[str], console: "Console | None" = None) -> Result | None:
    """Run the command that was typed.

    Args:
        arguments: What stands after ``medgroup``.
        console: Where ``--help`` and ``--version`` are printed; None is the standard output.

    Returns:
        The result; None where there was nothing to run but ``--help`` or ``--version``.

    Raises:
        CycloptsError: It is not understood.
        MedgroupError: Its input is not what it takes.
    """
    result: Result | None = app(list(arguments), console=console, exit_on_error=False, print_error=False)
    return result


@app.command
def demo(*, json: Json = False) -> Result:
    """Compare five practices of the example market, ask three times who is in network and why, and refer a patient."""
    from medgroup.cli.demo import demonstration

    return demonstration(parse, json=json)


@app.command
def describe(
    market: Market,
    /,
    *,
    organization: Organization | None = None,
    on: Day | None = None,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Tell what a market holds and, if one is named, what an organization is and belongs to."""
    answer = summaries.contents(opened(market, reading), market, organization=organization, on=on)
    return answered(answer, show.contents, json)


@app.command
def network(
    market: Market, /, *, question: Question, on: Day, reading: Reading | None = None, json: Json = False
) -> Result:
    """Say whether a practitioner is in network for a plan on a day, and which link is missing."""
    answer = network_status(opened(market, reading), **asdict(question), on=on)
    return answered(answer, show.network, json)


@app.command
def timeline(
    market: Market,
    /,
    *,
    question: Question,
    since: FirstDay,
    until: EndDay,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Show how a network status changes over time, and why."""
    days = during(since, until)
    answer = status_timeline(opened(market, reading), **asdict(question), during=days)
    return answered(answer, show.timeline, json)


@app.command
def roster(
    market: Market,
    /,
    *,
    on: Day,
    plan: Plan | None = None,
    csv: CsvFile | None = None,
    force: Force = False,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Show the network status of everyone on a day, with the first missing link."""
    from medgroup.cli.files import new_file, write_rows

    file = None if csv is None else new_file(csv, "--csv", force=force, reads=(market,), ending=".csv")
    answer = rostered(opened(market, reading), on=on, plan=plan)
    if file is not None:
        write_rows(answer, file)
    return answered(answer, lambda page, answer: show.roster(page, answer, written=csv), json)


@app.command
def units(
    market: Market,
    organization: Organization,
    /,
    *,
    on: Day,
    plan: Plan | None = None,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Show which organization is the unit for each function of another, and who acts for it."""
    return answered(summaries.units(opened(market, reading), organization, on=on, plan=plan), show.units, json)


@app.command
def check(
    market: Market,
    /,
    *,
    on: Day,
    organization: Organization | None = None,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Hold organizations against the rules of their models; exit code 1 where one is broken."""
    report = check_structure(opened(market, reading), organization, on=on)
    return Result(
        document=lambda: {"passes": report.passes, **report.to_dict()},
        show=lambda page: show.check(page, report),
        json=json,
        code=0 if report.passes else 1,
    )


@app.command
def compare(
    market: Market,
    /,
    *,
    organizations: Organizations,
    on: Day,
    system: System | None = None,
    under: Under | None = None,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Compare the same practices under several organizations."""
    answer = compared(opened(market, reading), organizations, under=under, on=on, system=system)
    return answered(answer, show.comparison, json)


@app.command
def changes(before: Before, after: After, /, *, reading: Reading | None = None, json: Json = False) -> Result:
    """Tell what differs between two markets, fact by fact."""
    return answered(changed(opened(before, reading), opened(after, reading)), show.changes, json)


@app.command
def price(*, question: PriceQuestion, json: Json = False) -> Result:
    """Price one service by the Medicare physician fee schedule, from the files that CMS publishes."""
    return priced(question, json=json)


@app.command
def owe(
    market: Market, /, *, question: OweQuestion, on: Day, reading: Reading | None = None, json: Json = False
) -> Result:
    """Say what a patient will owe for a visit, who pays what, and why; warn of what is not known."""
    return owed(opened(market, reading), question, on, json=json)


for referring in (refer, overdue, closing):
    app.command(referring)


@app.command(name="leakage")
def leak(
    market: Market,
    /,
    *,
    question: LeakageQuestion | None = None,
    force: Force = False,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Say which referrals left those who belong together, how much that was, and why; unknown stays unknown."""
    return leaked(market, question or LeakageQuestion(), reading, force=force, json=json)


@app.command
def plugins(*, json: Json = False) -> Result:
    """List the installed plugins and the organizational models that they bring."""
    return answered(summaries.installed(), show.installed, json)


@app.command
def schema(*, json: Json = False) -> Result:
    """Print the JSON Schema of a market file, for editors that complete what is typed."""
    from medgroup import formats

    return Result(document=formats.schema, show=lambda page: None, json=True)


@app.command
def convert(
    source: Market,
    target: Target,
    /,
    *,
    to: Form | None = None,
    force: Force = False,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Write a market as a market file, as a folder of CSV files, or as a directory of FHIR Plan-Net resources."""
    from medgroup.cli.files import converted

    return answered(converted(source, target, reading, to=to, force=force), show.conversion, json)


@app.command
def adjudicate(
    lines: Lines,
    market: Market,
    /,
    *,
    out: Out,
    engine: Engine = "polars",
    force: Force = False,
    reading: Reading | None = None,
    json: Json = False,
) -> Result:
    """Say what each party pays of the claim lines of a file, and write them with the results."""
    from medgroup.cli.claim_lines import adjudicated, show_adjudication

    return answered(adjudicated(lines, market, out, engine, reading, force=force), show_adjudication, json)


@app.command
def generate(
    target: Target,
    /,
    *,
    practitioners: Count,
    families: Count,
    lines: Count,
    out: OutLines,
    seed: Seed = 1,
    force: Force = False,
    json: Json = False,
) -> Result:
    """Write an invented market and claim lines over it, the same for the same seed."""
    from medgroup.cli.claim_lines import generated, show_generation

    sizes = {"practitioners": practitioners, "families": families, "lines": lines, "seed": seed}
    return answered(generated(target, out, sizes, force=force), show_generation, json)
