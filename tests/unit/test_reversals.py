"""Lines taken back and replaced, the order in which lines are adjudicated, and lines that wait."""

from datetime import date

import pytest

from medgroup.costs.benefits.adjudication import adjudicate_lines, adjudication_order, replacement
from medgroup.costs.benefits.claims import Cause, ClaimLine, CoverageClass, LineStatus, Reversal
from medgroup.domain.cost_sharing import ServiceCategory, ServiceRule
from medgroup.errors import InvalidValueError
from tests.unit.claims import DAY, dollars, line, lines, plan, sharing

GIVEN = plan(sharing(500, "0.2", 5000))


Claims = list[ClaimLine | Reversal]


def back(of: str, number: int = 9, *, on: date = DAY) -> Reversal:
    return Reversal(id=f"back {of}", line=of, processed=on, number=number)


def test_a_reversal_gives_back_what_the_line_took_and_shows_it_negated() -> None:
    answer = adjudicate_lines(GIVEN, [line(600, charge=900), back("line 1")])
    taken, given_back = answer.lines
    assert given_back.status is LineStatus.REVERSED
    assert (given_back.deductible, given_back.coinsurance) == (dollars(-500), dollars(-20))
    assert (given_back.plan_paid, given_back.written_off) == (dollars(-80), dollars(-300))
    assert given_back.after == taken.before
    assert [amount.cents for amount in answer.totals] == [0, 0, 0, 0]


def test_lines_between_stand_as_they_were_adjudicated_and_the_next_fills_what_was_given_back() -> None:
    claims: Claims = [*lines(500, 100), back("line 1", 3), line(200, number=4)]
    answer = adjudicate_lines(GIVEN, claims)
    assert [one.patient_owes for one in answer.lines] == [dollars(500), dollars(20), dollars(-500), dollars(200)]
    last = answer.lines[-1]
    assert (last.before.patient.deductible, last.after.patient.deductible) == (dollars(0), dollars(200))
    assert (last.before.patient.out_of_pocket, last.after.patient.out_of_pocket) == (dollars(20), dollars(220))


def test_a_replacement_is_a_reversal_and_a_new_line() -> None:
    corrected = line(300, number=2, id="corrected")
    gone, new = replacement("line 1", corrected, id="void 1")
    answer = adjudicate_lines(GIVEN, [line(600), new, gone])
    assert [one.line for one in answer.lines] == ["line 1", "void 1", "corrected"]
    assert answer.totals.patient_owes == dollars(300)
    assert answer.accumulators == adjudicate_lines(GIVEN, [line(300)]).accumulators


def test_a_reversal_gives_back_a_visit_with_the_last_of_its_lines() -> None:
    rule = ServiceRule(category=ServiceCategory.THERAPY, copay=dollars(40), visits=1)
    given = plan(sharing(0, "0", 5000, [rule]))
    visit = lines(10, 100, category=ServiceCategory.THERAPY, visit="monday")
    another = line(100, number=5, category=ServiceCategory.THERAPY)
    one_back = adjudicate_lines(given, [*visit, back("line 1", 3), another])
    both_back = adjudicate_lines(given, [*visit, back("line 1", 3), back("line 2", 4), another])
    assert one_back.lines[-1].cause is Cause.VISITS
    assert both_back.lines[-1].copay == dollars(40)


def test_a_reversal_gives_back_the_copay_of_a_visit() -> None:
    given = plan(sharing(0, "0", 5000, [ServiceRule(category=ServiceCategory.PRIMARY, copay=dollars(25))]))
    visit = lines(10, 10, 100, category=ServiceCategory.PRIMARY, visit="monday")
    claims: Claims = [visit[0], visit[1], back("line 1", 2), visit[2]]
    assert adjudicate_lines(given, claims, in_order=True).lines[-1].copay == dollars(15)


def test_a_line_that_took_nothing_gives_nothing_back() -> None:
    refused = line(80, charge=100, coverage=CoverageClass.OUT)
    waits = line(None, number=2)
    answer = adjudicate_lines(GIVEN, [refused, waits, back("line 1", 3), back("line 2", 4)])
    assert answer.lines[2].patient_owes == dollars(-100)
    assert (answer.lines[3].status, answer.lines[3].patient_owes) == (LineStatus.REVERSED, None)
    assert answer.lines[3].before == answer.lines[3].after


@pytest.mark.parametrize("of", ["nowhere", "line 1", "back line 1", "line 2"])
def test_there_is_nothing_to_take_back_twice_before_it_comes_or_of_a_reversal(of: str) -> None:
    claims: Claims = [
        line(100),
        back("line 1", 2),
        Reversal(id="again", line=of, processed=DAY, number=3),
        line(100, number=4, id="line 2"),
    ]
    again = adjudicate_lines(GIVEN, claims).lines[2]
    assert (again.status, again.cause) == (LineStatus.PENDED, Cause.NOTHING_TO_REVERSE)
    assert again.patient_owes is None
    assert again.before == again.after
    assert again.before.in_network == again.before.family.out_of_pocket == again.before.patient.deductible == dollars(0)
    assert again.before.patient.out_of_pocket == again.before.family.deductible == dollars(0)


def test_two_lines_of_one_id_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="id: 'line 1' is not an id that no line before it has"):
        adjudicate_lines(GIVEN, [line(100), line(200)])
    with pytest.raises(InvalidValueError, match="id: 'line 1'"):
        adjudicate_lines(GIVEN, [line(100), Reversal(id="line 1", line="line 1", processed=DAY)])


class TestOrder:
    def test_it_is_the_day_of_processing_then_the_number_then_the_id(self) -> None:
        late = line(1, id="late", processed=date(2026, 3, 5))
        second = line(1, id="second", number=2)
        other = line(1, id="another", number=2)
        gone = Reversal(id="void", line="late", processed=DAY, number=2)
        given: Claims = [late, second, other, gone]
        in_order = sorted(given, key=adjudication_order)
        assert [one.id for one in in_order] == ["void", "another", "second", "late"]

    def test_it_may_be_that_in_which_they_are_given(self) -> None:
        claims = [line(400, number=2), line(400, number=1)]
        first = adjudicate_lines(GIVEN, claims).line("line 1")
        given = adjudicate_lines(GIVEN, claims, in_order=True).line("line 1")
        assert (first.patient_owes, given.patient_owes) == (dollars(400), dollars(160))

    def test_it_matters_where_there_are_copays(self) -> None:
        """order-invariance of the annual total holds with coinsurance and one deductible alone, not with copays"""
        rules = [ServiceRule(category=ServiceCategory.PRIMARY, copay=dollars(50))]
        given = plan(sharing(100, "0.5", 120, rules))
        visit = line(100, number=1, category=ServiceCategory.PRIMARY)
        test = line(100, number=2)
        before, after = ([visit, test], [test, visit])
        met = [adjudicate_lines(given, claims, in_order=True).accumulators[-1].deductible for claims in (before, after)]
        assert met == [dollars(70), dollars(100)]


class TestWaiting:
    def test_a_line_that_waits_takes_nothing_and_the_next_is_adjudicated_without_it(self) -> None:
        waits = line(600, number=1, coverage=CoverageClass.UNKNOWN)
        answer = adjudicate_lines(GIVEN, [waits, line(600, number=2)])
        assert (answer.lines[0].status, answer.lines[0].cause) == (LineStatus.PENDED, Cause.CLASS_NOT_KNOWN)
        assert answer.lines[1].patient_owes == dollars(520)
        assert answer.totals.patient_owes == dollars(520)
        assert answer.headline() == "Of 2 lines plan pays 80.00 and the patient owes 520.00; 1 of 2 lines waits."

    def test_no_coverage_leaves_the_charge_and_no_charge_leaves_it_open(self) -> None:
        claims = [
            line(None, number=1, charge=90, coverage=CoverageClass.NOT_COVERED),
            line(None, number=2, charge=None, coverage=CoverageClass.NOT_COVERED),
            line(60, number=3, charge=90, coverage=CoverageClass.NOT_COVERED),
            line(60, number=4, charge=None, coverage=CoverageClass.NOT_COVERED),
        ]
        answer = adjudicate_lines(GIVEN, claims)
        assert [one.patient_owes for one in answer.lines] == [dollars(90), None, dollars(60), dollars(60)]
        assert [one.written_off for one in answer.lines] == [dollars(0), None, dollars(30), None]
        assert answer.lines[1].cause is Cause.CHARGE_NOT_KNOWN
