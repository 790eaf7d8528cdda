"""Laws about what checks find: it rests on the facts of the organization and the day, and on nothing else."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

from medgroup.domain import Facts
from medgroup.market import Market, open_market
from medgroup.rules import Function
from medgroup.structure import describe, seats
from medgroup.testing.changed import (
    Labels,
    has_days,
    numbered_labels,
    prefixed,
    relabelled,
    reordered,
    shifted,
    shuffled,
    shuffled_labels,
)
from medgroup.testing.choices import Pen
from medgroup.testing.laws import claim, claim_equal, law
from medgroup.testing.subjects import Subject, findings_of
from medgroup.testing.suite_cases import SuiteCase, draw_case
from medgroup.testing.unstated import with_less_stated
from medgroup.values.finding import Finding, Severity
from medgroup.values.period import days_after

#: How far all days are moved: farther than any clock is off, and a little.
CENTURIES, A_LITTLE = (36_500, -36_500), (1, -1, 365, -400)


def told(finding: Finding) -> str:
    """Return everything that a finding says, as one line."""
    about = f"{finding.code} ({finding.severity.value}) {', '.join(finding.subjects)}"
    return f"{about}: {finding.message} {finding.remedy} {finding.source}".strip()


def brief(finding: Finding, labels: Labels | None = None) -> str:
    """Return a finding without its words, with other ids where labels are given."""
    subjects = [
        name if labels is None else f"{collection}/{labels.get(collection, {}).get(key, key)}"
        for name in finding.subjects
        for collection, _, key in (name.partition("/"),)
    ]
    return f"{finding.code} ({finding.severity.value}) {', '.join(sorted(subjects))}"


def all_told(market: Market, organizations: Iterable[str], on: date) -> list[str]:
    """Return everything that is found of some organizations, organization by organization."""
    return [told(finding) for one in organizations for finding in findings_of(market, one, on)]


def all_brief(market: Market, organizations: Iterable[str], on: date, labels: Labels | None = None) -> list[str]:
    """Return what is found of some organizations, without words, sorted."""
    return sorted(brief(finding, labels) for one in organizations for finding in findings_of(market, one, on))


def places(market: Market, organizations: Iterable[str], on: date) -> list[str]:
    """Return the seats and the description of some organizations, one line each."""
    lines = []
    for one in organizations:
        lines += [f"{one} {function.value}: {seats(market, function, one, on=on)}" for function in Function]
        lines.append(json.dumps(describe(market, one, on=on).to_dict()))
    return lines


@law(
    "Locality: facts that have nothing to do with an organization change nothing about it.",
    mend="let the check start from the organization that it is called for (view.roles_at(organization.id), "
    "view.members_of(organization.id) ...) and follow references from there; do not go through view.organizations().",
    draw=draw_case,
)
def unrelated_facts_change_nothing(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law, with another market beside it."""
    stranger = subject.stranger(case.choices)
    alone, beside = subject.opened(case.facts), subject.opened(case.facts + stranger)
    bearers = subject.bearers(case.facts)
    what = "beside a market that shares no fact with it, other things hold of the same organization"
    claim_equal(all_told(alone, bearers, case.on), all_told(beside, bearers, case.on), what)
    claim_equal(places(alone, bearers, case.on), places(beside, bearers, case.on), what)
    in_force = {one.id for one in beside.on(case.on).organizations()}
    return bool(in_force & {*bearers}) and bool(in_force & {*subject.bearers(stranger)})


@law(
    "Order: the order of plugins changes nothing.",
    mend="hand over the same records whenever the hook is called; keep nothing from one call to the next.",
    draw=draw_case,
)
def order_of_plugins_changes_nothing(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law, opened with the plugins in another order."""
    plugins = shuffled(list(subject.plugins), case.choices)
    one, other = subject.opened(case.facts), open_market(case.facts, plugins=plugins)
    bearers = subject.bearers(case.facts)
    claim(one.models == other.models, "opened again, with the plugins in another order, the models are others")
    claim_equal(all_told(one, bearers, case.on), all_told(other, bearers, case.on), "with the plugins in another order")
    return plugins != [*subject.plugins] and bool(bearers)


@law(
    "Order: the order of facts changes nothing.",
    mend="let the check depend on what the view returns, sort what comes out of a set, and keep no state of its own.",
    draw=draw_case,
)
def order_of_facts_changes_nothing(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law, with every collection in another order."""
    other = reordered(case.facts, case.choices)
    bearers = subject.bearers(case.facts)
    before, after = (all_told(subject.opened(facts), bearers, case.on) for facts in (case.facts, other))
    claim_equal(before, after, "with the same facts in another order")
    return other != case.facts and bool(bearers)


@law(
    "Order: which id comes first changes nothing.",
    mend="the view returns facts in the order of their ids, which means nothing: let the check take no first one, "
    "but all of them, or the one that a date or a share singles out.",
    draw=draw_case,
)
def order_of_ids_changes_nothing(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law: once numbered in order, once with the numbers handed round."""
    # Both have ids of one spelling, so that nothing but their order differs.
    labels = numbered_labels(case.facts), shuffled_labels(case.facts, case.choices)
    before, after = (_under(subject, case, one) for one in labels)
    claim_equal(before, after, "with ids in another order, other things are found (by the ids of the first order)")
    return labels[0] != labels[1] and bool(subject.bearers(case.facts))


def _under(subject: Subject, case: SuiteCase, labels: Labels) -> list[str]:
    """Return what is found under other ids, told by the ids of the case."""
    facts = relabelled(case.facts, labels)
    back = {name: {new: old for old, new in given.items()} for name, given in labels.items()}
    return all_brief(subject.opened(facts), subject.bearers(facts), case.on, back)


@law(
    "Relabelling: how ids are spelled changes nothing but the ids in what is found.",
    mend="an id is a label: let the check look at the model, the roles and the kind of an organization, and sort "
    "what it lists in a message.",
    draw=draw_case,
)
def spelling_of_ids_changes_only_ids(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law: under its own ids, and under two prefixes."""
    own = all_brief(subject.opened(case.facts), subject.bearers(case.facts), case.on)
    first, second = (prefixed(case.facts, prefix) for prefix in ("a0-", "z0-"))
    claim_equal(own, _under(subject, case, first), "with a prefix before every id, other things are found")
    told_under = []
    for labels in (first, second):
        facts = relabelled(case.facts, labels)
        lines = all_told(subject.opened(facts), subject.bearers(facts), case.on)
        told_under.append([line.replace("z0-", "a0-") for line in lines])
    claim_equal(told_under[0], told_under[1], "with another prefix before every id, something else is said")
    return bool(own) or not subject.model.checks


@law(
    "Time: moving all days by as much, the day asked about among them, changes nothing.",
    mend="let the check ask for the day with view.day; never read a clock. Where a rule begins on a day of its own, "
    "a law that takes effect say, name its code in `dated`.",
    draw=draw_case,
)
def moving_all_days_changes_nothing(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law: a century earlier, a century later, and a little."""
    before = _undated(subject, case.facts, case.on)
    for apart in (*CENTURIES, Pen(case.choices).one_of(A_LITTLE)):
        days = _movable(case, apart)
        after = _undated(subject, shifted(case.facts, days), days_after(case.on, days))
        claim_equal(before, after, f"{days} days away, other things are found")
    return (bool(before) or not subject.model.checks) and has_days(case.facts)


def _undated(subject: Subject, facts: Facts, on: date) -> list[str]:
    """Return what is found by rules that have no date of their own."""
    found = all_brief(subject.opened(facts), subject.bearers(facts), on)
    return [line for line in found if line.split(" ")[0] not in subject.dated]


def _movable(case: SuiteCase, days: int) -> int:
    """Return by how much the days of a case can be moved: so much, or less where a calendar ends."""
    for apart in (days, -days, 1, -1):
        try:
            shifted((case.facts, case.on), apart)
        except OverflowError:
            continue
        return apart
    return 0


@law(
    "A check is a function: asked again, in another order, it finds the same.",
    mend="keep nothing from one call to the next, and draw nothing at random.",
    draw=draw_case,
)
def asking_again_changes_nothing(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law: in another order, in a market opened anew, and once more."""
    bearers = subject.bearers(case.facts)
    market = subject.opened(case.facts)
    again = open_market(case.facts, plugins=subject.plugins)
    before = {one: all_told(market, [one], case.on) for one in bearers}
    after = {one: all_told(again, [one], case.on) for one in reversed(bearers)}
    once_more = {one: all_told(market, [one], case.on) for one in bearers}
    for other in (after, once_more):
        claim_equal(_lines(before, bearers), _lines(other, bearers), "asked again")
    return any(before.values()) or not subject.model.checks


def _lines(found: Mapping[str, list[str]], organizations: Iterable[str]) -> list[str]:
    return list(chain.from_iterable(found[one] for one in organizations))


@law(
    "Open world: what is left out is not known, so no rule is found broken because a fact says less.",
    mend="where a field is None or nothing is stated, yield a finding with severity=Severity.CANNOT_TELL that says "
    "what is missing; ERROR is for what the facts do say.",
    draw=draw_case,
)
def less_stated_breaks_no_rule(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law: with fields left out, and with nothing left but the organization."""
    facts = with_less_stated(case.facts, Pen(case.choices))
    before, after = (_broken(subject, one, case.on) for one in (case.facts, facts))
    new = sorted(after - before)
    claim(not new, f"with less stated, these rules are broken that were not: {new}")
    for one in subject.bearers(case.facts):
        alone = Facts(organizations=[row for row in case.facts.organizations if row.id == one])
        broken = sorted(code for code, _ in _broken(subject, alone, case.on))
        claim(not broken, f"an organization of which nothing else is stated breaks {broken}")
    return facts != case.facts and bool(subject.bearers(case.facts))


def _broken(subject: Subject, facts: Facts, on: date) -> set[tuple[str, str]]:
    """Return the rules that are broken, with the organization that was asked about."""
    market = subject.opened(facts)
    return {
        (finding.code, one)
        for one in subject.bearers(facts)
        for finding in findings_of(market, one, on)
        if finding.severity is Severity.ERROR
    }


@law(
    "Evidence: a finding names facts that are there, says in a sentence what was found, and what would mend it.",
    mend='give every finding subjects as "collection/id" of facts in the market, a message that ends with a full stop, '
    "and a remedy; INFO needs no remedy.",
    draw=draw_case,
)
def findings_name_facts_that_are_there(subject: Subject, case: SuiteCase) -> bool:
    """Hold a case against the law."""
    market = subject.opened(case.facts)
    known = {f"{collection}/{fact.id}" for collection, rows in case.facts.items() for fact in rows}
    found = [finding for one in subject.bearers(case.facts) for finding in findings_of(market, one, case.on)]
    for finding in found:
        strange = [name for name in finding.subjects if name not in known]
        claim(bool(finding.subjects) and not strange, f"{finding.code} names {strange or 'no fact'}: {told(finding)}")
        claim(finding.message.endswith("."), f"{finding.code} says no sentence: {finding.message!r}")
        mended = bool(finding.remedy) or finding.severity is Severity.INFO
        claim(mended, f"{finding.code} says nothing of what would mend it: {told(finding)}")
    return bool(found) or not subject.model.checks


CHECKED_LAWS = (
    unrelated_facts_change_nothing,
    order_of_plugins_changes_nothing,
    order_of_facts_changes_nothing,
    order_of_ids_changes_nothing,
    spelling_of_ids_changes_only_ids,
    moving_all_days_changes_nothing,
    asking_again_changes_nothing,
    less_stated_breaks_no_rule,
    findings_name_facts_that_are_there,
)
