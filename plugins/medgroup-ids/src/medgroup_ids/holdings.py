"""What a system owns, directly and through others."""

import medgroup as mg
from medgroup.domain import OrganizationRole


def owned_by(view: mg.View, system: str) -> tuple[mg.Organization, ...]:
    """Return the organizations that a system owns, directly or through others, whatever the share, by id."""
    found: dict[str, mg.Organization] = {}
    queue = [system]
    for owner in queue:
        for tie in view.members_of(owner, mg.Kind.OWNS):
            if tie.member not in found:
                found[tie.member] = view.organization(tie.member)
                queue.append(tie.member)
    return tuple(found[key] for key in sorted(found))


def controlled_by(view: mg.View, system: str, *, unstated: bool) -> set[str]:
    """Return a system and what it holds more than half of, itself or through such; shares not stated count or not."""
    found = {system}
    queue = [system]
    for owner in queue:
        for tie in view.members_of(owner, mg.Kind.OWNS):
            more_than_half = unstated if tie.share is None else tie.share > 0.5
            if more_than_half and tie.member not in found:
                found.add(tie.member)
                queue.append(tie.member)
    return found


def is_group(organization: mg.Organization) -> bool:
    """Return whether an owned organization is a group: a practice, or one of which it is not stated what it is."""
    return not organization.roles or OrganizationRole.PRACTICE in organization.roles


def groups_of(view: mg.View, system: str) -> tuple[mg.Organization, ...]:
    """Return the groups that a system owns, directly or through others, by id."""
    return tuple(one for one in owned_by(view, system) if is_group(one))


def many(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 practitioner``, ``3 practitioners``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
