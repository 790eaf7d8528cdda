"""Every answer alike: a short line in a shell, and a page that a browser can hold."""

import pickle
import re
from datetime import date
from pathlib import Path

import pytest

import medgroup as mg
from medgroup import costs
from medgroup.answers import Answer
from medgroup.display import SHOWN_ROWS
from medgroup.domain import Network, Payer, Setting
from medgroup.referrals import DirectedReferralPolicy, closing_rate, directed_ratio, overdue
from tests.unit.claims import line

DAY = date(2026, 3, 2)
YEAR = mg.Period(date(2026, 1, 1), date(2027, 1, 1))
VALLEY = mg.valley()
ASKED = ("dr-okafor", "northside-family", "valley-choice-hmo")
RANKED = mg.rank_referrals(VALLEY, "kim-to-heart", on=DAY, services=["X1002@250.00"])
ANSWERS: dict[str, Answer] = {
    type(one).__name__: one
    for one in (
        mg.network_status(VALLEY, *ASKED, on=DAY),
        mg.status_timeline(VALLEY, *ASKED, during=mg.Period(date(2025, 1, 1), date(2027, 1, 1))),
        mg.roster(VALLEY, on=DAY),
        mg.describe(VALLEY, "northside-family", on=DAY),
        mg.check_structure(VALLEY, on=DAY),
        mg.compare(VALLEY, ["northside-family", "riverbend-cardiology"], on=DAY),
        mg.changes(VALLEY, mg.acquire(VALLEY, ["summit-heart"], by="valley-health", on=DAY)),
        mg.price_lines(VALLEY, *ASKED, [mg.Service("X1002"), mg.Service("X4001")], on=DAY),
        mg.allowed_amount(
            VALLEY.fee_schedule("medicare-2025"),
            "X1002",
            setting=Setting.OFFICE,
            locality="99901-01",
            on=date(2025, 3, 3),
        ),
        mg.median_contracted_rate(VALLEY, "harbor-epo", "X1002", locality="99901-01", on=DAY),
        mg.quote(VALLEY, patient="ann", practitioner="dr-tanaka", services=["X1001@300.00"], on=DAY, alternatives=True),
        mg.visit_status(VALLEY, [], "ann", "dr-okafor", DAY),
        costs.coverage_on(VALLEY, "gus", on=DAY),
        costs.coverage_gate(VALLEY.plan("valley-choice-hmo"), costs.GateQuestion(), network=mg.Status.UNKNOWN, on=DAY),
        costs.surprise_protection(VALLEY.plan("harbor-epo"), costs.Care(), network=mg.Status.UNKNOWN),
        costs.adjudicate_lines(VALLEY.plan("harbor-epo"), [line(100), line(None, number=2)]),
        RANKED,
        mg.compare_candidates(RANKED, "haddad-summit", "tanaka-riverbend"),
        mg.leakage(VALLEY, denominator="network"),
        mg.referral_network(VALLEY),
        overdue(VALLEY, on=DAY),
        closing_rate(VALLEY, during=YEAR),
        directed_ratio(
            VALLEY,
            DirectedReferralPolicy(id="keep-in", organization="riverbend-cardiology", target="valley-health"),
            during=YEAR,
        ),
    )
}


def test_every_answer_of_the_library_is_looked_at_here() -> None:
    ours = {kind.__name__ for kind in Answer.__subclasses__() if not kind.__module__.startswith("medgroup.cli")}

    assert {name for name in ours if not name.startswith("_")} == set(ANSWERS)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_the_repr_of_an_answer_is_one_short_line_that_names_its_kind(answer: Answer) -> None:
    assert repr(answer).startswith(f"<{type(answer).__name__}")
    assert repr(answer).endswith(">")
    assert "\n" not in repr(answer)
    assert len(repr(answer)) <= 200


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_goes_to_another_process_and_comes_back_the_same(answer: Answer) -> None:
    there = pickle.loads(pickle.dumps(answer))

    assert there == answer
    assert there.explain() == answer.explain()


def test_the_page_of_answers_tells_of_every_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "answers.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `\w+` \| `(\w+)` \|", page, re.MULTILINE)) == set(ANSWERS)


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - {"NetworkStatus"}))
def test_the_repr_of_an_answer_tells_the_verdict(name: str) -> None:
    assert repr(ANSWERS[name]) == f"<{name}: {ANSWERS[name].headline()}>"


def test_an_answer_without_a_verdict_has_a_repr_all_the_same() -> None:
    class Silent(Answer):
        """An answer that says nothing."""

    assert repr(Silent()) == "<Silent: Silent>"


def roster(rows: int) -> mg.network.Roster:
    """Return a roster of so many rows."""
    people = [f"person-{number:04}" for number in range(rows)]
    return mg.roster(
        mg.open_market(
            mg.Facts(
                organizations=[mg.Organization(id="clinic")],
                practitioners=[mg.Practitioner(id=one) for one in people],
                practitioner_roles=[
                    mg.PractitionerRole(id=one, practitioner=one, organization="clinic") for one in people
                ],
                payers=[Payer(id="payer")],
                networks=[Network(id="net", payer="payer")],
                plans=[mg.Plan(id="ppo", payer="payer", networks=["net"])],
            )
        ),
        on=DAY,
    )


def test_a_page_of_a_long_roster_is_cut_and_says_so() -> None:
    long = roster(SHOWN_ROWS + 51)
    page = long._repr_html_()

    assert len(long.rows) == SHOWN_ROWS + 51
    assert page.count("<tr>") == SHOWN_ROWS + 1
    assert f"the first {SHOWN_ROWS} of {SHOWN_ROWS + 51} rows" in page
    assert f"person-{SHOWN_ROWS - 1:04}" in page
    assert f"person-{SHOWN_ROWS:04}" not in page
    assert len(long.to_dict()["rows"]) == SHOWN_ROWS + 51


def test_a_page_of_a_roster_that_fits_is_whole() -> None:
    page = roster(SHOWN_ROWS)._repr_html_()

    assert page.count("<tr>") == SHOWN_ROWS + 1
    assert "the first" not in page
