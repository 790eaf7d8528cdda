"""The checks of an integrated delivery system, IDS-1 to IDS-4. Each is run on the system, the owner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import medgroup as mg
from medgroup.domain import OrganizationRole, ResourceKind
from medgroup_ids.holdings import controlled_by, groups_of, is_group, many, owned_by

OWNERSHIP = "The model itself: a group owned and managed by one hospital or health system"
IDS_1 = mg.Rule("IDS-1", source=OWNERSHIP)
IDS_2 = mg.Rule("IDS-2", source=OWNERSHIP)
IDS_3 = mg.Rule("IDS-3", source=OWNERSHIP)
IDS_4 = mg.Rule("IDS-4", source="State law on the corporate practice of medicine")
#: Shares are decimal fractions in files; three of 0.1 must not exceed 0.3.
MARGIN = 1e-9


def one_system_controls(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IDS-1: the system owns a group, and of each owns, itself or through others, more than half."""
    groups = groups_of(view, organization.id)
    ties = view.members_of(organization.id, mg.Kind.OWNS)
    if not ties:
        yield IDS_1.cannot_tell(
            f"Which groups {organization.display} owns on {view.day} is not known.",
            organization,
            remedy="Add the affiliations (owns) to its groups, with their shares; "
            "if it is itself the group, give it the model of what it is inside.",
        )
    elif not groups:
        yield IDS_1.broken(
            f"{organization.display} owns no group on {view.day}.",
            organization,
            *ties,
            remedy="Add the affiliations (owns) to its groups, with their shares, or state another model.",
        )
    inside = controlled_by(view, organization.id, unstated=False)
    perhaps = controlled_by(view, organization.id, unstated=True)
    for group in groups:
        yield from _control(view.affiliations_of(group.id, mg.Kind.OWNS), group, inside, perhaps)


def _control(
    ties: Iterable[mg.Affiliation], group: mg.Organization, inside: set[str], perhaps: set[str]
) -> Iterator[mg.Finding]:
    ties = tuple(ties)
    known = sum(tie.share for tie in ties if tie.share is not None)
    in_control = [tie for tie in ties if tie.share is not None and tie.share > 0.5]
    if known > 1 + MARGIN:
        yield IDS_1.broken(
            f"The owners of {group.display} hold {known:.0%} of it together.",
            group,
            *ties,
            remedy="Correct the shares, or end the ownership that has passed on.",
        )
    elif in_control and in_control[0].organizer in perhaps - inside:
        yield IDS_1.cannot_tell(
            f"{group.display} is controlled by {in_control[0].organizer}; whether the system controls that is "
            "not known: a share of ownership is missing.",
            group,
            *ties,
            remedy="State the shares; a sole corporate member holds 1.",
        )
    elif in_control and in_control[0].organizer not in inside:
        yield IDS_1.broken(
            f"{group.display} is controlled by {in_control[0].organizer}, outside the system.",
            group,
            *ties,
            remedy="State the model of that owner, or end its ownership.",
        )
    elif not in_control and any(tie.share is None for tie in ties) and known < 0.5:
        yield IDS_1.cannot_tell(
            f"Who controls {group.display} is not known: a share of ownership is missing.",
            group,
            *ties,
            remedy="State the shares; a sole corporate member holds 1.",
        )
    elif not in_control:
        yield IDS_1.broken(
            f"No owner holds more than half of {group.display}.",
            group,
            *ties,
            remedy="State the tie as manages or member, or correct the shares (a sole corporate member holds 1).",
        )


def has_facility(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IDS-2: the system runs a facility, itself or in an organization that it owns."""
    holdings = (organization, *owned_by(view, organization.id))
    if any(OrganizationRole.FACILITY in one.roles for one in holdings):
        return
    # The rooms of a group are no facility of the system.
    hospitals = [one for one in holdings if one.id == organization.id or not is_group(one)]
    rooms = [resource for one in hospitals for resource in view.resources_of(one.id)]
    if any(resource.kind is ResourceKind.FACILITY for resource in rooms):
        return
    unclear = [one for one in holdings if not one.roles and (one.id == organization.id or one.model is None)]
    missing = [f"no role is stated of {', '.join(one.display for one in unclear)}"] if unclear else []
    if len(holdings) == 1:
        missing.append("nothing is stated that it owns")
    name = organization.display
    say = IDS_2.cannot_tell if missing else IDS_2.broken
    yield say(
        f"Whether {name} has a facility is not known: {'; '.join(missing)}." if missing else f"{name} has no facility.",
        organization,
        *unclear,
        remedy="Give the hospital the role facility, or add it with its owner.",
    )


#: What may be said of practitioners that are not simply employed: what that does to the rule, statement, remedy.
REASONS = {
    "owners": (
        IDS_3.broken,
        "own a part of {group}, which others own whole",
        "State these roles as employed, or correct the shares.",
    ),
    "part owners": (
        IDS_3.cannot_tell,
        "own a part of {group}; whether they are employed too is not known",
        "Add their roles as employees of the group or the system.",
    ),
    "not exclusive": (
        IDS_3.broken,
        "work for {group} under contract and elsewhere too, so the contract is not exclusive",
        "End the roles elsewhere, or state them as employed.",
    ),
    "contractors": (
        IDS_3.cannot_tell,
        "work for {group} under contract; whether it is exclusive is not known",
        "State them as employed if they are; whether a service agreement is exclusive is no fact of a market yet.",
    ),
    "unknown": (
        IDS_3.cannot_tell,
        "have a relation to {group} or its system that is not known",
        "State the relation of these roles: owner, employee, contractor, locum or leased.",
    ),
}


def employed_or_exclusive(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IDS-3: the practitioners of each group are employed by it or the system, or under an exclusive contract."""
    inside = {organization.id, *(one.id for one in owned_by(view, organization.id))}
    for group in groups_of(view, organization.id):
        shares = [tie.share or 0 for tie in view.affiliations_of(group.id, mg.Kind.OWNS)]
        by_reason: dict[str, list[mg.PractitionerRole]] = {}
        for role in view.roles_at(group.id):
            reason = _reason(view, role, inside, whole=sum(shares) >= 1 - MARGIN)
            if reason is not None:
                by_reason.setdefault(reason, []).append(role)
        for reason, roles in by_reason.items():
            say, statement, remedy = REASONS[reason]
            yield say(f"{_people(roles)}: they {statement.format(group=group.display)}.", group, *roles, remedy=remedy)


def _reason(view: mg.View, role: mg.PractitionerRole, inside: set[str], *, whole: bool) -> str | None:
    """Return why a practitioner may not be employed; None where he or she is, or stands in for one who is."""
    held = view.roles_of(role.practitioner)
    relations = {other.relation for other in held if other.organization in inside}
    if mg.Relation.EMPLOYEE in relations or role.relation is mg.Relation.LOCUM:
        return None
    if None in relations:
        return "unknown"
    if role.relation is mg.Relation.OWNER:
        return "owners" if whole else "part owners"
    return "contractors" if all(other.organization in inside for other in held) else "not exclusive"


@dataclass(frozen=True, kw_only=True)
class EmploymentLaw:
    """IDS-4: where a state bars hospitals from employing physicians, a foundation or a friendly PC does."""

    #: States in which a hospital may employ physicians.
    allowed: frozenset[str]
    #: States in which it may not.
    barred: frozenset[str]

    def __call__(self, view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        """Yield a finding for those whom the hospital employs where it may not, and one for what cannot be told."""
        against: list[mg.PractitionerRole] = []
        unclear: list[mg.PractitionerRole] = []
        for one in (organization, *owned_by(view, organization.id)):
            by_hospital = one.id == organization.id or not is_group(one)
            for role in view.roles_at(one.id):
                states = view.states_of(role)
                if role.relation is mg.Relation.EMPLOYEE and not (states and states <= self.allowed):
                    (against if by_hospital and states & self.barred else unclear).append(role)
        if against:
            yield self._against(view, organization, against)
        if unclear:
            yield self._unclear(view, organization, unclear)

    def _against(self, view: mg.View, organization: mg.Organization, roles: list[mg.PractitionerRole]) -> mg.Finding:
        return IDS_4.broken(
            f"{organization.display} or a hospital of it employs {_people(roles)} where the "
            f"state bars it ({', '.join(sorted(_states(view, roles) & self.barred))}).",
            organization,
            *roles,
            remedy="Employ them through a group that is a foundation or a friendly PC.",
        )

    def _unclear(self, view: mg.View, organization: mg.Organization, roles: list[mg.PractitionerRole]) -> mg.Finding:
        states = ", ".join(sorted(_states(view, roles) - self.allowed)) or "of a state that is not stated"
        return IDS_4.cannot_tell(
            f"Whether {_people(roles)} of {organization.display} may be employed this way "
            f"cannot be told: it depends on the law ({states}), and where that bars hospitals, on whether the group is "
            "a foundation or a friendly PC, which is no fact of a market yet.",
            organization,
            *roles,
            remedy=" ".join(self._to_do(view, roles)),
        )

    def _to_do(self, view: mg.View, roles: list[mg.PractitionerRole]) -> Iterator[str]:
        """Yield what would tell whether some roles are held as the law has it."""
        if any(not view.states_of(role) for role in roles):
            yield "State the addresses of the sites where they work."
        states = _states(view, roles)
        for state in sorted(states - self.allowed - self.barred):
            yield (
                f"Look up whether {state} lets hospitals employ physicians, and open the market in Python with "
                f"medgroup_ids.ids_model(employment_allowed=['{state}']) where it does, "
                "or employment_barred where it does not."
            )
        if states & self.barred:
            yield "Look up whether the group is a foundation or a friendly PC: a market does not state it."


def _people(roles: Iterable[mg.PractitionerRole]) -> str:
    """Return how many practitioners hold some roles; one with two roles is one."""
    return many(len({role.practitioner for role in roles}), "practitioner")


def _states(view: mg.View, roles: Iterable[mg.PractitionerRole]) -> frozenset[str]:
    """Return the states of the sites where some roles are held."""
    return frozenset(state for role in roles for state in view.states_of(role))
