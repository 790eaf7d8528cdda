"""What a question about leakage refuses: one clear error that names the place, the value and what it should be."""

import sys
from datetime import date
from typing import Any

import pytest
from attrs import evolve

import medgroup as mg
from medgroup.errors import FormatError, InvalidValueError, MissingExtraError, UnknownFactError
from medgroup.referrals import leakage, referral_network, to_networkx, write_graphml
from tests.unit.leaking import HEART, MARKET, facts, referral

ONE = referral("r", "fay", HEART, "hart@home")


def refused(cases: Any = None, of: Any = MARKET, **given: Any) -> str:
    """Return what is said of what is refused."""
    with pytest.raises(InvalidValueError) as problem:
        leakage(of, cases, **given)
    return str(problem.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"denominator": "netwrk"},
            "denominator: 'netwrk' is not one of practice, group, network; did you mean 'network'?",
        ),
        ({"denominator": None}, "denominator: None is not one of practice, group, network"),
        ({"by": "units"}, "by: 'units' is not one of unit, practitioner, specialty, plan, month; did you mean 'unit'?"),
        ({"by": 3}, "by: 3 is not some of unit, practitioner, specialty, plan, month"),
        ({"by": [3]}, "by: 3 is not one of unit, practitioner, specialty, plan, month"),
        ({"by": ("unit", "unit")}, "by names 'unit' twice; once is enough"),
        ({"during": date(2026, 1, 1)}, "during: datetime.date(2026, 1, 1) is not a Period, or None for all days"),
        ({"cases": [ONE, "x"]}, "cases[1]: 'x' is not a Referral"),
        ({"cases": [ONE, ONE]}, "cases[1]: 'r' is not the id of one referral among those given"),
        ({"cases": 5}, "claims: 'int' is not a data frame: Polars, DuckDB, PySpark, pandas or PyArrow"),
        ({"cases": "referrals"}, "claims: 'str' is not a data frame"),
        ({"cases": {"r": ONE}}, "claims: 'dict' is not a data frame"),
        ({"cases": [ONE], "amounts": 5}, "amounts: 5 is not Money by the id of a referral"),
        ({"cases": [ONE], "amounts": {"r": 100}}, "amounts['r']: 100 is not Money of zero or more"),
        ({"cases": [ONE], "amounts": {"r": mg.Money(-1)}}, "amounts['r']: Money('-0.01') is not Money of zero or more"),
        ({"cases": [ONE], "amounts": {"q": mg.Money(1)}}, "amounts: 'q' is not the id of one of the referrals"),
        ({"cases": [ONE], "amounts": {5: mg.Money(1)}}, "amounts: 5 is not the id of one of the referrals"),
        ({"cases": 5, "amounts": {}}, "amounts: {} is not left out with a frame, whose column allowed holds amounts"),
        ({"of": 5}, "market: 5 is not a"),
        ({"of": facts()}, "is not a Market (medgroup.load makes one of a path"),
    ],
)
def test_arguments(given: dict[str, Any], said: str) -> None:
    assert said in refused(**{"cases": [ONE], **given})


def test_a_key_that_leads_nowhere_in_a_referral() -> None:
    for wrong, said in ((evolve(ONE, issuer="nobody"), "practitioner role"), (evolve(ONE, plan="nothing"), "plan")):
        with pytest.raises(UnknownFactError, match=f"no {said} has the id"):
            leakage(MARKET, [wrong])


def test_what_the_graph_lacks_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)

    with pytest.raises(MissingExtraError, match=r"graph needs the extra 'graph'"):
        to_networkx(referral_network(MARKET, [ONE]))


def test_a_graph_of_what_is_none(tmp_path: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"network: .* is not what referral_network gives"):
        to_networkx(leakage(MARKET, [ONE]))  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match=r"^network: 5 is not what referral_network gives$"):
        to_networkx(5)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="nodes: 'doctor' is not one of practitioner, unit, specialty"):
        referral_network(MARKET, [ONE], nodes="doctor")
    with pytest.raises(InvalidValueError, match=r"^denominator: 'doctor' is not one of practice, group, network"):
        referral_network(MARKET, [ONE], denominator="doctor")
    with pytest.raises(FormatError, match=r"there\.graphml: cannot be written") as problem:
        write_graphml(referral_network(MARKET, [ONE]), tmp_path / "not" / "there.graphml")
    assert problem.value.place == ""
