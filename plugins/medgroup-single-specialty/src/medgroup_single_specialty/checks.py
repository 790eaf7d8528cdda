"""The checks of a single-specialty group; those that a multi-specialty group shares take the code they report under."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import medgroup as mg
from medgroup.domain import ResourceKind
from medgroup_single_specialty.members import (
    Member,
    many,
    members_of_group,
    roles_of,
    shared_families,
)

GROUP_PRACTICE = "42 CFR 411.352(a), (b); 42 CFR 411.351"
SPECIALTY = "NUCC Health Care Provider Taxonomy; families of the plugin medgroup-specialty-families"
SS_1B = mg.Rule("SS-1b", source="42 CFR 417.1 (medical group)")
SS_2 = mg.Rule("SS-2", source=SPECIALTY)
SS_4 = mg.Rule("SS-4", source="The model itself: a need outside the family is referred out of the group")

#: Relations that tie a practitioner to the entity itself. A leased one is tied to whoever leases him or her out.
OWN_RELATIONS = frozenset({mg.Relation.OWNER, mg.Relation.EMPLOYEE, mg.Relation.CONTRACTOR, mg.Relation.LOCUM})

#: What members of a medical group share (42 CFR 417.1), as kinds of resource.
SHARED = {ResourceKind.SYSTEM: "a records system", ResourceKind.EQUIPMENT: "equipment", ResourceKind.STAFF: "staff"}


@dataclass(frozen=True, kw_only=True)
class EnoughProfessionals:
    """SS-1, MS-1: two licensed professionals or more, and enough physicians among them."""

    #: Code of the findings.
    code: str
    #: The least share of physicians among the practitioners.
    physician_share: float = 0.5
    #: The least number of physicians.
    physicians: int = 1
    #: The least number of licensed professionals.
    professionals: int = 2

    @property
    def rule(self) -> mg.Rule:
        """The rule that it reports under."""
        return mg.Rule(self.code, source=GROUP_PRACTICE)

    def __call__(self, view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        """Yield a finding for too few professionals, and one for too few physicians."""
        members = members_of_group(view, organization.id)
        if not members:
            yield nobody_known(self.rule, view, organization)
            return
        yield from self._professionals(view, organization, members)
        yield from self._physicians(organization, members)

    def _professionals(
        self, view: mg.View, organization: mg.Organization, members: tuple[Member, ...]
    ) -> Iterator[mg.Finding]:
        licensed = sum(member.licensed is True for member in members)
        unknown = [member for member in members if member.licensed is None]
        if licensed + len(unknown) < self.professionals:
            most = f"{'at most ' if unknown else ''}{many(licensed + len(unknown), 'licensed practitioner')}"
            yield self.rule.broken(
                f"{organization.display} has {most} on {view.day}; a group has {self.professionals} or more.",
                organization,
                *roles_of(members),
                remedy="Add the roles and licences of its other practitioners, or state the model solo.",
            )
        elif licensed < self.professionals:
            yield self.rule.cannot_tell(
                f"No licence is stated for {len(unknown)} of the {many(len(members), 'practitioner')} "
                f"of {organization.display}; known to be licensed: {licensed}.",
                organization,
                *(view.practitioner(member.practitioner) for member in unknown),
                remedy="State the licences of these practitioners, each with its state.",
            )

    def _physicians(self, organization: mg.Organization, members: tuple[Member, ...]) -> Iterator[mg.Finding]:
        count = sum(member.physician is True for member in members)
        unknown = [member for member in members if member.physician is None]
        # The margin keeps a share like 2/3 from failing by the last binary digit.
        needed = max(float(self.physicians), self.physician_share * len(members) - 1e-9)
        if count >= needed:
            return
        least = f"at least {self.physicians} and {self.physician_share:.0%} are asked for"
        if count + len(unknown) < needed:
            yield self.rule.broken(
                f"Physicians are {count} of the {many(len(members), 'practitioner')} "
                f"of {organization.display}; {least}.",
                organization,
                *roles_of(members),
                remedy="Add the roles of its physicians, or ask for another share when the model is made.",
            )
        else:
            yield self.rule.cannot_tell(
                f"Of {len(unknown)} of the {many(len(members), 'practitioner')} "
                f"of {organization.display} it is not known whether they are physicians; {least}.",
                organization,
                *roles_of(unknown),
                remedy="State taxonomy codes that a specialty family holds for these roles.",
            )


def statutory_medical_group(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """SS-1b: the shape of a medical group in 42 CFR 417.1, which a group need not have; so it is never an error."""
    members = members_of_group(view, organization.id)
    if not members:
        return
    licensed = [member for member in members if member.physician is True and member.licensed is True]
    possible = [member for member in members if member.physician is not False and member.licensed is not False]
    if 2 * len(possible) <= len(members):
        yield SS_1B.broken(
            f"{organization.display} is no medical group under 42 CFR 417.1: {len(possible)} of its "
            f"{many(len(members), 'practitioner')} can be licensed in medicine or osteopathy; it takes a majority.",
            organization,
            *roles_of(members),
            remedy="Nothing, unless the group is to be one; then most of its practitioners are physicians.",
            severity=mg.Severity.WARNING,
        )
        return
    known = 2 * len(licensed) > len(members)
    missing = [] if known else ["which practitioners are licensed physicians"]
    missing.append("a prearranged plan that pays out pooled income, unrelated to specific services")
    held = {resource.kind for resource in view.resources_of(organization.id)}
    unshared = {kind: title for kind, title in SHARED.items() if kind not in held}
    missing += [f"shared use of {title}" for title in unshared.values()]
    yield SS_1B.cannot_tell(
        f"Whether {organization.display} is a medical group under 42 CFR 417.1 cannot be told; not known: "
        f"{'; '.join(missing)}.",
        organization,
        remedy=" ".join(_to_do(unshared, physicians=known)),
    )


def _to_do(unshared: Mapping[ResourceKind, str], *, physicians: bool) -> Iterator[str]:
    """Yield what would tell whether a group is one of the regulation: what to state, and what no market states."""
    if not physicians:
        yield "State the licences and the taxonomy codes of its practitioners."
    if unshared:
        kinds = ", ".join(kind.value for kind in unshared)
        yield f"Add resources of the group for what it shares (kind: {kinds})."
    yield "Look up in its papers how income is paid out: a market states no income plan, so this finding stays."


@dataclass(frozen=True, kw_only=True)
class OneFamily:
    """SS-2: one specialty family that every practitioner shares."""

    #: Families that do not count, such as ``physical-therapy`` in an orthopaedic group.
    ancillary: frozenset[str] = frozenset()

    def __call__(self, view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        """Yield a finding where the practitioners are of several families, or some are of none that is known."""
        members = counted(members_of_group(view, organization.id), self.ancillary)
        known = [member for member in members if member.families]
        certain = [member for member in known if not member.others_possible]
        if certain and not shared_families(certain):
            yield SS_2.broken(
                f"The practitioners of {organization.display} share no specialty family: {tally(certain)}.",
                organization,
                *roles_of(certain),
                remedy="State the model multi-specialty, or end the roles outside the family.",
            )
        elif len(known) < len(members) or (known and not shared_families(known)):
            yield unknown_families(SS_2, organization, members)


@dataclass(frozen=True, kw_only=True)
class OneEntity:
    """SS-3, MS-1: every practitioner owns, works for or contracts with the entity that bills."""

    #: Code of the findings.
    code: str

    @property
    def rule(self) -> mg.Rule:
        """The rule that it reports under."""
        return mg.Rule(self.code, source=GROUP_PRACTICE)

    def __call__(self, view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
        """Yield a finding for those without such a relation, and one for those whose relation is not known."""
        apart: list[Member] = []
        unknown: list[Member] = []
        for member in members_of_group(view, organization.id):
            relations = {role.relation for role in member.roles}
            if not relations & OWN_RELATIONS:
                (unknown if None in relations else apart).append(member)
        if apart:
            yield self.rule.broken(
                f"{organization.display} leases {many(len(apart), 'practitioner')} from another entity, "
                "with neither ownership, employment nor a contract of their own here.",
                organization,
                *roles_of(apart),
                remedy="Employ them or contract with them directly, and state the relation.",
            )
        if unknown:
            yield self.rule.cannot_tell(
                f"The relation of {many(len(unknown), 'practitioner')} to {organization.display} is not known.",
                organization,
                *roles_of(unknown),
                remedy="State the relation of these roles: owner, employee, contractor, locum or leased.",
            )


def care_outside_is_external(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """SS-4: care outside the family is somebody else's, so the group controls no organization that gives it."""
    members = members_of_group(view, organization.id)
    own = shared_families(members)
    for tie in view.members_of(organization.id, mg.Kind.OWNS) if own else ():
        people = members_of_group(view, tie.member)
        outside = [member for member in people if not member.families & own]
        if not outside or (tie.share is not None and tie.share <= 0.5):
            continue
        known = tally(outside)
        certain = all(member.families and not member.others_possible for member in (*members, *outside))
        if known and tie.share is not None and certain:
            yield SS_4.broken(
                f"{organization.display} controls {tie.member}, which gives care outside the group's family "
                f"({known}), so such a need stays inside.",
                organization,
                tie,
                *roles_of(outside),
                remedy="State the model multi-specialty, or end the ownership.",
            )
        else:
            yield SS_4.cannot_tell(
                f"Whether {organization.display} controls care outside its family is not known: it owns "
                f"{tie.member}, and the share or some specialties are not stated.",
                organization,
                tie,
                *roles_of(outside),
                remedy="State the share, and taxonomy codes that a specialty family holds, at both.",
            )


def counted(members: Iterable[Member], ancillary: frozenset[str]) -> list[Member]:
    """Return the members but those whose families are all ancillary."""
    return [member for member in members if not member.families or member.families - ancillary]


def tally(members: Iterable[Member]) -> str:
    """Return how many members are of each family, the most frequent first: ``cardiology 3, neurology 1``."""
    count = Counter(name for member in members for name in member.families)
    return ", ".join(f"{name} {count[name]}" for name in sorted(count, key=lambda name: (-count[name], name)))


def nobody_known(rule: mg.Rule, view: mg.View, organization: mg.Organization) -> mg.Finding:
    """Return the finding that no role at an organization is known on the day, so that nobody can tell."""
    return rule.cannot_tell(
        f"Who practises at {organization.display} on {view.day} is not known.",
        organization,
        remedy="Add its practitioners and the roles that they hold there, with their periods.",
    )


def unknown_families(rule: mg.Rule, organization: mg.Organization, members: Iterable[Member]) -> mg.Finding:
    """Return the finding that the specialty families of some members are not known."""
    unknown = [member for member in members if not member.families or member.others_possible]
    return rule.cannot_tell(
        f"The specialty family of {many(len(unknown), 'practitioner')} of {organization.display} is not known.",
        organization,
        *roles_of(unknown),
        remedy="State taxonomy codes that a specialty family holds, and who supervises nurses and assistants.",
    )
