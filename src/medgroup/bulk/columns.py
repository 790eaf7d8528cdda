"""The columns of frames, and how they are checked; those of claim lines, as they come in and as they go out."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.engines import Frame
from medgroup.errors import InvalidValueError, listed, nearest


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    DAY = "day"
    NUMBER = "number"
    FLAG = "true or false"


class Column(NamedTuple):
    """One column of a frame."""

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
#: What all lines of a bill say alike.
OF_A_BILL = tuple(
    name
    for name in LINES
    if name not in ("line", "code", "modifiers", "units", "charge", "place_of_service", "emergency", "preventive")
)
#: The amounts among the results, in cents.
AMOUNTS = tuple(name for name, column in RESULTS.items() if column.kind is Kind.WHOLE and name != "tier")

_TYPES: Mapping[Kind, Any] = {
    Kind.TEXT: nw.String,
    Kind.WHOLE: nw.Int64,
    Kind.DAY: nw.Date,
    Kind.NUMBER: nw.Float64,
    Kind.FLAG: nw.Boolean,
}
_INTEGERS = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)


def type_of(column: Column) -> Any:
    """Return the type of a column that goes out, the same on every engine."""
    return _TYPES[column.kind]


def checked(
    frame: Frame, columns: Mapping[str, Column] = LINES, *, field: str = "lines", of: str = "claim lines"
) -> Frame:
    """Return a frame with every one of some columns, those left out empty, and none besides.

    Args:
        frame: The frame.
        columns: The columns.
        field: The argument that the frame came as, for errors.
        of: What its rows are, for errors.

    Raises:
        InvalidValueError: A column is missing, is none of these, or holds something else; the nearest is named.
    """
    schema = frame.collect_schema()
    for name in schema.names():
        if name not in columns:
            raise InvalidValueError(name, f"a column of {of}", field=field, nearest=nearest(name, columns))
    lacking = [name for name, column in columns.items() if column.required and name not in schema]
    if lacking:
        near = nearest(lacking[0], schema.names())
        raise InvalidValueError(schema.names(), f"columns with {listed(lacking)} among them", field=field, nearest=near)
    for name, found in schema.items():
        _refuse_another_type(columns[name], found, f"{field}: {name}")
    return frame.select(
        *(
            nw.col(name).cast(type_of(column)) if name in schema else nw.lit(None, type_of(column)).alias(name)
            for name, column in columns.items()
        )
    )


def _refuse_another_type(column: Column, found: Any, field: str) -> None:
    kind = column.kind
    empty = column.nullable and found == nw.Unknown
    fitting = {
        Kind.TEXT: found in (nw.String, nw.Categorical, nw.Enum),
        Kind.WHOLE: found in _INTEGERS,
        Kind.DAY: found == nw.Date,
        Kind.NUMBER: found in (*_INTEGERS, nw.Float32, nw.Float64),
        Kind.FLAG: found == nw.Boolean,
    }[kind]
    if not fitting and not empty:
        raise InvalidValueError(
            str(found), f"the type of a column of {kind.value}s ({_TYPES[kind].__name__})", field=field
        )
