"""The laws of mergers, associations and purchases, each over drawn markets, and each shown to reach its case."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from medgroup.domain import Agreement, Credential, Facts, Network, Organization, Payer, Plan
from medgroup.market import Market
from medgroup.network import Status, network_standing, network_status
from medgroup.rules import Function, Kind
from medgroup.scenarios import acquire, compare, form_ipa, merge, release
from medgroup.structure import seats, units_of
from medgroup.testing.changed import relabelled, with_prefix
from medgroup.testing.choices import DAYS, Choices, Pen, choices
from medgroup.testing.companions import opened
from medgroup.testing.drawn import draw_facts, every_fact
from medgroup.testing.laws import meets_its_case
from medgroup.testing.questions import draw_question
from medgroup.values.period import ALWAYS
from tests.property.cases import ALL_CONTRACTS, a_few

#: A system that owns nobody yet, signed nothing and belongs to nobody.
NEWCOMER = Organization(id="newcomer", model="ids")


@frozen
class Case:
    """Practices that change on a day, and a question."""

    facts: Facts
    practices: tuple[str, ...]
    on: date
    question: dict[str, Any]

    @property
    def market(self) -> Market:
        """The market before."""
        return opened(self.facts)

    def independent(self) -> Market:
        """Return the market in which nobody ever owned the practices."""
        owned = [tie for tie in self.facts.affiliations if tie.kind is Kind.OWNS and tie.member in self.practices]
        ids = {tie.id for tie in owned}
        return opened(
            attrs.evolve(
                self.facts,
                affiliations=[tie for tie in self.facts.affiliations if tie.id not in ids],
                elections=[one for one in self.facts.elections if one.affiliation not in ids],
                organizations=[*self.facts.organizations, NEWCOMER],
            )
        )

    def staffed(self) -> list[str]:
        """Return the practices that people bill through on the day; there is nothing to compare without."""
        held = [role for role in self.facts.practitioner_roles if role.period.contains(self.on)]
        return sorted({role.organization for role in held} & set(self.practices))

    def days(self) -> tuple[date, date]:
        """Return a day before the change, and one on it or after, as far away as the day of the question."""
        apart = abs((self.question["on"] - self.on).days)
        return self.on - timedelta(days=max(apart, 1)), self.on + timedelta(days=apart)

    def __repr__(self) -> str:
        asked = f"{', '.join(self.practices)} on {self.on}, asked {self.question}"
        return "\n  ".join([f"Case({asked}, of", *map(repr, every_fact(self.facts))]) + ")"


def draw_case(source: Choices) -> Case:
    """Draw practices that change on a day, and a question, mostly one about them."""
    facts = draw_facts(source)
    pen = Pen(source)
    practices = pen.some_of([one.id for one in facts.organizations if one.id.startswith("practice")])
    question = draw_question(source, facts)
    if pen.now_and_then(60):
        lines = [one for one in facts.roster_entries if one.billing in practices]
        if lines:
            line = pen.one_of(lines)
            question |= {"practitioner": line.practitioner, "billing": line.billing, "site": None, "specialty": None}
    return Case(facts, tuple(sorted(practices)), pen.one_of(DAYS), question)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw practices that change on a day, and a question."""
    return draw_case(draw(choices()))


def merged(market: Market, case: Case, contracts: str = "pass") -> Market:
    """Return the market in which the practices of a case are one group, ``group``."""
    return merge(
        market, case.practices, model="multi-specialty", name="Group", id="group", on=case.on, contracts=contracts
    )


CHANGES: dict[str, Callable[[Market, Case], Market]] = {
    "merge": merged,
    "merge without contracts": lambda market, case: merged(market, case, "none"),
    "form_ipa": lambda market, case: form_ipa(market, case.practices, name="Association", id="new-ipa", on=case.on),
    "acquire": lambda market, case: acquire(market, case.practices, by="newcomer", on=case.on),
    "release": lambda market, case: release(market, case.practices, on=case.on),
}


def with_newcomer(case: Case) -> Market:
    """Return the market of a case with a system that may buy."""
    return opened(case.facts + Facts(organizations=[NEWCOMER]))


def asked(market: Market, case: Case, **changed: Any) -> Status:
    """Return the standing by contract that a case asks about."""
    return network_standing(market, **{**case.question, **changed}).contracted


def as_bytes(market: Market) -> str:
    """Return a market's facts and assumptions as text, sets in order."""
    return "\n".join([*(text_of(fact) for fact in every_fact(market.facts)), *market.assumptions])


def text_of(fact: Any) -> str:
    """Return everything a fact says as text, sets in order."""
    return json.dumps(
        attrs.asdict(fact), default=lambda one: sorted(map(str, one)) if isinstance(one, frozenset) else str(one)
    )


# Each law asserts itself of one case and returns whether the case is one that it is about. ----------------------------


def changes_are_pure(case: Case) -> bool:
    market = with_newcomer(case)
    status, facts = network_status(market, **case.question), as_bytes(market)
    for change in CHANGES.values():
        first = change(market, case)
        assert as_bytes(change(market, case)) == as_bytes(first)
        assert as_bytes(market) == facts
        assert first.models == market.models
    assert json.dumps(network_status(market, **case.question).to_dict()) == json.dumps(status.to_dict())
    return bool(status.best.roster_entry)


def history_is_kept(case: Case) -> bool:
    market, (before, _) = with_newcomer(case), case.days()
    was = asked(market, case, on=before)
    places = [(function, one.id) for function in Function for one in market.facts.organizations]
    sat = [seats(market, function, one, on=before) for function, one in places]
    for change in CHANGES.values():
        changed = change(market, case)
        now = asked(changed, case, on=before)
        assert now is was or {was, now} == {Status.OUT, Status.PENDING}
        assert [seats(changed, function, one, on=before) for function, one in places] == sat
    return was is Status.IN


def merging_passes_contracts(case: Case) -> bool:
    """In a closed world, where no standing comes from what may exist beside the facts."""
    market = opened(attrs.evolve(case.independent().facts, scopes=[ALL_CONTRACTS]))
    group = merged(market, case)
    if any("do not pass" in assumption for assumption in group.assumptions):
        return False
    standings = set()
    for day in (case.on, case.days()[1]):
        was = max(asked(market, case, billing=billing, on=day) for billing in case.practices)
        assert asked(group, case, billing="group", on=day) >= was
        standings.add(was)
    return Status.IN in standings


def merging_without_contracts_leaves_nobody_in(case: Case) -> bool:
    market, (_, after) = case.market, case.days()
    assert asked(merged(market, case, "none"), case, billing="group", on=after) is not Status.IN
    return asked(merged(market, case), case, billing="group", on=after) is Status.IN


def merging_leaves_others_alone(case: Case) -> bool:
    """Those who never bill, sign, gather or stand on a line with the practices are not touched."""
    market, (_, after) = case.market, case.days()
    billing = case.question["billing"]
    touched = {*case.practices}
    size = 0
    while len(touched) > size:
        size = len(touched)
        touched |= {tie.member for tie in case.facts.affiliations if tie.organizer in touched}
        touched |= {one.billing for one in case.facts.roster_entries if contractor_of(case, one) in touched}
    if billing in touched:
        return False
    assert asked(merged(market, case), case, on=after) is asked(market, case, on=after)
    return asked(market, case, on=after) is Status.IN


def contractor_of(case: Case, entry: Any) -> str:
    """Return the organization that signed a roster line's agreement."""
    return next(one.contractor for one in case.facts.agreements if one.id == entry.agreement)


def nobody_bills_through_what_has_ended(case: Case) -> bool:
    market, (_, after) = case.market, case.days()
    after_merger = merged(market, case)
    old = case.practices[0]
    assert after_merger.on(after).roles_at(old) == ()
    assert after_merger.on(after).roster_billing(old) == ()
    assert old not in {one.id for one in after_merger.on(after).organizations()}
    now = {(role.practitioner, role.specialties, role.period.end) for role in after_merger.on(after).roles_at("group")}
    was = {
        (role.practitioner, role.specialties, role.period.end)
        for one in case.practices
        for role in market.on(after).roles_at(one)
    }
    assert now == was
    return len(was) > 1


def association_without_agreement_changes_no_standing(case: Case) -> bool:
    market = case.market
    formed = form_ipa(market, case.practices, name="Association", on=case.on)
    for day in (*case.days(), case.question["on"]):
        assert network_standing(formed, **{**case.question, "on": day}) == network_standing(
            market, **{**case.question, "on": day}
        )
    contracting = units_of(formed, Function.CONTRACTING, case.question["billing"], on=case.on)
    return "association" in contracting and asked(market, case) is Status.IN


def association_with_agreement_puts_its_members_in(case: Case) -> bool:
    brought = Facts(
        payers=[Payer(id="new-payer")],
        networks=[Network(id="new-network", payer="new-payer")],
        plans=[Plan(id="new-plan", payer="new-payer", networks=["new-network"])],
        credentials=[
            Credential(id=f"new-{one.id}", practitioner=one.id, payer="new-payer") for one in case.facts.practitioners
        ],
    )
    market = opened(case.facts + brought)
    agreement = Agreement(id="new-agreement", contractor="anyone", networks=["new-network"])
    formed = form_ipa(market, case.practices, name="Association", on=case.on, agreement=agreement)
    roles = [role for one in case.practices for role in market.on(case.on).roles_at(one)]
    for role in roles:
        for day, expected in ((case.on, Status.IN), (case.on - timedelta(days=1), Status.PENDING)):
            best = network_status(formed, role.practitioner, role.organization, "new-plan", on=day).paths
            assert expected in {path.status for path in best}
    return bool(roles)


def buying_leaves_what_was_signed(case: Case) -> bool:
    market, (_, after) = with_newcomer(case), case.days()
    question = {**case.question, "on": after}
    own = [
        path
        for path in network_status(market, **question).paths
        if path.agreement is not None and not path.affiliations and path.status is Status.IN
    ]
    bought = acquire(market, case.practices, by="newcomer", on=case.on)
    if own:
        assert asked(bought, case, on=after) is Status.IN
    return bool(own) and case.question["billing"] in case.practices


def buyer_without_contracts_changes_no_standing(case: Case) -> bool:
    market = case.independent()
    bought = acquire(market, case.practices, by="newcomer", on=case.on)
    for day in (*case.days(), case.question["on"]):
        assert asked(bought, case, on=day) is asked(market, case, on=day)
    for practice in case.practices:
        assert units_of(bought, Function.RECORDS, practice, on=case.on) >= {"newcomer"}
    return asked(market, case, on=case.days()[1]) is Status.IN and case.question["billing"] in case.practices


def one_owner_at_a_time(case: Case) -> bool:
    market, (before, after) = with_newcomer(case), case.days()
    bought = acquire(market, case.practices, by="newcomer", on=case.on)
    freed = release(bought, case.practices, on=case.on + timedelta(days=1))
    for practice in case.practices:
        owners = {tie.organizer for tie in bought.on(after).affiliations_of(practice, Kind.OWNS)}
        assert owners == {"newcomer"}
        assert freed.on(after + timedelta(days=1)).affiliations_of(practice, Kind.OWNS) == ()
        ties = [[tie.id for tie in one.on(before).affiliations_of(practice)] for one in (bought, market)]
        assert ties[0] == ties[1]
    return any(market.on(after).affiliations_of(practice, Kind.OWNS) for practice in case.practices)


def comparisons_do_not_touch_each_other(case: Case) -> bool:
    market, staffed = case.market, case.staffed()
    if not staffed:
        return False
    first = json.dumps(compare(market, case.practices, on=case.on).to_dict())
    compare(market, staffed[:1], on=case.on, under=["ids", "multi-specialty", "as-is"])
    assert json.dumps(compare(market, case.practices, on=case.on).to_dict()) == first
    assert json.dumps(compare(opened(case.facts), case.practices, on=case.on).to_dict()) == first
    return bool(json.loads(first)["organizations"]["as-is"]["in_by_contract"])


def order_of_keys_changes_no_outcome(case: Case) -> bool:
    if not case.staffed():
        return False
    every = compare(case.market, case.practices, on=case.on).organizations
    for key, outcome in every.items():
        assert compare(case.market, case.practices, on=case.on, under=[key]).organizations[key] == outcome
    return len({outcome.in_by_contract for outcome in every.values()}) > 1


def relabelling_people_changes_nothing(case: Case) -> bool:
    """M7: relabelling practitioners does nothing."""
    if not case.staffed():
        return False
    people = Facts(practitioners=case.facts.practitioners)
    same = {name: {fact.id: fact.id for fact in collection} for name, collection in case.facts.items()}
    labels = same | {"practitioners": {one.id: f"zz-{one.id}" for one in case.facts.practitioners}}
    before = compare(case.market, case.practices, on=case.on)
    after = compare(opened(relabelled(case.facts, labels)), case.practices, on=case.on)
    assert json.dumps(after.to_dict()) == with_prefix(json.dumps(before.to_dict()), people, "zz-")
    return before.organizations["multi-specialty"].in_by_contract > 0


def one_practitioner_is_the_same_under_every_group(case: Case) -> bool:
    """M1: one practitioner, then solo = single = multi."""
    practice, role = case.practices[0], case.facts.practitioner_roles[0]
    alone = attrs.evolve(role, organization=practice, period=ALWAYS)
    market = opened(attrs.evolve(case.independent().facts, practitioner_roles=[alone]))
    outcomes = compare(market, [practice], on=case.on, under=["as-is", "single-specialty", "multi-specialty"])
    if outcomes.practices != (practice,) or "do not pass" in outcomes.explain():
        return False
    rows = {
        (
            outcome.practitioners,
            outcome.pairs,
            tuple((function, len(units)) for function, units in sorted(outcome.units.items())),
        )
        for outcome in outcomes.organizations.values()
    }
    assert len(rows) == 1
    return outcomes.organizations["multi-specialty"].practitioners == 1


def comparing_counts_what_network_standing_says(case: Case) -> bool:
    if not case.staffed():
        return False
    market = case.market
    outcome = compare(market, case.practices, on=case.on, under=["as-is"]).organizations["as-is"]
    roles = [role for one in outcome.organizations for role in market.on(case.on).roles_at(one)]
    plans = [plan.id for plan in case.facts.plans if plan.period.contains(case.on)]
    found: dict[tuple[str, str], list[Status]] = {}
    for role in roles:
        for plan in plans:
            standing = network_standing(market, role.practitioner, role.organization, plan, on=case.on)
            found.setdefault((role.practitioner, plan), []).append(standing.contracted)
    assert outcome.pairs == len(found)
    assert outcome.in_by_contract == sum(max(statuses) is Status.IN for statuses in found.values())
    assert outcome.unknown_by_contract == sum(max(statuses) is Status.UNKNOWN for statuses in found.values())
    return 0 < outcome.in_by_contract < outcome.pairs


def association_and_newcomer_leave_shares_as_they_are(case: Case) -> bool:
    """M3: an IPA with no contract in force = independent practices; and so is a buyer without contracts."""
    if not case.staffed():
        return False
    market = case.independent()
    outcomes = compare(market, case.practices, on=case.on, under=["as-is", "ipa", "ids"], system="newcomer")
    rows = {
        (one.practitioners, one.pairs, one.in_by_contract, one.unknown_by_contract, one.in_by_listing)
        for one in outcomes.organizations.values()
    }
    if outcomes.practices != case.practices:
        return False
    assert len(rows) == 1
    return outcomes.organizations["ipa"].in_by_contract > 0


LAWS: dict[str, Callable[[Case], bool]] = {
    law.__name__: law
    for law in (
        changes_are_pure,
        history_is_kept,
        merging_passes_contracts,
        merging_without_contracts_leaves_nobody_in,
        merging_leaves_others_alone,
        nobody_bills_through_what_has_ended,
        association_without_agreement_changes_no_standing,
        association_with_agreement_puts_its_members_in,
        buying_leaves_what_was_signed,
        buyer_without_contracts_changes_no_standing,
        one_owner_at_a_time,
        comparisons_do_not_touch_each_other,
        order_of_keys_changes_no_outcome,
        relabelling_people_changes_nothing,
        one_practitioner_is_the_same_under_every_group,
        comparing_counts_what_network_standing_says,
        association_and_newcomer_leave_shares_as_they_are,
    )
}


@given(cases())
@a_few
def test_every_change_is_pure(case: Case) -> None:
    """Pure Market to Market; the same change gives the same market, and the old one stays as it was."""
    changes_are_pure(case)


@given(cases())
@a_few
def test_history_is_kept(case: Case) -> None:
    """History is kept.

    Before the day of a change every seat and every answer is as it was, save that what would have started later may
    start elsewhere: PENDING and OUT may take each other's place, and ``overall`` says OUT of both.
    """
    history_is_kept(case)


@given(cases())
def test_agreements_in_force_pass_to_the_merged_group(case: Case) -> None:
    """Agreements in force pass to the new group from that day, with roster lines.

    Nobody stands worse through the group than through the best of the old practices, for the same plan, site and
    specialty, that day and after: whoever was IN is IN. There are two exceptions. An owner's contracts pass only where
    all practices have the same owner; and of several ties to one organizer one passes, which is then an assumption.
    """
    merging_passes_contracts(case)


@given(cases())
def test_without_contracts_nobody_is_in_through_the_merged_group(case: Case) -> None:
    """``contracts="none"`` drops them."""
    merging_without_contracts_leaves_nobody_in(case)


@given(cases())
def test_a_merger_leaves_others_alone(case: Case) -> None:
    """An unrelated fact changes nothing."""
    merging_leaves_others_alone(case)


@given(cases())
def test_nobody_bills_through_a_practice_that_merged(case: Case) -> None:
    """Roles pass to the new group from that day; the practices end."""
    nobody_bills_through_what_has_ended(case)


@given(cases())
def test_an_association_without_an_agreement_changes_no_standing(case: Case) -> None:
    """M3: an IPA with no contracts in force = independent practices."""
    association_without_agreement_changes_no_standing(case)


@given(cases())
def test_an_association_with_an_agreement_puts_its_members_in(case: Case) -> None:
    """``form_ipa`` creates no agreement unless given one; then all who hold a role at a member are on its roster."""
    association_with_agreement_puts_its_members_in(case)


@given(cases())
def test_an_agreement_outlives_the_sale_of_its_signer(case: Case) -> None:
    """An agreement outlives a change of owner until its period ends."""
    buying_leaves_what_was_signed(case)


@given(cases())
def test_a_buyer_without_contracts_changes_no_standing(case: Case) -> None:
    """An agreement outlives a change of owner; a buyer that contracts for nobody brings none and takes none."""
    buyer_without_contracts_changes_no_standing(case)


@given(cases())
def test_a_practice_has_one_owner_after_it_is_bought(case: Case) -> None:
    """An organization buys others whole on a day; ties to earlier owners end; released, they have none."""
    one_owner_at_a_time(case)


@given(cases())
@a_few
def test_comparisons_do_not_touch_each_other(case: Case) -> None:
    """``compare(A)`` after ``compare(B)`` after ``compare(A)`` is byte-identical."""
    comparisons_do_not_touch_each_other(case)


@given(cases())
@a_few
def test_what_else_is_compared_changes_no_outcome(case: Case) -> None:
    """Every question is a function: an outcome does not depend on what it is compared with."""
    order_of_keys_changes_no_outcome(case)


@given(cases())
@a_few
def test_relabelling_practitioners_changes_nothing(case: Case) -> None:
    """M7: relabelling practitioners does nothing."""
    relabelling_people_changes_nothing(case)


@given(cases())
def test_one_practitioner_is_the_same_under_every_group(case: Case) -> None:
    """M1: one practitioner: solo = single = multi, here in the number of units of every function."""
    one_practitioner_is_the_same_under_every_group(case)


@given(cases())
def test_shares_are_those_of_network_standing(case: Case) -> None:
    """Share of (practitioner, plan) pairs in network, by contract."""
    comparing_counts_what_network_standing_says(case)


@given(cases())
def test_an_association_or_a_buyer_without_contracts_leaves_shares_as_they_are(case: Case) -> None:
    """M3: an IPA with no contracts in force = independent practices; so is a buyer that contracts for nobody."""
    association_and_newcomer_leave_shares_as_they_are(case)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_meets_the_case_that_it_is_about(law: str) -> None:
    assert meets_its_case(LAWS[law], draw_case)
