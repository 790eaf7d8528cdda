"""``medgroup refer``: what it prints, whom it takes for what was typed, and one message for whatever is wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from tests.unit.command_line import Printed, small, typed

Capture = pytest.CaptureFixture[str]
DAY = "2026-03-02"
USUAL = {"patient": "ann", "from": "okafor-northside", "specialty": "207RC0000X", "on": DAY}


def refer(capsys: Capture, *more: str, market: object = "valley", **options: str | None) -> Printed:
    given = {**USUAL, **options}
    words = [word for name, value in given.items() if value is not None for word in (f"--{name}", value)]
    return typed(capsys, "refer", market, *words, *more)


def who(document: Any) -> list[str]:
    return [one["practitioner"] for one in document["ranked"]]


def test_the_first_stands_in_the_headline_then_all_in_order_then_who_is_not_proposed_and_why(capsys: Capture) -> None:
    printed = refer(capsys)

    assert (printed.code, printed.err) == (0, "")
    lines = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert lines[0].startswith("1 candidate for 207RC0000X on 2026-03-02: first Dr. Pablo Tanaka, Riverbend Cardiology")
    assert lines[2] == "who where tier network miles takes new"
    assert lines[3].startswith("1 Dr. Pablo Tanaka Riverbend Cardiology, Riverbend Office Open, in network in 2.7 yes")
    assert "Not proposed (4):" in lines
    reason = lines.index(
        "- not-covered: The plan covers nothing out of its network but emergencies. (plan document; 42 USC 300e)"
    )
    assert lines[reason + 1 : reason + 5] == [
        "Dr. Hiroko Moreau, Riverbend Cardiology",
        "Dr. Hiroko Moreau, Summit Heart Group",
        "Dr. Ngozi Petrov, Riverbend Cardiology",
        "Dr. Sven Haddad, Summit Heart Group",
    ]
    assert lines[reason + 5] == "What would change it: A practitioner who is in network."
    assert "- The plan is Valley Choice HMO. [plans/valley-choice-hmo]" in lines


def test_json_is_the_answer_of_python(capsys: Capture) -> None:
    document = refer(capsys, "--json", prefer="dr-haddad").json

    assert who(document) == ["dr-haddad", "dr-tanaka"]
    assert document["ranked"][0]["preferred"] is True
    assert (document["patient"], document["issuer"], document["plan"]) == (
        "ann",
        "okafor-northside",
        "valley-choice-hmo",
    )
    assert {one["gate"] for one in document["rejected"]} == {"not-covered"}
    assert len(document["because"]) >= len(document["ranked"]) + len(document["rejected"])


def test_whom_the_patient_prefers_comes_first_with_the_consequence(capsys: Capture) -> None:
    printed = refer(capsys, "--language", "es", "--service", "X1001@200.00", prefer="Dr. Sven Haddad")

    rows = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert rows[2] == "who where tier network miles takes new speaks owes"
    assert rows[3].endswith("patient's choice; Open, out of network out 0.4 yes no 200.00")
    assert rows[4].endswith("Open, in network in 2.7 yes yes 50.00")
    assert any("This gives way to the patient's preference." in row for row in rows if row.startswith("! Dr. Sven"))


@pytest.mark.parametrize("issuer", ["okafor-northside", "dr-okafor", "Dr. Ines Okafor", "1000000087"])
def test_who_refers_is_a_role_or_a_practitioner_who_holds_one(capsys: Capture, issuer: str) -> None:
    assert refer(capsys, "--json", **{"from": issuer}).json["issuer"] == "okafor-northside"


@pytest.mark.parametrize("plan", [None, "valley-choice-hmo", "Valley Choice HMO"])
def test_the_plan_is_that_of_the_patient_unless_one_is_named(capsys: Capture, plan: str | None) -> None:
    assert refer(capsys, "--json", plan=plan).json["plan"] == "valley-choice-hmo"


def test_a_plan_that_is_named_decides(capsys: Capture) -> None:
    assert who(refer(capsys, "--json", plan="valley-choice-ppo").json) != who(refer(capsys, "--json").json)


@pytest.mark.parametrize(
    ("near", "miles"),
    [
        (("--near=43.01,-107.50",), 0.0),
        (("--near", "43.01,-107.50"), 0.0),
        (("--near", "mill-street-heart"), 0.0),
        (("--near", "Peak Office"), 2.88),
        (("--near", "-43.01,107.50"), 10681.52),
    ],
)
def test_distance_is_measured_from_where_it_is_asked_for(capsys: Capture, near: tuple[str, ...], miles: float) -> None:
    first = refer(capsys, *near, "--json", prefer="dr-haddad").json["ranked"][0]

    assert first["site"] == "mill-street-heart"
    assert first["miles"] == pytest.approx(miles, abs=0.01)


def test_nobody_in_particular_is_referred_where_a_market_holds_no_patient(capsys: Capture, tmp_path: Path) -> None:
    clinic = small(
        tmp_path,
        practitioner_roles=[
            {"id": "ada-clinic", "practitioner": "ada", "organization": "clinic", "specialties": ["207RC0000X"]},
            {"id": "ben-clinic", "practitioner": "ben", "organization": "clinic"},
        ],
    )
    document = refer(capsys, "--json", market=clinic, patient=None, plan="ppo", **{"from": "ben-clinic"}).json

    assert (document["patient"], who(document)) == ("somebody", ["ada"])
    assert document["ranked"][0]["standing"] == "in"
    somebody = small(tmp_path, patients=[{"id": "somebody"}])
    assert (
        refer(capsys, "--json", "--prefer", "ada", market=somebody, patient=None, plan="ppo", **{"from": "ben"}).json[
            "patient"
        ]
        == "somebody-1"
    )


def test_a_limit_cuts_what_is_printed_and_says_how_many_are_left(capsys: Capture) -> None:
    whole = refer(capsys, plan="valley-choice-ppo")
    cut = refer(capsys, "--limit", "1", plan="valley-choice-ppo")

    assert "candidates more" not in whole.out
    assert "\n4 more candidates; --limit shows more, --json gives all.\n" in cut.out
    assert "\n2  " in whole.out
    assert "\n2  " not in cut.out
    assert len(who(refer(capsys, "--limit", "1", "--json", plan="valley-choice-ppo").json)) == 5


def test_a_family_serves_where_the_code_does_not(capsys: Capture) -> None:
    rhythm = {"specialty": "207RI0011X", "plan": "valley-choice-ppo"}

    assert who(refer(capsys, "--json", **rhythm).json) == ["dr-moreau"]
    family = refer(capsys, "--family", "--json", **rhythm).json
    assert {"dr-moreau", "dr-haddad", "dr-tanaka"} <= set(who(family))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"patient": "anne"}, "no patient has the id 'anne'"),
        ({"patient": None}, "--plan is missing; name one, or a --patient whose coverage tells it"),
        (
            {"patient": None, "plan": "harbor-epo", "service": "X1001"},
            "--service asks what a patient would owe; name the --patient",
        ),
        (
            {"from": "okafor-northsde"},
            (
                "--from: 'okafor-northsde' is not the id of a practitioner role, or the id, NPI or name of a "
                "practitioner; did you mean 'okafor-northside'?"
            ),
        ),
        (
            {"from": "dr-moreau"},
            "--from: 'dr-moreau' is not enough: dr-moreau holds moreau-riverbend, moreau-summit on 2026-03-02; name ",
        ),
        ({"from": "dr-okafor", "on": "2010-01-01"}, "dr-okafor holds no role in force on 2010-01-01; name a role"),
        ({"specialty": "207RC0001X"}, "--specialty: '207RC0001X' is not a specialty that anybody practises here (2"),
        ({"specialty": "207RC0001X"}, "did you mean '207RC0000X'?"),
        ({"specialty": "cardiology"}, "specialty: "),
        ({"plan": "valley-choice"}, "no plan has the id or name 'valley-choice'; did you mean"),
        ({"prefer": "dr-hadad"}, "no practitioner has the id, NPI or name 'dr-hadad'; did you mean 'dr-haddad'?"),
        ({"prefer": "dr-okafor"}, "--prefer: 'dr-okafor' is not anybody but who refers; nobody refers to oneself"),
        (
            {"near": "mill-street"},
            (
                "--near: 'mill-street' is not a position as 43.01,-107.50, or the id or name of a site; did you mean "
                "'mill-street-heart'?"
            ),
        ),
        ({"near": "91,0"}, "--near: '91,0' is not a position: latitude: 91.0 is not "),
        ({"near": "43.01,"}, "--near: '43.01,' is not a position as 43.01,-107.50, or the id or name of a site"),
        ({"near": "nan,0"}, "--near: 'nan,0' is not a position: "),
        ({"language": ""}, "--language: '' is not a BCP 47 tag, which begins with two or three letters (es, es-MX); "),
        ({"language": "Spanish"}, "--language: 'Spanish' is not a BCP 47 tag"),
        ({"language": "Spanish"}, "; spoken here: ar, en, es, hi, pt"),
        ({"language": "es_MX"}, "; did you mean 'es'?"),
        ({"service": "X1001@200"}, "--service: 'X1001@200' is not a service: charge: '200' is not "),
        ({"limit": "0"}, "--limit: 0 is not a number of 1 or more"),
        ({"on": "2026-02-30"}, "--on: "),
        ({"market": "vally"}, "did you mean 'valley'?"),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_code_2(capsys: Capture, options: dict[str, Any], message: str) -> None:
    printed = refer(capsys, **options)

    assert (printed.code, printed.out) == (2, "")
    assert printed.err.startswith("medgroup: ")
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_a_patient_is_looked_for_in_vain_where_a_market_holds_none(capsys: Capture, tmp_path: Path) -> None:
    printed = refer(capsys, market=small(tmp_path), **{"from": "ben-clinic"})

    assert printed.code == 2
    assert "--patient: 'ann' is not a patient of this market, which holds none; leave --patient out" in printed.err


def test_a_site_without_a_position_is_refused_with_what_to_type(capsys: Capture, tmp_path: Path) -> None:
    market = small(tmp_path, sites=[{"id": "attic"}], patients=[{"id": "ann"}])
    printed = refer(capsys, "--prefer", "ada", "--near", "attic", market=market, **{"from": "ben-clinic"})

    assert printed.code == 2
    assert "--near: 'attic' is not a site whose position is known; give a position as 43.01,-107.50" in printed.err


def test_nothing_of_a_patient_but_the_id_is_printed(capsys: Capture) -> None:
    printed = refer(capsys, patient="gus").out + str(refer(capsys, "--json", patient="gus").json)

    assert [word for word in ("2019", "oak-9", "42.99", "-107.46", "male") if word in printed] == []


def test_a_referral_that_the_market_holds_is_ranked_by_its_id(capsys: Capture) -> None:
    printed = typed(capsys, "refer", "valley", "--referral", "finn-to-heart", "--on", DAY)
    document = typed(capsys, "refer", "valley", "--referral", "finn-to-heart", "--on", DAY, "--json").json

    assert (printed.code, printed.err) == (0, "")
    market = mg.valley()
    assert document == mg.rank_referrals(market, "finn-to-heart", on=date(2026, 3, 2)).to_dict()
    assert (document["referral"], document["patient"], document["issuer"]) == (
        "finn-to-heart",
        "finn",
        "lindqvist-northside",
    )
    # It says itself that the patient wishes for Spanish, and whom she prefers.
    assert document["ranked"][0]["practitioner"] == "dr-tanaka"
    assert "speaks" in printed.out.splitlines()[2]
    assert "- The referral has ended: it is closed." in printed.out


def test_what_will_be_billed_goes_with_a_referral_of_the_market(capsys: Capture) -> None:
    billed = ("--service", "X1001@200.00", "--limit", "1")
    printed = typed(capsys, "refer", "valley", "--referral", "kim-to-heart", "--on", DAY, *billed)

    assert printed.code == 0
    assert "owes" in printed.out.splitlines()[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--referral", "kim-to-hart"), "no referral has the id 'kim-to-hart'; did you mean 'kim-to-"),
        (
            ("--referral", "kim-to-heart", "--patient", "kim"),
            "--referral and --patient contradict each other: the referral says that itself",
        ),
        (("--referral", "kim-to-heart", "--from", "x"), "--referral and --from contradict each other: "),
        (("--referral", "kim-to-heart", "--prefer", "x"), "--referral and --prefer contradict each other: "),
        (("--referral", "kim-to-heart", "--near", "1,1"), "--referral and --near contradict each other: "),
        ((), "--from is missing; name it, or the --referral of the market that says it"),
        (("--from", "okafor-northside"), "--specialty is missing; name it, or the --referral of the market that "),
    ],
)
def test_a_referral_of_the_market_says_all_or_the_words_of_the_command_do(
    capsys: Capture, words: tuple[str, ...], message: str
) -> None:
    printed = typed(capsys, "refer", "valley", "--on", DAY, *words)

    assert (printed.code, printed.out) == (2, "")
    assert printed.err.startswith(f"medgroup: {message}")


def test_referrals_that_wait_too_long_are_listed_the_oldest_first(capsys: Capture) -> None:
    printed = typed(capsys, "overdue", "valley", "--on", DAY)

    assert (printed.code, printed.err) == (0, "")
    rows = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert rows[2] == "referral state days of waits by to"
    assert rows[3] == "finn-to-bones sent 41 14 to be answered dr-okafor peak-orthopaedics"
    assert rows[-1].startswith("Assumed: Limits of medgroup's own, in days: drafted 3")
    document = typed(capsys, "overdue", "valley", "--on", DAY, "--json").json
    assert [one["age"] for one in document["referrals"]] == sorted(
        (one["age"] for one in document["referrals"]), reverse=True
    )


def test_limits_of_ones_own_take_the_place_of_those_of_the_package(capsys: Capture) -> None:
    own = ("--limit", "sent=60", "drafted=none", "--limit", "seen=10")
    found = typed(capsys, "overdue", "valley", "--on", DAY, "--json", *own).json

    limits = {"sent": 60, "drafted": None, "seen": 10}
    assert found == mg.overdue(mg.valley(), on=date(2026, 3, 2), limits=limits).to_dict()
    assert [one["referral"] for one in found["referrals"]] == ["cleo-to-bones", "lee-to-heart"]
    assert "drafted" not in found["limits"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("snet=6",),
            "--limit: 'snet' is not one of drafted, sent, authorized, denied, scheduled, seen, report-received,",
        ),
        (("snet=6",), ", with the days after it as sent=7; did you mean 'sent'?"),
        (("closed=1",), "--limit: 'closed' is not one of drafted, "),
        (("sent",), "--limit: 'sent' is not a state with its days, as sent=7, or sent=none"),
        (("sent=-1",), "--limit sent: '-1' is not a whole number of days, or none"),
        (("sent=two",), "--limit sent: 'two' is not a whole number of days, or none"),
        (("sent=1", "sent=2"), "--limit sent stands twice"),
    ],
)
def test_a_limit_that_is_none_is_one_message(capsys: Capture, words: tuple[str, ...], message: str) -> None:
    printed = typed(capsys, "overdue", "valley", "--on", DAY, "--limit", *words)

    assert (printed.code, printed.out) == (2, "")
    assert message in printed.err


def test_what_has_run_out_and_what_is_uncertain_is_said(capsys: Capture, tmp_path: Path) -> None:
    market = small(
        tmp_path,
        patients=[{"id": "ann"}],
        referrals=[
            {
                "id": "r-1",
                "patient": "ann",
                "issuer": "ada-clinic",
                "specialty": "207RC0000X",
                "written": "2026-01-05",
                "period": {"start": "2026-01-05", "end": "2026-02-01"},
            },
            {
                "id": "r-2",
                "patient": "ann",
                "issuer": "ada-clinic",
                "specialty": "207RC0000X",
                "written": "2026-01-06",
                "practitioner": "ben",
                "events": [{"state": "sent", "on": "2026-01-06"}, {"state": "scheduled", "on": "2026-01-07"}],
            },
        ],
    )
    rows = [" ".join(line.split()) for line in typed(capsys, "overdue", market, "--on", DAY).out.splitlines()]

    assert rows[3] == "r-1 drafted 56 3 to be sent; it has run out ada anybody"
    assert rows[4] == "r-2 scheduled up to 54 7 for word that she was seen ada ben"


def test_the_share_that_a_report_closed_stands_by_practitioner_and_unit(capsys: Capture) -> None:
    printed = typed(capsys, "closing", "valley", "--from", "2026-01-01", "--until", "2027-01-01")

    assert (printed.code, printed.err) == (0, "")
    rows = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert rows[0].startswith("A report closed the first referral of 2 of ")
    assert rows[2] == "referred by patients closed share"
    assert "dr-okafor 2 1 50 %" in rows
    assert "unit for quality patients closed share" in rows


def test_a_share_that_is_not_known_is_shown_by_both_ends_and_one_of_nobody_by_none(
    capsys: Capture, tmp_path: Path
) -> None:
    shared = {"patient": "ann", "issuer": "ada-clinic", "specialty": "207RC0000X", "written": "2026-01-05"}
    seen = [{"state": "sent", "on": "2026-01-05"}, {"state": "seen", "on": "2026-01-07"}]
    market = small(
        tmp_path,
        patients=[{"id": "ann"}],
        referrals=[
            {"id": "r-1", **shared, "events": seen},
            {"id": "r-2", **shared, "events": [*seen, {"state": "report-received", "on": "2026-01-08"}]},
        ],
    )
    asked = ("closing", market, "--from", "2026-01-01", "--until")

    assert "ada 1 0 to 1 0 % to 100 %" in " ".join(typed(capsys, *asked, "2026-12-31").out.split())
    nobody = typed(capsys, "closing", market, "--from", "2027-01-01", "--until", "2028-01-01")
    assert nobody.out.startswith("No referral counts that a report could close, from 2027-01-01 until 2028-01-01.")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("overdue", "valley"), "--on is missing"),
        (("overdue", "valley", "--on", "today"), "--on: "),
        (("closing", "valley", "--from", "2026-01-01", "--until", "2026-01-01"), "--until: "),
        (("closing", "valley", "--from", "2026-01-01", "--until", "2026-02-01"), "two months before its end"),
        (
            ("closing", "valley", "--from", "2026-01-01", "--until", "2026-02-01", "--before", "2026-03-01"),
            "before: '2026-03-01' is not a day after the first of the period",
        ),
    ],
)
def test_a_question_about_referrals_that_is_wrong_is_one_message(
    capsys: Capture, asked: tuple[str, ...], message: str
) -> None:
    printed = typed(capsys, *asked)

    assert (printed.code, printed.out) == (2, "")
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_of_a_short_period_closing_asks_before_which_day(capsys: pytest.CaptureFixture[str]) -> None:
    period = ("--from", "2026-01-01", "--until", "2026-02-01")

    printed = typed(capsys, "closing", "valley", *period, "--before", "2026-02-01")

    assert printed.code == 0
    assert printed.out.startswith("A report closed the first referral of 0 of 3 patients, 0 %,")


def test_what_may_be_billed_beyond_what_she_would_owe_has_a_column_of_its_own(capsys: Capture) -> None:
    printed = refer(capsys, "--service", "X1002@250.00", patient="kim")

    rows = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert rows[2] == "who where tier network miles takes new owes balance bill"
    assert rows[3].endswith("in 3.5 yes 96.48 0.00")
    assert rows[6].endswith("out 5.7 yes 0.00 to 250.00 up to 250.00")
    assert rows[7].endswith("out 5.7 yes 125.06 124.94")


def test_a_code_that_nobody_lists_leaves_what_is_owed_open_and_a_note_says_why(capsys: Capture) -> None:
    printed = refer(capsys, "--service", "X9999", patient="kim")

    rows = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert rows[3].endswith("0.00 to 3500.00 0.00")
    assert rows[7].endswith("0.00 to 12000.00 ?")
    notes = [row for row in rows if row.startswith("! ")]
    assert any(
        note.endswith(
            "What is owed is left open. Line 1, X9999: what is allowed for it is not known. "
            "Invented Medicare schedule 2026 does not list it."
        )
        for note in notes
    )
    assert any("Line 1, X9999: no charge is stated" in note for note in notes)


def test_who_is_a_candidate_because_the_referral_names_them_is_said_to_be(capsys: Capture) -> None:
    printed = typed(capsys, "refer", "valley", "--referral", "jo-to-rhythm", "--on", DAY)

    assert (
        "! Dr. Hiroko Moreau at Riverbend Cardiology: Practises 207RC0000X; what is needed is 207RI0011X. "
        "A candidate only because the referral names them.\n"
    ) in printed.out
    assert (
        "- Candidates practise exactly 207RI0011X. Whoever the patient prefers or the referral names is a candidate "
        "beside them, whatever is practised."
    ) in printed.out
