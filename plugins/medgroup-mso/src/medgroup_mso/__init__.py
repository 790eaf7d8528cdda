"""The organizational model ``mso``: a management company that runs the business of practices which physicians own."""

from collections.abc import Iterator

import medgroup as mg
from medgroup import Effect, Function, Kind

__all__ = ["MSO", "medgroup_models"]

MSO_1 = mg.Rule("MSO-1", source="State law on the corporate practice of medicine: who may own a practice")
MSO_2 = mg.Rule("MSO-2", source="State law on the corporate practice of medicine: who decides on care")
MSO_3 = mg.Rule("MSO-3", source="State law on splitting fees, for example New York Education Law 6530(19)")
MSO_4 = mg.Rule("MSO-4", source="42 CFR 424.73, 424.80(b)(5)")
MSO_5 = mg.Rule("MSO-5", source="California SB 351 (2025), Oregon SB 951 (2025)")
BILLS = {Effect.REPLACES, Effect.JOINS}
#: What stays with a practice: whose the charts are, where it refers, how it treats, and who treats.
CLINICAL = (Function.RECORDS, Function.REFERRAL, Function.QUALITY, Function.STAFFING)


def owned_by_physicians(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """MSO-1: a practice belongs to physicians who are licensed in its state, and to nobody else."""
    owned = [tie for tie in view.members_of(organization.id, Kind.OWNS) if view.roles_at(tie.member)]
    practices = sorted({tie.member for tie in (*view.members_of(organization.id, Kind.MANAGES), *owned)})
    if not practices:
        said = f"Which practices {organization.display} manages on {view.day} is not known."
        yield MSO_1.cannot_tell(said, organization, remedy="Add its affiliations (manages).")
    for practice in map(view.organization, practices):
        owners = [role for role in view.roles_at(practice.id) if role.relation is mg.Relation.OWNER]
        companies = view.affiliations_of(practice.id, Kind.OWNS)
        if not owners and not companies:
            said = f"Who owns {practice.display} on {view.day} is not known."
            yield MSO_1.cannot_tell(said, practice, remedy="State the roles of its owners.")
        for tie in companies:
            say = MSO_1.broken if tie.organizer == organization.id else MSO_1.cannot_tell
            said = f"{view.organization(tie.organizer).display} owns {practice.display}; physicians have to."
            yield say(said, practice, tie, remedy="End this ownership, and state the roles of the owners.")
        for role in owners:
            yield from is_licensed_physician(view, practice, role)


def is_licensed_physician(view: mg.View, practice: mg.Organization, role: mg.PractitionerRole) -> Iterator[mg.Finding]:
    """MSO-1, of one owner: a physician, and licensed where the practice is."""
    licensed = {view.is_licensed(role.practitioner, state) for state in view.states_of(role)}
    for words, told in (("a physician", {view.is_physician(role)}), ("licensed in its state", licensed)):
        if True not in told:
            say, what = (MSO_1.broken, "is not") if told == {False} else (MSO_1.cannot_tell, "is not known to be")
            said = f"{view.practitioner(role.practitioner).display} owns {practice.display} and {what} {words}."
            yield say(said, practice, role, remedy="Mend the role, its specialties, the licences or the addresses.")


def clinical_authority(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """MSO-2: the company has no clinicians, and no terms give it charts, referrals, quality or clinical staff."""
    roles = view.roles_at(organization.id)
    if roles:
        said = f"{organization.display}, a management company, has clinicians of its own ({len(roles)})."
        yield MSO_2.broken(said, organization, *roles, remedy="State these roles at the practice that bills.")
    for tie in view.members_of(organization.id):
        given = [function.value for function in CLINICAL if tie.own_effect(function) is Effect.REPLACES]
        if given:
            said = f"By its terms {view.organization(tie.member).display} gives up {', '.join(given)}."
            yield MSO_2.broken(said, tie, remedy="Take these functions out of the terms.")


def billing_agent(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """MSO-4: the company bills as the agent of a practice, never in its own name."""
    lines = view.roster_billing(organization.id)
    ties = [tie for tie in view.members_of(organization.id) if tie.own_effect(Function.BILLING) in BILLS]
    if lines or ties:
        said = f"{organization.display} bills in its own name, by terms or roster lines ({len(ties) + len(lines)})."
        yield MSO_4.broken(said, organization, *ties, *lines, remedy="Name the practice whose TIN bills.")


def no_fact_yet(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """MSO-3, MSO-5: the fee is fair market value; in California and Oregon no owner is replaced at will."""
    for rule, asked in ((MSO_3, "What practices pay"), (MSO_5, "Whether owners may be replaced at the will of")):
        said = f"{asked} {organization.display} is no fact of a market yet."
        yield rule.cannot_tell(said, organization, remedy="Hold this rule against the management agreements.")


#: The model of the company. It is an agent: a practice stays the unit, but for what is bought for all together.
MSO = mg.OrganizationalModel(
    name="mso",
    title="Management services organization",
    consolidates=(
        mg.Consolidation(
            over=Kind.MANAGES,
            effect=Effect.ACTS_FOR,
            functions={Function.CONTRACTING, Function.BILLING, Function.SCHEDULING, Function.STAFFING},
        ),
        mg.Consolidation(over=Kind.MANAGES, effect=Effect.REPLACES, functions={Function.PURCHASING}),
    ),
    checks=(owned_by_physicians, clinical_authority, no_fact_yet, billing_agent),
)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (MSO,)
