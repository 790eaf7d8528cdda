"""Laws about an author's example and what violates it: a check finds what it is for, and nothing else."""

from collections.abc import Iterable

from medgroup.domain import Facts
from medgroup.errors import listed
from medgroup.structure import check_structure
from medgroup.testing.changed import reordered
from medgroup.testing.checked_laws import told
from medgroup.testing.choices import Pen
from medgroup.testing.codes import codes_of
from medgroup.testing.laws import claim, law
from medgroup.testing.subjects import Subject, findings_of
from medgroup.testing.suite_cases import SuiteCase, draw_case, draw_example
from medgroup.values.finding import Finding, Severity

#: What a rule that is broken, or most probably so, is found as.
BROKEN = (Severity.ERROR, Severity.WARNING)


def found_of_own(subject: Subject, facts: Facts, case: SuiteCase) -> list[Finding]:
    """Return what is found of every organization of some facts in a market that holds others besides."""
    pen = Pen(case.choices)
    beside = facts + subject.stranger(case.choices) if pen.now_and_then(50) else facts
    market = subject.opened(reordered(beside, case.choices))
    in_force = [one.id for one in facts.organizations if one.period.contains(case.on)]
    return [finding for one in in_force for finding in findings_of(market, one, case.on)]


@law(
    "A valid example has no finding, whatever stands beside it in its market.",
    mend="correct `example`, or the check; name in `undecided` what the facts cannot decide, or is only worth knowing.",
    draw=draw_example,
)
def the_valid_example_has_no_finding(subject: Subject, case: SuiteCase) -> bool:
    """Hold the example against the law."""
    found = [
        one
        for one in found_of_own(subject, subject.example, case)
        if one.severity in BROKEN or one.code not in subject.undecided
    ]
    claim(not found, f"in the example is found: {listed(map(told, found), most=3)}")
    return True


@law(
    "Each violation is found, by its own code and no other.",
    mend="let the mutation in `violations` break one rule only, and the check find it as ERROR or WARNING.",
    draw=draw_example,
)
def each_violation_has_its_own_finding(subject: Subject, case: SuiteCase) -> bool:
    """Hold each violation against the law."""
    before = _codes(found_of_own(subject, subject.example, case))
    for code, facts in subject.violated.items():
        found = found_of_own(subject, facts, case)
        new = _codes(found) - before
        here = listed([told(one) for one in found if one.code == code] or ["nothing"], most=2)
        claim(code in new, f"the violation of {code} is not found as ERROR or WARNING; by this code is found: {here}")
        others = sorted(new - {code})
        claim(not others, f"the violation of {code} is found by {listed(others)} too")
    return bool(subject.violated) or not subject.model.checks


def _codes(found: Iterable[Finding]) -> set[str]:
    return {one.code for one in found if one.severity in BROKEN}


@law(
    "Every code that a check can emit has a violation.",
    mend="add a mutation to `violations` for each; name in `undecided` what no facts can break. Where a text only "
    "looks like a code, state the codes in `codes`.",
    draw=draw_case,
)
def every_code_has_a_violation(subject: Subject, case: SuiteCase) -> bool:
    """Hold the codes that the checks hold, and those that a case brings out, against the law."""
    emitted = codes_of(subject.model.checks) if subject.codes is None else subject.codes
    market = subject.opened(case.facts)
    bearers = subject.bearers(case.facts)
    met = _codes(one for key in bearers for one in findings_of(market, key, case.on)) - _of_core()
    covered = {*subject.violated, *subject.undecided}
    missing = sorted((emitted | (met if subject.codes is None else set())) - covered)
    claim(not missing, f"without a violation: {listed(missing)}")
    return bool(met) or not subject.violated


def _of_core() -> frozenset[str]:
    """Return the codes of the checks that every organization is held against, whatever its model."""
    return codes_of([check_structure])


EXAMPLE_LAWS = (the_valid_example_has_no_finding, each_violation_has_its_own_finding, every_code_has_a_violation)
