"""What members of an IPA agreed to, and on what basis it contracts for them: IPA-4 and IPA-5."""

from collections.abc import Iterable, Iterator

import medgroup as mg
from medgroup.domain import Basis
from medgroup_ipa.independence import ASSOCIATION

IPA_4 = mg.Rule("IPA-4", source=ASSOCIATION)
IPA_5 = mg.Rule(
    "IPA-5",
    source="Arizona v. Maricopa County Medical Society, 457 U.S. 332 (1982); "
    "DOJ/FTC Statements of Antitrust Enforcement Policy in Health Care 8 and 9 (1996, withdrawn 2023)",
)


def opted_in(view: mg.View, tie: mg.Affiliation) -> tuple[mg.Election, ...]:
    """Return the elections in force by which a member takes part in contracting."""
    return tuple(one for one in view.elections_of(tie.id) if one.function is mg.Function.CONTRACTING)


def bound_without_choice(tie: mg.Affiliation) -> bool:
    """Return whether a tie's own terms make contracting part of membership, with nothing to elect."""
    term = tie.term_for(mg.Function.CONTRACTING)
    return term is not None and term.effect in (mg.Effect.REPLACES, mg.Effect.JOINS) and not term.elective


def dated_membership(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-4: it is stated of each membership what the member opts in to, and whether that is exclusive.

    When it began is always stated: an affiliation without a period has always been.
    """
    for tie in view.members_of(organization.id, mg.Kind.MEMBER):
        member = view.organization(tie.member)
        elections = opted_in(view, tie)
        missing = []
        if not elections and not bound_without_choice(tie):
            missing.append("the plans it opts in to")
        if any(election.exclusive is None for election in elections):
            missing.append("whether its opting in is exclusive")
        if missing:
            yield IPA_4.cannot_tell(
                f"Of the membership of {member.display} in {organization.display} this is not known: "
                f"{'; '.join(missing)}.",
                tie,
                *elections,
                remedy="Add elections for contracting, with their plans and whether they are exclusive.",
            )
        for election in elections:
            yield from _other_ways(view, tie, election)


def _other_ways(view: mg.View, tie: mg.Affiliation, election: mg.Election) -> Iterator[mg.Finding]:
    """Yield a finding where a member contracts otherwise for what it opted in to exclusively."""
    if not election.exclusive:
        return
    against: list[mg.Election | mg.Agreement] = [
        other
        for elsewhere in view.affiliations_of(tie.member, mg.Kind.MEMBER)
        if elsewhere.organizer != tie.organizer
        for other in opted_in(view, elsewhere)
        if election.plans is None or other.plans is None or election.plans & other.plans
    ]
    signed = view.agreements_of(tie.member)
    against += [agreement for agreement in signed if _is_for(view, agreement, election)]
    if against:
        member = view.organization(tie.member)
        yield IPA_4.broken(
            f"{member.display} opted in exclusively and yet contracts otherwise too ({len(against)} found).",
            election,
            *against,
            remedy="End the other contracts or elections, or state that this one is not exclusive.",
        )


def _is_for(view: mg.View, agreement: mg.Agreement, election: mg.Election) -> bool:
    """Return whether an agreement covers a plan of an election; of a plan of unknown networks nobody can tell."""
    if election.plans is None or agreement.networks is None:
        return True
    return any(agreement.networks.intersection(view.plan(plan).networks or ()) for plan in election.plans)


def basis_of_contracting(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-5: prices are negotiated jointly only under shared risk or integration; a messenger binds who accepted."""
    for agreement in view.agreements_of(organization.id):
        if agreement.basis is None:
            yield IPA_5.cannot_tell(
                f"On what basis {organization.display} contracts in {agreement.id} is not known.",
                agreement,
                remedy="State the basis: messenger, risk or integration.",
            )
        elif agreement.basis is Basis.MESSENGER:
            yield from _messenger(view, organization, agreement)


def _messenger(view: mg.View, organization: mg.Organization, agreement: mg.Agreement) -> Iterator[mg.Finding]:
    rostered = {entry.billing for entry in view.roster_of(agreement.id)}
    bound: list[mg.Affiliation] = []
    unclear: list[mg.Affiliation] = []
    for tie in view.members_of(organization.id, mg.Kind.MEMBER):
        if bound_without_choice(tie) or (tie.member in rostered and not opted_in(view, tie)):
            bound.append(tie)
        elif not rostered and not opted_in(view, tie):
            unclear.append(tie)
    if bound:
        yield IPA_5.broken(
            f"{organization.display} carries {agreement.id} as a messenger and binds members that did not "
            f"accept each for itself: {_members(view, bound)}.",
            agreement,
            *bound,
            remedy="Add their elections for contracting, take them off the roster, or state another basis.",
        )
    if unclear:
        yield IPA_5.cannot_tell(
            f"Whether members accepted {agreement.id} each for itself is not known: it has no roster, "
            f"and no election is stated of {_members(view, unclear)}.",
            agreement,
            organization,
            *unclear,
            remedy="Add the roster of the agreement, or their elections for contracting.",
        )


def _members(view: mg.View, ties: Iterable[mg.Affiliation]) -> str:
    return ", ".join(view.organization(tie.member).display for tie in ties)
