"""The columns of claim lines, as they come in and as they go out."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from medgroup.bulk.engines import Engine, Frame
from medgroup.formats.frame_columns import Column, Kind, checked_columns, type_of

__all__ = ["AMOUNTS", "LINES", "OF_A_BILL", "RESULTS", "Column", "Kind", "checked", "type_of", "typed"]


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
    "charge": Column(Kind.WHOLE, True, True, "whole cents charged for the line"),
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


#: The types of columns by what the fields of a row are annotated with.
_OF_FIELDS: Mapping[str, Any] = {"str": nw.String, "int": nw.Int64, "bool": nw.Boolean, "date": nw.Date}


def typed(kind: type[Any], rows: Sequence[Any]) -> tuple[Mapping[str, Sequence[Any]], Mapping[str, Any]]:
    """Return rows of a named tuple as columns, and the types of these."""
    names = {name: getattr(of, "__name__", None) or str(of) for name, of in kind.__annotations__.items()}
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    # A field that may be None is of the type that it has else.
    return dict(zip(names, columns, strict=True)), {name: _OF_FIELDS[of.split(" ")[0]] for name, of in names.items()}


def checked(engine: Engine) -> Frame:
    """Return claim lines with every column of ``LINES``, those left out empty, and none besides.

    Raises:
        InvalidValueError: A column is missing, is none of these, or holds something else; the nearest is named.
    """
    found: Frame = checked_columns(
        engine.lines, LINES, field="lines", of="claim lines", added=RESULTS, library=engine.name
    )
    return found
