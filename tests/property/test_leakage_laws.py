"""Laws of leakage: what holds of every market, every referral and every way to ask."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import medgroup as mg
from medgroup.domain import Facts, Patient, ReferralEvent, ReferralState
from medgroup.referrals import Leakage, LeakageRow, Part, leakage, referral_network
from medgroup.referrals.leaks.belonging import meet
from medgroup.referrals.leaks.figures import FEWEST
from medgroup.referrals.leaks.leaving import GROUPINGS
from medgroup.rules import Function
from medgroup.structure import together
from medgroup.structure.reach import reached
from medgroup.testing.choices import Choices, choices, seeded
from medgroup.testing.companions import opened
from medgroup.testing.drawn import draw_facts
from tests.property.cases import a_few

OWN = ("practice", "group", "network")
#: The referrals of a case are this many at the most.
MOST = 24


class Asked:
    """Referrals over a market, their amounts, and the same as claims."""

    def __init__(self, source: Choices) -> None:
        drawn = draw_facts(source) + Facts(patients=[Patient(id="pat")])
        roles = [evolve(role, accepting=source.one_of([True, True, None, False])) for role in drawn.practitioner_roles]
        self.facts = evolve(drawn, practitioner_roles=tuple(roles))
        self.market = opened(self.facts)
        self.referrals = list(self._drawn(source)) if self.facts.practitioner_roles else []
        self.amounts = {one.id: mg.Money(source.number(0, 9_999)) for one in self.referrals if source.number(0, 2)}

    def _drawn(self, source: Choices) -> Any:
        facts = self.facts
        days = [day for tie in facts.affiliations for day in (tie.period.start, tie.period.end) if day] or [_DAY]
        for number in range(source.number(0, MOST)):
            on = source.one_of(days) + timedelta(days=source.number(-1, 1))
            who = source.one_of([None, "nobody", *(one.id for one in facts.practitioners)])
            billing = source.one_of([None, None, "nowhere", *(one.id for one in facts.organizations)])
            events = [ReferralEvent(state=ReferralState.SENT, on=on)]
            if who or billing:
                seen = ReferralEvent(state=ReferralState.SEEN, on=on, practitioner=who, billing=billing)
                events.append(seen)
            yield mg.Referral(
                id=f"r{number}",
                patient="pat",
                issuer=source.one_of(facts.practitioner_roles).id,
                specialty=source.one_of(_codes(facts)),
                plan=source.one_of([one.id for one in facts.plans]) if facts.plans else None,
                written=on,
                overrides=source.one_of([None, frozenset(), *({one} for one in mg.Override)]),
                events=events,
            )

    def claims(self) -> pl.DataFrame:
        """Return the referrals as claims, each a case of its own."""
        rows = [self._row(one) for one in self.referrals]
        types = dict.fromkeys(("practitioner", "billing", "specialty", "role", "plan", "override"), pl.String)
        return pl.DataFrame(rows, schema={"on": pl.Date, "allowed": pl.Int64, **types})

    def _row(self, one: mg.Referral) -> dict[str, Any]:
        seen = one.events[-1]
        amount = self.amounts.get(one.id)
        why = None if one.overrides is None else next((reason.value for reason in one.overrides), "none")
        stated = {"practitioner": seen.practitioner, "billing": seen.billing, "specialty": one.specialty}
        cents = None if amount is None else amount.cents
        return {"on": one.written, "allowed": cents, "role": one.issuer, "plan": one.plan, "override": why, **stated}

    def ask(self, referrals: list[mg.Referral] | None = None, **given: Any) -> Leakage:
        return leakage(self.market, self.referrals if referrals is None else referrals, **given)


_DAY = date(2025, 6, 1)


def _codes(facts: Facts) -> list[str]:
    found = {code for role in facts.practitioner_roles for code in role.specialties or ()}
    return sorted({*found, "207RC0000X", "207Q00000X"})


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    return Asked(draw(choices()))


def sums(rows: tuple[LeakageRow, ...]) -> dict[str, tuple[int, int, int]]:
    """Return cases, cents and missing amounts by part, over some rows."""
    found: dict[str, tuple[int, int, int]] = {}
    for row in rows:
        for one in row.parts:
            cents = 0 if one.dollars is None else one.dollars.cents
            so_far = found.get(one.part.value, (0, 0, 0))
            new = (one.cases, cents, one.without_amount)
            found[one.part.value] = tuple(map(sum, zip(so_far, new, strict=True)))  # type: ignore[assignment]
    return found


@a_few
@given(asked(), st.sampled_from(OWN), st.lists(st.sampled_from(GROUPINGS), unique=True, max_size=3))
def test_parts_add_up_to_the_whole_however_rows_are_grouped(case: Asked, own: str, by: list[str]) -> None:
    """Kept, left and unknown are all; rows conserve cases and cents, part by part."""
    answer = case.ask(denominator=own, by=by, amounts=case.amounts)

    total = answer.total
    assert total.kept + total.left + total.unknown == total.cases == len(case.referrals)
    assert sum(one.cases for one in total.parts) == total.cases
    assert sum(cents for _, cents, _ in sums((total,)).values()) == sum(one.cents for one in case.amounts.values())
    if by:
        assert sums(answer.rows) == sums((total,))
    for row in (total, *answer.rows):
        assert row.kept + row.left + row.unknown == row.cases
        ends = (row.least, row.share_in_scope, row.most)
        assert ends == tuple(sorted(share for share in ends if share is not None)) or None in ends
        assert row.least is None or row.most is None or 0 <= row.least <= row.most <= 1


@a_few
@given(asked(), st.sampled_from(OWN), st.lists(st.sampled_from(GROUPINGS), unique=True, max_size=2))
def test_dollars_that_are_not_known_stay_so(case: Asked, own: str, by: list[str]) -> None:
    """A sum of which no amount is known is none, of nothing it is zero, and one that lacks any has no share."""
    answer = case.ask(denominator=own, by=by, amounts=case.amounts)

    for row in (answer.total, *answer.rows):
        left = [one for one in row.parts if one.part.left]
        lacking = sum(one.without_amount for one in left)
        assert (row.dollars_left is None) == (0 < lacking == row.left)
        assert row.without_amount_left == lacking
        known = sum(one.dollars.cents for one in left if one.dollars is not None)
        assert row.dollars_left is None or row.dollars_left.cents == known
        whole = [one for one in row.parts if one.part is not Part.UNKNOWN]
        for share, some in (
            (row.share_of_dollars_left, whole),
            (row.share_of_dollars_in_scope, [one for one in whole if one.part.in_scope]),
        ):
            assert share is None or not any(one.without_amount for one in some)


@a_few
@given(asked(), st.sampled_from(OWN), st.sampled_from(GROUPINGS))
def test_no_figure_judges_one_doctor_by_few_cases(case: Asked, own: str, by: str) -> None:
    """Below 11 cases no share is given of one doctor's, whatever rows are grouped by and whoever else is in them."""
    doctors: dict[tuple[Any, bool | None], set[Any]] = {}
    for row in case.ask(denominator=own, by=dict.fromkeys((by, "practitioner")), amounts=case.amounts).rows:
        for one in row.parts:
            if one.part is not Part.UNKNOWN:
                for inside in {None, one.part.in_scope}:
                    doctors.setdefault((row.of[by], inside), set()).add(row.of["practitioner"])

    for row in case.ask(denominator=own, by=by, amounts=case.amounts).rows:
        if len(doctors.get((row.of[by], None), ())) == 1 and row.kept + row.left < FEWEST:
            assert (row.share_left, row.share_of_dollars_left) == (None, None)
            assert row.note
        if len(doctors.get((row.of[by], True), ())) == 1 and row.in_scope < FEWEST:
            assert (row.share_in_scope, row.share_avoidable, row.share_of_dollars_in_scope) == (None, None, None)
            assert (row.least, row.most) == (None, None)
            assert row.note


@a_few
@given(asked(), st.sampled_from(OWN), st.randoms(use_true_random=False))
def test_the_order_of_referrals_changes_nothing(case: Asked, own: str, random: Any) -> None:
    """Permuting rows changes nothing, of referrals and of claims."""
    shuffled = random.sample(case.referrals, len(case.referrals))
    given: dict[str, Any] = {"denominator": own, "by": ("practitioner", "month")}

    assert case.ask(shuffled, amounts=case.amounts, **given) == case.ask(amounts=case.amounts, **given)
    claims = case.claims()
    places = random.sample(range(claims.height), claims.height)
    assert leakage(case.market, claims[places], **given) == leakage(case.market, claims, **given)


@a_few
@given(asked())
def test_a_coarser_denominator_never_has_more_leakage(case: Asked) -> None:
    """Practice, group, network: each holds the one before, so nothing that stayed there leaves, case by case."""
    for one in case.referrals:
        kept, left = (
            [getattr(case.ask([one], denominator=own).total, name) for own in OWN] for name in ("kept", "left")
        )
        assert kept == sorted(kept)
        assert left == sorted(left, reverse=True)
    left = [case.ask(denominator=own).total.left for own in OWN]
    assert left == sorted(left, reverse=True)


@a_few
@given(asked(), st.sampled_from(OWN), st.booleans(), st.booleans())
def test_referrals_and_the_same_as_claims_give_the_same(case: Asked, own: str, override: bool, accepting: bool) -> None:
    """Point and frame agree on every figure, flow and reason, and on who refers to whom."""
    given: dict[str, Any] = {
        "denominator": own,
        "by": GROUPINGS,
        "assume_no_override": override,
        "assume_accepting": accepting,
    }

    assert leakage(case.market, case.claims(), **given) == case.ask(amounts=case.amounts, **given)
    for nodes in ("practitioner", "unit", "specialty"):
        point = referral_network(case.market, case.referrals, nodes=nodes, denominator=own, amounts=case.amounts)
        assert referral_network(case.market, case.claims(), nodes=nodes, denominator=own) == point


@a_few
@given(asked(), st.sampled_from(OWN))
def test_one_referral_is_decided_as_it_is_among_others(case: Asked, own: str) -> None:
    """What became of one referral does not depend on any other."""
    alone = [case.ask([one], denominator=own, amounts={}) for one in case.referrals]

    together_ = case.ask(denominator=own)
    counted = sums(tuple(one.total for one in alone))
    assert {part: count[0] for part, count in counted.items()} == {
        one.part.value: one.cases for one in together_.total.parts
    }


@a_few
@given(asked(), st.sampled_from(OWN))
def test_to_assume_what_is_not_known_settles_causes_and_moves_nothing_else(case: Asked, own: str) -> None:
    """What is assumed turns unknown causes into known ones; what was kept, left or not known stays so."""
    open_, settled = (
        case.ask(denominator=own),
        case.ask(denominator=own, assume_no_override=True, assume_accepting=True),
    )
    before, after = (sums((one.total,)) for one in (open_, settled))

    for name in ("kept", "left", "unknown", "in_scope"):
        assert getattr(open_.total, name) == getattr(settled.total, name)
    for part, found in before.items():
        if part not in ("cause-unknown", "specialty-unknown"):
            assert after.get(part, (0, 0, 0))[0] >= found[0]


@a_few
@given(asked(), st.sampled_from(sorted(Function, key=lambda one: one.value)))
def test_organizations_that_reach_one_another_are_those_together(case: Asked, function: Function) -> None:
    """Two organizations are together for a function if and only if what they surely reach has something in common."""
    plan = case.facts.plans[0].id if case.facts.plans else None
    names = [one.id for one in case.facts.organizations][:6]
    for one in names:
        for other in names:
            both = [reached(case.market, function, key, on=_DAY, plan=plan) for key in (one, other)]
            mine, its = ([(frozenset(found.surely), found.perhaps)] for found in both)
            if plan is not None:
                known = meet(mine, its)
                assert (known is True) == together(case.market, function, one, other, on=_DAY, plan=plan)
            assert meet(mine, its) == meet(its, mine)
            assert all(set(found.surely) <= found.perhaps for found in both)


def test_every_law_meets_the_case_that_it_is_about() -> None:
    """Referrals fall into every part, whoever are held to belong together."""
    found = {
        (own, one.part)
        for case in (Asked(seeded(seed)) for seed in range(120))
        for own in OWN
        for one in case.ask(denominator=own).parts
    }

    assert found == {(own, part) for own in OWN for part in Part}
