"""What a notebook shows: the verdict first, standings legible in any theme, tables that end, and no patient."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import attrs
import pytest

import medgroup as mg
from medgroup.answers import Answer, Reason
from medgroup.display import MARKS, SHOWN_ROWS
from medgroup.domain import Coverage, Patient, Payer, Sex
from medgroup.network import Status
from medgroup.scenarios import ChangeKind
from medgroup.values.validators import PERSONAL
from tests.unit.test_answers import ANSWERS, ASKED, DAY, VALLEY

SECRET = "zorblatt"
MISDIRECTED = mg.network_status(VALLEY, "dr-haddad", "summit-heart", "valley-choice-hmo", on=DAY)
PAGES: dict[str, Any] = {
    **ANSWERS,
    "misdirected": MISDIRECTED,
    "Market": VALLEY,
    "DayView": VALLEY.on(DAY),
    "Facts": VALLEY.facts,
}


def page(shown: Any) -> str:
    """Return what a notebook is given, without its style."""
    html: str = shown._repr_html_()
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def text(shown: Any) -> str:
    """Return what is left where a page can show neither style nor elements."""
    without_days = re.sub(r"</?time>", "", page(shown))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_days)).split())


def style(shown: Any) -> str:
    """Return the style that a page brings; a picture on it brings one of its own."""
    without_pictures = re.sub(r"<svg.*?</svg>", "", shown._repr_html_(), flags=re.DOTALL)
    (found,) = re.findall(r"<style>(.*?)</style>", without_pictures, flags=re.DOTALL)
    return str(found)


@pytest.mark.parametrize("shown", PAGES.values(), ids=PAGES)
def test_a_page_takes_its_colours_from_the_page_around_it(shown: Any) -> None:
    declared = re.findall(r"([\w-]+):([^;}]+)", style(shown))

    assert all(value == "inherit" for name, value in declared if name == "color")
    grounds = [value for name, value in declared if name.startswith("background")]
    assert grounds
    assert all(value == "none" or re.fullmatch(r"rgba\(\d+,\d+,\d+,0?\.\d+\)", value) for value in grounds)


@pytest.mark.parametrize("shown", PAGES.values(), ids=PAGES)
def test_a_style_reaches_nothing_beyond_its_own_page(shown: Any) -> None:
    selectors = [one for rule in style(shown).split("}") for one in rule.partition("{")[0].split(",")]

    assert all(one.strip().startswith("div.medgroup") for one in selectors if one.strip())


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_the_verdict_comes_first(answer: Answer) -> None:
    assert re.match(rf"(\S [\w-]+ )?{re.escape(answer.headline())}", text(answer))


def test_the_verdict_of_a_network_status_is_its_badge_and_its_sentence() -> None:
    assert text(MISDIRECTED).startswith(f"✗ out {MISDIRECTED.headline()} contracted ✗ out listed ✓ in misdirected yes")


def test_every_standing_weight_and_change_has_a_mark_beside_its_colour() -> None:
    words = [one.value for kind in (Status, mg.Severity, ChangeKind) for one in kind]

    assert sorted(words) == sorted(MARKS)
    assert len({mark for mark, _ in (MARKS[status.value] for status in Status)}) == len(Status)


def test_a_table_of_links_bears_the_standing_of_each_with_its_evidence_under_it() -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", page(MISDIRECTED))
    links = [link for path in MISDIRECTED.paths for link in path.links]

    told = [unescape(re.sub(r"<[^>]+>", "", row)) for row in rows if "<th" not in row]
    for row, link in zip(told, links, strict=True):
        assert row.startswith(f"{link.step.value}{MARKS[link.status.value][0]} {link.status.value}{link.statement}")
        assert ", ".join(link.evidence) in row
        assert link.would_change in row


def test_the_best_way_is_open_and_the_others_are_folded() -> None:
    status = mg.network_status(VALLEY, "dr-tanaka", "riverbend-cardiology", "valley-choice-ppo", on=DAY)
    ways = re.findall(r"<details( open)?>", page(status))

    assert len(status.paths) == len(ways) > 2
    assert ways == [" open", *([""] * (len(ways) - 1))]


def test_every_collection_that_changes_is_open() -> None:
    assert set(re.findall(r"<details( open)?>", page(ANSWERS["Changes"]))) == {" open"}


def test_a_reason_that_a_table_tells_is_not_told_twice() -> None:
    for name in ("StructureReport", "Timeline"):
        shown = text(ANSWERS[name])
        for reason in ANSWERS[name].because:
            statement = reason.statement.partition(": ")[2]
            assert shown.count(statement) == 1


def test_what_the_headline_says_is_not_said_again() -> None:
    assert text(ANSWERS["Description"]).count("single-specialty") == 1


def test_what_all_rows_share_stands_above_them_once() -> None:
    shown = text(mg.roster(VALLEY, on=DAY, plan="valley-choice-hmo"))

    assert "In every row: plan Valley Choice HMO valley-choice-hmo" in shown
    assert shown.count("Valley Choice HMO valley-choice-hmo") == 1


def test_what_all_rows_share_stands_under_the_heading_that_it_belongs_to() -> None:
    shown = text(mg.roster(VALLEY, on=DAY, plan="valley-choice-hmo"))

    assert "rows In every row: plan Valley Choice HMO valley-choice-hmo" in shown


def test_notes_stand_under_their_row_as_wide_as_the_table() -> None:
    shown = page(ANSWERS["Ranking"])
    rows = re.findall(r"<tr[^>]*>.*?</tr>", shown)
    head = next(row for row in rows if "<th" in row)
    noted = [place for place, row in enumerate(rows) if "The plan covers the visit as out of network." in row]

    assert "notes" not in head
    assert noted
    for place in noted:
        assert rows[place].startswith(f'<tr><td colspan="{head.count("<th ")}">')
        assert rows[place - 1].startswith('<tr class="told">')


def test_a_single_row_keeps_all_its_cells() -> None:
    (row,) = [one for one in mg.roster(VALLEY, on=DAY).rows if (one.practitioner, one.plan) == ("dr-rao", "harbor-epo")]
    alone = attrs.evolve(mg.roster(VALLEY, on=DAY), rows=(row,))

    assert "In every row" not in text(alone)
    assert "Dr. Anders Rao dr-rao" in text(alone)


@attrs.frozen(kw_only=True, repr=False)
class _Heap(Answer):
    """An answer of many records that hold records, with personal detail among them."""

    heaps: tuple["Pile", ...] = ()
    owner: str = attrs.field(default=SECRET, metadata={PERSONAL: True})
    amounts: dict[str, mg.Money] = attrs.field(factory=dict)
    because: tuple[Reason, ...] = ()
    assumptions: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Pile:
    """A record that holds records."""

    collection: str
    patients: tuple[Patient, ...]


def pile(number: int, size: int) -> Pile:
    """Return a pile of patients."""
    return Pile(
        collection=f"pile_{number}",
        patients=tuple(Patient(id=f"p{number}-{one}", household=SECRET) for one in range(size)),
    )


def test_records_beyond_a_pageful_of_rows_are_folded() -> None:
    ways = re.findall(r"<details( open)?>", page(_Heap(heaps=tuple(pile(number, 15) for number in range(5)))))

    assert ways == [" open", " open", " open", "", ""]


def test_records_that_hold_records_are_counted_beyond_the_first_ones() -> None:
    shown = text(_Heap(heaps=tuple(pile(number, 1) for number in range(23))))

    assert "pile 19" in shown
    assert "pile 20" not in shown
    assert "3 heaps more" in shown


def test_reasons_beyond_a_pageful_are_counted() -> None:
    many = [Reason(statement=f"Reason {number}.") for number in range(SHOWN_ROWS + 2)]
    shown = text(_Heap(because=tuple(many)))

    assert f"Reason {SHOWN_ROWS - 1}." in shown
    assert f"Reason {SHOWN_ROWS}." not in shown
    assert "2 reasons more" in shown


def test_a_list_beyond_a_dozen_is_counted() -> None:
    ids = tuple(f"organization-{number:02}" for number in range(20))
    report = attrs.evolve(mg.check_structure(VALLEY, on=DAY), organizations=ids)
    reason = Reason(statement="So it is.", evidence=ids)

    assert "organization-11, ... 8 more" in text(report)
    assert "organization-12" not in text(report)
    assert "organization-11, ... 8 more" in text(_Heap(because=(reason,)))


def test_a_mapping_of_values_is_a_table_of_two_columns() -> None:
    shown = text(_Heap(amounts={"rent": mg.Money(1234), "salaries": mg.Money(5)}))

    assert "amounts rent 12.34 salaries 0.05" in shown


def test_personal_detail_is_left_out_wherever_it_stands() -> None:
    answer = _Heap(heaps=(pile(1, 2),))

    assert "p1-1" in text(answer)
    assert SECRET not in answer._repr_html_()
    assert SECRET not in str(answer.to_dict())


def with_patients() -> mg.Market:
    """Return a market with a patient about whom everything is stated."""
    patient = Patient(id="patient-1", birth_date=date(1961, 7, 19), sex=Sex.FEMALE, household=SECRET)
    other = Patient(id=f"{SECRET}-2")
    return mg.open_market(
        mg.Facts(
            payers=[Payer(id="payer")],
            plans=[mg.Plan(id="ppo", payer="payer")],
            patients=[patient, other],
            coverages=[Coverage(id="coverage-1", patient="patient-1", plan="ppo", subscriber=other.id)],
        ),
        assumptions=["The directory is <complete>."],
    )


def shown_of_patients() -> Iterator[str]:
    """Yield all that a shell and a notebook show of a market with patients."""
    market = with_patients()
    yield from (repr(market), str(market), repr(market.facts), repr(market.on(DAY)))
    yield from (market._repr_html_(), market.facts._repr_html_(), market.on(DAY)._repr_html_())


def test_a_market_shows_how_many_patients_there_are_and_nothing_of_them() -> None:
    for shown in shown_of_patients():
        assert "patients" in shown
        assert [secret for secret in (SECRET, "1961", "female", "patient-1", "ppo") if secret in shown] == []


def test_a_market_prints_what_it_holds() -> None:
    market = with_patients()

    assert repr(market) == "<Market: 1 payer, 1 plan, 2 patients, 1 coverage; 7 models, 0 findings, 1 assumption>"
    assert str(market).splitlines() == [
        "Market: 1 payer, 1 plan, 2 patients, 1 coverage",
        "Models: aco, ids, ipa, mso, multi-specialty, single-specialty, solo",
        "Findings: none",
        "Assumed: The directory is <complete>.",
    ]
    assert "Assumed: The directory is &lt;complete&gt;." in page(market)


def test_a_market_prints_its_findings_by_code() -> None:
    wrong = [mg.Practitioner(id=f"dr-{number}", npi="1234567890") for number in (1, 2)]
    market = mg.open_market(mg.Facts(practitioners=wrong), plugins=[])

    assert repr(market) == "<Market: 2 practitioners; 0 models, 2 findings>"
    assert str(market).splitlines()[1:] == ["Models: none", "Findings: 2 npi.check-digit"]
    shown = text(market)
    assert "npi.check-digit ! warning 2 The check digit of NPI 1234567890 is wrong. practitioners/dr-1" in shown


def test_an_empty_market_says_so() -> None:
    market = mg.open_market(mg.Facts(), plugins=[])

    assert repr(market) == "<Market: no facts; 0 models, 0 findings>"
    assert text(market) == "Market no facts Models: none No findings."


def test_a_view_of_a_day_says_what_is_in_force_of_all_there_is() -> None:
    view = VALLEY.on(DAY)

    assert view.counts()["elections"] == 8
    assert "8 of 9 elections" in text(view)
    assert repr(view).startswith("<Market on 2026-03-02: 7 organizations, 6 affiliations, 8 elections, ")
    assert VALLEY.on(date(1900, 1, 1)).counts()["practitioner_roles"] == 0


def test_the_question_stands_with_its_ids_under_the_verdict() -> None:
    shown = text(mg.network_status(VALLEY, *ASKED, on=DAY))

    assert "practitioner dr-okafor billing northside-family plan valley-choice-hmo" in shown


def test_what_stands_aside_is_told_in_plain_values_and_left_off_the_page() -> None:
    ranking = mg.rank_referrals(VALLEY, "kim-to-heart")
    plain = ranking.to_dict()["ranked"][0]

    assert plain["key"]["hundredths"] == ranking.ranked[0].key.hundredths
    assert {"chart", "exact", "key", "languages", "role", "verdict"} <= set(plain)
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", page(ranking))
    assert heads[:6] == ["place", "practitioner", "organization", "site", "tier", "standing"]
    assert {"chart", "exact", "key", "languages", "role", "verdict"}.isdisjoint(heads)
