"""The laws of quotes, over markets with prices and benefits drawn at random, and over Valley with drawn histories."""

import json
import pickle
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given

import medgroup as mg
from medgroup.costs import BilledVisit, LineStatus, Quote, QuotedLine, VoidedVisit, WarningKind
from medgroup.testing.choices import Choices, Pen, choices, seeded
from medgroup.testing.laws import meets_its_case
from medgroup.values.money import Money
from tests.property.cases import a_few
from tests.property.drawn_quotes import DAY, VALLEY, drawn_case, of_valley, settled

#: A day on which Riverbend's office is billed as an outpatient department, and one on which it is not.
DAYS = (DAY, date(2026, 7, 6))


def cents(amount: Money | None) -> int:
    """Return an amount that is known in cents."""
    assert amount is not None
    return amount.cents


def parts(line: QuotedLine) -> int:
    """Return what all parties pay of a line together, in cents."""
    return sum(map(cents, (line.patient_owes, line.plan_paid, line.written_off, line.balance_billed)))


def sums_hold(quote: Quote) -> bool:
    """Hold what each party pays of each line, and of all, against the charge; return whether all have numbers."""
    for line in quote.lines:
        known = line.status is not LineStatus.PENDED
        assert (line.patient_owes is not None) is known
        if known and line.charge is not None:
            assert parts(line) == line.charge.cents
            shared = (line.deductible, line.copay, line.coinsurance, line.not_covered)
            assert sum(map(cents, shared)) == cents(line.patient_owes)
            assert min(map(cents, (*shared, line.plan_paid, line.written_off, line.balance_billed))) >= 0
    for name in ("allowed", "plan_paid", "patient_owes", "written_off", "balance_billed"):
        whole, each = getattr(quote, name), [getattr(line, name) for line in quote.lines]
        if whole is not None:
            assert whole == Money(sum(map(cents, each)))
    return quote.patient_owes is not None


# Each law asserts itself of one case and returns whether the case is one that it is about. ----------------------------


def what_each_party_pays_adds_up_to_the_charge(source: Choices) -> bool:
    return sums_hold(drawn_case(Pen(source)).quote())


def there_is_a_number_or_two_ends(source: Choices) -> bool:
    quote = drawn_case(Pen(source)).quote()
    between = quote.range
    assert (quote.patient_owes is None) is (between is not None)
    if mg.Status.UNKNOWN in {line.network for line in quote.lines}:
        assert quote.patient_owes is None
    if between is None:
        assert quote.ends == ()
        return False
    assert Money(0) <= between.low
    assert between.high is None or between.low <= between.high
    assert all(end.statement for end in quote.ends)
    # Ends that differ rest on something that differs.
    low, high = quote.ends
    assert low.patient_owes == high.patient_owes or low.statement != high.statement, (low, high)
    return between.high is not None and between.low < between.high


def whatever_turns_out_lies_between_the_ends(source: Choices) -> bool:
    pen = Pen(source)
    drawn = drawn_case(pen, stated=True)
    quote = drawn.quote()
    between = quote.range
    if between is None:
        return False
    met = False
    for _ in range(3):
        owed = settled(pen, drawn, quote).quote().patient_owes
        if owed is not None:
            assert between.low <= owed
            assert between.high is None or owed <= between.high
            met = met or between.low < owed
    return met


def no_more_is_billed_beyond_than_the_most(source: Choices) -> bool:
    pen = Pen(source)
    drawn = drawn_case(pen, stated=True)
    quote = drawn.quote()
    most = None if quote.range is None else quote.range.balance_billed
    if most is None:
        return False
    billed = settled(pen, drawn, quote).quote().balance_billed
    assert billed is None or billed <= most
    at_ends = [end.balance_billed for end in quote.ends]
    assert all(one is None or one <= most for one in at_ends)
    # Of what lies between the ends more may be billed than at either.
    return None not in at_ends and most not in at_ends


def a_bill_that_is_taken_back_leaves_nothing(source: Choices) -> bool:
    pen = Pen(source)
    drawn = drawn_case(pen)
    more = drawn_case(pen).history[:1]
    if not more or not isinstance(more[0], BilledVisit):
        return False
    # Nothing comes between: what comes between stands as it was adjudicated.
    bill = attrs.evolve(more[0], id="extra", patient="p", processed=DAY, number=2)
    back = VoidedVisit(id="back", visit="extra", processed=DAY, number=3)
    market = drawn.market
    without, taken_back = drawn.quote(market), drawn.quote(market, history=(*drawn.history, back, bill))
    assert told(taken_back) == told(without)
    return drawn.quote(market, history=(*drawn.history, bill)).accumulators != without.accumulators


def told(quote: Quote) -> dict[str, Any]:
    """Return a quote as plain values, but for what it says of the bills before it."""
    document = quote.to_dict()
    return {name: document[name] for name in document if name not in ("warnings", "because", "assumptions")}


def the_order_of_the_history_does_not_matter(source: Choices) -> bool:
    pen = Pen(source)
    drawn = drawn_case(pen)
    market = drawn.market
    assert drawn.quote(market, history=drawn.history[::-1]) == drawn.quote(market)
    return len(drawn.history) > 1


def the_bills_of_other_contracts_do_not_matter(source: Choices) -> bool:
    pen = Pen(source)
    drawn = drawn_case(pen)
    market = drawn.market
    others = [attrs.evolve(one, id=f"of another {one.id}", patient="z") for one in bills(drawn_case(pen).history)]
    without = drawn.quote(market)
    assert told(drawn.quote(market, history=(*drawn.history, *others))) == told(without)
    return bool(others) and without.patient_owes is not None


def bills(history: Iterable[BilledVisit | VoidedVisit]) -> list[BilledVisit]:
    """Return the bills of a history, without what takes some of them back."""
    return [one for one in history if isinstance(one, BilledVisit)]


def what_is_carried_says_the_same_as_the_bills(source: Choices) -> bool:
    drawn = drawn_case(Pen(source))
    market = drawn.market
    before = bills(drawn.history)
    if len(before) != 1 or before[0].patient == "z":
        return False
    (first,) = before
    by_bill = drawn.quote(market, history=[first])
    asked = {name: getattr(first, name) for name in drawn.asked} | {"patient": first.patient, "on": first.on}
    carried = mg.quote(market, **asked).used()
    if WarningKind.HISTORY_WAITS in {one.kind for one in by_bill.warnings} or not carried:
        return False
    assert told(drawn.quote(market, history=(), carried=carried)) == told(by_bill)
    return any(one.out_of_pocket for one in carried)


def nothing_is_used_beyond_a_limit(source: Choices) -> bool:
    quote = drawn_case(Pen(source), stated=True).quote()
    for use in quote.accumulators:
        for before, after, limit in (
            (use.deductible_before, use.deductible_after, use.deductible_limit),
            (use.out_of_pocket_before, use.out_of_pocket_after, use.out_of_pocket_limit),
        ):
            assert Money(0) <= before <= after
            assert limit is None or after <= limit
    return any(use.out_of_pocket_after == use.out_of_pocket_limit for use in quote.accumulators)


def alternatives_are_what_their_own_quotes_say(source: Choices) -> bool:
    drawn = drawn_case(Pen(source), stated=True)
    market = drawn.market
    quote = drawn.quote(market, alternatives=True)
    without_charges = [attrs.evolve(one, charge=None) for one in drawn.asked["services"]]
    known = [one.patient_owes for one in quote.alternatives if one.patient_owes is not None]
    assert known == sorted(known)
    assert [one.patient_owes is None for one in quote.alternatives] == sorted(
        one.patient_owes is None for one in quote.alternatives
    )
    for one in quote.alternatives:
        assert one.practitioner != quote.practitioner
        theirs = {"practitioner": one.practitioner, "billing": one.billing, "site": one.site}
        itself = drawn.quote(market, services=without_charges, **theirs)
        assert itself.network is mg.Status.IN
        assert itself.patient_owes == one.patient_owes
        assert itself.lines[0].agreement == one.agreement
    assert drawn.quote(market, alternatives=False).lines == quote.lines
    return len(known) > 1


def a_quote_is_plain_values_and_travels(source: Choices) -> bool:
    drawn = drawn_case(Pen(source))
    quote = drawn.quote(alternatives=True)
    document = quote.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    there = pickle.loads(pickle.dumps(quote))
    assert there == quote
    assert there.explain() == quote.explain()
    assert there.network_status() == quote.network_status()
    assert [there.steps(line.number) for line in there.lines] == [quote.steps(line.number) for line in quote.lines]
    assert there.used() == quote.used()
    return bool(quote.alternatives)


def evidence_is_of_facts_that_exist(source: Choices) -> bool:
    drawn = drawn_case(Pen(source))
    known = {f"{name}/{fact.id}" for name, collection in drawn.facts.items() for fact in collection}
    quote = drawn.quote(alternatives=True)
    records: list[Any] = [*quote.because, *quote.warnings, *quote.ends, *quote.alternatives]
    assert {key for record in records for key in record.evidence} <= known
    assert all(reason.statement for reason in quote.because)
    return len(quote.warnings) > 2


LAWS: dict[str, Callable[[Choices], bool]] = {
    law.__name__: law
    for law in (
        what_each_party_pays_adds_up_to_the_charge,
        there_is_a_number_or_two_ends,
        whatever_turns_out_lies_between_the_ends,
        no_more_is_billed_beyond_than_the_most,
        a_bill_that_is_taken_back_leaves_nothing,
        the_order_of_the_history_does_not_matter,
        the_bills_of_other_contracts_do_not_matter,
        what_is_carried_says_the_same_as_the_bills,
        nothing_is_used_beyond_a_limit,
        alternatives_are_what_their_own_quotes_say,
        a_quote_is_plain_values_and_travels,
        evidence_is_of_facts_that_exist,
    )
}


@given(choices())
@a_few
def test_what_each_party_pays_adds_up_to_the_charge(source: Choices) -> None:
    """patient + plan + written off + balance = charge on every line"""
    what_each_party_pays_adds_up_to_the_charge(source)


@given(choices())
@a_few
def test_there_is_a_number_or_two_ends(source: Choices) -> None:
    """UNKNOWN network gives a range with both ends explained, never a single number"""
    there_is_a_number_or_two_ends(source)


@given(choices())
@a_few
def test_whatever_turns_out_lies_between_the_ends(source: Choices) -> None:
    """low <= every resolved value <= high"""
    whatever_turns_out_lies_between_the_ends(source)


@given(choices())
@a_few
def test_no_more_is_billed_beyond_than_the_most(source: Choices) -> None:
    """the balance bill of every resolved value <= the most that the range names, which need not be that of an end"""
    no_more_is_billed_beyond_than_the_most(source)


@given(choices())
@a_few
def test_a_bill_that_is_taken_back_leaves_nothing(source: Choices) -> None:
    """accumulators never fall except by reversal, and reversal restores them"""
    a_bill_that_is_taken_back_leaves_nothing(source)


@given(choices())
@a_few
def test_the_order_of_the_history_does_not_matter(source: Choices) -> None:
    """Same input gives the same bytes; claims go in adjudication order: processed date, then number."""
    the_order_of_the_history_does_not_matter(source)


@given(choices())
@a_few
def test_the_bills_of_other_contracts_do_not_matter(source: Choices) -> None:
    """no line's answer depends on another family"""
    the_bills_of_other_contracts_do_not_matter(source)


@given(choices())
@a_few
def test_what_is_carried_says_the_same_as_the_bills(source: Choices) -> None:
    """carried-in accumulators"""
    what_is_carried_says_the_same_as_the_bills(source)


@given(choices())
@a_few
def test_nothing_is_used_beyond_a_limit(source: Choices) -> None:
    """out-of-pocket never above the individual nor the family limit"""
    nothing_is_used_beyond_a_limit(source)


@given(choices())
@a_few
def test_alternatives_are_what_their_own_quotes_say(source: Choices) -> None:
    """the same services at in-network alternatives, cheapest first"""
    alternatives_are_what_their_own_quotes_say(source)


@given(choices())
@a_few
def test_a_quote_is_plain_values_and_travels(source: Choices) -> None:
    """``to_dict()``: plain values that JSON can hold. An answer can be pickled."""
    a_quote_is_plain_values_and_travels(source)


@given(choices())
@a_few
def test_evidence_names_facts_that_exist(source: Choices) -> None:
    """Evidence is written ``collection/id``."""
    evidence_is_of_facts_that_exist(source)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], lambda source: source)


def test_in_valley_what_each_party_pays_adds_up_and_a_bill_taken_back_leaves_nothing() -> None:
    """patient + plan + written off + balance = charge on every line; reversal restores the accumulators exactly"""
    taken_back = 0
    for seed in range(40):
        pen = Pen(seeded(seed))
        asked, history = of_valley(pen, pen.one_of(DAYS))
        quote = mg.quote(VALLEY, **asked, history=history)
        sums_hold(quote)
        standing = [one for one in bills(history) if not any(_takes_back(other, one) for other in history)]
        if len(standing) != len(bills(history)):
            taken_back += 1
            assert told(mg.quote(VALLEY, **asked, history=standing)) == told(quote)
    assert taken_back >= 5


def _takes_back(other: BilledVisit | VoidedVisit, bill: BilledVisit) -> bool:
    return isinstance(other, VoidedVisit) and other.visit == bill.id
