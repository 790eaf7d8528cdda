"""What is refused of a frame of claims: one clear error that names the row and the column."""

import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from attrs import evolve

import medgroup as mg
from medgroup.errors import AmbiguousNameError, MissingExtraError
from medgroup.referrals import leakage
from tests.unit.leaking import HEART, MARKET, claims, facts, row
from tests.unit.test_leakage_bad_input import refused

ROW = row("fay", HEART, "hart@home")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": None}, "claims: row 1: on: None is not a day"),
        ({"specialty": "207RC"}, "claims: row 1: specialty: '207RC' is not a taxonomy code of ten characters"),
        ({"specialty": ""}, "claims: row 1: specialty: '' is not a taxonomy code of ten characters"),
        ({"practitioner": ""}, "claims: row 1: practitioner: '' is not an id that is not empty; leave out what is not"),
        ({"billing": ""}, "claims: row 1: billing: '' is not an id"),
        ({"patient": ""}, "claims: row 1: patient: '' is not an id"),
        ({"plan": ""}, "claims: row 1: plan: '' is not an id"),
        ({"role": ""}, "claims: row 1: role: '' is not an id"),
        ({"referring": ""}, "claims: row 1: referring: '' is not an id"),
        ({"allowed": -1}, "claims: row 1: allowed: -1 is not whole cents of zero or more, below 1000000000000"),
        ({"allowed": 10**12}, "claims: row 1: allowed: 1000000000000 is not whole cents"),
        (
            {"override": "insuror"},
            "override: 'insuror' is not one of insurer, judgment, none, patient-preference; did you",
        ),
        ({"role": "fay-rol"}, "claims: row 1: role: 'fay-rol' is not the id of one of the market's practitioner roles"),
        (
            {"role": None, "referring": "fey"},
            "referring: 'fey' is not the id of one of the market's practitioners; did",
        ),
        (
            {"plan": "hmoo"},
            "claims: row 1: plan: 'hmoo' is not the id of one of the market's plans; did you mean 'hmo'?",
        ),
    ],
)
def test_a_row_is_named_with_its_column(changed: Mapping[str, Any], said: str) -> None:
    assert said in refused(claims(ROW, {**ROW, **changed}, {**ROW, **changed}))


def test_of_several_rows_the_first_is_named_and_of_its_columns_the_first() -> None:
    wrong = claims({**ROW, "allowed": -1}, {**ROW, "on": None}, {**ROW, "allowed": -2, "specialty": "x"})

    assert refused(wrong).startswith("claims: row 0: allowed: -1")
    assert refused(wrong[2:]).startswith("claims: row 0: specialty: 'x'")


def test_a_row_keeps_its_number_whatever_the_period() -> None:
    later = {**ROW, "on": date(2027, 1, 1), "plan": "nope"}

    since = mg.Period(date(2027, 1, 1), None)
    assert refused(claims(ROW, ROW, later), during=since).startswith("claims: row 2: plan: 'nope'")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (claims(ROW).drop("billing"), "claims: column 'billing' is missing"),
        (claims(ROW).drop("on", "specialty"), "claims: columns 'on', 'specialty' are missing"),
        (claims(ROW).drop("role", "referring"), "claims: column 'role' or 'referring' is missing"),
        (
            claims(ROW).rename({"override": "overide"}),
            "claims: 'overide' is not a column of claims; did you mean 'overr",
        ),
        (
            claims(ROW).with_columns(allowed=pl.lit(1.5)),
            "claims: allowed: 'Float64' is not the type of a column of whole",
        ),
        (claims(ROW).with_columns(on=pl.lit("2026-03-02")), "claims: on: 'String' is not the type of a column of days"),
        (
            claims(ROW).with_columns(on=pl.lit(datetime(2026, 3, 2))),  # noqa: DTZ001 - a day with a time, as found
            'is not the type of a column of days (Date); cast it: pl.col("on").cast(pl.Date)',
        ),
        (
            claims(ROW).with_columns(plan=pl.lit(5)),
            "claims: plan: 'Int32' is not the type of a column of texts (String)",
        ),
    ],
)
def test_a_column_that_is_not_there_or_not_as_it_should_be(frame: pl.DataFrame, said: str) -> None:
    assert said in refused(frame)
    assert said in refused(frame.lazy())


def test_two_columns_of_one_name() -> None:
    pandas = claims(ROW).to_pandas(use_pyarrow_extension_array=True)
    twice = __import__("pandas").concat([pandas, pandas[["plan"]]], axis=1)

    assert "a frame of which no two columns bear one name" in refused(twice)


def test_a_name_that_several_bear() -> None:
    known = facts()
    alike = [evolve(one, name="Twin") if one.id in ("home", "away") else one for one in known.organizations]
    twins = mg.open_market(evolve(known, organizations=tuple(alike)))

    with pytest.raises(AmbiguousNameError, match="2 organizations answer to 'Twin'"):
        leakage(twins, claims({**ROW, "billing": "Twin"}))


def test_amounts_of_a_frame_stand_in_its_column() -> None:
    assert "amounts: {} is not left out with a frame, whose column allowed holds amounts" in refused(
        claims(ROW), amounts={}
    )


@pytest.mark.parametrize("module", ["narwhals", "polars"])
def test_what_a_frame_lacks_is_one_line(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = claims(ROW)
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(MissingExtraError, match=r'a data frame of claims needs the extra .* "medgroup\[bulk\]"'):
        leakage(MARKET, frame)
