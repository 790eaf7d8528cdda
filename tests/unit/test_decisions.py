"""Decision tables: the first row that holds decides, and what is not known leaves rows open."""

import itertools
from random import Random
from typing import Any

import pytest

from medgroup.costs.benefits.decisions import DecisionRow, DecisionTable, clauses_of, either, in_short
from medgroup.costs.benefits.gate_rows import ASKED_OF_A_GATE, COLUMNS, GATES
from medgroup.costs.benefits.surprise_rows import ASKED_OF_A_SURPRISE, SURPRISES
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
    asked = {"a": either("a holds", "a fails"), "b": either("b holds", "b fails")}
    one = list(TABLE.decide({"a": False}).reasons(asked, ("plans/p",), "the verdict is {}".format))
    both = list(TABLE.decide({"b": True}).reasons(asked, ("plans/p",), "the verdict is {}".format))
    open_ = list(TABLE.decide({}).reasons(asked, ("plans/p",), "the verdict is {}".format))
    assert [(reason.statement, reason.source) for reason in one] == [("not-a holds.", "rule")]
    assert [reason.statement for reason in both] == [
        "If a holds, the verdict is yes. both holds.",
        "If a fails, the verdict is yes. not-a holds.",
    ]
    assert open_[0].statement == "It is not known whether a holds or whether b holds."
    assert open_[0].would_change == "To say whether a holds and whether b holds."
    assert [reason.statement for reason in open_[1:]] == [
        "If a holds and b holds, the verdict is yes. both holds.",
        "If a fails, the verdict is yes. not-a holds.",
        "If a holds and b fails, the verdict is no. Nothing else holds.",
    ]


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


@pytest.mark.parametrize("table", [GATES, SURPRISES, TABLE])
def test_what_is_least_to_be_taken_for_a_verdict_gives_it_and_nothing_of_it_is_idle(table: DecisionTable[Any]) -> None:
    """As little as has to be taken of what is not known for a wanted row to decide."""
    random = Random(11)
    columns = {name: sorted(values, key=repr) for name, values in table.columns.items()}
    taken_anything = 0
    for _ in range(200):
        hidden = random.sample(list(columns), random.randint(0, min(6, len(columns))))
        facts = {name: None if name in hidden else random.choice(values) for name, values in columns.items()}
        decision = table.decide(facts)
        assert {turn.row.name for turn in decision.turns} == set(decision.names)
        for verdict in {row.verdict for row in decision.rows}:
            least = decision.least(lambda row, verdict=verdict: row.verdict == verdict)  # type: ignore[misc]
            assert set(least) <= set(hidden)
            assert {row.verdict for row in decision.deciding(least)} == {verdict}
            for column in least:
                fewer = {name: values for name, values in least.items() if name != column}
                assert len({row.verdict for row in decision.deciding(fewer)}) > 1
            if least:
                known = {**facts, **{name: random.choice(sorted(values, key=repr)) for name, values in least.items()}}
                assert table.decide(known).verdict == verdict
                taken_anything += 1
    assert taken_anything >= 50


@pytest.mark.parametrize(
    ("table", "asked"), [(GATES, ASKED_OF_A_GATE), (SURPRISES, ASKED_OF_A_SURPRISE)], ids=["gates", "surprises"]
)
def test_what_is_taken_of_a_column_is_said_otherwise_wherever_a_row_tells_values_apart(
    table: DecisionTable[Any], asked: dict[str, Any]
) -> None:
    for row in table.rows:
        for column, values in row.when.items():
            others = table.columns[column] - values
            [one], [other] = clauses_of({column: values}, asked), clauses_of({column: others}, asked)
            assert one
            assert other
            assert one != other
            assert " or it " not in one + other


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
