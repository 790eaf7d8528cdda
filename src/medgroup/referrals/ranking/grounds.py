"""What a whole ranking rests on, in plain sentences."""

from collections.abc import Iterator

from medgroup.answers import Reason
from medgroup.display import number
from medgroup.domain.referral_states import TRANSITIONS
from medgroup.errors import nearest
from medgroup.market import Market
from medgroup.referrals.following.chosen import as_it_stood
from medgroup.referrals.ranking.asking import Asked
from medgroup.referrals.ranking.circles import Circle
from medgroup.referrals.ranking.needs import Need
from medgroup.referrals.ranking.notices import NOTICE_MILES, NOTICE_SUPPLIERS, notice_is_due
from medgroup.referrals.ranking.pools import Pools
from medgroup.referrals.ranking.ranked import ImagingSupplier


def grounds_of(
    market: Market,
    need: Need,
    question: Asked,
    circle: Circle,
    suppliers: tuple[ImagingSupplier, ...],
    directed: Reason | None,
    *,
    family: bool,
) -> Iterator[Reason]:
    """Yield what a ranking rests on: who counts as a candidate, under which plan, from where, by which tiers."""
    yield _of_specialty(market, need, question.by_name, family)
    yield from _of_day(need)
    if need.elsewhere:
        yield _of_elsewhere()
    yield _of_plan(need)
    yield _of_distance(need)
    yield from _of_tiers(market, circle)
    if directed is not None:
        yield directed
    if suppliers or notice_is_due(need):
        yield _of_notice(suppliers)


def _of_specialty(market: Market, need: Need, by_name: frozenset[str], family: bool) -> Reason:
    code = need.referral.specialty
    placed = market.families.family_of(code)
    if family and placed is not None:
        said = f"Candidates practise {code}, or another code of the family {placed.title}."
    else:
        said = f"Candidates practise exactly {code}."
    change = "" if family else "To ask for the whole family of the code."
    practised = market.derived(Pools).practised
    if code not in practised:
        said += f" Nobody in the market practises {code} on any day."
        near = nearest(code, practised)
        change = " ".join(filter(None, (change, f"The nearest that somebody does is {near}." if near else "")))
    if by_name:
        said += " Whoever the patient prefers or the referral names is a candidate beside them, whatever is practised."
    return Reason(statement=said, evidence=(f"practitioner_roles/{need.issuer.id}",), would_change=change)


def _of_day(need: Need) -> Iterator[Reason]:
    """Yield what keeps the referral from being made or used on the day."""
    if not need.issuer.period.contains(need.on):
        yield Reason(
            statement=f"The role of who refers is not in force on {need.on}.",
            evidence=(f"practitioner_roles/{need.issuer.id}",),
            would_change="A role of the referrer in force on the day.",
        )
    stood = as_it_stood(need.referral, need.on)
    if stood is None:
        yield Reason(statement=f"The referral is not written yet on {need.on}; it is looked at as it is written.")
    if stood is not None and not TRANSITIONS[stood.state]:
        yield Reason(statement=f"The referral has ended: it is {stood.state.value}.", would_change="A new referral.")
    elif not need.referral.period.contains(need.on):
        yield Reason(
            statement=f"The referral is not good on {need.on}.",
            would_change="A day on which it is good, or a new referral.",
        )
    elif need.course.permission.left == 0:
        yield Reason(statement="No visit is left that the referral allows.", would_change="A new referral.")


def _of_elsewhere() -> Reason:
    return Reason(
        statement="The referral was rerouted to somebody whom the market does not hold, so nothing is said of them.",
        would_change="The practitioner, with a role, and the organization that it goes to, as facts.",
    )


def _of_plan(need: Need) -> Reason:
    if need.plan is not None:
        basis = "" if need.referral.plan is None else ", which was named, so no coverage is looked at"
        return Reason(statement=f"The plan is {need.plan.display}{basis}.", evidence=(f"plans/{need.plan.id}",))
    if need.no_plan:
        return Reason(
            statement=f"No coverage of {need.referral.patient} is in force on {need.on}, so there is no network to "
            "be in.",
            would_change="A coverage in force on the day, or a plan that the referral names.",
        )
    return Reason(
        statement=f"More than one coverage of {need.referral.patient} pays first on {need.on}; which is not known.",
        would_change="Coverages of different order, or a plan that the referral names.",
    )


def _of_distance(need: Need) -> Reason:
    if need.origin is None:
        return Reason(
            statement="Distances are not known: nothing says where the patient is.",
            would_change="A position of the patient, of the referrer's site, or near which to look.",
        )
    return Reason(statement=f"Distances are great-circle miles from {need.origin_is}; they are not drive time.")


def _of_tiers(market: Market, circle: Circle) -> Iterator[Reason]:
    for row in circle.tiers.rows:
        bearer = row.organization or ""
        model = market.organization(bearer).model
        yield Reason(
            statement=f"Tier {row.name} is of {market.name_of('organizations', bearer)} ({model}), "
            f"{'which refers' if row.hops == 0 else number(row.hops, 'steps') + ' up'}.",
            evidence=(f"organizations/{bearer}",),
        )
    for unknown in circle.unknown_models():
        yield Reason(
            statement=f"The model of {market.name_of('organizations', unknown)} is not known, so nothing says whom it "
            "looks to first.",
            evidence=(f"organizations/{unknown}",),
            would_change=f"The model of organizations/{unknown}.",
        )


def _of_notice(suppliers: tuple[ImagingSupplier, ...]) -> Reason:
    enough = len(suppliers) >= NOTICE_SUPPLIERS
    few = "" if enough else f", fewer than the {NOTICE_SUPPLIERS} that it has to list where there are as many"
    near = f"within {NOTICE_MILES} miles of the referrer's office for the notice of alternatives"
    known = number(len(suppliers), "other suppliers") if suppliers else "no other supplier"
    said = f"The market knows {known} of imaging {near}{few}. "
    return Reason(
        statement=said
        + (
            "Which of them offer MRI, CT or PET, and their telephone numbers, is not known."
            if suppliers
            else "Where there is none in truth, the notice is due without a list."
        ),
        evidence=tuple(f"sites/{one.site}" for one in suppliers),
        source="42 CFR 411.355(b)(7)",
    )
