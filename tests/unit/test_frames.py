"""Data frames: what stands in their columns, what is taken, and what is said of what is not."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import medgroup as mg
from medgroup import formats
from medgroup.domain import Address, Coverage, Facts, Hours, Organization, Payer, Resource, Site, Weekday
from medgroup.errors import FormatError, InvalidValueError, MissingExtraError

EVERY_FIELD = formats.read(Path(__file__).parents[1] / "data" / "every-field.json").facts
BACKENDS = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.Table}


class TestWhatIsMade:
    @pytest.mark.parametrize("backend", BACKENDS)
    def test_every_collection_is_a_frame_of_the_library_that_is_asked_for(self, backend: str) -> None:
        frames = formats.to_frames(mg.valley(), backend=backend)
        assert list(frames) == list(mg.valley().facts.counts())
        assert {type(frame) for frame in frames.values()} == {BACKENDS[backend]}
        assert {name: len(frame) for name, frame in frames.items()} == mg.valley().facts.counts()

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_every_field_of_every_fact_comes_back(self, backend: str) -> None:
        assert formats.from_frames(formats.to_frames(EVERY_FIELD, backend=backend)) == EVERY_FIELD.sorted()

    def test_columns_have_types(self) -> None:
        frames = formats.to_frames(Facts())
        assert dict(frames["resources"].schema) == {
            "id": pl.String(),
            "organization": pl.String(),
            "site": pl.String(),
            "kind": pl.String(),
            "quantity": pl.Float64(),
            "cost.cents": pl.Int64(),
            "shareable": pl.Boolean(),
            "period.start": pl.Date(),
            "period.end": pl.Date(),
        }
        assert frames["sites"].schema["services"] == pl.List(pl.String())
        assert frames["sites"].schema["hours"] == pl.String()
        assert frames["coverages"].schema["order"] == pl.Int64()

    def test_values_are_those_of_the_facts(self) -> None:
        market = mg.valley()
        frames = formats.to_frames(market)
        cost = frames["resources"].filter(pl.col("id") == "health-records")["cost.cents"].item()
        assert cost == 145_000_000
        roles = frames["practitioner_roles"].filter(pl.col("id") == "tanaka-riverbend")
        assert roles["sites"].to_list() == [["hospital-east", "riverbend-office"]]
        ends = frames["practitioner_roles"].filter(pl.col("period.end") == date(2025, 10, 1))
        assert ends["id"].to_list() == ["tanaka-riverbend-before-sale"]
        plan = frames["plans"].filter(pl.col("id") == "valley-choice-ppo").row(0, named=True)
        assert plan["networks"] == ["choice-select", "choice-wide"]
        assert plan["benefits.tiers"].startswith('[{"network": "choice-select"')

    def test_what_is_stated_to_be_nothing_is_not_null(self) -> None:
        facts = Facts(sites=[Site(id="a", services=frozenset(), address=Address()), Site(id="b")])
        frame = formats.to_frames(facts)["sites"]
        assert frame["services"].to_list() == [[], None]
        assert frame["address"].to_list() == ["{}", None]

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_what_a_frame_cannot_hold_is_one_error(self, backend: str) -> None:
        with pytest.raises(FormatError, match=f"{backend} frames: a text holds half of a character"):
            formats.to_frames(Facts(payers=[Payer(id="a", name="\ud800")]), backend=backend)
        dear = Resource(id="a", organization="a", cost=mg.Money(1 << 63))
        with pytest.raises(FormatError, match=r"cost\.cents: 9223372036854775808 is more than 64 bits hold"):
            formats.to_frames(Facts(resources=[dear]), backend=backend)
        with pytest.raises(FormatError, match=r"order: 1000.* is more than 64 bits hold"):
            formats.to_frames(Facts(coverages=[Coverage(id="a", patient="a", plan="a", order=10**30)]), backend=backend)

    def test_there_are_three_backends(self) -> None:
        with pytest.raises(InvalidValueError, match=r"backend: 'panda' is not one of .*did you mean 'pandas'"):
            formats.to_frames(Facts(), backend="panda")

    @pytest.mark.parametrize(
        ("missing", "backend", "extra"),
        [
            ("narwhals", "polars", "frames"),
            ("polars", "polars", "frames"),
            ("pandas", "pandas", "pandas"),
            ("pyarrow", "pandas", "pandas"),
            ("pyarrow", "pyarrow", "pandas"),
        ],
    )
    def test_what_is_not_installed_is_an_extra(
        self, missing: str, backend: str, extra: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, missing, None)
        with pytest.raises(MissingExtraError, match=rf'pip install "medgroup\[{extra}\]"'):
            formats.to_frames(Facts(), backend=backend)


class TestWhatIsTaken:
    def test_columns_may_be_left_out_and_plain_names_serve_for_a_period(self) -> None:
        frame = pl.DataFrame({"id": ["a"], "start": [date(2025, 1, 1)]})
        found = formats.from_frames({"organizations": frame}).organizations
        assert found == (Organization(id="a", period=mg.Period(date(2025, 1, 1))),)

    def test_texts_mean_what_they_mean_in_csv(self) -> None:
        frame = pl.DataFrame(
            {"id": ["a"], "services": ["imaging; laboratory"], "hours": ['[{"days": ["mon"]}]'], "name": [""]}
        )
        (site,) = formats.from_frames({"sites": frame}).sites
        assert site == Site(id="a", services={"imaging", "laboratory"}, hours=(Hours(days={Weekday.MON}),))

    def test_lists_of_records_may_be_lists_of_records(self) -> None:
        frame = pl.DataFrame({"id": ["a"], "hours": [[{"days": ["mon"]}]], "address": [{"city": "Larkwater"}]})
        (site,) = formats.from_frames({"sites": frame}).sites
        assert site == Site(id="a", hours=(Hours(days={Weekday.MON}),), address=Address(city="Larkwater"))

    def test_a_lazy_frame_is_collected(self) -> None:
        frame = pl.LazyFrame({"id": ["a"]})
        assert formats.from_frames({"payers": frame}).payers == (Payer(id="a"),)

    def test_what_plain_pandas_makes_of_missing_values_is_missing(self) -> None:
        frame = pd.DataFrame(
            {
                "id": ["a", "b"],
                "patient": "p",
                "plan": "x",
                "order": [2, float("nan")],
                "pcp": [None, "dr-a"],
                "period.start": [pd.Timestamp("2025-01-01"), pd.NaT],
                "period.end": pd.array([None, None], dtype="Int64"),
            }
        )
        assert formats.from_frames({"coverages": frame}).coverages == (
            Coverage(id="a", patient="p", plan="x", order=2, period=mg.Period(date(2025, 1, 1))),
            Coverage(id="b", patient="p", plan="x", pcp="dr-a"),
        )

    def test_nothing_is_nothing(self) -> None:
        assert formats.from_frames({}) == Facts()
        assert formats.from_frames({"sites": pl.DataFrame({"id": []})}) == Facts()


def sites(**columns: Any) -> dict[str, Any]:
    return {"sites": pl.DataFrame({"id": ["a", "b"], **columns}, strict=False)}


REFUSED: dict[str, tuple[Any, str]] = {
    "a misspelt column": (sites(nmae=["x", "y"]), "frame sites: column 2: 'nmae' .*did you mean 'name'"),
    "no id": ({"sites": pl.DataFrame({"name": ["x"]})}, "frame sites: the column 'id' is missing"),
    "one thing twice": (
        {"plans": pl.DataFrame({"id": ["a"], "payer": ["p"], "start": [None], "period.start": [None]})},
        "frame plans: the column 'start' stands twice",
    ),
    "two columns of one name": (
        {"sites": pd.DataFrame([["a", "b"]], columns=["id", "id"])},
        "frame sites: two of its columns bear one name",
    ),
    "a column without a name": ({"sites": pd.DataFrame([["a"]])}, "the name of a column is a text"),
    "a value": (
        sites(services=[["x"], [" "]]),
        r'frame sites: row 1 column services: sites\[1\] \(id "b"\): services: \' \' is not a text with something in',
    ),
    "a misspelt word": (
        {"resources": pl.DataFrame({"id": ["a"], "organization": ["o"], "kind": ["staf"]})},
        "frame resources: row 0 column kind: .*'staf' is not one of staff, .*did you mean 'staff'",
    ),
    "an end": (
        {"organizations": pl.DataFrame({"id": ["a"], "start": ["2025-01-01"], "end": ["2024-01-01"]})},
        "row 0 column end: .* '2024-01-01' is not a day after the start",
    ),
    "a time of day": (
        {"organizations": pd.DataFrame({"id": ["a"], "start": [pd.Timestamp("2025-01-01 08:00")]})},
        "row 0 column start: .*'2025-01-01T08:00:00' is not a day",
    ),
    "money in dollars": (
        {"resources": pl.DataFrame({"id": ["a"], "organization": ["o"], "cost": ["1.00"]})},
        "'cost' holds money, which stands in whole cents in 'cost.cents'",
    ),
    "cents that are none": (
        {"resources": pl.DataFrame({"id": ["a"], "organization": ["o"], "cost.cents": [1.5]})},
        "row 0 column cost.cents: 1.5 is not a whole number of cents",
    ),
    "json that is none": (sites(hours=["[", "[]"]), "frame sites: row 0 column hours: "),
    "a null where a fact needs something": (
        {"payers": pl.DataFrame({"id": ["a", None]})},
        "frame payers: row 1 column id: .*id: is missing",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_fact_is_one_error_that_names_frame_row_column_and_value(case: str) -> None:
    frames, said = REFUSED[case]
    with pytest.raises(FormatError, match=said) as caught:
        formats.from_frames(frames)
    assert caught.value.__cause__ is None


def test_every_problem_of_a_frame_is_named_at_once() -> None:
    frame = pl.DataFrame({"id": [f"r-{number}" for number in range(30)], "organization": "o", "kind": "staf"})
    with pytest.raises(FormatError, match="the first 20 problems") as caught:
        formats.from_frames({"resources": frame})
    assert "row 19 column kind" in str(caught.value)


def test_no_word_of_a_patient_is_in_an_error() -> None:
    frame = pl.DataFrame({"id": ["a"], "birth_date": ["1981-05-200"]})
    with pytest.raises(FormatError, match="the value given is not a day") as caught:
        formats.from_frames({"patients": frame})
    assert "1981" not in str(caught.value)
    with pytest.raises(FormatError, match="the name given is not a column") as caught:
        formats.from_frames({"patients": pl.DataFrame({"id": ["a"], "Elm Street 4": ["x"]})})
    assert "Elm" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"listing": pl.DataFrame()}, "frames: 'listing' is not a collection of facts; did you mean 'listings'"),
        ({7: pl.DataFrame()}, "frames: 7 is not a collection"),
        ({"sites": 7}, r"frames\['sites'\]: 'int' is not a data frame"),
        ({"sites": pd.Series(["a"])}, r"frames\['sites'\]: 'Series' is not a data frame"),
        ([1], "frames: .* is not frames by collection"),
    ],
    ids=str,
)
def test_what_is_no_frame_is_refused(given: Any, said: str) -> None:
    with pytest.raises(InvalidValueError, match=said):
        formats.from_frames(given)
