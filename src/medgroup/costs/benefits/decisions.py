"""Decision tables: rows of conditions over columns, so that one question and a million are decided by the same rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from attrs import field, frozen

from medgroup.answers import Reason
from medgroup.display import series
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


class Asked(NamedTuple):
    """How a column is spoken of: what it asks, and what it says where a value is taken."""

    #: As it follows "It is not known": ``whether a referral is held``.
    question: str
    #: A clause for each value: ``a referral is held``. Values between which no row tells may have one clause.
    said: Mapping[Any, str]

    def of(self, values: frozenset[Any]) -> str:
        """Return what is said where the value is one of some."""
        return " or ".join(dict.fromkeys(clause for value, clause in self.said.items() if value in values))


def either(yes: str, no: str) -> Asked:
    """Return how a column is spoken of that is true or false, given both clauses."""
    return Asked(f"whether {yes}", {True: yes, False: no})


#: The column that both tables have: whether who gives the care is in network.
IN_NETWORK = Asked(
    "whether the practitioner is in network",
    {"in": "the practitioner is in network", "out": "the practitioner is out of network"},
)


class Turn(NamedTuple, Generic[V]):
    """One way in which what is not known may turn out: the row that then decides."""

    row: DecisionRow[V]
    #: The values of each column that tells this way from others.
    taken: Mapping[str, frozenset[Any]]

    def agrees(self, taken: Mapping[str, frozenset[Any]]) -> bool:
        """Return whether it may be so where columns are taken to have one of some values."""
        return all(self.taken.get(column, values) & values for column, values in taken.items())


class Decision(NamedTuple, Generic[V]):
    """What a table decides of a question."""

    #: The verdict, or None where rows that may hold decide otherwise than each other.
    verdict: V | None
    #: The rows that decide, whatever is not known; several where it is not known which.
    rows: tuple[DecisionRow[V], ...]
    #: The columns that are not known and would decide which of them holds, in the order in which they are met.
    missing: tuple[str, ...]
    #: Every way in which what is not known may turn out, in the order of its row; no two can be so together.
    turns: tuple[Turn[V], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rows."""
        return tuple(row.name for row in self.rows)

    def least(
        self, wanted: Callable[[DecisionRow[V]], bool], given: Mapping[str, frozenset[Any]] | None = None
    ) -> dict[str, frozenset[Any]]:
        """Return as little as has to be taken of what is not known for a wanted row to decide; some wanted row may.

        Args:
            wanted: Whether a row is wanted.
            given: What is taken already, and is not told again.
        """
        open_ = [turn for turn in self.turns if turn.agrees(given or {})]
        others = [turn for turn in open_ if not wanted(turn.row)]
        found = (_without_needless(turn, others, given or {}) for turn in open_ if wanted(turn.row))
        return min(found, key=len)

    def deciding(self, taken: Mapping[str, frozenset[Any]]) -> tuple[DecisionRow[V], ...]:
        """Return the rows that may decide where columns are taken to have one of some values."""
        names = {turn.row.name for turn in self.turns if turn.agrees(taken)}
        return tuple(row for row in self.rows if row.name in names)

    def reasons(
        self, asked: Mapping[str, Asked], evidence: tuple[str, ...], said: Callable[[V], str]
    ) -> Iterator[Reason]:
        """Yield why: the row that decides, or what would have to be known and what each open row comes to.

        Args:
            asked: How each column is spoken of.
            evidence: The facts that the answer rests on, as ``collection/id``.
            said: Gives the clause of a verdict: ``the visit is not covered``.
        """
        if len(self.rows) == 1:
            row = self.rows[0]
            yield Reason(statement=row.statement, evidence=evidence, source=row.source, would_change=row.would_change)
            return
        if self.verdict is None:
            questions = [asked[column].question for column in self.missing]
            yield Reason(
                statement=f"It is not known {series(questions, 'or')}.",
                evidence=evidence,
                would_change=f"To say {series(questions)}.",
            )
        for row in self.rows:
            taken = self.least(partial(_is_named, row.name))
            clauses = series(clauses_of(taken, asked))
            yield Reason(statement=f"If {clauses}, {said(row.verdict)}. {row.statement}", source=row.source)


def _is_named(name: str, row: DecisionRow[Any]) -> bool:
    return row.name == name


def clauses_of(taken: Mapping[str, frozenset[Any]], asked: Mapping[str, Asked]) -> tuple[str, ...]:
    """Return what is taken of columns, a clause for each."""
    return tuple(asked[column].of(values) for column, values in taken.items())


def _without_needless(
    turn: Turn[Any], others: Sequence[Turn[Any]], given: Mapping[str, frozenset[Any]]
) -> dict[str, frozenset[Any]]:
    """Return what a turn takes, without what need not be taken to tell it from others."""
    kept = {column: values for column, values in turn.taken.items() if column not in given}
    for column in reversed(tuple(kept)):
        fewer = {name: values for name, values in kept.items() if name != column}
        if not any(other.agrees(fewer) for other in others):
            kept = fewer
    return kept


class _Reached(NamedTuple, Generic[V]):
    """What is reached for some values of what is not known, and the columns that tell between the rows."""

    turns: list[Turn[V]]
    open_columns: dict[str, None]

    def walk(
        self,
        rows: Sequence[DecisionRow[V]],
        possible: Mapping[str, frozenset[Any]],
        taken: Mapping[str, frozenset[Any]],
    ) -> None:
        """Add what is reached of some rows while each column may have the possible values.

        Args:
            rows: The rows.
            possible: The values that each column may have.
            taken: Those of the columns that were told apart by rows before.
        """
        for place, row in enumerate(rows):
            holding = {column: possible[column] & values for column, values in row.when.items()}
            if not all(holding.values()):
                continue
            narrowed, so_far = dict(possible), dict(taken)
            for column, values in holding.items():
                others = possible[column] - values
                if others:
                    self.open_columns[column] = None
                    self.walk(rows[place + 1 :], {**narrowed, column: others}, {**so_far, column: others})
                    narrowed[column] = so_far[column] = values
            self.turns.append(Turn(row, so_far))
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
        reached = _Reached[V]([], {})
        reached.walk(self.rows, possible, {})
        places = {row.name: place for place, row in enumerate(self.rows)}
        turns = tuple(sorted(reached.turns, key=lambda turn: places[turn.row.name]))
        rows = tuple({turn.row.name: turn.row for turn in turns}.values())
        if len({row.verdict for row in rows}) == 1:
            return Decision(rows[0].verdict, rows, (), turns)
        return Decision(None, rows, tuple(reached.open_columns), turns)

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
