"""Decision tables: rows of conditions over columns, so that one question and a million are decided by the same rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from attrs import field, frozen

from medgroup.answers import Reason
from medgroup.errors import InvalidValueError, nearest
from medgroup.network import Status

V = TypeVar("V")


def _sets(when: Mapping[str, Any]) -> dict[str, frozenset[Any]]:
    return {
        column: frozenset(values if isinstance(values, frozenset | set | tuple) else (values,))
        for column, values in when.items()
    }


@frozen(kw_only=True)
class DecisionRow(Generic[V]):
    """One row of a decision table: where every condition holds, it decides."""

    #: Name of the row, lower-case words with hyphens.
    name: str
    #: Column to the values with which it holds; a column that is left out may have any.
    when: Mapping[str, frozenset[Any]] = field(converter=_sets, hash=False)
    #: What it decides.
    verdict: V
    #: Why, in a plain sentence.
    statement: str
    #: Regulation, standard or document that the row comes from.
    source: str = ""
    #: What would make it otherwise; empty where nothing need be.
    would_change: str = ""


class Decision(NamedTuple, Generic[V]):
    """What a table decides of a question."""

    #: The verdict, or None where rows that may hold decide otherwise than each other.
    verdict: V | None
    #: The rows that decide, whatever is not known; several where it is not known which.
    rows: tuple[DecisionRow[V], ...]
    #: The columns that are not known and would decide which of them holds, in the order in which they are met.
    missing: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rows."""
        return tuple(row.name for row in self.rows)

    def reasons(
        self, asked: Mapping[str, str], evidence: tuple[str, ...], said: Callable[[V], str]
    ) -> Iterator[Reason]:
        """Yield why: the row that decides, or what would have to be known and what each open row comes to.

        Args:
            asked: What each column asks, in words.
            evidence: The facts that the answer rests on, as ``collection/id``.
            said: Gives the words of a verdict.
        """
        if len(self.rows) == 1:
            row = self.rows[0]
            yield Reason(statement=row.statement, evidence=evidence, source=row.source, would_change=row.would_change)
            return
        if self.verdict is None:
            missing = " or ".join(asked[column] for column in self.missing)
            yield Reason(statement=f"It is not known {missing}.", evidence=evidence, would_change="To know that.")
        for row in self.rows:
            yield Reason(statement=f"If {row.name}, {said(row.verdict)}: {row.statement}", source=row.source)


class _Reached(NamedTuple, Generic[V]):
    """The rows that hold for some values of what is not known, and the columns that tell between them."""

    names: set[str]
    open_columns: dict[str, None]

    def walk(self, rows: Sequence[DecisionRow[V]], possible: Mapping[str, frozenset[Any]]) -> None:
        """Add what is reached of some rows while each column may have the possible values."""
        for place, row in enumerate(rows):
            holding = {column: possible[column] & values for column, values in row.when.items()}
            if not all(holding.values()):
                continue
            self.names.add(row.name)
            narrowed = dict(possible)
            for column, values in holding.items():
                others = possible[column] - values
                if others:
                    self.open_columns[column] = None
                    self.walk(rows[place + 1 :], {**narrowed, column: others})
                    narrowed[column] = values
            return


class DecisionTable(Generic[V]):
    """Rows of which the first that holds decides; a value that is not known leaves a row open.

    Raises:
        InvalidValueError: A row names a column or a value that is none, or the last row has a condition.
    """

    __slots__ = ("_decided", "columns", "rows")

    def __init__(self, columns: Mapping[str, Iterable[Any]], rows: Iterable[DecisionRow[V]]) -> None:
        #: Every column with the values that it takes.
        self.columns = {name: frozenset(values) for name, values in columns.items()}
        #: The rows in order.
        self.rows = tuple(rows)
        self._decided: dict[tuple[Any, ...], Decision[V]] = {}
        for row in self.rows:
            self._refuse(row)
        if not self.rows or self.rows[-1].when:
            raise InvalidValueError(
                [row.name for row in self.rows], "rows of which the last holds always", field="rows"
            )

    def decide(self, facts: Mapping[str, Any]) -> Decision[V]:
        """Return what the table decides.

        Args:
            facts: The value of each column; one that is None or left out is not known.

        Raises:
            InvalidValueError: A column is none of the table's, or has a value that is none of its own.
        """
        key = tuple(facts.get(column) for column in self.columns)
        found = self._decided.get(key)
        if found is None or not facts.keys() <= self.columns.keys():
            for column, value in facts.items():
                self._refuse_value(column, value)
            found = self._decided[key] = self._decision(dict(zip(self.columns, key, strict=True)))
        return found

    def _decision(self, facts: Mapping[str, Any]) -> Decision[V]:
        possible = {
            column: self.columns[column] if value is None else frozenset({value}) for column, value in facts.items()
        }
        reached = _Reached[V](set(), {})
        reached.walk(self.rows, possible)
        rows = tuple(row for row in self.rows if row.name in reached.names)
        if len({row.verdict for row in rows}) == 1:
            return Decision(rows[0].verdict, rows, ())
        return Decision(None, rows, tuple(reached.open_columns))

    def _refuse(self, row: DecisionRow[V]) -> None:
        for column, values in row.when.items():
            for value in sorted(values, key=repr):
                self._refuse_value(column, value)

    def _refuse_value(self, column: str, value: object) -> None:
        if column not in self.columns:
            raise InvalidValueError(
                column, "a column of the table", field="when", nearest=nearest(column, self.columns)
            )
        if value is not None and value not in self.columns[column]:
            expected = f"one of {', '.join(sorted(map(str, self.columns[column])))}"
            raise InvalidValueError(value, expected, field=column)


def in_short(missing: Sequence[str]) -> str:
    """Return what is not known, no more than two of it by name."""
    more = f" or {len(missing) - 2} more" if len(missing) > 2 else ""
    return " or ".join(missing[:2]) + more


def side_of(status: Status, name: str) -> str | None:
    """Return on which side of the network's border a status is; None where that is not known.

    Raises:
        InvalidValueError: It is no status.
    """
    if not isinstance(status, Status):
        raise InvalidValueError(status, "a network status (Status)", field=name)
    return {Status.IN: "in", Status.UNKNOWN: None}.get(status, "out")
