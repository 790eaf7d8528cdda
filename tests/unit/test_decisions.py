"""Decision tables: the first row that holds decides, and what is not known leaves rows open."""

import itertools
from random import Random
from typing import Any

import pytest

from medgroup.costs.benefits.decisions import DecisionRow, DecisionTable, in_short
from medgroup.costs.benefits.gate_rows import COLUMNS, GATES
from medgroup.costs.benefits.surprise_rows import SURPRISES
from medgroup.errors import InvalidValueError

EITHER = (True, False)
LAST = DecisionRow(name="last", when={}, verdict="no", statement="Nothing else holds.")


def row(name: str, verdict: str = "yes", **when: Any) -> DecisionRow[str]:
    return DecisionRow(name=name, when=when, verdict=verdict, statement=f"{name} holds.", source="rule")


TABLE = DecisionTable({"a": EITHER, "b": EITHER}, [row("both", a=True, b=True), row("not-a", a=False), LAST])


@pytest.mark.parametrize(
    ("facts", "verdict", "rows", "missing"),
    [
        ({"a": True, "b": True}, "yes", ("both",), ()),
        ({"a": True, "b": False}, "no", ("last",), ()),
        ({"a": False, "b": True}, "yes", ("not-a",), ()),
        ({"a": None, "b": True}, "yes", ("both", "not-a"), ()),
        ({"a": None, "b": False}, None, ("not-a", "last"), ("a",)),
        ({"a": True, "b": None}, None, ("both", "last"), ("b",)),
        ({"a": False, "b": None}, "yes", ("not-a",), ()),
        ({}, None, ("both", "not-a", "last"), ("a", "b")),
    ],
)
def test_what_is_not_known_matters_only_where_it_decides(
    facts: dict[str, Any], verdict: str | None, rows: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    decision = TABLE.decide(facts)
    assert (decision.verdict, decision.names, decision.missing) == (verdict, rows, missing)


def test_one_row_gives_its_reason_and_several_say_what_each_comes_to() -> None:
    asked = {"a": "whether a", "b": "whether b"}
    one = list(TABLE.decide({"a": False}).reasons(asked, ("plans/p",), str))
    both = list(TABLE.decide({"b": True}).reasons(asked, ("plans/p",), str))
    open_ = list(TABLE.decide({}).reasons(asked, ("plans/p",), str))
    assert [(reason.statement, reason.source) for reason in one] == [("not-a holds.", "rule")]
    assert [reason.statement for reason in both] == ["If both, yes: both holds.", "If not-a, yes: not-a holds."]
    assert open_[0].statement == "It is not known whether a or whether b."
    assert [reason.statement for reason in open_[1:]][-1] == "If last, no: Nothing else holds."


@pytest.mark.parametrize("table", [GATES, SURPRISES, TABLE])
def test_a_verdict_is_given_if_and_only_if_whatever_may_be_known_gives_it(table: DecisionTable[Any]) -> None:
    """Unknown is an answer: it is given where two ways of completing what is known decide otherwise, and only there."""
    # A table of its own, which has decided nothing yet.
    table = DecisionTable(table.columns, table.rows)
    random = Random(7)
    columns = {name: sorted(values, key=repr) for name, values in table.columns.items()}
    undecided = 0
    for _ in range(300):
        facts = {name: random.choice(values) for name, values in columns.items()}
        hidden = random.sample(list(columns), random.randint(0, min(4, len(columns))))
        known = {name: None if name in hidden else value for name, value in facts.items()}
        completions = (
            {**facts, **dict(zip(hidden, values, strict=True))}
            for values in itertools.product(*(columns[name] for name in hidden))
        )
        verdicts = {table.decide(one).verdict for one in completions}
        verdict = table.decide(known).verdict
        assert ({verdict} == verdicts) if len(verdicts) == 1 else verdict is None
        undecided += len(verdicts) > 1
    assert 20 <= undecided <= 290


@pytest.mark.parametrize("table", [GATES, SURPRISES])
def test_every_row_decides_somewhere_and_every_column_is_asked(table: DecisionTable[Any]) -> None:
    decided = set(DecisionTable(table.columns, table.rows).decide({}).names)
    assert decided == {one.name for one in table.rows}
    assert {column for one in table.rows for column in one.when} == set(table.columns)
    assert all(one.statement.endswith(".") for one in table.rows)


def test_columns_and_values_are_closed() -> None:
    with pytest.raises(InvalidValueError, match="'netwrk' is not a column of the table; did you mean 'network'"):
        GATES.decide({"netwrk": "in"})
    with pytest.raises(InvalidValueError, match="network: 'inside' is not one of in, out"):
        GATES.decide({"network": "inside"})
    with pytest.raises(InvalidValueError, match="when: 'c' is not a column of the table"):
        DecisionTable({"a": EITHER}, [row("c", c=True), LAST])
    with pytest.raises(InvalidValueError, match="a: 7 is not one of False, True"):
        DecisionTable({"a": EITHER}, [row("a", a=7), LAST])


@pytest.mark.parametrize("rows", [[], [row("a", a=True)]])
def test_a_table_without_a_last_row_is_refused(rows: list[DecisionRow[str]]) -> None:
    with pytest.raises(InvalidValueError, match="rows of which the last holds always"):
        DecisionTable({"a": EITHER}, rows)


def test_the_gates_look_at_no_column_twice() -> None:
    assert len(COLUMNS) == len(GATES.columns)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b"), "a or b"),
        (("a", "b", "c"), "a or b or 1 more"),
        (tuple("abcd"), "a or b or 2 more"),
    ],
)
def test_no_more_than_two_things_that_are_not_known_are_named_in_short(missing: tuple[str, ...], said: str) -> None:
    assert in_short(missing) == said
