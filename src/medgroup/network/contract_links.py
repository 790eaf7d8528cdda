"""Sentences for the links of a path through contracts."""

from collections.abc import Callable, Iterator
from datetime import date

from medgroup.domain.contracts import CredentialKind
from medgroup.domain.organizations import Organization
from medgroup.domain.payers import Plan
from medgroup.market import Market
from medgroup.network.answer import STATUSES, Link, Status, Step
from medgroup.network.question import Question
from medgroup.network.routes import IN, OUT, PENDING, Contracts, Gap, Hop, Walk, standing_of
from medgroup.rules import Kind
from medgroup.values.period import Period

_JOINED = {Kind.OWNS: "is owned by", Kind.MANAGES: "is managed by", Kind.MEMBER: "is a member of"}


class KeptLinks:
    """Links that hold and have neither a practitioner nor a day in them: put into sentences once for a market."""

    def __init__(self, _: Market) -> None:
        self._known: dict[tuple[object, ...], Link] = {}

    def link(self, key: tuple[object, ...], make: Callable[[], Link]) -> Link:
        """Return the link of a key, made when first asked for."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = make()
        return found


def plan_link(market: Market, question: Question, network: str, tier: int, rank: int) -> Link:
    """Return the link from the plan asked about to one of its networks."""
    if rank != IN:
        return _failing_plan_link(market, question, network, rank)
    key = (Step.PLAN, question.plan.id, network)
    return market.derived(KeptLinks).link(key, lambda: _holding_plan_link(market, question.plan, network, tier))


def _holding_plan_link(market: Market, plan: Plan, network: str, tier: int) -> Link:
    count = len(plan.networks or ())
    place = f", number {tier} of its {count} networks" if count > 1 else ""
    return Link(
        step=Step.PLAN,
        status=Status.IN,
        statement=f"{plan.display} uses {market.name_of('networks', network)}{place}.",
        evidence=(f"plans/{plan.id}", f"networks/{network}"),
    )


def _failing_plan_link(market: Market, question: Question, network: str, rank: int) -> Link:
    plan, used = question.plan, market.network(network)
    name = plan.display
    said = [
        f"{one.display} {_when(one.period, question.on)}"
        for one in (plan, used)
        if standing_of(one.period, question.on) != IN
    ]
    return Link(
        step=Step.PLAN,
        status=STATUSES[rank],
        statement=f"{name} does not use {used.display} on {question.on}: {' and '.join(said)}.",
        evidence=(f"plans/{plan.id}", f"networks/{network}"),
        would_change="A plan and a network that are both in force on the day.",
    )


def walk_links(market: Market, contracts: Contracts, question: Question, walk: Walk) -> Iterator[Link]:
    """Yield the links of one walk through contracts, about a site or a specialty only where one is asked about."""
    yield plan_link(market, question, walk.route.network.id, walk.route.tier, walk.plan)
    kept, route = market.derived(KeptLinks), walk.route
    if walk.agreement == IN:
        key = (Step.AGREEMENT, route.agreement.id, route.network.id)
        yield kept.link(key, lambda: _agreement_link(market, question, walk))
    else:
        yield _agreement_link(market, question, walk)
    absent = _absent(market, question, walk)
    if walk.billing == IN and not absent:
        by = (Step.BILLING, question.billing, question.plan.id, route.key())
        yield kept.link(by, lambda: _billing_link(market, question, walk, ()))
    else:
        yield _billing_link(market, question, walk, absent)
    yield _roster_link(market, question, walk)
    yield _credential_link(market, contracts, question, walk)
    if question.site is not None:
        yield _place_link(market, question, walk)
    if question.specialty is not None:
        yield _specialty_link(question, walk)


def gap_links(market: Market, question: Question, gap: Gap, plan_rank: int) -> Iterator[Link]:
    """Yield the links of a network that no agreement within reach covers."""
    network = market.name_of("networks", gap.network.id)
    billing = market.name_of("organizations", question.billing)
    yield plan_link(market, question, gap.network.id, gap.tier, plan_rank)
    if gap.reached:
        covered = sorted({key for agreement in gap.reached for key in agreement.networks or ()})
        names = ", ".join(market.name_of("networks", key) for key in covered)
        yield Link(
            step=Step.AGREEMENT,
            status=STATUSES[OUT],
            statement=f"No agreement that {billing} has covers {network}; those it has cover {names}.",
            evidence=tuple(f"agreements/{agreement.id}" for agreement in gap.reached),
            would_change=f"An agreement for {network} that {billing} signs or reaches.",
        )
        return
    yield Link(
        step=Step.AGREEMENT,
        status=STATUSES[OUT],
        statement=f"{billing} has no agreement for {network}.",
        evidence=(f"organizations/{question.billing}", f"networks/{gap.network.id}"),
        would_change=f"An agreement for {network}.",
    )
    yield Link(
        step=Step.BILLING,
        status=STATUSES[OUT],
        statement=f"{billing} signed no agreement and contracts through no organization that did.",
        evidence=(f"organizations/{question.billing}",),
        would_change=f"{billing} signs an agreement, or joins an organization that contracts for it.",
    )


def _agreement_link(market: Market, question: Question, walk: Walk) -> Link:
    agreement = walk.route.agreement
    signer = market.name_of("organizations", agreement.contractor)
    network = market.name_of("networks", walk.route.network.id)
    subject = f"Agreement {agreement.id} of {signer} for {network}"
    return _dated_link(
        Step.AGREEMENT, walk.agreement, subject, agreement.period, question.on, f"agreements/{agreement.id}"
    )


def _absent(market: Market, question: Question, walk: Walk) -> tuple[Organization, ...]:
    """Return the organizations from the one that bills to the one that signed that do not exist on the day."""
    passed = (question.billing, *(hop.tie.affiliation.organizer for hop in walk.route.chain))
    return tuple([one for one in map(market.organization, passed) if not one.period.contains(question.on)])


def _billing_link(market: Market, question: Question, walk: Walk, absent: tuple[Organization, ...]) -> Link:
    billing = market.name_of("organizations", question.billing)
    evidence = [f"agreements/{walk.route.agreement.id}"]
    for hop in walk.route.chain:
        evidence.append(f"affiliations/{hop.tie.affiliation.id}")
        evidence += [f"elections/{election.id}" for election in hop.tie.elections_for(question.plan.id)]
    said = [_hop_sentence(market, question, hop) for hop in walk.route.chain]
    said = said or [(f"{billing} signed the agreement itself.", "")]
    # An agreement says itself how long it is in force, so this changes no status, and nobody should miss it.
    said += [(f"{one.display} exists {one.period}; the agreement stands all the same.", "") for one in absent]
    evidence += [f"organizations/{one.id}" for one in absent]
    return Link(
        step=Step.BILLING,
        status=STATUSES[walk.billing],
        statement=" ".join(sentence for sentence, _ in said),
        evidence=tuple(dict.fromkeys(evidence)),
        would_change=" ".join(mend for _, mend in said if mend),
    )


def _hop_sentence(market: Market, question: Question, hop: Hop) -> tuple[str, str]:
    """Return what a hop says and what would mend it."""
    tie = hop.tie.affiliation
    member, organizer = market.name_of("organizations", tie.member), market.name_of("organizations", tie.organizer)
    joined = f"{member} {_JOINED.get(tie.kind, 'is tied to')} {organizer}"
    plan = question.plan.display
    if standing_of(tie.period, question.on) != IN:
        return f"{joined} only {tie.period}.", f"A tie of {member} to {organizer} in force on the day."
    if hop.tie.effect is None:
        return (
            f"{joined}, whose model is not known, so nobody can tell whether it contracts for {member}.",
            f"The model of organizations/{tie.organizer}, or the terms of affiliations/{tie.id}.",
        )
    if hop.elected is None:
        return f"{joined}, which contracts for it.", ""
    best = max((standing_of(period, question.on) for period in hop.elected), default=OUT)
    if best == IN:
        return f"{joined}, and opted in to its contracts for {plan}.", ""
    when = "and has not opted in" if not hop.elected else "and had opted in"
    days = "; ".join(str(period) for period in hop.elected)
    return (
        f"{joined} {when} to its contracts for {plan}{f' only {days}' if days else ''}.",
        f"An election of {member} for {plan} in force on the day.",
    )


def _roster_link(market: Market, question: Question, walk: Walk) -> Link:
    practitioner = market.name_of("practitioners", question.practitioner)
    billing = market.name_of("organizations", question.billing)
    agreement = walk.route.agreement.id
    entry = walk.entry
    if entry is None:
        return Link(
            step=Step.ROSTER,
            status=STATUSES[OUT],
            statement=f"{practitioner} is not on the roster of agreement {agreement} for {billing}.",
            evidence=(f"agreements/{agreement}", f"practitioners/{question.practitioner}"),
            would_change=f"A roster line of agreement {agreement} for {practitioner} billing through {billing}.",
        )
    evidence = f"roster_entries/{entry.id}"
    if entry.plans is not None and question.plan.id not in entry.plans:
        plans = ", ".join(market.name_of("plans", key) for key in sorted(entry.plans))
        return Link(
            step=Step.ROSTER,
            status=STATUSES[OUT],
            statement=f"The roster line of {practitioner} for {billing} is good for {plans} only.",
            evidence=(evidence,),
            would_change=f"The line extended to {question.plan.display}.",
        )
    subject = f"The roster line of {practitioner} for {billing}"
    return _dated_link(Step.ROSTER, walk.roster, subject, entry.period, question.on, evidence)


def _credential_link(market: Market, contracts: Contracts, question: Question, walk: Walk) -> Link:
    practitioner = market.name_of("practitioners", question.practitioner)
    payer = market.name_of("payers", walk.route.network.payer)
    known = contracts.credentials(question.practitioner, walk.route)
    if not known:
        others = contracts.credentials_of(question.practitioner, walk.route.network.payer)
        delegates = sorted({market.name_of("organizations", one.by) for one in others if one.by is not None})
        said = f"; one by {', '.join(delegates)} counts only for its own agreements that delegate" if delegates else ""
        return Link(
            step=Step.CREDENTIAL,
            status=STATUSES[OUT],
            statement=f"No credential of {practitioner} with {payer} counts for agreement "
            f"{walk.route.agreement.id}{said}.",
            evidence=(
                f"practitioners/{question.practitioner}",
                f"payers/{walk.route.network.payer}",
                *(f"credentials/{one.id}" for one in others),
            ),
            would_change=f"A credential of {payer}, or of the contractor where the agreement delegates.",
        )
    best = max(known, key=lambda one: (standing_of(one.period, question.on), one.period.end or date.max, one.id))
    kind = "provisional credential" if best.kind is CredentialKind.PROVISIONAL else "credential"
    by = f" by {market.name_of('organizations', best.by)} as its delegate" if best.by is not None else ""
    subject = f"The {kind} of {practitioner} with {payer}{by}"
    return _dated_link(Step.CREDENTIAL, walk.credential, subject, best.period, question.on, f"credentials/{best.id}")


def _place_link(market: Market, question: Question, walk: Walk) -> Link:
    agreement, entry = walk.route.agreement, walk.entry
    site = market.name_of("sites", question.site or "")
    rows = [(f"agreements/{agreement.id}", agreement.sites)]
    if entry is not None:
        rows.append((f"roster_entries/{entry.id}", entry.sites))
    return _coverage_link(
        Step.SITE, walk.site, question.site or "", site, rows, lambda key: market.name_of("sites", key)
    )


def _specialty_link(question: Question, walk: Walk) -> Link:
    entry = walk.entry
    rows = [] if entry is None else [(f"roster_entries/{entry.id}", entry.specialties)]
    code = question.specialty or ""
    return _coverage_link(Step.SPECIALTY, walk.specialty, code, f"Specialty {code}", rows, str)


def _coverage_link(
    step: Step,
    rank: int,
    asked: str,
    name: str,
    rows: list[tuple[str, frozenset[str] | None]],
    named: Callable[[str], str],
) -> Link:
    """Return a link about something that rows cover: None covers all."""
    evidence = tuple(key for key, _ in rows)
    if rank == IN:
        return Link(step=step, status=STATUSES[rank], statement=f"{name} takes part.", evidence=evidence)
    lacking = [(key, covered) for key, covered in rows if covered is not None and asked not in covered]
    said = "; ".join(f"{key} covers {', '.join(named(one) for one in sorted(covered))}" for key, covered in lacking)
    return Link(
        step=step,
        status=STATUSES[rank],
        statement=f"{name} does not take part: {said}.",
        evidence=evidence,
        would_change=f"{name} added to {' and '.join(key for key, _ in lacking)}.",
    )


def _dated_link(step: Step, rank: int, subject: str, period: Period, on: date, evidence: str) -> Link:
    if rank == IN:
        return Link(step=step, status=STATUSES[IN], statement=f"{subject} is in force, {period}.", evidence=(evidence,))
    mend = "The day comes." if rank == PENDING else "Its period extended, or a new one."
    return Link(
        step=step,
        status=STATUSES[rank],
        statement=f"{subject} {_when(period, on)}.",
        evidence=(evidence,),
        would_change=mend,
    )


def _when(period: Period, on: date) -> str:
    """Say how a period that does not hold on a day misses it."""
    if period.starts_after(on):
        return f"starts only on {period.start}"
    return f"ended on {period.end}" if period.ended_by(on) else "is in force"
