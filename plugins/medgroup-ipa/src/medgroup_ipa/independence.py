"""Whether the IPA and its members are separate entities: IPA-1, IPA-2, IPA-3 and IPA-6. Each is run on the IPA."""

from collections.abc import Iterator, Sequence

import medgroup as mg
from medgroup.domain import Fact, OrganizationRole, ResourceKind

ASSOCIATION = "42 CFR 417.1 (individual practice association)"
IPA_1 = mg.Rule("IPA-1", source=ASSOCIATION)
IPA_2 = mg.Rule("IPA-2", source=ASSOCIATION)
IPA_3 = mg.Rule("IPA-3", source=ASSOCIATION)
IPA_6 = mg.Rule("IPA-6", source="42 CFR 424.73, 424.80 (reassignment)")


def members_of(view: mg.View, ipa: str) -> tuple[mg.Organization, ...]:
    """Return the members of an IPA, each once, by id."""
    ids = sorted({tie.member for tie in view.members_of(ipa, mg.Kind.MEMBER)})
    return tuple(view.organization(one) for one in ids)


def distinct_entity(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-1: the IPA is another entity than any of its members."""
    members = members_of(view, organization.id)
    for member in members:
        same = [name for name, one, other in _numbers(organization, member) if one is not None and one == other]
        if same:
            yield IPA_1.broken(
                f"{organization.display} and its member {member.display} bear the same {' and '.join(same)}.",
                organization,
                member,
                remedy="Give the IPA its own number, or remove the membership.",
            )
    missing = [one for one in (organization, *members) if one.tin is None]
    if missing and members:
        yield IPA_1.cannot_tell(
            f"Whether {organization.display} is another entity than each of its members cannot be told: "
            f"no TIN is stated of {', '.join(one.display for one in missing)}.",
            organization,
            *missing,
            remedy="State these TINs.",
        )


def distinct_practices(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-2: two member practices or more, each with a TIN of its own."""
    members = members_of(view, organization.id)
    if len(members) < 2:
        yield _too_few(view, organization, members)
    by_tin: dict[str | None, list[mg.Organization]] = {}
    for member in members:
        by_tin.setdefault(member.tin_digits, []).append(member)
    missing = by_tin.pop(None, [])
    for sharing in by_tin.values():
        if len(sharing) > 1:
            yield IPA_2.broken(
                f"The members {', '.join(one.display for one in sharing)} bill under one TIN, so they are one "
                "practice.",
                organization,
                *sharing,
                remedy="Correct the TINs, or make these members one organization.",
            )
    if missing and len(members) > 1:
        yield IPA_2.cannot_tell(
            f"Whether each member has a TIN of its own cannot be told: none is stated of "
            f"{', '.join(one.display for one in missing)}.",
            organization,
            *missing,
            remedy="State these TINs.",
        )


def _too_few(view: mg.View, organization: mg.Organization, members: tuple[mg.Organization, ...]) -> mg.Finding:
    """Return that one member is too few, or that no membership is known, so that nobody can tell."""
    say = IPA_2.broken if members else IPA_2.cannot_tell
    return say(
        f"{organization.display} has one member practice on {view.day}; an IPA has two or more."
        if members
        else f"Which practices are members of {organization.display} on {view.day} is not known.",
        organization,
        *members,
        remedy="Add the memberships of its practices.",
    )


def own_offices(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-3: no control over a practice; each member keeps its site, its staff and its chart."""
    for kind in (mg.Kind.OWNS, mg.Kind.MANAGES):
        for tie in view.members_of(organization.id, kind):
            held = view.organization(tie.member)
            # An IPA may own its management company; it may not own or run a practice.
            if OrganizationRole.PRACTICE in held.roles or (not held.roles and view.roles_at(held.id)):
                yield IPA_3.broken(
                    f"{organization.display} {kind.value} {held.display}; an IPA controls no practice.",
                    organization,
                    tie,
                    remedy="State the tie as member, or the organization's model as ids or mso.",
                )
            elif not held.roles:
                yield IPA_3.cannot_tell(
                    f"{organization.display} {kind.value} {held.display}; whether that is a practice, which "
                    "an IPA does not control, is not known.",
                    organization,
                    tie,
                    held,
                    remedy="State what the organization is: practice, or management for a management company.",
                )
    for tie in view.members_of(organization.id, mg.Kind.MEMBER):
        yield from _given_up(view, tie)
        yield from _not_known(view, tie)


def _given_up(view: mg.View, tie: mg.Affiliation) -> Iterator[mg.Finding]:
    kept = {mg.Function.RECORDS: "its own chart", mg.Function.STAFFING: "its own staff"}
    lost = [title for function, title in kept.items() if tie.own_effect(function) is mg.Effect.REPLACES]
    if _has_own_site(view, tie.member) is False:
        lost.append("a site of its own")
    if lost:
        member = view.organization(tie.member)
        yield IPA_3.broken(
            f"{member.display} does not keep {' nor '.join(lost)}.",
            member,
            tie,
            remedy="Mend the terms of the affiliation or the organization of the site, or state another model.",
        )


def _not_known(view: mg.View, tie: mg.Affiliation) -> Iterator[mg.Finding]:
    missing = []
    if _has_own_site(view, tie.member) is None:
        missing.append("a site of its own")
    staffed = any(resource.kind is ResourceKind.STAFF for resource in view.resources_of(tie.member))
    if not staffed and tie.own_effect(mg.Function.STAFFING) is not mg.Effect.REPLACES:
        missing.append("staff of its own")
    if missing:
        member = view.organization(tie.member)
        yield IPA_3.cannot_tell(
            f"Whether {member.display} keeps {' and '.join(missing)} is not known.",
            member,
            tie,
            remedy="State the organization of its sites, and its staff as a resource.",
        )


def _has_own_site(view: mg.View, member: str) -> bool | None:
    """Return whether a member runs a site; None where it may be one that is not stated."""
    run_by = {site.organization for site in view.sites_of(member)}
    if member in run_by:
        return True
    roles = view.roles_at(member)
    # A role without sites is held at every site of the member, so there is one, whose it is nobody knows.
    return None if not roles or None in run_by or any(role.sites is None for role in roles) else False


def separate_billing(view: mg.View, organization: mg.Organization) -> Iterator[mg.Finding]:
    """IPA-6: the IPA never bills for care; it may pay claims under delegated capitation."""
    found: dict[str, Sequence[Fact]] = {
        "roles of practitioners": view.roles_at(organization.id),
        "roster entries that bill through it": view.roster_billing(organization.id),
        "terms that move billing to it": [
            tie
            for tie in view.members_of(organization.id)
            if tie.own_effect(mg.Function.BILLING) in (mg.Effect.REPLACES, mg.Effect.JOINS)
        ],
    }
    for statement, facts in found.items():
        if facts:
            yield IPA_6.broken(
                f"{organization.display} has {statement} ({len(facts)}); an IPA bills for no care.",
                organization,
                *facts,
                remedy="Name the practice whose TIN bills.",
            )


def _numbers(
    one: mg.Organization, other: mg.Organization
) -> tuple[tuple[str, str | None, str | None], tuple[str, str | None, str | None]]:
    return (("TIN", one.tin_digits, other.tin_digits), ("NPI", one.npi, other.npi))
