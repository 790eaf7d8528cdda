"""Markets changed in one way: practices merge, form an IPA, are bought, or are let go.

Each is a pure function, Market to Market. History is kept: what ends, ends on the day of the change, and what begins,
begins then. Directories go on stating what they stated. Ids of new facts are made of the old one's and the new
organization's, ``roster-1@north-group``, so that the same change gives the same market.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from medgroup.domain.contracts import Agreement, RosterEntry
from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Affiliation, Election, Organization, OrganizationRole
from medgroup.domain.practitioners import PractitionerRole, Relation
from medgroup.errors import InvalidValueError, UnknownModelError, listed, nearest
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.market.opening import installed_models
from medgroup.rules import Function, Kind
from medgroup.scenarios.steps import free_id, handed_on, in_force, new_id, reissued, until, without_orphans
from medgroup.scenarios.succession import Succession
from medgroup.values.lists import tuple_of
from medgroup.values.period import Period

#: What may become of the agreements of practices that merge.
CONTRACTS = ("pass", "none")


def merge(
    market: Market,
    practices: Iterable[str],
    *,
    model: str,
    name: str,
    on: date,
    id: str | None = None,
    contracts: str = "pass",
) -> Market:
    """Return the market in which practices become one organization on a day.

    Roles, resources, agreements in force with their roster lines, delegated credentials, and memberships in force pass
    to the new group from that day; the practices end. Ownership passes where all of them have the same owner. Sites
    pass too: a site's organization is the one that runs it as last known, so on earlier days the roles of the practices
    name it and nobody is known to run it. A statement that all contracts of the practices are known extends to the new
    group, whose contracts are just those.

    Args:
        market: The market before.
        practices: Ids, NPIs or unique names, one or more.
        model: Name of the new group's model.
        name: Name of the new group.
        on: First day of the new group.
        id: Its id; None makes one from the name.
        contracts: ``"pass"`` or ``"none"``, which drops the agreements.

    Returns:
        The market after, with the same models.

    Raises:
        UnknownFactError: There is no such practice.
        UnknownModelError: The model is not installed.
        InvalidValueError: No practice is given, one does not exist on the day and before it, or the id is taken.
    """
    market_of(market)
    if contracts not in CONTRACTS:
        raise InvalidValueError(
            contracts, "'pass' or 'none'", field="contracts", nearest=nearest(str(contracts), CONTRACTS)
        )
    _require_model(market, model)
    old = in_force(market, practices, on, "practices", before=True)
    group = Organization(
        id=new_id(market, name, id),
        name=name,
        model=model,
        roles=frozenset(role for one in old for role in one.roles),
        period=Period(on),
    )
    ids = frozenset(one.id for one in old)
    succession = Succession(market, ids, group, on, pass_contracts=contracts == "pass")
    said = f"Merged into {name} ({model}) on {on}: {_names(old)}."
    return market.with_facts(succession.facts(), assumptions=(said, *succession.assumptions()))


def form_ipa(
    market: Market,
    practices: Iterable[str],
    *,
    name: str,
    on: date,
    id: str | None = None,
    model: str = "ipa",
    agreement: Agreement | None = None,
    plans: Iterable[str] | None = None,
) -> Market:
    """Return the market in which practices form an independent practice association on a day.

    Each practice joins and opts in to every function that the model makes elective. No agreement is created unless one
    is given; then the association signs it, from that day at the earliest, and every practitioner with a role in force
    at a member goes on its roster.

    Args:
        market: The market before.
        practices: Ids, NPIs or unique names, one or more.
        name: Name of the association.
        on: First day of the association.
        id: Its id; None makes one from the name.
        model: Name of its model.
        agreement: What it signs; ``contractor`` is set to the association.
        plans: Plans that the practices opt in for; None means all.

    Returns:
        The market after, with the same models.

    Raises:
        UnknownFactError: There is no such practice or plan.
        UnknownModelError: The model is not installed.
        InvalidValueError: No practice is given, one is not in force on the day, or the id is taken.
    """
    market_of(market)
    _require_model(market, model)
    members = in_force(market, practices, on, "practices")
    association = Organization(
        id=new_id(market, name, id), name=name, model=model, roles={OrganizationRole.NETWORK}, period=Period(on)
    )
    chosen = None if plans is None else frozenset(market.plan(plan).id for plan in tuple_of(plans, "plans"))
    ties = [_tied(Kind.MEMBER, association, member, on) for member in members]
    added = Facts(
        organizations=(association,),
        affiliations=ties,
        elections=[
            Election(
                id=f"{tie.id}/{function.value}", affiliation=tie.id, function=function, plans=chosen, period=Period(on)
            )
            for tie in ties
            for function in _elective(market, model)
        ],
    )
    if agreement is not None:
        if not isinstance(agreement, Agreement):
            raise InvalidValueError(agreement, "an Agreement", field="agreement")
        if agreement.period.ended_by(on):
            raise InvalidValueError(str(agreement.period), f"a period that goes beyond {on}", field="agreement.period")
        signed = attrs.evolve(agreement, contractor=association.id, period=_from(agreement.period, on))
        entries = tuple(_rostered(market, signed, members, on))
        added += Facts(agreements=(signed,), roster_entries=entries)
    return market.with_facts(
        market.facts + added, assumptions=(f"Joined in {name} ({model}) on {on}: {_names(members)}.",)
    )


def acquire(
    market: Market, organizations: Iterable[str], *, by: str, on: date, owners_become: Relation | None = None
) -> Market:
    """Return the market in which an organization buys others whole on a day.

    Agreements that the others signed stay in force until their own end; what the buyer does for those it owns is in
    its model. Ties to other owners, present and future, end, and so does what practitioners owned; what the buyer owns
    whole already stays as it is. A buyer whose model is not known is taken to be an integrated delivery system
    (``ids``), which the market then lists among its assumptions.

    Args:
        market: The market before.
        organizations: Ids, NPIs or unique names, one or more.
        by: Id, NPI or unique name of the buyer.
        on: First day of ownership.
        owners_become: What practitioners who owned a part are from then on; None means that it is not known.

    Returns:
        The market after, with the same models.

    Raises:
        UnknownFactError: There is no such organization.
        UnknownModelError: The buyer's model is to be ``ids`` and that is not installed.
        InvalidValueError: None is given, one is not in force on the day, or the buyer is among them.
    """
    market_of(market)
    bought = in_force(market, organizations, on, "organizations")
    buyer = in_force(market, (by,), on, "by")[0]
    if buyer in bought:
        raise InvalidValueError(by, "another organization than those bought", field="by")
    assumed = [f"Bought by {_names((buyer,))} on {on}: {_names(bought)}."]
    facts = market.facts
    if buyer.model is None:
        _require_model(market, "ids")
        known = [attrs.evolve(one, model="ids") if one is buyer else one for one in facts.organizations]
        facts = attrs.evolve(facts, organizations=known)
        assumed.append(f"{_names((buyer,))}, whose model is not known, is an ids.")
    held = {one.id for one in bought if _held_whole(market, one, buyer, on)}
    ties = _unowned(facts.affiliations, {one.id for one in bought} - held, on)
    taken = {tie.id for tie in ties}
    for one in bought:
        if one.id in held:
            continue
        tie = _tied(Kind.OWNS, buyer, one, on)
        ties.append(attrs.evolve(tie, id=free_id(tie.id, taken), share=1.0))
    ids = {one.id for one in bought}
    roles = [part for role in facts.practitioner_roles for part in _sold(role, ids, buyer.id, owners_become, on)]
    sold = roles != list(facts.practitioner_roles)
    if sold and owners_become is not None:
        assumed.append(f"Practitioners who owned a part of what was bought are of relation {owners_become.value} then.")
    changed = attrs.evolve(facts, affiliations=ties, practitioner_roles=roles)
    return market.with_facts(reissued(without_orphans(changed), buyer.id, on), assumptions=assumed)


def release(market: Market, organizations: Iterable[str], *, on: date) -> Market:
    """Return the market in which nobody owns some organizations from a day on.

    Args:
        market: The market before.
        organizations: Ids, NPIs or unique names, one or more.
        on: First day on which they are their own.

    Returns:
        The market after; the same market where nobody owned them.

    Raises:
        UnknownFactError: There is no such organization.
        InvalidValueError: None is given, or one is not in force on the day.
    """
    market_of(market)
    ids = {one.id for one in in_force(market, organizations, on, "organizations")}
    facts = market.facts
    ties = _unowned(facts.affiliations, ids, on)
    released = sorted({tie.member for tie in set(facts.affiliations) - set(ties)})
    if not released:
        return market
    names = ", ".join(market.name_of("organizations", one) for one in released)
    return market.with_facts(
        without_orphans(attrs.evolve(facts, affiliations=ties)),
        assumptions=(f"Owned by no other organization from {on} on: {names}.",),
    )


def _require_model(market: Market, model: str) -> None:
    if not isinstance(model, str) or model not in market.models:
        left_out = isinstance(model, str) and model in installed_models()
        raise UnknownModelError(model, market.models, left_out=left_out)


def _elective(market: Market, model: str) -> tuple[Function, ...]:
    """Return the functions that a model leaves its members to opt in to."""
    chosen = {
        function
        for (kind, function), (_, elective) in market.models[model].effects().items()
        if kind is Kind.MEMBER and elective
    }
    return tuple(function for function in Function if function in chosen)


def _tied(kind: Kind, organizer: Organization, member: Organization, on: date) -> Affiliation:
    return Affiliation(
        id=f"{member.id}@{organizer.id}", kind=kind, organizer=organizer.id, member=member.id, period=Period(on)
    )


def _rostered(market: Market, agreement: Agreement, members: Iterable[Organization], on: date) -> Iterator[RosterEntry]:
    view = market.on(on)
    for member in members:
        for role in view.roles_at(member.id):
            period = _from(role.period, on).intersection(agreement.period)
            if period is not None:
                yield RosterEntry(
                    id=f"{role.id}@{agreement.id}",
                    agreement=agreement.id,
                    practitioner=role.practitioner,
                    billing=member.id,
                    sites=role.sites,
                    specialties=role.specialties,
                    period=period,
                )


def _from(period: Period, on: date) -> Period:
    """Return a period that goes beyond a day, cut to begin on it at the earliest."""
    return period.since(on) or Period(on)


def _held_whole(market: Market, organization: Organization, owner: Organization, on: date) -> bool:
    """Return whether an owner has an organization whole already, or for all that is known; then nothing need change."""
    ties = market.on(on).affiliations_of(organization.id, Kind.OWNS)
    return bool(ties) and all(tie.organizer == owner.id and tie.share in (None, 1.0) for tie in ties)


def _sold(
    role: PractitionerRole, bought: set[str], buyer: str, owners_become: Relation | None, on: date
) -> tuple[PractitionerRole, ...]:
    """Return a role with the part from a day on no longer an owner's, where the organization was bought whole."""
    if role.organization not in bought or role.relation is not Relation.OWNER:
        return (role,)
    return (*until(role, on), *handed_on(role, buyer, on, relation=owners_become))


def _unowned(ties: Iterable[Affiliation], members: set[str], on: date) -> list[Affiliation]:
    """Return ties with every ownership of some members ended on a day."""
    ended: list[Affiliation] = []
    for tie in ties:
        owned = tie.kind is Kind.OWNS and tie.member in members and not tie.period.ended_by(on)
        ended += until(tie, on) if owned else (tie,)
    return ended


def _names(organizations: Iterable[Organization]) -> str:
    return listed(one.display for one in organizations)
