"""Cost sharing said a second time, as plainly as can be: one line at a time, in fractions of a dollar, from the facts.

It shares no code with the library beyond the records of the facts and of the lines. What the property tests hold
against it is every amount of every line.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from medgroup.costs.benefits.claims import ClaimLine, CoverageClass, Reversal
from medgroup.domain.benefits import BenefitDesign, Crossing
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.payers import Line, Plan

ZERO = Fraction(0)
NEVER = Fraction(10**9)
#: Annual limits and least high deductibles, of one person and of a family, in dollars, as published.
ANNUAL = {2025: (9_200, 18_400), 2026: (10_600, 21_200), 2027: (12_000, 24_000)}
LEAST = {2025: (1_650, 3_300), 2026: (1_700, 3_400), 2027: (1_750, 3_500)}

Key = tuple[str, ...]


@dataclass
class Outcome:
    """What became of a line: word, cause, and amounts in dollars."""

    status: str
    cause: str | None = None
    allowed: Fraction | None = None
    deductible: Fraction | None = None
    copay: Fraction | None = None
    coinsurance: Fraction | None = None
    not_covered: Fraction | None = None
    plan: Fraction | None = None
    patient: Fraction | None = None
    written_off: Fraction | None = None
    balance: Fraction | None = None

    def cents(self) -> tuple[Any, ...]:
        """Return the outcome with its amounts in cents."""
        amounts = list(self.__dict__.values())[2:]
        return (self.status, self.cause, *(None if one is None else int(one * 100) for one in amounts))


class Waits(Exception):
    """A line waits for something to be known."""


class Refused(Exception):
    """A line is not covered."""


@dataclass
class Second:
    """Adjudicates the lines of a plan, one after another."""

    plan: Plan
    used: dict[Key, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    visits: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[str, tuple[Outcome, list[tuple[Key, Fraction]], list[tuple[Key, str]]]] = field(default_factory=dict)

    @property
    def design(self) -> BenefitDesign:
        return self.plan.benefits or BenefitDesign()

    def take(self, line: ClaimLine | Reversal) -> Outcome:
        if isinstance(line, Reversal):
            return self.give_back(line.line)
        steps: list[tuple[Key, Fraction]] = []
        made: list[tuple[Key, str]] = []
        try:
            outcome = self.share(line, steps, made)
        except Waits as wait:
            outcome = Outcome("pended", str(wait))
        except Refused as refusal:
            outcome = self.refused(line, str(refusal))
        if outcome.status == "covered":
            for key, amount in steps:
                self.used[key] += amount
            for key, visit in made:
                self.visits[key].append(visit)
        self.taken[line.id] = (outcome, steps, made) if outcome.status == "covered" else (outcome, [], [])
        return outcome

    def give_back(self, id: str) -> Outcome:
        if id not in self.taken:
            return Outcome("pended", "nothing-to-reverse")
        outcome, steps, made = self.taken.pop(id)
        for key, amount in steps:
            self.used[key] -= amount
        for key, visit in made:
            self.visits[key].remove(visit)
        negated = {name: -value for name, value in outcome.__dict__.items() if isinstance(value, Fraction)}
        return Outcome("reversed", None, **{**dict.fromkeys(list(outcome.__dict__)[2:]), **negated})

    def refused(self, line: ClaimLine, cause: str) -> Outcome:
        contract = line.coverage in (CoverageClass.IN, CoverageClass.NOT_COVERED) and cause != "plan-period"
        allowed = lesser(line) if contract else None
        if contract and allowed is None and line.coverage is CoverageClass.IN:
            return Outcome("pended", "allowed-not-known")
        charge = None if line.charge is None else Fraction(line.charge, 100)
        owed = charge if allowed is None else allowed
        if owed is None:
            return Outcome("pended", "charge-not-known")
        beyond = None if charge is None else charge - owed
        return Outcome("not-covered", cause, allowed, ZERO, ZERO, ZERO, owed, ZERO, owed, beyond, ZERO)

    def share(self, line: ClaimLine, steps: list[tuple[Key, Fraction]], made: list[tuple[Key, str]]) -> Outcome:
        tier, sharing = self.tier_of(line)
        rule = rule_for(sharing, line)
        label = rule.label if rule else ""
        who = (line.family, line.patient, str(self.year_of(line.on)))
        if rule is not None:
            self.check_rule(rule, line, (*who, label))
        allowed = lesser(line)
        if allowed is None:
            raise Waits("allowed-not-known")
        inside = tier != "out"
        free = (line.preventive or line.category is ServiceCategory.PREVENTIVE) and inside
        if free and not self.design.grandfathered:
            parts = (ZERO, ZERO, ZERO)
        else:
            parts = self.parts(line, tier, sharing, rule, who, allowed)
        owed = sum(parts, ZERO)
        for where in self.counted_in(tier):
            self.count(line, where, tier, who, (parts[0], owed), steps)
        if inside:
            steps.append((("in network", *who), owed))
        if rule is not None and rule.visits is not None:
            made.append(((*who, label), line.visit or line.id))
        if line.visit is not None:
            steps.append((("copay", *who, label, line.visit), parts[1]))
        beyond = None if line.charge is None else Fraction(line.charge, 100) - allowed
        return Outcome(
            "covered",
            None,
            allowed,
            *parts,
            ZERO,
            allowed - owed,
            owed,
            beyond if inside else ZERO,
            ZERO if inside else beyond,
        )

    def tier_of(self, line: ClaimLine) -> tuple[str, CostSharing]:
        """Step 0: by which terms, if any."""
        design = self.design
        if line.coverage is CoverageClass.UNKNOWN:
            raise Waits("class-not-known")
        if line.coverage is CoverageClass.NOT_COVERED:
            raise Refused("class")
        if not self.plan.period.contains(line.on):
            raise Refused("plan-period")
        tiers = design.tiers or ()
        if line.coverage is CoverageClass.OUT:
            if design.out_of_network is None:
                raise Waits("out-of-network-not-known")
            if not design.out_of_network.covered:
                raise Refused("out-of-network")
            if tiers and design.crossing is None:
                raise Waits("crossing-not-known")
            return "out", design.out_of_network.cost_sharing
        if line.tier > len(tiers):
            raise Waits("benefits-not-known")
        if len(tiers) > 1 and design.shared_tiers is None:
            raise Waits("crossing-not-known")
        return str(line.tier), tiers[line.tier - 1].cost_sharing

    def check_rule(self, rule: ServiceRule, line: ClaimLine, key: Key) -> None:
        if not rule.covered:
            raise Refused("service-not-covered")
        made = set(self.visits[key])
        if rule.visits is not None and len(made) >= rule.visits and line.visit not in made:
            raise Refused("visits")

    def parts(
        self, line: ClaimLine, tier: str, sharing: CostSharing, rule: ServiceRule | None, who: Key, allowed: Fraction
    ) -> tuple[Fraction, Fraction, Fraction]:
        """Steps 3 to 6: copay, deductible, coinsurance, and the most of a year."""
        family = (who[0], who[2])
        used = self.used
        deductible = copay = ZERO
        left = allowed
        if self.plan.hdhp and left:
            if line.self_only is None:
                raise Waits("family-not-known")
            least = Fraction(LEAST.get(int(who[2]), LEAST[2027])[0 if line.self_only else 1])
            met = used["deductible", tier, *(who if line.self_only else family)]
            deductible = min(left, max(least - met, ZERO))
            left -= deductible
        full_copay = ZERO
        if rule is not None and rule.copay is not None:
            full_copay = Fraction(rule.copay.cents, 100)
            if line.visit is not None:
                full_copay = max(full_copay - used["copay", *who, rule.label, line.visit], ZERO)
        order = rule.copay_order if rule is not None and rule.copay is not None else None
        if order is CopayOrder.BEFORE:
            copay = min(full_copay, left)
            left -= copay
        applies = order is not CopayOrder.WAIVES and (rule is None or rule.deductible or order is not None)
        if applies and left:
            individual, of_family = amounts(sharing.deductible, line.self_only, "deductible-not-known")
            room = min(individual - used["deductible", tier, *who], of_family - used["deductible", tier, *family])
            more = min(left, max(room - deductible, ZERO))
            deductible += more
            left -= more
        if order in (CopayOrder.WAIVES, CopayOrder.AFTER):
            copay = min(full_copay, left)
            left -= copay
        coinsurance = rounded(left * rate_of(sharing, rule)) if left else ZERO
        return self.held_down(line, tier, sharing, who, order, (deductible, copay, coinsurance))

    def held_down(
        self,
        line: ClaimLine,
        tier: str,
        sharing: CostSharing,
        who: Key,
        order: CopayOrder | None,
        parts: tuple[Fraction, Fraction, Fraction],
    ) -> tuple[Fraction, Fraction, Fraction]:
        if not sum(parts):
            return parts
        individual, of_family = amounts(sharing.out_of_pocket, line.self_only, "out-of-pocket-not-known")
        room = min(individual - self.used["paid", tier, *who], of_family - self.used["paid", tier, who[0], who[2]])
        if tier != "out":
            room = min(room, self.self_only_limit(int(who[2])) - self.used["in network", *who])
            if line.self_only is not True:
                room = min(room, self.annual(int(who[2]))[1] - self.used["paid", tier, who[0], who[2]])
        room = max(room, ZERO)
        names = (
            ("copay", "deductible", "coinsurance")
            if order is CopayOrder.BEFORE
            else ("deductible", "copay", "coinsurance")
        )
        wanted = dict(zip(("deductible", "copay", "coinsurance"), parts, strict=True))
        given = {}
        for name in names:
            given[name] = min(wanted[name], room)
            room -= given[name]
        return given["deductible"], given["copay"], given["coinsurance"]

    def self_only_limit(self, year: int) -> Fraction:
        design = self.design
        if design.self_only_limit is not None:
            return Fraction(design.self_only_limit.cents, 100)
        return self.annual(year)[0]

    def annual(self, year: int) -> tuple[Fraction, Fraction]:
        """Return the annual limit of a person and of a family."""
        if self.design.grandfathered or self.plan.line not in (None, Line.COMMERCIAL):
            return NEVER, NEVER
        one, family = ANNUAL.get(year, ANNUAL[2027])
        return Fraction(one), Fraction(family)

    def counted_in(self, tier: str) -> list[str]:
        design = self.design
        tiers = [str(number) for number in range(1, len(design.tiers or ()) + 1)]
        if tier == "out":
            return ["out"] + (tiers if design.crossing in (Crossing.OUT_TO_IN, Crossing.BOTH) else [])
        shared = [other for other in tiers if other != tier] if design.shared_tiers else []
        outside = ["out"] if design.crossing in (Crossing.IN_TO_OUT, Crossing.BOTH) else []
        return [tier, *shared, *outside]

    def count(
        self,
        line: ClaimLine,
        where: str,
        tier: str,
        who: Key,
        paid: tuple[Fraction, Fraction],
        steps: list[tuple[Key, Fraction]],
    ) -> None:
        """Step 8: add an amount to a tier, in another one only as far as its limits leave room."""
        family = (who[0], who[2])
        sharing = self.sharing(where)
        for name, amount, limit in zip(
            ("deductible", "paid"), paid, (sharing.deductible, sharing.out_of_pocket), strict=True
        ):
            counted = amount
            if where != tier:
                individual, together = self.limits_of_another_tier(line, where, name, limit)
                room = min(individual - self.used[name, where, *who], together - self.used[name, where, *family])
                counted = min(amount, max(room, ZERO))
            steps.append(((name, where, *who), counted))
            steps.append(((name, where, *family), counted))

    def limits_of_another_tier(
        self, line: ClaimLine, where: str, name: str, limit: Limit | None
    ) -> tuple[Fraction, Fraction]:
        """Return the limits of a tier; where one of them is not known, the most that they can be."""
        individual, family = self.stated_of_another_tier(line, where, name, limit)
        if where != "out" and name == "paid" and line.self_only is not True:
            family = min(family, self.annual(self.year_of(line.on))[1])
        return individual, family

    def stated_of_another_tier(
        self, line: ClaimLine, where: str, name: str, limit: Limit | None
    ) -> tuple[Fraction, Fraction]:
        both = (self.sharing(where).deductible, self.sharing(where).out_of_pocket)
        floors = LEAST.get(self.year_of(line.on), LEAST[2027]) if self.plan.hdhp else ()
        known = [partly_known(one, line.self_only) for one in both]
        if not any(UNKNOWN in pair for pair in known) and not (floors and line.self_only is None):
            return partly_known(limit, line.self_only)
        alone, together = partly_known(limit, True), partly_known(limit, False)
        least = [Fraction(one) for one in floors if name == "deductible"]

        def most(*choices: Fraction) -> Fraction:
            return NEVER if UNKNOWN in choices else max(choices)

        smaller = UNKNOWN if UNKNOWN in together else min(together)
        return most(alone[0], smaller, *least), most(alone[0], together[1], *least)

    def sharing(self, tier: str) -> CostSharing:
        if tier == "out":
            return self.design.out_of_network.cost_sharing if self.design.out_of_network else CostSharing()
        return (self.design.tiers or ())[int(tier) - 1].cost_sharing

    def year_of(self, on: date) -> int:
        first = self.design.plan_year
        return on.year if (on.month, on.day) >= (first.month, first.day) else on.year - 1


def lesser(line: ClaimLine) -> Fraction | None:
    """Step 1: what is allowed, and no more than the charge."""
    if line.allowed is None:
        return None
    return Fraction(line.allowed if line.charge is None else min(line.allowed, line.charge), 100)


def rate_of(sharing: CostSharing, rule: ServiceRule | None) -> Fraction:
    """Step 5: the patient's share of what is left; a copay takes its place unless both are stated."""
    if rule is not None and rule.coinsurance is not None:
        return Fraction(rule.coinsurance)
    if rule is not None and rule.copay is not None:
        return ZERO
    if sharing.coinsurance is None:
        raise Waits("coinsurance-not-known")
    return Fraction(sharing.coinsurance)


def rounded(dollars: Fraction) -> Fraction:
    """Return dollars to the cent, halves up."""
    return Fraction(floor(dollars * 100 + Fraction(1, 2)), 100)


def amounts(limit: Limit | None, self_only: bool | None, cause: str) -> tuple[Fraction, Fraction]:
    """Return the limit of a person and of a family."""
    individual, family = partly_known(limit, self_only)
    if individual is UNKNOWN or family is UNKNOWN:
        raise Waits(cause)
    return individual, family


UNKNOWN = Fraction(2 * 10**9)


def partly_known(limit: Limit | None, self_only: bool | None) -> tuple[Fraction, Fraction]:
    """Return the limit of a person and of a family; one that is not known holds nothing down."""
    if limit is None:
        return UNKNOWN, UNKNOWN
    missing = NEVER if limit.unlimited else UNKNOWN
    individual = missing if limit.individual is None else Fraction(limit.individual.cents, 100)
    family = missing if limit.family is None else Fraction(limit.family.cents, 100)
    if self_only is True:
        return individual, NEVER
    same = individual == family and individual is not UNKNOWN
    if limit.kind is LimitKind.EMBEDDED or (same and self_only is None) or (same and limit.kind is None):
        return individual, family
    if limit.kind is LimitKind.AGGREGATE and self_only is False:
        return NEVER, family
    return UNKNOWN, UNKNOWN


def rule_for(sharing: CostSharing, line: ClaimLine) -> ServiceRule | None:
    """Return the first rule that is about a line."""
    for rule in sharing.services:
        unknown = False
        fits = True
        if rule.category is not None:
            unknown |= line.category is None
            fits &= line.category in (None, rule.category)
        if rule.codes is not None:
            unknown |= line.code is None
            fits &= line.code is None or any(one.split("-")[0] <= line.code <= one.split("-")[-1] for one in rule.codes)
        if rule.families is not None:
            unknown |= line.families is None
            fits &= line.families is None or bool(line.families & rule.families)
        if rule.primary_care is not None:
            unknown |= line.primary_care is None
            fits &= line.primary_care in (None, rule.primary_care)
        if fits and unknown:
            raise Waits("service-not-known")
        if fits:
            return rule
    return None
