"""The checks that only a multi-specialty group has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import medgroup as mg
from medgroup_single_specialty import (
    Member,
    counted,
    many,
    members_of_group,
    nobody_known,
    roles_of,
    shared_families,
    tally,
    unknown_families,
)

SPECIALTY = "NUCC Health Care Provider Taxonomy; families of the plugin medgroup-specialty-families"
MS_2 = mg.Rule("MS-2", source=SPECIALTY)
MS_3 = mg.Rule("MS-3", source=SPECIALTY)
MS_4 = mg.Rule("MS-4", source="The model itself: a specialist of the group is in the first tier of its referrals")


@dataclass(frozen=True, kw_only=True)
class SeveralFamilies:
    """MS-2: two specialty families or more, so that no family is shared by every practitioner."""

    #: Families that do not count as another kind of care, such as ``physical-therapy``.
    ancillary: frozenset[str] = frozenset()

    def __call__(self, view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        """Yield a finding where all practitioners share a family, or where that cannot be told."""
        members = counted(members_of_group(view, organization.id), self.ancillary)
        known = [member for member in members if member.families]
        shared = shared_families(known)
        certain = [member for member in known if not member.others_possible]
        if not members or (certain and not shared_families(certain)):
            return
        if not shared or len(known) < len(members):
            yield unknown_families(MS_2, organization, members)
            return
        yield MS_2.broken(
            f"The practitioners of {organization.display} all share the family {', '.join(sorted(shared))}; "
            "a multi-specialty group has two families or more.",
            organization,
            *roles_of(members),
            remedy="State the model single-specialty, or add the roles of the other specialties.",
        )


@dataclass(frozen=True, kw_only=True)
class WithPrimaryCare:
    """MS-3: someone gives primary care."""

    #: Families that count beside those marked as primary care: ``obstetrics-gynecology`` where they are chosen as PCP.
    also: frozenset[str] = frozenset()

    def __call__(self, view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        """Yield a finding where nobody gives primary care, or where that cannot be told."""
        members = members_of_group(view, organization.id)
        if not members:
            yield nobody_known(MS_3, view, organization)
            return
        if any(gives_primary_care(view, member, self.also) for member in members):
            return
        if any(not member.families or member.others_possible for member in members):
            yield unknown_families(MS_3, organization, members)
            return
        yield MS_3.broken(
            f"Nobody at {organization.display} gives primary care: {tally(members)}.",
            organization,
            *roles_of(members),
            remedy="Add the roles of its primary care practitioners, or make the model without primary care.",
        )


def first_tier_takes_patients(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """MS-4: where the group has a specialist, a referral to the first tier is possible, capacity permitting."""
    members = members_of_group(view, organization.id)
    unknown: list[Member] = []
    for family in sorted({name for member in members for name in member.families}):
        placed = view.families.by_name.get(family)
        if placed is not None and placed.primary_care:
            continue
        holders = [member for member in members if family in member.families]
        accepting = {role.accepting for member in holders for role in member.roles}
        if accepting == {False}:
            yield MS_4.broken(
                f"{organization.display} has {many(len(holders), 'practitioner')} of {family} "
                "and none takes new patients, so a referral has to leave the group.",
                organization,
                *roles_of(holders),
                remedy="Open one of these roles to new patients.",
                severity=mg.Severity.WARNING,
            )
        elif True not in accepting:
            unknown += [member for member in holders if member not in unknown]
    if unknown:
        yield MS_4.cannot_tell(
            f"Whether {organization.display} takes new patients in {tally(unknown)} is not known.",
            organization,
            *roles_of(unknown),
            remedy="State whether these roles accept new patients.",
        )


def gives_primary_care(view: mg.View, member: Member, also: Iterable[str] = ()) -> bool:
    """Return whether a family of a member gives primary care, or is among some others."""
    return any(
        name in also or (name in view.families.by_name and view.families.by_name[name].primary_care)
        for name in member.families
    )
