"""``medgroup owe``: what it prints, what it understands of a service, and one message for whatever is wrong."""

import pytest

from tests.unit.command_line import Printed, typed

Capture = pytest.CaptureFixture[str]
USUAL = {"patient": "ann", "practitioner": "dr-okafor", "service": "X1001@200.00", "on": "2026-03-02"}


def owe(capsys: Capture, *more: str, market: str = "valley", **options: str) -> Printed:
    given = {**USUAL, **options}
    return typed(
        capsys, "owe", market, *(word for name, value in given.items() for word in (f"--{name}", value)), *more
    )


def test_the_verdict_stands_first_then_the_lines_and_every_step(capsys: Capture) -> None:
    printed = owe(capsys)

    assert (printed.code, printed.err) == (0, "")
    lines = printed.out.splitlines()
    assert lines[0] == "IN NETWORK"
    assert lines[1].startswith("ann owes $25.00 ")
    assert " ".join(lines[3].split()) == "line charge allowed copay plan pays patient owes written off"
    assert " ".join(lines[4].split()) == "1 X1001, professional 200.00 115.23 25.00 90.23 25.00 84.77"
    assert "- Line 1, X1001: Together $115.23, rounded half up once." in lines
    assert lines[-1].startswith("Assumed: nothing had been used of the plan year 2026")


@pytest.mark.parametrize(
    ("services", "lines"),
    [
        (("X1001",), [("X1001", 1, [], None)]),
        (("X1001:3@300.00",), [("X1001", 3, [], "300.00")]),
        (("X2001-26-59@80.00", "X1001"), [("X2001", 1, ["26", "59"], "80.00"), ("X1001", 1, [], None)]),
    ],
)
def test_a_service_is_a_code_with_modifiers_units_and_a_charge(
    capsys: Capture, services: tuple[str, ...], lines: list[tuple[object, ...]]
) -> None:
    asked = ("owe", "valley", "--patient", "ann", "--practitioner", "dr-okafor", "--on", "2026-03-02", "--json")
    together = typed(capsys, *asked, "--service", *services).json
    apart = typed(capsys, *asked, *(word for one in services for word in ("--service", one))).json

    assert together == apart
    shown = [tuple(line[name] for name in ("code", "units", "modifiers", "charge")) for line in together["lines"]]
    assert shown == lines


@pytest.mark.parametrize(
    ("flags", "owed"),
    [(("--referral",), "50.00"), (("--no-referral",), "203.38"), ((), None)],
)
def test_what_is_not_said_of_a_referral_is_not_known(capsys: Capture, flags: tuple[str, ...], owed: str | None) -> None:
    heart = {"practitioner": "dr-tanaka", "service": "X2001@900.00", "site": "riverbend-office"}
    document = owe(capsys, *flags, "--json", **heart).json

    assert document["patient_owes"] == owed
    assert (document["range"] is None) is (owed is not None)


def test_what_is_not_known_is_laid_out_with_both_ends(capsys: Capture) -> None:
    printed = owe(capsys, patient="eve", practitioner="dr-petrov", service="X1001@300.00")

    assert printed.out.startswith("NOT SETTLED\neve owes between $119.49 and $300.00 ")
    assert "  low: 119.49. The practitioner, billing through Riverbend Cardiology, is in network. " in printed.out
    assert "  high: 300.00. The practitioner, billing through Riverbend Cardiology, is out of network." in printed.out
    assert "  What would change it: A scope of contracts over Riverbend Cardiology" in printed.out


def test_an_open_answer_has_no_banner_of_a_settled_one(capsys: Capture) -> None:
    heart = {"practitioner": "dr-tanaka", "service": "X2001@900.00", "site": "riverbend-office"}
    printed = owe(capsys, **heart)

    # The practitioner is in network, and whether the plan covers the visit is not known.
    assert printed.out.splitlines()[0] == "NOT SETTLED"
    assert "in network for Valley Choice HMO" in printed.out.splitlines()[1]
    assert owe(capsys, "--referral", **heart).out.splitlines()[0] == "IN NETWORK"


def test_an_emergency_and_preventive_care_are_said_of_every_service(capsys: Capture) -> None:
    night = owe(capsys, "--emergency", "--json", patient="kim", practitioner="dr-iyer", service="X1003@600.00").json
    check = owe(capsys, "--preventive", "--json", patient="hana", practitioner="dr-brandt", service="X1100@180.00").json

    assert (night["lines"][0]["coverage"], night["patient_owes"]) == ("surprise", "105.68")
    assert check["patient_owes"] == "0.00"


def test_alternatives_are_asked_for_and_laid_out(capsys: Capture) -> None:
    asked = {"patient": "kim", "practitioner": "dr-petrov", "service": "X1001@300.00"}

    assert owe(capsys, "--json", **asked).json["alternatives"] == []
    rows = [" ".join(line.split()) for line in owe(capsys, "--alternatives", **asked).out.splitlines()]
    assert any(
        row.startswith("Dr. Pablo Tanaka Riverbend Cardiology riverbend-office 112.97 187.03 In ") for row in rows
    )
    assert owe(capsys, "--alternatives", "--relied-on-directory", **asked).code == 0


def test_several_lines_are_summed_and_what_is_not_known_is_a_mark(capsys: Capture) -> None:
    printed = owe(
        capsys,
        patient="kim",
        practitioner="dr-tanaka",
        site="riverbend-office",
        service="X1001@300.00",
        on="2026-07-06",
    )

    assert "2 X1001, facility      ?       51.36    51.36       0.00       51.36         ?" in printed.out
    assert "together               ?       165.91   165.91      0.00       165.91        ?" in printed.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"patient": "anne"}, "no patient has the id 'anne'"),
        ({"practitioner": "dr-okafr"}, "did you mean 'dr-okafor'?"),
        (
            {"billing": "northside"},
            "no organization has the id, NPI or name 'northside'; did you mean 'northside-family'?",
        ),
        ({"site": "mill-street"}, "no site has the id or name 'mill-street'; did you mean 'mill-street-heart'?"),
        (
            {"practitioner": "dr-moreau"},
            "--billing is missing: dr-moreau works for riverbend-cardiology, summit-heart on 2026-03-02",
        ),
        ({"on": "2010-01-01"}, "dr-okafor has no role in force on 2010-01-01"),
        ({"on": "2026-02-30"}, "--on: "),
        ({"service": "X100"}, "--service: 'X100' is not a service: code: 'X100' is not "),
        ({"service": "X1001:0"}, "units: 0 is not a whole number of 1 or more"),
        ({"service": "X1001:two"}, "units: 'two' is not a whole number of units in X1001:two"),
        ({"service": "X1001:12345678901"}, "is not a whole number of units"),
        ({"service": "X1001@200"}, "charge: '200' is not dollars and cents in X1001@200, as X1001@200.00"),
        ({"service": "X1001@-5.00"}, "charge: '-5.00' is not a charge of zero or more"),
        ({"service": "X1001@nan"}, "charge: 'nan' is not dollars and cents"),
        ({"service": "X1001@10000000000.00"}, "is not a charge of zero or more, below 10000000000.00"),
        ({"service": "X1001-2"}, "modifiers: "),
        ({"service": "X1001-26-26"}, "modifiers: "),
        ({"service": ""}, "--service: '' is not a service"),
        ({"market": "vally"}, "did you mean 'valley'?"),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_code_2(capsys: Capture, options: dict[str, str], message: str) -> None:
    printed = owe(capsys, **options)

    assert (printed.code, printed.out) == (2, "")
    assert printed.err.startswith("medgroup: ")
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_nothing_of_a_patient_but_the_id_is_printed(capsys: Capture) -> None:
    printed = owe(capsys, patient="gus", practitioner="dr-okafor").out + str(owe(capsys, "--json", patient="gus").json)

    assert [word for word in ("2019", "oak-9", "42.99", "male") if word in printed] == []
