"""What an organization is inside, and what it belongs to."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from medgroup.answers import Answer, Reason
from medgroup.domain.organizations import Affiliation, Site
from medgroup.market import Market
from medgroup.market.indexes import NOTHING
from medgroup.market.markets import market_of
from medgroup.rules import Kind
from medgroup.values.period import day_of

_TIED = {
    Kind.OWNS: "owned by",
    Kind.MANAGES: "managed by",
    Kind.MEMBER: "member of",
    Kind.ASSOCIATED: "associated with",
}


@frozen(kw_only=True, repr=False)
class Description(Answer):
    """What an organization is, along the two axes: its own model, and the models of those it is tied to."""

    #: Id of the organization.
    organization: str
    #: Its name for people.
    name: str
    #: Its own model, then each tie: ``("multi-specialty", "owned by an ids")``.
    labels: tuple[str, ...]
    #: How many practitioners hold a role there.
    practitioners: int
    #: The sites that it runs; on a day, also those that its roles name and nobody is known to run.
    sites: tuple[str, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the description in one sentence."""
        people = "1 practitioner" if self.practitioners == 1 else f"{self.practitioners} practitioners"
        return f"{self.name}: {', '.join(self.labels)}; {people}."


def describe(market: Market, organization: str, *, on: date | None = None) -> Description:
    """Return what an organization is inside and what it belongs to.

    Args:
        market: The market.
        organization: Id, NPI or unique name.
        on: The day; None tells of ties and roles of whatever day, each with its period.

    Returns:
        The description; ``labels`` holds its model and its ties in order of their ids.

    Raises:
        UnknownFactError: There is no such organization.
    """
    market_of(market)
    asked = market.organization(organization)
    if on is not None:
        day_of(on)
    ties = [
        tie
        for tie in market.indexes.affiliations_by_member.get(asked.id, NOTHING)
        if on is None or tie.period.contains(on)
    ]
    roles = [
        role
        for role in market.indexes.roles_by_organization.get(asked.id, NOTHING)
        if on is None or role.period.contains(on)
    ]
    labels = (asked.model or "model not known", *(_label(market, tie) for tie in ties))
    return Description(
        organization=asked.id,
        name=asked.display,
        labels=tuple(dict.fromkeys(labels)),
        practitioners=len({role.practitioner for role in roles}),
        sites=tuple(site.id for site in _sites(market, asked.id, on)),
        because=tuple(_reason(market, tie) for tie in ties),
        assumptions=market.assumptions,
    )


def _sites(market: Market, organization: str, on: date | None) -> Iterator[Site]:
    if on is None:
        yield from market.indexes.sites_by_organization.get(organization, NOTHING)
    else:
        yield from (site for site in market.on(on).sites_of(organization) if site.organization in (organization, None))


def _label(market: Market, tie: Affiliation) -> str:
    model = market.organization(tie.organizer).model
    organizer = "an organization of unknown model" if model is None else f"{_article(model)} {model}"
    return f"{_TIED[tie.kind]} {organizer}"


def _reason(market: Market, tie: Affiliation) -> Reason:
    member = market.name_of("organizations", tie.member)
    organizer = market.name_of("organizations", tie.organizer)
    return Reason(
        statement=f"{member} is {_TIED[tie.kind]} {organizer}, {tie.period}.", evidence=(f"affiliations/{tie.id}",)
    )


def _article(word: str) -> str:
    """Return the article of a model's name; short names, and those without a vowel, are spelled aloud (an mso)."""
    spelled = len(word) <= 3 or not set(word) & set("aeiou")
    return "an" if word[0] in ("aefhilmnorsx" if spelled else "aeiou") else "a"
