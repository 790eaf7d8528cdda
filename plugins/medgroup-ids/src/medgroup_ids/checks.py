"""The checks of an integrated delivery system, IDS-1 to IDS-4. Each is run on the system, the owner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import medgroup as mg
from medgroup.domain import OrganizationRole, ResourceKind
from medgroup_ids.holdings import controlled_by, groups_of, is_group, many, name_of, owned_by, subject

OWNERSHIP = "The model itself: a group owned and managed by one hospital or health system"
EMPLOYMENT = "State law on the corporate practice of medicine"
#: Shares are decimal fractions in files; three of 0.1 must not exceed 0.3.
MARGIN = 1e-9


def one_system_controls(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IDS-1: the system owns a group, and of each owns, itself or through others, more than half."""
    groups = groups_of(view, organization.id)
    ties = view.members_of(organization.id, mg.Kind.OWNS)
    if not ties:
        yield mg.Finding(
            code="IDS-1",
            severity=mg.Severity.CANNOT_TELL,
            subjects=(subject(organization),),
            message=f"Which groups {name_of(organization)} owns on {view.day} is not known.",
            remedy="Add the affiliations (owns) to its groups, with their shares; "
            "if it is itself the group, give it the model of what it is inside.",
            source=OWNERSHIP,
        )
    elif not groups:
        yield mg.Finding(
            code="IDS-1",
            subjects=(subject(organization), *(f"affiliations/{tie.id}" for tie in ties)),
            message=f"{name_of(organization)} owns no group on {view.day}.",
            remedy="Add the affiliations (owns) to its groups, with their shares, or state another model.",
            source=OWNERSHIP,
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
    evidence = (subject(group), *(f"affiliations/{tie.id}" for tie in ties))
    in_control = [tie for tie in ties if tie.share is not None and tie.share > 0.5]
    if known > 1 + MARGIN:
        yield mg.Finding(
            code="IDS-1",
            subjects=evidence,
            message=f"The owners of {name_of(group)} hold {known:.0%} of it together.",
            remedy="Correct the shares, or end the ownership that has passed on.",
            source=OWNERSHIP,
        )
    elif in_control and in_control[0].organizer in perhaps - inside:
        yield mg.Finding(
            code="IDS-1",
            severity=mg.Severity.CANNOT_TELL,
            subjects=evidence,
            message=f"{name_of(group)} is controlled by {in_control[0].organizer}; whether the system controls that is "
            "not known: a share of ownership is missing.",
            remedy="State the shares; a sole corporate member holds 1.",
            source=OWNERSHIP,
        )
    elif in_control and in_control[0].organizer not in inside:
        yield mg.Finding(
            code="IDS-1",
            subjects=evidence,
            message=f"{name_of(group)} is controlled by {in_control[0].organizer}, outside the system.",
            remedy="State the model of that owner, or end its ownership.",
            source=OWNERSHIP,
        )
    elif not in_control and any(tie.share is None for tie in ties) and known < 0.5:
        yield mg.Finding(
            code="IDS-1",
            severity=mg.Severity.CANNOT_TELL,
            subjects=evidence,
            message=f"Who controls {name_of(group)} is not known: a share of ownership is missing.",
            remedy="State the shares; a sole corporate member holds 1.",
            source=OWNERSHIP,
        )
    elif not in_control:
        yield mg.Finding(
            code="IDS-1",
            subjects=evidence,
            message=f"No owner holds more than half of {name_of(group)}.",
            remedy="State the tie as manages or member, or correct the shares (a sole corporate member holds 1).",
            source=OWNERSHIP,
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
    missing = [f"no role is stated of {', '.join(map(name_of, unclear))}"] if unclear else []
    if len(holdings) == 1:
        missing.append("nothing is stated that it owns")
    name = name_of(organization)
    yield mg.Finding(
        code="IDS-2",
        severity=mg.Severity.CANNOT_TELL if missing else mg.Severity.ERROR,
        subjects=(subject(organization), *(subject(one) for one in unclear if one.id != organization.id)),
        message=f"Whether {name} has a facility is not known: {'; '.join(missing)}."
        if missing
        else f"{name} has no facility.",
        remedy="Give the hospital the role facility, or add it with its owner.",
        source=OWNERSHIP,
    )


#: What may be said of practitioners that are not simply employed: severity, statement, remedy.
REASONS: dict[str, tuple[mg.Severity, str, str]] = {
    "owners": (
        mg.Severity.ERROR,
        "own a part of {group}, which others own whole",
        "State these roles as employed, or correct the shares.",
    ),
    "part owners": (
        mg.Severity.CANNOT_TELL,
        "own a part of {group}; whether they are employed too is not known",
        "Add their roles as employees of the group or the system.",
    ),
    "not exclusive": (
        mg.Severity.ERROR,
        "work for {group} under contract and elsewhere too, so the contract is not exclusive",
        "End the roles elsewhere, or state them as employed.",
    ),
    "contractors": (
        mg.Severity.CANNOT_TELL,
        "work for {group} under contract; whether it is exclusive is not known",
        "State them as employed if they are; whether a service agreement is exclusive is no fact of a market yet.",
    ),
    "unknown": (
        mg.Severity.CANNOT_TELL,
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
            severity, statement, remedy = REASONS[reason]
            yield mg.Finding(
                code="IDS-3",
                severity=severity,
                subjects=(subject(group), *(f"practitioner_roles/{role.id}" for role in roles)),
                message=f"{_people(roles)}: they {statement.format(group=name_of(group))}.",
                remedy=remedy,
                source=OWNERSHIP,
            )


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
                states = _states(view, [role])
                if role.relation is mg.Relation.EMPLOYEE and not (states and states <= self.allowed):
                    (against if by_hospital and states & self.barred else unclear).append(role)
        if against:
            yield self._against(view, organization, against)
        if unclear:
            yield self._unclear(view, organization, unclear)

    def _against(self, view: mg.View, organization: mg.Organization, roles: list[mg.PractitionerRole]) -> mg.Finding:
        return mg.Finding(
            code="IDS-4",
            subjects=(subject(organization), *(f"practitioner_roles/{role.id}" for role in roles)),
            message=f"{name_of(organization)} or a hospital of it employs {_people(roles)} where the "
            f"state bars it ({', '.join(sorted(_states(view, roles) & self.barred))}).",
            remedy="Employ them through a group that is a foundation or a friendly PC.",
            source=EMPLOYMENT,
        )

    def _unclear(self, view: mg.View, organization: mg.Organization, roles: list[mg.PractitionerRole]) -> mg.Finding:
        states = ", ".join(sorted(_states(view, roles) - self.allowed)) or "of a state that is not stated"
        return mg.Finding(
            code="IDS-4",
            severity=mg.Severity.CANNOT_TELL,
            subjects=(subject(organization), *(f"practitioner_roles/{role.id}" for role in roles)),
            message=f"Whether {_people(roles)} of {name_of(organization)} may be employed this way "
            f"cannot be told: it depends on the law ({states}), and where that bars hospitals, on whether the group is "
            "a foundation or a friendly PC, which is no fact of a market yet.",
            remedy="State the sites' addresses, and make the model with ids_model(employment_allowed=...).",
            source=EMPLOYMENT,
        )


def _people(roles: Iterable[mg.PractitionerRole]) -> str:
    """Return how many practitioners hold some roles; one with two roles is one."""
    return many(len({role.practitioner for role in roles}), "practitioner")


def _states(view: mg.View, roles: Iterable[mg.PractitionerRole]) -> frozenset[str]:
    """Return the states of the sites of some roles, as two capital letters."""
    return frozenset(
        site.address.state.strip().upper()
        for role in roles
        for site in view.sites_of(role.organization)
        if (role.sites is None or site.id in role.sites) and site.address is not None and site.address.state is not None
    )
