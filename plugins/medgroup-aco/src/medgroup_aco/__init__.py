"""The organizational model ``aco``: participants, known by their TINs, that answer together for quality and cost."""

from collections.abc import Iterator

import medgroup as mg
from medgroup import Effect, Function, Kind
from medgroup.domain import Basis

__all__ = ["ACO", "medgroup_models"]

ACO_1 = mg.Rule("ACO-1", source="42 CFR 425.20, 425.306")
ACO_2 = mg.Rule("ACO-2", source="42 CFR 425.110")
ACO_3 = mg.Rule("ACO-3", source="42 CFR 425.106")
ACO_4 = mg.Rule("ACO-4", source="42 CFR 425.306(b)")
ACO_5 = mg.Rule("ACO-5", source="42 CFR 425.304")
CIN_1 = mg.Rule("CIN-1", source="Arizona v. Maricopa, 457 U.S. 332 (1982); DOJ/FTC Statement 8 (1996, withdrawn 2023)")


def whole_tins(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """ACO-1: a participant is a TIN, and whoever bills through that TIN is in."""
    ids = sorted({tie.member for tie in view.members_of(organization.id, Kind.MEMBER)})
    inside = [view.organization(one) for one in ids]
    unstated = [one for one in inside if one.tin is None]
    if unstated or not inside:
        missing = f"the TIN of {', '.join(one.display for one in unstated)}" if inside else "its participants"
        said = f"Who takes part in {organization.display} on {view.day} cannot be told without {missing}."
        yield ACO_1.cannot_tell(said, organization, *unstated, remedy="Add its members, and the TIN of each.")
    tins = {one.tin_digits for one in inside} - {None}
    for other in view.organizations():
        if other.tin_digits in tins and other.id not in (*ids, organization.id):
            said = f"{other.display} bills under the TIN of a participant of {organization.display} and is not in it."
            yield ACO_1.broken(said, organization, other, remedy="Add its affiliation (member), or correct the TIN.")


def no_fact_yet(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """ACO-2, ACO-3: 5,000 assigned beneficiaries or more; participants hold three quarters of the governing body."""
    for rule, asked in ((ACO_2, "How many beneficiaries are assigned to"), (ACO_3, "Who governs")):
        said = f"{asked} {organization.display} on {view.day} is no fact of a market yet."
        yield rule.cannot_tell(said, organization, remedy="Hold this rule against the ACO's own papers.")


def one_aco_only(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """ACO-4: a TIN that bills primary care, which assignment counts, takes part in one ACO only."""
    primary_care = {name for name, family in view.families.by_name.items() if family.primary_care}
    for tie in view.members_of(organization.id, Kind.MEMBER):
        elsewhere = [one for one in view.affiliations_of(tie.member, Kind.MEMBER) if one.organizer != organization.id]
        others = [one for one in elsewhere if view.organization(one.organizer).model == organization.model]
        known = any(primary_care & (view.family_of(role) or set()) for role in view.roles_at(tie.member))
        if others:
            say, bills = (ACO_4.broken, "bills") if known else (ACO_4.cannot_tell, "may bill")
            said = f"{view.organization(tie.member).display} {bills} primary care and takes part in another ACO too."
            yield say(said, tie, *others, remedy="End all but one of these affiliations.")


def free_choice(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """ACO-5: no terms put the ACO in a participant's place for referral: it is preferred, never a gate."""
    for tie in view.members_of(organization.id, Kind.MEMBER):
        if tie.own_effect(Function.REFERRAL) is Effect.REPLACES:
            said = f"By its terms {view.organization(tie.member).display} refers where {organization.display} says."
            yield ACO_5.broken(said, tie, remedy="Take referral out of these terms.")


def integrated(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """CIN-1: terms that join contracting need clinical integration, or shared risk, behind the contract."""
    terms = [(tie, tie.term_for(Function.CONTRACTING)) for tie in view.members_of(organization.id)]
    joint = [(tie, term) for tie, term in terms if term and term.effect in (Effect.REPLACES, Effect.JOINS)]
    bound = [tie for tie, term in joint if not term.elective]
    for agreement in view.agreements_of(organization.id) if joint else ():
        said = f"{organization.display} contracts in {agreement.id} for participants"
        if agreement.basis is None:
            said = f"{said}; whether they are clinically integrated is not known."
            yield CIN_1.cannot_tell(said, agreement, remedy="State the basis: integration, risk or messenger.")
        elif agreement.basis is Basis.MESSENGER and bound:
            said = f"{said} as a messenger, and their terms bind them without asking."
            yield CIN_1.broken(said, agreement, *bound, remedy="State the integration, or make these terms elective.")


#: The model of the organizer. A participant keeps its contracts, its claims, its charts and its referrals.
ACO = mg.OrganizationalModel(
    name="aco",
    title="Accountable care organization",
    consolidates=(
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.REPLACES, functions={Function.QUALITY}),
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.INCOME}),
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.CONNECTS, functions={Function.RECORDS}),
        mg.Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.PURCHASING}, elective=True),
    ),
    tiers=(
        mg.Tier(name="ACO participants, preferred", reach=mg.Reach.MEMBERS, over={Kind.MEMBER}),
        mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
    ),
    checks=(whole_tins, no_fact_yet, one_aco_only, free_choice, integrated),
)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (ACO,)
