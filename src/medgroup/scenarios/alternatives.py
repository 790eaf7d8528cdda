"""The organizations that practices may be compared under: how each market comes about."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import attrs

from medgroup.domain.organizations import Organization, OrganizationRole
from medgroup.domain.practitioners import Relation
from medgroup.errors import InvalidValueError, listed
from medgroup.market import Market
from medgroup.rules import Function, Kind
from medgroup.scenarios.restructure import acquire, form_ipa, merge, release
from medgroup.values.specialties import OTHER_FAMILY


class Studied(NamedTuple):
    """The practices that are compared, and the system that would buy them."""

    market: Market
    #: Ids of the practices, sorted.
    practices: tuple[str, ...]
    #: Id of the system; None where the market has none that suggests itself.
    system: str | None
    on: date


class Alternative(NamedTuple):
    """A market under one organization, and the organizations that the practitioners then bill through."""

    market: Market
    organizations: tuple[str, ...]
    #: Practices that stay as they are, with the reason, where others are regrouped.
    left: Mapping[str, str] = MappingProxyType({})


def studied(market: Market, organizations: Iterable[str], *, system: str | None, on: date) -> Studied:
    """Return what a comparison is about.

    An organization that owns, manages or gathers others on the day stands for them, and for itself where people bill
    through it. The system is the one named, else the one owner that the practices have in common, else the only
    organization of the market in the role of a system.

    Raises:
        UnknownFactError: A key leads to no organization.
        InvalidValueError: None is given, there is no practice among them beside the system, nobody bills through any,
            or the system does nothing for those it owns.
    """
    if isinstance(organizations, str) or not isinstance(organizations, Iterable):
        raise InvalidValueError(organizations, "a list of organizations", field="organizations")
    asked = sorted({market.organization(key).id for key in organizations})
    if not asked:
        raise InvalidValueError([], "one organization or more", field="organizations")
    view = market.on(on)
    practices: set[str] = set()
    seen: set[str] = set()
    queue = list(asked)
    for one in queue:
        if one in seen:
            continue
        seen.add(one)
        members = [tie.member for tie in view.members_of(one) if tie.kind is not Kind.ASSOCIATED]
        queue += members
        if not members or view.roles_at(one):
            practices.add(one)
    chosen = _named_system(market, system) if system is not None else _system(market, sorted(practices), on)
    left = tuple(sorted(practices - {chosen}))
    if not left:
        wanted = f"a list with a practice in it, beside the system, on {on}"
        raise InvalidValueError(asked, wanted + _unread_ties(market, asked, on), field="organizations")
    if not any(view.roles_at(one) for one in left):
        wanted = f"an organization that practitioners bill through on {on}, or one that owns, manages or gathers such"
        raise InvalidValueError(asked, wanted + _unread_ties(market, asked, on), field="organizations")
    return Studied(market=market, practices=left, system=chosen, on=on)


def _unread_ties(market: Market, asked: Iterable[str], on: date) -> str:
    """Say how ties of unstated nature may be read, where the organizations asked about have any."""
    view = market.on(on)
    tied = next((one for one in asked if view.members_of(one, Kind.ASSOCIATED)), None)
    if tied is None:
        return ""
    count = len(view.members_of(tied, Kind.ASSOCIATED))
    organizations = "1 organization is" if count == 1 else f"{count} organizations are"
    return (
        f"; {organizations} associated with {tied}, and to read such ties as ownership is an assumption to state: "
        f"--associated {tied}=owns"
    )


def _named_system(market: Market, system: str) -> str:
    """Return the id of the system named, which must do something for those it owns as far as its model is known."""
    named = market.organization(system)
    model = market.model_of(named.id)
    if model is not None and not any((Kind.OWNS, function) in model.effects() for function in Function):
        raise InvalidValueError(
            system, f"a system: its model, {model.name}, does nothing for those it owns", field="system"
        )
    return named.id


def _system(market: Market, practices: Iterable[str], on: date) -> str | None:
    view = market.on(on)
    owners = [{tie.organizer for tie in view.affiliations_of(one, Kind.OWNS)} for one in practices]
    common = set[str].intersection(*owners) if owners else set()
    if len(common) == 1:
        return common.pop()
    systems = [one.id for one in view.organizations() if OrganizationRole.SYSTEM in one.roles]
    return systems[0] if len(systems) == 1 else None


def as_is(about: Studied) -> Alternative:
    """Return the market as it stands."""
    return Alternative(market=about.market, organizations=about.practices)


def single_specialty(about: Studied) -> Alternative:
    """Return the market in which practices of one specialty family merge; a mixed practice stays as it is.

    A practice is of the family that all its practitioners share, and mixed where they share none.
    """
    market = release(about.market, about.practices, on=about.on)
    view = market.on(about.on)
    by_family: dict[str, list[str]] = {}
    left: dict[str, str] = {}
    for practice in about.practices:
        # A code that no family holds names no kind of care: two such are neither alike nor different.
        of_roles = [(view.family_of(role) or frozenset()) - {OTHER_FAMILY} for role in view.roles_at(practice)]
        known = [families for families in of_roles if families]
        shared = sorted(frozenset.intersection(*known)) if known else []
        if known and not shared:
            left[practice] = f"it is mixed: {listed(sorted(frozenset.union(*known)))}"
        elif len(shared) == 1 and len(known) == len(of_roles):
            by_family.setdefault(shared[0], []).append(practice)
        elif len(shared) > 1:
            left[practice] = f"its practitioners share several specialty families: {listed(shared)}"
        else:
            left[practice] = "its specialty family cannot be told"
    groups: list[str] = []
    for family, practices in sorted(by_family.items()):
        if len(practices) == 1:
            left[practices[0]] = f"no other practice is of {family}"
            continue
        name = f"Single-specialty group ({family})"
        groups.append(f"compared-single-specialty-{family}")
        market = merge(market, practices, model="single-specialty", name=name, id=groups[-1], on=about.on)
    return Alternative(market=market, organizations=tuple(sorted([*groups, *left])), left=left)


def multi_specialty(about: Studied) -> Alternative:
    """Return the market in which all practices merge into one multi-specialty group."""
    market = release(about.market, about.practices, on=about.on)
    group = "compared-multi-specialty"
    merged = merge(
        market, about.practices, model="multi-specialty", name="Multi-specialty group", id=group, on=about.on
    )
    return Alternative(market=merged, organizations=(group,))


def ipa(about: Studied) -> Alternative:
    """Return the market in which all practices stay independent and form an IPA, with no agreement yet."""
    market = release(about.market, about.practices, on=about.on)
    formed = form_ipa(market, about.practices, name="Independent practice association", id="compared-ipa", on=about.on)
    return Alternative(market=formed, organizations=about.practices)


def ids(about: Studied) -> Alternative:
    """Return the market in which the system owns all practices; where there is none, one is assumed."""
    market, system = about.market, about.system
    if system is None:
        system = "compared-system"
        assumed = Organization(
            id=system, name="Health system", model="ids", roles={OrganizationRole.SYSTEM, OrganizationRole.FACILITY}
        )
        market = market.with_facts(
            attrs.evolve(market.facts, organizations=(*market.facts.organizations, assumed)),
            assumptions=("The market names no system that would buy the practices; one with a hospital is assumed.",),
        )
    bought = acquire(market, about.practices, by=system, on=about.on, owners_become=Relation.EMPLOYEE)
    return Alternative(market=bought, organizations=about.practices)


#: Every alternative by its key, in the order in which they are shown.
ALTERNATIVES: Mapping[str, Callable[[Studied], Alternative]] = {
    "as-is": as_is,
    "single-specialty": single_specialty,
    "multi-specialty": multi_specialty,
    "ipa": ipa,
    "ids": ids,
}
