"""Laws of prices, over schedules, terms and bills drawn at random; codes are invented."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import medgroup as mg
from medgroup.costs import PricedLines, Pricing, Service
from medgroup.domain import (
    ContractTerms,
    ConversionFactor,
    FeeSchedule,
    Locality,
    Method,
    PaymentRules,
    Rate,
    RelativeValue,
    Setting,
)
from medgroup.domain.terms import CodeRange
from tests.unit import pricing
from tests.unit.pricing import SURGERY, agreement, entry, percent

ON = date(2026, 3, 2)
FACTS = attrs.evolve(pricing.FACTS, agreements=[agreement("own", "q")], roster_entries=[entry("own")])
MARKET = mg.open_market(FACTS)
CODES = [f"X{number:04d}" for number in range(1000, 1008)]
CENTS = st.integers(0, 10**7).map(mg.Money)


def exact(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


UNITS = exact("0", "60", 2)
INDICES = exact("0.3", "2", 3)
RULES = st.builds(
    PaymentRules,
    status=st.sampled_from("AAAARTBCN"),
    multiple=st.sampled_from([None, "0", "2", "2", "3"]),
    bilateral=st.sampled_from([None, "0", "1", "2", "3", "9"]),
    assistant=st.sampled_from([None, "0", "1", "2", "9"]),
)
LOCALITIES = st.builds(
    Locality,
    contractor=st.just("99901"),
    number=st.just("01"),
    work=INDICES,
    practice_expense=INDICES,
    malpractice=INDICES,
)


def values(code: str) -> st.SearchStrategy[RelativeValue]:
    return st.builds(
        RelativeValue,
        code=st.just(code),
        work=UNITS,
        office_expense=UNITS,
        facility_expense=UNITS,
        malpractice=UNITS,
        rules=RULES,
    )


SCHEDULES = st.builds(
    FeeSchedule,
    id=st.just("drawn"),
    conversion_factors=exact("20", "60", 4).map(lambda amount: [ConversionFactor(amount=amount)]),
    localities=LOCALITIES.map(lambda one: [one]),
    relative_values=st.tuples(*map(values, CODES)),
)
PERCENTS = exact("0.0001", "400", 4)
SERVICES = st.builds(
    Service,
    st.sampled_from(CODES),
    st.integers(1, 4),
    st.lists(st.sampled_from(["50", "80", "59", "22"]), max_size=2, unique=True),
    # Charges of a few dollars are below most prices.
    st.none() | CENTS | st.sampled_from(range(1, 300, 7)).map(mg.Money),
)
BILLS = st.lists(SERVICES, min_size=1, max_size=5)


@st.composite
def laminar_rates(draw: st.DrawFn) -> list[Rate]:
    """Draw rates whose ranges lie in each other or apart, as terms want them."""
    spans = {CodeRange(CODES[0], CODES[-1])}
    for _ in range(draw(st.integers(0, 5))):
        first, last = sorted(draw(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES))))
        span = CodeRange(first, last)
        if all(span.within(one) or one.within(span) or span.apart_from(one) for one in spans):
            spans.add(span)
    found = []
    for span in sorted(spans):
        stated = percent(draw(PERCENTS), schedule="drawn", codes={str(span)})  # type: ignore[arg-type]
        case = Rate(method=Method.CASE_RATE, amount=draw(CENTS), codes={str(span)})
        charges = Rate(method=Method.PERCENT_OF_CHARGES, percent=draw(PERCENTS), codes={str(span)})
        found.append(draw(st.sampled_from([stated, stated, case, charges])))
    return found


TERMS = st.builds(
    ContractTerms,
    rates=laminar_rates(),
    lesser_of_charge=st.booleans(),
    withhold=st.none() | exact("0.0001", "0.9999", 4),
    modifiers=st.sampled_from([(), SURGERY]),
    multiple_procedures=st.sampled_from([None, ("100", "50", "50"), ("100", "50", "25"), ("100",)]),
)


def priced(schedule: FeeSchedule, stated: ContractTerms, bill: Sequence[Service]) -> PricedLines:
    facts = attrs.evolve(FACTS, agreements=[agreement("own", "q", terms=stated)], fee_schedules=[schedule])
    return mg.price_lines(MARKET.with_facts(facts), "a", "q", "plan", bill, site="office", on=ON)


def cents(answer: PricedLines) -> list[int | None]:
    return [None if line.allowed is None else line.allowed.cents for line in answer.lines]


@given(SCHEDULES, st.sampled_from(CODES), st.sampled_from(Setting))
def test_a_price_is_the_exact_sum_rounded_half_up_once(schedule: FeeSchedule, code: str, setting: Setting) -> None:
    """(work x GPCI + practice expense by setting x GPCI + malpractice x GPCI) x conversion factor, one rounding."""
    answer = mg.allowed_amount(schedule, code, setting=setting, on=ON)

    [row] = [row for row in schedule.relative_values if row.code == code]
    [place] = schedule.localities
    expense = row.office_expense if setting is Setting.OFFICE else row.facility_expense
    parts = ((row.work, place.work), (expense, place.practice_expense), (row.malpractice, place.malpractice))
    whole = sum(Fraction(unit) * Fraction(index) for unit, index in parts)
    expected = whole * Fraction(schedule.conversion_factors[0].amount) * 100
    if row.rules.status in "ART" and whole:
        assert answer.amount is not None
        assert answer.amount.cents == int(expected + Fraction(1, 2))
    else:
        assert answer.amount is None


@given(SCHEDULES, st.sampled_from(CODES), st.sampled_from(["work", "office_expense", "malpractice"]), UNITS)
def test_more_relative_value_is_never_paid_less(schedule: FeeSchedule, code: str, field: str, more: Decimal) -> None:
    """The price is monotone in every relative value."""
    risen = attrs.evolve(
        schedule,
        relative_values=[
            attrs.evolve(row, **{field: getattr(row, field) + more}) if row.code == code else row
            for row in schedule.relative_values
        ],
    )

    before, after = (mg.allowed_amount(one, code, setting=Setting.OFFICE, on=ON).amount for one in (schedule, risen))

    assert before is None or (after is not None and after >= before)


@given(SCHEDULES, TERMS, BILLS)
def test_lesser_of_charge_is_never_above_the_charge(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]
) -> None:
    """The lesser of the price and the billed charge is allowed; of a case, the charges of all of its lines."""
    answer = priced(schedule, attrs.evolve(stated, lesser_of_charge=True), bill)

    alone = [line for line in answer.lines if line.method is not Method.CASE_RATE]
    assert all(line.allowed <= line.charge for line in alone if line.allowed is not None and line.charge is not None)
    if all(service.charge is not None for service in bill):
        known = sum(line.allowed.cents for line in answer.lines if line.allowed is not None)
        assert known <= sum(service.charge.cents for service in bill if service.charge is not None)


@given(SCHEDULES, TERMS, BILLS, st.randoms(use_true_random=False))
def test_the_order_of_rates_never_matters(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service], random: "object"
) -> None:
    """Rates come before each other by what they are for, never by where they stand."""
    rates = list(stated.rates)
    random.shuffle(rates)  # type: ignore[attr-defined]

    turned = priced(schedule, attrs.evolve(stated, rates=rates), bill)

    assert cents(turned) == cents(priced(schedule, stated, bill))


@given(SCHEDULES, TERMS, BILLS)
def test_nothing_is_silently_zero_or_negative(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]
) -> None:
    """What is not known is None; an amount of nothing says why in how the line was priced."""
    answer = priced(schedule, stated, bill)

    for line in answer.lines:
        assert (line.allowed is not None) == line.pricing.is_known
        assert line.allowed is None or line.allowed.cents >= 0
        if line.pricing in (Pricing.BUNDLED, Pricing.IN_CASE, Pricing.WITH_OTHERS, Pricing.NOT_PAID):
            assert line.allowed == mg.Money(0)
        steps = answer.steps(line.number)
        assert steps
        assert line.allowed is not None or steps[-1].would_change
    assert (answer.allowed is None) == (None in cents(answer))


@given(SCHEDULES, TERMS, BILLS)
def test_what_is_held_back_is_a_share_of_what_is_allowed_and_no_less_is_allowed(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]
) -> None:
    """A withhold is held back from the allowed amount: it is no write-off."""
    answer, without = (priced(schedule, one, bill) for one in (stated, attrs.evolve(stated, withhold=None)))

    assert cents(answer) == cents(without)
    for line in answer.lines:
        if line.allowed is not None and stated.withhold is not None and line.terms is not None:
            share = (line.allowed.cents * stated.withhold).to_integral_value(ROUND_HALF_UP)
            assert line.withheld == mg.Money(int(share))
        else:
            assert line.withheld is None


@given(SCHEDULES, st.sampled_from(CODES), st.integers(2, 6), PERCENTS)
def test_units_of_one_line_are_reduced_as_lines_of_one_unit_are(
    schedule: FeeSchedule, code: str, units: int, share: Decimal
) -> None:
    """100/50/50 ranks procedures, however they are split into lines; splitting moves a half cent a line at most."""
    stated = ContractTerms(
        rates=[percent(share, schedule="drawn")],  # type: ignore[arg-type]
        multiple_procedures=("100", "50", "25"),
    )

    [together] = cents(priced(schedule, stated, [Service(code, units)]))
    apart = cents(priced(schedule, stated, [Service(code)] * units))

    if together is None:
        assert set(apart) == {None}
    else:
        assert abs(together - sum(part for part in apart if part is not None)) <= units


@given(SCHEDULES, TERMS, BILLS)
def test_the_same_lines_in_another_order_come_to_the_same_together(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]
) -> None:
    """Which of two equal procedures is first is a tie; the sum is not."""
    whole, turned = (priced(schedule, stated, one) for one in (bill, bill[::-1]))

    if all(line.method is not Method.CASE_RATE for line in whole.lines) and len({one.charge for one in bill}) == 1:
        assert whole.allowed == turned.allowed


@given(SCHEDULES, TERMS, BILLS)
def test_a_bill_of_one_line_is_priced_as_among_others_that_change_nothing(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]
) -> None:
    """A line is changed by others of its bill only through a case, a reduction, or a service paid only alone."""
    answer = priced(schedule, stated, bill)

    rules = {row.code: row.rules for row in schedule.relative_values}
    for service, line in zip(bill, answer.lines, strict=True):
        linked = line.method is Method.CASE_RATE or rules[service.code].status == "T"
        reduced = stated.multiple_procedures is not None and rules[service.code].multiple in ("2", "3")
        if not linked and not reduced:
            assert cents(priced(schedule, stated, [service])) == [None if line.allowed is None else line.allowed.cents]


@given(SCHEDULES, TERMS, BILLS)
def test_the_same_input_gives_the_same_answer(
    schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]
) -> None:
    """Same input, same bytes."""
    one, other = (priced(schedule, stated, bill) for _ in range(2))

    assert one == other
    assert one.explain() == other.explain()
    assert one.to_dict() == other.to_dict()


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """A lower charge, a withhold, reduced procedures and a price that is not known are each drawn often."""
    met: Counter[str] = Counter()

    @settings(max_examples=150, database=None, derandomize=True)
    @given(SCHEDULES, TERMS, BILLS)
    def counted(schedule: FeeSchedule, stated: ContractTerms, bill: list[Service]) -> None:
        answer = priced(schedule, stated, bill)
        allowed = [line.allowed for line in answer.lines]
        charged = [line.charge for line in answer.lines]
        met["at the charge"] += any(
            one is not None and one == other for one, other in zip(allowed, charged, strict=True)
        )
        met["withheld"] += any(line.withheld is not None for line in answer.lines)
        met["several lines"] += len(answer.lines) > 1
        met["several rates"] += len(stated.rates) > 1
        met["not known"] += None in allowed
        met["priced"] += any(line.pricing is Pricing.PRICED for line in answer.lines)

    counted()
    wanted = {"at the charge", "withheld", "several lines", "several rates", "not known", "priced"}
    assert {name for name in wanted if met[name] < 10} == set(), met
