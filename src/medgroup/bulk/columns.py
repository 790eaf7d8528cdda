"""The columns of claim lines, as they come in and as they go out, and what is refused of those that come in."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.engines import Frame
from medgroup.costs.services import MOST_UNITS
from medgroup.errors import InvalidValueError, listed, nearest
from medgroup.values.codes import MODIFIER, SERVICE
from medgroup.values.money import TOO_MANY_CENTS
from medgroup.values.period import Period


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    DAY = "day"
    FLAG = "true or false"


class Column(NamedTuple):
    """One column of claim lines."""

    kind: Kind
    #: Whether it has to be there.
    required: bool
    #: Whether a row may leave it empty.
    nullable: bool
    #: What it holds, in words.
    meaning: str


#: The columns that claim lines come with, by name.
LINES: Mapping[str, Column] = {
    "claim": Column(Kind.TEXT, True, False, "id of the bill that the line stands on"),
    "line": Column(Kind.WHOLE, True, False, "place of the line on its bill, 1 for the first"),
    "patient": Column(Kind.TEXT, True, False, "id of the patient"),
    "practitioner": Column(Kind.TEXT, True, False, "id of the practitioner"),
    "billing": Column(Kind.TEXT, True, False, "id of the organization whose TIN bills"),
    "site": Column(Kind.TEXT, False, True, "id of the site; empty takes where the practitioner works"),
    "on": Column(Kind.DAY, True, False, "day of service"),
    "code": Column(Kind.TEXT, True, False, "service code, five characters"),
    "modifiers": Column(Kind.TEXT, False, True, "modifiers, with a space between"),
    "units": Column(Kind.WHOLE, True, False, "units billed"),
    "charge": Column(Kind.WHOLE, True, True, "cents charged for the line"),
    "place_of_service": Column(Kind.TEXT, False, True, "place of service, two digits; empty takes that of the site"),
    "emergency": Column(Kind.FLAG, False, True, "whether it was an emergency; empty is no"),
    "preventive": Column(Kind.FLAG, False, True, "whether it is preventive care; empty is no"),
    "referral": Column(Kind.FLAG, False, True, "whether a referral is held; empty is not known"),
    "authorization": Column(Kind.FLAG, False, True, "whether an authorization is held; empty is not known"),
    "processed": Column(Kind.DAY, False, True, "day on which the plan processed it; empty takes the day of service"),
    "number": Column(Kind.WHOLE, False, True, "place of the bill among those processed on one day; empty is 1"),
    "voids": Column(Kind.TEXT, False, True, "id of the bill that this one takes back; empty takes back none"),
}

#: The columns that are added, by name; amounts are whole cents, and empty where nobody can tell.
RESULTS: Mapping[str, Column] = {
    "bill": Column(Kind.TEXT, True, False, "professional, or facility for the hospital's own line"),
    "plan": Column(Kind.TEXT, True, True, "id of the plan that pays first"),
    "network": Column(Kind.TEXT, True, False, "network status of who bills: in, out, unknown"),
    "agreement": Column(Kind.TEXT, True, True, "id of the agreement that prices the line"),
    "roster_entry": Column(Kind.TEXT, True, True, "id of the roster line of the network path"),
    "tier": Column(Kind.WHOLE, True, True, "place of the path's network in the plan, 1 for the first"),
    "coverage": Column(Kind.TEXT, True, False, "in, out, surprise, not-covered, unknown"),
    "pricing": Column(Kind.TEXT, True, False, "what became of the price: priced, no-rate, not-listed ..."),
    "status": Column(Kind.TEXT, True, False, "covered, not-covered, pended, reversed"),
    "cause": Column(Kind.TEXT, True, True, "why it is not covered or waits"),
    "rule": Column(Kind.TEXT, True, True, "the rule of the benefits that shared it; empty for the tier's own terms"),
    "allowed": Column(Kind.WHOLE, True, True, "cents that are allowed"),
    "deductible": Column(Kind.WHOLE, True, True, "cents of deductible"),
    "copay": Column(Kind.WHOLE, True, True, "cents of copay"),
    "coinsurance": Column(Kind.WHOLE, True, True, "cents of coinsurance"),
    "not_covered": Column(Kind.WHOLE, True, True, "cents that the patient owes outside the benefits"),
    "plan_paid": Column(Kind.WHOLE, True, True, "cents that the plan pays"),
    "patient_owes": Column(Kind.WHOLE, True, True, "cents that the patient owes, a balance bill apart"),
    "written_off": Column(Kind.WHOLE, True, True, "cents that nobody owes"),
    "balance": Column(Kind.WHOLE, True, True, "cents that may be billed to the patient beyond that"),
    "withheld": Column(Kind.WHOLE, True, True, "cents of the allowed amount that the contract holds back"),
}
#: The amounts among them, in cents.
AMOUNTS = tuple(name for name, column in RESULTS.items() if column.kind is Kind.WHOLE and name != "tier")

_TYPES: Mapping[Kind, Any] = {Kind.TEXT: nw.String, Kind.WHOLE: nw.Int64, Kind.DAY: nw.Date, Kind.FLAG: nw.Boolean}
_INTEGERS = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)


def type_of(column: Column) -> Any:
    """Return the type of a column that goes out, the same on every engine."""
    return _TYPES[column.kind]


def checked(lines: Frame) -> Frame:
    """Return claim lines with every column of ``LINES``, those left out empty, and none besides.

    Raises:
        InvalidValueError: A column is missing, is none of these, or holds something else; the nearest is named.
    """
    schema = lines.collect_schema()
    for name in schema.names():
        if name not in LINES:
            raise InvalidValueError(name, "a column of claim lines", field="lines", nearest=nearest(name, LINES))
    lacking = [name for name, column in LINES.items() if column.required and name not in schema]
    if lacking:
        near = nearest(lacking[0], schema.names())
        raise InvalidValueError(
            schema.names(), f"columns with {listed(lacking)} among them", field="lines", nearest=near
        )
    for name, found in schema.items():
        _refuse_another_type(name, found)
    return lines.select(
        *(
            nw.col(name).cast(type_of(column)) if name in schema else nw.lit(None, type_of(column)).alias(name)
            for name, column in LINES.items()
        )
    )


def _refuse_another_type(name: str, found: Any) -> None:
    kind = LINES[name].kind
    empty = LINES[name].nullable and found == nw.Unknown
    fitting = {
        Kind.TEXT: found in (nw.String, nw.Categorical, nw.Enum),
        Kind.WHOLE: found in _INTEGERS,
        Kind.DAY: found == nw.Date,
        Kind.FLAG: found == nw.Boolean,
    }[kind]
    if not fitting and not empty:
        raise InvalidValueError(
            str(found), f"the type of a column of {kind.value}s ({_TYPES[kind].__name__})", field=name
        )


#: What is wrong with a row, by the column that it is wrong in: an expression that is true of such rows, and what it
#: should have been.
def _rules(period: Period) -> Mapping[str, tuple[nw.Expr, str]]:
    one = nw.col
    modifiers = rf"^{MODIFIER.pattern}( {MODIFIER.pattern})*$"
    return {
        **{
            name: (one(name).is_null() | (one(name).str.len_chars() == 0), "a text that is not empty")
            for name in ("claim", "patient", "practitioner", "billing")
        },
        "line": (one("line").is_null() | (one("line") < 1), "a whole number of 1 or more"),
        "on": (
            one("on").is_null() | (one("on") < period.start) | (one("on") >= period.end),
            f"a day of the period that the tables are for, {period}",
        ),
        "code": (
            one("code").is_null() | ~one("code").str.contains(rf"^{SERVICE.pattern}$"),
            "a service code of five characters, digits and capital letters (X1001)",
        ),
        "modifiers": (~one("modifiers").str.contains(modifiers), "modifiers of two characters, with a space between"),
        "units": (
            one("units").is_null() | (one("units") < 1) | (one("units") > MOST_UNITS),
            f"a whole number of 1 or more, {MOST_UNITS} at most",
        ),
        "charge": (
            (one("charge") < 0) | (one("charge") >= TOO_MANY_CENTS),
            f"whole cents of zero or more, below {TOO_MANY_CENTS}, or empty",
        ),
        "number": (one("number") < 1, "a whole number of 1 or more, or empty"),
    }


def refuse_rows(lines: Frame, period: Period) -> None:
    """Refuse lines of which a row holds what it cannot, or of which two have one claim and line.

    Raises:
        InvalidValueError: The first such row by claim and line; its column, its value and what it should be are named.
    """
    rules = _rules(period)
    wrong = lines.select(
        "claim", "line", *rules.keys() - {"claim", "line"}, **{f"_{name}": rule for name, (rule, _) in rules.items()}
    )
    flags = [nw.col(f"_{name}") for name in rules]
    rows = _rows(wrong.filter(nw.any_horizontal(*flags, ignore_nulls=True)).sort("claim", "line").head(1))
    if rows:
        (row,) = rows
        name = next(name for name in rules if row[f"_{name}"])
        raise InvalidValueError(
            row[name], rules[name][1], field=f"lines: claim {row['claim']!r} line {row['line']}: {name}"
        )
    twice = lines.group_by("claim", "line").agg(nw.len().alias("_count")).filter(nw.col("_count") > 1)
    rows = _rows(twice.sort("claim", "line").head(1))
    if rows:
        raise InvalidValueError(
            rows[0]["line"], "a line that its bill has once", field=f"lines: claim {rows[0]['claim']!r} line"
        )


def _rows(frame: Frame) -> list[dict[str, Any]]:
    return frame.collect("polars").to_native().to_dicts()  # type: ignore[no-any-return]
