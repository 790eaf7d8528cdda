"""What is refused of claim lines before anything is computed: one error that names the column and the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from medgroup.bulk.claims.columns import OF_A_BILL
from medgroup.bulk.engines import Engine, Frame, rows_of
from medgroup.costs.services import MOST_UNITS
from medgroup.errors import InvalidValueError
from medgroup.values import codes
from medgroup.values.money import TOO_MANY_CENTS
from medgroup.values.period import Period


class Wrong(NamedTuple):
    """What is wrong with a value of a column."""

    #: True of a row of which the value is wrong; empty and false of every other.
    breaks: nw.Expr
    #: What the value should have been.
    expected: str


def refuse_rows(lines: Frame, period: Period, engine: Engine) -> None:
    """Refuse lines of which a row holds what it cannot, two are one line of a bill, or a bill says two things.

    Raises:
        InvalidValueError: The first such row by claim and line; its column, its value and what it should be are named.
    """
    refuse_values(lines, {**_rules(period), **_rules_of_codes(lines)}, ("claim", "line"), placed)
    # Few bills with several lines are sooner looked at by themselves, but an engine would compute them twice.
    together = engine.repeated(lines, "claim") if engine.at_once else lines
    if together is not None:
        _refuse_twice(together)
        _refuse_discord(together)


def refuse_discord(rows: list[Mapping[str, Any]]) -> None:
    """Refuse the lines of one bill of which one says another thing of the bill than the first.

    Raises:
        InvalidValueError: There is one; its column is named.
    """
    head = rows[0]
    for row in rows[1:]:
        for name in OF_A_BILL:
            if row[name] != head[name]:
                expected = f"what line {head['line']} of the bill says: {head[name]}"
                raise InvalidValueError(_plain(row[name]), expected, field=placed(row, name))


def placed(row: Mapping[str, Any], name: str) -> str:
    """Return where a value stands, in words."""
    return f"lines: claim {row['claim']!r} line {row['line']}: {name}"


def refuse_values(
    frame: Frame,
    rules: Mapping[str, Wrong],
    by: Sequence[str],
    where: Callable[[Mapping[str, Any], str], str],
) -> None:
    """Refuse a frame of which a row holds what it cannot.

    Args:
        frame: The frame.
        rules: What is wrong with the values of a column, by its name; the first that holds is told.
        by: The columns by which rows are in order.
        where: Says in words where a value stands, of its row and column.

    Raises:
        InvalidValueError: The first such row; its column, its value and what it should be are named.
    """
    # One look at all columns tells whether any row is wrong; only then is it looked for.
    found = rows_of(frame.select(*(rule.breaks.any().alias(name) for name, rule in rules.items()))).row(0)
    if not any(found):
        return
    flags = {f"_{name}": rule.breaks for name, rule in rules.items()}
    wrong = frame.filter(nw.any_horizontal(*flags.values(), ignore_nulls=True)).with_columns(**flags)
    for row in rows_of(wrong.sort(*by).head(1)).to_dicts():
        name = next(name for name in rules if row[f"_{name}"])
        raise InvalidValueError(_plain(row[name]), rules[name].expected, field=where(row, name))


def _refuse_twice(together: Frame) -> None:
    twice = together.group_by("claim", "line").agg(nw.len().alias("_count")).filter(nw.col("_count") > 1)
    for row in rows_of(twice.sort("claim", "line").head(1)).to_dicts():
        problem = "stands in two rows; number the lines of a bill 1, 2, 3 ..."
        raise InvalidValueError(row["line"], "in one row", field=placed(row, "line"), problem=problem)


def _refuse_discord(together: Frame) -> None:
    said = together.select(*OF_A_BILL).unique().group_by("claim").agg(nw.len().alias("_count"))
    for claim in rows_of(said.filter(nw.col("_count") > 1).sort("claim").head(1))["claim"]:
        refuse_discord(rows_of(together.filter(nw.col("claim") == claim).sort("line")).to_dicts())


def _rules(period: Period) -> Mapping[str, Wrong]:
    one = nw.col
    return {
        **{
            name: Wrong(one(name).is_null() | (one(name) == ""), "a text with something in it")
            for name in ("claim", "patient", "practitioner", "billing")
        },
        "line": Wrong(one("line").is_null() | (one("line") < 1), "a whole number of 1 or more"),
        "on": Wrong(
            one("on").is_null() | (one("on") < period.start) | (one("on") >= period.end),
            f"a day of the period that the tables are for, {period}",
        ),
        "units": Wrong(
            one("units").is_null() | (one("units") < 1) | (one("units") > MOST_UNITS),
            f"a whole number of 1 or more, {MOST_UNITS} at most",
        ),
        "charge": Wrong(
            (one("charge") < 0) | (one("charge") >= TOO_MANY_CENTS),
            f"whole cents of zero or more, below {TOO_MANY_CENTS}, or empty",
        ),
        "number": Wrong(one("number") < 1, "a whole number of 1 or more, or empty"),
    }


#: Columns of codes, with whether a value is one and what it should be.
_CODES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "code": (lambda value: bool(codes.SERVICE.fullmatch(value)), codes.A_SERVICE),
    "modifiers": (
        lambda value: _are_modifiers(value.split(" ")),
        "modifiers of two characters, with a space between and none twice, or empty",
    ),
    "place_of_service": (codes.PLACES.__contains__, "a place of service of CMS, two digits, or empty"),
}


def _are_modifiers(found: list[str]) -> bool:
    return len(set(found)) == len(found) and all(codes.MODIFIER.fullmatch(one) for one in found)


def _rules_of_codes(lines: Frame) -> Mapping[str, Wrong]:
    """Return rules for what stands in columns of codes: each is looked at once, however often it stands there."""
    rules = {"code": Wrong(nw.col("code").is_null(), codes.A_SERVICE)}
    for name, (fits, expected) in _CODES.items():
        values = sorted(value for value in _distinct(lines, name) if value is not None and not fits(value))
        if values:
            broken = nw.col(name).is_in(values)
            rules[name] = Wrong(rules[name].breaks | broken if name in rules else broken, expected)
    return rules


def _distinct(lines: Frame, name: str) -> Iterable[str | None]:
    distinct: Iterable[str | None] = rows_of(lines.select(name).unique())[name]
    return distinct


def _plain(value: Any) -> Any:
    """Return a value as errors show it: days as they are written."""
    return value.isoformat() if hasattr(value, "isoformat") else value
