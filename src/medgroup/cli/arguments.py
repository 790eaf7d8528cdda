"""What the commands take: shared parameters, and how what was typed is read."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from attrs import frozen
from cyclopts import Parameter, Token

from medgroup.errors import InvalidValueError, nearest
from medgroup.rules import Kind
from medgroup.values.period import Period

if TYPE_CHECKING:
    from medgroup.costs import Service

#: The ties that an affiliation of unstated nature may be read as.
NATURES = {kind.value: kind for kind in Kind if kind is not Kind.ASSOCIATED}


def as_day(_: Any, tokens: Sequence[Token]) -> date:
    """Return a day that was typed.

    Raises:
        InvalidValueError: It is not ``YYYY-MM-DD``, or the calendar has no such day.
    """
    from medgroup.formats.structuring import CONVERTER

    return CONVERTER.structure(tokens[0].value, date)


Market = Annotated[
    str,
    Parameter(
        help="A market file, a folder of them or of CSV files, a folder of FHIR Plan-Net resources, or the word valley "
        "for the example that comes with medgroup."
    ),
]
Before = Annotated[str, Parameter(help="The market before, as MARKET of every other command.")]
After = Annotated[str, Parameter(help="The market after.")]
Organization = Annotated[str, Parameter(metavar="ID", help="Id, NPI or unique name of an organization.")]
Organizations = Annotated[
    tuple[str, ...],
    Parameter(
        name="--organization",
        consume_multiple=(1, None),
        json_list=False,
        metavar="ID",
        help="Id, NPI or unique name of a practice, once or more.",
    ),
]
Practitioner = Annotated[str, Parameter(metavar="ID", help="Id, NPI or unique name of a practitioner.")]
Billing = Annotated[str, Parameter(metavar="ID", help="Id, NPI or unique name of the organization whose TIN bills.")]
Plan = Annotated[str, Parameter(metavar="ID", help="Id or unique name of a plan.")]
Site = Annotated[str, Parameter(metavar="ID", help="Id or unique name of a site.")]
Specialty = Annotated[str, Parameter(metavar="CODE", help="Taxonomy code, ten characters that end in X.")]
Services = Annotated[
    tuple[str, ...],
    Parameter(
        name="--service",
        consume_multiple=(1, None),
        json_list=False,
        metavar="CODE[:UNITS][@CHARGE]",
        help="A service, once or more: X1001, X1001:2 for two units, X1001-26 with a modifier, X1001@100.19 with "
        "what is charged for all units.",
    ),
]
Day = Annotated[date, Parameter(converter=as_day, metavar="DAY", help="Day, as 2025-01-31.")]
FirstDay = Annotated[date, Parameter(name="--from", converter=as_day, metavar="DAY", help="First day.")]
EndDay = Annotated[
    date, Parameter(name="--until", converter=as_day, metavar="DAY", help="First day that is no longer looked at.")
]
TooLate = Annotated[
    date,
    Parameter(
        converter=as_day,
        metavar="DAY",
        help="First day on which a referral is written too late to count; two months before --until if left out.",
    ),
]
Limits = Annotated[
    tuple[str, ...],
    Parameter(
        name="--limit",
        consume_multiple=(1, None),
        json_list=False,
        metavar="STATE=DAYS",
        help="How many days a referral may wait in a state, as sent=7, or that there is no limit, as seen=none; once "
        "or more.",
    ),
]
System = Annotated[str, Parameter(metavar="ID", help="Id, NPI or unique name of the system that would buy them.")]
Under = Annotated[
    tuple[str, ...],
    Parameter(
        consume_multiple=(1, None),
        json_list=False,
        metavar="KEY",
        help="as-is, single-specialty, multi-specialty, ipa, ids, once or more; all five where none is given.",
    ),
]
CsvFile = Annotated[str, Parameter(metavar="FILE", help="Write the rows, all columns, to this file.")]
Target = Annotated[
    str, Parameter(help="A .json or .yaml file, or a folder for CSV files or, with --to, for a directory.")
]
Form = Annotated[
    str,
    Parameter(
        metavar="FORM",
        help="plan-net: write a folder of FHIR R4 Plan-Net resources, and tell what Plan-Net has no place for.",
    ),
]
Lines = Annotated[str, Parameter(help="Claim lines, a .parquet or a .csv file.")]
Out = Annotated[
    str, Parameter(metavar="FILE", help="Write the lines with their results to this .parquet or .csv file.")
]
OutLines = Annotated[str, Parameter(metavar="FILE", help="Write the claim lines to this .parquet or .csv file.")]
Engine = Annotated[str, Parameter(metavar="ENGINE", help="polars, duckdb or spark; polars where none is named.")]
Count = Annotated[int, Parameter(metavar="NUMBER", help="How many, 1 or more.")]
Seed = Annotated[int, Parameter(metavar="NUMBER", help="The same seed gives the same; 1 where none is given.")]
Json = Annotated[bool, Parameter(name="--json", help="Print JSON.")]
Force = Annotated[bool, Parameter(help="Replace a file that is there.")]


@Parameter(name="*")
@frozen(kw_only=True)
class Reading:
    """How a Plan-Net directory is to be read. Each choice is printed with every result."""

    associated: Annotated[
        tuple[str, ...],
        Parameter(
            json_list=False,
            metavar="ID=TIE",
            help="Read the affiliations of unstated nature that an organization organizes as ties of this nature: "
            "ID=owns, ID=manages or ID=member, once or more. Plan-Net only.",
        ),
    ] = ()
    complete_listings: Annotated[
        bool, Parameter(help="Take the directory to hold every listing of its networks. Plan-Net only.")
    ] = False


@Parameter(name="*")
@frozen(kw_only=True)
class Question:
    """Whose network status is asked for."""

    practitioner: Practitioner
    billing: Billing
    plan: Plan
    site: Site | None = None
    specialty: Specialty | None = None


def natures(given: Iterable[str]) -> dict[str, Kind]:
    """Return the ties that were typed as ``ID=owns``, by the id of the organizer.

    Raises:
        InvalidValueError: One has no id or no tie, the tie is not known, or one id has two.
    """
    found: dict[str, Kind] = {}
    for text in given:
        organizer, _, word = text.rpartition("=")
        if not organizer:
            raise InvalidValueError(text, "an id and a tie as ID=owns", field="--associated")
        if word not in NATURES:
            expected = f"one of {', '.join(NATURES)}"
            raise InvalidValueError(word, expected, field=f"--associated {organizer}", nearest=nearest(word, NATURES))
        if found.setdefault(organizer, NATURES[word]) is not NATURES[word]:
            raise InvalidValueError(text, f"the tie said before: {found[organizer].value}", field="--associated")
    return found


def typed_service(word: str) -> "Service":
    """Return a service that was typed.

    Raises:
        InvalidValueError: It is not written as one.
    """
    from medgroup.costs import service_of

    try:
        return service_of(word)
    except InvalidValueError as problem:
        raise InvalidValueError(word, f"a service: {problem}", field="--service") from None


def during(since: date, until: date) -> Period:
    """Return the days from ``--from`` on, up to but not including ``--until``.

    Raises:
        InvalidValueError: The end is not after the start.
    """
    if until <= since:
        raise InvalidValueError(until.isoformat(), f"a day after --from {since}", field="--until")
    return Period(since, until)


def path_of(text: str, name: str) -> Path:
    """Return a path that was typed.

    Raises:
        InvalidValueError: It is empty, as what comes of a variable that is not set.
    """
    if not text.strip():
        raise InvalidValueError(text, "a path", field=name)
    return Path(text)
