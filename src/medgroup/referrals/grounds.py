"""What a whole ranking rests on, in plain sentences."""

from collections.abc import Iterator

from medgroup.answers import Reason
from medgroup.market import Market
from medgroup.referrals.circles import Circle
from medgroup.referrals.needs import Need
from medgroup.referrals.notices import NOTICE_MILES, NOTICE_SUPPLIERS
from medgroup.referrals.ranked import ImagingSupplier


def grounds_of(
    market: Market,
    need: Need,
    circle: Circle,
    suppliers: tuple[ImagingSupplier, ...],
    directed: Reason | None,
    *,
    family: bool,
) -> Iterator[Reason]:
    """Yield what a ranking rests on: who counts as a candidate, under which plan, from where, by which tiers."""
    yield _of_specialty(market, need, family)
    yield _of_plan(need)
    yield _of_distance(need)
    yield from _of_tiers(market, circle)
    if directed is not None:
        yield directed
    if suppliers:
        yield _of_notice(suppliers)


def _of_specialty(market: Market, need: Need, family: bool) -> Reason:
    code = need.referral.specialty
    placed = market.families.family_of(code)
    if family and placed is not None:
        said = f"Candidates practise {code}, or another code of the family {placed.title}."
    else:
        said = f"Candidates practise exactly {code}."
    return Reason(
        statement=said,
        evidence=(f"practitioner_roles/{need.issuer.id}",),
        would_change="" if family else "To ask for the whole family of the code (family=True).",
    )


def _of_plan(need: Need) -> Reason:
    if need.plan is not None:
        basis = "" if need.referral.plan is None else ", which the referral names"
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
            statement=f"Tier {row.name}: of {market.name_of('organizations', bearer)} ({model}), "
            f"{row.hops} up the chain of affiliations.",
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
    return Reason(
        statement=f"The market knows {len(suppliers)} other suppliers of imaging within {NOTICE_MILES} miles of the "
        f"referrer's office for the notice of alternatives{few}. Which of them offer MRI, CT or PET, and their "
        "telephone numbers, is not known.",
        evidence=tuple(f"sites/{one.site}" for one in suppliers),
        source="42 CFR 411.355(b)(7)",
    )
