"""What holds of a table on a terminal of any width: every word and every amount of it stands there whole."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medgroup.answers import Table
from medgroup.cli.page import Page

pytest.importorskip("rich")

#: The looks of what is printed, and the rule under a head.
LOOKS = re.compile("\x1b\\[[0-9;]*m|─+")
WORDS = st.text("abcdefgh0123456789.-$", min_size=1, max_size=12)
CELLS = st.lists(WORDS, max_size=3).map(" ".join)


@st.composite
def grids(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 9))
    head = draw(st.lists(CELLS.filter(bool), min_size=count, max_size=count))
    row = st.tuples(*([st.just("?") | CELLS] * count))
    return Table("drawn", tuple(head), tuple(draw(st.lists(row, min_size=1, max_size=4))))


def printed(table: Table, width: int) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        page = Page(terminal=True)
        page.table(table)
    return LOOKS.sub("", page.text())


@given(grids(), st.integers(28, 120))
def test_no_word_of_a_table_is_broken_and_no_line_is_longer_than_the_terminal(table: Table, width: int) -> None:
    """Words never broken: every word of every cell is printed whole, at least as often as it stands in the table."""
    text = printed(table, width)

    assert all(len(line.rstrip()) <= width for line in text.splitlines())
    grid, _, unknown = text.partition("Not known: ")
    told = Counter([*grid.split(), *unknown.replace(",", " ").removesuffix(".\n").split()])
    wanted = Counter(
        word for row in (table.columns, *table.rows) for cell in row for word in cell.split() if word != "?"
    )
    assert all(told[word] >= count for word, count in wanted.items())


def test_columns_in_which_nothing_is_known_are_told_in_a_sentence_where_a_line_is_too_short() -> None:
    table = Table("lines", ("line", "charge", "deductible", "coinsurance"), (("1 X2001", "900.00", "?", "?"),))

    assert "?" in printed(table, 80)
    assert " ".join(printed(table, 30).split()) == "line charge 1 X2001 900.00 Not known: deductible, coinsurance."


def test_a_table_that_is_too_wide_stands_in_parts_that_begin_with_the_first_column() -> None:
    table = Table("wide", ("name", "contracting", "families"), (("medgroup-single-specialty", "0", "75"),))

    assert [line.split() for line in printed(table, 40).splitlines() if line.strip()] == [
        ["name", "contracting"],
        ["medgroup-single-specialty", "0"],
        ["name", "families"],
        ["medgroup-single-specialty", "75"],
    ]
