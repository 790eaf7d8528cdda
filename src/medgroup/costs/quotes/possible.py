"""The classes that a service may be of where something that decides is not known, and what has to be so for each."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from medgroup.answers import Reason
from medgroup.costs.benefits.claims import CoverageClass
from medgroup.costs.benefits.decisions import Decision, DecisionRow, clauses_of
from medgroup.costs.benefits.gate_rows import ASKED_OF_A_GATE, Consequence
from medgroup.costs.benefits.surprise_rows import ASKED_OF_A_SURPRISE
from medgroup.costs.classing import Class, class_under
from medgroup.display import series
from medgroup.network.answer import Status

#: What a visit of a class comes to, where several rows may say so.
_COMES_TO = {
    CoverageClass.IN: "The visit is covered as in network.",
    CoverageClass.OUT: "The visit is covered as out of network.",
    CoverageClass.NOT_COVERED: "The visit is not covered.",
    CoverageClass.SURPRISE: "The patient is protected from a surprise bill, and shares the cost as in network.",
}
_UNPROTECTED = {"surprise": frozenset({False})}


class _Course(NamedTuple):
    """What a service may come to by some rows of the gates."""

    coverage: CoverageClass
    #: What becomes of the authorization that is asked for, in a clause; empty where none is.
    authorized: str


class _Taken(NamedTuple):
    """What has to be so for a class, in clauses, and the rows that then decide."""

    clauses: tuple[str, ...]
    rows: tuple[DecisionRow[Any], ...]

    def reason(self, coverage: CoverageClass) -> Reason:
        """Return it as a reason: what is taken in a sentence, and what it comes to in another."""
        said = f"{series(self.clauses)[0].upper()}{series(self.clauses)[1:]}. " if self.clauses else ""
        if len(self.rows) == 1:
            return Reason(statement=said + self.rows[0].statement, source=self.rows[0].source)
        return Reason(statement=said + _COMES_TO[coverage])


def possible_classes(classed: Class, network: Status) -> dict[CoverageClass, Reason]:
    """Return the classes that a service may be of in a known network, each with as little as has to be so for it."""
    found: dict[CoverageClass, _Taken] = {}
    surprise = classed.surprise
    protections = {False} if surprise is None else {row.verdict for row in surprise.rows}
    if surprise is not None and True in protections:
        found[CoverageClass.SURPRISE] = _Taken(clauses_of(surprise.least(_protects), ASKED_OF_A_SURPRISE), ())
    if False in protections:
        spared = () if surprise is None else clauses_of(surprise.least(_spares), ASKED_OF_A_SURPRISE)
        for course, rows in _courses(classed.gate, network).items():
            taken = _taken(classed.gate, rows, spared, course.authorized)
            if course.coverage not in found or len(taken.clauses) < len(found[course.coverage].clauses):
                found[course.coverage] = taken
    return {coverage: taken.reason(coverage) for coverage, taken in found.items()}


def _protects(row: DecisionRow[bool]) -> bool:
    return row.verdict


def _spares(row: DecisionRow[bool]) -> bool:
    return not row.verdict


def _courses(gate: Decision[Consequence], network: Status) -> dict[_Course, set[str]]:
    """Return what the rows of the gates may come to, with the names of those that do."""
    found: dict[_Course, set[str]] = {}
    for row in gate.rows:
        if row.name != "surprise":
            for consequence, authorized in _consequences(row.verdict, network):
                found.setdefault(_Course(class_under(consequence, False), authorized), set()).add(row.name)
    return found


def _consequences(verdict: Consequence, network: Status) -> Iterator[tuple[Consequence, str]]:
    """Yield what a verdict may come to: an authorization that is asked for may be given or not."""
    if verdict is not Consequence.NEEDS_AUTHORIZATION:
        yield verdict, ""
        return
    given = Consequence.COVERED_IN if network is Status.IN else Consequence.COVERED_OUT
    yield given, "the plan gives its authorization"
    yield Consequence.NOT_COVERED, "the plan gives no authorization"


def _taken(gate: Decision[Consequence], wanted: set[str], spared: tuple[str, ...], authorized: str) -> _Taken:
    least = gate.least(lambda row: row.name in wanted, _UNPROTECTED)
    clauses = (*spared, *clauses_of(least, ASKED_OF_A_GATE), *([authorized] if authorized else []))
    return _Taken(clauses, gate.deciding({**least, **_UNPROTECTED}))
