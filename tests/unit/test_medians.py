"""The median of contracted rates: one data point a contract, the mean of the two in the middle of an even number."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.costs import MedianRate, Pricing, Service
from medgroup.domain import Claim, Line, Network, Payer, Setting
from medgroup.errors import InvalidValueError, UnknownFactError
from medgroup.values.period import Period
from tests.unit.pricing import DAY, FACTS, agreement, entry, market_of, money, percent, table, terms


def contracts(*shares: str | None) -> list[mg.Agreement]:
    """Return agreements that pay percentages of the table, where a visit is 100.00; None states no terms."""
    return [
        agreement(f"c{number}", "q", terms=None if share is None else terms(percent(share, schedule="table")))
        for number, share in enumerate(shares, start=1)
    ]


def median(agreements: Sequence[mg.Agreement], entries: Sequence[mg.RosterEntry] = (), **asked: Any) -> MedianRate:
    market = market_of(agreements, entries, **asked.pop("changed", {}))
    return mg.median_contracted_rate(market, asked.pop("plan", "plan"), asked.pop("service", "X1001"), on=DAY, **asked)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        (("100", "200", "120"), "120.00"),
        (("100", "200", "120", "130"), "125.00"),
        (("100", "100.01"), "100.01"),
        (("120",), "120.00"),
    ],
    ids=["odd", "even", "half a cent goes up", "one"],
)
def test_the_median_is_the_middle_or_the_mean_of_the_middle_two(shares: tuple[str, ...], expected: str) -> None:
    answer = median(contracts(*shares))

    assert answer.amount == money(expected)
    assert answer.sufficient is (len(shares) >= 3)


def test_each_contract_is_one_data_point_whatever_its_clinicians() -> None:
    many = [entry("c1", practitioner) for practitioner in ("a", "n")]

    answer = median(contracts("100", "110", "300"), many)

    assert [rate.agreement for rate in answer.rates] == ["c1", "c2", "c3"]
    assert answer.amount == money("110.00")


def test_another_rate_of_a_practitioners_own_is_a_data_point_and_an_equal_one_is_not() -> None:
    dear = entry("c1", terms=terms(percent("200", schedule="table")))
    same = entry("c2", "n", terms=terms(percent("110", schedule="table")))

    answer = median(contracts("100", "110"), [dear, same])

    assert [(rate.agreement, rate.roster_entry, str(rate.amount)) for rate in answer.rates] == [
        ("c1", None, "100.00"),
        ("c2", None, "110.00"),
        ("c1", "c1-a", "200.00"),
    ]


def test_rates_that_are_not_known_are_named_and_left_out() -> None:
    answer = median(contracts("100", None, "120"))

    assert answer.amount == money("110.00")
    assert not answer.complete
    assert answer.rates[-1].pricing is Pricing.TERMS_NOT_STATED
    assert "agreements/c2 (terms-not-stated)" in answer.explain()


def test_without_any_rate_there_is_no_median() -> None:
    assert median(contracts(None)).amount is None
    assert median([]).amount is None
    assert median([]).headline() == "The median contracted rate of x for X1001 on 2026-03-02 is not known, of 0 rates."


def test_only_contracts_in_force_of_networks_that_plans_of_the_line_use_count() -> None:
    commercial, medicare = (
        attrs.evolve(FACTS.plans[0], id=line.value, line=line) for line in (Line.COMMERCIAL, Line.MEDICARE)
    )
    plans = [attrs.evolve(commercial, networks=["n1"]), attrs.evolve(medicare, networks=["n2"]), FACTS.plans[0]]
    in_first, in_second, over = contracts("100", "200", "300")
    agreements = [
        in_first,
        attrs.evolve(in_second, networks={"n2"}),
        attrs.evolve(over, period=Period(None, date(2026, 1, 1))),
    ]
    changed = {"plans": plans}

    assert median(agreements, changed=changed, plan="commercial").amount == money("100.00")
    assert median(agreements, changed=changed, plan="medicare").amount == money("200.00")
    assert median(agreements, changed=changed).amount == money("150.00")


def test_contracts_of_other_payers_do_not_count_and_those_of_all_networks_do() -> None:
    first, second = contracts("100", "200")
    changed = {
        "payers": [*FACTS.payers, Payer(id="y")],
        "networks": [*FACTS.networks, Network(id="n3", payer="y")],
    }

    assert median([first, attrs.evolve(second, networks={"n3"})], changed=changed).amount == money("100.00")
    assert median([first, attrs.evolve(second, networks=None)], changed=changed).amount == money("150.00")


def test_the_base_may_be_indexed_once_before_rounding() -> None:
    assert median(contracts("100", "100.01"), index="1.0649").amount == money("106.50")


def test_a_facilitys_rates_are_asked_apart() -> None:
    facility = agreement("f", "hospital", terms=terms(table(claim=Claim.FACILITY), nonexcepted_percent="40"))

    assert median([*contracts("300"), facility], claim=Claim.FACILITY).amount == money("100.00")


def test_a_service_may_bear_modifiers_and_its_units_do_not_count() -> None:
    by_component = agreement("own", "q", terms=terms(percent(locality="national")))
    asked = Service("X2001", 5, ("26",))

    answer = median([by_component], service=asked, setting=Setting.OFFICE)

    assert answer.amount == money("31.73")
    assert answer.modifiers == ("26",)


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"plan": "plann"}, UnknownFactError, "did you mean 'plan'"),
        ({"service": "x1001"}, InvalidValueError, "did you mean 'X1001'"),
        ({"service": 7}, InvalidValueError, "7 is not a Service"),
        ({"index": 1.1}, InvalidValueError, "index: 1.1 is not an exact number"),
        ({"index": "100.01"}, InvalidValueError, "index: '100.01' is not an exact number above 0"),
        ({"index": "NaN"}, InvalidValueError, "index: 'NaN' is not an exact number above 0"),
        ({"index": 0}, InvalidValueError, "index: 0 is not an exact number above 0, 100 at most, as"),
        (
            {"setting": "office"},
            InvalidValueError,
            "setting: 'office' is not .*; write mg.domain.Setting.OFFICE",
        ),
    ],
)
def test_bad_input_is_one_error(asked: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=rf"(?<!\w){said}"):
        median(contracts("100"), **asked)


def test_a_median_reads_so() -> None:
    own = entry("c1", terms=terms(percent("200", schedule="table")))
    many, few = median(contracts("100", None, "120.5"), [own], index="1.5"), median(contracts("100"))

    assert many.headline() == ("The median contracted rate of x for X1001 on 2026-03-02 is $180.75, of 3 rates.")
    assert few.headline() == "The median contracted rate of x for X1001 on 2026-03-02 is $100.00, of 1 rate."
    assert [(one.statement, one.source, one.would_change, one.evidence) for one in many.because] == [
        (
            "Of 3 contracted rates, $100.00, $120.50, $200.00, the one in the middle, times 1.5, rounded half up once.",
            "45 CFR 149.140(b)(1)",
            "",
            ("agreements/c1", "agreements/c3", "roster_entries/c1-a"),
        ),
        (
            "Left out, since their rates are not known: agreements/c2 (terms-not-stated).",
            "",
            "Terms that price the service.",
            ("agreements/c2",),
        ),
    ]
    assert [(one.statement, one.source, one.would_change) for one in few.because] == [
        ("Of 1 contracted rate, $100.00, the one in the middle, rounded half up once.", "45 CFR 149.140(b)(1)", ""),
        (
            (
                "Fewer than 3 contracted rates are no sufficient information; the amount then comes from a database of "
                "others' rates."
            ),
            "45 CFR 149.140(a)(15), (c)(3)",
            "3 contracts or more with a rate for the service.",
        ),
    ]
    assert "the mean of the two in the middle, rounded" in median(contracts("100", "120")).explain()


def test_a_median_is_of_the_setting_that_is_asked_about() -> None:
    asked = [
        median(contracts("100"), service="X1002", setting=setting).amount
        for setting in (Setting.OFFICE, Setting.FACILITY)
    ]

    assert asked == [money("80.00"), money("60.00")]


def test_a_practitioners_own_rate_counts_on_the_days_of_the_roster_line() -> None:
    own = terms(percent("200", schedule="table"))
    over, current = (
        entry("c1", practitioner, terms=own, period=period)
        for practitioner, period in (("a", Period(None, DAY)), ("n", Period(DAY, None)))
    )

    assert [rate.roster_entry for rate in median(contracts("100"), [over, current]).rates] == [None, "c1-n"]
    assert [rate.roster_entry for rate in median(contracts("100"), [over]).rates] == [None]


def test_what_a_market_assumes_is_assumed_of_its_medians() -> None:
    market = market_of(contracts("100"), [])
    market = market.with_facts(market.facts, assumptions=("It is so.",))

    assert mg.median_contracted_rate(market, "plan", "X1001", on=DAY).assumptions == ("It is so.",)
