"""What is wrong with needs, capacities or arguments is one error that names column, row and value."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

import medgroup as mg
from medgroup.bulk import NEEDS, ROUTES, Tastes, compile, period_of, route  # noqa: A004 - the word for it
from medgroup.bulk.generating_needs import generated_needs, generated_referral_facts
from medgroup.errors import InvalidValueError
from tests.unit.bulk_needs import capacities, frame, needs, row, schema, tables

GOOD = frame(row())
AT = "needs: need 'need-1': "

COLUMNS: dict[str, tuple[Callable[[pl.DataFrame], Any], str]] = {
    "a column that lacks": (lambda good: good.drop("specialty"), "column 'specialty' is missing"),
    "a column that is misspelt": (lambda good: good.rename({"preferred": "prefered"}), "did you mean 'preferred'?"),
    "a column that nobody knows": (
        lambda good: good.with_columns(colour=pl.lit("red")),
        "needs: 'colour' is not a column of needs",
    ),
    "days as text": (lambda good: good.cast({"on": pl.String}), "needs: on: 'String' is not the type"),
    "degrees as text": (lambda good: good.cast({"latitude": pl.String}), "needs: latitude: 'String' is not the type"),
    "no frame": (lambda good: good.to_dicts(), "needs: 'list' is not a data frame"),
}
ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "a language of no tag": (
        {"languages": "es Spanish"},
        AT + "languages: 'es Spanish' is not BCP 47 tags with a space between (es, es-MX)",
    ),
    "no need": ({"need": None}, "needs: need None: need: None is not a text with something in it"),
    "no patient": ({"patient": None}, AT + "patient: None is not a text with something in it"),
    "an unknown patient": (
        {"patient": "nobody"},
        AT + "patient: 'nobody' is not the id of one of the market's patients",
    ),
    "no day": ({"on": None}, AT + "on: None is not a day of the period"),
    "a day before the tables": ({"on": date(2024, 12, 31)}, AT + "on: '2024-12-31' is not a day of the period"),
    "a day after the tables": ({"on": date(2027, 1, 1)}, AT + "on: '2027-01-01' is not a day of the period"),
    "an unknown role": (
        {"issuer": "practitioner-000001-work"},
        AT + "issuer: 'practitioner-000001-work' is not the id of one of the market's practitioner roles; "
        "did you mean 'practitioner-000001-works'?",
    ),
    "an unknown specialty": ({"specialty": "cardiology"}, AT + "specialty: 'cardiology' is not a taxonomy code"),
    "a specialty in small letters": (
        {"specialty": "207rc0000x"},
        AT + "specialty: '207rc0000x' is not a taxonomy code",
    ),
    "an empty specialty": ({"specialty": ""}, AT + "specialty: '' is not a text with something in it"),
    "an unknown plan": ({"plan": "hmoo"}, AT + "plan: 'hmoo' is not the id of one of the market's plans; did you mean"),
    "an empty plan": ({"plan": ""}, AT + "plan: '' is not a text with something in it, or nothing"),
    "an unknown preference": (
        {"preferred": "dr"},
        AT + "preferred: 'dr' is not the id of one of the market's practitio",
    ),
    "a longitude that lacks": (
        {"latitude": 41.0},
        AT + "longitude: None is not a number of degrees from -180 to 180; a need has both",
    ),
    "a latitude that lacks": ({"longitude": -73.0}, AT + "latitude: None is not a number of degrees from -90 to 90"),
    "a latitude beyond the pole": (
        {"latitude": 90.5, "longitude": 0.0},
        AT + "latitude: 90.5 is not a number of degrees from -90 to 90",
    ),
    "a longitude that is no number": (
        {"latitude": 41.0, "longitude": float("nan")},
        AT + "longitude: nan is not a number of degrees from -180 to 180",
    ),
    "visits 0": ({"visits": 0}, AT + "visits: 0 is not a whole number of 1 or more"),
    "a draw of 1": ({"adherence": 1.0}, AT + "adherence: 1.0 is not a number from 0 to below 1"),
    "a draw below 0": ({"preference": -0.1}, AT + "preference: -0.1 is not a number from 0 to below 1"),
    "a draw that is no number": ({"preference": float("nan")}, AT + "preference: nan is not a number from 0 to below"),
}
WHO = "practitioner-000001"
CAPACITIES: dict[str, tuple[list[tuple[Any, ...]], str]] = {
    "a capacity below 0": ([(WHO, None, None, -1)], f"capacity: practitioner '{WHO}': capacity: -1 is not a whole num"),
    "no capacity": ([(WHO, None, None, None)], "capacity: None is not a whole number of 0 or more"),
    "an unknown practitioner": (
        [("dr", None, None, 1)],
        "practitioner: 'dr' is not the id of one of the market's prac",
    ),
    "an end before the start": (
        [(WHO, date(2025, 2, 1), date(2025, 2, 1), 1)],
        "end: '2025-02-01' is not a day after the start",
    ),
    "two for one day": (
        [(WHO, None, date(2025, 3, 1), 1), (WHO, date(2025, 2, 1), None, 1)],
        "start is 2025-02-01, and the row before of the same practitioner ends on 2025-03-01; give",
    ),
    "two without an end": (
        [(WHO, None, None, 1), (WHO, date(2025, 2, 1), None, 1)],
        "start is 2025-02-01, and the row before of the same practitioner has no end; give",
    ),
}
ARGUMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "top of 0": ({"top": 0}, "top: 0 is not a whole number of 1 or more, or None"),
    "top in words": ({"top": "all"}, "top: 'all' is not a whole number of 1 or more, or None"),
    "top that is true": ({"top": True}, "top: True is not a whole number"),
    "more adherence than all": ({"adherence": 1.1}, "adherence: 1.1 is not a share from 0 to 1"),
    "a preference below none": ({"preference": -1}, "preference: -1 is not a share from 0 to 1"),
    "tastes as a number": ({"tastes": 3}, "tastes: 'int' is not medgroup.bulk.Tastes, or None"),
    "capacity as a mapping": ({"capacity": {WHO: 3}}, "capacity: 'dict' is not a data frame"),
    "capacity without a column": (
        {"capacity": capacities((WHO, None, None, 1)).drop("capacity")},
        "capacity: column 'capacity' is missing",
    ),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_a_wrong_column_is_one_error_that_names_it(case: str) -> None:
    change, expected = COLUMNS[case]

    with pytest.raises(InvalidValueError) as refused:
        route(change(GOOD), tables())

    assert expected in str(refused.value)


@pytest.mark.parametrize("case", ROWS)
def test_a_wrong_row_is_one_error_that_names_column_and_value(case: str) -> None:
    change, expected = ROWS[case]

    with pytest.raises(InvalidValueError) as refused:
        route(frame(row(need="need-0"), row(**change), row(need="need-2")), tables())

    assert expected in str(refused.value)


#: What is left out without a look at rows: words that are no codes are refused as they are come across.
WORDS = ("a language of no tag", "an unknown specialty", "a specialty in small letters")


@pytest.mark.parametrize("case", [case for case in ROWS if case not in WORDS])
def test_without_a_look_at_rows_no_need_is_taken_for_another(case: str) -> None:
    change, expected = ROWS[case]
    bad = frame(row(need="need-0"), row(**change), row(need="need-2"))
    # What is known of whoever comes first, or last, is not what is told of who is unknown.
    route(needs(500), tables())

    with pytest.raises(InvalidValueError) as refused:
        route(bad, tables(), check=False)

    assert expected in str(refused.value)


@pytest.mark.parametrize("case", WORDS)
def test_without_a_look_at_rows_words_that_are_no_codes_are_refused(case: str) -> None:
    with pytest.raises(InvalidValueError, match=r"specialty: .* is not a taxonomy code|languages: .* is not a BCP 47"):
        route(frame(row(), row(need="need-2", **ROWS[case][0])), tables(), check=False)


def test_what_failed_leaves_nothing_behind() -> None:
    """Needs that are refused halfway change nothing of what the next ones come to."""
    held = compile(tables().market, mg.Period(date(2025, 1, 1), date(2025, 3, 1)))
    good = needs(2_000).filter(pl.col("on") < date(2025, 3, 1))
    for column, value in (("specialty", "cardiology"), ("languages", "Spanish")):
        bad = good.with_columns(
            pl.when(pl.int_range(pl.len()) == 40).then(pl.lit(value)).otherwise(column).alias(column)
        )
        with pytest.raises(InvalidValueError):
            route(bad, held, check=False)

    assert route(good, held).equals(route(good, tables()))


def test_a_need_that_stands_twice_is_not_joined_to_itself() -> None:
    """Where results are joined by the need, one that stands twice is refused without a look at rows too."""
    duckdb = pytest.importorskip("duckdb")
    twice = pl.concat([GOOD, GOOD])

    with pytest.raises(InvalidValueError, match=r"need 'need-1': need: .* it stands twice"):
        route(duckdb.from_arrow(twice.to_arrow(compat_level=pl.CompatLevel.oldest())), tables(), check=False)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("case", CAPACITIES)
def test_a_wrong_capacity_is_one_error_that_names_whose(case: str, *, check: bool) -> None:
    rows, expected = CAPACITIES[case]

    with pytest.raises(InvalidValueError) as refused:
        route(GOOD, tables(), capacity=capacities(*rows), check=check)

    assert expected in str(refused.value)


@pytest.mark.parametrize("case", ARGUMENTS)
def test_a_wrong_argument_is_one_error_that_names_it(case: str) -> None:
    arguments, expected = ARGUMENTS[case]

    with pytest.raises(InvalidValueError) as refused:
        route(GOOD, tables(), **arguments)

    assert expected in str(refused.value)


def test_a_need_that_stands_twice_is_refused() -> None:
    with pytest.raises(
        InvalidValueError,
        match="needs: need 'need-1': need: 'need-1' is not an id that one need alone has; it stands twice",
    ):
        route(frame(row(), row(on=date(2025, 4, 1))), tables())


def test_tables_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"tables: 'Market' is not the tables that medgroup.bulk.compile gives"):
        route(GOOD, tables().market)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("miles", "said"),
    [(-1, "miles: -1 is not miles, from 0 to 10000"), (float("inf"), "is not miles"), (True, "is not miles")],
)
def test_tastes_that_reach_no_miles_are_refused(miles: Any, said: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        Tastes(miles=miles)

    assert said in str(refused.value)


def test_tastes_of_no_mapping_are_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"practitioners: .* is not a mapping of practitioners to the keys"):
        Tastes(miles=1, practitioners=["dr-okafor"])


@pytest.mark.parametrize("count", [0, -1, True, 1.5, "10"])
def test_no_needs_are_refused(count: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"count: .* is not a whole number of 1 or more"):
        generated_needs(tables().market.facts, count)


def test_a_market_of_nobody_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="practitioners: 0 is not a whole number of 1 or more"):
        generated_referral_facts(practitioners=0, families=1)


def test_no_needs_give_no_routes_of_the_right_types() -> None:
    found = route(frame(), tables())

    assert found.schema == {**schema(NEEDS), **schema(ROUTES)}
    assert found.height == 0


def test_no_needs_with_capacities_give_no_routes() -> None:
    assert route(frame(), tables(), capacity=capacities((WHO, None, None, 1))).height == 0


def test_no_capacities_leave_everyone_room() -> None:
    assert route(GOOD, tables(), capacity=capacities()).equals(route(GOOD, tables()))


def test_columns_that_may_be_left_out_may_be_left_out() -> None:
    needed = [name for name, column in NEEDS.items() if column.required]

    assert route(GOOD.select(needed), tables()).equals(route(GOOD, tables()))


def test_services_and_languages_of_nothing_but_spaces_are_none() -> None:
    assert (
        route(frame(row(services="  ", languages=" ")), tables())
        .drop(*NEEDS)
        .equals(route(frame(row()), tables()).drop(*NEEDS))
    )


def test_needs_that_were_routed_and_columns_in_one_are_told_with_their_cause() -> None:
    with pytest.raises(InvalidValueError) as routed:
        route(route(GOOD, tables()), tables())
    assert str(routed.value) == (
        "needs: 'role' is not a column of needs, but one of the results that are added to them; "
        "give the needs without results"
    )
    with pytest.raises(InvalidValueError, match="the cells stand apart by ';', which is to be named where"):
        route(pl.DataFrame({";".join(NEEDS): ["a;b"]}), tables())


def test_the_period_of_needs_is_that_of_their_days() -> None:
    two = frame(row(), row(need="need-2", on=date(2025, 5, 9)))
    assert period_of(two) == mg.Period(date(2025, 3, 3), date(2025, 5, 10))
    with pytest.raises(InvalidValueError, match="needs hold no day, so that they have no period"):
        period_of(two.clear())
    with pytest.raises(InvalidValueError, match="needs: 'colour' is not a column of needs"):
        period_of(two.with_columns(colour=pl.lit("red")))
