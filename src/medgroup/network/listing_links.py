"""Sentences for the links of a path through what directories state."""

from collections.abc import Iterator

from medgroup.market import Market
from medgroup.network.answer import STATUSES, Link, Step
from medgroup.network.contract_links import plan_link
from medgroup.network.listings import CURRENT_DAYS, ListingWalk
from medgroup.network.question import Question
from medgroup.network.routes import IN, UNKNOWN


def listing_links(market: Market, question: Question, walk: ListingWalk) -> Iterator[Link]:
    """Yield the links of one listing held against a question, in the order of the steps."""
    listing = walk.listing
    network = market.name_of("networks", walk.network.id)
    evidence = (f"networks/{walk.network.id}",) if listing is None else (f"listings/{listing.id}",)
    yield plan_link(market, question, walk.network.id, walk.tier, walk.plan)
    yield _named_link(Step.LISTED_ORGANIZATION, walk.organization, _organization(market, question), network, evidence)
    practitioner = market.name_of("practitioners", question.practitioner)
    yield _named_link(Step.LISTED_PRACTITIONER, walk.practitioner, practitioner, network, evidence)
    if listing is None:
        return
    if question.site is not None:
        site = market.name_of("sites", question.site)
        yield _named_link(Step.SITE, walk.site, site, network, evidence)
    if question.specialty is not None:
        yield _named_link(Step.SPECIALTY, walk.specialty, f"Specialty {question.specialty}", network, evidence)
    yield _current_link(question, walk, evidence)


def _organization(market: Market, question: Question) -> str:
    return market.name_of("organizations", question.billing)


def _named_link(step: Step, rank: int, name: str, network: str, evidence: tuple[str, ...]) -> Link:
    if rank == IN:
        return Link(step=step, status=STATUSES[rank], statement=f"{name} is listed in {network}.", evidence=evidence)
    if rank == UNKNOWN:
        return Link(
            step=step,
            status=STATUSES[rank],
            statement=f"The listing in {network} does not say whether it means {name}.",
            evidence=evidence,
            would_change=f"A listing that names {name}.",
        )
    return Link(
        step=step,
        status=STATUSES[rank],
        statement=f"{name} is not listed in {network}."
        if evidence[0].startswith("networks/")
        else f"The listing in {network} does not name {name}.",
        evidence=evidence,
        would_change=f"A listing in {network} that names {name}.",
    )


def _current_link(question: Question, walk: ListingWalk, evidence: tuple[str, ...]) -> Link:
    as_of = None if walk.listing is None else walk.listing.as_of
    if walk.current == IN:
        return Link(
            step=Step.CURRENT,
            status=STATUSES[IN],
            statement=f"It was stated on {as_of}, {CURRENT_DAYS} days ago at most.",
            evidence=evidence,
        )
    if as_of is None:
        statement = "The directory does not say when it was stated."
    elif as_of > question.on:
        statement = f"It was stated only on {as_of}, after the day asked about."
    else:
        statement = f"It is stale: stated on {as_of}, more than {CURRENT_DAYS} days before."
    return Link(
        step=Step.CURRENT,
        status=STATUSES[walk.current],
        statement=statement,
        evidence=evidence,
        would_change=f"A statement {CURRENT_DAYS} days old at most on {question.on}.",
    )
